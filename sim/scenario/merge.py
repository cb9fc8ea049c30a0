"""From a file to one tree: what it extends and removes, what is assumed, what `--set` overrides.

Mappings merge key by key, whatever their depth; values and lists replace. Some mappings mean one
thing as a whole and replace too: another kind of distribution, spacecraft, a crew, an estimate's
answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path as File
from typing import NoReturn

from sim.core.errors import Problem, listed, nearest
from sim.scenario import files, tables
from sim.scenario.document import (
    Column,
    Document,
    Map,
    Node,
    Path,
    Place,
    Seq,
    dotted,
    given,
    node_at,
    read,
)
from sim.scenario.problems import Report
from sim.scenario.validate import REMARKS

MAPPING = "(mapping)"
"""What problems name in place of the file of a scenario that Python gives."""

ALSO_SAID = "also_said"
SAID = ("estimates", ALSO_SAID)
"""The sections of estimates: those that are played, and those that are scored alone."""

NAMED = (
    *("families", "pads", "ranges", "vehicles", "lines", "cargo", "docked", "manifest"),
    *("policies", *SAID, "assumptions"),
)
"""The sections that hold named entries."""

OF_THE_FILE = ("format", "extends", "remove")
"""The keys that belong to the file; nothing is laid over them."""

UNASSUMED = (*OF_THE_FILE, "assumptions")
"""The sections in which an assumption sets nothing."""

OWN_ANSWER = ("repair", "outage", "crew_stage", "said", "quote")
"""The keys of an estimate that its revisions have instead."""

_WHOLE = ("spacecraft", "crew", "evidence")
_CADENCES: dict[str | int, str] = {"lines": "cadence", "cargo": "every"}
_ANSWERS = (("repair", "outage"), ("crew_stage", "outage"))
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,6})\]")


def gather(
    stated: File | Mapping[str, object], overrides: Sequence[str], assume: Sequence[str] = ()
) -> Report:
    """Return a report that holds the merged tree of a file, and what was wrong on the way.

    Parameters
    ----------
    stated : path or mapping
        A mapping holds what a file would, and stands in the working folder.
    overrides : sequence of str
        Texts ``path=value``, laid over the tree behind what is assumed.
    assume : sequence of str
        Names of its assumptions, laid over it in this order.
    """
    file = stated if isinstance(stated, File) else File(MAPPING)
    report = Report(files.shown(file))
    if isinstance(stated, File):
        document = read(files.text_of(file), report.file)
    else:
        document = given({"format": 1, **stated}, report.file)
    report.root = _extended(document, file, (), report)
    lay_assumed(report, list(dict.fromkeys(assume)))
    _check_rivals(report, overrides)
    for override in overrides:
        _override(report, override, file)
    return report


def merged(base: Map, own: Map, path: Path = ()) -> Map:
    """Return the mapping ``own`` laid over the mapping ``base``; neither is changed."""
    result = base.copy()
    if "evidence" in result and "evidence" not in own and own.keys() - {*REMARKS, "weight"}:
        result.drop("evidence")  # of other figures than those
    for rivals in _rivals(own, path):
        stated = [key for key in rivals if key in own]
        for key in rivals:
            if stated and key in result and key not in own:
                result.drop(key)
    for key, value in own.items():
        old = result.get(key)
        if isinstance(old, Map) and isinstance(value, Map) and _merges(key, old, value):
            value = merged(old, value, (*path, key))
        result.put(key, value, own.places[key])
    return result


def _merges(key: str, old: Map, new: Map) -> bool:
    return key not in _WHOLE and new.get("kind", old.get("kind")) == old.get("kind")


def _rivals(own: Map, path: Path) -> tuple[tuple[str, str], ...]:
    """Return the pairs of keys that are two ways to say one thing, so that one ousts the other."""
    if path[:1] and path[0] in SAID and len(path) == 2:
        several = ((key, "together") for key in (*OWN_ANSWER, "of", "revisions"))
        return (*_ANSWERS, *((key, "revisions") for key in OWN_ANSWER), *several)
    if path[:1] and path[0] in SAID and path[2:3] == ("revisions",) and len(path) == 4:
        return _ANSWERS
    if path[:2] == ("pins", "pads"):
        return (("repaired", "repair"),)
    if path[:2] == ("pins", "flights"):
        return (("launch", "slip"),)
    if path[:1] in (("docked",), ("manifest",)) and len(path) == 2:
        return (("line", "class"),)
    return (("sigma", "p90"), ("median", "mean"), ("values", "csv")) if "kind" in own else ()


def _extended(document: Document, file: File, chain: tuple[File, ...], report: Report) -> Map:
    """Return the tree of a file laid over the tree of what it extends."""
    shown = files.shown(file)
    for path, problem in document.problems:
        report.keep(path, problem)
    root = document.root
    if not isinstance(root, Map):
        _stop(report, Place(shown, 1), "", "a scenario is a mapping that starts with `format: 1`")
    if not root and not document.problems:
        _stop(report, Place(shown), "", "the scenario is empty: it says nothing")
    _check_format(root, shown, report)
    tables.inline(root, file, report)
    own = Map()
    for key, value in root.items():
        if key not in ("extends", "remove"):
            own.put(key, value, root.places[key])
    if "extends" not in root:
        if "remove" in root:
            message = "only a scenario that extends another removes something from it"
            _keep(report, root.places["remove"], "remove", message)
        return own
    below = _base(root, file, chain, report)
    text = read(files.text_of(below), files.shown(below))
    base = _extended(text, below, (*chain, file.resolve()), report)
    return merged(_without(base, root, report), own)


def _base(root: Map, file: File, chain: tuple[File, ...], report: Report) -> File:
    """Return the file that a tree extends."""
    name, place = root["extends"], root.places["extends"]
    if not isinstance(name, str):
        _stop(report, place, "extends", "name one scenario, such as baseline")
    found, trouble = files.base(name, file)
    if found is None:
        _stop(report, place, "extends", trouble)
    line = [*chain, file.resolve()]
    if found.resolve() in line:
        names = " -> ".join(step.name for step in (*line[line.index(found.resolve()) :], found))
        circle = "extends itself" if len(line) == 1 else "extends in a circle"
        _stop(report, place, "extends", f"{circle}: {names}")
    return found


def _without(base: Map, root: Map, report: Report) -> Map:
    """Return the base less the paths that ``remove`` lists."""
    paths = root.get("remove", Seq())
    if not isinstance(paths, Seq):
        _keep(report, root.places["remove"], "remove", "a list of paths, such as [manifest.ms-30]")
        return base
    for text, place in zip(paths, paths.places, strict=True):
        *above, last = str(text).split(".")
        levels = [base := base.copy()]
        for key in above:
            below = levels[-1].get(key)
            if not isinstance(below, Map):
                break
            copy = below.copy()
            levels[-1].put(key, copy, levels[-1].places[key])
            levels.append(copy)
        wanted = [*above, last][len(levels) - 1]
        if len(levels) <= len(above) or last not in levels[-1]:
            message = f"{str(text)!r} is not in the base{nearest(wanted, levels[-1])}"
            _keep(report, place, "remove", message)
        else:
            levels[-1].drop(last)
    return base


def _check_format(root: Map, shown: str, report: Report) -> None:
    form = root.get("format")
    place = root.places.get("format", Place(shown))
    if form is None and ("format",) not in report.paths:
        _keep(report, place, "format", "is missing: start the file with `format: 1`")
    elif form is not None and (form != 1 or form is True):
        newer = isinstance(form, int) and form > 1
        cure = "update crewsim, or rewrite the file for format 1" if newer else "write `format: 1`"
        _stop(report, place, "format", f"{form!r} is not a format that this version reads: {cure}")


# --- assumptions ----------------------------------------------------------------------------------


def lay_assumed(report: Report, names: Sequence[str]) -> None:
    """Lay what the assumptions of these names set over the tree; their values keep their places."""
    root = report.root
    assert isinstance(root, Map)
    known = root.get("assumptions")
    known = known if isinstance(known, Map) else Map()
    laid: list[tuple[Path, str]] = []
    for name in names:
        if name not in known or name in REMARKS:
            others = [other for other in known if other not in REMARKS]
            hint = nearest(name, others) or f"; there are {listed(others)}"
            message = f"{name!r} is not an assumption of this scenario{hint}"
            _stop(report, Place(f"--assume {name}"), "", message)
        values = node_at(known, (name, "set"))
        if not isinstance(values, Map):
            continue
        for text, value in values.items():
            if text in REMARKS or not (steps := steps_of(text)) or steps[0] in UNASSUMED:
                continue
            place, path = values.places[text], dotted(("assumptions", name, "set", text))
            rival = next((by for other, by in laid if by != name and _overlap(steps, other)), None)
            if rival is not None:
                message = f"{rival} sets it too, and both are assumed: name one of them"
                _keep(report, place, path, message)
                continue
            laid.append((steps, name))
            _lay(report, steps, value, place, path)


def _overlap(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to one thing, or one of them to a part of the other's."""
    return all(a == b for a, b in zip(one, other, strict=False))


