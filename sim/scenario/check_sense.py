"""The part of `sim.scenario.check` for what only the whole shows: whether it can be played.

Runs on files without any other problem.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from sim.core import clock
from sim.core.laws import LEAST_MASS
from sim.scenario.blackouts import blackouts_of, pads_closed
from sim.scenario.complete import ports_for
from sim.scenario.document import Path
from sim.scenario.laws import Stated, chance_of, input_of, longest, possible, survival
from sim.scenario.levers import in_force_from, stated_at, under
from sim.scenario.manifest import lengths_of, vehicle_of
from sim.scenario.merge import SAID
from sim.scenario.problems import Report
from sim.scenario.quantities import DURATION, PROBABILITY, RATE, REPAIR, Statement
from sim.scenario.schema import Answer, Estimate, ScenarioFile
from sim.scenario.schema_flights import Flight
from sim.scenario.schema_policy import AlternatePad, ExtraFlight
from sim.scenario.subjects import Subject, spoken_of, subjects_of
from sim.scenario.times import Calendar, seconds

DOUBTFUL = 0.01
"""A state of things less probable than this deserves a warning."""


def check_sense(file: ScenarioFile, report: Report, calendar: Calendar) -> None:
    """Note what contradicts the state of things on ``as_of``, and what could never end."""
    views = {name: under(file, name) for name in (None, *file.policies)}
    if not file.docked and not views[None].manifest:
        report.problem((), "nothing is docked and nothing flies: there is nothing to play")
        return
    _check_use(file, report)
    _check_dormant(views, report)
    _check_crew_stages(file, report)
    _check_reseat_lead(file, report)
    for name, view in views.items():
        _check_requalification(view, name, file, report)
        _check_stays(view, name, file, report, calendar)
    _check_running(file, report, calendar)
    _check_closed(file, report, calendar)
    _check_estimates(file, report, calendar)


def _check_use(file: ScenarioFile, report: Report) -> None:
    used = {family for vehicle in file.vehicles.values() for family in vehicle.families}
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


def _check_dormant(views: Mapping[str | None, ScenarioFile], report: Report) -> None:
    """Warn of dormant pads that stay so, and of families that have no other."""
    levers = [view.policy.alternate_pad for view in views.values()]
    activated = {lever.pad for lever in levers if isinstance(lever, AlternatePad)}
    file = views[None]
    up = {f for pad in file.pads.values() if pad.dormant is None for f in pad.families}
    for name, pad in file.pads.items():
        if pad.dormant is not None and name not in activated:
            report.warn(("pads", name, "dormant"), "no policy activates it: it never launches")
    for family in dict.fromkeys(f for v in file.vehicles.values() for f in v.families):
        if family not in up:
            report.warn(("families", family), "only dormant pads launch it")


def _check_crew_stages(file: ScenarioFile, report: Report) -> None:
    """Warn of pads whose repair has a stage for crews, though none flies from them."""
    crewed = {f for vehicle in file.vehicles.values() if vehicle.crew > 0 for f in vehicle.families}
    for name, pad in file.pads.items():
        path: Path = ("pads", name)
        stages: dict[Path, Stated | None] = {(*path, "crew_stage"): pad.crew_stage}
        if pad.outage is not None:
            stages |= {(*path, *at, "crew_stage"): each.crew_stage for at, each in pad.stated()}
            stages |= {(*at, "crew_stage"): each.crew_stage for at, _, each in _answers(file)}
        for at, stated in stages.items() if crewed.isdisjoint(pad.families) else ():
            if stated is not None and longest(chance_of(stated, DURATION, ())) > 0.0:
                report.warn(at, "is for crews, and no class with crew flies from the pad")
                break


def _check_reseat_lead(file: ScenarioFile, report: Report) -> None:
    """Warn of lines that give seats to the stranded of others up to the second of a launch."""
    failing = [v for v in file.vehicles.values() if v.crew and possible(v.unfit_rate, RATE)]
    for name, line in file.lines.items():
        helps = len(file.lines) > 1 and line.relief_seats != 0
        if failing and helps and not possible(line.reseat_lead, DURATION):
            message = (
                "reseat_lead is 0: people stay behind for the stranded of another line even at the"
                " last second; state it, or relief_seats: 0"
            )
            report.warn(("lines", name), message)


def _check_requalification(
    view: ScenarioFile, policy: str | None, file: ScenarioFile, report: Report
) -> None:
    """Check that whatever can owe uncrewed launches has cargo flights to pay them.

    It holds a crew up for good only if that crew's class has no family where this cannot be.
    """
    cargo: Counter[tuple[str, ...]] = Counter()
    crews: set[tuple[str, ...]] = set()
    for flight in view.manifest.values():
        vehicle = view.vehicles[vehicle_of(view, flight) or ""]
        if vehicle.crew > 0:
            crews.add(vehicle.families)
        else:
            cargo[vehicle.families] += 1
    if isinstance(extra := view.policy.extra_flight, ExtraFlight):
        crews.add(view.vehicles[extra.class_].families)
    unpaid: dict[str, list[tuple[Path, str]]] = {name: [] for name in view.families}
    for name, family in view.families.items():
        debts: dict[Path, int] = {("families", name, "owed"): family.owed}
        if possible(family.loss_probability, PROBABILITY):
            debts["families", name, "requalification"] = family.requalification
        unpaid[name] += _unpaid(debts, cargo, (name,), f"on {name}")
    for name, pad in view.pads.items():
        lever = "first_after_repair"
        later = in_force_from(file, policy, lever) is not None
        debts = _debts_of_pad(view, name, stated_at(file, policy, lever), later=later)
        found = _unpaid(debts, cargo, pad.families, f"from {name}")
        for family_name in dict.fromkeys(pad.families):
            unpaid[family_name] += found
    for families in sorted(crews):
        if all(unpaid[name] for name in families):
            for path, message in (each for name in families for each in unpaid[name]):
                report.problem(path, message)


def _debts_of_pad(view: ScenarioFile, name: str, lever: Path, *, later: bool) -> dict[Path, int]:
    """Return the uncrewed launches that a pad owes or can owe, by what asks for them.

    ``later``: `first_after_repair` is not decided on ``as_of``, so that what it spares may be owed.
    """
    pad, pinned = view.pads[name], view.pins.pads.get(name)
    first, alternate = view.policy.first_after_repair, view.policy.alternate_pad
    debts: dict[Path, int] = {("pads", name, "owed"): pad.owed}
    damaged = pad.outage is not None or possible(pad.damage_probability, PROBABILITY)
    damaged |= pad.outages is not None and possible(pad.outages.rate, RATE)
    damaged |= pinned is not None and bool(pinned.outages)
    if pad.dormant is not None:
        if not (isinstance(alternate, AlternatePad) and alternate.pad == name):
            return {}
        damaged = True  # an activation asks for what a repair asks for
    if damaged and first == "cargo" and pad.requalification == 0:
        debts[lever] = 1
    elif damaged and (first != "crew" or later):
        debts["pads", name, "requalification"] = pad.requalification
    return debts


def _unpaid(
    debts: dict[Path, int],
    cargo: Counter[tuple[str, ...]],
    families: Iterable[str],
    where: str,
) -> list[tuple[Path, str]]:
    """Return where a debt of uncrewed launches stands that the cargo flights to come cannot pay.

    Parameters
    ----------
    cargo : Counter
        Cargo flights by the families of their class.
    families : iterable of str
        An uncrewed launch with any of them pays.
    """
    if not debts:
        return []
    path, debt = max(debts.items(), key=lambda item: item[1])
    payers = sum(count for own, count in cargo.items() if not set(families).isdisjoint(own))
    if debt <= payers:
        return []
    message = f"no cargo ship flies {where} to pay uncrewed launches before a crew"
    if payers > 0:
        flights = "cargo flight" if payers == 1 else "cargo flights"
        message = f"{debt} uncrewed launches before a crew, but only {payers} {flights} {where}"
    return [(path, message)]


def _check_stays(
    view: ScenarioFile, policy: str | None, file: ScenarioFile, report: Report, calendar: Calendar
) -> None:
    """Warn of planned stays that end after the stay limit, inputs at their medians.

    The quiet play would not show them where the overlap is cut to end at the limit. Of a named
    policy only what its own increments change is looked at.
    """
    until = calendar.at(view.until)
    lengths = stated_at(file, policy, "increment_length")
    decided_on = in_force_from(file, policy, "increment_length")
    stays: dict[Path, float] = {}
    for name, docked in view.docked.items():
        if docked.launched is not None:
            launched = calendar.at(docked.launched)
            _note_stay(("docked", name), docked, launched, view, None, calendar, stays)
    for name, planned in view.manifest.items():
        launch = calendar.planned(planned.planned).median
        if launch < until:
            at = lengths if decided_on is None or launch >= decided_on else None
            _note_stay(("manifest", name), planned, launch, view, at, calendar, stays)
    for path, late in stays.items():
        if late > 0.0 and (policy is None or path[:2] == ("policies", policy)):
            said = clock.format_duration(late)
            report.warn(path, f"the planned stay ends {said} after the stay limit")


def _note_stay(
    path: Path,
    flight: Flight,
    launch: int,
    file: ScenarioFile,
    lengths: Path | None,
    calendar: Calendar,
    stays: dict[Path, float],
) -> None:
    """Note by how much a planned stay exceeds its limit, where that limit or stay is stated.

    ``lengths`` is where the increments are stated that the flight may have; None if it has none.
    """
    vehicle = file.vehicles[vehicle_of(file, flight) or ""]
    limit = vehicle.limit if flight.limit is None else flight.limit
    if limit is None:
        return
    length = lengths_of(file.policy).get(flight.line or "")
    if flight.planned_return is not None:
        stay: float = calendar.at(flight.planned_return) - launch
        path = (*path, "planned_return")
    elif flight.stay is None and length is not None and lengths is not None:
        stay = seconds(length)
        path = (*lengths, flight.line or "")
    else:
        stay = _median(vehicle.stay if flight.stay is None else flight.stay)
        if flight.limit is None and flight.stay is None:
            path = ("vehicles", vehicle_of(file, flight) or "", "stay")
    stays[path] = stay - _median(limit)


def _median(stated: Stated) -> float:
    return input_of(stated, DURATION, ()).law.median()


def _check_running(file: ScenarioFile, report: Report, calendar: Calendar) -> None:
    for each in subjects_of(file, calendar).values():
        _check_law(each.path, each.lasts, each.since, _lasting(each), report, calendar)


def _lasting(subject: Subject) -> str:
    return "repair" if subject.outage is not None else "stand-down"


def _check_closed(file: ScenarioFile, report: Report, calendar: Calendar) -> None:
    """Warn of dates of the plan at which all pads, or all ports, are closed, and of who stays."""
    until = calendar.at(file.until)
    ports = {
        n: blackouts_of(p.closed or (), until, calendar) for n, p in file.station.ports.items()
    }
    pads = pads_closed(file, until, calendar)
    for name, docked in file.docked.items():
        leaves = calendar.maybe_at(docked.planned_return)
        for begins, ends in ports.get(docked.port or "", ()):
            if begins < (until if leaves is None else leaves) and ends > 0:
                message = f"{docked.port} is closed from {calendar.date(begins)}, before it leaves"
                report.warn(("docked", name, "port"), f"{message}: it stays there")
                break
    for name, flight in file.manifest.items():
        vehicle = file.vehicles[vehicle_of(file, flight) or ""]
        launch = calendar.planned(flight.planned).median
        docks = launch + round(chance_of(vehicle.transit, DURATION, ()).law.median())
        mine = [p for p in file.pads if not set(vehicle.families).isdisjoint(file.pads[p].families)]
        there = vehicle.ports or ports_for(file, vehicle_of(file, flight) or "")
        for what, names, at, closed in (
            ("pads", mine, launch, pads),
            ("ports", there, docks, ports),
        ):
            opens = [max((b for a, b in closed[n] if a <= at < b), default=at) for n in names]
            if names and min(opens) > at:
                message = f"on this date its {what}, {', '.join(names)}, are closed until"
                path: Path = ("manifest", name, "planned")
                report.warn(path, f"{message} {calendar.date(min(opens))}: it waits")


def _check_estimates(file: ScenarioFile, report: Report, calendar: Calendar) -> None:
    subjects = subjects_of(file, calendar)
    for path, estimate in _estimates(file):
        of = spoken_of(estimate, subjects)
        if isinstance(of, str):
            report.problem((*path, "of") if estimate.of else path, of)
            continue
        for at, said, answer in _answers_of(path, estimate):
            _check_law(at, answer.repair, of.since, _lasting(of), report, calendar)
            if answer.crew_stage is not None and of.outage is None:
                report.problem((*at, "crew_stage"), "is of a pad: a family that flies takes crews")
            if isinstance(answer.repair, Statement) and said is not None:
                _check_after(at, answer.repair, said, of.since, report, calendar)


def _estimates(file: ScenarioFile) -> Iterator[tuple[Path, Estimate]]:
    """Yield the estimates that have an answer of their own."""
    for section in SAID:
        for name, estimate in getattr(file, section).items():
            if not estimate.together:
                yield (section, name), estimate


def _answers(file: ScenarioFile) -> Iterator[tuple[Path, str | None, Answer]]:
    """Yield what the estimates say, of those that were revised at each date, and when."""
    for path, estimate in _estimates(file):
        yield from _answers_of(path, estimate)


def _answers_of(path: Path, estimate: Estimate) -> Iterator[tuple[Path, str | None, Answer]]:
    if estimate.revisions is None:
        yield path, estimate.said, estimate
    for when, revision in (estimate.revisions or {}).items():
        yield (*path, "revisions", when), when, revision


def _check_after(
    path: Path, stated: Statement, said: str, since: int, report: Report, calendar: Calendar
) -> None:
    """Check that a statement says itself how long the outage had lasted on the day it was made."""
    passed = calendar.at(said) - since
    if abs(passed - DURATION.value(stated.after)) > clock.DAY:
        days = max(round(passed / clock.DAY), 0)
        message = f"{stated.after} is not how long it had lasted on {said}: write {days} d"
        report.problem((*path, "repair", "after"), message)


def _check_law(
    path: Path, stated: Stated | None, since: int, what: str, report: Report, calendar: Calendar
) -> None:
    """Check that a duration that has begun at ``since`` can still run on ``as_of``."""
    if stated is None or since > 0:
        return
    chance = chance_of(stated, REPAIR, ())
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
