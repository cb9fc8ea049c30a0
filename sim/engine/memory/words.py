"""The words of a replication's memory, declared once: records of 64-bit words, one behind another.

A record begins with what the program states of its entity (the fields of `sim.engine.program`, in
their order) and goes on with what changes while a replication is played, each word with its first
value where all entities share it. A list is one word: the place of its length, with its items right
behind. A reference to nothing is -1.

A record is a window on one block of memory, `World` at its beginning: to set a word sets it there,
interpreted (a `ctypes.Structure`) as well as compiled (`sim.engine.memory.compiled`).
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from enum import IntEnum
from functools import cache
from inspect import get_annotations
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from sim.core.clock import NEVER
from sim.engine import program
from sim.engine.program import Ints
from sim.outcomes import NULL, Cause, PadState

Words = npt.NDArray[np.int64]

NOBODY = -1
"""A reference to nothing."""

WORD, NUMBER = ctypes.c_int64, ctypes.c_double
TEXT = ("str", "tuple[str, ...]")
"""The types of fields that do not lie in memory; the others are whole numbers, but for `float`."""

NO_EVENT = NEVER
"""The event that never comes."""

STRIDE = 8
"""How many events make way at a time in the list of those to come, which so many others end."""

NOT_YET = -1
"""Nobody has been counted yet."""

ROW = ("second", "rank", "happening", "entity", "cause", "detail", "people")
"""The words of a row; `cause` is `NO_CAUSE` for none."""

ABOARD = 0
"""The happening of a row that only names somebody aboard the launch above it."""

WIDTH = len(ROW)

NO_CAUSE = -1
"""Of a row of which nobody asks why."""


class Unmet(IntEnum):
    """What a pin asks that may not be allowed on time."""

    LAUNCH = 0
    UNDOCK = 1
    UNFIT = 2
    MEDICAL_RETURN = 3


class Where(IntEnum):
    """From its place in the manifest to the ground again; up to `DOCKED` it may still be aboard."""

    GROUND = 0
    FLYING = 1
    DOCKED = 2
    GONE = 3
    LOST = 4
    FAILED = 5
    MERGED = 6


class Record(ctypes.Structure):
    """A record of 64-bit words."""


Kind = TypeVar("Kind", bound=type[Record])


FIRST: dict[type, dict[str, Any]] = {}
"""By record, the first values of its words where all entities share them."""

TABLES: dict[str, type[Record]] = {}
"""The record of each table, by the word of `World` that says where it begins."""


def record(kind: Kind, *others: str) -> Kind:
    """Lay out the words that a record declares, behind those that its program declares."""
    fields: list[tuple[str, Any]] = []
    first = FIRST.setdefault(kind, {})
    for source in reversed(kind.__mro__[:-1]):
        for name, stated in get_annotations(source).items():
            if stated not in TEXT:
                fields.append((name, NUMBER if stated == "float" else WORD))
            if source is kind and name in kind.__dict__:
                first[name] = kind.__dict__[name]
    for name in first:
        delattr(kind, name)
    kind._fields_ = [*fields, *((name, WORD) for name in others)]
    return kind


def table(begins: str) -> Callable[[Kind], Kind]:
    """Lay out the records of a table, which begins where that word of `World` says."""

    def laid_out(kind: Kind) -> Kind:
        TABLES[begins] = record(kind)
        return kind

    return laid_out


@cache
def names(kind: type[Record]) -> tuple[str, ...]:
    """The words of a record, in order."""
    return tuple(name for name, _ in kind._fields_)  # type: ignore[misc]


@cache
def dtype(kind: type[Record]) -> np.dtype[np.void]:
    """The words of a record as a numpy type."""
    numbers = {WORD: np.int64, NUMBER: np.float64}
    return np.dtype([(name, numbers[word]) for name, word in kind._fields_])  # type: ignore[misc]


def size(kind: type[Record]) -> int:
    """How many words a record has."""
    return ctypes.sizeof(kind) // ctypes.sizeof(WORD)


@table("ships_at")
class Ship(Record):
    """One flight's vehicle, from its place in the manifest to the ground again."""

    number: int
    role: int
    classes: int
    queue: int
    place: int
    planned: int
    planned_return: int
    crew: Ints
    own: Ints
    seated: Ints
    where: int = Where.GROUND
    slip: int = 0
    ready_at: int = NEVER
    known_date: int = NEVER
    reason_since: int = NEVER
    pulled_event: int = NEVER
    lacked: int = 0
    lacking: int = NOBODY
    clearing: int = NOBODY
    family: int = NOBODY
    pad: int = NOBODY
    port: int = NOBODY
    scrubs: int = 0
    retry_at: int = -1
    wakes_at: int = -1
    launched: int = NEVER
    docks_at: int = NEVER
    docked: int = NEVER
    undocked: int = NEVER
    limit_at: int = NEVER
    planned_limit: int = NEVER
    last_day: int = NEVER
    empty_seats: int = 0
    flew_empty: int = 0
    past_limit_from: int = 0
    fit: int = 1
    unfit_since: int = NEVER
    serves_as_lifeboat: int = 0
    medical_at: int = NEVER
    cleared_at: int = NEVER
    cleared_for: int = Cause.PORT_CLEARED
    released_at: int = NEVER
    overlap: int = -1
    hold: int = -1
    decided_at: int = NEVER
    alone: int = 0
    wanted_for: int = Cause.PLANNED_RETURN
    extended: int = 0
    tried: int = 0
    campaign: int = -1
    flies_again: int = 0
    leaves_early: int = -1
    cause: int = Cause.PLANNED_RETURN
    leaves_at: int = NEVER
    first_relief: int = NEVER
    place_taken_by: int = NOBODY


