"""Seats: who has a certified way home, who is stranded, who brings relief (MODEL 5)."""

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory import NOBODY, SAMPLED, Person, Queue, Ship, Where, World
from sim.engine.rooms import alarms, ground, luck, world
from sim.outcomes import Cause, Happening
from sim.rules import events, flights, policy, rescue

# seats of the docked ships -----------------------------------------------------------------------


def free_seats(w: World, ship: Ship) -> int:
    """Certified seats that nobody has and that are being fitted for nobody."""
    free = w.class_at(ship.classes).seats - w.length(ship.seated)
    for person in w.people_of(w.stranded):
        if person.reserved == ship.number:
            free -= 1
    return free


def take(w: World, person: Person, ship: Ship) -> None:
    """Give somebody a seat; time past the limit counts while people are seated."""
    if w.length(ship.seated) == 0:
        ship.past_limit_from = w.now
    person.seat = ship.number
    w.append(ship.seated, person.number)


def give_up(w: World, person: Person, ship: Ship) -> None:
    """Take somebody's seat away."""
    w.take_out(ship.seated, person.number)
    person.seat = NOBODY
    if w.length(ship.seated) == 0:
        count_past_limit(w, ship)


def count_past_limit(w: World, ship: Ship) -> None:
    """Count the time past the limit with people seated, up to now."""
    start = max(ship.past_limit_from, ship.limit_at, 0)
    w.past_limit += max(0, w.now - start)
    ship.past_limit_from = w.now


# the stranded ------------------------------------------------------------------------------------


def sample_lifeboat(w: World, ship: Ship) -> None:
    """Whether an unfit ship still serves its own people as a lifeboat."""
    probability = w.class_at(ship.classes).unfit_lifeboat_probability
    serves = luck.flag(w, probability, stream.LIFEBOAT, ship, w.flight_at(ship.number).pin_lifeboat)
    ship.serves_as_lifeboat = 1 if serves else 0


def strand(w: World, person: Person, failed: int, since: int) -> None:
    """Somebody is aboard without a certified seat from now on."""
    person.failed = failed
    person.stranded_since = since
    person.is_stranded = 1
    if w.length(w.stranded) == 0:  # emergency places are made for as long as anybody is
        w.places_since = since
        for vehicle in w.every_class():
            at = since + luck.seconds(w, vehicle.emergency_time)
            vehicle.places_made = 1 if at <= w.now else 0
            if vehicle.emergency_seats and at > w.now:
                w.schedule(at, events.RESEATED, w.people + vehicle.number)
    w.append(w.stranded, person.number)
    w.note(Happening.STRANDED, events.UNFIT, person.number, Cause.UNFIT)


def void(w: World, ship: Ship) -> None:
    """Seats being fitted in a ship that is unfit or gone are for nobody any more."""
    for person in w.people_of(w.stranded):
        if person.reserved == ship.number:
            person.reserved = NOBODY


def reserve(w: World) -> None:
    """Reserve free seats: longest aboard first, then name; earliest return first, then port.

    Where a line helps its own people first, those of its failed ships come first, then others of
    its segment.
    """
    while w.length(w.stranded):
        number = _first_with_room(w)
        if number == NOBODY:
            return
        ship = w.ship_at(number)
        first = _first_waiting(w, w.queue_at(ship.queue))
        if first == NOBODY:
            return
        fit_seat(w, w.person_at(first), ship)


def fit_seat(w: World, person: Person, ship: Ship) -> None:
    """Reserve a seat in a ship for somebody stranded: it is theirs when it is fitted."""
    wait = w.flight_at(ship.number).pin_reseat
    if wait == SAMPLED:
        wait = luck.seconds(w, w.class_at(ship.classes).reseat_time)
    person.reserved = ship.number
    person.fitted_at = w.now + wait
    w.schedule(person.fitted_at, events.RESEATED, person.number)
    w.note(Happening.SEAT_RESERVED, events.DOCKS, person.number, detail=ship.number)


def in_reliefs_ship(w: World, ship: Ship) -> None:
    """Those whose relief has come go home in its ship, and it waits for the next (MODEL 6.15).

    Its free seats first, then those of its own people: who gives one up does so when it is fitted.
    """
    number = world.successor(w, ship) if ship.role == flights.LINE else NOBODY
    if w.relief_ship <= 0 or number == NOBODY or not policy.is_decided(w.now, w.stranded_from):
        return
    relief = w.ship_at(number)
    if relief.where != Where.DOCKED or not relief.fit or ship.place_taken_by >= 0:
        return
    for person in w.people_of(w.stranded):
        if person.failed == ship.number and _may_be_fitted(w, person, relief):
            fit_seat(w, person, relief)
            ship.place_taken_by = number
    if ship.place_taken_by == number:
        relief.cleared_at = max(w.now, ship.planned_return, relief.docked + world.overlap(w, ship))
        relief.cleared_for = Cause.HANDOVER


