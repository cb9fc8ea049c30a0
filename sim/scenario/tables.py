"""Values from a CSV file, or from the record: ``{kind: empirical, csv: x.csv, column: slip_days}``.

An empirical distribution that states no values has those of the rows that its evidence names.
"""

from __future__ import annotations

from pathlib import Path as File

from pydantic import ValidationError

from sim.core.errors import Problem, ScenarioError
from sim.history.sheet import read
from sim.scenario import files
from sim.scenario.document import Column, Map, Node, Path, Place, Scalar, Seq, dotted, plain
from sim.scenario.evidence import Evidence
from sim.scenario.problems import Report
from sim.scenario.validate import REMARKS, bare

_UNITS = {"_days": "d", "_hours": "h", "_minutes": "min"}
"""What a plain number means in a column whose name ends so, or is no more than that."""

_KEYS = ("csv", "column", "where")


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
        column = _column(node, file, problems)
    except ScenarioError as error:
        problem = error.problems[0]
        column, told = Column(), f"{problem.file}: {problem.message}"
        problems.append(_problem(place, path, told if problem.line is None else str(problem)))
    except ValueError as error:
        column = Column()
        problems.append(_problem(place, path, str(error)))
    for each in problems:
        report.keep((*path, "csv"), each)
    where = node.get("where")
    where = where if isinstance(where, Map) else None
    rows = f" where {', '.join(f'{k} is {v}' for k, v in where.items())}" if where else ""
    told = f"{node['csv']}, column {node.get('column')}{rows}" if column else ""
    for key in _KEYS:
        if key in node:
            node.drop(key)
    if not column:
        report.paths.add((*path, "values"))
        column.put(0, place)
    node.put("values", column, place)
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


def _column(node: Map, file: File, problems: list[Problem]) -> Column:
    """Return the cells of the column in the rows asked for, as values with their units."""
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
    found = Column(column)
    if not sheet.separator:
        return found
    wanted = {
        head: str(cell)
        for head, cell in (where or {}).items()
        if head in sheet.heads or head not in REMARKS
    }
    for head in (column, *wanted):
        if head not in sheet.heads:
            raise ValueError(f"{name} has no column {head!r}{sheet.near(head)}")
    rows = [row for row in sheet.rows if all(row[head] == value for head, value in wanted.items())]
    if not rows and not problems:
        raise ValueError(f"{name} has no such rows with a value in {column!r}")
    for row in rows:
        try:
            value = _value(sheet.decimal(row, column), column)
        except ValueError as error:
            problems.append(Problem(sheet.file, row.line, f"column {column}", str(error)))
        else:
            found.put(value, Place(sheet.file, row.line))
    return found


def _value(cell: str, column: str) -> Scalar:
    value, trap = plain(cell)
    if trap is not None:
        raise ValueError(trap)
    unit = next((unit for end, unit in _UNITS.items() if f"_{column}".endswith(end)), None)
    numeric = isinstance(value, int | float) and not isinstance(value, bool)
    return f"{cell.lstrip('+')} {unit}" if numeric and unit else value
