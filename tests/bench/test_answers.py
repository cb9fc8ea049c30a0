"""How long an answer takes: of a page that asks for little, and of the command."""

from __future__ import annotations

import json
import shutil
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import pytest

import sim
from sim.studies import REPLICATIONS
from tests.bench import stopwatch
from tests.bench.conftest import Report
from tests.bench.processes import Ended, run
from tests.bench.rounds import ROUNDS, in_turn, some, spread

pytestmark = pytest.mark.bench

SCENARIO, ESTIMATE = "site-31-outage", "up-to-two-years"
PAGE = 10_000
MILLION = 1_000_000
MILLION_ROUNDS = 3
REST = "start, imports and the scenario"


def test_page(report: Report) -> None:
    """What a page asks of a scenario that it has loaded: replications in memory and a summary."""
    scenario = sim.load(SCENARIO)
    n = some(PAGE)

    def answer(workers: int | None, number: int) -> None:
        runs = sim.replicate(scenario, ESTIMATE, replications=n, seed=number, workers=workers)
        assert runs.summary["estimates"][ESTIMATE]["headline"]

    answer(None, 0)  # not measured: imports, the engine's machine code
    works = {"all cores": partial(answer, None), "one thread": partial(answer, 1)}
    seconds = in_turn(works, time.perf_counter, 2 * ROUNDS)
    report(
        "4a. A page's answer",
        [f"{n:,} replications with their statistics", "s"],
        [[who, spread(each).shown(".3f")] for who, each in seconds.items()],
        f"{ESTIMATE}; the scenario is loaded, nothing is stored; wall time, median (range) of"
        f" {2 * ROUNDS} rounds in turn.",
    )


def test_compare(report: Report, tmp_path: Path) -> None:
    n = some(REPLICATIONS)
    rows, _, _ = command(["compare", SCENARIO, "-n", str(n)], tmp_path, ROUNDS)
    report(
        "4b. `crewsim compare`",
        [f"7 estimates, {n:,} replications each", "s", "share"],
        rows,
        f"The whole process, wall time, medians (range) of {ROUNDS} rounds.",
    )


def test_million(report: Report, tmp_path: Path) -> None:
    n = some(MILLION)
    asked = ["run", SCENARIO, "--estimate", ESTIMATE, "-n", str(n)]
    rows, ended, stored = command(asked, tmp_path, MILLION_ROUNDS)
    peak = spread(each.peak_bytes / 1e6 for each in ended)
    report(
        "6. A million replications, stored",
        [f"`crewsim run`, {n:,} replications", "s", "share"],
        rows,
        f"Peak memory of the largest process: **{peak.shown()} MB**; stored: {stored / 1e6:,.0f}"
        f" MB. The whole process, wall time, medians (range) of {MILLION_ROUNDS} rounds.",
    )


def command(
    arguments: list[str], folder: Path, rounds: int
) -> tuple[list[list[str]], list[Ended], int]:
    """Run a command; return its seconds part by part, its processes and the bytes it stored."""
    parts: dict[str, list[float]] = defaultdict(list)
    processes = []
    stored = 0
    told, out = folder / "seconds.json", folder / "results"
    for number in range(1, rounds + 1):
        asked = [*arguments, "--seed", str(number), "--out", str(out)]
        ended = run(Path(stopwatch.__file__), told, *asked)
        (origin,) = out.rglob("provenance.json")
        simulated_s = json.loads(origin.read_text(encoding="utf-8"))["simulation_s"]
        for part, part_s in in_parts(json.loads(told.read_text(encoding="utf-8")), simulated_s):
            parts[part].append(part_s)
        parts[REST].append(ended.wall_s - sum(parts[part][-1] for part in parts if part != REST))
        processes.append(ended)
        stored = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        shutil.rmtree(out)
    parts["**whole process**"] = [ended.wall_s for ended in processes]
    whole_s = spread(parts["**whole process**"]).middle
    rows = [
        [part, spread(each).shown(".2f"), f"{100 * spread(each).middle / whole_s:.0f} %"]
        for part, each in parts.items()
    ]
    return rows, processes, stored


def in_parts(seconds: Mapping[str, float], simulated_s: float) -> Iterator[tuple[str, float]]:
    """Yield the parts of a command; what is written while it plays costs nothing."""
    yield "simulation", simulated_s
    yield (
        "loading the engine, the quiet play, the end of the writing",
        seconds["play"] - simulated_s,
    )
    for part in ("statistics", "report", "figures"):
        yield part, seconds[part]
