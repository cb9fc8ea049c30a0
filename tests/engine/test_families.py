"""Section 3.10 of the model: classes that several launcher families take up.

Unless a test says otherwise the Dragon flies with *falcon* from *west*, else with *vulcan* from
*cape*; d-2 is planned for day 144.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.lever_stage import (
    SECOND,
    grounded,
    manifest,
    outage,
    policy,
    ports,
    stand_downs,
)
from tests.engine.stage import (
    LATER,
    Played,
    Tree,
    cargo,
    day,
    flight,
    launching,
    pinned,
    play,
    without,
)
from tests.engine.window_stage import pad_of


def either(*families: str, vehicle: str = "dragon", **more: Any) -> Tree:
    """A class with several families, and vulcan with its pad."""
    return {
        "families": {"vulcan": {"loss_probability": 0, "stand_down": "30 d"}},
        "pads": {"cape": {"families": ["vulcan"]}},
        "vehicles": {vehicle: {"family": list(families or ("falcon", "vulcan")), **more}},
    }


def went(played: Played, name: str = "d-2") -> tuple[float | None, str]:
    """When a flight launched and from which pad."""
    return played.day("LAUNCHES", name), pad_of(played, name)


GROUNDED = grounded(-10, 200, "falcon")
OWING = [{"pads": {"west": {"owed": 1}}}, {"families": {"falcon": {"owed": 1}}}]


# --- which one it takes ---------------------------------------------------------------------------


def test_it_goes_up_with_the_first(tmp_path: Path) -> None:
    played = play(tmp_path, either())
    assert went(played) == (144, "west")
    assert [played.outcome(f"launches[{name}]") for name in ("falcon", "vulcan")] == [3, 0]
    assert went(play(tmp_path, either("vulcan", "falcon"))) == (144, "cape")


def test_the_order_of_its_families_counts_not_that_of_the_pads(tmp_path: Path) -> None:
    pads = [without("pads.west"), either(), {"pads": {"west": {"families": ["falcon"]}}}]
    assert went(play(tmp_path, *pads)) == (144, "west")


def test_a_list_of_one_is_that_family(tmp_path: Path) -> None:
    one = {"vehicles": {"dragon": {"family": ["falcon"]}}}
    assert play(tmp_path, one).log == play(tmp_path).log


FIRST_LACKS: dict[str, list[Tree]] = {
    "stood down after a loss": [GROUNDED],
    "stood down for other customers": [stand_downs((140, 150), family="falcon")],
    "pad down": [outage(-10, 200, "west")],
    "pad goes down that second": [outage(144, 200, "west")],
    "pad owes": [OWING[0]],
    "family owes": [OWING[1]],
    "pad not turned round": [{"pads": {"west": {"last_launch": day(-1), "turnaround": "200 d"}}}],
    "pad takes no crews yet": [outage(-10, 100, "west", crew_stage="100 d")],
}


@pytest.mark.parametrize("lack", FIRST_LACKS)
def test_it_takes_the_second_when_the_first_cannot(tmp_path: Path, lack: str) -> None:
    played = play(tmp_path, either(), *FIRST_LACKS[lack])
    assert went(played) == (144, "cape")
    assert not played.days("WAITS_FOR", "d-2")


def test_it_returns_to_the_first(tmp_path: Path) -> None:
    played = play(tmp_path, either(), GROUNDED)
    assert [went(played, f"d-{n}") for n in (2, 3, 4)] == [
        (144, "cape"),
        (344, "west"),
        (544, "west"),
    ]
    assert [played.outcome(f"launches[{name}]") for name in ("falcon", "vulcan")] == [2, 1]
    assert [played.outcome(f"pad_launches[{name}]") for name in ("west", "cape")] == [2, 1]


def test_it_waits_for_whichever_can_first(tmp_path: Path) -> None:
    both = [GROUNDED, grounded(-10, 170, "vulcan")]
    assert went(play(tmp_path, either(), *both)) == (170, "cape")
    both = [grounded(-10, 160, "falcon"), grounded(-10, 170, "vulcan")]
    assert went(play(tmp_path, either(), *both)) == (160, "west")
    same = [grounded(-10, 160, "falcon"), grounded(-10, 160, "vulcan")]
    assert went(play(tmp_path, either(), *same)) == (160, "west")


def test_two_of_one_day_take_one_each(tmp_path: Path) -> None:
    turned = {"pads": {"west": {"turnaround": "10 d"}}}
    visit = {"class": "dragon", "planned": day(144), "crew": ["usos"] * 2}
    guest = manifest(v_1={**visit, "planned_return": day(149)})
    played = play(tmp_path, either(), turned, guest, ports(six=["dragon"]))
    assert went(played) == (144, "west")
    assert went(played, "v-1") == (144, "cape")


def test_a_pad_of_both_serves_either(tmp_path: Path) -> None:
    shared = {"pads": {"west": {"families": ["falcon", "vulcan"]}}}
    played = play(tmp_path, either(), shared, GROUNDED, outage(-10, 900, "cape"))
    assert went(played) == (144, "west")
    assert played.outcome("launches[vulcan]") == 1


def test_cargo_of_several_families_does_the_same(tmp_path: Path) -> None:
    freight = [either("r7", "vulcan", vehicle="progress"), manifest(p_1=cargo(50))]
    assert went(play(tmp_path, *freight), "p-1") == (50, "east")
    assert went(play(tmp_path, *freight, grounded(-10, 60)), "p-1") == (50, "cape")


def test_it_lacks_the_same_spacecraft_and_port_with_either(tmp_path: Path) -> None:
    craft: Tree = {"spacecraft": {"deliveries": [day(150)], "then_every": "90 d"}}
    played = play(tmp_path, either(**craft))
    assert "144.00 WAITS_FOR d-2 SPACECRAFT" in played.log
    assert went(played) == (150, "west")


# --- what it lacks --------------------------------------------------------------------------------

VULCAN_DOWN = outage(-10, 170, "cape")
TOLD: dict[str, tuple[str, list[Tree]]] = {
    "family": ("FAMILY_LOSS", [GROUNDED, VULCAN_DOWN]),
    "customers": ("FAMILY_CUSTOMERS", [stand_downs((0, 200), family="falcon"), VULCAN_DOWN]),
    "pad": ("PAD", [outage(-10, 200, "west"), grounded(-10, 170, "vulcan")]),
    "owed by the pad": ("REQUALIFICATION_PAD", [OWING[0], VULCAN_DOWN]),
    "owed by the family": ("REQUALIFICATION_FAMILY", [OWING[1], VULCAN_DOWN]),
}


@pytest.mark.parametrize("case", TOLD)
def test_the_lack_of_the_first_is_told(tmp_path: Path, case: str) -> None:
    cause, changes = TOLD[case]
    played = play(tmp_path, either(), *changes)
    assert f"144.00 WAITS_FOR d-2 {cause}" in played.log
    assert went(played) == (170, "cape")


def test_a_gap_is_begun_by_what_the_first_lacked(tmp_path: Path) -> None:
    both = [grounded(-10, 400, "falcon"), outage(-10, 190, "cape")]
    played = play(tmp_path, either(), *both)
    assert "HANDOVER_GAP blue 174.00..191.00 d-1 FAMILY_LOSS -> DOCKED" in played.episodes


# --- losses, scrubs -------------------------------------------------------------------------------


def test_a_loss_grounds_the_family_it_flew_with(tmp_path: Path) -> None:
    played = play(tmp_path, either(), GROUNDED, pinned(d_2={"lost": True}), launching(d_3=150))
    assert played.days("LOST", "d-2") == [144]
    assert [played.outcome(f"losses[{name}]") for name in ("falcon", "vulcan")] == [0, 1]
    assert played.days("STAND_DOWN_ENDS", "vulcan") == [174]
    assert played.outcome("stand_down_days[vulcan]") == 30
    assert went(played, "d-3") == (174, "cape")
    first = play(tmp_path, either(), pinned(d_2={"lost": True}), launching(d_3=150))
    assert [first.outcome(f"losses[{name}]") for name in ("falcon", "vulcan")] == [1, 0]
    assert first.outcome("stand_down_days[vulcan]") == 0
    assert went(first, "d-3") == (150, "cape")


def test_it_is_lost_with_the_probability_of_that_family(tmp_path: Path) -> None:
    certain = [either(), {"families": {"vulcan": {"loss_probability": 1}}, "pins": {"rest": None}}]
    assert play(tmp_path, *certain).outcome("losses[vulcan]") == 0
    assert play(tmp_path, *certain, GROUNDED).days("LOST", "d-2") == [144]


def test_that_family_owes_after_the_loss(tmp_path: Path) -> None:
    freight = either("vulcan", vehicle="progress")
    owing = [either(), freight, {"families": {"vulcan": {"requalification": 1}}}]
    flights = [launching(d_3=180), manifest(p_1=cargo(190))]
    played = play(
        tmp_path, *owing, *flights, grounded(-10, 400, "falcon"), pinned(d_2={"lost": True})
    )
    assert went(played, "d-3") == (190, "cape")


SCRUB = pinned(d_2={"scrubs": 3})
"""Attempted on days 144, 145 and 146, launched on 147."""


def test_after_a_scrub_it_keeps_family_and_pad(tmp_path: Path) -> None:
    played = play(tmp_path, either(), SCRUB, grounded(-10, 144.5, "falcon"))
    assert played.days("SCRUBS", "d-2") == [144, 145, 146]
    assert went(played) == (147, "cape")
    assert went(play(tmp_path, either(), SCRUB)) == (147, "west")


@pytest.mark.parametrize("until", [144.8, 200])
def test_it_gives_them_back_when_that_family_is_stood_down(tmp_path: Path, until: float) -> None:
    begins = stand_downs((144.5, until), family="falcon")
    assert went(play(tmp_path, either(), begins, pinned(d_2={"scrubs": 1}))) == (
        145,
        "west" if until < 145 else "cape",
    )


def test_it_gives_them_back_when_that_pad_goes_down(tmp_path: Path) -> None:
    begins = outage(144.5, 200, "west")
    assert went(play(tmp_path, either(), begins, pinned(d_2={"scrubs": 1}))) == (145, "cape")


def test_a_stand_down_of_the_other_does_not_matter(tmp_path: Path) -> None:
    begins = stand_downs((144.5, 200), family="vulcan")
    assert went(play(tmp_path, either(), begins, SCRUB)) == (147, "west")


# --- levers ---------------------------------------------------------------------------------------

PROBE: Tree = {"class": "dragon", "crew": ["usos", "usos"], "lead": "365 d", "stay": "20 d"}
ORDER = policy(extra_flight={**PROBE, "after": "30 d"})
SOYUZ = [either("r7", "vulcan", vehicle="soyuz"), LATER, ORDER]
"""The Soyuz has two families; the probe is an extra Dragon, which shares none of them."""


def ordered(tmp_path: Path, *changes: Tree) -> list[float]:
    return play(tmp_path, *SOYUZ, *changes).days("FLIGHT_ORDERED", "extra")


def test_a_class_cannot_launch_only_while_none_of_its_families_can(tmp_path: Path) -> None:
    assert ordered(tmp_path, outage(-10, 300)) == []
    assert ordered(tmp_path, outage(-10, 300, "cape")) == []
    assert ordered(tmp_path, outage(-10, 300), outage(-10, 300, "cape")) == [20]
    assert ordered(tmp_path, outage(-10, 300), grounded(-10, 300, "vulcan")) == [20]


@pytest.mark.parametrize(("one", "other"), [(-40, -10), (-10, -40)])
def test_it_counts_since_the_last_of_them_could(tmp_path: Path, one: float, other: float) -> None:
    assert ordered(tmp_path, outage(one, 300), outage(other, 300, "cape")) == [20]
    assert ordered(tmp_path, grounded(one, 300), grounded(other, 300, "vulcan")) == [20]


def test_it_counts_since_the_last_of_them_could_also_after_as_of(tmp_path: Path) -> None:
    assert ordered(tmp_path, outage(-40, 300), outage(15, 300, "cape")) == [45]
    assert ordered(tmp_path, outage(15, 300), outage(-40, 300, "cape")) == [45]
    assert ordered(tmp_path, outage(-40, 300), stand_downs((15, 99), family="vulcan")) == [45]


def test_one_that_can_again_in_the_very_second_is_in_time(tmp_path: Path) -> None:
    down = outage(-10, 300)
    assert ordered(tmp_path, down, outage(-10, 20, "cape")) == []
    assert ordered(tmp_path, down, outage(-10, 20 + SECOND, "cape")) == [20]
    assert ordered(tmp_path, outage(-10, 20), outage(-10, 300, "cape")) == []


def test_one_that_takes_no_crews_yet_cannot(tmp_path: Path) -> None:
    down = outage(-10, 300)
    assert ordered(tmp_path, down, outage(-10, 5, "cape", crew_stage="15 d")) == []
    assert ordered(tmp_path, down, outage(-10, 5, "cape", crew_stage="16 d")) == [20]


def test_it_is_without_a_break_while_they_take_turns(tmp_path: Path) -> None:
    # east from -10 to 10 and from 9 on; cape all the time
    turns = [outage(-10, 10), stand_downs((9, 300)), outage(-20, 300, "cape")]
    assert ordered(tmp_path, *turns) == [20]
    could = [outage(-10, 10), stand_downs((11, 300)), outage(-20, 300, "cape")]
    assert ordered(tmp_path, *could) == [41]


def test_a_class_that_shares_a_family_does_not_help(tmp_path: Path) -> None:
    down = [outage(-10, 900), outage(-10, 900, "cape")]
    assert ordered(tmp_path, *down, either("falcon", "vulcan")) == []
    assert ordered(tmp_path, *down, {"vehicles": {"dragon": {"family": ["falcon", "r7"]}}}) == []


def test_seats_are_swapped_only_where_no_family_is_shared(tmp_path: Path) -> None:
    lever = [policy(seat_swap={"after": "30 d", "seats": 1}), {"until": day(300)}]
    crew = [manifest(s_2=flight("red", 94)), {"vehicles": {"soyuz": {"crew_to_fly": 1}}}]
    usual = [*lever, *crew, outage(-10, 900)]
    assert play(tmp_path, *usual, either("falcon", "vulcan")).all("SWAPPED")
    shared = {"vehicles": {"dragon": {"family": ["falcon", "r7"]}}}
    assert not play(tmp_path, *usual, shared).all("SWAPPED")
    assert not play(tmp_path, *usual, either("r7", "vulcan", vehicle="soyuz")).all("SWAPPED")
    both = [*usual, either("r7", "vulcan", vehicle="soyuz"), outage(-10, 900, "cape")]
    assert play(tmp_path, *both).all("SWAPPED")


def test_people_return_early_only_while_none_can(tmp_path: Path) -> None:
    room = {"docked": {"d-1": {"crew": {"dora": "usos", "emil": "usos", "gleb": "rs"}}}}
    lever = policy(early_return={"after": "20 d", "people": {"anna": "d-1"}})
    one = [either("r7", "vulcan", vehicle="soyuz"), room, lever, outage(-10, 900)]
    assert not play(tmp_path, *one).all("EARLY_RETURN")
    played = play(tmp_path, *one, outage(-5, 900, "cape"))
    assert played.days("EARLY_RETURN", "anna") == [15]


def test_the_alternate_pad_is_for_one_family(tmp_path: Path) -> None:
    asleep = {"pads": {"south": {"families": ["r7"], "dormant": {"activation": "9 d"}}}}
    lever = policy(alternate_pad={"pad": "south", "after": "30 d"})
    soyuz = either("r7", "vulcan", vehicle="soyuz")
    played = play(tmp_path, soyuz, asleep, lever, outage(-10, 900))
    assert played.days("PAD_ORDERED", "south") == [20]
