"""Sections 3.5 and 5.2 of the model: who gives up a seat, and who stays the last of a segment."""

from __future__ import annotations

from pathlib import Path

from tests.engine.lever_stage import policy
from tests.engine.stage import Tree, day, pinned, play

KEEPS = policy(stays_behind="keep_segments")
UNFIT = pinned(s_1={"unfit": day(60)})
"""Three of s-1 are stranded; d-2 flies on day 144 with three of usos and one of rs, the last."""
RELIEF: Tree = {
    "lines": {"blue": {"relief_seats": 2}, "red": {"rescue_preparation": "500 d"}},
}


def test_the_last_on_the_list_stays_behind(tmp_path: Path) -> None:
    played = play(tmp_path, UNFIT, RELIEF)
    assert len(played.row("LAUNCHES", "d-2").crew) == 2
    assert not [name for name in played.row("LAUNCHES", "d-2").crew if " rs " in name]


def test_a_crew_that_keeps_its_segments_keeps_one_of_each(tmp_path: Path) -> None:
    crew = play(tmp_path, UNFIT, RELIEF, KEEPS).row("LAUNCHES", "d-2").crew
    assert len(crew) == 2
    assert [name for name in crew if " rs " in name]
    assert [name for name in crew if " usos " in name]
