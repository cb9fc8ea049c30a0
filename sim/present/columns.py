"""Result tables as the public verbs return them: columns by name, pandas where it is installed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

import pyarrow as pa

from sim.core.errors import UsageError, nearest


class Columns(Mapping[str, pa.ChunkedArray]):
    """A table: a mapping of column name to its values, in the order of the columns.

    Parameters
    ----------
    table : pyarrow.Table
        Units and meanings stand in the metadata of its fields.

    Examples
    --------
    >>> columns = Columns(pa.table({"replication": [0, 1], "decrewed": [0, 1]}))
    >>> columns["decrewed"].to_pylist()
    [0, 1]
    >>> columns.rows, list(columns)
    (2, ['replication', 'decrewed'])
    """

    def __init__(self, table: pa.Table) -> None:
        self.table = table

    def __getitem__(self, name: str) -> pa.ChunkedArray:
        if name not in self.table.column_names:
            raise KeyError(f"no column {name!r}{nearest(name, self.table.column_names)}")
        return self.table[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.table.column_names)

    def __len__(self) -> int:
        return len(self.table.column_names)

    def __repr__(self) -> str:
        return f"<{self.rows:,} rows of {len(self)} columns: {', '.join(self.table.column_names)}>"

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return int(self.table.num_rows)

    def unit(self, name: str) -> str:
        """Return the unit of a column: ``d``, ``person-d``, ``count``, ``0/1`` or ``date``."""
        return self._told(name, b"unit")

    def meaning(self, name: str) -> str:
        """Return the sentence that says what a column counts."""
        return self._told(name, b"meaning")

    def to_pandas(self) -> Any:
        """Return a pandas data frame.

        Raises
        ------
        UsageError
            When pandas is not installed; the message says how to get it.
        """
        if find_spec("pandas") is None:
            raise UsageError(
                "to_pandas needs pandas, which is not installed: python -m pip install pandas"
            )
        return self.table.to_pandas()

    def _told(self, name: str, what: bytes) -> str:
        self[name]
        told: bytes = (self.table.schema.field(name).metadata or {}).get(what, b"")
        return told.decode()
