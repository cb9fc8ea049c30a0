"""What planners would not let happen, looked for in the logs of thousands of futures (MODEL 4, 6).

The rules that people react by are read off the rows of the log alone, with the limits of the
replication; no room of the engine is asked. By default 2,000 futures, in the slow tests 100,000.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import pytest

from sim.core.clock import DAY, NEVER
from sim.engine.build import build
from sim.engine.fast import Fast
from sim.engine.player import Floats
from sim.engine.program import Program
from sim.outcomes import Cause, Happening
from sim.rules.flights import LINE
from sim.scenario import load

FORCED = (Cause.MEDICAL, Cause.EVACUATION)

RECORD = {
    "loss": (53, 82, 85),
    "ship": (71, 35, 11),
    "spell": (74, 22),
}
"""Days on record.

From a loss to the next crew (2018, 2011, 2015); from a ship's failure, or the decision, to the
launch of a new one (MS-22, CFT, Shenzhou-20); the longest spells without a seat (MS-22, CFT).
"""


@dataclass
class Seen:
    """What the logs show.

    Parameters
    ----------
    at_limit : int
        Departures of ships of a line at their limit.
    left_relief : list of int
        The replications in which one left whose relief was on its way up.
    last_ships, left_station : list of int
        The replications in which the last ship left unforced; in which it did before its bound,
        though a crew was to come: the plan ends with the forecast.
    alone : list of int
        In which a ship that was not forced left one person alone, without a seat home.
    waits : dict of str to list of float
        Days from a mishap to the next launch of the line, by kind.
    """

    at_limit: int = 0
    left_relief: list[int] = field(default_factory=list)
    last_ships: list[int] = field(default_factory=list)
    left_station: list[int] = field(default_factory=list)
    alone: list[int] = field(default_factory=list)
    waits: dict[str, list[float]] = field(default_factory=dict)


class _Reader:
    """Reads one log after another."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.seen = Seen()
        self.lines = [f.queue if f.role == LINE else -1 for f in program.flights]
        self.crewed = {number for number, line in enumerate(self.lines) if line >= 0}

    def read(self, replication: int, rows: Iterator[list[int]], inputs: Floats) -> None:
        flights, seen = self.program.flights, self.seen
        launched = {i: f.launched for i, f in enumerate(flights) if f.docked < NEVER}
        flying: set[int] = set()
        stranded: set[int] = set()
        mishaps: list[tuple[str, int, int]] = []
        for second, _, happening, entity, cause, _, people in rows:
            if happening == Happening.LAUNCHES:
                launched[entity] = second
                flying |= {self.lines[entity]} - {-1}
                for kind, line, since in mishaps:
                    if line == self.lines[entity]:
                        seen.waits.setdefault(kind, []).append((second - since) / DAY)
                mishaps = [each for each in mishaps if each[1] != self.lines[entity]]
            elif happening in (Happening.DOCKS, Happening.LOST, Happening.FAILS_TO_DOCK):
                flying.discard(self.lines[entity])
                if happening == Happening.LOST and self.lines[entity] >= 0:
                    mishaps.append(("loss", self.lines[entity], second))
            elif happening == Happening.UNFIT and self.lines[entity] >= 0:
                mishaps.append(("ship", self.lines[entity], second))
            elif happening == Happening.STRANDED:
                stranded.add(entity)
            elif happening in (Happening.RESEATED, Happening.TAKES_A_PLACE):
                stranded.discard(entity)
            elif happening == Happening.UNDOCKS and self.lines[entity] >= 0:
                if cause == Cause.LIMIT:
                    seen.at_limit += 1
                    if self.lines[entity] in flying:
                        seen.left_relief.append(replication)
                if cause in FORCED:
                    continue
                if people == 0:
                    seen.last_ships.append(replication)
                    waits = inputs[self.program.levers.last_ship_extension]
                    bound = launched[entity] + inputs[flights[entity].limit] + waits
                    if second < bound and (flying or self.crewed - launched.keys()):
                        seen.left_station.append(replication)
                if people == len(stranded) == 1:
                    seen.alone.append(replication)


@cache
def seen_in(futures: int) -> Seen:
    engine = Fast(build(load("baseline")))
    reader = _Reader(engine.program)
    for number in range(futures):
        rows, inputs = engine.log(1, number)
        reader.read(number, iter(rows.tolist()), inputs)
    return reader.seen


FUTURES = [2_000, pytest.param(100_000, marks=pytest.mark.slow)]
asked = pytest.mark.parametrize("futures", FUTURES)


@asked
def test_no_ship_leaves_at_its_limit_while_its_relief_is_on_the_way(futures: int) -> None:
    seen = seen_in(futures)
    assert seen.at_limit > futures / 10  # so often it could have been
    assert seen.left_relief == []


@asked
def test_no_last_ship_leaves_unforced_before_its_own_bound(futures: int) -> None:
    seen = seen_in(futures)
    assert seen.left_station == []
    if futures >= 100_000:
        assert len(seen.last_ships) > 20


@asked
def test_nobody_is_left_alone_without_a_seat(futures: int) -> None:
    assert seen_in(futures).alone == []


@asked
def test_flights_after_mishaps_come_when_the_record_has_them(futures: int) -> None:
    """The cases on record lie between the 2 and 98 % points, and the medians between them."""
    waits = seen_in(futures).waits
    for kind in ("loss", "ship"):
        low, middle, high = np.percentile(waits[kind], [2, 50, 98])
        assert min(RECORD[kind]) >= min(low, 11), kind
        assert max(RECORD[kind]) <= high, kind
        assert min(RECORD[kind]) <= middle <= 1.3 * max(RECORD[kind]), kind
