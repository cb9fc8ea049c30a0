"""The risk if everything unknown were known, from counts whose risks are known."""

import numpy as np
import pytest
from scipy import stats

from sim.analysis.ignorance import known_risk


def test_two_risks_are_told_apart_from_their_luck() -> None:
    """The risk is 0.2 or 1, each half of the time: the share of ignorance is 0.16 of 0.24."""
    rng = np.random.default_rng(1)
    counts = rng.binomial(40, np.where(rng.random(2_000) < 0.5, 0.2, 1.0))
    found = known_risk(counts, 40)
    assert (found.n, found.m) == (2_000, 40)
    assert found.mean == pytest.approx(0.6, abs=0.03)
    assert found.between.low < 2 / 3 < found.between.high
    assert found.quantiles["p10"].value == pytest.approx(0.2, abs=0.03)
    assert found.quantiles["p90"].value == pytest.approx(1.0, abs=0.01)


def test_the_spread_of_luck_is_taken_out() -> None:
    """Shares of ten lucks spread twice as far as the risks, which are beta(4, 6)."""
    rng = np.random.default_rng(2)
    risks = rng.beta(4, 6, 4_000)
    counts = rng.binomial(10, risks)
    found = known_risk(counts, 10).quantiles
    for name, p, seen in (("p10", 0.1, 0.1), ("p50", 0.5, 0.4), ("p90", 0.9, 0.7)):
        assert found[name].value == pytest.approx(stats.beta(4, 6).ppf(p), abs=0.03)
        assert np.quantile(counts / 10, p) == seen  # 0.21, 0.39 and 0.60 without the luck
    assert known_risk(counts, 10).between.value == pytest.approx(
        1 / 11, abs=0.02
    )  # 1 / (4 + 6 + 1)


def test_without_ignorance_there_is_one_risk() -> None:
    counts = np.random.default_rng(3).binomial(50, 0.3, 2_000)
    found = known_risk(counts, 50)
    assert found.between.low < 0.002
    assert found.between.value == pytest.approx(0.0, abs=0.005)
    assert found.quantiles["p90"].value - found.quantiles["p10"].value < 0.06


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(4)
    rounds, hits = 12, 0
    for _ in range(rounds):
        counts = rng.binomial(20, np.where(rng.random(400) < 0.3, 0.7, 0.1))
        share = 0.3 * 0.7 * 0.36 / (0.28 * 0.72)
        between = known_risk(counts, 20).between
        hits += between.low <= share <= between.high
    assert hits >= 10


def test_it_is_the_same_again_and_plain_json() -> None:
    counts = np.random.default_rng(5).binomial(20, 0.4, 300)
    told = known_risk(counts, 20).as_dict()
    assert told == known_risk(counts, 20).as_dict()
    assert set(told["quantiles"]["p10"]) == {"value", "low", "high"}
