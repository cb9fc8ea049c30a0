"""Coverage, CRPS and PIT of forecasts of which it is known what came true."""

import numpy as np
import pytest

from sim.analysis.calibration import calibration, forecast_of, pit_fifths, summed


def test_a_forecast_tells_its_points_and_where_the_truth_lies() -> None:
    found = forecast_of([3.0, 1.0, 2.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0], 4.0)
    assert found.points == (1.0, 5.0, 9.0)
    assert found.below == (0.3, 0.4)
    assert found.pit == pytest.approx(0.35)
    assert found.holds(0.5)
    assert not forecast_of([1.0, 2.0], 2.1).holds(0.9)


def test_a_certain_forecast_is_off_by_its_distance() -> None:
    assert forecast_of([7.0], 10.0).crps == 3.0
    assert forecast_of([7.0], 7.0).crps == 0.0


def test_an_interval_holds_its_own_ends() -> None:
    ends = forecast_of(np.arange(100.0), 5.0)
    assert not forecast_of(np.arange(100.0), 3.0).holds(0.9)
    assert ends.holds(0.9)
    assert forecast_of([0.0] * 99 + [1.0], 0.0).holds(0.5)


def test_ties_are_spread_over_the_fifths_that_they_span() -> None:
    assert pit_fifths([forecast_of([0.0] * 10, 0.0)]) == pytest.approx([0.2] * 5)
    values = [0.0] * 5 + [9.0] * 5
    assert pit_fifths([forecast_of(values, 0.0)]) == pytest.approx([0.4, 0.4, 0.2, 0.0, 0.0])


@pytest.mark.parametrize(("truth", "fifth"), [(-1.0, 0), (0.5, 1), (2.5, 3), (99.0, 4)])
def test_a_truth_between_two_values_lies_in_one_fifth(truth: float, fifth: int) -> None:
    found = pit_fifths([forecast_of([0.0, 1.0, 2.0, 3.0], truth)])
    assert found == [float(place == fifth) for place in range(5)]


def test_calibration_counts_and_gives_the_exact_interval() -> None:
    forecasts = [forecast_of(np.arange(101.0), truth) for truth in (50.0, 30.0, 99.0, 4.0)]
    plan = [forecast_of([50.0], each.truth) for each in forecasts]
    found = calibration(forecasts, [plan])
    assert (found["n"], found["in_50"], found["in_90"]) == (4, 2, 2)
    assert found["in_90_between"] == pytest.approx([0.0676, 0.9324], abs=1e-4)  # 2 of 4
    assert found["baselines"] == [pytest.approx((0 + 20 + 49 + 46) / 4)]
    assert sum(found["pit_fifths"]) == pytest.approx(4.0)


def test_a_sum_has_the_mean_and_the_spread_of_its_parts() -> None:
    one, other = np.arange(64.0), 2.0 * np.arange(64.0)
    both = summed(one, other)
    assert both.mean() == pytest.approx(one.mean() + other.mean())
    assert both.var() == pytest.approx(one.var() + other.var())
    assert summed([3.0], [4.0]).tolist() == [7.0] * 64 * 64
