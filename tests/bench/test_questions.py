"""How long the answer to what planners ask takes."""

from __future__ import annotations

import time

import pytest

from sim.runs.workers import Workers, cores
from sim.scenario import load
from sim.studies import QUESTIONED
from sim.studies.break_even import POINTS, BreakEven
from sim.studies.levers import Levers
from sim.studies.question import Setting, ask
from tests.bench.conftest import Report
from tests.bench.rounds import in_turn, some, spread

pytestmark = pytest.mark.bench

SCENARIO, LEVERS = "site-31-outage", "site-31-levers"
ROUNDS = 3


def test_break_even(report: Report) -> None:
    """A curve of 40 repair times, with the base and each estimate that leaves the pad down."""
    scenario = load(SCENARIO)
    n = some(QUESTIONED)
    estimates = [each for each in scenario.estimates.values() if each.repair is not None]
    plays = 1 + POINTS + len(estimates)

    with Workers(None) as all_cores, Workers(1) as one:

        def answer(crew: Workers, number: int) -> None:
            question = BreakEven(Setting(scenario, n, number, "fast"))
            (curve,) = ask(question, store=False, workers=crew).found["curves"]
            assert len(curve["events"]) == POINTS

        answer(all_cores, 0)  # not measured: imports, the engine's machine code
        works = {"one thread": lambda number: answer(one, number)}
        if cores() > 1:
            works = {"all cores": lambda number: answer(all_cores, number), **works}
        seconds = in_turn(works, time.perf_counter, ROUNDS)

    report(
        "7. `crewsim break-even`",
        [f"{POINTS} repair times, {plays} plays of {n:,} replications", "s", "replications/s"],
        [
            [who, spread(each).shown(".2f"), f"{plays * n / spread(each).middle:,.0f}"]
            for who, each in seconds.items()
        ],
        f"{SCENARIO}, the stated policy; nothing is stored or drawn; wall time, median (range) of"
        f" {ROUNDS} rounds in turn.",
    )


def test_levers(report: Report) -> None:
    """Every policy of a scenario with twelve under each of its seven estimates."""
    scenario = load(LEVERS)
    n = some(QUESTIONED)
    plays = (1 + len(scenario.policies)) * len(scenario.estimates)

    with Workers(None) as crew:

        def answer(number: int) -> None:
            question = Levers(Setting(scenario, n, number, "fast"))
            found = ask(question, store=False, workers=crew).found
            assert len(found["policies"]) * len(found["estimates"]) == plays

        answer(0)  # not measured: imports, the engine's machine code
        seconds = in_turn({"all cores": answer}, time.perf_counter, ROUNDS)["all cores"]

    report(
        "8. `crewsim levers`",
        [f"{plays} plays of {n:,} replications", "s", "replications/s"],
        [["all cores", spread(seconds).shown(".1f"), f"{plays * n / spread(seconds).middle:,.0f}"]],
        f"{LEVERS}, every policy and estimate; nothing is stored or drawn; wall time, median"
        f" (range) of {ROUNDS} rounds.",
    )
