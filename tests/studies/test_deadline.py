"""How late a lever may be decided, of scenarios in which the last day that helps is known."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.core.errors import CrewsimError, ScenarioError, UsageError
from sim.scenario.scenario import Scenario
from sim.studies.deadline import Deadline
from sim.studies.question import ask
from tests.engine.lever_stage import outage
from tests.engine.stage import BLUE, Tree, day, staged, without
from tests.studies.one_ship import (
    IDLE,
    LATE,
    LIMIT,
    WAIVED,
    answered,
    down,
    estimates,
    one_ship,
    policies,
    setting,
    uniform,
)

N = 400
HELD: Tree = {"held": {"title": "It waits for its relief", "hold": ["red"]}}
LEVERS = policies(WAIVED, HELD, IDLE)
UNTIL_160 = outage(-10, 160)
"""s-2 docks on day 161: too late for s-1 at its limit of day 124, unless that is waived."""


def limit(stated: Any) -> Tree:
    """The stay limit of a Soyuz; s-1 was launched 106 d before as_of."""
    days = f"{stated} d" if isinstance(stated, int | float) else stated
    return {"vehicles": {"soyuz": {"limit": days}}}


def asked(scenario: Scenario, lever: str = "waived", n: int = N, **more: Any) -> Any:
    question = Deadline(setting(scenario, n), lever, **{"outcome": LATE, **more})
    return answered(question)


def helped(found: Any) -> list[bool]:
    """On which days of the decision nothing is left of the risk; on the others all of it is."""
    assert found["never"]["mean"] == 1.0
    assert set(found["risk"]["mean"]) <= {0.0, 1.0}
    return [risk == 0.0 for risk in found["risk"]["mean"]]


# --- a last day that is known ---------------------------------------------------------------------


@pytest.mark.parametrize("lever", ["waived", "held"])
@pytest.mark.parametrize(("last", "weeks"), [(126, 18), (125.99, 17), (132.99, 18), (133, 19)])
def test_a_limit_may_be_passed_if_that_is_decided_by_it(
    tmp_path: Path, lever: str, last: float, weeks: int
) -> None:
    scenario = one_ship(tmp_path, UNTIL_160, LEVERS, limit(106 + last))
    found = asked(scenario, lever, last="2030-06-18")
    assert found["change"]["places"] == [7.0 * week for week in range(25)]
    assert helped(found) == [week <= weeks for week in range(25)]
    crossing = found["deadline"]
    assert crossing["verdict"] == "crosses"
    assert crossing["at"] == crossing["low"] == 7 * weeks <= last
    assert crossing["high"] is None or crossing["high"] > last
    assert found["steps"]["mean"] == [float(week == weeks) for week in range(24)]


def test_what_is_certain_on_every_day_has_an_interval_of_one_day(tmp_path: Path) -> None:
    scenario = one_ship(tmp_path, UNTIL_160, LEVERS, limit(106 + 126))
    crossing = asked(scenario, n=2_000, last="2030-06-18")["deadline"]
    assert (crossing["at"], crossing["low"], crossing["high"]) == (126.0, 126.0, 126.0)


def test_days_are_told_as_dates(tmp_path: Path) -> None:
    found = asked(one_ship(tmp_path, UNTIL_160, LEVERS), last="2030-01-15", n=5)
    assert found["days"] == ["2030-01-01", "2030-01-08", "2030-01-15"]
    assert found["report"]["on"] == "2030-01-08"
    assert found["lever"] == "Sixty days waived"


FLAT = limit(uniform(206, 266))
"""The limit is unknown: day 100 to day 160."""


@pytest.mark.parametrize(("least", "deadline"), [(0.25, 145.0), (0.5, 130.0), (0.75, 115.0)])
def test_an_unknown_limit_makes_the_help_decline_in_a_line(
    tmp_path: Path, least: float, deadline: float
) -> None:
    n = 6_000
    found = asked(one_ship(tmp_path, UNTIL_160, LEVERS, FLAT), n=n, least=least, last="2030-06-18")
    for place, mean in zip(found["change"]["places"], found["change"]["mean"], strict=True):
        # saved if the limit is not before the decision, and 60 d more are enough for day 161
        exact = min(1.0, max(0.0, (160 - max(place, 101)) / 60))
        error = math.sqrt(exact * (1 - exact) / n)
        assert -mean == pytest.approx(exact, abs=3 * error + 1e-12)
    crossing = found["deadline"]
    assert crossing["verdict"] == "crosses"
    assert crossing["low"] <= deadline - deadline % 7 <= crossing["high"]  # the last of the days
    assert abs(crossing["at"] - deadline) <= 7
    steps, weeks = found["steps"], range(15, 22)  # from day 105 to 154
    held = [steps["low"][week] < 7 / 60 < steps["high"][week] for week in weeks]
    assert sum(held) >= 6  # each with 95 %
    assert [steps["mean"][week] for week in weeks] == pytest.approx([7 / 60] * 7, abs=0.015)
    assert steps["mean"][:14] == [0.0] * 14


def test_each_day_adds_up_to_the_week_behind_it(tmp_path: Path) -> None:
    found = asked(one_ship(tmp_path, UNTIL_160, LEVERS, FLAT), last="2030-06-18")
    risk, change = np.array(found["risk"]["mean"]), np.array(found["change"]["mean"])
    assert change == pytest.approx(risk - found["never"]["mean"])
    assert np.array(found["steps"]["mean"]) == pytest.approx(np.diff(risk))
    for band in (found["risk"], found["change"]):
        assert all(
            low <= mean <= high
            for low, mean, high in zip(band["low"], band["mean"], band["high"], strict=True)
        )


def test_decided_at_once_it_is_as_the_policy_states_and_never_as_without(tmp_path: Path) -> None:
    scenario = one_ship(tmp_path, LEVERS, FLAT, estimates(flat=uniform(110, 210), short=60))
    found = asked(scenario, estimate="flat", last="2030-01-08")
    for policy, told in ((None, found["never"]["mean"]), ("waived", found["risk"]["mean"][0])):
        runs = sim.replicate(
            scenario, "flat", policy=policy, replications=N, seed=1, workers=1
        ).outcomes
        late = [value is not None and value < 1 for value in runs["next[red,1].direct"].to_pylist()]
        assert told == np.mean(late)
    assert found["estimate"] == "Flat"
    assert found["never"]["mean"] > found["risk"]["mean"][0] + 0.3


def test_the_day_that_a_policy_states_of_itself_is_put_aside(tmp_path: Path) -> None:
    stated: Tree = {"waived": {**WAIVED["waived"], "decided_on": day(130)}}
    scenario = one_ship(tmp_path, UNTIL_160, policies(stated))
    assert helped(asked(scenario, last="2030-05-28")) == [7 * week <= LIMIT for week in range(22)]


def test_a_lever_that_never_acts_has_no_deadline_and_no_report_of_any_worth(tmp_path: Path) -> None:
    found = asked(one_ship(tmp_path, LEVERS, down(uniform(110, 210))), "idle", last="2030-02-12")
    assert found["change"]["mean"] == [0.0] * 7
    assert found["steps"]["mean"] == [0.0] * 6
    assert (found["deadline"]["verdict"], found["deadline"]["at"]) == ("above", None)
    for name in ("price", "now", "wait", "gain", "low", "high"):
        assert set(found["report"][name]) == {0.0}


# --- the report -----------------------------------------------------------------------------------


def test_a_report_is_worth_what_the_lever_would_be_pulled_for_in_vain(tmp_path: Path) -> None:
    """Repaired on a day from 100 to 200: with a waiver it helps if that is from day 123 to 183."""
    n = 4_000
    scenario = one_ship(tmp_path, LEVERS, down(uniform(110, 210)))
    value = asked(scenario, n=n, last="2030-01-08")["report"]
    helps = 0.6
    assert value["price"][0] == 0.0
    assert value["price"][-1] == pytest.approx(1.0, abs=0.01)
    for place, price in enumerate(value["price"]):
        now = max(helps - price, 0.0)
        wait = helps * (1 - price)
        assert value["now"][place] == pytest.approx(now, abs=0.03)
        assert value["wait"][place] == pytest.approx(wait, abs=0.03)
        assert value["gain"][place] == pytest.approx(wait - now, abs=0.03)
        assert value["low"][place] <= value["gain"][place] <= value["high"][place]
    assert value["gain"][0] == 0.0  # a week is early enough, and the lever costs nothing
    assert value["low"][len(value["low"]) // 2] > 0.15


def test_a_report_that_comes_behind_the_deadline_costs_what_the_lever_is_worth(
    tmp_path: Path,
) -> None:
    """The limit is on day 3: in a week it is too late."""
    soon: Tree = {"docked": {"s-1": {"planned_return": day(1)}}}
    law = down(uniform(12, 110))
    ready: Tree = {"manifest": {"s-2": {"planned": day(0)}}}
    scenario = one_ship(tmp_path, LEVERS, law, soon, ready, limit(109))
    found = asked(scenario, n=2_000, last="2030-01-15")
    helps = 60 / 98  # s-2 docks on a day from 3 to 101: on day 63 at the latest
    assert -found["change"]["mean"][0] == pytest.approx(helps, abs=0.05)
    assert found["change"]["mean"][1:] == [0.0, 0.0]
    value = found["report"]
    for price, now, wait, gain in zip(
        value["price"], value["now"], value["wait"], value["gain"], strict=True
    ):
        assert now == pytest.approx(max(-found["change"]["mean"][0] - price, 0.0))
        assert (wait, gain) == (0.0, -now)
    assert value["high"][0] < 0


def test_the_report_of_a_repair_that_is_certain_is_worth_nothing(tmp_path: Path) -> None:
    value = asked(one_ship(tmp_path, UNTIL_160, LEVERS, FLAT), n=2_000, last="2030-01-08")["report"]
    assert value["now"][0] > 0.9
    for gain, low, high in zip(value["gain"], value["low"], value["high"], strict=True):
        assert gain <= 1e-12
        assert low <= 0 <= high + 1e-12


def test_under_an_estimate_without_an_outage_nothing_is_reported(tmp_path: Path) -> None:
    lifted = {"estimates": {"no-outage": {"title": "No outage", "outage": "lifted"}}}
    found = asked(one_ship(tmp_path, LEVERS, lifted), estimate="no-outage", last="2030-01-08")
    assert found["never"]["events"] == 0
    assert set(found["report"]["gain"]) == {0.0}


# --- what is asked --------------------------------------------------------------------------------


def test_without_a_last_day_it_is_a_year_or_what_there_is_of_the_forecast(tmp_path: Path) -> None:
    scenario = one_ship(tmp_path, LEVERS)
    year = asked(scenario, n=2)
    assert len(year["days"]) == 53
    assert year["days"][-1] == "2030-12-31"
    short = one_ship(tmp_path, LEVERS, {"until": day(140)})
    assert asked(short, n=2)["days"][-1] == "2030-05-14"  # day 133: day 140 is not played


@pytest.mark.parametrize("at_start", [day(0), "2030-01-01T12:35:00Z"])
def test_the_last_day_is_asked_about_if_it_is_whole_weeks_ahead(
    tmp_path: Path, at_start: str
) -> None:
    scenario = one_ship(tmp_path, LEVERS, {"as_of": at_start})
    for last, days in (("2030-01-08", 2), ("2030-01-14", 2), ("2030-01-15", 3)):
        assert len(asked(scenario, n=2, last=last)["days"]) == days


def test_both_engines_answer_alike(tmp_path: Path) -> None:
    scenario = one_ship(tmp_path, LEVERS, FLAT, down(uniform(110, 210)))
    fast, reference = (
        answered(Deadline(setting(scenario, 8, engine), "waived", LATE, last="2030-01-22"))
        for engine in ("fast", "simpy")
    )
    assert fast == reference


@pytest.mark.parametrize("replications", [1, 2])
def test_a_replication_or_two_are_answered_without_a_missing_number(
    tmp_path: Path, replications: int
) -> None:
    asked(one_ship(tmp_path, UNTIL_160, LEVERS), n=replications, last="2030-01-15")


def test_an_empty_outcome_is_a_long_gap_of_the_first_line(tmp_path: Path) -> None:
    found = asked(one_ship(tmp_path, UNTIL_160, LEVERS), n=2, outcome="", last="2030-01-08")
    assert found["outcome"]["text"] == "gap[red]"


def test_the_question_can_be_asked_again(tmp_path: Path) -> None:
    scenario = one_ship(tmp_path, LEVERS, estimates(flat=uniform(20, 110)))
    question = Deadline(setting(scenario), "held", LATE, "flat", 0.02, "2030-05-01")
    assert Deadline.again(question.setting, question.asked()) == question


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"lever": "waved"}, "did you mean 'waived'"),
        ({"estimate": "flatt"}, "did you mean 'flat'"),
        ({"outcome": "decrewd"}, "did you mean 'decrewed'"),
        ({"last": "2029-12-31"}, "--last 2029-12-31"),
        ({"last": "2030-01-07"}, "--last 2030-01-07"),
        ({"last": "2031-08-24"}, "--last 2031-08-24"),
        ({"last": "in May"}, "--last: .*in May"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_played(
    tmp_path: Path, more: dict[str, Any], told: str
) -> None:
    scenario = one_ship(tmp_path, LEVERS, estimates(flat=uniform(20, 110)))
    with pytest.raises(CrewsimError, match=told):
        unplayed(Deadline(setting(scenario), **{"lever": "waived", **more}))


def test_a_scenario_without_policies_has_no_such_lever(tmp_path: Path) -> None:
    scenario = staged(tmp_path, without(*BLUE))
    with pytest.raises(ScenarioError, match="is not a policy of this scenario"):
        unplayed(Deadline(setting(scenario), "waived"))


def test_a_decision_that_comes_too_late_for_a_ship_is_refused(tmp_path: Path) -> None:
    """s-1 is past its limit already: it may stay if that was decided before, not a week later."""
    past: Tree = {"docked": {"s-1": {"launched": day(-240), "docked": day(-239)}}}
    scenario = one_ship(tmp_path, past, policies(WAIVED), {"policy": {"waiver": "30 d"}})
    with pytest.raises((ScenarioError, UsageError), match="limit"):
        unplayed(Deadline(setting(scenario), "waived"))


def unplayed(question: Deadline) -> None:
    """Ask, but fail if anything is played."""
    ask(question, store=False, workers=1, progress=played)


def played(*_: int) -> None:
    raise AssertionError("something was played")
