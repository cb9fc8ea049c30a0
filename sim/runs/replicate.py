"""Many futures of one scenario: the plan once, then the replications, then their tables."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, cast

from sim import engine as engines
from sim.core.errors import UsageError, listed, nearest
from sim.engine import DEFAULT, ENGINES
from sim.engine.batch import names_of
from sim.engine.build import build
from sim.engine.program import Program
from sim.runs.gathering import Gathering
from sim.runs.plan import Plan, Replayer, play_plan
from sim.runs.shelves import DiskShelf, MemoryShelf, Shelf, SoFar
from sim.runs.tables import Frame, Tables
from sim.runs.workers import Engine, Progress, Workers
from sim.scenario.scenario import Scenario

AS_STATED = "as-stated"
"""The name under which a scenario runs when no estimate replaces its repair."""

PART, PART_IN_PROCESSES = 50_000, 2_000
"""Replications of a part: less than a second of play in threads, a few seconds in processes."""

ONE_PART = 100_000
"""The longest run in threads that is played in one part; it takes little longer than a part."""


class EngineClass(Protocol):
    """Makes the engine of a program."""

    in_threads: bool

    def __call__(self, program: Program) -> AnyEngine:
        """Return the engine, ready to play."""
        ...


class AnyEngine(Engine, Replayer, Protocol):
    """What every engine can do: play many futures, and tell one."""


@dataclass(frozen=True)
class Runs:
    """The replications of one case: a scenario under an estimate and a policy.

    Parameters
    ----------
    scenario : Scenario
        As played, the case applied.
    case : str
        The name that the tables carry.
    plan : Plan
        What the quiet play has shown.
    tables : Tables
    unmet_pins : mapping of str to int
        Pins that could not be played when asked, and in how many replications.
    fired : mapping of str to int
        How often each kind of event happened.
    simulation_s : float
        Seconds of playing alone: no quiet play, no starting of processes; tables are written
        meanwhile.
    wall_s : float
        Seconds of everything in this session.
    """

    scenario: Scenario
    case: str
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


class GrowingRun:
    """A run of one case that is played part by part, as far as it is asked.

    The same rows whatever the workers, the chunks, their order and the parts. A program's own parts
    end with what each `extend` asked for.

    Parameters
    ----------
    scenario : Scenario
        With the case applied.
    case : str
        The name that the tables carry.
    seed : int
    crew : Workers
    engine : str
        A name of `sim.engine.ENGINES`.
    plan : Plan or None
        The quiet play, where it is known: the estimates under one policy share theirs.
    folder : Path or None
        Where the tables are kept, and what is finished of them; None keeps them in memory.
    part : int
        Replications of a part. A run of a folder that goes on has the part that it began with.
    long : bool
        Whether there may be more than one part.
    chunk : int or None
        Replications played at a time; None follows the speed.
    """

    def __init__(
        self,
        scenario: Scenario,
        case: str,
        *,
        seed: int,
        crew: Workers,
        engine: str,
        plan: Plan | None = None,
        folder: Path | None = None,
        part: int = PART,
        long: bool = True,
        chunk: int | None = None,
    ) -> None:
        self._started = time.perf_counter()
        self.scenario = scenario
        self.case = case
        self.done = 0
        self._engine = engine
        self._make = engine_class(engine)
        self._seed = seed
        self._crew = crew
        self._part = part
        self._chunk = chunk
        self.plan = play_plan(scenario, self._make) if plan is None else plan
        self._program = build(scenario)
        self._frame = Frame(
            scenario.name,
            case,
            seed,
            scenario.as_of,
            scenario.until,
            self._program.columns,
            names_of(self._program),
            self.plan.planned,
        )
        self._shelf: Shelf = (
            MemoryShelf(self._frame)
            if folder is None
            else DiskShelf(folder, self._frame, long=long)
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._shelf.close()

    def extend(self, replications: int, progress: Progress | None = None) -> None:
        """Play until so many replications are done; what a folder has is not played again.

        Parameters
        ----------
        progress : callable or None
            Told how many are done, of how many.
        """
        self.done = self._shelf.stored(self.done, replications)
        shown = self.done
        if progress is not None and shown:
            progress(shown, replications)
        if self.done >= replications:
            return
        batches = self._crew.play(
            self._make,
            self._program,
            self._seed,
            range(self.done, replications),
            chunk=self._chunk,
            cut=self._part,
        )
        gatherings: dict[int, Gathering] = {}
        began = time.perf_counter() - self._crew.waited_s
        with closing(batches):
            for batch in batches:
                part = self._part_of(batch.first, replications)
                gatherings.setdefault(part.start, Gathering(part)).add(batch)
                while self.done in gatherings and gatherings[self.done].whole:
                    gathering = gatherings.pop(self.done)
                    now = time.perf_counter() - self._crew.waited_s
                    self._shelf.add(partial(gathering.part, self._frame, now - began))
                    began = now
                    self.done = gathering.replications.stop
                shown += len(batch.outcomes)
                if progress is not None:
                    progress(shown, replications)

    def _part_of(self, replication: int, stop: int) -> range:
        """Return the part that a replication is played in, on the way to `stop`."""
        first = replication - replication % self._part
        return range(max(first, self.done), min(first + self._part, stop))

    @property
    def so_far(self) -> SoFar:
        """The tables of what is done."""
        return self._shelf.so_far(self.done)

    def end(self) -> None:
        """Begin to put the tables together while other runs play; nothing comes any more."""
        self._shelf.end()

    def finish(self) -> Runs:
        """Return the run when its tables are put together."""
        self._shelf.end()
        tables, played = self._shelf.tables()
        return Runs(
            scenario=self.scenario,
            case=self.case,
            engine=self._engine,
            seed=self._seed,
            replications=played.replications,
            plan=self.plan,
            tables=tables,
            unmet_pins=played.unmet_pins,
            fired=played.fired,
            simulation_s=played.simulation_s,
            wall_s=time.perf_counter() - self._started,
        )


def replicate(
    scenario: Scenario,
    *,
    replications: int,
    seed: int = 1,
    workers: int | Workers | None = None,
    engine: str = DEFAULT,
    progress: Progress | None = None,
    chunk: int | None = None,
    part: int | None = None,
    case: str = AS_STATED,
) -> Runs:
    """Play a scenario many times and keep its tables in memory.

    Parameters
    ----------
    scenario : Scenario
        With the case applied.
    replications : int
        1 to 2**32.
    seed : int
        0 to 2**64 - 1.
    workers : int, Workers or None
        How many threads or processes, or those of an outer run; None for one a core where that
        pays.
    engine : str
        A name of `sim.engine.ENGINES`.
    progress : callable or None
        Told how many replications are done, of how many.
    chunk : int or None
        Replications played at a time; None follows the speed.
    part : int or None
        Replications put into tables at a time; None for `part_of`.
    case : str
        The name that the tables carry.

    Raises
    ------
    UsageError
        When a number or the engine's name cannot be meant.
    """
    check_numbers(replications, seed, chunk, part)
    with (
        sharing(workers) as crew,
        GrowingRun(
            scenario,
            case,
            seed=seed,
            crew=crew,
            engine=engine,
            part=part_of(engine, replications) if part is None else part,
            chunk=chunk,
        ) as run,
    ):
        run.extend(replications, progress)
        return run.finish()


def part_of(engine: str, replications: int) -> int:
    """Return how many replications a part has in a run of so many."""
    if not engine_class(engine).in_threads:
        return PART_IN_PROCESSES
    return ONE_PART if replications <= ONE_PART else PART


def engine_class(name: str) -> EngineClass:
    """Return the engine of that name, or say which there are."""
    if name not in ENGINES:
        raise UsageError(
            f"{name!r} is not an engine{nearest(name, ENGINES)}; known: {listed(ENGINES)}"
        )
    return cast(EngineClass, engines.engine_class(name))


def check_numbers(
    replications: int, seed: int, chunk: int | None = None, part: int | None = None
) -> None:
    """Refuse numbers that no run can have."""
    if not 1 <= replications <= 2**32:
        raise UsageError(f"{replications} replications cannot be played; allowed are 1 to 2**32")
    if not 0 <= seed < 2**64:
        raise UsageError(f"seed {seed} is not in 0..2**64-1")
    for what, size in (("chunk", chunk), ("part", part)):
        if size is not None and size < 1:
            raise UsageError(f"a {what} of {size} replications is empty; at least 1 is needed")


@contextmanager
def sharing(workers: int | Workers | None) -> Iterator[Workers]:
    """Lend the given workers, or new ones that end with the block."""
    if isinstance(workers, Workers):
        yield workers
    else:
        with Workers(workers) as own:
            yield own
