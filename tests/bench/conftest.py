"""The tables of the measurements, printed together in Markdown when all are taken."""

from __future__ import annotations

import math
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import pytest

from sim.runs.workers import cores

Report = Callable[..., None]
"""Takes a title, the head of a table, its rows and what is said below it."""

LIBRARIES = ("numba", "numpy", "pyarrow")

TABLES: pytest.StashKey[list[str]] = pytest.StashKey()


@pytest.fixture
def report(pytestconfig: pytest.Config) -> Report:
    tables = pytestconfig.stash.setdefault(TABLES, [])
    started, elsewhere_s = time.perf_counter(), busy_elsewhere_s()

    def keep(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], said: str) -> None:
        busy = (busy_elsewhere_s() - elsewhere_s) / (time.perf_counter() - started)
        others = "" if math.isnan(busy) else f"; other processes kept {busy:.2f} cores busy"
        tables.append(table(title, head, rows, f"{said} ({machine()}{others}.)"))

    return keep


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Print the tables in the order of their titles' numbers."""
    tables = config.stash.setdefault(TABLES, [])
    for text in sorted(tables):
        terminalreporter.write_line(f"\n{text}")


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], said: str) -> str:
    """Return a table in Markdown under its title; numbers stand to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join([f"### {title}", "", *(f"| {' | '.join(row)} |" for row in lines), "", said])


def machine() -> str:
    """Return what the figures depend on beside the program."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    count = "1 core" if cores() == 1 else f"{cores()} cores"
    return (
        f"{processor()}, {count}, {platform.system()}; Python {sys.version.split()[0]}, {libraries}"
    )


def processor() -> str:
    """Return the name of the processor, as far as the system tells it."""
    known = Path("/proc/cpuinfo")
    for row in known.read_text().splitlines() if known.exists() else ():
        if row.startswith("model name"):
            return row.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def busy_elsewhere_s() -> float:
    """Return the core-seconds that other processes than this and its children have taken so far."""
    known = Path("/proc/stat")
    if not known.exists():
        return math.nan
    user, nice, system = map(int, known.read_text().split(maxsplit=4)[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK") - sum(os.times()[:4])
