"""What does it depend on: one scenario under several estimates of its repair, same luck."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path

from sim.core.errors import UsageError, listed
from sim.runs.plan import Plan
from sim.runs.replicate import Runs, check_numbers, engine_class, replicate, sharing
from sim.runs.workers import Progress, Workers
from sim.scenario import with_estimate
from sim.scenario.scenario import Scenario
from sim.studies.forecast import storing_root
from sim.studies.result import Result, conclude


def compare(
    scenario: Scenario,
    *,
    estimates: Sequence[str] | None = None,
    against: str | None = None,
    replications: int = 10_000,
    seed: int = 1,
    workers: int | Workers | None = None,
    engine: str = "reference",
    out: Path | str | None = None,
    store: bool = True,
    progress: Progress | None = None,
    command: Sequence[str] | None = None,
) -> Result:
    """Run a scenario under each estimate with the same seed, and take the differences.

    Every draw but the repair's has the same address under each estimate, so that replication 17 is
    the same future but for what the repair changes in it.

    Parameters
    ----------
    scenario : Scenario
        As loaded.
    estimates : sequence of str or None
        At least two names of its estimates; None for all.
    against : str or None
        The one of them that the others are compared with; None for the first.
    replications : int
        Of each estimate.
    seed, workers, engine, progress
        See `sim.runs.replicate.replicate`; the progress counts all estimates together.
    out, store, command
        See `sim.studies.forecast.forecast`.

    Raises
    ------
    ScenarioError
        When there is no such estimate.
    UsageError
        When there is nothing to compare, or not with that.
    ResultError
        When the result cannot be stored.
    """
    started_at = dt.datetime.now(dt.UTC)
    check_numbers(replications, seed)
    engine_class(engine)
    names = list(dict.fromkeys(scenario.estimates if estimates is None else estimates))
    if len(names) < 2:
        raise UsageError(
            f"a comparison needs two estimates; asked for: {listed(names)}; "
            f"{scenario.name} has {listed(scenario.estimates)}"
        )
    asked = {name: with_estimate(scenario, name) for name in names}
    against = names[0] if against is None else against
    if against not in asked:
        raise UsageError(f"{against!r} is not among the estimates compared: {listed(names)}")
    root = storing_root(scenario, names, out) if store else None
    runs: list[Runs] = []
    plan: Plan | None = None
    with sharing(workers) as crew:
        for name in names:
            runs.append(
                replicate(
                    asked[name],
                    replications=replications,
                    seed=seed,
                    workers=crew,
                    engine=engine,
                    progress=_onward(progress, len(runs), len(names)),
                    estimate=name,
                    plan=plan,
                )
            )
            plan = runs[0].plan  # outages are lifted in the plan, and estimates with them
    return conclude(
        scenario,
        runs,
        against=against,
        root=root,
        started_at=started_at,
        command=sys.argv if command is None else command,
    )


def _onward(progress: Progress | None, ended: int, estimates: int) -> Progress | None:
    """Return a progress that counts on from the estimates that have ended."""
    if progress is None:
        return None

    def report(done: int, total: int) -> None:
        progress(ended * total + done, estimates * total)

    return report
