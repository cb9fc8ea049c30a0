"""The planners: what they know and decide on the ground (MODEL 3.1, 3.7 and 6.2)."""

from __future__ import annotations

from sim.core.clock import NEVER
from sim.engines import stream
from sim.engines.program import DRAWN
from sim.engines.reference.kernel import Ranked
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Cause, Happening
from sim.rules import events, flights
from sim.rules.flights import CARGO


class Planners:
    """Dates: re-plans, re-baselines, mergers, what is pulled forward and why."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.mishap_since = [NEVER] * len(world.classes.names)
        self.pulled_after_mishap: list[Ship | None] = [None] * len(world.classes.names)
        self.looking_at = -1

    # dates that move for good -----------------------------------------------------------------

    def take_up(self, ship: Ship) -> None:
        """A flight becomes the next of its queue: its re-plan is played, its slip drawn."""
        world, i = self.world, ship.number
        queue = world.program.queues
        ship.queue.turn_since = world.now
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
            outgoing.planned_limit if outgoing is not None else NEVER,
        )
        if allowed == 0:
            return
        self.move_from(ship, allowed)
        if outgoing is not None:
            outgoing.planned_return += allowed
            world.departures.plan(outgoing)
            world.director.look()
        world.note(Happening.REPLANNED, events.LOOK, ship.name, Cause.PLAN, "by", allowed)

    def move_from(self, ship: Ship, shift: int) -> None:
        """Move the dates of a flight and of all behind it in its queue."""
        ships = ship.queue.ships
        for later in ships[ship.place :]:
            if later.where is Where.GROUND:
                later.planned += shift
                if later.planned_return < NEVER:
                    later.planned_return += shift

    def first_attempt(self, ship: Ship) -> None:
        """A long forced delay re-baselines the line; overdue cargo flights merge (MODEL 3.1).

        A stated planned return moves with a delayed flight.
        """
        world, queue = self.world, ship.queue
        if ship.role == CARGO:
            self.merge_overdue(ship)
        if not queue.is_line:
            if ship.planned_return < NEVER:
                ship.planned_return += max(0, world.now - ship.planned)
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
            world.note(Happening.REBASELINED, events.LAUNCH, ship.name, ship.lacking, "by", shift)

    def merge_overdue(self, ship: Ship) -> None:
        """Of the cargo flights that are overdue fly as many as requalification still asks for."""
        world = self.world
        ships = ship.queue.ships
        behind = [
            s for s in ships[ship.place + 1 :] if s.where is Where.GROUND and s.planned <= world.now
        ]
        kept = flights.overdue_kept(1 + len(behind), world.ground.asked(ship))
        for merged in behind[kept - 1 :]:
            merged.where = Where.MERGED
            merged.queue.to_come -= 1
            world.note(
                Happening.MERGED, events.LAUNCH, merged.name, ship.lacking, "into", ship.name
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
        self._settle_mishaps()
        owing = self.world.ground.anything_owed()
        for queue in self.world.queues:
            head = queue.head
            if head is None or head.where is not Where.GROUND:
                continue
            if head.role != CARGO or owing or head.reason_since < NEVER:
                self.review(head)

    def review_rescues(self, ship: Ship) -> None:
        """The reserve craft has gone with a flight: every other rescue has its own preparation."""
        for queue in self.world.queues[: self.world.program.queues.lines]:
            head = queue.head
            if head is not None and head is not ship and head.where is Where.GROUND:
                self.review(head)

    def review(self, ship: Ship) -> None:
        """Set the known date of the flight, and when it stands ready, as things look now.

        A flight that has been attempted keeps its date.
        """
        if ship.scrubs:
            return
        world, queue = self.world, ship.queue
        pinned = world.flights.pin_launch[ship.number]
        slip = ship.slip
        if pinned != DRAWN:
            ship.known_date, slip = pinned, 0
        elif queue.pull_by == 0:
            ship.known_date = ship.planned
        else:
            ship.known_date = self._pulled_date(ship)
        prepared_at = world.seats.prepared_at(ship)
        if pinned == DRAWN:
            ship.known_date = min(ship.known_date, world.ground.reserve_at(ship))
        spacing_until = queue.spacing_until if prepared_at == -NEVER else -NEVER
        at = flights.ready_at(ship.known_date, slip, queue.turn_since, spacing_until, prepared_at)
        if at != ship.ready_at:
            ship.ready_at = at
            queue.ready.entity = ship.number
            queue.ready.set(at)

    def _pulled_date(self, ship: Ship) -> int:
        """The planned launch, pulled forward if there is reason to."""
        queue, event = ship.queue, self._reason_since(ship)
        if event != ship.pulled_event:
            happening = Happening.REVERTED if event >= NEVER else Happening.PULLED_FORWARD
            self.world.note(happening, events.LOOK, ship.name)
            ship.pulled_event = event
        return flights.pulled_date(ship.planned, queue.pull_by, event, queue.pull_lead)

    def _reason_since(self, ship: Ship) -> int:
        """Since when there is a reason to pull the flight forward; `NEVER` if there is none."""
        if ship.role == CARGO:
            holds = ship.planned > self.world.now and self.crew_waits_for(ship)
        else:
            holds = self._limit_threatens(ship)
        if not holds:
            ship.reason_since = NEVER
        elif ship.reason_since >= NEVER:
            ship.reason_since = self.world.now
        since = ship.reason_since
        if ship.role != CARGO:
            if self.pulled_after_mishap[ship.classes] is ship:
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
                outgoing.planned_limit, ship.planned, world.flights.planned_transit[i]
            )
        )

    def crew_waits_for(self, cargo: Ship) -> bool:
        """Whether a crew would wait for this flight to pay requalification (MODEL 3.7).

        Judged on its planned launch, or on today if that is past.
        """
        world = self.world
        if world.ground.asked(cargo) == 0:
            return False
        for queue in world.queues:
            crew = queue.head
            if crew is None or crew.role == CARGO or crew.where is not Where.GROUND:
                continue
            shared = world.levers.share_a_family(crew.classes, cargo.classes)
            if not shared or world.seats.flies_empty(crew):
                continue
            if flights.crew_waits_for(max(cargo.planned, world.now), crew.known_date):
                return True
        return False

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

    def _settle_mishaps(self) -> None:
        """Which flight is the next after a mishap, when the planners first look after it."""
        for classes, since in enumerate(self.mishap_since):
            if since < NEVER and self.pulled_after_mishap[classes] is None:
                self.pulled_after_mishap[classes] = self.next_of_class(classes)

    def flown(self, ship: Ship) -> None:
        """The flight that was next after a mishap has flown: the mishap is over."""
        if self.pulled_after_mishap[ship.classes] is ship:
            self.mishap_since[ship.classes] = NEVER
            self.pulled_after_mishap[ship.classes] = None
