"""Section 8 of the model: why an episode began, and how much of it was planned."""

from pathlib import Path

import pytest

from sim.core.clock import DAY
from sim.engine.batch import names_of
from sim.engine.build import build
from sim.engine.simpy import Simpy
from sim.runs.gathering import make_tables
from sim.runs.plan import play_plan
from sim.runs.tables import Frame
from tests.engine.stage import (
    AS_OF,
    BASE,
    Tree,
    cargo,
    day,
    launching,
    pinned,
    play,
    staged,
    without,
)

LATE = pinned(s_2={"slip": "60 d"})
RESEAT = {"vehicles": {"soyuz": {"reseat_time": "3 d"}, "dragon": {"reseat_time": "3 d"}}}
INDIRECT = {"lines": {"red": {"handover": "indirect"}}}


# --- 8.4 and 8.5 begun by -------------------------------------------------------------------------

DOWN = {"since": day(-10)}
BEGUN: dict[str, tuple[str, float, list[Tree]]] = {
    "medical": ("MEDICAL", 56, [pinned(s_1={"medical_return": day(50)})]),
    "port": ("PORT_CLEARED", 100, [without("station.ports.two")]),
    "planned return": ("PLANNED_RETURN", 100, [INDIRECT, launching(s_2=120)]),
    "plan, with patience": (
        "PLAN",
        110,
        [INDIRECT, {"lines": {"red": {"patience": "10 d"}}}, launching(s_2=120)],
    ),
    "plan": ("PLAN", 124, [launching(s_2=140)]),
    "slip": ("SLIP", 124, [LATE]),
    "loss": ("LOSS", 124, [pinned(s_2={"lost": True, "stand_down": "5 d"})]),
    "failed docking": ("DOCKING_FAILURE", 124, [pinned(s_2={"fails_to_dock": True})]),
    "pad": ("PAD", 124, [{"pads": {"east": {"outage": {**DOWN, "repair": "160 d"}}}}]),
    "loss of a cargo flight": (
        "FAMILY_LOSS",
        124,
        [{"manifest": {"p-1": cargo(90)}}, pinned(p_1={"lost": True})],
    ),
    "other customers": (
        "FAMILY_CUSTOMERS",
        124,
        [{"pins": {"families": {"r7": {"stand_downs": [{"from": day(90), "to": day(150)}]}}}}],
    ),
    "requalification of the pad": (
        "REQUALIFICATION_PAD",
        124,
        [{"pads": {"east": {"owed": 1}}, "manifest": {"p-1": cargo(150)}}],
    ),
    "requalification of the family": (
        "REQUALIFICATION_FAMILY",
        124,
        [{"families": {"r7": {"owed": 1}}, "manifest": {"p-1": cargo(150)}}],
    ),
    "spacecraft": (
        "SPACECRAFT",
        124,
        [{"vehicles": {"soyuz": {"spacecraft": {"deliveries": [day(150)], "then_every": "90 d"}}}}],
    ),
    "scrub": ("SCRUB", 124, [launching(s_2=94.5), pinned(s_2={"scrubs": 40})]),
    "scrub, to be tried again in this second": ("SCRUB", 124, [pinned(s_2={"scrubs": 40})]),
    "spacing": ("SPACING", 124, [{"lines": {"red": {"spacing": "250 d"}}}]),
    "turnaround, ready": (
        "PAD_BUSY",
        124,
        [{"pads": {"east": {"turnaround": "40 d"}}, "manifest": {"p-1": cargo(93)}}],
    ),
    "turnaround, not ready yet": (
        "PLAN",
        124,
        [
            {"pads": {"east": {"turnaround": "40 d"}}, "manifest": {"p-1": cargo(93)}},
            launching(s_2=130),
        ],
    ),
    "in transit, after a slip": ("SLIP", 124, [pinned(s_2={"slip": "29 d 12 h"})]),
    "in transit, as planned": ("PLAN", 124, [launching(s_2=123.5)]),
    "in transit, after a scrub": (
        "SCRUB",
        124,
        [launching(s_2=122), pinned(s_2={"scrubs": 1, "transit": "2 d"})],
    ),
    "pad before slip": (
        "PAD",
        124,
        [{"pads": {"east": {"outage": {**DOWN, "repair": "160 d"}}}}, LATE],
    ),
}


@pytest.mark.parametrize("case", BEGUN)
def test_begun_by(tmp_path: Path, case: str) -> None:
    cause, start, changes = BEGUN[case]
    found = [
        told for told in play(tmp_path, *changes).episodes if told.startswith("HANDOVER_GAP red")
    ]
    assert found[0].startswith(f"HANDOVER_GAP red {start}.00..")
    assert f" s-1 {cause} -> " in found[0]


