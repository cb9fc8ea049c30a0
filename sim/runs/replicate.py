"""Many futures of one scenario: the plan once, then the replications, then their tables."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from sim.core.errors import UsageError, listed, nearest
from sim.engines import ENGINES
from sim.engines.build import build
from sim.engines.program import Program
from sim.runs.plan import Plan, Replayer, play_plan
from sim.runs.tables import Frame, Tables, make_tables
from sim.runs.workers import Engine, Progress, Workers
from sim.scenario.scenario import Scenario

AS_STATED = "as-stated"
"""The name under which a scenario runs when no estimate replaces its repair."""


class EngineClass(Protocol):
    """Makes the engine of a program."""

    def __call__(self, program: Program) -> AnyEngine:
        """Return the engine, ready to play."""
        ...


class AnyEngine(Engine, Replayer, Protocol):
    """What every engine can do: play many futures, and tell one."""


@dataclass(frozen=True)
class Runs:
    """The replications of a scenario under one estimate.

    Parameters
    ----------
    scenario : Scenario
        As played, the estimate applied.
    estimate : str
        Its name, `AS_STATED` where there is none.
    plan : Plan
        What the quiet play has shown.
    tables : Tables
    unmet_pins : mapping of str to int
        Pins that could not be played when asked, and in how many replications.
    fired : mapping of str to int
        How often each kind of event happened.
    simulation_s : float
        Seconds of playing alone: no quiet play, no starting of processes, no tables.
    wall_s : float
        Seconds of everything.
    """

    scenario: Scenario
    estimate: str
    engine: str
    seed: int
    replications: int
    plan: Plan
    tables: Tables
    unmet_pins: Mapping[str, int]
    fired: Mapping[str, int]
    simulation_s: float
    wall_s: float

    @property
    def rate_per_s(self) -> float:
        """Replications per second of simulation."""
        return self.replications / self.simulation_s


def replicate(
    scenario: Scenario,
    *,
    replications: int,
    seed: int = 1,
    workers: int | Workers | None = None,
    engine: str = "reference",
    progress: Progress | None = None,
    chunk: int | None = None,
    estimate: str = AS_STATED,
    plan: Plan | None = None,
) -> Runs:
    """Play a scenario many times; the same rows whatever the workers, the chunks or their order.

    Parameters
    ----------
    scenario : Scenario
        With its estimate applied.
    replications : int
        1 to 2**32.
    seed : int
        0 to 2**64 - 1.
    workers : int, Workers or None
        How many processes, or those of an outer run; None for one a core where that pays.
    engine : str
        A name of `sim.engines.ENGINES`.
    progress : callable or None
        Told how many replications are done, of how many.
    chunk : int or None
        Replications played at a time; None follows the speed.
    estimate : str
        The name that the tables carry.
    plan : Plan or None
        The quiet play, where it is known: estimates of one scenario share theirs.

    Raises
    ------
    UsageError
        When a number or the engine's name cannot be meant.
    """
    started = time.perf_counter()
    check_numbers(replications, seed, chunk)
    make = engine_class(engine)
    if plan is None:
        plan = play_plan(scenario, make)
    program = build(scenario)
    with sharing(workers) as crew:
        played = crew.play(make, program, seed, replications, chunk=chunk, progress=progress)
    frame = Frame(scenario.name, estimate, seed, scenario.as_of, scenario.until)
    return Runs(
        scenario=scenario,
        estimate=estimate,
        engine=engine,
        seed=seed,
        replications=replications,
        plan=plan,
        tables=make_tables(frame, program.columns, program.segments, played.batches, plan.planned),
        unmet_pins=_sum(batch.unmet_pins for batch in played.batches),
        fired=_sum(batch.fired for batch in played.batches),
        simulation_s=played.simulation_s,
        wall_s=time.perf_counter() - started,
    )


def engine_class(name: str) -> EngineClass:
    """Return the engine of that name, or say which there are."""
    if name not in ENGINES:
        raise UsageError(
            f"{name!r} is not an engine{nearest(name, ENGINES)}; known: {listed(ENGINES)}"
        )
    found: EngineClass = ENGINES[name]
    return found


def check_numbers(replications: int, seed: int, chunk: int | None = None) -> None:
    """Refuse numbers that no run can have."""
    if not 1 <= replications <= 2**32:
        raise UsageError(f"{replications} replications cannot be played; allowed are 1 to 2**32")
    if not 0 <= seed < 2**64:
        raise UsageError(f"seed {seed} is not in 0..2**64-1")
    if chunk is not None and chunk < 1:
        raise UsageError(f"a chunk of {chunk} replications is empty; at least 1 is needed")


@contextmanager
def sharing(workers: int | Workers | None) -> Iterator[Workers]:
    """Lend the given workers, or new ones that end with the block."""
    if isinstance(workers, Workers):
        yield workers
    else:
        with Workers(workers) as own:
            yield own


def _sum(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Return the counts added up, by name in alphabetical order."""
    total: Counter[str] = Counter()
    for count in counts:
        for name, number in count.items():
            total[name] += number
    return dict(sorted(total.items()))
