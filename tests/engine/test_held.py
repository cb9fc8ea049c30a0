"""Section 6.8 of the model: a held vehicle that leaves past limit and waiver is noted in the log.

s-2 launches on day 154 and docks on 155; the limit of s-1 is on day 124.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.outcomes import Cause
from tests.engine.lever_stage import outage, policy
from tests.engine.stage import day, pinned, play, without

LATE = pinned(s_2={"slip": "60 d"})
HOLD = policy(hold=["red"])


def test_it_is_noted_once_just_before_it_undocks(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, HOLD)
    assert played.all("HELD") == ["155.00 HELD s-1 LIMIT"]
    row = played.row("HELD", "s-1")
    assert (row.rank, row.cause) == (40, Cause.LIMIT)
    at = played.rows.index(row)
    assert (played.rows[at + 1].happening.name, played.rows[at + 1].entity) == ("UNDOCKS", "s-1")


@pytest.mark.parametrize(
    ("waiver", "noted"), [("10 d", True), ("30 d 86399 s", True), ("31 d", False), ("33 d", False)]
)
def test_within_limit_and_waiver_it_is_not(tmp_path: Path, waiver: str, noted: bool) -> None:
    played = play(tmp_path, LATE, HOLD, policy(waiver=waiver))
    assert bool(played.days("HELD", "s-1")) == noted


def test_relieved_in_time_it_is_not(tmp_path: Path) -> None:
    for slip in ("0 d", "28 d", "29 d"):
        assert not play(tmp_path, pinned(s_2={"slip": slip}), HOLD).all("HELD")


def test_without_the_lever_it_is_not(tmp_path: Path) -> None:
    for hold in ([], [policy(hold=["blue"])]):
        assert not play(tmp_path, LATE, *hold).all("HELD")


def test_weather_alone_is_not(tmp_path: Path) -> None:
    weather = pinned(s_1={"hold": "6 d"}, s_2={"slip": "23 d"})
    played = play(tmp_path, weather, HOLD)
    assert played.days("UNDOCKS", "s-1") == [129]
    assert not played.all("HELD")


def test_it_is_noted_after_the_weather(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, HOLD, pinned(s_1={"hold": "4 d"}))
    assert played.days("HELD", "s-1") == played.days("UNDOCKS", "s-1") == [159]


def test_it_is_noted_when_an_illness_ends_it(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(130), "lead": "3 d"})
    played = play(tmp_path, LATE, HOLD, ill)
    assert played.days("HELD", "s-1") == [133]
    assert "133.00 UNDOCKS s-1 MEDICAL" in played.log


def test_it_is_noted_when_the_last_successor_is_lost(tmp_path: Path) -> None:
    lost = pinned(s_2={"slip": "60 d", "lost": True, "stand_down": "5 d"})
    played = play(tmp_path, lost, HOLD, without("manifest.s-3", "manifest.s-4"))
    assert played.days("HELD", "s-1") == played.days("UNDOCKS", "s-1") == [154]


def test_one_that_never_leaves_is_not(tmp_path: Path) -> None:
    assert not play(tmp_path, outage(-10, 900), HOLD).all("HELD")


def test_each_vehicle_that_was_held_is_noted(tmp_path: Path) -> None:
    both = pinned(s_2={"slip": "60 d"}, d_2={"slip": "60 d"})
    played = play(tmp_path, both, policy(hold=True))
    assert played.all("HELD") == ["155.00 HELD s-1 LIMIT", "205.00 HELD d-1 LIMIT"]
