"""How the cost of a replication grows with what is asked."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial

import pytest

from sim.core.clock import instant_at
from sim.engine import DEFAULT, engine_class
from sim.engine.build import build
from sim.engine.program import Program
from sim.runs.workers import Workers
from sim.scenario import load, with_estimate
from tests.bench.conftest import Report
from tests.bench.rounds import ROUNDS, Line, in_turn, line, some, spread

pytestmark = pytest.mark.bench

SCENARIO, ESTIMATE = "site-31-outage", "up-to-two-years"
SEED = 1
PLAYED = 20_000
"""Replications of a point in a round."""

HORIZONS = (0.5, 1, 1.5, 2)
"""Forecasts as long as the scenario's, times this."""

CLASSES = range(5)
"""Cargo classes beside the scenario's, each with ships, rocket, pad and port of its own."""

EVERY = 120
"""Days between the flights of each."""

INTERVALS = (120, 60, 40, 30)
"""Days between the flights of one such class."""

SIZES = (10_000, 31_623, 100_000, 316_228, 1_000_000)
SIZE_ROUNDS = 3


@dataclass(frozen=True)
class Cost:
    """What a program's replication costs."""

    flights: int
    events: float
    microseconds: float


def programme(*overrides: str) -> Program:
    """The outage with changes."""
    return build(with_estimate(load(SCENARIO, overrides=overrides), ESTIMATE))


def freighters(number: int, every_days: int) -> Iterator[str]:
    """What adds a cargo class of its own to a scenario."""
    name = f"freighter-{number}"
    law = "{kind: uniform, low: %s, high: %s}"
    yield f"families.{name}={{loss_probability: 0.01, stand_down: 60 d}}"
    yield f"pads.{name}={{families: [{name}], turnaround: 7 d, last_launch: 2025-11-01}}"
    yield f"station.ports.{name}={{accepts: [{name}]}}"
    yield (
        f"vehicles.{name}={{family: {name}, stay: {law % ('10 d', '20 d')},"
        f" transit: {law % ('1 d', '2 d')}, ports: [{name}]}}"
    )
    yield (
        f"cargo.{name}={{every: {every_days} d, spacing: 5 d,"
        f" slip: {{kind: mixture, parts: [{{weight: 0.8, value: 0 d}},"
        " {weight: 0.2, kind: exponential, mean: 5 d}]}}"
    )


def costs(programs: Mapping[str, Program]) -> dict[str, Cost]:
    """The process time of a replication of each program, measured in turn."""
    engines = {name: engine_class(DEFAULT)(program) for name, program in programs.items()}
    n = some(PLAYED)
    events = {
        name: sum(engine.run(SEED, range(n)).fired.values()) / n for name, engine in engines.items()
    }

    def play(name: str, number: int) -> None:
        engines[name].run(SEED, range(n * number, n * (number + 1)))

    works = {name: partial(play, name) for name in engines}
    seconds = in_turn(works, time.process_time)
    return {
        name: Cost(len(programs[name].flights.names), events[name], 1e6 * spread(each).middle / n)
        for name, each in seconds.items()
    }


def rows_of(found: Mapping[str, Cost], x: Sequence[float]) -> tuple[list[list[str]], Line]:
    """The rows of a table of costs, and the line through them."""
    fitted = line(x, [cost.microseconds for cost in found.values()])
    rows = [
        [
            what,
            f"{cost.flights}",
            f"{cost.events:.1f}",
            f"{cost.microseconds:.2f}",
            f"{fitted.at(at):.2f}",
            f"{1000 * cost.microseconds / cost.events:.0f}",
        ]
        for (what, cost), at in zip(found.items(), x, strict=True)
    ]
    return rows, fitted


def residual(fitted: Line) -> str:
    """How straight the costs lie."""
    return f"at most {100 * fitted.worst:.1f} % from the line"


HOW = f"One core, process time, medians of {ROUNDS} rounds in turn."
HEAD = ["flights", "logged events", "µs a replication", "on the line", "ns per event"]


def test_horizon(report: Report) -> None:
    scenario = load(SCENARIO)
    programs = {}
    days = []
    for factor in HORIZONS:
        ends = instant_at(scenario.as_of, round(scenario.until * factor))
        text = f"{ends:%Y-%m-%dT%H:%M:%SZ}"
        programs[f"{factor:g} times, to {ends:%Y-%m-%d}"] = programme(f"until={text}")
        days.append((ends - scenario.as_of) / dt.timedelta(days=1))
    found = costs(programs)
    assert [cost.flights for cost in found.values()] == sorted(c.flights for c in found.values())
    rows, fitted = rows_of(found, days)
    report(
        "3a. Cost against horizon",
        ["forecast", *HEAD],
        rows,
        f"**{1000 * fitted.slope:.1f} ns for each day more**, {residual(fitted)}. {HOW}",
    )


def test_classes(report: Report) -> None:
    """More flights by more classes."""
    fleets = {
        f"{more}": programme(*(text for k in range(more) for text in freighters(k, EVERY)))
        for more in CLASSES
    }
    report_flights(report, "3b. Cost against flights of more classes", "more classes", fleets)


def test_frequency(report: Report) -> None:
    """More flights of one class."""
    fleets = {"none": programme()}
    for days in INTERVALS:
        fleets[f"every {days} d"] = programme(*freighters(0, days))
    report_flights(report, "3c. Cost against flights of one class", "one class more", fleets)


def report_flights(report: Report, title: str, what: str, fleets: Mapping[str, Program]) -> None:
    """Measure the programs and report the line through their costs."""
    found = costs(fleets)
    flights = [cost.flights for cost in found.values()]
    assert flights == sorted(set(flights))
    rows, fitted = rows_of(found, flights)
    report(
        title,
        [what, *HEAD],
        rows,
        f"**{1000 * fitted.slope:.0f} ns for each flight more**, {residual(fitted)}. {HOW}",
    )


def test_replications(report: Report) -> None:
    program = programme()
    sizes = [some(size) for size in SIZES]
    with Workers(1) as crew:

        def play(size: int, number: int) -> None:
            """Play alone: what comes of it is dropped."""
            with closing(crew.play(engine_class(DEFAULT), program, number, range(size))) as batches:
                assert sum(len(batch.outcomes) for batch in batches) == size

        play(sizes[0], 0)  # not measured: memory
        works = {f"{size}": partial(play, size) for size in sizes}
        seconds = in_turn(works, time.process_time, SIZE_ROUNDS)
    middle = [spread(each).middle for each in seconds.values()]
    fitted = line(sizes, middle)
    report(
        "3d. Cost against replications",
        ["replications", "s", "on the line", "µs each"],
        [
            [f"{n:,}", f"{s:.3f}", f"{fitted.at(n):.3f}", f"{1e6 * s / n:.2f}"]
            for n, s in zip(sizes, middle, strict=True)
        ],
        f"**{1e6 * fitted.slope:.2f} µs for each replication more**, {residual(fitted)}. Play"
        f" alone, one core, process time, medians of {SIZE_ROUNDS} rounds in turn.",
    )
