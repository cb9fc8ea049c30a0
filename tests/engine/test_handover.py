"""Section 4 of the model: handover and the way down."""

from pathlib import Path

import pytest

from tests.engine.stage import BLUE, Tree, cargo, day, flight, launching, pinned, play, without


def red(**more: object) -> Tree:
    """The line of s-1, changed."""
    return {"lines": {"red": more}}


ALONE = without(*BLUE)
"""Nobody aboard but the people of s-1."""

LATE = pinned(s_2={"slip": "60 d"})
"""The successor of s-1 launches on day 154, after the limit on day 124."""


# --- 4.1 direct handover --------------------------------------------------------------------------


def test_a_vehicle_leaves_overlap_after_its_successor_docks(tmp_path: Path) -> None:
    played = play(tmp_path, launching(s_2=108))
    assert played.day("DOCKS", "s-2") == 109
    assert "114.00 UNDOCKS s-1 HANDOVER" in played.log


def test_a_successor_that_comes_early_lets_it_leave_before_its_planned_return(
    tmp_path: Path,
) -> None:
    played = play(tmp_path, launching(s_2=50))
    assert "56.00 UNDOCKS s-1 HANDOVER" in played.log


def test_the_overlap_is_the_outgoing_vehicles_own(tmp_path: Path) -> None:
    played = play(tmp_path, {"docked": {"s-1": {"overlap": "9 d"}}})
    assert played.day("UNDOCKS", "s-1") == 95 + 9
    assert played.day("UNDOCKS", "s-2") == 295 + 5


def test_the_overlap_is_cut_at_the_limit_and_the_handover_is_still_direct(tmp_path: Path) -> None:
    played = play(tmp_path, red(overlap="40 d"))
    assert played.day("UNDOCKS", "s-1") == 124
    assert played.outcome("next[red,1].direct") == 1
    assert played.outcome("next[red,1].overlap_days") == 124 - 95
    assert played.outcome("indirect_handovers[red]") == 0
    assert not [told for told in played.episodes if told.startswith("HANDOVER_GAP red")]


def test_the_overlap_is_cut_at_the_limit_plus_the_waiver(tmp_path: Path) -> None:
    played = play(tmp_path, red(overlap="40 d"), {"policy": {"waiver": "6 d"}})
    assert played.day("UNDOCKS", "s-1") == 130
    assert played.outcome("days_past_limit") == 3 * 6  # s-1, s-2 and s-3


def test_nobody_leaves_within_shortest_stay_of_the_docking(tmp_path: Path) -> None:
    played = play(tmp_path, red(shortest_stay="180 d"), launching(s_2=50))
    assert "75.00 UNDOCKS s-1 HANDOVER" in played.log


def test_a_successor_that_leaves_before_that_does_not_count_but_the_next_does(
    tmp_path: Path,
) -> None:
    ill = pinned(s_2={"medical_return": day(97)})
    played = play(tmp_path, red(overlap="10 d"), launching(s_3=108), ill)
    assert played.all("DOCKS", "UNDOCKS")[:4] == [
        "95.00 DOCKS s-2",
        "103.00 UNDOCKS s-2 MEDICAL",
        "109.00 DOCKS s-3",
        "119.00 UNDOCKS s-1 HANDOVER",
    ]


def test_without_a_next_one_in_time_it_waits_to_the_limit_again(tmp_path: Path) -> None:
    ill = pinned(s_2={"medical_return": day(97)})
    played = play(tmp_path, red(overlap="10 d"), ill)
    assert "103.00 UNDOCKS s-2 MEDICAL" in played.log
    assert "124.00 UNDOCKS s-1 LIMIT" in played.log


# --- 4.2 waiting for the successor ----------------------------------------------------------------


def test_until_the_successor_docks_it_waits_past_its_planned_return(tmp_path: Path) -> None:
    played = play(tmp_path, pinned(s_2={"slip": "20 d"}))
    assert played.day("DOCKS", "s-2") == 115
    assert "120.00 UNDOCKS s-1 HANDOVER" in played.log


def test_at_the_limit_it_leaves_without_a_replacement(tmp_path: Path) -> None:
    played = play(tmp_path, LATE)
    assert "124.00 UNDOCKS s-1 LIMIT" in played.log
    assert played.outcome("next[red,1].direct") == 0
    assert played.outcome("indirect_handovers[red]") == 1


def test_the_waiver_lets_it_wait_longer_than_the_limit(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, {"policy": {"waiver": "7 d"}})
    assert "131.00 UNDOCKS s-1 LIMIT" in played.log
    assert played.outcome("days_past_limit") == 7


