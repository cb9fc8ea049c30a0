"""Six years of rotations as a list of flights and head counts, observed or simulated.

Every figure of the climatology is computed by `figures` from a `Record` in whole days (UTC), so
that history and a replication are measured in exactly the same way.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import fmean

from sim.core.clock import instant_at
from sim.outcomes import Happening, LogRow
from sim.scenario import Scenario

DATA = Path(__file__).parents[1] / "data/history"
LINES = ("soyuz", "us-crew")


@dataclass(frozen=True)
class Trip:
    """One ship of a line: its days, None where that day had not come by the end."""

    flight: str
    line: str
    launched: date | None
    docked: date | None
    undocked: date | None = None
    people_home: int = 0

    def docked_days(self) -> int | None:
        """Days from docking to undocking; None unless it took people home."""
        if self.docked is None or self.undocked is None or not self.people_home:
            return None
        return (self.undocked - self.docked).days


@dataclass(frozen=True)
class Record:
    """The ships of both lines, and the people aboard after each change."""

    trips: tuple[Trip, ...]
    head_counts: tuple[tuple[date, int], ...]
    begins: date
    ends: date


def observed(begins: date, ends: date) -> Record:
    """The record of history, from the tables beside the tests."""
    with (DATA / "line-flights-2020-2026.csv").open(encoding="utf-8", newline="") as file:
        trips = tuple(
            Trip(
                row["flight"],
                row["line"],
                date.fromisoformat(row["launched"]),
                date.fromisoformat(row["docked"]),
                date.fromisoformat(row["undocked"]) if row["undocked"] else None,
                int(row["people_home"] or 0),
            )
            for row in csv.DictReader(file)
        )
    with (DATA / "head-counts-2020-2026.csv").open(encoding="utf-8", newline="") as file:
        head_counts = tuple(
            (date.fromisoformat(row["date"]), int(row["aboard"])) for row in csv.DictReader(file)
        )
    return Record(trips, head_counts, begins, ends)


def simulated(scenario: Scenario, log: Iterable[LogRow]) -> Record:
    """The record of one replication, from its event log."""

    def day(second: int) -> date:
        return instant_at(scenario.as_of, second).date()

    trips: dict[str, Trip] = {}
    lines = {flight.name: flight.line for flight in scenario.flights if flight.line is not None}
    aboard = 0
    for flight in scenario.flights:
        if flight.docked is not None:
            aboard += len(flight.crew)
            if flight.line is not None and flight.launched is not None:
                launched, docked = day(flight.launched), day(flight.docked)
                trips[flight.name] = Trip(flight.name, flight.line, launched, docked)
    head_counts = [(day(0), aboard)]
    for row in log:
        name, on = row.entity, day(row.second)
        if name in lines:
            if row.happening is Happening.LAUNCHES:
                trips[name] = Trip(name, str(lines[name]), on, None)
            elif row.happening is Happening.DOCKS:
                trips[name] = replace(trips[name], docked=on)
            elif row.happening is Happening.UNDOCKS:
                home = aboard - row.people
                trips[name] = replace(trips[name], undocked=on, people_home=home)
        if row.people != aboard:
            aboard = row.people
            head_counts.append((on, aboard))
    return Record(tuple(trips.values()), tuple(head_counts), day(0), day(scenario.until))


def plans(scenario: Scenario) -> dict[str, date]:
    """The planned launch day of every flight that the manifest states for a line."""
    return {
        flight.name: instant_at(scenario.as_of, flight.planned).date()
        for flight in scenario.flights
        if flight.line is not None and flight.planned is not None and not flight.cadence
    }


def figures(record: Record, planned: Mapping[str, date]) -> dict[str, float]:
    """The figures that are compared, by name; `planned` as from `plans`."""
    found: dict[str, float] = {}
    for line in LINES:
        trips = [trip for trip in record.trips if trip.line == line]
        overlaps = [days for trip in trips if (days := _overlap_days(trip, trips)) is not None]
        stays = [days for trip in trips if (days := trip.docked_days()) is not None]
        direct = [days for days in overlaps if days >= 0]
        launched = [t for t in trips if t.launched is not None and t.launched > record.begins]
        found |= {
            f"{line}: direct share": _mean([days >= 0 for days in overlaps]),
            f"{line}: mean overlap, d": _mean(direct),
            f"{line}: mean stay, d": _mean(stays),
            f"{line}: longest stay, d": max(stays, default=0),
            f"{line}: launches a year": len(launched) / _years(record),
            f"{line}: mean delay of the launch, d": _mean(
                [
                    (trip.launched - planned[trip.flight]).days
                    for trip in launched
                    if trip.launched is not None and trip.flight in planned
                ]
            ),
        }
    found["us-crew: days with no ship"] = _days_without(record, "us-crew")
    found["days with three or fewer aboard"] = _days_with_at_most(3, record)
    return found


def _overlap_days(trip: Trip, line: Iterable[Trip]) -> int | None:
    """Undocking less the successor's docking, -1 if it left before; None if it has not left."""
    if trip.docked is None or trip.undocked is None or not trip.people_home:
        return None
    later = [t.docked for t in line if t.docked is not None and t.docked > trip.docked]
    in_time = [day for day in later if day <= trip.undocked]
    return (trip.undocked - min(in_time)).days if in_time else -1


def _mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing, which only a future without any handover of the line has."""
    return fmean(values) if values else 0.0


def _years(record: Record) -> float:
    return (record.ends - record.begins).days / 365.25


def _days_without(record: Record, line: str) -> int:
    """Days on which no ship of the line was docked; a ship counts from its day of docking on."""
    days = {record.begins + timedelta(n) for n in range((record.ends - record.begins).days)}
    for trip in record.trips:
        if trip.line == line and trip.docked is not None:
            until = trip.undocked or record.ends
            days -= {trip.docked + timedelta(n) for n in range((until - trip.docked).days)}
    return len(days)


def _days_with_at_most(people: int, record: Record) -> int:
    """Days with so many people aboard or fewer, counted from the day of each change."""
    steps = [*record.head_counts, (record.ends, 0)]
    return sum(
        (after - day).days for (day, aboard), (after, _) in pairwise(steps) if aboard <= people
    )
