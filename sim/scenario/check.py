"""What a scenario's entries say about one another: every name is known, every count fits.

The checks run on whatever part of a file could be understood; a name counts as known when the file
states it, even if what stands under it has a problem of its own.
"""

from __future__ import annotations

from sim.core.errors import listed
from sim.scenario.check_flights import check_flights
from sim.scenario.check_launchers import check_between, check_blackouts, check_launchers
from sim.scenario.check_pins import check_pins
from sim.scenario.check_policies import check_policies
from sim.scenario.check_segments import check_segments
from sim.scenario.check_sense import check_sense
from sim.scenario.check_stocks import check_stocks
from sim.scenario.complete import ports_for
from sim.scenario.document import Path, dotted, node_at, place_of
from sim.scenario.merge import ALSO_SAID, OWN_ANSWER, SAID, UNASSUMED, steps_of
from sim.scenario.names import Names
from sim.scenario.problems import Report
from sim.scenario.schema import (
    Answer,
    Assumption,
    Blackouts,
    Cadence,
    Certified,
    Estimate,
    Line,
    ScenarioFile,
    Spacecraft,
    Vehicle,
)
from sim.scenario.schema_flights import Unnamed
from sim.scenario.speakers import check_speakers
from sim.scenario.subjects import spoken_of, subjects_of
from sim.scenario.times import Calendar
from sim.scenario.titles import check_titles


def check(file: ScenarioFile, report: Report) -> None:
    """Note in the report every contradiction among the entries of a file.

    Parameters
    ----------
    file : ScenarioFile
        What could be understood of the file.
    report : Report
        Holds the whole tree, and the problems found so far.
    """
    calendar = Calendar.of(file)
    names = Names(report)
    _check_times(file, report, calendar)
    _check_left_behind(file, report, calendar)
    check_segments(file, names)
    for key, port in file.station.ports.items():
        names.check_all(("station", "ports", key, "accepts"), port.accepts, "vehicles")
    for key, vehicle in file.vehicles.items():
        _check_vehicle(key, vehicle, file, names, calendar)
    for key, line in file.lines.items():
        _check_line(key, line, file, names)
    for key in file.cargo:
        names.check(("cargo", key), key, "vehicles")
        if key in file.vehicles and file.vehicles[key].crew > 0:
            report.problem(("cargo", key), "is a class with crew: its flights form a line")
    check_launchers(file, names, calendar)
    check_flights(file, names, calendar)
    check_stocks(file, names)
    check_policies(file, names, calendar)
    check_pins(file, names, calendar)
    names.check_all(("headline", "lines"), file.headline.lines or (), "lines")
    check_titles(file, report)
    check_speakers(file.statements, report)
    for section in SAID:
        for key, estimate in getattr(file, section).items():
            _check_estimate((section, key), estimate, report)
            _check_together((section, key), estimate, file, names, calendar)
            if section == ALSO_SAID and key in file.estimates:
                report.problem((section, key), "is an estimate that is played, too: name it once")
    for key, assumption in file.assumptions.items():
        _check_assumption(("assumptions", key, "set"), assumption, report)
    if file.default_estimate is not None:
        names.check(("default_estimate",), file.default_estimate, "estimates")
    if not report.problems:
        check_sense(file, report, calendar)


def _check_estimate(path: Path, estimate: Estimate, report: Report) -> None:
    """Check that an estimate has either an answer of its own, or revisions with one each."""
    if estimate.revisions is None:
        if estimate.together is None:
            _check_answer(path, estimate, report)
        return
    for key in OWN_ANSWER:
        if getattr(estimate, key) is not None:
            message = "belongs to a revision: an estimate has its own answer, or revisions of it"
            report.problem((*path, key), message)
    for when, revision in estimate.revisions.items():
        _check_answer((*path, "revisions", when), revision, report)


