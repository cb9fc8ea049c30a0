"""What a person writes: the keys of a scenario file.

A model keeps each value as it was written (`sim.scenario.values`); its default stands in the
model. `sim.scenario.resolve` turns the models into the resolved scenario.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from sim.core.clock import iso_date, parse_instant
from sim.scenario.leads import ShiftLaws
from sim.scenario.model import TITLE, Model, unfit
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
    accepts: list[str] = Field(description="vehicle classes")
    closed: list[Closure] | None = Field(default=None, description="as planned")


class Stock(Model):
    """Something the station uses up, in amounts of its own unit."""

    unit: str = Field(min_length=1, description="of all its amounts, such as kg")
    level: AmountInput = Field(description="on as_of")
    per_day: AmountInput = Field(default=0, description="used up whoever is aboard")
    per_person_day: AmountInput = Field(default=0, description="used up by each person")
    reserve: AmountInput = Field(default=0, description="the reserve line")
    capacity: AmountInput | None = Field(default=None, description="what is beyond it is lost")


class Evacuation(Model):
    """The station has to be left at once: debris, fire, ammonia, a leak; crews come again later."""

    rate: RateInput = Field(description="per time")
    away: DurationChance = Field(description="until a crew may come again")


class Station(Model):
    """Ports in the order in which they are tried, the crew the station needs, its stocks."""

    ports: dict[Name, Port] = Field(
        min_length=1, description="in the order in which they are tried"
    )
    segments: Segments = Field(
        default=["rs", "usos"], description="the parts that have a crew of their own"
    )
    qualifications: list[Name] | None = Field(
        default=None, description="what is counted besides: eva, robotics, commander"
    )
    minimum_crew: dict[Name, Count] = Field(
        default_factory=dict,
        description="the fewest with whom it works: total, by segment and by qualification",
    )
    complement: dict[Name, Count] | None = Field(
        default=None, description="by segment and qualification, the planned number of people"
    )
    complement_from: dict[Date, dict[Name, Count]] | None = Field(
        default=None, description="by date, the complement from that day on"
    )
    operations_apart: DurationInput = Field(
        default="0 d", description="least time from a docking or undocking to the next"
    )
    evacuation: Evacuation | None = Field(default=None, description="leaving the station at once")
    stocks: dict[Name, Stock] = Field(default_factory=dict, description="what is used up")


# --- vehicles -------------------------------------------------------------------------------------


class Spacecraft(Model):
    """Reusable capsules with a refurbishment, or deliveries of expendable ones."""

    refurbishment: DurationChance | None = Field(
        default=None, description="from a landing until the capsule may fly again"
    )
    capsules: dict[Name, Instant | Literal["docked"]] | None = Field(
        default=None, description="the date on which each landed, or docked"
    )
    deliveries: list[Instant] | None = Field(
        default=None, description="when the next ships are ready"
    )
    then_every: PositiveInput | None = Field(
        default=None, description="from each delivery to the next, behind those"
    )


class Blackouts(Model):
    """When no vehicle of a class launches, and when none leaves the station."""

    launch: list[Blackout] = Field(default_factory=list, description="when none launches")
    landing: list[Blackout] = Field(
        default_factory=list, description="when none leaves the station"
    )


class SecondAttempt(Model):
    """A docking that has failed is tried again, once."""

    after: PositiveInput = Field(description="from the first to the second")
    failure_probability: ProbabilityInput = Field(description="of the second")


class TypeFault(Model):
    """A docked ship that fails may have a fault of its type: its class then carries nobody."""

    probability: ProbabilityInput = Field(description="that a failure is of the type")
    grounds: DurationChance = Field(description="from the failure until it may carry people again")
    when_needed: DurationInput | None = Field(
        default=None,
        description="from the failure until it may where the last with a seat home, of the station "
        "or of a segment, are in one ship",
    )


class Certified(Model):
    """The dates between which a class may carry people; empty it flies before and after."""

    from_: Instant | None = Field(default=None, alias="from", description="default: as_of")
    to: Instant | None = Field(default=None, description="default: for good")


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
    crew: Count = Field(default=0, description="seats")
    emergency_seats: Count = Field(
        default=0, description="more places home, once somebody is stranded"
    )
    emergency_time: DurationInput = Field(
        default="0 d", description="from the first stranding until they are made"
    )
    crew_to_fly: Count = Field(default=1, description="the fewest who can fly it")
    family: NameOrNames = Field(description="a launcher family, or several in the order tried")
    certification: Certification | None = Field(
        default=None,
        description="from as_of until it may carry anybody, or the dates between which it may",
    )
    blackouts: Blackouts | None = Field(default=None, description="when it does not fly")
    stay: DurationInput = Field(description="from docking to the planned return")
    limit: DurationInput | None = Field(default=None, description="from launch; needed with crew")
    transit: PositiveChance = Field(description="from launch to docking")
    docking_failure_probability: ProbabilityInput = Field(
        default=0, description="of a first attempt"
    )
    second_attempt: SecondAttempt | None = Field(
        default=None, description="a failed docking is tried again"
    )
    return_hold: DurationChance = Field(
        default="0 d", description="how long weather holds a return"
    )
    unfit_rate: RateInput = Field(default=0, description="per time docked")
    unfit_lifeboat_probability: ProbabilityInput = Field(
        default=0, description="that an unfit ship still serves in an emergency"
    )
    type_fault: TypeFault | None = Field(default=None, description="a failure may ground the class")
    reseat_time: DurationInput = Field(default="0 d", description="to fit a seat for somebody else")
    disposal: DurationInput = Field(default="30 d", description="until an unfit ship leaves empty")
    scrub_probability: ScrubInput = Field(default=0, description="of an attempt to launch")
    scrub_recycle: PositiveInput = Field(
        default="1 d", description="from a scrub to the next attempt"
    )
    ports: list[str] | None = Field(default=None, min_length=1, description="own order")
    spacecraft: Spacecraft | None = Field(
        default=None, description="how many there are, and when; default: always one"
    )
    delivers: dict[Name, AmountInput] | None = Field(
        default=None, description="by stock, at its docking; cargo only"
    )
    reboost: dict[Name, ShareInput] | None = Field(
        default=None, description="by stock, the share of its daily use saved while docked"
    )

    @property
    def families(self) -> tuple[str, ...]:
        """The launcher families, in the order in which they are tried."""
        return (self.family,) if isinstance(self.family, str) else tuple(self.family)


class PullForward(Model):
    """How far a flight may be brought forward, and the least notice."""

    by: DurationInput = Field(description="the farthest")
    lead: DurationInput = Field(description="the least notice")


class Cadence(Model):
    """What flies after the manifest: one every so often, with a crew by segment."""

    every: PositiveSpan = Field(description="from a planned launch to the next")
    crew: Members = Field(description="segments of those aboard")
    crew_from: dict[Date, Members] | None = Field(
        default=None,
        min_length=1,
        description="by date, the crew of flights planned for that day or later",
    )

    def crew_on(self, planned: str) -> list[Unnamed]:
        """Return the crew of a flight whose planned launch is that instant."""
        day = iso_date(parse_instant(planned))
        since = [date for date in self.crew_from or {} if date <= day]
        return self.crew_from[max(since)] if self.crew_from and since else self.crew


class Line(Model):
    """Crewed flights that replace one another, and the planners' policies for them."""

    title: str | None = TITLE
    vehicle: str = Field(description="the class that flies it")
    from_: Instant | None = Field(
        default=None,
        alias="from",
        description="when it begins, its flights come or not; default: with a ship that is docked"
        " on as_of, else with its first docking",
    )
    handover: Literal["direct", "indirect"] = Field(
        default="direct", description="direct: the old crew waits for the new one"
    )
    overlap: DurationChance = Field(
        description="from the relief to the old crew leaving; needed with a direct handover"
    )
    shortest_stay: DurationInput = Field(default="0 d", description="the least before a handover")
    patience: DurationInput | None = Field(default=None, description="indirect lines only")
    spacing: DurationInput = Field(default="0 d", description="the least between two launches")
    replan: ShiftLaws = Field(
        default="0 d",
        description="of a date half a year ahead: once for each half-year; or laws by lead",
    )
    firm_within: DurationInput = Field(
        default="0 d", description="a date so near is not re-planned any more"
    )
    slip: ShiftLaws = Field(default="0 d", description="of a launch, near its date")
    rebaseline_after: DurationInput = Field(
        default="30 d", description="a slip by so much moves those behind it"
    )
    pull_forward: PullForward | None = Field(default=None, description="a late line catches up")
    rescue_preparation: DurationInput = Field(
        default="0 d", description="until a relief can fly empty for the stranded"
    )
    reseat_lead: DurationInput = Field(
        default="0 d", description="the least notice to keep seats for the stranded"
    )
    relief_seats: Count | None = Field(default=None, description="default: the seats of the class")
    cadence: Cadence | None = Field(default=None, description="what flies behind the manifest")

    @model_validator(mode="before")
    @classmethod
    def _indirect_needs_no_overlap(cls, stated: Any) -> Any:
        indirect = isinstance(stated, dict) and stated.get("handover") == "indirect"
        return {"overlap": "0 d", **stated} if indirect else stated


