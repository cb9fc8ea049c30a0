"""Section 2.5 of the model: the first launches after a repair damage the pad more often.

Four Progress fly on days 20, 40, 60 and 80, unless a test says otherwise all from *east*, which is
repaired on day 5.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.engine.lever_stage import CARGO_PORTS, manifest, outage
from tests.engine.stage import (
    LATER,
    LUCK,
    Played,
    Tree,
    cargo,
    day,
    flight,
    futures,
    pinned,
    play,
    staged,
)
from tests.engine.window_stage import broken, pad_of

SOUTH: Tree = {"pads": {"south": {"families": ["r7"]}}}


# --- the first launches after a repair ------------------------------------------------------------


def worn(launches: int = 2, after: float = 1, before: float = 0, **more: Any) -> list[Tree]:
    """East, repaired on day 5, with its own chance of damage behind a repair; four Progress."""
    fresh = {"launches": launches, "damage_probability": after}
    pad = {"damage_probability": before, "repair": "2 d", "after_repair": fresh, **more}
    four = manifest(**{f"p_{n}": cargo(20 * n) for n in (1, 2, 3, 4)})
    return [LUCK, LATER, CARGO_PORTS, four, outage(-10, 5, **pad), {"until": day(90)}]


SAFE = {"damages_pad": False}


def damaged(played: Played) -> list[float]:
    return played.days("PAD_DAMAGED", "east")


def test_the_first_launches_after_a_repair_damage_the_pad(tmp_path: Path) -> None:
    # each damage is repaired again, so that the next launch is the first behind a repair
    assert damaged(play(tmp_path, *worn())) == [20, 40, 60, 80]
    assert damaged(play(tmp_path, *worn(after=0))) == []


def test_so_many_of_them(tmp_path: Path) -> None:
    once = pinned(p_1=SAFE)
    assert damaged(play(tmp_path, *worn(1), once)) == []
    assert damaged(play(tmp_path, *worn(2), once)) == [40, 60, 80]
    assert damaged(play(tmp_path, *worn(2), pinned(p_1=SAFE, p_2=SAFE))) == []
    assert damaged(play(tmp_path, *worn(3), pinned(p_1=SAFE, p_2=SAFE))) == [60, 80]


def test_they_are_counted_anew_with_every_repair(tmp_path: Path) -> None:
    again = pinned(p_1=SAFE, p_2={"damages_pad": "5 d"})
    assert damaged(play(tmp_path, *worn(1), again)) == [40, 60, 80]
    twice = pinned(p_1=SAFE, p_2=SAFE, p_3=SAFE)
    assert damaged(play(tmp_path, *worn(2), twice, broken((70, 75)))) == [80]
    assert damaged(play(tmp_path, *worn(2), twice, broken())) == []


def test_never_before_a_repair(tmp_path: Path) -> None:
    up = {"pads": {"east": {"outage": None}}}
    assert damaged(play(tmp_path, *worn(), up)) == []
    assert damaged(play(tmp_path, *worn(), up, broken((50, 55)))) == [60, 80]
    assert damaged(play(tmp_path, *worn(2, before=1, after=0), up)) == [20, 80]


def test_their_probability_stands_for_the_pads(tmp_path: Path) -> None:
    assert damaged(play(tmp_path, *worn(3, after=0, before=1))) == [80]


def test_a_lost_launch_is_one_of_them(tmp_path: Path) -> None:
    lost = pinned(p_1={"lost": True, "stand_down": "1 d", "damages_pad": False})
    assert damaged(play(tmp_path, *worn(1), lost)) == []
    assert damaged(play(tmp_path, *worn(2), lost)) == [40, 60, 80]


def test_a_scrub_is_none_of_them(tmp_path: Path) -> None:
    assert damaged(play(tmp_path, *worn(1), pinned(p_1={"scrubs": 3}))) == [23, 40, 60, 80]


def test_a_launch_from_another_pad_is_none_of_them(tmp_path: Path) -> None:
    busy = worn(1, turnaround="25 d")
    played = play(tmp_path, *busy, SOUTH, pinned(p_1=SAFE, p_3={"damages_pad": "1 d"}))
    # east: p-1 on 20; south: p-2 on 40; east: p-3 on 60; south: p-4 on 80
    assert [pad_of(played, f"p-{n}") for n in (1, 2, 3, 4)] == ["east", "south", "east", "south"]
    assert damaged(played) == [60]
    elsewhere = play(tmp_path, *worn(2, turnaround="25 d"), SOUTH, pinned(p_1=SAFE))
    assert damaged(elsewhere) == [60]  # the second from east


def test_a_crewed_launch_is_one_of_them(tmp_path: Path) -> None:
    crew = manifest(s_2=flight("red", 10))
    assert damaged(play(tmp_path, *worn(1), crew, pinned(s_2=SAFE))) == []
    assert damaged(play(tmp_path, *worn(1), crew))[:2] == [10, 20]


def test_as_planned_only_what_is_certain_does(tmp_path: Path) -> None:
    """MODEL 1.4.3."""
    quiet: Tree = {"pins": {"rest": "as_planned"}}
    assert damaged(play(tmp_path, *worn(after=0.99), quiet)) == []
    assert damaged(play(tmp_path, *worn(), quiet)) == [20, 40, 60, 80]


def test_the_flights_draw_is_the_same(tmp_path: Path) -> None:
    only = {"until": day(30)}
    plain = staged(
        tmp_path, *worn(1, after=0, before=0.5), {"pads": {"east": {"outage": None}}}, only
    )
    found = [damaged(played) for played in futures(plain, 20)]
    fresh = staged(tmp_path, *worn(1, after=0.5), only)
    assert [damaged(played) for played in futures(fresh, 20)] == found
    assert 4 <= sum(map(len, found)) <= 16
    more = staged(tmp_path, *worn(1, after=0.8), only)
    both = [damaged(played) for played in futures(more, 20)]
    assert all(one == two for one, two in zip(found, both, strict=True) if one)
