"""A bare station: one ship docked or one launch at a time, so that theory has an answer.

Everything that a test does not ask for is certain, instantaneous or absent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from sim.core.clock import DAY
from sim.engine.batch import named_episodes, names_of
from sim.engine.build import build
from sim.engine.program import Program
from sim.engine.simpy import Simpy
from sim.outcomes import NULL, Episode, Unit
from sim.scenario import load
from tests.engine.stage import Tree, day, merged

SEED = 1

BARE: Tree = {
    "format": 1,
    "title": "A bare station",
    "as_of": day(0),
    "until": day(1000),
    "station": {"ports": {f"port-{n}": {"accepts": ["soyuz"]} for n in range(1, 9)}},
    "families": {"r7": {"loss_probability": 0, "stand_down": "1 s"}},
    "pads": {"east": {"families": ["r7"]}},
    "vehicles": {
        "soyuz": {"crew": 3, "family": "r7", "stay": "180 d", "limit": "5000 d", "transit": "1 d"},
    },
    "lines": {"red": {"vehicle": "soyuz", "overlap": "5 d"}},
}


def flight(planned: float, line: str = "red", **more: Any) -> Tree:
    """The entry of a flight with three people."""
    return {"line": line, "planned": day(planned), "crew": ["rs", "rs", "usos"], **more}


def docked(age: float, planned_return: float, line: str = "red", **more: Any) -> Tree:
    """The entry of a docked ship with three people, launched `age` days before ``as_of``."""
    return {
        "line": line,
        "launched": day(-age),
        "docked": day(1 - age),
        "port": "port-1",
        "planned_return": day(planned_return),
        "crew": ["rs", "rs", "usos"],
        **more,
    }


def program(tmp_path: Path, *changes: Mapping[str, Any]) -> Program:
    """The program of the bare station with changes merged into it."""
    file = tmp_path / "bare.yaml"
    file.write_text(yaml.safe_dump(merged(BARE, *changes), sort_keys=False))
    return build(load(file))


@dataclass(frozen=True)
class Played:
    """What `n` replications of a bare station gave.

    Parameters
    ----------
    columns : dict
        The outcomes by name; durations and dates in days, NaN where null.
    """

    n: int
    columns: dict[str, npt.NDArray[np.float64]]
    episodes: list[tuple[int, Episode]]
    fired: dict[str, int]


def played(n: int, tmp_path: Path, *changes: Mapping[str, Any]) -> Played:
    """Play the bare station `n` times, with changes merged into it."""
    made = program(tmp_path, *changes)
    batch = Simpy(made).run(SEED, range(n))
    columns = {}
    for number, column in enumerate(made.columns):
        cells = batch.outcomes[:, number]
        unit = 1 if column.unit in (Unit.COUNT, Unit.FLAG) else DAY
        columns[column.name] = np.where(cells == NULL, np.nan, cells / unit)
    episodes = list(named_episodes(names_of(made), batch.episodes))
    return Played(n, columns, episodes, dict(batch.fired))


def errors_off(values: npt.NDArray[np.floating[Any]], expected: float) -> float:
    """By how many standard errors the mean of independent values misses what theory says.

    Of right results one in 370 is off by more than 3; the seed is fixed, so a test that passes
    goes on passing.
    """
    error = values.std(ddof=1) / np.sqrt(len(values))
    return float((values.mean() - expected) / error)
