"""Section 6.1 to 6.3 of the model: the handover policy, the pull-forward, the waiver."""

from pathlib import Path

import pytest

from tests.engine.stage import Tree, day, flight, launching, pinned, play, without

PORTS = {"station": {"ports": {"six": {"accepts": ["soyuz"]}, "seven": {"accepts": ["soyuz"]}}}}
CASUAL = {"lines": {"red": {"handover": "indirect"}}}
"""A line whose vehicles wait for nobody: its limits pull nothing."""


def pull(by: str, lead: str, *lines: str) -> Tree:
    """The lever of these lines, `red` unless told."""
    return {
        "lines": {line: {"pull_forward": {"by": by, "lead": lead}} for line in lines or ("red",)}
    }


def green(**flights: float) -> Tree:
    """A second line of the class soyuz that waits for nobody, with these flights."""
    return {
        "lines": {"green": {"vehicle": "soyuz", "handover": "indirect", "overlap": "5 d"}},
        "manifest": {
            name.replace("_", "-"): flight("green", planned) for name, planned in flights.items()
        },
    }


# --- 6.1 ------------------------------------------------------------------------------------------


def test_each_line_has_its_own_handover_policy(tmp_path: Path) -> None:
    late = launching(s_2=104, d_2=160)
    played = play(tmp_path, late, {"lines": {"blue": {"handover": "indirect"}}})
    assert "110.00 UNDOCKS s-1 HANDOVER" in played.log
    assert "150.00 UNDOCKS d-1 PLANNED_RETURN" in played.log


# --- 6.2 the reasons ------------------------------------------------------------------------------


def test_the_lever_can_be_off(tmp_path: Path) -> None:
    lost = pinned(s_2={"lost": True, "stand_down": "10 d"})
    played = play(tmp_path, lost)
    assert not played.all("PULLED_FORWARD")
    assert played.day("LAUNCHES", "s-3") == 294


def test_a_lever_that_never_fires_changes_nothing(tmp_path: Path) -> None:
    assert play(tmp_path, pull("60 d", "10 d", "red", "blue")).log == play(tmp_path).log


def test_a_medical_return_pulls_the_next_flight_of_the_class(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(50), "lead": "6 d"})
    played = play(tmp_path, ill, CASUAL, pull("40 d", "20 d"))
    assert played.day("UNDOCKS", "s-1") == 56
    assert played.day("LAUNCHES", "s-2") == 70  # 20 d after the day it was decided


def test_a_medical_return_of_the_other_class_pulls_nothing(tmp_path: Path) -> None:
    ill = pinned(d_1={"medical_return": day(50)})
    played = play(tmp_path, ill, pull("40 d", "20 d"))
    assert not played.all("PULLED_FORWARD")


def test_a_lost_flight_pulls_the_next_one_until_it_has_flown(tmp_path: Path) -> None:
    lost = pinned(s_2={"lost": True, "stand_down": "10 d"})
    played = play(tmp_path, lost, CASUAL, pull("100 d", "60 d"))
    assert played.day("PULLED_FORWARD", "s-3") == 94
    assert played.day("LAUNCHES", "s-3") == 194
    assert played.day("LAUNCHES", "s-4") == 494


def test_the_lead_bounds_the_pull(tmp_path: Path) -> None:
    lost = pinned(s_2={"lost": True, "stand_down": "10 d"})
    played = play(tmp_path, lost, CASUAL, pull("300 d", "60 d"))
    assert played.day("LAUNCHES", "s-3") == 94 + 60


def test_a_lead_behind_the_planned_date_leaves_it_alone(tmp_path: Path) -> None:
    lost = pinned(s_2={"lost": True, "stand_down": "10 d"})
    played = play(tmp_path, lost, CASUAL, pull("300 d", "250 d"))
    assert played.day("LAUNCHES", "s-3") == 294


def test_a_failed_docking_pulls_the_next_one(tmp_path: Path) -> None:
    failed = pinned(s_2={"fails_to_dock": True})
    played = play(tmp_path, failed, CASUAL, pull("100 d", "120 d"))
    assert played.day("FAILS_TO_DOCK", "s-2") == 95
    assert played.day("LAUNCHES", "s-3") == 95 + 120


def test_a_stranding_pulls_the_next_flight_of_the_line(tmp_path: Path) -> None:
    failed = pinned(s_1={"unfit": day(20)})
    played = play(tmp_path, failed, CASUAL, pull("60 d", "40 d"))
    assert played.day("LAUNCHES", "s-2") == 60


