"""What a file says of the station's segments: each that it names is one of them."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.document import Path
from sim.scenario.names import Names
from sim.scenario.schema import ScenarioFile
from sim.scenario.schema_flights import Crew
from sim.scenario.values import GUEST, Segment


def check_segments(file: ScenarioFile, names: Names) -> None:
    """Note every segment that the station does not have, in a crew or beside a number.

    In a crew `GUEST` stands for none.
    """
    segments, at = file.station.segments, ("station", "segments")
    for index, segment in enumerate(segments):
        if segment in segments[:index]:
            names.report.problem((*at, index), f"{segment} is named already")
        if segment == GUEST:
            message = "none is for guests, who work in no segment: name it otherwise"
            names.report.problem((*at, index), message)
        if segment == "total":
            names.report.problem((*at, index), "total is what all of them are together: name it so")
    for path, segment in _counted(file):
        names.check(path, segment, "segments", among=segments)
    for path, segment in _flown(file):
        if segment != GUEST:
            names.check(path, segment, "segments", among=segments)


def _counted(file: ScenarioFile) -> Iterator[tuple[Path, Segment]]:
    """Yield each segment of which the station states a number of people, and where."""
    for key, counts in (
        ("minimum_crew", file.station.minimum_crew),
        ("complement", file.station.complement or {}),
    ):
        for segment in counts:
            if (key, segment) != ("minimum_crew", "total"):
                yield ("station", key, segment), segment


def _flown(file: ScenarioFile) -> Iterator[tuple[Path, Segment]]:
    """Yield the segment of each who flies, and where it stands."""
    for section, flights in (("docked", file.docked), ("manifest", file.manifest)):
        for name, flight in flights.items():
            yield from _of_crew((section, name, "crew"), flight.crew)
    for name, line in file.lines.items():
        if line.cadence is not None:
            at = ("lines", name, "cadence")
            yield from _of_crew((*at, "crew"), line.cadence.crew)
            for date, crew in (line.cadence.crew_from or {}).items():
                yield from _of_crew((*at, "crew_from", date), crew)
    policies = {("policy",): file.policy} | {("policies", n): p for n, p in file.policies.items()}
    for path, policy in policies.items():
        extra = policy.extra_flight
        if extra is not None and extra != "off":
            yield from _of_crew((*path, "extra_flight", "crew"), extra.crew)


def _of_crew(path: Path, crew: Crew | None) -> Iterator[tuple[Path, Segment]]:
    if isinstance(crew, list):
        yield from (((*path, index), segment) for index, segment in enumerate(crew))
        return
    for who, person in (crew or {}).items():
        if isinstance(person, str):
            yield (*path, who), person
        else:
            yield (*path, who, "segment"), person.segment
