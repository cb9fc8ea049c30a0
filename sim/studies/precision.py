"""How many replications are enough: play on until the intervals asked for are narrow.

The data are looked at several times. Each look says from what it has seen how many replications
should do, with a tenth to spare, and the next look is there: at least a fifth further on, at most
ten times as far. So there are few looks, most replications are new at the last one, and whether
the interval holds the truth depends little on when it was looked at: that of a share does so in
94 to 96 % of all runs (`docs/decisions.md`).

A half-width may be a part of the estimate, for what is so seldom that nobody can say beforehand
how many decimals matter. Then playing stops the sooner the more events there were by chance, and
the interval is the exact one, which holds the truth all the same (`docs/statistics.md`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from sim.analysis.columns import Table
from sim.analysis.estimates import Figure, estimate
from sim.analysis.headline import headline_keys, headline_series
from sim.analysis.series import DATE, FLAG, Series, column_series
from sim.core.clock import DAY
from sim.core.errors import UsageError, nearest
from sim.core.intervals import exact_proportions, proportion
from sim.core.moments import skewness
from sim.engine.build import build
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
        Half of the 95 % interval, in the outcome's unit; infinite where there is none.
    wanted : int
        Replications that should do; at most those there are when these do.
    figure : Figure or None
        What is estimated, with the interval that was judged.
    """

    half_width: float
    wanted: int
    figure: Figure | None = field(default=None, compare=False)


def look(
    series: Series, half_width: float, horizon_days: float, *, is_relative: bool = False
) -> Look:
    """Judge one outcome after some replications.

    Parameters
    ----------
    series : Series
        At least one replication.
    half_width : float
        Asked, above 0: in the outcome's unit, or as a part of the estimate.
    horizon_days : float
        How far a day's figure may lie from what it was in every replication so far.
    is_relative : bool
        Whether it is a part of the estimate.

    Notes
    -----
    The interval is that of the summary: of a share Wilson's or the exact one, of a mean that of
    `sim.core.intervals.mean`. Where a part of the estimate is asked for, that of a share is always
    the exact one. A mean's is trusted with `SKEWED` replications for each unit of squared skewness.
    Where no replication differs from another, the mean may still be above it by the horizon in as
    many of them as the exact interval of none allows.
    """
    figure = _judged(series, horizon_days, is_relative=is_relative)
    needed = 0.0
    if figure.unit not in (FLAG, DATE) and figure.n and figure.least != figure.most:
        needed = SKEWED * skewness(series.sample) ** 2 * len(series) / figure.n
    return judge(figure, len(series), half_width, needed, is_relative=is_relative)


def judge(
    figure: Figure, n: int, half_width: float, needed: float = 0.0, *, is_relative: bool = False
) -> Look:
    """Judge an estimate after n replications; see `look`.

    Parameters
    ----------
    figure : Figure
        With the interval to be judged.
    needed : float
        Replications that must be there however narrow it is.
    """
    found = math.inf
    if figure.low is not None and figure.high is not None:
        found = (figure.high - figure.low) / 2
    asked = half_width * abs(figure.mean or 0.0) if is_relative else half_width
    if found <= asked and needed <= n:
        return Look(found, n, figure)
    should_do = TO_SPARE * max(n * (found / asked) ** 2 if asked else math.inf, needed)
    next_look = min(max(should_do, LEAST_GROWTH * n), MOST_GROWTH * n)
    return Look(found, math.ceil(next_look / _A_LOOK) * _A_LOOK, figure)


