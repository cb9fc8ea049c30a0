"""The way down: when each docked vehicle leaves, and what leaving does (MODEL 4)."""

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory import NOBODY, SAMPLED, Queue, Ship, Stock, Unmet, Where, World
from sim.engine.rooms import alarms, company, ground, lacks, ledger, luck, seats, stocks, world
from sim.outcomes import Cause, Happening
from sim.rules import crew, events, flights, policy

REASONS = (
    *(int(Cause.MEDICAL), int(Cause.HANDOVER), int(Cause.PLANNED_RETURN)),
    *(int(Cause.PATIENCE), int(Cause.LIMIT)),
)
"""What each answer of `sim.rules.crew.departure_reason` is called."""


def plan_line(w: World, ship: Ship) -> None:
    """Plan again for every docked vehicle that a change of this one may concern."""
    for other in w.ships_of(w.docked):
        if other.queue == ship.queue or other.alone:
            plan(w, other)


def plan(w: World, ship: Ship) -> None:
    """Set when the vehicle may leave as things are; weather and company come after."""
    if ship.where != Where.DOCKED:
        return
    at = leaves_at(w, ship)
    if at <= w.now:
        at = _after_holds(w, ship, at)
    alarms.set_departure(w, ship, at)


def _after_holds(w: World, ship: Ship, at: int) -> int:
    """When a vehicle that may leave since `at` does: after its weather, then as lanes allow."""
    if ship.fit and not ship.alone:
        at = _after_weather(w, ship, _decided(w, ship, at))
    return at if at > w.now else _after_window(w, ship)


def _decided(w: World, ship: Ship, at: int) -> int:
    """Since when it is decided that the vehicle leaves: a hold counts from then."""
    if ship.decided_at > w.now:
        ship.decided_at = max(at, w.now)
    return ship.decided_at


def leaves_at(w: World, ship: Ship) -> int:
    """The instant at which some reason lets the vehicle go, before weather; sets the cause.

    Not while a seat in it is being fitted.
    """
    if not ship.fit:
        return _unfit_leaves_at(w, ship)
    return max(_fit_leaves_at(w, ship), seats.fitted_at(w, ship))


def _fit_leaves_at(w: World, ship: Ship) -> int:
    last = ship.last_day
    if ship.alone:
        return _alone_leaves_at(w, ship, last)
    handover, planned, patience, limit, choice = NEVER, NEVER, NEVER, NEVER, NEVER
    next_ship = world.successor(w, ship) if ship.role == flights.LINE else NOBODY
    if ship.role == flights.CARGO:
        planned = ship.planned_return
    elif next_ship == NOBODY:
        planned, limit = ship.planned_return, last
    else:
        queue = w.queue_at(ship.queue)
        relief = w.ship_at(next_ship)
        relieved = relief.docked if relief.where == Where.DOCKED else NEVER
        if queue.direct:
            hold = policy.holds_for(queue.hold, last, w.hold_from)
            last = crew.held_until(last, relieved, hold)
        if relieved < NEVER:
            shortest = luck.seconds(w, queue.shortest_stay)
            longest = max(last, flights.later(ship.last_day, _extension(w, ship)))
            shared = world.overlap(w, ship)
            handover = crew.handover_at(ship.docked, relieved, shared, longest, shortest)
        if queue.direct:
            limit = _own_relief_awaited(w, ship, relief, last) if relieved >= NEVER else NEVER
        elif queue.patience < 0 or relieved <= ship.planned_return:
            handover, planned, limit = NEVER, ship.planned_return, last
        else:
            waits = luck.seconds(w, queue.patience)
            if not crew.waits_in_patience(ship.planned_return, waits, relieved):
                handover, limit = NEVER, last
                patience = flights.later(ship.planned_return, waits)
        if relieved >= NEVER and queue.direct:
            choice = _leaves_early(w, ship, relief)
    at = crew.first_departure(ship.medical_at, handover, planned, patience, min(limit, choice))
    reason = crew.departure_reason(at, ship.medical_at, handover, planned, patience)
    ship.cause = Cause.CHOICE if at == choice < limit else REASONS[reason]
    if ship.cleared_at < at:
        ship.cause = ship.cleared_for
        at = ship.cleared_at
    return at


def _extension(w: World, ship: Ship) -> int:
    """How long past its limit the vehicle may wait for its relief (MODEL 4.8)."""
    return _past_limit(w, ship, w.queue_at(ship.queue).extension)


