"""Alarms that can be set anew, and whoever looks when something has changed (MODEL 9).

Only the last setting of an alarm counts: what comes at an earlier one finds that it does not.
"""

from sim.core.clock import NEVER
from sim.engine.memory import NO_EVENT, Queue, Ship, Where, World
from sim.engine.order import key_of
from sim.rules import events


def set_departure(w: World, ship: Ship, at: int) -> None:
    """Have the vehicle leave at `at` instead, at once if that has passed, not at all if never."""
    at = max(at, w.now)
    if at != ship.leaves_at:
        ship.leaves_at = at
        w.schedule(at, events.UNDOCKS, ship.number)


def look_at_limits(w: World) -> None:
    """Have whoever waits past a limit ask now whether the relief is still known to come.

    Not who waits for their weather alone: that they leave is decided.
    """
    for ship in w.ships_of(w.docked):
        if ship.extended and ship.fit and ship.decided_at >= NEVER:
            set_departure(w, ship, w.now)


def set_stock_looked_at(w: World) -> None:
    """Have the stock looked at next whose alarm rings first."""
    first = NO_EVENT
    for stock in w.every_stock():
        if stock.rings_at < w.until:
            first = min(first, key_of(stock.rings_at, events.STOCK_RESERVE, stock.number))
    if first != w.stock_looked_at:
        w.stock_looked_at = first
        if first < NO_EVENT:
            w.looks(first)


def planners_look(w: World) -> None:
    """Have every date judged once more at this second, after what else happens at it."""
    key = key_of(w.now, events.LOOK, 0)
    if w.planners_look != key:
        w.planners_look = key
        w.looks(key)


def director_looks(w: World) -> None:
    """Hold a pass at the end of this second, if any flight stands ready."""
    if w.director_looks < NO_EVENT:
        return
    for asks_from in w.items_of(w.asks_from):
        if asks_from <= w.now:
            w.director_looks = key_of(w.now, events.LAUNCH, 0)
            w.looks(w.director_looks)
            return


def asks(w: World, ship: Ship) -> None:
    """Note from when on the next flight of a queue wants to launch."""
    w.set_item(w.asks_from, ship.queue, max(ship.ready_at, ship.retry_at))


def waits_on_the_ground(w: World, queue: Queue) -> bool:
    """Whether the queue has a next flight and it has not launched."""
    return queue.head >= 0 and w.ship_at(queue.head).where == Where.GROUND
