"""What anybody may ask of the world as it stands."""

from __future__ import annotations

from sim.engines import stream
from sim.engines.fast.calendar import planners_look, waits_on_the_ground
from sim.engines.fast.layout import Ship, World
from sim.engines.fast.luck import flight_duration, seconds
from sim.engines.fast.memory import class_at, flight_at, get, put, queue_at, ship_at, words
from sim.engines.where import Where
from sim.outcomes import Cause
from sim.rules import policy, windows

NOBODY = -1


def successor(w: World, ship: Ship) -> int:
    """The nearest flight behind it in its line that is docked or may still dock (MODEL 2.6)."""
    queue = queue_at(w, ship.queue)
    for place in range(ship.place + 1, queue.ships):
        number = get(w, queue.ships_at + place)
        if ship_at(w, number).where <= Where.DOCKED:
            return number
    return NOBODY


def outgoing(w: World, ship: Ship) -> int:
    """The vehicle the flight relieves: the last one of its line to have docked before it.

    One that left at its limit still counts: the handover that it waited for is still missed.
    """
    queue = queue_at(w, ship.queue)
    nearest = True
    for place in range(ship.place - 1, -1, -1):
        number = get(w, queue.ships_at + place)
        other = ship_at(w, number)
        if other.where == Where.DOCKED:
            return number
        if other.where == Where.GONE:
            if nearest and other.cause == Cause.LIMIT:
                return number
            nearest = False
    return NOBODY


def next_of_class(w: World, classes: int) -> int:
    """The next flight of a crewed class to fly: the earliest planned, then manifest order."""
    first = NOBODY
    for number in range(w.lines):
        queue = queue_at(w, number)
        if not waits_on_the_ground(w, queue):
            continue
        head = ship_at(w, queue.head)
        if head.classes != classes:
            continue
        if first == NOBODY or (head.planned, head.number) < (ship_at(w, first).planned, first):
            first = head.number
    return first


def overlap(w: World, ship: Ship) -> int:
    """The flight's own overlap with whoever relieves it, drawn once."""
    if ship.overlap < 0:
        flight = flight_at(w, ship.number)
        drawn = flight_duration(w, stream.OVERLAP, ship, flight.overlap, flight.pin_overlap)
        ship.overlap = max(drawn, 0)
    return ship.overlap


def waiver_for(w: World, ship: Ship) -> int:
    """How long the vehicle may stay beyond its limit (MODEL 6.3, 6.13)."""
    return policy.waiver_for(ship.planned_limit, seconds(w, w.waiver), w.waiver_from)


def mishap(w: World, classes: int) -> None:
    """A medical return, a lost or a failed crewed flight of this class (MODEL 6.2)."""
    vehicle = class_at(w, classes)
    vehicle.mishap_since = min(vehicle.mishap_since, w.now)
    planners_look(w)


def after_traffic(w: World, at: int) -> int:
    """The first instant from `at` on that keeps its distance from other vehicles (MODEL 3.9).

    From the last docking or undocking, and from the docking of all on their way: in the second of
    its launch a flight's docking is the expected one.
    """
    if w.apart == 0:
        return at
    put(w, w.traffic_at, w.operated_at)
    count = 1
    for number in range(w.queues):
        queue = queue_at(w, number)
        if queue.head >= 0 and ship_at(w, queue.head).where == Where.FLYING:
            ship = ship_at(w, queue.head)
            docks_at = ship.docks_at
            if ship.launched == w.now:
                docks_at = ship.launched + flight_at(w, ship.number).planned_transit
            put(w, w.traffic_at + count, docks_at)
            count += 1
    return windows.after_traffic(at, w.apart, words(w, w.traffic_at, count))


def somebody_launches(w: World) -> bool:
    """Whether a flight that is on its way was launched in this very second."""
    for number in range(w.queues):
        head = queue_at(w, number).head
        is_going = head >= 0 and ship_at(w, head).where == Where.FLYING
        if is_going and ship_at(w, head).launched == w.now:
            return True
    return False


def after_dark(w: World, ship: Ship, at: int) -> int:
    """The first instant from `at` on at which the ship may land (MODEL 4.6); unfit, at any."""
    vehicle = class_at(w, ship.classes)
    if vehicle.landing_blackouts == 0 or not ship.fit:
        return at
    dark = words(w, vehicle.landing_blackouts_at, vehicle.landing_blackouts)
    return windows.after_blackout(at, dark)


# lists that are kept in order --------------------------------------------------------------------


def find(w: World, at: int, count: int, value: int) -> int:
    """Where a value stands in a list; -1 if it does not."""
    for place in range(count):
        if get(w, at + place) == value:
            return place
    return NOBODY


def take_out(w: World, at: int, count: int, value: int) -> int:
    """Take a value out of a list and close the gap; return how many are left."""
    left = 0
    for place in range(count):
        other = get(w, at + place)
        put(w, at + left, other)
        left += 1 if other != value else 0
    return left
