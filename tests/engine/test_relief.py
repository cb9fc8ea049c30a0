"""Section 5.2 of the model: who brings the stranded a seat home."""

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

# Unless a test says otherwise s-1 fails on day 20 with anna, boris and carol; d-1 is full.


def soyuz(**more: object) -> Tree:
    """The class of s-1, changed."""
    return {"vehicles": {"soyuz": more}}


def dragon(**more: object) -> Tree:
    """The class of d-1, changed."""
    return {"vehicles": {"dragon": more}}


def aboard_dragon(*people: str) -> Tree:
    """The crew of d-1, of `usos`."""
    return {"docked": {"d-1": {"crew": dict.fromkeys(people, "usos")}}}


FAILED = pinned(s_1={"unfit": day(20)})
RESEAT = {"vehicles": {"soyuz": {"reseat_time": "3 d"}, "dragon": {"reseat_time": "3 d"}}}


def seats(played: Played) -> list[tuple[float, str, str]]:
    """Day, person and ship of each reserved seat that was fitted."""
    return [
        (row.second / 86400, row.entity, row.other)
        for row in played.rows
        if row.happening.name == "RESEATED"
    ]


def launched_with(played: Played, name: str) -> int:
    """How many people a flight brought."""
    docks = played.row("DOCKS", name)
    before = [row for row in played.rows if row.second < docks.second]
    return docks.people - before[-1].people


def test_the_next_flight_of_the_line_leaves_empty_seats_for_the_stranded(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, RESEAT, aboard_dragon("dora", "emil"))
    assert len(seats(played)) >= 3
    assert [who for when, who, _ in seats(played) if when == 23] == ["anna", "boris"]
    assert launched_with(played, "s-2") == 2
    assert played.all("STAYS_BEHIND") == ["94.00 STAYS_BEHIND s-2 usos 1"]
    assert played.day("RESEATED", "carol") == 98


def test_the_last_of_the_crew_list_stay_behind(tmp_path: Path) -> None:
    crew = {"kim": "usos", "lev": "rs", "mia": "rs"}
    played = play(
        tmp_path,
        FAILED,
        RESEAT,
        aboard_dragon("dora", "emil"),
        {"manifest": {"s-2": {"crew": crew}}},
    )
    behind = [row for row in played.rows if row.happening.name == "STAYS_BEHIND"]
    assert len(behind) == 1
    assert behind[0].entity == "mia"


def test_a_flight_below_its_fewest_to_fly_flies_empty(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, RESEAT)
    assert played.row("DOCKS", "s-2").people == 7
    assert [(when, who) for when, who, _ in seats(played)[:3]] == [
        (98, "anna"),
        (98, "boris"),
        (98, "carol"),
    ]
    assert "128.00 UNDOCKS s-1 DISPOSAL" in played.log


def test_the_fewest_to_fly_decides_whether_it_flies_empty(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, RESEAT, aboard_dragon("dora", "emil"), soyuz(crew_to_fly=3))
    assert launched_with(played, "s-2") == 0


def test_its_crew_is_re_manifested_to_the_next_flight_with_a_crew(tmp_path: Path) -> None:
    crews = {
        "manifest": {
            "s-2": {"crew": {"kim": "rs", "lev": "rs", "mia": "usos"}},
            "s-3": {"crew": {"nils": "rs", "olga": "rs", "paul": "usos"}},
        }
    }
    played = play(tmp_path, FAILED, RESEAT, crews)
    moved = [row for row in played.rows if row.happening.name == "REMANIFESTED"]
    assert {row.second / 86400 for row in moved} == {94}
    assert {row.entity: row.other for row in moved} == dict.fromkeys(("kim", "lev", "mia"), "s-3")
    assert launched_with(played, "s-3") == 3


def test_those_who_lose_a_seat_are_the_last_of_the_same_segment(tmp_path: Path) -> None:
    crews = {
        "manifest": {
            "s-2": {"crew": {"mia": "usos"}},
            "s-3": {"crew": {"nils": "usos", "paul": "usos", "olga": "rs"}},
        }
    }
    played = play(tmp_path, FAILED, RESEAT, crews, soyuz(crew_to_fly=1), {"until": day(400)})
    # s-2 flies empty; mia takes the seat of paul; 7 aboard less 4 of d-1, whom four replaced
    assert played.outcome("segment_gap_days[rs]") == 0
    assert launched_with(played, "s-3") == 3
    behind = [row for row in played.rows if row.happening.name == "STAYS_BEHIND"]
    told = {row.entity for row in behind if row.second / 86400 >= 94}
    assert "paul" in told
    assert "olga" not in told
    assert "nils" not in told


def test_a_rescue_is_prepared_first(tmp_path: Path) -> None:
    prepared = {"lines": {"red": {"rescue_preparation": "80 d"}}}
    played = play(tmp_path, FAILED, RESEAT, prepared)
    assert played.day("LAUNCHES", "s-2") == 100


