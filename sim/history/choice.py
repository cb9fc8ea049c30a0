"""Rows of a table that an input rests on, and what they say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from sim.history.loading import ENDS_EARLIER, RECORD_ENDS
from sim.history.table import NUMBERS, Row, Table

RECALLED_WEIGHT = 0.5
"""What a recalled row weighs in the comparison of fits; any other weighs 1."""

Cells = Mapping[str, tuple[str, ...]]
"""By column, the cells that count."""


@dataclass(frozen=True)
class Observation:
    """A value in days or in number; a censored one is at least as large."""

    value: float
    weight: float
    censored: bool = False


@dataclass(frozen=True)
class Choice:
    """Rows, as they were known by a day.

    Parameters
    ----------
    by : date
        What ended later is censored there.
    """

    table: Table
    rows: tuple[Row, ...]
    by: dt.date

    @cached_property
    def recalled(self) -> int:
        """How many of the rows are recalled."""
        return sum(row.recalled for row in self.rows)

    @property
    def weight(self) -> float:
        """The effective number of rows: a recalled one counts half."""
        return sum(map(weight_of, self.rows))

    @property
    def grades(self) -> dict[str, int]:
        """How many rows there are of each grade, the best first."""
        every = self.table.columns["grade"].allowed
        count = {grade: sum(row["grade"] == grade for row in self.rows) for grade in every}
        return {grade: n for grade, n in count.items() if n}

    @property
    def period(self) -> tuple[str, str] | None:
        """The first and the last day of the rows; None without rows."""
        days = [row[self.table.date] for row in self.rows]
        return (min(days), max(days)) if days else None

    def sample(self, column: str) -> list[Observation]:
        """Return the column's values; days that had not ended are censored."""
        found = (self.observed(row, column) for row in self.rows)
        return [each for each in found if each is not None]

    def observed(self, row: Row, column: str) -> Observation | None:
        """Return the value of one row; None where it has none."""
        value, censored = row.number(column), False
        spans = self.table.columns[column].spans
        if spans is not None:
            begin, end = (row.date(day) for day in spans)
            if begin is not None and begin <= self.by and (end is None or end > self.by):
                value, censored = float((self.by - begin).days), True
        return None if value is None else Observation(value, weight_of(row), censored)

    def exposure_days(self, column: str) -> float:
        """Return the days that the rows were exposed: of each row, or of each person aboard."""
        if self.table.columns[column].type != "level":
            return sum(each.value for each in self.sample(column))
        date = self.table.date
        days = [(row.date(date), row.number(column) or 0.0) for row in self.rows]
        ends = [*days, (self.by, 0.0)]
        return sum(
            people * (until - since).days
            for (since, people), (until, _) in pairwise(ends)
            if since and until
        )


def chosen(
    table: Table,
    *,
    where: Cells | None = None,
    without: Cells | None = None,
    begin: dt.date | None = None,
    end: dt.date | None = None,
) -> Choice:
    """Return the rows with these cells and none of those, of days from begin to end.

    A row that is marked as contradicting another is never among them.

    Parameters
    ----------
    end : date, optional
        Also the day by which the rows are known; the end of the record if that is earlier.
    """
    last = ENDS_EARLIER.get(table.name, RECORD_ENDS)
    by = min(end or last, last)
    rows = tuple(
        row
        for row in table.rows
        if has(row, where or {})
        and not (without and has(row, without))
        and not row.cells.get("mark")
        and begin_to_end(row, table.date, begin, by)
    )
    return Choice(table, rows, by)


def has(row: Row, cells: Cells) -> bool:
    """Return whether the row has, in each of the columns, one of the cells."""
    return all(row[column] in wanted for column, wanted in cells.items())


def begin_to_end(row: Row, column: str, begin: dt.date | None, end: dt.date) -> bool:
    """Return whether the day of a row lies between two days, both included."""
    day = row.date(column)
    return day is not None and (begin is None or begin <= day) and day <= end


def weight_of(row: Row) -> float:
    """Return what a row weighs."""
    return RECALLED_WEIGHT if row.recalled else 1.0


def is_number(table: Table, column: str) -> bool:
    """Return whether a column holds numbers."""
    return table.columns[column].type in NUMBERS
