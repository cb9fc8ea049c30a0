import os
import pickle
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from sim.core.errors import CrewsimError
from sim.runs.workers import ReplicationError, Workers
from tests.runs.fake_engine import FakeEngine, FakeProgram

PROGRAM = FakeProgram(False, 20)


class DyingEngine(FakeEngine):
    def run(self, seed: int, replications: range) -> object:
        os._exit(3)


def test_progress_ends_with_all_replications_and_never_goes_back() -> None:
    seen: list[tuple[int, int]] = []
    with Workers(1) as workers:
        workers.play(FakeEngine, PROGRAM, 1, 95, chunk=10, progress=lambda *now: seen.append(now))
    assert seen == [*((done, 95) for done in range(10, 91, 10)), (95, 95)]


def test_a_failure_names_the_replication_and_the_seed() -> None:
    program = replace(PROGRAM, fails_at=37)
    with Workers(1) as workers, pytest.raises(ReplicationError) as caught:
        workers.play(FakeEngine, program, 5, 60, chunk=20)
    assert str(caught.value) == (
        "replication 37 of seed 5 failed: ZeroDivisionError: no seat to divide by"
    )
    assert (caught.value.seed, caught.value.replication) == (5, 37)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_processes_fail_and_die_in_words_and_leave_the_others_well() -> None:
    with Workers(2, start_s=0) as workers:
        with pytest.raises(ReplicationError, match="replication 37 of seed 5 failed"):
            workers.play(FakeEngine, replace(PROGRAM, fails_at=37), 5, 60, chunk=5)
        assert len(workers.play(FakeEngine, PROGRAM, 5, 60, chunk=6).batches) == 10
        with pytest.raises(CrewsimError, match="ended without an answer"):
            workers.play(DyingEngine, PROGRAM, 5, 60)


def test_a_short_play_starts_no_processes() -> None:
    with Workers(2) as workers:
        workers.play(FakeEngine, PROGRAM, 1, 200)
        assert workers._pool is None


def test_a_long_play_starts_them_once_its_speed_is_known() -> None:
    slow = replace(PROGRAM, seconds_each=0.01)
    with Workers(2, start_s=0.1) as workers:
        batches = workers.play(FakeEngine, slow, 1, 60).batches
        assert workers._pool is not None
    assert sum(len(batch.outcomes) for batch in batches) == 60


SCRIPT = """
import sys
from dataclasses import replace
from sim.runs.workers import Workers
from tests.runs.fake_engine import FakeEngine, FakeProgram
if __name__ == "__main__":
    with Workers(2, start_s=0) as workers:
        program = FakeProgram(False, 20, seconds_each=0.01)
        workers.play(FakeEngine, program, 1, 100_000, progress=lambda *now: print(*now, flush=True))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends signals to a group of processes")
@pytest.mark.parametrize("name", ["SIGINT", "SIGKILL"])
def test_an_interrupted_run_leaves_no_process_behind(name: str, tmp_path: Path) -> None:
    number = signal.Signals[name]
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    child = subprocess.Popen(
        [sys.executable, script],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert child.stdout.readline()
    if number == signal.SIGINT:
        os.killpg(child.pid, number)  # as a terminal does
    else:
        child.kill()
    _, errors = child.communicate(timeout=20)  # its pipes close when the last process has ended
    assert child.returncode == -number or "KeyboardInterrupt" in errors
    assert errors.count("Traceback") == (number == signal.SIGINT)
