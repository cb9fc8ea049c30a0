"""Levers, named policies, and the flights under them."""

import dataclasses

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import dump, load, with_estimate, with_policy
from sim.scenario.policy import Levers
from tests.scenario.refresh import VALID

DAY = 86400
SMALL = VALID / "small.yaml"


@pytest.fixture(scope="module")
def scenario():
    return load(VALID / "every-key.yaml")


def policies(text, tmp_path, base=SMALL):
    """Return the scenario that lays the text over the base."""
    (tmp_path / "base.yaml").write_bytes(base.read_bytes())
    path = tmp_path / "own.yaml"
    path.write_text(f"format: 1\nextends: base.yaml\n{text}", encoding="utf-8")
    return load(path)


def flights(scenario, line):
    return {f.name: f for f in scenario.flights if f.line == line and f.docked is None}


def on(policy):
    return [name for name in Levers.keys if getattr(policy, name)]


def test_the_levers_of_the_scenario_itself(scenario):
    p = scenario.policy
    assert (p.seat_swap.after, p.seat_swap.seats) == (60 * DAY, 1)
    assert (p.alternate_pad.pad, p.alternate_pad.after) == ("spare", 90 * DAY)
    assert p.reserve_craft.class_ == "soyuz"
    assert p.reserve_craft.preparation.path == "policy.reserve_craft.preparation"
    assert p.on_low_stock == dataclasses.replace(
        p.on_low_stock, stocks=["food"], again_after=30 * DAY
    )
    assert (p.early_return.after, p.early_return.people) == (0, {"anna": "s-3", "fay": "extra"})
    assert p.first_after_repair == "cargo"
    assert (p.extra_flight.name, p.extra_flight.after) == ("extra", 120 * DAY)
    assert p.extra_flight.lead.path == "policy.extra_flight.lead"


def test_hold_of_all_lines_is_of_those_that_wait(scenario):
    assert scenario.lines["rs"].handover == "indirect"
    assert scenario.policy.hold == ("us",)


def test_a_scenario_without_levers_has_them_off():
    p = load(SMALL).policy
    assert on(p) == []
    assert p.waiver.law.median() == 0
    assert load(SMALL).policies == {}


def test_a_named_policy_repeats_what_it_does_not_state(scenario):
    same = scenario.policies["same"]
    assert same.title == "Changes nothing"
    assert same.policy == scenario.policy
    assert same.flights == scenario.flights


def test_a_named_policy_switches_levers_off(scenario):
    bare = scenario.policies["bare"].policy
    assert on(bare) == []
    assert bare.waiver == scenario.policy.waiver


def test_parameters_are_named_for_the_place_that_states_them(scenario):
    other = scenario.policies["other"].policy
    assert other.waiver.path == "policies.other.waiver"
    assert other.reserve_craft.preparation.path == "policies.other.reserve_craft.preparation"
    assert other.extra_flight.lead.path == "policies.other.extra_flight.lead"
    assert scenario.policies["same"].policy.waiver.path == "policy.waiver"


def test_all_stocks_are_meant_where_none_is_named(scenario):
    assert scenario.policies["other"].policy.on_low_stock.stocks == ["food", "fuel"]
    assert scenario.policies["other"].policy.on_low_stock.again_after == 10 * DAY


def test_with_policy_puts_levers_and_flights_in_place(scenario):
    changed = with_policy(scenario, "other")
    assert changed.policy == scenario.policies["other"].policy
    assert changed.flights == scenario.policies["other"].flights
    assert dataclasses.replace(
        changed, policy=scenario.policy, flights=scenario.flights
    ) == dataclasses.replace(scenario)


def test_policies_and_estimates_commute(scenario):
    one = with_policy(with_estimate(scenario, "soon"), "other")
    assert one == with_estimate(with_policy(scenario, "other"), "soon")
    assert with_policy(with_policy(scenario, "bare"), "other") == with_policy(scenario, "other")


def test_an_unknown_policy_is_refused_with_the_nearest(scenario):
    with pytest.raises(ScenarioError, match=r"'othr' is not a policy.*did you mean 'other'"):
        with_policy(scenario, "othr")
    with pytest.raises(ScenarioError, match="there are bare, other, same"):
        with_policy(scenario, "xyz")


def test_increments_set_the_stay_and_the_interval_of_the_cadence(tmp_path):
    s = policies("policy: {increment_length: {rs: 300 d}}", tmp_path)
    planned = flights(s, "rs")
    assert {f.stay.law.median() for f in planned.values()} == {300 * DAY}
    assert planned["s-2"].planned == flights(load(SMALL), "rs")["s-2"].planned
    assert planned["s-3"].planned - planned["s-2"].planned == (300 - 7) * DAY
    assert [f.stay for f in s.flights if f.docked is not None] == [
        f.stay for f in load(SMALL).flights if f.docked is not None
    ]
    assert flights(s, "us") == flights(load(SMALL), "us")