def test_a_docking_within_the_waiver_is_a_direct_handover(tmp_path: Path) -> None:
    late = pinned(s_2={"slip": "31 d"})
    played = play(tmp_path, late, {"policy": {"waiver": "7 d"}})
    assert played.day("DOCKS", "s-2") == 126
    assert played.day("UNDOCKS", "s-1") == 131
    assert played.outcome("next[red,1].direct") == 1
    assert played.outcome("next[red,1].margin_to_limit_days") == -2


def test_without_a_successor_it_leaves_at_its_planned_return(tmp_path: Path) -> None:
    played = play(tmp_path, without("manifest.s-2", "manifest.s-3", "manifest.s-4"))
    assert "100.00 UNDOCKS s-1 PLANNED_RETURN" in played.log


def test_without_a_successor_the_limit_comes_before_a_later_planned_return(tmp_path: Path) -> None:
    none = without("manifest.s-2", "manifest.s-3", "manifest.s-4")
    later = {"docked": {"s-1": {"planned_return": day(200)}}}
    played = play(tmp_path, none, later, {"policy": {"waiver": "7 d"}})
    assert "131.00 UNDOCKS s-1 LIMIT" in played.log


def test_a_last_successor_that_is_lost_after_the_planned_return_is_waited_for_no_longer(
    tmp_path: Path,
) -> None:
    lost = pinned(s_2={"slip": "16 d", "lost": True})
    played = play(tmp_path, without("manifest.s-3", "manifest.s-4"), lost)
    assert played.day("LOST", "s-2") == 110
    assert "110.00 UNDOCKS s-1 PLANNED_RETURN" in played.log


# --- 4.3 indirect handover ------------------------------------------------------------------------


@pytest.mark.parametrize("planned", [50, 97, 120])
def test_an_indirect_line_leaves_at_its_planned_return_whoever_has_docked(
    tmp_path: Path, planned: float
) -> None:
    played = play(tmp_path, red(handover="indirect"), launching(s_2=planned))
    assert "100.00 UNDOCKS s-1 PLANNED_RETURN" in played.log


def test_patience_waits_that_much_longer(tmp_path: Path) -> None:
    patient = red(handover="indirect", patience="10 d")
    played = play(tmp_path, patient, launching(s_2=120))
    assert "110.00 UNDOCKS s-1 PATIENCE" in played.log


def test_a_docking_within_the_patience_is_a_direct_handover(tmp_path: Path) -> None:
    patient = red(handover="indirect", patience="10 d")
    played = play(tmp_path, patient, launching(s_2=106))
    assert "112.00 UNDOCKS s-1 HANDOVER" in played.log


def test_patience_with_a_successor_aboard_is_not_used(tmp_path: Path) -> None:
    patient = red(handover="indirect", patience="10 d")
    played = play(tmp_path, patient, launching(s_2=97))
    assert "100.00 UNDOCKS s-1 PLANNED_RETURN" in played.log


def test_patience_ends_at_the_limit(tmp_path: Path) -> None:
    patient = red(handover="indirect", patience="40 d")
    played = play(tmp_path, patient, launching(s_2=150))
    assert "124.00 UNDOCKS s-1 LIMIT" in played.log


def test_the_handover_within_the_patience_is_cut_at_the_limit(tmp_path: Path) -> None:
    patient = red(handover="indirect", patience="40 d", overlap="10 d")
    played = play(tmp_path, patient, launching(s_2=117))
    assert played.day("UNDOCKS", "s-1") == 124


# --- 4.4 the way down -----------------------------------------------------------------------------


def test_it_leaves_with_everybody_seated_in_it(tmp_path: Path) -> None:
    played = play(tmp_path)
    assert played.row("DOCKS", "s-2").people == 10
    assert played.row("UNDOCKS", "s-1").people == 7


def test_somebody_seated_in_another_ship_stays(tmp_path: Path) -> None:
    crew = {"anna": "rs", "boris": "rs", "carol": {"segment": "usos", "seat": "d-1"}}
    three = {"dora": "usos", "emil": "usos", "gleb": "rs"}
    played = play(tmp_path, {"docked": {"s-1": {"crew": crew}, "d-1": {"crew": three}}})
    assert played.row("DOCKS", "s-2").people == 9
    assert played.row("UNDOCKS", "s-1").people == 7
    assert played.row("UNDOCKS", "d-1").people == 7 + 4 - 4


def test_it_frees_its_port(tmp_path: Path) -> None:
    visit = {"class": "soyuz", "planned": day(104), "crew": ["rs"], "planned_return": day(115)}
    played = play(tmp_path, {"manifest": {"taxi": visit}})
    assert played.row("DOCKS", "s-2").port == "two"
    assert played.day("LAUNCHES", "taxi") == 104
    assert played.row("DOCKS", "taxi").port == "one"


