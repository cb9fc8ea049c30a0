"""What planners ask: a question, its answer, and the folder from which it can be asked again."""

from __future__ import annotations

import datetime as dt
import json
import sys
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, ClassVar, Self

from sim.core.clock import instant_at, iso
from sim.core.errors import Problem, ResultError
from sim.runs.provenance import last_name, provenance
from sim.runs.replicate import check_numbers, engine_class, sharing
from sim.runs.run_folder import new_folder
from sim.runs.store import (
    PROVENANCE,
    check_names,
    check_root,
    open_result,
    read_json,
    results_root,
)
from sim.runs.tables import FORMAT
from sim.runs.workers import Progress, Workers
from sim.scenario import dump
from sim.scenario.scenario import Scenario
from sim.studies.result import as_asked, scenario_in


@dataclass(frozen=True)
class Setting:
    """What every question asks: of which scenario, how often, and with which luck.

    Parameters
    ----------
    scenario : Scenario
        No estimate and no policy applied.
    replications : int
        Of each variant that is played.
    """

    scenario: Scenario
    replications: int
    seed: int
    engine: str


@dataclass(frozen=True)
class Question(ABC):
    """What a study asks, and how it finds the answer.

    What a question asks besides its setting are its other fields, of JSON's own types or tuples of
    them: they tell it in a folder, from which it is asked again.

    Parameters
    ----------
    setting : Setting
    """

    setting: Setting

    study: ClassVar[str]
    """The verb, such as ``break-even``."""

    def asked(self) -> dict[str, Any]:
        """Return what is asked besides the setting, in JSON's own types; `again` takes it."""
        values = {field.name: getattr(self, field.name) for field in fields(self)[1:]}
        return {
            name: list(value) if isinstance(value, tuple) else value
            for name, value in values.items()
        }

    @classmethod
    def again(cls, setting: Setting, asked: Mapping[str, Any]) -> Self:
        """Return the question that `asked` has told."""
        values = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in asked.items()
        }
        return cls(setting, **values)

    @abstractmethod
    def answer(self, crew: Workers, progress: Progress | None) -> dict[str, Any]:
        """Play what is needed and return the answer: JSON's own types, and never NaN."""


@dataclass(frozen=True)
class Answer:
    """A question that has been answered, just now or when its folder was written.

    Parameters
    ----------
    summary : mapping
        The content of ``summary.json``; ``asked`` and ``answer`` are the question's own.
    folder : Path or None
        Where it is stored; None when it is not.
    """

    summary: Mapping[str, Any]
    scenario: Scenario
    folder: Path | None

    @property
    def study(self) -> str:
        """The verb that asks it."""
        return str(self.summary["study"])

    @property
    def found(self) -> Mapping[str, Any]:
        """The answer itself."""
        found: Mapping[str, Any] = self.summary["answer"]
        return found


def is_answer(folder: Path) -> bool:
    """Return whether a folder of results is the answer to a question; else it is a run's.

    Raises
    ------
    ResultError
        When the folder is missing, not finished, damaged or of another format.
    """
    return "answer" in open_result(folder).summary


def reopened(folder: Path) -> Answer:
    """Return a stored answer; nothing is played.

    Raises
    ------
    ResultError
        When the folder is missing, not finished, damaged or of another format, or holds a run.
    """
    summary = open_result(folder).summary
    if not is_answer(folder):
        raise ResultError(
            f"{folder}: this is a run, not the answer to a question; crewsim plot draws it"
        )
    scenario = scenario_in(folder, summary)
    return Answer({**summary, "result_dir": folder.as_posix()}, scenario, folder)


def ask(
    question: Question,
    *,
    out: Path | str | None = None,
    store: bool = True,
    workers: int | Workers | None = None,
    progress: Progress | None = None,
    command: Sequence[str] | None = None,
) -> Answer:
    """Answer a question and store the answer.

    The folder is made when the answer is there: a question that is broken off leaves nothing, and
    one that cannot be stored says so before anything is played.

    Parameters
    ----------
    out : path or None
        The folder of results; None for CREWSIM_RESULTS, else ``results``.
    store : bool
        False leaves no folder behind.
    workers, progress
        See `sim.runs.replicate.replicate`.
    command : sequence of str or None
        The command line to keep; None for this process's own.

    Raises
    ------
    ResultError
        When the answer cannot be stored.
    """
    setting = question.setting
    check_numbers(setting.replications, setting.seed)
    engine_class(setting.engine)
    root = results_root(out)
    if store:
        check_root(root)
        check_names(setting.scenario.name, [])
    started_at = dt.datetime.now(dt.UTC)
    with sharing(workers) as crew:
        found = question.answer(crew, progress)
    wall_s = round((dt.datetime.now(dt.UTC) - started_at).total_seconds(), 3)
    summary = {**_head(question), "asked": question.asked(), "answer": found, "result_dir": None}
    json.dumps(summary, allow_nan=False)
    if not store:
        return Answer(summary, setting.scenario, None)
    origin = provenance(
        started_at=started_at,
        command=sys.argv if command is None else command,
        **_origin(question),
        wall_s=wall_s,
    )
    with new_folder(root, setting.scenario.name, dump(setting.scenario), origin) as folder:
        summary["result_dir"] = folder.path.as_posix()
        folder.finish(summary)
    return Answer(summary, setting.scenario, folder.path)


def question_in(folder: Path, kinds: Mapping[str, type[Question]]) -> Question:
    """Return the question of a folder, to be asked again.

    Parameters
    ----------
    kinds : mapping of str to type
        The questions by the verb that asks them.

    Raises
    ------
    ResultError
        When the folder holds no question.
    """
    origin = read_json(folder / PROVENANCE)
    kind = kinds.get(origin.get("study", ""))
    if kind is None:
        raise ResultError(f"{folder}: this is no answer to a question; known are {_verbs(kinds)}")
    try:
        scenario = replace(
            scenario_in(folder, origin),
            file=origin["scenario_file"],
            warnings=tuple(Problem(**warning) for warning in origin["warnings"]),
        )
        setting = Setting(scenario, origin["replications"], origin["seed"], origin["engine"])
        return kind.again(setting, origin["asked"])
    except (KeyError, TypeError) as error:
        raise ResultError(
            f"{folder}: provenance.json does not say what was asked; it is damaged"
        ) from error


def _head(question: Question) -> dict[str, Any]:
    """Return what every summary says of its question."""
    setting = question.setting
    scenario = setting.scenario
    return {
        "format": FORMAT,
        "study": question.study,
        "scenario": scenario.name,
        "title": scenario.title,
        "as_of": iso(scenario.as_of),
        "until": iso(instant_at(scenario.as_of, scenario.until)),
        **as_asked(scenario),
        "engine": setting.engine,
        "seed": setting.seed,
        "replications": setting.replications,
        "warnings": [str(replace(p, file=last_name(p.file))) for p in scenario.warnings],
    }


def _origin(question: Question) -> dict[str, Any]:
    """Return what the provenance says of the question: enough to ask it again."""
    setting = question.setting
    return {
        "study": question.study,
        "scenario": setting.scenario.name,
        "scenario_file": last_name(setting.scenario.file),
        "warnings": [{**asdict(p), "file": last_name(p.file)} for p in setting.scenario.warnings],
        **as_asked(setting.scenario),
        "seed": setting.seed,
        "replications": setting.replications,
        "engine": setting.engine,
        "asked": question.asked(),
    }


def _verbs(kinds: Mapping[str, type[Question]]) -> str:
    return ", ".join(sorted(kinds))
