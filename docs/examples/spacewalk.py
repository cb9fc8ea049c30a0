"""Count the days on which a spacewalk could be made while the pad of Crew Dragon is out.

A spacewalk needs three people of the US segment, who prepare it for ten days: so three must have
been aboard for ten days on end.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from statistics import mean

from simpy import Environment, Event

import sim

DAY = 86_400
NEEDED = 3
PREPARATION = 10 * DAY
FUTURES = 8
ESTIMATES = "no-outage", "all-restored", "as-in-2016"

Stretches = list[tuple[float, float]]
Process = Callable[[Environment, sim.Station], Generator[Event, object, None]]


def stretches_of(stretches: Stretches) -> Process:
    """Return a process that writes down from when to when enough people are aboard."""

    def watch(env: Environment, station: sim.Station) -> Generator[Event, object, None]:
        crew = station.segments["usos"]
        while True:
            while len(crew.aboard) < NEEDED:
                yield station.docks()
            begins = env.now
            stretches.append((begins, station.until))  # unless it ends before
            while len(crew.aboard) >= NEEDED:
                yield station.undocks()
            stretches[-1] = (begins, env.now)

    return watch


def days(stretches: Stretches) -> float:
    """Return on how many days a spacewalk could be made."""
    return sum(max(0.0, end - begins - PREPARATION) for begins, end in stretches) / DAY


def main() -> None:
    """Play some futures under each estimate of the outage."""
    scenario = sim.load("us-pad-outage")
    until = scenario.until / DAY
    for estimate in ESTIMATES:
        found = []
        for replication in range(FUTURES):
            stretches: Stretches = []
            watch = stretches_of(stretches)
            sim.simulate(scenario, estimate, replication=replication, processes=[watch])
            found.append(days(stretches))
        least = min(found)
        print(f"{estimate:13} {mean(found):6.0f} days of {until:.0f}, {least:4.0f} at the fewest")


if __name__ == "__main__":
    main()
