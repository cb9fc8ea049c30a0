"""Minimal causes that are known beforehand: pinned, or read off the draws themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.core.errors import ScenarioError, UsageError
from sim.core.sampling import stream_key, uniform
from sim.engine.build import build
from sim.engine.fast import Fast
from sim.runs.workers import Workers
from sim.scenario import load
from sim.scenario.scenario import Scenario
from sim.studies.causes import Causes
from sim.studies.question import Setting, ask
from sim.studies.without import without
from tests.engine.lever_stage import outage
from tests.engine.stage import Tree, day, launching, pinned, staged
from tests.engine.window_stage import broken

SEED, N = 3, 400
GAP = "handover_gap_days[red] > 0"
LOST = pinned(s_2={"lost": True})
DOWN = broken((50, 200))
"""The pad of s-2, which is planned for day 94 and must dock before day 124, is down."""


@pytest.fixture(scope="module")
def crew() -> Iterator[Workers]:
    with Workers(2) as workers:
        yield workers


def found(
    scenario: Scenario, crew: Workers, outcome: str = GAP, n: int = 3, **asked: Any
) -> dict[str, Any]:
    engine = asked.pop("engine", "fast")
    return Causes(Setting(scenario, n, SEED, engine), outcome, **asked).answer(crew, None)


def only_pattern(answer: dict[str, Any]) -> list[list[str]]:
    (pattern,) = answer["patterns"]
    assert pattern["events"] == answer["played_again"] == answer["split"]["n"]
    minimal: list[list[str]] = pattern["minimal"]
    return minimal


def kinds(answer: dict[str, Any]) -> dict[str, int]:
    """How many futures are of each kind."""
    split = {key: value for key, value in answer["split"].items() if key != "n"}
    return {key: value["events"] for key, value in split.items() if value["events"]}


# --- pinned ---------------------------------------------------------------------------------------


def test_one_cause_alone(tmp_path: Path, crew: Workers) -> None:
    ill = pinned(d_1={"medical_return": [day(148)], "lead": "1 d"})
    answer = found(staged(tmp_path, LOST, ill), crew)
    assert list(answer["causes"]) == ["loss[r7]", "illness"]
    assert only_pattern(answer) == [["loss[r7]"]]
    assert kinds(answer) == {"one": 3}
    first, second = answer["prevented_by"]
    assert (first["cause"], first["events"], first["only"]["events"]) == ("loss[r7]", 3, 3)
    assert (second["cause"], second["events"], second["examples"]) == ("illness", 0, [])
    assert [(each["cause"], each["events"]) for each in answer["begun_by"]] == [("loss", 3)]


def test_either_of_two_is_enough(tmp_path: Path, crew: Workers) -> None:
    """Each delay of 20 d alone is met by the limit's slack of 24 d and more; both are not."""
    both = pinned(s_2={"slip": "20 d", "replan": "20 d"})
    answer = found(staged(tmp_path, both), crew)
    assert only_pattern(answer) == [["slip[red]"], ["replan[red]"]]
    assert kinds(answer) == {"either": 3}
    assert [each["only"]["events"] for each in answer["prevented_by"]] == [0, 0]
    assert answer["together"] == []


def test_only_two_together_are_enough(tmp_path: Path, crew: Workers) -> None:
    answer = found(staged(tmp_path, LOST, DOWN), crew)
    assert only_pattern(answer) == [["outages[east]", "loss[r7]"]]
    assert kinds(answer) == {"together": 3}
    assert [each["events"] for each in answer["prevented_by"]] == [0, 0]
    (pair,) = answer["together"]
    assert (pair["causes"], pair["events"]) == (["outages[east]", "loss[r7]"], 3)


def test_a_cause_that_only_shows_without_another(tmp_path: Path, crew: Workers) -> None:
    """A flight that is lost does not fail to dock, but would have."""
    never_docks = {"vehicles": {"soyuz": {"docking_failure_probability": 1}}}
    answer = found(staged(tmp_path, never_docks, LOST, {"pins": {"rest": None}}), crew)
    assert only_pattern(answer) == [["loss[r7]", "docking[soyuz]"]]


