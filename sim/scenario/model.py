"""What every mapping of a scenario file is made of, and how a validator refuses a value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.scenario.document import Path


class Model(BaseModel):
    """A mapping with known keys."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        populate_by_name=True,
        defer_build=True,
        validate_default=True,
    )


class UnfitError(ValueError):
    """A value that cannot be meant, and where inside the quantity it stands; others beside it."""

    def __init__(self, message: str, at: Path = (), others: Sequence[UnfitError] = ()) -> None:
        super().__init__(message)
        self.at = at
        self.others = tuple(others)

    def below(self, *at: str | int) -> UnfitError:
        """Return the error as it stands inside what is at the path."""
        return UnfitError(str(self), (*at, *self.at), [each.below(*at) for each in self.others])


def unfit(message: str, at: Path = (), others: Sequence[UnfitError] = ()) -> PydanticCustomError:
    """Return the error by which a validator refuses a value in our own words."""
    beside = [(str(each), each.at) for each in others]
    return PydanticCustomError(
        "unfit", "{message}", {"message": message, "at": at, "others": beside}
    )


def scalar(value: object) -> str | float:
    """Return the value unchanged if it is text or a number."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return value
    raise unfit(f"{said(value)} is neither a value nor a distribution")


def said(value: object) -> str:
    """Return what was found, in the words of YAML."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = str(value) if isinstance(value, int | float) else repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def key(meaning: str, default: Any = ..., **more: Any) -> Any:
    """Declare a key: what it means, and its default as a file would state it; without one needed.

    Its unit, its range and what is made of it stand in its type.
    """
    if default in ({}, []):
        return Field(default_factory=type(default), description=meaning, **more)
    return Field(default=default, description=meaning, **more)


class Written(int):
    """Whole seconds, of a duration or since ``as_of``, that print as they were written."""

    text: str | float

    def __new__(cls, seconds: int, text: str | float) -> Self:
        """Return the seconds that were written so."""
        found = super().__new__(cls, seconds)
        found.text = text
        return found

    def __str__(self) -> str:
        return str(self.text)

    def __getnewargs__(self) -> tuple[int, str | float]:  # type: ignore[override]
        return int(self), self.text


@dataclass(frozen=True, eq=False)
class Reads:
    """How what is stated is read: from the text and the ``as_of`` of the file.

    Parameters
    ----------
    allowed : mapping
        What may be stated, as a JSON Schema.
    """

    read: Callable[[Any, dt.datetime], Any]
    allowed: Mapping[str, Any]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.with_info_plain_validator_function(
            lambda stated, info: self.read(stated, info.context)
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return dict(self.allowed)


@dataclass(frozen=True, eq=False)
class As:
    """How a value is stated, in place of the type of what is made of it."""

    stated: Any

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return handler.generate_schema(self.stated)


TITLE: Any = key("what people read in place of the key", None, min_length=1)
"""Of an entry whose key is a plain word."""

Plain = Annotated[
    str | float, PlainValidator(scalar), WithJsonSchema({"type": ["string", "number"]})
]