class Cargo(Model):
    """How a class of cargo ship is flown."""

    every: PositiveSpan | None = Field(default=None, description="the cadence behind the manifest")
    spacing: DurationInput = Field(default="0 d", description="the least between two launches")
    replan: ShiftLaws = Field(
        default="0 d",
        description="of a date half a year ahead: once for each half-year; or laws by lead",
    )
    firm_within: DurationInput = Field(
        default="0 d", description="a date so near is not re-planned any more"
    )
    slip: ShiftLaws = Field(default="0 d", description="of a launch, near its date")
    pull_forward: PullForward | None = Field(default=None, description="a late class catches up")


# --- pins: causes fixed by name -------------------------------------------------------------------


class PadPin(Model):
    """The end, or the length, of the repair of a pad's only outage; exactly its random ones."""

    repaired: Instant | None = Field(default=None, description="when its outage ends")
    repair: Span | None = Field(default=None, description="how long its outage lasts")
    outages: list[Interval] | None = Field(default=None, description="exactly these at random")


class OutagePin(Model):
    """The date of an outage to come; the end, or the length, of its repair."""

    since: Instant | None = Field(default=None, description="when it begins")
    repaired: Instant | None = Field(default=None, description="when it ends")
    repair: Span | None = Field(default=None, description="how long it lasts")


