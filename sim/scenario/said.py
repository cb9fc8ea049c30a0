"""What people say of repairs, and what came of it: estimates, speakers, earlier events, truths."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Annotated, Any, Literal, Self

from pydantic import Field

from sim.core.distributions import Law
from sim.scenario.laws import readings, typical
from sim.scenario.model import As, Noun, derived, key
from sim.scenario.quantities import Statement
from sim.scenario.values import (
    Date,
    DurationChance,
    Name,
    PositiveSpan,
    RepairChance,
    Span,
    day_of,
)

Ratio = Annotated[float, As(Annotated[float, Field(gt=0)] | None)]


class Answer(Noun):
    """When what an estimate speaks of ends, in somebody's words and in numbers."""

    by: str | None = key("who said it", None)
    quote: str | None = key("the words", None)
    repair: RepairChance | None = key("how long, from the beginning of the outage", None)
    crew_stage: DurationChance | None = key("default: the outage's", None)
    outage: Literal["lifted"] | None = key("lifted: there is none", None)

    source: str | None = derived()

    @property
    def statement(self) -> Statement | None:
        """What was said, if the repair follows from a statement."""
        stated = self.repair and self.repair.stated
        return stated if isinstance(stated, Statement) else None

    @property
    def speaker(self) -> str | None:
        """The class of speaker of a statement."""
        return self.statement.speaker if self.statement else None

    @property
    def as_said(self) -> Law | None:
        """A statement as it was said."""
        return readings(self.statement)[0] if self.statement else None

    @property
    def as_came_true(self) -> Law | None:
        """A statement as such statements came true."""
        return readings(self.statement)[1] if self.statement else None


class Revision(Answer):
    """What an estimate said from one date on."""

    title: str | None = key("default: the estimate's, as is by", None)

    said: dt.date = derived()


class Estimate(Answer):
    """One published view of how long an outage or a grounding lasts, or several such together."""

    name: str = derived("")
    title: str = key("what tables and figures call it")
    of: str | None = key(
        "an outage, or a family that is grounded; default: the only outage, or"
        " the only one under way",
        None,
    )
    several: list[str] | None = key(
        "estimates of several, which hold at once", None, alias="together", min_length=2
    )
    day: Date | None = key("the day", None, alias="said")
    dated: dict[Date, Revision] | None = key(
        "by the date on which each was said", None, alias="revisions", min_length=1
    )

    said: dt.date | None = derived()
    revisions: tuple[Revision, ...] = derived(())

    @property
    def together(self) -> tuple[str, ...]:
        """The estimates that it puts together."""
        return tuple(self.several or ())

    @property
    def statement(self) -> Statement | None:
        """What was said, if the repair follows from a statement, and not from several estimates."""
        return None if self.several else super().statement

    def settled(self) -> Self:
        """Return it with its revisions by date, each with what it has from the estimate."""
        revisions = (
            replace(
                each,
                said=day_of(when),
                title=each.title or self.title,
                by=each.by or self.by,
                source=each.source or self.source,
            )
            for when, each in (self.dated or {}).items()
        )
        return replace(
            self,
            said=day_of(self.day) if self.day is not None else None,
            revisions=tuple(sorted(revisions, key=lambda each: each.said)),
        )

    def as_revised(self) -> Self:
        """Return it as the last of its revisions has it; one without them as it is."""
        if not self.revisions:
            return self
        last = self.revisions[-1]
        keys = ("title", "by", "said", "source", "quote", "repair", "crew_stage")
        latest: dict[str, Any] = {each: getattr(last, each) for each in keys}
        return replace(self, **latest)


class Speaker(Noun):
    """How dated statements of a class of speaker came true on other events."""

    title: str = key("what tables call the class")
    like: str | None = key("another class, whose law this one has for want of a record", None)
    n: Annotated[int, As(Annotated[int, Field(ge=1)] | None)] = key(
        "statements that have come true", None
    )
    p10: Ratio = key("of actual over stated remaining time; so p50 and p90", None)
    p50: Ratio = key("the middle of that ratio", None)
    p90: Ratio = key("its 90 % point", None)
    error: Ratio = key("mean distance of that ratio from 1; a record weighs by it", None)

    source: str | None = derived()


class Reference(Noun):
    """A class of earlier events, and how long they took."""

    title: str = key("what tables call the class")
    took: DurationChance = key("how long theirs took", alias="repair")

    source: str | None = derived()

    @property
    def repair(self) -> Law:
        """The law of how long they took."""
        return typical(self.took)


class Truth(Noun):
    """What came true of the outage."""

    title: str = key("what came true")
    after: Span = key("from the beginning of the outage")
    day: Date = key("the day from which on anybody could know it", alias="known")

    source: str | None = derived()

    @property
    def known(self) -> dt.date:
        """The day from which on anybody could know it."""
        return day_of(self.day)


class Statements(Noun):
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
