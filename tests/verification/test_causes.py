"""What is said of thousands of futures is asked again of whole runs without the causes.

The study plays scattered futures alone. Here each cause that it names is taken away from the whole
scenario, which is run from the first replication to the last, and the outcome read off its tables.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from sim.runs.replicate import replicate
from sim.runs.workers import Workers
from sim.scenario import load, with_estimate
from sim.scenario.scenario import Scenario
from sim.studies.causes import Causes, Search
from sim.studies.question import Setting
from sim.studies.variants import outcome_of
from sim.studies.without import without

pytestmark = pytest.mark.slow

SEED, BAD = 1, 5_000
ESTIMATE = "up-to-two-years"
OUTCOMES = {"gap[soyuz]": 8_000, "next[soyuz,1].direct < 1": 8_000, "stranded > 0": 22_000}
"""How many replications hold 5,000 futures with the outcome."""

MOST_PAIRS = 12
"""The commonest pairs are asked again, and all of them at once where none is named."""


@pytest.fixture(scope="module")
def crew() -> Iterator[Workers]:
    with Workers() as workers:
        yield workers


class Again:
    """The outcome in whole runs of the scenario without causes."""

    def __init__(self, outcome: str, n: int, crew: Workers) -> None:
        self.scenario: Scenario = with_estimate(load("site-31-outage"), ESTIMATE)
        self.outcome = outcome_of(self.scenario, outcome)
        self.n, self.crew = n, crew

    def comes(self, *names: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """In which replications it comes without these causes."""
        less = without(self.scenario, names)
        run = replicate(less, replications=self.n, seed=SEED, workers=self.crew)
        return self.outcome.told(run.tables.outcomes, run.tables.episodes).did


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_named_removal_takes_the_outcome_away_and_no_other_does(
    outcome: str, crew: Workers
) -> None:
    n = OUTCOMES[outcome]
    setting = Setting(load("site-31-outage"), n, SEED, "fast")
    _, found = Search(Causes(setting, outcome, ESTIMATE, limit=BAD), crew).play()
    numbers = found.numbers
    assert len(numbers) == BAD
    again = Again(outcome, n, crew)
    assert again.comes()[numbers].all()
    for place, name in enumerate(found.causes):
        assert np.array_equal(~again.comes(name)[numbers], found.alone[place]), name
    alone = found.alone.any(axis=0)
    assert found.asked[alone].all()
    common = np.argsort(-found.together.sum(axis=1), kind="stable")
    for k in common[:MOST_PAIRS].tolist():
        i, j = found.pairs[k]
        prevented = ~again.comes(found.causes[i], found.causes[j])[numbers]
        open_ = found.asked & ~alone
        assert np.array_equal(prevented[open_], found.together[k][open_]), (i, j)
    left = found.asked & ~alone & ~found.together.any(axis=0)
    assert np.array_equal(~again.comes(*found.causes)[numbers][left], found.everything[left])
