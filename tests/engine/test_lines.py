"""Sections 2.6 to 2.8 of the model: lines, successors, the manifest, visits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.core.errors import ScenarioError
from tests.engine.stage import Tree, cargo, day, flight, play, staged, without

LAST_RED = without("manifest.s-3", "manifest.s-4")


def pinned(name: str, **causes: Any) -> Tree:
    return {"pins": {"flights": {name: causes}}}


def ports(*accepts: tuple[str, list[str]]) -> Tree:
    return {"station": {"ports": {name: {"accepts": classes} for name, classes in accepts}}}


# --- 2.6 -----------------------------------------------------------------------------------------


def test_two_lines_of_one_class_share_its_pad_and_spacecraft(tmp_path: Path) -> None:
    green = {
        "lines": {"green": {"vehicle": "soyuz", "overlap": "5 d"}},
        "manifest": {"t-1": flight("green", 95)},
        "pads": {"east": {"turnaround": "4 d"}},
        **ports(("six", ["soyuz"])),
    }
    played = play(tmp_path, green)
    assert played.days("LAUNCHES", "t-1") == [98]
    assert played.days("UNDOCKS", "s-1") == [100]  # t-1 does not relieve it, s-2 does
    assert played.days("UNDOCKS", "t-1") == [99 + 205]
    few = {"spacecraft": {"deliveries": [day(1), day(97)], "then_every": "50 d"}}
    played = play(
        tmp_path, green, {"vehicles": {"soyuz": few}, "pads": {"east": {"turnaround": 0}}}
    )
    assert (played.day("LAUNCHES", "s-2"), played.day("LAUNCHES", "t-1")) == (94, 97)


def test_docked_ships_of_a_line_stand_in_order_of_docking(tmp_path: Path) -> None:
    younger = {
        "line": "red",
        "port": "two",
        "launched": day(-4),
        "docked": day(-3),
        "crew": {"tom": "rs"},
    }
    first = {"docked": {"s-0": younger}}  # younger though it is named after s-1 in the file
    played = play(tmp_path, first, LAST_RED, {"manifest": {"s-2": {"planned": day(194)}}})
    assert played.of("s-1") == ["2.00 UNDOCKS s-1 HANDOVER"]
    assert played.of("s-0") == ["200.00 UNDOCKS s-0 HANDOVER"]


def test_a_successor_that_is_lost_is_passed_over(tmp_path: Path) -> None:
    next_one = {"manifest": {"s-3": {"planned": day(104)}}}
    played = play(tmp_path, next_one, pinned("s-2", lost=True, stand_down="2 d"))
    assert played.of("s-1") == ["110.00 UNDOCKS s-1 HANDOVER"]


def test_a_successor_that_fails_to_dock_is_passed_over(tmp_path: Path) -> None:
    next_one = {"manifest": {"s-3": {"planned": day(104)}}}
    played = play(tmp_path, next_one, pinned("s-2", fails_to_dock=True))
    assert played.of("s-1") == ["110.00 UNDOCKS s-1 HANDOVER"]


def test_a_successor_that_has_left_again_is_passed_over(tmp_path: Path) -> None:
    played = play(
        tmp_path,
        {"manifest": {"s-3": {"planned": day(104)}}, **ports(("six", ["soyuz"]))},
        pinned("s-1", overlap="9 d"),
        pinned("s-2", medical_return=day(98), lead="1 d"),
    )
    assert played.of("s-2")[-1] == "99.00 UNDOCKS s-2 MEDICAL"
    assert played.of("s-1") == ["114.00 UNDOCKS s-1 HANDOVER"]  # 105 + 9


def test_the_last_flight_has_no_successor(tmp_path: Path) -> None:
    played = play(tmp_path, LAST_RED)
    assert played.of("s-2")[-1] == "300.00 UNDOCKS s-2 PLANNED_RETURN"


def test_an_empty_rescue_stands_in_the_place_of_the_ship_it_relieves(tmp_path: Path) -> None:
    next_one = {"manifest": {"s-3": {"planned": day(154)}}}
    played = play(tmp_path, next_one, pinned("s-1", unfit=day(80)))
    # s-2 flies up empty for anna, boris and carol; its own crew take the seats of s-3,
    # which relieves the people of s-2 as it would have relieved s-1.
    assert played.row("DOCKS", "s-2").people == 7
    assert played.of("s-2")[-1] == "160.00 UNDOCKS s-2 HANDOVER"


# --- 2.7 -----------------------------------------------------------------------------------------


def test_a_cadence_fills_the_horizon_and_runs_one_flight_past_it(tmp_path: Path) -> None:
    lines = {"red": {"cadence": {"every": "70 d", "crew": ["rs", "rs", "usos"]}}}
    every = {"lines": lines, "cargo": {"progress": {"every": "100 d"}}, "until": day(650)}
    flights = {f.name: f.planned for f in staged(tmp_path, every, LAST_RED).flights if f.planned}
    red = [flights[name] / 86_400 for name in flights if name.startswith("s-")]
    assert red == [94, 164, 234, 304, 374, 444, 514, 584, 654]  # s-2 to s-10, the last past 650
    progress = [at / 86_400 for name, at in flights.items() if name.startswith("progress")]
    assert progress == [100, 200, 300, 400, 500, 600, 700]
    played = play(tmp_path, every, LAST_RED)
    assert played.days("LAUNCHES", "s-9") == [584]


def test_a_standing_seat_swap_is_crew_data(tmp_path: Path) -> None:
    swapped = {
        "s-2": flight("red", 94, ["rs", "rs", "rs"]),
        "d-2": flight("blue", 144, ["usos"] * 4),
    }
    played = play(tmp_path, {"manifest": swapped})
    # The rs segment has anna, boris, gleb to 95; six to 100; four to 150 (gleb leaves); three then
    assert played.outcome("crew_days[rs]") == (
        95 * 3
        + 5 * 6
        + 50 * 4
        + (295 - 150) * 3
        + 5 * 5
        + 45 * 2
        + 5 * 3
        + 145 * 3
        + 5 * 5
        + 45 * 3
        + 5 * 4
        + 50 * 3
    )


# --- 2.8 -----------------------------------------------------------------------------------------


def test_a_visit_leaves_at_its_planned_return(tmp_path: Path) -> None:
    visit = {"class": "dragon", "planned": day(20), "planned_return": day(31), "crew": ["usos"] * 3}
    played = play(tmp_path, {"manifest": {"v-1": visit}})
    assert played.of("v-1")[1:] == [
        "20.00 LAUNCHES v-1",
        "21.00 DOCKS v-1",
        "31.00 UNDOCKS v-1 PLANNED_RETURN",
    ]
    assert played.of("d-1") == ["150.00 UNDOCKS d-1 HANDOVER"]  # v-1 relieves nobody


def test_a_cargo_vehicle_leaves_at_its_planned_return(tmp_path: Path) -> None:
    flights = {"p-1": cargo(10, planned_return=day(33)), "p-2": cargo(40)}
    played = play(tmp_path, {"manifest": flights})
    assert played.of("p-1")[-1] == "33.00 UNDOCKS p-1 PLANNED_RETURN"
    assert played.of("p-2")[-1] == "122.00 UNDOCKS p-2 PLANNED_RETURN"


def test_a_docked_visit_leaves_at_its_planned_return(tmp_path: Path) -> None:
    visit = {
        "class": "dragon",
        "port": "five",
        "launched": day(-9),
        "docked": day(-8),
        "planned_return": day(4),
        "crew": {"vera": "usos", "will": "usos"},
    }
    played = play(tmp_path, {"docked": {"v-0": visit}})
    assert played.of("v-0") == ["4.00 UNDOCKS v-0 PLANNED_RETURN"]


def test_an_indirect_line_needs_no_overlap(tmp_path: Path) -> None:
    """The old crew leaves by its own dates; a direct one has to say how long it waits."""
    scenario = staged(
        tmp_path, without("lines.red.overlap"), {"lines": {"red": {"handover": "indirect"}}}
    )
    assert scenario.lines["red"].overlap.law.quantile(0.5) == 0.0
    with pytest.raises(ScenarioError, match=r"lines\.red\.overlap: is missing"):
        staged(tmp_path, without("lines.red.overlap"))
