"""How many events are to be expected, and how many would refuse what was assumed of them.

A law of a rate or a probability says how uncertain it is; the number of events in an exposure is
then a mixture of Poisson or binomial laws, the posterior predictive one. Laws of numbers are arrays
of probabilities: that of k at place k.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy import special

from sim.analysis.columns import Floats
from sim.core.laws import Law

POINTS = 2048
"""At which a law is sampled, in equal steps of its probability."""

MOST = 400
"""Events beyond which nothing is told apart; what is left of a law lies there."""

Whole = npt.NDArray[np.int64]


@lru_cache(maxsize=128)
def in_days(rate: Law, days: float) -> Floats:
    """Return the law of the number of events at a rate per day, in so many days."""
    mean = _values(rate)[:, None] * days
    k = np.arange(MOST)
    return _closed(np.exp(special.xlogy(k, mean) - mean - special.gammaln(k + 1)).mean(axis=0))


@lru_cache(maxsize=128)
def in_trials(probability: Law, trials: int) -> Floats:
    """Return the law of the number of events in so many trials, fewer than `MOST`."""
    p, k = _values(probability)[:, None], np.arange(trials + 1)
    ways = np.log(special.binom(trials, k))
    mass = np.exp(ways + special.xlogy(k, p) + special.xlog1py(trials - k, -p)).mean(axis=0)
    return _closed(np.pad(mass, (0, MOST - len(mass))))


def together(laws: Sequence[Floats]) -> Floats:
    """Return the law of the sum of independent numbers."""
    whole = laws[0]
    for law in laws[1:]:
        whole = np.convolve(whole, law)
        whole = np.append(whole[:MOST], whole[MOST:].sum())
    return whole


def tails(law: Floats) -> Floats:
    """Return by number the two-sided tail: twice the smaller of P(X <= k) and P(X >= k)."""
    below = np.cumsum(law)
    return np.clip(2.0 * np.minimum(below, 1.0 - below + law), 1e-300, 1.0)


def tails_among(values: Floats, of: Floats) -> Floats:
    """Return the two-sided tail of each of some values among simulated ones, themselves counted."""
    ordered = np.sort(values)
    below = (np.searchsorted(ordered, of, side="right") + 1) / (len(ordered) + 1)
    above = (len(ordered) - np.searchsorted(ordered, of, side="left") + 1) / (len(ordered) + 1)
    return np.minimum(2.0 * np.minimum(below, above), 1.0)


def quantile(law: Floats, p: float) -> int:
    """Return the smallest number of which P(X <= k) is at least p."""
    return int(np.searchsorted(np.cumsum(law), p - 1e-12))


def records(laws: Sequence[Floats], n: int, seed: int) -> Whole:
    """Return n records drawn from the laws: a row each, a column for each law."""
    luck = np.random.default_rng(seed)
    drawn = [np.searchsorted(np.cumsum(law), luck.random(n)) for law in laws]
    return np.minimum(np.stack(drawn, axis=1), [len(law) - 1 for law in laws])


def surprise(laws: Sequence[Floats], counts: Whole) -> Floats:
    """Return how odd each record is under the laws, all its numbers taken together.

    Notes
    -----
    Fisher's (1925) -2 sum ln p of the two-sided tails. Numbers are whole, so that its law is not
    that of chi-squared: it is drawn, see `records`.
    """
    every = [np.log(tails(law))[counts[:, i]] for i, law in enumerate(laws)]
    return np.asarray(-2.0 * np.sum(every, axis=0))


def _closed(mass: Floats) -> Floats:
    """Return the law with what is beyond its last place put there."""
    mass[-1] += max(1.0 - mass.sum(), 0.0)
    mass.flags.writeable = False
    return mass


def _values(law: Law) -> Floats:
    return np.array([law.sample((i + 0.5) / POINTS) for i in range(POINTS)])
