"""The recount: the outcomes of a replication added up again from what the audit saw and read.

It shares nothing with the ledger but the definitions of MODEL 8: it looks at people and ships
after every event, integrates what it saw last, and reads the event log.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sim.core.clock import NEVER
from sim.engines.batch import names_of
from sim.engines.reference.pad_books import is_down_on_as_of
from sim.engines.reference.state import Ship
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.outcomes import NULL, Happening, Kind, LogRow

Spans = list[tuple[int, int]]
"""Half-open times ``[start, end)`` in seconds, in order, none empty; only two strandings of one
person touch, when a seat found is lost in the same second."""

DOWN = {"pad": "pad_down_days", "family": "stand_down_days", "stock": "below_reserve_days"}
"""The outcomes that count for how long something was down, stood down or below its line."""


class Recount:
    """What adds up to the outcomes of one replication.

    Parameters
    ----------
    world : World
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.since = 0
        self.aboard: list[int] = []
        self.by_segment = [0] * len(world.program.segments)
        self.by_line = [0] * world.program.queues.lines
        self.to_come = [True] * world.program.queues.lines
        self.stranded: list[str] = []
        self.lately_stranded: set[str] = set()
        self.unprotected = 0
        self.overdue: list[tuple[Ship, int]] = []
        self.spans: defaultdict[tuple[Kind, str], Spans] = defaultdict(list)
        self.totals: defaultdict[str, int] = defaultdict(int)
        self.down: dict[str, int] = {}
        pads = world.program.pads
        for pad, name in enumerate(pads.names):
            if is_down_on_as_of(pads, pad):
                self.down[f"pad {name}"] = 0
        for name in world.program.stocks.names:
            self.totals[f"below_reserve_on[{name}]"] = NULL
        self.steps: list[tuple[int, int, int, int]] = []

    # what is seen -----------------------------------------------------------------------------

    def looks(self) -> None:
        """Add up what was seen last, up to now, and look again."""
        self.adds(self.world.now)
        world = self.world
        people = [person for person in world.people if person.aboard]
        self.aboard = [person.number for person in people]
        self._stays(world.now)
        for segment in range(len(self.by_segment)):
            self.by_segment[segment] = sum(1 for p in people if p.segment == segment)
        for line in range(len(self.by_line)):
            self.by_line[line] = sum(1 for p in people if p.line == line)
            ships = world.queues[line].ships
            self.to_come[line] = any(ship.where <= Where.FLYING for ship in ships)
        stranded = [p for p in people if p.seat is None or p not in p.seat.seated]
        self.stranded = [person.name for person in stranded]
        for person in stranded:
            self._at_least("longest_stranding_days", world.now - person.stranded_since)
        self.unprotected = self.no_lifeboat()
        self.overdue = [(s, s.limit_at) for s in world.docked if s.seated and s.limit_at < NEVER]
        step = (world.now, len(people), *self.by_segment[:2])
        if self.steps and self.steps[-1][0] == world.now:
            self.steps.pop()
        if not self.steps or self.steps[-1][1:] != step[1:]:
            self.steps.append(step)  # type: ignore[arg-type]

    def no_lifeboat(self) -> int:
        """How many of the stranded have no emergency place either (MODEL 5.1)."""
        world = self.world
        served = emergency = 0
        for person in world.seats.stranded:
            failed = person.failed
            if failed is not None and failed.where is Where.DOCKED and failed.serves_as_lifeboat:
                served += 1
        for ship in world.docked:
            if ship.fit:
                emergency += world.classes.emergency_seats[ship.classes]
        return max(0, len(world.seats.stranded) - served - emergency)

    def adds(self, now: int) -> None:
        """Add up the time from the last look to `now`, as things were seen then."""
        start, elapsed = self.since, now - self.since
        if elapsed == 0:
            return
        self.since = now
        program, totals = self.world.program, self.totals
        below = len(self.aboard) < program.minimum_total
        for segment, count in enumerate(self.by_segment):
            name = program.segments[segment]
            totals[f"crew_days[{name}]"] += count * elapsed
            totals[f"crew_days_lost[{name}]"] += (
                max(0, program.complement[segment] - count) * elapsed
            )
            below = below or count < program.minimum[segment]
            if count == 0:
                self._span(Kind.SEGMENT_GAP, name, start, now)
        for line, count in enumerate(self.by_line):
            if count == 0 and self.to_come[line]:
                self._span(Kind.HANDOVER_GAP, program.queues.names[line], start, now)
        if below:
            self._span(Kind.BELOW_MINIMUM, "station", start, now)
        if len(self.aboard) <= 3:
            totals["at_most_three_days"] += elapsed
        if not self.aboard:
            self._span(Kind.DECREWED, "station", start, now)
        for name in self.stranded:
            if name in self.lately_stranded:
                self.lately_stranded.discard(name)
                self.spans[Kind.STRANDING, name].append((start, now))
            else:
                self._span(Kind.STRANDING, name, start, now)
        totals["no_lifeboat_person_days"] += self.unprotected * elapsed
        for _, limit in self.overdue:
            totals["days_past_limit"] += max(0, now - max(start, limit))
        for number in self.aboard:
            due = max(self.world.people[number].due, start)
            totals["overstay_person_days"] += max(0, now - due)
        self._stays(now)

    def _stays(self, now: int) -> None:
        """Keep the longest stay of anybody aboard."""
        for number in self.aboard:
            self._at_least("longest_stay_days", now - self.world.people[number].aboard_since)

    def _at_least(self, what: str, value: int) -> None:
        self.totals[what] = max(self.totals[what], value)

    def _span(self, kind: Kind, place: str, start: int, end: int) -> None:
        _join(self.spans[kind, place], start, end)

    # what is read -----------------------------------------------------------------------------

    def reads(self, row: LogRow) -> None:
        """Count a row of the event log."""
        happening, totals = row.happening, self.totals
        if happening is Happening.LAUNCHES or happening is Happening.LOST:
            word = "launches" if happening is Happening.LAUNCHES else "losses"
            ship = next(ship for ship in self.world.ships if ship.name == row.entity)
            family = ship.family
            totals[f"{word}[{self.world.program.families.names[family]}]"] += 1
        elif happening is Happening.STRANDED:
            self.lately_stranded.add(row.entity)
        elif happening is Happening.UNMET_MEDICAL:
            totals["unmet_medical_returns"] += 1
        elif happening is Happening.PAD_DAMAGED:
            totals[f"pad_damages[{row.entity}]"] += 1
            self.down[f"pad {row.entity}"] = row.second
        elif happening is Happening.PAD_OUTAGE:
            self.down.setdefault(f"pad {row.entity}", row.second)
        elif happening is Happening.REPAIRED:
            began = self.down.pop(f"pad {row.entity}")
            totals[f"pad_down_days[{row.entity}]"] += row.second - began
        elif happening is Happening.STAND_DOWN_BEGINS:
            self.down.setdefault(f"family {row.entity}", row.second)
        elif happening is Happening.STAND_DOWN_ENDS:
            began = self.down.pop(f"family {row.entity}")
            totals[f"stand_down_days[{row.entity}]"] += row.second - began
        elif happening is Happening.STOCK_LOW:
            self.down[f"stock {row.entity}"] = row.second
            first = f"below_reserve_on[{row.entity}]"
            totals[first] = min(totals[first], row.second)
        elif happening is Happening.STOCK_RESTORED:
            began = self.down.pop(f"stock {row.entity}")
            totals[f"below_reserve_days[{row.entity}]"] += row.second - began

    # at until ---------------------------------------------------------------------------------

    def differences(self) -> Iterator[tuple[str, object, object]]:
        """Yield what the ledger has, by name, where the recount has something else."""
        self.adds(self.world.program.until)
        self._ends()
        for what, counted in self._ledger():
            if counted != self.totals[what]:
                yield what, counted, self.totals[what]
        episodes: defaultdict[tuple[Kind, str], Spans] = defaultdict(list)
        names = names_of(self.world.program)
        for kind, place, start, end, *_ in self.world.ledger.episodes:
            over = self.world.program.until if end == NULL else end
            spans = episodes[kind, names.places(kind)[place]]
            if start < over and kind is Kind.STRANDING:
                spans.append((start, over))
            elif start < over:
                _join(spans, start, over)
        for key in sorted({*episodes, *self.spans}):
            if episodes[key] != self.spans[key]:
                yield f"{key[0].name} of {key[1]}", episodes[key], self.spans[key]
        steps: list[tuple[int, int, int, int]] = []
        for step in self.world.ledger.steps:
            if not steps or steps[-1][1:] != step[1:]:
                steps.append(step)
        if steps != self.steps:
            yield "the head count", steps, self.steps

    def _ends(self) -> None:
        """Count what is still down, and turn the spans into the totals of the table."""
        program, until = self.world.program, self.world.program.until
        for what, began in self.down.items():
            entity, name = what.split(" ", 1)
            self.totals[f"{DOWN[entity]}[{name}]"] += until - began
        columns = {
            Kind.HANDOVER_GAP: "handover_gap_days[{}]",
            Kind.SEGMENT_GAP: "segment_gap_days[{}]",
            Kind.BELOW_MINIMUM: "below_minimum_days",
            Kind.DECREWED: "decrewed_days",
            Kind.STRANDING: "stranded_person_days",
        }
        first = dict(zip(program.people.names, program.people.stranded_since, strict=True))
        for (kind, place), spans in self.spans.items():
            self.totals[columns[kind].format(place)] += sum(end - start for start, end in spans)
            if kind is Kind.STRANDING:
                for start, end in spans:
                    began = first[place] if start == 0 and first[place] < NEVER else start
                    self._at_least("longest_stranding_days", end - began)

    def _ledger(self) -> Iterator[tuple[str, int]]:
        """Yield the counted outcomes by the name of their column."""
        world, ledger, program = self.world, self.world.ledger, self.world.program
        for line, name in enumerate(program.queues.names[: program.queues.lines]):
            yield f"handover_gap_days[{name}]", ledger.line_gap[line]
        for segment, name in enumerate(program.segments):
            yield f"segment_gap_days[{name}]", ledger.segment_gap[segment]
            yield f"crew_days[{name}]", ledger.crew_time[segment]
            yield f"crew_days_lost[{name}]", ledger.lost_time[segment]
        yield "below_minimum_days", ledger.below_minimum
        yield "at_most_three_days", ledger.at_most_three
        yield "decrewed_days", ledger.decrewed
        yield "stranded_person_days", ledger.stranded_time
        yield "longest_stranding_days", ledger.longest_stranding
        yield "no_lifeboat_person_days", ledger.no_lifeboat_time
        yield "overstay_person_days", ledger.overstay
        yield "longest_stay_days", ledger.longest_stay
        yield "days_past_limit", ledger.past_limit
        yield "unmet_medical_returns", ledger.unmet_medical
        for family, name in enumerate(program.families.names):
            yield f"launches[{name}]", world.families.launches[family]
            yield f"losses[{name}]", world.families.losses[family]
            yield f"stand_down_days[{name}]", world.families.down_total[family]
        for pad, name in enumerate(program.pads.names):
            yield f"pad_damages[{name}]", world.pads.damages[pad]
            yield f"pad_down_days[{name}]", world.pads.down_total[pad]
        for stock, name in enumerate(program.stocks.names):
            yield f"below_reserve_days[{name}]", world.stocks.below_total[stock]
            yield f"below_reserve_on[{name}]", world.stocks.below_on[stock]


def _join(spans: Spans, start: int, end: int) -> None:
    """Append a time that begins at or after the end of the last one."""
    if spans and spans[-1][1] == start:
        spans[-1] = (spans[-1][0], end)
    else:
        spans.append((start, end))
