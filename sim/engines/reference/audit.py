"""The audit: the invariants of MODEL 11, asked after every event of a replication.

It keeps books of its own: where every person and every ship was (`whereabouts`), when each pad is
up (`pad_books`), what may launch (`launch_books`), when light and traffic let anything launch or
leave (`lane_books`), how long each vehicle may stay (`stay_books`), what the planners' levers may
do (`lever_books`), what is left of the stocks (`stock_books`), what the outcomes add up to
(`recount`). It reads the world and changes nothing, so an audited run gives the same rows as any
other.
"""

from __future__ import annotations

from collections import Counter
from typing import NoReturn

from sim.core.clock import NEVER, format_duration
from sim.engines.reference.lane_books import LaneBooks
from sim.engines.reference.launch_books import LaunchBooks
from sim.engines.reference.lever_books import LeverBooks
from sim.engines.reference.operations import Operations
from sim.engines.reference.pad_books import PadBooks
from sim.engines.reference.recount import Recount
from sim.engines.reference.state import Ship
from sim.engines.reference.stay_books import StayBooks
from sim.engines.reference.stock_books import StockBooks
from sim.engines.reference.whereabouts import Whereabouts
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import LogRow
from sim.rules.flights import CARGO

MOST_EVENTS_IN_A_SECOND = 10_000
"""Many times what any station has to do at one instant: more is an endless loop."""


class AuditError(Exception):
    """An invariant of the model does not hold: a mistake in the engine, not in a scenario.

    Parameters
    ----------
    seed, replication : int
        The address at which it can be replayed.
    second : int
        Since ``as_of``.
    rule : str
        The invariant that is broken.
    found : str
        What was found instead.
    """

    def __init__(self, seed: int, replication: int, second: int, rule: str, found: str) -> None:
        super().__init__(seed, replication, second, rule, found)
        self.seed = seed
        self.replication = replication
        self.second = second
        self.rule = rule
        self.found = found

    def __str__(self) -> str:
        """Say where, when and what."""
        at = f"second {self.second} ({format_duration(self.second)})" if self.second else "as_of"
        return f"seed {self.seed}, replication {self.replication}, {at}: {self.rule}: {self.found}"


class AuditedOperations(Operations):
    """One replication, audited after every event."""

    def play(self) -> World:
        """Play from ``as_of`` to ``until`` and audit as it goes."""
        world = self.world
        env, until = world.env, world.program.until
        audit = Audit(world)
        self.set_up()
        audit.looks()
        while env.peek() < until:
            env.step()
            audit.looks()
        audit.asks_who_waits()
        env.run(until=until)
        self.wind_up()
        audit.compares()
        return world


COURSES = {
    (Where.GROUND, Where.FLYING),
    (Where.GROUND, Where.LOST),
    (Where.GROUND, Where.MERGED),
    (Where.FLYING, Where.DOCKED),
    (Where.FLYING, Where.FAILED),
    (Where.DOCKED, Where.GONE),
}


class Witness(list[LogRow]):
    """An event log that shows every row to the audit at the instant it is written."""

    def __init__(self, audit: Audit) -> None:
        super().__init__()
        self.audit = audit

    def append(self, row: LogRow) -> None:
        """Keep the row and show it."""
        super().append(row)
        self.audit.recount.reads(row)
        self.audit.books.reads(row)
        self.audit.pads.reads(row)
        self.audit.stays.reads(row)
        self.audit.lanes.reads(row)
        self.audit.stocks.reads(row)
        self.audit.levers.reads(row)


