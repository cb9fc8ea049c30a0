"""The part of `sim.scenario.resolve` for what flies: classes, lines, flights, people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.core import distributions
from sim.core.laws import LEAST_MASS
from sim.scenario import schema, schema_flights
from sim.scenario.blackouts import blackouts_of
from sim.scenario.document import dotted
from sim.scenario.laws import typical
from sim.scenario.levers import in_force_from, stated_at
from sim.scenario.manifest import lengths_of, vehicle_of
from sim.scenario.planned import Date
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


def vehicle_class(name: str, stated: schema.Vehicle, until: int) -> VehicleClass:
    """Return the class of that name."""
    blackouts = stated.blackouts or Blackouts()
    return VehicleClass(
        name=name,
        crew=stated.crew,
        emergency_seats=stated.emergency_seats,
        emergency_time=stated.emergency_time,
        crew_to_fly=stated.crew_to_fly,
        families=stated.families,
        stay=stated.stay,
        limit=stated.limit,
        transit=stated.transit,
        docking_failure_probability=stated.docking_failure_probability,
        return_hold=stated.return_hold,
        unfit_rate=stated.unfit_rate,
        unfit_lifeboat_probability=stated.unfit_lifeboat_probability,
        reseat_time=stated.reseat_time,
        disposal=stated.disposal,
        scrub_probability=stated.scrub_probability,
        scrub_recycle=stated.scrub_recycle,
        ports=tuple(stated.ports or ()),
        spacecraft=_spacecraft(stated.spacecraft),
        **_certified(stated.certification, name),
        launch_blackouts=blackouts_of(blackouts.launch, until),
        landing_blackouts=blackouts_of(blackouts.landing, until),
        **_second_attempt(stated.second_attempt),
        **_type_fault(stated.type_fault),
        reboost=stated.reboost or {},
    )


def _certified(stated: schema.Certified | Input | None, vehicle: str) -> dict[str, Any]:
    if not isinstance(stated, schema.Certified):
        return {"certification": stated}
    since = max(stated.from_ or 0, 0)
    path = f"vehicles.{vehicle}.certification.from"
    return {
        "certification": Input(path, distributions.fixed(float(since))) if since else None,
        "certified_until": stated.to,
    }


def _second_attempt(stated: schema.SecondAttempt | None) -> dict[str, Any]:
    if stated is None:
        return {}
    return {
        "second_attempt_after": stated.after,
        "second_attempt_failure_probability": stated.failure_probability,
    }


def _type_fault(stated: schema.TypeFault | None) -> dict[str, Any]:
    if stated is None:
        return {}
    return {
        "type_fault": stated.probability,
        "type_fault_grounds": stated.grounds,
        "type_fault_when_needed": stated.when_needed,
    }


def _spacecraft(stated: schema.Spacecraft | None) -> Capsules | Deliveries | None:
    if stated is None:
        return None
    if stated.capsules is not None and stated.refurbishment is not None:
        landed = {
            name: None if when == "docked" else when for name, when in stated.capsules.items()
        }
        return Capsules(stated.refurbishment, landed)
    instants = sorted(when for when in stated.deliveries or ())
    assert stated.then_every is not None  # checked
    return Deliveries(tuple(instants), stated.then_every)


def line_of(name: str, stated: schema.Line) -> Line:
    """Return the line of that name."""
    return Line(
        name=name,
        vehicle=stated.vehicle,
        handover=stated.handover,
        overlap=stated.overlap,
        shortest_stay=stated.shortest_stay,
        patience=stated.patience,
        spacing=stated.spacing,
        replan=stated.replan,
        firm_within=stated.firm_within,
        slip=stated.slip,
        rebaseline_after=stated.rebaseline_after,
        pull_forward=_pull_forward(stated.pull_forward),
        rescue_preparation=stated.rescue_preparation,
        reseat_lead=stated.reseat_lead,
        relief_seats=stated.relief_seats or 0,
        begins=stated.from_,
    )


def cargo_of(name: str, stated: schema.Cargo) -> Cargo:
    """Return how the cargo class of that name is flown."""
    return Cargo(
        vehicle=name,
        spacing=stated.spacing,
        replan=stated.replan,
        firm_within=stated.firm_within,
        slip=stated.slip,
        pull_forward=_pull_forward(stated.pull_forward),
    )


def _pull_forward(stated: schema.PullForward | None) -> PullForward | None:
    if stated is None:
        return None
    return PullForward(stated.by, stated.lead)


def flights_of(
    file: schema.ScenarioFile,
    policy: str | None,
    vehicles: Mapping[str, VehicleClass],
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
        *(_docked(name, file, vehicles) for name in file.docked),
        *(_planned(name, file, policy, vehicles) for name in file.manifest),
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
) -> Flight:
    """Return the vehicle of that name, which is docked on ``as_of``."""
    stated = file.docked[name]
    vehicle = vehicles[vehicle_of(file, stated) or ""]
    docked = stated.docked
    return Flight(
        name=name,
        role=role_of(stated, vehicle),
        line=stated.line,
        vehicle=vehicle.name,
        crew=tuple(_aboard(file, name, str(who), docked) for who in stated.crew or ()),
        stay=stated.stay or vehicle.stay,
        limit=stated.limit or vehicle.limit,
        transit=vehicle.transit,
        overlap=stated.overlap,
        planned=None,
        planned_return=stated.planned_return,
        launched=stated.launched,
        docked=docked,
        port=stated.port,
        unfit_since=stated.unfit_since,
        spacecraft=stated.spacecraft,
    )


def _planned(
    name: str,
    file: schema.ScenarioFile,
    policy: str | None,
    vehicles: Mapping[str, VehicleClass],
) -> Flight:
    """Return the flight of that name, which is still to come."""
    stated = file.manifest[name]
    vehicle = vehicles[vehicle_of(file, stated) or ""]
    lengths, decided_on = lengths_of(file.policy), in_force_from(file, policy, "increment_length")
    date, increment = stated.planned, None
    planned = date.median
    if stated.line in lengths and (decided_on is None or planned >= decided_on):
        at = (*stated_at(file, policy, "increment_length"), stated.line)
        length = distributions.fixed(float(lengths[stated.line]))
        increment = Input(dotted(at), length)
    delivers = stated.delivers
    if delivers is None:
        delivers = file.vehicles[vehicle.name].delivers
    return Flight(
        name=name,
        role=role_of(stated, vehicle),
        line=stated.line,
        vehicle=vehicle.name,
        crew=_crew_of(stated.crew, stated.line),
        stay=stated.stay or increment or vehicle.stay,
        limit=stated.limit or vehicle.limit,
        transit=stated.transit or vehicle.transit,
        overlap=stated.overlap,
        replan=_moves(file, stated, vehicle, date),
        slip=stated.slip,
        planned=planned,
        dated=date.moves is not None,
        planned_return=stated.planned_return,
        cadence=stated.cadence,
        delivers=delivers or {},
    )


def _moves(
    file: schema.ScenarioFile, stated: Planned, vehicle: VehicleClass, date: Date
) -> Chance | None:
    """Return the re-plan of a flight's own; of a day that is a lower bound never an earlier one."""
    if date.moves is not None:
        return Chance(date.moves, (None,) * len(date.moves.parts))
    own = stated.replan
    if not date.no_earlier:
        return own
    if own is None and stated.line is not None:
        own = file.lines[stated.line].replan
    elif own is None and vehicle.name in file.cargo:
        own = file.cargo[vehicle.name].replan
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
    return Flight(
        name=stated.name,
        role="visit",
        line=None,
        vehicle=vehicle.name,
        crew=_crew_of(stated.crew, None),
        stay=stated.stay or vehicle.stay,
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


def _aboard(file: schema.ScenarioFile, flight: str, who: str, docked: int) -> Person:
    """Return somebody who is aboard the station on ``as_of``."""
    stated = file.docked[flight]
    assert isinstance(stated.crew, dict)  # complete: everybody has a name
    person = stated.crew[who]
    if isinstance(person, str):
        return Person(who, person, stated.line, seat=flight, aboard_since=docked)
    since = person.aboard_since
    return Person(
        name=who,
        segment=person.segment,
        line=person.line or stated.line,
        seat=None if person.seat == "none" else person.seat or flight,
        aboard_since=docked if since is None else since,
        stranded_since=person.stranded_since,
        homes=person.homes,
        qualifications=tuple(person.qualifications or ()),
    )
