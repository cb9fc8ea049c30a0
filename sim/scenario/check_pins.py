"""The part of `sim.scenario.check` for pins: causes that exist, instants that can be."""

from __future__ import annotations

from sim.scenario.document import Path
from sim.scenario.manifest import known_vehicle
from sim.scenario.names import Names
from sim.scenario.schema import FlightPin, ScenarioFile
from sim.scenario.times import Calendar, seconds

_ON_THE_WAY_UP = (
    *("launch", "slip", "replan", "scrubs", "lost", "stand_down", "damages_pad"),
    *("fails_to_dock", "transit"),
)
_OF_PEOPLE = ("overlap", "unfit", "medical_return", "lead")


def check_pins(file: ScenarioFile, names: Names, calendar: Calendar) -> None:
    """Note every pin of something that does not exist, or at a time that cannot be."""
    report = names.report
    for name, pin in file.pins.pads.items():
        path: Path = ("pins", "pads", name)
        if not names.check(path, name, "pads"):
            continue
        if (pin.repaired is None) == (pin.repair is None):
            report.problem(path, "needs either repaired or repair")
        pad = file.pads.get(name)
        if pad is not None and pad.outage is None:
            report.problem(path, "has no outage whose repair could be pinned")
        elif pad is not None and pad.outage is not None:
            since = calendar.at(pad.outage.since)
            end = calendar.maybe_at(pin.repaired)
            if pin.repair is not None:
                end = since + seconds(pin.repair)
            if end is not None and end < 0:
                key = "repaired" if pin.repair is None else "repair"
                message = f"ends on {calendar.date(end)}, but the pad is still down on as_of"
                report.problem((*path, key), message)
    for name, family in file.pins.families.items():
        path = ("pins", "families", name)
        names.check(path, name, "families")
        for index, stand_down in enumerate(family.stand_downs):
            at = (*path, "stand_downs", index)
            begin, end = calendar.at(stand_down.from_), calendar.at(stand_down.to)
            if end <= begin:
                report.problem((*at, "to"), f"{stand_down.to} is not after {stand_down.from_}")
            if begin < 0:
                message = f"{stand_down.from_} is before as_of: state it as the family's `grounded`"
                report.problem((*at, "from"), message)
    for name, flight in file.pins.flights.items():
        path = ("pins", "flights", name)
        if names.check(path, name, "flights"):
            _check_flight(path, name, flight, file, names, calendar)


def _check_flight(
    path: Path, name: str, pin: FlightPin, file: ScenarioFile, names: Names, calendar: Calendar
) -> None:
    report = names.report
    stated = file.docked.get(name) or file.manifest.get(name)
    vehicle = known_vehicle(file, stated) if stated else None
    pinned = [field for field in FlightPin.model_fields if getattr(pin, field) is not None]
    if pin.launch is not None and pin.slip is not None:
        report.problem((*path, "slip"), "launch pins the slip: state one of the two")
    for field in pinned:
        if name in names.known("docked") and field in _ON_THE_WAY_UP:
            report.problem((*path, field), f"{name} is docked: it does not launch any more")
        if vehicle is not None and vehicle.crew == 0 and field in _OF_PEOPLE:
            report.problem((*path, field), f"{name} is a cargo ship: it has none")
    if stated is not None and stated.line is None and vehicle is not None and vehicle.crew > 0:
        for field in ("overlap", "replan"):
            if field in pinned:
                report.problem((*path, field), f"{name} is a visit: only a line has it")
    if pin.lost and pin.fails_to_dock:
        report.problem((*path, "fails_to_dock"), "a lost flight does not come to a docking")
    for field in ("launch", "undock", "unfit", "medical_return"):
        stated_at = getattr(pin, field)
        instants = stated_at if isinstance(stated_at, list) else [stated_at]
        for instant in instants:
            if instant is not None and calendar.at(instant) < 0:
                report.problem((*path, field), f"{instant} is before as_of")
