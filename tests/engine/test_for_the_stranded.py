"""Section 6.15 of the model: whose ship, whose seats, and a ship sent home without its people.

s-1 fails with anna, boris and carol; blue is the other line.
"""

from __future__ import annotations

from pathlib import Path

from sim.outcomes import Cause
from tests.engine.lever_stage import outage, policy
from tests.engine.stage import BLUE, US, Played, Tree, day, flight, pinned, play, without

ALONE = without(*BLUE)
RESEAT: Tree = {"vehicles": {"soyuz": {"reseat_time": "1 d"}, "dragon": {"reseat_time": "1 d"}}}


def lever(**keys: object) -> Tree:
    return policy(for_the_stranded={"own_people_first": False, "in_reliefs_ship": False, **keys})


SWAP = lever(in_reliefs_ship=True)
APART: Tree = {"lines": {"blue": {"relief_seats": 0}}}
IN_HANDOVER = pinned(s_1={"unfit": day(97)})


def people(played: Played, happening: str) -> list[str]:
    return sorted(row.entity for row in played.rows if row.happening.name == happening)


def test_whose_relief_has_come_go_home_in_its_ship(tmp_path: Path) -> None:
    """MODEL 6.15.2 to 6.15.4."""
    played = play(tmp_path, APART, RESEAT, IN_HANDOVER, SWAP)
    reseated = {r.entity: r.other for r in played.rows if r.happening.name == "RESEATED"}
    assert {reseated[name] for name in ("anna", "boris", "carol")} == {"s-2"}
    assert played.day("UNDOCKS", "s-2") == 100
    assert played.row("UNDOCKS", "s-2").cause is Cause.HANDOVER
    assert len(people(played, "STRANDED")) == 6
    assert played.days("STRANDED", "s-2 rs 1") == [98]


def test_its_crew_waits_for_the_next_ship_and_the_failed_one_for_them(tmp_path: Path) -> None:
    played = play(tmp_path, APART, RESEAT, IN_HANDOVER, SWAP)
    assert played.row("UNDOCKS", "s-2").people == 7
    assert not played.row("LAUNCHES", "s-3").crew
    assert {r.other for r in played.rows if r.happening.name == "RESEATED"} == {"s-2", "s-3"}
    assert played.days("RESEATED", "s-2 rs 1") == [296]
    assert played.day("UNDOCKS", "s-1") == 296 + 30


def test_the_departure_counts_as_that_of_the_ship_whose_people_it_takes(tmp_path: Path) -> None:
    played = play(tmp_path, APART, RESEAT, IN_HANDOVER, SWAP)
    assert played.outcome("next[red,1].direct") == 1
    assert played.outcome("next[red,1].overlap_days") == 5


def test_the_rescue_that_stays_behind_the_relief_is_its_successor(tmp_path: Path) -> None:
    """MODEL 2.6.4 and 8.2.6: s-2 has taken the place of s-1, so that empty s-3 takes none."""
    played = play(tmp_path, APART, RESEAT, IN_HANDOVER, SWAP)
    assert not played.row("LAUNCHES", "s-3").crew
    assert played.outcome("next[red,2].margin_to_limit_days") == 94 + 230 - 295


def test_who_gave_up_their_seats_are_company_also_to_the_last_ship(tmp_path: Path) -> None:
    """So it was at Tiangong in 2025; others without a seat are none."""
    played = play(tmp_path, ALONE, RESEAT, IN_HANDOVER, SWAP)
    assert not played.all("LAST_SHIP_WAITS")
    assert played.day("UNDOCKS", "s-2") == 100
    assert played.row("UNDOCKS", "s-2").people == 3


def test_without_the_lever_they_wait_for_theirs(tmp_path: Path) -> None:
    for other in ({}, lever()):
        played = play(tmp_path, ALONE, RESEAT, IN_HANDOVER, other)
        assert {r.other for r in played.rows if r.happening.name == "RESEATED"} == {"s-3"}


def test_before_their_relief_has_come_they_wait_for_theirs(tmp_path: Path) -> None:
    played = play(tmp_path, ALONE, RESEAT, pinned(s_1={"unfit": day(20)}), SWAP)
    assert {r.other for r in played.rows if r.happening.name == "RESEATED"} == {"s-2"}
    assert len(people(played, "STRANDED")) == 3