def test_the_weather_holds_a_departure(tmp_path: Path) -> None:
    played = play(tmp_path, pinned(s_1={"hold": "4 d"}))
    assert "104.00 UNDOCKS s-1 HANDOVER" in played.log


def test_the_log_tells_of_a_hold(tmp_path: Path) -> None:
    played = play(tmp_path, pinned(s_1={"hold": "4 d"}))
    assert played.days("HOLD_BEGINS", "s-1") == [100]


def test_the_hold_alone_may_run_past_the_limit_and_the_waiver(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, pinned(s_1={"hold": "4 d"}), {"policy": {"waiver": "3 d"}})
    assert "131.00 UNDOCKS s-1 LIMIT" in played.log
    assert played.outcome("days_past_limit") == 7


def test_a_hold_that_began_before_the_limit_runs_past_it(tmp_path: Path) -> None:
    held = pinned(s_1={"hold": "6 d"}, s_2={"slip": "23 d"})
    played = play(tmp_path, held)
    assert played.day("UNDOCKS", "s-1") == 129
    assert played.outcome("days_past_limit") == 5


def test_the_hold_is_kept_if_the_reason_changes(tmp_path: Path) -> None:
    held = pinned(s_1={"hold": "6 d", "medical_return": day(99), "lead": "2 d"})
    played = play(tmp_path, held)
    assert played.day("UNDOCKS", "s-1") == 106


def test_a_cargo_ship_is_held_too(tmp_path: Path) -> None:
    played = play(
        tmp_path,
        {
            "manifest": {"p-1": cargo(10)},
            "vehicles": {"progress": {"return_hold": "2 d"}},
            "pins": {"rest": None},
        },
    )
    assert "94.00 UNDOCKS p-1 PLANNED_RETURN" in played.log


def test_a_departure_that_is_decided_late_is_held_from_then(tmp_path: Path) -> None:
    lost = pinned(s_1={"hold": "4 d"}, s_2={"slip": "16 d", "lost": True})
    played = play(tmp_path, without("manifest.s-3", "manifest.s-4"), lost)
    assert played.day("LOST", "s-2") == 110
    assert played.day("UNDOCKS", "s-1") == 114


# --- 4.5 the last ship ----------------------------------------------------------------------------

INDIRECT = red(handover="indirect")


def test_the_last_ship_waits_for_company(tmp_path: Path) -> None:
    played = play(tmp_path, ALONE, INDIRECT, launching(s_2=109))
    assert played.day("LAST_SHIP_WAITS", "s-1") == 100
    assert played.day("DOCKS", "s-2") == 110
    assert played.day("UNDOCKS", "s-1") == 115
    assert played.outcome("decrewed") == 0


def test_it_is_not_last_while_others_are_aboard(tmp_path: Path) -> None:
    played = play(tmp_path, INDIRECT, launching(s_2=109))
    assert not played.days("LAST_SHIP_WAITS", "s-1")
    assert played.day("UNDOCKS", "s-1") == 100


@pytest.mark.parametrize(("waiver", "leaves"), [("0 d", 124), ("5 d", 129)])
def test_the_last_ship_waits_at_most_to_limit_and_waiver(
    tmp_path: Path, waiver: str, leaves: float
) -> None:
    played = play(tmp_path, ALONE, INDIRECT, launching(s_2=149), {"policy": {"waiver": waiver}})
    assert f"{leaves}.00 UNDOCKS s-1 LIMIT" in played.log
    assert played.outcome("decrewed") == 1
    assert played.outcome("decrewed_on") == leaves


def test_the_company_is_cut_at_the_limit(tmp_path: Path) -> None:
    played = play(tmp_path, ALONE, INDIRECT, launching(s_2=120))
    assert played.day("DOCKS", "s-2") == 121
    assert played.day("UNDOCKS", "s-1") == 124


def test_without_a_crewed_flight_to_come_the_last_ship_leaves(tmp_path: Path) -> None:
    none = without("manifest.s-2", "manifest.s-3", "manifest.s-4")
    played = play(tmp_path, ALONE, INDIRECT, none, {"manifest": {"p-1": cargo(150)}})
    assert "100.00 UNDOCKS s-1 PLANNED_RETURN" in played.log
    assert played.outcome("decrewed_on") == 100


def test_a_visit_is_a_crewed_flight_to_come_and_company(tmp_path: Path) -> None:
    none = without("manifest.s-2", "manifest.s-3", "manifest.s-4")
    visit = {"class": "soyuz", "planned": day(104), "crew": ["rs"], "planned_return": day(170)}
    played = play(tmp_path, ALONE, INDIRECT, none, {"manifest": {"taxi": visit}})
    assert played.day("DOCKS", "taxi") == 105
    assert played.day("UNDOCKS", "s-1") == 110


