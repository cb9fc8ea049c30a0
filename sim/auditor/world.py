"""The interpreted engine with an auditor beside it: what must hold of the world after every event.

The world must be what its log adds up to in the books, ports and pads must have one owner, nobody
may be forgotten, and time goes on. The audit changes nothing, so that an audited run gives the same
rows as any other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

from sim.auditor.books import Books
from sim.auditor.demands import grain
from sim.auditor.parity import joined
from sim.auditor.station import Kept, Place
from sim.core.clock import NEVER, format_duration
from sim.engine.batch import Batch
from sim.engine.clock.simpy import Clock
from sim.engine.log_rows import Reader
from sim.engine.memory import access
from sim.engine.memory.access import World, items_of
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
    """A rule of the model does not hold: a mistake in the engine, not in a scenario.

    Parameters
    ----------
    seed, replication, second : int
        The address at which it can be replayed.
    rule, found : str
        What is broken, and what was found instead.
    """

    def __init__(self, seed: int, replication: int, second: int, rule: str, found: str) -> None:
        super().__init__(seed, replication, second, rule, found)
        self.seed, self.replication, self.second = seed, replication, second
        self.rule, self.found = rule, found

    def __str__(self) -> str:
        at = f"second {self.second} ({format_duration(self.second)})" if self.second else "as_of"
        return f"seed {self.seed}, replication {self.replication}, {at}: {self.rule}: {self.found}"


class Audited(Simpy):
    """The interpreted engine; it raises an `AuditError` at the first rule that is broken.

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
        """Play one replication, looked at before time goes on."""
        self.audit = Invariants(self, w)
        w.clock = self.clock(w)
        super().play_one(w)

    def clock(self, w: World) -> Clock:
        """The clock of a replication, on which the audit looks at it."""
        return AuditedClock(w.until, self.audit.looks)


class AuditedClock(Clock):
    """A clock on which somebody looks at the world before time goes on."""

    def __init__(self, until: int, looks: Callable[[], None]) -> None:
        super().__init__(until)
        self.looks = looks

    def next_event(self) -> int:
        """Have the world looked at, and take the next event."""
        self.looks()
        return super().next_event()


def number_of(kept: Kept | None) -> int:
    """The number of a ship, -1 for none."""
    return -1 if kept is None else int(kept.number)


def numbers(those: list[Kept]) -> list[int]:
    """The numbers of ships or people."""
    return [int(kept.number) for kept in those]


