"""Section 6.6 of the model: a spacecraft held ready for a rescue.

Unless a test says otherwise s-1 fails on day 20; s-2, planned for day 94, is the rescue.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.lever_stage import manifest, outage, policy, ports, ups
from tests.engine.stage import Tree, day, flight, launching, pinned, play

FAILED = pinned(s_1={"unfit": day(20)})
RESEAT = {"vehicles": {"soyuz": {"reseat_time": "3 d"}, "dragon": {"reseat_time": "3 d"}}}


def reserve(preparation: str = "30 d", vehicle: str = "soyuz") -> Tree:
    """One spacecraft of the class in reserve."""
    return policy(reserve_craft={"class": vehicle, "preparation": preparation})


def deliveries(*days: float, then_every: str = "100 d") -> Tree:
    """When Soyuz ships are delivered."""
    ships = {"deliveries": [day(at) for at in days], "then_every": then_every}
    return {"vehicles": {"soyuz": {"spacecraft": ships}}}


NO_SHIP = deliveries(500)


def test_a_rescue_takes_the_reserve_and_needs_no_other_spacecraft(tmp_path: Path) -> None:
    assert ups(play(tmp_path, FAILED, RESEAT, NO_SHIP), "s-2") == [500]
    played = play(tmp_path, FAILED, RESEAT, NO_SHIP, reserve())
    assert ups(played, "s-2") == [50]
    assert played.days("RESERVE_TAKEN", "s-2") == [50]
    assert played.row("RESERVE_TAKEN", "s-2").rank == 60
    assert not [told for told in played.log if "WAITS_FOR s-2 SPACECRAFT" in told]


def test_it_is_beyond_those_that_are_counted(tmp_path: Path) -> None:
    # the one delivered on day 0 is still there for s-3
    one = deliveries(0, 5000, then_every="5000 d")
    played = play(tmp_path, FAILED, RESEAT, one, reserve())
    assert ups(played, "s-2", "s-3", "s-4") == [50, 294, None]
    assert ups(play(tmp_path, FAILED, RESEAT, one), "s-2", "s-3") == [94, None]


def test_no_other_flight_takes_it(tmp_path: Path) -> None:
    played = play(tmp_path, NO_SHIP, reserve())
    assert ups(played, "s-2") == [500]
    assert not played.all("RESERVE_TAKEN")


def test_a_flight_that_is_no_rescue_any_more_does_not_take_it(tmp_path: Path) -> None:
    # all three have found a seat in d-1 and d-2 before s-2 stands ready
    seats = [{"docked": {"d-1": {"crew": {"dora": "usos", "emil": "usos", "fay": "usos"}}}},
             manifest(d_2=flight("blue", 60, ["usos", "usos"]))]  # fmt: skip
    played = play(tmp_path, FAILED, RESEAT, NO_SHIP, reserve("60 d"), *seats)
    assert len(played.all("RESEATED")) == 3
    assert ups(played, "s-2") == [500]
    assert not played.all("RESERVE_TAKEN")


@pytest.mark.parametrize(("preparation", "launch"), [("30 d", 50), ("74 d", 94), ("80 d", 100)])
def test_it_is_brought_forward_as_far_as_it_is_prepared(
    tmp_path: Path, preparation: str, launch: float
) -> None:
    slow = {"lines": {"red": {"rescue_preparation": "200 d"}}}
    played = play(tmp_path, FAILED, RESEAT, slow, reserve(preparation))
    assert ups(played, "s-2") == [launch]


def test_its_preparation_counts_though_that_of_the_line_is_shorter(tmp_path: Path) -> None:
    quick = {"lines": {"red": {"rescue_preparation": "40 d"}}}
    played = play(tmp_path, FAILED, RESEAT, quick, reserve("120 d"))
    assert ups(played, "s-2") == [140]


def test_a_pulled_rescue_is_as_early_as_it_is_prepared(tmp_path: Path) -> None:
    lever = {"pull_forward": {"by": "90 d", "lead": "5 d"}, "rescue_preparation": "60 d"}
    line = {"lines": {"red": lever}}
    assert ups(play(tmp_path, FAILED, RESEAT, line, reserve("15 d")), "s-2") == [35]
    assert ups(play(tmp_path, FAILED, RESEAT, line), "s-2") == [80]


def test_it_is_taken_once(tmp_path: Path) -> None:
    # s-2 flies up empty, s-3 is the rescue of those who have gone to it
    again = pinned(s_1={"unfit": day(20)}, s_2={"unfit": day(200)})
    slow = {"lines": {"red": {"rescue_preparation": "150 d"}}}
    played = play(tmp_path, again, RESEAT, slow, reserve())
    assert ups(played, "s-2", "s-3") == [50, 350]
    assert [row.entity for row in played.rows if row.happening.name == "RESERVE_TAKEN"] == ["s-2"]
    played = play(tmp_path, again, RESEAT, NO_SHIP, reserve())
    assert ups(played, "s-2", "s-3") == [50, 500]


def test_a_reserve_that_was_lost_is_gone(tmp_path: Path) -> None:
    lost = pinned(s_1={"unfit": day(20)}, s_2={"lost": True, "stand_down": "10 d"})
    played = play(tmp_path, lost, RESEAT, NO_SHIP, reserve())
    assert played.days("RESERVE_TAKEN", "s-2") == [50]
    assert ups(played, "s-3") == [500]


def test_a_scrub_does_not_take_it(tmp_path: Path) -> None:
    scrubbed = pinned(s_1={"unfit": day(20)}, s_2={"scrubs": 3})
    played = play(tmp_path, scrubbed, RESEAT, NO_SHIP, reserve())
    assert played.days("RESERVE_TAKEN", "s-2") == [53]


def test_the_reserve_of_another_class_is_no_help(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, RESEAT, NO_SHIP, reserve(vehicle="dragon"))
    assert ups(played, "s-2") == [500]
    slow = {"lines": {"red": {"rescue_preparation": "200 d"}}}
    played = play(tmp_path, FAILED, RESEAT, slow, reserve(vehicle="dragon"))
    assert ups(played, "s-2") == [220]


def test_a_relief_of_another_line_does_not_take_it(tmp_path: Path) -> None:
    no_dragon = {"spacecraft": {"deliveries": [day(500)], "then_every": "100 d"}}
    ships = {"vehicles": {"dragon": no_dragon}, **launching(d_2=60, s_2=200)}
    played = play(tmp_path, FAILED, RESEAT, ships, reserve(vehicle="dragon"))
    assert ups(played, "d-2") == [500]
    assert not played.all("RESERVE_TAKEN")


def test_a_line_of_the_class_beside_it_may_take_it(tmp_path: Path) -> None:
    green = {
        "lines": {"green": {"vehicle": "soyuz", "overlap": "5 d", "reseat_lead": "900 d"}},
        "manifest": {"g-1": flight("green", 60), "g-2": flight("green", 150)},
    }
    failed = pinned(g_1={"unfit": day(100)})
    early = deliveries(0, 1, 700)
    more = ports(nine=["soyuz"], ten=["soyuz"])
    played = play(tmp_path, green, failed, RESEAT, early, reserve(), more)
    assert played.days("RESERVE_TAKEN", "g-2") == [130]
    assert not played.days("RESERVE_TAKEN", "s-3")


def test_of_two_rescues_the_second_is_prepared_in_the_time_of_its_line(tmp_path: Path) -> None:
    # s-1 and g-0 fail on day 20: s-2 takes the reserve on day 50, g-1 is not prepared before 220
    slow = {"rescue_preparation": "200 d", "reseat_lead": "900 d"}
    there = {"line": "green", "port": "nine", "launched": day(-60), "docked": day(-59)}
    green = {
        "lines": {"green": {"vehicle": "soyuz", "overlap": "5 d", **slow}, "red": slow},
        "docked": {"g-0": {**there, "crew": {"gus": "rs", "hal": "rs", "ida": "usos"}}},
        "manifest": {"g-1": flight("green", 130)},
        **ports(nine=["soyuz"], ten=["soyuz"]),
    }
    both = [green, pinned(s_1={"unfit": day(20)}, g_0={"unfit": day(20)})]
    apart = {"lines": {"blue": {"reseat_lead": "900 d"}}}
    played = play(tmp_path, *both, RESEAT, apart, reserve())
    assert [row.entity for row in played.rows if row.happening.name == "RESERVE_TAKEN"] == ["s-2"]
    assert ups(played, "s-2", "g-1") == [50, 220]


def test_a_rescue_with_the_reserve_still_needs_pad_and_family(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, RESEAT, NO_SHIP, reserve(), outage(-10, 110))
    assert ups(played, "s-2") == [110]


def test_a_short_preparation_of_the_reserve_is_known_to_the_other_line(tmp_path: Path) -> None:
    # d-2 launches on day 60; the rescue is known for 74 with the reserve, for 220 without
    near = [launching(d_2=60, s_2=70), {"lines": {"blue": {"reseat_lead": "14 d"}}}]
    slow = {"lines": {"red": {"rescue_preparation": "200 d"}}}
    brought = []
    for lever in (reserve("54 d"), {}):
        played = play(tmp_path, FAILED, RESEAT, slow, *near, lever)
        brought.append(played.row("DOCKS", "d-2").people - 7)
    assert brought == [4, 2]


def test_a_reusable_one_joins_the_others_when_it_is_refurbished(tmp_path: Path) -> None:
    # alpha is up in s-1 and, refurbished, in s-3 from day 294 on; s-4 needs another one
    capsules = {"refurbishment": "30 d", "capsules": {"alpha": "docked"}}
    ships = {"vehicles": {"soyuz": {"spacecraft": capsules}},
             "docked": {"s-1": {"spacecraft": "alpha"}}}  # fmt: skip
    played = play(tmp_path, FAILED, RESEAT, ships, reserve())
    assert played.days("RESERVE_TAKEN", "s-2") == [50]
    assert ups(played, "s-2", "s-3", "s-4") == [50, 294, 494]
