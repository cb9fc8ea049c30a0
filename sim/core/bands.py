"""Bands that hold a whole curve at once: every point of it in 95 of 100 runs, not each on its own.

The points of a curve are estimated from the same replications, so they err together, and a band
needs to be wider than the interval of one point, but less so than if each had its own luck. How
much wider is read from their correlation (sup-t).

References
----------
Montiel Olea and Plagborg-Møller (2019), doi:10.1002/jae.2656.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from sim.core.intervals import LEVEL, critical, exact_proportions, score_proportions
from sim.core.moments import Flags, Floats, blocks
from sim.core.pairs import difference_intervals
from sim.core.seldom import amount_interval, seldom_amounts

Matrix = npt.NDArray[np.bool_ | np.integer | np.floating]
Band = tuple[Floats, Floats, Floats]
"""Estimate, low and high, each an ndarray of float64, shape (k,)."""

SAMPLES = 2**17
"""Of all points together, from which the critical value is read: its standard error is 0.005."""

FEW_IN_A_BAND = 30
"""Below this many events, or non-events, a share's band is the exact one.

Three times as many as of a single share: further out, Wilson's interval is good later.
"""

_AT_A_TIME = 2**20
"""Cells that are turned into float64 at a time: 8 MB."""


def critical_value(matrix: Matrix, level: float = LEVEL) -> float:
    """Return how many standard errors a band must reach to hold all columns' means at once.

    Parameters
    ----------
    matrix : ndarray, shape (n, k)
        A row a replication, a column a point: flags, differences of flags, or finite numbers.
        Columns without any spread are left out.
    level : float
        In (0, 1).

    Returns
    -------
    float
        Between the value for one column, 1.96 for 95 %, and that for independent ones.

    Notes
    -----
    The quantile of max |Z| over samples of a multivariate normal Z with the columns' correlation.
    The samples are the same in every call.
    """
    least = critical(level)
    factor = _factor(matrix)
    k, rank = factor.shape
    if rank <= 1:
        return least
    furthest = [np.abs(sampled).max(axis=1) for sampled in normal_samples(factor, SAMPLES)]
    found = float(np.quantile(np.concatenate(furthest), level))
    independent = critical(level ** (1 / k))  # never less than the true one (Šidák 1967)
    return min(max(found, least), independent)


def share_band(flags: Flags, level: float = LEVEL) -> Band:
    """Return the share of each column with the band that holds all of them at once.

    Parameters
    ----------
    flags : ndarray of bool, shape (n, k)
        Whether it happened, a row a replication, a column a point; n at least 1.
    level : float
        In (0, 1).

    Notes
    -----
    Wilson's intervals at the critical value. A column with few events, or few non-events, has the
    exact interval of Clopper and Pearson at the level that would do for k of them, whatever their
    correlation (Bonferroni).
    """
    n, k = flags.shape
    events = np.count_nonzero(flags, axis=0)
    z = critical_value(flags, level)
    low, high = score_proportions(events, n, z)
    few = np.minimum(events, n - events) < FEW_IN_A_BAND
    low[few], high[few] = exact_proportions(events[few], n, 1 - (1 - level) / k)
    return events / n, low, high


def difference_band(flags: Flags, base: Flags, level: float = LEVEL) -> Band:
    """Return by how much each column's share is above the base's, and the band of all at once.

    Parameters
    ----------
    flags : ndarray of bool, shape (n, k)
        Whether it happened, a row a replication, a column a point; n at least 1.
    base : ndarray of bool, shape (n,) or (n, k)
        The same replications of what each column is compared with.
    level : float
        In (0, 1).

    Notes
    -----
    The intervals of `sim.core.pairs` at the critical value; where few pairs differ, the exact ones
    at the level that would do for k of them, whatever their correlation (Bonferroni).
    """
    n, k = flags.shape
    against = base if base.ndim == 2 else base[:, None]
    only_a = np.count_nonzero(flags & ~against, axis=0)
    only_b = np.count_nonzero(~flags & against, axis=0)
    z = critical_value(flags.astype(np.int8) - against.astype(np.int8), level)
    low, high = difference_intervals(only_a, only_b, n, z, critical(1 - (1 - level) / k))
    return (only_a - only_b) / n, low, high


def mean_difference_band(apart: Floats, level: float = LEVEL) -> Band:
    """Return the mean of each column of differences with the band that holds all of them at once.

    Parameters
    ----------
    apart : ndarray of float64, shape (n, k)
        Finite differences of the same replications, a row each, a column a point; n at least 2.
    level : float
        In (0, 1).

    Notes
    -----
    Standard errors at the critical value; where few replications differ, the intervals of
    `sim.core.seldom` at the level that would do for k of them, whatever their correlation
    (Bonferroni).
    """
    n, k = apart.shape
    mean = apart.mean(axis=0)
    reach = critical_value(apart, level) * apart.std(axis=0, ddof=1) / math.sqrt(n)
    low, high = mean - reach, mean + reach
    z = critical(1 - (1 - level) / k)
    for place, column in enumerate(apart.T):
        amounts = seldom_amounts(blocks(column))
        if amounts is not None:
            low[place], high[place] = amount_interval(amounts, n, z, either_way=True)
    return mean, low, high


def _factor(matrix: Matrix) -> Floats:
    """Return a factor F with F F' the correlation of the columns that vary, shape (k, rank)."""
    varying = matrix[:, matrix.min(axis=0) < matrix.max(axis=0)] if len(matrix) else matrix[:, :0]
    if varying.shape[1] == 0:
        return np.zeros((0, 0))
    products = products_of(varying)
    spread = np.sqrt(np.diag(products))
    return root(products / np.outer(spread, spread))


