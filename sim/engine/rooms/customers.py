"""Stand-downs that come from a family's flights for other customers (MODEL 2.4)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.clock.calendar import schedule
from sim.engine.memory.access import World
from sim.engine.memory.words import Family
from sim.engine.rooms import ground, luck
from sim.rules import events


def awaits_other_customers(w: World, family: Family, since: int) -> None:
    """The next of them after `since` is awaited, pinned or sampled."""
    if family.pinned:
        schedule(w, _pinned_begins(w, family), events.STAND_DOWN_BEGINS, family.number)
    elif family.other_customers_stand_down >= 0:
        position = luck.of_family(w, stream.CUSTOMERS, family)
        rate = luck.value(w, family.other_customers_rate)
        at = luck.next_at_random(w, rate, position, family.occurrence, since)
        schedule(w, at, events.STAND_DOWN_BEGINS, family.number)


def other_customers(w: World, family: Family) -> None:
    """A stand-down begins, and the next one is awaited."""
    if family.pinned:
        _pinned_stand_down(w, family)
    else:
        position = luck.of_family(w, stream.GROUNDING, family)
        down = luck.duration(w, family.other_customers_stand_down, position, family.occurrence)
        ground.stand_down(w, family, w.now + max(down, 0), False)
        family.occurrence += 1
    awaits_other_customers(w, family, w.now)


def _pinned_begins(w: World, family: Family) -> int:
    """When the next pinned stand-down begins, `NEVER` if there is none."""
    if 2 * family.occurrence == w.length(family.pin_stand_downs):
        return NEVER
    return w.item(family.pin_stand_downs, 2 * family.occurrence)


def _pinned_stand_down(w: World, family: Family) -> None:
    until = w.item(family.pin_stand_downs, 2 * family.occurrence + 1)
    ground.stand_down(w, family, until, False)
    family.occurrence += 1
