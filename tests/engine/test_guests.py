"""Clause 2.2.5 of the model: a guest has a seat and is aboard, and works in no segment.

The segment `none`. s-1 is to leave on day 100 with its limit on day 124; d-1 carries guests alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.scenario import Scenario
from tests.engine.stage import (
    BLUE,
    LATER,
    Tree,
    day,
    flight,
    launching,
    pinned,
    play,
    staged,
    without,
)
from tests.engine.test_low_stock import lever, low

GUESTS = ["none"] * 4
ABOARD: Tree = {"docked": {"d-1": {"crew": GUESTS}}}
"""d-1 leaves on day 150 without a successor."""
ALONE = without("manifest.d-2", "manifest.d-3", "manifest.d-4")
INDIRECT: Tree = {"lines": {"red": {"handover": "indirect"}}}


def test_a_guest_is_aboard_and_fills_no_gap_of_a_segment(tmp_path: Path) -> None:
    """s-1 waits to its limit: the guests are no company (4.5.6)."""
    played = play(tmp_path, ABOARD, ALONE, INDIRECT, launching(s_2=139))
    assert played.row("UNDOCKS", "s-1").people == 4
    assert played.days("UNDOCKS", "s-1") == [124]
    assert "SEGMENT_GAP usos 124.00..140.00 s-1 PLAN -> DOCKED" in played.episodes
    assert not [each for each in played.episodes if "DECREWED station 124" in each]
    assert played.outcome("crew_days_lost[usos]") == 16


def test_a_guest_counts_for_no_minimum(tmp_path: Path) -> None:
    """8.2.7."""
    fewest: Tree = {"station": {"minimum_crew": {"total": 2}}}
    played = play(tmp_path, ABOARD, ALONE, INDIRECT, fewest, launching(s_2=139))
    assert played.outcome("below_minimum_days") == 16


def test_a_guest_is_one_of_three_aboard(tmp_path: Path) -> None:
    """8.2.7: four guests alone until s-2 docks on day 140."""
    short: Tree = {"until": day(145)}
    played = play(tmp_path, ABOARD, ALONE, INDIRECT, short, launching(s_2=139))
    assert played.outcome("at_most_three_days") == 0


def test_guests_alone_do_not_wait_for_company(tmp_path: Path) -> None:
    """4.5.6: s-1 has left, and s-2 is still to come; they do not run the station."""
    played = play(tmp_path, ABOARD, ALONE, INDIRECT, launching(s_2=199))
    assert played.days("UNDOCKS", "d-1") == [150]
    assert not played.days("LAST_SHIP_WAITS", "d-1")


def test_a_flight_of_guests_alone_is_no_company_to_come(tmp_path: Path) -> None:
    flights = {f"s-{n}": {"crew": ["none"] * 3} for n in (2, 3, 4)}
    played = play(tmp_path, without(*BLUE), INDIRECT, {"manifest": flights}, launching(s_2=109))
    assert played.days("UNDOCKS", "s-1") == [100]


def test_a_guest_stays_behind_first(tmp_path: Path) -> None:
    """5.2.6, in any place of the list."""
    crew = ["none", "usos", "usos", "rs"]
    relief: Tree = {
        "lines": {"blue": {"relief_seats": 2}, "red": {"rescue_preparation": "500 d"}},
        "manifest": {"d-2": {"crew": crew}},
    }
    played = play(tmp_path, pinned(s_1={"unfit": day(60)}), relief)
    assert "d-2 guest 1" in [
        row.entity for row in played.rows if row.happening.name == "STAYS_BEHIND"
    ]
    assert len(played.row("LAUNCHES", "d-2").crew) == 2


def test_a_guest_gives_the_seat_to_who_is_remanifested(tmp_path: Path) -> None:
    """3.5.2: of a lost crew a guest goes last, and takes no seat but a guest's."""
    crews: Tree = {
        "manifest": {
            "s-2": {"crew": {"guest": "none", "nina": "rs", "olga": "usos"}},
            "s-3": {"crew": {"petr": "rs", "vip": "none", "rita": "usos"}},
        }
    }
    played = play(tmp_path, crews, pinned(s_2={"lost": True, "stand_down": "1 d"}))
    assert sorted(played.row("LAUNCHES", "s-3").crew) == ["nina", "olga", "petr"]


def test_a_guest_is_stranded_like_anybody(tmp_path: Path) -> None:
    played = play(tmp_path, ABOARD, ALONE, pinned(d_1={"unfit": day(60)}))
    assert len([each for each in played.episodes if each.startswith("STRANDING d-1 guest")]) == 4


def test_guests_do_not_keep_a_station_for_which_a_stock_is_low(tmp_path: Path) -> None:
    """6.7: the ship with all who work is not sent home, whoever else is aboard."""
    assert play(tmp_path, low(20), LATER, lever("10 d")).all("SENT_HOME")
    assert not play(tmp_path, low(20), ABOARD, ALONE, LATER, lever("10 d")).all("SENT_HOME")


def complement(scenario: Scenario) -> dict[str, int]:
    return dict(scenario.station.complement)


def test_guests_are_in_no_complement_and_have_names(tmp_path: Path) -> None:
    scenario = staged(tmp_path, {"manifest": {"s-4": flight("red", 494, ["rs", "none", "none"])}})
    assert complement(scenario) == {"rs": 2, "usos": 3}
    names = [p.name for f in scenario.flights if f.name == "s-4" for p in f.crew]
    assert names == ["s-4 rs 1", "s-4 guest 1", "s-4 guest 2"]


@pytest.mark.parametrize(
    "crew", [["none", "rs", "usos"], {"ann": {"segment": "none"}, "bo": "rs", "cy": "usos"}]
)
def test_a_guest_may_stand_wherever_a_person_does(tmp_path: Path, crew: Any) -> None:
    played = play(tmp_path, {"docked": {"s-1": {"crew": crew}}})
    assert played.days("UNDOCKS", "s-1") == [100]
