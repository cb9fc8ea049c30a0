"""Values from a CSV file, or from the record: ``{kind: empirical, csv: x.csv, column: slip_days}``.

An empirical distribution that states no values has those of the rows that its evidence names.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path as File

from pydantic import ValidationError

from sim.core.errors import Problem, ScenarioError, nearest
from sim.scenario import files
from sim.scenario.document import Column, Map, Node, Path, Place, Scalar, Seq, dotted, plain
from sim.scenario.evidence import Evidence
from sim.scenario.problems import Report
from sim.scenario.validate import REMARKS, bare

_UNITS = {"_days": "d", "_hours": "h", "_minutes": "min"}
"""What a plain number means in a column whose name ends so, or is no more than that."""

_KEYS = ("csv", "column", "where")
_BESIDE = ("weights", "censored")
"""Keys that may name another column of the same rows."""

_SAYS_YES, _SAYS_NO = ("yes", "true", "1", "x"), ("", "no", "false", "0")


def inline(node: Node, file: File, report: Report, path: Path = ()) -> None:
    """Replace, in a tree just read from a file, each reference to a CSV file by its values."""
    if isinstance(node, Map):
        if node.get("kind") == "empirical" and "csv" in node:
            _inline(node, file, report, path)
        elif node.get("kind") == "empirical" and "evidence" in node and "values" not in node:
            _inline_evidence(node)
        for key, value in node.items():
            inline(value, file, report, (*path, key))
    elif isinstance(node, Seq):
        for index, value in enumerate(node):
            inline(value, file, report, (*path, index))


def _inline(node: Map, file: File, report: Report, path: Path) -> None:
    place = node.places["csv"]
    values: list[Scalar] = []
    beside: dict[str, list[Scalar]] = {}
    try:
        values, beside = _columns(node, file)
    except ScenarioError as error:
        problem = error.problems[0]
        message = f"{problem.file}: {problem.message}"
        report.keep((*path, "csv"), _problem(place, path, message))
    except ValueError as error:
        report.keep((*path, "csv"), _problem(place, path, str(error)))
    where = node.get("where")
    where = where if isinstance(where, Map) else None
    rows = f" where {', '.join(f'{k} is {v}' for k, v in where.items())}" if where else ""
    told = f"{node['csv']}, column {node.get('column')}{rows}" if values else ""
    for key in (*_KEYS, *(key for key in _BESIDE if isinstance(node.get(key), str))):
        if key in node:
            node.drop(key)
    for key, cells in {"values": values or [0], **beside}.items():
        sequence = Column()
        for value in cells:
            sequence.put(value, place)
        node.put(key, sequence, place)
    if told and "source" not in node:
        node.put("source", told, place)


def _inline_evidence(node: Map) -> None:
    """Put the values of the rows in; what is wrong with the evidence is told with the models."""
    try:
        evidence = Evidence.model_validate(bare(node["evidence"]))
    except ValidationError:
        return
    if evidence.column is None:
        return
    place = node.places["evidence"]
    sequence = Column()
    for row in evidence.rows.rows:
        if row[evidence.column]:
            sequence.put(_value(row[evidence.column], evidence.column), place)
    node.put("values", sequence, place)


def _problem(place: Place, path: Path, message: str) -> Problem:
    return Problem(place.file, place.line, dotted((*path, "csv")), message)


def _columns(node: Map, file: File) -> tuple[list[Scalar], dict[str, list[Scalar]]]:
    """Return the values in the rows asked for, and those of the columns beside by their keys.

    Where a column says which had not ended, those are the values of ``censored``.
    """
    weights, censored = (node.get(key) for key in _BESIDE)
    if isinstance(weights, Seq) or isinstance(censored, Seq):
        raise ValueError("weights and censored of a csv are columns: name one")
    rows = _rows(node, file, [head for head in (weights, censored) if isinstance(head, str)])
    column = str(node["column"])
    values = [_value(row[column].strip(), column) for row in rows]
    if isinstance(weights, str):
        return values, {"weights": [_value(row[weights].strip(), weights) for row in rows]}
    if not isinstance(censored, str):
        return values, {}
    runs = []
    for number, row in enumerate(rows, 1):
        said = row[censored].strip().lower()
        if said not in (*_SAYS_YES, *_SAYS_NO):
            message = f"column {censored!r}, value {number}: {said!r} is neither yes nor no"
            raise ValueError(message)
        runs.append(said in _SAYS_YES)
    ended = [value for value, runs_on in zip(values, runs, strict=True) if not runs_on]
    if not ended:
        raise ValueError(f"column {censored!r} says of all values that they had not ended")
    running = [value for value, runs_on in zip(values, runs, strict=True) if runs_on]
    return ended, {"censored": running} if running else {}


def _rows(node: Map, file: File, beside: list[str]) -> list[dict[str, str]]:
    """Return the rows asked for that have a value in the column, cells by heading."""
    name, column, where = (node.get(key) for key in _KEYS)
    if "values" in node:
        raise ValueError("state values or csv, not both")
    if not isinstance(name, str) or not isinstance(column, str):
        raise ValueError("needs the name of a file, and a column")
    if where is not None and not isinstance(where, Map):
        raise ValueError("where is a mapping such as {vehicle: Soyuz MS}")
    path, trouble = files.beside(name, file)
    if path is None:
        raise ValueError(trouble)
    try:
        rows = list(csv.DictReader(io.StringIO(files.text_of(path)), strict=True))
    except csv.Error as error:
        raise ValueError(f"{name} is not a CSV file: {error}") from None
    heads = list(rows[0]) if rows else []
    wanted = {
        head: str(cell)
        for head, cell in (where or {}).items()
        if head in heads or head not in REMARKS
    }
    for head in (column, *beside, *wanted):
        if head not in heads:
            raise ValueError(f"{name} has no column {head!r}{nearest(head, filter(None, heads))}")
    found = [
        row
        for row in rows
        if row[column] and all(row[head] == value for head, value in wanted.items())
    ]
    if not found:
        raise ValueError(f"{name} has no such rows with a value in {column!r}")
    return found


def _value(cell: str, column: str) -> Scalar:
    value, trap = plain(cell)
    if trap is not None:
        raise ValueError(f"column {column!r}: {trap}")
    unit = next((unit for end, unit in _UNITS.items() if f"_{column}".endswith(end)), None)
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{cell.lstrip('+')} {unit}" if numeric and unit else value
