"""One replication, from ``as_of`` to ``until``: what happens when, event after event."""

from __future__ import annotations

from sim.engine.clock.calendar import next_event
from sim.engine.clock.order import entity_of, rank_of, second_of
from sim.engine.memory.access import (
    World,
    class_at,
    family_at,
    outage_at,
    pad_at,
    person_at,
    queue_at,
    queues_of,
    ship_at,
    stock_at,
)
from sim.engine.memory.words import NO_EVENT
from sim.engine.rooms.as_of import set_up
from sim.engine.rooms.campaigns import comes_home, docks, goes_on, stands_ready
from sim.engine.rooms.customers import other_customers
from sim.engine.rooms.departures import lets_go, line_begins
from sim.engine.rooms.director import hold_pass
from sim.engine.rooms.ground import may_carry_again, spacecraft_is_ready, stand_down_ends
from sim.engine.rooms.levers import lever_is_looked_at, stock_is_looked_at
from sim.engine.rooms.mishaps import fails, falls_ill, is_fitted, places_are_made, station_is_left
from sim.engine.rooms.planners import review_all
from sim.engine.rooms.repairs import (
    ON_AS_OF,
    date_comes,
    others_damage,
    pad_is_activated,
    pad_is_ready,
    pad_is_repaired,
    pad_takes_crews,
    random_outage_begins,
    stated_outage_begins,
    tell_pads,
)
from sim.engine.rooms.until import wind_up
from sim.rules import events


def play(w: World) -> None:
    """Play one replication; nothing at ``until`` is played."""
    set_up(w)
    if w.logging:
        tell_pads(w, ON_AS_OF)
    key = next_event(w)
    while key != NO_EVENT:
        w.now = second_of(key)
        happens(w, rank_of(key), entity_of(key))
        if w.logging:
            tell_pads(w, rank_of(key))
        key = next_event(w)
    wind_up(w)


def happens(w: World, rank: int, entity: int) -> None:
    """Play one event (MODEL 9)."""
    if rank == events.LAUNCH:
        hold_pass(w)
        for queue in queues_of(w, w.resumed):
            goes_on(w, queue)
    elif rank == events.LOOK:
        if entity:
            lever_is_looked_at(w, entity)
        else:
            review_all(w)
    elif rank == events.UNDOCKS:
        ship = ship_at(w, entity)
        if ship.leaves_at == w.now:
            lets_go(w, ship)
    elif rank == events.FLIGHT_READY:
        stands_ready(w, entity)
    elif rank == events.DOCKS:
        docks(w, ship_at(w, entity))
    elif rank == events.PAD_READY:
        pad_is_ready(w, pad_at(w, entity))
    elif rank == events.SPACECRAFT_READY:
        spacecraft_is_ready(w, entity)
    elif rank == events.STAND_DOWN_BEGINS:
        if entity < w.families:
            other_customers(w, family_at(w, entity))
        elif entity < w.families + w.outages:
            stated_outage_begins(w, outage_at(w, entity - w.families))
        elif entity < w.families + w.outages + w.pads:
            random_outage_begins(w, pad_at(w, entity - w.families - w.outages))
        else:
            others_damage(w, pad_at(w, entity - w.families - w.outages - w.pads))
    elif rank == events.STAND_DOWN_ENDS:
        if entity < w.families:
            stand_down_ends(w, family_at(w, entity))
        elif entity <= w.families + w.classes:
            may_carry_again(w, entity - w.families)
        else:
            line_begins(w, queue_at(w, entity - w.families - w.classes - 1))
    elif rank == events.REPAIRED:
        if entity >= w.pads:
            pad_takes_crews(w, pad_at(w, entity - w.pads))
        elif pad_at(w, entity).dormant:
            pad_is_activated(w, pad_at(w, entity))
        else:
            pad_is_repaired(w, pad_at(w, entity))
    elif rank == events.FAILS_TO_DOCK:
        comes_home(w, ship_at(w, entity))
    elif rank == events.FALLS_ILL:
        falls_ill(w, entity)
    elif rank == events.UNFIT:
        if entity < w.ships:
            fails(w, ship_at(w, entity))
        else:
            station_is_left(w, entity - w.ships)
    elif rank == events.RESEATED:
        if entity < w.people:
            is_fitted(w, person_at(w, entity))
        else:
            places_are_made(w, class_at(w, entity - w.people))
    elif rank == events.STOCK_RESERVE:
        stock_is_looked_at(w, stock_at(w, entity))
    elif rank == events.DATE:
        date_comes(w)
