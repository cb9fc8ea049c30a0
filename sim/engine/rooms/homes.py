"""Who goes home in another ship than the one they came in (MODEL 2.2 and 6.9)."""

from sim.engine.memory import NOBODY, Ints, Person, Ship, Where, World
from sim.engine.rooms import able, seats
from sim.outcomes import Happening
from sim.rules import events


def change_for_home(w: World) -> None:
    """Who is to go home in another docked ship changes: all if they fit, else by name."""
    moving = w.scratch
    w.set_length(moving, 0)
    for person in w.people_of(w.movers):
        if _would_move(w, person):
            w.append(moving, person.number)
    if w.length(moving) == 0:
        return
    for person in w.people_of(moving):
        if _room_in(w, person.home, moving) < 0:  # not every ship has room, those leaving it gone
            _one_by_one(w, moving)
            break
    for person in w.people_of(moving):
        seats.give_up(w, person, w.ship_at(person.seat))
    for person in w.people_of(moving):
        seats.take(w, person, w.ship_at(person.home))
        w.note(Happening.SEAT_CHANGED, events.DOCKS, person.number, detail=person.home)
        if person.changes < w.length(person.later_homes):
            person.home = w.item(person.later_homes, person.changes)
            person.changes += 1


def _would_move(w: World, person: Person) -> bool:
    if not person.aboard or person.seat < 0 or person.home in (NOBODY, person.seat):
        return False
    target = w.ship_at(person.home)
    return target.where == Where.DOCKED and target.fit != 0


def _room_in(w: World, home: int, moving: Ints) -> int:
    """How many seats a ship has free once those who move have moved."""
    room = seats.free_seats(w, w.ship_at(home))
    for person in w.people_of(moving):
        if person.seat == home:
            room += 1
        if person.home == home:
            room -= 1
    return room


def _one_by_one(w: World, moving: Ints) -> None:
    """Keep in name order those who fit when they change by themselves."""
    w.set_length(moving, 0)
    for person in w.people_of(w.movers_by_name):
        if _would_move(w, person) and _room_in(w, person.home, moving) > 0:
            w.append(moving, person.number)


# another way home, because the own class cannot launch ------------------------------------------


def crew_goes_early(w: World, family: int, only: int) -> bool:
    """Whether anybody gets the other way home they have, as their class has long been unable.

    Their seat must be in a ship of the family, and in the ship `only`; each is -1 for any.
    """
    anybody = False
    for person in w.people_of(w.early):
        if not person.aboard or person.seat < 0 or person.home == person.early_home:
            continue
        number = w.ship_at(person.seat).classes
        theirs = family == NOBODY or w.contains(w.class_at(number).families, family)
        theirs = theirs and only in (NOBODY, person.seat)
        if theirs and able.unable_for(w, number, w.early_after, w.early_from):
            person.home = person.early_home
            w.note(Happening.EARLY_RETURN, events.LOOK, person.number, detail=person.home)
            anybody = True
    return anybody


def looks_at_crew(w: World, ship: Ship) -> None:
    """Those who have just docked may have to go home in another ship, too."""
    if w.length(w.early) and able.unable_for(w, ship.classes, w.early_after, w.early_from):
        crew_goes_early(w, NOBODY, ship.number)
