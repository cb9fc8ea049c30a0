"""What a study hands back: its summary, its tables, and the folder that keeps both."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.analysis.answers import column_answers, headline_answers
from sim.core.clock import instant_at, iso
from sim.core.errors import Problem, ResultError
from sim.runs.plan import Plan
from sim.runs.provenance import last_name
from sim.runs.replicate import Runs
from sim.runs.store import SCENARIO, open_result
from sim.runs.tables import FORMAT, Tables
from sim.runs.unfired import never_fired
from sim.scenario import known_by, load
from sim.scenario.scenario import Scenario
from sim.studies.cases import Case, title


@dataclass(frozen=True)
class Result:
    """A forecast or a comparison, whether just run or read back.

    Parameters
    ----------
    summary : mapping
        The content of ``summary.json``.
    scenario : Scenario
        As asked, no case applied.
    tables : mapping of str to Tables
        By the name of the case, in the order in which they were run.
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
    if "answer" in stored.summary:
        raise ResultError(
            f"{stored.folder}: this is the answer to a question, not a run; crewsim again asks it"
            " again, crewsim plot draws it"
        )
    scenario = scenario_in(stored.folder, stored.summary)
    summary = {**stored.summary, "result_dir": stored.folder.as_posix()}
    return Result(summary, scenario, stored.tables, stored.folder)


def as_asked(scenario: Scenario) -> dict[str, Any]:
    """Return what a result says of its scenario that ``scenario.yaml`` does not."""
    by = scenario.known_by
    return {
        **({} if by is None else {"known_by": by.isoformat()}),
        **({"assumed": list(scenario.assumed)} if scenario.assumed else {}),
    }


def scenario_in(folder: Path, told: Mapping[str, Any]) -> Scenario:
    """Return the scenario of a result as it was asked.

    Parameters
    ----------
    told : mapping
        Its provenance or its summary, with the scenario's name and what `as_asked` gives.
    """
    scenario = replace(
        load(folder / SCENARIO),
        name=told["scenario"],
        assumed=tuple(told.get("assumed", ())),
    )
    return known_by(scenario, told["known_by"]) if "known_by" in told else scenario


def summary_of(
    scenario: Scenario, runs: Mapping[Case, Runs], against: str | None
) -> dict[str, Any]:
    """Return the content of ``summary.json``: JSON's own types only, and never NaN.

    Parameters
    ----------
    against : str or None
        See `Case.base`.
    """
    first, every = next(iter(runs.values())), runs.values()
    return {
        "format": FORMAT,
        "scenario": scenario.name,
        "title": scenario.title,
        "as_of": iso(scenario.as_of),
        "until": iso(instant_at(scenario.as_of, scenario.until)),
        **as_asked(scenario),
        "engine": first.engine,
        "seed": first.seed,
        "replications": first.replications,
        "rate_per_s": round(
            sum(r.replications for r in every) / sum(r.simulation_s for r in every), 3
        ),
        "result_dir": None,
        "against": against,
        "warnings": [*_said(scenario.warnings), *_of_plans(runs, lambda p: _said(p.warnings))],
        "planned_gaps": _of_plans(runs, lambda plan: plan.gaps),
        "never_fired": _never_fired(every),
        "estimates": _cases(scenario, runs, against),
    }


def _cases(scenario: Scenario, runs: Mapping[Case, Runs], against: str | None) -> dict[str, Any]:
    """Return what the summary says of each case, and how it differs from its base."""
    outcomes = {case.name: run.tables.outcomes for case, run in runs.items()}
    episodes = {case.name: run.tables.episodes for case, run in runs.items()}
    bases = {case.name: base for case in runs if (base := case.base(against)) is not None}
    columns = column_answers(outcomes, bases)
    headlines = headline_answers(scenario.headline, outcomes, episodes, bases)
    found: dict[str, Any] = {}
    for case, run in runs.items():
        name = case.name
        differences = columns[name].differences | headlines[name].differences
        found[name] = {
            "title": title(scenario, case),
            **({} if case.policy is None else _of_policy(case, bases.get(name))),
            "unmet_pins": dict(run.unmet_pins),
            "outcomes": _dicts(columns[name].figures),
            "headline": _dicts(headlines[name].figures),
            **({"difference": _dicts(differences)} if differences else {}),
        }
    return found


def _of_policy(case: Case, base: str | None) -> dict[str, str | None]:
    """Return what the summary says of a case beside what it says of an estimate."""
    return {"estimate": case.estimate, "policy": case.policy, "against": base}


def _of_plans(runs: Mapping[Case, Runs], said: Callable[[Plan], Iterable[str]]) -> list[str]:
    """Return what is said of the plan of the first case, and what another policy's adds to it."""
    found: list[str] = []
    first = next(iter(runs))
    for case, run in runs.items():
        whose = "" if case == first else f"policy {case.policy}: "
        found += [f"{whose}{text}" for text in said(run.plan) if text not in found]
    return list(dict.fromkeys(found))


def _never_fired(runs: Collection[Runs]) -> list[str]:
    """Return the rules that a case switches on and that fired in none of those that do."""
    missed = [set(never_fired(run.scenario, run.fired)) for run in runs]
    used = {name for run in runs for name, times in run.fired.items() if times}
    return sorted(set().union(*missed) - used)


def _dicts(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {name: figure.as_dict() for name, figure in figures.items()}


def _said(problems: Iterable[Problem]) -> list[str]:
    """Return problems in words, each with its file's own name alone."""
    return [str(replace(problem, file=last_name(problem.file))) for problem in problems]
