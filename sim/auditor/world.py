"""The interpreted engine with an audit after every event, which changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from operator import attrgetter
from typing import Any, NoReturn

import numpy as np

from sim.auditor.books import Books
from sim.auditor.parity import joined
from sim.auditor.station import GROUND as ON_GROUND
from sim.auditor.station import ON_THE_WAY, Kept
from sim.core.clock import NEVER, format_duration
from sim.door.views import lacked
from sim.engine.batch import Batch
from sim.engine.clock.simpy import Clock
from sim.engine.memory.access import World
from sim.engine.memory.words import WIDTH, Where
from sim.engine.program import Ints
from sim.engine.simpy import Simpy
from sim.outcomes import LogRow
from sim.rules.stocks import level_after

MOST_EVENTS_IN_A_SECOND = 10_000
"""Many times what any station has to do at one instant: more is an endless loop."""

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
    """The interpreted engine; it raises an `AuditError` at the first rule that is broken."""

    seed: int
    books: Books

    def run(self, seed: int, replications: range) -> Batch:
        """Play a range of replications, each of them audited."""
        return joined([self.replay(seed, replication)[1] for replication in replications])

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
        """One replication with its full event log, audited."""
        self.seed = seed
        log, batch = super().replay(seed, replication)
        self.books.ends(batch)
        self.hears()
        return log, batch

    def play_one(self, w: World) -> None:
        """Play one replication, looked at before time goes on."""
        self.w, self.books = w, Books(self.program, self.seed, w.replication)
        self.pairs: dict[str, list[tuple[Any, Kept]]] = {"station": [(w, self.books.station)]}
        for kind in [kind for kind, *_ in COMPARED if kind != "station"]:
            every, table = getattr(World, f"every_{kind}"), self.books.tables[kind]
            self.pairs[kind] = [*zip(every(w), table, strict=True)]
        self.now = self.events = self.read = 0
        w.clock = self.clock(w)
        super().play_one(w)

    def clock(self, w: World) -> Clock:
        """The clock of a replication, on which the audit looks at it."""
        return AuditedClock(w.until, self.looks)

    def breaks(self, rule: str, found: str) -> NoReturn:
        """Say of what is played that it breaks a rule."""
        raise AuditError(self.seed, self.w.replication, self.w.now, rule, found)

    def hears(self) -> None:
        """Raise what the books have found first."""
        for _, _, rule, found in self.books.wrong[:1]:
            self.breaks(rule, found)

    def looks(self) -> None:
        """Ask everything of the world as it stands."""
        w = self.w
        if w.overflow:
            return  # it is played again with more room
        if min(w.now, w.clock.now) < self.now:
            self.breaks("time never goes back", f"from second {self.now}")
        self.events = self.events + 1 if w.now == self.now else 1
        if self.events > MOST_EVENTS_IN_A_SECOND:
            self.breaks("no endless loop", "still this second")
        self.now = w.now
        if w.now > self.books.second:
            self.books.second_ends(w.now)
        at, width = w.log_at + WIDTH * self.read, WIDTH * (w.log_count - self.read)
        for row in self._reader.rows(np.asarray(w.words)[at : at + width].reshape(-1, WIDTH)):
            self.books.reads(row)
        self.read = w.log_count
        self.hears()
        self.agrees()
        if w.clock.peek() > w.now:
            self.books.second_ends(w.now + 1)
            self.hears()
            for rule, found in self.forgotten():
                self.breaks(rule, found)

    def agrees(self) -> None:
        """The world is what its log adds up to."""
        for rule, name, has, own in chain(self._words(), self._levels(), self._lists()):
            if has != own:
                found = f"{has}, not {own}"
                self.breaks(rule.replace("_", " "), f"{name}: {found}" if name else found)

    def _words(self) -> Iterator[Fact]:
        """Yield the words of records that are not what the books have of the same name."""
        for kind, words, whom, compared in COMPARED:
            all_of, rule = attrgetter(*words.split()), f"the {kind} is as its log says: "
            for record, k in [pair for pair in self.pairs[kind] if compared(pair[1])]:
                off = words.split() if all_of(record) != all_of(k) else []
                for word in off + whom.split():
                    yield rule + word, k.name, getattr(record, word), plain(getattr(k, word))

    def _levels(self) -> Iterator[Fact]:
        """Yield till when who cannot launch, where any past instant is as good as now; stocks."""
        w, now = self.w, self.now
        for f, k in self.pairs["family"]:
            until = max(f.loss_until, f.customers_until, now)
            yield "a family is stood down as its log says", k.name, until, max(k.down_until, now)
        for word, past in (("free_from", now), ("crews_from", now), ("owed", 0)):
            for k, has in zip(self.books.pads, w.items_of(getattr(w, word)), strict=True):
                own = max(getattr(k, word), past)
                yield f"the pad is as its log says: {word}", k.name, max(has, past), own
        for stock, k in self.pairs["stock"]:
            level = level_after(stock.level, stock.use, now - w.brought_to)
            yield "a stock does not fall below 0", k.name, stock.level < 0, False
            yield "stocks are conserved", k.name, int((level - k.level) / k.grain), 0

    def _lists(self) -> Iterator[Fact]:
        """Yield who sits where, and who has which port and pad."""
        w, books, ships = self.w, self.books, self.pairs["ship"]
        seated: defaultdict[Kept | None, list[int]] = defaultdict(list)
        crews: defaultdict[tuple[Kept | None, str], list[int]] = defaultdict(list)
        for person in books.people:
            seated[person.seat].append(person.number)
            crews[person.belongs, person.place].append(person.number)
        for s, k in ships:
            yield "a seat is whose the log says", k.name, sorted(w.items_of(s.seated)), seated[k]
            if s.where <= FLYING:
                crew = crews[k, ON_THE_WAY if s.where == FLYING else ON_GROUND]
                yield "everybody is in one state", k.name, sorted(w.items_of(s.crew)), crew
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
        w, ships = self.w, self.pairs["ship"]
        for queue in w.every_queue():
            head, its = ships[queue.head] if queue.head >= 0 else (None, None)
            if head is None or its is None or head.where > FLYING:
                waiting = [ships[n] for n in w.items_of(queue.ships)]
                for _, k in [x for x in waiting if x[0].where == GROUND and x[0].planned < NEVER]:
                    yield "every flight that waits has a reason", f"{k.name} has lost its turn"
            elif head.where == GROUND:
                if head.pad >= 0 and head.retry_at <= w.now:
                    rule = "a flight that is tried again goes, scrubs or gives its pad back"
                    yield rule, its.name
                if max(head.ready_at, head.retry_at) <= w.now and not lacked(w, head):
                    yield (
                        "a flight that lacks nothing goes",
                        f"{its.name} still stands on the ground",
                    )


def plain(kept: Any) -> Any:
    """What the books keep as the world has it: numbers for whom they name, -1 for nobody."""
    if isinstance(kept, list | tuple):
        return [plain(each) for each in kept]
    return -1 if kept is None else kept.number if isinstance(kept, Kept) else kept


def held(w: World, holders: Ints) -> list[tuple[int, int]]:
    """The ports or pads that somebody holds, and who does."""
    return [(place, n) for place, n in enumerate(w.items_of(holders)) if n >= 0]
