"""How fast the engines play: `make bench` prints tables; nothing is asserted about time."""

from __future__ import annotations

import time
from contextlib import closing
from functools import partial

import pytest

from sim.engine import DEFAULT, ENGINES, engine_class
from sim.engine.build import build
from sim.engine.program import Program
from sim.runs.replicate import replicate
from sim.runs.workers import Workers, cores
from sim.scenario import load, with_estimate
from sim.scenario.scenario import Scenario
from tests.bench.conftest import Report
from tests.bench.rounds import ROUNDS, in_turn, some, spread

pytestmark = pytest.mark.bench

SCENARIO, ESTIMATE = "site-31-outage", "up-to-two-years"
SEED = 1
PLAYED = {"fast": 30_000, "simpy": 500}
"""Replications of an engine in a round."""

TOY = (("toy, numba, data-driven", 415_972, 96), ("toy, C by hand", 1_020_402, 96))
"""A toy model of the same shape on one such core: replications a second, events of each."""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return with_estimate(load(SCENARIO), ESTIMATE)


@pytest.fixture(scope="module")
def program(scenario: Scenario) -> Program:
    return build(scenario)


def test_engines(program: Program, report: Report) -> None:
    engines = {name: engine_class(name)(program) for name in ENGINES}
    played = {name: some(PLAYED[name]) for name in engines}
    same = range(played["simpy"])
    fired = {name: engine.run(SEED, same).fired for name, engine in engines.items()}
    assert fired["fast"] == fired["simpy"]

    def play(name: str, number: int) -> None:
        n = played[name]
        engines[name].run(SEED, range(n * number, n * (number + 1)))

    seconds = in_turn({name: partial(play, name) for name in engines}, time.process_time)
    rates = {name: [played[name] / s for s in seconds[name]] for name in engines}
    events = sum(engines["fast"].run(SEED, range(played["fast"])).fired.values()) / played["fast"]
    rows = [
        [
            name,
            spread(each).shown(),
            f"{events:.1f}",
            f"{spread(each).middle * events:,.0f}",
            f"{1e9 / spread(each).middle / events:,.0f}",
        ]
        for name, each in rates.items()
    ]
    for name, rate, each in TOY:
        rows.append([name, f"{rate:,}", f"{each}", f"{rate * each:,}", f"{1e9 / rate / each:.0f}"])
    ratio = spread(f / r for f, r in zip(rates["fast"], rates["simpy"], strict=True))
    report(
        "1. The engines on one core",
        ["engine", "replications/s", "logged events each", "events/s", "ns per event"],
        rows,
        f"Fast to simpy in one round: **{ratio.shown()}**. {SCENARIO}, {ESTIMATE}; process time,"
        f" median (range) of {ROUNDS} rounds in turn of {played['fast']:,} and"
        f" {played['simpy']:,} replications.",
    )


def test_threads(scenario: Scenario, program: Program, report: Report) -> None:
    """The play alone, whose batches are dropped, and the run whose tables are kept in memory."""
    count = min(2, cores())
    alone, kept = some(200_000), some(100_000)

    def play(crew: Workers, number: int) -> None:
        first = alone * number
        replications = range(first, first + alone)
        with closing(crew.play(engine_class(DEFAULT), program, SEED, replications)) as batches:
            assert sum(len(batch.outcomes) for batch in batches) == alone

    def run(crew: Workers, number: int) -> None:
        runs = replicate(scenario, replications=kept, seed=number, workers=crew)
        assert runs.tables.outcomes.num_rows == kept

    rows = []
    with Workers(1) as one, Workers(count) as more:
        for what, size, work in (("play", alone, play), ("play and tables", kept, run)):
            for crew in (one, more):
                work(crew, 0)  # not measured: threads, memory
            each = in_turn(
                {"one": partial(work, one), "more": partial(work, more)}, time.perf_counter
            )
            ratio = spread(a / b for a, b in zip(each["one"], each["more"], strict=True))
            rows.append(
                [
                    f"{what}, {size:,} replications",
                    spread(each["one"]).shown(".2f"),
                    spread(each["more"]).shown(".2f"),
                    ratio.shown(".2f"),
                ]
            )
    report(
        "2. Two threads against one",
        ["work", "one thread, s", f"{count} threads, s", "ratio"],
        rows,
        f"{SCENARIO}, {ESTIMATE}; wall time, median (range) of {ROUNDS} rounds in turn.",
    )
