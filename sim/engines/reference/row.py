"""The outcome row of one replication, in the order of `sim.outcomes.outcome_columns`."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import NEXT_FLIGHTS, NULL, Kind


def outcome_row(world: World) -> list[int]:
    """Seconds, counts and flags; `NULL` where there is nothing to report (MODEL 8)."""
    ledger, program = world.ledger, world.program
    row: list[int] = []
    for line in range(program.queues.lines):
        row += [
            ledger.line_gap[line],
            ledger.indirect[line],
            ledger.first(Kind.HANDOVER_GAP, line),
        ]
    for segment in range(len(program.segments)):
        row += [
            ledger.segment_gap[segment],
            ledger.first(Kind.SEGMENT_GAP, segment),
            ledger.crew_time[segment],
            ledger.lost_time[segment],
        ]
    decrewed_on = ledger.first(Kind.DECREWED, 0)
    stranded = any(kind == Kind.STRANDING for kind, *_ in ledger.episodes)
    row += [
        ledger.below_minimum,
        ledger.at_most_three,
        int(decrewed_on < NULL),
        ledger.decrewed,
        decrewed_on,
        int(stranded),
        ledger.stranded_time,
        ledger.longest_stranding,
        ledger.no_lifeboat_time,
        ledger.overstay,
        ledger.longest_stay,
        ledger.past_limit,
        ledger.unmet_medical,
    ]
    for line in range(program.queues.lines):
        row += _next_flights(world, line)
    families, pads = world.families, world.pads
    for family in range(len(program.families.names)):
        row += [families.launches[family], families.losses[family], families.down_total[family]]
    for pad in range(len(program.pads.names)):
        row += [
            pads.launches[pad],
            pads.damages[pad],
            pads.down_total[pad],
            _repair(world, pad),
        ]
    for stock in world.stocks.numbers:
        row += [world.stocks.below_total[stock], world.stocks.below_on[stock]]
    return row


def _next_flights(world: World, line: int) -> list[int]:
    """`next[line, 1..2]`: the first flights of the line's manifest on ``as_of``, by name."""
    queue = world.queues[line]
    manifest = [world.ships[i] for i in world.program.queues.manifest[line][:NEXT_FLIGHTS]]
    before = [s for s in queue.ships if world.flights.docked[s.number] < NEVER]
    outgoing: Ship | None = before[-1] if before else None
    row: list[int] = []
    for number in range(NEXT_FLIGHTS):
        if number >= len(manifest):
            row += [NULL] * 5
            continue
        ship = manifest[number]
        launch = ship.launched if ship.launched < world.program.until else NULL
        row += [launch, ship.docked, *_handover(outgoing)]
        outgoing = ship
    return row


def _handover(outgoing: Ship | None) -> tuple[int, int, int]:
    """Overlap, margin to the limit and whether it was direct, of one outgoing ship.

    A rescue that flew up empty stands in the place of the vehicle it relieves (MODEL 2.6).
    """
    while outgoing is not None and outgoing.place_taken_by is not None:
        outgoing = outgoing.place_taken_by
    if outgoing is None or outgoing.docked >= NEVER:
        return NULL, NULL, NULL
    relief = outgoing.first_relief
    margin = NULL
    if relief < NEVER and outgoing.limit_at < NEVER:
        margin = outgoing.limit_at - relief
    if outgoing.where is Where.DOCKED:
        return NULL, margin, 1 if relief < NEVER else NULL
    direct = relief <= outgoing.undocked
    return outgoing.undocked - relief if direct else NULL, margin, int(direct)


def _repair(world: World, pad: int) -> int:
    """The drawn repair of the stated outage; `NULL` where there is none."""
    if world.program.pads.outage_since[pad] >= NEVER:
        return NULL
    return world.repairs.repair_of_outage(pad)
