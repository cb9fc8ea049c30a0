"""What each reaction of planners does: a policy beside itself with one of them off, or one on."""

from __future__ import annotations

from dataclasses import replace

from sim.core.errors import Problem, ScenarioError
from sim.scenario.document import Map, Node, Place
from sim.scenario.estimates import known_by
from sim.scenario.loading import resolved, tree_of
from sim.scenario.policies import named_policy
from sim.scenario.policy import LEVERS, OFF
from sim.scenario.scenario import Scenario


def by_reaction(scenario: Scenario, policy: str | None = None, *, alone: bool = False) -> Scenario:
    """Return the scenario that states a policy, and has it without each of its reactions.

    Its own policy is that one; added to its policies are ``without-fly-again`` and so on, each
    with one reaction off, and ``without-any``. If `alone`, its own policy has none of them; added
    are ``only-fly-again`` and so on, and ``all``.

    Parameters
    ----------
    policy : str, optional
        One of `scenario.policies`; without it the one that the scenario states.

    Raises
    ------
    ScenarioError
        When there is no policy of that name, it has no reaction, or is decided at another time than
        levers that it has from `policy`.
    """
    chosen = scenario.policy if policy is None else named_policy(scenario, policy).policy
    called = chosen.reactions()
    report = tree_of(scenario)
    place = Place(scenario.file)
    if not called or chosen.standing:
        message = "is decided at another time than levers that it has from policy"
        message = message if called else "has no reaction of planners: nothing to take away"
        at = "policy" if policy is None else f"policies.{policy}"
        raise ScenarioError([Problem(scenario.file, None, at, message)])
    root = report.root
    assert isinstance(root, Map)
    own = _map(root, "policy")
    named = own if policy is None else _map(_map(root, "policies"), policy)
    levers = own.copy()
    for key in (*LEVERS, "decided_on", "title"):
        if key in named:
            levers.put(key, named[key], place)
    stated = {key: levers[key] for key in called}
    policies = _map(root, "policies").copy()
    if alone:
        for key in called:
            levers.drop(key)
        levers.put("title", "None of it", place)
        for key, what in called.items():
            _add(policies, f"only-{key}", f"Only {what}", {key: stated[key]}, place)
        _add(policies, "all", "All of it", stated, place)
    else:
        for key, what in called.items():
            _add(policies, f"without-{key}", f"Without {what}", {key: OFF}, place)
        _add(policies, "without-any", "Without any of it", dict.fromkeys(called, OFF), place)
    told = "" if policy is None else f"; policy {policy}"
    title = f"{scenario.title}{told}{'; without reactions' if alone else ''}"
    for key, value in (("title", title), ("policy", levers), ("policies", policies)):
        root.put(key, value, place)
    found = replace(resolved(report, scenario.name), assumed=scenario.assumed)
    return found if scenario.known_by is None else known_by(found, scenario.known_by)


def _map(node: Map, key: str) -> Map:
    below = node.get(key)
    return below if isinstance(below, Map) else Map()


def _add(policies: Map, name: str, title: str, levers: dict[str, Node], place: Place) -> None:
    """Add a named policy."""
    entry = Map()
    entry.put("title", title, place)
    for key, value in levers.items():
        entry.put(key, value, place)
    policies.put(name.replace("_", "-"), entry, place)
