"""Docking dates, overlaps and stays of the record as the inputs would have forecast them.

Leave-one-out: the laws are made anew by the rule by which they were made, from rows without the
flight that is forecast. Its plan is put before the scenario at the same lead, and played.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.calibration import Forecast, calibration, forecast_of, summed
from sim.analysis.columns import Floats
from sim.core.clock import DAY
from sim.core.laws import Law
from sim.history import Row, tables
from sim.runs.replicate import replicate
from sim.runs.workers import Workers
from sim.scenario import load
from sim.scenario.document import Map, Node, Path, Seq, dotted
from sim.scenario.evidence import Evidence
from sim.scenario.laws import typical
from sim.scenario.loading import tree_of
from sim.scenario.scenario import Scenario
from sim.scenario.stated import stated
from sim.scenario.validate import bare
from sim.studies.backtest import INPUTS, SEED
from sim.studies.evidence import spread

SINCE = "2020-10-14"
"""Since both lines fly, with direct handovers: those for which the inputs hold."""

LEADS = {"60 to 130 d": (60, 130), "half a year": (120, 240)}
"""Days from the publication of a plan to the launch that it names: the least and the most."""

BASELINES = ("the plan is certain", "the mean of the others", "the others as they are")
"""What a forecast is held against: of overlaps, which nobody plans in public, the first is the
median of the others. All of them know the other flights, later ones too."""

TARGET = (0.80, 0.97)
"""The share of a line's docking dates that 90 % intervals should hold, all leads together."""

_LINES = {"soyuz": "soyuz", "us-crew": "crew-dragon"}
"""By line of the scenario its name in `slips` and `handovers`."""

_FLIGHT = {"handovers": "outgoing"} | dict.fromkeys(
    ("flights", "slips", "late_slips", "replans"), "flight"
)
"""By table the column that names the flight of a row."""

_LAST_DAYS = 150
"""After its plan, within which a flight has nearly always docked; later counts as then."""

_POINTS = 1024


@dataclass(frozen=True)
class _Case:
    """One row of the record to be forecast, in days.

    Parameters
    ----------
    plan : float
        The baseline that takes the plan for certain.
    """

    flight: str
    forecast: Forecast
    plan: float

    @property
    def truth(self) -> float:
        return self.forecast.truth


def dates(
    inputs: str = INPUTS, *, replications: int = 10_000, workers: int | None = None
) -> list[dict[str, Any]]:
    """Return how well dockings, overlaps and stays would have been forecast.

    Parameters
    ----------
    inputs : str
        The scenario whose inputs are judged.
    replications : int
        Futures of each plan.
    """
    scenario = load(inputs)
    found = []
    with Workers(workers) as crew:
        plays = _Plays(inputs, scenario, replications, crew)
        for what, cases in _asked(plays):
            found += [
                {"what": what, "line": line, "lead": lead, **_judged(each)}
                for line, lead, each in cases
                if len(each) > 1
            ]
    return found


def held(found: Sequence[Mapping[str, Any]], line: str) -> tuple[int, int]:
    """Return how many docking dates of a line 90 % intervals hold, and of how many."""
    rows = [row for row in found if row["what"] == "docking" and row["line"] == line]
    return sum(row["in_90"] for row in rows), sum(row["n"] for row in rows)


def _asked(plays: _Plays) -> Iterator[tuple[str, list[tuple[str, str, list[_Case]]]]]:
    pairs = [(line, lead) for line in _LINES for lead in LEADS]
    yield "docking", [(line, lead, plays.dockings(line, lead)) for line, lead in pairs]
    yield "overlap", [(line, "", plays.overlaps(line)) for line in _LINES]
    yield "stay", [(line, lead, plays.stays(line, lead)) for line, lead in pairs]


def _judged(cases: Sequence[_Case]) -> dict[str, Any]:
    """Return the calibration beside the baselines, and each forecast."""
    truths = [case.truth for case in cases]
    others = [[t for j, t in enumerate(truths) if j != i] for i in range(len(truths))]
    baselines = (
        [forecast_of([case.plan], case.truth) for case in cases],
        [forecast_of([float(np.mean(o))], t) for o, t in zip(others, truths, strict=True)],
        [forecast_of(o, t) for o, t in zip(others, truths, strict=True)],
    )
    return calibration([case.forecast for case in cases], baselines) | {
        "flights": {
            case.flight: {
                "points": list(case.forecast.points),
                "truth": case.truth,
                "pit": case.forecast.pit,
            }
            for case in cases
        }
    }


