"""What is sampled together: inputs in rows of one table, and inputs with a rank correlation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from sim.core.errors import nearest
from sim.core.jointly import least_eigenvalue
from sim.scenario.document import Map, Node, Path, Seq, dotted
from sim.scenario.problems import Report
from sim.scenario.scenario import Input, Scenario, correlated_inputs, matrix_of

_NONE = -1e-9
"""An eigenvalue below it is below 0."""


def check_jointly(scenario: Scenario, report: Report) -> None:
    """Note in the report what cannot be sampled together."""
    groups: dict[str, list[tuple[Path, Map]]] = {}
    for path, node in _joint(report.root, ()):
        groups.setdefault(str(node["joint"]), []).append((path, node))
    for name, members in groups.items():
        (first, node), *others = members
        if not others:
            message = f"no other quantity is sampled in the rows of {name!r}"
            report.problem((*first, "joint"), f"{message}{nearest(name, set(groups) - {name})}")
        for path, other in others:
            for key in ("values", "weights"):
                one, two = _listed(node, key), _listed(other, key)
                if len(one) != len(two) or (key == "weights" and one != two):
                    said = f"{len(two)} {key}, and {dotted(first)} has {len(one)}"
                    told = said if len(one) != len(two) else f"weights unlike {dotted(first)}"
                    report.problem(path, f"{told}: rows of {name!r} have one of each")
    if scenario.correlations:
        _check_correlations(scenario, report)


def _joint(node: Node, path: Path) -> Iterator[tuple[Path, Map]]:
    if isinstance(node, Map):
        if node.get("kind") == "empirical" and "joint" in node:
            yield path, node
        for key, value in node.items():
            if (*path, key) != ("assumptions",):
                yield from _joint(value, (*path, key))
    elif isinstance(node, Seq):
        for index, value in enumerate(node):
            yield from _joint(value, (*path, index))


def _listed(node: Map, key: str) -> list[Node]:
    listed = node.get(key)
    return [*listed] if isinstance(listed, Seq) else []


def _check_correlations(scenario: Scenario, report: Report) -> None:
    inputs = {each.path: each for each in _inputs(scenario)}
    uncertain = [path for path, each in inputs.items() if not each.law.is_fixed]
    pairs: dict[frozenset[str], str] = {}
    sound = True
    for each in scenario.correlations:
        at = ("correlations", each.name)
        for place, path in enumerate(each.between):
            message = ""
            if path not in inputs:
                message = f"{path!r} is not sampled once a replication{nearest(path, inputs)}"
            elif path not in uncertain:
                message = f"{path} is known: give it a distribution"
            elif inputs[path].joint:
                message = f"{path} is sampled in rows, which have their correlation"
            if message:
                sound = False
                report.problem((*at, "between", place), message)
        other = pairs.setdefault(frozenset(each.between), each.name)
        if other != each.name:
            sound = False
            report.problem(at, f"is stated twice: by {other} already")
    for paths in correlated_inputs(scenario.correlations, uncertain) if sound else ():
        least = least_eigenvalue(matrix_of(scenario.correlations, paths))
        if least < _NONE:
            report.problem(
                ("correlations",),
                f"{', '.join(paths)} cannot be so: the matrix of their correlations, 0 where none "
                f"is stated, is not positive semidefinite (its least eigenvalue is {least:.2g}): "
                "weaken one, or state those between the others",
            )


def _inputs(node: object) -> Iterator[Input]:
    if isinstance(node, Input):
        yield node
    elif isinstance(node, Mapping):
        for value in node.values():
            yield from _inputs(value)
    elif isinstance(node, tuple):
        for value in node:
            yield from _inputs(value)
    elif is_dataclass(node):
        for each in fields(node):
            yield from _inputs(getattr(node, each.name))
