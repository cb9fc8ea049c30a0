"""Section 8 of the model: the outcomes, on traces whose numbers were worked out by hand."""

from pathlib import Path

import pytest

from tests.engine.stage import (
    BLUE,
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

ALONE = without(*BLUE)
LATE = pinned(s_2={"slip": "60 d"})
RESEAT = {"vehicles": {"soyuz": {"reseat_time": "3 d"}, "dragon": {"reseat_time": "3 d"}}}
DOWN = {"since": day(-10)}


# --- 8.2 handover gaps ----------------------------------------------------------------------------


def test_a_gap_of_a_line_runs_from_the_departure_to_the_docking(tmp_path: Path) -> None:
    played = play(tmp_path, LATE)
    assert played.outcome("handover_gap_days[red]") == 155 - 124
    assert played.outcome("indirect_handovers[red]") == 1
    assert played.outcome("first_gap_on[red]") == 124
    assert "HANDOVER_GAP red 124.00..155.00 s-1 SLIP -> DOCKED" in played.episodes
    assert played.outcome("handover_gap_days[blue]") == 0
    assert played.outcome("indirect_handovers[blue]") == 0
    assert played.outcome("first_gap_on[blue]") is None


def test_a_line_with_no_flight_to_come_has_no_gap(tmp_path: Path) -> None:
    played = play(tmp_path, without("manifest.s-2", "manifest.s-3", "manifest.s-4"))
    assert played.day("UNDOCKS", "s-1") == 100
    assert played.outcome("handover_gap_days[red]") == 0
    assert played.outcome("indirect_handovers[red]") == 0


def test_a_gap_ends_when_the_line_has_no_flight_to_come_any_more(tmp_path: Path) -> None:
    last = without("manifest.s-3", "manifest.s-4")
    lost = pinned(s_2={"slip": "106 d", "lost": True})
    played = play(tmp_path, last, lost)
    assert played.outcome("handover_gap_days[red]") == 200 - 124
    assert "HANDOVER_GAP red 124.00..200.00 s-1 SLIP -> LINE_ENDED" in played.episodes


def test_who_came_up_with_the_line_counts_in_whatever_ship_they_sit(tmp_path: Path) -> None:
    crews = {
        "docked": {
            "s-1": {
                "crew": {"anna": "rs", "boris": "rs", "carol": {"segment": "usos", "seat": "d-1"}}
            },
            "d-1": {"crew": {"dora": "usos", "emil": "usos", "gleb": "rs"}},
        }
    }
    played = play(tmp_path, LATE, crews)
    assert played.outcome("handover_gap_days[red]") == 155 - 150
    assert played.outcome("indirect_handovers[red]") == 1
    assert "HANDOVER_GAP red 150.00..155.00 d-1 HANDOVER -> DOCKED" in played.episodes


def test_a_gap_that_is_open_on_as_of_was_begun_by_the_state(tmp_path: Path) -> None:
    played = play(tmp_path, without("docked.s-1"), {"lines": {"red": {"from": day(-300)}}})
    assert played.outcome("handover_gap_days[red]") == 95
    assert played.outcome("indirect_handovers[red]") == 0
    assert played.outcome("first_gap_on[red]") == 0
    assert "HANDOVER_GAP red 0.00..95.00 - STATE -> DOCKED" in played.episodes


def test_a_gap_that_is_open_at_until_has_no_end(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, {"until": day(140)})
    assert played.outcome("handover_gap_days[red]") == 140 - 124
    assert "HANDOVER_GAP red 124.00.. s-1 SLIP -> OPEN" in played.episodes


# --- 8.2 segments, minimum, complement ------------------------------------------------------------

RS_ONLY = {"manifest": {"s-2": {"crew": ["rs", "rs", "rs"]}}}


def test_a_segment_gap_is_nobody_qualified_for_it(tmp_path: Path) -> None:
    """Its last waits for company to the limit, day 124."""
    played = play(tmp_path, ALONE, RS_ONLY)
    assert played.outcome("segment_gap_days[usos]") == 295 - 124
    assert played.outcome("first_segment_gap_on[usos]") == 124
    assert "SEGMENT_GAP usos 124.00..295.00 s-1 PLAN -> DOCKED" in played.episodes
    assert played.outcome("segment_gap_days[rs]") == 0
    assert played.outcome("first_segment_gap_on[rs]") is None


def test_crew_days_count_people_of_a_segment(tmp_path: Path) -> None:
    played = play(tmp_path, ALONE, {"until": day(110)})
    assert played.outcome("crew_days[rs]") == 2 * 100 + 2 * 15
    assert played.outcome("crew_days[usos]") == 100 + 15


def test_crew_days_lost_are_short_of_the_complement_and_never_made_good(tmp_path: Path) -> None:
    planned = {"station": {"complement": {"rs": 3, "usos": 1}}}
    played = play(tmp_path, ALONE, planned, {"until": day(110)})
    assert played.outcome("crew_days_lost[rs]") == 95 + 10
    assert played.outcome("crew_days_lost[usos]") == 0


@pytest.mark.parametrize(
    ("minimum", "days"),
    [
        ({"total": 3, "rs": 1, "usos": 1}, 0),
        ({"total": 4}, 95 + 10),
        ({"rs": 3}, 95 + 10),
        ({"total": 4, "rs": 3}, 95 + 10),
        ({"total": 7}, 110),
    ],
)
def test_below_minimum_is_the_union_of_total_and_segments(
    tmp_path: Path, minimum: Tree, days: float
) -> None:
    few = {"station": {"minimum_crew": minimum}}
    played = play(tmp_path, ALONE, few, {"until": day(110)})
    assert played.outcome("below_minimum_days") == days


def test_below_minimum_is_an_episode_of_the_station(tmp_path: Path) -> None:
    few = {"station": {"minimum_crew": {"total": 4}}}
    played = play(tmp_path, few, LATE)
    assert played.day("UNDOCKS", "s-1") == 124
    assert not [told for told in played.episodes if told.startswith("BELOW_MINIMUM")]
    more = {"station": {"minimum_crew": {"total": 5}}}
    played = play(tmp_path, more, LATE)
    assert "BELOW_MINIMUM station 124.00..145.00 s-1 SLIP -> DOCKED" in played.episodes


def test_at_most_three_counts_none_as_well(tmp_path: Path) -> None:
    played = play(tmp_path, ALONE, LATE, {"until": day(170)})
    assert played.outcome("at_most_three_days") == 170
    assert play(tmp_path, {"until": day(170)}).outcome("at_most_three_days") == 0


def test_four_aboard_are_more_than_three(tmp_path: Path) -> None:
    assert play(tmp_path, LATE, {"until": day(140)}).outcome("at_most_three_days") == 0


# --- 8.2 de-crew ----------------------------------------------------------------------------------


def test_decrew_has_a_first_day_and_a_length(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(50)}, s_2={"medical_return": day(200)})
    played = play(tmp_path, ALONE, ill)
    assert played.outcome("decrewed") == 1
    assert played.outcome("decrewed_on") == 56
    assert played.outcome("decrewed_days") == (95 - 56) + (295 - 206)
    assert "DECREWED station 56.00..95.00 s-1 MEDICAL -> DOCKED" in played.episodes
    assert "DECREWED station 206.00..295.00 s-2 MEDICAL -> DOCKED" in played.episodes


