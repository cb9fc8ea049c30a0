"""What a person writes: the keys of a scenario file.

A model keeps each value as it was written (`sim.scenario.values`); its default stands in the
model. `sim.scenario.resolve` turns the models into the resolved scenario.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from sim.core.clock import iso_date, parse_instant
from sim.scenario.model import TITLE, Model
from sim.scenario.schema_flights import Docked, Planned
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
    ScrubInput,
    Segment,
    Segments,
    ShareInput,
    ShiftChance,
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
    per_day: AmountInput = 0
    per_person_day: AmountInput = 0
    reserve: AmountInput = Field(default=0, description="the reserve line")
    capacity: AmountInput | None = Field(default=None, description="what is beyond it is lost")


class Evacuation(Model):
    """The station has to be left at once: debris, fire, ammonia, a leak; crews come again later."""

    rate: RateInput = Field(description="per time")
    away: DurationChance = Field(description="until a crew may come again")


class Station(Model):
    """Ports in the order in which they are tried, the crew the station needs, its stocks."""

    ports: dict[Name, Port] = Field(min_length=1)
    segments: Segments = Field(
        default=["rs", "usos"], description="the parts that have a crew of their own"
    )
    minimum_crew: dict[Name, Count] = Field(
        default_factory=dict, description="the fewest with whom it works: total, and by segment"
    )
    complement: dict[Name, Count] | None = Field(
        default=None, description="by segment, the planned number of people"
    )
    operations_apart: DurationInput = Field(
        default="0 d", description="least time from a docking or undocking to the next"
    )
    evacuation: Evacuation | None = None
    stocks: dict[Name, Stock] = Field(default_factory=dict)


# --- vehicles -------------------------------------------------------------------------------------


class Spacecraft(Model):
    """Reusable capsules with a refurbishment, or deliveries of expendable ones."""

    refurbishment: DurationChance | None = None
    capsules: dict[Name, Instant | Literal["docked"]] | None = Field(
        default=None, description="the date on which each landed, or docked"
    )
    deliveries: list[Instant] | None = None
    then_every: PositiveInput | None = None


class Blackouts(Model):
    """When no vehicle of a class launches, and when none leaves the station."""

    launch: list[Blackout] = Field(default_factory=list)
    landing: list[Blackout] = Field(default_factory=list)


class SecondAttempt(Model):
    """A docking that has failed is tried again, once."""

    after: PositiveInput
    failure_probability: ProbabilityInput


class TypeFault(Model):
    """A docked ship that fails may have a fault of its type: its class then carries nobody."""

    probability: ProbabilityInput
    grounds: DurationChance = Field(description="from the failure until it may carry people again")
    when_needed: DurationInput | None = Field(
        default=None,
        description="from the failure until it may where the last with a seat home, of the station "
        "or of a segment, are in one ship",
    )


class Vehicle(Model):
    """A class of vehicle; without crew a cargo ship."""

    title: str | None = TITLE
    crew: Count = 0
    emergency_seats: Count = 0
    emergency_time: DurationInput = Field(
        default="0 d", description="from the first stranding until they are made"
    )
    crew_to_fly: Count = 1
    family: NameOrNames = Field(description="a launcher family, or several in the order tried")
    certification: DurationInput | None = Field(
        default=None, description="from as_of until it may carry anybody"
    )
    blackouts: Blackouts | None = None
    stay: DurationInput = Field(description="from docking to the planned return")
    limit: DurationInput | None = Field(default=None, description="from launch; needed with crew")
    transit: PositiveChance
    docking_failure_probability: ProbabilityInput = 0
    second_attempt: SecondAttempt | None = None
    return_hold: DurationChance = "0 d"
    unfit_rate: RateInput = Field(default=0, description="per time docked")
    unfit_lifeboat_probability: ProbabilityInput = 0
    type_fault: TypeFault | None = None
    reseat_time: DurationInput = "0 d"
    disposal: DurationInput = "30 d"
    scrub_probability: ScrubInput = 0
    scrub_recycle: PositiveInput = "1 d"
    ports: list[str] | None = Field(default=None, min_length=1, description="own order")
    spacecraft: Spacecraft | None = None
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

    by: DurationInput
    lead: DurationInput


class Cadence(Model):
    """What flies after the manifest: one every so often, with a crew by segment."""

    every: PositiveSpan
    crew: Segments
    crew_from: dict[Date, Segments] | None = Field(
        default=None,
        min_length=1,
        description="by date, the crew of flights planned for that day or later",
    )

    def crew_on(self, planned: str) -> list[Segment]:
        """Return the crew of a flight whose planned launch is that instant."""
        day = iso_date(parse_instant(planned))
        since = [date for date in self.crew_from or {} if date <= day]
        return self.crew_from[max(since)] if self.crew_from and since else self.crew


class Line(Model):
    """Crewed flights that replace one another, and the planners' policies for them."""

    title: str | None = TITLE
    vehicle: str
    from_: Instant | None = Field(
        default=None,
        alias="from",
        description="when it begins, its flights come or not; default: with a ship that is docked"
        " on as_of, else with its first docking",
    )
    handover: Literal["direct", "indirect"] = "direct"
    overlap: DurationChance
    shortest_stay: DurationInput = "0 d"
    patience: DurationInput | None = Field(default=None, description="indirect lines only")
    spacing: DurationInput = "0 d"
    replan: ShiftChance = Field(
        default="0 d", description="of a date half a year ahead: once for each half-year"
    )
    firm_within: DurationInput = Field(
        default="0 d", description="a date so near is not re-planned any more"
    )
    slip: ShiftChance = "0 d"
    rebaseline_after: DurationInput = "30 d"
    pull_forward: PullForward | None = None
    rescue_preparation: DurationInput = "0 d"
    reseat_lead: DurationInput = "0 d"
    relief_seats: Count | None = Field(default=None, description="default: the seats of the class")
    cadence: Cadence | None = None


