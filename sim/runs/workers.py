"""Where replications are played: in this process, in its threads or in other processes.

Every sample has an address, so who plays a replication, when and beside which others changes none
of its rows. That leaves the workers free to follow the clock: chunks are sized by the speed that
is measured, and other processes are started only when that pays. An engine that lets go of the
interpreter while it plays needs none: threads share its work.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    Executor,
    Future,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache, partial
from types import TracebackType
from typing import Protocol, Self

from sim.core.errors import CrewsimError, UsageError
from sim.engine.batch import Batch
from sim.engine.program import Program
from sim.runs.chunks import Chunks

POOL_START_S = 0.7
"""Seconds until new processes play: 0.63 to 0.68 measured for two on two idle cores."""

THREAD_CHUNK = 1_000
"""The smallest chunk of an engine that plays in threads: some 12 ms at 80,000 a second."""

MOST_WORKERS = 61
"""The most processes that one pool can wait for on Windows."""

Progress = Callable[[int, int], None]
"""Told now and then how many replications are done, of how many."""

Timed = tuple[Batch, float]
"""The rows of a chunk and the seconds it took."""


class Engine(Protocol):
    """Whatever plays replications of a program."""

    @property
    def in_threads(self) -> bool:
        """Whether several threads may call `run` at once, and gain by it."""
        ...

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


class Workers:
    """The threads and processes that play, started when they are first worth it.

    A play begins in this thread. An engine that plays in threads is shared from the second chunk
    on, and several threads may ask for plays of it at once. For any other, processes are started
    once its speed is known, if they would end sooner: two cores halve the rest of the play but
    begin `start_s` later. They then serve every later play, whatever its program, until the end.

    Parameters
    ----------
    count : int or None
        At least 1; None for one a core. With 1 everything is played in this thread.
    start_s : float
        Seconds that starting the processes is taken to cost; 0 starts them at once.

    Attributes
    ----------
    waited_s : float
        Seconds that the start of processes has cost so far.

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
        self.waited_s = 0.0
        self._start_s = start_s
        self._processes: ProcessPoolExecutor | None = None
        self._threads: ThreadPoolExecutor | None = None
        self._starting = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for pool in (self._processes, self._threads):
            if pool is not None:
                pool.shutdown(wait=True, cancel_futures=True)
        self._processes = self._threads = None

    def play(
        self,
        engine: Callable[[Program], Engine],
        program: Program,
        seed: int,
        replications: range,
        *,
        chunk: int | None = None,
        cut: int | None = None,
    ) -> Generator[Batch]:
        """Play replications and yield their batches as they come, in no particular order.

        Whoever leaves off before the end closes the iterator (`contextlib.closing`); what is not
        being played by then is given up.

        Parameters
        ----------
        engine : callable
            Makes the engine of a program; importable by name, for other processes to find it.
        replications : range
            Consecutive.
        chunk : int or None
            Replications played at a time; None follows the speed measured.
        cut : int or None
            No batch goes beyond a multiple of it.

        Raises
        ------
        ReplicationError
            When the engine fails, with the address of a replication that does.
        CrewsimError
            When a process ends without an answer.
        """
        local = engine(program)
        chunks = Chunks(replications, chunk, cut, THREAD_CHUNK if local.in_threads else 1)
        while chunks.left:
            pool = self._pool(local, chunks)
            if pool is None:
                yield _taken(chunks, _timed(local, seed, chunks.next()))
            elif local.in_threads:
                yield from self._share(pool, partial(_timed, local, seed), chunks)
            else:
                blob = pickle.dumps((engine, program))
                yield from self._share(pool, partial(_play_elsewhere, blob, seed), chunks)

    def _pool(self, engine: Engine, chunks: Chunks) -> Executor | None:
        """Return who shares the rest of a play; None while it is best played here.

        A first chunk may compile, which Ctrl-C ends in this thread alone.
        """
        if self.count == 1:
            return None
        if engine.in_threads:
            with self._starting:
                if self._threads is None and not chunks.new:
                    self._threads = ThreadPoolExecutor(self.count)
            return None if chunks.new else self._threads
        if self._processes is None and self._pays(chunks.left_s):
            self._start()
        return self._processes

    def _pays(self, left_s: float) -> bool:
        """Return whether other processes would end a play sooner that has `left_s` to go."""
        if self.count == 1:
            return False
        return self._start_s == 0 or left_s * (1 - 1 / self.count) > self._start_s

    def _start(self) -> None:
        """Start the processes."""
        started = time.perf_counter()
        self._processes = ProcessPoolExecutor(
            self.count, mp_context=multiprocessing.get_context("spawn"), initializer=enter_worker
        )
        with _spoken():
            with interrupts_held():
                answers = [self._processes.submit(os.getpid) for _ in range(self.count)]
            for answer in answers:
                answer.result()
        self.waited_s += time.perf_counter() - started

    def _share(
        self, pool: Executor, play: Callable[[range], Timed], chunks: Chunks
    ) -> Iterator[Batch]:
        """Play what is left in a pool, two chunks at hand for each of its workers."""
        pending: set[Future[Timed]] = set()
        try:
            with _spoken():
                while chunks.left or pending:
                    while chunks.left and len(pending) < 2 * self.count:
                        pending.add(pool.submit(play, chunks.next(self.count)))
                    done, pending = wait(pending, return_when=FIRST_COMPLETED)
                    for future in done:
                        yield _taken(chunks, future.result())
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


def _taken(chunks: Chunks, timed: Timed) -> Batch:
    """Let the chunks learn the speed of a batch, and hand the batch on."""
    batch, seconds = timed
    chunks.tell(len(batch.outcomes), seconds)
    return batch


def _timed(engine: Engine, seed: int, replications: range) -> Timed:
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


def _play_elsewhere(blob: bytes, seed: int, replications: range) -> Timed:
    """Play a chunk in a worker process."""
    return _timed(_engine_of(blob), seed, replications)


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
