"""Sections 9.1 to 9.3 of the model: what comes first within one second."""

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
PORTS = {"station": {"ports": {"six": {"accepts": ["soyuz"]}, "seven": {"accepts": ["soyuz"]}}}}
RESEAT = {"vehicles": {"soyuz": {"reseat_time": "3 d"}, "dragon": {"reseat_time": "3 d"}}}
INDIRECT = {"lines": {"red": {"handover": "indirect"}}}
NO_SUCCESSOR = without("manifest.s-2", "manifest.s-3", "manifest.s-4")


def at(played: Played, moment: float, *happenings: str) -> list[str]:
    """What happened on a day: kind and entity of these kinds, in order; all kinds if none."""
    return [
        f"{row.happening.name} {row.entity}"
        for row in played.rows
        if row.second == round(moment * 86400)
        and (not happenings or row.happening.name in happenings)
    ]


# --- rank 0: until --------------------------------------------------------------------------------


def test_nothing_at_until_is_played(tmp_path: Path) -> None:
    played = play(tmp_path, {"until": day(94)})
    assert played.outcome("launches[r7]") == 0
    assert not [row for row in played.rows if row.second >= 94 * 86400]


def test_a_departure_at_until_is_not_played(tmp_path: Path) -> None:
    late = pinned(s_2={"slip": "60 d"})
    played = play(tmp_path, late, {"until": day(124)})
    assert not played.all("UNDOCKS")
    assert played.outcome("indirect_handovers[red]") == 0
    assert played.outcome("first_gap_on[red]") is None


def test_the_second_before_until_is_played(tmp_path: Path) -> None:
    played = play(tmp_path, {"until": day(94 + 1 / 86400)})
    assert played.outcome("launches[r7]") == 1


# --- ranks 10 to 18: all "can" before any "does" --------------------------------------------------


def test_a_repair_that_ends_as_the_flight_is_ready_lets_it_go(tmp_path: Path) -> None:
    down = {"pads": {"east": {"outage": {"since": day(-10), "repair": "104 d"}}}}
    played = play(tmp_path, down)
    assert at(played, 94, "REPAIRED", "FLIGHT_READY", "LAUNCHES", "WAITS_FOR") == [
        "REPAIRED east",
        "FLIGHT_READY s-2",
        "LAUNCHES s-2",
    ]


def test_a_return_to_service_as_the_flight_is_ready_lets_it_go(tmp_path: Path) -> None:
    down = {
        "pads": {
            "east": {"outage": {"since": day(-10), "repair": "94 d"}, "return_to_service": "10 d"}
        }
    }
    played = play(tmp_path, down)
    assert played.day("REPAIRED", "east") == 84
    assert played.day("LAUNCHES", "s-2") == 94
    assert not played.days("WAITS_FOR", "s-2")


def test_a_stand_down_that_ends_as_the_flight_is_ready_lets_it_go(tmp_path: Path) -> None:
    grounded = {"families": {"r7": {"grounded": {"since": day(-10), "stand_down": "104 d"}}}}
    played = play(tmp_path, grounded)
    assert at(played, 94, "STAND_DOWN_ENDS", "FLIGHT_READY", "LAUNCHES", "WAITS_FOR") == [
        "STAND_DOWN_ENDS r7",
        "FLIGHT_READY s-2",
        "LAUNCHES s-2",
    ]


def test_a_spacecraft_that_is_delivered_as_the_flight_is_ready_lets_it_go(tmp_path: Path) -> None:
    craft = {"spacecraft": {"deliveries": [day(94)], "then_every": "200 d"}}
    played = play(tmp_path, {"vehicles": {"soyuz": craft}})
    assert at(played, 94, "SPACECRAFT_READY", "FLIGHT_READY", "LAUNCHES", "WAITS_FOR") == [
        "SPACECRAFT_READY soyuz",
        "FLIGHT_READY s-2",
        "LAUNCHES s-2",
    ]


def test_a_turnaround_that_ends_as_the_flight_is_ready_lets_it_go(tmp_path: Path) -> None:
    turned = {"pads": {"east": {"turnaround": "4 d"}}, "manifest": {"p-1": cargo(90)}}
    played = play(tmp_path, turned)
    assert played.day("LAUNCHES", "p-1") == 90
    assert played.day("LAUNCHES", "s-2") == 94
    assert not played.days("WAITS_FOR", "s-2")


