"""What is wrong with a scenario file, and which scenarios there are, as lists to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim import scenario as scenarios
from sim.core.errors import Problem, ScenarioError
from sim.engines import Reference
from sim.runs.plan import plan_warnings


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


def check(file: str, overrides: Sequence[str] = ()) -> Checked:
    """Load a scenario and play its plan once, under each policy; nothing is raised for the file.

    The reference engine plays it, which need not be compiled first.
    """
    try:
        scenario = scenarios.load(file, overrides=overrides)
        for name in scenario.estimates:
            scenarios.with_estimate(scenario, name)
        plan = plan_warnings(scenario, Reference)
        for name in scenario.policies:
            own = plan_warnings(scenarios.with_policy(scenario, name), Reference)
            new = [problem for problem in own if problem not in plan]
            plan += [replace(each, message=f"policy {name}: {each.message}") for each in new]
    except ScenarioError as error:
        return Checked(file, error.problems, ())
    return Checked(file, (), (*scenario.warnings, *plan))


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
