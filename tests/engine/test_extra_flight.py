"""Section 6.12 of the model: an extra flight, ordered when another class cannot launch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.lever_stage import (
    SECOND,
    grounded,
    manifest,
    outage,
    policy,
    ports,
    ups,
)
from tests.engine.stage import BASE, BLUE, Tree, cargo, day, flight, pinned, play, without

DOWN = outage(-10, 900)
"""East, the pad of the Soyuz, is down for good."""


def extra(**more: Any) -> Tree:
    """A Dragon with two, sixty days after it is ordered."""
    usual = {"class": "dragon", "crew": ["usos", "usos"], "after": "30 d", "lead": "60 d"}
    return policy(extra_flight={**usual, "stay": "20 d", **more})


def test_it_is_ordered_and_flies_as_a_visit(tmp_path: Path) -> None:
    played = play(tmp_path, DOWN, extra())
    assert "20.00 FLIGHT_ORDERED extra PAD" in played.log
    assert played.days("LAUNCHES", "extra") == [20 + 60]
    assert played.row("FLIGHT_ORDERED", "extra").rank == 54
    assert played.day("DOCKS", "extra") == 81
    assert "101.00 UNDOCKS extra PLANNED_RETURN" in played.log
    assert played.row("DOCKS", "extra").people == 9


def test_it_has_the_name_that_is_stated(tmp_path: Path) -> None:
    played = play(tmp_path, DOWN, extra(name="aid"))
    assert played.days("FLIGHT_ORDERED", "aid") == [20]
    assert played.days("LAUNCHES", "aid") == [80]
    assert played.of("extra") == []


def test_its_crew_may_be_named(tmp_path: Path) -> None:
    played = play(tmp_path, DOWN, extra(crew={"zoe": "usos", "yuri": "rs"}))
    assert set(played.row("LAUNCHES", "extra").crew) == {"zoe", "yuri"}


def test_without_a_stated_stay_it_stays_as_its_class_does(tmp_path: Path) -> None:
    lever = policy(
        extra_flight={"class": "dragon", "crew": ["usos"] * 2, "after": "30 d", "lead": "60 d"}
    )
    played = play(tmp_path, DOWN, lever)
    assert "286.00 UNDOCKS extra PLANNED_RETURN" in played.log


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (DOWN, "PAD"),
        (grounded(-10, 89), None),
        (
            {"pins": {"families": {"r7": {"stand_downs": [{"from": day(0), "to": day(70)}]}}}},
            "FAMILY_CUSTOMERS",
        ),
    ],
)
def test_the_log_says_what_keeps_the_family_from_launching(
    tmp_path: Path, change: Tree, cause: str | None
) -> None:
    row = play(tmp_path, change, extra()).row("FLIGHT_ORDERED", "extra")
    assert row.cause is not None
    assert row.cause.name == (cause or "FAMILY_LOSS")


def test_the_pads_are_named_before_a_stand_down(tmp_path: Path) -> None:
    played = play(tmp_path, DOWN, grounded(-20, 79), extra())
    assert "10.00 FLIGHT_ORDERED extra PAD" in played.log


def test_the_repair_in_the_very_second_is_in_time(tmp_path: Path) -> None:
    assert play(tmp_path, outage(-10, 20), extra()).of("extra") == []
    late = play(tmp_path, outage(-10, 20 + SECOND), extra())
    assert late.days("FLIGHT_ORDERED", "extra") == [20]


def test_a_flight_that_is_never_ordered_is_no_flight(tmp_path: Path) -> None:
    played = play(tmp_path, extra())
    usual = play(tmp_path)
    assert played.rows == usual.rows
    assert played.episodes == usual.episodes


def test_it_is_no_crewed_flight_to_come_before_it_is_ordered(tmp_path: Path) -> None:
    # with nobody else to come the last ship leaves; ordered, it waits for the extra flight
    casual = {"lines": {"red": {"handover": "indirect"}}}
    last = without(*BLUE, "manifest.s-2", "manifest.s-3", "manifest.s-4")
    alone = [casual, last]
    assert play(tmp_path, *alone, extra()).day("UNDOCKS", "s-1") == 100
    late = play(tmp_path, *alone, extra(after="120 d"), DOWN)
    assert late.day("UNDOCKS", "s-1") == 100
    assert late.days("FLIGHT_ORDERED", "extra") == [110]
    ordered = play(tmp_path, *alone, extra(lead="83 d"), DOWN)
    assert ordered.day("LAST_SHIP_WAITS", "s-1") == 100
    assert ordered.day("DOCKS", "extra") == 104
    assert ordered.day("UNDOCKS", "s-1") == 109


def test_it_is_ordered_once(tmp_path: Path) -> None:
    again = [manifest(p_1=cargo(150)), pinned(p_1={"damages_pad": "90 d"})]
    played = play(tmp_path, outage(-10, 30), extra(), *again)
    assert played.day("PAD_DAMAGED", "east") == 150
    assert played.days("FLIGHT_ORDERED", "extra") == [20]
    assert played.days("LAUNCHES", "extra") == [80]


def test_two_families_order_it_once(tmp_path: Path) -> None:
    both = {
        "families": {"proton": {"loss_probability": 0, "stand_down": "1 d"}},
        "pads": {"north": {"families": ["proton"], "outage": {"since": day(-9), "repair": "99 d"}}},
        "vehicles": {"tks": {**BASE["vehicles"]["soyuz"], "family": "proton"}},
        "lines": {"green": {"vehicle": "tks", "overlap": "5 d"}},
        **manifest(g_1=flight("green", 300)),
        **ports(nine=["tks"]),
    }
    assert play(tmp_path, both, extra()).days("FLIGHT_ORDERED", "extra") == [21]
    assert play(tmp_path, both, DOWN, extra()).days("FLIGHT_ORDERED", "extra") == [20]


def test_it_flies_though_the_others_can_launch_again(tmp_path: Path) -> None:
    played = play(tmp_path, outage(-10, 25), extra())
    assert played.days("LAUNCHES", "extra") == [80]


def test_the_trouble_of_its_own_family_orders_nothing(tmp_path: Path) -> None:
    assert play(tmp_path, outage(-10, 900, "west"), extra()).of("extra") == []
    same = {"vehicles": {"capsule": {**BASE["vehicles"]["soyuz"]}}, **ports(nine=["capsule"])}
    assert play(tmp_path, DOWN, same, extra(**{"class": "capsule"})).of("extra") == []


def test_the_trouble_of_a_family_that_no_line_flies_orders_nothing(tmp_path: Path) -> None:
    freight = {
        "families": {"ariane": {"loss_probability": 0, "stand_down": "1 d"}},
        "pads": {"kourou": {"families": ["ariane"]}},
        "vehicles": {"progress": {"family": "ariane"}},
    }
    flights = manifest(p_1=cargo(10))
    down = outage(-10, 900, "kourou")
    assert play(tmp_path, freight, flights, down, extra()).of("extra") == []


def test_it_waits_for_what_it_lacks(tmp_path: Path) -> None:
    played = play(tmp_path, DOWN, outage(-5, 90, "west"), extra())
    assert played.days("LAUNCHES", "extra") == [90]


def test_it_needs_its_port_and_delays_nobody_by_a_plan(tmp_path: Path) -> None:
    played = play(tmp_path, DOWN, extra(lead="127 d", stay="30 d"))
    # d-2 holds port five from day 144 on; d-1 leaves port four on day 150
    assert played.day("DOCKS", "d-2") == 145
    assert played.days("LAUNCHES", "extra") == [150]


def test_a_crew_of_a_line_goes_before_it(tmp_path: Path) -> None:
    slow = {"pads": {"west": {"turnaround": "9 d"}}, **ports(nine=["dragon"])}
    played = play(tmp_path, DOWN, slow, extra(lead="124 d"))  # planned for the day of d-2
    assert ups(played, "d-2", "extra") == [144, 153]


def test_an_uncertain_lead_is_one_in_a_replication(tmp_path: Path) -> None:
    law = {"kind": "uniform", "low": "40 d", "high": "80 d"}
    assert play(tmp_path, DOWN, extra(lead=law)).days("LAUNCHES", "extra") == [80]
    lucky = {"pins": {"rest": None}}
    found = {
        play(tmp_path, DOWN, extra(lead=law), lucky, replication=number).day("LAUNCHES", "extra")
        for number in range(5)
    }
    assert len(found) == 5
    assert all(at is not None and 60 <= at <= 100 for at in found)


def test_it_relieves_nobody(tmp_path: Path) -> None:
    # planned for day 80: neither does d-1, without successor, hand over to it nor s-1 wait for it
    played = play(tmp_path, outage(-10, 25), extra(stay="99 d"), without(*BLUE[2:]))
    assert played.days("DOCKS", "extra") == [81]
    assert "100.00 UNDOCKS s-1 HANDOVER" in played.log
    assert "150.00 UNDOCKS d-1 PLANNED_RETURN" in played.log
