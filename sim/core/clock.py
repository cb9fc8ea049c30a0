"""Time: whole seconds since ``as_of``, and the texts in which people write it.

Inside the simulation an instant is an int of seconds since the scenario's ``as_of`` (UTC) and a
duration an int of seconds. What cannot happen is at `NEVER`, a number, not an infinity.
"""

import math
import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from sim.core.dates import read_instant

SECOND = 1
MINUTE = 60
HOUR = 3_600
DAY = 86_400
WEEK = 7 * DAY
MONTH = 2_629_800  # 30.4375 d, a twelfth of a year
YEAR = 31_557_600  # 365.25 d
NEVER = 2**62

_UNITS = {
    SECOND: ("s", "sec", "second", "seconds"),
    MINUTE: ("min", "minute", "minutes"),
    HOUR: ("h", "hour", "hours"),
    DAY: ("d", "day", "days"),
    WEEK: ("w", "week", "weeks"),
    MONTH: ("month", "months"),
    YEAR: ("y", "year", "years"),
}
_SECONDS_OF = {word: seconds for seconds, words in _UNITS.items() for word in words}

_NUMBER = r"\d+(?:\.\d+)?"
_TERM = re.compile(rf"({_NUMBER})\s*([a-z]+)")
_DURATION = re.compile(rf"(-?)\s*({_NUMBER}\s*[a-z]+(?:\s+{_NUMBER}\s*[a-z]+)*)")
_NO_UNIT = re.compile(rf"-?\s*{_NUMBER}")
_RATE = re.compile(rf"({_NUMBER})\s+per\s+(?:({_NUMBER})\s*)?(?:person-)?([a-z]+)")

DURATIONS_ALLOWED = "allowed are texts such as '120 d', '8 months', '6 d 10 h 20 min' or '-2 d'"
RATES_ALLOWED = "allowed are texts such as '3.2 per year', '1 per 5500 d' or '1 per 25 y'"


@lru_cache(maxsize=10_000, typed=True)
def parse_duration(value: str | float) -> float:
    """Return the duration in seconds that a text such as ``6 d 10 h 20 min`` names.

    Parameters
    ----------
    value : str or number
        Numbers with units in falling order, a minus sign before the whole; the only number that
        needs no unit is 0. A month is 30.4375 d, a year 365.25 d.

    Raises
    ------
    ValueError
        When the text is none of these; the message says what is allowed.

    Examples
    --------
    >>> parse_duration("1.5 d")
    129600.0
    >>> parse_duration("-2 h 30 min")
    -9000.0
    """
    if isinstance(value, bool):
        raise ValueError(f"{value} is not a duration; {DURATIONS_ALLOWED}")
    if isinstance(value, int | float):
        if value == 0:
            return 0.0
        raise ValueError(f"{value} has no unit; {DURATIONS_ALLOWED}")
    text = value.strip().lower()
    if text == "0":
        return 0.0
    if _NO_UNIT.fullmatch(text):
        raise ValueError(f"{value!r} has no unit; {DURATIONS_ALLOWED}")
    match = _DURATION.fullmatch(text)
    if match is None:
        raise ValueError(f"{value!r} is not a duration; {DURATIONS_ALLOWED}")
    terms = [(float(number), _unit(word, value)) for number, word in _TERM.findall(match[2])]
    units = [unit for _, unit in terms]
    if units != sorted(set(units), reverse=True):
        raise ValueError(f"{value!r} does not name its units once each and in falling order")
    size = sum(number * unit for number, unit in terms)
    return -size if match[1] else size


