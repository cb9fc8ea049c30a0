"""How far a quantile moves between two estimates that share all luck but the repair."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.columns import Floats
from sim.analysis.series import DATE, Nulls, Series
from sim.core.clock import DAY
from sim.core.intervals import LEVEL, quantile_rank

RESAMPLES = 400
"""Of the replications; an end of an interval then rests on ten of them."""

REACH = 5.0
"""Standard deviations of a resample's rank that are told apart: beyond lies one in two million."""

_AT_A_TIME = 2**17
"""Cells times resamples that are counted at a time: a megabyte, which stays in the cache."""

_ROWS = 2**18
"""Replications that are sorted into cells at a time."""

_LARGE = 32
"""Replications of a cell from which their number is sampled, and not each of them."""

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Shift:
    """A quantile of one estimate less the same quantile of another.

    Parameters
    ----------
    of : str
        Which quantile, such as ``p50``.
    value, low, high : float or None
        In days for a date, else in the outcome's unit, with the 95 % interval; None where a
        quantile lies beyond the horizon, or where the replications do not bound it.
    """

    of: str
    value: float | None
    low: float | None
    high: float | None


def quantile_shift(series: Series, base: Series, percent: int) -> Shift:
    """Return how much a quantile of `series` is above that of `base`.

    Parameters
    ----------
    series, base : Series
        The same replications of two estimates.
    percent : int
        In 1..99.

    Notes
    -----
    The interval is the percentile bootstrap's over whole replications: each resample takes both
    values of a replication or neither, so that what the estimates have in common cancels. The
    resamples are the same in every call.

    A resample's quantile lies within a few standard deviations of rank, sqrt(n p (1 - p)), of the
    sample's. Values further away only count as below or above, and replications that are alike in
    both estimates are one cell of which the number is sampled: what is sampled grows with the root
    of n, and the law of the resamples is the same.
    """
    unit = DAY if series.unit == DATE else 1
    name, p = f"p{percent}", percent / 100
    own, other, times = _cells(_Near.quantile(series, p), _Near.quantile(base, p), p)
    value = _told(float(_apart(own, other, times[None])[0]), unit)
    if series.equals(base):
        return Shift(name, value, value, value)
    found = np.concatenate([_apart(own, other, sampled) for sampled in _resamples(times)])
    beyond = np.isnan(found)  # both quantiles beyond the horizon, or nothing to take one of
    tail = (1 - LEVEL) / 2
    if value is None or beyond.mean() > tail:
        return Shift(name, value, None, None)
    low, high = np.quantile(found[~beyond], [tail, 1 - tail], method="inverted_cdf")
    return Shift(name, value, _told(float(low), unit), _told(float(high), unit))


@dataclass(frozen=True)
class _Near:
    """A series as far as its quantile can tell in any resample.

    Parameters
    ----------
    values : ndarray of float64, shape (k,)
        The values around the quantile, rising, each once; k is at least 1.
    """

    series: Series
    values: Floats

    @classmethod
    def quantile(cls, series: Series, p: float) -> _Near:
        """Return the series near its quantile at p."""
        ranked = series.ranked
        n = len(ranked)
        if n == 0:
            return cls(series, np.array([math.nan]))
        rank, reach = quantile_rank(n, p), math.ceil(REACH * math.sqrt(n * p * (1 - p)))
        around = ranked.between(max(1, rank - reach), min(n, rank + reach))
        return cls(series, np.unique(around))

    def codes(self, here: slice) -> Counts:
        """Return which of the values some replications have, the first or last beyond them.

        Replications without an answer have the code k.
        """
        values, own = self.values, self.series.values[here]
        codes = np.zeros(len(own), np.int64)
        codes[own >= values[-1]] = len(values) - 1
        inner = np.flatnonzero((own > values[0]) & (own < values[-1]))
        codes[inner] = np.searchsorted(values, own[inner], side="right") - 1
        ends = {Nulls.LEFT_OUT: len(values), Nulls.LOWEST: 0, Nulls.LATER: len(values) - 1}
        codes[~self.series.known[here]] = ends[self.series.nulls]
        return codes


class _Reader:
    """Reads the quantile of one series from how often each cell was sampled.

    Parameters
    ----------
    values : ndarray
        See `_Near`.
    codes : ndarray of int64, shape (c,)
        Which of the values the replications of each cell have.
    """

    def __init__(self, values: Floats, codes: Counts, p: float) -> None:
        order = np.argsort(codes, kind="stable")
        self._order = order[codes[order] < len(values)]
        self._values = np.append(values[codes[self._order]], math.nan)
        self._p = p

    def read(self, times: Counts) -> Floats:
        """Return the quantile of each resample; NaN where it drew no answer at all.

        Parameters
        ----------
        times : ndarray of int64, shape (resamples, c)
        """
        upto = times[:, self._order].cumsum(axis=1)
        total = upto[:, -1:] if len(self._order) else np.zeros((len(times), 1), np.int64)
        rank = np.maximum(1, np.ceil(np.round(total * self._p, 9)))
        found: Floats = self._values[(upto < rank).sum(axis=1)]
        return found


def _apart(own: _Reader, other: _Reader, times: Counts) -> Floats:
    """Return the difference of the quantiles in each resample; NaN where both are infinite."""
    with np.errstate(invalid="ignore"):
        return own.read(times) - other.read(times)


def _cells(own: _Near, other: _Near, p: float) -> tuple[_Reader, _Reader, Counts]:
    """Return what reads either series by cells of replications alike in both, and their sizes."""
    across = len(other.values) + 1
    parts = []
    for first in range(0, len(own.series), _ROWS):
        here = slice(first, first + _ROWS)
        parts.append(np.unique(own.codes(here) * across + other.codes(here), return_counts=True))
    pairs, places = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
    times = np.zeros(len(pairs), np.int64)
    np.add.at(times, places, np.concatenate([part[1] for part in parts]))
    codes, other_codes = np.divmod(pairs, across)
    return _Reader(own.values, codes, p), _Reader(other.values, other_codes, p), times


def _resamples(times: Counts) -> Iterator[Counts]:
    """Yield how often resamples of all replications sample each cell, some resamples at a time."""
    luck = np.random.default_rng(0)
    large = times > _LARGE
    singly = np.repeat(np.flatnonzero(~large), times[~large])  # the cell of each replication
    shares = np.append(times[large], len(singly)) / times.sum()
    sampled = luck.multinomial(int(times.sum()), shares, size=RESAMPLES)
    for part in np.array_split(sampled, math.ceil(RESAMPLES * len(times) / _AT_A_TIME)):
        counts = np.zeros((len(part), len(times)), np.int64)
        counts[:, large] = part[:, :-1]
        if len(singly):
            starts = np.repeat(np.arange(len(part)) * len(times), part[:, -1])
            places = starts + singly[luck.integers(len(singly), size=len(starts))]
            counts += np.bincount(places, minlength=counts.size).reshape(counts.shape)
        yield counts


def _told(value: float, unit: int) -> float | None:
    return value / unit if math.isfinite(value) else None