def test_a_crewed_station_has_no_day_of_decrew(tmp_path: Path) -> None:
    played = play(tmp_path)
    assert played.outcome("decrewed") == 0
    assert played.outcome("decrewed_days") == 0
    assert played.outcome("decrewed_on") is None


# --- 8.2 stranding --------------------------------------------------------------------------------


def test_strandings_are_counted_for_each_person(tmp_path: Path) -> None:
    failed = pinned(s_1={"unfit": day(20)})
    other = {"lines": {"blue": {"reseat_lead": "14 d"}}}
    played = play(tmp_path, failed, other, RESEAT, launching(d_2=60))
    # d-2 brings two seats on day 61, s-2 one on day 95; each takes three days to fit
    assert played.outcome("stranded") == 1
    assert played.outcome("stranded_person_days") == 44 + 44 + 78
    assert played.outcome("longest_stranding_days") == 78
    assert [told for told in played.episodes if told.startswith("STRANDING")] == [
        "STRANDING anna 20.00..64.00 s-1 UNFIT -> RESEATED",
        "STRANDING boris 20.00..64.00 s-1 UNFIT -> RESEATED",
        "STRANDING carol 20.00..98.00 s-1 UNFIT -> RESEATED",
    ]


def test_the_longest_stranding_is_one_stretch_of_one_person(tmp_path: Path) -> None:
    # anna moves to d-1 on day 23 and is stranded again on day 40
    failed = pinned(s_1={"unfit": day(20)}, d_1={"unfit": day(40)})
    seats = {"docked": {"d-1": {"crew": {"dora": "usos"}}}}
    played = play(tmp_path, failed, seats, RESEAT, {"until": day(90)})
    assert played.outcome("longest_stranding_days") == 50
    assert played.outcome("stranded_person_days") == 3 * 3 + 4 * 50


