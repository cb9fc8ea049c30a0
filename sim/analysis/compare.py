"""Differences between two cases that share all luck but the repair, replication by replication.

What the cases have in common cancels exactly, so that a difference is known far better than either
of the two figures.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from sim.analysis.headline import stated_quantile
from sim.analysis.series import DATE, Series
from sim.analysis.shift import Shift, quantile_shift
from sim.core.intervals import paired_difference


@dataclass(frozen=True)
class Difference:
    """How much one case's outcome is above another's, under the same luck.

    Parameters
    ----------
    unit : str
        Of a date it is ``0/1``: the difference of the share in which it came.
    n : int
        Pairs of replications in which both have a value.
    mean, low, high : float or None
        The mean difference and its 95 % interval.
    variance_reduction : float or None
        How many times more replications independent luck would need; None without any spread.
    shift : Shift or None
        How far the quantile that states the figure has moved, where a quantile does.
    """

    unit: str
    n: int
    mean: float | None
    low: float | None
    high: float | None
    variance_reduction: float | None
    shift: Shift | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what ``summary.json`` holds of it."""
        found = asdict(self)
        if self.shift is None:
            del found["shift"]
        return found


def difference(series: Series, base: Series) -> Difference:
    """Return the mean of `series` less `base` over the replications in which both have a value.

    A date is compared by whether it came, which every replication tells.
    """
    if series.unit == DATE:
        return Difference("0/1", len(series), *paired_difference(series.known, base.known))
    both = series.known & base.known
    n = int(both.sum())
    all_count = n == len(series)
    pairs = paired_difference(series.values, base.values, None if all_count else both)
    return Difference(series.unit, n, *pairs)


def headline_difference(key: str, series: Series, base: Series) -> Difference:
    """Return the difference of a figure of the first screen, and how far its quantile has moved."""
    found, stated = difference(series, base), stated_quantile(key)
    if stated is None:
        return found
    return replace(found, shift=quantile_shift(series, base, stated))
