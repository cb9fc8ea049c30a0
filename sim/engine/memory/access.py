"""Reading and writing the memory of a replication, interpreted: the methods of `World`.

`sim.engine.memory.compiled` teaches the compiler those that read and write as a few machine
instructions each, `sim.engine.clock.compiled` those of the clock; the others it reads as they stand
here. An iteration goes over what was in the list, or in the table, when it began.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from sim.core.inverse import Columns
from sim.engine.memory import words as layout
from sim.engine.memory.words import (
    NO_CAUSE,
    TABLES,
    WIDTH,
    Family,
    Flight,
    Law,
    Next,
    Open,
    Outage,
    Pad,
    Person,
    Queue,
    Record,
    Segment,
    Ship,
    Stock,
    VehicleClass,
    Words,
)
from sim.engine.order import key_of
from sim.engine.program import Ints

Kind = TypeVar("Kind", bound=Record)


class Records(dict[int, Kind], Generic[Kind]):
    """The records of a table by their number, each made when it is first asked for."""

    def __init__(self, kind: type[Kind], block: Words, at: int) -> None:
        self.kind = kind
        self.block = block
        self.at = at

    def __missing__(self, number: int) -> Kind:
        """Return the record of a number that was not asked for before."""
        if number < 0:
            raise IndexError(f"no {self.kind.__name__} has the number {number}")
        place = 8 * (self.at + number * layout.size(self.kind))
        found = self[number] = self.kind.from_buffer(self.block, place)  # type: ignore[arg-type]
        return found


class Reading(NamedTuple):
    """What a method reads, as the compiler is to be taught it: records of a kind.

    One by its number; every one, of which the word `how_many` of `World` says how many there are;
    else those that a list names.
    """

    record: type[Record]
    one: bool = False
    how_many: str = ""


READINGS: dict[Callable[..., Any], Reading] = {}

AT = {kind: at for at, kind in TABLES.items()}
"""The word of `World` that says where the records of a kind begin."""


def _one(kind: type[Kind]) -> Callable[[World, int], Kind]:
    """The method that gives the record of a number."""

    def one(w: World, number: int) -> Kind:
        found: Kind = w.records[AT[kind]][number]
        return found

    READINGS[one] = Reading(kind, one=True)
    return one


def _every(kind: type[Kind], count: str) -> Callable[[World], Iterator[Kind]]:
    """The method that gives every record of a table in turn."""

    def every(w: World) -> Iterator[Kind]:
        return map(w.records[AT[kind]].__getitem__, range(getattr(w, count)))

    READINGS[every] = Reading(kind, how_many=count)
    return every


def _listed(kind: type[Kind]) -> Callable[..., Iterator[Kind]]:
    """The method that gives the records that a list names, from a place on, in turn."""

    def listed(w: World, items: Ints, place: int = 0) -> Iterator[Kind]:
        return map(w.records[AT[kind]].__getitem__, w.items_of(items)[place:])

    READINGS[listed] = Reading(kind)
    return listed


class World(layout.World):
    """The memory of a replication as its rooms see it: its own words and all others.

    The word of a list says where its length is; for the checker of types it is what is in it.
    """

    clock: Any
    account: Any = None
    words: Any
    numbers: Any
    half_words: Any
    records: dict[str, Any]

    # records ------------------------------------------------------------------------------------

    ship_at, every_ship, ships_of = _one(Ship), _every(Ship, "ships"), _listed(Ship)
    queue_at, every_queue, queues_of = _one(Queue), _every(Queue, "queues"), _listed(Queue)
    class_at, every_class = _one(VehicleClass), _every(VehicleClass, "classes")
    pad_at, every_pad, pads_of = _one(Pad), _every(Pad, "pads"), _listed(Pad)
    outage_at, every_outage = _one(Outage), _every(Outage, "outages")
    family_at, every_family, families_of = _one(Family), _every(Family, "families"), _listed(Family)
    person_at, every_person, people_of = _one(Person), _every(Person, "people"), _listed(Person)
    segment_at, every_segment = _one(Segment), _every(Segment, "counted")
    stock_at, every_stock = _one(Stock), _every(Stock, "stocks")
    flight_at, episode_at, next_at, law_at = _one(Flight), _one(Open), _one(Next), _one(Law)
    every_line = _every(Queue, "lines")

    # lists --------------------------------------------------------------------------------------

    def length(self, items: Ints) -> int:
        """How many items are in a list."""
        return int(self.words[items])

    def item(self, items: Ints, place: int) -> int:
        """The item at a place of a list."""
        at: Any = items
        return int(self.words[at + 1 + place])

    def set_item(self, items: Ints, place: int, value: int) -> None:
        """Put another item into a place of a list."""
        at: Any = items
        self.words[at + 1 + place] = int(value)

    def set_length(self, items: Ints, count: int) -> None:
        """Make a list that long; there must be room."""
        self.words[items] = count

    def items_of(self, items: Ints) -> Sequence[int]:
        """The items of a list, as a sequence that a rule can read."""
        at: Any = items
        return self.words[at + 1 : at + 1 + self.words[at]]  # type: ignore[no-any-return]

    def append(self, items: Ints, value: int) -> None:
        """Put a value at the end; there must be room."""
        count = self.length(items)
        self.set_item(items, count, value)
        self.set_length(items, count + 1)

    def put_in_order(self, items: Ints, value: int) -> None:
        """Put a value into a rising list, where it belongs; there must be room."""
        place = self.length(items)
        self.append(items, value)
        while place > 0 and self.item(items, place - 1) > value:
            self.set_item(items, place, self.item(items, place - 1))
            place -= 1
        self.set_item(items, place, value)

    def contains(self, items: Ints, value: int) -> bool:
        """Whether a value is in a list."""
        for each in self.items_of(items):
            if each == value:
                return True
        return False

    def take_out(self, items: Ints, value: int) -> None:
        """Take a value out, and close the gap."""
        left = 0
        for place in range(self.length(items)):
            other = self.item(items, place)
            self.set_item(items, left, other)
            left += 1 if other != value else 0
        self.set_length(items, left)

    def take_out_at(self, items: Ints, place: int) -> None:
        """Take out what is at a place, and close the gap."""
        count = self.length(items) - 1
        for behind in range(place, count):
            self.set_item(items, behind, self.item(items, behind + 1))
        self.set_length(items, count)

    # single words -------------------------------------------------------------------------------

    def get(self, at: int) -> int:
        """The word at a place."""
        return int(self.words[at])

    def put(self, at: int, value: int) -> None:
        """Set the word at a place."""
        self.words[at] = int(value)

    def get_number(self, at: int) -> float:
        """The real number at a place."""
        return float(self.numbers[at])

    def put_number(self, at: int, value: float) -> None:
        """Set the real number at a place."""
        self.numbers[at] = value

    def words_at(self, at: int, count: int) -> Any:
        """The words from a place on, as a sequence that a rule can read."""
        return self.words[at : at + count]

    def numbers_at(self, at: int, count: int) -> Any:
        """The real numbers from a place on, as a sequence."""
        return self.numbers[at : at + count]

    def half_words_at(self, at: int, count: int) -> Any:
        """The 32-bit words from a place on, two to a word, as a sequence."""
        return self.half_words[2 * at : 2 * at + count]

    def parts_of_laws(self) -> Columns:
        """The parts of all laws as they are in this replication."""
        n, at, scaled_at = self.parts, self.parts_at, self.scaled_at
        return Columns(
            kind=self.words_at(at, n),
            first=self.words_at(at + n, n),
            last=self.words_at(at + 2 * n, n),
            a=self.numbers_at(at + 3 * n, n),
            b=self.numbers_at(at + 4 * n, n),
            c=self.numbers_at(at + 5 * n, n),
            weight=self.numbers_at(scaled_at, n),
            scale=self.numbers_at(scaled_at + n, n),
            low_u=self.numbers_at(scaled_at + 2 * n, n),
            high_u=self.numbers_at(scaled_at + 3 * n, n),
            table=self.numbers_at(self.table_at, self.table),
        )

    # what is to come ----------------------------------------------------------------------------

    def schedule(self, second: int, rank: int, entity: int) -> None:
        """Have an event at a second; nothing at ``until`` or behind it is played."""
        if second < self.until:
            self.clock.rings(key_of(second, rank, entity))

    def looks(self, key: int) -> None:
        """Have a look at the event that a word says, if it says so still when that comes.

        Planners, director and whoever watches the stocks look at most once at a time: when, stands
        in a word each, which may be set anew.
        """
        self.clock.rings(
            key, lambda: key in (self.planners_look, self.director_looks, self.stock_looked_at)
        )

    def next_event(self) -> int:
        """Take the earliest event out; `NO_EVENT` if there is none."""
        return int(self.clock.next_event())

    # the event log ------------------------------------------------------------------------------

    def note(
        self, happening: int, rank: int, entity: int, cause: int = NO_CAUSE, detail: int = 0
    ) -> None:
        """Count an event and, if the log is kept, write it down.

        `detail` is one number; `sim.outcomes.DECLARED` says what it means.
        """
        at = self.fired_at + happening
        self.put(at, self.get(at) + 1)
        if self.logging:
            self.write(happening, rank, entity, cause, detail)

    def write(
        self, happening: int, rank: int, entity: int, cause: int = NO_CAUSE, detail: int = 0
    ) -> None:
        """Write a row of the log, which is no event of its own and not counted."""
        if self.log_count == self.log_room:
            self.overflow = 1
            return
        at = self.log_at + WIDTH * self.log_count
        self.log_count += 1
        self.put(at, self.now)
        self.put(at + 1, rank)
        self.put(at + 2, happening)
        self.put(at + 3, entity)
        self.put(at + 4, cause)
        self.put(at + 5, detail)
        self.put(at + 6, self.aboard)

    def unmet(self, what: int, ship: int) -> None:
        """Count that a pin was not allowed on time, once a replication."""
        at = self.unmet_at + 2 * (what * self.ships + ship)
        if self.get(at) != self.replication:
            self.put(at, self.replication)
            self.put(at + 1, self.get(at + 1) + 1)

    def sampled(self, position: int, occurrence: int, number: float) -> None:
        """Tell whoever keeps account that a number was read: nobody, but where the audit looks on.

        Compiled it is nobody.
        """
        if self.account is not None:
            self.account(self.replication, position, occurrence, number)


def world_in(block: Words) -> World:
    """Return the memory of a replication, int64, as a world that is read and written in place."""
    w = World.from_buffer(block)  # type: ignore[arg-type]
    w.words = memoryview(block)  # type: ignore[arg-type]
    w.numbers = w.words.cast("B").cast("d")
    w.half_words = w.words.cast("B").cast("I")
    w.records = {at: Records(kind, block, getattr(w, at)) for at, kind in TABLES.items()}
    return w
