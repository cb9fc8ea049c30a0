"""What each distribution of a scenario rests on, and what the rows of the record give."""

from __future__ import annotations

import dataclasses
import math
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis import fits
from sim.core import clock
from sim.core.errors import UsageError, listed, nearest
from sim.core.laws import ENDLESS
from sim.history import Choice, Observation, has
from sim.scenario import Scenario, load
from sim.scenario.evidence import COUNTED, PERIOD, Evidence, as_cells
from sim.scenario.quantities import NEVER
from sim.scenario.stated import DAYS, Stated, stated

ROWS, SAID, ASSUMPTION, CITED = "rows", "said", "assumption", "cited"
"""What an input rests on: rows of the record, somebody's word, nothing, or a text alone."""

AGREES = 0.01
"""Figures that differ relatively by less agree: they were rounded."""

_ASSUMED = re.compile(r"\bassum", re.IGNORECASE)
_SHARES = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Figure:
    """A figure of an input beside what the rows give by the stated method."""

    name: str
    stated: float
    from_rows: float

    @property
    def agrees(self) -> bool:
        """Whether they are the same but for rounding."""
        return abs(self.stated - self.from_rows) <= AGREES * max(abs(self.from_rows), 1e-12)


@dataclass(frozen=True)
class Counts:
    """Events, in so many trials or so many days; the other is None.

    Parameters
    ----------
    persons : bool
        Whether the days are those of each person.
    alone, flat : float
        The estimate by the record alone, and by a flat prior instead of Jeffreys'.
    """

    events: int
    trials: int | None
    exposure_days: float | None
    persons: bool
    alone: float
    flat: float


@dataclass(frozen=True)
class Sample:
    """Values of the rows.

    Parameters
    ----------
    least, median, most : float
        Of what had ended.
    kaplan_meier : tuple or None
        The 10, 50 and 90 % points where some values are censored; None where one is not reached.
    inside : int or None
        How many lie in a range that was chosen by eye.
    ruled_out : int
        How many the law as it is stated all but excludes.
    fits : mapping of str to float
        By family how much its AICc exceeds the least one, the best first; empty where the rows are
        too few to tell. ``as stated`` is the law of the scenario.
    """

    column: str
    n: int
    censored: int
    least: float
    median: float
    most: float
    kaplan_meier: tuple[float | None, ...] | None
    inside: int | None
    ruled_out: int
    fits: Mapping[str, float]


@dataclass(frozen=True)
class Support:
    """The rows behind an input.

    Parameters
    ----------
    effective_n : float
        The number of rows, recalled ones counted half.
    shown : tuple of mapping
        The rows themselves: name, date, value if there is one, whether it is censored, grade.
    """

    table: str
    reference_class: str
    fitted: str
    n: int
    recalled: int
    effective_n: float
    grades: Mapping[str, int]
    period: tuple[str, str] | None
    counts: Counts | None
    sample: Sample | None
    figures: tuple[Figure, ...]
    shown: tuple[Mapping[str, Any], ...]

    @property
    def agrees(self) -> bool:
        """Whether every figure is what the rows give."""
        return all(figure.agrees for figure in self.figures)


@dataclass(frozen=True)
class Finding:
    """One distribution and what it rests on.

    Parameters
    ----------
    also : tuple of str
        Other paths at which the same is stated.
    unit : str
        Of the figures: ``d``, ``per day``, or empty for a share or an amount.
    p05, median, mean, p95 : float
        Of its law, infinite where it never comes.
    never : float
        The probability of that.
    """

    path: str
    also: tuple[str, ...]
    kind: str
    unit: str
    stated: Mapping[str, float]
    mean: float
    p05: float
    median: float
    p95: float
    never: float
    basis: str
    said: str
    source: str
    note: str
    support: Support | None