def test_begun_by_the_slip_of_a_flight_that_was_pulled_forward(tmp_path: Path) -> None:
    short = {"manifest": {"s-2": {"limit": "215 d"}}}
    lever = {"lines": {"red": {"pull_forward": {"by": "10 d", "lead": "20 d"}}}}
    slips = pinned(s_2={"slip": "-20 d"}, s_3={"slip": "12 d"})
    played = play(tmp_path, short, lever, slips)
    assert played.day("LAUNCHES", "s-3") == 284 + 12
    assert "HANDOVER_GAP red 289.00..297.00 s-2 SLIP -> DOCKED" in played.episodes


def test_begun_by_the_preparation_of_a_rescue(tmp_path: Path) -> None:
    # s-0 has failed with a guest of the blue line; s-1, behind it, waits for the rescue
    guest = {"segment": "rs", "line": "blue", "seat": "none", "stranded_since": day(0)}
    failed = {
        "lines": {"red": {"rescue_preparation": "130 d"}},
        "station": {"ports": {"six": {"accepts": ["soyuz"]}}},
        "docked": {
            "s-0": {
                "line": "red",
                "port": "two",
                "launched": day(-151),
                "docked": day(-150),
                "unfit_since": day(0),
                "crew": {"hal": guest},
            },
            "s-1": BASE["docked"]["s-1"],
        },
    }
    played = play(tmp_path, without("docked.s-1"), failed, RESEAT)
    assert played.day("LAUNCHES", "s-2") == 130
    assert "HANDOVER_GAP red 124.00..131.00 s-1 PREPARATION -> DOCKED" in played.episodes


# --- 1.5.3 planned days ---------------------------------------------------------------------------


def planned(tmp_path: Path, *changes: Tree) -> dict[tuple[str, str, str], float]:
    """The days of each episode of the plan, by kind, place and vehicle."""
    plan = play_plan(staged(tmp_path, *changes), Simpy)
    return {
        (kind.name, place, vehicle): seconds / DAY
        for (kind, place, vehicle), seconds in plan.planned.items()
    }


def episode_rows(tmp_path: Path, *changes: Tree) -> list[dict[str, object]]:
    """The rows of the `episodes` table of one replication."""
    scenario = staged(tmp_path, *changes)
    program = build(scenario)
    _, batch = Simpy(program).replay(1, 0)
    plan = play_plan(scenario, Simpy).planned
    names = names_of(program)
    frame = Frame("stage", "", 1, AS_OF, scenario.until, program.columns, names, plan)
    tables = make_tables(frame, [batch])
    rows: list[dict[str, object]] = tables.episodes.to_pylist()
    return rows


def test_the_plan_has_its_own_gaps(tmp_path: Path) -> None:
    assert planned(tmp_path, launching(s_2=140)) == {("HANDOVER_GAP", "red", "s-1"): 141 - 124}


def test_the_plan_knows_no_pin_outage_stand_down_or_debt(tmp_path: Path) -> None:
    broken = {
        "pads": {
            "east": {"outage": {**DOWN, "repair": "300 d"}, "owed": 1, "return_to_service": "9 d"}
        },
        "families": {"falcon": {"grounded": {**DOWN, "stand_down": "300 d"}}},
        "manifest": {"p-1": cargo(300)},
    }
    assert planned(tmp_path, broken, pinned(s_1={"medical_return": day(30)})) == {}


def test_planned_days_are_those_of_the_gap_begun_by_the_same_vehicle(tmp_path: Path) -> None:
    (row,) = episode_rows(tmp_path, launching(s_2=140), pinned(s_2={"slip": "10 d"}))
    assert (row["vehicle"], row["days"]) == ("s-1", 151 - 124)
    assert (row["planned_days"], row["unplanned_days"]) == (141 - 124, 10)


def test_what_the_plan_does_not_hold_is_unplanned(tmp_path: Path) -> None:
    (row,) = episode_rows(tmp_path, LATE)
    assert (row["vehicle"], row["planned_days"], row["unplanned_days"]) == ("s-1", 0, 31)


def test_an_earlier_departure_of_the_same_vehicle_keeps_its_planned_days(tmp_path: Path) -> None:
    ill = pinned(s_1={"medical_return": day(50)})
    (row,) = episode_rows(tmp_path, launching(s_2=140), ill)
    assert (row["days"], row["planned_days"]) == (141 - 56, 17)
