"""Which lever to pull, of scenarios in which it is known."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import sim
from sim.core.errors import CrewsimError, UsageError
from sim.scenario.scenario import Scenario
from sim.studies.levers import Levers
from sim.studies.question import ask
from tests.engine.lever_stage import outage
from tests.engine.stage import Tree, cargo, staged
from tests.studies.one_ship import (
    IDLE,
    LATE,
    WAIVED,
    answered,
    estimates,
    one_ship,
    policies,
    setting,
    uniform,
)

N = 400
SOUTH = {"alternate_pad": {"pad": "south", "after": "120 d"}}
CARGO = {"first_after_repair": "cargo"}

TWO_PADS: Tree = {
    "pads": {
        "east": {"turnaround": "20 d"},
        "south": {"families": ["r7"], "dormant": {"activation": "5 d"}},
    },
    "manifest": {"p-1": cargo(94)},
    **estimates(never=5_000, soon=uniform(104, 119)),
    **policies(
        {"mixed": {"title": "Another pad, and cargo first", **SOUTH, **CARGO}},
        {"cargo": {"title": "Cargo first", **CARGO}},
        {"pad": {"title": "Another pad", **SOUTH}},
        IDLE,
    ),
}
"""If east is never repaired, s-1 leaves without relief, unless south is ordered, on day 110.