class Invariants:
    """What an audit asks of one replication, before anything is set up in its world."""

    def __init__(self, engine: Audited, w: World) -> None:
        self.engine, self.w = engine, w
        self.program, self.reader = engine.program, Reader(engine.program)
        self.books = Books(engine.program, engine.seed, w.replication)
        self.ships = [*zip(access.every_ship(w), self.books.ships, strict=True)]
        self.people = [*zip(access.every_person(w), self.books.people, strict=True)]
        self.now = self.events = self.read = 0

    def demand(self, holds: bool, rule: str, found: str) -> None:
        """Raise an `AuditError` unless the rule holds."""
        if not holds:
            raise AuditError(self.engine.seed, self.w.replication, self.w.now, rule, found)

    def hears(self) -> None:
        """Raise what the books have found first."""
        for wrong in self.books.wrong[:1]:
            self.demand(False, wrong.rule, wrong.found)

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
        at, width = w.log_at + WIDTH * self.read, WIDTH * (w.log_count - self.read)
        for row in self.reader.rows(np.asarray(w.words)[at : at + width].reshape(-1, WIDTH)):
            self.books.reads(row)
        self.read = w.log_count
        self.hears()
        self.agrees()
        if w.clock.peek() > w.now:
            self.books.second_ends(w.now + 1)
            self.hears()
            for rule, found in self.forgotten():
                self.demand(False, rule, found)

    # after every event ------------------------------------------------------------------------

    def same(self, rule: str, facts: Iterable[tuple[Kept | str, object, object]]) -> None:
        """Demand of each fact that the world has what its log adds up to."""
        for who, has, own in facts:
            if has != own:
                name = who if isinstance(who, str) else f"{who.name}: "
                self.demand(False, rule, f"{name}{has}, not {own}")

    def agrees(self) -> None:
        """The world is what its log adds up to."""
        w, same, books, ships = self.w, self.same, self.books, self.ships
        same("a ship flies once", ((k, s.where, k.where) for s, k in ships))
        self._people_agree()
        scrubbed = [s for s, _ in ships if s.where == Where.GROUND and s.pad >= 0]
        there = [s for s, _ in ships if s.where in (Where.FLYING, Where.DOCKED)]
        for rule, held, claims in (
            (
                "a port and its one ship agree",
                w.port_holders,
                [(s.port, s) for s in there + scrubbed],
            ),
            ("a pad and its one flight agree", w.pad_holders, [(s.pad, s) for s in scrubbed]),
        ):
            holders = [(at, n) for at, n in enumerate(items_of(w, held)) if n >= 0]
            same(rule, [("", holders, sorted((at, s.number) for at, s in claims))])
        holds = [(s, k) for s, k in ships if k.holds]
        rockets = ((k, (s.family, s.pad), tuple(each.number for each in k.holds)) for s, k in holds)
        same("after a scrub a flight keeps family and pad", rockets)
        rule = "a flight gives back a pad that is down or of a family that is stood down"
        same(rule, [("", [s.number for s in scrubbed], [k.number for _, k in holds])])
        self._launchers_agree()
        stocks = [*zip(access.every_stock(w), books.stocks, strict=True)]
        same("a stock does not fall below 0", ((k, s.level < 0, False) for s, k in stocks))
        levels = ((level_after(s.level, s.use, w.now - w.brought_to), k) for s, k in stocks)
        same("stocks are conserved", ((k, int((at - k.level) / grain(k)), 0) for at, k in levels))
        same("a stock is low as its log says", ((k, s.below_since, k.low_since) for s, k in stocks))

    def _people_agree(self) -> None:
        w, same, books = self.w, self.same, self.books
        there = ((k, bool(q.aboard), k.place is Place.ABOARD) for q, k in self.people)
        same("people go up, come aboard and go home", there)
        seated = (
            (k, sorted(items_of(w, s.seated)), numbers(books.seated(k))) for s, k in self.ships
        )
        same("a seat is whose the log says", seated)
        seats = ((k, q.seat if q.aboard else -1, number_of(k.seat)) for q, k in self.people)
        same("a seat and its owner agree", seats)
        fitted = ((k, q.reserved, number_of(k.reserved)) for q, k in self.people)
        same("a seat is fitted for whom the log says", fitted)
        for s, k in self.ships:
            if s.where <= Where.FLYING:
                crew = books.crew_of(
                    k, Place.ON_THE_WAY if s.where == Where.FLYING else Place.GROUND
                )
                to_fly = k, sorted(items_of(w, s.crew)), numbers(crew)
                same("everybody is in one state", [to_fly])
        lines = ((k, q.line, k.line) for q, k in self.people)
        same("who is swapped belongs to the flight they are swapped to", lines)
        queued, aboard = Counter(k.line for k in books.aboard), len(books.aboard)
        segments = Counter(k.segment for k in books.aboard)
        still = [s for s, _ in self.ships if s.where <= Where.FLYING]
        to_come = Counter(s.queue for s in still)
        crewed = sum(s.role != CARGO and s.planned < NEVER for s in still)
        for what, has, count in (
            ("people aboard", w.aboard, aboard),
            ("the empty seats on the way", w.on_the_way, books.coming),
            ("people without a lifeboat", w.no_lifeboat, books.without_lifeboat()),
            ("crewed flights to come", w.crewed_to_come, crewed),
            ("the docked ships", sorted(items_of(w, w.docked)), numbers(books.docked)),
            *(
                (f"people of segment {s.number}", s.aboard, segments[s.number])
                for s in access.every_segment(w)
            ),
            *(
                (f"people of queue {q.number}", q.aboard, queued[q.number])
                for q in access.every_queue(w)
            ),
            *(
                (f"flights of queue {q.number} to come", q.to_come, to_come[q.number])
                for q in access.every_queue(w)
            ),
        ):
            same(f"{what} are counted", [("", has, count)])

    def _launchers_agree(self) -> None:
        w, same, books, now = self.w, self.same, self.books, self.now
        pads = [*zip(items_of(w, w.free_from), items_of(w, w.crews_from), books.pads, strict=True)]
        free = ((k, max(at, now), max(books.free_from(k), now)) for at, _, k in pads)
        same("a pad is free when its log says", free)
        crews = ((k, max(at, now), max(books.crews_from(k), now)) for _, at, k in pads)
        same("a pad takes crews when its log says", crews)
        owed = zip(books.pads, items_of(w, w.owed), (k.owed for k in books.pads), strict=True)
        same("a pad owes what its log says", owed)
        families = [*zip(access.every_family(w), books.families, strict=True)]
        same("a family owes what its log says", ((k, f.owed, k.owed) for f, k in families))
        down = (
            (k, max(f.loss_until, f.customers_until, now), max(k.until, now)) for f, k in families
        )
        same("a family is stood down as its log says", down)
        classes = [*zip(access.every_class(w), books.classes, strict=True)]
        there = ((k, c.spacecraft, k.spacecraft) for c, k in classes if k.reusable >= 0)
        same("spacecraft are counted", there)
        certified = (  # at its second it may be on either side
            (k, c.certified_at < now, k.certified and c.certified_at != now) for c, k in classes
        )
        same("a class is certified when its log says", certified)

    # at the end of a second -------------------------------------------------------------------

    def forgotten(self) -> Iterator[tuple[str, str]]:
        """Whoever stands ready and lacks nothing has gone; whoever waits has a turn and a time."""
        w, names = self.w, self.program.flights.names
        for queue in access.every_queue(w):
            head = self.ships[queue.head][0] if queue.head >= 0 else None
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
