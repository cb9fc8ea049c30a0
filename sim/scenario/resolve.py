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
from sim.scenario.laws import Entry, readings
from sim.scenario.levers import under
from sim.scenario.quantities import AMOUNT, DURATION, PROBABILITY, RATE, REPAIR, Statement
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
from sim.scenario.times import Calendar, seconds
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
    calendar = Calendar.of(file)
    until = calendar.at(file.until)
    vehicles = {key: vehicle_class(key, v, until, calendar) for key, v in file.vehicles.items()}
    closed = pads_closed(file, until, calendar)
    people = Entry(file.people, ("people",))
    policies = {key: under(file, key) for key in file.policies}
    estimates = estimates_apart(
        {
            **_estimates("estimates", file, root, calendar),
            **_estimates("also_said", file, root, calendar),
        }
    )
    policy_titles, titles = policies_apart(file), titles_of(file)
    return Scenario(
        name=name,
        file=shown,
        title=file.title,
        question=file.question,
        as_of=calendar.as_of,
        until=until,
        station=_station(file.station, until, calendar),
        families={key: _family(key, stated, calendar) for key, stated in file.families.items()},
        pads={key: _pad(key, file, each, calendar) for key, each in closed.items()},
        vehicles=vehicles,
        lines={key: line_of(key, stated, calendar) for key, stated in file.lines.items()},
        cargo={key: cargo_of(key, stated) for key, stated in file.cargo.items()},
        flights=flights_of(file, None, vehicles, calendar),
        people=People(
            medical_return_rate=people.input("medical_return_rate", RATE),
            medical_lead=people.chance("medical_lead", DURATION),
        ),
        policy=policy_of(file, None, calendar),
        policies={
            key: NamedPolicy(
                name=key,
                policy=replace(policy_of(changed, key, calendar), title=policy_titles[key]),
                flights=flights_of(changed, key, vehicles, calendar),
            )
            for key, changed in policies.items()
        },
        pins=_pins(file, calendar),
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
            by=calendar.at(file.headline.by or file.until),
            gap=seconds(file.headline.gap),
            titles=titles.get("lines", {}),
        ),
        titles=titles,
        correlations=tuple(
            Correlation(name, (each.between[0], each.between[1]), _as_normal(each))
            for name, each in (file.correlations or {}).items()
        ),
    )


def _station(stated: schema.Station, until: int, calendar: Calendar) -> Station:
    qualifications, changes = stated.qualifications or (), stated.complement_from or {}

    def each(counts: Mapping[str, int]) -> dict[str, int]:
        return {name: counts.get(name, 0) for name in (*stated.segments, *qualifications)}

    later = sorted((calendar.beginning(date), date) for date in changes)
    return Station(
        ports=tuple(
            Port(name, tuple(port.accepts), blackouts_of(port.closed or (), until, calendar))
            for name, port in stated.ports.items()
        ),
        minimum_total=stated.minimum_crew.get("total", 0),
        minimum=each(stated.minimum_crew),
        complement=each(stated.complement or {}),
        operations_apart=Entry(stated, ("station",)).input("operations_apart", DURATION),
        evacuation=_evacuation(stated.evacuation),
        stocks={name: _stock(name, stock) for name, stock in stated.stocks.items()},
        qualifications=tuple(qualifications),
        complement_from=tuple((at, each(changes[date])) for at, date in later),
    )


def _evacuation(stated: schema.Evacuation | None) -> Evacuation | None:
    if stated is None:
        return None
    entry = Entry(stated, ("station", "evacuation"))
    return Evacuation(entry.input("rate", RATE), entry.chance("away", DURATION))


def _stock(name: str, stated: schema.Stock) -> Stock:
    entry = Entry(stated, ("station", "stocks", name))
    return Stock(
        name=name,
        unit=stated.unit,
        level=entry.input("level", AMOUNT),
        per_day=entry.input("per_day", AMOUNT),
        per_person_day=entry.input("per_person_day", AMOUNT),
        reserve=entry.input("reserve", AMOUNT),
        capacity=entry.maybe_input("capacity", AMOUNT),
    )


