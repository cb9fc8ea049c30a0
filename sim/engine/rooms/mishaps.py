"""Illness and unfitness of whoever has docked, and seats that are fitted again (MODEL 5)."""

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory import NOBODY, SAMPLED, Person, Ship, Unmet, VehicleClass, Where, World
from sim.engine.rooms import alarms, departures, ground, ledger, luck, seats, world
from sim.outcomes import Cause, Happening
from sim.rules import events, flights, policy


def expose_ship(w: World, ship: Ship) -> None:
    """Start the clock of a crew vehicle that has docked; play a pinned illness aboard."""
    at = w.flight_at(ship.number).pin_unfit
    if at != SAMPLED:
        at = _no_earlier_than_now(w, ship, at, Unmet.UNFIT)
    else:
        rate = luck.value(w, w.class_at(ship.classes).unfit_rate)
        at = luck.at_random(w, rate, stream.UNFIT, ship.number)
    if ship.fit and w.now <= at:
        w.schedule(at, events.UNFIT, ship.number)
    pinned = w.flight_at(ship.number).pin_medical_return
    if pinned != SAMPLED:
        at = _no_earlier_than_now(w, ship, pinned, Unmet.MEDICAL_RETURN)
        w.schedule(at, events.FALLS_ILL, w.people + ship.number)


def expose_person(w: World, ship: Ship, person: Person) -> None:
    """Start the clock of somebody who came with the ship, unless illness there is pinned."""
    if w.flight_at(ship.number).pin_medical_return != SAMPLED:
        return
    at = luck.at_random(w, luck.value(w, w.medical_rate), stream.ILLNESS, person.number)
    w.schedule(at, events.FALLS_ILL, person.number)


def _no_earlier_than_now(w: World, ship: Ship, pinned: int, what: int) -> int:
    """When a pinned mishap is played: not before the vehicle has docked (MODEL 1.4)."""
    if 0 <= pinned < w.now:
        w.unmet(what, ship.number)
        return w.now
    return pinned


def fails(w: World, ship: Ship) -> None:
    """A docked ship becomes unfit for return: its people lose their seats (MODEL 5.1)."""
    if ship.where != Where.DOCKED or not ship.fit:
        return
    ledger.advance(w)
    ship.fit = 0
    ship.unfit_since = w.now
    seats.sample_lifeboat(w, ship)
    w.note(Happening.UNFIT, events.UNFIT, ship.number, Cause.UNFIT)
    if ship.medical_at < NEVER:
        w.unmet_medical += 1
        ship.medical_at = NEVER
        w.note(Happening.UNMET_MEDICAL, events.UNFIT, ship.number, Cause.MEDICAL)
    if ship.cleared_for in (Cause.POLICY, Cause.HANDOVER):
        ship.cleared_at = NEVER
    while w.length(ship.seated):
        person = w.person_at(w.item(ship.seated, 0))
        seats.give_up(w, person, ship)
        seats.strand(w, person, ship.number, w.now)
    seats.void(w, ship)
    seats.in_reliefs_ship(w, ship)
    seats.reserve(w)
    seats.count(w)
    _grounds_its_class(w, ship)
    departures.plan_line(w, ship)
    alarms.planners_look(w)
    alarms.director_looks(w)


def _grounds_its_class(w: World, ship: Ship) -> None:
    """It may be a fault of the type: then the class carries nobody until it is cleared (5.5)."""
    vehicle, away = w.class_at(ship.classes), w.flight_at(ship.number).pin_type_fault
    if away == SAMPLED:
        fault = vehicle.type_fault
        if fault < 0 or not luck.chance(w, fault, stream.TYPE_FAULT, ship.number):
            return
        away = luck.duration(w, vehicle.type_fault_grounds, stream.TYPE_GROUNDS, ship.number)
    if away < 0:
        return
    ground.has_type_fault(w, vehicle, w.now + away)
    alarms.look_at_limits(w)
    w.note(Happening.CLASS_GROUNDED, events.UNFIT, vehicle.number, Cause.UNFIT)


def places_are_made(w: World, vehicle: VehicleClass) -> None:
    """The emergency places of a class are made, if anybody still needs one (MODEL 5.1)."""
    due = w.places_since + luck.seconds(w, vehicle.emergency_time) == w.now
    if w.length(w.stranded) and due and not vehicle.places_made:
        ledger.advance(w)
        vehicle.places_made = 1
        seats.count(w)
        w.note(Happening.PLACES_MADE, events.RESEATED, vehicle.number)


# the station itself ------------------------------------------------------------------------------


def expose_station(w: World, occurrence: int) -> None:
    """When the station has to be left next, if that is played (MODEL 5.6)."""
    pinned, rate = w.evacuations_pinned, luck.rate(w, w.evacuation_rate)
    at = luck.begins(w, pinned, w.pin_evacuations, rate, stream.EVACUATION, 0, occurrence)
    w.schedule(at, events.UNFIT, w.ships + occurrence)


