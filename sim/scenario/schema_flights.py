"""The part of `sim.scenario.schema` for what flies and who: vehicles docked and to come, people."""

from __future__ import annotations

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from sim.scenario.leads import ShiftLaws
from sim.scenario.model import TITLE, Model
from sim.scenario.planned import PlannedDate
from sim.scenario.values import (
    AmountInput,
    Date,
    DurationChance,
    DurationInput,
    Instant,
    Name,
    NameOrNames,
    PersonName,
    PositiveChance,
    Segment,
)


class Member(Model):
    """Somebody of a crew without names who is qualified for more than a segment."""

    segment: Segment = Field(description="where they work; none: a guest")
    qualifications: list[Name] | None = Field(
        default=None, description="those of station.qualifications that they have"
    )


class Person(Member):
    """Somebody who flies, where the segment alone does not say it all."""

    title: str | None = TITLE
    home: NameOrNames | None = Field(
        default=None, description="the other ship they go home in, or several in turn"
    )
    line: str | None = Field(default=None, description="default: the flight's")
    seat: str | None = Field(default=None, description="a docked vehicle, or none")
    aboard_since: Instant | None = Field(default=None, description="default: the docking")
    stranded_since: Instant | None = Field(
        default=None, description="without a seat home since then"
    )

    @property
    def homes(self) -> tuple[str, ...]:
        """The ships that they change into, in turn; none for who goes home as they came."""
        home = self.home or ()
        return (home,) if isinstance(home, str) else tuple(home)


def _who(value: object) -> str:
    return "<person>" if isinstance(value, dict | Person) else "<segment>"


def _member(value: object) -> str:
    return "<member>" if isinstance(value, dict | Member) else "<segment>"


def _crew(value: object) -> str:
    return "<list>" if isinstance(value, list) else "<people>"


Who = Annotated[
    Annotated[Segment, Tag("<segment>")] | Annotated[Person, Tag("<person>")], Discriminator(_who)
]
Unnamed = Annotated[
    Annotated[Segment, Tag("<segment>")] | Annotated[Member, Tag("<member>")],
    Discriminator(_member),
]
Members = Annotated[list[Unnamed], Field(min_length=1)]
Crew = Annotated[
    Annotated[list[Unnamed], Tag("<list>")] | Annotated[dict[PersonName, Who], Tag("<people>")],
    Discriminator(_crew),
]


class Flight(Model):
    """What docked vehicles and flights of the manifest have in common."""

    title: str | None = TITLE
    line: str | None = Field(default=None, description="whose crew it brings")
    class_: str | None = Field(default=None, alias="class", description="a visit or a cargo ship")
    planned_return: Instant | None = Field(default=None, description="default: docking plus stay")
    limit: DurationInput | None = Field(default=None, description="default: that of the class")
    stay: DurationInput | None = Field(default=None, description="default: that of the class")
    overlap: DurationChance | None = Field(default=None, description="default: that of the line")
    crew: Crew | None = Field(
        default=None,
        description="segments (none: a guest), or names with theirs; default of a flight to come:"
        " that of its line's cadence on the day",
    )
    published: Date | None = Field(default=None, description="when this was known")


class Docked(Flight):
    """A vehicle that is docked on as_of."""

    port: str = Field(description="where it is docked")
    launched: Instant | None = Field(default=None, description="needed with a limit")
    docked: Instant = Field(description="when it docked")
    unfit_since: Instant | None = Field(
        default=None, description="it cannot take its people home since then"
    )
    spacecraft: str | None = Field(default=None, description="the capsule it is")


class Planned(Flight):
    """A flight of the manifest."""

    planned: PlannedDate = Field(description="the planned launch, a span or a law of dates too")
    transit: PositiveChance | None = Field(default=None, description="default: that of the class")
    replan: ShiftLaws | None = Field(default=None, description="default: that of its line or class")
    slip: ShiftLaws | None = Field(default=None, description="default: that of its line or class")
    delivers: dict[Name, AmountInput] | None = Field(
        default=None, description="default: what its class delivers"
    )
    cadence: bool = Field(
        default=False, description="behind the manifest: written by crewsim itself"
    )
