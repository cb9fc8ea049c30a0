"""The audit of pads (MODEL 2.5 and 3.5): whatever is broken in them is caught."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.core.clock import DAY, NEVER
from sim.engine.memory.access import World
from sim.engine.memory.words import Outage, Pad
from sim.engine.rooms import repairs
from sim.outcomes import Happening
from sim.rules import events
from tests.auditor.sabotage import (
    TOLD_STATE,
    Mischief,
    caught,
    nothing,
    replaced,
    without_agreement,
)
from tests.engine.lever_stage import outage
from tests.engine.stage import LUCK, Tree, day, launching, merged, play

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
BEGINS = "an outage begins when it is dated, pinned or sampled"
DAMAGES = "a launch damages its pad as its own sample has it"


def test_the_stages_themselves_pass(tmp_path: Path) -> None:
    for scenario in (DATED, OVERLAPPING, STAGE, SERVICE):
        assert "REPAIRED" in {row.happening.name for row in play(tmp_path, scenario).rows}
    assert play(tmp_path, PROVES, LUCK).days("PAD_DAMAGED", "east") == [94, 294, 494]
    assert play(tmp_path, PROVED, LUCK).days("PAD_DAMAGED", "east") == [294]


# outages, repairs and what comes behind them ------------------------------------------------------


def begins_an_outage(w: World) -> None:
    repairs._outage_begins(w, w.records["pads_at"][EAST], w.now + 5 * DAY, -1)


def repairs_too_soon(w: World) -> None:
    w.records["pads_at"][EAST].repaired_at = w.now
    repairs.pad_is_repaired(w, w.records["pads_at"][EAST])


def takes_crews_too_soon(w: World) -> None:
    w.set_item(w.crews_from, EAST, w.now)
    repairs.pad_takes_crews(w, w.records["pads_at"][EAST])


def is_in_service_too_soon(w: World) -> None:
    w.records["pads_at"][EAST].in_service_at = w.now
    w.set_item(w.free_from, EAST, w.now)
    repairs.pad_is_ready(w, w.records["pads_at"][EAST])


def forgets_that_it_comes_back(w: World) -> None:
    w.records["pads_at"][EAST].in_service_at = NEVER


def forgets_the_stage(w: World) -> None:
    w.set_item(w.crews_from, EAST, w.now)


def tells_it_twice(w: World) -> None:
    w.note(Happening.PAD_TAKES_CREWS, events.REPAIRED, EAST)


def forgets_what_is_to_be_proved(w: World) -> None:
    w.records["pads_at"][EAST].launches_to_prove = 0


def has_too_much_to_prove(w: World) -> None:
    w.records["pads_at"][EAST].launches_to_prove = 9


WORLDS: list[tuple[float, Mischief, str, list[Tree]]] = [
    (10, begins_an_outage, BEGINS, []),
    (10, begins_an_outage, BEGINS, [DATED]),
    (30, repairs_too_soon, REPAIRED, [STAGE]),
    (90, takes_crews_too_soon, CREWS, [STAGE]),
    (111, tells_it_twice, CREWS, [STAGE]),
    (94, forgets_the_stage, "the pad is as its log says: crews from", [STAGE]),
    (90, is_in_service_too_soon, SERVES, [SERVICE]),
    (90, forgets_that_it_comes_back, TOLD_STATE, [SERVICE, launching(s_2=130)]),
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


def test_a_crew_that_leaves_a_pad_too_soon_is_caught_by_its_row_alone(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    without_agreement(monkeypatch)
    error = caught(tmp_path, 94, forgets_the_stage, STAGE)
    assert error.rule == "no crew leaves a pad before it takes crews"


def begins_no_outage(patch: Patch) -> None:
    replaced(patch, "rooms.repairs._outage_begins", nothing)


def ends_with_the_last_outage(patch: Patch) -> None:
    """The outage that began last decides, and not the one that ends last."""

    def goes(w: World, pad: Pad, repaired_at: int, stage: int) -> None:
        pad.repaired_at = min(pad.repaired_at, repaired_at - 1)
        goes_down(w, pad, repaired_at, stage)

    goes_down = replaced(patch, "rooms.repairs.pad_goes_down", goes)


def draws_the_stage_of_the_pad(patch: Patch) -> None:
    """The outage has a stage of its own, which is forgotten."""

    def goes(w: World, pad: Pad, repaired_at: int, stage: int) -> None:
        goes_down(w, pad, repaired_at, pad.crew_stage)

    goes_down = replaced(patch, "rooms.repairs.pad_goes_down", goes)


def draws_a_repair_too_long(patch: Patch) -> None:
    def longer(outage: Outage) -> int:
        return ends(outage) + 1

    ends: Callable[[Outage], int] = replaced(patch, "rooms.repairs._end_of_outage", longer)


def draws_outages_a_second_late(patch: Patch) -> None:
    def late(w: World, rate: float, which: int, number: int, occurrence: int = 0) -> int:
        return w.now + 1 + 30 * DAY if rate > 0 else NEVER

    replaced(patch, "rooms.luck.at_random", late)


def damages_no_pad(patch: Patch) -> None:
    replaced(patch, "rooms.launches._damages", nothing)


CODE: list[tuple[Callable[[Patch], None], str, int, Tree]] = [
    (begins_no_outage, BEGINS, 20, DATED),
    (begins_no_outage, BEGINS, 20, OVERLAPPING),
    (ends_with_the_last_outage, REPAIRED, 50, OVERLAPPING),
    (draws_the_stage_of_the_pad, "the pad is as its log says: crews from", 60, STAGE),
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


def test_a_stage_of_another_outage_is_caught_by_its_row_alone(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    without_agreement(monkeypatch)
    draws_the_stage_of_the_pad(monkeypatch)
    error = caught(tmp_path, 5, nothing, STAGE, LUCK)
    assert (error.rule, error.second // DAY) == (CREWS, 70)


def test_an_outage_that_is_not_the_one_drawn_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    draws_outages_a_second_late(monkeypatch)
    random = pad(outages={"rate": "1 per 100 d", "repair": "5 d"})
    assert caught(tmp_path, 5, nothing, random, LUCK).rule == BEGINS
