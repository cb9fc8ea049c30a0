"""The distribution of one outcome, small enough to draw however many replications it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from sim.analysis.columns import Floats, Table
from sim.analysis.series import column_series
from sim.core.intervals import Ranked, quantile

MARKED = (5, 50, 95)
"""Per cent."""

BARS = 40
PLACES = 1000
"""More than a panel has dots across."""

_FEW_VALUES = 25


@dataclass(frozen=True, eq=False)
class Distribution:
    """How an outcome is spread over the replications that have a value.

    Parameters
    ----------
    name, unit, meaning : str
        The column; instants count in seconds since 1970.
    n, missing : int
        Replications with a value, at least 1, and without.
    events : int
        Those with a value above 0.
    edges : ndarray of float64, shape (b + 1,)
    shares : ndarray of float64, shape (b,)
        The share of all replications between two edges: a bar a whole number where there are
        few of them, else `BARS`.
    places, upto : ndarray of float64, shape (k,)
        The share of the replications with a value that is at or below each place, from the least
        value to the greatest. It is exact there, and what lies between is narrower than a dot.
    marks : mapping of int to float
        The quantiles `MARKED`, by per cent.
    """

    name: str
    unit: str
    meaning: str
    n: int
    missing: int
    events: int
    edges: Floats
    shares: Floats
    places: Floats
    upto: Floats
    marks: Mapping[int, float]


def distribution(outcomes: Table, name: str) -> Distribution:
    """Return the distribution of an outcome that has a value in at least one replication."""
    series = column_series(outcomes, name)
    values = series.ranked.values
    low, high = float(values[0]), float(values[-1])
    if high - low < _FEW_VALUES and (values == np.floor(values)).all():
        places = np.arange(low, high + 1)
        edges = np.append(places, high + 1) - 0.5
    else:
        places = np.linspace(low, high, PLACES)
        edges = np.linspace(low, high if high > low else low + 1, BARS + 1)
    counts = np.diff(np.searchsorted(values, edges[:-1]), append=len(values))
    field = outcomes.schema.field(name)
    marks = {percent: quantile(Ranked(values), percent / 100).value for percent in MARKED}
    return Distribution(
        name=name,
        unit=series.unit,
        meaning=(field.metadata or {}).get(b"meaning", b"").decode(),
        n=len(values),
        missing=len(series) - len(values),
        events=len(values) - int(np.searchsorted(values, 0.0, "right")),
        edges=edges,
        shares=counts / len(series),
        places=places,
        upto=np.searchsorted(values, places, "right") / len(values),
        marks={percent: value for percent, value in marks.items() if value is not None},
    )