def _family(name: str, stated: schema_launchers.Family, calendar: Calendar) -> Family:
    entry = Entry(stated, ("families", name))
    others, grounding = None, None
    never = Input(f"families.{name}.other_customers.rate", distributions.fixed(0.0))
    if stated.other_customers is not None:
        others = Entry(stated.other_customers, (*entry.path, "other_customers"))
    if stated.grounded is not None:
        grounded = Entry(stated.grounded, (*entry.path, "grounded"))
        law = grounded.maybe_chance("stand_down", DURATION) or entry.chance("stand_down", DURATION)
        grounding = Grounding(calendar.at(stated.grounded.since), law)
    return Family(
        name=name,
        loss_probability=entry.input("loss_probability", PROBABILITY),
        stand_down=entry.chance("stand_down", DURATION),
        requalification=stated.requalification,
        other_customers_rate=others.input("rate", RATE) if others else never,
        other_customers_stand_down=others.chance("stand_down", DURATION) if others else None,
        grounded=grounding,
        owed=stated.owed,
    )


def _pad(name: str, file: schema.ScenarioFile, closed: Pairs, calendar: Calendar) -> Pad:
    stated = file.pads[name]
    entry = Entry(stated, ("pads", name))
    repair, outages, after = entry.maybe_chance("repair", REPAIR), None, None
    crew_stage = entry.chance("crew_stage", DURATION)
    mine: list[Outage] = []
    for called, pad, path, each in outages_of(file):
        if pad != name:
            continue
        own, date = Entry(each, path), calendar.planned(each.since)
        law = own.maybe_chance("repair", REPAIR) or repair
        assert law is not None  # checked: an outage needs a repair
        mine.append(
            Outage(
                name=called,
                pad=name,
                place=len(mine),
                since=date.median,
                repair=law,
                crew_stage=own.maybe_chance("crew_stage", DURATION) or crew_stage,
                moves=None
                if date.moves is None
                else Chance(date.moves, (None,) * len(date.moves.parts)),
            )
        )
    if stated.outages is not None:
        own = Entry(stated.outages, (*entry.path, "outages"))
        law = own.maybe_chance("repair", REPAIR) or repair
        assert law is not None  # checked: so do random ones
        outages = RandomOutages(own.input("rate", RATE), law)
    if stated.after_repair is not None:
        own = Entry(stated.after_repair, (*entry.path, "after_repair"))
        probability = own.input("damage_probability", PROBABILITY)
        after = AfterRepair(stated.after_repair.launches, probability)
    dormant = Entry(stated.dormant, (*entry.path, "dormant")) if stated.dormant else None
    return Pad(
        name=name,
        families=tuple(stated.families),
        turnaround=entry.input("turnaround", DURATION),
        damage_probability=entry.input("damage_probability", PROBABILITY),
        other_launches=entry.input("other_launches", RATE),
        repair=repair,
        return_to_service=entry.input("return_to_service", DURATION),
        requalification=stated.requalification,
        last_launch=calendar.maybe_at(stated.last_launch),
        stated=tuple(mine),
        owed=stated.owed,
        crew_stage=crew_stage,
        outages=outages,
        after_repair=after,
        activation=dormant.input("activation", DURATION) if dormant else None,
        serves={
            each.family: (calendar.maybe_at(each.from_), calendar.maybe_at(each.to))
            for each in stated.serves
            if isinstance(each, schema_launchers.Serves)
        },
        closed=closed,
    )


def _as_normal(stated: schema.Correlation) -> float:
    return of_normals(stated.spearman, stated.kendall)


