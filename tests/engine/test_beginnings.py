"""Clauses 2.6.6, 1.5.3 and 8.4.3 of the model: when a line begins, and what has lasted 0 s."""

from __future__ import annotations

from pathlib import Path

from sim.engine.simpy import Simpy
from sim.outcomes import Kind
from sim.runs.plan import play_plan
from tests.engine.stage import Tree, day, launching, pinned, play, staged, without

BEGINS_LATER = without("docked.s-1")
"""The red line begins with s-2, which docks on day 95."""


def gaps(episodes: tuple[str, ...]) -> list[str]:
    return [each for each in episodes if each.startswith("HANDOVER_GAP red")]


def test_a_line_that_has_not_begun_has_no_gap(tmp_path: Path) -> None:
    """2.6.6: the gap counts from the first docking."""
    played = play(tmp_path, BEGINS_LATER)
    assert played.outcome("handover_gap_days[red]") == 0
    assert played.outcome("first_gap_on[red]") is None
    late = play(tmp_path, BEGINS_LATER, launching(s_3=340))
    assert gaps(late.episodes) == ["HANDOVER_GAP red 324.00..341.00 s-2 PLAN -> DOCKED"]


def test_a_line_may_state_when_it_begins(tmp_path: Path) -> None:
    """2.6.6: from then on its gap counts, if its first flight has not come."""
    begins: Tree = {"lines": {"red": {"from": day(50)}}}
    played = play(tmp_path, BEGINS_LATER, begins)
    assert gaps(played.episodes) == ["HANDOVER_GAP red 50.00..95.00 - PLAN -> DOCKED"]
    assert played.outcome("indirect_handovers[red]") == 0
    soon = {"lines": {"red": {"from": day(95)}}}
    assert not gaps(play(tmp_path, BEGINS_LATER, soon).episodes)


def test_what_its_first_flight_lacks_begins_the_gap(tmp_path: Path) -> None:
    down: Tree = {
        "lines": {"red": {"from": day(95)}},
        "pads": {"east": {"repair": "200 d", "outage": {"since": day(-10), "repair": "130 d"}}},
    }
    played = play(tmp_path, BEGINS_LATER, down)
    assert gaps(played.episodes) == ["HANDOVER_GAP red 95.00..121.00 - PAD -> DOCKED"]


def test_its_cadence_begins_then(tmp_path: Path) -> None:
    no_flights = without("docked.s-1", "manifest.s-2", "manifest.s-3", "manifest.s-4")
    cadence: Tree = {"every": "200 d", "crew": ["rs", "rs", "usos"]}
    begins: Tree = {"lines": {"red": {"from": day(60), "cadence": cadence}}}
    played = play(tmp_path, no_flights, begins)
    assert played.days("LAUNCHES", "red-1") == [60]


def test_a_gap_that_is_open_on_as_of_is_planned_if_the_plan_has_it(tmp_path: Path) -> None:
    """1.5.3."""
    scenario = staged(tmp_path, BEGINS_LATER, {"lines": {"red": {"from": day(-300)}}})
    plan = play_plan(scenario, Simpy)
    assert plan.planned[Kind.HANDOVER_GAP, "red", ""] == 95 * 86400


def test_who_is_seated_again_in_the_same_second_was_not_stranded(tmp_path: Path) -> None:
    """8.4.3: d-1 has a free seat for each of two, fitted at once."""
    crews: Tree = {
        "vehicles": {"dragon": {"reseat_time": "0 d"}},
        "docked": {"s-1": {"crew": ["rs", "usos"]}, "d-1": {"crew": ["rs", "usos"]}},
    }
    played = play(tmp_path, crews, pinned(s_1={"unfit": day(60)}))
    assert len(played.days("RESEATED", "s-1 rs 1")) == 1
    assert played.outcome("stranded") == 0
    assert played.outcome("longest_stranding_days") == 0
    assert not [each for each in played.episodes if each.startswith("STRANDING")]
