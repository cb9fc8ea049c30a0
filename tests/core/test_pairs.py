import math
from itertools import product

import numpy as np
import pytest
from scipy import optimize, special, stats

from sim.core import pairs
from sim.core.pairs import Pairs, difference_interval, difference_intervals, paired_flags

Z = 1.959963984540054
TAIL = 0.025


def ends_of_every_count(n: int, most: int, z: float = Z) -> tuple[np.ndarray, np.ndarray]:
    """Return the intervals by number of pairs of either kind; all of [-1, 1] beyond `most`."""
    a, b = np.meshgrid(np.arange(most), np.arange(most), indexing="ij")
    low, high = np.full(a.shape, -1.0), np.full(a.shape, 1.0)
    seen = a + b <= n
    low[seen], high[seen] = difference_intervals(a[seen], b[seen], n, z)
    return low, high


def chance_of_every_count(n: int, most: int, p: float, q: float) -> np.ndarray:
    counts = np.arange(most)
    left = np.maximum(n - counts, 0)[:, None]
    first = stats.binom.pmf(counts, n, p)[:, None]
    return first * stats.binom.pmf(counts[None, :], left, q / (1 - p))


# Expected numbers of pairs of either kind; what is left of the chance beyond 60 is below 1e-6.
MEANS = list(product((0, 0.5, 1, 2, 4, 6, 8, 10, 14, 20, 28), repeat=2))


@pytest.mark.parametrize("n", [20, 100, 20_000])
def test_no_end_of_few_pairs_is_too_near(n: int) -> None:
    most = min(60, n + 1)
    low, high = ends_of_every_count(n, most)
    a, b = np.meshgrid(np.arange(most), np.arange(most), indexing="ij")
    few = a + b < pairs.FEW
    for of_a, of_b in MEANS:
        if of_a + of_b > 0.9 * n:
            continue
        chance = chance_of_every_count(n, most, of_a / n, of_b / n)
        truth = (of_a - of_b) / n
        assert chance[few & (truth > high)].sum() <= TAIL
        assert chance[few & (truth < low)].sum() <= TAIL


@pytest.mark.parametrize("n", [100, 20_000])
def test_every_difference_is_covered(n: int) -> None:
    """Exactly, by all counts; seldomest with about ten pairs of one kind alone."""
    most = min(60, n + 1)
    low, high = ends_of_every_count(n, most)
    for of_a, of_b in MEANS:
        if of_a + of_b > 0.9 * n:
            continue
        chance = chance_of_every_count(n, most, of_a / n, of_b / n)
        truth = (of_a - of_b) / n
        assert chance[(low <= truth) & (truth <= high)].sum() > 0.935 * chance.sum()


def test_many_pairs_have_tango_s_interval() -> None:
    """Against the likelihood maximised by a solver, with the difference held."""
    a, b, n = 23, 9, 200

    def off(difference: float) -> float:
        def loss(q: float) -> float:
            shares = np.array([q + difference, q, 1 - 2 * q - difference])
            return -float(special.xlogy([a, b, n - a - b], shares).sum())

        span = (max(0.0, -difference), (1 - difference) / 2)
        q = optimize.minimize_scalar(loss, bounds=span, options={"xatol": 1e-12}).x
        error = math.sqrt((2 * q + difference - difference**2) / n)
        return ((a - b) / n - difference) / error

    low = optimize.brentq(lambda d: off(d) - Z, -0.5, (a - b) / n - 1e-6)
    high = optimize.brentq(lambda d: off(d) + Z, (a - b) / n + 1e-6, 0.5)
    assert difference_interval(a, b, n) == pytest.approx((low, high), abs=1e-7)


def test_no_pair_that_differs_is_not_no_difference() -> None:
    low, high = difference_interval(0, 0, 10_000)
    assert low == -high
    # all that is known is that none of 10,000 differed: as of an event that was never seen
    assert high == pytest.approx(1 - TAIL ** (1 / 10_000), rel=2e-3)


