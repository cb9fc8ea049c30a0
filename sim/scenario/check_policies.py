"""The part of `sim.scenario.check` for policies: what each lever names, and whether it can act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations

from sim.core import clock
from sim.core.errors import listed
from sim.scenario.check_flights import check_home, check_to_fly, crew_fits, everybody, ran_out
from sim.scenario.complete import ports_for
from sim.scenario.document import Path
from sim.scenario.flights import Person
from sim.scenario.laws import possible
from sim.scenario.levers import direct_lines, stated_at, states, under
from sim.scenario.manifest import (
    MOST_FLIGHTS,
    known_vehicle,
    lengths_of,
    people_of,
    vehicle_of,
)
from sim.scenario.names import Names
from sim.scenario.policy import (
    LEVERS,
    OFF,
    AlternatePad,
    EarlyReturn,
    Extension,
    ExtraFlight,
    NamedLevers,
    OnLowStock,
    Policy,
    ReserveCraft,
    SeatSwap,
)
from sim.scenario.schema import ScenarioFile


def check_policies(file: ScenarioFile, names: Names) -> None:
    """Note every lever that names what is not there or could never act as stated."""
    views = [_View(file, under(file, name), name, names) for name in (None, *file.policies)]
    for view in views:
        _check_increments(view)
        _check_extra_flight(view)
        _check_early_return(view)
        _check_ways_home(view)
        if view.own("seat_swap"):
            _check_seat_swap(view)
        if view.own("alternate_pad"):
            _check_alternate_pad(view)
        if view.own("reserve_craft"):
            _check_reserve_craft(view)
        if view.own("on_low_stock"):
            _check_on_low_stock(view)
        if view.own("hold"):
            _check_hold(view)
        if view.own("extension"):
            _check_extension(view)
        for lever in ("waiver", "extension"):
            if view.name is not None and view.own(lever):
                _check_limits(view, lever)
        _check_decided_on(view)
    names.added = tuple(dict.fromkeys(name for view in views for name in view.added()))


@dataclass(frozen=True)
class _View:
    """A file as one policy has it; ``name`` is None for the file's own policy."""

    stated: ScenarioFile
    file: ScenarioFile
    name: str | None
    names: Names

    def own(self, lever: str) -> bool:
        """Tell whether the policy states the lever itself."""
        return self.name is None or states(self.stated, self.name, lever)

    def at(self, lever: str) -> Path:
        """Return where the lever is stated."""
        return stated_at(self.stated, self.name, lever)

    def where(self, lever: str) -> str:
        """Return ``here``, or the policy under which a lever of `policy` does not fit."""
        return "here" if self.own(lever) else f"under policies.{self.name}"

    def added(self) -> tuple[str, ...]:
        """Return the flights that only this policy has: of its cadences, and its extra flight."""
        extra = self.file.policy.extra_flight
        written = (name for name in self.file.manifest if name not in self.stated.manifest)
        return (*written, *((extra.name,) if isinstance(extra, ExtraFlight) else ()))

    def flights(self) -> list[str]:
        """Return the names of all flights under the policy, also of those with a problem."""
        gone = {name for name in self.stated.manifest if name not in self.file.manifest}
        known = (name for name in self.names.known("flights") if name not in gone)
        return [*known, *self.added()]

    def families(self) -> set[str]:
        """Return the launcher families of the flights to come."""
        flying = {vehicle_of(self.file, flight) for flight in self.file.manifest.values()}
        extra = self.file.policy.extra_flight
        if isinstance(extra, ExtraFlight):
            flying.add(extra.class_)
        vehicles = self.file.vehicles
        return {f for name in vehicles if name in flying for f in vehicles[name].families}

    def families_of_lines(self) -> list[tuple[str, ...]]:
        """Return the launcher families of the class of each line."""
        vehicles, lines = self.file.vehicles, self.file.lines.values()
        return [vehicles[line.vehicle].families for line in lines if line.vehicle in vehicles]


def _check_increments(view: _View) -> None:
    report, file, path = view.names.report, view.file, view.at("increment_length")
    lengths = lengths_of(file.policy)
    for name, length in lengths.items() if view.own("increment_length") else ():
        view.names.check((*path, name), name, "lines")
        line = file.lines.get(name)
        if line is not None and line.cadence and length <= line.median_overlap:
            overlap = clock.format_duration(line.median_overlap)
            message = f"{length} is not above the median overlap, {overlap}: no cadence is left"
            report.problem((*path, name), message)
    if report.is_bad(("until",)):
        return
    for section, key in (("lines", "line"), ("cargo", "class_")):
        for name in getattr(file, section):
            flights = (f for f in file.manifest.values() if f.cadence)
            if sum(getattr(flight, key) == name for flight in flights) > MOST_FLIGHTS:
                at: Path = (section, name, *(("cadence",) if section == "lines" else ()), "every")
                if section == "lines" and name in lengths:
                    at = (*path, name)
                report.problem(at, f"makes more than {MOST_FLIGHTS} flights by until")


