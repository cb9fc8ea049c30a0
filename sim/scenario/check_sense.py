"""The part of `sim.scenario.check` for what only the whole shows: whether it can be played.

Runs on files without any other problem.
"""

from __future__ import annotations

from sim.core import clock
from sim.core.laws import LEAST_MASS
from sim.scenario.complete import cadences, vehicle_of
from sim.scenario.document import Path
from sim.scenario.laws import Stated, chance_of, longest, possible, survival
from sim.scenario.problems import Report
from sim.scenario.quantities import DURATION, PROBABILITY
from sim.scenario.schema import ScenarioFile
from sim.scenario.times import Calendar

DOUBTFUL = 0.01
"""A state of things less probable than this deserves a warning."""


def check_sense(file: ScenarioFile, report: Report, calendar: Calendar) -> None:
    """Note what contradicts the state of things on ``as_of``, and what could never end."""
    flights = [*file.docked.values(), *file.manifest.values(), *cadences(file).values()]
    if not flights:
        report.problem((), "nothing is docked and nothing flies: there is nothing to play")
        return
    to_come = {vehicle_of(file, f) for f in flights[len(file.docked) :]}
    _check_use(file, report)
    _check_requalification(file, report, {name for name in to_come if name is not None})
    _check_running(file, report, calendar)
    _check_estimates(file, report, calendar)


def _check_use(file: ScenarioFile, report: Report) -> None:
    used = {vehicle.family for vehicle in file.vehicles.values()}
    launched = {family for pad in file.pads.values() for family in pad.families}
    for name, pad in file.pads.items():
        if not used & set(pad.families):
            message = f"launches {', '.join(pad.families)} alone, which no vehicle here uses"
            report.problem(("pads", name, "families"), message)
    for name in file.families:
        if name not in launched:
            report.problem(("families", name), "no pad launches it")
        elif name not in used:
            report.warn(("families", name), "no vehicle here uses it")


def _check_requalification(file: ScenarioFile, report: Report, to_come: set[str]) -> None:
    """Check that whatever can owe uncrewed launches has cargo flights to pay them."""
    crewed = {file.vehicles[name].family for name in to_come if file.vehicles[name].crew > 0}
    cargo = {file.vehicles[name].family for name in to_come if file.vehicles[name].crew == 0}
    for name, family in file.families.items():
        losable = possible(family.loss_probability, PROBABILITY)
        owes = family.owed > 0 or (family.requalification > 0 and losable)
        if owes and name in crewed and name not in cargo:
            key = "owed" if family.owed else "requalification"
            message = f"no cargo ship flies on {name} to pay uncrewed launches before a crew"
            report.problem(("families", name, key), message)
    for name, pad in file.pads.items():
        damageable = pad.outage is not None or possible(pad.damage_probability, PROBABILITY)
        owes = pad.owed > 0 or (pad.requalification > 0 and damageable)
        if owes and crewed & set(pad.families) and not cargo & set(pad.families):
            key = "owed" if pad.owed else "requalification"
            message = f"no cargo ship flies from {name} to pay uncrewed launches before a crew"
            report.problem(("pads", name, key), message)


def _check_running(file: ScenarioFile, report: Report, calendar: Calendar) -> None:
    for name, pad in file.pads.items():
        if pad.outage is not None:
            path: Path = ("pads", name, "outage")
            stated = pad.outage.repair if pad.outage.repair is not None else pad.repair
            _check_law(path, stated, calendar.at(pad.outage.since), "repair", report, calendar)
    for name, family in file.families.items():
        if (grounded := family.grounded) is not None:
            path = ("families", name, "grounded")
            stated = grounded.stand_down if grounded.stand_down is not None else family.stand_down
            since = calendar.at(grounded.since)
            _check_law(path, stated, since, "stand-down", report, calendar)


def _check_estimates(file: ScenarioFile, report: Report, calendar: Calendar) -> None:
    down = {name: pad.outage for name, pad in file.pads.items() if pad.outage is not None}
    if file.estimates and len(down) != 1:
        found = ", ".join(down) if down else "no pad"
        plural = "have" if len(down) > 1 else "has"
        message = f"{found} {plural} an outage: estimates are views of the repair of one"
        report.problem(("estimates",), message)
        return
    for name, estimate in file.estimates.items():
        path: Path = ("estimates", name)
        for outage in down.values():
            since = calendar.at(outage.since)
            _check_law(path, estimate.repair, since, "repair", report, calendar)


def _check_law(
    path: Path, stated: Stated | None, since: int, what: str, report: Report, calendar: Calendar
) -> None:
    """Check that a duration that began at ``since`` can still run on ``as_of``."""
    if stated is None:
        return
    chance = chance_of(stated, DURATION, ())
    left = survival(chance, -since)
    lasted = clock.format_duration(-since)
    if left < LEAST_MASS:
        ended = calendar.date(since + longest(chance))
        message = f"the {what} ended by {ended} at the latest, but still runs on as_of"
        report.problem(path, f"{message}, {lasted} after it began")
    elif left < DOUBTFUL:
        message = (
            f"the {what} lasts longer than the {lasted} so far with probability {left:.2g} only"
        )
        report.warn(path, message)
