"""The folder of a run: it has its name from the start, and is a result when it has its summary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from sim.core.clock import iso
from sim.core.errors import ResultError
from sim.runs.lock import locked
from sim.runs.store import PROVENANCE, SCENARIO, SUMMARY, is_finished, read_json
from sim.runs.writing import sync, why, write_json, write_text


@dataclass
class RunFolder:
    """A folder that this process works in.

    Parameters
    ----------
    path : Path
    origin : dict
        The content of ``provenance.json``.
    """

    path: Path
    origin: dict[str, Any]

    def note(self, **found: Any) -> None:
        """Write what is new into ``provenance.json``."""
        self.origin = {**self.origin, **found}
        write_json(self.path / PROVENANCE, self.origin)

    def finish(self, summary: Mapping[str, Any]) -> None:
        """Write the summary, which makes the folder a result."""
        write_json(self.path / SUMMARY, summary)


@contextmanager
def new_folder(
    root: Path, scenario: str, scenario_yaml: str, origin: dict[str, Any]
) -> Iterator[RunFolder]:
    """Make the folder of a new run and work in it.

    Parameters
    ----------
    root : Path
        See `sim.runs.store.results_root`.
    scenario : str
        The scenario's name.
    scenario_yaml : str
        What is played.
    origin : dict
        See `sim.runs.provenance.provenance`.

    Raises
    ------
    ResultError
        When no folder can be made there, or the disk refuses what is to be written.
    """
    try:
        path = _claim(root / scenario, f"{scenario_yaml}{origin}")
    except OSError as error:
        raise ResultError(f"{root / scenario}: no folder can be made here: {why(error)}") from error
    with _at_work(path), locked(path):
        folder = RunFolder(path, {})
        write_text(path / SCENARIO, scenario_yaml)
        folder.note(**origin)
        yield folder


@contextmanager
def unfinished_folder(path: Path) -> Iterator[RunFolder]:
    """Work again in the folder of a run that was not finished.

    Raises
    ------
    ResultError
        When it has been finished, another process is at work in it, or it is no run's folder.
    """
    is_finished(path)
    with _at_work(path), locked(path):
        if is_finished(path):
            raise ResultError(f"{path}: this run is finished by now")
        folder = RunFolder(path, read_json(path / PROVENANCE))
        yield folder


def resumed(folder: RunFolder) -> None:
    """Note in the provenance that the run goes on now."""
    now = iso(dt.datetime.now(dt.UTC))
    folder.note(resumed_at=[*folder.origin.get("resumed_at", []), now])


def _claim(parent: Path, text: str) -> Path:
    """Make a folder under a name that nothing has."""
    parent.mkdir(parents=True, exist_ok=True)
    attempt = 0
    while True:
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        digest = blake2b(f"{text}\x1f{attempt}".encode(), digest_size=2).hexdigest()
        path = parent / f"{stamp}-{digest}"
        try:
            path.mkdir()
        except FileExistsError:
            attempt += 1
        else:
            sync(parent)
            return path


@contextmanager
def _at_work(path: Path) -> Iterator[None]:
    """Say what the disk refuses, and that nothing finished is lost."""
    try:
        yield
    except OSError as error:
        raise ResultError(
            f"{path}: the run is not finished: {why(error)}; what is played is kept, "
            f"and crewsim run --resume {path} goes on with it"
        ) from error
