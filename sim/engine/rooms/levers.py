"""Levers that are looked at: a family has long been unable to launch, a stock is low (MODEL 6)."""

from sim.core.clock import NEVER
from sim.engine.memory import NOBODY, Family, Stock, World
from sim.engine.rooms import able, alarms, campaigns, departures, ground, homes, luck, seats
from sim.outcomes import NULL, Cause, Happening
from sim.rules import events, flights, policy


def lever_is_looked_at(w: World, entity: int) -> None:
    """The family has been unable for exactly so long, unless it could in between."""
    lever = (entity - 1) // w.families
    family = w.family_at((entity - 1) % w.families)
    if lever == able.RESERVE:
        alarms.planners_look(w)
        alarms.director_looks(w)
        return
    if able.looked_at(w, lever, family) != w.now:
        return
    if lever == able.ACTIVATE:
        acts = _orders_pad(w, family)
    elif lever == able.EARLY_RETURN:
        acts = _sends_early(w, family)
    else:
        acts = _orders_flight(w, family)
    if acts:
        alarms.planners_look(w)
        alarms.director_looks(w)


def _orders_pad(w: World, family: Family) -> bool:
    """The dormant pad that launches the family is activated, once (MODEL 6.5)."""
    pad = w.activate_pad
    if pad == NOBODY or not w.contains(family.pads, pad):
        return False
    w.activate_pad = NOBODY
    w.pad_at(pad).ordered = 1
    w.note(Happening.PAD_ORDERED, events.LOOK, pad, Cause.PAD)
    w.schedule(w.now + luck.seconds(w, w.pad_at(pad).activation), events.REPAIRED, pad)
    return True


def _sends_early(w: World, family: Family) -> bool:
    """Those who have a seat in a ship of the family go home in another one (MODEL 6.9)."""
    if not homes.crew_goes_early(w, family.number, NOBODY):
        return False
    homes.change_for_home(w)
    seats.reserve(w)
    seats.count(w)
    for ship in w.ships_of(w.docked):
        if ship.alone:
            departures.plan(w, ship)
    return True


def _orders_flight(w: World, family: Family) -> bool:
    """The extra flight is ordered, once, for the lines of another family (MODEL 6.12)."""
    if w.order_flight == NOBODY:
        return False
    ship = w.ship_at(w.order_flight)
    if not _line_is_unable(w, family, ship.classes):
        return False
    w.order_flight = NOBODY
    lacked = flights.family_lack(w.now, family.loss_until, family.customers_until)
    loss = lacked == flights.LACKS_FAMILY_LOSS
    cause = Cause.FAMILY_LOSS if loss else Cause.FAMILY_CUSTOMERS
    cause = Cause.PAD if family.pads_down_since < NEVER else cause
    w.note(Happening.FLIGHT_ORDERED, events.LOOK, ship.number, cause)
    ship.planned = w.now + luck.seconds(w, w.order_lead)
    campaigns.next_flight(w, w.queue_at(ship.queue))
    return True


def _line_is_unable(w: World, family: Family, ordered: int) -> bool:
    """Whether a line of that family, and of none of the ordered class, has long been unable."""
    for line in w.every_line():
        theirs = w.contains(w.class_at(line.classes).families, family.number)
        theirs = theirs and not ground.share_a_family(w, line.classes, ordered)
        if theirs and able.unable_for(w, line.classes, w.order_after, w.order_from):
            return True
    return False


def stock_is_looked_at(w: World, stock: Stock) -> None:
    """It reaches its reserve line, or is still below: the policy may send a vehicle home (6.7)."""
    stock.rings_at = NEVER
    if stock.sends_home:
        stock.rings_at = policy.stock_looked_at(w.now, w.low_stock_again, w.low_stock_from)
    alarms.set_stock_looked_at(w)
    if stock.below_since >= NEVER:  # the level is at or below the reserve line (MODEL 7.4)
        stock.below_since = w.now
        if stock.first_below == NULL:
            stock.first_below = w.now
        w.note(Happening.STOCK_LOW, events.STOCK_RESERVE, stock.number)
    if stock.sends_home and policy.is_decided(w.now, w.low_stock_from):
        departures.send_home(w, stock)
