import json
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest

from sim.analysis.break_even import Read, added, curve, makes_it, share_of, spread, steepest
from sim.analysis.outcome import Told
from sim.analysis.threshold import Band, Crossing, Verdict
from sim.core.bands import difference_band, share_band
from sim.core.intervals import proportion
from sim.core.pairs import paired_flags

N = 1000
LUCK = np.arange(N) / N
"""A number in [0, 1) a replication: whatever has the probability p happens in the first N p."""


def so(share: float, nulls: int = 0) -> Told:
    return Told(share - 1e-9 > LUCK, nulls)


BASE = so(0.1)
RISING = {day: so(0.1 + 0.01 * (day - 10)) for day in (10.0, 20.0, 30.0, 50.0)}
"""What is added is 0.01 a day from day 10 on."""


# --- the curve ------------------------------------------------------------------------------------


def test_what_is_added_is_held_against_the_threshold() -> None:
    found = curve(RISING, BASE, total=False, threshold=0.15)
    assert found.judged.places.tolist() == [10.0, 20.0, 30.0, 50.0]
    assert found.judged.mean == pytest.approx([0.0, 0.1, 0.2, 0.4])
    assert found.risk.mean == pytest.approx([0.1, 0.2, 0.3, 0.5])
    assert found.events == (100, 200, 300, 500)
    assert found.n == N
    assert (found.crossing.verdict, found.crossing.at) == (Verdict.CROSSES, pytest.approx(25.0))


def test_or_the_total() -> None:
    found = curve(RISING, BASE, total=True, threshold=0.15)
    assert found.judged.as_dict() == found.risk.as_dict()
    assert found.crossing.at == pytest.approx(15.0)
    above = curve(RISING, BASE, total=True, threshold=0.05).crossing
    assert (above.verdict, above.at) == (Verdict.ABOVE, None)


def test_the_order_in_which_places_were_played_does_not_matter() -> None:
    shuffled = {day: RISING[day] for day in (50.0, 10.0, 30.0, 20.0)}
    one, other = (curve(t, BASE, total=False, threshold=0.15) for t in (RISING, shuffled))
    assert one.as_dict() == other.as_dict()


def test_the_bands_hold_all_points_at_once() -> None:
    found = curve(RISING, BASE, total=False, threshold=0.15)
    flags = np.column_stack([told.did for told in RISING.values()])
    for band, known in (
        (found.risk, share_band(flags)),
        (found.judged, difference_band(flags, BASE.did)),
    ):
        assert band.mean == pytest.approx(known[0])
        assert band.low == pytest.approx(known[1])
        assert band.high == pytest.approx(known[2])
    alone = [proportion(events, N) for events in found.events]
    assert all(low < one for low, (one, _) in zip(found.risk.low, alone, strict=True))
    assert all(high > one for high, (_, one) in zip(found.risk.high, alone, strict=True))


def test_the_same_luck_counts() -> None:
    """What is added is told by the futures that differ: none differs, and nothing is added."""
    same = curve({1.0: so(0.5), 2.0: so(0.5)}, so(0.5), total=False, threshold=0.05)
    other = Told(LUCK >= 0.5, 0)
    apart = curve({1.0: other, 2.0: other}, so(0.5), total=False, threshold=0.05)
    assert same.judged.mean.tolist() == apart.judged.mean.tolist() == [0.0, 0.0]
    assert np.all(same.judged.high < 0.01)
    assert np.all(apart.judged.high > 0.05)


def test_a_risk_below_the_base_is_added_as_less_than_nothing() -> None:
    found = curve({1.0: so(0.05), 2.0: so(0.3)}, BASE, total=False, threshold=0.1)
    assert found.judged.mean == pytest.approx([-0.05, 0.2])
    assert found.judged.high[0] < 0


def test_the_most_nulls_at_a_place_are_told() -> None:
    found = curve(
        {1.0: so(0.1, 3), 2.0: so(0.1, 7), 3.0: so(0.1)}, BASE, total=False, threshold=0.1
    )
    assert found.nulls == 7


@pytest.mark.parametrize("n", [1, 2, 400])
@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_curve_of_few_futures_or_without_events_has_a_band(n: int, share: float) -> None:
    same = Told(np.full(n, bool(share)), 0)
    for total in (True, False):
        found = curve(
            {1.0: same, 2.0: same}, Told(np.zeros(n, bool), 0), total=total, threshold=0.05
        )
        stored = json.loads(json.dumps(found.as_dict(), allow_nan=False))
        assert stored["risk"]["mean"] == [share, share]
        assert np.all(found.judged.low <= found.judged.mean)
        assert np.all(found.judged.mean <= found.judged.high)
    assert share or found.judged.high[0] > 0


# --- where to play --------------------------------------------------------------------------------


def test_more_places_lie_evenly_between_two() -> None:
    assert spread(np.array([0.0, 50.0]), 10.0, 20.0, 4).tolist() == [12.0, 14.0, 16.0, 18.0]
    assert spread(np.array([0.0, 12.0, 50.0]), 10.0, 20.0, 4).tolist() == [14.0, 16.0, 18.0]


def test_there_is_no_place_between_neighbours() -> None:
    assert spread(np.array([10.0, 10.1]), 10.0, 10.1, 5).tolist() == []
    assert spread(np.array([10.0, 10.2]), 10.0, 10.2, 5).tolist() == [10.1]


