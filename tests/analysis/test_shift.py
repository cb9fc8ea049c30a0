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


def test_nothing_to_compare_is_none() -> None:
    empty, base = days([0.0, 0.0], [False, False]), days([1.0, 2.0])
    assert quantile_shift(empty, base, 90) == Shift("p90", None, None, None)
    assert quantile_shift(empty, empty, 90) == Shift("p90", None, None, None)


def test_the_same_question_has_the_same_answer() -> None:
    luck = np.random.default_rng(5)
    one, other = days(luck.normal(size=50)), days(luck.normal(size=50))
    assert quantile_shift(one, other, 90) == quantile_shift(one, other, 90)
