"""What a flight lacks to launch, and why a relief is late (MODEL 3.2 and 8)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engine.memory.access import (
    World,
    class_at,
    families_of,
    family_at,
    flight_at,
    item,
    items_of,
    length,
    queue_at,
    set_item,
    ship_at,
    ships_of,
)
from sim.engine.memory.words import NOBODY, Family, Ship
from sim.engine.program import Ints
from sim.engine.rooms.able import every_family_without_pad
from sim.engine.rooms.seats import flies_empty, has_reserve, prepared_at
from sim.engine.rooms.world import after_traffic, successor
from sim.engine.where import Where
from sim.outcomes import Cause
from sim.rules import flights, windows

NOT_LACKING = -1

CAUSES = (
    *(int(Cause.PAD), int(Cause.FAMILY_LOSS), int(Cause.FAMILY_CUSTOMERS)),
    *(int(Cause.REQUALIFICATION_PAD), int(Cause.REQUALIFICATION_FAMILY)),
    *(int(Cause.CERTIFICATION), int(Cause.SPACECRAFT), int(Cause.PORT)),
    *(int(Cause.WINDOW), int(Cause.TRAFFIC)),
)
"""What each lack is called, in the order of the bits of `sim.rules.flights`."""


def crewed(w: World, ship: Ship) -> int:
    """1 if anybody would fly up in it now, else 0."""
    return 1 if length(w, ship.crew) > 0 and not flies_empty(w, ship) else 0


def free_port(w: World, ship: Ship) -> int:
    """The port it holds since its first attempt, else the first free one; -1 for none."""
    if ship.port >= 0:
        return ship.port
    ports = items_of(w, class_at(w, ship.classes).ports)
    return flights.first_free_port(ports, items_of(w, w.port_holders), ship.number)


def usable_pad(w: World, ship: Ship, family: Family, crew: int) -> int:
    """The pad it would launch from now with that family, -1 for none.

    `crew` is 1 if anybody flies up.
    """
    return flights.first_usable_pad(
        w.now,
        crew,
        items_of(w, _candidates(w, ship, family)),
        items_of(w, w.free_from),
        items_of(w, w.crews_from),
        items_of(w, w.pad_holders),
        items_of(w, w.owed),
        ship.number,
    )


def _candidates(w: World, ship: Ship, family: Family) -> Ints:
    """The pads it may launch from, in declared order: after a scrub only the one it holds."""
    if ship.pad >= 0:
        set_item(w, w.held_pad, 0, ship.pad)
        return w.held_pad
    return family.pads


def lacks(w: World, ship: Ship) -> int:
    """Everything the flight lacks at this instant, as bits; 0 if it can go.

    Notes the family, the pad and the port that serve. Of several families what the first lacks,
    unless it lacks nothing with another.
    """
    vehicle = class_at(w, ship.classes)
    crew = crewed(w, ship)
    lacked = _family_lacks(w, ship, _first_family(w, ship), crew)
    if lacked and ship.pad < 0 and length(w, vehicle.families) > 1:
        lacked = _others_lack(w, ship, crew, lacked)
    if crew and vehicle.certified_at > w.now:
        lacked |= flights.LACKS_CERTIFICATION
    if vehicle.spacecraft == 0 and not has_reserve(w, ship):
        lacked |= flights.LACKS_SPACECRAFT
    w.port_that_serves = free_port(w, ship)
    if w.port_that_serves < 0:
        lacked |= flights.LACKS_PORT
    if length(w, vehicle.launch_blackouts) and after_window(w, ship) > w.now:
        lacked |= flights.LACKS_WINDOW
    if w.apart and clear_of_traffic(w, ship) > w.now:
        lacked |= flights.LACKS_TRAFFIC
    return lacked


def _first_family(w: World, ship: Ship) -> Family:
    """The first family it may fly with: after a scrub the one of its pad."""
    if ship.pad >= 0:
        return family_at(w, ship.family)
    return family_at(w, item(w, class_at(w, ship.classes).families, 0))


def _others_lack(w: World, ship: Ship, crew: int, lacked: int) -> int:
    """Nothing, if it can fly with another of its families, else what it lacks of the first."""
    for family in families_of(w, class_at(w, ship.classes).families, 1):
        if not _family_lacks(w, ship, family, crew):
            return 0
    return lacked


def _family_lacks(w: World, ship: Ship, family: Family, crew: int) -> int:
    """What the flight lacks of a family and of the pads that launch it; notes them."""
    w.family_that_serves = family.number
    lacked = flights.family_lack(w.now, family.loss_until, family.customers_until)
    if crew and family.owed > 0:
        lacked |= flights.LACKS_REQUALIFICATION_FAMILY
    w.pad_that_serves = usable_pad(w, ship, family, crew)
    if w.pad_that_serves < 0:
        lacked |= _pad_lack(w, ship, family, crew)
    return lacked


def _pad_lack(w: World, ship: Ship, family: Family, crew: int) -> int:
    """Why no pad serves."""
    candidates = items_of(w, _candidates(w, ship, family))
    owed = 0
    if crew:
        for pad in candidates:
            up = max(item(w, w.free_from, pad), item(w, w.crews_from, pad)) <= w.now
            owed = max(owed, item(w, w.owed, pad) if up else 0)
    return flights.pad_lack(w.now, candidates, items_of(w, w.free_from), owed)


def known_to_dock(w: World, ship: Ship) -> int:
    """When a flight on the ground is expected to dock, as planners know today (MODEL 4.8).

    `NEVER` while its rocket or all its pads are down, it may not carry people, or its spacecraft is
    overdue: nobody can tell.
    """
    lacked, queue = lacks(w, ship), queue_at(w, ship.queue)
    at = max(ship.known_date, ship.retry_at, queue.spacing_until, prepared_at(w, ship))
    if at > w.now:
        lacked &= ~flights.LACKS_SPACECRAFT
    if lacked & flights.FORCED & ~flights.LACKS_PAD:
        return NEVER
    if lacked & flights.LACKS_PAD:
        at = max(at, _first_pad_up(w, ship))
    transit: int = flight_at(w, ship.number).planned_transit
    return flights.later(max(at, w.now), transit)


def _first_pad_up(w: World, ship: Ship) -> int:
    """When the first pad that takes crews may launch next; `NEVER` if all are down."""
    first = NEVER
    for family in families_of(w, class_at(w, ship.classes).families):
        for pad in items_of(w, family.pads):
            if item(w, w.crews_from, pad) <= w.now:
                first = min(first, item(w, w.free_from, pad))
    return first


def after_window(w: World, ship: Ship) -> int:
    """When no launch blackout of its class is in the way (MODEL 3.8)."""
    blackouts = items_of(w, class_at(w, ship.classes).launch_blackouts)
    return windows.after_blackout(w.now, blackouts)


def clear_of_traffic(w: World, ship: Ship) -> int:
    """When its expected docking would keep its distance from the others (MODEL 3.9)."""
    transit = flight_at(w, ship.number).planned_transit
    return after_traffic(w, w.now + transit) - transit


def first_cause(lacked: int) -> int:
    """The first cause in the declared order of what is lacking."""
    place = 0
    while not (lacked >> place) & 1:
        place += 1
    return CAUSES[place]


# why a relief is late ----------------------------------------------------------------------------


def lack_of_successor(w: World, ship: Ship) -> int:
    """What the successor of a vehicle that leaves at its limit lacks now (MODEL 8)."""
    queue = queue_at(w, ship.queue)
    for behind in ships_of(w, queue.ships, ship.place + 1):
        if behind.where == Where.LOST:
            return Cause.LOSS
        if behind.where == Where.FAILED:
            return Cause.DOCKING_FAILURE
        if behind.where <= Where.DOCKED:
            break
    number = successor(w, ship)
    if number == NOBODY:
        return Cause.PLAN
    relief = ship_at(w, number)
    if relief.where == Where.GROUND:
        cause = _lack_on_the_ground(w, relief)
        if cause != NOT_LACKING:
            return cause
        if queue.spacing_until > w.now:
            return Cause.SPACING
        if prepared_at(w, relief) > w.now:
            return Cause.PREPARATION
    elif relief.lacking != NOT_LACKING:
        return relief.lacking
    return Cause.SLIP if relief.slip > 0 and relief.known_date <= w.now else Cause.PLAN


def _lack_on_the_ground(w: World, ship: Ship) -> int:
    lacked = lacks(w, ship)
    if ship.ready_at > w.now:
        lacked &= ~flights.TIMING
        if not every_family_without_pad(w, ship.classes):
            lacked &= ~flights.LACKS_PAD
    if lacked:
        return first_cause(lacked)
    return Cause.SCRUB if ship.retry_at >= w.now else NOT_LACKING