def test_a_relief_that_came_up_with_free_seats_gives_those_first(tmp_path: Path) -> None:
    two = {"manifest": {"s-2": flight("red", 94, ("rs", "rs"))}}
    played = play(tmp_path, ALONE, RESEAT, IN_HANDOVER, two, SWAP)
    assert len(people(played, "STRANDED")) == 5


def test_what_is_decided_later_is_not_for_it(tmp_path: Path) -> None:
    late = policy(for_the_stranded={}, decided_on=day(98))
    played = play(tmp_path, ALONE, RESEAT, IN_HANDOVER, late)
    assert {r.other for r in played.rows if r.happening.name == "RESEATED"} == {"s-3"}


# --- 6.15.6 who helps -----------------------------------------------------------------------------

EARLY = {
    "lines": {"blue": {"reseat_lead": "10 d", "relief_seats": 2}, "red": {"reseat_lead": "10 d"}},
    "manifest": {"s-2": flight("red", 300), "s-3": None, "s-4": None},
}
UNFIT = pinned(s_1={"unfit": day(20)})
OWN = lever(own_people_first=True)


def test_a_line_helps_its_own_people_first(tmp_path: Path) -> None:
    played = play(tmp_path, EARLY, UNFIT, OWN)
    assert len(played.row("LAUNCHES", "d-2").crew) == 3
    assert next(r.entity for r in played.rows if r.happening.name == "RESEATED") == "carol"
    assert len(play(tmp_path, EARLY, UNFIT, lever()).row("LAUNCHES", "d-2").crew) == 2


def test_others_too_where_their_own_line_cannot(tmp_path: Path) -> None:
    played = play(tmp_path, EARLY, UNFIT, OWN, outage(-1, 500))
    assert len(played.row("LAUNCHES", "d-2").crew) == 2


def test_it_is_asked_from_the_decision_on(tmp_path: Path) -> None:
    late = policy(for_the_stranded={"in_reliefs_ship": False}, decided_on=day(145))
    assert len(play(tmp_path, EARLY, UNFIT, late).row("LAUNCHES", "d-2").crew) == 2


# --- 6.15.8 sent home without its people ----------------------------------------------------------


def test_an_unfit_ship_that_is_no_lifeboat_is_sent_home_by_decision(tmp_path: Path) -> None:
    leaves = lever(unfit_leaves="30 d")
    played = play(tmp_path, UNFIT, leaves)
    assert played.day("UNDOCKS", "s-1") == 50
    assert played.row("UNDOCKS", "s-1").people == 7
    assert played.row("UNDOCKS", "s-1").cause is Cause.DISPOSAL
    later = policy(for_the_stranded={"unfit_leaves": "30 d"}, decided_on=day(40))
    assert play(tmp_path, UNFIT, later).day("UNDOCKS", "s-1") == 70


def test_one_that_is_a_lifeboat_stays(tmp_path: Path) -> None:
    boat = {"vehicles": {"soyuz": {"unfit_lifeboat_probability": 1}}}
    played = play(tmp_path, UNFIT, lever(unfit_leaves="30 d"), boat)
    assert played.day("UNDOCKS", "s-1") == 95 + 30


def test_the_next_flight_still_comes_for_its_people(tmp_path: Path) -> None:
    played = play(tmp_path, ALONE, UNFIT, lever(unfit_leaves="30 d"))
    assert {r.other for r in played.rows if r.happening.name == "RESEATED"} == {"s-2"}
    assert played.outcome("longest_stranding_days") == 95 - 20


# --- 1.4.1 pins -----------------------------------------------------------------------------------


def test_the_departure_of_an_unfit_ship_can_be_pinned(tmp_path: Path) -> None:
    played = play(tmp_path, pinned(s_1={"unfit": day(20), "undock": day(33)}))
    assert played.day("UNDOCKS", "s-1") == 33
    assert played.row("UNDOCKS", "s-1").people == 7
    assert not played.unmet_pins


