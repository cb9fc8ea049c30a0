"""The way down: when each docked vehicle leaves, and what leaving does (MODEL 4 and 5)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.fast.calendar import director_looks, planners_look, schedule, set_departure
from sim.engines.fast.ground import NO_CAUSE, comes_back
from sim.engines.fast.lacks import lack_of_successor
from sim.engines.fast.layout import Person, Ship, World
from sim.engines.fast.ledger import advance, goes_home, settle, stranding
from sim.engines.fast.log import note, unmet
from sim.engines.fast.luck import (
    duration,
    flight_duration,
    of_flight,
    of_person,
    seconds,
    uniform,
    value,
    waiting_time,
    waits_beyond,
)
from sim.engines.fast.memory import class_at, flight_at, get, person_at, put, queue_at, ship_at
from sim.engines.fast.seats import (
    count,
    count_past_limit,
    draw_lifeboat,
    give_up,
    reserve,
    strand,
    take,
    void,
    waits_for,
)
from sim.engines.fast.world import NOBODY, mishap, overlap, successor, take_out
from sim.engines.program import DRAWN
from sim.engines.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import crew, events
from sim.rules.flights import CARGO, LINE, later

UNMET_LAUNCH, UNMET_UNDOCK, UNMET_UNFIT, UNMET_MEDICAL = range(4)


def plan_line(w: World, ship: Ship) -> None:
    """Plan again for every docked vehicle that a change of this one may concern."""
    for place in range(w.docked_count):
        other = ship_at(w, get(w, w.docked_at + place))
        if other.queue == ship.queue or other.alone:
            plan(w, other)


def plan(w: World, ship: Ship) -> None:
    """Set when the vehicle may leave as things are; weather and company come after."""
    if ship.where != Where.DOCKED:
        return
    at = leaves_at(w, ship)
    if at <= w.now and ship.fit and not ship.alone:
        at = _after_weather(w, ship, _decided(w, ship, at))
    set_departure(w, ship, at)


def _decided(w: World, ship: Ship, at: int) -> int:
    """Since when it is decided that the vehicle leaves: a hold counts from then."""
    if ship.decided_at > w.now:
        ship.decided_at = max(at, w.now)
    return ship.decided_at


def leaves_at(w: World, ship: Ship) -> int:
    """The instant at which some reason lets the vehicle go, before weather; sets the cause."""
    if not ship.fit:
        return _unfit_leaves_at(w, ship)
    last = crew.last_day(ship.limit_at, seconds(w, w.waiver))
    if ship.alone:
        return _alone_leaves_at(w, ship, last)
    handover, planned, patience, limit = NEVER, NEVER, NEVER, NEVER
    next_ship = successor(w, ship) if ship.role == LINE else NOBODY
    if ship.role == CARGO:
        planned = ship.planned_return
    elif next_ship == NOBODY:
        planned, limit = ship.planned_return, last
    else:
        queue = queue_at(w, ship.queue)
        relief = ship_at(w, next_ship)
        relieved = relief.docked if relief.where == Where.DOCKED else NEVER
        if relieved < NEVER:
            shortest = seconds(w, queue.shortest_stay)
            handover = crew.handover_at(ship.docked, relieved, overlap(w, ship), last, shortest)
        if queue.direct:
            limit = last if relieved >= NEVER else NEVER
        elif queue.patience < 0 or relieved <= ship.planned_return:
            handover, planned, limit = NEVER, ship.planned_return, last
        else:
            waits = seconds(w, queue.patience)
            if not crew.waits_in_patience(ship.planned_return, waits, relieved):
                handover, limit = NEVER, last
                patience = later(ship.planned_return, waits)
    at = crew.first_departure(ship.medical_at, handover, planned, patience, limit)
    reason = crew.departure_reason(at, ship.medical_at, handover, planned, patience)
    if reason == 0:
        ship.cause = Cause.MEDICAL
    elif reason == 1:
        ship.cause = Cause.HANDOVER
    elif reason == 2:
        ship.cause = Cause.PLANNED_RETURN
    elif reason == 3:
        ship.cause = Cause.PATIENCE
    else:
        ship.cause = Cause.LIMIT
    if ship.cleared_at < at:
        ship.cause = Cause.PORT_CLEARED
        at = ship.cleared_at
    return at


def _unfit_leaves_at(w: World, ship: Ship) -> int:
    """An unfit ship stays while anybody waits who lost a seat in it, then for its disposal."""
    ship.cause = Cause.DISPOSAL
    at = NEVER
    if not waits_for(w, ship):
        since = ship.released_at if ship.released_at < NEVER else ship.unfit_since
        at = max(since, 0) + seconds(w, class_at(w, ship.classes).disposal)
    if ship.cleared_at < at:
        ship.cause = Cause.PORT_CLEARED
        at = ship.cleared_at
    return at


def _alone_leaves_at(w: World, ship: Ship, last: int) -> int:
    """The last ship waits for company, as long as a crew is to come (MODEL 4.5)."""
    company = NEVER
    for place in range(w.docked_count):
        other = ship_at(w, get(w, w.docked_at + place))
        if other.number != ship.number and other.seated_count:
            company = min(company, other.docked)
    released = crew.last_ship_released(company, overlap(w, ship), last)
    if company >= NEVER and w.crewed_to_come == 0:
        released = w.now
    at = min(ship.medical_at, released)
    if at == ship.medical_at and at < NEVER:
        ship.cause = Cause.MEDICAL
    elif at == last:
        ship.cause = Cause.LIMIT
    return at


def _after_weather(w: World, ship: Ship, at: int) -> int:
    """The undocking after the one return-weather hold of this vehicle (MODEL 4.4)."""
    flight = flight_at(w, ship.number)
    if flight.pin_undock != DRAWN:
        return max(at, flight.pin_undock)
    if ship.hold < 0:
        ship.hold = 0
        if not w.quiet or flight.pin_hold != DRAWN:
            law = class_at(w, ship.classes).return_hold
            ship.hold = max(flight_duration(w, stream.HOLD, ship, law, flight.pin_hold), 0)
    return at + ship.hold


# leaving -----------------------------------------------------------------------------------------


def lets_go(w: World, ship: Ship) -> None:
    """The vehicle's departure has come: it leaves, unless weather or being the last keeps it."""
    ship.leaves_at = NEVER
    if _held_by_weather(w, ship) or _waits_as_last_ship(w, ship):
        plan(w, ship)
    else:
        undock(w, ship)


