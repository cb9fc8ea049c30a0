"""Titles beside keys: what people read, in any alphabet, told apart where several are alike."""

import pytest
import yaml

from sim.core.errors import ScenarioError
from sim.scenario import known_by, load
from tests.scenario.refresh import VALID


def tree(name="small"):
    return yaml.safe_load((VALID / f"{name}.yaml").read_text(encoding="utf-8"))


def written(tmp_path, found):
    file = tmp_path / "own.yaml"
    text = yaml.safe_dump(found, allow_unicode=True, sort_keys=False, default_flow_style=None)
    file.write_text(text, encoding="utf-8")
    return file


def estimates(tmp_path, **titles):
    """Return a scenario with an outage that has an estimate of each title."""
    path = "pads.east.outage={since: 2029-12-20, repair: 90 d}"
    repair = {"repair": "180 d"}
    found = {**tree(), "estimates": {key: {"title": t, **repair} for key, t in titles.items()}}
    found["pads"]["east"]["repair"] = "90 d"
    return load(written(tmp_path, found), overrides=[path])


def test_titles_of_every_kind_are_read_and_a_key_stands_for_itself_without(tmp_path):
    found = tree()
    port = next(iter(found["station"]["ports"]))
    found["station"]["ports"][port]["title"] = "Передний порт"
    for section, key in (
        ("families", "r7"),
        ("pads", "east"),
        ("vehicles", "soyuz"),
        ("lines", "rs"),
        ("docked", "s-1"),
        ("manifest", "s-2"),
    ):
        found[section][key]["title"] = f"Имя {key}"
    scenario = load(written(tmp_path, found))
    assert scenario.titles == {
        "ports": {port: "Передний порт"},
        "families": {"r7": "Имя r7"},
        "pads": {"east": "Имя east"},
        "vehicles": {"soyuz": "Имя soyuz"},
        "lines": {"rs": "Имя rs"},
        "flights": {"s-1": "Имя s-1", "s-2": "Имя s-2"},
    }
    assert scenario.called("pads", "east") == "Имя east"
    assert scenario.called("pads", "north") == "north"
    assert scenario.headline.titles == {"rs": "Имя rs"}
    again = tmp_path / "again.yaml"
    again.write_text(scenario.text, encoding="utf-8")
    assert load(again).titles == scenario.titles


def test_people_of_one_title_are_told_apart_by_their_keys(tmp_path):
    found = tree()
    people = {key: {"segment": "rs", "title": "Анна"} for key in ("ann", "anna")}
    found["docked"]["s-1"]["crew"] = {**people, "zoe": "usos"}
    assert load(written(tmp_path, found)).titles["people"] == {
        "ann": "Анна (ann)",
        "anna": "Анна (anna)",
    }


def test_a_key_in_another_alphabet_is_refused_with_the_way_out(tmp_path):
    found = tree()
    found["pads"]["площадка-1"] = found["pads"].pop("east")
    found["station"]["stocks"] = {"вода": {"unit": "kg", "level": 1}}
    with pytest.raises(ScenarioError) as caught:
        load(written(tmp_path, found))
    told = {problem.path: problem.message for problem in caught.value.problems}
    latin = (
        "a name has Latin letters a to z, digits, - and _ only, and starts with a letter or digit"
    )
    assert told["pads.площадка-1"] == f"{latin}; what people read goes into its title"
    assert told["station.stocks.вода"] == latin


def test_people_may_have_names_of_any_alphabet(tmp_path):
    found = tree()
    found["docked"]["s-1"]["crew"] = {"Имя-Один": "rs", "O'Name": "rs", "Zoë Two": "usos"}
    assert [person.name for person in load(written(tmp_path, found)).flights[0].crew] == [
        "Имя-Один",
        "O'Name",
        "Zoë Two",
    ]
    found["docked"]["s-1"]["crew"] = {"O’Name": "rs"}
    with pytest.raises(ScenarioError, match=r"letters, digits, blanks, ' and - only.*its title"):
        load(written(tmp_path, found))


def test_estimates_of_one_title_have_their_keys_in_brackets_and_are_warned_of(tmp_path):
    scenario = estimates(tmp_path, a="Six months", b="six  Months", c="Soon")
    titles = {name: each.title for name, each in scenario.estimates.items()}
    assert titles == {"a": "Six months (a)", "b": "six  Months (b)", "c": "Soon"}
    (warning,) = scenario.warnings
    assert (warning.path, warning.message) == (
        "estimates.b.title",
        "'six  Months' is that of a, too: shown as 'six  Months (b)'",
    )
    kept = known_by(scenario, "2030-01-01").estimates
    assert {name: each.title for name, each in kept.items()} == titles


def test_policies_of_one_title_are_told_apart(tmp_path):
    policies = {key: {"title": "Waived", "waiver": "9 d"} for key in ("x", "y")}
    policies["z"] = {"title": "As stated", "waiver": "9 d"}
    scenario = load(written(tmp_path, {**tree(), "policies": policies}))
    assert [each.title for each in scenario.policies.values()] == [
        "Waived (x)",
        "Waived (y)",
        "As stated (z)",
    ]
    assert scenario.policy.title == "As stated"
    assert [warning.path for warning in scenario.warnings] == [
        "policies.y.title",
        "policies.z.title",
    ]


def test_an_empty_title_is_refused(tmp_path):
    found = tree()
    found["pads"]["east"]["title"] = ""
    with pytest.raises(ScenarioError, match=r"pads\.east\.title: an empty text"):
        load(written(tmp_path, found))
