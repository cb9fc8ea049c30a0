"""The interpreted engine with an audit after every event, which changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any

import numpy as np

from sim.auditor.books import Books
from sim.auditor.parity import joined
from sim.auditor.station import Kept, Place
from sim.core.clock import NEVER, format_duration
from sim.door.views import lacked
from sim.engine.batch import Batch
from sim.engine.clock.simpy import Clock
from sim.engine.log_rows import Reader
from sim.engine.memory.access import World
from sim.engine.memory.words import WIDTH, Where
from sim.engine.program import Ints
from sim.engine.simpy import Simpy
from sim.outcomes import LogRow
from sim.rules.stocks import level_after

MOST_EVENTS_IN_A_SECOND = 10_000
"""Many times what any station has to do at one instant: more is an endless loop."""

KINDS: dict[str, tuple[Callable[[World], Iterable[Any]], str]] = {
    "ship": (World.every_ship, "ships"),
    "person": (World.every_person, "people"),
    "class": (World.every_class, "classes"),
    "family": (World.every_family, "families"),
    "stock": (World.every_stock, "stocks"),
    "segment": (World.every_segment, "segments"),
    "queue": (World.every_queue, "queues"),
}
"""The kinds of records: how the world gives them, and what the books call them."""

SHIP = (
    "where fit unfit_since planned planned_return launched docked undocked "
    "medical_at cleared_at alone"
)
STATION = "aboard on_the_way no_lifeboat operated_at reserve_class left_until"
COMPARED: tuple[tuple[str, str, str, Callable[[Kept], object]], ...] = (
    ("ship", SHIP, "place_taken_by", lambda _: True),
    ("ship", "port", "", lambda ship: ship.where is Where.DOCKED),
    ("person", "aboard aboard_since line home", "reserved", lambda _: True),
    ("person", "due stranded_since", "seat failed", lambda person: person.aboard),
    ("class", "certified_at", "", lambda _: True),
    ("class", "spacecraft", "", lambda vehicle: vehicle.reusable >= 0),
    ("family", "owed", "", lambda _: True),
    ("stock", "below_since", "", lambda _: True),
    ("segment", "aboard", "", lambda _: True),
    ("queue", "aboard to_come", "", lambda _: True),
    ("station", STATION, "", lambda _: True),
)
"""Of each kind of record the words that follow from the log, those that name somebody, and of whom
they are compared; the books have the same names for them."""

PAD = "free_from", "crews_from", "owed"
"""The words of a pad, which lie in lists of the world."""

GROUND, FLYING, DOCKED = (int(each) for each in (Where.GROUND, Where.FLYING, Where.DOCKED))
"""Where a ship is, as its record has it."""

Fact = tuple[str, str, object, object]
"""A rule, whom it is about, what the world has, and what its log adds up to."""


@dataclass(eq=False)
class AuditError(Exception):
    """A rule of the model does not hold: a mistake in the engine, not in a scenario."""

    seed: int
    replication: int
    second: int
    rule: str
    found: str

    def __str__(self) -> str:
        at = f"second {self.second} ({format_duration(self.second)})" if self.second else "as_of"
        return f"seed {self.seed}, replication {self.replication}, {at}: {self.rule}: {self.found}"


class Audited(Simpy):
    """The interpreted engine; it raises an `AuditError` at the first rule that is broken."""

    seed: int
    audit: Invariants

    def run(self, seed: int, replications: range) -> Batch:
        """Play a range of replications, each of them audited."""
        return joined([self.replay(seed, replication)[1] for replication in replications])

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
        """One replication with its full event log, audited."""
        self.seed = seed
        log, batch = super().replay(seed, replication)
        self.audit.books.ends(batch)
        self.audit.hears()
        return log, batch

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


class Invariants:
    """What an audit asks of one replication, before anything is set up in its world."""

    def __init__(self, engine: Audited, w: World) -> None:
        self.engine, self.w, self.reader = engine, w, Reader(engine.program)
        self.books = Books(engine.program, engine.seed, w.replication)
        self.pairs: dict[str, list[tuple[Any, Kept]]] = {
            kind: [*zip(every(w), getattr(self.books, table), strict=True)]
            for kind, (every, table) in KINDS.items()
        }
        self.pairs["station"] = [(w, self.books.whole)]
        self.ships = self.pairs["ship"]
        self.now = self.events = self.read = 0

    def demand(self, holds: bool, rule: str, found: str) -> None:
        """Raise an `AuditError` unless the rule holds."""
        if not holds:
            raise AuditError(self.engine.seed, self.w.replication, self.w.now, rule, found)

    def hears(self) -> None:
        """Raise what the books have found first."""
        for _, _, rule, found in self.books.wrong[:1]:
            self.demand(False, rule, found)

    def looks(self) -> None:
        """Ask everything of the world as it stands."""
        w = self.w
        if w.overflow:
            return  # it is played again with more room
        back = min(w.now, w.clock.now) < self.now
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

    def agrees(self) -> None:
        """The world is what its log adds up to."""
        for rule, name, has, own in chain(self._records(), self._lists()):
            if has != own:
                found = f"{has}, not {own}"
                self.demand(False, rule, f"{name}: {found}" if name else found)

    def _records(self) -> Iterator[Fact]:
        """Yield the words of records that are not what the books have of the same name.

        What else there is of families, pads and stocks is yielded right or wrong.
        """
        w, books, now = self.w, self.books, self.now
        for kind, words, whom, compared in COMPARED:
            all_of, rule = attrgetter(*words.split()), f"the {kind} is as its log says: "
            for record, k in [pair for pair in self.pairs[kind] if compared(pair[1])]:
                for word in words.split() if all_of(record) != all_of(k) else ():
                    has, own = getattr(record, word), getattr(k, word)
                    yield rule + word.replace("_", " "), k.name, has, own
                for word in whom.split():
                    has, own = getattr(record, word), plain(getattr(k, word))
                    yield rule + word.replace("_", " "), k.name, has, own
        for f, k in self.pairs["family"]:
            until = max(f.loss_until, f.customers_until, now)
            yield "a family is stood down as its log says", k.name, until, max(k.down_until, now)
        rule = "the pad is as its log says: "
        for word in PAD:
            past = 0 if word == "owed" else now  # any instant that is past is as good as now
            for k, has in zip(books.pads, w.items_of(getattr(w, word)), strict=True):
                own = max(getattr(k, word), past)
                yield rule + word.replace("_", " "), k.name, max(has, past), own
        for stock, k in self.pairs["stock"]:
            level = level_after(stock.level, stock.use, now - w.brought_to)
            yield "a stock does not fall below 0", k.name, stock.level < 0, False
            yield "stocks are conserved", k.name, int((level - k.level) / k.grain), 0

    def _lists(self) -> Iterator[Fact]:
        """Yield who sits where, and who has which port and pad."""
        w, books, ships = self.w, self.books, self.ships
        seated: defaultdict[Kept | None, list[int]] = defaultdict(list)
        crews: defaultdict[tuple[Kept | None, Place], list[int]] = defaultdict(list)
        for person in books.people:
            seated[person.seat].append(person.number)
            crews[person.belongs, person.place].append(person.number)
        for s, k in ships:
            has, own = sorted(w.items_of(s.seated)), seated.get(k, [])
            if has != own:
                yield "a seat is whose the log says", k.name, has, own
            if s.where <= FLYING:
                place = Place.ON_THE_WAY if s.where == FLYING else Place.GROUND
                has, own = sorted(w.items_of(s.crew)), crews.get((k, place), [])
                if has != own:
                    yield "everybody is in one state", k.name, has, own
        scrubbed = [s for s, _ in ships if s.where == GROUND and s.pad >= 0]
        there = [s for s, _ in ships if s.where in (FLYING, DOCKED)]
        ports = sorted((s.port, s.number) for s in there + scrubbed)
        yield "a port and its one ship agree", "", held(w, w.port_holders), ports
        pads = sorted((s.pad, s.number) for s in scrubbed)
        yield "a pad and its one flight agree", "", held(w, w.pad_holders), pads
        docked = plain(books.docked)
        yield "the docked ships are counted", "", sorted(w.items_of(w.docked)), docked
        rockets = [(s.number, [s.family, s.pad]) for s in scrubbed]
        holds = [(k.number, plain(k.holds)) for k in books.ships if k.holds]
        yield "after a scrub a flight keeps family and pad, or gives them back", "", rockets, holds

    def forgotten(self) -> Iterator[tuple[str, str]]:
        """Whoever stands ready and lacks nothing has gone; whoever waits has a turn and a time."""
        w, names = self.w, self.engine.program.flights.names
        for queue in w.every_queue():
            head = self.ships[queue.head][0] if queue.head >= 0 else None
            if head is None or head.where > FLYING:
                waiting = [s for s in w.ships_of(queue.ships) if s.where == GROUND]
                for ship in [s for s in waiting if s.planned < NEVER][:1]:
                    found = f"{names[ship.number]} has lost its turn"
                    yield "every flight that waits has a reason", found
            elif head.where == GROUND:
                if head.pad >= 0 and head.retry_at <= w.now:
                    rule = "a flight that is tried again goes, scrubs or gives its pad back"
                    yield rule, names[head.number]
                if max(head.ready_at, head.retry_at) <= w.now and not lacked(w, head):
                    found = f"{names[head.number]} still stands on the ground"
                    yield "a flight that lacks nothing goes", found


def plain(kept: Any) -> Any:
    """What the books keep as the world has it: numbers for whom they name, -1 for nobody."""
    if isinstance(kept, list | tuple):
        return [plain(each) for each in kept]
    return -1 if kept is None else kept.number if isinstance(kept, Kept) else kept


def held(w: World, holders: Ints) -> list[tuple[int, int]]:
    """The ports or pads that somebody holds, and who does."""
    return [(place, n) for place, n in enumerate(w.items_of(holders)) if n >= 0]
