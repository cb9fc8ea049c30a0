"""Confidence intervals for what a number of replications has shown.

Each function returns the ends of an interval that holds the true value with probability `level`
over repeated runs; an end that the data cannot tell is None. Nothing here holds more than a block
of a sample twice, but for `ranked`, so that twenty million values may be asked about.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from sim.core.moments import Flags, Floats, Moments, blocks, differences
from sim.core.seldom import amount_interval, seldom_amounts

LEVEL = 0.95
FEW = 10  # below this many events, or non-events, a proportion's interval is the exact one

Counts = npt.NDArray[np.int64]
Values = Sequence[float] | npt.NDArray[np.floating]


class Estimate(NamedTuple):
    """An estimate and its interval; None where the data cannot tell."""

    value: float | None
    low: float | None
    high: float | None


class PairedDifference(NamedTuple):
    """The mean of a - b under the same luck, its interval, and what the common luck has gained."""

    mean: float | None
    low: float | None
    high: float | None
    variance_reduction: float | None


@dataclass(frozen=True)
class Ranked:
    """A sample in order, of which the ends need no place in memory.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)
        Rising.
    lower, higher : int
        How many more values there are at minus and at plus infinity.
    """

    values: Floats
    lower: int = 0
    higher: int = 0

    def __len__(self) -> int:
        return self.lower + len(self.values) + self.higher

    def at(self, rank: int) -> float:
        """Return the value of that rank, in 1..n."""
        place = rank - 1 - self.lower
        if place < 0:
            return -math.inf
        return float(self.values[place]) if place < len(self.values) else math.inf

    def between(self, first: int, last: int) -> Floats:
        """Return the values of the ranks from `first` to `last`, both included."""
        start, stop = first - 1 - self.lower, last - self.lower
        inner = self.values[max(start, 0) : max(stop, 0)]
        before = min(-start, stop - start) if start < 0 else 0
        behind = (stop - start) - before - len(inner)
        return np.concatenate([np.full(before, -math.inf), inner, np.full(behind, math.inf)])


def proportion(events: int, n: int, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of a probability after `events` of `n` replications.

    Parameters
    ----------
    events, n : int
        0 <= events <= n; with n = 0 the interval is (0, 1).
    level : float
        In (0, 1).

    Raises
    ------
    ValueError
        When the numbers are out of range.

    Notes
    -----
    Wilson's score interval; with fewer than ten events or fewer than ten non-events the exact one
    of Clopper and Pearson, which is never too short.

    References
    ----------
    Brown, Cai and DasGupta (2001), doi:10.1214/ss/1009213286.
    """
    low, high = proportions(np.array([events]), n, level)
    return float(low[0]), float(high[0])


