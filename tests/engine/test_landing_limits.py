"""Section 4.6 of the model: a limit in a landing blackout, and what planners make of it.

Unless a test says otherwise of the Soyuz. s-1, launched on day -106, has its limit on day 124; s-2
would dock on day 95 and relieve it on day 100.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.lever_stage import SECOND, policy, ups
from tests.engine.stage import (
    BLUE,
    Tree,
    day,
    launching,
    pinned,
    play,
    without,
)
from tests.engine.window_stage import dark

ALONE = without(*BLUE)
NO_SUCCESSOR = without("manifest.s-2", "manifest.s-3", "manifest.s-4")

LATE = pinned(s_2={"slip": "60 d"})
"""s-2 launches on day 154 and docks on 155."""


# --- the last day ---------------------------------------------------------------------------------


def test_where_the_limit_lies_in_one_the_last_day_is_its_first_instant(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, dark((110, 140)))
    assert played.of("s-1") == ["110.00 UNDOCKS s-1 LIMIT"]
    assert "HANDOVER_GAP red 110.00..155.00 s-1 SLIP -> DOCKED" in played.episodes
    assert played.outcome("indirect_handovers[red]") == 1
    assert played.outcome("days_past_limit") == 0


@pytest.mark.parametrize(
    ("begin", "end", "leaves"),
    [
        (124, 140, 124),
        (124 - SECOND, 140, 124 - SECOND),
        (110, 124, 124),
        (110, 124 + SECOND, 110),
        (125, 140, 124),
    ],
)
def test_the_limit_at_its_ends_is_free(
    tmp_path: Path, begin: float, end: float, leaves: float
) -> None:
    assert play(tmp_path, LATE, dark((begin, end))).days("UNDOCKS", "s-1") == [leaves]


@pytest.mark.parametrize(("docks", "direct"), [(110, 1), (110 + SECOND, 0), (115, 0), (124, 0)])
def test_a_successor_in_the_dark_comes_too_late(
    tmp_path: Path, docks: float, direct: float
) -> None:
    played = play(tmp_path, launching(s_2=docks - 1), dark((110, 140)))
    assert played.days("UNDOCKS", "s-1") == [110]
    assert played.outcome("next[red,1].direct") == direct
    margin = played.outcome("next[red,1].margin_to_limit_days")
    assert margin == pytest.approx(124 - docks, abs=1e-9)  # to the limit itself


def test_the_overlap_is_cut_at_the_last_day(tmp_path: Path) -> None:
    played = play(tmp_path, launching(s_2=107), dark((110, 140)))
    assert played.days("UNDOCKS", "s-1") == [110]
    assert played.outcome("next[red,1].direct") == 1
    assert played.outcome("next[red,1].overlap_days") == 2


def test_without_a_successor_it_leaves_on_the_last_day(tmp_path: Path) -> None:
    later = {"docked": {"s-1": {"planned_return": day(120)}}}
    played = play(tmp_path, NO_SUCCESSOR, later, dark((110, 140)))
    assert "110.00 UNDOCKS s-1 LIMIT" in played.log


WAIVER = policy(waiver="10 d")
"""A vehicle stays up to day 134."""


def test_with_a_waiver_the_last_day_is_that_of_limit_and_waiver(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, WAIVER, dark((130, 140)))
    assert played.days("UNDOCKS", "s-1") == [130]
    assert played.outcome("days_past_limit") == 6  # by the limit itself
    both = play(tmp_path, LATE, WAIVER, dark((120, 140)))
    assert both.days("UNDOCKS", "s-1") == [120]
    assert both.outcome("days_past_limit") == 0


def test_a_waiver_that_reaches_into_the_light_is_used(tmp_path: Path) -> None:
    assert play(tmp_path, LATE, WAIVER, dark((120, 130))).days("UNDOCKS", "s-1") == [134]


@pytest.mark.parametrize(("end", "leaves"), [(134, 134), (134 + SECOND, 98)])
def test_it_waits_only_to_an_end_that_is_not_past_limit_and_waiver(
    tmp_path: Path, end: float, leaves: float
) -> None:
    # with an end past 134 the last day is the first instant, day 98
    played = play(tmp_path, WAIVER, dark((98, end)))
    assert played.days("UNDOCKS", "s-1") == [leaves]


BEGAN_BEFORE = dark((-110, 140))
"""One that began before s-1 was launched."""


def test_one_that_began_before_the_launch_does_not_bring_the_limit_forward(tmp_path: Path) -> None:
    assert play(tmp_path, LATE, BEGAN_BEFORE).days("UNDOCKS", "s-1") == [124]


def test_one_that_began_at_the_launch_did_not_begin_after_it(tmp_path: Path) -> None:
    assert play(tmp_path, LATE, dark((-106, 140))).days("UNDOCKS", "s-1") == [124]


def test_whoever_cannot_wait_for_its_end_leaves_without_regard_to_it(tmp_path: Path) -> None:
    played = play(tmp_path, BEGAN_BEFORE)
    assert played.of("s-1") == ["100.00 UNDOCKS s-1 HANDOVER"]


def test_one_may_begin_before_one_launch_and_after_another(tmp_path: Path) -> None:
    # s-1 is up, s-2 is launched on day 94 and has its limit on 324
    played = play(tmp_path, dark((90, 330)))
    assert played.days("UNDOCKS", "s-1") == [90]
    assert played.days("UNDOCKS", "s-2") == [300]
    assert play(tmp_path, dark((96, 320))).days("UNDOCKS", "s-2") == [320]


# --- planners -------------------------------------------------------------------------------------

PULL: Tree = {"lines": {"red": {"pull_forward": {"by": "10 d", "lead": "20 d"}}}}
EARLY = pinned(s_2={"slip": "-20 d"})
"""s-2 launches on day 74 and has its limit on day 304; s-3 docks on 295."""


@pytest.mark.parametrize(
    ("begin", "end", "launch"),
    [(290, 310, 284), (295, 310, 294), (295 - SECOND, 310, 284), (290, 304, 294)],
)
def test_a_flight_is_pulled_forward_by_the_last_day(
    tmp_path: Path, begin: float, end: float, launch: float
) -> None:
    played = play(tmp_path, EARLY, PULL, dark((begin, end)))
    assert ups(played, "s-3") == [launch]
    assert bool(played.days("PULLED_FORWARD", "s-3")) == (launch < 294)


def test_a_gap_by_it_is_no_planned_one(tmp_path: Path) -> None:
    # s-2 is planned to return on day 300, after s-3 has docked; its last day is 290
    played = play(tmp_path, PULL, dark((290, 330)))
    assert "95.00 PULLED_FORWARD s-3" in played.log


def test_a_replan_stops_where_the_docking_meets_the_last_day(tmp_path: Path) -> None:
    replanned = pinned(s_2={"replan": "60 d"})
    played = play(tmp_path, replanned, dark((110, 140)))
    assert ups(played, "s-2", "s-3") == [109, 294 + 15]
    assert played.of("s-1") == ["110.00 UNDOCKS s-1 HANDOVER"]
    waived = play(tmp_path, replanned, WAIVER, dark((110, 130)))
    assert ups(waived, "s-2") == [109]  # the limit without the waiver


def test_a_docking_on_the_last_day_saves_the_handover(tmp_path: Path) -> None:
    played = play(tmp_path, launching(s_2=109), ALONE, dark((110, 140)))
    at = [told.split()[1] for told in played.log if told.startswith("110.00")]
    assert at == ["DOCKS", "UNDOCKS"]
    assert played.outcome("decrewed") == 0