def test_a_stated_stay_or_planned_return_stays(tmp_path):
    text = (
        "manifest: {s-2: {stay: 100 d}, d-2: {planned_return: 2030-12-01}}\n"
        "policies: {long: {title: Long, increment_length: {rs: 300 d, us: 300 d}}}\n"
    )
    s = policies(text, tmp_path)
    before, after = s, with_policy(s, "long")
    assert flights(after, "rs")["s-2"] == flights(before, "rs")["s-2"]
    one, two = flights(before, "us")["d-2"], flights(after, "us")["d-2"]
    assert two.planned_return == one.planned_return is not None
    assert flights(after, "rs")["s-3"].stay.path == "policies.long.increment_length.rs"


def test_increments_keep_names_people_and_order(scenario):
    names = [f.name for f in scenario.flights]
    changed = [f.name for f in with_policy(scenario, "other").flights]
    assert [n for n in names if n in changed] == [n for n in changed if n in names]
    assert changed.index("s-7") == changed.index("s-6") + 1
    crew = {f.name: f.crew for f in scenario.flights}
    assert all(
        f.crew == crew[f.name] for f in with_policy(scenario, "other").flights if f.name in crew
    )


def test_a_policy_may_go_back_to_the_cadence_that_is_stated(scenario):
    base, bare = flights(scenario, "us"), flights(with_policy(scenario, "bare"), "us")
    assert base["d-4"].planned - base["d-3"].planned == (220 - 5) * DAY
    assert bare["d-4"].planned - bare["d-3"].planned == 200 * DAY
    assert {f.stay.path for f in bare.values()} == {"vehicles.dragon.stay"}


def test_increments_of_lines_whose_names_alternate(tmp_path):
    text = (
        "lines: {second: {vehicle: soyuz, overlap: 5 d, cadence: {every: 150 d, crew: [rs]}}}\n"
        "manifest: {s-5: {line: second, planned: 2030-05-01, crew: [rs]}}\n"
        "policy: {increment_length: {rs: 120 d}}\n"
        "policies: {short: {title: Short, increment_length: {rs: 60 d}}}\n"
    )
    s = policies(text, tmp_path)
    again = tmp_path / "again.yaml"
    again.write_text(dump(s), encoding="utf-8")
    second = load(again)
    assert second.flights == s.flights
    assert second.policies == s.policies
    assert flights(with_policy(s, "short"), "second") == flights(s, "second")
    names = [f.name for f in with_policy(s, "short").flights]
    assert len(names) == len(set(names))


def test_an_extra_flight_is_a_visit_that_nobody_has_planned(scenario):
    flight = scenario.flights[-1]
    assert (flight.name, flight.role, flight.line, flight.vehicle) == (
        "extra",
        "visit",
        None,
        "taxi",
    )
    assert flight.ordered_by_policy
    assert (flight.planned, flight.docked) == (None, None)
    assert [(p.name, p.segment, p.line, p.seat) for p in flight.crew] == [
        ("extra rs 1", "rs", None, None),
        ("extra usos 1", "usos", None, None),
    ]
    assert flight.stay is scenario.vehicles["taxi"].stay
    assert [f.name for f in scenario.flights if f.ordered_by_policy] == ["extra"]


def test_an_extra_flight_of_a_named_policy(scenario):
    flight = with_policy(scenario, "other").flights[-1]
    assert flight.name == "saver"
    assert flight.stay.path == "policies.other.extra_flight.stay"
    assert [(p.name, p.homes) for p in flight.crew] == [("nina", ()), ("olaf", ("d-2",))]
    assert not any(f.ordered_by_policy for f in with_policy(scenario, "bare").flights)


def test_a_flight_that_only_a_policy_has_may_be_pinned(tmp_path):
    text = (
        "policies: {short: {title: Short, increment_length: {rs: 60 d}}}\n"
        "pins: {flights: {s-7: {lost: true}}}\n"
    )
    s = policies(text, tmp_path)
    assert "s-7" not in flights(s, "rs")
    assert "s-7" in flights(with_policy(s, "short"), "rs")
    assert s.pins.flights["s-7"].lost


def test_what_extends_a_scenario_changes_one_lever_of_one_policy(scenario):
    changed = load(
        VALID / "every-key.yaml",
        overrides=["policies.other.seat_swap.seats=3", "policies.bare.hold=[us]"],
    )
    assert changed.policies["other"].policy.seat_swap.seats == 3
    assert changed.policies["other"].policy.alternate_pad == (
        scenario.policies["other"].policy.alternate_pad
    )
    assert changed.policies["bare"].policy.hold == ("us",)


def test_off_switches_a_lever_of_the_base_off():
    changed = load(VALID / "every-key.yaml", overrides=["policy.hold=off"])
    assert changed.policy.hold == ()
    assert changed.policies["same"].policy.hold == ()
    assert changed.policies["other"].policy.hold == ("us",)
