"""Section 2.9 of the model: estimates, as they became known."""

import datetime as dt
from dataclasses import replace

import pytest

from sim.core.errors import ScenarioError, UsageError
from sim.scenario import choose, known_by, load, with_estimate
from tests.scenario.refresh import VALID


@pytest.fixture
def scenario():
    return load(VALID / "every-key.yaml")


def test_an_estimate_replaces_the_repair_of_the_outage_alone(scenario):
    pad = with_estimate(scenario, "soon").pads["east"]
    assert pad.outage[0].repair == scenario.estimates["soon"].repair
    assert pad.outage[0].since == scenario.pads["east"].outage[0].since
    assert pad.repair == scenario.pads["east"].repair
    assert pad.owed == 2


def test_an_estimate_changes_nothing_else(scenario):
    changed = with_estimate(scenario, "later")
    assert changed.flights == scenario.flights
    assert changed.pads["north"] == scenario.pads["north"]
    assert changed.families == scenario.families


def test_a_lifted_outage_leaves_the_pad_up_and_nothing_owed(scenario):
    pad = with_estimate(scenario, "none").pads["east"]
    assert pad.outage == ()
    assert pad.owed == 0
    assert pad.repair == scenario.pads["east"].repair


def test_a_lifted_outage_that_was_to_come_leaves_what_is_owed_today(scenario):
    east = scenario.pads["east"]
    later = replace(
        scenario,
        pads={
            "east": replace(
                east, stated=(replace(east.outage[0], date=replace(east.outage[0].date, median=1)),)
            )
        },
    )
    pad = with_estimate(later, "none").pads["east"]
    assert pad.outage == ()
    assert pad.owed == east.owed == 2


def test_an_estimate_says_who_and_when(scenario):
    estimate = scenario.estimates["soon"]
    assert (estimate.title, estimate.by, estimate.source) == ("Soon", "Somebody", "a paper")
    assert estimate.said.isoformat() == "2029-12-21"
    assert estimate.quote == "in a few days: we hope"
    assert scenario.estimates["none"].repair is None


def test_the_default_is_the_one_stated_else_the_first_that_lifts_nothing(scenario):
    assert choose(scenario) == "later"
    assert choose(scenario, "none") == "none"
    unstated = load(VALID / "doubtful.yaml")
    assert unstated.default_estimate is None
    assert choose(unstated) == "soon"
    assert choose(load(VALID / "small.yaml")) is None


def test_an_unknown_estimate_is_refused_with_the_nearest(scenario):
    with pytest.raises(ScenarioError, match="did you mean 'later'"):
        with_estimate(scenario, "latter")
    with pytest.raises(ScenarioError, match="there are none, soon, later, revised, dated, bound"):
        choose(scenario, "xyz")


def test_an_estimate_may_state_the_stage_for_crews(scenario):
    later = with_estimate(scenario, "later").pads["east"].outage[0]
    assert later.crew_stage == scenario.estimates["later"].crew_stage
    assert later.crew_stage.law.median() == 20 * 86400
    soon = with_estimate(scenario, "soon").pads["east"].outage[0]
    assert soon.crew_stage == scenario.pads["east"].outage[0].crew_stage


# --- as they became known -------------------------------------------------------------------------


def known(scenario, date):
    """Return what the estimates are titled by a date."""
    return {name: each.title for name, each in known_by(scenario, date).estimates.items()}


def test_revisions_are_in_the_order_of_their_dates_and_have_what_they_do_not_say(scenario):
    revised = scenario.estimates["revised"]
    dates = [each.said.isoformat() for each in revised.revisions]
    assert dates == ["2029-12-22", "2030-02-01", "2030-03-01"]
    told = [(each.title, each.by, each.source) for each in revised.revisions]
    assert told == [
        ("In two steps", "Somebody", "a third paper"),
        ("Crews later", "Somebody else", "another paper"),
        ("In two steps", "Somebody else", "another paper"),
    ]
    assert scenario.estimates["soon"].revisions == ()


