"""What can go wrong for a user, and how it is said.

::

    CrewsimError
    ├── ScenarioError   a scenario file says something impossible: every problem, with its place
    ├── UsageError      an option of the command line or of a function cannot be meant
    └── ResultError     a result folder is missing, incomplete or of another version

A programmer's mistake stays an ordinary exception.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


class CrewsimError(Exception):
    """Whatever a user can mend; shown without a traceback."""


class UsageError(CrewsimError):
    """An option that does not exist or cannot be combined with the others."""


class ResultError(CrewsimError):
    """A result folder that cannot be read or must not be written."""


@dataclass(frozen=True)
class Problem:
    """One thing wrong at one place of a scenario file.

    Parameters
    ----------
    file : str
        The file as the user named it.
    line : int or None
        The line, from 1; None when the problem has no line, such as a key that is missing.
    path : str
        The place inside the file, such as ``manifest.ms-29.vehicle``; may be empty.
    message : str
        What was found and what is allowed.
    """

    file: str
    line: int | None
    path: str
    message: str

    def __str__(self) -> str:
        """Return ``file:line: path: message``."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return ": ".join(text for text in (place, self.path, self.message) if text)


class ScenarioError(CrewsimError):
    """A scenario that cannot be played, with all its problems at once.

    Parameters
    ----------
    problems : iterable of Problem
        At least one, in the order in which they are to be read.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        if not self.problems:
            raise ValueError("a ScenarioError needs at least one problem")
        super().__init__(self.problems)

    def __str__(self) -> str:
        """Return one line a problem, under a header when there are several."""
        if len(self.problems) == 1:
            return str(self.problems[0])
        files = ", ".join(dict.fromkeys(problem.file for problem in self.problems))
        header = f"{files}: {len(self.problems)} problems"
        return "\n".join([header, *(f"  {problem}" for problem in self.problems)])


def nearest(name: str, known: Iterable[str]) -> str:
    """Return ``"; did you mean 'soyuz-ms'?"``, or nothing when no known name is near.

    Case, spaces and underscores are overlooked.

    Examples
    --------
    >>> nearest("soyus-ms", ["crew-dragon", "soyuz-ms"])
    "; did you mean 'soyuz-ms'?"
    >>> nearest("zarya", ["crew-dragon", "soyuz-ms"])
    ''
    """
    spellings = {_plain(other): other for other in known}
    close = get_close_matches(_plain(name), spellings, n=3, cutoff=0.6)
    matches = [each for each in close if _alike_at_ends(_plain(name), each)]
    return f"; did you mean {spellings[matches[0]]!r}?" if matches else ""


def _alike_at_ends(one: str, other: str) -> bool:
    """Whether a third of two words is the same from the front and from behind.

    A slip of the pen is; *replan* and *planned*, or *cancelled* and *cadence*, only share letters.
    """
    return 3 * (_begins(one, other) + _begins(one[::-1], other[::-1])) >= max(len(one), len(other))


def _begins(one: str, other: str) -> int:
    """With how many same letters two words begin."""
    same = [a == b for a, b in zip(one, other, strict=False)]
    return [*same, False].index(False)


def listed(names: Iterable[str], most: int = 8) -> str:
    """Return the names in one line, the first few only when there are many.

    Examples
    --------
    >>> listed(["harmony", "poisk", "rassvet"], most=2)
    'harmony, poisk and 1 more'
    >>> listed([])
    'none'
    """
    every = list(names)
    shown = ", ".join(every[:most]) or "none"
    return shown if len(every) <= most else f"{shown} and {len(every) - most} more"


def _plain(name: str) -> str:
    return "-".join(name.lower().replace("_", " ").replace("-", " ").split())
