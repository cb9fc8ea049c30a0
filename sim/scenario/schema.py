"""What a person writes: the keys of a scenario file.

A model keeps each value as it was written (`sim.scenario.values`); its default stands in the
model. `sim.scenario.resolve` turns the models into the resolved scenario.
"""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Tag, model_validator

from sim.core import clock
from sim.scenario.leads import ShiftLaws
from sim.scenario.model import TITLE, Model, key, unfit
from sim.scenario.schema_flights import Docked, Members, Planned, Unnamed
from sim.scenario.schema_launchers import Blackout, Closure, Family, Interval, Pad, Range
from sim.scenario.schema_policy import NamedPolicy, Policy
from sim.scenario.schema_statements import Statements
from sim.scenario.values import (
    AmountInput,
    Count,
    Damage,
    Date,
    DurationChance,
    DurationInput,
    Happenings,
    Instant,
    Landed,
    Name,
    NameOrNames,
    PositiveChance,
    PositiveInput,
    PositiveSpan,
    ProbabilityInput,
    RateInput,
    RepairChance,
    ScrubInput,
    Segments,
    ShareInput,
    ShiftSpan,
    Span,
)

FORMAT = 1
"""The version of these keys."""

# --- the station ----------------------------------------------------------------------------------


class Port(Model):
    """A docking port."""

    title: str | None = TITLE
    accepts: list[str] = key("vehicle classes")
    closed: list[Closure] | None = key("as planned", None)


class Stock(Model):
    """Something the station uses up, in amounts of its own unit."""

    unit: str = key("of all its amounts, such as kg", min_length=1)
    level: AmountInput = key("on as_of")
    per_day: AmountInput = key("used up whoever is aboard", 0)
    per_person_day: AmountInput = key("used up by each person", 0)
    reserve: AmountInput = key("the reserve line", 0)
    capacity: AmountInput | None = key("what is beyond it is lost", None)


class Evacuation(Model):
    """The station has to be left at once: debris, fire, ammonia, a leak; crews come again later."""

    rate: RateInput = key("per time")
    away: DurationChance = key("until a crew may come again")


class Station(Model):
    """Ports in the order in which they are tried, the crew the station needs, its stocks."""

    ports: dict[Name, Port] = key("in the order in which they are tried", min_length=1)
    segments: Segments = key("the parts that have a crew of their own", ["rs", "usos"])
    qualifications: list[Name] | None = key(
        "what is counted besides: eva, robotics, commander", None
    )
    minimum_crew: dict[Name, Count] = key(
        "the fewest with whom it works: total, by segment and by qualification", {}
    )
    complement: dict[Name, Count] | None = key(
        "by segment and qualification, the planned number of people", None
    )
    complement_from: dict[Date, dict[Name, Count]] | None = key(
        "by date, the complement from that day on", None
    )
    operations_apart: DurationInput = key(
        "least time from a docking or undocking to the next", "0 d"
    )
    evacuation: Evacuation | None = key("leaving the station at once", None)
    stocks: dict[Name, Stock] = key("what is used up", {})


# --- vehicles -------------------------------------------------------------------------------------


class Spacecraft(Model):
    """Reusable capsules with a refurbishment, or deliveries of expendable ones."""

    refurbishment: DurationChance | None = key(
        "from a landing until the capsule may fly again", None
    )
    capsules: dict[Name, Landed] | None = key("the date on which each landed, or docked", None)
    deliveries: list[Instant] | None = key("when the next ships are ready", None)
    then_every: PositiveInput | None = key("from each delivery to the next, behind those", None)


class Blackouts(Model):
    """When no vehicle of a class launches, and when none leaves the station."""

    launch: list[Blackout] = key("when none launches", [])
    landing: list[Blackout] = key("when none leaves the station", [])


class SecondAttempt(Model):
    """A docking that has failed is tried again, once."""

    after: PositiveInput = key("from the first to the second")
    failure_probability: ProbabilityInput = key("of the second")


class TypeFault(Model):
    """A docked ship that fails may have a fault of its type: its class then carries nobody."""

    probability: ProbabilityInput = key("that a failure is of the type")
    grounds: DurationChance = key("from the failure until it may carry people again")
    when_needed: DurationInput | None = key(
        "from the failure until it may where the last with a seat home, of the station "
        "or of a segment, are in one ship",
        None,
    )


class Certified(Model):
    """The dates between which a class may carry people; empty it flies before and after."""

    from_: Instant | None = key("default: as_of", None, alias="from")
    to: Instant | None = key("default: for good", None)


