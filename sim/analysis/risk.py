"""How a risk depends on the repair: the share in which something happened against its length."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sim.analysis.columns import Flags, Floats, Table
from sim.analysis.series import DATE, Series, column_series
from sim.core.intervals import proportion

BINS = 25

Counts = npt.NDArray[np.int64]


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


@dataclass(frozen=True)
class ByRepair:
    """Replications counted by the whole days of their repair; several estimates' add up.

    Parameters
    ----------
    n, events : ndarray of int64, shape (d,)
        Replications whose repair takes that many whole days, and those in which it happened.
    total, least, most : ndarray of float64, shape (d,)
        The sum, the shortest and the longest of their repairs in days; +inf and -inf where n is 0.
    """

    n: Counts
    events: Counts
    total: Floats
    least: Floats
    most: Floats

    @classmethod
    def of(cls, repair: Series, did: Flags, longest: float = math.inf) -> ByRepair:
        """Return the counts of one estimate.

        Repairs that end behind `longest` days, or never, count as that long: the forecast cannot
        tell one from another. Without it replications without a repair are left out.
        """
        days = np.minimum(repair.endless, longest)
        ends = np.isfinite(days)
        days, happened = days[ends], did[ends]
        whole = days.astype(np.int64)
        size = int(whole.max(initial=-1)) + 1
        least, most = np.full(size, np.inf), np.full(size, -np.inf)
        np.minimum.at(least, whole, days)
        np.maximum.at(most, whole, days)
        return cls(
            np.bincount(whole, minlength=size),
            np.bincount(whole[happened], minlength=size),
            np.bincount(whole, days, minlength=size).astype(np.float64),
            least,
            most,
        )

    def __add__(self, other: ByRepair) -> ByRepair:
        """Return the counts of both together."""
        size = max(len(self.n), len(other.n))

        def both(name: str, nothing: float) -> tuple[npt.NDArray[np.generic], ...]:
            parts = (getattr(self, name), getattr(other, name))
            return tuple(
                np.pad(part, (0, size - len(part)), constant_values=nothing) for part in parts
            )

        return ByRepair(
            np.add(*both("n", 0)),
            np.add(*both("events", 0)),
            np.add(*both("total", 0)),
            np.minimum(*both("least", np.inf)),
            np.maximum(*both("most", -np.inf)),
        )

    def binned(self, bins: int = BINS, least_days: float = 0.0) -> list[RiskBin]:
        """Return the risk over the repair; see `risk_by_repair`."""
        return [self._bin(part) for part in self._wide_parts(self._parts(bins), least_days)]

    def _parts(self, bins: int) -> list[slice]:
        """Return slices of whole days with about equally many replications, none empty."""
        upto = self.n.cumsum()
        if len(upto) == 0:
            return []
        places = np.linspace(0, upto[-1], bins + 1).astype(np.int64)[1:-1]
        first = int(np.argmax(self.n > 0))
        inner = np.searchsorted(upto, places.clip(max=upto[-1] - 1), side="right")
        edges = np.unique([first, *inner.tolist(), len(upto)])
        return [slice(int(a), int(b)) for a, b in pairwise(edges)]

    def _wide_parts(self, parts: Sequence[slice], least_days: float) -> list[slice]:
        """Return the slices with each too narrow one put to those behind it, the last before it."""
        wide: list[slice] = []
        start = parts[0].start if parts else 0
        for part in parts:
            joined = slice(start, part.stop)
            if self.most[joined].max() - self.least[joined].min() >= least_days:
                wide.append(joined)
                start = part.stop
        if start < len(self.n):
            wide = [*wide[:-1], slice(wide[-1].start if wide else start, len(self.n))]
        return wide

    def _bin(self, part: slice) -> RiskBin:
        n, events = int(self.n[part].sum()), int(self.events[part].sum())
        low, high = proportion(events, n)
        return RiskBin(
            float(self.least[part].min()),
            float(self.most[part].max()),
            float(self.total[part].sum()) / n,
            n,
            events,
            events / n,
            low,
            high,
        )


def happened(outcomes: Table, outcome: str) -> Flags:
    """Return in which replications an outcome happened: above 0, or a date that came."""
    series = column_series(outcomes, outcome)
    return series.known if series.unit == DATE else series.known & (series.values > 0)


def risk_by_repair(
    tables: Sequence[Table], outcome: str, pad: str, bins: int = BINS, least_days: float = 0.0
) -> list[RiskBin]:
    """Return the probability of an outcome against the sampled repair of a pad's outage.

    Parameters
    ----------
    tables : sequence of Table
        The `outcomes` of one estimate, or of several that are pooled: the repair alone is their
        difference.
    outcome : str
        A column; see `happened`.
    pad : str
    bins : int
        At least 1; fewer come back where many repairs are equally long.
    least_days : float
        At least 0: neighbours are put together until a bin is as wide as this, so that where many
        repairs are about equally long the risk is known the better.

    Returns
    -------
    list of RiskBin
        Of about equally many replications each, in order of the repair, and never parting those
        of one whole day; replications without an outage are left out.

    Notes
    -----
    Pooled estimates under one seed share their other luck: a bin may hold a replication twice, and
    its interval is then somewhat too short.
    """
    counted = [
        ByRepair.of(column_series(table, f"repair_days[{pad}]"), happened(table, outcome))
        for table in tables
    ]
    return pooled(counted).binned(bins, least_days)


def pooled(counted: Sequence[ByRepair]) -> ByRepair:
    """Return the counts of one or more estimates together."""
    first, *others = counted
    for other in others:
        first = first + other
    return first


CLEARLY = 0.05
"""Five percentage points: what a risk must rise by to matter to a decision.

With enough replications any rise is certain, however small.
"""


def above_from(bins: Sequence[RiskBin], level: float) -> RiskBin | None:
    """Return the first bin from which on every whole interval lies above a level, None if none.

    One bin of many that lies above by chance, with others behind it that do not, says nothing.
    """
    found = None
    for each in reversed(bins):
        if each.low <= level:
            break
        found = each
    return found
