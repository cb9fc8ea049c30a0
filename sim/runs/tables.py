"""The tables of a run: whole seconds become days, dates and person-days, once.

`outcomes` has a row per replication, `episodes` one per episode and `headcount` one per day, group
and number of people. Units and meanings stand in the metadata of the columns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sim.core.clock import DAY, iso
from sim.engines.batch import Batch
from sim.outcomes import NULL, Column, Episode, Kind, Unit

FORMAT = 1
"""The number of the format of the tables and of ``summary.json``."""

INSTANT = pa.timestamp("s", tz="UTC")

PlannedSeconds = Mapping[tuple[Kind, str, str], int]
"""Length in the plan of the episode of a kind, at a place, that a vehicle's departure begins."""

EPISODE_COLUMNS = (
    pa.field("replication", pa.int64(), False, {"meaning": "the future, from 0"}),
    pa.field("kind", pa.string(), False, {"meaning": "what it is an episode of"}),
    pa.field("place", pa.string(), False, {"meaning": "the line, segment or person; or station"}),
    pa.field("start", INSTANT, False, {"meaning": "first instant", "unit": "date"}),
    pa.field("end", INSTANT, True, {"meaning": "instant it was over; null if open at the end"}),
    pa.field("days", pa.float64(), False, {"meaning": "length inside the horizon", "unit": "d"}),
    pa.field("planned_days", pa.float64(), False, {"meaning": "length planned", "unit": "d"}),
    pa.field("unplanned_days", pa.float64(), False, {"meaning": "the rest of it", "unit": "d"}),
    pa.field("vehicle", pa.string(), False, {"meaning": "the flight whose departure began it"}),
    pa.field("begun_by", pa.string(), False, {"meaning": "why it began"}),
    pa.field("ended_by", pa.string(), False, {"meaning": "why it ended"}),
)


@dataclass(frozen=True)
class Tables:
    """What the replications of one estimate have left behind."""

    outcomes: pa.Table
    episodes: pa.Table
    headcount: pa.Table


@dataclass(frozen=True)
class Frame:
    """What every table of a run says about itself."""

    scenario: str
    estimate: str
    seed: int
    as_of: dt.datetime
    until: int

    def metadata(self) -> dict[str, str]:
        """Return the metadata of a table's schema."""
        return {
            "format": str(FORMAT),
            "scenario": self.scenario,
            "estimate": self.estimate,
            "seed": str(self.seed),
            "as_of": iso(self.as_of),
            "until": iso(self.as_of + dt.timedelta(seconds=self.until)),
        }


def make_tables(
    frame: Frame,
    columns: Sequence[Column],
    segments: Sequence[str],
    batches: Sequence[Batch],
    planned: PlannedSeconds,
) -> Tables:
    """Return the tables of all batches, in the order of their replications.

    Parameters
    ----------
    columns : sequence of Column
        The columns of the batches' outcomes.
    segments : sequence of str
        The groups of the head count behind the total.
    batches : sequence of Batch
        At least one, in any order; together replications 0 to n - 1.
    planned : mapping
        What the plan itself holds of each episode.

    Raises
    ------
    ValueError
        When a replication is missing or came twice.
    """
    ordered = sorted(batches, key=lambda batch: batch.first)
    due = 0
    for batch in ordered:
        if batch.first != due:
            raise ValueError(f"a batch begins with replication {batch.first}, due is {due}")
        due += len(batch.outcomes)
    rows = np.concatenate([batch.outcomes for batch in ordered])
    episodes = [item for batch in ordered for item in batch.episodes]
    episodes.sort(key=lambda item: item[0])
    people = np.stack([batch.headcount for batch in ordered]).sum(axis=0, dtype=np.int64)
    return Tables(
        _outcomes(frame, columns, rows),
        _episodes(frame, episodes, planned),
        _headcount(frame, segments, people),
    )


def _outcomes(frame: Frame, columns: Sequence[Column], rows: npt.NDArray[np.int64]) -> pa.Table:
    fields = [pa.field("replication", pa.int64(), False, {"meaning": "the future, from 0"})]
    arrays = [pa.array(np.arange(len(rows)))]
    for number, column in enumerate(columns):
        array = _cells(frame, column.unit, rows[:, number])
        metadata = {"unit": column.unit.label, "meaning": column.meaning}
        fields.append(pa.field(column.name, array.type, True, metadata))
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, frame.metadata()))


def _cells(frame: Frame, unit: Unit, cells: npt.NDArray[np.int64]) -> pa.Array:
    """Return a column's cells in their unit, null where an engine left `NULL`."""
    missing = cells == NULL
    if unit is Unit.DATE:
        since_epoch = np.where(missing, 0, cells) + int(frame.as_of.timestamp())
        return pa.array(since_epoch, mask=missing).cast(INSTANT)
    if unit is Unit.FLAG:
        return pa.array(cells.astype(np.int8), mask=missing)
    if unit is Unit.COUNT:
        return pa.array(np.ascontiguousarray(cells), mask=missing)
    return pa.array(cells / DAY, mask=missing)


def _episodes(
    frame: Frame, episodes: Sequence[tuple[int, Episode]], planned: PlannedSeconds
) -> pa.Table:
    epoch = int(frame.as_of.timestamp())
    rows = []
    for replication, episode in episodes:
        is_open = episode.end == NULL
        seconds = length(episode, frame.until)
        plan = planned.get((episode.kind, episode.place, episode.vehicle), 0)
        rows.append(
            (
                replication,
                episode.kind.name.lower(),
                episode.place,
                epoch + episode.start,
                None if is_open else epoch + episode.end,
                seconds / DAY,
                plan / DAY,
                max(0, seconds - plan) / DAY,
                episode.vehicle,
                episode.begun_by.name.lower(),
                episode.ended_by.name.lower(),
            )
        )
    cells = list(zip(*rows, strict=True)) or [()] * len(EPISODE_COLUMNS)
    arrays = [
        pa.array(cell, pa.int64()).cast(INSTANT)
        if field.type == INSTANT
        else pa.array(cell, field.type)
        for cell, field in zip(cells, EPISODE_COLUMNS, strict=True)
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(EPISODE_COLUMNS, frame.metadata()))


def length(episode: Episode, until: int) -> int:
    """Return the seconds of an episode inside the horizon, which ends one that is open."""
    return (until if episode.end == NULL else min(episode.end, until)) - episode.start


def _headcount(frame: Frame, segments: Sequence[str], people: npt.NDArray[np.int64]) -> pa.Table:
    """Return the head count as rows: at ``as_of`` + j days, how many of whom, how often."""
    days, groups, sizes = people.shape
    epoch = int(frame.as_of.timestamp())
    who = pa.array(["total", *segments]).take(
        pa.array(np.tile(np.repeat(np.arange(groups), sizes), days))
    )
    fields = [
        pa.field("date", INSTANT, False, {"meaning": "the instant of the count"}),
        pa.field("who", pa.string(), False, {"meaning": "everybody, or one segment"}),
        pa.field("people", pa.int64(), False, {"meaning": "people aboard", "unit": "count"}),
        pa.field("replications", pa.int64(), False, {"meaning": "futures with that many"}),
    ]
    arrays = [
        pa.array(epoch + DAY * np.repeat(np.arange(days), groups * sizes)).cast(INSTANT),
        who,
        pa.array(np.tile(np.arange(sizes), days * groups)),
        pa.array(people.reshape(-1)),
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, frame.metadata()))
