"""Policies that are decided on a day: what they resolve to, and how to decide them from outside."""

import dataclasses
import datetime as dt

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import decided, dump, load, with_estimate, with_policy
from sim.scenario.scenario import Scenario
from tests.scenario.refresh import VALID

DAY = 86400
FILE = VALID / "decided-on.yaml"
NOON = 6 * 3600  # as_of of that file is at 06:00


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(FILE)


def on(scenario, text, name="longer"):
    """Return the scenario with the day stated in its file."""
    return load(FILE, overrides=[f"policies.{name}.decided_on={text}"]).policies[name]


def red(policy):
    return {f.name: f for f in policy.flights if f.line == "rs" and f.docked is None}


def test_a_date_is_its_beginning_and_an_instant_itself(scenario):
    named = scenario.policies
    assert scenario.policy.decided_on == 59 * DAY - 6 * 3600
    assert named["longer"].policy.decided_on == 273 * DAY - 6 * 3600
    assert named["to-the-second"].policy.decided_on == 123 * DAY - 3 * 3600 + 121
    assert named["too-early"].policy.decided_on == -30 * 3600
    assert named["at-once"].policy.decided_on is None


def test_the_day_of_as_of_begins_with_it(scenario):
    assert scenario.policies["on-the-day"].policy.decided_on == 0
    assert on(scenario, "2030-01-02").policy.decided_on == 18 * 3600
    assert on(scenario, "2030-01-01T05:59:59Z").policy.decided_on == -1


def test_what_is_decided_before_as_of_is_in_force(scenario):
    too_early = scenario.policies["too-early"].policy
    assert too_early.decided("first_after_repair") is None
    assert scenario.policies["on-the-day"].policy.decided("seat_swap") == 0
    assert load(VALID / "small.yaml").policy.decided("waiver") is None


def test_a_policy_decides_what_it_states_itself(scenario):
    own = scenario.policy.decided_on
    policies = {name: each.policy for name, each in scenario.policies.items()}
    assert [scenario.policy.decided(lever) for lever in ("waiver", "hold")] == [own, own]
    same, longer = policies["same"], policies["longer"]
    assert [same.decided(lever) for lever in ("waiver", "hold")] == [own, own]
    assert [longer.decided(lever) for lever in ("waiver", "hold")] == [own, own]
    assert policies["another"].decided("waiver") == policies["another"].decided_on != own
    assert policies["another"].decided("hold") == own
    assert policies["at-once"].decided("first_after_repair") is None
    assert policies["neither"].hold == ()


def test_increments_change_from_that_day_on(scenario):
    usual, longer = red(scenario), red(scenario.policies["longer"])
    assert usual.keys() == longer.keys() == {"s-2", "s-3", "s-4"}
    planned = {name: flight.planned / DAY - 0.25 for name, flight in longer.items()}
    assert planned == {"s-2": 90, "s-3": 290, "s-4": 290 + 230 - 7}  # behind s-3 anew
    assert longer["s-2"] == usual["s-2"]
    assert [longer[n].stay.law.median() for n in longer] == [200 * DAY, 230 * DAY, 230 * DAY]
    at_once = red(on(scenario, "2030-04-01T12:00:00Z"))
    assert [f.planned / DAY - 0.25 for f in at_once.values()] == [90, 313, 536]
    assert {f.stay.law.median() for f in at_once.values()} == {230 * DAY}
    later = red(on(scenario, "2030-04-01T12:00:01Z"))
    assert [f.planned / DAY - 0.25 for f in later.values()] == [90, 290, 513]


def test_increments_of_the_scenarios_own_policy(tmp_path):
    overrides = ["policy={increment_length: {rs: 230 d}, decided_on: 2030-10-01}"]
    stated = load(FILE, overrides=[*overrides, "policies={}"])
    longer = load(FILE).policies["longer"]
    assert [f.planned for f in red(stated).values()] == [f.planned for f in red(longer).values()]
    again = tmp_path / "again.yaml"
    again.write_text(dump(stated), encoding="utf-8")
    assert load(again).flights == stated.flights


DAYS = [0, 1, 90 * DAY + NOON, 90 * DAY + NOON + 1, 200 * DAY, 364 * DAY, -1, -40 * DAY, 900 * DAY]


@pytest.mark.parametrize("at", DAYS)
def test_a_policy_decided_from_outside_is_as_if_it_were_stated(scenario, at):
    instant = scenario.as_of + dt.timedelta(seconds=at)
    for name in ("longer", "neither", "at-once", "another"):
        stated = on(scenario, f"{instant:%Y-%m-%dT%H:%M:%SZ}", name)
        for when in (at, instant, instant.astimezone(dt.timezone(dt.timedelta(hours=3)))):
            changed = decided(scenario, name, when)
            assert changed.policies[name] == stated
            assert changed.policies[name].policy.decided_on == at


def test_nothing_else_changes(scenario):
    changed = decided(scenario, "longer", 5 * DAY)
    assert changed != scenario
    policies = {**changed.policies, "longer": scenario.policies["longer"]}
    assert dataclasses.replace(changed, policies=policies) == scenario
    assert changed.text == scenario.text
    assert decided(changed, "longer", 273 * DAY - 6 * 3600) == scenario


def test_a_policy_that_is_in_place_stays_in_place(scenario):
    changed = decided(with_policy(scenario, "longer"), "longer", 5 * DAY)
    assert changed == with_policy(decided(scenario, "longer", 5 * DAY), "longer")
    assert changed.policy.decided_on == 5 * DAY
    assert decided(scenario, "same", 5 * DAY).policy is scenario.policy
    other = decided(with_policy(scenario, "same"), "longer", 5 * DAY)
    assert other.policy == scenario.policies["same"].policy


def test_an_estimate_in_place_stays_in_place():
    every = load(VALID / "every-key.yaml")
    one = decided(with_estimate(every, "soon"), "other", 5 * DAY)
    assert one == with_estimate(decided(every, "other", 5 * DAY), "soon")
    assert one.pads == with_estimate(every, "soon").pads


def test_overrides_are_kept():
    changed = load(FILE, overrides=["policies.longer.increment_length={rs: 60 d}"])
    planned = red(decided(changed, "longer", 0).policies["longer"])
    assert [f.planned / DAY - 0.25 for f in planned.values()] == [90 + 53 * k for k in range(7)]


def test_an_unknown_policy_is_refused(scenario):
    with pytest.raises(ScenarioError, match=r"'long' is not a policy.*did you mean 'longer'"):
        decided(scenario, "long", 0)


def test_an_instant_without_a_zone_is_refused(scenario):
    with pytest.raises(ValueError, match="has no zone"):
        decided(scenario, "longer", dt.datetime(2030, 5, 1))


def test_a_ship_that_only_the_waiver_keeps_is_told():
    # s-1 is past its limit on as_of
    past = ["docked.s-1.launched=2029-04-20", "policy={waiver: 30 d}"]
    own = load(FILE, overrides=[*past, "policies={longer: {title: Own, waiver: 30 d}}"])
    assert decided(own, "longer", -1).policies["longer"].policy.decided("waiver") is None
    with pytest.raises(ScenarioError, match=r"policies\.longer\.waiver.* ran out on 2029-12-16"):
        decided(own, "longer", 0)
    other = load(FILE, overrides=[*past, "policies={longer: {title: Other, hold: [rs]}}"])
    assert decided(other, "longer", 0)  # it has the waiver from policy
