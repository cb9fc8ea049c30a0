"""The part of `sim.scenario.check` for pins: causes that exist, instants that can be."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario.document import Path
from sim.scenario.manifest import known_vehicle
from sim.scenario.names import Names
from sim.scenario.problems import Report
from sim.scenario.schema import FlightPin, OutagePin, PadPin, ScenarioFile
from sim.scenario.schema_launchers import Interval, Outage, Pad
from sim.scenario.subjects import outages_of
from sim.scenario.times import Calendar, seconds

_ON_THE_WAY_UP = (
    *("launch", "slip", "replan", "scrubs", "lost", "stand_down", "damages_pad"),
    *("fails_to_dock", "transit"),
)
_OF_PEOPLE = (
    "overlap",
    "unfit",
    "medical_return",
    "lead",
    "type_fault",
    "lifeboat",
    "disposal",
    "reseat",
)


def check_pins(file: ScenarioFile, names: Names, calendar: Calendar) -> None:
    """Note every pin of something that does not exist, or at a time that cannot be."""
    report = names.report
    for name, pin in file.pins.pads.items():
        path: Path = ("pins", "pads", name)
        if names.check(path, name, "pads"):
            _check_pad(path, pin, file.pads.get(name), report, calendar)
    outages = {name: outage for name, _, _, outage in outages_of(file)}
    for name, each in (file.pins.outages or {}).items():
        path = ("pins", "outages", name)
        if names.check(path, name, "outages", among=outages):
            _check_outage(path, each, outages[name], report, calendar)
    for name, family in file.pins.families.items():
        path = ("pins", "families", name)
        names.check(path, name, "families")
        at = (*path, "stand_downs")
        _check_intervals(at, family.stand_downs, "the family's `grounded`", report, calendar)
    if file.pins.station is not None:
        _check_intervals(
            ("pins", "station", "evacuations"),
            file.pins.station.evacuations,
            "who is aboard",
            report,
            calendar,
        )
    for name, flight in file.pins.flights.items():
        path = ("pins", "flights", name)
        if names.check(path, name, "flights"):
            _check_flight(path, name, flight, file, names, calendar)


def _check_pad(
    path: Path, pin: PadPin, pad: Pad | None, report: Report, calendar: Calendar
) -> None:
    key = "repaired" if pin.repair is None else "repair"
    if pin.outages is not None:
        _check_intervals((*path, "outages"), pin.outages, "the pad's `outage`", report, calendar)
        _warn_of_overlaps((*path, "outages"), pin.outages, report, calendar)
        if pin.outages and pad is not None and pad.dormant is not None:
            message = (
                "a dormant pad has none before it is activated: those until then do not happen"
            )
            report.warn((*path, "outages"), message)
    elif pin.repaired is None and pin.repair is None:
        report.problem(path, "needs repaired or repair, or outages")
    if pin.repaired is not None and pin.repair is not None:
        report.problem(path, "needs either repaired or repair")
    if pad is None or getattr(pin, key) is None:
        return
    at = path if pin.outages is None else (*path, key)
    if len(pad.stated()) > 1:
        report.problem(at, "has several outages: pin the repair of one under pins.outages, by name")
    elif pad.outage is None:
        report.problem(at, "has no outage whose repair could be pinned")
    else:
        _check_repair(
            path, pin, calendar.planned(pad.stated()[0][1].since).median, report, calendar
        )


def _check_outage(
    path: Path, pin: OutagePin, outage: Outage, report: Report, calendar: Calendar
) -> None:
    """Check that the date of an outage is open, and that its repair can end as it is pinned to."""
    since = calendar.planned(outage.since).median
    if pin.repaired is not None and pin.repair is not None:
        report.problem(path, "needs either repaired or repair")
    if pin.since is not None:
        if since <= 0:
            report.problem((*path, "since"), "is pinned, but the pad is down on as_of: state it")
        since = calendar.at(pin.since)
        if since <= 0 and not report.is_bad((*path, "since")):
            report.problem((*path, "since"), f"{pin.since} is not after as_of")
    if pin.repair is not None or pin.repaired is not None:
        _check_repair(path, pin, since, report, calendar)


def _check_repair(
    path: Path, pin: PadPin | OutagePin, since: int, report: Report, calendar: Calendar
) -> None:
    key, end = "repaired" if pin.repair is None else "repair", calendar.maybe_at(pin.repaired)
    if pin.repair is not None:
        end = since + seconds(pin.repair)
    if end is not None and since <= 0 and end < 0:
        message = f"ends on {calendar.date(end)}, but the pad is still down on as_of"
        report.problem((*path, key), message)
    elif end is not None and end < since:
        message = f"ends on {calendar.date(end)}, but the outage begins on {calendar.date(since)}"
        report.problem((*path, key), message)


def _check_intervals(
    path: Path, stated: Sequence[Interval], before: str, report: Report, calendar: Calendar
) -> None:
    """Check that intervals have a length and begin by ``as_of`` at the earliest.

    Parameters
    ----------
    before : str
        How one that began earlier is stated.
    """
    for index, one in enumerate(stated):
        begin, end = calendar.at(one.from_), calendar.at(one.to)
        if end <= begin:
            report.problem((*path, index, "to"), f"{one.to} is not after {one.from_}")
        if begin < 0:
            message = f"{one.from_} is before as_of: state it as {before}"
            report.problem((*path, index, "from"), message)


def _warn_of_overlaps(
    path: Path, stated: Sequence[Interval], report: Report, calendar: Calendar
) -> None:
    """Warn of an outage that begins while the pad is down already: the later end counts."""
    ends: int | None = None
    for index, one in sorted(enumerate(stated), key=lambda item: calendar.at(item[1].from_)):
        if ends is not None and calendar.at(one.from_) < ends:
            message = f"begins on {one.from_}, before the one before it has ended: the later end"
            report.warn((*path, index), f"{message} counts")
        ends = max(calendar.at(one.to), ends if ends is not None else 0)


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
