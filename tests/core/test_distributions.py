import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.core import distributions as d
from sim.core import inverse

Z90 = stats.norm.ppf(0.9)
PROBABILITIES = [2.0**-53, 1e-9, 0.001, 0.1, 0.3, 0.5, 0.7, 0.9, 0.999, 1 - 1e-9]

EXACT = {
    "uniform": (d.uniform(2, 7), stats.uniform(2, 5)),
    "triangular": (d.triangular(2, 3, 7), stats.triang(0.2, 2, 5)),
    "triangular, mode at low": (d.triangular(2, 2, 7), stats.triang(0, 2, 5)),
    "triangular, mode at high": (d.triangular(-2, 7, 7), stats.triang(1, -2, 9)),
    "exponential": (d.exponential(12), stats.expon(scale=12)),
    "lognormal by sigma": (d.lognormal(319, sigma=0.4), stats.lognorm(0.4, scale=319)),
    "lognormal by p90": (
        d.lognormal(319, p90=556),
        stats.lognorm(math.log(556 / 319) / Z90, scale=319),
    ),
    "weibull by scale": (d.weibull(1.7, scale=30), stats.weibull_min(1.7, scale=30)),
    "weibull by median": (
        d.weibull(0.8, median=30),
        stats.weibull_min(0.8, scale=30 / math.log(2) ** (1 / 0.8)),
    ),
    "weibull by mean": (
        d.weibull(3, mean=30),
        stats.weibull_min(3, scale=30 / math.gamma(4 / 3)),
    ),
}


@pytest.mark.parametrize("name", EXACT)
def test_elementary_laws_are_those_of_scipy(name):
    law, known = EXACT[name]
    for p in PROBABILITIES:
        # 1e-12: a few last places, and the loss in p near 1 that both sides share
        assert law.quantile(p) == pytest.approx(known.ppf(p), rel=1e-12)
        assert law.sample(p) == law.quantile(p)
        x = known.ppf(p)
        assert law.cdf(x) == pytest.approx(known.cdf(x), rel=1e-12, abs=1e-15)
        assert law.survival(x) == pytest.approx(known.sf(x), rel=1e-6, abs=1e-15)
    # what the quadrature reads off the uniform numbers: 1e-5 is ten times the largest seen
    assert law.mean() == pytest.approx(known.mean(), rel=1e-5)


SHAPES = [0.1, 0.2, 0.5, 1, 2.5, 20, 1e4, 1e6]
# between the nodes of every octave, where a chord is farthest from its curve, down to 2**-53
HALF = (np.array(inverse.half_grid())[:-1] + np.array(inverse.half_grid())[1:]) / 2
LINEAR_ERROR = 1e-4  # of the standard deviation; 9.2e-5 is the largest seen, at shape 0.1


def _table_error(law, known):
    tops = 1.0 - (1.0 - HALF)  # the distances from 1 that a number below 1 can have
    low = np.array([law.quantile(u) for u in HALF]) - known.ppf(HALF)
    high = np.array([law.quantile(1.0 - top) for top in tops]) - known.isf(tops)
    return max(np.abs(low).max(), np.abs(high[tops > 0]).max()) / known.std()


@pytest.mark.parametrize("shape", SHAPES)
def test_the_gamma_table_keeps_its_stated_error(shape):
    law, known = d.gamma(shape, 30), stats.gamma(shape, scale=30 / shape)
    assert _table_error(law, known) < LINEAR_ERROR
    assert law.mean() == pytest.approx(30, rel=1e-4)
    assert law.support() == (0, math.inf)


@pytest.mark.parametrize("mode", [2, 2.5, 4, 6, 7])
def test_the_pert_table_keeps_its_stated_error(mode):
    alpha = 1 + 4 * (mode - 2) / 5
    law, known = d.pert(2, mode, 7), stats.beta(alpha, 6 - alpha, 2, 5)
    assert _table_error(law, known) < LINEAR_ERROR
    assert law.support() == (2, 7)
    assert law.mean() == pytest.approx((2 + 4 * mode + 7) / 6, rel=1e-5)