@dataclass(frozen=True)
class Basis:
    """What a scenario rests on, in the order of its file."""

    scenario: str
    title: str
    as_of: str
    findings: tuple[Finding, ...]

    def of(self, *bases: str) -> list[Finding]:
        """Return the findings that rest on one of these."""
        return [each for each in self.findings if each.basis in bases]

    @property
    def disagreeing(self) -> list[Finding]:
        """The findings whose figures are not what their rows give."""
        return [each for each in self.findings if each.support and not each.support.agrees]

    @property
    def unfounded(self) -> list[Finding]:
        """The findings that rest on a text alone, or that state no reason."""
        return [each for each in self.findings if each.basis == CITED or not each.source]

    def as_dict(self) -> dict[str, Any]:
        """Return everything as plain data; what is not known or infinite is None."""
        plain: dict[str, Any] = _plain(dataclasses.asdict(self))
        for written, finding in zip(plain["findings"], self.findings, strict=True):
            if finding.support is not None:
                written["support"]["agrees"] = finding.support.agrees
        return plain


def evidence(
    scenario: Scenario | str | os.PathLike[str] = "baseline",
    *,
    inputs: Sequence[str] = (),
    overrides: Sequence[str] = (),
    assume: Sequence[str] = (),
) -> Basis:
    """Return what each distribution of a scenario rests on.

    Parameters
    ----------
    scenario : Scenario, str or path
        A loaded scenario, its file, or the name of one that comes with the program.
    inputs : sequence of str
        Only the distributions at, or below, these paths, such as ``lines.soyuz.slip``.
    overrides, assume : sequence of str
        As for `sim.load`, where the scenario is not loaded yet.

    Raises
    ------
    ScenarioError
        When the file cannot be understood.
    UsageError
        When there is no distribution at a path.

    Examples
    --------
    >>> basis = evidence("baseline", inputs=["lines.soyuz.overlap"])
    >>> basis.findings[0].support.n
    9
    """
    if not isinstance(scenario, Scenario):
        scenario = load(scenario, overrides=overrides, assume=assume)
    every = stated(scenario)
    for path in inputs:
        if not any(_below(each.path, path) for each in every):
            hint = nearest(path, [each.path for each in every])
            near = hint or f"; distributions stand at {listed([each.path for each in every], 6)}"
            raise UsageError(f"no distribution stands at {path!r}{near}")
    wanted = [e for e in every if not inputs or any(_below(e.path, path) for path in inputs)]
    groups: list[list[Stated]] = []
    for each in wanted:
        same = next((group for group in groups if _is_same(group[0], each)), None)
        if same is None:
            groups.append([each])
        else:
            same.append(each)
    return Basis(
        scenario=scenario.name,
        title=scenario.title,
        as_of=clock.iso_date(scenario.as_of),
        findings=tuple(_finding(first, tuple(e.path for e in others)) for first, *others in groups),
    )


def _below(path: str, wanted: str) -> bool:
    return path == wanted or path.startswith((f"{wanted}.", f"{wanted}["))


def _is_same(one: Stated, other: Stated) -> bool:
    """Return whether two paths hold one writing, or two that say the same."""
    return one.distribution == other.distribution and one.source == other.source


def _finding(each: Stated, also: tuple[str, ...]) -> Finding:
    rests_on = each.distribution.evidence
    if rests_on is not None:
        basis = ROWS
    elif each.said:
        basis = SAID
    else:
        basis = ASSUMPTION if not each.source or _ASSUMED.search(each.source) else CITED
    return Finding(
        path=each.path,
        also=also,
        kind=each.distribution.kind,
        unit=each.unit,
        stated=each.figures(),
        mean=each.law.mean(),
        p05=_or_infinite(each.law.quantile(0.05)),
        median=_or_infinite(each.law.median()),
        p95=_or_infinite(each.law.quantile(0.95)),
        never=each.law.never,
        basis=basis,
        said=each.said,
        source=each.source,
        note=each.note,
        support=None if rests_on is None else _support(each, rests_on),
    )