def test_a_stranding_that_is_open_on_as_of_was_begun_by_the_state(tmp_path: Path) -> None:
    crew = {
        "anna": {"segment": "rs", "seat": "none", "stranded_since": day(-5)},
        "boris": {"segment": "rs", "seat": "d-1"},
    }
    state = {
        "docked": {
            "s-1": {"unfit_since": day(-5), "crew": crew},
            "d-1": {"crew": {"dora": "usos", "emil": "usos", "fay": "usos"}},
        }
    }
    played = play(tmp_path, state, RESEAT)
    assert played.outcome("stranded") == 1
    found = [told for told in played.episodes if told.startswith("STRANDING")]
    assert len(found) == 1
    assert " STATE -> RESEATED" in found[0]


# --- 8.2 stays ------------------------------------------------------------------------------------


def test_overstay_is_past_the_planned_return_in_force_on_as_of(tmp_path: Path) -> None:
    played = play(tmp_path, pinned(s_2={"slip": "20 d"}), {"until": day(200)})
    assert played.day("UNDOCKS", "s-1") == 120
    assert played.outcome("overstay_person_days") == 3 * 20


def test_overstay_is_past_the_planned_return_in_force_at_the_launch(tmp_path: Path) -> None:
    played = play(tmp_path, pinned(s_3={"replan": "10 d"}), {"until": day(320)})
    assert played.day("UNDOCKS", "s-2") == 310
    assert played.outcome("overstay_person_days") == 3 * 10


def test_overstay_goes_on_in_another_ship(tmp_path: Path) -> None:
    played = play(tmp_path, pinned(s_1={"unfit": day(20)}), RESEAT, {"until": day(310)})
    assert played.day("UNDOCKS", "s-2") == 300
    assert played.outcome("overstay_person_days") == 3 * 200


def test_overstay_counts_those_still_aboard(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, {"until": day(110)})
    assert played.outcome("overstay_person_days") == 3 * 10


def test_the_longest_stay_is_from_the_docking(tmp_path: Path) -> None:
    crew = {"anna": {"segment": "rs", "aboard_since": day(-200)}, "boris": "rs", "carol": "usos"}
    played = play(tmp_path, {"docked": {"s-1": {"crew": crew}}}, {"until": day(140)})
    assert played.outcome("longest_stay_days") == 300


def test_the_longest_stay_counts_those_still_aboard(tmp_path: Path) -> None:
    assert play(tmp_path, {"until": day(50)}).outcome("longest_stay_days") == 155


def test_days_past_limit_are_days_of_vehicles_with_people(tmp_path: Path) -> None:
    held = pinned(
        s_1={"hold": "3 d"}, s_2={"slip": "60 d"}, d_1={"hold": "5 d"}, d_2={"slip": "60 d"}
    )
    played = play(tmp_path, held, {"policy": {"waiver": "2 d"}}, {"until": day(200)})
    assert played.day("UNDOCKS", "s-1") == 129
    assert played.day("UNDOCKS", "d-1") == 181
    assert played.outcome("days_past_limit") == 5 + 7


