"""What came true of the forecasts in a ledger: CRPS, Brier score and PIT, in the order of time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.analysis.scores import brier, crps_of
from sim.core.clock import DAY, parse_instant
from sim.core.errors import ResultError, ScenarioError
from sim.history import Row
from sim.history.sheet import Sheet, read
from sim.runs.ledger import DATE, FLAG, Entry, Forecast
from sim.scenario.files import shipped_data, text_of

LEDGER, TRUTHS = "ledger.jsonl", "truths.csv"
"""Those that come with the program."""

_HEADS = ("as_of", "outcome", "value", "known", "source")
_STEPS = 1000
"""In which a forecast is scored, of equal probability."""

_MARKS = (0.0, 0.1, 0.5, 0.9, 1.0)


@dataclass(frozen=True)
class Truth:
    """What came true of one outcome of the forecasts of one day.

    Parameters
    ----------
    as_of : str
        The day of the forecasts that it is about, as what is next depends on it.
    label : str
        What the first screen calls the outcome where its key alone does not say what was asked;
        empty for any.
    value : float or datetime
    known : date
    """

    as_of: str
    outcome: str
    label: str
    value: float | dt.datetime
    known: dt.date
    source: str


def shipped_ledger() -> Path:
    """Return the ledger that comes with the program."""
    return shipped_data(LEDGER)


def read_truths(file: Path | None) -> list[Truth]:
    """Return what a file says came true; None for the one that comes with the program.

    Raises
    ------
    ResultError
        With everything that is wrong with it, each with its line.
    """
    path = file or shipped_data(TRUTHS)
    try:
        sheet = read(text_of(path), str(path))
    except ScenarioError as error:
        raise ResultError(str(error)) from None
    lacking = sheet.lacks(_HEADS)
    problems = [str(each) for each in (*sheet.problems, *lacking)]
    found: list[Truth] = []
    for row in () if lacking else sheet.rows:
        try:
            found.append(_truth(sheet, row))
        except ValueError as error:
            problems.append(f"{path}:{row.line}: {error}")
    keys = [(each.as_of, each.outcome, each.label) for each in found]
    problems += [f"{path}: {key[1]} of {key[0]} stands there twice" for key in _twice(keys)]
    if problems:
        raise ResultError("\n".join(problems))
    return found


def scored(entries: Sequence[Entry], truths: Sequence[Truth]) -> dict[str, Any]:
    """Return what came true of each entry, and what is still open, in JSON's own types."""
    told = [_entry(entry, truths) for entry in entries]
    return {"study": "ledger", "entries": told, "over_time": _over_time(told)}


def _entry(entry: Entry, truths: Sequence[Truth]) -> dict[str, Any]:
    first = next(iter(entry.forecasts.values()))
    known = {key: _known(entry, key, first[key].label, truths) for key in entry.question}
    came = sorted(
        (truth for truth in known.values() if truth is not None),
        key=lambda truth: (truth.known, truth.outcome),
    )
    made = parse_instant(entry.made).date()
    return {
        "number": entry.number,
        "added": entry.added,
        "made": entry.made,
        "as_of": entry.as_of,
        "scenario": entry.scenario,
        "title": entry.title,
        "assumed": entry.assumed,
        "replications": entry.replications,
        "seed": entry.seed,
        "came_true": [
            {
                "outcome": each.outcome,
                "label": first[each.outcome].label,
                "unit": first[each.outcome].unit,
                "value": _json(each.value),
                "known": each.known.isoformat(),
                "source": each.source,
                "in_hindsight": made >= each.known,
            }
            for each in came
        ],
        "cases": {
            case: {each.outcome: _score(forecasts[each.outcome], each, entry) for each in came}
            for case, forecasts in entry.forecasts.items()
        },
        "open": [key for key, truth in known.items() if truth is None],
    }


def _known(entry: Entry, key: str, label: str, truths: Sequence[Truth]) -> Truth | None:
    """Return what came true of an outcome as it was asked, if anybody says."""
    same = (
        truth
        for truth in truths
        if truth.outcome == key and truth.as_of == entry.as_of[:10] and truth.label in ("", label)
    )
    return next(same, None)


