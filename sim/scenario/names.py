"""The names that a file states, and whether what refers to one is right."""

from __future__ import annotations

from collections.abc import Iterable

from sim.core.errors import listed, nearest
from sim.scenario.document import Map, Path
from sim.scenario.problems import Report
from sim.scenario.validate import REMARKS

_SAID = {
    "families": "a launcher family",
    "pads": "a pad",
    "vehicles": "a vehicle",
    "lines": "a line",
    "ports": "a port",
    "docked": "a docked vehicle",
    "flights": "a flight",
    "estimates": "an estimate",
}

_PLACES: dict[str, tuple[Path, ...]] = {
    "ports": (("station", "ports"),),
    "flights": (("docked",), ("manifest",)),
}


class Names:
    """Looks names up in the tree, so that an entry with a problem of its own is still known."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.cadence: tuple[str, ...] = ()

    def known(self, section: str) -> list[str]:
        """Return the names of a section; ``ports`` and ``flights`` stand for their places."""
        if section == "flights":
            return [*self.known("docked"), *self.known("manifest"), *self.cadence]
        node = self.report.root
        for step in ("station", "ports") if section == "ports" else (section,):
            below = node.get(step) if isinstance(node, Map) else None
            node = below if below is not None else Map()
        stated = [key for key in node if key not in REMARKS] if isinstance(node, Map) else []
        refused = (
            path[-1]
            for path in self.report.paths
            if path[:-1] == _PLACES.get(section, ((section,),))[0]
        )
        return [*stated, *(name for name in refused if isinstance(name, str))]

    def check(self, path: Path, name: str, section: str, *, also: Iterable[str] = ()) -> bool:
        """Return whether the name is known, and note a problem at the path if it is not."""
        known = [*self.known(section), *also]
        if any(self.report.is_bad(place) for place in _PLACES.get(section, ((section,),))):
            return False
        if name in known:
            return True
        hint = nearest(name, known) or f"; there are {listed(known)}" if known else ""
        self.report.problem(path, f"{name!r} is not {_SAID[section]} here{hint}")
        return False

    def check_all(self, path: Path, names: Iterable[str], section: str) -> None:
        """Check each name of a list."""
        for index, name in enumerate(names):
            self.check((*path, index), name, section)
