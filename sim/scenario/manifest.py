"""Flights as a file states them: their class, their people, and those that a cadence adds."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import dataclass

from sim.core import clock
from sim.scenario.laws import chance_of, typical
from sim.scenario.planned import date_of
from sim.scenario.quantities import DURATION
from sim.scenario.schema import Line, ScenarioFile, Vehicle
from sim.scenario.schema_flights import Crew, Flight, Person, Planned, Unnamed, Who
from sim.scenario.schema_policy import Levers
from sim.scenario.times import seconds
from sim.scenario.values import GUEST, LAST_YEAR

MOST_FLIGHTS = 1000
"""Of one cadence; more is a slip of the pen."""


def vehicle_of(file: ScenarioFile, flight: Flight) -> str | None:
    """Return the class that a flight names, itself or through its line."""
    if flight.line is not None:
        line = file.lines.get(flight.line)
        return line.vehicle if line else None
    return flight.class_


def known_vehicle(file: ScenarioFile, flight: Flight) -> Vehicle | None:
    """Return the entry of a flight's class, if it is understood."""
    return file.vehicles.get(vehicle_of(file, flight) or "")


def people_of(name: str, crew: Crew | None) -> dict[str, Who]:
    """Return the crew with a name for everybody: ``ms-30 rs 1`` where none was given."""
    if not isinstance(crew, list):
        return crew or {}
    count: dict[str, int] = {}
    named: dict[str, Who] = {}
    for stated in crew:
        who = stated if isinstance(stated, str) else Person.model_validate(vars(stated))
        segment = segment_of(who)
        count[segment] = count.get(segment, 0) + 1
        named[f"{name} {'guest' if segment == GUEST else segment} {count[segment]}"] = who
    return named


def segment_of(who: Who | Unnamed) -> str:
    """Return the segment of somebody."""
    return who if isinstance(who, str) else who.segment


def manifest_of(
    file: ScenarioFile, anew: Container[str] = (), decided_on: int | None = None
) -> dict[str, Planned]:
    """Return the stated flights to come and, behind them, those that the cadences add.

    One that states no crew has that of its line's cadence.

    Parameters
    ----------
    anew : container of str
        Lines whose cadence is another one than when its flights were written out: those flights
        are made again, in their place.
    decided_on : int, optional
        When increments of another length are decided, in seconds since ``as_of``; before it unless
        given.
    """
    kept = {n: f for n, f in file.manifest.items() if not (f.cadence and f.line in anew)}
    added = cadences(file.model_copy(update={"manifest": kept}), decided_on)
    result: dict[str, Planned] = {}
    for name, flight in file.manifest.items():
        if name in kept:
            result[name] = _with_crew(file, flight)
        else:
            result |= {n: f for n, f in added.items() if f.line == flight.line}
    return result | added


def _with_crew(file: ScenarioFile, flight: Planned) -> Planned:
    """Return a flight that states no crew with that of its line's cadence, if there is one."""
    line = file.lines.get(flight.line or "")
    if flight.crew is not None or line is None or line.cadence is None:
        return flight
    return flight.model_copy(update={"crew": line.cadence.crew_on(_planned(file, flight))})


def _planned(file: ScenarioFile, flight: Planned) -> str:
    """Return the date that the plan has of a flight."""
    as_of = clock.parse_instant(file.as_of)
    return clock.iso(clock.instant_at(as_of, date_of(flight.planned, as_of).median))


