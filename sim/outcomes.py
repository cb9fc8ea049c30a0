"""The tables a run leaves behind: columns, units, causes; the row of the event log.

An engine returns whole numbers only: a replication's outcomes are one int64 row in the order of
`outcome_columns`, durations in seconds, instants in seconds since ``as_of``, `NULL` where there is
nothing to report. Days, dates and person-days are made once, when the table is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum, auto

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
    """An outcome column: its literal name, its unit, one sentence of meaning, and where it lies.

    Parameters
    ----------
    record, word : str
        Which word of which record of `sim.engine.memory.words` an engine counts it in.
    number : int
        Of the record among its kind.
    not_recounted : str
        Why an audit does not recount it from the event log; empty for one that it does.
    """

    name: str
    unit: Unit
    meaning: str
    record: str = ""
    word: str = ""
    number: int = 0
    not_recounted: str = ""


class Kind(IntEnum):
    """Kinds of episode."""

    HANDOVER_GAP = 0
    SEGMENT_GAP = 1
    BELOW_MINIMUM = 2
    STRANDING = 3
    DECREWED = 4
    QUALIFICATION_GAP = 5


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
    CHOICE = 34
    STATION = 35
    EVACUATION = 36
    PAD_BUSY = 37
    CLOSED = 38

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
    Cause.PAD_BUSY: "pad taken by other launches",
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
    Cause.CLOSED: "pad or port closed as planned",
    Cause.CHOICE: "left early by choice",
    Cause.STATION: "station not fit to live in",
    Cause.EVACUATION: "station had to be left",
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
    PAD_STATE = 45
    EXTENDED = 46
    TRIES_AGAIN = 47
    CLASS_GROUNDED = 48
    STATION_LEFT = 49
    STATION_OPEN = 50
    TAKES_A_PLACE = 51
    PLACES_MADE = 52
    FLIES_WHERE_NEEDED = 53


class PadState(IntEnum):
    """What keeps a pad from launching crews (MODEL 2.5, 6.5, 6.10); `READY` for nothing."""

    READY = 0
    DOWN = 1
    RETURN_TO_SERVICE = 2
    CARGO_ONLY = 3
    OWING = 4
    DORMANT = 5
    ACTIVATING = 6
    CLOSED = 7

    @property
    def words(self) -> str:
        """The state as the tables and figures say it."""
        return _STATE_WORDS[self]


_STATE_WORDS = {
    PadState.READY: "ready",
    PadState.DOWN: "down",
    PadState.RETURN_TO_SERVICE: "in return to service",
    PadState.CARGO_ONLY: "takes cargo, no crews yet",
    PadState.OWING: "owes uncrewed launches",
    PadState.DORMANT: "dormant",
    PadState.ACTIVATING: "being activated",
    PadState.CLOSED: "closed as planned",
}


class Named(Enum):
    """What the number of an entity, or of a detail, counts or names in a row of the log."""

    NOTHING = auto()
    FLIGHT = auto()
    PAD = auto()
    FAMILY = auto()
    CLASS = auto()
    PERSON = auto()
    STOCK = auto()
    PORT = auto()
    ROCKET = auto()
    SECONDS = auto()
    STATE = auto()
    PATIENT = auto()
    STATION = auto()


@dataclass(frozen=True)
class Declared:
    """What the rows of a happening say.

    Parameters
    ----------
    entity : Named
        Whom it happens to; a `PATIENT` is the person, or (rank ``UNFIT``) the flight they wait in.
    detail : Named
        What is said beside it; a `ROCKET` is a pad and a family, a `FLIGHT` another one.
    lever : str
        The lever of the policy that makes it happen, if only that does.
    """

    entity: Named
    detail: Named = Named.NOTHING
    lever: str = ""


DECLARED: Mapping[Happening, Declared] = {
    Happening.REPAIRED: Declared(Named.PAD),
    Happening.STAND_DOWN_ENDS: Declared(Named.FAMILY),
    Happening.SPACECRAFT_READY: Declared(Named.CLASS),
    Happening.PAD_READY: Declared(Named.PAD),
    Happening.FLIGHT_READY: Declared(Named.FLIGHT),
    Happening.DOCKS: Declared(Named.FLIGHT, Named.PORT),
    Happening.FAILS_TO_DOCK: Declared(Named.FLIGHT),
    Happening.RESEATED: Declared(Named.PERSON, Named.FLIGHT),
    Happening.UNFIT: Declared(Named.FLIGHT),
    Happening.FALLS_ILL: Declared(Named.PERSON),
    Happening.UNDOCKS: Declared(Named.FLIGHT, Named.PORT),
    Happening.STAND_DOWN_BEGINS: Declared(Named.FAMILY),
    Happening.LAUNCHES: Declared(Named.FLIGHT, Named.ROCKET),
    Happening.SCRUBS: Declared(Named.FLIGHT, Named.ROCKET),
    Happening.LOST: Declared(Named.FLIGHT),
    Happening.PAD_DAMAGED: Declared(Named.PAD),
    Happening.REPLANNED: Declared(Named.FLIGHT, Named.SECONDS),
    Happening.PULLED_FORWARD: Declared(Named.FLIGHT),
    Happening.REVERTED: Declared(Named.FLIGHT),
    Happening.REBASELINED: Declared(Named.FLIGHT, Named.SECONDS),
    Happening.MERGED: Declared(Named.FLIGHT, Named.FLIGHT),
    Happening.REMANIFESTED: Declared(Named.PERSON, Named.FLIGHT),
    Happening.STAYS_BEHIND: Declared(Named.PERSON),
    Happening.SEAT_CHANGED: Declared(Named.PERSON, Named.FLIGHT),
    Happening.SEAT_RESERVED: Declared(Named.PERSON, Named.FLIGHT),
    Happening.STRANDED: Declared(Named.PERSON),
    Happening.UNMET_MEDICAL: Declared(Named.PATIENT),
    Happening.HOLD_BEGINS: Declared(Named.FLIGHT, Named.SECONDS),
    Happening.LAST_SHIP_WAITS: Declared(Named.FLIGHT),
    Happening.PORT_CLEARED: Declared(Named.FLIGHT),
    Happening.WAITS_FOR: Declared(Named.FLIGHT),
    Happening.PAD_ORDERED: Declared(Named.PAD, lever="alternate_pad"),
    Happening.PAD_ACTIVATED: Declared(Named.PAD, lever="alternate_pad"),
    Happening.SWAPPED: Declared(Named.PERSON, Named.FLIGHT, lever="seat_swap"),
    Happening.FLIGHT_ORDERED: Declared(Named.FLIGHT, lever="extra_flight"),
    Happening.EARLY_RETURN: Declared(Named.PERSON, Named.FLIGHT, lever="early_return"),
    Happening.SENT_HOME: Declared(Named.FLIGHT, Named.STOCK, lever="on_low_stock"),
    Happening.RESERVE_TAKEN: Declared(Named.FLIGHT, lever="reserve_craft"),
    Happening.STOCK_LOW: Declared(Named.STOCK),
    Happening.STOCK_RESTORED: Declared(Named.STOCK, Named.FLIGHT),
    Happening.PAD_OUTAGE: Declared(Named.PAD),
    Happening.PAD_TAKES_CREWS: Declared(Named.PAD),
    Happening.CERTIFIED: Declared(Named.CLASS),
    Happening.HELD: Declared(Named.FLIGHT, lever="hold"),
    Happening.EXTENDED: Declared(Named.FLIGHT, Named.FLIGHT, lever="extension"),
    Happening.TRIES_AGAIN: Declared(Named.FLIGHT, Named.SECONDS),
    Happening.CLASS_GROUNDED: Declared(Named.CLASS),
    Happening.FLIES_WHERE_NEEDED: Declared(Named.CLASS),
    Happening.STATION_LEFT: Declared(Named.STATION),
    Happening.STATION_OPEN: Declared(Named.STATION),
    Happening.TAKES_A_PLACE: Declared(Named.PERSON, Named.FLIGHT),
    Happening.PLACES_MADE: Declared(Named.CLASS),
    Happening.PAD_STATE: Declared(Named.PAD, Named.STATE),
}
"""What each happening names; whoever reads a log reads it by this."""


@dataclass(frozen=True)
class LogRow:
    """A row of the event log: what happened to whom at which second, and why.

    A name that a happening does not tell is empty.

    Parameters
    ----------
    second : int
        Seconds since ``as_of``.
    rank : int
        MODEL 9.
    happening : Happening
    entity : str
        The flight, pad, family, class, person or stock, as `DECLARED` says.
    cause : Cause or None
    pad, family : str
        From where a flight launches, on which rocket.
    port : str
        Where a flight docks, or which port it leaves.
    other : str
        Another flight: that to which somebody or something goes, or that brings it.
    stock : str
        The stock that sends a flight home.
    state : PadState or None
        Of a pad from now on.
    seconds : int or None
        For how long, or by how much later (earlier below 0).
    crew : tuple of str
        The people aboard a launch.
    people : int
        People aboard the station after the event.
    """

    second: int
    rank: int
    happening: Happening
    entity: str
    cause: Cause | None
    pad: str = ""
    family: str = ""
    port: str = ""
    other: str = ""
    stock: str = ""
    state: PadState | None = None
    seconds: int | None = None
    crew: tuple[str, ...] = ()
    people: int = 0


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
    qualifications: Sequence[str] = (),
    outages: Sequence[tuple[str, str]] | None = None,
) -> tuple[Column, ...]:
    """The columns of the `outcomes` table behind `replication`, in order (MODEL 8).

    ``outages`` are name and pad of each stated one, pad after pad, of a pad without any as if it
    were called like it; None where no pad has any.
    """
    stated = list(enumerate(outages or [(pad, pad) for pad in pads]))
    days, person_days, count, flag, date = (
        Unit.DAYS,
        Unit.PERSON_DAYS,
        Unit.COUNT,
        Unit.FLAG,
        Unit.DATE,
    )
    columns: list[Column] = []

    def add(name: str, unit: Unit, meaning: str, where: str, number: int = 0) -> None:
        record, word = where.split(".")
        columns.append(Column(name, unit, meaning, record, word, number))

    for i, line in enumerate(lines):
        gap = f"nobody aboard who came up with {line}"
        add(f"handover_gap_days[{line}]", days, gap, "Queue.gap", i)
        begins = f"departures that begin a gap of {line}"
        add(f"indirect_handovers[{line}]", count, begins, "Queue.indirect", i)
        add(f"first_gap_on[{line}]", date, f"first gap of {line} begins", "Open.first_start", i)
    counted = *segments, *qualifications
    for i, segment in enumerate(counted):
        what, crew, gap = "segment", "crew", f"nobody qualified for {segment} aboard"
        if i >= len(segments):
            what, crew = "qualification", "qualified"
            gap = f"fewer qualified for {segment} aboard than are needed"
        add(f"{what}_gap_days[{segment}]", days, gap, "Segment.gap", i)
        first, place = f"first gap of {segment} begins", len(lines) + i
        add(f"first_{what}_gap_on[{segment}]", date, first, "Open.first_start", place)
        time = f"time aboard of people qualified for {segment}"
        add(f"{crew}_days[{segment}]", person_days, time, "Segment.crew_time", i)
        lost = f"shortfall of {segment} to the complement"
        add(f"{crew}_days_lost[{segment}]", person_days, lost, "Segment.lost_time", i)
    below = "total, or any segment or qualification, below its minimum crew"
    add("below_minimum_days", days, below, "World.below_minimum")
    add("at_most_three_days", days, "three people or fewer aboard", "World.at_most_three")
    add("decrewed", flag, "nobody aboard at some time", "World.ever_decrewed")
    add("decrewed_days", days, "nobody aboard", "World.decrewed")
    place = len(lines) + len(counted) + 1
    add("decrewed_on", date, "nobody aboard for the first time", "Open.first_start", place)
    stranded = "somebody without a certified seat home at some time"
    add("stranded", flag, stranded, "World.anybody_stranded")
    without = "time without a certified seat home"
    add("stranded_person_days", person_days, without, "World.stranded_time")
    longest = "longest single stretch of one person without a seat"
    add("longest_stranding_days", days, longest, "World.longest_stranding")
    neither = "stranded and no emergency place either"
    add("no_lifeboat_person_days", person_days, neither, "World.no_lifeboat_time")
    past = "time aboard past the planned return in force"
    add("overstay_person_days", person_days, past, "World.overstay")
    stay = "longest stay of one person, also of those still aboard"
    add("longest_stay_days", days, stay, "World.longest_stay")
    limit = "vehicle time beyond the stay limit with people seated"
    add("days_past_limit", days, limit, "World.past_limit")
    ill = "illnesses without a fit vehicle to go home in"
    add("unmet_medical_returns", count, ill, "World.unmet_medical")
    for i, line in enumerate(lines):
        for k in range(NEXT_FLIGHTS):
            for what, unit, meaning, word in (
                ("launch", date, f"launch of flight {k + 1} of {line}", "launch"),
                ("dock", date, f"docking of flight {k + 1} of {line}", "dock"),
                ("overlap_days", days, "successor's docking to undocking", "overlap"),
                ("margin_to_limit_days", days, "limit less relief's docking", "margin"),
                ("direct", flag, "a successor docked before it left", "direct"),
            ):
                name, number = next_name(line, k + 1, what), NEXT_FLIGHTS * i + k
                add(name, unit, meaning, f"Next.{word}", number)
    for i, family in enumerate(families):
        launches = f"launches of {family} to the station"
        add(f"launches[{family}]", count, launches, "Family.launches", i)
        losses = f"launches of {family} that were lost"
        add(f"losses[{family}]", count, losses, "Family.losses", i)
        add(f"stand_down_days[{family}]", days, f"{family} stood down", "Family.down_total", i)
    for i, pad in enumerate(pads):
        add(f"pad_launches[{pad}]", count, f"launches from {pad}", "Pad.launches", i)
        damages = f"launches that damaged {pad}"
        add(f"pad_damages[{pad}]", count, damages, "Pad.damages", i)
        down = f"{pad} down, until it is repaired"
        add(f"pad_down_days[{pad}]", days, down, "Pad.down_total", i)
        for number, outage in [(n, name) for n, (name, of) in stated if of == pad]:
            repair = f"the sampled repair of the outage {'of ' if outage == pad else ''}{outage}"
            add(f"repair_days[{outage}]", days, repair, "Outage.whole_repair", number)
    for i, stock in enumerate(stocks):
        low = f"{stock} at or below its reserve line"
        add(f"below_reserve_days[{stock}]", days, low, "Stock.below_total", i)
        first = f"{stock} reaches its reserve line first"
        add(f"below_reserve_on[{stock}]", date, first, "Stock.first_below", i)
    return tuple(columns)
