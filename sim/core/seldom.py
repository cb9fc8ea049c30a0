"""The mean of an amount that few replications have at all: nothing in most, days in some.

Student's t is too narrow there: a run that happened to see no long spell believes that there is
none. What is used instead takes the replications that have any for events of a Poisson process,
each worth its amount, and allows for one more event as large as the largest.

References
----------
Fay and Feuer (1997), doi:10.1002/(SICI)1097-0258(19970415)16:7<791::AID-SIM500>3.0.CO;2-#.
Zou and Donner (2008), doi:10.1002/sim.3095.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from scipy import special

from sim.core.moments import Floats

SELDOM = 100
"""From so many replications on that have any, Student's t holds the mean in 93 % or more."""


class Side(NamedTuple):
    """The mean of what lies on one side of 0, all positive, with its interval."""

    mean: float
    low: float
    high: float


def seldom_amounts(parts: Iterator[Floats]) -> Floats | None:
    """Return the amounts that are not 0 if some, but few replications have any; None if not.

    Few are less than `SELDOM` and less than half of all.

    Parameters
    ----------
    parts : iterator of ndarray of float64
        A sample block by block; read no further than needed.
    """
    n, count, found = 0, 0, []
    for block in parts:
        amounts = block[block != 0.0]
        n, count = n + len(block), count + len(amounts)
        if count >= SELDOM:
            return None
        found.append(amounts)
    return np.concatenate(found) if 0 < 2 * count < n else None


def amount_interval(
    amounts: Floats, n: int, z: float, *, either_way: bool = False
) -> tuple[float, float]:
    """Return the interval of the mean of n replications, of which few have any amount.

    Parameters
    ----------
    amounts : ndarray of float64, shape (k,)
        Of those that have any: finite, not 0, of either sign; k at least 1.
    n : int
        Replications, more than 2 k.
    z : float
        How many standard errors the interval would reach if it were a normal one: 1.96 for 95 %.
    either_way : bool
        Whether there may be amounts of a sign that none has shown, as in a difference of two runs:
        the interval then allows for some of the mean size.

    Notes
    -----
    Amounts of one sign have the gamma interval of Fay and Feuer (1997), with the variance of n
    replications in place of that of a Poisson process; equal amounts have about the interval of
    their number. Amounts of both signs are a difference of two such means (Zou and Donner 2008),
    which are seldom both of one replication's: their covariance is -1/n of their product.
    """
    largest = float(np.abs(amounts).max())
    scaled = amounts / largest  # whose squares neither vanish nor overflow
    usual = float(np.abs(scaled).mean()) if either_way else 0.0
    more, less = (_side(each[each > 0], n, z, usual) for each in (scaled, -scaled))
    mean, together = more.mean - less.mean, 2.0 * z * z * more.mean * less.mean / n
    low, high = (
        math.sqrt((up.mean - up.low) ** 2 + (down.high - down.mean) ** 2 + together)
        for up, down in ((more, less), (less, more))
    )
    return largest * (mean - low), largest * (mean + high)


def _side(amounts: Floats, n: int, z: float, usual: float) -> Side:
    """Return the mean of positive amounts; of none the most that such of usual size may add."""
    mean = float(amounts.sum()) / n
    variance = float((amounts * amounts).sum()) / n**2 - mean * mean / n
    one_more = (float(amounts.max()) if len(amounts) else usual) / n
    tail = float(special.ndtr(-z))
    return Side(
        mean,
        _gamma_quantile(mean, variance, tail),
        _gamma_quantile(mean + one_more, variance + one_more * one_more, 1.0 - tail),
    )


def _gamma_quantile(mean: float, variance: float, p: float) -> float:
    """Return the quantile at p of the gamma distribution of that mean and variance; 0 of none."""
    if mean == 0.0:
        return 0.0
    return float(special.gammaincinv(mean * mean / variance, p)) * variance / mean