def test_the_last_ship_of_a_direct_line_waits_as_well(tmp_path: Path) -> None:
    none = without("manifest.s-2", "manifest.s-3", "manifest.s-4")
    visit = {"class": "soyuz", "planned": day(104), "crew": ["rs"], "planned_return": day(170)}
    played = play(tmp_path, ALONE, none, {"manifest": {"taxi": visit}})
    assert played.day("LAST_SHIP_WAITS", "s-1") == 100
    assert played.day("UNDOCKS", "s-1") == 110


def test_an_illness_takes_the_last_ship_home(tmp_path: Path) -> None:
    played = play(tmp_path, ALONE, pinned(s_1={"medical_return": day(50)}))
    assert "56.00 UNDOCKS s-1 MEDICAL" in played.log
    assert played.outcome("decrewed_on") == 56


def test_the_last_ship_is_asked_after_the_hold(tmp_path: Path) -> None:
    held = pinned(s_1={"hold": "4 d"})
    played = play(tmp_path, ALONE, INDIRECT, launching(s_2=101), held)
    assert played.day("DOCKS", "s-2") == 102
    assert played.day("LAST_SHIP_WAITS", "s-1") == 104
    assert played.day("UNDOCKS", "s-1") == 107


@pytest.mark.parametrize(("launch", "leaves"), [(98.75, 104.75), (99.25, 105.25), (94, 100)])
def test_it_hands_over_whether_company_comes_before_or_after_its_return(
    tmp_path: Path, launch: float, leaves: float
) -> None:
    """MODEL 4.5.3: its planned return is on day 100; some hours before or after change little."""
    played = play(tmp_path, ALONE, INDIRECT, launching(s_2=launch))
    assert played.day("DOCKS", "s-2") == launch + 1
    assert played.day("UNDOCKS", "s-1") == leaves


def test_who_leaves_somebody_without_a_seat_behind_is_the_last_ship(tmp_path: Path) -> None:
    """MODEL 4.5.1."""
    one = {"docked": {"d-1": {"crew": ["usos"]}}, "lines": {"blue": {"handover": "indirect"}}}
    later = launching(s_2=500, s_3=540, s_4=580)
    failed = pinned(s_1={"unfit": day(20)})
    full = {"vehicles": {"dragon": {"crew": 1, "crew_to_fly": 1}}}
    crew = {f"d-{n}": flight("blue", 144 + 200 * (n - 2), ["usos"]) for n in (2, 3, 4)}
    late = {"manifest": {**crew, "d-2": flight("blue", 160, ["usos"])}}
    none = {"lines": {"blue": {"relief_seats": 0}}}
    played = play(tmp_path, one, later, failed, full, late, none)
    assert played.day("LAST_SHIP_WAITS", "d-1") == 150
    assert played.day("UNDOCKS", "d-1") == 166


def test_the_hold_is_not_served_twice(tmp_path: Path) -> None:
    held = pinned(s_1={"hold": "4 d"})
    played = play(tmp_path, ALONE, INDIRECT, launching(s_2=105), held)
    assert played.day("LAST_SHIP_WAITS", "s-1") == 104
    assert played.day("DOCKS", "s-2") == 106
    assert played.day("UNDOCKS", "s-1") == 111


def test_it_waits_with_its_own_overlap(tmp_path: Path) -> None:
    own = {"docked": {"s-1": {"overlap": "9 d"}}}
    played = play(tmp_path, ALONE, INDIRECT, launching(s_2=105), own)
    assert played.day("UNDOCKS", "s-1") == 106 + 9


def test_company_that_leaves_again_is_no_company(tmp_path: Path) -> None:
    ill = pinned(s_2={"medical_return": day(107), "lead": "1 d"})
    again = {"manifest": {"s-3": flight("red", 111)}}
    played = play(tmp_path, ALONE, INDIRECT, launching(s_2=105), ill, again)
    assert played.day("UNDOCKS", "s-2") == 108
    assert played.day("DOCKS", "s-3") == 112
    assert played.day("UNDOCKS", "s-1") == 117


def test_when_the_last_crewed_flight_to_come_is_lost_it_waits_no_longer(tmp_path: Path) -> None:
    one = without("manifest.s-3", "manifest.s-4")
    lost = pinned(s_2={"lost": True})
    played = play(tmp_path, ALONE, INDIRECT, one, launching(s_2=110), lost)
    assert played.day("LAST_SHIP_WAITS", "s-1") == 100
    assert played.day("UNDOCKS", "s-1") == 110
    assert played.outcome("decrewed_on") == 110
