"""How long the first answer takes: a process that compiles, and one that finds what is compiled."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from tests.bench.conftest import Report
from tests.bench.processes import run
from tests.bench.rounds import ROUNDS, spread

pytestmark = pytest.mark.bench

COMPILE_ROUNDS = 3

CHILD = """
import json, sys, time
from pathlib import Path

clock = [time.perf_counter()]
from sim.engine import DEFAULT, engine_class
from sim.engine.build import build
from sim.scenario import load, with_estimate
clock.append(time.perf_counter())
program = build(with_estimate(load("site-31-outage"), "up-to-two-years"))
clock.append(time.perf_counter())
engine = engine_class(DEFAULT)(program)
clock.append(time.perf_counter())
assert len(engine.run(1, range(1000)).outcomes) == 1000
clock.append(time.perf_counter())
seconds = [later - earlier for earlier, later in zip(clock, clock[1:])]
Path(sys.argv[1]).write_text(json.dumps(seconds))
"""

STEPS = ("imports", "the scenario read and built", "the engine made", "1,000 replications")


def test_start(report: Report, tmp_path: Path) -> None:
    new = [tmp_path / f"cache-{number}" for number in range(COMPILE_ROUNDS)]
    ways = {"first compile": new, "warm start": [new[-1]] * ROUNDS}
    columns = []
    for caches in ways.values():
        seconds: dict[str, list[float]] = defaultdict(list)
        for cache in caches:
            told = tmp_path / "told"
            ended = run("-c", CHILD, told, CREWSIM_CACHE=str(cache))
            seconds["whole process"].append(ended.wall_s)
            for step, each in zip(STEPS, json.loads(told.read_text()), strict=True):
                seconds[step].append(each)
            assert list(cache.rglob("*.nbc"))
        columns.append({step: spread(each).shown(".2f") for step, each in seconds.items()})
    report(
        "5. The first answer of a process",
        ["step", *(f"{way}, s" for way in ways)],
        [[step, *(column[step] for column in columns)] for step in columns[0]],
        f"Wall time, median (range) of {COMPILE_ROUNDS} rounds with a new cache folder and of"
        f" {ROUNDS} with one that is filled.",
    )
