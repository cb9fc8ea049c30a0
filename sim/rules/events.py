"""The kinds of event and their order within one instant (MODEL 9).

The key of an event is (second, rank, entity). A consequence made at the same second takes its own
rank among what is left.
"""

from __future__ import annotations

from sim.rules.rule import rule

UNTIL = 0
DATE = 8
REPAIRED = 10
STAND_DOWN_ENDS = 12
SPACECRAFT_READY = 14
PAD_READY = 16
FLIGHT_READY = 18
DOCKS = 20
FAILS_TO_DOCK = 22
RESEATED = 24
UNFIT = 30
FALLS_ILL = 32
STOCK_RESERVE = 34
UNDOCKS = 40
STAND_DOWN_BEGINS = 50
LOOK = 54
LAUNCH = 60

ENTITY_BITS = 20
"""Room for the entity below the rank in one integer priority."""


@rule
def priority(rank: int, entity: int) -> int:
    """One integer that orders events of the same second: the rank, then the entity."""
    return (rank << ENTITY_BITS) + entity
