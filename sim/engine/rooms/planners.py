"""The planners: what they know and decide on the ground (MODEL 3.1, 3.7 and 6.2)."""

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory import NO_EVENT, NOBODY, SAMPLED, Ints, Person, Ship, Where, World
from sim.engine.rooms import alarms, departures, ground, lacks, luck, seats, world
from sim.outcomes import Cause, Happening
from sim.rules import events, flights, policy

# dates that move for good ------------------------------------------------------------------------


def take_up(w: World, ship: Ship) -> None:
    """A flight becomes the next of its queue: its re-plans are played, its slip sampled.

    A date that is near by then is firm: it is not re-planned, it may slip (MODEL 3.1). One that is
    known as a span turns out to be a day in it, however near or far it is.
    """
    queue, flight = w.queue_at(ship.queue), w.flight_at(ship.number)
    queue.turn_since = w.now
    within = luck.seconds(w, queue.firm_within)
    firm = w.quiet or (flight.dated == 0 and 0 < within > ship.planned - w.now)
    lead = ship.planned - w.now
    if not firm or flight.pin_replan != SAMPLED:
        law = _law_ahead(w, flight.replan, flight.replan_ahead, lead)
        shift = luck.flight_duration(w, law, stream.REPLAN, ship, flight.pin_replan)
        by_lead = w.length(flight.replan_ahead) > 0
        if flight.pin_replan == SAMPLED and flight.dated == 0 and not by_lead:
            for time in range(1, flights.replans_due(lead)):
                shift += luck.duration(w, flight.replan, stream.REPLAN, ship.number, time)
        if shift:
            _replan(w, ship, shift)
    ship.slip = 0
    if not w.quiet or flight.pin_slip != SAMPLED:
        law = _law_ahead(w, flight.slip, flight.slip_ahead, lead)
        ship.slip = luck.flight_duration(w, law, stream.SLIP, ship, flight.pin_slip)


def _law_ahead(w: World, law: int, ahead: Ints, lead: int) -> int:
    """The law of what moves a date that is so far ahead, where that is stated (MODEL 3.1.16)."""
    for place in range(0, w.length(ahead), 2):
        if lead <= w.item(ahead, place):
            return w.item(ahead, place + 1)
    return law


def _replan(w: World, ship: Ship, shift: int) -> None:
    """Move the flight, later ones of its queue and a line's outgoing vehicle's planned return."""
    before = NOBODY if ship.role == flights.CARGO else _last_docked(w, ship)
    flight, limit = w.flight_at(ship.number), NEVER
    if before != NOBODY and not flight.dated:
        limit = w.ship_at(before).planned_limit
    transit = flight.planned_transit
    allowed = flights.replanned_shift(ship.planned, shift, transit, limit)
    if allowed == 0:
        return
    _move_from(w, ship, ship.place, allowed)
    if before != NOBODY:
        w.ship_at(before).planned_return += allowed
        departures.plan(w, w.ship_at(before))
        alarms.director_looks(w)
    w.note(Happening.REPLANNED, events.LOOK, ship.number, Cause.PLAN, allowed)


def _last_docked(w: World, ship: Ship) -> int:
    """The last fit vehicle of the line that is docked; -1 for none."""
    last = NOBODY
    for other in w.ships_of(w.queue_at(ship.queue).ships):
        if other.where == Where.DOCKED and other.fit:
            last = other.number
    return last


def _move_from(w: World, ship: Ship, place: int, shift: int) -> None:
    """Move the dates of the flights of a queue from a place on."""
    for later in w.ships_of(w.queue_at(ship.queue).ships, place):
        if later.where == Where.GROUND:
            later.planned += shift
            if later.planned_return < NEVER:
                later.planned_return += shift


def first_attempt(w: World, ship: Ship) -> None:
    """A long forced delay re-baselines the line; overdue cargo flights merge (MODEL 3.1).

    A stated planned return moves with a delayed flight.
    """
    queue = w.queue_at(ship.queue)
    if ship.role == flights.CARGO:
        _merge_overdue(w, ship)
    if not queue.is_line:
        if ship.planned_return < NEVER:
            ship.planned_return += max(0, w.now - ship.planned)
        return
    after = luck.seconds(w, queue.rebaseline_after)
    shift = flights.rebaseline_shift(w.now, ship.ready_at, ship.lacked, after)
    if shift:
        if ship.planned_return < NEVER:
            ship.planned_return += shift
        _move_from(w, ship, ship.place + 1, shift)
        w.note(Happening.REBASELINED, events.LAUNCH, ship.number, ship.lacking, shift)


