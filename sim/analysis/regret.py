"""How much worse a policy is than the one that is best under the same estimate, at the worst.

The intervals of all differences between a policy and the others, under all estimates, are made to
hold at once, as the bands of `sim.core.bands` are. The largest difference, which is the regret,
then lies between the largest of their lower and the largest of their upper ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.core.bands import normal_samples, products_of, root
from sim.core.intervals import LEVEL, Estimate, critical
from sim.core.moments import Floats, blocks
from sim.core.pairs import difference_intervals
from sim.core.seldom import amount_interval, seldom_amounts

SAMPLES = 2**13
"""Of all policies together, from which the critical values are read: they err by 0.02."""

_ROUNDING = 1e-12
"""Of the variance of either policy: less is no variance of their difference."""


def regrets(
    values: Mapping[str, Mapping[str, npt.NDArray[Any]]],
    weights: Mapping[str, float] | None = None,
) -> dict[str, Estimate]:
    """Return the regret of each policy with its 95 % interval.

    Parameters
    ----------
    values : mapping of str to mapping
        By policy and estimate, each an array of shape (n,) of the same n replications: whether it
        happened, of bool, or how much there was, finite.
    weights : mapping of str to float or None
        By estimate: a difference counts as that part of itself that the weight is of the largest
        one. None for all alike.

    Notes
    -----
    Conservative by construction, the more the more differences there are. Their intervals are those
    of `difference_band` and `mean_difference_band`, with a critical value for each policy.
    """
    policies, estimates = list(values), list(next(iter(values.values())))
    matrix = np.column_stack([values[policy][name] for name in estimates for policy in policies])
    shape = (len(estimates), len(policies))
    mean = matrix.mean(axis=0, dtype=np.float64).reshape(shape)
    apart = mean[:, :, None] - mean[:, None, :]
    covariance = products_of(matrix) / len(matrix)
    variance = _variances(covariance, shape)
    z = _critical_values(covariance, variance)
    few_z = critical(1 - (1 - LEVEL) / max(1, shape[0] * (shape[1] - 1)))
    if matrix.dtype == np.bool_:
        low, high = _of_shares(apart, variance, len(matrix), z, few_z)
    else:
        low, high = _of_amounts(matrix, apart, variance, z, few_z)
    scale = np.array(list(relative(weights, estimates).values()))[:, None, None]
    least, value, most = ((scale * each).max(axis=(0, 2)) for each in (low, apart, high))
    return {
        policy: Estimate(float(value[place]), float(least[place]), float(most[place]))
        for place, policy in enumerate(policies)
    }


def relative(weights: Mapping[str, float] | None, estimates: Iterable[str]) -> dict[str, float]:
    """Return the weight of each estimate as a part of the largest one; 1 if all count alike."""
    if weights is None:
        return dict.fromkeys(estimates, 1.0)
    most = max(weights[name] for name in estimates)
    return {name: weights[name] / most for name in estimates}


def _variances(covariance: Floats, shape: tuple[int, int]) -> Floats:
    """Return the variance of each difference of two policies, shape (estimates, k, k)."""
    estimates = np.arange(shape[0])
    within = covariance.reshape(*shape, *shape)[estimates, :, estimates, :]
    own = np.diagonal(within, axis1=1, axis2=2)
    both = own[:, :, None] + own[:, None, :]
    found: Floats = both - 2 * within
    found[found < _ROUNDING * both] = 0.0
    return found


def _of_shares(
    apart: Floats, variance: Floats, n: int, z: Floats, few_z: float
) -> tuple[Floats, Floats]:
    """Return the ends of the differences of shares, each of shape (estimates, k, k)."""
    differ = n * (variance + apart**2)  # of how many replications; a whole number but for rounding
    only_one, only_other = (
        np.rint((differ + sign * n * apart) / 2).astype(np.int64) for sign in (1, -1)
    )
    low, high = np.zeros_like(apart), np.zeros_like(apart)
    for policy, own_z in enumerate(z.tolist()):
        others = np.arange(len(z)) != policy
        one, other = (each[:, policy, others].ravel() for each in (only_one, only_other))
        ends = difference_intervals(one, other, n, own_z, few_z)
        low[:, policy, others], high[:, policy, others] = (
            each.reshape(len(apart), -1) for each in ends
        )
    return low, high


def _of_amounts(
    matrix: npt.NDArray[Any], apart: Floats, variance: Floats, z: Floats, few_z: float
) -> tuple[Floats, Floats]:
    """Return the ends of the differences of amounts, each of shape (estimates, k, k)."""
    n, (estimates, policies, _) = len(matrix), apart.shape
    if n == 1:  # one replication tells no spread: each reaches to 0
        return np.minimum(apart, 0.0), np.maximum(apart, 0.0)
    reach = z[:, None] * np.sqrt(variance / (n - 1))
    low, high = apart - reach, apart + reach
    for name in range(estimates):
        columns = matrix[:, name * policies : (name + 1) * policies].astype(np.float64)
        for one, other in combinations(range(policies), 2):
            amounts = seldom_amounts(blocks(columns[:, one] - columns[:, other]))
            if amounts is not None:
                ends = amount_interval(amounts, n, few_z, either_way=True)
                low[name, one, other], high[name, one, other] = ends
                low[name, other, one], high[name, other, one] = -ends[1], -ends[0]
    return low, high


def _critical_values(covariance: Floats, variance: Floats) -> Floats:
    """Return for each policy how many standard errors hold all its differences at once."""
    estimates, policies, _ = variance.shape
    least = critical(LEVEL)
    factor = root(covariance)
    if factor.shape[1] == 0 or policies == 1:
        return np.full(policies, least)
    scale = np.sqrt(np.divide(1.0, variance, out=np.zeros_like(variance), where=variance > 0))
    furthest = []
    for sampled in normal_samples(factor, SAMPLES):
        most = np.zeros((len(sampled), policies))
        for each, by in zip(np.split(sampled, estimates, axis=1), scale, strict=True):
            for policy in range(policies):
                apart = np.abs(each - each[:, [policy]]) * by[policy]
                np.maximum(most[:, policy], apart.max(axis=1), out=most[:, policy])
        furthest.append(most)
    found = np.quantile(np.concatenate(furthest), LEVEL, axis=0)
    independent = critical(LEVEL ** (1 / (estimates * (policies - 1))))
    return np.clip(found, least, independent)
