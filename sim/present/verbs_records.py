"""The public verbs about what was said and forecast, and what came of it."""

from __future__ import annotations

import datetime as dt

from sim.present.verbs import Asked, scenario_of
from sim.studies.scoreboard import Scoreboard
from sim.studies.scoreboard import scoreboard as scored


def scoreboard(
    scenario: Asked = "site-31-outage", *, known_by: dt.date | str | None = None
) -> Scoreboard:
    """Tell what became of the estimates: each published one against what came true.

    Parameters
    ----------
    known_by : date or str, or None
        Take the estimates as they were known by this date; None takes all of them.

    Raises
    ------
    UsageError
        When the scenario does not say what came true, or nobody has said anything.
    """
    return scored(scenario_of(scenario, known_by))
