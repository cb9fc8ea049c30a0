"""What a person writes: the keys of a scenario file.

A model keeps each value as it was written, once it is known to have a meaning; its unit, whether
it is drawn once a replication (an input) or at each occurrence (a chance), its default and
its range stand in the type. `sim.scenario.resolve` turns the models into the resolved scenario.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    WithJsonSchema,
)

from sim.core import clock
from sim.scenario.laws import as_chance, as_input
from sim.scenario.quantities import (
    CERTAIN_NEVER,
    DURATION,
    POSITIVE,
    PROBABILITY,
    RATE,
    SHIFT,
    Model,
    Plain,
    Quantity,
    UnfitError,
    Unit,
    said,
    scalar,
    unfit,
)

FORMAT = 1
"""The version of these keys."""

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Beyond them a date is a slip of the pen."""

# --- values ---------------------------------------------------------------------------------------


def _instant(text: object) -> str:
    if not isinstance(text, str):
        raise unfit(f"{said(text)} is not an instant; {clock.INSTANTS_ALLOWED}")
    try:
        year = clock.parse_instant(text).year
    except ValueError as error:
        raise unfit(str(error)) from None
    except OverflowError:
        year = 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise unfit(f"{said(text)} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return text


def _date(text: object) -> str:
    instant = _instant(text)
    if len(instant.strip()) != 10:
        raise unfit(f"{said(text)} is not a date: write one such as 2026-07-14")
    return instant


def _plain(unit: Unit) -> Callable[[str | float], str | float]:
    def check(stated: str | float) -> str | float:
        try:
            unit.value(stated)
        except UnfitError as error:
            raise unfit(str(error)) from None
        return stated

    return check


def _damage(value: object) -> object:
    if value is True:
        raise unfit("true does not say how long: write the repair's duration, or false")
    return value if value is False else _plain(DURATION)(scalar(value))


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _later(_: object) -> None:
    raise unfit("is planned for a later version and does not work yet")


Instant = Annotated[str, BeforeValidator(_instant)]
Date = Annotated[str, BeforeValidator(_date)]
Span = Annotated[Plain, AfterValidator(_plain(DURATION))]
PositiveSpan = Annotated[Plain, AfterValidator(_plain(POSITIVE))]
ShiftSpan = Annotated[Plain, AfterValidator(_plain(SHIFT))]

DurationInput = Annotated[Quantity, AfterValidator(as_input(DURATION))]
PositiveInput = Annotated[Quantity, AfterValidator(as_input(POSITIVE))]
ProbabilityInput = Annotated[Quantity, AfterValidator(as_input(PROBABILITY))]
ScrubInput = Annotated[Quantity, AfterValidator(as_input(CERTAIN_NEVER))]
RateInput = Annotated[Quantity, AfterValidator(as_input(RATE))]
DurationChance = Annotated[Quantity, AfterValidator(as_chance(DURATION))]
PositiveChance = Annotated[Quantity, AfterValidator(as_chance(POSITIVE))]
ShiftChance = Annotated[Quantity, AfterValidator(as_chance(SHIFT))]

Count = Annotated[int, Field(ge=0, le=1000)]
Happenings = Annotated[
    list[Instant],
    BeforeValidator(_listed),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}}),
]
Damage = Annotated[
    Literal[False] | str | float,
    PlainValidator(_damage),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
]
Segment = Literal["rs", "usos"]
Later = Annotated[None, BeforeValidator(_later), WithJsonSchema({"not": {}})]

NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
Name = Annotated[str, Field(pattern=NAME, max_length=60)]
PersonName = Annotated[str, Field(pattern=r"^[^\W_]([\w' -]*\w)?$", max_length=80)]

# --- the station and its launchers ----------------------------------------------------------------


class Port(Model):
    """A docking port."""

    accepts: list[str] = Field(description="vehicle classes")


class MinimumCrew(Model):
    """The fewest people with whom the station works."""

    total: Count = 0
    rs: Count = 0
    usos: Count = 0


class Complement(Model):
    """The planned number of people of each segment."""

    rs: Count = 0
    usos: Count = 0


