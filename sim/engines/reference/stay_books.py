"""The books of stays that the audit keeps: how long a docked vehicle may stay (MODEL 4 and 6.8)."""

from __future__ import annotations

from collections.abc import Callable

from sim.core.clock import NEVER, format_duration
from sim.engines.reference.lane_books import LaneBooks
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Happening, LogRow
from sim.rules.flights import CARGO


class StayBooks:
    """Until when each docked vehicle may stay.

    Parameters
    ----------
    world : World
    demand : callable
        Takes whether a rule holds, the rule, and what was found; raises if it does not.
    lanes : LaneBooks
        They read a row of the log after these books have.
    """

    def __init__(
        self, world: World, demand: Callable[[bool, str, str], None], lanes: LaneBooks
    ) -> None:
        self.world = world
        self.demand = demand
        self.lanes = lanes
        self.held_to: dict[int, int] = {}
        self.ship_named = {ship.name: ship for ship in world.ships}

    def looks(self) -> None:
        """Ask of every docked vehicle whether it may still be there."""
        for ship in self.world.docked:
            self._may_stay(ship)

    def reads(self, row: LogRow) -> None:
        """Ask of a vehicle that leaves whether it could stay till now."""
        if row.happening is Happening.UNDOCKS:
            self._may_stay(self.ship_named[row.entity])

    def _may_stay(self, ship: Ship) -> None:
        """Nobody stays with a fit vehicle past its last day unless held by weather or 6.8.

        The last day is limit and waiver, or the beginning of a landing blackout that these lie in.
        One with somebody ill leaves after its weather; one that is cleared, or sent home, after its
        weather when light and traffic let it.
        """
        if not ship.alone and ship.cleared_at < NEVER:
            due = self._after_weather(ship, ship.cleared_at)
            kept_to = self.lanes.keeps(ship, due)
            self._leaves("a vehicle that is cleared leaves", ship, kept_to)
        if not ship.fit:
            return
        last_day = self.lanes.last_day(ship.number, self.lanes.waiver_for(ship.number))
        if ship.role != CARGO and last_day < NEVER:
            last = max(last_day, ship.docked, 0, self._held_to(ship))
            rule = "nobody stays past limit and waiver"
            self._leaves(rule, ship, self._after_weather(ship, last))
        if ship.medical_at < NEVER:
            last = self._after_weather(ship, ship.medical_at)
            self._leaves("a medical return waits for its weather alone", ship, last)

    def _after_weather(self, ship: Ship, last: int) -> int:
        """When a ship leaves that is to go then: after its weather, or when it is pinned to."""
        if not ship.fit:
            return max(last, ship.unfit_since)
        pinned = self.world.flights.pin_undock[ship.number]
        return max(last + max(ship.hold, 0), pinned)

    def _leaves(self, rule: str, ship: Ship, last: int) -> None:
        """Ask whether the ship has left then."""
        if self.world.now > last:
            late = format_duration(self.world.now - last)
            self.demand(False, rule, f"{ship.name} is {late} late")

    def _held_to(self, ship: Ship) -> int:
        """To when its line has held it past its limit until its successor docks (MODEL 6.8)."""
        world, number = self.world, ship.number
        successor = world.successor(ship) if self.lanes.holds(ship) else None
        waits = successor is not None and successor.where is not Where.DOCKED
        if waits or self.held_to.get(number) == NEVER:
            self.held_to[number] = NEVER if waits else world.now
        return self.held_to.get(number, 0)
