"""The mean of an amount that few replications have."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from sim.core import intervals
from sim.core.bands import mean_difference_band
from sim.core.intervals import critical
from sim.core.seldom import SELDOM, amount_interval, seldom_amounts

Floats = npt.NDArray[np.float64]

Z = critical()
MANY = 10**7
"""So many replications that the number of those that have any is as good as Poisson."""


def _sample(amounts: npt.ArrayLike, n: int) -> Floats:
    sample = np.zeros(n)
    sample[: np.size(amounts)] = amounts
    return sample


@pytest.mark.parametrize("count", [1, 3, 10, 99])
def test_equal_amounts_have_the_exact_interval_of_their_number(count: int) -> None:
    """Garwood's (1936) of a Poisson count; 1e-4 is what is left of count / MANY."""
    low, high = amount_interval(np.full(count, 30.0), MANY, Z)
    assert low * MANY / 30 == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2, rel=1e-4)
    assert high * MANY / 30 == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2, rel=1e-4)


def test_unequal_amounts_have_the_interval_of_fay_and_feuer() -> None:
    amounts = np.array([1.0, 4.0, 10.0])
    low, high = amount_interval(amounts, MANY, Z)
    total, squares = 15.0, 117.0
    chi2_low = stats.chi2.ppf(0.025, 2 * total**2 / squares)
    assert low * MANY == pytest.approx(squares / (2 * total) * chi2_low, rel=1e-4)
    total, squares = total + 10, squares + 100
    chi2_high = stats.chi2.ppf(0.975, 2 * total**2 / squares)
    assert high * MANY == pytest.approx(squares / (2 * total) * chi2_high, rel=1e-4)


def test_losses_mirror_gains() -> None:
    amounts = np.array([1.0, 4.0, 10.0, -2.0])
    for either_way in (False, True):
        low, high = amount_interval(amounts, 1000, Z, either_way=either_way)
        mirrored = amount_interval(-amounts, 1000, Z, either_way=either_way)
        assert mirrored == pytest.approx((-high, -low))


def test_both_signs_are_a_difference_of_two_means() -> None:
    gains, losses, n = np.array([3.0, 8.0, 9.0]), np.array([5.0, 6.0]), 1000
    low, high = amount_interval(np.concatenate([gains, -losses]), n, Z)
    more, less = amount_interval(gains, n, Z), amount_interval(losses, n, Z)
    gain, loss = gains.sum() / n, losses.sum() / n
    together = 2 * Z**2 * gain * loss / n
    down = np.sqrt((gain - more[0]) ** 2 + (less[1] - loss) ** 2 + together)
    up = np.sqrt((more[1] - gain) ** 2 + (loss - less[0]) ** 2 + together)
    assert (low, high) == pytest.approx((gain - loss - down, gain - loss + up))


def test_gains_and_losses_of_one_sample_go_against_each_other() -> None:
    """Of +1 and -1 by chance, a quarter each of few replications, the mean is held in 93 %."""
    luck, n, runs = np.random.default_rng(4), 180, 4000
    held = 0
    for _ in range(runs):
        up, down, _ = luck.multinomial(n, [0.24, 0.24, 0.52])
        ends = amount_interval(np.repeat([1.0, -1.0], [up, down]), n, Z, either_way=True)
        held += ends[0] <= 0 <= ends[1]
    assert held / runs > 0.93


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_it_knows_no_unit(scale: float) -> None:
    amounts = np.array([1.0, 4.0, 10.0, -2.0])
    known = amount_interval(amounts, 1000, Z)
    assert amount_interval(scale * amounts, 1000, Z) == pytest.approx(
        [scale * end for end in known]
    )


def test_few_differences_of_one_kind_prove_no_sign() -> None:
    """Three futures that got worse do not tell that none gets better; thirty do."""
    low, high = amount_interval(np.full(3, 10.0), 1000, Z, either_way=True)
    assert low < 0 < high
    assert amount_interval(np.full(30, 10.0), 1000, Z, either_way=True)[0] > 0
    assert amount_interval(np.full(3, 10.0), 1000, Z)[0] > 0  # but what is never below 0 is not


@pytest.mark.parametrize(
    ("amounts", "n", "few"),
    [
        (0, 500, False),
        (1, 500, True),
        (SELDOM - 1, 500, True),
        (SELDOM, 500, False),
        (20, 41, True),
        (20, 40, False),
        (1, 1, False),
    ],
)
def test_what_is_few(amounts: int, n: int, few: bool) -> None:
    assert (seldom_amounts(iter([_sample(np.full(amounts, 2.0), n)])) is not None) is few


def test_a_sample_is_read_no_further_than_needed() -> None:
    def parts() -> Iterator[Floats]:
        yield np.ones(SELDOM)
        pytest.fail("read on")

    assert seldom_amounts(parts()) is None


def test_amounts_of_all_blocks_count() -> None:
    found = seldom_amounts(iter([np.array([0.0, 3.0, 0.0]), np.zeros(0), np.array([-1.0, 0.0])]))
    assert found is not None
    assert list(found) == [3.0, -1.0]


def test_means_and_differences_use_it() -> None:
    few = _sample([1.0, 4.0, 10.0], 1000)
    assert intervals.mean(few)[1:] == amount_interval(few[:3], 1000, Z)
    ends = intervals.paired_difference(few, np.zeros(1000))[1:3]
    assert ends == amount_interval(few[:3], 1000, Z, either_way=True)
    both = np.arange(1000) < 800
    ends = intervals.paired_difference(few, np.zeros(1000), both)[1:3]
    assert ends == amount_interval(few[:3], 800, Z, either_way=True)


def test_a_band_uses_it_where_few_differ() -> None:
    luck = np.random.default_rng(1)
    few, often = _sample([1.0, 4.0, 10.0], 1000), luck.normal(2.0, 1.0, 1000)
    mean, low, high = mean_difference_band(np.column_stack([few, often]))
    assert mean == pytest.approx([few.mean(), often.mean()])
    both = critical(1 - 0.05 / 2)  # Bonferroni
    assert (low[0], high[0]) == amount_interval(few[:3], 1000, both, either_way=True)
    reach = often.std(ddof=1) / np.sqrt(1000)
    assert Z * reach < mean[1] - low[1] < both * reach * 1.001
    assert mean[1] - low[1] == pytest.approx(high[1] - mean[1])
