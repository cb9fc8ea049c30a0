"""What own processes see of the station: views by name that read a replication's memory live.

No view can be set, and none hands out anything that can: what refers to something else gives its
view, what are several a tuple. Times are whole seconds since ``as_of``, None where there is none.
What the model knows and nobody on the ground can, such as when a repair will end, is not shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar, cast

from simpy import Event

from sim.core.clock import NEVER
from sim.engine.memory import words
from sim.engine.memory.access import World
from sim.engine.memory.words import Record, Ship, Where
from sim.engine.rooms.alarms import waits_on_the_ground
from sim.engine.rooms.ground import asked, family_up
from sim.engine.rooms.lacks import first_cause, lacks
from sim.engine.rooms.luck import value
from sim.engine.rooms.repairs import pad_state
from sim.engine.rooms.seats import rescue_since
from sim.outcomes import Cause, Happening, PadState
from sim.rules import flights, stocks

Words = TypeVar("Words", bound=Record)
Shown = TypeVar("Shown")

OF_PAD = flights.LACKS_PAD | flights.LACKS_REQUALIFICATION_PAD
OF_FAMILY = (
    flights.LACKS_FAMILY_LOSS
    | flights.LACKS_FAMILY_CUSTOMERS
    | flights.LACKS_REQUALIFICATION_FAMILY
)
OF_SPACECRAFT = flights.LACKS_SPACECRAFT | flights.LACKS_CERTIFICATION
ROLES = {flights.LINE: "line", flights.VISIT: "visit", flights.CARGO: "cargo"}


class ReadOnly:
    """Something that is made once and cannot be set."""

    __slots__ = ()

    def __init__(self, **slots: Any) -> None:
        for name, it in slots.items():
            object.__setattr__(self, name, it)

    def __setattr__(self, name: str, it: object) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is read-only")


class View(ReadOnly, Generic[Words]):
    """Something that has a name in the scenario, as it is at the moment it is asked."""

    __slots__ = ("_name", "_station", "_w", "_words")
    _name: str
    _station: Whole
    _w: World
    _words: Words

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._name!r})"

    def __str__(self) -> str:
        return self._name

    @property
    def name(self) -> str:
        """Its name in the scenario."""
        return self._name

    def happens(self, happening: Happening) -> Event:
        """Return an event that comes when this happens to it next; its value is the row."""
        return self._station.happens(happening, self._name)


class Shows(Generic[Shown]):
    """A word of a view's record, read when it is asked."""

    def __init__(self, word: str, doc: str, read: Callable[[Any], Shown]) -> None:
        self.word = word
        self.read = read
        self.__doc__ = doc

    def __get__(self, view: View[Any] | None, _: type) -> Shown:
        """Return what it says now."""
        return self.read(getattr(view._words, self.word)) if view else self  # type: ignore[return-value]

    def __set__(self, view: View[Any], it: Shown) -> None:
        """Refuse."""
        raise AttributeError(f"{type(view).__name__} is read-only")


def instant(second: int) -> int | None:
    """An instant, None for never."""
    return second if -NEVER < second < NEVER else None


def when(word: str, doc: str) -> Shows[int | None]:
    """An instant."""
    return Shows(word, doc, instant)


def number(word: str, doc: str) -> Shows[int]:
    """A whole number."""
    return Shows(word, doc, int)


def flag(word: str, doc: str) -> Shows[bool]:
    """Whether something holds."""
    return Shows(word, doc, bool)


class Person(View[words.Person]):
    """Somebody who is aboard, or on a crew list."""

    __slots__ = ()

    @property
    def segment(self) -> Segment | None:
        """The segment whose crew they belong to; a guest to none."""
        number = self._words.segment
        return self._station._segments[number] if number >= 0 else None

    aboard = flag("aboard", "Whether they are aboard.")
    aboard_since = when("aboard_since", "Since when they are, or were last, aboard.")
    due = when("due", "Their planned return.")

    @property
    def seat(self) -> Flight | None:
        """The docked ship in which they have a certified seat home."""
        return self._station._flight(self._words.seat)

    @property
    def stranded_since(self) -> int | None:
        """Since when they have been aboard without a seat; None while they are not."""
        return instant(self._words.stranded_since) if self._words.is_stranded else None


