"""Illness and unfitness of whoever has docked, and seats that are fitted again (MODEL 5)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.fast.calendar import director_looks, planners_look, schedule
from sim.engines.fast.departures import plan
from sim.engines.fast.ground import NO_CAUSE
from sim.engines.fast.layout import Person, Ship, World
from sim.engines.fast.ledger import advance, stranding
from sim.engines.fast.log import UNMET_MEDICAL, UNMET_UNFIT, note, unmet
from sim.engines.fast.luck import (
    duration,
    of_flight,
    of_person,
    uniform,
    value,
    waiting_time,
    waits_beyond,
)
from sim.engines.fast.memory import class_at, flight_at, get, person_at, ship_at
from sim.engines.fast.seats import count, draw_lifeboat, give_up, reserve, strand, take, void
from sim.engines.fast.world import NOBODY, mishap, take_out
from sim.engines.program import DRAWN
from sim.engines.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import events


def expose_ship(w: World, ship: Ship) -> None:
    """Start the clock of a crew vehicle that has docked."""
    at = flight_at(w, ship.number).pin_unfit
    if at != DRAWN:
        at = _no_earlier_than_now(w, ship, at, UNMET_UNFIT)
    else:
        at = NEVER
        rate = value(w, class_at(w, ship.classes).unfit_rate)
        if rate > 0.0 and not w.quiet:
            u = uniform(w, of_flight(w, stream.UNFIT, ship))
            if not waits_beyond(w, u, rate, w.now):
                at = w.now + waiting_time(u, rate)
    if ship.fit and w.now <= at:
        schedule(w, at, events.UNFIT, ship.number)


def expose_crew(w: World, ship: Ship) -> None:
    """Play the pinned illness aboard a vehicle that has docked, if there is one."""
    pinned = flight_at(w, ship.number).pin_medical
    if pinned != DRAWN:
        at = _no_earlier_than_now(w, ship, pinned, UNMET_MEDICAL)
        schedule(w, at, events.FALLS_ILL, w.people + ship.number)


def expose_person(w: World, ship: Ship, person: int) -> None:
    """Start the clock of somebody who came with the ship, unless illness there is pinned."""
    if flight_at(w, ship.number).pin_medical != DRAWN:
        return
    rate = value(w, w.medical_rate)
    if rate > 0.0 and not w.quiet:
        u = uniform(w, of_person(w, stream.ILLNESS, person))
        if not waits_beyond(w, u, rate, w.now):
            schedule(w, w.now + waiting_time(u, rate), events.FALLS_ILL, person)


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
    note(w, Happening.UNFIT, events.UNFIT, ship.number, Cause.UNFIT, 0)
    if ship.medical_at < NEVER:
        w.unmet_medical += 1
        ship.medical_at = NEVER
        note(w, Happening.UNMET_MEDICAL, events.UNFIT, ship.number, Cause.MEDICAL, 0)
    if ship.cleared_for == Cause.POLICY:
        ship.cleared_at = NEVER
    while ship.seated_count:
        person = person_at(w, get(w, ship.seated_at))
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
    w.stranded_count = take_out(w, w.stranded_at, w.stranded_count, person.number)
    person.reserved = NOBODY
    stranding(w, person, w.now, Cause.RESEATED)
    person.is_stranded = 0
    person.stranded_since = NEVER
    take(w, person, ship)
    note(w, Happening.RESEATED, events.RESEATED, person.number, NO_CAUSE, ship.number)
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
    if ship.where == Where.DOCKED and ship.seated_count:
        _patient(w, person_at(w, get(w, ship.seated_at)))
    else:
        unmet(w, UNMET_MEDICAL, ship.number)


def _patient(w: World, person: Person) -> None:
    """The patient's vehicle leaves after a short lead with all its people (MODEL 5.3)."""
    if not person.aboard:
        return
    note(w, Happening.FALLS_ILL, events.FALLS_ILL, person.number, Cause.MEDICAL, 0)
    if person.seat < 0:
        w.unmet_medical += 1
        rank = events.FALLS_ILL
        note(w, Happening.UNMET_MEDICAL, rank, person.number, Cause.MEDICAL, 0)
        return
    ship = ship_at(w, person.seat)
    lead = flight_at(w, ship.number).pin_lead
    if lead == DRAWN:
        lead = duration(w, w.medical_lead, of_person(w, stream.LEAD, person.number))
    ship.medical_at = min(ship.medical_at, w.now + max(lead, 0))
    mishap(w, ship.classes)
    plan(w, ship)