def cadences(file: ScenarioFile, decided_on: int | None = None) -> dict[str, Planned]:
    """Return the flights behind the manifest, up to one per line and class past ``until``.

    A cadence goes on from the last planned launch of its line or class, from ``as_of`` if there
    is none; the first flight of a line that begins later flies then. A name continues the number at
    the end of the name before it. The interval behind a flight is that of its own increment, of
    another length from `decided_on` on.
    """
    taken = {*file.docked, *file.manifest}
    added: dict[str, Planned] = {}
    for name, line in file.lines.items():
        if line.cadence:
            stated = {n: f for n, f in file.manifest.items() if f.line == name}
            aboard = [n for n, f in file.docked.items() if f.line == name]
            every = _Interval(
                seconds(line.cadence.every), _changed_interval(file, name), decided_on
            )
            for flight, planned in _dates(file, every, name, stated, aboard, taken):
                crew = people_of(flight, line.cadence.crew_on(planned))
                entry = {"line": name, "planned": planned, "crew": crew, "cadence": True}
                added[flight] = Planned.model_validate(entry)
    for name, cargo in file.cargo.items():
        if cargo.every is not None:
            stated = {n: f for n, f in file.manifest.items() if f.class_ == name}
            aboard = [n for n, f in file.docked.items() if f.class_ == name]
            every = _Interval(seconds(cargo.every))
            for flight, planned in _dates(file, every, name, stated, aboard, taken):
                entry = {"class": name, "planned": planned, "cadence": True}
                added[flight] = Planned.model_validate(entry)
    return added


def lengths_of(policy: Levers) -> dict[str, str | float]:
    """Return the increment lengths by line; none where the lever is off."""
    lengths = policy.increment_length
    return lengths if isinstance(lengths, dict) else {}


def median_overlap(line: Line) -> int:
    """Return the median overlap of a line, in seconds."""
    return clock.round_seconds(typical(chance_of(line.overlap, DURATION, ())).median())


@dataclass(frozen=True)
class _Interval:
    """The seconds from one flight of a cadence to the next.

    ``changed`` is that behind flights planned for ``since`` or later, seconds since ``as_of``;
    behind all of them where that is None.
    """

    stated: int
    changed: int | None = None
    since: int | None = None

    def behind(self, planned: int) -> int:
        """Return the interval behind the flight that is planned for that second."""
        if self.changed is None or (self.since is not None and planned < self.since):
            return max(self.stated, 1)
        return max(self.changed, 1)


def _changed_interval(file: ScenarioFile, name: str) -> int | None:
    """Return the interval of a line's cadence with increments of another length, if it has any."""
    lengths = lengths_of(file.policy)
    if name not in lengths:
        return None
    return seconds(lengths[name]) - median_overlap(file.lines[name])


def _dates(
    file: ScenarioFile,
    every: _Interval,
    name: str,
    stated: dict[str, Planned],
    aboard: list[str],
    taken: set[str],
) -> list[tuple[str, str]]:
    """Return names and planned launches of the flights that a cadence adds."""
    until = clock.parse_instant(file.until)
    as_of = last = clock.parse_instant(file.as_of)
    before = aboard[-1] if aboard else f"{name}-0"
    for flight, entry in stated.items():
        planned = clock.parse_instant(_planned(file, entry))
        if planned >= last or before not in stated:
            last, before = planned, flight
    begins = file.lines[name].from_ if name in file.lines else None
    if begins is not None and not stated and not aboard:
        first = max(clock.parse_instant(begins), as_of)
        last = clock.instant_at(first, -every.behind(clock.seconds_between(as_of, first)))
    result: list[tuple[str, str]] = []
    while last <= until and len(result) <= MOST_FLIGHTS:
        try:
            last = clock.instant_at(last, every.behind(clock.seconds_between(as_of, last)))
        except ValueError:
            break
        if last.year > LAST_YEAR:
            break
        before = _next_name(before, taken)
        taken.add(before)
        result.append((before, clock.iso(last)))
    return result


def _next_name(before: str, taken: set[str]) -> str:
    match = re.fullmatch(r"(.*?)([0-9]{1,9})", before)
    stem, digits = (match[1], match[2]) if match else (f"{before}-", "1")
    number = int(digits)
    while True:
        number += 1
        name = f"{stem}{str(number).zfill(len(digits))}"
        if name not in taken:
            return name