def _held_by_weather(w: World, ship: Ship) -> bool:
    """Whether a vehicle that may leave waits for its weather (MODEL 4.4)."""
    if not ship.fit or ship.alone:
        return False
    at = leaves_at(w, ship)
    leaves = at if at > w.now else _after_weather(w, ship, _decided(w, ship, at))
    if leaves <= w.now:
        return False
    _note_hold(w, ship, leaves)
    return True


def _note_hold(w: World, ship: Ship, leaves: int) -> None:
    hold = leaves - w.now
    note(w, Happening.HOLD_BEGINS, events.UNDOCKS, ship.number, Cause.WEATHER, hold)


def _waits_as_last_ship(w: World, ship: Ship) -> bool:
    """Whether an unforced departure would leave nobody aboard and must wait (MODEL 4.5)."""
    if not would_leave_nobody(w, ship, ship.cause):
        return False
    if not ship.alone:
        ship.alone = 1
        waits = Happening.LAST_SHIP_WAITS
        note(w, waits, events.UNDOCKS, ship.number, Cause.LAST_SHIP, 0)
    return True


def would_leave_nobody(w: World, ship: Ship, cause: int) -> bool:
    """Whether it is the last ship, a crew is to come and the cause does not force it to go."""
    if not ship.fit or cause == Cause.LIMIT or cause == Cause.MEDICAL:
        return False
    last = crew.last_day(ship.limit_at, seconds(w, w.waiver))
    waits = crew.last_ship_waits(w.aboard, ship.seated_count, w.now, last, w.crewed_to_come)
    return waits != 0


def clear(w: World, ship: Ship) -> None:
    """Send a vehicle off to clear its port: at once, or after its weather (MODEL 3.2)."""
    ship.cleared_at = w.now
    note(w, Happening.PORT_CLEARED, events.LAUNCH, ship.number, Cause.PORT_CLEARED, 0)
    at = leaves_at(w, ship)
    if ship.fit:
        at = _after_weather(w, ship, _decided(w, ship, at))
    if at <= w.now:
        lets_go(w, ship)
    else:
        _note_hold(w, ship, at)
        set_departure(w, ship, at)


def undock(w: World, ship: Ship) -> None:
    """The vehicle leaves with everybody seated in it and frees its port."""
    pinned = flight_at(w, ship.number).pin_undock
    if pinned != DRAWN and pinned != w.now:
        unmet(w, UNMET_UNDOCK, ship.number)
    begun_by = ship.cause
    if begun_by == Cause.LIMIT or begun_by == Cause.PATIENCE:
        begun_by = lack_of_successor(w, ship)
    ship.where = Where.GONE
    ship.undocked = w.now
    w.docked_count = take_out(w, w.docked_at, w.docked_count, ship.number)
    put(w, w.ports_at + ship.port, -1)
    comes_back(w, ship)
    if ship.role != CARGO:
        advance(w)
        _go_home(w, ship)
        settle(w, begun_by, ship.number)
    note(w, Happening.UNDOCKS, events.UNDOCKS, ship.number, ship.cause, 0)
    if ship.role != CARGO:
        plan_line(w, ship)
        planners_look(w)
    director_looks(w)


def _go_home(w: World, ship: Ship) -> None:
    """Everybody seated in the ship is gone, and so are the seats it had for others."""
    if ship.seated_count:
        count_past_limit(w, ship)
    for place in range(ship.seated_count):
        person = person_at(w, get(w, ship.seated_at + place))
        person.aboard = 0
        goes_home(w, person)
    ship.seated_count = 0
    void(w, ship)
    reserve(w)
    count(w)


# illness and unfitness of whoever has docked -----------------------------------------------------


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
