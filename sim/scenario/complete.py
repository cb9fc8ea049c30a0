"""From what a person wrote to a file with nothing implicit, still in the keys of the schema.

Defaults that depend on other entries are written in, unnamed people are numbered, and each cadence
is written out as flights. Doing it twice changes nothing, so a dump loads to the same scenario.
"""

from __future__ import annotations

from dataclasses import replace

from sim.core import clock
from sim.scenario.flights import Crew, Docked, Flight
from sim.scenario.levers import completed, under
from sim.scenario.manifest import people_of, segment_of, vehicle_of
from sim.scenario.model import Written
from sim.scenario.schema import ScenarioFile
from sim.scenario.values import GUEST, read
from sim.scenario.vehicles import Cargo


def complete(file: ScenarioFile) -> ScenarioFile:
    """Return the file with nothing implicit; its references must be sound."""
    vehicles, lines, station, headline = file.vehicles, file.lines, file.station, file.headline
    classes = [*file.cargo, *(name for name in vehicles if name not in file.cargo)]
    if station.crew is None:
        station = replace(station, crew=_complement(file))
    return replace(
        file,
        station=station,
        vehicles={
            name: replace(each, own_ports=each.own_ports or ports_for(file, name) or None)
            for name, each in vehicles.items()
        },
        lines={
            name: replace(line, own_seats=seats, relief_seats=seats)
            for name, line in lines.items()
            for seats in [vehicles[line.vehicle].crew if line.own_seats is None else line.own_seats]
        },
        cargo={
            name: file.cargo.get(name) or read(Cargo, {}, ("cargo", name))
            for name in classes
            if vehicles[name].crew == 0
        },
        docked={name: _docked(file, name) for name in file.docked},
        manifest={
            name: replace(flight, crew=_named(name, flight))
            for name, flight in under(file, None).manifest.items()
        },
        policy=completed(file.policy, file),
        policies={name: completed(policy, file) for name, policy in file.policies.items()},
        headline=replace(
            headline,
            lines=list(lines) if headline.lines is None else headline.lines,
            by=file.until if headline.by is None else min(headline.by, file.until),
        ),
    )


def ports_for(file: ScenarioFile, vehicle: str) -> list[str]:
    """Return the ports that accept the class, in the station's order."""
    return [name for name, port in file.station.docks.items() if vehicle in port.accepts]


def _docked(file: ScenarioFile, name: str) -> Docked:
    flight = file.docked[name]
    planned_return = flight.planned_return
    if planned_return is None:
        stated = flight.stay or file.vehicles[vehicle_of(file, flight) or ""].stay
        leaves = flight.docked + clock.round_seconds(stated.law.median())
        planned_return = Written(leaves, clock.iso(clock.instant_at(file.start, leaves)))
    return replace(flight, planned_return=planned_return, crew=_named(name, flight))


def _named(name: str, flight: Flight) -> Crew | None:
    return None if flight.crew is None else people_of(name, flight.crew)


def _complement(file: ScenarioFile) -> dict[str, int]:
    """Return the people of one crew of each line: its cadence's, else its last flight's.

    By segment, and by qualification.
    """
    count = dict.fromkeys([*file.station.segments, *file.station.qualifications, GUEST], 0)
    for name, line in file.lines.items():
        flights: list[Flight] = [f for f in file.docked.values() if f.line == name]
        flights += [f for f in file.manifest.values() if f.line == name]
        crew: Crew | None = line.cadence.crew if line.cadence else None
        if crew is None and flights:
            crew = flights[-1].crew
        for person in people_of("", crew).values():
            count[segment_of(person)] += 1
            for each in () if isinstance(person, str) else person.qualifications or ():
                count[each] += 1
    del count[GUEST]
    return count
