import math

import numpy as np
import pytest
from scipy import stats

from sim.core.moments import Moments, blocks, skewness


@pytest.mark.parametrize("size", [1, 2, 65_536, 65_537, 200_000])
def test_blocks_add_up(size):
    values = np.random.default_rng(size).exponential(3, size) + 1000
    found = Moments.of(blocks(values))
    assert (found.n, found.least, found.most) == (size, values.min(), values.max())
    assert found.mean == pytest.approx(values.mean(), rel=1e-14)
    assert found.squares == pytest.approx(np.square(values - values.mean()).sum(), rel=1e-9)


def test_blocks_hold_what_counts():
    values, where = np.arange(150_000), np.zeros(150_000, bool)
    where[[0, 70_000, 149_999]] = True
    assert [block.tolist() for block in blocks(values, where)] == [[0.0], [70_000.0], [149_999.0]]


def test_equal_values_have_no_spread_at_all():
    found = Moments.of(blocks(np.full(100_000, 0.1)))
    assert (found.mean, found.squares, found.is_constant) == (0.1, 0.0, True)
    assert Moments.of(blocks(np.empty(0))).is_constant


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_has_no_mean_is_refused_in_whatever_block(value):
    values = np.zeros(200_000)
    values[100_000] = value
    with pytest.raises(ValueError, match="NaN" if math.isnan(value) else "finite"):
        Moments.of(blocks(values))


def test_a_skewness_is_scipy_s():
    values = np.random.default_rng(1).exponential(3, 150_000)
    assert skewness(values) == pytest.approx(stats.skew(values), rel=1e-9)
    assert skewness(np.array([2.0, 2.0])) == 0
    assert skewness(np.empty(0)) == 0
