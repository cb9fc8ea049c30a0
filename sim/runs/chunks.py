"""How a range of replications is cut into chunks that last as long as one likes to wait."""

from __future__ import annotations

import math

CHUNK_S = 0.2
"""Seconds of play in a chunk: long beside the cost of sending it, short beside a patience."""


class Chunks:
    """The chunks of a play, sized by the speed that is measured on the way.

    Parameters
    ----------
    replications : range
        Consecutive.
    size : int or None
        Of every chunk; None follows the speed.
    cut : int or None
        No chunk goes beyond a multiple of it.
    least : int
        The smallest chunk worth its call, whatever the speed.
    """

    def __init__(
        self, replications: range, size: int | None = None, cut: int | None = None, least: int = 1
    ) -> None:
        self._stop = replications.stop
        self._next = replications.start
        self._size = size
        self._cut = cut
        self._least = least
        self._each_s = math.inf  # seconds a replication takes one worker, from the last chunk
        self._told = 0

    @property
    def left(self) -> int:
        """Replications that nobody has been given."""
        return self._stop - self._next

    @property
    def new(self) -> bool:
        """Whether no chunk has been played yet."""
        return self._told == 0

    @property
    def left_s(self) -> float:
        """Seconds that one worker needs for them; 0 until a second chunk tells the speed.

        The first one pays for whatever an engine makes only once.
        """
        return self.left * self._each_s if self._told > 1 else 0.0

    def next(self, sharers: int = 1) -> range:
        """Return the next replications to play; near the end the sharers get equal parts."""
        size = self._size
        if size is None:
            paced = int(CHUNK_S / max(self._each_s, 1e-9))
            most = self.left if sharers == 1 else math.ceil(self.left / (2 * sharers))
            size = max(self._least, min(paced, most))
        first = self._next
        stop = min(self._stop, first + size)
        if self._cut is not None:
            stop = min(stop, first - first % self._cut + self._cut)
        self._next = stop
        return range(first, stop)

    def tell(self, size: int, seconds: float) -> None:
        """Learn how long a chunk of a size took."""
        self._each_s = seconds / size
        self._told += 1
