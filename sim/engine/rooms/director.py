"""The launch director: grants pad, port, family and spacecraft together (MODEL 3.2 to 3.7)."""

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory import NO_EVENT, NOBODY, SAMPLED, Ship, Where, World
from sim.engine.order import entity_of
from sim.engine.rooms import (
    alarms,
    departures,
    ground,
    lacks,
    launches,
    luck,
    planners,
    seats,
    world,
)
from sim.outcomes import Cause, Happening
from sim.rules import events, flights, windows

DATE_BITS = 38
"""Room for a date below the class in the order at a pad."""


def hold_pass(w: World) -> None:
    """In the order at a pad, again and again until nobody can go."""
    w.director_looks = NO_EVENT
    w.set_length(w.resumed, 0)
    while _somebody_goes(w):
        pass


def _somebody_goes(w: World) -> bool:
    """Let who stands ready try until one goes: by class, known date, then number (3.3)."""
    w.set_length(w.waiting, 0)
    for queue in w.every_queue():
        if w.item(w.asks_from, queue.number) <= w.now:
            ship = w.ship_at(queue.head)
            rescues = 1 if seats.rescue_since(w, ship) < NEVER else 0
            pays = 1 if ground.asked(w, ship) > 0 else 0
            order = (flights.pad_order(ship.role, rescues, pays) << DATE_BITS) + ship.known_date
            w.put_in_order(w.waiting, (order << events.ENTITY_BITS) + ship.number)
    for key in w.items_of(w.waiting):
        if _tries(w, w.ship_at(entity_of(key))):
            return True
    return False


def _tries(w: World, ship: Ship) -> bool:
    """One flight's attempt; True if it went, or held or freed something others may want."""
    lacked = lacks.lacks(w, ship)
    if lacked == flights.LACKS_PORT and _may_clear(w, ship) and _clears_port(w, ship):
        lacked = lacks.lacks(w, ship)
    if not lacked:
        _attempts(w, ship)
        return True
    cause = lacks.first_cause(w, ship, lacked)
    if cause != ship.lacking:
        ship.lacking = cause
        w.note(Happening.WAITS_FOR, events.LAUNCH, ship.number, cause)
    ship.lacked |= lacked
    timing = lacked & flights.TIMING or w.length(w.closed_ports)
    if timing and not lacked & ~(flights.TIMING | flights.LACKS_PORT):
        _wakes(w, ship)
    if ship.pad >= 0:
        ground.give_back(w, ship)
        return True
    if cause in (Cause.PAD, Cause.PAD_BUSY):
        _waits_for_a_pad(w, ship)
    return False


def _wakes(w: World, ship: Ship) -> None:
    """Try a flight that waits for its time again when that comes; a port it may clear then.

    In the second behind a launch, too: when that flight docks is known then.
    """
    at = max(lacks.after_window(w, ship), lacks.clear_of_traffic(w, ship))
    docks = lacks.docks_if_now(w, ship)
    opens = w.now + windows.first_end(docks, w.items_of(w.closed_ports)) - docks
    at = min(at if at > w.now else NEVER, opens)
    if world.somebody_launches(w):
        at = min(at, w.now + 1)
    if at != ship.wakes_at:
        ship.wakes_at = at
        w.schedule(at, events.LAUNCH, 0)


def _waits_for_a_pad(w: World, ship: Ship) -> None:
    """Try a flight no more before a pad of its family is up and turned round.

    Whatever else it lacks meanwhile changes nothing: the pad comes first among the causes, and its
    delay is a forced one. A repair that ends asks anew. A second family may serve at any time.
    """
    families = w.class_at(ship.classes).families
    if w.length(families) > 1:
        return
    first = NEVER
    for pad in w.items_of(w.family_at(w.item(families, 0)).pads):
        first = min(first, w.item(w.free_from, pad))
    at = max(w.item(w.asks_from, ship.queue), first)
    w.set_item(w.asks_from, ship.queue, at)


def _may_clear(w: World, ship: Ship) -> bool:
    """A crew of a line, or cargo that pays requalification for which a crew waits."""
    return ship.role == flights.LINE or (
        ship.role == flights.CARGO and planners.crew_waits_for(w, ship)
    )


