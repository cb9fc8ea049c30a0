"""Levers that are decided on a day (MODEL 6.13)."""

from __future__ import annotations

import pytest

from sim.core.clock import NEVER
from sim.rules import policy


@pytest.mark.parametrize(("now", "decided"), [(99, 0), (100, 1), (101, 1)])
def test_a_lever_is_decided_from_that_instant_on(now: int, decided: int) -> None:
    assert policy.is_decided(now, 100) == decided
    assert policy.is_decided(now, -NEVER) == 1


@pytest.mark.parametrize(
    ("since", "after", "decided_on", "at"),
    [
        (-50, 30, -NEVER, -20),
        (-50, 30, 0, 30),
        (10, 30, 10, 40),
        (10, 30, 9, 40),
        (10, 30, 11, 41),
        (10, 0, 90, 90),
        (NEVER, 30, 10, NEVER),
        (10, NEVER, 90, NEVER),
        (NEVER, NEVER, 90, NEVER),
        (-NEVER, 5, 10, 15),
    ],
)
def test_a_lever_is_looked_at_after_the_later_of_both(
    since: int, after: int, decided_on: int, at: int
) -> None:
    assert policy.looked_at(since, after, decided_on) == at


@pytest.mark.parametrize(("limit", "waiver"), [(99, 0), (100, 7), (101, 7), (NEVER, 7)])
def test_a_waiver_is_for_limits_from_then_on(limit: int, waiver: int) -> None:
    assert policy.waiver_for(limit, 7, 100) == waiver
    assert policy.waiver_for(limit, 7, -NEVER) == 7


@pytest.mark.parametrize(("last", "held"), [(99, 0), (100, 1), (101, 1), (NEVER, 1)])
def test_a_vehicle_is_held_whose_last_day_is_not_before_that(last: int, held: int) -> None:
    assert policy.holds_for(1, last, 100) == held
    assert policy.holds_for(0, last, 100) == 0
    assert policy.holds_for(1, last, -NEVER) == 1


def test_a_reserve_is_prepared_after_the_later_of_both() -> None:
    assert policy.reserve_ready(20, 30, -NEVER) == 50
    assert policy.reserve_ready(20, 30, 20) == 50
    assert policy.reserve_ready(20, 30, 21) == 51


@pytest.mark.parametrize(
    ("own", "reserve", "since", "decided_on", "at"),
    [
        (90, 50, 20, -NEVER, 50),
        (40, 50, 20, -NEVER, 50),  # decided before the stranding: its own preparation counts
        (40, 50, 20, 20, 50),
        (40, 50, 20, 21, 40),
        (50, 50, 20, 21, 50),
        (90, 50, 20, 21, 50),
    ],
)
def test_a_rescue_is_prepared_one_way_or_the_other(
    own: int, reserve: int, since: int, decided_on: int, at: int
) -> None:
    assert policy.rescue_prepared(own, reserve, since, decided_on) == at


@pytest.mark.parametrize(
    ("now", "since", "decided_on", "may"),
    [(30, 20, -NEVER, 1), (30, 20, 20, 1), (49, 20, 21, 0), (50, 20, 21, 1), (60, 20, 21, 1)],
)
def test_a_reserve_that_was_decided_late_is_taken_when_it_is_prepared(
    now: int, since: int, decided_on: int, may: int
) -> None:
    assert policy.may_take_reserve(now, 50, since, decided_on) == may


@pytest.mark.parametrize(("now", "at"), [(10, 100), (99, 100), (100, 130), (130, 160)])
def test_a_low_stock_is_looked_at_on_that_day_then_again(now: int, at: int) -> None:
    assert policy.stock_looked_at(now, 30, 100) == at
    assert policy.stock_looked_at(now, 30, -NEVER) == now + 30


@pytest.mark.parametrize(("now", "owed"), [(99, 2), (100, 0), (101, 0)])
def test_what_is_owed_is_decided_by_the_end_of_the_repair(now: int, owed: int) -> None:
    assert policy.owed_after_repair(now, 2, 0, 100) == owed
    assert policy.owed_after_repair(now, 2, 0, -NEVER) == 0
