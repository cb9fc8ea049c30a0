"""What flies, resolved: flights docked and to come, with their people."""

from __future__ import annotations

from dataclasses import replace

from sim.core import distributions
from sim.core.laws import LEAST_MASS
from sim.scenario import flights
from sim.scenario.document import dotted
from sim.scenario.flights import Crew, Planned
from sim.scenario.laws import typical
from sim.scenario.levers import in_force_from, stated_at
from sim.scenario.manifest import lengths_of, vehicle_of
from sim.scenario.policy import ExtraFlight
from sim.scenario.sampled import Chance, Input
from sim.scenario.scenario import Flight, Person
from sim.scenario.schema import ScenarioFile
from sim.scenario.vehicles import VehicleClass


def flights_of(file: ScenarioFile, policy: str | None) -> tuple[Flight, ...]:
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
        *(_docked(name, file) for name in file.docked),
        *(_planned(name, file, policy) for name in file.manifest),
        *((_ordered(extra, file.vehicles[extra.class_]),) if extra else ()),
    )


def _docked(name: str, file: ScenarioFile) -> Flight:
    """Return the vehicle of that name, which is docked on ``as_of``."""
    stated = file.docked[name]
    vehicle = file.vehicles[vehicle_of(file, stated) or ""]
    return Flight(
        name=name,
        role=role_of(stated, vehicle),
        line=stated.line,
        vehicle=vehicle.name,
        crew=tuple(_aboard(file, name, str(who)) for who in stated.crew or ()),
        stay=stated.stay or vehicle.stay,
        limit=stated.limit or vehicle.limit,
        transit=vehicle.transit,
        overlap=stated.overlap,
        planned=None,
        planned_return=stated.planned_return,
        launched=stated.launched,
        docked=stated.docked,
        port=stated.port,
        unfit_since=stated.unfit_since,
        spacecraft=stated.spacecraft,
    )


def _planned(name: str, file: ScenarioFile, policy: str | None) -> Flight:
    """Return the flight of that name, which is still to come."""
    stated = file.manifest[name]
    vehicle = file.vehicles[vehicle_of(file, stated) or ""]
    lengths, decided_on = lengths_of(file.policy), in_force_from(file, policy, "increment_length")
    planned, increment = stated.planned.median, None
    if stated.line in lengths and (decided_on is None or planned >= decided_on):
        at = (*stated_at(file, policy, "increment_length"), stated.line)
        increment = Input(dotted(at), distributions.fixed(float(lengths[stated.line])))
    delivers = vehicle.delivers if stated.delivers is None else stated.delivers
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
        replan=_moves(file, stated, vehicle),
        slip=stated.slip,
        planned=planned,
        dated=stated.planned.moves is not None,
        planned_return=stated.planned_return,
        cadence=stated.cadence,
        delivers=delivers or {},
    )


def _moves(file: ScenarioFile, stated: Planned, vehicle: VehicleClass) -> Chance | None:
    """Return the re-plan of a flight's own; of a day that is a lower bound never an earlier one."""
    date, own = stated.planned, stated.replan
    if date.moves is not None:
        return Chance(date.moves, (None,) * len(date.moves.parts))
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


def _ordered(stated: ExtraFlight, vehicle: VehicleClass) -> Flight:
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
    return tuple(_person(who, person, line) for who, person in (stated or {}).items())


def _person(name: str, stated: str | flights.Person, line: str | None) -> Person:
    if isinstance(stated, str):
        return Person(name, stated, line)
    qualifications = tuple(stated.qualifications or ())
    return Person(
        name,
        stated.segment,
        stated.line or line,
        homes=stated.homes,
        qualifications=qualifications,
    )


def role_of(stated: flights.Flight, vehicle: VehicleClass) -> str:
    """Return ``line``, ``visit`` or ``cargo``."""
    if vehicle.crew == 0:
        return "cargo"
    return "visit" if stated.line is None else "line"


def _aboard(file: ScenarioFile, flight: str, who: str) -> Person:
    """Return somebody who is aboard the station on ``as_of``."""
    stated = file.docked[flight]
    assert isinstance(stated.crew, dict)  # complete: everybody has a name
    person = stated.crew[who]
    found = _person(who, person, stated.line)
    if isinstance(person, str):
        return replace(found, seat=flight, aboard_since=stated.docked)
    since = person.aboard_since
    return replace(
        found,
        seat=None if person.seat == "none" else person.seat or flight,
        aboard_since=stated.docked if since is None else since,
        stranded_since=person.stranded_since,
    )