def _support(each: Stated, rests_on: Evidence) -> Support:
    choice = rests_on.rows
    observed = choice.sample(rests_on.column) if rests_on.column else []
    counts = counted(rests_on) if rests_on.fitted in COUNTED else None
    return Support(
        table=rests_on.table,
        reference_class=rests_on.class_,
        fitted=rests_on.fitted,
        n=len(choice.rows),
        recalled=choice.recalled,
        effective_n=choice.weight,
        grades=choice.grades,
        period=choice.period,
        counts=counts,
        sample=_sample(each, rests_on, observed) if observed else None,
        figures=tuple(_figures(each, rests_on, counts, observed)),
        shown=tuple(_shown(rests_on, choice)),
    )


# --- events ---------------------------------------------------------------------------------------


def counted(rests_on: Evidence) -> Counts:
    """Return the events of some rows, and in how many trials or days they came."""
    choice = rests_on.rows
    trials: int | None = rests_on.trials
    exposure = _exposure(rests_on, choice)
    if rests_on.failed_attempts is not None:
        events = round(sum(row.number(rests_on.failed_attempts) or 0 for row in choice.rows))
        trials = trials or len(choice.rows) + events
    else:
        events = sum(_is_event(rests_on, row) for row in choice.rows)
    if exposure is None:
        trials = trials or len(choice.rows)
        return Counts(events, trials, None, False, events / trials, (events + 1) / (trials + 2))
    column = choice.table.columns.get(rests_on.exposure or "")
    persons = column is not None and column.type == "level"
    return Counts(events, None, exposure, persons, events / exposure, (events + 1) / exposure)


def _is_event(rests_on: Evidence, row: Any) -> bool:
    if rests_on.events is None:
        return True
    return isinstance(rests_on.events, dict) and has(row, as_cells(rests_on.events))


def _exposure(rests_on: Evidence, choice: Choice) -> float | None:
    """Return the days in which events were counted; None of events in trials."""
    stated_as = rests_on.exposure
    if stated_as is None:
        return None
    if stated_as == PERIOD:
        assert rests_on.from_ is not None  # asked for by the schema
        begin = clock.parse_instant(rests_on.from_).date()
        return float((choice.by - begin).days)
    if stated_as in choice.table.columns:
        return choice.exposure_days(stated_as)
    return clock.parse_duration(stated_as) / clock.DAY


# --- a sample -------------------------------------------------------------------------------------


def _sample(each: Stated, rests_on: Evidence, observed: list[Observation]) -> Sample:
    values = [one.value for one in observed]
    ended = [one.value for one in observed if not one.censored] or values
    censored = sum(one.censored for one in observed)
    kaplan_meier = tuple(fits.kaplan_meier(observed, _SHARES)) if censored else None
    comparable = rests_on.fitted != "bound" and each.unit == DAYS
    judged = rests_on.fitted == "judged"
    low, high = _range(each)
    return Sample(
        column=rests_on.column or "",
        n=len(observed),
        censored=censored,
        least=min(ended),
        median=float(np.median(ended)),
        most=max(ended),
        kaplan_meier=kaplan_meier,
        inside=sum(low - 0.5 <= value <= high + 0.5 for value in values) if judged else None,
        ruled_out=fits.ruled_out(observed, _cdf(each)) if comparable and not judged else 0,
        fits=_compared(each, observed, judged=judged) if comparable else {},
    )


def _range(each: Stated) -> tuple[float, float]:
    """Return the ends of a law, or where they are open its 10 and 90 % points."""
    low, high = each.law.support()
    closed = each.distribution.kind == "uniform"
    return (low, high) if closed else (each.law.quantile(0.1), each.law.quantile(0.9))


def _cdf(each: Stated) -> Callable[[fits.Floats], fits.Floats]:
    return np.vectorize(each.law.cdf, otypes=[np.float64])


