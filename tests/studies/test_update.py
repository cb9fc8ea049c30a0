"""The forecast as news comes in: the futures in which the pad is still down, and no others."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import sim
from sim.core.errors import CrewsimError, ScenarioError, UsageError
from sim.scenario.scenario import Scenario
from sim.studies.question import ask
from sim.studies.update import Update
from tests.engine.lever_stage import outage
from tests.engine.stage import BLUE, Tree, day, staged, without
from tests.studies.one_ship import (
    LATE,
    SINCE,
    WAIVED,
    answered,
    estimates,
    one_ship,
    policies,
    setting,
    uniform,
)

Column = npt.NDArray[np.float64]

N = 4_000

LAWS: Tree = {
    "flat": uniform(20, 210),
    "memoryless": {"kind": "exponential", "mean": "100 d"},
    "listed": {"kind": "empirical", "values": ["40 d", "90 d", "130 d", "150 d", "200 d"]},
    "skewed": {"kind": "quantiles", "p10": "60 d", "p90": "200 d"},
    "either": {
        "kind": "mixture",
        "parts": [{"weight": 0.5, **uniform(20, 100)}, {"weight": 0.5, **uniform(90, 300)}],
    },
    "at-least": {"kind": "quantiles", "p10": "60 d", "p90": "200 d", "lower": "75 d"},
}
DAYS = (20.5, 60.5, 90.5)
"""2030-01-21, 2030-03-02 and 2030-04-01 at noon."""

DATES = ("2030-01-21", "2030-03-02", "2030-04-01")
SLIPS: Tree = {"lines": {"red": {"slip": uniform(0, 20)}}}


@pytest.fixture(scope="module")
def lucky(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return one_ship(tmp_path_factory.mktemp("lucky"), SLIPS, estimates(**LAWS))


@pytest.fixture(scope="module")
def found(lucky: Scenario) -> Any:
    return answered(Update(setting(lucky, N), DATES, (LATE,)))


def column(scenario: Scenario, estimate: str, name: str) -> Column:
    """A column of the unconditioned run, without a value NaN."""
    rows = sim.replicate(scenario, estimate, replications=N, seed=1, workers=1).outcomes
    return np.array(rows[name].to_pylist(), np.float64)


def repairs(scenario: Scenario, estimate: str) -> Column:
    """Days since the outage began."""
    return column(scenario, estimate, "repair_days[east]")


def at(found: Any, date: str) -> int:
    place: int = found["days"].index(date)
    return place


# --- as if one had waited -------------------------------------------------------------------------


@pytest.mark.parametrize("estimate", LAWS)
def test_an_update_is_what_is_so_in_the_futures_that_are_left(
    estimate: str, lucky: Scenario, found: Any
) -> None:
    lasts = repairs(lucky, estimate)
    late = column(lucky, estimate, "next[red,1].direct") < 1
    told = found["estimates"][estimate]
    for passed, date in zip(DAYS, DATES, strict=True):
        left = lasts > passed - SINCE
        place = at(found, date)
        assert told["left"][place] == left.mean()
        by_force, n = float(late[left].mean()), int(left.sum())
        assert n > 1_000
        risk = told["risks"][LATE]["mean"][place]
        pooled = (by_force * n + risk * N) / (n + N)
        error = math.sqrt(pooled * (1 - pooled) * (1 / n + 1 / N))
        assert abs(risk - by_force) <= 3 * error
        assert risk == told["risks"][LATE]["events"][place] / N


def test_of_an_uncertain_scale_the_futures_that_are_left_are_counted(tmp_path: Path) -> None:
    """A cut at each scale would forget that a short one would have ended by now."""
    law = {"kind": "exponential", "mean": uniform(10, 400)}
    scenario = one_ship(tmp_path, SLIPS, estimates(unsure=law))
    found = answered(Update(setting(scenario, N), DATES, (LATE,)))
    told = found["estimates"]["unsure"]["risks"][LATE]
    lasts = repairs(scenario, "unsure")
    late = column(scenario, "unsure", "next[red,1].direct") < 1
    for passed, date in zip(DAYS, DATES, strict=True):
        left, place = lasts > passed - SINCE, at(found, date)
        assert (told["n"][place], told["events"][place]) == (left.sum(), late[left].sum())


def test_an_estimate_counts_from_the_day_on_which_it_was_given(tmp_path: Path) -> None:
    given = {"old": uniform(20, 210), "new": uniform(20, 210)}
    told = estimates(**given)
    told["estimates"]["new"]["said"] = "2030-03-02"
    found = answered(Update(setting(one_ship(tmp_path, told), 200), DATES, (LATE,)))
    weight = {name: each["weight"] for name, each in found["estimates"].items()}
    first, then = at(found, DATES[0]), at(found, DATES[1])
    assert (weight["old"][first], weight["new"][first]) == (1.0, 0.0)
    assert weight["old"][then] == weight["new"][then] == 0.5
    old = found["estimates"]["old"]["risks"][LATE]
    for name in ("mean", "low", "high"):
        assert found["mixed"][LATE][name][first] == pytest.approx(old[name][first])


def test_news_moves_the_risk_in_these_scenarios(found: Any) -> None:
    for estimate in ("flat", "memoryless", "skewed", "either"):
        path = found["estimates"][estimate]["risks"][LATE]["mean"]
        assert path[at(found, DATES[-1])] > path[0] + 0.15


@pytest.mark.parametrize("longer", [100.0, 150.0, 200.0])
def test_the_repairs_are_those_of_the_law_cut_off(lucky: Scenario, longer: float) -> None:
    """The luck of each future names a place in the law; it is the same place in what is left."""
    text = f"repair_days[east] > {longer}"
    found = answered(Update(setting(lucky, N), DATES, (text,), ("flat",)))
    told = found["estimates"]["flat"]["risks"][text]
    place = (repairs(lucky, "flat") - 20) / 190
    for passed, date in zip(DAYS, DATES, strict=True):
        low = max(20.0, passed - SINCE)
        events = int(np.count_nonzero(low + place * (210 - low) > longer))
        assert abs(told["events"][at(found, date)] - events) <= 1  # to the second
        exact = min(1.0, (210 - longer) / (210 - low))
        assert told["mean"][at(found, date)] == pytest.approx(exact, abs=0.03)


def test_no_repair_is_shorter_than_what_has_passed(lucky: Scenario) -> None:
    text = "repair_days[east] > 100.5"
    found = answered(Update(setting(lucky, N), ("2030-04-01",), (text,)))
    for told in found["estimates"].values():
        assert told["risks"][text]["events"][-1] == N
        assert told["risks"][text]["events"][0] < N


def test_all_other_luck_stays_where_it_is(tmp_path: Path) -> None:
    loss: Tree = {"families": {"falcon": {"loss_probability": 0.2}}, "pins": {"rest": None}}
    scenario = staged(tmp_path, outage(SINCE, 60), loss, estimates(flat=uniform(20, 500)))
    text = "losses[falcon] > 0"
    found = answered(Update(setting(scenario, 300), DATES, (text, LATE)))
    risks = found["estimates"]["flat"]["risks"]
    assert len(set(risks[text]["events"])) == 1
    assert 50 < risks[text]["events"][0] < 250
    assert len(set(risks[LATE]["events"])) > 3


def test_nothing_is_learnt_of_an_outage_before_it_begins(tmp_path: Path) -> None:
    begins = {"pads": {"east": {"outage": {"since": day(50), "repair": "60 d"}}}}
    law = estimates(flat=uniform(20, 120))
    scenario = staged(tmp_path, begins, without(*BLUE), {"pins": {"rest": None}}, law)
    dates = ("2030-01-31", "2030-02-20", "2030-03-22")  # days 30.5, 50.5 and 80.5
    found = answered(Update(setting(scenario, N), dates, (LATE,)))
    told = found["estimates"]["flat"]
    path = told["risks"][LATE]["events"]
    assert found["since"] == "2030-02-20T00:00:00Z"
    for place, date in enumerate(found["days"]):
        if date < "2030-02-20":
            assert path[place] == path[0]
            assert told["left"][place] == 1.0
    # late is what ends after day 123: of 50 to 170, then of what is left of it
    assert path[0] / N == pytest.approx(47 / 100, abs=0.03)
    assert told["left"][at(found, dates[2])] == pytest.approx(89.5 / 100, abs=0.03)
    assert path[at(found, dates[2])] / N == pytest.approx(47 / 89.5, abs=0.03)
    assert told["refuted_on"] == "2030-06-20"  # day 170


# --- refuted --------------------------------------------------------------------------------------

HARD: Tree = {
    "flat": uniform(20, 110),
    "fixed": "110 d",
    "listed": {"kind": "empirical", "values": ["40 d", "110 d"]},
    "bounded": {"kind": "exponential", "mean": "100 d", "upper": "110 d"},
}
"""Each ends on day 100 at the latest, 2030-04-11."""


@pytest.fixture(scope="module")
def hard(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return one_ship(tmp_path_factory.mktemp("hard"), estimates(**HARD, open=uniform(20, 400)))


@pytest.mark.parametrize("estimate", HARD)
def test_an_estimate_is_refuted_from_the_second_on_at_which_nothing_is_left(
    estimate: str, hard: Scenario
) -> None:
    dates = ("2030-04-10T23:59:00Z", day(100), "2030-05-01")
    told = answered(Update(setting(hard, 200), dates, (LATE,), (estimate,)))
    found = told["estimates"][estimate]
    assert found["refuted_on"] == "2030-04-11"
    path = found["risks"][LATE]
    before, on, after = (told["days"].index(date) for date in told["dates"])
    assert told["dates"] == ["2030-04-10", "2030-04-11", "2030-05-01"]
    for place, date in enumerate(told["days"]):
        for name in ("mean", "low", "high", "events"):
            assert (path[name][place] is None) == (date >= "2030-04-11")
    assert path["mean"][before] is not None
    assert found["left"][on] == found["left"][after] == 0.0
    assert found["weight"][on] == 0.0
    assert told["mixed"][LATE]["mean"][after] is None


def test_noon_before_the_last_day_is_left_and_noon_of_it_is_not(hard: Scenario) -> None:
    told = answered(Update(setting(hard, 100), ("2030-04-10", "2030-04-11"), (LATE,)))
    for name, found in told["estimates"].items():
        path = found["risks"][LATE]["mean"]
        assert path[-2] is not None
        assert (path[-1] is None) == (name != "open")
    # the one that is left has all the weight, and the forecast
    last = told["estimates"]["open"]
    assert (last["refuted_on"], last["weight"][-1]) == ("2031-01-26", 1.0)  # day 390
    assert told["mixed"][LATE]["mean"][-1] == last["risks"][LATE]["mean"][-1]


def test_an_estimate_that_ends_behind_the_forecast_is_never_refuted(tmp_path: Path) -> None:
    scenario = one_ship(tmp_path, estimates(long=uniform(20, 611), short=uniform(20, 609)))
    told = answered(Update(setting(scenario, 20), ("2030-02-01",), (LATE,)))["estimates"]
    assert told["long"]["refuted_on"] is None
    assert told["short"]["refuted_on"] == "2031-08-23"  # day 599, the last before day 600


# --- how much each estimate counts ----------------------------------------------------------------


def test_weights_follow_from_what_each_estimate_foresaw(tmp_path: Path) -> None:
    law = estimates(flat=uniform(20, 110), twice=uniform(20, 200), fixed=60)
    scenario = one_ship(tmp_path, law)
    dates = ("2030-01-31", "2030-04-01")  # 40.5 and 100.5 d after the outage began
    told = answered(Update(setting(scenario, N), dates, (LATE,)))["estimates"]
    days = answered(Update(setting(scenario, 10), dates, (LATE,)))["days"]
    for passed, date in zip((40.5, 100.5), dates, strict=True):
        exact = {
            "flat": (110 - passed) / 90,
            "twice": (200 - passed) / 180,
            "fixed": float(passed < 60),
        }
        place = days.index(date)
        for name, each in told.items():
            assert each["left"][place] == pytest.approx(exact[name], abs=0.03)
            weight = exact[name] / sum(exact.values())
            assert each["weight"][place] == pytest.approx(weight, abs=0.03)
    for place in range(len(days)):
        assert sum(each["weight"][place] for each in told.values()) == pytest.approx(1.0)
    assert [each["weight"][0] for each in told.values()] == pytest.approx([1 / 3] * 3)


def test_the_mixture_is_what_is_so_in_the_futures_of_all_estimates_that_are_left(
    lucky: Scenario, found: Any
) -> None:
    left = {name: repairs(lucky, name) for name in LAWS}
    late = {name: column(lucky, name, "next[red,1].direct") < 1 for name in LAWS}
    for passed, date in zip(DAYS, DATES, strict=True):
        pool = np.concatenate([late[name][left[name] > passed - SINCE] for name in LAWS])
        error = 0.5 * math.sqrt(1 / len(pool) + 1 / (len(LAWS) * N))
        mean, low, high = (
            found["mixed"][LATE][name][at(found, date)] for name in ("mean", "low", "high")
        )
        assert mean == pytest.approx(pool.mean(), abs=3 * error)
        assert low < mean < high


# --- what is asked --------------------------------------------------------------------------------


def test_the_path_begins_on_as_of_and_ends_on_the_last_day(found: Any) -> None:
    assert (found["outage"], found["since"]) == ("east", "2029-12-22T00:00:00Z")
    assert found["dates"] == list(DATES)
    assert found["days"][0] == "2030-01-01"
    assert found["days"][-1] == DATES[-1]
    assert found["days"] == sorted(set(found["days"]))
    assert set(DATES) < set(found["days"])
    for told in found["estimates"].values():
        assert told["left"][0] == told["weight"][0] * len(LAWS) == pytest.approx(1.0)


def test_the_day_of_as_of_is_as_of(lucky: Scenario) -> None:
    told = answered(Update(setting(lucky, 50), ("2030-01-01", "2030-02-01"), (LATE,)))
    assert told["days"][0] == "2030-01-01"
    noon = staged_at_noon(lucky)
    early = answered(Update(setting(noon, 50), ("2030-01-01",), (LATE,)))
    assert early["days"] == early["dates"] == ["2030-01-01"]
    assert early["estimates"]["flat"]["left"] == [1.0]


def staged_at_noon(scenario: Scenario) -> Scenario:
    """The scenario as of some minutes after noon."""
    return sim.load(Path(scenario.file), overrides=["as_of=2030-01-01T12:35:00Z"])


def test_days_are_put_in_order_and_asked_once(lucky: Scenario) -> None:
    dates = ("2030-03-02", "2030-01-21", "2030-03-02")
    told = answered(Update(setting(lucky, 10), dates, (LATE,)))
    assert told["dates"] == ["2030-01-21", "2030-03-02"]


def test_a_policy_is_in_force(tmp_path: Path) -> None:
    law = estimates(fixed=170)  # until day 160: too late without a waiver
    scenario = one_ship(tmp_path, law, policies(WAIVED))
    for policy, risk in ((None, 1.0), ("waived", 0.0)):
        told = answered(Update(setting(scenario, 5), ("2030-02-01",), (LATE,), policy=policy))
        assert set(told["estimates"]["fixed"]["risks"][LATE]["mean"]) == {risk}


def test_without_names_it_is_the_risks_of_an_outage_under_all_estimates_that_leave_it(
    tmp_path: Path,
) -> None:
    lifted = {"estimates": {"no-outage": {"title": "No outage", "outage": "lifted"}}}
    scenario = one_ship(tmp_path, lifted, estimates(flat=uniform(20, 110), fixed=60))
    told = answered(Update(setting(scenario, 5), ("2030-02-01",)))
    assert list(told["estimates"]) == ["flat", "fixed"]
    texts = ["gap[red]", "segment_gap", "stranded", "decrewed"]
    assert [each["text"] for each in told["outcomes"]] == texts
    assert list(told["mixed"]) == texts
    chosen = answered(Update(setting(scenario, 5), ("2030-02-01",), (), ("fixed",)))
    assert list(chosen["estimates"]) == ["fixed"]
    with pytest.raises(UsageError, match="nothing to update"):
        unplayed(Update(setting(scenario), ("2030-02-01",), (), ("no-outage",)))


def test_both_engines_answer_alike(lucky: Scenario) -> None:
    fast, reference = (
        answered(Update(setting(lucky, 8, engine), DATES[:1], (LATE,), ("flat", "either")))
        for engine in ("fast", "simpy")
    )
    assert fast == reference


def test_the_question_can_be_asked_again(lucky: Scenario) -> None:
    question = Update(setting(lucky), DATES, (LATE,), ("flat",), None)
    assert Update.again(question.setting, question.asked()) == question


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"dates": ()}, "a date is needed"),
        ({"dates": ("2029-12-31",)}, "2029-12-31 is outside of the forecast"),
        ({"dates": ("2031-08-24T00:00:00Z",)}, "outside of the forecast"),
        ({"dates": ("2031-09-01",)}, "outside of the forecast"),
        ({"dates": ("next week",)}, "next week"),
        ({"dates": ("2030-02-30",)}, "2030-02-30"),
        ({"estimates": ("flatt",)}, "did you mean 'flat'"),
        ({"outcomes": ("decrewd",)}, "did you mean 'decrewed'"),
        ({"policy": "waved"}, "'waved' is not a policy"),
    ],
)
def test_what_cannot_be_is_said_before_anything_is_played(
    lucky: Scenario, asked: dict[str, Any], told: str
) -> None:
    with pytest.raises(CrewsimError, match=told):
        unplayed(Update(setting(lucky), **{"dates": DATES, **asked}))


def test_all_that_is_wrong_with_the_days_is_said_at_once(lucky: Scenario) -> None:
    with pytest.raises(UsageError) as caught:
        unplayed(Update(setting(lucky), ("2029-01-01", "2030-02-01", "soon", "2040-01-01")))
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    for line, word in zip(lines, ("2029-01-01", "soon", "2040-01-01"), strict=True):
        assert word in line


def test_without_an_outage_there_is_nothing_to_update(tmp_path: Path) -> None:
    scenario = staged(tmp_path, without(*BLUE))
    with pytest.raises(ScenarioError, match="no pad has an outage"):
        unplayed(Update(setting(scenario), ("2030-02-01",)))
    with pytest.raises(UsageError, match="states no estimates of the repair"):
        unplayed(Update(setting(one_ship(tmp_path)), ("2030-02-01",)))


def unplayed(question: Update) -> None:
    """Ask, but fail if anything is played."""
    ask(question, store=False, workers=1, progress=played)


def played(*_: int) -> None:
    raise AssertionError("something was played")


def test_news_of_one_outage_leave_another_as_it_is_stated(lucky: Scenario) -> None:
    """The second pad is repaired as stated; what is said of it is nothing that this news moves."""
    with pytest.raises(ScenarioError, match="did you mean 'east'"):
        answered(Update(setting(lucky, 50), DATES, (LATE,), outage="easst"))
    asked = Update(setting(lucky, 50), DATES, (LATE,))
    named = Update(setting(lucky, 50), DATES, (LATE,), outage="east")
    assert answered(asked) == answered(named)
