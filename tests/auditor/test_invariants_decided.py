"""The audit of levers that are decided on a day (MODEL 6.13 and 11): who acts too early is caught.

Everything is decided on day 100; the engine believes another day.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.core.clock import NEVER
from sim.rules import policy
from tests.auditor.sabotage import caught, nothing
from tests.engine.lever_stage import manifest, outage, ports
from tests.engine.stage import Tree, cargo, day, flight, pinned
from tests.engine.stock_stage import stock

DOWN = outage(-10, 900)
LATE = pinned(s_2={"slip": "90 d"})
UNFIT = pinned(s_1={"unfit": day(20)})
SOUTH: Tree = {"pads": {"south": {"families": ["r7"], "dormant": {"activation": "9 d"}}}}
REPAIRED = [
    outage(-10, 80, requalification=1),
    manifest(p_1=cargo(300)),
    ports(six=["progress"]),
]
EARLY: Tree = {"after": "30 d", "people": {"anna": "d-1"}}
ORDERED: Tree = {"class": "dragon", "crew": ["usos"] * 2, "after": "30 d", "lead": "60 d"}
SOONER = manifest(d_2=flight("blue", 90, ["usos"] * 4))
RESERVE: Tree = {"class": "soyuz", "preparation": "30 d"}

TOO_EARLY: list[tuple[str, Any, list[Tree], str]] = [
    ("waiver", "5 d", [LATE], "nobody stays past limit and waiver"),
    ("hold", ["red"], [LATE], "nobody stays past limit and waiver"),
    (
        "seat_swap",
        {"after": "30 d", "seats": 1},
        [DOWN, SOONER],
        "people are swapped with a line of other families, long unable",
    ),
    (
        "alternate_pad",
        {"pad": "south", "after": "30 d"},
        [DOWN, SOUTH],
        "a dormant pad is ordered once, after its families' pads were long down",
    ),
    (
        "reserve_craft",
        RESERVE,
        [UNFIT],
        "the reserve spacecraft flies when that is decided and it is prepared",
    ),
    (
        "on_low_stock",
        {"again_after": "30 d"},
        [stock()],
        "a low stock sends a vehicle home every so often",
    ),
    (
        "early_return",
        EARLY,
        [DOWN],
        "who goes home early has a seat in a ship of a class that has long been unable",
    ),
    ("first_after_repair", "crew", REPAIRED, "the pad is as its log says: owed"),
    (
        "extra_flight",
        ORDERED,
        [DOWN],
        "an extra flight is ordered once, after a line has long been unable",
    ),
]


def believes(monkeypatch: pytest.MonkeyPatch, decided_on: int) -> None:
    """Every rule is told another instant of the decision."""

    def mistaken(name: str) -> Any:
        rule = getattr(policy, name)
        return lambda *given: rule(*given[:-1], decided_on)

    for name, function in vars(policy).copy().items():
        if getattr(function, "__module__", "") == policy.__name__:
            monkeypatch.setattr(policy, name, mistaken(name))


def decided(lever: str, stated: Any, on: float) -> Tree:
    """The lever, and the day of its decision."""
    return {"policy": {lever: stated, "decided_on": day(on)}}


@pytest.mark.parametrize(
    ("lever", "stated", "stage", "rule"), TOO_EARLY, ids=[case[0] for case in TOO_EARLY]
)
def test_a_lever_that_acts_before_it_is_decided_is_caught(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lever: str,
    stated: Any,
    stage: list[Tree],
    rule: str,
) -> None:
    believes(monkeypatch, -NEVER)
    # the limit of s-1 is on day 124, before a decision on day 140
    on = 140 if lever in ("waiver", "hold") else 100
    assert caught(tmp_path, 5, nothing, *stage, decided(lever, stated, on)).rule == rule


@pytest.mark.parametrize("lever", ["alternate_pad", "early_return", "extra_flight"])
def test_a_lever_that_does_not_act_in_its_time_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lever: str
) -> None:
    stated, stage = next((case[1], case[2]) for case in TOO_EARLY if case[0] == lever)
    believes(monkeypatch, NEVER // 2)
    error = caught(tmp_path, 90, nothing, *stage, decided(lever, stated, 60))
    assert error.rule == "a lever acts when its time has come"
