"""Sections 3.5 and 3.6 of the model: losses, damage, failed dockings."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.engine.stage import Played, Tree, cargo, day, flight, play, without


def pinned(name: str, **causes: Any) -> Tree:
    return {"pins": {"flights": {name: causes}}}


def ports(**accepts: list[str]) -> Tree:
    return {"station": {"ports": {name: {"accepts": classes} for name, classes in accepts.items()}}}


def ups(played: Played, *names: str) -> list[float | None]:
    return [played.day("LAUNCHES", name) for name in names]


def flew(played: Played, name: str) -> set[str]:
    """Who launched in a flight."""
    return set(played.row("LAUNCHES", name).crew)


MANY = ports(six=["soyuz"], **{"c-1": ["progress"], "c-2": ["progress"], "c-3": ["progress"]})
SOON = {"lost": True, "stand_down": "2 d"}
MISHAPS: tuple[Tree, ...] = (SOON, {"fails_to_dock": True})


# --- 3.5: a loss ---------------------------------------------------------------------------------


def test_nothing_of_a_lost_flight_arrives(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-2", lost=True))
    assert played.days("LOST", "s-2") == [94]
    assert played.days("DOCKS", "s-2") == []
    assert played.row("LOST", "s-2").people == 7
    assert played.outcome("losses[r7]") == 1
    assert played.outcome("launches[r7]") == 3


def test_the_family_stands_down_after_a_loss(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-2", lost=True), {"manifest": {"p-1": cargo(95)}})
    assert "154.00 STAND_DOWN_ENDS r7" in played.log  # 60 d
    assert ups(played, "p-1") == [154]


def manifest(first: Iterable[str], second: Iterable[str], **more: Tree) -> Tree:
    def people(names: Iterable[str]) -> dict[str, str]:
        return {name: "usos" if name[0] == "u" else "rs" for name in names}

    return {
        "manifest": {
            "s-2": flight("red", 94, people(first)),
            "s-3": flight("red", 294, people(second)),
            **more,
        }
    }


@pytest.mark.parametrize("mishap", MISHAPS)
@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        # free seats first
        (["r1"], ["r8", "u9"], {"r1", "r8", "u9"}),
        # then those of the flight's own people, last of the same segment first
        (["r1"], ["r7", "r8", "u9"], {"r1", "r7", "u9"}),
        (["u1"], ["u7", "r8", "r9"], {"u1", "r8", "r9"}),
        (["r1", "u1"], ["r7", "r8", "u9"], {"r1", "r7", "u1"}),
        # then the last of the others
        (["r1", "r2"], ["r7", "u8", "u9"], {"r1", "r2", "u8"}),
        (["r1", "r2", "r3"], ["u7", "u8", "u9"], {"r1", "r2", "r3"}),
        # a free seat and one of the other's
        (["r1", "r2"], ["u8", "u9"], {"r1", "r2", "u8"}),
    ],
)
def test_a_crew_is_remanifested_to_the_next_flight(
    tmp_path: Path, mishap: Tree, first: list[str], second: list[str], expected: set[str]
) -> None:
    played = play(tmp_path, manifest(first, second), pinned("s-2", **mishap))
    assert flew(played, "s-3") == expected
    assert flew(played, "s-4") == {"s-4 rs 1", "s-4 rs 2", "s-4 usos 1"}


def test_who_loses_a_seat_stays_on_the_ground(tmp_path: Path) -> None:
    crews = manifest(["r1", "r2", "u3"], ["r7", "r8", "u9"])
    played = play(tmp_path, crews, pinned("s-2", **SOON))
    up = [flew(played, row.entity) for row in played.rows if row.happening.name == "LAUNCHES"]
    assert not {"r7", "r8", "u9"} & set().union(*up)


def test_the_next_flight_still_to_carry_a_crew_is_not_one_that_flies_empty(tmp_path: Path) -> None:
    crews = manifest(["r1", "r2", "u3"], ["r7", "r8", "u9"])
    stuck = {"lines": {"blue": {"relief_seats": 0}}}, pinned("s-1", unfit=day(80))
    played = play(tmp_path, crews, *stuck, pinned("s-2", **SOON))
    # s-2 flies empty and is lost, s-3 flies empty in its place: both crews go on to s-4
    assert [flew(played, name) for name in ("s-2", "s-3", "s-4")] == [
        set(),
        set(),
        {"r1", "r2", "u3"},
    ]


def test_the_crew_of_a_lost_visit_has_no_next_flight(tmp_path: Path) -> None:
    visit = {"class": "soyuz", "planned": day(20), "planned_return": day(30), "crew": ["usos"]}
    played = play(tmp_path, {"manifest": {"v-1": visit}}, pinned("v-1", **SOON))
    assert flew(played, "s-2") == {"s-2 rs 1", "s-2 rs 2", "s-2 usos 1"}


def test_a_crew_is_remanifested_again_if_the_next_flight_is_lost_too(tmp_path: Path) -> None:
    crews = manifest(["r1", "r2", "u3"], ["r7", "r8", "u9"])
    played = play(tmp_path, crews, pinned("s-2", **SOON), pinned("s-3", **SOON))
    assert flew(played, "s-4") == {"r1", "r2", "u3"}


def test_the_crew_of_another_line_is_left_alone(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-2", **SOON))
    assert flew(played, "d-2") == {"d-2 usos 1", "d-2 usos 2", "d-2 usos 3", "d-2 rs 1"}


def test_people_of_a_lost_last_flight_of_a_line_stay_on_the_ground(tmp_path: Path) -> None:
    last = without("manifest.s-3", "manifest.s-4")
    played = play(tmp_path, last, pinned("s-2", **SOON))
    assert played.row("UNDOCKS", "s-1").people == 4
    assert played.all("LAUNCHES")[0] == "94.00 LAUNCHES s-2"


# --- 3.5: damage, cargo --------------------------------------------------------------------------


@pytest.mark.parametrize("lost", [True, False])
def test_lost_or_not_it_may_damage_its_pad(tmp_path: Path, lost: bool) -> None:
    south = {"pads": {"south": {"families": ["r7"]}}, "manifest": {"p-1": cargo(100)}}
    mishap = pinned("s-2", lost=lost, damages_pad="70 d", **({"stand_down": "1 d"} if lost else {}))
    played = play(tmp_path, MANY, south, mishap)
    assert played.of("east")[:2] == ["94.00 PAD_DAMAGED east", "164.00 REPAIRED east"]
    assert played.row("LAUNCHES", "p-1").pad == "south"
    assert played.outcome("pad_damages[east]") == 1
    assert played.outcome("pad_down_days[east]") == 70
    assert played.outcome("repair_days[east]") is None  # the outage of the scenario, none here


def test_a_lost_cargo_flight_is_not_reflown_and_the_cadence_goes_on(tmp_path: Path) -> None:
    three = {"p-1": cargo(10), "p-2": cargo(50), "p-3": cargo(90)}
    played = play(tmp_path, MANY, {"manifest": three}, pinned("p-1", **SOON))
    assert played.all("LAUNCHES")[:3] == [
        "10.00 LAUNCHES p-1",
        "50.00 LAUNCHES p-2",
        "90.00 LAUNCHES p-3",
    ]


# --- 3.6 -----------------------------------------------------------------------------------------


def test_it_docks_after_its_transit(tmp_path: Path) -> None:
    played = play(tmp_path, {"vehicles": {"soyuz": {"transit": "2.25 d"}}})
    assert played.day("DOCKS", "s-2") == 96.25


def test_it_fails_to_dock_and_comes_home_without_a_stand_down(tmp_path: Path) -> None:
    played = play(tmp_path, {"manifest": {"p-1": cargo(96)}}, pinned("s-2", fails_to_dock=True))
    assert played.days("FAILS_TO_DOCK", "s-2") == [95]  # after its transit
    assert played.row("FAILS_TO_DOCK", "s-2").people == 7
    assert ups(played, "p-1") == [96]
    assert played.outcome("stand_down_days[r7]") == 0
    assert played.outcome("losses[r7]") == 0


def test_dockings_fail_with_a_probability(tmp_path: Path) -> None:
    never = {"vehicles": {"dragon": {"docking_failure_probability": 1}}, "pins": {"rest": None}}
    played = play(tmp_path, never)
    assert played.days("FAILS_TO_DOCK", "d-2") == [145]
    assert played.days("DOCKS", "s-2") == [95]


@pytest.mark.parametrize(("mishap", "again"), [(SOON, 154), ({"fails_to_dock": True}, 125)])
def test_a_capsule_that_failed_to_dock_comes_home_and_a_lost_one_does_not(
    tmp_path: Path, mishap: Tree, again: int
) -> None:
    capsules = {"refurbishment": "30 d", "capsules": {"new": day(-500), "up": "docked"}}
    fleet = {
        "vehicles": {"soyuz": {"spacecraft": capsules}},
        "docked": {"s-1": {"spacecraft": "up"}},
        "manifest": {"s-3": {"planned": day(110)}},
    }
    # s-2 flies in "new", home on 95 at the best; "up" leaves at its limit, on 124
    assert ups(play(tmp_path, fleet, pinned("s-2", **mishap)), "s-3") == [again]
