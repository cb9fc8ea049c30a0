"""The events to come, compiled: keys in rising order before a few sentinels, the earliest first.

A few dozen wait at a time, most of them far off: what is scheduled finds its place a few steps of
`STRIDE` on, and taking one out is a single step. A binary heap is slower here: its branches cannot
be predicted. Looks stand in their words alone.
"""

from collections.abc import Callable
from typing import Any

from sim.engine.memory import World
from sim.engine.memory.words import STRIDE
from sim.engine.order import key_of


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
    w.put(place - 1, min(w.get(place), key))
    while w.get(place) < key:
        for moved in range(place, place + STRIDE):
            w.put(moved, min(w.get(moved + 1), max(w.get(moved), key)))
        place += STRIDE


def looks(w: World, key: int) -> None:
    """Nothing: `next_event` reads the words."""


def next_event(w: World) -> int:
    """Take the earliest event out, a look among them; `NO_EVENT` if there is none."""
    key = w.get(w.events_at - w.events)
    look = min(w.planners_look, w.director_looks, w.stock_looked_at)
    if look <= key:
        return look
    w.events -= 1
    return key


CLOCK: dict[str, Callable[..., Any]] = {
    "schedule": schedule,
    "looks": looks,
    "next_event": next_event,
}
"""What compiled code calls instead of the methods of `World`."""
