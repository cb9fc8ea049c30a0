"""Section 5.6 of the model: the station itself has to be left, and is manned again."""

from __future__ import annotations

from pathlib import Path

from sim.outcomes import Cause
from tests.engine.stage import LUCK, Tree, day, pinned, play


def evacuation(rate: str = "1 per 100 d", away: str = "200 d") -> Tree:
    return {"station": {"evacuation": {"rate": rate, "away": away}}}


def first(tmp_path: Path, *overrides: Tree) -> float:
    day_of = play(tmp_path, LUCK, evacuation(), *overrides).day("STATION_LEFT", "the station")
    assert day_of is not None
    return day_of


def test_everybody_leaves_at_once_in_the_ships_that_are_there(tmp_path: Path) -> None:
    played = play(tmp_path, LUCK, evacuation())
    left = first(tmp_path)
    gone = [row for row in played.rows if row.second / 86400 == left]
    undocked = [row for row in gone if row.happening.name == "UNDOCKS"]
    assert undocked
    assert all(row.cause is Cause.EVACUATION for row in undocked)
    assert undocked[-1].people == 0
    assert played.outcome("decrewed_on") == left
    (empty,) = [each for each in played.episodes if f"DECREWED station {left:.2f}" in each]
    assert "EVACUATION ->" in empty


def test_crews_come_again_a_while_later(tmp_path: Path) -> None:
    played = play(tmp_path, LUCK, evacuation())
    left = first(tmp_path)
    assert left + 200 in played.days("STATION_OPEN", "the station")
    launches = [
        row.second / 86400
        for row in played.rows
        if row.happening.name == "LAUNCHES" and row.crew and row.second / 86400 > left
    ]
    assert launches
    assert launches[0] >= left + 200
    waits = [r for r in played.rows if r.happening.name == "WAITS_FOR" and r.second / 86400 > left]
    assert waits[0].cause is Cause.STATION


def test_who_has_no_seat_takes_a_place(tmp_path: Path) -> None:
    for number in range(40):
        failed = pinned(s_1={"unfit": day(1)}) | {
            "pins": {"rest": None, **pinned(s_1={"unfit": day(1)})["pins"]}
        }
        played = play(tmp_path, failed, evacuation("1 per 60 d"), replication=number)
        left = played.day("STATION_LEFT", "the station")
        if left is not None and 1 < left < 90:
            placed = [r for r in played.rows if r.happening.name == "TAKES_A_PLACE"]
            assert [(r.entity, r.other) for r in placed] == [
                (name, "d-1") for name in ("anna", "boris", "carol")
            ]
            assert played.row("UNDOCKS", "d-1").people == 0
            return
    raise AssertionError("no future leaves the station while they are stranded")


def test_it_may_come_again(tmp_path: Path) -> None:
    played = play(tmp_path, LUCK, evacuation("1 per 20 d", "1 d"))
    assert len(played.days("STATION_LEFT", "the station")) > 5


def test_pins_say_when_and_how_long(tmp_path: Path) -> None:
    dates = [{"from": day(60), "to": day(70)}, {"from": day(30), "to": day(50)}]
    pins: Tree = {"pins": {"station": {"evacuations": dates}}}
    for more in ({}, evacuation("1 per 10 d", "1 d"), LUCK):
        played = play(tmp_path, pins, more)
        assert played.days("STATION_LEFT", "the station") == [30]  # nobody is there on day 60
        assert played.days("STATION_OPEN", "the station") == [50]
    none: Tree = {"pins": {"station": {"evacuations": []}}}
    assert not play(tmp_path, none, LUCK, evacuation("1 per 10 d", "1 d")).all("STATION_LEFT")


def test_in_quiet_play_and_without_a_rate_it_does_not(tmp_path: Path) -> None:
    assert not play(tmp_path, evacuation()).all("STATION_LEFT")
    assert not play(tmp_path, LUCK).all("STATION_LEFT")
    assert not play(tmp_path, LUCK, evacuation("0 per 1 d")).all("STATION_LEFT")


def test_whoever_is_on_the_way_docks_as_always(tmp_path: Path) -> None:
    played = play(tmp_path, LUCK, evacuation("1 per 20 d", "1 d"))
    assert played.all("DOCKS")
