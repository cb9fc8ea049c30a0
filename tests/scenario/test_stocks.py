"""Stocks, what is delivered and saved, and pads that sleep: what they resolve to."""

import pytest

from sim.scenario import load
from tests.scenario.refresh import VALID

DAY = 86400


@pytest.fixture(scope="module")
def scenario():
    return load(VALID / "every-key.yaml")


def test_stocks_stand_in_the_declared_order_with_their_inputs(scenario):
    stocks = scenario.station.stocks
    assert list(stocks) == ["food", "fuel"]
    food, fuel = stocks.values()
    assert food.unit == fuel.unit == "kg"
    assert food.level.path == "station.stocks.food.level"
    assert food.level.law.support() == (900.0, 1100.0)
    assert food.per_day.law.median() == 0.0
    assert food.per_person_day.law.median() == 2.1
    assert food.capacity is None
    assert fuel.reserve.law.median() == 1000.5
    assert fuel.capacity.law.median() == 5000.0
    assert fuel.per_day.path == "station.stocks.fuel.per_day"


def test_a_cargo_flight_brings_what_its_class_does_unless_it_states_its_own(scenario):
    flights = {flight.name: flight for flight in scenario.flights}
    usual, own = flights["p-3"].delivers, flights["p-2"].delivers
    assert {stock: i.path for stock, i in usual.items()} == {
        "food": "vehicles.progress.delivers.food",
        "fuel": "vehicles.progress.delivers.fuel",
    }
    assert {stock: (i.path, i.law.median()) for stock, i in own.items()} == {
        "food": ("manifest.p-2.delivers.food", 250.0)
    }
    assert flights["s-2"].delivers == {}


def test_a_docked_cargo_ship_has_delivered_already():
    scenario = load(
        VALID / "small.yaml",
        overrides=[
            "station.stocks={food: {unit: kg, level: 9}}",
            "vehicles.progress.delivers={food: 1}",
        ],
    )
    flights = {flight.name: flight for flight in scenario.flights}
    assert flights["p-1"].delivers == {}
    assert list(flights["p-2"].delivers) == ["food"]


def test_a_docked_vehicle_saves_shares(scenario):
    assert scenario.vehicles["soyuz"].reboost == {}
    assert scenario.vehicles["progress"].reboost["fuel"].law.median() == 0.6
    taxi = scenario.vehicles["taxi"].reboost["fuel"]
    assert taxi.path == "vehicles.taxi.reboost.fuel"
    assert 0.0 <= taxi.law.support()[0] < taxi.law.support()[1] <= 1.0


def test_a_dormant_pad_has_an_activation(scenario):
    spare = scenario.pads["spare"].activation
    assert spare.path == "pads.spare.dormant.activation"
    assert spare.law.support() == (60.0 * DAY, 90.0 * DAY)
    assert scenario.pads["east"].activation is None
