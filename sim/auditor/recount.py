"""The outcomes of one replication, recounted from how its log says the station went (MODEL 8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np

from sim.auditor.station import PEOPLE, SUBJECT_OF, H, Kept, Station, spans, subject_of
from sim.core.clock import DAY, NEVER
from sim.engine.batch import STATION, Batch, named_episodes, names_of
from sim.engine.memory.words import Where
from sim.engine.program import Segment
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


class Recount:
    """How the station went: since when each level that is added up over time was what."""

    def __init__(self, station: Station) -> None:
        self.station, self.program = station, station.program
        self.until = self.program.station.until
        self.courses: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self.counts: Counter[str] = Counter()
        self.seen: Counter[H] = Counter()
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
        s, stated = self.station, self.program.station
        for line in [queue for queue in s.queues if queue.is_line]:
            gap = line.begun and line.to_come > 0 and not line.aboard
            yield f"handover_gap_days[{line.name}]", gap
        for segment in s.segments:
            what = "qualification" if segment.is_qualification else "segment"
            yield f"{what}_gap_days[{segment.name}]", segment.aboard < segment.fewest
            yield _days(segment), segment.aboard
        few = any(segment.aboard < segment.minimum for segment in s.segments)
        working = sum(person.segment >= 0 for person in s.aboard)
        yield "crew_days", s.station.aboard
        yield "below_minimum_days", few or working < stated.minimum_total
        yield "at_most_three_days", s.station.aboard <= 3
        yield "decrewed_days", not s.station.aboard
        yield "stranded_person_days", len(s.stranded)
        yield "no_lifeboat_person_days", s.station.no_lifeboat
        crewed = {person.seat for person in s.aboard}
        whose: list[tuple[str, list[Kept], Callable[[Kept], bool]]] = [
            ("stranding", s.people, lambda person: person in s.stranded),
            ("pad_down", s.pads, lambda pad: pad.down),
            ("stand_down", s.families, lambda family: family.down),
            ("below_reserve", s.stocks, lambda stock: stock.below_since < NEVER),
            ("seated", s.ships, lambda ship: ship in crewed),
        ]
        for what, table, level in whose:
            yield from ((f"{what}_days[{each.name}]", level(each)) for each in table)

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
        names, told = names_of(self.program), defaultdict(list)
        for _, each in named_episodes(names, batch.episodes):
            told[each.kind, each.place].append((each.start, min(each.end, self.until)))
        for kind in Kind:
            for place in names.places(kind):
                of = "" if place == STATION else f"[{place}]"
                counted = [on[:2] for on in self._spans(f"{kind.name.lower()}_days{of}")]
                yield PEOPLE, f"{kind.name} of {place}", told[kind, place], counted
        heads = np.argmax(batch.headcount, axis=2)
        for who, group in enumerate(["crew_days", *map(_days, self.program.segments)]):
            since, levels = zip(*self.courses[group], strict=True)
            at = np.searchsorted(since, np.arange(len(heads)) * DAY, side="right") - 1
            for day, (n, people) in enumerate(
                zip(at.tolist(), heads[:, who].tolist(), strict=True)
            ):
                yield PEOPLE, f"the head count of {group} after {day} d", people, levels[n]

    def _spans(self, what: str) -> list[tuple[int, int, int]]:
        """Beginning, end and level of each time at which it was not 0, if that lasted at all."""
        steps = pairwise([*self.courses[what], (self.until, 0)])
        return [(begins, ends, n) for (begins, n), (ends, _) in steps if n and begins < ends]

    def outcomes(self) -> dict[str, int]:
        """Every outcome that the log adds up to, by its column."""
        s, until, names = self.station, self.until, [c.name for c in self.program.columns]
        out = {name: self.counts[name] for name in names if name.startswith(COUNTED)}
        for name in [*self.courses]:
            on, (what, bracket, of) = self._spans(name), name.partition("[")
            out[name] = sum((ends - begins) * level for begins, ends, level in on)
            first = min((begins for begins, *_ in on), default=NULL)
            out[FIRST.get(what, "") + bracket + of] = first
            if what == "handover_gap_days":
                left = sum((name, begins) in self.left for begins, *_ in on)
                out["indirect_handovers" + bracket + of] = left
        for segment in s.segments:
            out[_days(segment).replace("[", "_lost[")] = self._lost(segment)
        out["decrewed"] = out["decrewed_days"] > 0
        out["stranded"] = out["stranded_person_days"] > 0
        out["unmet_medical_returns"] = self.seen[H.UNMET_MEDICAL]
        came = [person for person in s.people if person.aboard_since < NEVER]
        stays = [min(person.left, until) - person.aboard_since for person in came]
        late = [min(each.left, until) - max(each.due, each.aboard_since, 0) for each in came]
        alone = [
            ends - (begins or min(each.stated_stranded_since, 0))
            for each in came
            for begins, ends, _ in self._spans(f"stranding_days[{each.name}]")
        ]
        past = [
            ends - max(begins, ship.limit_at)
            for ship in s.ships
            for begins, ends, _ in self._spans(f"seated_days[{ship.name}]")
        ]
        out["longest_stay_days"], out["longest_stranding_days"] = max([0, *stays]), max([0, *alone])
        out["overstay_person_days"] = sum(each for each in late if each > 0)
        out["days_past_limit"] = sum(each for each in past if each > 0)
        out |= {f"repair_days[{each.name}]": each.whole_repair for each in s.outages}
        out |= dict(self._next())
        return {name: out[name] for name in names if name in out}

    def _lost(self, segment: Kept) -> int:
        """The shortfall of a segment to the complement of the day, in person-seconds."""
        course, lost = [*self.courses[_days(segment)], (self.until, 0)], 0
        stated = [(0, segment.complement), *spans(segment.complement_from), (self.until, 0)]
        for (since, complement), (to, _) in pairwise(stated):
            for (begins, aboard), (ends, _) in pairwise(course):
                lost += max(0, min(ends, to) - max(begins, since)) * max(0, complement - aboard)
        return lost

    def _next(self) -> Iterator[tuple[str, int]]:
        """Yield what is told of the next flights of each line, and of whom they relieve."""
        whats = "launch", "dock", "overlap_days", "margin_to_limit_days", "direct"
        for line in self.program.lines:
            there = [n for n in line.ships if self.program.flights[n].docked < NEVER]
            numbers = [*there[-1:], *line.manifest]
            ships: list[Kept | None] = [None] if not there else []
            ships += [*(self.station.ships[n] for n in numbers), *[None] * NEXT_FLIGHTS]
            for k, (outgoing, ship) in enumerate(pairwise(ships[: NEXT_FLIGHTS + 1]), 1):
                told = (ship.launched, ship.docked, *_handover(outgoing)) if ship else (NULL,) * 5
                for what, value in zip(whats, told, strict=True):
                    yield next_name(line.name, k, what), value


def _days(segment: Kept | Segment) -> str:
    """The column of the time aboard of a segment's crew, or of who has a qualification."""
    return f"{'qualified' if segment.is_qualification else 'crew'}_days[{segment.name}]"


def _handover(outgoing: Kept | None) -> tuple[int, int, int]:
    """Overlap, margin to the limit and directness of a vehicle's relief, `NULL` if unknown."""
    takes = outgoing
    while takes and takes.place_taken_by:
        takes = takes.place_taken_by
        outgoing = takes if takes.flew_empty else outgoing
    if not outgoing or not takes or outgoing.docked >= NEVER:
        return NULL, NULL, NULL
    relief, limit = outgoing.first_relief, outgoing.limit_at
    margin = limit - relief if max(relief, limit) < NEVER else NULL
    if takes.where is Where.DOCKED:
        return NULL, margin, 1 if relief < NEVER else NULL
    direct = relief <= takes.undocked
    return takes.undocked - relief if direct else NULL, margin, int(direct)
