"""What is played of a scenario: its estimates of the repair crossed with its policies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sim.scenario import with_estimate, with_policy
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Case:
    """One way to play a scenario.

    Parameters
    ----------
    estimate : str
        A name of its estimates; `sim.runs.replicate.AS_STATED` for a scenario that has none.
    policy : str or None
        A name of its policies; None for the policy that it states.
    """

    estimate: str
    policy: str | None = None

    @property
    def name(self) -> str:
        """What folders, tables and summaries call it; no other name has a plus sign.

        Examples
        --------
        >>> Case("four-months").name, Case("four-months", "seat-swap").name
        ('four-months', 'four-months+seat-swap')
        """
        return self.estimate if self.policy is None else f"{self.estimate}+{self.policy}"

    def base(self, against: str | None) -> str | None:
        """Return the name of the case that it is compared with, None for none.

        A policy is compared with the policy that the scenario states, under the same estimate; the
        estimates under that one with the estimate `against`. None of them without `against`.
        """
        if against is None or self.name == against:
            return None
        return against if self.policy is None else self.estimate


def crossed(estimates: Iterable[str], policies: Iterable[str | None]) -> tuple[Case, ...]:
    """Return each policy under each estimate, all estimates of the first policy first."""
    every = list(estimates)
    return tuple(Case(estimate, policy) for policy in policies for estimate in every)


def cases_in(summary: Mapping[str, Any]) -> dict[str, Case]:
    """Return the cases of a ``summary.json`` by name."""
    return {
        name: Case(found.get("estimate", name), found.get("policy"))
        for name, found in summary["estimates"].items()
    }


def under(scenario: Scenario, case: Case) -> Scenario:
    """Return the scenario as it is played in a case.

    Raises
    ------
    ScenarioError
        When there is no policy of that name.
    """
    if case.estimate in scenario.estimates:
        scenario = with_estimate(scenario, case.estimate)
    return scenario if case.policy is None else with_policy(scenario, case.policy)


def title(scenario: Scenario, case: Case) -> str:
    """Return what people call a case, such as ``Up to two years + seats swapped``."""
    estimate, policy = scenario.estimates.get(case.estimate), case.policy
    titles = [] if estimate is None else [estimate.title]
    titles += [] if policy is None else [scenario.policies[policy].title]
    return " + ".join(titles) or "As the scenario states it"
