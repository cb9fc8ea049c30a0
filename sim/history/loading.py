"""Read the tables beside this file, each against the dictionary, all of them together."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from sim.core.errors import Problem, ScenarioError, listed, nearest
from sim.history import checks, sheet
from sim.history.table import NUMBERS, Column, Table

DATA = Path(__file__).resolve().parent / "data"

RECORD_ENDS = dt.date(2026, 11, 21)
"""The day to which the tables were gathered; what was open then is censored there."""

ENDS_EARLIER = {"dockings": dt.date(2026, 4, 27)}
"""The last day of a table that was gathered from a list that ends before."""


class TableError(ScenarioError):
    """Tables of the record that contradict the dictionary, themselves or each other."""


@cache
def tables() -> Mapping[str, Table]:
    """Return the tables that come with the program, by name.

    Raises
    ------
    TableError
        With every problem of every table.
    """
    return load()


def load(folder: Path = DATA) -> Mapping[str, Table]:
    """Return the tables of a folder, by name, checked.

    Raises
    ------
    TableError
        With every problem of every table.
    """
    problems: list[Problem] = []
    found: dict[str, Table] = {}
    for name, columns in _dictionary(folder).items():
        own: list[Problem] = []
        table = _read(folder / f"{name}.csv", columns, own)
        if table is not None:
            own += [_problem(name, *each) for each in _cells(table)]
        if table is not None and not own:
            found[name] = table
        problems += own
    problems += [_problem(*each) for each in checks.contradictions(found, RECORD_ENDS)]
    if problems:
        raise TableError(problems)
    return found


def _dictionary(folder: Path) -> dict[str, dict[str, Column]]:
    """Return the columns by table and name, in the order of the dictionary."""
    result: dict[str, dict[str, Column]] = {}
    text = (folder / "dictionary.csv").read_text(encoding="utf-8")
    for line in csv.DictReader(io.StringIO(text)):
        begin, _, end = line["spans"].partition("..")
        result.setdefault(line["table"], {})[line["column"]] = Column(
            name=line["column"],
            type=line["type"],
            role=line["role"],
            required=line["required"] == "yes",
            spans=(begin, end) if end else None,
            allowed=tuple(filter(None, line["allowed"].split("|"))),
            meaning=line["meaning"],
        )
    return result


def _read(file: Path, columns: Mapping[str, Column], problems: list[Problem]) -> Table | None:
    """Return the rows of a file; None, and a problem, where its head is not the dictionary's."""
    name = file.stem
    try:
        found = sheet.read(file.read_text(encoding="utf-8"), f"history/{name}.csv")
    except (OSError, UnicodeDecodeError) as error:
        problems.append(_problem(name, None, "", f"cannot be read: {error}"))
        return None
    heads = found.heads
    problems += found.problems
    problems += [
        _problem(name, 1, head, f"is no column of the dictionary{nearest(head, columns)}")
        for head in heads
        if head not in columns
    ]
    problems += [_problem(name, 1, head, "is missing") for head in columns if head not in heads]
    return None if problems else Table(name, columns, tuple(found.rows))


def _cells(table: Table) -> Iterator[tuple[int, str, str]]:
    """Yield line, column and message of each cell that is not what its column says."""
    for row in table.rows:
        for name, column in table.columns.items():
            wrong = _wrong(row[name], column)
            if wrong:
                yield row.line, name, wrong


def _wrong(cell: str, column: Column) -> str:
    """Return what is wrong with a cell; empty if nothing is."""
    if not cell:
        return "is empty" if column.required else ""
    if column.type == "date":
        try:
            dt.date.fromisoformat(cell)
        except ValueError:
            return f"{cell!r} is not a date such as 2026-07-14"
    if column.type in NUMBERS:
        try:
            value = float(cell)
        except ValueError:
            return f"{cell!r} is not a number"
        if column.type != "days" and not (value >= 0 and value.is_integer()):
            return f"{cell} is not a whole number of at least 0"
    if column.allowed and cell not in column.allowed:
        hint = nearest(cell, column.allowed) or f"; allowed: {listed(column.allowed)}"
        return f"{cell!r} is not a {column.name}{hint}"
    return ""


def _problem(table: str, line: int | None, column: str, message: str) -> Problem:
    return Problem(f"history/{table}.csv", line, column, message)
