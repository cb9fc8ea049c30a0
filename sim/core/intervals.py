"""Confidence intervals for what a number of replications has shown.

Each function returns the ends of an interval that holds the true value with probability `level`
over repeated runs; an end that the data cannot tell is None.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

LEVEL = 0.95
FEW = 10  # below this many events, or non-events, a proportion's interval is the exact one

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
    _check_level(level)
    if not 0 <= events <= n:
        raise ValueError(f"{events} events of {n} replications: must be in 0..n")
    if n == 0:
        return 0.0, 1.0
    test = stats.binomtest(int(events), int(n))
    few = min(events, n - events) < FEW
    result = test.proportion_ci(level, "exact") if few else test.proportion_ci(level, "wilson")
    return float(result.low), float(result.high)


def mean(values: Values, level: float = LEVEL) -> Estimate:
    """Return the mean and its Student t interval; without spread the ends are the mean itself.

    Parameters
    ----------
    values : sequence of float, shape (n,)
        Finite; n = 0 has no mean and n = 1 no interval.

    Raises
    ------
    ValueError
        When a value is NaN or infinite: such a sample has no mean.
    """
    _check_level(level)
    sample = _array(values)
    if not np.isfinite(sample).all():
        raise ValueError("a mean needs finite values; use a quantile for open ones")
    if len(sample) == 0:
        return Estimate(None, None, None)
    centre = float(sample.mean())
    if len(sample) == 1:
        return Estimate(centre, None, None)
    reach = stats.t.ppf(0.5 + level / 2, len(sample) - 1) * stats.sem(sample)
    return Estimate(centre, float(centre - reach), float(centre + reach))


def quantile(values: Values, p: float, level: float = LEVEL) -> Estimate:
    """Return the quantile at p and its interval between two of the values.

    Parameters
    ----------
    values : sequence of float, shape (n,)
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
    sample = np.sort(_array(values))
    n = len(sample)
    if n == 0:
        return Estimate(None, None, None)
    rank = max(1, math.ceil(round(n * p, 9)))  # 0.7 * 10 is 7.000000000000001
    tail = (1.0 - level) / 2
    below = int(stats.binom.ppf(tail, n, p))  # P(count < below) <= tail
    above = int(stats.binom.isf(tail, n, p)) + 1  # P(count >= above) <= tail
    return Estimate(
        float(sample[rank - 1]),
        float(sample[below - 1]) if below >= 1 else None,
        float(sample[above - 1]) if above <= n else None,
    )


def paired_difference(a: Values, b: Values, level: float = LEVEL) -> PairedDifference:
    """Return the mean of a - b, replication by replication, and the gain over independent runs.

    Parameters
    ----------
    a, b : sequence of float, shape (n,)
        The same replications of two scenarios, finite.

    Returns
    -------
    PairedDifference
        `variance_reduction` is (var a + var b) / var(a - b), above 1 where the common luck helps;
        None when n < 2 or the difference is the same in every replication.

    Raises
    ------
    ValueError
        When the lengths differ or a value is not finite.
    """
    first, second = _array(a), _array(b)
    if len(first) != len(second):
        raise ValueError(f"{len(first)} values are paired with {len(second)}")
    if not (np.isfinite(first).all() and np.isfinite(second).all()):
        raise ValueError("a paired difference needs finite values")
    difference = first - second
    centre, low, high = mean(difference, level)
    if len(difference) < 2 or difference.min() == difference.max():
        return PairedDifference(centre, low, high, None)
    gain = (first.var(ddof=1) + second.var(ddof=1)) / difference.var(ddof=1)
    return PairedDifference(centre, low, high, float(gain))


def _array(values: Values) -> npt.NDArray[np.float64]:
    sample = np.asarray(values, dtype=np.float64)
    if np.isnan(sample).any():
        raise ValueError("a value is NaN: leave out what is not known, and count it")
    return sample


def _check_level(level: float) -> None:
    if not 0.0 < level < 1.0:
        raise ValueError(f"level is {level:g}: it must be in (0, 1)")
