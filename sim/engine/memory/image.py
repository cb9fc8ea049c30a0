"""The memory of one thread's replications: pieces of 64-bit words, one behind the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from sim.core.draws import ROUNDS, round_keys
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


class Image:
    """The memory of one thread's replications.

    Parameters
    ----------
    words : int64 array
    reset : int
        How many words, from the first on, every replication begins with anew.
    world : mapping of str to int
        What the words of `World` are at first: where things are, above all.
    sums : slice
        The sums over replications.
    row_at : int
        Where it is written, outcome after outcome, in which word a replication has it.
    rooms : Rooms
        For how much there is room, behind the sums.
    """

    def __init__(
        self,
        words: Words,
        reset: int,
        world: Mapping[str, int],
        sums: slice,
        row_at: int,
        rooms: Rooms,
    ) -> None:
        self.words = words
        self.rooms = rooms
        self.template = words[:reset].copy()
        self.at = world
        self.row_at = row_at
        self.worlds = words[: layout.size(layout.World)].view(layout.dtype(layout.World))
        self._sums = sums
        self.sums = words[sums]
        self.no_sums = self.sums.copy()

    def copy(self) -> Image:
        """Return an image of the same program in memory of its own; nobody has played in this."""
        words = np.zeros(len(self.words), np.int64)  # behind the sums it is empty: not touched
        used = self._sums.stop
        words[:used] = self.words[:used]
        return Image(words, len(self.template), self.at, self._sums, self.row_at, self.rooms)

    def begin(self, seed: int) -> None:
        """Forget the sums; whatever is played next has this seed."""
        self.sums[:] = self.no_sums
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
        return self.put(np.array(list(values), dtype=np.int64))

    def floats(self, values: Iterable[float]) -> int:
        """Put real numbers, as their bits."""
        return self.put(np.array(list(values), dtype=np.float64).view(np.int64))

    def fill(self, count: int, value: int = 0) -> int:
        """Put the same word many times."""
        return self.put(np.full(count, value, dtype=np.int64))

    def listed(self, values: Iterable[int], room: int = 0) -> int:
        """Put a list: how many items it has, the items, and room for more up to `room` items."""
        items = list(values)
        return self.ints([len(items), *items, *[-1] * (room - len(items))])
