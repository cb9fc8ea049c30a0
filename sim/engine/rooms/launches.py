"""The launch itself: who boards, what may go wrong, whose crew flies again (MODEL 3 and 5)."""

from collections.abc import Sequence

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory import NOBODY, SAMPLED, Family, Pad, Person, Ship, Unmet, Where, World
from sim.engine.memory.words import ABOARD
from sim.engine.rooms import (
    able,
    alarms,
    departures,
    ground,
    ledger,
    luck,
    planners,
    repairs,
    seats,
    world,
)
from sim.outcomes import Cause, Happening
from sim.rules import crew, events, flights, policy


def launch(w: World, ship: Ship, pad_number: int) -> None:
    """The flight leaves the pad, and may be lost."""
    flight = w.flight_at(ship.number)
    family, pad = w.family_at(ship.family), w.pad_at(pad_number)
    ship.pad = -1
    ship.launched = w.now
    if flight.pin_launch != SAMPLED and flight.pin_launch != w.now:
        w.unmet(Unmet.LAUNCH, ship.number)
    reserve = seats.has_reserve(w, ship)
    _boards(w, ship)
    if reserve:
        ground.takes_reserve(w, ship)
        planners.review_rescues(w, ship)
    else:
        ground.takes_spacecraft(w, ship)
    family.launches += 1
    pad.launches += 1
    pad.turned_at = w.now + luck.seconds(w, pad.turnaround)
    w.set_item(w.free_from, pad_number, pad.turned_at)
    if pad.turned_at > w.now:
        w.schedule(pad.turned_at, events.PAD_READY, pad_number)
    planners.flown(w, ship)
    lost = luck.flag(w, family.loss_probability, stream.LOSS, ship, flight.pin_lost)
    ship.where = Where.LOST if lost else Where.FLYING
    rocket = pad_number + w.pads * family.number  # both, as one number
    w.note(Happening.LAUNCHES, events.LAUNCH, ship.number, ship.lacking, rocket)
    if w.logging:
        for person in w.items_of(ship.crew):
            w.write(ABOARD, 0, person)
    owing = w.owing
    if not lost and w.length(ship.crew) == 0:
        ground.pays(w, pad, family)
    _damages(w, ship, pad)
    if lost:
        _is_lost(w, ship, family)
    else:
        family.lost_in_a_row = 0
    if ship.role != flights.CARGO or lost or owing:
        alarms.planners_look(w)
    alarms.director_looks(w)


def _boards(w: World, ship: Ship) -> None:
    """Who stays behind so that the stranded find seats; composition is decided at launch."""
    needed = seats.need(w)
    if ship.role != flights.LINE:
        return
    if needed <= 0:
        if w.swap_after < NEVER:
            _swaps(w, ship)
        return
    behind = seats.left_behind(w, ship)
    rescue = seats.rescue_since(w, ship) < NEVER
    if behind == w.length(ship.crew):
        _remanifest(w, ship)
    else:
        for _ in range(behind):
            place = crew.stays_behind(_segments(w, ship), _keeps_segments(w))
            _stays_behind(w, ship, place)
    ship.flew_empty = 1 if rescue and w.length(ship.crew) == 0 else 0
    room = w.class_at(ship.classes).seats - w.length(ship.crew)
    ship.empty_seats = min(needed, room)
    w.on_the_way += ship.empty_seats


def _swaps(w: World, ship: Ship) -> None:
    """Seats for people of the first other line that has long been unable (MODEL 6.4)."""
    left, found = w.swap_seats if w.length(ship.crew) else 0, False
    for line in w.every_line():
        is_theirs = not found and not ground.share_a_family(w, line.classes, ship.classes)
        if is_theirs and able.unable_for(w, line.classes, w.swap_after, w.swap_from):
            for donor in w.ships_of(line.ships):
                found = found or donor.where == Where.GROUND
                while left > 0 and donor.where == Where.GROUND and _swaps_one(w, ship, donor):
                    left -= 1


def _swaps_one(w: World, ship: Ship, donor: Ship) -> bool:
    """Somebody of the donor's takes a free seat, or one that changes with theirs."""
    home = w.queue_at(donor.queue).home_segment
    fewest = w.class_at(donor.classes).crew_to_fly
    theirs = w.items_of(donor.own)
    place = crew.swapped_person(_segments(w, donor), theirs, home, fewest)
    if place < 0:
        return False
    gives, full = NOBODY, w.length(ship.crew) == w.class_at(ship.classes).seats
    if full:
        own = w.items_of(ship.own)
        segment = w.queue_at(ship.queue).home_segment
        gives = crew.gives_to_swap(_segments(w, ship), own, segment)
        if gives < 0:
            return False
    person = w.item(donor.crew, place)
    _leaves_crew(w, donor, place)
    if full:
        other = w.item(ship.crew, gives)
        _leaves_crew(w, ship, gives)
        _goes_to(w, donor, other)
    _goes_to(w, ship, person)
    return True


def _goes_to(w: World, ship: Ship, person: int) -> None:
    """Somebody is swapped to a flight and its line."""
    _joins_crew(w, ship, person)
    w.person_at(person).line = ship.queue
    w.note(Happening.SWAPPED, events.LAUNCH, person, detail=ship.number)


