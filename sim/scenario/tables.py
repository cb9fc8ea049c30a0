"""Values from a CSV file, or from the record: ``{kind: empirical, csv: x.csv, column: slip_days}``.

An empirical distribution that states no values has those of the rows that its evidence names.
"""

from __future__ import annotations

from pathlib import Path as File

from pydantic import ValidationError

from sim.core.errors import Problem, ScenarioError
from sim.history.sheet import read
from sim.history.table import Row
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
    problems: list[Problem] = []
    try:
        found = _columns(node, file, problems)
    except ScenarioError as error:
        problem = error.problems[0]
        found, told = {}, f"{problem.file}: {problem.message}"
        problems.append(_problem(place, path, told if problem.line is None else str(problem)))
    except ValueError as error:
        found = {}
        problems.append(_problem(place, path, str(error)))
    for each in problems:
        report.keep((*path, "csv"), each)
    where = node.get("where")
    where = where if isinstance(where, Map) else None
    rows = f" where {', '.join(f'{k} is {v}' for k, v in where.items())}" if where else ""
    told = f"{node['csv']}, column {node.get('column')}{rows}" if found.get("values") else ""
    for key in (*_KEYS, *(key for key in _BESIDE if isinstance(node.get(key), str))):
        if key in node:
            node.drop(key)
    if not found.get("values"):
        report.paths.add((*path, "values"))
        found = {"values": Column()}
        found["values"].put(0, place)
    for key, column in found.items():
        node.put(key, column, place)
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


def _columns(node: Map, file: File, problems: list[Problem]) -> dict[str, Column]:
    """Return by its key what each column says in the rows asked for, as values with their units.

    Where a column says which had not ended, those are the values of ``censored``.
    """
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
    sheet = read(files.text_of(path), files.shown(path))
    problems += sheet.problems
    if not sheet.separator:
        return {}
    wanted = {
        head: str(cell)
        for head, cell in (where or {}).items()
        if head in sheet.heads or head not in REMARKS
    }
    weights, censored = (node.get(key) for key in _BESIDE)
    if isinstance(weights, Seq) or isinstance(censored, Seq):
        raise ValueError("weights and censored of a csv are columns: name one")
    beside = [head for head in (weights, censored) if isinstance(head, str)]
    for head in (column, *beside, *wanted):
        if head not in sheet.heads:
            raise ValueError(f"{name} has no column {head!r}{sheet.near(head)}")
    rows = [row for row in sheet.rows if all(row[head] == value for head, value in wanted.items())]
    if not rows and not problems:
        raise ValueError(f"{name} has no such rows with a value in {column!r}")
    found = {"values": Column(column)}
    for row in rows:
        key, head = "values", str(censored)
        try:
            if isinstance(censored, str) and _says_yes(row, head):
                key = "censored"
            for of, named in ((key, column), ("weights", weights)):
                if isinstance(named, str):
                    head = named
                    value = _value(sheet.decimal(row, head), head)
                    found.setdefault(of, Column(head)).put(value, Place(sheet.file, row.line))
        except ValueError as error:
            problems.append(Problem(sheet.file, row.line, f"column {head}", str(error)))
    if not found["values"] and not problems:
        raise ValueError(f"column {censored!r} says of all values that they had not ended")
    return found


def _says_yes(row: Row, column: str) -> bool:
    said = row[column].lower()
    if said not in (*_SAYS_YES, *_SAYS_NO):
        raise ValueError(f"{row[column]!r} is neither yes nor no")
    return said in _SAYS_YES


def _value(cell: str, column: str) -> Scalar:
    value, trap = plain(cell)
    if trap is not None:
        raise ValueError(trap)
    unit = next((unit for end, unit in _UNITS.items() if f"_{column}".endswith(end)), None)
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{cell.lstrip('+')} {unit}" if numeric and unit else value