def _past_limit(w: World, ship: Ship, parameter: int) -> int:
    """How long the vehicle may wait past its limit, if that is decided by then (MODEL 6.13)."""
    if parameter < 0 or ship.last_day >= NEVER:
        return 0
    return policy.waiver_for(ship.last_day, luck.seconds(w, parameter), w.extension_from)


def _leaves_early(w: World, ship: Ship, relief: Ship) -> int:
    """When an overdue crew leaves by choice, its relief known to come in time (4.9)."""
    if w.early_by < 0 or ship.last_day >= NEVER:
        return NEVER
    if ship.leaves_early < 0:
        happens = luck.flag(w, w.early_probability, stream.CHOICE, ship)
        by = luck.flight_duration(w, w.early_by, stream.EARLY, ship) if happens else 0
        ship.leaves_early = max(by, 0)
    at = crew.leaves_by_choice(ship.last_day, ship.leaves_early, ship.planned_return)
    if not ship.leaves_early or not policy.is_decided(at, w.choice_from):
        return NEVER
    if w.now < at:
        return at
    waits = relief.where == Where.FLYING or lacks.known_to_dock(w, relief) > ship.last_day
    return NEVER if waits else at


def _own_relief_awaited(w: World, ship: Ship, relief: Ship, last: int) -> int:
    """The limit of a vehicle not yet relieved; past it, as long as the relief is known to come."""
    extension = _extension(w, ship)
    return _waits_until(w, ship, relief, last, extension) if extension else last


def _waits_until(w: World, ship: Ship, relief: Ship, last: int, extension: int) -> int:
    """Until when a vehicle that is to leave at `last` waits for a flight (MODEL 4.8)."""
    if w.now < last:
        return last
    under_way = relief.where == Where.FLYING
    docks = NEVER if under_way else lacks.known_to_dock(w, relief)
    until = crew.waits_for_relief(last, extension, docks, 1 if under_way else 0)
    if until > w.now and not ship.extended:
        ship.extended = 1
        w.note(Happening.EXTENDED, events.UNDOCKS, ship.number, Cause.LIMIT, relief.number)
    return until


def _unfit_leaves_at(w: World, ship: Ship) -> int:
    """An unfit ship stays while anybody waits who lost a seat in it, then for its disposal.

    One that is no lifeboat to them is sent home by decision, where the policy says when (6.15).
    """
    ship.cause = Cause.DISPOSAL
    flight = w.flight_at(ship.number)
    if flight.pin_undock != SAMPLED:
        return flight.pin_undock
    at = NEVER
    if not seats.waits_for(w, ship):
        since = ship.released_at if ship.released_at < NEVER else ship.unfit_since
        wait = flight.pin_disposal
        if wait == SAMPLED:
            wait = luck.seconds(w, w.class_at(ship.classes).disposal)
        at = max(since, 0) + wait
    elif w.unfit_leaves >= 0 and not ship.serves_as_lifeboat:
        at = max(ship.unfit_since, w.stranded_from, 0) + luck.seconds(w, w.unfit_leaves)
    if ship.cleared_at < at:
        ship.cause = ship.cleared_for
        at = ship.cleared_at
    return at


def _alone_leaves_at(w: World, ship: Ship, last: int) -> int:
    """The last ship waits for company, as long as a crew is to come (MODEL 4.5)."""
    since, longest = (
        company.company_since(w, ship),
        last + _past_limit(w, ship, w.last_ship_extension),
    )
    waits, last = longest > ship.last_day, longest
    if waits:
        longest = flights.later(last, _extension(w, ship))
    if since < NEVER:
        released = crew.last_ship_released(since, world.overlap(w, ship), longest)
        released = max(released, _past_company(w, ship))
    else:
        released = _company_awaited(w, ship, last) if waits else last
    at = min(ship.medical_at, released)
    ship.cause = Cause.LIMIT if at >= last else ship.wanted_for
    if at == ship.medical_at and at < NEVER:
        ship.cause = Cause.MEDICAL
    return at


def _past_company(w: World, ship: Ship) -> int:
    """Until when a ship past its limit waits for the relief of its own line, as any other does."""
    number = world.successor(w, ship) if ship.role == flights.LINE else NOBODY
    if number == NOBODY or not w.queue_at(ship.queue).direct or w.now < ship.last_day:
        return -NEVER
    relief = w.ship_at(number)
    docked = relief.where == Where.DOCKED
    return -NEVER if docked else _own_relief_awaited(w, ship, relief, ship.last_day)


