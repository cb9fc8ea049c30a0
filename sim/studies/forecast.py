"""How likely is a break in the crew: one scenario under one estimate, and one policy."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from sim.engine import DEFAULT
from sim.runs.replicate import AS_STATED, check_numbers, part_of
from sim.runs.store import check_names, check_root, results_root
from sim.runs.workers import Progress, Workers
from sim.scenario import choose
from sim.scenario.scenario import Scenario
from sim.studies import REPLICATIONS, SEED
from sim.studies.cases import Case, under
from sim.studies.precision import Precision
from sim.studies.result import Result
from sim.studies.study import Started, Study, carry_out


def forecast(
    scenario: Scenario,
    estimate: str | None = None,
    *,
    policy: str | None = None,
    replications: int = REPLICATIONS,
    precision: Precision | None = None,
    seed: int = SEED,
    workers: int | Workers | None = None,
    engine: str = DEFAULT,
    out: Path | str | None = None,
    store: bool = True,
    progress: Progress | None = None,
    started: Started | None = None,
    command: Sequence[str] | None = None,
    part: int | None = None,
) -> Result:
    """Run a scenario in one case, summarize it and store it.

    Parameters
    ----------
    scenario : Scenario
        As loaded.
    estimate : str or None
        A name of its estimates; None for what `sim.scenario.choose` takes, or for the scenario as
        stated where it has none.
    policy : str or None
        A name of its policies; None for the one that it states.
    precision : Precision or None
        Play until its intervals are narrow enough, instead of a number of replications.
    replications, seed, workers, engine, progress
        See `sim.runs.replicate.replicate`.
    out : path or None
        The folder of results; None for CREWSIM_RESULTS, else ``results``.
    store : bool
        False leaves no folder behind.
    started : callable or None
        Told the folder of the result before anything is played.
    command : sequence of str or None
        The command line to keep; None for this process's own.
    part : int or None
        Replications after which what is played is safe on the disk; None for
        `sim.runs.replicate.part_of`. It changes no row.

    Raises
    ------
    ScenarioError
        When there is no such estimate or policy.
    ResultError
        When the result cannot be stored; what was played by then is kept.
    """
    check_numbers(replications, seed, part=part)
    usual_part = part_of(engine, replications if precision is None else precision.cap)
    case = Case(choose(scenario, estimate) or AS_STATED, policy)
    under(scenario, case)
    return carry_out(
        Study(
            scenario,
            cases=(case,),
            against=None,
            replications=replications,
            seed=seed,
            engine=engine,
            part=usual_part if part is None else part,
            precision=precision,
        ),
        root=storing_root(scenario, [], out) if store else None,
        workers=workers,
        progress=progress,
        started=started,
        command=sys.argv if command is None else command,
    )


def storing_root(scenario: Scenario, cases: Sequence[str], out: Path | str | None) -> Path:
    """Return where the result goes, or say why it could not be stored there."""
    root = results_root(out)
    check_root(root)
    check_names(scenario.name, cases)
    return root
