"""Levers that are looked at: a family has long been unable to launch, a stock is low (MODEL 6)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engine.clock.calendar import schedule
from sim.engine.log import note
from sim.engine.memory.access import (
    World,
    class_at,
    docked,
    every_line,
    family_at,
    pad_at,
    queue_at,
    ship_at,
)
from sim.engine.memory.lists import contains
from sim.engine.memory.words import NOBODY, Family, Stock
from sim.engine.rooms.able import ACTIVATE, EARLY_RETURN, RESERVE, looked_at, unable_for
from sim.engine.rooms.alarms import director_looks, planners_look, set_stock_looked_at
from sim.engine.rooms.campaigns import next_flight
from sim.engine.rooms.departures import plan, send_home
from sim.engine.rooms.ground import share_a_family
from sim.engine.rooms.homes import change_for_home, crew_goes_early
from sim.engine.rooms.luck import seconds
from sim.engine.rooms.seats import count, reserve
from sim.engine.rooms.stocks import reaches_reserve
from sim.outcomes import Cause, Happening
from sim.rules import events, flights, policy


def lever_is_looked_at(w: World, entity: int) -> None:
    """The family has been unable for exactly so long, unless it could in between."""
    lever = (entity - 1) // w.families
    family = family_at(w, (entity - 1) % w.families)
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


def _orders_pad(w: World, family: Family) -> bool:
    """The dormant pad that launches the family is activated, once (MODEL 6.5)."""
    pad = w.activate_pad
    if pad == NOBODY or not contains(w, family.pads, pad):
        return False
    w.activate_pad = NOBODY
    pad_at(w, pad).ordered = 1
    note(w, Happening.PAD_ORDERED, events.LOOK, pad, Cause.PAD)
    schedule(w, w.now + seconds(w, pad_at(w, pad).activation), events.REPAIRED, pad)
    return True


def _sends_early(w: World, family: Family) -> bool:
    """Those who have a seat in a ship of the family go home in another one (MODEL 6.9)."""
    if not crew_goes_early(w, family.number, NOBODY):
        return False
    change_for_home(w)
    reserve(w)
    count(w)
    for ship in docked(w):
        if ship.alone:
            plan(w, ship)
    return True


def _orders_flight(w: World, family: Family) -> bool:
    """The extra flight is ordered, once, for the lines of another family (MODEL 6.12)."""
    if w.order_flight == NOBODY:
        return False
    ship = ship_at(w, w.order_flight)
    if not _line_is_unable(w, family, ship.classes):
        return False
    w.order_flight = NOBODY
    note(w, Happening.FLIGHT_ORDERED, events.LOOK, ship.number, _why_unable(w, family), 0)
    ship.planned = w.now + seconds(w, w.order_lead)
    next_flight(w, queue_at(w, ship.queue))
    return True


def _line_is_unable(w: World, family: Family, ordered: int) -> bool:
    """Whether a line of that family, and of none of the ordered class, has long been unable."""
    for line in every_line(w):
        number = line.classes
        if not contains(w, class_at(w, number).families, family.number):
            continue
        if not share_a_family(w, number, ordered) and unable_for(
            w, number, w.order_after, w.order_from
        ):
            return True
    return False


def _why_unable(w: World, family: Family) -> int:
    """What keeps the family from launching, pads first."""
    if family.pads_down_since < NEVER:
        return Cause.PAD
    lacked = flights.family_lack(w.now, family.loss_until, family.customers_until)
    return Cause.FAMILY_LOSS if lacked == flights.LACKS_FAMILY_LOSS else Cause.FAMILY_CUSTOMERS


def stock_is_looked_at(w: World, stock: Stock) -> None:
    """It reaches its reserve line, or is still below: the policy may send a vehicle home (6.7)."""
    stock.rings_at = NEVER
    if stock.sends_home:
        stock.rings_at = policy.stock_looked_at(w.now, w.low_stock_again, w.low_stock_from)
    set_stock_looked_at(w)
    if stock.below_since >= NEVER:
        reaches_reserve(w, stock)
    if stock.sends_home and policy.is_decided(w.now, w.low_stock_from):
        send_home(w, stock)
