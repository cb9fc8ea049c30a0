"""Policies to compare, and a scenario with one of them in place."""

from __future__ import annotations

from dataclasses import replace

from sim.core.errors import Problem, ScenarioError, listed, nearest
from sim.scenario.scenario import Scenario


def with_policy(scenario: Scenario, name: str) -> Scenario:
    """Return the scenario with the named policy in place of its own.

    The levers change, and the flights as far as increments of another length and an extra flight
    change them; an estimate may be put in place before or after.

    Raises
    ------
    ScenarioError
        When there is no policy of that name.
    """
    known = scenario.policies
    if name not in known:
        hint = nearest(name, known) or f"; there are {listed(known)}"
        message = f"{name!r} is not a policy of this scenario{hint}"
        raise ScenarioError([Problem(scenario.file, None, "policies", message)])
    chosen = known[name]
    return replace(scenario, policy=chosen.policy, flights=chosen.flights)
