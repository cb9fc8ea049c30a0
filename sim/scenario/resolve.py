"""From the complete file to the resolved scenario."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from sim.scenario.launchers import outages_of, pads_closed, pairs_of
from sim.scenario.levers import policy_of, under
from sim.scenario.resolve_flights import flights_of
from sim.scenario.said import Estimate, Statements
from sim.scenario.scenario import Headline, NamedPolicy, Pins, Scenario
from sim.scenario.schema import ScenarioFile
from sim.scenario.speakers import like
from sim.scenario.subjects import spoken_of, subjects_of
from sim.scenario.titles import estimates_apart, policies_apart, titles_of


def resolve(file: ScenarioFile, name: str, shown: str) -> Scenario:
    """Return the scenario that a complete file means.

    Parameters
    ----------
    file : ScenarioFile
        Complete (see `sim.scenario.complete`), its references sound.
    name, shown : str
        The scenario's name, and its file as problems show it.
    """
    until = int(file.until)
    policies = {key: under(file, key) for key in file.policies}
    estimates = estimates_apart(_estimates(file))
    policy_titles, titles = policies_apart(file), titles_of(file)
    return Scenario(
        name=name,
        file=shown,
        title=file.title,
        question=file.question,
        as_of=file.start,
        until=until,
        station=file.station.until(until),
        families=file.families,
        pads=pads_closed(file.pads, file.ranges, until),
        vehicles={key: each.until(until) for key, each in file.vehicles.items()},
        lines=file.lines,
        cargo=file.cargo,
        flights=flights_of(file, None),
        people=file.people,
        policy=policy_of(file, None),
        policies={
            key: NamedPolicy(
                name=key,
                policy=replace(policy_of(changed, key), title=policy_titles[key]),
                flights=flights_of(changed, key),
            )
            for key, changed in policies.items()
        },
        pins=_pins(file),
        estimates={key: estimates[key] for key in file.estimates},
        also_said={key: estimates[key] for key in file.also_said},
        default_estimate=file.default_estimate,
        statements=_statements(file.statements),
        assumptions=file.assumptions,
        headline=Headline(
            lines=tuple(file.headline.lines or ()),
            by=int(until if file.headline.by is None else file.headline.by),
            gap=int(file.headline.gap),
            titles=titles.get("lines", {}),
        ),
        titles=titles,
        correlations=tuple((file.correlations or {}).values()),
    )


def _pins(file: ScenarioFile) -> Pins:
    repairs: dict[str, int] = {}
    begins: dict[str, int] = {}
    for outage in outages_of(file.pads):
        since, own = outage.since, (file.pins.outages or {}).get(outage.name)
        if own is not None and own.since is not None:
            begins[outage.name] = since = own.since
        for pin in (file.pins.pads.get(outage.pad), own):
            if pin is not None and pin.repair is not None:
                repairs[outage.name] = pin.repair
            elif pin is not None and pin.repaired is not None:
                repairs[outage.name] = pin.repaired - since
    pads, families, station = file.pins.pads, file.pins.families, file.pins.station
    return Pins(
        rest_as_planned=file.pins.rest is not None,
        flights=file.pins.flights,
        repairs=repairs,
        begins=begins,
        outages={n: pairs_of(pin.outages) for n, pin in pads.items() if pin.outages is not None},
        stand_downs={name: pairs_of(pin.stand_downs) for name, pin in families.items()},
        evacuations=tuple(sorted(pairs_of(station.evacuations))) if station else None,
    )


def _estimates(file: ScenarioFile) -> dict[str, Estimate]:
    subjects, found = subjects_of(file), dict[str, Estimate]()
    for name, each in (*file.estimates.items(), *file.also_said.items()):
        of = spoken_of(each, subjects)
        called = "" if isinstance(of, str) else of.name  # of several: each its own
        found[name] = replace(each, of=called).as_revised()
    for name, several in found.items():
        if several.together:
            those = [found[other] for other in several.together]
            found[name] = _together(several, those)
    return found


def _together(several: Estimate, those: Iterable[Estimate]) -> Estimate:
    """Return the estimate of several with the answer of the first that lifts nothing."""
    first = min(those, key=lambda one: one.repair is None)
    return replace(several, of=first.of, repair=first.repair, crew_stage=first.crew_stage)


def _statements(stated: Statements) -> Statements:
    """Return who speaks, each class with the law that it has, its own or another's."""
    speakers = {}
    for name, own in stated.speakers.items():
        law = like(name, stated.speakers) or own
        speakers[name] = replace(
            own, n=own.n or 0, p10=law.p10, p50=law.p50, p90=law.p90, error=law.error
        )
    return replace(stated, speakers=speakers)