def _damages(w: World, ship: Ship, pad: Pad) -> None:
    """Lost or not, a launch may damage its pad: a repair is sampled (MODEL 3.5)."""
    pinned = w.flight_at(ship.number).pin_damages_pad
    repair, probability = pinned, pad.damage_probability
    if pad.launches_to_prove > 0:
        pad.launches_to_prove -= 1
        probability = pad.after_repair_probability
    if pinned == SAMPLED:
        if pad.repair < 0 or not luck.chance(w, probability, stream.DAMAGE, ship.number):
            return
        repair = luck.duration(w, pad.repair, stream.REPAIR, ship.number)
    elif pinned < 0:
        return
    pad.damages += 1
    w.note(Happening.PAD_DAMAGED, events.LAUNCH, pad.number)
    repairs.pad_goes_down(w, pad, w.now + max(repair, 0), pad.crew_stage)


def _is_lost(w: World, ship: Ship, family: Family) -> None:
    """Nothing arrives; the family stands down; the crew is re-manifested (MODEL 3.5)."""
    family.losses += 1
    family.lost_in_a_row += 1
    after_two = w.after_two_losses if policy.is_decided(w.now, w.again_from) else 0
    asked = flights.owed_after_loss(family.requalification, after_two, family.lost_in_a_row)
    family.owed = asked
    ground.note_owed(w)
    w.note(Happening.LOST, events.LAUNCH, ship.number, Cause.LOSS)
    pinned = w.flight_at(ship.number).pin_stand_down
    down = luck.flight_duration(w, family.stand_down, stream.STAND_DOWN, ship, pinned)
    ground.stand_down(w, family, w.now + max(down, 0), True)
    w.set_item(w.port_holders, ship.port, NOBODY)
    does_not_arrive(w, ship)


def does_not_arrive(w: World, ship: Ship) -> None:
    """A flight that was lost or failed to dock: its crew flies again, its seats are missed."""
    _remanifest(w, ship)
    settled(w, ship)
    if ship.role != flights.CARGO:
        world.mishap(w, ship.classes, 0)
        departures.plan_line(w, ship)
        if w.queue_at(ship.queue).is_line:
            ledger.settle(w, Cause.LOSS, ship.number)


def settled(w: World, ship: Ship) -> None:
    """A flight is no longer to come, nor are its free seats: it has docked, been lost or failed."""
    w.on_the_way -= ship.empty_seats
    ship.empty_seats = 0
    queue = w.queue_at(ship.queue)
    if queue.is_line:
        ledger.advance(w)
    queue.to_come -= 1


def _remanifest(w: World, ship: Ship) -> None:
    """Seats on the line's next flight still to carry a crew: free ones, then its own people's.

    Guests come last. Who loses a seat stays on the ground (MODEL 3.5).
    """
    number, ships = NOBODY, w.queue_at(ship.queue).ships
    for behind in w.ships_of(ships, ship.place + 1):
        if number == NOBODY and behind.where == Where.GROUND and w.length(behind.crew):
            number = behind.number
    for are_guests in range(2):
        for person in w.people_of(ship.crew):
            if number != NOBODY and (person.segment < 0) == are_guests:
                _joins(w, person, w.ship_at(number))
    w.set_length(ship.crew, 0)


def _joins(w: World, person: Person, target: Ship) -> None:
    """Somebody is re-manifested, if there is a seat, or one of its own people gives one up."""
    if w.length(target.crew) >= w.class_at(target.classes).seats:
        own, keeps = w.items_of(target.own), _keeps_segments(w)
        place = crew.loses_seat(_segments(w, target), own, person.segment, keeps)
        if place < 0:
            return
        _stays_behind(w, target, place)
    _joins_crew(w, target, person.number)
    w.note(Happening.REMANIFESTED, events.LAUNCH, person.number, detail=target.number)


def _keeps_segments(w: World) -> int:
    """1 if a crew that gives up seats keeps somebody of each segment (MODEL 5.2)."""
    return 1 if w.keeps_segments and policy.is_decided(w.now, w.behind_from) else 0


def _segments(w: World, ship: Ship) -> Sequence[int]:
    """The segments of a flight's crew, in the order of its list."""
    w.set_length(w.scratch, 0)
    for person in w.people_of(ship.crew):
        w.append(w.scratch, person.segment)
    return w.items_of(w.scratch)


def _stays_behind(w: World, ship: Ship, place: int) -> None:
    """Whoever is at that place of the crew list stays on the ground."""
    w.note(Happening.STAYS_BEHIND, events.LAUNCH, w.item(ship.crew, place))
    _leaves_crew(w, ship, place)


def _leaves_crew(w: World, ship: Ship, place: int) -> None:
    """Take somebody off the crew list."""
    w.take_out_at(ship.crew, place)
    w.take_out_at(ship.own, place)


def _joins_crew(w: World, ship: Ship, person: int) -> None:
    """Put somebody of another flight at the end of the crew list."""
    w.append(ship.crew, person)
    w.append(ship.own, 0)
