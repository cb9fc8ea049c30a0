"""The interpreted engine with an auditor beside it: what must hold of the world after every event.

Asked are a few things of the world alone (everybody in one place, seats, ports and pads with one
owner, time that goes on, nobody forgotten), and that the world is what its log adds up to in the
books. The audit changes nothing, so that an audited run gives the same rows as any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

import numpy as np

from sim.auditor.books import Books
from sim.auditor.demands import grain
from sim.auditor.parity import joined
from sim.auditor.station import Kept, Place, number_of
from sim.core.clock import NEVER, format_duration
from sim.engine.batch import Batch
from sim.engine.clock.simpy import Clock
from sim.engine.log_rows import Reader
from sim.engine.memory import access
from sim.engine.memory.access import World
from sim.engine.memory.image import Image
from sim.engine.memory.images import Images
from sim.engine.memory.words import WIDTH, Ship
from sim.engine.program import Program
from sim.engine.rooms.lacks import lacks
from sim.engine.simpy import Simpy
from sim.engine.where import Where
from sim.outcomes import LogRow
from sim.rules.flights import CARGO
from sim.rules.stocks import level_after

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


class AuditedClock(Clock):
    """A clock on which somebody looks at the world before time goes on."""

    def __init__(self, until: int, looks: Callable[[], None]) -> None:
        super().__init__(until)
        self.looks = looks

    def next_event(self) -> int:
        """Have the world looked at, and take the next event."""
        self.looks()
        return super().next_event()


class Audited(Simpy):
    """The interpreted engine; it raises an `AuditError` at the first invariant that is broken.

    Parameters
    ----------
    program : Program
    """

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.seed = 0
        self.audit: Invariants

    def run(self, seed: int, replications: range) -> Batch:
        """Play a range of replications, each of them audited."""
        return joined([self.replay(seed, replication)[1] for replication in replications])

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
        """One replication with its full event log, audited."""
        log, batch = super().replay(seed, replication)
        self.audit.books.ends(batch)
        self.audit.hears()
        return log, batch

    def _play_in(self, images: Images, seed: int, replications: range) -> tuple[Image, Any]:
        self.seed = seed
        return super()._play_in(images, seed, replications)

    def play_one(self, w: World) -> None:
        """Play one replication, audited."""
        self.audit = Invariants(self, w)
        w.clock = self.clock(w)
        super().play_one(w)

    def clock(self, w: World) -> Clock:
        """The clock of a replication, on which the audit looks at it."""
        return AuditedClock(w.until, self.audit.looks)


class Invariants:
    """What an audit asks of one replication.

    Parameters
    ----------
    engine : Audited
    w : World
        Before anything is set up in it; its log is kept.
    """

    def __init__(self, engine: Audited, w: World) -> None:
        self.engine, self.w = engine, w
        self.program, self.reader = engine.program, Reader(engine.program)
        self.books = Books(engine.program, engine.seed, w.replication)
        self.ships = list(access.every_ship(w))
        self.people = list(access.every_person(w))
        self.now = self.events = self.read = 0

    def demand(self, holds: bool, rule: str, found: str) -> None:
        """Raise an `AuditError` unless the rule holds."""
        if not holds:
            at = self.engine.seed, self.w.replication, self.w.now
            raise AuditError(*at, rule, found)

    # after every event ------------------------------------------------------------------------

    def looks(self) -> None:
        """Ask everything of the world as it stands."""
        w = self.w
        if w.overflow:
            return  # it is played again with more room
        back = w.now < self.now or w.clock.now < self.now
        self.demand(not back, "time never goes back", f"from second {self.now}")
        self.events = self.events + 1 if w.now == self.now else 1
        self.demand(self.events <= MOST_EVENTS_IN_A_SECOND, "no endless loop", "still this second")
        self.now = w.now
        if w.now > self.books.second:
            self.books.second_ends(w.now)
        self._reads()
        for rule, found in chain(self.places(), self.ports()):
            self.demand(False, rule, found)
        for what, count, there in self.counts():
            if count != there:
                self.demand(False, f"{what} are counted", f"{count}, not {there}")
        self.agrees()
        if w.clock.peek() > w.now:
            self.books.second_ends(w.now + 1)
            self.hears()
            for rule, found in self.forgotten():
                self.demand(False, rule, found)

    def _reads(self) -> None:
        """Enter the rows that have been written since, and hear what the books say."""
        w = self.w
        if w.log_count > self.read:
            at, width = w.log_at + WIDTH * self.read, WIDTH * (w.log_count - self.read)
            numbers = np.asarray(w.words)[at : at + width].reshape(-1, WIDTH)
            for row in self.reader.rows(numbers):
                self.books.reads(row)
            self.read = w.log_count
        self.hears()

    def hears(self) -> None:
        """Raise what the books have found first."""
        for wrong in self.books.wrong[:1]:
            self.demand(False, wrong.rule, wrong.found)

    # what holds of the world alone ------------------------------------------------------------

    def places(self) -> Iterator[tuple[str, str]]:
        """Everybody is in exactly one place, and has a seat at the most."""
        w, people, rule = self.w, self.books.people, "everybody is in one state"
        seen: dict[int, Place] = {}
        fitted = Counter(person.reserved for person in access.stranded(w))
        for ship, kept in zip(self.ships, self.books.ships, strict=True):
            if ship.where != kept.where:
                found = f"{kept.name} is {Where(ship.where).name}, not {kept.where.name}"
                yield "a ship flies once", found
            seated = access.items_of(w, ship.seated)
            seats, taken = kept.vehicle.seats, len(seated) + fitted[ship.number]
            if ship.where > Where.DOCKED and not (taken or ship.empty_seats):
                continue
            to_fly = access.items_of(w, ship.crew) if ship.where <= Where.FLYING else ()
            if len(to_fly) + ship.empty_seats > seats:
                yield "a crew fits its ship", f"{len(to_fly)} in {kept.name}"
            if taken > seats:
                yield "seats are never over-assigned", f"{taken} of {seats} in {kept.name}"
            if taken and (not ship.fit or ship.where != Where.DOCKED):
                rule_of_seats = "a seat is fitted for the stranded, in a docked ship"
                yield (
                    rule_of_seats if fitted[ship.number] else "an unfit ship has no seats",
                    kept.name,
                )
            if ship.empty_seats and ship.where != Where.FLYING:
                yield "only a flying ship brings empty seats", kept.name
            state = Place.ON_THE_WAY if ship.where == Where.FLYING else Place.GROUND
            for there, those in ((state, to_fly), (Place.ABOARD, seated)):
                for number in those:
                    if number in seen:
                        yield rule, f"{people[number].name} is {seen[number]} and {there}"
                    seen[number] = there
                    if there is Place.ABOARD and self.people[number].seat != ship.number:
                        yield "a seat and its owner agree", f"{people[number].name} in {kept.name}"
        for person in access.stranded(w):
            if person.number in seen or person.seat >= 0:
                place = seen.get(person.number, "seated")
                yield rule, f"{people[person.number].name} is stranded and {place}"
            seen[person.number] = Place.ABOARD
        for person, kept in zip(self.people, self.books.people, strict=True):
            home = Place.HOME if person.aboard_since < NEVER else Place.GROUND
            there = seen.get(person.number, home)
            if (there is Place.ABOARD) != bool(person.aboard):
                yield rule, f"{kept.name} is {there}, and aboard: {person.aboard}"
            if there is not kept.place:
                rule_of_ways = "people go up, come aboard and go home"
                yield rule_of_ways, f"{kept.name} is {there}, not {kept.place}"

    def ports(self) -> Iterator[tuple[str, str]]:
        """Ports and pads are held by whoever says so, and by nobody else."""
        w, names, items = self.w, self.program.flights.names, access.items_of
        holding: dict[int, int] = {}
        pads: dict[int, int] = {}
        for ship in self.ships:
            scrubbed = ship.where == Where.GROUND and ship.pad >= 0
            if scrubbed:
                pads[ship.pad] = ship.number
            if scrubbed or ship.where in (Where.FLYING, Where.DOCKED):
                other = holding.setdefault(ship.port, ship.number)
                if other != ship.number:
                    yield "a port holds one ship", f"{names[other]} and {names[ship.number]}"
                flight = self.program.flights[ship.number]
                if ship.port not in (*self.program.classes[flight.classes].ports, flight.port):
                    yield "a port accepts its ship", f"port {ship.port}, {flight.name}"
        for what, said, own in (
            ("ports and ships agree", items(w, w.port_holders), holding),
            ("pads and flights agree", items(w, w.pad_holders), pads),
        ):
            kept = {place: number for place, number in enumerate(said) if number >= 0}
            if kept != own:
                yield what, f"held is {kept}, by those who say so {own}"

    def counts(self) -> Iterator[tuple[str, object, object]]:
        """Yield what the world keeps count of, and what is there."""
        w, ships = self.w, self.ships
        aboard = [person for person in self.people if person.aboard]
        segments, lines = Counter(p.segment for p in aboard), Counter(p.line for p in aboard)
        still = [ship for ship in ships if ship.where <= Where.FLYING]
        to_come = Counter(ship.queue for ship in still)
        crewed = sum(ship.role != CARGO and ship.planned < NEVER for ship in still)
        docked = [ship.number for ship in ships if ship.where == Where.DOCKED]
        coming = sum(ship.empty_seats for ship in ships if ship.where == Where.FLYING)
        yield "people aboard", w.aboard, len(aboard)
        yield "the empty seats on the way", w.on_the_way, coming
        yield "people without a lifeboat", w.no_lifeboat, self.books.without_lifeboat()
        yield "crewed flights to come", w.crewed_to_come, crewed
        yield "the docked ships", sorted(access.items_of(w, w.docked)), docked
        for segment in access.every_segment(w):
            number = segment.number
            yield f"people of segment {number}", segment.aboard, segments[number]
        for queue in access.every_queue(w):
            name, number = self.program.queues[queue.number].name, queue.number
            yield f"flights of {name} to come", queue.to_come, to_come[number]
            yield f"people of {name}", queue.aboard, lines[number]

    # what the log adds up to ------------------------------------------------------------------

    def agrees(self) -> None:
        """The world is what its log adds up to."""
        for rule, kept, has, own in self.facts():
            if has != own:
                pairs = zip(kept, has, own, strict=True)
                who, one, other = next((k.name, a, b) for k, a, b in pairs if a != b)
                self.demand(False, rule, f"{who}: {one}, not {other}")

    def facts(self) -> Iterator[tuple[str, list[Kept], list[Any], list[Any]]]:
        """Yield rule by rule what the world has of each, and what it should have by its log."""
        w, now, books, items, people = self.w, self.w.now, self.books, access.items_of, self.people
        pads, families, classes, stocks = books.pads, books.families, books.classes, books.stocks
        ships, own = books.ships, books.people
        held = [kept for kept in ships if kept.holds is not None]
        those = [self.ships[kept.number] for kept in held]
        told = [tuple(each.number for each in kept.holds) for kept in held]
        rule = "after a scrub a flight keeps family and pad"
        yield rule, held, [(ship.family, ship.pad) for ship in those], told
        free = [kept for kept in ships if not kept.scrubbed and kept.where is Where.GROUND]
        rule = "a flight gives back a pad that is down or of a family that is stood down"
        yield rule, free, [self.ships[kept.number].pad for kept in free], [-1] * len(free)
        seats = [p.seat if p.aboard else -1 for p in people]
        yield "a seat is whose the log says", own, seats, [number_of(p.seat) for p in own]
        rule, fitted = "a seat is fitted for whom the log says", [p.reserved for p in people]
        yield rule, own, fitted, [number_of(p.reserved) for p in own]
        rule = "who is swapped belongs to the flight they are swapped to"
        yield rule, own, [p.line for p in people], [p.line for p in own]
        rule, since = "a pad is free when its log says", items(w, w.free_from)
        yield rule, pads, [max(at, now) for at in since], [max(pad.free_from, now) for pad in pads]
        rule, since = "a pad takes crews when its log says", items(w, w.crews_from)
        yield rule, pads, [max(at, now) for at in since], [max(pad.crews_from, now) for pad in pads]
        rule = "a pad owes what its log says"
        yield rule, pads, list(items(w, w.owed)), [pad.owed for pad in pads]
        world: list[Any] = list(access.every_family(w))
        rule = "a family owes what its log says"
        yield rule, families, [f.owed for f in world], [f.owed for f in families]
        rule, until = (
            "a family is stood down as its log says",
            [max(f.until, now) for f in families],
        )
        yield rule, families, [max(f.loss_until, f.customers_until, now) for f in world], until
        world = list(access.every_class(w))
        counted = [c for c in classes if c.reusable >= 0]
        there = [c.spacecraft for c in world if c.reusable >= 0]
        yield "spacecraft are counted", counted, there, [c.spacecraft for c in counted]
        rule = "a class is certified when its log says"
        at_last = [c.certified_at < now for c in world]  # at its second it may be on either side
        early = [k.certified and c.certified_at != now for c, k in zip(world, classes, strict=True)]
        yield rule, classes, at_last, early
        world, zero = list(access.every_stock(w)), [False for _ in stocks]
        yield "a stock does not fall below 0", stocks, [s.level < 0 for s in world], zero
        levels = [level_after(s.level, s.use, now - w.brought_to) for s in world]
        off = [abs(level - k.level) > grain(k) for level, k in zip(levels, stocks, strict=True)]
        yield "stocks are conserved", stocks, off, zero
        rule, low = "a stock is low as its log says", [k.low_since for k in stocks]
        yield rule, stocks, [s.below_since for s in world], low

    # at the end of a second -------------------------------------------------------------------

    def forgotten(self) -> Iterator[tuple[str, str]]:
        """Whoever stands ready and lacks nothing has gone; whoever waits has a turn and a time."""
        w, names = self.w, self.program.flights.names
        for queue in access.every_queue(w):
            head = self.ships[queue.head] if queue.head >= 0 else None
            if head is None or head.where > Where.FLYING:
                waiting = [s for s in access.ships_of(w, queue.ships) if s.where == Where.GROUND]
                for ship in [s for s in waiting if s.planned < NEVER][:1]:
                    found = f"{names[ship.number]} has lost its turn"
                    yield "every flight that waits has a reason", found
            elif head.where == Where.GROUND:
                if head.pad >= 0 and head.retry_at <= w.now:
                    rule = "a flight that is tried again goes, scrubs or gives its pad back"
                    yield rule, names[head.number]
                if max(head.ready_at, head.retry_at) <= w.now and not self._lacks(head):
                    found = f"{names[head.number]} still stands on the ground"
                    yield "a flight that lacks nothing goes", found

    def _lacks(self, ship: Ship) -> int:
        """What a flight lacks; what is noted in the world on the way is taken back."""
        words = np.asarray(self.w.words)[: self.w.fired_at]
        kept = words.copy()
        lacked = lacks(self.w, ship)
        words[:] = kept
        return lacked
