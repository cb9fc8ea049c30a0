"""The books of the planners' levers that the audit keeps from the event log (MODEL 6.4 to 6.13)."""

from __future__ import annotations

from collections.abc import Callable

from sim.core.clock import NEVER
from sim.engines.program import Pads
from sim.engines.reference.pad_books import PadBooks, is_down_on_as_of
from sim.engines.reference.state import Person, Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import Happening, LogRow


def _down_since(pads: Pads, pad: int) -> int:
    """Since when a pad is down on ``as_of``; `NEVER` if it is up."""
    pinned = [begins for begins, ends in pads.pin_outages[pad] or () if begins <= 0 < ends]
    return min((at for at in (pads.outage_since[pad], *pinned) if at <= 0), default=NEVER)


class LeverBooks:
    """Since when each family cannot launch, and what each lever may and must do then.

    Parameters
    ----------
    world : World
    demand : callable
        Takes whether a rule holds, the rule, and what was found; raises if it does not.
    books : PadBooks
        They read a row of the log before these books do.
    """

    def __init__(
        self, world: World, demand: Callable[[bool, str, str], None], books: PadBooks
    ) -> None:
        self.world = world
        self.demand = demand
        self.books = books
        pads, families = world.program.pads, world.program.families
        self.dormant = {pad for pad, kind in enumerate(pads.activation) if kind >= 0}
        self.down = {pad for pad in range(len(pads.names)) if is_down_on_as_of(pads, pad)}
        self.stood_down = {f for f, since in enumerate(families.grounded_since) if since < NEVER}
        self.pads_since = [NEVER] * len(families.names)
        self.unable_since = [NEVER] * len(families.names)
        for family, of_family in enumerate(families.pads):
            if self._no_pad(family):
                outages = [_down_since(pads, p) for p in of_family if p not in self.dormant]
                self.pads_since[family] = max(outages, default=0)
            pinned = [begins for begins, _ in families.pin_stand_downs[family] or () if begins < 0]
            if pinned:
                self.stood_down.add(family)
            began = (self.pads_since[family], families.grounded_since[family], *pinned)
            self.unable_since[family] = min(began)
        self.pad_ordered = NEVER
        self.flight_ordered = False
        self.reserve = world.program.levers.reserve_class
        self.swapped_to: dict[str, int] = {}
        self.new_seat: dict[int, int] = {}  # when somebody last changed seats
        self.on_list_of: dict[int, Ship] = {}
        self.ship_named = {ship.name: ship for ship in world.ships}
        self.person_named = {person.name: person for person in world.people}
        lines = world.program.queues.classes[: world.program.queues.lines]
        self.of_lines = set(lines)

    # what is read -----------------------------------------------------------------------------

    def reads(self, row: LogRow) -> None:
        """Enter a row of the log, and ask of a lever whether it may act."""
        program, happening = self.world.program, row.happening
        if happening in (Happening.PAD_DAMAGED, Happening.PAD_OUTAGE):
            self.down.add(program.pads.names.index(row.entity))
            self._notes(row.second)
        elif happening in (Happening.REPAIRED, Happening.PAD_TAKES_CREWS):
            pad = program.pads.names.index(row.entity)
            if self.books.takes_crews(pad):
                self.down.discard(pad)
            self._notes(row.second)
        elif happening in (Happening.STAND_DOWN_BEGINS, Happening.STAND_DOWN_ENDS):
            family = {program.families.names.index(row.entity)}
            begins = happening is Happening.STAND_DOWN_BEGINS
            self.stood_down = self.stood_down | family if begins else self.stood_down - family
            self._notes(row.second)
        elif happening is Happening.PAD_ORDERED:
            self._pad_ordered(program.pads.names.index(row.entity), row.second)
        elif happening is Happening.PAD_ACTIVATED:
            self._pad_activated(program.pads.names.index(row.entity), row.second)
        elif happening is Happening.EARLY_RETURN:
            self._early_return(self.person_named[row.entity])
        elif happening is Happening.FLIGHT_ORDERED:
            self._flight_ordered(self.ship_named[row.entity])
        elif happening is Happening.SWAPPED:
            self._swapped(self.person_named[row.entity], self.ship_named[row.detail])
        elif happening is Happening.SEAT_CHANGED:
            self.new_seat[self.person_named[row.entity].number] = row.second
        elif happening is Happening.RESERVE_TAKEN:
            self._reserve_taken(self.ship_named[row.entity])
        elif happening is Happening.LAUNCHES:
            extra = self.ship_named[row.entity].number == program.levers.order_flight
            rule = "an extra flight flies when it has been ordered"
            self.demand(self.flight_ordered or not extra, rule, row.entity)

    def _no_pad(self, family: int) -> bool:
        """Whether none of the family's pads is up for crews."""
        pads = set(self.world.program.families.pads[family])
        return pads <= self.down | self.dormant

    def _notes(self, now: int) -> None:
        """Note since when each family cannot launch, as the log has it now."""
        for family in range(len(self.unable_since)):
            no_pad = self._no_pad(family)
            self.pads_since[family] = min(self.pads_since[family], now) if no_pad else NEVER
            unable = no_pad or family in self.stood_down
            self.unable_since[family] = min(self.unable_since[family], now) if unable else NEVER

    def _for_long(self, since: int, after: int, decided_on: int) -> bool:
        """Whether both were so long ago: the last launch that could be, and the decision."""
        now = self.world.now
        return after < NEVER and max(since, decided_on) + after <= now

    def _pad_ordered(self, pad: int, now: int) -> None:
        levers, families = self.world.program.levers, self.world.program.families
        long = any(
            pad in families.pads[family]
            and self._for_long(since, levers.activate_after, levers.activate_from)
            for family, since in enumerate(self.pads_since)
        )
        first = self.pad_ordered >= NEVER and pad in self.dormant
        rule = "a dormant pad is ordered once, after its families' pads were long down"
        name = self.world.program.pads.names[pad]
        self.demand(pad == levers.activate_pad and first and long, rule, name)
        self.pad_ordered = now

    def _pad_activated(self, pad: int, now: int) -> None:
        program = self.world.program
        takes = self.world.luck.seconds(program.pads.activation[pad])
        rule = "a dormant pad is up when its activation is over"
        self.demand(now == self.pad_ordered + takes, rule, program.pads.names[pad])
        self.dormant.remove(pad)
        self._notes(now)

    def _early_return(self, person: Person) -> None:
        ship, program = person.seat, self.world.program
        long = ship is not None and self._for_long(
            self._unable_since(ship.classes), program.levers.early_after, program.levers.early_from
        )
        named = person.home == program.people.early_home[person.number] >= 0
        rule = "who goes home early has a seat in a ship of a class that has long been unable"
        self.demand(person.aboard and long and named, rule, person.name)

    def _flight_ordered(self, ship: Ship) -> None:
        levers = self.world.program.levers
        long = self._waits_for_order(ship)
        rule = "an extra flight is ordered once, after a line has long been unable"
        once = ship.number == levers.order_flight and not self.flight_ordered
        self.demand(once and long, rule, ship.name)
        self.flight_ordered = True

    def _waits_for_order(self, extra: Ship) -> bool:
        levers = self.world.program.levers
        after, decided_on = levers.order_after, levers.order_from
        return any(self._for_long(since, after, decided_on) for since in self._others(extra))

    def _others(self, ship: Ship) -> list[int]:
        """Since when the classes of lines that share no family with the ship cannot launch."""
        families = self.world.classes.families
        own = set(families[ship.classes])
        others = [classes for classes in self.of_lines if own.isdisjoint(families[classes])]
        return [self._unable_since(classes) for classes in others]

    def _unable_since(self, classes: int) -> int:
        """Since when none of the families of a class can launch."""
        return max(self.unable_since[family] for family in self.world.classes.families[classes])

    def _swapped(self, person: Person, to: Ship) -> None:
        """Somebody of a donor's flies with a carrier, or has the seat that became free there."""
        world, levers = self.world, self.world.program.levers
        origin = self.on_list_of.get(person.number)
        rule = "who is swapped leaves the crew list of a line"
        found = f"{person.name} to {to.name}"
        self.demand(origin is not None and origin.queue.is_line, rule, found)
        if origin is None:
            return
        forth = self._long_unable(origin)
        rule = "people are swapped with a line that has long been unable, by one of other families"
        families = [set(world.classes.families[ship.classes]) for ship in (origin, to)]
        apart = families[0].isdisjoint(families[1])
        self.demand(apart and (forth or self._long_unable(to)), rule, found)
        rule = "a carrier takes so many and nobody while the stranded need a seat"
        if forth:
            self.swapped_to[to.name] = self.swapped_to.get(to.name, 0) + 1
        count = self.swapped_to.get(to.name, 0)
        self.demand(count <= levers.swap_seats and world.seats.need() <= 0, rule, found)
        rule = "a donor keeps its fewest to fly and somebody of its own segment"
        home = world.program.queues.home_segment[origin.queue.number]
        kept = len(origin.crew) >= world.classes.crew_to_fly[origin.classes]
        kept = kept and any(p.segment == home for p in origin.crew)
        self.demand(person not in origin.crew and (kept or not forth), rule, found)
        rule = "who is swapped belongs to the flight they are swapped to"
        self.demand(person in to.crew and person.line == to.queue.number, rule, found)

    def _long_unable(self, ship: Ship) -> bool:
        """Whether its class has been unable to launch long enough for a seat swap."""
        since, levers = self._unable_since(ship.classes), self.world.program.levers
        return self._for_long(since, levers.swap_after, levers.swap_from)

    def _reserve_taken(self, ship: Ship) -> None:
        """It flies once, for somebody; and not before it was decided and prepared (MODEL 6.13)."""
        world, levers = self.world, self.world.program.levers
        rule = "the reserve spacecraft flies once, as a rescue of its class"
        for_whom = [
            person
            for person in world.seats.stranded
            if person.failed is not None and person.failed.queue is ship.queue
        ]
        once = ship.classes == self.reserve and bool(for_whom)
        self.demand(once, rule, ship.name)
        waiting = [p.stranded_since for p in for_whom if p.reserved is None]
        ready = levers.reserve_from
        if min(waiting, default=NEVER) < levers.reserve_from:
            ready += world.luck.seconds(levers.reserve_preparation)
        rule = "the reserve spacecraft flies when that is decided and it is prepared"
        self.demand(world.now >= ready, rule, ship.name)
        self.reserve = -1

    # what is seen -----------------------------------------------------------------------------

    def looks(self) -> None:
        """Ask whether what has to be done has been done, at the end of every second."""
        world, levers = self.world, self.world.program.levers
        if levers.swap_after < NEVER:
            self.on_list_of = {
                person.number: ship
                for ship in world.ships
                if ship.where is Where.GROUND
                for person in ship.crew
            }
        if world.env.peek() <= world.now:
            return
        rule = "a lever acts when its time has come"
        if levers.activate_after < NEVER and self.pad_ordered >= NEVER:
            for family, since in enumerate(self.pads_since):
                waits = levers.activate_pad in world.program.families.pads[family]
                waits = waits and self._for_long(since, levers.activate_after, levers.activate_from)
                self.demand(not waits, rule, world.program.pads.names[levers.activate_pad])
        if levers.order_after < NEVER and not self.flight_ordered:
            extra = world.ships[levers.order_flight]
            self.demand(not self._waits_for_order(extra), rule, extra.name)
        if levers.early_after < NEVER:
            self._who_should_go_early(rule)

    def _who_should_go_early(self, rule: str) -> None:
        """Ask at the instant at which the lever is looked at: later who takes a seat keeps it."""
        world, levers = self.world, self.world.program.levers
        for person, home in zip(world.people, world.program.people.early_home, strict=True):
            if home < 0 or not person.aboard or person.seat is None:
                continue
            if self.new_seat.get(person.number) == world.now:
                continue
            since = self._unable_since(person.seat.classes)
            looked_at = max(since, levers.early_from) + levers.early_after
            if since < NEVER and max(looked_at, 0) == world.now:
                self.demand(person.home == home, rule, f"{person.name} goes home as before")
