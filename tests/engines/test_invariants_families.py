"""The audit of who launches with what (MODEL 2.3, 3.4, 3.10): whatever is broken is caught."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core.clock import DAY
from sim.engines.reference.director import LaunchDirector, LaunchRequest
from sim.engines.reference.ground import Ground
from sim.engines.reference.launches import Launches
from sim.engines.reference.repairs import Repairs
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.outcomes import Happening
from sim.rules import events
from tests.engines.lever_stage import manifest, outage
from tests.engines.sabotage import caught, named, nothing
from tests.engines.stage import Tree, cargo, day, merged, pinned, play

Patch = pytest.MonkeyPatch

# families, pads and scrubs ------------------------------------------------------------------------

TWO: Tree = {
    "families": {"delta": {"loss_probability": 0, "stand_down": "10 d"}},
    "pads": {"south": {"families": ["delta"]}, "north": {"families": ["r7"]}},
    "vehicles": {"soyuz": {"family": ["r7", "delta"]}},
}
R7, DELTA = 0, 2
SCRUBBED = merged(TWO, pinned(s_2={"scrubs": 1}), {"vehicles": {"soyuz": {"scrub_recycle": "5 d"}}})
DATED: Tree = {"pads": {"east": {"outage": {"since": day(96), "repair": "30 d"}}}}
LOST = merged(TWO, pinned(s_2={"lost": True}))
DARK: Tree = {"blackouts": {"launch": [{"from": day(95), "to": day(105)}]}}


def backwards(director: LaunchDirector, ship: Ship) -> tuple[int, ...]:
    return director.world.classes.families[ship.classes][::-1]


def last_pad_first(director: LaunchDirector, ship: Ship, family: int) -> tuple[int, ...]:
    return director.world.program.families.pads[family][::-1]


def changes_the_rocket(world: World) -> None:
    """A flight that stands on the pad after a scrub flies with another family."""
    named(world, "s-2").family = DELTA


def grounds_the_first_family(patch: Patch) -> None:
    """Whatever has flown, the first family is grounded for it."""
    stand_down = Ground.stand_down

    def stands_down(ground: Ground, family: int, until: int, *, loss: bool) -> None:
        stand_down(ground, R7, until, loss=loss)

    patch.setattr(Ground, "stand_down", stands_down)


def test_the_stages_of_several_families_pass(tmp_path: Path) -> None:
    for scenario in (TWO, SCRUBBED, LOST):
        assert play(tmp_path, scenario).row("LAUNCHES", "s-2").detail.startswith("from east on r7")


def test_a_flight_with_the_second_family_first_is_caught(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    monkeypatch.setattr(LaunchDirector, "_families", backwards)
    error = caught(tmp_path, 5, nothing, TWO)
    assert error.rule == "a flight goes up with the first family that lacks nothing"


def test_a_flight_from_the_second_pad_first_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.setattr(LaunchDirector, "_candidates", last_pad_first)
    assert caught(tmp_path, 5, nothing, TWO).rule == "a flight leaves the first pad that serves"


def test_a_launch_that_does_not_name_its_family_is_caught(
    tmp_path: Path, monkeypatch: Patch
) -> None:
    monkeypatch.setattr(Launches, "_rocket", lambda self, ship: ())
    error = caught(tmp_path, 5, nothing, TWO)
    assert error.rule == "a launch names its family where a class has several"


def test_a_rocket_that_is_changed_after_a_scrub_is_caught(tmp_path: Path) -> None:
    error = caught(tmp_path, 96, changes_the_rocket, SCRUBBED)
    assert error.rule == "after a scrub a flight keeps family, pad and port"


def test_a_loss_that_grounds_another_family_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    grounds_the_first_family(monkeypatch)
    down = outage(-5, 300, "north")
    error = caught(tmp_path, 5, nothing, LOST, outage(-5, 300), down)
    assert (error.rule, error.found) == (
        "a loss grounds the family that flew",
        "r7 has lost nothing",
    )


def test_a_loss_that_grounds_nobody_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    def stands_down(*_: object, loss: bool) -> None:
        """Nobody."""

    monkeypatch.setattr(Ground, "stand_down", stands_down)
    error = caught(tmp_path, 5, nothing, LOST)
    assert (error.rule, error.found) == ("a loss grounds the family that flew", "r7 flies on")


def test_a_pad_that_is_not_given_back_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    """An outage begins under a flight that has scrubbed, and it holds its pad all the same."""

    def begins(repairs: Repairs, pad: int, repaired_at: int, stage: int) -> None:
        repairs.world.note(Happening.PAD_OUTAGE, events.STAND_DOWN_BEGINS, "east")
        repairs.pad_goes_down(pad, repaired_at, stage)

    monkeypatch.setattr(Repairs, "outage_begins", begins)
    error = caught(tmp_path, 5, nothing, SCRUBBED, DATED)
    rule = "a flight gives back a pad that is down or of a family that is stood down"
    assert (error.rule, error.second) == (rule, 96 * DAY)


def test_a_pad_that_is_held_in_a_blackout_is_caught(tmp_path: Path, monkeypatch: Patch) -> None:
    """A flight that has scrubbed is tried again in a blackout, and holds its pad all the same."""
    tries = LaunchDirector._tries

    def keeps(director: LaunchDirector, request: LaunchRequest) -> bool:
        holds = request.ship.pad >= 0 and director.lacks(request.ship) != 0
        return False if holds else tries(director, request)

    monkeypatch.setattr(LaunchDirector, "_tries", keeps)
    error = caught(tmp_path, 5, nothing, SCRUBBED, {"vehicles": {"soyuz": DARK}})
    rule = "a flight that is tried again goes, scrubs or gives its pad back"
    assert (error.rule, error.second) == (rule, 99 * DAY)


# certification ------------------------------------------------------------------------------------

CERTIFIED: Tree = {"vehicles": {"soyuz": {"certification": "110 d"}}}


def certifies(world: World) -> None:
    world.certified_at[0] = 0


def test_a_crew_in_a_class_that_is_not_certified_is_caught(tmp_path: Path) -> None:
    error = caught(tmp_path, 5, certifies, CERTIFIED)
    assert error.rule == "no crew flies in a class that is not certified"


@pytest.mark.parametrize("when", [-1, 1])
def test_a_class_that_is_certified_a_second_off_is_caught(
    tmp_path: Path, monkeypatch: Patch, when: int
) -> None:
    seconds = Ground.certifications_on_as_of

    def off(ground: Ground) -> None:
        inputs = ground.world.luck.inputs
        place = ground.world.classes.certification[0]
        inputs[place] += when
        seconds(ground)
        inputs[place] -= when

    monkeypatch.setattr(Ground, "certifications_on_as_of", off)
    more = manifest(p_1=cargo(111))
    assert (
        caught(tmp_path, 5, nothing, CERTIFIED, more).rule == "a class is certified at its instant"
    )
