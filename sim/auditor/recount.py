"""The outcomes of one replication, recounted from its log (MODEL 8)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

import numpy as np

from sim.auditor import stays
from sim.auditor.demands import PADS, PEOPLE, PORTS, SPACECRAFT, STOCKS, subject_of
from sim.auditor.station import H, Kept, Station
from sim.core.clock import DAY, NEVER
from sim.engine.batch import STATION, Batch, named_episodes, names_of
from sim.engine.program import Queue
from sim.engine.where import Where
from sim.outcomes import NEXT_FLIGHTS, NULL, Kind, next_name

COLUMNS = "columns"

LASTED = {
    Kind.HANDOVER_GAP: ("handover_gap_days", "first_gap_on"),
    Kind.SEGMENT_GAP: ("segment_gap_days", "first_segment_gap_on"),
    Kind.BELOW_MINIMUM: ("below_minimum_days", ""),
    Kind.STRANDING: ("stranded_person_days", ""),
    Kind.DECREWED: ("decrewed_days", "decrewed_on"),
    "pad": ("pad_down_days", ""),
    "family": ("stand_down_days", ""),
    "stock": ("below_reserve_days", "below_reserve_on"),
}
"""The outcomes that say for how long, and when first, something was so."""

COUNTED = "launches[", "losses[", "pad_launches[", "pad_damages[", "indirect_handovers["
"""The outcomes that say how often something happened, which may be never."""

SUBJECT = {"Pad": PADS, "Family": SPACECRAFT, "Stock": STOCKS, "Ship": PORTS}
"""By the record in which an outcome lies, the subject it belongs to; the others are people's."""

Key = tuple[Kind | str, str]
Compared = Iterator[tuple[str, str, object, object]]


