"""Which lever to pull, from futures counted by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from sim.analysis.levers import Cell, Values, as_dict, cells, dominated, judged
from sim.core import bands
from sim.core.intervals import LEVEL, proportion
from sim.core.pairs import difference_interval

N = 10
NOTHING = ""

Futures = Mapping[str, Mapping[str, Values]]


def happens(*futures: int, n: int = N) -> Values:
    """Whether it happens: in these futures, of n."""
    return np.isin(np.arange(n), futures)


def days(*amounts: float) -> Values:
    return np.array(amounts, np.float32)


GAP: Futures = {
    NOTHING: {"short": happens(0, 1), "long": happens(*range(8))},
    "hold": {"short": happens(0, 1, 2), "long": happens(6, 7)},
    "swap": {"short": happens(1), "long": happens(*range(6))},
}
"""Hold removes most under the long repair and harms under the short one; swap is in between."""


def means(found: Mapping[str, Mapping[str, Cell]]) -> dict[str, list[tuple[float, float]]]:
    """The share and what is added to doing nothing, by policy, an estimate each."""
    return {
        policy: [(cell.mean, pytest.approx(cell.added)) for cell in row.values()]
        for policy, row in found.items()
    }


def test_each_cell_is_counted_and_held_against_doing_nothing() -> None:
    found = cells(GAP)
    assert means(found) == {
        NOTHING: [(0.2, 0.0), (0.8, 0.0)],
        "hold": [(0.3, 0.1), (0.2, -0.6)],
        "swap": [(0.1, -0.1), (0.6, -0.2)],
    }
    assert [[cell.events for cell in row.values()] for row in found.values()] == [
        [2, 8],
        [3, 2],
        [1, 6],
    ]
    assert [[cell.changed for cell in row.values()] for row in found.values()] == [
        [0, 0],
        [1, 6],
        [1, 2],
    ]
    cell = found["hold"]["short"]
    assert (cell.low, cell.high) == proportion(3, N)


def test_a_change_may_hide_behind_the_same_share() -> None:
    found = cells({NOTHING: {"one": happens(0, 1)}, "hold": {"one": happens(1, 2)}})
    cell = found["hold"]["one"]
    assert (cell.mean, cell.added, cell.changed) == (0.2, 0.0, 2)


def test_doing_nothing_alone_is_no_comparison() -> None:
    found = cells({NOTHING: {"one": happens(0)}})
    assert list(found) == [NOTHING]
    cell = found[NOTHING]["one"]
    assert (cell.added, cell.added_low, cell.added_high, cell.changed) == (0.0, 0.0, 0.0, 0)


def test_one_cell_has_the_interval_of_its_pairs() -> None:
    nothing, hold = happens(*range(60), n=400), happens(*range(20), 399, n=400)
    cell = cells({NOTHING: {"one": nothing}, "hold": {"one": hold}})["hold"]["one"]
    ends = pytest.approx(difference_interval(1, 40, 400))
    assert (cell.added_low, cell.added_high) == ends
    assert cell.helps
    assert not cell.harms
    back = cells({NOTHING: {"one": hold}, "hold": {"one": nothing}})["hold"]["one"]
    assert (back.added_low, back.added_high) == pytest.approx((-cell.added_high, -cell.added_low))
    assert back.harms
    assert not back.helps


def test_a_lever_that_changes_nothing_neither_helps_nor_harms() -> None:
    cell = cells({NOTHING: {"one": happens(0)}, "idle": {"one": happens(0)}})["idle"]["one"]
    assert cell.added_low < 0 < cell.added_high
    assert not cell.helps
    assert not cell.harms


def test_many_cells_are_wider_than_one_but_not_wider_than_if_each_had_its_own_luck() -> None:
    rng = np.random.default_rng(4)
    policies = [NOTHING, "a", "b", "c"]
    values = {policy: {name: rng.random(500) < 0.3 for name in "xy"} for policy in policies}
    for policy, row in cells(values).items():
        for name, cell in row.items():
            if policy == NOTHING:
                continue
            only = [
                int(np.count_nonzero(one & ~other))
                for one, other in (
                    (values[policy][name], values[NOTHING][name]),
                    (values[NOTHING][name], values[policy][name]),
                )
            ]
            own = difference_interval(*only, 500)
            far = difference_interval(*only, 500, 1 - (1 - LEVEL) / 6)
            assert far[0] < cell.added_low < own[0]
            assert own[1] < cell.added_high < far[1]


@pytest.mark.parametrize("is_amount", [False, True])
def test_the_intervals_hold_all_cells_at_once(
    is_amount: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bands, "SAMPLES", 2**13)  # an error of the value of 0.02, for speed
    rng = np.random.default_rng(20)
    chances = {NOTHING: 0.3, "a": 0.3, "b": 0.2, "c": 0.45}
    held = 0
    for _ in range(200):
        values = {
            policy: {name: _drawn(rng, chance, is_amount) for name in "xy"}
            for policy, chance in chances.items()
        }
        found = cells(values)
        held += all(
            cell.added_low <= chances[policy] - chances[NOTHING] <= cell.added_high
            for policy in "abc"
            for cell in found[policy].values()
        )
    assert held >= 180  # of intervals of 95 % each, all six would hold in about 155


def _drawn(rng: np.random.Generator, chance: float, is_amount: bool) -> Values:
    if not is_amount:
        return rng.random(300) < chance
    return rng.exponential(chance, 300).astype(np.float32)


def test_an_amount_is_compared_by_its_mean() -> None:
    values = {NOTHING: {"one": days(0, 2, 4, 0)}, "hold": {"one": days(1, 2, 0, 0)}}
    found = cells(values)
    nothing, hold = found[NOTHING]["one"], found["hold"]["one"]
    assert (nothing.mean, nothing.events, nothing.changed) == (1.5, 2, 0)
    assert (hold.mean, hold.events, hold.changed) == (0.75, 2, 2)
    # of 1, 0, -4 and 0: the sum of squares about -3/4 is 14.75
    error = (14.75 / 3 / 4) ** 0.5
    assert hold.added == -0.75
    assert hold.added_low == pytest.approx(-0.75 - 1.959964 * error)
    assert hold.added_high == pytest.approx(-0.75 + 1.959964 * error)
    over = judged(found, values)["hold"]
    assert (over.better.value, over.worse.value, over.best.value) == (0.25, 0.25, 0.25)


def test_one_replication_makes_nothing_certain_and_no_number_missing() -> None:
    values = {NOTHING: {"one": days(5)}, "hold": {"one": days(2)}}
    found = cells(values)
    cell = found["hold"]["one"]
    assert (cell.mean, cell.added, cell.changed) == (2.0, -3.0, 1)
    assert not cell.helps
    assert not cell.harms
    json.dumps(as_dict({}, found, judged(found, values)), allow_nan=False)
    flags = {NOTHING: {"one": happens(0, n=1)}, "hold": {"one": happens(n=1)}}
    assert not cells(flags)["hold"]["one"].helps
    assert dominated({"x": found}, {"x": values}) == {}


# --- over all estimates ---------------------------------------------------------------------------


def test_worst_and_regret_are_over_the_estimates() -> None:
    over = judged(cells(GAP), GAP)
    # the best there are: 0.1 under the short repair, by swap, and 0.2 under the long one, by hold
    told = {
        policy: (
            *(each.worst, each.worst_under, each.regret.value, each.regret_under),
            each.mean_regret,
        )
        for policy, each in over.items()
    }
    assert told == {
        NOTHING: (0.8, "long", pytest.approx(0.6), "long", pytest.approx(0.35)),
        "hold": (0.3, "short", pytest.approx(0.2), "short", pytest.approx(0.1)),
        "swap": (0.6, "long", pytest.approx(0.4), "long", pytest.approx(0.2)),
    }


def test_better_and_worse_are_counted_future_by_future() -> None:
    over = judged(cells(GAP), GAP)
    told = {policy: (each.better.value, each.worse.value) for policy, each in over.items()}
    assert told == {
        NOTHING: (0.0, 0.0),
        "hold": (pytest.approx(0.3), pytest.approx(0.05)),
        "swap": (pytest.approx(0.15), 0.0),
    }


def test_best_is_who_has_least_where_doing_nothing_has_more() -> None:
    over = judged(cells(GAP), GAP)
    # short: swap alone in future 0; long: hold in 0 to 5, swap in 6 and 7
    assert {policy: pytest.approx(each.best.value) for policy, each in over.items()} == {
        NOTHING: 0.0,
        "hold": 0.3,
        "swap": 0.15,
    }


def test_several_levers_may_be_best_in_one_future_and_none_where_none_helps() -> None:
    values = {
        NOTHING: {"one": happens(0, 1, 2)},
        "a": {"one": happens(1, 2, 3)},
        "b": {"one": happens(2)},
        "c": {"one": happens(0, 1, 2)},
    }
    over = judged(cells(values), values)
    best = {policy: each.best.value for policy, each in over.items()}
    assert best == {NOTHING: 0.0, "a": 0.1, "b": 0.2, "c": 0.0}


def test_what_is_the_same_under_all_estimates_is_told_of_the_one_that_needs_it_most() -> None:
    rare, often = happens(0), happens(*range(7))
    values = {
        NOTHING: {"short": rare, "long": often, "other": rare},
        "a": {"short": happens(), "long": happens(), "other": happens()},
    }
    over = judged(cells(values), values)["a"]
    assert (over.worst, over.worst_under) == (0.0, "long")


def test_doing_nothing_may_have_no_regret() -> None:
    values = {
        NOTHING: {"one": happens(0), "two": happens(1)},
        "a": {"one": happens(0, 1), "two": happens(1)},
    }
    over = judged(cells(values), values)
    assert (over[NOTHING].regret.value, over[NOTHING].mean_regret) == (0.0, 0.0)
    assert (over["a"].regret.value, over["a"].regret_under) == (pytest.approx(0.1), "one")
    assert over["a"].mean_regret == pytest.approx(0.05)


def test_what_is_told_is_json_and_names_every_cell() -> None:
    found = cells(GAP)
    told = json.loads(
        json.dumps(as_dict({"text": "gap"}, found, judged(found, GAP)), allow_nan=False)
    )
    assert told["text"] == "gap"
    assert told["cells"]["hold"]["long"]["added"] == pytest.approx(-0.6)
    assert {policy: list(row) for policy, row in told["cells"].items()} == {
        policy: ["short", "long"] for policy in GAP
    }
    assert told["judged"]["hold"]["regret_under"] == "short"


def test_a_share_of_all_estimates_stands_on_the_futures_of_one() -> None:
    luck = np.random.default_rng(1)
    one, other = luck.random(1000) < 0.3, luck.random(1000) < 0.5
    none = np.zeros(1000, bool)
    values = {NOTHING: {"one": one, "two": other}, "a": {"one": none, "two": none}}
    over = judged(cells(values), values)
    events = int(one.sum() + other.sum())
    assert events % 2 == 0
    known = (events / 2000, *proportion(events // 2, 1000))
    assert over["a"].best == over["a"].better == pytest.approx(known)
    assert over["a"].worse == pytest.approx((0.0, *proportion(0, 1000)))
    assert over[NOTHING].best == over[NOTHING].worse == (0.0, 0.0, 0.0)


# --- what beats what ------------------------------------------------------------------------------

M = 200


def first(count: int) -> Values:
    """It happens in the first futures of 200."""
    return happens(*range(count), n=M)


def beaten(*outcomes: Mapping[str, Mapping[str, Values]]) -> dict[str, str]:
    values: dict[str, Any] = {f"outcome {place}": each for place, each in enumerate(outcomes)}
    return dominated({text: cells(each) for text, each in values.items()}, values)


def test_who_is_lower_everywhere_beats_and_is_not_beaten() -> None:
    gap = {NOTHING: {"x": first(100), "y": first(90)}, "a": {"x": first(50), "y": first(40)}}
    assert beaten(gap) == {NOTHING: "a"}


def test_lower_in_one_cell_and_equal_in_the_rest_is_enough() -> None:
    gap = {NOTHING: {"x": first(100), "y": first(40)}, "a": {"x": first(50), "y": first(40)}}
    assert beaten(gap) == {NOTHING: "a"}


def test_what_is_the_same_everywhere_beats_nobody() -> None:
    row = {"x": first(100), "y": first(40)}
    assert beaten({NOTHING: row, "a": dict(row), "b": dict(row)}) == {}


def test_the_same_share_of_other_futures_beats_nobody() -> None:
    gap = {NOTHING: {"x": first(100)}, "a": {"x": ~first(100)}}
    assert beaten(gap) == {}


def test_a_lever_may_be_beaten_by_doing_nothing() -> None:
    gap = {NOTHING: {"x": first(40)}, "a": {"x": first(80)}}
    assert beaten(gap) == {"a": NOTHING}


def test_a_little_higher_under_one_estimate_saves_it() -> None:
    gap = {NOTHING: {"x": first(100), "y": first(40)}, "a": {"x": first(10), "y": first(41)}}
    assert beaten(gap) == {}


def test_a_little_higher_in_another_outcome_saves_it() -> None:
    gap = {NOTHING: {"x": first(100)}, "a": {"x": first(10)}}
    lost = {NOTHING: {"x": first(40)}, "a": {"x": first(41)}}
    assert beaten(gap) == {NOTHING: "a"}
    assert beaten(gap, lost) == {}


def test_lower_by_what_may_be_luck_beats_nobody() -> None:
    gap = {NOTHING: {"x": first(40), "y": first(40)}, "a": {"x": first(39), "y": first(38)}}
    assert beaten(gap) == {}


def test_certain_in_one_cell_of_one_is_not_certain_in_one_of_many() -> None:
    once, every = LEVEL, 1 - (1 - LEVEL) / 6
    fewer = next(k for k in range(1, 40) if difference_interval(0, k, M, once)[1] < 0)
    assert difference_interval(0, fewer, M, every)[1] > 0
    lower = {NOTHING: {"x": first(100)}, "a": {"x": first(100 - fewer)}}
    assert beaten(lower) == {NOTHING: "a"}
    same = {name: first(50) for name in "uvwyz"}
    many = {policy: {**row, **same} for policy, row in lower.items()}
    assert beaten(many) == {}
    enough = next(k for k in range(1, 40) if difference_interval(0, k, M, every)[1] < 0)
    many["a"]["x"] = first(100 - enough)
    assert beaten(many) == {NOTHING: "a"}


def test_the_one_that_beats_it_in_most_cells_is_named() -> None:
    gap = {
        NOTHING: {"x": first(100), "y": first(100)},
        "a": {"x": first(10), "y": first(100)},
        "b": {"x": first(10), "y": first(50)},
        "c": {"x": first(100), "y": first(50)},
    }
    assert beaten(gap) == {NOTHING: "b", "a": "b", "c": "b"}


def test_who_is_beaten_may_beat_others() -> None:
    gap = {NOTHING: {"x": first(150)}, "a": {"x": first(100)}, "b": {"x": first(50)}}
    found = beaten(gap)
    assert found["a"] == "b"
    assert set(found) == {NOTHING, "a"}


def test_amounts_beat_by_their_means() -> None:
    some = days(*range(M))
    less, luck = some - np.float32(5), some + days(*[1, -1.05] * (M // 2))
    assert beaten({NOTHING: {"x": some}, "a": {"x": less}}) == {NOTHING: "a"}
    assert luck.mean() < some.mean()
    assert beaten({NOTHING: {"x": some}, "a": {"x": luck}}) == {}
    assert beaten({NOTHING: {"x": some}, "a": {"x": some.copy()}}) == {}
