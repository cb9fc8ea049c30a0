"""Where a curve of risk crosses a threshold, and what can honestly be said of it.

The curve is known at some places alone, each with a simultaneous interval: with the probability of
the band all of them hold at once, and so does every sentence that is read from them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from sim.analysis.columns import Floats


class Verdict(StrEnum):
    """What a curve does to a threshold, from its first place on."""

    CROSSES = "crosses"
    NEVER = "never"
    """It stays below, and so does the whole band."""
    NOT_SEEN = "not-seen"
    """It stays below, the band does not: it may cross."""
    ABOVE = "above"
    """It is above from the first place on."""


@dataclass(frozen=True)
class Band:
    """A curve with its simultaneous interval.

    Parameters
    ----------
    places : ndarray of float64, shape (k,)
        Rising; days.
    mean, low, high : ndarray of float64, shape (k,)
        In the unit of the threshold.
    """

    places: Floats
    mean: Floats
    low: Floats
    high: Floats

    def as_dict(self) -> dict[str, list[float]]:
        """Return the band in JSON's own types."""
        return {name: [float(x) for x in values] for name, values in asdict(self).items()}


@dataclass(frozen=True)
class Turn:
    """A place behind which the curve is certainly lower than it was.

    Parameters
    ----------
    top, bottom : float
        The places between which it falls most.
    at_top, at_bottom : float
        What it is there.
    """

    top: float
    bottom: float
    at_top: float
    at_bottom: float


@dataclass(frozen=True)
class Crossing:
    """The longest stretch from the first place on in which a curve stays under a threshold.

    Parameters
    ----------
    verdict : Verdict
    at : float or None
        The place up to which the estimate is at most the threshold, straight between two places;
        None unless it crosses.
    low, high : float or None
        The 95 % interval of the true crossing: up to `low` the whole band is at most the
        threshold, at `high` it is above for the first time. None where no place tells.
    turn : Turn or None
        Where the curve certainly falls again.
    under_again : float or None
        The first place behind `high` at which the whole band is at most the threshold again.
    """

    verdict: Verdict
    at: float | None
    low: float | None
    high: float | None
    turn: Turn | None
    under_again: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return the crossing in JSON's own types."""
        return {**asdict(self), "verdict": str(self.verdict)}


def longest_under(band: Band, threshold: float) -> Crossing:
    """Return how far a curve stays at or under a threshold.

    Notes
    -----
    The interval of the crossing inverts the band: while the true curve rises, the crossing cannot
    lie before the last place of the run, from the first place on, in which the whole band is at
    most the threshold, nor behind the first place at which it is above.
    """
    over = np.flatnonzero(band.mean > threshold)
    surely_over = np.flatnonzero(band.low > threshold)
    perhaps_over = np.flatnonzero(band.high > threshold)
    last_under = (perhaps_over[0] if len(perhaps_over) else len(band.places)) - 1
    low = float(band.places[last_under]) if last_under >= 0 else None
    high = float(band.places[surely_over[0]]) if len(surely_over) else None
    at = None
    if not len(over):
        verdict = Verdict.NOT_SEEN if len(perhaps_over) else Verdict.NEVER
    elif over[0] == 0:
        verdict = Verdict.ABOVE
    else:
        verdict = Verdict.CROSSES
        at = _between(band, int(over[0]), threshold)
    return Crossing(verdict, at, low, high, _turn(band), _under_again(band, threshold, high))


def bracket(band: Band, threshold: float) -> tuple[float, float]:
    """Return the places between which the crossing is to be looked for, the ends if it may be none.

    Meant for a coarse curve whose finer places are still to be chosen.
    """
    found = longest_under(band, threshold)
    low = float(band.places[0]) if found.low is None else found.low
    high = float(band.places[-1]) if found.high is None else found.high
    if low >= high:  # the curve turns back before it has crossed
        return float(band.places[0]), float(band.places[-1])
    return low, high


def _between(band: Band, above: int, threshold: float) -> float:
    """Return where the straight line to the first place above meets the threshold."""
    x0, x1 = band.places[above - 1], band.places[above]
    y0, y1 = band.mean[above - 1], band.mean[above]
    return float(x0 + (x1 - x0) * (threshold - y0) / (y1 - y0))


def _turn(band: Band) -> Turn | None:
    """Return the largest fall that the band is sure of."""
    top_low = np.maximum.accumulate(band.low)
    fall = top_low - band.high
    if not (fall > 0).any():
        return None
    bottom = int(np.argmax(fall))
    top = int(np.argmax(band.low[: bottom + 1]))
    return Turn(
        float(band.places[top]),
        float(band.places[bottom]),
        float(band.mean[top]),
        float(band.mean[bottom]),
    )


def _under_again(band: Band, threshold: float, high: float | None) -> float | None:
    if high is None:
        return None
    later = np.flatnonzero((band.places > high) & (band.high <= threshold))
    return float(band.places[later[0]]) if len(later) else None