def _score(forecast: Forecast, truth: Truth, entry: Entry) -> dict[str, Any] | None:
    """Return the scores of one forecast; None where it had no value in any future.

    Raises
    ------
    ResultError
        When what came true is no value of what was forecast.
    """
    is_date = forecast.unit == DATE
    if isinstance(truth.value, dt.datetime) != is_date:
        raise ResultError(
            f"{truth.outcome}: {_json(truth.value)} is no value of unit {forecast.unit}"
        )
    if forecast.unit == FLAG:
        if truth.value not in (0.0, 1.0):
            raise ResultError(f"{truth.outcome}: {truth.value:g} is neither 0 nor 1")
        if forecast.mean is None:
            return None
        return {
            "probability": forecast.mean,
            "brier": brier(forecast.mean, truth.value == 1.0),
            "crps": None,
            "pit": None,
        }
    points = _points(forecast, entry)
    if points is None:
        return None
    x = _number(truth.value, entry)
    values = np.interp((np.arange(_STEPS) + 0.5) / _STEPS, _MARKS, points)
    return {
        "p10": _json(forecast.p10),
        "p50": _json(forecast.p50),
        "p90": _json(forecast.p90),
        "crps": crps_of(values, x),
        "brier": None,
        "pit": float((values < x).mean() + (values == x).mean() / 2),
    }


def _points(forecast: Forecast, entry: Entry) -> list[float] | None:
    """Return the least, the 10, 50 and 90 % points and the most of a forecast.

    In days where it is a date; one that did not come by ``until`` counts as if it came then.
    """
    stated: list[float | str | dt.datetime | None]
    stated = [forecast.least, forecast.p10, forecast.p50, forecast.p90, forecast.most]
    if forecast.unit == DATE:
        if (forecast.mean or 0.0) < 1.0:
            stated[4] = None
        last = parse_instant(entry.until)
        stated = [last if each is None else each for each in stated]
    if any(each is None for each in stated):
        return None
    found = [_number(each, entry) for each in stated if each is not None]
    return [float(each) for each in np.maximum.accumulate(found)]


def _number(value: float | str | dt.datetime, entry: Entry) -> float:
    if isinstance(value, str | dt.datetime):
        when = parse_instant(value)
        return (when - parse_instant(entry.as_of)).total_seconds() / DAY
    return value


def _over_time(entries: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the mean scores of all forecasts by the day on which it was known what came true."""
    days: dict[str, list[Mapping[str, Any]]] = {}
    for entry in entries:
        for truth in entry["came_true"]:
            scores = (case[truth["outcome"]] for case in entry["cases"].values())
            days.setdefault(truth["known"], []).extend(each for each in scores if each is not None)
    return [
        {
            "known": day,
            "forecasts": len(scores),
            **{name: _mean([s[name] for s in scores]) for name in ("crps", "brier")},
            "pit": [each["pit"] for each in scores if each["pit"] is not None],
        }
        for day, scores in sorted(days.items())
    ]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [each for each in values if each is not None]
    return sum(known) / len(known) if known else None


def _truth(sheet: Sheet, row: Row) -> Truth:
    cells = {key: row.cells.get(key, "") for key in (*_HEADS, "label")}
    empty = [key for key in _HEADS if not cells[key]]
    if empty:
        raise ValueError(f"{', '.join(empty)}: is empty")
    return Truth(
        as_of=parse_instant(cells["as_of"]).date().isoformat(),
        outcome=cells["outcome"],
        label=cells["label"],
        value=_value(sheet.decimal(row, "value")),
        known=parse_instant(cells["known"]).date(),
        source=cells["source"],
    )


def _value(text: str) -> float | dt.datetime:
    try:
        value = float(text)
    except ValueError:
        return parse_instant(text)
    if not np.isfinite(value):
        raise ValueError(f"value: {text!r} is not a finite number")
    return value


def _twice(keys: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return sorted({key for key in keys if keys.count(key) > 1})


def _json(value: float | str | dt.datetime | None) -> float | str | None:
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, dt.datetime) else value
