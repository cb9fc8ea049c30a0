"""Indices against functions whose indices are known."""

import subprocess
import sys

import numpy as np
import pytest

from sim.analysis.sensitivity import first_order_of_run, sobol_indices, split

N = 20_000


def ishigami(x: np.ndarray) -> np.ndarray:
    """Ishigami and Homma (1990), a = 7 and b = 0.1; x in (0, 1)."""
    one, two, three = (np.pi * (2 * each - 1) for each in x.T)
    return np.sin(one) + 7 * np.sin(two) ** 2 + 0.1 * three**4 * np.sin(one)


def ishigami_indices() -> tuple[list[float], list[float]]:
    a, b, pi = 7, 0.1, np.pi
    one = 0.5 * (1 + b * pi**4 / 5) ** 2
    two = a**2 / 8
    both = b**2 * pi**8 * (1 / 18 - 1 / 50)
    whole = one + two + both
    return [one / whole, two / whole, 0.0], [(one + both) / whole, two / whole, both / whole]


def mixed(x: np.ndarray, y: np.ndarray, columns: list[int]) -> np.ndarray:
    found = x.copy()
    found[:, columns] = y[:, columns]
    return found


def test_ishigami() -> None:
    x, y = np.random.default_rng(1).random((2, N, 3))
    names = {"one": [0], "two": [1], "three": [2]}
    found = sobol_indices(
        ishigami(x),
        ishigami(y),
        {name: ishigami(mixed(x, y, columns)) for name, columns in names.items()},
    )
    for each, first, total in zip(found.values(), *ishigami_indices(), strict=True):
        for estimate, known in ((each.first, first), (each.total, total)):
            reach = estimate.high - estimate.value
            assert 0 < reach < 0.04
            assert abs(estimate.value - known) < 1.5 * reach
    assert found["two"].changed == N


def test_groups_may_overlap_and_a_linear_function_splits_by_variance() -> None:
    x, y = np.random.default_rng(2).normal(size=(2, N, 3))
    weights = np.array([1.0, 2.0, 3.0])  # variances 1, 4, 9 of 14
    groups = {"a": [0], "c": [2], "a and b": [0, 1], "all": [0, 1, 2]}
    found = sobol_indices(
        x @ weights,
        y @ weights,
        {name: mixed(x, y, columns) @ weights for name, columns in groups.items()},
    )
    for name, known in {"a": 1 / 14, "c": 9 / 14, "a and b": 5 / 14, "all": 1.0}.items():
        assert found[name].first.value == pytest.approx(known, abs=0.04)
        assert found[name].total.value == pytest.approx(known, abs=0.03)


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    """A flag: it happens when x + y > 1; each has 1/3 alone and 2/3 in all."""
    rng = np.random.default_rng(3)
    hits = {"first": 0, "total": 0}
    rounds = 60
    for _ in range(rounds):
        x, y = rng.random((2, 1_000, 2))
        found = sobol_indices(
            x.sum(axis=1) > 1, y.sum(axis=1) > 1, {"x": mixed(x, y, [0]).sum(axis=1) > 1}
        )["x"]
        hits["first"] += found.first.low <= 1 / 3 <= found.first.high
        hits["total"] += found.total.low <= 2 / 3 <= found.total.high
    assert all(hit >= 0.87 * rounds for hit in hits.values()), hits


def test_what_changes_nothing_has_no_share_but_a_bound() -> None:
    a = np.arange(1_000) % 2 == 0
    b = np.arange(1_000) % 3 == 0
    found = sobol_indices(a, b, {"idle": a.copy()})["idle"]
    assert (found.first.value, found.total.value, found.changed) == (0.0, 0.0, 0)
    assert found.first.low == found.total.low == 0.0
    variance = np.concatenate([a, b]).var()
    # Clopper and Pearson of 0 in 1000: 1 - 0.025^(1/1000)
    assert found.total.high == pytest.approx((1 - 0.025**0.001) / 2 / variance)


