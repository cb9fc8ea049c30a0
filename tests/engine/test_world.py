"""Sections 2.1 to 2.5 of the model: ports, people, vehicles, launcher families, pads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.stage import Tree, cargo, day, flight, play, without

LAST_RED = without("manifest.s-3", "manifest.s-4")


def pinned(name: str, **causes: Any) -> Tree:
    return {"pins": {"flights": {name: causes}}}


def ports(*accepts: tuple[str, list[str]]) -> Tree:
    return {"station": {"ports": {name: {"accepts": classes} for name, classes in accepts}}}


# --- 2.1 -----------------------------------------------------------------------------------------


def test_the_first_free_port_in_declared_order_is_taken(tmp_path: Path) -> None:
    played = play(tmp_path, ports(("six", ["soyuz"])))
    found = [played.row("DOCKS", name).port for name in ("s-2", "s-3", "s-4")]
    assert found == ["two", "one", "two"]


def test_a_class_may_have_an_order_of_its_own(tmp_path: Path) -> None:
    own = {"vehicles": {"soyuz": {"ports": ["six", "two", "one"]}}}
    played = play(tmp_path, ports(("six", ["soyuz"])), own)
    found = [played.row("DOCKS", name).port for name in ("s-2", "s-3", "s-4")]
    assert found == ["six", "two", "six"]


def test_a_port_takes_only_the_classes_it_accepts(tmp_path: Path) -> None:
    only = ports(("two", ["dragon"]))
    assert play(tmp_path, only).days("LAUNCHES", "s-2") == [100]  # port one, once s-1 has gone
    assert play(tmp_path, only).row("DOCKS", "d-2").port == "two"


def test_a_minimum_crew_in_total_and_per_segment(tmp_path: Path) -> None:
    # 7 people, 10 while both Soyuz or 11 while both Dragons are docked; gap of 4 at most 7.
    total = {"station": {"minimum_crew": {"total": 8}}}
    # s-2 and s-3: 95..100, 295..300, 495..500; d-2 to d-4: 145..150, 345..350, 545..550
    assert play(tmp_path, total).outcome("below_minimum_days") == 600 - 30
    rs = {"station": {"minimum_crew": {"rs": 4}}}  # 3 rs, 5 with two Soyuz, 4 with two Dragons
    assert play(tmp_path, rs).outcome("below_minimum_days") == 600 - 30
    assert (
        play(tmp_path, {"station": {"minimum_crew": {"total": 7, "rs": 3}}}).outcome(
            "below_minimum_days"
        )
        == 0
    )


def test_a_shortfall_is_counted_against_the_planned_complement(tmp_path: Path) -> None:
    played = play(tmp_path, {"station": {"complement": {"rs": 4, "usos": 4}}})
    # 3 rs but while two ships of a line are docked (30 d in all: 4 or 5)
    assert played.outcome("crew_days_lost[rs]") == 570
    assert played.outcome("crew_days_lost[usos]") == 0


# --- 2.2 -----------------------------------------------------------------------------------------


def test_people_go_home_in_the_ship_they_came_in(tmp_path: Path) -> None:
    played = play(tmp_path, {"manifest": {"s-2": flight("red", 94, ["rs", "usos"])}})
    aboard = [(played.row("DOCKS", "s-2").people), played.row("UNDOCKS", "s-1").people]
    assert aboard == [9, 6]  # three came in s-1
    assert [played.row("DOCKS", "s-3").people, played.row("UNDOCKS", "s-2").people] == [9, 7]


def test_the_way_home_in_another_ship_changes_seats_when_both_are_docked(tmp_path: Path) -> None:
    crew = {"anna": "rs", "boris": "rs", "carol": {"segment": "usos", "home": "s-2"}}
    manifest = {"s-2": flight("red", 94, ["rs", "rs"])}
    played = play(tmp_path, {"docked": {"s-1": {"crew": crew}}, "manifest": manifest})
    assert played.all("SEAT_CHANGED") == ["95.00 SEAT_CHANGED carol"]
    # 9 aboard; anna and boris leave; then three with s-2 at 300
    assert played.row("UNDOCKS", "s-1").people == 7
    assert played.row("UNDOCKS", "s-2").people == 7
    assert played.outcome("longest_stay_days") == 405  # carol: -105 to 300


def test_nobody_changes_seats_if_they_do_not_fit(tmp_path: Path) -> None:
    crew = {"anna": "rs", "boris": "rs", "carol": {"segment": "usos", "home": "s-2"}}
    played = play(tmp_path, {"docked": {"s-1": {"crew": crew}}})  # s-2 is full
    assert played.all("SEAT_CHANGED") == []
    assert played.row("UNDOCKS", "s-1").people == 7
    assert played.outcome("longest_stay_days") == 205


def test_two_people_may_change_places(tmp_path: Path) -> None:
    crew = {"anna": "rs", "boris": "rs", "carol": {"segment": "usos", "home": "s-2"}}
    up = {"xenia": "rs", "yuri": "rs", "zoe": {"segment": "usos", "home": "s-1"}}
    both = {"docked": {"s-1": {"crew": crew}}, "manifest": {"s-2": flight("red", 94, up)}}
    played = play(tmp_path, both)
    assert sorted(played.all("SEAT_CHANGED")) == [
        "95.00 SEAT_CHANGED carol",
        "95.00 SEAT_CHANGED zoe",
    ]
    assert played.row("UNDOCKS", "s-1").people == 7  # anna, boris and zoe, after five days
    assert played.outcome("longest_stay_days") == 405


# --- 2.3 -----------------------------------------------------------------------------------------


def test_a_flight_may_overrule_stay_limit_transit_and_planned_return(tmp_path: Path) -> None:
    own = {"manifest": {"s-2": {"stay": "100 d", "transit": "3 d"}}}
    assert play(tmp_path, LAST_RED, own).of("s-2")[1:] == [
        "94.00 LAUNCHES s-2",
        "97.00 DOCKS s-2",
        "197.00 UNDOCKS s-2 PLANNED_RETURN",
    ]
    stated = {"manifest": {"s-2": {"planned_return": day(222)}}}
    assert play(tmp_path, LAST_RED, stated).day("UNDOCKS", "s-2") == 222
    limit = {"manifest": {"s-2": {"limit": "150 d"}}}
    assert play(tmp_path, LAST_RED, limit).of("s-2")[-1] == "244.00 UNDOCKS s-2 LIMIT"


def test_a_capsule_is_ready_a_refurbishment_after_its_undocking(tmp_path: Path) -> None:
    capsules = {"refurbishment": "200 d", "capsules": {"new": day(-500), "up": "docked"}}
    played = play(
        tmp_path,
        {"vehicles": {"soyuz": {"spacecraft": capsules}}, "docked": {"s-1": {"spacecraft": "up"}}},
    )
    assert played.days("LAUNCHES", "s-2") == [94]  # new
    assert played.days("LAUNCHES", "s-3") == [300]  # up, which undocked on day 100


def test_expendable_ships_are_delivered_then_come_at_an_interval(tmp_path: Path) -> None:
    deliveries = {"deliveries": [day(-50), day(310)], "then_every": "190 d"}
    played = play(tmp_path, {"vehicles": {"soyuz": {"spacecraft": deliveries}}})
    found = [played.day("LAUNCHES", name) for name in ("s-2", "s-3", "s-4")]
    assert found == [94, 310, 500]


# --- 2.4 -----------------------------------------------------------------------------------------


def test_stand_downs_may_overlap(tmp_path: Path) -> None:
    grounded = {"families": {"r7": {"grounded": {"since": day(-10), "stand_down": "110 d"}}}}

    def other(start: float, end: float) -> Tree:
        return {
            "pins": {"families": {"r7": {"stand_downs": [{"from": day(start), "to": day(end)}]}}}
        }

    inside, beyond = (play(tmp_path, grounded, other(90, end)) for end in (95, 112))
    assert inside.day("LAUNCHES", "s-2") == 100
    assert beyond.day("LAUNCHES", "s-2") == 112
    assert inside.outcome("stand_down_days[r7]") == 100
    assert beyond.outcome("stand_down_days[r7]") == 112


def test_a_family_is_grounded_together_and_no_other(tmp_path: Path) -> None:
    two_pads = {"pads": {"south": {"families": ["r7"]}}, "manifest": {"p-1": cargo(100)}}
    played = play(tmp_path, two_pads, pinned("s-2", lost=True))
    assert played.day("LAUNCHES", "p-1") == 154
    assert played.day("LAUNCHES", "d-2") == 144


def test_a_loss_has_a_probability_per_launch(tmp_path: Path) -> None:
    certain = {"families": {"r7": {"loss_probability": 1}}, "pins": {"rest": None}}
    played = play(tmp_path, certain)
    assert played.outcome("losses[r7]") == played.outcome("launches[r7]")
    assert played.all("LOST") == [
        f"{x}.00 LOST s-{n} LOSS" for x, n in ((94, 2), (294, 3), (494, 4))
    ]


def test_other_customers_stand_downs_are_short_ones_of_their_own(tmp_path: Path) -> None:
    busy = {"families": {"r7": {"other_customers": {"rate": "1 per 50 d", "stand_down": "2 d"}}}}
    played = play(tmp_path, busy, {"pins": {"rest": None}})
    begun = played.days("STAND_DOWN_BEGINS", "r7")
    ended = played.days("STAND_DOWN_ENDS", "r7")
    assert len(begun) > 3
    for end in ended:  # those that overlap end together, two days after the last began
        assert end == pytest.approx(max(start for start in begun if start < end) + 2)
    assert played.outcome("losses[r7]") == 0


# --- 2.5 -----------------------------------------------------------------------------------------


def test_a_pad_launches_several_families(tmp_path: Path) -> None:
    shared = {"pads": {"west": None, "east": {"families": ["r7", "falcon"], "turnaround": "60 d"}}}
    played = play(tmp_path, shared)
    assert played.day("LAUNCHES", "s-2") == 94
    assert played.day("LAUNCHES", "d-2") == 154


def test_a_launch_may_damage_its_pad(tmp_path: Path) -> None:
    pads = {"east": {"damage_probability": 1, "repair": "9 d", "return_to_service": "4 d"}}
    played = play(
        tmp_path, {"pads": pads, "manifest": {"p-1": cargo(95)}, "pins": {"rest": None}}, LAST_RED
    )
    assert played.of("east")[:2] == ["94.00 PAD_DAMAGED east", "103.00 REPAIRED east"]
    assert played.day("LAUNCHES", "p-1") == 107
    assert played.outcome("pad_damages[east]") == 2
    assert played.outcome("pad_down_days[east]") == 18


OUTAGE: Tree = {
    "pads": {
        "east": {"repair": "40 d", "outage": {"since": day(-10), "repair": "200 d"}, "owed": 1}
    },
    "manifest": {"p-1": cargo(20)},
    "estimates": {
        "soon": {"title": "Soon", "repair": "120 d"},
        "no-outage": {"title": "None", "outage": "lifted"},
    },
}


def test_an_estimate_replaces_the_repair_of_the_outage_alone(tmp_path: Path) -> None:
    played = play(tmp_path, OUTAGE, pinned("p-1", damages_pad="40 d"), estimate="soon")
    assert played.all("REPAIRED") == ["110.00 REPAIRED east", "150.00 REPAIRED east"]
    assert played.outcome("repair_days[east]") == 120


def test_later_damage_draws_the_pads_own_law(tmp_path: Path) -> None:
    luck = {"pads": {"east": {"damage_probability": 1}}, "pins": {"rest": None}}
    played = play(tmp_path, OUTAGE, luck, estimate="soon")
    assert played.all("REPAIRED")[:2] == ["110.00 REPAIRED east", "150.00 REPAIRED east"]


def test_no_outage_lifts_it(tmp_path: Path) -> None:
    played = play(tmp_path, OUTAGE, estimate="no-outage")
    assert played.days("LAUNCHES", "s-2") == [94]
    assert played.outcome("repair_days[east]") is None
    assert played.outcome("pad_down_days[east]") == 0
    no_cargo = play(tmp_path, OUTAGE, {"manifest": {"p-1": cargo(500)}}, estimate="no-outage")
    assert no_cargo.days("LAUNCHES", "s-2") == [94]  # nothing owed
