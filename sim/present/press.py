"""Figures to files: drawn in several processes, and all of them or none in their folder."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from threading import RLock

from matplotlib.figure import Figure

from sim.core.errors import CrewsimError, ResultError
from sim.present.figures import Sheets
from sim.present.plots import style
from sim.runs.workers import cores, enter_worker, interrupts_held

FOLDER = "figures"

WORTH_A_HELPER = 3
"""Figures that a process draws here about as long as another one takes to start."""

Progress = Callable[[int, int], None]

Offer = Callable[[], Sheets]
"""Returns what is to be drawn; it can be pickled, as every process that draws asks it."""


def draw(
    offer: Offer,
    folder: Path,
    *,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Draw figures and return their files.

    Parameters
    ----------
    offer : callable
        Returns the figures by name, none drawn yet. A name may have a folder: ``case/people``.
    folder : Path
        Made when missing; files of the same name are replaced when all figures are drawn.
    workers : int or None
        Processes that draw; None for one a core.
    progress : callable or None
        Told how many figures are drawn, of how many.

    Raises
    ------
    ResultError
        When the disk refuses; whatever was written is removed again.
    """
    asked = offer()
    if not asked:
        return []
    with _whole(folder) as partial:
        helpers = min((cores() if workers is None else workers) - 1, len(asked) // WORTH_A_HELPER)
        if helpers < 1:
            _draw_here(asked, partial, progress)
        else:
            with _helpers(helpers) as pool:
                _share(pool, helpers, offer, asked, partial, progress)
    return [folder / f"{name}.{ending}" for name in asked for ending in style.ENDINGS]


def save(figure: Figure, folder: Path, name: str) -> list[Path]:
    """Write one figure into a folder and return its files.

    Raises
    ------
    ResultError
        When the disk refuses.
    """
    with _whole(folder) as partial:
        style.save(figure, partial, name)
    return [folder / f"{name}.{ending}" for ending in style.ENDINGS]


@contextmanager
def _helpers(count: int) -> Iterator[ProcessPoolExecutor]:
    """Lend processes that draw beside this one."""
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=enter_worker)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise CrewsimError(
            "a process that draws ended without an answer: it ran out of memory or was killed "
            "(--workers 1 draws in one process)"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _share(
    pool: ProcessPoolExecutor,
    helpers: int,
    offer: Offer,
    asked: Sheets,
    folder: Path,
    progress: Progress | None,
) -> None:
    """Draw in this process from the end, and in others from the beginning, until they meet.

    Another process is given a figure when it has started, and the next one when that is drawn: a
    figure that waits there could be drawn here meanwhile. What is to be drawn goes along with each:
    if it were told at the start, this process would stand still until the other one reads.
    """
    told = pickle.dumps(offer)
    left, taking = deque(asked), RLock()
    elsewhere: list[Future[None]] = []

    def give(before: Future[None]) -> None:
        if before.cancelled():
            return
        with taking:
            if before.exception() is not None:
                left.clear()  # what is drawn meanwhile would be thrown away
            elif left:
                elsewhere.append(pool.submit(_draw_elsewhere, told, folder, left[0]))
                left.popleft()
                elsewhere[-1].add_done_callback(give)

    def take() -> str | None:
        with taking:
            return left.pop() if left else None

    with interrupts_held():
        starts = [pool.submit(_prepare, told) for _ in range(helpers)]
    for start in starts:
        start.add_done_callback(give)
    drawn = 0
    try:
        while (name := take()) is not None:
            _draw(asked, folder, name)
            drawn += 1
            _tell(progress, drawn + sum(future.done() for future in elsewhere), len(asked))
    finally:
        with taking:
            left.clear()  # of what is broken off nothing more is given
    for future in (*starts, *elsewhere):
        future.result()
        _tell(progress, drawn + sum(future.done() for future in elsewhere), len(asked))


def _tell(progress: Progress | None, done: int, total: int) -> None:
    if progress is not None:
        progress(done, total)


def _draw_here(asked: Sheets, folder: Path, progress: Progress | None) -> None:
    for done, name in enumerate(asked, start=1):
        _draw(asked, folder, name)
        _tell(progress, done, len(asked))


def _draw(asked: Sheets, folder: Path, name: str) -> None:
    place = folder / name  # the figures of one case beside a comparison's have its folder
    style.save(asked[name](), place.parent, place.name)


@lru_cache(maxsize=1)
def _asked(told: bytes) -> Sheets:
    offer: Offer = pickle.loads(told)
    return offer()


def _prepare(told: bytes) -> None:
    """Be ready to draw, in another process."""
    _asked(told)


def _draw_elsewhere(told: bytes, folder: Path, name: str) -> None:
    _draw(_asked(told), folder, name)


@contextmanager
def _whole(folder: Path) -> Iterator[Path]:
    """Lend a folder to draw into; move its files to the one asked for when the block ends well."""
    partial = folder.with_name(f".{folder.name}.{os.getpid()}.partial")
    try:
        partial.mkdir(parents=True)
        yield partial
        if not folder.exists():
            partial.replace(folder)
            return
        for file in [path for path in partial.rglob("*") if path.is_file()]:
            target = folder / file.relative_to(partial)
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)
    except OSError as error:
        why = error.strerror or str(error)
        raise ResultError(f"{folder}: the figures are not drawn: {why}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
