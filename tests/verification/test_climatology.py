"""Six years played freely: does history look like one of the futures?

A figure agrees when at least half a percent of the replications are as low and half a percent as
high: history then lies in the central 99 % of the simulated ones. Fourteen figures at once are a
stricter question; the table says which share of the replications agrees in all of them (93 % when
this was written), so that even a perfect model would fail about once in fourteen records.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest

from sim.engine.build import build
from sim.engine.simpy import Simpy
from sim.scenario import load
from tests.verification.record import figures, observed, plans, simulated

pytestmark = pytest.mark.slow

REPLICATIONS = 2000
TAIL = 0.005

SET_INPUTS = {
    "direct share": "no",
    "mean overlap, d": "yes: the sample of overlaps, without holds",
    "mean stay, d": "in part: the planned dates",
    "longest stay, d": "in part: the planned dates and the stay limits",
    "launches a year": "in part: the planned dates",
    "mean delay of the launch, d": "yes: the samples of late slips and scrubs",
    "days with no ship": "no",
    "days with three or fewer aboard": "no",
}
"""Whether the record behind a figure was also used to set inputs."""


@dataclass(frozen=True)
class Climatology:
    """What was observed, and the same figures of every replication."""

    observed: dict[str, float]
    simulated: dict[str, npt.NDArray[np.float64]]

    def tails(self, name: str) -> tuple[float, float]:
        """Shares of the replications at or below the observed figure, and at or above it."""
        values, seen = self.simulated[name], self.observed[name]
        return float(np.mean(values <= seen)), float(np.mean(values >= seen))

    def joint_share(self) -> float:
        """The share of replications whose own figures all lie in the central 99 %."""
        inside = np.ones(REPLICATIONS, dtype=bool)
        for values in self.simulated.values():
            low = np.quantile(values, TAIL, method="lower")
            high = np.quantile(values, 1 - TAIL, method="higher")
            inside &= (values >= low) & (values <= high)
        return float(np.mean(inside))

    def table(self) -> str:
        """The comparison as text."""
        lines = [
            f"{'figure':40} {'observed':>8} {'0.5 %':>8} {'median':>8} {'99.5 %':>8}  <=     >="
        ]
        for name, seen in self.observed.items():
            low, middle, high = np.quantile(self.simulated[name], [TAIL, 0.5, 1 - TAIL])
            below, above = self.tails(name)
            lines.append(
                f"{name:40} {seen:8.2f} {low:8.2f} {middle:8.2f} {high:8.2f}"
                f"  {below:.3f}  {above:.3f}  set inputs: {SET_INPUTS[name.split(': ')[-1]]}"
            )
        lines.append(f"replications inside all bands: {self.joint_share():.1%}")
        return "\n".join(lines)


@pytest.fixture(scope="module")
def climatology() -> Climatology:
    scenario = load("climatology-2020")
    engine = Simpy(build(scenario))
    planned = plans(scenario)
    played = [
        figures(simulated(scenario, engine.replay(1, replication)[0]), planned)
        for replication in range(REPLICATIONS)
    ]
    simulated_by_name = {name: np.array([row[name] for row in played]) for name in played[0]}
    begins = scenario.as_of.date()
    ends = simulated(scenario, ()).ends
    return Climatology(figures(observed(begins, ends), planned), simulated_by_name)


def test_history_is_one_of_the_futures(
    climatology: Climatology, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        sys.stdout.write(f"\n{climatology.table()}\n")
    outside = {
        name: climatology.tails(name)
        for name in climatology.observed
        if min(climatology.tails(name)) < TAIL
    }
    assert outside == {}, climatology.table()
