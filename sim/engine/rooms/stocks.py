"""Stocks: what is left of each, and when it reaches its reserve line (MODEL 7).

Use changes when a vehicle docks or undocks, and only then; so levels are brought to now then, and
only then.
"""

import math

from sim.core.clock import NEVER
from sim.engine.memory import Ship, Stock, Where, World
from sim.engine.rooms import alarms, luck
from sim.outcomes import Happening
from sim.rules import events, stocks


def begin_stocks(w: World) -> None:
    """Start using them up: everybody is aboard and every vehicle docked."""
    for stock in w.every_stock():
        stock.level = luck.value(w, stock.stated_level)
        stock.saved = _saved(w, stock)
        _uses(w, stock)
    alarms.set_stock_looked_at(w)


def stocks_change(w: World, ship: Ship) -> None:
    """A vehicle has docked and delivers what it brings (MODEL 7.2), or has left."""
    elapsed = w.now - w.brought_to
    w.brought_to = w.now
    for stock in w.every_stock():
        stock.level = stocks.level_after(stock.level, stock.use, elapsed)
        if ship.where == Where.DOCKED:
            _delivers(w, ship, stock)
        if w.item(w.class_at(ship.classes).reboost, stock.number) >= 0:
            stock.saved = _saved(w, stock)
        _uses(w, stock)
    alarms.set_stock_looked_at(w)


def _delivers(w: World, ship: Ship, stock: Stock) -> None:
    """What is beyond the capacity is lost; a level above the reserve line again ends that."""
    brings = w.item(w.flight_at(ship.number).delivers, stock.number)
    if brings < 0:
        return
    capacity = math.inf if stock.capacity < 0 else luck.value(w, stock.capacity)
    stock.level = stocks.level_with(stock.level, luck.value(w, brings), capacity)
    if stock.below_since < NEVER and stock.level > luck.value(w, stock.reserve):
        stock.below_total += w.now - stock.below_since
        stock.below_since = NEVER
        w.note(Happening.STOCK_RESTORED, events.DOCKS, stock.number, detail=ship.number)


def _uses(w: World, stock: Stock) -> None:
    """What is used from now on, with the people aboard and the vehicles docked (MODEL 7.3)."""
    per_day, per_person_day = luck.value(w, stock.per_day), luck.value(w, stock.per_person_day)
    stock.use = stocks.use_per_second(per_day, stock.saved, per_person_day, w.aboard)
    if stock.below_since >= NEVER:
        lasts = stocks.reaches_in(stock.level, luck.value(w, stock.reserve), stock.use)
        stock.rings_at = w.now + lasts if lasts < NEVER else NEVER


def _saved(w: World, stock: Stock) -> float:
    """The largest share of its daily use that a docked vehicle saves."""
    saved = 0.0
    for ship in w.ships_of(w.docked):
        share = w.item(w.class_at(ship.classes).reboost, stock.number)
        if share >= 0:
            saved = max(saved, luck.value(w, share))
    return saved
