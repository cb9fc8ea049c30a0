"""Assumptions: named values in place of those at some paths."""

import dataclasses
import datetime as dt

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import dump, granted, load
from tests.scenario.refresh import VALID

EVERY = VALID / "every-key.yaml"
SMALL = VALID / "small.yaml"

OWN = """\
format: 1
extends: base.yaml
assumptions:
  sick:
    title: Sick
    source: a paper
    set:
      people.medical_return_rate: 1 per 7 person-years
  sicker: {title: Sicker, set: {people.medical_return_rate: 1 per y, people.medical_lead: 1 d}}
  whole: {title: Whole, set: {people: {medical_lead: 2 d}}}
  tired: {title: Tired, set: {pads.east.turnaround: 30 d}}
  wrong: {title: Wrong, set: {
    pads.east.turnaround: 30,
    vehicles.soyus.limit: 230 d}}
  late: {title: Late, set: {until: 2029-01-01}}
"""


@pytest.fixture
def own(tmp_path):
    (tmp_path / "base.yaml").write_bytes(SMALL.read_bytes())
    path = tmp_path / "own.yaml"
    path.write_text(OWN, encoding="utf-8")
    return path


def years(scenario):
    return 1 / (365.25 * scenario.people.medical_return_rate.law.median())


def turnaround(scenario):
    return scenario.pads["east"].turnaround.law.median() / 86400


def test_an_assumption_is_only_named_until_it_is_made(own):
    scenario = load(own)
    sick = scenario.assumptions["sick"]
    assert (sick.name, sick.title, sick.source) == ("sick", "Sick", "a paper")
    assert sick.paths == ("people.medical_return_rate",)
    assert scenario.people == load(SMALL).people
    assert scenario.assumed == ()


def test_it_replaces_what_its_paths_held(own):
    assert years(load(own, assume=["sick"])) == pytest.approx(7)
    sicker = load(own, assume=["sicker", "tired", "sicker"])
    assert sicker.assumed == ("sicker", "tired")
    assert years(sicker) == pytest.approx(1)
    assert sicker.people.medical_lead.law.median() == 86400
    assert turnaround(sicker) == 30


def test_an_override_comes_behind_it(own):
    scenario = load(own, assume=["tired"], overrides=["pads.east.turnaround=31 d"])
    assert turnaround(scenario) == 31


def test_it_may_name_an_item_of_a_list():
    scenario = load(EVERY, assume=["two-russians"])
    (flight,) = (flight for flight in scenario.flights if flight.name == "s-3")
    assert [person.segment for person in flight.crew] == ["rs", "rs", "rs"]


def test_a_variant_changes_one_of_its_base(own, tmp_path):
    path = tmp_path / "third.yaml"
    change = "assumptions: {sick: {set: {people.medical_return_rate: 1 per 3 person-years}}}"
    path.write_text(f"format: 1\nextends: own.yaml\n{change}\n", encoding="utf-8")
    scenario = load(path, assume=["sick"])
    assert years(scenario) == pytest.approx(3)
    assert scenario.assumptions["sick"].title == "Sick"
    assert list(scenario.assumptions) == list(load(own).assumptions)


def test_a_dump_has_it_applied_and_loads_to_the_same_scenario(tmp_path):
    scenario = load(EVERY, assume=["sickly"])
    again = tmp_path / "every-key.yaml"
    again.write_text(dump(scenario), encoding="utf-8")
    second = load(again)
    assert second == dataclasses.replace(scenario, file=second.file, warnings=second.warnings)
    assert second.people != load(EVERY).people
    assert dump(second) == dump(scenario)
    assert second.assumptions == load(EVERY).assumptions
    assert dump(load(again, assume=["sickly"])) == dump(scenario)


def test_what_is_taken_for_granted_is_what_would_change_the_play(own):
    scenario = load(EVERY)
    assert [each.name for each in granted(scenario)] == ["two-russians"]
    assert granted(scenario)[0].unless == "a seat is swapped"
    assert granted(load(EVERY, assume=["two-russians"])) == []
    assert granted(load(own)) == []  # none says what it stands against


@pytest.mark.parametrize(("until", "hangs"), [("2028-05-31", False), ("2028-06-01", True)])
def test_only_what_is_planned_by_the_end_is_taken_for_granted(until, hangs):
    """Soyuz MS-32 is planned for 31 May 2028, the first flight of that year."""
    found = granted(load("baseline", overrides=[f"until={until}"]))
    assert [each.name for each in found] == [*["no-swap-after-2027"] * hangs, "medical-nasa-model"]


