"""What each reaction of planners does: the policies that are made for it."""

import dataclasses

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import by_reaction, dump, known_by, load, with_policy
from sim.scenario.policy import LEVERS
from sim.scenario.scenario import REACTION, Policy
from tests.scenario.refresh import VALID

SMALL = VALID / "small.yaml"


@pytest.fixture(scope="module")
def baseline():
    return load("baseline")


def added(found, scenario):
    return [name for name in found.policies if name not in scenario.policies]


def levers(policy):
    """Return the levers of a policy without the places of its inputs."""

    def bare(value):
        if dataclasses.is_dataclass(value):
            fields = dataclasses.fields(value)
            return {
                f.name: bare(getattr(value, f.name))
                for f in fields
                if f.name not in ("path", "title")
            }
        if isinstance(value, dict):
            return {key: bare(each) for key, each in value.items()}
        if isinstance(value, tuple):
            return tuple(bare(each) for each in value)
        return value

    return bare(policy)


def test_a_reaction_is_a_lever():
    marked = {each.name for each in dataclasses.fields(Policy) if REACTION in each.metadata}
    assert {"extension", "fly_again", "leave_early", "for_the_stranded"} <= marked <= {*LEVERS}


def test_each_reaction_is_off_alone_and_all_of_them(baseline):
    found = by_reaction(baseline)
    full = baseline.policy
    assert levers(found.policy) == levers(full)
    called = full.reactions()
    names = added(found, baseline)
    assert names == [*(f"without-{key}".replace("_", "-") for key in called), "without-any"]
    for key, name in zip(called, names, strict=False):
        changed = found.policies[name]
        assert changed.title == f"Without {called[key]}"
        assert changed.policy == found.policy.without([key])
    assert found.policies["without-any"].policy == found.policy.without(called)
    assert found.flights == baseline.flights


def test_each_reaction_is_on_alone_and_all_of_them(baseline):
    found = by_reaction(baseline, alone=True)
    full = baseline.policy
    called = full.reactions()
    assert levers(found.policy) == levers(full.without(called))
    assert (full.title, found.policy.title) == ("As planners do", "None of it")
    names = added(found, baseline)
    assert names == [*(f"only-{key}".replace("_", "-") for key in called), "all"]
    for key, name in zip(called, names, strict=False):
        others = [other for other in called if other != key]
        assert levers(found.policies[name].policy) == levers(full.without(others))
    assert levers(found.policies["all"].policy) == levers(full)


def test_it_is_stored_and_read_again(baseline, tmp_path):
    found = by_reaction(baseline)
    path = tmp_path / "again.yaml"
    path.write_text(dump(found), encoding="utf-8")
    assert dataclasses.replace(load(path), name=found.name, file=found.file) == found
    assert "source: " in dump(found).partition("\npolicy:")[2].partition("\npolicies:")[0]


def test_what_else_was_asked_stays(tmp_path):
    scenario = known_by(load("site-31-news", assume=["craft-record"]), "2025-12-10")
    found = by_reaction(scenario)
    assert (found.assumed, found.known_by) == (scenario.assumed, scenario.known_by)
    assert found.estimates == scenario.estimates


def test_levers_of_the_stated_policy_stay(tmp_path):
    path = tmp_path / "own.yaml"
    path.write_text(
        f"format: 1\nextends: {VALID / 'small.yaml'}\n"
        "policy: {waiver: 3 d, hold: [us], stays_behind: keep_segments}\n"
        "policies:\n"
        "  react: {title: React, hold: off, extension: {lines: {rs: 9 d}}}\n"
        "  calm: {title: Calm, stays_behind: off}\n"
        "  late: {title: Late, decided_on: 2030-05-01, extension: {lines: {rs: 9 d}}}\n"
    )
    (tmp_path / "small.yaml").write_bytes(SMALL.read_bytes())
    path.write_text(path.read_text().replace(str(VALID / "small.yaml"), "small.yaml"))
    scenario = load(path)
    found = by_reaction(scenario, "react")
    assert levers(found.policy) == levers(scenario.policies["react"].policy)
    assert (found.policy.hold, found.policy.title) == ((), "React")
    assert added(found, scenario) == ["without-extension", "without-stays-behind", "without-any"]
    assert with_policy(found, "without-any").policy.waiver.law.median() == 3 * 86400
    for name, told in (
        ("calm", "policies.calm: has no reaction of planners: nothing to take away"),
        ("late", "policies.late: is decided at another time than levers that it has from policy"),
        ("reakt", "'reakt' is not a policy of this scenario; did you mean 'react'?"),
    ):
        with pytest.raises(ScenarioError, match=told):
            by_reaction(scenario, name)