# --- rank 20: dockings ----------------------------------------------------------------------------


def test_a_docking_at_the_limit_saves_the_handover(tmp_path: Path) -> None:
    played = play(tmp_path, ALONE, launching(s_2=110), pinned(s_2={"slip": "13 d"}))
    assert at(played, 124, "DOCKS", "UNDOCKS") == ["DOCKS s-2", "UNDOCKS s-1"]
    assert played.outcome("next[red,1].direct") == 1
    assert played.outcome("next[red,1].overlap_days") == 0
    assert played.outcome("next[red,1].margin_to_limit_days") == 0
    assert played.outcome("decrewed") == 0
    assert played.outcome("indirect_handovers[red]") == 0
    assert played.episodes == ()


def test_a_docking_a_second_after_the_limit_does_not(tmp_path: Path) -> None:
    late = pinned(s_2={"slip": "13 d 1 s"})
    played = play(tmp_path, ALONE, launching(s_2=110), late)
    assert played.outcome("next[red,1].direct") == 0
    assert played.outcome("indirect_handovers[red]") == 1
    assert played.outcome("decrewed") == 1
    assert played.outcome("decrewed_days") == 1 / 86400


def test_seats_change_at_once_after_the_docking(tmp_path: Path) -> None:
    crews = {
        "docked": {
            "d-1": {
                "crew": {
                    "dora": "usos",
                    "emil": "usos",
                    "fay": "usos",
                    "gleb": {"segment": "rs", "home": "s-2"},
                }
            }
        },
        "manifest": {
            "s-2": {"crew": {"kim": "rs", "lev": "rs", "mia": {"segment": "usos", "home": "d-1"}}}
        },
    }
    played = play(tmp_path, crews)
    found = at(played, 95, "DOCKS", "SEAT_CHANGED")
    assert found[0] == "DOCKS s-2"
    assert sorted(found[1:]) == ["SEAT_CHANGED gleb", "SEAT_CHANGED mia"]


def test_free_seats_are_reserved_at_once_after_the_docking(tmp_path: Path) -> None:
    played = play(tmp_path, RESEAT, pinned(s_1={"unfit": day(20)}))
    assert at(played, 95, "DOCKS", "SEAT_RESERVED") == [
        "DOCKS s-2",
        "SEAT_RESERVED anna",
        "SEAT_RESERVED boris",
        "SEAT_RESERVED carol",
    ]


def test_two_dockings_come_in_the_order_of_the_flights(tmp_path: Path) -> None:
    played = play(tmp_path, launching(d_2=94))
    assert at(played, 95, "DOCKS") == ["DOCKS s-2", "DOCKS d-2"]


# --- ranks 22, 24: ports and seats before launches ------------------------------------------------


def test_a_failed_docking_frees_its_port_for_a_launch(tmp_path: Path) -> None:
    failed = pinned(s_2={"fails_to_dock": True})
    played = play(tmp_path, failed, launching(s_3=95))
    assert at(played, 95, "FAILS_TO_DOCK", "LAUNCHES", "WAITS_FOR") == [
        "FAILS_TO_DOCK s-2",
        "LAUNCHES s-3",
    ]


def test_a_seat_that_is_fitted_at_a_launch_is_not_brought(tmp_path: Path) -> None:
    slow = {"vehicles": {"soyuz": {"reseat_time": "74 d"}, "dragon": {"reseat_time": "74 d"}}}
    crew = {"docked": {"d-1": {"crew": {"dora": "usos", "emil": "usos", "fay": "usos"}}}}
    played = play(tmp_path, slow, crew, pinned(s_1={"unfit": day(20)}))
    found = at(played, 94, "RESEATED", "STAYS_BEHIND", "LAUNCHES")
    assert found[0] == "RESEATED anna"
    assert found[-1] == "LAUNCHES s-2"
    assert sorted(found[1:-1]) == ["STAYS_BEHIND s-2 rs 2", "STAYS_BEHIND s-2 usos 1"]


def test_a_seat_is_fitted_before_its_ship_leaves(tmp_path: Path) -> None:
    guest = {
        "class": "dragon",
        "port": "five",
        "launched": day(-11),
        "docked": day(-10),
        "planned_return": day(23),
        "crew": {"hal": "usos", "ida": "usos", "jan": "usos"},
    }
    failed = pinned(s_1={"unfit": day(20)})
    played = play(tmp_path, RESEAT, failed, {"docked": {"guest": guest}})
    assert at(played, 23, "RESEATED", "UNDOCKS") == ["RESEATED anna", "UNDOCKS guest"]
    assert played.row("UNDOCKS", "guest").people == 10 - 4


