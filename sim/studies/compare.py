"""What does it depend on: one scenario under several estimates and policies, same luck."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.core.errors import UsageError, listed
from sim.engine import DEFAULT
from sim.runs.replicate import AS_STATED, check_numbers, part_of
from sim.runs.workers import Progress, Workers
from sim.scenario import choose
from sim.scenario.scenario import Scenario
from sim.studies import REPLICATIONS, SEED
from sim.studies.cases import crossed, under
from sim.studies.forecast import storing_root
from sim.studies.precision import Precision
from sim.studies.result import Result
from sim.studies.study import Started, Study, carry_out


def compare(
    scenario: Scenario,
    *,
    estimates: Sequence[str] | None = None,
    policies: Iterable[str] = (),
    against: str | None = None,
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
    """Run a scenario in each case with the same seed, and take the differences.

    Every sample but the repair's has the same address in each case, so that replication 17 is the
    same future but for what the repair and the policy change in it.

    Parameters
    ----------
    scenario : Scenario
        As loaded.
    estimates : sequence of str or None
        Names of its estimates; None for all.
    policies : iterable of str
        Names of its policies. Each is played under each estimate beside the one that the scenario
        states, and compared with that one under the same estimate.
    against : str or None
        The estimate that the others are compared with; None for the first.
    replications : int
        Of each case.
    precision : Precision or None
        Play until its intervals are narrow enough in each case, instead.
    seed, workers, engine, progress
        See `sim.runs.replicate.replicate`; the progress counts all cases together.
    out, store, started, command, part
        See `sim.studies.forecast.forecast`.

    Raises
    ------
    ScenarioError
        When there is no such estimate or policy.
    UsageError
        When there is nothing to compare, or not with that.
    ResultError
        When the result cannot be stored; what was played by then is kept.
    """
    check_numbers(replications, seed, part=part)
    usual_part = part_of(engine, replications if precision is None else precision.cap)
    asked = scenario.estimates if estimates is None else estimates
    for name in asked:
        choose(scenario, name)
    names = list(dict.fromkeys(asked if scenario.estimates else [AS_STATED]))
    cases = crossed(names, dict.fromkeys([None, *policies]))
    if len(cases) < 2:
        raise UsageError(
            f"a comparison needs two estimates, or one and a policy; asked for: {listed(names)}; "
            f"{scenario.name} has {listed([*scenario.estimates, *scenario.policies])}"
        )
    for case in cases:
        under(scenario, case)
    against = names[0] if against is None else against
    if against not in names:
        if against in scenario.said_later:
            choose(scenario, against)  # refuses it with the date on which it was said
        raise UsageError(f"{against!r} is not among the estimates compared: {listed(names)}")
    return carry_out(
        Study(
            scenario,
            cases=cases,
            against=against,
            replications=replications,
            seed=seed,
            engine=engine,
            part=usual_part if part is None else part,
            precision=precision,
        ),
        root=storing_root(scenario, [case.name for case in cases], out) if store else None,
        workers=workers,
        progress=progress,
        started=started,
        command=sys.argv if command is None else command,
    )
