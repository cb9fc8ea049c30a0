"""The part of `sim.scenario.check` for launchers: families, pads and their outages, blackouts."""

from __future__ import annotations

from collections.abc import Sequence

from sim.core import clock
from sim.scenario.blackouts import MOST_BLACKOUTS, repetitions, step
from sim.scenario.document import Path
from sim.scenario.laws import possible
from sim.scenario.names import Names
from sim.scenario.planned import told
from sim.scenario.problems import Report
from sim.scenario.quantities import PROBABILITY
from sim.scenario.schema import Certified, ScenarioFile
from sim.scenario.schema_launchers import Blackout, Outage, Pad, Serves
from sim.scenario.subjects import outages_of
from sim.scenario.times import Calendar


def check_launchers(file: ScenarioFile, names: Names, calendar: Calendar) -> None:
    """Note every family and pad whose state cannot be, and outages without a repair."""
    report = names.report
    for key, family in file.families.items():
        if family.grounded and calendar.at(family.grounded.since) > 0:
            _after(report, ("families", key, "grounded", "since"), family.grounded.since)
    for key, pad in file.pads.items():
        path: Path = ("pads", key)
        for index, each in enumerate(pad.serves):
            at = (*path, "families", index)
            _check_served(at, each, pad.families[:index], names, calendar)
            if pad.dormant is not None and isinstance(each, Serves):
                message = "has no dates: a dormant pad launches its families once it is activated"
                report.problem(at, message)
        if pad.last_launch is not None and calendar.at(pad.last_launch) > 0:
            _after(report, (*path, "last_launch"), pad.last_launch)
        _check_repair(path, pad, report)
        for field in ("outage", "last_launch", "owed") if pad.dormant is not None else ():
            if getattr(pad, field):
                message = "is for pads that launch: a dormant pad is neither up nor down"
                report.problem((*path, field), message)
        check_blackouts((*path, "closed"), pad.closed or (), file, report, calendar)
    for key, place in (file.ranges or {}).items():
        names.check_all(("ranges", key, "pads"), place.pads, "pads")
        check_blackouts(("ranges", key, "closed"), place.closed or (), file, report, calendar)
    for key, port in file.station.ports.items():
        check_blackouts(
            ("station", "ports", key, "closed"), port.closed or (), file, report, calendar
        )
    found: dict[str, str] = {}
    for key, pad_name, path, outage in outages_of(file):
        if key in found or (key != pad_name and key in file.pads):
            message = f"{key} is the name of another outage, or pad: give it one of its own"
            report.problem((*path, "name") if outage.name else path, message)
        found[key] = pad_name
        _check_outage(path, outage, file, report, calendar)


def _check_served(
    path: Path, stated: str | Serves, before: Sequence[str], names: Names, calendar: Calendar
) -> None:
    """Check a family that a pad launches, from or until a date too."""
    name = stated if isinstance(stated, str) else stated.family
    known = names.check(path if isinstance(stated, str) else (*path, "family"), name, "families")
    if known and name in before:
        names.report.problem(path, f"{name} stands in the list already: name it once")
    if isinstance(stated, Serves):
        check_between(path, stated, names.report, calendar)


def check_between(
    path: Path, stated: Serves | Certified, report: Report, calendar: Calendar
) -> None:
    """Note a time that has no length, or is over by ``as_of``."""
    if stated.to is None:
        return
    if stated.from_ is not None and calendar.at(stated.to) <= calendar.at(stated.from_):
        report.problem((*path, "to"), f"{stated.to} is not after {stated.from_}")
    elif calendar.at(stated.to) <= 0:
        report.problem((*path, "to"), f"{stated.to} is not after as_of: it is over, leave it out")


def _check_repair(path: Path, pad: Pad, report: Report) -> None:
    """Check that whatever takes a pad down has the law of its repair."""
    if pad.repair is not None:
        return
    often = [pad.damage_probability]
    if pad.after_repair is not None:
        often.append(pad.after_repair.damage_probability)
    if any(possible(probability, PROBABILITY) for probability in often):
        message = "is missing: a pad that launches may damage needs the law of its repair"
        report.problem((*path, "repair"), message)
    for at, outage in pad.stated():
        if outage.repair is None:
            message = "is missing: neither the outage nor the pad states one"
            report.problem((*path, *at, "repair"), message)
    if pad.outages is not None and pad.outages.repair is None:
        message = "is missing: neither the outages nor the pad state one"
        report.problem((*path, "outages", "repair"), message)


def _check_outage(
    path: Path, outage: Outage, file: ScenarioFile, report: Report, calendar: Calendar
) -> None:
    date = calendar.planned(outage.since)
    begins = date.median + (date.moves.support()[0] if date.moves else 0)
    if begins < 0 and date.moves:
        message = f"{told(outage.since)} is before as_of: an outage that has begun has one date"
        report.problem((*path, "since"), message)
    if begins >= calendar.at(file.until) and not report.is_bad(("until",)):
        message = f"{told(outage.since)} is not before until, {file.until}: it would never begin"
        report.problem((*path, "since"), message)


def check_blackouts(
    path: Path, stated: Sequence[Blackout], file: ScenarioFile, report: Report, calendar: Calendar
) -> None:
    """Note every blackout that has no length, or is over only when the next begins."""
    until, count = calendar.at(file.until), 0
    for index, blackout in enumerate(stated):
        at = (*path, index)
        length = calendar.at(blackout.to) - calendar.at(blackout.from_)
        if length <= 0:
            report.problem((*at, "to"), f"{blackout.to} is not after {blackout.from_}")
        elif blackout.every is not None and step(blackout) <= length:
            lasts = clock.format_duration(length)
            message = f"{blackout.every} is not longer than the blackout, {lasts}: it never ends"
            report.problem((*at, "every"), message)
        count += repetitions(blackout, until, calendar)
        if count > MOST_BLACKOUTS and not report.is_bad(("until",)):
            step_at = (*at, "every") if blackout.every is not None else at
            report.problem(step_at, f"makes more than {MOST_BLACKOUTS} blackouts by until")
            return


def _after(report: Report, path: Path, instant: str) -> None:
    report.problem(path, f"{instant} is after as_of: only what has happened by then")
