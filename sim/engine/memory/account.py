"""Who keeps account of what is sampled: nobody, unless the audit looks on at the rooms.

`sim.engine.memory.compiled` teaches the compiler that it is nobody.
"""

from __future__ import annotations

from sim.engine.memory.access import World


def sampled(w: World, position: int, occurrence: int, number: float) -> None:
    """Tell whoever keeps account that a number was read."""
    if w.account is not None:
        w.account(w.replication, position, occurrence, number)
