"""Result folders: written whole or not at all, never overwritten, read back as they were.

A run writes into ``results/<scenario>/.<run>.partial``, ``summary.json`` last, and the folder gets
its name only when everything has reached the disk. A crash or a full disk leaves at most a partial
folder, which nobody takes for a result. File names hold on Windows too.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.core.errors import ResultError
from sim.runs.tables import FORMAT, INSTANT, Tables

RESULTS_VARIABLE = "CREWSIM_RESULTS"
TABLES = ("outcomes", "episodes", "headcount")
FIGURES = "figures"

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_DEVICES = {"con", "prn", "aux", "nul"} | {
    f"{port}{n}" for port in ("com", "lpt") for n in "123456789"
}
_OWN = {FIGURES, "scenario.yaml", "provenance.json", "summary.json"} | {
    f"{name}.parquet" for name in TABLES
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


def check_names(scenario: str, estimates: Iterable[str]) -> None:
    """Refuse names that cannot be folders on every system.

    Raises
    ------
    ResultError
        When a name is not a file name on Windows, or two differ only in their case there.
    """
    taken = {name: f"crewsim's own {name}" for name in _OWN}
    _check_name("scenario", scenario)
    for estimate in estimates:
        _check_name("estimate", estimate)
        other = taken.setdefault(estimate.lower(), f"the estimate {estimate!r}")
        if other != f"the estimate {estimate!r}":
            raise ResultError(f"the estimate {estimate!r} cannot have a folder beside {other}")


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


@contextmanager
def new_result(root: Path, scenario: str, text: str) -> Iterator[tuple[Path, Path]]:
    """Lend a folder to write a result into; give it its name when the block ends well.

    Parameters
    ----------
    root : Path
        See `results_root`.
    scenario : str
        The scenario's name.
    text : str
        What the run is made from; its hash ends the name of the folder.

    Yields
    ------
    tuple of Path
        The folder to write into, and the one it will become.

    Raises
    ------
    ResultError
        When the disk refuses; whatever was written is removed again.
    """
    try:
        partial, final = _claim(root / scenario, text)
    except OSError as error:
        raise ResultError(
            f"{root / scenario}: no folder can be made here: {_why(error)}"
        ) from error
    try:
        yield partial, final
        _settle(partial)
        partial.replace(final)
        _sync(final.parent)
    except BaseException as error:
        shutil.rmtree(partial, ignore_errors=True)
        if isinstance(error, OSError):
            raise ResultError(f"{final}: the result is not stored: {_why(error)}") from error
        raise


def _claim(parent: Path, text: str) -> tuple[Path, Path]:
    """Make a partial folder that nobody else has, for a name that nothing has."""
    parent.mkdir(parents=True, exist_ok=True)
    attempt = 0
    while True:
        stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        digest = blake2b(f"{text}\x1f{attempt}".encode(), digest_size=2).hexdigest()
        attempt += 1
        final = parent / f"{stamp}-{digest}"
        partial = parent / f".{final.name}.partial"
        try:
            partial.mkdir()
        except FileExistsError:
            continue
        if not final.exists():
            return partial, final
        partial.rmdir()


def _settle(folder: Path) -> None:
    """Wait until every file of a folder, and the folder itself, is on the disk."""
    for path in sorted(folder.rglob("*")):
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    if path.is_dir():
        if os.name == "nt":  # Windows opens no folders, and needs no flush for them
            return
        descriptor = os.open(path, os.O_RDONLY)
    else:
        descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _why(error: OSError) -> str:
    return error.strerror or str(error)


def write_tables(folder: Path, tables: Tables) -> None:
    """Write the three tables of an estimate, zstd-packed Parquet."""
    folder.mkdir(exist_ok=True)
    for name in TABLES:
        pq.write_table(getattr(tables, name), folder / f"{name}.parquet", compression="zstd")


def write_json(path: Path, content: Mapping[str, Any]) -> None:
    """Write JSON that every reader takes: UTF-8, no NaN, a newline at the end."""
    text = json.dumps(content, allow_nan=False, ensure_ascii=False, indent=2)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


@dataclass(frozen=True)
class StoredRun:
    """A result folder as it was written; tables are read when they are asked for."""

    folder: Path
    summary: Mapping[str, Any]
    provenance: Mapping[str, Any]
    scenario_yaml: str

    @property
    def estimates(self) -> tuple[str, ...]:
        """The names of the estimates, in the order they were run."""
        return tuple(self.summary["estimates"])

    @cached_property
    def tables(self) -> Mapping[str, Tables]:
        """The tables of each estimate."""
        return {name: self._read(name) for name in self.estimates}

    def _read(self, estimate: str) -> Tables:
        inner = self.folder / estimate
        folder = inner if inner.is_dir() else self.folder
        return Tables(*(_read_table(folder / f"{name}.parquet") for name in TABLES))


def open_result(path: Path | str) -> StoredRun:
    """Open a result folder.

    Raises
    ------
    ResultError
        When it is missing, incomplete or of another format.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise ResultError(f"{folder}: there is no such result folder")
    if folder.resolve().name.endswith(".partial"):
        raise ResultError(f"{folder}: this run did not end; it is no result")
    summary = _read_json(folder / "summary.json")
    if summary.get("format") != FORMAT:
        raise ResultError(
            f"{folder}: format {summary.get('format')} is not format {FORMAT}, "
            "which this version of crewsim reads: run the scenario again (it lies beside the "
            "result as scenario.yaml), or use the version that provenance.json names"
        )
    provenance = _read_json(folder / "provenance.json")
    try:
        scenario_yaml = (folder / "scenario.yaml").read_text(encoding="utf-8")
    except OSError as error:
        raise _incomplete(folder / "scenario.yaml") from error
    return StoredRun(folder, summary, provenance, scenario_yaml)


def _read_json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _incomplete(path) from error
    if not isinstance(content, dict):
        raise _incomplete(path)
    return content


def _read_table(path: Path) -> pa.Table:
    """Read a table; Parquet knows no whole seconds and has kept its instants in milliseconds."""
    try:
        table = pq.read_table(path)
        fields = [
            field.with_type(INSTANT) if pa.types.is_timestamp(field.type) else field
            for field in table.schema
        ]
        return table.cast(pa.schema(fields, table.schema.metadata))
    except (OSError, pa.ArrowInvalid) as error:
        raise _incomplete(path) from error


def _incomplete(path: Path) -> ResultError:
    return ResultError(f"{path.parent}: this is no whole result: {path.name} cannot be read")
