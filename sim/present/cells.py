"""From the figures of a summary to the rows and cells of the first screen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sim.present import words
from sim.present.screen import Cell, Row

Figure = Mapping[str, Any]
"""A figure of ``summary.json``: unit, n, events, mean, low, high and quantiles."""

Estimates = Mapping[str, Mapping[str, Any]]
"""``estimates`` of ``summary.json``: by name the headline, and the difference if compared."""

_PROBABILITY, _DATE = "0/1", "date"
_DAY_S = 86_400


def rows(found: Estimates) -> Iterator[Row]:
    """Yield the rows of the first screen: one a figure, two where a tail or a range is told."""
    first = next(iter(found.values()))["headline"]
    for key, figure in first.items():
        for ending, make in _parts(key, figure["unit"]):
            cells = {
                name: make(each["headline"][key], each.get("difference", {}).get(key))
                for name, each in found.items()
            }
            yield Row(f"{words.label(key, figure['label'])}{ending}", cells)


def _parts(key: str, unit: str) -> list[tuple[str, Callable[[Figure, Figure | None], Cell]]]:
    """Return what is told of a figure: the ending of the row's label, and what makes its cells."""
    kind = key.split("[")[0]
    if unit == _PROBABILITY:
        return [("", probability)]
    if kind == "dock":
        return [(", p50", date), (", p10 – p90", date_range)]
    if kind == "margin":
        return [(", p50", days("p50", "no relief")), (", p5", days("p5", "no relief"))]
    if kind == "stranding_days":
        return [(", p90", days("p90", "nobody"))]
    return [(", mean", mean)]


def probability(figure: Figure, difference: Figure | None) -> Cell:
    """Return a share with its interval, in words where it was seen seldom."""
    events, n = figure["events"], figure["n"]
    if n == 0:
        return Cell(words.chance(events, n, 0.0, 1.0))
    low, high = figure["low"], figure["high"]
    value = words.chance(events, n, low, high)
    between = words.percent_range(low, high) if words.said_with_interval(events, n) else ""
    return Cell(value, between, *_added(difference, 100))


def mean(figure: Figure, difference: Figure | None) -> Cell:
    """Return a mean with its interval."""
    if figure["mean"] is None:
        return Cell("—")
    return Cell(
        words.number(figure["mean"]),
        words.number_range(figure["low"], figure["high"]),
        *_added(difference, 1),
    )


def date(figure: Figure, difference: Figure | None) -> Cell:
    """Return the median of a date, its interval in days around it, and how far it has moved."""
    if not figure["n"]:
        return Cell("not before the end")
    middle = figure["p50"]
    reach = _reach(middle, *figure["quantile_intervals"]["p50"])
    return Cell(_day(middle), reach, *_moved(difference, "p50"))


def date_range(figure: Figure, _: Figure | None) -> Cell:
    """Return the dates between which eight futures in ten lie."""
    if not figure["n"]:
        return Cell("")
    return Cell(f"{_day(figure['p10'])} – {_day(figure['p90'])}")


def days(quantile: str, without: str) -> Callable[[Figure, Figure | None], Cell]:
    """Return what makes the cell of a quantile in days, `without` where there is none."""

    def make(figure: Figure, difference: Figure | None) -> Cell:
        value = figure[quantile]
        if value is None:
            return Cell(without, "", *_moved(difference, quantile))
        between = words.number_range(*figure["quantile_intervals"][quantile])
        return Cell(f"{words.number(value)} d", between, *_moved(difference, quantile))

    return make


def is_same(difference: Figure | None) -> bool:
    """Return whether a difference is of an outcome that is the same in every single replication."""
    return difference is not None and difference.get("changed") == 0


def _moved(difference: Figure | None, quantile: str) -> tuple[str, str]:
    """Return how far a quantile has moved, and the larger reach of its interval."""
    shift = (difference or {}).get("shift")
    if shift is None or shift["of"] != quantile or shift["value"] is None:
        return "", ""
    value, low, high = shift["value"], shift["low"], shift["high"]
    if is_same(difference):
        return "same", ""
    if low is None or high is None:
        return words.signed(value), ""
    reach = max(high - value, value - low)
    return words.signed(value), f"±{words.number(reach)}" if reach else ""


def _added(difference: Figure | None, scale: float) -> tuple[str, str]:
    """Return a difference and the larger reach of its interval, empty where there is none."""
    if difference is None or difference["mean"] is None:
        return "", ""
    value, low, high = difference["mean"], difference["low"], difference["high"]
    if is_same(difference):
        return "same", ""
    if low is None or high == low:
        return words.signed(value * scale), ""
    reach = max(high - value, value - low)
    return words.signed(value * scale), f"±{words.number(reach * scale)}"


def _reach(middle: str | None, low: str | None, high: str | None) -> str:
    """Return the interval of a date in days around it, such as ``-3 to +12 d``.

    Examples
    --------
    >>> _reach("2026-07-14T15:00:00Z", "2026-07-14T15:00:00Z", "2026-07-26T15:00:00Z")
    '-0 to +12 d'
    >>> _reach("2026-07-14T15:00:00Z", "2026-07-11T15:00:00Z", None)
    'from -3 d on'
    """
    if middle is None:
        return "" if low is None else f"from {words.day(low)} on"
    before, after = (
        None if end is None else words.length(abs(_instant(end) - _instant(middle)) / _DAY_S)
        for end in (low, high)
    )
    if before == after == "0":
        return "±0 d"
    if after is None:
        return f"from -{before} d on" if before is not None else ""
    return f"-{before} to +{after} d" if before is not None else f"up to +{after} d"


def _instant(text: str) -> float:
    return dt.datetime.fromisoformat(text).timestamp()


def _day(text: str | None) -> str:
    return "later" if text is None else words.day(text)
