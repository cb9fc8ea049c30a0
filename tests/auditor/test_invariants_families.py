"""The audit of who launches with what (MODEL 2.3, 3.4, 3.10): whatever is broken is caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core.clock import DAY
from sim.engine.memory.access import World
from sim.engine.memory.words import Family, Pad, Ship
from sim.engine.program import Ints
from sim.engine.rooms.lacks import lacks
from sim.engine.rooms.repairs import pad_goes_down
from sim.outcomes import Happening
from sim.rules import events
from tests.auditor.sabotage import caught, named, nothing, replaced, without_agreement
from tests.engine.lever_stage import manifest, outage
from tests.engine.stage import Tree, cargo, day, merged, pinned, play

Patch = pytest.MonkeyPatch

# families, pads and scrubs ------------------------------------------------------------------------

TWO: Tree = {
    "families": {"delta": {"loss_probability": 0, "stand_down": "10 d"}},
    "pads": {"south": {"families": ["delta"]}, "north": {"families": ["r7"]}},
    "vehicles": {"soyuz": {"family": ["r7", "delta"]}},
}
R7, DELTA = 0, 2
GROUNDS = "a loss grounds the family that flew, and nothing else but luck"
SCRUBBED = merged(TWO, pinned(s_2={"scrubs": 1}), {"vehicles": {"soyuz": {"scrub_recycle": "5 d"}}})
DATED: Tree = {"pads": {"east": {"outage": {"since": day(96), "repair": "30 d"}}}}
LOST = merged(TWO, pinned(s_2={"lost": True}))
DARK: Tree = {"blackouts": {"launch": [{"from": day(95), "to": day(105)}]}}


def reversed_list(w: World, items: Ints) -> None:
    """Put a list of the program into the opposite order."""
    for place, item in enumerate(list(w.items_of(items))[::-1]):
        w.set_item(items, place, item)


def changes_the_rocket(w: World) -> None:
    """A flight that stands on the pad after a scrub flies with another family."""
    named(w, "s-2").family = DELTA


def grounds_the_first_family(patch: Patch) -> None:
    """Whatever has flown, the first family is grounded for it."""

    def stands_down(w: World, family: Family, until: int, loss: bool) -> None:
        stand_down(w, w.records["families_at"][R7], until, loss)

    stand_down = replaced(patch, "rooms.ground.stand_down", stands_down)


def test_the_stages_of_several_families_pass(tmp_path: Path) -> None:
    for scenario in (TWO, SCRUBBED, LOST):
        launch = play(tmp_path, scenario).row("LAUNCHES", "s-2")
        assert (launch.pad, launch.family) == ("east", "r7")


def test_a_flight_with_the_second_family_first_is_caught(tmp_path: Path) -> None:
    def backwards(w: World) -> None:
        reversed_list(w, w.records["classes_at"][0].families)

    error = caught(tmp_path, 5, backwards, TWO)
    assert error.rule == "a flight goes up from the first pad of the first family"


def test_a_flight_from_the_second_pad_first_is_caught(tmp_path: Path) -> None:
    def last_pad_first(w: World) -> None:
        reversed_list(w, w.records["families_at"][R7].pads)

    error = caught(tmp_path, 5, last_pad_first, TWO)
    assert error.rule == "a flight goes up from the first pad of the first family"


def test_a_launch_that_names_another_family_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    def names_the_first(w: World, happening: int, *more: int, **named: int) -> None:
        if happening == Happening.LAUNCHES:
            more = (*more[:-1], more[-1] % w.pads + w.pads * DELTA)
        write(w, happening, *more, **named)

    write = World.note
    monkeypatch.setattr(World, "note", names_the_first)
    assert caught(tmp_path, 5, nothing, TWO).rule == "a pad launches its families"


def test_a_rocket_that_is_changed_after_a_scrub_is_caught(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    rule = "after a scrub a flight keeps family and pad, or gives them back"
    error = caught(tmp_path, 96, changes_the_rocket, SCRUBBED)
    assert (error.rule, error.second) == (rule, 96 * DAY)
    without_agreement(monkeypatch)
    south: Tree = {"pads": {"east": {"families": ["r7", "delta"]}}}
    error = caught(tmp_path, 96, changes_the_rocket, SCRUBBED, south)
    assert (error.rule, error.second) == (rule, 99 * DAY)


def test_a_loss_that_grounds_another_family_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    grounds_the_first_family(monkeypatch)
    down = outage(-5, 300, "north")
    error = caught(tmp_path, 5, nothing, LOST, outage(-5, 300), down)
    assert error.rule == GROUNDS
    assert error.found == f"r7 at second {94 * DAY}, not at all"


def test_a_loss_that_grounds_nobody_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    replaced(monkeypatch, "rooms.ground.stand_down", nothing)
    without_agreement(monkeypatch)
    error = caught(tmp_path, 5, nothing, LOST)
    assert error.rule == GROUNDS
    assert error.found == f"r7 at second {94 * DAY} was left out"


def test_a_pad_that_is_not_given_back_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    """An outage begins under a flight that has scrubbed, and it holds its pad all the same."""

    def begins(w: World, pad: Pad, repaired_at: int, stage: int) -> None:
        happening, rank = Happening.PAD_OUTAGE, events.STAND_DOWN_BEGINS
        w.note(happening, rank, pad.number)
        pad_goes_down(w, pad, repaired_at, stage)

    replaced(monkeypatch, "rooms.repairs._outage_begins", begins)
    error = caught(tmp_path, 5, nothing, SCRUBBED, DATED)
    rule = "after a scrub a flight keeps family and pad, or gives them back"
    assert (error.rule, error.second) == (rule, 96 * DAY)


def test_a_pad_that_is_held_in_a_blackout_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    """A flight that has scrubbed is tried again in a blackout, and holds its pad all the same."""

    def keeps(w: World, ship: Ship) -> bool:
        holds = ship.pad >= 0 and lacks(w, ship) != 0
        return False if holds else tries(w, ship)

    tries = replaced(monkeypatch, "rooms.director._tries", keeps)
    error = caught(tmp_path, 5, nothing, SCRUBBED, {"vehicles": {"soyuz": DARK}})
    rule = "a flight that is tried again goes, scrubs or gives its pad back"
    assert (error.rule, error.second) == (rule, 99 * DAY)


# certification ------------------------------------------------------------------------------------

CERTIFIED: Tree = {"vehicles": {"soyuz": {"certification": "110 d"}}}


def certifies(w: World) -> None:
    w.records["classes_at"][0].certified_at = 0


def test_a_crew_in_a_class_that_is_not_certified_is_caught(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    error = caught(tmp_path, 5, certifies, CERTIFIED)
    assert error.rule == "the class is as its log says: certified at"
    without_agreement(monkeypatch)
    error = caught(tmp_path, 5, certifies, CERTIFIED)
    assert error.rule == "no crew flies in a class that is not certified"


@pytest.mark.parametrize("when", [-1, 1])
def test_a_class_that_is_certified_a_second_off_is_caught(
    tmp_path: Path, monkeypatch: Patch, when: int
) -> None:
    def off(w: World) -> None:
        place = w.inputs_at + w.records["classes_at"][0].certification
        w.numbers[place] += when
        seconds(w)
        w.numbers[place] -= when

    seconds = replaced(monkeypatch, "rooms.as_of._spacecraft_on_as_of", off)
    more = manifest(p_1=cargo(111))
    without_agreement(monkeypatch)
    error = caught(tmp_path, 5, nothing, CERTIFIED, more)
    assert error.rule == "a class is certified at its instant"
