"""Estimates: published views of one repair, and a scenario with one of them in place."""

from __future__ import annotations

from dataclasses import replace

from sim.core.errors import Problem, ScenarioError, listed, nearest
from sim.scenario.scenario import Scenario


def choose(scenario: Scenario, name: str | None = None) -> str | None:
    """Return the estimate to use: the one named, else the default rule's.

    The default is the scenario's ``default_estimate``, else its first that does not lift the
    outage; None for a scenario without such estimates.

    Raises
    ------
    ScenarioError
        When there is no estimate of that name.
    """
    if name is not None:
        if name not in scenario.estimates:
            known = scenario.estimates
            hint = nearest(name, known) or f"; there are {listed(known)}"
            message = f"{name!r} is not an estimate of this scenario{hint}"
            raise ScenarioError([Problem(scenario.file, None, "estimates", message)])
        return name
    if scenario.default_estimate is not None:
        return scenario.default_estimate
    stated = (key for key, estimate in scenario.estimates.items() if estimate.repair is not None)
    return next(stated, None)


def with_estimate(scenario: Scenario, name: str) -> Scenario:
    """Return the scenario whose outage is repaired as the estimate says.

    An estimate that lifts the outage leaves the pad up, with nothing owed.

    Raises
    ------
    ScenarioError
        When there is no estimate of that name.
    """
    choose(scenario, name)
    repair = scenario.estimates[name].repair
    pads = {}
    for key, pad in scenario.pads.items():
        if pad.outage is not None and repair is None:
            pad = replace(pad, outage=None, owed=0)
        elif pad.outage is not None and repair is not None:
            pad = replace(pad, outage=replace(pad.outage, repair=repair))
        pads[key] = pad
    return replace(scenario, pads=pads)