class Flight(View[words.Ship]):
    """A flight and its vehicle, from its place in the manifest to the ground again."""

    __slots__ = ()

    @property
    def role(self) -> str:
        """The word ``line``, ``visit`` or ``cargo``."""
        return ROLES[self._words.role]

    @property
    def line(self) -> Line | None:
        """Its line; None for a visit and for cargo."""
        queue = self._words.queue
        return self._station._lines[queue] if queue < self._w.lines else None

    @property
    def spacecraft(self) -> Spacecraft:
        """Its vehicle class."""
        return self._station._classes[self._words.classes]

    @property
    def where(self) -> str:
        """The word ``ground``, ``flying``, ``docked``, ``gone``, ``lost``, ``failed``, ``merged``.

        A flight has ``failed`` that could not dock, and is ``merged`` when another flies for it.
        """
        return Where(self._words.where).name.lower()

    @property
    def crew(self) -> tuple[Person, ...]:
        """Who is to fly up in it, or did."""
        return self._station._people_of(self._w.people_of(self._words.crew))

    @property
    def seated(self) -> tuple[Person, ...]:
        """Who has a certified seat home in it."""
        return self._station._people_of(self._w.people_of(self._words.seated))

    @property
    def planned(self) -> int | None:
        """The planned launch in force; None for a flight that is not ordered yet."""
        known = instant(self._words.known_date)
        return instant(self._words.planned) if known is None else known

    @property
    def stands_ready(self) -> bool:
        """Whether it stands ready to launch, and would if it lacked nothing."""
        return stands_ready(self._w, self._words)

    @property
    def lacks(self) -> tuple[Cause, ...]:
        """What it lacks to launch while it stands ready, the first cause first; else nothing.

        After a scrub it lacks time (`Cause.SCRUB`). `Cause.words` says a cause in words.
        """
        return causes(self._w, self._words) if self.stands_ready else ()

    scrubs = number("scrubs", "How often it has been scrubbed.")
    launched = when("launched", "Its launch.")
    docked = when("docked", "Its docking.")
    planned_return = when("planned_return", "Its planned return in force.")
    limit = when("limit_at", "The end of its stay limit once it is launched, if it has one.")
    undocked = when("undocked", "Its undocking.")

    @property
    def port(self) -> Port | None:
        """The port at which it is docked, or that it holds since its first attempt to launch."""
        holds = [port for port in self._station._ports if port.holder is self]
        return holds[0] if holds else None

    @property
    def pad(self) -> Pad | None:
        """The pad that it holds after a scrub."""
        return self._station._pads[self._words.pad] if self._words.pad >= 0 else None

    is_fit = flag("fit", "Whether it is fit to bring people home.")

    def gets_ready(self) -> Event:
        """Return an event that comes when it stands ready to launch."""
        return self.happens(Happening.FLIGHT_READY)

    def launches(self) -> Event:
        """Return an event that comes when it launches."""
        return self.happens(Happening.LAUNCHES)

    def docks(self) -> Event:
        """Return an event that comes when it docks."""
        return self.happens(Happening.DOCKS)

    def undocks(self) -> Event:
        """Return an event that comes when it undocks."""
        return self.happens(Happening.UNDOCKS)


class Port(View[words.World]):
    """A docking port: a resource for one ship at a time."""

    __slots__ = ("_number",)
    _number: int

    @property
    def capacity(self) -> int:
        """One ship."""
        return 1

    @property
    def count(self) -> int:
        """1 while a ship is docked there, or a flight holds it, from its first attempt on."""
        return int(self.holder is not None)

    @property
    def queue(self) -> tuple[Flight, ...]:
        """Flights that stand ready, lack a port and could use this one, in the order at a pad."""
        return self._station._waiting(flights.LACKS_PORT, self._accepts)

    def _accepts(self, ship: Ship) -> bool:
        return self._w.contains(self._w.class_at(ship.classes).ports, self._number)

    @property
    def holder(self) -> Flight | None:
        """Whose it is."""
        return self._station._flight(self._w.item(self._w.port_holders, self._number))


