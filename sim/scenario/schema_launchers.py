"""The part of `sim.scenario.schema` for what launches: families and pads."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from sim.scenario.document import Path
from sim.scenario.model import TITLE, Model, key
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

    rate: RateInput = key("of their losses that ground the family")
    stand_down: DurationChance = key("after each")


class Grounded(Model):
    """A stand-down that runs on as_of."""

    since: Instant = key("when it began")
    stand_down: DurationChance | None = key("default: the family's", None)


class Family(Model):
    """Launchers that are grounded together."""

    title: str | None = TITLE
    loss_probability: ProbabilityInput = key("per launch")
    stand_down: DurationChance = key("after a loss")
    requalification: Count = key("uncrewed launches before a crew, after a loss", 0)
    other_customers: OtherCustomers | None = key("losses on flights for others", None)
    grounded: Grounded | None = key("a stand-down that runs on as_of", None)
    owed: Count = key("uncrewed launches still to succeed on as_of", 0)


class Interval(Model):
    """From one instant to another."""

    from_: Instant = key("its beginning", alias="from")
    to: Instant = key("its end")


class Blackout(Interval):
    """A time in which a class does not fly; both instants are free."""

    every: PositiveSpan | None = key("repeated until the horizon, counted from its beginning", None)


class Closure(Blackout):
    """A planned time in which nothing launches from a pad, or docks at a port; open again at to."""


class Outage(Model):
    """A pad that is down on as_of, or goes down on a later date."""

    name: Name | None = key("default: the pad's, with a number behind it from the second on", None)
    since: PlannedDate = key("one to come may be a span or a law of dates")
    repair: RepairChance | None = key("default: the pad's", None)
    crew_stage: DurationChance | None = key("default: the pad's", None)


def _outage(value: object) -> str:
    return "<several>" if isinstance(value, list) else "<outage>"


OneOrSeveral = Annotated[
    Annotated[Outage, Tag("<outage>")]
    | Annotated[list[Outage], Field(min_length=1), Tag("<several>")],
    Discriminator(_outage),
]


class RandomOutages(Model):
    """Outages that begin at random."""

    rate: RateInput = key("of outages while the pad is up")
    repair: RepairChance | None = key("default: the pad's", None)


class AfterRepair(Model):
    """The first launches after a repair damage the pad with a probability of their own."""

    launches: CountFromOne = key("how many count as the first")
    damage_probability: ProbabilityInput = key("per launch")


class Dormant(Model):
    """A pad that launches nothing until a policy activates it."""

    activation: DurationInput = key("from the order until it is up")


class Serves(Model):
    """A family that a pad launches from, or until, a date."""

    family: str = key("which")
    from_: Instant | None = key("the first instant; default: as_of", None, alias="from")
    to: Instant | None = key("the last; default: for good", None)


Served = Annotated[
    Annotated[str, Tag("<name>")] | Annotated[Serves, Tag("<serves>")],
    Discriminator(lambda value: "<serves>" if isinstance(value, dict | Serves) else "<name>"),
]


class Pad(Model):
    """A launch pad."""

    title: str | None = TITLE
    serves: list[Served] = key(
        "those it launches, from or until a date too", alias="families", min_length=1
    )
    turnaround: DurationInput = key("from a launch to the next", "0 d")
    damage_probability: ProbabilityInput = key("per launch", 0)
    other_launches: RateInput = key("for other customers; each may damage it", 0)
    repair: RepairChance | None = key("how long damage takes", None)
    return_to_service: DurationInput = key("repaired to first launch", "0 d")
    requalification: Count = key("uncrewed launches before a crew, after a repair", 0)
    crew_stage: DurationChance = key("repaired until it takes crews too", "0 d")
    last_launch: Instant | None = key("the turnaround counts from it", None)
    outage: OneOrSeveral | None = key("one, or a list of several", None)
    outages: RandomOutages | None = key("those that come at random", None)
    after_repair: AfterRepair | None = key("first launches at a risk of their own", None)
    owed: Count = key("uncrewed launches still to succeed on as_of", 0)
    dormant: Dormant | None = key("out of use until a policy makes it ready", None)
    closed: list[Closure] | None = key("as planned", None)

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
    pads: list[str] = key("its pads", min_length=1)
    closed: list[Closure] | None = key("as planned", None)
