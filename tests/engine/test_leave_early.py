"""Section 4.9 of the model: a crew that leaves before its limit by choice.

The limit of s-1 is on day 124; s-2 is late.
"""

from __future__ import annotations

from pathlib import Path

from sim.outcomes import Cause
from tests.engine.lever_stage import outage, policy
from tests.engine.stage import BLUE, LUCK, Tree, day, pinned, play, without

LATE = pinned(s_2={"slip": "60 d"})


def early(by: str = "11 d", probability: float = 1) -> Tree:
    return policy(leave_early={"probability": probability, "by": by})


def test_nobody_does_whose_relief_cannot_be_told(tmp_path: Path) -> None:
    down = pinned(s_2={"slip": "10 d"})
    played = play(tmp_path, LUCK, down, outage(100, 400), early())
    assert played.day("UNDOCKS", "s-1") == 124


def test_it_leaves_so_long_before_its_limit(tmp_path: Path) -> None:
    played = play(tmp_path, LUCK, LATE, early())
    assert played.day("UNDOCKS", "s-1") == 113
    assert played.row("UNDOCKS", "s-1").cause is Cause.CHOICE
    (gap,) = [each for each in played.episodes if "red" in each]
    assert "CHOICE" in gap


def test_nobody_does_whose_relief_is_on_its_way_up(tmp_path: Path) -> None:
    """MODEL 4.9.2: s-2 launches on day 112.5, or half a day after the choice."""
    for slip, leaves in (("18 d 12 h", 118.5), ("19 d 12 h", 113)):
        late = pinned(s_2={"slip": slip})
        assert play(tmp_path, LUCK, late, early()).day("UNDOCKS", "s-1") == leaves


def test_nor_behind_its_weather(tmp_path: Path) -> None:
    """Four days of weather, in which s-2 launches."""
    late = pinned(s_2={"slip": "20 d 12 h"}, s_1={"hold": "1 d 18 h"})
    assert play(tmp_path, LUCK, late, early()).day("UNDOCKS", "s-1") == 120.5


def test_who_does_not_choose_to_waits_for_the_limit(tmp_path: Path) -> None:
    for lever in (early(probability=0), {}):
        assert play(tmp_path, LUCK, LATE, lever).day("UNDOCKS", "s-1") == 124


def test_in_quiet_play_only_what_is_certain_happens(tmp_path: Path) -> None:
    """MODEL 1.4.3."""
    assert play(tmp_path, LATE, early(probability=0.99)).day("UNDOCKS", "s-1") == 124
    assert play(tmp_path, LATE, early()).day("UNDOCKS", "s-1") == 113


def test_who_is_relieved_before_leaves_after_the_handover(tmp_path: Path) -> None:
    assert play(tmp_path, LUCK, early()).day("UNDOCKS", "s-1") == 100


def test_it_is_never_before_the_planned_return(tmp_path: Path) -> None:
    assert play(tmp_path, LUCK, LATE, early("100 d")).day("UNDOCKS", "s-1") == 100


def test_nobody_does_whose_relief_is_known_to_come_behind_the_limit_alone(tmp_path: Path) -> None:
    """s-2 is planned for day 130; it docks within the extension."""
    waits = {"lines": {"red": "20 d"}}
    late = {"manifest": {"s-2": {"planned": day(130)}}}
    lever = policy(leave_early={"probability": 1, "by": "11 d"}, extension=waits)
    assert play(tmp_path, LUCK, late, lever).day("UNDOCKS", "s-1") == 136


def test_the_last_ship_does_not(tmp_path: Path) -> None:
    played = play(tmp_path, LUCK, LATE, without(*BLUE), early())
    assert played.days("LAST_SHIP_WAITS", "s-1") == [113]
    assert played.day("UNDOCKS", "s-1") == 124


def test_what_is_decided_after_its_day_is_too_late(tmp_path: Path) -> None:
    for decided, leaves in ((113, 113), (114, 124)):
        lever = {"probability": 1, "by": "11 d"}
        late = policy(leave_early=lever, decided_on=day(decided))
        assert play(tmp_path, LUCK, LATE, late).day("UNDOCKS", "s-1") == leaves


def test_its_relief_is_still_flown_in_time_for_the_limit(tmp_path: Path) -> None:
    """s-2 is lost, s-3 flies on day 154; s-4 is brought forward to its limit less 5 d."""
    lost = pinned(s_2={"lost": True})
    pull = {"lines": {"red": {"pull_forward": {"by": "30 d", "lead": "10 d"}}}}
    choice = {"probability": 1, "by": "9 d"}
    reacts = policy(fly_again={"campaign": "60 d"}, leave_early=choice)
    played = play(tmp_path, LUCK, lost, pull, reacts)
    assert played.day("UNDOCKS", "s-3") == 375
    assert played.row("UNDOCKS", "s-3").cause is Cause.CHOICE
    assert played.day("LAUNCHES", "s-4") == 378