def test_a_flight_is_pulled_if_its_outgoing_vehicle_would_reach_its_limit_first(
    tmp_path: Path,
) -> None:
    early = pinned(s_2={"slip": "-20 d"})
    short = {"manifest": {"s-2": {"limit": "215 d"}}}
    played = play(tmp_path, early, short, pull("10 d", "20 d"))
    assert played.day("LAUNCHES", "s-2") == 74
    assert played.day("LAUNCHES", "s-3") == 284
    assert played.day("UNDOCKS", "s-2") == 74 + 215
    assert played.outcome("next[red,2].direct") == 1


def test_a_limit_on_the_day_of_the_planned_docking_pulls_nothing(tmp_path: Path) -> None:
    early = pinned(s_2={"slip": "-20 d"})
    short = {"manifest": {"s-2": {"limit": "221 d"}}}
    played = play(tmp_path, early, short, pull("10 d", "20 d"))
    assert not played.all("PULLED_FORWARD")
    assert played.day("DOCKS", "s-3") == 74 + 221


def test_a_vehicle_that_does_not_wait_pulls_nothing(tmp_path: Path) -> None:
    early = pinned(s_2={"slip": "-20 d"})
    short = {"manifest": {"s-2": {"limit": "215 d"}}}
    played = play(tmp_path, early, short, CASUAL, pull("10 d", "20 d"))
    assert not played.all("PULLED_FORWARD")
    assert played.day("LAUNCHES", "s-3") == 294


def test_a_vehicle_with_patience_waits_and_pulls(tmp_path: Path) -> None:
    early = pinned(s_2={"slip": "-20 d"})
    short = {"manifest": {"s-2": {"limit": "215 d"}}}
    patient = {"lines": {"red": {"handover": "indirect", "patience": "10 d"}}}
    played = play(tmp_path, early, short, patient, pull("10 d", "20 d"))
    assert played.day("LAUNCHES", "s-3") == 284


def test_a_planned_gap_pulls_nothing(tmp_path: Path) -> None:
    played = play(tmp_path, launching(s_2=140), pull("60 d", "10 d"))
    assert not played.all("PULLED_FORWARD")
    assert played.day("UNDOCKS", "s-1") == 124
    assert played.day("LAUNCHES", "s-2") == 140


def test_one_that_has_left_at_its_limit_still_pulls(tmp_path: Path) -> None:
    lost = pinned(s_2={"lost": True, "stand_down": "10 d"})
    played = play(tmp_path, lost, green(g_1=200), PORTS, pull("100 d", "60 d"))
    # the loss is the business of g-1, the head of the class; s-3 has its limit alone
    assert played.day("UNDOCKS", "s-1") == 124
    assert played.day("LAUNCHES", "s-3") == 194


# --- 6.2 whom, how long ---------------------------------------------------------------------------


def test_the_next_flight_of_the_class_is_the_head_with_the_earliest_date(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(50), "lead": "0 d"})
    both = pull("40 d", "15 d", "red", "green")
    played = play(tmp_path, ill, CASUAL, green(g_1=90), PORTS, both)
    assert played.day("LAUNCHES", "g-1") == 65
    assert played.day("LAUNCHES", "s-2") == 94


def test_a_flight_of_another_line_that_flies_first_does_not_end_the_reason(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(50), "lead": "0 d"}, s_2={"slip": "-40 d"})
    played = play(tmp_path, ill, CASUAL, green(g_1=90), PORTS, pull("40 d", "15 d", "green"))
    assert played.day("LAUNCHES", "s-2") == 54
    assert played.day("LAUNCHES", "g-1") == 65


def test_of_equal_dates_the_first_of_the_manifest_is_next(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(50), "lead": "0 d"})
    both = pull("40 d", "15 d", "red", "green")
    played = play(tmp_path, ill, CASUAL, green(g_1=94), PORTS, both)
    assert played.day("LAUNCHES", "s-2") == 65
    assert played.day("LAUNCHES", "g-1") == 94


def test_after_a_stranding_it_is_the_line_of_the_failed_ship(tmp_path: Path) -> None:
    failed = pinned(s_1={"unfit": day(20)})
    both = pull("60 d", "30 d", "red", "green")
    played = play(tmp_path, failed, CASUAL, green(g_1=90), PORTS, both)
    assert played.day("LAUNCHES", "s-2") == 50
    assert played.day("LAUNCHES", "g-1") == 90


def test_the_slip_stays_the_same(tmp_path: Path) -> None:
    lost = pinned(s_2={"lost": True, "stand_down": "10 d"}, s_3={"slip": "5 d"})
    played = play(tmp_path, lost, CASUAL, pull("100 d", "60 d"))
    assert played.day("LAUNCHES", "s-3") == 194 + 5


