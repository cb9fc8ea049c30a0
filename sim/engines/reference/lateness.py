"""Why a relief is late: what began an episode when a vehicle left at its limit (MODEL 8)."""

from __future__ import annotations

from sim.engines.reference.director import first_cause
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Cause
from sim.rules import flights


def lack_of_successor(world: World, ship: Ship) -> Cause:
    """What the successor of a vehicle that leaves at its limit lacks now (MODEL 8)."""
    now = world.now
    ships = ship.queue.ships
    for other in ships[ship.place + 1 :]:
        if other.where is Where.LOST:
            return Cause.LOSS
        if other.where is Where.FAILED:
            return Cause.DOCKING_FAILURE
        if other.where <= Where.DOCKED:
            break
    successor = world.successor(ship)
    if successor is None:
        return Cause.PLAN
    if successor.where is Where.GROUND:
        cause = _lack_on_the_ground(world, successor)
        if cause is not None:
            return cause
        if successor.queue.spacing_until > now:
            return Cause.SPACING
        if world.seats.prepared_at(successor) > now:
            return Cause.PREPARATION
    elif successor.lacking is not None:
        return successor.lacking
    return Cause.SLIP if successor.slip > 0 and successor.known_date <= now else Cause.PLAN


def _lack_on_the_ground(world: World, ship: Ship) -> Cause | None:
    lacked = world.director.lacks(ship)
    if ship.ready_at > world.now:
        lacked &= ~flights.TIMING
        families = world.classes.families[ship.classes]
        if not all(map(world.ground.every_pad_down, families)):
            lacked &= ~flights.LACKS_PAD
    if lacked:
        return first_cause(lacked)
    return Cause.SCRUB if ship.retry_at >= world.now else None
