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
    "stocks": "a stock",
    "segments": "a segment",
    "qualifications": "a qualification",
    "people": "a person",
    "docked": "a docked vehicle",
    "flights": "a flight",
    "estimates": "an estimate",
    "outages": "a stated outage",
}

_PLACES: dict[str, tuple[Path, ...]] = {
    "ports": (("station", "ports"),),
    "stocks": (("station", "stocks"),),
    "segments": (("station", "segments"),),
    "qualifications": (("station", "qualifications"),),
    "people": (("docked",), ("manifest",)),
    "flights": (("docked",), ("manifest",)),
}


class Names:
    """Looks names up in the tree, so that an entry with a problem of its own is still known."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.added: tuple[str, ...] = ()

    def known(self, section: str) -> list[str]:
        """Return the names of a section; ``ports`` and the like stand for their places."""
        if section == "flights":
            return [*self.known("docked"), *self.known("manifest"), *self.added]
        node = self.report.root
        for step in _PLACES.get(section, ((section,),))[0]:
            below = node.get(str(step)) if isinstance(node, Map) else None
            node = below if below is not None else Map()
        stated = [key for key in node if key not in REMARKS] if isinstance(node, Map) else []
        refused = (
            path[-1]
            for path in self.report.paths
            if path[:-1] == _PLACES.get(section, ((section,),))[0]
        )
        return [*stated, *(name for name in refused if isinstance(name, str))]

    def check(
        self,
        path: Path,
        name: str,
        section: str,
        *,
        among: Iterable[str] | None = None,
        where: str = "here",
    ) -> bool:
        """Return whether the name is known, and note a problem at the path if it is not.

        Parameters
        ----------
        among : iterable of str, optional
            The names there are; those that the section states unless given.
        where : str
            Ends the sentence that the name is not a pad (a line, ...) here.
        """
        known = self.known(section) if among is None else list(among)
        if any(self.report.is_bad(place) for place in _PLACES.get(section, ((section,),))):
            return False
        if name in known:
            return True
        hint = nearest(name, known) or f"; there are {listed(known)}" if known else ""
        self.report.problem(path, f"{name!r} is not {_SAID[section]} {where}{hint}")
        return False

    def check_all(self, path: Path, names: Iterable[str], section: str) -> None:
        """Check each name of a list."""
        for index, name in enumerate(names):
            self.check((*path, index), name, section)
