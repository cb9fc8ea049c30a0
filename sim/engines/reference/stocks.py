"""Stocks: what is aboard of each, and when it reaches its reserve line (MODEL 7)."""

from __future__ import annotations

import math
from functools import partial

from simpy import Event

from sim.core.clock import NEVER
from sim.engines.reference.kernel import Alarm
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.outcomes import NULL, Happening
from sim.rules import events, policy, stocks
from sim.rules.flights import later


class Stocks:
    """Levels, piecewise linear: use changes when a vehicle docks or undocks, and only then.

    `level` is of the second `since`, `use` in force from then on.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        stated, inputs = world.program.stocks, world.luck.inputs
        self.numbers = range(len(stated.names))
        self.level = [inputs[parameter] for parameter in stated.level]
        self.reserve = [inputs[parameter] for parameter in stated.reserve]
        self.capacity = [
            math.inf if parameter < 0 else inputs[parameter] for parameter in stated.capacity
        ]
        self.use = [0.0] * len(stated.names)
        self.since = 0
        self.below_since = [NEVER] * len(stated.names)
        self.below_total = [0] * len(stated.names)
        self.below_on = [NULL] * len(stated.names)
        self.alarms = [Alarm(world.env, events.STOCK_RESERVE, stock) for stock in self.numbers]

    def on_as_of(self) -> None:
        """Start using them up: everybody is aboard and every vehicle docked."""
        for stock in self.numbers:
            self.alarms[stock].callbacks.append(partial(self._rings, stock))
            self._uses(stock)

    def docks(self, ship: Ship) -> None:
        """The vehicle has docked, and delivers what it brings (MODEL 7.2)."""
        for stock in self.numbers:
            self.level[stock] = self.level_now(stock)
            self._delivers(ship, stock)
            self._uses(stock)
        self.since = self.world.now

    def undocks(self) -> None:
        """A vehicle and its people have left."""
        for stock in self.numbers:
            self.level[stock] = self.level_now(stock)
            self._uses(stock)
        self.since = self.world.now

    def level_now(self, stock: int) -> float:
        """What is left at this second."""
        elapsed = self.world.now - self.since
        return stocks.level_after(self.level[stock], self.use[stock], elapsed)

    def close(self, until: int) -> None:
        """Count the time below the reserve line that is still running at ``until``."""
        for stock, since in enumerate(self.below_since):
            if since < NEVER:
                self.below_total[stock] += until - since

    def _delivers(self, ship: Ship, stock: int) -> None:
        """What is beyond the capacity is lost; a level above the reserve line again ends that."""
        world, now = self.world, self.world.now
        brings = world.flights.delivers[ship.number][stock]
        if brings < 0:
            return
        delivered = world.luck.inputs[brings]
        self.level[stock] = stocks.level_with(self.level[stock], delivered, self.capacity[stock])
        if self.below_since[stock] < NEVER and self.level[stock] > self.reserve[stock]:
            self.below_total[stock] += now - self.below_since[stock]
            self.below_since[stock] = NEVER
            name = world.program.stocks.names[stock]
            world.note(Happening.STOCK_RESTORED, events.DOCKS, name, None, ship.name)

    def _uses(self, stock: int) -> None:
        """What is used from now on, with the people aboard and the vehicles docked."""
        world, stated = self.world, self.world.program.stocks
        inputs, reboost = world.luck.inputs, world.classes.reboost
        saving = [reboost[ship.classes][stock] for ship in world.docked]
        self.use[stock] = stocks.use_per_second(
            inputs[stated.per_day[stock]],
            max((inputs[share] for share in saving if share >= 0), default=0.0),
            inputs[stated.per_person_day[stock]],
            world.ledger.aboard,
        )
        if self.below_since[stock] >= NEVER:
            lasts = stocks.reaches_in(self.level[stock], self.reserve[stock], self.use[stock])
            self.alarms[stock].set(later(world.now, lasts) if lasts < NEVER else NEVER)

    def _rings(self, stock: int, _: Event) -> None:
        """It reaches its reserve line, or is still below: the policy may send a vehicle home."""
        world, stated = self.world, self.world.program.stocks
        name, levers = stated.names[stock], world.program.levers
        if self.below_since[stock] >= NEVER:
            self.below_since[stock] = world.now
            self.below_on[stock] = min(self.below_on[stock], world.now)
            world.note(Happening.STOCK_LOW, events.STOCK_RESERVE, name)
        self.alarms[stock].callbacks.append(partial(self._rings, stock))
        if stated.sends_home[stock]:
            again, decided_on = levers.low_stock_again, levers.low_stock_from
            if policy.is_decided(world.now, decided_on):
                world.departures.send_home(name)
            self.alarms[stock].set(policy.stock_looked_at(world.now, again, decided_on))
