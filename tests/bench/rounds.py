"""Times taken in rounds: what is compared is measured in turn, and a median says how much it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

ROUNDS = 5
"""Rounds of every measurement but of those that take minutes."""

SHARE = float(os.environ.get("BENCH_SHARE", "1"))
"""The share of all replications that is played: BENCH_SHARE=0.01 tries the benchmark out."""

Clock = Callable[[], float]
"""`time.perf_counter`, or `time.process_time` for what one core has done while others may too."""


@dataclass(frozen=True)
class Spread:
    """The median of the rounds, the least and the most."""

    middle: float
    least: float
    most: float

    def shown(self, form: str = ",.0f") -> str:
        """Return ``median (least to most)``, each number in that form."""
        return f"{self.middle:{form}} ({self.least:{form}} to {self.most:{form}})"


def spread(values: Iterable[float]) -> Spread:
    """Return the median of measured values and their range."""
    measured = list(values)
    return Spread(median(measured), min(measured), max(measured))


def some(replications: int) -> int:
    """Return how many replications stand for so many: all, unless `SHARE` says less."""
    return max(50, round(replications * SHARE))


def in_turn(
    works: Mapping[str, Callable[[int], object]], clock: Clock, rounds: int = ROUNDS
) -> dict[str, list[float]]:
    """Return the seconds of each work in each round: all works, then all again.

    A work is told the number of the round, 1 for the first. What it makes only once, it has made.
    """
    seconds: dict[str, list[float]] = {name: [] for name in works}
    for number in range(1, rounds + 1):
        for name, work in works.items():
            started = clock()
            work(number)
            seconds[name].append(clock() - started)
    return seconds


@dataclass(frozen=True)
class Line:
    """A straight line through costs.

    Parameters
    ----------
    slope, offset : float
        Of the line that makes the relative residuals least in squares.
    worst : float
        The largest relative residual.
    """

    slope: float
    offset: float
    worst: float

    def at(self, x: float) -> float:
        """Return what the line says."""
        return self.offset + self.slope * x


def line(x: Sequence[float], costs: Sequence[float]) -> Line:
    """Return the line that fits costs, each to its own scale."""
    found = np.asarray(costs)
    slope, offset = np.polyfit(x, found, 1, w=1 / found)
    worst = np.abs((offset + slope * np.asarray(x)) / found - 1).max()
    return Line(float(slope), float(offset), float(worst))