def made(places: list[float], mean: list[float]) -> Band:
    return Band(np.array(places), np.array(mean), np.array(mean), np.array(mean))


def test_the_step_in_which_the_curve_moves_most_is_halved() -> None:
    band = made([0.0, 10.0, 20.0, 30.0], [0.0, 0.1, 0.9, 1.0])
    assert steepest(band, 1).tolist() == [15.0]
    assert steepest(band, 3).tolist() == [12.5, 15.0, 17.5]


def test_a_fall_is_as_steep_as_a_rise() -> None:
    assert steepest(made([0.0, 10.0, 20.0], [0.9, 0.1, 0.2]), 1).tolist() == [5.0]


def test_a_flat_curve_and_a_full_step_end_the_halving() -> None:
    found = steepest(made([0.0, 0.2, 10.0], [0.0, 1.0, 1.0]), 50)
    assert found.tolist() == [0.1]
    flat: npt.NDArray[np.float64] = steepest(made([0.0, 8.0], [0.5, 0.5]), 3)
    assert np.all((flat > 0.0) & (flat < 8.0))


def test_new_places_are_new_and_to_a_tenth_of_a_day() -> None:
    luck = np.random.default_rng(1)
    for _ in range(100):
        places = np.unique(luck.uniform(1, 900, 8).round(1))
        curve_ = np.sort(luck.random(len(places)))
        low, high = np.sort(luck.choice(places, 2, replace=False))
        for found in (
            spread(places, low, high, 9),
            steepest(made(places.tolist(), curve_.tolist()), 9),
        ):
            assert not set(found) & set(places)
            assert found.tolist() == sorted({round(x, 1) for x in found.tolist()})
            assert np.all((found > places[0]) & (found < places[-1]))
        assert np.all((spread(places, low, high, 9) > low) & (spread(places, low, high, 9) < high))


# --- an estimate read off the curve ---------------------------------------------------------------

DAYS = np.arange(1.0, N + 1)


def crossing(at: float | None, low: float | None, high: float | None) -> Crossing:
    return Crossing(Verdict.CROSSES, at, low, high, None, None)


def test_in_time_is_the_share_of_the_repairs_that_are_no_longer() -> None:
    found = makes_it(Read(so(0.3), DAYS), crossing(250.0, 200.0, 400.0), BASE)
    assert found["in_time"] == {"mean": 0.25, "low": 0.2, "high": 0.4}
    assert makes_it(Read(so(0.3), DAYS), crossing(249.9, 0.5, 5000.0), BASE)["in_time"] == {
        "mean": 0.249, "low": 0.0, "high": 1.0
    }  # fmt: skip


def test_what_the_curve_does_not_tell_is_none() -> None:
    found = makes_it(Read(so(0.3), DAYS), crossing(None, None, None), BASE)
    assert found["in_time"] == {"mean": None, "low": None, "high": None}
    half = makes_it(Read(so(0.3), DAYS), crossing(250.0, None, 400.0), BASE)
    assert half["in_time"] == {"mean": 0.25, "low": None, "high": 0.4}


def test_an_estimate_has_its_own_risk_and_what_it_adds() -> None:
    told = Told((LUCK >= 0.05) & (LUCK < 0.3), 4)
    found = makes_it(Read(told, DAYS), crossing(250.0, 200.0, 400.0), BASE)
    low, high = proportion(250, N)
    assert found["risk"] == {
        "n": N, "events": 250, "mean": 0.25, "low": low, "high": high, "nulls": 4
    }  # fmt: skip
    mean, low, high = paired_flags(told.did, BASE.did)
    assert mean == pytest.approx(0.15)
    assert found["added"] == {"mean": mean, "low": low, "high": high, "changed": 250}
    json.dumps(found, allow_nan=False)


def test_the_repairs_are_told_by_their_quantiles() -> None:
    found = makes_it(Read(so(0.3), DAYS), crossing(250.0, 200.0, 400.0), BASE)["repair_days"]
    assert found == pytest.approx({"p10": 100.0, "p50": 500.0, "p90": 900.0}, abs=1.0)
    fixed = makes_it(Read(so(0.3), np.full(N, 96.0)), crossing(96.0, 90.0, 99.0), BASE)
    assert fixed["repair_days"] == {"p10": 96.0, "p50": 96.0, "p90": 96.0}
    assert fixed["in_time"] == {"mean": 1.0, "low": 0.0, "high": 1.0}


def test_a_share_and_what_is_added() -> None:
    found = share_of(so(0.0, 2))
    assert (found["mean"], found["low"], found["nulls"]) == (0.0, 0.0, 2)
    assert found["high"] == pytest.approx(1 - 0.025 ** (1 / N))
    shares = [added(so(share), BASE) for share in (0.05, 0.1, 0.2, 0.9)]
    assert [each["changed"] for each in shares] == [50, 0, 100, 800]
    assert [each["mean"] for each in shares] == pytest.approx([-0.05, 0.0, 0.1, 0.8])
    assert all(a["mean"] < b["mean"] for a, b in pairwise(shares))
    assert all(each["low"] < each["mean"] < each["high"] for each in shares)
