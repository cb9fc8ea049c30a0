"""What a study hands back: its summary, its tables, and the folder that keeps both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.analysis.answers import column_answers, headline_answers
from sim.core.clock import instant_at, iso
from sim.core.errors import Problem
from sim.runs.provenance import last_name
from sim.runs.replicate import Runs
from sim.runs.store import SCENARIO, open_result
from sim.runs.tables import FORMAT, Tables
from sim.runs.unfired import never_fired
from sim.scenario import load
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Result:
    """A forecast or a comparison, whether just run or read back.

    Parameters
    ----------
    summary : mapping
        The content of ``summary.json``.
    scenario : Scenario
        As asked, no estimate applied.
    tables : mapping of str to Tables
        By estimate, in the order in which they were run.
    folder : Path or None
        Where it is stored; None when it is not.
    """

    summary: Mapping[str, Any]
    scenario: Scenario
    tables: Mapping[str, Tables]
    folder: Path | None


def reopen(path: Path | str) -> Result:
    """Return a stored result; nothing is run or computed.

    Raises
    ------
    ResultError
        When the folder is missing, not finished, damaged or of another format.
    """
    stored = open_result(path)
    scenario = replace(load(stored.folder / SCENARIO), name=stored.summary["scenario"])
    summary = {**stored.summary, "result_dir": stored.folder.as_posix()}
    return Result(summary, scenario, stored.tables, stored.folder)


def summary_of(scenario: Scenario, runs: Sequence[Runs], against: str | None) -> dict[str, Any]:
    """Return the content of ``summary.json``: JSON's own types only, and never NaN."""
    first = runs[0]
    return {
        "format": FORMAT,
        "scenario": scenario.name,
        "title": scenario.title,
        "as_of": iso(scenario.as_of),
        "until": iso(instant_at(scenario.as_of, scenario.until)),
        "engine": first.engine,
        "seed": first.seed,
        "replications": first.replications,
        "rate_per_s": round(
            sum(r.replications for r in runs) / sum(r.simulation_s for r in runs), 3
        ),
        "result_dir": None,
        "against": against,
        "warnings": [*_said(scenario.warnings), *_said(first.plan.warnings)],
        "planned_gaps": list(first.plan.gaps),
        "never_fired": _never_fired(runs),
        "estimates": _estimates(scenario, runs, against),
    }


def _estimates(scenario: Scenario, runs: Sequence[Runs], against: str | None) -> dict[str, Any]:
    """Return what the summary says of each estimate, and how it differs from the base."""
    outcomes = {run.estimate: run.tables.outcomes for run in runs}
    episodes = {run.estimate: run.tables.episodes for run in runs}
    columns = column_answers(outcomes, against)
    headlines = headline_answers(scenario.headline, outcomes, episodes, against)
    found: dict[str, Any] = {}
    for run in runs:
        name, estimate = run.estimate, scenario.estimates.get(run.estimate)
        differences = columns[name].differences | headlines[name].differences
        found[name] = {
            "title": estimate.title if estimate is not None else "As the scenario states it",
            "unmet_pins": dict(run.unmet_pins),
            "outcomes": _dicts(columns[name].figures),
            "headline": _dicts(headlines[name].figures),
            **({"difference": _dicts(differences)} if differences else {}),
        }
    return found


def _never_fired(runs: Sequence[Runs]) -> list[str]:
    """Return the rules that an estimate switches on and that fired under none of those that do."""
    missed = [set(never_fired(run.scenario, run.fired)) for run in runs]
    used = {name for run in runs for name, times in run.fired.items() if times}
    return sorted(set().union(*missed) - used)


def _dicts(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: figure.as_dict() for name, figure in figures.items()}


def _said(problems: Iterable[Problem]) -> list[str]:
    """Return problems in words, each with its file's own name alone."""
    return [str(replace(problem, file=last_name(problem.file))) for problem in problems]
