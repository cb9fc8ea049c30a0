"""Section 1.5.2 of the model: the plan says where the rules overrule a stated planned return."""

from __future__ import annotations

from pathlib import Path

from sim.engine.simpy import Simpy
from sim.runs.plan import plan_warnings
from tests.engine.stage import Tree, day, flight, launching, staged, without

ANOTHER: Tree = {
    "docked": {
        "s-1": {"planned_return": day(100)},
        "s-2": {
            "line": "red",
            "port": "two",
            "launched": day(-16),
            "docked": day(-15),
            "crew": ["rs", "rs", "usos"],
        },
    },
    "manifest": {"s-5": flight("red", 184)},
}
"""s-2 is docked behind s-1, of the same line, for longer than the overlap."""


def found(tmp_path: Path, *overrides: Tree) -> list[str]:
    """What is said of ships that leave early, by their place in the file."""
    problems = plan_warnings(staged(tmp_path, *overrides), Simpy)
    return [f"{p.path}: {p.message}" for p in problems if "leave on" in p.message]


def test_two_ships_of_one_line_that_are_docked_are_two_lines(tmp_path: Path) -> None:
    assert found(tmp_path, without("manifest.s-2"), ANOTHER)[0] == (
        "docked.s-1: the plan has s-1 leave on 2030-01-01, 100 d before its planned return, "
        "as s-2 stands behind it: two lines?"
    )


def test_a_flight_of_the_manifest_is_told_likewise(tmp_path: Path) -> None:
    """s-2 docks on day 95 and is relieved on day 151, 5 d before it leaves."""
    stated: Tree = {"manifest": {"s-2": {"planned_return": day(300)}}}
    (said,) = found(tmp_path, stated, launching(s_3=150))
    assert said.startswith("manifest.s-2: the plan has s-2 leave on 2030-06-06, 144 d before")


def test_less_than_a_day_and_a_return_that_nobody_stated_are_no_matter(tmp_path: Path) -> None:
    assert not found(tmp_path, launching(s_3=150))
    stated: Tree = {"docked": {"s-1": {"planned_return": day(100.9)}}}
    assert not found(tmp_path, stated)


def test_who_waits_for_a_late_relief_returns_late(tmp_path: Path) -> None:
    stated: Tree = {"docked": {"s-1": {"planned_return": day(100)}}}
    (said,) = found(tmp_path, stated, launching(s_2=110))
    assert said.endswith(
        "leave on 2030-04-27, 16 d after its planned return, as s-2 relieves it no sooner"
    )


def test_a_cargo_ship_that_may_not_land_is_told(tmp_path: Path) -> None:
    dark = {"blackouts": {"landing": [{"from": day(50), "to": day(70)}]}}
    ship = {"class": "progress", "port": "three", "docked": day(-20), "planned_return": day(55)}
    (said,) = found(tmp_path, {"vehicles": {"progress": dark}, "docked": {"p-1": ship}})
    assert said.startswith("docked.p-1: the plan has p-1 leave on 2030-03-12, 15 d after")


def test_a_return_before_as_of_is_told(tmp_path: Path) -> None:
    stated: Tree = {"docked": {"s-1": {"planned_return": day(-10)}}}
    assert "110 d after its planned return" in found(tmp_path, stated)[0]


def test_who_is_to_return_after_the_limit_leaves_at_it(tmp_path: Path) -> None:
    stated: Tree = {"docked": {"s-1": {"planned_return": day(130)}}}
    (said,) = found(tmp_path, stated, launching(s_2=180))
    assert said.endswith("6 d before its planned return, stay limit")
