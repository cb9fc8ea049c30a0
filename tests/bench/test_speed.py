"""How fast the engines play: `make bench` prints a table; nothing is asserted about time."""

from __future__ import annotations

import sys
import time
from statistics import median

import pytest

from sim.engines import ENGINES
from sim.engines.build import build
from sim.scenario import load

pytestmark = pytest.mark.bench

SCENARIO = "site-31-outage"
REPLICATIONS = 200
ROUNDS = 7


@pytest.mark.parametrize("name", ENGINES)
def test_speed(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Process time of one process on the shipped outage, the median of seven rounds."""
    engine = ENGINES[name](build(load(SCENARIO)))
    batch = engine.run(1, range(REPLICATIONS))  # not measured: caches and, compiled, the compiler
    rates = []
    for number in range(ROUNDS):
        first = REPLICATIONS * (number + 1)
        started = time.process_time()
        engine.run(1, range(first, first + REPLICATIONS))
        rates.append(REPLICATIONS / (time.process_time() - started))
    events = sum(batch.fired.values()) / REPLICATIONS
    assert events > 0
    with capsys.disabled():
        sys.stdout.write(
            f"\n{SCENARIO}, one process, process time, {ROUNDS} rounds of {REPLICATIONS}\n"
            f"{'engine':12} {'median/s':>9} {'least/s':>9} {'most/s':>9} {'events each':>12}\n"
            f"{name:12} {median(rates):9.0f} {min(rates):9.0f} {max(rates):9.0f} {events:12.1f}\n"
        )
