"""What people say of a repair, and what came of it: speakers, reference classes and truths."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.model import Model
from sim.scenario.values import (
    Date,
    DurationChance,
    Name,
    PositiveSpan,
    Span,
)


class Speaker(Model):
    """How dated statements of a class of speaker came true on other events."""

    title: str = Field(description="what tables call the class")
    like: str | None = Field(
        default=None, description="another class, whose law this one has for want of a record"
    )
    n: int | None = Field(default=None, ge=1, description="statements that have come true")
    p10: float | None = Field(
        default=None, gt=0, description="of actual over stated remaining time; so p50 and p90"
    )
    p50: float | None = Field(default=None, gt=0, description="the middle of that ratio")
    p90: float | None = Field(default=None, gt=0, description="its 90 % point")
    error: float | None = Field(
        default=None, gt=0, description="mean distance of that ratio from 1; a record weighs by it"
    )


class Reference(Model):
    """A class of earlier events, and how long they took."""

    title: str = Field(description="what tables call the class")
    repair: DurationChance = Field(description="how long theirs took")


class Truth(Model):
    """What came true of the outage."""

    title: str = Field(description="what came true")
    after: Span = Field(description="from the beginning of the outage")
    known: Date = Field(description="the day from which on anybody could know it")


class Statements(Model):
    """What people say of a repair, and how it is read."""

    reading: Literal["as_said", "as_came_true"] = Field(
        default="as_said", description="how those are read that do not say it"
    )
    longest: PositiveSpan | None = Field(
        default=None, description="the longest on record, which bounds a tail beyond what was said"
    )
    undercut: float = Field(
        default=0.0, ge=0, lt=1, description="the probability that an `at least` does not hold"
    )
    speakers: dict[Name, Speaker] = Field(
        default_factory=dict, description="by class of speaker, their record"
    )
    references: dict[Name, Reference] = Field(
        default_factory=dict, description="classes of earlier events"
    )
    truths: dict[Name, Truth] = Field(default_factory=dict, description="what has come true since")
