"""How late a lever helps and what a report is worth, from futures counted by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.analysis.columns import Flags, Floats
from sim.analysis.deadline import PRICES, Report, report, waiting
from sim.analysis.threshold import Verdict
from sim.core.bands import difference_band, share_band
from sim.core.pairs import difference_interval

WEEKS = np.array([0.0, 7.0, 14.0, 21.0])


def first(count: int, n: int = 20, times: int = 1) -> Flags:
    """It happens in the first futures of n; each of them as often as told."""
    return np.repeat(np.arange(n) < count, times)


# --- waiting --------------------------------------------------------------------------------------


def test_risk_change_and_steps_are_counted() -> None:
    decided = [first(2), first(5), first(5), first(10)]
    found = waiting(WEEKS, decided, first(10), 0.1)
    assert found.risk.places.tolist() == found.change.places.tolist() == WEEKS.tolist()
    assert found.risk.mean.tolist() == [0.1, 0.25, 0.25, 0.5]
    assert found.change.mean.tolist() == [-0.4, -0.25, -0.25, 0.0]
    assert found.weeks == (
        (0.15, *difference_interval(3, 0, 20)),
        (0.0, *difference_interval(0, 0, 20)),
        (0.25, *difference_interval(5, 0, 20)),
    )


def test_a_week_of_waiting_may_help_in_some_futures_and_harm_in_others() -> None:
    earlier, later = first(4), np.roll(first(6), 2)  # 0 to 3, then 2 to 7
    found = waiting(WEEKS[:2], [earlier, later], first(10), 0.1)
    assert found.weeks == ((pytest.approx(0.1), *difference_interval(4, 2, 20)),)


def test_the_bands_hold_all_days_at_once() -> None:
    rng = np.random.default_rng(3)
    never = rng.random(1_000) < 0.5
    decided = [never & (rng.random(1_000) < kept) for kept in (0.2, 0.4, 0.6, 0.8)]
    found = waiting(WEEKS, decided, never, 0.1)
    risk, change = (
        share_band(np.column_stack(decided)),
        difference_band(np.column_stack(decided), never),
    )
    for band, ours in ((risk, found.risk), (change, found.change)):
        for mine, theirs in zip((ours.mean, ours.low, ours.high), band, strict=True):
            assert mine.tolist() == theirs.tolist()
    alone = difference_interval(0, int(np.count_nonzero(never & ~decided[0])), 1_000)
    assert found.change.low[0] < alone[0]
    assert alone[1] < found.change.high[0]


def test_the_deadline_is_the_last_day_on_which_the_lever_is_worth_while() -> None:
    decided = [first(2, times=200), first(5, times=200), first(9, times=200), first(10, times=200)]
    never = first(10, times=200)
    # it takes off 0.4, 0.25, 0.05 and 0
    for least, last in ((0.3, 0.0), (0.1, 7.0), (0.02, 14.0)):
        found = waiting(WEEKS, decided, never, least).deadline
        assert found.verdict is Verdict.CROSSES
        assert (found.at, found.low, found.high) == (last, last, last)


def test_between_two_decisions_nothing_is_promised() -> None:
    # it takes all off on day 7, and nothing on day 14: whatever is asked, 7 is the last that helps
    decided = [first(0, times=200), first(0, times=200), first(20, times=200)]
    for least in (0.01, 0.5, 0.99):
        found = waiting(WEEKS[:3], decided, first(20, times=200), least).deadline
        assert (found.at, found.low, found.high) == (7.0, 7.0, 7.0)


def test_the_interval_ends_on_the_last_day_that_may_be_worth_while() -> None:
    # it takes 0.1 off on day 7, a hair less than is asked, and nothing on day 14
    decided = [first(2, times=200), first(8, times=200), first(10, times=200)]
    found = waiting(WEEKS[:3], decided, first(10, times=200), 0.1 + 1e-9).deadline
    assert (found.at, found.low, found.high) == (0.0, 0.0, 7.0)


def test_a_lever_that_helps_on_every_day_has_no_deadline() -> None:
    decided = [first(2, times=200)] * 4
    found = waiting(WEEKS, decided, first(10, times=200), 0.1).deadline
    assert (found.verdict, found.at, found.high) == (Verdict.NEVER, None, None)


def test_a_lever_that_never_takes_off_enough_has_none_either() -> None:
    decided = [first(9, times=200), *[first(10, times=200)] * 3]
    found = waiting(WEEKS, decided, first(10, times=200), 0.1).deadline
    assert (found.verdict, found.at, found.low) == (Verdict.ABOVE, None, None)
    never = first(10)
    idle = waiting(WEEKS, [never] * 4, never, 0.01)
    assert idle.deadline.verdict is Verdict.ABOVE
    assert idle.change.mean.tolist() == [0.0] * 4
    assert (idle.change.low < 0).all()
    assert (idle.change.high > 0).all()


def test_a_lever_that_harms_adds_to_the_risk() -> None:
    found = waiting(WEEKS[:2], [first(8), first(5)], first(2), 0.01)
    assert found.change.mean.tolist() == pytest.approx([0.3, 0.15])
    assert found.weeks[0][0] == pytest.approx(-0.15)
    assert found.deadline.verdict is Verdict.ABOVE


def test_waiting_is_told_in_json() -> None:
    decided = [first(2), first(5), first(5), first(10)]
    told = json.loads(
        json.dumps(waiting(WEEKS, decided, first(10), 0.1).as_dict(), allow_nan=False)
    )
    assert set(told) == {"risk", "change", "since_first", "deadline", "steps"}
    assert told["since_first"]["mean"] == pytest.approx([0.0, 0.15, 0.15, 0.4])
    assert told["change"]["mean"] == [-0.4, -0.25, -0.25, 0.0]
    assert told["steps"]["mean"] == [0.15, 0.0, 0.25]
    assert len(told["steps"]["low"]) == len(told["steps"]["high"]) == 3
    assert told["deadline"]["verdict"] == "crosses"


# --- the report -----------------------------------------------------------------------------------

EACH = 128
"""Futures of each of eight repairs: as many groups as a thousand futures are parted into."""

REPAIRS: Floats = np.random.default_rng(8).permutation(np.repeat(np.arange(1.0, 9.0), EACH))
NEVER: Flags = np.ones(len(REPAIRS), bool)


def saved(low: float, high: float) -> Flags:
    """Whether it still happens, if the lever prevents it for repairs above `low` up to `high`."""
    return ~((low < REPAIRS) & (high >= REPAIRS))


def prices_to(most: float) -> list[float]:
    return [most * place / (PRICES - 1) for place in range(PRICES)]


def near(values: list[float]) -> object:
    return pytest.approx(values, abs=1e-12)


def test_a_report_saves_the_price_where_the_lever_would_do_nothing() -> None:
    # half of the repairs are those for which it helps, and it loses nothing by waiting
    found = report(saved(2, 6), saved(2, 6), NEVER, REPAIRS)
    prices = prices_to(1.0)
    assert found.price.tolist() == near(prices)
    assert found.now.tolist() == near([max(0.5 - price, 0.0) for price in prices])
    assert found.wait.tolist() == near([0.5 * (1 - price) for price in prices])
    assert found.gain.tolist() == near([min(0.5 * price, 0.5 - 0.5 * price) for price in prices])


def test_the_interval_is_that_of_the_mean_over_all_futures() -> None:
    found = report(saved(2, 6), saved(2, 6), NEVER, REPAIRS)
    place = PRICES // 4
    price = found.price[place]
    assert price == pytest.approx(0.25)
    # who decides now pays the price for nothing in half of the futures
    spread = 0.5 * price * (len(REPAIRS) / (len(REPAIRS) - 1)) ** 0.5
    reach = 1.962286 * spread / len(REPAIRS) ** 0.5  # Student's, with 1,023 degrees of freedom
    assert found.low[place] == pytest.approx(found.gain[place] - reach)
    assert found.high[place] == pytest.approx(found.gain[place] + reach)


def test_what_is_lost_by_waiting_is_held_against_what_the_report_saves() -> None:
    # a week later it helps for a quarter of the repairs only
    found = report(saved(2, 6), saved(2, 4), NEVER, REPAIRS)
    prices = prices_to(1.0)
    wait = [0.25 * (1 - price) for price in prices]
    now = [max(0.5 - price, 0.0) for price in prices]
    assert found.wait.tolist() == near(wait)
    assert found.gain.tolist() == near([w - n for w, n in zip(wait, now, strict=True)])
    assert found.gain[0] == pytest.approx(-0.25)
    # both are worth the same at a price of a third: 1/4 (1 - c) = 1/2 - c
    assert (found.gain[found.price < 0.33] < 0).all()
    assert (found.gain[(found.price > 0.34) & (found.price < 1)] > 0).all()
    assert found.high[0] < 0 < found.low[PRICES // 2]


def test_a_lever_that_comes_too_late_after_the_report_makes_waiting_cost_all() -> None:
    found = report(saved(2, 6), NEVER, NEVER, REPAIRS)
    prices = prices_to(0.5)
    assert found.price.tolist() == near(prices)
    assert found.wait.tolist() == near([0.0] * PRICES)
    assert found.gain.tolist() == near([price - 0.5 for price in prices])


def test_a_lever_that_harms_for_some_repairs_is_left_alone_for_these() -> None:
    never = REPAIRS > 4  # without it, it comes after a long repair
    now = REPAIRS <= 2  # with it, after a short one
    found = report(now, now, never, REPAIRS)
    # half are saved, a quarter are spoilt: now 1/4 - c, after the report 1/2 (1 - c)
    assert found.now[0] == pytest.approx(0.25)
    assert found.wait[0] == pytest.approx(0.5)
    assert found.gain[0] == pytest.approx(0.25)
    assert found.low[0] > 0


def test_a_lever_that_only_harms_is_never_pulled() -> None:
    found = report(NEVER, NEVER, ~NEVER, REPAIRS)
    for values in (found.price, found.now, found.wait, found.gain, found.low, found.high):
        assert values.tolist() == [0.0] * PRICES


@pytest.mark.parametrize("repair", [0.0, 96.0])
def test_the_report_of_a_repair_that_is_certain_is_worth_nothing(repair: float) -> None:
    saves = np.arange(2_000) % 4 < 2  # half of each half
    one = np.full(2_000, repair)
    found = report(~saves, ~saves, np.ones(2_000, bool), one)
    assert found.price[-1] == 0.5
    assert found.gain.tolist() == near([0.0] * PRICES)
    later = np.arange(2_000) % 4 >= 1  # it saves a quarter if one has waited, in each other half
    lost = report(~saves, later, np.ones(2_000, bool), one)
    assert (lost.gain <= 1e-12).all()


def test_equal_repairs_are_told_apart_from_others_however_unequal_their_numbers() -> None:
    repairs = np.random.default_rng(2).permutation(np.repeat([10.0, 10.5, 90.0], [1_900, 60, 40]))
    helps = repairs == 10.5
    found = report(~helps, ~helps, np.ones(2_000, bool), repairs)
    assert found.wait.tolist() == near([0.03 * (1 - price) for price in found.price])


# --- nothing by luck ------------------------------------------------------------------------------

RUNS, FUTURES = 60, 4_000


def drawn(rng: np.random.Generator) -> Floats:
    values: Floats = rng.uniform(30.0, 400.0, FUTURES)
    return values


def test_a_lever_that_does_nothing_makes_no_report_worth_anything() -> None:
    rng = np.random.default_rng(6)
    never = rng.random(FUTURES) < 0.3
    found = report(never, never, never, drawn(rng))
    for values in (found.price, found.now, found.wait, found.gain, found.low, found.high):
        assert values.tolist() == [0.0] * PRICES


def at_low_prices(found: Report) -> tuple[Floats, Floats]:
    """The gain and the upper end where the lever costs less than it takes off."""
    cheap = found.price < found.now[0]
    return found.gain[cheap], found.high[cheap]


@pytest.mark.parametrize("saved_by_waiting", [True, False])
def test_one_future_decides_nothing(saved_by_waiting: bool) -> None:
    """The lever saves as many whenever it is decided, but for a single future."""
    rng = np.random.default_rng(3)
    never = np.ones(FUTURES, bool)
    now = rng.random(FUTURES) >= 0.4
    later = now.copy()
    later[np.flatnonzero(now if saved_by_waiting else ~now)[0]] ^= True
    found = report(now, later, never, drawn(rng))
    free = found.price < 0.3
    assert (found.gain[free] > 0).all() == saved_by_waiting
    assert (found.low[free] < 0).all()
    assert (found.high[free] > 0).all()


@pytest.mark.parametrize("risk", [0.3, 0.05])
def test_nothing_is_gained_where_the_lever_only_shuffles_the_futures(risk: float) -> None:
    gains, certain = [], 0
    for seed in range(RUNS):
        rng = np.random.default_rng(seed)
        now, later, never = (rng.random(FUTURES) < risk for _ in range(3))
        found = report(now, later, never, drawn(rng))
        gains.append(found.gain)
        certain += int((found.low > 0).any())
    each = np.array(gains)
    assert (each.mean(axis=0) <= 3 * each.std(axis=0, ddof=1) / RUNS**0.5 + 1e-12).all()
    assert certain <= 0.1 * RUNS


@pytest.mark.parametrize("share", [0.5, 0.05, 0.005])
def test_a_report_that_costs_nothing_does_no_harm(share: float) -> None:
    """A lever helps some futures whatever the repair, and no less if it is decided later."""
    gains, harmed, free = [], 0, 0
    for seed in range(RUNS):
        rng = np.random.default_rng(seed)
        never = np.ones(FUTURES, bool)
        helped = rng.random(FUTURES) >= share
        found = report(helped, helped, never, drawn(rng))
        gain, high = at_low_prices(found)
        free += int(high[0] < 0)
        harmed += int(np.count_nonzero(high < 0) > 0.1 * len(high))
        gains.append(gain.mean() / found.now[0])
    assert free == 0
    assert harmed <= 0.1 * RUNS
    assert np.mean(gains) > -0.06  # of what the lever takes off


def test_a_gradual_benefit_is_found_through_its_noise() -> None:
    """The lever helps with a chance that rises with the repair, from 0 to 0.6."""
    rng = np.random.default_rng(9)
    n = 40_000
    place = rng.random(n)
    helped = rng.random(n) >= 0.6 * place
    found = report(helped, helped, np.ones(n, bool), 100 + 300 * place)
    # at a price c below 0.6 it is pulled where 0.6 x > c: the integral of 0.6 x - c from c / 0.6
    for place_of in (10, 20, 30):
        price = found.price[place_of]
        worth = (0.6 - price) ** 2 / 1.2
        assert found.wait[place_of] == pytest.approx(worth, abs=0.006)
        assert found.low[place_of] <= worth - max(0.3 - price, 0.0) <= found.high[place_of] + 0.003


def test_two_replications_or_one_are_enough_to_say_something() -> None:
    for n in (1, 2, 3):
        found = report(np.zeros(n, bool), np.zeros(n, bool), np.ones(n, bool), np.arange(n) + 1.0)
        json.dumps(found.as_dict(), allow_nan=False)
        assert found.now[0] == 1.0


def test_a_report_is_told_in_json() -> None:
    told = json.loads(
        json.dumps(report(saved(2, 6), saved(2, 6), NEVER, REPAIRS).as_dict(), allow_nan=False)
    )
    assert set(told) == {"price", "now", "wait", "gain", "low", "high"}
    assert {len(values) for values in told.values()} == {PRICES}
