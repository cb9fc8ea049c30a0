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
from tests.oracle.oracle import World

FUTURES = 5_000
"""Of the oracle, for each estimate: two to three minutes."""

ENGINE = 100_000
SEED = 7
WITHIN = 3.0
"""Combined standard errors."""


def apart(mine: np.ndarray, theirs: np.ndarray) -> float:
    """Return by how many combined standard errors two means differ.

    The spread is that of both samples together: what is rare shows none of its own in a few.
    """
    error = math.sqrt(np.concatenate((mine, theirs)).var() * (1 / mine.size + 1 / theirs.size))
    difference = abs(float(mine.mean() - theirs.mean()))
    return difference / error if error else (math.inf if difference > 1e-9 else 0.0)


def number(value: float | dt.datetime | None, as_of: dt.datetime) -> float:
    """Return a value of an outcome, nan for null; dates in seconds since `as_of`."""
    if isinstance(value, dt.datetime):
        return (value - as_of).total_seconds()
    return math.nan if value is None else float(value)


@pytest.mark.slow
@pytest.mark.parametrize("estimate", ["no-outage", "months-perhaps-years", "up-to-two-years"])
def test_the_means_of_all_outcomes_agree(estimate: str) -> None:
    """Within three combined standard errors."""
    scenario = sim.load("site-31-outage")
    futures = [World(scenario, estimate, seed).play().outcomes() for seed in range(FUTURES)]
    outcomes = sim.replicate(scenario, estimate, replications=ENGINE, seed=SEED).outcomes
    far = {}
    for name in futures[0]:
        mine = np.array([number(future[name], scenario.as_of) for future in futures])
        theirs = np.array([number(each, scenario.as_of) for each in outcomes[name].to_pylist()])
        errors = [apart(~np.isnan(mine), ~np.isnan(theirs))]
        mine, theirs = mine[~np.isnan(mine)], theirs[~np.isnan(theirs)]
        if mine.size and theirs.size:
            errors.append(apart(mine, theirs))
        if max(errors) > WITHIN:
            far[name] = (float(mine.mean()), float(theirs.mean()), max(errors))
    assert not far
