"""The audit: a scenario in both engines, and all that must hold of it whatever happens."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from sim.auditor import parity, samples
from sim.auditor.books import Books
from sim.auditor.recount import COLUMNS
from sim.auditor.samples import Watched
from sim.auditor.station import SUBJECTS
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


@dataclass
class Audit:
    """What was played of a scenario in both engines, and what was found in all its cases.

    In `played_for_rules` replications the compiled engine looked for rules that fire; `known_by`
    is the date by which the estimates are known (None: all), `assumed` what is assumed beside them.
    `never_fired` are the rules that are switched on and fired in no replication, by name, and in
    which cases: no failure.
    """

    scenario: str
    seed: int
    replications: int
    played_for_rules: int
    cases: tuple[Case, ...]
    known_by: dt.date | None = None
    assumed: tuple[str, ...] = ()
    never_fired: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    checks: list[Check] = field(default_factory=lambda: [Check(name) for name in CHECKS])

    @property
    def passed(self) -> bool:
        """Whether nothing failed; a rule that never fired is no failure."""
        return not any(check.failures for check in self.checks)

    def looked(
        self, case: Case, name: str, count: int, found: Iterable[str] = (), at: str = ""
    ) -> None:
        """Count what was looked at, and enter what does not hold and where to find it again."""
        check = next(check for check in self.checks if check.name == name)
        check.looked_at += count
        check.failures += [f"{case.name}, seed {self.seed}{at}: {each}" for each in found]


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
    stated = list(scenario.estimates) or [AS_STATED]
    named = [None, *scenario.policies] if policies is None else policies
    cases = crossed(stated if estimates is None else estimates, named)
    played_for_rules = max(replications, played_for_rules)
    asked = scenario.name, seed, replications, played_for_rules, cases
    found = Audit(*asked, known_by=scenario.known_by, assumed=scenario.assumed)
    sampled: set[tuple[int, ...]] = set()
    plans: list[Program] = []
    for number, (case, as_played) in enumerate([(case, under(scenario, case)) for case in cases]):
        program, plan = build(as_played), build(as_played, plan=True)
        for done in _futures(found, case, program):
            if progress is not None:
                progress(number * replications + done, replications * len(cases))
        if program.luck.keys not in sampled:  # cases with the same samples share their numbers
            sampled.add(program.luck.keys)
            samples.spread(program, seed, partial(found.looked, case))
        if plan not in plans:  # estimates of a repair share their plan
            plans.append(plan)
            _one(found, case, Watched(plan), Fast(plan), 0)
        fired = Fast(program).run(seed, range(played_for_rules)).fired
        found.looked(case, "rules that fired", sum(fired.values()))
        for rule in never_fired(as_played, fired):
            found.never_fired[rule.replace("_", " ")].append(case.name)
    return found


def _futures(found: Audit, case: Case, program: Program) -> Iterator[int]:
    """Play the replications in both engines, ask everything of them, yield how many are done."""
    watched, fast, replications = Watched(program), Fast(program), range(found.replications)
    told = replications[:: max(1, len(replications) // TOLD)]
    batches: list[Batch] = []
    for replication in replications:
        batches += _one(found, case, watched, fast if replication in told else None, replication)
        yield replication + 1
    if len(batches) == len(replications):
        both = parity.joined(batches), fast.run(found.seed, replications)
        for table in parity.tables_differ(program, *both, *ENGINES):
            found.looked(case, *table)
    samples.looked_up(watched, found.seed, partial(found.looked, case))


def _one(
    found: Audit, case: Case, watched: Watched, fast: Fast | None, replication: int
) -> list[Batch]:
    """Play one replication with the audit and recount its log; nothing if it was broken off."""
    at = f", replication {replication}"
    found.looked(case, "invariants", 1)
    try:
        log, batch = watched.replay(found.seed, replication)
    except AuditError as error:
        told = [f"{error.rule}: {error.found}"]
        found.looked(case, "invariants", 0, told, at + _second(error.second))
        return []
    except Exception as error:  # a broken engine may stop anywhere: that is a finding, too
        told = [f"the interpreted engine stops: {type(error).__name__}: {error}"]
        found.looked(case, "invariants", 0, told, at)
        return []
    books = Books(watched.program, found.seed, replication)
    for row in log:
        books.reads(row)
    books.ends(batch)
    for subject, count in books.entries.items():
        found.looked(case, subject, count)
    for subject, second, rule, wrong in books.wrong:
        found.looked(case, subject, 0, [f"{rule}: {wrong}"], at + _second(second))
    if fast is not None:
        other_log, other = fast.replay(found.seed, replication)
        told = ["\n".join(rows)] if (rows := parity.logs_differ(log, other_log, *ENGINES)) else []
        beside = parity.batches_differ(fast.program, batch, other, *ENGINES)
        told += [f"beside the log, {each}" for each in beside]
        found.looked(case, "event logs", len(log), told, at)
    return [batch]


def _second(second: int) -> str:
    return f", second {second} ({format_duration(second)})"
