import pytest

from sim.core.errors import ScenarioError
from sim.scenario import files, load, shipped
from tests.shipped import loaded


def test_shipped_scenarios_are_found_by_name_and_by_the_last_part_of_it():
    known = shipped()
    assert {"baseline", "site-31-outage", "history/site-31-as-flown"} <= set(known)
    assert all(path.is_file() for path in known.values())
    assert files.find("site-31-as-flown") == known["history/site-31-as-flown"]
    assert load("site-31-as-flown").name == "site-31-as-flown"


def test_every_shipped_scenario_asks_a_question():
    assert all(loaded(name).question and loaded(name).title for name in shipped())


def test_a_file_of_the_working_folder_comes_before_a_shipped_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baseline").write_text("format: 2\n", encoding="utf-8")
    with pytest.raises(ScenarioError, match="format: 2"):
        load("baseline")


def test_a_folder_does_not_hide_a_shipped_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "baseline").mkdir()
    assert load("baseline").name == "baseline"


def test_two_shipped_names_with_one_end_must_be_written_out(tmp_path, monkeypatch):
    for name in ("a/x.yaml", "b/x.yaml", "y.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setattr(files, "_shipped_folder", lambda: tmp_path)
    assert list(shipped()) == ["a/x", "b/x", "y"]
    assert files.find("x") is None
    assert files.find("a/x") == tmp_path / "a/x.yaml"


def test_the_allowed_folder_is_the_nearest_called_scenarios_else_the_own(tmp_path):
    inner = tmp_path / "scenarios/mine/scenarios/deep"
    assert files.allowed_folder(inner / "x.yaml") == inner.parent
    assert files.allowed_folder(tmp_path / "other/x.yaml") == tmp_path / "other"


def test_paths_are_shown_from_the_working_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert files.shown(tmp_path / "a/x.yaml") == "a/x.yaml"
    assert files.shown(tmp_path.parent / "x.yaml") == str(tmp_path.parent / "x.yaml")
