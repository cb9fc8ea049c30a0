"""What every study does: play each case, summarize, and store it as it goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim.runs.plan import Plan
from sim.runs.provenance import last_name, provenance
from sim.runs.replicate import GrowingRun, Runs, sharing
from sim.runs.run_folder import RunFolder, new_folder
from sim.runs.workers import Progress, Workers
from sim.scenario import dump
from sim.scenario.scenario import Scenario
from sim.studies.cases import Case, under
from sim.studies.precision import Precision
from sim.studies.result import Result, as_asked, summary_of

Started = Callable[[Path], None]
"""Told the folder of a run before anything is played."""

Reached = dict[str, Any] | None
"""What the summary says of the precision, if one was asked for."""


@dataclass(frozen=True)
class Study:
    """What is asked of a scenario: all that the rows and the summary depend on.

    Parameters
    ----------
    scenario : Scenario
        No case applied.
    cases : tuple of Case
        In the order in which they are played: each policy under each estimate.
    against : str or None
        The estimate that the others are compared with; None for a forecast of one case.
    replications : int
        Of each case.
    part : int
        Replications of a part (see `GrowingRun`).
    precision : Precision or None
        Play until its intervals are narrow enough; `replications` then counts for nothing.
    """

    scenario: Scenario
    cases: tuple[Case, ...]
    against: str | None
    replications: int
    seed: int
    engine: str
    part: int
    precision: Precision | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what the provenance says of it."""
        policies = list(dict.fromkeys(case.policy for case in self.cases))
        warnings = [{**asdict(p), "file": last_name(p.file)} for p in self.scenario.warnings]
        return {
            "study": "forecast" if self.against is None else "comparison",
            "scenario": self.scenario.name,
            "scenario_file": last_name(self.scenario.file),
            "warnings": warnings,
            "estimates": list(dict.fromkeys(case.estimate for case in self.cases)),
            **({} if policies == [None] else {"policies": policies}),
            **as_asked(self.scenario),
            "against": self.against,
            "seed": self.seed,
            "replications": self.replications,
            "engine": self.engine,
            "part": self.part,
            "precision": None if self.precision is None else asdict(self.precision),
        }


def carry_out(
    study: Study,
    *,
    root: Path | None,
    workers: int | Workers | None,
    progress: Progress | None,
    started: Started | None,
    command: Sequence[str],
) -> Result:
    """Carry out a study; its result is stored under `root` unless that is None.

    Parameters
    ----------
    command : sequence of str
        The command line to keep.
    """
    with sharing(workers) as crew:
        if root is None:
            return conclude(study, *play(study, None, crew, progress), None)
        started_at = dt.datetime.now(dt.UTC)
        origin = provenance(started_at=started_at, command=command, **study.as_dict())
        with new_folder(root, study.scenario.name, dump(study.scenario), origin) as folder:
            return carry_on(study, folder, crew=crew, progress=progress, started=started)


def carry_on(
    study: Study,
    folder: RunFolder,
    *,
    crew: Workers,
    progress: Progress | None,
    started: Started | None,
) -> Result:
    """Play and conclude in a folder whatever is not there yet."""
    began = dt.datetime.now(dt.UTC)
    if started is not None:
        started(folder.path)
    runs, reached = play(study, folder.path, crew, progress)
    folder.note(
        wall_s=round((dt.datetime.now(dt.UTC) - began).total_seconds(), 3),
        simulation_s=round(sum(run.simulation_s for run in runs), 3),
    )
    return conclude(study, runs, reached, folder)


def play(
    study: Study, folder: Path | None, crew: Workers, progress: Progress | None
) -> tuple[list[Runs], Reached]:
    """Play every case; the tables of one are put together while the next one plays.

    Returns
    -------
    list of Runs, and dict or None
        The second is what the summary says of the precision, if one was asked for.
    """
    runs: list[GrowingRun] = []
    plans: dict[str | None, Plan] = {}  # by policy: they have no outages for an estimate to touch
    with ExitStack() as stack:
        for case in study.cases:
            run = GrowingRun(
                under(study.scenario, case),
                case.name,
                seed=study.seed,
                crew=crew,
                engine=study.engine,
                plan=plans.get(case.policy),
                folder=folder if study.against is None or folder is None else folder / case.name,
                part=study.part,
                long=study.precision is not None or study.replications > study.part,
            )
            stack.enter_context(run)
            runs.append(run)
            plans[case.policy] = run.plan
            if study.precision is None:
                run.extend(study.replications, _onward(progress, len(runs), len(study.cases)))
                run.end()
        reached = None if study.precision is None else _enough(study.precision, runs, progress)
        return [run.finish() for run in runs], reached


def _enough(
    precision: Precision, runs: Sequence[GrowingRun], progress: Progress | None
) -> dict[str, Any]:
    """Play all runs on until they are enough, and return what the summary says of it.

    What is looked at are always the same replications, also by a study that goes on.
    """
    n = precision.first_look
    while True:
        for number, run in enumerate(runs, start=1):
            run.extend(n, _onward(progress, number, len(runs)))
        looks = {
            run.case: precision.looks(run.scenario, run.so_far.outcomes, run.so_far.episodes)
            for run in runs
        }
        further = precision.next_look(n, looks.values())
        if further == n:
            return precision.reached(n, looks)
        n = further


def conclude(
    study: Study, runs: Sequence[Runs], reached: Reached, folder: RunFolder | None
) -> Result:
    """Return the result of a study's runs; its summary is the last that its folder gets."""
    summary = summary_of(study.scenario, dict(zip(study.cases, runs, strict=True)), study.against)
    if reached is not None:
        summary = {**summary, "precision": reached}
    tables = {run.case: run.tables for run in runs}
    if folder is None:
        return Result(summary, study.scenario, tables, None)
    summary = {**summary, "result_dir": folder.path.as_posix()}
    folder.finish(summary)
    return Result(summary, study.scenario, tables, folder.path)


def _onward(progress: Progress | None, number: int, cases: int) -> Progress | None:
    """Return a progress of a case, the first being number 1, that counts them all."""
    if progress is None:
        return None

    def report(done: int, total: int) -> None:
        progress((number - 1) * total + done, cases * total)

    return report
