"""Flights in order: from the manifest to the docking, or the failure to dock (MODEL 3)."""

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory import NOBODY, SAMPLED, Queue, Ship, Where, World
from sim.engine.rooms import (
    alarms,
    departures,
    ground,
    homes,
    launches,
    ledger,
    luck,
    mishaps,
    planners,
    seats,
    stocks,
    world,
)
from sim.outcomes import Cause, Happening
from sim.rules import crew, events, flights, windows


def set_limit(w: World, ship: Ship, launched: int) -> None:
    """Its stay limit runs from its launch; the last landing days are up to it."""
    ship.launched = launched
    limit = w.flight_at(ship.number).limit
    if limit < 0:
        return
    ship.limit_at = launched + luck.seconds(w, limit)
    ship.planned_limit = _last_landing_day(w, ship, ship.limit_at)
    last = crew.last_day(ship.limit_at, world.waiver_for(w, ship))
    ship.last_day = _last_landing_day(w, ship, last)


def _last_landing_day(w: World, ship: Ship, last: int) -> int:
    """The last instant up to `last` at which it may land, seen from its launch (MODEL 4.6)."""
    vehicle = w.class_at(ship.classes)
    if w.length(vehicle.landing_blackouts) == 0:
        return last
    dark = w.items_of(vehicle.landing_blackouts)
    return windows.last_landing_day(last, ship.launched, dark)


def next_flight(w: World, queue: Queue) -> None:
    """A line, a cargo class or a visit takes up the next flight of its manifest, if any."""
    for ship in w.ships_of(queue.order, queue.taken):
        if ship.planned >= NEVER and ship.where == Where.GROUND:
            break  # not ordered yet (MODEL 6.12)
        queue.taken += 1
        if ship.where != Where.GROUND:
            continue
        queue.head = ship.number
        planners.take_up(w, ship)
        planners.review(w, ship)
        if queue.is_line:
            alarms.planners_look(w)
        alarms.asks(w, ship)
        alarms.director_looks(w)
        return
    queue.head = NOBODY


def goes_on(w: World, queue: Queue) -> None:
    """A flight has left the pad: it will dock, or fail to; one that is lost has been the head."""
    ship = w.ship_at(queue.head)
    if ship.where != Where.FLYING:
        next_flight(w, queue)
        return
    flight, vehicle = w.flight_at(ship.number), w.class_at(ship.classes)
    set_limit(w, ship, ship.launched)
    due = ship.planned_return
    if due >= NEVER:
        due = ship.launched + flight.planned_transit + luck.seconds(w, flight.stay)
    for person in w.people_of(ship.crew):
        person.due = due
    probability = vehicle.docking_failure_probability
    fails_to_dock = luck.flag(w, probability, stream.DOCKING, ship, flight.pin_fails_to_dock)
    transit = luck.flight_duration(w, flight.transit, stream.TRANSIT, ship, flight.pin_transit)
    ship.docks_at = w.now + max(transit, 1)
    rank = events.FAILS_TO_DOCK if fails_to_dock else events.DOCKS
    w.schedule(ship.docks_at, rank, ship.number)


def stands_ready(w: World, entity: int) -> None:
    """The next flight of a queue stands ready, unless its date has moved meanwhile."""
    queue = w.queue_at(w.ship_at(entity).queue)
    if queue.rings_at != w.now or queue.rings_for != entity:
        return
    queue.rings_at = NEVER
    if queue.head >= 0:
        w.note(Happening.FLIGHT_READY, events.FLIGHT_READY, queue.head)
    alarms.director_looks(w)