def test_a_rescue_is_pulled_forward(tmp_path: Path) -> None:
    pull = {"lines": {"red": {"pull_forward": {"by": "60 d", "lead": "40 d"}}}}
    played = play(
        tmp_path, FAILED, RESEAT, pull, {"lines": {"red": {"rescue_preparation": "30 d"}}}
    )
    assert played.day("LAUNCHES", "s-2") == 60


def test_the_preparation_bounds_the_pull(tmp_path: Path) -> None:
    pull = {
        "lines": {
            "red": {"pull_forward": {"by": "60 d", "lead": "10 d"}, "rescue_preparation": "50 d"}
        }
    }
    played = play(tmp_path, FAILED, RESEAT, pull)
    assert played.day("LAUNCHES", "s-2") == 70


def test_the_spacing_does_not_bind_a_rescue(tmp_path: Path) -> None:
    spaced = {
        "lines": {"red": {"spacing": "150 d", "pull_forward": {"by": "150 d", "lead": "10 d"}}}
    }
    bad = pinned(s_2={"unfit": day(110)})
    played = play(tmp_path, bad, RESEAT, spaced)
    assert played.day("LAUNCHES", "s-2") == 94
    assert played.day("LAUNCHES", "s-3") == 144


def test_a_flight_whose_seats_are_not_needed_any_more_flies_full(tmp_path: Path) -> None:
    played = play(
        tmp_path,
        FAILED,
        RESEAT,
        aboard_dragon("dora", "emil", "fay"),
        {"manifest": {"d-2": flight("blue", 60, ["usos", "usos"])}},
    )
    assert [who for when, who, _ in seats(played)] == ["anna", "boris", "carol"]
    assert launched_with(played, "s-2") == 3


OTHER = {"lines": {"blue": {"reseat_lead": "14 d"}}}
SOON = launching(d_2=60)
"""d-2 launches 40 days after s-1 failed, s-2 34 days after d-2."""


def test_a_flight_of_another_line_brings_seats_but_never_below_its_fewest(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, RESEAT, OTHER, SOON)
    assert launched_with(played, "d-2") == 2
    assert [(when, who) for when, who, _ in seats(played)[:2]] == [(64, "anna"), (64, "boris")]
    assert launched_with(played, "s-2") == 2
    assert played.day("RESEATED", "carol") == 98


def test_it_leaves_no_more_seats_empty_than_there_are_stranded(tmp_path: Path) -> None:
    one = {"lines": {"blue": {"reseat_lead": "14 d"}}}
    played = play(
        tmp_path, FAILED, RESEAT, one, SOON, dragon(crew_to_fly=1), aboard_dragon("dora", "emil")
    )
    assert launched_with(played, "d-2") == 3


def test_at_most_relief_seats_stay_empty(tmp_path: Path) -> None:
    few = {"lines": {"blue": {"relief_seats": 1}}}
    played = play(tmp_path, FAILED, RESEAT, OTHER, few, SOON)
    assert launched_with(played, "d-2") == 3


@pytest.mark.parametrize(("planned", "brought"), [(33, 4), (34, 2)])
def test_it_must_launch_reseat_lead_after_the_stranding_began(
    tmp_path: Path, planned: float, brought: int
) -> None:
    played = play(tmp_path, FAILED, RESEAT, OTHER, launching(d_2=planned))
    assert launched_with(played, "d-2") == brought


STRANDED_BEFORE = {
    "docked": {
        "s-1": {
            "unfit_since": day(-30),
            "crew": {
                who: {"segment": "rs", "seat": "none", "stranded_since": day(-30)}
                for who in ("anna", "boris", "carol")
            },
        }
    }
}
"""The state on as_of: s-1 failed thirty days before."""


@pytest.mark.parametrize(("planned", "brought"), [(9, 4), (10, 2)])
def test_reseat_lead_counts_from_a_stranding_before_as_of(
    tmp_path: Path, planned: float, brought: int
) -> None:
    lead = {"lines": {"blue": {"reseat_lead": "40 d"}}}
    played = play(tmp_path, STRANDED_BEFORE, RESEAT, lead, launching(d_2=planned))
    assert launched_with(played, "d-2") == brought


def test_preparation_and_lead_count_from_a_stranding_before_as_of(tmp_path: Path) -> None:
    lever = {"pull_forward": {"by": "90 d", "lead": "50 d"}, "rescue_preparation": "45 d"}
    played = play(tmp_path, STRANDED_BEFORE, RESEAT, {"lines": {"red": lever}})
    assert played.day("LAUNCHES", "s-2") == -30 + 50


@pytest.mark.parametrize(("planned", "brought"), [(74, 4), (75, 2)])
def test_it_carries_its_crew_if_the_rescue_of_the_line_is_near(
    tmp_path: Path, planned: float, brought: int
) -> None:
    played = play(tmp_path, FAILED, RESEAT, OTHER, launching(d_2=60, s_2=planned))
    assert launched_with(played, "d-2") == brought