class Pad(View[words.Pad]):
    """A launch pad: a resource for one launch at a time."""

    __slots__ = ()

    @property
    def capacity(self) -> int:
        """One launch."""
        return 1

    @property
    def count(self) -> int:
        """1 while nobody else can launch from it, else 0.

        While it is down, dormant, in return to service or turned round, or held after a scrub. A
        pad that owes uncrewed launches or takes cargo only is free, though crews may queue.
        """
        free = self._w.item(self._w.free_from, self._words.number) <= self._w.now
        return int(not free or self.holder is not None)

    @property
    def queue(self) -> tuple[Flight, ...]:
        """Flights that stand ready, lack a pad and could launch from this one, in their order."""
        return self._station._waiting(OF_PAD, self._launches)

    def _launches(self, ship: Ship) -> bool:
        families = self._w.families_of(self._w.class_at(ship.classes).families)
        return any(self._w.contains(family.pads, self._number) for family in families)

    @property
    def _number(self) -> int:
        return self._words.number

    @property
    def holder(self) -> Flight | None:
        """The flight that holds it after a scrub."""
        return self._station._flight(self._w.item(self._w.pad_holders, self._number))

    @property
    def state(self) -> PadState:
        """What keeps it from launching crews, the first of several; `PadState.READY` for nothing.

        `PadState.words` says it in words.
        """
        return PadState(pad_state(self._w, self._words))

    down_since = when("down_since", "Since when it is down; None while it is up.")

    @property
    def owed(self) -> int:
        """Uncrewed launches owed before crews may launch."""
        return self._w.item(self._w.owed, self._number)

    launches = number("launches", "Launches from it since ``as_of``.")
    damages = number("damages", "Launches since ``as_of`` that damaged it.")

    def repaired(self) -> Event:
        """Return an event that comes when its repair ends."""
        return self.happens(Happening.REPAIRED)

    def damaged(self) -> Event:
        """Return an event that comes when a launch damages it."""
        return self.happens(Happening.PAD_DAMAGED)

    def outage(self) -> Event:
        """Return an event that comes when an outage of its own begins, without a launch."""
        return self.happens(Happening.PAD_OUTAGE)


class Family(View[words.Family]):
    """A family of launch vehicles: a resource of as many launches as it has pads."""

    __slots__ = ()

    @property
    def capacity(self) -> int:
        """How many pads launch it."""
        return len(self.pads)

    @property
    def count(self) -> int:
        """How many of its pads nobody else can launch from: all while it is stood down."""
        if self.is_stood_down:
            return self.capacity
        return sum(pad.count for pad in self.pads)

    @property
    def queue(self) -> tuple[Flight, ...]:
        """Flights that stand ready and wait for it or for one of its pads, in their order."""
        return self._station._waiting(OF_PAD | OF_FAMILY, self._flies)

    def _flies(self, ship: Ship) -> bool:
        return self._w.contains(self._w.class_at(ship.classes).families, self._words.number)

    @property
    def pads(self) -> tuple[Pad, ...]:
        """The pads that launch it."""
        return tuple(self._station._pads[each] for each in self._w.items_of(self._words.pads))

    @property
    def is_stood_down(self) -> bool:
        """Whether it is stood down."""
        return not family_up(self._w, self._words)

    stood_down_since = when("down_since", "Since when it is stood down; None while it flies.")
    owed = number("owed", "Uncrewed launches owed before it may launch crews.")
    launches = number("launches", "Its launches since ``as_of``.")
    losses = number("losses", "Its launches since ``as_of`` that were lost.")

    def stands_down(self) -> Event:
        """Return an event that comes when a stand-down begins."""
        return self.happens(Happening.STAND_DOWN_BEGINS)

    def flies_again(self) -> Event:
        """Return an event that comes when the last stand-down ends."""
        return self.happens(Happening.STAND_DOWN_ENDS)


class Spacecraft(View[words.VehicleClass]):
    """The spacecraft of a vehicle class."""

    __slots__ = ()

    @property
    def ready(self) -> int | None:
        """How many stand ready for a flight; None where one always does."""
        return None if self._words.reusable < 0 else self._words.spacecraft

    @property
    def is_certified(self) -> bool:
        """Whether the class may carry people."""
        return self._words.certified_at <= self._w.now < self._words.certified_until

    seats = number("seats", "Seats of each.")

    @property
    def families(self) -> tuple[Family, ...]:
        """The launcher families that launch it, in the order in which they are tried."""
        families = self._w.items_of(self._words.families)
        return tuple(self._station._families[each] for each in families)

    @property
    def queue(self) -> tuple[Flight, ...]:
        """Flights that stand ready and lack a spacecraft, or its certification, in their order."""
        return self._station._waiting(OF_SPACECRAFT, self._is_of_it)

    def _is_of_it(self, ship: Ship) -> bool:
        return ship.classes == self._words.number