# --- overrides ------------------------------------------------------------------------------------


def _check_rivals(report: Report, overrides: Sequence[str]) -> None:
    """Refuse two overrides of which one sets the other's path, or what that is a part of."""
    for first, second in combinations([text.strip() for text in overrides], 2):
        one, other = (steps_of(text.partition("=")[0]) for text in (first, second))
        if one and other and _overlap(one, other):
            what = "the same" if one == other else "the same, or a part of it"
            message = f"--set {first} sets {what}: name one of them"
            _keep(report, Place(f"--set {second}"), "", message)


def _override(report: Report, override: str, file: File) -> None:
    """Lay ``path=value`` over the tree; the value is YAML."""
    text, equals, value = override.partition("=")
    place = Place(f"--set {text.strip()}")
    steps = steps_of(text)
    if not equals or not steps:
        _stop(report, Place(f"--set {override}"), "", "write path=value, such as until=2027-12-31")
    if steps[0] in OF_THE_FILE:
        _stop(report, place, "", "belongs to the file and cannot be set from outside")
    if not value.strip():
        _stop(report, place, "", "no value: write one after the =")
    document = read(value, place.file)
    for path, problem in document.problems:
        report.keep((*steps, *path), Problem(problem.file, None, problem.path, problem.message))
    if any(not path for path, _ in document.problems):
        return
    _lay_read(report, steps, document.root, place, file)


