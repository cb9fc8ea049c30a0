"""Who and what flies, as a file states it: vehicles docked and to come, and their people."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.leads import ShiftLaws
from sim.scenario.model import Noun, Titled, key, shaped
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


class Member(Noun):
    """Somebody of a crew without names who is qualified for more than a segment."""

    segment: Segment = key("where they work; none: a guest")
    qualifications: list[Name] | None = key("those of station.qualifications that they have", None)


class Person(Member):
    """Somebody who flies, where the segment alone does not say it all."""

    title: str | None = key(
        "what people read in place of the key", None, compare=False, min_length=1
    )
    home: NameOrNames | None = key("the other ship they go home in, or several in turn", None)
    line: str | None = key("default: the flight's", None)
    seat: str | None = key("a docked vehicle, or none", None)
    aboard_since: Instant | None = key("default: the docking", None)
    stranded_since: Instant | None = key("without a seat home since then", None)

    @property
    def homes(self) -> tuple[str, ...]:
        """The ships that they change into, in turn; none for who goes home as they came."""
        home = self.home or ()
        return (home,) if isinstance(home, str) else tuple(home)


Who = Annotated[str | Person, shaped(value=Segment, mapping=Person)]
Unnamed = Annotated[str | Member, shaped(value=Segment, mapping=Member)]
Members = Annotated[list[Unnamed], Field(min_length=1)]
Crew = Annotated[
    list[Unnamed] | dict[str, Who], shaped(list=list[Unnamed], mapping=dict[PersonName, Who])
]


class Flight(Titled):
    """What docked vehicles and flights of the manifest have in common."""

    line: str | None = key("whose crew it brings", None)
    class_: str | None = key("a visit or a cargo ship", None, alias="class")
    planned_return: Instant | None = key("default: docking plus stay", None)
    limit: DurationInput | None = key("default: that of the class", None)
    stay: DurationInput | None = key("default: that of the class", None)
    overlap: DurationChance | None = key("default: that of the line", None)
    crew: Crew | None = key(
        "segments (none: a guest), or names with theirs; default of a flight to come:"
        " that of its line's cadence on the day",
        None,
    )
    published: Date | None = key("when this was known", None)


class Docked(Flight):
    """A vehicle that is docked on as_of."""

    port: str = key("where it is docked")
    launched: Instant | None = key("needed with a limit", None)
    docked: Instant = key("when it docked")
    unfit_since: Instant | None = key("it cannot take its people home since then", None)
    spacecraft: str | None = key("the capsule it is", None)


class Planned(Flight):
    """A flight of the manifest."""

    planned: PlannedDate = key("the planned launch, a span or a law of dates too")
    transit: PositiveChance | None = key("default: that of the class", None)
    replan: ShiftLaws | None = key("default: that of its line or class", None)
    slip: ShiftLaws | None = key("default: that of its line or class", None)
    delivers: dict[Name, AmountInput] | None = key("default: what its class delivers", None)
    cadence: bool = key("behind the manifest: written by crewsim itself", False)
