"""What an audit has looked at and found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from sim.auditor.demands import SUBJECTS
from sim.auditor.recount import COLUMNS
from sim.core.clock import format_duration
from sim.studies.cases import Case

CHECKS = {
    "outcome rows": "rows, both engines",
    "episodes": "episodes, both engines",
    "head counts": "numbers of people, days",
    "counts of events": "kinds of event, unmet pins",
    "event logs": "rows, both engines",
    "invariants": "replications, every event",
    "rules that fired": "events, compiled engine",
    "addresses of draws": "addresses used",
    "numbers drawn": "numbers read or sampled",
    "spread of numbers": "numbers sampled",
    **SUBJECTS,
    COLUMNS: "recounted, or excused",
}
"""The checks of an audit in order, and what each of them looks at and counts."""
ROWS, EPISODES, HEADS, COUNTS, LOGS, INVARIANTS, FIRED, ADDRESSES, NUMBERS, SPREAD, *_ = CHECKS


@dataclass
class Check:
    """One of `CHECKS`: how much was looked at, and what does not hold, each with its place."""

    name: str
    looked_at: int = 0
    failures: list[str] = field(default_factory=list)


class Findings:
    """What was found in one case, an estimate and a policy, under one seed.

    Attributes
    ----------
    never_fired : list of str
        Rules that are switched on and fired in no replication: to know, and no failure.
    """

    def __init__(self, case: Case, seed: int) -> None:
        self.case, self.seed = case, seed
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
        every = [Check(name) for name in CHECKS]
        for check in every:
            for part in (findings.checks[check.name] for findings in self.cases):
                check.looked_at += part.looked_at
                check.failures += part.failures
        return every

    @property
    def never_fired(self) -> dict[str, list[str]]:
        """The rules that never fired, by name, and in which cases."""
        found: dict[str, list[str]] = {}
        for findings in self.cases:
            for rule in findings.never_fired:
                found.setdefault(rule, []).append(findings.case.name)
        return found
