"""What drives an answer: intervals against theory over many seeds, and two ways to one share."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sim.runs.workers import Workers
from sim.scenario import Scenario, load
from sim.studies.drivers import Drivers
from sim.studies.question import Setting
from tests.engine.stage import staged
from tests.studies.drivers_stage import ALONE, FAILS, IN_ALL, STAGE, Q, slipping

pytestmark = pytest.mark.slow

SEEDS = 40


def answered(scenario: Scenario, n: int, seed: int, outcome: str = FAILS, **asked: Any) -> Any:
    with Workers(2) as crew:
        question = Drivers(Setting(scenario, n, seed, "fast"), outcome, **asked)
        return question.answer(crew, None)


def holds(estimate: dict[str, float], known: float) -> bool:
    return estimate["low"] <= known <= estimate["high"]


def test_intervals_hold_theory_about_as_often_as_they_say(tmp_path: Path) -> None:
    """At 95 % fewer than 33 of 40 have a chance of 1 in 1,400."""
    scenario = staged(tmp_path, STAGE, slipping(Q))
    hits: Counter[str] = Counter()
    for seed in range(SEEDS):
        found = answered(scenario, 1_000, seed)
        drivers = {each["name"]: each for each in found["drivers"]}
        luck = found["luck"][0]
        for name in ("repair[east]", "vehicles.soyuz.limit"):
            hits[f"first of {name}"] += holds(drivers[name]["first"], ALONE)
            hits[f"total of {name}"] += holds(drivers[name]["total"], IN_ALL)
            hits[f"one run of {name}"] += holds(drivers[name]["one_run"], ALONE)
            sign = 1 if name == "repair[east]" else -1
            hits[f"swing of {name}"] += holds(drivers[name]["fixed"]["swing"], sign * (1 - Q))
        hits["first of slips"] += holds(luck["first"], 1 / 6)
        hits["total of slips"] += holds(luck["total"], 1 / 3)
        hits["luck"] += holds(found["split"]["luck"], 1 / 3)
        hits["luck alone"] += holds(found["split"]["luck_alone"], 1 / 6)
        hits["ignorance, nested"] += holds(found["split"]["known"]["between"], 2 / 3)
    assert len(hits) == 13
    assert {name: hit for name, hit in hits.items() if hit < 33} == {}


@pytest.mark.parametrize(
    ("name", "outcome", "estimate"),
    [
        ("site-31-outage", "gap[soyuz]", None),
        ("site-31-outage", "stranded", "up-to-two-years"),
        ("both-pads-out", "decrewed", None),
    ],
)
def test_pairs_and_a_nested_run_give_the_same_share_of_ignorance(
    name: str, outcome: str, estimate: str | None
) -> None:
    """Two ways to one number: 80,000 futures in pairs, and 30 lucks of 2,000 inputs."""
    found = answered(load(name), 20_000, 2, outcome, estimate=estimate)
    pairs, nested = found["split"]["ignorance"], found["split"]["known"]["between"]
    reach = sum((each["high"] - each["low"]) ** 2 for each in (pairs, nested)) ** 0.5 / 2
    assert abs(pairs["value"] - nested["value"]) < 1.5 * reach
    assert reach < 0.04


def test_pairs_and_one_run_give_the_same_first_order() -> None:
    found = answered(load("site-31-outage"), 20_000, 3, "gap[soyuz]", estimate="up-to-two-years")
    compared = 0
    for each in found["drivers"]:
        pairs, run = each["first"], each["one_run"]
        reach = (pairs["high"] - pairs["low"] + run["high"] - run["low"]) / 2
        assert abs(pairs["value"] - run["value"]) < reach
        compared += 1
    assert compared >= 5
    assert found["drivers"][0]["name"] == "repair[site-31]"
