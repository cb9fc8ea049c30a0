"""Section 6.4 of the model: seats for the people of a line that has long been unable to launch.

Unless a test says otherwise the pad of the Soyuz is down for good since ten days before `as_of`, so
that from day 20 on a Dragon that launches carries people of s-2.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.lever_stage import SECOND, grounded, manifest, outage, policy, ports
from tests.engine.stage import BASE, Played, Tree, day, flight, launching, pinned, play, without

DOWN = outage(-10, 900)

SEVERAL = {
    "vehicles": {"soyuz": {"crew_to_fly": 1}},
    **manifest(
        s_2=flight("red", 94, {"kim": "rs", "lev": "rs", "mia": "usos"}),
        d_2=flight("blue", 144, {"uma": "usos", "vic": "usos", "wes": "usos", "xav": "rs"}),
    ),
}
"""Crews with names."""

ONE_LAUNCH = {"until": day(300)}


def swap(seats: int = 1, after: str = "30 d") -> Tree:
    """The lever."""
    return policy(seat_swap={"after": after, "seats": seats})


def crew(name: str, line: str, planned: float, **people: str) -> Tree:
    """A flight with another crew."""
    return manifest(**{name: flight(line, planned, people)})


def swapped(played: Played) -> list[tuple[float, str, str]]:
    """Day, person and carrier."""
    return [
        (row.second / 86400, row.entity, row.other)
        for row in played.rows
        if row.happening.name == "SWAPPED" and (row.second, row.other) in flying(played)
    ]


def flying(played: Played) -> set[tuple[int, str]]:
    """Which flights launch when."""
    return {(r.second, r.entity) for r in played.rows if r.happening.name == "LAUNCHES"}


def up(played: Played, name: str) -> set[str]:
    """Who launched in a flight."""
    return set(played.row("LAUNCHES", name).crew)


def behind(played: Played, at: float) -> list[str]:
    """Who does not fly in the flight they were to launch in on a day."""
    stays = ("STAYS_BEHIND", "SWAPPED")
    return [
        row.entity
        for row in played.rows
        if row.happening.name in stays
        and row.second / 86400 == at
        and (row.second, row.other) not in flying(played)
    ]


# --- who flies ------------------------------------------------------------------------------------


def test_a_launch_carries_somebody_of_the_donors_next_flight(tmp_path: Path) -> None:
    played = play(tmp_path, SEVERAL, DOWN, ONE_LAUNCH, swap())
    assert swapped(played) == [(144, "kim", "d-2")]
    assert played.row("SWAPPED", "kim").rank == 60
    assert up(played, "d-2") == {"uma", "vic", "kim", "xav"}
    assert behind(played, 144) == ["wes"]
    assert played.row("DOCKS", "d-2").people - played.row("UNDOCKS", "d-1").people == 4


def test_without_the_lever_nobody_is_swapped(tmp_path: Path) -> None:
    played = play(tmp_path, SEVERAL, DOWN)
    assert up(played, "d-2") == {"uma", "vic", "wes", "xav"}
    assert swapped(play(tmp_path, SEVERAL, swap())) == []


@pytest.mark.parametrize(
    ("seats", "people"), [(1, "kim"), (2, "kim, s-3 rs 1"), (3, "kim, s-3 rs 1")]
)
def test_it_carries_up_to_so_many(tmp_path: Path, seats: int, people: str) -> None:
    played = play(tmp_path, SEVERAL, DOWN, ONE_LAUNCH, swap(seats))
    # of rs, which most of the red crews have, but lev is the last of it in s-2
    assert [who for _, who, _ in swapped(played)] == people.split(", ")
    assert behind(played, 144) == ["wes", "vic"][:seats]


def test_they_come_in_the_order_of_the_crew_list(tmp_path: Path) -> None:
    other = crew("s_2", "red", 94, mia="usos", lev="rs", kim="rs")
    played = play(tmp_path, SEVERAL, other, DOWN, ONE_LAUNCH, swap())
    assert [who for _, who, _ in swapped(played)] == ["lev"]


def test_they_are_of_the_segment_of_most_people_of_the_line(tmp_path: Path) -> None:
    other = crew("s_2", "red", 94, mia="usos", nan="usos", kim="rs")
    played = play(tmp_path, SEVERAL, other, DOWN, ONE_LAUNCH, swap(2))
    assert [who for _, who, _ in swapped(played)] == ["s-3 rs 1", "s-4 rs 1"]
    usos = {"s-1": {"crew": {"anna": "usos", "boris": "usos", "carol": "rs"}}}
    rest = manifest(
        s_3=flight("red", 294, ["usos", "usos", "rs"]),
        s_4=flight("red", 494, ["usos", "usos", "rs"]),
    )
    played = play(tmp_path, SEVERAL, other, {"docked": usos}, rest, DOWN, ONE_LAUNCH, swap(2))
    assert [who for _, who, _ in swapped(played)] == ["mia", "nan"]


def test_nobody_of_another_segment_is_taken(tmp_path: Path) -> None:
    alone = [without("manifest.s-3", "manifest.s-4"), crew("s_2", "red", 94, mia="usos")]
    played = play(tmp_path, SEVERAL, *alone, DOWN, ONE_LAUNCH, swap(3))
    assert swapped(played) == []
    assert behind(played, 144) == []


@pytest.mark.parametrize(("fewest", "people"), [(3, []), (2, ["kim", "s-3 rs 1"])])
def test_the_donor_keeps_its_fewest_to_fly(tmp_path: Path, fewest: int, people: list[str]) -> None:
    soyuz = {"vehicles": {"soyuz": {"crew_to_fly": fewest}}}
    played = play(tmp_path, SEVERAL, soyuz, DOWN, ONE_LAUNCH, swap(3))
    assert [who for _, who, _ in swapped(played)] == people


def test_the_donors_flight_launches_with_the_rest(tmp_path: Path) -> None:
    played = play(tmp_path, SEVERAL, outage(-10, 250), ONE_LAUNCH, swap())
    assert played.days("LAUNCHES", "s-2") == [250]
    assert up(played, "s-2") == {"lev", "mia", "wes"}


def test_each_launch_carries_some(tmp_path: Path) -> None:
    played = play(tmp_path, SEVERAL, DOWN, swap())
    others = [(344, "s-3 rs 1", "d-3"), (544, "s-4 rs 1", "d-4")]
    assert swapped(played) == [(144, "kim", "d-2"), *others]


def test_a_scrub_swaps_nobody_yet(tmp_path: Path) -> None:
    played = play(tmp_path, SEVERAL, DOWN, ONE_LAUNCH, swap(), pinned(d_2={"scrubs": 2}))
    assert swapped(played) == [(146, "kim", "d-2")]


def test_a_visit_carries_nobody(tmp_path: Path) -> None:
    visit = {"class": "dragon", "planned": day(60), "crew": ["usos"] * 2, "stay": "9 d"}
    played = play(tmp_path, SEVERAL, DOWN, swap(2), manifest(v_1=visit), {"until": day(100)})
    assert played.row("DOCKS", "v-1").people == 9
    assert swapped(played) == []


# --- whose seats ----------------------------------------------------------------------------------


def test_they_take_free_seats_first(tmp_path: Path) -> None:
    three = crew("d_2", "blue", 144, uma="usos", vic="usos", xav="rs")
    one = play(tmp_path, SEVERAL, three, DOWN, ONE_LAUNCH, swap(1))
    assert up(one, "d-2") == {"uma", "vic", "xav", "kim"}
    assert behind(one, 144) == []
    two = play(tmp_path, SEVERAL, three, DOWN, ONE_LAUNCH, swap(2))
    assert up(two, "d-2") == {"uma", "xav", "kim", "s-3 rs 1"}
    assert behind(two, 144) == ["vic"]


def test_then_the_last_of_the_carriers_segment_stays(tmp_path: Path) -> None:
    other = crew("d_2", "blue", 144, uma="usos", xav="rs", wes="usos", yan="rs")
    played = play(tmp_path, SEVERAL, other, DOWN, ONE_LAUNCH, swap())
    assert behind(played, 144) == ["wes"]
    assert up(played, "d-2") == {"uma", "xav", "yan", "kim"}


def test_never_the_last_of_these(tmp_path: Path) -> None:
    other = crew("d_2", "blue", 144, uma="usos", xav="rs", wes="usos", yan="rs")
    played = play(tmp_path, SEVERAL, other, DOWN, ONE_LAUNCH, swap(2))
    assert [who for _, who, _ in swapped(played)] == ["kim"]
    assert behind(played, 144) == ["wes"]
    single = crew("d_2", "blue", 144, uma="usos", xav="rs", yan="rs", zed="rs")
    played = play(tmp_path, SEVERAL, single, DOWN, ONE_LAUNCH, swap(2))
    assert swapped(played) == []
    assert up(played, "d-2") == {"uma", "xav", "yan", "zed"}


def test_a_free_seat_is_taken_though_nobody_could_give_one(tmp_path: Path) -> None:
    single = crew("d_2", "blue", 144, uma="usos", xav="rs", yan="rs")
    played = play(tmp_path, SEVERAL, single, DOWN, ONE_LAUNCH, swap(2))
    assert up(played, "d-2") == {"uma", "xav", "yan", "kim"}


def test_who_was_re_manifested_to_the_carrier_keeps_the_seat(tmp_path: Path) -> None:
    # d-2 comes home, its four take all seats of d-3; the lever acts from day 190 on
    failed = pinned(d_2={"fails_to_dock": True})
    played = play(tmp_path, SEVERAL, DOWN, swap(2, "200 d"), failed, {"until": day(400)})
    assert up(played, "d-3") == {"uma", "vic", "wes", "xav"}
    assert swapped(played) == []


def test_who_gives_up_a_seat_has_the_donors(tmp_path: Path) -> None:
    played = play(tmp_path, SEVERAL, outage(-10, 250), swap(), {"until": day(400)})
    moved = [r.other for r in played.rows if r.entity == "wes" and r.happening.name == "SWAPPED"]
    assert moved == ["s-2"]
    assert "wes" in up(played, "s-2")
    assert not played.all("STAYS_BEHIND")


def test_who_gives_up_a_seat_belongs_to_the_donors_line(tmp_path: Path) -> None:
    lost = pinned(s_2={"lost": True, "stand_down": "5 d"})
    played = play(tmp_path, SEVERAL, outage(-10, 250), swap(), lost, {"until": day(500)})
    moved = {row.entity: row.other for row in played.rows if row.happening.name == "REMANIFESTED"}
    assert moved["wes"] == "s-3"
    assert "wes" in up(played, "s-3")


def test_who_has_given_up_a_seat_does_not_take_the_next_one(tmp_path: Path) -> None:
    # both lines of rs: s-2 has xav and wes for kim and lev, and neither flies with d-2 after all
    crews = [
        crew("s_2", "red", 94, kim="rs", lev="rs"),
        crew("d_2", "blue", 144, uma="rs", vic="rs", wes="rs", xav="rs"),
        manifest(d_3=flight("blue", 344, ["rs"] * 4), d_4=flight("blue", 544, ["rs"] * 4)),
    ]
    played = play(tmp_path, SEVERAL, *crews, DOWN, ONE_LAUNCH, swap(3))
    to_donor = {r.entity for r in played.rows if r.happening.name == "SWAPPED" and r.other != "d-2"}
    assert {"wes", "xav"} <= to_donor
    assert not to_donor & up(played, "d-2")
    assert len(up(played, "d-2")) == 4


def test_who_takes_a_free_seat_leaves_one(tmp_path: Path) -> None:
    three = crew("d_2", "blue", 144, uma="usos", vic="usos", xav="rs")
    played = play(tmp_path, SEVERAL, three, outage(-10, 250), ONE_LAUNCH, swap())
    assert up(played, "s-2") == {"lev", "mia"}


# --- when -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("launch", "people"), [(19, ""), (20 - SECOND, ""), (20, "kim"), (20 + SECOND, "kim")]
)
def test_the_class_must_have_been_unable_for_so_long(
    tmp_path: Path, launch: float, people: str
) -> None:
    played = play(tmp_path, SEVERAL, DOWN, swap(), launching(d_2=launch), {"until": day(100)})
    assert [who for _, who, _ in swapped(played)] == people.split()


def test_for_longer_before_as_of_will_do(tmp_path: Path) -> None:
    soon = [launching(d_2=2), {"until": day(100)}]
    assert len(swapped(play(tmp_path, SEVERAL, outage(-300, 900), swap(), *soon))) == 1
    assert len(swapped(play(tmp_path, SEVERAL, outage(-28, 900), swap(), *soon))) == 1
    assert swapped(play(tmp_path, SEVERAL, outage(-27, 900), swap(), *soon)) == []


def test_only_while_it_is_unable(tmp_path: Path) -> None:
    assert swapped(play(tmp_path, SEVERAL, outage(-10, 143), swap(), ONE_LAUNCH)) == []
    assert swapped(play(tmp_path, SEVERAL, outage(-10, 144), swap(), ONE_LAUNCH)) == []
    late = play(tmp_path, SEVERAL, outage(-10, 144 + SECOND), swap(), ONE_LAUNCH)
    assert [who for _, who, _ in swapped(late)] == ["kim"]


def test_a_stand_down_is_a_reason_as_well(tmp_path: Path) -> None:
    played = play(tmp_path, SEVERAL, grounded(-10, 900), swap(), ONE_LAUNCH)
    assert [who for _, who, _ in swapped(played)] == ["kim"]


def test_a_dragon_that_cannot_launch_is_a_donor_as_well(tmp_path: Path) -> None:
    # of usos, who take the seats of rs in s-2, but for the last of these
    down = outage(-10, 900, "west")
    other = {"vehicles": {"dragon": {"crew_to_fly": 1}}}
    played = play(tmp_path, SEVERAL, other, down, swap(3), {"until": day(200)})
    assert swapped(played) == [(94, "uma", "s-2")]
    assert behind(played, 94) == ["lev"]


RESEAT = {"vehicles": {"soyuz": {"reseat_time": "3 d"}, "dragon": {"reseat_time": "3 d"}}}


def test_nobody_is_swapped_while_a_stranded_person_needs_a_seat(tmp_path: Path) -> None:
    # d-2 brings two seats, d-3 the third
    failed = pinned(s_1={"unfit": day(20)})
    played = play(tmp_path, SEVERAL, DOWN, swap(), RESEAT, failed)
    assert [day for day in (144, 344) if behind(played, day)] == [144, 344]
    assert swapped(played) == [(544, "kim", "d-4")]


def test_a_free_seat_is_kept_for_the_stranded_too(tmp_path: Path) -> None:
    failed = pinned(s_1={"unfit": day(20)})
    two = crew("d_2", "blue", 144, uma="usos", vic="usos")
    played = play(tmp_path, SEVERAL, two, DOWN, swap(2), RESEAT, failed, ONE_LAUNCH)
    assert up(played, "d-2") == {"uma", "vic"}
    assert swapped(played) == []


def test_who_has_a_seat_reserved_does_not_need_one(tmp_path: Path) -> None:
    failed = pinned(s_1={"unfit": day(143)})
    room = {"docked": {"d-1": {"crew": {"dora": "usos"}}}}
    early = {"until": day(145)}
    played = play(tmp_path, SEVERAL, DOWN, swap(), RESEAT, failed, room, early,
                  {"policy": {"waiver": "60 d"}})  # fmt: skip
    assert len(played.all("SEAT_RESERVED")) == 3
    assert not played.all("RESEATED")
    assert swapped(played) == [(144, "kim", "d-2")]


# --- to whom they belong --------------------------------------------------------------------------


def test_who_is_swapped_belongs_to_the_line_of_the_carrier(tmp_path: Path) -> None:
    usos = [
        crew("d_2", "blue", 144, uma="usos", vic="usos", wes="usos", xav="usos"),
        manifest(d_3=flight("blue", 344, ["usos"] * 4), d_4=flight("blue", 544, ["usos"] * 4)),
    ]
    played = play(tmp_path, SEVERAL, DOWN, *usos, swap(), {"until": day(400)})
    # s-1 left on 124 and nobody has come up with the red line since
    assert played.outcome("handover_gap_days[red]") == 400 - 124
    assert played.outcome("segment_gap_days[rs]") == 0
    usual = play(tmp_path, SEVERAL, DOWN, *usos, {"until": day(400)})
    assert usual.outcome("handover_gap_days[red]") == 400 - 124
    assert usual.outcome("first_segment_gap_on[rs]") == 174  # d-1 waits to its limit


def test_they_go_home_in_the_carrier(tmp_path: Path) -> None:
    played = play(tmp_path, SEVERAL, DOWN, swap(), {"until": day(400)})
    before = [row for row in played.rows if row.second < 350 * 86400][-1].people
    assert before - played.row("UNDOCKS", "d-2").people == 4
    assert played.outcome("longest_stay_days") == 229  # s-1; kim from 145 to 350


def test_if_the_carrier_is_lost_they_fly_with_its_next_flight(tmp_path: Path) -> None:
    lost = pinned(d_2={"lost": True, "stand_down": "10 d"})
    played = play(tmp_path, SEVERAL, DOWN, swap(), lost, {"until": day(400)})
    moved = {row.entity: row.other for row in played.rows if row.happening.name == "REMANIFESTED"}
    assert set(moved) == {"uma", "vic", "kim", "xav"}
    assert moved["kim"] == "d-3"
    assert "kim" in up(played, "d-3")


# --- several donors -------------------------------------------------------------------------------

PROTON: Tree = {
    "families": {"proton": {"loss_probability": 0, "stand_down": "1 d"}},
    "pads": {"north": {"families": ["proton"]}},
    "vehicles": {"tks": {**BASE["vehicles"]["soyuz"], "crew_to_fly": 1, "family": "proton"}},
    "lines": {"green": {"vehicle": "tks", "overlap": "5 d"}},
    **manifest(g_1=flight("green", 50, {"gus": "rs", "hal": "rs"})),
    **ports(nine=["tks"]),
}
"""A third line, declared last, on a pad that is down for longer."""


def test_of_several_donors_the_first_in_declared_order_gives(tmp_path: Path) -> None:
    two = crew("d_2", "blue", 144, uma="usos", vic="usos")  # room for two
    both: list[Any] = [SEVERAL, PROTON, two, DOWN, outage(-90, 900, "north"), ONE_LAUNCH, swap(3)]
    assert [who for _, who, _ in swapped(play(tmp_path, *both))] == [
        "kim",
        "s-3 rs 1",
        "s-4 rs 1",
    ]
    reordered = play(
        tmp_path, SEVERAL, without("lines.red"), PROTON, {"lines": {"red": BASE["lines"]["red"]}},
        *both[2:],
    )  # fmt: skip
    assert [who for _, who, _ in swapped(reordered)] == ["gus"]


def test_a_donor_that_has_not_been_unable_for_long_enough_is_passed_over(tmp_path: Path) -> None:
    both = [SEVERAL, PROTON, DOWN, outage(-90, 900, "north"), launching(d_2=10), {"until": day(99)}]
    assert [who for _, who, _ in swapped(play(tmp_path, *both, swap()))] == ["gus"]
