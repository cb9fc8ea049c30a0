"""Differences between two estimates that share all luck but the repair, replication by replication.

What the estimate cannot touch cancels exactly, so that a difference is known far better than either
of the two figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from sim.analysis.headline import headline_series, stated_quantile
from sim.analysis.series import DATE, Series, all_series
from sim.analysis.shift import Shift, quantile_shift
from sim.core.intervals import paired_difference
from sim.scenario.scenario import Headline


@dataclass(frozen=True)
class Difference:
    """How much one estimate's outcome is above another's, under the same luck.

    Parameters
    ----------
    unit : str
        Of a date it is ``0/1``: the difference of the share in which it came.
    n : int
        Pairs of replications in which both have a value.
    mean, low, high : float or None
        The mean difference and its 95 % interval.
    variance_reduction : float or None
        How many times more replications independent luck would need; None without any spread.
    shift : Shift or None
        How far the quantile that states the figure has moved, where a quantile does.
    """

    unit: str
    n: int
    mean: float | None
    low: float | None
    high: float | None
    variance_reduction: float | None
    shift: Shift | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what ``summary.json`` holds of it."""
        found = asdict(self)
        if self.shift is None:
            del found["shift"]
        return found


def compare(outcomes: pa.Table, base: pa.Table) -> dict[str, Difference]:
    """Return the difference of every outcome from the base's.

    Parameters
    ----------
    outcomes, base : Table
        Two `outcomes` tables of the same seed and replications.

    Raises
    ------
    ValueError
        When their replications are not the same.
    """
    _check_pairs(outcomes, base)
    return _differences(all_series(outcomes), dict(all_series(base)))


def compare_headline(
    asked: Headline,
    outcomes: pa.Table,
    episodes: pa.Table,
    base_outcomes: pa.Table,
    base_episodes: pa.Table,
) -> dict[str, Difference]:
    """Return the difference of every figure of the first screen from the base's."""
    _check_pairs(outcomes, base_outcomes)
    base = headline_series(asked, base_outcomes, base_episodes)
    found = {}
    for key, series in headline_series(asked, outcomes, episodes).items():
        stated = stated_quantile(key)
        shift = None if stated is None else quantile_shift(series, base[key], stated)
        found[key] = replace(difference(series, base[key]), shift=shift)
    return found


def difference(series: Series, base: Series) -> Difference:
    """Return the mean of `series` less `base` over the replications in which both have a value.

    A date is compared by whether it came, which every replication tells.
    """
    if series.unit == DATE:
        came, base_came = series.known.astype(np.float64), base.known.astype(np.float64)
        return Difference("0/1", len(series), *paired_difference(came, base_came))
    both = series.known & base.known
    pairs = paired_difference(series.values[both], base.values[both])
    return Difference(series.unit, int(both.sum()), *pairs)


def _differences(
    found: Iterable[tuple[str, Series]], base: Mapping[str, Series]
) -> dict[str, Difference]:
    return {name: difference(series, base[name]) for name, series in found if name in base}


def _check_pairs(outcomes: pa.Table, base: pa.Table) -> None:
    same_seed = outcomes.schema.metadata[b"seed"] == base.schema.metadata[b"seed"]
    if not same_seed or not outcomes["replication"].equals(base["replication"]):
        raise ValueError("two tables are compared that do not hold the same replications of a seed")
