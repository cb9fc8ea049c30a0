"""Sections 2.2.6 and 8.2.8 of the model: what people are qualified for is counted as a segment is.

s-1 leaves on day 100 at the earliest, its limit is day 124; d-1 leaves on day 150.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sim.engine.simpy import Simpy
from sim.runs.plan import plan_warnings
from tests.engine.stage import Tree, day, flight, launching, play, staged

EVA = {"segment": "usos", "qualifications": ["eva"]}
WALKS: Tree = {
    "station": {"qualifications": ["eva", "robotics"], "minimum_crew": {"eva": 2}},
    "docked": {
        "s-1": {"crew": ["rs", "rs", EVA]},
        "d-1": {"crew": {"dora": {**EVA, "qualifications": ["eva", "robotics"]}, "emil": "usos"}},
    },
}
"""Two may go outside, one in each ship."""


def test_a_gap_is_fewer_than_the_station_needs(tmp_path: Path) -> None:
    """s-1 goes on day 100 and leaves one who may; s-3 brings the second on day 295."""
    relief: Tree = {"manifest": {"s-3": {"crew": ["rs", "rs", EVA]}, "d-2": {"crew": [EVA, EVA]}}}
    played = play(tmp_path, WALKS, relief, {"until": day(140)})
    assert played.outcome("qualification_gap_days[eva]") == 40
    assert played.outcome("first_qualification_gap_on[eva]") == 100
    assert "QUALIFICATION_GAP eva 100.00.. s-1 HANDOVER -> OPEN" in played.episodes
    assert played.outcome("below_minimum_days") == 40
    assert played.outcome("segment_gap_days[usos]") == 0
    whole = play(tmp_path, WALKS, relief)
    assert "QUALIFICATION_GAP eva 100.00..145.00 s-1 HANDOVER -> DOCKED" in whole.episodes


def test_one_without_a_minimum_has_a_gap_with_nobody(tmp_path: Path) -> None:
    """dora goes home with d-1 on day 150."""
    played = play(tmp_path, WALKS, {"until": day(200)})
    assert played.outcome("qualification_gap_days[robotics]") == 50
    assert played.outcome("qualified_days[robotics]") == 150
    assert played.outcome("qualified_days[eva]") == 100 + 150


def test_the_complement_counts_them_too(tmp_path: Path) -> None:
    plans: Tree = {"station": {"complement": {"eva": 3}}, "until": day(90)}
    played = play(tmp_path, WALKS, plans)
    assert played.outcome("qualified_days_lost[eva]") == 90
    assert played.outcome("crew_days_lost[usos]") == 0


def test_crews_of_a_cadence_have_them(tmp_path: Path) -> None:
    """The complement that is not stated is one crew of each line."""
    cadence: Tree = {"every": "200 d", "crew": ["rs", "rs", EVA]}
    scenario = staged(tmp_path, WALKS, {"lines": {"red": {"cadence": cadence}}})
    added = [flight for flight in scenario.flights if flight.cadence]
    assert added
    assert all(f.crew[2].qualifications == ("eva",) for f in added)
    assert scenario.station.complement == {"rs": 3, "usos": 4, "eva": 1, "robotics": 0}


def test_who_decides_on_seats_looks_at_segments(tmp_path: Path) -> None:
    """2.2.6: the same future whatever people are qualified for."""
    late: Any = launching(s_2=139)
    plain: Tree = {
        "station": {"qualifications": None, "minimum_crew": {"eva": None}},
        "docked": {"s-1": {"crew": ["rs", "rs", "usos"]}, "d-1": {"crew": ["usos", "usos"]}},
    }
    with_them = play(tmp_path, WALKS, late)
    without_them = play(tmp_path, WALKS, plain, late)
    ups = [row for row in with_them.log if "LAUNCHES" in row or "DOCKS" in row]
    assert ups == [row for row in without_them.log if "LAUNCHES" in row or "DOCKS" in row]


def test_the_plan_tells_of_a_gap(tmp_path: Path) -> None:
    """1.5.2."""
    scenario = staged(tmp_path, WALKS, {"manifest": {"d-2": flight("blue", 144, [EVA, EVA])}})
    told = [str(each) for each in plan_warnings(scenario, Simpy)]
    assert any("leaves too few qualified for eva aboard of 45 d from 2030-04-11" in t for t in told)