def _company_awaited(w: World, ship: Ship, last: int) -> int:
    """The bound of the last ship; past it, as long as company is known to come (MODEL 4.8.8)."""
    until, extension = last, _extension(w, ship)
    for queue in w.every_line():
        if queue.head >= 0 and company.ends_the_wait(w, ship, w.ship_at(queue.head)):
            until = max(until, _waits_until(w, ship, w.ship_at(queue.head), last, extension))
    return until


def _after_weather(w: World, ship: Ship, at: int) -> int:
    """The undocking after the one return-weather hold of this vehicle (MODEL 4.4)."""
    flight = w.flight_at(ship.number)
    if flight.pin_undock != SAMPLED:
        return max(at, flight.pin_undock)
    if flight.pin_hold == SAMPLED and ship.medical_at <= at:
        ship.cause = Cause.MEDICAL  # it takes the first landing there is
        return at
    if ship.hold < 0:
        ship.hold = 0
        if not w.quiet or flight.pin_hold != SAMPLED:
            law = w.class_at(ship.classes).return_hold
            ship.hold = max(luck.flight_duration(w, law, stream.HOLD, ship, flight.pin_hold), 0)
    if flight.pin_hold == SAMPLED and ship.medical_at < at + ship.hold:
        ship.cause = Cause.MEDICAL
        return ship.medical_at
    return at + ship.hold


def _after_window(w: World, ship: Ship) -> int:
    """When landing and traffic let a vehicle go that is ready now (MODEL 4.6, 4.7).

    Both are asked again until both hold. No vehicle waits past its last day, nor for long when
    somebody is ill; an unfit one does not wait for light.
    """
    at = w.now
    if w.apart == 0 and not w.length(w.class_at(ship.classes).landing_blackouts):
        return at
    clear = world.after_traffic(w, world.after_dark(w, ship, at))
    while clear != at:
        at = clear
        clear = world.after_traffic(w, world.after_dark(w, ship, at))
    if at == w.now or (ship.fit and at > ship.last_day):
        return w.now
    if ship.medical_at <= w.now:
        ship.cause = Cause.MEDICAL
    return min(at, max(ship.medical_at, w.now))


# leaving -----------------------------------------------------------------------------------------


def lets_go(w: World, ship: Ship) -> None:
    """The vehicle's departure has come: it leaves, unless weather or being the last keeps it."""
    ship.leaves_at = NEVER
    if _is_held(w, ship) or _waits_as_last_ship(w, ship):
        plan(w, ship)
    else:
        undock(w, ship)


def _is_held(w: World, ship: Ship) -> bool:
    """Whether a vehicle that may leave waits for weather, light or traffic (MODEL 4.4)."""
    at = leaves_at(w, ship) if ship.fit else w.now
    if at > w.now:  # its relief is known to come, or a seat in it is being fitted
        return True
    return _after_hold(w, ship, at) > w.now


def _after_hold(w: World, ship: Ship, at: int) -> int:
    """When a vehicle leaves that may since `at`; why and for how long it stays is noted."""
    leaves = _after_holds(w, ship, at)
    if leaves > w.now:
        cause = Cause.WEATHER
        if _is_ready(w, ship):
            cause = Cause.TRAFFIC if world.after_dark(w, ship, w.now) == w.now else Cause.WINDOW
        w.note(Happening.HOLD_BEGINS, events.UNDOCKS, ship.number, cause, leaves - w.now)
    return leaves


def _is_ready(w: World, ship: Ship) -> bool:
    """Whether a vehicle that may leave has its weather behind it."""
    if ship.alone:
        return True
    at = leaves_at(w, ship)
    if at > w.now or not ship.fit:
        return at <= w.now
    return _after_weather(w, ship, _decided(w, ship, at)) <= w.now


def _waits_as_last_ship(w: World, ship: Ship) -> bool:
    """Whether an unforced departure would leave nobody aboard and must wait (MODEL 4.5)."""
    if not would_leave_nobody(w, ship, ship.cause):
        return False
    if not ship.alone:
        ship.alone, ship.wanted_for = 1, ship.cause
        w.note(Happening.LAST_SHIP_WAITS, events.UNDOCKS, ship.number, Cause.LAST_SHIP)
    return True


def would_leave_nobody(w: World, ship: Ship, cause: int) -> bool:
    """Whether it is the last ship, and neither illness nor its limit forces it to go (MODEL 4.5).

    Of the station or of a segment nobody with a seat home would be left, or only who has not been
    aboard for its overlap.
    """
    if not ship.fit or cause == Cause.MEDICAL or not w.length(ship.seated):
        return False
    since, extension = company.company_since(w, ship), 0
    if since >= NEVER:
        extension = _past_limit(w, ship, w.last_ship_extension)
    if cause == Cause.LIMIT and not extension:
        return False
    until = since + world.overlap(w, ship) if since < NEVER else NEVER
    return crew.last_ship_waits(w.now, until, ship.last_day + extension) != 0


