"""The outcome row of one replication, in the order of `sim.outcomes.outcome_columns`."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines.fast.layout import World
from sim.engines.fast.memory import (
    family_at,
    get,
    open_at,
    pad_at,
    put,
    queue_at,
    segment_at,
    ship_at,
    stock_at,
)
from sim.engines.fast.repairs import outage_repair
from sim.engines.fast.world import NOBODY
from sim.engines.where import Where
from sim.outcomes import NEXT_FLIGHTS, NULL


def write_row(w: World, at: int) -> None:
    """Write seconds, counts and flags from a word on; `NULL` where there is nothing to report."""
    for number in range(w.lines):
        line = queue_at(w, number)
        put(w, at, line.gap)
        put(w, at + 1, line.indirect)
        put(w, at + 2, open_at(w, number).first_start)
        at += 3
    for number in range(w.segments):
        segment = segment_at(w, number)
        put(w, at, segment.gap)
        put(w, at + 1, open_at(w, w.lines + number).first_start)
        put(w, at + 2, segment.crew_time)
        put(w, at + 3, segment.lost_time)
        at += 4
    at = _write_station(w, at)
    for number in range(w.lines):
        at = _write_next_flights(w, number, at)
    for number in range(w.families):
        family = family_at(w, number)
        put(w, at, family.launches)
        put(w, at + 1, family.losses)
        put(w, at + 2, family.down_total)
        at += 3
    for number in range(w.pads):
        pad = pad_at(w, number)
        put(w, at, pad.launches)
        put(w, at + 1, pad.damages)
        put(w, at + 2, pad.down_total)
        put(w, at + 3, NULL if pad.outage_since >= NEVER else outage_repair(w, number))
        at += 4
    for number in range(w.stocks):
        stock = stock_at(w, number)
        put(w, at, stock.below_total)
        put(w, at + 1, stock.first_below)
        at += 2


def _write_station(w: World, at: int) -> int:
    decrewed_on = open_at(w, w.lines + w.segments + 1).first_start
    put(w, at, w.below_minimum)
    put(w, at + 1, w.at_most_three)
    put(w, at + 2, 1 if decrewed_on < NULL else 0)
    put(w, at + 3, w.decrewed)
    put(w, at + 4, decrewed_on)
    put(w, at + 5, w.anybody_stranded)
    put(w, at + 6, w.stranded_time)
    put(w, at + 7, w.longest_stranding)
    put(w, at + 8, w.no_lifeboat_time)
    put(w, at + 9, w.overstay)
    put(w, at + 10, w.longest_stay)
    put(w, at + 11, w.past_limit)
    put(w, at + 12, w.unmet_medical)
    return at + 13


def _write_next_flights(w: World, number: int, at: int) -> int:
    """`next[line, 1..2]`: the first flights of the line's manifest on ``as_of``, by name."""
    line = queue_at(w, number)
    outgoing = line.docked_on_as_of
    for k in range(NEXT_FLIGHTS):
        if k >= line.manifest:
            for cell in range(5):
                put(w, at + cell, NULL)
        else:
            ship = ship_at(w, get(w, line.manifest_at + k))
            put(w, at, ship.launched if ship.launched < w.until else NULL)
            put(w, at + 1, ship.docked)
            _write_handover(w, outgoing, at + 2)
            outgoing = ship.number
        at += 5
    return at


def _write_handover(w: World, outgoing: int, at: int) -> None:
    """Overlap, margin to the limit and whether it was direct, of one outgoing ship.

    A rescue that flew up empty stands in the place of the vehicle it relieves (MODEL 2.6).
    """
    for cell in range(3):
        put(w, at + cell, NULL)
    while outgoing != NOBODY and ship_at(w, outgoing).place_taken_by >= 0:
        outgoing = ship_at(w, outgoing).place_taken_by
    if outgoing == NOBODY or ship_at(w, outgoing).docked >= NEVER:
        return
    ship = ship_at(w, outgoing)
    if ship.first_relief < NEVER and ship.limit_at < NEVER:
        put(w, at + 1, ship.limit_at - ship.first_relief)
    if ship.where == Where.DOCKED:
        if ship.first_relief < NEVER:
            put(w, at + 2, 1)
    elif ship.first_relief <= ship.undocked:
        put(w, at, ship.undocked - ship.first_relief)
        put(w, at + 2, 1)
    else:
        put(w, at + 2, 0)
