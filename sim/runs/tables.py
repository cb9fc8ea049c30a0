"""The tables of a run: whole seconds become days, dates and person-days, once.

`outcomes` has a row per replication, `episodes` one per episode and `headcount` one per day, group
and number of people. Units and meanings stand in the metadata of the columns.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from sim.core.clock import DAY, iso
from sim.engine.batch import NO_VEHICLE, Names, Rows
from sim.outcomes import NULL, Cause, Column, Episode, Kind, Unit
from sim.runs.stored_table import INSTANT, ParquetTable

FORMAT = 1
"""The number of the format of the tables and of ``summary.json``."""

WORD = pa.dictionary(pa.int32(), pa.string())

PlannedSeconds = Mapping[tuple[Kind, str, str], int]
"""Length in the plan of the episode of a kind, at a place, that a vehicle's departure begins."""

EPISODE_COLUMNS = (
    pa.field("replication", pa.int64(), False, {"meaning": "the future, from 0"}),
    pa.field("kind", WORD, False, {"meaning": "what it is an episode of"}),
    pa.field("place", WORD, False, {"meaning": "the line, segment or person; or station"}),
    pa.field("start", INSTANT, False, {"meaning": "first instant", "unit": "date"}),
    pa.field("end", INSTANT, True, {"meaning": "instant it was over; null if open at the end"}),
    pa.field("days", pa.float64(), False, {"meaning": "length inside the horizon", "unit": "d"}),
    pa.field("planned_days", pa.float64(), False, {"meaning": "length planned", "unit": "d"}),
    pa.field("unplanned_days", pa.float64(), False, {"meaning": "the rest of it", "unit": "d"}),
    pa.field("vehicle", WORD, False, {"meaning": "the flight whose departure began it"}),
    pa.field("begun_by", WORD, False, {"meaning": "why it began"}),
    pa.field("ended_by", WORD, False, {"meaning": "why it ended"}),
)


@dataclass(frozen=True)
class Tables:
    """What the replications of one case have left behind.

    Parameters
    ----------
    outcomes, episodes : Table or ParquetTable
        In memory; of a stored result each column is read when it is asked for.
    headcount : Table
    """

    outcomes: pa.Table | ParquetTable
    episodes: pa.Table | ParquetTable
    headcount: pa.Table


@dataclass(frozen=True)
class Frame:
    """What the tables of a run are made with, and what each says about itself.

    Parameters
    ----------
    case : str
        The name of the estimate, and behind a plus sign that of the policy if there is one.
    columns : tuple of Column
        The columns of the engine's outcomes.
    names : Names
        Whose numbers stand in its episodes.
    planned : mapping
        What the plan itself holds of each episode.
    """

    scenario: str
    case: str
    seed: int
    as_of: dt.datetime
    until: int
    columns: tuple[Column, ...]
    names: Names
    planned: PlannedSeconds

    def metadata(self) -> dict[str, str]:
        """Return the metadata of a table's schema."""
        return {
            "format": str(FORMAT),
            "scenario": self.scenario,
            "estimate": self.case,
            "seed": str(self.seed),
            "as_of": iso(self.as_of),
            "until": iso(self.as_of + dt.timedelta(seconds=self.until)),
        }


def outcomes_table(frame: Frame, first: int, cells: Rows) -> pa.Table:
    """Return a row per replication, each outcome in its unit.

    Parameters
    ----------
    first : int
        The number of the first replication.
    cells : int64 array, shape (columns, n)
        The outcomes of an engine, by column.
    """
    fields = [pa.field("replication", pa.int64(), False, {"meaning": "the future, from 0"})]
    arrays = [pa.array(np.arange(first, first + cells.shape[1]))]
    for column, values in zip(frame.columns, cells, strict=True):
        array = _cells(frame, column.unit, values)
        fields.append(_field(column, array.type))
        arrays.append(array)
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, frame.metadata()))


@lru_cache(maxsize=4096)
def _field(column: Column, kind: pa.DataType) -> pa.Field:
    metadata = {"unit": column.unit.label, "meaning": column.meaning}
    return pa.field(column.name, kind, True, metadata)


