"""The launch itself: who boards, what may go wrong, whose crew flies again (MODEL 3 and 5)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.fast.calendar import director_looks, planners_look, schedule
from sim.engines.fast.departures import UNMET_LAUNCH, plan_line
from sim.engines.fast.ground import (
    NO_CAUSE,
    note_owed,
    pad_goes_down,
    pays,
    stand_down,
    takes_spacecraft,
)
from sim.engines.fast.layout import Ship, World
from sim.engines.fast.ledger import advance, settle
from sim.engines.fast.log import note, note_aboard, unmet
from sim.engines.fast.luck import chance, duration, flag, flight_duration, of_flight, seconds
from sim.engines.fast.memory import (
    class_at,
    family_at,
    flight_at,
    get,
    pad_at,
    person_at,
    put,
    queue_at,
    ship_at,
    words,
)
from sim.engines.fast.planners import flown
from sim.engines.fast.seats import left_behind, need, rescue_since
from sim.engines.fast.world import NOBODY, mishap
from sim.engines.program import DRAWN
from sim.engines.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import crew, events
from sim.rules.flights import CARGO, LINE


def launch(w: World, ship: Ship, pad_number: int) -> bool:
    """The flight leaves the pad; False if it is lost."""
    flight = flight_at(w, ship.number)
    family_number = class_at(w, ship.classes).family
    family, pad = family_at(w, family_number), pad_at(w, pad_number)
    ship.pad = -1
    ship.launched = w.now
    if flight.pin_launch != DRAWN and flight.pin_launch != w.now:
        unmet(w, UNMET_LAUNCH, ship.number)
    _boards(w, ship)
    takes_spacecraft(w, ship)
    family.launches += 1
    pad.launches += 1
    pad.turned_at = w.now + seconds(w, pad.turnaround)
    put(w, w.free_from_at + pad_number, pad.turned_at)
    if pad.turned_at > w.now:
        schedule(w, pad.turned_at, events.PAD_READY, pad_number)
    flown(w, ship)
    lost = flag(w, stream.LOSS, ship, family.loss_probability, flight.pin_lost)
    ship.where = Where.LOST if lost else Where.FLYING
    note(w, Happening.LAUNCHES, events.LAUNCH, ship.number, ship.lacking, pad_number)
    for place in range(ship.crew_count):
        note_aboard(w, get(w, ship.crew_at + place))
    owing = w.owing
    if not lost and ship.crew_count == 0:
        pays(w, pad_number, family_number)
    _damages(w, ship, pad_number)
    if lost:
        _is_lost(w, ship, family_number)
    if ship.role != CARGO or lost or owing:
        planners_look(w)
    director_looks(w)
    return not lost


def _boards(w: World, ship: Ship) -> None:
    """Who stays behind so that the stranded find seats; composition is decided at launch."""
    needed = need(w)
    if ship.role != LINE or needed <= 0:
        return
    behind = left_behind(w, ship)
    rescue = rescue_since(w, ship) < NEVER
    if behind == ship.crew_count:
        remanifest(w, ship)
        ship.crew_count = 0
    else:
        for place in range(ship.crew_count - behind, ship.crew_count):
            stays = get(w, ship.crew_at + place)
            note(w, Happening.STAYS_BEHIND, events.LAUNCH, stays, NO_CAUSE, 0)
        ship.crew_count -= behind
    ship.flew_empty = 1 if rescue and ship.crew_count == 0 else 0
    room = class_at(w, ship.classes).seats - ship.crew_count
    ship.empty_seats = min(needed, room)
    w.on_the_way += ship.empty_seats


def _damages(w: World, ship: Ship, number: int) -> None:
    """Lost or not, a launch may damage its pad: a repair is drawn (MODEL 3.5)."""
    pad, pinned = pad_at(w, number), flight_at(w, ship.number).pin_damage
    repair = pinned
    if pinned == DRAWN:
        happens = of_flight(w, stream.DAMAGE, ship)
        if pad.repair < 0 or not chance(w, pad.damage_probability, happens):
            return
        repair = duration(w, pad.repair, of_flight(w, stream.REPAIR, ship))
    elif pinned < 0:
        return
    pad.damages += 1
    note(w, Happening.PAD_DAMAGED, events.LAUNCH, number, NO_CAUSE, 0)
    pad_goes_down(w, number, w.now + max(repair, 0))


def _is_lost(w: World, ship: Ship, number: int) -> None:
    """Nothing arrives; the family stands down; the crew is re-manifested (MODEL 3.5)."""
    family = family_at(w, number)
    family.losses += 1
    family.owed = family.requalification
    note_owed(w)
    note(w, Happening.LOST, events.LAUNCH, ship.number, Cause.LOSS, 0)
    pinned = flight_at(w, ship.number).pin_stand_down
    down = flight_duration(w, stream.STAND_DOWN, ship, family.stand_down, pinned)
    stand_down(w, number, w.now + max(down, 0), True)
    put(w, w.ports_at + ship.port, -1)
    does_not_arrive(w, ship)


def does_not_arrive(w: World, ship: Ship) -> None:
    """A flight that was lost or failed to dock: its crew flies again, its seats are missed."""
    w.on_the_way -= ship.empty_seats
    ship.empty_seats = 0
    remanifest(w, ship)
    ship.crew_count = 0
    settled(w, ship)
    if ship.role != CARGO:
        mishap(w, ship.classes)
        plan_line(w, ship)
        if queue_at(w, ship.queue).is_line:
            settle(w, Cause.LOSS, ship.number)


def settled(w: World, ship: Ship) -> None:
    """A flight is no longer to come: it has docked, been lost or failed."""
    queue = queue_at(w, ship.queue)
    if queue.is_line:
        advance(w)
    queue.to_come -= 1
    if ship.role != CARGO:
        w.crewed_to_come -= 1


def remanifest(w: World, ship: Ship) -> None:
    """Seats on the line's next flight still to carry a crew: free ones, then its own people's.

    Who loses a seat stays on the ground (MODEL 3.5).
    """
    number = _next_with_crew(w, ship)
    if number == NOBODY:
        return
    target = ship_at(w, number)
    seats = class_at(w, target.classes).seats
    for place in range(ship.crew_count):
        person = get(w, ship.crew_at + place)
        if target.crew_count >= seats and not _makes_room(w, target, person):
            continue
        put(w, target.crew_at + target.crew_count, person)
        put(w, target.own_at + target.crew_count, 0)
        target.crew_count += 1
        note(w, Happening.REMANIFESTED, events.LAUNCH, person, NO_CAUSE, number)


def _next_with_crew(w: World, ship: Ship) -> int:
    """The line's next flight still to carry a crew; -1 for none."""
    queue = queue_at(w, ship.queue)
    for place in range(ship.place + 1, queue.ships):
        number = get(w, queue.ships_at + place)
        behind = ship_at(w, number)
        if behind.where == Where.GROUND and behind.crew_count > 0:
            return number
    return NOBODY


def _makes_room(w: World, target: Ship, person: int) -> bool:
    """Whether one of the flight's own people gives up a seat for somebody re-manifested."""
    for place in range(target.crew_count):
        somebody = person_at(w, get(w, target.crew_at + place))
        put(w, w.scratch_at + place, somebody.segment)
    segments = words(w, w.scratch_at, target.crew_count)
    own = words(w, target.own_at, target.crew_count)
    gives = crew.loses_seat(segments, own, person_at(w, person).segment)
    if gives < 0:
        return False
    stays = get(w, target.crew_at + gives)
    for place in range(gives, target.crew_count - 1):
        put(w, target.crew_at + place, get(w, target.crew_at + place + 1))
        put(w, target.own_at + place, get(w, target.own_at + place + 1))
    target.crew_count -= 1
    note(w, Happening.STAYS_BEHIND, events.LAUNCH, stays, NO_CAUSE, 0)
    return True