def test_four_pairs_of_one_kind_are_clear_and_three_are_not() -> None:
    """With no difference and a mean of m each, k of one kind and none of the other have a chance
    of exp(-2 m) m**k / k!, which for three is up to 2.8 % and for four up to 1.2 %."""
    assert difference_interval(3, 0, 1000)[0] < 0
    assert difference_interval(4, 0, 1000)[0] > 0
    assert difference_interval(4, 1, 1000)[0] < 0


def test_the_kinds_are_mirrored() -> None:
    for a, b, n in [(3, 1, 50), (0, 7, 90), (40, 12, 100), (5, 400, 100_000)]:
        low, high = difference_interval(a, b, n)
        assert difference_interval(b, a, n) == pytest.approx((-high, -low), abs=1e-15)
        assert low < (a - b) / n < high


def test_the_interval_grows_with_the_level_and_shrinks_with_n() -> None:
    for a, b in [(0, 0), (4, 2), (30, 12)]:
        widths = [np.diff(difference_interval(a, b, 1000, level))[0] for level in (0.5, 0.9, 0.99)]
        assert widths == sorted(widths)
        assert np.diff(difference_interval(a, b, 100_000)) < np.diff(difference_interval(a, b, 999))


def test_ends_stay_within_what_a_difference_can_be() -> None:
    assert difference_interval(0, 0, 0) == (-1, 1)
    assert difference_interval(1, 0, 1) == (pytest.approx(-1), 1)
    for n, a in [(3, 3), (12, 12), (500, 500)]:
        low, high = difference_interval(a, 0, n)
        assert -1 <= low < high == 1


def test_many_differences_are_as_many_single_ones() -> None:
    a, b = np.array([0, 3, 9, 10, 500]), np.array([0, 1, 0, 0, 480])
    low, high = difference_intervals(a, b, 2000, Z)
    single = [difference_interval(*each, 2000) for each in zip(a.tolist(), b.tolist(), strict=True)]
    assert np.stack([low, high], axis=1) == pytest.approx(np.array(single), rel=1e-12)


def test_few_pairs_may_have_a_z_of_their_own() -> None:
    a, b = np.array([2, 60]), np.array([1, 20])
    low, high = difference_intervals(a, b, 1000, 2.5, 3.2)
    few = difference_intervals(a, b, 1000, 3.2)
    many = difference_intervals(a, b, 1000, 2.5)
    assert (low[0], high[0]) == (few[0][0], few[1][0])
    assert (low[1], high[1]) == (many[0][1], many[1][1])


def test_flags_are_counted_by_pairs() -> None:
    a = np.array([1, 1, 1, 0, 0, 0, 1, 0], bool)
    b = np.array([1, 0, 0, 1, 0, 0, 1, 0], bool)
    found = Pairs.of(a, b)
    assert found == Pairs(n=8, only_a=2, only_b=1, both=2)
    assert (found.changed, found.difference) == (3, 1 / 8)
    apart = a.astype(float) - b
    assert found.variance_reduction == pytest.approx((a.var() + b.var()) / apart.var())
    assert paired_flags(a, b) == (1 / 8, *difference_interval(2, 1, 8))


def test_common_luck_gains_nothing_where_nothing_varies() -> None:
    flags = np.array([1, 0, 1], bool)
    assert Pairs.of(flags, flags).variance_reduction is None
    assert Pairs.of(np.ones(3, bool), np.zeros(3, bool)).variance_reduction is None
    assert Pairs.of(flags[:0], flags[:0]).difference is None


def test_what_cannot_be_answered_is_refused() -> None:
    flags = np.zeros(3, bool)
    with pytest.raises(ValueError, match="3 values are paired with 2"):
        Pairs.of(flags, flags[:2])
    with pytest.raises(ValueError, match="at least one pair"):
        paired_flags(flags[:0], flags[:0])
    with pytest.raises(ValueError, match="7 and 4 of 10 pairs differ"):
        difference_interval(7, 4, 10)
    with pytest.raises(ValueError, match="-1 and 4 of 10"):
        difference_interval(-1, 4, 10)
    with pytest.raises(ValueError, match="level is 1"):
        difference_interval(1, 1, 10, 1.0)
    with pytest.raises(ValueError, match="z is 0"):
        difference_intervals(np.array([1]), np.array([1]), 10, 0.0)