def _may_be_fitted(w: World, person: Person, relief: Ship) -> bool:
    """Whether a seat of the relief is free, or of somebody who has come later than the person."""
    seats = free_seats(w, relief)
    for seated in w.people_of(relief.seated):
        if seated.aboard_since > person.aboard_since:
            seats += 1
    return person.reserved < 0 < seats


def latest_in(w: World, ship: Ship) -> int:
    """Who of those seated in a ship came aboard last; of equals no guest, else the last."""
    latest, theirs = NOBODY, (-NEVER, False)
    for person in w.people_of(ship.seated):
        if (person.aboard_since, person.segment >= 0) >= theirs:
            latest, theirs = person.number, (person.aboard_since, person.segment >= 0)
    return latest


def _own_people_first(w: World) -> bool:
    """Whether a line helps its own people first (MODEL 6.15)."""
    return w.own_people_first > 0 and policy.is_decided(w.now, w.stranded_from) != 0


def _turn(w: World, person: Person, line: Queue) -> int:
    """Whose turn it is for a seat in a ship of a line: 0 its own people, 1 of its segment, 2."""
    if not _own_people_first(w):
        return 0
    if person.failed >= 0 and w.ship_at(person.failed).queue == line.number:
        return 0
    return 1 if person.segment == line.home_segment else 2


def _first_waiting(w: World, line: Queue) -> int:
    """Who of the stranded gets the next seat in a ship of a line; -1 if each has one reserved."""
    first, turn = NOBODY, (NEVER, NEVER, NEVER)
    for person in w.people_of(w.stranded):
        theirs = _turn(w, person, line), person.aboard_since, person.by_name
        if person.reserved < 0 and theirs < turn:
            first, turn = person.number, theirs
    return first


def _first_with_room(w: World) -> int:
    """The fit crew vehicle with a free seat that leaves first; -1 if there is none."""
    first = NOBODY
    for ship in w.ships_of(w.docked):
        if not ship.fit or ship.role == flights.CARGO or free_seats(w, ship) <= 0:
            continue
        if first == NOBODY or world.returns_before(ship, w.ship_at(first)):
            first = ship.number
    return first


def count(w: World) -> None:
    """How many of the stranded have no emergency place either."""
    if w.length(w.stranded) == 0:
        w.no_lifeboat = 0
        return
    served = emergency = 0
    for person in w.people_of(w.stranded):
        if person.failed >= 0 and w.ship_at(person.failed).where == Where.DOCKED:
            served += w.ship_at(person.failed).serves_as_lifeboat
    for ship in w.ships_of(w.docked):
        vehicle = w.class_at(ship.classes)
        if ship.fit and vehicle.places_made:
            emergency += vehicle.emergency_seats
    w.no_lifeboat = rescue.without_lifeboat(w.length(w.stranded), served, emergency)


def waits_for(w: World, ship: Ship) -> bool:
    """Whether anybody who lost a seat in this unfit ship is still stranded."""
    for person in w.people_of(w.stranded):
        if person.failed == ship.number:
            return True
    return False


def seated_again_at(w: World, failed: Ship) -> int:
    """When the last seat that is being fitted for those who lost theirs in a ship is."""
    last = -NEVER
    for person in w.people_of(w.stranded):
        if person.failed == failed.number and person.reserved >= 0:
            last = max(last, person.fitted_at)
    return last


def fitted_at(w: World, ship: Ship) -> int:
    """When the last seat that is being fitted in the ship is; before everything if none is."""
    last = -NEVER
    for person in w.people_of(w.stranded):
        if person.reserved == ship.number:
            last = max(last, person.fitted_at)
    return last


# relief ------------------------------------------------------------------------------------------


def need(w: World) -> int:
    """Stranded people for whom no seat is fitted or on its way."""
    waiting = 0
    for person in w.people_of(w.stranded):
        if person.reserved < 0:
            waiting += 1
    return waiting - w.on_the_way


def stranded_for(w: World, ship: Ship) -> int:
    """Since when somebody is stranded whom it would fetch: of its line, or class (6.2)."""
    since = NEVER
    for person in w.people_of(w.stranded):
        if person.failed < 0 or _is_being_seated(w, person):
            continue
        failed = w.ship_at(person.failed)
        if failed.role == flights.LINE:
            mine = failed.queue == ship.queue
        else:
            same = failed.classes == ship.classes
            mine = same and world.next_of_class(w, ship.classes) == ship.number
        if mine:
            since = min(since, person.stranded_since)
    return since