def test_an_empty_vehicle_past_its_limit_does_not_count(tmp_path: Path) -> None:
    seats = {"docked": {"d-1": {"crew": {"dora": "usos"}}}}
    disposal = {"vehicles": {"soyuz": {"disposal": "150 d"}}}
    played = play(tmp_path, pinned(s_1={"unfit": day(20)}), seats, RESEAT, disposal)
    assert played.day("UNDOCKS", "s-1") == 173
    assert played.outcome("days_past_limit") == 0


# --- 8.2 the next flights -------------------------------------------------------------------------


def next_of(played: Played, number: int) -> dict[str, float | int | None]:
    """The figures of a next flight of red."""
    names = ("launch", "dock", "overlap_days", "margin_to_limit_days", "direct")
    return {name: played.outcome(f"next[red,{number}].{name}") for name in names}


def test_next_tells_of_the_first_two_flights(tmp_path: Path) -> None:
    played = play(tmp_path)
    assert next_of(played, 1) == {
        "launch": 94,
        "dock": 95,
        "overlap_days": 5,
        "margin_to_limit_days": 124 - 95,
        "direct": 1,
    }
    assert next_of(played, 2) == {
        "launch": 294,
        "dock": 295,
        "overlap_days": 5,
        "margin_to_limit_days": 324 - 295,
        "direct": 1,
    }


def test_next_is_null_where_until_comes_first(tmp_path: Path) -> None:
    played = play(tmp_path, {"until": day(90)})
    assert set(next_of(played, 1).values()) == {None}
    assert set(next_of(played, 2).values()) == {None}


def test_a_launch_before_until_whose_docking_is_not(tmp_path: Path) -> None:
    played = play(tmp_path, {"until": day(94.5)})
    assert played.outcome("next[red,1].launch") == 94
    assert played.outcome("next[red,1].dock") is None


def test_next_of_an_indirect_handover(tmp_path: Path) -> None:
    played = play(tmp_path, LATE)
    assert next_of(played, 1) == {
        "launch": 154,
        "dock": 155,
        "overlap_days": None,
        "margin_to_limit_days": 124 - 155,
        "direct": 0,
    }


def test_next_of_a_lost_flight(tmp_path: Path) -> None:
    played = play(tmp_path, pinned(s_2={"lost": True, "stand_down": "5 d"}))
    assert next_of(played, 1) == {
        "launch": 94,
        "dock": None,
        "overlap_days": None,
        "margin_to_limit_days": 124 - 295,
        "direct": 0,
    }
    assert played.outcome("next[red,2].launch") == 294
    assert played.outcome("next[red,2].dock") == 295
    assert played.outcome("next[red,2].direct") is None
    assert played.outcome("next[red,2].overlap_days") is None
    assert played.outcome("next[red,2].margin_to_limit_days") is None


def test_any_successor_makes_it_direct(tmp_path: Path) -> None:
    played = play(tmp_path, pinned(s_2={"lost": True, "stand_down": "5 d"}), launching(s_3=110))
    assert played.day("UNDOCKS", "s-1") == 116
    assert played.outcome("next[red,1].direct") == 1
    assert played.outcome("next[red,1].overlap_days") == 5
    assert played.outcome("next[red,1].margin_to_limit_days") == 124 - 111


def test_an_empty_rescue_counts_for_the_ship_it_relieves(tmp_path: Path) -> None:
    played = play(tmp_path, pinned(s_1={"unfit": day(20)}), RESEAT)
    assert played.day("UNDOCKS", "s-2") == 300
    assert played.outcome("next[red,1].direct") == 1
    assert played.outcome("next[red,1].overlap_days") == 5


# --- 8.3 launchers and pads -----------------------------------------------------------------------


