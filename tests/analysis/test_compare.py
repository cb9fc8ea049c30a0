import pytest

from sim.core.intervals import paired_difference
from sim.core.pairs import difference_interval
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
        made_outcomes({("x", "date"): [9, 2, None, None]}),
    )["x"]
    assert (found.unit, found.n, found.mean) == ("0/1", 4, 0.25)
    assert (found.low, found.high) == difference_interval(1, 0, 4)
    assert found.changed == 2  # it came later in one, and in another not at all


def test_flags_are_compared_by_the_pairs_that_differ() -> None:
    found = compare(
        made_outcomes({("x", "0/1"): [1, 1, 1, 0, 0, None, 0]}),
        made_outcomes({("x", "0/1"): [1, 0, 0, 1, 0, 1, None]}),
    )["x"]
    assert (found.unit, found.n, found.mean) == ("0/1", 5, 0.2)
    assert (found.low, found.high) == difference_interval(2, 1, 5)
    by_hand = paired_difference([1, 1, 1, 0, 0], [1, 0, 0, 1, 0])
    assert found.variance_reduction == pytest.approx(by_hand.variance_reduction)
    assert found.changed == 5  # in three another value, in two a value in one alone


def test_what_is_the_same_in_every_replication_is_told_by_a_count() -> None:
    table = made_outcomes({("x", "0/1"): [0, 1, 1], ("y", "d"): [None] * 3, ("z", "d"): [1, 2, 3]})
    found = compare(table, table)
    assert (found["x"].changed, found["y"].changed, found["z"].changed) == (0, 0, 0)
    assert (found["x"].mean, found["x"].variance_reduction) == (0.0, None)
    assert found["x"].low == -found["x"].high < -0.9  # three replications say next to nothing
    assert (found["y"].n, found["y"].mean) == (0, None)
    assert (found["z"].mean, found["z"].low, found["z"].high) == (0.0, 0.0, 0.0)


def test_a_mean_that_is_the_same_may_be_of_other_days() -> None:
    found = compare(
        made_outcomes({("x", "d"): [1.0, 2.0, 3.0]}), made_outcomes({("x", "d"): [2.0, 1.0, 3.0]})
    )["x"]
    assert (found.mean, found.changed) == (0.0, 2)


def test_a_summary_holds_how_many_pairs_differ() -> None:
    table = made_outcomes({("x", "0/1"): [0, 1, 1]})
    other = made_outcomes({("x", "0/1"): [0, 1, 0]})
    assert compare(table, other)["x"].as_dict()["changed"] == 1
