"""Reading and writing the memory of a replication, interpreted.

`sim.engine.memory.compiled` teaches the compiler the same functions, each as one or two machine
instructions. An iteration goes over what was in the list, or in the table, when it began.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from sim.core.inverse import Columns
from sim.engine.memory import words
from sim.engine.memory.words import Record, Words
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
        place = 8 * (self.at + number * words.size(self.kind))
        found = self[number] = self.kind.from_buffer(self.block, place)  # type: ignore[arg-type]
        return found


class World(words.World):
    """The memory of a replication as its rooms see it: its own words and all others."""

    clock: Any
    account: Any = None
    words: Any
    numbers: Any
    half_words: Any
    records: dict[str, Any]


def world_in(block: Words) -> World:
    """Return the memory of a replication, int64, as a world that is read and written in place."""
    w = World.from_buffer(block)  # type: ignore[arg-type]
    w.words = memoryview(block)  # type: ignore[arg-type]
    w.numbers = w.words.cast("B").cast("d")
    w.half_words = w.words.cast("B").cast("I")
    w.records = {at: Records(kind, block, getattr(w, at)) for at, kind in words.TABLES.items()}
    return w


# records ----------------------------------------------------------------------------------------


class Reading(NamedTuple):
    """A function that reads records, as the compiler is to be taught it.

    The words of `World` say where the records begin and, unless it is told, how many to give.
    """

    function: Callable[..., Any]
    table: str
    how_many: str = ""


ONE: list[Reading] = []
EVERY: list[Reading] = []
LISTED: list[Reading] = []
"""The functions that give one record by its number, each of a table, each of a list."""


def _one(table: str, kind: type[Kind]) -> Callable[[World, int], Kind]:
    """The function that gives the record of a number."""

    def one(w: World, number: int) -> Kind:
        found: Kind = w.records[table][number]
        return found

    ONE.append(Reading(one, table))
    return one


def _every(table: str, count: str, kind: type[Kind]) -> Callable[[World], Iterator[Kind]]:
    """The function that gives every record of a table in turn."""

    def every(w: World) -> Iterator[Kind]:
        return map(w.records[table].__getitem__, range(getattr(w, count)))

    EVERY.append(Reading(every, table, count))
    return every


def _listed(table: str, kind: type[Kind]) -> Callable[..., Iterator[Kind]]:
    """The function that gives the records that a list names, from a place on, in turn."""

    def listed(w: World, items: Ints, place: int = 0) -> Iterator[Kind]:
        return map(w.records[table].__getitem__, items_of(w, items)[place:])

    LISTED.append(Reading(listed, table))
    return listed


ship_at, every_ship = _one("ships_at", words.Ship), _every("ships_at", "ships", words.Ship)
queue_at, every_queue = _one("queues_at", words.Queue), _every("queues_at", "queues", words.Queue)
every_line = _every("queues_at", "lines", words.Queue)
class_at = _one("classes_at", words.VehicleClass)
every_class = _every("classes_at", "classes", words.VehicleClass)
pad_at, every_pad = _one("pads_at", words.Pad), _every("pads_at", "pads", words.Pad)
outage_at = _one("outages_at", words.Outage)
every_outage = _every("outages_at", "outages", words.Outage)
family_at = _one("families_at", words.Family)
every_family = _every("families_at", "families", words.Family)
person_at = _one("people_at", words.Person)
every_person = _every("people_at", "people", words.Person)
segment_at = _one("segments_at", words.Segment)
every_segment = _every("segments_at", "counted", words.Segment)
stock_at, every_stock = _one("stocks_at", words.Stock), _every("stocks_at", "stocks", words.Stock)
flight_at = _one("flights_at", words.Flight)
open_at = _one("open_at", words.Open)
next_at = _one("nexts_at", words.Next)
law_at = _one("laws_at", words.Law)

ships_of = _listed("ships_at", words.Ship)
people_of = _listed("people_at", words.Person)
pads_of = _listed("pads_at", words.Pad)
families_of = _listed("families_at", words.Family)
queues_of = _listed("queues_at", words.Queue)


def docked(w: World) -> Iterator[words.Ship]:
    """The docked ships, in the order in which they docked."""
    return ships_of(w, w.docked)


def stranded(w: World) -> Iterator[words.Person]:
    """Those aboard without a certified seat home."""
    return people_of(w, w.stranded)


# lists ------------------------------------------------------------------------------------------
# The word of a list says where its length is; for the checker of types it is what is in it.


def length(w: World, items: Ints) -> int:
    """How many items are in a list."""
    return int(w.words[items])


def item(w: World, items: Ints, place: int) -> int:
    """The item at a place of a list."""
    at: Any = items
    return int(w.words[at + 1 + place])


def set_item(w: World, items: Ints, place: int, value: int) -> None:
    """Put another item into a place of a list."""
    at: Any = items
    w.words[at + 1 + place] = int(value)


def set_length(w: World, items: Ints, count: int) -> None:
    """Make a list that long; there must be room."""
    w.words[items] = count


def items_of(w: World, items: Ints) -> Sequence[int]:
    """The items of a list, as a sequence that a rule can read."""
    at: Any = items
    return w.words[at + 1 : at + 1 + w.words[at]]  # type: ignore[no-any-return]


# single words -----------------------------------------------------------------------------------


def get(w: World, at: int) -> int:
    """The word at a place."""
    return int(w.words[at])


def put(w: World, at: int, value: int) -> None:
    """Set the word at a place."""
    w.words[at] = int(value)


def get_number(w: World, at: int) -> float:
    """The real number at a place."""
    return float(w.numbers[at])


def put_number(w: World, at: int, value: float) -> None:
    """Set the real number at a place."""
    w.numbers[at] = value


def words_at(w: World, at: int, count: int) -> Any:
    """The words from a place on, as a sequence that a rule can read."""
    return w.words[at : at + count]


def numbers_at(w: World, at: int, count: int) -> Any:
    """The real numbers from a place on, as a sequence."""
    return w.numbers[at : at + count]


def half_words_at(w: World, at: int, count: int) -> Any:
    """The 32-bit words from a place on, two to a word, as a sequence."""
    return w.half_words[2 * at : 2 * at + count]


def parts_of_laws(w: World) -> Columns:
    """The parts of all laws as they are in this replication."""
    n, at, scaled_at = w.parts, w.parts_at, w.scaled_at
    return Columns(
        kind=words_at(w, at, n),
        first=words_at(w, at + n, n),
        last=words_at(w, at + 2 * n, n),
        a=numbers_at(w, at + 3 * n, n),
        b=numbers_at(w, at + 4 * n, n),
        c=numbers_at(w, at + 5 * n, n),
        weight=numbers_at(w, scaled_at, n),
        scale=numbers_at(w, scaled_at + n, n),
        low_u=numbers_at(w, scaled_at + 2 * n, n),
        high_u=numbers_at(w, scaled_at + 3 * n, n),
        table=numbers_at(w, w.table_at, w.table),
    )
