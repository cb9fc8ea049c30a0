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

CONTEXT, MOST = 3, 8
"""Rows of a log told around the first one that differs; differing cells told of a table."""

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
            says = [(k, v) for k, v in asdict(log[n]).items() if v not in (None, "", ())]
            words = [f"{k} {v.name if isinstance(v, Enum) else v}" for k, v in says]
            day = f"day {log[n].second / DAY:.4f}"
            told.append(f"{'>' if n == first else ' '} {n + 1:4} {day}: {', '.join(words)}")
    return told


def _cells(program: Program, batch: Batch) -> Iterator[tuple[tuple[str, str], object]]:
    """Yield every cell of each table, with its place in words."""
    rows, episodes, heads, counts = TABLES
    for replication, row in enumerate(batch.outcomes.tolist(), batch.first):
        for column, value in zip(program.columns, row, strict=True):
            yield (rows, f"replication {replication}, {column.name}"), value
    for n, (replication, x) in enumerate(named_episodes(names_of(program), batch.episodes), 1):
        told = f"{x.kind.name} of {x.place}, {x.start} s to {x.end} s, vehicle {x.vehicle}"
        causes = f"{x.begun_by.name} to {x.ended_by.name}"
        yield (episodes, f"episode {n}"), f"replication {replication}: {told}, {causes}"
    of = "total", *program.segments.names
    for day, who, people in np.argwhere(batch.headcount).tolist():
        place = f"replications with {people} aboard ({of[who]}) after {day} d"
        yield (heads, place), int(batch.headcount[day, who, people])
    for what, counted in (("unmet pins", batch.unmet_pins), ("fired", batch.fired)):
        yield from (((counts, f"{what}, {key}"), count) for key, count in counted.items())


def tables_differ(
    program: Program, one: Batch, other: Batch, *names: str
) -> Iterator[tuple[str, int, list[str]]]:
    """Yield of each table how many rows were compared, and the cells that differ in words."""
    pairs = [(getattr(one, f), getattr(other, f)) for of in TABLES.values() for f in of]
    alike = one.first == other.first and all(np.array_equal(*pair) for pair in pairs)
    mine, theirs = ({} if alike else dict(_cells(program, each)) for each in (one, other))
    off = [each for each in mine | theirs if mine.get(each) != theirs.get(each)]
    for table, fields in TABLES.items():
        told = [
            f"{each[1]}: {names[0]} {mine.get(each)} and {names[1]} {theirs.get(each)}"
            for each in off
            if each[0] == table
        ]
        more = [f"and {len(told) - MOST} more"] if len(told) > MOST else []
        yield table, sum(len(getattr(one, field)) for field in fields), told[:MOST] + more


def batches_differ(program: Program, one: Batch, other: Batch, *names: str) -> list[str]:
    """Return in words how the tables of two engines differ; nothing if they do not."""
    return [found for *_, told in tables_differ(program, one, other, *names) for found in told]
