"""Events to come as whole numbers: the second, the rank, the entity, in order (MODEL 9).

A key has room for 2,177 years; a scenario's dates lie between 1900 and 2999.
"""

from sim.rules import events
from sim.rules.events import priority

RANK_BITS = 6
KEY_BITS = events.ENTITY_BITS + RANK_BITS
ENTITY_MASK = (1 << events.ENTITY_BITS) - 1
RANK_MASK = (1 << RANK_BITS) - 1


def key_of(second: int, rank: int, entity: int) -> int:
    """An event as one number."""
    return (second << KEY_BITS) + priority(rank, entity)


def second_of(key: int) -> int:
    """The second of an event."""
    return key >> KEY_BITS


def rank_of(key: int) -> int:
    """The rank of an event."""
    return (key >> events.ENTITY_BITS) & RANK_MASK


def entity_of(key: int) -> int:
    """The entity of an event."""
    return key & ENTITY_MASK