Certification = Annotated[
    Annotated[DurationInput, Tag("<law>")] | Annotated[Certified, Tag("<certified>")],
    Discriminator(
        lambda value: (
            "<certified>"
            if isinstance(value, Certified)
            or (isinstance(value, dict) and bool({"from", "to"} & set(value)))
            else "<law>"
        )
    ),
]


class Vehicle(Model):
    """A class of vehicle; without crew a cargo ship."""

    title: str | None = TITLE
    crew: Count = key("seats", 0)
    emergency_seats: Count = key("more places home, once somebody is stranded", 0)
    emergency_time: DurationInput = key("from the first stranding until they are made", "0 d")
    crew_to_fly: Count = key("the fewest who can fly it", 1)
    family: NameOrNames = key("a launcher family, or several in the order tried")
    certification: Certification | None = key(
        "from as_of until it may carry anybody, or the dates between which it may", None
    )
    blackouts: Blackouts | None = key("when it does not fly", None)
    stay: DurationInput = key("from docking to the planned return")
    limit: DurationInput | None = key("from launch; needed with crew", None)
    transit: PositiveChance = key("from launch to docking")
    docking_failure_probability: ProbabilityInput = key("of a first attempt", 0)
    second_attempt: SecondAttempt | None = key("a failed docking is tried again", None)
    return_hold: DurationChance = key("how long weather holds a return", "0 d")
    unfit_rate: RateInput = key("per time docked", 0)
    unfit_lifeboat_probability: ProbabilityInput = key(
        "that an unfit ship still serves in an emergency", 0
    )
    type_fault: TypeFault | None = key("a failure may ground the class", None)
    reseat_time: DurationInput = key("to fit a seat for somebody else", "0 d")
    disposal: DurationInput = key("until an unfit ship leaves empty", "30 d")
    scrub_probability: ScrubInput = key("of an attempt to launch", 0)
    scrub_recycle: PositiveInput = key("from a scrub to the next attempt", "1 d")
    ports: list[str] | None = key("own order", None, min_length=1)
    spacecraft: Spacecraft | None = key("how many there are, and when; default: always one", None)
    delivers: dict[Name, AmountInput] | None = key("by stock, at its docking; cargo only", None)
    reboost: dict[Name, ShareInput] | None = key(
        "by stock, the share of its daily use saved while docked", None
    )

    @property
    def families(self) -> tuple[str, ...]:
        """The launcher families, in the order in which they are tried."""
        return (self.family,) if isinstance(self.family, str) else tuple(self.family)


class PullForward(Model):
    """How far a flight may be brought forward, and the least notice."""

    by: DurationInput = key("the farthest")
    lead: DurationInput = key("the least notice")


class Cadence(Model):
    """What flies after the manifest: one every so often, with a crew by segment."""

    every: PositiveSpan = key("from a planned launch to the next")
    crew: Members = key("segments of those aboard")
    crew_from: dict[Date, Members] | None = key(
        "by date, the crew of flights planned for that day or later", None, min_length=1
    )

    def crew_on(self, day: str) -> list[Unnamed]:
        """Return the crew of a flight whose planned launch is on that day."""
        since = [date for date in self.crew_from or {} if date <= day]
        return self.crew_from[max(since)] if self.crew_from and since else self.crew


class Line(Model):
    """Crewed flights that replace one another, and the planners' policies for them."""

    title: str | None = TITLE
    vehicle: str = key("the class that flies it")
    from_: Instant | None = key(
        "when it begins, its flights come or not; default: with a ship that is docked"
        " on as_of, else with its first docking",
        None,
        alias="from",
    )
    handover: Literal["direct", "indirect"] = key(
        "direct: the old crew waits for the new one", "direct"
    )
    overlap: DurationChance = key(
        "from the relief to the old crew leaving; needed with a direct handover"
    )
    shortest_stay: DurationInput = key("the least before a handover", "0 d")
    patience: DurationInput | None = key("indirect lines only", None)
    spacing: DurationInput = key("the least between two launches", "0 d")
    replan: ShiftLaws = key(
        "of a date half a year ahead: once for each half-year; or laws by lead", "0 d"
    )
    firm_within: DurationInput = key("a date so near is not re-planned any more", "0 d")
    slip: ShiftLaws = key("of a launch, near its date", "0 d")
    rebaseline_after: DurationInput = key("a slip by so much moves those behind it", "30 d")
    pull_forward: PullForward | None = key("a late line catches up", None)
    rescue_preparation: DurationInput = key("until a relief can fly empty for the stranded", "0 d")
    reseat_lead: DurationInput = key("the least notice to keep seats for the stranded", "0 d")
    relief_seats: Count | None = key("default: the seats of the class", None)
    cadence: Cadence | None = key("what flies behind the manifest", None)

    @model_validator(mode="before")
    @classmethod
    def _indirect_needs_no_overlap(cls, stated: Any) -> Any:
        indirect = isinstance(stated, dict) and stated.get("handover") == "indirect"
        return {"overlap": "0 d", **stated} if indirect else stated


