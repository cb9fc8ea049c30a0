"""How a risk depends on the repair: the share in which something happened against its length."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pyarrow as pa

from sim.analysis.series import DATE, Flags, Floats, column_series
from sim.core.intervals import proportion

BINS = 25


@dataclass(frozen=True)
class RiskBin:
    """The risk among the replications whose repair took about as long.

    Parameters
    ----------
    from_days, to_days, mean_days : float
        The shortest, the longest and the mean repair of the bin.
    n, events : int
    risk, low, high : float
        The share and its 95 % interval.
    """

    from_days: float
    to_days: float
    mean_days: float
    n: int
    events: int
    risk: float
    low: float
    high: float


def happened(outcomes: pa.Table, outcome: str) -> Flags:
    """Return in which replications an outcome happened: above 0, or a date that came."""
    series = column_series(outcomes, outcome)
    return series.known if series.unit == DATE else series.known & (series.values > 0)


def risk_by_repair(
    outcomes: pa.Table | Sequence[pa.Table],
    outcome: str | Flags | Sequence[Flags],
    pad: str,
    bins: int = BINS,
    least_days: float = 0.0,
) -> list[RiskBin]:
    """Return the probability of an outcome against the drawn repair of a pad's outage.

    Parameters
    ----------
    outcomes : Table or sequence of Table
        One estimate, or several that are pooled: the repair alone is their difference.
    outcome : str, or ndarray of bool per table
        A column (see `happened`), or in which replications something happened.
    pad : str
    bins : int
        At least 1; fewer come back where many repairs are equally long.
    least_days : float
        At least 0: neighbours are put together until a bin is as wide as this, so that where many
        repairs are about equally long the risk is known the better.

    Returns
    -------
    list of RiskBin
        Of about equally many replications each, in order of the repair; replications without an
        outage are left out.

    Notes
    -----
    Pooled estimates under one seed share their other luck: a bin may hold a replication twice, and
    its interval is then somewhat too short.
    """
    tables = [outcomes] if isinstance(outcomes, pa.Table) else list(outcomes)
    if isinstance(outcome, str):
        answers = [happened(table, outcome) for table in tables]
    else:
        answers = [outcome] if isinstance(outcome, np.ndarray) else list(outcome)
    repairs = [column_series(table, f"repair_days[{pad}]") for table in tables]
    known = np.concatenate([repair.known for repair in repairs])
    days = np.concatenate([repair.values for repair in repairs])[known]
    did = np.concatenate(answers)[known]
    order = np.argsort(days, kind="stable")
    days, did = days[order], did[order]
    parts = _wide_parts(days, _parts(days, bins), least_days)
    return [_bin(days[part], did[part]) for part in parts]


def first_above(bins: Sequence[RiskBin], level: float) -> RiskBin | None:
    """Return the first bin whose whole interval lies above a level, None if there is none."""
    return next((each for each in bins if each.low > level), None)


def _parts(days: Floats, bins: int) -> list[slice]:
    """Return the slices of about equal size that part no two equal repairs."""
    if len(days) == 0:
        return []
    wanted = days[np.linspace(0, len(days), bins + 1).astype(int)[1:-1].clip(max=len(days) - 1)]
    inner = np.searchsorted(days, wanted, side="left")
    edges = np.unique([0, *inner.tolist(), len(days)])
    return [slice(int(a), int(b)) for a, b in pairwise(edges)]


def _wide_parts(days: Floats, parts: Sequence[slice], least_days: float) -> list[slice]:
    """Return the slices with each too narrow one put to those behind it, the last before it."""
    wide: list[slice] = []
    start = 0
    for part in parts:
        if days[part.stop - 1] - days[start] >= least_days:
            wide.append(slice(start, part.stop))
            start = part.stop
    if start < len(days):
        wide = [*wide[:-1], slice(wide[-1].start if wide else 0, len(days))]
    return wide


def _bin(days: Floats, did: Flags) -> RiskBin:
    n, events = len(did), int(did.sum())
    low, high = proportion(events, n)
    return RiskBin(
        float(days[0]), float(days[-1]), float(days.mean()), n, events, events / n, low, high
    )
