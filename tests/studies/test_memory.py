"""A long run takes no more memory than a short one, but for one column at a time."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHILD = """
import resource, sys

import numba  # as the compiled engine has it in memory
import numpy as np

from sim.engine import ENGINES
from sim.engine.batch import REPLICATION, Batch
from sim.engine.simpy import Simpy
from sim.scenario import load
from sim.studies.forecast import forecast

KNOWN = 500

class Again(Simpy):
    "Plays a few replications once and tells them again and again, a little later each time."

    in_threads = True

    def __init__(self, program):
        super().__init__(program)
        self.known = super().run(1, range(KNOWN))

    def run(self, seed, replications):
        times = np.array(replications) % KNOWN
        known = self.known
        rows = known.outcomes[times]
        late = np.array(replications)[:, None] // KNOWN % 43_200
        rows += np.where((rows > 86_400) & (rows < 2**61), late, 0)
        each = np.searchsorted(known.episodes[:, REPLICATION], np.arange(KNOWN + 1))
        places = [np.arange(each[k], each[k + 1]) for k in range(KNOWN)]
        episodes = known.episodes[np.concatenate([places[k] for k in times])]
        episodes[:, REPLICATION] = np.repeat(replications, np.diff(each)[times])
        return Batch(replications.start, rows, episodes, known.headcount, {}, {"docks": 1})

ENGINES["again"] = Again.__name__
sys.modules["sim.engine.again"] = sys.modules[__name__]
if __name__ == "__main__":
    scenario = load("site-31-outage")
    n = int(sys.argv[1])
    forecast(scenario, "up-to-two-years", replications=n, engine="again", out=sys.argv[2])
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_mb(replications: int, out: Path) -> float:
    """The most memory that a process has had which played, stored and summarized so many."""
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(replications), str(out)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return int(child.stdout) / 1000


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss is in kilobytes on Linux alone")
def test_a_million_replications_are_stored_and_summarized_within_a_gigabyte(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    short, long = peak_mb(200_000, tmp_path), peak_mb(1_000_000, tmp_path)
    with capsys.disabled():
        sys.stdout.write(f"\npeak of 200,000: {short:.0f} MB; of 1,000,000: {long:.0f} MB\n")
    assert long < 1000
    assert long - short < 200  # a few columns of 800,000 rows more, at 8 bytes, and their order
