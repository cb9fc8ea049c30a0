import pytest

from sim.core.intervals import paired_difference
from tests.analysis.made_tables import compare, made_outcomes


def test_days_are_paired_where_both_have_a_value() -> None:
    found = compare(
        made_outcomes({("x", "d"): [5.0, 7.0, None, 9.0]}),
        made_outcomes({("x", "d"): [1.0, 4.0, 2.0, None]}),
    )["x"]
    by_hand = paired_difference([5.0, 7.0], [1.0, 4.0])
    assert (found.unit, found.n, found.mean) == ("d", 2, 3.5)
    assert (found.low, found.high) == (by_hand.low, by_hand.high)
    assert found.variance_reduction == pytest.approx((2 + 4.5) / 0.5)


def test_a_date_is_compared_by_whether_it_came() -> None:
    found = compare(
        made_outcomes({("x", "date"): [1, 2, 3, None]}),
        made_outcomes({("x", "date"): [9, None, None, None]}),
    )["x"]
    assert (found.unit, found.n, found.mean) == ("0/1", 4, 0.5)


def test_what_is_the_same_in_every_replication_differs_by_nothing() -> None:
    table = made_outcomes({("x", "0/1"): [0, 1, 1], ("y", "d"): [None, None, None]})
    found = compare(table, table)
    assert (found["x"].mean, found["x"].low, found["x"].high) == (0.0, 0.0, 0.0)
    assert found["x"].variance_reduction is None
    assert (found["y"].n, found["y"].mean) == (0, None)
