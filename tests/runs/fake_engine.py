"""A world without a station: an engine whose rows are pure functions of their address."""

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from sim.core.clock import DAY
from sim.core.distributions import fixed
from sim.core.errors import Problem
from sim.core.sampling import stream_key, uniform
from sim.engine.batch import NO_VEHICLE, Batch, Names, Rows
from sim.outcomes import (
    NULL,
    Cause,
    Column,
    Happening,
    Kind,
    LogRow,
    outcome_columns,
)
from sim.runs.gathering import Gathering, Part
from sim.runs.shelves import DiskShelf
from sim.runs.tables import Frame, Tables
from sim.scenario.scenario import (
    Chance,
    Dump,
    Estimate,
    Flight,
    Headline,
    Input,
    Line,
    NamedPolicy,
    People,
    Pins,
    Policy,
    Scenario,
    Station,
)

AS_OF = dt.datetime(2025, 11, 27, 12, 35, tzinfo=dt.UTC)
UNTIL = 100 * DAY
COLUMNS = outcome_columns(("soyuz", "us-crew"), ("rs", "usos"), ("soyuz-2",), ("site-31",))
NAMES = [column.name for column in COLUMNS]
NAMED = Names(("soyuz", "us-crew"), ("rs", "usos"), ("ada",), ("ms-28", "ms-29", "crew-11"))

Told = tuple[Kind, str, int, int, str, Cause, Cause]
"""An episode in names: kind, place, start, end, vehicle, begun by, ended by."""


def episode_rows(told: Sequence[tuple[int, Told]]) -> Rows:
    """Return the rows of a batch's episodes, from their replications and names."""
    rows = [
        (
            replication,
            kind,
            NAMED.places(kind).index(place),
            start,
            end,
            NAMED.flights.index(vehicle) if vehicle else NO_VEHICLE,
            begun_by,
            ended_by,
        )
        for replication, (kind, place, start, end, vehicle, begun_by, ended_by) in told
    ]
    return np.array(rows, np.int64).reshape(len(rows), 8)


@dataclass(frozen=True)
class FakeProgram:
    """What the fake engine reads."""

    plan: bool
    repair_days: int
    columns: tuple[Column, ...] = COLUMNS
    fails_at: int | None = None
    dies: bool = False
    seconds_each: float = 0.0

    @property
    def lines(self) -> tuple[SimpleNamespace, ...]:
        return tuple(SimpleNamespace(name=name) for name in NAMED.lines)

    @property
    def segments(self) -> SimpleNamespace:
        return SimpleNamespace(names=NAMED.segments)

    @property
    def people(self) -> SimpleNamespace:
        return SimpleNamespace(names=NAMED.people)

    @property
    def flights(self) -> SimpleNamespace:
        return SimpleNamespace(names=NAMED.flights)


class FakeEngine:
    """Samples each cell by its address; a longer repair makes more and longer gaps of soyuz."""

    name = "fake"
    in_threads = False

    def __init__(self, program: FakeProgram) -> None:
        self.program = program

    def run(self, seed: int, replications: range) -> Batch:
        rows, episodes = [], []
        headcount = np.zeros((101, 3, 8), np.int32)
        for replication in replications:
            if replication == self.program.fails_at:
                raise ZeroDivisionError("no seat to divide by")
            if self.program.seconds_each:
                time.sleep(self.program.seconds_each)
            row, found = self._play(seed, replication)
            rows.append(row)
            episodes += [(replication, episode) for episode in found]
            headcount[:, (0, 1, 2), (7, 3, 4)] += 1
        return Batch(
            replications.start,
            np.array(rows, np.int64),
            episode_rows(episodes),
            headcount,
            {"flights.ms-29.launch": len([r for r in replications if r % 10 == 0])},
            {"relief": len(replications), "waiver": 0},
        )

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
        launch = LogRow(0, 60, Happening.LAUNCHES, "ms-29", None, people=7)
        return [launch], self.run(seed, range(replication, replication + 1))

    def _play(self, seed: int, replication: int) -> tuple[list[int], list[Told]]:
        cells = dict.fromkeys(NAMES, 0)
        cells.update((n, NULL) for n in NAMES if "_on[" in n or n == "decrewed_on")
        cells.update((n, NULL) for n in NAMES if n.startswith("next["))
        cells["repair_days[site-31]"] = self.program.repair_days * DAY
        if self.program.plan:
            return list(cells.values()), [
                (Kind.HANDOVER_GAP, "soyuz", 5 * DAY, 9 * DAY, "ms-28", Cause.LIMIT, Cause.DOCKED)
            ]
        key = stream_key("fake", "ms-28")
        luck = uniform(seed, replication, key, 0)
        days = luck * self.program.repair_days
        dock = int((10 + 100 * uniform(seed, replication, key, 1)) * DAY)
        cells["crew_days[rs]"] = int(200 * DAY * uniform(seed, replication, key, 2))
        if dock < UNTIL:
            cells["next[soyuz,1].dock"] = dock
            cells["next[soyuz,1].direct"] = int(luck < 0.5)
            cells["next[soyuz,1].margin_to_limit_days"] = 30 * DAY - dock
        if luck < 0.5:
            return list(cells.values()), []
        start, end = int(20 * luck * DAY), int(20 * luck * DAY + days * DAY)
        is_open = end >= UNTIL
        cells["first_gap_on[soyuz]"] = start
        cells["handover_gap_days[soyuz]"] = min(end, UNTIL) - start
        gap = (
            Kind.HANDOVER_GAP,
            "soyuz",
            start,
            NULL if is_open else end,
            "ms-28",
            Cause.PAD,
            Cause.OPEN if is_open else Cause.DOCKED,
        )
        return list(cells.values()), [gap]


