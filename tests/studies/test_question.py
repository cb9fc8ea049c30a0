"""A question of which the answer needs no play: what is asked, stored, reopened and asked again."""

from __future__ import annotations

import json
import math
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Self

import pytest

from sim.core.errors import ResultError, UsageError
from sim.runs.workers import Progress, Workers
from sim.scenario import known_by, load
from sim.scenario.scenario import Scenario
from sim.studies.question import Answer, Setting, ask, is_answer, question_in, reopened
from tests.studies.one_relief import one_relief, written

LATER = {
    "estimates": {
        "flat": {"said": "2029-12-20"},
        "open": {"said": "2029-12-24"},
    }
}
SICKLY = {"assumptions": {"sickly": {"title": "More people fall ill", "set": {"title": "Sickly"}}}}


@dataclass(frozen=True)
class Echo:
    """Answers with what it is told, and with the luck and the estimates it would be played with."""

    setting: Setting
    word: str = "hello"
    number: float = 1.0
    fails: type[BaseException] | None = None

    study: ClassVar[str] = "echo"
    answered: ClassVar[list[str]] = []

    def asked(self) -> dict[str, Any]:
        return {"word": self.word, "number": self.number}

    @classmethod
    def again(cls, setting: Setting, asked: Mapping[str, Any]) -> Self:
        return cls(setting, **asked)

    def answer(self, crew: Workers, progress: Progress | None) -> dict[str, Any]:
        assert isinstance(crew, Workers)
        self.answered.append(self.word)
        if progress is not None:
            progress(self.setting.replications, self.setting.replications)
        if self.fails is not None:
            raise self.fails
        estimates = list(self.setting.scenario.estimates)
        return {"said": self.word, "number": self.number, "estimates": estimates}


KINDS = {"echo": Echo}


@pytest.fixture
def scenario(tmp_path: Path) -> Scenario:
    return one_relief(tmp_path)


@pytest.fixture
def setting(scenario: Scenario) -> Setting:
    return Setting(scenario, 12, 3, "fast")


@pytest.fixture(autouse=True)
def nothing_answered() -> None:
    Echo.answered.clear()