class Cargo(Model):
    """How a class of cargo ship is flown."""

    every: PositiveSpan | None = Field(default=None, description="the cadence behind the manifest")
    spacing: DurationInput = "0 d"
    replan: ShiftChance = Field(
        default="0 d", description="of a date half a year ahead: once for each half-year"
    )
    firm_within: DurationInput = Field(
        default="0 d", description="a date so near is not re-planned any more"
    )
    slip: ShiftChance = "0 d"
    pull_forward: PullForward | None = None


# --- pins: causes fixed by name -------------------------------------------------------------------


class PadPin(Model):
    """The end, or the length, of the repair of a pad's only outage; exactly its random ones."""

    repaired: Instant | None = None
    repair: Span | None = None
    outages: list[Interval] | None = None


class OutagePin(Model):
    """The date of an outage to come; the end, or the length, of its repair."""

    since: Instant | None = None
    repaired: Instant | None = None
    repair: Span | None = None


class FamilyPin(Model):
    """Exactly the stand-downs that come from other customers."""

    stand_downs: list[Interval]


class FlightPin(Model):
    """Causes of one flight; what follows from them comes out of the rules."""

    launch: Instant | None = None
    slip: ShiftSpan | None = None
    replan: ShiftSpan | None = None
    scrubs: Count | None = None
    lost: bool | None = None
    stand_down: Span | None = Field(
        default=None, description="of the family, if the flight is lost"
    )
    damages_pad: Damage | None = Field(default=None, description="false, or the repair")
    fails_to_dock: bool | None = None
    transit: PositiveSpan | None = None
    overlap: Span | None = None
    hold: Span | None = None
    undock: Instant | None = None
    unfit: Happenings | None = None
    medical_return: Happenings | None = None
    lead: Span | None = Field(default=None, description="from falling ill to undocking")
    type_fault: Damage | None = Field(
        default=None, description="of the ship, once unfit: false, or how long it grounds its class"
    )
    lifeboat: bool | None = Field(default=None, description="whether it serves as one once unfit")
    disposal: Span | None = Field(default=None, description="of the ship, once unfit")
    reseat: Span | None = Field(default=None, description="of each seat that is fitted in it")


