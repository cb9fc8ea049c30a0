"""Policies to compare, and a scenario with one of them in place, or decided on another day."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import lru_cache

from sim.core import clock
from sim.core.errors import Problem, ScenarioError, listed, nearest
from sim.scenario.check import check
from sim.scenario.document import Node, Place, read
from sim.scenario.levers import policy_of, under
from sim.scenario.merge import restated
from sim.scenario.model import Written
from sim.scenario.problems import Report
from sim.scenario.resolve_flights import flights_of
from sim.scenario.scenario import NamedPolicy, Scenario
from sim.scenario.schema import ScenarioFile
from sim.scenario.validate import models


def with_policy(scenario: Scenario, name: str) -> Scenario:
    """Return the scenario with the named policy in place of its own.

    The levers change, and the flights as far as increments of another length and an extra flight
    change them; an estimate may be put in place before or after.

    Raises
    ------
    ScenarioError
        When there is no policy of that name.
    """
    chosen = named_policy(scenario, name)
    return replace(scenario, policy=chosen.policy, flights=chosen.flights)


def decided(scenario: Scenario, policy: str, on: dt.datetime | int) -> Scenario:
    """Return the scenario with a named policy decided at another instant (MODEL 6.13).

    The same as to load it with `decided_on` of the policy stated so, but that `text` and the
    warnings stay those of the scenario. If the policy is in place it stays so, decided then; an
    estimate, too, stays in place.

    Parameters
    ----------
    policy : str
        One of `scenario.policies`.
    on : datetime or int
        The instant, with its zone, or the seconds from `as_of` to it.

    Raises
    ------
    ScenarioError
        When there is no policy of that name, or what it states does not hold if it is decided then:
        a docked ship would be past its limit, for one.
    ValueError
        When the instant has no zone, a fraction of a second, or lies outside the calendar.

    Notes
    -----
    The first call for a scenario reads its `text`, later ones find it read.
    """
    before = named_policy(scenario, policy)
    instant = clock.instant_at(scenario.as_of, on) if isinstance(on, int) else on
    at = clock.parse_instant(instant)
    file, root = _read(scenario.text, scenario.file)
    stated = replace(
        file.policies[policy],
        decided_on=Written(clock.seconds_between(file.start, at), clock.iso(at)),
    )
    file = replace(file, policies={**file.policies, policy: stated})
    report = Report(scenario.file, root)
    check(file, report)
    report.raise_any()
    changed = under(file, policy)
    after = NamedPolicy(
        name=policy,
        policy=policy_of(changed, policy),
        flights=flights_of(changed, policy),
    )
    result = replace(scenario, policies={**scenario.policies, policy: after})
    return with_policy(result, policy) if scenario.policy is before.policy else result


def named_policy(scenario: Scenario, name: str) -> NamedPolicy:
    """Return the policy of that name.

    Raises
    ------
    ScenarioError
        When there is none.
    """
    known = scenario.policies
    if name not in known:
        hint = nearest(name, known) or f"; there are {listed(known)}"
        message = f"{name!r} is not a policy of this scenario{hint}"
        raise ScenarioError([Problem(scenario.file, None, "policies", message)])
    return known[name]


@lru_cache(maxsize=8)
def _read(text: str, shown: str) -> tuple[ScenarioFile, Node]:
    """Return the complete file that a dumped text is, and its tree, which has no lines to show."""
    root = restated(read(text, shown).root, Place(shown))
    file = models(Report(shown, root))
    assert file is not None  # it was written from one
    return file, root
