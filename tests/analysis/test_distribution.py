import numpy as np
import pytest

from sim.analysis.distribution import BARS, PLACES, distribution
from tests.analysis.made_tables import AS_OF, made_outcomes


def test_shares_are_of_all_replications_and_curves_of_those_with_a_value() -> None:
    found = distribution(made_outcomes({("x", "count"): [0, 1, 1, 3, None]}), "x")
    assert (found.n, found.missing, found.events) == (4, 1, 3)
    assert found.edges.tolist() == [-0.5, 0.5, 1.5, 2.5, 3.5]
    assert found.shares.tolist() == [0.2, 0.4, 0.0, 0.2]
    assert found.places.tolist() == [0.0, 1.0, 2.0, 3.0]
    assert found.upto.tolist() == [0.25, 0.75, 0.75, 1.0]
    assert found.marks == {5: 0.0, 50: 1.0, 95: 3.0}


def test_many_values_are_told_at_a_thousand_places_exactly() -> None:
    values = np.random.default_rng(1).exponential(30, 20_000)
    found = distribution(made_outcomes({("x", "d"): values.tolist()}), "x")
    assert len(found.shares) == BARS
    assert found.shares.sum() == pytest.approx(1.0)
    known, _ = np.histogram(values, bins=found.edges)
    assert (found.shares * 20_000).round().astype(int).tolist() == known.tolist()
    assert len(found.places) == PLACES
    assert (found.places[0], found.places[-1]) == (values.min(), values.max())
    for number in (0, 10, 500, 998, 999):
        assert found.upto[number] == (values <= found.places[number]).mean()
    assert found.marks[95] == np.quantile(values, 0.95, method="inverted_cdf")


def test_dates_count_in_seconds() -> None:
    found = distribution(made_outcomes({("x", "date"): [0, 50, 99, None]}), "x")
    assert found.unit == "date"
    assert found.places[0] == AS_OF.timestamp()
    assert (found.n, found.missing) == (3, 1)


def test_one_value_throughout_is_one_bar() -> None:
    found = distribution(made_outcomes({("x", "d"): [2.5] * 9}), "x")
    assert found.shares.max() == 1.0
    assert found.upto.tolist() == [1.0] * PLACES
