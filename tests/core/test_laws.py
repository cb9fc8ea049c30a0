import math
import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from sim.core import distributions as d
from sim.core import inverse
from sim.core.inverse import EMPIRICAL, EXPONENTIAL, FIXED, inverted

SINGLE = [
    d.fixed(40.0),
    d.uniform(-5, 70),
    d.triangular(2, 30, 90),
    d.pert(2, 30, 90),
    d.exponential(30),
    d.lognormal(30, p90=90),
    d.weibull(1.7, median=30),
    d.weibull(0.5, median=30),
    d.gamma(0.7, 30),
    d.gamma(6, 30),
    d.quantiles(10, 30, 140),
    d.empirical([3, 36, 53, 66, 67, 82]),
    d.empirical([2, 6, 6, 8, 8, 8], down_to=-3, beyond=2.5),
]
laws = st.one_of(
    st.sampled_from(SINGLE),
    st.lists(st.tuples(st.floats(0.1, 5), st.sampled_from(SINGLE)), min_size=2, max_size=4).map(
        d.mixture
    ),
)
jumps = (FIXED, EMPIRICAL)
continuous = st.sampled_from(
    [law for law in SINGLE if not any(part.kind in jumps for part in law.parts)]
)
uniforms = st.floats(2.0**-53, 1 - 2.0**-53)
GRAIN = 1e-9  # the last place of a probability, 1e-16, over the least mass kept here, and to spare


def test_laws_that_are_equal_are_one_key_also_when_they_come_from_another_process():
    for law in SINGLE:
        assert hash(law) == hash(replace(law)) == hash(pickle.loads(pickle.dumps(law)))
        assert law == pickle.loads(pickle.dumps(law))
    assert len({*SINGLE, *(replace(law) for law in SINGLE)}) == len(SINGLE)


@st.composite
def cuts(draw, kinds=laws):
    """Return a law, two bounds that keep some of it, and the law given X within them."""
    law = draw(kinds)
    p, q = sorted(draw(st.tuples(st.floats(0, 0.99), st.floats(0, 0.99))))
    lower, upper = law.quantile(p) - draw(st.sampled_from([0.0, 1.0])), law.quantile(q + 0.01)
    assume(law.cdf(upper) - law.cdf(lower) > 1e-5)
    return law, lower, upper, law.truncated(lower, upper)


@given(laws, uniforms, uniforms)
def test_the_quantile_never_falls(law, u, v):
    low, high = law.quantile(min(u, v)), law.quantile(max(u, v))
    assert low <= high + 1e-14 * abs(high)


@given(continuous, uniforms)
def test_quantile_and_cdf_are_inverse(law, u):
    # the relative error of x, a few 1e-16, times the largest slope of ln x -> cdf seen
    assert law.cdf(law.quantile(u)) == pytest.approx(u, rel=1e-12, abs=1e-14)


@given(laws, uniforms)
def test_the_quantile_is_the_least_value_beyond_p(law, p):
    x = law.quantile(p)
    step = 1e-9 * max(1.0, abs(x))
    assert law.cdf(x + step) >= p - 1e-12
    assert law.cdf(x - step) <= p + 1e-12


@given(cuts(), uniforms)
def test_a_truncated_law_stays_in_its_bounds(cut, u):
    law, lower, upper, truncated = cut
    for x in (truncated.sample(u), truncated.quantile(u)):
        assert law.cdf(lower) - 1e-15 <= law.cdf(x) <= law.cdf(upper) + 1e-15
    assert truncated.cdf(lower) == pytest.approx(0, abs=GRAIN)
    assert truncated.cdf(upper) == pytest.approx(1, abs=GRAIN)


@given(cuts(), st.floats(0, 1))
def test_a_truncated_law_is_the_conditional_one(cut, share):
    law, lower, upper, truncated = cut
    x = lower + share * (upper - lower)
    expected = (law.cdf(x) - law.cdf(lower)) / (law.cdf(upper) - law.cdf(lower))
    assert truncated.cdf(x) == pytest.approx(expected, abs=GRAIN)
    assert math.fsum(part.weight for part in truncated.parts) == pytest.approx(1, abs=1e-15)


@given(cuts(), uniforms)
def test_truncating_twice_is_truncating_to_both(cut, u):
    law, lower, upper, truncated = cut
    twice = law.truncated(lower=lower).truncated(upper=upper)
    assert twice.cdf(twice.sample(u)) == pytest.approx(
        truncated.cdf(truncated.sample(u)), abs=GRAIN
    )
    assert [part.weight for part in twice.parts] == pytest.approx(
        [part.weight for part in truncated.parts], abs=GRAIN
    )


@given(continuous, st.floats(0, 100), uniforms)
def test_a_duration_that_runs_is_drawn_above_its_age(law, age, u):
    # X = S^-1((1 - u) S(a))
    assume(law.survival(age) > 1e-5)
    assume(1e-7 < u < 1 - 1e-7)  # nearer to the ends the two ways of rounding 1 - u part
    expected = law.quantile(1 - (1 - u) * law.survival(age))
    assert law.truncated(lower=age).sample(u) == pytest.approx(expected, rel=1e-6, abs=1e-9)


def test_an_age_forgets_nothing_but_in_the_exponential():
    assert d.exponential(30).truncated(lower=50).sample(0.3) == pytest.approx(
        50 + d.exponential(30).sample(0.3)
    )
    assert d.exponential(30).truncated(lower=50).mean() == pytest.approx(80, rel=1e-5)