class Recount:
    """What adds up to the outcomes; the station is looked at behind every row."""

    def __init__(self, station: Station) -> None:
        self.station, self.program, self.since = station, station.program, 0
        self.totals: defaultdict[str, int] = defaultdict(int)
        self.spans: dict[Key, list[tuple[int, int]]] = {
            (what, name): [] for what, name, _ in self._on()
        }
        self.open: dict[Key, int] = {}
        self.heads: list[list[int]] = []
        self.seen: Counter[H] = Counter()
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
        yield from (("pad", pad.name, pad.down) for pad in s.pads)
        yield from (("family", family.name, family.down) for family in s.families)
        yield from (("stock", stock.name, stock.low_since < NEVER) for stock in s.stocks)

    def _turns(self, now: int, ship: str) -> None:
        """Open and close the spans; a gap of a line may be begun by a ship that leaves."""
        for what, name, is_on in self._on():
            if is_on and (what, name) not in self.open:
                self.open[what, name] = now
                begins = what is Kind.HANDOVER_GAP and ship
                self.totals[f"indirect_handovers[{name}]"] += 1 if begins else 0
            elif not is_on and (what, name) in self.open:
                self.spans[what, name].append((self.open.pop((what, name)), now))

    def adds(self, now: int) -> None:
        """Add up the time from the last look to a second, as things have been since."""
        start, elapsed, s, add = self.since, now - self.since, self.station, self.totals
        if elapsed <= 0:
            return
        self.since, aboard = now, s.aboard
        counts = [sum(p.segment == n for p in aboard) for n in range(len(self.program.segments))]
        self.heads += [[len(aboard), *counts]] * (-(-now // DAY) - -(-start // DAY))
        for count, segment in zip(counts, self.program.segments, strict=True):
            add[f"crew_days[{segment.name}]"] += count * elapsed
            add[f"crew_days_lost[{segment.name}]"] += max(0, segment.complement - count) * elapsed
        add["at_most_three_days"] += elapsed if len(aboard) <= 3 else 0
        add["no_lifeboat_person_days"] += s.without_lifeboat() * elapsed
        add["overstay_person_days"] += sum(max(0, now - max(p.due, start)) for p in aboard)
        limits = [stays.limit(s, ship) for ship in s.docked if s.seated(ship)]
        add["days_past_limit"] += sum(max(0, now - max(start, limit)) for limit in limits)
        self._longest(now)

    def _longest(self, now: int) -> None:
        """Keep the longest stay of anybody aboard, and the longest time without a seat."""
        stay = [now - p.aboard_since for p in self.station.aboard]
        stranded = [now - p.stranded_since for p in self.station.stranded]
        for what, times in (("longest_stay_days", stay), ("longest_stranding_days", stranded)):
            self.totals[what] = max(self.totals[what], *times, 0)

    def reads(self, e: Kept) -> None:
        """Look at the station behind a row, and count the row."""
        row = e.row
        self.seen[row.happening] += 1
        if row.happening is H.LAUNCHES:
            self.totals[f"launches[{row.family}]"] += 1
            self.totals[f"pad_launches[{row.pad}]"] += 1
        elif row.happening is H.LOST:
            self.totals[f"losses[{e.it.flew}]"] += 1
        elif row.happening is H.PAD_DAMAGED:
            self.totals[f"pad_damages[{row.entity}]"] += 1
        self._turns(row.second, row.entity if row.happening is H.UNDOCKS else "")

    # at until ---------------------------------------------------------------------------------

    def compared(self, batch: Batch) -> Compared:
        """Yield subject, name, and what an engine and the log say of it."""
        own = self.outcomes()
        for column, stated in zip(self.program.columns, batch.outcomes[0].tolist(), strict=True):
            name, subject = column.name, SUBJECT.get(column.record, PEOPLE)
            unknown = (
                stated if column.not_recounted else "nothing: it is neither recounted nor excused"
            )
            yield COLUMNS, name, stated, stated if name in own else unknown
            yield subject, name, stated, own.get(name, stated)
        for happening in H:
            fired, rows = batch.fired.get(happening.name.lower(), 0), self.seen[happening]
            if fired or rows:
                yield subject_of(happening), happening.name.lower(), fired, rows
        until, told = self.program.station.until, defaultdict(list)
        for _, each in named_episodes(names_of(self.program), batch.episodes):
            told[each.kind, each.place].append((each.start, min(each.end, until)))
        for (kind, name), spans in self.spans.items():
            if isinstance(kind, Kind):
                mine, theirs = (
                    [x for x in both if x[0] < x[1]] for both in (spans, told[kind, name])
                )
                yield PEOPLE, f"{kind.name} of {name}", theirs, mine
        heads = [*self.heads, *[self.heads[-1]] * len(batch.headcount)]
        for day, stated in enumerate(np.argmax(batch.headcount, axis=2).tolist()):
            yield PEOPLE, f"the head count after {day} d", stated, heads[day]

    def outcomes(self) -> dict[str, int]:
        """Every outcome that the log adds up to, by its column."""
        out = self.totals
        for (what, name), began in self.open.items():
            self.spans[what, name].append((began, self.program.station.until))
        self.open.clear()
        for (what, name), spans in self.spans.items():
            lasted, first = LASTED[what]
            of = "" if name == STATION or what is Kind.STRANDING else f"[{name}]"
            out[lasted + of] += sum(end - begins for begins, end in spans)
            if first:
                out[first + of] = min((begins for begins, _ in spans), default=NULL)
        for name in [c.name for c in self.program.columns if c.name.startswith(COUNTED)]:
            out[name] += 0
        out["stranded_person_days"] += 0  # of nobody, too
        out["decrewed"] = bool(self.spans[Kind.DECREWED, STATION])
        out["stranded"] = any(
            spans for key, spans in self.spans.items() if key[0] is Kind.STRANDING
        )
        out["unmet_medical_returns"] = self.seen[H.UNMET_MEDICAL]
        out |= {f"repair_days[{pad.name}]": pad.whole_repair for pad in self.station.pads}
        out |= {name: value for line in self.program.lines for name, value in self._next(line)}
        return {
            column.name: out[column.name] for column in self.program.columns if column.name in out
        }

    def _next(self, line: Queue) -> Iterator[tuple[str, int]]:
        """Yield what is told of the next flights of a line, and of whom they relieve."""
        s = self.station
        before = [s.ships[n] for n in line.ships if s.program.flights[n].docked < NEVER][-1:]
        flights = [s.ships[n] for n in line.manifest[:NEXT_FLIGHTS]]
        first: list[Kept | None] = list(before) or [None]
        relieved = [*first, *flights]
        for k in range(NEXT_FLIGHTS):
            told = [NULL] * 5
            if k < len(flights):
                told = [flights[k].launched, flights[k].docked, *self._handover(relieved[k])]
            whats = "launch", "dock", "overlap_days", "margin_to_limit_days", "direct"
            for what, value in zip(whats, told, strict=True):
                yield next_name(line.name, k + 1, what), value

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