def _pins(file: schema.ScenarioFile, calendar: Calendar) -> Pins:
    repairs: dict[str, int] = {}
    begins: dict[str, int] = {}
    for name, pad, _, outage in outages_of(file):
        since, own = calendar.planned(outage.since).median, (file.pins.outages or {}).get(name)
        if own is not None and own.since is not None:
            begins[name] = since = calendar.at(own.since)
        for pin in (file.pins.pads.get(pad), own):
            if pin is not None and pin.repair is not None:
                repairs[name] = seconds(pin.repair)
            elif pin is not None and pin.repaired is not None:
                repairs[name] = calendar.at(pin.repaired) - since
    station = file.pins.station
    return Pins(
        rest_as_planned=file.pins.rest is not None,
        flights={name: _flight_pins(pin, calendar) for name, pin in file.pins.flights.items()},
        repairs=repairs,
        begins=begins,
        outages={
            name: pairs_of(pin.outages, calendar)
            for name, pin in file.pins.pads.items()
            if pin.outages is not None
        },
        stand_downs={
            name: pairs_of(pin.stand_downs, calendar) for name, pin in file.pins.families.items()
        },
        evacuations=tuple(sorted(pairs_of(station.evacuations, calendar))) if station else None,
    )


def _flight_pins(pin: schema.FlightPin, calendar: Calendar) -> FlightPins:
    def span(stated: str | float | None) -> int | None:
        return None if stated is None else seconds(stated)

    def happenings(stated: list[str] | None) -> tuple[int, ...] | None:
        return None if stated is None else tuple(sorted(calendar.at(when) for when in stated))

    return FlightPins(
        launch=calendar.maybe_at(pin.launch),
        slip=span(pin.slip),
        replan=span(pin.replan),
        scrubs=pin.scrubs,
        lost=pin.lost,
        stand_down=span(pin.stand_down),
        damages_pad=-1 if pin.damages_pad is False else span(pin.damages_pad),
        fails_to_dock=pin.fails_to_dock,
        transit=span(pin.transit),
        overlap=span(pin.overlap),
        hold=span(pin.hold),
        undock=calendar.maybe_at(pin.undock),
        unfit=happenings(pin.unfit),
        medical_return=happenings(pin.medical_return),
        lead=span(pin.lead),
        type_fault=-1 if pin.type_fault is False else span(pin.type_fault),
        lifeboat=pin.lifeboat,
        disposal=span(pin.disposal),
        reseat=span(pin.reseat),
    )


def _estimates(
    section: str, file: schema.ScenarioFile, root: Node, calendar: Calendar
) -> dict[str, Estimate]:
    stated: dict[str, schema.Estimate] = getattr(file, section)
    subjects = subjects_of(file, calendar)
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
    entry = Entry(stated, path)
    plain = Estimate(
        name=str(path[-1]),
        title=stated.title,
        by=stated.by,
        said=None if stated.said is None else _date(stated.said),
        source=_source(root, path),
        quote=stated.quote,
        repair=entry.maybe_chance("repair", REPAIR),
        crew_stage=entry.maybe_chance("crew_stage", DURATION),
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
    entry = Entry(stated, path)
    return Revision(
        said=_date(when),
        title=stated.title or of.title,
        by=stated.by or of.by,
        source=_source(root, path) or of.source,
        quote=stated.quote,
        repair=entry.maybe_chance("repair", REPAIR),
        crew_stage=entry.maybe_chance("crew_stage", DURATION),
        **_said(stated, path),
    )


def _said(stated: schema.Answer, path: Path) -> dict[str, Any]:
    """Return who speaks, and both readings of what is said, if the repair is a statement."""
    if not isinstance(stated.repair, Statement):
        return {}
    as_said, came_true = readings(stated.repair, (*path, "repair"))
    return {"speaker": stated.repair.speaker, "as_said": as_said, "as_came_true": came_true}


def _date(stated: str) -> dt.date:
    return clock.parse_instant(stated).date()


def _source(root: Node, path: Path) -> str | None:
    """Return the source that stands beside the keys of an entry."""
    found = node_at(root, (*path, "source"))
    return found if isinstance(found, str) else None
