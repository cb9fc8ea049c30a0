from dataclasses import replace

import pytest

from sim.outcomes import Happening
from sim.runs.unfired import never_fired, switched_on
from sim.scenario import load, with_estimate
from sim.scenario.scenario import Pins, Scenario


@pytest.fixture(scope="module")
def outage() -> Scenario:
    return with_estimate(load("site-31-outage"), "end-of-winter")


def test_what_is_on_and_did_not_happen_is_named(outage: Scenario) -> None:
    on = [happening.name.lower() for happening in switched_on(outage)]
    assert {"lost", "unfit", "repaired", "pulled_forward"} <= set(on)
    assert never_fired(outage, dict.fromkeys(on, 1)) == []
    assert never_fired(outage, {**dict.fromkeys(on, 1), "unfit": 0}) == ["unfit"]
    assert never_fired(outage, {}) == sorted(on)


def test_what_is_switched_off_is_not_missed(outage: Scenario) -> None:
    lifted = with_estimate(outage, "no-outage")
    assert set(switched_on(outage)) - set(switched_on(lifted)) == {Happening.REPAIRED}
    lines = {name: replace(line, pull_forward=None) for name, line in outage.lines.items()}
    cargo = {name: replace(each, pull_forward=None) for name, each in outage.cargo.items()}
    still = replace(outage, lines=lines, cargo=cargo)
    assert set(switched_on(outage)) - set(switched_on(still)) == {Happening.PULLED_FORWARD}


def test_nothing_is_missed_in_a_play_as_planned(outage: Scenario) -> None:
    assert never_fired(replace(outage, pins=Pins(rest_as_planned=True)), {}) == []