class Audit:
    """What the audit knows of one replication.

    Parameters
    ----------
    world : World
        Before anything is set up in it; its log is kept from now on.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.now = 0
        self.events = 0
        self.recount = Recount(world)
        self.where = [Where.DOCKED if at < NEVER else Where.GROUND for at in world.flights.docked]
        self.whereabouts = Whereabouts(world, self.breaks)
        self.pads = PadBooks(world, self.demand)
        self.books = LaunchBooks(world, self.demand, self.pads)
        self.lanes = LaneBooks(world, self.demand)
        self.stocks = StockBooks(world, self.demand)
        self.levers = LeverBooks(world, self.demand, self.pads)
        self.stays = StayBooks(world, self.demand, self.lanes)
        world.log = Witness(self)

    def demand(self, holds: bool, rule: str, found: str) -> None:
        """Raise an `AuditError` unless the rule holds."""
        if not holds:
            self.breaks(rule, found)

    def breaks(self, rule: str, found: str) -> NoReturn:
        """Raise an `AuditError`."""
        at = self.world.luck.address
        raise AuditError(at.seed, at.replication, self.world.now, rule, found)

    # after every event ------------------------------------------------------------------------

    def looks(self) -> None:
        """Ask every invariant of the world as it stands."""
        world = self.world
        self.demand(world.now >= self.now, "time never goes back", f"from second {self.now}")
        self.events = self.events + 1 if world.now == self.now else 1
        self.demand(self.events <= MOST_EVENTS_IN_A_SECOND, "no endless loop", "still this second")
        self.now = world.now
        self._ships()
        self._seats()
        self._ports()
        self._pads()
        self.whereabouts.looks()
        self.stays.looks()
        self._counts()
        if world.env.peek() > world.now:
            self._nobody_is_forgotten()
            self.pads.second_ends(world.now)
            self.books.second_ends(world.now)
        self.stocks.looks()
        self.levers.looks()
        self.recount.looks()

    def _ships(self) -> None:
        """Every ship flies once, and the list of docked ships is right."""
        for ship in self.world.ships:
            before, now = self.where[ship.number], ship.where
            if now is not before:
                self.demand(
                    (before, now) in COURSES,
                    "a ship flies once",
                    f"{ship.name} goes from {before.name} to {now.name}",
                )
                self.where[ship.number] = now
        docked = [ship.number for ship in self.world.ships if ship.where is Where.DOCKED]
        listed = sorted(ship.number for ship in self.world.docked)
        self.demand(docked == listed, "the docked ships are listed once", f"{listed}, not {docked}")

    def _seats(self) -> None:
        """Seats are never over-assigned, aboard or on the way."""
        world = self.world
        fitted_in = Counter(p.reserved.number for p in world.seats.stranded if p.reserved)
        for ship in world.docked:
            taken, seats = (
                len(ship.seated) + fitted_in[ship.number],
                world.classes.seats[ship.classes],
            )
            if taken > seats:
                self.breaks("seats are never over-assigned", f"{taken} of {seats} in {ship.name}")
            if taken and not ship.fit:
                self.breaks("an unfit ship has no seats", f"{taken} in {ship.name}")
        for person in world.people:
            ship_held = person.reserved
            if ship_held is None:
                continue
            if ship_held.where is not Where.DOCKED or person not in world.seats.stranded:
                rule = "a seat is fitted for the stranded, in a docked ship"
                self.breaks(rule, f"for {person.name} in {ship_held.name}")
        empty = 0
        for ship in world.ships:
            if ship.where <= Where.FLYING:
                crew, seats = len(ship.crew), world.classes.seats[ship.classes]
                if crew + ship.empty_seats > seats or len(ship.own_crew) != crew:
                    self.breaks("a crew fits its ship", f"{crew} in {ship.name}")
            if ship.where is Where.FLYING:
                empty += ship.empty_seats
            elif ship.empty_seats:
                self.breaks("only a flying ship brings empty seats", ship.name)
        on_the_way = world.seats.on_the_way
        self.demand(
            on_the_way == empty,
            "the empty seats on the way are those of the flying ships",
            f"{on_the_way}, not {empty}",
        )

    def _ports(self) -> None:
        """Ports are never over-occupied, and agree with the ships."""
        world = self.world
        holding: dict[int, Ship] = {}
        for ship in world.ships:
            scrubbed = ship.where is Where.GROUND and ship.pad >= 0
            if scrubbed or ship.where is Where.FLYING or ship.where is Where.DOCKED:
                other = holding.setdefault(ship.port, ship)
                if other is not ship:
                    self.breaks("a port holds one ship", f"{other.name} and {ship.name}")
                accepted = (*world.classes.ports[ship.classes], world.flights.port[ship.number])
                if ship.port not in accepted:
                    self.breaks("a port accepts its ship", f"port {ship.port}, {ship.name}")
        kept = {port: number for port, number in enumerate(world.ports) if number >= 0}
        own = {port: ship.number for port, ship in holding.items()}
        self.demand(kept == own, "ports and ships agree", f"ports say {kept}, ships {own}")

    def _pads(self) -> None:
        """Pads are held by scrubbed flights alone; families, pads and books agree."""
        world, pads = self.world, self.world.pads
        held = {s.pad: s.number for s in world.ships if s.pad >= 0 and s.where is Where.GROUND}
        kept = {pad: number for pad, number in enumerate(pads.holder) if number >= 0}
        self.demand(kept == held, "pads and flights agree", f"pads say {kept}, flights {held}")
        self.demand(
            all(n >= 0 for n, kind in zip(world.spacecraft, world.classes.reusable, strict=True)),
            "nobody flies a spacecraft that is not there",
            f"{world.spacecraft}",
        )
        self.books.agree()
        self.pads.looks()

    def _counts(self) -> None:
        """What the world keeps count of is what is there."""
        world, ledger = self.world, self.world.ledger
        aboard = [person for person in world.people if person.aboard]
        self._equal("people aboard", ledger.aboard, len(aboard))
        for segment in range(len(ledger.by_segment)):
            there = sum(1 for person in aboard if person.segment == segment)
            self._equal(f"people of segment {segment}", ledger.by_segment[segment], there)
        for line in range(len(ledger.by_line)):
            there = sum(1 for person in aboard if person.line == line)
            self._equal(f"people of line {line}", ledger.by_line[line], there)
        crewed = 0
        for queue in world.queues:
            still = [s for s in queue.ships if s.where is Where.GROUND or s.where is Where.FLYING]
            self._equal(f"flights of {queue.name} to come", queue.to_come, len(still))
            if queue.is_line:
                to_come = ledger.line_to_come[queue.number]
                self._equal(f"flights of {queue.name} counted on", to_come, len(still))
            crewed += sum(1 for s in still if s.role != CARGO and s.planned < NEVER)
        self._equal("crewed flights to come", world.crewed_to_come, crewed)
        self._equal("the stranded", ledger.stranded, len(world.seats.stranded))
        self._equal("people without a lifeboat", ledger.no_lifeboat, self.recount.no_lifeboat())

    def _equal(self, what: str, counted: int, there: int) -> None:
        if counted != there:
            self.breaks(f"{what} are counted", f"{counted}, not {there}")

    def _nobody_is_forgotten(self) -> None:
        """At the end of a second: a flight that is ready and lacks nothing has gone."""
        world = self.world
        for queue in world.queues:
            head = queue.head
            if head is None or head.where is not Where.GROUND:
                continue
            if head.ready_at <= world.now and head.retry_at <= world.now:
                self.demand(
                    world.director.lacks(head) != 0,
                    "a flight that lacks nothing goes",
                    f"{head.name} still stands on the ground",
                )

    # at until ---------------------------------------------------------------------------------

    def asks_who_waits(self) -> None:
        """Every flight that still waits has a named reason: its turn, its date, or what it lacks.

        Called when everything before ``until`` has been played.
        """
        world, until = self.world, self.world.program.until
        self.pads.second_ends(until - 1)
        self.books.second_ends(until - 1)
        for queue in world.queues:
            waiting = [s for s in queue.ships if s.where is Where.GROUND and s.planned < NEVER]
            head = queue.head
            first = head if head is not None and head.where <= Where.FLYING else None
            rule = "every flight that waits has a reason"
            if first is None or first.where is Where.GROUND:
                right = waiting[:1] == ([] if first is None else [first])
                self.demand(right, rule, f"{queue.name} has lost its turn")
            if first is None or first.where is not Where.GROUND:
                continue
            if first.ready_at < until and first.retry_at < until:
                named = first.lacking is not None and world.director.lacks(first) != 0
                self.demand(named, rule, f"{first.name} has none")

    def compares(self) -> None:
        """The outcomes are those of the recount; called when the ledger is closed."""
        self.stocks.ends(self.world.program.until)
        for what, counted, recounted in self.recount.differences():
            self.breaks(f"{what} is what the log adds up to", f"{counted}, not {recounted}")
