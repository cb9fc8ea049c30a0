"""Section 6.5 of the model: a dormant pad is activated when a family's pads have long been down.

East, the pad of the Soyuz, goes down ten days before `as_of`; south sleeps.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.outcomes import Cause
from tests.engine.lever_stage import (
    CARGO_PORTS,
    SECOND,
    grounded,
    manifest,
    outage,
    policy,
    ups,
)
from tests.engine.stage import (
    BASE,
    Played,
    Tree,
    cargo,
    launching,
    pinned,
    play,
    without,
)
from tests.engine.window_stage import broken

DOWN = outage(-10, 900)
"""East is down for good."""


def pad_of(played: Played, name: str) -> str:
    """The pad a flight launched from."""
    return played.row("LAUNCHES", name).pad


def dormant(activation: Any = "100 d", name: str = "south", **more: Any) -> Tree:
    """A dormant pad of r7."""
    return {"pads": {name: {"families": ["r7"], "dormant": {"activation": activation}, **more}}}


ALTERNATE = policy(alternate_pad={"pad": "south", "after": "30 d"})


def test_a_dormant_pad_launches_nothing(tmp_path: Path) -> None:
    played = play(tmp_path, dormant(), DOWN, manifest(p_1=cargo(30)))
    assert ups(played, "s-2", "p-1") == [None, None]
    assert played.of("south") == []
    assert played.outcome("pad_launches[south]") == 0


def test_it_launches_nothing_though_it_stands_first(tmp_path: Path) -> None:
    first = without("pads.east")
    both = play(tmp_path, first, dormant(), {"pads": {"east": BASE["pads"]["east"]}})
    assert pad_of(both, "s-2") == "east"


def test_it_is_not_down(tmp_path: Path) -> None:
    played = play(tmp_path, dormant(), ALTERNATE, DOWN)
    assert played.outcome("pad_down_days[south]") == 0
    assert played.outcome("repair_days[south]") is None


def test_its_activation_is_ordered_after_the_delay(tmp_path: Path) -> None:
    played = play(tmp_path, dormant(), ALTERNATE, DOWN)
    assert played.days("PAD_ORDERED", "south") == [20]
    row = played.row("PAD_ORDERED", "south")
    assert (row.rank, row.cause) == (54, Cause.PAD)


def test_an_activation_later_it_is_up(tmp_path: Path) -> None:
    played = play(tmp_path, dormant(), ALTERNATE, DOWN)
    assert played.days("PAD_ACTIVATED", "south") == [120]
    assert played.row("PAD_ACTIVATED", "south").rank == 10
    assert ups(played, "s-2") == [120]  # in the very second
    assert pad_of(played, "s-2") == "south"


def test_the_repair_in_the_very_second_is_in_time(tmp_path: Path) -> None:
    assert play(tmp_path, dormant(), ALTERNATE, outage(-10, 20)).of("south") == []
    late = play(tmp_path, dormant(), ALTERNATE, outage(-10, 20 + SECOND))
    assert late.days("PAD_ORDERED", "south") == [20]


@pytest.mark.parametrize("since", [-30, -31, -500])
def test_an_outage_that_has_lasted_as_long_orders_it_at_as_of(tmp_path: Path, since: float) -> None:
    played = play(tmp_path, dormant(), ALTERNATE, outage(since, 900))
    assert played.days("PAD_ORDERED", "south") == [0]
    assert played.days("PAD_ACTIVATED", "south") == [100]


def test_an_outage_that_is_pinned_to_begin_on_as_of_counts_from_then(tmp_path: Path) -> None:
    random = {"pads": {"east": {"outages": {"rate": "0 per year", "repair": "1 d"}}}}
    played = play(tmp_path, dormant(), ALTERNATE, random, broken((0, 900)))
    assert played.days("PAD_ORDERED", "south") == [30]


def test_a_stand_down_activates_nothing(tmp_path: Path) -> None:
    stood_down = grounded(-60, 240)
    assert play(tmp_path, dormant(), ALTERNATE, stood_down).of("south") == []


def test_it_counts_since_the_pads_are_down_not_since_a_stand_down_before(tmp_path: Path) -> None:
    stood_down = grounded(-60, 240)
    played = play(tmp_path, dormant(), ALTERNATE, stood_down, DOWN)
    assert played.days("PAD_ORDERED", "south") == [20]
    short = play(tmp_path, dormant(), ALTERNATE, stood_down, outage(-10, 19))
    assert short.of("south") == []


def test_it_counts_only_while_all_of_its_other_pads_are_down(tmp_path: Path) -> None:
    north = {"pads": {"north": {"families": ["r7"]}}}
    assert play(tmp_path, dormant(), ALTERNATE, DOWN, north).of("south") == []
    both = play(tmp_path, dormant(), ALTERNATE, DOWN, north, outage(-5, 900, "north"))
    assert both.days("PAD_ORDERED", "south") == [25]


def test_the_outage_of_a_family_that_it_does_not_launch_activates_nothing(tmp_path: Path) -> None:
    assert play(tmp_path, dormant(), ALTERNATE, outage(-10, 900, "west")).of("south") == []


def test_a_pad_of_two_families_is_activated_for_either(tmp_path: Path) -> None:
    shared = dormant(families=["r7", "falcon"])
    played = play(tmp_path, shared, ALTERNATE, outage(-10, 900, "west"))
    assert played.days("PAD_ORDERED", "south") == [20]
    assert ups(played, "d-2") == [144]
    assert pad_of(played, "d-2") == "south"


def test_it_is_ordered_once(tmp_path: Path) -> None:
    again = [manifest(p_1=cargo(30)), pinned(p_1={"damages_pad": "100 d"})]
    played = play(tmp_path, dormant("5 d"), ALTERNATE, outage(-10, 21), *again, launching(s_2=110))
    # the second outage, of both pads' family, lasts from 30 to 130
    assert played.days("PAD_ORDERED", "south") == [20]
    assert played.days("PAD_ACTIVATED", "south") == [25]
    slow = play(tmp_path, dormant("300 d"), ALTERNATE, outage(-10, 21), *again)
    assert slow.day("PAD_DAMAGED", "east") == 30
    assert slow.days("PAD_ORDERED", "south") == [20]
    assert slow.days("PAD_ACTIVATED", "south") == [320]


def test_two_families_order_it_once(tmp_path: Path) -> None:
    shared = dormant(families=["r7", "falcon"])
    both = [outage(-10, 900), outage(-5, 900, "west")]
    played = play(tmp_path, shared, ALTERNATE, *both)
    assert played.days("PAD_ORDERED", "south") == [20]
    assert played.days("PAD_ACTIVATED", "south") == [120]


def test_it_is_not_called_off(tmp_path: Path) -> None:
    played = play(tmp_path, dormant(), ALTERNATE, outage(-10, 21))
    assert played.day("REPAIRED", "east") == 21
    assert played.days("PAD_ACTIVATED", "south") == [120]


def test_it_owes_its_requalification(tmp_path: Path) -> None:
    owing = dormant(requalification=2)
    flights = manifest(p_1=cargo(130), p_2=cargo(140), p_3=cargo(150))
    played = play(tmp_path, owing, ALTERNATE, DOWN, flights, CARGO_PORTS)
    assert ups(played, "p-1", "p-2", "s-2") == [130, 140, 140]
    nothing = play(tmp_path, dormant(), ALTERNATE, DOWN, flights, CARGO_PORTS)
    assert ups(nothing, "s-2") == [120]


@pytest.mark.parametrize(
    ("who", "owing", "launch"), [("crew", 2, 120), ("cargo", 0, 130), ("cargo", 2, 140)]
)
def test_it_owes_what_a_pad_owes_after_a_repair(
    tmp_path: Path, who: str, owing: int, launch: float
) -> None:
    flights = manifest(p_1=cargo(130), p_2=cargo(140))
    levers = [ALTERNATE, policy(first_after_repair=who)]
    played = play(tmp_path, dormant(requalification=owing), DOWN, flights, CARGO_PORTS, *levers)
    assert ups(played, "s-2") == [launch]


def test_it_owes_from_its_activation_on(tmp_path: Path) -> None:
    # the crew of s-2 waits from day 120 on: cargo is pulled from then, not from the order
    pulled = {"cargo": {"progress": {"pull_forward": {"by": "300 d", "lead": "5 d"}}}}
    owing = dormant(requalification=1)
    played = play(tmp_path, owing, ALTERNATE, DOWN, pulled, manifest(p_1=cargo(300)))
    assert played.days("PULLED_FORWARD", "p-1") == [120]
    assert ups(played, "p-1", "s-2") == [125, 125]


def test_what_launches_elsewhere_does_not_pay_for_it(tmp_path: Path) -> None:
    owing = dormant(requalification=1)
    flights = manifest(p_1=cargo(50), p_2=cargo(130))
    played = play(tmp_path, owing, ALTERNATE, outage(-10, 21), flights, CARGO_PORTS,
                  {"pads": {"east": {"turnaround": "20 d"}}}, launching(s_2=125))  # fmt: skip
    assert pad_of(played, "p-1") == "east"
    assert pad_of(played, "s-2") == "east"  # which owes nothing
    assert pad_of(played, "p-2") == "south"


def test_it_is_a_pad_like_any_other(tmp_path: Path) -> None:
    worn = dormant("10 d", turnaround="20 d", return_to_service="3 d")
    flights = manifest(p_1=cargo(35), p_2=cargo(40), p_3=cargo(100))
    damaged = pinned(p_2={"damages_pad": "30 d"})
    late = launching(s_2=110)
    played = play(tmp_path, worn, ALTERNATE, DOWN, flights, damaged, late, CARGO_PORTS)
    assert [told for told in played.of("south") if "PAD_READY" not in told] == [
        "20.00 PAD_ORDERED south PAD",
        "30.00 PAD_ACTIVATED south",
        "55.00 PAD_DAMAGED south",
        "85.00 REPAIRED south",
    ]
    assert ups(played, "p-1", "p-2", "p-3", "s-2") == [35, 55, 100, 120]
    assert played.outcome("pad_launches[south]") == 6
    assert played.outcome("pad_damages[south]") == 1
    assert played.outcome("pad_down_days[south]") == 30


def test_it_stands_in_the_declared_order(tmp_path: Path) -> None:
    first = [without("pads.east"), dormant("10 d"), outage(-10, 50, families=["r7"])]
    assert pad_of(play(tmp_path, *first, ALTERNATE), "s-2") == "south"
    last = [dormant("10 d"), outage(-10, 50)]
    assert pad_of(play(tmp_path, *last, ALTERNATE), "s-2") == "east"


def test_the_activation_is_drawn_once_a_replication(tmp_path: Path) -> None:
    law = {"kind": "uniform", "low": "60 d", "high": "140 d"}
    quiet = play(tmp_path, dormant(law), ALTERNATE, DOWN)
    assert quiet.days("PAD_ACTIVATED", "south") == [120]
    lucky = {"pins": {"rest": None}}
    found = {
        play(tmp_path, dormant(law), ALTERNATE, DOWN, lucky, replication=number).day(
            "PAD_ACTIVATED", "south"
        )
        for number in range(5)
    }
    assert len(found) == 5
    assert all(at is not None and 80 <= at <= 160 for at in found)


def test_without_the_lever_it_sleeps_on(tmp_path: Path) -> None:
    assert play(tmp_path, dormant(), DOWN).of("south") == []
