import numpy as np
import pytest

from sim.analysis.series import DATE, DAYS, Nulls, Series
from sim.analysis.shift import Shift, quantile_shift
from sim.core.clock import DAY


def days(values: object, known: object = None, nulls: Nulls = Nulls.LEFT_OUT) -> Series:
    cells = np.asarray(values, float)
    flags = np.ones(len(cells), bool) if known is None else np.asarray(known, bool)
    return Series(DAYS, cells, flags, nulls)


def test_what_is_the_same_in_every_replication_has_not_moved() -> None:
    series = days([3.0, 1.0, 2.0])
    assert quantile_shift(series, series, 50) == Shift("p50", 0.0, 0.0, 0.0)


def test_luck_in_common_cancels() -> None:
    luck = np.random.default_rng(3).normal(100, 30, 500)
    found = quantile_shift(days(luck + 7), days(luck), 50)
    assert (found.value, found.low, found.high) == pytest.approx((7.0, 7.0, 7.0))


def test_the_interval_covers_the_shift_of_two_laws_as_often_as_it_says() -> None:
    luck = np.random.default_rng(4)
    held = 0
    for _ in range(100):
        base = luck.normal(0, 1, 200)
        found = quantile_shift(days(2 * base + luck.normal(0, 1, 200) + 5), days(base), 50)
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 5 <= found.high
    assert 86 <= held <= 100  # binomial (100, 0.95): fewer than 86 once in ten thousand


def test_dates_move_by_days() -> None:
    base = Series(DATE, np.arange(9) * DAY, np.ones(9, bool), Nulls.LATER)
    series = Series(DATE, (np.arange(9) + 10) * DAY, np.ones(9, bool), Nulls.LATER)
    assert quantile_shift(series, base, 50).value == 10.0


def test_a_median_beyond_the_horizon_has_moved_by_nobody_knows() -> None:
    base = Series(DATE, np.arange(9) * DAY, np.ones(9, bool), Nulls.LATER)
    late = Series(DATE, base.values, np.arange(9) < 3, Nulls.LATER)
    found = quantile_shift(late, base, 50)
    assert (found.value, found.high) == (None, None)


def test_two_medians_beyond_the_horizon_have_moved_by_nobody_knows() -> None:
    never = Series(DATE, np.zeros(9), np.arange(9) < 3, Nulls.LATER)
    later = Series(DATE, np.ones(9), np.arange(9) < 2, Nulls.LATER)
    assert quantile_shift(never, later, 50) == Shift("p50", None, None, None)


def test_nothing_to_compare_is_none() -> None:
    empty, base = days([0.0, 0.0], [False, False]), days([1.0, 2.0])
    assert quantile_shift(empty, base, 90) == Shift("p90", None, None, None)
    assert quantile_shift(empty, empty, 90) == Shift("p90", None, None, None)


def test_the_same_question_has_the_same_answer() -> None:
    luck = np.random.default_rng(5)
    one, other = days(luck.normal(size=50)), days(luck.normal(size=50))
    assert quantile_shift(one, other, 90) == quantile_shift(one, other, 90)


def whole_bootstrap(series: Series, base: Series, p: float, resamples: int) -> np.ndarray:
    """Return the shift in resamples of which every replication is drawn, as the textbook does."""
    luck = np.random.default_rng(6)
    found = np.empty(resamples)
    for number in range(resamples):
        drawn = luck.integers(len(series), size=len(series))
        one, other = (
            np.quantile(each.values[drawn][each.known[drawn]], p, method="inverted_cdf")
            for each in (series, base)
        )
        found[number] = one - other
    return found


@pytest.mark.parametrize("percent", [10, 50, 90])
def test_cells_give_what_drawing_every_replication_gives(percent: int) -> None:
    luck = np.random.default_rng(percent)
    common = luck.exponential(30, 20_000)
    base = np.where(common < 12, 12.0, common)  # a third of all at one value
    moved = base + luck.exponential(5, 20_000) * (luck.random(20_000) < 0.4)
    known = luck.random(20_000) < 0.9
    one, other = days(moved, known), days(base)
    drawn = whole_bootstrap(one, other, percent / 100, 500)
    found = quantile_shift(one, other, percent)
    assert found.low is not None
    assert found.high is not None
    # an end on 10 of 400 resamples has a standard error of some 0.14 standard deviations
    spread = drawn.std()
    assert found.low == pytest.approx(np.quantile(drawn, 0.025), abs=0.6 * spread + 1e-9)
    assert found.high == pytest.approx(np.quantile(drawn, 0.975), abs=0.6 * spread + 1e-9)


def test_many_replications_make_it_narrow() -> None:
    luck = np.random.default_rng(7)
    base = luck.normal(100, 30, 200_000)
    found = quantile_shift(days(base + luck.normal(5, 1, 200_000)), days(base), 50)
    assert found.low is not None
    assert found.high is not None
    assert found.low < 5 < found.high
    assert found.high - found.low < 0.2
