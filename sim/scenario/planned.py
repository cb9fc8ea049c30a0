"""The planned date of a flight: an instant, a span such as a month or ``NET``, or a law of dates.

One that is not known to the day is a law over its span (MODEL 3.1.13): the plan has its median, and
what it turns out to be is a re-plan of the flight's own.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Annotated, Any, ClassVar, cast

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from sim.core import clock, distributions
from sim.core.dates import INSTANTS_ALLOWED, SPANS_ALLOWED, Span, read_span
from sim.core.laws import LEAST_MASS, Law
from sim.scenario.document import Path
from sim.scenario.laws import Stated, input_of
from sim.scenario.model import UnfitError, said, unfit
from sim.scenario.quantities import Distribution, Mixture, Quantity, Unit
from sim.scenario.values import EACH, FIRST_YEAR, LAST_YEAR

KINDS = ("fixed", "uniform", "triangular", "pert", "empirical")
"""The kinds of distribution whose parameters may be dates, a mixture of them besides."""


@dataclass(frozen=True)
class Date:
    """When a flight is planned, in seconds since ``as_of``.

    Parameters
    ----------
    median : int
        The date that the plan has.
    moves : Law or None
        How much later the date turns out to be, in seconds; None where it is known.
    no_earlier : bool
        Whether it is called a lower bound, to the day.
    """

    median: int
    moves: Law | None = None
    no_earlier: bool = False
    stated: Stated = field(default="", compare=False)

    def __str__(self) -> str:
        """Return it as a sentence names it."""
        stated = self.stated
        return f"its {stated.kind} date" if isinstance(stated, Distribution) else str(stated)


def date_of(stated: Stated, as_of: dt.datetime) -> Date:
    """Return when a flight is planned; of a span that has begun, what is left of it.

    Raises
    ------
    UnfitError
        When it is not a date, or a law of dates.
    """
    span = None if isinstance(stated, Distribution) else read_span(str(stated))
    if not isinstance(stated, Distribution) and (span is None or span.first == span.last):
        at = span.first if span else clock.parse_instant(str(stated))
        return Date(clock.seconds_between(as_of, at), None, span is not None, stated)
    law = _law(stated, span, as_of)
    passed = 0.0 if law.survival(0.0) >= LEAST_MASS and law.support()[0] < 0.0 else -math.inf
    median = clock.round_seconds(law.truncated(passed, math.inf).median())
    if law.is_fixed:
        return Date(median, stated=stated)
    since = clock.instant_at(as_of, median)
    moves = _law(stated, span, since).truncated(passed - median, math.inf)
    return Date(median, moves, stated=stated)


@dataclass(frozen=True)
class ReadsDate:
    """How a planned date is read: from what is stated and the ``as_of`` of the file."""

    stated: ClassVar[Any] = Quantity

    def read(self, stated: Stated, info: ValidationInfo) -> Date:
        """Return the date, if it can be one."""
        as_of = cast(dt.datetime, info.context)
        begins, ends = (dt.datetime(y, 1, 1, tzinfo=dt.UTC) for y in (FIRST_YEAR, LAST_YEAR + 1))
        least, most = (clock.seconds_between(as_of, at) for at in (begins, ends))
        try:
            date = date_of(stated, as_of)
        except OverflowError:
            date = Date(most)
        except ValueError as error:
            message = str(error)
            if message.endswith(INSTANTS_ALLOWED) and not isinstance(stated, Distribution):
                message += f", {SPANS_ALLOWED}"
            raise unfit(message, getattr(error, "at", ())) from None
        if not least <= date.median < most:
            raise unfit(f"{said(stated)} is not between {FIRST_YEAR} and {LAST_YEAR}")
        return date

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        stated = handler.generate_schema(Quantity)
        return core_schema.with_info_after_validator_function(self.read, stated)

    def __get_pydantic_json_schema__(
        self, stated: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(stated), "sampled": EACH}


PlannedDate = Annotated[Date, ReadsDate()]


def _law(stated: Stated, span: Span | None, since: dt.datetime) -> Law:
    """Return the law of the date in seconds since an instant."""
    if span is not None:
        first, last = ((at - since).total_seconds() for at in (span.first, span.last))
        return distributions.uniform(first, last)

    def read(value: str | float) -> float:
        if not isinstance(value, str):
            raise ValueError(f"{said(value)} is not an instant; {INSTANTS_ALLOWED}")
        return float(clock.seconds_between(since, clock.parse_instant(value)))

    parts = stated.parts if isinstance(stated, Mixture) else [stated]
    for index, part in enumerate(parts):
        at = ("parts", index) if isinstance(stated, Mixture) else ()
        if isinstance(part, Distribution) and part.kind not in KINDS:
            kinds = ", ".join(KINDS)
            message = f"{part.kind} has no dates: a planned date is {kinds} or a mixture of them"
            raise UnfitError(message, (*at, "kind"))
        _check_order(part, read, at)
    return input_of(stated, Unit(read, -math.inf, math.inf, "an instant"), ()).law


def _check_order(part: Stated, read: Callable[[str | float], float], at: Path) -> None:
    """Refuse dates of a distribution that fall, in the words of the file."""
    if not isinstance(part, Distribution) or part.kind not in ("uniform", "triangular", "pert"):
        return
    dates = [(key, getattr(part, key)) for key in part.measured]
    for key, date in dates:
        try:
            read(date)
        except ValueError as error:
            raise UnfitError(str(error), (*at, key)) from None
    for (low, early), (high, late) in pairwise(dates):
        if read(early) > read(late):
            raise UnfitError(f"{high} {late} is before {low} {early}", (*at, high))
