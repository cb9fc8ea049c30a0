"""Result tables as the public verbs return them: columns by name, pandas where it is installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

import pyarrow as pa

from sim.core.errors import UsageError, nearest
from sim.core.html import table

SHOWN = 10
"""How many rows a notebook shows."""


class Columns(Mapping[str, pa.ChunkedArray]):
    """A table: a mapping of column name to its values, in the order of the columns.

    Parameters
    ----------
    table : pyarrow.Table or ParquetTable
        Units and meanings stand in the metadata of its fields. Of a stored table a column is read
        when it is asked for, each time anew.

    Examples
    --------
    >>> columns = Columns(pa.table({"replication": [0, 1], "decrewed": [0, 1]}))
    >>> columns["decrewed"].to_pylist()
    [0, 1]
    >>> columns.rows, list(columns)
    (2, ['replication', 'decrewed'])
    """

    def __init__(self, table: Any) -> None:
        self._table = table

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        if name not in self._table.column_names:
            raise KeyError(f"no column {name!r}{nearest(name, self._table.column_names)}")
        return self._table[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._table.column_names)

    def __len__(self) -> int:
        return len(self._table.column_names)

    def __repr__(self) -> str:
        return f"<{self.rows:,} rows of {len(self)} columns: {', '.join(self)}>"

    def _repr_html_(self) -> str:
        shown = self._table.slice(0, SHOWN).to_pylist() if self.rows else []
        lines = ([str(n), *(str(row[name]) for name in self)] for n, row in enumerate(shown))
        return table(("", *self), lines, repr(self))

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return int(self._table.num_rows)

    def unit(self, name: str) -> str:
        """Return the unit of a column: ``d``, ``person-d``, ``count``, ``0/1`` or ``date``."""
        return self._told(name, b"unit")

    def meaning(self, name: str) -> str:
        """Return the sentence that says what a column counts."""
        return self._told(name, b"meaning")

    def to_arrow(self) -> pa.Table:
        """Return all columns as a pyarrow table, in memory."""
        return self._table.select(list(self))

    def to_pandas(self) -> Any:
        """Return a pandas data frame, in memory.

        Raises
        ------
        UsageError
            When pandas is not installed; the message says how to get it.
        """
        if find_spec("pandas") is None:
            raise UsageError(
                "to_pandas needs pandas, which is not installed: python -m pip install pandas"
            )
        return self.to_arrow().to_pandas()

    def _told(self, name: str, what: bytes) -> str:
        self[name]
        told: bytes = (self._table.schema.field(name).metadata or {}).get(what, b"")
        return told.decode()


def rows(table: Any) -> list[dict[str, Any]]:
    """Return the rows of a small table by column, without the number of their replication."""
    names = [name for name in table.column_names if name != "replication"]
    found: list[dict[str, Any]] = table.select(names).to_pylist()
    return found