def test_three_together_are_not_found_but_all_of_them_are_enough(
    tmp_path: Path, crew: Workers
) -> None:
    three = pinned(s_2={"lost": True, "slip": "60 d"})
    answer = found(staged(tmp_path, three, DOWN), crew)
    assert len(answer["causes"]) == 3
    assert only_pattern(answer) == []
    assert kinds(answer) == {"none": 3}
    assert answer["together"] == []


def test_a_gap_that_is_planned_is_nobodys_fault(tmp_path: Path, crew: Workers) -> None:
    answer = found(staged(tmp_path, launching(s_2=130), LOST), crew)
    assert only_pattern(answer) == []
    assert kinds(answer) == {"none": 3, "not_even_without_all": 3}


def test_a_scenario_without_causes(tmp_path: Path, crew: Workers) -> None:
    answer = found(staged(tmp_path, launching(s_2=130)), crew)
    assert answer["causes"] == {}
    assert kinds(answer) == {"none": 3, "not_even_without_all": 3}


def test_an_outcome_that_never_comes(tmp_path: Path, crew: Workers) -> None:
    answer = found(staged(tmp_path, LOST), crew, "decrewed")
    assert answer["happened"]["events"] == answer["played_again"] == answer["split"]["n"] == 0
    assert answer["begun_by"] == answer["patterns"] == []
    assert [each["mean"] for each in answer["prevented_by"]] == [None]


def test_an_outage_is_taken_away_whole(tmp_path: Path, crew: Workers) -> None:
    answer = found(staged(tmp_path, outage(-10, 150)), crew)
    assert only_pattern(answer) == [["outage[east]"]]
    assert answer["begun_by"][0]["words"] == "pad not ready"


def test_what_makes_an_outcome_null_prevents_it(tmp_path: Path, crew: Workers) -> None:
    """A null makes an outcome false (MODEL 8): without the illness the ship is still there."""
    ill = pinned(s_1={"medical_return": [day(500)], "lead": "2 d"})
    stays = {"docked": {"s-1": {"planned_return": day(655), "limit": "900 d"}}}
    scenario = staged(tmp_path, ill, stays, launching(s_2=650, s_3=850, s_4=1050))
    answer = found(scenario, crew, "next[red,1].direct < 1")
    assert answer["happened"]["events"] == 3
    assert answer["happened"]["nulls"] == 0
    assert only_pattern(answer) == [["illness"]]
    well = found(without(scenario, ["illness"]), crew, "next[red,1].direct < 1")
    assert (well["happened"]["events"], well["happened"]["nulls"]) == (0, 3)


def test_what_is_unplanned_is_held_against_the_plan_without_the_cause(
    tmp_path: Path, crew: Workers
) -> None:
    """Certification makes a planned gap of 27 d, and moves s-3, which ends the gap, by 56 d.

    227 - 27 d are unplanned with it. Without it all 171 d are, not 171 - 27.
    """
    certified = {"vehicles": {"soyuz": {"certification": "150 d"}}}
    asked = {"lines": ["red"], "by": day(599), "gap": "160 d"}
    scenario = staged(tmp_path, certified, LOST, {"headline": asked})
    answer = found(scenario, crew, "gap[red]")
    assert list(answer["causes"]) == ["certification[soyuz]", "loss[r7]"]
    assert answer["happened"]["events"] == 3
    assert only_pattern(answer) == [["loss[r7]"]]


# --- drawn ----------------------------------------------------------------------------------------

CHANCES = {"loss": 0.3, "slip": 0.4, "replan": 0.5}


