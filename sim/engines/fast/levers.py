"""Levers that are looked at: a family has long been unable to launch, a stock is low (MODEL 6)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines.fast.able import ACTIVATE, EARLY_RETURN, RESERVE, looked_at, unable_for
from sim.engines.fast.calendar import (
    director_looks,
    planners_look,
    schedule,
    set_stock_looked_at,
)
from sim.engines.fast.campaigns import next_flight
from sim.engines.fast.departures import plan, send_home
from sim.engines.fast.ground import share_a_family
from sim.engines.fast.homes import change_for_home, crew_goes_early
from sim.engines.fast.layout import World
from sim.engines.fast.log import note
from sim.engines.fast.luck import seconds
from sim.engines.fast.memory import class_at, family_at, get, queue_at, ship_at, stock_at
from sim.engines.fast.seats import count, reserve
from sim.engines.fast.stocks import reaches_reserve
from sim.engines.fast.world import NOBODY, find
from sim.outcomes import Cause, Happening
from sim.rules import events, flights, policy


def lever_is_looked_at(w: World, entity: int) -> None:
    """The family has been unable for exactly so long, unless it could in between."""
    lever, family = (entity - 1) // w.families, (entity - 1) % w.families
    if lever == RESERVE:
        planners_look(w)
        director_looks(w)
        return
    if looked_at(w, lever, family) != w.now:
        return
    if lever == ACTIVATE:
        acts = _orders_pad(w, family)
    elif lever == EARLY_RETURN:
        acts = _sends_early(w, family)
    else:
        acts = _orders_flight(w, family)
    if acts:
        planners_look(w)
        director_looks(w)


def decides_on_reserve(w: World) -> None:
    """The spacecraft held for a rescue is decided on a day, and prepared a while later (6.13)."""
    at = w.reserve_from
    if w.reserve_class != NOBODY and at >= 0:
        schedule(w, at, events.LOOK, 1 + RESERVE * w.families)
        schedule(w, at + seconds(w, w.reserve_preparation), events.LAUNCH, 0)


def _orders_pad(w: World, number: int) -> bool:
    """The dormant pad that launches the family is activated, once (MODEL 6.5)."""
    family, pad = family_at(w, number), w.activate_pad
    if pad == NOBODY or find(w, family.pads_at, family.pads, pad) == NOBODY:
        return False
    w.activate_pad = NOBODY
    note(w, Happening.PAD_ORDERED, events.LOOK, pad, Cause.PAD, 0)
    schedule(w, w.now + seconds(w, w.activation), events.REPAIRED, pad)
    return True


def _sends_early(w: World, family: int) -> bool:
    """Those who have a seat in a ship of the family go home in another one (MODEL 6.9)."""
    if not crew_goes_early(w, family, NOBODY):
        return False
    change_for_home(w)
    reserve(w)
    count(w)
    for place in range(w.docked_count):
        ship = ship_at(w, get(w, w.docked_at + place))
        if ship.alone:
            plan(w, ship)
    return True


def _orders_flight(w: World, number: int) -> bool:
    """The extra flight is ordered, once, for the lines of another family (MODEL 6.12)."""
    if w.order_flight == NOBODY:
        return False
    ship = ship_at(w, w.order_flight)
    if not _line_is_unable(w, number, ship.classes):
        return False
    w.order_flight = NOBODY
    note(w, Happening.FLIGHT_ORDERED, events.LOOK, ship.number, _why_unable(w, number), 0)
    ship.planned = w.now + seconds(w, w.order_lead)
    w.crewed_to_come += 1
    next_flight(w, ship.queue)
    return True


def _line_is_unable(w: World, family: int, ordered: int) -> bool:
    """Whether a line of that family, and of none of the ordered class, has long been unable."""
    for line in range(w.lines):
        number = queue_at(w, line).classes
        vehicle = class_at(w, number)
        if find(w, vehicle.families_at, vehicle.families, family) == NOBODY:
            continue
        if not share_a_family(w, number, ordered) and unable_for(
            w, number, w.order_after, w.order_from
        ):
            return True
    return False


def _why_unable(w: World, number: int) -> int:
    """What keeps the family from launching, pads first."""
    family = family_at(w, number)
    if family.pads_down_since < NEVER:
        return Cause.PAD
    lacked = flights.family_lack(w.now, family.loss_until, family.customers_until)
    return Cause.FAMILY_LOSS if lacked == flights.LACKS_FAMILY_LOSS else Cause.FAMILY_CUSTOMERS


def stock_is_looked_at(w: World, number: int) -> None:
    """It reaches its reserve line, or is still below: the policy may send a vehicle home (6.7)."""
    stock = stock_at(w, number)
    stock.rings_at = NEVER
    if stock.sends_home:
        stock.rings_at = policy.stock_looked_at(w.now, w.low_stock_again, w.low_stock_from)
    set_stock_looked_at(w)
    if stock.below_since >= NEVER:
        reaches_reserve(w, stock)
    if stock.sends_home and policy.is_decided(w.now, w.low_stock_from):
        send_home(w, number)
