"""How late a lever may be decided and still help, and what a report is worth that one waits for.

References
----------
Efron and Morris (1975), doi:10.1080/01621459.1975.10479864.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis.columns import Flags, Floats
from sim.analysis.threshold import Band, Crossing, longest_under
from sim.core.bands import difference_band, share_band
from sim.core.intervals import paired_difference
from sim.core.pairs import paired_flags

PRICES = 41
"""Prices of the lever at which waiting is held against deciding now."""


@dataclass(frozen=True)
class Waiting:
    """What waiting for the decision costs.

    Parameters
    ----------
    risk : Band
        The risk against the day of the decision, in days since ``as_of``, with its simultaneous
        95 % band.
    change : Band
        What the lever adds to never deciding it, likewise; below 0 where it helps.
    since_first : Band
        What each day adds to deciding on the first, likewise.
    deadline : Crossing
        The last of the days up to which the change stays at or under what is asked: nothing is
        promised of a decision between two of them. `high` is the last one that may be so,
        None where the first may not or none tells.
    weeks : tuple of (float, float, float)
        What each step of waiting adds to the risk, with its 95 % interval, a step each.
    """

    risk: Band
    change: Band
    since_first: Band
    deadline: Crossing
    weeks: tuple[tuple[float, float, float], ...]

    def as_dict(self) -> dict[str, Any]:
        """Return it in JSON's own types."""
        return {
            "risk": self.risk.as_dict(),
            "change": self.change.as_dict(),
            "since_first": self.since_first.as_dict(),
            "deadline": self.deadline.as_dict(),
            "steps": {
                name: [step[place] for step in self.weeks]
                for place, name in enumerate(("mean", "low", "high"))
            },
        }


@dataclass(frozen=True)
class Report:
    """Deciding now against deciding when a report has told how long the repair takes.

    All in the unit of the risk, each a price.

    Parameters
    ----------
    price : ndarray of float64, shape (p,)
        What pulling the lever is taken to cost, as a risk that one would accept instead.
    now : ndarray of float64, shape (p,)
        What the better of deciding now and never deciding takes off, less the price.
    wait : ndarray of float64, shape (p,)
        What waiting takes off: the lever is decided on the later day where that is worth its price
        for the repair that was reported.
    gain, low, high : ndarray of float64, shape (p,)
        `wait` less `now`, with its 95 % interval.
    """

    price: Floats
    now: Floats
    wait: Floats
    gain: Floats
    low: Floats
    high: Floats

    def as_dict(self) -> dict[str, list[float]]:
        """Return it in JSON's own types."""
        return {name: [float(x) for x in values] for name, values in asdict(self).items()}


def waiting(days: Floats, decided: Sequence[Flags], never: Flags, least: float) -> Waiting:
    """Return what waiting costs.

    Parameters
    ----------
    days : ndarray of float64, shape (k,)
        Of the decision, since ``as_of``; rising.
    decided : sequence of ndarray of bool, shape (n,)
        Whether the outcome is so if it is decided on that day; the same replications in each.
    never : ndarray of bool, shape (n,)
        And if it never is.
    least : float
        What the lever must take off the risk to be worth while, at least 0.
    """
    flags = np.column_stack(decided)
    change = Band(days, *difference_band(flags, never))
    steps = [paired_flags(later, earlier) for earlier, later in pairwise(decided)]
    risk = Band(days, *share_band(flags))
    since_first = Band(days, *difference_band(flags, decided[0]))
    return Waiting(risk, change, since_first, _last_day(change, -least), tuple(steps))


def _last_day(change: Band, threshold: float) -> Crossing:
    """Return the crossing at the last day before it, not between two; so its upper end."""
    found = longest_under(change, threshold)
    if found.at is not None:
        over = int(np.argmax(change.mean > threshold))
        found = replace(found, at=float(change.places[over - 1]))
    if found.high is not None:
        over = int(np.argmax(change.low > threshold))
        found = replace(found, high=float(change.places[over - 1]) if over else None)
    return found