class StationPin(Model):
    """Exactly the times from which on, and until when, the station may not be lived in."""

    evacuations: list[Interval]


class Pins(Model):
    """What is fixed by name; the samples of the rest do not move."""

    rest: Literal["as_planned"] | None = None
    pads: dict[str, PadPin] = Field(default_factory=dict)
    outages: dict[str, OutagePin] | None = Field(default=None, description="by name")
    families: dict[str, FamilyPin] = Field(default_factory=dict)
    flights: dict[str, FlightPin] = Field(default_factory=dict)
    station: StationPin | None = None


# --- the whole file -------------------------------------------------------------------------------


class People(Model):
    """Illness."""

    medical_return_rate: RateInput = Field(default=0, description="per person-time")
    medical_lead: DurationChance = "6 d"


class Headline(Model):
    """What the first screen asks: gaps of these lines, longer than `gap`, begun before `by`."""

    lines: list[str] | None = Field(default=None, description="default: all")
    by: Instant | None = Field(default=None, description="default: until")
    gap: Span = "14 d"


class Answer(Model):
    """When what an estimate speaks of ends, in somebody's words and in numbers."""

    by: str | None = None
    quote: str | None = None
    repair: DurationChance | None = None
    crew_stage: DurationChance | None = Field(default=None, description="default: the outage's")
    outage: Literal["lifted"] | None = None


class Revision(Answer):
    """What an estimate said from one date on."""

    title: str | None = Field(default=None, description="default: the estimate's, as is by")


class Estimate(Answer):
    """One published view of how long an outage or a grounding lasts, or several such together."""

    title: str
    of: str | None = Field(
        default=None,
        description="an outage, or a family that is grounded; default: the only outage",
    )
    together: list[str] | None = Field(
        default=None, min_length=2, description="estimates of several, which hold at once"
    )
    said: Date | None = None
    revisions: dict[Date, Revision] | None = Field(
        default=None, min_length=1, description="by the date on which each was said"
    )


class Assumption(Model):
    """Another view of what nobody knows: values in place of those at some paths."""

    title: str
    unless: str | None = Field(
        default=None,
        min_length=1,
        description="what is taken for granted without it: an answer that hangs on it says so",
    )
    set_: dict[str, Any] = Field(
        alias="set", min_length=1, description="by path, such as people.medical_return_rate"
    )


class ScenarioFile(Model):
    """A scenario: the station's crew rotations as of a date."""

    format: Literal[1]
    extends: str | None = Field(
        default=None, description="the scenario whose text this one changes"
    )
    remove: list[str] | None = Field(default=None, description="paths of the base to leave out")
    title: str
    question: str = ""
    description: str = ""
    as_of: Instant
    until: Instant
    station: Station
    families: dict[Name, Family] = Field(default_factory=dict)
    pads: dict[Name, Pad] = Field(default_factory=dict)
    ranges: dict[Name, Range] | None = Field(default=None, description="launch ranges")
    vehicles: dict[Name, Vehicle] = Field(default_factory=dict)
    lines: dict[Name, Line] = Field(default_factory=dict)
    cargo: dict[str, Cargo] = Field(default_factory=dict)
    docked: dict[Name, Docked] = Field(default_factory=dict)
    manifest: dict[Name, Planned] = Field(default_factory=dict)
    people: People = People()
    policy: Policy = Policy()
    policies: dict[Name, NamedPolicy] = Field(default_factory=dict)
    pins: Pins = Pins()
    headline: Headline = Headline()
    statements: Statements = Statements()
    default_estimate: str | None = None
    estimates: dict[Name, Estimate] = Field(default_factory=dict)
    also_said: dict[Name, Estimate] = Field(
        default_factory=dict, description="estimates that are scored and not played"
    )
    assumptions: dict[Name, Assumption] = Field(default_factory=dict)
