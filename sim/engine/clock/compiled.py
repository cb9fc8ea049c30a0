"""The events to come, compiled: keys in rising order before a few sentinels, the earliest first.

A few dozen wait at a time, most of them far off: what is scheduled finds its place a few steps of
`STRIDE` on, and taking one out is a single step. A binary heap is slower here: its branches cannot
be predicted. Looks stand in their words alone.
"""

from numba.extending import overload

from sim.engine.clock import calendar
from sim.engine.clock.order import key_of
from sim.engine.memory.access import World
from sim.engine.memory.words import STRIDE

INLINE = {"forceinline": True}


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


def lower() -> None:
    """Teach numba the clock of compiled code."""
    overload(calendar.schedule, jit_options=INLINE)(
        lambda w, second, rank, entity: (
            lambda w, second, rank, entity: schedule(w, second, rank, entity)
        )
    )
    overload(calendar.looks, jit_options=INLINE)(lambda w, key: lambda w, key: looks(w, key))
    overload(calendar.next_event, jit_options=INLINE)(lambda w: lambda w: next_event(w))
