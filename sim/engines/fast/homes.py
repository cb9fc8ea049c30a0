"""Who goes home in another ship than the one they came in (MODEL 2.2 and 6.9)."""

from __future__ import annotations

from sim.engines.fast.able import unable_for
from sim.engines.fast.ground import NO_CAUSE
from sim.engines.fast.layout import Person, Ship, World
from sim.engines.fast.log import note
from sim.engines.fast.memory import class_at, get, person_at, put, ship_at
from sim.engines.fast.seats import free_seats, give_up, take
from sim.engines.fast.world import NOBODY, find
from sim.engines.where import Where
from sim.outcomes import Happening
from sim.rules import events


def change_for_home(w: World) -> None:
    """Who is to go home in another docked ship changes seats, if they fit.

    All at once if everybody fits then, else in name order those who fit each by themselves.
    """
    moving = 0
    for k in range(w.movers):
        if _would_move(w, person_at(w, get(w, w.movers_at + k))):
            put(w, w.scratch_at + moving, get(w, w.movers_at + k))
            moving += 1
    if moving == 0:
        return
    if not _all_fit(w, moving):
        moving = _one_by_one(w, moving)
    for k in range(moving):
        person = person_at(w, get(w, w.scratch_at + k))
        give_up(w, person, ship_at(w, person.seat))
    for k in range(moving):
        person = person_at(w, get(w, w.scratch_at + k))
        take(w, person, ship_at(w, person.home))
        note(w, Happening.SEAT_CHANGED, events.DOCKS, person.number, NO_CAUSE, person.home)


def _would_move(w: World, person: Person) -> bool:
    if not person.aboard or person.seat < 0 or person.home in (NOBODY, person.seat):
        return False
    target = ship_at(w, person.home)
    return target.where == Where.DOCKED and target.fit != 0


def _all_fit(w: World, moving: int) -> bool:
    """Whether every ship has room for all who would change into it, those leaving it gone."""
    for k in range(moving):
        home = person_at(w, get(w, w.scratch_at + k)).home
        room = free_seats(w, ship_at(w, home))
        for j in range(moving):
            other = person_at(w, get(w, w.scratch_at + j))
            if other.seat == home:
                room += 1
            if other.home == home:
                room -= 1
        if room < 0:
            return False
    return True


def _one_by_one(w: World, moving: int) -> int:
    """Keep in name order those who fit when they change by themselves; return how many."""
    _sort_by_name(w, moving)
    kept = 0
    for k in range(moving):
        person = person_at(w, get(w, w.scratch_at + k))
        room = free_seats(w, ship_at(w, person.home))
        for j in range(kept):
            other = person_at(w, get(w, w.scratch_at + j))
            if other.seat == person.home:
                room += 1
            if other.home == person.home:
                room -= 1
        if room > 0:
            put(w, w.scratch_at + kept, person.number)
            kept += 1
    return kept


def _sort_by_name(w: World, count: int) -> None:
    for number in range(1, count):
        mover = get(w, w.scratch_at + number)
        place = number
        while place > 0:
            other = get(w, w.scratch_at + place - 1)
            if person_at(w, other).by_name < person_at(w, mover).by_name:
                break
            put(w, w.scratch_at + place, other)
            place -= 1
        put(w, w.scratch_at + place, mover)


# another way home, because the own class cannot launch ------------------------------------------


def crew_goes_early(w: World, family: int, only: int) -> bool:
    """Whether anybody gets the other way home they have, as their class has long been unable.

    Their seat must be in a ship of the family, and in the ship `only`; each is -1 for any.
    """
    anybody = False
    for k in range(w.early):
        person = person_at(w, get(w, w.early_at + 2 * k))
        home = get(w, w.early_at + 2 * k + 1)
        if not person.aboard or person.seat < 0 or person.home == home:
            continue
        number = ship_at(w, person.seat).classes
        vehicle = class_at(w, number)
        theirs = find(w, vehicle.families_at, vehicle.families, family) != NOBODY
        if not (theirs or family == NOBODY) or not _is_unable(w, number):
            continue
        if only in (NOBODY, person.seat):
            person.home = home
            note(w, Happening.EARLY_RETURN, events.LOOK, person.number, NO_CAUSE, home)
            anybody = True
    return anybody


def _is_unable(w: World, classes: int) -> bool:
    """Whether the class has been unable to launch long enough for another way home."""
    return unable_for(w, classes, w.early_after, w.early_from)


def looks_at_crew(w: World, ship: Ship) -> None:
    """Those who have just docked may have to go home in another ship, too."""
    if w.early and _is_unable(w, ship.classes):
        crew_goes_early(w, NOBODY, ship.number)