def _check_together(
    path: Path, estimate: Estimate, file: ScenarioFile, names: Names, calendar: Calendar
) -> None:
    """Check that those that hold at once have one answer each, of something of its own."""
    report, spoken = names.report, dict[str, str]()
    if estimate.together and path[0] == ALSO_SAID:
        report.problem((*path, "together"), "is for estimates that are played")
    for key in ("of", "revisions", *OWN_ANSWER) if estimate.together else ():
        if getattr(estimate, key) is not None:
            report.problem((*path, key), "belongs to one of those that it puts together")
    for place, name in enumerate(estimate.together or ()):
        at = (*path, "together", place)
        if not names.check(at, name, "estimates") or name not in file.estimates:
            continue
        other = file.estimates[name]
        if other.together:
            report.problem(at, f"{name} is of several itself: name those that it puts together")
        elif not isinstance(of := spoken_of(other, subjects_of(file, calendar)), str):
            if of.name in spoken:
                message = f"{name} speaks of {of.name}, as {spoken[of.name]} does: name one of them"
                report.problem(at, message)
            spoken[of.name] = name


def _check_answer(path: Path, answer: Answer, report: Report) -> None:
    both_or_none = (answer.repair is None) == (answer.outage is None)
    if both_or_none and not report.has_bad_part(path):
        report.problem(path, "needs either repair, or `outage: lifted`")
    elif answer.outage is not None and answer.crew_stage is not None:
        message = "follows a repair: there is none of an outage that is lifted"
        report.problem((*path, "crew_stage"), message)


def _check_assumption(path: Path, assumption: Assumption, report: Report) -> None:
    """Check what can be said of an assumption that is not in place: where its values go."""
    for text in assumption.set_:
        steps = steps_of(text)
        if not steps:
            message = "is no path: write one such as people.medical_return_rate"
            report.problem((*path, text), message)
        elif steps[0] in UNASSUMED:
            report.problem((*path, text), "belongs to the file and cannot be assumed")


def _check_times(file: ScenarioFile, report: Report, calendar: Calendar) -> None:
    until = calendar.at(file.until)
    if until <= 0:
        report.problem(("until",), f"{file.until} is not after as_of, {file.as_of}")
    by = calendar.maybe_at(file.headline.by)
    if by is not None and by <= 0:
        moved = _is_moved(("as_of",), ("headline", "by"), report)
        cure = ": it is the base's, state it anew" if moved else ""
        report.problem(("headline", "by"), f"{file.headline.by} is not after as_of{cure}")
    elif by is not None and by > until > 0:
        report.warn(("headline", "by"), f"{file.headline.by} is after until, {file.until}: cut")


def _check_left_behind(file: ScenarioFile, report: Report, calendar: Calendar) -> None:
    """Warn of a date and a question of the base that speak of something else here."""
    by, question = ("headline", "by"), ("question",)
    until = file.until
    if _is_moved(("until",), by, report) and 0 < calendar.at(file.headline.by or until) < (
        calendar.at(until)
    ):
        message = f"{file.headline.by} is the base's, and until was moved to {until}: state it anew"
        report.warn(by, f"{message}, as what begins later counts for nothing")
    dated = any(letter.isdigit() for letter in file.question)
    asked: list[Path] = [("headline", "lines")]
    asked += [("as_of",), ("until",), by, ("headline", "gap")] if dated else []
    moved = [dotted(path) for path in asked if _is_moved(path, question, report)]
    if moved:
        message = f"is the base's, and {listed(moved)} changed: ask a question of its own"
        report.warn(question, message)


def _is_moved(path: Path, what: Path, report: Report) -> bool:
    """Whether the file itself states a path, and what belongs to it stands in a base."""
    places = [
        place_of(report.root, each)
        for each in (path, what)
        if node_at(report.root, each) is not None
    ]
    files = [place.file for place in places if place is not None]
    return len(files) == 2 and files[0] == report.file != files[1]


def _check_vehicle(
    key: str, vehicle: Vehicle, file: ScenarioFile, names: Names, calendar: Calendar
) -> None:
    report, path = names.report, ("vehicles", key)
    if isinstance(vehicle.family, str):
        names.check((*path, "family"), vehicle.family, "families")
    else:
        names.check_all((*path, "family"), vehicle.family, "families")
    if vehicle.crew > 0 and vehicle.limit is None:
        report.problem((*path, "limit"), "is missing: a class with crew needs a stay limit")
    if vehicle.crew > 0 and not 1 <= vehicle.crew_to_fly <= vehicle.crew:
        message = f"{vehicle.crew_to_fly} is not between 1 and the {vehicle.crew} seats"
        report.problem((*path, "crew_to_fly"), message)
    for index, port in enumerate(vehicle.ports or ()):
        at = (*path, "ports", index)
        names.check(at, port, "ports")
        if port in file.station.ports and key not in file.station.ports[port].accepts:
            accepting = listed(ports_for(file, key))
            report.problem(at, f"{port} does not accept {key}; ports that do: {accepting}")
    if vehicle.crew == 0 and vehicle.certification is not None:
        message = "is for classes with crew: a cargo ship carries nobody"
        report.problem((*path, "certification"), message)
    elif isinstance(vehicle.certification, Certified):
        check_between((*path, "certification"), vehicle.certification, report, calendar)
    for kind in Blackouts.model_fields if vehicle.blackouts is not None else ():
        stated = getattr(vehicle.blackouts, kind)
        check_blackouts((*path, "blackouts", kind), stated, file, report, calendar)
    if vehicle.spacecraft is not None:
        _check_spacecraft(vehicle.spacecraft, (*path, "spacecraft"), report, calendar)


