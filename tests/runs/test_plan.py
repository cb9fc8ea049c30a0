from dataclasses import replace

import numpy as np
import pytest

from sim.core.clock import DAY
from sim.engine.batch import Batch
from sim.outcomes import NULL, Cause, Happening, Kind, LogRow
from sim.runs.plan import Plan, plan_warnings, play_plan
from tests.runs.fake_engine import (
    NAMES,
    UNTIL,
    FakeProgram,
    Told,
    episode_rows,
    fake_scenario,
)

FLOWN = LogRow(10 * DAY, 60, Happening.LAUNCHES, "ms-29", None, people=7)


def judged(*episodes: Told, log: tuple[LogRow, ...] = (FLOWN,), **outcomes: int) -> Plan:
    class Stated:
        def __init__(self, program: FakeProgram) -> None:
            assert program.plan

        def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
            row = {**dict.fromkeys(NAMES, 0), **outcomes}
            rows = episode_rows([(replication, episode) for episode in episodes])
            cells = np.array([list(row.values())])
            return list(log), Batch(0, cells, rows, np.zeros((1, 3, 2), np.int32), {}, {})

    return play_plan(fake_scenario(), Stated)


def said(plan: Plan) -> list[str]:
    return [f"{problem.path}: {problem.message}" for problem in plan.warnings]


def gap(kind: Kind, place: str, start: int, end: int, vehicle: str = "ms-28") -> Told:
    return kind, place, start, end, vehicle, Cause.PLANNED_RETURN, Cause.DOCKED


def test_a_plan_without_faults_is_silent() -> None:
    assert judged() == Plan({}, (), ())


def test_a_gap_of_a_direct_line_and_an_empty_segment_are_warnings() -> None:
    plan = judged(
        gap(Kind.HANDOVER_GAP, "soyuz", 4 * DAY, 6 * DAY),
        gap(Kind.SEGMENT_GAP, "rs", 4 * DAY, NULL, ""),
    )
    assert said(plan) == [
        "lines.soyuz: the plan leaves the direct line soyuz a gap of 2 d from 2025-12-01 "
        "(planned return of ms-28)",
        "station: the plan leaves the rs segment without crew of 96 d from 2025-12-01 "
        "(planned return)",
    ]
    assert plan.planned == {
        (Kind.HANDOVER_GAP, "soyuz", "ms-28"): 2 * DAY,
        (Kind.SEGMENT_GAP, "rs", ""): 96 * DAY,
    }


def test_a_gap_of_an_indirect_line_is_only_listed() -> None:
    plan = judged(gap(Kind.HANDOVER_GAP, "us-crew", 4 * DAY, 6 * DAY, "crew-11"))
    assert plan.warnings == ()
    assert plan.gaps == (
        "us-crew: a planned gap of 2 d from 2025-12-01 (planned return of crew-11)",
    )
    assert plan.planned == {(Kind.HANDOVER_GAP, "us-crew", "crew-11"): 2 * DAY}


@pytest.mark.parametrize(("overstay", "warned"), [(DAY - 1, False), (DAY, True)])
def test_an_overstay_of_a_day_or_more_is_a_warning(overstay: int, warned: bool) -> None:
    plan = judged(overstay_person_days=overstay)
    expected = [": the plan keeps people 1.0 person-d past their planned return"]
    assert said(plan) == (expected if warned else [])


def test_a_breach_of_a_limit_is_a_warning() -> None:
    plan = judged(days_past_limit=2 * 3600)
    assert said(plan) == [": the plan keeps vehicles 2 h beyond their stay limit"]


def test_a_flight_that_never_flies_is_a_warning_unless_it_was_merged() -> None:
    assert said(judged(log=())) == [
        "manifest.ms-29: the plan never flies ms-29, which is due on 2025-12-07"
    ]
    assert said(judged(log=(replace(FLOWN, happening=Happening.MERGED),))) == []


def test_warnings_name_the_file() -> None:
    class Empty:
        def __init__(self, program: FakeProgram) -> None: ...

        def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
            cells = np.zeros((1, len(NAMES)), np.int64)
            return [], Batch(0, cells, episode_rows([]), np.zeros((1, 3, 2), np.int32), {}, {})

    assert [problem.file for problem in plan_warnings(fake_scenario(), Empty)] == [
        "/home/ada/scenarios/fake.yaml"
    ]


def test_the_length_of_an_open_plan_ends_with_the_horizon() -> None:
    plan = judged(gap(Kind.HANDOVER_GAP, "us-crew", 4 * DAY, NULL, "crew-11"))
    assert list(plan.planned.values()) == [UNTIL - 4 * DAY]