def test_a_pinned_launch_is_not_pulled(tmp_path: Path) -> None:
    lost = pinned(s_2={"lost": True, "stand_down": "10 d"}, s_3={"launch": day(280)})
    played = play(tmp_path, lost, CASUAL, pull("100 d", "60 d"))
    assert played.day("LAUNCHES", "s-3") == 280


def test_it_reverts_on_the_ground_when_the_reason_is_over(tmp_path: Path) -> None:
    rescued = {
        "manifest": {"d-2": {"planned": day(34), "crew": {"nina": "usos"}}},
        "vehicles": {"dragon": {"crew_to_fly": 1}},
        "pins": {"flights": {"s-1": {"unfit": day(20)}}},
    }
    played = play(tmp_path, rescued, CASUAL, pull("60 d", "40 d"))
    assert played.day("PULLED_FORWARD", "s-2") == 20
    assert played.day("REVERTED", "s-2") == 35
    assert played.day("LAUNCHES", "s-2") == 94


def test_it_does_not_revert_once_it_has_launched(tmp_path: Path) -> None:
    rescued = {
        "manifest": {"d-2": {"planned": day(59.5), "crew": {"nina": "usos"}}},
        "vehicles": {"dragon": {"crew_to_fly": 1}},
        "pins": {"flights": {"s-1": {"unfit": day(20)}}},
    }
    played = play(tmp_path, rescued, CASUAL, pull("60 d", "40 d"))
    assert played.day("LAUNCHES", "s-2") == 60
    assert not played.days("REVERTED", "s-2")
    assert played.day("DOCKS", "s-2") == 61


def test_it_does_not_revert_once_it_has_been_attempted(tmp_path: Path) -> None:
    # attempted on 60, tried again from 62 on; the reason is over on 61
    rescued = {
        "manifest": {"d-2": {"planned": day(60), "crew": {"nina": "usos"}}},
        "vehicles": {"dragon": {"crew_to_fly": 1}, "soyuz": {"scrub_recycle": "2 d"}},
        "pins": {"flights": {"s-1": {"unfit": day(20)}, "s-2": {"scrubs": 1}}},
    }
    played = play(tmp_path, rescued, CASUAL, pull("60 d", "40 d"))
    assert played.days("SCRUBS", "s-2") == [60]
    assert played.day("RESEATED", "anna") == 61
    assert played.day("LAUNCHES", "s-2") == 62


def test_of_several_reasons_the_earliest_event_counts(tmp_path: Path) -> None:
    twice = pinned(
        s_2={"lost": True, "stand_down": "10 d"},
        s_1={"medical_return": day(104)},
    )
    played = play(tmp_path, twice, pull("200 d", "100 d"))
    assert played.day("UNDOCKS", "s-1") == 110
    assert played.day("LAUNCHES", "s-3") == 94 + 100


def test_the_reason_is_judged_on_the_date_without_the_pull(tmp_path: Path) -> None:
    early = pinned(s_2={"slip": "-20 d"})
    short = {"manifest": {"s-2": {"limit": "215 d"}}}
    played = play(tmp_path, early, short, pull("30 d", "20 d"))
    # pulled to day 264, s-3 would dock before the limit on day 289: the pull stays all the same
    assert len(played.days("PULLED_FORWARD", "s-3")) == 1
    assert not played.days("REVERTED", "s-3")
    assert played.day("LAUNCHES", "s-3") == 264


def test_a_medical_return_while_the_next_has_flown_already_pulls_the_one_after(
    tmp_path: Path,
) -> None:
    ill = pinned(s_2={"medical_return": day(110)})
    played = play(tmp_path, ill, CASUAL, pull("100 d", "60 d"))
    assert played.day("UNDOCKS", "s-2") == 116
    assert played.day("LAUNCHES", "s-3") == 194


# --- 6.3 ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("waiver", "leaves"), [("0 d", 124), ("5 d", 129), ("12 h", 124.5)])
def test_the_waiver_is_how_long_a_vehicle_may_stay_beyond_its_limit(
    tmp_path: Path, waiver: str, leaves: float
) -> None:
    late = pinned(s_2={"slip": "60 d"})
    played = play(tmp_path, late, {"policy": {"waiver": waiver}})
    assert played.day("UNDOCKS", "s-1") == leaves
    assert played.outcome("days_past_limit") == leaves - 124


def test_a_waiver_holds_for_every_line(tmp_path: Path) -> None:
    none = without("manifest.d-3", "manifest.d-4")
    late = pinned(d_2={"slip": "60 d"})
    played = play(tmp_path, none, late, {"policy": {"waiver": "5 d"}})
    assert played.day("UNDOCKS", "d-1") == 179