def report(now: Flags, later: Flags, never: Flags, repair_days: Floats) -> Report:
    """Return what it is worth to wait for a report that tells how long the repair takes.

    Parameters
    ----------
    now, later, never : ndarray of bool, shape (n,)
        Whether the outcome is so if the lever is decided at once, when the report has come, and
        never; the same replications in each.
    repair_days : ndarray of float64, shape (n,)
        The repair of each.

    Notes
    -----
    Whether the lever is pulled after the report is decided by what it takes off among the futures
    of about the same repair, and counted on others: half of the replications decide for the other
    half, so that nothing is gained by luck, and nothing lost to it where the repair tells nothing
    (see `_drawn_together`). A report that tells the repair exactly is the best there can be: a real
    one is worth less.
    """
    gain_now = never.astype(np.float64) - now
    gain_later = never.astype(np.float64) - later
    expected = _expected(gain_later, repair_days)
    most = max(float(gain_now.mean()), float(expected.max(initial=0.0)), 0.0)
    prices = np.linspace(0.0, most, PRICES)
    rows = [_at_price(price, gain_now, gain_later, expected) for price in prices]
    return Report(prices, *(np.array(column) for column in zip(*rows, strict=True)))


def _at_price(
    price: float, gain_now: Floats, gain_later: Floats, expected: Floats
) -> tuple[float, float, float, float, float]:
    """Return `now`, `wait`, `gain`, `low` and `high` at a price."""
    pulled_now = float(gain_now.mean()) > price
    own_now = gain_now - price if pulled_now else np.zeros_like(gain_now)
    own_later = np.where(expected > price, gain_later - price, 0.0)
    found = paired_difference(own_later, own_now)
    middle = found.mean or 0.0
    low, high = (middle if end is None else end for end in (found.low, found.high))
    return float(own_now.mean()), float(own_later.mean()), middle, low, high


def _expected(gains: Floats, repair_days: Floats) -> Floats:
    """Return what is expected for the repair of each future, from the futures of the other half.

    Futures of similar repairs are a group, of which there are as many as the cube root of those
    that decide: more are each too small to tell, fewer too wide to be of one kind (the best rate
    for a mean by groups of whatever changes no faster than straight: Györfi and others 2002,
    A Distribution-Free Theory of Nonparametric Regression, theorem 4.3).
    """
    groups = max(1, round((len(gains) / 2) ** (1 / 3)))
    group = _groups(repair_days, groups)
    half = np.arange(len(gains)) % 2
    expected = np.zeros(len(gains))
    for own in (0, 1):
        other = half != own
        if other.any():
            expected[half == own] = _drawn_together(gains[other], group[other], groups)[
                group[half == own]
            ]
    return expected


def _drawn_together(gains: Floats, group: npt.NDArray[np.int64], groups: int) -> Floats:
    """Return the mean of each group, drawn to that of all as far as luck alone may part them.

    Where the repair tells nothing of the gain, all groups have about the mean of all: what a few
    futures have been lucky in decides for no others (empirical Bayes, by moments: Efron and Morris
    1975).
    """
    n, mean_of_all = len(gains), float(gains.mean())
    counts = np.bincount(group, minlength=groups)
    sums = np.bincount(group, gains, minlength=groups)
    apart = np.divide(sums, counts, out=np.full(groups, mean_of_all), where=counts > 0)
    apart -= mean_of_all
    held = int(np.count_nonzero(counts))
    within = float(((gains - mean_of_all - apart[group]) ** 2).sum()) / max(1, n - held)
    between = float((counts * apart**2).sum()) - (held - 1) * within
    spread = max(0.0, between) / max(1.0, n - float((counts**2).sum()) / n)
    own = spread * counts
    kept = np.divide(own, own + within, out=np.zeros(groups), where=own > 0)
    together: Floats = mean_of_all + kept * apart
    return together


def _groups(repair_days: Floats, groups: int) -> npt.NDArray[np.int64]:
    """Return the group of each repair: of about equal size, and equal repairs never parted.

    Where there are no more repairs than groups, each is one of its own.
    """
    most = repair_days.max(where=np.isfinite(repair_days), initial=0.0)
    repair_days = np.minimum(repair_days, most + 1.0)  # one that never ends is longer than any
    edges = np.unique(repair_days)
    if len(edges) > groups:
        edges = np.unique(np.quantile(repair_days, np.arange(1, groups) / groups))
    found: npt.NDArray[np.int64] = np.searchsorted(edges, repair_days, "left")
    return found
