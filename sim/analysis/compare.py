"""Differences between two cases that share all luck but the repair, replication by replication.

What the cases have in common cancels exactly, so that a difference is known far better than either
of the two figures.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from sim.analysis.columns import Flags
from sim.analysis.headline import stated_quantile
from sim.analysis.series import DATE, FLAG, Series
from sim.analysis.shift import Shift, quantile_shift
from sim.core.intervals import paired_difference
from sim.core.pairs import Pairs, difference_interval


@dataclass(frozen=True)
class Difference:
    """How much one case's outcome is above another's, under the same luck.

    Parameters
    ----------
    unit : str
        Of a date it is ``0/1``: the difference of the share in which it came.
    n : int
        Pairs of replications in which both have a value; of a date all pairs.
    changed : int
        Pairs in which the outcomes are not the same: another value, or a value in one alone. None
        of them says that the cases were the same in what was played, not that they always are.
    mean, low, high : float or None
        The mean difference and its 95 % interval.
    variance_reduction : float or None
        How many times more replications independent luck would need; None without any spread.
    shift : Shift or None
        How far the quantile that states the figure has moved, where a quantile does.
    """

    unit: str
    n: int
    changed: int
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

    Notes
    -----
    The interval of a difference of shares is that of `sim.core.pairs`, of others that of
    `sim.core.intervals.paired_difference`.
    """
    changed = _changed(series, base)
    if series.unit == DATE:
        return _of_flags(changed, series.known, base.known)
    both = series.known & base.known
    all_count = bool(both.all())
    if series.unit == FLAG:
        happened, before = (each.values != 0 for each in (series, base))
        if all_count:
            return _of_flags(changed, happened, before)
        return _of_flags(changed, happened[both], before[both])
    pairs = paired_difference(series.values, base.values, None if all_count else both)
    return Difference(series.unit, int(both.sum()), changed, *pairs)


def _changed(series: Series, base: Series) -> int:
    """Return in how many replications the outcomes are not the same."""
    apart = series.known != base.known
    apart |= series.known & (series.values != base.values)
    return int(np.count_nonzero(apart))


def _of_flags(changed: int, happened: Flags, before: Flags) -> Difference:
    """Return the difference of two shares."""
    pairs = Pairs.of(happened, before)
    low, high = None, None
    if pairs.n:
        low, high = difference_interval(pairs.only_a, pairs.only_b, pairs.n)
    gain = pairs.variance_reduction
    return Difference(FLAG, pairs.n, changed, pairs.difference, low, high, gain)


def headline_difference(key: str, series: Series, base: Series) -> Difference:
    """Return the difference of a figure of the first screen, and how far its quantile has moved."""
    found, stated = difference(series, base), stated_quantile(key)
    if stated is None:
        return found
    return replace(found, shift=quantile_shift(series, base, stated))
