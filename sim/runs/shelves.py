"""Where the parts of a run are put: kept in memory, or on the disk and joined into its tables."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sim.engine.batch import Rows
from sim.runs import parts
from sim.runs.gathering import Part, Played
from sim.runs.memory import give_back
from sim.runs.stored_table import ParquetTable
from sim.runs.tables import Frame, Tables, headcount_table
from sim.runs.writing import TableWriter, whole_file, write_json

OUTCOMES, EPISODES, HEADCOUNT = "outcomes.parquet", "episodes.parquet", "headcount.parquet"

PLAYED = "played.json"
"""Written last of the files of a case: with it, the case is whole."""


@dataclass(frozen=True)
class SoFar:
    """The tables of a run that grows: in memory, or read a column at a time."""

    outcomes: pa.Table | ParquetTable | parts.PartedTable
    episodes: pa.Table | ParquetTable | parts.PartedTable


class Shelf(Protocol):
    """What takes the parts of one case, in order, and gives its tables back."""

    def stored(self, done: int, upto: int) -> int:
        """Take in what an earlier session has played behind `done`, to `upto` at most.

        Returns
        -------
        int
            How many replications are done.
        """
        ...

    def add(self, make: Callable[[], Part]) -> None:
        """Take the next part; it may be made a little later."""
        ...

    def so_far(self, done: int) -> SoFar:
        """Return the tables of the first `done` replications."""
        ...

    def end(self) -> None:
        """Begin to put the tables together; no part comes any more."""
        ...

    def tables(self) -> tuple[Tables, Played]:
        """Return the tables and the counts, when they are put together."""
        ...

    def close(self) -> None:
        """Leave off, whatever is or is not done."""
        ...


class MemoryShelf:
    """Keeps the parts in memory."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._parts: list[Part] = []

    def stored(self, done: int, upto: int) -> int:
        """Return `done`: there was no earlier session."""
        return done

    def add(self, make: Callable[[], Part]) -> None:
        """Make the next part and keep it."""
        self._parts.append(make())

    def so_far(self, done: int) -> SoFar:
        """Return the tables of all parts."""
        return SoFar(
            pa.concat_tables([part.outcomes for part in self._parts]),
            pa.concat_tables([part.episodes for part in self._parts]),
        )

    def end(self) -> None:
        """Nothing is left to do."""

    def tables(self) -> tuple[Tables, Played]:
        """Return the tables and the counts."""
        people = sum((part.people for part in self._parts[1:]), start=self._parts[0].people)
        found = self.so_far(0)
        tables = Tables(found.outcomes, found.episodes, headcount_table(self._frame, people))
        return tables, sum((part.played for part in self._parts), start=Played())

    def close(self) -> None:
        """Nothing is left open."""


class DiskShelf:
    """Keeps the parts in the folder of a case, and joins them as they come.

    A part is made, written and joined in a thread of its own while the next one is played; one at
    most waits for it, so that no run takes more memory than a few parts.

    Parameters
    ----------
    folder : Path
        Made when missing; what an earlier session has finished in it is gone on with.
    long : bool
        Whether the run may have more than one part; the parts of a long run are kept until its
        tables are whole.
    """

    def __init__(self, folder: Path, frame: Frame, *, long: bool) -> None:
        folder.mkdir(exist_ok=True)
        self._folder = folder
        self._frame = frame
        self._long = long
        self._parts = folder / parts.FOLDER
        self._whole = self._read_played()
        self._outcomes = TableWriter(folder / OUTCOMES)
        self._episodes = TableWriter(folder / EPISODES)
        self._people: Rows | None = None
        self._played = Played()
        self._firsts: list[int] = []
        self._thread = ThreadPoolExecutor(1)
        self._working: Future[None] | None = None
        if self._whole is not None:
            shutil.rmtree(self._parts, ignore_errors=True)

    def stored(self, done: int, upto: int) -> int:
        """Take in the finished parts behind `done`, to `upto` at most."""
        if self._whole is not None:
            return min(upto, self._whole.replications)
        while done < upto and (part := parts.read_part(self._parts, done)) is not None:
            self._join(part)
            done += part.played.replications
        return done

    def add(self, make: Callable[[], Part]) -> None:
        """Begin to make and keep the next part, once the one before it is kept."""
        self._settle()
        self._working = self._thread.submit(self._keep, make)

    def so_far(self, done: int) -> SoFar:
        """Return the tables of the first `done` replications, read when asked for."""
        self._settle()
        if self._whole is None:
            return SoFar(
                parts.PartedTable(self._parts, self._firsts, parts.OUTCOMES),
                parts.PartedTable(self._parts, self._firsts, parts.EPISODES),
            )
        of_all = ParquetTable(self._folder / EPISODES)["replication"].to_numpy()
        return SoFar(
            ParquetTable(self._folder / OUTCOMES, done),
            ParquetTable(self._folder / EPISODES, int(np.searchsorted(of_all, done))),
        )

    def end(self) -> None:
        """Begin to put the tables together."""
        self._settle()
        if self._whole is None:
            self._working = self._thread.submit(self._complete)

    def tables(self) -> tuple[Tables, Played]:
        """Return the tables on the disk, and the counts."""
        self._settle()
        assert self._whole is not None
        return read_tables(self._folder), self._whole

    def close(self) -> None:
        """Wait for the part that is being kept, and leave off."""
        self._thread.shutdown(wait=True)
        self._outcomes.give_up()
        self._episodes.give_up()

    def _settle(self) -> None:
        """Wait for the thread, and raise what went wrong in it."""
        working, self._working = self._working, None
        if working is not None:
            working.result()

    def _keep(self, make: Callable[[], Part]) -> None:
        part = make()
        if self._long:
            parts.write_part(self._parts, part)
        self._join(part)

    def _join(self, part: Part) -> None:
        self._outcomes.write(part.outcomes)
        self._episodes.write(part.episodes)
        self._people = part.people if self._people is None else self._people + part.people
        self._played += part.played
        self._firsts.append(part.first)

    def _complete(self) -> None:
        """Give the tables their names; with the counts, written last, the case is whole."""
        assert self._people is not None
        self._outcomes.close()
        self._episodes.close()
        with whole_file(self._folder / HEADCOUNT) as aside:
            pq.write_table(headcount_table(self._frame, self._people), aside, compression="zstd")
        write_json(self._folder / PLAYED, self._played.as_dict())
        self._whole = self._played
        shutil.rmtree(self._parts, ignore_errors=True)
        give_back()

    def _read_played(self) -> Played | None:
        path = self._folder / PLAYED
        if not path.exists():
            return None
        return Played.from_dict(json.loads(path.read_text(encoding="utf-8")))


def read_tables(folder: Path) -> Tables:
    """Return the tables of a case's folder; the head count alone is read at once."""
    headcount = ParquetTable(folder / HEADCOUNT)
    return Tables(
        ParquetTable(folder / OUTCOMES),
        ParquetTable(folder / EPISODES),
        headcount.select(headcount.column_names),
    )
