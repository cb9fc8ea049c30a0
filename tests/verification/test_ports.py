"""No crew or cargo waits for a port of Harmony while one of the two is free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from sim.core.clock import DAY
from sim.engine.build import build
from sim.engine.simpy import Simpy
from sim.outcomes import Cause, Happening, LogRow
from sim.scenario import Scenario
from tests.shipped import loaded

HARMONY = {"crew-dragon", "cargo-dragon"}
"""The classes that dock there, and nowhere else; a station of two ports for them."""

TAKES = {Happening.SCRUBS, Happening.LAUNCHES}
LEAVES = {Happening.UNDOCKS, Happening.LOST, Happening.FAILS_TO_DOCK}


def needless_waits(scenario: Scenario, log: Iterable[LogRow]) -> Iterator[str]:
    """Waits for a port that begin with one free: held from the first attempt to undocking.

    A flight that waits for something else after a scrub has given its port back (MODEL 3.4).
    """
    dragons = {flight.name for flight in scenario.flights if flight.vehicle in HARMONY}
    holders = {f.name for f in scenario.flights if f.name in dragons and f.docked is not None}
    for row in log:
        if row.entity not in dragons:
            continue
        if row.happening in TAKES:
            holders.add(row.entity)
        elif row.happening in LEAVES or row.happening is Happening.WAITS_FOR:
            holders.discard(row.entity)
        if row.happening is Happening.WAITS_FOR and row.cause is Cause.PORT and len(holders) < 2:
            yield f"day {row.second / DAY:.2f}: {row.entity}, held by {sorted(holders)}"


@pytest.mark.parametrize("name", ["baseline", "climatology-2020"])
def test_nobody_waits_for_a_port_that_is_free(name: str) -> None:
    scenario = loaded(name)
    engine = Simpy(build(scenario))
    waits = {
        replication: found
        for replication in range(60)
        if (found := list(needless_waits(scenario, engine.replay(1, replication)[0])))
    }
    assert waits == {}
