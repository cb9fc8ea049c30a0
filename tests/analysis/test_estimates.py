import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.estimates import Figure
from sim.core.intervals import proportion
from tests.analysis.made_tables import made_outcomes, summarize


def figure(unit: str, cells: list[object], name: str = "x") -> Figure:
    return summarize(made_outcomes({(name, unit): cells}))[name]


def test_a_flag_is_a_share_of_the_replications_that_answer() -> None:
    found = figure("0/1", [1] * 12 + [0] * 28 + [None] * 10)
    low, high = proportion(12, 40)
    ends = {"p10": (0, 0), "p50": (0, 0), "p90": (1, 1)}
    marks = {"p10": 0, "p50": 0, "p90": 1}
    assert found == Figure("0/1", 40, 12, 0.3, low, high, 0, 1, marks, ends)


def test_days_are_a_mean_with_students_interval() -> None:
    found = figure("d", [0.0, 0.0, 2.0, 6.0])
    assert (found.unit, found.n, found.events, found.mean) == ("d", 4, 2, 2.0)
    reach = 3.182446305284263 * (8 / 4) ** 0.5  # t(0.975, 3) and the variance 8 by hand
    assert found.low == pytest.approx(2 - reach)
    assert found.high == pytest.approx(2 + reach)
    assert found.quantiles == {"p10": 0.0, "p50": 0.0, "p90": 6.0}


def test_counts_above_zero_are_events() -> None:
    found = figure("count", [0, 0, 1, 3])
    assert (found.n, found.events, found.mean) == (4, 2, 1.0)


def test_a_date_is_the_share_of_all_replications_in_which_it_came() -> None:
    found = figure("date", [5, 10, 20, None, None, None, None, None, None, None])
    low, high = proportion(3, 10)
    assert (found.n, found.events, found.mean) == (3, 3, 0.3)
    assert (found.low, found.high) == (low, high)
    assert found.quantiles == {"p10": "2026-01-06T12:00:00Z", "p50": None, "p90": None}
    assert (found.least, found.most) == ("2026-01-06T12:00:00Z", "2026-01-21T12:00:00Z")


def test_a_margin_that_nobody_met_is_worse_than_any() -> None:
    cells = [None, None, -3.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]
    found = figure("d", cells, "next[soyuz,1].margin_to_limit_days")
    assert (found.n, found.events, found.mean) == (8, 7, 3.125)
    assert found.quantiles == {"p10": None, "p50": 2.0, "p90": 6.0}


def test_another_null_is_left_out() -> None:
    found = figure("d", [None, 4.0, 6.0], "next[soyuz,1].overlap_days")
    assert (found.n, found.mean) == (2, 5.0)
    assert found.quantiles == {"p10": 4.0, "p50": 4.0, "p90": 6.0}


def test_quantiles_lie_between_order_statistics() -> None:
    found = figure("d", [float(number) for number in range(1, 101)])
    # tables of the binomial: of 100 with p = 0.5, 39 or fewer 1.8 %, 60 or fewer 98.2 %;
    # with p = 0.1, 4 or fewer 2.4 %, 16 or fewer 97.9 %
    assert found.quantile_intervals["p50"] == (40.0, 61.0)
    assert found.quantile_intervals["p10"] == (5.0, 17.0)


def test_the_interval_of_a_date_ends_where_the_horizon_does() -> None:
    found = figure("date", [*range(60), *[None] * 40])
    low, high = found.quantile_intervals["p50"]
    assert (low, high) == ("2026-02-09T12:00:00Z", None)
    assert found.quantile_intervals["p90"] == (None, None)


@pytest.mark.parametrize("unit", ["d", "count", "0/1"])
def test_nothing_known_is_none(unit: str) -> None:
    found = figure(unit, [None, None])
    assert (found.n, found.events, found.mean, found.low, found.high) == (0, 0, None, None, None)
    assert {found.least, found.most, *found.quantiles.values()} == {None}


def test_one_replication_has_no_interval() -> None:
    found = figure("d", [3.0])
    assert (found.mean, found.low, found.high) == (3.0, None, None)


def test_every_outcome_is_estimated_in_the_order_of_the_table() -> None:
    table = made_outcomes({("b", "d"): [1.0], ("a", "0/1"): [0]})
    assert list(summarize(table)) == ["b", "a"]


@given(
    st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=30),
    st.sampled_from(["x", "next[soyuz,1].margin_to_limit_days"]),
)
def test_no_figure_is_ever_nan_or_infinite(cells: list[float | None], name: str) -> None:
    found = figure("d", cells, name)
    text = json.dumps(found.as_dict(), allow_nan=False)
    assert set(json.loads(text)) == {
        "unit", "n", "events", "mean", "low", "high", "least", "most",
        "p10", "p50", "p90", "quantile_intervals",
    }  # fmt: skip
