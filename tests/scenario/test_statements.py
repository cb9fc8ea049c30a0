"""Section 2.9 of the model: a repair as said, as such statements came true, and the rows behind."""

import math

import numpy as np
import pytest

from sim.core import distributions
from sim.history import has, tables
from sim.scenario import dump, known_by, load
from sim.scenario.laws import typical
from sim.scenario.quantities import Record
from sim.scenario.statements import Said

DAY = 86_400
EQUAL = distributions.fixed(80.0)


def record(p10=0.9, p50=1.1, p90=1.6):
    return Record(reading="as_said", longest=None, undercut=0.1, p10=p10, p50=p50, p90=p90)


def points(law, unit=1.0):
    return [law.quantile(p) / unit for p in (0.1, 0.5, 0.9)]


# laws ---------------------------------------------------------------------------------------------


def test_a_quoted_date_comes_true_by_the_ratio_of_what_remained():
    law = Said(EQUAL, 80.0, 20.0, False).as_came_true(record())
    assert points(law) == pytest.approx([20 + 60 * 0.9, 20 + 60 * 1.1, 20 + 60 * 1.6])
    assert law.cdf(20.0) == 0.0


def test_vague_words_stay_vague_and_both_spreads_add_up():
    words = distributions.quantiles(10.0, 40.0, 160.0)
    low, middle, high = points(Said(words, None, 0.0, False).as_came_true(record()))
    assert middle == pytest.approx(40 * 1.1)
    assert math.log(middle / low) == pytest.approx(math.hypot(math.log(4), math.log(1.1 / 0.9)))
    assert math.log(high / middle) == pytest.approx(math.hypot(math.log(4), math.log(1.6 / 1.1)))


def test_the_points_are_those_of_the_product():
    rng = np.random.default_rng(1)
    z = rng.standard_normal((2, 400_000))
    spread = math.log(2) / 1.2815515655
    said = 40 * np.exp(spread * z[0])
    ratio = 1.3 * np.exp(math.log(1.5) / 1.2815515655 * z[1])
    words = distributions.quantiles(20.0, 40.0, 80.0)
    law = Said(words, None, 0.0, False).as_came_true(record(1.3 / 1.5, 1.3, 1.3 * 1.5))
    assert points(law) == pytest.approx(np.quantile(said * ratio, [0.1, 0.5, 0.9]), rel=0.01)


def test_at_least_is_undercut_with_the_probability_stated():
    words = distributions.quantiles(122.0, 137.0, 155.0)
    law = Said(words, 120.0, 18.0, True).as_said(0.1)
    assert law.cdf(120.0) == pytest.approx(0.1)
    assert law.cdf(18.0) == 0.0
    assert law.cdf(69.0) == pytest.approx(0.1 / 4)  # half of the way, a triangle
    above = law.truncated(120.0)
    assert points(above) == pytest.approx(points(words.truncated(120.0)))
    assert Said(words, 120.0, 18.0, True).as_said(0.0).cdf(120.0) == 0.0


def test_a_tail_beyond_what_was_said_ends_with_the_longest_on_record():
    words = distributions.quantiles(60.0, None, 730.0)
    said = Said(words, None, 0.0, False)
    assert said.bounded(words, 1116.0) == words.truncated(upper=1116.0)
    assert said.bounded(words, 700.0) is words  # what was said itself stays


# the shipped estimates ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outage():
    return load("site-31-outage")


@pytest.fixture(scope="module")
def came_true():
    return load("site-31-outage", assume=["as-came-true"])


BEFORE = {
    "near-future": distributions.quantiles(7, None, 90),
    "end-of-winter": distributions.quantiles(80, None, 93),
    "four-months": distributions.quantiles(122, 137, 155).truncated(120),
    "months-perhaps-years": distributions.quantiles(60, None, 730),
    "up-to-two-years": distributions.uniform(60, 730),
    "as-it-happened": distributions.fixed(96),
}
"""The laws of the estimates before statements could be read, in days."""

MOVED = {"four-months": [120, 136.5, 154.7], "months-perhaps-years": [58.6, 198.6, 603.4]}


@pytest.mark.parametrize("name", BEFORE)
def test_as_said_the_estimates_are_as_they_were_but_for_bounds(outage, name):
    law = typical(outage.estimates[name].repair)
    now = points(law, DAY)
    if name in MOVED:
        assert now == pytest.approx(MOVED[name], abs=0.05)
    else:
        assert now == pytest.approx(points(BEFORE[name]), rel=5e-4)
    assert law.cdf((730 if name == "up-to-two-years" else 1116) * DAY) == pytest.approx(1)


