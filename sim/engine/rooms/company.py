"""Company: who else is aboard when a vehicle is to leave, and whether more come (MODEL 4.5).

Asked for each segment of which a vehicle carries people; behind the segments, for the station as a
whole.
"""

from sim.core.clock import NEVER
from sim.engine.memory import Ship, Where, World
from sim.engine.rooms import world
from sim.rules import flights


def company_since(w: World, ship: Ship) -> int:
    """Since when the people of a vehicle have had company of each of their segments (MODEL 4.5).

    `NEVER` while one has none and some is to come; before everything where none is to come either.
    """
    since = -NEVER
    for segment in range(w.segments + 1):
        if world.are_of(w, ship.seated, segment):
            others = _others_since(w, ship, segment)
            if others < NEVER or _is_to_come(w, segment):
                since = max(since, others)
    return since


def _others_since(w: World, ship: Ship, segment: int) -> int:
    """Since when people of a segment have had seats in another vehicle; `NEVER` if none have.

    One that takes a patient home is about to leave and is no company. Who gave up a seat in this
    one to people of a ship that failed stays, as was decided, and counts since coming aboard
    (MODEL 6.15.4).
    """
    since = NEVER
    for person in w.people_of(w.stranded):
        theirs = world.is_of(w, person, segment) and person.failed >= 0
        if theirs and w.ship_at(person.failed).place_taken_by == ship.number:
            since = min(since, person.aboard_since)
    for other in w.ships_of(w.docked):
        stays = other.number != ship.number and other.medical_at >= NEVER
        if stays and world.are_of(w, other.seated, segment):
            since = min(since, other.docked)
    return since


def _is_to_come(w: World, segment: int) -> bool:
    """Whether a crewed flight is still to come, with somebody of the segment."""
    for queue in w.every_queue():
        for ship in w.ships_of(queue.ships):
            if ship.role == flights.CARGO or ship.where > Where.FLYING or ship.planned >= NEVER:
                continue
            if _brings(w, ship, segment):
                return True
    return False


def _brings(w: World, flight: Ship, segment: int) -> bool:
    """Whether it brings somebody of a segment; to the station, also seats for the stranded."""
    empty = segment == w.segments and w.length(flight.crew) == 0
    return empty or world.are_of(w, flight.crew, segment)


def ends_the_wait(w: World, ship: Ship, flight: Ship) -> bool:
    """Whether a flight brings people of a segment of which the ship has the last aboard."""
    for segment in range(w.segments + 1):
        mine = world.are_of(w, ship.seated, segment) and _others_since(w, ship, segment) >= NEVER
        if mine and _brings(w, flight, segment):
            return True
    return False