@pytest.mark.parametrize(
    ("law", "known"),
    [
        (d.gamma(0.5, 30), stats.gamma(0.5, scale=60)),
        (d.gamma(2.5, 30), stats.gamma(2.5, scale=12)),
        (d.pert(2, 4, 7), stats.beta(2.6, 3.4, 2, 5)),
    ],
)
def test_a_table_gives_the_probability_too(law, known):
    low, high = law.support()
    for x in np.linspace(low, min(high, 200.0), 999):
        # a chord misses by at most 1 / (8 STEPS**2) of an octave's probability, about 3e-5
        assert law.cdf(x) == pytest.approx(known.cdf(x), abs=3e-5)
    assert law.cdf(low) == pytest.approx(0, abs=1e-15)
    assert law.cdf(low - 1) == 0.0
    assert law.cdf(math.inf) == 1.0


def test_quantiles_are_met_exactly_and_the_tails_are_open():
    law = d.quantiles(60, 180, 730)
    assert [law.quantile(p) for p in (0.1, 0.5, 0.9)] == pytest.approx([60, 180, 730], rel=1e-13)
    assert [law.cdf(x) for x in (60, 180, 730)] == pytest.approx([0.1, 0.5, 0.9], rel=1e-13)
    assert law.support() == (0.0, math.inf)
    below, above = math.log(3) / Z90, math.log(730 / 180) / Z90
    assert law.quantile(0.01) == pytest.approx(stats.lognorm(below, scale=180).ppf(0.01))
    assert law.quantile(0.99) == pytest.approx(stats.lognorm(above, scale=180).ppf(0.99))


def test_without_a_median_quantiles_are_a_lognormal():
    law = d.quantiles(40, None, 90)
    assert law.median() == pytest.approx(60)
    assert law.quantile(0.3) == pytest.approx(stats.lognorm(math.log(1.5) / Z90, scale=60).ppf(0.3))


def test_empirical_takes_each_value_equally_often():
    law = d.empirical([6, 0, 2, 0])
    assert [law.sample(u) for u in (0.1, 0.3, 0.6, 0.8, 1 - 2.0**-53)] == [0, 0, 2, 6, 6]
    assert [law.cdf(x) for x in (-1, 0, 1, 2, 5.9, 6)] == [0, 0.5, 0.5, 0.75, 0.75, 1]
    assert law.mean() == 2
    assert law.median() == 2
    assert law.support() == (0, 6)


def test_one_value_is_a_fixed_law():
    for law in (d.fixed(5), d.uniform(5, 5), d.triangular(5, 5, 5), d.pert(5, 5, 5)):
        assert law == d.fixed(5)
    assert d.empirical([5, 5]).is_fixed
    assert d.mixture([(1, d.fixed(5)), (2, d.fixed(5))]).is_fixed
    assert not d.mixture([(1, d.fixed(5)), (2, d.fixed(6))]).is_fixed
    assert not d.exponential(5).is_fixed
    assert d.fixed(-2).sample(0.3) == -2
    assert d.fixed(5).mean() == 5
    assert (d.fixed(5).cdf(4.9), d.fixed(5).cdf(5)) == (0, 1)