class FamilyPin(Model):
    """Exactly the stand-downs that come from other customers."""

    stand_downs: list[Interval] = Field(description="exactly these")


class FlightPin(Model):
    """Causes of one flight; what follows from them comes out of the rules."""

    launch: Instant | None = Field(default=None, description="the instant of launch")
    slip: ShiftSpan | None = Field(default=None, description="of the launch")
    replan: ShiftSpan | None = Field(default=None, description="of its planned date")
    scrubs: Count | None = Field(default=None, description="how many")
    lost: bool | None = Field(default=None, description="whether it is lost")
    stand_down: Span | None = Field(
        default=None, description="of the family, if the flight is lost"
    )
    damages_pad: Damage | None = Field(default=None, description="false, or the repair")
    fails_to_dock: bool | None = Field(default=None, description="whether it fails to dock")
    transit: PositiveSpan | None = Field(default=None, description="from launch to docking")
    overlap: Span | None = Field(default=None, description="with its relief")
    hold: Span | None = Field(default=None, description="by weather, of its return")
    undock: Instant | None = Field(default=None, description="when it leaves")
    unfit: Happenings | None = Field(default=None, description="when it becomes unfit")
    medical_return: Happenings | None = Field(
        default=None, description="when somebody in it falls ill"
    )
    lead: Span | None = Field(default=None, description="from falling ill to undocking")
    type_fault: Damage | None = Field(
        default=None, description="of the ship, once unfit: false, or how long it grounds its class"
    )
    lifeboat: bool | None = Field(default=None, description="whether it serves as one once unfit")
    disposal: Span | None = Field(default=None, description="of the ship, once unfit")
    reseat: Span | None = Field(default=None, description="of each seat that is fitted in it")


class StationPin(Model):
    """Exactly the times from which on, and until when, the station may not be lived in."""

    evacuations: list[Interval] = Field(description="exactly these")


class Pins(Model):
    """What is fixed by name; the samples of the rest do not move."""

    rest: Literal["as_planned"] | None = Field(
        default=None, description="as_planned: no chance but what is pinned"
    )
    pads: dict[str, PadPin] = Field(default_factory=dict, description="by pad")
    outages: dict[str, OutagePin] | None = Field(default=None, description="by name")
    families: dict[str, FamilyPin] = Field(default_factory=dict, description="by launcher family")
    flights: dict[str, FlightPin] = Field(default_factory=dict, description="by flight")
    station: StationPin | None = Field(default=None, description="of the station")


# --- the whole file -------------------------------------------------------------------------------


class People(Model):
    """Illness."""

    medical_return_rate: RateInput = Field(default=0, description="per person-time")
    medical_lead: DurationChance = Field(
        default="6 d", description="from falling ill until the ship can leave"
    )


class Headline(Model):
    """What the first screen asks: gaps of these lines, longer than `gap`, begun before `by`."""

    lines: list[str] | None = Field(default=None, description="default: all")
    by: Instant | None = Field(default=None, description="default: until")
    gap: Span = Field(default="14 d", description="the longest that is no matter")


