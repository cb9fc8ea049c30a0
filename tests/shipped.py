"""The shipped scenarios as tests take them: each is loaded once in a process, played once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from sim.runs.replicate import AS_STATED
from sim.scenario import Scenario, load, shipped, with_estimate
from sim.studies.evidence import Basis, evidence


@cache
def loaded(name: str) -> Scenario:
    """The shipped scenario of that name."""
    return load(name)


@cache
def evidence_of(name: str) -> Basis:
    """What the inputs of a shipped scenario rest on."""
    return evidence(loaded(name))


@cache
def cases() -> tuple[tuple[str, str], ...]:
    """Every shipped scenario under each of its estimates, or as stated where it has none.

    Left out is what an earlier one plays as well: under another name, or beside other policies and
    estimates.
    """
    found: list[tuple[str, str]] = []
    played: list[tuple[object, ...]] = []
    for name in plainest():
        scenario = loaded(name)
        for estimate in scenario.estimates or (AS_STATED,):
            what = plays(under(name, estimate))
            if what not in played:
                played.append(what)
                found.append((name, estimate))
    return tuple(found)


def plainest() -> list[str]:
    """The shipped scenarios by how much they add to what they extend.

    Of two that play alike the plainer comes first.
    """
    return sorted(
        shipped(), key=lambda name: len(loaded(name).policies) + len(loaded(name).estimates)
    )


def under(name: str, estimate: str) -> Scenario:
    """The scenario with that estimate in place, if it is one."""
    scenario = loaded(name)
    return scenario if estimate == AS_STATED else with_estimate(scenario, estimate)


def plays(s: Scenario) -> tuple[object, ...]:
    """All that decides what is played; what an estimate says of a pinned repair does not."""
    played = s.pins.repairs.keys()
    pads = [
        replace(p, stated=tuple(o for o in p.outage if o.name not in played))
        for p in s.pads.values()
    ]
    world = (s.as_of, s.until, s.station, s.families, pads, s.vehicles, s.lines, s.cargo)
    return (*world, s.flights, s.people, s.policy, s.pins)
