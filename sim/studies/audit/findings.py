"""What an audit has looked at and found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from sim.core.clock import format_duration
from sim.studies.audit.books import SUBJECTS
from sim.studies.cases import Case

ROWS, EPISODES, HEADS, COUNTS, LOGS = (
    "outcome rows",
    "episodes",
    "head counts",
    "counts of events",
    "event logs",
)
INVARIANTS, FIRED = "invariants", "rules that fired"
ADDRESSES, NUMBERS, SPREAD = "addresses of draws", "numbers drawn", "spread of numbers"

CHECKS = {
    ROWS: "rows, both engines",
    EPISODES: "episodes, both engines",
    HEADS: "numbers of people, days",
    COUNTS: "kinds of event, unmet pins",
    LOGS: "rows, both engines",
    INVARIANTS: "replications, every event",
    FIRED: "events, compiled engine",
    ADDRESSES: "addresses used",
    NUMBERS: "numbers read or sampled",
    SPREAD: "numbers sampled",
    **SUBJECTS,
}
"""The checks of an audit in order, and what each of them looks at and counts."""


@dataclass
class Check:
    """One thing that is checked.

    Parameters
    ----------
    name : str
        A key of `CHECKS`.
    looked_at : int
        How many of what `CHECKS` names.
    failures : list of str
        What does not hold, each with its place.
    """

    name: str
    looked_at: int = 0
    failures: list[str] = field(default_factory=list)


class Findings:
    """What was found in one case.

    Parameters
    ----------
    case : Case
        The estimate and the policy.
    seed : int
        Of all its replications.

    Attributes
    ----------
    never_fired : list of str
        Rules that are switched on and fired in no replication: to know, and no failure.
    """

    def __init__(self, case: Case, seed: int) -> None:
        self.case = case
        self.seed = seed
        self.checks = {name: Check(name) for name in CHECKS}
        self.never_fired: list[str] = []

    def looked(self, name: str, count: int) -> None:
        """Count what was looked at."""
        self.checks[name].looked_at += count

    def fails(
        self, name: str, found: str, replication: int | None = None, second: int | None = None
    ) -> None:
        """Enter a failure and where to find it again."""
        where = [self.case.name, f"seed {self.seed}"]
        where += [] if replication is None else [f"replication {replication}"]
        where += [] if second is None else [f"second {second} ({format_duration(second)})"]
        self.checks[name].failures.append(f"{', '.join(where)}: {found}")

    def fail(self, name: str, found: Iterable[str], replication: int | None = None) -> None:
        """Enter each of several failures."""
        for each in found:
            self.fails(name, each, replication)


@dataclass(frozen=True)
class Audit:
    """An audit of a scenario.

    Parameters
    ----------
    scenario : str
        Its name.
    seed, replications : int
        What was played in both engines, in each case.
    played_for_rules : int
        Replications of each case in which the compiled engine looked for rules that fire.
    cases : tuple of Findings
        By estimate and policy.
    known_by : date or None
        The date by which the estimates of the scenario are known, None for all of them.
    assumed : tuple of str
        The names of the assumptions that are in place.
    """

    scenario: str
    seed: int
    replications: int
    played_for_rules: int
    cases: tuple[Findings, ...]
    known_by: dt.date | None = None
    assumed: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing failed; a rule that never fired is no failure."""
        return not any(check.failures for check in self.checks)

    @property
    def checks(self) -> list[Check]:
        """Each check over all cases."""
        every = []
        for name in CHECKS:
            parts = [findings.checks[name] for findings in self.cases]
            every.append(
                Check(
                    name,
                    sum(part.looked_at for part in parts),
                    [failure for part in parts for failure in part.failures],
                )
            )
        return every

    @property
    def never_fired(self) -> dict[str, list[str]]:
        """The rules that never fired, by name, and in which cases."""
        found: dict[str, list[str]] = {}
        for findings in self.cases:
            for rule in findings.never_fired:
                found.setdefault(rule, []).append(findings.case.name)
        return found
