"""Operations: the processes of one replication, from ``as_of`` to ``until``.

Reads like the day's work: a line flies its manifest in order; a ship launches when the director
grants everything at once, docks, stays and leaves; a pad is repaired; a launcher is grounded.
"""

from __future__ import annotations

from collections.abc import Callable

from simpy import Event

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.batch import NO_VEHICLE
from sim.engines.program import DRAWN, Program
from sim.engines.reference.departures import Departures
from sim.engines.reference.director import LaunchDirector
from sim.engines.reference.ground import Ground
from sim.engines.reference.kernel import Process, Ranked
from sim.engines.reference.launches import Launches
from sim.engines.reference.levers import Levers
from sim.engines.reference.luck import Luck
from sim.engines.reference.planners import Planners
from sim.engines.reference.repairs import Repairs
from sim.engines.reference.seats import Seats
from sim.engines.reference.state import Queue, Ship
from sim.engines.reference.stocks import Stocks
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import crew, events, windows
from sim.rules.flights import CARGO


class Operations:
    """One replication.

    Parameters
    ----------
    program : Program
    luck : Luck
    logging : bool
        True to keep the full event log.
    """

    def __init__(self, program: Program, luck: Luck, *, logging: bool = False) -> None:
        self.world = world = World(program, luck, logging=logging)
        world.director = LaunchDirector(world)
        world.launches = Launches(world)
        world.ground = Ground(world)
        world.repairs = Repairs(world)
        world.planners = Planners(world)
        world.departures = Departures(world)
        world.seats = Seats(world)
        world.stocks = Stocks(world)
        world.levers = Levers(world)

    def play(self) -> World:
        """Play from ``as_of`` to ``until``; nothing at ``until`` is played."""
        world = self.world
        self.set_up()
        world.env.run(until=world.program.until)
        self.wind_up()
        return world

    # as_of ------------------------------------------------------------------------------------

    def set_up(self) -> None:
        """Put everything where it is on ``as_of`` and start the processes."""
        world = self.world
        world.repairs.on_as_of()
        world.ground.certifications_on_as_of()
        self._families_on_as_of()
        world.levers.on_as_of()
        self._spacecraft_on_as_of()
        self._station_on_as_of()
        world.stocks.on_as_of()
        for queue in world.queues:
            queue.ready.callbacks.append(self._stands_ready(queue))
            world.env.process(self.campaign(queue))

    def _families_on_as_of(self) -> None:
        world, f = self.world, self.world.program.families
        for family in range(len(f.names)):
            world.families.owed[family] = f.owed[family]
            if f.grounded_since[family] < NEVER:
                place = world.program.luck.family[stream.STAND_DOWN_AT_START] + family
                down = world.luck.duration(f.grounded_stand_down[family], place)
                until = f.grounded_since[family] + down
                world.ground.stand_down(family, max(until, 0), loss=True)
            world.env.process(self.other_customers(family))

    def _spacecraft_on_as_of(self) -> None:
        world, c = self.world, self.world.program.classes
        place = world.program.luck.capsule[0]
        entity = len(world.ships)
        for classes, reusable in enumerate(c.reusable):
            if reusable < 0:
                world.spacecraft[classes] = len(world.ships)
            ready = [max(at, 0) for at in c.deliveries[classes]]
            for landed, law in zip(
                c.capsule_landed[classes], c.capsule_refurbishment[classes], strict=True
            ):
                running = world.luck.duration(law, place) if law >= 0 else -landed
                ready.append(max(landed + running, 0))
                place += 1
            if reusable == 0:
                every = max(world.luck.seconds(c.then_every[classes]), 1)
                at = max(c.deliveries[classes], default=0) + every
                while at < world.program.until:
                    ready.append(max(at, 0))
                    at += every
            for at in ready:
                if at == 0:
                    world.spacecraft[classes] += 1
                else:
                    world.ground.spacecraft_ready(classes, at, entity)
                    entity += 1

    def _station_on_as_of(self) -> None:
        world, f, p = self.world, self.world.flights, self.world.program.people
        for ship in world.ships:
            i = ship.number
            if f.docked[i] >= NEVER:
                continue
            self._limit(ship, f.launched[i])
            ship.docked = f.docked[i]
            ship.where = Where.DOCKED
            ship.port = f.port[i]
            ship.fit = f.unfit_since[i] >= NEVER
            ship.unfit_since = f.unfit_since[i]
            if not ship.fit:
                world.seats.draw_lifeboat(ship)
            if ship.launched < NEVER:
                spacing = world.luck.seconds(world.program.queues.spacing[ship.queue.number])
                ship.queue.spacing_until = max(ship.queue.spacing_until, ship.launched + spacing)
            world.ports[ship.port] = i
            world.docked.append(ship)
            world.operated_at = max(world.operated_at, ship.docked)
        for person in world.people:
            n = person.number
            if p.aboard_since[n] >= NEVER:
                continue
            ship = world.ships[p.flight[n]]
            person.aboard = True
            person.aboard_since = p.aboard_since[n]
            if p.seat[n] >= 0:
                ship = world.ships[p.seat[n]]
                world.seats.take(person, ship)
            else:
                failed = ship if ship.where is Where.DOCKED and not ship.fit else None
                world.seats.strand(person, failed, p.stranded_since[n])
            person.due = ship.planned_return
            world.ledger.comes_aboard(person)
        for ship in world.docked:
            if ship.role != CARGO:
                own = [p for p in world.people if p.aboard and (p.seat or p.failed) is ship]
                world.departures.expose(ship, own)
            world.env.process(world.departures.stay(ship))
        world.seats.change_for_home()
        world.seats.reserve()
        world.seats.count()
        world.ledger.settle(0, Cause.STATE, NO_VEHICLE)

    def _limit(self, ship: Ship, launched: int) -> None:
        ship.launched = launched
        limit = self.world.flights.limit[ship.number]
        if limit >= 0:
            ship.limit_at = launched + self.world.luck.seconds(limit)
        dark = self.world.classes.landing_blackouts[ship.classes]
        ship.planned_limit = windows.last_landing_day(ship.limit_at, launched, dark)
        last = crew.last_day(ship.limit_at, self.world.waiver_for(ship))
        ship.last_day = windows.last_landing_day(last, launched, dark)

    # processes --------------------------------------------------------------------------------

    def campaign(self, queue: Queue) -> Process:
        """A line, a cargo class or a visit flies its manifest in order."""
        world = self.world
        for ship in tuple(queue.ships):
            if ship.where is not Where.GROUND:
                continue
            if ship.planned >= NEVER:
                yield world.levers.order_given
            queue.head = ship
            world.planners.take_up(ship)
            world.planners.review(ship)
            if queue.is_line:
                world.planners.look()
            reaches_orbit = yield world.director.request(ship)
            if reaches_orbit:
                yield self.arrival(ship)
                if ship.fails_to_dock:
                    self.comes_home(ship)
                else:
                    self.docks(ship)
        queue.head = None

    def _stands_ready(self, queue: Queue) -> Callable[[Event], None]:
        def stands_ready(_: Event) -> None:
            world = self.world
            queue.ready.callbacks.append(stands_ready)
            if queue.head is not None:
                world.note(Happening.FLIGHT_READY, events.FLIGHT_READY, queue.head.name)
            world.director.look()

        return stands_ready

    def arrival(self, ship: Ship) -> Ranked:
        """The docking, or the failure to dock, after the transit."""
        world, i = self.world, ship.number
        self._limit(ship, ship.launched)
        due = ship.planned_return
        if due >= NEVER:
            stay = world.luck.seconds(world.flights.stay[i])
            due = ship.launched + world.flights.planned_transit[i] + stay
        for person in ship.crew:
            person.due = due
        pinned = world.flights.pin_docking[i]
        ship.fails_to_dock = (
            bool(pinned)
            if pinned != DRAWN
            else world.luck.chance(
                world.classes.docking_failure_probability[ship.classes],
                world.flight_position(stream.DOCKING, ship),
            )
        )
        transit = world.flight_duration(
            stream.TRANSIT, ship, world.flights.transit[i], world.flights.pin_transit[i]
        )
        ship.docks_at = world.now + max(transit, 1)
        rank = events.FAILS_TO_DOCK if ship.fails_to_dock else events.DOCKS
        return Ranked(world.env, ship.docks_at, rank, i)

    def docks(self, ship: Ship) -> None:
        """People come aboard; then seat changes, and free seats for the stranded, at once."""
        world, now, i = self.world, self.world.now, ship.number
        ship.where = Where.DOCKED
        ship.docked = world.operated_at = now
        world.docked.append(ship)
        if ship.planned_return >= NEVER:
            ship.planned_return = now + world.luck.seconds(world.flights.stay[i])
        spacing = world.luck.seconds(world.program.queues.spacing[ship.queue.number])
        ship.queue.spacing_until = ship.launched + spacing
        world.launches.settled(ship)
        if ship.role != CARGO:
            self._comes_aboard(ship)
        port = world.program.ports.names[ship.port]
        world.note(Happening.DOCKS, events.DOCKS, ship.name, None, "at", port)
        world.stocks.docks(ship)
        if ship.role != CARGO:
            self._changes_seats(ship)
        world.env.process(world.departures.stay(ship))
        if ship.role != CARGO:
            world.departures.expose(ship, ship.crew)
            world.departures.plan_line(ship)
            world.planners.look()
        world.director.look()

    def _comes_aboard(self, ship: Ship) -> None:
        """The crew is aboard, each in their seat."""
        world, now = self.world, self.world.now
        world.ledger.advance(now)
        for person in ship.crew:
            person.aboard = True
            person.aboard_since = now
            world.seats.take(person, ship)
            world.ledger.comes_aboard(person)
        world.ledger.settle(now, Cause.STATE, NO_VEHICLE)

    def _changes_seats(self, ship: Ship) -> None:
        """At once after a docking: seat changes, and free seats reserved for the stranded."""
        world = self.world
        world.seats.on_the_way -= ship.empty_seats
        ship.empty_seats = 0
        self._relieves(ship)
        world.levers.looks_at_crew(ship)
        world.seats.change_for_home()
        world.seats.reserve()
        world.seats.count()

    def _relieves(self, ship: Ship) -> None:
        """Note the first relief of every vehicle before it; a rescue takes a place instead."""
        world = self.world
        ahead = ship.queue.ships[: ship.place]
        if ship.flew_empty:
            for other in ahead:
                if other.place_taken_by is None and world.seats.waits_for(other):
                    other.place_taken_by = ship
                    ship.queue.moves_behind(ship, other)
                    break
            return
        for other in ahead:
            if other.docked < NEVER and other.first_relief >= NEVER:
                other.first_relief = world.now

    def comes_home(self, ship: Ship) -> None:
        """It fails to dock and comes home; no stand-down (MODEL 3.6)."""
        world = self.world
        ship.where = Where.FAILED
        world.note(Happening.FAILS_TO_DOCK, events.FAILS_TO_DOCK, ship.name, Cause.DOCKING_FAILURE)
        world.ports[ship.port] = -1
        world.ground.comes_back(ship)
        world.launches.does_not_arrive(ship)
        world.director.look()

    def other_customers(self, family: int) -> Process:
        """Stand-downs that come from the family's flights for other customers (MODEL 2.4)."""
        world, f = self.world, self.world.program.families
        pinned = f.pin_stand_downs[family]
        if pinned is not None:
            for begins, ends in pinned:
                if begins >= 0:
                    yield Ranked(world.env, begins, events.STAND_DOWN_BEGINS, family)
                world.ground.stand_down(family, ends, loss=False)
            return
        rate = world.luck.inputs[f.customers_rate[family]]
        if rate <= 0 or world.luck.quiet or f.customers_stand_down[family] < 0:
            return
        when = world.program.luck.family[stream.CUSTOMERS] + family
        long = world.program.luck.family[stream.GROUNDING] + family
        for occurrence, begins in world.luck.arrivals(when, rate):
            yield Ranked(world.env, begins, events.STAND_DOWN_BEGINS, family)
            down = world.luck.duration_again(f.customers_stand_down[family], long, occurrence)
            world.ground.stand_down(family, begins + max(down, 0), loss=False)

    # until ------------------------------------------------------------------------------------

    def wind_up(self) -> None:
        """Count what is still running at ``until``."""
        world, until = self.world, self.world.program.until
        ledger = world.ledger
        for ship in world.docked:
            if ship.seated:
                start = max(ship.past_limit_from, ship.limit_at, 0)
                ledger.past_limit += max(0, until - start)
        for person in world.people:
            if person.aboard:
                ledger.end_of_stay(person, until)
        for person in world.seats.stranded:
            ledger.stranding(person, until, Cause.OPEN)
        ledger.close(until)
        world.stocks.close(until)
        for pad, since in enumerate(world.pads.down_since):
            if since < NEVER:
                world.pads.down_total[pad] += until - since
        for family, since in enumerate(world.families.down_since):
            if since < NEVER:
                world.families.down_total[family] += until - since
        for ship in world.ships:
            pinned = world.flights.pin_launch[ship.number]
            if pinned != DRAWN and pinned < until and ship.where is Where.GROUND:
                world.unmet_pins.append(f"{ship.name}: launch")
            unfit = world.flights.pin_unfit[ship.number]
            if unfit != DRAWN and unfit < until and ship.unfit_since >= NEVER:
                world.unmet_pins.append(f"{ship.name}: unfit")
            ill = world.flights.pin_medical[ship.number]
            if ill != DRAWN and ill < until and ship.docked >= NEVER:
                world.unmet_pins.append(f"{ship.name}: medical_return")
            undock = world.flights.pin_undock[ship.number]
            if undock != DRAWN and undock < until and ship.where is Where.DOCKED:
                world.unmet_pins.append(f"{ship.name}: undock")
