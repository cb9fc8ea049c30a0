"""How the probability of a first gap grows with the calendar."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import numpy as np

from sim.analysis.columns import Floats, Table, table_instant
from sim.analysis.series import DATE, Nulls, Series, column_series
from sim.core.clock import DAY
from sim.core.intervals import proportions

FIRST_GAPS = ("first_gap_on[", "first_segment_gap_on[", "first_qualification_gap_on[")


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


def first_gap_curves(outcomes: Table, step_days: int = 1) -> dict[str, Curve]:
    """Return the curve of the first gap of every line and segment, by the column's name."""
    return {
        name: cumulative(outcomes, name, step_days)
        for name in outcomes.column_names
        if name.startswith(FIRST_GAPS)
    }


def cumulative(outcomes: Table, column: str, step_days: int = 1) -> Curve:
    """Return the probability that the date of a column has come; see `curve_of`."""
    return curve_of(outcomes, column_series(outcomes, column), step_days)


def repair_curve(outcomes: Table, pad: str, since: dt.datetime, step_days: int = 1) -> Curve | None:
    """Return the probability that a pad is repaired, None where it is not out in any replication.

    Parameters
    ----------
    since : datetime
        When the outage began, from which the sampled repair counts.
    """
    repair = column_series(outcomes, f"repair_days[{pad}]")
    if not repair.known.any():
        return None
    done = np.round(repair.values * DAY) + int(since.timestamp())
    return curve_of(outcomes, Series(DATE, done, repair.known, Nulls.LATER), step_days)


def curve_of(outcomes: Table, dates: Series, step_days: int = 1) -> Curve:
    """Return the probability that a date has come, day by day.

    Parameters
    ----------
    outcomes : Table
        The run's; it says how long every replication is watched.
    dates : Series
        In seconds since 1970; not known where it did not come before ``until``.
    step_days : int
        Days between two points of the curve, at least 1; the last point is ``until``.

    Notes
    -----
    Every replication is watched until the same ``until``, so the Kaplan-Meier estimate is the
    share that has happened by then, and its intervals are those of a proportion.
    """
    as_of, until = table_instant(outcomes, "as_of"), table_instant(outcomes, "until")
    start, end = int(as_of.timestamp()), int(until.timestamp())
    points = np.append(np.arange(start, end, step_days * DAY), end)
    places = np.ceil((dates.sample - start) / (step_days * DAY)).astype(np.int64)
    places = places[dates.sample <= end].clip(0, len(points) - 1)
    counts = np.bincount(places, minlength=len(points)).cumsum()
    low, high = proportions(counts, len(dates))
    return Curve(
        dates=tuple(dt.datetime.fromtimestamp(int(point), dt.UTC) for point in points),
        probability=counts / len(dates),
        low=low,
        high=high,
        n=len(dates),
        events=int(dates.known.sum()),
    )
