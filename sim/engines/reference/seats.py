"""Seats: who has a certified way home, who is stranded, who brings relief (MODEL 5)."""

from __future__ import annotations

from functools import partial

from simpy import Event

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.reference.kernel import Ranked
from sim.engines.reference.state import Person, Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import events, policy, rescue
from sim.rules.flights import CARGO, LINE


class Seats:
    """Seats of the docked ships, and the people who have lost theirs."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.stranded: list[Person] = []
        self.on_the_way = 0
        self.movers = [person for person in world.people if person.home >= 0]

    # ships -------------------------------------------------------------------------------------

    def free(self, ship: Ship) -> int:
        """Certified seats that nobody has and that are being fitted for nobody."""
        reserved = sum(1 for person in self.stranded if person.reserved is ship)
        return self.world.classes.seats[ship.classes] - len(ship.seated) - reserved

    def take(self, person: Person, ship: Ship) -> None:
        """Give somebody a seat; time past the limit counts while people are seated."""
        if not ship.seated:
            ship.past_limit_from = self.world.now
        person.seat = ship
        ship.seated.append(person)

    def give_up(self, person: Person, ship: Ship) -> None:
        """Take somebody's seat away."""
        ship.seated.remove(person)
        person.seat = None
        if not ship.seated:
            self.count_past_limit(ship)

    def count_past_limit(self, ship: Ship) -> None:
        """Count the time past the limit with people seated, up to now."""
        start = max(ship.past_limit_from, ship.limit_at, 0)
        self.world.ledger.past_limit += max(0, self.world.now - start)
        ship.past_limit_from = self.world.now

    def change_for_home(self) -> None:
        """Who is to go home in another docked ship changes seats, if they fit (MODEL 2.2)."""
        moving = [
            (person, person.seat, target)
            for person in self.movers
            if person.aboard and person.seat is not None
            for target in (self.world.ships[person.home],)
            if target is not person.seat and target.where is Where.DOCKED and target.fit
        ]
        if not moving:
            return
        room = {target: self.free(target) for _, _, target in moving}
        for _, left, _ in moving:
            if left in room:
                room[left] += 1
        for _, _, target in moving:
            room[target] -= 1
        if min(room.values()) < 0:
            moving = self._one_by_one(moving)
        for person, left, _ in moving:
            self.give_up(person, left)
        for person, _, target in moving:
            self.take(person, target)
            self.world.note(
                Happening.SEAT_CHANGED, events.DOCKS, person.name, None, "to", target.name
            )

    def goes_home_in(self, person: Person, flight: int) -> None:
        """Give somebody another way home; the seats change when it is there."""
        person.home = flight
        self.movers = [mover for mover in self.world.people if mover.home >= 0]

    def _one_by_one(
        self, moving: list[tuple[Person, Ship, Ship]]
    ) -> list[tuple[Person, Ship, Ship]]:
        """Those who fit when they change in name order, each by themselves."""
        room = {target: self.free(target) for _, _, target in moving}
        fits = []
        for person, left, target in sorted(moving, key=lambda move: move[0].by_name):
            if room[target] > 0:
                room[target] -= 1
                if left in room:
                    room[left] += 1
                fits.append((person, left, target))
        return fits

    # the stranded ------------------------------------------------------------------------------

    def becomes_unfit(self, ship: Ship) -> None:
        """The people of a ship that cannot take them home lose their seats (MODEL 5.1)."""
        world = self.world
        ship.fit = False
        ship.unfit_since = world.now
        self.draw_lifeboat(ship)
        world.note(Happening.UNFIT, events.UNFIT, ship.name, Cause.UNFIT)
        if ship.medical_at < NEVER:
            world.ledger.unmet_medical += 1
            ship.medical_at = NEVER
            world.note(Happening.UNMET_MEDICAL, events.UNFIT, ship.name, Cause.MEDICAL)
        if ship.cleared_for is Cause.POLICY:
            ship.cleared_at = NEVER
        for person in list(ship.seated):
            self.give_up(person, ship)
            self.strand(person, ship, world.now)
        self.void(ship)
        self.reserve()
        self.count()
        world.departures.plan(ship)
        world.planners.look()
        world.director.look()

    def draw_lifeboat(self, ship: Ship) -> None:
        """Whether an unfit ship still serves its own people as a lifeboat."""
        world = self.world
        ship.serves_as_lifeboat = world.luck.chance(
            world.classes.unfit_lifeboat_probability[ship.classes],
            world.flight_position(stream.LIFEBOAT, ship),
        )

    def strand(self, person: Person, failed: Ship | None, since: int) -> None:
        """Somebody is aboard without a certified seat from now on."""
        person.failed = failed
        person.stranded_since = since
        self.stranded.append(person)
        self.world.ledger.seat_lost(person)
        self.world.note(Happening.STRANDED, events.UNFIT, person.name, Cause.UNFIT)

    def void(self, ship: Ship) -> None:
        """Seats being fitted in a ship that is unfit or gone are for nobody any more."""
        for person in self.stranded:
            if person.reserved is ship:
                person.reserved = None

    def reserve(self) -> None:
        """Reserve free seats: longest aboard first, then name; earliest return first, then port."""
        if not self.stranded:
            return
        world = self.world
        waiting = sorted(
            (p for p in self.stranded if p.reserved is None),
            key=lambda p: (p.aboard_since, p.by_name),
        )
        if not waiting:
            return
        ships = sorted(
            (s for s in world.docked if s.fit and s.role != CARGO),
            key=lambda s: (s.planned_return, s.port),
        )
        for person in waiting:
            for ship in ships:
                if self.free(ship) > 0:
                    person.reserved = ship
                    at = world.now + world.luck.seconds(world.classes.reseat_time[ship.classes])
                    seat = Ranked(world.env, at, events.RESEATED, person.number)
                    seat.callbacks.append(partial(self.fitted, person, ship))
                    world.note(
                        Happening.SEAT_RESERVED, events.DOCKS, person.name, None, "in", ship.name
                    )
                    break

    def fitted(self, person: Person, ship: Ship, _: Event) -> None:
        """A reserved seat is fitted: its owner is no longer stranded."""
        world = self.world
        if person.reserved is not ship or person not in self.stranded:
            return
        world.ledger.advance(world.now)
        self.stranded.remove(person)
        person.reserved = None
        world.ledger.seat_found(person, world.now, Cause.RESEATED)
        person.stranded_since = NEVER
        self.take(person, ship)
        world.note(Happening.RESEATED, events.RESEATED, person.name, None, "in", ship.name)
        failed, person.failed = person.failed, None
        if failed is not None and failed.where is Where.DOCKED:
            failed.released_at = world.now
            world.departures.plan(failed)
        self.count()
        world.planners.look()

    def count(self) -> None:
        """How many of the stranded have no emergency place either."""
        ledger = self.world.ledger
        if not self.stranded:
            ledger.no_lifeboat = 0
            return
        served = sum(
            1
            for p in self.stranded
            if p.failed is not None
            and p.failed.where is Where.DOCKED
            and p.failed.serves_as_lifeboat
        )
        emergency = sum(
            self.world.classes.emergency_seats[s.classes] for s in self.world.docked if s.fit
        )
        ledger.no_lifeboat = rescue.without_lifeboat(len(self.stranded), served, emergency)

    def waits_for(self, ship: Ship) -> bool:
        """Whether anybody who lost a seat in this unfit ship is still stranded."""
        return any(person.failed is ship for person in self.stranded)

    # relief ------------------------------------------------------------------------------------

    def need(self) -> int:
        """Stranded people for whom no seat is fitted or on its way."""
        if not self.stranded:
            return 0
        return sum(1 for p in self.stranded if p.reserved is None) - self.on_the_way

    def stranded_for(self, ship: Ship) -> int:
        """Since when somebody is stranded whom the next flight of this line would fetch.

        After a visit has failed, the next flight of its class (MODEL 6.2).
        """
        since = NEVER
        for person in self.stranded:
            failed = person.failed
            if failed is None:
                continue
            mine = (
                failed.queue is ship.queue
                if failed.role == LINE
                else failed.classes == ship.classes
                and self.world.planners.next_of_class(ship.classes) is ship
            )
            if mine:
                since = min(since, person.stranded_since)
        return since

    def rescue_since(self, ship: Ship) -> int:
        """Since when this flight is the rescue of its own line's stranded; `NEVER` if it is not."""
        if not self.stranded or ship.role != LINE or self.need() <= 0:
            return NEVER
        since = [
            p.stranded_since
            for p in self.stranded
            if p.failed is not None and p.failed.queue is ship.queue and p.reserved is None
        ]
        return min(since, default=NEVER)

    def prepared_at(self, ship: Ship) -> int:
        """When a rescue is prepared; before everything for other flights."""
        since = self.rescue_since(ship)
        if since >= NEVER:
            return -NEVER
        world = self.world
        preparation = world.program.queues.rescue_preparation[ship.queue.number]
        own = since + world.luck.seconds(preparation)
        reserve = world.ground.reserve_at(ship)
        if reserve >= NEVER:
            return own
        return policy.rescue_prepared(own, reserve, since, world.program.levers.reserve_from)

    def left_behind(self, ship: Ship) -> int:
        """How many of the crew would stay behind if the flight launched now (MODEL 5.2)."""
        need = self.need()
        if need <= 0 or ship.role != LINE:
            return 0
        classes = self.world.classes
        seats, fewest = classes.seats[ship.classes], classes.crew_to_fly[ship.classes]
        crew = len(ship.crew)
        if self.rescue_since(ship) < NEVER:
            return rescue.left_behind_by_rescue(need, seats, crew, fewest)
        queues, line = self.world.program.queues, ship.queue.number
        since = min(p.stranded_since for p in self.stranded if p.reserved is None)
        lead = self.world.luck.seconds(queues.reseat_lead[line])
        rescuer = self._rescuer()
        can = rescuer is not None and self.world.ground.pad_and_family_up(rescuer)
        date = NEVER if rescuer is None else self.rescue_date(rescuer)
        if not rescue.relieves(self.world.now, since, lead, int(can), date):
            return 0
        return rescue.left_behind_by_relief(need, seats, crew, fewest, queues.relief_seats[line])

    def _rescuer(self) -> Ship | None:
        """The next flight of a failed line, the one with the earliest known date."""
        heads = [
            q.head
            for q in self.world.queues[: self.world.program.queues.lines]
            if q.head is not None
            and q.head.where is Where.GROUND
            and self.rescue_since(q.head) < NEVER
        ]
        return min(heads, key=lambda s: (self.rescue_date(s), s.number), default=None)

    def rescue_date(self, ship: Ship) -> int:
        """A rescue's known date: planned, pulled, prepared, without late slip."""
        return max(ship.known_date, self.prepared_at(ship))

    def flies_empty(self, ship: Ship) -> bool:
        """Whether nobody would fly up in it if it launched now."""
        return self.left_behind(ship) == len(ship.crew)
