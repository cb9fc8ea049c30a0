"""Section 3.9 of the model: a launch keeps its distance to other dockings and undockings.

Unless a test says otherwise two days. s-2 is planned for day 94, to dock on 95; d-2 for day
144, to dock on 145. A Progress is two days on its way.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.lever_stage import CARGO_PORTS, SECOND, manifest, policy, ports, ups
from tests.engine.stage import (
    Tree,
    cargo,
    day,
    launching,
    pinned,
    play,
    replay,
    staged,
)
from tests.engine.window_stage import apart, parked

TWO = apart(2)


def leaving(at: float) -> Tree:
    """A Progress that leaves on a day."""
    return {"docked": {"p-9": parked("six", at)}}


# --- 3.9: launches --------------------------------------------------------------------------------


def test_a_quiet_year_is_as_before(tmp_path: Path) -> None:
    assert play(tmp_path, TWO).log == play(tmp_path).log
    assert play(tmp_path, apart(0)).log == play(tmp_path).log


@pytest.mark.parametrize(
    ("left", "launch"),
    [(94, 95), (93, 94), (93 + SECOND, 94 + SECOND), (93 - SECOND, 94), (92, 94)],
)
def test_the_expected_docking_lies_that_far_from_the_last_undocking(
    tmp_path: Path, left: float, launch: float
) -> None:
    played = play(tmp_path, TWO, CARGO_PORTS, leaving(left))
    assert played.days("UNDOCKS", "p-9") == [left]
    assert ups(played, "s-2") == [launch]
    assert ("94.00 WAITS_FOR s-2 TRAFFIC" in played.log) == (launch > 94)


@pytest.mark.parametrize(("docked", "launch"), [(93, 94), (93.5, 94.5), (93 + SECOND, 94 + SECOND)])
def test_the_expected_docking_lies_that_far_from_the_last_docking(
    tmp_path: Path, docked: float, launch: float
) -> None:
    played = play(tmp_path, TWO, manifest(p_1=cargo(docked - 2)))
    assert played.days("DOCKS", "p-1") == [docked]
    assert ups(played, "s-2") == [launch]


def test_a_docking_before_as_of_counts(tmp_path: Path) -> None:
    docked = {"docked": {"p-9": parked("six", 300, docked=-0.5)}}
    played = play(tmp_path, TWO, CARGO_PORTS, docked, manifest(p_1=cargo(0, transit="1 d")))
    assert ups(played, "p-1") == [0.5]
    far = play(tmp_path, apart(58), launching(s_2=1))  # d-1 docked on day -55
    assert ups(far, "s-2") == [2]


@pytest.mark.parametrize(
    ("up", "launch"),
    [(92.5, 95.5), (91, 94), (91 + SECOND, 94 + SECOND), (92, 95), (93.9, 96.9)],
)
def test_it_lies_that_far_behind_a_docking_of_a_flight_on_its_way(
    tmp_path: Path, up: float, launch: float
) -> None:
    played = play(tmp_path, TWO, manifest(p_1=cargo(up)))
    assert ups(played, "p-1", "s-2") == [up, launch]
    assert ("94.00 WAITS_FOR s-2 TRAFFIC" in played.log) == (launch > 94)


@pytest.mark.parametrize(
    ("docks", "launch"), [(97, 94), (97 - SECOND, 98 - SECOND), (99, 94), (96, 97)]
)
def test_it_may_lie_that_far_before_one(tmp_path: Path, docks: float, launch: float) -> None:
    slow = [manifest(p_1=cargo(93)), pinned(p_1={"transit": f"{round((docks - 93) * 86400)} s"})]
    played = play(tmp_path, TWO, *slow)
    assert played.days("DOCKS", "p-1") == [docks]
    assert ups(played, "s-2") == [launch]


def test_the_docking_of_a_flight_in_orbit_is_known(tmp_path: Path) -> None:
    # expected on 92, it docks on 100: s-2, expected on 99, waits until its docking is 102
    slow = [manifest(p_1=cargo(90)), pinned(p_1={"transit": "10 d"})]
    played = play(tmp_path, TWO, *slow, launching(s_2=98))
    assert ups(played, "s-2") == [101]
    assert "98.00 WAITS_FOR s-2 TRAFFIC" in played.log
    assert ups(play(tmp_path, TWO, *slow, launching(s_2=97)), "s-2") == [97]
    assert ups(play(tmp_path, TWO, *slow, launching(s_2=91)), "s-2") == [91]  # not as of 92


BOTH = launching(d_2=94)
"""Two crews on one day, from two pads."""


def test_of_two_flights_of_one_day_the_second_waits(tmp_path: Path) -> None:
    played = play(tmp_path, TWO, BOTH)
    assert ups(played, "s-2", "d-2") == [94, 96]
    assert "94.00 WAITS_FOR d-2 TRAFFIC" in played.log
    first = play(tmp_path, TWO, launching(d_2=93.99))
    assert ups(first, "s-2", "d-2") == [95.99, 93.99]


@pytest.mark.parametrize("planned", [95, 96 - SECOND, 96, 97])
def test_exactly_so_far_apart_is_allowed(tmp_path: Path, planned: float) -> None:
    played = play(tmp_path, TWO, launching(d_2=planned))
    assert ups(played, "d-2") == [max(planned, 96)]
    assert bool(played.days("WAITS_FOR", "d-2")) == (planned < 96)


def test_in_the_second_of_its_launch_a_docking_is_as_expected(tmp_path: Path) -> None:
    # s-2 docks on 97, but on day 94 it is expected on 95: p-1, expected on 97, may go with it
    slow = pinned(s_2={"transit": "3 d"})
    played = play(tmp_path, TWO, slow, manifest(p_1=cargo(94, transit="3 d")))
    assert ups(played, "s-2", "p-1") == [94, 94]
    assert played.days("DOCKS", "s-2") == played.days("DOCKS", "p-1") == [97]  # as they come
    after = play(tmp_path, TWO, slow, manifest(p_1=cargo(94 + SECOND, transit="3 d")))
    assert ups(after, "p-1") == [96]
    short = play(tmp_path, TWO, slow, manifest(p_1=cargo(94)))
    assert ups(short, "p-1") == [97]  # 96 is too near to 95, and a second later to 97


def test_who_waited_goes_a_second_later_if_it_docks_far_off(tmp_path: Path) -> None:
    # on day 94 s-2 is expected on 95, too near to 96; a second later it is known to dock on 104
    late = pinned(s_2={"transit": "10 d"})
    played = play(tmp_path, TWO, late, manifest(p_1=cargo(94)))
    assert "94.00 WAITS_FOR p-1 TRAFFIC" in played.log
    assert ups(played, "s-2", "p-1") == [94, 94 + SECOND]


def test_a_median_is_expected_whatever_is_drawn(tmp_path: Path) -> None:
    slow = pinned(d_2={"transit": "4 d"})
    played = play(tmp_path, TWO, slow, launching(d_2=96))
    assert ups(played, "d-2") == [96]
    assert played.days("DOCKS", "d-2") == [100]


def test_each_may_have_to_wait_for_the_one_before(tmp_path: Path) -> None:
    flights = manifest(p_1=cargo(50), c_1=cargo(50, "cygnus"))
    cygnus = {"vehicles": {"cygnus": {"family": "r7", "stay": "80 d", "transit": "2 d"}}}
    played = play(tmp_path, TWO, cygnus, flights, launching(d_2=51), ports(nine=["cygnus"]))
    assert ups(played, "p-1", "c-1", "d-2") == [50, 52, 55]  # expected on 52, 54 and 56


def test_the_order_at_a_pad_decides_who_waits(tmp_path: Path) -> None:
    played = play(tmp_path, TWO, manifest(p_1=cargo(94)))
    assert ups(played, "s-2", "p-1") == [94, 95]  # expected on 95 and 97


def test_an_empty_rescue_waits_too(tmp_path: Path) -> None:
    played = play(tmp_path, TWO, CARGO_PORTS, leaving(94), pinned(s_1={"unfit": day(20)}))
    assert ups(played, "s-2") == [95]
    assert not played.row("LAUNCHES", "s-2").crew


def test_a_flight_tried_again_after_a_scrub_waits(tmp_path: Path) -> None:
    played = play(tmp_path, TWO, launching(d_2=94.5), pinned(s_2={"scrubs": 1}))
    assert ups(played, "d-2", "s-2") == [94.5, 96.5]


def test_a_flight_that_is_lost_or_fails_counts_no_longer(tmp_path: Path) -> None:
    for mishap in ({"lost": True}, {"fails_to_dock": True}):
        played = play(tmp_path, TWO, launching(d_2=95), pinned(s_2=mishap))
        assert ups(played, "d-2") == [95]
    assert ups(play(tmp_path, TWO, launching(d_2=95)), "d-2") == [96]


def test_waiting_for_it_re_baselines_nothing(tmp_path: Path) -> None:
    wide = [apart(40), CARGO_PORTS, leaving(90), policy(waiver="30 d")]
    played = play(tmp_path, *wide)
    assert ups(played, "s-2", "s-3") == [129, 294]
    assert played.all("REBASELINED") == []


def test_it_is_our_ignorance_drawn_once(tmp_path: Path) -> None:
    law = {"station": {"operations_apart": {"kind": "uniform", "low": "1 d", "high": "3 d"}}}
    assert ups(play(tmp_path, law, BOTH), "d-2") == [96]
    scenario = staged(tmp_path, law, launching(d_2=94, s_3=294, d_3=294), {"pins": {"rest": None}})
    waited = []
    for number in range(4):
        played = replay(scenario, number)
        first, second = played.row("LAUNCHES", "d-2"), played.row("LAUNCHES", "d-3")
        assert second.second - first.second == 200 * 86400
        waited.append(first.second / 86400 - 94)
    assert len(set(waited)) == 4
    assert all(1 <= length <= 3 for length in waited)


def test_the_plan_has_it(tmp_path: Path) -> None:
    assert ups(play(tmp_path, TWO, BOTH, plan=True), "d-2") == [96]


def test_a_gap_is_begun_by_it(tmp_path: Path) -> None:
    wide = [apart(5), CARGO_PORTS, leaving(122), launching(s_2=122.5)]
    played = play(tmp_path, *wide)
    # 122 and 5 is past the limit of s-1 on 124; its own undocking keeps s-2 from docking before 129
    assert "HANDOVER_GAP red 124.00..129.00 s-1 TRAFFIC -> DOCKED" in played.episodes


def test_it_is_named_only_once_the_flight_stands_ready(tmp_path: Path) -> None:
    wide = [apart(5), CARGO_PORTS, leaving(122), launching(s_2=126)]
    assert "HANDOVER_GAP red 124.00..129.00 s-1 PLAN -> DOCKED" in play(tmp_path, *wide).episodes


def test_a_window_is_named_before_it(tmp_path: Path) -> None:
    window = {"vehicles": {"soyuz": {"blackouts": {"launch": [{"from": day(90), "to": day(96)}]}}}}
    played = play(tmp_path, TWO, CARGO_PORTS, leaving(94), window)
    assert "94.00 WAITS_FOR s-2 WINDOW" in played.log
    assert ups(played, "s-2") == [96]
