"""Estimates with their 95 % intervals: what a number of replications says about one outcome."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.series import DATE, FLAG, Series, date_text
from sim.core import intervals

Value = float | int | str | None

QUANTILES = (10, 50, 90)
"""Per cent."""


@dataclass(frozen=True)
class Figure:
    """One outcome, estimated.

    Parameters
    ----------
    unit : str
        ``0/1``, ``count``, ``d``, ``person-d`` or ``date``.
    n : int
        Replications in which the outcome has a value.
    events : int
        Those in which it happened: a flag of 1, a value above 0, a date that came.
    mean, low, high : float or None
        The mean and its 95 % interval; of a flag and of a date the share of the replications in
        which it happened. None where the replications cannot tell.
    least, most : value
        The ends of what was seen, of a date ISO instants; None where nothing was.
    quantiles : mapping of str to value
        ``p10``, ``p50``, ``p90``; of a date ISO instants, None for not before ``until``.
    quantile_intervals : mapping of str to pair of values
        The 95 % interval of each quantile between two order statistics; an end is None where the
        replications do not bound it, or where it is not before ``until``.
    label : str
        What the screen calls it; empty for the columns of the table.
    """

    unit: str
    n: int
    events: int
    mean: float | None
    low: float | None
    high: float | None
    least: Value
    most: Value
    quantiles: Mapping[str, Value]
    quantile_intervals: Mapping[str, tuple[Value, Value]]
    label: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return what ``summary.json`` holds of it."""
        label = {"label": self.label} if self.label else {}
        return {
            **label,
            "unit": self.unit,
            "n": self.n,
            "events": self.events,
            "mean": self.mean,
            "low": self.low,
            "high": self.high,
            "least": self.least,
            "most": self.most,
            **self.quantiles,
            "quantile_intervals": {
                name: list(ends) for name, ends in self.quantile_intervals.items()
            },
        }


def estimate(series: Series, quantiles: Sequence[int] = QUANTILES) -> Figure:
    """Return the estimate of one outcome.

    Parameters
    ----------
    series : Series
    quantiles : sequence of int
        Per cent, each in 1..99.

    Notes
    -----
    A flag's share is over the replications that have a value, a date's over all of them. Intervals
    of shares and means are those of `sim.core.intervals`. Quantiles are order
    statistics; replications without a value rank as the series says.
    """
    ranked = series.ranked
    n = len(ranked.values)
    events = n if series.unit == DATE else n - int(np.searchsorted(ranked.values, 0.0, "right"))
    share, low, high = _centre(series, ranked, events)
    marks = {f"p{q}": intervals.quantile(ranked, q / 100) for q in quantiles}
    return Figure(
        unit=series.unit,
        n=n,
        events=events,
        mean=share,
        low=low,
        high=high,
        least=_told(series, ranked.values[0] if n else None),
        most=_told(series, ranked.values[-1] if n else None),
        quantiles={name: _told(series, mark.value) for name, mark in marks.items()},
        quantile_intervals={
            name: (_told(series, mark.low), _told(series, mark.high))
            for name, mark in marks.items()
        },
        label=series.label,
    )


def _centre(
    series: Series, ranked: intervals.Ranked, events: int
) -> tuple[float | None, float | None, float | None]:
    if series.unit not in (FLAG, DATE):
        return intervals.mean(ranked.values)
    asked = len(series) if series.unit == DATE else len(ranked.values)
    if asked == 0:
        return None, None, None
    return (events / asked, *intervals.proportion(events, asked))


def _told(series: Series, value: float | None) -> Value:
    """Return a quantile, or an end of its interval, as a summary holds it."""
    if value is None or math.isinf(value):
        return None
    return date_text(value) if series.unit == DATE else float(value)