def _clears_port(w: World, ship: Ship) -> bool:
    """Clear a port for a flight that lacks only that; True if one is free at once."""
    if ship.clearing == NOBODY or w.ship_at(ship.clearing).where != Where.DOCKED:
        ship.clearing = _who_clears(w, ship)
        if ship.clearing != NOBODY:
            departures.clear(w, w.ship_at(ship.clearing))
    return lacks.free_port(w, ship) >= 0


def _who_clears(w: World, ship: Ship) -> int:
    """A cargo vehicle, else an unfit one, else whoever waits for this very flight."""
    cargo, unfit = NOBODY, NOBODY
    for other in w.ships_of(w.docked):
        if not _is_in_the_way(w, ship, other):
            continue
        if other.role == flights.CARGO:
            first = cargo == NOBODY or world.returns_before(other, w.ship_at(cargo))
            cargo = other.number if first else cargo
        if other.fit or not _may_go(w, ship, other):
            continue
        if unfit == NOBODY or other.port < w.ship_at(unfit).port:
            unfit = other.number
    if cargo != NOBODY or ship.role == flights.CARGO:
        return cargo
    if unfit != NOBODY:
        return unfit
    for other in w.ships_of(w.docked):
        if not _is_in_the_way(w, ship, other) or other.role != flights.LINE or other.alone:
            continue
        if world.successor(w, other) != ship.number:
            continue
        if other.planned_return > w.now:
            w.schedule(other.planned_return, events.LAUNCH, 0)
        elif not departures.would_leave_nobody(w, other, Cause.PORT_CLEARED):
            return other.number
    return NOBODY


def _may_go(w: World, ship: Ship, unfit: Ship) -> bool:
    """Whether an unfit ship makes room: not before the flight could carry its people (MODEL 3.2).

    A rescue does; another flight from `reseat_lead` after the stranding on, for which it waits, but
    not while seats elsewhere are being fitted for its people.
    """
    if not seats.waits_for(w, unfit) or seats.rescue_since(w, ship) < NEVER:
        return True
    lead = luck.seconds(w, w.queue_at(ship.queue).reseat_lead)
    at = max(unfit.unfit_since + lead, seats.seated_again_at(w, unfit))
    if at > w.now:
        w.schedule(at, events.LAUNCH, 0)
    return at <= w.now


def _is_in_the_way(w: World, ship: Ship, other: Ship) -> bool:
    """Whether a docked vehicle has a port that the flight could use and is not leaving it."""
    docks = lacks.docks_if_now(w, ship)
    there = w.contains(w.class_at(ship.classes).ports, other.port)
    there = there and windows.opens(docks, other.port, w.items_of(w.closed_ports)) == docks
    return there and other.cleared_at >= NEVER


def _attempts(w: World, ship: Ship) -> None:
    """Everything is there: scrub, or launch."""
    if ship.scrubs == 0:
        planners.first_attempt(w, ship)
    ship.family = w.family_that_serves
    pad, ship.port = w.pad_that_serves, w.port_that_serves
    w.set_item(w.port_holders, ship.port, ship.number)
    if _scrubs(w, ship):
        ship.pad = pad
        w.set_item(w.pad_holders, pad, ship.number)
        ship.retry_at = w.now + luck.seconds(w, w.class_at(ship.classes).scrub_recycle)
        ship.scrubs += 1
        ship.lacking = Cause.SCRUB
        alarms.asks(w, ship)
        w.schedule(ship.retry_at, events.LAUNCH, 0)
        rocket = pad + w.pads * ship.family  # both, as one number
        alarms.look_at_limits(w)
        w.note(Happening.SCRUBS, events.LAUNCH, ship.number, Cause.SCRUB, rocket)
        return
    if ship.pad >= 0:
        w.set_item(w.pad_holders, ship.pad, NOBODY)
    w.set_item(w.asks_from, ship.queue, NEVER)
    launches.launch(w, ship, pad)
    w.append(w.resumed, ship.queue)


def _scrubs(w: World, ship: Ship) -> bool:
    flight = w.flight_at(ship.number)
    if flight.pin_scrubs != SAMPLED:
        return ship.scrubs < flight.pin_scrubs
    if flight.pin_launch != SAMPLED:
        return False
    probability = luck.value(w, w.class_at(ship.classes).scrub_probability)
    if w.quiet or probability == 0.0:
        return False
    return luck.uniform(w, stream.SCRUB, ship.number, ship.scrubs) < probability