def test_a_seat_is_fitted_before_its_ship_fails(tmp_path: Path) -> None:
    crew = {"docked": {"d-1": {"crew": {"dora": "usos", "emil": "usos", "fay": "usos"}}}}
    both = pinned(s_1={"unfit": day(20)}, d_1={"unfit": day(23)})
    played = play(tmp_path, RESEAT, crew, both)
    assert at(played, 23, "RESEATED", "UNFIT", "STRANDED")[:2] == ["RESEATED anna", "UNFIT d-1"]
    assert "STRANDED anna" in at(played, 23, "STRANDED")


# --- ranks 30, 32: bad news before departures -----------------------------------------------------


def test_a_ship_that_fails_as_it_would_leave_stays(tmp_path: Path) -> None:
    played = play(tmp_path, pinned(s_1={"unfit": day(100)}))
    assert "UNDOCKS s-1" not in at(played, 100)
    assert played.days("STRANDED", "anna") == [100]


def test_an_illness_at_the_departure_makes_it_a_medical_return(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(100), "lead": "0 d"})
    played = play(tmp_path, ill)
    assert at(played, 100, "FALLS_ILL", "UNDOCKS") == ["FALLS_ILL anna", "UNDOCKS s-1"]
    assert "100.00 UNDOCKS s-1 MEDICAL" in played.log


# --- rank 40: undockings --------------------------------------------------------------------------

LATE = pinned(s_2={"slip": "60 d"})
REASONS: dict[str, tuple[str, list[Tree]]] = {
    "medical before handover": (
        "100.00 UNDOCKS s-1 MEDICAL",
        [pinned(s_1={"medical_return": day(94), "lead": "6 d"})],
    ),
    "medical before limit": (
        "124.00 UNDOCKS s-1 MEDICAL",
        [LATE, pinned(s_1={"medical_return": day(118), "lead": "6 d"})],
    ),
    "handover before planned return": ("100.00 UNDOCKS s-1 HANDOVER", []),
    "handover before patience": (
        "110.00 UNDOCKS s-1 HANDOVER",
        [
            {"lines": {"red": {"handover": "indirect", "patience": "10 d"}}},
            launching(s_2=104),
        ],
    ),
    "handover before limit": (
        "124.00 UNDOCKS s-1 HANDOVER",
        [{"lines": {"red": {"overlap": "29 d"}}}],
    ),
    "planned return before limit": (
        "124.00 UNDOCKS s-1 PLANNED_RETURN",
        [NO_SUCCESSOR, {"docked": {"s-1": {"planned_return": day(124)}}}],
    ),
    "patience before limit": (
        "124.00 UNDOCKS s-1 PATIENCE",
        [
            {"lines": {"red": {"handover": "indirect", "patience": "24 d"}}},
            launching(s_2=150),
        ],
    ),
}


@pytest.mark.parametrize("case", REASONS)
def test_of_several_reasons_at_once_the_first_is_told(tmp_path: Path, case: str) -> None:
    told, changes = REASONS[case]
    assert told in play(tmp_path, *changes).log


def test_a_port_that_is_left_is_free_for_a_launch_of_the_same_second(tmp_path: Path) -> None:
    played = play(tmp_path, INDIRECT, without("station.ports.two"), launching(s_2=100))
    assert at(played, 100, "UNDOCKS", "LAUNCHES") == ["UNDOCKS s-1", "LAUNCHES s-2"]
    assert "100.00 UNDOCKS s-1 PLANNED_RETURN" in played.log


# --- rank 50: bad news before launches ------------------------------------------------------------


def test_a_stand_down_that_begins_as_a_flight_would_launch_holds_it(tmp_path: Path) -> None:
    begins = {"pins": {"families": {"r7": {"stand_downs": [{"from": day(94), "to": day(110)}]}}}}
    played = play(tmp_path, begins)
    assert played.day("STAND_DOWN_BEGINS", "r7") == 94
    assert played.day("LAUNCHES", "s-2") == 110


