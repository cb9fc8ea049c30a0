"""The launch director: grants pad, port, family and spacecraft together (MODEL 3.2 to 3.7).

A `simpy` resource of our own. A queueing resource per pad would hold what nobody holds: here a
request holds nothing until everything it needs is there at one instant, and is asked anew in one
pass at the end of every second in which something changed.
"""

from __future__ import annotations

from simpy.resources import base

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.program import DRAWN
from sim.engines.reference.kernel import Ranked
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import events, flights, windows
from sim.rules.flights import CARGO, LINE

CAUSES = {
    flights.LACKS_PAD: Cause.PAD,
    flights.LACKS_FAMILY_LOSS: Cause.FAMILY_LOSS,
    flights.LACKS_FAMILY_CUSTOMERS: Cause.FAMILY_CUSTOMERS,
    flights.LACKS_REQUALIFICATION_PAD: Cause.REQUALIFICATION_PAD,
    flights.LACKS_REQUALIFICATION_FAMILY: Cause.REQUALIFICATION_FAMILY,
    flights.LACKS_CERTIFICATION: Cause.CERTIFICATION,
    flights.LACKS_SPACECRAFT: Cause.SPACECRAFT,
    flights.LACKS_PORT: Cause.PORT,
    flights.LACKS_WINDOW: Cause.WINDOW,
    flights.LACKS_TRAFFIC: Cause.TRAFFIC,
}


class LaunchRequest(base.Put):  # type: ignore[type-arg]
    """A flight that wants to launch; it succeeds, with True or False, when it has left the pad."""

    def __init__(self, director: LaunchDirector, ship: Ship) -> None:
        self.ship = ship
        super().__init__(director)


