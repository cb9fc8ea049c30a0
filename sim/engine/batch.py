"""What an engine hands back: the rows of a range of replications, whole numbers only."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.engine.program import Program
from sim.outcomes import Cause, Episode, Kind

Rows = npt.NDArray[np.int64]

EPISODE = ("replication", "kind", "place", "start", "end", "vehicle", "begun_by", "ended_by")
"""The columns of `Batch.episodes`."""

REPLICATION, KIND, PLACE, START, END, VEHICLE, BEGUN_BY, ENDED_BY = range(len(EPISODE))

NO_VEHICLE = -1
"""The vehicle of an episode that no departure began."""

STATION = "station"
"""The place of an episode of the whole station, number 0."""


@dataclass(frozen=True)
class Batch:
    """The replications ``first .. first + n``.

    Parameters
    ----------
    outcomes : int64 array, shape (n, columns)
        In the order of ``program.columns``: seconds, counts, flags, `NULL`.
    episodes : int64 array, shape (m, 8)
        The columns `EPISODE`: a `Kind`, the number of the place (see `Names`), the start in seconds
        since ``as_of``, the end or `NULL` while open at ``until``, the flight or `NO_VEHICLE`, two
        of `Cause`. In order of the replication, then of start, kind and place.
    headcount : int32 array, shape (days, 1 + segments, most people + 1)
        In how many of the replications k people of [total, rs, usos] are aboard at
        ``as_of + j`` days, after what happens at that second.
    unmet_pins : mapping
        What a pin asked and in how many replications the rules did not allow it on time.
    fired : mapping
        How often each rule of the event log fired.
    """

    first: int
    outcomes: Rows
    episodes: Rows
    headcount: npt.NDArray[np.int32]
    unmet_pins: Mapping[str, int]
    fired: Mapping[str, int]


@dataclass(frozen=True)
class Names:
    """Whose numbers stand in the episodes of a program.

    A place is a line in a `HANDOVER_GAP`, a segment in a `SEGMENT_GAP`, a person in a `STRANDING`
    and otherwise the whole station.
    """

    lines: tuple[str, ...]
    segments: tuple[str, ...]
    people: tuple[str, ...]
    flights: tuple[str, ...]

    def places(self, kind: Kind) -> tuple[str, ...]:
        """Return the names of the places that episodes of a kind have, by number."""
        by_kind = {
            Kind.HANDOVER_GAP: self.lines,
            Kind.SEGMENT_GAP: self.segments,
            Kind.QUALIFICATION_GAP: self.segments,
            Kind.STRANDING: self.people,
        }
        return by_kind.get(kind, (STATION,))


def names_of(program: Program) -> Names:
    """Return the names behind the numbers of a program."""
    lines = tuple(line.name for line in program.lines)
    return Names(lines, program.segments.names, program.people.names, program.flights.names)


def named_episodes(names: Names, rows: Rows) -> Iterator[tuple[int, Episode]]:
    """Yield the replication of each row of `Batch.episodes` and the episode in names."""
    for replication, kind, place, start, end, vehicle, begun_by, ended_by in rows.tolist():
        yield (
            replication,
            Episode(
                Kind(kind),
                names.places(Kind(kind))[place],
                start,
                end,
                "" if vehicle == NO_VEHICLE else names.flights[vehicle],
                Cause(begun_by),
                Cause(ended_by),
            ),
        )
