"""What a study hands back: its summary, its tables, and the folder that keeps both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.analysis.compare import compare, compare_headline
from sim.analysis.estimates import summarize
from sim.analysis.headline import headline
from sim.core.clock import instant_at, iso
from sim.core.errors import Problem
from sim.runs.provenance import last_name, provenance
from sim.runs.replicate import Runs
from sim.runs.store import new_result, open_result, write_json, write_tables
from sim.runs.tables import FORMAT, Tables
from sim.runs.unfired import never_fired
from sim.scenario import dump, load
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
        When the folder is missing, incomplete or of another format.
    """
    stored = open_result(path)
    scenario = replace(load(stored.folder / "scenario.yaml"), name=stored.summary["scenario"])
    summary = {**stored.summary, "result_dir": stored.folder.as_posix()}
    return Result(summary, scenario, stored.tables, stored.folder)


def conclude(
    scenario: Scenario,
    runs: Sequence[Runs],
    *,
    against: str | None,
    root: Path | None,
    started_at: dt.datetime,
    command: Sequence[str],
) -> Result:
    """Return the result of a study's runs, stored under `root` unless that is None.

    Parameters
    ----------
    scenario : Scenario
        As asked, no estimate applied.
    runs : sequence of Runs
        One per estimate, all of one seed and length.
    against : str or None
        The estimate that the others are compared with; None for a forecast of one.
    """
    tables = {run.estimate: run.tables for run in runs}
    summary = summary_of(scenario, runs, against)
    if root is None:
        return Result(summary, scenario, tables, None)
    wall_s = (dt.datetime.now(dt.UTC) - started_at).total_seconds()
    origin = provenance(runs, started_at=started_at, wall_s=wall_s, command=command)
    text = dump(scenario)
    with new_result(root, scenario.name, f"{text}{origin}") as (partial, folder):
        (partial / "scenario.yaml").write_text(text, encoding="utf-8", newline="\n")
        for name, each in tables.items():
            write_tables(partial if against is None else partial / name, each)
        write_json(partial / "provenance.json", origin)
        summary = {**summary, "result_dir": folder.as_posix()}
        write_json(partial / "summary.json", summary)
    return Result(summary, scenario, tables, folder)


def summary_of(scenario: Scenario, runs: Sequence[Runs], against: str | None) -> dict[str, Any]:
    """Return the content of ``summary.json``: JSON's own types only, and never NaN."""
    first = runs[0]
    base = next((run for run in runs if run.estimate == against), None)
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
        "estimates": {run.estimate: _estimate(scenario, run, base) for run in runs},
    }


def _estimate(scenario: Scenario, run: Runs, base: Runs | None) -> dict[str, Any]:
    """Return what the summary says of one estimate, and how it differs from the base."""
    tables, asked = run.tables, scenario.headline
    estimate = scenario.estimates.get(run.estimate)
    found: dict[str, Any] = {
        "title": estimate.title if estimate is not None else "As the scenario states it",
        "unmet_pins": dict(run.unmet_pins),
        "outcomes": _dicts(summarize(tables.outcomes)),
        "headline": _dicts(headline(asked, tables.outcomes, tables.episodes)),
    }
    if base is not None and run is not base:
        other = base.tables
        found["difference"] = {
            **_dicts(compare(tables.outcomes, other.outcomes)),
            **_dicts(
                compare_headline(
                    asked, tables.outcomes, tables.episodes, other.outcomes, other.episodes
                )
            ),
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
