"""The public verbs about what was said and forecast, and what came of it."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sim.core.clock import iso
from sim.present.verbs import Asked, scenario_of
from sim.runs import ledger as ledgers
from sim.runs.store import results_root
from sim.studies import backtest as backtest_events
from sim.studies import backtest_cases, backtest_dates
from sim.studies.ledger import read_truths, scored, shipped_ledger
from sim.studies.scoreboard import Scoreboard
from sim.studies.scoreboard import scoreboard as scores_of


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
    return scores_of(scenario_of(scenario, known_by))


def backtest(
    cases: Iterable[str | os.PathLike[str]] | None = (),
    *,
    replications: int | None = None,
    workers: int | None = None,
) -> dict[str, Any]:
    """Hold the inputs against the record, or episodes against what came true.

    Parameters
    ----------
    cases : iterable of str or path, or None
        Folders, or names of shipped cases; empty for the record, None for all shipped cases.
    replications : int or None
        Futures of each episode, plan or input; None for the usual numbers.

    Raises
    ------
    UsageError
        When there is no such folder or case.
    ScenarioError
        With everything that is wrong with the cases.
    """
    asked: dict[str, Any] = {} if replications is None else {"replications": replications}
    names = None if cases is None else [Path(each) for each in cases]
    if names is None or names:
        found = backtest_cases.forecasts(names, **asked, workers=workers)
        return {"study": "backtest", "cases": found}
    return {
        "study": "backtest",
        "events": backtest_events.events(**asked, workers=workers),
        "dates": backtest_dates.dates(**asked, workers=workers),
    }


def ledger_add(
    result: str | os.PathLike[str],
    ledger: str | os.PathLike[str] | None = None,
    outcomes: Iterable[str] = (),
) -> ledgers.Entry:
    """Write the forecasts of a stored result behind the last line of a ledger.

    Parameters
    ----------
    result : path
        The folder of a run or a comparison; only its JSON is read, and its scenario's text.
    ledger : path or None
        None for ``ledger.jsonl`` in the folder of results. A new one begins with the ledger that
        comes with the program.
    outcomes : iterable of str
        Keys of the headline or columns; empty for all of the headline.

    Raises
    ------
    ResultError
        When the result or the ledger is damaged, or there is no such outcome.
    """
    keys = (outcomes,) if isinstance(outcomes, str) else tuple(outcomes)
    return ledgers.add(
        own_ledger() if ledger is None else Path(ledger),
        Path(result),
        keys,
        added=iso(dt.datetime.now(dt.UTC)),
        first=shipped_ledger(),
    )


def ledger_score(
    ledger: str | os.PathLike[str] | None = None, truths: str | os.PathLike[str] | None = None
) -> dict[str, Any]:
    """Score the forecasts of a ledger of which it is known what came true.

    Parameters
    ----------
    ledger : path or None
        None for ``ledger.jsonl`` in the folder of results, else the one that comes with the
        program.
    truths : path or None
        A CSV file of what came true; None for the one that comes with the program.

    Raises
    ------
    ResultError
        When either file is damaged.
    """
    file = Path(ledger) if ledger is not None else own_ledger()
    if ledger is None and not file.exists():
        file = shipped_ledger()
    known = read_truths(None if truths is None else Path(truths))
    return scored(ledgers.entries(file), known)


def own_ledger() -> Path:
    """Return the ledger in the folder of results."""
    return results_root() / ledgers.NAME
