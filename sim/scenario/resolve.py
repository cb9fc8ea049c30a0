"""From the complete file to the resolved scenario: texts become seconds, rates and laws."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sim.core import clock, distributions
from sim.core.jointly import of_normals
from sim.scenario import schema, schema_launchers
from sim.scenario.blackouts import Pairs, blackouts_of, pads_closed, pairs_of
from sim.scenario.document import Node, Path, node_at
from sim.scenario.estimates import as_revised
from sim.scenario.laws import readings
from sim.scenario.levers import under
from sim.scenario.quantities import Statement
from sim.scenario.resolve_flights import cargo_of, flights_of, line_of, vehicle_class
from sim.scenario.resolve_policy import policy_of
from sim.scenario.resolve_statements import statements_of
from sim.scenario.scenario import (
    AfterRepair,
    Assumption,
    Chance,
    Correlation,
    Estimate,
    Evacuation,
    Family,
    FlightPins,
    Grounding,
    Headline,
    Input,
    NamedPolicy,
    Outage,
    Pad,
    People,
    Pins,
    Port,
    RandomOutages,
    Revision,
    Scenario,
    Station,
    Stock,
)
from sim.scenario.subjects import outages_of, spoken_of, subjects_of
from sim.scenario.titles import estimates_apart, policies_apart, titles_of


def resolve(file: schema.ScenarioFile, name: str, shown: str, root: Node) -> Scenario:
    """Return the scenario that a complete file means.

    Parameters
    ----------
    file : ScenarioFile
        Complete (see `sim.scenario.complete`), its references sound.
    name, shown : str
        The scenario's name, and its file as problems show it.
    root : Node
        The merged tree, for the sources that stand beside the keys.
    """
    until = file.until
    vehicles = {key: vehicle_class(key, v, until) for key, v in file.vehicles.items()}
    closed = pads_closed(file, until)
    policies = {key: under(file, key) for key in file.policies}
    estimates = estimates_apart(
        {
            **_estimates("estimates", file, root),
            **_estimates("also_said", file, root),
        }
    )
    policy_titles, titles = policies_apart(file), titles_of(file)
    return Scenario(
        name=name,
        file=shown,
        title=file.title,
        question=file.question,
        as_of=file.start,
        until=until,
        station=_station(file, until),
        families={key: _family(key, stated) for key, stated in file.families.items()},
        pads={key: _pad(key, file, each) for key, each in closed.items()},
        vehicles=vehicles,
        lines={key: line_of(key, stated) for key, stated in file.lines.items()},
        cargo={key: cargo_of(key, stated) for key, stated in file.cargo.items()},
        flights=flights_of(file, None, vehicles),
        people=People(
            medical_return_rate=file.people.medical_return_rate,
            medical_lead=file.people.medical_lead,
        ),
        policy=policy_of(file, None),
        policies={
            key: NamedPolicy(
                name=key,
                policy=replace(policy_of(changed, key), title=policy_titles[key]),
                flights=flights_of(changed, key, vehicles),
            )
            for key, changed in policies.items()
        },
        pins=_pins(file),
        estimates={key: estimates[key] for key in file.estimates},
        also_said={key: estimates[key] for key in file.also_said},
        default_estimate=file.default_estimate,
        statements=statements_of(file.statements, lambda path: _source(root, path)),
        assumptions={
            key: Assumption(
                name=key,
                title=stated.title,
                source=_source(root, ("assumptions", key)),
                paths=tuple(stated.set_),
                unless=stated.unless,
            )
            for key, stated in file.assumptions.items()
        },
        headline=Headline(
            lines=tuple(file.headline.lines or ()),
            by=file.until if file.headline.by is None else file.headline.by,
            gap=file.headline.gap,
            titles=titles.get("lines", {}),
        ),
        titles=titles,
        correlations=tuple(
            Correlation(name, (each.between[0], each.between[1]), _as_normal(each))
            for name, each in (file.correlations or {}).items()
        ),
    )


def _station(file: schema.ScenarioFile, until: int) -> Station:
    stated = file.station
    qualifications, changes = stated.qualifications or (), stated.complement_from or {}

    def each(counts: Mapping[str, int]) -> dict[str, int]:
        return {name: counts.get(name, 0) for name in (*stated.segments, *qualifications)}

    later = sorted((file.beginning(str(date)), date) for date in changes)
    return Station(
        ports=tuple(
            Port(name, tuple(port.accepts), blackouts_of(port.closed or (), until))
            for name, port in stated.ports.items()
        ),
        minimum_total=stated.minimum_crew.get("total", 0),
        minimum=each(stated.minimum_crew),
        complement=each(stated.complement or {}),
        operations_apart=stated.operations_apart,
        evacuation=_evacuation(stated.evacuation),
        stocks={name: _stock(name, stock) for name, stock in stated.stocks.items()},
        qualifications=tuple(qualifications),
        complement_from=tuple((at, each(changes[date])) for at, date in later),
    )


def _evacuation(stated: schema.Evacuation | None) -> Evacuation | None:
    if stated is None:
        return None
    return Evacuation(stated.rate, stated.away)


def _stock(name: str, stated: schema.Stock) -> Stock:
    return Stock(
        name=name,
        unit=stated.unit,
        level=stated.level,
        per_day=stated.per_day,
        per_person_day=stated.per_person_day,
        reserve=stated.reserve,
        capacity=stated.capacity,
    )


def _family(name: str, stated: schema_launchers.Family) -> Family:
    grounding = None
    never = Input(f"families.{name}.other_customers.rate", distributions.fixed(0.0))
    others = stated.other_customers
    if stated.grounded is not None:
        law = stated.grounded.stand_down or stated.stand_down
        grounding = Grounding(stated.grounded.since, law)
    return Family(
        name=name,
        loss_probability=stated.loss_probability,
        stand_down=stated.stand_down,
        requalification=stated.requalification,
        other_customers_rate=others.rate if others else never,
        other_customers_stand_down=others.stand_down if others else None,
        grounded=grounding,
        owed=stated.owed,
    )


def _pad(name: str, file: schema.ScenarioFile, closed: Pairs) -> Pad:
    stated = file.pads[name]
    repair, outages, after = stated.repair, None, None
    crew_stage = stated.crew_stage
    mine: list[Outage] = []
    for called, pad, _, each in outages_of(file):
        if pad != name:
            continue
        date = each.since
        law = each.repair or repair
        assert law is not None  # checked: an outage needs a repair
        mine.append(
            Outage(
                name=called,
                pad=name,
                place=len(mine),
                since=date.median,
                repair=law,
                crew_stage=each.crew_stage or crew_stage,
                moves=None
                if date.moves is None
                else Chance(date.moves, (None,) * len(date.moves.parts)),
            )
        )
    if stated.outages is not None:
        law = stated.outages.repair or repair
        assert law is not None  # checked: so do random ones
        outages = RandomOutages(stated.outages.rate, law)
    if stated.after_repair is not None:
        first = stated.after_repair
        after = AfterRepair(first.launches, first.damage_probability)
    return Pad(
        name=name,
        families=tuple(stated.families),
        turnaround=stated.turnaround,
        damage_probability=stated.damage_probability,
        other_launches=stated.other_launches,
        repair=repair,
        return_to_service=stated.return_to_service,
        requalification=stated.requalification,
        last_launch=stated.last_launch,
        stated=tuple(mine),
        owed=stated.owed,
        crew_stage=crew_stage,
        outages=outages,
        after_repair=after,
        activation=stated.dormant.activation if stated.dormant else None,
        serves={
            each.family: (each.from_, each.to)
            for each in stated.serves
            if isinstance(each, schema_launchers.Serves)
        },
        closed=closed,
    )


def _as_normal(stated: schema.Correlation) -> float:
    return of_normals(stated.spearman, stated.kendall)


def _pins(file: schema.ScenarioFile) -> Pins:
    repairs: dict[str, int] = {}
    begins: dict[str, int] = {}
    for name, pad, _, outage in outages_of(file):
        since, own = outage.since.median, (file.pins.outages or {}).get(name)
        if own is not None and own.since is not None:
            begins[name] = since = own.since
        for pin in (file.pins.pads.get(pad), own):
            if pin is not None and pin.repair is not None:
                repairs[name] = pin.repair
            elif pin is not None and pin.repaired is not None:
                repairs[name] = pin.repaired - since
    station = file.pins.station
    return Pins(
        rest_as_planned=file.pins.rest is not None,
        flights={name: _flight_pins(pin) for name, pin in file.pins.flights.items()},
        repairs=repairs,
        begins=begins,
        outages={
            name: pairs_of(pin.outages)
            for name, pin in file.pins.pads.items()
            if pin.outages is not None
        },
        stand_downs={name: pairs_of(pin.stand_downs) for name, pin in file.pins.families.items()},
        evacuations=tuple(sorted(pairs_of(station.evacuations))) if station else None,
    )


def _flight_pins(pin: schema.FlightPin) -> FlightPins:
    pinned: dict[str, Any] = {name: getattr(pin, name) for name in schema.FlightPin.model_fields}
    times = {n: tuple(sorted(v)) for n, v in pinned.items() if isinstance(v, list)}
    return FlightPins(**(pinned | times))


def _estimates(section: str, file: schema.ScenarioFile, root: Node) -> dict[str, Estimate]:
    stated: dict[str, schema.Estimate] = getattr(file, section)
    subjects = subjects_of(file)
    found = {}
    for name, each in stated.items():
        of = spoken_of(each, subjects)
        called = "" if isinstance(of, str) else of.name  # of several: each its own
        found[name] = _estimate((section, name), each, called, root)
    for name, several in found.items():
        if several.together:
            those = [found[other] for other in several.together]
            first = next((one for one in those if one.repair is not None), those[0])
            answer = {"of": first.of, "repair": first.repair, "crew_stage": first.crew_stage}
            found[name] = replace(several, **answer)  # type: ignore[arg-type]
    return found


def _estimate(path: Path, stated: schema.Estimate, of: str, root: Node) -> Estimate:
    plain = Estimate(
        name=str(path[-1]),
        title=stated.title,
        by=stated.by,
        said=None if stated.said is None else _date(stated.said),
        source=_source(root, path),
        quote=stated.quote,
        repair=stated.repair,
        crew_stage=stated.crew_stage,
        of=of,
        together=tuple(stated.together or ()),
        **_said(stated, path),
    )
    if stated.revisions is None:
        return plain
    revisions = (
        _revision(path, plain, when, revision, root) for when, revision in stated.revisions.items()
    )
    return as_revised(replace(plain, revisions=tuple(sorted(revisions, key=lambda r: r.said))))


def _revision(at: Path, of: Estimate, when: str, stated: schema.Revision, root: Node) -> Revision:
    path: Path = (*at, "revisions", when)
    return Revision(
        said=_date(when),
        title=stated.title or of.title,
        by=stated.by or of.by,
        source=_source(root, path) or of.source,
        quote=stated.quote,
        repair=stated.repair,
        crew_stage=stated.crew_stage,
        **_said(stated, path),
    )


def _said(stated: schema.Answer, path: Path) -> dict[str, Any]:
    """Return who speaks, and both readings of what is said, if the repair is a statement."""
    said = stated.repair and stated.repair.stated
    if not isinstance(said, Statement):
        return {}
    as_said, came_true = readings(said, (*path, "repair"))
    return {"speaker": said.speaker, "as_said": as_said, "as_came_true": came_true}


def _date(stated: str) -> dt.date:
    return clock.parse_instant(stated).date()


def _source(root: Node, path: Path) -> str | None:
    """Return the source that stands beside the keys of an stated."""
    found = node_at(root, (*path, "source"))
    return found if isinstance(found, str) else None
