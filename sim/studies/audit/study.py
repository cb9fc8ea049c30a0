"""The audit: a scenario in both engines, and all that must hold of it whatever happens.

The reference engine plays with its audit switched on and its numbers noted; the compiled engine
plays the same replications; their rows are compared, and a book-keeper recounts from the logs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.engines.batch import Batch
from sim.engines.build import build
from sim.engines.fast import Fast
from sim.engines.program import Program
from sim.engines.reference.audit import AuditError
from sim.outcomes import LogRow
from sim.runs.replicate import AS_STATED, check_numbers
from sim.runs.unfired import never_fired
from sim.runs.workers import Progress
from sim.scenario.scenario import Scenario
from sim.studies import AUDITED, SEED
from sim.studies.audit import draws, parity
from sim.studies.audit.books import SUBJECTS, Books
from sim.studies.audit.draws import Watched
from sim.studies.audit.findings import (
    ADDRESSES,
    COUNTS,
    EPISODES,
    FIRED,
    HEADS,
    INVARIANTS,
    LOGS,
    NUMBERS,
    ROWS,
    SPREAD,
    Audit,
    Findings,
)
from sim.studies.cases import crossed, under

TOLD = 20
"""Replications whose logs are compared row by row, evenly out of all."""

PLAYED_FOR_RULES = 10_000
"""Replications in which a rule has the chance to fire; the compiled engine alone plays them."""


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

    Parameters
    ----------
    scenario : Scenario
        As loaded.
    estimates : sequence of str or None
        Names of its estimates; None for all.
    policies : sequence of str or None, or None
        Names of its policies, None among them for what the scenario states; None for all.
    replications : int
        In both engines, of each estimate under each policy.
    seed : int
        In [0, 2**64).
    played_for_rules : int
        Replications in which the compiled engine looks for rules that fire.
    progress : callable or None
        Told how many replications are done in both engines, of how many.

    Raises
    ------
    ScenarioError
        When there is no such estimate or policy.
    UsageError
        When a number cannot be meant.
    """
    check_numbers(replications, seed)
    cases = crossed(
        list(scenario.estimates) or [AS_STATED] if estimates is None else estimates,
        [None, *scenario.policies] if policies is None else policies,
    )
    played = [under(scenario, case) for case in cases]
    done, total = 0, replications * len(cases)

    def one_more() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    played_for_rules = max(replications, played_for_rules)
    found: list[Findings] = []
    sampled: set[tuple[int, ...]] = set()
    plans: list[Program] = []
    for case, as_played in zip(cases, played, strict=True):
        findings = Findings(case, seed)
        program = build(as_played)
        _futures(findings, program, replications, one_more)
        if program.luck.keys not in sampled:
            sampled.add(program.luck.keys)
            _sample(findings, program)
        plan = build(as_played, plan=True)
        if plan not in plans:
            plans.append(plan)
            _plan(findings, plan)
        _rules(findings, as_played, program, played_for_rules)
        found.append(findings)
    return Audit(
        scenario.name,
        seed,
        replications,
        played_for_rules,
        tuple(found),
        known_by=scenario.known_by,
        assumed=scenario.assumed,
    )


# the futures --------------------------------------------------------------------------------------


