"""The values that keys of a scenario file take: instants, durations, names and quantities.

Each is kept as it was written, once it is known to have a meaning; its unit, its range and whether
it is sampled once a replication (an input) or at each occurrence (a chance) stand in the type.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.core import clock
from sim.core.dates import INSTANTS_ALLOWED
from sim.scenario.laws import as_chance, as_input
from sim.scenario.model import Plain, UnfitError, said, scalar, unfit
from sim.scenario.quantities import (
    AMOUNT,
    CERTAIN_NEVER,
    DURATION,
    POSITIVE,
    PROBABILITY,
    RATE,
    REPAIR,
    SHARE,
    SHIFT,
    Quantity,
    Unit,
)

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Beyond them a date is a slip of the pen."""


def _instant(text: object) -> str:
    if isinstance(text, int | float) and not isinstance(text, bool):
        text = str(text)
    if not isinstance(text, str):
        raise unfit(f"{said(text)} is not an instant; {INSTANTS_ALLOWED}")
    try:
        year = clock.parse_instant(text).year
    except ValueError as error:
        raise unfit(str(error)) from None
    except OverflowError:
        year = 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise unfit(f"{said(text)} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return text


def _date(text: object) -> str:
    instant = _instant(text)
    if len(instant.strip()) != 10:
        raise unfit(f"{said(text)} is not a date: write one such as 2026-07-14")
    return instant.strip()


def _one(value: object) -> object:
    if isinstance(value, dict | list | bool):
        raise unfit(f"{said(value)} is not one duration, and a distribution is not possible here")
    return value


def _plain(unit: Unit) -> Callable[[str | float], str | float]:
    def check(stated: str | float) -> str | float:
        try:
            unit.value(stated)
        except UnfitError as error:
            raise unfit(str(error)) from None
        return stated

    return check


def _damage(value: object) -> object:
    if value is True:
        raise unfit("true does not say how long: write a duration, or false")
    return value if value is False else _plain(DURATION)(scalar(value))


def _listed(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _name_or_names(value: object) -> object:
    names = value if isinstance(value, list) else [value]
    if not names:
        raise unfit("is empty: name at least one")
    for index, name in enumerate(names):
        at = (index,) if isinstance(value, list) else ()
        if not isinstance(name, str):
            raise unfit(f"{said(name)} is not a name, or a list of names", at)
        if name in names[:index]:
            raise unfit(f"{name} stands in the list already: name it once", at)
    return value


Instant = Annotated[str, BeforeValidator(_instant)]
Date = Annotated[str, BeforeValidator(_date)]
Span = Annotated[Plain, BeforeValidator(_one), AfterValidator(_plain(DURATION))]
PositiveSpan = Annotated[Plain, BeforeValidator(_one), AfterValidator(_plain(POSITIVE))]
ShiftSpan = Annotated[Plain, BeforeValidator(_one), AfterValidator(_plain(SHIFT))]


@dataclass(frozen=True)
class Sampled:
    """When a quantity is sampled that is not known, as the schema of its key says (MODEL 1.6)."""

    when: str

    def __get_pydantic_json_schema__(
        self, stated: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema of the quantity with a word more: ``sampled``."""
        return {**handler(stated), "sampled": self.when}


ONCE = Sampled("once a replication")
EACH = Sampled("at each occurrence")

DurationInput = Annotated[Quantity, AfterValidator(as_input(DURATION)), ONCE]
PositiveInput = Annotated[Quantity, AfterValidator(as_input(POSITIVE)), ONCE]
ProbabilityInput = Annotated[Quantity, AfterValidator(as_input(PROBABILITY)), ONCE]
ScrubInput = Annotated[Quantity, AfterValidator(as_input(CERTAIN_NEVER)), ONCE]
RateInput = Annotated[Quantity, AfterValidator(as_input(RATE)), ONCE]
AmountInput = Annotated[Quantity, AfterValidator(as_input(AMOUNT)), ONCE]
ShareInput = Annotated[Quantity, AfterValidator(as_input(SHARE)), ONCE]
DurationChance = Annotated[Quantity, AfterValidator(as_chance(DURATION)), EACH]
RepairChance = Annotated[Quantity, AfterValidator(as_chance(REPAIR)), EACH]
PositiveChance = Annotated[Quantity, AfterValidator(as_chance(POSITIVE)), EACH]
ShiftChance = Annotated[Quantity, AfterValidator(as_chance(SHIFT)), EACH]

Count = Annotated[int, Field(ge=0, le=1000)]
CountFromOne = Annotated[int, Field(ge=1, le=1000)]
Happenings = Annotated[
    list[Instant],
    BeforeValidator(_listed),
    WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}}),
]
Damage = Annotated[
    Literal[False] | str | float,
    PlainValidator(_damage),
    WithJsonSchema({"type": ["string", "number", "boolean"]}),
]
NameOrNames = Annotated[
    str | list[str],
    PlainValidator(_name_or_names),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string"},
                {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
            ]
        }
    ),
]

NAME = r"^[A-Za-z0-9][A-Za-z0-9_-]*$"
Name = Annotated[str, Field(pattern=NAME, max_length=60)]
Segment = Name
GUEST = "none"
"""In place of a segment: of who works in none, a paying guest."""
Segments = Annotated[list[Segment], Field(min_length=1)]
PERSON = r"^[^\W_]([\w' -]*\w)?$"
PersonName = Annotated[str, Field(pattern=PERSON, max_length=80)]