def _check_extra_flight(view: _View) -> None:
    extra, report, file = view.file.policy.extra_flight, view.names.report, view.file
    if not isinstance(extra, ExtraFlight):
        return
    path, where = view.at("extra_flight"), view.where("extra_flight")
    if extra.name in view.names.known("flights") or extra.name in file.manifest:
        message = f"{extra.name!r} is a flight {where} already: give it another name"
        report.problem((*path, "name"), message)
        return
    flown = {who: flight for _, who, flight, _, _ in everybody(file)}
    for who, person in people_of(extra.name, extra.crew).items():
        if who in flown:
            report.problem((*path, "crew", who), f"flies in {flown[who]} already")
        if isinstance(person, Person):
            check_to_fly((*path, "crew", who), person, file, view.names, view.flights())
    vehicle = file.vehicles.get(extra.class_)
    if not view.own("extra_flight") or not view.names.check(
        (*path, "class"), extra.class_, "vehicles"
    ):
        return
    if vehicle is None:
        return
    if vehicle.crew == 0:
        message = f"{extra.class_} carries nobody: an extra flight is one of a class with crew"
        report.problem((*path, "class"), message)
        return
    crew_fits((*path, "crew"), extra.crew, extra.class_, vehicle, report, to_fly=True)
    if not ports_for(file, extra.class_):
        report.problem((*path, "class"), f"no port of the station accepts {extra.class_}")
    if file.lines and not any(_apart(vehicle.families, own) for own in view.families_of_lines()):
        message = f"is never ordered: every line shares a launcher family with {extra.class_}"
        report.warn(path, message)


def _apart(one: Iterable[str], other: Iterable[str]) -> bool:
    """Tell whether two classes share no launcher family."""
    return set(one).isdisjoint(other)


def _check_early_return(view: _View) -> None:
    early, report, names = view.file.policy.early_return, view.names.report, view.names
    if not isinstance(early, EarlyReturn):
        return
    path, where = view.at("early_return"), view.where("early_return")
    extra = view.file.policy.extra_flight
    seats: dict[str, str] = {}
    for section, flights in (("docked", view.file.docked), ("manifest", view.file.manifest)):
        for flight, stated in flights.items():
            for who, person in people_of(flight, stated.crew).items():
                seat = person.seat if isinstance(person, Person) and section == "docked" else None
                seats[who] = seat or flight
    if isinstance(extra, ExtraFlight):
        seats |= dict.fromkeys(people_of(extra.name, extra.crew), extra.name)
    for who, flight in early.people.items():
        at = (*path, "people", who)
        sound = not (report.has_bad_part(("docked",)) or report.has_bad_part(("manifest",)))
        if sound and not names.check(at, who, "people", among=seats, where=where):
            continue
        if not names.check(at, flight, "flights", among=view.flights(), where=where):
            continue
        check_home(at, flight, view.file, names)
        if seats.get(who) == flight:
            report.problem(at, f"{who} has a seat in {flight} as it is: name another flight")


def _check_ways_home(view: _View) -> None:
    """Check that increments of another length leave the flights that people are to go home in."""
    gone = {name for name in view.stated.manifest if name not in view.file.manifest}
    for _, who, _, person, _ in everybody(view.file):
        for home in person.homes if isinstance(person, Person) else ():
            if home in gone:
                message = f"leaves no flight {home!r}, in which {who} is to go home"
                view.names.report.problem(view.at("increment_length"), message)


def _check_seat_swap(view: _View) -> None:
    families = view.families_of_lines()
    if not (isinstance(view.file.policy.seat_swap, SeatSwap) and view.file.lines):
        return
    if not any(_apart(one, other) for one, other in combinations(families, 2)):
        message = "swaps nobody: there are no two lines without a common launcher family"
        view.names.report.warn(view.at("seat_swap"), message)


