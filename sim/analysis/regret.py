"""How much worse a policy is than the one that is best under the same estimate, at the worst.

The intervals of all differences between a policy and the others, under all estimates, are made to
hold at once, as the bands of `sim.core.bands` are. The largest difference, which is the regret,
then lies between the largest of their lower and the largest of their upper ends.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.core.bands import normal_draws, products_of, root
from sim.core.intervals import LEVEL, Estimate, critical
from sim.core.moments import Floats

DRAWS = 2**13
"""Of all policies together, from which the critical values are read: they err by 0.02."""


def regrets(values: Mapping[str, Mapping[str, npt.NDArray[Any]]]) -> dict[str, Estimate]:
    """Return the regret of each policy with its 95 % interval.

    Parameters
    ----------
    values : mapping of str to mapping
        By policy and estimate, of the same n replications: whether it happened, of bool, or how
        much there was.

    Notes
    -----
    Conservative by construction. The intervals of differences of shares are those of Bonett and
    Price (2012, doi:10.3102/1076998611411915), as if one future more had differed either way, so
    that none is known without an error; of amounts they are standard errors.
    """
    policies, estimates = list(values), list(next(iter(values.values())))
    matrix = np.column_stack([values[policy][name] for name in estimates for policy in policies])
    n, shape = len(matrix), (len(estimates), len(policies))
    mean = matrix.mean(axis=0, dtype=np.float64).reshape(shape)
    apart = mean[:, :, None] - mean[:, None, :]
    covariance = products_of(matrix) / n
    variance = _variances(covariance, shape)
    middle, error = _errors(apart, variance, n, are_flags=matrix.dtype == np.bool_)
    reach = _critical_values(covariance, variance)[:, None] * error
    least, regret, most = (
        each.max(axis=(0, 2)) for each in (middle - reach, apart, middle + reach)
    )
    return {
        policy: Estimate(
            float(value), min(float(low), float(value)), max(float(high), float(value))
        )
        for policy, low, value, high in zip(policies, least, regret, most, strict=True)
    }


def _variances(covariance: Floats, shape: tuple[int, int]) -> Floats:
    """Return the variance of each difference of two policies under one estimate."""
    estimates = np.arange(shape[0])
    within = covariance.reshape(*shape, *shape)[estimates, :, estimates, :]
    own = np.diagonal(within, axis1=1, axis2=2)
    return np.maximum(own[:, :, None] + own[:, None, :] - 2 * within, 0.0)


def _errors(apart: Floats, variance: Floats, n: int, *, are_flags: bool) -> tuple[Floats, Floats]:
    """Return the middle and the standard error of the interval of each difference."""
    same = np.eye(apart.shape[1], dtype=bool)
    if are_flags:
        middle = apart * n / (n + 2)
        differ = (n * (variance + apart**2) + 2) / (n + 2)
        return middle, np.where(same, 0.0, np.sqrt((differ - middle**2) / (n + 2)))
    if n == 1:
        return apart, np.where(same, 0.0, np.abs(apart))  # one replication tells no spread
    return apart, np.sqrt(variance / (n - 1))


def _critical_values(covariance: Floats, variance: Floats) -> Floats:
    """Return for each policy how many standard errors hold all its differences at once."""
    estimates, policies, _ = variance.shape
    least = critical(LEVEL)
    factor = root(covariance)
    if factor.shape[1] == 0 or policies == 1:
        return np.full(policies, least)
    scale = np.sqrt(np.divide(1.0, variance, out=np.zeros_like(variance), where=variance > 0))
    furthest = []
    for drawn in normal_draws(factor, DRAWS):
        most = np.zeros((len(drawn), policies))
        for each, by in zip(np.split(drawn, estimates, axis=1), scale, strict=True):
            apart = np.abs(each[:, :, None] - each[:, None, :])
            np.maximum(most, (apart * by).max(axis=2), out=most)
        furthest.append(most)
    found = np.quantile(np.concatenate(furthest), LEVEL, axis=0)
    independent = critical(LEVEL ** (1 / (estimates * (policies - 1))))
    return np.clip(found, least, independent)