def parse_rate(value: str | float) -> float:
    """Return the rate per day that a text such as ``3.2 per year`` names.

    Parameters
    ----------
    value : str or number
        ``N per UNIT`` or ``N per M UNIT``, N >= 0 and M > 0. ``person-`` before the unit is a
        word for the reader: whose time it is stands in the scenario. Plain 0 is no rate at all.

    Raises
    ------
    ValueError
        When the text is none of these; the message says what is allowed.

    Examples
    --------
    >>> parse_rate("1 per 25 y") == 1 / (25 * 365.25)
    True
    >>> parse_rate("1 per 175 person-years") == 1 / (175 * 365.25)
    True
    """
    if not isinstance(value, str | bool) and value == 0:
        return 0.0
    if not isinstance(value, str):
        raise ValueError(f"{value} is not a rate; {RATES_ALLOWED}")
    match = _RATE.fullmatch(value.strip().lower())
    if match is None:
        raise ValueError(f"{value!r} is not a rate; {RATES_ALLOWED}")
    days = float(match[2] or 1) * _unit(match[3], value) / DAY
    if days == 0:
        raise ValueError(f"{value!r} counts per no time at all; {RATES_ALLOWED}")
    return float(match[1]) / days


def parse_instant(value: date | str) -> datetime:
    """Return the instant, in UTC, of a date or of a date with time and zone.

    Parameters
    ----------
    value : date, datetime or str
        A bare date means 12:00 UTC; a time of day carries its zone, ``Z`` or an offset. A fraction
        of a second is rounded, halves up.

    Raises
    ------
    ValueError
        When a time has no zone, or the text is not an instant.

    Examples
    --------
    >>> iso(parse_instant("2026-07-14"))
    '2026-07-14T12:00:00Z'
    """
    if isinstance(value, str):
        value = read_instant(value.strip())
    if not isinstance(value, datetime):
        return datetime.combine(value, time(12), UTC)
    if value.tzinfo is None:
        raise ValueError(f"{value.isoformat()} has no zone: write Z after it for UTC")
    whole = value.replace(microsecond=0) + timedelta(seconds=value.microsecond >= 500_000)
    return whole.astimezone(UTC)


def seconds_between(as_of: datetime, instant: datetime) -> int:
    """Return the seconds from ``as_of`` to the instant; negative before it."""
    return (instant - as_of) // timedelta(seconds=1)


def instant_at(as_of: datetime, seconds: int) -> datetime:
    """Return the instant that lies the given seconds after ``as_of``.

    Raises
    ------
    ValueError
        When the instant lies outside the calendar, as `NEVER` does.
    """
    try:
        return as_of + timedelta(seconds=int(seconds))
    except OverflowError:
        name = "never" if seconds == NEVER else f"{seconds} s after {iso(as_of)}"
        raise ValueError(f"{name} is not in the calendar") from None


def round_seconds(seconds: float) -> int:
    """Return the nearest whole second, halves up: how a sampled duration becomes an int, once."""
    return math.floor(seconds + 0.5)


def format_duration(seconds: float) -> str:
    """Return a duration in its two largest units.

    Examples
    --------
    >>> format_duration(12 * DAY + 4 * HOUR)
    '12 d 4 h'
    >>> format_duration(-90)
    '-1 min 30 s'
    """
    if seconds >= NEVER:
        return "never"
    sign = "-" if seconds < 0 else ""
    for larger, smaller in ((DAY, HOUR), (HOUR, MINUTE), (MINUTE, SECOND)):
        whole, rest = divmod(round_seconds(abs(seconds) / smaller), larger // smaller)
        if whole:
            tail = f" {rest} {_UNITS[smaller][0]}" if rest else ""
            return f"{sign}{whole} {_UNITS[larger][0]}{tail}"
    size = round_seconds(abs(seconds))
    return f"{sign}{size} s" if size else "0 d"


def iso(instant: datetime) -> str:
    """Return the instant as ``2026-07-14T05:10:00Z``."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def iso_date(instant: datetime) -> str:
    """Return the day of the instant, in UTC, as ``2026-07-14``."""
    return instant.astimezone(UTC).strftime("%Y-%m-%d")


def _unit(word: str, text: str) -> int:
    """Return the seconds of one unit, or refuse the word in the text where it stands."""
    if word in _SECONDS_OF:
        return _SECONDS_OF[word]
    names = ", ".join(words[0] for words in _UNITS.values())
    raise ValueError(f"{word!r} in {text!r} is not a unit of time; allowed are {names}")
