"""Section 2.3 of the model: a class carries nobody before it is certified.

The line *green* flies a new class, the Clipper, from *north*; c-2 is planned for day 100.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.engine.lever_stage import SECOND, manifest, outage, policy, ports, ups
from tests.engine.stage import (
    Tree,
    cargo,
    day,
    flight,
    launching,
    pinned,
    play,
    replay,
    staged,
    without,
)


def green(certification: Any = "120 d", **more: Any) -> Tree:
    """A line of a class that is to be certified, with a cargo class of the same rocket."""
    clipper = {"crew": 3, "family": "zenit", "stay": "180 d", "limit": "230 d", "transit": "1 d"}
    own = {} if certification is None else {"certification": certification}
    return {
        "station": {
            "ports": {
                "ten": {"accepts": ["clipper"]},
                "eleven": {"accepts": ["clipper"]},
                "twelve": {"accepts": ["freighter"]},
            }
        },
        "families": {"zenit": {"loss_probability": 0, "stand_down": "60 d"}},
        "pads": {"north": {"families": ["zenit"]}},
        "vehicles": {
            "clipper": {**clipper, **own, **more},
            "freighter": {"family": "zenit", "stay": "80 d", "transit": "2 d"},
        },
        "lines": {"green": {"vehicle": "clipper", "overlap": "5 d"}},
        "manifest": {"c-2": flight("green", 100), "c-3": flight("green", 280)},
    }


def certified(of_soyuz: str) -> Tree:
    """The Soyuz is to be certified, which s-1 has docked before."""
    return {"vehicles": {"soyuz": {"certification": of_soyuz}}}


def test_a_crew_waits_for_the_certification(tmp_path: Path) -> None:
    played = play(tmp_path, green())
    assert "100.00 WAITS_FOR c-2 CERTIFICATION" in played.log
    assert ups(played, "c-2") == [120]
    assert ups(play(tmp_path, green(None)), "c-2") == [100]


def test_the_class_is_certified_so_long_after_as_of(tmp_path: Path) -> None:
    played = play(tmp_path, green())
    assert played.days("CERTIFIED", "clipper") == [120]
    assert played.row("CERTIFIED", "clipper").rank == 12
    assert play(tmp_path, green("700 d")).all("CERTIFIED") == []
    assert play(tmp_path, green(None)).all("CERTIFIED") == []


@pytest.mark.parametrize(("length", "launch"), [("100 d", 100), ("8640001 s", 100 + SECOND)])
def test_it_is_certified_before_the_launches_of_that_second(
    tmp_path: Path, length: str, launch: float
) -> None:
    played = play(tmp_path, green(length))
    assert ups(played, "c-2") == [launch]
    assert bool(played.days("WAITS_FOR", "c-2")) == (launch > 100)


def test_other_classes_fly(tmp_path: Path) -> None:
    played = play(tmp_path, green("300 d"))
    assert ups(played, "s-2", "d-2", "c-2") == [94, 144, 300]


def test_cargo_of_the_same_rocket_flies(tmp_path: Path) -> None:
    freight = manifest(f_1=cargo(90, "freighter"), f_2=cargo(100, "freighter"))
    more = ports(nine=["freighter"])
    played = play(tmp_path, green(), freight, more)
    assert ups(played, "f-1", "f-2", "c-2") == [90, 100, 120]


@pytest.mark.parametrize("planned", [60, 119, 120, 121])
def test_a_visit_waits_too(tmp_path: Path, planned: float) -> None:
    visit = {"class": "clipper", "planned": day(planned), "crew": ["usos"]}
    back = {"planned_return": day(planned + 20)}
    played = play(tmp_path, green(), without("manifest.c-2"), manifest(v_1={**visit, **back}))
    assert ups(played, "v-1") == [max(planned, 120)]


def test_an_empty_ship_flies(tmp_path: Path) -> None:
    played = play(tmp_path, certified("200 d"), pinned(s_1={"unfit": day(20)}))
    assert ups(played, "s-2") == [94]
    assert not played.row("LAUNCHES", "s-2").crew
    assert "WAITS_FOR s-2" not in " ".join(played.log)


def test_one_that_could_carry_some_of_its_crew_flies_empty_too(tmp_path: Path) -> None:
    """Two of the three find seats in d-1."""
    two = {"docked": {"d-1": {"crew": {"dora": "usos", "emil": "usos"}}}}
    failed = pinned(s_1={"unfit": day(90)})
    played = play(tmp_path, certified("110 d"), two, failed)
    assert ups(played, "s-2") == [94]
    assert not played.row("LAUNCHES", "s-2").crew
    assert played.row("LAUNCHES", "s-2") != play(tmp_path, two, failed).row("LAUNCHES", "s-2")


def test_a_gap_is_begun_by_it(tmp_path: Path) -> None:
    played = play(tmp_path, certified("150 d"))
    assert "HANDOVER_GAP red 124.00..151.00 s-1 CERTIFICATION -> DOCKED" in played.episodes


LACKS: dict[str, list[Tree]] = {
    "FAMILY_LOSS": [
        {"families": {"zenit": {"grounded": {"since": day(-5), "stand_down": "150 d"}}}}
    ],
    "REQUALIFICATION_PAD": [
        {"pads": {"north": {"owed": 1}}},
        manifest(f_1=cargo(130, "freighter")),
    ],
    "CERTIFICATION": [
        {"vehicles": {"clipper": {"spacecraft": {"deliveries": [day(130)], "then_every": "90 d"}}}}
    ],
}


@pytest.mark.parametrize("cause", LACKS)
def test_it_is_named_behind_requalification_and_before_the_spacecraft(
    tmp_path: Path, cause: str
) -> None:
    played = play(tmp_path, green(), *LACKS[cause])
    assert f"100.00 WAITS_FOR c-2 {cause}" in played.log


@pytest.mark.parametrize(("length", "later"), [("140 d", 320), ("130 d", 280), ("131 d", 311)])
def test_a_delay_by_it_shifts_the_line(tmp_path: Path, length: str, later: float) -> None:
    # rebaseline_after is 30 d
    played = play(tmp_path, green(length))
    assert ups(played, "c-3") == [later]
    assert ups(played, "s-3", "d-3") == [294, 344]


def test_it_forces_no_delay_before_the_flight_stands_ready(tmp_path: Path) -> None:
    played = play(tmp_path, green("140 d"), pinned(c_2={"slip": "35 d"}))
    assert ups(played, "c-2", "c-3") == [140, 280]


def test_a_pinned_launch_before_it_is_unmet(tmp_path: Path) -> None:
    played = play(tmp_path, green(), pinned(c_2={"launch": day(105)}))
    assert ups(played, "c-2") == [120]
    assert list(played.unmet_pins.values()) == [1]


def test_it_is_drawn_once_a_replication_for_all_flights_of_the_class(tmp_path: Path) -> None:
    law = {"kind": "uniform", "low": "110 d", "high": "210 d"}
    assert ups(play(tmp_path, green(law)), "c-2") == [160]
    both = {
        "lines": {"white": {"vehicle": "clipper", "overlap": "5 d"}},
        "manifest": {"w-2": flight("white", 101)},
        "pins": {"rest": None},
    }
    scenario = staged(tmp_path, green(law), both)
    found = []
    for number in range(5):
        played = replay(scenario, number)
        (at,) = played.days("CERTIFIED", "clipper")
        assert ups(played, "c-2", "w-2") == [at, at]
        found.append(at)
    assert len(set(found)) == 5
    assert all(110 <= at <= 210 for at in found)


def test_the_plan_has_it(tmp_path: Path) -> None:
    # it is no outage, no stand-down and no debt
    assert ups(play(tmp_path, green(), plan=True), "c-2") == [120]


def test_levers_do_not_see_it(tmp_path: Path) -> None:
    usual = {"class": "dragon", "crew": ["usos", "usos"], "lead": "365 d", "stay": "20 d"}
    lever = policy(extra_flight={**usual, "after": "30 d"})
    assert play(tmp_path, green("300 d"), lever).of("extra") == []
    down = outage(-10, 50, "north", families=["zenit"])
    played = play(tmp_path, green("300 d"), lever, down)
    assert played.days("FLIGHT_ORDERED", "extra") == [20]


def test_it_pays_nothing_and_is_paid_by_nobody(tmp_path: Path) -> None:
    freight = [{"pads": {"north": {"owed": 1}}}, manifest(f_1=cargo(90, "freighter"))]
    assert ups(play(tmp_path, green(), *freight), "f-1", "c-2") == [90, 120]


def test_a_flight_planned_for_later_does_not_notice(tmp_path: Path) -> None:
    late = play(tmp_path, green("50 d"), launching(c_2=60))
    assert ups(late, "c-2") == [60]
    assert not late.days("WAITS_FOR", "c-2")
