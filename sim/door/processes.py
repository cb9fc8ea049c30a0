"""How own processes run: behind the model in each second, and the rows of its log to wait for."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Any

import numpy as np
from simpy import Environment, Event
from simpy.events import NORMAL, EventPriority

from sim.core.errors import nearest
from sim.door.station import Station
from sim.engine.batch import Batch
from sim.engine.clock.simpy import Clock
from sim.engine.log_rows import Reader
from sim.engine.memory.access import World
from sim.engine.memory.words import WIDTH
from sim.engine.program import Program
from sim.engine.simpy import Simpy
from sim.outcomes import Happening, LogRow

Process = Callable[[Environment, Station], Generator[Event, Any, Any]]
"""An own process: a generator function of SimPy's environment and the station."""

LAST = EventPriority(NORMAL + 1)
"""The priority at which a row of the log is handed over: all else of its second has come."""


class Rows:
    """Hands the rows of the log to those who wait for them, one after the other.

    A row comes once everybody whom the row before it has woken has done what there was to do.

    Parameters
    ----------
    clock : Clock
    reader : Reader
    names : collection of str
        Whatever a row can be about.
    """

    def __init__(self, clock: Clock, reader: Reader, names: Iterable[str]) -> None:
        self._clock = clock
        self._reader = reader
        self._names = frozenset(names)
        self._read = 0
        self._rows: deque[LogRow] = deque()
        self._waiting: list[tuple[Event, Happening | None, str | None]] = []

    def wait(self, happening: Happening | None, entity: str | None) -> Event:
        """Return an event that comes with the next row of this kind, of this entity."""
        if entity is not None and entity not in self._names:
            raise KeyError(f"nothing is called {entity!r}{nearest(entity, self._names)}")
        event = Event(self._clock)
        self._waiting.append((event, happening, entity))
        return event

    def read(self, w: World) -> None:
        """Take in what the model has written down since the last time."""
        new, self._read = w.log_count - self._read, w.log_count
        if not new:
            return
        begins = w.log_at + WIDTH * (self._read - new)
        numbers = np.array(w.words_at(begins, WIDTH * new)).reshape(new, WIDTH)
        if not self._rows:
            self._comes()
        self._rows.extend(self._reader.rows(numbers))

    def _comes(self) -> None:
        """Have the next row handed over at the end of this second."""
        event = Event(self._clock)
        event._ok, event._value = True, None
        event.callbacks.append(self._hand_over)
        self._clock.schedule(event, LAST)

    def _hand_over(self, _: Event) -> None:
        row = self._rows.popleft()
        waiting, self._waiting = self._waiting, []
        for event, happening, entity in waiting:
            if event.triggered:
                continue
            if happening in (None, row.happening) and entity in (None, row.entity):
                event.succeed(row)
            else:
                self._waiting.append((event, happening, entity))
        if self._rows:
            self._comes()


class OpenClock(Clock):
    """The model's clock with own processes beside it.

    Parameters
    ----------
    w : World
    program : Program
    reader : Reader
        Of its log.
    processes : sequence of Process
    """

    def __init__(
        self, w: World, program: Program, reader: Reader, processes: Sequence[Process]
    ) -> None:
        super().__init__(w.until)
        self._w = w
        self._rows = Rows(self, reader, names(program))
        station = Station(w, program, self, self._rows.wait)
        for process in processes:
            self.process(process(self, station))

    def next_event(self) -> int:
        """Let time pass until an event of the model comes; `NO_EVENT` if none does any more."""
        self._rows.read(self._w)
        return super().next_event()

    def step(self) -> None:
        """Let the next event come; a process may not."""
        if self.active_process is not None:
            raise RuntimeError("time passes by the model: a process waits by yielding an event")
        super().step()


def names(program: Program) -> Iterable[str]:
    """The names of whatever a row of the log can be about."""
    for named in (program.flights, program.pads, program.families, program.classes):
        yield from named.names
    yield from (*program.people.names, *program.stocks.names)


class Open(Simpy):
    """The interpreted engine with own processes beside the model.

    Parameters
    ----------
    program : Program
    processes : sequence of Process
    """

    def __init__(self, program: Program, processes: Sequence[Process]) -> None:
        super().__init__(program)
        self._processes = processes
        self._is_open = False

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
        """One replication with its full event log; each process runs once.

        It is played alone first: memory that turns out too small then is not found so while
        processes run, which would have to begin again.
        """
        super().replay(seed, replication)
        self._is_open = True
        try:
            return super().replay(seed, replication)
        finally:
            self._is_open = False

    def play_one(self, w: World) -> None:
        """Play one replication."""
        if self._is_open:
            w.clock = OpenClock(w, self.program, self._reader, self._processes)
        super().play_one(w)
