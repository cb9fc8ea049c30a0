"""What every mapping of a scenario file is made of, and how a validator refuses a value."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.scenario.document import Path


class Model(BaseModel):
    """A mapping with known keys."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, populate_by_name=True, defer_build=True
    )


class UnfitError(ValueError):
    """A value that cannot be meant, and where inside the quantity it stands."""

    def __init__(self, message: str, at: Path = ()) -> None:
        super().__init__(message)
        self.at = at


def unfit(message: str, at: Path = ()) -> PydanticCustomError:
    """Return the error by which a validator refuses a value in our own words."""
    return PydanticCustomError("unfit", "{message}", {"message": message, "at": at})


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


Plain = Annotated[
    str | float, PlainValidator(scalar), WithJsonSchema({"type": ["string", "number"]})
]
