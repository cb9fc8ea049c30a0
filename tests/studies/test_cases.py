import doctest

import pytest

from sim.core.errors import ScenarioError
from sim.runs.replicate import AS_STATED
from sim.scenario.scenario import Scenario
from sim.studies import cases
from sim.studies.cases import Case, cases_in, crossed, title, under
from tests.runs.fake_engine import with_policies

pytestmark = pytest.mark.usefixtures("fake_world")


@pytest.fixture
def scenario() -> Scenario:
    return with_policies({"waived": 5})


def test_examples_hold() -> None:
    assert doctest.testmod(cases) == (0, 1)


def test_all_estimates_of_the_stated_policy_come_first() -> None:
    names = [case.name for case in crossed(["a", "b"], [None, "x", "y"])]
    assert names == ["a", "b", "a+x", "b+x", "a+y", "b+y"]


def test_a_policy_is_held_against_the_stated_one_and_an_estimate_against_the_first() -> None:
    found = crossed(["a", "b"], [None, "x"])
    assert [case.base("a") for case in found] == [None, "a", "a", "b"]
    assert [case.base(None) for case in found] == [None] * 4


def test_cases_are_told_by_a_summary() -> None:
    summary = {"estimates": {"a": {}, "a+x": {"estimate": "a", "policy": "x"}}}
    assert cases_in(summary) == {"a": Case("a"), "a+x": Case("a", "x")}


def test_a_case_changes_the_estimate_and_the_policy(scenario: Scenario) -> None:
    played = under(scenario, Case("60-days", "waived"))
    assert played.question == "60"
    assert played.policy == scenario.policies["waived"].policy
    assert under(scenario, Case(AS_STATED)) is scenario
    with pytest.raises(ScenarioError, match="did you mean 'waived'"):
        under(scenario, Case("60-days", "waves"))


def test_titles_name_what_is_not_as_stated(scenario: Scenario) -> None:
    assert title(scenario, Case("60-days")) == "In 60-days"
    assert title(scenario, Case("60-days", "waived")) == "In 60-days + Five waived"
    assert title(scenario, Case(AS_STATED, "waived")) == "Five waived"
    assert title(scenario, Case(AS_STATED)) == "As the scenario states it"
