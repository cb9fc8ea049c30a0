"""What is behind a bad outcome: what began it, and what would have prevented it.

What would have is known from the same futures played again with causes taken away. A set of causes
is *minimal* in a future if the outcome does not come without all of them, and still comes without
any fewer of them. Several single causes may each be minimal in one future: either would have been
enough. Pairs are asked about only where no single cause is enough, and more than two never.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis.columns import Flags
from sim.core.intervals import proportion

Ints = npt.NDArray[np.int64]

EXAMPLES = 3
"""Futures that are named beside each cause."""

PATTERNS = 20
"""The commonest lists of minimal causes that are told."""

ONE, EITHER, TOGETHER, NONE = "one", "either", "together", "none"
"""How futures split: one cause alone, any of several alone, two together only, none of these."""


@dataclass(frozen=True)
class PlayedAgain:
    """Futures with a bad outcome, and whether it came when causes were taken away.

    Parameters
    ----------
    numbers : int64 array, shape (m,)
        The replications.
    causes : tuple of str
        The causes that were taken away.
    alone : bool array, shape (causes, m)
        Whether taking away that one prevents the outcome.
    pairs : tuple of (int, int)
        The pairs that were taken away, by place among the causes.
    together : bool array, shape (pairs, m)
        Whether taking away both does; False where it was not asked.
    asked : bool array, shape (m,)
        Whether all was asked about it that there was to ask: True up to the first future whose
        pairs were left out, so that shares of those are not of futures that were chosen.
    everything : bool array, shape (m,)
        Whether taking away all causes at once does, where neither one nor two do; else False.
    """

    numbers: Ints
    causes: tuple[str, ...]
    alone: Flags
    pairs: tuple[tuple[int, int], ...]
    together: Flags
    asked: Flags
    everything: Flags

    def minimal(self, place: int) -> list[tuple[str, ...]]:
        """Return the minimal causes of a future, by its place: single ones, else pairs."""
        single = [(self.causes[i],) for i in np.flatnonzero(self.alone[:, place])]
        if single:
            return list(single)
        found = (self.pairs[k] for k in np.flatnonzero(self.together[:, place]))
        return [(self.causes[i], self.causes[j]) for i, j in found]

    def split(self) -> dict[str, Flags]:
        """Return which futures are of which kind, of those that all was asked about."""
        single = self.alone.sum(axis=0)
        both = self.together.any(axis=0)
        kinds = {
            ONE: single == 1,
            EITHER: single > 1,
            TOGETHER: (single == 0) & both,
            NONE: (single == 0) & ~both,
        }
        return {kind: flags & self.asked for kind, flags in kinds.items()}

    def as_dict(self) -> dict[str, Any]:
        """Return what would have prevented the outcome, in JSON's own types."""
        split = self.split()
        n = int(self.asked.sum())
        return {
            "played_again": len(self.numbers),
            "prevented_by": self._singles(),
            "together": self._pairs(n),
            "split": {
                "n": n,
                **{kind: _counted(flags, n, self.numbers) for kind, flags in split.items()},
                "not_even_without_all": _counted(split[NONE] & ~self.everything, n, self.numbers),
            },
            **self._patterns(),
        }

    def _singles(self) -> list[dict[str, Any]]:
        """Return each cause, the one that would have prevented most first.

        ``only`` counts the futures in which no other single cause would have.
        """
        only = self.alone.sum(axis=0) == 1
        found = [
            {
                "cause": name,
                **_counted(flags, len(self.numbers), self.numbers, first=only),
                "only": share(int((flags & only).sum()), len(self.numbers)),
            }
            for name, flags in zip(self.causes, self.alone, strict=True)
        ]
        return sorted(found, key=lambda each: -each["events"])

    def _pairs(self, n: int) -> list[dict[str, Any]]:
        """Return each pair that would have prevented any, likewise."""
        found = [
            {
                "causes": [self.causes[i], self.causes[j]],
                **_counted(flags, n, self.numbers),
            }
            for (i, j), flags in zip(self.pairs, self.together, strict=True)
            if flags.any()
        ]
        return sorted(found, key=lambda each: -each["events"])

    def _patterns(self) -> dict[str, Any]:
        """Return the commonest lists of minimal causes, and how many futures have another one."""
        places = np.flatnonzero(self.asked)
        lists = [tuple(self.minimal(place)) for place in places.tolist()]
        examples: dict[tuple[tuple[str, ...], ...], list[int]] = {}
        for number, each in zip(self.numbers[places].tolist(), lists, strict=True):
            if len(examples.setdefault(each, [])) < EXAMPLES:
                examples[each].append(number)
        common = Counter(lists).most_common(PATTERNS)
        return {
            "patterns": [
                {
                    "minimal": [list(names) for names in each],
                    "events": events,
                    "examples": examples[each],
                }
                for each, events in common
            ],
            "in_other_patterns": len(lists) - sum(events for _, events in common),
        }


def shares(found: Sequence[str], numbers: Ints) -> list[dict[str, Any]]:
    """Return how often each word is found, the commonest first, with 95 % intervals.

    Parameters
    ----------
    found : sequence of str
        A word a future.
    numbers : int64 array, shape (n,)
        The replications, rising.
    """
    words = np.array(found, dtype=object)
    counts = Counter(found).most_common()
    return [{"cause": word, **_counted(words == word, len(found), numbers)} for word, _ in counts]


def share(events: int, n: int) -> dict[str, Any]:
    """Return a share with its 95 % interval; None for the share of nothing."""
    low, high = proportion(events, n)
    return {"events": events, "n": n, "mean": events / n if n else None, "low": low, "high": high}


def _counted(flags: Flags, n: int, numbers: Ints, first: Flags | None = None) -> dict[str, Any]:
    """Return the share of futures, and the first few, before others those that are marked."""
    known = numbers[flags]
    marked = known if first is None else numbers[flags & first]
    others = known[~np.isin(known, marked)]
    examples = [*marked[:EXAMPLES].tolist(), *others[:EXAMPLES].tolist()][:EXAMPLES]
    return {**share(int(flags.sum()), n), "examples": examples}
