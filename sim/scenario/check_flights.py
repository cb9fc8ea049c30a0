"""The part of `sim.scenario.check` for flights and people: dates, ports, seats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.core.errors import listed
from sim.scenario.complete import ports_for
from sim.scenario.document import Path
from sim.scenario.flights import Crew, Docked, Flight, Person, Planned
from sim.scenario.levers import in_force_from
from sim.scenario.manifest import known_vehicle, people_of, vehicle_of
from sim.scenario.names import Names
from sim.scenario.policy import Extension
from sim.scenario.problems import Report
from sim.scenario.schema import ScenarioFile
from sim.scenario.vehicles import VehicleClass


def check_flights(file: ScenarioFile, names: Names) -> None:
    """Note every contradiction in what is docked, what is planned and who flies."""
    for name, docked in file.docked.items():
        path = ("docked", name)
        vehicle = _check_class(path, docked, file, names)
        _check_docked(path, docked, vehicle, file, names)
    for name, planned in file.manifest.items():
        path = ("manifest", name)
        if name in names.known("docked"):
            names.report.problem(path, "is docked already: a flight stands in one of the two")
        vehicle = _check_class(path, planned, file, names)
        _check_planned(path, planned, vehicle, file, names)
    _check_ports(file, names)
    _check_capsules(file, names)
    _check_people(file, names)
    _check_order(file, names)


def _check_class(
    path: Path, flight: Flight, file: ScenarioFile, names: Names
) -> VehicleClass | None:
    """Return the class of a flight, if it names one that is understood."""
    report = names.report
    if (flight.line is None) == (flight.class_ is None):
        report.problem(path, "names either a line, or a class for a visit or a cargo ship")
        return None
    if flight.line is not None:
        names.check((*path, "line"), flight.line, "lines")
    elif flight.class_ is not None:
        names.check((*path, "class"), flight.class_, "vehicles")
    name, vehicle = vehicle_of(file, flight), known_vehicle(file, flight)
    if vehicle is None:
        return None
    if vehicle.crew == 0 and flight.crew is not None:
        report.problem((*path, "crew"), f"{name} is a cargo ship and carries nobody")
    elif vehicle.crew > 0:
        planned = isinstance(flight, Planned)
        crew_fits((*path, "crew"), flight.crew, name or "", vehicle, report, to_fly=planned)
    if flight.overlap is not None and flight.line is None:
        report.problem((*path, "overlap"), "only a flight of a line hands over")
    return vehicle


def crew_fits(
    path: Path, crew: Crew | None, name: str, vehicle: VehicleClass, report: Report, *, to_fly: bool
) -> None:
    """Check that a crew fits the seats of its class, and that enough are left to fly it."""
    people = len(people_of("", crew))
    if report.has_bad_part(path):
        return
    if people > vehicle.crew:
        report.problem(path, f"a crew of {people}, but {name} has {vehicle.crew} seats")
    elif to_fly and 0 < people < vehicle.crew_to_fly <= vehicle.crew:
        message = f"a crew of {people}, but at least {vehicle.crew_to_fly} are needed to fly"
        report.problem(path, message)


def _check_docked(
    path: Path,
    flight: Docked,
    vehicle: VehicleClass | None,
    file: ScenarioFile,
    names: Names,
) -> None:
    report, docked = names.report, flight.docked
    if docked > 0:
        message = f"{flight.docked} is after as_of: a flight to come belongs to the manifest"
        report.problem((*path, "docked"), message)
    if flight.launched is not None and flight.launched >= docked:
        report.problem((*path, "launched"), f"{flight.launched} is not before its docking")
    if flight.planned_return is not None and flight.planned_return <= docked:
        message = f"{flight.planned_return} is not after its docking"
        report.problem((*path, "planned_return"), message)
    if flight.unfit_since is not None and not docked <= flight.unfit_since <= 0:
        message = f"{flight.unfit_since} is not between its docking and as_of"
        report.problem((*path, "unfit_since"), message)
    if names.check((*path, "port"), flight.port, "ports") and vehicle is not None:
        name = vehicle_of(file, flight) or ""
        port = file.station.docks.get(flight.port)
        if port is not None and name not in port.accepts:
            allowed = listed(ports_for(file, name))
            message = f"{flight.port} does not accept {name}; ports that do: {allowed}"
            report.problem((*path, "port"), message)
    limit = vehicle.limit if vehicle and flight.limit is None else flight.limit
    if vehicle is None or limit is None:
        return
    if flight.launched is None:
        message = "is missing: the stay limit counts from the launch"
        report.problem((*path, "launched"), message)
    elif not report.is_bad((*path, "launched")):
        ended = ran_out(flight, vehicle, file)
        if ended is not None:
            message = f"its stay limit ran out on {ended}, before as_of"
            report.problem((*path, "limit" if flight.limit is not None else "launched"), message)


def ran_out(
    flight: Docked,
    vehicle: VehicleClass,
    file: ScenarioFile,
    policy: str | None = None,
) -> str | None:
    """Return the day on which a fit docked vehicle was to leave at the latest, or None.

    Its limit, the waiver and what its line waits for a relief ran out before `as_of`.

    Parameters
    ----------
    policy : str or None
        Which named policy is in place in the file; None for its own.
    """
    limit = vehicle.limit if flight.limit is None else flight.limit
    if limit is None or flight.launched is None or flight.unfit_since is not None:
        return None
    age = -flight.launched
    law = limit.law
    more = [file.policy.waiver] if in_force_from(file, policy, "waiver") is None else []
    extension = file.policy.extension
    if isinstance(extension, Extension) and in_force_from(file, policy, "extension") is None:
        more += [extension.lines[flight.line]] if flight.line in extension.lines else []
    longer = sum(each.law.support()[1] for each in more)
    if law.survival(age - longer) > 0.0:
        return None
    return file.date(law.support()[1] + longer - age)


def _check_planned(
    path: Path,
    flight: Planned,
    vehicle: VehicleClass | None,
    file: ScenarioFile,
    names: Names,
) -> None:
    report, date = names.report, flight.planned
    planned = date.median
    if planned < 0:
        before = flight.planned
        message = f"{before} is before as_of: what has docked by then belongs to docked"
        report.problem((*path, "planned"), message)
    if date.moves is not None and flight.replan is not None:
        message = f"{flight.planned} says already how the date moves: state one of the two"
        report.problem((*path, "replan"), message)
    if flight.planned_return is not None and flight.planned_return <= planned:
        message = f"{flight.planned_return} is not after its launch"
        report.problem((*path, "planned_return"), message)
    if vehicle is None or vehicle.crew == 0:
        return
    line = file.lines.get(flight.line or "")
    if flight.crew is None and (line is None or line.cadence is None):
        message = "is missing: name the crew, or write [] for a ship that flies up empty"
        report.problem((*path, "crew"), message)


def _check_ports(file: ScenarioFile, names: Names) -> None:
    taken: dict[str, str] = {}
    for name, flight in file.docked.items():
        if flight.port in taken:
            message = f"{flight.port} is taken by {taken[flight.port]}"
            names.report.problem(("docked", name, "port"), message)
        taken.setdefault(flight.port, name)
    flying = {vehicle_of(file, f) for f in (*file.docked.values(), *file.manifest.values())}
    for name in file.vehicles:
        if name in flying and not ports_for(file, name):
            names.report.problem(("vehicles", name), "no port of the station accepts it")


def _check_capsules(file: ScenarioFile, names: Names) -> None:
    """Check that each capsule marked docked is one docked vehicle, and the reverse."""
    report = names.report
    said: dict[tuple[str, str], str] = {}
    for flight, docked in file.docked.items():
        vehicle, path = known_vehicle(file, docked), ("docked", flight, "spacecraft")
        if docked.spacecraft is None or vehicle is None:
            continue
        name = vehicle_of(file, docked) or ""
        capsules = vehicle.craft.capsules if vehicle.craft else None
        key = (name, docked.spacecraft)
        if docked.spacecraft not in (capsules or {}):
            message = f"{docked.spacecraft!r} is not a capsule of {name}: {listed(capsules or {})}"
            report.problem(path, message)
        elif key in said:
            report.problem(path, f"{docked.spacecraft} is {said[key]} already")
        elif (capsules or {})[docked.spacecraft] != "docked":
            at = ("vehicles", name, "spacecraft", "capsules", docked.spacecraft)
            report.problem(at, f"{flight} is this capsule: write docked")
        said.setdefault(key, flight)
    for name, vehicle in file.vehicles.items():
        capsules = vehicle.craft.capsules if vehicle.craft else None
        for capsule, landed in (capsules or {}).items():
            if landed == "docked" and (name, capsule) not in said:
                at = ("vehicles", name, "spacecraft", "capsules", capsule)
                report.problem(at, "docked, but no docked vehicle names it as its spacecraft")


def everybody(
    file: ScenarioFile,
) -> Iterator[tuple[Path, str, str, str | Person, Docked | Planned]]:
    """Yield the path, name, flight, entry of each person, and the flight's own entry."""
    for section, flights in (("docked", file.docked), ("manifest", file.manifest)):
        for flight, stated in flights.items():
            if isinstance(stated.crew, dict):
                for who, person in stated.crew.items():
                    yield (section, flight, "crew", who), who, flight, person, stated


