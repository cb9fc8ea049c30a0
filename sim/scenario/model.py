"""What every mapping of a scenario file is made of, and how a validator refuses a value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.scenario.document import Path


class Model(BaseModel):
    """A mapping with known keys."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, populate_by_name=True, defer_build=True
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


TITLE: Any = Field(default=None, min_length=1, description="what people read in place of the key")
"""Of an entry whose key is a plain word."""

Plain = Annotated[
    str | float, PlainValidator(scalar), WithJsonSchema({"type": ["string", "number"]})
]
