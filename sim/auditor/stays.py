"""How long a docked vehicle may stay, and when light and traffic let it go (MODEL 3.9, 4, 6.8)."""

from __future__ import annotations

from collections.abc import Iterator

from sim.auditor.station import Kept, Station, spans
from sim.core.clock import NEVER
from sim.engine import stream
from sim.engine.program import DRAWN
from sim.engine.where import Where
from sim.outcomes import Cause
from sim.rules.flights import CARGO

LANES = Cause.WINDOW, Cause.TRAFFIC


def inside(at: int, closed: list[tuple[int, int]]) -> bool:
    """Whether an instant lies strictly between the two of any of these."""
    return any(begins < at < ends for begins, ends in closed)


def limit(s: Station, ship: Kept) -> int:
    """The limit of a vehicle without a waiver; `NEVER` where it has none."""
    none = ship.limit < 0 or ship.launched >= NEVER
    return NEVER if none else int(ship.launched + s.luck.seconds(ship.limit))


def last_day(s: Station, ship: Kept, last: int) -> int:
    """The last landing day up to that: the beginning of a blackout it lies in (MODEL 4.6)."""
    dark = spans(ship.vehicle.landing_blackouts)
    return min([last, *(b for b, ends in dark if ship.launched < b < last < ends)])


def waived(s: Station, ship: Kept) -> int:
    """The limit with a waiver that was decided by the last landing day without one (MODEL 6.13)."""
    last = limit(s, ship)
    decided = last_day(s, ship, last) >= s.levers.waiver_from
    return last + s.luck.seconds(s.program.station.waiver) if decided and last < NEVER else last


def holds(s: Station, ship: Kept) -> bool:
    """Whether its line holds it: that was decided by its last day (MODEL 6.8, 6.13)."""
    decided = last_day(s, ship, waived(s, ship)) >= s.levers.hold_from
    return bool(ship.of.hold and ship.of.direct and decided)


def extension(s: Station, ship: Kept) -> int:
    """How long past that it may wait for its relief, or as the last ship for a crew (MODEL 4.8)."""
    decided = last_day(s, ship, waived(s, ship)) >= s.levers.extension_from
    most = [ship.of.extension, s.levers.last_ship_extension if ship.alone else -1]
    return max(s.luck.seconds(each) for each in most) if decided else 0


def successor(ship: Kept) -> Kept | None:
    """The nearest flight behind it in its line that is docked or may still dock."""
    behind = ship.its_line[ship.its_line.index(ship) + 1 :]
    return next((other for other in behind if other.where <= Where.DOCKED), None)


def is_dark(ship: Kept, at: int) -> bool:
    """Whether it may not land for want of light; an unfit one may."""
    return bool(ship.fit) and inside(at, spans(ship.vehicle.landing_blackouts))


def operations(s: Station) -> list[int]:
    """The last docking or undocking, and those to come: in the second of a launch as expected."""
    flying = [ship for ship in s.ships if ship.where is Where.FLYING]
    docks = [
        f.launched + f.planned_transit if f.launched == s.second else f.docks_at for f in flying
    ]
    return [s.operated_at, *docks]


def lets_go(s: Station, ship: Kept, start: int) -> int:
    """The first instant from `start` on at which light and traffic let a vehicle leave."""
    closed = spans(ship.vehicle.landing_blackouts) if ship.fit else []
    closed = closed + [(at - s.apart, at + s.apart) for at in operations(s)]
    open_again = sorted(end for _, end in closed if end > start)
    return next(at for at in (start, *open_again) if not inside(at, closed))


def in_time(s: Station, ship: Kept, at: int) -> bool:
    """Whether it may wait so long."""
    return not ship.fit or at <= waived(s, ship)


def relieved(ship: Kept) -> Kept | None:
    """The last fit vehicle of its line that is docked."""
    there = [other for other in ship.its_line if other.where is Where.DOCKED and other.fit]
    return there[-1] if there else None


