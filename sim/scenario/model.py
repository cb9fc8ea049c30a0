"""How a key is declared, once: its meaning, its default, and by its type what is made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Annotated, Any, ClassVar, Self, Union, dataclass_transform

from pydantic import (
    BaseModel,
    ConfigDict,
    Discriminator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    Tag,
    WithJsonSchema,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.scenario.document import Path

DERIVED = "derived"


def key(meaning: str, default: Any = MISSING, *, compare: bool = True, **more: Any) -> Any:
    """Declare a key: what it means, and its default as a file would state it; without one needed.

    Its unit, its range and what is made of it stand in its type.

    Parameters
    ----------
    compare : bool
        Whether what is played is another scenario where it differs.
    """
    return _field(default, compare, {"description": meaning, **more})


def derived(default: Any = None, *, compare: bool = True) -> Any:
    """Declare what no file states, as it follows from what one does."""
    return _field(default, compare, {DERIVED: True})


def _field(default: Any, compare: bool, metadata: dict[str, Any]) -> Any:
    if isinstance(default, dict | list):
        shown = {"json_schema_extra": {"default": default}} if default else {}
        return field(default_factory=default.copy, compare=compare, metadata=metadata | shown)
    return field(default=default, compare=compare, metadata=metadata)


class Model(BaseModel):
    """A mapping with known keys that is kept as it was written: a distribution, its evidence."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Noun:
    """A mapping with known keys, each declared once: as a file states it, and as it is played."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True, validate_default=True)
    __dataclass_fields__: ClassVar[dict[str, Any]]
    keys: ClassVar[dict[str, Field[Any]]] = {}
    """What declares each key, as a file calls it."""

    def __init_subclass__(cls) -> None:
        """Make it a frozen dataclass."""
        dataclass(frozen=True, kw_only=True)(cls)
        stated = (each for each in fields(cls) if DERIVED not in each.metadata)
        cls.keys = {each.metadata.get("alias", each.name): each for each in stated}

    def settled(self) -> Self:
        """Return it with what follows from its own keys."""
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return what reads it from a mapping, without what is derived."""
        schema = handler(source)
        found: Any = _inside(handler.resolve_ref_schema(schema), "dataclass")
        found["strict"] = False  # a mapping will do
        stated = {each.name for each in cls.keys.values()}
        arguments = _inside(found["schema"], "dataclass-args")
        arguments["fields"] = [each for each in arguments["fields"] if each["name"] in stated]
        return schema


def _inside(schema: Any, kind: str) -> Any:
    """Return the schema of a kind inside of validators."""
    return schema if schema["type"] == kind else _inside(schema["schema"], kind)


class Titled(Noun):
    """An entry whose key is a plain word."""

    title: str | None = key(
        "what people read in place of the key", None, compare=False, min_length=1
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


def _is_mapping(stated: object) -> bool:
    return isinstance(stated, dict | Noun)


def shaped(is_mapping: Callable[[object], bool] = _is_mapping, /, **shapes: Any) -> As:
    """Return how a value is stated that may be a ``mapping``, a ``list`` or a ``value``."""
    tagged = tuple(Annotated[kind, Tag(f"<{shape}>")] for shape, kind in shapes.items())

    def shape(stated: object) -> str:
        if isinstance(stated, list) and "list" in shapes:
            return "<list>"
        if "value" in shapes and not ("mapping" in shapes and is_mapping(stated)):
            return "<value>"
        return "<mapping>" if "mapping" in shapes else "<list>"

    return As(Annotated[Union[tagged], Discriminator(shape)])  # noqa: UP007


Plain = Annotated[
    str | float, PlainValidator(scalar), WithJsonSchema({"type": ["string", "number"]})
]