def test_normal_functions_are_those_of_scipy():
    us = [2.0**-53, 1e-12, 1e-5, 0.02, 0.074, 0.076, 0.5, 0.6, 0.924, 0.926, 0.99, 1 - 2.0**-53]
    for u in us:
        assert inverse.normal_quantile(u) == pytest.approx(stats.norm.ppf(u), rel=1e-14, abs=1e-16)
        z = stats.norm.ppf(u)
        assert inverse.normal_cdf(z) == pytest.approx(stats.norm.cdf(z), rel=1e-13)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: d.fixed(math.nan), "value is nan: it must be a finite number"),
        (lambda: d.uniform(3, 2), "low is 3, high is 2: they must not fall"),
        (lambda: d.uniform(0, math.inf), "high is inf"),
        (lambda: d.triangular(1, 8, 7), "low is 1, mode is 8, high is 7: they must not fall"),
        (lambda: d.pert(1, 0, 7), "they must not fall"),
        (lambda: d.exponential(0), "mean is 0: it must be above 0"),
        (lambda: d.exponential(-math.inf), "mean is -inf"),
        (lambda: d.lognormal(0, sigma=1), "median is 0: it must be above 0"),
        (lambda: d.lognormal(9, sigma=0), r"sigma is 0: it must be in \[1e-06, 5\]"),
        (lambda: d.lognormal(9, sigma=math.nan), "sigma is nan"),
        (lambda: d.lognormal(9, p90=9), "median is 9, p90 is 9: they must rise"),
        (lambda: d.lognormal(9, p90=8), "must not fall"),
        (lambda: d.lognormal(9), "none given: exactly one of sigma, p90 is needed"),
        (lambda: d.lognormal(9, 1, 20), "sigma and p90 given: exactly one"),
        (lambda: d.weibull(0.01, scale=1), r"shape is 0.01: it must be in \[0.1, 1e\+06\]"),
        (lambda: d.weibull(1), "none given: exactly one of scale, median, mean"),
        (lambda: d.weibull(1, mean=-1), "mean is -1: it must be above 0"),
        (lambda: d.gamma(0, 1), "shape is 0"),
        (lambda: d.gamma(1, 0), "mean is 0"),
        (lambda: d.empirical([]), "values is empty"),
        (lambda: d.empirical([1, math.inf]), "values is inf"),
        (lambda: d.quantiles(10, 10, 20), "p10 is 10, p50 is 10, p90 is 20: they must rise"),
        (lambda: d.quantiles(20, None, 10), "p10 is 20, p90 is 10: they must not fall"),
        (lambda: d.quantiles(0, 10, 20), "p10 is 0: it must be above 0"),
        (lambda: d.mixture([]), "the weights sum to 0"),
        (lambda: d.mixture([(0, d.fixed(1))]), "the weights sum to 0"),
        (lambda: d.mixture([(-1, d.fixed(1)), (2, d.fixed(2))]), "weight is -1"),
        (lambda: d.mixture([(math.nan, d.fixed(1))]), "weight is nan"),
    ],
)
def test_impossible_parameters_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


positive = st.floats(0.01, 1e8)


@given(st.lists(positive, min_size=3, max_size=3, unique=True), st.floats(0, 1), st.floats(0, 1))
def test_quantiles_never_fall_and_stay_in_the_support(values, p, q):
    low, middle, high = sorted(values)
    for law in (d.uniform(low, high), d.triangular(low, middle, high), d.exponential(middle)):
        first, second = law.quantile(min(p, q)), law.quantile(max(p, q))
        assert law.support()[0] <= first <= second * (1 + 1e-15)
        assert second <= law.support()[1]


def test_the_next_case_lies_in_each_gap_as_often():
    law = d.empirical([12, 7, 8, 12, 12], down_to=0, beyond=2)
    for below, share in [(0, 0), (7, 1), (7.5, 1.5), (8, 2), (11.9, 2.975), (12, 5), (1e3, 6)]:
        assert law.cdf(below) == pytest.approx(share / 6, abs=1e-12)
    assert law.survival(14) == pytest.approx(math.exp(-1) / 6)
    assert law.mean() == pytest.approx((3.5 + 7.5 + 10 + 12 + 12 + 14) / 6, rel=1e-5)
    assert law.support() == (0, math.inf)
    assert law.median() == 12


def test_the_next_case_may_be_below_and_not_beyond():
    law = d.empirical([0, 0, 0, 19], down_to=-5)
    assert [law.quantile(p) for p in (0.0, 0.1, 0.5, 0.9)] == pytest.approx([-5, -2.5, 0, 19])
    assert law.support() == (-5, 19)
    least = d.empirical([0, 0, 3], beyond=1)
    assert (least.cdf(-1e-9), least.cdf(0)) == (0, pytest.approx(2 / 4))


@given(st.floats(2.0**-53, 1 - 2.0**-53), st.floats(2.0**-53, 1 - 2.0**-53))
def test_a_larger_number_never_gives_a_smaller_next_case(u, v):
    law = d.empirical([2, 6, 6, 7, 8, 8, 8], down_to=0, beyond=2)
    assert law.sample(min(u, v)) <= law.sample(max(u, v)) + 1e-12


@pytest.mark.parametrize(
    ("outside", "message"),
    [
        ({"down_to": 9}, "they must not fall"),
        ({"beyond": 0}, "beyond is 0: it must be above 0"),
        ({"beyond": 0.5}, "from 0 to 15 times beyond"),
        ({"beyond": math.nan}, "finite"),
    ],
)
def test_a_next_case_that_cannot_be_is_refused(outside, message):
    with pytest.raises(ValueError, match=message):
        d.empirical([7, 8, 12], **outside)