class Answer(Model):
    """When what an estimate speaks of ends, in somebody's words and in numbers."""

    by: str | None = Field(default=None, description="who said it")
    quote: str | None = Field(default=None, description="the words")
    repair: RepairChance | None = Field(
        default=None, description="how long, from the beginning of the outage"
    )
    crew_stage: DurationChance | None = Field(default=None, description="default: the outage's")
    outage: Literal["lifted"] | None = Field(default=None, description="lifted: there is none")


class Revision(Answer):
    """What an estimate said from one date on."""

    title: str | None = Field(default=None, description="default: the estimate's, as is by")


class Estimate(Answer):
    """One published view of how long an outage or a grounding lasts, or several such together."""

    title: str = Field(description="what tables and figures call it")
    of: str | None = Field(
        default=None,
        description="an outage, or a family that is grounded; default: the only outage, or"
        " the only one under way",
    )
    together: list[str] | None = Field(
        default=None, min_length=2, description="estimates of several, which hold at once"
    )
    said: Date | None = Field(default=None, description="the day")
    revisions: dict[Date, Revision] | None = Field(
        default=None, min_length=1, description="by the date on which each was said"
    )


class Assumption(Model):
    """Another view of what nobody knows: values in place of those at some paths."""

    title: str = Field(description="what tables call it")
    unless: str | None = Field(
        default=None,
        min_length=1,
        description="what is taken for granted without it: an answer that hangs on it says so",
    )
    set_: dict[str, Any] = Field(
        alias="set", min_length=1, description="by path, such as people.medical_return_rate"
    )


class Correlation(Model):
    """A rank correlation of two uncertain inputs, by one of the two usual measures."""

    between: list[str] = Field(min_length=2, max_length=2, description="the paths of two inputs")
    spearman: float | None = Field(default=None, ge=-1, le=1, description="of ranks")
    kendall: float | None = Field(default=None, ge=-1, le=1, description="of pairs in order")

    @model_validator(mode="after")
    def _of_two_by_one(self) -> Self:
        if (self.spearman is None) == (self.kendall is None):
            raise unfit("state either spearman or kendall")
        if self.between[0] == self.between[1]:
            raise unfit("names one input twice", ("between",))
        return self


class ScenarioFile(Model):
    """A scenario: the station's crew rotations as of a date."""

    format: Literal[1] = Field(description="the version of these keys")
    extends: str | None = Field(
        default=None, description="the scenario whose text this one changes"
    )
    remove: list[str] | None = Field(default=None, description="paths of the base to leave out")
    title: str = Field(description="what tables and figures call it")
    question: str = Field(default="", description="what it asks")
    description: str = Field(default="", description="for its readers")
    as_of: Instant = Field(description="the instant from which one looks ahead")
    until: Instant = Field(description="the end of the forecast")
    station: Station = Field(description="ports, segments, stocks")
    families: dict[Name, Family] = Field(
        default_factory=dict, description="launchers that are grounded together"
    )
    pads: dict[Name, Pad] = Field(
        default_factory=dict, description="in the order in which they are tried"
    )
    ranges: dict[Name, Range] | None = Field(default=None, description="launch ranges")
    vehicles: dict[Name, Vehicle] = Field(default_factory=dict, description="classes of vehicle")
    lines: dict[Name, Line] = Field(
        default_factory=dict, description="crewed flights that replace one another"
    )
    cargo: dict[str, Cargo] = Field(default_factory=dict, description="how cargo ships are flown")
    docked: dict[Name, Docked] = Field(
        default_factory=dict, description="who and what is there on as_of"
    )
    manifest: dict[Name, Planned] = Field(default_factory=dict, description="the flights to come")
    people: People = Field(default=People(), description="illness")
    policy: Policy = Field(default=Policy(), description="the levers that planners pull")
    policies: dict[Name, NamedPolicy] = Field(
        default_factory=dict, description="others to compare with it"
    )
    pins: Pins = Field(default=Pins(), description="causes fixed by name")
    headline: Headline = Field(default=Headline(), description="what the first screen asks")
    statements: Statements = Field(
        default=Statements(), description="who speaks of the repair, and what came true"
    )
    default_estimate: str | None = Field(
        default=None, description="which one is played without --estimate"
    )
    estimates: dict[Name, Estimate] = Field(default_factory=dict, description="views of the repair")
    also_said: dict[Name, Estimate] = Field(
        default_factory=dict, description="estimates that are scored and not played"
    )
    assumptions: dict[Name, Assumption] = Field(
        default_factory=dict, description="other views of what nobody knows"
    )
    correlations: dict[Name, Correlation] | None = Field(
        default=None, description="of what is sampled once a replication"
    )
