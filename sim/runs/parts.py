"""Part folders: consecutive replications of a long run, on the disk as a whole or not at all.

They lie beside each other under the number of their first replication until the run is over, so
that what is finished survives whatever ends the program.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import pyarrow as pa

from sim.runs.gathering import Part, Played
from sim.runs.stored_table import StoredColumn
from sim.runs.writing import sync

FOLDER = "parts"

OUTCOMES, EPISODES, PEOPLE, PLAYED = "outcomes.arrow", "episodes.arrow", "people.npz", "played.json"

_QUICK = pa.ipc.IpcWriteOptions(compression="lz4")


def write_part(parts: Path, part: Part) -> None:
    """Write a part; when this returns, it is on the disk under its name."""
    aside = parts / f".{part.first:010}.partial"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(parents=True)
    _write_table(aside / OUTCOMES, part.outcomes)
    _write_table(aside / EPISODES, part.episodes)
    np.savez_compressed(aside / PEOPLE, people=part.people)
    (aside / PLAYED).write_text(json.dumps(part.played.as_dict()), encoding="utf-8")
    for path in aside.iterdir():
        sync(path)
    sync(aside)
    shutil.rmtree(_place(parts, part.first), ignore_errors=True)  # one that could not be read
    aside.replace(_place(parts, part.first))
    sync(parts)


def read_part(parts: Path, first: int) -> Part | None:
    """Return the part that begins with a replication, None where there is no whole one."""
    folder = _place(parts, first)
    try:
        played = Played.from_dict(json.loads((folder / PLAYED).read_text(encoding="utf-8")))
        with (folder / PEOPLE).open("rb") as file, np.load(file) as counted:
            people = counted["people"]
        return Part(first, _read(folder / OUTCOMES), _read(folder / EPISODES), people, played)
    except (OSError, ValueError, BadZipFile):
        return None


class PartedTable:
    """A table of parts one behind the other, of which a column is read when it is asked for.

    Parameters
    ----------
    parts : Path
    firsts : sequence of int
        The first replication of each part, in order.
    name : str
        `OUTCOMES` or `EPISODES`.
    """

    def __init__(self, parts: Path, firsts: Sequence[int], name: str) -> None:
        self._paths = [_place(parts, first) / name for first in firsts]

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        """Read a column."""
        column = self.column(name)
        return pa.chunked_array(list(column.chunks), column.type)

    def column(self, name: str) -> StoredColumn:
        """Return a column that is read chunk by chunk, for whoever needs no more of it at once."""
        kind, number = self.schema.field(name).type, self.schema.get_field_index(name)
        readers = [partial(_read_column, path, number) for path in self._paths]
        return StoredColumn(kind, self.num_rows, readers)

    @cached_property
    def num_rows(self) -> int:
        """How many rows there are."""
        return sum(_read(path, 0).num_rows for path in self._paths)

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self.schema.names)

    @cached_property
    def schema(self) -> pa.Schema:
        """Types, units and meanings of the columns, and what the table says of itself."""
        with pa.ipc.open_file(self._paths[0]) as file:
            return file.schema


def _read_column(path: Path, number: int) -> Any:
    return _read(path, number).column(0).combine_chunks()


def _place(parts: Path, first: int) -> Path:
    return parts / f"{first:010}"


def _write_table(path: Path, table: pa.Table) -> None:
    with pa.ipc.new_file(path, table.schema, options=_QUICK) as file:
        file.write_table(table)


def _read(path: Path, column: int | None = None) -> pa.Table:
    wanted = None if column is None else [column]
    with pa.ipc.open_file(path, options=pa.ipc.IpcReadOptions(included_fields=wanted)) as file:
        return file.read_all()
