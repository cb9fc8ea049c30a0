"""Regret over several estimates and its interval, by hand and by its definition."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sim.analysis import regret
from sim.analysis.regret import regrets
from sim.core.bands import mean_difference_band
from sim.core.intervals import critical
from sim.core.pairs import difference_interval

Columns = dict[str, dict[str, npt.NDArray[Any]]]


def drawn(shares: dict[str, tuple[float, ...]], n: int = 500) -> Columns:
    """Each policy's flags under as many estimates as it has shares, with luck of its own."""
    luck = np.random.default_rng(1)
    return {
        policy: {f"e{place}": luck.random(n) < share for place, share in enumerate(row)}
        for policy, row in shares.items()
    }


def test_it_is_the_largest_distance_to_the_best_under_the_same_estimate() -> None:
    values = drawn({"nothing": (0.3, 0.8), "a": (0.5, 0.2), "b": (0.1, 0.6)})
    found = regrets(values)
    least = {name: min(row[name].mean() for row in values.values()) for name in ("e0", "e1")}
    for policy, row in values.items():
        known = max(row[name].mean() - least[name] for name in row)
        assert found[policy].value == pytest.approx(known)


def test_of_two_policies_the_interval_is_that_of_their_difference() -> None:
    one, other = (np.arange(400) < k for k in (100, 60))
    other = other & (np.arange(400) >= 10) | (np.arange(400) >= 395)  # 50 and 5 differ
    only_one, only_other = int((one & ~other).sum()), int((other & ~one).sum())
    assert (only_one, only_other) == (50, 5)
    found = regrets({"a": {"e": one}, "b": {"e": other}})
    assert found["a"] == pytest.approx((45 / 400, *difference_interval(50, 5, 400)))
    assert found["b"] == pytest.approx((0.0, 0.0, 0.0))  # certainly the better one


def test_of_two_policies_the_interval_of_amounts_has_standard_errors() -> None:
    luck = np.random.default_rng(1)
    one, other = luck.exponential(10, 300), luck.exponential(9, 300)
    found = regrets({"a": {"e": one.astype(np.float32)}, "b": {"e": other.astype(np.float32)}})
    mean = float((one - other).mean())
    reach = critical() * float((one - other).std(ddof=1)) / math.sqrt(300)
    worse = "a" if mean > 0 else "b"
    known = (abs(mean), max(0.0, abs(mean) - reach), abs(mean) + reach)
    assert found[worse] == pytest.approx(known, rel=1e-5)


def test_policies_that_are_the_same_have_no_regret_but_what_no_replication_can_tell() -> None:
    did = np.random.default_rng(1).random(1000) < 0.3
    found = regrets({name: {"e": did} for name in "abc"})
    most = difference_interval(0, 0, 1000, 0.975)[1]  # of two others each
    assert set(found.values()) == {(0.0, 0.0, most)}
    assert most > 0.004
    amount = did * np.float32(20)
    assert set(regrets({name: {"e": amount} for name in "abc"}).values()) == {(0.0, 0.0, 0.0)}


def test_few_replications_that_differ_have_the_exact_interval() -> None:
    one, other = np.arange(500) < 6, np.arange(500) >= 497
    found = regrets({"a": {"e": one}, "b": {"e": other}})
    low, high = difference_interval(6, 3, 500)
    assert found["a"] == pytest.approx((0.006, max(low, 0.0), high))
    assert found["b"] == pytest.approx((0.0, 0.0, max(-low, 0.0)))


def test_an_amount_that_few_replications_have_is_as_uncertain_as_a_cell_says() -> None:
    nothing = np.zeros(2000)
    nothing[:3] = 5.0, 20.0, 60.0
    found = regrets({"nothing": {"e": nothing}, "a": {"e": np.zeros(2000)}})["nothing"]
    (mean,), (low,), (high,) = mean_difference_band(nothing[:, None])
    assert found == pytest.approx((mean, max(0.0, low), high))


def test_the_regret_of_a_share_is_one_at_the_most() -> None:
    for n in (1, 20, 200):
        always, never = np.ones(n, bool), np.zeros(n, bool)
        found = regrets({"a": {"e": always}, "b": {"e": never}})["a"]
        assert (found.value, found.high) == (1.0, 1.0)


def test_more_policies_and_estimates_make_it_wider() -> None:
    luck = np.random.default_rng(2)
    pair = {"nothing": luck.random(500) < 0.5, "a": luck.random(500) < 0.3}
    others = {f"p{k}": luck.random(500) < 0.35 for k in range(10)}
    few = regrets({name: {"e": row} for name, row in pair.items()})["nothing"]
    many = regrets({name: {"e": row} for name, row in {**pair, **others}.items()})["nothing"]
    assert many.high is not None
    assert few.high is not None
    assert many.high > few.high


def test_the_critical_value_lies_between_one_difference_and_independent_ones() -> None:
    values = drawn({str(k): (0.3, 0.5, 0.7) for k in range(8)})
    matrix = np.column_stack([values[p][e] for e in ("e0", "e1", "e2") for p in values])
    covariance = np.cov(matrix.T.astype(float), ddof=0)
    z = regret._critical_values(covariance, regret._variances(covariance, (3, 8)))
    assert np.all(z > critical() + 0.5)
    assert np.all(z < critical(0.95 ** (1 / 21)))


def test_one_replication_makes_nothing_certain() -> None:
    flags = {"a": {"e": np.array([True])}, "b": {"e": np.array([False])}}
    amounts = {"a": {"e": np.array([5.0])}, "b": {"e": np.array([2.0])}}
    for values in (flags, amounts):
        for each in regrets(values).values():
            assert each.low == 0.0
            assert all(end is not None and math.isfinite(end) for end in each)


def test_one_policy_has_none() -> None:
    assert regrets({"a": {"e": np.array([True, False])}}) == {"a": (0.0, 0.0, 0.0)}


def test_under_an_estimate_that_counts_less_regret_is_that_part_of_it():
    rng = np.random.default_rng(3)
    values = {
        "idle": {"soon": rng.random(400) < 0.10, "late": rng.random(400) < 0.60},
        "lever": {"soon": rng.random(400) < 0.15, "late": rng.random(400) < 0.20},
    }
    alike = regrets(values)
    assert regrets(values, {"soon": 0.5, "late": 0.5}) == alike
    less = regrets(values, {"soon": 0.8, "late": 0.2})
    for end in ("value", "low", "high"):
        assert getattr(less["idle"], end) == pytest.approx(getattr(alike["idle"], end) / 4)
    assert less["lever"] == alike["lever"]  # at its worst under the one that counts most
