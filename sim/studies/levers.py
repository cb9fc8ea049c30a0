"""Which lever to pull: every policy under every estimate, by every outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sim.analysis.levers import Values, as_dict, cells, dominated, judged
from sim.analysis.outcome import Outcome
from sim.core.errors import UsageError, listed
from sim.runs.replicate import AS_STATED
from sim.runs.tables import Tables
from sim.runs.workers import Progress, Workers
from sim.scenario import choose
from sim.scenario.scenario import Scenario
from sim.studies.cases import Case, crossed, title, under
from sim.studies.question import Question
from sim.studies.variants import Plays, Variant, outcome_of, usual_risks
from sim.studies.weights import EQUAL, unequal

NOTHING = ""
"""What answers call the policy that the scenario states: doing nothing."""


@dataclass(frozen=True)
class Levers(Question):
    """What each lever takes off, under each estimate, and which one to pull.

    Parameters
    ----------
    setting : Setting
    outcomes : tuple of str
        Each bad: the less the better. A column of days, person-days or times alone asks how much;
        empty for the risks that an outage is about.
    estimates : tuple of str
        Empty for all.
    policies : tuple of str
        Beside the one that the scenario states; empty for all.
    weights : str
        How much each estimate counts, see `sim.studies.weights.weights_of`; one that counts nothing
        is not played.
    """

    outcomes: tuple[str, ...] = ()
    estimates: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    weights: str = EQUAL

    study: ClassVar[str] = "levers"

    def answer(self, crew: Workers, progress: Progress | None) -> dict[str, Any]:
        """Play each policy under each estimate, and judge them by each outcome.

        Raises
        ------
        UsageError
            When the scenario names no policies.
        """
        scenario = self.setting.scenario
        if not scenario.policies:
            raise UsageError(f"{scenario.name} names no policies: there is no lever to pull")
        for name in self.estimates:
            choose(scenario, name)
        estimates = list(dict.fromkeys(self.estimates or scenario.estimates or [AS_STATED]))
        weights = unequal(scenario, self.weights, estimates)
        if weights is not None:
            weights = {name: weight for name, weight in weights.items() if weight > 0}
            estimates = list(weights)
        policies = [None, *dict.fromkeys(self.policies or scenario.policies)]
        texts = self.outcomes or _usual(scenario)
        outcomes = [outcome_of(scenario, text, amounts=True) for text in texts]
        _check_apart(outcomes)
        cases = crossed(estimates, policies)
        variants = [
            Variant(case.name, under(scenario, case), case.policy or NOTHING) for case in cases
        ]
        plays = Plays(self.setting, len(variants), crew, progress)
        played = plays.play(variants, lambda tables: [read(each, tables) for each in outcomes])
        values = {
            outcome.text: {
                policy or NOTHING: {
                    name: played[Case(name, policy).name][place][0] for name in estimates
                }
                for policy in policies
            }
            for place, outcome in enumerate(outcomes)
        }
        found = {text: cells(by_policy) for text, by_policy in values.items()}
        return {
            "estimates": {name: title(scenario, Case(name)) for name in estimates},
            **({} if weights is None else {"weights": weights}),
            "policies": {
                policy or NOTHING: scenario.policy.title
                if policy is None
                else scenario.policies[policy].title
                for policy in policies
            },
            "outcomes": [
                as_dict(
                    {
                        **outcome.as_dict(),
                        "unit": outcome.unit if outcome.is_amount else "0/1",
                        "nulls": max(every[place][1] for every in played.values()),
                    },
                    found[outcome.text],
                    judged(found[outcome.text], values[outcome.text], weights),
                )
                for place, outcome in enumerate(outcomes)
            ],
            "dominated": dominated(found, values),
        }


def _usual(scenario: Scenario) -> tuple[str, ...]:
    """Return as many outcomes as a terminal shows beside one another."""
    gap, _, stranded, decrewed = usual_risks(scenario)
    return (gap, stranded, decrewed, "crew_days_lost")


def read(outcome: Outcome, tables: Tables) -> tuple[Values, int]:
    """Return whether an outcome is so in each replication, or how much of it there is.

    A replication without a value counts as if it were not so, or as 0; how many these are is the
    second number.
    """
    if outcome.is_amount:
        series = outcome.amounts(tables.outcomes, tables.episodes)
        amounts = np.where(series.known, series.values, 0.0).astype(np.float32)
        return amounts, len(series) - int(np.count_nonzero(series.known))
    did, nulls = outcome.told(tables.outcomes, tables.episodes)
    return did, nulls


def _check_apart(outcomes: list[Outcome]) -> None:
    texts = [outcome.text for outcome in outcomes]
    twice = {text for text in texts if texts.count(text) > 1}
    if twice:
        raise UsageError(f"asked about twice: {listed(sorted(twice))}")
