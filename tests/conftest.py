"""How the tests run: property tests the same each time, the engine compiled once and meanwhile.

``pytest --hypothesis-profile=search`` looks for new examples instead.

A run of all tests starts the compiler in a process of its own and begins with the tests that play
nothing compiled; the others wait for it. Where less is asked for, an engine that is not kept yet
is compiled by the first test that plays it.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).parent

COMPILER = "CREWSIM_TESTS_COMPILER"
"""The environment variable that tells the processes of a run the number of the compiler's."""

PLAIN = ("analysis", "core", "docs", "rules", "scenario")
"""The folders whose tests play nothing compiled."""

settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("search", derandomize=False, deadline=None)
settings.load_profile("steady")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run leave out what plays the compiled engine (make cover)."""
    parser.addoption("--interpreted", action="store_true", help="plain Python only")


def plays_compiled(item: pytest.Item) -> bool:
    """Whether a test may ask for the compiled engine."""
    room = item.path.relative_to(HERE).parts[0]
    if room == "engine":
        return "Fast" in vars(getattr(item, "module", None) or object)
    return room not in PLAIN


def pytest_sessionstart(session: pytest.Session) -> None:
    """Start the compiler, before the processes that share the tests start."""
    config = session.config
    asked = {Path(config.invocation_params.dir, each) for each in config.args}
    if hasattr(config, "workerinput") or HERE not in asked or config.option.collectonly:
        return
    compiler = subprocess.Popen([sys.executable, "-m", "sim.engine.compile"], cwd=HERE.parent)
    threading.Thread(target=compiler.wait, daemon=True).start()
    os.environ[COMPILER] = str(compiler.pid)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what needs no compiler; leave out the rest if that is asked for."""
    items.sort(key=plays_compiled)
    if config.option.interpreted:
        compiled = [item for item in items if plays_compiled(item)]
        config.hook.pytest_deselected(items=compiled)
        del items[len(items) - len(compiled) :]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Search for garbage among what the tests make, not among all modules time and again."""
    gc.disable()
    yield
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.fixture(autouse=True)
def compiled_once(request: pytest.FixtureRequest) -> None:
    """Wait for the compiler, if it is at work and this test may need it."""
    if COMPILER in os.environ and plays_compiled(request.node):
        while _runs(int(os.environ[COMPILER])):
            time.sleep(0.2)
        del os.environ[COMPILER]


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True
