"""Figures to files: drawn in several processes, and all of them or none in their folder."""

from __future__ import annotations

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from matplotlib.figure import Figure

from sim.core.errors import CrewsimError, ResultError
from sim.present.figures import Sheets, sheets
from sim.present.plots import style
from sim.runs.workers import cores, enter_worker, interrupts_held
from sim.studies.result import Result

FOLDER = "figures"

WORTH_A_HELPER = 3
"""Figures that a process draws here about as long as another one takes to start."""

Progress = Callable[[int, int], None]

_sheets_here: Sheets
"""What a helping process draws, set when it starts."""


def draw(
    result: Result,
    folder: Path,
    *,
    case: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> list[Path]:
    """Draw the figures of a result and return the files.

    Parameters
    ----------
    folder : Path
        Made when missing; files of the same name are replaced when all figures are drawn.
    case : str or None
        Of a comparison: also the figures of this one case, in a folder of its name.
    workers : int or None
        Processes that draw; None for one a core.
    progress : callable or None
        Told how many figures are drawn, of how many.

    Raises
    ------
    ResultError
        When the disk refuses; whatever was written is removed again.
    """
    asked = sheets(result, case)
    with _whole(folder) as partial:
        helpers = min((cores() if workers is None else workers) - 1, len(asked) // WORTH_A_HELPER)
        if helpers < 1:
            _draw_here(asked, partial, progress)
        else:
            with _helpers(helpers, result, case) as pool:
                _share(pool, asked, partial, progress)
    return [folder / f"{name}.{ending}" for name in asked for ending in style.ENDINGS]


def draw_sheets(asked: Sheets, folder: Path, progress: Progress | None = None) -> list[Path]:
    """Draw a few figures in this process and return the files.

    Parameters
    ----------
    folder : Path
        Made when missing; files of the same name are replaced when all figures are drawn.

    Raises
    ------
    ResultError
        When the disk refuses; whatever was written is removed again.
    """
    with _whole(folder) as partial:
        _draw_here(asked, partial, progress)
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
def _helpers(count: int, result: Result, case: str | None) -> Iterator[ProcessPoolExecutor]:
    """Lend processes that draw the same sheets as this one."""
    pool = ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_enter_helper,
        initargs=(result, case),
    )
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
    pool: ProcessPoolExecutor, asked: Sheets, folder: Path, progress: Progress | None
) -> None:
    """Draw in this process from the end while helpers, once they have started, come towards it."""
    names = list(asked)
    with interrupts_held():
        given = {name: pool.submit(_draw_elsewhere, folder, name) for name in names}
    for name in reversed(names):
        if given[name].cancel():
            _draw(asked, folder, name)
            del given[name]
        _tell(progress, _done(names, given), len(names))
    for future in given.values():
        future.result()
        _tell(progress, _done(names, given), len(names))


def _done(names: Sequence[str], given: dict[str, Future[None]]) -> int:
    return len(names) - sum(not future.done() for future in given.values())


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


def _draw_elsewhere(folder: Path, name: str) -> None:
    _draw(_sheets_here, folder, name)


def _enter_helper(result: Result, case: str | None) -> None:
    """Keep what is to be drawn, and behave as every process started here does."""
    global _sheets_here
    _sheets_here = sheets(result, case)
    enter_worker()


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
