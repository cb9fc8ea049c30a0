import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import stats

from sim.core import intervals

N = 200
RUNS = 2000
# 95 % within four standard errors of a count over 2,000 runs (0.5 %), and what an interval for
# whole numbers cannot meet exactly
CHANCE = 4 * math.sqrt(0.95 * 0.05 / RUNS)


@pytest.fixture
def luck():
    return np.random.default_rng(20001102)


def _covered(found, truth):
    return np.mean([low <= truth <= high for low, high in found])


@pytest.mark.parametrize("p", [0.002, 0.02, 0.3, 0.5, 0.97])
def test_a_proportion_is_covered(luck, p):
    interval = {events: intervals.proportion(events, N) for events in range(N + 1)}
    found = [interval[events] for events in luck.binomial(N, p, RUNS)]
    # Wilson's coverage at n = 200 swings by 2 % around the level; the exact interval is longer
    assert _covered(found, p) > 0.95 - CHANCE - 0.02


def test_a_share_that_is_a_count_has_the_interval_of_a_proportion():
    for events in (0, 3, 10, 50, 95, 100):
        found = intervals.proportion_of_share(events / 100, 100)
        assert found == pytest.approx(intervals.proportion(events, 100), rel=1e-12)


@pytest.mark.parametrize("n", [0.5, 3.7, 99.5, 1e5])
@pytest.mark.parametrize("share", [0.0, 1e-7, 0.004, 0.3, 0.99, 1.0])
def test_a_share_lies_in_its_interval_whatever_it_stands_on(share, n):
    low, high = intervals.proportion_of_share(share, n)
    assert 0.0 <= low <= share <= high <= 1.0
    assert low < high
    swapped = intervals.proportion_of_share(1 - share, n)
    assert swapped == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_parts_of_an_event_move_the_interval_smoothly():
    ends = [intervals.proportion_of_share(events / 50, 50) for events in np.linspace(0, 2, 21)]
    assert all(one[0] <= other[0] and one[1] < other[1] for one, other in pairwise(ends))


def test_a_proportion_is_wilson_s_unless_events_are_few():
    test = stats.binomtest(10, 50)
    known = tuple(test.proportion_ci(0.95, "wilson"))
    assert intervals.proportion(10, 50) == pytest.approx(known, rel=1e-12)
    for events in (9, 41):
        exact = tuple(stats.binomtest(events, 50).proportion_ci(0.95, "exact"))
        assert intervals.proportion(events, 50) == pytest.approx(exact, rel=1e-9)
    assert intervals.proportion(0, 100)[0] == 0
    assert intervals.proportion(0, 100)[1] == pytest.approx(1 - 0.025 ** (1 / 100))
    assert intervals.proportion(0, 0) == (0, 1)


def test_a_mean_is_covered(luck):
    found = [intervals.mean(luck.normal(3, 2, N))[1:] for _ in range(RUNS)]
    assert _covered(found, 3) == pytest.approx(0.95, abs=CHANCE)


def test_a_mean_is_scipy_s(luck):
    values = luck.exponential(3, N)
    known = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    assert intervals.mean(values, 0.9) == pytest.approx((values.mean(), known.low, known.high))


def test_a_mean_is_sound_however_far_from_zero_and_however_many_blocks(luck):
    values = luck.normal(0, 1e-3, 200_000) + 1e6
    known = values - 1e6
    value, low, high = intervals.mean(values)
    reach = 1.959973 * known.std(ddof=1) / math.sqrt(len(known))  # Student's t of 199,999
    assert value - 1e6 == pytest.approx(known.mean(), abs=1e-9)
    assert (high - low) / 2 == pytest.approx(reach, rel=1e-3)


def test_many_proportions_are_as_many_single_ones():
    events = np.array([0, 3, 9, 10, 50, 91, 97, 100])
    low, high = intervals.proportions(events, 100)
    single = [intervals.proportion(int(each), 100) for each in events]
    assert list(zip(low.tolist(), high.tolist(), strict=True)) == single


def test_ranks_reach_into_what_needs_no_memory():
    sample = intervals.ranked([3.0, 1.0, 2.0], lower=2, higher=1)
    assert len(sample) == 6
    everything = [-math.inf, -math.inf, 1.0, 2.0, 3.0, math.inf]
    assert [sample.at(rank) for rank in range(1, 7)] == everything
    for first in range(1, 7):
        for last in range(first, 7):
            assert sample.between(first, last).tolist() == everything[first - 1 : last]


