"""The outcomes of one replication, recounted from how its log says the station went (MODEL 8)."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from operator import itemgetter

import numpy as np

from sim.auditor.station import PEOPLE, SUBJECT_OF, H, Kept, Station, spans, subject_of
from sim.core.clock import DAY, NEVER
from sim.engine.batch import STATION, Batch, named_episodes, names_of
from sim.engine.program import Queue, Segment
from sim.engine.where import Where
from sim.outcomes import NEXT_FLIGHTS, NULL, Kind, next_name

COLUMNS = "columns"

FIRST = {
    "handover_gap_days": "first_gap_on",
    "segment_gap_days": "first_segment_gap_on",
    "qualification_gap_days": "first_qualification_gap_on",
    "decrewed_days": "decrewed_on",
    "below_reserve_days": "below_reserve_on",
}
"""The outcomes that say for how long something was so, and those that say when first."""

COUNTED = "launches[", "losses[", "pad_launches[", "pad_damages["
"""The outcomes that count rows."""

DOWN = "pad_down", "stand_down"
"""What pads and families are at times."""


class Recount:
    """How the station went: since when each level that is added up over time was what."""

    def __init__(self, station: Station) -> None:
        self.station, self.program = station, station.program
        self.courses: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        columns = [column.name for column in self.program.columns]
        self.counts = Counter({name: 0 for name in columns if name.startswith(COUNTED)})
        self.seen: Counter[H] = Counter()
        self.lines = [
            (queue, f"handover_gap_days[{queue.name}]") for queue in station.queues if queue.is_line
        ]
        tables = {"stranding": station.people, "pad_down": station.pads}
        tables |= {"stand_down": station.families, "below_reserve": station.stocks}
        tables |= {"seated": station.ships}
        self.of = {
            what: [(f"{what}_days[{each.name}]", each) for each in table]
            for what, table in tables.items()
        }
        self.left: set[tuple[str, int]] = set()
        self.looks(0)

    def reads(self, e: Kept) -> None:
        """Count a row, and look at the station behind it."""
        row, happening = e.row, e.row.happening
        self.seen[happening] += 1
        if happening is H.LAUNCHES:
            self.counts.update([f"launches[{row.family}]", f"pad_launches[{row.pad}]"])
        elif happening is H.LOST:
            self.counts[f"losses[{e.it.flew}]"] += 1
        elif happening is H.PAD_DAMAGED:
            self.counts[f"pad_damages[{row.entity}]"] += 1
        self.looks(self.station.second, happening)

    def looks(self, second: int, happening: H | None = None) -> None:
        """Note the levels that have changed; a departure may begin a gap of a line."""
        for what, level in self._levels():
            course = self.courses[what]
            if not course or course[-1][1] != level:
                course.append((second, level))
                if level and happening is H.UNDOCKS:
                    self.left.add((what, second))

    def _levels(self) -> Iterator[tuple[str, int]]:
        """Yield each level that is added up over time, by the column in which it is."""
        s, station = self.station, self.program.station
        for line, name in self.lines:
            yield name, line.begun and line.to_come > 0 and not line.aboard
        for segment in s.segments:
            what = "qualification" if segment.is_qualification else "segment"
            yield f"{what}_gap_days[{segment.name}]", segment.aboard < segment.fewest
            yield _days(segment), segment.aboard
        few = any(segment.aboard < segment.minimum for segment in s.segments)
        yield "crew_days", s.station.aboard
        yield (
            "below_minimum_days",
            few or sum(person.segment >= 0 for person in s.aboard) < station.minimum_total,
        )
        yield "at_most_three_days", s.station.aboard <= 3
        yield "decrewed_days", not s.station.aboard
        yield "stranded_person_days", len(s.stranded)
        yield "no_lifeboat_person_days", s.station.no_lifeboat
        crewed = {person.seat for person in s.aboard}
        yield from ((name, each in s.stranded) for name, each in self.of["stranding"])
        yield from ((name, each.down) for what in DOWN for name, each in self.of[what])
        yield from ((name, each.below_since < NEVER) for name, each in self.of["below_reserve"])
        docked = [(name, each) for name, each in self.of["seated"] if each.docked < NEVER]
        yield from ((name, each in crewed) for name, each in docked)

    def compared(self, batch: Batch) -> Iterator[tuple[str, str, object, object]]:
        """Yield subject, name, and what an engine and the log say of it."""
        own = self.outcomes()
        for column, stated in zip(self.program.columns, batch.outcomes[0].tolist(), strict=True):
            name, known = column.name, column.name in own or column.not_recounted
            counted = stated if known else "nothing: it is neither recounted nor excused"
            yield COLUMNS, name, stated, counted
            subject = SUBJECT_OF.get(column.record.lower(), PEOPLE)
            yield subject, name, stated, own.get(name, stated)
        for happening in H:
            fired, rows = batch.fired.get(happening.name.lower(), 0), self.seen[happening]
            if fired or rows:
                yield subject_of(happening), happening.name.lower(), fired, rows
        until, names, told = self.program.station.until, names_of(self.program), defaultdict(list)
        for _, each in named_episodes(names, batch.episodes):
            told[each.kind, each.place].append((each.start, min(each.end, until)))
        for kind in Kind:
            for place in names.places(kind):
                of = "" if place == STATION else f"[{place}]"
                counted = self._spans(f"{kind.name.lower()}_days{of}")
                yield PEOPLE, f"{kind.name} of {place}", told[kind, place], counted
        groups = ["crew_days", *map(_days, self.program.segments)]
        days = np.argmax(batch.headcount, axis=2).tolist()
        by_day = zip(*(self._by_day(group, len(days)) for group in groups), strict=True)
        for day, (stated, counted) in enumerate(zip(days, map(list, by_day), strict=True)):
            yield PEOPLE, f"the head count after {day} d", stated, counted

    def _level(self, what: str, second: int) -> int:
        """What a level was at the end of a second."""
        course = self.courses[what]
        return course[bisect_right(course, second, key=itemgetter(0)) - 1][1]

    def _by_day(self, what: str, days: int) -> list[int]:
        """What a level was at the end of the first second of each day."""
        course = self.courses[what]
        since = [second for second, _ in course]
        at = np.searchsorted(since, np.arange(days) * DAY, side="right") - 1
        return [course[n][1] for n in at.tolist()]

    def _spans(self, what: str) -> list[tuple[int, int]]:
        """Beginning and end of each time at which a level was not 0, if it lasted at all."""
        course = self.courses[what]
        ends = [*(second for second, _ in course[1:]), self.program.station.until]
        on = [(begins, ends[n]) for n, (begins, level) in enumerate(course) if level]
        return [(begins, end) for begins, end in on if begins < end]

    def outcomes(self) -> dict[str, int]:
        """Every outcome that the log adds up to, by its column."""
        s, until, out = self.station, self.program.station.until, dict(self.counts)
        for name in [*self.courses]:
            on, (what, bracket, of) = self._spans(name), name.partition("[")
            if what == "handover_gap_days":
                left = sum((name, begins) in self.left for begins, _ in on)
                out["indirect_handovers" + bracket + of] = left
            out[name] = sum((ends - begins) * self._level(name, begins) for begins, ends in on)
            if what in FIRST:
                out[FIRST[what] + bracket + of] = min((begins for begins, _ in on), default=NULL)
        out |= {_days(each).replace("[", "_lost["): self._lost(each) for each in s.segments}
        out["decrewed"] = bool(self._spans("decrewed_days"))
        out["stranded"] = bool(self._spans("stranded_person_days"))
        out["unmet_medical_returns"] = self.seen[H.UNMET_MEDICAL]
        stays, late, alone, past = [0], [0], [0], [0]
        for each in [person for person in s.people if person.aboard_since < NEVER]:
            left, since = min(each.left, until), each.aboard_since
            stays.append(left - since)
            late.append(left - max(each.due, since, 0))
            for begins, ends in self._spans(f"stranding_days[{each.name}]"):
                alone.append(ends - (begins or min(each.stated_stranded_since, 0)))
        for ship in s.ships:
            spans = self._spans(f"seated_days[{ship.name}]")
            past += [ends - max(begins, ship.limit_at) for begins, ends in spans]
        out["longest_stay_days"], out["longest_stranding_days"] = max(stays), max(alone)
        out["overstay_person_days"] = sum(each for each in late if each > 0)
        out["days_past_limit"] = sum(each for each in past if each > 0)
        out |= {f"repair_days[{each.name}]": each.whole_repair for each in s.outages}
        out |= {name: value for line in self.program.lines for name, value in self._next(line)}
        return {c.name: out[c.name] for c in self.program.columns if c.name in out}

    def _lost(self, segment: Kept) -> int:
        """The shortfall of a segment to the complement of the day, in person-seconds."""
        course, until = self.courses[_days(segment)], self.program.station.until
        stated = [(0, segment.complement), *spans(segment.complement_from), (until, 0)]
        lost = 0
        for (since, complement), (to, _) in pairwise(stated):
            for (begins, aboard), (ends, _) in pairwise([*course, (until, 0)]):
                lost += max(0, min(ends, to) - max(begins, since)) * max(0, complement - aboard)
        return lost

    def _next(self, line: Queue) -> Iterator[tuple[str, int]]:
        """Yield what is told of the next flights of a line, and of whom they relieve."""
        ships, flights = self.station.ships, line.manifest[:NEXT_FLIGHTS]
        before = [n for n in line.ships if self.program.flights[n].docked < NEVER][-1:]
        for k in range(NEXT_FLIGHTS):
            told = (NULL,) * 5
            if k < len(flights):
                outgoing = [ships[n] for n in ([flights[k - 1]] if k else before)]
                told = ships[flights[k]].launched, ships[flights[k]].docked, *_handover(outgoing)
            whats = "launch", "dock", "overlap_days", "margin_to_limit_days", "direct"
            for what, value in zip(whats, told, strict=True):
                yield next_name(line.name, k + 1, what), value


def _days(segment: Kept | Segment) -> str:
    """The column of the time aboard of a segment's crew, or of who has a qualification."""
    return f"{'qualified' if segment.is_qualification else 'crew'}_days[{segment.name}]"


def _handover(those: list[Kept]) -> tuple[int, int, int]:
    """Overlap, margin to the limit and directness of a vehicle's relief, `NULL` if unknown."""
    outgoing = takes = next(iter(those), None)
    while takes is not None and takes.place_taken_by is not None:
        takes = takes.place_taken_by
        outgoing = takes if takes.flew_empty else outgoing
    if outgoing is None or outgoing.docked >= NEVER:
        return NULL, NULL, NULL
    relief, limit = outgoing.first_relief, outgoing.limit_at
    margin = limit - relief if max(relief, limit) < NEVER else NULL
    assert takes is not None
    if takes.where is Where.DOCKED:
        return NULL, margin, 1 if relief < NEVER else NULL
    direct = relief <= takes.undocked
    return takes.undocked - relief if direct else NULL, margin, int(direct)
