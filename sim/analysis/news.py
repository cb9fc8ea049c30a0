"""How a forecast moves while a pad stays down: each risk under each estimate, day by day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.columns import Flags, Floats
from sim.analysis.outcome import Told
from sim.core.intervals import Estimate, proportion, proportion_of_share


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
        As sampled on ``as_of``.
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


def weights(
    left: Mapping[str, Sequence[float]], start: Mapping[str, float] | None = None
) -> dict[str, list[float]]:
    """Return how much each estimate counts on each day.

    Parameters
    ----------
    left : mapping of str to sequence of float
        By estimate, for each day the share of its repairs that last so long; 0 on the days before
        it was given.
    start : mapping of str to float or None
        How much each counted at the start; None for all alike.

    Returns
    -------
    dict of str to list of float
        Adding up to 1 on each day; all 0 on a day that no estimate reaches.

    Notes
    -----
    Bayes' rule: that the pad is still down speaks for an estimate as much as it expected that.
    """
    every = np.array(list(left.values()), np.float64)
    if start is not None:
        every *= np.array([start[name] for name in left])[:, None]
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


def mixed(parts: Sequence[tuple[Flags, Flags]]) -> Estimate:
    """Return the risk under several estimates, each counted by its weight (see `weights`).

    Parameters
    ----------
    parts : sequence of (ndarray of bool, ndarray of bool)
        Of each estimate that counts: in which of the n futures of the first day its repair lasts so
        long, in one at least; and whether the outcome is so, in the same futures played on from
        there, shape (n,), or in those alone in which it lasts so long. The same luck in each.

    Notes
    -----
    The error is that of a ratio of two sums over the futures (delta method): of what each future
    adds to the risk under all estimates, and to their weights. The interval is that of a share of
    as many futures as would have this error, but of no more than were played of each estimate, by
    the harmonic mean of their numbers: few events may be seen where an estimate weighs little, and
    none where it weighs much. So it is conservative where the estimates err less together than one.
    """
    if not parts:
        return Estimate(None, None, None)
    lefts = [float(still.mean()) for still, _ in parts]
    risks = [float(did.mean()) for _, did in parts]
    total = sum(lefts)
    share = min(sum(left * risk for left, risk in zip(lefts, risks, strict=True)) / total, 1.0)
    n = len(parts[0][0])
    apart = np.zeros(n)
    for (still, did), left, risk in zip(parts, lefts, risks, strict=True):
        apart += (risk - share) / total * (still - left)
        if len(did) == n:
            apart += left / total * (did - risk)
        else:
            apart[still] += (did - risk) / total
    played = total / sum(left / len(did) for left, (_, did) in zip(lefts, parts, strict=True))
    variance, most = float(apart.var()) / n, share * (1 - share)
    size = most / variance if variance * played > most else played
    return Estimate(share, *proportion_of_share(share, size))


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
