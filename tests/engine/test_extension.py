"""Section 4.8 of the model: who waits past a limit for a relief that is known to come.

s-2 launches on day 94 and docks on 95; the limit of s-1 is on day 124, its overlap 5 days.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.core.clock import DAY
from sim.core.errors import ScenarioError
from sim.outcomes import Cause
from tests.engine.lever_stage import grounded, outage, policy, stand_downs
from tests.engine.stage import BLUE, Tree, day, pinned, play, staged, without


def extension(days: float, last_ship: float = 0, **more: Any) -> Tree:
    """Vehicles of the red line wait so many days for their relief; the last ship for any crew."""
    lever = {"lines": {"red": f"{days} d"}, "last_ship": f"{last_ship} d"}
    return policy(extension=lever, **more)


def slipped(days: float) -> Tree:
    return pinned(s_2={"slip": f"{round(days * DAY)} s"})


@pytest.mark.parametrize(
    ("slip", "leaves"),
    [
        (28, 124),  # docks on day 123: its overlap is cut at the limit no more
        (29.5, 129.5),
        (45, 144),  # the overlap is cut at the end of the extension
        (48.9, 144),
        (49.5, 144.5),  # on its way up when the extension ends
        (60, 144),
    ],
)
def test_it_waits_for_a_relief_within_the_extension(
    tmp_path: Path, slip: float, leaves: float
) -> None:
    played = play(tmp_path, slipped(slip), extension(20))
    assert played.day("UNDOCKS", "s-1") == max(leaves, min(slip + 95 + 5, 144))


def test_without_the_lever_it_leaves_at_its_limit(tmp_path: Path) -> None:
    for levers in ({}, policy(extension={"lines": {"blue": "20 d"}})):
        assert play(tmp_path, slipped(30), levers).day("UNDOCKS", "s-1") == 124


def test_it_is_noted_once_when_the_limit_comes_and_for_whom(tmp_path: Path) -> None:
    played = play(tmp_path, slipped(40), extension(20))
    assert played.days("EXTENDED", "s-1") == [124]
    assert played.row("EXTENDED", "s-1").other == "s-2"
    assert not play(tmp_path, slipped(20), extension(20)).all("EXTENDED")


def test_days_past_the_limit_are_counted(tmp_path: Path) -> None:
    assert play(tmp_path, slipped(30), extension(20)).outcome("days_past_limit") == 6


def test_a_relief_that_is_delayed_beyond_it_is_not_waited_for(tmp_path: Path) -> None:
    later = {"manifest": {"s-2": {"planned": day(150)}}}
    assert play(tmp_path, later, extension(20)).day("UNDOCKS", "s-1") == 124
    assert play(tmp_path, later, extension(27)).day("UNDOCKS", "s-1") == 151


def test_nobody_waits_while_the_pad_is_down(tmp_path: Path) -> None:
    down = outage(100, 130)
    assert play(tmp_path, slipped(10), down, extension(40)).day("UNDOCKS", "s-1") == 124


def test_a_pad_that_goes_down_ends_the_wait(tmp_path: Path) -> None:
    down = outage(130, 140)
    played = play(tmp_path, slipped(40), down, extension(40))
    assert played.days("EXTENDED", "s-1") == [124]
    assert played.day("UNDOCKS", "s-1") == 130


def test_a_stand_down_ends_the_wait(tmp_path: Path) -> None:
    played = play(tmp_path, slipped(40), stand_downs((130, 131)), extension(40))
    assert played.day("UNDOCKS", "s-1") == 130


def usual(length: str) -> Tree:
    """How long a stand-down of r7 for another customer usually is; none comes at random."""
    return {"families": {"r7": {"other_customers": {"rate": 0, "stand_down": length}}}}


def test_one_for_another_customer_is_expected_to_be_as_long_as_most(tmp_path: Path) -> None:
    """MODEL 4.8.7: s-2 would be ready on day 134; r7 flies again on day 150, as nobody knows."""
    grounded = stand_downs((120, 150))
    for length, leaves in (("13 d", 156), ("43 d", 156), ("44 d", 124)):
        played = play(tmp_path, slipped(40), grounded, usual(length), extension(40))
        assert played.day("UNDOCKS", "s-1") == leaves


def test_a_ship_that_fails_while_it_waits_stays_with_its_people(tmp_path: Path) -> None:
    """s-1 waits past day 124 and fails on day 126; r7 is grounded on day 128."""
    failed = pinned(s_2={"slip": "60 d"}, s_1={"unfit": day(126)})
    known = [pinned(s_2={"replan": "28 d"}), stand_downs((128, 129)), extension(40), without(*BLUE)]
    played = play(tmp_path, failed, *known)
    assert played.day("UNFIT", "s-1") == 126
    assert played.day("UNDOCKS", "s-1") != 128


def test_nobody_leaves_between_the_scrubs_of_a_relief(tmp_path: Path) -> None:
    recycle: Tree = {"vehicles": {"soyuz": {"scrub_recycle": "3 d"}}}
    scrubs = pinned(s_2={"slip": "29 d", "scrubs": 2})
    played = play(tmp_path, recycle, scrubs, extension(20))
    assert played.days("SCRUBS", "s-2") == [123, 126]
    assert played.days("UNDOCKS", "s-1") == [135]
    short = play(tmp_path, recycle, scrubs, extension(2))
    assert short.days("UNDOCKS", "s-1") == [124]  # the next attempt lies beyond it


def test_a_lost_relief_ends_the_wait(tmp_path: Path) -> None:
    lost = pinned(s_2={"slip": "36 d", "lost": True, "stand_down": "5 d"})
    assert play(tmp_path, lost, extension(40)).day("UNDOCKS", "s-1") == 130


def test_it_adds_to_the_waiver(tmp_path: Path) -> None:
    played = play(tmp_path, slipped(60), extension(20, waiver="15 d"))
    assert played.day("UNDOCKS", "s-1") == 159


def test_what_is_decided_after_the_limit_is_too_late(tmp_path: Path) -> None:
    assert play(tmp_path, slipped(30), extension(20, decided_on=day(125))).day(
        "UNDOCKS", "s-1"
    ) == (124)
    assert play(tmp_path, slipped(30), extension(20, decided_on=day(123))).day(
        "UNDOCKS", "s-1"
    ) == (130)


# the last ship ------------------------------------------------------------------------------------


def test_the_last_ship_waits_longer(tmp_path: Path) -> None:
    alone = [without(*BLUE), slipped(60)]
    assert play(tmp_path, *alone, extension(20)).day("UNDOCKS", "s-1") == 144
    played = play(tmp_path, *alone, extension(20, last_ship=40))
    assert played.days("LAST_SHIP_WAITS", "s-1") == [144]
    assert played.day("UNDOCKS", "s-1") == 160
    assert played.outcome("decrewed") == 0


def test_the_last_ship_does_not_wait_for_ever(tmp_path: Path) -> None:
    down = [slipped(10), outage(100, 400)]
    played = play(tmp_path, without(*BLUE), *down, extension(20, last_ship=40))
    assert played.days("LAST_SHIP_WAITS", "s-1") == [124]
    assert played.day("UNDOCKS", "s-1") == 164


def test_illness_empties_the_station_all_the_same(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(130), "lead": "3 d"}, s_2={"slip": "60 d"})
    played = play(tmp_path, without(*BLUE), ill, extension(20, last_ship=60))
    assert played.day("UNDOCKS", "s-1") == 133


# seats that are being fitted ----------------------------------------------------------------------


def test_an_empty_rescue_stays_until_its_people_are_in_it(tmp_path: Path) -> None:
    """The relief of the failed ship is there already when the rescue docks."""
    seats: Tree = {
        "vehicles": {"soyuz": {"reseat_time": "2 d"}},
        "lines": {"blue": {"relief_seats": 0}},
    }
    played = play(tmp_path, seats, pinned(s_1={"unfit": day(97)}))
    (docked,) = played.days("DOCKS", "s-3")
    assert played.row("LAUNCHES", "s-3").crew == ()
    assert played.days("RESEATED", "anna") == [docked + 2]
    assert played.day("UNDOCKS", "s-3") == docked + 2
    assert played.outcome("stranded_person_days") == 3 * (docked + 2 - 97)


# what is refused ----------------------------------------------------------------------------------


def test_a_line_that_does_not_wait_has_no_extension(tmp_path: Path) -> None:
    indirect: Tree = {"lines": {"red": {"handover": "indirect"}}}
    with pytest.raises(ScenarioError, match="red has an indirect handover"):
        staged(tmp_path, indirect, extension(20))


def test_a_line_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="blau"):
        staged(tmp_path, policy(extension={"lines": {"blau": "3 d"}}))


# why ----------------------------------------------------------------------------------------------


def test_the_port_that_is_left_keeps_no_relief_away(tmp_path: Path) -> None:
    """s-1 and p-9 hold both ports of a Soyuz; s-2 slips and wants the one that s-1 leaves."""
    cargo_there: Tree = {
        "station": {"ports": {"two": {"accepts": ["soyuz", "progress"]}}},
        "vehicles": {"progress": {"ports": ["two"]}},
        "docked": {
            "p-9": {"class": "progress", "port": "two", "launched": day(-12), "docked": day(-10)}
        },
    }
    cargo_there["docked"]["p-9"]["planned_return"] = day(400)
    played = play(tmp_path, cargo_there, slipped(60))
    assert played.day("UNDOCKS", "s-1") == 124
    (gap,) = [each for each in played.episodes if "HANDOVER_GAP" in each and "red" in each]
    assert "SLIP" in gap
    assert "PORT" not in gap


def test_a_released_last_ship_leaves_for_what_it_wanted_to(tmp_path: Path) -> None:
    """It has no flight behind it, so it leaves at its planned return when d-2 has come."""
    alone = without("manifest.s-2", "manifest.s-3", "manifest.s-4", "docked.d-1")
    played = play(tmp_path, alone, {"manifest": {"d-2": {"planned": day(110)}}})
    assert played.days("LAST_SHIP_WAITS", "s-1") == [100]
    assert played.day("UNDOCKS", "s-1") == 116
    assert played.row("UNDOCKS", "s-1").cause is Cause.PLANNED_RETURN


def test_who_is_aboard_is_told_from_the_first_row_on(tmp_path: Path) -> None:
    played = play(tmp_path, grounded(-5, 30))
    assert played.rows[0].happening.name == "STAND_DOWN_BEGINS"
    assert played.rows[0].people == 7
