"""The audit: a scenario in both engines, and all that must hold of it whatever happens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sim.auditor import parity, samples
from sim.auditor.books import Books
from sim.auditor.demands import SUBJECTS
from sim.auditor.recount import COLUMNS
from sim.auditor.samples import Watched
from sim.auditor.world import AuditError
from sim.core.clock import format_duration
from sim.engine.batch import Batch
from sim.engine.build import build
from sim.engine.fast import Fast
from sim.engine.program import Program
from sim.runs.replicate import AS_STATED, check_numbers
from sim.runs.unfired import never_fired
from sim.runs.workers import Progress
from sim.scenario.scenario import Scenario
from sim.studies import AUDITED, SEED
from sim.studies.cases import Case, crossed, under

ENGINES = "simpy", "fast"

TOLD = 20
"""Replications whose logs are compared row by row, evenly out of all."""

PLAYED_FOR_RULES = 10_000
"""Replications in which a rule has the chance to fire; the compiled engine alone plays them."""

CHECKS = {
    **dict.fromkeys(parity.TABLES, "rows, both engines"),
    "event logs": "rows, both engines",
    "invariants": "replications, every event",
    "rules that fired": "events, compiled engine",
    "addresses of samples": "addresses used",
    "numbers sampled": "numbers read or sampled",
    "spread of numbers": "numbers sampled",
    **SUBJECTS,
    COLUMNS: "recounted, or excused",
}
"""The checks of an audit in order, and what each of them looks at and counts."""


@dataclass
class Check:
    """One of `CHECKS`: how much was looked at, and what does not hold, each with its place."""

    name: str
    looked_at: int = 0
    failures: list[str] = field(default_factory=list)


class Findings:
    """What was found in one case, an estimate and a policy, under one seed.

    `never_fired` are the rules that are switched on and fired in no replication: no failure.
    """

    def __init__(self, case: Case, seed: int) -> None:
        self.case, self.seed = case, seed
        self.checks = {name: Check(name) for name in CHECKS}
        self.never_fired: list[str] = []

    def looked(self, name: str, count: int, found: Iterable[str] = ()) -> None:
        """Count what was looked at, and enter what does not hold."""
        self.checks[name].looked_at += count
        for each in found:
            self.fails(name, each)

    def fails(self, name: str, found: str, replication: int = -1, second: int = -1) -> None:
        """Enter a failure and where to find it again."""
        where = f"{self.case.name}, seed {self.seed}"
        where += f", replication {replication}" if replication >= 0 else ""
        where += f", second {second} ({format_duration(second)})" if second >= 0 else ""
        self.checks[name].failures.append(f"{where}: {found}")


@dataclass(frozen=True)
class Audit:
    """What was played of a scenario in both engines, and what was found in each case.

    In `played_for_rules` replications the compiled engine looked for rules that fire; `known_by`
    is the date by which the estimates are known (None: all), `assumed` what is assumed beside them.
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
        parts = {name: [findings.checks[name] for findings in self.cases] for name in CHECKS}
        return [
            Check(name, sum(p.looked_at for p in those), [f for p in those for f in p.failures])
            for name, those in parts.items()
        ]

    @property
    def never_fired(self) -> dict[str, list[str]]:
        """The rules that never fired, by name, and in which cases."""
        rules = dict.fromkeys(rule for findings in self.cases for rule in findings.never_fired)
        return {
            rule: [each.case.name for each in self.cases if rule in each.never_fired]
            for rule in rules
        }


def audit(
    scenario: Scenario,
    *,
    estimates: Sequence[str] | None = None,
    policies: Sequence[str | None] | None = None,
    replications: int = AUDITED,
    seed: int = SEED,
    played_for_rules: int = PLAYED_FOR_RULES,
    progress: Progress | None = None,
) -> Audit:
    """Play a scenario in both engines and report what does not hold.

    All its estimates and policies unless they are named; None among the policies is the stated one.
    `progress` is told how many replications are done in both engines, of how many.
    """
    check_numbers(replications, seed)
    cases = crossed(
        list(scenario.estimates) or [AS_STATED] if estimates is None else estimates,
        [None, *scenario.policies] if policies is None else policies,
    )
    played_for_rules = max(replications, played_for_rules)
    played = [under(scenario, case) for case in cases]
    found = [Findings(case, seed) for case in cases]
    sampled: set[tuple[int, ...]] = set()
    plans: list[Program] = []
    for number, (findings, as_played) in enumerate(zip(found, played, strict=True)):
        program, plan = build(as_played), build(as_played, plan=True)
        for done in _futures(findings, program, range(replications)):
            if progress is not None:
                progress(number * replications + done, replications * len(cases))
        if program.luck.keys not in sampled:  # cases with the same samples share their numbers
            sampled.add(program.luck.keys)
            samples.spread(program, seed, findings.looked)
        if plan not in plans:  # estimates of a repair share their plan
            plans.append(plan)
            _one(findings, Watched(plan), Fast(plan), 0)
        fired = Fast(program).run(seed, range(played_for_rules)).fired
        findings.looked("rules that fired", sum(fired.values()))
        findings.never_fired = [rule.replace("_", " ") for rule in never_fired(as_played, fired)]
    asked = scenario.name, seed, replications, played_for_rules, tuple(found)
    return Audit(*asked, known_by=scenario.known_by, assumed=scenario.assumed)


def _futures(findings: Findings, program: Program, replications: range) -> Iterator[int]:
    """Play the replications in both engines, ask everything of them, yield how many are done."""
    watched, fast = Watched(program), Fast(program)
    told = replications[:: max(1, len(replications) // TOLD)]
    batches: list[Batch] = []
    for replication in replications:
        batches += _one(findings, watched, fast if replication in told else None, replication)
        yield replication + 1
    if len(batches) == len(replications):
        both = parity.joined(batches), fast.run(findings.seed, replications)
        for table in parity.tables_differ(program, *both, *ENGINES):
            findings.looked(*table)
    samples.looked_up(watched, findings.seed, findings.looked)


def _one(findings: Findings, watched: Watched, fast: Fast | None, replication: int) -> list[Batch]:
    """Play one replication with the audit and recount its log; nothing if it was broken off."""
    findings.looked("invariants", 1)
    try:
        log, batch = watched.replay(findings.seed, replication)
    except AuditError as error:
        findings.fails("invariants", f"{error.rule}: {error.found}", replication, error.second)
        return []
    except Exception as error:  # a broken engine may stop anywhere: that is a finding, too
        found = f"the interpreted engine stops: {type(error).__name__}: {error}"
        findings.fails("invariants", found, replication)
        return []
    books = Books(watched.program, findings.seed, replication)
    for row in log:
        books.reads(row)
    books.ends(batch)
    for subject, count in books.entries.items():
        findings.looked(subject, count)
    for subject, second, rule, found in books.wrong:
        findings.fails(subject, f"{rule}: {found}", replication, second)
    if fast is not None:
        other_log, other = fast.replay(findings.seed, replication)
        findings.looked("event logs", len(log))
        told = parity.logs_differ(log, other_log, *ENGINES)
        beside = parity.batches_differ(fast.program, batch, other, *ENGINES)
        for each in ["\n".join(told)] * bool(told) + [f"beside the log, {b}" for b in beside]:
            findings.fails("event logs", each, replication)
    return [batch]