def _merge_overdue(w: World, ship: Ship) -> None:
    """Of the cargo flights that are overdue fly as many as requalification still asks for."""
    queue, overdue, number = w.queue_at(ship.queue), 1, 1
    for behind in w.ships_of(queue.ships, ship.place + 1):
        if behind.where == Where.GROUND and behind.planned <= w.now:
            overdue += 1
    kept = flights.overdue_kept(overdue, ground.asked(w, ship))
    for behind in w.ships_of(queue.ships, ship.place + 1):
        if behind.where == Where.GROUND and behind.planned <= w.now:
            number += 1
            if number > kept:
                behind.where = Where.MERGED
                queue.to_come -= 1
                w.note(Happening.MERGED, events.LAUNCH, behind.number, ship.lacking, ship.number)


# what the planners look at -----------------------------------------------------------------------


def review_all(w: World) -> None:
    """Judge every date once more."""
    w.planners_look = NO_EVENT
    for vehicle in w.every_class():  # which flight is the next after a mishap
        if vehicle.mishap_since < NEVER and vehicle.pulled_after_mishap == NOBODY:
            vehicle.pulled_after_mishap = world.next_of_class(w, vehicle.number)
    for queue in w.every_queue():
        if not alarms.waits_on_the_ground(w, queue):
            continue
        head = w.ship_at(queue.head)
        if head.role != flights.CARGO or w.owing or head.reason_since < NEVER:
            review(w, head)


def review_rescues(w: World, ship: Ship) -> None:
    """The reserve craft has gone with a flight: every other rescue has its own preparation."""
    for queue in w.every_line():
        if queue.head != ship.number and alarms.waits_on_the_ground(w, queue):
            review(w, w.ship_at(queue.head))


def review(w: World, ship: Ship) -> None:
    """Set the known date of a flight not yet attempted, and when it stands ready, as of now."""
    if ship.scrubs:
        return
    queue = w.queue_at(ship.queue)
    pinned = w.flight_at(ship.number).pin_launch
    if pinned == SAMPLED:
        date, slip = min(_pulled_date(w, ship), seats.reserve_at(w, ship)), ship.slip
    else:
        date, slip = pinned, 0
    ship.known_date = date
    spaced, prepared = lacks.spaced_until(w, ship), seats.prepared_at(w, ship)
    at = flights.ready_at(date, slip, queue.turn_since, spaced, prepared)
    if at != ship.ready_at:
        ship.ready_at = at
        alarms.asks(w, ship)
        if max(at, w.now) != queue.rings_at:
            queue.rings_at, queue.rings_for = max(at, w.now), ship.number
            w.schedule(queue.rings_at, events.FLIGHT_READY, ship.number)


def _pulled_date(w: World, ship: Ship) -> int:
    """The planned launch, pulled forward if there is reason to."""
    queue = w.queue_at(ship.queue)
    date, event = ship.planned, NEVER
    if queue.pull_by >= 0 and luck.seconds(w, queue.pull_by) > 0:
        event = _reason_since(w, ship)
        by, lead = luck.seconds(w, queue.pull_by), luck.seconds(w, queue.pull_lead)
        date = flights.pulled_date(ship.planned, by, event, lead)
        misses = _misses_limit_by(w, ship)
        if misses:
            in_time = flights.pulled_date(ship.planned, misses, event, _campaign(w, ship))
            date = min(date, in_time)
    since = _mishap_since(w, ship) if _reacts(w, ship) else NEVER
    ship.flies_again = 1 if since < NEVER and _own_mishap_since(w, ship) < NEVER else 0
    if since < NEVER:
        again = flights.flown_again(since, _campaign(w, ship), w.again_from)
        if again < date:
            date, event = again, since
    if event != ship.pulled_event:
        happening = Happening.REVERTED if event >= NEVER else Happening.PULLED_FORWARD
        w.note(happening, events.LOOK, ship.number)
        ship.pulled_event = event
    return date


def _reacts(w: World, ship: Ship) -> bool:
    """Whether planners fly a crew as soon as may be where that is needed (MODEL 6.14)."""
    return (
        w.campaign >= 0
        and ship.role != flights.CARGO
        and policy.is_decided(w.now, w.again_from) != 0
    )


def _misses_limit_by(w: World, ship: Ship) -> int:
    """How long after the limit of the vehicle it relieves the flight is planned to dock (6.14).

    So far, and the overlap, is it brought forward if there is time for a campaign; 0 where nobody
    reacts.
    """
    number = world.outgoing(w, ship)
    if number == NOBODY or not _reacts(w, ship):
        return 0
    docks: int = ship.planned + w.flight_at(ship.number).planned_transit
    out = w.ship_at(number)
    return docks - out.planned_limit + world.overlap(w, out) if docks > out.planned_limit else 0


