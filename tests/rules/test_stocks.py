"""Rules of stocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core.clock import DAY, NEVER
from sim.rules import stocks

AMOUNT = st.floats(0, 1e6)
USE = st.floats(1e-6, 10)


@pytest.mark.parametrize(
    ("per_day", "saved", "per_person_day", "aboard", "a_day"),
    [
        (0.0, 0.0, 0.0, 7, 0.0),
        (10.0, 0.0, 0.0, 7, 10.0),
        (10.0, 0.25, 0.0, 7, 7.5),
        (10.0, 1.0, 0.0, 7, 0.0),
        (0.0, 0.0, 3.0, 7, 21.0),
        (10.0, 0.5, 3.0, 7, 26.0),
        (10.0, 1.0, 3.0, 7, 21.0),
        (10.0, 0.5, 3.0, 0, 5.0),
    ],
)
def test_reboosts_save_of_the_use_a_day_and_not_of_what_people_use(
    per_day: float, saved: float, per_person_day: float, aboard: int, a_day: float
) -> None:
    found = stocks.use_per_second(per_day, saved, per_person_day, aboard) * DAY
    assert found == pytest.approx(a_day)


@pytest.mark.parametrize(
    ("level", "use", "elapsed", "left"),
    [(10.0, 0.5, 0, 10.0), (10.0, 0.5, 4, 8.0), (10.0, 0.5, 20, 0.0), (10.0, 0.5, 21, 0.0)],
)
def test_a_level_falls_and_never_below_0(
    level: float, use: float, elapsed: int, left: float
) -> None:
    assert stocks.level_after(level, use, elapsed) == left


@pytest.mark.parametrize(
    ("level", "delivered", "full"), [(10.0, 5.0, 15.0), (10.0, 10.0, 20.0), (10.0, 11.0, 20.0)]
)
def test_what_is_beyond_the_capacity_is_lost(level: float, delivered: float, full: float) -> None:
    assert stocks.level_with(level, delivered, 20.0) == full


@pytest.mark.parametrize(
    ("level", "use", "seconds"),
    [
        (10.0, 0.5, 20),
        (10.25, 0.5, 21),
        (0.25, 0.5, 1),
        (0.0, 0.5, 0),
        (-1.0, 0.5, 0),
        (-1.0, 0.0, 0),
        (10.0, 0.0, NEVER),
        (10.0, 1e-300, NEVER),
    ],
)
def test_the_reserve_is_reached_at_the_first_whole_second_at_or_below_it(
    level: float, use: float, seconds: int
) -> None:
    assert stocks.reaches_in(100.0 + level, 100.0, use) == seconds


@pytest.mark.parametrize(
    ("level", "reserve", "per_day", "days"),
    [
        (1000.0, 500.0, 10.0, 50),
        (1002.4, 1000.0, 1.2, 2),
        (100.2, 100.0, 0.1, 2),
        (548.6, 500.0, 24.3, 2),
    ],
)
def test_plain_numbers_reach_it_on_the_second(
    level: float, reserve: float, per_day: float, days: int
) -> None:
    use = stocks.use_per_second(per_day, 0.0, 0.0, 7)
    assert stocks.reaches_in(level, reserve, use) == days * DAY


@given(AMOUNT, AMOUNT, USE)
def test_a_second_before_the_level_is_above_the_line_and_then_at_or_below(
    above: float, reserve: float, use: float
) -> None:
    level = reserve + above
    seconds = stocks.reaches_in(level, reserve, use)
    # the rounding of doubles on the way, and what is used in the part of a second that is forgiven
    grain = 1e-9 * max(level, 1.0) + use * stocks.GRAIN
    assert stocks.level_after(level, use, seconds) <= reserve + grain
    if seconds > 0:
        assert stocks.level_after(level, use, seconds - 1) > reserve - grain