def test_a_stand_down_that_follows_another_at_once_leaves_no_gap(tmp_path: Path) -> None:
    two = [{"from": day(90), "to": day(100)}, {"from": day(100), "to": day(110)}]
    played = play(tmp_path, {"pins": {"families": {"r7": {"stand_downs": two}}}})
    assert played.day("LAUNCHES", "s-2") == 110


# --- rank 60: launches ----------------------------------------------------------------------------

TURN = {"pads": {"east": {"turnaround": "1 d"}}}
TAXI = {"class": "soyuz", "planned": day(94), "crew": ["rs"], "planned_return": day(120)}


def test_launches_of_one_second_go_in_the_order_at_the_pad(tmp_path: Path) -> None:
    three = {"manifest": {"p-1": cargo(94), "taxi": TAXI}}
    played = play(tmp_path, TURN, PORTS, three)
    assert [played.day("LAUNCHES", name) for name in ("s-2", "taxi", "p-1")] == [94, 95, 96]


def test_cargo_that_pays_requalification_goes_before_the_crew(tmp_path: Path) -> None:
    three = {"manifest": {"p-1": cargo(94), "taxi": TAXI}}
    owed = {"pads": {"east": {"owed": 1}}}
    played = play(tmp_path, TURN, PORTS, three, owed)
    assert [played.day("LAUNCHES", name) for name in ("p-1", "s-2", "taxi")] == [94, 95, 96]


def test_a_rescue_goes_before_everybody(tmp_path: Path) -> None:
    green = {
        "lines": {"green": {"vehicle": "soyuz", "overlap": "5 d"}},
        "docked": {
            "g-1": {
                "line": "green",
                "port": "six",
                "launched": day(-51),
                "docked": day(-50),
                "crew": {"hal": "rs"},
            }
        },
        "manifest": {"g-2": flight("green", 94), "p-1": cargo(94)},
    }
    failed = pinned(g_1={"unfit": day(20)})
    played = play(tmp_path, TURN, PORTS, green, failed, RESEAT)
    assert [played.day("LAUNCHES", name) for name in ("g-2", "s-2", "p-1")] == [94, 95, 96]


def test_two_pads_serve_two_flights_in_one_second(tmp_path: Path) -> None:
    two = {"pads": {"east": {"turnaround": "1 d"}, "south": {"families": ["r7"]}}}
    played = play(tmp_path, two, PORTS, {"manifest": {"taxi": TAXI}})
    assert at(played, 94, "LAUNCHES") == ["LAUNCHES s-2", "LAUNCHES taxi"]


def test_a_loss_grounds_the_next_of_the_same_pass(tmp_path: Path) -> None:
    lost = pinned(s_2={"lost": True, "stand_down": "10 d"})
    played = play(tmp_path, lost, PORTS, {"manifest": {"taxi": TAXI}})
    assert played.day("LOST", "s-2") == 94
    assert played.day("LAUNCHES", "taxi") == 104


# --- consequences take their own rank -------------------------------------------------------------


def test_a_departure_that_follows_from_a_loss_is_an_undocking_of_that_second(
    tmp_path: Path,
) -> None:
    lost = pinned(s_2={"slip": "16 d", "lost": True})
    played = play(tmp_path, without("manifest.s-3", "manifest.s-4"), lost)
    found = at(played, 110, "LAUNCHES", "LOST", "UNDOCKS")
    assert found[-1] == "UNDOCKS s-1"
    assert "LOST s-2" in found
    assert played.row("UNDOCKS", "s-1").rank == 40


def test_a_port_freed_in_a_second_is_used_in_it(tmp_path: Path) -> None:
    taxi = {**TAXI, "planned": day(105), "planned_return": day(140)}
    back = {"docked": {"s-1": {"planned_return": day(110)}}, "manifest": {"taxi": taxi}}
    played = play(tmp_path, INDIRECT, without("station.ports.two"), NO_SUCCESSOR, back)
    assert played.day("WAITS_FOR", "taxi") == 105
    assert at(played, 110, "UNDOCKS", "LAUNCHES") == ["UNDOCKS s-1", "LAUNCHES taxi"]


def test_a_flight_that_becomes_ready_by_a_docking_launches_in_that_second(tmp_path: Path) -> None:
    played = play(tmp_path, PORTS, launching(s_3=94.5))
    assert at(played, 95, "DOCKS", "FLIGHT_READY", "LAUNCHES") == [
        "DOCKS s-2",
        "FLIGHT_READY s-3",
        "LAUNCHES s-3",
    ]
