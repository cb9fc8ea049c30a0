"""How much each estimate counts: alike, by record, or as stated."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.core.errors import UsageError
from sim.studies.drivers.futures import World, ends_of
from sim.studies.levers import Levers
from sim.studies.question import Setting, ask
from sim.studies.update import Update
from sim.studies.weights import by_record, unequal, weights_of
from tests.shipped import loaded

NAMES = ["near-future", "end-of-winter", "four-months", "months-perhaps-years", "up-to-two-years"]


@pytest.fixture
def outage():
    return loaded("site-31-outage")


def test_alike(outage):
    assert weights_of(outage, "equal", NAMES) == dict.fromkeys(NAMES, 0.2)
    assert unequal(outage, "equal", NAMES) is None


def test_by_record_a_class_counts_as_near_as_its_dates_were_on_other_events(outage):
    found = weights_of(outage, "record", [*NAMES, "as-it-happened", "no-outage"])
    assert sum(found.values()) == pytest.approx(1.0)
    assert found["end-of-winter"] / found["up-to-two-years"] == pytest.approx(1.0 / 0.18)
    assert found["near-future"] == found["four-months"]
    assert found["as-it-happened"] == found["no-outage"] == 0.0


def test_no_event_tells_on_its_own_estimates(outage):
    """The record is of the classes' other events: what came true of this one changes nothing."""
    other = replace(outage, statements=replace(outage.statements, truths={}))
    assert by_record(other.estimates, other.statements) == (
        by_record(outage.estimates, outage.statements)
    )


def test_as_stated_who_is_not_named_counts_nothing(outage):
    found = weights_of(outage, "end-of-winter=1, four-months = 3", NAMES)
    assert found == {
        "near-future": 0.0,
        "end-of-winter": 0.25,
        "four-months": 0.75,
        "months-perhaps-years": 0.0,
        "up-to-two-years": 0.0,
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("end-of-wintr=1", "'end-of-wintr' is not an estimate .* did you mean 'end-of-winter'"),
        ("autumn=1", "'autumn' is not an estimate that counts here; there are near-future, end"),
        ("no-outage=1", "'no-outage' is not an estimate that counts here"),
        ("recrod", "'recrod' is no weight; did you mean 'record'"),
        ("half", "'half' is no weight: write record, equal, or weights such as"),
        ("end-of-winter", "'end-of-winter' is no weight"),
        ("end-of-winter=much", "end-of-winter=much: a weight is a number of at least 0"),
        ("end-of-winter=-1", "end-of-winter=-1: a weight is a number of at least 0"),
        ("end-of-winter=nan", "end-of-winter=nan: a weight is a number"),
        ("end-of-winter=1,end-of-winter=2", "end-of-winter is given twice"),
        ("end-of-winter=0,four-months=0", "the weights add up to 0: at least one must be above"),
        ("", "'' is no weight"),
    ],
)
def test_what_cannot_be_meant_is_refused(outage, text, message):
    with pytest.raises(UsageError, match=message):
        weights_of(outage, text, NAMES)


def test_all_that_is_wrong_is_told_at_once(outage):
    with pytest.raises(UsageError) as caught:
        weights_of(outage, "autumn=1,end-of-winter=x,four-months", NAMES)
    assert len(str(caught.value).splitlines()) == 3


def test_without_statements_nobody_has_a_record():
    pads = loaded("us-pad-outage")
    with pytest.raises(UsageError, match="nobody has a record"):
        weights_of(pads, "record", list(pads.estimates))


def test_worlds_of_an_estimate_share_its_weight():
    worlds = [World(name, frozenset(off)) for name in "ab" for off in ((), ("x",))]
    assert [float(end) for end in ends_of(worlds, {"a": 0.75, "b": 0.25})] == [
        *(0.0, 0.375, 0.75, 0.875, 1.0)
    ]


# what they do -------------------------------------------------------------------------------------


def setting(name, replications=200):
    return Setting(loaded(name), replications, 1, "fast")


def asked(question):
    return ask(question, store=False, workers=1).found


def test_levers_leave_out_what_counts_nothing_and_weigh_the_rest():
    estimates = ("end-of-winter", "up-to-two-years")
    outcome = ("gap[soyuz]",)
    how = setting("site-31-levers")
    alike = asked(Levers(how, outcome, estimates, ("hold",)))
    assert "weights" not in alike
    weighed = asked(Levers(how, outcome, estimates, ("hold",), "end-of-winter=3,up-to-two-years=1"))
    assert weighed["weights"] == {"end-of-winter": 0.75, "up-to-two-years": 0.25}
    assert weighed["outcomes"][0]["cells"] == alike["outcomes"][0]["cells"]
    one, other = (each["outcomes"][0]["judged"][""] for each in (alike, weighed))
    assert other["regret"]["value"] == pytest.approx(one["regret"]["value"] / 3)
    behind = {
        name: cell["mean"] - alike["outcomes"][0]["cells"]["hold"][name]["mean"]
        for name, cell in alike["outcomes"][0]["cells"][""].items()
    }
    assert one["mean_regret"] == pytest.approx(sum(behind.values()) / 2)
    assert other["mean_regret"] == pytest.approx(
        0.75 * behind["end-of-winter"] + 0.25 * behind["up-to-two-years"]
    )
    alone = asked(Levers(how, outcome, estimates, ("hold",), "up-to-two-years=1"))
    assert list(alone["estimates"]) == ["up-to-two-years"]


def test_an_update_begins_with_the_weights():
    estimates = ("end-of-winter", "months-perhaps-years")
    asks = {"dates": ("2026-01-15",), "outcomes": ("decrewed",), "estimates": estimates}
    how = setting("site-31-outage", 30)
    alike = asked(Update(how, **asks))["estimates"]
    told = asked(Update(how, **asks, weights="end-of-winter=1,months-perhaps-years=3"))
    assert told["weights"] == {"end-of-winter": 0.25, "months-perhaps-years": 0.75}
    place = told["days"].index("2026-01-15")
    before, now = (
        [each[name]["weight"][place] for name in estimates] for each in (alike, told["estimates"])
    )
    assert now[1] / now[0] == pytest.approx(3 * before[1] / before[0])
