"""The tests of a room play the rooms as plain Python, from a cold start within seconds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent

CHILD = """
import sys
from importlib import import_module
from pathlib import Path

from tests.engine.stage import play

assert play(Path(sys.argv[1])).rows
for name in sys.argv[2:]:
    import_module(f"tests.engine.{name}")
sys.exit("numba" in sys.modules)
"""


def test_a_test_that_does_not_name_the_compiled_engine_needs_no_compiler(tmp_path: Path) -> None:
    compiler = ("sim.engine.fast", "sim.engine.compile", "sim.engine.kept")
    texts = {file.stem: file.read_text() for file in HERE.glob("test_*.py")}
    alone = [name for name, text in texts.items() if not any(each in text for each in compiler)]
    assert len(alone) > 40
    played = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path), *alone],
        cwd=HERE.parents[1],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=False,
    )
    assert played.returncode == 0
