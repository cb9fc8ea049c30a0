"""Everything where it is on ``as_of``; then everybody begins (MODEL 1.2)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.fast.able import begin_watching
from sim.engines.fast.calendar import (
    schedule,
)
from sim.engines.fast.campaigns import next_flight, set_limit
from sim.engines.fast.customers import begin_other_customers
from sim.engines.fast.departures import plan
from sim.engines.fast.ground import certifications_on_as_of, stand_down
from sim.engines.fast.homes import change_for_home
from sim.engines.fast.layout import World
from sim.engines.fast.ledger import comes_aboard, settle
from sim.engines.fast.levers import decides_on_reserve
from sim.engines.fast.luck import (
    draw_ahead,
    draw_inputs,
    duration,
    of_family,
    scale_parts,
    seconds,
)
from sim.engines.fast.memory import (
    class_at,
    family_at,
    flight_at,
    get,
    person_at,
    put,
    queue_at,
    ship_at,
)
from sim.engines.fast.mishaps import expose_crew, expose_person, expose_ship
from sim.engines.fast.repairs import pads_on_as_of
from sim.engines.fast.seats import (
    count,
    draw_lifeboat,
    reserve,
    strand,
    take,
)
from sim.engines.fast.stocks import begin_stocks
from sim.engines.fast.world import NOBODY
from sim.engines.where import Where
from sim.outcomes import Cause
from sim.rules import events
from sim.rules.flights import CARGO


def set_up(w: World) -> None:
    """Put everything where it is on ``as_of``; then everybody begins."""
    draw_ahead(w)
    draw_inputs(w)
    scale_parts(w)
    w.apart = seconds(w, w.operations_apart)
    pads_on_as_of(w)
    certifications_on_as_of(w)
    _families_on_as_of(w)
    _spacecraft_on_as_of(w)
    _ships_on_as_of(w)
    _people_on_as_of(w)
    for number in range(w.families):
        begin_other_customers(w, number)
    begin_watching(w)
    decides_on_reserve(w)
    begin_stocks(w)
    for place in range(w.docked_count):
        plan(w, ship_at(w, get(w, w.docked_at + place)))
    for number in range(w.queues):
        next_flight(w, number)


def _families_on_as_of(w: World) -> None:
    for number in range(w.families):
        family = family_at(w, number)
        if family.grounded_since < NEVER:
            position = of_family(w, stream.STAND_DOWN_AT_START, number)
            down = duration(w, family.grounded_stand_down, position)
            stand_down(w, number, max(family.grounded_since + down, 0), True)


def _spacecraft_on_as_of(w: World) -> None:
    entity = w.ships
    position = w.of_capsules
    for number in range(w.classes):
        vehicle = class_at(w, number)
        if vehicle.reusable < 0:
            vehicle.spacecraft = w.ships
        last = 0
        for k in range(vehicle.deliveries):
            at = get(w, vehicle.deliveries_at + k)
            last = at if k == 0 else max(last, at)
            entity = _on_order(w, number, max(at, 0), entity)
        for k in range(vehicle.capsules):
            landed = get(w, vehicle.capsules_at + 2 * k)
            law = get(w, vehicle.capsules_at + 2 * k + 1)
            running = duration(w, law, position) if law >= 0 else -landed
            position += 1
            entity = _on_order(w, number, max(landed + running, 0), entity)
        if vehicle.reusable == 0:
            every = max(seconds(w, vehicle.then_every), 1)
            at = last + every
            while at < w.until:
                entity = _on_order(w, number, max(at, 0), entity)
                at += every


def _on_order(w: World, classes: int, at: int, entity: int) -> int:
    """One spacecraft of the class, at hand or from then on; return the next entity's number."""
    if at == 0:
        class_at(w, classes).spacecraft += 1
        return entity
    if entity - w.ships < w.spacecraft_room:
        put(w, w.spacecraft_entities_at + entity - w.ships, classes)
        schedule(w, at, events.SPACECRAFT_READY, entity)
    else:
        w.overflow = 1
    return entity + 1


def _ships_on_as_of(w: World) -> None:
    for number in range(w.ships):
        flight = flight_at(w, number)
        if flight.docked >= NEVER:
            continue
        ship = ship_at(w, number)
        set_limit(w, ship, flight.launched)
        ship.docked = flight.docked
        ship.where = Where.DOCKED
        ship.port = flight.port
        ship.fit = 1 if flight.unfit_since >= NEVER else 0
        ship.unfit_since = flight.unfit_since
        if not ship.fit:
            draw_lifeboat(w, ship)
        if ship.launched < NEVER:
            queue = queue_at(w, ship.queue)
            spacing = seconds(w, queue.spacing)
            queue.spacing_until = max(queue.spacing_until, ship.launched + spacing)
        put(w, w.ports_at + ship.port, number)
        put(w, w.docked_at + w.docked_count, number)
        w.docked_count += 1


def _people_on_as_of(w: World) -> None:
    for number in range(w.people):
        person = person_at(w, number)
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
            expose_person(w, ship_at(w, theirs), number)
    for place in range(w.docked_count):
        ship = ship_at(w, get(w, w.docked_at + place))
        if ship.role != CARGO:
            expose_ship(w, ship)
            expose_crew(w, ship)
    change_for_home(w)
    reserve(w)
    count(w)
    settle(w, Cause.STATE, NOBODY)
