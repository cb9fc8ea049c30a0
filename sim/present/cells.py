"""From the figures of a summary to the cells of the first screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.present import words
from sim.present.screen import Cell

Figure = Mapping[str, Any]
"""A figure of ``summary.json``: unit, n, events, mean, low, high and quantiles."""

_PROBABILITY, _DATE = "0/1", "date"


def label(figure: Figure) -> str:
    """Return what a row is called, with the statistic that it shows.

    Examples
    --------
    >>> label({"label": "The next soyuz flight docks", "unit": "date", "p10": None, "p50": None})
    'The next soyuz flight docks: median, then p10 and p90'
    >>> label({"label": "Crew days lost", "unit": "person-d", "mean": 3.0})
    'Crew days lost: mean, person-d'
    """
    text = str(figure["label"])
    if figure["unit"] == _PROBABILITY:
        return text
    if figure["unit"] == _DATE:
        return f"{text}: median, then p10 and p90"
    kind = _kind(figure)
    if kind == "margin":
        return f"{text}: median, then p5"
    if kind == "longest":
        return f"{text}: p90, {figure['unit']}"
    return f"{text}: mean, {figure['unit']}"


def cell(figure: Figure, difference: Figure | None) -> Cell:
    """Return the cell of one figure, with what it adds to the figure compared against.

    Parameters
    ----------
    difference : mapping or None
        The paired difference; None for the estimate compared against and outside comparisons.
    """
    if figure["unit"] == _PROBABILITY:
        return _probability(figure, difference)
    if figure["unit"] == _DATE:
        return _date(figure)
    kind = _kind(figure)
    if kind == "margin":
        return Cell(_days(figure["p50"], "no relief"), f"p5 {_days(figure['p5'], 'no relief')}")
    if kind == "longest":
        if not figure["events"]:
            return Cell("nobody")
        return Cell(_days(figure["p90"], "—"), f"in {figure['events']:,} futures")
    return _mean(figure, difference)


def _kind(figure: Figure) -> str:
    """Return which statistic of a number of days is shown: a low tail, a high one or the mean."""
    if "p5" in figure:
        return "margin"
    return "longest" if str(figure["label"]).startswith("Longest") else "mean"


def _probability(figure: Figure, difference: Figure | None) -> Cell:
    events, n = figure["events"], figure["n"]
    if n == 0:
        return Cell(words.chance(events, n, 0.0, 1.0))
    low, high = figure["low"], figure["high"]
    value = words.chance(events, n, low, high)
    between = words.percent_range(low, high) if words.said_with_interval(events, n) else ""
    return Cell(value, between, *_added(difference, 100))


def _mean(figure: Figure, difference: Figure | None) -> Cell:
    if figure["mean"] is None:
        return Cell("—")
    if figure["low"] is None:
        return Cell(words.number(figure["mean"]), "", *_added(difference, 1))
    to = " to " if figure["low"] < 0 else "–"
    between = f"{words.number(figure['low'])}{to}{words.number(figure['high'])}"
    return Cell(words.number(figure["mean"]), between, *_added(difference, 1))


def _date(figure: Figure) -> Cell:
    if not figure["n"]:
        return Cell("not before the end")
    marks = [f"{name} {_day(figure[name])}" for name in ("p10", "p90")]
    return Cell(_day(figure["p50"]), "\n".join(marks))


def _added(difference: Figure | None, scale: float) -> tuple[str, str]:
    """Return a difference and half its interval, empty where there is none."""
    if difference is None or difference["mean"] is None:
        return "", ""
    mean, low, high = difference["mean"], difference["low"], difference["high"]
    if mean == 0 and low == high == 0:
        return "same", ""  # in every single replication
    if low is None or high == low:
        return words.signed(mean * scale), ""
    return words.signed(mean * scale), f"±{words.number((high - low) / 2 * scale)}"


def _day(text: str | None) -> str:
    return "later" if text is None else words.day(text)


def _days(value: float | None, without: str) -> str:
    return without if value is None else f"{words.number(value)} d"
