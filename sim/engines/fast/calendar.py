"""Events to come: whole numbers, each a second, a rank and an entity, in order (MODEL 9).

They stand in rising order before a few sentinels, the earliest first. A few dozen wait at a time,
most of them far off: what is scheduled finds its place a few steps of `STRIDE` on, and taking one
out is a single step. A binary heap is slower here: its branches cannot be predicted.

A key has room for 2,177 years; a scenario's dates lie between 1900 and 2999.

Planners and director look at most once at a time, at the end of the second in which they are asked
to; their looks stand by themselves. So does the next look at a stock: it moves whenever a vehicle
docks or undocks.
"""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines.fast.layout import Queue, Ship, World
from sim.engines.fast.memory import get, put, ship_at, stock_at
from sim.engines.where import Where
from sim.rules import events
from sim.rules.events import priority

RANK_BITS = 6
KEY_BITS = events.ENTITY_BITS + RANK_BITS
ENTITY_MASK = (1 << events.ENTITY_BITS) - 1
RANK_MASK = (1 << RANK_BITS) - 1
NO_EVENT = NEVER
STRIDE = 8
"""How many events make way at a time: fewer branches that could be mispredicted than one by one."""


def schedule(w: World, second: int, rank: int, entity: int) -> None:
    """Have an event at a second; nothing at ``until`` or behind it is played."""
    if second >= w.until:
        return
    if w.events == w.events_room:
        w.overflow = 1
        return
    key = key_of(second, rank, entity)
    place = w.events_at - w.events
    w.events += 1
    put(w, place - 1, min(get(w, place), key))
    while get(w, place) < key:
        for moved in range(place, place + STRIDE):
            put(w, moved, min(get(w, moved + 1), max(get(w, moved), key)))
        place += STRIDE


def next_event(w: World) -> int:
    """Take the earliest event out, a look among them; `NO_EVENT` if there is none."""
    key = get(w, w.events_at - w.events)
    look = min(w.planners_look, w.director_looks, w.stock_looked_at)
    if look <= key:
        return look
    w.events -= 1
    return key


def key_of(second: int, rank: int, entity: int) -> int:
    """An event as one number."""
    return (second << KEY_BITS) + priority(rank, entity)


def second_of(key: int) -> int:
    """The second of an event."""
    return key >> KEY_BITS


def rank_of(key: int) -> int:
    """The rank of an event."""
    return (key >> events.ENTITY_BITS) & RANK_MASK


def entity_of(key: int) -> int:
    """The entity of an event."""
    return key & ENTITY_MASK


# alarms that can be set anew; only the last setting counts ---------------------------------------


def set_departure(w: World, ship: Ship, at: int) -> None:
    """Have the vehicle leave at `at` instead, at once if that has passed, not at all if never."""
    if at < w.now:
        at = w.now
    if at == ship.leaves_at:
        return
    ship.leaves_at = at
    if at < NEVER:
        schedule(w, at, events.UNDOCKS, ship.number)


def set_ready(w: World, queue: Queue, ship: Ship, at: int) -> None:
    """Have the queue's next flight stand ready at `at` instead."""
    if at < w.now:
        at = w.now
    if at == queue.rings_at:
        return
    queue.rings_at = at
    queue.rings_for = ship.number
    if at < NEVER:
        schedule(w, at, events.FLIGHT_READY, ship.number)


def set_stock_looked_at(w: World) -> None:
    """Have the stock looked at next whose alarm rings first."""
    w.stock_looked_at = NO_EVENT
    for number in range(w.stocks):
        at = stock_at(w, number).rings_at
        if at < w.until:
            key = key_of(at, events.STOCK_RESERVE, number)
            w.stock_looked_at = min(w.stock_looked_at, key)


# whoever looks when something has changed --------------------------------------------------------


def planners_look(w: World) -> None:
    """Have every date judged once more at this second, after what else happens at it."""
    w.planners_look = key_of(w.now, events.LOOK, 0)


def director_looks(w: World) -> None:
    """Hold a pass at the end of this second, if any flight stands ready."""
    if w.director_looks < NO_EVENT:
        return
    for number in range(w.queues):
        if get(w, w.asks_from_at + number) <= w.now:
            w.director_looks = key_of(w.now, events.LAUNCH, 0)
            return


def asks(w: World, queue: Queue, ship: Ship) -> None:
    """Note from when on the queue's next flight wants to launch, if it has asked to."""
    if queue.asks:
        put(w, w.asks_from_at + queue.number, max(ship.ready_at, ship.retry_at))


def waits_on_the_ground(w: World, queue: Queue) -> bool:
    """Whether the queue has a next flight and it has not launched."""
    return queue.head >= 0 and ship_at(w, queue.head).where == Where.GROUND