class Line(View[words.Queue]):
    """A line: flights that relieve each other."""

    __slots__ = ()

    @property
    def flights(self) -> tuple[Flight, ...]:
        """All its flights in order, those that were docked on ``as_of`` first."""
        return self._station._flights_of(self._w.ships_of(self._words.ships))

    @property
    def next_flight(self) -> Flight | None:
        """The flight whose turn it is, on the ground or on its way; None when none is to come."""
        return self._station._flight(self._words.head)

    @property
    def aboard(self) -> tuple[Person, ...]:
        """Who is aboard and came up with it."""
        return self._station._aboard(lambda person: person.line == self._words.number)


class Segment(View[words.Segment]):
    """A segment of the station and its crew, or a qualification and who has it."""

    __slots__ = ()

    @property
    def aboard(self) -> tuple[Person, ...]:
        """Who of its crew is aboard."""
        number = self._words.number
        return self._station._aboard(lambda person: self._w.contains(person.counted, number))

    minimum = number("minimum", "The fewest people that it needs.")
    complement = number("complement", "The people that it is meant to have.")


class Stock(View[words.Stock]):
    """A stock, in the scenario's own unit."""

    __slots__ = ()

    @property
    def level(self) -> float:
        """What is left now."""
        elapsed = self._station.second - self._w.brought_to
        return float(stocks.level_after(self._words.level, self._words.use, elapsed))

    @property
    def use_per_second(self) -> float:
        """What is used in a second, with the people aboard and the ships docked."""
        return self._words.use

    @property
    def reserve(self) -> float:
        """The reserve line."""
        return float(value(self._w, self._words.reserve))

    below_since = when("below_since", "Since when it has been at or below its reserve line.")


class Whole(Protocol):
    """The whole of which everything is a part: how a part finds the others."""

    _pads: tuple[Pad, ...]
    _ports: tuple[Port, ...]
    _families: tuple[Family, ...]
    _classes: tuple[Spacecraft, ...]
    _lines: tuple[Line, ...]
    _segments: tuple[Segment, ...]

    @property
    def second(self) -> int:
        """The whole second that it is."""

    def happens(self, happening: Happening | None, entity: str | None) -> Event:
        """Return an event that comes with the next row of this kind, of this entity."""

    def _flight(self, number: int) -> Flight | None:
        """The flight of a number; None for nobody."""

    def _flights_of(self, ships: Iterable[Ship]) -> tuple[Flight, ...]:
        """The flights of these ships."""

    def _people_of(self, people: Iterable[words.Person]) -> tuple[Person, ...]:
        """These people."""

    def _aboard(self, whether: Callable[[words.Person], bool]) -> tuple[Person, ...]:
        """Those aboard for whom this holds."""

    def _waiting(self, lacks: int, whether: Callable[[Ship], bool]) -> tuple[Flight, ...]:
        """The flights that stand ready, lack one of these and of which this holds, in order."""


# who waits, and for what --------------------------------------------------------------------------


def stands_ready(w: World, ship: Ship) -> bool:
    """Whether a flight stands ready to launch."""
    queue = w.queue_at(ship.queue)
    here = queue.head == ship.number and waits_on_the_ground(w, queue)
    return bool(here and ship.ready_at <= w.now)


def waiting(w: World) -> list[Ship]:
    """The flights that stand ready, in the order at a pad (MODEL 3.3)."""
    heads = (w.ship_at(queue.head) for queue in w.every_queue() if queue.head >= 0)

    def order(ship: Ship) -> tuple[int, int, int]:
        rescues = int(rescue_since(w, ship) < NEVER)
        rank = flights.pad_order(ship.role, rescues, int(asked(w, ship) > 0))
        return rank, ship.known_date, ship.number

    return sorted((ship for ship in heads if stands_ready(w, ship)), key=order)


def lacked(w: World, ship: Ship) -> int:
    """Everything that a flight lacks, as bits; whatever the rooms note of it is as before."""
    serves = w.family_that_serves, w.pad_that_serves, w.port_that_serves
    pad, traffic = cast(int, w.held_pad), cast(int, w.traffic)
    notes = (pad + 1, *range(traffic, traffic + 2 + w.queues))
    kept = [w.get(at) for at in notes]
    found = lacks(w, ship)
    w.family_that_serves, w.pad_that_serves, w.port_that_serves = serves
    for at, word in zip(notes, kept, strict=True):
        w.put(at, word)
    return found


def causes(w: World, ship: Ship) -> tuple[Cause, ...]:
    """What a flight that stands ready lacks, the first cause first."""
    bits, found = lacked(w, ship), []
    while bits:
        found.append(Cause(first_cause(w, ship, bits)))
        bits &= bits - 1
    return (*found, Cause.SCRUB) if ship.retry_at > w.now else tuple(found)
