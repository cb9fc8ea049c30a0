"""Dates as people write them, and a flight's planned date that is not known to the day."""

import datetime as dt

import pytest

from sim.core.clock import DAY
from sim.core.dates import read_span
from sim.core.errors import ScenarioError
from sim.scenario import dump, load
from tests.scenario.refresh import VALID

SMALL = VALID / "small.yaml"
AS_OF = dt.datetime(2030, 1, 1, tzinfo=dt.UTC)


def small(*overrides):
    return load(SMALL, overrides=overrides)


def planned(text, flight="s-2", *others):
    scenario = small(f"manifest.{flight}.planned={text}", *others)
    return next(each for each in scenario.flights if each.name == flight)


def refusal(*overrides):
    with pytest.raises(ScenarioError) as caught:
        small(*overrides)
    return "; ".join(problem.message for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2030-03", "2030-03-01", "2030-04-01"),
        ("March 2030", "2030-03-01", "2030-04-01"),
        ("Dec. 2030", "2030-12-01", "2031-01-01"),
        ("Q2 2030", "2030-04-01", "2030-07-01"),
        ("2030-Q4", "2030-10-01", "2031-01-01"),
        ("H1 2030", "2030-01-01", "2030-07-01"),
        ("2030 H2", "2030-07-01", "2031-01-01"),
        ("2030", "2030-01-01", "2031-01-01"),
        ("early April 2030", "2030-04-01", "2030-04-11"),
        ("mid-April 2030", "2030-04-11", "2030-04-21"),
        ("late April 2030", "2030-04-21", "2030-05-01"),
        ("NET Q2 2030", "2030-04-01", "2030-07-01"),
        ("no earlier than 2030-03", "2030-03-01", "2030-04-01"),
    ],
)
def test_a_span_begins_and_ends_with_its_days(text, first, last):
    span = read_span(text)
    assert (f"{span.first:%Y-%m-%d}", f"{span.last:%Y-%m-%d}") == (first, last)
    assert span.no_earlier == text.lower().startswith(("net", "no"))


def test_a_day_is_no_span():
    assert read_span("2030-03-15") is None
    assert read_span("soon") is None


@pytest.mark.parametrize("text", ["2030-03", "NET March 2030"])
def test_the_plan_has_the_median_and_the_rest_is_a_replan(text):
    """MODEL 3.1.13: a month is a uniform law over it."""
    flight = planned(text)
    assert flight.planned == (31 + 28 + 15.5) * DAY
    assert flight.dated
    assert flight.replan.law.support() == (-15.5 * DAY, 15.5 * DAY)
    assert flight.replan.law.mean() == pytest.approx(0.0, abs=1.0)


def test_of_a_span_that_has_begun_only_the_rest_counts():
    flight = planned("Q1 2030", "s-2", "as_of=2030-01-31T00:00:00Z")
    assert flight.planned == 30 * DAY
    assert flight.replan.law.support() == pytest.approx((-30 * DAY, 30 * DAY))


def test_a_day_that_is_a_lower_bound_moves_only_later():
    """MODEL 3.1.15."""
    law = "lines.rs.replan={kind: empirical, values: [-9 d, -3 d, 0 d, 5 d]}"
    flight = planned("NET 2030-03-15", "s-2", law)
    assert not flight.dated
    assert flight.planned == (31 + 28 + 14.5) * DAY
    chance = flight.replan
    assert chance.law.truncated(chance.lower, chance.upper).support() == (0, 5 * DAY)
    earlier = planned("NET 2030-03-15", "s-2", "lines.rs.replan=-9 d")
    assert earlier.replan.law.support() == (0, 0)


def test_a_law_of_dates():
    flight = planned("{kind: uniform, low: 2030-03-01, high: 2030-05-30}")
    assert flight.planned == (31 + 28 + 45.5) * DAY
    assert flight.replan.law.support() == (-45 * DAY, 45 * DAY)
    flight = planned("{kind: empirical, values: [2030-03-01, 2030-03-02, 2030-06-01]}", "p-2")
    assert flight.replan.law.support() == (-1 * DAY, 91 * DAY)
    assert planned("{value: 2030-03-01}").replan is None


def test_a_planned_span_is_dumped_as_it_was_written(tmp_path):
    law = "{kind: triangular, low: 2030-03-01, mode: 2030-03-02, high: 2030-05-30}"
    scenario = small("manifest.s-2.planned=Q2 2030", f"manifest.p-2.planned={law}")
    path = tmp_path / "again.yaml"
    path.write_text(dump(scenario), encoding="utf-8")
    assert load(path).flights == scenario.flights


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("27.11.2030", "write 2030-11-27, the year first"),
        ("1901232000", "seconds since 1970, write 2030-04-01T00:00:00Z"),
        ("Q5 2030", "a quarter such as Q2 2027"),
        ("Q2 2029", "Q2 2029 is before as_of"),
        ("2030-13", "a month is from 01 to 12"),
        ("3 d", "is not an instant; allowed are dates"),
        ("{kind: exponential, mean: 3 d}", "exponential has no dates"),
        (
            "{kind: uniform, low: 2030-05-30, high: 2030-03-01}",
            "high 2030-03-01 is before low 2030-05-30",
        ),
        (
            "{kind: uniform, low: 2030-05, high: 2030-06-01}",
            "'2030-05' is not an instant",
        ),
        ("{value: 3 d}", "is not an instant"),
    ],
)
def test_planned_dates_that_cannot_be_meant_are_refused(text, message):
    assert message in refusal(f"manifest.s-2.planned={text}")


@pytest.mark.parametrize("key", ["until", "as_of", "docked.s-1.docked", "pads.east.last_launch"])
def test_elsewhere_a_span_is_refused_with_what_is_allowed(key):
    message = refusal(f"{key}=2030-03")
    assert "'2030-03' is not an instant: it names a span, and here one day is needed" in message


def test_a_span_says_already_how_its_date_moves():
    message = refusal("manifest.s-2.planned=2030-03", "manifest.s-2.replan=3 d")
    assert "2030-03 says already how the date moves" in message
