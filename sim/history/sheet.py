"""A table that somebody has written, read strictly: by commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from sim.core.errors import Problem, listed, nearest
from sim.history.table import Row

_SEPARATORS = ",;\t"
_DECIMAL = re.compile(r"([-+]?[0-9]+),([0-9]+)( *[a-z]*)")
_WHOLE, _REST = re.compile(r"[-+]?[0-9]+"), re.compile(r"[0-9]+( *[a-z]+)?")
_POINT = re.compile(r"[-+]?[0-9]*\.[0-9]+( *[a-z]*)")


@dataclass
class Sheet:
    """The headings of a table, its sound rows, and what is wrong with the others.

    Parameters
    ----------
    file : str
        The name that problems give it.
    separator : str
        What stands between two cells; an empty text where the table could not be read.
    """

    file: str
    separator: str = ""
    heads: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _commas: dict[str, bool] = field(default_factory=dict)

    def lacks(self, columns: Iterable[str]) -> list[Problem]:
        """Return a problem for each column that has no heading, with the nearest."""
        return [
            Problem(self.file, 1, column, f"no such column{self.near(column)}")
            for column in columns
            if self.separator and column not in self.heads
        ]

    def near(self, column: str) -> str:
        """Return the heading nearest to a name that is none, or all of them, to end a sentence."""
        return nearest(column, self.heads) or f"; there are {listed(self.heads)}"

    def decimal(self, row: Row, column: str) -> str:
        """Return a cell, a number in it with a point; an empty one, or one of two meanings, fails.

        Raises
        ------
        ValueError
            With what is wrong with it.
        """
        cell = row[column]
        if not cell:
            raise ValueError("is empty: write a value, or leave the row out")
        if column not in self._commas:
            cells = (each[column].lower() for each in self.rows)
            self._commas[column] = any(map(_DECIMAL.fullmatch, cells))
        if not self._commas[column]:
            return cell
        if _POINT.fullmatch(cell.lower()):
            raise ValueError(f"{cell!r} has a point, and others here a decimal comma: write one")
        match = _DECIMAL.fullmatch(cell.lower())
        if match is None:
            return cell
        whole, rest, unit = match.groups()
        if len(rest) == 3 and self.separator != ";":
            raise ValueError(
                f"{cell!r} may be {whole}.{rest} or {whole}{rest}: write it without a comma"
            )
        return f"{whole}.{rest}{unit}"


def read(text: str, file: str) -> Sheet:
    """Return the table of a text, with everything that is wrong with its headings and rows."""
    if "\0" in text:
        return _unread(file, 1, "not UTF-8: save the file in that encoding")
    head = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=re.sub(r'"[^"]*"', "", head).count)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True, strict=True
    )
    lines: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells) or len(cells) > 1:
                lines.append((begins, [cell.strip() for cell in cells]))
            begins = reader.line_num + 1
    except csv.Error as error:
        open_quote = "unexpected end" in str(error)
        told = "a quote opens here and nowhere ends" if open_quote else str(error)
        return _unread(file, begins, f"is not a CSV file: {told}")
    if not lines:
        return _unread(file, 1, "is empty: write a heading for each column, and rows")
    (first, heads), *others = lines
    sheet = Sheet(file, separator, heads)
    sheet.problems += [
        Problem(file, first, f"column {number}", "has no heading: name it")
        for number, each in enumerate(heads, 1)
        if not each
    ]
    sheet.problems += [
        Problem(file, first, f"column {each}", "stands in the heading twice: keep one")
        for each, times in Counter(filter(None, heads)).items()
        if times > 1
    ]
    for line, cells in others:
        if len(cells) == len(heads):
            sheet.rows.append(Row(line, dict(zip(heads, cells, strict=True))))
        else:
            sheet.problems.append(Problem(file, line, f"row {line}", _uneven(cells, heads)))
    return sheet


def _unread(file: str, line: int, message: str) -> Sheet:
    return Sheet(file, problems=[Problem(file, line, "", message)])


def _uneven(cells: list[str], heads: list[str]) -> str:
    """Return what is wrong with a row of too many cells, or too few."""
    counted = f"{len(cells)} cell{'s' * (len(cells) != 1)}"
    told = f"{counted} under {len(heads)} heading{'s' * (len(heads) != 1)}"
    if len(cells) < len(heads):
        return f"{told}; write each cell, or none of the row"
    for whole, rest in pairwise(cells):
        if _WHOLE.fullmatch(whole) and _REST.fullmatch(rest.lower()):
            return f"{told}; a decimal comma? write {whole}.{rest}, or quote it"
    return f"{told}; quote a text with a separator in it"
