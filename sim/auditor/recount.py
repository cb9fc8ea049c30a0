"""The outcomes of one replication, recounted from its log (MODEL 8)."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from sim.auditor import stays
from sim.auditor.demands import PADS, PEOPLE, PORTS, SEATS, SPACECRAFT, STOCKS, subject_of
from sim.auditor.station import H, Kept, Station
from sim.core.clock import DAY, NEVER
from sim.engine.batch import STATION, Batch, named_episodes, names_of
from sim.engine.where import Where
from sim.outcomes import NEXT_FLIGHTS, NULL, Kind, LogRow, next_name

COLUMNS = "columns"

NOT_RECOUNTED: dict[str, str] = {}
"""The outcomes that are not recounted, by their names without whom they are for, and why."""

HANDOVER = "overlap_days", "margin_to_limit_days", "direct"
"""What is told of the handover to a next flight."""

Spans = list[tuple[int, int]]
Compared = Iterator[tuple[str, str, object, object]]

DOWN = {
    "pad_down_days": PADS,
    "stand_down_days": PADS,
    "below_reserve_days": STOCKS,
}
"""The outcomes that say for how long a pad, a family or a stock was down, and their subjects."""


class Recount:
    """What adds up to the outcomes.

    Parameters
    ----------
    station : Station
        As on ``as_of``; it is looked at behind every row.
    """

    def __init__(self, station: Station) -> None:
        self.station, self.program, self.since = station, station.program, 0
        self.totals: Counter[str] = Counter()
        self.spans: defaultdict[tuple[Kind | str, str], Spans] = defaultdict(list)
        self.open: dict[tuple[Kind | str, str], int] = {}
        self.heads: list[tuple[int, ...]] = []
        self.seen: Counter[H] = Counter()
        self.family_of: dict[str, str] = {}
        self._turns(0, "")
        self._longest(0)

    # what is seen -----------------------------------------------------------------------------

    def _on(self) -> Iterator[tuple[Kind | str, str, object]]:
        """Yield what may be down, missing, stranded or low, and whether it is."""
        s, p, aboard = self.station, self.program, self.station.aboard
        lines, segments = Counter(x.line for x in aboard), Counter(x.segment for x in aboard)
        for n, line in enumerate(p.lines):
            to_come = any(s.ships[ship].where <= Where.FLYING for ship in line.ships)
            yield Kind.HANDOVER_GAP, line.name, to_come and not lines[n]
        for n, segment in enumerate(p.segments):
            yield Kind.SEGMENT_GAP, segment.name, not segments[n]
        few = any(segments[n] < segment.minimum for n, segment in enumerate(p.segments))
        yield Kind.BELOW_MINIMUM, STATION, few or len(aboard) < p.station.minimum_total
        yield Kind.DECREWED, STATION, not aboard
        stranded = s.stranded
        yield from ((Kind.STRANDING, each.name, each in stranded) for each in s.people)
        yield from (("pad_down_days", pad.name, pad.down) for pad in s.pads)
        yield from (("stand_down_days", family.name, family.down) for family in s.families)
        yield from (("below_reserve_days", each.name, each.low_since < NEVER) for each in s.stocks)

    def _turns(self, now: int, ship: str) -> None:
        """Open and close the spans; a gap of a line may be begun by a ship that leaves."""
        for kind, name, is_on in self._on():
            if is_on and (kind, name) not in self.open:
                self.open[kind, name] = now
                begins = kind is Kind.HANDOVER_GAP and ship
                self.totals[f"indirect_handovers[{name}]"] += 1 if begins else 0
            elif not is_on and (kind, name) in self.open:
                self.spans[kind, name].append((self.open.pop((kind, name)), now))

    def adds(self, now: int) -> None:
        """Add up the time from the last look to a second, as things have been since."""
        start, elapsed, s, add = self.since, now - self.since, self.station, self.totals
        if elapsed <= 0:
            return
        self.since, aboard = now, s.aboard
        counts = [sum(p.segment == n for p in aboard) for n in range(len(self.program.segments))]
        self.heads += [(len(aboard), *counts)] * (-(-now // DAY) - -(-start // DAY))
        for count, segment in zip(counts, self.program.segments, strict=True):
            add[f"crew_days[{segment.name}]"] += count * elapsed
            lost = max(0, segment.complement - count) * elapsed
            add[f"crew_days_lost[{segment.name}]"] += lost
        add["at_most_three_days"] += elapsed if len(aboard) <= 3 else 0
        add["no_lifeboat_person_days"] += s.without_lifeboat() * elapsed
        for person in aboard:
            add["overstay_person_days"] += max(0, now - max(person.due, start))
        for ship in s.docked:
            if s.seated(ship):
                add["days_past_limit"] += max(0, now - max(start, stays.limit(s, ship)))

        self._longest(now)

    def _longest(self, now: int) -> None:
        """Keep the longest stay of anybody aboard, and the longest time without a seat."""
        stays_since = [now - p.aboard_since for p in self.station.aboard]
        stranded = [now - p.stranded_since for p in self.station.stranded]
        for what, times in (("longest_stay", stays_since), ("longest_stranding", stranded)):
            self.totals[f"{what}_days"] = max(self.totals[f"{what}_days"], *times, 0)

    def reads(self, row: LogRow) -> None:
        """Look at the station behind a row, and count the row."""
        self.seen[row.happening] += 1
        if row.happening is H.LAUNCHES:
            self.family_of[row.entity] = row.family
            self.totals[f"launches[{row.family}]"] += 1
            self.totals[f"pad_launches[{row.pad}]"] += 1
        elif row.happening is H.LOST:
            self.totals[f"losses[{self.family_of.get(row.entity)}]"] += 1
        elif row.happening is H.PAD_DAMAGED:
            self.totals[f"pad_damages[{row.entity}]"] += 1
        self._turns(row.second, row.entity if row.happening is H.UNDOCKS else "")

    # at until ---------------------------------------------------------------------------------

    def compared(self, batch: Batch) -> Compared:
        """Yield subject, name, and what an engine and the log say of it."""
        for key, began in self.open.items():
            self.spans[key].append((began, self.program.station.until))
        recounted = {name: (subject, value) for subject, name, value in self._outcomes()}
        for column, stated in zip(self.program.columns, batch.outcomes[0].tolist(), strict=True):
            excused = re.sub(r"\[.*?\]", "[]", column.name) in NOT_RECOUNTED
            known = column.name in recounted or excused
            found = stated if known else "nothing: it is neither recounted nor excused"
            yield COLUMNS, column.name, stated, found
            if column.name in recounted:
                subject, value = recounted[column.name]
                yield subject, column.name, stated, value
        for happening in H:
            fired, rows = batch.fired.get(happening.name.lower(), 0), self.seen[happening]
            if fired or rows:
                yield subject_of(happening), happening.name.lower(), fired, rows
        yield from self._episodes(batch)
        own = [*self.heads, *[self.heads[-1]] * len(batch.headcount)][: len(batch.headcount)]
        stated = [tuple(row) for row in np.argmax(batch.headcount, axis=2).tolist()]
        for day in [day for day, heads in enumerate(own) if heads != stated[day]][:1]:
            yield PEOPLE, f"the head count after {day} d", stated[day], own[day]

    def _outcomes(self) -> Iterator[tuple[str, str, object]]:
        """Yield subject, column and value of each outcome that the log adds up to."""
        p, s = self.program, self.station
        lasted: Counter[tuple[Kind | str, str]] = Counter()
        first: defaultdict[tuple[Kind | str, str], int] = defaultdict(lambda: NULL)
        for key, spans in self.spans.items():
            lasted[key] = sum(end - start for start, end in spans)
            first[key] = min((start for start, _ in spans), default=NULL)
        lines, segments, families = p.lines, p.segments.names, p.families.names
        stranded = sum(lasted[key] for key in self.spans if key[0] is Kind.STRANDING)
        ever = any(key[0] is Kind.STRANDING and spans for key, spans in self.spans.items())
        alone = Kind.DECREWED, STATION
        yield SEATS, "stranded", ever
        yield SEATS, "stranded_person_days", stranded
        yield SEATS, "unmet_medical_returns", self.seen[H.UNMET_MEDICAL]
        yield PEOPLE, "below_minimum_days", lasted[Kind.BELOW_MINIMUM, STATION]
        yield PEOPLE, "decrewed_days", lasted[alone]
        yield PEOPLE, "decrewed_on", first[alone]
        yield PEOPLE, "decrewed", bool(self.spans[alone])
        for line in lines:
            gap = Kind.HANDOVER_GAP, line.name
            yield PEOPLE, f"handover_gap_days[{line.name}]", lasted[gap]
            yield PEOPLE, f"first_gap_on[{line.name}]", first[gap]
            before = [n for n in line.ships if p.flights[n].docked < NEVER][-1:]
            ships = [s.ships[n] for n in (*before, *line.manifest[:NEXT_FLIGHTS])]
            flights, relieved = ships[len(before) :], [*([] if before else [None]), *ships]
            for k in range(NEXT_FLIGHTS):
                told = [NULL, NULL, *[NULL] * len(HANDOVER)]
                if k < len(flights):
                    told = [flights[k].launched, flights[k].docked, *self._handover(relieved[k])]
                for what, value in zip(("launch", "dock", *HANDOVER), told, strict=True):
                    yield PORTS, next_name(line.name, k + 1, what), value
        for name in segments:
            yield PEOPLE, f"segment_gap_days[{name}]", lasted[Kind.SEGMENT_GAP, name]
            yield PEOPLE, f"first_segment_gap_on[{name}]", first[Kind.SEGMENT_GAP, name]
        for pad in s.pads:
            yield PADS, f"repair_days[{pad.name}]", pad.whole_repair
        for stock in s.stocks:
            first_low = first["below_reserve_days", stock.name]
            yield STOCKS, f"below_reserve_on[{stock.name}]", first_low
        pads, stocks = p.pads.names, p.stocks.names
        for what, names in zip(DOWN, (pads, families, stocks), strict=True):
            for name in names:
                yield DOWN[what], f"{what}[{name}]", lasted[what, name]
        for subject, what, names in (
            (PEOPLE, "crew_days", segments),
            (PEOPLE, "crew_days_lost", segments),
            (PEOPLE, "indirect_handovers", tuple(line.name for line in lines)),
            (SPACECRAFT, "launches", families),
            (SPACECRAFT, "losses", families),
            (PADS, "pad_launches", pads),
            (PADS, "pad_damages", pads),
        ):
            yield from ((subject, f"{what}[{n}]", self.totals[f"{what}[{n}]"]) for n in names)
        for what in ("at_most_three_days", "overstay_person_days", "longest_stay_days"):
            yield PEOPLE, what, self.totals[what]
        for what in ("longest_stranding_days", "no_lifeboat_person_days"):
            yield SEATS, what, self.totals[what]
        yield PORTS, "days_past_limit", self.totals["days_past_limit"]

    def _handover(self, outgoing: Kept | None) -> tuple[int, int, int]:
        """Overlap, margin to the limit and directness of a vehicle's relief, `NULL` if unknown."""
        while outgoing is not None and outgoing.place_taken_by is not None:
            outgoing = outgoing.place_taken_by
        if outgoing is None or outgoing.docked >= NEVER:
            return NULL, NULL, NULL
        relief, limit = outgoing.first_relief, stays.limit(self.station, outgoing)
        margin = limit - relief if max(relief, limit) < NEVER else NULL
        if outgoing.where is Where.DOCKED:
            return NULL, margin, 1 if relief < NEVER else NULL
        direct = relief <= outgoing.undocked
        return outgoing.undocked - relief if direct else NULL, margin, int(direct)

    def _episodes(self, batch: Batch) -> Compared:
        until = self.program.station.until
        told: defaultdict[tuple[Kind | str, str], Spans] = defaultdict(list)
        for _, each in named_episodes(names_of(self.program), batch.episodes):
            told[each.kind, each.place].append((each.start, min(each.end, until)))
        episodes = [(kind, place) for kind, place in {*told, *self.spans} if isinstance(kind, Kind)]
        for key in sorted(episodes):
            stated, own = (
                [(start, end) for start, end in spans[key] if start < end]
                for spans in (told, self.spans)
            )
            subject = SEATS if key[0] is Kind.STRANDING else PEOPLE
            yield subject, f"{key[0].name} of {key[1]}", stated, own
