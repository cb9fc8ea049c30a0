"""Seats: who has a certified way home, who is stranded, who brings relief (MODEL 5)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.clock.calendar import schedule
from sim.engine.log import note
from sim.engine.memory.access import (
    World,
    class_at,
    docked,
    every_line,
    length,
    person_at,
    queue_at,
    ship_at,
    stranded,
)
from sim.engine.memory.lists import append, take_out
from sim.engine.memory.words import NOBODY, Person, Ship
from sim.engine.rooms.alarms import waits_on_the_ground
from sim.engine.rooms.ground import pad_and_family_up
from sim.engine.rooms.luck import chance, of_flight, seconds
from sim.engine.rooms.world import next_of_class
from sim.engine.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import events, policy, rescue
from sim.rules.flights import CARGO, LINE

# seats of the docked ships -----------------------------------------------------------------------


def free_seats(w: World, ship: Ship) -> int:
    """Certified seats that nobody has and that are being fitted for nobody."""
    free = class_at(w, ship.classes).seats - length(w, ship.seated)
    for person in stranded(w):
        if person.reserved == ship.number:
            free -= 1
    return free


def take(w: World, person: Person, ship: Ship) -> None:
    """Give somebody a seat; time past the limit counts while people are seated."""
    if length(w, ship.seated) == 0:
        ship.past_limit_from = w.now
    person.seat = ship.number
    append(w, ship.seated, person.number)


def give_up(w: World, person: Person, ship: Ship) -> None:
    """Take somebody's seat away."""
    take_out(w, ship.seated, person.number)
    person.seat = NOBODY
    if length(w, ship.seated) == 0:
        count_past_limit(w, ship)


def count_past_limit(w: World, ship: Ship) -> None:
    """Count the time past the limit with people seated, up to now."""
    start = max(ship.past_limit_from, ship.limit_at, 0)
    w.past_limit += max(0, w.now - start)
    ship.past_limit_from = w.now


# the stranded ------------------------------------------------------------------------------------


def draw_lifeboat(w: World, ship: Ship) -> None:
    """Whether an unfit ship still serves its own people as a lifeboat."""
    probability = class_at(w, ship.classes).unfit_lifeboat_probability
    serves = chance(w, probability, of_flight(w, stream.LIFEBOAT, ship))
    ship.serves_as_lifeboat = 1 if serves else 0


def strand(w: World, person: Person, failed: int, since: int) -> None:
    """Somebody is aboard without a certified seat from now on."""
    person.failed = failed
    person.stranded_since = since
    person.is_stranded = 1
    append(w, w.stranded, person.number)
    w.anybody_stranded = 1
    note(w, Happening.STRANDED, events.UNFIT, person.number, Cause.UNFIT)


def void(w: World, ship: Ship) -> None:
    """Seats being fitted in a ship that is unfit or gone are for nobody any more."""
    for person in stranded(w):
        if person.reserved == ship.number:
            person.reserved = NOBODY


def reserve(w: World) -> None:
    """Reserve free seats: longest aboard first, then name; earliest return first, then port."""
    while length(w, w.stranded):
        first = _first_waiting(w)
        if first == NOBODY:
            return
        ship_number = _first_with_room(w)
        if ship_number == NOBODY:
            return
        person, ship = person_at(w, first), ship_at(w, ship_number)
        person.reserved = ship_number
        person.fitted_at = w.now + seconds(w, class_at(w, ship.classes).reseat_time)
        schedule(w, person.fitted_at, events.RESEATED, first)
        note(w, Happening.SEAT_RESERVED, events.DOCKS, first, detail=ship_number)


def _first_waiting(w: World) -> int:
    """Who of the stranded gets the next seat; -1 if each has one reserved."""
    first = NOBODY
    for person in stranded(w):
        if person.reserved >= 0:
            continue
        if first != NOBODY:
            best = person_at(w, first)
            if (best.aboard_since, best.by_name) < (person.aboard_since, person.by_name):
                continue
        first = person.number
    return first


def _first_with_room(w: World) -> int:
    """The fit crew vehicle with a free seat that leaves first; -1 if there is none."""
    first = NOBODY
    for ship in docked(w):
        if not ship.fit or ship.role == CARGO or free_seats(w, ship) <= 0:
            continue
        if first != NOBODY:
            best = ship_at(w, first)
            if (best.planned_return, best.port) < (ship.planned_return, ship.port):
                continue
        first = ship.number
    return first


def count(w: World) -> None:
    """How many of the stranded have no emergency place either."""
    if length(w, w.stranded) == 0:
        w.no_lifeboat = 0
        return
    served = 0
    for person in stranded(w):
        if person.failed >= 0:
            failed = ship_at(w, person.failed)
            if failed.where == Where.DOCKED and failed.serves_as_lifeboat:
                served += 1
    emergency = 0
    for ship in docked(w):
        if ship.fit:
            emergency += class_at(w, ship.classes).emergency_seats
    w.no_lifeboat = rescue.without_lifeboat(length(w, w.stranded), served, emergency)


def waits_for(w: World, ship: Ship) -> bool:
    """Whether anybody who lost a seat in this unfit ship is still stranded."""
    for person in stranded(w):
        if person.failed == ship.number:
            return True
    return False