def test_the_rescue_is_not_near_while_its_pad_is_down(tmp_path: Path) -> None:
    down = {"pads": {"east": {"outage": {"since": day(-10), "repair": "300 d"}}}}
    played = play(tmp_path, FAILED, RESEAT, OTHER, launching(d_2=60, s_2=70), down)
    assert launched_with(played, "d-2") == 2


def test_the_rescue_is_not_near_while_its_family_is_stood_down(tmp_path: Path) -> None:
    down = {"families": {"r7": {"grounded": {"since": day(-10), "stand_down": "300 d"}}}}
    played = play(tmp_path, FAILED, RESEAT, OTHER, launching(d_2=60, s_2=70), down)
    assert launched_with(played, "d-2") == 2


def test_the_rescue_is_not_near_before_it_is_prepared(tmp_path: Path) -> None:
    prepared = {"lines": {"red": {"rescue_preparation": "60 d"}}}
    played = play(tmp_path, FAILED, RESEAT, OTHER, launching(d_2=60, s_2=70), prepared)
    assert launched_with(played, "d-2") == 2


def test_the_rescue_is_near_by_its_known_date_whatever_its_late_slip(tmp_path: Path) -> None:
    late = pinned(s_1={"unfit": day(20)}, s_2={"slip": "30 d"})
    played = play(tmp_path, late, RESEAT, OTHER, launching(d_2=60, s_2=70))
    assert launched_with(played, "d-2") == 4
    assert played.day("LAUNCHES", "s-2") == 100


def test_the_rescue_is_near_by_its_pulled_date(tmp_path: Path) -> None:
    pull = {"lines": {"red": {"pull_forward": {"by": "60 d", "lead": "50 d"}}}}
    played = play(tmp_path, FAILED, RESEAT, OTHER, SOON, pull)
    assert launched_with(played, "d-2") == 4
    assert played.day("LAUNCHES", "s-2") == 70


def test_seats_on_their_way_are_not_brought_twice(tmp_path: Path) -> None:
    down = {"pads": {"east": {"outage": {"since": day(-10), "repair": "72 d"}}}}
    slow = pinned(s_1={"unfit": day(20)}, d_2={"transit": "5 d"})
    played = play(tmp_path, slow, RESEAT, OTHER, launching(d_2=60, s_2=50), down)
    assert played.day("LAUNCHES", "d-2") == 60
    assert played.day("LAUNCHES", "s-2") == 62
    assert played.day("DOCKS", "s-2") == 63
    assert launched_with(played, "s-2") == 2
    assert launched_with(played, "d-2") == 2


def test_a_visit_that_fails_is_relieved_by_other_lines_alone(tmp_path: Path) -> None:
    visit = {
        "docked": {
            "taxi": {
                "class": "soyuz",
                "port": "two",
                "launched": day(-6),
                "docked": day(-5),
                "planned_return": day(80),
                "crew": {"hal": "usos", "ida": "usos", "jan": "rs"},
            }
        },
        "pins": {"flights": {"taxi": {"unfit": day(20)}}},
    }
    ports = {"station": {"ports": {"six": {"accepts": ["soyuz"]}}}}
    played = play(tmp_path, visit, ports, RESEAT, without(*BLUE))
    assert launched_with(played, "s-2") == 1
    assert [who for _, who, _ in seats(played)[:2]] == ["hal", "ida"]


def test_a_relief_that_is_lost_leaves_the_stranding_as_it_was(tmp_path: Path) -> None:
    lost = pinned(s_1={"unfit": day(20)}, s_2={"lost": True, "stand_down": "10 d"})
    alone = without("manifest.d-2", "manifest.d-3", "manifest.d-4")
    played = play(tmp_path, lost, RESEAT, alone)
    assert played.day("LOST", "s-2") == 94
    assert [when for when, _, _ in seats(played)[:3]] == [298, 298, 298]
    assert "STRANDING anna 20.00..298.00 s-1 UNFIT -> RESEATED" in played.episodes


def test_an_empty_rescue_needs_no_requalification_and_pays_one(tmp_path: Path) -> None:
    owed = {"pads": {"east": {"owed": 1}}, "manifest": {"p-1": cargo(590)}}
    played = play(tmp_path, FAILED, RESEAT, owed)
    assert launched_with(played, "s-2") == 0
    assert played.day("LAUNCHES", "s-2") == 94
    assert played.day("LAUNCHES", "s-3") == 294


def test_a_relief_with_people_waits_for_requalification(tmp_path: Path) -> None:
    owed = {"pads": {"east": {"owed": 1}}, "manifest": {"p-1": cargo(130)}}
    played = play(tmp_path, FAILED, RESEAT, owed, aboard_dragon("dora", "emil"))
    assert played.day("LAUNCHES", "s-2") == 130


def test_an_empty_rescue_stands_in_the_place_of_the_ship_it_relieves(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, RESEAT)
    assert played.day("DOCKS", "s-3") == 295
    assert "300.00 UNDOCKS s-2 HANDOVER" in played.log
    assert played.row("UNDOCKS", "s-2").people == 7 + 3 - 3
