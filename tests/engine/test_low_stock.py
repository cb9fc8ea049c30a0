"""Section 6.7 of the model: a crew vehicle is sent home while a stock is below its reserve line.

Unless a test says otherwise the stock *food* reaches its line on day 50 and stays below; s-1
and d-1 are docked then, with planned returns on day 100 and 150.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.core.clock import DAY
from sim.outcomes import Cause
from tests.engine.lever_stage import SECOND, manifest, policy
from tests.engine.stage import (
    BLUE,
    Played,
    Tree,
    day,
    launching,
    pinned,
    play,
    without,
)
from tests.engine.stock_stage import USE, brings, stock


def low(on: float = 50, name: str = "food") -> Tree:
    """A stock that reaches its line on that day."""
    return stock(name, level=(50 + on) * USE)


def lever(again: str = "900 d", *stocks: str) -> Tree:
    """The lever, for all stocks unless some are named."""
    named = {"stocks": list(stocks)} if stocks else {}
    return policy(on_low_stock={"again_after": again, **named})


def sent(played: Played) -> list[tuple[float, str]]:
    """Day and vehicle."""
    rows = [row for row in played.rows if row.happening.name == "SENT_HOME"]
    return [(row.second / DAY, row.entity) for row in rows]


def guest(name: str, port: str, returns: float, people: Any, vehicle: str = "dragon") -> Tree:
    """A docked visit."""
    ship = {
        "class": vehicle,
        "port": port,
        "launched": day(-11),
        "docked": day(-10),
        "planned_return": day(returns),
        "crew": people,
    }
    return {
        "docked": {name: ship},
        "station": {"ports": {port: {"accepts": [vehicle]}}},
    }


# --- who goes -------------------------------------------------------------------------------------


def test_the_one_with_the_earliest_planned_return_is_sent_home(tmp_path: Path) -> None:
    played = play(tmp_path, low(), lever())
    assert sent(played) == [(50, "s-1")]
    row = played.row("SENT_HOME", "s-1")
    assert (row.rank, row.cause, row.stock) == (34, Cause.POLICY, "food")
    assert "50.00 UNDOCKS s-1 POLICY" in played.log
    assert played.row("UNDOCKS", "s-1").people == 4


def test_its_departure_begins_the_gap_as_policy(tmp_path: Path) -> None:
    played = play(tmp_path, low(), lever())
    assert "HANDOVER_GAP red 50.00..95.00 s-1 POLICY -> DOCKED" in played.episodes


def test_without_the_lever_nobody_is_sent_home(tmp_path: Path) -> None:
    played = play(tmp_path, low())
    assert played.days("STOCK_LOW", "food") == [50]
    assert sent(played) == []
    assert "100.00 UNDOCKS s-1 HANDOVER" in played.log


def test_a_stock_that_never_falls_so_low_sends_nobody(tmp_path: Path) -> None:
    played = play(tmp_path, low(700), lever())
    assert [row for row in played.rows if row.entity != "food"] == list(play(tmp_path).rows)


def test_the_planned_return_counts_not_the_port(tmp_path: Path) -> None:
    later = {"docked": {"s-1": {"planned_return": day(160)}}}
    played = play(tmp_path, low(), lever(), later)
    assert sent(played) == [(50, "d-1")]


def test_of_equal_dates_the_first_port_goes(tmp_path: Path) -> None:
    same = {"docked": {"s-1": {"planned_return": day(150)}}}
    assert sent(play(tmp_path, low(), lever(), same)) == [(50, "s-1")]
    swapped = {
        **without("station.ports.one", "station.ports.two"),
        "docked": {"s-1": {"planned_return": day(150), "port": "last"}},
    }
    last = {"station": {"ports": {"last": {"accepts": ["soyuz"]}, "end": {"accepts": ["soyuz"]}}}}
    assert sent(play(tmp_path, low(), lever(), swapped, last)) == [(50, "d-1")]


def test_a_visit_may_be_sent_home(tmp_path: Path) -> None:
    visit = guest("guest", "six", 70, {"hal": "usos", "ida": "usos"})
    assert sent(play(tmp_path, low(), lever(), visit)) == [(50, "guest")]


def test_a_ship_in_which_nobody_is_seated_is_not(tmp_path: Path) -> None:
    empty = guest("guest", "six", 70, {})
    assert sent(play(tmp_path, low(), lever(), empty)) == [(50, "s-1")]


def test_a_cargo_ship_is_not(tmp_path: Path) -> None:
    ship = {"class": "progress", "port": "three", "docked": day(-10)}
    assert sent(play(tmp_path, low(), lever(), {"docked": {"p-0": ship}})) == [(50, "s-1")]


def test_an_unfit_ship_is_not(tmp_path: Path) -> None:
    visit = guest("guest", "six", 120, {"hal": "usos", "ida": "usos"})
    failed = pinned(s_1={"unfit": day(20)})
    assert sent(play(tmp_path, low(), lever(), visit, failed)) == [(50, "guest")]


def test_nobody_is_sent_home_if_nobody_would_be_left(tmp_path: Path) -> None:
    alone = without(*BLUE)
    played = play(tmp_path, alone, low(), lever())
    assert sent(played) == []
    assert "100.00 UNDOCKS s-1 HANDOVER" in played.log


def test_people_without_a_seat_are_left_aboard_too(tmp_path: Path) -> None:
    failed = pinned(s_1={"unfit": day(20)})
    assert sent(play(tmp_path, low(), lever(), failed)) == [(50, "d-1")]


# --- when -----------------------------------------------------------------------------------------


def test_another_goes_again_after_that_time_while_it_is_below(tmp_path: Path) -> None:
    played = play(tmp_path, low(), lever("70 d"))
    # 50 s-1; 120 of s-2 and d-1; 190 of s-2 and d-2; 260 of d-2 alone; 330 of s-3 and d-2; ...
    assert sent(played)[:4] == [(50, "s-1"), (120, "d-1"), (190, "s-2"), (330, "d-2")]


def test_that_time_is_30_days_unless_it_is_stated(tmp_path: Path) -> None:
    visits = [guest("a", "six", 60, {"hal": "rs"}), guest("b", "seven", 61, {"ida": "rs"})]
    long = policy(on_low_stock={})
    played = play(tmp_path, low(10), long, *visits)
    assert sent(played)[:2] == [(10, "a"), (40, "b")]


def test_it_ends_when_the_stock_is_above_the_line(tmp_path: Path) -> None:
    # above from day 60 to 130: nothing on day 80 and 110, again on 130 and 160
    played = play(tmp_path, low(), lever("30 d"), manifest(p_1=brings(58, 80)))
    assert played.days("STOCK_RESTORED", "food") == [60]
    assert played.days("STOCK_LOW", "food") == [50, 130]
    assert [at for at, _ in sent(played)][:2] == [50, 130]


def test_the_time_counts_from_the_last_time_it_reached_the_line(tmp_path: Path) -> None:
    # below on 50, above on 60 (two days' use over the line), below on 62: again on 92, not on 80
    visits = [guest("a", "six", 96, {"hal": "rs"}), guest("b", "seven", 97, {"ida": "rs"}),
              guest("c", "eight", 98, {"jan": "rs"})]  # fmt: skip
    played = play(tmp_path, low(), lever("30 d"), manifest(p_1=brings(58, 12)), *visits)
    assert played.days("STOCK_LOW", "food") == [50, 62]
    assert sent(played)[:3] == [(50, "a"), (62, "b"), (92, "c")]


def test_a_delivery_at_the_second_of_the_next_look_comes_first(tmp_path: Path) -> None:
    for late, found in ((0.0, [50]), (SECOND, [50, 120])):
        flights = manifest(p_1=brings(118 + late, 900))
        assert [at for at, _ in sent(play(tmp_path, low(), lever("70 d"), flights))] == found


def test_it_acts_at_as_of_if_the_stock_is_below_then(tmp_path: Path) -> None:
    played = play(tmp_path, low(0), lever("60 d"))
    assert sent(played)[0] == (0, "s-1")
    assert "0.00 UNDOCKS s-1 POLICY" in played.log
    assert sent(play(tmp_path, low(-20), lever("60 d")))[0] == (0, "s-1")


def test_if_nobody_can_go_it_is_asked_again_all_the_same(tmp_path: Path) -> None:
    # alone on day 50 and 80; with s-2 aboard from day 95, s-1 is sent home on day 98
    alone = [without(*BLUE), pinned(s_1={"overlap": "20 d"})]
    assert sent(play(tmp_path, *alone, low(), lever("24 d")))[0] == (98, "s-1")


def test_named_stocks_alone_count(tmp_path: Path) -> None:
    both = [low(), low(30, "propellant")]
    assert sent(play(tmp_path, *both, lever("900 d", "food"))) == [(50, "s-1")]
    played = play(tmp_path, *both, lever("900 d", "propellant"))
    assert sent(played) == [(30, "s-1")]
    assert played.row("SENT_HOME", "s-1").stock == "propellant"


def test_all_stocks_count_unless_some_are_named(tmp_path: Path) -> None:
    visit = guest("guest", "six", 70, {"hal": "usos", "ida": "usos"})
    both = [low(), low(30, "propellant"), visit]
    assert sent(play(tmp_path, *both, lever())) == [(30, "guest"), (50, "s-1")]


# --- how ------------------------------------------------------------------------------------------


def test_it_leaves_at_once_after_its_weather(tmp_path: Path) -> None:
    played = play(tmp_path, low(), lever(), pinned(s_1={"hold": "4 d"}))
    assert sent(played) == [(50, "s-1")]
    assert played.days("HOLD_BEGINS", "s-1") == [50]
    assert "54.00 UNDOCKS s-1 POLICY" in played.log


def test_one_that_is_sent_home_already_is_not_sent_again(tmp_path: Path) -> None:
    visits = [guest("a", "six", 96, {"hal": "rs"}), guest("b", "seven", 97, {"ida": "rs"})]
    held = pinned(a={"hold": "40 d"})
    played = play(tmp_path, low(), lever("20 d"), *visits, held)
    assert sent(played)[:3] == [(50, "a"), (70, "b"), (90, "s-1")]
    assert "90.00 UNDOCKS a POLICY" in played.log


def test_one_that_is_cleared_is_not_sent(tmp_path: Path) -> None:
    # on day 100 s-1 is cleared for s-2, which needs its port, and waits for its weather
    cleared = [without("station.ports.two"), pinned(s_1={"hold": "6 d"}, s_2={"slip": "6 d"})]
    visit = guest("guest", "six", 200, {"hal": "usos", "ida": "usos"})
    played = play(tmp_path, low(103), lever(), *cleared, visit)
    assert played.days("PORT_CLEARED", "s-1") == [100]
    assert sent(played) == [(103, "d-1")]


def test_it_goes_though_the_stock_is_filled_meanwhile(tmp_path: Path) -> None:
    held = pinned(s_1={"hold": "20 d"})
    played = play(tmp_path, low(), lever(), held, manifest(p_1=brings(58, 900)))
    assert played.days("STOCK_RESTORED", "food") == [60]
    assert "70.00 UNDOCKS s-1 POLICY" in played.log


def test_the_last_ship_waits_for_company(tmp_path: Path) -> None:
    # s-1 is sent home with a hold of 20 d; d-1 leaves on day 61 with somebody ill
    held = pinned(s_1={"hold": "20 d"}, d_1={"medical_return": day(60), "lead": "1 d"})
    played = play(tmp_path, low(), lever(), held)
    assert played.days("UNDOCKS", "d-1") == [61]
    assert played.days("LAST_SHIP_WAITS", "s-1") == [70]
    assert played.days("UNDOCKS", "s-1") == [100]  # s-2 docks on day 95
    assert played.outcome("decrewed") == 0


def test_nobody_is_sent_while_one_waits_for_company(tmp_path: Path) -> None:
    # s-1 waits as the last ship from day 100; s-2 docks on 110 and would let it go on 115
    waits = [without(*BLUE), {"lines": {"red": {"handover": "indirect"}}}, launching(s_2=109)]
    assert play(tmp_path, *waits).days("UNDOCKS", "s-1") == [115]
    played = play(tmp_path, *waits, low(112), lever())
    assert sent(played) == []
    assert played.days("UNDOCKS", "s-1") == [115]
    assert sent(play(tmp_path, *waits, low(105), lever())) == []


def test_an_illness_may_be_sooner(tmp_path: Path) -> None:
    held = pinned(s_1={"hold": "2 d", "medical_return": day(49), "lead": "0 d"})
    played = play(tmp_path, low(), lever(), held)
    assert "51.00 UNDOCKS s-1 MEDICAL" in played.log


def test_its_line_flies_on(tmp_path: Path) -> None:
    played = play(tmp_path, low(), lever())
    assert played.days("LAUNCHES", "s-2") == [94]
    assert played.days("UNDOCKS", "s-2") == [300]


def test_a_ship_behind_it_relieves_nobody_any_more(tmp_path: Path) -> None:
    # s-1 goes on day 98 with s-2 docked since day 95: direct all the same
    played = play(tmp_path, low(98), lever())
    assert sent(played) == [(98, "s-1")]
    assert played.outcome("next[red,1].direct") == 1
    assert played.outcome("next[red,1].overlap_days") == 3


def test_the_stock_lasts_longer_with_fewer_people(tmp_path: Path) -> None:
    level = (7 * 50 + 4 * 45) * USE  # seven people to day 50, four to day 95
    used = {"unit": "kg", "level": level, "per_person_day": USE}
    both = {"food": {**used, "reserve": 4 * 45 * USE}, "water": used}
    played = play(tmp_path, {"station": {"stocks": both}}, lever("900 d", "food"))
    assert sent(played) == [(50, "s-1")]
    assert played.days("STOCK_LOW", "water") == [95]