def _is_being_seated(w: World, person: Person) -> bool:
    """Whether a free seat is being fitted for them; not that of one who then waits instead."""
    return person.reserved >= 0 and free_seats(w, w.ship_at(person.reserved)) >= 0


def rescue_since(w: World, ship: Ship) -> int:
    """Since when this flight is the rescue of its own line's stranded; `NEVER` if it is not."""
    since = NEVER
    if w.length(w.stranded) and ship.role == flights.LINE and need(w) > 0:
        for person in w.people_of(w.stranded):
            mine = person.failed >= 0 and w.ship_at(person.failed).queue == ship.queue
            if mine and person.reserved < 0:
                since = min(since, person.stranded_since)
    return since


def has_reserve(w: World, ship: Ship) -> bool:
    """Whether the flight is a rescue that may take the spacecraft held ready (MODEL 6.6)."""
    at = reserve_at(w, ship)
    may = at < NEVER and policy.may_take_reserve(w.now, at, rescue_since(w, ship), w.reserve_from)
    return bool(may)


def reserve_at(w: World, ship: Ship) -> int:
    """When the spacecraft that is held for a rescue is prepared; `NEVER` if none is, or known."""
    if w.reserve_class != ship.classes or not policy.is_decided(w.now, w.reserve_from):
        return NEVER
    since = rescue_since(w, ship)
    if since >= NEVER:
        return NEVER
    return policy.reserve_ready(since, luck.seconds(w, w.reserve_preparation), w.reserve_from)


def prepared_at(w: World, ship: Ship) -> int:
    """When a rescue is prepared; before everything for other flights."""
    since = rescue_since(w, ship)
    if since >= NEVER:
        return -NEVER
    own = since + luck.seconds(w, w.queue_at(ship.queue).rescue_preparation)
    reserve = reserve_at(w, ship)
    if reserve >= NEVER:
        return own
    return policy.rescue_prepared(own, reserve, since, w.reserve_from)


def left_behind(w: World, ship: Ship) -> int:
    """How many of the crew would stay behind if the flight launched now (MODEL 5.2)."""
    needed = need(w)
    if needed <= 0 or ship.role != flights.LINE:
        return 0
    vehicle = w.class_at(ship.classes)
    if rescue_since(w, ship) < NEVER:
        if not ground.may_carry(w, vehicle):
            return w.length(ship.crew)
        return rescue.left_behind_by_rescue(
            needed, vehicle.seats, w.length(ship.crew), vehicle.crew_to_fly
        )
    queue, waiting_since = w.queue_at(ship.queue), NEVER
    if _own_people_first(w):
        needed = min(needed, _theirs(w, queue))
    for person in w.people_of(w.stranded):
        if person.reserved < 0:
            waiting_since = min(waiting_since, person.stranded_since)
    can, (date, rescuer) = 0, _rescuer(w)
    if rescuer != NOBODY:
        can = 1 if ground.pad_and_family_up(w, w.ship_at(rescuer)) else 0
    lead = luck.seconds(w, queue.reseat_lead)
    if not rescue.relieves(w.now, waiting_since, lead, can, date):
        return 0
    return rescue.left_behind_by_relief(
        needed, vehicle.seats, w.length(ship.crew), vehicle.crew_to_fly, queue.relief_seats
    )


def _theirs(w: World, queue: Queue) -> int:
    """How many of the stranded a line helps first: its own people, and whose own cannot.

    People are those of the line that flies most of their segment (MODEL 6.15).
    """
    count = 0
    for person in w.people_of(w.stranded):
        if person.reserved >= 0:
            continue
        own = person.segment == queue.home_segment
        count += 1 if own or not _own_line_can(w, person.segment) else 0
    return count


def _own_line_can(w: World, segment: int) -> bool:
    """Whether a line of the segment's people has its next flight's pad and family up."""
    for line in w.every_line():
        theirs = line.home_segment == segment and alarms.waits_on_the_ground(w, line)
        if theirs and ground.pad_and_family_up(w, w.ship_at(line.head)):
            return True
    return False


def _rescuer(w: World) -> tuple[int, int]:
    """Known date without late slip and number of the first next flight of a failed line."""
    first = NEVER, NOBODY
    for queue in w.every_line():
        if alarms.waits_on_the_ground(w, queue):
            head = w.ship_at(queue.head)
            known = max(head.known_date, prepared_at(w, head)), head.number
            if rescue_since(w, head) < NEVER and (first[1] == NOBODY or known < first):
                first = known
    return first


def flies_empty(w: World, ship: Ship) -> bool:
    """Whether nobody would fly up in it if it launched now."""
    if w.length(w.stranded) == 0:
        return w.length(ship.crew) == 0
    return left_behind(w, ship) == w.length(ship.crew)
