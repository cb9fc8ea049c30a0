"""How good a forecast was, once it is known what came true: the lower, the better.

CRPS and interval score have the unit of the forecast and are 0 where it named the one right value;
the log score is that of the day on which it came true.

References
----------
Gneiting and Raftery (2007), doi:10.1198/016214506000001437: the continuous ranked probability score
(20) and (21), the interval score (43). Brier (1950). Dawid (1984), doi:10.2307/2981683: the
probability integral transform.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from sim.analysis.columns import Floats
from sim.core.laws import Law

LEVEL = 0.8
"""Of the interval that is scored: from the 10 to the 90 % point."""

POINTS = 4096
"""At which a law is sampled, in equal steps of its probability."""


@dataclass(frozen=True)
class Scores:
    """The scores of one forecast, or their means over several.

    Parameters
    ----------
    crps, interval : float
        In days.
    log : float
        Infinite where the forecast ruled out the day on which it came true.
    pit : float or None
        In [0, 1]: what the forecast held likely by then; None of several.
    """

    crps: float
    log: float
    interval: float
    pit: float | None

    def as_dict(self) -> dict[str, Any]:
        """Return JSON's own types: an infinite log score is None."""
        return {**asdict(self), "log": self.log if math.isfinite(self.log) else None}


def scores(law: Law, x: float) -> Scores:
    """Return the scores of a law in days, of which x came true."""
    return Scores(crps(law, x), log_score(law, x), interval_score(law, x), pit(law, x))


def mean_scores(every: Iterable[Scores]) -> Scores:
    """Return the means of at least one."""
    found = list(every)
    crps_, log, interval = (
        math.fsum(getattr(each, name) for each in found) / len(found)
        for name in ("crps", "log", "interval")
    )
    return Scores(crps_, log, interval, None)


def crps(law: Law, x: float) -> float:
    """Return the continuous ranked probability score.

    Notes
    -----
    Twice the integral over u of the quantile scores (1{x < q(u)} - u) (q(u) - x), by the midpoint
    rule over the sorted values of the law. Of one value it is the distance to x.
    """
    return crps_of(_values(law), x)


def crps_of(values: Floats, x: float) -> float:
    """Return the score of the law that takes each of some rising values as likely as the others."""
    n = len(values)
    u = (np.arange(n) + 0.5) / n
    return float(2.0 * np.mean(((x < values) - u) * (values - x)))


def log_score(law: Law, x: float, width: float = 1.0) -> float:
    """Return minus the logarithm of the probability of the time of that width around x."""
    share = law.cdf(x + width / 2) - law.cdf(x - width / 2)
    return -math.log(share) if share > 0.0 else math.inf


def interval_score(law: Law, x: float, level: float = LEVEL) -> float:
    """Return the width of the central interval, and a penalty where x lies outside it."""
    alpha = 1.0 - level
    low, high = law.quantile(alpha / 2), law.quantile(1.0 - alpha / 2)
    return high - low + 2.0 / alpha * (max(low - x, 0.0) + max(x - high, 0.0))


def pit(law: Law, x: float) -> float:
    """Return P(X < x) and half of P(X = x)."""
    return (law.cdf(math.nextafter(x, -math.inf)) + law.cdf(x)) / 2


def brier(probability: float, happened: bool) -> float:
    """Return the squared distance between a probability and what came true."""
    return (probability - float(happened)) ** 2


@lru_cache(maxsize=128)
def _values(law: Law) -> Floats:
    return np.sort([law.sample((k + 0.5) / POINTS) for k in range(POINTS)])
