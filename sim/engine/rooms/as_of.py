"""Everything where it is on ``as_of``; then everybody begins (MODEL 1.2)."""

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.memory import NOBODY, VehicleClass, Where, World
from sim.engine.rooms import (
    able,
    campaigns,
    departures,
    ground,
    homes,
    ledger,
    luck,
    mishaps,
    repairs,
    seats,
    stocks,
)
from sim.outcomes import Cause
from sim.rules import events, flights


def set_up(w: World) -> None:
    """Put everything where it is on ``as_of``; then everybody begins."""
    for empty in (w.docked, w.stranded, w.on_order):
        w.set_length(empty, 0)
    luck.sample_ahead(w)
    luck.sample_inputs(w)
    luck.scale_parts(w)
    w.apart = luck.seconds(w, w.operations_apart)
    repairs.pads_serve(w)
    repairs.pads_on_as_of(w)
    _spacecraft_on_as_of(w)
    _ships_on_as_of(w)
    _lines_on_as_of(w)
    _people_on_as_of(w)
    for family in w.every_family():
        if family.grounded_since < NEVER:
            law = family.grounded_stand_down
            down = luck.duration(w, law, stream.STAND_DOWN_AT_START, family.number)
            ground.stand_down(w, family, max(family.grounded_since + down, 0), True)
        ground.awaits_other_customers(w, family)
    mishaps.expose_station(w, 0)
    able.begin_watching(w)
    if w.reserve_class != NOBODY and w.reserve_from >= 0:  # decided on that day, prepared later
        w.schedule(w.reserve_from, events.LOOK, 1 + able.RESERVE * w.families)
        prepared = w.reserve_from + luck.seconds(w, w.reserve_preparation)
        w.schedule(prepared, events.LAUNCH, 0)
    stocks.begin_stocks(w)
    for ship in w.ships_of(w.docked):
        departures.plan(w, ship)
    for queue in w.every_queue():
        campaigns.next_flight(w, queue)


def _spacecraft_on_as_of(w: World) -> None:
    capsule = 0
    for vehicle in w.every_class():
        if vehicle.certification >= 0:
            ground.not_to_carry(w, vehicle.number, luck.seconds(w, vehicle.certification))
        if vehicle.reusable < 0:
            vehicle.spacecraft = w.ships
        last = 0
        for k in range(w.length(vehicle.deliveries)):
            at = w.item(vehicle.deliveries, k)
            last = at if k == 0 else max(last, at)
            _on_order(w, vehicle, max(at, 0))
        for k in range(0, w.length(vehicle.capsules), 2):
            landed, law = w.item(vehicle.capsules, k), w.item(vehicle.capsules, k + 1)
            if law >= 0:
                landed += luck.duration(w, law, stream.REFURBISHMENT_AT_START, capsule)
            _on_order(w, vehicle, max(landed, 0) if law >= 0 else 0)
            capsule += 1
        if vehicle.reusable == 0:
            every = max(luck.seconds(w, vehicle.then_every), 1)
            for at in range(last + every, w.until, every):
                _on_order(w, vehicle, max(at, 0))


def _on_order(w: World, vehicle: VehicleClass, at: int) -> None:
    """One spacecraft of the class, at hand or from then on."""
    if at == 0:
        vehicle.spacecraft += 1
    elif w.length(w.on_order) == w.spacecraft_room:
        w.overflow = 1
    else:
        w.schedule(at, events.SPACECRAFT_READY, w.ships + w.length(w.on_order))
        w.append(w.on_order, vehicle.number)


def _ships_on_as_of(w: World) -> None:
    for ship in w.every_ship():
        flight = w.flight_at(ship.number)
        if flight.docked >= NEVER:
            continue
        campaigns.set_limit(w, ship, flight.launched)
        ship.docked = flight.docked
        ship.where = Where.DOCKED
        ship.port = flight.port
        ship.fit = 1 if flight.unfit_since >= NEVER else 0
        ship.unfit_since = flight.unfit_since
        if not ship.fit:
            seats.sample_lifeboat(w, ship)
        if ship.launched < NEVER:
            queue = w.queue_at(ship.queue)
            spacing = luck.seconds(w, queue.spacing)
            queue.spacing_until = max(queue.spacing_until, ship.launched + spacing)
        w.set_item(w.port_holders, ship.port, ship.number)
        w.append(w.docked, ship.number)
        w.queue_at(ship.queue).begun = 1


def _lines_on_as_of(w: World) -> None:
    for line in w.every_line():
        if line.begins <= 0:
            line.begun = 1
        elif line.begins < NEVER:
            behind = w.families + w.classes + 1
            w.schedule(line.begins, events.STAND_DOWN_ENDS, behind + line.number)
    for at in w.items_of(w.dates):
        w.schedule(at, events.DATE, 0)


def _people_on_as_of(w: World) -> None:
    for person in w.every_person():
        if person.stated_aboard_since >= NEVER:
            continue
        ship = w.ship_at(person.flight)
        person.aboard = 1
        person.aboard_since = person.stated_aboard_since
        if person.stated_seat >= 0:
            ship = w.ship_at(person.stated_seat)
            seats.take(w, person, ship)
        else:
            failed = ship.number if ship.where == Where.DOCKED and not ship.fit else NOBODY
            seats.strand(w, person, failed, person.stated_stranded_since)
        person.due = ship.planned_return
        ledger.comes_aboard(w, person)
        theirs = person.seat if person.seat >= 0 else person.failed
        if theirs >= 0 and w.ship_at(theirs).role != flights.CARGO:
            mishaps.expose_person(w, w.ship_at(theirs), person)
    for ship in w.ships_of(w.docked):
        if ship.role != flights.CARGO:
            mishaps.expose_ship(w, ship)
    homes.change_for_home(w)
    seats.reserve(w)
    seats.count(w)
    ledger.settle(w, Cause.STATE, NOBODY)
