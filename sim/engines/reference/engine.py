"""The reference engine: the executable specification, with the full event log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.core.clock import DAY, NEVER
from sim.core.draws import uniforms
from sim.engines.batch import Batch
from sim.engines.program import Program
from sim.engines.reference.luck import Address, Luck
from sim.engines.reference.operations import Operations
from sim.engines.reference.row import outcome_row
from sim.engines.reference.world import World
from sim.outcomes import Episode, LogRow

BLOCK = 64
"""Replications whose uniforms are drawn in one call; it changes no value."""


class Reference:
    """Plays a program one replication at a time.

    Parameters
    ----------
    program : Program
    """

    name = "reference"

    def __init__(self, program: Program) -> None:
        self.program = program

    def run(self, seed: int, replications: range) -> Batch:
        """Play a range of replications.

        Parameters
        ----------
        seed : int
            In [0, 2**64).
        replications : range
            Consecutive; each in [0, 2**32).
        """
        rows: list[list[int]] = []
        episodes: list[tuple[int, Episode]] = []
        headcount = self._no_headcount()
        unmet: Counter[str] = Counter()
        fired: Counter[str] = Counter()
        for start in range(0, len(replications), BLOCK):
            block = replications[start : start + BLOCK]
            luck = uniforms(seed, block, self.program.luck.keys)
            for replication, row in zip(block, luck, strict=True):
                world = self._play(Address(seed, replication), row.tolist())
                rows.append(outcome_row(world))
                episodes.extend((replication, episode) for episode in world.ledger.episodes)
                count_heads(headcount, world.ledger.steps)
                unmet.update(set(world.unmet_pins))
                for happening, times in world.fired.items():
                    fired[happening.name.lower()] += times
        return Batch(
            first=replications.start,
            outcomes=np.array(rows, dtype=np.int64).reshape(len(rows), len(self.program.columns)),
            episodes=episodes,
            headcount=headcount,
            unmet_pins=dict(unmet),
            fired=dict(fired),
        )

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
        """One replication again, with its full event log."""
        row = uniforms(seed, [replication], self.program.luck.keys)[0].tolist()
        world = self._play(Address(seed, replication), row, logging=True)
        headcount = self._no_headcount()
        count_heads(headcount, world.ledger.steps)
        batch = Batch(
            first=replication,
            outcomes=np.array([outcome_row(world)], dtype=np.int64),
            episodes=[(replication, episode) for episode in world.ledger.episodes],
            headcount=headcount,
            unmet_pins=dict(Counter(set(world.unmet_pins))),
            fired={happening.name.lower(): n for happening, n in world.fired.items()},
        )
        return world.log or [], batch

    def _play(self, address: Address, row: list[float], *, logging: bool = False) -> World:
        luck = Luck(self.program, address, row)
        return Operations(self.program, luck, logging=logging).play()

    def _no_headcount(self) -> npt.NDArray[np.int32]:
        """Zeros for every day, for the total and each segment, for every possible head count."""
        classes = self.program.classes
        most = sum(
            max(
                (classes.seats[k] for k, ports in enumerate(classes.ports) if port in ports),
                default=0,
            )
            for port in range(len(self.program.ports.names))
        )
        aboard = sum(1 for since in self.program.people.aboard_since if since < NEVER)
        days = (self.program.until - 1) // DAY + 1
        return np.zeros((days, 1 + len(self.program.segments), most + aboard + 1), dtype=np.int32)


def count_heads(
    headcount: npt.NDArray[np.int32], steps: Sequence[tuple[int, int, int, int]]
) -> None:
    """Add one replication's people aboard on each day at the clock time of ``as_of``."""
    days = headcount.shape[0]
    for n, (at, *counts) in enumerate(steps):
        ends = steps[n + 1][0] if n + 1 < len(steps) else days * DAY
        first, last = -(-at // DAY), min(-(-ends // DAY), days)
        for who, count in enumerate(counts):
            headcount[first:last, who, count] += 1
