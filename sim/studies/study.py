"""What every study does: play each estimate, summarize, and store it as it goes on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sim.runs.provenance import last_name, provenance
from sim.runs.replicate import GrowingRun, Runs, sharing
from sim.runs.run_folder import RunFolder, new_folder
from sim.runs.workers import Progress, Workers
from sim.scenario import dump, with_estimate
from sim.scenario.scenario import Scenario
from sim.studies.precision import Precision
from sim.studies.result import Result, summary_of

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
        No estimate applied.
    estimates : tuple of str
        By name, in the order in which they are played; `AS_STATED` for a scenario that has none.
    against : str or None
        The estimate that the others are compared with; None for a forecast of one.
    replications : int
        Of each estimate.
    part : int
        Replications of a part (see `GrowingRun`).
    precision : Precision or None
        Play until its intervals are narrow enough; `replications` then counts for nothing.
    """

    scenario: Scenario
    estimates: tuple[str, ...]
    against: str | None
    replications: int
    seed: int
    engine: str
    part: int
    precision: Precision | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return what the provenance says of it."""
        warnings = [{**asdict(p), "file": last_name(p.file)} for p in self.scenario.warnings]
        return {
            "study": "forecast" if self.against is None else "comparison",
            "scenario": self.scenario.name,
            "scenario_file": last_name(self.scenario.file),
            "warnings": warnings,
            "estimates": list(self.estimates),
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
    """Play every estimate; the tables of one are put together while the next one plays.

    Returns
    -------
    list of Runs, and dict or None
        The second is what the summary says of the precision, if one was asked for.
    """
    runs: list[GrowingRun] = []
    with ExitStack() as stack:
        for name in study.estimates:
            run = GrowingRun(
                estimated(study.scenario, name),
                name,
                seed=study.seed,
                crew=crew,
                engine=study.engine,
                plan=runs[0].plan if runs else None,  # it has no outages, so no estimate touches it
                folder=folder if study.against is None or folder is None else folder / name,
                part=study.part,
                long=study.precision is not None or study.replications > study.part,
            )
            stack.enter_context(run)
            runs.append(run)
            if study.precision is None:
                run.extend(study.replications, _onward(progress, len(runs), len(study.estimates)))
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
            run.estimate: precision.looks(run.scenario, run.so_far.outcomes, run.so_far.episodes)
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
    summary = summary_of(study.scenario, runs, study.against)
    if reached is not None:
        summary = {**summary, "precision": reached}
    tables = {run.estimate: run.tables for run in runs}
    if folder is None:
        return Result(summary, study.scenario, tables, None)
    summary = {**summary, "result_dir": folder.path.as_posix()}
    folder.finish(summary)
    return Result(summary, study.scenario, tables, folder.path)


def estimated(scenario: Scenario, name: str) -> Scenario:
    """Return the scenario under an estimate of it, or as it is stated."""
    return with_estimate(scenario, name) if name in scenario.estimates else scenario


def _onward(progress: Progress | None, number: int, estimates: int) -> Progress | None:
    """Return a progress of an estimate, the first being number 1, that counts them all."""
    if progress is None:
        return None

    def report(done: int, total: int) -> None:
        progress((number - 1) * total + done, estimates * total)

    return report
