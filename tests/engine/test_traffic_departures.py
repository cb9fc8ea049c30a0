"""Section 4.7 of the model: a departure keeps its distance to other dockings and undockings.

Unless a test says otherwise two days. s-2 docks on day 95 and s-1 would leave on day 100; its limit
is on day 124.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.lever_stage import CARGO_PORTS, SECOND, manifest, policy, ups
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
from tests.engine.window_stage import apart, dark, holds, parked

TWO = apart(2)
LAST_RED = without("manifest.s-3", "manifest.s-4")
NO_SUCCESSOR = without("manifest.s-2", "manifest.s-3", "manifest.s-4")

LATE = pinned(s_2={"slip": "60 d"})
"""s-2 launches on day 154 and docks on 155; the limit of s-1 is on day 124."""


def leaving(at: float) -> Tree:
    """A Progress that leaves on a day."""
    return {"docked": {"p-9": parked("six", at)}}


# --- after and before other operations ------------------------------------------------------------


def coming(launch: float, docks: float | None = None) -> list[Tree]:
    """D-2 launches on a day, to dock a day later or when it is told."""
    late = (
        [] if docks is None else [pinned(d_2={"transit": f"{round((docks - launch) * 86400)} s"})]
    )
    return [launching(d_2=launch), *late]


@pytest.mark.parametrize(
    ("docks", "leaves"), [(99.5, 101.5), (98, 100), (98 + SECOND, 100 + SECOND), (100, 102)]
)
def test_a_departure_waits_after_a_docking(tmp_path: Path, docks: float, leaves: float) -> None:
    played = play(tmp_path, TWO, *coming(docks - 1))
    assert played.days("DOCKS", "d-2") == [docks]
    assert played.days("UNDOCKS", "s-1") == [leaves]
    assert holds(played, "s-1") == ([] if leaves == 100 else ["100.00 TRAFFIC"])
    assert played.row("UNDOCKS", "s-1").cause == play(tmp_path).row("UNDOCKS", "s-1").cause


@pytest.mark.parametrize(
    ("docks", "leaves"), [(101, 103), (102, 100), (102 - SECOND, 104 - SECOND), (103, 100)]
)
def test_a_departure_waits_for_a_flight_on_its_way(
    tmp_path: Path, docks: float, leaves: float
) -> None:
    played = play(tmp_path, TWO, *coming(98, docks))
    assert played.days("DOCKS", "d-2") == [docks]
    assert played.days("UNDOCKS", "s-1") == [leaves]
    assert holds(played, "s-1") == ([] if leaves == 100 else ["100.00 TRAFFIC"])


def test_a_departure_and_a_launch_of_one_second(tmp_path: Path) -> None:
    # the departure comes first; d-2 is expected a day later, too soon after it
    played = play(tmp_path, TWO, *coming(100))
    assert played.days("UNDOCKS", "s-1") == [100]
    assert ups(played, "d-2") == [101]


def test_its_own_successor_counts(tmp_path: Path) -> None:
    played = play(tmp_path, TWO, {"lines": {"red": {"overlap": "1 d"}}})
    assert played.of("s-1") == ["96.00 HOLD_BEGINS s-1 TRAFFIC", "97.00 UNDOCKS s-1 HANDOVER"]


def test_of_two_departures_of_one_day_one_waits(tmp_path: Path) -> None:
    both = {"docked": {"p-8": parked("six", 50), "p-9": parked("seven", 50)}}
    played = play(tmp_path, TWO, CARGO_PORTS, both)
    days = [played.days("UNDOCKS", name) for name in ("p-8", "p-9")]
    assert sorted(days) == [[50], [52]]
    assert sorted(holds(played, "p-8") + holds(played, "p-9")) == ["50.00 TRAFFIC"]


def test_cargo_and_visits_wait_too(tmp_path: Path) -> None:
    played = play(tmp_path, TWO, CARGO_PORTS, leaving(96))
    assert played.of("p-9") == [
        "96.00 HOLD_BEGINS p-9 TRAFFIC",
        "97.00 UNDOCKS p-9 PLANNED_RETURN",
    ]


def test_it_waits_on_for_another_docking(tmp_path: Path) -> None:
    # d-2 docks on 99; the Progress, launched meanwhile, docks on 102.5
    flights = [*coming(98), manifest(p_1=cargo(99.2)), pinned(p_1={"transit": "3.3 d"})]
    played = play(tmp_path, TWO, *flights)
    assert played.days("DOCKS", "p-1") == [102.5]
    assert played.days("UNDOCKS", "s-1") == [104.5]


@pytest.mark.parametrize(("docks", "leaves"), [(121.5, 123.5), (122, 124), (122 + SECOND, None)])
def test_it_waits_only_if_that_is_not_past_its_limit(
    tmp_path: Path, docks: float, leaves: float | None
) -> None:
    # s-2 docks on 118, s-1 would leave on 123
    played = play(tmp_path, TWO, launching(s_2=117), *coming(docks - 1))
    assert played.days("DOCKS", "d-2") == [docks]
    assert played.days("UNDOCKS", "s-1") == [123 if leaves is None else leaves]


def test_it_waits_with_the_waiver(tmp_path: Path) -> None:
    waiver = policy(waiver="5 d")
    played = play(tmp_path, TWO, launching(s_2=117), *coming(121.5), waiver)
    assert played.days("UNDOCKS", "s-1") == [124.5]
    assert played.outcome("days_past_limit") == 0.5


def test_forced_by_its_limit_it_does_not_wait(tmp_path: Path) -> None:
    played = play(tmp_path, TWO, LATE, *coming(122.5))
    assert played.of("s-1") == ["124.00 UNDOCKS s-1 LIMIT"]


def test_a_medical_return_does_not_wait(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(60), "lead": "2 d"})
    played = play(tmp_path, TWO, *coming(60.5), ill)
    assert played.of("s-1") == ["62.00 UNDOCKS s-1 MEDICAL"]


def test_an_illness_ends_the_wait(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(100.5), "lead": "12 h"})
    played = play(tmp_path, TWO, *coming(98.9), ill)
    assert holds(played, "s-1") == ["100.00 TRAFFIC"]
    assert played.of("s-1")[-1] == "101.00 UNDOCKS s-1 MEDICAL"


def test_a_ship_that_fails_while_it_waits_takes_nobody_home(tmp_path: Path) -> None:
    played = play(tmp_path, TWO, *coming(98.5), pinned(s_1={"unfit": day(101)}))
    assert holds(played, "s-1") == ["100.00 TRAFFIC"]
    assert played.days("STRANDED", "anna") == [101]
    assert (played.day("UNDOCKS", "s-1") or 1000) > 102


def test_a_pinned_undocking_that_is_too_close_is_unmet(tmp_path: Path) -> None:
    played = play(tmp_path, TWO, *coming(100.5), pinned(s_1={"undock": day(102)}))
    assert played.days("UNDOCKS", "s-1") == [103.5]
    assert list(played.unmet_pins.values()) == [1]


def test_an_unfit_ship_waits(tmp_path: Path) -> None:
    slow = {"vehicles": {"soyuz": {"reseat_time": "3 d", "disposal": "10 d"}}}
    failed = [pinned(s_1={"unfit": day(20)}), slow]
    played = play(tmp_path, TWO, *failed, *coming(106.5))
    assert played.of("s-1")[-2:] == [
        "108.00 HOLD_BEGINS s-1 TRAFFIC",
        "109.50 UNDOCKS s-1 DISPOSAL",
    ]


def test_a_failed_docking_is_no_operation(tmp_path: Path) -> None:
    failed = pinned(d_2={"fails_to_dock": True})
    played = play(tmp_path, TWO, *coming(98.5), failed)
    assert played.days("FAILS_TO_DOCK", "d-2") == [99.5]
    assert played.days("UNDOCKS", "s-1") == [100]


def test_the_wait_comes_after_the_weathers(tmp_path: Path) -> None:
    held = pinned(s_1={"hold": "3 d"})
    assert play(tmp_path, TWO, *coming(98.5), held).days("UNDOCKS", "s-1") == [103]
    played = play(tmp_path, TWO, *coming(101), held)
    assert holds(played, "s-1") == ["100.00 WEATHER", "103.00 TRAFFIC"]
    assert played.days("UNDOCKS", "s-1") == [104]


def test_a_ship_that_clears_its_port_waits(tmp_path: Path) -> None:
    played = play(tmp_path, TWO, without("station.ports.two"), LAST_RED, *coming(98.5))
    assert "101.50 UNDOCKS s-1 PORT_CLEARED" in played.log
    assert ups(played, "s-2") == [102.5]


# --- light and traffic ----------------------------------------------------------------------------


def test_light_and_traffic_are_asked_until_both_hold(tmp_path: Path) -> None:
    flights = coming(103)  # docks on 104
    assert play(tmp_path, TWO, *flights, dark((98, 105))).days("UNDOCKS", "s-1") == [106]
    again = play(tmp_path, TWO, *flights, dark((98, 105), (105.5, 108)))
    assert again.days("UNDOCKS", "s-1") == [108]
    assert holds(again, "s-1")[0] == "100.00 WINDOW"


def test_traffic_may_move_it_into_the_dark(tmp_path: Path) -> None:
    played = play(tmp_path, TWO, *coming(98.5), dark((101, 104)))
    assert played.days("UNDOCKS", "s-1") == [104]
    free = play(tmp_path, TWO, *coming(98.5), dark((101.5, 104)))
    assert free.days("UNDOCKS", "s-1") == [101.5]


def test_alone_the_last_ship_waits_for_both(tmp_path: Path) -> None:
    casual = {"lines": {"red": {"handover": "indirect"}}}
    alone = [without(*BLUE), casual, launching(s_2=109), manifest(p_1=cargo(112.5))]
    usual: list[Tree] = [TWO, *alone]  # company from 110 on; p-1 docks on 114.5
    assert play(tmp_path, *usual).days("UNDOCKS", "s-1") == [116.5]
    assert play(tmp_path, *usual, dark((116, 118))).days("UNDOCKS", "s-1") == [118]


def test_a_ship_without_successor_waits_at_its_planned_return(tmp_path: Path) -> None:
    played = play(tmp_path, TWO, NO_SUCCESSOR, *coming(98.5))
    assert played.of("s-1") == [
        "100.00 HOLD_BEGINS s-1 TRAFFIC",
        "101.50 UNDOCKS s-1 PLANNED_RETURN",
    ]
