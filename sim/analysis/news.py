"""How a forecast moves while a pad stays down: each risk under each estimate, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.columns import Flags, Floats
from sim.analysis.outcome import Told
from sim.core.intervals import proportion


@dataclass(frozen=True)
class Day:
    """What an estimate says given that the pad is still down on a day.

    Parameters
    ----------
    told : tuple of Told or None
        Of each outcome; None where the estimate leaves nothing beyond that day.
    """

    told: tuple[Told, ...] | None


def share_left(repair_days: Floats, passed_days: float) -> float:
    """Return the share of the repairs that last longer than what has passed.

    Parameters
    ----------
    repair_days : ndarray of float64, shape (n,)
        As drawn on ``as_of``.
    passed_days : float
        Since the outage began.
    """
    return float(np.mean(repair_days > passed_days))


def survivors(told: Sequence[Told], still: Flags) -> Day:
    """Return what the futures say in which the pad is still down, None where there is none.

    Parameters
    ----------
    still : ndarray of bool, shape (n,)
        In which it is. Their nulls are at most those of all.
    """
    if not still.any():
        return Day(None)
    return Day(tuple(Told(each.did[still], each.nulls) for each in told))


def weights(left: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    """Return how much each estimate counts on each day, if all counted alike at the start.

    Parameters
    ----------
    left : mapping of str to sequence of float
        By estimate, for each day the share of its repairs that last so long; 0 on the days before
        it was given.

    Returns
    -------
    dict of str to list of float
        Adding up to 1 on each day; all 0 on a day that no estimate reaches.

    Notes
    -----
    Bayes' rule: that the pad is still down speaks for an estimate as much as it expected that.
    """
    every = np.array(list(left.values()), np.float64)
    total = every.sum(axis=0)
    shares = np.divide(every, total, out=np.zeros_like(every), where=total > 0)
    return {name: [float(x) for x in row] for name, row in zip(left, shares, strict=True)}


def path(days: Sequence[Day], texts: Sequence[str]) -> dict[str, dict[str, list[Any]]]:
    """Return each outcome along the days, with its 95 % intervals; None where it is refuted.

    Parameters
    ----------
    texts : sequence of str
        The outcomes.
    """
    found: dict[str, dict[str, list[Any]]] = {}
    for place, text in enumerate(texts):
        row: dict[str, list[Any]] = {name: [] for name in _SHARE}
        for day in days:
            values = _share(day.told[place]) if day.told is not None else (None,) * len(_SHARE)
            for name, value in zip(row, values, strict=True):
                row[name].append(value)
        found[text] = row
    return found


_SHARE = ("mean", "low", "high", "events", "n", "nulls")


def _share(told: Told) -> tuple[float, float, float, int, int, int]:
    n, events = len(told.did), int(np.count_nonzero(told.did))
    return (events / n, *proportion(events, n), events, n, told.nulls)


def mixed(
    by_estimate: Mapping[str, Mapping[str, Sequence[float | None]]],
    weight: Mapping[str, Sequence[float]],
) -> list[float | None]:
    """Return an outcome along the days with every estimate counted by its weight.

    Parameters
    ----------
    by_estimate : mapping of str to mapping
        Of one outcome what `path` has returned.
    """
    count = len(next(iter(weight.values())))
    found: list[float | None] = []
    for day in range(count):
        known = [(row["mean"][day], weight[name][day]) for name, row in by_estimate.items()]
        if not any(share for _, share in known):
            found.append(None)
        else:
            found.append(sum((mean or 0.0) * share for mean, share in known))
    return found


def calendar(first: dt.datetime, asked: Sequence[dt.datetime], most: int) -> list[dt.datetime]:
    """Return the days of the path: the first, those asked about, and others whole weeks apart.

    No date is there twice: of the others that of a day asked about is left out.

    Parameters
    ----------
    asked : sequence of datetime
        None before `first`.
    most : int
        About how many days there may be besides those asked about.
    """
    last = max(asked)
    weeks = max(1, -(-(last - first).days // (7 * most)))
    between = [first]
    while between[-1] + dt.timedelta(weeks=weeks) < last:
        between.append(between[-1] + dt.timedelta(weeks=weeks))
    dates = {day.date() for day in asked}
    return sorted({first, *asked, *(day for day in between if day.date() not in dates)})
