"""The whole station as own processes see it, and the events of the model they can wait for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeVar

from simpy import Event

from sim.door.views import (
    Family,
    Flight,
    Line,
    Pad,
    Person,
    Port,
    ReadOnly,
    Segment,
    Spacecraft,
    Stock,
    View,
    lacked,
    waiting,
)
from sim.engine.clock.simpy import Clock
from sim.engine.memory import words
from sim.engine.memory.access import World
from sim.engine.memory.words import Record, Ship
from sim.engine.program import Program
from sim.outcomes import Happening

Kind = TypeVar("Kind", bound=View[Any])
At = Callable[[World, int], Record]
Wait = Callable[[Happening | None, str | None], Event]


class Station(ReadOnly):
    """The station of one replication, to be looked at by own processes; nothing can be set.

    Everything has the name that it has in the scenario. Times are whole seconds since ``as_of``,
    None where there is none. Between two events of the model nothing but the levels of stocks
    changes.

    Attributes
    ----------
    people : mapping of str to Person
        Everybody who is aboard or on a crew list.
    flights : mapping of str to Flight
        All flights, those that were docked on ``as_of`` among them.
    ports, pads, families, spacecraft, lines, segments, stocks : mapping of str to a view
        `spacecraft` are vehicle classes.
    """

    __slots__ = (
        "_classes",
        "_clock",
        "_families",
        "_flights",
        "_lines",
        "_pads",
        "_people",
        "_ports",
        "_segments",
        "_w",
        "_wait",
        "families",
        "flights",
        "lines",
        "pads",
        "people",
        "ports",
        "segments",
        "spacecraft",
        "stocks",
    )
    people: Mapping[str, Person]
    flights: Mapping[str, Flight]
    ports: Mapping[str, Port]
    pads: Mapping[str, Pad]
    families: Mapping[str, Family]
    spacecraft: Mapping[str, Spacecraft]
    lines: Mapping[str, Line]
    segments: Mapping[str, Segment]
    stocks: Mapping[str, Stock]
    _w: World
    _clock: Clock
    _wait: Wait
    _people: tuple[Person, ...]
    _flights: tuple[Flight, ...]
    _ports: tuple[Port, ...]
    _pads: tuple[Pad, ...]
    _families: tuple[Family, ...]
    _classes: tuple[Spacecraft, ...]
    _lines: tuple[Line, ...]
    _segments: tuple[Segment, ...]

    def __init__(self, w: World, program: Program, clock: Clock, wait: Wait) -> None:
        def views(kind: type[Kind], named: Iterable[Any], at: At) -> tuple[Kind, ...]:
            return tuple(
                kind(_name=row.name, _station=self, _w=w, _words=at(w, number))
                for number, row in enumerate(named)
            )

        ports = tuple(
            Port(_name=port.name, _station=self, _w=w, _words=w, _number=number)
            for number, port in enumerate(program.ports)
        )
        super().__init__(
            _w=w,
            _clock=clock,
            _wait=wait,
            _people=views(Person, program.people, World.person_at),
            _flights=views(Flight, program.flights, World.ship_at),
            _ports=ports,
            _pads=views(Pad, program.pads, World.pad_at),
            _families=views(Family, program.families, World.family_at),
            _classes=views(Spacecraft, program.classes, World.class_at),
            _lines=views(Line, program.lines, World.queue_at),
            _segments=views(Segment, program.segments, World.segment_at),
        )
        super().__init__(
            people=by_name(self._people),
            flights=by_name(self._flights),
            ports=by_name(ports),
            pads=by_name(self._pads),
            families=by_name(self._families),
            spacecraft=by_name(self._classes),
            lines=by_name(self._lines),
            segments=by_name(self._segments),
            stocks=by_name(views(Stock, program.stocks, World.stock_at)),
        )

    # what it shows ----------------------------------------------------------------------------

    @property
    def second(self) -> int:
        """The whole second that it is, since ``as_of``."""
        return int(self._clock.now)

    @property
    def until(self) -> int:
        """The second at which the replication ends; nothing at it is played."""
        return self._w.until

    @property
    def aboard(self) -> tuple[Person, ...]:
        """Who is aboard."""
        return self._aboard(lambda person: True)

    @property
    def stranded(self) -> tuple[Person, ...]:
        """Who of them has no certified seat home."""
        return self._people_of(self._w.people_of(self._w.stranded))

    @property
    def ships(self) -> tuple[Flight, ...]:
        """The docked ships, in the order in which they docked."""
        return self._flights_of(self._w.ships_of(self._w.docked))

    @property
    def queue(self) -> tuple[Flight, ...]:
        """All flights that stand ready to launch, in the order at a pad."""
        return self._flights_of(waiting(self._w))

    # what can be waited for -------------------------------------------------------------------

    def happens(self, happening: Happening | None = None, entity: str | None = None) -> Event:
        """Return an event that comes with the next row of the log of this kind.

        The event's value is the row, a `sim.outcomes.LogRow`. It comes in the second of the row,
        behind all that the model does in it, and behind own timeouts that end in it. Rows of one
        second come one after the other: who waits anew at once misses none.

        Parameters
        ----------
        happening : Happening or None
            None for any.
        entity : str or None
            The name of the flight, pad, family, class, person or stock to which it happens; None
            for any.

        Raises
        ------
        KeyError
            When nothing has that name.
        """
        return self._wait(happening, entity)

    def docks(self, ship: str | None = None) -> Event:
        """Return an event that comes when a ship docks, this one or any; see `happens`."""
        return self.happens(Happening.DOCKS, ship)

    def undocks(self, ship: str | None = None) -> Event:
        """Return an event that comes when a ship undocks, this one or any; see `happens`."""
        return self.happens(Happening.UNDOCKS, ship)

    def launches(self, flight: str | None = None) -> Event:
        """Return an event that comes when a flight launches, this one or any; see `happens`."""
        return self.happens(Happening.LAUNCHES, flight)

    # numbers to views -------------------------------------------------------------------------

    def _flight(self, number: int) -> Flight | None:
        return self._flights[number] if number >= 0 else None

    def _flights_of(self, ships: Iterable[Ship]) -> tuple[Flight, ...]:
        return tuple(self._flights[ship.number] for ship in ships)

    def _people_of(self, people: Iterable[words.Person]) -> tuple[Person, ...]:
        return tuple(self._people[person.number] for person in people)

    def _aboard(self, whether: Callable[[words.Person], bool]) -> tuple[Person, ...]:
        everybody = self._w.every_person()
        return self._people_of(each for each in everybody if each.aboard and whether(each))

    def _waiting(self, lacks: int, whether: Callable[[Ship], bool]) -> tuple[Flight, ...]:
        """The flights that stand ready, lack one of these and of which this holds, in order."""
        return self._flights_of(
            ship for ship in waiting(self._w) if whether(ship) and lacked(self._w, ship) & lacks
        )


def by_name(views: Sequence[Kind]) -> Mapping[str, Kind]:
    """Views by their names, read-only."""
    return MappingProxyType({view.name: view for view in views})
