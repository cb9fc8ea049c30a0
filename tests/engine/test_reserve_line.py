"""Section 7.4 of the model: when a stock reaches its reserve line, and how long it is below.

The stock *food* reaches it on day 50 unless a test changes that.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.core.clock import DAY
from sim.outcomes import Happening
from tests.engine.lever_stage import SECOND, manifest
from tests.engine.stage import day, play
from tests.engine.stock_stage import MORE_PORTS, USE, below, brings, stock

# --- 7.4 the reserve line -------------------------------------------------------------------------


def test_reaching_it_has_its_rank_and_its_end_that_of_the_docking(tmp_path: Path) -> None:
    played = play(tmp_path, stock(), manifest(p_1=brings(51, 20)))
    low, restored, _ = (row for row in played.rows if row.entity == "food")
    assert (low.happening, low.rank) == (Happening.STOCK_LOW, 34)
    assert (restored.happening, restored.rank) == (Happening.STOCK_RESTORED, 20)
    assert restored.other == "p-1"


def test_it_is_reached_at_the_first_second_at_or_below_the_line(tmp_path: Path) -> None:
    grain = 1 / 1024  # a second's use
    for more, late in ((0.0, 0), (grain, 1), (grain / 2, 1), (-grain / 2, 0), (-grain, -1)):
        played = play(tmp_path, stock(level=100 * USE + more))
        second = played.row("STOCK_LOW", "food").second
        assert second == 50 * DAY + late
        assert played.cells["below_reserve_on[food]"][1] == second


def test_bad_news_comes_before_departures_and_after_dockings(tmp_path: Path) -> None:
    played = play(tmp_path, stock(level=150 * USE))  # on day 100, when s-1 leaves
    assert [told for told in played.log if told.startswith("100.00")] == [
        "100.00 STOCK_LOW food",
        "100.00 UNDOCKS s-1 HANDOVER",
    ]
    played = play(tmp_path, stock(level=145 * USE))  # on day 95, when s-2 docks
    assert [told for told in played.log if told.startswith("95.00")][-1] == "95.00 STOCK_LOW food"


def test_a_delivery_at_the_second_of_the_reserve_comes_first(tmp_path: Path) -> None:
    played = play(tmp_path, stock(), manifest(p_1=brings(48, 20)))  # docks on day 50
    assert played.of("food") == ["70.00 STOCK_LOW food"]


def test_a_delivery_a_second_later_ends_it(tmp_path: Path) -> None:
    played = play(tmp_path, stock(), manifest(p_1=brings(48 + SECOND, 20)), {"until": day(60)})
    rows = [(row.second, row.happening.name) for row in played.rows if row.entity == "food"]
    assert rows == [(50 * DAY, "STOCK_LOW"), (50 * DAY + 1, "STOCK_RESTORED")]
    assert played.cells["below_reserve_days[food]"][1] == 1


def test_a_delivery_only_to_the_line_does_not_end_it(tmp_path: Path) -> None:
    # ten days below it on day 60; just as much comes, and a second's use more
    played = play(tmp_path, stock(), manifest(p_1=brings(58, 10)))
    assert played.of("food") == ["50.00 STOCK_LOW food"]
    assert below(played) == (550, 50)
    played = play(tmp_path, stock(), manifest(p_1=brings(58, 10 + SECOND)))
    assert [row.second - 60 * DAY for row in played.rows if row.entity == "food"][1:] == [0, 1]


def test_times_below_add_up_and_the_first_one_is_named(tmp_path: Path) -> None:
    flights = manifest(p_1=brings(58, 20), p_2=brings(98, 40))
    played = play(tmp_path, stock(), MORE_PORTS, flights)
    # below 50 to 60, 70 to 100, and from 110 on
    assert played.of("food") == [
        "50.00 STOCK_LOW food",
        "60.00 STOCK_RESTORED food",
        "70.00 STOCK_LOW food",
        "100.00 STOCK_RESTORED food",
        "110.00 STOCK_LOW food",
    ]
    assert below(played) == (10 + 30 + 490, 50)


def test_a_line_that_is_never_reached_has_no_date(tmp_path: Path) -> None:
    played = play(tmp_path, stock(level=650.5 * USE))
    assert played.of("food") == []
    assert below(played) == (0, None)


def test_nothing_at_until_is_played(tmp_path: Path) -> None:
    played = play(tmp_path, stock(level=650 * USE))  # on day 600
    assert played.of("food") == []
    assert below(played) == (0, None)
    played = play(tmp_path, stock(level=650 * USE - 1 / 1024))
    assert played.cells["below_reserve_days[food]"][1] == 1


@pytest.mark.parametrize("days", [50, 49, 0])
def test_it_may_be_below_on_as_of(tmp_path: Path, days: float) -> None:
    played = play(tmp_path, stock(level=days * USE))
    assert played.of("food") == ["0.00 STOCK_LOW food"]
    assert below(played) == (600, 0)


def test_a_delivery_lifts_what_was_below_on_as_of(tmp_path: Path) -> None:
    played = play(tmp_path, stock(level=40 * USE), manifest(p_1=brings(18, 60)))
    # 40 less 20, and 60 more: 30 days above the line
    assert played.of("food") == [
        "0.00 STOCK_LOW food",
        "20.00 STOCK_RESTORED food",
        "50.00 STOCK_LOW food",
    ]
    assert below(played) == (20 + 550, 0)


def test_a_stock_below_that_is_not_used_stays_below(tmp_path: Path) -> None:
    played = play(tmp_path, stock(level=50 * USE, per_day=0))
    assert below(played) == (600, 0)


def test_the_time_is_exact_though_the_use_changes_on_the_way(tmp_path: Path) -> None:
    # 7 people to day 95, then 10: the line falls between two changes, on a second
    eaten = (7 * 95 + 10 * 2.5) * USE
    level = 50 * USE + eaten
    played = play(tmp_path, stock(level=level, per_day=0, per_person_day=USE))
    assert played.row("STOCK_LOW", "food").second == round(97.5 * DAY)


def test_the_plan_plays_the_stocks_too(tmp_path: Path) -> None:
    down = {"pads": {"east": {"outage": {"since": day(-10), "repair": "90 d"}}}}
    flights = manifest(p_1=brings(30, 60))
    assert play(tmp_path, down, stock(), flights, plan=True).of("food") == [
        "110.00 STOCK_LOW food"  # the outage is lifted
    ]
    assert play(tmp_path, down, stock(), flights).of("food") == [
        "50.00 STOCK_LOW food",
        "82.00 STOCK_RESTORED food",
        "110.00 STOCK_LOW food",
    ]
