"""A table of the record: its columns, as the dictionary says them, and its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

RECALLED = "recalled"
"""The grade of a row for which no text is cited."""

NUMBERS = ("days", "count", "level")
"""The types of columns that hold numbers; a level holds until the next row."""


@dataclass(frozen=True)
class Column:
    """A line of the dictionary.

    Parameters
    ----------
    type : str
        text, people, choice, date, days, count or level.
    role : str
        ``key`` if it is part of what no two rows share, ``date`` if it is the day by which rows
        are chosen; else empty.
    spans : tuple of str or None
        The columns of the two days that a number of days lies between.
    allowed : tuple of str
        What a choice may be.
    """

    name: str
    type: str
    role: str
    required: bool
    spans: tuple[str, str] | None
    allowed: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class Row:
    """One row: its cells as written, and its line in the file."""

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def date(self, column: str) -> dt.date | None:
        """Return the day in a column; None where there is none."""
        return dt.date.fromisoformat(self.cells[column]) if self.cells[column] else None

    def number(self, column: str) -> float | None:
        """Return the number in a column; None where there is none."""
        return float(self.cells[column]) if self.cells[column] else None

    def names(self, column: str) -> list[str]:
        """Return the people of a column, without the marks of visitors."""
        return [name.rstrip("*") for name in self.cells[column].split(";") if name]

    @property
    def recalled(self) -> bool:
        """Whether no text is cited for it."""
        return self.cells["grade"] == RECALLED


@dataclass(frozen=True)
class Table:
    """A table whose cells are of the types that its columns say."""

    name: str
    columns: Mapping[str, Column]
    rows: tuple[Row, ...]

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that no two rows share."""
        return tuple(name for name, each in self.columns.items() if each.role == "key")

    @property
    def date(self) -> str:
        """The column of the day by which rows are chosen."""
        return next(name for name, each in self.columns.items() if each.role == "date")

    def named(self, row: Row) -> str:
        """Return the row's name: the cells of its key."""
        return ", ".join(row[name] for name in self.key)
