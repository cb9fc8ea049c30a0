"""What drives an answer, on a stage where it is known (`drivers_stage`)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.core.errors import ScenarioError, UsageError
from sim.runs.workers import Workers
from sim.scenario import Scenario, load
from sim.studies.drivers import Drivers
from sim.studies.question import Setting, ask, question_in
from tests.engine.stage import Tree, staged
from tests.studies.drivers_stage import ALONE, FAILS, IN_ALL, STAGE, Q, slipping, uniform


def answered(scenario: Scenario, n: int = 6_000, **asked: Any) -> dict[str, Any]:
    with Workers(1) as crew:
        question = Drivers(Setting(scenario, n, 1, "fast"), **{"outcome": FAILS, **asked})
        return question.answer(crew, None)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return answered(staged(tmp_path_factory.mktemp("stage"), STAGE, slipping(Q)))


def by_name(found: Mapping[str, Any]) -> dict[str, Any]:
    return {each["name"]: each for each in found["drivers"]}


def is_about(estimate: Mapping[str, float], known: float, reaches: float = 1.6) -> bool:
    reach = (estimate["high"] - estimate["low"]) / 2
    return 0 < reach < 0.06 and abs(estimate["value"] - known) < reaches * reach


def test_the_risk_and_what_was_played(found: dict[str, Any]) -> None:
    assert found["share"]["n"] == 6_000
    assert found["share"]["low"] < 0.6 < found["share"]["high"]
    assert found["nulls"] == 0
    assert list(found["estimates"]) == ["as-stated"]
    json.dumps(found, allow_nan=False)


def test_each_input_has_the_share_that_theory_gives_it(found: dict[str, Any]) -> None:
    drivers = by_name(found)
    for name in ("repair[east]", "vehicles.soyuz.limit"):
        assert is_about(drivers[name]["first"], ALONE)
        assert is_about(drivers[name]["total"], IN_ALL)
        assert is_about(drivers[name]["one_run"], ALONE)


def test_what_comes_first_is_named_though_it_does_nothing(found: dict[str, Any]) -> None:
    dragon = by_name(found)["vehicles.dragon.limit"]
    assert dragon["changed"] == 0
    assert dragon["first"]["value"] == dragon["total"]["value"] == 0.0
    assert 0 < dragon["total"]["high"] < 0.002
    assert list(by_name(found))[2] == "vehicles.dragon.limit"


def test_ignorance_and_luck_are_told_apart(found: dict[str, Any]) -> None:
    split = found["split"]
    assert is_about(split["luck"], 1 / 3)
    assert is_about(split["ignorance"], 2 / 3)
    assert is_about(split["luck_alone"], 1 / 6)
    known = split["known"]
    assert (known["n"], known["m"]) == (600, 30)
    assert is_about(known["between"], 2 / 3)
    assert known["quantiles"]["p10"]["value"] == pytest.approx(Q, abs=0.02)
    assert known["quantiles"]["p90"]["value"] == pytest.approx(1.0, abs=0.01)


def test_luck_is_told_by_its_kind(found: dict[str, Any]) -> None:
    luck = {each["name"]: each for each in found["luck"]}
    slips = luck.pop("late slips and re-plans")
    assert is_about(slips["first"], 1 / 6)
    assert is_about(slips["total"], 1 / 3)
    assert all(each["changed"] == 0 for each in luck.values())


def test_fixed_at_its_ends_an_input_moves_the_risk_as_far_as_theory_says(
    found: dict[str, Any],
) -> None:
    drivers = by_name(found)
    repair = drivers["repair[east]"]
    assert repair["range"] == {"low": 100.0, "high": 150.0, "own_ends": True}
    assert repair["unit"] == "d"
    fixed = repair["fixed"]
    assert fixed["n"] == 3_000
    assert fixed["low"]["mean"] == pytest.approx(Q, abs=0.03)
    assert fixed["high"]["mean"] == 1.0
    assert fixed["swing"]["low"] < 0.8 < fixed["swing"]["high"]
    limit = drivers["vehicles.soyuz.limit"]["fixed"]
    assert limit["swing"]["low"] < -0.8 < limit["swing"]["high"]
    assert limit["low"]["mean"] == 1.0
    assert drivers["vehicles.dragon.limit"]["fixed"]["swing"]["value"] == 0.0


def test_a_corner_is_found_and_told_in_days(tmp_path: Path) -> None:
    """Only a ship with the short limit, half of the futures, is left behind: on day 120."""
    law = {
        "kind": "mixture",
        "parts": [
            {"weight": 1, "kind": "uniform", "low": "226.5 d", "high": "227.5 d"},
            {"weight": 1, "kind": "uniform", "low": "290 d", "high": "330 d"},
        ],
    }
    limit = {"vehicles": {"soyuz": {"limit": law}}}
    found = answered(staged(tmp_path, STAGE, limit), n=4_000)
    (box,) = found["boxes"]
    limits = {each["name"]: each for each in box["limits"]}
    assert set(limits) == {"repair[east]", "vehicles.soyuz.limit"}
    assert limits["repair[east]"]["low"] == pytest.approx(120, abs=2)
    assert limits["repair[east]"]["high"] is None
    assert 227 <= limits["vehicles.soyuz.limit"]["high"] <= 300
    assert box["density"]["value"] > 0.92  # a limit is found to a day or two
    assert box["coverage"]["value"] > 0.9
    assert box["mass"]["value"] == pytest.approx(0.3, abs=0.03)  # half of 30 of the 50 days
    assert found["split"]["luck"]["value"] == 0.0


ESTIMATES: Tree = {
    "estimates": {
        "never": {"title": "Never down", "outage": "lifted"},
        "soon": {"title": "Soon", "repair": uniform(100, 110)},
        "late": {"title": "Late", "repair": uniform(120, 140)},
    },
    "vehicles": {"soyuz": {"limit": "237 d"}},  # day 130 with the transit
}


def test_of_several_estimates_each_is_as_likely(tmp_path: Path) -> None:
    """Soon never fails, late fails half of the time: R > 130."""
    found = answered(staged(tmp_path, STAGE, ESTIMATES))
    assert list(found["estimates"]) == ["soon", "late"]
    assert [each["n"] for each in found["estimates"].values()] == [3_000, 3_000]
    assert found["estimates"]["soon"]["mean"] == 0.0
    assert found["estimates"]["late"]["mean"] == pytest.approx(0.5, abs=0.03)
    whole, choice, within = found["drivers"][:3]
    # variance 3/16: the choice alone 1/16, the place within it 1/16, both 1/16
    assert (whole["name"], choice["name"], within["name"]) == ("repair", "estimate", "repair[east]")
    assert choice["part_of"] == within["part_of"] == "repair"
    assert is_about(choice["first"], 1 / 3)
    assert is_about(choice["total"], 2 / 3)
    assert is_about(within["first"], 1 / 3)
    assert is_about(within["total"], 2 / 3)
    assert whole["first"]["value"] == pytest.approx(1.0, abs=0.05)
    assert whole["total"]["value"] == pytest.approx(1.0, abs=0.05)
    assert whole["one_run"]["value"] == pytest.approx(1.0, abs=0.1)
    assert choice["one_run"] is within["one_run"] is None
    assert [choice["fixed"][end]["name"] for end in ("low", "high")] == ["soon", "late"]
    assert choice["fixed"]["low"]["mean"] == 0.0
    assert choice["fixed"]["high"]["mean"] == pytest.approx(0.5, abs=0.03)
    assert within["range"] is None  # each estimate has its own
    assert within["fixed"]["swing"]["value"] == pytest.approx(0.5, abs=0.01)  # the late half
    assert whole["fixed"]["low"]["mean"] == 0.0
    assert whole["fixed"]["high"]["mean"] == 1.0


def test_of_several_estimates_each_is_as_likely_as_its_weight(tmp_path: Path) -> None:
    """Late, which fails half of the time, counts four fifths: risk 0.4, variance 0.24.

    The choice alone has 0.8 · 0.2 / 4 = 0.04 of it, the place within it 0.8² / 4 = 0.16.
    """
    scenario = staged(tmp_path, STAGE, ESTIMATES)
    found = answered(scenario, weights="soon=1,late=4")
    assert found["weights"] == {"soon": 0.2, "late": 0.8}
    assert [each["n"] for each in found["estimates"].values()] == [1_200, 4_800]
    assert found["share"]["mean"] == pytest.approx(0.4, abs=0.03)
    _, *parts = found["drivers"][:3]
    choice, within = sorted(parts, key=lambda each: str(each["name"]))
    assert (choice["name"], within["name"]) == ("estimate", "repair[east]")
    assert is_about(choice["first"], 1 / 6)
    assert is_about(choice["total"], 1 / 3)
    assert is_about(within["first"], 2 / 3)
    assert is_about(within["total"], 5 / 6)
    alone = answered(scenario, n=200, weights="late=1")
    assert list(alone["estimates"]) == ["late"]


def test_few_futures_meet_other_worlds_by_their_weights(tmp_path: Path) -> None:
    found = answered(staged(tmp_path, STAGE, ESTIMATES), n=100, weights="soon=1,late=99")
    assert [each["n"] for each in found["estimates"].values()] == [1, 99]


def test_one_estimate_is_asked_about_alone(tmp_path: Path) -> None:
    scenario = staged(tmp_path, STAGE, ESTIMATES)
    found = answered(scenario, n=500, estimate="late")
    assert list(found["estimates"]) == ["late"]
    assert found["share"]["mean"] == pytest.approx(0.5, abs=0.08)
    (repair, dragon) = found["drivers"]
    assert (repair["name"], repair["part_of"]) == ("repair[east]", None)
    assert repair["first"]["value"] == pytest.approx(1.0, abs=0.15)
    assert dragon["name"] == "vehicles.dragon.limit"


def test_an_outcome_that_is_the_same_everywhere_has_no_drivers(tmp_path: Path) -> None:
    scenario = staged(tmp_path, STAGE, ESTIMATES)
    found = answered(scenario, n=200, estimate="soon")
    assert found["same"] is False
    assert found["drivers"] == found["luck"] == found["boxes"] == []
    assert found["split"] is None
    assert found["share"]["events"] == 0
    late = answered(scenario, n=200, outcome="next[red,1].direct >= 0", estimate="soon")
    assert late["same"] is True


IDLE: Tree = {
    "vehicles": {
        "dragon": {
            "reseat_time": uniform(1, 7),
            "disposal": uniform(7, 30),
            "scrub_recycle": uniform(1, 3),
        }
    },
    "pads": {"west": {"turnaround": uniform(4, 12), "return_to_service": uniform(0, 14)}},
    "lines": {
        "blue": {
            "reseat_lead": uniform(20, 40),
            "rescue_preparation": uniform(40, 60),
            "rebaseline_after": uniform(20, 40),
        },
    },
}


def test_inputs_that_do_nothing_are_told_together(tmp_path: Path) -> None:
    found = answered(staged(tmp_path, STAGE, slipping(Q), IDLE), n=1_000)
    assert len(found["slight"]) == 8
    assert "vehicles.dragon.reseat_time" in found["slight"]
    assert found["uncertain_inputs"] == 10  # with both limits
    assert found["rest"]["changed"] == 0
    assert len(found["drivers"]) == 3


def test_an_input_that_matters_is_found_among_idle_ones(tmp_path: Path) -> None:
    """s-1 flew on day -106 and leaves on day 131: the spacing decides, above 236 d."""
    matters: Tree = {
        "pads": {"east": {"outage": None}},
        "vehicles": {"soyuz": {"limit": "237 d"}},
        "lines": {"red": {"spacing": uniform(216, 256)}},
    }
    found = answered(staged(tmp_path, STAGE, IDLE, matters), n=1_000)
    assert found["share"]["mean"] == pytest.approx(0.5, abs=0.06)
    spacing = found["drivers"][0]
    assert spacing["name"] == "lines.red.spacing"
    assert spacing["first"]["value"] == pytest.approx(1.0, abs=0.1)
    assert len(found["slight"]) == 8
    (box,) = found["boxes"]
    (limit,) = box["limits"]
    assert (limit["name"], limit["high"]) == ("lines.red.spacing", None)
    assert limit["low"] == pytest.approx(236, abs=2)


def test_the_answer_is_the_same_with_any_engine_and_any_workers(tmp_path: Path) -> None:
    scenario = staged(tmp_path, STAGE, slipping(Q))
    setting = Setting(scenario, 100, 3, "fast")
    told = []
    for engine, count in (("fast", 1), ("fast", 2), ("simpy", 1)):
        with Workers(count) as crew:
            question = Drivers(replace(setting, engine=engine), FAILS)
            told.append(question.answer(crew, None))
    assert told[0] == told[1] == told[2]


def test_it_can_be_asked_again_from_its_folder(tmp_path: Path) -> None:
    scenario = staged(tmp_path, STAGE, slipping(Q), ESTIMATES)
    setting = Setting(scenario, 100, 3, "fast")
    first = ask(Drivers(setting, FAILS, "late"), out=tmp_path / "results", workers=1)
    assert first.folder is not None
    question = question_in(first.folder, {"drivers": Drivers})
    assert isinstance(question, Drivers)
    assert (question.outcome, question.estimate, question.policy) == (FAILS, "late", None)
    second = ask(question, store=False, workers=1)
    assert second.summary["answer"] == first.summary["answer"]


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    scenario = staged(tmp_path, STAGE, ESTIMATES)
    with pytest.raises(ScenarioError, match="'lat' is not an estimate"):
        answered(scenario, estimate="lat")
    with pytest.raises(ScenarioError, match="nowhere"):
        answered(scenario, policy="nowhere")
    with pytest.raises(UsageError, match="no column"):
        answered(scenario, outcome="strandedd > 0")
    with pytest.raises(UsageError, match="at least 100 replications are needed"):
        answered(scenario, n=99)


def test_as_few_replications_as_are_allowed_are_enough(tmp_path: Path) -> None:
    scenario = staged(tmp_path, STAGE, slipping(Q), ESTIMATES)
    for seed in range(3):
        with Workers(1) as crew:
            json.dumps(Drivers(Setting(scenario, 100, seed, "fast"), FAILS).answer(crew, None))


def test_a_policy_is_applied_to_every_estimate() -> None:
    scenario = load("site-31-levers")
    policy = next(iter(scenario.policies))
    question = Drivers(Setting(scenario, 10, 1, "fast"), policy=policy)
    played = question.scenarios()
    assert list(played) == [n for n, e in scenario.estimates.items() if e.repair is not None]
    assert all(each.policy == scenario.policies[policy].policy for each in played.values())


def test_progress_ends_where_it_says(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    scenario = staged(tmp_path, STAGE, slipping(Q))
    with Workers(1) as crew:
        Drivers(Setting(scenario, 100, 1, "fast"), FAILS).answer(
            crew, lambda done, of: told.append((done, of))
        )
    assert all(done <= of for done, of in told)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1][0] > 0.75 * told[-1][1]
