"""A study goes on where it was broken off: the same rows as if nothing had happened."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sim.core.errors import Problem, ResultError
from sim.runs.provenance import check_makers
from sim.runs.replicate import sharing
from sim.runs.run_folder import RunFolder, resumed, unfinished_folder
from sim.runs.store import is_finished
from sim.runs.workers import Progress, Workers
from sim.studies.cases import crossed
from sim.studies.precision import Precision
from sim.studies.result import Result, reopen, scenario_in
from sim.studies.study import Started, Study, carry_on


def resume(
    path: Path | str,
    *,
    workers: int | Workers | None = None,
    progress: Progress | None = None,
    started: Started | None = None,
) -> Result:
    """Go on with a forecast or a comparison; what it asks for lies in its folder.

    Parameters
    ----------
    path : path
        A folder of results. One that is finished is only read (see
        `sim.runs.store.is_finished`).
    workers, progress
        See `sim.runs.replicate.replicate`.
    started : callable or None
        Told the folder before anything is played.

    Raises
    ------
    ResultError
        When there is no run in the folder, another process is at work in it, or this version of
        the program would make other rows than those that are there.
    """
    folder = Path(path)
    if is_finished(folder):
        return reopen(folder)
    with sharing(workers) as crew, unfinished_folder(folder) as own:
        check_makers(folder, own.origin)
        study = study_in(own)
        resumed(own)
        return carry_on(study, own, crew=crew, progress=progress, started=started)


def study_in(folder: RunFolder) -> Study:
    """Return what a run's folder says was asked."""
    origin = folder.origin
    try:
        scenario = replace(
            scenario_in(folder.path, origin),
            file=origin["scenario_file"],
            warnings=tuple(Problem(**warning) for warning in origin["warnings"]),
        )
        return Study(
            scenario,
            cases=crossed(origin["estimates"], origin.get("policies", [None])),
            against=origin["against"],
            replications=origin["replications"],
            seed=origin["seed"],
            engine=origin["engine"],
            part=origin["part"],
            precision=Precision(**precision) if (precision := origin["precision"]) else None,
        )
    except (KeyError, TypeError) as error:
        raise ResultError(
            f"{folder.path}: this run cannot go on, provenance.json does not say what was asked"
        ) from error
