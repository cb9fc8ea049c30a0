import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest

from sim.core.errors import CrewsimError
from sim.engine.batch import Batch
from sim.runs.workers import ReplicationError, Workers
from tests.runs.fake_engine import FakeEngine, FakeProgram

PROGRAM = FakeProgram(False, 20)


class DyingEngine(FakeEngine):
    def run(self, seed: int, replications: range) -> object:
        os._exit(3)


class ThreadedEngine(FakeEngine):
    """Tells which threads play it."""

    in_threads = True
    threads: ClassVar[set[int]] = set()

    def run(self, seed: int, replications: range) -> Batch:
        self.threads.add(threading.get_ident())
        return super().run(seed, replications)


def ranges(batches: Iterable[Batch]) -> list[range]:
    return sorted(
        (range(batch.first, batch.first + len(batch.outcomes)) for batch in batches),
        key=lambda played: played.start,
    )


def test_batches_come_as_they_are_played() -> None:
    with Workers(1) as workers:
        batches = workers.play(FakeEngine, PROGRAM, 1, range(30, 95), chunk=20)
        assert next(batches).first == 30
        assert ranges(batches) == [range(50, 70), range(70, 90), range(90, 95)]


def test_no_batch_goes_beyond_a_cut() -> None:
    with Workers(2, start_s=0) as workers:
        batches = workers.play(FakeEngine, PROGRAM, 1, range(7, 60), chunk=8, cut=20)
        assert ranges(batches) == [
            *(range(7, 15), range(15, 20)),
            *(range(20, 28), range(28, 36), range(36, 40)),
            *(range(40, 48), range(48, 56), range(56, 60)),
        ]


def test_an_engine_for_threads_is_shared_by_them_from_the_second_chunk_on() -> None:
    ThreadedEngine.threads.clear()
    slow = replace(PROGRAM, seconds_each=0.002)
    with Workers(3) as workers:
        batches = workers.play(ThreadedEngine, slow, 1, range(90), chunk=5)
        first = next(batches)
        assert (first.first, ThreadedEngine.threads) == (0, {threading.get_ident()})
        assert len(ranges(batches)) == 17
        assert len(ThreadedEngine.threads) == 4
        assert workers._processes is None


def test_one_worker_plays_an_engine_for_threads_in_its_own() -> None:
    ThreadedEngine.threads.clear()
    with Workers(1) as workers:
        assert len(ranges(workers.play(ThreadedEngine, PROGRAM, 1, range(90), chunk=5))) == 18
    assert ThreadedEngine.threads == {threading.get_ident()}


def test_a_failure_names_the_replication_and_the_seed() -> None:
    program = replace(PROGRAM, fails_at=37)
    with Workers(1) as workers, pytest.raises(ReplicationError) as caught:
        ranges(workers.play(FakeEngine, program, 5, range(60), chunk=20))
    assert str(caught.value) == (
        "replication 37 of seed 5 failed: ZeroDivisionError: no seat to divide by"
    )
    assert (caught.value.seed, caught.value.replication) == (5, 37)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_processes_fail_and_die_in_words_and_leave_the_others_well() -> None:
    with Workers(2, start_s=0) as workers:
        with pytest.raises(ReplicationError, match="replication 37 of seed 5 failed"):
            ranges(workers.play(FakeEngine, replace(PROGRAM, fails_at=37), 5, range(60), chunk=5))
        assert len(ranges(workers.play(FakeEngine, PROGRAM, 5, range(60), chunk=6))) == 10
        with pytest.raises(CrewsimError, match="ended without an answer"):
            ranges(workers.play(DyingEngine, PROGRAM, 5, range(60)))


def test_a_failure_in_a_thread_leaves_the_others_well() -> None:
    program = replace(PROGRAM, fails_at=37)
    with Workers(2) as workers:
        with pytest.raises(ReplicationError, match="replication 37 of seed 5 failed"):
            ranges(workers.play(ThreadedEngine, program, 5, range(60), chunk=5))
        assert len(ranges(workers.play(ThreadedEngine, PROGRAM, 5, range(60), chunk=6))) == 10


def test_a_short_play_starts_no_processes() -> None:
    with Workers(2) as workers:
        ranges(workers.play(FakeEngine, PROGRAM, 1, range(200)))
        assert workers._processes is None
        assert workers.waited_s == 0


def test_a_long_play_starts_them_once_its_speed_is_known() -> None:
    slow = replace(PROGRAM, seconds_each=0.01)
    with Workers(2, start_s=0.1) as workers:
        played = ranges(workers.play(FakeEngine, slow, 1, range(60)))
        assert workers._processes is not None
        assert workers.waited_s > 0
    assert sum(len(each) for each in played) == 60


SCRIPT = """
import signal
import sys
from dataclasses import replace
from sim.engine.batch import Batch
from sim.runs.workers import Workers
from tests.runs.fake_engine import FakeEngine, FakeProgram
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # who started us may ignore it
    with Workers(2, start_s=0) as workers:
        program = FakeProgram(False, 20, seconds_each=0.01)
        for batch in workers.play(FakeEngine, program, 1, range(100_000)):
            print(batch.first, flush=True)
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
    _, errors = child.communicate(timeout=60)  # its pipes close when the last process has ended
    assert child.returncode == -number or "KeyboardInterrupt" in errors
    assert errors.count("Traceback") == (number == signal.SIGINT)
