"""Policies against estimates: what each lever takes off each outcome, and which one to pull.

Every outcome is bad: the less of it the better. All cases share their luck, so that one policy is
compared with another future by future.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis.columns import Flags, Floats
from sim.analysis.regret import regrets, relative
from sim.core import intervals
from sim.core.bands import difference_band, mean_difference_band
from sim.core.intervals import Estimate, proportion, proportion_of_share
from sim.core.pairs import Pairs, difference_interval

Values = npt.NDArray[Any]
"""A value a replication: whether it happened, of bool, or how much there was, of float32."""


@dataclass(frozen=True)
class Cell:
    """One outcome under one policy and one estimate.

    Parameters
    ----------
    mean, low, high : float
        The share of the futures, or the mean amount, with its 95 % interval.
    events : int
        Futures in which it happened, or in which there was any.
    added : float
        What the policy adds to doing nothing under the same estimate; 0 for doing nothing.
    added_low, added_high : float
        Its interval, with 95 % for all policies and estimates of the outcome at once.
    changed : int
        Futures in which the two differ.
    """

    mean: float
    low: float
    high: float
    events: int
    added: float
    added_low: float
    added_high: float
    changed: int

    @property
    def helps(self) -> bool:
        """Whether the policy certainly takes something off."""
        return self.added_high < 0

    @property
    def harms(self) -> bool:
        """Whether the policy certainly adds something."""
        return self.added_low > 0


@dataclass(frozen=True)
class Judged:
    """A policy over all estimates, by one outcome.

    Parameters
    ----------
    worst, worst_under : float and str
        The highest mean, and the estimate under which it is: of several the one under which doing
        nothing has most.
    regret, regret_under : Estimate and str
        How much more than under the policy that is best there, at the worst, and under which
        estimate; of an estimate that counts less, that part of it (see `regrets`).
    mean_regret : float
        The same as a mean over the estimates, by their weights.
    best : Estimate
        The share of the futures of all estimates in which no policy has less and doing nothing has
        more; several policies may be best in one future.
    better, worse : Estimate
        The shares of those in which it has less, and more, than doing nothing.
    """

    worst: float
    worst_under: str
    regret: Estimate
    regret_under: str
    mean_regret: float
    best: Estimate
    better: Estimate
    worse: Estimate

    def as_dict(self) -> dict[str, Any]:
        """Return what ``summary.json`` holds of it."""
        return {
            name: value._asdict() if isinstance(value, Estimate) else value
            for name, value in vars(self).items()
        }


Cells = Mapping[str, Mapping[str, Cell]]
"""By policy, the first of which does nothing, and estimate."""


def cells(values: Mapping[str, Mapping[str, Values]]) -> dict[str, dict[str, Cell]]:
    """Return one outcome under each policy and estimate.

    Parameters
    ----------
    values : mapping of str to mapping
        By policy, the first of which does nothing, and estimate; the same n replications in each.
    """
    nothing, *others = values
    pairs = [(policy, estimate) for policy in others for estimate in values[policy]]
    added = {(nothing, estimate): (0.0, 0.0, 0.0) for estimate in values[nothing]}
    if pairs:
        of_policy = np.column_stack([values[policy][name] for policy, name in pairs])
        of_nothing = np.column_stack([values[nothing][name] for _, name in pairs])
        band = _band(of_policy, of_nothing)
        added |= {
            pair: (float(mean), float(low), float(high))
            for pair, mean, low, high in zip(pairs, *band, strict=True)
        }
    return {
        policy: {
            name: _cell(found, values[nothing][name], *added[policy, name])
            for name, found in by_estimate.items()
        }
        for policy, by_estimate in values.items()
    }


def _band(of_policy: Values, of_nothing: Values) -> tuple[Floats, Floats, Floats]:
    """Return the differences of the columns with intervals that hold all at once with 95 %.

    One replication tells no spread of an amount: its interval reaches to 0, so that nothing is
    certain.
    """
    if of_policy.dtype == np.bool_:
        return difference_band(of_policy, of_nothing)
    apart = of_policy.astype(np.float64) - of_nothing
    if len(apart) == 1:
        return apart[0], np.minimum(apart[0], 0.0), np.maximum(apart[0], 0.0)
    return mean_difference_band(apart)


def _cell(values: Values, nothing: Values, added: float, low: float, high: float) -> Cell:
    n, events = len(values), int(np.count_nonzero(values))
    changed = int(np.count_nonzero(values != nothing))
    if values.dtype == np.bool_:
        ends = proportion(events, n)
        return Cell(events / n, *ends, events, added, low, high, changed)
    mean, *between = intervals.mean(values.astype(np.float64))
    least, most = (float(mean or 0.0) if end is None else end for end in between)
    return Cell(float(mean or 0.0), least, most, events, added, low, high, changed)


def judged(
    found: Cells,
    values: Mapping[str, Mapping[str, Values]],
    weights: Mapping[str, float] | None = None,
) -> dict[str, Judged]:
    """Return each policy over all estimates, by one outcome.

    Parameters
    ----------
    found : mapping
        What `cells` has returned of the values.
    weights : mapping of str to float or None
        How much each estimate counts, adding up to 1; None for all alike.
    """
    idle = next(iter(values))
    nothing = values[idle]
    least = {name: min(row[name].mean for row in found.values()) for name in nothing}
    lowest = {
        name: np.minimum.reduce([values[policy][name] for policy in values]) for name in nothing
    }
    regret = regrets(values, weights)
    shares = weights or {name: 1 / len(nothing) for name in nothing}
    over = {
        policy: _judged(
            found[policy], least, regret[policy], values[policy], nothing, lowest, shares
        )
        for policy in found
    }
    none = Estimate(0.0, 0.0, 0.0)
    return {**over, idle: replace(over[idle], best=none, better=none, worse=none)}


def _judged(
    row: Mapping[str, Cell],
    least: Mapping[str, float],
    regret: Estimate,
    values: Mapping[str, Values],
    nothing: Mapping[str, Values],
    lowest: Mapping[str, Values],
    shares: Mapping[str, float],
) -> Judged:
    worst = max(row, key=lambda name: (row[name].mean, float(nothing[name].mean())))
    behind = {name: row[name].mean - least[name] for name in row}
    part = relative(shares, row)
    most = max(behind, key=lambda name: part[name] * behind[name])
    weight = [shares[name] for name in row]
    is_best = [(values[name] == lowest[name]) & (nothing[name] > lowest[name]) for name in row]
    return Judged(
        worst=row[worst].mean,
        worst_under=worst,
        regret=regret,
        regret_under=most,
        mean_regret=sum(shares[name] * each for name, each in behind.items()),
        best=_share(is_best, weight),
        better=_share([values[name] < nothing[name] for name in row], weight),
        worse=_share([values[name] > nothing[name] for name in row], weight),
    )


def _share(flags: Sequence[Flags], weights: Sequence[float]) -> Estimate:
    """Return the share over all estimates, as if a future were so under all of them or none.

    That is conservative: what differs from estimate to estimate is known better.
    """
    share = float(np.average([each.mean() for each in flags], weights=weights))
    return Estimate(share, *proportion_of_share(share, len(flags[0])))


def dominated(
    found: Mapping[str, Cells], values: Mapping[str, Mapping[str, Mapping[str, Values]]]
) -> dict[str, str]:
    """Return each policy that another one beats, with the one that beats it most often.

    One policy beats another if its mean is no higher in any outcome under any estimate, and
    certainly lower in one at least: its 95 % interval, made for all the cells of the two at once,
    lies below 0 there.

    Parameters
    ----------
    found, values : mapping
        Of each outcome, what `cells` takes and returns.
    """
    policies = list(next(iter(found.values())))
    beaten: dict[str, str] = {}
    for policy in policies:
        wins = {
            other: _certainly_less(values, other, policy)
            for other in policies
            if other != policy and _nowhere_more(found, other, policy)
        }
        best = max(wins, key=lambda name: wins[name], default=None)
        if best is not None and wins[best]:
            beaten[policy] = best
    return beaten


def _nowhere_more(found: Mapping[str, Cells], one: str, other: str) -> bool:
    return all(
        cell.mean <= by_policy[other][name].mean
        for by_policy in found.values()
        for name, cell in by_policy[one].items()
    )


def _certainly_less(
    values: Mapping[str, Mapping[str, Mapping[str, Values]]], one: str, other: str
) -> int:
    """Return in how many cells one policy certainly has less than another."""
    every = sum(len(by_policy[one]) for by_policy in values.values())
    level = 1 - (1 - intervals.LEVEL) / every
    return sum(
        _is_less(by_policy[one][name], by_policy[other][name], level)
        for by_policy in values.values()
        for name in by_policy[one]
    )


def _is_less(one: Values, other: Values, level: float) -> bool:
    if one.dtype == np.bool_:
        pairs = Pairs.of(one, other)
        return difference_interval(pairs.only_a, pairs.only_b, pairs.n, level)[1] < 0
    high = intervals.paired_difference(one, other, level=level).high
    return high is not None and high < 0


def as_dict(outcome: Mapping[str, Any], found: Cells, over: Mapping[str, Judged]) -> dict[str, Any]:
    """Return what an answer says of one outcome, in JSON's own types."""
    return {
        **outcome,
        "cells": {
            policy: {name: vars(cell) for name, cell in row.items()}
            for policy, row in found.items()
        },
        "judged": {policy: each.as_dict() for policy, each in over.items()},
    }
