"""Everything where it is on ``as_of``; then everybody begins (MODEL 1.2)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.clock.calendar import schedule
from sim.engine.memory.access import (
    World,
    docked,
    every_class,
    every_family,
    every_line,
    every_person,
    every_queue,
    every_ship,
    flight_at,
    item,
    items_of,
    length,
    queue_at,
    set_item,
    set_length,
    ship_at,
)
from sim.engine.memory.lists import append
from sim.engine.memory.words import NOBODY, VehicleClass
from sim.engine.rooms.able import begin_watching
from sim.engine.rooms.campaigns import next_flight, set_limit
from sim.engine.rooms.customers import awaits_other_customers
from sim.engine.rooms.departures import plan
from sim.engine.rooms.ground import certifications_on_as_of, stand_down
from sim.engine.rooms.homes import change_for_home
from sim.engine.rooms.ledger import comes_aboard, settle
from sim.engine.rooms.levers import decides_on_reserve
from sim.engine.rooms.luck import (
    duration,
    of_family,
    sample_ahead,
    sample_inputs,
    scale_parts,
    seconds,
)
from sim.engine.rooms.mishaps import expose_crew, expose_person, expose_ship, expose_station
from sim.engine.rooms.repairs import pads_on_as_of, pads_serve
from sim.engine.rooms.seats import count, reserve, sample_lifeboat, strand, take
from sim.engine.rooms.stocks import begin_stocks
from sim.engine.where import Where
from sim.outcomes import Cause
from sim.rules import events
from sim.rules.flights import CARGO


def set_up(w: World) -> None:
    """Put everything where it is on ``as_of``; then everybody begins."""
    for empty in (w.docked, w.stranded, w.on_order):
        set_length(w, empty, 0)
    sample_ahead(w)
    sample_inputs(w)
    scale_parts(w)
    w.apart = seconds(w, w.operations_apart)
    pads_serve(w)
    pads_on_as_of(w)
    certifications_on_as_of(w)
    _spacecraft_on_as_of(w)
    _ships_on_as_of(w)
    _lines_on_as_of(w)
    _people_on_as_of(w)
    _families_on_as_of(w)
    for family in every_family(w):
        awaits_other_customers(w, family, 0)
    expose_station(w, 0)
    begin_watching(w)
    decides_on_reserve(w)
    begin_stocks(w)
    for ship in docked(w):
        plan(w, ship)
    for queue in every_queue(w):
        next_flight(w, queue)


def _families_on_as_of(w: World) -> None:
    for family in every_family(w):
        if family.grounded_since < NEVER:
            position = of_family(w, stream.STAND_DOWN_AT_START, family)
            down = duration(w, family.grounded_stand_down, position)
            stand_down(w, family, max(family.grounded_since + down, 0), True)


def _spacecraft_on_as_of(w: World) -> None:
    position = w.of_capsules
    for vehicle in every_class(w):
        if vehicle.reusable < 0:
            vehicle.spacecraft = w.ships
        last = 0
        for k in range(length(w, vehicle.deliveries)):
            at = item(w, vehicle.deliveries, k)
            last = at if k == 0 else max(last, at)
            _on_order(w, vehicle, max(at, 0))
        for k in range(0, length(w, vehicle.capsules), 2):
            landed, law = item(w, vehicle.capsules, k), item(w, vehicle.capsules, k + 1)
            running = duration(w, law, position) if law >= 0 else -landed
            position += 1
            _on_order(w, vehicle, max(landed + running, 0))
        if vehicle.reusable == 0:
            every = max(seconds(w, vehicle.then_every), 1)
            at = last + every
            while at < w.until:
                _on_order(w, vehicle, max(at, 0))
                at += every


def _on_order(w: World, vehicle: VehicleClass, at: int) -> None:
    """One spacecraft of the class, at hand or from then on."""
    if at == 0:
        vehicle.spacecraft += 1
    elif length(w, w.on_order) == w.spacecraft_room:
        w.overflow = 1
    else:
        schedule(w, at, events.SPACECRAFT_READY, w.ships + length(w, w.on_order))
        append(w, w.on_order, vehicle.number)


def _ships_on_as_of(w: World) -> None:
    for ship in every_ship(w):
        flight = flight_at(w, ship.number)
        if flight.docked >= NEVER:
            continue
        set_limit(w, ship, flight.launched)
        ship.docked = flight.docked
        ship.where = Where.DOCKED
        ship.port = flight.port
        ship.fit = 1 if flight.unfit_since >= NEVER else 0
        ship.unfit_since = flight.unfit_since
        if not ship.fit:
            sample_lifeboat(w, ship)
        if ship.launched < NEVER:
            queue = queue_at(w, ship.queue)
            spacing = seconds(w, queue.spacing)
            queue.spacing_until = max(queue.spacing_until, ship.launched + spacing)
        set_item(w, w.port_holders, ship.port, ship.number)
        append(w, w.docked, ship.number)
        queue_at(w, ship.queue).begun = 1


def _lines_on_as_of(w: World) -> None:
    for line in every_line(w):
        if line.begins <= 0:
            line.begun = 1
        elif line.begins < NEVER:
            behind = w.families + w.classes + 1
            schedule(w, line.begins, events.STAND_DOWN_ENDS, behind + line.number)
    for at in items_of(w, w.dates):
        schedule(w, at, events.DATE, 0)


def _people_on_as_of(w: World) -> None:
    for person in every_person(w):
        if person.stated_aboard_since >= NEVER:
            continue
        ship = ship_at(w, person.flight)
        person.aboard = 1
        person.aboard_since = person.stated_aboard_since
        if person.stated_seat >= 0:
            ship = ship_at(w, person.stated_seat)
            take(w, person, ship)
        else:
            failed = ship.number if ship.where == Where.DOCKED and not ship.fit else NOBODY
            strand(w, person, failed, person.stated_stranded_since)
        person.due = ship.planned_return
        comes_aboard(w, person)
        theirs = person.seat if person.seat >= 0 else person.failed
        if theirs >= 0 and ship_at(w, theirs).role != CARGO:
            expose_person(w, ship_at(w, theirs), person)
    for ship in docked(w):
        if ship.role != CARGO:
            expose_ship(w, ship)
            expose_crew(w, ship)
    change_for_home(w)
    reserve(w)
    count(w)
    settle(w, Cause.STATE, NOBODY)
