"""Against closed forms (see `one_relief`), and what is promised of every answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from sim.core.clock import DAY
from sim.core.errors import CrewsimError, ScenarioError, UsageError
from sim.runs.workers import Workers
from sim.scenario.scenario import Scenario
from sim.studies import variants
from sim.studies.break_even import FEWEST_POINTS, POINTS, BreakEven
from sim.studies.question import Setting
from tests.engine.stage import Tree, day
from tests.studies.one_relief import (
    ESTIMATES,
    HIGH,
    LOW,
    OUTCOME,
    PLANNED,
    SINCE,
    crossing,
    one_relief,
    planned_for,
    risk,
)

N, SEED = 10_000, 1
FEW = 400
WAIVED: Tree = {"policies": {"waived": {"title": "Waived", "waiver": "60 d"}}}
LAWS = {
    "flat": stats.uniform(60, 200),
    "open": stats.expon(SINCE, 80),  # given that it lasts on as_of
    "sure": stats.uniform(100, 1e-9),
}


@pytest.fixture(scope="module")
def crew() -> Iterator[Workers]:
    with Workers(1) as workers:
        yield workers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scenario")


def answered(scenario: Scenario, crew: Workers, n: int = FEW, **asked: Any) -> dict[str, Any]:
    engine = asked.pop("engine", "fast")
    setting = Setting(scenario, n, SEED, engine)
    found = BreakEven(setting, **{"outcome": OUTCOME, "points": 10, **asked}).answer(crew, None)
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    return found


def only(found: dict[str, Any]) -> dict[str, Any]:
    (curve,) = found["curves"]
    assert isinstance(curve, dict)
    return curve


def arrays(band: dict[str, Any]) -> tuple[npt.NDArray[np.float64], ...]:
    return tuple(np.array(band[name]) for name in ("places", "mean", "low", "high"))


def standard_error(p: npt.ArrayLike, n: int = N) -> npt.NDArray[np.float64]:
    chance = np.asarray(p, float)
    return np.sqrt(chance * (1 - chance) / n)


@pytest.fixture(scope="module")
def plain(folder: Path, crew: Workers) -> dict[str, Any]:
    """At the threshold 20 %, with all points."""
    return answered(one_relief(folder), crew, N, threshold=0.2, points=POINTS)


@pytest.fixture(scope="module")
def late(folder: Path, crew: Workers) -> dict[str, Any]:
    """Relief is planned so late that the risk is 11 % without any outage; 5 points may be added."""
    return answered(one_relief(folder, planned_for(110)), crew, N, points=20)


# --- the curve ------------------------------------------------------------------------------------


def test_the_curve_is_the_closed_form(plain: dict[str, Any]) -> None:
    places, mean, low, high = arrays(only(plain)["risk"])
    known = risk(places)
    assert {0.0, 1.0} < set(known)
    assert np.all(np.abs(mean - known) <= 4 * standard_error(known))
    assert np.all((low <= known) & (known <= high))
    assert np.max(high - low) < 0.04


def test_events_and_n_are_those_of_the_curve(plain: dict[str, Any]) -> None:
    curve = only(plain)
    assert curve["n"] == N
    assert [events / N for events in curve["events"]] == curve["risk"]["mean"]
    assert curve["nulls"] == 0


def test_every_place_has_the_same_luck(plain: dict[str, Any]) -> None:
    """The limit is the same in every world, so what fails at one repair fails at all longer ones.

    Of 40 places with luck of their own neighbours a day apart would swap in one case of four.
    """
    events = only(plain)["events"]
    assert events == sorted(events)
    assert plain["base"]["events"] == events[0] == 0


def test_the_places_are_as_many_as_asked_and_finer_where_it_crosses(plain: dict[str, Any]) -> None:
    places = only(plain)["risk"]["places"]
    assert len(places) == POINTS
    assert (places[0], places[-1]) == (plain["shortest_days"], plain["longest_days"]) == (21, 240)
    assert places == sorted(set(places))
    (step,) = (b - a for a, b in pairwise(places) if a <= crossing(0.2) < b)
    assert step < 2 < max(b - a for a, b in pairwise(places))


@pytest.mark.parametrize("threshold", [0.05, 0.2, pytest.param(0.5, marks=pytest.mark.slow), 0.95])
def test_the_crossing_is_the_closed_form(
    threshold: float, plain: dict[str, Any], folder: Path, crew: Workers
) -> None:
    """A day is a point: 0.01 of risk."""
    found = plain
    if threshold != 0.2:
        found = answered(one_relief(folder), crew, N, threshold=threshold, points=POINTS)
    crossed = only(found)["crossing"]
    error = float(standard_error(threshold)) * (HIGH - LOW)
    assert crossed["verdict"] == "crosses"
    assert abs(crossed["at"] - crossing(threshold)) <= 4 * error
    assert crossed["low"] <= crossing(threshold) <= crossed["high"]
    assert crossed["low"] <= crossed["at"] <= crossed["high"]
    assert crossed["high"] - crossed["low"] <= 10 * error + 3
    assert (crossed["turn"], crossed["under_again"]) == (None, None)


def test_a_certain_limit_is_crossed_where_it_is_to_a_tenth_of_a_day(
    folder: Path, crew: Workers
) -> None:
    """A limit of 250 d: s-2 must dock by day 150, which a repair of 169 d allows."""
    certain = one_relief(folder, {"vehicles": {"soyuz": {"limit": "250 d"}}})
    curve = only(answered(certain, crew, points=POINTS))
    places, mean, _, _ = arrays(curve["risk"])
    assert np.array_equal(mean, places > 169.0)
    crossed = curve["crossing"]
    assert crossed["low"] <= 169.0 <= crossed["high"]
    assert crossed["high"] - crossed["low"] <= 0.11
    assert crossed["low"] <= crossed["at"] <= crossed["high"]


# --- what it is held against ----------------------------------------------------------------------


def test_added_is_the_risk_less_that_without_the_outage(late: dict[str, Any]) -> None:
    base, curve = late["base"], only(late)
    known = float(risk(0.0, planned=110))
    assert known == pytest.approx(0.11)
    assert abs(base["mean"] - known) <= 4 * standard_error(known)
    assert base["low"] <= known <= base["high"]
    places, mean, low, high = arrays(curve["judged"])
    assert mean == pytest.approx(np.array(curve["risk"]["mean"]) - base["mean"])
    added = risk(places, planned=110) - known
    assert np.all((low <= added) & (added <= high))
    assert np.all(mean[places < 130] == 0)


def test_what_is_added_is_told_by_pairs(late: dict[str, Any]) -> None:
    """Where the outage changes nothing, no future differs, whatever the base is."""
    curve = only(late)
    quiet = np.array(curve["judged"]["places"]) < 130
    for band, widest in (("judged", 0.002), ("risk", 0.03)):
        _, _, low, high = arrays(curve[band])
        assert 0 < np.max((high - low)[quiet]) < widest
    assert np.min((high - low)[quiet]) > 0.015


def test_the_threshold_holds_for_what_is_added(late: dict[str, Any]) -> None:
    crossed = only(late)["crossing"]
    assert crossed["low"] <= crossing(0.16) <= crossed["high"]
    assert abs(crossed["at"] - crossing(0.16)) <= 4 * standard_error(0.05) * (HIGH - LOW)


def test_or_for_the_total(folder: Path, crew: Workers) -> None:
    scenario = one_relief(folder, planned_for(110))
    found = answered(scenario, crew, N, threshold=0.16, total=True)
    curve = only(found)
    assert curve["judged"] == curve["risk"]
    crossed = curve["crossing"]
    assert crossed["low"] <= crossing(0.16) <= crossed["high"]


def test_a_base_already_above_has_no_number(folder: Path, crew: Workers) -> None:
    scenario = one_relief(folder, planned_for(150))
    found = answered(scenario, crew, threshold=0.3, total=True)
    assert found["base"]["low"] > 0.3
    crossed = only(found)["crossing"]
    assert (crossed["verdict"], crossed["at"], crossed["low"]) == ("above", None, None)
    assert all(e["in_time"]["mean"] is None for e in only(found)["estimates"].values())
    added = only(answered(scenario, crew, threshold=0.3))["crossing"]
    assert added["verdict"] == "crosses"


def test_one_that_adds_too_much_from_the_shortest_repair_on_has_no_number(
    folder: Path, crew: Workers
) -> None:
    """Crews wait 120 d longer than the repair: s-2 docks on day 122, so 22 % fail at once."""
    staged = one_relief(folder, {"pads": {"east": {"outage": {"crew_stage": "120 d"}}}})
    found = answered(staged, crew)
    assert found["base"]["events"] == 0
    crossed = only(found)["crossing"]
    assert (crossed["verdict"], crossed["at"], crossed["low"]) == ("above", None, None)
    assert crossed["high"] == found["shortest_days"]
    assert only(answered(staged, crew, threshold=0.4))["crossing"]["verdict"] == "crosses"


def test_one_that_never_crosses_has_no_number(folder: Path, crew: Workers) -> None:
    found = answered(one_relief(folder), crew, longest=110.0)
    crossed = only(found)["crossing"]
    assert (crossed["verdict"], crossed["at"], crossed["high"]) == ("never", None, None)
    assert crossed["low"] == found["longest_days"] == 110.0
    close = only(answered(one_relief(folder), crew, longest=123.0))["crossing"]
    assert (close["verdict"], close["at"]) == ("not-seen", None)


# --- policies -------------------------------------------------------------------------------------


def test_each_policy_has_its_curve(folder: Path, crew: Workers) -> None:
    """A waiver of 60 d moves it by 60 days; the base is that of the stated policy."""
    scenario = one_relief(folder, planned_for(150), WAIVED)
    found = answered(scenario, crew, N, threshold=0.2, total=True, policies=(None, "waived"))
    stated, waived = found["curves"]
    assert [(c["policy"], c["title"]) for c in found["curves"]] == [
        (None, "As the scenario states it"),
        ("waived", "Waived"),
    ]
    assert stated["crossing"]["verdict"] == "above"
    assert waived["crossing"]["low"] <= crossing(0.2, waiver=60) <= waived["crossing"]["high"]
    for curve, waiver in ((stated, 0.0), (waived, 60.0)):
        places, mean, low, high = arrays(curve["risk"])
        known = risk(places, planned=150, waiver=waiver)
        assert np.all((low <= known) & (known <= high))
        assert np.all(np.abs(mean - known) <= 4 * standard_error(known))


def test_what_is_added_under_a_policy_is_added_to_the_stated_one(
    folder: Path, crew: Workers
) -> None:
    """The waiver takes off all 51 points that the plan itself has."""
    scenario = one_relief(folder, planned_for(150), WAIVED)
    found = answered(scenario, crew, policies=("waived",))
    assert found["base"]["mean"] == pytest.approx(0.51, abs=0.1)
    judged = only(found)["judged"]
    assert judged["mean"][0] == pytest.approx(-found["base"]["mean"])
    sure = only(found)["estimates"]["sure"]
    assert sure["risk"]["events"] == 0
    assert sure["added"]["mean"] == pytest.approx(-found["base"]["mean"])


# --- estimates ------------------------------------------------------------------------------------


def test_the_estimates_are_those_that_leave_the_pad_down(plain: dict[str, Any]) -> None:
    estimates = only(plain)["estimates"]
    assert {name: each["title"] for name, each in estimates.items()} == {
        "flat": "Flat",
        "open": "Open",
        "sure": "Sure",
    }


@pytest.mark.parametrize("name", LAWS)
def test_in_time_is_the_law_at_the_crossing(name: str, plain: dict[str, Any]) -> None:
    curve = only(plain)
    in_time = curve["estimates"][name]["in_time"]
    for end, place in (("mean", "at"), ("low", "low"), ("high", "high")):
        known = float(LAWS[name].cdf(curve["crossing"][place]))
        assert abs(in_time[end] - known) <= 4 * standard_error(known)
    days = curve["estimates"][name]["repair_days"]
    for each, p in (("p10", 0.1), ("p50", 0.5), ("p90", 0.9)):
        assert LAWS[name].cdf(days[each] + 0.06) >= p - 4 * standard_error(p)
        assert LAWS[name].cdf(days[each] - 0.06) <= p + 4 * standard_error(p)


@pytest.mark.parametrize("name", LAWS)
def test_the_risk_of_an_estimate_is_the_curve_weighted_by_its_law(
    name: str, plain: dict[str, Any]
) -> None:
    """Within four standard errors; between places the curve is taken as straight."""
    curve = only(plain)
    places, mean, _, _ = arrays(curve["risk"])
    repairs = LAWS[name].ppf((np.arange(100_000) + 0.5) / 100_000)
    known = float(np.mean(risk(repairs)))
    weighted = float(np.mean(np.interp(repairs, places, mean)))
    found = curve["estimates"][name]["risk"]
    error = 4 * float(standard_error(known))
    assert abs(found["mean"] - known) <= error
    assert abs(found["mean"] - weighted) <= error + 0.001
    assert found["low"] <= known <= found["high"]


def test_an_estimate_of_one_value_is_a_place_of_the_curve(folder: Path, crew: Workers) -> None:
    """Under the same luck not only about, but exactly between its neighbours."""
    sure = one_relief(folder, {"estimates": {"sure": {"repair": "150 d"}}})
    curve = only(answered(sure, crew, longest=279.0, points=20))
    places, events = np.array(curve["risk"]["places"]), np.array(curve["events"])
    found = curve["estimates"]["sure"]["risk"]["events"]
    assert events[places <= 150][-1] <= found <= events[places >= 150][0]
    assert 0 < found < FEW


def test_a_scenario_without_estimates_has_a_curve_alone(folder: Path, crew: Workers) -> None:
    found = answered(one_relief(folder, {"estimates": None, "default_estimate": None}), crew)
    assert only(found)["estimates"] == {}
    assert found["longest_days"] == 500 + SINCE
    assert only(found)["crossing"]["verdict"] == "crosses"


# --- the range ------------------------------------------------------------------------------------


def estimates(**laws: Any) -> Tree:
    gone: Tree = {"flat": None, "open": None, "sure": None}
    views = {name: {"title": name, "repair": law} for name, law in laws.items()}
    return {"estimates": {**gone, **views}, "default_estimate": next(iter(laws))}


LOGNORMAL = {"kind": "lognormal", "median": "100 d", "sigma": 1.0}


@pytest.mark.parametrize(
    ("law", "longest"),
    [
        ({"kind": "uniform", "low": "60 d", "high": "260 d"}, 240),
        ({"kind": "exponential", "mean": "80 d"}, np.ceil(SINCE + 80 * np.log(10))),
        ({**LOGNORMAL, "upper": "150 d"}, 128),  # 361 without what bounds it and what has passed
        ({"kind": "lognormal", "median": "100 d", "sigma": 5.0}, 500 + SINCE),
        ("300 d", 300),
    ],
)
def test_the_longest_repair_is_what_the_longest_estimate_reaches_in_nine_of_ten_futures(
    law: Any, longest: float, folder: Path, crew: Workers
) -> None:
    scenario = one_relief(folder, estimates(one=law, another="30 d"))
    found = answered(scenario, crew, n=2, points=6)
    assert found["longest_days"] == longest
    assert found["shortest_days"] == SINCE + 1


def test_the_longest_repair_asked_about_is_ended_by_the_horizon(
    folder: Path, crew: Workers
) -> None:
    assert answered(one_relief(folder), crew, n=2, longest=9000.0)["longest_days"] == 500 + SINCE
    assert answered(one_relief(folder), crew, n=2, longest=77.0)["longest_days"] == 77


def test_a_short_range_has_no_place_twice(folder: Path, crew: Workers) -> None:
    curve = only(answered(one_relief(folder), crew, n=2, longest=22.0, points=POINTS))
    places = curve["risk"]["places"]
    assert places == sorted(set(places))
    assert (places[0], places[-1]) == (21.0, 22.0)


def test_an_outage_to_come_is_asked_about_from_its_first_day_on(
    folder: Path, crew: Workers
) -> None:
    """From day 40 on: s-2, planned for day 60, docks `repair` after day 41 or on day 61."""
    scenario = one_relief(folder, {"pads": {"east": {"outage": {"since": day(40)}}}})
    found = answered(scenario, crew, N, threshold=0.2, points=20)
    assert found["shortest_days"] == 1
    assert found["since"] == day(40)
    places, _, low, high = arrays(only(found)["risk"])
    known = risk(places + 40 + SINCE)
    assert np.all((low <= known) & (known <= high))
    crossed = only(found)["crossing"]
    assert crossed["low"] <= crossing(0.2) - SINCE - 40 <= crossed["high"]


# --- what has no value ----------------------------------------------------------------------------


def test_nulls_count_as_not_so_and_are_told(folder: Path, crew: Workers) -> None:
    """Until day 150: where neither the limit nor the relief has come by then, nothing is known."""
    short = {"until": day(150), "headline": {"by": day(149)}}
    found = answered(one_relief(folder, short), crew, longest=170.0)
    curve = only(found)
    assert found["longest_days"] == 150 + SINCE
    last = curve["events"][-1]
    assert last == pytest.approx(FEW / 2, abs=4 * np.sqrt(FEW) / 2)
    assert curve["nulls"] == FEW - last
    assert found["base"]["nulls"] == 0


# --- how it is asked and played -------------------------------------------------------------------


def test_both_engines_give_the_same_answer(folder: Path, crew: Workers) -> None:
    scenario = one_relief(folder, planned_for(110), WAIVED)
    asked: dict[str, Any] = {"n": 40, "points": 6, "policies": (None, "waived")}
    fast = answered(scenario, crew, **asked)
    assert fast == answered(scenario, crew, engine="simpy", **asked)


def test_a_question_survives_its_own_telling(folder: Path) -> None:
    setting = Setting(one_relief(folder, WAIVED), 5, 7, "fast")
    for question in (
        BreakEven(setting),
        BreakEven(setting, OUTCOME, 0.3, True, (None, "waived"), 12, 300.5),
    ):
        told = json.loads(json.dumps(question.asked(), allow_nan=False))
        assert BreakEven.again(setting, told) == question


def test_without_an_outcome_a_long_gap_of_the_first_line_is_asked(
    folder: Path, crew: Workers
) -> None:
    found = answered(one_relief(folder), crew, n=20, outcome="")
    assert found["outcome"]["name"] == "gap[red]"


def test_of_two_outages_the_one_under_way_is_meant_or_one_has_to_be_named(
    folder: Path, crew: Workers
) -> None:
    """s-2 goes from the first pad that is up again: *west*, repaired as stated, is always later."""
    none: Tree = {"estimates": None, "default_estimate": None}
    west = {"families": ["r7"], "outage": {"since": day(40), "repair": "150 d"}}
    one = answered(one_relief(folder, none, {"pads": {"west": west}}), crew, n=20)
    assert one["outage"] == "east"
    also = {"pads": {"west": {**west, "outage": {"since": day(-10), "repair": "900 d"}}}}
    with pytest.raises(UsageError, match=r"which outage is asked about.*east, west"):
        answered(one_relief(folder, none, also), crew, n=20)
    both = answered(one_relief(folder, none, also), crew, outage="east")
    assert both["outage"] == "east"
    assert only(both)["events"] == only(answered(one_relief(folder, none), crew))["events"]


def test_one_outage_of_several_is_asked_about_from_its_own_date(
    folder: Path, crew: Workers
) -> None:
    """The one to come; the other is repaired as stated, and its estimates are left out."""
    first = {"since": day(-SINCE), "repair": f"{SINCE + 20} d"}
    again = {"name": "again", "since": day(60), "repair": "10 d"}
    two: Tree = {
        "pads": {"east": {"outage": [first, again]}},
        "estimates": {
            **{name: {"of": "east"} for name in ESTIMATES},
            "later": {"title": "Later", "of": "again", "repair": "70 d"},
        },
    }
    found = answered(one_relief(folder, two), crew, n=20, outage="again")
    assert (found["outage"], found["since"]) == ("again", day(60))
    assert list(only(found)["estimates"]) == ["later"]
    assert only(found)["estimates"]["later"]["repair_days"]["p50"] == 70
    with pytest.raises(CrewsimError, match="did you mean 'again'"):
        answered(one_relief(folder, two), crew, n=20, outage="agian")


def test_progress_counts_all_plays(folder: Path, crew: Workers) -> None:
    told: list[tuple[int, int]] = []
    question = BreakEven(Setting(one_relief(folder), FEW, SEED, "fast"), OUTCOME, points=10)
    question.answer(crew, lambda done, total: told.append((done, total)))
    plays = 1 + 10 + 3
    assert {total for _, total in told} == {plays * FEW}
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] == plays * FEW


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"outcome": "next[red,1].direckt < 1"}, UsageError, "did you mean 'next[red,1].direct'?"),
        ({"policies": (None, "wavied")}, CrewsimError, "did you mean 'waived'?"),
        ({"longest": SINCE}, UsageError, "above 21 d"),
        ({"longest": -5.0}, UsageError, "above 21 d"),
        ({"longest": float("nan")}, UsageError, "longest"),
        ({"threshold": 0.0}, UsageError, "threshold"),
        ({"threshold": 5.0}, UsageError, "threshold"),
        ({"threshold": float("nan")}, UsageError, "threshold"),
        ({"points": FEWEST_POINTS - 1}, UsageError, f"at least {FEWEST_POINTS}"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_played(
    asked: dict[str, Any],
    error: type[Exception],
    said: str,
    folder: Path,
    crew: Workers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def played(*_: object, **__: object) -> None:
        raise AssertionError("something was played")

    monkeypatch.setattr(variants, "GrowingRun", played)
    with pytest.raises(error) as raised:
        answered(one_relief(folder, WAIVED), crew, **asked)
    assert said in str(raised.value)


def test_a_scenario_without_an_outage_is_refused(folder: Path, crew: Workers) -> None:
    gone = {"pads": {"east": {"outage": None}}, "estimates": None, "default_estimate": None}
    with pytest.raises(ScenarioError, match="no pad has an outage"):
        answered(one_relief(folder, gone), crew)


def test_another_seed_is_other_luck(folder: Path, crew: Workers) -> None:
    setting = Setting(one_relief(folder), FEW, SEED, "fast")
    one, same, other = (
        BreakEven(each, OUTCOME, points=10).answer(crew, None)
        for each in (setting, setting, replace(setting, seed=2))
    )
    assert one == same
    assert one != other


def test_the_closed_form_is_what_it_says() -> None:
    """By hand: a repair of 139 d ends on day 119, s-2 docks on day 120, 220 d after s-1 rose."""
    assert risk(139.0) == pytest.approx(0.2)
    assert risk([0.0, 80.0, 119.0, 169.0, 219.0, 900.0]).tolist() == [0, 0, 0, 0.5, 1, 1]
    assert crossing(0.2) == 139.0
    assert risk(crossing(0.2) + 60, waiver=60.0) == pytest.approx(0.2)
    assert PLANNED + 1 + 100 < LOW
    assert DAY == 86_400
