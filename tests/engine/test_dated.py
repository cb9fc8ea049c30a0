"""Sections 2.1.2, 2.3.5, 2.5.11 and 3.1.16 of the model: what changes on a date, laws by lead.

The red line flies the Soyuz from *east* on days 94, 294 and 494, each docks a day later.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.core.clock import DAY
from sim.outcomes import Cause
from tests.engine.lever_stage import outage, policy
from tests.engine.stage import LUCK, Tree, cargo, day, pinned, play, replay, staged, without


def moving(law: Any, **more: Any) -> Tree:
    return {**LUCK, "lines": {"red": {"replan": law, **more}}}


def pads(**families: list[Any]) -> Tree:
    return {"pads": {name: {"families": each} for name, each in families.items()}}


# --- the complement ------------------------------------------------------------------------------


def test_the_complement_changes_on_its_date(tmp_path: Path) -> None:
    """2.1.2: two of three usos seats are filled; from day 50 on one of them is not planned."""
    seven: Tree = {"station": {"complement": {"rs": 2, "usos": 5}}, "until": day(90)}
    six: Tree = {"station": {"complement_from": {"2030-02-20": {"rs": 2, "usos": 4}}}}
    assert play(tmp_path, seven).outcome("crew_days_lost[usos]") == 90
    assert play(tmp_path, seven, six).outcome("crew_days_lost[usos]") == 50
    again: Tree = {"station": {"complement_from": {"2030-03-02": {"usos": 6}}}}
    assert play(tmp_path, seven, six, again).outcome("crew_days_lost[usos]") == 50 + 2 * 30
    assert play(tmp_path, seven, six, again).outcome("crew_days_lost[rs]") == 0


# --- certification -------------------------------------------------------------------------------


def certified(**dates: float) -> Tree:
    stated = {name.strip("_"): day(at) for name, at in dates.items()}
    return {"vehicles": {"soyuz": {"certification": stated}}}


def test_a_class_carries_nobody_before_it_is_certified(tmp_path: Path) -> None:
    played = play(tmp_path, certified(from_=100, to=600))
    assert played.row("WAITS_FOR", "s-2").cause is Cause.CERTIFICATION
    assert played.days("LAUNCHES", "s-2") == [100]
    assert played.days("CERTIFIED", "soyuz") == [100]


def test_a_class_carries_nobody_from_the_end_of_its_certification_on(tmp_path: Path) -> None:
    """2.3.5: s-2 flies the day before, s-3 never; s-2 comes home all the same."""
    played = play(tmp_path, certified(to=95))
    assert played.days("LAUNCHES", "s-2") == [94]
    assert played.row("WAITS_FOR", "s-3").cause is Cause.CERTIFICATION
    assert not played.days("LAUNCHES", "s-3")
    assert played.days("UNDOCKS", "s-2") == [324]
    at_once = play(tmp_path, certified(to=94))
    assert not at_once.days("LAUNCHES", "s-2")


def test_it_flies_empty_when_its_certification_has_ended(tmp_path: Path) -> None:
    played = play(tmp_path, certified(to=50), {"manifest": {"s-2": {"crew": []}}})
    assert played.days("LAUNCHES", "s-2") == [94]


def test_no_need_clears_a_class_whose_certification_has_ended(tmp_path: Path) -> None:
    """5.5: a fault of the type is waived where the class is needed, a certification is not."""
    fault = {"probability": 1, "grounds": "500 d", "when_needed": "5 d"}
    needs: Tree = {
        "vehicles": {"soyuz": {"type_fault": fault}},
        "station": {"minimum_crew": {"rs": 1}},
    }
    failed = pinned(s_1={"unfit": day(20)})
    empty: Tree = {"docked": {"s-1": {"crew": []}}}
    assert play(tmp_path, empty, needs, failed).days("LAUNCHES", "s-2") == [94]
    ended = play(tmp_path, empty, needs, failed, certified(to=30))
    assert ended.row("WAITS_FOR", "s-2").cause is Cause.CERTIFICATION
    assert not ended.days("LAUNCHES", "s-2")


# --- families of a pad ---------------------------------------------------------------------------


def test_a_family_has_a_pad_from_a_date_on(tmp_path: Path) -> None:
    """2.5.11: *east* is down for good, *west* launches the r7 from day 120 on."""
    later = pads(west=["falcon", {"family": "r7", "from": day(120)}])
    played = play(tmp_path, outage(-10, 2000), later)
    assert played.days("LAUNCHES", "s-2") == [120]
    assert played.row("LAUNCHES", "s-2").pad == "west"
    assert played.row("WAITS_FOR", "s-2").cause is Cause.PAD


def test_it_has_it_until_a_date(tmp_path: Path) -> None:
    first = {"pads": {"east": None, "west": {"families": ["falcon"]}}}
    ends = {"pads": {"north": {"families": [{"family": "r7", "to": day(295)}]}}}
    played = play(tmp_path, first, ends)
    assert played.days("LAUNCHES", "s-2") == [94]
    assert played.days("LAUNCHES", "s-3") == [294]
    assert not played.days("LAUNCHES", "s-4")
    assert played.row("WAITS_FOR", "s-4").cause is Cause.PAD


def test_the_pads_keep_their_declared_order(tmp_path: Path) -> None:
    """The first one declared serves, whenever it has begun."""
    first: Tree = {"pads": {"east": {"families": [{"family": "r7", "from": day(200)}]}}}
    more = pads(west=["falcon", "r7"])
    played = play(tmp_path, first, more)
    assert [played.row("LAUNCHES", name).pad for name in ("s-2", "s-3")] == ["west", "east"]


def test_a_flight_gives_back_a_pad_that_is_no_longer_its_own(tmp_path: Path) -> None:
    """s-2 has been scrubbed on day 94 and would go on day 99, from *east*; *spare* takes it."""
    scrubbed = pinned(s_2={"scrubs": 1})
    slow: Tree = {"vehicles": {"soyuz": {"scrub_recycle": "5 d"}}}
    ends: Tree = {
        "pads": {
            "east": {"families": [{"family": "r7", "to": day(97)}]},
            "spare": {"families": ["r7"]},
        }
    }
    played = play(tmp_path, scrubbed, slow, ends)
    assert played.days("SCRUBS", "s-2") == [94]
    assert played.row("LAUNCHES", "s-2").pad == "spare"


def test_a_relief_is_known_to_come_when_its_pad_begins(tmp_path: Path) -> None:
    """4.8: s-1 waits past its limit, day 124, for a launch that the plan of the pads has."""
    begins: Tree = {"pads": {"east": {"families": [{"family": "r7", "from": day(130)}]}}}
    waits = policy(extension={"lines": {"red": "20 d"}, "last_ship": "0 d"})
    played = play(tmp_path, begins, waits)
    assert played.days("UNDOCKS", "s-1") == [136]
    assert played.outcome("next[red,1].direct") == 1


# --- laws by lead --------------------------------------------------------------------------------

BY_LEAD = [{"within": "30 d", "law": "1 d"}, {"within": "120 d", "law": "7 d"}, {"law": "40 d"}]


@pytest.mark.parametrize(("planned", "moves"), [(20, 1), (30, 1), (94, 7), (500, 40)])
def test_a_replan_has_the_law_of_its_lead(tmp_path: Path, planned: int, moves: int) -> None:
    """3.1.16: sampled once, however far ahead."""
    law = moving(BY_LEAD, handover="indirect")
    alone = without("docked.s-1", "manifest.s-3", "manifest.s-4")
    flies: Tree = {"manifest": {"s-2": {"planned": day(planned)}}}
    assert play(tmp_path, law, alone, flies).days("LAUNCHES", "s-2") == [planned + moves]


def test_so_have_a_late_slip_and_a_flight_of_its_own(tmp_path: Path) -> None:
    alone = without("docked.s-1", "manifest.s-3", "manifest.s-4")
    slips = moving("0 d", slip=BY_LEAD)
    assert play(tmp_path, alone, slips).days("LAUNCHES", "s-2") == [101]
    own: Tree = {"manifest": {"s-2": {"slip": "3 d", "replan": [{"law": "2 d"}]}}}
    assert play(tmp_path, alone, slips, own).days("LAUNCHES", "s-2") == [99]


def test_a_visit_and_a_cargo_flight_may_have_a_slip_of_their_own(tmp_path: Path) -> None:
    ships: Tree = {
        "manifest": {
            "p-1": cargo(40, slip=[{"within": "30 d", "law": "1 d"}, {"law": "6 d"}]),
            "v-1": {
                "class": "dragon",
                "planned": day(20),
                "slip": "4 d",
                "crew": ["none", "none"],
                "stay": "10 d",
            },
        },
        **LUCK,
    }
    played = play(tmp_path, ships)
    assert (played.days("LAUNCHES", "p-1"), played.days("LAUNCHES", "v-1")) == ([46], [24])


def test_each_law_of_a_lead_is_a_distribution(tmp_path: Path) -> None:
    law = {"kind": "uniform", "low": "0 d", "high": "10 d"}
    alone = without("docked.s-1", "manifest.s-3", "manifest.s-4")
    scenario = staged(tmp_path, alone, moving([{"within": "100 d", "law": law}, {"law": "90 d"}]))
    moves = [replay(scenario, n).rows for n in range(5)]
    days = {row.second for rows in moves for row in rows if row.happening.name == "LAUNCHES"}
    assert len({second for second in days if 94 * DAY < second < 104 * DAY}) == 5


def test_no_earlier_than_bounds_each_law(tmp_path: Path) -> None:
    """3.1.15."""
    laws = [{"within": "100 d", "law": "-5 d"}, {"law": "-9 d"}]
    alone = without("docked.s-1", "manifest.s-3", "manifest.s-4")
    fixed: Tree = {"manifest": {"s-2": {"planned": "NET 2030-04-05"}}}
    freely: Tree = {"manifest": {"s-2": {"planned": "2030-04-05"}}}
    assert play(tmp_path, alone, moving(laws), fixed).days("LAUNCHES", "s-2") == [94.5]
    assert play(tmp_path, alone, moving(laws), freely).days("LAUNCHES", "s-2") == [89.5]