class Cargo(Model):
    """How a class of cargo ship is flown."""

    every: PositiveSpan | None = key("the cadence behind the manifest", None)
    spacing: DurationInput = key("the least between two launches", "0 d")
    replan: ShiftLaws = key(
        "of a date half a year ahead: once for each half-year; or laws by lead", "0 d"
    )
    firm_within: DurationInput = key("a date so near is not re-planned any more", "0 d")
    slip: ShiftLaws = key("of a launch, near its date", "0 d")
    pull_forward: PullForward | None = key("a late class catches up", None)


# --- pins: causes fixed by name -------------------------------------------------------------------


class PadPin(Model):
    """The end, or the length, of the repair of a pad's only outage; exactly its random ones."""

    repaired: Instant | None = key("when its outage ends", None)
    repair: Span | None = key("how long its outage lasts", None)
    outages: list[Interval] | None = key("exactly these at random", None)


class OutagePin(Model):
    """The date of an outage to come; the end, or the length, of its repair."""

    since: Instant | None = key("when it begins", None)
    repaired: Instant | None = key("when it ends", None)
    repair: Span | None = key("how long it lasts", None)


class FamilyPin(Model):
    """Exactly the stand-downs that come from other customers."""

    stand_downs: list[Interval] = key("exactly these")


class FlightPin(Model):
    """Causes of one flight; what follows from them comes out of the rules."""

    launch: Instant | None = key("the instant of launch", None)
    slip: ShiftSpan | None = key("of the launch", None)
    replan: ShiftSpan | None = key("of its planned date", None)
    scrubs: Count | None = key("how many", None)
    lost: bool | None = key("whether it is lost", None)
    stand_down: Span | None = key("of the family, if the flight is lost", None)
    damages_pad: Damage | None = key("false, or the repair", None)
    fails_to_dock: bool | None = key("whether it fails to dock", None)
    transit: PositiveSpan | None = key("from launch to docking", None)
    overlap: Span | None = key("with its relief", None)
    hold: Span | None = key("by weather, of its return", None)
    undock: Instant | None = key("when it leaves", None)
    unfit: Happenings | None = key("when it becomes unfit", None)
    medical_return: Happenings | None = key("when somebody in it falls ill", None)
    lead: Span | None = key("from falling ill to undocking", None)
    type_fault: Damage | None = key(
        "of the ship, once unfit: false, or how long it grounds its class", None
    )
    lifeboat: bool | None = key("whether it serves as one once unfit", None)
    disposal: Span | None = key("of the ship, once unfit", None)
    reseat: Span | None = key("of each seat that is fitted in it", None)


class StationPin(Model):
    """Exactly the times from which on, and until when, the station may not be lived in."""

    evacuations: list[Interval] = key("exactly these")


class Pins(Model):
    """What is fixed by name; the samples of the rest do not move."""

    rest: Literal["as_planned"] | None = key("as_planned: no chance but what is pinned", None)
    pads: dict[str, PadPin] = key("by pad", {})
    outages: dict[str, OutagePin] | None = key("by name", None)
    families: dict[str, FamilyPin] = key("by launcher family", {})
    flights: dict[str, FlightPin] = key("by flight", {})
    station: StationPin | None = key("of the station", None)


# --- the whole file -------------------------------------------------------------------------------


class People(Model):
    """Illness."""

    medical_return_rate: RateInput = key("per person-time", 0)
    medical_lead: DurationChance = key("from falling ill until the ship can leave", "6 d")


class Headline(Model):
    """What the first screen asks: gaps of these lines, longer than `gap`, begun before `by`."""

    lines: list[str] | None = key("default: all", None)
    by: Instant | None = key("default: until", None)
    gap: Span = key("the longest that is no matter", "14 d")


class Answer(Model):
    """When what an estimate speaks of ends, in somebody's words and in numbers."""

    by: str | None = key("who said it", None)
    quote: str | None = key("the words", None)
    repair: RepairChance | None = key("how long, from the beginning of the outage", None)
    crew_stage: DurationChance | None = key("default: the outage's", None)
    outage: Literal["lifted"] | None = key("lifted: there is none", None)