def _check_spacecraft(stated: Spacecraft, path: Path, report: Report, calendar: Calendar) -> None:
    reusable = (stated.refurbishment, stated.capsules)
    expendable = (stated.deliveries, stated.then_every)
    if any(x is not None for x in reusable) == any(x is not None for x in expendable):
        report.problem(path, "needs refurbishment and capsules, or deliveries and then_every")
        return
    for first, second in (("refurbishment", "capsules"), ("deliveries", "then_every")):
        one, other = getattr(stated, first), getattr(stated, second)
        if (one is None) != (other is None):
            report.problem((*path, first if one is None else second), "is missing")
    for name, landed in (stated.capsules or {}).items():
        if landed != "docked" and calendar.at(landed) > 0:
            message = f"{landed} is after as_of: write when it last landed, or docked"
            report.problem((*path, "capsules", name), message)


def _check_line(key: str, line: Line, file: ScenarioFile, names: Names) -> None:
    report, path = names.report, ("lines", key)
    if not names.check((*path, "vehicle"), line.vehicle, "vehicles"):
        return
    if line.patience is not None and line.handover == "direct":
        message = "is for lines with `handover: indirect`: a direct line waits to the limit"
        report.problem((*path, "patience"), message)
    if line.from_ is not None and Calendar.of(file).at(line.from_) > 0:
        for name in [name for name, flight in file.docked.items() if flight.line == key]:
            message = f"{line.from_} is after as_of, but {name} is docked: the line has begun"
            report.problem((*path, "from"), message)
            break
    vehicle = file.vehicles.get(line.vehicle)
    if vehicle is None:
        return
    if vehicle.crew == 0:
        report.problem((*path, "vehicle"), f"{line.vehicle!r} carries no crew: see `cargo`")
        return
    if line.relief_seats is not None and line.relief_seats > vehicle.crew:
        message = f"{line.relief_seats} is more than the {vehicle.crew} seats of {line.vehicle}"
        report.problem((*path, "relief_seats"), message)
    if line.cadence is not None:
        _check_cadence((*path, "cadence"), line.cadence, line.vehicle, file, report)


def _check_cadence(
    path: Path, cadence: Cadence, name: str, file: ScenarioFile, report: Report
) -> None:
    """Check that each crew fits the class of that name, and that each takes over in its time."""
    vehicle, calendar = file.vehicles[name], Calendar.of(file)
    crews: dict[Path, list[Unnamed]] = {(*path, "crew"): cadence.crew}
    last = ""
    for date, crew in (cadence.crew_from or {}).items():
        at, day = (*path, "crew_from", date), calendar.beginning(date)
        crews[at] = crew
        if day <= 0:
            report.problem(at, f"is not after as_of, {file.as_of}: write it as crew")
        elif not report.is_bad(("until",)) and day > calendar.at(file.until):
            report.warn(at, f"is after until, {file.until}: no flight by then has this crew")
        if date < last:
            report.warn(at, f"stands behind {last}, but is earlier: dates count, not their order")
        last = date
    for at, crew in crews.items():
        count = len(crew)
        unfit = count > vehicle.crew or count < vehicle.crew_to_fly <= vehicle.crew
        if unfit and not report.has_bad_part(at):
            message = f"a crew of {count}, but {name} flies with {seats(vehicle)}"
            report.problem(at, message)


def seats(vehicle: Vehicle) -> str:
    """Return how many people a class flies with, in words."""
    if vehicle.crew_to_fly == vehicle.crew:
        return str(vehicle.crew)
    return f"{vehicle.crew_to_fly} to {vehicle.crew}"
