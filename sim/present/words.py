"""How things are said: probabilities with their intervals, numbers, days, dates and names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

FEW = 10
"""Fewer events than this, or fewer exceptions, are counted instead of given in per cent."""


_SEGMENTS = {"rs": "Russian segment", "usos": "US segment"}


def line_name(name: str) -> str:
    """Return the name of a line as people write it.

    Examples
    --------
    >>> line_name("soyuz"), line_name("us-crew"), line_name("soyuz-b")
    ('Soyuz', 'US crew', 'Soyuz B')
    """
    first, *others = name.split("-")
    return " ".join(
        [first.upper() if len(first) <= 2 else first[:1].upper() + first[1:]]
        + [each.upper() if len(each) == 1 else each for each in others]
    )


def segment_name(name: str) -> str:
    """Return the name of a segment as people write it.

    Examples
    --------
    >>> segment_name("rs"), segment_name("usos")
    ('Russian segment', 'US segment')
    """
    return _SEGMENTS.get(name, f"segment {name}")


def stock_name(name: str) -> str:
    """Return the name of a stock as people write it within a sentence.

    Examples
    --------
    >>> stock_name("food-and-water"), stock_name("rs-propellant")
    ('food and water', 'RS propellant')
    """
    return " ".join(part.upper() if len(part) <= 2 else part for part in name.split("-"))


def label(key: str, text: str) -> str:
    """Return the label of a headline figure with the line or stock of its key as people write it.

    Examples
    --------
    >>> label("dock[us-crew]", "Next us-crew docking"), label("decrewed", "Station empty")
    ('Next US crew docking', 'Station empty')
    >>> label("low[rs-propellant]", "Reserve line of rs-propellant reached")
    'Reserve line of RS propellant reached'
    """
    kind, _, place = key.removesuffix("]").partition("[")
    written = {"low": stock_name(place), "short": place}.get(kind, line_name(place))
    return text.replace(f" {place} ", f" {written} ", 1) if place else text


def percent(share: float) -> str:
    """Return a probability in per cent, to a tenth.

    Examples
    --------
    >>> percent(0.1234), percent(1.0), percent(0.0003)
    ('12.3 %', '100 %', '0.03 %')
    """
    return f"{_rounded(share * 100)} %"


def percent_range(low: float, high: float) -> str:
    """Return an interval of a probability in per cent.

    Examples
    --------
    >>> percent_range(0.103, 0.145)
    '10.3–14.5 %'
    """
    return f"{_rounded(low * 100)}–{_rounded(high * 100)} %"


def points(difference: float) -> str:
    """Return a difference of two probabilities in percentage points, with its sign.

    Examples
    --------
    >>> points(0.041), points(-0.0004), points(0.0)
    ('+4.1', '-0.04', '±0')
    """
    return signed(difference * 100)


def signed(value: float) -> str:
    """Return a number with its sign, to a tenth.

    Examples
    --------
    >>> signed(3.04), signed(-12.0), signed(0)
    ('+3', '-12', '±0')
    """
    if value == 0:
        return "±0"
    return f"{'+' if value > 0 else '-'}{number(abs(value))}"


def chance(events: int, n: int, low: float, high: float) -> str:
    """Return how often something was seen: in per cent, or in words where that was seldom.

    Parameters
    ----------
    events, n : int
        0 <= events <= n, the number of replications that count.
    low, high : float
        The interval of the probability; an end stands for what was never or always seen.

    Examples
    --------
    >>> chance(0, 1000, 0.0, 0.0037)
    'not seen in 1,000: below 0.4 %'
    >>> chance(3, 1000, 0.0006, 0.0087)
    '3 of 1,000'
    >>> chance(1000, 1000, 0.9963, 1.0)
    'in all 1,000: above 99.6 %'
    >>> chance(996, 1000, 0.9898, 0.9989)
    'all but 4 of 1,000'
    >>> chance(123, 1000, 0.103, 0.145)
    '12.3 %'
    """
    if n == 0:
        return "never asked"
    if events == 0:
        return f"not seen in {n:,}: below {percent(high)}"
    if events == n:
        return f"in all {n:,}: above {percent(low)}"
    if events < FEW:
        return f"{events:,} of {n:,}"
    if n - events < FEW:
        return f"all but {n - events:,} of {n:,}"
    return percent(events / n)


def said_with_interval(events: int, n: int) -> bool:
    """Return whether `chance` leaves the interval to be said beside it."""
    return 0 < events < n


def number(value: float) -> str:
    """Return a plain number, to a tenth below a hundred, else whole.

    Examples
    --------
    >>> number(3.14159), number(1234.5), number(-0.24)
    ('3.1', '1,234', '-0.2')
    """
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{'-' if value < 0 else ''}{_rounded(abs(value))}"


def length(size_days: float) -> str:
    """Return a number of days, to a tenth below ten, else whole.

    Examples
    --------
    >>> length(0.04), length(2.26), length(17.7)
    ('0', '2.3', '18')
    """
    return f"{size_days:.0f}" if size_days >= 9.95 else f"{size_days:.1f}".removesuffix(".0")


def number_range(low: float | None, high: float | None) -> str:
    """Return an interval of a number; an end that is not known leaves the other, or nothing.

    Examples
    --------
    >>> number_range(3.1, 7.25), number_range(-4.0, 2.0), number_range(None, 2.0)
    ('3.1–7.2', '-4 to 2', 'up to 2')
    """
    if low is None or high is None:
        if low is None:
            return "" if high is None else f"up to {number(high)}"
        return f"from {number(low)} on"
    return f"{number(low)}{' to ' if low < 0 else '–'}{number(high)}"


def day(text: str) -> str:
    """Return the date of an instant in ISO form.

    Examples
    --------
    >>> day("2026-07-14T05:10:00Z")
    '2026-07-14'
    """
    return text[:10]


def asked(known_by: dt.date | None, assumed: Iterable[str]) -> list[str]:
    """Return what was asked beside an estimate and a policy, a line each.

    Examples
    --------
    >>> asked(dt.date(2025, 12, 10), ["One in three years", "As flown"])
    ['estimates known by 2025-12-10', 'assumed: One in three years; As flown']
    >>> asked(None, [])
    []
    """
    found = [] if known_by is None else [f"estimates known by {known_by}"]
    return found + ([f"assumed: {told}"] if (told := "; ".join(assumed)) else [])


def instant(value: dt.datetime) -> str:
    """Return an instant in UTC to the minute.

    Examples
    --------
    >>> instant(dt.datetime(2026, 7, 14, 5, 10, 3, tzinfo=dt.UTC))
    '2026-07-14 05:10'
    """
    return value.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M")


def weighed(weights: Mapping[str, float], titles: Mapping[str, str]) -> str:
    """Return how much each of several estimates counts.

    Examples
    --------
    >>> weighed({"a": 0.25, "b": 0.75, "c": 0.0}, {"a": "Soon", "b": "Late", "c": "Never"})
    '“Soon” 0.25, “Late” 0.75, “Never” 0'
    """
    return ", ".join(f"“{titles[name]}” {weight:.2g}" for name, weight in weights.items())


def _rounded(size: float) -> str:
    """Return a number of at least 0 with one decimal, or one digit where that would be nought."""
    if 0 < size < 0.095:
        return f"{size:.1g}" if size >= 1e-4 else f"{size:.0e}"
    return f"{size:.1f}".removesuffix(".0")
