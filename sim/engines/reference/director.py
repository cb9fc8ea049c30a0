"""The launch director: grants pad, port, family and spacecraft together (MODEL 3.2 to 3.7).

A `simpy` resource of our own. A queueing resource per pad would hold what nobody holds: here a
request holds nothing until everything it needs is there at one instant, and is asked anew in one
pass at the end of every second in which something changed.
"""

from __future__ import annotations

from simpy.resources import base

from sim.core.clock import NEVER
from sim.engines.program import DRAWN
from sim.engines.reference import luck as stream
from sim.engines.reference.kernel import Process, Ranked
from sim.engines.reference.state import Person, Ship, Where
from sim.engines.reference.world import World
from sim.outcomes import Cause, Happening
from sim.rules import crew, events, flights
from sim.rules.flights import CARGO, LINE

CAUSES = {
    flights.LACKS_PAD: Cause.PAD,
    flights.LACKS_FAMILY_LOSS: Cause.FAMILY_LOSS,
    flights.LACKS_FAMILY_CUSTOMERS: Cause.FAMILY_CUSTOMERS,
    flights.LACKS_REQUALIFICATION_PAD: Cause.REQUALIFICATION_PAD,
    flights.LACKS_REQUALIFICATION_FAMILY: Cause.REQUALIFICATION_FAMILY,
    flights.LACKS_SPACECRAFT: Cause.SPACECRAFT,
    flights.LACKS_PORT: Cause.PORT,
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
            ship.role, int(seats.rescue_since(ship) < NEVER), int(self.asked(ship) > 0)
        )
        return rank, ship.known_date, ship.number

    def _tries(self, request: LaunchRequest) -> bool:
        """One flight's attempt; True if it went, or held or freed something others may want."""
        world, ship = self.world, request.ship
        lacked = self.lacks(ship)
        if lacked == flights.LACKS_PORT and ship.role == LINE and self._clears_port(ship):
            lacked = self.lacks(ship)
        if not lacked:
            self._attempts(request)
            return True
        cause = first_cause(lacked)
        if cause != ship.lacking:
            ship.lacking = cause
            world.note(Happening.WAITS_FOR, events.LAUNCH, ship.name, cause)
        ship.lacked |= lacked
        if ship.pad < 0:
            return False
        self.give_back(ship)
        return True

    def lacks(self, ship: Ship) -> int:
        """Everything the flight lacks at this instant, as bits; 0 if it can go."""
        world, now = self.world, self.world.now
        family = world.classes.family[ship.classes]
        candidates = self._candidates(ship)
        pads, families = world.pads, world.families
        crewed = self._crewed(ship)
        lacked = flights.family_lack(
            now, families.loss_until[family], families.customers_until[family]
        )
        if crewed and families.owed[family] > 0:
            lacked |= flights.LACKS_REQUALIFICATION_FAMILY
        pad = flights.first_usable_pad(
            now, crewed, candidates, pads.free_from, pads.holder, pads.owed, ship.number
        )
        if pad < 0:
            owed = max((pads.owed[p] for p in candidates if pads.free_from[p] <= now), default=0)
            lacked |= flights.pad_lack(now, candidates, pads.free_from, owed if crewed else 0)
        if world.spacecraft[ship.classes] == 0:
            lacked |= flights.LACKS_SPACECRAFT
        if self._port(ship) < 0:
            lacked |= flights.LACKS_PORT
        return lacked

    def _port(self, ship: Ship) -> int:
        """The port it holds since its first attempt, else the first free one; -1 for none."""
        if ship.port >= 0:
            return ship.port
        ports = self.world.classes.ports[ship.classes]
        return flights.first_free_port(ports, self.world.ports, ship.number)

    def _candidates(self, ship: Ship) -> tuple[int, ...]:
        """The pads it may launch from, in declared order: after a scrub the one it holds."""
        if ship.pad >= 0:
            return (ship.pad,)
        return self.world.program.families.pads[self.world.classes.family[ship.classes]]

    def _crewed(self, ship: Ship) -> int:
        """1 if anybody would fly up in it now, else 0."""
        return int(bool(ship.crew) and not self.world.seats.flies_empty(ship))

    def _clears_port(self, ship: Ship) -> bool:
        """Clear a port for a crew that lacks only that; True if one is free at once."""
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
        pad = self._pad(ship)
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
        request.succeed(self._launches(ship, pad))

    def _pad(self, ship: Ship) -> int:
        world = self.world
        return flights.first_usable_pad(
            world.now,
            self._crewed(ship),
            self._candidates(ship),
            world.pads.free_from,
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

    # the launch -------------------------------------------------------------------------------

    def _launches(self, ship: Ship, pad: int) -> bool:
        """The flight leaves the pad; False if it is lost."""
        world, now = self.world, self.world.now
        ship.pad = -1
        ship.launched = now
        family = world.classes.family[ship.classes]
        pinned = world.flights.pin_launch[ship.number]
        if pinned not in (DRAWN, now):
            world.unmet_pins.append(f"{ship.name}: launch")
        self._boards(ship)
        self._takes_spacecraft(ship)
        world.families.launches[family] += 1
        world.pads.launches[pad] += 1
        world.pads.free_from[pad] = now + world.luck.seconds(world.program.pads.turnaround[pad])
        world.pads.turned_at[pad] = world.pads.free_from[pad]
        if world.pads.free_from[pad] > now:
            Ranked(world.env, world.pads.free_from[pad], events.PAD_READY, pad).callbacks.append(
                lambda _: self.look()
            )
        world.planners.flown(ship)
        lost = self._flag(
            ship,
            world.flights.pin_lost[ship.number],
            stream.LOSS,
            world.program.families.loss_probability[family],
        )
        ship.where = Where.LOST if lost else Where.FLYING
        world.note(
            Happening.LAUNCHES,
            events.LAUNCH,
            ship.name,
            ship.lacking,
            "from",
            world.program.pads.names[pad],
            "with" if ship.crew else "",
            ", ".join([person.name for person in ship.crew]),
        )
        owing = self.anything_owed()
        if not lost and not ship.crew:
            self._pays(pad, family)
        self._damages(ship, pad)
        if lost:
            self._is_lost(ship, family)
        if ship.role != CARGO or lost or owing:
            world.planners.look()
        self.look()
        return not lost

    def _boards(self, ship: Ship) -> None:
        """Who stays behind so that the stranded find seats; composition is decided at launch."""
        world, seats = self.world, self.world.seats
        need = seats.need()
        if ship.role != LINE or need <= 0:
            return
        behind = seats.left_behind(ship)
        rescue = seats.rescue_since(ship) < NEVER
        if behind == 0 and not rescue and not self._relieves(ship):
            return
        if behind == len(ship.crew):
            crew_list, ship.crew, ship.own_crew = ship.crew, [], []
            self.remanifest(ship, crew_list)
        else:
            for person in ship.crew[len(ship.crew) - behind :]:
                world.note(Happening.STAYS_BEHIND, events.LAUNCH, person.name)
            ship.crew = ship.crew[: len(ship.crew) - behind]
            ship.own_crew = ship.own_crew[: len(ship.crew)]
        ship.flew_empty = rescue and not ship.crew
        room = world.classes.seats[ship.classes] - len(ship.crew)
        ship.empty_seats = min(need, room)
        seats.on_the_way += ship.empty_seats

    def _relieves(self, ship: Ship) -> bool:
        """Whether a flight that leaves nobody behind still brings seats that are free anyway."""
        return self.world.classes.seats[ship.classes] > len(ship.crew)

    def _flag(self, ship: Ship, pinned: int, which: int, probability: int) -> bool:
        """Whether a chance of this flight happens: pinned, or drawn."""
        if pinned != DRAWN:
            return bool(pinned)
        return self.world.luck.chance(probability, self.world.flight_position(which, ship))

    def _pays(self, pad: int, family: int) -> None:
        """An uncrewed launch that succeeded pays requalification of its pad and its family."""
        pads, families = self.world.pads, self.world.families
        pads.owed[pad] = max(0, pads.owed[pad] - 1)
        families.owed[family] = max(0, families.owed[family] - 1)

    def _damages(self, ship: Ship, pad: int) -> None:
        """Lost or not, a launch may damage its pad: a repair is drawn (MODEL 3.5)."""
        world, program = self.world, self.world.program
        pinned = world.flights.pin_damage[ship.number]
        law = program.pads.repair[pad]
        if pinned != DRAWN:
            if pinned < 0:
                return
            repair = pinned
        else:
            probability = program.pads.damage_probability[pad]
            place = world.flight_position(stream.DAMAGE, ship)
            if law < 0 or not world.luck.chance(probability, place):
                return
            repair = world.luck.duration(law, world.flight_position(stream.REPAIR, ship))
        world.pads.damages[pad] += 1
        world.note(Happening.PAD_DAMAGED, events.LAUNCH, program.pads.names[pad])
        self.pad_goes_down(pad, world.now + max(repair, 0))

    def pad_goes_down(self, pad: int, repaired_at: int) -> None:
        """The pad is down until repaired, then returns to service owing requalification."""
        world = self.world
        world.pads.down_since[pad] = world.now
        world.pads.free_from[pad] = NEVER
        world.env.process(self.repair(pad, repaired_at))

    def repair(self, pad: int, repaired_at: int) -> Process:
        """The process of a pad that is down."""
        world, pads = self.world, self.world.pads
        yield Ranked(world.env, repaired_at, events.REPAIRED, pad)
        pads.down_total[pad] += world.now - pads.down_since[pad]
        pads.down_since[pad] = NEVER
        pads.owed[pad] = world.program.pads.requalification[pad]
        world.note(Happening.REPAIRED, events.REPAIRED, world.program.pads.names[pad])
        world.planners.look()
        service = world.luck.seconds(world.program.pads.return_to_service[pad])
        pads.free_from[pad] = max(world.now + service, pads.turned_at[pad])
        yield Ranked(world.env, pads.free_from[pad], events.PAD_READY, pad)
        world.note(Happening.PAD_READY, events.PAD_READY, world.program.pads.names[pad])
        self.look()

    def _is_lost(self, ship: Ship, family: int) -> None:
        """Nothing arrives; the family stands down; the crew is re-manifested (MODEL 3.5)."""
        world, program = self.world, self.world.program
        world.families.losses[family] += 1
        world.families.owed[family] = program.families.requalification[family]
        world.note(Happening.LOST, events.LAUNCH, ship.name, Cause.LOSS)
        down = world.flight_duration(
            stream.STAND_DOWN,
            ship,
            program.families.stand_down[family],
            world.flights.pin_stand_down[ship.number],
        )
        self.stand_down(family, world.now + max(down, 0), loss=True)
        world.ports[ship.port] = -1
        self.does_not_arrive(ship)

    def does_not_arrive(self, ship: Ship) -> None:
        """A flight that was lost or failed to dock: its crew flies again, its seats are missed."""
        world = self.world
        world.seats.on_the_way -= ship.empty_seats
        ship.empty_seats = 0
        self.remanifest(ship, ship.crew)
        ship.crew, ship.own_crew = [], []
        self.settled(ship)
        if ship.role != CARGO:
            world.planners.mishap(ship.classes)
            world.departures.plan_line(ship)
            if ship.queue.is_line:
                world.ledger.settle(world.now, Cause.LOSS, ship.name)

    def settled(self, ship: Ship) -> None:
        """A flight is no longer to come: it has docked, been lost or failed."""
        world, queue = self.world, ship.queue
        queue.to_come -= 1
        if ship.role != CARGO:
            self.world.crewed_to_come -= 1
        if queue.is_line:
            world.ledger.advance(world.now)
            world.ledger.line_to_come[queue.number] = queue.to_come

    def remanifest(self, ship: Ship, people: list[Person]) -> None:
        """Seats on the line's next flight still to carry a crew: free ones, then its own people's.

        Who loses a seat stays on the ground (MODEL 3.5).
        """
        ships = ship.queue.ships
        behind = [s for s in ships[ship.place + 1 :] if s.where is Where.GROUND and s.crew]
        if not behind or not people:
            return
        target = behind[0]
        for person in people:
            if len(target.crew) < self.world.classes.seats[target.classes]:
                target.crew = [*target.crew, person]
                target.own_crew = [*target.own_crew, 0]
            else:
                place = crew.loses_seat(
                    [p.segment for p in target.crew], target.own_crew, person.segment
                )
                if place < 0:
                    continue
                stays = target.crew[place]
                target.crew = [*target.crew[:place], *target.crew[place + 1 :], person]
                target.own_crew = [*target.own_crew[:place], *target.own_crew[place + 1 :], 0]
                self.world.note(Happening.STAYS_BEHIND, events.LAUNCH, stays.name)
            self.world.note(
                Happening.REMANIFESTED, events.LAUNCH, person.name, None, "to", target.name
            )

    # families ---------------------------------------------------------------------------------

    def stand_down(self, family: int, until: int, *, loss: bool) -> None:
        """The family is grounded; pads and ports held after a scrub are given back (3.4)."""
        world, families = self.world, self.world.families
        if loss:
            families.loss_until[family] = max(families.loss_until[family], until)
        else:
            families.customers_until[family] = max(families.customers_until[family], until)
        if families.down_since[family] >= NEVER:
            families.down_since[family] = world.now
        for request in self.put_queue:
            ship = request.ship
            if ship.pad >= 0 and world.classes.family[ship.classes] == family:
                self.give_back(ship)
        cause = Cause.FAMILY_LOSS if loss else Cause.FAMILY_CUSTOMERS
        name = world.program.families.names[family]
        world.note(Happening.STAND_DOWN_BEGINS, events.STAND_DOWN_BEGINS, name, cause)
        Ranked(world.env, until, events.STAND_DOWN_ENDS, family).callbacks.append(
            lambda _: self._stand_down_ends(family)
        )

    def _stand_down_ends(self, family: int) -> None:
        world, families = self.world, self.world.families
        down_until = max(families.loss_until[family], families.customers_until[family])
        if down_until > world.now or families.down_since[family] >= NEVER:
            return
        families.down_total[family] += world.now - families.down_since[family]
        families.down_since[family] = NEVER
        name = world.program.families.names[family]
        world.note(Happening.STAND_DOWN_ENDS, events.STAND_DOWN_ENDS, name)
        self.look()

    def pad_and_family_up(self, ship: Ship) -> bool:
        """Whether a flight has a pad that is up and a family that flies."""
        world, now = self.world, self.world.now
        family = world.classes.family[ship.classes]
        if flights.family_lack(
            now, world.families.loss_until[family], world.families.customers_until[family]
        ):
            return False
        return any(
            world.pads.free_from[pad] < NEVER and world.pads.down_since[pad] >= NEVER
            for pad in world.program.families.pads[family]
        )

    def anything_owed(self) -> bool:
        """Whether any pad or family owes uncrewed launches."""
        return any(self.world.pads.owed) or any(self.world.families.owed)

    def asked(self, ship: Ship) -> int:
        """How many uncrewed launches requalification asks for that this flight could be one of."""
        world = self.world
        if ship.role != CARGO:
            return 0
        family = world.classes.family[ship.classes]
        owed = world.families.owed[family]
        for pad in world.program.families.pads[family]:
            owed = max(owed, world.pads.owed[pad])
        return owed

    # spacecraft -------------------------------------------------------------------------------

    def _takes_spacecraft(self, ship: Ship) -> None:
        if self.world.classes.reusable[ship.classes] >= 0:
            self.world.spacecraft[ship.classes] -= 1

    def comes_back(self, ship: Ship) -> None:
        """A reusable spacecraft is ready again a refurbishment after its undocking."""
        world = self.world
        if world.classes.reusable[ship.classes] != 1:
            return
        law = world.classes.refurbishment[ship.classes]
        place = world.flight_position(stream.REFURBISHMENT, ship)
        at = world.now + max(world.luck.duration(law, place), 0)
        self.spacecraft_ready(ship.classes, at, ship.number)

    def spacecraft_ready(self, classes: int, at: int, entity: int) -> None:
        """One more spacecraft of the class from then on."""
        if at < self.world.program.until:
            Ranked(self.world.env, at, events.SPACECRAFT_READY, entity).callbacks.append(
                lambda _: self._spacecraft_ready(classes)
            )

    def _spacecraft_ready(self, classes: int) -> None:
        world = self.world
        world.spacecraft[classes] += 1
        name = world.program.classes.names[classes]
        world.note(Happening.SPACECRAFT_READY, events.SPACECRAFT_READY, name)
        self.look()

    # why a relief is late ---------------------------------------------------------------------

    def lack_of_successor(self, ship: Ship) -> Cause:
        """What the successor of a vehicle that leaves at its limit lacks now (MODEL 8)."""
        world, now = self.world, self.world.now
        ships = ship.queue.ships
        for other in ships[ship.place + 1 :]:
            if other.where is Where.LOST:
                return Cause.LOSS
            if other.where is Where.FAILED:
                return Cause.DOCKING_FAILURE
            if other.where <= Where.DOCKED:
                break
        successor = world.successor(ship)
        if successor is None:
            return Cause.PLAN
        if successor.where is Where.GROUND:
            cause = self._lack_on_the_ground(successor)
            if cause is not None:
                return cause
            if successor.queue.spacing_until > now:
                return Cause.SPACING
            if world.seats.prepared_at(successor) > now:
                return Cause.PREPARATION
        elif successor.lacking is not None:
            return successor.lacking
        return Cause.SLIP if successor.slip > 0 and successor.known_date <= now else Cause.PLAN

    def _lack_on_the_ground(self, ship: Ship) -> Cause | None:
        lacked = self.lacks(ship)
        if ship.ready_at > self.world.now and not self._pad_is_down(ship):
            lacked &= ~flights.LACKS_PAD
        if lacked:
            return first_cause(lacked)
        return Cause.SCRUB if ship.retry_at >= self.world.now else None

    def _pad_is_down(self, ship: Ship) -> bool:
        world = self.world
        family = world.classes.family[ship.classes]
        return all(
            world.pads.down_since[pad] < NEVER for pad in world.program.families.pads[family]
        )


def first_cause(lacked: int) -> Cause:
    """The first cause in the declared order of what is lacking."""
    return CAUSES[lacked & -lacked]
