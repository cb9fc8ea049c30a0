"""The values that keys of a scenario file take: instants, durations, names and quantities.

Each is kept as it was written, once it is known to have a meaning; its unit, its range and whether
it is sampled once a replication (an input) or at each occurrence (a chance) stand in the type.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import (
    AfterValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    TypeAdapter,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sim.core import clock
from sim.core.dates import INSTANTS_ALLOWED
from sim.scenario.document import Node, Path, dotted, node_at
from sim.scenario.laws import Stated, chance_of, input_of
from sim.scenario.model import As, Noun, Reads, UnfitError, Written, said, scalar, unfit
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
from sim.scenario.sampled import Chance, Input

Kind = TypeVar("Kind")

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Beyond them a date is a slip of the pen."""


def _instant(text: object, as_of: dt.datetime) -> Written:
    """Return the seconds from ``as_of`` to the instant, negative before it."""
    if isinstance(text, int | float) and not isinstance(text, bool):
        text = str(text)
    if not isinstance(text, str):
        raise unfit(f"{said(text)} is not an instant; {INSTANTS_ALLOWED}")
    try:
        at = clock.parse_instant(text)
    except ValueError as error:
        raise unfit(str(error)) from None
    except OverflowError:
        at = None
    if at is None or not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise unfit(f"{said(text)} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return Written(clock.seconds_between(as_of, at), text)


def _date(text: object, as_of: dt.datetime) -> Written:
    instant = _instant(text, as_of)
    if not _is_date(instant):
        raise unfit(f"{said(text)} is not a date: write one such as 2026-07-14")
    return Written(instant, str(instant).strip())


def _is_date(instant: Written) -> bool:
    return len(str(instant).strip()) == len("2026-07-14")


def _beginning(text: object, as_of: dt.datetime) -> Written:
    """Return the seconds from ``as_of`` to the instant, of a bare date to its 00:00 UTC.

    The day of ``as_of`` itself begins at ``as_of`` (MODEL 6.13).
    """
    at = _instant(text, as_of)
    if not _is_date(at):
        return at
    same_day = clock.iso_date(as_of) == str(at).strip()
    return Written(0 if same_day else at - clock.DAY // 2, str(at))


def _since(text: object, as_of: dt.datetime) -> Written:
    return _beginning(str(_date(text, as_of)), as_of)


def day_of(date: int) -> dt.date:
    """Return a date as a day of the calendar."""
    return dt.date.fromisoformat(str(date))


def _seconds(unit: Unit) -> Callable[[object, dt.datetime], Written]:
    def read(value: object, _: dt.datetime) -> Written:
        if isinstance(value, dict | list | bool):
            message = "is not one duration, and a distribution is not possible here"
            raise unfit(f"{said(value)} {message}")
        stated = scalar(value)
        try:
            return Written(clock.round_seconds(unit.value(stated)), stated)
        except UnfitError as error:
            raise unfit(str(error)) from None

    return read


def _damage(value: object, as_of: dt.datetime) -> Written:
    if value is True:
        raise unfit("true does not say how long: write a duration, or false")
    return Written(-1, False) if value is False else _seconds(DURATION)(scalar(value), as_of)


def _landed(value: object, as_of: dt.datetime) -> Written | Literal["docked"]:
    return "docked" if value == DOCKED else _instant(value, as_of)


def _happenings(value: object, as_of: dt.datetime) -> tuple[Written, ...]:
    stated = value if isinstance(value, list) else [value]
    return tuple(sorted(_instant(each, as_of) for each in stated))


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


DOCKED = "docked"
FALLBACK = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""From which seconds are counted where ``as_of`` cannot be understood."""

_TEXT, _SCALAR = {"type": "string"}, {"type": ["string", "number"]}
Instant = Annotated[int, Reads(_instant, _TEXT)]
Date = Annotated[int, Reads(_date, _TEXT)]
Beginning = Annotated[int, Reads(_beginning, _TEXT)]
Since = Annotated[int, Reads(_since, _TEXT)]
Span = Annotated[int, Reads(_seconds(DURATION), _SCALAR)]
PositiveSpan = Annotated[int, Reads(_seconds(POSITIVE), _SCALAR)]
ShiftSpan = Annotated[int, Reads(_seconds(SHIFT), _SCALAR)]


@dataclass(frozen=True)
class Sampled:
    """A quantity in a unit, read as what is sampled of it (MODEL 1.6)."""

    unit: Unit
    once: bool
    stated: ClassVar[Any] = Quantity

    def read(self, stated: Stated) -> Input | Chance:
        """Return the input or the chance, which has no address yet (see `addressed`)."""
        try:
            return (input_of if self.once else chance_of)(stated, self.unit, ())
        except UnfitError as error:
            raise unfit(str(error), error.at, error.others) from None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return what reads a value or a distribution."""
        stated = handler.generate_schema(Quantity)
        return core_schema.no_info_after_validator_function(self.read, stated)

    def __get_pydantic_json_schema__(
        self, stated: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema of the quantity with a word more, ``sampled``: when it is."""
        return {**handler(stated), "sampled": ONCE if self.once else EACH}


ONCE, EACH = "once a replication", "at each occurrence"

DurationInput = Annotated[Input, Sampled(DURATION, once=True)]
PositiveInput = Annotated[Input, Sampled(POSITIVE, once=True)]
ProbabilityInput = Annotated[Input, Sampled(PROBABILITY, once=True)]
ScrubInput = Annotated[Input, Sampled(CERTAIN_NEVER, once=True)]
RateInput = Annotated[Input, Sampled(RATE, once=True)]
AmountInput = Annotated[Input, Sampled(AMOUNT, once=True)]
ShareInput = Annotated[Input, Sampled(SHARE, once=True)]
DurationChance = Annotated[Chance, Sampled(DURATION, once=False)]
RepairChance = Annotated[Chance, Sampled(REPAIR, once=False)]
PositiveChance = Annotated[Chance, Sampled(POSITIVE, once=False)]
ShiftChance = Annotated[Chance, Sampled(SHIFT, once=False)]

Count = Annotated[int, Field(ge=0, le=1000)]
CountFromOne = Annotated[int, Field(ge=1, le=1000)]
Happenings = Annotated[
    tuple[Written, ...],
    Reads(_happenings, {"type": ["string", "array"], "items": {"type": "string"}}),
]
Damage = Annotated[int, Reads(_damage, {"type": ["string", "number", "boolean"]})]
Landed = Annotated[
    int | Literal["docked"],
    Reads(_landed, {"anyOf": [_TEXT, {"const": DOCKED, "type": "string"}]}),
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
Segments = Annotated[
    tuple[str, ...],
    As(Annotated[list[Segment], Field(min_length=1), AfterValidator(tuple)]),
]
PERSON = r"^[^\W_]([\w' -]*\w)?$"
PersonName = Annotated[str, Field(pattern=PERSON, max_length=80)]


@cache
def _reader(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def read(
    kind: Callable[..., Kind],
    data: Any,
    path: Path = (),
    root: Node | None = None,
    as_of: dt.datetime = FALLBACK,
) -> Kind:
    """Return what plain data mean that stand at a path of a tree.

    Raises
    ------
    ValidationError
        With all that cannot be understood.
    """
    found: Kind = addressed(_reader(kind).validate_python(data, context=as_of), path, root)
    return found


def addressed(node: Any, path: Path = (), root: Node | None = None) -> Any:
    """Return what was read with what follows from where it stands.

    Of an input its address, of an entry its name and the source beside its keys.

    Parameters
    ----------
    root : Node, optional
        The whole tree.
    """
    if isinstance(node, Input | Chance):
        return node.at(dotted(path))
    if isinstance(node, Noun):
        found = {
            each.name: addressed(getattr(node, each.name), (*path, key), root)
            for key, each in node.keys.items()
        }
        own = {each.name for each in fields(node)} - found.keys()
        if "name" in own:
            found["name"] = str(path[-1])
        if "source" in own and root is not None:
            source = node_at(root, (*path, "source"))
            found["source"] = source if isinstance(source, str) else None
        return type(node)(**found).settled()
    if isinstance(node, dict):
        return {key: addressed(below, (*path, str(key)), root) for key, below in node.items()}
    if isinstance(node, list):
        return [addressed(below, (*path, place), root) for place, below in enumerate(node)]
    return node