def docks(w: World, ship: Ship) -> None:
    """People come aboard; then seat changes, and free seats for the stranded, at once."""
    queue = w.queue_at(ship.queue)
    ship.where = Where.DOCKED
    ship.docked = w.now
    w.operated_at = w.now
    w.append(w.docked, ship.number)
    if ship.planned_return >= NEVER:
        ship.planned_return = w.now + luck.seconds(w, w.flight_at(ship.number).stay)
    queue.spacing_until = ship.launched + luck.seconds(w, queue.spacing)
    launches.settled(w, ship)
    if ship.role != flights.CARGO:  # the crew is aboard, each in their seat
        ledger.advance(w)
        for person in w.people_of(ship.crew):
            person.aboard, person.aboard_since = 1, w.now
            seats.take(w, person, ship)
            ledger.comes_aboard(w, person)
        ledger.settle(w, Cause.STATE, NOBODY)
    w.note(Happening.DOCKS, events.DOCKS, ship.number, detail=ship.port)
    if w.stocks:
        stocks.stocks_change(w, ship)
    if ship.role != flights.CARGO:
        _relieves(w, ship)
        homes.looks_at_crew(w, ship)
        homes.change_for_home(w)
        seats.reserve(w)
        seats.count(w)
        mishaps.expose_ship(w, ship)
        for person in w.people_of(ship.crew):
            mishaps.expose_person(w, ship, person)
        departures.plan_line(w, ship)
        alarms.planners_look(w)
    alarms.director_looks(w)
    next_flight(w, w.queue_at(ship.queue))
    if ship.role == flights.CARGO:
        departures.plan(w, ship)


def _relieves(w: World, ship: Ship) -> None:
    """Note the first relief of every vehicle before it; a rescue takes a place instead (2.6.4)."""
    ships = w.queue_at(ship.queue).ships
    if ship.flew_empty:
        for other in w.ships_of(ships):
            if other.number == ship.number:
                break
            if other.place_taken_by < 0 and seats.waits_for(w, other):
                other.place_taken_by = ship.number
                _moves_behind(w, ship, other)
                return
    for other in w.ships_of(ships):
        if other.number == ship.number:
            return
        if other.docked < NEVER and other.first_relief >= NEVER:
            other.first_relief = w.now


def _moves_behind(w: World, ship: Ship, other: Ship) -> None:
    """Put a ship into the place right behind another one of its queue."""
    ships = w.queue_at(ship.queue).ships
    for place in range(ship.place, other.place + 1, -1):
        w.set_item(ships, place, w.item(ships, place - 1))
    w.set_item(ships, other.place + 1, ship.number)
    place = 0
    for each in w.ships_of(ships):
        each.place = place
        place += 1


def comes_home(w: World, ship: Ship) -> None:
    """It fails to dock; without a second attempt it comes home and grounds nobody (3.6)."""
    vehicle, pinned = w.class_at(ship.classes), w.flight_at(ship.number).pin_fails_to_dock
    if vehicle.second_attempt_after >= 0 and not ship.tried and pinned == SAMPLED:
        _tries_again(w, ship)
        return
    ship.where = Where.FAILED
    w.note(Happening.FAILS_TO_DOCK, events.FAILS_TO_DOCK, ship.number, Cause.DOCKING_FAILURE)
    w.set_item(w.port_holders, ship.port, NOBODY)
    ground.comes_back(w, ship)
    launches.does_not_arrive(w, ship)
    alarms.director_looks(w)
    next_flight(w, w.queue_at(ship.queue))


def _tries_again(w: World, ship: Ship) -> None:
    """The second attempt to dock comes a while later, and may fail."""
    vehicle = w.class_at(ship.classes)
    ship.tried = 1
    after = luck.seconds(w, vehicle.second_attempt_after)
    probability = vehicle.second_attempt_failure_probability
    fails = luck.chance(w, probability, stream.SECOND_ATTEMPT, ship.number)
    ship.docks_at = w.now + max(after, 1)
    w.schedule(ship.docks_at, events.FAILS_TO_DOCK if fails else events.DOCKS, ship.number)
    cause, wait = Cause.DOCKING_FAILURE, ship.docks_at - w.now
    w.note(Happening.TRIES_AGAIN, events.FAILS_TO_DOCK, ship.number, cause, wait)
    alarms.director_looks(w)
