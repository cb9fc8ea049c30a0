"""Ignorance and luck apart: how well a risk could be known if everything unknown were known.

Every input that describes our ignorance gives each future a risk of its own, E[Y | inputs]. Some
futures are sampled with their inputs, and each is played with many lucks: the shares in which the
outcome came are spread by both, and the luck's part is taken out again.

References
----------
Laird (1978), doi:10.1080/01621459.1978.10480103: the distribution of the risks behind binomial
counts, by nonparametric maximum likelihood.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from sim.core.intervals import LEVEL, Estimate

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

MARKED = (10, 50, 90)
"""Per cent."""

_PLACES = 101  # of the risks that are told apart, closer together towards 0 and 1
_STEPS = 250  # of the iteration
_RESAMPLES = 100
_SEED = 1  # of the resampling, which is no part of a replication


@dataclass(frozen=True)
class KnownRisk:
    """How the risk of a future with known inputs is spread over what the inputs may be.

    Parameters
    ----------
    n, m : int
        Samples of the inputs, and lucks of each.
    mean : float
    between : Estimate
        The share of the variance of a single future that is ignorance, with its 95 % interval.
    quantiles : mapping of str to Estimate
        ``p10``, ``p50`` and ``p90`` of the risk, with their intervals.
    """

    n: int
    m: int
    mean: float
    between: Estimate
    quantiles: dict[str, Estimate]

    def as_dict(self) -> dict[str, Any]:
        """Return what ``summary.json`` holds of it."""
        return {
            **asdict(self),
            "between": self.between._asdict(),
            "quantiles": {name: each._asdict() for name, each in self.quantiles.items()},
        }


def known_risk(counts: Counts, m: int) -> KnownRisk:
    """Return how the risk behind counts is spread.

    Parameters
    ----------
    counts : ndarray of int64, shape (n,)
        In how many of its m lucks the outcome came, for each of n > 1 samples of the inputs. It
        came at least once in all, and did not come at least once.
    m : int
        At least 2.

    Notes
    -----
    Between the samples the shares k / m vary by the risks' own variance and by the luck's, which
    mean(share (1 - share)) / (m - 1) estimates without bias. The quantiles are those of the
    distribution of risks under which the counts are likeliest, found by EM on a grid; the intervals
    resample the samples.
    """
    n = len(counts)
    mean = counts.mean() / m
    seen = np.bincount(counts, minlength=m + 1).astype(np.float64)
    rng = np.random.default_rng(_SEED)
    again = rng.multinomial(n, seen / n, size=_RESAMPLES).astype(np.float64)
    both = np.vstack([seen, again])
    between = _between(both, m)
    marks = _quantiles(both, m)
    return KnownRisk(
        n,
        m,
        float(mean),
        _with_spread(between),
        {f"p{mark}": _with_spread(marks[:, place]) for place, mark in enumerate(MARKED)},
    )


def _between(seen: Floats, m: int) -> Floats:
    """Return the share of ignorance for each row of numbers of samples by their count."""
    n = seen.sum(axis=1)
    share = np.arange(m + 1) / m
    mean = seen @ share / n
    all_variance = (seen * (share - mean[:, None]) ** 2).sum(axis=1) / (n - 1)
    of_luck = seen @ (share * (1 - share)) / n / (m - 1)
    return np.asarray((all_variance - of_luck) / np.maximum(mean * (1 - mean), 1e-12))


def _quantiles(seen: Floats, m: int) -> Floats:
    """Return the marked quantiles of the risks, a row each."""
    risks = np.sin(np.linspace(0.0, np.pi / 2, _PLACES)) ** 2  # a count tells all equally well
    k = np.arange(m + 1)[:, None]
    chance = np.exp(
        special.gammaln(m + 1)
        - special.gammaln(k + 1)
        - special.gammaln(m - k + 1)
        + special.xlogy(k, risks)
        + special.xlog1py(m - k, -risks)
    )  # (m + 1, places)
    share = seen / seen.sum(axis=1, keepdims=True)
    weight = np.full((len(seen), _PLACES), 1.0 / _PLACES)
    for _ in range(_STEPS):
        weight *= (share / np.maximum(weight @ chance.T, 1e-300)) @ chance
    upto = weight.cumsum(axis=1)
    places = [(upto < mark / 100 * upto[:, -1:]).sum(axis=1) for mark in MARKED]
    return np.asarray(risks[np.minimum(np.column_stack(places), _PLACES - 1)])


def _with_spread(values: Floats) -> Estimate:
    """Return the first value, between the quantiles of the resampled ones behind it."""
    tails = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    # of a hundred values, numpy's usual quantiles lie so far inside that 93 % are between them
    low, high = np.quantile(values[1:], tails, method="weibull")
    value = float(values[0])
    return Estimate(value, min(float(low), value), max(float(high), value))
