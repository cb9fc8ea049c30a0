"""Whole processes: how long they take, and how much memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

STARTER = """
import json, resource, subprocess, sys, time

started = time.perf_counter()
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
seconds = time.perf_counter() - started
print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))
"""
"""A small process in between: a child would count the memory of a large parent as its own."""

UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes that ``ru_maxrss`` counts in."""


@dataclass(frozen=True)
class Ended:
    """A process that has ended.

    Parameters
    ----------
    wall_s : float
        From its start to its end.
    peak_bytes : int
        The most memory that it had, or one of the processes that it started.
    """

    wall_s: float
    peak_bytes: int


def run(*arguments: str | Path, **environment: str) -> Ended:
    """Run Python with these arguments, as a user would start it, to its end.

    Raises
    ------
    subprocess.CalledProcessError
        When it fails.
    """
    found = subprocess.run(
        [sys.executable, "-c", STARTER, sys.executable, *map(str, arguments)],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    wall_s, peak = json.loads(found.stdout)
    return Ended(wall_s, peak * UNIT)
