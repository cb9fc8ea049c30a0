"""Laws of how a date moves: one for all dates, or one by how far ahead the date is."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, Discriminator, Field, Tag

from sim.scenario.model import Model, unfit
from sim.scenario.quantities import DURATION
from sim.scenario.values import PositiveSpan, ShiftChance


class Within(Model):
    """The law of dates that are at most so far ahead."""

    within: PositiveSpan | None = Field(
        default=None, description="the last law holds for all dates further ahead as well"
    )
    law: ShiftChance = Field(description="of those dates")


def _rising(laws: list[Within]) -> list[Within]:
    for index, (near, far) in enumerate(pairwise(laws)):
        if near.within is None:
            raise unfit("is missing: only the last law has none, of all dates", (index, "within"))
        if far.within is not None and DURATION.value(far.within) <= DURATION.value(near.within):
            message = f"{far.within} is not further ahead than {near.within}, the law before it"
            raise unfit(message, (index + 1, "within"))
    return laws


ShiftLaws = Annotated[
    Annotated[ShiftChance, Tag("<law>")]
    | Annotated[
        list[Within],
        Field(min_length=1, description="by how far ahead the date is"),
        AfterValidator(_rising),
        Tag("<laws>"),
    ],
    Discriminator(lambda value: "<laws>" if isinstance(value, list) else "<law>"),
]
