"""Dates as people write them: a day, a span of days, and what is told of the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

INSTANTS_ALLOWED = "allowed are dates such as 2026-07-14 and instants such as 2026-07-14T05:10:00Z"
SPANS_ALLOWED = (
    "a month such as 2027-03, a quarter such as Q2 2027, a half-year such as H1 2027, a year, "
    "'early', 'mid' or 'late' before these, and 'NET' before any date"
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = "|".join(_MONTHS)
_MONTH = rf"(?P<month>{_NAMES})[a-z]*\.?"
_SPAN = re.compile(
    rf"(?:(?:{_MONTH},?|q(?P<quarter>[1-4])|h(?P<half>[12]))[\s/-]*)?(?P<year>\d{{4}})"
    r"|(?P<year_>\d{4})(?:-(?P<number>\d\d)|[\s/-]*q(?P<quarter_>[1-4])|[\s/-]*h(?P<half_>[12]))"
)
_NET = re.compile(r"(?:net|no earlier than|not earlier than)\s+(.+)")
_THIRD = re.compile(r"(early|mid|late)[\s-]+(.+)")
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_ISO = re.compile(
    r"(\d{4}-\d\d-\d\d)[T ]\s*(\d\d:\d\d)(:\d\d)?([.,]\d{1,9})?\s*"
    r"(?:(Z|UTC|GMT)|([+-]\d\d):?(\d\d)?)?",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?(?:\.\d+)?")
_OTHERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<y>\d{4})[/.](?P<m>\d{1,2})[/.](?P<d>\d{1,2})|(?P<y_>\d{4})-(?P<m_>\d{1,2})-(?P<d_>\d{1,2})",
        r"(?P<y>\d{4})(?P<m>\d\d)(?P<d>\d\d)",
        rf"(?P<d>\d{{1,2}})\.?(?:st|nd|rd|th)?[\s-]+(?P<name>{_NAMES})[a-z]*\.?,?[\s-]+(?P<y>\d{{4}})",
        rf"(?P<name>{_NAMES})[a-z]*\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})",
    )
)
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")


@dataclass(frozen=True)
class Span:
    """Days among which a date lies that is not known to the day.

    Parameters
    ----------
    first, last : datetime
        From the beginning of the first day to the end of the last.
    no_earlier : bool
        Whether it was called a lower bound.
    """

    first: datetime
    last: datetime
    no_earlier: bool = False


def read_span(text: str) -> Span | None:
    """Return the span that a text names; None for one that names none.

    ``NET`` before a day is a span without length, which begins at its 12:00 UTC.

    Raises
    ------
    ValueError
        When it is not in the calendar.

    Examples
    --------
    >>> read_span("Q2 2027").first.isoformat()
    '2027-04-01T00:00:00+00:00'
    >>> read_span("2027-04-01") is None
    True
    """
    words = " ".join(text.lower().split())
    if match := _NET.fullmatch(words):
        named = read_span(match[1])
        if named is None:
            if not (_DAY.fullmatch(match[1]) or _ISO.fullmatch(match[1])):
                return None
            at = read_instant(match[1].upper())
            at = at if isinstance(at, datetime) else datetime(at.year, at.month, at.day, 12)
            at = at if at.tzinfo else at.replace(tzinfo=UTC)
            named = Span(at, at)
        return Span(named.first, named.last, no_earlier=True)
    if match := _THIRD.fullmatch(words):
        whole = read_span(match[2])
        if whole is None or whole.no_earlier:
            return None
        third = (whole.last - whole.first) / 3
        first = whole.first + ("early", "mid", "late").index(match[1]) * third
        return Span(first, first + third)
    named_months = _SPAN.fullmatch(words)
    return _months(_found(named_months), text) if named_months else None


def _found(match: re.Match[str]) -> dict[str, str]:
    """Return what a match holds by name; a name that stands twice ends in _ the second time."""
    return {key.rstrip("_"): text for key, text in match.groupdict().items() if text is not None}


def _months(found: dict[str, str], text: str) -> Span:
    """Return the months of a year that were named, all of them if none."""
    year, first, months = int(found["year"]), 1, 12
    if "month" in found:
        first, months = _MONTHS.index(found["month"]) + 1, 1
    elif "number" in found:
        first, months = int(found["number"]), 1
    for key, length in (("quarter", 3), ("half", 6)):
        if key in found:
            first, months = length * (int(found[key]) - 1) + 1, length
    if not (1 <= first <= 12 and 1 <= year < 9999):
        raise ValueError(f"{text!r} is not in the calendar: a month is from 01 to 12")
    begins = datetime(year, first, 1, tzinfo=UTC)
    behind = year * 12 + first - 1 + months
    return Span(begins, datetime(behind // 12, behind % 12 + 1, 1, tzinfo=UTC))


def read_instant(text: str) -> date:
    """Return the date, or the datetime with its zone, that a text spells.

    Raises
    ------
    ValueError
        When it is none; the message has the date as it is to be written where that can be told.
    """
    match = _ISO.fullmatch(text)
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if match:
            day, time, second, fraction, utc, hours, minutes = match.groups()
            zone = "+00:00" if utc else f"{hours}:{minutes or '00'}" if hours else ""
            at = datetime.fromisoformat(f"{day}T{time}{second or ':00'}{zone}")
            half = fraction is not None and float(f"0.{fraction[1:]}") >= 0.5
            at += timedelta(seconds=int(half))
            if zone:
                return at
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text!r} is not in the calendar: {error}") from None
    if match:
        raise ValueError(f"{text!r} has no zone: write Z after it for UTC")
    raise ValueError(f"{_said(text)} is not an instant{_cure(text)}")


def _said(text: str) -> str:
    return text if _EPOCH.fullmatch(text) or text.isdecimal() else repr(text)


def _cure(text: str) -> str:
    """Return what to write instead, as the end of a sentence."""
    words = " ".join(text.lower().split())
    with_day = re.fullmatch(r"(.*\d{4})[\s,]+\d\d?:\d\d.*", words)
    words = with_day[1] if with_day else words
    if _EPOCH.fullmatch(words):
        return _epoch(words)
    for pattern in _OTHERS:
        if match := pattern.fullmatch(words):
            found = _found(match)
            month = found.get("m") or _MONTHS.index(found["name"]) + 1
            day = _iso(found["y"], month, found["d"])
            return f": write {day}" if day else f"; {INSTANTS_ALLOWED}"
    if match := _NUMBERS.fullmatch(words):
        first, _, second, year = match.groups()
        either = [day for day in (_iso(year, second, first), _iso(year, first, second)) if day]
        if either:
            return f": write {' or '.join(dict.fromkeys(either))}, the year first"
    try:
        span = read_span(text)
    except ValueError:
        return ": a month is from 01 to 12"
    if span is not None:
        return (
            f": it names a span, and here one day is needed, such as {span.first:%Y-%m-%d} "
            "(a span can be the planned date of a flight)"
        )
    return f"; {INSTANTS_ALLOWED}"


def _epoch(words: str) -> str:
    digits = words.split(".")[0]
    size = int(digits) / (1000 if len(digits) > 10 else 1)
    unit = "milliseconds" if len(digits) > 10 else "seconds"
    at = datetime.fromtimestamp(int(size), UTC)
    return f": if it counts {unit} since 1970, write {at:%Y-%m-%dT%H:%M:%SZ}"


def _iso(year: str, month: str | int, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
