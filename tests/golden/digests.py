"""Digests of what an engine gives, one a column: of the tables, and of the event logs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from itertools import chain

import numpy as np
import numpy.typing as npt

from sim.engine.batch import EPISODE, Batch
from sim.engine.program import Program
from tests.golden.neutral import COLUMNS, Neutral

Digests = dict[str, str]
"""By column, 16 hex digits each; the first word of a column is one of `GROUPS`."""

OUTCOMES, TABLES, EARLY, LOG = GROUPS = ("outcomes", "tables", "early", "log")
"""The outcomes; the other tables; the logs of the first replications; the logs of all."""


def digest(*parts: str | bytes) -> str:
    """16 hex digits of texts or bytes; where one part ends counts."""
    whole = blake2b(digest_size=8)
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        whole.update(b"%d:" % len(raw) + raw)
    return whole.hexdigest()


def of_tables(program: Program, batch: Batch) -> Digests:
    """A digest for each outcome and each column of the episodes, and of all other numbers."""
    found = {
        f"{OUTCOMES} {column.name}": digest(raw(batch.outcomes[:, i]))
        for i, column in enumerate(program.columns)
    }
    for i, name in enumerate(EPISODE):
        found[f"{TABLES} episodes.{name}"] = digest(raw(batch.episodes[:, i]))
    found[f"{TABLES} headcount"] = digest(str(batch.headcount.shape), raw(batch.headcount))
    found[f"{TABLES} unmet_pins"] = _of_counts(batch.unmet_pins)
    found[f"{TABLES} fired"] = _of_counts(batch.fired)
    return found


def of_logs(logs: Sequence[Sequence[Neutral]], group: str = LOG) -> Digests:
    """A digest for each column of the logs of several replications."""
    lengths = " ".join(str(len(log)) for log in logs)
    rows = list(chain.from_iterable(logs))
    columns = zip(*rows, strict=True) if rows else ((),) * len(COLUMNS)
    return {
        f"{group} {name}": digest(lengths, "\n".join(map(str, cells)))
        for name, cells in zip(COLUMNS, columns, strict=True)
    }


def stem(column: str) -> str:
    """A column without the lines, pads and so on that it is of.

    >>> stem("outcomes next[line,1].launch"), stem("outcomes decrewed")
    ('outcomes next.launch', 'outcomes decrewed')
    """
    before, _, rest = column.partition("[")
    return before + rest.partition("]")[2] if rest else column


def by_stem(found: Digests) -> Digests:
    """One digest for all the columns of a stem, in order."""
    stems: dict[str, list[str]] = {}
    for column, value in found.items():
        stems.setdefault(stem(column), []).append(f"{column} {value}")
    return {name: digest(*several) for name, several in stems.items()}


def joined(found: Iterable[tuple[str, Digests]]) -> Digests:
    """One digest a column of several cases, in order, each under its name."""
    columns: dict[str, list[str]] = {}
    for case, digests in found:
        for column, value in digests.items():
            columns.setdefault(column, []).append(f"{case} {value}")
    return {column: digest(*several) for column, several in columns.items()}


def by_group(found: Digests) -> dict[str, str]:
    """One short digest a group of columns: what a case has on its line."""
    groups: dict[str, list[str]] = {}
    for column, value in found.items():
        groups.setdefault(column.split()[0], []).append(f"{column} {value}")
    return {group: digest(*groups[group])[:8] for group in GROUPS if group in groups}


def raw(cells: npt.NDArray[np.int64] | npt.NDArray[np.int32]) -> bytes:
    """The bytes of whole numbers, on any machine."""
    return np.ascontiguousarray(cells).astype("<i8").tobytes()


def _of_counts(counts: Mapping[str, int]) -> str:
    return digest(*(f"{key}: {n}" for key, n in sorted(counts.items())))