def _futures(
    findings: Findings, program: Program, replications: int, one_more: Callable[[], None]
) -> None:
    """Play the replications in both engines, and ask everything of them."""
    reference, fast = Watched(program), Fast(program)
    told = range(0, replications, max(1, replications // TOLD))
    batches: list[Batch] = []
    for replication in range(replications):
        played = _one(findings, reference, replication)
        if played is not None:
            batches.append(played[1])
            if replication in told:
                _same_log(findings, program, fast, replication, *played)
        one_more()
    if len(batches) == replications:
        _same_rows(findings, program, parity.joined(batches), fast)
    _draws(findings, program, reference.account)


def _plan(findings: Findings, program: Program) -> None:
    """Play the plan in both engines: one replication in which nothing is left to luck.

    Estimates of a repair share their plan; it is played once.
    """
    played = _one(findings, Watched(program), 0)
    if played is not None:
        _same_log(findings, program, Fast(program), 0, *played)


def _one(
    findings: Findings, reference: Watched, replication: int
) -> tuple[list[LogRow], Batch] | None:
    """Play one replication with the audit and recount its log; None if it was broken off."""
    findings.looked(INVARIANTS, 1)
    try:
        log, batch = reference.replay(findings.seed, replication)
    except AuditError as error:
        found = f"{error.rule}: {error.found}"
        findings.fails(INVARIANTS, found, replication, error.second)
        return None
    except Exception as error:  # a broken engine may stop anywhere: that is a finding, too
        found = f"the reference engine stops: {type(error).__name__}: {error}"
        findings.fails(INVARIANTS, found, replication)
        return None
    program = reference.program
    books = Books(program, reference.luck)
    names = (column.name for column in program.columns)
    outcomes = dict(zip(names, batch.outcomes[0].tolist(), strict=True))
    books.reads(log, outcomes, batch.fired)
    for subject in SUBJECTS:
        findings.looked(subject, books.entries[subject])
    for subject, second, found in books.wrong:
        findings.fails(subject, found, replication, second)
    return log, batch


# parity -------------------------------------------------------------------------------------------

ENGINES = "reference", "fast"


def _same_log(
    findings: Findings,
    program: Program,
    fast: Fast,
    replication: int,
    log: list[LogRow],
    batch: Batch,
) -> None:
    """Compare the log of one replication, and its rows when it is played alone."""
    other_log, other = fast.replay(findings.seed, replication)
    findings.looked(LOGS, len(log))
    told = parity.logs_differ(log, other_log, *ENGINES)
    if told:
        findings.fails(LOGS, "\n".join(told), replication)
    alone = parity.batches_differ(program, batch, other, *ENGINES)
    findings.fail(LOGS, (f"beside the log, {found}" for found in alone), replication)


def _same_rows(findings: Findings, program: Program, batch: Batch, fast: Fast) -> None:
    """Compare the tables of all replications."""
    other = fast.run(findings.seed, range(len(batch.outcomes)))
    findings.looked(ROWS, len(batch.outcomes))
    findings.fail(ROWS, parity.outcomes_differ(program, batch, other, *ENGINES))
    findings.looked(EPISODES, len(batch.episodes))
    findings.fail(EPISODES, parity.episodes_differ(program, batch, other, *ENGINES))
    findings.looked(HEADS, batch.headcount.size)
    findings.fail(HEADS, parity.head_counts_differ(program, batch, other, *ENGINES))
    findings.looked(COUNTS, len(batch.fired) + len(batch.unmet_pins))
    findings.fail(COUNTS, parity.counts_differ(batch, other, *ENGINES))


# rules and draws ----------------------------------------------------------------------------------


def _rules(findings: Findings, scenario: Scenario, program: Program, replications: int) -> None:
    """Note the rules that are switched on and fire in no replication."""
    fired = Fast(program).run(findings.seed, range(replications)).fired
    findings.looked(FIRED, sum(fired.values()))
    findings.never_fired = [rule.replace("_", " ") for rule in never_fired(scenario, fired)]


def _draws(findings: Findings, program: Program, account: draws.Account) -> None:
    """Ask whether what was drawn has addresses of its own, and is what lies there."""
    findings.looked(ADDRESSES, len(account.numbers))
    findings.fail(ADDRESSES, draws.addresses_shared(program, account))
    findings.looked(NUMBERS, len(account.numbers))
    findings.fail(NUMBERS, draws.numbers_off(program, findings.seed, account))


def _sample(findings: Findings, program: Program) -> None:
    """Ask whether numbers far beyond those used differ and spread evenly.

    Cases with the same draws share their numbers; they are asked once.
    """
    numbers = draws.sample(program, findings.seed)
    findings.looked(NUMBERS, numbers.size)
    equal = draws.equal_numbers(numbers)
    if equal:
        findings.fails(NUMBERS, f"{equal:,} of {numbers.size:,} numbers are equal to another one")
    findings.looked(SPREAD, numbers.size)
    findings.fail(SPREAD, draws.spread_amiss(program, numbers))
