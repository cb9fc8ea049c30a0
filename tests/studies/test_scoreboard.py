"""The scoreboard of the shipped outage against what was worked out apart from it."""

import json
from dataclasses import replace

import pytest

from sim.core.errors import ScenarioError, UsageError
from sim.scenario import known_by, load
from sim.studies.scoreboard import ELAPSED, scoreboard
from tests.shipped import loaded


@pytest.fixture(scope="module")
def found():
    return scoreboard(loaded("site-31-outage")).found


def crps(each, truth="repaired", reading="as_said"):
    return each[reading]["scores"][truth]["crps"]


@pytest.mark.parametrize(
    ("name", "repaired", "launched"),
    [
        ("near-future", 46.2, 62.4),
        ("end-of-winter", 6.9, 25.7),
        ("up-to-two-years", 189.3, 172.8),
        ("weeks", 56.8, 74.8),
        ("three-months", 2.5, 21.4),
        ("hundred-days", 12.4, 2.8),
    ],
)
def test_the_scores_as_said_are_those_measured_before(found, name, repaired, launched):
    each = found["estimates"][name]
    assert crps(each) == pytest.approx(repaired, abs=0.1)
    assert crps(each, "first-launch") == pytest.approx(launched, abs=0.1)


def test_at_least_no_longer_rules_out_what_came_true(found):
    scores = found["estimates"]["four-months"]["as_said"]["scores"]["repaired"]
    assert 0.0 < scores["pit"] < 0.1
    assert scores["log"] == pytest.approx(6.5, abs=0.1)


def test_a_russian_date_is_a_median_and_scores_best_as_such_statements_came_true(found):
    told = found["estimates"]["end-of-winter"]["as_came_true"]
    assert [round(told[p]) for p in ("p10", "p50", "p90")] == [87, 97, 119]
    assert told["scores"]["repaired"]["pit"] == pytest.approx(0.46, abs=0.01)
    assert crps(found["estimates"]["end-of-winter"], reading="as_came_true") < 3.0


def test_classes_have_the_means_of_their_statements(found):
    for name, speaker in found["speakers"].items():
        own = [each for each in found["estimates"].values() if each["speaker"] == name]
        assert speaker["statements"] == len(own)
        mean = sum(map(crps, own)) / len(own)
        assert speaker["as_said"]["repaired"]["crps"] == pytest.approx(mean)
    assert found["speakers"]["independents"]["as_said"]["first-launch"]["log"] is None
    assert found["speakers"]["independents"]["others"] == 0


def test_pools_weigh_alike_by_class_and_by_record(found):
    pools = found["pools"]
    assert list(pools) == ["all", "russian-officials", "independents", "record"]
    assert set(pools["all"]["weights"].values()) == {0.1}
    record = pools["record"]["weights"]
    assert sum(record.values()) == pytest.approx(1.0)
    assert record["end-of-winter"] / record["weeks"] == pytest.approx(1.0 / 0.18)
    assert crps(pools["russian-officials"]) < crps(pools["record"]) < crps(pools["all"])


def test_the_reference_classes_do_not_learn_from_the_time_that_passes(found):
    pads, few = (found["references"][name]["given"] for name in ("restored-pads", "no-explosion"))
    assert [each["elapsed_days"] for each in pads] == list(ELAPSED)
    assert [crps({"at": each}, reading="at") for each in pads[:3]] == pytest.approx(
        [142] * 3, abs=1
    )
    assert crps({"at": pads[3]}, reading="at") == pytest.approx(172, abs=1)
    assert pads[3]["left"] == pytest.approx(19 / 21)
    assert crps({"at": few[0]}, reading="at") == pytest.approx(30, abs=0.5)
    assert "log" not in pads[0]["scores"]["repaired"]


def test_what_is_no_statement_is_not_scored(found):
    assert found["not_scored"] == ["as-it-happened"]
    assert "no-outage" not in found["estimates"]


def test_the_assumption_changes_no_score_as_both_readings_are_scored(found):
    other = scoreboard(load("site-31-outage", assume=["as-came-true"]))
    assert other.found == found
    assert other.document["assumed"] == ["as-came-true"]
    json.dumps(other.document, allow_nan=False)


def test_by_a_date_only_what_was_said_is_scored():
    early = scoreboard(known_by(loaded("site-31-outage"), "2025-11-30")).found
    assert set(early["estimates"]) == {
        *("near-future", "up-to-two-years", "weeks", "also-up-to-two-years"),
    }


def test_without_truths_or_statements_it_says_what_is_lacking():
    with pytest.raises(ScenarioError, match="no pad has an outage"):
        scoreboard(loaded("baseline"))
    with pytest.raises(UsageError, match=r"us-pad-outage does not say what came true: statements"):
        scoreboard(loaded("us-pad-outage"))
    silent = replace(loaded("site-31-outage"), estimates={}, also_said={})
    with pytest.raises(UsageError, match="no estimate of `kind: statement`"):
        scoreboard(silent)
