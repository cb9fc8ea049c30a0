"""The valid corpus and the scenarios that come with the program: what they resolve to."""

import dataclasses

import pytest

from sim.scenario import dump, load, shipped
from tests.scenario.refresh import VALID, complaint
from tests.shipped import loaded

FILES = sorted(VALID.glob("*.yaml"))


def compared(scenario):
    """Return the scenario without what the place of its file says."""
    return dataclasses.replace(scenario, name="", file="", warnings=())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_resolved_text_is_as_expected(path, monkeypatch):
    monkeypatch.chdir(VALID)
    resolved = VALID / "resolved" / path.name
    assert dump(path.name) == resolved.read_text(encoding="utf-8")
    assert complaint(path.name) == path.with_suffix(".expected.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*FILES, *shipped().values()], ids=lambda path: path.stem)
def test_a_dump_loads_to_the_same_scenario(path, tmp_path):
    scenario = load(path)
    again = tmp_path / "again.yaml"
    again.write_text(dump(scenario), encoding="utf-8")
    second = load(again)
    assert compared(second) == compared(scenario)
    assert dump(second) == dump(scenario)
    assert [w.message for w in second.warnings if "after until" not in w.message] == [
        w.message for w in scenario.warnings if "after until" not in w.message
    ]


def test_shipped_scenarios_give_no_warnings():
    assert {name: loaded(name).warnings for name in shipped()} == dict.fromkeys(shipped(), ())


def test_the_smallest_scenario():
    scenario = load(VALID / "one-line.yaml")
    (flight,) = scenario.flights
    assert scenario.name == "one-line"
    assert (flight.role, flight.line, flight.vehicle) == ("line", "rs", "soyuz")
    assert [person.name for person in flight.crew] == ["last rs 1", "last rs 2", "last usos 1"]
    assert flight.docked == -30 * 86400
    assert flight.planned_return == flight.docked + 180 * 86400
    assert {person.aboard_since for person in flight.crew} == {flight.docked}
    assert {person.seat for person in flight.crew} == {"last"}
    assert scenario.station.complement == {"rs": 2, "usos": 1}
    assert scenario.headline.lines == ("rs",)
    assert scenario.headline.by == scenario.until == 364 * 86400
    assert scenario.headline.gap == 14 * 86400


def test_people_aboard():
    people = {p.name: p for f in load(VALID / "every-key.yaml").flights for p in f.crew}
    assert (people["anna"].line, people["anna"].seat) == ("rs", "d-1")
    assert people["boris"].seat is None
    assert people["boris"].stranded_since == -16.5 * 86400
    assert people["emil"].homes == ("d-2",)
    assert people["fay"].line == "rs"
    assert people["fay"].aboard_since == -101.5 * 86400
    assert people["max"].line is None
    assert people["max"].seat is None


def test_a_cadence_fills_the_horizon_and_runs_one_flight_past_it():
    scenario = load(VALID / "small.yaml")
    planned = {f.name: f.planned for f in scenario.flights if f.line == "rs" and f.planned}
    assert list(planned) == ["s-2", "s-3", "s-4"]
    assert planned["s-3"] - planned["s-2"] == 200 * 86400
    assert planned["s-3"] <= scenario.until < planned["s-4"]
    assert [f.cadence for f in scenario.flights if f.name in planned] == [False, True, True]


def crews(scenario, line):
    return {
        f.name: [person.segment for person in f.crew]
        for f in scenario.flights
        if f.line == line and f.planned is not None
    }


CHANGED = "lines.rs.cadence.crew_from={2031-01-01: [usos, rs], 2030-10-18: [rs, rs, rs]}"


def test_a_cadence_changes_its_crew_with_the_flight_planned_for_the_day():
    swapped, ended = ["rs", "rs", "usos"], ["rs", "rs", "rs"]
    assert crews(load(VALID / "small.yaml"), "rs")["s-3"] == swapped  # planned for 18 October
    scenario = load(VALID / "small.yaml", overrides=[CHANGED])
    assert crews(scenario, "rs") == {
        "s-2": ["usos", "rs", "rs"],
        "s-3": ended,
        "s-4": ["usos", "rs"],
    }
    later = load(VALID / "small.yaml", overrides=[CHANGED.replace("10-18", "10-19")])
    assert crews(later, "rs")["s-3"] == swapped


def test_a_planned_flight_without_a_crew_has_that_of_the_cadence_on_its_day():
    entry = "manifest.s-2={line: rs, planned: 2030-10-17}"
    scenario = load(VALID / "small.yaml", overrides=[CHANGED, entry])
    assert crews(scenario, "rs")["s-2"] == ["rs", "rs", "usos"]
    moved = load(VALID / "small.yaml", overrides=[CHANGED, entry.replace("10-17", "10-18")])
    assert crews(moved, "rs")["s-2"] == ["rs", "rs", "rs"]
    assert [person.name for person in moved.flights[3].crew] == ["s-2 rs 1", "s-2 rs 2", "s-2 rs 3"]


def test_with_increments_of_another_length_the_crew_is_that_of_the_day():
    """100 d apart, the third flight of the cadence is planned for 18 October."""
    policy = "policies={short: {title: Short, increment_length: {rs: 107 d}}}"
    scenario = load(VALID / "small.yaml", overrides=[CHANGED, policy])
    changed = dataclasses.replace(scenario, flights=scenario.policies["short"].flights)
    found = crews(changed, "rs")
    assert found["s-3"] == ["rs", "rs", "usos"]
    assert found["s-4"] == ["rs", "rs", "rs"]
    assert found["s-5"] == ["usos", "rs"]


def test_flights_stand_in_the_declared_order():
    names = [flight.name for flight in load(VALID / "small.yaml").flights]
    docked, stated = ["s-1", "d-1", "p-1"], ["s-2", "d-2", "p-2"]
    added = ["s-3", "s-4", "d-3", "d-4", "p-3", "p-4", "p-5", "p-6"]
    assert names == [*docked, *stated, *added]


def test_a_class_value_is_one_input_and_an_override_its_own():
    flights = {flight.name: flight for flight in load(VALID / "every-key.yaml").flights}
    assert flights["s-3"].limit is flights["s-4"].limit
    assert flights["s-3"].limit.path == "vehicles.soyuz.limit"
    assert flights["d-1"].limit.path == "docked.d-1.limit"
    assert flights["d-2"].limit.path == "manifest.d-2.limit"


def test_an_outage_without_a_repair_shares_the_uncertain_scale_of_its_pad():
    pad = load(VALID / "every-key.yaml").pads["east"]
    assert pad.outage[0].repair == pad.repair
    (scale,) = pad.repair.scales
    assert scale.path == "pads.east.repair.median"


def test_cargo_without_a_policy_has_the_defaults():
    scenario = load(VALID / "small.yaml", overrides=["cargo={}"])
    assert list(scenario.cargo) == ["progress"]
    assert scenario.cargo["progress"].slip.law.is_fixed


def test_pins():
    pins = load(VALID / "every-key.yaml").pins
    assert pins.rest_as_planned
    assert pins.repairs["east"] == (12 + 31 + 28 + 2) * 86400 + 3600
    assert pins.outages["north"] == ()
    assert pins.stand_downs["r7"] == ()
    assert [end - begin for begin, end in pins.stand_downs["falcon"]] == [5 * 86400]
    lost, late, docked = (pins.flights[name] for name in ("s-2", "d-2", "d-1"))
    assert (lost.lost, lost.damages_pad, lost.scrubs) == (True, 100 * 86400, 1)
    assert (late.slip, late.damages_pad, late.lost) == (-2 * 86400, -1, False)
    assert docked.medical_return == (59.5 * 86400,)
    assert docked.unfit is None
    assert pins.flights["d-3"].medical_return == ()