@table("flights_at")
class Flight(Record, program.Flight):
    """What the scenario says of a flight and no replication changes."""


@table("queues_at")
class Queue(Record, program.Queue):
    """A line, a cargo class or a visit: ships that fly in order."""

    number: int
    order: Ints
    docked_on_as_of: int
    to_come: int
    taken: int = 0
    head: int = NOBODY
    spacing_until: int = -NEVER
    turn_since: int = 0
    rings_at: int = NEVER
    rings_for: int = NOBODY
    aboard: int = 0
    begun: int = 0
    gap: int = 0
    indirect: int = 0


@table("classes_at")
class VehicleClass(Record, program.VehicleClass):
    """A vehicle class, how many of its spacecraft are ready, and its mishap that is not over."""

    number: int
    certified_at: int = 0
    spacecraft: int = 0
    mishap_since: int = NEVER
    mishap_is_illness: int = 0
    needed_from: int = NEVER
    flies_where_needed: int = 0
    pulled_after_mishap: int = NOBODY
    places_made: int = 0


@table("pads_at")
class Pad(Record, program.Pad):
    """A launch pad; when it is free, for crews too, who holds it and what it owes are lists.

    They are lists of `World`, as rules read them.
    """

    number: int
    dormant: int
    ordered: int = 0
    occurrence: int = 0
    damages_by_others: int = 0
    turned_at: int = 0
    repaired_at: int = NEVER
    stage: int = -1
    repairs: int = 0
    launches_to_prove: int = 0
    in_service_at: int = NEVER
    down_since: int = NEVER
    down_total: int = 0
    launches: int = 0
    damages: int = 0
    told_state: int = PadState.READY


@table("outages_at")
class Outage(Record, program.Outage):
    """A stated outage of a pad: when it begins in this replication, and how long its repair is."""

    number: int
    begins: int = NEVER
    whole_repair: int = NULL


@table("families_at")
class Family(Record, program.Family):
    """A launcher family: until when it is stood down, and why."""

    number: int
    occurrence: int = 0
    loss_until: int = 0
    customers_until: int = 0
    pads_down_since: int = NEVER
    unable_since: int = NEVER
    down_since: int = NEVER
    down_total: int = 0
    launches: int = 0
    losses: int = 0
    lost_in_a_row: int = 0


@table("people_at")
class Person(Record, program.Person):
    """Somebody on the ground, on the way, aboard with a seat, stranded, or home."""

    number: int
    aboard: int = 0
    aboard_since: int = NEVER
    due: int = NEVER
    seat: int = NOBODY
    changes: int = 0
    stranded_since: int = NEVER
    failed: int = NOBODY
    reserved: int = NOBODY
    fitted_at: int = NEVER
    is_stranded: int = 0


