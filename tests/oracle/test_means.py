"""Means: the oracle's futures, with luck of its own, have the outcomes of the engine's.

The oracle (`tests.oracle.oracle`) was written from docs/model alone. A column that may be null is
compared twice: how often it is there, and its mean where it is.
"""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

import sim
from sim.scenario.scenario import Scenario
from tests.oracle.oracle import World

FUTURES = 5_000
"""Of the oracle, for each estimate: two to three minutes."""

ENGINE = 100_000
SEED = 7
WITHIN = 3.0
"""Combined standard errors."""

DIFFER = {"days_past_limit"}
"""Known to differ: what a pad owes is passed over in its return to service (MODEL 4.8.3)."""

Values = dict[str, np.ndarray]


def of_the_oracle(scenario: Scenario, estimate: str) -> Values:
    """Return every outcome of the oracle's futures, nan where it is null."""
    columns: dict[str, list[float]] = {}
    for future in range(FUTURES):
        for name, value in World(scenario, estimate, future).play().outcomes().items():
            columns.setdefault(name, []).append(math.nan if value is None else value)
    return {name: np.array(values) for name, values in columns.items()}


def of_the_engine(scenario: Scenario, estimate: str, names: list[str]) -> Values:
    """Return the same columns of the engine's, dates in seconds since `as_of`."""
    outcomes = sim.replicate(scenario, estimate, replications=ENGINE, seed=SEED).outcomes
    return {
        name: np.array([_number(value, scenario.as_of) for value in outcomes[name].to_pylist()])
        for name in names
    }


def _number(value: float | dt.datetime | None, as_of: dt.datetime) -> float:
    if isinstance(value, dt.datetime):
        return (value - as_of).total_seconds()
    return math.nan if value is None else float(value)


def apart(mine: np.ndarray, theirs: np.ndarray) -> float:
    """Return by how many combined standard errors two means differ.

    The spread is that of both samples together: what is rare shows none of its own in a few.
    """
    error = math.sqrt(np.concatenate((mine, theirs)).var() * (1 / mine.size + 1 / theirs.size))
    difference = abs(float(mine.mean() - theirs.mean()))
    return difference / error if error else (math.inf if difference > 1e-9 else 0.0)


@pytest.mark.slow
@pytest.mark.parametrize("estimate", ["no-outage", "months-perhaps-years", "up-to-two-years"])
def test_the_means_of_all_outcomes_agree(estimate: str) -> None:
    """Within three combined standard errors."""
    scenario = sim.load("site-31-outage")
    mine = of_the_oracle(scenario, estimate)
    theirs = of_the_engine(scenario, estimate, list(mine))
    far = {}
    for name, values in mine.items():
        if name in DIFFER:
            continue
        other = theirs[name]
        errors = [apart(~np.isnan(values), ~np.isnan(other))]
        if not np.isnan(values).all() and not np.isnan(other).all():
            errors.append(apart(values[~np.isnan(values)], other[~np.isnan(other)]))
        if max(errors) > WITHIN:
            far[name] = (float(np.nanmean(values)), float(np.nanmean(other)), max(errors))
    assert not far