def test_a_quantile_with_values_beyond_the_ends_is_that_of_all_values(luck):
    inner = luck.normal(size=50)
    everything = np.concatenate([np.full(30, -math.inf), inner, np.full(20, math.inf)])
    for p in (0.1, 0.3, 0.5, 0.9):
        found = intervals.quantile(intervals.ranked(inner, lower=30, higher=20), p)
        assert found == intervals.quantile(everything, p)


def test_a_mean_of_few_values():
    assert intervals.mean([]) == (None, None, None)
    assert intervals.mean([4]) == (4, None, None)
    assert intervals.mean([4, 4, 4]) == (4, 4, 4)


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_a_quantile_is_covered(luck, p):
    found = [intervals.quantile(luck.exponential(3, N), p)[1:] for _ in range(RUNS)]
    covered = _covered(found, stats.expon(scale=3).ppf(p))
    # never below the level; above it by at most two steps of the binomial, 2 * 0.03 in each tail
    assert 0.95 - CHANCE < covered < 0.98 + CHANCE


@pytest.mark.parametrize("p", [0.1, 0.5, 0.9])
def test_a_quantile_is_scipy_s(luck, p):
    values = luck.exponential(3, N)
    known = stats.quantile_test(values, p=p).confidence_interval(0.95)
    found = intervals.quantile(values, p)
    assert found.low == pytest.approx(known.low)
    assert found.high == pytest.approx(known.high)
    assert found.value == np.quantile(values, p, method="inverted_cdf")


def test_a_quantile_beyond_the_horizon_is_open():
    values = [*range(40), *[math.inf] * 60]
    estimate, low, high = intervals.quantile(values, 0.5)
    assert (estimate, low, high) == (math.inf, 39, math.inf)
    assert intervals.quantile(values, 0.35) == (34, 25, math.inf)


def test_a_quantile_of_few_values():
    assert intervals.quantile([], 0.5) == (None, None, None)
    assert intervals.quantile([3, 1, 2], 0.5) == (2, None, None)
    assert intervals.quantile(range(10), 0.7).value == 6


def test_a_paired_difference_is_covered_and_says_its_gain(luck):
    found, gains = [], []
    for _ in range(RUNS):
        shared = luck.normal(0, 3, N)
        a, b = shared + luck.normal(2, 1, N), shared + luck.normal(1, 1, N)
        mean, low, high, gain = intervals.paired_difference(a, b)
        assert mean == pytest.approx(a.mean() - b.mean())
        found.append((low, high))
        gains.append(gain)
    assert _covered(found, 1) == pytest.approx(0.95, abs=CHANCE)
    # (10 + 10) / 2; an F-like ratio at n = 200 has a bias of 2 / 200
    assert np.mean(gains) == pytest.approx(10, rel=0.02)


def test_a_paired_difference_is_scipy_s(luck):
    a, b = luck.normal(0, 1, N), luck.normal(0, 1, N)
    known = stats.ttest_rel(a, b).confidence_interval(0.95)
    assert intervals.paired_difference(a, b)[1:3] == pytest.approx((known.low, known.high))


def test_a_paired_difference_without_spread_has_no_gain():
    assert intervals.paired_difference([], []) == (None, None, None, None)
    assert intervals.paired_difference([3], [1]) == (2, None, None, None)
    assert intervals.paired_difference([3, 4, 5], [1, 2, 3]) == (2, 2, 2, None)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: intervals.proportion(3, 2), "3 events of 2 replications"),
        (lambda: intervals.proportion(-1, 2), "-1 events"),
        (lambda: intervals.proportion(1, 2, level=1), "level is 1"),
        (lambda: intervals.mean([1, math.nan]), "NaN"),
        (lambda: intervals.mean([1, math.inf]), "finite"),
        (lambda: intervals.quantile([1, math.nan], 0.5), "NaN"),
        (lambda: intervals.quantile([1], 0), "p is 0"),
        (lambda: intervals.paired_difference([1], [1, 2]), "1 values are paired with 2"),
        (lambda: intervals.paired_difference([math.inf], [math.inf]), "finite"),
    ],
)
def test_what_cannot_be_answered_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
