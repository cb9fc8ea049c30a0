"""Clauses 4.5.5 and 4.8.8 of the model: the last ship of a segment waits as that of the station.

s-1 is to leave on day 100, its limit is on day 124, its overlap 5 days; nobody else is of `rs`.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.outcomes import Cause
from tests.engine.stage import BLUE, Tree, day, flight, launching, pinned, play, without
from tests.engine.test_extension import extension, slipped

US_ONLY: Tree = {
    "docked": {"d-1": {"crew": ["usos", "usos", "usos"]}},
    "manifest": {
        name: flight("blue", planned, ["usos", "usos"])
        for name, planned in (("d-2", 144), ("d-3", 344), ("d-4", 544))
    },
}
INDIRECT: Tree = {"lines": {"red": {"handover": "indirect"}}}


def test_the_last_of_a_segment_wait_for_their_own_people(tmp_path: Path) -> None:
    played = play(tmp_path, US_ONLY, INDIRECT, launching(s_2=109))
    assert played.days("LAST_SHIP_WAITS", "s-1") == [100]
    assert played.days("UNDOCKS", "s-1") == [115]
    assert not [each for each in played.episodes if "SEGMENT_GAP rs" in each]


def test_company_of_another_segment_does_not_end_it(tmp_path: Path) -> None:
    """d-2 docks on day 103 with nobody of `rs`."""
    played = play(tmp_path, US_ONLY, INDIRECT, launching(s_2=109, d_2=102))
    assert played.days("UNDOCKS", "s-1") == [115]


def test_nobody_waits_for_a_segment_of_which_none_is_to_come(tmp_path: Path) -> None:
    none = {"manifest": {f"s-{n}": {"crew": ["usos"]} for n in (2, 3, 4)}}
    played = play(tmp_path, US_ONLY, INDIRECT, none, launching(s_2=109))
    assert played.days("UNDOCKS", "s-1") == [100]


def test_each_segment_is_owed_the_overlap(tmp_path: Path) -> None:
    """`usos` have had company all along, `rs` since day 99."""
    played = play(tmp_path, US_ONLY, INDIRECT, launching(s_2=98))
    assert played.days("UNDOCKS", "s-1") == [104]


def test_it_leaves_at_its_limit_where_nobody_waits_past_it(tmp_path: Path) -> None:
    played = play(tmp_path, US_ONLY, slipped(60))
    assert played.days("UNDOCKS", "s-1") == [124]
    assert not played.all("LAST_SHIP_WAITS")


def test_it_waits_to_the_bound_of_the_last_ship(tmp_path: Path) -> None:
    played = play(tmp_path, US_ONLY, slipped(60), extension(20, last_ship=40))
    assert played.days("LAST_SHIP_WAITS", "s-1") == [144]
    assert played.days("UNDOCKS", "s-1") == [160]


def test_nor_does_it_leave_by_choice(tmp_path: Path) -> None:
    choice: Tree = {"policy": {"leave_early": {"probability": 1, "by": "10 d"}}}
    early = slipped(24)
    assert play(tmp_path, early, choice).days("UNDOCKS", "s-1") == [114]
    assert play(tmp_path, US_ONLY, early, choice).days("UNDOCKS", "s-1") == [124]


# --- 4.8.8 at its bound it waits as others do at their limit --------------------------------------


@pytest.mark.parametrize(
    ("slip", "leaves"), [(35, 135), (54, 154), (70, 170), (75, 174), (85, 154)]
)
def test_at_its_bound_it_waits_for_whom_is_known_to_come(
    tmp_path: Path, slip: float, leaves: float
) -> None:
    """The bound is on day 154, the line's extension 20 days; s-2 docks `slip` after day 95."""
    late = launching(s_2=94 + slip)
    played = play(tmp_path, without(*BLUE), late, extension(20, last_ship=30))
    assert played.days("UNDOCKS", "s-1") == [leaves]


def test_it_leaves_when_that_is_known_no_more(tmp_path: Path) -> None:
    late = [launching(s_2=164), pinned(s_2={"lost": True})]
    played = play(tmp_path, without(*BLUE), *late, extension(20, last_ship=30))
    assert played.days("EXTENDED", "s-1") == [154]
    assert played.days("UNDOCKS", "s-1") == [164]
    assert played.row("UNDOCKS", "s-1").cause is Cause.LIMIT


def test_a_ship_that_takes_a_patient_home_is_no_company(tmp_path: Path) -> None:
    """MODEL 4.5.1: s-1 is to leave on day 144, d-1 with its patient on day 150."""
    ill = pinned(d_1={"medical_return": day(143), "lead": "7 d"}, s_2={"slip": "60 d"})
    waits = extension(20, last_ship=40)
    played = play(tmp_path, ill, waits, launching(d_2=500, d_3=540, d_4=580))
    assert played.days("LAST_SHIP_WAITS", "s-1") == [144]
    assert played.day("UNDOCKS", "s-1") == 155 + 5
    well = play(tmp_path, slipped(60), waits, launching(d_2=500, d_3=540, d_4=580))
    assert well.days("LAST_SHIP_WAITS", "s-1") == []
    assert well.day("UNDOCKS", "s-1") == 144


def test_who_waits_as_the_last_waits_on_when_their_company_falls_ill(tmp_path: Path) -> None:
    """s-2 has docked on day 155, and its crew falls ill on day 157."""
    late = {"s_1": {"overlap": "9 d"}, "s_2": {"slip": "60 d", "medical_return": day(157)}}
    waits = extension(20, last_ship=60)
    played = play(
        tmp_path, pinned(**late), waits, without(*BLUE), {"people": {"medical_lead": "3 d"}}
    )
    assert played.days("LAST_SHIP_WAITS", "s-1") == [144]
    assert played.day("UNDOCKS", "s-2") == 160
    assert played.day("UNDOCKS", "s-1") == 184
