"""Sections 6.10 and 6.11 of the model: who flies first after a repair, the length of increments."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core.errors import ScenarioError
from tests.engine.lever_stage import CARGO_PORTS, manifest, outage, policy, ports, ups
from tests.engine.stage import Played, Tree, cargo, day, flight, pinned, play, without

CASUAL = {"lines": {"red": {"handover": "indirect"}}}
"""A line whose vehicles wait for nobody."""

# --- 6.10 who flies first after a repair ----------------------------------------------------------


def first(who: str) -> Tree:
    """Who flies first."""
    return policy(first_after_repair=who)


REPAIR_80 = [CARGO_PORTS, manifest(p_1=cargo(90), p_2=cargo(110), p_3=cargo(130))]


@pytest.mark.parametrize(
    ("who", "owing", "launch"),
    [
        (None, 0, 94),
        (None, 1, 94),
        (None, 2, 110),
        ("cargo", 0, 94),
        ("cargo", 1, 94),
        ("cargo", 2, 110),
        ("cargo", 3, 130),
        ("crew", 0, 94),
        ("crew", 2, 94),
        ("crew", 3, 94),
    ],
)
def test_what_a_pad_owes_after_a_repair(
    tmp_path: Path, who: str | None, owing: int, launch: float
) -> None:
    down = outage(-10, 80, requalification=owing)
    played = play(tmp_path, *REPAIR_80, down, *([first(who)] if who else []))
    assert ups(played, "s-2") == [launch]


@pytest.mark.parametrize(("who", "launch"), [(None, 94), ("cargo", 99), ("crew", 94)])
def test_with_cargo_at_least_one_flies_before_a_crew(
    tmp_path: Path, who: str | None, launch: float
) -> None:
    down = [outage(-10, 80), manifest(p_1=cargo(99))]
    assert ups(play(tmp_path, *down, *([first(who)] if who else [])), "s-2") == [launch]


def test_it_holds_for_later_repairs_as_well(tmp_path: Path) -> None:
    flights = manifest(p_1=cargo(50), p_2=cargo(110))
    damaged = pinned(p_1={"damages_pad": "20 d"})
    pads = {"pads": {"east": {"requalification": 1}}}
    found = {
        who: ups(play(tmp_path, CARGO_PORTS, flights, damaged, pads, *lever), "s-2")[0]
        for who, lever in (("", []), ("crew", [first("crew")]), ("cargo", [first("cargo")]))
    }
    assert found == {"": 110, "crew": 94, "cargo": 110}


def test_what_a_family_owes_after_a_loss_is_not_touched(tmp_path: Path) -> None:
    family = {"families": {"r7": {"requalification": 1, "owed": 1}}}
    played = play(tmp_path, family, manifest(p_1=cargo(99)), first("crew"))
    assert ups(played, "s-2") == [99]


def test_a_pad_that_was_up_owes_nothing_new(tmp_path: Path) -> None:
    assert ups(play(tmp_path, manifest(p_1=cargo(99)), first("cargo")), "s-2") == [94]


def test_a_scenario_that_can_owe_by_it_and_has_no_cargo_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="no cargo ship flies"):
        play(tmp_path, outage(-10, 80), first("cargo"))
    owing = outage(-10, 80, requalification=1)
    with pytest.raises(ScenarioError, match="no cargo ship flies"):
        play(tmp_path, owing)
    assert ups(play(tmp_path, owing, first("crew")), "s-2") == [94]


# --- 6.11 the length of an increment --------------------------------------------------------------


def increments(**lines: str) -> Tree:
    """Increments of another length."""
    return policy(increment_length=lines)


def test_it_is_the_stay_of_the_flights_to_come(tmp_path: Path) -> None:
    played = play(tmp_path, CASUAL, increments(red="160 d"))
    assert played.day("UNDOCKS", "s-1") == 100  # docked already
    assert [played.day("UNDOCKS", name) for name in ("s-2", "s-3")] == [95 + 160, 295 + 160]
    assert played.day("UNDOCKS", "d-1") == 150
    assert played.day("UNDOCKS", "d-2") == 350


def test_stated_launch_dates_stay(tmp_path: Path) -> None:
    played = play(tmp_path, CASUAL, increments(red="160 d"))
    assert ups(played, "s-2", "s-3", "s-4") == [94, 294, 494]


def test_it_counts_from_the_docking(tmp_path: Path) -> None:
    played = play(tmp_path, CASUAL, increments(red="160 d"), pinned(s_2={"slip": "7 d"}))
    assert played.day("UNDOCKS", "s-2") == 102 + 160


def test_a_stated_stay_or_planned_return_stays(tmp_path: Path) -> None:
    stated = manifest(s_2={"stay": "120 d"}, s_3={"planned_return": day(433)})
    played = play(tmp_path, CASUAL, increments(red="160 d"), stated)
    assert [played.day("UNDOCKS", name) for name in ("s-2", "s-3")] == [95 + 120, 433]


def test_it_is_of_the_lines_it_names(tmp_path: Path) -> None:
    green = {
        "lines": {"green": {"vehicle": "soyuz", "handover": "indirect", "overlap": "5 d"}},
        **manifest(g_1=flight("green", 20)),
        **ports(nine=["soyuz"]),
    }
    played = play(tmp_path, CASUAL, green, increments(red="160 d"))
    assert played.day("UNDOCKS", "g-1") == 21 + 205
    both = play(tmp_path, CASUAL, green, increments(red="160 d", green="90 d"))
    assert both.day("UNDOCKS", "g-1") == 21 + 90


CADENCE: Tree = {
    "lines": {"red": {"cadence": {"every": "200 d", "crew": ["rs", "rs", "usos"]}}},
    **without("manifest.s-3", "manifest.s-4"),
}


def launches_of_red(played: Played) -> list[float]:
    rows = [row for row in played.rows if row.happening.name == "LAUNCHES"]
    return [row.second / 86400 for row in rows if row.entity.startswith(("s-", "red"))]


def test_the_interval_of_the_cadence_is_that_less_the_overlap(tmp_path: Path) -> None:
    assert launches_of_red(play(tmp_path, CADENCE)) == [94, 294, 494]
    played = play(tmp_path, CADENCE, increments(red="160 d"))
    assert launches_of_red(played) == [94, 94 + 155, 94 + 310, 94 + 465]
    assert played.days("UNDOCKS", "s-2") == [95 + 160]  # a docking a day and 155 d later, and 5 d


def test_it_is_less_the_median_overlap(tmp_path: Path) -> None:
    law = {"kind": "uniform", "low": "2 d", "high": "18 d"}
    played = play(tmp_path, CADENCE, {"lines": {"red": {"overlap": law}}}, increments(red="160 d"))
    assert launches_of_red(played) == [94, 244, 394, 544]


def test_the_flights_of_the_cadence_stay_as_long(tmp_path: Path) -> None:
    played = play(tmp_path, CADENCE, CASUAL, increments(red="160 d"))
    ends = [told for told in played.all("UNDOCKS") if "PLANNED_RETURN" in told]
    assert [told.split()[0] for told in ends if "d-" not in told] == [
        f"{at}.00" for at in (100, 255, 410, 565)
    ]
