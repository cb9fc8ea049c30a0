"""The books of stocks that the audit keeps: what was there, came, was used and was lost (MODEL 7).

They hold levels of their own, from who and what was seen aboard and from the event log.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from sim.core.clock import DAY, NEVER
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Happening, LogRow
from sim.rules.flights import CARGO

GRAIN = 1e-9
"""Of all that was ever there: many times what rounding in doubles leaves of it in a replication."""


class StockBooks:
    """What is left of each stock, which are low, and who is sent home for it.

    Parameters
    ----------
    world : World
    demand : callable
        Takes whether a rule holds, the rule, and what was found; raises if it does not.
    """

    def __init__(self, world: World, demand: Callable[[bool, str, str], None]) -> None:
        self.world = world
        self.demand = demand
        stated, inputs = world.program.stocks, world.luck.inputs
        self.names = stated.names
        self.level = [inputs[i] for i in stated.level]
        self.reserve = [inputs[i] for i in stated.reserve]
        self.there = [abs(level) for level in self.level]
        self.low_since = [NEVER] * len(self.names)
        self.since = 0
        self.use = [0.0] * len(self.names)
        self.to_send: tuple[Ship, str] | None = None
        self.ship_named = {ship.name: ship for ship in world.ships}

    def looks(self) -> None:
        """Use up what was used since the last look, compare, and look again."""
        world = self.world
        self._brings()
        self.demand(
            self.to_send is None,
            "a vehicle is sent home when a stock is low",
            f"{self.to_send[0].name} stays" if self.to_send else "",
        )
        second_over = world.env.peek() > world.now
        for stock, name in enumerate(self.names):
            level, own = world.stocks.level_now(stock), self.level[stock]
            found = f"{level} of {name}, not {own}"
            self.demand(world.stocks.level[stock] >= 0, "a stock does not fall below 0", found)
            self.demand(abs(level - own) <= self._grain(stock), "stocks are conserved", found)
            low = self.low_since[stock] < NEVER
            below = world.stocks.below_since[stock]
            self.demand(below == self.low_since[stock], "a stock is low as its log says", name)
            if second_over:
                self._is_low_when_it_should(stock, own, low)
            self.use[stock] = self._used(stock)

    def ends(self, until: int) -> None:
        """Ask at ``until`` whether a stock has reached its reserve line unseen."""
        for stock, low in enumerate(self.low_since):
            left = self.level[stock] - self.use[stock] * (until - 1 - self.since)
            self._is_low_when_it_should(stock, left, low < NEVER)

    def reads(self, row: LogRow) -> None:
        """Enter a row of the log."""
        happening = row.happening
        if happening is Happening.DOCKS:
            self._delivered(self.ship_named[row.entity])
        elif happening is Happening.STOCK_LOW:
            self._low(self.names.index(row.entity), row.second)
        elif happening is Happening.STOCK_RESTORED:
            stock = self.names.index(row.entity)
            rule = "a stock is restored by a delivery that lifts it above its line"
            lifted = self.level[stock] > self.reserve[stock] - self._grain(stock)
            brings = self.world.flights.delivers[self.ship_named[row.detail].number][stock] >= 0
            was_low = self.low_since[stock] < NEVER
            self.demand(was_low and lifted and brings, rule, row.entity)
            self.low_since[stock] = NEVER
        elif happening is Happening.SENT_HOME:
            self._sent_home(self.ship_named[row.entity], self.names.index(row.detail))

    def _grain(self, stock: int) -> float:
        return GRAIN * self.there[stock]

    def _brings(self) -> None:
        """Use up, as things were seen, what was used up to now."""
        elapsed = self.world.now - self.since
        self.since = self.world.now
        for stock, use in enumerate(self.use):
            self.level[stock] = max(0.0, self.level[stock] - use * elapsed)

    def _used(self, stock: int) -> float:
        """What is used in a second, with the people and the vehicles that are seen now."""
        world, stated, inputs = self.world, self.world.program.stocks, self.world.luck.inputs
        aboard = sum(1 for person in world.people if person.aboard)
        saved = 0.0
        for ship in world.ships:
            share = world.classes.reboost[ship.classes][stock]
            if ship.where is Where.DOCKED and share >= 0:
                saved = max(saved, inputs[share])
        daily = inputs[stated.per_day[stock]] * (1 - saved)
        return (daily + inputs[stated.per_person_day[stock]] * aboard) / DAY

    def _delivered(self, ship: Ship) -> None:
        self._brings()
        inputs, capacity = self.world.luck.inputs, self.world.program.stocks.capacity
        for stock, brings in enumerate(self.world.flights.delivers[ship.number]):
            if brings >= 0:
                most = inputs[capacity[stock]] if capacity[stock] >= 0 else math.inf
                self.there[stock] += inputs[brings]
                self.level[stock] = min(self.level[stock] + inputs[brings], most)

    def _is_low_when_it_should(self, stock: int, level: float, low: bool) -> None:
        """A stock is low at and below its reserve line, and nowhere else."""
        above = level - self.reserve[stock]
        right = above <= self._grain(stock) if low else above >= -self._grain(stock)
        found = f"{level} of {self.names[stock]}, low: {low}"
        self.demand(right, "a stock is low at and below its reserve line", found)

    def _low(self, stock: int, now: int) -> None:
        """It reaches its line this second, neither earlier nor later."""
        rule, found = "a stock is low from the second it reaches its line", self.names[stock]
        before = now - 1 - self.since
        grain, use = self._grain(stock), self.use[stock]
        if before >= 0:
            left = self.level[stock] - use * before
            self.demand(left > self.reserve[stock] - grain, rule, found)
        self._brings()
        self.demand(self.level[stock] <= self.reserve[stock] + grain, rule, found)
        self.demand(self.low_since[stock] >= NEVER, rule, found)
        self.low_since[stock] = now
        decided = now >= self.world.program.levers.low_stock_from
        if self.world.program.stocks.sends_home[stock] and decided:
            ship = self._who_goes()
            self.to_send = None if ship is None else (ship, self.names[stock])

    def _who_goes(self) -> Ship | None:
        """The crew vehicle that a low stock sends home (MODEL 6.7); None if nobody would stay."""
        world = self.world
        ships = sorted(world.docked, key=lambda ship: (ship.planned_return, ship.port))
        if any(ship.alone for ship in ships):
            return None
        for ship in ships:
            crewed = ship.role != CARGO and ship.fit and len(ship.seated) > 0
            if crewed and ship.cleared_at >= NEVER:
                others = any(p.aboard and p not in ship.seated for p in world.people)
                return ship if others else None
        return None

    def _sent_home(self, ship: Ship, stock: int) -> None:
        """Whoever is sent home can go, at the right time, and leaves somebody behind."""
        world, name = self.world, self.names[stock]
        found = f"{ship.name} for {name}"
        levers = world.program.levers
        looked_at = max(self.low_since[stock], levers.low_stock_from)
        due = looked_at < NEVER and (world.now - looked_at) % levers.low_stock_again == 0
        due = due and world.now >= looked_at
        lawful = bool(world.program.stocks.sends_home[stock]) and due
        self.demand(lawful, "a low stock sends a vehicle home every so often", found)
        stays = any(person.aboard and person.seat is not ship for person in world.people)
        goes = ship.where is Where.DOCKED and ship.fit and len(ship.seated) > 0
        self.demand(goes and stays, "who is sent home can go and leaves somebody", found)
        if self.to_send is not None:
            right = self.to_send == (ship, name)
            self.demand(right, "a vehicle is sent home when a stock is low", found)
            self.to_send = None
