"""How the probability of a first gap grows with the calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

import numpy as np
import pyarrow as pa

from sim.analysis.series import Floats, column_series, table_instant
from sim.core.clock import DAY
from sim.core.intervals import proportion

_proportion = cache(proportion)  # the curves of one figure ask for the same ones many times

FIRST_GAPS = ("first_gap_on[", "first_segment_gap_on[")


@dataclass(frozen=True)
class Curve:
    """The probability that something has happened by each date.

    Parameters
    ----------
    dates : tuple of datetime, length d
        From ``as_of`` to ``until``, UTC.
    probability, low, high : ndarray of float64, shape (d,)
        The share of the replications and its pointwise 95 % interval.
    n, events : int
        Replications, and those in which it happened before ``until``.
    """

    dates: tuple[dt.datetime, ...]
    probability: Floats
    low: Floats
    high: Floats
    n: int
    events: int


def first_gap_curves(outcomes: pa.Table, step_days: int = 1) -> dict[str, Curve]:
    """Return the curve of the first gap of every line and segment, by the column's name."""
    return {
        name: cumulative(outcomes, name, step_days)
        for name in outcomes.column_names
        if name.startswith(FIRST_GAPS)
    }


def cumulative(outcomes: pa.Table, column: str, step_days: int = 1) -> Curve:
    """Return the probability that a date has come, day by day.

    Parameters
    ----------
    outcomes : Table
    column : str
        A date; null where it did not come before ``until``.
    step_days : int
        Days between two points of the curve, at least 1; the last point is ``until``.

    Notes
    -----
    Every replication is watched until the same ``until``, so the Kaplan-Meier estimate is the
    share that has happened by then, and its intervals are those of a proportion.
    """
    as_of, until = table_instant(outcomes, "as_of"), table_instant(outcomes, "until")
    start, end = int(as_of.timestamp()), int(until.timestamp())
    points = np.arange(start, end, step_days * DAY, dtype=np.int64)
    points = np.append(points, end)
    series = column_series(outcomes, column)
    counts = np.searchsorted(np.sort(series.sample), points, side="right")
    distinct, where = np.unique(counts, return_inverse=True)
    ends = np.array([_proportion(int(count), len(series)) for count in distinct])
    return Curve(
        dates=tuple(dt.datetime.fromtimestamp(int(point), dt.UTC) for point in points),
        probability=counts / len(series),
        low=ends[where, 0],
        high=ends[where, 1],
        n=len(series),
        events=int(series.known.sum()),
    )