class _Plays:
    """The forecasts of the flights of the record; each plan is played once."""

    def __init__(
        self, inputs: str, scenario: Scenario, replications: int, workers: Workers
    ) -> None:
        self.inputs, self.scenario = inputs, scenario
        self.replications, self.workers = replications, workers
        self.flown = {row["flight"]: row for row in tables()["flights"].rows}
        self.laws = of_rows(scenario)
        self.kept: dict[tuple[str, int], Floats] = {}
        self.exchanges: dict[str, Floats] = {}

    def dockings(self, line: str, lead: str) -> list[_Case]:
        """Return by how many days each flight docked after its planned launch."""
        typical_transit = self._transit(line)
        return [
            _Case(row["flight"], forecast_of(self._docks(line, row), after), typical_transit)
            for row in self._plans(line, lead)
            for after in [_days(row["planned"], self.flown[row["flight"]]["docked"])]
        ]

    def overlaps(self, line: str) -> list[_Case]:
        """Return how long direct handovers took, weather holds among it."""
        rows = [
            row
            for row in tables()["handovers"].rows
            if row["line"] == _LINES[line]
            and row["handover"] == "direct"
            and row["completed"] >= SINCE
        ]
        found = []
        for row in rows:
            truth = row.number("overlap_days") or 0.0
            others = [each.number("overlap_days") or 0.0 for each in rows if each is not row]
            values = np.round(self._exchange(line, row["outgoing"]))
            found.append(
                _Case(row["outgoing"], forecast_of(values, truth), float(np.median(others)))
            )
        return found

    def stays(self, line: str, lead: str) -> list[_Case]:
        """Return how long the ship before stayed docked, forecast from the plan of its relief.

        What sends a crew home before its relief, an illness or a failed ship, is not in it. A test
        flight does not wait for its relief.
        """
        found = []
        relieved = {
            row["incoming"]: row
            for row in tables()["handovers"].rows
            if row["line"] == _LINES[line] and row["left_on"] == row["outgoing"]
        }
        for row in self._plans(line, lead):
            handover = relieved.get(row["flight"])
            ship = handover and self.flown[handover["outgoing"]]
            if not ship or ship["mission"] == "test" or ship["docked"] > row["published"]:
                continue
            before = _days(ship["docked"], row["planned"])
            exchange = self._exchange(line, ship["flight"])
            values = before + np.round(summed(self._docks(line, row), exchange))
            plan = before + self._transit(line) + float(np.median(exchange))
            truth = _days(ship["docked"], ship["undocked"])
            found.append(_Case(ship["flight"], forecast_of(values, truth), plan))
        return found

    def _plans(self, line: str, lead: str) -> list[Row]:
        """Return for each flight of a line its plan of that lead: of several the middlemost."""
        least, most = LEADS[lead]
        middle = (least + most) / 2.0
        found: dict[str, Row] = {}
        for row in tables()["slips"].rows:
            flight = self.flown.get(row["flight"])
            if (
                flight
                and flight["mission"] in ("rotation", "replacement")
                and row["vehicle"] == _LINES[line]
                and flight["docked"] >= SINCE
                and least <= (row.number("lead_days") or 0.0) <= most
            ):
                nearer = min(
                    (found.get(row["flight"], row), row),
                    key=lambda each: abs((each.number("lead_days") or 0.0) - middle),
                )
                found[row["flight"]] = nearer
        return list(found.values())

    def _transit(self, line: str) -> float:
        """Return the median days from launch to docking of the line's flights."""
        days = [
            _days(row["launched"], row["docked"])
            for row in self.flown.values()
            if row["type"] == _LINES[line] and row["docked"] >= SINCE
        ]
        return float(np.median(days))

    def _exchange(self, line: str, flight: str) -> Floats:
        """Return days together and weather holds, from rows without the flight."""
        if flight not in self.exchanges:
            left_out = load(self.inputs, overrides=without(self.laws, flight))
            vehicle = left_out.vehicles[left_out.lines[line].vehicle]
            laws = [typical(each) for each in (left_out.lines[line].overlap, vehicle.return_hold)]
            self.exchanges[flight] = summed(*(_values(law.rescaled(1 / DAY)) for law in laws))
        return self.exchanges[flight]

    def _docks(self, line: str, row: Row) -> Floats:
        """Return in how many days after its planned launch a flight docks, whole days."""
        lead = int(row.number("lead_days") or 0)
        key = (row["flight"], lead)
        if key not in self.kept:
            self.kept[key] = self._played(line, row["flight"], lead)
        return self.kept[key]

    def _played(self, line: str, flight: str, lead: int) -> Floats:
        planned = self.scenario.as_of.date() + dt.timedelta(lead)
        stage = [*without(self.laws, flight), *_stage(self.scenario, line, planned)]
        runs = replicate(
            load(self.inputs, overrides=stage),
            replications=self.replications,
            seed=SEED,
            workers=self.workers,
        )
        docked = runs.tables.outcomes[f"next[{line},1].dock"].to_numpy()
        days = docked.astype("datetime64[D]") - np.datetime64(planned)
        late = np.isnat(days)
        return np.where(late, _LAST_DAYS, days.astype("timedelta64[D]").astype(np.int64)).astype(
            float
        )