def _check_people(file: ScenarioFile, names: Names) -> None:
    report = names.report
    flown: dict[str, str] = {}
    seated: dict[str, int] = {}
    for name, docked in file.docked.items():
        if isinstance(docked.crew, list):
            seated[name] = seated.get(name, 0) + len(docked.crew)
            if docked.crew and docked.unfit_since is not None:
                message = f"{name} is unfit: name its people and where each has a seat, or none"
                report.problem(("docked", name, "crew"), message)
    for path, who, flight, person, stated in everybody(file):
        if who in flown:
            report.problem(path, f"flies in {flown[who]} already")
        flown.setdefault(who, flight)
        if isinstance(stated, Docked):
            seat = _check_aboard(path, flight, person, file, names)
            if seat is not None:
                seated[seat] = seated.get(seat, 0) + 1
        elif isinstance(person, Person):
            check_to_fly(path, person, file, names)
        if isinstance(stated, Docked) and isinstance(person, Person):
            _check_ways(path, person, file, names)
    for name, count in seated.items():
        vehicle = known_vehicle(file, file.docked[name])
        if vehicle is not None and count > vehicle.crew > 0:
            message = f"{count} people have a seat in it, which has {vehicle.crew}"
            report.problem(("docked", name, "crew"), message)


def check_to_fly(
    path: Path,
    person: Person,
    file: ScenarioFile,
    names: Names,
    flights: Iterable[str] | None = None,
) -> None:
    """Check what is said of somebody who is still on the ground.

    Parameters
    ----------
    flights : iterable of str, optional
        The flights that there are; those of the file unless given.
    """
    for key in ("seat", "aboard_since", "stranded_since"):
        if getattr(person, key) is not None:
            names.report.problem((*path, key), "is for people aboard on as_of")
    _check_ways(path, person, file, names, flights)


