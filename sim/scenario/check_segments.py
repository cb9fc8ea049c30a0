"""What a file says of segments and qualifications: each that it names is one of the station's."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.scenario.document import Path
from sim.scenario.manifest import segment_of
from sim.scenario.names import Names
from sim.scenario.schema import ScenarioFile
from sim.scenario.schema_flights import Crew
from sim.scenario.times import Calendar
from sim.scenario.values import GUEST


def check_segments(file: ScenarioFile, names: Names) -> None:
    """Note every segment or qualification that the station does not have, in a crew or by a number.

    In a crew `GUEST` stands for no segment.
    """
    station, report = file.station, names.report
    segments, qualifications = station.segments, station.qualifications or []
    named: list[Path] = [("station", "segments", n) for n in range(len(segments))]
    named += [("station", "qualifications", n) for n in range(len(qualifications))]
    both = [*segments, *qualifications]
    for index, path in enumerate(named):
        if both[index] in both[:index]:
            report.problem(path, f"{both[index]} is named already")
        if both[index] == GUEST:
            message = "none is for guests, who work in no segment: name it otherwise"
            report.problem(path, message)
        if both[index] == "total":
            report.problem(path, "total is what all of them are together: name it so")
    for path, name in _counted(file):
        names.check(path, name, "segments", among=both, where="or one of station.qualifications")
    for path, crew in _crews(file):
        _check_crew(path, crew, file, names)
    _check_dates(file, names)


def _check_crew(path: Path, crew: Crew | None, file: ScenarioFile, names: Names) -> None:
    """Check the segment of each of a crew, and what else they are qualified for."""
    station = file.station
    for key, who in enumerate(crew) if isinstance(crew, list) else (crew or {}).items():
        at, segment = (*path, key), segment_of(who)
        if segment != GUEST:
            place = at if isinstance(who, str) else (*at, "segment")
            names.check(place, segment, "segments", among=station.segments)
        if isinstance(who, str):
            continue
        theirs, known = who.qualifications or (), station.qualifications or ()
        for n, each in enumerate(theirs):
            place = (*at, "qualifications", n)
            if segment == GUEST:
                message = "is for who works aboard: a guest counts for no qualification"
                names.report.problem(place, message)
            elif each in theirs[:n]:
                names.report.problem(place, f"{each} is named already")
            else:
                where = "of station.qualifications"
                names.check(place, each, "qualifications", among=known, where=where)


def _check_dates(file: ScenarioFile, names: Names) -> None:
    """Check that a complement that is to change does so while the forecast runs."""
    calendar, report = Calendar.of(file), names.report
    for date in file.station.complement_from or ():
        path, day = ("station", "complement_from", date), calendar.beginning(date)
        if day <= 0:
            report.problem(path, f"is not after as_of, {file.as_of}: write it as complement")
        elif not report.is_bad(("until",)) and day >= calendar.at(file.until):
            report.warn(path, f"is not before until, {file.until}: it never holds")


def _counted(file: ScenarioFile) -> Iterator[tuple[Path, str]]:
    """Yield each segment or qualification with a stated number of people, and where."""
    station = file.station
    counts: dict[Path, Mapping[str, int]] = {
        ("minimum_crew",): station.minimum_crew,
        ("complement",): station.complement or {},
    }
    later = station.complement_from or {}
    counts |= {("complement_from", date): each for date, each in later.items()}
    for key, each in counts.items():
        for name in each:
            if (*key, name) != ("minimum_crew", "total"):
                yield ("station", *key, name), name


def _crews(file: ScenarioFile) -> Iterator[tuple[Path, Crew | None]]:
    """Yield each crew, and where it stands."""
    for section, flights in (("docked", file.docked), ("manifest", file.manifest)):
        for name, flight in flights.items():
            yield (section, name, "crew"), flight.crew
    for name, line in file.lines.items():
        if line.cadence is not None:
            at = ("lines", name, "cadence")
            yield (*at, "crew"), line.cadence.crew
            for date, crew in (line.cadence.crew_from or {}).items():
                yield (*at, "crew_from", date), crew
    policies = {("policy",): file.policy} | {("policies", n): p for n, p in file.policies.items()}
    for path, policy in policies.items():
        extra = policy.extra_flight
        if extra is not None and extra != "off":
            yield (*path, "extra_flight", "crew"), extra.crew
