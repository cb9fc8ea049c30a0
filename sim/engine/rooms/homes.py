"""Who goes home in another ship than the one they came in (MODEL 2.2 and 6.9)."""

from __future__ import annotations

from sim.engine.log import note
from sim.engine.memory.access import (
    World,
    class_at,
    item,
    length,
    people_of,
    person_at,
    set_item,
    set_length,
    ship_at,
)
from sim.engine.memory.lists import append, contains
from sim.engine.memory.words import NOBODY, Person, Ship
from sim.engine.program import Ints
from sim.engine.rooms.able import unable_for
from sim.engine.rooms.seats import free_seats, give_up, take
from sim.engine.where import Where
from sim.outcomes import Happening
from sim.rules import events


def change_for_home(w: World) -> None:
    """Who is to go home in another docked ship changes seats, if they fit.

    All at once if everybody fits then, else in name order those who fit each by themselves.
    """
    moving = w.scratch
    set_length(w, moving, 0)
    for person in people_of(w, w.movers):
        if _would_move(w, person):
            append(w, moving, person.number)
    if length(w, moving) == 0:
        return
    if not _all_fit(w, moving):
        _one_by_one(w, moving)
    for person in people_of(w, moving):
        give_up(w, person, ship_at(w, person.seat))
    for person in people_of(w, moving):
        take(w, person, ship_at(w, person.home))
        note(w, Happening.SEAT_CHANGED, events.DOCKS, person.number, detail=person.home)
        if person.changes < length(w, person.later_homes):
            person.home = item(w, person.later_homes, person.changes)
            person.changes += 1


def _would_move(w: World, person: Person) -> bool:
    if not person.aboard or person.seat < 0 or person.home in (NOBODY, person.seat):
        return False
    target = ship_at(w, person.home)
    return target.where == Where.DOCKED and target.fit != 0


def _all_fit(w: World, moving: Ints) -> bool:
    """Whether every ship has room for all who would change into it, those leaving it gone."""
    for person in people_of(w, moving):
        if _room_in(w, person.home, moving) < 0:
            return False
    return True


def _room_in(w: World, home: int, moving: Ints) -> int:
    """How many seats a ship has free once those who move have moved."""
    room = free_seats(w, ship_at(w, home))
    for person in people_of(w, moving):
        if person.seat == home:
            room += 1
        if person.home == home:
            room -= 1
    return room


def _one_by_one(w: World, moving: Ints) -> None:
    """Keep in name order those who fit when they change by themselves."""
    _sort_by_name(w, moving)
    all_of_them = length(w, moving)
    set_length(w, moving, 0)
    for place in range(all_of_them):
        person = person_at(w, item(w, moving, place))
        if _room_in(w, person.home, moving) > 0:
            append(w, moving, person.number)


def _sort_by_name(w: World, moving: Ints) -> None:
    for number in range(1, length(w, moving)):
        mover = item(w, moving, number)
        place = number
        while place > 0:
            other = item(w, moving, place - 1)
            if person_at(w, other).by_name < person_at(w, mover).by_name:
                break
            set_item(w, moving, place, other)
            place -= 1
        set_item(w, moving, place, mover)


# another way home, because the own class cannot launch ------------------------------------------


def crew_goes_early(w: World, family: int, only: int) -> bool:
    """Whether anybody gets the other way home they have, as their class has long been unable.

    Their seat must be in a ship of the family, and in the ship `only`; each is -1 for any.
    """
    anybody = False
    for person in people_of(w, w.early):
        if not person.aboard or person.seat < 0 or person.home == person.early_home:
            continue
        number = ship_at(w, person.seat).classes
        theirs = contains(w, class_at(w, number).families, family)
        if not (theirs or family == NOBODY) or not _is_unable(w, number):
            continue
        if only in (NOBODY, person.seat):
            home = person.early_home
            person.home = home
            note(w, Happening.EARLY_RETURN, events.LOOK, person.number, detail=home)
            anybody = True
    return anybody


def _is_unable(w: World, classes: int) -> bool:
    """Whether the class has been unable to launch long enough for another way home."""
    return unable_for(w, classes, w.early_after, w.early_from)


def looks_at_crew(w: World, ship: Ship) -> None:
    """Those who have just docked may have to go home in another ship, too."""
    if length(w, w.early) and _is_unable(w, ship.classes):
        crew_goes_early(w, NOBODY, ship.number)
