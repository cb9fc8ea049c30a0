"""Two engines side by side: the first row, event or number in which they differ, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

import numpy as np

from sim.core.clock import DAY
from sim.engine.batch import Batch, named_episodes, names_of
from sim.engine.program import Program
from sim.outcomes import NULL, Episode, Happening, LogRow, Unit

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


def logs_differ(one: Sequence[LogRow], other: Sequence[LogRow], *names: str) -> list[str]:
    """Return the first row in which two logs differ, with what stands around it; nothing if none.

    The states of pads are left out. `names` are those of the two engines.
    """
    one, other = (
        [row for row in log if row.happening is not Happening.PAD_STATE] for log in (one, other)
    )
    if one == other:
        return []
    pairs = enumerate(zip(one, other, strict=False))
    first = next((i for i, (a, b) in pairs if a != b), min(len(one), len(other)))
    told = [f"the logs differ first in row {first + 1}"]
    for name, log in zip(names, (one, other), strict=True):
        told.append(f"{name} ({len(log)} rows):")
        for i in range(max(0, first - CONTEXT), min(len(log), first + CONTEXT + 1)):
            told.append(f"{'>' if i == first else ' '} {i + 1:4} {row_in_words(log[i])}")
        if first >= len(log):
            told.append(f"> {first + 1:4} (no such row)")
    return told


def row_in_words(row: LogRow) -> str:
    """Return every field of a row of the log that says anything on one line."""
    cause = "-" if row.cause is None else row.cause.name
    details = ""
    for name in (field.name for field in fields(LogRow)[5:-1]):  # behind the cause
        told = getattr(row, name)
        if told not in (None, "", ()):
            words = " + ".join(told) if name == "crew" else getattr(told, "name", told)
            details += f", {name} {words}"
    return (
        f"{row.second} s = day {row.second / DAY:.4f}, rank {row.rank}: {row.happening.name} "
        f"{row.entity}, cause {cause}{details}, {row.people} aboard"
    )


def batches_differ(program: Program, one: Batch, other: Batch, *names: str) -> list[str]:
    """Return in words how the rows of two engines differ; nothing if they do not."""
    firsts = f"the first replication: {names[0]} {one.first}, {names[1]} {other.first}"
    return [
        *([] if one.first == other.first else [firsts]),
        *outcomes_differ(program, one, other, *names),
        *episodes_differ(program, one, other, *names),
        *head_counts_differ(program, one, other, *names),
        *counts_differ(one, other, *names),
    ]


def outcomes_differ(program: Program, one: Batch, other: Batch, *names: str) -> Iterator[str]:
    """Yield the outcomes that differ, the first few one by one."""
    kinds = [f"{batch.outcomes.dtype} {batch.outcomes.shape}" for batch in (one, other)]
    if kinds[0] != kinds[1]:
        yield f"outcomes of another kind: {names[0]} {kinds[0]}, {names[1]} {kinds[1]}"
        return
    places = np.argwhere(one.outcomes != other.outcomes).tolist()
    for row, column in places[:MOST]:
        cells = [_cell(program, column, int(batch.outcomes[row, column])) for batch in (one, other)]
        told = f"{names[0]} {cells[0]} and {names[1]} {cells[1]}"
        yield f"replication {one.first + row}, {program.columns[column].name}: {told}"
    if len(places) > MOST:
        yield f"and {len(places) - MOST} more outcomes"


def _cell(program: Program, column: int, value: int) -> str:
    unit = program.columns[column].unit
    if value == NULL or unit in (Unit.COUNT, Unit.FLAG):
        return "null" if value == NULL else str(value)
    return f"{value} s ({value / DAY:.4f} {unit.label})"


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
        told = "; then ".join(f"replication {k}: {_episode(episode)}" for k, episode in found)
        yield f"{name} ({len(batch.episodes)} episodes): {told or 'no such row'}"


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
    for place in np.argwhere(one.headcount != other.headcount).tolist()[:2]:
        day, who, people = place
        counts = [int(batch.headcount[day, who, people]) for batch in (one, other)]
        of = ("total", *program.segments.names)[who]
        told = f"{names[0]} {counts[0]} and {names[1]} {counts[1]}"
        yield f"replications with {people} aboard ({of}) after {day} d: {told}"


def counts_differ(one: Batch, other: Batch, *names: str) -> Iterator[str]:
    """Yield how often something happened or a pin was not met, where that differs."""
    for what, mine, theirs in (
        ("unmet pins", one.unmet_pins, other.unmet_pins),
        ("fired", one.fired, other.fired),
    ):
        for key in sorted({*mine, *theirs}):
            counts = mine.get(key, 0), theirs.get(key, 0)
            if counts[0] != counts[1]:
                yield f"{what}, {key}: {names[0]} {counts[0]}, {names[1]} {counts[1]}"
