"""SimPy events of our own: ranked within the second, and alarms that can be set anew."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from simpy import Environment, Event

from sim.core.clock import NEVER
from sim.rules.events import priority

Process = Generator[Event, Any, None]
"""A SimPy process of ours: it yields events and returns nothing."""


class Ranked(Event):
    """An event at an absolute second, in the declared order of that second (MODEL 9)."""

    __slots__ = ()

    def __init__(self, env: Environment, at: int, rank: int, entity: int) -> None:
        self.env = env
        self.callbacks = []
        self._value = None
        self._ok = True
        env.schedule(self, priority(rank, entity), at - env.now)  # type: ignore[arg-type]


class Alarm(Event):
    """A ranked event that rings at the instant it was last set to; a process may wait for it.

    It may be set again and again, also after it rang; only the last setting counts.
    """

    __slots__ = ("at", "entity", "rank", "tick")

    def __init__(self, env: Environment, rank: int, entity: int) -> None:
        self.env = env
        self.callbacks = []
        self._value = None
        self._ok = True
        self.rank = rank
        self.entity = entity
        self.at = NEVER
        self.tick: Event | None = None

    def set(self, at: int) -> None:
        """Ring at `at` instead, at once if that has passed, not at all if it is `NEVER`."""
        now = int(self.env.now)
        if at < now:
            at = now
        if at == self.at:
            return
        self.at = at
        self.tick = None
        if at < NEVER:
            self.tick = Ranked(self.env, at, self.rank, self.entity)
            self.tick.callbacks.append(self._tick)

    def _tick(self, tick: Event) -> None:
        if tick is self.tick:
            self.ring()

    def ring(self) -> None:
        """Let whoever waits go on, now."""
        self.at = NEVER
        self.tick = None
        waiting, self.callbacks = self.callbacks, []
        for go_on in waiting:
            go_on(self)