def test_launches_and_losses_of_a_family(tmp_path: Path) -> None:
    played = play(
        tmp_path,
        {"manifest": {"p-1": cargo(20)}},
        pinned(s_2={"lost": True, "stand_down": "10 d"}),
    )
    assert played.outcome("launches[r7]") == 4
    assert played.outcome("losses[r7]") == 1
    assert played.outcome("stand_down_days[r7]") == 10
    assert played.outcome("launches[falcon]") == 3
    assert played.outcome("losses[falcon]") == 0
    assert played.outcome("stand_down_days[falcon]") == 0


def test_stand_downs_that_overlap_are_counted_once(tmp_path: Path) -> None:
    lost = pinned(s_2={"lost": True, "stand_down": "10 d"})
    other = {"pins": {"families": {"r7": {"stand_downs": [{"from": day(96), "to": day(116)}]}}}}
    assert play(tmp_path, lost, other).outcome("stand_down_days[r7]") == 22


def test_a_stand_down_is_counted_from_as_of_and_to_until(tmp_path: Path) -> None:
    grounded = {"families": {"r7": {"grounded": {**DOWN, "stand_down": "30 d"}}}}
    assert play(tmp_path, grounded).outcome("stand_down_days[r7]") == 20
    assert play(tmp_path, grounded, {"until": day(15)}).outcome("stand_down_days[r7]") == 15


def test_a_pad_is_down_until_it_is_repaired(tmp_path: Path) -> None:
    played = play(
        tmp_path,
        {"pads": {"east": {"return_to_service": "10 d", "repair": "1 d"}}},
        pinned(s_2={"damages_pad": "30 d"}),
    )
    assert played.outcome("pad_launches[east]") == 3
    assert played.outcome("pad_damages[east]") == 1
    assert played.outcome("pad_down_days[east]") == 30
    assert played.outcome("repair_days[east]") is None
    assert played.outcome("pad_launches[west]") == 3
    assert played.outcome("pad_damages[west]") == 0


def test_repair_days_are_of_the_scenarios_outage_alone(tmp_path: Path) -> None:
    down = {"pads": {"east": {"outage": {**DOWN, "repair": "60 d"}, "repair": "7 d"}}}
    played = play(tmp_path, down, pinned(s_2={"damages_pad": "30 d"}))
    assert played.outcome("repair_days[east]") == 60
    assert played.outcome("pad_down_days[east]") == 50 + 30
    assert played.outcome("pad_damages[east]") == 1


def test_a_lost_launch_counts_for_its_pad(tmp_path: Path) -> None:
    played = play(tmp_path, pinned(s_2={"lost": True, "stand_down": "10 d"}))
    assert played.outcome("pad_launches[east]") == 3


def test_an_empty_rescue_counts_for_a_ship_that_has_cleared_its_port(tmp_path: Path) -> None:
    taxi = {
        "class": "soyuz",
        "port": "two",
        "launched": day(-6),
        "docked": day(-5),
        "planned_return": day(200),
        "crew": {"hal": "usos", "ida": "usos", "jan": "rs"},
    }
    failed = pinned(s_1={"unfit": day(20)})
    played = play(tmp_path, {"docked": {"taxi": taxi}}, failed, RESEAT)
    assert played.day("UNDOCKS", "s-1") == 94
    assert played.day("UNDOCKS", "s-2") == 300
    assert played.outcome("next[red,1].direct") == 1
    assert played.outcome("next[red,1].overlap_days") == 5


def test_a_rescue_that_was_manifested_empty_counts_as_well(tmp_path: Path) -> None:
    empty: Tree = {"manifest": {"s-2": {"crew": []}}}
    played = play(tmp_path, pinned(s_1={"unfit": day(20)}), RESEAT, empty)
    assert played.day("UNDOCKS", "s-2") == 300
    assert played.outcome("next[red,1].direct") == 1
    assert played.outcome("next[red,1].overlap_days") == 5


def test_a_planned_gap_is_an_episode_all_the_same(tmp_path: Path) -> None:
    assert (
        "HANDOVER_GAP red 124.00..141.00 s-1 PLAN -> DOCKED"
        in play(tmp_path, {"manifest": {"s-2": flight("red", 140)}}).episodes
    )
