"""The part of `sim.scenario.resolve` for what flies: classes, lines, flights, people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.core import distributions
from sim.core.laws import LEAST_MASS
from sim.scenario import schema, schema_flights
from sim.scenario.blackouts import blackouts_of
from sim.scenario.document import Path
from sim.scenario.laws import Entry, Stated, input_of, typical
from sim.scenario.levers import in_force_from, stated_at
from sim.scenario.manifest import lengths_of, vehicle_of
from sim.scenario.planned import Date
from sim.scenario.quantities import (
    AMOUNT,
    CERTAIN_NEVER,
    DURATION,
    POSITIVE,
    PROBABILITY,
    RATE,
    SHARE,
    SHIFT,
    Unit,
)
from sim.scenario.scenario import (
    Capsules,
    Cargo,
    Chance,
    Deliveries,
    Flight,
    Input,
    Line,
    Person,
    PullForward,
    VehicleClass,
)
from sim.scenario.schema import Blackouts
from sim.scenario.schema_flights import Crew, Planned
from sim.scenario.schema_policy import ExtraFlight
from sim.scenario.times import Calendar


def vehicle_class(
    name: str, stated: schema.Vehicle, until: int, calendar: Calendar
) -> VehicleClass:
    """Return the class of that name."""
    entry = Entry(stated, ("vehicles", name))
    blackouts = stated.blackouts or Blackouts()
    return VehicleClass(
        name=name,
        crew=stated.crew,
        emergency_seats=stated.emergency_seats,
        emergency_time=entry.input("emergency_time", DURATION),
        crew_to_fly=stated.crew_to_fly,
        families=stated.families,
        stay=entry.input("stay", DURATION),
        limit=entry.maybe_input("limit", DURATION),
        transit=entry.chance("transit", POSITIVE),
        docking_failure_probability=entry.input("docking_failure_probability", PROBABILITY),
        return_hold=entry.chance("return_hold", DURATION),
        unfit_rate=entry.input("unfit_rate", RATE),
        unfit_lifeboat_probability=entry.input("unfit_lifeboat_probability", PROBABILITY),
        reseat_time=entry.input("reseat_time", DURATION),
        disposal=entry.input("disposal", DURATION),
        scrub_probability=entry.input("scrub_probability", CERTAIN_NEVER),
        scrub_recycle=entry.input("scrub_recycle", POSITIVE),
        ports=tuple(stated.ports or ()),
        spacecraft=_spacecraft(stated.spacecraft, name, calendar),
        **_certified(stated.certification, entry, calendar),
        launch_blackouts=blackouts_of(blackouts.launch, until, calendar),
        landing_blackouts=blackouts_of(blackouts.landing, until, calendar),
        **_second_attempt(stated.second_attempt, name),
        **_type_fault(stated.type_fault, name),
        reboost=_by_stock(stated.reboost, SHARE, (*entry.path, "reboost")),
    )


def _certified(
    stated: schema.Certified | Stated | None, entry: Entry, calendar: Calendar
) -> dict[str, Any]:
    if not isinstance(stated, schema.Certified):
        return {"certification": entry.maybe_input("certification", DURATION)}
    since = max(calendar.maybe_at(stated.from_) or 0, 0)
    path = f"vehicles.{entry.path[-1]}.certification.from"
    return {
        "certification": Input(path, distributions.fixed(float(since))) if since else None,
        "certified_until": calendar.maybe_at(stated.to),
    }


def _second_attempt(stated: schema.SecondAttempt | None, vehicle: str) -> dict[str, Any]:
    if stated is None:
        return {}
    entry = Entry(stated, ("vehicles", vehicle, "second_attempt"))
    return {
        "second_attempt_after": entry.input("after", POSITIVE),
        "second_attempt_failure_probability": entry.input("failure_probability", PROBABILITY),
    }


def _type_fault(stated: schema.TypeFault | None, vehicle: str) -> dict[str, Any]:
    if stated is None:
        return {}
    entry = Entry(stated, ("vehicles", vehicle, "type_fault"))
    return {
        "type_fault": entry.input("probability", PROBABILITY),
        "type_fault_grounds": entry.chance("grounds", DURATION),
        "type_fault_when_needed": entry.maybe_input("when_needed", DURATION),
    }


def _by_stock(stated: Mapping[str, Stated] | None, unit: Unit, path: Path) -> dict[str, Input]:
    return {name: input_of(value, unit, (*path, name)) for name, value in (stated or {}).items()}


def _spacecraft(
    stated: schema.Spacecraft | None, vehicle: str, calendar: Calendar
) -> Capsules | Deliveries | None:
    if stated is None:
        return None
    entry = Entry(stated, ("vehicles", vehicle, "spacecraft"))
    if stated.capsules is not None:
        landed = {
            name: None if when == "docked" else calendar.at(when)
            for name, when in stated.capsules.items()
        }
        return Capsules(entry.chance("refurbishment", DURATION), landed)
    instants = sorted(calendar.at(when) for when in stated.deliveries or ())
    return Deliveries(tuple(instants), entry.input("then_every", POSITIVE))


def line_of(name: str, stated: schema.Line, calendar: Calendar) -> Line:
    """Return the line of that name."""
    entry = Entry(stated, ("lines", name))
    return Line(
        name=name,
        vehicle=stated.vehicle,
        handover=stated.handover,
        overlap=entry.chance("overlap", DURATION),
        shortest_stay=entry.input("shortest_stay", DURATION),
        patience=entry.maybe_input("patience", DURATION),
        spacing=entry.input("spacing", DURATION),
        replan=entry.chance("replan", SHIFT),
        firm_within=entry.input("firm_within", DURATION),
        slip=entry.chance("slip", SHIFT),
        rebaseline_after=entry.input("rebaseline_after", DURATION),
        pull_forward=_pull_forward(stated.pull_forward, entry),
        rescue_preparation=entry.input("rescue_preparation", DURATION),
        reseat_lead=entry.input("reseat_lead", DURATION),
        relief_seats=stated.relief_seats or 0,
        begins=calendar.maybe_at(stated.from_),
    )


def cargo_of(name: str, stated: schema.Cargo) -> Cargo:
    """Return how the cargo class of that name is flown."""
    entry = Entry(stated, ("cargo", name))
    return Cargo(
        vehicle=name,
        spacing=entry.input("spacing", DURATION),
        replan=entry.chance("replan", SHIFT),
        firm_within=entry.input("firm_within", DURATION),
        slip=entry.chance("slip", SHIFT),
        pull_forward=_pull_forward(stated.pull_forward, entry),
    )


def _pull_forward(stated: schema.PullForward | None, above: Entry) -> PullForward | None:
    if stated is None:
        return None
    entry = Entry(stated, (*above.path, "pull_forward"))
    return PullForward(entry.input("by", DURATION), entry.input("lead", DURATION))


def flights_of(
    file: schema.ScenarioFile,
    policy: str | None,
    vehicles: Mapping[str, VehicleClass],
    calendar: Calendar,
) -> tuple[Flight, ...]:
    """Return what is docked, what is planned and what the policy may order, in this order.

    Parameters
    ----------
    file : ScenarioFile
        Complete, with the policy in place.
    policy : str or None
        Which named policy is in place; None for the scenario's own.
    """
    extra = file.policy.extra_flight
    return (
        *(_docked(name, file, vehicles, calendar) for name in file.docked),
        *(_planned(name, file, policy, vehicles, calendar) for name in file.manifest),
        *(
            (_ordered(extra, vehicles[extra.class_], file, policy),)
            if isinstance(extra, ExtraFlight)
            else ()
        ),
    )


def _docked(
    name: str,
    file: schema.ScenarioFile,
    vehicles: Mapping[str, VehicleClass],
    calendar: Calendar,
) -> Flight:
    """Return the vehicle of that name, which is docked on ``as_of``."""
    stated = file.docked[name]
    entry = Entry(stated, ("docked", name))
    vehicle = vehicles[vehicle_of(file, stated) or ""]
    docked = calendar.at(stated.docked)
    return Flight(
        name=name,
        role=role_of(stated, vehicle),
        line=stated.line,
        vehicle=vehicle.name,
        crew=tuple(_aboard(file, name, str(who), docked, calendar) for who in stated.crew or ()),
        stay=entry.maybe_input("stay", DURATION) or vehicle.stay,
        limit=entry.maybe_input("limit", DURATION) or vehicle.limit,
        transit=vehicle.transit,
        overlap=entry.maybe_chance("overlap", DURATION),
        planned=None,
        planned_return=calendar.maybe_at(stated.planned_return),
        launched=calendar.maybe_at(stated.launched),
        docked=docked,
        port=stated.port,
        unfit_since=calendar.maybe_at(stated.unfit_since),
        spacecraft=stated.spacecraft,
    )


def _planned(
    name: str,
    file: schema.ScenarioFile,
    policy: str | None,
    vehicles: Mapping[str, VehicleClass],
    calendar: Calendar,
) -> Flight:
    """Return the flight of that name, which is still to come."""
    stated = file.manifest[name]
    entry = Entry(stated, ("manifest", name))
    vehicle = vehicles[vehicle_of(file, stated) or ""]
    lengths, decided_on = lengths_of(file.policy), in_force_from(file, policy, "increment_length")
    date, increment = calendar.planned(stated.planned), None
    planned = date.median
    if stated.line in lengths and (decided_on is None or planned >= decided_on):
        at = (*stated_at(file, policy, "increment_length"), stated.line)
        increment = input_of(lengths[stated.line], DURATION, at)
    delivers, at = stated.delivers, (*entry.path, "delivers")
    if delivers is None:
        delivers = file.vehicles[vehicle.name].delivers
        at = ("vehicles", vehicle.name, "delivers")
    return Flight(
        name=name,
        role=role_of(stated, vehicle),
        line=stated.line,
        vehicle=vehicle.name,
        crew=_crew_of(stated.crew, stated.line),
        stay=entry.maybe_input("stay", DURATION) or increment or vehicle.stay,
        limit=entry.maybe_input("limit", DURATION) or vehicle.limit,
        transit=entry.maybe_chance("transit", POSITIVE) or vehicle.transit,
        overlap=entry.maybe_chance("overlap", DURATION),
        replan=_moves(file, stated, vehicle, entry, date),
        slip=entry.maybe_chance("slip", SHIFT),
        planned=planned,
        dated=date.moves is not None,
        planned_return=calendar.maybe_at(stated.planned_return),
        cadence=stated.cadence,
        delivers=_by_stock(delivers, AMOUNT, at),
    )


def _moves(
    file: schema.ScenarioFile, stated: Planned, vehicle: VehicleClass, entry: Entry, date: Date
) -> Chance | None:
    """Return the re-plan of a flight's own; of a day that is a lower bound never an earlier one."""
    if date.moves is not None:
        return Chance(date.moves, (None,) * len(date.moves.parts))
    own = entry.maybe_chance("replan", SHIFT)
    if not date.no_earlier:
        return own
    if own is None and stated.line is not None:
        own = Entry(file.lines[stated.line], ("lines", stated.line)).chance("replan", SHIFT)
    elif own is None and vehicle.name in file.cargo:
        own = Entry(file.cargo[vehicle.name], ("cargo", vehicle.name)).chance("replan", SHIFT)
    return _no_earlier(own or Chance(distributions.fixed(0.0), (None,)))


