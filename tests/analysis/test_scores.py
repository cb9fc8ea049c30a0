"""Scores against closed forms."""

import math

import numpy as np
import pytest
from scipy import stats

from sim.analysis.scores import (
    Scores,
    brier,
    crps,
    crps_of,
    interval_score,
    log_score,
    mean_scores,
    pit,
    scores,
)
from sim.core import distributions


@pytest.mark.parametrize("x", [-3.0, 0.0, 2.0, 7.5, 10.0, 25.0])
def test_crps_of_a_uniform_law(x):
    """Jordan, Krüger and Lerch (2019), appendix A: |z - u| - u (1 - u), u the place of z within."""
    u = min(max(x / 10, 0.0), 1.0)
    closed = 10 * (abs(x / 10 - u) + u**2 - u + 1 / 3)
    assert crps(distributions.uniform(0, 10), x) == pytest.approx(closed, abs=1e-5)


@pytest.mark.parametrize("x", [0.0, 1.0, 30.0, 200.0])
def test_crps_of_an_exponential_law(x):
    closed = x - 2 * 30 * (1 - math.exp(-x / 30)) + 30 / 2
    assert crps(distributions.exponential(30.0), x) == pytest.approx(closed, abs=0.02)


@pytest.mark.parametrize("x", [-2.0, 0.0, 0.7, 3.0])
def test_crps_of_a_normal_law(x):
    """Gneiting and Raftery (2007), (21)'s example, of values in equal steps of probability."""
    closed = x * (2 * stats.norm.cdf(x) - 1) + 2 * stats.norm.pdf(x) - 1 / math.sqrt(math.pi)
    values = stats.norm.ppf((np.arange(4096) + 0.5) / 4096)
    assert crps_of(values, x) == pytest.approx(closed, abs=1e-3)


def test_crps_is_the_integral_of_the_squared_distance_of_the_distribution_functions():
    law = distributions.mixture(
        [
            (0.1, distributions.triangular(18, 120, 120)),
            (0.9, distributions.quantiles(80, 140, 300)),
        ]
    )
    t = np.linspace(0, 4000, 400_001)
    apart = np.array([law.cdf(each) for each in t[::10]]) - (t[::10] >= 96)
    assert crps(law, 96.0) == pytest.approx(np.trapezoid(apart**2, t[::10]), rel=2e-3)


def test_crps_of_one_value_is_the_distance():
    assert crps(distributions.fixed(96.0), 115.0) == 19.0
    assert crps(distributions.empirical([90.0, 102.0]), 96.0) == pytest.approx(3.0)


def test_log_score_is_that_of_the_day():
    assert log_score(distributions.uniform(0, 100), 50.0) == pytest.approx(math.log(100))
    assert log_score(distributions.fixed(96.0), 96.0) == 0.0
    assert log_score(distributions.uniform(120, 150), 96.0) == math.inf


def test_interval_score_is_the_width_and_ten_times_what_is_missed():
    law = distributions.uniform(0, 100)
    assert interval_score(law, 50.0) == pytest.approx(80)
    assert interval_score(law, 95.0) == pytest.approx(80 + 10 * 5)
    assert interval_score(law, 2.0) == pytest.approx(80 + 10 * 8)


def test_pit_counts_half_of_what_was_named_exactly():
    assert pit(distributions.uniform(0, 100), 30.0) == pytest.approx(0.3)
    assert pit(distributions.empirical([1.0, 2.0, 3.0, 4.0]), 2.0) == pytest.approx(0.375)


def test_every_score_is_best_in_the_mean_for_the_law_itself():
    """Proper: of 2,000 values from a law the law itself scores best, narrower and wider worse."""
    truth = distributions.lognormal(100.0, sigma=0.5)
    values = [truth.sample((k + 0.5) / 2000) for k in range(2000)]
    for other in (
        distributions.lognormal(100.0, sigma=0.3),
        distributions.lognormal(100.0, sigma=0.8),
        distributions.lognormal(130.0, sigma=0.5),
    ):
        own, others = (mean_scores(scores(law, x) for x in values) for law in (truth, other))
        assert (own.crps, own.log, own.interval) < (others.crps, others.log, others.interval)
        assert own.crps < others.crps
        assert own.log < others.log
        assert own.interval < others.interval


def test_brier():
    assert brier(0.3, True) == pytest.approx(0.49)
    assert brier(0.3, False) == pytest.approx(0.09)


def test_an_infinite_log_score_is_none_in_json_and_infinite_in_the_mean():
    ruled_out = Scores(37.0, math.inf, 80.0, 0.0)
    assert ruled_out.as_dict() == {"crps": 37.0, "log": None, "interval": 80.0, "pit": 0.0}
    assert mean_scores([ruled_out, Scores(3.0, 2.0, 20.0, 0.5)]) == Scores(20.0, math.inf, 50, None)
