"""Blackouts of a class in seconds: repetitions written out, overlapping ones made one."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.schema import ScenarioFile
from sim.scenario.schema_launchers import Blackout, Interval
from sim.scenario.times import Calendar, seconds

MOST_BLACKOUTS = 1000
"""Of one class, launches or landings; more is a slip of the pen."""

Pairs = tuple[tuple[int, int], ...]


def pairs_of(stated: Sequence[Interval], calendar: Calendar) -> Pairs:
    """Return beginning and end of each interval, as written."""
    return tuple((calendar.at(one.from_), calendar.at(one.to)) for one in stated)


def blackouts_of(stated: Sequence[Blackout], until: int, calendar: Calendar) -> Pairs:
    """Return the blackouts that matter from ``as_of`` to ``until``, in order and disjoint.

    Both instants of a blackout are free, so two that only touch stay two. One that is over by
    ``as_of`` is left out, one that begins at or after ``until`` too.
    """
    joined: list[tuple[int, int]] = []
    for begin, end in sorted(pair for one in stated for pair in repeated(one, until, calendar)):
        if joined and begin < joined[-1][1]:
            begin, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((begin, end))
    return tuple((begin, end) for begin, end in joined if end > 0 and begin < until)


def pads_closed(file: ScenarioFile, until: int, calendar: Calendar) -> dict[str, Pairs]:
    """Return when each pad is closed as planned, itself or with its launch range."""
    closed = {
        name: [*(pad.closed or ()), *_of_ranges(file, name)] for name, pad in file.pads.items()
    }
    return {name: blackouts_of(stated, until, calendar) for name, stated in closed.items()}


def _of_ranges(file: ScenarioFile, pad: str) -> list[Blackout]:
    ranges = (file.ranges or {}).values()
    return [closed for each in ranges if pad in each.pads for closed in each.closed or ()]


def repeated(stated: Blackout, until: int, calendar: Calendar) -> Pairs:
    """Return the blackout and, if it repeats, those that begin before ``until`` after it."""
    ((begin, end),) = pairs_of([stated], calendar)
    return tuple(
        (begin + later, end + later)
        for later in (index * step(stated) for index in range(repetitions(stated, until, calendar)))
    )


def repetitions(stated: Blackout, until: int, calendar: Calendar) -> int:
    """Return how often a blackout comes: once, or until the horizon."""
    if stated.every is None:
        return 1
    return max(1, -((calendar.at(stated.from_) - until) // step(stated)))


def step(stated: Blackout) -> int:
    """Return the seconds from one beginning of a blackout to the next."""
    return 1 if stated.every is None else max(1, seconds(stated.every))