def test_without_a_date_the_last_revision_counts(scenario):
    revised = scenario.estimates["revised"]
    assert revised.said == dt.date(2030, 3, 1)
    assert revised.repair is None
    assert with_estimate(scenario, "revised").pads["east"].outage == ()


def test_known_by_a_date_the_last_revision_by_then_counts(scenario):
    early, later = (known_by(scenario, date) for date in ("2030-01-31", "2030-02-01"))
    assert [len(each.estimates["revised"].revisions) for each in (early, later)] == [1, 2]
    revised = later.estimates["revised"]
    assert (revised.title, revised.quote, revised.said.day) == ("Crews later", "cargo first", 1)
    outage = with_estimate(later, "revised").pads["east"].outage[0]
    assert outage.repair.law.median() == 180 * 86400
    assert outage.crew_stage.law.median() == pytest.approx(45 * 86400)
    (scale,) = with_estimate(early, "revised").pads["east"].outage[0].repair.scales
    assert scale.path == "estimates.revised.revisions.2029-12-22.repair.median"


def test_what_was_said_later_is_gone_and_what_has_no_date_stays(scenario):
    undated = {"none": "No outage", "later": "Later"}
    assert known(scenario, "2029-12-20") == undated
    assert known(scenario, dt.date(2029, 12, 21)) == {**undated, "soon": "Soon"}
    everything = known_by(scenario, dt.datetime(2030, 3, 1, 9, tzinfo=dt.UTC))
    assert everything.estimates == scenario.estimates
    assert everything.known_by == dt.date(2030, 3, 1)


def test_a_default_that_is_gone_falls_back_to_the_usual_rule(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text("format: 1\nextends: site-31-news\n", encoding="utf-8")
    news = load(path)
    assert choose(news) == "end-of-winter"
    early = known_by(news, "2025-12-10")
    assert early.default_estimate is None
    assert choose(early) == "near-future"
    assert known_by(news, "2025-12-16").default_estimate == "end-of-winter"


def test_an_estimate_asked_for_too_early_is_refused_with_its_date(scenario):
    early = known_by(scenario, "2029-12-21")
    with pytest.raises(ScenarioError, match="'revised' was first said on 2029-12-22: after"):
        with_estimate(early, "revised")
    with pytest.raises(ScenarioError, match="did you mean 'later'"):
        choose(early, "latter")


def test_what_was_left_out_stays_out(scenario):
    early = known_by(scenario, "2029-12-21")
    again = known_by(early, "2030-06-01")
    assert again.known_by == dt.date(2029, 12, 21)
    assert again.estimates == early.estimates
    assert list(known_by(again, "2029-12-20").said_later) == ["revised", "dated", "bound", "soon"]


def test_when_nothing_was_said_yet_the_first_date_is_named():
    news = load("site-31-news")
    with pytest.raises(ScenarioError, match="by 2025-11-26: the first estimate is of 2025-11-27"):
        known_by(news, "2025-11-26")
    with pytest.raises(ScenarioError, match="no estimate has a date"):
        known_by(load("baseline"), "2025-11-26")


@pytest.mark.parametrize("text", ["10 December 2025", "2025-12-32", "20251210", ""])
def test_a_text_that_is_no_date_is_refused(scenario, text):
    with pytest.raises(UsageError, match="is not a date such as 2025-12-10"):
        known_by(scenario, text)


def test_the_news_are_those_of_the_outage():
    news, outage = load("site-31-news"), load("site-31-outage")
    assert {**news.estimates, "roscosmos": None} == {**outage.estimates, "roscosmos": None}
    same = {"2025-11-27": "near-future", "2025-12-15": "four-months", "2025-12-16": "end-of-winter"}
    for date, name in same.items():
        by_then, known = known_by(news, date).estimates["roscosmos"], outage.estimates[name]
        assert by_then.said == known.said
        for field in ("repair", "quote", "source", "by"):
            assert getattr(by_then, field) == getattr(known, field)
