"""The stopping rule, without any engine: constructed laws, and what it asks for next."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from sim.analysis.estimates import estimate
from sim.analysis.series import DATE, DAYS, FLAG, Nulls, Series
from sim.core.errors import UsageError
from sim.core.intervals import proportion
from sim.scenario import load
from sim.scenario.scenario import Scenario
from sim.studies.precision import CAP, FIRST_LOOK, Look, Precision, look, precision

HORIZON_DAYS = 1000.0
Draw = Callable[[int], np.ndarray]


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("site-31-outage")


def series(values: object, unit: str = DAYS) -> Series:
    cells = np.asarray(values, float)
    return Series(unit, cells, np.ones(len(cells), bool))


def stopped(draw: Draw, half_width: float, unit: str) -> Series:
    """Return what is there when the rule says that it is enough."""
    found = series(draw(FIRST_LOOK), unit)
    while (wanted := look(found, half_width, HORIZON_DAYS).wanted) > len(found):
        found = series(np.append(found.values, draw(wanted - len(found))), unit)
    return found


def covered(draw: Draw, truth: float, half_width: float, unit: str, runs: int) -> float:
    held = 0
    for _ in range(runs):
        figure = estimate(stopped(draw, half_width, unit), ())
        assert figure.low is not None
        assert figure.high is not None
        assert (figure.high - figure.low) / 2 <= half_width
        held += figure.low <= truth <= figure.high
    return held / runs


@pytest.mark.parametrize("events", [0, 5, 300, FIRST_LOOK])
def test_a_share_is_as_wide_as_the_summary_prints_it(events: int) -> None:
    flags = series(np.arange(FIRST_LOOK) < events, FLAG)
    low, high = proportion(events, FIRST_LOOK)
    assert look(flags, 1e-9, HORIZON_DAYS).half_width == (high - low) / 2


def test_a_date_is_judged_by_the_share_in_which_it_came() -> None:
    came = np.arange(FIRST_LOOK) < 400
    dates = Series(DATE, np.full(FIRST_LOOK, 1.8e9), came, Nulls.LATER)
    low, high = proportion(400, FIRST_LOOK)
    assert look(dates, 0.01, HORIZON_DAYS) == Look((high - low) / 2, FIRST_LOOK)


def test_what_is_never_seen_grows_narrow_too() -> None:
    nothing = series(np.zeros(FIRST_LOOK), FLAG)
    assert look(nothing, 2e-4, HORIZON_DAYS).wanted == FIRST_LOOK
    assert look(nothing, 1e-4, HORIZON_DAYS).wanted > FIRST_LOOK
    ten_times = series(np.zeros(10 * FIRST_LOOK), FLAG)
    assert look(ten_times, 2e-5, HORIZON_DAYS).wanted == 10 * FIRST_LOOK


def test_days_that_never_differ_may_still_be_off_by_the_horizon() -> None:
    found = look(series(np.zeros(FIRST_LOOK)), 0.1, HORIZON_DAYS)
    assert found.half_width == proportion(0, FIRST_LOOK)[1] * HORIZON_DAYS / 2
    assert found.wanted > FIRST_LOOK


def test_a_few_large_values_are_not_believed() -> None:
    days = np.zeros(FIRST_LOOK)
    days[:4] = 100.0
    found = look(series(days), 1.0, HORIZON_DAYS)
    assert found.half_width < 0.05  # narrow, but on four values
    assert found.wanted == 10 * FIRST_LOOK


def test_what_was_never_asked_has_no_interval() -> None:
    nobody = Series(FLAG, np.zeros(FIRST_LOOK), np.zeros(FIRST_LOOK, bool))
    assert look(nobody, 0.1, HORIZON_DAYS) == Look(math.inf, 10 * FIRST_LOOK)


def test_the_next_look_is_where_it_should_do() -> None:
    half = series(np.arange(FIRST_LOOK) % 2, FLAG)  # a half-width of 0.0098
    assert look(half, 0.005, HORIZON_DAYS).wanted == 43_000  # 10,000 * (0.98 / 0.5)**2 * 1.1
    assert look(half, 0.0097, HORIZON_DAYS).wanted == 12_000  # a fifth more at least
    assert look(half, 1e-4, HORIZON_DAYS).wanted == 100_000  # ten times at most


def test_the_interval_of_a_share_holds_the_truth_when_it_is_narrow_enough() -> None:
    luck = np.random.default_rng(1)
    found = covered(lambda n: luck.random(n) < 0.01, 0.01, 0.0015, FLAG, 400)
    assert found > 0.905  # four standard errors of 400 runs below 0.95


def test_the_interval_of_a_skewed_mean_holds_the_truth_when_it_is_narrow_enough() -> None:
    luck = np.random.default_rng(2)

    def days(n: int) -> np.ndarray:
        return np.where(luck.random(n) < 0.01, luck.exponential(100, n), 0.0)

    assert covered(days, 1.0, 0.15, DAYS, 200) > 0.888  # four standard errors of 200 runs


@pytest.mark.slow
@pytest.mark.parametrize("needed", [15_000, 19_000, 35_000, 62_000])
@pytest.mark.parametrize("p", [0.001, 0.01, 0.1])
def test_shares_are_covered_wherever_the_looks_fall(p: float, needed: int) -> None:
    luck = np.random.default_rng(needed)
    half_width = 1.96 * math.sqrt(p * (1 - p) / needed)
    found = covered(lambda n: luck.random(n) < p, p, half_width, FLAG, 2000)
    assert found > 0.918  # four standard errors of 2,000 runs below 0.94


@pytest.mark.slow
@pytest.mark.parametrize("events", [20, 200, 600])
def test_skewed_means_are_covered_wherever_the_looks_fall(events: int) -> None:
    luck = np.random.default_rng(events)
    p, size = 0.01, 100.0

    def days(n: int) -> np.ndarray:
        return np.where(luck.random(n) < p, luck.exponential(size, n), 0.0)

    variance = 2 * p * size**2 - (p * size) ** 2
    half_width = 1.96 * math.sqrt(variance / (events / p))
    assert covered(days, p * size, half_width, DAYS, 2000) > 0.918


def test_the_next_look_is_the_furthest_that_an_outcome_wants() -> None:
    asked = Precision({"stranded": 0.1}, cap=50_000)
    near, far, done = ({"x": Look(0.1, n)} for n in (12_000, 70_000, 10_000))
    assert asked.next_look(10_000, [near, done]) == 12_000
    assert asked.next_look(10_000, [near, far]) == 50_000
    assert asked.next_look(10_000, [done, done]) == 10_000
    assert asked.next_look(50_000, [far]) == 50_000
    assert asked.reached(50_000, {"a": far})["is_enough"] is False
    assert asked.reached(10_000, {"a": done, "b": done}) == {
        "asked": {"stranded": 0.1},
        "reached": {"a": {"x": 0.1}, "b": {"x": 0.1}},
        "is_enough": True,
        "cap": 50_000,
    }


def test_a_cap_below_the_first_look_is_the_first_look() -> None:
    assert Precision({}, cap=500).first_look == 500
    assert Precision({}).first_look == FIRST_LOOK


def test_texts_name_columns_and_keys_of_the_first_screen(scenario: Scenario) -> None:
    texts = ["next[soyuz,1].direct=0.01", "gap[us-crew]=.002", "crew_days_lost[rs]=1e1"]
    found = precision(texts, scenario)
    assert found == Precision(
        {"next[soyuz,1].direct": 0.01, "gap[us-crew]": 0.002, "crew_days_lost[rs]": 10.0}, CAP
    )
    assert precision([], scenario) is None


def test_everything_wrong_with_the_texts_is_said_at_once(scenario: Scenario) -> None:
    texts = [
        "stranded", "strandet=0.001", "decrewed=-1", "decrewed=0.1", "direct[soyuz]=x",
        "stranded=inf",
    ]  # fmt: skip
    with pytest.raises(UsageError) as refused:
        precision(texts, scenario)
    lines = str(refused.value).splitlines()
    assert len(lines) == 6
    assert "an outcome and a number are needed" in lines[0]
    assert "did you mean 'stranded'?" in lines[1]
    assert "'-1' is no half-width" in lines[2]
    assert "decrewed is asked for twice" in lines[3]
    assert "'x' is no half-width" in lines[4]
    assert "'inf' is no half-width" in lines[5]
