"""The event log: every event is counted, and written down when one replication is replayed."""

from sim.engine.memory.access import World
from sim.engine.memory.words import ABOARD, NO_CAUSE, WIDTH
from sim.outcomes import Happening


def note(
    w: World, happening: int, rank: int, entity: int, cause: int = NO_CAUSE, detail: int = 0
) -> None:
    """Count an event and, if the log is kept, write it down.

    `detail` is one number; `sim.outcomes.DECLARED` says what it means.
    """
    at = w.fired_at + happening
    w.put(at, w.get(at) + 1)
    if w.logging:
        _write(w, happening, rank, entity, cause, detail)


def note_aboard(w: World, person: int) -> None:
    """Name somebody aboard the launch that was noted last."""
    if w.logging:
        _write(w, ABOARD, 0, person, NO_CAUSE, 0)


def note_state(w: World, rank: int, pad: int, state: int) -> None:
    """Write down the state of a pad; it is no event of its own and not counted."""
    if w.logging:
        _write(w, Happening.PAD_STATE, rank, pad, NO_CAUSE, state)


def unmet(w: World, what: int, ship: int) -> None:
    """Count that a pin was not allowed on time, once a replication."""
    at = w.unmet_at + 2 * (what * w.ships + ship)
    if w.get(at) != w.replication:
        w.put(at, w.replication)
        w.put(at + 1, w.get(at + 1) + 1)


def _write(w: World, happening: int, rank: int, entity: int, cause: int, detail: int) -> None:
    if w.log_count == w.log_room:
        w.overflow = 1
        return
    at = w.log_at + WIDTH * w.log_count
    w.log_count += 1
    w.put(at, w.now)
    w.put(at + 1, rank)
    w.put(at + 2, happening)
    w.put(at + 3, entity)
    w.put(at + 4, cause)
    w.put(at + 5, detail)
    w.put(at + 6, w.aboard)
