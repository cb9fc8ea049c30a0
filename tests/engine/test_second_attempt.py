"""Section 3.6 of the model: a docking that fails at first is tried again, once."""

from __future__ import annotations

from pathlib import Path

from tests.engine.stage import LUCK, Tree, pinned, play


def attempts(first: float, second: float, after: str = "2 d") -> Tree:
    """The chances that a Soyuz fails to dock at its first and at its second attempt."""
    again = {"after": after, "failure_probability": second}
    soyuz = {"docking_failure_probability": first, "second_attempt": again}
    return {"vehicles": {"soyuz": soyuz}}


def test_the_second_attempt_docks_later(tmp_path: Path) -> None:
    played = play(tmp_path, LUCK, attempts(1, 0))
    assert played.days("TRIES_AGAIN", "s-2") == [95]
    assert played.days("DOCKS", "s-2") == [97]
    assert played.row("TRIES_AGAIN", "s-2").seconds == 2 * 86_400


def test_it_may_fail_too_and_then_comes_home(tmp_path: Path) -> None:
    played = play(tmp_path, LUCK, attempts(1, 1))
    assert played.days("TRIES_AGAIN", "s-2") == [95]
    assert played.days("FAILS_TO_DOCK", "s-2") == [97]


def test_who_docks_at_once_does_not_try_again(tmp_path: Path) -> None:
    played = play(tmp_path, LUCK, attempts(0, 1))
    assert not played.all("TRIES_AGAIN")
    assert played.days("DOCKS", "s-2") == [95]


def test_a_pin_is_of_the_last_attempt(tmp_path: Path) -> None:
    failed = pinned(s_2={"fails_to_dock": True})
    assert play(tmp_path, attempts(0, 0), failed).days("FAILS_TO_DOCK", "s-2") == [95]
    docks = pinned(s_2={"fails_to_dock": False})
    assert play(tmp_path, LUCK, attempts(1, 1), docks).days("DOCKS", "s-2") == [95]


def test_in_quiet_play_only_what_is_certain_fails(tmp_path: Path) -> None:
    """MODEL 1.4.3."""
    assert play(tmp_path, attempts(0.99, 1)).days("DOCKS", "s-2") == [95]
    assert play(tmp_path, attempts(1, 0.99)).days("DOCKS", "s-2") == [97]
