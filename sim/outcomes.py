"""The tables a run leaves behind: columns, units, causes; the row of the event log.

An engine returns whole numbers only: a replication's outcomes are one int64 row in the order of
`outcome_columns`, durations in seconds, instants in seconds since ``as_of``, `NULL` where there is
nothing to report. Days, dates and person-days are made once, when the table is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from sim.core.clock import NEVER

NULL = NEVER
"""The value of an int64 cell that is null: a named integer, not a float NaN."""

NEXT_FLIGHTS = 2
"""How many flights of a line's manifest `next[...]` reports (MODEL 8)."""


class Unit(IntEnum):
    """What a column counts, and how its whole number is shown."""

    COUNT = 0
    FLAG = 1
    DAYS = 2
    PERSON_DAYS = 3
    DATE = 4

    @property
    def label(self) -> str:
        """The unit as the tables and figures print it."""
        return ("count", "0/1", "d", "person-d", "date")[self]


@dataclass(frozen=True)
class Column:
    """An outcome column: its literal name, its unit and one sentence of meaning."""

    name: str
    unit: Unit
    meaning: str


class Kind(IntEnum):
    """Kinds of episode."""

    HANDOVER_GAP = 0
    SEGMENT_GAP = 1
    BELOW_MINIMUM = 2
    STRANDING = 3
    DECREWED = 4


class Cause(IntEnum):
    """What began an episode (MODEL 8), or what ended it.

    Of several lacks the first in the order of MODEL 8 is named.
    """

    STATE = 0
    MEDICAL = 1
    UNFIT = 2
    POLICY = 3
    PORT_CLEARED = 4
    HANDOVER = 5
    PLANNED_RETURN = 6
    LOSS = 7
    DOCKING_FAILURE = 8
    PAD = 9
    FAMILY_LOSS = 10
    FAMILY_CUSTOMERS = 11
    REQUALIFICATION_PAD = 12
    REQUALIFICATION_FAMILY = 13
    SPACECRAFT = 14
    PORT = 15
    SCRUB = 16
    SPACING = 17
    PREPARATION = 18
    SLIP = 19
    PLAN = 20
    LIMIT = 21
    PATIENCE = 22
    DOCKED = 23
    RESEATED = 24
    LEFT = 25
    LINE_ENDED = 26
    OPEN = 27
    WEATHER = 28
    LAST_SHIP = 29
    DISPOSAL = 30
    CERTIFICATION = 31
    WINDOW = 32
    TRAFFIC = 33

    @property
    def words(self) -> str:
        """The cause as the event log and the figures say it."""
        return _CAUSE_WORDS[self]


_CAUSE_WORDS = {
    Cause.STATE: "open on the day the forecast starts",
    Cause.MEDICAL: "medical return",
    Cause.UNFIT: "ship unfit for return",
    Cause.POLICY: "policy",
    Cause.PORT_CLEARED: "port cleared for the next crew",
    Cause.HANDOVER: "handover complete",
    Cause.PLANNED_RETURN: "planned return",
    Cause.LOSS: "launch lost",
    Cause.DOCKING_FAILURE: "failed docking",
    Cause.PAD: "pad not ready",
    Cause.FAMILY_LOSS: "launcher grounded after a loss",
    Cause.FAMILY_CUSTOMERS: "launcher grounded by another customer's flight",
    Cause.REQUALIFICATION_PAD: "uncrewed launches owed after the pad's repair",
    Cause.REQUALIFICATION_FAMILY: "uncrewed launches owed after a loss",
    Cause.SPACECRAFT: "no spacecraft ready",
    Cause.PORT: "no free port",
    Cause.SCRUB: "scrubbed",
    Cause.SPACING: "least time between launches",
    Cause.PREPARATION: "rescue in preparation",
    Cause.SLIP: "late slip",
    Cause.PLAN: "planned",
    Cause.LIMIT: "stay limit",
    Cause.PATIENCE: "patience over",
    Cause.DOCKED: "docking",
    Cause.RESEATED: "seat found",
    Cause.LEFT: "went home",
    Cause.LINE_ENDED: "the line has no flight to come",
    Cause.OPEN: "still open at the end",
    Cause.WEATHER: "return weather",
    Cause.LAST_SHIP: "last ship waits for company",
    Cause.DISPOSAL: "disposal",
    Cause.CERTIFICATION: "not certified",
    Cause.WINDOW: "blackout",
    Cause.TRAFFIC: "too close to another docking or undocking",
}


class Happening(IntEnum):
    """Kinds of event in the log."""

    REPAIRED = 1
    STAND_DOWN_ENDS = 2
    SPACECRAFT_READY = 3
    PAD_READY = 4
    FLIGHT_READY = 5
    DOCKS = 6
    FAILS_TO_DOCK = 7
    RESEATED = 8
    UNFIT = 9
    FALLS_ILL = 10
    UNDOCKS = 11
    STAND_DOWN_BEGINS = 12
    LAUNCHES = 13
    SCRUBS = 14
    LOST = 15
    PAD_DAMAGED = 16
    REPLANNED = 17
    PULLED_FORWARD = 18
    REVERTED = 19
    REBASELINED = 20
    MERGED = 21
    REMANIFESTED = 22
    STAYS_BEHIND = 23
    SEAT_CHANGED = 24
    SEAT_RESERVED = 25
    STRANDED = 26
    UNMET_MEDICAL = 27
    HOLD_BEGINS = 28
    LAST_SHIP_WAITS = 29
    PORT_CLEARED = 30
    WAITS_FOR = 31
    PAD_ORDERED = 32
    PAD_ACTIVATED = 33
    SWAPPED = 34
    FLIGHT_ORDERED = 35
    EARLY_RETURN = 36
    SENT_HOME = 37
    RESERVE_TAKEN = 38
    STOCK_LOW = 39
    STOCK_RESTORED = 40
    PAD_OUTAGE = 41
    PAD_TAKES_CREWS = 42
    CERTIFIED = 43
    HELD = 44


