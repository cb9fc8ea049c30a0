"""Windows and traffic (MODEL 3.8, 3.9, 4.6, 4.7)."""

from __future__ import annotations

import pytest

from sim.core.clock import NEVER
from sim.rules import windows

TWO = [10, 20, 30, 45]
"""Two blackouts: strictly between 10 and 20, strictly between 30 and 45."""


@pytest.mark.parametrize(
    ("at", "free"),
    [(9, 9), (10, 10), (11, 20), (19, 20), (20, 20), (25, 25), (31, 45), (45, 45), (99, 99)],
)
def test_a_blackout_is_over_at_its_end_and_free_at_both_ends(at: int, free: int) -> None:
    assert windows.after_blackout(at, TWO) == free


def test_no_blackout_is_in_the_way() -> None:
    assert windows.after_blackout(15, []) == 15


@pytest.mark.parametrize(
    ("last", "launched", "day"),
    [
        (15, 0, 10),
        (15, 9, 10),
        (15, 10, 15),  # the blackout had begun at the launch: no day of light before the limit
        (15, 11, 15),
        (10, 0, 10),
        (20, 0, 20),
        (44, 12, 30),
        (25, 0, 25),
        (NEVER, 0, NEVER),
    ],
)
def test_the_last_landing_day(last: int, launched: int, day: int) -> None:
    assert windows.last_landing_day(last, launched, TWO) == day


@pytest.mark.parametrize(
    ("at", "operations", "clear"),
    [
        (50, [], 50),
        (50, [45], 50),  # exactly apart
        (50, [46], 51),
        (50, [54], 59),
        (50, [55], 50),
        (50, [50], 55),
        (50, [54, 46], 59),
        (50, [46, 54], 59),  # clear of the first, not of the second
        (50, [60, 54], 65),  # what is clear of the second is not of the first
        (50, [-NEVER], 50),
    ],
)
def test_the_first_instant_that_keeps_its_distance(
    at: int, operations: list[int], clear: int
) -> None:
    assert windows.after_traffic(at, 5, operations) == clear
