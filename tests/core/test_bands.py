import numpy as np
import pytest
from scipy import stats

from sim.core import bands
from sim.core.bands import critical_value, difference_band, share_band
from sim.core.intervals import exact_proportions, proportion, score_proportions
from sim.core.pairs import difference_intervals

# The critical value's own error is 0.005; four of them.
CLOSE = 0.02


@pytest.fixture
def luck() -> np.random.Generator:
    return np.random.default_rng(20001102)


@pytest.mark.parametrize("n", [1, 7, 5000])
def test_products_are_those_of_deviations_from_the_mean(n: int, luck: np.random.Generator) -> None:
    numbers = luck.exponential(20, (n, 5)) + 1e4
    for matrix in (numbers < 1e4 + 9, numbers):
        apart = matrix - matrix.mean(axis=0)
        assert bands.products_of(matrix) == pytest.approx(apart.T @ apart, rel=1e-9, abs=1e-6)


def test_draws_have_the_covariance_of_which_they_have_the_root(luck: np.random.Generator) -> None:
    mixing = luck.standard_normal((4, 2))
    covariance = mixing @ mixing.T
    factor = bands.root(covariance)
    assert factor.shape == (4, 2)
    assert factor @ factor.T == pytest.approx(covariance)
    drawn = np.concatenate(list(bands.normal_samples(factor, 2**16)))
    assert drawn.shape == (2**16, 4)
    # four standard errors of a variance over 65,536 draws: 4 sqrt(2 / 65,536) of the largest
    error = 0.023 * covariance.max()
    assert np.cov(drawn.T) == pytest.approx(covariance, abs=error)


@pytest.mark.parametrize("k", [2, 10, 40])
def test_independent_columns_need_sidak_s_value(k: int, luck: np.random.Generator) -> None:
    known = stats.norm.ppf(0.5 + 0.95 ** (1 / k) / 2)
    found = critical_value(luck.standard_normal((100_000, k)))
    assert known - CLOSE <= found <= known


def test_columns_that_are_one_need_no_more_than_one(luck: np.random.Generator) -> None:
    one = luck.random(500) < 0.3
    alone = critical_value(one[:, None])
    assert alone == pytest.approx(stats.norm.ppf(0.975))
    assert critical_value(np.stack([one, one, ~one], axis=1)) == alone


def test_two_columns_of_known_correlation_need_what_their_normal_says(
    luck: np.random.Generator,
) -> None:
    r = 0.9
    found = critical_value(luck.multivariate_normal([0, 5], [[1, r], [r, 1]], 200_000))
    law = stats.multivariate_normal([0, 0], [[1, r], [r, 1]])
    inside = law.cdf([found, found], lower_limit=[-found, -found])
    assert inside == pytest.approx(0.95, abs=0.0025)  # four errors of 131,072 draws


def test_constant_columns_count_for_nothing(luck: np.random.Generator) -> None:
    flags = luck.random((2000, 3)) < 0.4
    padded = np.column_stack([np.zeros(2000, bool), flags, np.ones(2000, bool)])
    assert critical_value(padded) == critical_value(flags)
    assert (
        critical_value(padded[:, [0, 4]])
        == critical_value(padded[:0])
        == critical_value(flags[:, :1])
    )


def test_neither_the_scale_nor_the_size_of_a_block_matters(
    luck: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = luck.multivariate_normal(np.zeros(4), np.eye(4) / 2 + 1 / 2, 5000)
    known = critical_value(values)
    assert critical_value(1e6 + 1e-3 * values) == pytest.approx(known, abs=1e-6)
    monkeypatch.setattr(bands, "_AT_A_TIME", 100)
    monkeypatch.setattr(bands, "_rows", lambda k: 32)
    assert critical_value(values) == pytest.approx(known, abs=1e-9)


def test_a_higher_level_reaches_further(luck: np.random.Generator) -> None:
    flags = luck.random((3000, 1)) < np.linspace(0.1, 0.6, 8)
    found = [critical_value(flags, level) for level in (0.5, 0.9, 0.95, 0.99)]
    assert found == sorted(found)
    with pytest.raises(ValueError, match="level is 1"):
        critical_value(flags, 1.0)


def test_shares_have_wilson_s_interval_at_the_critical_value(luck: np.random.Generator) -> None:
    flags = luck.random((1000, 1)) < np.array([0.002, 0.1, 0.4, 0.999])
    share, low, high = share_band(flags)
    events = flags.sum(axis=0)
    assert share == pytest.approx(events / 1000)
    wilson = score_proportions(events, 1000, critical_value(flags))
    exact = exact_proportions(events, 1000, 1 - 0.05 / 4)
    for column, known in enumerate([exact, wilson, wilson, exact]):
        assert (low[column], high[column]) == (known[0][column], known[1][column])
        assert low[column] < proportion(int(events[column]), 1000)[0]
        assert high[column] > proportion(int(events[column]), 1000)[1] or high[column] == 1


def test_what_was_never_seen_has_a_band(luck: np.random.Generator) -> None:
    flags = np.zeros((1000, 5), bool)
    share, low, high = share_band(flags)
    assert (share.max(), low.max()) == (0, 0)
    assert high == pytest.approx(1 - 0.005 ** (1 / 1000))
    added, low, high = difference_band(flags, flags[:, 0])
    assert added.max() == 0
    assert (high > 0.005).all()
    assert (low == -high).all()


def test_differences_are_taken_from_one_base_or_from_one_each(luck: np.random.Generator) -> None:
    uniform = luck.random(4000)
    base = uniform < 0.2
    flags = uniform[:, None] < np.array([0.2, 0.201, 0.25, 0.4])
    added, low, high = difference_band(flags, base)
    assert added == pytest.approx(flags.mean(axis=0) - base.mean())
    z = critical_value(flags.astype(int) - base[:, None].astype(int))
    only = (flags & ~base[:, None]).sum(axis=0)
    none = np.zeros(4, int)
    each = stats.norm.ppf(1 - 0.05 / 8)
    known = difference_intervals(only, none, 4000, z, each)
    assert np.stack([low, high]) == pytest.approx(np.stack(known))
    repeated = np.repeat(base[:, None], 4, axis=1)
    assert np.array_equal(difference_band(flags, repeated), (added, low, high))


@pytest.mark.parametrize("places", [4, 24])
def test_a_whole_curve_is_covered(
    places: int, luck: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All points at once; with intervals of each point alone it is held in far fewer runs."""
    monkeypatch.setattr(bands, "SAMPLES", 2**13)  # an error of the value of 0.02, for speed
    truth = np.linspace(0.1, 0.6, places)
    runs, n = 300, 400
    held, alone = 0, 0
    for _ in range(runs):
        flags = luck.random(n)[:, None] < truth
        _, low, high = share_band(flags)
        held += bool(((low <= truth) & (truth <= high)).all())
        low, high = score_proportions(flags.sum(axis=0), n, stats.norm.ppf(0.975))
        alone += bool(((low <= truth) & (truth <= high)).all())
    assert held / runs > 0.95 - 4 * np.sqrt(0.95 * 0.05 / runs)
    assert alone / runs < held / runs - 0.03
