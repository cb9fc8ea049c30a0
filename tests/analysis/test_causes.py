"""Shares of causes, counted by hand in six futures."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from sim.analysis.causes import EXAMPLES, PATTERNS, PlayedAgain, share, shares
from sim.core.intervals import proportion

NUMBERS = np.array([2, 3, 5, 7, 11, 13, 17, 19])
PAIRS = ((0, 1), (0, 2), (1, 2))


def flags(*places: int) -> list[bool]:
    return [place in places for place in range(len(NUMBERS))]


FOUND = PlayedAgain(
    numbers=NUMBERS,
    causes=("outage", "loss", "slip"),
    alone=np.array([flags(0, 1, 2), flags(2), flags()]),
    pairs=PAIRS,
    together=np.array([flags(3, 4), flags(4), flags()]),
    asked=np.array(flags(0, 1, 2, 3, 4, 5, 6)),
    everything=np.array(flags(5)),
)
TOLD = FOUND.as_dict()


def counted(events: int, n: int, *examples: int) -> dict[str, Any]:
    low, high = proportion(events, n)
    shown = {"events": events, "n": n, "mean": events / n, "low": low, "high": high}
    return {**shown, "examples": list(examples)}


def test_each_future_has_its_minimal_causes() -> None:
    assert [FOUND.minimal(place) for place in range(len(NUMBERS))] == [
        [("outage",)],
        [("outage",)],
        [("outage",), ("loss",)],
        [("outage", "loss")],
        [("outage", "loss"), ("outage", "slip")],
        [],
        [],
        [],
    ]


def test_single_causes_are_shares_of_all_that_were_played_again() -> None:
    assert TOLD["played_again"] == 8
    assert TOLD["prevented_by"] == [
        {"cause": "outage", **counted(3, 8, 2, 3, 5), "only": share(2, 8)},
        {"cause": "loss", **counted(1, 8, 5), "only": share(0, 8)},
        {"cause": "slip", **counted(0, 8), "only": share(0, 8)},
    ]


def test_pairs_and_kinds_are_shares_of_those_whose_pairs_were_asked_about() -> None:
    assert TOLD["together"] == [
        {"causes": ["outage", "loss"], **counted(2, 7, 7, 11)},
        {"causes": ["outage", "slip"], **counted(1, 7, 11)},
    ]
    assert TOLD["split"] == {
        "n": 7,
        "one": counted(2, 7, 2, 3),
        "either": counted(1, 7, 5),
        "together": counted(2, 7, 7, 11),
        "none": counted(2, 7, 13, 17),
        "not_even_without_all": counted(1, 7, 17),
    }


def test_lists_of_minimal_causes_are_counted_and_the_commonest_told() -> None:
    assert TOLD["patterns"] == [
        {"minimal": [["outage"]], "events": 2, "examples": [2, 3]},
        {"minimal": [], "events": 2, "examples": [13, 17]},
        {"minimal": [["outage"], ["loss"]], "events": 1, "examples": [5]},
        {"minimal": [["outage", "loss"]], "events": 1, "examples": [7]},
        {"minimal": [["outage", "loss"], ["outage", "slip"]], "events": 1, "examples": [11]},
    ]
    assert TOLD["in_other_patterns"] == 0


def test_patterns_beyond_the_commonest_are_counted_together() -> None:
    """As many futures as causes, each with its own one; the last future repeats the first."""
    count = PATTERNS + 5
    alone = np.column_stack([np.eye(count, dtype=bool), np.eye(count, dtype=bool)[:, 0]])
    every = np.ones(count + 1, bool)
    names = tuple(f"cause-{number}" for number in range(count))
    none = np.zeros((0, count + 1), bool)
    found = PlayedAgain(np.arange(count + 1), names, alone, (), none, every, ~every).as_dict()
    assert len(found["patterns"]) == PATTERNS
    assert found["patterns"][0] == {"minimal": [["cause-0"]], "events": 2, "examples": [0, count]}
    assert found["in_other_patterns"] == count + 1 - (PATTERNS + 1)


def test_examples_are_first_those_with_no_other_cause() -> None:
    numbers = np.arange(100, 110)
    alone = np.ones((2, 10), bool)
    alone[1, 4:6] = False
    none, every = np.zeros((1, 10), bool), np.ones(10, bool)
    found = PlayedAgain(numbers, ("a", "b"), alone, ((0, 1),), none, every, ~every).as_dict()
    first, second = found["prevented_by"]
    assert (first["cause"], first["examples"], first["only"]["events"]) == ("a", [104, 105, 100], 2)
    assert (second["cause"], second["examples"], second["only"]["events"]) == (
        "b",
        [100, 101, 102],
        0,
    )
    assert len(first["examples"]) == EXAMPLES


def test_the_answer_is_plain_json() -> None:
    assert json.loads(json.dumps(TOLD, allow_nan=False)) == TOLD


def test_reasons_are_counted_the_commonest_first() -> None:
    found = ["pad", "loss", "pad", "pad", "loss", "pad", "scrub", "pad"]
    assert shares(found, NUMBERS) == [
        {"cause": "pad", **counted(5, 8, 2, 5, 7)},
        {"cause": "loss", **counted(2, 8, 3, 11)},
        {"cause": "scrub", **counted(1, 8, 17)},
    ]
    assert shares([], NUMBERS[:0]) == []


@pytest.mark.parametrize(("events", "n"), [(0, 5), (3, 5), (900, 5000)])
def test_a_share_has_its_interval(events: int, n: int) -> None:
    found = share(events, n)
    assert (found["low"], found["high"]) == proportion(events, n)
    assert found["mean"] == events / n


def test_the_share_of_nothing_is_not_known() -> None:
    assert share(0, 0) == {"events": 0, "n": 0, "mean": None, "low": 0.0, "high": 1.0}
