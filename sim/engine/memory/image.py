"""The memory of one thread's replications: pieces of 64-bit words, one behind the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.core.sampling import ROUNDS, round_keys
from sim.engine.memory import words as layout
from sim.engine.memory.words import Words


@dataclass(frozen=True)
class Rooms:
    """How much may come: events waiting, spacecraft on order, episodes, rows of the log."""

    events: int = 512
    spacecraft: int = 256
    episodes: int = 262_144
    log: int = 0

    def doubled(self) -> Rooms:
        """Twice as much of everything."""
        return Rooms(2 * self.events, 2 * self.spacecraft, 2 * self.episodes, 2 * self.log)


@dataclass(frozen=True)
class Beginning:
    """What every image of a program begins as.

    `words` are all up to the first one behind which an image, of `size` words, is empty; nobody
    writes to them. With the first `reset` of them every replication begins anew. `world` has the
    words of `World`: where things are, above all. `sums` are those over replications. From `row_at`
    on it is written, outcome after outcome, in which word a replication has it.
    """

    words: Words
    size: int
    reset: int
    world: Mapping[str, int]
    sums: slice
    row_at: int
    rooms: Rooms


class Image:
    """The memory of one thread's replications."""

    def __init__(self, beginning: Beginning) -> None:
        self.beginning = beginning
        self.words = np.zeros(beginning.size, np.int64)  # what stays empty is not touched
        self.words[: len(beginning.words)] = beginning.words
        self.template = beginning.words[: beginning.reset]
        self.rooms = beginning.rooms
        self.at = beginning.world
        self.row_at = beginning.row_at
        self.worlds = self.words[: layout.size(layout.World)].view(layout.dtype(layout.World))
        self.sums = self.words[beginning.sums]
        self._is_new = True

    def begin(self, seed: int) -> None:
        """Forget the sums; whatever is played next has this seed."""
        if not self._is_new:
            no_sums = self.beginning.words[self.beginning.sums.start :]
            self.sums[: len(no_sums)] = no_sums
            self.sums[len(no_sums) :] = 0
        self._is_new = False
        at = self.at["round_keys_at"]
        self.words[at : at + ROUNDS].view(np.uint32)[:] = round_keys(seed)

    def table(self, begins: str, rows: int, width: int) -> Words:
        """The first rows of a table of that many words each."""
        at = self.at[begins]
        return self.words[at : at + rows * width].reshape(rows, width)


class Pieces:
    """Words that are put one behind the other; each method returns where what it puts begins."""

    def __init__(self) -> None:
        self.pieces: list[Words] = []
        self.count = 0

    def put(self, piece: Words) -> int:
        """Put words behind all others."""
        at = self.count
        self.pieces.append(piece)
        self.count += len(piece)
        return at

    def ints(self, values: Iterable[int]) -> int:
        """Put whole numbers."""
        return self.put(np.fromiter(values, dtype=np.int64))

    def floats(self, values: Iterable[float]) -> int:
        """Put real numbers, as their bits."""
        return self.put(np.fromiter(values, dtype=np.float64).view(np.int64))

    def fill(self, count: int, value: int = 0) -> int:
        """Put the same word many times."""
        return self.put(np.full(count, value, dtype=np.int64))

    def listed(self, values: Iterable[int], room: int = 0) -> int:
        """Put a list: how many items it has, the items, and room for more up to `room` items."""
        items = list(values)
        return self.ints([len(items), *items, *[-1] * (room - len(items))])