def station_is_left(w: World, occurrence: int) -> None:
    """Everybody leaves at once in the ships that are there; crews may come again a while later.

    Who has no certified seat takes a place in a fit ship, else in the one that failed.
    """
    expose_station(w, occurrence + 1)
    if w.aboard == 0:
        return
    pinned, law = w.evacuations_pinned, w.evacuation_away
    until = luck.ends(w, pinned, w.pin_evacuations, law, stream.EVACUATION_AWAY, 0, occurrence)
    ground.not_to_carry(w, w.classes, until)
    w.note(Happening.STATION_LEFT, events.UNFIT, 0, Cause.EVACUATION)
    place = _place_for_all(w)
    while place != NOBODY and w.length(w.stranded):
        person = w.person_at(w.item(w.stranded, 0))
        ledger.advance(w)
        _is_seated(w, person, w.ship_at(place), Cause.LEFT)
        w.note(Happening.TAKES_A_PLACE, events.UNFIT, person.number, detail=place)
        seats.count(w)
    number = _next_to_leave(w)
    while number != NOBODY:
        ship = w.ship_at(number)
        ship.cause = Cause.EVACUATION
        departures.undock(w, ship)
        number = _next_to_leave(w)


def _place_for_all(w: World) -> int:
    """The crew vehicle that takes who has no seat: a fit one if there is one; -1 for none."""
    number = NOBODY
    for ship in w.ships_of(w.docked):
        if ship.role != flights.CARGO and (number == NOBODY or ship.fit > w.ship_at(number).fit):
            number = ship.number
    return number


def _next_to_leave(w: World) -> int:
    """The first docked vehicle with people in it; -1 for none."""
    for ship in w.ships_of(w.docked):
        if w.length(ship.seated):
            return ship.number
    return NOBODY


# seats that are fitted ---------------------------------------------------------------------------


def is_fitted(w: World, person: Person) -> None:
    """A reserved seat is fitted: its owner is no longer stranded."""
    if not person.is_stranded or person.reserved < 0 or person.fitted_at != w.now:
        return
    ship = w.ship_at(person.reserved)
    ledger.advance(w)
    if w.length(ship.seated) == w.class_at(ship.classes).seats:
        gives = w.person_at(seats.latest_in(w, ship))
        seats.give_up(w, gives, ship)
        seats.strand(w, gives, person.failed, w.now)
    failed = person.failed
    _is_seated(w, person, ship, Cause.RESEATED)
    w.note(Happening.RESEATED, events.RESEATED, person.number, detail=ship.number)
    if failed >= 0 and w.ship_at(failed).where == Where.DOCKED:
        w.ship_at(failed).released_at = w.now
        departures.plan(w, w.ship_at(failed))
    departures.plan_line(w, ship)
    seats.reserve(w)
    seats.count(w)
    alarms.planners_look(w)


def _is_seated(w: World, person: Person, ship: Ship, ended: int) -> None:
    """Somebody is stranded no longer: they sit in a ship, and their stranding is written down."""
    w.take_out(w.stranded, person.number)
    ledger.stranding(w, person, ended)
    person.reserved = NOBODY
    person.failed = NOBODY
    person.is_stranded = 0
    person.stranded_since = NEVER
    seats.take(w, person, ship)


def falls_ill(w: World, entity: int) -> None:
    """Somebody falls ill, or, where it is pinned, the first person seated in a ship."""
    if entity < w.people:
        _patient(w, w.person_at(entity))
        return
    ship = w.ship_at(entity - w.people)
    if ship.where == Where.DOCKED and w.length(ship.seated):
        _patient(w, w.person_at(w.item(ship.seated, 0)))
    else:
        w.unmet(Unmet.MEDICAL_RETURN, ship.number)


def _patient(w: World, person: Person) -> None:
    """The patient's vehicle leaves after a short lead with all its people (MODEL 5.3)."""
    if not person.aboard:
        return
    w.note(Happening.FALLS_ILL, events.FALLS_ILL, person.number, Cause.MEDICAL)
    if person.seat < 0:
        w.unmet_medical += 1
        w.note(Happening.UNMET_MEDICAL, events.FALLS_ILL, person.number, Cause.MEDICAL)
        return
    lead = w.flight_at(person.seat).pin_lead
    ship = _goes_in_due_ship(w, person, w.ship_at(person.seat))
    if lead == SAMPLED:
        lead = luck.duration(w, w.medical_lead, stream.LEAD, person.number)
    ship.medical_at = min(ship.medical_at, w.now + max(lead, 0))
    world.mishap(w, ship.classes, 1)
    departures.plan_line(w, ship)


def _goes_in_due_ship(w: World, patient: Person, ship: Ship) -> Ship:
    """In a handover the patient changes seats, and leaves in the ship that is due (MODEL 5.3.4)."""
    if not w.patient_in_due_ship or not policy.is_decided(w.now, w.patients_from):
        return ship
    for due in w.ships_of(w.docked):
        relieved = due.role == flights.LINE and due.fit and world.successor(w, due) == ship.number
        if relieved and w.length(due.seated) and seats.fitted_at(w, due) == -NEVER:
            stays = _who_stays(w, patient, due)
            seats.give_up(w, patient, ship)
            seats.give_up(w, stays, due)
            seats.take(w, patient, due)
            seats.take(w, stays, ship)
            _note_change(w, patient, due)
            _note_change(w, stays, ship)
            return due
    return ship


def _note_change(w: World, person: Person, ship: Ship) -> None:
    rank, cause = events.FALLS_ILL, Cause.MEDICAL
    w.note(Happening.SEAT_CHANGED, rank, person.number, cause, ship.number)


def _who_stays(w: World, patient: Person, due: Ship) -> Person:
    """Who in the due ship stays for a patient: the last of their segment, of any, of all."""
    stays, best = w.person_at(w.item(due.seated, 0)), 0
    for person in w.people_of(due.seated):
        fits = 2 if person.segment == patient.segment else 1 if person.segment >= 0 else 0
        if fits >= best:
            stays, best = person, fits
    return stays
