"""Batches become tables: what a range of replications has left behind, counted and in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from sim.engine.batch import Batch, Rows
from sim.runs.tables import Frame, Tables, episodes_table, headcount_table, outcomes_table


@dataclass(frozen=True)
class Played:
    """What is counted over all replications of a run, beside its tables.

    Parameters
    ----------
    replications : int
    unmet_pins : mapping of str to int
        Pins that could not be played when asked, and in how many replications.
    fired : mapping of str to int
        How often each kind of event happened.
    simulation_s : float
        Seconds of playing alone: no quiet play, no starting of processes.
    """

    replications: int = 0
    unmet_pins: Mapping[str, int] = field(default_factory=dict)
    fired: Mapping[str, int] = field(default_factory=dict)
    simulation_s: float = 0.0

    def __add__(self, other: Played) -> Played:
        return Played(
            self.replications + other.replications,
            total((self.unmet_pins, other.unmet_pins)),
            total((self.fired, other.fired)),
            self.simulation_s + other.simulation_s,
        )

    def as_dict(self) -> dict[str, Any]:
        """Return the content of ``played.json``."""
        return {
            "replications": self.replications,
            "unmet_pins": dict(self.unmet_pins),
            "fired": dict(self.fired),
            "simulation_s": self.simulation_s,
        }

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Self:
        """Return what `as_dict` has told."""
        return cls(**content)


def total(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return counts added up, by name in alphabetical order."""
    added: Counter[str] = Counter()
    for count in counts:
        for name, number in count.items():
            added[name] += number
    return dict(sorted(added.items()))


@dataclass(frozen=True)
class Part:
    """Consecutive replications.

    Parameters
    ----------
    first : int
    outcomes, episodes : Table
    people : int64 array, shape (days, groups, sizes)
        In how many of them k people of a group are aboard (see `Batch.headcount`).
    """

    first: int
    outcomes: Any
    episodes: Any
    people: Rows
    played: Played


class Gathering:
    """The batches of some consecutive replications, in whatever order they come.

    All is added up, or put where it belongs, at once: nothing is kept of a batch but its episodes.

    Parameters
    ----------
    replications : range
    """

    def __init__(self, replications: range) -> None:
        self.replications = replications
        self._cells: Rows | None = None  # by column, as the tables are made of them
        self._episodes: dict[int, Rows] = {}
        self._people: Rows | None = None
        self._unmet_pins: Counter[str] = Counter()
        self._fired: Counter[str] = Counter()
        self._left = len(replications)

    @property
    def whole(self) -> bool:
        """Whether as many replications have come as there are."""
        return self._left == 0

    def add(self, batch: Batch) -> None:
        """Take in a batch.

        Raises
        ------
        ValueError
            When it came before.
        """
        size, columns = batch.outcomes.shape
        if self._cells is None or self._people is None:
            self._cells = np.empty((columns, len(self.replications)), np.int64)
            self._people = np.zeros(batch.headcount.shape, np.int64)
        if batch.first in self._episodes:
            raise ValueError(f"replication {batch.first} came twice")
        begin = batch.first - self.replications.start
        self._cells[:, begin : begin + size] = batch.outcomes.T
        self._episodes[batch.first] = batch.episodes
        self._people += batch.headcount
        self._unmet_pins.update(batch.unmet_pins)
        self._fired.update(batch.fired)
        self._left -= size

    def part(self, frame: Frame, simulation_s: float = 0.0) -> Part:
        """Return the tables of all batches, in the order of their replications.

        Raises
        ------
        ValueError
            When a replication is missing.
        """
        if not self.whole or self._cells is None or self._people is None:
            raise ValueError(f"{self._left} replications of {self.replications} are missing")
        episodes = np.concatenate([rows for _, rows in sorted(self._episodes.items())])
        self._episodes.clear()
        return Part(
            self.replications.start,
            outcomes_table(frame, self.replications.start, self._cells),
            episodes_table(frame, episodes),
            self._people,
            Played(
                len(self.replications),
                total([self._unmet_pins]),
                total([self._fired]),
                simulation_s,
            ),
        )


def make_tables(frame: Frame, batches: Iterable[Batch]) -> Tables:
    """Return the tables of batches that are at hand, in the order of their replications.

    Raises
    ------
    ValueError
        When there is none, or a replication is missing or came twice.
    """
    known = list(batches)
    first = min(batch.first for batch in known)
    stop = max(batch.first + len(batch.outcomes) for batch in known)
    gathering = Gathering(range(first, stop))
    for batch in known:
        gathering.add(batch)
    part = gathering.part(frame)
    return Tables(part.outcomes, part.episodes, headcount_table(frame, part.people))
