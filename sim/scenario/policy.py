"""The planners' levers that hold for the whole station, and when they are decided (MODEL 6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema

from sim.scenario.flights import Crew
from sim.scenario.model import As, Noun, derived, key, said, shaped, unfit
from sim.scenario.values import (
    Beginning,
    CountFromOne,
    DurationChance,
    DurationInput,
    Name,
    PositiveSpan,
    ProbabilityInput,
    Span,
)

DECIDED_ON = "when the levers stated here are decided; a date is its beginning, 00:00 UTC"

OFF = "off"
"""What switches off a lever that stands in the base, or in `policy` for a named policy."""

REACTION = "reaction"
"""Marks a lever that is no decision but what planners do of themselves, as far as anybody knows."""


def _hold(value: object) -> object:
    if value is True or value == OFF:
        return value
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return value
    raise unfit(f"{said(value)} is not allowed; write a list of lines, true for all, or off")


def _or_off(lever: Any) -> As:
    is_on = shaped(lambda stated: not isinstance(stated, str), value=Literal["off"], mapping=lever)
    return As(is_on.stated | None)


_LINES = {"type": "array", "items": {"type": "string"}}
Hold = Annotated[
    Any,
    As(
        Annotated[
            Any, PlainValidator(_hold), WithJsonSchema({"anyOf": [_LINES, {"enum": [True, OFF]}]})
        ]
        | None
    ),
]


class SeatSwap(Noun):
    """Seats for people of a line that cannot launch, on the launches of the others."""

    after: Span = key("how long its class cannot launch before it is decided")
    seats: CountFromOne = key("on each launch of the others")


class AlternatePad(Noun):
    """Activate a dormant pad when the pads of a family have long been down."""

    pad: str = key("one that is dormant")
    after: Span = key("how long the pads are down before it is ordered")


class ReserveCraft(Noun):
    """One more spacecraft, held ready for a rescue."""

    class_: str = key("the class of a line", alias="class")
    preparation: DurationInput = key("from the order until it can fly")


class OnLowStock(Noun):
    """Send a crew vehicle home when a stock reaches its reserve line."""

    stocks: Annotated[list[str], As(Annotated[list[str], Field(min_length=1)] | None)] = key(
        "default: all", None
    )
    again_after: PositiveSpan = key("until a stock that is still low is looked at again", "30 d")


class EarlyReturn(Noun):
    """Another way home for named people while their class cannot launch."""

    after: Span = key("how long their class cannot launch before they change", "0 d")
    people: dict[str, str] = key("the flight of each", min_length=1)


class FlyAgain(Noun):
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


class LeaveEarly(Noun):
    """A crew may leave before its limit by choice, though its relief has not come."""

    probability: ProbabilityInput = key("of each vehicle of a direct line")
    by: DurationChance = key("before limit and waiver")


class ForTheStranded(Noun):
    """What is done for people whose ship has failed."""

    in_reliefs_ship: bool = key("whose relief has docked go home in its ship; it waits", True)
    own_people_first: bool = key(
        "a line helps others' people only where their own line cannot", True
    )
    unfit_leaves: DurationInput | None = key(
        "an unfit ship that is no lifeboat leaves, its people aboard", None
    )


class Extension(Noun):
    """Waiting past the limit for a relief that is known to come, and longer as the last ship."""

    lines: dict[str, DurationInput] = key("by line, the most past limit and waiver", min_length=1)
    last_ship: DurationInput = key(
        "of whoever would leave nobody aboard, while a crew is to come", "0 d"
    )


class ExtraFlight(Noun):
    """A visit that is ordered when a class of another family has long been unable to launch."""

    name: Name = key("what the flight is called", "extra")
    class_: str = key("a class with crew", alias="class")
    crew: Crew = key("segments (none: a guest), or names with theirs")
    after: Span = key("how long the class cannot launch before the order")
    lead: DurationInput = key("from the order to the planned launch")
    stay: DurationInput | None = key("default: the stay of the class", None)


class Levers(Noun):
    """The levers; one that is absent is as in `policy`, in `policy` itself off.

    A lever is `OFF` only as a file states it; of what is played None is one that is off.
    """

    seat_swap: Annotated[SeatSwap | None, _or_off(SeatSwap)] = key(
        "seats on the flights of others", None
    )
    alternate_pad: Annotated[AlternatePad | None, _or_off(AlternatePad)] = key(
        "a dormant pad is made ready", None
    )
    reserve_craft: Annotated[ReserveCraft | None, _or_off(ReserveCraft)] = key(
        "a ship is held ready for a rescue", None
    )
    on_low_stock: Annotated[OnLowStock | None, _or_off(OnLowStock)] = key(
        "crews go home when stores run low", None
    )
    hold: Hold = key("direct lines, or true for all of them", None)
    extension: Annotated[Extension | None, _or_off(Extension)] = key(
        "ships wait past their limit for a relief", None, reaction="waiting past the limit"
    )
    fly_again: Annotated[FlyAgain | None, _or_off(FlyAgain)] = key(
        "after a mishap the next flight goes early",
        None,
        reaction="flying again soon after a mishap",
    )
    leave_early: Annotated[LeaveEarly | None, _or_off(LeaveEarly)] = key(
        "crews may leave before their limit", None, reaction="leaving early by choice"
    )
    stays_behind: Literal["keep_segments", "off"] | None = key(
        "who gives up a seat; off: the last on the list",
        None,
        reaction="keeping a seat for each segment",
    )
    for_the_stranded: Annotated[ForTheStranded | None, _or_off(ForTheStranded)] = key(
        "who gives up or waits for seats when a ship fails",
        None,
        reaction="what is done for the stranded",
    )
    patients: Literal["ship_that_is_due", "off"] | None = key(
        "who falls ill in a handover leaves in the ship that is due",
        None,
        reaction="sending a patient home in the ship that is due",
    )
    early_return: Annotated[EarlyReturn | None, _or_off(EarlyReturn)] = key(
        "named people go home in another ship", None
    )
    first_after_repair: Literal["crew", "cargo", "off"] | None = key(
        "what a repaired pad launches first", None
    )
    increment_length: Annotated[
        dict[str, PositiveSpan] | None, _or_off(dict[str, PositiveSpan])
    ] = key("by line, from docking to the planned return", None, compare=False)
    extra_flight: Annotated[ExtraFlight | None, _or_off(ExtraFlight)] = key(
        "a flight is ordered", None
    )


class Policy(Levers):
    """The planners' levers for the whole station."""

    title: str = key("what tables and figures call it", "As stated", compare=False)
    waiver: DurationInput = key("days beyond the stay limit", "0 d")
    decided_on: Beginning | None = key(DECIDED_ON, None)

    standing: Mapping[str, int | None] = derived({})

    def decided(self, lever: str) -> int | None:
        """Return when a lever is decided, at least 0; None for what is in force on `as_of`.

        `standing` has those that a named policy has from the scenario's own where that decides at
        another time.
        """
        decided_on = self.standing.get(lever, self.decided_on)
        return None if decided_on is None or decided_on < 0 else decided_on

    def reactions(self) -> dict[str, str]:
        """Return the reactions that are on, with what people call each."""
        return {
            each.name: each.metadata[REACTION]
            for each in fields(self)
            if REACTION in each.metadata and getattr(self, each.name) is not None
        }

    def without(self, levers: Collection[str]) -> Policy:
        """Return the policy with some levers off, none of which changes the flights."""
        off: dict[str, Any] = dict.fromkeys(levers)
        return replace(self, **off)


class NamedLevers(Levers):
    """A policy to compare: what it changes of `policy`."""

    title: str = key("what tables and figures call it")
    waiver: DurationInput | None = key("days beyond the stay limit; default: as in policy", None)
    decided_on: Beginning | None = key(DECIDED_ON, None)


LEVERS = ("waiver", *Levers.keys)
"""The keys of a policy."""