def late(chance: float) -> Tree:
    parts = [{"weight": 1 - chance, "value": "0 d"}, {"weight": chance, "value": "20 d"}]
    return {"kind": "mixture", "parts": parts}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Scenario:
    """A loss alone, a slip and a re-plan together: each of them comes by luck, s-2 counts alone."""
    luck: Tree = {
        "pins": {"rest": None},
        "families": {"r7": {"loss_probability": CHANCES["loss"]}},
        "lines": {"red": {"slip": late(CHANCES["slip"]), "replan": late(CHANCES["replan"])}},
    }
    return staged(tmp_path_factory.mktemp("drawn"), luck)


def happens(stream: str, replication: int) -> bool:
    u = uniform(SEED, replication, stream_key(stream, "s-2"), 0)
    chance = CHANCES[stream]
    return u < chance if stream == "loss" else u >= 1 - chance


def minimal(replication: int) -> list[list[str]] | None:
    """The minimal causes of a future by its draws; None where s-2 docks in time."""
    lost, slips, replans = (happens(stream, replication) for stream in CHANCES)
    if lost and slips and replans:
        return [["loss[r7]", "slip[red]"], ["loss[r7]", "replan[red]"]]
    if lost:
        return [["loss[r7]"]]
    return [["slip[red]"], ["replan[red]"]] if slips and replans else None


DIRECT = "next[red,1].direct < 1"


def test_every_future_has_the_minimal_causes_that_its_draws_give_it(
    drawn: Scenario, crew: Workers
) -> None:
    answer = found(drawn, crew, DIRECT, N)
    known = {n: causes for n in range(N) if (causes := minimal(n)) is not None}
    assert answer["happened"]["events"] == answer["played_again"] == len(known)
    assert list(answer["causes"]) == ["loss[r7]", "slip[red]", "replan[red]"]
    told = {json.dumps(each["minimal"]): each for each in answer["patterns"]}
    assert answer["in_other_patterns"] == 0
    assert len(told) == 3
    for text, each in told.items():
        numbers = [n for n, causes in known.items() if json.dumps(causes) == text]
        assert (each["events"], each["examples"]) == (len(numbers), numbers[:3])
        assert each["events"] > 10
    singles = {each["cause"]: each["events"] for each in answer["prevented_by"]}
    for name, events in singles.items():
        assert events == sum([name] in causes for causes in known.values())
    pairs = {tuple(each["causes"]): each["events"] for each in answer["together"]}
    assert set(pairs) == {("loss[r7]", "slip[red]"), ("loss[r7]", "replan[red]")}
    assert len(set(pairs.values())) == 1


def test_the_examples_of_a_cause_are_first_those_that_have_no_other(
    drawn: Scenario, crew: Workers
) -> None:
    answer = found(drawn, crew, DIRECT, N)
    (loss,) = (each for each in answer["prevented_by"] if each["cause"] == "loss[r7]")
    alone = [n for n in range(N) if minimal(n) == [["loss[r7]"]]]
    assert loss["examples"] == alone[:3]
    assert loss["only"]["events"] == len(alone)


def test_the_first_by_number_are_played_again(drawn: Scenario, crew: Workers) -> None:
    answer = found(drawn, crew, DIRECT, N, limit=7)
    whole = found(drawn, crew, DIRECT, N)
    assert answer["happened"] == whole["happened"]
    assert answer["begun_by"] == whole["begun_by"]
    assert answer["played_again"] == answer["split"]["n"] == 7
    first = [n for n in range(N) if minimal(n) is not None][:7]
    examples = {n for each in answer["patterns"] for n in each["examples"]}
    assert examples <= set(first)
    assert sum(each["events"] for each in answer["patterns"]) == 7


