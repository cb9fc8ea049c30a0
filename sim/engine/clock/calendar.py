"""The events to come, interpreted: SimPy keeps them (`sim.engine.clock.compiled` is the other).

Planners, director and whoever watches the stocks look at most once at a time: when, stands in a
word each, which may be set anew; a look that no word says any more is not played.
"""

from sim.engine.clock.order import key_of
from sim.engine.memory.access import World


def schedule(w: World, second: int, rank: int, entity: int) -> None:
    """Have an event at a second; nothing at ``until`` or behind it is played."""
    if second < w.until:
        w.clock.rings(key_of(second, rank, entity))


def looks(w: World, key: int) -> None:
    """Have a look at the event that a word says, if it says so still when that comes."""
    w.clock.rings(key, lambda: key in (w.planners_look, w.director_looks, w.stock_looked_at))


def next_event(w: World) -> int:
    """Take the earliest event out; `NO_EVENT` if there is none."""
    return int(w.clock.next_event())