def _check_alternate_pad(view: _View) -> None:
    alternate, report, file = view.file.policy.alternate_pad, view.names.report, view.file
    path = (*view.at("alternate_pad"), "pad")
    if not isinstance(alternate, AlternatePad):
        return
    if not view.names.check(path, alternate.pad, "pads") or alternate.pad not in file.pads:
        return
    pad = file.pads[alternate.pad]
    dormant = [name for name, other in file.pads.items() if other.dormant is not None]
    if pad.dormant is None and not report.has_bad_part(("pads", alternate.pad)):
        known = f"dormant are {listed(dormant)}" if dormant else "no pad here is"
        report.problem(path, f"{alternate.pad} is not dormant: {known}")
    flown = view.families()
    if pad.dormant is not None and set(pad.families) <= set(file.families) - flown:
        launched = ", ".join(pad.families)
        report.problem(path, f"{alternate.pad} launches {launched}, which no flight to come uses")


def _check_reserve_craft(view: _View) -> None:
    reserve, lines = view.file.policy.reserve_craft, view.file.lines
    path = (*view.at("reserve_craft"), "class")
    if not isinstance(reserve, ReserveCraft):
        return
    known = view.names.check(path, reserve.class_, "vehicles")
    flown = dict.fromkeys(line.vehicle for line in lines.values())
    if known and reserve.class_ not in flown and not view.names.report.has_bad_part(("lines",)):
        message = (
            f"no line flies {reserve.class_}: a rescue is a flight of a line ({listed(flown)})"
        )
        view.names.report.problem(path, message)


def _check_on_low_stock(view: _View) -> None:
    low, report, path = view.file.policy.on_low_stock, view.names.report, view.at("on_low_stock")
    if not isinstance(low, OnLowStock):
        return
    if not view.names.known("stocks") and not report.is_bad(("station", "stocks")):
        report.problem(path, "the station has no stocks")
    view.names.check_all((*path, "stocks"), low.stocks or (), "stocks")


def _check_hold(view: _View) -> None:
    hold, report, path = view.file.policy.hold, view.names.report, view.at("hold")
    direct = direct_lines(view.file)
    if hold is True and not direct and not report.has_bad_part(("lines",)):
        report.problem(path, "no line has a direct handover: nobody waits")
    for index, name in enumerate(hold if isinstance(hold, list) else ()):
        known = view.names.check((*path, index), name, "lines")
        if known and name in view.file.lines and name not in direct:
            message = f"{name} has an indirect handover: its vehicles leave without waiting"
            report.problem((*path, index), message)


def _check_extension(view: _View) -> None:
    extension, direct = view.file.policy.extension, direct_lines(view.file)
    for name in extension.lines if isinstance(extension, Extension) else ():
        path = (*view.at("extension"), "lines", name)
        known = view.names.check(path, name, "lines")
        if known and name in view.file.lines and name not in direct:
            message = f"{name} has an indirect handover: its vehicles leave without waiting"
            view.names.report.problem(path, message)


def _check_limits(view: _View, lever: str) -> None:
    for name, docked in view.file.docked.items():
        vehicle = known_vehicle(view.file, docked)
        ended = ran_out(docked, vehicle, view.file, view.name) if vehicle else None
        if ended is not None:
            message = f"under it the stay limit of {name} ran out on {ended}, before as_of"
            view.names.report.problem(view.at(lever), message)


def _check_decided_on(view: _View) -> None:
    """Warn of a day on which nothing is decided, and of levers of `policy` that it leaves nobody.

    A lever that a named policy replaces or switches off is not that of `policy` before that day.
    """
    name, base, report = view.name, view.stated.policy, view.names.report
    policy = base if name is None else view.stated.policies[name]
    if policy.decided_on is None:
        return
    path: Path = ("policy",) if name is None else ("policies", name)
    at, day = policy.decided_on, (*path, "decided_on")
    if at < 0:
        message = f"{policy.decided_on} is before as_of, {view.file.as_of}: it changes nothing"
        report.warn(day, message)
        return
    if not report.is_bad(("until",)) and at >= view.file.until:
        message = f"{policy.decided_on} is not before until, {view.file.until}: nothing is decided"
        report.warn(day, message)
    stated = [lever for lever in LEVERS if getattr(policy, lever) is not None]
    if not any(_is_on(policy, lever) for lever in stated):
        report.warn(day, "decides nothing: no lever stands beside it")
    for lever in stated if policy is not base else ():
        if _is_on(base, lever):
            whose = "neither this nor that" if _is_on(policy, lever) else "that"
            negated = "is" if _is_on(policy, lever) else "is not"
            message = f"before {policy.decided_on} {whose} of policy {negated} in force"
            report.warn((*path, lever), message)


def _is_on(policy: Policy | NamedLevers, lever: str) -> bool:
    """Tell whether a policy itself switches a lever on."""
    stated = getattr(policy, lever)
    if stated is None or stated == OFF:
        return False
    return lever != "waiver" or possible(stated)
