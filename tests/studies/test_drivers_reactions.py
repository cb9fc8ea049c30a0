"""Reactions of planners among what drives an answer, on a stage where it is known.

s-2 docks on day 135 at the earliest; s-1 leaves at its limit, on day 124, unless the policy lets it
wait 20 days for its relief: half of the futures, all else being known.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from sim.analysis.outcome import Outcome
from sim.runs.workers import Workers
from sim.scenario import Scenario, load
from sim.studies.drivers.futures import Futures, World, worlds_of
from sim.studies.question import Setting
from sim.studies.variants import outcome_of
from tests.engine.stage import Tree, staged
from tests.studies.drivers_stage import FAILS, uniform
from tests.studies.test_drivers import ESTIMATES, STAGE, answered, by_name, is_about

EXTENSION: Tree = {"extension": {"lines": {"red": "20 d"}}}
IDLE: Tree = {"stays_behind": "keep_segments", "waiver": "0 d"}


def late(*slips: tuple[float, float]) -> Tree:
    parts = [{"weight": weight, "value": f"{days} d"} for weight, days in slips]
    return {
        "pins": {"rest": None},
        "lines": {"red": {"slip": {"kind": "mixture", "parts": parts}}},
    }


def under(*levers: Tree) -> Tree:
    stated = {key: value for lever in levers for key, value in lever.items()}
    return {"policies": {"react": {"title": "They react", **stated}}}


def asked(scenario: Scenario, **more: Any) -> dict[str, Any]:
    return answered(scenario, **{"n": 4_096, "policy": "react", **more})


def test_where_a_reaction_alone_matters_it_has_all_of_the_uncertainty(tmp_path: Path) -> None:
    found = asked(staged(tmp_path, late((1, 40)), under(EXTENSION, IDLE)))
    assert found["reactions"] == ["extension", "stays_behind"]
    assert found["share"]["mean"] == 0.5
    drivers = by_name(found)
    for name in ("reactions", "extension"):
        for index in ("first", "total"):
            assert drivers[name][index]["value"] == pytest.approx(1.0, abs=1e-9)
        fixed = drivers[name]["fixed"]
        assert [(fixed[end]["name"], fixed[end]["mean"]) for end in ("low", "high")] == [
            ("off", 1.0),
            ("on", 0.0),
        ]
    idle = drivers["stays_behind"]
    assert idle["changed"] == 0
    assert idle["first"]["value"] == idle["total"]["value"] == 0.0
    assert idle["total"]["high"] < 0.002
    assert drivers["extension"]["part_of"] == idle["part_of"] == "reactions"
    assert found["split"]["luck"]["value"] == found["split"]["luck_alone"]["value"] == 0.0
    quantiles = found["split"]["known"]["quantiles"]
    assert (quantiles["p10"]["value"], quantiles["p90"]["value"]) == (0.0, 1.0)


def test_a_reaction_and_luck_each_have_the_share_that_theory_gives_them(tmp_path: Path) -> None:
    """Of a quarter of the reliefs the slip is too long to be waited for.

    Risk 5/8, variance 15/64. Without the reaction 1, with it 1/4: alone (3/4)^2 / 4, 0.6 of it.
    It decides in three quarters of the futures: 3/4 times 1/4, 0.8. Luck has what is left.
    """
    scenario = staged(tmp_path, late((3, 40), (1, 60)), under(EXTENSION))
    found = asked(scenario, n=8_000)
    reaction = by_name(found)["extension"]
    assert reaction["part_of"] is None
    assert is_about(reaction["first"], 0.6)
    assert is_about(reaction["total"], 0.8)
    assert reaction["fixed"]["low"]["mean"] == 1.0
    assert reaction["fixed"]["high"]["low"] < 0.25 < reaction["fixed"]["high"]["high"]
    assert is_about(found["split"]["luck"], 0.4)
    assert is_about(found["split"]["luck_alone"], 0.2)
    assert {"reactions"}.isdisjoint(by_name(found))


def test_the_reactions_of_the_policy_as_stated_are_taken_too(tmp_path: Path) -> None:
    scenario = staged(tmp_path, late((1, 40)), {"policy": {**EXTENSION, "hold": ["blue"]}})
    found = asked(scenario, n=200, policy=None)
    assert found["reactions"] == ["extension"]
    assert by_name(found)["extension"]["first"]["value"] == pytest.approx(1.0, abs=0.05)


def test_estimates_and_a_reaction_that_does_nothing_leave_each_other_alone(tmp_path: Path) -> None:
    found = asked(staged(tmp_path, STAGE, ESTIMATES, under(IDLE)), n=6_000)
    assert list(found["estimates"]) == ["soon", "late"]
    assert [each["n"] for each in found["estimates"].values()] == [3_000, 3_000]
    drivers = by_name(found)
    assert is_about(drivers["estimate"]["first"], 1 / 3)
    assert is_about(drivers["estimate"]["total"], 2 / 3)
    assert drivers["stays_behind"]["total"]["value"] == 0.0


def test_an_input_of_a_reaction_has_its_range_though_half_of_the_futures_lack_it(
    tmp_path: Path,
) -> None:
    """s-2 docks eleven days past the limit of s-1, which waits 1 to 21 where it waits at all."""
    levers = {"extension": {"lines": {"red": uniform(1, 21)}}}
    found = asked(staged(tmp_path, late((1, 40)), under(levers)), n=1_000)
    wait = by_name(found)["policies.react.extension.lines.red"]
    assert wait["range"] == {"low": 1.0, "high": 21.0, "own_ends": True}
    assert wait["fixed"]["low"]["mean"] == 1.0
    assert wait["fixed"]["high"]["mean"] == 0.5


def test_few_replications_are_enough(tmp_path: Path) -> None:
    assert asked(staged(tmp_path, late((3, 40), (1, 60)), under(EXTENSION, IDLE)), n=100)


# which worlds -----------------------------------------------------------------------------------


def test_every_combination_of_few_reactions_is_a_world() -> None:
    worlds = worlds_of(["soon", "late"], ["a", "b", "c"])
    assert len(worlds) == len(set(worlds)) == 16
    assert worlds[0] == World("soon", frozenset("abc"))
    assert worlds[-1] == World("late")


def test_of_many_reactions_each_three_are_on_and_off_together_equally_often() -> None:
    names = [f"r{number}" for number in range(16)]
    worlds = worlds_of(["soon"], names)
    assert len(set(worlds)) == 32
    for three in combinations(names, 3):
        seen = Counter(tuple(name in world.off for name in three) for world in worlds)
        assert seen == dict.fromkeys(product((True, False), repeat=3), 4)
    assert len(worlds_of(["soon"], names[:6])) == 16


def test_of_several_estimates_half_of_the_combinations_do() -> None:
    worlds = worlds_of(["soon", "late"], ["a", "b", "c", "d"])
    assert len(worlds) == 16
    assert len({world.off for world in worlds}) == 16  # the two estimates have the two halves
    for three in combinations("abcd", 3):
        seen = Counter(tuple(name in world.off for name in three) for world in worlds[:8])
        assert seen == dict.fromkeys(product((True, False), repeat=3), 1)
    assert len(worlds_of(["soon", "late"], [f"r{number}" for number in range(8)])) == 32


def futures(scenario: Scenario, n: int, crew: Workers) -> Futures:
    outcome: Outcome = outcome_of(scenario, FAILS)
    return Futures(Setting(scenario, n, 1, "fast"), {"as-stated": scenario}, outcome, crew, None)


@pytest.fixture
def two(tmp_path: Path) -> Scenario:
    policy = {**EXTENSION, "stays_behind": "keep_segments"}
    return staged(tmp_path, late((1, 40)), {"policy": policy})


def test_any_two_worlds_meet_equally_often(two: Scenario) -> None:
    with Workers(1) as crew:
        played = futures(two, 16 * 5, crew)
        own = [each.world for each in played.all() for _ in each.replications]
        other = [
            (number, each.world)
            for each in played.otherwise(["extension", "stays_behind"])
            for number in each.replications
        ]
        assert [number for number, _ in other] == list(range(80))
        met = Counter((own[number], world) for number, world in other)
        assert set(met.values()) == {5}
        assert len(met) == 16
        for each in played.otherwise(["extension"]):
            (number, *_) = each.replications
            assert each.world.off ^ own[number].off <= {"extension"}


def test_where_not_all_worlds_can_meet_any_is_as_likely(two: Scenario) -> None:
    """Stretches of three replications meet three of the four worlds."""
    with Workers(1) as crew:
        met = Counter(
            each.world
            for seed in range(200)
            for each in _reseeded(two, 12, seed, crew).otherwise(["extension", "stays_behind"])
        )
    assert sum(met.values()) == 2_400
    # the standard deviation of each count is at most that of 2,400 free throws, 21
    assert all(abs(count - 600) < 4 * 21 for count in met.values())


def _reseeded(scenario: Scenario, n: int, seed: int, crew: Workers) -> Futures:
    found = futures(scenario, n, crew)
    found.setting = Setting(scenario, n, seed, "fast")
    return found


def test_every_reaction_of_the_shipped_policy_is_asked_about() -> None:
    policy = load("baseline").policy
    stated = load("baseline").policy.reactions()
    assert {"extension", "fly_again", "leave_early", "stays_behind"} <= set(stated)
    assert policy.without(stated).reactions() == {}
    assert policy.without(["extension"]).fly_again == policy.fly_again
