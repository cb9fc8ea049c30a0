"""How likely is a break in the crew: one scenario under one estimate of its repair."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.runs.replicate import AS_STATED, check_numbers, replicate
from sim.runs.store import check_names, check_root, results_root
from sim.runs.workers import Progress, Workers
from sim.scenario import choose, with_estimate
from sim.scenario.scenario import Scenario
from sim.studies.result import Result, conclude


def forecast(
    scenario: Scenario,
    estimate: str | None = None,
    *,
    replications: int = 10_000,
    seed: int = 1,
    workers: int | Workers | None = None,
    engine: str = "reference",
    out: Path | str | None = None,
    store: bool = True,
    progress: Progress | None = None,
    command: Sequence[str] | None = None,
) -> Result:
    """Run a scenario under one estimate, summarize it and store it.

    Parameters
    ----------
    scenario : Scenario
        As loaded.
    estimate : str or None
        A name of its estimates; None for what `sim.scenario.choose` takes, or for the scenario as
        stated where it has none.
    replications, seed, workers, engine, progress
        See `sim.runs.replicate.replicate`.
    out : path or None
        The folder of results; None for CREWSIM_RESULTS, else ``results``.
    store : bool
        False leaves no folder behind.
    command : sequence of str or None
        The command line to keep; None for this process's own.

    Raises
    ------
    ScenarioError
        When there is no such estimate.
    ResultError
        When the result cannot be stored.
    """
    started_at = dt.datetime.now(dt.UTC)
    check_numbers(replications, seed)
    name = choose(scenario, estimate)
    asked = scenario if name is None else with_estimate(scenario, name)
    root = storing_root(scenario, [], out) if store else None
    runs = replicate(
        asked,
        replications=replications,
        seed=seed,
        workers=workers,
        engine=engine,
        progress=progress,
        estimate=AS_STATED if name is None else name,
    )
    return conclude(
        scenario,
        [runs],
        against=None,
        root=root,
        started_at=started_at,
        command=sys.argv if command is None else command,
    )


def storing_root(scenario: Scenario, estimates: Sequence[str], out: Path | str | None) -> Path:
    """Return where the result goes, or say why it could not be stored there."""
    root = results_root(out)
    check_root(root)
    check_names(scenario.name, estimates)
    return root
