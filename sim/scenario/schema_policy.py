"""The part of `sim.scenario.schema` for the planners' levers that hold for the whole station."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import Discriminator, Field, PlainValidator, Tag, WithJsonSchema

from sim.scenario.quantities import Model, said, unfit
from sim.scenario.schema_flights import Crew
from sim.scenario.values import CountFromOne, DurationInput, Instant, Name, PositiveSpan, Span

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

    after: Span
    seats: CountFromOne


class AlternatePad(Model):
    """Activate a dormant pad when the pads of a family have long been down."""

    pad: str
    after: Span


class ReserveCraft(Model):
    """One more spacecraft, held ready for a rescue."""

    class_: str = Field(alias="class", description="the class of a line")
    preparation: DurationInput


class OnLowStock(Model):
    """Send a crew vehicle home when a stock reaches its reserve line."""

    stocks: list[str] | None = Field(default=None, min_length=1, description="default: all")
    again_after: PositiveSpan = "30 d"


class EarlyReturn(Model):
    """Another way home for named people while their class cannot launch."""

    after: Span = "0 d"
    people: dict[str, str] = Field(min_length=1, description="the flight of each")


class ExtraFlight(Model):
    """A visit that is ordered when a class of another family has long been unable to launch."""

    name: Name = "extra"
    class_: str = Field(alias="class", description="a class with crew")
    crew: Crew = Field(description="segments, or names with their segment")
    after: Span
    lead: DurationInput = Field(description="from the order to the planned launch")
    stay: DurationInput | None = Field(default=None, description="default: the stay of the class")


class Levers(Model):
    """The levers; one that is absent is as in `policy`, in `policy` itself off."""

    seat_swap: Lever[SeatSwap] = None
    alternate_pad: Lever[AlternatePad] = None
    reserve_craft: Lever[ReserveCraft] = None
    on_low_stock: Lever[OnLowStock] = None
    hold: Hold | None = Field(default=None, description="direct lines, or true for all of them")
    early_return: Lever[EarlyReturn] = None
    first_after_repair: Literal["crew", "cargo", "off"] | None = None
    increment_length: Lever[dict[str, PositiveSpan]] = Field(
        default=None, description="by line, from docking to the planned return"
    )
    extra_flight: Lever[ExtraFlight] = None


class Policy(Levers):
    """The planners' levers for the whole station."""

    waiver: DurationInput = Field(default="0 d", description="days beyond the stay limit")
    decided_on: Instant | None = Field(default=None, description=DECIDED_ON)


class NamedPolicy(Levers):
    """A policy to compare: what it changes of `policy`."""

    title: str
    waiver: DurationInput | None = None
    decided_on: Instant | None = Field(default=None, description=DECIDED_ON)


LEVERS = ("waiver", *Levers.model_fields)
"""The keys of a policy."""
