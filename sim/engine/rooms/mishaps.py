"""Illness and unfitness of whoever has docked, and seats that are fitted again (MODEL 5)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.clock.calendar import schedule
from sim.engine.log import note, unmet
from sim.engine.memory.access import World, class_at, flight_at, item, length, person_at, ship_at
from sim.engine.memory.lists import take_out
from sim.engine.memory.words import NOBODY, UNMET_MEDICAL, UNMET_UNFIT, Person, Ship
from sim.engine.program import DRAWN
from sim.engine.rooms.alarms import director_looks, planners_look
from sim.engine.rooms.departures import plan
from sim.engine.rooms.ledger import advance, stranding
from sim.engine.rooms.luck import duration, next_at_random, of_flight, of_person
from sim.engine.rooms.seats import count, draw_lifeboat, give_up, reserve, strand, take, void
from sim.engine.rooms.world import mishap
from sim.engine.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import events


def expose_ship(w: World, ship: Ship) -> None:
    """Start the clock of a crew vehicle that has docked."""
    at = flight_at(w, ship.number).pin_unfit
    if at != DRAWN:
        at = _no_earlier_than_now(w, ship, at, UNMET_UNFIT)
    else:
        rate = class_at(w, ship.classes).unfit_rate
        at = next_at_random(w, rate, of_flight(w, stream.UNFIT, ship), 0, w.now)
    if ship.fit and w.now <= at:
        schedule(w, at, events.UNFIT, ship.number)


def expose_crew(w: World, ship: Ship) -> None:
    """Play the pinned illness aboard a vehicle that has docked, if there is one."""
    pinned = flight_at(w, ship.number).pin_medical_return
    if pinned != DRAWN:
        at = _no_earlier_than_now(w, ship, pinned, UNMET_MEDICAL)
        schedule(w, at, events.FALLS_ILL, w.people + ship.number)


def expose_person(w: World, ship: Ship, person: Person) -> None:
    """Start the clock of somebody who came with the ship, unless illness there is pinned."""
    if flight_at(w, ship.number).pin_medical_return != DRAWN:
        return
    position = of_person(w, stream.ILLNESS, person)
    at = next_at_random(w, w.medical_rate, position, 0, w.now)
    schedule(w, at, events.FALLS_ILL, person.number)


def _no_earlier_than_now(w: World, ship: Ship, pinned: int, what: int) -> int:
    """When a pinned mishap is played: not before the vehicle has docked (MODEL 1.4)."""
    if 0 <= pinned < w.now:
        unmet(w, what, ship.number)
        return w.now
    return pinned


def fails(w: World, ship: Ship) -> None:
    """A docked ship becomes unfit for return: its people lose their seats (MODEL 5.1)."""
    if ship.where != Where.DOCKED or not ship.fit:
        return
    advance(w)
    ship.fit = 0
    ship.unfit_since = w.now
    draw_lifeboat(w, ship)
    note(w, Happening.UNFIT, events.UNFIT, ship.number, Cause.UNFIT)
    if ship.medical_at < NEVER:
        w.unmet_medical += 1
        ship.medical_at = NEVER
        note(w, Happening.UNMET_MEDICAL, events.UNFIT, ship.number, Cause.MEDICAL)
    if ship.cleared_for == Cause.POLICY:
        ship.cleared_at = NEVER
    while length(w, ship.seated):
        person = person_at(w, item(w, ship.seated, 0))
        give_up(w, person, ship)
        strand(w, person, ship.number, w.now)
    void(w, ship)
    reserve(w)
    count(w)
    plan(w, ship)
    planners_look(w)
    director_looks(w)


def is_fitted(w: World, person: Person) -> None:
    """A reserved seat is fitted: its owner is no longer stranded."""
    if not person.is_stranded or person.reserved < 0 or person.fitted_at != w.now:
        return
    ship = ship_at(w, person.reserved)
    advance(w)
    take_out(w, w.stranded, person.number)
    person.reserved = NOBODY
    stranding(w, person, w.now, Cause.RESEATED)
    person.is_stranded = 0
    person.stranded_since = NEVER
    take(w, person, ship)
    note(w, Happening.RESEATED, events.RESEATED, person.number, detail=ship.number)
    failed = person.failed
    person.failed = NOBODY
    if failed >= 0 and ship_at(w, failed).where == Where.DOCKED:
        ship_at(w, failed).released_at = w.now
        plan(w, ship_at(w, failed))
    count(w)
    planners_look(w)


def falls_ill(w: World, entity: int) -> None:
    """Somebody falls ill, or, where it is pinned, the first person seated in a ship."""
    if entity < w.people:
        _patient(w, person_at(w, entity))
        return
    ship = ship_at(w, entity - w.people)
    if ship.where == Where.DOCKED and length(w, ship.seated):
        _patient(w, person_at(w, item(w, ship.seated, 0)))
    else:
        unmet(w, UNMET_MEDICAL, ship.number)


def _patient(w: World, person: Person) -> None:
    """The patient's vehicle leaves after a short lead with all its people (MODEL 5.3)."""
    if not person.aboard:
        return
    note(w, Happening.FALLS_ILL, events.FALLS_ILL, person.number, Cause.MEDICAL)
    if person.seat < 0:
        w.unmet_medical += 1
        rank = events.FALLS_ILL
        note(w, Happening.UNMET_MEDICAL, rank, person.number, Cause.MEDICAL)
        return
    ship = ship_at(w, person.seat)
    lead = flight_at(w, ship.number).pin_lead
    if lead == DRAWN:
        lead = duration(w, w.medical_lead, of_person(w, stream.LEAD, person))
    ship.medical_at = min(ship.medical_at, w.now + max(lead, 0))
    mishap(w, ship.classes)
    plan(w, ship)
