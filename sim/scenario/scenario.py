"""The resolved scenario: what is asked, with nothing implicit.

Every name is checked, every duration is in seconds, every instant in whole seconds since
``as_of`` (UTC; negative before it), every rate per day, every default filled in and every cadence
written out as flights. `sim.scenario.load` makes one from YAML; `sim.engine.program` reads it.
Mappings keep the declared order, which is the order in which ports and pads are tried.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sim.core.clock import instant_at, iso_date
from sim.core.errors import Problem
from sim.core.html import table
from sim.core.jointly import Matrix
from sim.scenario.launchers import AfterRepair, Family, Outage, Pad, RandomOutages
from sim.scenario.pins import FlightPins
from sim.scenario.policy import (
    REACTION,
    AlternatePad,
    EarlyReturn,
    Extension,
    ExtraFlight,
    FlyAgain,
    ForTheStranded,
    LeaveEarly,
    OnLowStock,
    Policy,
    ReserveCraft,
    SeatSwap,
)
from sim.scenario.said import Estimate, Reference, Revision, Speaker, Statements, Truth
from sim.scenario.sampled import Chance, Input
from sim.scenario.schema import Assumption, Correlation
from sim.scenario.station import Evacuation, Port, Station, Stock
from sim.scenario.vehicles import (
    Capsules,
    Cargo,
    Deliveries,
    Line,
    People,
    PullForward,
    VehicleClass,
)

__all__ = [
    "REACTION",
    "AfterRepair",
    "AlternatePad",
    "Assumption",
    "Capsules",
    "Cargo",
    "Chance",
    "Correlation",
    "Deliveries",
    "Dump",
    "EarlyReturn",
    "Estimate",
    "Evacuation",
    "Extension",
    "ExtraFlight",
    "Family",
    "Flight",
    "FlightPins",
    "FlyAgain",
    "ForTheStranded",
    "Headline",
    "Input",
    "LeaveEarly",
    "Line",
    "NamedPolicy",
    "OnLowStock",
    "Outage",
    "Pad",
    "People",
    "Person",
    "Pins",
    "Policy",
    "Port",
    "PullForward",
    "RandomOutages",
    "Reference",
    "ReserveCraft",
    "Revision",
    "Scenario",
    "SeatSwap",
    "Speaker",
    "Statements",
    "Station",
    "Stock",
    "Truth",
    "VehicleClass",
    "correlated_inputs",
    "matrix_of",
]


def correlated_inputs(
    correlations: Sequence[Correlation], paths: Sequence[str]
) -> list[tuple[str, ...]]:
    """Return those of the paths that hang together, each group in the order of the alphabet."""
    groups: list[set[str]] = []
    for each in correlations:
        if set(each.between) <= set(paths):
            touched = [group for group in groups if group & set(each.between)]
            groups = [group for group in groups if group not in touched]
            groups.append(set(each.between).union(*touched))
    return sorted(tuple(sorted(group)) for group in groups)


def matrix_of(correlations: Sequence[Correlation], paths: Sequence[str]) -> Matrix:
    """Return the correlations of some inputs as a matrix, 0 where none is stated."""
    stated = {frozenset(each.between): each.normal for each in correlations}
    return tuple(
        tuple(1.0 if a == b else stated.get(frozenset((a, b)), 0.0) for b in paths) for a in paths
    )


@dataclass(frozen=True)
class Person:
    """Somebody who flies: one seat, one segment.

    Parameters
    ----------
    segment : str
        ``none`` of a guest.
    qualifications : tuple of str
        What else they are qualified for, of those that the station counts.
    line : str or None
        The line they came up with (the flight's own unless stated).
    seat : str or None
        The docked vehicle they have a seat in on `as_of`; None while on the ground or stranded.
    aboard_since : int or None
        Seconds, at most 0; None for people still on the ground.
    stranded_since : int or None
        Seconds, at most 0; only for people aboard without a certified seat.
    homes : tuple of str
        The other ships they change into in turn, the last of which takes them home.
    """

    name: str
    segment: str
    line: str | None
    seat: str | None = None
    aboard_since: int | None = None
    stranded_since: int | None = None
    homes: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flight:
    """One vehicle's flight, docked on `as_of` or still to come.

    Parameters
    ----------
    role : {'line', 'visit', 'cargo'}
    planned : int or None
        Planned launch in seconds since `as_of`; None for a vehicle that is docked.
    launched, docked : int or None
        For a vehicle docked on `as_of`: when it flew and docked (at most 0).
    planned_return : int or None
        The stated planned undocking; None means docking plus `stay`. Never None when docked.
    unfit_since : int or None
        A docked vehicle that cannot take its people home, since then.
    spacecraft : str or None
        The named capsule a docked reusable vehicle is, where known.
    slip : Chance or None
        The late slip where it is its own; None for that of its line or class.
    dated : bool
        Whether `replan` is the law of its own date, `planned` its median (MODEL 3.1.13).
    cadence : bool
        True for a flight that the cadence added behind the stated manifest.
    delivers : mapping of str to Input
        By stock what it brings; the class's unless the flight states its own.
    ordered_by_policy : bool
        True for the extra flight of the policy: not planned before it is ordered, `planned` None
        as for a docked vehicle (MODEL 6.12).
    """

    name: str
    role: str
    line: str | None
    vehicle: str
    crew: tuple[Person, ...]
    stay: Input
    limit: Input | None
    transit: Chance
    overlap: Chance | None
    planned: int | None
    replan: Chance | None = None
    slip: Chance | None = None
    dated: bool = False
    planned_return: int | None = None
    launched: int | None = None
    docked: int | None = None
    port: str | None = None
    unfit_since: int | None = None
    spacecraft: str | None = None
    cadence: bool = False
    delivers: Mapping[str, Input] = field(default_factory=dict)
    ordered_by_policy: bool = False


@dataclass(frozen=True)
class NamedPolicy:
    """A policy to compare: its levers, and the flights as they are planned under it.

    Increments of another length and an extra flight change the flights; the rest does not.
    """

    name: str
    policy: Policy
    flights: tuple[Flight, ...] = field(repr=False)

    @property
    def title(self) -> str:
        """What tables and figures call it."""
        return self.policy.title


@dataclass(frozen=True)
class Pins:
    """What a scenario fixes by name (MODEL 1.4).

    ``repairs`` maps a stated outage to the duration of its repair, ``begins`` to its date,
    ``outages`` a pad to exactly its random outages, ``stand_downs`` a family to exactly its
    groundings by other customers, both as (from, to) pairs; ``evacuations`` are all that the
    station has, None where they are sampled.
    """

    rest_as_planned: bool = False
    flights: Mapping[str, FlightPins] = field(default_factory=dict)
    repairs: Mapping[str, int] = field(default_factory=dict)
    begins: Mapping[str, int] = field(default_factory=dict)
    outages: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    stand_downs: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    evacuations: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True)
class Headline:
    """What the first screen asks: these lines, gaps longer than `gap` begun before `by`.

    ``titles`` has what people read in place of a line's name, where that is stated.
    """

    lines: tuple[str, ...]
    by: int
    gap: int
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)


class Dump:
    """A text that is written when it is first asked for: most scenarios are played unwritten."""

    def __init__(self, write: Callable[[], str]) -> None:
        self._write = write

    @cached_property
    def text(self) -> str:
        """What is written, and kept from then on."""
        return self._write()

    def __reduce__(self) -> tuple[Callable[[str], Dump], tuple[str]]:
        return _dumped, (self.text,)


def _dumped(text: str) -> Dump:
    return Dump(lambda: text)


@dataclass(frozen=True, repr=False)
class Scenario:
    """A resolved scenario. ``until`` and all instants are seconds since `as_of`.

    ``assumed`` names the assumptions that are in place, ``known_by`` is the date by which its
    estimates are known (None for all of them), and ``said_later`` has the date on which each of the
    others was first said. ``titles`` has by section and name what people read in place of a name,
    where that is stated. ``also_said`` are estimates that are scored and not played. ``text`` is
    the scenario as YAML with nothing implicit, ``dumped`` by whom it was resolved: it loads to the
    same scenario again, but for that date.
    """

    name: str
    file: str
    title: str
    question: str
    as_of: dt.datetime
    until: int
    station: Station
    families: Mapping[str, Family]
    pads: Mapping[str, Pad]
    vehicles: Mapping[str, VehicleClass]
    lines: Mapping[str, Line]
    cargo: Mapping[str, Cargo]
    flights: tuple[Flight, ...]
    people: People
    policy: Policy
    pins: Pins
    estimates: Mapping[str, Estimate]
    default_estimate: str | None
    headline: Headline
    policies: Mapping[str, NamedPolicy] = field(default_factory=dict)
    also_said: Mapping[str, Estimate] = field(default_factory=dict)
    statements: Statements = field(default_factory=lambda: Statements())
    assumptions: Mapping[str, Assumption] = field(default_factory=dict)
    assumed: tuple[str, ...] = field(default=(), compare=False)
    known_by: dt.date | None = None
    said_later: Mapping[str, dt.date] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    correlations: tuple[Correlation, ...] = ()
    dumped: Dump = field(default=_dumped(""), compare=False, repr=False)

    @property
    def text(self) -> str:
        """The scenario as YAML with nothing implicit."""
        return self.dumped.text

    def with_(self, values: Mapping[str, object]) -> Scenario:
        """Return the scenario with other values, checked as a file is.

        An estimate or policy that was applied is no part of it: apply it again.

        Parameters
        ----------
        values : mapping
            By path, such as ``{"pads.site-31.turnaround": "10 d"}``: the paths of ``--set``. A
            value is text, a number, a date, or a list or mapping of them, and replaces what the
            path holds.

        Raises
        ------
        ScenarioError
            With everything that is wrong with it, each with its path.
        """
        from sim.scenario.loading import changed  # which imports this module

        return changed(self, values)

    def outline(self) -> list[tuple[str, str]]:
        """Return what the scenario is about, a line each: what it says, and of what."""
        docked = [flight.name for flight in self.flights if flight.docked is not None]
        return [
            ("title", self.title),
            ("forecast", self._span),
            ("docked", ", ".join(self.called("docked", name) for name in docked)),
            ("lines", ", ".join(self.called("lines", name) for name in self.lines)),
            ("flights to come", str(len(self.flights) - len(docked))),
            ("pads", ", ".join(self.called("pads", name) for name in self.pads)),
            ("estimates", ", ".join(self.estimates)),
            ("policies", ", ".join(self.policies)),
            ("assumed", ", ".join(self.assumed)),
        ]

    @property
    def _span(self) -> str:
        return f"{iso_date(self.as_of)} to {iso_date(instant_at(self.as_of, self.until))}"

    def __repr__(self) -> str:
        flights = f"{len(self.flights)} flights"
        return f"<Scenario {self.name}: {self.title!r}, {self._span}, {flights}>"

    def _repr_html_(self) -> str:
        return table((), ((head, text) for head, text in self.outline() if text), self.name)

    def called(self, section: str, name: str) -> str:
        """Return what people read in place of a name of lines, pads, flights and the like."""
        return self.titles.get(section, {}).get(name, name)
