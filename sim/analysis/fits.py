"""What a few rows of the record can tell: rates from counts, and which family fits a sample.

A value is known to the day, so that each is the interval of half a day to either side; what had
not ended is censored. Rows may weigh less than 1: a likelihood then counts them so often.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from sim.history import Observation

LEAST_WEIGHT = 8.0
"""Fewer rows, recalled ones counted half, do not tell one family from another."""

ALIKE = 2.0
"""Families whose AICc differs by less are not told apart (Burnham and Anderson, 2002)."""

AS_THEY_ARE = "empirical"

_LEAST_MASS = 1e-12
"""Of a value that a law rules out, so that its likelihood is a number."""

_EXCLUDED = 1e-6
"""So improbable that the law might as well rule it out."""

Floats = npt.NDArray[np.float64]
Cdf = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Fit:
    """A law and how well it fits a sample.

    Parameters
    ----------
    parameters : int
        How many figures were chosen for the sample.
    weight : float
        Of the sample: its effective number.
    """

    family: str
    log_likelihood: float
    parameters: int
    weight: float

    @property
    def aic(self) -> float:
        """Akaike's criterion for small samples, AICc: the lower the better.

        Infinite where there are as many figures as rows, which then say nothing against it.
        """
        k, left = self.parameters, self.weight - self.parameters - 1.0
        if left <= 0.0:
            return math.inf
        return 2.0 * (k - self.log_likelihood) + 2.0 * k * (k + 1.0) / left


def log_likelihood(sample: Sequence[Observation], cdf: Cdf) -> float:
    """Return the weighted log likelihood of a law, each value known to the day.

    Notes
    -----
    sum of w log(F(x + 1/2) - F(x - 1/2)) over what had ended, and of w log(1 - F(x)) over what had
    not. What a law rules out has a probability of 1e-12.
    """
    value, weight, censored = _columns(sample)
    mass = np.where(censored, 1.0 - cdf(value), cdf(value + 0.5) - cdf(value - 0.5))
    return float(weight @ np.log(np.maximum(mass, _LEAST_MASS)))


def ruled_out(sample: Sequence[Observation], cdf: Cdf) -> int:
    """Return how many values a law all but excludes."""
    value, _, censored = _columns(sample)
    mass = np.where(censored, 1.0 - cdf(value), cdf(value + 0.5) - cdf(value - 0.5))
    return int((mass < _EXCLUDED).sum())


def families(sample: Sequence[Observation]) -> list[Fit]:
    """Return the fit of each family that can have the sample, by the largest likelihood.

    Exponential, gamma, lognormal and Weibull for values from 0 on; without censored ones also
    uniform, and the sample as it is, which costs a figure for each value but one.
    """
    value, weight, censored = _columns(sample)
    found = []
    if value.min() >= 0.0:
        found = [_fitted(tuple(sample), name) for name in _CDFS]
    if not censored.any():
        total = weight.sum()
        width = value.max() - value.min() + 1.0
        found.append(Fit("uniform", float(-total * math.log(width)), 2, float(total)))
        count: Counter[float] = Counter()
        for each in sample:
            count[each.value] += each.weight  # type: ignore[assignment]
        shares = np.array(list(count.values())) / total
        fit = float(total * (shares @ np.log(shares)))
        found.append(Fit(AS_THEY_ARE, fit, len(count) - 1, float(total)))
    return found


def kaplan_meier(sample: Sequence[Observation], shares: Sequence[float]) -> list[float | None]:
    """Return the quantiles of Kaplan and Meier (1958), every row counted alike.

    None where so large a share had not ended when the last was seen.
    """
    from scipy import stats  # slow to import, and needed for this alone

    ended = [each.value for each in sample if not each.censored]
    going_on = [each.value for each in sample if each.censored]
    curve = stats.ecdf(stats.CensoredData(uncensored=ended, right=going_on)).cdf
    steps = list(zip(curve.quantiles.tolist(), curve.probabilities.tolist(), strict=True))
    return [next((day for day, p in steps if p >= share), None) for share in shares]


def _columns(sample: Sequence[Observation]) -> tuple[Floats, Floats, npt.NDArray[np.bool_]]:
    return (
        np.array([each.value for each in sample], dtype=np.float64),
        np.array([each.weight for each in sample], dtype=np.float64),
        np.array([each.censored for each in sample], dtype=np.bool_),
    )


def _exponential(x: Floats, scale: float, _: float) -> Floats:
    return -np.expm1(-x / scale)


def _gamma(x: Floats, scale: float, shape: float) -> Floats:
    return np.asarray(special.gammainc(shape, x / scale))


def _lognormal(x: Floats, scale: float, sigma: float) -> Floats:
    with np.errstate(divide="ignore"):
        return np.asarray(special.ndtr(np.log(x / scale) / sigma))


def _weibull(x: Floats, scale: float, shape: float) -> Floats:
    return -np.expm1(-((x / scale) ** shape))


_CDFS: dict[str, tuple[Callable[[Floats, float, float], Floats], int, Callable[[float], float]]] = {
    "exponential": (_exponential, 1, lambda spread: 1.0),
    "gamma": (_gamma, 2, lambda spread: spread**-2),
    "lognormal": (_lognormal, 2, lambda spread: spread),
    "Weibull": (_weibull, 2, lambda spread: 1.0 / spread),
}
"""By family the law, the number of its figures, and the shape that has about such a spread."""


@lru_cache(maxsize=1024)
def _fitted(sample: tuple[Observation, ...], name: str) -> Fit:
    """Return the best of a family, looked for from the sample's mean and relative spread on.

    Many inputs, and all scenarios that extend one, rest on the same rows.
    """
    law, parameters, shape_of = _CDFS[name]
    value, weight, _ = _columns(sample)
    mean = max(float(np.average(value, weights=weight)), 0.5)
    spread = max(math.sqrt(float(np.average((value - mean) ** 2, weights=weight))) / mean, 0.02)
    shape = shape_of(spread)
    scale = mean / shape if name == "gamma" else mean

    def worse(logs: Floats) -> float:
        scale, shape = np.exp(np.clip(logs, -12.0, 12.0))
        return -log_likelihood(sample, lambda x: law(np.maximum(x, 0.0), scale, shape))

    best = optimize.minimize(worse, np.log([scale, shape]), method="Nelder-Mead")
    return Fit(name, -float(best.fun), parameters, float(weight.sum()))
