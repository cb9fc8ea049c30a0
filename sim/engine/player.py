"""What every engine does: lend memory, play replications in it, hand back what is in it then."""

from abc import ABC, abstractmethod

import numpy as np
import numpy.typing as npt

from sim.engine.batch import EPISODE, KIND, PLACE, REPLICATION, START, Batch, Rows
from sim.engine.log_rows import Reader
from sim.engine.memory.image import Image, Rooms
from sim.engine.memory.images import Images
from sim.engine.memory.words import WIDTH, Unmet, Words
from sim.engine.program import Program
from sim.outcomes import Happening, LogRow

Floats = npt.NDArray[np.float64]

LOG_ROWS = 4096
"""Rows of the log of one replication, and episodes, for which there is room at first."""

FEW, FEW_EPISODES = 1_000, 16_384
"""So many replications at the most have room for so many episodes at first, some times what they
have (1 to 5 each), which is made in no time: room for many is 17 MB, and takes milliseconds to
empty, as long as some hundred replications take."""


class Player(ABC):
    """Plays a program."""

    name: str
    in_threads: bool

    def __init__(self, program: Program) -> None:
        self.program = program
        self.images = Images(program, Rooms())
        self._few = Images(program, Rooms(episodes=FEW_EPISODES))
        self._logging = Images(program, Rooms(episodes=LOG_ROWS, log=LOG_ROWS))
        self._reader = Reader(program)

    @abstractmethod
    def play(self, image: Image, first: int, outcomes: Rows) -> bool:
        """Play as many replications as there are rows, and return whether there was room for all.

        Their outcomes, shape (n, columns), are written; what was summed up in the image goes on.
        """

    def run(self, seed: int, replications: range) -> Batch:
        """Play consecutive replications, in [0, 2**32), of a seed in [0, 2**64)."""
        images = self._few if len(replications) <= FEW else self.images
        image, outcomes = self._play_in(images, seed, replications)
        batch = self._batch(image, replications.start, outcomes)
        images.give(image)
        return batch

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
        """One replication again, with its full event log."""
        image, outcomes = self._logged(seed, replication)
        told = self._reader.rows(_log_in(image)), self._batch(image, replication, outcomes)
        self._logging.give(image)
        return told

    def log(self, seed: int, replication: int) -> tuple[Words, Floats]:
        """The log of one replication as numbers, and its inputs, for whoever reads thousands.

        Its columns are `sim.engine.memory.words.ROW`; durations are in seconds.
        """
        image, _ = self._logged(seed, replication)
        at = int(image.worlds[0]["inputs_at"])
        inputs = image.words[at : at + len(self.program.inputs)].view(np.float64)
        told = _log_in(image).copy(), inputs.copy()
        self._logging.give(image)
        return told

    def _logged(self, seed: int, replication: int) -> tuple[Image, Rows]:
        return self._play_in(self._logging, seed, range(replication, replication + 1))

    def _play_in(self, images: Images, seed: int, replications: range) -> tuple[Image, Rows]:
        """Play in memory that is lent for it, or in more where that does not do."""
        outcomes = np.empty((len(replications), len(self.program.columns)), dtype=np.int64)
        image = images.take(seed)
        while not self.play(image, replications.start, outcomes):
            image = images.take_larger(image, seed)
        return image, outcomes

    def _batch(self, image: Image, first: int, outcomes: Rows) -> Batch:
        program, at = self.program, image.at
        (fired,) = image.table("fired_at", 1, max(Happening) + 1)
        unmet = image.table("unmet_at", len(Unmet), 2 * at["ships"])[:, 1::2]
        days, who, most = at["days"], 1 + at["counted"], at["people"] + 1
        heads = image.table("headcount_at", who * most, days + 1)[:, :days]
        headcount = np.ascontiguousarray(heads.cumsum(axis=1, dtype=np.int32).T)
        return Batch(
            first=first,
            outcomes=outcomes,
            episodes=episodes_in(image),
            headcount=headcount.reshape(days, who, most),
            unmet_pins={
                f"{program.flights[ship].name}: {what.name.lower()}": int(unmet[what, ship])
                for what in Unmet
                for ship in np.flatnonzero(unmet[what])
            },
            fired={each.name.lower(): int(fired[each]) for each in Happening if fired[each]},
        )


def _log_in(image: Image) -> Words:
    """The log kept in an image."""
    return image.table("log_at", int(image.worlds[0]["log_count"]), WIDTH)


def episodes_in(image: Image) -> Rows:
    """The episodes played in an image, shape (m, 8): by replication, start, kind and place."""
    rows = image.table("episodes_at", int(image.worlds[0]["episodes"]), len(EPISODE))
    return rows[np.lexsort([rows[:, k] for k in (PLACE, KIND, START, REPLICATION)])]
