"""Where a result comes from: enough to make it again, nothing about whose machine made it."""

from __future__ import annotations

import datetime as dt
import platform
import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from sim.core.clock import iso
from sim.core.draws import SCHEME
from sim.runs.replicate import Runs
from sim.runs.tables import FORMAT

LIBRARIES = ("numba", "numpy", "pyarrow", "pydantic", "pyyaml", "scipy", "simpy")


def provenance(
    runs: Sequence[Runs], *, started_at: dt.datetime, wall_s: float, command: Sequence[str]
) -> dict[str, Any]:
    """Return the content of ``provenance.json``.

    Parameters
    ----------
    runs : sequence of Runs
        One per estimate, of one scenario, seed and engine.
    started_at : datetime
        UTC.
    wall_s : float
        Seconds from start to the tables in hand.
    command : sequence of str
        The command line; of paths in it only the last name is kept.
    """
    first = runs[0]
    return {
        "format": FORMAT,
        "crewsim": version("iss-crew-continuity"),
        "scenario": first.scenario.name,
        "scenario_file": last_name(first.scenario.file),
        "estimates": [run.estimate for run in runs],
        "seed": first.seed,
        "replications": first.replications,
        "address_scheme": SCHEME,
        "engine": first.engine,
        "command": [without_path(argument) for argument in command],
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "started_at": iso(started_at),
        "wall_s": round(wall_s, 3),
        "simulation_s": round(sum(run.simulation_s for run in runs), 3),
    }


def last_name(path: str) -> str:
    r"""Return the file's own name, whichever system wrote the path.

    Examples
    --------
    >>> last_name("/home/ada/site-31-outage.yaml"), last_name(r"C:\work\x.yaml")
    ('site-31-outage.yaml', 'x.yaml')
    """
    return PurePosixPath(PureWindowsPath(path).name).name


def without_path(argument: str) -> str:
    """Return a word of the command line with its path, if it is one, cut to the last name.

    Examples
    --------
    >>> without_path("--out=/home/ada/results"), without_path("--seed=7")
    ('--out=results', '--seed=7')
    """
    option, equals, value = argument.rpartition("=")
    return option + equals + (last_name(value) if re.search(r"[/\\]", value) else value)
