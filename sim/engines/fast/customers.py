"""Stand-downs that come from a family's flights for other customers (MODEL 2.4)."""

from __future__ import annotations

from sim.core.clock import NEVER, round_seconds
from sim.engines import stream
from sim.engines.fast.calendar import (
    schedule,
)
from sim.engines.fast.ground import (
    stand_down,
)
from sim.engines.fast.layout import Family, World
from sim.engines.fast.luck import (
    again,
    of_family,
    sample,
    value,
    waiting_time,
    waits_beyond,
)
from sim.engines.fast.memory import (
    family_at,
    get,
)
from sim.rules import events


def begin_other_customers(w: World, number: int) -> None:
    """The first of them, pinned or drawn."""
    family = family_at(w, number)
    if family.pinned:
        while _pinned_begins(w, family) < 0:
            _pinned_stand_down(w, family, number)
        schedule(w, _pinned_begins(w, family), events.STAND_DOWN_BEGINS, number)
    elif not w.quiet and family.customers_stand_down >= 0:
        _next_stand_down(w, family, number, 0)


def other_customers(w: World, number: int) -> None:
    """A stand-down begins, and the next one is awaited."""
    family = family_at(w, number)
    if family.pinned:
        _pinned_stand_down(w, family, number)
        while _pinned_begins(w, family) < 0:
            _pinned_stand_down(w, family, number)
        schedule(w, _pinned_begins(w, family), events.STAND_DOWN_BEGINS, number)
        return
    u = again(w, of_family(w, stream.GROUNDING, number), family.occurrence)
    down = round_seconds(sample(w, family.customers_stand_down, u))
    stand_down(w, number, w.now + max(down, 0), False)
    family.occurrence += 1
    _next_stand_down(w, family, number, w.now)


def _next_stand_down(w: World, family: Family, number: int, since: int) -> None:
    rate = value(w, family.customers_rate)
    if rate > 0.0:
        u = again(w, of_family(w, stream.CUSTOMERS, number), family.occurrence)
        if not waits_beyond(w, u, rate, since):
            schedule(w, since + waiting_time(u, rate), events.STAND_DOWN_BEGINS, number)


def _pinned_begins(w: World, family: Family) -> int:
    """When the next pinned stand-down begins, `NEVER` if there is none."""
    if family.occurrence == family.pinned_count:
        return NEVER
    return get(w, family.pinned_at + 2 * family.occurrence)


def _pinned_stand_down(w: World, family: Family, number: int) -> None:
    until = get(w, family.pinned_at + 2 * family.occurrence + 1)
    stand_down(w, number, until, False)
    family.occurrence += 1