def test_as_they_came_true(came_true):
    found = {
        name: [round(each) for each in points(typical(estimate.repair), DAY)]
        for name, estimate in came_true.estimates.items()
        if estimate.repair is not None
    }
    assert found == {
        "near-future": [7, 26, 97],
        "end-of-winter": [87, 97, 119],
        "four-months": [112, 125, 156],
        "months-perhaps-years": [74, 255, 745],
        "up-to-two-years": [154, 466, 910],
        "as-it-happened": [96, 96, 96],
    }


def test_both_readings_are_kept_whichever_is_in_place(outage, came_true):
    for name, estimate in outage.estimates.items():
        other = came_true.estimates[name]
        assert (estimate.as_said, estimate.as_came_true) == (other.as_said, other.as_came_true)
        if estimate.speaker is not None:
            assert typical(estimate.repair) == estimate.as_said
            assert typical(other.repair) == other.as_came_true
    assert (outage.statements.reading, came_true.statements.reading) == ("as_said", "as_came_true")


def test_a_dump_may_still_be_read_the_other_way(outage, came_true, tmp_path):
    again = tmp_path / "site-31-outage.yaml"
    again.write_text(dump(outage), encoding="utf-8")
    assert load(again, assume=["as-came-true"]).estimates == came_true.estimates
    again.write_text(dump(came_true), encoding="utf-8")
    assert load(again).estimates == came_true.estimates
    assert load(again, overrides=["statements.reading=as_said"]).estimates == outage.estimates


def test_revisions_are_read_the_same_way():
    news = load("site-31-news", assume=["as-came-true"])
    early = known_by(news, "2025-12-15").estimates["roscosmos"]
    assert early.repair == news.estimates["four-months"].repair
    assert early.speaker == "russian-officials"
    assert early.as_came_true == news.estimates["four-months"].as_came_true


def test_a_statement_may_be_read_otherwise_than_the_rest(came_true):
    text = "estimates.end-of-winter.repair.reading=as_said"
    found = load("site-31-outage", assume=["as-came-true"], overrides=[text]).estimates
    assert typical(found["end-of-winter"].repair) == found["end-of-winter"].as_said
    assert found["four-months"].repair == came_true.estimates["four-months"].repair


# the rows behind ----------------------------------------------------------------------------------


def ratio(row):
    ended, said, stated = map(row.date, ("end", "estimate_given", "estimate_return"))
    return (ended - said).days / (stated - said).days


SAID = [row for row in tables()["outages"].rows if row["estimate_by"]]
ENDED = [row for row in SAID if row["end"]]
OTHERS = [row for row in ENDED if row["object"] != "Baikonur 31/6"]
RUSSIAN = {"estimate_by": ("russian-officials",)}
OF = {
    "russian-officials": [ratio(row) for row in OTHERS if has(row, RUSSIAN)],
    "all-officials": [ratio(row) for row in OTHERS],
}


@pytest.mark.parametrize("name", OF)
def test_the_law_of_a_class_follows_from_its_rows(outage, name):
    """To 0.02: of the Russian ones the ends were taken with Site 31/6, as their source says."""
    stated = outage.statements.speakers[name]
    assert stated.n == len(OF[name])
    found = np.quantile(OF[name], [0.1, 0.5, 0.9])
    assert [stated.p10, stated.p50, stated.p90] == pytest.approx(found, abs=0.025)
    assert stated.error == pytest.approx(np.mean(np.abs(np.array(OF[name]) - 1)), abs=0.005)
    with_own = [ratio(row) for row in ENDED if has(row, RUSSIAN)]
    assert np.quantile(with_own, [0.1, 0.9]) == pytest.approx([0.92, 1.35], abs=0.005)


def test_the_rows_say_what_the_sources_say():
    late = {name: sum(each > 1 for each in found) for name, found in OF.items()}
    assert late == {"russian-officials": 4, "all-officials": 15}
    bounds = [row for row in SAID if row["estimate_bound"] == "at least"]
    assert len(bounds) == 4
    assert all(not row["end"] or row["end"] > row["estimate_return"] for row in bounds)
    recalled = [row for row in OTHERS if row["estimate_grade"] == "recalled"]
    assert len(recalled) == 14
    assert sum(has(row, RUSSIAN) for row in recalled) == 5


def test_the_longest_on_record_is_the_longest_of_the_restored_pads(outage):
    assert typical(outage.estimates["months-perhaps-years"].repair).support()[1] == (
        pytest.approx(1116 * DAY)
    )
    restored = outage.statements.references["restored-pads"].repair
    pads = [each / DAY for each in restored.parts[0].table]
    assert (len(pads), max(pads)) == (21, 1116)
    few = outage.statements.references["no-explosion"].repair
    assert [each / DAY for each in few.parts[0].table] == [54, 99, 168, 300]


def test_the_truths_are_those_of_the_flown_year(outage):
    truths = outage.statements.truths
    assert {name: each.after / DAY for name, each in truths.items()} == {
        "repaired": 96,
        "first-launch": 115,
    }
    assert truths["repaired"].known == outage.estimates["as-it-happened"].said
