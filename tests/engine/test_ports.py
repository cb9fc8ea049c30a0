"""Section 3.2 of the model: a port is cleared for a crew that lacks nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.engine.stage import (
    BLUE,
    Played,
    Tree,
    cargo,
    day,
    flight,
    play,
    without,
)

LAST_RED = without("manifest.s-3", "manifest.s-4")


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


def parked(port: str, planned_return: float, vehicle: str = "progress") -> Tree:
    entry = {"class": vehicle, "port": port, "docked": day(-20)}
    return {**entry, "planned_return": day(planned_return)}


SHARED = ports(two=["soyuz", "progress"], three=["soyuz", "progress"])


def test_a_port_is_cleared_of_cargo_earliest_planned_return_first(tmp_path: Path) -> None:
    docked = {"docked": {"p-8": parked("two", 150), "p-9": parked("three", 130)}}
    played = play(tmp_path, SHARED, docked)
    assert played.of("p-9") == [
        "94.00 PORT_CLEARED p-9 PORT_CLEARED",
        "94.00 UNDOCKS p-9 PORT_CLEARED",
    ]
    assert ups(played, "s-2") == [94]
    assert played.row("DOCKS", "s-2").port == "three"
    assert played.day("UNDOCKS", "p-8") == 150


def test_a_port_is_cleared_only_for_a_flight_that_lacks_nothing_else(tmp_path: Path) -> None:
    docked = {"docked": {"p-8": parked("two", 150), "p-9": parked("three", 130)}}
    played = play(tmp_path, SHARED, docked, down_until(99))
    assert played.days("UNDOCKS", "p-9") == [99]
    assert ups(played, "s-2") == [99]


def test_no_port_is_cleared_for_a_visit_or_for_cargo(tmp_path: Path) -> None:
    docked = {"docked": {"p-8": parked("two", 150), "p-9": parked("three", 130)}}
    late = {"manifest": {"v-1": visit(20), "p-1": cargo(21), "s-2": flight("red", 94)}}
    played = play(tmp_path, SHARED, docked, late)
    assert all(not line.startswith(("20.", "21.")) for line in played.all("UNDOCKS"))
    assert (ups(played, "v-1")[0] or 0) > 94


def test_a_hold_of_the_cleared_ship_delays_the_flight(tmp_path: Path) -> None:
    docked = {"docked": {"p-8": parked("two", 150), "p-9": parked("three", 130)}}
    played = play(tmp_path, SHARED, docked, pinned("p-9", hold="3 d"))
    assert played.days("UNDOCKS", "p-9") == [97]
    assert ups(played, "s-2") == [97]
    assert played.days("UNDOCKS", "p-8") == [150]  # one vehicle at a time


def test_no_other_ship_is_cleared_where_a_port_is_free(tmp_path: Path) -> None:
    played = play(tmp_path, SHARED, {"docked": {"p-9": parked("three", 130)}})
    assert played.days("UNDOCKS", "p-9") == [130]


UNFIT: Tree = {
    "lines": {"green": {"vehicle": "soyuz", "overlap": "5 d"}},
    "vehicles": {"soyuz": {"disposal": "300 d"}},
    "docked": {
        "t-1": {
            "line": "green",
            "port": "two",
            "launched": day(-61),
            "docked": day(-60),
            "unfit_since": day(-5),
            "crew": {"tom": {"segment": "rs", "seat": "s-1"}},
        },
        "s-1": {"crew": {"anna": "rs", "boris": "rs"}},
    },
}


def test_a_port_is_cleared_of_an_unfit_ship(tmp_path: Path) -> None:
    played = play(tmp_path, UNFIT)
    assert played.of("t-1")[-1] == "94.00 UNDOCKS t-1 PORT_CLEARED"
    assert ups(played, "s-2") == [94]


def test_cargo_is_cleared_before_an_unfit_ship(tmp_path: Path) -> None:
    both = [ports(three=["soyuz", "progress"]), {"docked": {"p-9": parked("three", 130)}}]
    played = play(tmp_path, UNFIT, *both)
    assert played.days("UNDOCKS", "p-9") == [94]
    assert played.days("UNDOCKS", "t-1") != [94]


def test_an_unfit_ship_is_cleared_without_a_hold(tmp_path: Path) -> None:
    played = play(tmp_path, UNFIT, pinned("t-1", hold="3 d"))  # only fit ships draw a hold (4.4)
    assert played.days("UNDOCKS", "t-1") == [94]


def test_an_unfit_ship_stays_while_seats_are_fitted_for_its_people(tmp_path: Path) -> None:
    """s-1 fails on day 60; s-2 is its rescue and docks on day 95; s-3 wants a port from 96 on."""
    rescue: Tree = {
        "vehicles": {"soyuz": {"disposal": "300 d", "reseat_time": "9 d"}},
        "manifest": {"s-3": {"planned": day(96)}},
    }
    played = play(tmp_path, rescue, pinned("s-1", unfit=day(60)))
    assert played.days("DOCKS", "s-2") == [95]
    assert played.days("RESEATED", "anna") == [104]
    assert played.of("s-1")[-1] == "104.00 UNDOCKS s-1 PORT_CLEARED"
    assert ups(played, "s-3") == [104]


ONE_PORT = ports(two=["dragon"])


def test_a_port_is_cleared_by_the_waiting_ship_on_its_planned_return(tmp_path: Path) -> None:
    played = play(tmp_path, ONE_PORT, LAST_RED)
    assert played.of("s-1") == [
        "100.00 PORT_CLEARED s-1 PORT_CLEARED",
        "100.00 UNDOCKS s-1 PORT_CLEARED",
    ]
    assert ups(played, "s-2") == [100]
    assert "HANDOVER_GAP red 100.00..101.00 s-1 PORT_CLEARED -> DOCKED" in played.episodes


def test_the_waiting_ship_is_cleared_after_its_planned_return_when_the_flight_is_ready(
    tmp_path: Path,
) -> None:
    played = play(tmp_path, ONE_PORT, LAST_RED, pinned("s-2", slip="14 d"))
    assert played.days("UNDOCKS", "s-1") == [108]
    assert ups(played, "s-2") == [108]
    assert played.outcome("indirect_handovers[red]") == 1


def test_the_hold_of_the_waiting_ship_delays_the_flight(tmp_path: Path) -> None:
    late = pinned("s-2", slip="14 d")
    played = play(tmp_path, ONE_PORT, LAST_RED, late, pinned("s-1", hold="4 d"))
    assert played.days("UNDOCKS", "s-1") == [112]
    assert ups(played, "s-2") == [112]


def test_cargo_is_cleared_before_the_waiting_ship(tmp_path: Path) -> None:
    shared = ports(two=["soyuz", "progress"])
    docked = {"docked": {"p-9": parked("two", 400)}}
    played = play(tmp_path, shared, docked, LAST_RED, pinned("s-2", slip="14 d"))
    assert played.days("UNDOCKS", "p-9") == [108]
    assert played.days("UNDOCKS", "s-1") == [114]


def test_a_ship_that_waits_for_another_flight_is_not_cleared(tmp_path: Path) -> None:
    green = {
        "lines": {"green": {"vehicle": "soyuz", "overlap": "5 d"}},
        "manifest": {"t-1": flight("green", 102), "s-2": {"planned": day(108)}},
    }
    played = play(tmp_path, ONE_PORT, LAST_RED, green, without("manifest.d-4"))
    assert played.days("UNDOCKS", "s-1") == [108]  # for s-2, not for t-1 on day 102
    assert (ups(played, "t-1")[0] or 1000) > 108


ALONE = without(
    *BLUE,
    "pads.west",
    "families.falcon",
    "vehicles.dragon",
    *("station.ports.two", "station.ports.four", "station.ports.five"),
)


def test_none_is_cleared_that_would_leave_nobody_aboard(tmp_path: Path) -> None:
    played = play(tmp_path, ALONE, pinned("s-2", slip="14 d"))
    assert played.of("s-1") == ["124.00 UNDOCKS s-1 LIMIT"]  # forced
    assert ups(played, "s-2") == [124]
    assert any(
        line.startswith("DECREWED station 124.00..125.00 s-1 SLIP ") for line in played.episodes
    )


def test_each_of_two_flights_has_a_port_cleared(tmp_path: Path) -> None:
    green = {
        "lines": {"green": {"vehicle": "soyuz", "overlap": "5 d"}},
        "manifest": {"t-1": flight("green", 94)},
        "docked": {"p-8": parked("two", 150), "p-9": parked("three", 130)},
    }
    played = play(tmp_path, SHARED, green)
    assert ups(played, "s-2", "t-1") == [94, 94]
    assert [played.day("UNDOCKS", name) for name in ("p-8", "p-9")] == [94, 94]


def owing(planned: float) -> Tree:
    """The pad of s-2 owes one launch; p-1 would pay it and finds its only port taken until 150."""
    return {
        "pads": {"east": {"owed": 1}},
        "manifest": {"p-1": cargo(planned)},
        "docked": {"p-9": parked("three", 150)},
    }


def test_a_port_is_cleared_for_the_cargo_that_pays_what_a_crew_waits_for(tmp_path: Path) -> None:
    played = play(tmp_path, LAST_RED, owing(96))
    assert "96.00 UNDOCKS p-9 PORT_CLEARED" in played.log
    assert played.day("LAUNCHES", "p-1") == 96
    assert played.day("LAUNCHES", "s-2") == 96


def test_cargo_clears_no_port_before_a_crew_waits(tmp_path: Path) -> None:
    played = play(tmp_path, LAST_RED, owing(80))
    assert "94.00 UNDOCKS p-9 PORT_CLEARED" in played.log
    assert played.day("LAUNCHES", "p-1") == 94