def deadlines(s: Station, ship: Kept) -> Iterator[tuple[str, int]]:
    """Yield until when a docked vehicle may stay at the most, and by which rule.

    Asked at the end of a second: what was seen of light and traffic till then counts.
    """
    if not ship.alone and ship.cleared_at < NEVER:
        due = _after_weather(ship, ship.cleared_at)
        start = max(due, s.second)
        lets = lets_go(s, ship, start)
        ship.kept_to = max(ship.kept_to, due, lets if in_time(s, ship, lets) else start)
        yield "a vehicle that is cleared leaves", ship.kept_to
    if ship.fit and ship.medical_at < NEVER:
        hold = ship.hold if ship.pin_hold != DRAWN else 0
        last = max(max(ship.medical_at, ship.fitted_to) + hold, ship.pin_undock)
        yield "a medical return takes the first landing", last
    last = last_day(s, ship, waived(s, ship))
    if ship.fit and ship.role != CARGO and last < NEVER:
        relief, longer = successor(ship), extension(s, ship)
        held = relief is not None and relief.where is not Where.DOCKED and holds(s, ship)
        waits = held or relief_is_coming(s, ship)
        if waits or ship.held_to >= NEVER:
            ship.held_to = NEVER if waits else s.second
        last = _after_weather(ship, max(last + longer, ship.docked, 0, ship.held_to))
        yield "nobody stays past limit and waiver", last


def _after_weather(ship: Kept, last: int) -> int:
    """When a ship leaves that is to go then: its seats fitted, after its weather, or as pinned."""
    last = max(last, ship.fitted_to)
    return int(max(last + ship.hold, ship.pin_undock) if ship.fit else max(last, ship.unfit_since))


def relief_is_coming(s: Station, ship: Kept) -> bool:
    """Whether a vehicle that waits past its limit has whom it waits for on the way up."""
    those = s.ships if ship.alone else [successor(ship)]
    coming = [
        other for other in those if other and other.where is Where.FLYING and other.of.is_line
    ]
    return extension(s, ship) > 0 and bool(coming)


# what a row may say -----------------------------------------------------------------------------


def leaves_lawfully(s: Station, e: Kept) -> bool:
    """Who leaves in the dark or close to another could not have waited, or has somebody ill."""
    lets = lets_go(s, e.it, e.now)
    return lets == e.now or e.row.cause is Cause.MEDICAL or not in_time(s, e.it, lets)


def waits_lawfully(s: Station, e: Kept) -> bool:
    """Nobody waits for light or traffic past a limit, or with somebody ill."""
    waits = in_time(s, e.it, lets_go(s, e.it, e.now)) and e.it.medical_at > e.now
    return waits or e.row.cause not in LANES


def waits_as_told(s: Station, e: Kept) -> bool:
    """A wait for light or traffic lasts to the first instant at which the vehicle may go."""
    lets = min(lets_go(s, e.it, e.now), e.it.medical_at)
    right = is_dark(e.it, e.now) == (e.row.cause is Cause.WINDOW)
    return e.row.cause not in LANES or (right and e.row.seconds == lets - e.now > 0)


def leaves_as_chosen(s: Station, e: Kept) -> bool:
    """Who leaves by choice does so where that is drawn, and no earlier before its last day."""
    places, levers = s.program.luck.flight, s.levers
    if e.row.cause is not Cause.CHOICE:
        return True
    chosen = s.luck.chance(levers.early_probability, places[stream.CHOICE] + e.it.number)
    by = s.luck.duration(levers.early_by, places[stream.EARLY] + e.it.number)
    return chosen and e.now >= last_day(s, e.it, waived(s, e.it)) - by


def is_past_limit(s: Station, e: Kept) -> bool:
    """Whether a vehicle is past its limit, in a line that holds it."""
    return holds(s, e.it) and waived(s, e.it) < e.now


def held_as_said(s: Station, e: Kept) -> bool:
    """Who leaves later past the limit than weather explains has been held, and nobody else."""
    ill = e.row.cause is Cause.MEDICAL and e.it.pin_hold == DRAWN
    past = waived(s, e.it) < e.now - (0 if ill else e.it.hold)
    held = past and holds(s, e.it) and e.it.fit and e.it.pin_undock == DRAWN
    return bool(e.it.said_held == held)


def replanned_in_time(s: Station, e: Kept) -> bool:
    """A flight that is moved later still docks by the last landing day before it."""
    before, docks = relieved(e.it), e.it.planned + e.row.seconds + e.it.planned_transit
    last = NEVER if before is None else last_day(s, before, limit(s, before))
    return bool(e.row.seconds < 0 or docks <= last)