def _campaign(w: World, ship: Ship) -> int:
    """How long it takes from the decision to fly sooner to the launch, sampled once a flight."""
    if ship.campaign < 0:
        vehicle, law = w.class_at(ship.classes), w.campaign
        after = vehicle.pulled_after_mishap == ship.number and vehicle.mishap_is_illness
        if after and w.campaign_after_illness >= 0 and seats.stranded_for(w, ship) >= NEVER:
            law = w.campaign_after_illness
        ship.campaign = max(luck.flight_duration(w, law, stream.CAMPAIGN, ship), 0)
    return ship.campaign


def _mishap_since(w: World, ship: Ship) -> int:
    """Since when the flight is the next after a mishap, or is asked for help."""
    since = _own_mishap_since(w, ship)
    if _reacts(w, ship) and world.next_of_class(w, ship.classes) == ship.number:
        since = min(since, _asked_since(w, ship))
    return since


def _own_mishap_since(w: World, ship: Ship) -> int:
    """Since when it is the next after a mishap of its class, or somebody is stranded for it."""
    since, vehicle = seats.stranded_for(w, ship), w.class_at(ship.classes)
    if vehicle.pulled_after_mishap == ship.number:
        since = min(since, vehicle.mishap_since)
    return since


def _asked_since(w: World, ship: Ship) -> int:
    """Since when the next flight of another class is asked for help (MODEL 6.14).

    Where fewer are aboard than the minimum and none of its own line; where somebody is stranded
    whose own line's next flight nobody can tell.
    """
    since, below = NEVER, w.episode_at(w.lines + w.counted)
    if below.is_open and _last_docked(w, ship) == NOBODY:
        since = below.start
    if seats.need(w) > 0 and w.queue_at(ship.queue).relief_seats > 0:
        for person in w.people_of(w.stranded):
            if person.reserved < 0 and person.failed >= 0:
                since = min(since, _not_fetched_since(w, person, ship.queue))
    return since


def _not_fetched_since(w: World, person: Person, but: int) -> int:
    """Since when somebody is stranded whom the next flight of their line cannot fetch."""
    queue, docks = w.queue_at(w.ship_at(person.failed).queue), NEVER
    if queue.number != but and alarms.waits_on_the_ground(w, queue):
        docks = lacks.known_to_dock(w, w.ship_at(queue.head))
    return NEVER if queue.number == but or docks < NEVER else person.stranded_since


def _reason_since(w: World, ship: Ship) -> int:
    """Since when there is a reason to pull the flight forward; `NEVER` if there is none."""
    if ship.role == flights.CARGO:
        holds, mishap = ship.planned > w.now and crew_waits_for(w, ship), NEVER
    else:
        holds, mishap = _limit_threatens(w, ship), _mishap_since(w, ship)
    ship.reason_since = min(ship.reason_since, w.now) if holds else NEVER
    return min(ship.reason_since, mishap)


def _limit_threatens(w: World, ship: Ship) -> bool:
    """Whether the vehicle it relieves reaches its limit before the planned docking.

    A gap that the plan itself has pulls nothing, nor does a vehicle that would not wait.
    """
    number = world.outgoing(w, ship)
    if number == NOBODY or not w.ship_at(number).fit:
        return False
    queue, flight = w.queue_at(ship.queue), w.flight_at(ship.number)
    if not queue.direct and queue.patience < 0:
        return False
    if flight.planned_gap and w.item(queue.ships, ship.place - 1) == number:
        return False
    limit = w.ship_at(number).planned_limit
    return flights.limit_threatens(limit, ship.planned, flight.planned_transit) != 0


def crew_waits_for(w: World, cargo: Ship) -> bool:
    """Whether a crew would wait for it, planned today or later, to pay what is owed (3.7)."""
    if ground.asked(w, cargo) == 0:
        return False
    for queue in w.every_queue():
        if not alarms.waits_on_the_ground(w, queue):
            continue
        crew = w.ship_at(queue.head)
        waits = flights.crew_waits_for(max(cargo.planned, w.now), crew.known_date)
        waits = waits and crew.role != flights.CARGO and not seats.flies_empty(w, crew)
        if waits and ground.share_a_family(w, crew.classes, cargo.classes):
            return True
    return False


def flown(w: World, ship: Ship) -> None:
    """The flight that was next after a mishap has flown: the mishap is over."""
    vehicle = w.class_at(ship.classes)
    if vehicle.pulled_after_mishap == ship.number:
        vehicle.mishap_since = NEVER
        vehicle.pulled_after_mishap = NOBODY