@table("segments_at")
class Segment(Record, program.Segment):
    """A segment's crew: how many are aboard, what has been counted."""

    number: int
    aboard: int = 0
    gap: int = 0
    crew_time: int = 0
    lost_time: int = 0


@table("open_at")
class Open(Record):
    """An episode that may be open: of a line, of a segment, below the minimum, or de-crewed."""

    kind: int
    place: int
    is_open: int = 0
    start: int = 0
    cause: int = 0
    vehicle: int = NOBODY
    first_start: int = NULL


@table("nexts_at")
class Next(Record):
    """What is told of one of the next flights of a line: `NULL` where there is nothing to tell."""

    launch: int = NULL
    dock: int = NULL
    overlap: int = NULL
    margin: int = NULL
    direct: int = NULL


@table("stocks_at")
class Stock(Record, program.Stock):
    """A stock: its level at the second to which all were brought, and what is used since.

    `below_since` is `NEVER` above the reserve line; `rings_at` when it is looked at next.
    """

    number: int
    saved: float = 0.0
    level: float = 0.0
    use: float = 0.0
    rings_at: int = NEVER
    below_since: int = NEVER
    below_total: int = 0
    first_below: int = NULL


@table("laws_at")
class Law(Record, program.Law):
    """A law, and its only part where it is `plain`."""

    plain: int
    kind: int
    scale: float
    a: float
    b: float
    c: float
    first: int
    last: int


class World(Record, program.Station, program.Levers):
    """One replication: the clock, what belongs to nobody in particular, and where the rest is."""

    now: int
    replication: int
    round_keys_at: int
    made_at: int
    ahead: int
    ahead_keys_at: int
    ahead_occurrences_at: int
    ahead_at: int
    # how many there are of each entity
    ships: int
    queues: int
    lines: int
    classes: int
    pads: int
    outages: int
    families: int
    people: int
    ports: int
    segments: int
    counted: int
    stocks: int
    # lists, one item a port or a pad, as rules read them
    port_holders: Ints
    free_from: Ints
    crews_from: Ints
    pad_holders: Ints
    owed: Ints
    # lists, one item a queue
    asks_from: Ints
    waiting: Ints
    # lists that grow and shrink
    docked: Ints
    stranded: Ints
    resumed: Ints
    movers: Ints
    movers_by_name: Ints
    early: Ints
    scratch: Ints
    held_pad: Ints
    held_port: Ints
    open_places: Ints
    traffic: Ints
    family_that_serves: int
    pad_that_serves: int
    port_that_serves: int
    # events to come
    events_at: int
    events: int
    events_room: int
    overflow: int
    # laws, parameters and addresses
    parts: int
    table: int
    parts_at: int
    scaled_at: int
    stated_at: int
    table_at: int
    scale_input_at: int
    uncertain: Ints
    inputs_at: int
    sampled_inputs: Ints
    keys_at: int
    streams_at: int
    # spacecraft that were on order on as_of
    on_order: Ints
    spacecraft_room: int
    # planners and director
    pinned: int
    planners_look: int = NO_EVENT
    director_looks: int = NO_EVENT
    stock_looked_at: int = NO_EVENT
    owing: int
    apart: int
    operated_at: int
    on_the_way: int
    left_until: int
    places_since: int
    # levers
    watching: int
    # stocks
    brought_to: int
    # the ledger
    advanced_to: int
    aboard: int
    working: int
    below_minimum: int
    at_most_three: int
    decrewed: int
    ever_decrewed: int
    anybody_stranded: int
    no_lifeboat: int
    stranded_time: int
    no_lifeboat_time: int
    longest_stranding: int
    overstay: int
    longest_stay: int
    past_limit: int
    unmet_medical: int
    steps_at: int
    # what is written down
    logging: int
    log_at: int
    log_count: int
    log_room: int
    episodes_at: int
    episodes: int
    episodes_room: int
    # sums over replications
    fired_at: int
    unmet_at: int
    headcount_at: int
    days: int


record(World, *TABLES)
