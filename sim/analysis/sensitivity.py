"""Which inputs and which luck drive an outcome: Sobol indices, with their intervals.

The variance of an outcome over its futures is split by what is sampled. The *first-order index* of
an input is the share of the variance that would be gone if that input alone were known; its *total
index* is the share that would be left if all but that input were known. They are equal when the
input acts for itself, and the total is larger when it acts together with others.

References
----------
Saltelli, Annoni, Azzini, Campolongo, Ratto and Tarantola (2010), doi:10.1016/j.cpc.2009.09.018:
both indices from pairs that freeze all but one input; Tarantola, Gatelli and Mara (2006),
doi:10.1016/j.ress.2005.06.003, and Tissot and Prieur (2012), doi:10.1016/j.ress.2012.06.010: the
first-order index from one run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from sim.core.intervals import FEW, LEVEL, Estimate, proportion
from sim.core.pairs import difference_interval

Sample = npt.NDArray[np.float64] | npt.NDArray[np.bool_]

RESAMPLES = 60
"""Of each bootstrap. A reach is then known to a tenth."""

FEW_TOLD = 30
"""Below this many futures that tell a first-order index of flags, its interval is that of pairs."""

SEED = 1
"""Of the resampling, which is no part of a replication; the library takes 0 for no seed."""


@dataclass(frozen=True)
class Indices:
    """What one input, or a group of inputs and luck, has of the variance.

    Parameters
    ----------
    first, total : Estimate
        The two indices and their 95 % intervals. An estimate may lie a little outside [0, 1].
    changed : int
        Futures with another outcome when it alone was sampled anew.
    """

    first: Estimate
    total: Estimate
    changed: int

    def as_dict(self) -> dict[str, Any]:
        """Return what ``summary.json`` holds of it."""
        return {
            "first": self.first._asdict(),
            "total": self.total._asdict(),
            "changed": self.changed,
        }


def sobol_indices(a: Sample, b: Sample, mixed: Mapping[str, Sample]) -> dict[str, Indices]:
    """Return the indices of each group of inputs by pick and freeze.

    Parameters
    ----------
    a, b : ndarray, shape (n,)
        The outcome in n futures, and in n others that share nothing with them.
    mixed : mapping of str to ndarray, shape (n,)
        By the name of a group: the futures of `a` with that group as it is in `b`. Groups may
        overlap.

    Raises
    ------
    ValueError
        When the outcome is the same in all futures: there is no variance to split.

    Notes
    -----
    The estimators are SALib's: Saltelli's of the first-order index, Jansen's of the total one; an
    interval is 1.96 bootstrap standard errors to either side. Of fewer than ten futures that change
    a bootstrap knows too little: an index then lies between 0 and what the exact interval of their
    share allows. Of flags, only futures that change and that came in `b` tell the first-order
    index, which are far fewer where the outcome is seldom (where it is frequent, those in which it
    did not come). With fewer than thirty of them its interval is that of a difference of pairs:
    over the variance, P(b and mixed) - P(b and a).
    """
    from SALib.analyze import sobol  # half a second, with pandas

    whole = np.concatenate([a, b]).astype(np.float64)
    variance = float(whole.var())
    if variance == 0.0:
        raise ValueError("the outcome is the same in all futures: nothing drives it")
    changed = {name: int(np.count_nonzero(each != a)) for name, each in mixed.items()}
    told = [name for name, count in changed.items() if count >= FEW]
    found = {}
    if told:
        rows = np.column_stack([a, *(mixed[name] for name in told), b]).astype(np.float64)
        said = sobol.analyze(
            _problem(told),
            rows.ravel(),
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=LEVEL,
            seed=SEED,
        )
        for place, name in enumerate(told):
            first, total = (
                _around(said[index][place], said[f"{index}_conf"][place]) for index in ("S1", "ST")
            )
            found[name] = Indices(first, total, changed[name])
    return {
        name: _first_by_pairs(found[name], a, b, each, variance)
        if name in found
        else _of_few(a, b, each, variance)
        for name, each in mixed.items()
    }


def _first_by_pairs(
    found: Indices, a: Sample, b: Sample, mixed: Sample, variance: float
) -> Indices:
    """Return the indices of flags with the first-order one by pairs, where few futures tell it."""
    if a.dtype != np.bool_:
        return found
    if np.mean(b) > 0.5:  # that it did not come is then what is seldom, and has the same indices
        a, b, mixed = (np.logical_not(each) for each in (a, b, mixed))
    with_mixed, with_a = (
        int(np.count_nonzero(np.logical_and(b, np.greater(x, y))))
        for x, y in ((mixed, a), (a, mixed))
    )
    if with_mixed + with_a >= FEW_TOLD:
        return found
    most = found.total.high or 0.0  # the first-order index is never above the total one
    ends = difference_interval(with_mixed, with_a, len(a))
    low, high = (min(max(end / variance, -most), most) for end in ends)
    first = min(max(found.first.value or 0.0, low), high)
    return replace(found, first=Estimate(first, low, high))


@dataclass(frozen=True)
class Split:
    """The variance of a single future by ignorance and luck.

    Parameters
    ----------
    luck : Estimate
        The share that is left if everything unknown is known: the total index of all luck. The rest
        is ignorance, the variance of the risk that a future has by its inputs.
    luck_alone : Estimate
        The share that is gone if all luck is known and nothing else: its first-order index.
    """

    luck: Estimate
    luck_alone: Estimate

    @property
    def ignorance(self) -> Estimate:
        """The share that is gone if everything unknown is known."""
        return _rest_of(self.luck)

    def as_dict(self) -> dict[str, Any]:
        """Return what ``summary.json`` holds of it."""
        return {name: getattr(self, name)._asdict() for name in ("luck", "ignorance", "luck_alone")}


def split(a: Sample, b: Sample, other_luck: Sample, other_inputs: Sample) -> Split:
    """Return how much of the variance is luck.

    Parameters
    ----------
    a, b : ndarray, shape (n,)
        See `sobol_indices`; not all the same.
    other_luck, other_inputs : ndarray, shape (n,)
        The futures of `a` with all luck, and with all inputs, as they are in `b`.

    Notes
    -----
    Jansen's estimator over both kinds of pairs that share all inputs, (a, other luck) and (b, other
    inputs), likewise over both that share all luck. The interval is that of a ratio of two means
    over the replications.
    """
    first, second, luck, inputs = (
        np.asarray(each, np.float64) for each in (a, b, other_luck, other_inputs)
    )
    by_luck = ((first - luck) ** 2 + (second - inputs) ** 2) / 4
    by_inputs = ((first - inputs) ** 2 + (second - luck) ** 2) / 4
    centre = (first.mean() + second.mean()) / 2
    variance = ((first - centre) ** 2 + (second - centre) ** 2) / 2
    return Split(_ratio(by_luck, variance), _rest_of(_ratio(by_inputs, variance)))


def _ratio(values: npt.NDArray[np.float64], of: npt.NDArray[np.float64]) -> Estimate:
    """Return the ratio of two means and its interval."""
    ratio = float(values.mean() / of.mean())
    spread = float((values - ratio * of).std(ddof=1)) / float(of.mean())
    return _around(ratio, float(special.ndtri(0.5 + LEVEL / 2)) * spread / math.sqrt(len(values)))


def _rest_of(share: Estimate) -> Estimate:
    """Return what a share leaves of the whole."""
    value, low, high = (None if each is None else 1.0 - each for each in share)
    return Estimate(value, high, low)


def first_order_of_run(
    inputs: Mapping[str, npt.NDArray[np.float64]], outcome: Sample
) -> dict[str, Estimate]:
    """Return the first-order index of each input from one run, which nothing was frozen in.

    Parameters
    ----------
    inputs : mapping of str to ndarray of float64, shape (n,)
        The value of each input in each future.
    outcome : ndarray, shape (n,)

    Raises
    ------
    ValueError
        When the outcome is the same in all futures.

    Notes
    -----
    RBD-FAST of SALib, ten harmonics. It needs no density and no distance of distributions, which
    an outcome that is 0 or 1 does not have: of Borgonovo's delta such an outcome gives an input
    without any effect 0.14. The interval is a little wide, as it resamples half of the futures.
    Where a resample has no variance, so few were the events, it is all that an index may be. Ten
    harmonics round off what is sudden: of a step they miss a twentieth, of a narrow one more.
    """
    from SALib.analyze import rbd_fast

    values = outcome.astype(np.float64)
    if values.std() == 0.0:
        raise ValueError("the outcome is the same in all futures: nothing drives it")
    varying = [name for name, each in inputs.items() if np.ptp(each) > 0.0]
    found = dict.fromkeys(inputs, Estimate(0.0, 0.0, 0.0))
    if varying:
        with np.errstate(invalid="ignore"):
            said = rbd_fast.analyze(
                _problem(varying),
                np.column_stack([inputs[name] for name in varying]),
                values,
                num_resamples=RESAMPLES,
                conf_level=LEVEL,
                seed=SEED,
            )
        for name, value, reach in zip(varying, said["S1"], said["S1_conf"], strict=True):
            all_of_it = Estimate(float(value), min(0.0, float(value)), 1.0)
            found[name] = _around(value, reach) if math.isfinite(reach) else all_of_it
    return found


def _problem(names: Sequence[str]) -> dict[str, Any]:
    """Return the names as SALib asks for them; it uses no bounds here."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _around(value: float, reach: float) -> Estimate:
    return Estimate(float(value), float(value - reach), float(value + reach))


def _of_few(a: Sample, b: Sample, mixed: Sample, variance: float) -> Indices:
    """Return the indices of a group that changes the outcome in few futures, or in none."""
    difference = mixed.astype(np.float64) - a
    changed = np.flatnonzero(difference)
    n = len(a)
    centre = (a.mean() + b.mean()) / 2
    first = float(((b - centre) * difference).mean() / variance)
    total = float((difference**2).mean() / 2 / variance)
    size = float((difference[changed] ** 2).mean()) if len(changed) else 1.0
    low, high = (share * size / 2 / variance for share in proportion(len(changed), n))
    return Indices(
        Estimate(min(max(first, -high), high), -high if len(changed) else 0.0, high),
        Estimate(total, low, high),
        len(changed),
    )
