"""The compiled engine: the futures of the reference, event by event, as machine code."""

from __future__ import annotations

import numpy as np

from sim.engines.batch import Batch, Rows
from sim.engines.fast.image import Image, Rooms
from sim.engines.fast.ledger import EPISODE_WIDTH
from sim.engines.fast.log import UNMET_PINS, WIDTH
from sim.engines.fast.making import make_image
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
        self.play = compiled()
        self.rooms = Rooms()
        self.log_rooms = Rooms(log=LOG_ROWS)
        self.idle: list[Image] = []  # images that no thread is playing in
        self.logging: list[Image] = []  # likewise, with room for a log

    def run(self, seed: int, replications: range) -> Batch:
        """Play a range of replications.

        Parameters
        ----------
        seed : int
            In [0, 2**64).
        replications : range
            Consecutive; each in [0, 2**32).
        """
        image = self.idle.pop() if self.idle else make_image(self.program, self.rooms)
        outcomes = self._outcomes(replications)
        while not self._played(image, seed, replications, outcomes):
            self.rooms = self.rooms.doubled()
            self.idle.clear()
            image = make_image(self.program, self.rooms)
        batch = self._batch(image, replications.start, outcomes)
        self.idle.append(image)
        return batch

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
        """One replication again, with its full event log."""
        replications = range(replication, replication + 1)
        outcomes = self._outcomes(replications)
        image = self.logging.pop() if self.logging else make_image(self.program, self.log_rooms)
        while not self._played(image, seed, replications, outcomes):
            self.log_rooms = self.log_rooms.doubled()
            self.logging.clear()
            image = make_image(self.program, self.log_rooms)
        rows = image.table("log_at", int(image.worlds[0]["log_count"]), WIDTH)
        told = tell(self.program, rows), self._batch(image, replication, outcomes)
        self.logging.append(image)
        return told

    def _outcomes(self, replications: range) -> Rows:
        return np.empty((len(replications), len(self.program.columns)), dtype=np.int64)

    def _played(self, image: Image, seed: int, replications: range, outcomes: Rows) -> bool:
        """Whether there was room in the image for all that happened."""
        image.begin(seed)
        first = replications.start
        return bool(
            self.play(image.worlds, image.words, image.template, image.row_at, first, outcomes)
        )

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
