"""How long a docked vehicle may stay, and when light and traffic let it go (MODEL 3.9, 4, 6.8)."""

from __future__ import annotations

from collections.abc import Iterator

from sim.auditor.station import ON_THE_WAY, Kept, Station, spans
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


def successor(ship: Kept) -> Kept | None:
    """The nearest flight behind it in its line that is docked or may still dock."""
    behind = ship.its_line[ship.its_line.index(ship) + 1 :]
    return next((other for other in behind if other.where <= Where.DOCKED), None)


class Stays(Station):
    """The station, and until when each vehicle may stay there."""

    def operations(self) -> list[int]:
        """The last docking or undocking, and those to come: in a launch's second as planned."""
        flying = [ship for ship in self.ships if ship.where is Where.FLYING]
        planned = [
            ship.launched + ship.planned_transit if ship.launched == self.second else ship.docks_at
            for ship in flying
        ]
        return [self.station.operated_at, *planned]

    def lane_wait(self, ship: Kept, start: int) -> int:
        """How long light and traffic keep a vehicle from then on; 0 where that is too late."""
        closed = [(each - self.apart, each + self.apart) for each in self.operations()]
        closed += spans(ship.vehicle.landing_blackouts) if ship.fit else []
        ends = sorted(end for _, end in closed if end > start)
        lets_go = next(each for each in (start, *ends) if not inside(each, closed))
        return lets_go - start if not ship.fit or lets_go <= ship.waived_to else 0

    def holds(self, ship: Kept) -> bool:
        """Whether its line holds it: that was decided by its last day (MODEL 6.8, 6.13)."""
        return bool(ship.of.hold and ship.of.direct and ship.last_day >= self.levers.hold_from)

    def extension(self, ship: Kept) -> int:
        """How long past its last day it may wait for relief, the last ship for company (4.8)."""
        most = self.seconds(ship.of.extension)
        most += ship.alone * self.seconds(self.levers.last_ship_extension)
        return most if self.levers.extension_from <= ship.last_day < NEVER else 0

    def due_ship(self, ship: Kept) -> Kept:
        """In a handover the ship due, where a patient of this one leaves in that (5.3.4)."""
        if self.levers.patient_in_due_ship and self.second >= self.levers.patients_from:
            for due in [each for each in self.docked if each.role == LINE and each.fit]:
                free = self.seated(due) and not any(p.reserved is due for p in self.people)
                if free and successor(due) is ship:
                    return due
        return ship

    def without_company(self, ship: Kept) -> set[int]:
        """The segments of which it has the last who have a seat; -1 if it has all who do (4.5).

        Those in a ship that takes a patient home are about to leave.
        """
        gave = [p for p in self.stranded if p.failed and p.failed.place_taken_by is ship]
        seats = [p for p in self.aboard if p.seat and p.seat is not ship]
        others = {p.segment for p in gave + [p for p in seats if p.seat.medical_at >= NEVER]} - {-1}
        own = {person.segment for person in self.seated(ship)} - {-1}
        return own - others if others or not own else {-1}

    def relief_is_coming(self, ship: Kept) -> bool:
        """Whether a vehicle that waits past its limit has whom it waits for on the way up."""
        lacking = self.without_company(ship) if ship.alone else set()
        those = self.ships if lacking else [successor(ship)]
        flying = [each for each in those if each and each.where is Where.FLYING and each.of.is_line]
        if lacking and -1 not in lacking:
            up = [p for each in flying for p in self.crew_of(each, ON_THE_WAY)]
            flying = [person.belongs for person in up if person.segment in lacking]
        most = self.levers.last_ship_extension if lacking else ship.of.extension
        decided = self.levers.extension_from <= ship.last_day < NEVER
        return decided and self.seconds(most) > 0 and bool(flying)

    def deadlines(self, ship: Kept) -> Iterator[tuple[str, int]]:
        """Yield until when a docked vehicle may stay at the most, and by which rule.

        Asked at the end of a second: what was seen of light and traffic till then counts.
        """
        if not ship.alone and ship.cleared_at < NEVER:
            due = self._after_weather(ship, ship.cleared_at)
            start = max(due, self.second)
            ship.kept_to = max(ship.kept_to, due, start + self.lane_wait(ship, start))
            yield "a vehicle that is cleared leaves", ship.kept_to
        if ship.fit and ship.medical_at < NEVER:
            hold = ship.hold if ship.pin_hold != SAMPLED else 0
            last = max(max(ship.medical_at, ship.fitted_to) + hold, ship.pin_undock)
            yield "a medical return takes the first landing", last
        if ship.fit and ship.role != CARGO and ship.last_day < NEVER:
            relief = successor(ship)
            held = relief and relief.where is not Where.DOCKED and self.holds(ship)
            waits = held or self.relief_is_coming(ship)
            if waits or ship.held_to >= NEVER:
                ship.held_to = NEVER if waits else self.second
            longest = max(ship.last_day + self.extension(ship), ship.docked, 0, ship.held_to)
            yield "nobody stays past limit and waiver", self._after_weather(ship, longest)

    def _after_weather(self, ship: Kept, last: int) -> int:
        last = max(last, ship.fitted_to)
        weather = ship.hold if ship.fit else max(ship.unfit_since - last, 0)
        return int(max(last + weather, ship.pin_undock))