def proportions(events: Counts, n: int, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return the intervals of many probabilities after n replications; see `proportion`."""
    low, high = score_proportions(events, n, critical(level))
    few = np.minimum(events, n - events) < FEW
    low[few], high[few] = exact_proportions(events[few], n, level)
    return low, high


def proportion_of_share(share: float, n: float, level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of a probability of which a share was seen that need be no count.

    Parameters
    ----------
    share : float
        In [0, 1].
    n : float
        Replications that it stands on, above 0 and not always whole, such as those that would have
        its standard error (Korn and Graubard 1998, Survey Methodology 24, 193-201).

    Notes
    -----
    See `proportion`.
    """
    events = np.array([min(share, 1.0) * n])
    if min(share, 1.0 - share) * n < FEW:
        low, high = exact_proportions(events, n, level)
    else:
        low, high = score_proportions(events, n, critical(level))
    return float(low[0]), float(high[0])


def score_proportions(events: Counts | Floats, n: float, z: float) -> tuple[Floats, Floats]:
    """Return Wilson's intervals of many probabilities after n replications.

    Parameters
    ----------
    events : ndarray, shape (k,)
        Each in 0..n; with n = 0 every interval is (0, 1).
    z : float
        How many standard errors they reach: 1.96 for 95 %.
    """
    _check_events(events, n)
    if n == 0:
        return np.zeros(len(events)), np.ones(len(events))
    share = events / n
    stretch = 1 + z * z / n
    centre = (share + z * z / (2 * n)) / stretch
    reach = z * np.sqrt(share * (1 - share) / n + (z / (2 * n)) ** 2) / stretch
    return centre - reach, centre + reach


def exact_proportions(
    events: Counts | Floats, n: float, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Return the intervals of Clopper and Pearson, which are never too short.

    Parameters
    ----------
    events : ndarray, shape (k,)
        Each in 0..n; with n = 0 every interval is (0, 1).
    level : float
        In (0, 1).
    """
    _check_level(level)
    _check_events(events, n)
    tail = (1 - level) / 2
    some, others = np.where(events > 0, events, 1), np.where(events < n, n - events, 1)
    low = np.where(events > 0, special.betaincinv(some, n - events + 1, tail), 0.0)
    high = np.where(events < n, special.betaincinv(events + 1, others, 1 - tail), 1.0)
    return low, high


def critical(level: float = LEVEL) -> float:
    """Return how many standard errors an interval of a level reaches: 1.96 for 95 %."""
    _check_level(level)
    return float(special.ndtri(0.5 + level / 2))


def mean(values: Values, level: float = LEVEL) -> Estimate:
    """Return the mean and its interval; without spread the ends are the mean itself.

    Parameters
    ----------
    values : sequence of float, shape (n,)
        Finite; n = 0 has no mean and n = 1 no interval.

    Raises
    ------
    ValueError
        When a value is NaN or infinite: such a sample has no mean.

    Notes
    -----
    Student's t; where few values are other than 0 the interval of `sim.core.seldom`, which takes
    it that there are none of a sign that no value has: of a difference ask `paired_difference`.
    """
    _check_level(level)
    sample = np.asarray(values)
    moments = Moments.of(blocks(sample))
    return _mean_within(moments, seldom_amounts(blocks(sample)), level)


def ranked(values: Values, lower: int = 0, higher: int = 0, *, in_place: bool = False) -> Ranked:
    """Return the sample in order, with so many more values beyond its ends.

    Parameters
    ----------
    in_place : bool
        Put the sample itself in order, an array of float64, instead of a copy.

    Raises
    ------
    ValueError
        When a value is NaN.
    """
    sample = np.asarray(values, dtype=np.float64) if in_place else np.array(values, np.float64)
    sample.sort()
    if len(sample) and math.isnan(sample[-1]):  # NaN is sorted to the end
        raise ValueError("a value is NaN: leave out what is not known, and count it")
    return Ranked(sample, lower, higher)


def quantile(values: Values | Ranked, p: float, level: float = LEVEL) -> Estimate:
    """Return the quantile at p and its interval between two of the values.

    Parameters
    ----------
    values : sequence of float, shape (n,), or Ranked
        May hold +inf for "not before the horizon"; an end there says that the data do not bound it.
    p : float
        In (0, 1).

    Returns
    -------
    Estimate
        An end is None when there are too few values beyond it for the level asked.

    Raises
    ------
    ValueError
        When p is out of range or a value is NaN.

    Notes
    -----
    The estimate is the smallest value with at least a part p of the sample at or below it. The
    number of values below the true quantile is binomial (n, p): the ends are the order statistics
    that leave at most (1 - level) / 2 on each side, whatever the distribution.
    """
    _check_level(level)
    if not 0.0 < p < 1.0:
        raise ValueError(f"p is {p:g}: it must be in (0, 1)")
    sample = values if isinstance(values, Ranked) else ranked(values)
    n = len(sample)
    if n == 0:
        return Estimate(None, None, None)
    below, above = _ranks_around(n, p, level)
    return Estimate(
        sample.at(quantile_rank(n, p)),
        sample.at(below) if below >= 1 else None,
        sample.at(above) if above <= n else None,
    )


def quantile_rank(n: int, p: float) -> int:
    """Return which of n >= 1 values in order is the quantile at p, from 1."""
    return max(1, math.ceil(round(n * p, 9)))  # 0.7 * 10 is 7.000000000000001


def paired_difference(
    a: Values | Flags, b: Values | Flags, both: Flags | None = None, level: float = LEVEL
) -> PairedDifference:
    """Return the mean of a - b, replication by replication, and the gain over independent runs.

    Parameters
    ----------
    a, b : sequence of float or bool, shape (n,)
        The same replications of two scenarios, finite.
    both : ndarray of bool, shape (n,), or None
        Which of them count; None for all.

    Returns
    -------
    PairedDifference
        `variance_reduction` is (var a + var b) / var(a - b), above 1 where the common luck helps;
        None when n < 2 or the difference is the same in every replication.

    Raises
    ------
    ValueError
        When the lengths differ or a value is not finite.

    Notes
    -----
    Student's t; where few replications differ the interval of `sim.core.seldom`, which allows for
    differences the other way.
    """
    _check_level(level)
    first, second = np.asarray(a), np.asarray(b)
    if len(first) != len(second):
        raise ValueError(f"{len(first)} values are paired with {len(second)}")
    difference = Moments.of(differences(blocks(first, both), blocks(second, both)))
    amounts = seldom_amounts(differences(blocks(first, both), blocks(second, both)))
    found = _mean_within(difference, amounts, level, either_way=True)
    if difference.is_constant:
        return PairedDifference(*found, None)
    apart = sum(Moments.of(blocks(sample, both)).squares for sample in (first, second))
    return PairedDifference(*found, apart / difference.squares)


def _mean_within(
    moments: Moments, amounts: Floats | None, level: float, *, either_way: bool = False
) -> Estimate:
    """Return the mean and its interval: that of `amounts` where these are few, else Student's."""
    n, centre = moments.n, moments.mean
    if amounts is not None:
        ends = amount_interval(amounts, n, critical(level), either_way=either_way)
        return Estimate(centre, *ends)
    if n == 0:
        return Estimate(None, None, None)
    if n == 1:
        return Estimate(centre, None, None)
    error = math.sqrt(moments.squares / (n - 1) / n)
    reach = float(special.stdtrit(n - 1, 0.5 + level / 2)) * error
    return Estimate(centre, centre - reach, centre + reach)


@lru_cache(maxsize=4096)
def _ranks_around(n: int, p: float, level: float) -> tuple[int, int]:
    """Return the ranks of the interval of a quantile; 0 or n + 1 where there is none."""
    tail = (1.0 - level) / 2
    below = _binomial_rank(tail, n, p)  # P(count < below) <= tail
    above = n - _binomial_rank(tail, n, 1.0 - p) + 1  # P(count >= above) <= tail
    return below, above


def _binomial_rank(tail: float, n: int, p: float) -> int:
    """Return the smallest k with P(count <= k) >= tail, of a binomial (n, p)."""
    k = math.ceil(special.bdtrik(tail, n, p))
    while k > 0 and special.bdtr(k - 1, n, p) >= tail:
        k -= 1
    while special.bdtr(k, n, p) < tail:
        k += 1
    return k


def _check_events(events: Counts | Floats, n: float) -> None:
    outside = (events < 0) | (events > n)
    if outside.any():
        raise ValueError(f"{events[outside][0]} events of {n} replications: must be in 0..n")


def _check_level(level: float) -> None:
    if not 0.0 < level < 1.0:
        raise ValueError(f"level is {level:g}: it must be in (0, 1)")