def _cells(frame: Frame, unit: Unit, cells: Rows) -> pa.Array:
    """Return a column's cells in their unit, null where an engine left `NULL`."""
    missing = cells == NULL
    mask = missing if missing.any() else None
    if unit is Unit.DATE:
        return _instants(frame, cells, mask)
    if unit is Unit.FLAG:
        return pa.array(cells.astype(np.int8), mask=mask)
    if unit is Unit.COUNT:
        return pa.array(cells, mask=mask)
    return pa.array(cells / DAY, mask=mask)


def _instants(frame: Frame, seconds: Rows, mask: npt.NDArray[np.bool_] | None = None) -> pa.Array:
    epoch = int(frame.as_of.timestamp())
    shown = seconds if mask is None else np.where(mask, 0, seconds)
    return pa.array(shown + epoch, mask=mask).view(INSTANT)


def episodes_table(frame: Frame, episodes: Rows) -> pa.Table:
    """Return a row per episode, in names and days.

    Parameters
    ----------
    episodes : int64 array, shape (m, 8)
        The rows of batches (see `Batch.episodes`).
    """
    replication, kind, place, start, end, vehicle, begun_by, ended_by = (
        np.ascontiguousarray(column) for column in episodes.T
    )
    is_open = end == NULL
    seconds = np.minimum(end, frame.until) - start
    planned = _planned(frame, kind, place, vehicle)
    arrays = [
        pa.array(replication),
        _words([each.name.lower() for each in Kind], kind),
        _places(frame.names, kind, place),
        _instants(frame, start),
        _instants(frame, end, is_open),
        pa.array(seconds / DAY),
        pa.array(planned / DAY),
        pa.array(np.maximum(0, seconds - planned) / DAY),
        _words(["", *frame.names.flights], vehicle - NO_VEHICLE),
        _words([each.name.lower() for each in Cause], begun_by),
        _words([each.name.lower() for each in Cause], ended_by),
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(EPISODE_COLUMNS, frame.metadata()))


def _words(words: Sequence[str], numbers: Rows) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(numbers, pa.int32()), pa.array(words))


def _places(names: Names, kind: Rows, place: Rows) -> pa.Array:
    """Return the places by name; a line and a segment of one name are one word."""
    words = list(dict.fromkeys(name for each in Kind for name in names.places(each)))
    word_of = {word: number for number, word in enumerate(words)}
    numbers = np.zeros(len(place), np.int64)
    for each in Kind:
        of_kind = kind == each
        known = np.array([word_of[name] for name in names.places(each)] or [0])
        numbers[of_kind] = known[place[of_kind]]
    return _words(words, numbers)


def _planned(frame: Frame, kind: Rows, place: Rows, vehicle: Rows) -> Rows:
    """Return the seconds that the plan holds of each episode, 0 where it holds none."""
    found = np.zeros(len(kind), np.int64)
    for (of_kind, where, whose), seconds in frame.planned.items():
        places = frame.names.places(of_kind)
        if where in places and (not whose or whose in frame.names.flights):
            is_it = kind == of_kind
            is_it &= place == places.index(where)
            is_it &= vehicle == (frame.names.flights.index(whose) if whose else NO_VEHICLE)
            found[is_it] = seconds
    return found


def length(episode: Episode, until: int) -> int:
    """Return the seconds of an episode inside the horizon, which ends one that is open."""
    return min(episode.end, until) - episode.start


def headcount_table(frame: Frame, people: Rows) -> pa.Table:
    """Return the head count as rows: at ``as_of`` + j days, how many of whom, how often."""
    days, groups, sizes = people.shape
    epoch = int(frame.as_of.timestamp())
    who = pa.array(["total", *frame.names.segments]).take(
        pa.array(np.tile(np.repeat(np.arange(groups), sizes), days))
    )
    fields = [
        pa.field("date", INSTANT, False, {"meaning": "the instant of the count"}),
        pa.field("who", pa.string(), False, {"meaning": "everybody, or one segment"}),
        pa.field("people", pa.int64(), False, {"meaning": "people aboard", "unit": "count"}),
        pa.field("replications", pa.int64(), False, {"meaning": "futures with that many"}),
    ]
    arrays = [
        pa.array(epoch + DAY * np.repeat(np.arange(days), groups * sizes)).view(INSTANT),
        who,
        pa.array(np.tile(np.arange(sizes), days * groups)),
        pa.array(people.reshape(-1)),
    ]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields, frame.metadata()))
