"""Section 3.1 of the model: re-plans, late slips, spacing, delays that shift a line, merging."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.stage import (
    Played,
    Tree,
    cargo,
    day,
    flight,
    futures,
    play,
    staged,
    without,
)

INDIRECT: Tree = {"lines": {"red": {"handover": "indirect"}}}
LAST_RED = without("manifest.s-3", "manifest.s-4")


def pinned(name: str, **causes: Any) -> Tree:
    return {"pins": {"flights": {name: causes}}}


def down_until(repaired: float, **more: Any) -> Tree:
    outage = {"since": day(-10), "repair": f"{repaired + 10} d"}
    return {"pads": {"east": {"outage": outage, **more}}}


def ups(played: Played, *names: str) -> list[float | None]:
    return [played.day("LAUNCHES", name) for name in names]


# --- re-plan -------------------------------------------------------------------------------------


@pytest.mark.parametrize("shift", [-10, 10])
def test_a_replan_moves_the_flight_and_all_later_dates_of_the_line(
    tmp_path: Path, shift: int
) -> None:
    played = play(tmp_path, pinned("s-2", replan=f"{shift} d"))
    assert ups(played, "s-2", "s-3", "s-4") == [94 + shift, 294 + shift, 494 + shift]
    assert ups(played, "d-2", "d-3") == [144, 344]


@pytest.mark.parametrize("shift", [-10, 10])
def test_a_replan_moves_the_planned_return_of_the_outgoing_ship(tmp_path: Path, shift: int) -> None:
    played = play(tmp_path, INDIRECT, pinned("s-2", replan=f"{shift} d"))
    assert played.day("UNDOCKS", "s-1") == 100 + shift


def test_the_first_replan_is_played_on_as_of_the_next_when_the_flight_before_docks(
    tmp_path: Path,
) -> None:
    played = play(tmp_path, pinned("s-2", replan="5 d"), pinned("s-3", replan="-7 d"))
    assert played.days("REPLANNED", "s-2") == [0]
    assert played.days("REPLANNED", "s-3") == [100]  # s-2: 94 + 5, and a day of transit
    assert ups(played, "s-2", "s-3", "s-4") == [99, 292, 492]


SPAN = {"kind": "uniform", "low": day(300), "high": day(500)}
"""More than two half-years ahead of the day on which s-2 becomes the next one."""


def test_a_date_known_as_a_span_turns_out_to_be_one_in_it_once(tmp_path: Path) -> None:
    """MODEL 3.1.14: neither bounded nor firm, nor drawn once each half-year."""
    alone = without("manifest.s-3", "manifest.s-4", "manifest.d-4")
    firm = {"lines": {"blue": {"firm_within": "400 d"}}, "manifest": {"d-3": {"planned": SPAN}}}
    scenario = staged(tmp_path, {"pins": {"rest": None}}, firm, alone)
    days = [played.day("LAUNCHES", "d-3") for played in futures(scenario, 40)]
    assert all(300 <= launch <= 500 for launch in days)
    assert max(days) - min(days) > 150
    assert play(tmp_path, firm, alone).day("LAUNCHES", "d-3") == 400


def test_a_visit_has_a_date_known_as_a_span(tmp_path: Path) -> None:
    """MODEL 3.1.14."""
    guests = {"class": "dragon", "planned": "May 2030", "stay": "9 d", "crew": ["usos", "usos"]}
    tree = {"manifest": {"ax-1": guests}, "pins": {"rest": None}}
    days = [played.day("LAUNCHES", "ax-1") for played in futures(staged(tmp_path, tree), 40)]
    assert all(120 <= launch <= 151 for launch in days)
    assert max(days) - min(days) > 20


def test_a_replan_is_played_when_the_flight_before_is_lost(tmp_path: Path) -> None:
    lost = pinned("s-2", lost=True, stand_down="3 d")
    played = play(tmp_path, lost, pinned("s-3", replan="-7 d"))
    assert played.days("REPLANNED", "s-3") == [94]
    assert ups(played, "s-3", "s-4") == [287, 487]


def test_a_replan_is_played_when_the_flight_before_fails_to_dock(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-2", fails_to_dock=True), pinned("s-3", replan="-7 d"))
    assert played.days("REPLANNED", "s-3") == [95]
    assert ups(played, "s-3") == [287]


def test_a_replan_is_played_once(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-2", replan="5 d"))
    assert played.all("REPLANNED") == ["0.00 REPLANNED s-2 PLAN"]


def test_a_replan_stops_where_the_docking_meets_the_outgoing_limit(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-2", replan="60 d"))
    assert played.of("s-2")[:4][-2:] == ["123.00 LAUNCHES s-2", "124.00 DOCKS s-2"]
    assert played.of("s-1") == ["124.00 UNDOCKS s-1 HANDOVER"]  # docked before the limit it saves
    assert ups(played, "s-3") == [294 + 29]  # the later dates move as far as s-2 did


def test_the_cap_of_a_replan_knows_no_waiver(tmp_path: Path) -> None:
    played = play(tmp_path, {"policy": {"waiver": "20 d"}}, pinned("s-2", replan="60 d"))
    assert ups(played, "s-2") == [123]


def test_the_cap_of_a_replan_takes_the_median_transit(tmp_path: Path) -> None:
    transit = {
        "kind": "mixture",
        "parts": [{"weight": 2, "value": "3 d"}, {"weight": 1, "value": "9 d"}],
    }
    slow = {"vehicles": {"soyuz": {"transit": transit}}}
    played = play(tmp_path, slow, pinned("s-2", replan="60 d", transit="1 d"))
    assert ups(played, "s-2") == [121]


def test_a_flight_already_past_the_cap_is_not_moved_later(tmp_path: Path) -> None:
    late = {"manifest": {"s-2": {"planned": day(150)}}}
    assert ups(play(tmp_path, late, pinned("s-2", replan="20 d")), "s-2", "s-3") == [150, 294]
    assert ups(play(tmp_path, late, pinned("s-2", replan="-10 d")), "s-2", "s-3") == [140, 284]


def test_the_cap_is_the_limit_of_the_ship_that_is_to_be_relieved(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-2", replan="5 d"), pinned("s-3", replan="60 d"))
    assert ups(played, "s-2", "s-3", "s-4") == [99, 328, 528]  # s-2: limit 99 + 230


def test_after_a_loss_the_cap_is_still_that_of_the_ship_that_waits(tmp_path: Path) -> None:
    lost = pinned("s-2", lost=True, stand_down="3 d")
    due = {"manifest": {"s-3": {"planned": day(110)}}}
    assert ups(play(tmp_path, lost, due, pinned("s-3", replan="60 d")), "s-3") == [123]
    assert ups(play(tmp_path, lost, pinned("s-3", replan="60 d")), "s-3") == [294]  # past it


def test_a_replan_has_no_cap_where_no_ship_waits(tmp_path: Path) -> None:
    played = play(tmp_path, without("docked.s-1"), pinned("s-2", replan="60 d"))
    assert ups(played, "s-2", "s-3") == [154, 354]


# --- late slip -----------------------------------------------------------------------------------


def test_a_late_slip_moves_the_launch_alone_and_nothing_bounds_it(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-2", slip="45 d"))
    assert ups(played, "s-2", "s-3", "s-4") == [139, 294, 494]  # past the limit of s-1, on 124
    assert played.of("s-1") == ["124.00 UNDOCKS s-1 LIMIT"]
    assert play(tmp_path, INDIRECT, pinned("s-2", slip="45 d")).day("UNDOCKS", "s-1") == 100


def test_a_replan_and_a_late_slip_add_up(tmp_path: Path) -> None:
    played = play(tmp_path, pinned("s-2", replan="10 d", slip="3 d"))
    assert ups(played, "s-2", "s-3") == [107, 304]


# --- ready ---------------------------------------------------------------------------------------


def test_a_flight_waits_the_spacing_after_the_last_launch_of_its_line(tmp_path: Path) -> None:
    close = {"lines": {"red": {"spacing": "30 d"}}, "manifest": {"s-3": {"planned": day(110)}}}
    played = play(tmp_path, close, {"station": {"ports": {"six": {"accepts": ["soyuz"]}}}})
    assert ups(played, "s-2", "s-3") == [94, 124]


def test_the_spacing_counts_from_a_launch_before_as_of(tmp_path: Path) -> None:
    assert ups(play(tmp_path, {"lines": {"red": {"spacing": "210 d"}}}), "s-2") == [104]


@pytest.mark.parametrize("mishap", [{"lost": True, "stand_down": "2 d"}, {"fails_to_dock": True}])
def test_the_spacing_counts_only_launches_that_reached_the_station(
    tmp_path: Path, mishap: Tree
) -> None:
    close = {"lines": {"red": {"spacing": "30 d"}}, "manifest": {"s-3": {"planned": day(110)}}}
    assert ups(play(tmp_path, close, pinned("s-2", **mishap)), "s-3") == [110]


def test_the_spacing_is_that_of_the_line_alone(tmp_path: Path) -> None:
    close = {"lines": {"blue": {"spacing": "30 d"}}, "manifest": {"d-2": {"planned": day(95)}}}
    assert ups(play(tmp_path, close), "s-2", "d-2") == [94, 95]


def test_a_rescue_is_exempt_from_the_spacing_and_is_prepared(tmp_path: Path) -> None:
    spaced = {"lines": {"red": {"spacing": "230 d", "rescue_preparation": "40 d"}}}
    assert ups(play(tmp_path, spaced), "s-2") == [124]
    assert ups(play(tmp_path, spaced, pinned("s-1", unfit=day(20))), "s-2") == [94]
    assert ups(play(tmp_path, spaced, pinned("s-1", unfit=day(70))), "s-2") == [110]


def test_cargo_classes_have_a_spacing_too(tmp_path: Path) -> None:
    spaced = {
        "cargo": {"progress": {"spacing": "25 d"}},
        "station": {"ports": {"six": {"accepts": ["progress"]}}},
    }
    played = play(tmp_path, spaced, {"manifest": {"p-1": cargo(10), "p-2": cargo(20)}})
    assert ups(played, "p-1", "p-2") == [10, 35]


def test_the_flights_of_a_line_fly_in_order(tmp_path: Path) -> None:
    close = {"manifest": {"s-3": {"planned": day(97)}}}
    ports = {"station": {"ports": {"six": {"accepts": ["soyuz"]}}}}
    played = play(tmp_path, close, ports, pinned("s-2", slip="10 d"))
    assert ups(played, "s-2", "s-3") == [104, 105]  # when s-2 has docked


def test_the_next_flight_counts_when_the_one_before_is_lost_or_failed(tmp_path: Path) -> None:
    close = {"manifest": {"s-3": {"planned": day(97)}}}
    lost = pinned("s-2", slip="10 d", lost=True, stand_down="0 d")
    assert ups(play(tmp_path, close, lost), "s-3") == [104]
    failed = pinned("s-2", slip="10 d", transit="4 d", fails_to_dock=True)
    assert ups(play(tmp_path, close, failed), "s-3") == [108]


def test_the_flights_of_a_cargo_class_fly_in_order(tmp_path: Path) -> None:
    ports = {"station": {"ports": {"six": {"accepts": ["progress"]}}}}
    flights = {"p-1": cargo(10), "p-2": cargo(26)}
    played = play(tmp_path, ports, {"manifest": flights}, pinned("p-1", slip="15 d"))
    assert ups(played, "p-1", "p-2") == [25, 27]


def test_a_crew_and_cargo_do_not_wait_for_one_another(tmp_path: Path) -> None:
    played = play(tmp_path, {"manifest": {"p-1": cargo(93)}}, pinned("p-1", slip="15 d"))
    assert ups(played, "s-2", "p-1") == [94, 108]


# --- a forced delay ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("repaired", "later"), [(134, 334), (114, 294), (124, 294), (124.5, 324.5)]
)
def test_a_forced_delay_of_more_than_rebaseline_after_shifts_the_line_by_all_of_it(
    tmp_path: Path, repaired: float, later: float
) -> None:
    # rebaseline_after is 30 d; the red line's dates move, the blue one's do not
    played = play(tmp_path, down_until(repaired))
    assert ups(played, "s-2", "s-3", "s-4") == [repaired, later, later + 200]
    assert ups(played, "d-2", "d-3") == [144, 344]


def test_the_threshold_is_the_lines_own(tmp_path: Path) -> None:
    played = play(tmp_path, down_until(104), {"lines": {"red": {"rebaseline_after": "9 d"}}})
    assert ups(played, "s-2", "s-3") == [104, 304]


def test_the_delay_is_the_first_attempt_less_ready(tmp_path: Path) -> None:
    scrubbed = play(tmp_path, down_until(134), pinned("s-2", scrubs=5))
    assert ups(scrubbed, "s-2", "s-3") == [139, 334]  # scrubs come after the first attempt
    slipped = play(tmp_path, down_until(140), pinned("s-2", slip="10 d"))
    assert ups(slipped, "s-2", "s-3") == [140, 330]  # ready on 104
    ready_late = play(tmp_path, down_until(134), pinned("s-2", slip="20 d"))
    assert ups(ready_late, "s-2", "s-3") == [134, 294]  # ready on 114


@pytest.mark.parametrize(
    "lack",
    [
        {"families": {"r7": {"grounded": {"since": day(-10), "stand_down": "144 d"}}}},
        {"vehicles": {"soyuz": {"spacecraft": {"deliveries": [day(134)], "then_every": "1 d"}}}},
        {"families": {"r7": {"owed": 1}}, "manifest": {"p-1": cargo(134)}},
        {"pads": {"east": {"last_launch": day(-1), "turnaround": "135 d"}}},
    ],
    ids=["family", "spacecraft", "requalification", "turnaround"],
)
def test_pad_family_spacecraft_and_requalification_force_a_delay(
    tmp_path: Path, lack: Tree
) -> None:
    played = play(tmp_path, {"policy": {"waiver": "60 d"}}, lack)
    assert ups(played, "s-2") == [134]
    assert played.days("REBASELINED", "s-3") or played.days("REBASELINED", "s-2")
    assert (ups(played, "s-3")[0] or 0) >= 334


def test_a_port_or_a_slip_forces_no_delay(tmp_path: Path) -> None:
    one_port = {"station": {"ports": {"two": {"accepts": ["dragon"]}}}}
    held = {"policy": {"waiver": "60 d"}, "lines": {"red": {"handover": "indirect"}}}
    late = {
        "docked": {"s-1": {"planned_return": day(134)}},
        "vehicles": {"soyuz": {"limit": "400 d"}},
    }
    played = play(tmp_path, one_port, held, late)
    assert ups(played, "s-2") == [134]  # it lacked a port for 40 d
    assert played.all("REBASELINED") == []
    assert play(tmp_path, pinned("s-2", slip="45 d")).all("REBASELINED") == []


def test_a_forced_delay_shifts_the_planned_return_stated_for_the_flight(tmp_path: Path) -> None:
    stated = {"manifest": {"s-2": {"planned_return": day(280)}}}
    assert play(tmp_path, LAST_RED, stated).day("UNDOCKS", "s-2") == 280
    assert play(tmp_path, LAST_RED, stated, down_until(134)).day("UNDOCKS", "s-2") == 320


# --- 3.1.8 and 3.1.9 merging ---------------------------------------------------------------------

FOUR: Tree = {
    "manifest": {"p-1": cargo(10), "p-2": cargo(30), "p-3": cargo(50), "p-4": cargo(300)},
    "cargo": {"progress": {"spacing": "9 d"}},
    "station": {"ports": {name: {"accepts": ["progress"]} for name in ("six", "seven", "eight")}},
}


def test_overdue_cargo_merges_into_one_flight(tmp_path: Path) -> None:
    played = play(tmp_path, FOUR, down_until(100))
    assert ups(played, "p-1", "p-2", "p-3", "p-4") == [100, None, None, 300]
    assert sorted(played.all("MERGED")) == ["100.00 MERGED p-2 PAD", "100.00 MERGED p-3 PAD"]


def test_overdue_cargo_merges_into_as_many_as_requalification_asks_for(tmp_path: Path) -> None:
    played = play(tmp_path, FOUR, down_until(100, requalification=2))
    assert ups(played, "p-1", "p-2", "p-3", "p-4") == [100, 109, None, 300]  # `spacing` apart
    assert ups(played, "s-2") == [109]
    assert played.all("MERGED") == ["100.00 MERGED p-3 PAD"]


def test_no_more_flights_are_kept_than_are_overdue(tmp_path: Path) -> None:
    played = play(tmp_path, FOUR, down_until(45, requalification=3))
    assert ups(played, "p-1", "p-2", "p-3") == [45, 54, 63]
    assert played.all("MERGED") == []


def test_cargo_merges_whatever_made_it_overdue(tmp_path: Path) -> None:
    played = play(tmp_path, FOUR, pinned("p-1", slip="25 d"))  # a late slip, no forced delay
    assert ups(played, "p-1", "p-2", "p-3") == [35, None, 50]
    assert played.all("MERGED") == ["35.00 MERGED p-2"]


def test_a_flight_that_is_not_yet_due_does_not_merge(tmp_path: Path) -> None:
    played = play(tmp_path, FOUR, down_until(29))
    assert ups(played, "p-1", "p-2", "p-3") == [29, 38, 50]
    assert played.all("MERGED") == []


def test_cargo_flights_are_counted_at_the_first_attempt(tmp_path: Path) -> None:
    played = play(tmp_path, FOUR, down_until(29), pinned("p-1", scrubs=4))
    assert ups(played, "p-1", "p-2") == [33, 42]  # p-2 was not due on day 29


def test_only_flights_of_the_class_merge(tmp_path: Path) -> None:
    other = {
        "vehicles": {"cygnus": {"family": "r7", "stay": "80 d", "transit": "2 d"}},
        "manifest": {"c-1": cargo(60, "cygnus"), "s-2": flight("red", 94)},
        "station": {"ports": {"nine": {"accepts": ["cygnus"]}}},
    }
    played = play(tmp_path, FOUR, other, down_until(100))
    assert ups(played, "c-1") == [100]


# --- 3.1.10 and 3.1.2 how firm a date is ----------------------------------------------------------


def replans(law: str = "9 d", firm: str = "60 d") -> Tree:
    return {"pins": {"rest": None}, "lines": {"red": {"replan": law, "firm_within": firm}}}


def test_a_date_that_is_near_is_not_replanned(tmp_path: Path) -> None:
    """s-2 is planned for day 94 and taken up on `as_of`."""
    assert play(tmp_path, replans(firm="94 d")).day("REPLANNED", "s-2") == 0
    assert play(tmp_path, replans(firm="95 d")).day("REPLANNED", "s-2") is None


def test_the_flights_behind_it_are_far_yet(tmp_path: Path) -> None:
    played = play(tmp_path, replans(firm="95 d"))
    assert played.days("REPLANNED", "s-3") == [95]
    assert played.day("LAUNCHES", "s-3") == 294 + 9


def test_a_pin_replans_a_firm_date_all_the_same(tmp_path: Path) -> None:
    played = play(tmp_path, replans(firm="95 d"), pinned("s-2", replan="4 d"))
    assert played.day("LAUNCHES", "s-2") == 98


def test_a_flight_may_have_a_replan_of_its_own(tmp_path: Path) -> None:
    own: Tree = {"manifest": {"s-2": {"replan": "2 d"}, "s-3": {"replan": "0 d"}}}
    played = play(tmp_path, replans(firm="0 d"), own)
    assert ups(played, "s-2", "s-3") == [96, 296]
    assert played.days("REPLANNED", "s-4") == [297]


def cargo_replans(law: str = "9 d", firm: str = "0 d", **manifest: int) -> Tree:
    first = {name.replace("_", "-"): cargo(day) for name, day in manifest.items()}
    own: Tree = {"cargo": {"progress": {"replan": law, "firm_within": firm}}, "manifest": first}
    return {"pins": {"rest": None}, **own}


def test_cargo_is_replanned_with_all_later_flights_of_its_class(tmp_path: Path) -> None:
    played = play(tmp_path, cargo_replans(p_1=20, p_2=140, p_3=260))
    assert ups(played, "p-1", "p-2", "p-3") == [29, 158, 287]
    assert played.days("REPLANNED", "p-2") == [31]
    assert played.day("REPLANNED", "s-2") is None


def test_a_cargo_replan_moves_no_planned_return_and_meets_no_limit(tmp_path: Path) -> None:
    played = play(tmp_path, cargo_replans("300 d", p_1=20))
    assert played.day("LAUNCHES", "p-1") == 320


def test_a_near_cargo_date_is_firm(tmp_path: Path) -> None:
    played = play(tmp_path, cargo_replans(firm="30 d", p_1=20, p_2=140))
    assert ups(played, "p-1", "p-2") == [20, 149]


@pytest.mark.parametrize(("ahead", "times"), [(273, 1), (274, 2), (456, 2), (457, 3)])
def test_a_date_is_replanned_once_for_each_half_year_ahead(
    tmp_path: Path, ahead: int, times: int
) -> None:
    played = play(tmp_path, cargo_replans(p_1=ahead))
    assert played.days("REPLANNED", "p-1") == [0]
    assert played.day("LAUNCHES", "p-1") == ahead + 9 * times


def test_each_half_year_has_luck_of_its_own(tmp_path: Path) -> None:
    law = {"kind": "uniform", "low": "1 d", "high": "20 d"}
    near, far = (
        play(tmp_path, cargo_replans(law, p_1=ahead)).day("LAUNCHES", "p-1")  # type: ignore[arg-type]
        for ahead in (200, 300)
    )
    assert near is not None
    assert far is not None
    first, both = near - 200, far - 300
    assert 1 < both - first < 20
    assert both - first != pytest.approx(first)


def test_a_pinned_replan_is_the_whole_move(tmp_path: Path) -> None:
    played = play(tmp_path, cargo_replans(p_1=500), pinned("p-1", replan="4 d"))
    assert played.day("LAUNCHES", "p-1") == 504


def test_a_cargo_flight_of_a_cadence_is_not_replanned(tmp_path: Path) -> None:
    """MODEL 3.1.12: it moves with the one before it alone."""
    often: Tree = {"cargo": {"progress": {"every": "120 d"}}}
    played = play(tmp_path, cargo_replans(p_1=20), often)
    assert len(played.all("REPLANNED")) == 1
    assert ups(played, "p-1", "p-2", "p-3") == [29, 149, 269]
