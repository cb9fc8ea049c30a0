"""The reference engine: the executable specification, with the full event log."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import numpy.typing as npt

from sim.core.clock import DAY
from sim.core.draws import uniforms
from sim.engines.batch import EPISODE, Batch
from sim.engines.program import Program
from sim.engines.reference.audit import AuditedOperations
from sim.engines.reference.luck import Address, Luck
from sim.engines.reference.operations import Operations
from sim.engines.reference.row import outcome_row
from sim.engines.reference.world import World
from sim.outcomes import LogRow

BLOCK = 64
"""Replications whose uniforms are drawn in one call; it changes no value."""


@contextmanager
def rarer_collection() -> Iterator[None]:
    """Look for garbage cycles less often: a replication makes thousands of objects that live on.

    The defaults cost about 5 % of a run.
    """
    before = gc.get_threshold()
    gc.set_threshold(50_000, 10, 10)
    try:
        yield
    finally:
        gc.set_threshold(*before)


class Reference:
    """Plays a program one replication at a time.

    Parameters
    ----------
    program : Program
    audit : bool
        True to check the invariants of the model after every event (`sim.engines.reference.audit`);
        the rows are the same, it only takes longer.
    """

    name = "reference"
    in_threads = False

    def __init__(self, program: Program, *, audit: bool = False) -> None:
        self.program = program
        self.operations = AuditedOperations if audit else Operations

    def run(self, seed: int, replications: range) -> Batch:
        """Play a range of replications.

        Parameters
        ----------
        seed : int
            In [0, 2**64).
        replications : range
            Consecutive; each in [0, 2**32).
        """
        with rarer_collection():
            return self._run(seed, replications)

    def _run(self, seed: int, replications: range) -> Batch:
        rows: list[list[int]] = []
        episodes: list[tuple[int, ...]] = []
        heads = Heads(self.program)
        unmet: Counter[str] = Counter()
        fired: Counter[str] = Counter()
        for start in range(0, len(replications), BLOCK):
            block = replications[start : start + BLOCK]
            luck = uniforms(seed, block, self.program.luck.keys)
            for replication, row in zip(block, luck, strict=True):
                world = self._play(Address(seed, replication), row.tolist())
                rows.append(outcome_row(world))
                episodes += _episodes(replication, world)
                heads.add(world.ledger.steps)
                unmet.update(set(world.unmet_pins))
                for happening, times in world.fired.items():
                    fired[happening.name.lower()] += times
        return Batch(
            first=replications.start,
            outcomes=_rows(rows, len(self.program.columns)),
            episodes=_rows(episodes, len(EPISODE)),
            headcount=heads.counted(),
            unmet_pins=dict(unmet),
            fired=dict(fired),
        )

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
        """One replication again, with its full event log."""
        row = uniforms(seed, [replication], self.program.luck.keys)[0].tolist()
        world = self._play(Address(seed, replication), row, logging=True)
        heads = Heads(self.program)
        heads.add(world.ledger.steps)
        batch = Batch(
            first=replication,
            outcomes=_rows([outcome_row(world)], len(self.program.columns)),
            episodes=_rows(_episodes(replication, world), len(EPISODE)),
            headcount=heads.counted(),
            unmet_pins=dict(Counter(set(world.unmet_pins))),
            fired={happening.name.lower(): n for happening, n in world.fired.items()},
        )
        return world.log or [], batch

    def _play(self, address: Address, row: list[float], *, logging: bool = False) -> World:
        luck = Luck(self.program, address, row)
        return self.operations(self.program, luck, logging=logging).play()


def _episodes(replication: int, world: World) -> list[tuple[int, ...]]:
    return [(replication, *episode) for episode in world.ledger.episodes]


def _rows(rows: Sequence[Sequence[int]], columns: int) -> npt.NDArray[np.int64]:
    return np.array(rows, dtype=np.int64).reshape(len(rows), columns)


class Heads:
    """How many replications have k people aboard on each day, at the clock time of ``as_of``.

    Kept as differences at events and summed once.
    """

    def __init__(self, program: Program) -> None:
        self.days = (program.until - 1) // DAY + 1
        self.who = 1 + len(program.segments)
        self.most = len(program.people.names) + 1
        self.begins: list[int] = []
        self.ends: list[int] = []

    def add(self, steps: Sequence[tuple[int, int, int, int]]) -> None:
        """Add one replication: people aboard, total and by segment, from each second on."""
        days, most = self.days, self.most
        row = self.who * most
        for n, (at, *counts) in enumerate(steps):
            first = -(-at // DAY)
            last = -(-steps[n + 1][0] // DAY) if n + 1 < len(steps) else days
            if first >= last:
                continue
            place = 0
            for count in counts:
                self.begins.append(first * row + place + count)
                self.ends.append(last * row + place + count)
                place += most

    def counted(self) -> npt.NDArray[np.int32]:
        """The head counts, int32, shape (days, 1 + segments, most people + 1)."""
        size = (self.days + 1) * self.who * self.most
        changes = self._counted(self.begins, size) - self._counted(self.ends, size)
        days = changes.reshape(self.days + 1, self.who, self.most).cumsum(axis=0)
        return days[: self.days].astype(np.int32)

    @staticmethod
    def _counted(places: list[int], size: int) -> npt.NDArray[np.int64]:
        return np.bincount(np.array(places, dtype=np.int64), minlength=size)
