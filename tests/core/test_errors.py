import pickle

import pytest

from sim.core.errors import (
    CrewsimError,
    Problem,
    ResultError,
    ScenarioError,
    UsageError,
    listed,
    nearest,
)

VEHICLE = Problem("x.yaml", 14, "manifest.ms-29.vehicle", "'soyus-ms' is not a vehicle here")
MISSING = Problem("x.yaml", None, "until", "is missing")


def test_a_problem_is_printed_with_its_place():
    assert str(VEHICLE) == "x.yaml:14: manifest.ms-29.vehicle: 'soyus-ms' is not a vehicle here"
    assert str(MISSING) == "x.yaml: until: is missing"
    assert str(Problem("x.yaml", 3, "", "is not YAML")) == "x.yaml:3: is not YAML"


def test_one_problem_has_no_header_and_several_have_one():
    assert str(ScenarioError([VEHICLE])) == str(VEHICLE)
    assert str(ScenarioError([VEHICLE, MISSING])).splitlines() == [
        "x.yaml: 2 problems",
        f"  {VEHICLE}",
        f"  {MISSING}",
    ]


def test_an_error_without_problems_is_a_programming_mistake():
    with pytest.raises(ValueError, match="at least one problem"):
        ScenarioError([])


def test_a_scenario_error_crosses_to_another_process():
    copy = pickle.loads(pickle.dumps(ScenarioError([VEHICLE, MISSING])))
    assert copy.problems == (VEHICLE, MISSING)


@pytest.mark.parametrize("kind", [UsageError, ResultError, ScenarioError])
def test_every_error_is_of_one_family(kind):
    assert issubclass(kind, CrewsimError)


@pytest.mark.parametrize("name", ["soyus-ms", "Soyuz MS", "SOYUZ_MS", "soyuzms"])
def test_the_nearest_name_overlooks_spelling(name):
    assert nearest(name, ["crew-dragon", "soyuz-ms"]) == "; did you mean 'soyuz-ms'?"


def test_nothing_near_is_no_suggestion():
    assert nearest("zarya", ["crew-dragon", "soyuz-ms"]) == ""
    assert nearest("zarya", []) == ""


def test_names_are_listed_shortly():
    assert listed(["a", "b"]) == "a, b"
    assert listed("abcdefghij") == "a, b, c, d, e, f, g, h and 2 more"
    assert listed([]) == "none"


@pytest.mark.parametrize(
    ("name", "known", "meant"),
    [
        ("sojus", ["soyuz", "dragon"], "soyuz"),
        ("titel", ["title", "table"], "title"),
        ("replan", ["planned", "place"], ""),
        ("cancelled", ["cadence"], ""),
    ],
)
def test_only_what_a_slip_of_the_pen_explains_is_near(
    name: str, known: list[str], meant: str
) -> None:
    assert nearest(name, known) == (f"; did you mean {meant!r}?" if meant else "")