def test_few_changes_are_told_with_an_exact_interval() -> None:
    a = np.arange(1_000) % 2 == 0
    b = np.arange(1_000) % 3 == 0
    changed = a.copy()
    changed[:5] = ~changed[:5]
    found = sobol_indices(a, b, {"few": changed})["few"]
    variance = np.concatenate([a, b]).var()
    assert found.total.value == pytest.approx(0.005 / 2 / variance)
    assert found.total.low == pytest.approx(0.001625 / 2 / variance, rel=0.01)  # exact, 5 in 1000
    assert found.total.high == pytest.approx(0.011629 / 2 / variance, rel=0.01)
    centre = (a.mean() + b.mean()) / 2
    first = ((b - centre) * (changed.astype(float) - a)).mean() / variance
    assert found.first.value == pytest.approx(first)
    assert found.first.low <= first <= found.first.high


def test_the_same_outcome_everywhere_is_refused() -> None:
    same = np.ones(10, bool)
    with pytest.raises(ValueError, match="nothing drives it"):
        sobol_indices(same, same, {"x": same})
    with pytest.raises(ValueError, match="nothing drives it"):
        first_order_of_run({"x": np.arange(10.0)}, same)


def test_ignorance_and_luck_are_split() -> None:
    """The risk is 0.2 or 1, each half of the time: luck has a third, and a sixth alone."""
    rng = np.random.default_rng(4)
    lucks = 0
    rounds = 40
    for _ in range(rounds):
        inputs, luck = rng.random((2, 4_000, 2))

        def happens(inputs: np.ndarray, luck: np.ndarray) -> np.ndarray:
            return (inputs > 0.5) | (luck < 0.2)

        found = split(
            happens(inputs[:, 0], luck[:, 0]),
            happens(inputs[:, 1], luck[:, 1]),
            happens(inputs[:, 0], luck[:, 1]),
            happens(inputs[:, 1], luck[:, 0]),
        )
        lucks += found.luck.low <= 1 / 3 <= found.luck.high
        assert found.luck.value == pytest.approx(1 / 3, abs=0.03)
        assert found.luck_alone.value == pytest.approx(1 / 6, abs=0.05)
        assert found.ignorance.value == pytest.approx(1 - found.luck.value)
        assert found.ignorance.low < found.ignorance.value < found.ignorance.high
    assert lucks >= 0.87 * rounds


def test_one_run_tells_the_first_order_of_a_flag() -> None:
    """It happens when x + y > 1: a third each; and z has no part in it."""
    rng = np.random.default_rng(5)
    x, y, z = rng.random((3, N))
    found = first_order_of_run({"x": x, "y": y, "z": z, "known": np.ones(N)}, x + y > 1)
    for name in ("x", "y"):
        reach = found[name].high - found[name].value
        assert 0.005 < reach < 0.03
        assert abs(found[name].value - 1 / 3) < reach
    assert abs(found["z"].value) < 0.003
    assert found["z"].low <= 0 <= found["z"].high
    assert found["known"] == (0.0, 0.0, 0.0)


def test_both_ways_agree_on_a_flag() -> None:
    rng = np.random.default_rng(6)
    x, y = rng.random((2, N, 3))

    def happens(each: np.ndarray) -> np.ndarray:
        return np.asarray(each[:, 2] < np.where(each[:, 0] > 0.7, 0.9, 0.2 + 0.2 * each[:, 1]))

    frozen = sobol_indices(
        happens(x), happens(y), {"x": happens(mixed(x, y, [0])), "y": happens(mixed(x, y, [1]))}
    )
    of_run = first_order_of_run({"x": x[:, 0], "y": x[:, 1]}, happens(x))
    for name, each in frozen.items():
        reach = (each.first.high - each.first.low + of_run[name].high - of_run[name].low) / 2
        assert abs(each.first.value - of_run[name].value) < reach


def test_importing_the_study_leaves_slow_libraries_alone() -> None:
    slow = {"SALib", "pandas", "prim"}
    question = f"import sys, sim.studies.drivers; print({slow} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, encoding="utf-8")
    assert answer.stdout.strip() == "set()", answer.stderr
