"""What a flight lacks to launch, and why a relief is late (MODEL 3.2 and 8)."""

from __future__ import annotations

from sim.engines.fast.able import every_family_without_pad
from sim.engines.fast.layout import Ship, World
from sim.engines.fast.memory import (
    class_at,
    family_at,
    flight_at,
    get,
    put,
    queue_at,
    ship_at,
    words,
)
from sim.engines.fast.seats import flies_empty, has_reserve, prepared_at
from sim.engines.fast.world import NOBODY, after_traffic, successor
from sim.engines.where import Where
from sim.outcomes import Cause
from sim.rules import flights, windows

NOT_LACKING = -1


def crewed(w: World, ship: Ship) -> int:
    """1 if anybody would fly up in it now, else 0."""
    return 1 if ship.crew_count > 0 and not flies_empty(w, ship) else 0


def free_port(w: World, ship: Ship) -> int:
    """The port it holds since its first attempt, else the first free one; -1 for none."""
    if ship.port >= 0:
        return ship.port
    vehicle = class_at(w, ship.classes)
    ports = words(w, vehicle.ports_at, vehicle.ports)
    return flights.first_free_port(ports, words(w, w.ports_at, w.ports), ship.number)


def usable_pad(w: World, ship: Ship, number: int, crew: int) -> int:
    """The pad it would launch from now with that family, -1 for none.

    `crew` is 1 if anybody flies up.
    """
    at, count = _candidates_at(w, ship, number), _candidates(w, ship, number)
    return flights.first_usable_pad(
        w.now,
        crew,
        words(w, at, count),
        words(w, w.free_from_at, w.pads),
        words(w, w.crews_from_at, w.pads),
        words(w, w.holder_at, w.pads),
        words(w, w.owed_at, w.pads),
        ship.number,
    )


def _candidates(w: World, ship: Ship, number: int) -> int:
    """How many pads it may launch from: after a scrub only the one it holds."""
    return 1 if ship.pad >= 0 else family_at(w, number).pads


def _candidates_at(w: World, ship: Ship, number: int) -> int:
    """Where the pads stand that it may launch from, in declared order."""
    if ship.pad >= 0:
        put(w, w.held_at, ship.pad)
        return w.held_at
    return family_at(w, number).pads_at


def lacks(w: World, ship: Ship) -> int:
    """Everything the flight lacks at this instant, as bits; 0 if it can go.

    Notes the family, the pad and the port that serve. Of several families what the first lacks,
    unless it lacks nothing with another.
    """
    vehicle = class_at(w, ship.classes)
    crew = crewed(w, ship)
    lacked = _family_lacks(w, ship, _first_family(w, ship), crew)
    if lacked and ship.pad < 0 and vehicle.families > 1:
        lacked = _others_lack(w, ship, crew, lacked)
    if crew and vehicle.certified_at > w.now:
        lacked |= flights.LACKS_CERTIFICATION
    if vehicle.spacecraft == 0 and not has_reserve(w, ship):
        lacked |= flights.LACKS_SPACECRAFT
    w.port_that_serves = free_port(w, ship)
    if w.port_that_serves < 0:
        lacked |= flights.LACKS_PORT
    if vehicle.launch_blackouts and after_window(w, ship) > w.now:
        lacked |= flights.LACKS_WINDOW
    if w.apart and clear_of_traffic(w, ship) > w.now:
        lacked |= flights.LACKS_TRAFFIC
    return lacked


def _first_family(w: World, ship: Ship) -> int:
    """The first family it may fly with: after a scrub the one of its pad."""
    if ship.pad >= 0:
        return ship.family
    return get(w, class_at(w, ship.classes).families_at)


def _others_lack(w: World, ship: Ship, crew: int, lacked: int) -> int:
    """Nothing, if it can fly with another of its families, else what it lacks of the first."""
    vehicle = class_at(w, ship.classes)
    for k in range(1, vehicle.families):
        if not _family_lacks(w, ship, get(w, vehicle.families_at + k), crew):
            return 0
    return lacked


def _family_lacks(w: World, ship: Ship, number: int, crew: int) -> int:
    """What the flight lacks of a family and of the pads that launch it; notes them."""
    family = family_at(w, number)
    w.family_that_serves = number
    lacked = flights.family_lack(w.now, family.loss_until, family.customers_until)
    if crew and family.owed > 0:
        lacked |= flights.LACKS_REQUALIFICATION_FAMILY
    w.pad_that_serves = usable_pad(w, ship, number, crew)
    if w.pad_that_serves < 0:
        lacked |= _pad_lack(w, ship, number, crew)
    return lacked


def _pad_lack(w: World, ship: Ship, number: int, crew: int) -> int:
    """Why no pad serves."""
    at, count = _candidates_at(w, ship, number), _candidates(w, ship, number)
    owed = 0
    if crew:
        for place in range(count):
            pad = get(w, at + place)
            up = max(get(w, w.free_from_at + pad), get(w, w.crews_from_at + pad)) <= w.now
            owed = max(owed, get(w, w.owed_at + pad) if up else 0)
    free_from = words(w, w.free_from_at, w.pads)
    return flights.pad_lack(w.now, words(w, at, count), free_from, owed)


def after_window(w: World, ship: Ship) -> int:
    """When no launch blackout of its class is in the way (MODEL 3.8)."""
    vehicle = class_at(w, ship.classes)
    blackouts = words(w, vehicle.launch_blackouts_at, vehicle.launch_blackouts)
    return windows.after_blackout(w.now, blackouts)


def clear_of_traffic(w: World, ship: Ship) -> int:
    """When its expected docking would keep its distance from the others (MODEL 3.9)."""
    transit = flight_at(w, ship.number).planned_transit
    return after_traffic(w, w.now + transit) - transit


def first_cause(lacked: int) -> int:
    """The first cause in the declared order of what is lacking."""
    first = lacked & -lacked
    if first == flights.LACKS_PAD:
        return Cause.PAD
    if first == flights.LACKS_FAMILY_LOSS:
        return Cause.FAMILY_LOSS
    if first == flights.LACKS_FAMILY_CUSTOMERS:
        return Cause.FAMILY_CUSTOMERS
    if first == flights.LACKS_REQUALIFICATION_PAD:
        return Cause.REQUALIFICATION_PAD
    if first == flights.LACKS_REQUALIFICATION_FAMILY:
        return Cause.REQUALIFICATION_FAMILY
    if first == flights.LACKS_CERTIFICATION:
        return Cause.CERTIFICATION
    if first == flights.LACKS_SPACECRAFT:
        return Cause.SPACECRAFT
    if first == flights.LACKS_PORT:
        return Cause.PORT
    return Cause.WINDOW if first == flights.LACKS_WINDOW else Cause.TRAFFIC


# why a relief is late ----------------------------------------------------------------------------


def lack_of_successor(w: World, ship: Ship) -> int:
    """What the successor of a vehicle that leaves at its limit lacks now (MODEL 8)."""
    queue = queue_at(w, ship.queue)
    for place in range(ship.place + 1, queue.ships):
        where = ship_at(w, get(w, queue.ships_at + place)).where
        if where == Where.LOST:
            return Cause.LOSS
        if where == Where.FAILED:
            return Cause.DOCKING_FAILURE
        if where <= Where.DOCKED:
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
