"""How long a docked vehicle may stay, and when light and traffic let it go (MODEL 3.9, 4, 6.8)."""

from __future__ import annotations

from collections.abc import Iterator

from sim.auditor.station import Kept, Place, Station, spans
from sim.core.clock import NEVER
from sim.engine.memory.words import Where
from sim.engine.program import SAMPLED
from sim.rules.flights import CARGO, LINE


def inside(second: int, closed: list[tuple[int, int]]) -> bool:
    """Whether an instant lies strictly between the two of any of these."""
    return any(begins < second < ends for begins, ends in closed)


def is_dark(ship: Kept, second: int) -> bool:
    """Whether it may not land for want of light; an unfit one may."""
    return bool(ship.fit) and inside(second, spans(ship.vehicle.landing_blackouts))


def operations(s: Station) -> list[int]:
    """The last docking or undocking, and those to come: in the second of a launch as expected."""
    flying = [ship for ship in s.ships if ship.where is Where.FLYING]
    new = [ship.launched + ship.planned_transit for ship in flying if ship.launched == s.second]
    return [s.whole.operated_at, *new, *(x.docks_at for x in flying if x.launched != s.second)]


def lane_wait(s: Station, ship: Kept, start: int) -> int:
    """How long light and traffic keep a vehicle from then on; 0 where that would be too late."""
    closed = [(each - s.apart, each + s.apart) for each in operations(s)]
    closed += spans(ship.vehicle.landing_blackouts) if ship.fit else []
    ends = sorted(end for _, end in closed if end > start)
    lets_go = next(each for each in (start, *ends) if not inside(each, closed))
    return lets_go - start if not ship.fit or lets_go <= ship.waived_to else 0


def holds(s: Station, ship: Kept) -> bool:
    """Whether its line holds it: that was decided by its last day (MODEL 6.8, 6.13)."""
    return bool(ship.of.hold and ship.of.direct and ship.last_day >= s.levers.hold_from)


def without_company(s: Station, ship: Kept) -> set[int]:
    """The segments of which it has the last who have a seat; -1 if it has all who do (4.5).

    Those in a ship that takes a patient home are about to leave.
    """
    gave = [p for p in s.stranded if p.failed and p.failed.place_taken_by is ship]
    seated = [p for p in s.aboard if p.seat and p.seat is not ship and p.seat.medical_at >= NEVER]
    others = {person.segment for person in seated + gave if person.segment >= 0}
    own = {person.segment for person in s.seated(ship) if person.segment >= 0}
    return own - others if others or not own else {-1}


def extension(s: Station, ship: Kept) -> int:
    """How long past its last day it may wait for its relief, the last ship for company (4.8)."""
    decided = s.levers.extension_from <= ship.last_day < NEVER
    most = s.luck.seconds(ship.of.extension)
    return (most + ship.alone * s.luck.seconds(s.levers.last_ship_extension)) if decided else 0


def successor(ship: Kept) -> Kept | None:
    """The nearest flight behind it in its line that is docked or may still dock."""
    behind = ship.its_line[ship.its_line.index(ship) + 1 :]
    return next((other for other in behind if other.where <= Where.DOCKED), None)


def due_ship(s: Station, ship: Kept) -> Kept:
    """In a handover the ship that is due, where a patient of this one leaves in that (5.3.4)."""
    if s.levers.patient_in_due_ship and s.second >= s.levers.patients_from:
        free = [each for each in s.docked if not any(p.reserved is each for p in s.people)]
        for due in (each for each in free if each.role == LINE and each.fit and s.seated(each)):
            if successor(due) is ship:
                return due
    return ship


def relieved(ship: Kept) -> Kept | None:
    """The last fit vehicle of its line that is docked."""
    there = [other for other in ship.its_line if other.where is Where.DOCKED and other.fit]
    return there[-1] if there else None


def relief_is_coming(s: Station, ship: Kept) -> bool:
    """Whether a vehicle that waits past its limit has whom it waits for on the way up."""
    lacking = without_company(s, ship) if ship.alone else set()
    those = s.ships if lacking else [successor(ship)]
    flying = [each for each in those if each and each.where is Where.FLYING and each.of.is_line]
    if lacking and -1 not in lacking:
        up = [p for each in flying for p in s.crew_of(each, Place.ON_THE_WAY)]
        flying = [person.belongs for person in up if person.segment in lacking]
    most = s.levers.last_ship_extension if lacking else ship.of.extension
    waits = s.luck.seconds(most) > 0 and s.levers.extension_from <= ship.last_day < NEVER
    return waits and bool(flying)


def deadlines(s: Station, ship: Kept) -> Iterator[tuple[str, int]]:
    """Yield until when a docked vehicle may stay at the most, and by which rule.

    Asked at the end of a second: what was seen of light and traffic till then counts.
    """
    if not ship.alone and ship.cleared_at < NEVER:
        due = _after_weather(ship, ship.cleared_at)
        start = max(due, s.second)
        ship.kept_to = max(ship.kept_to, due, start + lane_wait(s, ship, start))
        yield "a vehicle that is cleared leaves", ship.kept_to
    if ship.fit and ship.medical_at < NEVER:
        hold = ship.hold if ship.pin_hold != SAMPLED else 0
        last = max(max(ship.medical_at, ship.fitted_to) + hold, ship.pin_undock)
        yield "a medical return takes the first landing", last
    if ship.fit and ship.role != CARGO and ship.last_day < NEVER:
        relief = successor(ship)
        held = relief is not None and relief.where is not Where.DOCKED and holds(s, ship)
        waits = held or relief_is_coming(s, ship)
        if waits or ship.held_to >= NEVER:
            ship.held_to = NEVER if waits else s.second
        longest = max(ship.last_day + extension(s, ship), ship.docked, 0, ship.held_to)
        yield "nobody stays past limit and waiver", _after_weather(ship, longest)


def _after_weather(ship: Kept, last: int) -> int:
    """When a ship leaves that is to go then: its seats fitted, after its weather, or as pinned."""
    last = max(last, ship.fitted_to)
    weather = ship.hold if ship.fit else max(ship.unfit_since - last, 0)
    return int(max(last + weather, ship.pin_undock))
