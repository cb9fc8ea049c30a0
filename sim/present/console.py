"""Where the command line writes: results to standard output, all else to standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
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

Tell = Callable[[int, int], None]


def out() -> Console:
    """Return the console of results."""
    return Console(file=sys.stdout, highlight=False)


def err() -> Console:
    """Return the console of progress and notes."""
    return Console(file=sys.stderr, highlight=False)


def note(text: str, *, quiet: bool = False) -> None:
    """Write a line to standard error, unless it is to be quiet."""
    if not quiet:
        err().print(escape(text), soft_wrap=True)


def print_json(document: object) -> None:
    """Write one JSON document, and nothing else, to standard output."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, allow_nan=False, indent=2) + "\n")


@contextmanager
def reporting_errors(*, debug: bool) -> Iterator[None]:
    """Turn what goes wrong into a message and an exit code; `debug` keeps the traceback."""
    try:
        yield
    except KeyboardInterrupt:
        err().print("stopped; nothing is stored")
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


def _say(error: Exception, message: str, *, debug: bool) -> None:
    if debug:
        sys.excepthook(type(error), error, error.__traceback__)
    err().print(Text(message), style="red", soft_wrap=True)


class _Rate(ProgressColumn):
    """Replications per second."""

    def render(self, task: Task) -> Text:
        """Return the rate as text, nothing before it is known."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


@contextmanager
def progress(what: str, *, quiet: bool) -> Iterator[Tell]:
    """Show a bar with rate and time left while something runs; silent without a terminal."""
    console = err()
    if quiet or not console.is_terminal:
        yield _ignore
        return
    columns: tuple[Any, ...] = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(escape(what), total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield tell


def _ignore(done: int, total: int) -> None:
    """Take a report of progress that nobody watches."""
