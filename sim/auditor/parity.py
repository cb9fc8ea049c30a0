"""Two engines side by side: the cells and rows in which they differ, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from enum import Enum
from itertools import zip_longest

import numpy as np

from sim.core.clock import DAY
from sim.engine.batch import Batch, named_episodes, names_of
from sim.engine.program import Program
from sim.outcomes import LogRow
from sim.runs.gathering import total

CONTEXT = 3
"""Rows of the log that are told before and after the first one that differs."""

MOST = 8
"""Differing cells of a table that are told."""

TABLES = {
    "outcome rows": ("outcomes",),
    "episodes": ("episodes",),
    "head counts": ("headcount",),
    "counts of events": ("unmet_pins", "fired"),
}
"""What a batch says, and the fields in which it says so."""


def joined(batches: Sequence[Batch]) -> Batch:
    """Return the rows of several ranges, one behind the other, as one."""
    return replace(
        batches[0],
        outcomes=np.concatenate([batch.outcomes for batch in batches]),
        episodes=np.concatenate([batch.episodes for batch in batches]),
        headcount=np.sum([batch.headcount for batch in batches], axis=0, dtype=np.int32),
        unmet_pins=total(batch.unmet_pins for batch in batches),
        fired=total(batch.fired for batch in batches),
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
        for n in range(max(0, first - CONTEXT), min(first + CONTEXT + 1, len(log))):
            told.append(f"{'>' if n == first else ' '} {n + 1:4} {row_in_words(log[n])}")
    return told


def row_in_words(row: LogRow) -> str:
    """Return every field of a row of the log that says anything on one line."""
    told = {name: value for name, value in asdict(row).items() if value not in (None, "", ())}
    words = {name: value.name if isinstance(value, Enum) else value for name, value in told.items()}
    return f"day {row.second / DAY:.4f}: " + ", ".join(f"{k} {v}" for k, v in words.items())


def _cells(program: Program, batch: Batch, table: str) -> Iterator[tuple[str, object]]:
    """Yield every cell of a table, with its place in words."""
    match table:
        case "outcome rows":
            yield "the rows", f"from {batch.first}, {batch.outcomes.dtype}"
            for replication, row in enumerate(batch.outcomes.tolist(), batch.first):
                for column, value in zip(program.columns, row, strict=True):
                    yield f"replication {replication}, {column.name}", value
        case "episodes":
            rows = named_episodes(names_of(program), batch.episodes)
            for n, (replication, x) in enumerate(rows, 1):
                told = f"{x.kind.name} of {x.place}, {x.start} s to {x.end} s, vehicle {x.vehicle}"
                causes = f"{x.begun_by.name} to {x.ended_by.name}"
                yield f"episode {n}", f"replication {replication}: {told}, {causes}"
        case "head counts":
            yield "the counts", f"{batch.headcount.shape}, {batch.headcount.dtype}"
            of = "total", *program.segments.names
            for day, who, people in np.argwhere(batch.headcount).tolist():
                place = f"replications with {people} aboard ({of[who]}) after {day} d"
                yield place, int(batch.headcount[day, who, people])
        case _:
            yield from ((f"unmet pins, {key}", count) for key, count in batch.unmet_pins.items())
            yield from ((f"fired, {key}", count) for key, count in batch.fired.items())


def tables_differ(
    program: Program, one: Batch, other: Batch, *names: str
) -> Iterator[tuple[str, int, list[str]]]:
    """Yield of each table how many rows were compared, and the cells that differ in words."""
    for table, fields in TABLES.items():
        mine: dict[str, object] = {}
        theirs: dict[str, object] = {}
        if not all(_same(one, other, field) for field in fields):
            mine, theirs = (dict(_cells(program, batch, table)) for batch in (one, other))
        off = [place for place in mine | theirs if mine.get(place) != theirs.get(place)]
        told = [
            f"{place}: {names[0]} {mine.get(place)} and {names[1]} {theirs.get(place)}"
            for place in off[:MOST]
        ]
        more = [f"and {len(off) - MOST} more"] if len(off) > MOST else []
        yield table, sum(len(getattr(one, field)) for field in fields), told + more


def _same(one: Batch, other: Batch, field: str) -> bool:
    mine, theirs = getattr(one, field), getattr(other, field)
    if isinstance(mine, np.ndarray):
        alike = one.first == other.first and mine.dtype == theirs.dtype
        return alike and np.array_equal(mine, theirs)
    return bool(mine == theirs)


def batches_differ(program: Program, one: Batch, other: Batch, *names: str) -> list[str]:
    """Return in words how the tables of two engines differ; nothing if they do not."""
    return [found for *_, told in tables_differ(program, one, other, *names) for found in told]
