import pytest

from sim.core.errors import ScenarioError
from sim.scenario import choose, load, with_estimate
from tests.scenario.refresh import VALID


@pytest.fixture
def scenario():
    return load(VALID / "every-key.yaml")


def test_an_estimate_replaces_the_repair_of_the_outage_alone(scenario):
    pad = with_estimate(scenario, "soon").pads["east"]
    assert pad.outage.repair == scenario.estimates["soon"].repair
    assert pad.outage.since == scenario.pads["east"].outage.since
    assert pad.repair == scenario.pads["east"].repair
    assert pad.owed == 2


def test_an_estimate_changes_nothing_else(scenario):
    changed = with_estimate(scenario, "later")
    assert changed.flights == scenario.flights
    assert changed.pads["north"] == scenario.pads["north"]
    assert changed.families == scenario.families


def test_a_lifted_outage_leaves_the_pad_up_and_nothing_owed(scenario):
    pad = with_estimate(scenario, "none").pads["east"]
    assert pad.outage is None
    assert pad.owed == 0
    assert pad.repair == scenario.pads["east"].repair


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
    with pytest.raises(ScenarioError, match="there are none, soon, later"):
        choose(scenario, "xyz")