class Revision(Answer):
    """What an estimate said from one date on."""

    title: str | None = key("default: the estimate's, as is by", None)


class Estimate(Answer):
    """One published view of how long an outage or a grounding lasts, or several such together."""

    title: str = key("what tables and figures call it")
    of: str | None = key(
        "an outage, or a family that is grounded; default: the only outage, or"
        " the only one under way",
        None,
    )
    together: list[str] | None = key("estimates of several, which hold at once", None, min_length=2)
    said: Date | None = key("the day", None)
    revisions: dict[Date, Revision] | None = key(
        "by the date on which each was said", None, min_length=1
    )


class Assumption(Model):
    """Another view of what nobody knows: values in place of those at some paths."""

    title: str = key("what tables call it")
    unless: str | None = key(
        "what is taken for granted without it: an answer that hangs on it says so",
        None,
        min_length=1,
    )
    set_: dict[str, Any] = key(
        "by path, such as people.medical_return_rate", alias="set", min_length=1
    )


class Correlation(Model):
    """A rank correlation of two uncertain inputs, by one of the two usual measures."""

    between: list[str] = key("the paths of two inputs", min_length=2, max_length=2)
    spearman: float | None = key("of ranks", None, ge=-1, le=1)
    kendall: float | None = key("of pairs in order", None, ge=-1, le=1)

    @model_validator(mode="after")
    def _of_two_by_one(self) -> Self:
        if (self.spearman is None) == (self.kendall is None):
            raise unfit("state either spearman or kendall")
        if self.between[0] == self.between[1]:
            raise unfit("names one input twice", ("between",))
        return self


class ScenarioFile(Model):
    """A scenario: the station's crew rotations as of a date."""

    format: Literal[1] = key("the version of these keys")
    extends: str | None = key("the scenario whose text this one changes", None)
    remove: list[str] | None = key("paths of the base to leave out", None)
    title: str = key("what tables and figures call it")
    question: str = key("what it asks", "")
    description: str = key("for its readers", "")
    as_of: Instant = key("the instant from which one looks ahead")
    until: Instant = key("the end of the forecast")
    station: Station = key("ports, segments, stocks")
    families: dict[Name, Family] = key("launchers that are grounded together", {})
    pads: dict[Name, Pad] = key("in the order in which they are tried", {})
    ranges: dict[Name, Range] | None = key("launch ranges", None)
    vehicles: dict[Name, Vehicle] = key("classes of vehicle", {})
    lines: dict[Name, Line] = key("crewed flights that replace one another", {})
    cargo: dict[str, Cargo] = key("how cargo ships are flown", {})
    docked: dict[Name, Docked] = key("who and what is there on as_of", {})
    manifest: dict[Name, Planned] = key("the flights to come", {})
    people: People = key("illness", {})
    policy: Policy = key("the levers that planners pull", {})
    policies: dict[Name, NamedPolicy] = key("others to compare with it", {})
    pins: Pins = key("causes fixed by name", {})
    headline: Headline = key("what the first screen asks", {})
    statements: Statements = key("who speaks of the repair, and what came true", {})
    default_estimate: str | None = key("which one is played without --estimate", None)
    estimates: dict[Name, Estimate] = key("views of the repair", {})
    also_said: dict[Name, Estimate] = key("estimates that are scored and not played", {})
    assumptions: dict[Name, Assumption] = key("other views of what nobody knows", {})
    correlations: dict[Name, Correlation] | None = key(
        "of what is sampled once a replication", None
    )

    @property
    def start(self) -> dt.datetime:
        """The instant from which seconds are counted, ``as_of``."""
        return clock.parse_instant(str(self.as_of))

    def at(self, instant: str) -> int:
        """Return the seconds from ``as_of`` to the instant, negative before it."""
        return clock.seconds_between(self.start, clock.parse_instant(instant))

    def beginning(self, instant: str) -> int:
        """Return the seconds from ``as_of`` to the instant, of a bare date to its 00:00 UTC.

        The day of ``as_of`` itself begins at ``as_of`` (MODEL 6.13).
        """
        at = self.at(instant)
        if len(instant.strip()) != len("2026-07-14"):
            return at
        same_day = clock.iso_date(self.start) == instant.strip()
        return 0 if same_day else at - clock.DAY // 2

    def date(self, seconds_since: float) -> str:
        """Return the day, as ``2026-07-14``, that lies so many seconds after ``as_of``."""
        try:
            return clock.iso_date(clock.instant_at(self.start, int(seconds_since)))
        except (ValueError, OverflowError):
            return "a day beyond the calendar"
