"""One ship whose limit is drawn, one relief behind a pad that is down: every answer in closed form.

Time is told in days since ``as_of``, a repair in days since the pad went down, `SINCE` days before.

* *s-1* launched `AGE` days before ``as_of``; its stay limit is uniform between `LOW` and `HIGH`
  days after that launch, one value a replication. It waits for its relief up to the limit.
* *s-2* is planned for day `PLANNED`, launches when the pad is up again and docks a day later.

So the handover is not direct if the limit lies before the day on which s-2 docks, with the
probability `risk`. Nothing else is uncertain.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml

from sim.scenario import Scenario, load
from tests.engine.stage import Tree, day, merged

SINCE, AGE, LOW, HIGH, PLANNED = 20.0, 100.0, 200.0, 300.0, 60.0

OUTCOME = "next[red,1].direct < 1"

ESTIMATES: Tree = {
    "no-outage": {"title": "No outage", "outage": "lifted"},
    "flat": {"title": "Flat", "repair": {"kind": "uniform", "low": "60 d", "high": "260 d"}},
    "open": {"title": "Open", "repair": {"kind": "exponential", "mean": "80 d"}},
    "sure": {"title": "Sure", "repair": "100 d"},
}

STATION: Tree = {
    "format": 1,
    "title": "One relief",
    "as_of": day(0),
    "until": day(500),
    "headline": {"lines": ["red"], "by": day(400), "gap": "1 d"},
    "station": {"ports": {name: {"accepts": ["soyuz"]} for name in ("one", "two")}},
    "families": {"r7": {"loss_probability": 0, "stand_down": "1 s"}},
    "pads": {"east": {"families": ["r7"], "outage": {"since": day(-SINCE), "repair": "90 d"}}},
    "vehicles": {
        "soyuz": {
            "crew": 3,
            "family": "r7",
            "stay": "180 d",
            "limit": {"kind": "uniform", "low": f"{LOW} d", "high": f"{HIGH} d"},
            "transit": "1 d",
        },
    },
    "lines": {"red": {"vehicle": "soyuz", "overlap": "5 d"}},
    "docked": {
        "s-1": {
            "line": "red",
            "port": "one",
            "launched": day(-AGE),
            "docked": day(1 - AGE),
            "planned_return": day(PLANNED + 10),
            "crew": ["rs", "rs", "usos"],
        }
    },
    "manifest": {"s-2": {"line": "red", "planned": day(PLANNED), "crew": ["rs", "rs", "usos"]}},
    "default_estimate": "flat",
    "estimates": ESTIMATES,
}


def one_relief(folder: Path, *changes: Mapping[str, Any]) -> Scenario:
    """Return the scenario with changes merged into it."""
    return load(written(folder, *changes))


def written(folder: Path, *changes: Mapping[str, Any]) -> Path:
    """Return the file of the scenario with changes merged into it."""
    file = folder / "one-relief.yaml"
    file.write_text(yaml.safe_dump(merged(STATION, *changes), sort_keys=False), encoding="utf-8")
    return file


def planned_for(number: float) -> Tree:
    """Return the change that plans the relief for another day."""
    return {
        "docked": {"s-1": {"planned_return": day(number + 10)}},
        "manifest": {"s-2": {"planned": day(number)}},
    }


def risk(
    repair: npt.ArrayLike, planned: float = PLANNED, waiver: float = 0.0
) -> npt.NDArray[np.float64]:
    """Return the probability that the handover is not direct, given the repair in days."""
    docks = np.maximum(planned, np.asarray(repair, float) - SINCE) + 1.0
    return np.clip((docks + AGE - waiver - LOW) / (HIGH - LOW), 0.0, 1.0)


def crossing(threshold: float, waiver: float = 0.0) -> float:
    """Return the repair, in days, at which the risk is the threshold on its way up."""
    return LOW + threshold * (HIGH - LOW) + waiver - AGE - 1.0 + SINCE
