"""Each file of tests/data/invalid says one kind of wrong thing; the answer is given beside it."""

import os

import pytest

from sim.core.errors import ScenarioError
from sim.scenario import load
from tests.scenario.refresh import INVALID, complaint

FILES = sorted(INVALID.glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_problems_are_as_expected(path, monkeypatch):
    monkeypatch.chdir(INVALID)
    expected = path.with_suffix(".expected.txt").read_text(encoding="utf-8")
    assert complaint(path.name) == expected
    with pytest.raises(ScenarioError):
        load(path.name)


def test_every_expectation_has_its_file():
    assert {path.stem for path in FILES} == {
        path.name.removesuffix(".expected.txt") for path in INVALID.glob("*.expected.txt")
    }


def problem_of(path):
    with pytest.raises(ScenarioError) as caught:
        load(path)
    (problem,) = caught.value.problems
    return problem


def test_a_file_of_50_mb_is_refused_unread(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 50_000_000)
    assert problem_of(path).message == "50.0 MB is too large: a scenario has at most 1 MB"


def test_a_file_just_above_1_mb_is_refused(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_text("format: 1\n" + "#" * 1_000_000, encoding="utf-8")
    assert problem_of(path).message == "1.0 MB is too large: a scenario has at most 1 MB"


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16"])
def test_another_encoding_is_refused(tmp_path, encoding):
    path = tmp_path / "odd.yaml"
    path.write_bytes("format: 1\ntitle: Zoë\n".encode(encoding))
    problem = problem_of(path)
    assert problem.message == "not UTF-8: save the file in that encoding"
    assert problem.line == (2 if encoding == "latin-1" else 1)


def test_a_folder_is_refused(tmp_path):
    assert problem_of(tmp_path).message == "is a folder: name a file in it"


def test_a_missing_file_is_refused(tmp_path):
    path = tmp_path / "absent.yaml"
    problem = problem_of(path)
    assert problem.file == str(path)
    assert problem.message.startswith("no such file or scenario")


def test_a_missing_name_has_a_near_one():
    message = problem_of("base-line").message
    assert message == "no such file or scenario; did you mean 'baseline'?"


def test_a_name_that_no_file_can_have_is_refused():
    assert problem_of("a\0b").message
    assert "no such file" in problem_of("x" * 5000).message
    assert "no such file" in problem_of("").message


def test_an_unreadable_device_is_refused(tmp_path):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    assert problem_of(pipe).message == "is no plain file: save the scenario in one"


def test_a_chain_of_extends_that_leaves_by_a_link_is_refused(tmp_path):
    inside = tmp_path / "scenarios"
    inside.mkdir()
    (tmp_path / "secret.yaml").write_text("format: 1\n", encoding="utf-8")
    (inside / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    path = inside / "own.yaml"
    path.write_text("format: 1\nextends: link.yaml\n", encoding="utf-8")
    assert "lies outside the folder 'scenarios'" in problem_of(path).message
