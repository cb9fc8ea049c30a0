"""The audit of pads (MODEL 2.5 and 3.5): whatever is broken in them is caught."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.core.clock import DAY, NEVER
from sim.engines.reference.launches import Launches
from sim.engines.reference.repairs import Repairs
from sim.engines.reference.world import World
from sim.outcomes import Happening
from sim.rules import events
from tests.engines.lever_stage import outage
from tests.engines.sabotage import Mischief, caught, nothing
from tests.engines.stage import LUCK, Tree, day, launching, merged, play

Patch = pytest.MonkeyPatch

EAST = 0


def pad(name: str = "east", **changes: Any) -> Tree:
    """Changes of a pad."""
    return {"pads": {name: changes}}


def outages(*spans: tuple[float, float], name: str = "east") -> Tree:
    """Pinned outages of a pad, each from a day to another."""
    listed = [{"from": day(begins), "to": day(ends)} for begins, ends in spans]
    return {
        **pad(name, outages={"rate": "1 per 9 y", "repair": "1 d"}),
        "pins": {"pads": {name: {"outages": listed}}},
    }


DATED = pad(outage={"since": day(20), "repair": "30 d"})
OVERLAPPING = outages((20, 60), (30, 50))
STAGE = merged(outage(-5, 60), pad(outage={"crew_stage": "50 d"}, crew_stage="10 d"))
SERVICE = merged(outage(-5, 60), pad(return_to_service="50 d"))
PROVES = merged(
    outage(-5, 60),
    pad(damage_probability=0, repair="30 d"),
    pad(after_repair={"launches": 2, "damage_probability": 1}),
)
PROVED = merged(
    outage(-5, 60),
    pad(damage_probability=1, repair="30 d"),
    pad(after_repair={"launches": 1, "damage_probability": 0}),
)

REPAIRED = "a pad is repaired at the later of the ends of its outages"
CREWS = "a repaired pad takes crews when its stage is over"
SERVES = "a repaired pad is in service when its time has come"
BEGINS = "an outage begins when it is dated, pinned or drawn"
DAMAGES = "a launch damages its pad as its own draw has it"


def test_the_stages_themselves_pass(tmp_path: Path) -> None:
    for scenario in (DATED, OVERLAPPING, STAGE, SERVICE):
        assert "REPAIRED" in {row.happening.name for row in play(tmp_path, scenario).rows}
    assert play(tmp_path, PROVES, LUCK).days("PAD_DAMAGED", "east") == [94, 294, 494]
    assert play(tmp_path, PROVED, LUCK).days("PAD_DAMAGED", "east") == [294]


# outages, repairs and what comes behind them ------------------------------------------------------


def begins_an_outage(world: World) -> None:
    world.repairs.outage_begins(EAST, world.now + 5 * DAY, -1)


def repairs_too_soon(world: World) -> None:
    world.pads.repaired_at[EAST] = world.now
    world.repairs._repaired(EAST)


def takes_crews_too_soon(world: World) -> None:
    world.pads.crews_from[EAST] = world.now
    world.repairs._takes_crews(EAST)


def is_in_service_too_soon(world: World) -> None:
    world.pads.free_from[EAST] = world.pads.in_service_at[EAST] = world.now
    world.repairs._in_service(EAST)


def forgets_that_it_comes_back(world: World) -> None:
    world.pads.in_service_at[EAST] = NEVER


def forgets_the_stage(world: World) -> None:
    world.pads.crews_from[EAST] = world.now


def tells_it_twice(world: World) -> None:
    world.note(Happening.PAD_TAKES_CREWS, events.REPAIRED, "east")


def forgets_what_is_to_be_proved(world: World) -> None:
    world.pads.launches_to_prove[EAST] = 0


def has_too_much_to_prove(world: World) -> None:
    world.pads.launches_to_prove[EAST] = 9


WORLDS: list[tuple[float, Mischief, str, list[Tree]]] = [
    (10, begins_an_outage, BEGINS, []),
    (10, begins_an_outage, BEGINS, [DATED]),
    (30, repairs_too_soon, REPAIRED, [STAGE]),
    (90, takes_crews_too_soon, CREWS, [STAGE]),
    (111, tells_it_twice, CREWS, [STAGE]),
    (94, forgets_the_stage, "no crew leaves a pad before it takes crews", [STAGE]),
    (90, is_in_service_too_soon, SERVES, [SERVICE]),
    (90, forgets_that_it_comes_back, SERVES, [SERVICE, launching(s_2=130)]),
    (90, forgets_what_is_to_be_proved, DAMAGES, [PROVES, LUCK]),
    (200, has_too_much_to_prove, DAMAGES, [PROVED, LUCK]),
]


@pytest.mark.parametrize(
    ("on", "mischief", "rule", "overrides"),
    WORLDS,
    ids=[f"{case[1].__name__} on {case[0]}" for case in WORLDS],
)
def test_a_broken_pad_is_caught(
    tmp_path: Path, on: float, mischief: Mischief, rule: str, overrides: list[Tree]
) -> None:
    assert caught(tmp_path, on, mischief, *overrides).rule == rule


def begins_no_outage(patch: Patch) -> None:
    patch.setattr(Repairs, "outage_begins", nothing)


def ends_with_the_last_outage(patch: Patch) -> None:
    """The outage that began last decides, and not the one that ends last."""
    goes_down = Repairs.pad_goes_down

    def goes(repairs: Repairs, pad: int, repaired_at: int, stage: int) -> None:
        pads = repairs.world.pads
        pads.repaired_at[pad] = min(pads.repaired_at[pad], repaired_at - 1)
        goes_down(repairs, pad, repaired_at, stage)

    patch.setattr(Repairs, "pad_goes_down", goes)


def draws_the_stage_of_the_pad(patch: Patch) -> None:
    """The outage has a stage of its own, which is forgotten."""
    goes_down = Repairs.pad_goes_down

    def goes(repairs: Repairs, pad: int, repaired_at: int, stage: int) -> None:
        goes_down(repairs, pad, repaired_at, repairs.world.program.pads.crew_stage[pad])

    patch.setattr(Repairs, "pad_goes_down", goes)


def draws_a_repair_too_long(patch: Patch) -> None:
    of_outage = Repairs.repair_of_outage
    patch.setattr(Repairs, "repair_of_outage", lambda self, pad: of_outage(self, pad) + 1)


def draws_outages_a_second_late(patch: Patch) -> None:
    def late(u: float, rate: float) -> int:
        return 1 + 30 * DAY

    patch.setattr("sim.engines.reference.luck.waiting_time", late)


def damages_no_pad(patch: Patch) -> None:
    patch.setattr(Launches, "_damages", nothing)


CODE: list[tuple[Callable[[Patch], None], str, int, Tree]] = [
    (begins_no_outage, BEGINS, 20, DATED),
    (begins_no_outage, BEGINS, 20, OVERLAPPING),
    (ends_with_the_last_outage, REPAIRED, 50, OVERLAPPING),
    (draws_the_stage_of_the_pad, CREWS, 70, STAGE),
    (draws_a_repair_too_long, REPAIRED, 60, STAGE),
    (damages_no_pad, DAMAGES, 94, PROVES),
]


@pytest.mark.parametrize(
    ("defect", "rule", "on", "scenario"),
    CODE,
    ids=[f"{case[0].__name__} on {case[2]}" for case in CODE],
)
def test_a_defect_of_repairs_is_caught(
    tmp_path: Path,
    monkeypatch: Patch,
    defect: Callable[[Patch], None],
    rule: str,
    on: int,
    scenario: Tree,
) -> None:
    defect(monkeypatch)
    error = caught(tmp_path, 5, nothing, scenario, LUCK)
    assert (error.rule, error.second // DAY) == (rule, on)


def test_an_outage_that_is_not_the_one_drawn_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    draws_outages_a_second_late(monkeypatch)
    random = pad(outages={"rate": "1 per 100 d", "repair": "5 d"})
    assert caught(tmp_path, 5, nothing, random, LUCK).rule == BEGINS
