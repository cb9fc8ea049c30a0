"""The public verbs of the package `sim`: a scenario in, tables as columns out."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from sim import scenario as scenarios
from sim.core.errors import UsageError
from sim.core.html import table
from sim.engine import DEFAULT
from sim.present.columns import Columns
from sim.runs.replicate import AS_STATED
from sim.runs.tables import Tables
from sim.scenario.scenario import Scenario
from sim.studies import AUDITED, QUESTIONED, REPLICATIONS, SEED
from sim.studies.cases import Case
from sim.studies.compare import compare as compare_cases
from sim.studies.forecast import forecast
from sim.studies.precision import precision as asked_precision
from sim.studies.replay import Future, events_table
from sim.studies.replay import replay as replay_future
from sim.studies.result import Result

if TYPE_CHECKING:
    from sim.auditor import Audit
    from sim.door.processes import Process
    from sim.studies.diff import Diff

Asked = Scenario | str | os.PathLike[str]
"""A scenario, its file, or the name of one that comes with the program."""

Progress = Callable[[int, int], None]

OF_PROCESSES = "simpy"
"""The engine beside which own processes run."""


@dataclass(frozen=True, repr=False)
class Simulation:
    """One replication: its row of outcomes, its episodes, its head count by day.

    `policy` is None under the policy that the scenario states.
    """

    estimate: str
    policy: str | None
    seed: int
    replication: int
    outcomes: Columns
    episodes: Columns
    headcount: Columns

    def __repr__(self) -> str:
        case = self.estimate if self.policy is None else f"{self.estimate}+{self.policy}"
        kind = type(self).__name__
        return f"<{kind} of replication {self.replication}, seed {self.seed}, {case}>"

    def _repr_html_(self) -> str:
        row = self.outcomes
        lines = ((name, str(row[name][0].as_py()), row.unit(name)) for name in row)
        return table(("outcome", "value", "unit"), lines, repr(self))


@dataclass(frozen=True, repr=False)
class Replay(Simulation):
    """One replication with its event log."""

    events: Columns


@dataclass(frozen=True, repr=False)
class Replications:
    """Many replications under one estimate and one policy.

    `case` is its estimate, and behind a plus sign its policy; `summary` is what ``summary.json``
    says of the run; `folder` is None when nothing is stored.
    """

    case: str
    summary: Mapping[str, Any]
    outcomes: Columns
    episodes: Columns
    headcount: Columns
    folder: Path | None = None

    @property
    def headline(self) -> Mapping[str, Mapping[str, Any]]:
        """The figures of the first screen by name: unit, n, events, mean, low, high, quantiles."""
        found: Mapping[str, Mapping[str, Any]] = self.summary["estimates"][self.case]["headline"]
        return found

    def __repr__(self) -> str:
        return f"<Replications of {_said(self.summary)}, {self.case}>"

    def _repr_html_(self) -> str:
        return _html(self.summary, [self.case])


@dataclass(frozen=True, repr=False)
class Comparison:
    """The same replications under several estimates and policies.

    `estimates` has them by the name of the estimate; under a policy the name of that follows it,
    as in ``up-to-two-years+seat-swap``.
    """

    summary: Mapping[str, Any]
    estimates: Mapping[str, Replications]
    folder: Path | None = None

    def __repr__(self) -> str:
        return f"<Comparison of {_said(self.summary)}: {', '.join(self.estimates)}>"

    def _repr_html_(self) -> str:
        return _html(self.summary, list(self.estimates))


@dataclass(frozen=True, repr=False)
class Sweep:
    """The same replications of a scenario with one value after another at a path.

    `runs` has them in the order of `values`.
    """

    path: str
    values: tuple[Any, ...]
    runs: tuple[Replications, ...]

    def table(self) -> Columns:
        """Return a row a value: each figure of the first screen, and between what it lies (95 %).

        A date or a length that is told by its median has the columns of that.
        """
        columns: dict[str, list[Any]] = {"value": [str(value) for value in self.values]}
        for key in self.runs[0].headline:
            figures = [run.headline.get(key, {}) for run in self.runs]
            for part in ("mean", "low", "high", "p10", "p50", "p90"):
                if any(figure.get(part) is not None for figure in figures):
                    name = key if part == "mean" else f"{key} {part}"
                    columns[name] = [figure.get(part) for figure in figures]
        return Columns(pa.table(columns))

    def __repr__(self) -> str:
        return (
            f"<Sweep of {self.path} over {len(self.values)} values: {_said(self.runs[0].summary)}>"
        )

    def _repr_html_(self) -> str:
        from sim.present.cells import rows
        from sim.present.notebook import table_of

        heads = [str(value) for value in self.values]
        found = {str(n): run.summary["estimates"][run.case] for n, run in enumerate(self.runs)}
        return table_of(rows(found), dict(zip(found, heads, strict=True)), self.path)


def load(
    stated: str | os.PathLike[str] | Mapping[str, object],
    *,
    overrides: Sequence[str] = (),
    assume: Sequence[str] = (),
) -> Scenario:
    """Return the resolved scenario of a file, of one that comes with the program, or of a mapping.

    Parameters
    ----------
    stated : str, path or mapping
        A YAML file, a name such as ``site-31-outage``, or what a file would say, such as
        ``{"extends": "site-31-outage", "until": "2027-12-31"}``.
    overrides : sequence of str
        Texts ``path=value`` that replace what the file says.
    assume : sequence of str
        Names of its assumptions, each of which does so before them.

    Raises
    ------
    ScenarioError
        With every problem of the file, each with its place.
    """
    return scenarios.load(stated, overrides=overrides, assume=assume)


def simulate(
    scenario: Asked,
    estimate: str | None = None,
    *,
    policy: str | None = None,
    known_by: dt.date | str | None = None,
    seed: int = SEED,
    replication: int = 0,
    engine: str | None = None,
    processes: Sequence[Process] = (),
) -> Simulation:
    """Play one replication.

    Parameters
    ----------
    estimate : str or None
        None takes the scenario's default, else its first that does not lift the outage.
    policy : str or None
        A name of its policies; None for the one that it states.
    known_by : date or str, or None
        Take its estimates as they were known by this date, such as ``2025-12-10``: what was said
        later is left out. None takes all of them, each as it was last said.
    seed, replication : int
        The address of the replication: the same one gives the same future on every machine.
    engine : str or None
        A name of `sim.engine.ENGINES`; None for ``fast``, or with processes for ``simpy``.
    processes : sequence of callable
        Own SimPy processes that run beside the model: generator functions ``watch(env, station)``
        of SimPy's environment, its time in seconds since ``as_of``, and the `sim.Station`. Each
        is called once. They see everything and change no row.

    Raises
    ------
    UsageError
        When processes are to run beside another engine than ``simpy``, or are no functions.
    """
    engine = engine or (OF_PROCESSES if processes else DEFAULT)
    _check_processes(processes, engine)
    future = _future(scenario, estimate, policy, known_by, seed, replication, engine, processes)
    return Simulation(*_address(future), *_columns(future.tables))


def replay(
    scenario: Asked,
    replication: int,
    estimate: str | None = None,
    *,
    policy: str | None = None,
    known_by: dt.date | str | None = None,
    seed: int = SEED,
    engine: str = DEFAULT,
) -> Replay:
    """Play one replication again and return its event log beside its tables."""
    future = _future(scenario, estimate, policy, known_by, seed, replication, engine)
    events = Columns(events_table(future))
    return Replay(*_address(future), *_columns(future.tables), events)


def replicate(
    scenario: Asked,
    estimate: str | None = None,
    *,
    policy: str | None = None,
    known_by: dt.date | str | None = None,
    replications: int | None = None,
    precision: Mapping[str, float | str] | None = None,
    seed: int = SEED,
    workers: int | None = None,
    engine: str = DEFAULT,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Replications:
    """Play many replications under one estimate and one policy.

    Parameters
    ----------
    estimate, policy, known_by : str, date or None
        See `simulate`.
    replications : int or None
        None for 100,000, or with a precision for 20,000,000 at the most.
    precision : mapping of str to float or str, or None
        Play until the 95 % interval of each outcome, a column or a key of the summary's headline,
        is so narrow to either side, in its own unit, or in parts of the estimate, as ``"20%"``.
    workers : int or None
        Threads or processes, as the engine plays; None for one a core where that pays. The rows
        are the same with any number.
    engine : str
        A name of `sim.engine.ENGINES`.
    out : path or None
        A folder to store the result in; None stores nothing.
    progress : callable or None
        Told how many replications are done, of how many.
    """
    asked = scenario_of(scenario, known_by)
    result = forecast(
        asked,
        estimate,
        policy=policy,
        **_how_many(asked, replications, precision),
        seed=seed,
        workers=workers,
        engine=engine,
        out=None if out is None else Path(out),
        store=out is not None,
        progress=progress,
    )
    (found,) = _replications(result).values()
    return found


def compare(
    scenario: Asked,
    estimates: Sequence[str] | None = None,
    *,
    policies: Iterable[str] = (),
    against: str | None = None,
    known_by: dt.date | str | None = None,
    replications: int | None = None,
    precision: Mapping[str, float | str] | None = None,
    seed: int = SEED,
    workers: int | None = None,
    engine: str = DEFAULT,
    out: str | os.PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Play the same replications under several estimates; all luck but the repair's is shared.

    Parameters
    ----------
    estimates : sequence of str or None
        None for all of the scenario.
    policies : iterable of str
        Names of its policies, such as ``scenario.policies`` for all: each is played under each
        estimate, and compared with the policy that the scenario states under the same one.
    against : str or None
        The estimate the others are compared with; None for the first.
    known_by : date or str, or None
        See `simulate`.
    replications : int or None
        Of each estimate and policy.
    precision, workers, engine, out, progress
        See `replicate`.
    """
    asked = scenario_of(scenario, known_by)
    result = compare_cases(
        asked,
        estimates=estimates,
        policies=policies,
        against=against,
        **_how_many(asked, replications, precision),
        seed=seed,
        workers=workers,
        engine=engine,
        out=None if out is None else Path(out),
        store=out is not None,
        progress=progress,
    )
    return Comparison(result.summary, _replications(result), result.folder)