def test_empirical_keeps_the_values_in_range():
    law = d.empirical([3, 36, 53, 53, 82])
    assert law.truncated(lower=36).parts[0].table == (53, 53, 82)
    assert law.truncated(lower=35, upper=53).parts[0].table == (36, 53, 53)
    assert law.truncated(upper=36).sample(0.9) == 36


def test_a_mixture_is_reweighted_by_what_its_parts_keep():
    law = d.mixture([(0.7, d.fixed(0)), (0.3, d.exponential(12))])
    assert law.truncated(lower=0).parts[0].kind == EXPONENTIAL
    assert law.truncated(lower=0).parts[0].weight == 1.0
    two = d.mixture([(1, d.uniform(0, 10)), (1, d.uniform(5, 25))]).truncated(lower=5)
    assert [part.weight for part in two.parts] == pytest.approx([1 / 3, 2 / 3])
    assert [part.low_u for part in two.parts] == [0.5, 0.0]


def test_nothing_left_is_refused_with_the_mass():
    with pytest.raises(ValueError, match=r"above 82 and up to inf: its probability there is 0"):
        d.empirical([3, 82]).truncated(lower=82)
    with pytest.raises(ValueError, match=r"its probability there is 1\.9e-22"):
        d.mixture([(1, d.exponential(1))]).truncated(-math.inf, 1.9e-22)
    with pytest.raises(ValueError, match="the bounds 5 and 4 enclose nothing"):
        d.uniform(0, 9).truncated(5, 4)
    with pytest.raises(ValueError, match="enclose nothing"):
        d.uniform(0, 9).truncated(lower=math.nan)


def test_no_bounds_change_nothing():
    for law in SINGLE:
        assert law.truncated() == law


def test_mixtures_are_flattened_and_their_weights_sum_to_one():
    inner = d.mixture([(1, d.fixed(1)), (3, d.fixed(2))])
    law = d.mixture([(2, inner), (2, d.fixed(3)), (0, d.fixed(9))])
    assert [(part.weight, part.a) for part in law.parts] == [(0.125, 1), (0.375, 2), (0.5, 3)]
    assert law.mean() == pytest.approx(0.125 + 0.75 + 1.5)


def test_the_part_is_chosen_in_declared_order_and_its_share_is_its_luck():
    law = d.mixture([(0.5, d.fixed(7)), (0.25, d.uniform(0, 8)), (0.25, d.exponential(3))])
    assert law.sample(0.499) == 7
    assert law.sample(0.625) == 4.0
    assert law.sample(0.875) == d.exponential(3).sample(0.5)


def test_the_inverse_of_a_mixture_meets_its_atoms():
    law = d.mixture([(0.9, d.fixed(0)), (0.1, d.uniform(0, 10))])
    assert law.median() == 0
    assert law.quantile(0.95) == pytest.approx(5)
    steps = d.mixture([(1, d.fixed(1)), (1, d.fixed(2)), (2, d.fixed(4))])
    assert [steps.quantile(p) for p in (0.2, 0.25, 0.3, 0.5, 0.6)] == [1, 2, 2, 4, 4]
    assert [d.empirical([1, 2, 4, 4]).quantile(p) for p in (0.2, 0.25, 0.3, 0.5)] == [1, 2, 2, 4]


def test_composition_has_the_law_of_the_mixture():
    law = d.mixture([(2, d.quantiles(10, 30, 140)), (1, d.uniform(0, 300)), (1, d.gamma(2, 50))])
    sample = np.array([law.sample((k + 0.5) / 4000) for k in range(4000)])
    # a stratified sample in three strata misses the law by at most 3 / 4000 and the table's error
    assert stats.kstest(sample, np.vectorize(law.cdf)).statistic < 3 / 4000 + 3e-5


@given(laws, st.floats(0.01, 100), uniforms)
def test_rescaling_multiplies_every_value(law, factor, u):
    scaled = law.rescaled(factor)
    assert scaled.sample(u) == pytest.approx(factor * law.sample(u), rel=1e-12, abs=1e-12)
    assert scaled.median() == pytest.approx(factor * law.median(), rel=1e-9)
    assert scaled.mean() == pytest.approx(factor * law.mean(), rel=1e-9)


@pytest.mark.parametrize("factor", [0, -1, math.inf, math.nan])
def test_a_factor_that_is_no_scale_is_refused(factor):
    with pytest.raises(ValueError, match="factor is"):
        d.exponential(1).rescaled(factor)


def test_a_truncated_support_ends_at_the_bounds():
    law = d.lognormal(30, p90=90).truncated(20, 60)
    assert law.support() == pytest.approx((20, 60), rel=1e-12)
    assert d.mixture([(1, d.fixed(0)), (1, d.exponential(3))]).support() == (0, math.inf)


def test_many_laws_share_one_set_of_columns():
    every = [*SINGLE, d.gamma(6, 99), d.mixture([(1, SINGLE[0]), (3, SINGLE[-1])])]
    parts, begins = d.columns(every)
    for number, law in enumerate(every):
        for u in (0.001, 0.2, 0.5, 0.8, 0.999):
            assert inverted(parts, begins[number], begins[number + 1], u) == law.sample(u)
    tables = 3 * inverse.NODES  # one PERT, two gammas: the third has the shape of the second
    assert len(parts.table) == tables + 6


def test_the_arithmetic_on_arrays_is_that_on_tuples():
    parts, begins = d.columns(SINGLE)
    arrays = inverse.Columns(*(np.array(column) for column in parts))
    for number, law in enumerate(SINGLE):
        assert inverted(arrays, begins[number], begins[number + 1], 0.37) == law.sample(0.37)