def content(folder: Path, name: str) -> dict[str, Any]:
    found = json.loads((folder / name).read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def stored(question: Echo, out: Path, **more: Any) -> Path:
    folder = ask(question, out=out, workers=1, **more).folder
    assert folder is not None
    return folder


# --- what is stored -------------------------------------------------------------------------------


def test_an_answer_says_of_what_and_how_it_was_asked(setting: Setting, tmp_path: Path) -> None:
    answer = ask(Echo(setting, "hi"), out=tmp_path / "out", workers=1)
    assert answer.study == answer.summary["study"] == "echo"
    assert answer.found == {"said": "hi", "number": 1.0, "estimates": [*setting.scenario.estimates]}
    expected = {
        "scenario": "one-relief",
        "title": "One relief",
        "as_of": "2030-01-01T00:00:00Z",
        "until": "2031-05-16T00:00:00Z",
        "engine": "fast",
        "seed": 3,
        "replications": 12,
        "asked": {"word": "hi", "number": 1.0},
    }
    assert {key: answer.summary[key] for key in expected} == expected
    assert "known_by" not in answer.summary
    assert answer.scenario == setting.scenario


def test_the_folder_holds_the_scenario_what_was_asked_and_the_answer(
    setting: Setting, tmp_path: Path
) -> None:
    answer = ask(Echo(setting), out=tmp_path / "out", workers=1, command=["crewsim", "echo"])
    folder = answer.folder
    assert folder is not None
    assert folder.parent == tmp_path / "out" / "one-relief"
    assert sorted(path.name for path in folder.iterdir()) == [
        "provenance.json",
        "scenario.yaml",
        "summary.json",
    ]
    assert content(folder, "summary.json") == {**answer.summary, "result_dir": folder.as_posix()}
    assert replace(load(folder / "scenario.yaml"), name="", file="") == replace(
        setting.scenario, name="", file=""
    )
    origin = content(folder, "provenance.json")
    assert origin["study"] == "echo"
    assert (origin["seed"], origin["replications"], origin["engine"]) == (3, 12, "fast")
    assert origin["asked"] == {"word": "hello", "number": 1.0}
    assert origin["command"] == ["crewsim", "echo"]
    assert {"libraries", "python", "crewsim", "sources"} <= set(origin)


def test_nothing_of_the_machine_is_stored(setting: Setting, tmp_path: Path) -> None:
    folder = stored(Echo(setting), tmp_path / "out")
    for name in ("provenance.json", "scenario.yaml"):
        assert str(tmp_path) not in (folder / name).read_text(encoding="utf-8")


def test_warnings_are_told_by_the_file_s_own_name(tmp_path: Path) -> None:
    doubtful = one_relief(tmp_path, {"headline": {"by": "2032-01-01T00:00:00Z"}})
    assert doubtful.warnings
    folder = stored(Echo(Setting(doubtful, 1, 1, "fast")), tmp_path / "out")
    (warning,) = content(folder, "summary.json")["warnings"]
    assert warning.startswith("one-relief.yaml:")
    again = question_in(folder, KINDS)
    assert ask(again, store=False, workers=1).summary["warnings"] == [warning]


def test_without_a_store_there_is_no_folder(setting: Setting, tmp_path: Path) -> None:
    answer = ask(Echo(setting), out=tmp_path / "out", store=False, workers=1)
    assert answer.folder is None
    assert answer.summary["result_dir"] is None
    assert not (tmp_path / "out").exists()
    elsewhere = ask(Echo(setting), out=tmp_path / "out", workers=1)
    assert {**elsewhere.summary, "result_dir": None} == answer.summary


def test_two_answers_have_two_folders(setting: Setting, tmp_path: Path) -> None:
    folders = {stored(Echo(setting, word), tmp_path / "out") for word in ("a", "b", "b")}
    assert len(folders) == 3
    assert sorted(reopened(folder).found["said"] for folder in folders) == ["a", "b", "b"]


def test_progress_and_workers_are_handed_on(setting: Setting, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    with Workers(1) as crew:
        ask(Echo(setting), store=False, workers=crew, progress=lambda *now: told.append(now))
    assert told == [(12, 12)]


# --- what leaves nothing --------------------------------------------------------------------------


@pytest.mark.parametrize("failure", [KeyboardInterrupt, MemoryError, UsageError])
def test_one_that_is_broken_off_leaves_no_folder(
    failure: type[BaseException], setting: Setting, tmp_path: Path
) -> None:
    with pytest.raises(failure):
        ask(Echo(setting, fails=failure), out=tmp_path / "out", workers=1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("number", [math.nan, math.inf])
def test_an_answer_that_is_no_json_is_not_stored(
    number: float, setting: Setting, tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match="JSON"):
        ask(Echo(setting, number=number), out=tmp_path / "out", workers=1)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"replications": 0}, "0 replications"),
        ({"seed": -1}, "seed -1"),
        ({"engine": "fats"}, "did you mean 'fast'?"),
    ],
)
def test_a_setting_that_cannot_be_played_is_refused_at_once(
    changed: dict[str, Any], said: str, setting: Setting, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as raised:
        ask(Echo(replace(setting, **changed)), out=tmp_path / "out", workers=1)
    assert said in str(raised.value)
    assert Echo.answered == []
    assert not (tmp_path / "out").exists()


def test_one_that_cannot_be_stored_says_so_before_it_is_played(
    setting: Setting, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(ResultError, match="is a file"):
        ask(Echo(setting), out=tmp_path / "file" / "results", workers=1)
    odd = replace(setting, scenario=replace(setting.scenario, name="con"))
    with pytest.raises(ResultError, match="cannot name a folder"):
        ask(Echo(odd), out=tmp_path / "out", workers=1)
    assert Echo.answered == []
    ask(Echo(setting, "not stored"), out=tmp_path / "file" / "results", store=False, workers=1)
    assert Echo.answered == ["not stored"]


# --- what is read back ----------------------------------------------------------------------------


def test_an_answer_is_reopened_without_any_play(setting: Setting, tmp_path: Path) -> None:
    answer = ask(Echo(setting, "hi"), out=tmp_path / "out", workers=1)
    assert answer.folder is not None
    Echo.answered.clear()
    again = reopened(answer.folder)
    assert isinstance(again, Answer)
    assert (again.summary, again.folder) == (answer.summary, answer.folder)
    assert again.scenario.estimates == setting.scenario.estimates
    assert again.scenario.name == "one-relief"
    assert Echo.answered == []
    assert is_answer(answer.folder)


def test_an_answer_that_was_moved_says_where_it_is(setting: Setting, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.move(stored(Echo(setting), tmp_path / "out"), moved)
    assert reopened(moved).summary["result_dir"] == moved.as_posix()


def test_the_same_is_asked_from_the_folder_alone(tmp_path: Path) -> None:
    file = written(tmp_path)
    setting = Setting(load(file, overrides=["vehicles.soyuz.transit=2 d"]), 12, 3, "simpy")
    folder = stored(Echo(setting, "hi", 2.5), tmp_path / "out")
    moved = tmp_path / "moved"
    shutil.move(folder, moved)
    file.unlink()
    question = question_in(moved, KINDS)
    assert isinstance(question, Echo)
    assert (question.word, question.number) == ("hi", 2.5)
    asked = question.setting
    assert (asked.replications, asked.seed, asked.engine) == (12, 3, "simpy")
    same = replace(asked.scenario, file=setting.scenario.file)
    assert same == setting.scenario
    again = ask(question, store=False, workers=1)
    before = reopened(moved).summary
    assert {**again.summary, "result_dir": None} == {**before, "result_dir": None}


def test_what_was_known_and_assumed_is_asked_again(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, LATER, SICKLY), assume=["sickly"])
    setting = Setting(known_by(scenario, "2029-12-22"), 1, 1, "fast")
    folder = stored(Echo(setting), tmp_path / "out")
    summary = content(folder, "summary.json")
    assert (summary["known_by"], summary["assumed"]) == ("2029-12-22", ["sickly"])
    assert summary["title"] == "Sickly"
    assert summary["answer"]["estimates"] == ["no-outage", "flat", "sure"]
    again = question_in(folder, KINDS)
    assert again.setting.scenario.known_by == setting.scenario.known_by
    assert again.setting.scenario.assumed == ("sickly",)
    assert ask(again, store=False, workers=1).found == summary["answer"]
    assert list(reopened(folder).scenario.estimates) == ["no-outage", "flat", "sure"]


def test_an_answer_asked_again_can_be_stored_and_asked_again(
    setting: Setting, tmp_path: Path
) -> None:
    first = stored(Echo(setting, "hi"), tmp_path / "out")
    second = stored(question_in(first, KINDS), tmp_path / "out")  # type: ignore[arg-type]
    third = ask(question_in(second, KINDS), store=False, workers=1)
    assert third.found == reopened(first).found
    for name in ("scenario_file", "warnings", "asked", "seed", "engine"):
        assert content(first, "provenance.json")[name] == content(second, "provenance.json")[name]


def test_what_is_no_answer_is_refused(setting: Setting, tmp_path: Path) -> None:
    folder = stored(Echo(setting), tmp_path / "out")
    with pytest.raises(ResultError, match="no answer to a question; known are break-even"):
        question_in(folder, {"break-even": Echo})
    for missing in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(ResultError):
            reopened(missing)
    (folder / "summary.json").unlink()
    with pytest.raises(ResultError, match="not finished"):
        reopened(folder)
    with pytest.raises(ResultError, match="not finished"):
        is_answer(folder)


@pytest.mark.parametrize("lacking", ["asked", "seed", "engine", "replications", "scenario"])
def test_a_damaged_provenance_is_told(lacking: str, setting: Setting, tmp_path: Path) -> None:
    folder = stored(Echo(setting), tmp_path / "out")
    origin = content(folder, "provenance.json")
    del origin[lacking]
    (folder / "provenance.json").write_text(json.dumps(origin), encoding="utf-8")
    with pytest.raises(ResultError, match="damaged"):
        question_in(folder, KINDS)
    (folder / "provenance.json").write_text("{", encoding="utf-8")
    with pytest.raises(ResultError, match="cannot be read"):
        question_in(folder, KINDS)


def test_what_another_version_asked_is_told(setting: Setting, tmp_path: Path) -> None:
    folder = stored(Echo(setting), tmp_path / "out")
    origin = content(folder, "provenance.json")
    origin["asked"]["colour"] = "blue"
    (folder / "provenance.json").write_text(json.dumps(origin), encoding="utf-8")
    with pytest.raises(ResultError, match="damaged"):
        question_in(folder, KINDS)
