"""One Soyuz and its pad, which is down: how late the relief comes is all there is.

Of the stage (`tests.engine.stage`) the red line alone is left. East is down since day -10; s-2
would launch on day 94 and dock a day later, s-1 leaves at its limit of day 124 if nobody has come.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sim.scenario.scenario import Scenario
from sim.studies.question import Question, Setting, ask
from tests.engine.lever_stage import outage
from tests.engine.stage import BLUE, Tree, day, staged, without

LATE = "next[red,1].direct < 1"
"""s-1 has left before its relief came."""

SINCE = -10
LIMIT = 124

WAIVED: Tree = {"waived": {"title": "Sixty days waived", "waiver": "60 d"}}
IDLE: Tree = {"idle": {"title": "Never acts", "seat_swap": {"after": "5000 d", "seats": 1}}}


def uniform(low: float, high: float) -> Tree:
    """A law of days."""
    return {"kind": "uniform", "low": f"{low} d", "high": f"{high} d"}


def estimates(**repairs: Any) -> Tree:
    """Estimates by their repairs, which count from day -10; a number is days."""
    return {
        "estimates": {
            name: {
                "title": name.capitalize(),
                "repair": f"{repair} d" if isinstance(repair, int | float) else repair,
            }
            for name, repair in repairs.items()
        }
    }


def policies(*named: Tree) -> Tree:
    """Policies by their names."""
    return {"policies": {name: policy for each in named for name, policy in each.items()}}


def down(repair: Tree) -> Tree:
    """East is down, its repair of this law."""
    return {"pads": {"east": {"outage": {"since": day(SINCE), "repair": repair}}}}


def one_ship(tmp_path: Path, *changes: Mapping[str, Any]) -> Scenario:
    """The scenario with changes merged into it; luck is as the changes say."""
    return staged(tmp_path, outage(SINCE, 60), without(*BLUE), {"pins": {"rest": None}}, *changes)


def setting(scenario: Scenario, replications: int = 400, engine: str = "fast") -> Setting:
    return Setting(scenario, replications, 1, engine)


def answered(question: Question) -> Any:
    """What is answered; nothing is stored."""
    return ask(question, store=False, workers=1).found
