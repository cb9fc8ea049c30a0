"""Whether forecasts of the same kind were as sure as they might be: coverage, CRPS, PIT.

References
----------
Clopper and Pearson (1934): the exact interval of a share. Czado, Gneiting and Held (2009),
doi:10.1111/j.1541-0420.2009.01191.x: the probability integral transform of whole numbers, spread
evenly over what a forecast held possible for the very value that came true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.columns import Floats
from sim.analysis.scores import crps_of
from sim.core.intervals import exact_proportions

INTERVALS = (0.5, 0.9)
FIFTHS = 5

_STEPS = 64


@dataclass(frozen=True)
class Forecast:
    """Rising values, each as likely as the others, and what came true."""

    values: Floats
    truth: float

    @property
    def points(self) -> tuple[float, float, float]:
        """The 10, 50 and 90 % points."""
        low, middle, high = np.quantile(self.values, (0.1, 0.5, 0.9), method="inverted_cdf")
        return float(low), float(middle), float(high)

    @property
    def crps(self) -> float:
        """How far off it was in the mean over what it held possible, in its unit."""
        return crps_of(self.values, self.truth)

    @property
    def below(self) -> tuple[float, float]:
        """P(X < truth) and P(X <= truth)."""
        return float((self.values < self.truth).mean()), float((self.values <= self.truth).mean())

    @property
    def pit(self) -> float:
        """P(X < truth) and half of P(X = truth)."""
        return sum(self.below) / 2.0

    def holds(self, level: float) -> bool:
        """Return whether the central interval of that level, ends included, holds the truth."""
        ends = ((1.0 - level) / 2.0, (1.0 + level) / 2.0)
        low, high = np.quantile(self.values, ends, method="inverted_cdf")
        return bool(low <= self.truth <= high)


def forecast_of(values: Sequence[float] | Floats, truth: float) -> Forecast:
    """Return the forecast of some values in any order."""
    return Forecast(np.sort(np.asarray(values, dtype=np.float64)), truth)


def calibration(
    forecasts: Sequence[Forecast], baselines: Sequence[Sequence[Forecast]]
) -> dict[str, Any]:
    """Return coverage, mean CRPS beside that of baselines and PIT by fifths, in JSON's own types.

    Parameters
    ----------
    forecasts : sequence of Forecast
        At least one.
    baselines : sequence of sequences of Forecast
        Of the same truths.
    """
    n = len(forecasts)
    held = [sum(each.holds(level) for each in forecasts) for level in INTERVALS]
    low, high = (ends.tolist()[0] for ends in exact_proportions(np.array(held[1:]), n))
    return {
        "n": n,
        "in_50": held[0],
        "in_90": held[1],
        "in_90_between": [low, high],
        "crps": _mean_crps(forecasts),
        "baselines": [_mean_crps(each) for each in baselines],
        "pit_fifths": pit_fifths(forecasts),
    }


def pit_fifths(forecasts: Sequence[Forecast]) -> list[float]:
    """Return how many truths fall into each fifth of the forecasts, ties spread evenly."""
    edges = np.linspace(0.0, 1.0, FIFTHS + 1)
    total = np.zeros(FIFTHS)
    for below, upto in (each.below for each in forecasts):
        if upto > below:
            share = np.clip((edges - below) / (upto - below), 0.0, 1.0)
        else:
            share = (edges > below).astype(float) if below < 1.0 else (edges >= 1.0).astype(float)
            share[0] = 0.0
        total += np.diff(share)
    return [float(each) for each in total]


def _mean_crps(forecasts: Sequence[Forecast]) -> float:
    return float(np.mean([each.crps for each in forecasts]))


def summed(*laws: Sequence[float] | Floats) -> Floats:
    """Return the values of the sum of independent quantities, each thinned to 64 of equal steps."""
    whole = np.zeros(1)
    for law in laws:
        steps = (np.arange(_STEPS) + 0.5) / _STEPS
        thinned = np.quantile(np.asarray(law, dtype=np.float64), steps, method="inverted_cdf")
        whole = np.add.outer(whole, thinned).ravel()
    return whole
