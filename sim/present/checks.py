"""What is wrong with a scenario file, and which scenarios there are, as lists to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim import scenario as scenarios
from sim.core.errors import Problem, ResultError, ScenarioError
from sim.engine.simpy import Simpy
from sim.runs.plan import plan_warnings
from sim.runs.replicate import AS_STATED
from sim.runs.store import check_names
from sim.scenario import Scenario
from sim.studies.cases import crossed


@dataclass(frozen=True)
class Checked:
    """A file, what makes it unplayable, and what its plan should not hold."""

    file: str
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return what ``validate --json`` prints of it."""
        return {
            "file": self.file,
            "ok": not self.problems,
            "problems": [asdict(problem) for problem in self.problems],
            "warnings": [asdict(problem) for problem in self.warnings],
        }


def check(file: str, overrides: Sequence[str] = (), assume: Sequence[str] = ()) -> Checked:
    """Load a scenario and play its plan once, under each policy; nothing is raised for the file.

    Without `assume` it is also loaded and its plan played under each of its assumptions alone; of
    those only what is new is told. The interpreted engine plays the plan: nothing is compiled
    first.
    """
    try:
        scenario = scenarios.load(file, overrides=overrides, assume=assume)
        warnings = _warnings(scenario)
        warnings += _warnings_of_policies(scenario, warnings)
        warnings += _warnings_of_names(scenario)
    except ScenarioError as error:
        return Checked(file, error.problems, ())
    problems: list[Problem] = []
    told = {*warnings}
    for name in () if assume else scenario.assumptions:
        try:
            assumed = scenarios.load(file, overrides=overrides, assume=[name])
            found, every = _warnings(assumed), warnings
        except ScenarioError as error:
            found, every = list(error.problems), problems
        every += [_under("assumption", name, each) for each in found if each not in told]
        told.update(found)
    return Checked(file, tuple(problems), tuple(warnings))


def _warnings(scenario: Scenario) -> list[Problem]:
    """Return what is doubtful of a scenario and of its plan."""
    for name in scenario.estimates:
        scenarios.with_estimate(scenario, name)
    return [*scenario.warnings, *plan_warnings(scenario, Simpy)]


def _warnings_of_policies(scenario: Scenario, told: Sequence[Problem]) -> list[Problem]:
    """Return what is doubtful of the plan under a named policy, and not told already."""
    return [
        _under("policy", name, each)
        for name in scenario.policies
        for each in plan_warnings(scenarios.with_policy(scenario, name), Simpy)
        if each not in told
    ]


def _warnings_of_names(scenario: Scenario) -> list[Problem]:
    """Return what a comparison would say of the names of its cases."""
    cases = crossed(scenario.estimates or (AS_STATED,), (None, *scenario.policies))
    try:
        check_names(scenario.name, [case.name for case in cases])
    except ResultError as error:
        return [Problem(scenario.file, None, "", f"compare refuses it: {error}; rename one")]
    return []


def _under(what: str, name: str, problem: Problem) -> Problem:
    """Return a problem that says under which policy or assumption there is one."""
    return replace(problem, message=f"{what} {name}: {problem.message}")


def print_checks(console: Console, found: Sequence[Checked]) -> None:
    """Print per file ``ok`` or its problems, and its warnings."""
    for each in found:
        if not each.problems:
            console.print(f"{escape(each.file)}: [green]ok[/green]", soft_wrap=True)
        elif len(each.problems) > 1:
            console.print(f"{escape(each.file)}: {len(each.problems)} problems", soft_wrap=True)
        for problem in each.problems:
            console.print(f"  [red]{escape(str(problem))}[/red]", soft_wrap=True)
        for problem in each.warnings:
            console.print(f"  [yellow]warning: {escape(_inside(problem))}[/yellow]", soft_wrap=True)


def _inside(problem: Problem) -> str:
    """Return a problem in words below the name of its file."""
    line = "" if problem.line is None else f"line {problem.line}"
    return ": ".join(text for text in (line, problem.path, problem.message) if text)


def shipped_scenarios() -> list[dict[str, str]]:
    """Return name, title and question of every scenario that comes with the program."""
    loaded = {name: scenarios.load(file) for name, file in scenarios.shipped().items()}
    return [
        {"name": name, "title": each.title, "question": each.question}
        for name, each in loaded.items()
    ]


def print_scenarios(console: Console, found: Sequence[dict[str, str]]) -> None:
    """Print the shipped scenarios, each with its question."""
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column()
    for each in found:
        table.add_row(escape(each["name"]), escape(each["question"] or each["title"]))
    console.print(table)
