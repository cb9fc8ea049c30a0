"""Section 5.1 of the model: ships that fail, stranded people, lifeboats."""

from pathlib import Path

import pytest

from tests.engine.stage import (
    BLUE,
    Played,
    Tree,
    day,
    flight,
    futures,
    pinned,
    play,
    staged,
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
ALONE = without(*BLUE)


def guest(planned_return: float, *people: str) -> Tree:
    """A docked visit of a Dragon at port five."""
    return {
        "docked": {
            "guest": {
                "class": "dragon",
                "port": "five",
                "launched": day(-11),
                "docked": day(-10),
                "planned_return": day(planned_return),
                "crew": dict.fromkeys(people, "usos"),
            }
        }
    }


def seats(played: Played) -> list[tuple[float, str, str]]:
    """Day, person and ship of each reserved seat that was fitted."""
    return [
        (row.second / 86400, row.entity, row.other)
        for row in played.rows
        if row.happening.name == "RESEATED"
    ]


def test_the_people_of_an_unfit_ship_are_stranded(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED)
    assert played.all("UNFIT") == ["20.00 UNFIT s-1 UNFIT"]
    assert sorted(row.entity for row in played.rows if row.happening.name == "STRANDED") == [
        "anna",
        "boris",
        "carol",
    ]
    assert played.days("STRANDED", "anna") == [20]
    assert played.outcome("stranded") == 1


def test_a_ship_that_nothing_befalls_strands_nobody(tmp_path: Path) -> None:
    assert play(tmp_path).outcome("stranded") == 0


def test_exposure_before_as_of_does_not_count_and_the_rate_is_per_time_docked(
    tmp_path: Path,
) -> None:
    everywhere = {"pins": {"rest": None}}
    often = soyuz(unfit_rate="1 per 1 d")
    scenario = staged(tmp_path, ALONE, often, everywhere)
    days = [played.day("UNFIT", "s-1") for played in futures(scenario, 60)]
    found = [fell for fell in days if fell is not None]
    assert len(found) == 60
    assert 0.5 < sum(found) / 60 < 1.6  # mean 1 d; four standard errors of 1 / sqrt(60)


def test_a_free_seat_goes_to_the_first_by_name_after_reseat_time(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, RESEAT, aboard_dragon("dora", "emil", "fay"))
    assert played.day("SEAT_RESERVED", "anna") == 20
    assert played.days("RESEATED", "anna") == [23]
    assert "STRANDING anna 20.00..23.00 s-1 UNFIT -> RESEATED" in played.episodes
    assert not [told for told in played.log if "SEAT_RESERVED boris" in told and told < "90"]


def test_the_longest_aboard_comes_first(tmp_path: Path) -> None:
    crew = {
        "anna": "rs",
        "boris": "rs",
        "carol": {"segment": "usos", "aboard_since": day(-200)},
    }
    played = play(
        tmp_path,
        FAILED,
        RESEAT,
        aboard_dragon("dora", "emil", "fay"),
        {"docked": {"s-1": {"crew": crew}}},
    )
    assert seats(played)[0][:2] == (23, "carol")


def test_the_ship_with_the_earliest_planned_return_comes_first(tmp_path: Path) -> None:
    played = play(
        tmp_path,
        FAILED,
        RESEAT,
        aboard_dragon("dora", "emil", "fay"),
        guest(60, "hal", "ida", "jan"),
    )
    (first, second) = seats(played)[:2]
    assert first[:2] == (23, "anna")
    assert "guest" in first[2]
    assert second[:2] == (23, "boris")
    assert "d-1" in second[2]


def test_of_ships_that_return_together_the_first_port_comes_first(tmp_path: Path) -> None:
    played = play(
        tmp_path,
        FAILED,
        RESEAT,
        aboard_dragon("dora", "emil", "fay"),
        guest(150, "hal", "ida", "jan"),
    )
    (first, second) = seats(played)[:2]
    assert first[1] == "anna"
    assert "d-1" in first[2]
    assert second[1] == "boris"
    assert "guest" in second[2]


def test_a_seat_that_becomes_free_later_is_given_then(tmp_path: Path) -> None:
    three = flight("blue", 60, ["usos", "usos", "rs"], overlap="20 d")
    fewest = {"vehicles": {"dragon": {"crew_to_fly": 3}}}
    played = play(tmp_path, FAILED, RESEAT, fewest, {"manifest": {"d-2": three}})
    assert played.day("DOCKS", "d-2") == 61
    assert played.day("SEAT_RESERVED", "anna") == 61
    assert played.day("RESEATED", "anna") == 64


def test_a_reservation_ends_with_the_fitness_of_the_ship(tmp_path: Path) -> None:
    both = pinned(s_1={"unfit": day(20)}, d_1={"unfit": day(21)})
    alone = without("manifest.d-2", "manifest.d-3", "manifest.d-4")
    played = play(
        tmp_path, both, RESEAT, aboard_dragon("dora", "emil", "fay"), alone, {"until": day(60)}
    )
    assert played.day("SEAT_RESERVED", "anna") == 20
    assert not played.days("RESEATED", "anna")
    assert played.outcome("stranded_person_days") == 3 * 40 + 3 * 39


def test_a_ship_stays_until_the_seat_that_is_fitted_in_it_is(tmp_path: Path) -> None:
    """It was to leave on day 22; its one free seat is fitted on day 23."""
    played = play(tmp_path, FAILED, RESEAT, guest(22, "hal", "ida", "jan"), {"until": day(60)})
    assert played.day("UNDOCKS", "guest") == 23
    assert played.days("RESEATED", "anna") == [23]
    assert played.outcome("stranded_person_days") == 3 + 2 * 40


def test_who_found_a_seat_goes_home_in_that_ship(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, RESEAT, guest(60, "hal", "ida", "jan"))
    before = played.row("UNFIT", "s-1").people
    assert played.row("UNDOCKS", "guest").people == before - 4


@pytest.mark.parametrize(("places", "without_any"), [(0, 3), (2, 1), (5, 0)])
def test_an_emergency_seat_is_a_lifeboat(tmp_path: Path, places: int, without_any: int) -> None:
    played = play(tmp_path, FAILED, dragon(emergency_seats=places), {"until": day(50)})
    assert played.outcome("stranded_person_days") == 3 * 30
    assert played.outcome("no_lifeboat_person_days") == without_any * 30


@pytest.mark.parametrize(("probability", "days"), [(1, 0), (0, 90)])
def test_an_unfit_ship_may_still_serve_as_a_lifeboat(
    tmp_path: Path, probability: float, days: float
) -> None:
    played = play(
        tmp_path,
        FAILED,
        soyuz(unfit_lifeboat_probability=probability),
        {"until": day(50), "pins": {"rest": None}},
    )
    assert played.outcome("stranded_person_days") == 90
    assert played.outcome("no_lifeboat_person_days") == days


@pytest.mark.parametrize(("probability", "days"), [(1, 0), (0, 50)])
def test_a_ship_that_is_unfit_on_as_of_may_serve_as_a_lifeboat_too(
    tmp_path: Path, probability: float, days: float
) -> None:
    crew = {"anna": {"segment": "rs", "seat": "none", "stranded_since": day(-5)}}
    played = play(
        tmp_path,
        {"docked": {"s-1": {"unfit_since": day(-5), "crew": crew}}},
        soyuz(unfit_lifeboat_probability=probability),
        {"until": day(50), "pins": {"rest": None}},
    )
    assert played.outcome("stranded_person_days") == 50
    assert played.outcome("no_lifeboat_person_days") == days


def test_an_unfit_ship_has_no_emergency_seats(tmp_path: Path) -> None:
    both = pinned(s_1={"unfit": day(20)}, d_1={"unfit": day(30)})
    played = play(tmp_path, both, dragon(emergency_seats=7), {"until": day(50)})
    assert played.outcome("stranded_person_days") == 3 * 30 + 4 * 20
    assert played.outcome("no_lifeboat_person_days") == 7 * 20


def test_an_unfit_ship_leaves_disposal_after_the_last_has_a_seat(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, RESEAT, aboard_dragon("dora"), soyuz(disposal="12 d"))
    assert played.day("RESEATED", "carol") == 23
    assert "35.00 UNDOCKS s-1 DISPOSAL" in played.log
    assert played.row("UNDOCKS", "s-1").people == 4


def test_it_stays_while_anybody_is_stranded_even_past_its_limit(tmp_path: Path) -> None:
    none = without("manifest.s-2", "manifest.s-3", "manifest.s-4")
    alone = without("manifest.d-2", "manifest.d-3", "manifest.d-4")
    played = play(tmp_path, FAILED, none, alone, {"until": day(300)})
    assert not played.days("UNDOCKS", "s-1")
    assert played.outcome("days_past_limit") == 0
    assert played.day("UNDOCKS", "d-1") == 150


def test_it_waits_for_no_weather(tmp_path: Path) -> None:
    held = pinned(s_1={"unfit": day(20), "hold": "4 d"})
    played = play(tmp_path, held, RESEAT, aboard_dragon("dora"))
    assert "53.00 UNDOCKS s-1 DISPOSAL" in played.log


def test_it_leaves_earlier_only_to_clear_its_port(tmp_path: Path) -> None:
    one_port = without("station.ports.two")
    played = play(tmp_path, FAILED, RESEAT, one_port, soyuz(crew_to_fly=3))
    assert played.day("PORT_CLEARED", "s-1") == 94
    assert played.day("UNDOCKS", "s-1") == 94
    assert played.day("LAUNCHES", "s-2") == 94


def test_it_takes_nobody_home(tmp_path: Path) -> None:
    played = play(tmp_path, FAILED, RESEAT, without("station.ports.two"))
    at = next(
        i
        for i, row in enumerate(played.rows)
        if row.happening.name == "UNDOCKS" and row.entity == "s-1"
    )
    assert played.rows[at].people == played.rows[at - 1].people == 7


def test_a_ship_that_is_unfit_on_as_of_is_played_on(tmp_path: Path) -> None:
    crew = {
        "anna": {"segment": "rs", "seat": "none", "stranded_since": day(-5)},
        "boris": {"segment": "rs", "seat": "none", "stranded_since": day(-5)},
        "carol": {"segment": "usos", "seat": "d-1"},
    }
    state = {
        "docked": {
            "s-1": {"unfit_since": day(-5), "crew": crew},
            "d-1": {"crew": dict.fromkeys(("dora", "emil"), "usos")},
        }
    }
    played = play(tmp_path, RESEAT, state, soyuz(disposal="10 d"))
    assert seats(played)[0][:2] == (3, "anna")
    assert played.day("STRANDED", "carol") is None
    assert played.day("LAUNCHES", "s-2") == 94
