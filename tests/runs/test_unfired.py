from dataclasses import replace
from typing import Any

import pytest

from sim.core.distributions import fixed
from sim.outcomes import Happening
from sim.runs.unfired import never_fired, switched_on
from sim.scenario import load, with_estimate
from sim.scenario.scenario import (
    AlternatePad,
    EarlyReturn,
    ExtraFlight,
    Input,
    OnLowStock,
    Pins,
    Policy,
    ReserveCraft,
    Scenario,
    SeatSwap,
    Stock,
)

H = Happening
NONE = Input("none", fixed(0.0))


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


@pytest.mark.parametrize(
    ("lever", "on"),
    [
        ({"seat_swap": SeatSwap(after=0, seats=1)}, {H.SWAPPED}),
        ({"alternate_pad": AlternatePad(pad="site-1", after=0)}, {H.PAD_ORDERED, H.PAD_ACTIVATED}),
        ({"reserve_craft": ReserveCraft(class_="soyuz-ms", preparation=NONE)}, {H.RESERVE_TAKEN}),
        ({"on_low_stock": OnLowStock(stocks=["food"], again_after=0)}, {H.SENT_HOME}),
        ({"early_return": EarlyReturn(after=0, people={"ada": "ms-29"})}, {H.EARLY_RETURN}),
        (
            {
                "extra_flight": ExtraFlight(
                    name="extra", class_="soyuz-ms", crew=[], after=0, lead=NONE
                )
            },
            {H.FLIGHT_ORDERED},
        ),
        ({"hold": ("soyuz",)}, {H.HELD}),
        ({"first_after_repair": "crew"}, set()),  # repairs are told of in any case
    ],
)
def test_a_lever_switches_on_its_own_rule(
    outage: Scenario, lever: dict[str, Any], on: set[H]
) -> None:
    without = replace(outage, policy=Policy(waiver=outage.policy.waiver, hold=()))
    with_it = replace(outage, policy=replace(without.policy, **lever))
    assert set(switched_on(with_it)) - set(switched_on(without)) == on


@pytest.mark.parametrize(("use", "on"), [(0.0, set()), (1.0, {H.STOCK_LOW})])
def test_a_stock_that_is_used_may_run_low(outage: Scenario, use: float, on: set[H]) -> None:
    bare = replace(outage, station=replace(outage.station, stocks={}))
    stock = Stock(
        name="food",
        unit="kg",
        level=NONE,
        per_day=NONE,
        per_person_day=Input("use", fixed(use)),
        reserve=NONE,
    )
    stocked = replace(bare, station=replace(bare.station, stocks={"food": stock}))
    assert set(switched_on(stocked)) - set(switched_on(bare)) == on


def test_nothing_is_missed_in_a_play_as_planned(outage: Scenario) -> None:
    assert never_fired(replace(outage, pins=Pins(rest_as_planned=True)), {}) == []
