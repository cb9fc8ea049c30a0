"""The launch director: grants pad, port, family and spacecraft together (MODEL 3.2 to 3.7)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.fast.calendar import NO_EVENT, asks, schedule
from sim.engines.fast.departures import clear, returns_before, would_leave_nobody
from sim.engines.fast.ground import asked, give_back
from sim.engines.fast.lacks import (
    after_window,
    clear_of_traffic,
    first_cause,
    free_port,
    lacks,
)
from sim.engines.fast.launches import launch
from sim.engines.fast.layout import Queue, Ship, World
from sim.engines.fast.log import note
from sim.engines.fast.luck import again, of_flight, seconds, value
from sim.engines.fast.memory import (
    class_at,
    family_at,
    flight_at,
    get,
    put,
    queue_at,
    ship_at,
)
from sim.engines.fast.planners import crew_waits_for, first_attempt
from sim.engines.fast.seats import rescue_since
from sim.engines.fast.world import NOBODY, find, somebody_launches, successor
from sim.engines.program import DRAWN
from sim.engines.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import events, flights
from sim.rules.flights import CARGO, LINE


def hold_pass(w: World) -> None:
    """In the order at a pad, again and again until nobody can go."""
    w.director_looks = NO_EVENT
    w.resumed_count = 0
    while _somebody_goes(w):
        pass


def _somebody_goes(w: World) -> bool:
    """Let those who stand ready try, one after the other, until one goes."""
    waiting = _waiting(w)
    for place in range(waiting):
        if _tries(w, queue_at(w, get(w, w.waiting_at + place))):
            return True
    return False


def _waiting(w: World) -> int:
    """Put the queues whose next flight stands ready in the order at a pad; return how many."""
    count = 0
    for number in range(w.queues):
        put(w, w.waiting_at + count, number)  # the next one takes its place if it does not wait
        count += 1 if get(w, w.asks_from_at + number) <= w.now else 0
    if count > 1:
        _sort(w, count)
    return count


def _sort(w: World, count: int) -> None:
    """Put queues in the order at a pad."""
    for number in range(count):
        queue = queue_at(w, get(w, w.waiting_at + number))
        ship = ship_at(w, queue.head)
        ship.order = _order(w, ship)
        place = number
        while place > 0:
            other = get(w, w.waiting_at + place - 1)
            if _goes_before(ship_at(w, queue_at(w, other).head), ship):
                break
            put(w, w.waiting_at + place, other)
            place -= 1
        put(w, w.waiting_at + place, queue.number)


def _order(w: World, ship: Ship) -> int:
    """The class of a flight in the order at a pad (MODEL 3.3)."""
    rescues = 1 if rescue_since(w, ship) < NEVER else 0
    pays = 1 if asked(w, ship) > 0 else 0
    return flights.pad_order(ship.role, rescues, pays)


def _goes_before(one: Ship, other: Ship) -> bool:
    """Whether one flight comes before another: by class, then known date, then number."""
    if one.order != other.order:
        return one.order < other.order
    if one.known_date != other.known_date:
        return one.known_date < other.known_date
    return one.number < other.number


def _tries(w: World, queue: Queue) -> bool:
    """One flight's attempt; True if it went, or held or freed something others may want."""
    ship = ship_at(w, queue.head)
    lacked = lacks(w, ship)
    if lacked == flights.LACKS_PORT and _may_clear(w, ship) and _clears_port(w, ship):
        lacked = lacks(w, ship)
    if not lacked:
        _attempts(w, queue, ship)
        return True
    cause = first_cause(lacked)
    if cause != ship.lacking:
        ship.lacking = cause
        note(w, Happening.WAITS_FOR, events.LAUNCH, ship.number, cause, 0)
    ship.lacked |= lacked
    if lacked & flights.TIMING and not lacked & ~(flights.TIMING | flights.LACKS_PORT):
        _wakes(w, ship)
    if ship.pad >= 0:
        give_back(w, ship)
        return True
    if cause == Cause.PAD:
        _waits_for_a_pad(w, queue, ship)
    return False


def _wakes(w: World, ship: Ship) -> None:
    """Try a flight that waits for its time again when that comes; a port it may clear then.

    In the second behind a launch, too: when that flight docks is known then.
    """
    at = max(after_window(w, ship), clear_of_traffic(w, ship))
    if somebody_launches(w):
        at = min(at, w.now + 1)
    if at != ship.wakes_at:
        ship.wakes_at = at
        schedule(w, at, events.LAUNCH, 0)


