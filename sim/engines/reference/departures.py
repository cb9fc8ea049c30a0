"""The way down: when each docked vehicle leaves, and what leaving does (MODEL 4)."""

from __future__ import annotations

from functools import partial

from simpy import Event

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.program import DRAWN
from sim.engines.reference.kernel import Process, Ranked
from sim.engines.reference.lateness import lack_of_successor
from sim.engines.reference.luck import waiting_time
from sim.engines.reference.state import Person, Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import crew, events, policy, windows
from sim.rules.flights import CARGO, LINE, later

REASONS = (
    Cause.MEDICAL,
    Cause.HANDOVER,
    Cause.PLANNED_RETURN,
    Cause.PATIENCE,
    Cause.LIMIT,
)


class Departures:
    """Every docked vehicle's process from docking to undocking, and the dates it goes by."""

    def __init__(self, world: World) -> None:
        self.world = world

    def stay(self, ship: Ship) -> Process:
        """A docked vehicle: it waits for the instant it may go, and goes."""
        self.plan(ship)
        yield ship.departure
        while self.is_held(ship) or self.waits_as_last_ship(ship):
            self.plan(ship)
            yield ship.departure
        self.undock(ship)

    def plan_line(self, ship: Ship) -> None:
        """Plan again for every docked vehicle that a change of this one may concern."""
        for other in self.world.docked:
            if other.queue is ship.queue or other.alone:
                self.plan(other)

    def plan(self, ship: Ship) -> None:
        """Set when the vehicle may leave as things are; weather and company come after."""
        if ship.where is not Where.DOCKED:
            return
        at = self.leaves_at(ship)
        if at <= self.world.now:
            at = self._after_holds(ship, at)
        ship.departure.set(at)

    def _after_holds(self, ship: Ship, at: int) -> int:
        """When a vehicle that may leave since `at` does: after its weather, then as lanes allow."""
        now = self.world.now
        if ship.fit and not ship.alone:
            at = self.after_weather(ship, self._decided(ship, at))
        return at if at > now else self._after_window(ship)

    def _decided(self, ship: Ship, at: int) -> int:
        """Since when it is decided that the vehicle leaves: a hold counts from then."""
        if ship.decided_at > self.world.now:
            ship.decided_at = max(at, self.world.now)
        return ship.decided_at

    def leaves_at(self, ship: Ship) -> int:
        """The instant at which some reason lets the vehicle go, before weather; sets the cause."""
        world = self.world
        if not ship.fit:
            ship.cause = Cause.DISPOSAL
            at = NEVER
            if not world.seats.waits_for(ship):
                since = ship.released_at if ship.released_at < NEVER else ship.unfit_since
                at = max(since, 0) + world.luck.seconds(world.classes.disposal[ship.classes])
            if ship.cleared_at < at:
                ship.cause = ship.cleared_for
                at = ship.cleared_at
            return at
        last = ship.last_day
        if ship.alone:
            company = min(
                (s.docked for s in world.docked if s is not ship and s.seated), default=NEVER
            )
            released = crew.last_ship_released(company, world.overlap(ship), last)
            if company >= NEVER and world.crewed_to_come == 0:
                released = world.now
            at = min(ship.medical_at, released)
            if at == ship.medical_at < NEVER:
                ship.cause = Cause.MEDICAL
            elif at == last:
                ship.cause = Cause.LIMIT
            return at
        handover, planned, patience, limit = self._reasons(ship, last)
        at = crew.first_departure(ship.medical_at, handover, planned, patience, limit)
        reason = crew.departure_reason(at, ship.medical_at, handover, planned, patience)
        ship.cause = REASONS[reason]
        if ship.cleared_at < at:
            ship.cause = ship.cleared_for
            at = ship.cleared_at
        return at

    def _reasons(self, ship: Ship, last: int) -> tuple[int, int, int, int]:
        """When handover, planned return, patience and limit each let it go; `NEVER` if not."""
        world = self.world
        if ship.role == CARGO:
            return NEVER, ship.planned_return, NEVER, NEVER
        successor = world.successor(ship) if ship.role == LINE else None
        if successor is None:
            return NEVER, ship.planned_return, NEVER, last
        queues, line = world.program.queues, ship.queue.number
        relieved = successor.docked if successor.where is Where.DOCKED else NEVER
        if queues.direct[line]:
            last = crew.held_until(last, relieved, self._holds(ship))
        handover = NEVER
        if relieved < NEVER:
            shortest = world.luck.seconds(queues.shortest_stay[line])
            handover = crew.handover_at(ship.docked, relieved, world.overlap(ship), last, shortest)
        if queues.direct[line]:
            return handover, NEVER, NEVER, last if relieved >= NEVER else NEVER
        patience = queues.patience[line]
        if patience < 0 or relieved <= ship.planned_return:
            return NEVER, ship.planned_return, NEVER, last
        waits = world.luck.seconds(patience)
        if crew.waits_in_patience(ship.planned_return, waits, relieved):
            return handover, NEVER, NEVER, NEVER
        return NEVER, NEVER, later(ship.planned_return, waits), last

    def after_weather(self, ship: Ship, at: int) -> int:
        """The undocking after the one return-weather hold of this vehicle (MODEL 4.4)."""
        world, i = self.world, ship.number
        pinned = world.flights.pin_undock[i]
        if pinned != DRAWN:
            return max(at, pinned)
        if ship.hold < 0:
            ship.hold = 0
            if not world.luck.quiet or world.flights.pin_hold[i] != DRAWN:
                law = world.classes.return_hold[ship.classes]
                drawn = world.flight_duration(stream.HOLD, ship, law, world.flights.pin_hold[i])
                ship.hold = max(drawn, 0)
        return at + ship.hold

    def _after_window(self, ship: Ship) -> int:
        """When landing and traffic let a vehicle go that is ready now (MODEL 4.6, 4.7).

        Both are asked again until both hold. No vehicle waits past its last day, nor for long when
        somebody is ill; an unfit one does not wait for light.
        """
        world, at = self.world, self.world.now
        dark = world.classes.landing_blackouts[ship.classes] if ship.fit else ()
        clear = world.after_traffic(windows.after_blackout(at, dark))
        while clear != at:
            at = clear
            clear = world.after_traffic(windows.after_blackout(at, dark))
        if at == world.now or (ship.fit and at > ship.last_day):
            return world.now
        if ship.medical_at <= world.now:
            ship.cause = Cause.MEDICAL
        return min(at, max(ship.medical_at, world.now))

    def is_held(self, ship: Ship) -> bool:
        """Whether a vehicle that may leave waits for weather, light or traffic (MODEL 4.4)."""
        now = self.world.now
        at = self.leaves_at(ship) if ship.fit and not ship.alone else now
        leaves = at if at > now else self._after_holds(ship, at)
        if leaves <= now:
            return False
        self._note_hold(ship, leaves)
        return True

    def _note_hold(self, ship: Ship, leaves: int) -> None:
        """Note why and for how long a vehicle stays that may leave."""
        world = self.world
        cause = Cause.WEATHER
        if self._is_ready(ship):
            dark = world.classes.landing_blackouts[ship.classes] if ship.fit else ()
            lit = windows.after_blackout(world.now, dark) == world.now
            cause = Cause.TRAFFIC if lit else Cause.WINDOW
        hold = leaves - world.now
        world.note(Happening.HOLD_BEGINS, events.UNDOCKS, ship.name, cause, "for", hold)

    def _is_ready(self, ship: Ship) -> bool:
        """Whether a vehicle that may leave has its weather behind it."""
        if not ship.fit or ship.alone:
            return True
        at, now = self.leaves_at(ship), self.world.now
        return at <= now and self.after_weather(ship, self._decided(ship, at)) <= now

    def waits_as_last_ship(self, ship: Ship) -> bool:
        """Whether an unforced departure would leave nobody aboard and must wait (MODEL 4.5)."""
        if not self.would_leave_nobody(ship, ship.cause):
            return False
        if not ship.alone:
            ship.alone = True
            self.world.note(Happening.LAST_SHIP_WAITS, events.UNDOCKS, ship.name, Cause.LAST_SHIP)
        return True

    def would_leave_nobody(self, ship: Ship, cause: Cause) -> bool:
        """Whether it is the last ship, a crew is to come and the cause does not force it to go."""
        world = self.world
        if not ship.fit or cause in (Cause.LIMIT, Cause.MEDICAL):
            return False
        return bool(
            crew.last_ship_waits(
                world.ledger.aboard,
                len(ship.seated),
                world.now,
                ship.last_day,
                world.crewed_to_come,
            )
        )

    def clear(self, ship: Ship) -> None:
        """Send a vehicle off to clear its port: at once, or after its weather (MODEL 3.2)."""
        world = self.world
        ship.cleared_at = world.now
        ship.cleared_for = Cause.PORT_CLEARED
        world.note(Happening.PORT_CLEARED, events.LAUNCH, ship.name, Cause.PORT_CLEARED)
        if self._sends_off(ship) <= world.now:
            ship.departure.ring()

    def send_home(self, stock: str) -> None:
        """A stock is low: the crew vehicle with the earliest planned return leaves (MODEL 6.7).

        None while one waits as the last ship, nor one that would leave nobody aboard.
        """
        world = self.world
        if any(s.alone for s in world.docked):
            return
        there = [
            s
            for s in world.docked
            if s.role != CARGO and s.fit and s.seated and s.cleared_at >= NEVER
        ]
        ship = min(there, key=lambda s: (s.planned_return, s.port), default=None)
        if ship is None or len(ship.seated) == world.ledger.aboard:
            return
        ship.cleared_at = world.now
        ship.cleared_for = Cause.POLICY
        world.note(Happening.SENT_HOME, events.STOCK_RESERVE, ship.name, Cause.POLICY, stock)
        self._sends_off(ship)

    def _sends_off(self, ship: Ship) -> int:
        """Set when a cleared vehicle leaves: now, or after its weather."""
        at = self._after_holds(ship, self.leaves_at(ship))
        if at > self.world.now:
            self._note_hold(ship, at)
        ship.departure.set(at)
        return at

    def undock(self, ship: Ship) -> None:
        """The vehicle leaves with everybody seated in it and frees its port."""
        world, ledger, now = self.world, self.world.ledger, self.world.now
        pinned = world.flights.pin_undock[ship.number]
        if pinned not in (DRAWN, now):
            world.unmet_pins.append(f"{ship.name}: undock")
        begun_by = ship.cause
        if begun_by in (Cause.LIMIT, Cause.PATIENCE):
            begun_by = lack_of_successor(world, ship)
        if self._was_held(ship):
            world.note(Happening.HELD, events.UNDOCKS, ship.name, Cause.LIMIT)
        ship.where = Where.GONE
        ship.undocked = world.operated_at = now
        world.docked.remove(ship)
        world.ports[ship.port] = -1
        world.ground.comes_back(ship)
        if ship.role != CARGO:
            ledger.advance(now)
            self._go_home(ship)
            ledger.settle(now, begun_by, ship.number)
        world.note(Happening.UNDOCKS, events.UNDOCKS, ship.name, ship.cause)
        world.stocks.undocks()
        if ship.role != CARGO:
            self.plan_line(ship)
            world.planners.look()
        world.director.look()

    def _was_held(self, ship: Ship) -> bool:
        """Whether it is past its limit for more than its weather, as its line holds it (6.8)."""
        world = self.world
        pinned = world.flights.pin_undock[ship.number] != DRAWN
        if not self._holds(ship) or not ship.fit or pinned:
            return False
        last = crew.last_day(ship.limit_at, world.waiver_for(ship))
        return last < world.now - max(ship.hold, 0)

    def _holds(self, ship: Ship) -> int:
        """1 if its line holds it past its last day until its successor docks (MODEL 6.8)."""
        program = self.world.program
        hold = program.queues.hold[ship.queue.number]
        return policy.holds_for(hold, ship.last_day, program.levers.hold_from)

    def _go_home(self, ship: Ship) -> None:
        """Everybody seated in the ship is gone, and so are the seats it had for others."""
        world = self.world
        if ship.seated:
            world.seats.count_past_limit(ship)
        for person in ship.seated:
            person.aboard = False
            world.ledger.goes_home(person, world.now)
        ship.seated = []
        world.seats.void(ship)
        world.seats.reserve()
        world.seats.count()

    # illness and unfitness of whoever has docked -------------------------------------------------

    def expose(self, ship: Ship, people: list[Person]) -> None:
        """Start the clocks of a crew vehicle that has docked: its own and its people's.

        `people` are those who came with it, or on ``as_of`` those who are aboard for it, with or
        without a seat.
        """
        world, luck, now = self.world, self.world.luck, self.world.now
        i = ship.number
        unfit_at = world.flights.pin_unfit[i]
        if unfit_at != DRAWN:
            unfit_at = self._no_earlier_than_now(ship, unfit_at, "unfit")
        else:
            unfit_at = NEVER
            rate = luck.inputs[world.classes.unfit_rate[ship.classes]]
            if rate > 0 and not luck.quiet:
                unfit_at = now + waiting_time(
                    luck.row[world.flight_position(stream.UNFIT, ship)], rate
                )
        if ship.fit and now <= unfit_at < world.program.until:
            fails = Ranked(world.env, unfit_at, events.UNFIT, i)
            fails.callbacks.append(partial(self._fails, ship))
        self._expose_people(ship, people)

    def _expose_people(self, ship: Ship, people: list[Person]) -> None:
        world, luck, now = self.world, self.world.luck, self.world.now
        pinned = world.flights.pin_medical[ship.number]
        if pinned != DRAWN:
            at = self._no_earlier_than_now(ship, pinned, "medical_return")
            if at < world.program.until:
                entity = len(world.people) + ship.number  # behind everybody's own illness
                ill = Ranked(world.env, at, events.FALLS_ILL, entity)
                ill.callbacks.append(partial(self._first_seated_falls_ill, ship))
            return
        rate = luck.inputs[world.program.people.medical_rate]
        if rate <= 0 or luck.quiet:
            return
        for person in people:
            place = world.program.luck.person[stream.ILLNESS] + person.number
            at = now + waiting_time(luck.row[place], rate)
            if at < world.program.until:
                ill = Ranked(world.env, at, events.FALLS_ILL, person.number)
                ill.callbacks.append(partial(self._falls_ill, person))

    def _no_earlier_than_now(self, ship: Ship, pinned: int, what: str) -> int:
        """When a pinned mishap is played: not before the vehicle has docked (MODEL 1.4)."""
        now = self.world.now
        if 0 <= pinned < now:
            self.world.unmet_pins.append(f"{ship.name}: {what}")
            return now
        return pinned

    def _fails(self, ship: Ship, _: Event) -> None:
        if ship.where is Where.DOCKED and ship.fit:
            self.world.ledger.advance(self.world.now)
            self.world.seats.becomes_unfit(ship)

    def _first_seated_falls_ill(self, ship: Ship, event: Event) -> None:
        """A pinned illness strikes the first person seated in that vehicle."""
        if ship.where is Where.DOCKED and ship.seated:
            self._falls_ill(ship.seated[0], event)
        else:
            self.world.unmet_pins.append(f"{ship.name}: medical_return")

    def _falls_ill(self, person: Person, _: Event) -> None:
        """The patient's vehicle leaves after a short lead with all its people (MODEL 5.3)."""
        world = self.world
        if not person.aboard:
            return
        ship = person.seat
        world.note(Happening.FALLS_ILL, events.FALLS_ILL, person.name, Cause.MEDICAL)
        if ship is None:
            world.ledger.unmet_medical += 1
            world.note(Happening.UNMET_MEDICAL, events.FALLS_ILL, person.name, Cause.MEDICAL)
            return
        place = world.program.luck.person[stream.LEAD] + person.number
        pinned = world.flights.pin_lead[ship.number]
        lead = (
            pinned
            if pinned != DRAWN
            else world.luck.duration(world.program.people.medical_lead, place)
        )
        ship.medical_at = min(ship.medical_at, world.now + max(lead, 0))
        world.planners.mishap(ship.classes)
        self.plan(ship)
