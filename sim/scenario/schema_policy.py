"""The part of `sim.scenario.schema` for the planners' levers that hold for the whole station."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import Discriminator, Field, PlainValidator, Tag, WithJsonSchema

from sim.scenario.model import Model, said, unfit
from sim.scenario.schema_flights import Crew
from sim.scenario.values import (
    CountFromOne,
    DurationChance,
    DurationInput,
    Instant,
    Name,
    PositiveSpan,
    ProbabilityInput,
    Span,
)

DECIDED_ON = "when the levers stated here are decided; a date is its beginning, 00:00 UTC"

OFF = "off"
"""What switches off a lever that stands in the base, or in `policy` for a named policy."""


def _which(value: object) -> str:
    return "<off>" if isinstance(value, str) else "<lever>"


def _hold(value: object) -> object:
    if value is True or value == OFF:
        return value
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return value
    raise unfit(f"{said(value)} is not allowed; write a list of lines, true for all, or off")


T = TypeVar("T")
Lever = (
    Annotated[
        Annotated[Literal["off"], Tag("<off>")] | Annotated[T, Tag("<lever>")],
        Discriminator(_which),
    ]
    | None
)
Hold = Annotated[
    list[str] | bool | str,
    PlainValidator(_hold),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "array", "items": {"type": "string"}},
                {"enum": [True, OFF]},
            ]
        }
    ),
]


class SeatSwap(Model):
    """Seats for people of a line that cannot launch, on the launches of the others."""

    after: Span = Field(description="how long its class cannot launch before it is decided")
    seats: CountFromOne = Field(description="on each launch of the others")


class AlternatePad(Model):
    """Activate a dormant pad when the pads of a family have long been down."""

    pad: str = Field(description="one that is dormant")
    after: Span = Field(description="how long the pads are down before it is ordered")


class ReserveCraft(Model):
    """One more spacecraft, held ready for a rescue."""

    class_: str = Field(alias="class", description="the class of a line")
    preparation: DurationInput = Field(description="from the order until it can fly")


class OnLowStock(Model):
    """Send a crew vehicle home when a stock reaches its reserve line."""

    stocks: list[str] | None = Field(default=None, min_length=1, description="default: all")
    again_after: PositiveSpan = Field(
        default="30 d", description="until a stock that is still low is looked at again"
    )


class EarlyReturn(Model):
    """Another way home for named people while their class cannot launch."""

    after: Span = Field(
        default="0 d", description="how long their class cannot launch before they change"
    )
    people: dict[str, str] = Field(min_length=1, description="the flight of each")


class FlyAgain(Model):
    """After a mishap the next flight goes as soon as a campaign allows, however early."""

    campaign: DurationChance = Field(description="from the mishap to the launch, at the least")
    after_illness: DurationChance | None = Field(
        default=None, description="the campaign after a medical return; default: as after others"
    )
    after_two_losses: CountFromOne | None = Field(
        default=None,
        description="uncrewed launches owed after two losses of a family in a row; "
        "default: its requalification",
    )


class LeaveEarly(Model):
    """A crew may leave before its limit by choice, though its relief has not come."""

    probability: ProbabilityInput = Field(description="of each vehicle of a direct line")
    by: DurationChance = Field(description="before limit and waiver")


class ForTheStranded(Model):
    """What is done for people whose ship has failed."""

    in_reliefs_ship: bool = Field(
        default=True, description="whose relief has docked go home in its ship; it waits"
    )
    own_people_first: bool = Field(
        default=True, description="a line helps others' people only where their own line cannot"
    )
    unfit_leaves: DurationInput | None = Field(
        default=None, description="an unfit ship that is no lifeboat leaves, its people aboard"
    )


class Extension(Model):
    """Waiting past the limit for a relief that is known to come, and longer as the last ship."""

    lines: dict[str, DurationInput] = Field(
        min_length=1, description="by line, the most past limit and waiver"
    )
    last_ship: DurationInput = Field(
        default="0 d", description="of whoever would leave nobody aboard, while a crew is to come"
    )


class ExtraFlight(Model):
    """A visit that is ordered when a class of another family has long been unable to launch."""

    name: Name = Field(default="extra", description="what the flight is called")
    class_: str = Field(alias="class", description="a class with crew")
    crew: Crew = Field(description="segments (none: a guest), or names with theirs")
    after: Span = Field(description="how long the class cannot launch before the order")
    lead: DurationInput = Field(description="from the order to the planned launch")
    stay: DurationInput | None = Field(default=None, description="default: the stay of the class")


class Levers(Model):
    """The levers; one that is absent is as in `policy`, in `policy` itself off."""

    seat_swap: Lever[SeatSwap] = Field(default=None, description="seats on the flights of others")
    alternate_pad: Lever[AlternatePad] = Field(
        default=None, description="a dormant pad is made ready"
    )
    reserve_craft: Lever[ReserveCraft] = Field(
        default=None, description="a ship is held ready for a rescue"
    )
    on_low_stock: Lever[OnLowStock] = Field(
        default=None, description="crews go home when stores run low"
    )
    hold: Hold | None = Field(default=None, description="direct lines, or true for all of them")
    extension: Lever[Extension] = Field(
        default=None, description="ships wait past their limit for a relief"
    )
    fly_again: Lever[FlyAgain] = Field(
        default=None, description="after a mishap the next flight goes early"
    )
    leave_early: Lever[LeaveEarly] = Field(
        default=None, description="crews may leave before their limit"
    )
    stays_behind: Literal["keep_segments", "off"] | None = Field(
        default=None, description="who gives up a seat; off: the last on the list"
    )
    for_the_stranded: Lever[ForTheStranded] = Field(
        default=None, description="who gives up or waits for seats when a ship fails"
    )
    patients: Literal["ship_that_is_due", "off"] | None = Field(
        default=None, description="who falls ill in a handover leaves in the ship that is due"
    )
    early_return: Lever[EarlyReturn] = Field(
        default=None, description="named people go home in another ship"
    )
    first_after_repair: Literal["crew", "cargo", "off"] | None = Field(
        default=None, description="what a repaired pad launches first"
    )
    increment_length: Lever[dict[str, PositiveSpan]] = Field(
        default=None, description="by line, from docking to the planned return"
    )
    extra_flight: Lever[ExtraFlight] = Field(default=None, description="a flight is ordered")


class Policy(Levers):
    """The planners' levers for the whole station."""

    title: str = Field(default="As stated", description="what tables and figures call it")
    waiver: DurationInput = Field(default="0 d", description="days beyond the stay limit")
    decided_on: Instant | None = Field(default=None, description=DECIDED_ON)


class NamedPolicy(Levers):
    """A policy to compare: what it changes of `policy`."""

    title: str = Field(description="what tables and figures call it")
    waiver: DurationInput | None = Field(
        default=None, description="days beyond the stay limit; default: as in policy"
    )
    decided_on: Instant | None = Field(default=None, description=DECIDED_ON)


LEVERS = ("waiver", *Levers.model_fields)
"""The keys of a policy."""
