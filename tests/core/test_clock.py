from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.core import clock
from sim.core.clock import DAY, HOUR, MINUTE, MONTH, NEVER, WEEK, YEAR

AS_OF = datetime(2025, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120 d", 120 * DAY),
        ("8 months", 8 * MONTH),
        ("15 h", 15 * HOUR),
        ("34h", 34 * HOUR),
        ("6 d 10 h 20 min", 6 * DAY + 10 * HOUR + 20 * MINUTE),
        ("-2 d", -2 * DAY),
        ("-2 d 6 h", -2 * DAY - 6 * HOUR),
        ("1.5 d", 1.5 * DAY),
        ("2 weeks", 2 * WEEK),
        ("2 y", 2 * YEAR),
        ("1 year 1 Month", YEAR + MONTH),
        ("0 d", 0),
        ("0", 0),
        (0, 0),
        (0.0, 0),
    ],
)
def test_durations_are_read(text, seconds):
    assert clock.parse_duration(text) == seconds


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("120", "has no unit"),
        (120, "has no unit"),
        (1.5, "has no unit"),
        (float("nan"), "has no unit"),
        (True, "is not a duration"),
        (False, "is not a duration"),
        ("", "is not a duration"),
        ("d", "is not a duration"),
        ("2 d -3 h", "is not a duration"),
        ("+2 d", "is not a duration"),
        ("2e3 d", "is not a duration"),
        ("1,5 d", "is not a duration"),
        ("5 m", "'m' in '5 m' is not a unit of time; allowed are s, min, h, d, w, month, y"),
        ("5 dys", "'dys' in '5 dys' is not a unit"),
        ("3 h 2 d", "falling order"),
        ("3 d 2 d", "falling order"),
    ],
)
def test_durations_that_cannot_be_meant_are_refused(text, message):
    with pytest.raises(ValueError, match=message):
        clock.parse_duration(text)


@pytest.mark.parametrize(
    ("text", "per_day"),
    [
        ("3.2 per year", 3.2 / 365.25),
        ("1 per 5500 d", 1 / 5500),
        ("1 per 25 y", 1 / (25 * 365.25)),
        ("0 per year", 0),
        ("1 per 175 person-years", 1 / (175 * 365.25)),
        ("2 per person-year", 2 / 365.25),
        ("24 per hour", 24 * 24),
        (0, 0),
    ],
)
def test_rates_are_read(text, per_day):
    assert clock.parse_rate(text) == pytest.approx(per_day, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (3.2, "is not a rate"),
        (False, "is not a rate"),
        ("3.2", "is not a rate"),
        ("-1 per year", "is not a rate"),
        ("1 per 0 d", "no time at all"),
        ("1 per fortnight", "'fortnight'"),
    ],
)
def test_rates_that_cannot_be_meant_are_refused(text, message):
    with pytest.raises(ValueError, match=message):
        clock.parse_rate(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 7, 14), "2026-07-14T12:00:00Z"),
        ("2026-07-14", "2026-07-14T12:00:00Z"),
        ("2026-07-14T05:10:00Z", "2026-07-14T05:10:00Z"),
        ("2026-07-14 05:10Z", "2026-07-14T05:10:00Z"),
        ("2026-07-14T08:10:00+03:00", "2026-07-14T05:10:00Z"),
        ("2026-07-14T05:10:00.000Z", "2026-07-14T05:10:00Z"),
        ("2026-07-14T05:09:59.5Z", "2026-07-14T05:10:00Z"),
        ("2026-07-14 08:10:00+0300", "2026-07-14T05:10:00Z"),
        ("2026-07-14 05:10 UTC", "2026-07-14T05:10:00Z"),
        (datetime(2026, 7, 14, 5, 10, 0, 1, tzinfo=UTC), "2026-07-14T05:10:00Z"),
        (datetime(2026, 7, 14, 5, 10, tzinfo=UTC), "2026-07-14T05:10:00Z"),
        (datetime(2026, 7, 14, 8, tzinfo=timezone(timedelta(hours=3))), "2026-07-14T05:00:00Z"),
    ],
)
def test_instants_are_read_as_utc(value, text):
    instant = clock.parse_instant(value)
    assert instant.tzinfo is UTC
    assert clock.iso(instant) == text


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (datetime(2026, 7, 14, 5, 10), "write Z"),
        ("2026-07-14T05:10:00", "write Z"),
        ("2026-02-30", "not in the calendar"),
        ("2026-07-14T25:00:00Z", "not in the calendar"),
        ("some day", "is not an instant; allowed are"),
        ("14 July 2026", "write 2026-07-14$"),
        ("1764201600", "seconds since 1970, write 2025-11-27T00:00:00Z"),
        ("1764201600000", "milliseconds since 1970, write 2025-11-27T00:00:00Z"),
        ("27.11.2025", "write 2025-11-27, the year first"),
        ("11/27/2025", "write 2025-11-27, the year first"),
        ("03/04/2027", "write 2027-04-03 or 2027-03-04, the year first"),
        ("2027-03", "names a span"),
        ("2027-13", "a month is from 01 to 12"),
    ],
)
def test_instants_that_cannot_be_meant_are_refused(value, message):
    with pytest.raises(ValueError, match=message):
        clock.parse_instant(value)


@given(st.integers(-(10**10), 10**10))
def test_seconds_and_instants_are_inverse(seconds):
    assert clock.seconds_between(AS_OF, clock.instant_at(AS_OF, seconds)) == seconds


def test_never_has_no_instant():
    with pytest.raises(ValueError, match="never is not in the calendar"):
        clock.instant_at(AS_OF, NEVER)
    with pytest.raises(ValueError, match="s after 2025-11-27T12:00:00Z is not in the calendar"):
        clock.instant_at(AS_OF, NEVER // 2)


@pytest.mark.parametrize(
    ("seconds", "whole"),
    [(0.5, 1), (1.5, 2), (-0.5, 0), (-1.5, -1), (2.49, 2), (1e9 + 0.5, 10**9 + 1)],
)
def test_halves_round_up(seconds, whole):
    assert clock.round_seconds(seconds) == whole


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (12 * DAY + 4 * HOUR, "12 d 4 h"),
        (12 * DAY, "12 d"),
        (12 * DAY - 1, "12 d"),
        (DAY - 1, "1 d"),
        (3 * HOUR + 20 * MINUTE, "3 h 20 min"),
        (-90, "-1 min 30 s"),
        (59.4, "59 s"),
        (0, "0 d"),
        (0.2, "0 d"),
        (NEVER, "never"),
    ],
)
def test_durations_are_shown_in_two_units(seconds, text):
    assert clock.format_duration(seconds) == text


@given(st.integers(0, 4000 * DAY))
def test_a_duration_of_whole_hours_reads_back(seconds):
    hours = seconds // HOUR * HOUR
    assert clock.parse_duration(clock.format_duration(hours)) == hours


def test_days_are_those_of_utc():
    evening = datetime(2026, 7, 14, 1, tzinfo=timezone(timedelta(hours=3)))
    assert clock.iso_date(evening) == "2026-07-13"