def _no_earlier(move: Chance) -> Chance:
    ahead = tuple((lead, _no_earlier(each)) for lead, each in move.ahead)
    if typical(move).survival(-0.5) < LEAST_MASS:
        return Chance(distributions.fixed(0.0), (None,), ahead=ahead)
    return replace(move, lower=max(move.lower, -0.5), ahead=ahead)


def _ordered(
    stated: ExtraFlight, vehicle: VehicleClass, file: schema.ScenarioFile, policy: str | None
) -> Flight:
    """Return the extra flight of the policy, which is planned only when it is ordered."""
    entry = Entry(stated, stated_at(file, policy, "extra_flight"))
    return Flight(
        name=stated.name,
        role="visit",
        line=None,
        vehicle=vehicle.name,
        crew=_crew_of(stated.crew, None),
        stay=entry.maybe_input("stay", DURATION) or vehicle.stay,
        limit=vehicle.limit,
        transit=vehicle.transit,
        overlap=None,
        planned=None,
        ordered_by_policy=True,
    )


def _crew_of(stated: Crew | None, line: str | None) -> tuple[Person, ...]:
    """Return people who are still on the ground."""
    assert not isinstance(stated, list)  # complete: everybody has a name
    return tuple(
        Person(who, person, line)
        if isinstance(person, str)
        else Person(
            who,
            person.segment,
            person.line or line,
            homes=person.homes,
            qualifications=tuple(person.qualifications or ()),
        )
        for who, person in (stated or {}).items()
    )


def role_of(stated: schema_flights.Flight, vehicle: VehicleClass) -> str:
    """Return ``line``, ``visit`` or ``cargo``."""
    if vehicle.crew == 0:
        return "cargo"
    return "visit" if stated.line is None else "line"


def _aboard(
    file: schema.ScenarioFile, flight: str, who: str, docked: int, calendar: Calendar
) -> Person:
    """Return somebody who is aboard the station on ``as_of``."""
    stated = file.docked[flight]
    assert isinstance(stated.crew, dict)  # complete: everybody has a name
    person = stated.crew[who]
    if isinstance(person, str):
        return Person(who, person, stated.line, seat=flight, aboard_since=docked)
    since = calendar.maybe_at(person.aboard_since)
    return Person(
        name=who,
        segment=person.segment,
        line=person.line or stated.line,
        seat=None if person.seat == "none" else person.seat or flight,
        aboard_since=docked if since is None else since,
        stranded_since=calendar.maybe_at(person.stranded_since),
        homes=person.homes,
        qualifications=tuple(person.qualifications or ()),
    )
