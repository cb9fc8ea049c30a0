"""Section 2.2.4 of the model: a person's way home, one ship after another."""

from __future__ import annotations

from pathlib import Path

from tests.engine.stage import Played, Tree, flight, pinned, play

ROOM: Tree = {
    "docked": {"d-1": {"crew": {"dora": "usos", "emil": "usos"}}},
    "manifest": {
        "d-2": flight("blue", 50, ("usos", "usos")),
        "s-2": flight("red", 94, ("rs", "usos")),
    },
}


def crew(*homes: str) -> Tree:
    carol = {"segment": "usos", "home": list(homes)}
    return {"docked": {"s-1": {"crew": {"anna": "rs", "boris": "rs", "carol": carol}}}}


def changes(played: Played) -> list[tuple[float, str, str]]:
    return [
        (row.second / 86400, row.entity, row.other)
        for row in played.rows
        if row.happening.name == "SEAT_CHANGED"
    ]


def test_they_change_from_ship_to_ship_in_turn(tmp_path: Path) -> None:
    played = play(tmp_path, ROOM, crew("d-1", "d-2", "s-2"))
    assert changes(played) == [(0, "carol", "d-1"), (51, "carol", "d-2"), (95, "carol", "s-2")]
    assert played.row("UNDOCKS", "s-1").people == 5


def test_one_that_never_comes_is_waited_for(tmp_path: Path) -> None:
    lost = pinned(d_2={"lost": True})
    played = play(tmp_path, ROOM, crew("d-1", "d-2", "s-2"), lost)
    assert changes(played) == [(0, "carol", "d-1")]


def test_one_ship_as_a_list_is_that_ship(tmp_path: Path) -> None:
    assert changes(play(tmp_path, ROOM, crew("d-2"))) == [(51, "carol", "d-2")]
