"""A stage on which something is broken on a certain day, and what the audit says of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from sim.auditor import Audited, AuditError
from sim.auditor.books import Books
from sim.core.clock import DAY
from sim.engine.build import build
from sim.engine.clock.simpy import Clock
from sim.engine.memory.access import World
from sim.engine.memory.words import Ship
from sim.engine.order import key_of
from sim.rules import events
from tests.engine.stage import Tree, staged

Mischief = Callable[[World], None]

STRIKES = events.STAND_DOWN_BEGINS - 1
"""A rank at which nothing happens but mischief."""


def caught(tmp_path: Path, on: float, mischief: Mischief, *overrides: Tree) -> AuditError:
    """Play the stage, do something to the world on that day, return the complaint."""

    class Sabotaged(Audited):
        def clock(self, w: World) -> Clock:
            clock = super().clock(w)
            w.program = self.program
            strikes(w, clock, round(on * DAY), mischief)
            return clock

    with pytest.raises(AuditError) as error:
        Sabotaged(build(staged(tmp_path, *overrides))).replay(7, 3)
    return error.value


def strikes(w: World, clock: Clock, second: int, mischief: Mischief) -> None:
    """Have something done to the world at a second."""

    def strike() -> bool:
        w.now = second
        mischief(w)
        return True

    clock.rings(key_of(second, STRIKES, 0), strike)


def named(w: World, name: str) -> Ship:
    """The ship of that name."""
    return w.records["ships_at"][w.program.flights.names.index(name)]


def replaced(monkeypatch: pytest.MonkeyPatch, name: str, new: Any) -> Any:
    """Replace a function, such as ``rooms.departures.leaves_at``, wherever it was imported.

    Returns
    -------
    callable
        What it was.
    """
    module, _, function = f"sim.engine.{name}".rpartition(".")
    old = getattr(import_module(module), function)
    for each in [m for key, m in sys.modules.items() if key.startswith("sim.engine.")]:
        if vars(each).get(function) is old:
            monkeypatch.setattr(each, function, new)
    return old


def without_agreement(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the world differ from its log, so that the demands made of the log are all there is."""
    monkeypatch.setattr("sim.auditor.world.Audited.agrees", nothing)


TOLD_STATE = "a pad comes to be in the state that is told"
SAID_STATE = "a pad is said to be in the state that it is in"


def without_states(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a pad be in another state than is told, so that what comes of it is found."""
    ask = Books.ask

    def asked(books: Books, subject: str, rule: str, holds: object, found: str = "") -> None:
        ask(books, subject, rule, holds or rule in (TOLD_STATE, SAID_STATE), found)

    monkeypatch.setattr(Books, "ask", asked)


def nothing(*_: object) -> None:
    """What a forgotten line of code does."""
