"""Sections 6.8 and 6.9 of the model: a ship that is held until it is relieved, an early return."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.core.errors import ScenarioError
from tests.engine.lever_stage import SECOND, grounded, manifest, outage, policy
from tests.engine.stage import (
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

DOWN = outage(-10, 900)


# --- 6.8 hold -------------------------------------------------------------------------------------

LATE = pinned(s_2={"slip": "60 d"})
"""s-2 launches on day 154 and docks on 155; the limit of s-1 is on day 124."""

HOLD = policy(hold=["red"])


def test_a_vehicle_is_held_past_its_limit_until_it_is_relieved(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, HOLD)
    assert played.days("DOCKS", "s-2") == [155]
    assert played.days("UNDOCKS", "s-1") == [155]
    assert played.outcome("days_past_limit") == 155 - 124
    assert played.outcome("next[red,1].direct") == 1
    assert played.outcome("next[red,1].overlap_days") == 0
    assert not [told for told in played.episodes if told.startswith("HANDOVER_GAP red")]


def test_the_docking_comes_before_the_departure_of_that_second(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, HOLD)
    at = [told.split()[1:3] for told in played.log if told.startswith("155.00")]
    assert at.index(["DOCKS", "s-2"]) < at.index(["UNDOCKS", "s-1"])


@pytest.mark.parametrize(
    ("waiver", "leaves"),
    [("10 d", 155), ("31 d", 155), ("33 d", 157), ("36 d", 160), ("60 d", 160)],
)
def test_the_overlap_is_what_limit_and_waiver_leave(
    tmp_path: Path, waiver: str, leaves: float
) -> None:
    played = play(tmp_path, LATE, HOLD, policy(waiver=waiver))
    assert played.days("UNDOCKS", "s-1") == [leaves]
    assert played.outcome("days_past_limit") == leaves - 124


def test_a_relief_before_the_limit_makes_no_difference(tmp_path: Path) -> None:
    for slip in ("0 d", "20 d", "27 d", "29 d"):
        early = pinned(s_2={"slip": slip})
        assert play(tmp_path, early, HOLD).rows == play(tmp_path, early).rows


def test_lines_that_are_not_named_are_not_held(tmp_path: Path) -> None:
    both = pinned(s_2={"slip": "60 d"}, d_2={"slip": "60 d"})
    played = play(tmp_path, both, HOLD)
    assert played.days("UNDOCKS", "d-1") == [174]
    for lines in (["red", "blue"], True):
        played = play(tmp_path, both, policy(hold=lines))
        assert played.days("UNDOCKS", "s-1") == [155]
        assert played.days("UNDOCKS", "d-1") == [205]


def test_without_a_relief_it_waits_without_end(tmp_path: Path) -> None:
    played = play(tmp_path, DOWN, HOLD)
    assert played.days("UNDOCKS", "s-1") == []
    assert played.outcome("days_past_limit") == 600 - 124


def test_a_vehicle_without_successor_is_not_held(tmp_path: Path) -> None:
    none = without("manifest.s-2", "manifest.s-3", "manifest.s-4")
    later = {"docked": {"s-1": {"planned_return": day(200)}}}
    assert play(tmp_path, none, HOLD).days("UNDOCKS", "s-1") == [100]
    assert play(tmp_path, none, HOLD, later).days("UNDOCKS", "s-1") == [124]


def test_it_is_held_no_longer_when_the_last_successor_is_lost(tmp_path: Path) -> None:
    lost = pinned(s_2={"slip": "60 d", "lost": True, "stand_down": "5 d"})
    played = play(tmp_path, lost, HOLD, without("manifest.s-3", "manifest.s-4"))
    assert played.days("UNDOCKS", "s-1") == [154]


def test_it_is_held_for_the_next_when_a_successor_is_lost(tmp_path: Path) -> None:
    lost = pinned(s_2={"slip": "60 d", "lost": True, "stand_down": "5 d"})
    played = play(tmp_path, lost, HOLD)
    assert played.days("UNDOCKS", "s-1") == [295]
    assert played.outcome("days_past_limit") == 295 - 124


def test_a_successor_that_leaves_before_it_does_not_count(tmp_path: Path) -> None:
    ill = [pinned(s_2={"medical_return": day(97)}), {"lines": {"red": {"overlap": "10 d"}}}]
    played = play(tmp_path, *ill, HOLD)
    assert played.days("UNDOCKS", "s-2") == [103]
    assert played.days("UNDOCKS", "s-1") == [295]


@pytest.mark.parametrize("patience", [None, "10 d", "40 d"])
def test_an_indirect_line_is_not_held(tmp_path: Path, patience: str | None) -> None:
    line: Tree = {"handover": "indirect"} | ({"patience": patience} if patience else {})
    leaves = {None: 100, "10 d": 110, "40 d": 124}[patience]
    played = play(tmp_path, LATE, {"lines": {"red": line}}, policy(hold=True))
    assert played.days("UNDOCKS", "s-1") == [leaves]
    with pytest.raises(ScenarioError, match="leave without waiting"):
        play(tmp_path, {"lines": {"red": line}}, HOLD)


def test_the_weather_comes_on_top(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, HOLD, pinned(s_1={"hold": "4 d"}))
    assert played.days("UNDOCKS", "s-1") == [159]
    assert played.outcome("days_past_limit") == 159 - 124


def test_an_illness_ends_it(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(130), "lead": "3 d"})
    played = play(tmp_path, LATE, HOLD, ill)
    assert "133.00 UNDOCKS s-1 MEDICAL" in played.log


def test_the_port_is_cleared_for_the_very_flight_it_waits_for(tmp_path: Path) -> None:
    played = play(tmp_path, LATE, HOLD, without("station.ports.two"))
    assert "154.00 UNDOCKS s-1 PORT_CLEARED" in played.log


def test_a_vehicle_that_has_no_limit_to_pass_is_as_before(tmp_path: Path) -> None:
    assert play(tmp_path, HOLD).rows == play(tmp_path).rows


# --- 6.9 early return -----------------------------------------------------------------------------

THREE = {"docked": {"d-1": {"crew": {"dora": "usos", "emil": "usos", "gleb": "rs"}}}}
"""A free seat in d-1."""


def early(after: str | None = "20 d", **people: str) -> Tree:
    """Another way home for people."""
    lever: dict[str, Any] = {
        "people": {who: name.replace("_", "-") for who, name in people.items()}
    }
    return policy(early_return=lever | ({} if after is None else {"after": after}))


def told(played: Played, happening: str) -> list[tuple[float, str, str]]:
    """Day, person and the other flight."""
    rows = [row for row in played.rows if row.happening.name == happening]
    return [(row.second / 86400, row.entity, row.other) for row in rows]


def test_the_seats_change_at_once_if_both_are_docked(tmp_path: Path) -> None:
    played = play(tmp_path, DOWN, THREE, early(anna="d_1"))
    assert played.days("EARLY_RETURN", "anna") == [10]
    assert played.row("EARLY_RETURN", "anna").rank == 54
    assert played.days("SEAT_CHANGED", "anna") == [10]
    assert played.row("EARLY_RETURN", "anna").other == "d-1"
    assert played.row("SEAT_CHANGED", "anna").other == "d-1"
    # boris and carol leave in s-1 at its limit, anna with d-1 on day 150
    assert played.row("UNDOCKS", "s-1").people == 6 - 2
    assert played.row("UNDOCKS", "d-1").people == 4


def test_without_the_lever_they_stay_where_they_are(tmp_path: Path) -> None:
    played = play(tmp_path, DOWN, THREE)
    assert not played.all("SEAT_CHANGED", "EARLY_RETURN")
    played = play(tmp_path, THREE, early(anna="d_1"))
    assert not played.all("SEAT_CHANGED", "EARLY_RETURN")


@pytest.mark.parametrize("since", [-20, -21, -400])
def test_what_has_lasted_as_long_at_as_of_acts_then(tmp_path: Path, since: float) -> None:
    played = play(tmp_path, outage(since, 900), THREE, early(anna="d_1"))
    assert played.days("SEAT_CHANGED", "anna") == [0]


def test_the_repair_in_that_second_is_in_time(tmp_path: Path) -> None:
    played = play(tmp_path, outage(-10, 10), THREE, early(anna="d_1"))
    assert not played.all("EARLY_RETURN", "SEAT_CHANGED")
    played = play(tmp_path, outage(-10, 10 + SECOND), THREE, early(anna="d_1"))
    assert played.days("SEAT_CHANGED", "anna") == [10]


def test_a_stand_down_is_a_reason_as_well(tmp_path: Path) -> None:
    played = play(tmp_path, grounded(-10, 90), THREE, early(anna="d_1"))
    assert played.days("SEAT_CHANGED", "anna") == [10]


def test_without_a_delay_it_is_at_once(tmp_path: Path) -> None:
    played = play(tmp_path, DOWN, THREE, early(None, anna="d_1"))
    assert played.days("SEAT_CHANGED", "anna") == [0]


def test_only_people_with_a_seat_in_a_ship_of_that_class(tmp_path: Path) -> None:
    room = {"docked": {"s-1": {"crew": {"anna": "rs", "boris": "rs"}}}}
    played = play(tmp_path, DOWN, room, early(dora="s_1"))
    assert not played.all("EARLY_RETURN", "SEAT_CHANGED")
    played = play(tmp_path, outage(-10, 900, "west"), room, early(dora="s_1"))
    assert played.days("SEAT_CHANGED", "dora") == [10]


def test_a_seat_counts_not_the_ship_they_came_in(tmp_path: Path) -> None:
    # carol came in s-1 and has a seat in d-1; emil came in d-1 and has one in s-1
    crews = {
        "s-1": {"crew": {"anna": "rs", "boris": "rs", "carol": {"segment": "usos", "seat": "d-1"}}},
        "d-1": {"crew": {"dora": "usos", "emil": {"segment": "usos", "seat": "s-1"}, "gleb": "rs"}},
    }
    state = {"docked": crews}
    played = play(tmp_path, DOWN, state, early(carol="s_1", emil="d_1"))
    assert [who for _, who, _ in told(played, "EARLY_RETURN")] == ["emil"]
    assert [who for _, who, _ in told(played, "SEAT_CHANGED")] == ["emil"]


def test_nobody_changes_seats_if_they_do_not_fit(tmp_path: Path) -> None:
    played = play(tmp_path, DOWN, early(anna="d_1"))  # d-1 is full
    assert played.days("EARLY_RETURN", "anna") == [10]
    assert not played.all("SEAT_CHANGED")
    assert played.row("UNDOCKS", "s-1").people == 4


def test_of_two_the_one_who_fits_changes(tmp_path: Path) -> None:
    played = play(tmp_path, DOWN, THREE, early(boris="d_1", anna="d_1"))
    assert len(told(played, "EARLY_RETURN")) == 2
    assert len(told(played, "SEAT_CHANGED")) <= 1
    assert played.row("UNDOCKS", "s-1").people == 4


def test_if_the_other_ship_is_still_to_come_they_change_when_it_docks(tmp_path: Path) -> None:
    three = manifest(d_2=flight("blue", 104, ["usos", "usos", "rs"]))
    played = play(tmp_path, DOWN, three, early(anna="d_2"))
    assert played.days("EARLY_RETURN", "anna") == [10]
    assert played.days("SEAT_CHANGED", "anna") == [105]
    assert played.row("UNDOCKS", "d-1").people == 10 - 4
    assert played.row("UNDOCKS", "s-1").people == 6 - 2


def test_it_stays_their_way_home_after_the_repair(tmp_path: Path) -> None:
    three = manifest(d_2=flight("blue", 104, ["usos", "usos", "rs"]))
    late = launching(s_2=120)
    played = play(tmp_path, outage(-10, 11), three, late, early(anna="d_2"))
    assert played.days("SEAT_CHANGED", "anna") == [105]


def test_it_goes_before_the_way_home_they_had(tmp_path: Path) -> None:
    crew = {"anna": {"segment": "rs", "home": "d-2"}, "boris": "rs", "carol": "usos"}
    three = manifest(d_2=flight("blue", 104, ["usos", "usos", "rs"]))
    usual = [DOWN, THREE, {"docked": {"s-1": {"crew": crew}}}, three]
    played = play(tmp_path, *usual)
    assert [(at, who) for at, who, _ in told(played, "SEAT_CHANGED")] == [(105, "anna")]
    played = play(tmp_path, *usual, early(anna="d_1"))
    assert [(at, who) for at, who, _ in told(played, "SEAT_CHANGED")] == [(10, "anna")]
    assert "d-1" in told(played, "SEAT_CHANGED")[0][2]


NEWS = manifest(
    s_2=flight("red", 94, {"kim": "rs", "lev": "rs", "mia": "usos"}),
    d_2=flight("blue", 130, ["usos", "usos", "rs"]),
)
"""The crew of s-2, and a d-2 with a free seat that docks on day 131."""

DAMAGED = pinned(s_2={"damages_pad": "300 d"})
"""East is down from day 94 on."""


def test_people_who_came_up_since_are_looked_at_too(tmp_path: Path) -> None:
    played = play(tmp_path, NEWS, DAMAGED, early(kim="d_2"))
    assert played.days("EARLY_RETURN", "kim") == [114]
    assert played.days("SEAT_CHANGED", "kim") == [131]


def test_people_who_dock_later_are_looked_at_when_they_dock(tmp_path: Path) -> None:
    slow = pinned(s_2={"damages_pad": "300 d", "transit": "25 d"})
    played = play(tmp_path, NEWS, slow, early(kim="d_2"))
    assert played.days("DOCKS", "s-2") == [119]
    assert played.days("EARLY_RETURN", "kim") == [119]
    assert played.days("SEAT_CHANGED", "kim") == [131]
    at_once = play(tmp_path, NEWS, slow, THREE, launching(d_2=300), early(kim="d_1"))
    assert at_once.days("SEAT_CHANGED", "kim") == [119]


def test_people_who_dock_sooner_than_that_are_not_looked_at_then(tmp_path: Path) -> None:
    short = pinned(s_2={"damages_pad": "15 d", "transit": "10 d"})
    played = play(tmp_path, NEWS, short, early(kim="d_2"))
    assert not played.all("EARLY_RETURN")


def test_people_on_the_ground_are_not_looked_at(tmp_path: Path) -> None:
    # s-2 waits for its pad from 94 on; kim has no seat aboard before day 151
    played = play(tmp_path, NEWS, outage(-10, 150), early(kim="d_2"))
    assert played.days("DOCKS", "s-2") == [151]
    assert not played.all("EARLY_RETURN", "SEAT_CHANGED")


def test_each_person_is_told_once(tmp_path: Path) -> None:
    again = [manifest(p_1=cargo(30)), pinned(p_1={"damages_pad": "200 d"})]
    played = play(tmp_path, outage(-10, 11), THREE, *again, early(anna="d_1"))
    assert played.day("PAD_DAMAGED", "east") == 30
    assert played.days("EARLY_RETURN", "anna") == [10]
    assert played.days("SEAT_CHANGED", "anna") == [10]


def test_somebody_stranded_has_no_seat_to_change(tmp_path: Path) -> None:
    failed = pinned(s_1={"unfit": day(5)})
    played = play(tmp_path, DOWN, failed, early(anna="d_1"))
    assert played.days("STRANDED", "anna") == [5]
    assert not played.all("EARLY_RETURN")
