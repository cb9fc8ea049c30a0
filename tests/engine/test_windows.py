"""Section 3.8 of the model: launch blackouts.

Unless a test says otherwise those of the Soyuz; s-2, s-3 and s-4 are planned for 94, 294 and 494.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.engine.lever_stage import (
    CARGO_PORTS,
    SECOND,
    manifest,
    outage,
    policy,
    ports,
    stand_downs,
    ups,
)
from tests.engine.stage import Tree, cargo, day, flight, launching, pinned, play, without
from tests.engine.window_stage import pad_of, parked, shut

LAST_RED = without("manifest.s-3", "manifest.s-4")


# --- inside and at the ends -----------------------------------------------------------------------


def test_a_flight_waits_for_the_end(tmp_path: Path) -> None:
    played = play(tmp_path, shut((90, 110)))
    assert "94.00 WAITS_FOR s-2 WINDOW" in played.log
    assert ups(played, "s-2", "s-3") == [110, 294]


@pytest.mark.parametrize(
    ("begin", "end", "launch"),
    [
        (94, 110, 94),
        (94 - SECOND, 110, 110),
        (94 + SECOND, 110, 94),
        (80, 94, 94),
        (80, 94 + SECOND, 94 + SECOND),
        (80, 94 - SECOND, 94),
        (93.9, 94.1, 94.1),
    ],
)
def test_it_binds_strictly_between_its_instants(
    tmp_path: Path, begin: float, end: float, launch: float
) -> None:
    played = play(tmp_path, shut((begin, end)))
    assert ups(played, "s-2") == [launch]
    assert bool(played.days("WAITS_FOR", "s-2")) == (launch > 94)


def test_between_two_that_touch_there_is_an_instant(tmp_path: Path) -> None:
    assert ups(play(tmp_path, shut((90, 100), (100, 110))), "s-2") == [100]
    assert ups(play(tmp_path, shut((90, 100), (99, 110))), "s-2") == [110]
    assert ups(play(tmp_path, shut((92, 98), (90, 110))), "s-2") == [110]


def test_what_else_is_lacking_at_the_end_moves_it_into_the_next(tmp_path: Path) -> None:
    down = outage(95, 101)
    assert ups(play(tmp_path, shut((90, 100), (100.5, 110)), down), "s-2") == [110]
    assert ups(play(tmp_path, shut((90, 100), (101, 110)), down), "s-2") == [101]


def test_one_without_an_end_before_until(tmp_path: Path) -> None:
    assert ups(play(tmp_path, shut((90, 900))), "s-2") == [None]


def test_one_that_runs_on_as_of(tmp_path: Path) -> None:
    assert ups(play(tmp_path, shut((-20, 30)), launching(s_2=10)), "s-2") == [30]


# --- repetition -----------------------------------------------------------------------------------


def test_it_repeats(tmp_path: Path) -> None:
    # 40 to 50, 65 to 75, 90 to 100, ..., 290 to 300, ..., 490 to 500
    assert ups(play(tmp_path, shut((40, 50), every="25 d")), "s-2", "s-3", "s-4") == [
        100,
        300,
        500,
    ]
    assert ups(play(tmp_path, shut((40, 50), every="200 d")), "s-2", "s-3", "s-4") == [
        94,
        294,
        494,
    ]
    assert ups(play(tmp_path, shut((90, 100))), "s-2", "s-3") == [100, 294]


def test_it_repeats_from_before_as_of(tmp_path: Path) -> None:
    played = play(tmp_path, shut((-310, -300), every="200 d"))
    assert ups(played, "s-2", "s-3", "s-4") == [100, 300, 500]


def test_the_ends_of_a_repetition_are_free_too(tmp_path: Path) -> None:
    assert ups(play(tmp_path, shut((-6, 2), every="100 d")), "s-2", "s-3") == [94, 294]
    later = pinned(s_2={"slip": "1 s"})
    assert ups(play(tmp_path, shut((-6, 2), every="100 d"), later), "s-2") == [102]
    assert ups(play(tmp_path, shut((-16, -6), every="100 d"), later), "s-2") == [94 + SECOND]


# --- whom it binds --------------------------------------------------------------------------------


def test_it_binds_its_class_alone(tmp_path: Path) -> None:
    played = play(tmp_path, shut((90, 110)), manifest(p_1=cargo(92)), launching(d_2=95))
    assert ups(played, "p-1", "d-2", "s-2") == [92, 95, 110]


def test_it_binds_cargo_and_visits(tmp_path: Path) -> None:
    taxi = {"class": "soyuz", "planned": day(40), "crew": ["rs"], "planned_return": day(60)}
    both = [shut((39, 45)), shut((38, 46), vehicle="progress")]
    played = play(tmp_path, *both, manifest(p_1=cargo(40), taxi=taxi))
    assert ups(played, "p-1", "taxi") == [46, 45]
    assert "40.00 WAITS_FOR p-1 WINDOW" in played.log
    assert "40.00 WAITS_FOR taxi WINDOW" in played.log


def test_it_binds_an_empty_rescue(tmp_path: Path) -> None:
    played = play(tmp_path, shut((90, 110)), pinned(s_1={"unfit": day(20)}))
    assert ups(played, "s-2") == [110]
    assert not played.row("LAUNCHES", "s-2").crew


def test_it_binds_cargo_that_a_crew_waits_for(tmp_path: Path) -> None:
    owing = [{"pads": {"east": {"owed": 1}}}, manifest(p_1=cargo(80))]
    played = play(tmp_path, shut((70, 99), vehicle="progress"), *owing)
    assert ups(played, "p-1", "s-2") == [99, 99]
    assert "94.00 WAITS_FOR s-2 REQUALIFICATION_PAD" in played.log


def test_a_pinned_launch_inside_is_played_at_its_end(tmp_path: Path) -> None:
    played = play(tmp_path, shut((90, 110)), pinned(s_2={"launch": day(100)}))
    assert ups(played, "s-2") == [110]
    assert list(played.unmet_pins.values()) == [1]


def test_a_flight_that_waits_blocks_nobody(tmp_path: Path) -> None:
    taxi = {"class": "taxi", "planned": day(97), "crew": ["usos"], "planned_return": day(104)}
    taxis = {"crew": 2, "family": "r7", "stay": "9 d", "limit": "20 d", "transit": "1 d"}
    shared = [{"vehicles": {"taxi": taxis}}, ports(two=["soyuz", "taxi"])]
    played = play(tmp_path, shut((90, 110)), *shared, manifest(p_1=cargo(96), v_1=taxi))
    assert ups(played, "p-1", "v-1", "s-2") == [96, 97, 110]


# --- what it does not do --------------------------------------------------------------------------


def test_waiting_for_the_end_re_baselines_nothing(tmp_path: Path) -> None:
    played = play(tmp_path, shut((90, 140)), policy(waiver="60 d"))
    assert ups(played, "s-2", "s-3", "s-4") == [140, 294, 494]
    assert played.all("REBASELINED") == []
    by_the_pad = play(tmp_path, outage(-10, 140), policy(waiver="60 d"))
    assert ups(by_the_pad, "s-3") == [294 + 46]


def test_the_next_flight_flies_when_it_has_docked(tmp_path: Path) -> None:
    played = play(tmp_path, shut((90, 140)), launching(s_3=120), ports(six=["soyuz"]))
    assert ups(played, "s-2", "s-3") == [140, 141]


def test_levers_do_not_see_it(tmp_path: Path) -> None:
    usual = {"class": "dragon", "crew": ["usos", "usos"], "lead": "365 d", "stay": "20 d"}
    lever = policy(extra_flight={**usual, "after": "30 d"})
    assert play(tmp_path, shut((1, 300)), lever).of("extra") == []


def test_the_plan_has_it(tmp_path: Path) -> None:
    assert ups(play(tmp_path, shut((90, 110)), plan=True), "s-2") == [110]


def test_no_port_is_cleared_for_a_flight_that_waits_for_its_end(tmp_path: Path) -> None:
    shared = ports(two=["soyuz", "progress"], three=["soyuz", "progress"])
    docked = {"docked": {"p-8": parked("two", 150), "p-9": parked("three", 130)}}
    assert play(tmp_path, shared, docked, LAST_RED).days("UNDOCKS", "p-9") == [94]
    played = play(tmp_path, shared, docked, LAST_RED, shut((90, 110)))
    assert played.days("UNDOCKS", "p-9") == [110]
    assert ups(played, "s-2") == [110]


def test_the_ship_it_relieves_is_cleared_at_its_end(tmp_path: Path) -> None:
    played = play(tmp_path, without("station.ports.two"), LAST_RED, shut((90, 110)))
    assert "110.00 UNDOCKS s-1 PORT_CLEARED" in played.log
    assert ups(played, "s-2") == [110]


def test_a_port_is_cleared_at_its_end_for_cargo_that_a_crew_waits_for(tmp_path: Path) -> None:
    owing = [{"pads": {"east": {"owed": 1}}}, manifest(p_1=cargo(80)), LAST_RED]
    docked = {"docked": {"p-9": parked("three", 150)}}
    played = play(tmp_path, *owing, docked, shut((70, 99), vehicle="progress"))
    assert "99.00 UNDOCKS p-9 PORT_CLEARED" in played.log
    assert ups(played, "p-1", "s-2") == [99, 99]


# --- what is told ---------------------------------------------------------------------------------


def test_a_gap_is_begun_by_it(tmp_path: Path) -> None:
    played = play(tmp_path, shut((90, 150)))
    assert "HANDOVER_GAP red 124.00..151.00 s-1 WINDOW -> DOCKED" in played.episodes


def test_it_counts_only_once_the_flight_stands_ready(tmp_path: Path) -> None:
    played = play(tmp_path, shut((90, 150)), launching(s_2=130))
    assert "HANDOVER_GAP red 124.00..151.00 s-1 PLAN -> DOCKED" in played.episodes
    played = play(tmp_path, shut((90, 150)), pinned(s_2={"slip": "40 d"}))
    assert "HANDOVER_GAP red 124.00..151.00 s-1 SLIP -> DOCKED" in played.episodes


def test_in_transit_it_is_what_was_lacking_last(tmp_path: Path) -> None:
    played = play(tmp_path, shut((90, 123.5)))
    assert "HANDOVER_GAP red 124.00..124.50 s-1 WINDOW -> DOCKED" in played.episodes


FIRST: dict[str, list[Tree]] = {
    "PAD": [outage(-10, 99)],
    "FAMILY_CUSTOMERS": [stand_downs((90, 99))],
    "REQUALIFICATION_FAMILY": [{"families": {"r7": {"owed": 1}}}, manifest(p_1=cargo(99))],
    "SPACECRAFT": [
        {"vehicles": {"soyuz": {"spacecraft": {"deliveries": [day(99)], "then_every": "90 d"}}}}
    ],
    "PORT": [without("station.ports.two")],
}


@pytest.mark.parametrize("cause", FIRST)
def test_other_lacks_are_named_before_it(tmp_path: Path, cause: str) -> None:
    played = play(tmp_path, shut((90, 110)), *FIRST[cause])
    assert f"94.00 WAITS_FOR s-2 {cause}" in played.log
    assert ups(played, "s-2") == [110]


# --- a scrub --------------------------------------------------------------------------------------

SCRUB = [pinned(s_2={"scrubs": 1}), {"vehicles": {"soyuz": {"scrub_recycle": "10 d"}}}]
"""s-2 is attempted on day 94 and tried again on 104."""


def test_a_flight_tried_again_in_one_gives_back_its_pad(tmp_path: Path) -> None:
    due = [CARGO_PORTS, manifest(p_1=cargo(98)), {"pads": {"east": {"turnaround": "20 d"}}}]
    assert ups(play(tmp_path, *SCRUB, *due), "s-2", "p-1") == [104, 124]
    played = play(tmp_path, *SCRUB, *due, shut((100, 120)))
    assert ups(played, "p-1", "s-2") == [104, 124]  # held until it was tried again


def test_a_flight_tried_again_in_one_gives_back_its_port(tmp_path: Path) -> None:
    guest = {"class": "dragon", "planned": day(96), "planned_return": day(115), "crew": ["usos"]}
    others = {"vehicles": {"dragon": {"ports": ["two"], "crew_to_fly": 1}}}
    none = without("manifest.d-2", "manifest.d-3", "manifest.d-4")
    due = [manifest(v_1=guest), ports(two=["soyuz", "dragon"]), others, none]
    assert (ups(play(tmp_path, *SCRUB, *due), "v-1")[0] or 1000) > 104
    given = play(tmp_path, *SCRUB, *due, shut((100, 120)))
    assert ups(given, "v-1") == [104]
    assert (ups(given, "s-2")[0] or 0) >= 120


@pytest.mark.parametrize(
    ("begin", "end", "launch"),
    [(104, 120, 104), (98, 104, 104), (104 - SECOND, 120, 120), (98, 104 + SECOND, 104 + SECOND)],
)
def test_the_ends_are_free_when_it_is_tried_again(
    tmp_path: Path, begin: float, end: float, launch: float
) -> None:
    played = play(tmp_path, *SCRUB, shut((begin, end)))
    assert played.days("SCRUBS", "s-2") == [94]
    assert ups(played, "s-2") == [launch]


def test_one_between_two_attempts_does_not_matter(tmp_path: Path) -> None:
    due = [CARGO_PORTS, manifest(p_1=cargo(98))]
    assert ups(play(tmp_path, *SCRUB, *due, shut((95, 103))), "s-2", "p-1") == [104, 104]


def test_it_may_take_another_pad_after_the_end(tmp_path: Path) -> None:
    south = {"pads": {"south": {"families": ["r7"]}, "east": {"turnaround": "20 d"}}}
    due = [south, CARGO_PORTS, manifest(p_1=cargo(104))]
    played = play(tmp_path, *SCRUB, *due, shut((100, 120)))
    assert ups(played, "p-1", "s-2") == [104, 120]
    assert [pad_of(played, name) for name in ("p-1", "s-2")] == ["east", "south"]


def test_a_flight_of_another_line_of_the_class_waits_too(tmp_path: Path) -> None:
    green = {"lines": {"green": {"vehicle": "soyuz", "overlap": "5 d"}}, **ports(nine=["soyuz"])}
    played = play(tmp_path, shut((90, 110)), green, manifest(t_1=flight("green", 93)))
    assert ups(played, "s-2", "t-1") == [110, 110]