def lay_given(report: Report, values: Mapping[str, object]) -> None:
    """Lay values of Python's own over the tree, each at its path."""
    seen: list[tuple[str, Path]] = []
    for text, value in values.items():
        place = Place(f"with_ {text}")
        steps = steps_of(str(text))
        if not steps:
            _stop(report, place, "", "is no path: write one such as pads.site-31.turnaround")
        if steps[0] in OF_THE_FILE:
            _stop(report, place, "", "belongs to the file and cannot be set from outside")
        rival = next((other for other, path in seen if _overlap(path, steps)), None)
        if rival is not None:
            _stop(report, place, "", f"{rival} sets the same, or a part of it: name one of them")
        seen.append((text, steps))
        document = given(value, place.file, steps)
        for path, problem in document.problems:
            said = "" if path == steps else problem.path
            report.keep(path, Problem(place.file, None, said, problem.message))
        if not document.problems:
            _lay_read(report, steps, document.root, place, File(MAPPING))


def _lay_read(report: Report, steps: Path, value: Node, place: Place, file: File) -> None:
    """Lay what was just read over the tree, the values of its tables in place of their names."""
    holder = Map()
    holder.put("value", value, place)
    tables.inline(holder, file, report)
    _lay(report, steps, restated(holder["value"], place), place)


def _lay(report: Report, steps: Path, value: Node, place: Place, named: str = "") -> None:
    """Lay a value over the tree (see `_with`).

    Where it changes a cadence or the horizon, flights that cadences have added are left out: they
    are added anew. Only a dump has such flights.
    """
    root = report.root = _with(report, report.root, steps, value, place, (), named)
    cadence = _CADENCES.get(steps[0])
    adds = steps[0] == "until" or (cadence is not None and steps[2:3] in ((), (cadence,)))
    manifest = root.get("manifest") if isinstance(root, Map) else None
    if not adds or not isinstance(manifest, Map):
        return
    stated = Map()
    for name, flight in manifest.items():
        if not (isinstance(flight, Map) and flight.get("cadence") is True):
            stated.put(name, flight, manifest.places[name])
    assert isinstance(root, Map)
    root.put("manifest", stated, root.places["manifest"])


def steps_of(text: str) -> Path:
    """Return the steps of a dotted path; none if the text is no path."""
    text = text.strip()
    found = list(_STEP.finditer(text))
    if "".join(match[0] for match in found) != text.replace(".", ""):
        return ()
    return tuple(int(match[2]) if match[2] else match[1] for match in found)


def _with(
    report: Report,
    node: Node,
    steps: Path,
    value: Node,
    place: Place,
    path: Path,
    named: str = "",
) -> Node:
    """Return a copy of the node in which the path holds the value.

    Parameters
    ----------
    place, named : Place and str
        Where the value is stated, and what a problem there calls it.
    """
    if not steps:
        return value
    step, here = steps[0], (*path, steps[0])
    if isinstance(step, int):
        if not isinstance(node, Seq) or step >= len(node):
            _stop(report, place, named, f"{dotted(here)} is not in the scenario")
        items = Seq()
        for index, item in enumerate(node):
            if index == step:
                items.put(_with(report, item, steps[1:], value, place, here, named), place)
            else:
                items.put(item, node.places[index])
        return items
    result = node.copy() if isinstance(node, Map) else Map()
    if len(path) == 1 and path[0] in NAMED and len(steps) > 1 and step not in result:
        hint = nearest(step, result) or f"; there are {listed(result)}"
        _stop(report, place, named, f"{step!r} is not among the {path[0]} of the scenario{hint}")
    below = _with(report, result.get(step, Map()), steps[1:], value, place, here, named)
    result.put(step, below, place)
    return result


def restated(node: Node, place: Place) -> Node:
    """Return the tree with every part of it at one place, but for rows of tables."""
    if isinstance(node, Map):
        mapping = Map()
        for key, value in node.items():
            mapping.put(key, restated(value, place), place)
        return mapping
    if isinstance(node, Column):
        return node
    if isinstance(node, Seq):
        sequence = Seq()
        for value in node:
            sequence.put(restated(value, place), place)
        return sequence
    return node


def _keep(report: Report, place: Place, path: str, message: str) -> None:
    report.keep((path,), Problem(place.file, place.line, path, message))


def _stop(report: Report, place: Place, path: str, message: str) -> NoReturn:
    """Raise what was found so far and this, after which nothing more can be said."""
    _keep(report, place, path, message)
    report.raise_any()
    raise AssertionError("a problem was kept")
