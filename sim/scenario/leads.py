"""Laws of how a date moves: one for all dates, or one by how far ahead the date is."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Discriminator, Field, Tag

from sim.core import clock
from sim.scenario.model import As, Noun, key, unfit
from sim.scenario.sampled import Chance
from sim.scenario.values import PositiveSpan, ShiftChance


class Within(Noun):
    """The law of dates that are at most so far ahead."""

    within: PositiveSpan | None = key(
        "the last law holds for all dates further ahead as well", None
    )
    law: ShiftChance = key("of those dates")


def _by_lead(laws: list[Within]) -> Chance:
    """Return the last law, with all of them by lead."""
    for index, (near, far) in enumerate(pairwise(laws)):
        if near.within is None:
            raise unfit("is missing: only the last law has none, of all dates", (index, "within"))
        if far.within is not None and far.within <= near.within:
            message = f"{far.within} is not further ahead than {near.within}, the law before it"
            raise unfit(message, (index + 1, "within"))
    leads = [*(each.within or 0 for each in laws[:-1]), clock.NEVER]
    chances = (each.law.at(f"[{n}].law") for n, each in enumerate(laws))
    ahead = tuple(zip(leads, chances, strict=True))
    return replace(ahead[-1][1], ahead=ahead, stated=laws)


_OneOrSeveral = Annotated[
    Annotated[ShiftChance, Tag("<law>")]
    | Annotated[
        list[Within],
        Field(min_length=1, description="by how far ahead the date is"),
        AfterValidator(_by_lead),
        Tag("<laws>"),
    ],
    Discriminator(lambda value: "<laws>" if isinstance(value, list) else "<law>"),
]
ShiftLaws = Annotated[Chance, As(_OneOrSeveral)]
