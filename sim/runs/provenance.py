"""Where a result comes from: enough to make it again, nothing about whose machine made it."""

from __future__ import annotations

import datetime as dt
import platform
import re
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from sim.core.clock import iso
from sim.core.errors import ResultError
from sim.core.sampling import SCHEME
from sim.runs.tables import FORMAT

LIBRARIES = ("numba", "numpy", "pyarrow", "pydantic", "pyyaml", "scipy", "simpy")

_COUNTING = ("numba", "numpy", "scipy", "simpy")
"""The libraries on which the last bit of a row may depend."""

_MAKING_ROWS = ("core", "scenario", "rules", "outcomes.py", "engine", "runs/tables.py")
"""The rooms of the package on which rows depend."""


def provenance(*, started_at: dt.datetime, command: Sequence[str], **asked: Any) -> dict[str, Any]:
    """Return what ``provenance.json`` says from the start of a run.

    Parameters
    ----------
    started_at : datetime
        UTC.
    command : sequence of str
        The command line; of paths in it only the last name is kept.
    **asked
        What is played, in JSON's own types.
    """
    return {
        **_makers(),
        **asked,
        "command": [without_path(argument) for argument in command],
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
        "started_at": iso(started_at),
        "resumed_at": [],
    }


def check_makers(folder: Path, origin: Mapping[str, Any]) -> None:
    """Refuse to go on with a run whose first rows something else has made than would the rest.

    Raises
    ------
    ResultError
        With what has changed since.
    """
    now = {**_makers(), **{name: version(name) for name in _COUNTING}}
    libraries = origin.get("libraries", {})
    then = {name: origin.get(name, libraries.get(name)) for name in now}
    changed = [
        f"{name.replace('_', ' ')} was {then[name]} and is {now[name]}"
        for name in now
        if then[name] != now[name]
    ]
    if changed:
        raise ResultError(
            f"{folder}: this run cannot go on, its rows would not be of one kind: "
            f"{', '.join(changed)}; run the scenario again (it lies there as scenario.yaml)"
        )


def _makers() -> dict[str, Any]:
    """Return what, beside libraries, decides the rows of a run."""
    return {
        "format": FORMAT,
        "crewsim": version("iss-crew-continuity"),
        "sources": _sources(),
        "address_scheme": SCHEME,
    }


@cache
def _sources() -> str:
    """Return a digest of the sources that make rows: a checkout changes under its version."""
    package = Path(__file__).parents[1]
    digest = blake2b(digest_size=8)
    for place in _MAKING_ROWS:
        found = package / place
        for path in sorted(found.rglob("*.py")) if found.is_dir() else [found]:
            digest.update(f"{path.relative_to(package).as_posix()}\x1f".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


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