def products_of(matrix: Matrix) -> Floats:
    """Return the products of the columns' deviations from their means, added up, shape (k, k).

    Parameters
    ----------
    matrix : ndarray, shape (n, k)
        Flags, differences of flags, or finite numbers; n and k at least 1.
    """
    n, k = matrix.shape
    centre, rows = matrix.mean(axis=0, dtype=np.float64), _rows(k)
    products, first = np.zeros((k, k)), 0
    for size in _sizes(n, max(1, _AT_A_TIME // (rows * k)) * rows):
        apart = np.zeros((-(-size // rows) * rows, k))
        apart[:size] = matrix[first : first + size] - centre
        parts = apart.reshape(-1, rows, k)
        products += (parts.transpose(0, 2, 1) @ parts).sum(axis=0)
        first += size
    return products


def root(covariance: Floats) -> Floats:
    """Return a factor F with F F' a covariance, shape (k, rank).

    Directions with less than 1e-10 of all variance are left out, as what is lost to rounding is.
    """
    values, vectors = np.linalg.eigh(covariance)
    kept = values > 1e-10 * covariance.trace()
    factor: Floats = vectors[:, kept] * np.sqrt(values[kept])
    return factor


def normal_samples(factor: Floats, count: int) -> Iterator[Floats]:
    """Yield samples of a normal vector with the covariance F F', a row each, the same ones always.

    Parameters
    ----------
    factor : ndarray of float64, shape (k, rank)
        Rank at least 1.
    count : int
        Of all samples together; a power of two, at least 4,096.
    """
    luck = np.random.default_rng(0)  # noqa: TID251 - no part of any replication
    k, rank = factor.shape
    rows = _rows(k)
    for size in _sizes(count // rows, max(1, _AT_A_TIME // (rows * k))):
        sampled: Floats = luck.standard_normal((size, rows, rank)) @ factor.T
        yield sampled.reshape(-1, k)


def _rows(k: int) -> int:
    """Return of how many rows a product with k columns is made at a time, a power of two.

    So few that the linear algebra plays on one thread: several threads that wait for busy cores
    take a hundred times as long, and the last digits would depend on their number.
    """
    return 1 << min(12, max(0, math.floor(math.log2(2**18 / k**2))))


def _sizes(total: int, most: int) -> Iterator[int]:
    """Yield the sizes of parts of at most so many that make up the total."""
    for first in range(0, total, most):
        yield min(most, total - first)
