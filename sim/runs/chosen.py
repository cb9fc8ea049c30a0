"""Chosen replications of a program, wherever they lie: what is asked of a few of many futures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from sim.engine.batch import EPISODE, REPLICATION, Rows
from sim.engine.player import Player, episodes_in
from sim.runs.workers import Engine, ReplicationError

NO_EPISODES = np.empty((0, len(EPISODE)), np.int64)


class Chosen(NamedTuple):
    """The rows of chosen replications.

    Parameters
    ----------
    outcomes : int64 array, shape (n, columns)
        See `Batch.outcomes`.
    episodes : int64 array, shape (m, 8)
        See `Batch.episodes`; the replication is the place among those chosen, from 0.
    """

    outcomes: Rows
    episodes: Rows


def play_chosen(engine: Engine, seed: int, numbers: Rows) -> Chosen:
    """Play these replications alone; their rows are those of any run that they belong to.

    Parameters
    ----------
    numbers : int64 array, shape (n,)
        Rising; at least one. Neighbours are played in one go.

    Raises
    ------
    ReplicationError
        When the engine fails, with the address that does.

    Notes
    -----
    `Player.run` clears and adds up the head counts of every day, a tenth of a millisecond and more
    for each call: as much as ten replications take. Here its loop is called without.
    """
    ranges = list(_ranges(numbers))
    if isinstance(engine, Player):
        return _chosen(engine, seed, ranges, len(numbers))
    outcomes, episodes = [], []
    for place, replications in ranges:
        try:
            batch = engine.run(seed, replications)
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            raise ReplicationError(seed, replications.start, reason) from error
        outcomes.append(batch.outcomes)
        episodes.append(_moved(batch.episodes, place - replications.start))
    return Chosen(np.concatenate(outcomes), np.concatenate(episodes))


def _chosen(engine: Player, seed: int, ranges: list[tuple[int, range]], count: int) -> Chosen:
    outcomes = np.empty((count, len(engine.program.columns)), np.int64)
    episodes = [NO_EPISODES]
    image = engine.images.take(seed)
    for place, replications in ranges:
        rows = outcomes[place : place + len(replications)]
        while not engine.play(image, replications.start, rows):
            image = engine.images.take_larger(image, seed)
        found = episodes_in(image)
        if len(found):
            episodes.append(_moved(found, place - replications.start))
    engine.images.give(image)
    return Chosen(outcomes, np.concatenate(episodes))


def _moved(episodes: Rows, by: int) -> Rows:
    """Return a copy of episodes with the number of their replications moved."""
    moved = episodes.copy()
    moved[:, REPLICATION] += by
    return moved


def _ranges(numbers: Rows) -> Iterator[tuple[int, range]]:
    """Yield neighbours as ranges, each with the place of its first."""
    begins = np.flatnonzero(np.diff(numbers, prepend=numbers[0] - 2) != 1)
    for place, stop in zip(begins.tolist(), [*begins[1:].tolist(), len(numbers)], strict=True):
        first = int(numbers[place])
        yield place, range(first, first + stop - place)
