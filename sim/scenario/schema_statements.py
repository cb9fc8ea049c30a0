"""What people say of a repair, and what came of it: speakers, reference classes and truths."""

from __future__ import annotations

from typing import Literal

from sim.scenario.model import Model, key
from sim.scenario.values import (
    Date,
    DurationChance,
    Name,
    PositiveSpan,
    Span,
)


class Speaker(Model):
    """How dated statements of a class of speaker came true on other events."""

    title: str = key("what tables call the class")
    like: str | None = key("another class, whose law this one has for want of a record", None)
    n: int | None = key("statements that have come true", None, ge=1)
    p10: float | None = key("of actual over stated remaining time; so p50 and p90", None, gt=0)
    p50: float | None = key("the middle of that ratio", None, gt=0)
    p90: float | None = key("its 90 % point", None, gt=0)
    error: float | None = key(
        "mean distance of that ratio from 1; a record weighs by it", None, gt=0
    )


class Reference(Model):
    """A class of earlier events, and how long they took."""

    title: str = key("what tables call the class")
    repair: DurationChance = key("how long theirs took")


class Truth(Model):
    """What came true of the outage."""

    title: str = key("what came true")
    after: Span = key("from the beginning of the outage")
    known: Date = key("the day from which on anybody could know it")


class Statements(Model):
    """What people say of a repair, and how it is read."""

    reading: Literal["as_said", "as_came_true"] = key(
        "how those are read that do not say it", "as_said"
    )
    longest: PositiveSpan | None = key(
        "the longest on record, which bounds a tail beyond what was said", None
    )
    undercut: float = key("the probability that an `at least` does not hold", 0.0, ge=0, lt=1)
    speakers: dict[Name, Speaker] = key("by class of speaker, their record", {})
    references: dict[Name, Reference] = key("classes of earlier events", {})
    truths: dict[Name, Truth] = key("what has come true since", {})
