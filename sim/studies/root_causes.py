"""What may be behind a bad outcome and can be taken away, and who takes part in a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sim.scenario.scenario import Chance, Pad, Scenario, VehicleClass
from sim.studies import taking_away as away
from sim.studies.taking_away import Change, Unpin

CARGO = "cargo"
"""Cargo ships of all classes are one cause, such as ``docking[cargo]``."""


@dataclass(frozen=True)
class RootCause:
    """Something that may be behind a bad outcome, and can be taken away.

    Parameters
    ----------
    name : str
        Literal and without spaces, such as ``loss[soyuz-2]``.
    words : str
        What people call it, such as ``launch losses of soyuz-2``.
    take_away : callable
        Makes of a scenario the one without it; with those of others in any order.
    planned : bool
        True where the plan itself (MODEL 1.5) is another one without it.
    """

    name: str
    words: str
    take_away: Change = field(repr=False, compare=False)
    planned: bool = False


class Cast:
    """Who takes part in a scenario: what launches and flies nothing is no cause.

    `groups` are classes that are taken together: the key, what people call them, the classes.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        flown = {flight.vehicle for flight in scenario.flights}
        self.classes = [c for name, c in scenario.vehicles.items() if name in flown]
        cargo = [c for c in self.classes if c.crew == 0]
        called = self.called = scenario.called
        self.crewed = [(c.name, called("vehicles", c.name), [c]) for c in self.classes if c.crew]
        self.groups = [*self.crewed, *([(CARGO, "cargo ships", cargo)] if cargo else [])]
        used = {family for c in self.classes for family in c.families}
        self.families = [f for name, f in scenario.families.items() if name in used]
        self.pads = [p for p in scenario.pads.values() if used.intersection(p.families)]

    def cause(
        self,
        name: str,
        words: str,
        sampled: bool,
        *changes: Change,
        flights: Iterable[str] = (),
        unpin: Unpin = away.as_sampled,
    ) -> Iterator[RootCause]:
        """Yield a cause that is sampled, or pinned for one of these flights; nothing else."""
        names, pins = tuple(flights), self.scenario.pins
        pinned = any(n in pins.flights and unpin(pins.flights[n]) != pins.flights[n] for n in names)
        if pinned or (sampled and not pins.rest_as_planned):
            yield RootCause(name, words, away.all_of((*changes, away.pins(names, unpin))))

    def flights(self, classes: Iterable[VehicleClass]) -> list[str]:
        """Return the flights of these classes."""
        names = {c.name for c in classes}
        return [flight.name for flight in self.scenario.flights if flight.vehicle in names]

    def of_line(self, line: str) -> list[str]:
        """Return the flights of a line."""
        return [flight.name for flight in self.scenario.flights if flight.line == line]

    def own(self, key: str, line: str | None = None) -> list[Chance]:
        """Return the re-plans or slips that flights of a line, or of none, state for themselves."""
        flights = [flight for flight in self.scenario.flights if flight.line == line]
        return [getattr(f, key) for f in flights if getattr(f, key) is not None]

    def first_with(self, family: str) -> list[str]:
        """Return the flights that try this family first."""
        return self.flights(c for c in self.classes if c.families[0] == family)

    def first_from(self, pad: Pad) -> list[str]:
        """Return the flights that try this pad first."""
        of_family = {
            f.name: next((p.name for p in self.pads if f.name in p.families), "")
            for f in self.families
        }
        return self.flights(c for c in self.classes if of_family[c.families[0]] == pad.name)
