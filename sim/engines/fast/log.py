"""The event log: every event is counted, and written down when one replication is replayed."""

from __future__ import annotations

from sim.engines.fast.layout import World
from sim.engines.fast.memory import get, put

ROW = ("second", "rank", "happening", "entity", "cause", "detail", "people")
"""The words of a row; `cause` is -1 for none."""

ABOARD = 0
"""The happening of a row that only names somebody aboard the launch above it."""

WIDTH = len(ROW)

UNMET_LAUNCH, UNMET_UNDOCK, UNMET_UNFIT, UNMET_MEDICAL = range(4)
UNMET_PINS = ("launch", "undock", "unfit", "medical_return")
"""What a pin asks, by the numbers above."""


def note(w: World, happening: int, rank: int, entity: int, cause: int, detail: int) -> None:
    """Count an event and, if the log is kept, write it down.

    `detail` is a number in seconds or of an entity, as `sim.engines.fast.tale` says it.
    """
    at = w.fired_at + happening
    put(w, at, get(w, at) + 1)
    if w.logging:
        _write(w, happening, rank, entity, cause, detail)


def note_aboard(w: World, person: int) -> None:
    """Name somebody aboard the launch that was noted last."""
    if w.logging:
        _write(w, ABOARD, 0, person, -1, 0)


def unmet(w: World, what: int, ship: int) -> None:
    """Count that a pin was not allowed on time, once a replication."""
    at = w.unmet_at + 2 * (what * w.ships + ship)
    if get(w, at) != w.replication:
        put(w, at, w.replication)
        put(w, at + 1, get(w, at + 1) + 1)


def _write(w: World, happening: int, rank: int, entity: int, cause: int, detail: int) -> None:
    if w.log_count == w.log_room:
        w.overflow = 1
        return
    at = w.log_at + WIDTH * w.log_count
    w.log_count += 1
    put(w, at, w.now)
    put(w, at + 1, rank)
    put(w, at + 2, happening)
    put(w, at + 3, entity)
    put(w, at + 4, cause)
    put(w, at + 5, detail)
    put(w, at + 6, w.aboard)
