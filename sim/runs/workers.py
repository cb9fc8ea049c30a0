"""Where replications are played: in this process, or in as many others as there are cores.

Every draw has an address, so who plays a replication, when and beside which others changes none
of its rows. That leaves the workers free to follow the clock: chunks are sized by the speed that
is measured, and other processes are started only when that pays.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Protocol, Self

from sim.core.errors import CrewsimError, UsageError
from sim.engines.batch import Batch
from sim.engines.program import Program

CHUNK_S = 0.2
"""Seconds of play in a chunk: long beside the cost of sending it, short beside a patience."""

POOL_START_S = 0.7
"""Seconds until new processes play: 0.63 to 0.68 measured for two on two idle cores."""

MOST_WORKERS = 61
"""The most processes that one pool can wait for on Windows."""

Progress = Callable[[int, int], None]
"""Told after every chunk how many replications are done, of how many."""


class Engine(Protocol):
    """Whatever plays replications of a program."""

    def run(self, seed: int, replications: range) -> Batch:
        """Return the rows of these replications."""
        ...


class ReplicationError(Exception):
    """A replication that an engine could not play, with the address that replays it.

    Parameters
    ----------
    seed, replication : int
    reason : str
        The exception that the engine raised.
    """

    def __init__(self, seed: int, replication: int, reason: str) -> None:
        self.seed = seed
        self.replication = replication
        self.reason = reason
        super().__init__(seed, replication, reason)

    def __str__(self) -> str:
        """Return the reason behind the address."""
        return f"replication {self.replication} of seed {self.seed} failed: {self.reason}"


@dataclass(frozen=True)
class Played:
    """The batches of a run in no particular order, and the seconds their play took."""

    batches: tuple[Batch, ...]
    simulation_s: float


class Workers:
    """The processes that play, started when they are first worth it and kept until the end.

    A play begins in this process. Once its speed is known, other processes are started if they
    would end sooner: two cores halve the rest of the play but begin `start_s` later. They then
    serve every later play, whatever its program.

    Parameters
    ----------
    count : int or None
        At least 1; None for one a core. With 1 everything is played in this process.
    start_s : float
        Seconds that starting the processes is taken to cost; 0 starts them at once.

    Examples
    --------
    >>> with Workers(1) as workers:
    ...     workers.count
    1
    """

    def __init__(self, count: int | None = None, *, start_s: float = POOL_START_S) -> None:
        if count is not None and count < 1:
            raise UsageError(f"{count} workers cannot play; at least 1 is needed")
        self.count = min(cores() if count is None else count, MOST_WORKERS)
        self._start_s = start_s
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def play(
        self,
        engine: Callable[[Program], Engine],
        program: Program,
        seed: int,
        replications: int,
        *,
        chunk: int | None = None,
        progress: Progress | None = None,
    ) -> Played:
        """Play replications 0 to `replications` - 1.

        Parameters
        ----------
        engine : callable
            Makes the engine of a program; importable by name, for other processes to find it.
        chunk : int or None
            Replications played at a time; None follows the speed measured.

        Raises
        ------
        ReplicationError
            When the engine fails, with the address of a replication that does.
        CrewsimError
            When a process ends without an answer.
        """
        play = _Play(seed, replications, chunk, progress)
        local = engine(program)
        started = time.perf_counter()
        waited = 0.0
        while play.left:
            if self._pool is None and self._pays(play.left_s):
                waited = self._start()
            if self._pool is not None:
                self._share(self._pool, pickle.dumps((engine, program)), play)
            else:
                play.take_in(*_timed(local, seed, play.next_chunk()))
        return Played(tuple(play.batches), time.perf_counter() - started - waited)

    def _pays(self, left_s: float) -> bool:
        """Return whether other processes would end a play sooner that has `left_s` to go."""
        if self.count == 1:
            return False
        return self._start_s == 0 or left_s * (1 - 1 / self.count) > self._start_s

    def _start(self) -> float:
        """Start the processes and return the seconds that took."""
        started = time.perf_counter()
        self._pool = ProcessPoolExecutor(
            self.count, mp_context=multiprocessing.get_context("spawn"), initializer=enter_worker
        )
        with _spoken():
            with interrupts_held():
                answers = [self._pool.submit(os.getpid) for _ in range(self.count)]
            for answer in answers:
                answer.result()
        return time.perf_counter() - started

    def _share(self, pool: ProcessPoolExecutor, blob: bytes, play: _Play) -> None:
        """Play what is left in the processes, two chunks at hand for each."""
        pending: set[Future[tuple[Batch, float]]] = set()
        try:
            with _spoken():
                while play.left or pending:
                    while play.left and len(pending) < 2 * self.count:
                        chunk = play.next_chunk(self.count)
                        pending.add(pool.submit(_play_elsewhere, blob, play.seed, chunk))
                    done, pending = wait(pending, return_when=FIRST_COMPLETED)
                    for future in done:
                        play.take_in(*future.result())
        finally:
            for future in pending:
                future.cancel()


def cores() -> int:
    """Return how many cores this process may use."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity is not None else os.cpu_count() or 1