def diff(*results: str | os.PathLike[str]) -> Diff:
    """Return in which inputs stored results differ, and what that changes in the answer.

    Parameters
    ----------
    results : path
        Folders of runs and comparisons, two or more; the first is the base.

    Raises
    ------
    ResultError
        When one is missing, not finished, damaged, or the answer to a question.
    UsageError
        When there are fewer than two, one is named twice, or they have nothing in common.
    """
    from sim.studies import diff as holding

    folders = [Path(each).resolve() for each in results]
    if len(set(folders)) < max(2, len(folders)):
        raise UsageError("name two results or more, each of them once")
    return holding.diff([holding.reopened(folder) for folder in folders])


def sweep(
    scenario: Asked,
    path: str,
    values: Iterable[Any],
    estimate: str | None = None,
    *,
    policy: str | None = None,
    known_by: dt.date | str | None = None,
    replications: int = QUESTIONED,
    seed: int = SEED,
    workers: int | None = None,
    engine: str = DEFAULT,
    progress: Progress | None = None,
) -> Sweep:
    """Play the same replications with one value after another at a path of the scenario.

    What hangs on chance is sampled alike for each value, so that they differ by it alone.

    Parameters
    ----------
    path : str
        Such as ``pads.site-31.turnaround`` (see `sim.scenario.scenario.Scenario.with_`).
    values : iterable
        At least one.
    estimate, policy, known_by, seed, workers, engine, progress
        See `replicate`.
    replications : int
        Of each value.

    Raises
    ------
    ScenarioError
        When the path cannot hold one of the values; before anything is played.
    UsageError
        When there is no value.
    """
    asked, given = scenario_of(scenario, known_by), tuple(values)
    if not given:
        raise UsageError(f"no value for {path}: give at least one")
    changed = [asked.with_({path: value}) for value in given]
    runs = [
        replicate(
            each,
            estimate,
            policy=policy,
            replications=replications,
            seed=seed,
            workers=workers,
            engine=engine,
            progress=None if progress is None else _onward(progress, number, len(changed)),
        )
        for number, each in enumerate(changed)
    ]
    return Sweep(path, given, tuple(runs))


