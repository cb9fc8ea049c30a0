"""One replication, from ``as_of`` to ``until``: what happens when, event after event."""

from sim.engine.memory import NO_EVENT, World
from sim.engine.order import entity_of, rank_of, second_of
from sim.engine.rooms import (
    as_of,
    campaigns,
    departures,
    director,
    ground,
    levers,
    mishaps,
    planners,
    repairs,
    until,
)
from sim.rules import events


def play(w: World) -> None:
    """Play one replication; nothing at ``until`` is played."""
    as_of.set_up(w)
    if w.logging:
        repairs.tell_pads(w, repairs.ON_AS_OF)
    key = w.next_event()
    while key != NO_EVENT:
        w.now = second_of(key)
        happens(w, rank_of(key), entity_of(key))
        if w.logging:
            repairs.tell_pads(w, rank_of(key))
        key = w.next_event()
    until.wind_up(w)


def happens(w: World, rank: int, entity: int) -> None:
    """Play one event (MODEL 9)."""
    if rank == events.LAUNCH:
        director.hold_pass(w)
        for queue in w.queues_of(w.resumed):
            campaigns.goes_on(w, queue)
    elif rank == events.LOOK:
        if entity:
            levers.lever_is_looked_at(w, entity)
        else:
            planners.review_all(w)
    elif rank == events.UNDOCKS:
        ship = w.ship_at(entity)
        if ship.leaves_at == w.now:
            departures.lets_go(w, ship)
    elif rank == events.FLIGHT_READY:
        campaigns.stands_ready(w, entity)
    elif rank == events.DOCKS:
        campaigns.docks(w, w.ship_at(entity))
    elif rank == events.PAD_READY:
        repairs.pad_is_ready(w, w.pad_at(entity))
    elif rank == events.SPACECRAFT_READY:
        ground.spacecraft_is_ready(w, entity)
    elif rank == events.STAND_DOWN_BEGINS:
        if entity < w.families:
            ground.other_customers(w, w.family_at(entity))
        elif entity < w.families + w.outages:
            repairs.stated_outage_begins(w, w.outage_at(entity - w.families))
        elif entity < w.families + w.outages + w.pads:
            repairs.random_outage_begins(w, w.pad_at(entity - w.families - w.outages))
        else:
            repairs.others_damage(w, w.pad_at(entity - w.families - w.outages - w.pads))
    elif rank == events.STAND_DOWN_ENDS:
        if entity < w.families:
            ground.stand_down_ends(w, w.family_at(entity))
        elif entity <= w.families + w.classes:
            ground.may_carry_again(w, entity - w.families)
        else:
            departures.line_begins(w, w.queue_at(entity - w.families - w.classes - 1))
    elif rank == events.REPAIRED:
        if entity >= w.pads:
            repairs.pad_takes_crews(w, w.pad_at(entity - w.pads))
        elif w.pad_at(entity).dormant:
            repairs.pad_is_activated(w, w.pad_at(entity))
        else:
            repairs.pad_is_repaired(w, w.pad_at(entity))
    elif rank == events.FAILS_TO_DOCK:
        campaigns.comes_home(w, w.ship_at(entity))
    elif rank == events.FALLS_ILL:
        mishaps.falls_ill(w, entity)
    elif rank == events.UNFIT:
        if entity < w.ships:
            mishaps.fails(w, w.ship_at(entity))
        else:
            mishaps.station_is_left(w, entity - w.ships)
    elif rank == events.RESEATED:
        if entity < w.people:
            mishaps.is_fitted(w, w.person_at(entity))
        else:
            mishaps.places_are_made(w, w.class_at(entity - w.people))
    elif rank == events.STOCK_RESERVE:
        levers.stock_is_looked_at(w, w.stock_at(entity))
    elif rank == events.DATE:
        repairs.date_comes(w)