def test_futures_split_as_far_as_their_pairs_were_tried(drawn: Scenario, crew: Workers) -> None:
    """Behind the first future whose pairs were left out none counts, also none with one cause."""
    whole = found(drawn, crew, DIRECT, N)
    known = {n: causes for n in range(N) if (causes := minimal(n)) is not None}
    together = [n for n, causes in known.items() if len(causes[0]) == 2]
    answer = found(drawn, crew, DIRECT, N, pair_plays=3 * 4 + 2)  # three pairs, four futures
    first = {n: causes for n, causes in known.items() if n < together[4]}
    assert answer["prevented_by"] == whole["prevented_by"]
    assert answer["split"]["n"] == len(first) < len(known)
    assert kinds(answer) == {
        "one": sum(causes == [["loss[r7]"]] for causes in first.values()),
        "either": sum(causes[0] == ["slip[red]"] for causes in first.values()),
        "together": 4,
    }
    assert answer["split"]["together"]["examples"] == together[:3]
    assert {each["events"] for each in answer["together"]} == {4}
    none = found(drawn, crew, DIRECT, N, pair_plays=0)
    assert none["split"]["n"] == sum(n < together[0] for n in known)
    assert none["together"] == []


def test_neither_engine_nor_workers_change_the_answer(drawn: Scenario, crew: Workers) -> None:
    answer = found(drawn, crew, DIRECT, 60)
    with Workers(1) as alone:
        assert found(drawn, alone, DIRECT, 60) == answer
        assert found(drawn, alone, DIRECT, 60, engine="simpy") == answer


def test_the_progress_ends_where_it_says(drawn: Scenario, crew: Workers) -> None:
    told: list[tuple[int, int]] = []
    question = Causes(Setting(drawn, 50, SEED, "fast"), DIRECT)
    question.answer(crew, lambda done, total: told.append((done, total)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert all(done <= total for done, total in told)
    done, total = told[-1]
    assert done == total > 50


# --- the question ---------------------------------------------------------------------------------


def test_the_question_asks_the_same_again(drawn: Scenario, crew: Workers, tmp_path: Path) -> None:
    question = Causes(Setting(drawn, 40, SEED, "fast"), DIRECT, limit=20)
    told = json.loads(json.dumps(question.asked()))
    assert Causes.again(question.setting, told) == question
    answer = ask(question, out=tmp_path, workers=crew).summary["answer"]
    assert answer == json.loads(json.dumps(answer, allow_nan=False))


def test_the_default_outcome_is_a_long_gap_of_the_first_line(crew: Workers) -> None:
    scenario = load("site-31-outage")
    answer = found(scenario, crew, "", 60, estimate="up-to-two-years")
    assert answer["outcome"]["text"] == "gap[soyuz]"
    assert answer["case"] == "Up to two years"
    assert answer["prevented_by"][0]["cause"] == "outage[site-31]"
    assert answer["begun_by"][0]["cause"] == "pad"


def test_estimate_and_policy_are_in_place(crew: Workers) -> None:
    scenario = load("site-31-levers")
    policy = next(iter(scenario.policies))
    lifted = found(scenario, crew, "", 100, estimate="no-outage", policy=policy)
    assert "outage[site-31]" not in lifted["causes"]
    assert (lifted["estimate"], lifted["policy"]) == ("no-outage", policy)


def test_what_cannot_be_asked_is_refused(drawn: Scenario, crew: Workers) -> None:
    with pytest.raises(UsageError, match="at least 1"):
        found(drawn, crew, limit=0)
    with pytest.raises(UsageError, match="at least 0"):
        found(drawn, crew, pair_plays=-1)
    with pytest.raises(UsageError, match="no column"):
        found(drawn, crew, "handover_gap_days[rod] > 0")
    with pytest.raises(ScenarioError, match="not an estimate"):
        found(drawn, crew, estimate="soon")
    with pytest.raises(ScenarioError, match="not a policy"):
        found(drawn, crew, policy="none")


def test_s_2_docks_in_time_unless_it_is_lost_or_late_twice(drawn: Scenario) -> None:
    """What the draws are held to say above, asked of the engine."""
    program = build(drawn)
    column = [c.name for c in program.columns].index("next[red,1].direct")
    direct = Fast(program).run(SEED, range(N)).outcomes[:, column]
    assert np.array_equal(direct == 0, [minimal(n) is not None for n in range(N)])
