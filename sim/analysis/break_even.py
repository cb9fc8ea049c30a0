"""The risk against the true repair time: curves with their bands, and estimates read off them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.columns import Floats
from sim.analysis.outcome import Told
from sim.analysis.threshold import Band, Crossing, longest_under
from sim.core.bands import difference_band, share_band
from sim.core.intervals import proportion
from sim.core.pairs import Pairs, difference_interval


@dataclass(frozen=True)
class RiskCurve:
    """The risk against the repair time, under one policy.

    Parameters
    ----------
    n : int
        Replications at each place.
    nulls : int
        The most replications at one place in which the outcome has no value.
    events : tuple of int
        Those in which it is so, a place each.
    risk : Band
        The share of the replications, with its simultaneous 95 % band.
    judged : Band
        What the threshold is held against: the risk, or what is added to the base.
    crossing : Crossing
    """

    n: int
    nulls: int
    events: tuple[int, ...]
    risk: Band
    judged: Band
    crossing: Crossing

    def as_dict(self) -> dict[str, Any]:
        """Return the curve in JSON's own types."""
        return {
            "n": self.n,
            "nulls": self.nulls,
            "events": list(self.events),
            "risk": self.risk.as_dict(),
            "judged": self.judged.as_dict(),
            "crossing": self.crossing.as_dict(),
        }


@dataclass(frozen=True)
class Read:
    """What is read of the futures of one estimate.

    Parameters
    ----------
    told : Told
        In which the outcome is so.
    repair_days : ndarray of float64, shape (n,)
        The repair sampled in each.
    """

    told: Told
    repair_days: Floats


def curve(told: Mapping[float, Told], base: Told, *, total: bool, threshold: float) -> RiskCurve:
    """Return the curve through all repair times that were played.

    Parameters
    ----------
    told : mapping of float to Told
        By repair time in days; the same replications at each and in the base.
    base : Told
        Of the world that the risk is added to.
    total : bool
        Whether the threshold holds for the risk itself.
    threshold : float
        In (0, 1).
    """
    days = np.array(sorted(told))
    flags = np.column_stack([told[day].did for day in days])
    risk = Band(days, *share_band(flags))
    judged = risk if total else Band(days, *difference_band(flags, base.did))
    return RiskCurve(
        n=len(flags),
        nulls=max(each.nulls for each in told.values()),
        events=tuple(int(count) for count in flags.sum(axis=0)),
        risk=risk,
        judged=judged,
        crossing=longest_under(judged, threshold),
    )


def spread(places: Floats, low: float, high: float, count: int) -> Floats:
    """Return so many more places, evenly spread strictly between two where there is room.

    Parameters
    ----------
    places : ndarray of float64, shape (k,)
        Those there are, which are not given again; in days, to a tenth of one.
    """
    found = low + (high - low) / (count + 1) * np.arange(1, count + 1)
    return np.setdiff1d(found.round(1), places)


def steepest(band: Band, count: int) -> Floats:
    """Return so many more places, each in the middle of the step in which the curve moves most.

    The curve is taken as straight between places, so that a step which has been halved moves half
    as much on either side.
    """
    places, moves = list(band.places), list(np.abs(np.diff(band.mean)))
    for _ in range(count):
        here = int(np.argmax(moves))
        middle = round((places[here] + places[here + 1]) / 2, 1)
        if middle in (places[here], places[here + 1]):
            break
        places.insert(here + 1, middle)
        moves[here : here + 1] = [moves[here] / 2] * 2
    return np.setdiff1d(places, band.places)


def share_of(told: Told) -> dict[str, Any]:
    """Return the share of the futures in which an outcome is so, with its 95 % interval."""
    n, events = len(told.did), int(np.count_nonzero(told.did))
    low, high = proportion(events, n)
    share = {"n": n, "events": events, "mean": events / n, "low": low, "high": high}
    return {**share, "nulls": told.nulls}


def added(told: Told, base: Told) -> dict[str, Any]:
    """Return what is added to the base under the same luck, with its 95 % interval.

    ``changed`` counts the futures in which the two differ.
    """
    pairs = Pairs.of(told.did, base.did)
    low, high = difference_interval(pairs.only_a, pairs.only_b, pairs.n)
    return {"mean": pairs.difference, "low": low, "high": high, "changed": pairs.changed}


def makes_it(read: Read, crossing: Crossing, base: Told) -> dict[str, Any]:
    """Return how likely an estimate makes the repair short enough, and what its own risk is.

    Returns
    -------
    dict
        ``risk`` and ``added`` with intervals; ``in_time`` the share of its repairs that are no
        longer than the crossing, and the shares at the ends of the crossing's interval; each None
        where the curve has no such place. A quantile of its repairs is None where they never end.
    """
    shares = {
        name: None if days is None else float(np.mean(read.repair_days <= days))
        for name, days in (("mean", crossing.at), ("low", crossing.low), ("high", crossing.high))
    }
    if np.isfinite(read.repair_days).all():
        marks = np.quantile(read.repair_days, (0.1, 0.5, 0.9)).round(1)
    else:  # nothing lies between a day and never
        marks = np.quantile(read.repair_days, (0.1, 0.5, 0.9), method="inverted_cdf").round(1)
    return {
        "risk": share_of(read.told),
        "added": added(read.told, base),
        "in_time": shares,
        "repair_days": {
            name: float(mark) if np.isfinite(mark) else None
            for name, mark in zip(("p10", "p50", "p90"), marks, strict=True)
        },
    }
