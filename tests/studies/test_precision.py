"""The stopping rule, without any engine: constructed laws, and what it asks for next."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict

import numpy as np
import pytest

from sim.analysis.estimates import Figure, estimate
from sim.analysis.series import DATE, DAYS, FLAG, Nulls, Series
from sim.core.errors import UsageError
from sim.core.intervals import exact_proportions, proportion
from sim.scenario import load
from sim.scenario.scenario import Scenario
from sim.studies.precision import CAP, FIRST_LOOK, Look, Precision, judge, look, precision

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


def share(events: int, n: int) -> Figure:
    """Return the estimate of a share with its exact interval."""
    low, high = exact_proportions(np.array([events]), n)
    ends = (events / n, float(low[0]), float(high[0]))
    return Figure(FLAG, n, events, *ends, 0.0, 1.0, {}, {})


def part_played(luck: np.random.Generator, p: float, part: float, cap: int = CAP) -> Figure:
    """Return the estimate when the rule stops that asks for a part of it; events alone are drawn"""
    n = min(FIRST_LOOK, cap)
    events = int(luck.binomial(n, p))
    while True:
        wanted = min(judge(share(events, n), n, part, is_relative=True).wanted, cap)
        if wanted <= n:
            return share(events, n)
        events, n = events + int(luck.binomial(wanted - n, p)), wanted


def part_covered(p: float, part: float, runs: int) -> float:
    luck = np.random.default_rng([round(1e7 * p), round(100 * part)])
    found = (part_played(luck, p, part) for _ in range(runs))
    return sum(each.low <= p <= each.high for each in found) / runs


@pytest.mark.parametrize("events", [0, 7, 400])
def test_a_part_of_the_estimate_is_judged_by_the_exact_interval(events: int) -> None:
    flags = series(np.arange(FIRST_LOOK) < events, FLAG)
    found = look(flags, 0.2, HORIZON_DAYS, is_relative=True)
    low, high = exact_proportions(np.array([events]), FIRST_LOOK)
    assert found.half_width == (high[0] - low[0]) / 2
    assert found.figure is not None
    assert (found.figure.low, found.figure.high) == (low[0], high[0])
    assert found == judge(share(events, FIRST_LOOK), FIRST_LOOK, 0.2, is_relative=True)
    # about a hundred events make 20 %; from 7 on there are to be ten times as many at the most
    assert found.wanted == {0: 100_000, 7: 100_000, 400: FIRST_LOOK}[events]


def test_a_date_may_be_asked_for_in_parts_of_the_share_in_which_it_came() -> None:
    came = np.arange(FIRST_LOOK) < 400
    found = look(Series(DATE, np.full(FIRST_LOOK, 1.8e9), came, Nulls.LATER), 0.2, 1, is_relative=1)
    assert found.wanted == FIRST_LOOK
    assert found.figure is not None
    assert (found.figure.n, found.figure.mean) == (FIRST_LOOK, 0.04)


def test_a_mean_may_be_asked_for_in_parts_of_itself() -> None:
    days = series(np.arange(FIRST_LOOK) % 2 * 100.0)
    half_width = look(days, 1.0, HORIZON_DAYS).half_width  # 0.98 on a mean of 50
    assert look(days, half_width / 49.9, HORIZON_DAYS, is_relative=True).wanted == FIRST_LOOK
    assert look(days, half_width / 50.1, HORIZON_DAYS, is_relative=True).wanted > FIRST_LOOK


def test_of_days_that_never_came_no_part_is_known() -> None:
    found = look(series(np.zeros(FIRST_LOOK)), 0.2, HORIZON_DAYS, is_relative=True)
    assert found.wanted == 10 * FIRST_LOOK
    assert found.figure is not None
    assert found.figure.high == proportion(0, FIRST_LOOK)[1] * HORIZON_DAYS


def test_the_share_of_a_rare_outcome_is_held_though_its_events_decide_when_to_stop() -> None:
    assert part_covered(5e-5, 0.2, 400) > 0.905  # four standard errors of 400 runs below 0.95


@pytest.mark.slow
@pytest.mark.parametrize("part", [0.1, 0.2, 0.3, 0.5, 0.8])
@pytest.mark.parametrize("p", [1e-5, 5e-5, 2e-4, 1e-3])
def test_shares_are_held_whatever_part_is_asked_for(p: float, part: float) -> None:
    assert part_covered(p, part, 2000) > 0.93  # four standard errors of 2,000 runs below 0.95


def test_what_a_cap_leaves_unknown_has_an_honest_end() -> None:
    luck = np.random.default_rng(3)
    found = [part_played(luck, 5e-7, 0.2, cap=1_000_000) for _ in range(400)]
    assert all(each.n == 1_000_000 for each in found)
    assert sum(each.high >= 5e-7 for each in found) == 400  # 0.5 events on average: none is short


def test_parts_of_estimates_are_told_beside_half_widths() -> None:
    asked = Precision({"x": 0.1}, 50_000, {"y": 0.2})
    few = look(series(np.arange(FIRST_LOOK) < 3, FLAG), 0.2, HORIZON_DAYS, is_relative=True)
    told = asked.reached(FIRST_LOOK, {"a": {"x": Look(0.1, 5), "y": few}})
    assert told["asked"] == {"x": 0.1}
    assert told["reached"] == {"a": {"x": 0.1}}
    assert told["is_enough"] is False
    assert told["relative"]["asked"] == {"y": 0.2}
    found = told["relative"]["reached"]["a"]["y"]
    assert (found["events"], found["n"], found["mean"]) == (3, FIRST_LOOK, 3e-4)
    assert found["part"] == pytest.approx(few.half_width / 3e-4)
    assert found["is_enough"] is False
    none = look(series(np.zeros(FIRST_LOOK), FLAG), 0.2, HORIZON_DAYS, is_relative=True)
    told = asked.reached(FIRST_LOOK, {"a": {"x": Look(0.1, 5), "y": none}})
    assert told["relative"]["reached"]["a"]["y"]["part"] is None


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


def test_a_per_cent_sign_asks_for_a_part_of_the_estimate(scenario: Scenario) -> None:
    found = precision(["decrewed=20%", "stranded=0.001", "stranding_days=2.5 %"], scenario, 9)
    assert found == Precision({"stranded": 0.001}, 9, {"decrewed": 0.2, "stranding_days": 0.025})


def test_what_was_asked_is_the_same_after_a_run_was_broken_off() -> None:
    asked = Precision({"stranded": 0.001}, 9, {"decrewed": 0.2})
    assert Precision(**json.loads(json.dumps(asdict(asked)))) == asked


def test_everything_wrong_with_the_texts_is_said_at_once(scenario: Scenario) -> None:
    texts = [
        "stranded", "strandet=0.001", "decrewed=-1", "decrewed=0.1", "direct[soyuz]=x",
        "stranded=inf", "no_lifeboat=100%", "segment_gap=0%", "segment_gap=0.1",
    ]  # fmt: skip
    with pytest.raises(UsageError) as refused:
        precision(texts, scenario)
    lines = str(refused.value).splitlines()
    assert len(lines) == 9
    assert "an outcome and a number are needed" in lines[0]
    assert "did you mean 'stranded'?" in lines[1]
    assert "'-1' is no half-width" in lines[2]
    assert "decrewed is asked for twice" in lines[3]
    assert "'x' is no half-width" in lines[4]
    assert "'inf' is no half-width" in lines[5]
    assert "'100%' is no half-width; it must be above 0 % and below 100 % of the" in lines[6]
    assert "'0%' is no half-width" in lines[7]
    assert "segment_gap is asked for twice" in lines[8]
