"""Section 1.5 of the model: the plan is played once, and judged."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.core.clock import DAY
from sim.engine.simpy import Simpy
from sim.outcomes import Kind
from sim.runs.plan import Plan, play_plan
from tests.engine.stage import Tree, cargo, day, play, staged, without

BROKEN: Tree = {
    "families": {
        "r7": {
            "grounded": {"since": day(-10), "stand_down": "190 d"},
            "owed": 2,
            "other_customers": {"rate": "1 per 20 d", "stand_down": "5 d"},
        }
    },
    "pads": {"east": {"outage": {"since": day(-10), "repair": "200 d"}, "owed": 1}},
    "manifest": {"p-1": cargo(400), "p-2": cargo(500)},
}


def judged(tmp_path: Path, *overrides: Mapping[str, Any]) -> Plan:
    return play_plan(staged(tmp_path, *overrides), Simpy)


def test_every_outage_stand_down_and_debt_of_as_of_is_lifted(tmp_path: Path) -> None:
    played = play(tmp_path, BROKEN, plan=True)
    assert played.of("s-1", "s-2")[1:] == [
        "94.00 LAUNCHES s-2",
        "95.00 DOCKS s-2",
        "100.00 UNDOCKS s-1 HANDOVER",
        "300.00 UNDOCKS s-2 HANDOVER",
    ]
    assert played.of("east", "r7") == []


def test_it_has_no_pins_and_no_luck(tmp_path: Path) -> None:
    pins = {"pins": {"rest": None, "flights": {"s-2": {"lost": True}, "d-2": {"slip": "20 d"}}}}
    luck = {"lines": {"red": {"slip": "9 d", "replan": "9 d"}}}
    played = play(tmp_path, pins, luck, plan=True)
    assert played.days("LAUNCHES", "s-2") == [94]
    assert played.days("LAUNCHES", "d-2") == [144]
    assert played.all("LOST", "REPLANNED") == []


def test_a_sound_plan_gives_no_warning(tmp_path: Path) -> None:
    assert judged(tmp_path) == Plan({}, (), ())


def test_a_gap_of_a_direct_line_is_a_warning(tmp_path: Path) -> None:
    plan = judged(tmp_path, {"manifest": {"s-2": {"planned": day(154)}}})
    assert "lines.red" in [warning.path for warning in plan.warnings]


def test_a_gap_of_an_indirect_line_is_only_listed(tmp_path: Path) -> None:
    indirect = {"lines": {"red": {"handover": "indirect"}}}
    plan = judged(tmp_path, indirect, {"manifest": {"s-2": {"planned": day(109)}}})
    assert plan.warnings == ()
    assert len(plan.gaps) == 1
    assert plan.gaps[0].startswith("red")
    assert plan.planned == {(Kind.HANDOVER_GAP, "red", "s-1"): 10 * DAY}  # 100 to 110


def test_an_empty_segment_is_a_warning(tmp_path: Path) -> None:
    late = {"manifest": {"s-2": {"planned": day(154)}}, "docked": {"d-1": {"crew": ["usos"] * 4}}}
    assert "station" in [warning.path for warning in judged(tmp_path, late).warnings]


def test_an_overstay_of_a_day_is_a_warning(tmp_path: Path) -> None:
    def overstays(late: float) -> list[str]:
        plan = judged(tmp_path, {"manifest": {"s-2": {"planned": day(94 + late)}}})
        return [warning.message for warning in plan.warnings]

    assert overstays(0.3) == []  # three people, 0.9 person-days
    in_all, of_the_ship = overstays(1)
    assert "3.0 person-d past their planned return" in in_all
    assert "1 d after its planned return" in of_the_ship


def test_an_endless_wait_is_a_warning(tmp_path: Path) -> None:
    capsules = {"refurbishment": "900 d", "capsules": {"up": "docked"}}
    plan = judged(
        tmp_path,
        {"vehicles": {"soyuz": {"spacecraft": capsules}}, "docked": {"s-1": {"spacecraft": "up"}}},
    )
    assert "manifest.s-2" in [warning.path for warning in plan.warnings]


def test_a_breach_of_a_limit_is_a_warning(tmp_path: Path) -> None:
    waiver = {"policy": {"waiver": "60 d"}, "manifest": {"s-2": {"planned": day(134)}}}
    messages = [warning.message for warning in judged(tmp_path, waiver).warnings]
    assert any("16 d beyond their stay limit" in message for message in messages)  # 140 less 124


def test_an_episode_is_planned_only_if_the_same_vehicle_begins_it(tmp_path: Path) -> None:
    indirect = {"lines": {"red": {"handover": "indirect"}}}
    gap = {"manifest": {"s-2": {"planned": day(109)}}}
    rest = without("manifest.s-3", "manifest.s-4")
    plan = judged(tmp_path, indirect, gap, rest)
    assert set(plan.planned) == {(Kind.HANDOVER_GAP, "red", "s-1")}
