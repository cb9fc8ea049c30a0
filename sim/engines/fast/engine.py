"""The compiled engine: the futures of the reference, event by event, as machine code."""

from __future__ import annotations

import numpy as np

from sim.engines.batch import Batch, Rows
from sim.engines.fast.image import Image, Rooms
from sim.engines.fast.images import Images
from sim.engines.fast.ledger import EPISODE_WIDTH
from sim.engines.fast.log import UNMET_PINS, WIDTH
from sim.engines.fast.tale import tell
from sim.engines.program import Program
from sim.outcomes import Happening, LogRow

LOG_ROWS = 4096
"""Rows of the log of one replication for which there is room at first."""


class Fast:
    """Plays a program in compiled code; several threads may play at once.

    Parameters
    ----------
    program : Program
    """

    name = "fast"
    in_threads = True

    def __init__(self, program: Program) -> None:
        from sim.engines.fast.compile import compiled  # numba takes half a second to import

        self.program = program
        self._play = compiled()
        self.images = Images(program, Rooms())
        self._logging = Images(program, Rooms(log=LOG_ROWS))

    def run(self, seed: int, replications: range) -> Batch:
        """Play a range of replications.

        Parameters
        ----------
        seed : int
            In [0, 2**64).
        replications : range
            Consecutive; each in [0, 2**32).
        """
        outcomes = self._outcomes(replications)
        image = self.images.take(seed)
        while not self.play(image, replications.start, outcomes):
            image = self.images.take_larger(image, seed)
        batch = self._batch(image, replications.start, outcomes)
        self.images.give(image)
        return batch

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
        """One replication again, with its full event log."""
        outcomes = self._outcomes(range(replication, replication + 1))
        image = self._logging.take(seed)
        while not self.play(image, replication, outcomes):
            image = self._logging.take_larger(image, seed)
        rows = image.table("log_at", int(image.worlds[0]["log_count"]), WIDTH)
        told = tell(self.program, rows), self._batch(image, replication, outcomes)
        self._logging.give(image)
        return told

    def play(self, image: Image, first: int, outcomes: Rows) -> bool:
        """Play as many replications as there are rows, and return whether there was room for all.

        Parameters
        ----------
        image : Image
            What was summed up in it before goes on.
        outcomes : int64 array, shape (n, columns)
            Is written.
        """
        return bool(
            self._play(image.worlds, image.words, image.template, image.row_at, first, outcomes)
        )

    def _outcomes(self, replications: range) -> Rows:
        return np.empty((len(replications), len(self.program.columns)), dtype=np.int64)

    def _batch(self, image: Image, first: int, outcomes: Rows) -> Batch:
        program, at = self.program, image.at
        episodes = image.table("episodes_at", int(image.worlds[0]["episodes"]), EPISODE_WIDTH)
        (fired,) = image.table("fired_at", 1, max(Happening) + 1)
        unmet = image.table("unmet_at", len(UNMET_PINS) * at["ships"], 2)[:, 1]
        days, who, most = at["days"], 1 + at["segments"], at["people"] + 1
        heads = image.table("headcount_at", who * most, days + 1)[:, :days]
        headcount = np.ascontiguousarray(heads.cumsum(axis=1, dtype=np.int32).T)
        return Batch(
            first=first,
            outcomes=outcomes,
            episodes=episodes.copy(),
            headcount=headcount.reshape(days, who, most),
            unmet_pins={
                f"{program.flights.names[k % at['ships']]}: {UNMET_PINS[k // at['ships']]}": n
                for k, n in enumerate(unmet.tolist())
                if n
            },
            fired={each.name.lower(): int(fired[each]) for each in Happening if fired[each]},
        )
