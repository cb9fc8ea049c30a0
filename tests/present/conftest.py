"""A small result made by hand: real scenario and tables, no engine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pyarrow.compute as pc
import pytest
from typer.main import get_command

from sim.engine.batch import Batch, Names
from sim.outcomes import (
    NULL,
    Cause,
    Column,
    Happening,
    Kind,
    LogRow,
    PadState,
    Unit,
    outcome_columns,
)
from sim.runs.gathering import make_tables
from sim.runs.plan import Plan
from sim.runs.replicate import Runs
from sim.runs.tables import Frame, Tables
from sim.scenario import load, shipped
from sim.scenario.scenario import NamedPolicy, Scenario
from sim.studies.cases import Case
from sim.studies.replay import Future
from sim.studies.result import Result, summary_of

DAY = 86_400
N = 200
REPAIR_DAYS = {"no-outage": None, "end-of-winter": 90.0, "up-to-two-years": 400.0}
SEED = 7
LATE_REPLICATION = 0
H = Happening
LOG = (
    LogRow(0, 0, H.PAD_STATE, "site-31", None, state=PadState.DOWN, people=7),
    LogRow(10 * DAY, 10, H.REPAIRED, "site-31", None, people=7),
    LogRow(10 * DAY, 10, H.PAD_STATE, "site-31", None, state=PadState.RETURN_TO_SERVICE, people=7),
    LogRow(20 * DAY, 16, H.PAD_READY, "site-31", None, people=7),
    LogRow(20 * DAY, 16, H.PAD_STATE, "site-31", None, state=PadState.OWING, people=7),
    LogRow(
        25 * DAY,
        60,
        H.LAUNCHES,
        "progress-ms-33",
        Cause.PAD,
        pad="site-31",
        family="soyuz-2",
        people=7,
    ),
    LogRow(27 * DAY, 20, H.DOCKS, "progress-ms-33", None, port="poisk", people=7),
    LogRow(
        55 * DAY, 60, H.LAUNCHES, "progress-ms-34", None, pad="site-31", family="soyuz-2", people=7
    ),
    LogRow(55 * DAY, 60, H.PAD_STATE, "site-31", None, state=PadState.READY, people=7),
    LogRow(57 * DAY, 20, H.DOCKS, "progress-ms-34", None, port="zvezda-aft", people=7),
    LogRow(80 * DAY, 54, H.REBASELINED, "ms-29", Cause.PAD, seconds=10 * DAY, people=7),
    LogRow(
        90 * DAY,
        60,
        H.LAUNCHES,
        "ms-29",
        None,
        pad="site-31",
        family="soyuz-2",
        crew=("a", "b", "c"),
        people=7,
    ),
    LogRow(90 * DAY, 60, H.LOST, "ms-29", Cause.LOSS, people=7),
    LogRow(240 * DAY, 40, H.UNDOCKS, "ms-28", Cause.LIMIT, people=4),
)


@pytest.fixture(scope="session", autouse=True)
def read_once() -> Iterator[None]:
    """Read the commands, and each shipped scenario as it is asked for, once in a process."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("typer.testing._get_command", cache(get_command))
        sharing = _sharing(load)
        for place in ("sim.scenario.load", "sim.present.sessions.load"):
            patched.setattr(place, sharing)
        yield


def _sharing(load: Callable[..., Scenario]) -> Callable[..., Scenario]:
    once, names = cache(load), {*shipped(), *map(str, shipped().values())}

    def sharing(
        path_or_name: str | os.PathLike[str],
        *,
        overrides: Sequence[str] = (),
        assume: Sequence[str] = (),
    ) -> Scenario:
        read = once if str(path_or_name) in names else load
        return read(path_or_name, overrides=tuple(overrides), assume=tuple(assume))

    return sharing


@pytest.fixture(scope="session")
def scenario() -> Scenario:
    return load("site-31-outage")


@pytest.fixture(scope="session")
def result(scenario: Scenario) -> Result:
    """Three estimates; the longer the repair, the later the docking and the longer the gap."""
    return made_result(scenario, {Case(name): repair for name, repair in REPAIR_DAYS.items()})


def made_result(scenario: Scenario, repair_days: Mapping[Case, float | None]) -> Result:
    """Return a result of cases that differ in their repair alone, as if a policy changed it."""
    runs = {case: _runs(scenario, case.name, days) for case, days in repair_days.items()}
    summary = summary_of(scenario, runs, next(iter(runs)).name)
    return Result(summary, scenario, {run.case: run.tables for run in runs.values()}, None)