def fitted_at(w: World, ship: Ship) -> int:
    """When the last seat that is being fitted in the ship is; before everything if none is."""
    last = -NEVER
    for person in stranded(w):
        if person.reserved == ship.number:
            last = max(last, person.fitted_at)
    return last


# relief ------------------------------------------------------------------------------------------


def need(w: World) -> int:
    """Stranded people for whom no seat is fitted or on its way."""
    waiting = 0
    for person in stranded(w):
        if person.reserved < 0:
            waiting += 1
    return waiting - w.on_the_way


def stranded_for(w: World, ship: Ship) -> int:
    """Since when somebody is stranded whom the next flight of this line would fetch.

    After a visit has failed, the next flight of its class (MODEL 6.2).
    """
    since = NEVER
    for person in stranded(w):
        if person.failed < 0:
            continue
        failed = ship_at(w, person.failed)
        if failed.role == LINE:
            mine = failed.queue == ship.queue
        else:
            same = failed.classes == ship.classes
            mine = same and next_of_class(w, ship.classes) == ship.number
        if mine:
            since = min(since, person.stranded_since)
    return since


def rescue_since(w: World, ship: Ship) -> int:
    """Since when this flight is the rescue of its own line's stranded; `NEVER` if it is not."""
    if length(w, w.stranded) == 0 or ship.role != LINE:
        return NEVER
    return _rescue_since(w, ship)


def has_reserve(w: World, ship: Ship) -> bool:
    """Whether the flight is a rescue that may take the spacecraft held ready (MODEL 6.6)."""
    if w.reserve_class != ship.classes:
        return False
    reserve = reserve_at(w, ship)
    if reserve >= NEVER:
        return False
    return policy.may_take_reserve(w.now, reserve, rescue_since(w, ship), w.reserve_from) != 0


def reserve_at(w: World, ship: Ship) -> int:
    """When the spacecraft that is held for a rescue is prepared; `NEVER` if none is, or known."""
    if w.reserve_class != ship.classes or not policy.is_decided(w.now, w.reserve_from):
        return NEVER
    since = rescue_since(w, ship)
    if since >= NEVER:
        return NEVER
    return policy.reserve_ready(since, seconds(w, w.reserve_preparation), w.reserve_from)


def _rescue_since(w: World, ship: Ship) -> int:
    since = NEVER
    if need(w) <= 0:
        return since
    for person in stranded(w):
        if person.failed < 0 or person.reserved >= 0:
            continue
        if ship_at(w, person.failed).queue == ship.queue:
            since = min(since, person.stranded_since)
    return since


def prepared_at(w: World, ship: Ship) -> int:
    """When a rescue is prepared; before everything for other flights."""
    since = rescue_since(w, ship)
    if since >= NEVER:
        return -NEVER
    own = since + seconds(w, queue_at(w, ship.queue).rescue_preparation)
    reserve = reserve_at(w, ship)
    if reserve >= NEVER:
        return own
    return policy.rescue_prepared(own, reserve, since, w.reserve_from)


def left_behind(w: World, ship: Ship) -> int:
    """How many of the crew would stay behind if the flight launched now (MODEL 5.2)."""
    needed = need(w)
    if needed <= 0 or ship.role != LINE:
        return 0
    vehicle = class_at(w, ship.classes)
    if rescue_since(w, ship) < NEVER:
        return rescue.left_behind_by_rescue(
            needed, vehicle.seats, length(w, ship.crew), vehicle.crew_to_fly
        )
    queue = queue_at(w, ship.queue)
    can, date = 0, NEVER
    rescuer = _rescuer(w)
    if rescuer != NOBODY:
        can = 1 if pad_and_family_up(w, ship_at(w, rescuer)) else 0
        date = rescue_date(w, ship_at(w, rescuer))
    lead = seconds(w, queue.reseat_lead)
    if not rescue.relieves(w.now, _waiting_since(w), lead, can, date):
        return 0
    return rescue.left_behind_by_relief(
        needed, vehicle.seats, length(w, ship.crew), vehicle.crew_to_fly, queue.relief_seats
    )


def _waiting_since(w: World) -> int:
    """Since when the first of those is stranded who have no seat reserved."""
    since = NEVER
    for person in stranded(w):
        if person.reserved < 0:
            since = min(since, person.stranded_since)
    return since


def _rescuer(w: World) -> int:
    """The next flight of a failed line, the one with the earliest known date."""
    first = NOBODY
    for queue in every_line(w):
        if not waits_on_the_ground(w, queue):
            continue
        head = ship_at(w, queue.head)
        if rescue_since(w, head) >= NEVER:
            continue
        if first != NOBODY:
            best = ship_at(w, first)
            if (rescue_date(w, best), first) < (rescue_date(w, head), head.number):
                continue
        first = head.number
    return first


def rescue_date(w: World, ship: Ship) -> int:
    """A rescue's known date: planned, pulled, prepared, without late slip."""
    return max(ship.known_date, prepared_at(w, ship))


def flies_empty(w: World, ship: Ship) -> bool:
    """Whether nobody would fly up in it if it launched now."""
    if length(w, w.stranded) == 0:
        return length(w, ship.crew) == 0
    return left_behind(w, ship) == length(w, ship.crew)
