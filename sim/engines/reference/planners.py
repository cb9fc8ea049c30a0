"""The planners: what they know and decide on the ground (MODEL 3.1, 3.7 and 6.2)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines.program import DRAWN
from sim.engines.reference import luck as stream
from sim.engines.reference.kernel import Ranked
from sim.engines.reference.state import Queue, Ship, Where
from sim.engines.reference.world import World
from sim.outcomes import Cause, Happening
from sim.rules import events, flights
from sim.rules.flights import CARGO


class Planners:
    """Dates: re-plans, re-baselines, mergers, what is pulled forward and why."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.mishap_since = [NEVER] * len(world.classes.names)
        self.looking_at = -1

    # dates that move for good -----------------------------------------------------------------

    def take_up(self, ship: Ship) -> None:
        """A flight becomes the next of its queue: its re-plan is played, its slip drawn."""
        world, i = self.world, ship.number
        queue = world.program.queues
        shift = world.flight_duration(
            stream.REPLAN, ship, queue.replan[ship.queue.number], world.flights.pin_replan[i]
        )
        if shift and not (world.luck.quiet and world.flights.pin_replan[i] == DRAWN):
            self.replan(ship, shift)
        ship.slip = 0
        pinned = world.flights.pin_slip[i] != DRAWN
        if pinned or not world.luck.quiet:
            ship.slip = world.flight_duration(
                stream.SLIP, ship, queue.slip[ship.queue.number], world.flights.pin_slip[i]
            )

    def replan(self, ship: Ship, shift: int) -> None:
        """Move the flight, the line's later dates and the outgoing vehicle's planned return."""
        world = self.world
        before = [s for s in ship.queue.ships if s.where is Where.DOCKED and s.fit]
        outgoing = before[-1] if before else None
        allowed = flights.replanned_shift(
            ship.planned,
            shift,
            world.flights.planned_transit[ship.number],
            outgoing.limit_at if outgoing is not None else NEVER,
        )
        if allowed == 0:
            return
        self.move_from(ship, allowed)
        if outgoing is not None:
            outgoing.planned_return += allowed
            world.departures.plan(outgoing)
        world.note(Happening.REPLANNED, events.LOOK, ship.name, Cause.PLAN, f"by {allowed} s")

    def move_from(self, ship: Ship, shift: int) -> None:
        """Move the dates of a flight and of all behind it in its queue."""
        ships = ship.queue.ships
        for later in ships[ship.place :]:
            if later.where is Where.GROUND:
                later.planned += shift
                if later.planned_return < NEVER:
                    later.planned_return += shift

    def first_attempt(self, ship: Ship) -> None:
        """A long forced delay re-baselines the line; overdue cargo flights merge (MODEL 3.1)."""
        world, queue = self.world, ship.queue
        if ship.role == CARGO:
            self.merge_overdue(ship)
            return
        shift = flights.rebaseline_shift(
            world.now,
            ship.ready_at,
            ship.lacked,
            world.luck.seconds(world.program.queues.rebaseline_after[queue.number]),
        )
        if shift:
            if ship.planned_return < NEVER:
                ship.planned_return += shift
            later = queue.ships[ship.place + 1 :]
            if later:
                self.move_from(later[0], shift)
            world.note(
                Happening.REBASELINED, events.LAUNCH, ship.name, ship.lacking, f"by {shift} s"
            )

    def merge_overdue(self, ship: Ship) -> None:
        """Of the cargo flights that are overdue fly as many as requalification still asks for."""
        world = self.world
        ships = ship.queue.ships
        behind = [
            s for s in ships[ship.place + 1 :] if s.where is Where.GROUND and s.planned <= world.now
        ]
        kept = flights.overdue_kept(1 + len(behind), world.director.asked(ship))
        for merged in behind[kept - 1 :]:
            merged.where = Where.MERGED
            merged.queue.to_come -= 1
            world.note(
                Happening.MERGED, events.LAUNCH, merged.name, ship.lacking, f"into {ship.name}"
            )

    # what the planners look at ----------------------------------------------------------------

    def look(self) -> None:
        """Judge every date once more at this second, after what else happens at it.

        Called whenever something changes on which a reason to pull a flight forward depends.
        """
        now = self.world.now
        if self.looking_at != now:
            self.looking_at = now
            Ranked(self.world.env, now, events.LOOK, 0).callbacks.append(self._review)

    def _review(self, _: object) -> None:
        self.looking_at = -1
        owing = self.world.director.anything_owed()
        for queue in self.world.queues:
            head = queue.head
            if head is None or head.where is not Where.GROUND:
                continue
            if head.role != CARGO or owing or head.reason_since < NEVER:
                self.review(head)

    def review(self, ship: Ship) -> None:
        """Set when the flight stands ready, as things look now."""
        world, i = self.world, ship.number
        pinned = world.flights.pin_launch[i]
        prepared_at = world.seats.prepared_at(ship)
        spacing_until = ship.queue.spacing_until if prepared_at < 0 else -NEVER
        if pinned != DRAWN:
            at = flights.ready_at(pinned, 0, spacing_until, prepared_at)
        else:
            known = self.known_date(ship)
            at = flights.ready_at(known, ship.slip, spacing_until, prepared_at)
        if at != ship.ready_at:
            ship.ready_at = at
            ship.queue.ready.entity = i
            ship.queue.ready.set(at)

    def known_date(self, ship: Ship) -> int:
        """The planned launch in force, pulled forward if there is reason to; no late slip."""
        queue = ship.queue
        if queue.pull_by == 0:
            return ship.planned
        event = self.reason_since(ship)
        if event != ship.pulled_event:
            happening = Happening.REVERTED if event >= NEVER else Happening.PULLED_FORWARD
            self.world.note(happening, events.LOOK, ship.name)
            ship.pulled_event = event
        return flights.pulled_date(ship.planned, queue.pull_by, event, queue.pull_lead)

    def reason_since(self, ship: Ship) -> int:
        """Since when there is a reason to pull the flight forward; `NEVER` if there is none."""
        judge = self._crew_waits_for if ship.role == CARGO else self._limit_threatens
        holds = judge(ship)
        if not holds:
            ship.reason_since = NEVER
        elif ship.reason_since >= NEVER:
            ship.reason_since = self.world.now
        since = ship.reason_since
        if ship.role != CARGO:
            if self.next_of_class(ship.classes) is ship:
                since = min(since, self.mishap_since[ship.classes])
            since = min(since, self.world.seats.stranded_for(ship))
        return since

    def _limit_threatens(self, ship: Ship) -> bool:
        """Whether the vehicle it relieves reaches its limit before the planned docking.

        A gap that the plan itself has pulls nothing, nor does a vehicle that would not wait.
        """
        world, i = self.world, ship.number
        outgoing = world.outgoing(ship)
        if outgoing is None or not outgoing.fit:
            return False
        queues, line = world.program.queues, ship.queue.number
        if not queues.direct[line] and queues.patience[line] < 0:
            return False
        if world.flights.planned_gap[i]:
            ships = ship.queue.ships
            if ships[ship.place - 1] is outgoing:
                return False
        return bool(
            flights.limit_threatens(
                outgoing.limit_at, ship.planned, world.flights.planned_transit[i]
            )
        )

    def _crew_waits_for(self, cargo: Ship) -> bool:
        """Whether a crew would wait for this flight to pay requalification (MODEL 3.7)."""
        world = self.world
        if world.director.asked(cargo) == 0:
            return False
        family = world.classes.family[cargo.classes]
        for queue in world.queues[: world.program.queues.lines]:
            crew = queue.head
            if crew is None or crew.where is not Where.GROUND:
                continue
            if world.classes.family[crew.classes] != family or world.seats.flies_empty(crew):
                continue
            if flights.crew_waits_for(cargo.planned, self.crew_date(crew)):
                return True
        return False

    def crew_date(self, ship: Ship) -> int:
        """The known date of a crewed flight, as others see it."""
        pinned = self.world.flights.pin_launch[ship.number]
        return pinned if pinned != DRAWN else self.known_date(ship)

    def next_of_class(self, classes: int) -> Ship | None:
        """The next flight of a crewed class to fly: the earliest planned, then manifest order."""
        first: Ship | None = None
        for queue in self.world.queues[: self.world.program.queues.lines]:
            head = queue.head
            if head is None or head.where is not Where.GROUND or head.classes != classes:
                continue
            if first is None or (head.planned, head.number) < (first.planned, first.number):
                first = head
        return first

    # mishaps that pull the next flight of the class forward -------------------------------------

    def mishap(self, classes: int) -> None:
        """A medical return, a lost or a failed crewed flight of this class."""
        self.mishap_since[classes] = min(self.mishap_since[classes], self.world.now)
        self.look()

    def flown(self, queue: Queue) -> None:
        """The next flight of the class has flown: the mishap before it is over."""
        if queue.is_line:
            self.mishap_since[queue.classes] = NEVER
