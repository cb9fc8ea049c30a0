import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.core.errors import ResultError
from sim.runs.lock import LOCK, locked

HOLD = """
import sys
from pathlib import Path
from sim.runs.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_a_folder_that_another_process_works_in_is_refused(tmp_path: Path) -> None:
    child = holder(tmp_path)
    with pytest.raises(ResultError, match=f"process {child.pid} is at work in this folder"):
        locked(tmp_path).__enter__()
    child.communicate("")
    with locked(tmp_path):
        assert (tmp_path / LOCK).read_text() == str(os.getpid())
    assert list(tmp_path.iterdir()) == []


def test_the_lock_of_a_killed_process_keeps_nobody_out(tmp_path: Path) -> None:
    child = holder(tmp_path)
    child.kill()
    child.communicate()
    assert (tmp_path / LOCK).exists()
    with locked(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_lock_ends_also_with_an_error(tmp_path: Path) -> None:
    def fails() -> None:
        with locked(tmp_path):
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    with locked(tmp_path):
        pass
