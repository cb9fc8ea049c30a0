"""The examples of docs/examples: each runs and prints what stands beside it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.core.errors import UsageError

EXAMPLES = Path(__file__).parents[1] / "docs" / "examples"


@pytest.mark.parametrize("example", sorted(EXAMPLES.glob("*.py")), ids=lambda path: path.stem)
def test_an_example_prints_what_stands_beside_it(example: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(example), str(tmp_path)]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert told.stdout == example.with_suffix(".out").read_text(encoding="utf-8")
    figures = {"pad_queue": ["pad_queue.png"]}
    assert [path.name for path in tmp_path.iterdir()] == figures.get(example.stem, [])


def test_the_page_shows_the_examples_as_they_are() -> None:
    page = (EXAMPLES.parent / "simpy.md").read_text(encoding="utf-8")
    for example in EXAMPLES.glob("*"):
        if example.suffix in (".py", ".out"):
            assert example.read_text(encoding="utf-8").strip() in page, example.name


def test_own_processes_run_beside_the_simpy_engine_alone() -> None:
    def watch(env, station):  # type: ignore[no-untyped-def]
        yield env.timeout(1)

    alone = sim.simulate("site-31-outage", replication=2, engine="simpy")
    beside = sim.simulate("site-31-outage", replication=2, processes=[watch])
    for table in ("outcomes", "episodes", "headcount"):
        assert getattr(alone, table).to_arrow().equals(getattr(beside, table).to_arrow())
    with pytest.raises(UsageError, match="leave engine out"):
        sim.simulate("site-31-outage", processes=[watch], engine="fast")
    with pytest.raises(UsageError, match="give the function itself"):
        sim.simulate("site-31-outage", processes=[watch(None, None)])
