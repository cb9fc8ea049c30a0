"""Episodes as forecasts: what a scenario of one day said, and what came true of it.

A case is a folder: ``scenario.yaml`` knows what was known on its ``as_of`` and leaves luck free
from then on; ``truth.csv`` says what came true, a row for each outcome column.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.calibration import forecast_of
from sim.analysis.columns import Floats
from sim.analysis.scores import brier
from sim.core.clock import parse_instant
from sim.core.errors import Problem, ScenarioError, UsageError, listed, nearest
from sim.engine.build import build
from sim.history import sheet
from sim.outcomes import Column, Unit
from sim.runs.replicate import AS_STATED, replicate
from sim.runs.workers import Workers
from sim.scenario import known_by, load
from sim.scenario.files import shipped_cases, shown, text_of
from sim.scenario.scenario import Scenario
from sim.studies.cases import Case, title, under

SCENARIO, TRUTHS = "scenario.yaml", "truth.csv"

HEADS = ("outcome", "value", "source")
"""The columns that ``truth.csv`` must have; others, such as a note, are left alone."""

REPLICATIONS, SEED = 10_000, 1


@dataclass(frozen=True)
class Truth:
    """What came true of one outcome: a number, or a day as days after `as_of`."""

    column: Column
    value: float
    source: str


@dataclass(frozen=True)
class Episode:
    """A case as it was read."""

    name: str
    scenario: Scenario
    truths: tuple[Truth, ...]


def read(name: str | Path) -> Episode:
    """Return the case in a folder, or the one of that name that comes with the program.

    Raises
    ------
    UsageError
        When there is neither.
    ScenarioError
        With everything that is wrong with its files, each with its line.
    """
    folder = Path(name)
    if not folder.is_dir():
        known = shipped_cases()
        if str(name) not in known:
            told = (
                nearest(str(name), known) or f"; cases that come with the program: {listed(known)}"
            )
            raise UsageError(f"{name}: no such folder or case{told}")
        folder = known[str(name)]
    problems: list[Problem] = []
    scenario: Scenario | None = None
    try:
        scenario = load(folder / SCENARIO)
    except ScenarioError as error:
        problems += error.problems
    columns = None if scenario is None else {each.name: each for each in build(scenario).columns}
    begins = dt.date.min if scenario is None else scenario.as_of.date()
    truths = list(_truths(folder / TRUTHS, begins, columns, problems))
    if problems or scenario is None:
        raise ScenarioError(problems)
    return Episode(folder.resolve().name, scenario, tuple(truths))


def forecasts(
    names: Sequence[str | Path] | None = None,
    *,
    replications: int = REPLICATIONS,
    workers: int | None = None,
) -> list[dict[str, Any]]:
    """Return what each case forecast, and how that stands to what came true.

    Parameters
    ----------
    names : sequence of str or path, or None
        Folders, or names of shipped cases; None for all of these.
    replications : int
        Futures of each case, under each estimate that had been published by its day.

    Raises
    ------
    UsageError, ScenarioError
        See `read`; of all cases at once.
    """
    problems: list[Problem] = []
    episodes = []
    for name in shipped_cases() if names is None else names:
        try:
            episodes.append(read(name))
        except ScenarioError as error:
            problems += error.problems
    if problems:
        raise ScenarioError(problems)
    with Workers(workers) as crew:
        return [_forecast(each, replications, crew) for each in episodes]


def _forecast(episode: Episode, replications: int, workers: Workers) -> dict[str, Any]:
    scenario = episode.scenario
    estimates = [AS_STATED]
    if scenario.estimates:
        scenario = known_by(scenario, scenario.as_of.date())
        estimates = [name for name, each in scenario.estimates.items() if each.repair is not None]
    told = []
    for name in estimates:
        case = Case(name)
        runs = replicate(
            under(scenario, case), replications=replications, seed=SEED, workers=workers
        )
        rows = [
            _scored(truth, runs.tables.outcomes[truth.column.name], scenario)
            for truth in episode.truths
        ]
        told.append({"name": name, "title": title(scenario, case), "outcomes": rows})
    return {
        "case": episode.name,
        "title": scenario.title,
        "question": scenario.question,
        "as_of": scenario.as_of.date().isoformat(),
        "replications": replications,
        "forecasts": told,
    }


def _scored(truth: Truth, values: Any, scenario: Scenario) -> dict[str, Any]:
    """Return the forecast of one outcome beside what came true.

    A date that had not come by `until` counts as that day.
    """
    column = truth.column
    head = {"outcome": column.name, "unit": column.unit.label, "source": truth.source}
    if column.unit is Unit.FLAG:
        share = float(np.mean(values.to_numpy()))
        return head | {
            "probability": share,
            "truth": truth.value,
            "brier": brier(share, truth.value == 1.0),
        }
    is_date = column.unit is Unit.DATE
    numbers = _days(values, scenario) if is_date else values.drop_null().to_numpy().astype(float)
    found = forecast_of(numbers, truth.value)
    say = (lambda days: _date(scenario, days)) if is_date else float
    return head | {
        **dict(zip(("p10", "p50", "p90"), map(say, found.points), strict=True)),
        "truth": say(truth.value),
        "pit": found.pit,
        "in_90": found.holds(0.9),
        "crps": found.crps,
    }


def _days(values: Any, scenario: Scenario) -> Floats:
    """Return dates as whole days after that of `as_of`."""
    begin = np.datetime64(scenario.as_of.date())
    days = values.to_numpy().astype("datetime64[D]")
    last = np.datetime64(_date(scenario, scenario.until / 86_400))
    return np.asarray((np.where(np.isnat(days), last, days) - begin).astype(np.int64), dtype=float)


def _date(scenario: Scenario, days: float) -> str:
    return (scenario.as_of.date() + dt.timedelta(days)).isoformat()


# --- the file of what came true -------------------------------------------------------------------


def _truths(
    file: Path, as_of: dt.date, columns: dict[str, Column] | None, problems: list[Problem]
) -> Iterator[Truth]:
    """Yield what came true, and keep what is wrong; without columns no outcome is judged."""
    told = shown(file)
    try:
        table = sheet.read(text_of(file), told)
    except ScenarioError as error:
        problems += error.problems
        return
    lacking = table.lacks(HEADS)
    problems += [*table.problems, *lacking]
    if lacking or not table.separator:
        return
    if not table.rows and not table.problems:
        problems.append(Problem(told, 1, "", "says nothing: write a row for each outcome"))
    seen: dict[str, int] = {}
    for row in table.rows:
        line, cells = row.line, {head: row[head] for head in HEADS}
        wrong = [(head, "is empty") for head in HEADS if not cells[head]]
        name = cells["outcome"]
        column = (columns or {}).get(name)
        value = None
        if name and columns is not None and column is None:
            hint = nearest(name, columns) or f"; there are {listed(columns)}"
            wrong.append(("outcome", f"no outcome {name!r}{hint}"))
        if name in seen:
            wrong.append(("outcome", f"{name} stands in line {seen[name]} already"))
        seen.setdefault(name, line)
        if column is not None and cells["value"]:
            try:
                value = _value(table.decimal(row, "value"), column, as_of)
            except ValueError as error:
                wrong.append(("value", str(error)))
        problems += [Problem(told, line, head, message) for head, message in wrong]
        if not wrong and column is not None and value is not None:
            yield Truth(column, value, cells["source"])


def _value(text: str, column: Column, as_of: dt.date) -> float:
    if column.unit is Unit.DATE:
        day = parse_instant(text).date()
        if day < as_of:
            raise ValueError(f"{text} is before {as_of}, the day of the forecast")
        return float((day - as_of).days)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is not a number of {column.unit.label}")
    if column.unit is Unit.FLAG and value not in (0.0, 1.0):
        raise ValueError(f"{text} is neither 0 nor 1")
    return value