@pytest.fixture(scope="session")
def crossed(scenario: Scenario) -> Result:
    """Three estimates under the stated policy and two others; one makes gaps shorter."""
    policies = {
        name: NamedPolicy(name, replace(scenario.policy, title=title), scenario.flights)
        for name, title in {"faster": "A faster repair", "idle": "Nothing else"}.items()
    }
    days: dict[Case, float | None] = {}
    for policy, factor in {None: 1.0, "faster": 0.5, "idle": 1.0}.items():
        for name, repair in REPAIR_DAYS.items():
            days[Case(name, policy)] = None if repair is None else factor * repair
    return made_result(replace(scenario, policies=policies), days)


def columns_of(scenario: Scenario) -> tuple[Column, ...]:
    return outcome_columns(
        tuple(scenario.lines), ("rs", "usos"), tuple(scenario.families), tuple(scenario.pads)
    )


def _runs(scenario: Scenario, name: str, repair_days: float | None) -> Runs:
    rng = np.random.default_rng(1)
    columns = columns_of(scenario)
    place = {column.name: number for number, column in enumerate(columns)}
    rows = np.zeros((N, len(columns)), np.int64)
    for number, column in enumerate(columns):
        if column.unit == Unit.DATE:
            rows[:, number] = NULL
    luck = rng.uniform(0.5, 1.5, N)
    repair = np.full(N, NULL) if repair_days is None else (repair_days * luck * DAY).astype(int)
    late = np.maximum(0.0, (repair_days or 0.0) * luck - 150.0)
    planned = 230.0 + 10.0 * rng.random(N)
    gap_begins = 300 * DAY
    dock = ((planned + late) * DAY).astype(np.int64)
    rows[:, place["repair_days[site-31]"]] = repair
    rows[:, place["next[soyuz,1].dock"]] = dock
    rows[:, place["next[soyuz,1].direct"]] = late < 50
    rows[:, place["next[soyuz,1].margin_to_limit_days"]] = ((30 - late) * DAY).astype(np.int64)
    gap = np.maximum(0, late - 50) * DAY
    rows[:, place["handover_gap_days[soyuz]"]] = gap
    rows[:, place["first_gap_on[soyuz]"]] = np.where(gap > 0, gap_begins, NULL)
    rows[:3, place["stranded"]] = 1
    rows[:3, place["stranded_person_days"]] = 30 * DAY
    rows[:3, place["longest_stranding_days"]] = 10 * DAY
    episodes = [
        (replication, Kind.HANDOVER_GAP, 0, gap_begins, end, 0, Cause.PAD, Cause.DOCKED)
        for replication, end in enumerate((gap_begins + gap).astype(int).tolist())
        if end > gap_begins
    ]
    days = scenario.until // DAY + 1
    headcount = np.zeros((days, 3, 12), np.int32)
    headcount[:, 0, 7], headcount[:, 0, 4] = N - 20, 20
    headcount[:, 1, 3], headcount[:, 2, 4] = N, N
    batch = Batch(0, rows, np.array(episodes, np.int64).reshape(-1, 8), headcount, {}, {})
    names = Names(tuple(scenario.lines), ("rs", "usos"), (), ("ms-28",))
    frame = Frame(scenario.name, name, SEED, scenario.as_of, scenario.until, columns, names, {})
    return Runs(
        scenario=scenario,
        case=name,
        engine="simpy",
        seed=SEED,
        replications=N,
        plan=Plan({}, (), ()),
        tables=make_tables(frame, [batch]),
        unmet_pins={"ms-29: launch": 4} if name == "end-of-winter" else {},
        fired={"scrubs": 5},
        simulation_s=2.0,
        wall_s=3.0,
    )


@pytest.fixture(scope="session")
def future(scenario: Scenario, result: Result) -> Future:
    """One future with a repaired pad, a loss and a medical return."""
    tables = result.tables["up-to-two-years"]
    alone = Tables(
        tables.outcomes.slice(0, 1),
        tables.episodes.filter(pc.equal(tables.episodes["replication"], LATE_REPLICATION)),
        tables.headcount,
    )
    return Future(scenario, Case("up-to-two-years"), SEED, 17, LOG, alone)
