"""One replication, from ``as_of`` to ``until``: what happens when, event after event."""

from __future__ import annotations

from sim.engines.fast.as_of import set_up
from sim.engines.fast.calendar import (
    NO_EVENT,
    entity_of,
    next_event,
    rank_of,
    second_of,
)
from sim.engines.fast.campaigns import comes_home, docks, goes_on, stands_ready
from sim.engines.fast.customers import other_customers
from sim.engines.fast.departures import lets_go
from sim.engines.fast.director import hold_pass
from sim.engines.fast.ground import is_certified, spacecraft_is_ready, stand_down_ends
from sim.engines.fast.layout import World
from sim.engines.fast.levers import lever_is_looked_at, stock_is_looked_at
from sim.engines.fast.memory import (
    get,
    pad_at,
    person_at,
    ship_at,
)
from sim.engines.fast.mishaps import fails, falls_ill, is_fitted
from sim.engines.fast.planners import review_all
from sim.engines.fast.repairs import (
    pad_is_activated,
    pad_is_ready,
    pad_is_repaired,
    pad_takes_crews,
    random_outage_begins,
    stated_outage_begins,
)
from sim.engines.fast.until import wind_up
from sim.rules import events


def play(w: World) -> None:
    """Play one replication; nothing at ``until`` is played."""
    set_up(w)
    while True:
        key = next_event(w)
        if key == NO_EVENT:
            break
        w.now = second_of(key)
        happens(w, rank_of(key), entity_of(key))
    wind_up(w)


def happens(w: World, rank: int, entity: int) -> None:
    """Play one event (MODEL 9)."""
    if rank == events.LAUNCH:
        hold_pass(w)
        for place in range(w.resumed_count):
            goes_on(w, get(w, w.resumed_at + place))
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
        pad_is_ready(w, entity)
    elif rank == events.SPACECRAFT_READY:
        spacecraft_is_ready(w, entity)
    elif rank == events.STAND_DOWN_BEGINS:
        if entity < w.families:
            other_customers(w, entity)
        elif entity < w.families + w.pads:
            stated_outage_begins(w, entity - w.families)
        else:
            random_outage_begins(w, entity - w.families - w.pads)
    elif rank == events.STAND_DOWN_ENDS:
        if entity < w.families:
            stand_down_ends(w, entity)
        else:
            is_certified(w, entity - w.families)
    elif rank == events.REPAIRED:
        if entity >= w.pads:
            pad_takes_crews(w, entity - w.pads)
        elif pad_at(w, entity).dormant:
            pad_is_activated(w, entity)
        else:
            pad_is_repaired(w, entity)
    elif rank == events.FAILS_TO_DOCK:
        comes_home(w, ship_at(w, entity))
    elif rank == events.FALLS_ILL:
        falls_ill(w, entity)
    elif rank == events.UNFIT:
        fails(w, ship_at(w, entity))
    elif rank == events.RESEATED:
        is_fitted(w, person_at(w, entity))
    elif rank == events.STOCK_RESERVE:
        stock_is_looked_at(w, entity)
