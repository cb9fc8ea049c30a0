"""What a distribution rests on: rows of the record, and how its figures follow from them.

It stands beside the figures and is no part of the question: nothing that is played reads it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from sim.core import clock
from sim.core.errors import listed, nearest
from sim.history import Choice, Table, chosen, is_number, tables
from sim.scenario.document import Path
from sim.scenario.model import Model, Plain, key, scalar, unfit

PERIOD = "period"
"""As an exposure: from the first to the last day that is asked for."""

KINDS_OF: dict[str, tuple[str, ...]] = {
    "empirical": ("empirical",),
    "jeffreys": ("beta", "gamma", "mixture"),
    "quantiles": ("quantiles",),
    "range": ("uniform",),
    "bound": ("uniform",),
    "shares": ("mixture",),
    "shrunk": ("beta", "gamma"),
}
"""The kinds of distribution whose figures follow from rows, by the method."""

_Cells = tuple[tuple[str, tuple[str, ...]], ...]

_SAMPLED = ("empirical", "quantiles", "range", "bound")
COUNTED = ("jeffreys", "shares", "shrunk")
"""The methods that count events."""


def _known_table(name: str) -> str:
    if name not in tables():
        hint = nearest(name, tables()) or f"; there are {listed(tables(), 20)}"
        raise unfit(f"{name!r} is not a table of the record{hint}")
    return name


def _date(text: str) -> str:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        raise unfit(f"{text!r} is not a date: write one such as 2026-07-14") from None
    return text


def _cell_or_cells(value: object) -> object:
    if isinstance(value, list):
        if not value:
            raise unfit("is empty: name at least one")
        return [scalar(each) for each in value]
    return scalar(value)


class _Tables:
    """Names the tables in the schema for editors."""

    def __get_pydantic_json_schema__(
        self, stated: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {**handler(stated), "enum": sorted(tables())}


Day = Annotated[str, AfterValidator(_date)]
Cells = dict[
    str,
    Annotated[
        Plain | list[Plain],
        PlainValidator(_cell_or_cells),
        WithJsonSchema(
            {
                "type": ["string", "number", "array"],
                "items": {"type": ["string", "number"]},
                "minItems": 1,
            }
        ),
    ],
]


class Evidence(Model):
    """The rows that a distribution rests on, and how its figures follow from them."""

    table: Annotated[str, AfterValidator(_known_table), _Tables()] = key("of the record")
    class_: str = key(
        "the reference class: what the rows are cases of", alias="class", min_length=1
    )
    where: Cells = key("only rows with these cells", {})
    without: Cells = key("no rows with these cells", {})
    from_: Day | None = key("no row before that day", None, alias="from")
    to: Day | None = key("no row after that day; what ended later is censored there", None)
    fitted: Literal[
        "empirical", "jeffreys", "quantiles", "range", "bound", "shares", "shrunk", "judged"
    ] = key("how the figures follow from the rows (see docs/inputs.md)")
    column: str | None = key("the values, of a sample", None)
    events: Cells | Literal["none"] | None = key(
        "which of the rows are events, or none; without it all are", None
    )
    trials: int | None = key("in how many the events came, where the rows are not them", None, ge=1)
    failed_attempts: str | None = key(
        "a count of attempts before each row's own, which are the events", None
    )
    exposure: str | None = key("a column of days or of people, period, or a time: of a rate", None)
    towards: Plain | None = key("shrunk: the rate or probability of a class not seen yet", None)
    strength: float | None = key("shrunk: how many events that counts as", None, gt=0)

    @model_validator(mode="after")
    def _about_the_table(self) -> Self:
        for at, message in self._wrong():
            raise unfit(message, at)
        return self

    def check_kind(self, kind: str) -> None:
        """Refuse a method by which a distribution of that kind cannot be fitted."""
        kinds = KINDS_OF.get(self.fitted, (kind,))
        if kind not in kinds:
            message = f"{self.fitted} gives {' or '.join(kinds)}, and this is {kind}"
            raise unfit(f"{message}: write judged if it was chosen by eye", ("evidence", "fitted"))
        if kind == "gamma" and self.fitted in COUNTED and self.exposure is None:
            raise unfit("a rate needs an exposure", ("evidence",))

    @property
    def rows_of(self) -> Table:
        """The table."""
        return tables()[self.table]

    @cached_property
    def rows(self) -> Choice:
        """The rows."""
        where, without = (tuple(as_cells(each).items()) for each in (self.where, self.without))
        return _chosen(self.table, where, without, self.from_, self.to)

    def _wrong(self) -> Iterator[tuple[Path, str]]:
        """Yield what the table does not have, and what the method lacks."""
        for of in ("where", "without", "events"):
            stated = getattr(self, of)
            yield from self._wrong_cells(of, stated if isinstance(stated, dict) else {})
        for of in ("column", "failed_attempts"):
            name = getattr(self, of)
            if name is not None:
                yield from self._wrong_number((of,), name)
        if self.from_ and self.to and self.to < self.from_:
            yield ("to",), f"{self.to} is before {self.from_}"
        if self.exposure is not None and self.exposure != PERIOD:
            try:
                clock.parse_duration(self.exposure)
            except ValueError:
                yield from self._wrong_number(("exposure",), self.exposure)
        if self.exposure == PERIOD and not self.from_:
            yield ("exposure",), "a period needs the day from which it counts: state from"
        if self.fitted in _SAMPLED and self.column is None:
            yield ("column",), f"{self.fitted} needs a column of values"
        counts = ("events", "trials", "failed_attempts", "exposure")
        if self.fitted in COUNTED and all(getattr(self, each) is None for each in counts):
            yield (), f"{self.fitted} needs one of {', '.join(counts)}"
        yield from self._wrong_shrinkage()
        if not self.rows.rows and self.trials is None and self.exposure is None:
            yield (), f"{self.table} has no such rows"

    def _wrong_shrinkage(self) -> Iterator[tuple[Path, str]]:
        stated = [self.towards is not None, self.strength is not None]
        if self.fitted != "shrunk":
            if any(stated):
                yield (), "towards and strength belong to shrunk"
            return
        if not all(stated):
            yield (), "shrunk needs towards and strength"
            return
        try:
            mean = self.prior_mean
        except ValueError as error:
            yield ("towards",), str(error)
            return
        if mean <= 0.0 or (self.exposure is None and mean >= 1.0):
            yield ("towards",), "must be a rate above 0, or a probability between 0 and 1"

    @property
    def prior_mean(self) -> float:
        """Towards what the counts are shrunk: per day, or a probability."""
        assert self.towards is not None
        if self.exposure is not None:
            return clock.parse_rate(self.towards)
        return float(self.towards)

    def _wrong_cells(self, of: str, wanted: Mapping[str, object]) -> Iterator[tuple[Path, str]]:
        table = self.rows_of
        for column, cells in as_cells(wanted).items():
            if column not in table.columns:
                hint = nearest(column, table.columns) or f"; it has {listed(table.columns, 30)}"
                yield (of, column), f"{table.name} has no column {column!r}{hint}"
                continue
            known = {row[column]: None for row in table.rows}
            for cell in cells:
                if cell not in known:
                    hint = nearest(cell, known)
                    yield (of, column), f"{table.name} has no row with {cell!r} there{hint}"

    def _wrong_number(self, at: Path, name: str) -> Iterator[tuple[Path, str]]:
        table = self.rows_of
        numbers = [column for column in table.columns if is_number(table, column)]
        if name not in numbers:
            hint = nearest(name, numbers) or f"; it has {listed(numbers, 30)}"
            yield at, f"{table.name} has no column of numbers {name!r}{hint}"


@lru_cache(maxsize=1024)
def _chosen(
    table: str, where: _Cells, without: _Cells, begin: str | None, end: str | None
) -> Choice:
    """Return rows of a table; all scenarios that extend one rest on the same."""
    return chosen(
        tables()[table],
        where=dict(where),
        without=dict(without),
        begin=dt.date.fromisoformat(begin) if begin else None,
        end=dt.date.fromisoformat(end) if end else None,
    )


def as_cells(stated: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Return by column the cells that are meant, as they stand in a table."""
    return {
        column: tuple(str(cell) for cell in (cells if isinstance(cells, list) else [cells]))
        for column, cells in stated.items()
    }
