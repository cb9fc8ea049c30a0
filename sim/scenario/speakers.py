"""Who speaks: the record of each class of speaker, brought to the statements that name it."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from sim.core.errors import listed, nearest
from sim.scenario.document import Path
from sim.scenario.problems import Report
from sim.scenario.said import Speaker, Statements
from sim.scenario.values import read

_LAW = ("n", "p10", "p50", "p90", "error")


def recorded(data: Any, report: Report) -> None:
    """Put into each statement of the data of a file what its record says.

    An unknown class of speaker is a problem of the statement; what is wrong with the classes
    themselves is told by their models.
    """
    try:
        section = data.get("statements", {}) if isinstance(data, dict) else {}
        known = read(Statements, section)
    except ValidationError:
        known = None
    _walk(data, (), known, report)


def like(name: str, speakers: dict[str, Speaker]) -> Speaker | None:
    """Return the class whose law a class has: itself, or the one that it is like."""
    found = speakers.get(name)
    return found if found is None or found.like is None else speakers.get(found.like)


def check_speakers(known: Statements, report: Report) -> None:
    """Check that each class of speaker has a law, of its own or another's."""
    for name, speaker in known.speakers.items():
        path: Path = ("statements", "speakers", name)
        given = [key for key in _LAW if getattr(speaker, key) is not None]
        if speaker.like is not None:
            other = known.speakers.get(speaker.like)
            if given:
                report.problem((*path, given[0]), "belongs to a record: this class is like another")
            elif other is None or other.like is not None:
                own = [key for key, each in known.speakers.items() if each.like is None]
                hint = nearest(speaker.like, own) or f"; there are {listed(own)}"
                message = f"{speaker.like!r} is no class with a record of its own{hint}"
                report.problem((*path, "like"), message)
        elif len(given) < len(_LAW):
            lacking = ", ".join(key for key in _LAW if key not in given)
            report.problem(path, f"needs {lacking}, or `like` another class")
        elif not _rises(speaker):
            report.problem((*path, "p10"), "p10, p50 and p90 must rise")


def _rises(speaker: Speaker) -> bool:
    points = [speaker.p10 or 0.0, speaker.p50 or 0.0, speaker.p90 or 0.0]
    return 0.0 < points[0] < points[1] < points[2]


def _walk(node: Any, path: Path, known: Statements | None, report: Report) -> None:
    if isinstance(node, list):
        for index, value in enumerate(node):
            _walk(value, (*path, index), known, report)
    elif isinstance(node, dict):
        for key, value in list(node.items()):
            _walk(value, (*path, key), known, report)
        if node.get("kind") == "statement":
            if "record" in node:
                report.problem((*path, "record"), "is not a key here: statements.speakers has it")
            node["record"] = None if known is None else _record(node, path, known, report)


def _record(
    node: dict[str, Any], path: Path, known: Statements, report: Report
) -> dict[str, Any] | None:
    name = node.get("speaker")
    if not isinstance(name, str):
        return None
    if name not in known.speakers:
        hint = nearest(name, known.speakers) or f"; there are {listed(known.speakers)}"
        message = f"{name!r} is not a class of speaker of statements.speakers{hint}"
        report.problem((*path, "speaker"), message)
        return None
    speaker = like(name, known.speakers)
    if speaker is None or not _rises(speaker):
        return None
    return {
        "reading": node.get("reading") or known.reading,
        "longest": None if known.longest is None else str(known.longest),
        "undercut": float(known.undercut),
        **{key: float(getattr(speaker, key)) for key in ("p10", "p50", "p90")},
    }
