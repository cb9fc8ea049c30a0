"""Two engines side by side: the cells and rows in which they differ, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from enum import Enum
from itertools import zip_longest
from typing import Any

import numpy as np

from sim.core.clock import DAY
from sim.engine.batch import Batch, named_episodes, names_of
from sim.engine.program import Program
from sim.outcomes import LogRow

CONTEXT = 3
"""Rows of the log that are told before and after the first one that differs."""

MOST = 8
"""Differing cells of a table that are told."""

Cells = Iterator[tuple[str, object]]


def joined(batches: Sequence[Batch]) -> Batch:
    """Return the rows of several ranges, one behind the other, as one."""
    return replace(
        batches[0],
        outcomes=np.concatenate([batch.outcomes for batch in batches]),
        episodes=np.concatenate([batch.episodes for batch in batches]),
        headcount=np.sum([batch.headcount for batch in batches], axis=0, dtype=np.int32),
        unmet_pins=dict(sum((Counter(batch.unmet_pins) for batch in batches), Counter())),
        fired=dict(sum((Counter(batch.fired) for batch in batches), Counter())),
    )


def logs_differ(one: Sequence[LogRow], other: Sequence[LogRow], *names: str) -> list[str]:
    """Return the first row in which the logs of two engines differ, with what stands around it."""
    pairs = enumerate(zip_longest(one, other))
    first = next((n for n, (mine, theirs) in pairs if mine != theirs), None)
    if first is None:
        return []
    told = [f"the logs differ first in row {first + 1}"]
    for name, log in zip(names, (one, other), strict=True):
        told.append(f"{name} ({len(log)} rows):")
        around = enumerate(
            log[max(0, first - CONTEXT) : first + CONTEXT + 1], max(0, first - CONTEXT)
        )
        told += [f"{'>' if n == first else ' '} {n + 1:4} {row_in_words(row)}" for n, row in around]
    return told


def row_in_words(row: LogRow) -> str:
    """Return every field of a row of the log that says anything on one line."""
    told = {name: value for name, value in asdict(row).items() if value not in (None, "", ())}
    words = {name: value.name if isinstance(value, Enum) else value for name, value in told.items()}
    return f"day {row.second / DAY:.4f}: " + ", ".join(f"{k} {v}" for k, v in words.items())


def _outcomes(program: Program, batch: Batch) -> Cells:
    for replication, row in enumerate(batch.outcomes.tolist(), batch.first):
        for column, value in zip(program.columns, row, strict=True):
            yield f"replication {replication}, {column.name}", value


def _episodes(program: Program, batch: Batch) -> Cells:
    for n, (replication, each) in enumerate(named_episodes(names_of(program), batch.episodes)):
        causes = f"{each.begun_by.name} to {each.ended_by.name}"
        span = f"{each.start} s to {each.end} s, vehicle {each.vehicle or '-'}, {causes}"
        yield (
            f"episode {n + 1}",
            f"replication {replication}: {each.kind.name} of {each.place}, {span}",
        )


def _heads(program: Program, batch: Batch) -> Cells:
    of = "total", *program.segments.names
    for day, who, people in np.argwhere(batch.headcount).tolist():
        place = f"replications with {people} aboard ({of[who]}) after {day} d"
        yield place, int(batch.headcount[day, who, people])


def _counts(program: Program, batch: Batch) -> Cells:
    yield from ((f"unmet pins, {key}", count) for key, count in batch.unmet_pins.items())
    yield from ((f"fired, {key}", count) for key, count in batch.fired.items())


TABLES: dict[str, tuple[tuple[str, ...], Callable[[Program, Batch], Cells]]] = {
    "outcome rows": (("outcomes",), _outcomes),
    "episodes": (("episodes",), _episodes),
    "head counts": (("headcount",), _heads),
    "counts of events": (("unmet_pins", "fired"), _counts),
}
"""What a batch says, and cell by cell, each with its place in words."""


def tables_differ(
    program: Program, one: Batch, other: Batch, *names: str
) -> Iterator[tuple[str, int, list[str]]]:
    """Yield of each table how many rows were compared, and the cells that differ in words."""
    for table, (fields, cells) in TABLES.items():
        both = [[getattr(batch, field) for batch in (one, other)] for field in fields]
        pairs: dict[str, tuple[object, object]] = {}
        if not all(_equal(*tables) for tables in both):
            mine, theirs = dict(cells(program, one)), dict(cells(program, other))
            pairs = {place: (mine.get(place), theirs.get(place)) for place in mine | theirs}
        off = [place for place, (a, b) in pairs.items() if a != b]
        told = [f"{place}: {_said(pairs[place], names)}" for place in off[:MOST]]
        more = [f"and {len(off) - MOST} more"] if len(off) > MOST else []
        yield table, sum(len(tables[0]) for tables in both), told + more
    kinds = [
        (b.first, *((t.dtype, t.shape) for t in (b.outcomes, b.headcount))) for b in (one, other)
    ]
    yield "outcome rows", 0, [_said(kinds, names)] if kinds[0] != kinds[1] else []


def _equal(one: Any, other: Any) -> bool:
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else bool(one == other)


def _said(pair: Sequence[object], names: Sequence[str]) -> str:
    """What each engine has."""
    return " and ".join(f"{name} {value}" for name, value in zip(names, pair, strict=True))


def batches_differ(program: Program, one: Batch, other: Batch, *names: str) -> list[str]:
    """Return in words how the tables of two engines differ; nothing if they do not."""
    return [found for *_, told in tables_differ(program, one, other, *names) for found in told]
