"""From what a person wrote to a file with nothing implicit, still in the keys of the schema.

Defaults that depend on other entries are written in, unnamed people are numbered, and each cadence
is written out as flights. Doing it twice changes nothing, so a dump loads to the same scenario.
"""

from __future__ import annotations

from sim.core import clock
from sim.scenario.laws import Stated, chance_of, input_of
from sim.scenario.levers import completed, under
from sim.scenario.manifest import people_of, segment_of, vehicle_of
from sim.scenario.quantities import DURATION
from sim.scenario.schema import Cargo, Headline, ScenarioFile
from sim.scenario.schema_flights import Crew, Docked, Flight
from sim.scenario.schema_launchers import Outage, Pad
from sim.scenario.values import GUEST


def complete(file: ScenarioFile) -> ScenarioFile:
    """Return the file with nothing implicit; its references must be sound."""
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
        name: vehicle.model_copy(update={"ports": vehicle.ports or ports_for(file, name) or None})
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
            "pads": {name: _pad(pad) for name, pad in file.pads.items()},
            "vehicles": vehicles,
            "lines": lines,
            "cargo": cargo,
            "docked": {name: _docked(file, name) for name in file.docked},
            "manifest": {
                name: flight.model_copy(update={"crew": _named(name, flight)})
                for name, flight in under(file, None).manifest.items()
            },
            "policy": completed(file.policy, file),
            "policies": {name: completed(p, file) for name, p in file.policies.items()},
            "headline": headline,
        }
    )


def ports_for(file: ScenarioFile, vehicle: str) -> list[str]:
    """Return the ports that accept the class, in the station's order."""
    return [name for name, port in file.station.ports.items() if vehicle in port.accepts]


def _pad(pad: Pad) -> Pad:
    """Return the pad whose outages state what they have from it."""
    update: dict[str, object] = {}
    own: dict[str, object]
    stated = [_outage(each, pad) for _, each in pad.stated()]
    if stated:
        update["outage"] = stated if isinstance(pad.outage, list) else stated[0]
    if pad.outages is not None and pad.outages.repair is None:
        own = {"repair": _repeated(pad.repair)}
        update["outages"] = pad.outages.model_copy(update=own)
    return pad.model_copy(update=update)


def _outage(outage: Outage, pad: Pad) -> Outage:
    own = {
        key: _repeated(getattr(pad, key))
        for key in ("repair", "crew_stage")
        if getattr(outage, key) is None
    }
    return outage.model_copy(update=own)


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


def _complement(file: ScenarioFile) -> dict[str, int]:
    """Return the people of one crew of each line: its cadence's, else its last flight's.

    By segment, and by qualification.
    """
    count = dict.fromkeys([*file.station.segments, *(file.station.qualifications or ()), GUEST], 0)
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


def _earlier(first: str, second: str) -> str:
    return min(first, second, key=clock.parse_instant)


def _repeated(stated: Stated | None) -> Stated | None:
    """Return a default to write out; None for one whose scale is uncertain, and so is shared."""
    if stated is None or any(chance_of(stated, DURATION, ()).scales):
        return None
    return stated
