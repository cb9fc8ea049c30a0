"""Result folders: where they go, what they may be called, and how they are read back.

A folder is a result when it has its ``summary.json``, which is written last; until then it is a run
that is not finished. Nothing is ever overwritten. File names hold on Windows too.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.core.errors import ResultError
from sim.runs import parts
from sim.runs.shelves import EPISODES, HEADCOUNT, OUTCOMES, PLAYED, read_tables
from sim.runs.tables import FORMAT, Tables

RESULTS_VARIABLE = "CREWSIM_RESULTS"
FIGURES = "figures"
SCENARIO, PROVENANCE, SUMMARY = "scenario.yaml", "provenance.json", "summary.json"

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in "123456789"
}
_OWN = {
    *(FIGURES, SCENARIO, PROVENANCE, SUMMARY),
    *(OUTCOMES, EPISODES, HEADCOUNT, PLAYED, parts.FOLDER),
}


def results_root(out: Path | str | None = None) -> Path:
    """Return where results go: `out`, else what CREWSIM_RESULTS says, else ``results``."""
    return Path(out or os.environ.get(RESULTS_VARIABLE) or "results")


def check_root(root: Path) -> None:
    """Refuse a place in which no result could be stored, before anything is played for it.

    Raises
    ------
    ResultError
        When it is a file, or inside one, or must not be written to.
    """
    place = next(path for path in (root, *root.absolute().parents) if path.exists())
    if not place.is_dir():
        raise ResultError(f"{root}: no results can be stored here, {place} is a file")
    if not os.access(place, os.W_OK | os.X_OK):
        raise ResultError(f"{root}: no results can be stored here, {place} must not be written to")


def check_names(scenario: str, cases: Iterable[str]) -> None:
    """Refuse names that cannot be folders on every system.

    Raises
    ------
    ResultError
        When a name is not a file name on Windows, or two differ only in their case there.
    """
    taken = {name: f"crewsim's own {name}" for name in _OWN}
    _check_name("scenario", scenario)
    for case in cases:
        _check_name("case", case)
        other = taken.setdefault(case.lower(), f"the case {case!r}")
        if other != f"the case {case!r}":
            raise ResultError(f"the case {case!r} cannot have a folder beside {other}")


def _check_name(what: str, name: str) -> None:
    reason = None
    if not name or len(name) > 100:
        reason = "a folder's name has 1 to 100 characters"
    elif found := _FORBIDDEN.search(name):
        reason = f"a folder's name cannot hold {found[0]!r}"
    elif name.startswith(".") or name.endswith((".", " ")):
        reason = "a folder's name begins with no dot and ends with no dot or space"
    elif name.lower().split(".")[0] in _DEVICES:
        reason = "Windows keeps that name for a device"
    if reason is not None:
        raise ResultError(f"the {what} {name!r} cannot name a folder: {reason}")


@dataclass(frozen=True)
class StoredRun:
    """A result folder as it was written; tables are read when they are asked for."""

    folder: Path
    summary: Mapping[str, Any]
    provenance: Mapping[str, Any]
    scenario_yaml: str

    @property
    def cases(self) -> tuple[str, ...]:
        """The names of the cases, in the order they were run."""
        return tuple(self.summary["estimates"])

    @cached_property
    def tables(self) -> Mapping[str, Tables]:
        """The tables of each case; of outcomes and episodes a column at a time."""
        return {name: self._read(name) for name in self.cases}

    def _read(self, case: str) -> Tables:
        inner = self.folder / case
        return read_tables(inner if inner.is_dir() else self.folder)


def open_result(path: Path | str) -> StoredRun:
    """Open a result folder.

    Raises
    ------
    ResultError
        When it is missing, not finished, damaged or of another format.
    """
    folder = Path(path)
    if not is_finished(folder):
        raise ResultError(
            f"{folder}: this run is not finished; crewsim run --resume {folder} goes on with it"
        )
    summary = read_json(folder / SUMMARY)
    if summary.get("format") != FORMAT:
        raise ResultError(
            f"{folder}: format {summary.get('format')} is not format {FORMAT}, "
            "which this version of crewsim reads: run the scenario again (it lies beside the "
            "result as scenario.yaml), or use the version that provenance.json names"
        )
    return StoredRun(folder, summary, read_json(folder / PROVENANCE), read_scenario(folder))


def is_finished(path: Path | str) -> bool:
    """Return whether a folder holds a result, or a run that has not come to its end.

    Raises
    ------
    ResultError
        When it is missing or holds neither.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise ResultError(f"{folder}: there is no such result folder")
    if (folder / SUMMARY).exists():
        return True
    if not (folder / PROVENANCE).exists():
        raise ResultError(
            f"{folder}: this is no result and no run: it has neither {SUMMARY} nor {PROVENANCE}"
        )
    return False


def read_scenario(folder: Path) -> str:
    """Return the scenario of a run."""
    try:
        return (folder / SCENARIO).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise _damaged(folder / SCENARIO) from error


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file of a result."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path) from error
    if not isinstance(content, dict):
        raise _damaged(path)
    return content


def _damaged(path: Path) -> ResultError:
    return ResultError(f"{path.parent}: this is no whole result: {path.name} cannot be read")