def _judged(series: Series, horizon_days: float, *, is_relative: bool) -> Figure:
    """Return the estimate of an outcome with the interval that is judged."""
    figure = estimate(series, ())
    if figure.mean is None:
        return figure
    if figure.unit not in (FLAG, DATE):
        if figure.least != figure.most:
            return figure
        return replace(figure, high=figure.mean + proportion(0, figure.n)[1] * horizon_days)
    if not is_relative:
        return figure
    asked = len(series) if figure.unit == DATE else figure.n
    low, high = exact_proportions(np.array([figure.events]), asked)
    return replace(figure, n=asked, low=float(low[0]), high=float(high[0]))


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
    relative : mapping of str to float
        Of other outcomes the same as a part of the estimate, in (0, 1).
    """

    half_widths: Mapping[str, float]
    cap: int = CAP
    relative: Mapping[str, float] = field(default_factory=dict)

    @property
    def first_look(self) -> int:
        """Replications played before anything is looked at."""
        return min(FIRST_LOOK, self.cap)

    def looks(self, scenario: Scenario, outcomes: Table, episodes: Table) -> dict[str, Look]:
        """Return what the replications of one case say of each outcome."""
        horizon_days = scenario.until / DAY
        found = {}
        for name, asked in {**self.half_widths, **self.relative}.items():
            if name in outcomes.column_names:
                series = column_series(outcomes, name)
            else:
                series = headline_series(scenario.headline, outcomes, episodes)[name]
            found[name] = look(series, asked, horizon_days, is_relative=name in self.relative)
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
        said = {
            "asked": dict(self.half_widths),
            "reached": {
                case: {
                    name: _finite(each.half_width)
                    for name, each in found.items()
                    if name not in self.relative
                }
                for case, found in looks.items()
            },
            "is_enough": all(each.wanted <= n for each in every),
            "cap": self.cap,
        }
        if not self.relative:
            return said
        reached = {
            case: {name: _as_part(found[name], n) for name in self.relative}
            for case, found in looks.items()
        }
        return {**said, "relative": {"asked": dict(self.relative), "reached": reached}}


def _as_part(each: Look, n: int) -> dict[str, Any]:
    """Return what the summary says of an interval that was to be a part of the estimate.

    ``part`` is half of the interval in parts of the estimate, None where that is 0 or unknown.
    """
    figure = each.figure
    assert figure is not None
    return {
        **{name: getattr(figure, name) for name in ("unit", "n", "events", "mean", "low", "high")},
        "part": _finite(each.half_width / abs(figure.mean)) if figure.mean else None,
        "is_enough": each.wanted <= n,
    }


def precision(texts: Iterable[str], scenario: Scenario, cap: int | None = None) -> Precision | None:
    """Return the precision that texts ask for, None if there are none.

    ``stranded=0.001`` asks for a half-width in the outcome's unit, ``decrewed=20%`` for one that
    is a fifth of the estimate.

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
    asked: dict[str, dict[str, float]] = {"": {}, "%": {}}
    problems: list[str] = []
    for text in texts:
        name, _, number = text.rpartition("=")
        kind, half_width = _half_width(number)
        if any(name in found for found in asked.values()):
            problems.append(f"{text!r}: {name} is asked for twice")
        elif name and name not in known:
            problems.append(f"{text!r}: there is no outcome {name!r}{nearest(name, known)}")
        if not name:
            problems.append(f"{text!r}: an outcome and a number are needed, as in stranded=0.001")
        elif half_width is None:
            must = "above 0 % and below 100 % of the estimate" if kind else "a number above 0"
            problems.append(f"{text!r}: {number!r} is no half-width; it must be {must}")
        asked[kind][name] = half_width or math.nan
    if problems:
        raise UsageError("\n".join(f"precision {problem}" for problem in problems))
    most = CAP if cap is None else cap
    check_numbers(most, seed=0)
    return Precision(asked[""], most, asked["%"]) if asked[""] or asked["%"] else None


def _half_width(text: str) -> tuple[str, float | None]:
    """Return ``%`` for a part of the estimate, else nothing, and the number if it makes sense."""
    if text.endswith("%"):
        number = _number(text.removesuffix("%"))
        return "%", number / 100 if number is not None and number < 100 else None
    return "", _number(text)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if 0 < number < math.inf else None


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
