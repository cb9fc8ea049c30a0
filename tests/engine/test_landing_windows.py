"""Section 4.6 of the model: landing blackouts.

Unless a test says otherwise those of the Soyuz. s-1, launched on day -106, leaves on day 100, when
s-2 has been there for five days; its limit is on day 124.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.lever_stage import SECOND, manifest, policy, ups
from tests.engine.stage import (
    BLUE,
    Tree,
    cargo,
    day,
    launching,
    pinned,
    play,
    without,
)
from tests.engine.stock_stage import stock
from tests.engine.window_stage import dark, holds, parked

ALONE = without(*BLUE)
NO_SUCCESSOR = without("manifest.s-2", "manifest.s-3", "manifest.s-4")
INDIRECT: Tree = {"lines": {"red": {"handover": "indirect"}}}

LATE = pinned(s_2={"slip": "60 d"})
"""s-2 launches on day 154 and docks on 155."""


def held(days: str) -> Tree:
    """The weather holds s-1."""
    return pinned(s_1={"hold": days})


# --- inside and at the ends -----------------------------------------------------------------------


def test_a_handover_inside_one_waits_for_its_end(tmp_path: Path) -> None:
    played = play(tmp_path, dark((98, 110)))
    assert played.of("s-1") == ["100.00 HOLD_BEGINS s-1 WINDOW", "110.00 UNDOCKS s-1 HANDOVER"]
    assert played.outcome("next[red,1].overlap_days") == 15
    assert played.outcome("next[red,1].direct") == 1


def test_a_planned_return_inside_one_waits_for_its_end(tmp_path: Path) -> None:
    for changes in ([NO_SUCCESSOR], [INDIRECT, launching(s_2=120)]):
        played = play(tmp_path, dark((98, 110)), *changes)
        assert played.of("s-1") == [
            "100.00 HOLD_BEGINS s-1 WINDOW",
            "110.00 UNDOCKS s-1 PLANNED_RETURN",
        ]


def test_the_end_of_a_patience_inside_one_waits_for_its_end(tmp_path: Path) -> None:
    patient = [INDIRECT, {"lines": {"red": {"patience": "10 d"}}}, launching(s_2=120)]
    assert "115.00 UNDOCKS s-1 PATIENCE" in play(tmp_path, dark((105, 115)), *patient).log


@pytest.mark.parametrize(
    ("begin", "end", "leaves"),
    [
        (100, 110, 100),
        (100 - SECOND, 110, 110),
        (100 + SECOND, 110, 100),
        (90, 100, 100),
        (90, 100 + SECOND, 100 + SECOND),
        (90, 100 - SECOND, 100),
    ],
)
def test_it_binds_strictly_between_its_instants(
    tmp_path: Path, begin: float, end: float, leaves: float
) -> None:
    played = play(tmp_path, dark((begin, end)))
    assert played.days("UNDOCKS", "s-1") == [leaves]
    assert bool(holds(played, "s-1")) == (leaves > 100)


def test_it_repeats(tmp_path: Path) -> None:
    # 45 to 55, 95 to 105, ..., 295 to 305, ..., 495 to 505
    played = play(tmp_path, dark((-5, 5), every="50 d"))
    assert [played.day("UNDOCKS", name) for name in ("s-1", "s-2", "s-3")] == [105, 305, 505]


def test_it_binds_its_class_alone(tmp_path: Path) -> None:
    played = play(tmp_path, dark((98, 110)), {"docked": {"p-9": parked("three", 102)}})
    assert played.days("UNDOCKS", "p-9") == [102]
    assert play(tmp_path, dark((98, 160))).days("UNDOCKS", "d-1") == [150]


def test_it_binds_cargo(tmp_path: Path) -> None:
    for ship in ({"docked": {"p-9": parked("three", 92)}}, manifest(p_9=cargo(10))):
        played = play(tmp_path, dark((90, 99), vehicle="progress"), ship)
        assert played.of("p-9")[-2:] == [
            "92.00 HOLD_BEGINS p-9 WINDOW",
            "99.00 UNDOCKS p-9 PLANNED_RETURN",
        ]


def test_a_ship_without_a_limit_waits_for_however_long(tmp_path: Path) -> None:
    ship = {"docked": {"p-9": parked("three", 92)}}
    played = play(tmp_path, dark((90, 500), vehicle="progress"), ship)
    assert played.days("UNDOCKS", "p-9") == [500]
    played = play(tmp_path, dark((90, 900), vehicle="progress"), ship)
    assert played.days("UNDOCKS", "p-9") == []


def test_it_binds_nobody_on_the_way_up(tmp_path: Path) -> None:
    assert play(tmp_path, dark((90, 99))).log == play(tmp_path).log


def test_it_binds_a_ship_that_clears_its_port(tmp_path: Path) -> None:
    played = play(tmp_path, dark((98, 110)), without("station.ports.two"))
    assert "110.00 UNDOCKS s-1 PORT_CLEARED" in played.log
    assert ups(played, "s-2") == [110]


def test_it_binds_a_ship_that_is_sent_home(tmp_path: Path) -> None:
    lever = policy(on_low_stock={"stocks": ["food"], "again_after": "300 d"})
    assert "50.00 UNDOCKS s-1 POLICY" in play(tmp_path, stock(), lever).log
    played = play(tmp_path, stock(), lever, dark((45, 60)))
    assert played.of("s-1")[-2:] == ["50.00 HOLD_BEGINS s-1 WINDOW", "60.00 UNDOCKS s-1 POLICY"]


def test_the_last_ship_leaves_in_the_light_too(tmp_path: Path) -> None:
    waits = [ALONE, INDIRECT, launching(s_2=109)]  # company from 110 on
    assert play(tmp_path, *waits).days("UNDOCKS", "s-1") == [115]
    assert play(tmp_path, *waits, dark((112, 120))).days("UNDOCKS", "s-1") == [120]
    assert play(tmp_path, *waits, dark((98, 105))).days("UNDOCKS", "s-1") == [115]


# --- whom it does not bind ------------------------------------------------------------------------


def test_a_medical_return_does_not_wait_for_light(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(60), "lead": "2 d"})
    played = play(tmp_path, dark((50, 80)), ill)
    assert played.of("s-1") == ["62.00 UNDOCKS s-1 MEDICAL"]


def test_an_illness_ends_the_wait(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(102), "lead": "3 d"})
    assert "105.00 UNDOCKS s-1 MEDICAL" in play(tmp_path, dark((98, 110)), ill).log


def test_an_illness_before_the_wait_ends_it_too(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(97), "lead": "6 d"})
    assert "103.00 UNDOCKS s-1 MEDICAL" in play(tmp_path, dark((98, 110)), ill).log


def test_a_ship_that_fails_while_it_waits_takes_nobody_home(tmp_path: Path) -> None:
    played = play(tmp_path, dark((98, 110)), pinned(s_1={"unfit": day(105)}))
    assert holds(played, "s-1") == ["100.00 WINDOW"]
    assert played.days("STRANDED", "anna") == [105]
    assert (played.day("UNDOCKS", "s-1") or 1000) > 110


@pytest.mark.parametrize(("undock", "leaves", "unmet"), [(105, 110, 1), (115, 115, 0)])
def test_a_pinned_undocking_inside_one_is_unmet(
    tmp_path: Path, undock: float, leaves: float, unmet: int
) -> None:
    played = play(tmp_path, dark((98, 110)), pinned(s_1={"undock": day(undock)}))
    assert played.days("UNDOCKS", "s-1") == [leaves]
    assert len(played.unmet_pins) == unmet


def test_an_unfit_ship_does_not_wait_for_light(tmp_path: Path) -> None:
    slow = {"vehicles": {"soyuz": {"reseat_time": "3 d", "disposal": "10 d"}}}
    failed = [pinned(s_1={"unfit": day(20)}), slow]
    usual = play(tmp_path, *failed)
    assert "108.00 UNDOCKS s-1 DISPOSAL" in usual.log
    assert "108.00 UNDOCKS s-1 DISPOSAL" in play(tmp_path, *failed, dark((101, 112))).log


# --- the weather ----------------------------------------------------------------------------------


def test_the_wait_comes_after_the_weathers(tmp_path: Path) -> None:
    played = play(tmp_path, held("4 d"), dark((102, 112)))
    assert holds(played, "s-1") == ["100.00 WEATHER", "104.00 WINDOW"]
    assert played.days("UNDOCKS", "s-1") == [112]


def test_one_that_ends_during_the_weathers_hold_does_not_matter(tmp_path: Path) -> None:
    played = play(tmp_path, held("4 d"), dark((98, 103)))
    assert holds(played, "s-1") == ["100.00 WEATHER"]
    assert played.days("UNDOCKS", "s-1") == [104]


def test_the_weather_is_not_served_again(tmp_path: Path) -> None:
    played = play(tmp_path, held("4 d"), dark((98, 110)))
    assert holds(played, "s-1") == ["100.00 WEATHER", "104.00 WINDOW"]
    assert played.days("UNDOCKS", "s-1") == [110]


def test_held_into_the_dark_it_lands_there_rather_than_stay_past_its_limit(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, dark((110, 140)), held("20 d"))
    assert "130.00 UNDOCKS s-1 LIMIT" in played.log
    assert played.outcome("days_past_limit") == 6
    assert holds(played, "s-1") == ["110.00 WEATHER"]


def test_held_into_the_dark_it_waits_where_limit_and_waiver_allow(tmp_path: Path) -> None:
    played = play(tmp_path, held("4 d"), dark((102, 124)))
    assert played.days("UNDOCKS", "s-1") == [124]


def test_a_ship_held_for_its_relief_lands_in_the_dark(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, policy(hold=["red"]), dark((150, 160)))
    assert played.days("UNDOCKS", "s-1") == [155]


def test_a_ship_is_held_for_its_relief_past_its_last_day(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, policy(hold=["red"]), dark((110, 140)))
    assert played.days("UNDOCKS", "s-1") == [155]
    assert played.outcome("days_past_limit") == 31
