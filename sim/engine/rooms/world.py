"""What anybody may ask of the world as it stands."""

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory import NOBODY, Ints, Person, Ship, Where, World
from sim.engine.rooms import alarms, luck
from sim.outcomes import Cause
from sim.rules import policy, windows


def successor(w: World, ship: Ship) -> int:
    """The nearest flight behind it in its line that is docked or may still dock (MODEL 2.6)."""
    queue = w.queue_at(ship.queue)
    for behind in w.ships_of(queue.ships, ship.place + 1):
        if behind.where <= Where.DOCKED:
            return behind.number
    return NOBODY


def outgoing(w: World, ship: Ship) -> int:
    """The vehicle the flight relieves: the last one of its line to have docked before it.

    One that left at its limit, or by choice, still counts: the handover is still missed.
    """
    queue = w.queue_at(ship.queue)
    nearest = True
    for place in range(ship.place - 1, -1, -1):
        number = w.item(queue.ships, place)
        other = w.ship_at(number)
        if other.where == Where.DOCKED:
            return number
        if other.where == Where.GONE:
            if nearest and other.cause in (Cause.LIMIT, Cause.CHOICE):
                return number
            nearest = False
    return NOBODY


def next_of_class(w: World, classes: int) -> int:
    """The next flight of a crewed class to fly: the earliest planned, then manifest order."""
    first = NOBODY
    for queue in w.every_line():
        if not alarms.waits_on_the_ground(w, queue):
            continue
        head = w.ship_at(queue.head)
        if head.classes != classes:
            continue
        if first == NOBODY or (head.planned, head.number) < (w.ship_at(first).planned, first):
            first = head.number
    return first


def are_of(w: World, people: Ints, segment: int) -> bool:
    """Whether any of these people are of a segment; behind the segments, of any."""
    for person in w.people_of(people):
        if is_of(w, person, segment):
            return True
    return False


def is_of(w: World, person: Person, segment: int) -> bool:
    """Whether somebody is of a segment; behind the segments, of any: a guest is of none."""
    return person.segment == segment or (segment == w.segments and person.segment >= 0)


def has_all(w: World, ship: Ship) -> bool:
    """Whether everybody aboard who is of a segment has a seat in this vehicle."""
    count = 0
    for person in w.people_of(ship.seated):
        count += 1 if person.segment >= 0 else 0
    return count == w.working


def overlap(w: World, ship: Ship) -> int:
    """The flight's own overlap with whoever relieves it, sampled once."""
    if ship.overlap < 0:
        flight = w.flight_at(ship.number)
        sampled = luck.flight_duration(w, flight.overlap, stream.OVERLAP, ship, flight.pin_overlap)
        ship.overlap = max(sampled, 0)
    return ship.overlap


def waiver_for(w: World, ship: Ship) -> int:
    """How long the vehicle may stay beyond its limit (MODEL 6.3, 6.13)."""
    return policy.waiver_for(ship.planned_limit, luck.seconds(w, w.waiver), w.waiver_from)


def returns_before(one: Ship, other: Ship) -> bool:
    """Whether one vehicle's planned return comes before another's; of equals by port."""
    return (one.planned_return, one.port) < (other.planned_return, other.port)


def mishap(w: World, classes: int, is_illness: int) -> None:
    """A medical return, a lost or a failed crewed flight of this class (MODEL 6.2)."""
    vehicle = w.class_at(classes)
    if vehicle.mishap_since >= NEVER:
        vehicle.mishap_since = w.now
        vehicle.mishap_is_illness = is_illness
    alarms.planners_look(w)


def after_traffic(w: World, at: int) -> int:
    """The first instant from `at` on that keeps its distance from other vehicles (MODEL 3.9).

    From the last docking or undocking, and from the docking of all on their way: in the second of
    its launch a flight's docking is the expected one.
    """
    if w.apart == 0:
        return at
    w.set_length(w.traffic, 0)
    w.append(w.traffic, w.operated_at)
    for queue in w.every_queue():
        if queue.head >= 0 and w.ship_at(queue.head).where == Where.FLYING:
            ship = w.ship_at(queue.head)
            docks_at = ship.docks_at
            if ship.launched == w.now:
                docks_at = ship.launched + w.flight_at(ship.number).planned_transit
            w.append(w.traffic, docks_at)
    return windows.after_traffic(at, w.apart, w.items_of(w.traffic))


def somebody_launches(w: World) -> bool:
    """Whether a flight that is on its way was launched in this very second."""
    for queue in w.every_queue():
        if queue.head >= 0:
            head = w.ship_at(queue.head)
            if head.where == Where.FLYING and head.launched == w.now:
                return True
    return False


def after_dark(w: World, ship: Ship, at: int) -> int:
    """The first instant from `at` on at which the ship may land (MODEL 4.6); unfit, at any."""
    dark = w.class_at(ship.classes).landing_blackouts
    if w.length(dark) == 0 or not ship.fit:
        return at
    return windows.after_blackout(at, w.items_of(dark))