class Station(Model):
    """Ports in the order in which they are tried, and the crew the station needs."""

    ports: dict[Name, Port] = Field(min_length=1)
    minimum_crew: MinimumCrew = MinimumCrew()
    complement: Complement | None = None


class OtherCustomers(Model):
    """Stand-downs that come from a family's flights for others."""

    rate: RateInput
    stand_down: DurationChance


class Grounded(Model):
    """A stand-down that runs on as_of."""

    since: Instant
    stand_down: DurationChance | None = Field(default=None, description="default: the family's")


class Family(Model):
    """Launchers that are grounded together."""

    loss_probability: ProbabilityInput = Field(description="per launch")
    stand_down: DurationChance = Field(description="after a loss")
    requalification: Count = Field(
        default=0, description="uncrewed launches before a crew, after a loss"
    )
    other_customers: OtherCustomers | None = None
    grounded: Grounded | None = None
    owed: Count = Field(default=0, description="uncrewed launches still to succeed on as_of")


class Outage(Model):
    """A pad that is down on as_of."""

    since: Instant
    repair: DurationChance | None = Field(default=None, description="default: the pad's")


class Pad(Model):
    """A launch pad."""

    families: list[str] = Field(min_length=1)
    turnaround: DurationInput = "0 d"
    damage_probability: ProbabilityInput = Field(default=0, description="per launch")
    repair: DurationChance | None = None
    return_to_service: DurationInput = Field(default="0 d", description="repaired to first launch")
    requalification: Count = Field(
        default=0, description="uncrewed launches before a crew, after a repair"
    )
    last_launch: Instant | None = None
    outage: Outage | None = None
    owed: Count = Field(default=0, description="uncrewed launches still to succeed on as_of")
    dormant: Later = None


# --- vehicles -------------------------------------------------------------------------------------


class Spacecraft(Model):
    """Reusable capsules with a refurbishment, or deliveries of expendable ones."""

    refurbishment: DurationChance | None = None
    capsules: dict[Name, Instant | Literal["docked"]] | None = Field(
        default=None, description="the date on which each landed, or docked"
    )
    deliveries: list[Instant] | None = None
    then_every: PositiveInput | None = None


class Vehicle(Model):
    """A class of vehicle; without crew a cargo ship."""

    crew: Count = 0
    emergency_seats: Count = 0
    crew_to_fly: Count = 1
    family: str
    stay: DurationInput = Field(description="from docking to the planned return")
    limit: DurationInput | None = Field(default=None, description="from launch; needed with crew")
    transit: PositiveChance
    docking_failure_probability: ProbabilityInput = 0
    return_hold: DurationChance = "0 d"
    unfit_rate: RateInput = Field(default=0, description="per time docked")
    unfit_lifeboat_probability: ProbabilityInput = 0
    reseat_time: DurationInput = "0 d"
    disposal: DurationInput = "30 d"
    scrub_probability: ScrubInput = 0
    scrub_recycle: PositiveInput = "1 d"
    ports: list[str] | None = Field(default=None, min_length=1, description="own order")
    spacecraft: Spacecraft | None = None


class PullForward(Model):
    """How far a flight may be brought forward, and the least notice."""

    by: DurationInput
    lead: DurationInput


class Cadence(Model):
    """What flies after the manifest: one every so often, with a crew by segment."""

    every: PositiveSpan
    crew: list[Segment] = Field(min_length=1)


class Line(Model):
    """Crewed flights that replace one another, and the planners' policies for them."""

    vehicle: str
    handover: Literal["direct", "indirect"] = "direct"
    overlap: DurationChance
    shortest_stay: DurationInput = "0 d"
    patience: DurationInput | None = Field(default=None, description="indirect lines only")
    spacing: DurationInput = "0 d"
    replan: ShiftChance = "0 d"
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
    slip: ShiftChance = "0 d"
    pull_forward: PullForward | None = None


# --- flights and people ---------------------------------------------------------------------------


