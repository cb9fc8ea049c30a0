"""The difference of two probabilities under the same luck, from the pairs in which they differ.

Replication 17 of one scenario and replication 17 of another are a pair. It is told by the pairs in
which something happened in one of the two alone: with `only_a` and `only_b` of them among n, the
difference is (only_a - only_b) / n. No pair that differs does not mean no difference: 3.8 in n of
them may have been missed.

Ten pairs that differ, or more: Tango's score interval. Fewer: the exact one of Buehler, never too
short, and the shortest of those that rank what may be seen as Tango's does (`docs/statistics.md`).

References
----------
Tango (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B; Buehler (1957),
doi:10.1080/01621459.1957.10501404; Lloyd and Moldovan (2007), Statistics in Medicine 26, 3369;
Berger and Boos (1994), doi:10.1080/01621459.1994.10476836.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

from sim.core.intervals import FEW, LEVEL, critical
from sim.core.moments import Flags, Floats

Counts = npt.NDArray[np.int64]

_UNLIKELY = 1e-3
"""Of the error allowed at an end: what is given to how many pairs can differ at all."""

_PLACES = 40
"""Means of the other kind of pair among which the worst is looked for."""

_HALVINGS = 60
"""Of the range in which an end is looked for: more than a float has digits."""


@dataclass(frozen=True)
class Pairs:
    """How often something happened in one, the other or both of two scenarios.

    Parameters
    ----------
    n : int
        Pairs of replications.
    only_a, only_b, both : int
        Pairs in which it happened in the first alone, in the second alone, in both.
    """

    n: int
    only_a: int
    only_b: int
    both: int

    @classmethod
    def of(cls, a: Flags, b: Flags) -> Pairs:
        """Return the counts of the same replications of two scenarios, ndarrays of shape (n,).

        Raises
        ------
        ValueError
            When the lengths differ.
        """
        if len(a) != len(b):
            raise ValueError(f"{len(a)} values are paired with {len(b)}")
        both = int(np.count_nonzero(a & b))
        only_a, only_b = (int(np.count_nonzero(flags)) - both for flags in (a, b))
        return cls(len(a), only_a, only_b, both)

    @property
    def changed(self) -> int:
        """Pairs that differ."""
        return self.only_a + self.only_b

    @property
    def difference(self) -> float | None:
        """The share of the first less that of the second; None without any pair."""
        return (self.only_a - self.only_b) / self.n if self.n else None

    @property
    def variance_reduction(self) -> float | None:
        """How many times more replications independent luck would need.

        It is (var a + var b) / var(a - b); None where a - b is the same in every pair.
        """
        apart = self.n * self.changed - (self.only_a - self.only_b) ** 2
        if apart == 0:
            return None
        events = (self.only_a + self.both, self.only_b + self.both)
        return sum(count * (self.n - count) for count in events) / apart


def paired_flags(a: Flags, b: Flags, level: float = LEVEL) -> tuple[float, float, float]:
    """Return P(a) - P(b) with its interval, from the same replications of two scenarios.

    Parameters
    ----------
    a, b : ndarray of bool, shape (n,)
        Whether it happened; n at least 1.

    Raises
    ------
    ValueError
        When the lengths differ or there is no pair.
    """
    pairs = Pairs.of(a, b)
    if pairs.difference is None:
        raise ValueError("a difference needs at least one pair")
    return pairs.difference, *difference_interval(pairs.only_a, pairs.only_b, pairs.n, level)


def difference_interval(
    only_a: int, only_b: int, n: int, level: float = LEVEL
) -> tuple[float, float]:
    """Return the interval of P(a) - P(b) from the pairs that differ.

    Parameters
    ----------
    only_a, only_b, n : int
        See `Pairs`; with n = 0 the interval is (-1, 1).
    level : float
        In (0, 1).

    Raises
    ------
    ValueError
        When the numbers are out of range.
    """
    low, high = difference_intervals(np.array([only_a]), np.array([only_b]), n, critical(level))
    return float(low[0]), float(high[0])


def difference_intervals(
    only_a: Counts, only_b: Counts, n: int, z: float, few_z: float | None = None
) -> tuple[Floats, Floats]:
    """Return the intervals of many differences after n pairs each.

    Parameters
    ----------
    only_a, only_b : ndarray of int64, shape (k,)
        See `Pairs`.
    z : float
        Above 0: how many standard errors the interval reaches, 1.96 for 95 %, or the critical
        value of a simultaneous band.
    few_z : float or None
        The same where fewer than ten pairs differ; None for `z`.

    Returns
    -------
    low, high : ndarray of float64, shape (k,)

    Raises
    ------
    ValueError
        When the numbers are out of range.
    """
    outside = (only_a < 0) | (only_b < 0) | (only_a + only_b > n)
    if outside.any():
        a, b = only_a[outside][0], only_b[outside][0]
        raise ValueError(f"{a} and {b} of {n} pairs differ: the counts must add up to 0..n")
    if not 0.0 < z < math.inf:
        raise ValueError(f"z is {z:g}: it must be above 0")
    few_z = z if few_z is None else few_z
    if n == 0:
        return np.full(len(only_a), -1.0), np.full(len(only_a), 1.0)
    pairs = list(zip(only_a.tolist(), only_b.tolist(), strict=True))
    high = np.array([_upper(a, b, n, z, few_z) for a, b in pairs], np.float64)
    low = np.array([-_upper(b, a, n, z, few_z) for a, b in pairs], np.float64)
    return low, high


def _upper(a: int, b: int, n: int, z: float, few_z: float) -> float:
    if a + b < FEW:
        return min(1.0, _upper_of_few(a, b, few_z) / n)
    return _furthest((a - b) / n, 1.0, z, lambda difference: _score(difference, a, b, n))


def _furthest(low: float, high: float, z: float, score: Callable[[float], float]) -> float:
    """Return the largest difference from which what was seen lies no more than z errors below."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        if score(middle) < -z:
            high = middle
        else:
            low = middle
    return high


