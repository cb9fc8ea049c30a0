"""How a forecast moves while a pad stays down, counted by hand."""

from __future__ import annotations

import datetime as dt
import json
import math
from itertools import pairwise

import numpy as np
import pytest

from sim.analysis.columns import Flags
from sim.analysis.news import Day, calendar, mixed, path, share_left, weights
from sim.analysis.outcome import Told
from sim.core.intervals import proportion, proportion_of_share

FIRST = dt.datetime(2025, 11, 27, 12, 35, tzinfo=dt.UTC)


def told(*did: bool, nulls: int = 0) -> Told:
    return Told(np.array(did, bool), nulls)


def noon(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{text}T12:00:00+00:00")


def gaps(days: list[dt.datetime]) -> list[float]:
    """Days from each to the next."""
    return [(later - earlier).total_seconds() / 86_400 for earlier, later in pairwise(days)]


# --- how much is left, and what that says of an estimate ------------------------------------------


def test_what_lasts_longer_than_has_passed_is_left() -> None:
    repair = np.array([10.0, 20.0, 30.0, 40.0])
    assert [share_left(repair, passed) for passed in (0, 10, 19.9, 20, 39, 40, 99)] == [
        *(1.0, 0.75, 0.75, 0.5, 0.25, 0.0, 0.0),
    ]


def test_an_outage_that_has_not_begun_leaves_all() -> None:
    assert share_left(np.array([10.0, 20.0]), -5.0) == 1.0


def test_weights_follow_bayes_rule() -> None:
    # three estimates, each 1/3 at first: the weight is that of 1/3 times what it foresaw
    found = weights({"a": [1.0, 0.5, 0.0], "b": [1.0, 1.0, 0.25], "c": [1.0, 0.5, 0.75]})
    assert found == {
        "a": pytest.approx([1 / 3, 0.25, 0.0]),
        "b": pytest.approx([1 / 3, 0.5, 0.25]),
        "c": pytest.approx([1 / 3, 0.25, 0.75]),
    }


def test_the_last_estimate_left_has_all_the_weight_however_little_it_foresaw() -> None:
    found = weights({"a": [1.0, 0.0], "b": [1.0, 1e-9]})
    assert found == {"a": pytest.approx([0.5, 0.0]), "b": pytest.approx([0.5, 1.0])}


def test_no_estimate_has_any_weight_where_none_reaches() -> None:
    assert weights({"a": [1.0, 0.0], "b": [1.0, 0.0]}) == {"a": [0.5, 0.0], "b": [0.5, 0.0]}


def test_one_estimate_alone_has_all_the_weight_until_it_is_refuted() -> None:
    assert weights({"a": [1.0, 0.2, 0.0]}) == {"a": [1.0, 1.0, 0.0]}


# --- the path of a risk ---------------------------------------------------------------------------


def test_the_path_has_each_outcome_on_each_day_and_ends_where_it_is_refuted() -> None:
    days = [
        Day((told(True, False, False, False), told(True, True, False, False, nulls=1))),
        Day((told(True, True, True, False), told(False, False, False, False))),
        Day(None),
    ]
    found = path(days, ["gap", "decrewed"])
    assert list(found) == ["gap", "decrewed"]
    assert found["gap"]["mean"] == [0.25, 0.75, None]
    assert found["gap"]["events"] == [1, 3, None]
    assert found["decrewed"]["mean"] == [0.5, 0.0, None]
    ends = [proportion(1, 4), proportion(3, 4), (None, None)]
    assert found["gap"]["low"] == [low for low, _ in ends]
    assert found["gap"]["high"] == [high for _, high in ends]
    json.dumps(found, allow_nan=False)


# --- all estimates together -----------------------------------------------------------------------


def flags(pattern: str) -> Flags:
    return np.array([each == "1" for each in pattern])


def test_the_mixture_counts_each_estimate_by_its_weight() -> None:
    soon = flags("1100000000"), flags("1111111110")  # a fifth lasts so long: 9 of 10 are so
    late = flags("1111111111"), flags("1000000000")
    assert mixed([soon, late]).value == pytest.approx((0.2 * 0.9 + 1.0 * 0.1) / 1.2)
    assert mixed([late]).value == 0.1


def test_futures_that_are_left_are_played_on_or_played_anew() -> None:
    still, did = flags("1101101110"), flags("1001001110")
    left_alone = mixed([(still, did[still])])
    assert left_alone.value == pytest.approx(5 / 7)
    assert mixed([(still, did)]).value == 0.5


def test_no_estimate_is_left() -> None:
    assert mixed([]) == (None, None, None)


def test_one_estimate_with_all_its_futures_has_the_interval_of_a_share() -> None:
    for pattern in ("1" * 40 + "0" * 60, "1" * 4 + "0" * 96, "0" * 100, "1" * 100):
        did = flags(pattern)
        found = mixed([(np.ones(100, bool), did)])
        assert found == pytest.approx((did.mean(), *proportion(int(did.sum()), 100)))


def test_those_that_are_left_have_the_interval_of_a_share_of_them() -> None:
    luck = np.random.default_rng(1)
    still, did = luck.random(1000) < 0.3, luck.random(1000) < 0.4
    found = mixed([(still, did[still])])
    ends = proportion(int(did[still].sum()), int(still.sum()))
    assert found[1:] == pytest.approx(ends, rel=1e-12)


def test_estimates_of_the_same_futures_tell_no_more_than_one() -> None:
    did = np.random.default_rng(1).random(1000) < 0.3
    one = np.ones(1000, bool), did
    assert mixed([one, one, one]) == pytest.approx(mixed([one]))


def test_estimates_of_which_each_has_what_the_other_has_not_are_no_better_known() -> None:
    did, every = np.random.default_rng(1).random(300) < 0.3, np.ones(300, bool)
    found = mixed([(every, did), (every, ~did)])
    assert found == pytest.approx((0.5, *proportion(150, 300)))


def test_an_event_where_an_estimate_weighs_little_makes_nothing_more_certain() -> None:
    few, every = np.arange(2000) < 100, np.ones(2000, bool)
    none, one = np.zeros(2000, bool), np.arange(2000) < 1
    without, with_one = mixed([(few, none), (every, none)]), mixed([(few, one), (every, none)])
    assert without.high is not None
    assert with_one.high is not None
    assert with_one.high > without.high > 0.0015


def test_the_interval_knows_that_the_weights_are_estimated() -> None:
    luck = np.random.default_rng(1)
    still, every = luck.random(100) < 0.05, np.ones(100, bool)
    sure = mixed([(still, every[still]), (every, ~every)])
    left = float(still.mean())
    assert sure.value == pytest.approx(left / (1 + left))
    # the delta method by hand: the derivative of x / (1 + x) times the error of x, and what it is
    # worth; of the futures played that is less than the harmonic mean of 100 and of those left
    error = still.std() / math.sqrt(100) / (1 + left) ** 2
    size = sure.value * (1 - sure.value) / error**2
    played = (1 + left) / (left / still.sum() + 1 / 100)
    assert sure[1:] == pytest.approx(proportion_of_share(sure.value, min(size, played)))


# --- the days -------------------------------------------------------------------------------------


def test_a_short_path_has_a_day_a_week_and_those_asked_about() -> None:
    found = calendar(FIRST, [noon("2025-12-20")], 18)
    assert found == [
        FIRST,
        FIRST + dt.timedelta(days=7),
        FIRST + dt.timedelta(days=14),
        FIRST + dt.timedelta(days=21),
        noon("2025-12-20"),
    ]


def test_a_long_path_has_whole_weeks_between_its_days_and_about_as_many_as_asked() -> None:
    last = noon("2028-06-01")  # 131 weeks
    for most in (3, 10, 18, 40):
        found = calendar(FIRST, [last], most)
        between = found[:-1]
        apart = set(gaps(between))
        assert len(apart) == 1
        (step,) = apart
        assert step % 7 == 0
        assert most / 2 < len(between) <= most + 1
        assert 0 < gaps(found)[-1] <= step


def test_the_path_is_in_order_and_holds_every_day_asked_about() -> None:
    asked = [noon("2026-03-01"), noon("2025-12-01"), noon("2026-01-13")]
    found = calendar(FIRST, asked, 18)
    assert found == sorted(found)
    assert set(asked) < set(found)
    assert found[0] == FIRST
    assert found[-1] == noon("2026-03-01")


def test_no_day_stands_in_the_path_twice() -> None:
    # 2026-01-15 is seven weeks after the first day: asked about at noon, not at 12:35 again
    found = calendar(FIRST, [noon("2026-01-15"), noon("2026-03-01")], 18)
    dates = [day.date() for day in found]
    assert len(dates) == len(set(dates))
    assert noon("2026-01-15") in found


def test_the_first_day_may_be_the_only_one_asked_about() -> None:
    assert calendar(FIRST, [FIRST], 18) == [FIRST]


def test_weights_at_the_start_multiply_what_is_left():
    left = {"a": [1.0, 0.5, 0.0], "b": [1.0, 1.0, 0.0]}
    assert weights(left, {"a": 0.8, "b": 0.2}) == {
        "a": pytest.approx([0.8, 2 / 3, 0.0]),
        "b": pytest.approx([0.2, 1 / 3, 0.0]),
    }
    assert weights(left, {"a": 0.5, "b": 0.5}) == weights(left)
