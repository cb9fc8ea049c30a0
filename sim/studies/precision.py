"""How many replications are enough: play on until the intervals asked for are narrow.

The data are looked at several times. Each look says from what it has seen how many replications
should do, with a tenth to spare, and the next look is there: at least a fifth further on, at most
ten times as far. So there are few looks, most replications are new at the last one, and whether
the interval holds the truth depends little on when it was looked at: that of a share does so in
94 to 96 % of all runs (`docs/decisions.md`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.analysis.columns import Table
from sim.analysis.estimates import estimate
from sim.analysis.headline import headline_keys, headline_series
from sim.analysis.series import DATE, FLAG, Series, column_series
from sim.core.clock import DAY
from sim.core.errors import UsageError, nearest
from sim.core.intervals import proportion
from sim.core.moments import skewness
from sim.engines.build import build
from sim.runs.replicate import check_numbers
from sim.scenario.scenario import Scenario

FIRST_LOOK = 10_000
"""Replications."""

CAP = 20_000_000
"""The most replications that are played unless another number is asked for."""

LEAST_GROWTH, MOST_GROWTH, TO_SPARE = 1.2, 10.0, 1.1
_A_LOOK = 1_000
"""Replications of which the number of a look is a multiple."""

SKEWED = 50.0
"""A mean needs this many replications for each unit of squared skewness.

Student's interval misses in no more than 6 % of the samples that have 25 (Cochran 1977, Sampling
Techniques, 2.15). Twice as many keep that so although it is looked at several times.
"""


@dataclass(frozen=True)
class Look:
    """What one look says of one outcome.

    Parameters
    ----------
    half_width : float
        Half of the 95 % interval that the summary prints, in the outcome's unit; infinite where
        there is none.
    wanted : int
        Replications that should do; at most those there are when these do.
    """

    half_width: float
    wanted: int


def look(series: Series, half_width: float, horizon_days: float) -> Look:
    """Judge one outcome after some replications.

    Parameters
    ----------
    series : Series
        At least one replication.
    half_width : float
        Asked, in the outcome's unit; above 0.
    horizon_days : float
        How far a day's figure may lie from what it was in every replication so far.

    Notes
    -----
    The interval is that of the summary: of a share Wilson's or the exact one, of a mean Student's.
    Student's is trusted with `SKEWED` replications for each unit of squared skewness. Where no
    replication differs from another, the mean may still be off by the horizon in as many of them
    as the exact interval of none allows.
    """
    n = len(series)
    figure = estimate(series, ())
    found, needed = math.inf, 0.0
    if figure.low is not None and figure.high is not None:
        found = (figure.high - figure.low) / 2
    if figure.unit not in (FLAG, DATE) and figure.n:
        if figure.least == figure.most:
            found = proportion(0, figure.n)[1] * horizon_days / 2
        else:
            needed = SKEWED * skewness(series.sample) ** 2 * n / figure.n
    if found <= half_width and needed <= n:
        return Look(found, n)
    should_do = TO_SPARE * max(n * (found / half_width) ** 2, needed)
    next_look = min(max(should_do, LEAST_GROWTH * n), MOST_GROWTH * n)
    return Look(found, math.ceil(next_look / _A_LOOK) * _A_LOOK)


@dataclass(frozen=True)
class Precision:
    """What is asked: how narrow the intervals are to be, and where to stop in any case.

    Parameters
    ----------
    half_widths : mapping of str to float
        Of the 95 % interval of each outcome, a column or a key of the first screen, in its unit;
        of a flag or a date of the share in which it happened.
    cap : int
        The most replications.
    """

    half_widths: Mapping[str, float]
    cap: int = CAP

    @property
    def first_look(self) -> int:
        """Replications played before anything is looked at."""
        return min(FIRST_LOOK, self.cap)

    def looks(self, scenario: Scenario, outcomes: Table, episodes: Table) -> dict[str, Look]:
        """Return what the replications of one case say of each outcome."""
        horizon_days = scenario.until / DAY
        found = {}
        for name, asked in self.half_widths.items():
            if name in outcomes.column_names:
                series = column_series(outcomes, name)
            else:
                series = headline_series(scenario.headline, outcomes, episodes)[name]
            found[name] = look(series, asked, horizon_days)
        return found

    def next_look(self, n: int, looks: Iterable[Mapping[str, Look]]) -> int:
        """Return after how many replications to look again; n when these are enough.

        Parameters
        ----------
        n : int
            Replications so far.
        looks : iterable of mapping
            Of each case.
        """
        wanted = max((each.wanted for found in looks for each in found.values()), default=n)
        return max(n, min(wanted, self.cap))

    def reached(self, n: int, looks: Mapping[str, Mapping[str, Look]]) -> dict[str, Any]:
        """Return what ``summary.json`` says of it.

        Parameters
        ----------
        n : int
            Replications.
        looks : mapping of str to mapping
            The last looks by case.
        """
        every = [each for found in looks.values() for each in found.values()]
        return {
            "asked": dict(self.half_widths),
            "reached": {
                name: {outcome: _finite(each.half_width) for outcome, each in found.items()}
                for name, found in looks.items()
            },
            "is_enough": all(each.wanted <= n for each in every),
            "cap": self.cap,
        }


def precision(texts: Iterable[str], scenario: Scenario, cap: int | None = None) -> Precision | None:
    """Return the precision that texts such as ``stranded=0.001`` ask for, None if there are none.

    Parameters
    ----------
    cap : int or None
        None for `CAP`.

    Raises
    ------
    UsageError
        With everything that is wrong with the texts.
    """
    columns = [column.name for column in build(scenario).columns]
    known = [*columns, *headline_keys(scenario.headline, columns)]
    half_widths: dict[str, float] = {}
    problems: list[str] = []
    for text in texts:
        name, _, number = text.rpartition("=")
        half_width = _number(number)
        if name in half_widths:
            problems.append(f"{text!r}: {name} is asked for twice")
        elif name and name not in known:
            problems.append(f"{text!r}: there is no outcome {name!r}{nearest(name, known)}")
        if not name:
            problems.append(f"{text!r}: an outcome and a number are needed, as in stranded=0.001")
        elif half_width is None:
            problems.append(f"{text!r}: {number!r} is no half-width; it must be a number above 0")
        half_widths[name] = half_width or math.nan
    if problems:
        raise UsageError("\n".join(f"precision {problem}" for problem in problems))
    check_numbers(CAP if cap is None else cap, seed=0)
    return Precision(half_widths, CAP if cap is None else cap) if half_widths else None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 < number < math.inf else None


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
