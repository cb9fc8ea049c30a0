"""All problems of one scenario, collected with their places."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sim.core.errors import Problem, ScenarioError
from sim.scenario.document import Column, Map, Node, Path, Place, dotted, node_at, place_of


@dataclass
class Report:
    """Gathers problems and warnings; the first at a path hides what follows from it.

    Parameters
    ----------
    file : str
        The scenario's own file, for problems of the whole.
    root : Node
        The merged tree, which knows where everything is stated.
    """

    file: str
    root: Node = field(default_factory=Map)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    paths: set[Path] = field(default_factory=set)

    def problem(self, path: Path, message: str) -> None:
        """Note a problem, unless the path or something above it has one already."""
        if not self.is_bad(path):
            self.keep(path, self._at(path, message))

    def keep(self, path: Path, problem: Problem) -> None:
        """Note a problem that already has its place."""
        self.problems.append(problem)
        self.paths.add(path)

    def warn(self, path: Path, message: str) -> None:
        """Note something doubtful that can be played."""
        if not self.is_bad(path):
            self.warnings.append(self._at(path, message))

    def is_bad(self, path: Path) -> bool:
        """Tell whether the path or something above it has a problem."""
        return any(path[:length] in self.paths for length in range(1, len(path) + 1))

    def has_bad_part(self, path: Path) -> bool:
        """Tell whether something below the path has a problem."""
        return any(other[: len(path)] == path for other in self.paths)

    def raise_any(self) -> None:
        """Raise what was found, in the order of the file and its lines."""
        if self.problems:
            found = [self._inherited(problem) for problem in self.problems]
            raise ScenarioError(self.in_order(found))

    def in_order(self, found: list[Problem]) -> tuple[Problem, ...]:
        """Return problems in the order of their files, the scenario's own first, and lines."""
        own = self.file
        return tuple(
            sorted(dict.fromkeys(found), key=lambda p: (p.file != own, p.file, p.line or 0))
        )

    def _inherited(self, problem: Problem) -> Problem:
        """Return a problem of a file that this one extends with the way out of it."""
        assert isinstance(self.root, Map)
        key = problem.path.partition(".")[0]
        if problem.file == self.file or problem.line is None or key not in self.root:
            return problem
        cure = "state it there" if "[" in problem.path else f"state or remove {problem.path} there"
        return replace(problem, message=f"{problem.message} ({self.file} inherits it: {cure})")

    def _at(self, path: Path, message: str) -> Problem:
        place = place_of(self.root, path) or Place(self.file)
        said = "" if place.file.endswith(f" {dotted(path)}") else dotted(path)
        column = node_at(self.root, path[:-1])
        if isinstance(column, Column) and column.name:
            said = f"column {column.name}"
        return Problem(place.file, place.line, said, message)