def fake_frame() -> Frame:
    """Return what the tables of the fake engine are made with."""
    return Frame("fake", "none", 1, AS_OF, UNTIL, COLUMNS, NAMED, {})


def fake_gathering(replications: range) -> Gathering:
    """Return the rows of some replications."""
    gathering = Gathering(replications)
    gathering.add(FakeEngine(FakeProgram(False, 20)).run(1, replications))
    return gathering


def fake_part(replications: range) -> Part:
    """Return the tables of some replications."""
    return fake_gathering(replications).part(fake_frame(), simulation_s=1.0)


def fake_tables(folder: Path) -> Tables:
    """Write five replications into the folder of an estimate and return their tables."""
    shelf = DiskShelf(folder, fake_frame(), long=False)
    shelf.add(lambda: fake_part(range(5)))
    shelf.end()
    tables, _ = shelf.tables()
    shelf.close()
    return tables


def fake_build(scenario: Scenario, *, plan: bool = False) -> FakeProgram:
    """Return the program of a fake scenario.

    Its question holds the days of the repair, which its waiver shortens.
    """
    waived = round(scenario.policy.waiver.law.median() / DAY)
    return FakeProgram(plan, int(scenario.question) - waived)


def fake_estimate(scenario: Scenario, name: str) -> Scenario:
    """Return the fake scenario under an estimate, which its name tells."""
    return replace(scenario, question=name.removesuffix("-days"))


def with_policies(waived_days: Mapping[str, int]) -> Scenario:
    """Return the fake scenario with policies of so many days, and titles of their names."""
    scenario = fake_scenario()
    named = {
        name: NamedPolicy(
            name,
            Policy(
                waiver=Input(f"policies.{name}.waiver", fixed(days * float(DAY))),
                title=f"Five {name}",
                hold=(),
            ),
            scenario.flights,
        )
        for name, days in waived_days.items()
    }
    return replace(scenario, policies=named)


def fake_scenario() -> Scenario:
    """Return a scenario of one direct line with an outage of 30 d or of 60 d."""
    never = Input("never", fixed(0.0))
    none = Chance(fixed(0.0), (None,))
    line = Line(
        name="soyuz",
        vehicle="soyuz-ms",
        handover="direct",
        overlap=none,
        shortest_stay=never,
        patience=None,
        spacing=never,
        replan=none,
        firm_within=never,
        slip=none,
        rebaseline_after=never,
        pull_forward=None,
        rescue_preparation=never,
        reseat_lead=never,
        relief_seats=0,
    )
    flight = Flight("ms-29", "line", "soyuz", "soyuz-ms", (), never, None, none, None, 10 * DAY)
    estimates = {
        name: Estimate(name=name, title=f"In {name}") for name in ("30-days", "60-days", "10-days")
    }
    return Scenario(
        name="fake",
        file="/home/ada/scenarios/fake.yaml",
        title="A fake station",
        question="20",
        as_of=AS_OF,
        until=UNTIL,
        station=Station(
            docks={},
            segments=(),
            minimum_crew={"total": 3},
            operations_apart=Input("station.operations_apart", fixed(0.0)),
        ),
        families={},
        pads={},
        vehicles={},
        lines={"soyuz": line, "us-crew": replace(line, name="us-crew", handover="indirect")},
        cargo={},
        flights=(flight,),
        people=People(
            medical_return_rate=Input("people.medical_return_rate", fixed(0.1)), medical_lead=none
        ),
        policy=Policy(waiver=never, hold=()),
        pins=Pins(),
        estimates=estimates,
        default_estimate="30-days",
        headline=Headline(("soyuz",), 100 * DAY, 14 * DAY),
        dumped=Dump(lambda: "title: A fake station\n"),
        warnings=(Problem("/home/ada/scenarios/fake.yaml", 3, "as_of", "is long ago"),),
    )
