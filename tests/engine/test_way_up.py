"""Sections 3.2 to 3.4 of the model: what a launch needs, order at a pad, scrubs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.stage import (
    Played,
    Tree,
    cargo,
    day,
    flight,
    futures,
    play,
    staged,
    without,
)


def pinned(name: str, **causes: Any) -> Tree:
    return {"pins": {"flights": {name: causes}}}


def ports(**accepts: list[str]) -> Tree:
    return {"station": {"ports": {name: {"accepts": classes} for name, classes in accepts.items()}}}


def down_until(repaired: float, pad: str = "east", **more: Any) -> Tree:
    outage = {"since": day(-10), "repair": f"{repaired + 10} d"}
    return {"pads": {pad: {"outage": outage, **more}}}


def ups(played: Played, *names: str) -> list[float | None]:
    return [played.day("LAUNCHES", name) for name in names]


def visit(planned: float, vehicle: str = "soyuz", **more: Any) -> Tree:
    entry = {"class": vehicle, "planned": day(planned), "planned_return": day(planned + 9)}
    return {**entry, "crew": ["usos"] * 2, **more}


# --- 3.2: what it needs --------------------------------------------------------------------------

NEEDS: dict[str, Tree] = {
    "PAD": down_until(99),
    "FAMILY_LOSS": {"families": {"r7": {"grounded": {"since": day(-1), "stand_down": "100 d"}}}},
    "FAMILY_CUSTOMERS": {
        "pins": {"families": {"r7": {"stand_downs": [{"from": day(93), "to": day(99)}]}}}
    },
    "SPACECRAFT": {
        "vehicles": {"soyuz": {"spacecraft": {"deliveries": [day(99)], "then_every": "1 d"}}}
    },
    "REQUALIFICATION_PAD": {"pads": {"east": {"owed": 1}}, "manifest": {"p-1": cargo(99)}},
    "REQUALIFICATION_FAMILY": {"families": {"r7": {"owed": 1}}, "manifest": {"p-1": cargo(99)}},
}


@pytest.mark.parametrize("lack", NEEDS)
def test_a_crewed_flight_waits_for_what_it_lacks(tmp_path: Path, lack: str) -> None:
    played = play(tmp_path, NEEDS[lack])
    assert ups(played, "s-2") == [99]
    assert f"94.00 WAITS_FOR s-2 {lack}" in played.log


def test_a_flight_waits_until_its_pad_is_turned_round(tmp_path: Path) -> None:
    both = {"manifest": {"p-1": cargo(92)}, "pads": {"east": {"turnaround": "7 d"}}}
    assert ups(play(tmp_path, both), "p-1", "s-2") == [92, 99]


def test_all_must_be_at_hand_at_one_instant(tmp_path: Path) -> None:
    # up from 96, but grounded from 95 to 98, and the ship delivered on 99.5
    both = [down_until(96), {"pins": {"families": {"r7": {"stand_downs": [
        {"from": day(95), "to": day(98)}]}}}}, {"vehicles": {"soyuz": {"spacecraft": {
            "deliveries": [day(99.5)], "then_every": "100 d"}}}}]  # fmt: skip
    assert ups(play(tmp_path, *both), "s-2") == [99.5]


def test_requalification_is_asked_of_crewed_flights_alone(tmp_path: Path) -> None:
    owing = {"pads": {"east": {"owed": 2}}, "families": {"r7": {"owed": 2}}}
    played = play(tmp_path, owing, {"manifest": {"p-1": cargo(5), "p-2": cargo(120)}})
    assert ups(played, "p-1", "s-2") == [5, 120]


def test_a_flight_that_lacks_anything_holds_nothing_and_blocks_nobody(tmp_path: Path) -> None:
    no_ship = {"spacecraft": {"deliveries": [day(120)], "then_every": "100 d"}}
    others = {"p-1": cargo(96), "v-1": visit(97, "taxi")}
    taxi = {"crew": 2, "family": "r7", "stay": "9 d", "limit": "20 d", "transit": "1 d"}
    changes = {"vehicles": {"soyuz": no_ship, "taxi": taxi}, "manifest": others}
    only = ports(two=["soyuz", "taxi"])
    assert ups(play(tmp_path, changes, only), "p-1", "v-1", "s-2") == [96, 97, 120]


# --- 3.2: pads and ports -------------------------------------------------------------------------

SOUTH: Tree = {"pads": {"south": {"families": ["r7"]}}}


def test_the_first_free_pad_in_declared_order_is_taken(tmp_path: Path) -> None:
    busy = {"pads": {"east": {"turnaround": "9 d"}}, "manifest": {"p-1": cargo(90)}}
    played = play(tmp_path, SOUTH, busy)
    assert played.row("LAUNCHES", "p-1").pad == "east"
    assert played.row("LAUNCHES", "s-2").pad == "south"
    assert played.row("LAUNCHES", "s-3").pad == "east"


def test_a_crew_takes_a_pad_that_owes_nothing(tmp_path: Path) -> None:
    owing = {"pads": {"east": {"owed": 1}}, "manifest": {"p-1": cargo(300)}}
    played = play(tmp_path, SOUTH, owing)
    assert played.row("LAUNCHES", "s-2").pad == "south"
    assert ups(played, "s-2") == [94]


def test_a_port_is_held_from_the_first_attempt_to_undocking(tmp_path: Path) -> None:
    played = play(tmp_path, SOUTH, {"manifest": {"v-1": visit(95)}}, pinned("s-2", scrubs=3))
    # s-2 holds port two from day 94; s-1 leaves port one on 97 + 1 + 5
    assert ups(played, "s-2", "v-1") == [97, 103]
    assert played.row("DOCKS", "v-1").port == "one"


def test_a_port_is_free_again_when_the_flight_is_lost(tmp_path: Path) -> None:
    lost = pinned("s-2", lost=True, stand_down="0 d")
    assert ups(play(tmp_path, {"manifest": {"v-1": visit(95)}}, lost), "v-1") == [95]


def test_a_port_is_free_again_when_the_docking_fails(tmp_path: Path) -> None:
    failed = pinned("s-2", transit="3 d", fails_to_dock=True)
    assert ups(play(tmp_path, {"manifest": {"v-1": visit(95)}}, failed), "v-1") == [97]


# --- 3.3 -----------------------------------------------------------------------------------------

TAXI: Tree = {
    "vehicles": {
        "taxi": {"crew": 2, "family": "r7", "stay": "9 d", "limit": "20 d", "transit": "1 d"}
    },
    **ports(six=["taxi"], seven=["progress"], eight=["soyuz"], nine=["cygnus"]),
}
CYGNUS: Tree = {"vehicles": {"cygnus": {"family": "r7", "stay": "80 d", "transit": "2 d"}}}


def test_order_at_a_pad_crew_of_lines_visits_other_cargo(tmp_path: Path) -> None:
    waiting = {"manifest": {"p-1": cargo(90), "v-1": visit(91, "taxi"), "s-2": flight("red", 94)}}
    played = play(tmp_path, TAXI, CYGNUS, waiting, down_until(100, turnaround="3 d"))
    assert ups(played, "s-2", "v-1", "p-1") == [100, 103, 106]


def test_cargo_that_pays_goes_before_crews_and_other_cargo_after_them(tmp_path: Path) -> None:
    waiting = {
        "c-1": cargo(89, "cygnus"),
        "p-1": cargo(90),
        "v-1": visit(91, "taxi"),
        "s-2": flight("red", 94),
    }
    owing = down_until(100, turnaround="3 d", requalification=1)
    played = play(tmp_path, TAXI, CYGNUS, {"manifest": waiting}, owing)
    # c-1, planned first, pays what is owed; p-1 is other cargo then
    assert ups(played, "c-1", "s-2", "v-1", "p-1") == [100, 103, 106, 109]


def test_a_rescue_goes_first(tmp_path: Path) -> None:
    waiting = {"p-1": cargo(90), "s-2": flight("red", 94), "t-1": flight("green", 80)}
    green = {"lines": {"green": {"vehicle": "soyuz", "overlap": "5 d", "reseat_lead": "500 d"}}}
    owing = down_until(100, turnaround="3 d", requalification=1)
    played = play(
        tmp_path, TAXI, CYGNUS, green, {"manifest": waiting}, owing, pinned("s-1", unfit=day(90))
    )
    assert ups(played, "s-2", "t-1") == [100, 103]  # empty, so that it pays
    assert (ups(played, "p-1")[0] or 0) == 106


def test_within_a_class_the_earlier_planned_date_goes_first(tmp_path: Path) -> None:
    green = {"lines": {"green": {"vehicle": "soyuz", "overlap": "5 d"}}}
    waiting = {"manifest": {"t-1": flight("green", 93)}}
    played = play(tmp_path, TAXI, CYGNUS, green, waiting, down_until(100, turnaround="3 d"))
    assert ups(played, "t-1", "s-2") == [100, 103]


def test_then_manifest_order(tmp_path: Path) -> None:
    green = {"lines": {"green": {"vehicle": "soyuz", "overlap": "5 d"}}}
    waiting = {"manifest": {"t-1": flight("green", 94)}}  # behind s-2 in the manifest
    played = play(tmp_path, TAXI, CYGNUS, green, waiting, down_until(100, turnaround="3 d"))
    assert ups(played, "s-2", "t-1") == [100, 103]


def test_the_planned_date_counts_not_the_late_slip(tmp_path: Path) -> None:
    green = {"lines": {"green": {"vehicle": "soyuz", "overlap": "5 d"}}}
    waiting = {"manifest": {"t-1": flight("green", 93)}}
    down = down_until(100, turnaround="3 d")
    played = play(tmp_path, TAXI, CYGNUS, green, waiting, down, pinned("t-1", slip="5 d"))
    assert ups(played, "t-1", "s-2") == [100, 103]


def test_the_known_date_counts_where_a_flight_has_another_than_planned(tmp_path: Path) -> None:
    green = {"lines": {"green": {"vehicle": "soyuz", "overlap": "5 d"}}}
    waiting = {"manifest": {"t-1": flight("green", 93)}}
    down, early = down_until(100, turnaround="3 d"), pinned("s-2", launch=day(92))
    played = play(tmp_path, TAXI, CYGNUS, green, waiting, down, early)
    assert ups(played, "s-2", "t-1") == [100, 103]


def test_spacecraft_are_taken_in_this_order(tmp_path: Path) -> None:
    green = {"lines": {"green": {"vehicle": "soyuz", "overlap": "5 d"}}}
    waiting = {"manifest": {"t-1": flight("green", 93), "v-1": visit(90)}}
    ships = {"spacecraft": {"deliveries": [day(100), day(103), day(107)], "then_every": "100 d"}}
    more = ports(ten=["soyuz"], eleven=["soyuz"])
    played = play(tmp_path, TAXI, CYGNUS, green, waiting, more, {"vehicles": {"soyuz": ships}})
    assert ups(played, "t-1", "s-2", "v-1") == [100, 103, 107]


# --- 3.4 -----------------------------------------------------------------------------------------


def test_an_attempt_that_scrubs_is_tried_again_after_the_recycle_time(tmp_path: Path) -> None:
    slow = {"vehicles": {"soyuz": {"scrub_recycle": "2.5 d"}}}
    played = play(tmp_path, slow, pinned("s-2", scrubs=2))
    assert played.days("SCRUBS", "s-2") == [94, 96.5]
    assert ups(played, "s-2") == [99]


def test_attempts_scrub_with_a_probability(tmp_path: Path) -> None:
    often = {"vehicles": {"soyuz": {"scrub_probability": 0.5}}, "pins": {"rest": None}}
    scenario = staged(tmp_path, often)
    scrubs = [len(played.days("SCRUBS", "s-2")) for played in futures(scenario, 60)]
    # Geometric with mean 1 and variance 2: five standard errors of the mean of 60 are 0.91.
    assert sum(scrubs) / 60 == pytest.approx(1, abs=0.91)
    assert max(scrubs) > 1


def test_the_pad_stays_held_between_attempts(tmp_path: Path) -> None:
    played = play(tmp_path, {"manifest": {"p-1": cargo(95)}}, pinned("s-2", scrubs=4))
    assert ups(played, "s-2", "p-1") == [98, 98]


def test_a_stand_down_makes_a_scrubbed_flight_give_back_its_pad(tmp_path: Path) -> None:
    east = {"pads": {"west": None, "east": {"families": ["r7", "falcon"]}}}
    grounded = {"pins": {"families": {"r7": {"stand_downs": [{"from": day(95), "to": day(110)}]}}}}
    slow = {"vehicles": {"soyuz": {"scrub_recycle": "10 d"}}}
    due = {"manifest": {"d-2": {"planned": day(96)}}}
    held = play(tmp_path, east, slow, due, pinned("s-2", scrubs=1))
    assert ups(held, "s-2", "d-2") == [104, 104]
    given = play(tmp_path, east, slow, due, pinned("s-2", scrubs=1), grounded)
    assert ups(given, "s-2", "d-2") == [110, 96]


def test_a_stand_down_makes_a_scrubbed_flight_give_back_its_port(tmp_path: Path) -> None:
    grounded = {"pins": {"families": {"r7": {"stand_downs": [{"from": day(95), "to": day(110)}]}}}}
    slow = {"vehicles": {"soyuz": {"scrub_recycle": "10 d"}, "dragon": {"ports": ["two"]}}}
    due = {"manifest": {"v-1": visit(96, "dragon", planned_return=day(115))}}
    shared = ports(two=["soyuz", "dragon"])
    changes: list[Tree] = [slow, due, shared, {"docked": {"d-1": {"port": "four"}}}]
    only = without("manifest.d-2", "manifest.d-3", "manifest.d-4")
    held = play(tmp_path, *changes, only, pinned("s-2", scrubs=1))
    assert ups(held, "s-2") == [104]
    assert (ups(held, "v-1")[0] or 1000) > 104
    given = play(tmp_path, *changes, only, pinned("s-2", scrubs=1), grounded)
    assert ups(given, "v-1") == [96]
    assert (ups(given, "s-2")[0] or 0) >= 110
