"""Tables on the disk, of which a column is read when it is asked for.

Twenty million rows of one column are 160 MB; all columns at once are more than a machine has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sim.core.errors import ResultError

INSTANT = pa.timestamp("s", tz="UTC")
"""The type of every instant in a table."""


class StoredColumn:
    """A column on the disk as far as a `pyarrow.ChunkedArray` is asked for its chunks.

    Each is read when its turn comes, and nothing is kept of it: of twenty million rows no more than
    a row group is in memory.

    Parameters
    ----------
    kind : DataType
    rows : int
    readers : sequence of callable
        Read one chunk each, in order.
    """

    def __init__(self, kind: Any, rows: int, readers: Sequence[Callable[[], Any]]) -> None:
        self.type = kind
        self._rows = rows
        self._readers = readers

    def __len__(self) -> int:
        return self._rows

    @property
    def num_chunks(self) -> int:
        """How many chunks there are."""
        return len(self._readers)

    def chunk(self, number: int) -> Any:
        """Read one chunk."""
        return self._readers[number]()

    @property
    def chunks(self) -> Iterator[Any]:
        """Read chunk after chunk."""
        return (read() for read in self._readers)


class ParquetTable:
    """A Parquet file as far as a `pyarrow.Table` is asked for its columns.

    Parameters
    ----------
    path : Path
    rows : int or None
        Only so many rows, from the first; None for all.

    Notes
    -----
    Parquet knows no whole seconds and has kept instants in milliseconds; they are read as they were
    written.
    """

    def __init__(self, path: Path, rows: int | None = None) -> None:
        self.path = path
        self._rows = rows

    def __reduce__(self) -> tuple[type[ParquetTable], tuple[Path, int | None]]:
        return ParquetTable, (self.path, self._rows)

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        """Read a column."""
        column = self.column(name)
        return pa.chunked_array(list(column.chunks), column.type)

    def __len__(self) -> int:
        return self.num_rows

    def __eq__(self, other: object) -> bool:
        """Compare column by column with a table on the disk or in memory."""
        if not isinstance(other, ParquetTable | pa.Table):
            return NotImplemented
        return self.column_names == other.column_names and all(
            self[name].equals(other[name]) for name in self.column_names
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
        stored = int(self._file.metadata.num_rows)
        return stored if self._rows is None else min(stored, self._rows)

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, in order."""
        return list(self.schema.names)

    @cached_property
    def schema(self) -> pa.Schema:
        """Types, units and meanings of the columns, and what the table says of itself."""
        stored = self._file.schema_arrow
        return pa.schema([_as_written(field) for field in stored], stored.metadata)

    def column(self, name: str) -> StoredColumn:
        """Return a column that is read chunk by chunk, for whoever needs no more of it at once."""
        kind = self.schema.field(name).type
        readers = []
        left = self.num_rows
        for group in range(self._file.num_row_groups):
            rows = min(left, self._file.metadata.row_group(group).num_rows)
            if rows:
                readers.append(partial(self._read, group, name, kind, rows))
            left -= rows
        return StoredColumn(kind, self.num_rows, readers)

    def _read(self, group: int, name: str, kind: Any, rows: int) -> Any:
        read = _reading(self.path, partial(self._file.read_row_group, group, [name]))
        return read[name].combine_chunks().slice(0, rows).cast(kind)

    def select(self, names: Sequence[str]) -> pa.Table:
        """Read some columns into memory."""
        schema = pa.schema([self.schema.field(name) for name in names], self.schema.metadata)
        return pa.Table.from_arrays([self[name] for name in names], schema=schema)

    @cached_property
    def _file(self) -> pq.ParquetFile:
        return _reading(self.path, lambda: pq.ParquetFile(self.path))


def _as_written(field: pa.Field) -> pa.Field:
    return field.with_type(INSTANT) if pa.types.is_timestamp(field.type) else field


def _reading(path: Path, read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (OSError, pa.ArrowInvalid) as error:
        raise ResultError(
            f"{path.parent}: this is no whole result: {path.name} cannot be read"
        ) from error
