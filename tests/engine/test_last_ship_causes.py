"""Section 8.5.4 of the model: why the station stands empty where the last ship meets its limit."""

from __future__ import annotations

from pathlib import Path

from tests.engine.lever_stage import outage
from tests.engine.stage import Played, Tree, launching, pinned, play

ILL: Tree = pinned(d_1={"medical_return": "2030-03-01", "lead": "1 d"})
LATER = launching(s_2=140, s_3=300, s_4=500, d_2=150, d_3=344, d_4=544)
"""s-1 is the last ship; its limit is on day 124, and its relief is planned too late for it."""


def begun_by(played: Played) -> str:
    (empty,) = [each for each in played.episodes if each.startswith("DECREWED")]
    return empty.split(" -> ")[0].split()[-1]


def test_the_line_itself_first(tmp_path: Path) -> None:
    assert begun_by(play(tmp_path, ILL, LATER, launching(s_2=100), outage(50, 400))) == "PAD"
    lost = pinned(s_2={"lost": True, "stand_down": "60 d"})
    soon = launching(s_2=100)
    assert begun_by(play(tmp_path, ILL, LATER, soon, lost)) == "LOSS"


def test_else_the_other_line_that_lacks_something(tmp_path: Path) -> None:
    west = outage(100, 400, "west")
    early = launching(d_2=110)
    assert begun_by(play(tmp_path, ILL, LATER, early, west)) == "PAD"
    lost = pinned(d_2={"lost": True})
    assert begun_by(play(tmp_path, ILL, LATER, early, lost)) == "LOSS"


def test_else_it_was_planned(tmp_path: Path) -> None:
    assert begun_by(play(tmp_path, ILL, LATER)) == "PLAN"


def test_who_is_not_the_last_is_judged_by_their_own_line(tmp_path: Path) -> None:
    played = play(tmp_path, LATER, outage(100, 400, "west"))
    (gap,) = [each for each in played.episodes if "HANDOVER_GAP red" in each]
    assert "PLAN ->" in gap
