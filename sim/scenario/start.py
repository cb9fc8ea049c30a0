"""The start of a scenario of one's own: it extends another, and shows what is mostly changed."""

from __future__ import annotations

from pathlib import Path as File
from shlex import quote
from typing import Any

from sim.core.errors import UsageError
from sim.scenario import files
from sim.scenario.document import Path, node_at, read
from sim.scenario.dumping import flow
from sim.scenario.loading import load
from sim.scenario.scenario import Scenario
from sim.scenario.validate import REMARKS

HEAD = """\
# What differs from {base}; everything else is as it says.
# Take the # away from what you change, and from the key above it.
#   crewsim validate {file}    what is wrong or doubtful in it, line by line
#   crewsim compare {file}     the answer under each estimate
# Every key, and recipes: docs/scenario.md
format: 1
extends: {extends}
title: {title}"""

MEANT = {
    "until": "the end of the forecast",
    "pads": "from a launch to the next",
    "estimates": "how long the repair takes, from its beginning",
    "lines": "how late launches are",
    "manifest": "the next flights: a day, a month, a quarter, or NET before one",
    "policies": "what planners may do, to be compared with what the base states",
}
"""What is said behind each of them."""

LONGEST = 90
"""Of a value that is shown; a longer one is left to the base."""

DEEPEST = 2
"""Levels of mappings that have lines of their own."""

LEFT_OUT = (*REMARKS, "evidence")


def start(name: str, base: str = "site-31-outage") -> tuple[File, str]:
    """Return the file of a new scenario, and its text; nothing is written.

    Parameters
    ----------
    name : str
        Of the file, ``.yaml`` or not, in the working folder or another one that is there.
    base : str
        What it extends: a shipped scenario, or a file beside it.

    Raises
    ------
    ScenarioError
        When the base cannot be read.
    UsageError
        When there is such a file already, or it could not extend the base.
    """
    path = File(name if name.endswith((".yaml", ".yml")) else f"{name}.yaml")
    if not name.strip() or not path.parent.is_dir():
        raise UsageError(f"{path}: name a file in a folder that is there")
    if path.exists() or path.is_symlink():
        raise UsageError(f"{path} is there already, and is left as it is: choose another name")
    scenario, extends = load(base), File(base).name if File(base).is_file() else base
    found, trouble = files.base(extends, path)
    if found is None or (File(base).is_file() and found.resolve() != File(base).resolve()):
        why = trouble or "a scenario extends what lies beside it, or a shipped one"
        raise UsageError(f"{base} cannot be extended from {path}: {why}")
    head = HEAD.format(
        base=extends, file=quote(str(path)), extends=flow(extends), title=flow(path.stem)
    )
    lines = [head, ""]
    for key, below in _changes(scenario).items():
        shown = "" if isinstance(below, dict) else f" {_flow(below)}"
        lines.append(f"# {key}:{shown}  # {MEANT[key]}")
        lines += _lines(below, 1) if isinstance(below, dict) else []
    return path, "\n".join([*lines, ""])


def _changes(scenario: Scenario) -> dict[str, Any]:
    """Return what is mostly changed, as the base has it; of estimates and policies one more."""
    root = read(scenario.text, scenario.file).root
    out = [name for name, pad in scenario.pads.items() if pad.outage]
    coming = {f.line: f.name for f in reversed(scenario.flights) if f.line and f.docked is None}
    paths: list[Path] = [("until",)]
    paths += [("pads", name, "turnaround") for name in out]
    paths += [("lines", name, "slip") for name in scenario.lines]
    paths += [("manifest", name, "planned") for name in coming.values()]
    changes: dict[str, Any] = {}
    for path in paths:
        *above, last = path
        value = node_at(root, path)
        if value is not None and len(_flow(value)) <= LONGEST:
            holder = changes
            for key in above:
                holder = holder.setdefault(str(key), {})
            holder[str(last)] = value
    if sum(len(pad.outage) for pad in scenario.pads.values()) == 1:
        view = {"kind": "quantiles", "p10": "60 d", "p50": "150 d", "p90": "400 d"}
        changes["estimates"] = {"my-view": {"title": "How I see the repair", "repair": view}}
    direct = [name for name, line in scenario.lines.items() if line.handover == "direct"]
    if direct:
        waits = {"title": "A ship waits for its relief, limit or not", "hold": direct[:1]}
        changes["policies"] = {"wait": waits}
    return changes


def _lines(below: dict[str, Any], depth: int) -> list[str]:
    """Return a mapping as commented lines, its lowest values on one each."""
    lines = []
    for key, value in below.items():
        indent = "  " * depth
        if isinstance(value, dict) and depth < DEEPEST:
            lines += [f"# {indent}{key}:", *_lines(value, depth + 1)]
        else:
            lines.append(f"# {indent}{key}: {_flow(value)}")
    return lines


def _flow(value: Any) -> str:
    """Return a value as YAML on one line, without its remarks."""
    return flow(_without_remarks(value))


def _without_remarks(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_remarks(v) for k, v in value.items() if k not in LEFT_OUT}
    return [_without_remarks(each) for each in value] if isinstance(value, list) else value
