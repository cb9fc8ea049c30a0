"""Reading and writing the memory of a replication.

These functions exist only compiled: `sim.engines.fast.lowering` makes each of them one or two
machine instructions. A record is a place in memory, so that setting one of its words sets it there.
"""

from __future__ import annotations

from sim.core.inverse import Columns
from sim.engines.fast.layout import (
    Family,
    Flight,
    Law,
    Open,
    Pad,
    Person,
    Queue,
    Segment,
    Ship,
    Stock,
    VehicleClass,
    World,
)


class OnlyCompiledError(RuntimeError):
    """Interpreted Python cannot read the memory of a replication."""


def ship_at(w: World, number: int) -> Ship:
    """The ship of that number."""
    raise OnlyCompiledError


def flight_at(w: World, number: int) -> Flight:
    """What the scenario says of the flight of that number."""
    raise OnlyCompiledError


def queue_at(w: World, number: int) -> Queue:
    """The line, cargo class or visit of that number."""
    raise OnlyCompiledError


def class_at(w: World, number: int) -> VehicleClass:
    """The vehicle class of that number."""
    raise OnlyCompiledError


def pad_at(w: World, number: int) -> Pad:
    """The pad of that number."""
    raise OnlyCompiledError


def family_at(w: World, number: int) -> Family:
    """The launcher family of that number."""
    raise OnlyCompiledError


def person_at(w: World, number: int) -> Person:
    """The person of that number."""
    raise OnlyCompiledError


def segment_at(w: World, number: int) -> Segment:
    """The segment of that number."""
    raise OnlyCompiledError


def open_at(w: World, number: int) -> Open:
    """The episode that may be open at that place: lines, segments, below minimum, de-crewed."""
    raise OnlyCompiledError


def stock_at(w: World, number: int) -> Stock:
    """The stock of that number."""
    raise OnlyCompiledError


def law_at(w: World, number: int) -> Law:
    """The law of that number."""
    raise OnlyCompiledError


def get(w: World, at: int) -> int:
    """The word at a place."""
    raise OnlyCompiledError


def put(w: World, at: int, value: int) -> None:
    """Set the word at a place."""
    raise OnlyCompiledError


def get_number(w: World, at: int) -> float:
    """The real number at a place."""
    raise OnlyCompiledError


def put_number(w: World, at: int, value: float) -> None:
    """Set the real number at a place."""
    raise OnlyCompiledError


def words(w: World, at: int, count: int) -> list[int]:
    """The words from a place on, as a sequence that a rule can read."""
    raise OnlyCompiledError


def numbers(w: World, at: int, count: int) -> list[float]:
    """The real numbers from a place on, as a sequence."""
    raise OnlyCompiledError


def half_words(w: World, at: int, count: int) -> list[int]:
    """The 32-bit words from a place on, two to a word, as a sequence."""
    raise OnlyCompiledError


def parts(w: World) -> Columns:
    """The parts of all laws as they are in this replication."""
    n = w.parts
    return Columns(
        weight=numbers(w, w.weight_at, n),
        kind=words(w, w.kind_at, n),
        a=numbers(w, w.a_at, n),
        b=numbers(w, w.b_at, n),
        c=numbers(w, w.c_at, n),
        first=words(w, w.first_at, n),
        last=words(w, w.last_at, n),
        scale=numbers(w, w.scale_at, n),
        low_u=numbers(w, w.low_u_at, n),
        high_u=numbers(w, w.high_u_at, n),
        table=numbers(w, w.table_at, w.table),
    )
