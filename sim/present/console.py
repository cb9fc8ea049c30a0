"""Where the command line writes: results to standard output, all else to standard error."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from sim.core.errors import CrewsimError, ResultError, ScenarioError, UsageError

FAILED, BAD_INPUT, INTERRUPTED = 1, 2, 130
"""Exit codes beside 0."""

_SHOWN_EVERY_S = 0.1

Tell = Callable[[int, int], None]


def out() -> Console:
    """Return the console of results."""
    return Console(file=sys.stdout, highlight=False, emoji=False)


def err() -> Console:
    """Return the console of progress and notes."""
    return Console(file=sys.stderr, highlight=False, emoji=False)


def note(text: str, *, quiet: bool = False) -> None:
    """Write a line to standard error, unless it is empty or it is to be quiet."""
    if text and not quiet:
        err().print(escape(text), soft_wrap=True)


def print_json(document: object) -> None:
    """Write one JSON document, and nothing else, to standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n")


@dataclass
class Underway:
    """What an interrupted command leaves behind.

    Parameters
    ----------
    folder : Path or None
        Of the run that can go on; None where nothing is stored.
    """

    folder: Path | None = None


@contextmanager
def reporting_errors(*, debug: bool) -> Iterator[Underway]:
    """Turn what goes wrong into a message and an exit code; `debug` keeps the traceback."""
    underway = Underway()
    try:
        yield underway
    except KeyboardInterrupt:
        note("stopped; nothing is stored" if underway.folder is None else _goes_on(underway.folder))
        raise typer.Exit(INTERRUPTED) from None
    except (ScenarioError, UsageError, ResultError) as error:
        _say(error, str(error), debug=debug)
        raise typer.Exit(BAD_INPUT) from None
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except CrewsimError as error:
        _say(error, str(error), debug=debug)
        raise typer.Exit(FAILED) from None
    except Exception as error:
        cure = "" if debug else " (--debug shows where)"
        _say(error, f"crewsim failed: {type(error).__name__}: {error}{cure}", debug=debug)
        raise typer.Exit(FAILED) from None


def _goes_on(folder: Path) -> str:
    return f"stopped; what is played is kept, and crewsim run --resume {folder} goes on with it"


def _say(error: Exception, message: str, *, debug: bool) -> None:
    if debug:
        sys.excepthook(type(error), error, error.__traceback__)
    err().print(Text(message), style="red", soft_wrap=True)


class _Done(ProgressColumn):
    """How many are done of how many, and how many a second."""

    def render(self, task: Task) -> Text:
        """Return the numbers as text; the rate when it is known."""
        rate = f"  {task.speed:,.0f}/s" if task.speed else ""
        return Text(f"{task.completed:,.0f} of {task.total or 0:,.0f}{rate}")


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[Tell]:
    """Show a bar with rate and time left while something runs; silent without a terminal.

    It appears with the first report, so that what is said before stands above it.
    """
    console = err()
    if quiet or not console.is_terminal:
        yield _ignore
        return
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        _Done(),
        TimeRemainingColumn(),
    )
    bar = Progress(*columns, console=console, transient=True)
    task = bar.add_task(escape(what), total=None)
    shown_at = -math.inf

    def tell(done: int, total: int) -> None:
        nonlocal shown_at
        now = time.monotonic()
        if done < total and now - shown_at < _SHOWN_EVERY_S:
            return
        if shown_at < 0:
            bar.start()
        shown_at = now
        bar.update(task, completed=done, total=total)

    try:
        yield tell
    finally:
        bar.stop()


def _ignore(done: int, total: int) -> None:
    """Take a report of progress that nobody watches."""
