"""From what a person wrote to a file with nothing implicit, still in the keys of the schema.

Defaults that depend on other entries are written in, unnamed people are numbered, and each cadence
is written out as flights. Doing it twice changes nothing, so a dump loads to the same scenario.
"""

from __future__ import annotations

import re

from sim.core import clock
from sim.scenario.laws import Stated, chance_of, input_of
from sim.scenario.quantities import DURATION
from sim.scenario.schema import (
    Cargo,
    Complement,
    Crew,
    Docked,
    Flight,
    Headline,
    Planned,
    ScenarioFile,
    Vehicle,
    Who,
)

MOST_FLIGHTS = 1000
"""Of one cadence; more is a slip of the pen."""


def complete(file: ScenarioFile) -> ScenarioFile:
    """Return the file with nothing implicit; its references must be sound."""
    pads = {
        name: pad.model_copy(
            update={"outage": pad.outage.model_copy(update={"repair": _repeated(pad.repair)})}
        )
        if pad.outage and pad.outage.repair is None
        else pad
        for name, pad in file.pads.items()
    }
    families = {
        name: family.model_copy(
            update={
                "grounded": family.grounded.model_copy(
                    update={"stand_down": _repeated(family.stand_down)}
                )
            }
        )
        if family.grounded and family.grounded.stand_down is None
        else family
        for name, family in file.families.items()
    }
    vehicles = {
        name: vehicle.model_copy(update={"ports": vehicle.ports or ports_for(file, name)})
        for name, vehicle in file.vehicles.items()
    }
    lines = {
        name: line.model_copy(update={"relief_seats": file.vehicles[line.vehicle].crew})
        if line.relief_seats is None
        else line
        for name, line in file.lines.items()
    }
    cargo = {
        name: file.cargo.get(name, Cargo())
        for name in [*file.cargo, *(n for n in vehicles if n not in file.cargo)]
        if vehicles[name].crew == 0
    }
    station = file.station
    if station.complement is None:
        station = station.model_copy(update={"complement": _complement(file)})
    headline = Headline(
        lines=file.headline.lines if file.headline.lines is not None else list(lines),
        by=_earlier(file.headline.by or file.until, file.until),
        gap=file.headline.gap,
    )
    return file.model_copy(
        update={
            "station": station,
            "families": families,
            "pads": pads,
            "vehicles": vehicles,
            "lines": lines,
            "cargo": cargo,
            "docked": {name: _docked(file, name) for name in file.docked},
            "manifest": _manifest(file),
            "headline": headline,
        }
    )


def ports_for(file: ScenarioFile, vehicle: str) -> list[str]:
    """Return the ports that accept the class, in the station's order."""
    return [name for name, port in file.station.ports.items() if vehicle in port.accepts]


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
    for segment in crew:
        count[segment] = count.get(segment, 0) + 1
        named[f"{name} {segment} {count[segment]}"] = segment
    return named


def cadences(file: ScenarioFile) -> dict[str, Planned]:
    """Return the flights behind the manifest, up to one per line and class past ``until``.

    A cadence goes on from the last planned launch of its line or class, from ``as_of`` if there
    is none; a name continues the number at the end of the name before it.
    """
    taken = {*file.docked, *file.manifest}
    added: dict[str, Planned] = {}
    for name, line in file.lines.items():
        if line.cadence:
            stated = {n: f for n, f in file.manifest.items() if f.line == name}
            aboard = [n for n, f in file.docked.items() if f.line == name]
            for flight, planned in _dates(file, line.cadence.every, name, stated, aboard, taken):
                crew = people_of(flight, line.cadence.crew)
                entry = {"line": name, "planned": planned, "crew": crew, "cadence": True}
                added[flight] = Planned.model_validate(entry)
    for name, cargo in file.cargo.items():
        if cargo.every is not None:
            stated = {n: f for n, f in file.manifest.items() if f.class_ == name}
            aboard = [n for n, f in file.docked.items() if f.class_ == name]
            for flight, planned in _dates(file, cargo.every, name, stated, aboard, taken):
                entry = {"class": name, "planned": planned, "cadence": True}
                added[flight] = Planned.model_validate(entry)
    return added


def _dates(
    file: ScenarioFile,
    every: str | float,
    name: str,
    stated: dict[str, Planned],
    aboard: list[str],
    taken: set[str],
) -> list[tuple[str, str]]:
    """Return names and planned launches of the flights that a cadence adds."""
    until = clock.parse_instant(file.until)
    last = clock.parse_instant(file.as_of)
    before = aboard[-1] if aboard else f"{name}-0"
    for flight, entry in stated.items():
        planned = clock.parse_instant(entry.planned)
        if planned >= last or before not in stated:
            last, before = planned, flight
    step = max(clock.round_seconds(clock.parse_duration(every)), 1)
    result: list[tuple[str, str]] = []
    while last <= until and len(result) <= MOST_FLIGHTS:
        try:
            last = clock.instant_at(last, step)
        except ValueError:
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


def _manifest(file: ScenarioFile) -> dict[str, Planned]:
    stated = {
        name: flight.model_copy(update={"crew": _named(name, flight)})
        for name, flight in file.manifest.items()
    }
    return stated | cadences(file)


def _docked(file: ScenarioFile, name: str) -> Docked:
    flight = file.docked[name]
    planned_return = flight.planned_return
    if planned_return is None:
        stated = flight.stay or file.vehicles[vehicle_of(file, flight) or ""].stay
        stay = clock.round_seconds(input_of(stated, DURATION, ()).law.median())
        docked = clock.parse_instant(flight.docked)
        planned_return = clock.iso(clock.instant_at(docked, stay))
    crew = _named(name, flight)
    return flight.model_copy(update={"planned_return": planned_return, "crew": crew})


def _named(name: str, flight: Flight) -> Crew | None:
    return None if flight.crew is None else people_of(name, flight.crew)


def _complement(file: ScenarioFile) -> Complement:
    """Return the people of one crew of each line: its cadence's, else its last flight's."""
    count: dict[str, int] = {"rs": 0, "usos": 0}
    for name, line in file.lines.items():
        flights: list[Flight] = [f for f in file.docked.values() if f.line == name]
        flights += [f for f in file.manifest.values() if f.line == name]
        crew: Crew | None = line.cadence.crew if line.cadence else None
        if crew is None and flights:
            crew = flights[-1].crew
        for person in people_of("", crew).values():
            count[person if isinstance(person, str) else person.segment] += 1
    return Complement(**count)


def _earlier(first: str, second: str) -> str:
    return min(first, second, key=clock.parse_instant)


def _repeated(stated: Stated | None) -> Stated | None:
    """Return a default to write out; None for one whose scale is uncertain, and so is shared."""
    if stated is None or any(chance_of(stated, DURATION, ()).scales):
        return None
    return stated
