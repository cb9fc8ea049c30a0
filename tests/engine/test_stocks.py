"""Sections 7.1 to 7.3 of the model: levels and use, deliveries, reboosts.

The stock *food* reaches its reserve line on day 50 unless a test changes that.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.lever_stage import SECOND, manifest
from tests.engine.stage import (
    BLUE,
    Tree,
    cargo,
    day,
    futures,
    pinned,
    play,
    replay,
    staged,
    without,
)
from tests.engine.stock_stage import MORE_PORTS, USE, below, brings, stock

ALONE = without(*BLUE, "manifest.s-2", "manifest.s-3", "manifest.s-4")
"""Three people aboard, none to come."""


# --- 7.1 level and use ----------------------------------------------------------------------------


def test_a_stock_falls_by_its_use_a_day_to_its_reserve(tmp_path: Path) -> None:
    played = play(tmp_path, stock())
    assert played.of("food") == ["50.00 STOCK_LOW food"]
    assert below(played) == (550, 50)


def test_plain_numbers_are_exact_to_the_second_as_well(tmp_path: Path) -> None:
    played = play(tmp_path, stock(level=1000, per_day=10, reserve=500))
    assert played.days("STOCK_LOW", "food") == [50]


def test_an_amount_that_is_not_stated_is_0(tmp_path: Path) -> None:
    played = play(tmp_path, {"station": {"stocks": {"food": {"unit": "kg", "level": 5}}}})
    assert played.of("food") == []  # not used
    used = {"unit": "kg", "level": 5 * USE, "per_day": USE}
    played = play(tmp_path, {"station": {"stocks": {"food": used}}})
    assert played.of("food") == ["5.00 STOCK_LOW food"]  # the line is at 0


def test_people_use_it_while_they_are_aboard(tmp_path: Path) -> None:
    eaten = (7 * 95 + 10 * 5 + 7 * 20) * USE  # by day 120
    played = play(tmp_path, stock(level=eaten, per_day=0, per_person_day=USE, reserve=0))
    assert played.of("food") == ["120.00 STOCK_LOW food"]


def test_use_a_day_and_use_a_person_and_day_add_up(tmp_path: Path) -> None:
    used = (120 + 7 * 95 + 10 * 5 + 7 * 20) * USE
    played = play(tmp_path, stock(level=used, per_person_day=USE, reserve=0))
    assert played.of("food") == ["120.00 STOCK_LOW food"]


def test_people_on_the_way_use_nothing_yet(tmp_path: Path) -> None:
    slow = pinned(s_2={"transit": "4 d"})  # launched on 94, docked on 98
    eaten = (7 * 98 + 10 * 1) * USE
    played = play(tmp_path, slow, stock(level=eaten, per_day=0, per_person_day=USE, reserve=0))
    assert played.of("food") == ["99.00 STOCK_LOW food"]


def test_whoever_is_aboard_uses_it_with_a_seat_or_without(tmp_path: Path) -> None:
    failed = pinned(s_1={"unfit": day(20)})
    eaten = 7 * 60 * USE
    played = play(tmp_path, failed, stock(level=eaten, per_day=0, per_person_day=USE, reserve=0))
    assert played.of("food") == ["60.00 STOCK_LOW food"]


def test_nobody_aboard_uses_what_is_used_a_day_alone(tmp_path: Path) -> None:
    # three people to day 100, then nobody: 100 d of both, 60 d of the one
    used = (100 * (1 + 3) + 60) * USE
    played = play(tmp_path, ALONE, stock(level=used, per_person_day=USE, reserve=0))
    assert played.outcome("decrewed_on") == 100
    assert played.of("food") == ["160.00 STOCK_LOW food"]


def test_a_level_does_not_fall_below_0(tmp_path: Path) -> None:
    # empty on day 100; what comes on 202 is there from 0 up
    played = play(tmp_path, stock(reserve=0), manifest(p_1=brings(200, 30)))
    assert played.of("food") == [
        "100.00 STOCK_LOW food",
        "202.00 STOCK_RESTORED food",
        "232.00 STOCK_LOW food",
    ]


def test_stocks_are_used_side_by_side(tmp_path: Path) -> None:
    played = play(tmp_path, stock(), stock("propellant", unit="t", reserve=70 * USE))
    assert played.all("STOCK_LOW") == ["30.00 STOCK_LOW propellant", "50.00 STOCK_LOW food"]
    assert below(played, "propellant") == (570, 30)
    assert below(played) == (550, 50)


def test_a_stock_that_no_policy_names_changes_nothing_else(tmp_path: Path) -> None:
    luck = {"pins": {"rest": None}, "people": {"medical_return_rate": "1 per 100 d"}}
    flights = manifest(p_1=cargo(30), p_2=cargo(200))
    usual = play(tmp_path, luck, flights)
    beside = play(tmp_path, luck, flights, stock(per_person_day=USE))
    assert beside.of("food")
    assert [row for row in beside.rows if row.entity != "food"] == list(usual.rows)
    assert beside.episodes == usual.episodes


def test_a_level_that_nobody_knows_is_drawn_once_a_replication(tmp_path: Path) -> None:
    level = {"kind": "uniform", "low": 60 * USE, "high": 100 * USE}
    luck = {"pins": {"rest": None}}
    scenario = staged(tmp_path, stock(level=level), luck)
    days = [played.day("STOCK_LOW", "food") for played in futures(scenario, 30)]
    found = [fell for fell in days if fell is not None]
    assert len(set(found)) == len(days)
    assert min(found) >= 10
    assert max(found) <= 50
    assert 20 < sum(found) / 30 < 40  # mean 30, standard error 40 / sqrt(12 * 30) = 2.1


@pytest.mark.parametrize("what", ["level", "per_day", "per_person_day", "reserve", "capacity"])
def test_any_amount_may_be_uncertain_and_is_its_median_in_the_quiet_play(
    tmp_path: Path, what: str
) -> None:
    amounts = {"level": 100, "per_day": 1, "per_person_day": 0.125, "reserve": 50, "capacity": 100}
    low, high = amounts[what] * USE / 2, amounts[what] * USE * 1.5
    law = {"kind": "uniform", "low": low, "high": high}
    known = {name: value * USE for name, value in amounts.items()}
    flights = manifest(p_1=brings(18, 60))
    for plan in (False, True):
        usual = play(tmp_path, stock(**known), flights, plan=plan)
        uncertain = play(tmp_path, stock(**{**known, what: law}), flights, plan=plan)
        assert uncertain.of("food") == usual.of("food") != []


# --- 7.2 deliveries -------------------------------------------------------------------------------


def test_a_cargo_flight_delivers_when_it_docks(tmp_path: Path) -> None:
    # launched on 30, docked on 32: 20 days more
    played = play(tmp_path, stock(), manifest(p_1=brings(30, 20)))
    assert played.of("food") == ["70.00 STOCK_LOW food"]


def test_a_docking_lifts_it_not_a_launch(tmp_path: Path) -> None:
    played = play(tmp_path, stock(), manifest(p_1=brings(51, 20)))
    assert played.of("food") == [
        "50.00 STOCK_LOW food",
        "53.00 STOCK_RESTORED food",
        "70.00 STOCK_LOW food",
    ]
    assert below(played) == (3 + 530, 50)


def test_it_delivers_what_its_class_states(tmp_path: Path) -> None:
    classes = {"vehicles": {"progress": {"delivers": {"food": 20 * USE}}}}
    flights = manifest(p_1=cargo(10), p_2=cargo(15))
    played = play(tmp_path, stock(), classes, MORE_PORTS, flights)
    assert played.of("food") == ["90.00 STOCK_LOW food"]


def test_what_the_flight_states_goes_before_its_class(tmp_path: Path) -> None:
    classes = {"vehicles": {"progress": {"delivers": {"food": 20 * USE}}}}
    flights = manifest(p_1=cargo(10), p_2=brings(15, 7))
    played = play(tmp_path, stock(), classes, MORE_PORTS, flights)
    assert played.of("food") == ["77.00 STOCK_LOW food"]


def test_the_flights_of_a_cadence_deliver_as_their_class(tmp_path: Path) -> None:
    classes = {"vehicles": {"progress": {"delivers": {"food": 20 * USE}, "stay": "20 d"}}}
    cadence = {"cargo": {"progress": {"every": "30 d"}}}
    played = play(tmp_path, stock(), classes, cadence, manifest(p_1=cargo(10)))
    # docked on 12, 42, 72, 102, 132: twenty more each time, 78 on day 102
    assert played.of("food")[:3] == [
        "130.00 STOCK_LOW food",
        "132.00 STOCK_RESTORED food",
        "150.00 STOCK_LOW food",
    ]


def test_each_stock_gets_its_own(tmp_path: Path) -> None:
    both = cargo(10, delivers={"food": 20 * USE, "propellant": 5 * USE})
    played = play(tmp_path, stock(), stock("propellant"), manifest(p_1=both))
    assert played.all("STOCK_LOW") == ["55.00 STOCK_LOW propellant", "70.00 STOCK_LOW food"]


def test_what_is_beyond_the_capacity_is_lost(tmp_path: Path) -> None:
    # 100 less 12, and 60 more would be 148; there is room for 110
    played = play(tmp_path, stock(capacity=110 * USE), manifest(p_1=brings(10, 60)))
    assert played.of("food") == [f"{12 + 60}.00 STOCK_LOW food"]


def test_a_delivery_that_just_fits_is_not_cut(tmp_path: Path) -> None:
    played = play(tmp_path, stock(capacity=148 * USE), manifest(p_1=brings(10, 60)))
    assert played.of("food") == ["110.00 STOCK_LOW food"]


def test_what_a_lost_flight_carried_is_lost(tmp_path: Path) -> None:
    lost = pinned(p_1={"lost": True, "stand_down": "2 d"})
    played = play(tmp_path, stock(), manifest(p_1=brings(10, 20)), lost)
    assert played.day("LOST", "p-1") == 10
    assert played.of("food") == ["50.00 STOCK_LOW food"]


def test_a_flight_that_fails_to_dock_delivers_nothing(tmp_path: Path) -> None:
    failed = pinned(p_1={"fails_to_dock": True})
    played = play(tmp_path, stock(), manifest(p_1=brings(10, 20)), failed)
    assert played.day("FAILS_TO_DOCK", "p-1") == 12
    assert played.of("food") == ["50.00 STOCK_LOW food"]


def test_a_flight_that_is_merged_into_another_delivers_nothing(tmp_path: Path) -> None:
    down = {"pads": {"east": {"outage": {"since": day(-10), "repair": "40 d"}}}}
    flights = manifest(p_1=brings(10, 20), p_2=brings(20, 20))
    played = play(tmp_path, stock(), MORE_PORTS, down, flights)
    assert played.days("MERGED", "p-2") == [30]
    assert played.of("food") == ["70.00 STOCK_LOW food"]


def test_a_cargo_ship_that_is_docked_on_as_of_has_delivered_already(tmp_path: Path) -> None:
    ship = {"class": "progress", "port": "three", "docked": day(-10)}
    classes = {"vehicles": {"progress": {"delivers": {"food": 20 * USE}}}}
    played = play(tmp_path, stock(), classes, {"docked": {"p-0": ship}})
    assert played.day("UNDOCKS", "p-0") == 70
    assert played.of("food") == ["50.00 STOCK_LOW food"]


def test_an_uncertain_delivery_is_its_median_in_the_quiet_play(tmp_path: Path) -> None:
    law = {"kind": "uniform", "low": 10 * USE, "high": 30 * USE}
    for stated in (
        manifest(p_1=cargo(10, delivers={"food": law})),
        {**manifest(p_1=cargo(10)), "vehicles": {"progress": {"delivers": {"food": law}}}},
    ):
        for plan in (False, True):
            assert play(tmp_path, stock(), stated, plan=plan).days("STOCK_LOW", "food") == [70]


def test_an_uncertain_delivery_of_a_class_has_one_value_in_a_replication(tmp_path: Path) -> None:
    law = {"kind": "uniform", "low": 5 * USE, "high": 20 * USE}
    classes = {"vehicles": {"progress": {"delivers": {"food": law}}}}
    flights = manifest(p_1=cargo(10), p_2=cargo(20))
    luck = {"pins": {"rest": None}}
    two = staged(tmp_path, stock(), classes, MORE_PORTS, flights, luck)
    one = staged(tmp_path, stock(), classes, MORE_PORTS, manifest(p_1=cargo(10)), luck)
    for number in range(8):
        first = replay(one, number).days("STOCK_LOW", "food")[0] - 50
        both = replay(two, number).days("STOCK_LOW", "food")[0] - 50
        assert both == pytest.approx(2 * first, abs=3 * SECOND)
        assert 5 - SECOND <= first <= 20 + SECOND


# --- 7.3 reboosts ---------------------------------------------------------------------------------


def boosts(share: Any, vehicle: str = "progress", name: str = "food") -> Tree:
    """A class of which a docked vehicle saves a share of what is used a day."""
    return {"vehicles": {vehicle: {"reboost": {name: share}}}}


def test_a_docked_vehicle_saves_a_share_of_the_use_a_day(tmp_path: Path) -> None:
    # docked from 12 to 92: 12, then half a day's use a day to 88
    played = play(tmp_path, stock(), boosts(0.5), manifest(p_1=cargo(10)))
    assert played.of("food") == ["88.00 STOCK_LOW food"]


def test_it_saves_while_it_is_docked_alone(tmp_path: Path) -> None:
    short = {"vehicles": {"progress": {"stay": "20 d"}}}
    played = play(tmp_path, stock(), boosts(0.5), short, manifest(p_1=cargo(10)))
    assert played.day("UNDOCKS", "p-1") == 32
    assert played.of("food") == ["60.00 STOCK_LOW food"]


def test_it_saves_nothing_of_what_people_use(tmp_path: Path) -> None:
    eaten = 7 * 60 * USE
    people = stock(level=eaten, per_day=0, per_person_day=USE, reserve=0)
    played = play(tmp_path, people, boosts(1), manifest(p_1=cargo(10)))
    assert played.of("food") == ["60.00 STOCK_LOW food"]


def test_of_several_ships_the_largest_share_counts(tmp_path: Path) -> None:
    small = {"cygnus": {"family": "r7", "stay": "20 d", "transit": "2 d"}}
    port = {"station": {"ports": {"eight": {"accepts": ["cygnus"]}}}}
    changes = [{"vehicles": small}, port, boosts(0.5), boosts(0.75, "cygnus")]
    flights = manifest(p_1=cargo(10), c_1=cargo(20, "cygnus"))
    played = play(tmp_path, stock(), *changes, flights)
    # 12 d; 10 d at a half; 20 d at a quarter; 50 d at a half: 12 + 5 + 5 + 25 = 47 by day 92
    assert played.day("UNDOCKS", "c-1") == 42
    assert played.day("UNDOCKS", "p-1") == 92
    assert played.of("food") == ["95.00 STOCK_LOW food"]


def test_two_ships_of_one_class_save_no_more_than_one(tmp_path: Path) -> None:
    flights = manifest(p_1=cargo(10), p_2=cargo(30))
    played = play(tmp_path, stock(), boosts(0.5), MORE_PORTS, flights)
    # p-1 12 to 92, p-2 32 to 112: a half from 12 on, 50 = 12 + 38
    assert played.of("food") == ["88.00 STOCK_LOW food"]


def test_a_share_of_1_saves_all_of_it(tmp_path: Path) -> None:
    flights = manifest(p_1=cargo(10))
    played = play(tmp_path, stock(), boosts(1), flights)
    assert played.of("food") == [f"{50 + 80}.00 STOCK_LOW food"]


def test_a_ship_that_is_docked_on_as_of_saves_from_then_on(tmp_path: Path) -> None:
    ship = {"class": "progress", "port": "three", "docked": day(-10)}
    played = play(tmp_path, stock(), boosts(0.5), {"docked": {"p-0": ship}})
    assert played.of("food") == [f"{50 + 35}.00 STOCK_LOW food"]  # docked to 70


def test_a_crewed_class_may_save_as_well(tmp_path: Path) -> None:
    played = play(tmp_path, stock(), boosts(0.5, "soyuz"))
    assert played.of("food") == ["100.00 STOCK_LOW food"]  # there is always one


def test_it_saves_of_the_stock_that_it_names(tmp_path: Path) -> None:
    flights = manifest(p_1=cargo(10))
    played = play(tmp_path, stock(), stock("propellant"), boosts(0.5, name="propellant"), flights)
    assert played.all("STOCK_LOW") == ["50.00 STOCK_LOW food", "88.00 STOCK_LOW propellant"]


def test_an_uncertain_share_is_its_median_in_the_quiet_play(tmp_path: Path) -> None:
    law = {"kind": "uniform", "low": 0.25, "high": 0.75}
    played = play(tmp_path, stock(), boosts(law), manifest(p_1=cargo(10)))
    assert played.of("food") == ["88.00 STOCK_LOW food"]