def _onward(progress: Progress, number: int, of: int) -> Progress:
    return lambda done, total: progress(number * total + done, of * total)


def audit(
    scenario: Asked,
    estimate: str | None = None,
    *,
    policy: str | None = None,
    known_by: dt.date | str | None = None,
    replications: int = AUDITED,
    seed: int = SEED,
    progress: Progress | None = None,
) -> Audit:
    """Play a scenario in both engines and check what must hold whatever happens.

    Parameters
    ----------
    estimate, policy : str or None
        The one to play; None for all estimates, for the stated policy and all named ones.
    known_by : date or str, or None
        See `simulate`.
    replications : int
        In both engines, of each estimate under each policy.
    progress : callable or None
        Told how many replications are done, of how many.
    """
    from sim.auditor import audit as audit_cases  # slow to import, and needed for this alone

    asked = scenario_of(scenario, known_by)
    return audit_cases(
        asked,
        estimates=None if estimate is None else [scenarios.choose(asked, estimate) or estimate],
        policies=None if policy is None else [policy],
        replications=replications,
        seed=seed,
        progress=progress,
    )


def _future(
    scenario: Asked,
    estimate: str | None,
    policy: str | None,
    known_by: dt.date | str | None,
    seed: int,
    replication: int,
    engine: str,
    processes: Sequence[Process] = (),
) -> Future:
    asked = scenario_of(scenario, known_by)
    case = Case(scenarios.choose(asked, estimate) or AS_STATED, policy)
    return replay_future(
        asked, case, seed=seed, replication=replication, engine=engine, processes=processes
    )


