"""The part of `sim.scenario.schema` for what launches: families and pads."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from sim.scenario.document import Path
from sim.scenario.model import TITLE, Model
from sim.scenario.planned import PlannedDate
from sim.scenario.values import (
    Count,
    CountFromOne,
    DurationChance,
    DurationInput,
    Instant,
    Name,
    PositiveSpan,
    ProbabilityInput,
    RateInput,
    RepairChance,
)


class OtherCustomers(Model):
    """Stand-downs that come from a family's flights for others."""

    rate: RateInput = Field(description="of their losses that ground the family")
    stand_down: DurationChance = Field(description="after each")


class Grounded(Model):
    """A stand-down that runs on as_of."""

    since: Instant = Field(description="when it began")
    stand_down: DurationChance | None = Field(default=None, description="default: the family's")


class Family(Model):
    """Launchers that are grounded together."""

    title: str | None = TITLE
    loss_probability: ProbabilityInput = Field(description="per launch")
    stand_down: DurationChance = Field(description="after a loss")
    requalification: Count = Field(
        default=0, description="uncrewed launches before a crew, after a loss"
    )
    other_customers: OtherCustomers | None = Field(
        default=None, description="losses on flights for others"
    )
    grounded: Grounded | None = Field(default=None, description="a stand-down that runs on as_of")
    owed: Count = Field(default=0, description="uncrewed launches still to succeed on as_of")


class Interval(Model):
    """From one instant to another."""

    from_: Instant = Field(alias="from", description="its beginning")
    to: Instant = Field(description="its end")


class Blackout(Interval):
    """A time in which a class does not fly; both instants are free."""

    every: PositiveSpan | None = Field(
        default=None, description="repeated until the horizon, counted from its beginning"
    )


class Closure(Blackout):
    """A planned time in which nothing launches from a pad, or docks at a port; open again at to."""


class Outage(Model):
    """A pad that is down on as_of, or goes down on a later date."""

    name: Name | None = Field(
        default=None, description="default: the pad's, with a number behind it from the second on"
    )
    since: PlannedDate = Field(description="one to come may be a span or a law of dates")
    repair: RepairChance | None = Field(default=None, description="default: the pad's")
    crew_stage: DurationChance | None = Field(default=None, description="default: the pad's")


def _outage(value: object) -> str:
    return "<several>" if isinstance(value, list) else "<outage>"


OneOrSeveral = Annotated[
    Annotated[Outage, Tag("<outage>")]
    | Annotated[list[Outage], Field(min_length=1), Tag("<several>")],
    Discriminator(_outage),
]


class RandomOutages(Model):
    """Outages that begin at random."""

    rate: RateInput = Field(description="of outages while the pad is up")
    repair: RepairChance | None = Field(default=None, description="default: the pad's")


class AfterRepair(Model):
    """The first launches after a repair damage the pad with a probability of their own."""

    launches: CountFromOne = Field(description="how many count as the first")
    damage_probability: ProbabilityInput = Field(description="per launch")


class Dormant(Model):
    """A pad that launches nothing until a policy activates it."""

    activation: DurationInput = Field(description="from the order until it is up")


class Serves(Model):
    """A family that a pad launches from, or until, a date."""

    family: str = Field(description="which")
    from_: Instant | None = Field(
        default=None, alias="from", description="the first instant; default: as_of"
    )
    to: Instant | None = Field(default=None, description="the last; default: for good")


Served = Annotated[
    Annotated[str, Tag("<name>")] | Annotated[Serves, Tag("<serves>")],
    Discriminator(lambda value: "<serves>" if isinstance(value, dict | Serves) else "<name>"),
]


class Pad(Model):
    """A launch pad."""

    title: str | None = TITLE
    serves: list[Served] = Field(
        alias="families", min_length=1, description="those it launches, from or until a date too"
    )
    turnaround: DurationInput = Field(default="0 d", description="from a launch to the next")
    damage_probability: ProbabilityInput = Field(default=0, description="per launch")
    other_launches: RateInput = Field(
        default=0, description="for other customers; each may damage it"
    )
    repair: RepairChance | None = Field(default=None, description="how long damage takes")
    return_to_service: DurationInput = Field(default="0 d", description="repaired to first launch")
    requalification: Count = Field(
        default=0, description="uncrewed launches before a crew, after a repair"
    )
    crew_stage: DurationChance = Field(
        default="0 d", description="repaired until it takes crews too"
    )
    last_launch: Instant | None = Field(default=None, description="the turnaround counts from it")
    outage: OneOrSeveral | None = Field(default=None, description="one, or a list of several")
    outages: RandomOutages | None = Field(default=None, description="those that come at random")
    after_repair: AfterRepair | None = Field(
        default=None, description="first launches at a risk of their own"
    )
    owed: Count = Field(default=0, description="uncrewed launches still to succeed on as_of")
    dormant: Dormant | None = Field(
        default=None, description="out of use until a policy makes it ready"
    )
    closed: list[Closure] | None = Field(default=None, description="as planned")

    @property
    def families(self) -> list[str]:
        """The families that it launches at any time."""
        return [each if isinstance(each, str) else each.family for each in self.serves]

    def stated(self) -> list[tuple[Path, Outage]]:
        """Return its stated outages, each with where it stands below the pad."""
        if isinstance(self.outage, list):
            return [(("outage", place), each) for place, each in enumerate(self.outage)]
        return [] if self.outage is None else [(("outage",), self.outage)]


class Range(Model):
    """A launch range: when it is closed, all its pads are."""

    title: str | None = TITLE
    pads: list[str] = Field(min_length=1, description="its pads")
    closed: list[Closure] | None = Field(default=None, description="as planned")