def test_a_stored_scenario_hangs_on_the_same(tmp_path):
    again = tmp_path / "again.yaml"
    again.write_text(dump(load("site-31-outage")), encoding="utf-8")
    swap, illness = granted(load(again))
    assert load(again, assume=[swap.name]).flights == (
        load("site-31-outage", assume=[swap.name]).flights
    )
    assert load(again, assume=[illness.name]).people == (
        load("site-31-outage", assume=[illness.name]).people
    )


def test_an_assumption_that_does_not_fit_is_not_hung_on():
    unfit = "assumptions.two-russians.set={lines.rs.cadence: {every: 3 d}}"
    assert granted(load(EVERY, overrides=[unfit])) == []


@pytest.mark.parametrize("name", ["baseline", "today"])
def test_without_the_swap_each_side_flies_its_own_from_2028_on(name):
    flights = load(name, assume=["no-swap-after-2027"]).flights
    new_year = (dt.datetime(2028, 1, 1, tzinfo=dt.UTC) - load(name).as_of).total_seconds()
    for flight, before in zip(flights, load(name).flights, strict=True):
        if flight.line is None or flight.planned is None or flight.planned < new_year:
            assert flight == before
        else:
            own = {"soyuz": ["rs"] * 3, "us-crew": ["usos"] * 4}[flight.line]
            assert (
                [person.segment for person in flight.crew]
                == own
                != [person.segment for person in before.crew]
            )


def problems(path, *assume):
    with pytest.raises(ScenarioError) as caught:
        load(path, assume=assume)
    return [str(problem).removeprefix(f"{path.parent}/") for problem in caught.value.problems]


def test_an_unknown_one_is_refused_with_the_nearest(own):
    told = "--assume sik: 'sik' is not an assumption of this scenario"
    assert problems(own, "sik") == [f"{told}; did you mean 'sick'?"]
    (found,) = problems(own, "xyz")
    assert found.endswith("; there are sick, sicker, whole, tired, wrong, late")
    (found,) = problems(SMALL, "sick")
    assert found.endswith("scenario; there are none")


def test_two_that_set_one_thing_are_refused_where_the_second_does(own):
    assert problems(own, "sick", "sicker") == [
        "own.yaml:9: assumptions.sicker.set.people.medical_return_rate: "
        "sick sets it too, and both are assumed: name one of them"
    ]
    (found,) = problems(own, "sick", "whole")
    assert found.startswith("own.yaml:10: assumptions.whole.set.people: sick sets it too")
    assert len(problems(own, "whole", "sicker")) == 2


def test_a_problem_names_the_line_of_the_value(own, tmp_path):
    assert problems(own, "wrong") == [
        "own.yaml:14: assumptions.wrong.set.vehicles.soyus.limit: "
        "'soyus' is not among the vehicles of the scenario; did you mean 'soyuz'?"
    ]
    own.write_text(OWN.replace("soyus", "soyuz"), encoding="utf-8")
    (found,) = problems(own, "wrong")
    assert found.startswith("own.yaml:13: pads.east.turnaround: 30 has no unit")
    (found,) = problems(own, "late")
    assert found == "own.yaml:15: until: 2029-01-01 is not after as_of, 2030-01-01T00:00:00Z"


def test_values_of_a_csv_file_are_read_beside_the_file_that_names_it(tmp_path):
    (tmp_path / "values.csv").write_bytes((VALID / "values.csv").read_bytes())
    (tmp_path / "base.yaml").write_bytes(SMALL.read_bytes())
    path = tmp_path / "own.yaml"
    law = "{kind: empirical, csv: values.csv, column: slip_days}"
    stated = f"assumptions: {{slow: {{title: Slow, set: {{lines.us.slip: {law}}}}}}}"
    path.write_text(f"format: 1\nextends: base.yaml\n{stated}\n", encoding="utf-8")
    scenario = load(path, assume=["slow"])
    assert not scenario.lines["us"].slip.law.is_fixed
    again = tmp_path / "elsewhere" / "again.yaml"
    again.parent.mkdir()
    again.write_text(dump(load(path)), encoding="utf-8")
    assert load(again, assume=["slow"]).lines["us"].slip == scenario.lines["us"].slip


def test_the_medical_views_are_of_a_station_of_seven():
    for name, a_year in (("medical-nasa-model", 1 / 3), ("medical-record", 2 / 28.2)):
        rate = load("baseline", assume=[name]).people.medical_return_rate.law
        assert 7 * 365.25 * rate.mean() == pytest.approx(a_year, rel=1e-3)


def test_the_record_of_soyuz_has_one_in_it():
    for name, days in (("craft-record", 12_900), ("craft-ms-series", 4_900)):
        rate = load("today", assume=[name]).vehicles["soyuz-ms"].unfit_rate.law
        assert rate.mean() == pytest.approx(1.5 / days, rel=1e-3)