def _stage(scenario: Scenario, line: str, planned: dt.date) -> list[str]:
    """Return overrides that leave one flight to come, its ship to relieve and the other lines'.

    The ship to relieve came one usual stay before it is to leave. The others are there throughout,
    so that nobody waits as the last ship.
    """
    as_of = scenario.as_of.date()
    until = planned + dt.timedelta(_LAST_DAYS)
    docked = {}
    for name, each in scenario.lines.items():
        vehicle = scenario.vehicles[each.vehicle]
        own = name == line
        leaves = (
            planned + dt.timedelta(round(typical(each.overlap).median() / DAY)) if own else until
        )
        came = leaves - dt.timedelta(round(vehicle.stay.law.median() / DAY)) if own else as_of
        came = min(came, as_of - dt.timedelta(3))
        docked[f"{name}-now"] = {
            "line": name,
            "port": vehicle.ports[0],
            "launched": str(came - dt.timedelta(2)),
            "docked": str(came),
            "planned_return": str(leaves),
            "crew": _crew(scenario, name),
            **_capsule(scenario, name),
            **({} if own else {"limit": f"{3 * _LAST_DAYS + 600} d"}),
        }
    manifest = {
        "next-one": {"line": line, "planned": f"{planned}T12:00:00Z", "crew": _crew(scenario, line)}
    }
    values = {"until": str(until), "docked": docked, "manifest": manifest}
    return [f"{path}={json.dumps(value)}" for path, value in values.items()]


def _crew(scenario: Scenario, line: str) -> list[str]:
    """Return the segments of the people of the first flight of a line that is stated."""
    flight = next(each for each in scenario.flights if each.line == line)
    return [person.segment for person in flight.crew]


def _capsule(scenario: Scenario, line: str) -> dict[str, str]:
    """Return the name of the capsule that is docked, where capsules have names."""
    docked = (each.spacecraft for each in scenario.flights if each.line == line and each.spacecraft)
    name = next(docked, None)
    return {} if name is None else {"spacecraft": name}


def of_rows(scenario: Scenario) -> dict[str, Map]:
    """Return by path the laws that are lists of rows of flights."""
    named = {
        each.path
        for each in stated(scenario)
        if (rests_on := each.distribution.evidence) is not None
        and rests_on.fitted == "empirical"
        and rests_on.table in _FLIGHT
    }
    every = ((dotted(path), node) for path, node in _maps(tree_of(scenario).root, ()))
    return {path: node for path, node in every if path in named}


def without(laws: Mapping[str, Map], flight: str) -> list[str]:
    """Return overrides that make each law of `of_rows` anew, without the rows of a flight.

    A law of counts is not among them: one flight less takes little from it.
    """
    overrides = []
    for path, node in laws.items():
        refitted = _refitted(node, flight)
        if refitted is not None:
            overrides.append(f"{path}={json.dumps(refitted)}")
    return overrides


def _refitted(node: Map, flight: str) -> dict[str, Any] | None:
    """Return a law without its values, which are then those of the other rows; None if all are."""
    told: dict[str, Any] = bare(node)
    rests_on = Evidence.model_validate(told["evidence"])
    column = _FLIGHT[rests_on.table]
    every = [row[column] for row in rests_on.rows.rows]
    others = [name for name in every if name != flight]
    if len(others) == len(every):
        return None
    where: Mapping[str, Any] = told["evidence"].get("where", {})
    told["evidence"] |= {"where": {**where, column: others}}
    if "beyond" in told and rests_on.column is not None:
        values = (
            row.number(rests_on.column) for row in rests_on.rows.rows if row[column] != flight
        )
        days = spread([each for each in values if each is not None])
        if days > 0.0:
            told["beyond"] = f"{days} d"
        else:  # the others are all alike: nothing says how far beyond them the next may lie
            del told["beyond"]
    return {key: value for key, value in told.items() if key != "values"}


def _maps(node: Node, path: Path) -> Iterator[tuple[Path, Map]]:
    if isinstance(node, Map):
        yield path, node
        for key, value in node.items():
            yield from _maps(value, (*path, key))
    elif isinstance(node, Seq):
        for index, value in enumerate(node):
            yield from _maps(value, (*path, index))


def _values(law: Law) -> Floats:
    return np.array([law.sample((i + 0.5) / _POINTS) for i in range(_POINTS)])


def _days(begin: str, end: str) -> float:
    return float((dt.date.fromisoformat(end) - dt.date.fromisoformat(begin)).days)
