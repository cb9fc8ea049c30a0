"""The books of windows and traffic that the audit keeps (MODEL 3.8, 3.9, 4.6, 4.7, 6.8).

They know from the log what has docked and undocked and what is on its way, and from the program
when it is dark and until when each vehicle may stay; they ask no engine when anything may leave.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sim.core.clock import NEVER, format_duration
from sim.engines import stream
from sim.engines.program import DRAWN
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Cause, Happening, LogRow

IN_THE_DARK = "nobody leaves in a landing blackout who could wait for its end"
TOO_CLOSE = "nobody leaves too close to another docking or undocking who could wait"
TOLD = "a wait for light or traffic is told as it is"
HELD = "only a vehicle of a line that holds is held past its limit"
COMES = "whoever is on the way docks when their transit is over"
REPLANNED = "a re-plan never moves a flight past the last landing day of the vehicle it relieves"


class Coming(NamedTuple):
    """A flight on its way: since when, and when it is expected and really comes to dock."""

    launched: int
    expected: int
    docks: int

    def seen(self, now: int) -> int:
        """When it docks, as is known now: in the second of its launch as expected (MODEL 3.9)."""
        return self.expected if now == self.launched else self.docks


class LaneBooks:
    """What is on its way, when the last operation was, and how long each vehicle may stay.

    Parameters
    ----------
    world : World
        Before anything is set up in it.
    demand : callable
        Takes whether a rule holds, the rule, and what was found; raises if it does not.
    """

    def __init__(self, world: World, demand: Callable[[bool, str, str], None]) -> None:
        self.world = world
        self.demand = demand
        flights = world.flights
        self.apart = world.luck.seconds(world.program.operations_apart)
        self.waiver = world.luck.seconds(world.program.waiver)
        self.launched = list(flights.launched)
        self.docked = list(flights.docked)
        self.unfit = {i for i, since in enumerate(flights.unfit_since) if since < NEVER}
        self.operated_at = max((at for at in self.docked if at < NEVER), default=-NEVER)
        self.coming: dict[int, Coming] = {}
        self.kept_to: dict[int, int] = {}
        self.held: Ship | None = None
        self.ship_named = {ship.name: ship for ship in world.ships}

    # how long a vehicle may stay ----------------------------------------------------------------

    def limit(self, number: int, waiver: int) -> int:
        """The limit of a vehicle with so much waiver; `NEVER` where it has none."""
        parameter = self.world.flights.limit[number]
        if parameter < 0 or self.launched[number] >= NEVER:
            return NEVER
        return self.launched[number] + self.world.luck.seconds(parameter) + waiver

    def last_day(self, number: int, waiver: int) -> int:
        """The last landing day up to that: the beginning of a blackout it lies in (MODEL 4.6).

        One that had begun by the launch does not count.
        """
        last = self.limit(number, waiver)
        for begins, ends in self._dark(number):
            if self.launched[number] < begins < last < ends:
                return begins
        return last

    def waiver_for(self, number: int) -> int:
        """Its waiver, if that was decided by the last landing day without one (MODEL 6.13)."""
        decided_on = self.world.program.levers.waiver_from
        return 0 if self.last_day(number, 0) < decided_on else self.waiver

    def holds(self, ship: Ship) -> bool:
        """Whether its line holds it: that was decided by its last day (MODEL 6.8, 6.13)."""
        queues, line = self.world.program.queues, ship.queue.number
        last = self.last_day(ship.number, self.waiver_for(ship.number))
        decided = last >= self.world.program.levers.hold_from
        return bool(queues.hold[line] and queues.direct[line]) and decided

    def _dark(self, number: int) -> list[tuple[int, int]]:
        return _pairs(self.world.classes.landing_blackouts[self.world.flights.classes[number]])

    def _lets_go(self, number: int, start: int) -> int:
        """The first instant from then on at which light and traffic let a vehicle leave."""
        closed = [] if number in self.unfit else self._dark(number)
        if self.apart:
            closed = closed + [(at - self.apart, at + self.apart) for at in self._operations(start)]
        open_again = sorted(end for _, end in closed if end > start)
        for at in (start, *open_again):
            if not _inside(at, closed):
                return at
        raise AssertionError("behind the last end nothing is closed")

    def _operations(self, now: int) -> list[int]:
        """The last docking or undocking, and the dockings to come as they are known then."""
        return [self.operated_at, *(flight.seen(now) for flight in self.coming.values())]

    def keeps(self, ship: Ship, due: int) -> int:
        """Until when a vehicle that is due to leave may stay, as was seen and told up to now.

        Called after every event: what it sees counts from then on.
        """
        number, start = ship.number, max(due, self.world.now)
        kept = max(due, self.kept_to.get(number, due))
        lets = self._lets_go(number, start)
        if number not in self.unfit and lets > self.limit(number, self.waiver_for(number)):
            lets = start
        self.kept_to[number] = max(kept, lets)
        return kept

    # what is read -------------------------------------------------------------------------------

    def reads(self, row: LogRow) -> None:
        """Enter a row of the log, and ask whether it may be."""
        happening = row.happening
        if happening is Happening.LAUNCHES:
            self._launches(self.ship_named[row.entity], row)
        elif happening is Happening.DOCKS:
            number = self._comes(row)
            self.docked[number] = self.operated_at = row.second
        elif happening is Happening.UNDOCKS:
            ship = self.ship_named[row.entity]
            self._leaves(ship, row)
            self._is_said_to_be_held(ship, row)
            self.operated_at = row.second
        elif happening is Happening.FAILS_TO_DOCK:
            self._comes(row)
        elif happening is Happening.LOST:
            self.coming.pop(self.ship_named[row.entity].number, None)
        elif happening is Happening.UNFIT:
            self.unfit.add(self.ship_named[row.entity].number)
        elif happening is Happening.HOLD_BEGINS:
            self._waits(self.ship_named[row.entity], row)
        elif happening is Happening.HELD:
            self._held(self.ship_named[row.entity], row)
        elif happening is Happening.REPLANNED:
            self._replanned(self.ship_named[row.entity], row)

    def _launches(self, ship: Ship, row: LogRow) -> None:
        """Nothing launches in a blackout, nor to dock too close to another vehicle."""
        now, found = row.second, f"{row.entity} {row.detail}"
        blackouts = _pairs(self.world.classes.launch_blackouts[ship.classes])
        self.demand(not _inside(now, blackouts), "nothing launches in a blackout", found)
        expected = now + self.world.flights.planned_transit[ship.number]
        close = any(abs(expected - at) < self.apart for at in self._operations(now))
        self.demand(not close, "dockings and undockings keep apart", found)
        self.coming[ship.number] = Coming(now, expected, now + self._transit(ship))
        self.launched[ship.number] = now

    def _transit(self, ship: Ship) -> int:
        """How long the flight is on its way: pinned, or its own draw."""
        flights, luck, number = self.world.flights, self.world.luck, ship.number
        transit = flights.pin_transit[number]
        if transit == DRAWN:
            place = self.world.program.luck.flight[stream.TRANSIT] + number
            transit = luck.duration(flights.transit[number], place)
        return max(transit, 1)

    def _comes(self, row: LogRow) -> int:
        """A flight docks, or fails to: when it comes; return its number."""
        number = self.ship_named[row.entity].number
        flight = self.coming.pop(number, None)
        self.demand(flight is not None and flight.docks == row.second, COMES, row.entity)
        return number

    def _leaves(self, ship: Ship, row: LogRow) -> None:
        """Nobody leaves in the dark or too close to another vehicle but for what is allowed.

        A medical return does not wait, an unfit ship not for light, and nobody longer than to
        their limit plus waiver.
        """
        now, number = row.second, ship.number
        lets = self._lets_go(number, now)
        if lets == now or row.cause is Cause.MEDICAL:
            return
        dark = number not in self.unfit and _inside(now, self._dark(number))
        found = f"{ship.name}, which could leave {format_duration(lets - now)} later"
        waits = lets <= self.limit(number, self.waiver_for(number))
        self.demand(not waits, IN_THE_DARK if dark else TOO_CLOSE, found)

    def _waits(self, ship: Ship, row: LogRow) -> None:
        """A wait that is told lasts to the first instant at which the vehicle may go."""
        if row.cause not in (Cause.WINDOW, Cause.TRAFFIC):
            return
        now, number = row.second, ship.number
        dark = number not in self.unfit and _inside(now, self._dark(number))
        lets = self._lets_go(number, now)
        in_time = number in self.unfit or lets <= self.limit(number, self.waiver_for(number))
        ill = ship.medical_at <= now
        self.demand(in_time and not ill, "nobody waits for light or traffic in vain", ship.name)
        lets = min(lets, ship.medical_at)
        right = lets > now and dark == (row.cause is Cause.WINDOW)
        right = right and row.detail == f"for {format_duration(lets - now)}"
        found = f"{ship.name} waits {row.detail}, not {format_duration(lets - now)}"
        self.demand(right, TOLD, found)
        self.kept_to[number] = max(self.kept_to.get(number, 0), lets)

    # held past the last day (MODEL 6.8) ---------------------------------------------------------

    def _held(self, ship: Ship, row: LogRow) -> None:
        """It is past its limit, in a line that holds it."""
        holds = self.holds(ship)
        past = self.limit(ship.number, self.waiver_for(ship.number)) < row.second
        self.demand(holds and past, HELD, f"{ship.name} of {ship.queue.name}")
        self.held = ship

    def _is_said_to_be_held(self, ship: Ship, row: LogRow) -> None:
        """Who leaves later past the limit than weather explains has been held, and nobody else."""
        past = self.limit(ship.number, self.waiver_for(ship.number)) < row.second - max(
            ship.hold, 0
        )
        said, self.held = self.held is ship, None
        pinned = self.world.flights.pin_undock[ship.number] != DRAWN
        was = past and self.holds(ship) and ship.number not in self.unfit and not pinned
        self.demand(said == was, "a vehicle is said to be held when it was", ship.name)

    # planners (MODEL 3.1) -----------------------------------------------------------------------

    def _replanned(self, ship: Ship, row: LogRow) -> None:
        """A flight that is moved later still docks by the last landing day before it."""
        before = [s for s in ship.queue.ships if s.where is Where.DOCKED and s.fit]
        if not before or row.detail.startswith("by -"):
            return
        docks = ship.planned + self.world.flights.planned_transit[ship.number]
        last = self.last_day(before[-1].number, 0)
        self.demand(docks <= last, REPLANNED, f"{ship.name} to relieve {before[-1].name}")


def _pairs(blackouts: Sequence[int]) -> list[tuple[int, int]]:
    """Return beginning and end of each blackout."""
    return list(zip(blackouts[::2], blackouts[1::2], strict=True))


def _inside(at: int, closed: Sequence[tuple[int, int]]) -> bool:
    """Whether an instant lies strictly between the two of any of these."""
    return any(begins < at < ends for begins, ends in closed)