def _check_processes(processes: Sequence[Process], engine: str) -> None:
    if processes and engine != OF_PROCESSES:
        raise UsageError(
            f"the engine {engine!r} runs no own processes: leave engine out, or ask for "
            f"{OF_PROCESSES!r}; the rows are the same"
        )
    for process in processes:
        if not callable(process):
            raise UsageError(
                f"processes are generator functions of (env, station), and {process!r} is none: "
                "give the function itself, it is called when the replication begins"
            )


def _address(future: Future) -> tuple[str, str | None, int, int]:
    return future.case.estimate, future.case.policy, future.seed, future.replication


def scenario_of(scenario: Asked, known_by: dt.date | str | None) -> Scenario:
    """Return the scenario itself, with only those estimates that were known by a date."""
    asked = scenario if isinstance(scenario, Scenario) else load(scenario)
    return asked if known_by is None else scenarios.known_by(asked, known_by)


def _how_many(
    scenario: Scenario, replications: int | None, half_widths: Mapping[str, float | str] | None
) -> dict[str, Any]:
    """Return how many replications a study is asked for."""
    texts = [f"{name}={half_width}" for name, half_width in (half_widths or {}).items()]
    return {
        "replications": REPLICATIONS if replications is None else replications,
        "precision": asked_precision(texts, scenario, cap=replications),
    }


def _replications(result: Result) -> dict[str, Replications]:
    return {
        name: Replications(name, result.summary, *_columns(tables), folder=result.folder)
        for name, tables in result.tables.items()
    }


def _said(summary: Mapping[str, Any]) -> str:
    """Return what was played how often, for a line."""
    return (
        f"{summary['scenario']}, {summary['replications']:,} replications, seed {summary['seed']}"
    )


def _html(summary: Mapping[str, Any], cases: Sequence[str]) -> str:
    """Return the first screen's table of these cases; its libraries are imported when asked."""
    from sim.present.cells import rows
    from sim.present.notebook import table_of

    found = {name: summary["estimates"][name] for name in cases}
    titles = {name: each["title"] for name, each in found.items()}
    return table_of(rows(found), titles, _said(summary))


def _columns(tables: Tables) -> tuple[Columns, Columns, Columns]:
    return Columns(tables.outcomes), Columns(tables.episodes), Columns(tables.headcount)