def _check_ways(
    path: Path,
    person: Person,
    file: ScenarioFile,
    names: Names,
    flights: Iterable[str] | None = None,
) -> None:
    """Check the line of somebody, and the ship they are to go home in."""
    if person.line is not None:
        names.check((*path, "line"), person.line, "lines")
    for index, home in enumerate(person.homes):
        at = (*path, "home") if isinstance(person.home, str) else (*path, "home", index)
        if names.check(at, home, "flights", among=flights):
            check_home(at, home, file, names)


def _check_aboard(
    path: Path,
    flight: str,
    person: str | Person,
    file: ScenarioFile,
    names: Names,
) -> str | None:
    """Return the docked vehicle in which somebody has a seat, if it is right."""
    report = names.report
    stated = Person(segment=person) if isinstance(person, str) else person
    for key in ("aboard_since", "stranded_since"):
        instant = getattr(stated, key)
        if instant is not None and instant > 0:
            report.problem((*path, key), f"{instant} is after as_of")
    if stated.seat == "none":
        if stated.stranded_since is None:
            report.problem((*path, "stranded_since"), "is missing: without a seat since when?")
        return None
    if stated.stranded_since is not None:
        report.problem((*path, "stranded_since"), "is for people without a seat: `seat: none`")
    seat = stated.seat or flight
    seats = [*names.known("docked"), "none"]
    if not names.check((*path, "seat"), seat, "docked", among=seats) or seat not in file.docked:
        return None
    vehicle = known_vehicle(file, file.docked[seat])
    if vehicle is not None and vehicle.crew == 0 and seat != flight:
        report.problem((*path, "seat"), f"{seat} is a cargo ship and has no seats")
    elif file.docked[seat].unfit_since is not None:
        message = f"{seat} is unfit: name another docked vehicle, or `seat: none`"
        report.problem((*path, "seat"), message)
    return seat


def check_home(path: Path, home: str, file: ScenarioFile, names: Names) -> None:
    """Check that a flight that is there can take somebody home."""
    flight = file.docked.get(home) or file.manifest.get(home)
    vehicle = known_vehicle(file, flight) if flight else None
    if vehicle is not None and vehicle.crew == 0:
        names.report.problem(path, f"{home} is a cargo ship and takes nobody home")


def _check_order(file: ScenarioFile, names: Names) -> None:
    """Warn of flights of a line that do not stand in the order of their dates."""
    last: dict[tuple[str, str], tuple[int, str]] = {}
    entries = [("docked", n, f.line, int(f.docked)) for n, f in file.docked.items()]
    for name, flight in file.manifest.items():
        planned = flight.planned.median
        entries.append(("manifest", name, flight.line, planned))
    for section, name, line, when in entries:
        if line is not None:
            before = last.get((section, line))
            if before is not None and when < before[0]:
                message = f"stands behind {before[1]} of the same line, but is earlier"
                names.report.warn((section, name), f"{message}: it flies in the order written")
            last[(section, line)] = (when, name)
