"""Illness and unfitness of whoever has docked, and seats that are fitted again (MODEL 5)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.clock.calendar import schedule
from sim.engine.log import note, unmet
from sim.engine.memory.access import (
    World,
    class_at,
    docked,
    flight_at,
    item,
    length,
    people_of,
    person_at,
    ship_at,
)
from sim.engine.memory.lists import take_out
from sim.engine.memory.words import (
    NOBODY,
    UNMET_MEDICAL,
    UNMET_UNFIT,
    Person,
    Ship,
    VehicleClass,
)
from sim.engine.program import SAMPLED
from sim.engine.rooms.alarms import director_looks, look_at_limits, planners_look
from sim.engine.rooms.departures import plan, plan_line, undock
from sim.engine.rooms.ground import has_type_fault, not_to_carry
from sim.engine.rooms.ledger import advance, stranding
from sim.engine.rooms.luck import (
    chance,
    duration,
    next_at_random,
    of_flight,
    of_person,
    of_station,
    seconds,
    value,
)
from sim.engine.rooms.seats import (
    count,
    fitted_at,
    give_up,
    in_reliefs_ship,
    latest_in,
    reserve,
    sample_lifeboat,
    strand,
    take,
    void,
)
from sim.engine.rooms.world import mishap, successor
from sim.engine.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import events, policy
from sim.rules.flights import CARGO, LINE


def expose_ship(w: World, ship: Ship) -> None:
    """Start the clock of a crew vehicle that has docked."""
    at = flight_at(w, ship.number).pin_unfit
    if at != SAMPLED:
        at = _no_earlier_than_now(w, ship, at, UNMET_UNFIT)
    else:
        rate = value(w, class_at(w, ship.classes).unfit_rate)
        at = next_at_random(w, rate, of_flight(w, stream.UNFIT, ship), 0, w.now)
    if ship.fit and w.now <= at:
        schedule(w, at, events.UNFIT, ship.number)


def expose_crew(w: World, ship: Ship) -> None:
    """Play the pinned illness aboard a vehicle that has docked, if there is one."""
    pinned = flight_at(w, ship.number).pin_medical_return
    if pinned != SAMPLED:
        at = _no_earlier_than_now(w, ship, pinned, UNMET_MEDICAL)
        schedule(w, at, events.FALLS_ILL, w.people + ship.number)


def expose_person(w: World, ship: Ship, person: Person) -> None:
    """Start the clock of somebody who came with the ship, unless illness there is pinned."""
    if flight_at(w, ship.number).pin_medical_return != SAMPLED:
        return
    position = of_person(w, stream.ILLNESS, person)
    at = next_at_random(w, value(w, w.medical_rate), position, 0, w.now)
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
    sample_lifeboat(w, ship)
    note(w, Happening.UNFIT, events.UNFIT, ship.number, Cause.UNFIT)
    if ship.medical_at < NEVER:
        w.unmet_medical += 1
        ship.medical_at = NEVER
        note(w, Happening.UNMET_MEDICAL, events.UNFIT, ship.number, Cause.MEDICAL)
    if ship.cleared_for in (Cause.POLICY, Cause.HANDOVER):
        ship.cleared_at = NEVER
    while length(w, ship.seated):
        person = person_at(w, item(w, ship.seated, 0))
        give_up(w, person, ship)
        strand(w, person, ship.number, w.now)
    void(w, ship)
    in_reliefs_ship(w, ship)
    reserve(w)
    count(w)
    _grounds_its_class(w, ship)
    plan_line(w, ship)
    planners_look(w)
    director_looks(w)


def _grounds_its_class(w: World, ship: Ship) -> None:
    """It may be a fault of the type: then the class carries nobody until it is cleared (5.5)."""
    vehicle, away = class_at(w, ship.classes), flight_at(w, ship.number).pin_type_fault
    if away == SAMPLED:
        fault = of_flight(w, stream.TYPE_FAULT, ship)
        if vehicle.type_fault < 0 or not chance(w, vehicle.type_fault, fault):
            return
        away = duration(w, vehicle.type_fault_grounds, of_flight(w, stream.TYPE_GROUNDS, ship))
    if away < 0:
        return
    has_type_fault(w, vehicle, w.now + away)
    look_at_limits(w)
    note(w, Happening.CLASS_GROUNDED, events.UNFIT, vehicle.number, Cause.UNFIT)


def places_are_made(w: World, vehicle: VehicleClass) -> None:
    """The emergency places of a class are made, if anybody still needs one (MODEL 5.1)."""
    due = w.places_since + seconds(w, vehicle.emergency_time) == w.now
    if length(w, w.stranded) and due and not vehicle.places_made:
        advance(w)
        vehicle.places_made = 1
        count(w)
        note(w, Happening.PLACES_MADE, events.RESEATED, vehicle.number)


# the station itself ------------------------------------------------------------------------------


def expose_station(w: World, occurrence: int) -> None:
    """When the station has to be left next, if that is played (MODEL 5.6)."""
    if w.evacuations_pinned:
        if 2 * occurrence < length(w, w.pin_evacuations):
            at = item(w, w.pin_evacuations, 2 * occurrence)
            schedule(w, at, events.UNFIT, w.ships + occurrence)
    elif w.evacuation_rate >= 0:
        position = of_station(w, stream.EVACUATION)
        at = next_at_random(w, value(w, w.evacuation_rate), position, occurrence, w.now)
        schedule(w, at, events.UNFIT, w.ships + occurrence)


def station_is_left(w: World, occurrence: int) -> None:
    """Everybody leaves at once in the ships that are there; crews may come again a while later.

    Who has no certified seat takes a place in a fit ship, else in the one that failed.
    """
    expose_station(w, occurrence + 1)
    if w.aboard == 0:
        return
    if w.evacuations_pinned:
        until = item(w, w.pin_evacuations, 2 * occurrence + 1)
    else:
        away = duration(w, w.evacuation_away, of_station(w, stream.EVACUATION_AWAY), occurrence)
        until = w.now + max(away, 0)
    not_to_carry(w, w.classes, until)
    note(w, Happening.STATION_LEFT, events.UNFIT, 0, Cause.EVACUATION)
    place = _place_for_all(w)
    while place != NOBODY and length(w, w.stranded):
        _takes_a_place(w, person_at(w, item(w, w.stranded, 0)), ship_at(w, place))
    number = _next_to_leave(w)
    while number != NOBODY:
        ship = ship_at(w, number)
        ship.cause = Cause.EVACUATION
        undock(w, ship)
        number = _next_to_leave(w)


def _place_for_all(w: World) -> int:
    """The crew vehicle that takes who has no seat: a fit one if there is one; -1 for none."""
    number = NOBODY
    for ship in docked(w):
        if ship.role != CARGO and (number == NOBODY or ship.fit > ship_at(w, number).fit):
            number = ship.number
    return number


def _takes_a_place(w: World, person: Person, ship: Ship) -> None:
    """Somebody stranded leaves with a ship in which there is no certified seat for them."""
    advance(w)
    _is_seated(w, person, ship, Cause.LEFT)
    note(w, Happening.TAKES_A_PLACE, events.UNFIT, person.number, detail=ship.number)
    count(w)


def _next_to_leave(w: World) -> int:
    """The first docked vehicle with people in it; -1 for none."""
    for ship in docked(w):
        if length(w, ship.seated):
            return ship.number
    return NOBODY


# seats that are fitted ---------------------------------------------------------------------------


def is_fitted(w: World, person: Person) -> None:
    """A reserved seat is fitted: its owner is no longer stranded."""
    if not person.is_stranded or person.reserved < 0 or person.fitted_at != w.now:
        return
    ship = ship_at(w, person.reserved)
    advance(w)
    if length(w, ship.seated) == class_at(w, ship.classes).seats:
        gives = person_at(w, latest_in(w, ship))
        give_up(w, gives, ship)
        strand(w, gives, person.failed, w.now)
    failed = person.failed
    _is_seated(w, person, ship, Cause.RESEATED)
    note(w, Happening.RESEATED, events.RESEATED, person.number, detail=ship.number)
    if failed >= 0 and ship_at(w, failed).where == Where.DOCKED:
        ship_at(w, failed).released_at = w.now
        plan(w, ship_at(w, failed))
    plan_line(w, ship)
    reserve(w)
    count(w)
    planners_look(w)


def _is_seated(w: World, person: Person, ship: Ship, ended: int) -> None:
    """Somebody is stranded no longer: they sit in a ship, and their stranding is written down."""
    take_out(w, w.stranded, person.number)
    stranding(w, person, w.now, ended)
    person.reserved = NOBODY
    person.failed = NOBODY
    person.is_stranded = 0
    person.stranded_since = NEVER
    take(w, person, ship)


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
    lead = flight_at(w, person.seat).pin_lead
    ship = _goes_in_due_ship(w, person, ship_at(w, person.seat))
    if lead == SAMPLED:
        lead = duration(w, w.medical_lead, of_person(w, stream.LEAD, person))
    ship.medical_at = min(ship.medical_at, w.now + max(lead, 0))
    mishap(w, ship.classes, 1)
    plan_line(w, ship)


def _goes_in_due_ship(w: World, patient: Person, ship: Ship) -> Ship:
    """In a handover the patient changes seats, and leaves in the ship that is due (MODEL 5.3.4)."""
    if not w.patient_in_due_ship or not policy.is_decided(w.now, w.patients_from):
        return ship
    for due in docked(w):
        relieved = due.role == LINE and due.fit and successor(w, due) == ship.number
        if relieved and length(w, due.seated) and fitted_at(w, due) == -NEVER:
            stays = _who_stays(w, patient, due)
            give_up(w, patient, ship)
            give_up(w, stays, due)
            take(w, patient, due)
            take(w, stays, ship)
            _note_change(w, patient, due)
            _note_change(w, stays, ship)
            return due
    return ship


def _note_change(w: World, person: Person, ship: Ship) -> None:
    rank, cause = events.FALLS_ILL, Cause.MEDICAL
    note(w, Happening.SEAT_CHANGED, rank, person.number, cause, ship.number)


def _who_stays(w: World, patient: Person, due: Ship) -> Person:
    """Who of those in the ship that is due stays for a patient: the last of the same segment.

    Else the last who is of one, else the last.
    """
    stays, best = person_at(w, item(w, due.seated, 0)), 0
    for person in people_of(w, due.seated):
        fits = 2 if person.segment == patient.segment else 1 if person.segment >= 0 else 0
        if fits >= best:
            stays, best = person, fits
    return stays