@dataclass(frozen=True)
class LogRow:
    """A row of the event log: what happened to whom at which second, and why.

    Parameters
    ----------
    second : int
        Seconds since ``as_of``.
    rank : int
        MODEL 9.
    happening : Happening
    entity : str
        The flight, pad, family or person.
    cause : Cause or None
    detail : str
        What a reader wants beside it: the port, the pad, people's names, an instant.
    people : int
        People aboard after the event.
    """

    second: int
    rank: int
    happening: Happening
    entity: str
    cause: Cause | None
    detail: str
    people: int


@dataclass(frozen=True)
class Episode:
    """A row of the `episodes` table, in whole seconds.

    Parameters
    ----------
    place : str
        The line, the segment or the person; ``station`` for `BELOW_MINIMUM` and `DECREWED`.
    start, end : int
        [start, end) in seconds since ``as_of``; `end` is `NULL` while open at ``until``.
    vehicle : str
        The flight whose departure (or failure) began it; empty where there was none.
    """

    kind: Kind
    place: str
    start: int
    end: int
    vehicle: str
    begun_by: Cause
    ended_by: Cause


def next_name(line: str, number: int, what: str) -> str:
    """The literal column name of a `next` figure, such as ``next[soyuz,1].direct``."""
    return f"next[{line},{number}].{what}"


def outcome_columns(
    lines: Sequence[str],
    segments: Sequence[str],
    families: Sequence[str],
    pads: Sequence[str],
    stocks: Sequence[str] = (),
) -> tuple[Column, ...]:
    """The columns of the `outcomes` table behind `replication`, in order (MODEL 8)."""
    days, person_days, count, flag, date = (
        Unit.DAYS,
        Unit.PERSON_DAYS,
        Unit.COUNT,
        Unit.FLAG,
        Unit.DATE,
    )
    columns: list[Column] = []

    def add(name: str, unit: Unit, meaning: str) -> None:
        columns.append(Column(name, unit, meaning))

    for line in lines:
        add(f"handover_gap_days[{line}]", days, f"nobody aboard who came up with {line}")
        add(f"indirect_handovers[{line}]", count, f"departures that begin a gap of {line}")
        add(f"first_gap_on[{line}]", date, f"first gap of {line} begins")
    for segment in segments:
        add(f"segment_gap_days[{segment}]", days, f"nobody qualified for {segment} aboard")
        add(f"first_segment_gap_on[{segment}]", date, f"first gap of {segment} begins")
        add(f"crew_days[{segment}]", person_days, f"time aboard of people qualified for {segment}")
        add(f"crew_days_lost[{segment}]", person_days, f"shortfall of {segment} to the complement")
    add("below_minimum_days", days, "total or any segment below its minimum crew")
    add("at_most_three_days", days, "three people or fewer aboard")
    add("decrewed", flag, "nobody aboard at some time")
    add("decrewed_days", days, "nobody aboard")
    add("decrewed_on", date, "nobody aboard for the first time")
    add("stranded", flag, "somebody without a certified seat home at some time")
    add("stranded_person_days", person_days, "time without a certified seat home")
    add("longest_stranding_days", days, "longest single stretch of one person without a seat")
    add("no_lifeboat_person_days", person_days, "stranded and no emergency place either")
    add("overstay_person_days", person_days, "time aboard past the planned return in force")
    add("longest_stay_days", days, "longest stay of one person, also of those still aboard")
    add("days_past_limit", days, "vehicle time beyond the stay limit with people seated")
    add("unmet_medical_returns", count, "illnesses without a fit vehicle to go home in")
    for line in lines:
        for number in range(1, NEXT_FLIGHTS + 1):
            add(next_name(line, number, "launch"), date, f"launch of flight {number} of {line}")
            add(next_name(line, number, "dock"), date, f"docking of flight {number} of {line}")
            add(next_name(line, number, "overlap_days"), days, "successor's docking to undocking")
            add(
                next_name(line, number, "margin_to_limit_days"), days, "limit less relief's docking"
            )
            add(next_name(line, number, "direct"), flag, "a successor docked before it left")
    for family in families:
        add(f"launches[{family}]", count, f"launches of {family} to the station")
        add(f"losses[{family}]", count, f"launches of {family} that were lost")
        add(f"stand_down_days[{family}]", days, f"{family} stood down")
    for pad in pads:
        add(f"pad_launches[{pad}]", count, f"launches from {pad}")
        add(f"pad_damages[{pad}]", count, f"launches that damaged {pad}")
        add(f"pad_down_days[{pad}]", days, f"{pad} down, until it is repaired")
        add(f"repair_days[{pad}]", days, f"the drawn repair of the outage of {pad}")
    for stock in stocks:
        add(f"below_reserve_days[{stock}]", days, f"{stock} at or below its reserve line")
        add(f"below_reserve_on[{stock}]", date, f"{stock} reaches its reserve line first")
    return tuple(columns)
