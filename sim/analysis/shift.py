"""How far a quantile moves between two estimates that share all luck but the repair."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.analysis.series import DATE, Flags, Floats, Nulls, Series
from sim.core.clock import DAY
from sim.core.intervals import LEVEL

RESAMPLES = 400
"""Of the replications; an end of an interval then rests on ten of them."""

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
    """
    unit = DAY if series.unit == DATE else 1
    name, p = f"p{percent}", percent / 100
    own, other = _reader(series, p), _reader(base, p)
    once = np.ones(len(series), np.int64)
    value = _told(own(once) - other(once), unit)
    if _same(series, base):
        return Shift(name, value, value, value)
    luck = np.random.default_rng(0)
    found = np.empty(RESAMPLES)
    for number in range(RESAMPLES):
        drawn = luck.integers(len(series), size=len(series))
        times = np.bincount(drawn, minlength=len(series))
        found[number] = own(times) - other(times)
    beyond = np.isnan(found)  # both quantiles beyond the horizon, or nothing to take one of
    tail = (1 - LEVEL) / 2
    if value is None or beyond.mean() > tail:
        return Shift(name, value, None, None)
    low, high = np.quantile(found[~beyond], [tail, 1 - tail], method="inverted_cdf")
    return Shift(name, value, _told(low, unit), _told(high, unit))


def _reader(series: Series, p: float) -> Callable[[Counts], float]:
    """Return what reads the quantile of the series when each replication counts so many times."""
    asked: Flags = series.known if series.nulls is Nulls.LEFT_OUT else np.ones(len(series), bool)
    rows = np.flatnonzero(asked)
    order = np.argsort(series.ranked, kind="stable")
    values: Floats = series.ranked[order]
    rows = rows[order]

    def read(times: Counts) -> float:
        upto = np.cumsum(times[rows])
        if len(upto) == 0 or upto[-1] == 0:
            return math.nan
        rank = max(1, math.ceil(round(int(upto[-1]) * p, 9)))
        return float(values[np.searchsorted(upto, rank)])

    return read


def _same(series: Series, base: Series) -> bool:
    return bool(
        (series.known == base.known).all()
        and (series.values[series.known] == base.values[base.known]).all()
    )


def _told(value: float, unit: int) -> float | None:
    return float(value) / unit if math.isfinite(value) else None