def _score(difference: float, a: int, b: int, n: int) -> float:
    """Return how many standard errors (a - b) / n lies above a difference, if that were true.

    The standard error is that of the likeliest shares of pairs that have this difference: of the
    kind that is seldom then, q, the other being q + |difference|.
    """
    apart = abs(difference)
    more, less = (a, b) if difference >= 0 else (b, a)
    linear = (2 * n - more + less) * apart - more - less
    constant = less * apart * (1 - apart)
    root = math.sqrt(linear * linear + 8 * n * constant)
    q = (root - linear) / (4 * n) if linear < 0 else 2 * constant / (root + linear or 1.0)
    variance = (2 * q + apart * (1 - apart)) / n
    above = (a - b) / n - difference
    return above / math.sqrt(variance) if variance > 0 else math.copysign(math.inf, above)


@lru_cache(maxsize=4096)
def _upper_of_few(a: int, b: int, z: float) -> float:
    """Return n times the exact upper end for few pairs that differ among many.

    Their numbers are Poisson, which are further apart than those of a finite n: the end is then
    a little too far out. It is the largest difference d for which what has as low an upper end by
    score as (a, b) has a chance of more than the error allowed, whatever the mean of b is.
    """
    tail = float(special.ndtr(-z))
    most = float(special.pdtri(a + b, tail * _UNLIKELY))  # the mean number of pairs that differ
    far = a - b + z * z + 2 * z * math.sqrt(a + b + 1) + 1
    end = _furthest(a - b, far, z, lambda difference: _poisson_score(difference, a, b))
    others = np.arange(math.ceil(most / 2 + 10 * math.sqrt(most)) + 10)
    alike = _most_alike(others, end, z)

    def is_possible(difference: float) -> bool:
        least = max(0.0, -difference)
        reach = max(least, (most - difference) / 2)
        means = least + (reach - least) * np.linspace(0.0, 1.0, _PLACES)[:, None] ** 2
        chance = np.exp(special.xlogy(others, means) - means - special.gammaln(others + 1))
        below = np.where(alike < 0, 0.0, special.pdtr(np.maximum(alike, 0), means + difference))
        return bool((chance * below).sum(axis=1).max() > tail * (1 - _UNLIKELY))

    low, high = end - 1.0, end
    while is_possible(high):
        low, high = high, high + 1.0
    for _ in range(30):
        middle = (low + high) / 2
        low, high = (middle, high) if is_possible(middle) else (low, middle)
    return high


def _most_alike(others: Counts, end: float, z: float) -> Counts:
    """Return, for each number of b, the most of a whose upper end is no higher; -1 if none is."""
    limit = -z * (1 - 1e-9)  # what has the same end as (a, b) must count, whatever its last digits
    found, a = np.full(len(others), -1), -1
    for b in others.tolist():
        while _poisson_score(end, a + 1, b) <= limit:
            a += 1
        while a >= 0 and _poisson_score(end, a, b) > limit:
            a -= 1
        found[b] = a
    return found


def _poisson_score(difference: float, a: int, b: int) -> float:
    """Return `_score` where pairs that differ are few among many; the difference is n times it."""
    apart = abs(difference)
    less = b if difference >= 0 else a
    linear = 2 * apart - a - b
    root = math.sqrt(linear * linear + 8 * less * apart)
    q = (root - linear) / 4 if linear < 0 else 2 * less * apart / (root + linear or 1.0)
    above = a - b - difference
    return above / math.sqrt(2 * q + apart) if q or apart else math.copysign(math.inf, above)