If it is repaired, from day 94 to 109, s-2 flies at once; but where a cargo ship must fly first it
waits for the turnaround of 20 d, and is too late if that was after day 103.
"""


@pytest.fixture(scope="module")
def two_pads(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return one_ship(tmp_path_factory.mktemp("two-pads"), TWO_PADS)


@pytest.fixture(scope="module")
def too_late(two_pads: Scenario) -> float:
    """The share of the repairs after day 103: 6 days of 15."""
    runs = sim.replicate(two_pads, "soon", replications=N, seed=1, workers=1)
    share = float(np.mean(np.array(runs.outcomes["repair_days[east]"].to_pylist()) > 113))
    assert share == pytest.approx(0.4, abs=3 * math.sqrt(0.4 * 0.6 / N))
    return share


@pytest.fixture(scope="module")
def found(two_pads: Scenario) -> Any:
    return answered(Levers(setting(two_pads, N), (LATE,)))


def means(outcome: Any) -> dict[str, tuple[float, ...]]:
    return {
        policy: tuple(cell["mean"] for cell in row.values())
        for policy, row in outcome["cells"].items()
    }


def test_every_policy_is_played_under_every_estimate(found: Any, too_late: float) -> None:
    (outcome,) = found["outcomes"]
    assert list(found["estimates"]) == ["never", "soon"]
    assert found["estimates"] == {"never": "Never", "soon": "Soon"}
    assert list(found["policies"]) == ["", "mixed", "cargo", "pad", "idle"]
    assert found["policies"]["pad"] == "Another pad"
    assert means(outcome) == {
        "": (1.0, 0.0),
        "mixed": (0.0, too_late),
        "cargo": (1.0, too_late),
        "pad": (0.0, 0.0),
        "idle": (1.0, 0.0),
    }
    assert (outcome["text"], outcome["unit"]) == (LATE, "0/1")


def test_the_lever_that_helps_under_both_beats_all_the_others(found: Any) -> None:
    assert found["dominated"] == {"": "pad", "mixed": "pad", "cargo": "pad", "idle": "pad"}
    judged = found["outcomes"][0]["judged"]
    assert (judged["pad"]["regret"]["value"], judged["pad"]["worst"]) == (0.0, 0.0)
    # both in every other future, under one of two estimates whatever the luck
    assert judged["pad"]["best"] == judged["mixed"]["best"]
    assert judged["pad"]["best"]["value"] == 0.5


def test_a_lever_that_helps_under_one_estimate_and_harms_under_another_has_its_regret(
    two_pads: Scenario, too_late: float
) -> None:
    found = answered(Levers(setting(two_pads, N), (LATE,), policies=("mixed", "cargo")))
    judged = found["outcomes"][0]["judged"]
    told = {
        policy: (each["worst"], each["regret"]["value"], each["regret_under"], each["mean_regret"])
        for policy, each in judged.items()
    }
    assert told == {
        "": (1.0, 1.0, "never", 0.5),
        "mixed": (too_late, too_late, "soon", pytest.approx(too_late / 2)),
        "cargo": (1.0, 1.0, "never", pytest.approx((1 + too_late) / 2)),
    }
    wins = {
        policy: tuple(each[name]["value"] for name in ("best", "better", "worse"))
        for policy, each in judged.items()
    }
    assert wins == {
        "": (0.0, 0.0, 0.0),
        "mixed": (0.5, 0.5, pytest.approx(too_late / 2)),
        "cargo": (0.0, 0.0, pytest.approx(too_late / 2)),
    }
    assert set(found["dominated"]) == {"cargo"}
    assert found["dominated"]["cargo"] in ("", "mixed")


def test_a_lever_that_never_acts_changes_nothing_and_is_not_beaten_by_doing_nothing(
    two_pads: Scenario,
) -> None:
    found = answered(Levers(setting(two_pads, N), (LATE,), policies=("idle",)))
    cells = found["outcomes"][0]["cells"]["idle"]
    for cell in cells.values():
        assert (cell["added"], cell["changed"]) == (0.0, 0)
        assert cell["added_low"] < 0 < cell["added_high"]
    assert found["dominated"] == {}


# --- the same as a comparison ---------------------------------------------------------------------

LUCKY: Tree = {
    "pins": {"rest": None},
    "families": {"r7": {"loss_probability": 0.1}, "falcon": {"loss_probability": 0.1}},
    "vehicles": {
        "soyuz": {"unfit_rate": "1 per 2 y"},
        "dragon": {"docking_failure_probability": 0.1},
    },
    "people": {"medical_return_rate": "1 per 10 person-years", "medical_lead": "5 d"},
    **estimates(short=uniform(20, 150), long=uniform(100, 600)),
    **policies(
        WAIVED,
        {"swap": {"title": "Seats swapped", "seat_swap": {"after": "30 d", "seats": 1}}},
        {"held": {"title": "A Soyuz waits", "hold": ["red"]}},
    ),
}


@pytest.fixture(scope="module")
def lucky(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    return staged(tmp_path_factory.mktemp("lucky"), outage(-10, 60), LUCKY)


def test_differences_are_those_of_a_comparison(lucky: Scenario) -> None:
    flags = ("decrewed", "stranded", "gap[red]")
    amounts = ("handover_gap_days[red]", "stranded_person_days", "crew_days_lost[rs]")
    found = answered(Levers(setting(lucky, 300), (*flags, *amounts)))
    compared = sim.compare(
        lucky, policies=["waived", "swap", "held"], replications=300, seed=1, workers=1
    ).summary["estimates"]
    some = 0
    for outcome in found["outcomes"]:
        name = outcome["text"]
        for policy, row in outcome["cells"].items():
            for estimate, cell in row.items():
                case = compared[f"{estimate}+{policy}" if policy else estimate]
                own = case["headline" if name == "gap[red]" else "outcomes"][name]
                close = pytest.approx(own["mean"], rel=1e-6)
                assert cell["mean"] == close
                if not policy:
                    assert cell["added"] == cell["changed"] == 0
                    continue
                apart = case["difference"][name]
                assert cell["added"] == pytest.approx(apart["mean"], rel=1e-5, abs=1e-12)
                assert cell["changed"] == apart["changed"]
                if name in flags and cell["changed"]:  # ours are wider: they hold all at once
                    assert cell["added_low"] <= apart["low"]
                    assert apart["high"] <= cell["added_high"]
                some += cell["changed"] > 0
    assert some > 20


def test_an_amount_is_a_mean_and_an_outcome_with_a_value_a_share(lucky: Scenario) -> None:
    texts = ("handover_gap_days[red]", "handover_gap_days[red] > 14 d", "decrewed_on")
    found = answered(Levers(setting(lucky, 100), texts, ("long",), ("held",)))
    rows = sim.replicate(lucky, "long", replications=100, seed=1, workers=1).outcomes
    gap = np.array(rows["handover_gap_days[red]"].to_pylist())
    came = sum(value is not None for value in rows["decrewed_on"].to_pylist())
    amount, above, date = (each["cells"][""]["long"] for each in found["outcomes"])
    assert amount["mean"] == pytest.approx(gap.mean(), rel=1e-6)
    assert amount["events"] == np.count_nonzero(gap)
    assert above["events"] == np.count_nonzero(gap > 14)
    assert above["mean"] == above["events"] / 100
    assert date["events"] == came
    assert [each["unit"] for each in found["outcomes"]] == ["d", "0/1", "0/1"]


def test_a_replication_without_a_value_counts_as_if_it_were_not_so(lucky: Scenario) -> None:
    found = answered(
        Levers(setting(lucky, 100), ("next[red,2].overlap_days",), ("long",), ("held",))
    )
    rows = sim.replicate(lucky, "long", replications=100, seed=1, workers=1).outcomes
    overlap = rows["next[red,2].overlap_days"].to_pylist()
    assert any(value is None for value in overlap)
    mean = sum(value or 0.0 for value in overlap) / 100
    assert found["outcomes"][0]["cells"][""]["long"]["mean"] == pytest.approx(mean, rel=1e-6)


def test_both_engines_answer_alike(lucky: Scenario) -> None:
    fast, reference = (
        answered(Levers(setting(lucky, 8, engine), policies=("held",)))
        for engine in ("fast", "simpy")
    )
    assert fast == reference


# --- what is asked --------------------------------------------------------------------------------


def test_without_names_it_is_all_policies_all_estimates_and_the_risks_of_an_outage(
    lucky: Scenario,
) -> None:
    found = answered(Levers(setting(lucky, 5)))
    assert list(found["estimates"]) == ["short", "long"]
    assert list(found["policies"]) == ["", "waived", "swap", "held"]
    texts = [each["text"] for each in found["outcomes"]]
    assert texts[0] == "gap[red]"
    assert {"stranded", "decrewed"} < set(texts)
    chosen = answered(Levers(setting(lucky, 5), ("decrewed",), ("long",), ("held", "held")))
    assert list(chosen["estimates"]) == ["long"]
    assert list(chosen["policies"]) == ["", "held"]


def test_a_scenario_without_estimates_is_played_as_it_is_stated(tmp_path: Path) -> None:
    scenario = one_ship(tmp_path, outage(-10, 170), policies(WAIVED))
    found = answered(Levers(setting(scenario, 4), (LATE,)))
    assert list(found["estimates"].values()) == ["As the scenario states it"]
    (outcome,) = found["outcomes"]
    assert means(outcome) == {"": (1.0,), "waived": (0.0,)}


@pytest.mark.parametrize("replications", [1, 2])
def test_a_replication_or_two_are_answered_without_a_missing_number(
    lucky: Scenario, replications: int
) -> None:
    answered(Levers(setting(lucky, replications)))


def test_the_question_can_be_asked_again(lucky: Scenario) -> None:
    question = Levers(setting(lucky), ("decrewed",), ("long",), ("held", "swap"))
    assert Levers.again(question.setting, question.asked()) == question


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"policies": ("heled",)}, "did you mean 'held'"),
        ({"estimates": ("lomg",)}, "did you mean 'long'"),
        ({"outcomes": ("decrewd",)}, "did you mean 'decrewed'"),
        ({"outcomes": ("stranded", "decrewed", "stranded")}, "asked about twice: stranded"),
        ({"outcomes": ("stranded > often",)}, "no value"),
    ],
)
def test_what_is_not_there_is_said_before_anything_is_played(
    lucky: Scenario, asked: dict[str, Any], told: str
) -> None:
    with pytest.raises(CrewsimError, match=told):
        unplayed(Levers(setting(lucky), **asked))


def test_a_scenario_without_policies_has_no_lever(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="stage names no policies"):
        unplayed(Levers(setting(one_ship(tmp_path))))


def unplayed(question: Levers) -> None:
    """Ask, but fail if anything is played."""
    ask(question, store=False, workers=1, progress=played)


def played(*_: int) -> None:
    raise AssertionError("something was played")