def _compared(each: Stated, observed: list[Observation], *, judged: bool) -> dict[str, float]:
    """Return how much worse than the best each family does, the best first."""
    weight = sum(one.weight for one in observed)
    if weight < fits.LEAST_WEIGHT:
        return {}
    found = {fit.family: fit.aic for fit in fits.families(observed)}
    if not judged and each.distribution.kind != fits.AS_THEY_ARE:
        likelihood = fits.log_likelihood(observed, _cdf(each))
        figures = len(each.figures())
        found["as stated"] = fits.Fit("as stated", likelihood, figures, weight).aic
    best = min(found.values())
    return {name: aic - best for name, aic in sorted(found.items(), key=lambda item: item[1])}


# --- figures --------------------------------------------------------------------------------------


def _figures(
    each: Stated, rests_on: Evidence, counts: Counts | None, observed: list[Observation]
) -> list[Figure]:
    """Return the stated figures beside those that follow from the rows; none if judged."""
    given = each.figures()
    ended = sorted(one.value for one in observed if not one.censored)
    if counts is not None:
        due = _from_counts(each, rests_on, counts)
        return [Figure(name, given[name], due[name]) for name in due]
    match rests_on.fitted:
        case "empirical":
            values = _values(each)
            if len(values) != len(ended):
                return [Figure("n", len(values), len(ended))]
            pairs = enumerate(zip(values, ended, strict=True), start=1)
            beyond = [Figure("beyond", given["beyond"], spread(ended))] if "beyond" in given else []
            return [Figure(f"value {i}", a, b) for i, (a, b) in pairs] + beyond
        case "quantiles":
            due = dict(zip(("p10", "p50", "p90"), np.quantile(ended, _SHARES), strict=True))
            return [Figure(name, given[name], float(due[name])) for name in given if name in due]
        case "range":
            ends = {"low": ended[0], "high": ended[-1]}
            return [Figure(name, given[name], ends[name]) for name in ends]
        case "bound":
            every = [(name, end) for name in ("low", "high") for end in (ended[0], ended[-1])]
            name, end = min(every, key=lambda pair: abs(given[pair[0]] - pair[1]))
            return [Figure(name, given[name], end)]
    return []


def _from_counts(each: Stated, rests_on: Evidence, counts: Counts) -> dict[str, float]:
    k, n = counts.events, counts.trials
    half, earlier = 0.5, 0.0  # Jeffreys: half an event, in no time
    if rests_on.fitted == "shrunk":
        assert rests_on.strength is not None
        half, earlier = rests_on.strength, rests_on.strength / rests_on.prior_mean
    if counts.exposure_days is not None:
        return {"shape": k + half, "mean": (k + half) / (counts.exposure_days + earlier)}
    assert n is not None
    if each.distribution.kind == "beta":
        return {"a": k + half, "b": n - k + (earlier - half if earlier else half)}
    return {"weight": k / n if rests_on.fitted == "shares" else (k + 0.5) / (n + 1)}


def spread(ended: list[float]) -> float:
    """Return the standard deviation of what had ended, two or more."""
    return float(np.std(ended, ddof=1)) if len(ended) > 1 else float("nan")


def _values(each: Stated) -> list[float]:
    listed_ = getattr(each.distribution, "values_", None) or []
    return sorted(
        clock.parse_duration(value) / clock.DAY if each.unit == DAYS else float(value)
        for value in listed_
        if value != NEVER
    )


# --- rows -----------------------------------------------------------------------------------------


def _shown(rests_on: Evidence, choice: Choice) -> list[dict[str, Any]]:
    table = choice.table
    found = []
    for row in choice.rows:
        line: dict[str, Any] = {"name": table.named(row), "date": row[table.date]}
        if rests_on.column is not None:
            observation = choice.observed(row, rests_on.column)
            line["value"] = None if observation is None else observation.value
            line["censored"] = observation is not None and observation.censored
        if rests_on.events is not None:
            line["event"] = _is_event(rests_on, row)
        found.append(line | {"grade": row["grade"], "source": row.cells.get("source", "")})
    return found


def _or_infinite(value: float) -> float:
    return math.inf if value > ENDLESS else value


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inside) for key, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inside) for inside in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value
