"""How many events are to be expected, against closed forms."""

import numpy as np
import pytest
from scipy import stats

from sim.analysis import counts
from sim.core import distributions


def test_at_a_known_rate_the_number_is_poisson_s() -> None:
    law = counts.in_days(distributions.fixed(0.01), 500.0)
    assert law[:20] == pytest.approx(stats.poisson(5.0).pmf(np.arange(20)))
    assert law.sum() == pytest.approx(1.0)


def test_at_a_gamma_rate_it_is_negative_binomial() -> None:
    """Within 1e-3, as a gamma law of shape 1.5 is sampled at 2,048 points."""
    law = counts.in_days(distributions.gamma(shape=1.5, mean=1 / 8000), 16_000.0)
    exact = stats.nbinom(1.5, 1.5 / (1.5 + 2.0)).pmf(np.arange(30))
    assert law[:30] == pytest.approx(exact, abs=1e-3)


def test_of_a_beta_probability_it_is_beta_binomial() -> None:
    law = counts.in_trials(distributions.beta(2.5, 102.5), 30)
    assert law[:31] == pytest.approx(stats.betabinom(30, 2.5, 102.5).pmf(np.arange(31)), abs=1e-3)
    assert law[31:].max() < 1e-12


def test_certain_ends_of_a_probability_are_counted() -> None:
    assert counts.in_trials(distributions.fixed(0.0), 5)[0] == 1.0
    assert counts.in_trials(distributions.fixed(1.0), 5)[5] == 1.0


def test_numbers_add_up_and_what_is_beyond_the_last_place_lies_there() -> None:
    both = [counts.in_days(distributions.fixed(rate), 1000.0) for rate in (0.002, 0.003)]
    exact = stats.poisson(5.0).pmf(np.arange(30))
    assert counts.together(both)[:30] == pytest.approx(exact)
    many = counts.together([counts.in_days(distributions.fixed(0.3), 1000.0)] * 2)
    assert len(many) == counts.MOST + 1
    assert many[-1] == pytest.approx(1.0)


def test_a_tail_is_two_sided_and_holds_the_number_itself() -> None:
    law = np.array([0.1, 0.2, 0.4, 0.3])
    assert counts.tails(law) == pytest.approx([0.2, 0.6, 1.0, 0.6])
    values = np.repeat([0.0, 1.0, 2.0, 3.0], [1000, 2000, 4000, 3000])
    among = counts.tails_among(values, np.arange(4.0))
    assert among == pytest.approx([0.2, 0.6, 1.0, 0.6], abs=1e-3)
    assert counts.tails_among(values, np.array([9.0]))[0] == pytest.approx(2 / 10_001)


def test_a_quantile_is_the_least_number_of_that_probability() -> None:
    law = np.array([0.1, 0.2, 0.4, 0.3])
    assert [counts.quantile(law, p) for p in (0.05, 0.1, 0.11, 0.7, 0.95)] == [0, 0, 1, 2, 3]


def test_records_are_drawn_from_their_laws() -> None:
    laws = [counts.in_days(distributions.fixed(0.005), 1000.0)] * 2
    drawn = counts.records(laws, 20_000, seed=3)
    assert drawn.shape == (20_000, 2)
    assert drawn.mean(axis=0) == pytest.approx([5.0, 5.0], abs=0.06)  # 4 standard errors
    assert np.corrcoef(drawn.T)[0, 1] == pytest.approx(0.0, abs=0.03)
    assert (drawn == counts.records(laws, 20_000, seed=3)).all()


def test_the_odder_a_record_the_more_it_surprises() -> None:
    laws = [counts.in_days(distributions.fixed(0.005), 1000.0)] * 2
    usual, odd, odder = counts.surprise(laws, np.array([[5, 4], [5, 12], [12, 12]]))
    assert usual < odd < odder
    p = counts.tails(laws[0])[12]
    assert odder == pytest.approx(-4.0 * np.log(p))