class Person(Model):
    """Somebody who flies, where the segment alone does not say it all."""

    segment: Segment
    home: str | None = Field(default=None, description="the other ship they go home in")
    line: str | None = Field(default=None, description="default: the flight's")
    seat: str | None = Field(default=None, description="a docked vehicle, or none")
    aboard_since: Instant | None = Field(default=None, description="default: the docking")
    stranded_since: Instant | None = None


def _who(value: object) -> str:
    return "<person>" if isinstance(value, dict | Person) else "<segment>"


def _crew(value: object) -> str:
    return "<list>" if isinstance(value, list) else "<people>"


Who = Annotated[
    Annotated[Segment, Tag("<segment>")] | Annotated[Person, Tag("<person>")], Discriminator(_who)
]
Crew = Annotated[
    Annotated[list[Segment], Tag("<list>")] | Annotated[dict[PersonName, Who], Tag("<people>")],
    Discriminator(_crew),
]


class Flight(Model):
    """What docked vehicles and flights of the manifest have in common."""

    line: str | None = None
    class_: str | None = Field(default=None, alias="class", description="a visit or a cargo ship")
    planned_return: Instant | None = None
    limit: DurationInput | None = None
    stay: DurationInput | None = None
    overlap: DurationChance | None = None
    crew: Crew | None = Field(default=None, description="segments, or names with their segment")
    published: Date | None = Field(default=None, description="when this was known")


class Docked(Flight):
    """A vehicle that is docked on as_of."""

    port: str
    launched: Instant | None = Field(default=None, description="needed with a limit")
    docked: Instant
    unfit_since: Instant | None = None
    spacecraft: str | None = Field(default=None, description="the capsule it is")


class Planned(Flight):
    """A flight of the manifest."""

    planned: Instant = Field(description="the planned launch")
    transit: PositiveChance | None = None
    cadence: bool = Field(
        default=False, description="behind the manifest: written by crewsim itself"
    )


# --- pins: causes fixed by name -------------------------------------------------------------------


class PadPin(Model):
    """The end, or the length, of the repair of a pad's outage."""

    repaired: Instant | None = None
    repair: Span | None = None


class Interval(Model):
    """From one instant to another."""

    from_: Instant = Field(alias="from")
    to: Instant


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


class Pins(Model):
    """What is fixed by name; the draws of the rest do not move."""

    rest: Literal["as_planned"] | None = None
    pads: dict[str, PadPin] = Field(default_factory=dict)
    families: dict[str, FamilyPin] = Field(default_factory=dict)
    flights: dict[str, FlightPin] = Field(default_factory=dict)


# --- the whole file -------------------------------------------------------------------------------


class People(Model):
    """Illness."""

    medical_return_rate: RateInput = Field(default=0, description="per person-time")
    medical_lead: DurationChance = "6 d"


class Policy(Model):
    """The planners' levers for the whole station."""

    waiver: DurationInput = "0 d"
    seat_swap: Later = None
    alternate_pad: Later = None
    reserve_craft: Later = None
    on_low_stock: Later = None
    hold: Later = None
    early_return: Later = None
    first_after_repair: Later = None


class Headline(Model):
    """What the first screen asks: gaps of these lines, longer than `gap`, begun before `by`."""

    lines: list[str] | None = Field(default=None, description="default: all")
    by: Instant | None = Field(default=None, description="default: until")
    gap: Span = "14 d"


class Estimate(Model):
    """One published view of the repair of the outage."""

    title: str
    by: str | None = None
    said: Date | None = None
    quote: str | None = None
    repair: DurationChance | None = None
    outage: Literal["lifted"] | None = None


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
    vehicles: dict[Name, Vehicle] = Field(default_factory=dict)
    lines: dict[Name, Line] = Field(default_factory=dict)
    cargo: dict[str, Cargo] = Field(default_factory=dict)
    docked: dict[Name, Docked] = Field(default_factory=dict)
    manifest: dict[Name, Planned] = Field(default_factory=dict)
    people: People = People()
    policy: Policy = Policy()
    pins: Pins = Pins()
    headline: Headline = Headline()
    default_estimate: str | None = None
    estimates: dict[Name, Estimate] = Field(default_factory=dict)
    stocks: Later = None