def clear(w: World, ship: Ship) -> None:
    """Send a vehicle off to clear its port: at once, or after its weather (MODEL 3.2)."""
    ship.cleared_at, ship.cleared_for = w.now, Cause.PORT_CLEARED
    w.note(Happening.PORT_CLEARED, events.LAUNCH, ship.number, Cause.PORT_CLEARED)
    at = _after_hold(w, ship, leaves_at(w, ship))
    if at <= w.now:
        lets_go(w, ship)
    else:
        alarms.set_departure(w, ship, at)


def send_home(w: World, stock: Stock) -> None:
    """A stock is low: the crew vehicle with the earliest planned return leaves (MODEL 6.7).

    None while one waits as the last ship, nor one that would leave nobody aboard.
    """
    first = NOBODY
    for ship in w.ships_of(w.docked):
        if ship.alone:
            return
        stays = ship.role == flights.CARGO or not ship.fit or w.length(ship.seated) == 0
        if stays or ship.cleared_at < NEVER:
            continue
        if first == NOBODY or world.returns_before(ship, w.ship_at(first)):
            first = ship.number
    if first == NOBODY or world.has_all(w, w.ship_at(first)):
        return
    ship = w.ship_at(first)
    ship.cleared_at, ship.cleared_for = w.now, Cause.POLICY
    w.note(Happening.SENT_HOME, events.STOCK_RESERVE, first, Cause.POLICY, stock.number)
    alarms.set_departure(w, ship, _after_hold(w, ship, leaves_at(w, ship)))


def undock(w: World, ship: Ship) -> None:
    """The vehicle leaves with everybody seated in it and frees its port."""
    pinned = w.flight_at(ship.number).pin_undock
    if pinned != SAMPLED and pinned != w.now:
        w.unmet(Unmet.UNDOCK, ship.number)
    w.set_item(w.port_holders, ship.port, NOBODY)  # it keeps no relief from its port
    begun_by = ship.cause
    if begun_by == Cause.LIMIT or begun_by == Cause.PATIENCE:
        begun_by = lacks.lack_of_relief(w, ship)
    if _was_held(w, ship):
        w.note(Happening.HELD, events.UNDOCKS, ship.number, Cause.LIMIT)
    ship.where = Where.GONE
    ship.leaves_at = NEVER
    ship.undocked = w.now
    w.operated_at = w.now
    w.take_out(w.docked, ship.number)
    ground.comes_back(w, ship)
    if ship.role != flights.CARGO:  # who is seated in it is gone, and seats it had for others
        ledger.advance(w)
        if w.length(ship.seated):
            seats.count_past_limit(w, ship)
        for person in w.people_of(ship.seated):
            person.aboard = 0
            ledger.goes_home(w, person)
        w.set_length(ship.seated, 0)
        seats.void(w, ship)
        seats.reserve(w)
        seats.count(w)
        ledger.settle(w, begun_by, ship.number)
    w.note(Happening.UNDOCKS, events.UNDOCKS, ship.number, ship.cause, ship.port)
    if w.stocks:
        stocks.stocks_change(w, ship)
    if ship.role != flights.CARGO:
        plan_line(w, ship)
        alarms.planners_look(w)
    alarms.director_looks(w)


def line_begins(w: World, line: Queue) -> None:
    """A line begins on its stated date, whether or not its first flight has come (MODEL 2.6.6)."""
    ledger.advance(w)
    line.begun = 1
    ledger.settle(w, lacks.lack_behind(w, line, -1), NOBODY)


def _was_held(w: World, ship: Ship) -> bool:
    """Whether it is past its limit for more than its weather, as its line holds it (6.8)."""
    pinned = w.flight_at(ship.number).pin_undock != SAMPLED
    hold = policy.holds_for(w.queue_at(ship.queue).hold, ship.last_day, w.hold_from)
    if not hold or not ship.fit or pinned or ship.cause == Cause.EVACUATION:
        return False
    weather = max(ship.hold, 0)
    if ship.cause == Cause.MEDICAL and w.flight_at(ship.number).pin_hold == SAMPLED:
        weather = 0
    return crew.last_day(ship.limit_at, world.waiver_for(w, ship)) < w.now - weather
