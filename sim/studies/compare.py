"""What does it depend on: one scenario under several estimates of its repair, same luck."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from sim.core.errors import UsageError, listed
from sim.engines import DEFAULT
from sim.runs.replicate import check_numbers, part_of
from sim.runs.workers import Progress, Workers
from sim.scenario import choose
from sim.scenario.scenario import Scenario
from sim.studies.forecast import storing_root
from sim.studies.precision import Precision
from sim.studies.result import Result
from sim.studies.study import Started, Study, carry_out


def compare(
    scenario: Scenario,
    *,
    estimates: Sequence[str] | None = None,
    against: str | None = None,
    replications: int = 100_000,
    precision: Precision | None = None,
    seed: int = 1,
    workers: int | Workers | None = None,
    engine: str = DEFAULT,
    out: Path | str | None = None,
    store: bool = True,
    progress: Progress | None = None,
    started: Started | None = None,
    command: Sequence[str] | None = None,
    part: int | None = None,
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
    precision : Precision or None
        Play until its intervals are narrow enough under each estimate, instead.
    seed, workers, engine, progress
        See `sim.runs.replicate.replicate`; the progress counts all estimates together.
    out, store, started, command, part
        See `sim.studies.forecast.forecast`.

    Raises
    ------
    ScenarioError
        When there is no such estimate.
    UsageError
        When there is nothing to compare, or not with that.
    ResultError
        When the result cannot be stored; what was played by then is kept.
    """
    check_numbers(replications, seed, part=part)
    usual_part = part_of(engine, replications if precision is None else precision.cap)
    names = list(dict.fromkeys(scenario.estimates if estimates is None else estimates))
    if len(names) < 2:
        raise UsageError(
            f"a comparison needs two estimates; asked for: {listed(names)}; "
            f"{scenario.name} has {listed(scenario.estimates)}"
        )
    for name in names:
        choose(scenario, name)
    against = names[0] if against is None else against
    if against not in names:
        raise UsageError(f"{against!r} is not among the estimates compared: {listed(names)}")
    return carry_out(
        Study(
            scenario,
            estimates=tuple(names),
            against=against,
            replications=replications,
            seed=seed,
            engine=engine,
            part=usual_part if part is None else part,
            precision=precision,
        ),
        root=storing_root(scenario, names, out) if store else None,
        workers=workers,
        progress=progress,
        started=started,
        command=sys.argv if command is None else command,
    )
