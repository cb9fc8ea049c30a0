"""Section 2.5 of the model: a repaired pad takes cargo first and crews later.

Unless a test says otherwise *east* is repaired on day 80 and takes crews from day 100 on; s-2 is
planned for day 94.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.lever_stage import CARGO_PORTS, SECOND, manifest, outage, policy, ports, ups
from tests.engine.stage import (
    LATER,
    LUCK,
    Played,
    Tree,
    cargo,
    day,
    launching,
    pinned,
    play,
    replay,
    staged,
)
from tests.engine.window_stage import broken, pad_of

SOUTH: Tree = {"pads": {"south": {"families": ["r7"]}}}


def stage(length: str = "20 d", since: float = -10, repaired: float = 80, **more: Any) -> Tree:
    """East is down from a day to another, and takes crews so much later."""
    return outage(since, repaired, crew_stage=length, **more)


# --- the stage ------------------------------------------------------------------------------------


def test_a_repaired_pad_takes_crews_only_a_stage_later(tmp_path: Path) -> None:
    played = play(tmp_path, stage())
    assert played.days("REPAIRED", "east") == [80]
    assert played.days("PAD_TAKES_CREWS", "east") == [100]
    assert {played.row(told, "east").rank for told in ("REPAIRED", "PAD_TAKES_CREWS")} == {10}
    assert ups(played, "s-2") == [100]
    assert "94.00 WAITS_FOR s-2 PAD" in played.log


def test_cargo_flies_in_between(tmp_path: Path) -> None:
    played = play(tmp_path, stage(), CARGO_PORTS, manifest(p_1=cargo(80), p_2=cargo(95)))
    assert ups(played, "p-1", "p-2", "s-2") == [80, 95, 100]


def test_an_empty_rescue_flies_in_between(tmp_path: Path) -> None:
    played = play(tmp_path, stage("60 d"), pinned(s_1={"unfit": day(20)}))
    assert ups(played, "s-2") == [94]
    assert not played.row("LAUNCHES", "s-2").crew


def test_a_relief_with_a_crew_does_not(tmp_path: Path) -> None:
    two = {"docked": {"d-1": {"crew": {"dora": "usos", "emil": "usos"}}}}
    played = play(tmp_path, stage(), two, pinned(s_1={"unfit": day(90)}))
    assert ups(played, "s-2") == [100]
    assert played.row("LAUNCHES", "s-2").crew


def test_no_visit_flies_in_between(tmp_path: Path) -> None:
    taxi = {"class": "soyuz", "planned": day(85), "crew": ["rs"], "planned_return": day(110)}
    played = play(tmp_path, stage(), ports(nine=["soyuz"]), manifest(taxi=taxi))
    assert ups(played, "taxi") == [100]


def test_without_a_stage_it_takes_crews_at_once(tmp_path: Path) -> None:
    for none in (outage(-10, 80), stage("0 d")):
        played = play(tmp_path, none)
        assert ups(played, "s-2") == [94]
        assert not played.all("PAD_TAKES_CREWS")


@pytest.mark.parametrize(("length", "launch"), [("14 d", 94), ("1209601 s", 94 + SECOND)])
def test_it_takes_crews_before_the_launches_of_that_second(
    tmp_path: Path, length: str, launch: float
) -> None:
    played = play(tmp_path, stage(length))
    assert ups(played, "s-2") == [launch]
    assert bool(played.days("WAITS_FOR", "s-2")) == (launch > 94)


def test_the_pad_is_down_until_it_is_repaired(tmp_path: Path) -> None:
    played = play(tmp_path, stage("60 d", 10, 80))
    assert played.outcome("pad_down_days[east]") == 70
    assert played.outcome("repair_days[east]") == 70
    assert play(tmp_path, stage("60 d")).outcome("repair_days[east]") == 90


def test_a_gap_that_it_makes_is_begun_by_the_pad(tmp_path: Path) -> None:
    played = play(tmp_path, stage("60 d"))
    assert "HANDOVER_GAP red 124.00..141.00 s-1 PAD -> DOCKED" in played.episodes


def test_it_is_a_forced_delay_by_the_pad(tmp_path: Path) -> None:
    assert ups(play(tmp_path, stage("54 d")), "s-2", "s-3", "s-4") == [134, 334, 534]


def test_a_crew_takes_the_pad_that_takes_crews(tmp_path: Path) -> None:
    played = play(tmp_path, stage("60 d"), SOUTH, manifest(p_1=cargo(94)))
    assert ups(played, "p-1", "s-2") == [94, 94]
    assert [pad_of(played, name) for name in ("p-1", "s-2")] == ["east", "south"]


# --- whose stage it is ----------------------------------------------------------------------------


def test_the_outage_may_state_its_own(tmp_path: Path) -> None:
    own = {"pads": {"east": {"outage": {"crew_stage": "33 d"}}}}
    for down in (stage(), outage(-10, 80)):
        assert play(tmp_path, down, own).days("PAD_TAKES_CREWS", "east") == [113]


@pytest.mark.parametrize(
    ("own", "stated", "crews"),
    [(None, None, 130), ("33 d", None, 143), ("33 d", "5 d", 115), (None, "5 d", 115)],
)
def test_an_estimate_may_state_its_own(
    tmp_path: Path, own: str | None, stated: str | None, crews: float
) -> None:
    view = {"title": "Late", "repair": "120 d"} | ({"crew_stage": stated} if stated else {})
    outages = {"outage": {"crew_stage": own}} if own else {}
    changes = [stage(), {"pads": {"east": outages}}, {"estimates": {"late": view}}]
    played = play(tmp_path, *changes, estimate="late")
    assert played.days("REPAIRED", "east") == [110]
    assert played.days("PAD_TAKES_CREWS", "east") == [crews]


def test_a_lifted_outage_has_none(tmp_path: Path) -> None:
    lifted = {"estimates": {"no-outage": {"title": "None", "outage": "lifted"}}}
    played = play(tmp_path, stage(), lifted, estimate="no-outage")
    assert played.of("east") == [told for told in played.of("east") if "READY" in told]
    assert ups(played, "s-2") == [94]


def test_every_repair_has_one(tmp_path: Path) -> None:
    twenty = {"pads": {"east": {"crew_stage": "20 d"}}}
    damaged = [manifest(p_1=cargo(60)), pinned(p_1={"damages_pad": "20 d"})]
    for down in ([*damaged], [broken((60, 80))], [outage(60, 80)]):
        played = play(tmp_path, twenty, *down)
        assert played.days("PAD_TAKES_CREWS", "east") == [100]
        assert ups(played, "s-2") == [100]


def test_the_stage_of_an_outage_is_its_own_alone(tmp_path: Path) -> None:
    own = {"pads": {"east": {"outage": {"crew_stage": "5 d"}}}}
    played = play(tmp_path, stage(), own, broken((200, 210)))
    assert played.days("PAD_TAKES_CREWS", "east") == [85, 230]


def test_it_is_drawn_per_repair(tmp_path: Path) -> None:
    law = {"pads": {"east": {"crew_stage": {"kind": "uniform", "low": "10 d", "high": "30 d"}}}}
    down = [outage(-10, 80), law, broken((200, 210))]
    assert play(tmp_path, *down).days("PAD_TAKES_CREWS", "east") == [100, 230]
    scenario = staged(tmp_path, *down, LUCK)
    found = [replay(scenario, number).days("PAD_TAKES_CREWS", "east") for number in range(4)]
    lengths = {length for one, two in found for length in (one - 80, two - 210)}
    assert len(lengths) == 8
    assert all(10 <= length <= 30 for length in lengths)


def test_it_counts_from_a_pinned_repair(tmp_path: Path) -> None:
    pin = {"pins": {"pads": {"east": {"repaired": day(75)}}}}
    assert play(tmp_path, stage(), pin).days("PAD_TAKES_CREWS", "east") == [95]


def test_it_runs_beside_the_return_to_service(tmp_path: Path) -> None:
    flights = [CARGO_PORTS, manifest(p_1=cargo(60))]
    short = play(tmp_path, stage(return_to_service="10 d"), *flights)
    assert ups(short, "p-1", "s-2") == [90, 100]
    long = play(tmp_path, stage(return_to_service="30 d"), *flights)
    assert long.days("PAD_TAKES_CREWS", "east") == [100]
    assert ups(long, "p-1", "s-2") == [110, 110]


def test_a_stage_that_runs_past_the_end_never_ends(tmp_path: Path) -> None:
    played = play(tmp_path, stage("900 d"), manifest(p_1=cargo(90)))
    assert ups(played, "p-1", "s-2") == [90, None]
    assert not played.all("PAD_TAKES_CREWS")


def test_the_plan_has_none(tmp_path: Path) -> None:
    assert ups(play(tmp_path, stage(), plan=True), "s-2") == [94]


# --- down again in between ------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["damage", "random outage"])
def test_a_pad_that_goes_down_again_takes_crews_after_the_new_repair(
    tmp_path: Path, how: str
) -> None:
    again = {
        "damage": [manifest(p_1=cargo(85)), pinned(p_1={"damages_pad": "10 d"})],
        "random outage": [broken((85, 95))],
    }
    played = play(tmp_path, stage(), *again[how])
    assert played.days("REPAIRED", "east") == [80, 95]
    assert played.days("PAD_TAKES_CREWS", "east") == [115]
    assert ups(played, "s-2") == [115]


def test_one_that_goes_down_as_it_would_take_crews_takes_none(tmp_path: Path) -> None:
    played = play(tmp_path, stage("14 d"), broken((94, 99)))
    assert ups(played, "s-2") == [99 + 14]


def test_a_stage_that_was_broken_off_does_not_end_behind_one_of_no_length(tmp_path: Path) -> None:
    none = {"kind": "empirical", "values": ["0 d", "0 d", "5 d"]}  # as planned: the middle one
    stages = {"pads": {"east": {"crew_stage": none, "outage": {"crew_stage": "20 d"}}}}
    played = play(tmp_path, outage(-10, 80), stages, broken((90, 100)))
    assert played.days("REPAIRED", "east") == [80, 100]
    assert played.days("PAD_TAKES_CREWS", "east") == []
    assert ups(played, "s-2") == [100]


def test_after_outages_that_overlap_it_counts_from_the_later_end(tmp_path: Path) -> None:
    assert play(tmp_path, stage(), broken((50, 90))).days("PAD_TAKES_CREWS", "east") == [110]
    assert play(tmp_path, stage(), broken((50, 70))).days("PAD_TAKES_CREWS", "east") == [100]


def test_after_outages_that_overlap_it_is_that_of_the_later_end(tmp_path: Path) -> None:
    own = {"pads": {"east": {"outage": {"crew_stage": "5 d"}}}}
    assert play(tmp_path, stage(), own, broken((50, 70))).days("PAD_TAKES_CREWS", "east") == [85]
    assert play(tmp_path, stage(), own, broken((50, 90))).days("PAD_TAKES_CREWS", "east") == [110]


def test_an_activation_is_no_repair(tmp_path: Path) -> None:
    asleep = {"families": ["r7"], "dormant": {"activation": "100 d"}, "crew_stage": "20 d"}
    lever = policy(alternate_pad={"pad": "south", "after": "30 d"})
    played = play(tmp_path, {"pads": {"south": asleep}}, lever, outage(-10, 900))
    assert played.days("PAD_ACTIVATED", "south") == [120]
    assert ups(played, "s-2") == [120]


# --- requalification ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second", "launch"), [(85, 90, 100), (85, 100, 100), (85, 110, 110), (105, 110, 110)]
)
def test_cargo_pays_in_the_stage_what_is_owed(
    tmp_path: Path, first: float, second: float, launch: float
) -> None:
    flights = manifest(p_1=cargo(first), p_2=cargo(second))
    played = play(tmp_path, stage(requalification=2), CARGO_PORTS, flights)
    assert ups(played, "p-1", "p-2", "s-2") == [first, second, launch]


def test_the_pad_is_named_before_what_it_owes(tmp_path: Path) -> None:
    played = play(tmp_path, stage(requalification=1), manifest(p_1=cargo(110)))
    assert "94.00 WAITS_FOR s-2 PAD" in played.log
    assert ups(played, "s-2") == [110]


# --- levers ---------------------------------------------------------------------------------------


def order(after: str = "30 d") -> Tree:
    """An extra Dragon when the Soyuz has long been unable to launch."""
    usual = {"class": "dragon", "crew": ["usos", "usos"], "lead": "365 d", "stay": "20 d"}
    return policy(extra_flight={**usual, "after": after})


def ordered(played: Played) -> list[float]:
    return played.days("FLIGHT_ORDERED", "extra")


@pytest.mark.parametrize(
    ("length", "found"), [("0 d", []), ("5 d", []), ("432001 s", [20]), ("20 d", [20])]
)
def test_a_family_cannot_launch_until_its_pad_takes_crews(
    tmp_path: Path, length: str, found: list[float]
) -> None:
    played = play(tmp_path, order(), stage(length, repaired=15))
    assert ordered(played) == found


def test_it_is_without_a_break_when_the_pad_goes_down_in_the_stage(tmp_path: Path) -> None:
    flights = [LATER, manifest(p_1=cargo(10)), pinned(p_1={"damages_pad": "30 d"})]
    assert ordered(play(tmp_path, order("45 d"), stage(repaired=5), *flights)) == [35]
    assert ordered(play(tmp_path, order("45 d"), stage("4 d", repaired=5), *flights)) == []


def test_a_pad_that_takes_crews_is_enough(tmp_path: Path) -> None:
    assert ordered(play(tmp_path, order(), stage(repaired=15), SOUTH)) == []
    both = [stage("100 d", repaired=15), SOUTH, outage(-5, 400, "south")]
    assert ordered(play(tmp_path, order(), *both)) == [25]


def test_the_alternate_pad_is_ordered_in_the_stage(tmp_path: Path) -> None:
    asleep = {"pads": {"south": {"families": ["r7"], "dormant": {"activation": "100 d"}}}}
    lever = policy(alternate_pad={"pad": "south", "after": "30 d"})
    played = play(tmp_path, asleep, lever, stage("200 d", repaired=15))
    assert played.days("PAD_ORDERED", "south") == [20]
    assert pad_of(played, "s-2") == "south"


def test_seats_are_swapped_in_the_stage(tmp_path: Path) -> None:
    lever = [policy(seat_swap={"after": "30 d", "seats": 1}), {"until": day(300)}]
    fewest = {"vehicles": {"soyuz": {"crew_to_fly": 1}}}
    for length, carried in (("60 d", 0), ("65 d", 1)):  # d-2 launches on day 144
        played = play(tmp_path, LATER, *lever, fewest, stage(length))
        names = [row.entity for row in played.rows if row.happening.name == "SWAPPED"]
        assert sum(name.startswith("s-2") for name in names) == carried


def test_people_return_early_in_the_stage(tmp_path: Path) -> None:
    room = {"docked": {"d-1": {"crew": {"dora": "usos", "emil": "usos", "gleb": "rs"}}}}
    lever = policy(early_return={"after": "20 d", "people": {"anna": "d-1"}})
    assert play(tmp_path, room, lever, stage(repaired=5)).days("EARLY_RETURN", "anna") == [10]
    assert not play(tmp_path, room, lever, outage(-10, 5)).all("EARLY_RETURN")


# --- the stranded ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("repaired", "brought"), [(80, 4), (90, 4), (91, 2)])
def test_for_a_rescue_the_pad_is_up_from_its_repair_on(
    tmp_path: Path, repaired: float, brought: int
) -> None:
    # s-2, due four days later, flies up empty: d-2 leaves seats empty only while east is down
    lead = {"lines": {"blue": {"reseat_lead": "10 d"}}}
    failed = [lead, pinned(s_1={"unfit": day(20)}), launching(d_2=90)]
    played = play(tmp_path, *failed, stage("200 d", repaired=repaired))
    assert len(played.row("LAUNCHES", "d-2").crew) == brought


def test_two_stages_that_end_at_one_second_are_told_once(tmp_path: Path) -> None:
    east = {"outage": {"since": day(30), "repair": "0 d"}, "crew_stage": "5 d"}
    played = play(tmp_path, {"pads": {"east": east}}, broken((10, 30)))
    assert played.days("PAD_TAKES_CREWS", "east") == [35]
