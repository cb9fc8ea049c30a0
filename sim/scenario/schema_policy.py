"""The part of `sim.scenario.schema` for the planners' levers that hold for the whole station."""

from __future__ import annotations

from typing import Annotated, Literal, TypeVar

from pydantic import Discriminator, PlainValidator, Tag, WithJsonSchema

from sim.scenario.model import Model, key, said, unfit
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

    after: Span = key("how long its class cannot launch before it is decided")
    seats: CountFromOne = key("on each launch of the others")


class AlternatePad(Model):
    """Activate a dormant pad when the pads of a family have long been down."""

    pad: str = key("one that is dormant")
    after: Span = key("how long the pads are down before it is ordered")


class ReserveCraft(Model):
    """One more spacecraft, held ready for a rescue."""

    class_: str = key("the class of a line", alias="class")
    preparation: DurationInput = key("from the order until it can fly")


class OnLowStock(Model):
    """Send a crew vehicle home when a stock reaches its reserve line."""

    stocks: list[str] | None = key("default: all", None, min_length=1)
    again_after: PositiveSpan = key("until a stock that is still low is looked at again", "30 d")


class EarlyReturn(Model):
    """Another way home for named people while their class cannot launch."""

    after: Span = key("how long their class cannot launch before they change", "0 d")
    people: dict[str, str] = key("the flight of each", min_length=1)


class FlyAgain(Model):
    """After a mishap the next flight goes as soon as a campaign allows, however early."""

    campaign: DurationChance = key("from the mishap to the launch, at the least")
    after_illness: DurationChance | None = key(
        "the campaign after a medical return; default: as after others", None
    )
    after_two_losses: CountFromOne | None = key(
        "uncrewed launches owed after two losses of a family in a row; "
        "default: its requalification",
        None,
    )


class LeaveEarly(Model):
    """A crew may leave before its limit by choice, though its relief has not come."""

    probability: ProbabilityInput = key("of each vehicle of a direct line")
    by: DurationChance = key("before limit and waiver")


class ForTheStranded(Model):
    """What is done for people whose ship has failed."""

    in_reliefs_ship: bool = key("whose relief has docked go home in its ship; it waits", True)
    own_people_first: bool = key(
        "a line helps others' people only where their own line cannot", True
    )
    unfit_leaves: DurationInput | None = key(
        "an unfit ship that is no lifeboat leaves, its people aboard", None
    )


class Extension(Model):
    """Waiting past the limit for a relief that is known to come, and longer as the last ship."""

    lines: dict[str, DurationInput] = key("by line, the most past limit and waiver", min_length=1)
    last_ship: DurationInput = key(
        "of whoever would leave nobody aboard, while a crew is to come", "0 d"
    )


class ExtraFlight(Model):
    """A visit that is ordered when a class of another family has long been unable to launch."""

    name: Name = key("what the flight is called", "extra")
    class_: str = key("a class with crew", alias="class")
    crew: Crew = key("segments (none: a guest), or names with theirs")
    after: Span = key("how long the class cannot launch before the order")
    lead: DurationInput = key("from the order to the planned launch")
    stay: DurationInput | None = key("default: the stay of the class", None)


class Levers(Model):
    """The levers; one that is absent is as in `policy`, in `policy` itself off."""

    seat_swap: Lever[SeatSwap] = key("seats on the flights of others", None)
    alternate_pad: Lever[AlternatePad] = key("a dormant pad is made ready", None)
    reserve_craft: Lever[ReserveCraft] = key("a ship is held ready for a rescue", None)
    on_low_stock: Lever[OnLowStock] = key("crews go home when stores run low", None)
    hold: Hold | None = key("direct lines, or true for all of them", None)
    extension: Lever[Extension] = key("ships wait past their limit for a relief", None)
    fly_again: Lever[FlyAgain] = key("after a mishap the next flight goes early", None)
    leave_early: Lever[LeaveEarly] = key("crews may leave before their limit", None)
    stays_behind: Literal["keep_segments", "off"] | None = key(
        "who gives up a seat; off: the last on the list", None
    )
    for_the_stranded: Lever[ForTheStranded] = key(
        "who gives up or waits for seats when a ship fails", None
    )
    patients: Literal["ship_that_is_due", "off"] | None = key(
        "who falls ill in a handover leaves in the ship that is due", None
    )
    early_return: Lever[EarlyReturn] = key("named people go home in another ship", None)
    first_after_repair: Literal["crew", "cargo", "off"] | None = key(
        "what a repaired pad launches first", None
    )
    increment_length: Lever[dict[str, PositiveSpan]] = key(
        "by line, from docking to the planned return", None
    )
    extra_flight: Lever[ExtraFlight] = key("a flight is ordered", None)


class Policy(Levers):
    """The planners' levers for the whole station."""

    title: str = key("what tables and figures call it", "As stated")
    waiver: DurationInput = key("days beyond the stay limit", "0 d")
    decided_on: Instant | None = key(DECIDED_ON, None)


class NamedPolicy(Levers):
    """A policy to compare: what it changes of `policy`."""

    title: str = key("what tables and figures call it")
    waiver: DurationInput | None = key("days beyond the stay limit; default: as in policy", None)
    decided_on: Instant | None = key(DECIDED_ON, None)


LEVERS = ("waiver", *Levers.model_fields)
"""The keys of a policy."""
