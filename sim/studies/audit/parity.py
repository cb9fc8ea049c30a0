"""Two engines side by side: the first row, event or number in which they differ, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from sim.core.clock import DAY
from sim.engines.batch import Batch, named_episodes, names_of
from sim.engines.program import Program
from sim.outcomes import NULL, Episode, LogRow, Unit

CONTEXT = 3
"""Rows of the log that are told before and after the first one that differs."""

MOST = 8
"""Differing cells of a table that are told."""


def joined(batches: Sequence[Batch]) -> Batch:
    """Return the rows of several ranges, one behind the other, as one."""
    unmet: Counter[str] = Counter()
    fired: Counter[str] = Counter()
    for batch in batches:
        unmet.update(batch.unmet_pins)
        fired.update(batch.fired)
    return replace(
        batches[0],
        outcomes=np.concatenate([batch.outcomes for batch in batches]),
        episodes=np.concatenate([batch.episodes for batch in batches]),
        headcount=np.sum([batch.headcount for batch in batches], axis=0, dtype=np.int32),
        unmet_pins=dict(unmet),
        fired=dict(fired),
    )


# the log ------------------------------------------------------------------------------------------


def logs_differ(one: Sequence[LogRow], other: Sequence[LogRow], *names: str) -> list[str]:
    """Return the first row in which two logs differ, with what stands around it; nothing if none.

    Parameters
    ----------
    one, other : sequence of LogRow
    *names : str
        Of the two engines.
    """
    if list(one) == list(other):
        return []
    pairs = zip(one, other, strict=False)
    same = min(len(one), len(other))
    first = next((i for i, (a, b) in enumerate(pairs) if a != b), same)
    told = [f"the logs differ first in row {first + 1}"]
    for name, log in zip(names, (one, other), strict=True):
        told.append(f"{name} ({len(log)} rows):")
        for i in range(max(0, first - CONTEXT), min(len(log), first + CONTEXT + 1)):
            told.append(f"{'>' if i == first else ' '} {i + 1:4} {row_in_words(log[i])}")
        if first >= len(log):
            told.append(f"> {first + 1:4} (no such row)")
    return told


def row_in_words(row: LogRow) -> str:
    """Return every field of a row of the log on one line."""
    cause = "-" if row.cause is None else row.cause.name
    return (
        f"{row.second} s = day {row.second / DAY:.4f}, rank {row.rank}: {row.happening.name} "
        f"{row.entity}, cause {cause}, detail {row.detail!r}, {row.people} aboard"
    )


# the tables ---------------------------------------------------------------------------------------


def batches_differ(program: Program, one: Batch, other: Batch, *names: str) -> list[str]:
    """Return in words how the rows of two engines differ; nothing if they do not."""
    return [
        *_firsts(one.first, other.first, *names),
        *outcomes_differ(program, one, other, *names),
        *episodes_differ(program, one, other, *names),
        *head_counts_differ(program, one, other, *names),
        *counts_differ(one, other, *names),
    ]


def _firsts(one: int, other: int, *names: str) -> Iterator[str]:
    if one != other:
        yield f"the first replication: {names[0]} {one}, {names[1]} {other}"


def outcomes_differ(program: Program, one: Batch, other: Batch, *names: str) -> Iterator[str]:
    """Yield the outcomes that differ, the first few one by one."""
    if one.outcomes.shape != other.outcomes.shape or one.outcomes.dtype != other.outcomes.dtype:
        yield "outcomes of another kind: " + ", ".join(
            f"{name} {batch.outcomes.dtype} {batch.outcomes.shape}"
            for name, batch in zip(names, (one, other), strict=True)
        )
        return
    places = np.argwhere(one.outcomes != other.outcomes).tolist()
    for row, column in places[:MOST]:
        told = " and ".join(
            f"{name} {_cell(program, column, int(batch.outcomes[row, column]))}"
            for name, batch in zip(names, (one, other), strict=True)
        )
        yield f"replication {one.first + row}, {program.columns[column].name}: {told}"
    if len(places) > MOST:
        yield f"and {len(places) - MOST} more outcomes"


def _cell(program: Program, column: int, value: int) -> str:
    if value == NULL:
        return "null"
    unit = program.columns[column].unit
    return (
        str(value)
        if unit in (Unit.COUNT, Unit.FLAG)
        else f"{value} s ({value / DAY:.4f} {unit.label})"
    )


def episodes_differ(program: Program, one: Batch, other: Batch, *names: str) -> Iterator[str]:
    """Yield the first episode that differs, as each engine has it."""
    if one.episodes.dtype == other.episodes.dtype and np.array_equal(one.episodes, other.episodes):
        return
    if not one.episodes.dtype == other.episodes.dtype == np.int64:
        yield f"episodes of another kind: {one.episodes.dtype}, {other.episodes.dtype}"
        return
    alike = min(len(one.episodes), len(other.episodes))
    unlike = np.any(one.episodes[:alike] != other.episodes[:alike], axis=1)
    first = int(unlike.argmax()) if unlike.any() else alike
    yield f"the episodes differ first in row {first + 1}"
    for name, batch in zip(names, (one, other), strict=True):
        rows = batch.episodes[first : first + 2]
        found = list(named_episodes(names_of(program), rows)) if len(rows) else []
        yield f"{name} ({len(batch.episodes)} episodes): " + (
            "; then ".join(f"replication {k}: {_episode(episode)}" for k, episode in found)
            or "no such row"
        )


def _episode(episode: Episode) -> str:
    end = "open" if episode.end == NULL else f"{episode.end} s"
    return (
        f"{episode.kind.name} of {episode.place}, {episode.start} s to {end}, vehicle "
        f"{episode.vehicle or '-'}, {episode.begun_by.name} to {episode.ended_by.name}"
    )


def head_counts_differ(program: Program, one: Batch, other: Batch, *names: str) -> Iterator[str]:
    """Yield the first numbers of people aboard that differ."""
    if one.headcount.shape != other.headcount.shape:
        yield f"head counts of another shape: {one.headcount.shape}, {other.headcount.shape}"
        return
    places = np.argwhere(one.headcount != other.headcount).tolist()
    for day, who, people in places[:2]:
        told = " and ".join(
            f"{name} {int(batch.headcount[day, who, people])}"
            for name, batch in zip(names, (one, other), strict=True)
        )
        of = ("total", *program.segments)[who]
        yield f"replications with {people} aboard ({of}) after {day} d: {told}"


def counts_differ(one: Batch, other: Batch, *names: str) -> Iterator[str]:
    """Yield how often something happened or a pin was not met, where that differs."""
    yield from _counts("unmet pins", one.unmet_pins, other.unmet_pins, *names)
    yield from _counts("fired", one.fired, other.fired, *names)


def _counts(
    what: str, one: Mapping[str, int], other: Mapping[str, int], *names: str
) -> Iterator[str]:
    for key in sorted({*one, *other}):
        if one.get(key, 0) != other.get(key, 0):
            yield f"{what}, {key}: {names[0]} {one.get(key, 0)}, {names[1]} {other.get(key, 0)}"