def _waits_for_a_pad(w: World, queue: Queue, ship: Ship) -> None:
    """Try a flight no more before a pad of its family is up and turned round.

    Whatever else it lacks meanwhile changes nothing: the pad comes first among the causes, and its
    delay is a forced one. A repair that ends asks anew. A second family may serve at any time.
    """
    vehicle = class_at(w, ship.classes)
    if vehicle.families > 1:
        return
    family = family_at(w, get(w, vehicle.families_at))
    first = NEVER
    for place in range(family.pads):
        first = min(first, get(w, w.free_from_at + get(w, family.pads_at + place)))
    at = w.asks_from_at + queue.number
    put(w, at, max(get(w, at), first))


def _may_clear(w: World, ship: Ship) -> bool:
    """A crew of a line, or cargo that pays requalification for which a crew waits."""
    return ship.role == LINE or (ship.role == CARGO and crew_waits_for(w, ship))


def _clears_port(w: World, ship: Ship) -> bool:
    """Clear a port for a flight that lacks only that; True if one is free at once."""
    if ship.clearing == NOBODY or ship_at(w, ship.clearing).where != Where.DOCKED:
        ship.clearing = _who_clears(w, ship)
        if ship.clearing != NOBODY:
            clear(w, ship_at(w, ship.clearing))
    return free_port(w, ship) >= 0


def _who_clears(w: World, ship: Ship) -> int:
    """A cargo vehicle, else an unfit one, else whoever waits for this very flight."""
    cargo, unfit = NOBODY, NOBODY
    for place in range(w.docked_count):
        other = ship_at(w, get(w, w.docked_at + place))
        if not _is_in_the_way(w, ship, other):
            continue
        if other.role == CARGO and (cargo == NOBODY or returns_before(other, ship_at(w, cargo))):
            cargo = other.number
        if not other.fit and (unfit == NOBODY or other.port < ship_at(w, unfit).port):
            unfit = other.number
    if cargo != NOBODY or ship.role == CARGO:
        return cargo
    if unfit != NOBODY:
        return unfit
    for place in range(w.docked_count):
        other = ship_at(w, get(w, w.docked_at + place))
        if not _is_in_the_way(w, ship, other) or other.role != LINE or other.alone:
            continue
        if successor(w, other) != ship.number:
            continue
        if other.planned_return > w.now:
            schedule(w, other.planned_return, events.LAUNCH, 0)
        elif not would_leave_nobody(w, other, Cause.PORT_CLEARED):
            return other.number
    return NOBODY


def _is_in_the_way(w: World, ship: Ship, other: Ship) -> bool:
    """Whether a docked vehicle has a port that the flight could use and is not leaving it."""
    vehicle = class_at(w, ship.classes)
    there = find(w, vehicle.ports_at, vehicle.ports, other.port) != NOBODY
    return there and other.cleared_at >= NEVER


def _attempts(w: World, queue: Queue, ship: Ship) -> None:
    """Everything is there: scrub, or launch."""
    if ship.scrubs == 0:
        first_attempt(w, ship)
    ship.family = w.family_that_serves
    pad, ship.port = w.pad_that_serves, w.port_that_serves
    put(w, w.ports_at + ship.port, ship.number)
    if _scrubs(w, ship):
        ship.pad = pad
        put(w, w.holder_at + pad, ship.number)
        ship.retry_at = w.now + seconds(w, class_at(w, ship.classes).scrub_recycle)
        ship.scrubs += 1
        ship.lacking = Cause.SCRUB
        asks(w, queue, ship)
        schedule(w, ship.retry_at, events.LAUNCH, 0)
        note(w, Happening.SCRUBS, events.LAUNCH, ship.number, Cause.SCRUB, 0)
        return
    if ship.pad >= 0:
        put(w, w.holder_at + ship.pad, -1)
    queue.asks = 0
    put(w, w.asks_from_at + queue.number, NEVER)
    queue.went = 1 if launch(w, ship, pad) else 0
    put(w, w.resumed_at + w.resumed_count, queue.number)
    w.resumed_count += 1


def _scrubs(w: World, ship: Ship) -> bool:
    flight = flight_at(w, ship.number)
    if flight.pin_scrubs != DRAWN:
        return ship.scrubs < flight.pin_scrubs
    if flight.pin_launch != DRAWN:
        return False
    probability = value(w, class_at(w, ship.classes).scrub_probability)
    if w.quiet or probability == 0.0:
        return False
    return again(w, of_flight(w, stream.SCRUB, ship), ship.scrubs) < probability
