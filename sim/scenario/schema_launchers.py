"""The part of `sim.scenario.schema` for what launches: families and pads."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from sim.scenario.model import TITLE, Model
from sim.scenario.values import (
    Count,
    CountFromOne,
    DurationChance,
    DurationInput,
    Instant,
    ProbabilityInput,
    RateInput,
)


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

    title: str | None = TITLE
    loss_probability: ProbabilityInput = Field(description="per launch")
    stand_down: DurationChance = Field(description="after a loss")
    requalification: Count = Field(
        default=0, description="uncrewed launches before a crew, after a loss"
    )
    other_customers: OtherCustomers | None = None
    grounded: Grounded | None = None
    owed: Count = Field(default=0, description="uncrewed launches still to succeed on as_of")


class Outage(Model):
    """A pad that is down on as_of, or goes down on a later date."""

    since: Instant
    repair: DurationChance | None = Field(default=None, description="default: the pad's")
    crew_stage: DurationChance | None = Field(default=None, description="default: the pad's")


class RandomOutages(Model):
    """Outages that begin at random."""

    rate: RateInput
    repair: DurationChance | None = Field(default=None, description="default: the pad's")


class AfterRepair(Model):
    """The first launches after a repair damage the pad with a probability of their own."""

    launches: CountFromOne
    damage_probability: ProbabilityInput = Field(description="per launch")


class Dormant(Model):
    """A pad that launches nothing until a policy activates it."""

    activation: DurationInput = Field(description="from the order until it is up")


class Serves(Model):
    """A family that a pad launches from, or until, a date."""

    family: str
    from_: Instant | None = Field(default=None, alias="from")
    to: Instant | None = None


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
    turnaround: DurationInput = "0 d"
    damage_probability: ProbabilityInput = Field(default=0, description="per launch")
    other_launches: RateInput = Field(
        default=0, description="for other customers; each may damage it"
    )
    repair: DurationChance | None = None
    return_to_service: DurationInput = Field(default="0 d", description="repaired to first launch")
    requalification: Count = Field(
        default=0, description="uncrewed launches before a crew, after a repair"
    )
    crew_stage: DurationChance = Field(
        default="0 d", description="repaired until it takes crews too"
    )
    last_launch: Instant | None = None
    outage: Outage | None = None
    outages: RandomOutages | None = None
    after_repair: AfterRepair | None = None
    owed: Count = Field(default=0, description="uncrewed launches still to succeed on as_of")
    dormant: Dormant | None = None

    @property
    def families(self) -> list[str]:
        """The families that it launches at any time."""
        return [each if isinstance(each, str) else each.family for each in self.serves]