def enter_worker() -> None:
    """Leave Ctrl-C to the process that started this one, and end when that one does.

    What every process started here does first, whatever it is for.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back, here for a moment and in the processes started meanwhile for good.

    On Windows, which cannot do that, those ignore it as soon as `enter_worker` has run.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _Play:
    """What is done and what is left of one play, and how fast it goes."""

    def __init__(self, seed: int, total: int, chunk: int | None, progress: Progress | None) -> None:
        self.seed = seed
        self.batches: list[Batch] = []
        self._total = total
        self._chunk = chunk
        self._progress = progress
        self._given = 0
        self._done = 0
        self._each_s = math.inf  # seconds a replication takes one process, from the last chunk

    @property
    def left(self) -> int:
        """Replications that nobody has been given."""
        return self._total - self._given

    @property
    def left_s(self) -> float:
        """Seconds that one process needs for them; 0 until a second chunk tells the speed.

        The first one pays for whatever an engine makes only once.
        """
        return self.left * self._each_s if len(self.batches) > 1 else 0.0

    def next_chunk(self, sharers: int = 1) -> range:
        """Return the next replications to play; near the end the sharers get equal parts."""
        size = self._chunk
        if size is None:
            paced = int(CHUNK_S / max(self._each_s, 1e-9))
            most = self.left if sharers == 1 else self.left // (2 * sharers)
            size = max(1, min(paced, most))
        first = self._given
        self._given = min(self._total, first + size)
        return range(first, self._given)

    def take_in(self, batch: Batch, seconds: float) -> None:
        """Keep a batch, learn its speed and report the progress."""
        size = len(batch.outcomes)
        self.batches.append(batch)
        self._each_s = seconds / size
        self._done += size
        if self._progress is not None:
            self._progress(self._done, self._total)


@contextmanager
def _spoken() -> Iterator[None]:
    """Say in words that a process has ended without an answer."""
    try:
        yield
    except BrokenProcessPool as error:
        raise CrewsimError(
            "a worker process ended without an answer: it ran out of memory, was killed, or "
            "the script that started it has no \"if __name__ == '__main__':\" around its work "
            "(workers=1 plays in the script's own process)"
        ) from error


def _timed(engine: Engine, seed: int, replications: range) -> tuple[Batch, float]:
    """Play a chunk; return its batch and the seconds it took.

    Raises
    ------
    ReplicationError
        When the engine fails on it, with the first replication that fails alone.
    """
    started = time.perf_counter()
    try:
        batch = engine.run(seed, replications)
    except Exception as error:
        raise _first_failure(engine, seed, replications, error) from error
    return batch, time.perf_counter() - started


def _first_failure(
    engine: Engine, seed: int, replications: range, error: Exception
) -> ReplicationError:
    """Return the error of the first replication that fails alone, else that of the chunk."""
    for replication in replications:
        try:
            engine.run(seed, range(replication, replication + 1))
        except Exception as alone:
            return ReplicationError(seed, replication, f"{type(alone).__name__}: {alone}")
    return ReplicationError(
        seed,
        replications.start,
        f"{type(error).__name__}: {error} (played with those up to {replications.stop - 1}; "
        "none of them fails alone)",
    )


@lru_cache(maxsize=2)
def _engine_of(blob: bytes) -> Engine:
    """Return the engine of a pickled program, made once in each process."""
    engine, program = pickle.loads(blob)
    made: Engine = engine(program)
    return made


def _play_elsewhere(blob: bytes, seed: int, replications: range) -> tuple[Batch, float]:
    """Play a chunk in a worker process."""
    return _timed(_engine_of(blob), seed, replications)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
