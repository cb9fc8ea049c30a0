"""Every distribution of a scenario as it was stated: its figures, its source, what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from sim.core import clock
from sim.core.distributions import Law
from sim.scenario.document import Map, Node, Path, Seq, dotted, node_at
from sim.scenario.laws import chance_of, typical
from sim.scenario.loading import tree_of
from sim.scenario.quantities import (
    KINDS,
    NEVER,
    PROBABILITY,
    Distribution,
    Mixture,
    Quantity,
    Unit,
    named_kind,
)
from sim.scenario.scenario import Scenario
from sim.scenario.validate import bare

DAYS, RATE, NUMBER = "d", "per day", ""
"""The units in which figures are told."""

ESTIMATES = ("estimates", "also_said")
"""Sections of what somebody said."""

_ASIDE = ("assumptions", "pins")
"""Sections whose distributions are not those that are played; a law of dates is none of these."""


@dataclass(frozen=True)
class Stated:
    """A distribution at its path.

    Parameters
    ----------
    unit : str
        Of its figures and its law: `DAYS`, `RATE` or `NUMBER`.
    said : str
        Who said it, of an estimate of the repair; else empty.
    """

    path: str
    distribution: Distribution
    unit: str
    law: Law
    source: str
    note: str
    said: str

    def figures(self) -> dict[str, float]:
        """Return the plain figures by key, in the unit; a mixture has the last part's weight."""
        if isinstance(self.distribution, Mixture):
            weights = [getattr(part, "weight", None) or 0.0 for part in self.distribution.parts]
            return {"weight": weights[-1] / sum(weights)}
        keys = (*self.distribution.measured, *self.distribution.bare)
        stated = {key: getattr(self.distribution, key) for key in keys}
        return {
            key: _in(self.unit, value) if key in self.distribution.measured else float(value)
            for key, value in stated.items()
            if isinstance(value, str | int | float) and value != NEVER
        }


def stated(scenario: Scenario) -> list[Stated]:
    """Return the distributions of what is played and of the estimates, in the order of the file."""
    root = tree_of(scenario).root
    assumed = {
        path: str(source)
        for name in scenario.assumed
        if isinstance(entry := node_at(root, ("assumptions", name)), Map)
        and (source := entry.get("source")) is not None
        and isinstance(values := entry.get("set"), Map)
        for path in values
    }
    return [
        _stated(root, path, node, assumed)
        for path, node in _distributions(root, ())
        if path[0] not in _ASIDE and (path[0], path[2:3]) != ("manifest", ("planned",))
    ]


def _distributions(node: Node, path: Path) -> Iterator[tuple[Path, Map]]:
    if isinstance(node, Map):
        if node.get("kind") == "statement":  # what it rests on is who said it
            words = node.get("as_said")
            if words is not None:
                yield from _distributions(words, path)
            return
        kind = node.get("kind")
        if kind in KINDS or (kind and named_kind(kind)) == "named" or (path and "value" in node):
            yield path, node
            yield from _parts(node, path)
            return
        for key, value in node.items():
            yield from _distributions(value, (*path, key))
    elif isinstance(node, Seq):
        for index, value in enumerate(node):
            yield from _distributions(value, (*path, index))


def _parts(node: Map, path: Path) -> Iterator[tuple[Path, Map]]:
    """Yield the parts of a mixture that name the rows they rest on."""
    parts = node.get("parts")
    for index, part in enumerate(parts if isinstance(parts, Seq) else ()):
        if isinstance(part, Map) and "evidence" in part:
            yield (*path, "parts", index), part


def _stated(root: Node, path: Path, node: Map, assumed: dict[str, str]) -> Stated:
    distribution: Distribution = _quantity().validate_python(bare(node))
    distribution = distribution.model_copy(update={"weight": None})  # of a part of a mixture
    estimate = node_at(root, path[:2]) if path[0] in ESTIMATES else None
    entry = estimate if isinstance(estimate, Map) else Map()
    unit = _unit(node)
    return Stated(
        path=dotted(path),
        distribution=distribution,
        unit=unit,
        law=_law(distribution, unit),
        source=str(node.get("source", assumed.get(dotted(path), entry.get("source", "")))),
        note=str(node.get("note", "")),
        said=", ".join(str(entry[key]) for key in ("by", "said") if key in entry),
    )


@cache
def _quantity() -> TypeAdapter[Any]:
    return TypeAdapter(Quantity)


def _unit(node: Node) -> str:
    """Return the unit of the first figure that has one."""
    if isinstance(node, Map):
        keys = [key for key in node if key not in ("source", "note", "evidence", "kind")]
        return next(filter(None, (_unit(node[key]) for key in keys)), NUMBER)
    if isinstance(node, Seq):
        return next(filter(None, map(_unit, node)), NUMBER)
    if node == NEVER:
        return DAYS
    for unit, read in ((DAYS, clock.parse_duration), (RATE, clock.parse_rate)):
        if isinstance(node, str):
            with suppress(ValueError):
                read(node)
                return unit
    return NUMBER


def _in(unit: str, value: str | float) -> float:
    if unit == DAYS:
        return clock.parse_duration(value) / clock.DAY
    return clock.parse_rate(value) if unit == RATE else float(value)


def _law(distribution: Distribution, unit: str) -> Law:
    if distribution.kind == "beta":
        return typical(chance_of(distribution, PROBABILITY, (), once=True))
    wide = Unit(lambda value: _in(unit, value), float("-inf"), float("inf"), "", endless=True)
    return typical(chance_of(distribution, wide, (), once=True))