def test_its_disposal_its_seats_and_whether_it_is_a_lifeboat_can_be_pinned(tmp_path: Path) -> None:
    pins = pinned(s_1={"unfit": day(20), "disposal": "3 d"}, s_2={"reseat": "2 d"})
    played = play(tmp_path, ALONE, pins)
    assert played.days("RESEATED", "anna") == [97]
    assert played.day("UNDOCKS", "s-1") == 100
    assert played.outcome("no_lifeboat_person_days") == 3 * 77
    boat = pinned(s_1={"unfit": day(20), "lifeboat": True})
    assert play(tmp_path, ALONE, boat).outcome("no_lifeboat_person_days") == 0


# --- 5.1.7 emergency places -----------------------------------------------------------------------


def test_emergency_places_have_a_time_to_be_made(tmp_path: Path) -> None:
    places = {"vehicles": {"dragon": {"emergency_seats": 2, "emergency_time": "13 d"}}}
    played = play(tmp_path, UNFIT, places)
    assert played.outcome("stranded_person_days") == 3 * 75
    assert played.outcome("no_lifeboat_person_days") == 3 * 13 + 1 * 62
    at_once = {"vehicles": {"dragon": {"emergency_seats": 2}}}
    assert play(tmp_path, UNFIT, at_once).outcome("no_lifeboat_person_days") == 75


def test_they_are_made_anew_for_the_next_who_are_stranded(tmp_path: Path) -> None:
    places = {"vehicles": {"dragon": {"emergency_seats": 4, "emergency_time": "13 d"}}}
    twice = pinned(s_1={"unfit": day(20)}, s_2={"unfit": day(200)})
    played = play(tmp_path, places, twice, {"manifest": {"s-3": flight("red", 294, US[:3])}})
    assert played.outcome("no_lifeboat_person_days") == 3 * 13 + 3 * 13


# --- 3.2.8 clearing a port ------------------------------------------------------------------------

ONE_PORT: Tree = {
    "station": {"ports": {"two": {"accepts": ["progress"]}}},
    "lines": {"red": {"reseat_lead": "90 d", "rescue_preparation": "10 d"}},
}


def test_an_unfit_ship_makes_room_for_its_rescue_at_once(tmp_path: Path) -> None:
    played = play(tmp_path, ALONE, ONE_PORT, UNFIT)
    assert played.day("LAUNCHES", "s-2") == 94
    assert played.day("UNDOCKS", "s-1") == 94


def test_for_another_flight_not_before_it_could_carry_its_people(tmp_path: Path) -> None:
    blue = {
        "station": {"ports": {"five": {"accepts": ["progress"]}}},
        "lines": {"red": {"reseat_lead": "40 d"}},
        "manifest": {
            "s-2": flight("red", 94),
            "guest": {"class": "dragon", "planned": day(30), "crew": ["usos", "usos"]},
        },
    }
    failed = pinned(d_1={"unfit": day(20)})
    lead = {"lines": {"blue": {"reseat_lead": "150 d"}}}
    early = {"manifest": {"d-2": flight("blue", 60, US)}}
    played = play(tmp_path, blue, failed, lead, early)
    assert played.day("LAUNCHES", "d-2") == 60
    assert len(played.row("LAUNCHES", "d-2").crew) < 4


def test_a_rescue_gives_its_seats_to_its_own_people_first(tmp_path: Path) -> None:
    """s-1 fails on day 20 and d-1, whose people are aboard less long, on day 30."""
    both = pinned(s_1={"unfit": day(20)}, d_1={"unfit": day(30)})
    first = {"manifest": {"s-2": flight("red", 300), "s-3": None, "s-4": None}}
    blue = {"lines": {"blue": {"rescue_preparation": "10 d"}}}
    for keys, helped in (
        (OWN, {"dora", "emil", "fay", "gleb"}),
        (lever(), {"anna", "boris", "carol"}),
    ):
        played = play(tmp_path, both, first, blue, keys)
        assert not played.row("LAUNCHES", "d-2").crew
        seats = {
            r.entity for r in played.rows if r.happening.name == "RESEATED" and r.other == "d-2"
        }
        assert helped <= seats


def test_a_relief_that_took_them_and_fails_itself_does_not_leave(tmp_path: Path) -> None:
    both = pinned(s_1={"unfit": day(96)}, s_2={"unfit": day(98)})
    played = play(tmp_path, APART, RESEAT, both, SWAP)
    assert played.day("UNDOCKS", "s-2") != 100
    assert played.days("STRANDED", "anna") == [96, 98]