class LaunchDirector(base.BaseResource):  # type: ignore[type-arg]
    """Who may launch, in the order at a pad, whenever something has changed."""

    def __init__(self, world: World) -> None:
        super().__init__(world.env, capacity=1)
        self.world = world
        self.looking_at = -1

    def request(self, ship: Ship) -> LaunchRequest:
        """Ask for a launch; the request is granted in a pass."""
        return LaunchRequest(self, ship)

    def _trigger_put(self, get_event: object) -> None:
        self.look()

    def _trigger_get(self, put_event: object) -> None:
        """Nothing is ever got back: a launch is for good."""

    def look(self) -> None:
        """Hold a pass at the end of this second, if any flight stands ready."""
        now = self.world.now
        if self.looking_at == now:
            return
        for request in self.put_queue:
            if request.ship.ready_at <= now and request.ship.retry_at <= now:
                self.looking_at = now
                self.look_at(now)
                return

    def look_at(self, at: int) -> None:
        """Hold a pass at the end of that second."""
        Ranked(self.world.env, at, events.LAUNCH, 0).callbacks.append(self._pass)

    # the pass ---------------------------------------------------------------------------------

    def _pass(self, _: object) -> None:
        """In the order at a pad, again and again until nobody can go."""
        self.looking_at = -1
        now = self.world.now
        somebody_went = True
        while somebody_went:
            waiting = [
                request
                for request in self.put_queue
                if request.ship.ready_at <= now and request.ship.retry_at <= now
            ]
            if len(waiting) > 1:
                waiting.sort(key=lambda request: self._order(request.ship))
            somebody_went = False
            for request in waiting:
                if self._tries(request):
                    somebody_went = True
                    break

    def _order(self, ship: Ship) -> tuple[int, int, int]:
        seats = self.world.seats
        rank = flights.pad_order(
            ship.role, int(seats.rescue_since(ship) < NEVER), int(self.world.ground.asked(ship) > 0)
        )
        return rank, ship.known_date, ship.number

    def _tries(self, request: LaunchRequest) -> bool:
        """One flight's attempt; True if it went, or held or freed something others may want."""
        world, ship = self.world, request.ship
        lacked = self.lacks(ship)
        if lacked == flights.LACKS_PORT and self._may_clear(ship) and self._clears_port(ship):
            lacked = self.lacks(ship)
        if not lacked:
            self._attempts(request)
            return True
        cause = first_cause(lacked)
        if cause != ship.lacking:
            ship.lacking = cause
            world.note(Happening.WAITS_FOR, events.LAUNCH, ship.name, cause)
        ship.lacked |= lacked
        if lacked & flights.TIMING and not lacked & ~(flights.TIMING | flights.LACKS_PORT):
            self._wakes(ship)
        if ship.pad < 0:
            return False
        self.give_back(ship)
        return True

    def _wakes(self, ship: Ship) -> None:
        """Try a flight that waits for its time again when that comes; a port it may clear then.

        In the second behind a launch, too: when that flight docks is known then.
        """
        at = max(self._after_window(ship), self._after_traffic(ship))
        if self.world.somebody_launches():
            at = min(at, self.world.now + 1)
        if at != ship.wakes_at:
            ship.wakes_at = at
            self.look_at(at)

    def _after_window(self, ship: Ship) -> int:
        blackouts = self.world.classes.launch_blackouts[ship.classes]
        return windows.after_blackout(self.world.now, blackouts)

    def _after_traffic(self, ship: Ship) -> int:
        """When its expected docking would keep its distance from the others (MODEL 3.9)."""
        transit = self.world.flights.planned_transit[ship.number]
        return self.world.after_traffic(self.world.now + transit) - transit

    def lacks(self, ship: Ship) -> int:
        """Everything the flight lacks at this instant, as bits; 0 if it can go.

        Of several families what the first lacks, unless it lacks nothing with another.
        """
        world, now, crewed = self.world, self.world.now, self._crewed(ship)
        lacked = 0
        if crewed and world.certified_at[ship.classes] > now:
            lacked |= flights.LACKS_CERTIFICATION
        if world.spacecraft[ship.classes] == 0 and not world.ground.has_reserve(ship):
            lacked |= flights.LACKS_SPACECRAFT
        if self._port(ship) < 0:
            lacked |= flights.LACKS_PORT
        if self._after_window(ship) > now:
            lacked |= flights.LACKS_WINDOW
        if self._after_traffic(ship) > now:
            lacked |= flights.LACKS_TRAFFIC
        families = self._families(ship)
        of_families = [self._family_lacks(ship, family, crewed) for family in families]
        return lacked | (0 if 0 in of_families else of_families[0])

    def _families(self, ship: Ship) -> tuple[int, ...]:
        """The families it may fly with, in declared order: after a scrub the one of its pad."""
        return (ship.family,) if ship.pad >= 0 else self.world.classes.families[ship.classes]

    def _family_lacks(self, ship: Ship, family: int, crewed: int) -> int:
        """What the flight lacks of a family and of the pads that launch it."""
        world, now = self.world, self.world.now
        pads, families = world.pads, world.families
        lacked = flights.family_lack(
            now, families.loss_until[family], families.customers_until[family]
        )
        if crewed and families.owed[family] > 0:
            lacked |= flights.LACKS_REQUALIFICATION_FAMILY
        if self._pad(ship, family, crewed) < 0:
            candidates = self._candidates(ship, family)
            owed = [
                pads.owed[p]
                for p in candidates
                if crewed and pads.free_from[p] <= now and pads.crews_from[p] <= now
            ]
            lacked |= flights.pad_lack(now, candidates, pads.free_from, max(owed, default=0))
        return lacked

    def _port(self, ship: Ship) -> int:
        """The port it holds since its first attempt, else the first free one; -1 for none."""
        if ship.port >= 0:
            return ship.port
        ports = self.world.classes.ports[ship.classes]
        return flights.first_free_port(ports, self.world.ports, ship.number)

    def _candidates(self, ship: Ship, family: int) -> tuple[int, ...]:
        """The pads it may launch from, in declared order: after a scrub the one it holds."""
        return (ship.pad,) if ship.pad >= 0 else self.world.program.families.pads[family]

    def _crewed(self, ship: Ship) -> int:
        """1 if anybody would fly up in it now, else 0."""
        return int(bool(ship.crew) and not self.world.seats.flies_empty(ship))

    def _may_clear(self, ship: Ship) -> bool:
        """A crew of a line, or cargo that pays requalification for which a crew waits."""
        return ship.role == LINE or (
            ship.role == CARGO and self.world.planners.crew_waits_for(ship)
        )

    def _clears_port(self, ship: Ship) -> bool:
        """Clear a port for a flight that lacks only that; True if one is free at once."""
        world = self.world
        if ship.clearing is None or ship.clearing.where is not Where.DOCKED:
            ship.clearing = self._who_clears(ship)
            if ship.clearing is not None:
                world.departures.clear(ship.clearing)
        return self._port(ship) >= 0

    def _who_clears(self, ship: Ship) -> Ship | None:
        """A cargo vehicle, else an unfit one, else whoever waits for this very flight."""
        world = self.world
        there = [
            s
            for s in world.docked
            if s.port in world.classes.ports[ship.classes] and s.cleared_at >= NEVER
        ]
        cargo = [s for s in there if s.role == CARGO]
        if cargo:
            return min(cargo, key=lambda s: (s.planned_return, s.port))
        if ship.role == CARGO:
            return None
        unfit = [s for s in there if not s.fit]
        if unfit:
            return min(unfit, key=lambda s: s.port)
        for other in there:
            if other.role != LINE or other.alone or world.successor(other) is not ship:
                continue
            if other.planned_return > world.now:
                self.look_at(other.planned_return)
            elif not world.departures.would_leave_nobody(other, Cause.PORT_CLEARED):
                return other
        return None

    def _attempts(self, request: LaunchRequest) -> None:
        """Everything is there: scrub, or launch."""
        world, ship = self.world, request.ship
        if ship.scrubs == 0:
            world.planners.first_attempt(ship)
        crewed = self._crewed(ship)
        ship.family = next(
            family
            for family in self._families(ship)
            if not self._family_lacks(ship, family, crewed)
        )
        pad = self._pad(ship, ship.family, crewed)
        ship.port = self._port(ship)
        world.ports[ship.port] = ship.number
        if self._scrubs(ship):
            ship.pad = pad
            world.pads.holder[pad] = ship.number
            recycle = world.luck.seconds(world.classes.scrub_recycle[ship.classes])
            ship.retry_at = world.now + recycle
            ship.scrubs += 1
            ship.lacking = Cause.SCRUB
            self.look_at(ship.retry_at)
            world.note(Happening.SCRUBS, events.LAUNCH, ship.name, Cause.SCRUB)
            return
        if ship.pad >= 0:
            world.pads.holder[ship.pad] = -1
        self.put_queue.remove(request)
        request.succeed(self.world.launches.launch(ship, pad))

    def _pad(self, ship: Ship, family: int, crewed: int) -> int:
        """The pad it would launch from now with that family; -1 for none."""
        world = self.world
        return flights.first_usable_pad(
            world.now,
            crewed,
            self._candidates(ship, family),
            world.pads.free_from,
            world.pads.crews_from,
            world.pads.holder,
            world.pads.owed,
            ship.number,
        )

    def _scrubs(self, ship: Ship) -> bool:
        world = self.world
        pinned = world.flights.pin_scrubs[ship.number]
        if pinned != DRAWN:
            return ship.scrubs < pinned
        if world.flights.pin_launch[ship.number] != DRAWN:
            return False
        probability = world.luck.inputs[world.classes.scrub_probability[ship.classes]]
        if world.luck.quiet or probability == 0:
            return False
        place = world.flight_position(stream.SCRUB, ship)
        return world.luck.again(place, ship.scrubs) < probability

    def give_back(self, ship: Ship) -> None:
        """A flight that held pad and port after a scrub gives both back."""
        world = self.world
        world.pads.holder[ship.pad] = -1
        world.ports[ship.port] = -1
        ship.pad = ship.port = -1


def first_cause(lacked: int) -> Cause:
    """The first cause in the declared order of what is lacking."""
    return CAUSES[lacked & -lacked]
