"""The audit: a scenario in both engines, and all that must hold of it whatever happens.

The interpreted engine plays with an auditor beside it and its numbers noted; the compiled engine
plays the same replications; their rows are compared, and a book-keeper recounts from the logs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sim.auditor import draws, parity
from sim.auditor import findings as f
from sim.auditor.books import Books
from sim.auditor.draws import Watched
from sim.auditor.findings import Audit, Findings
from sim.auditor.invariants import AuditError
from sim.engine.batch import Batch
from sim.engine.build import build
from sim.engine.fast import Fast
from sim.engine.program import Program
from sim.outcomes import LogRow
from sim.runs.replicate import AS_STATED, check_numbers
from sim.runs.unfired import never_fired
from sim.runs.workers import Progress
from sim.scenario.scenario import Scenario
from sim.studies import AUDITED, SEED
from sim.studies.cases import crossed, under

ENGINES = "simpy", "fast"

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
        if program.luck.keys not in sampled:  # cases with the same draws share their numbers
            sampled.add(program.luck.keys)
            _sample(findings, program)
        plan = build(as_played, plan=True)
        if plan not in plans:  # estimates of a repair share their plan
            plans.append(plan)
            quiet = _one(findings, Watched(plan), 0)
            if quiet is not None:
                _same_log(findings, Fast(plan), 0, *quiet)
        fired = Fast(program).run(seed, range(played_for_rules)).fired
        findings.looked(f.FIRED, sum(fired.values()))
        findings.never_fired = [rule.replace("_", " ") for rule in never_fired(as_played, fired)]
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


def _futures(
    findings: Findings, program: Program, replications: int, one_more: Callable[[], None]
) -> None:
    """Play the replications in both engines, and ask everything of them."""
    watched, fast = Watched(program), Fast(program)
    told = range(0, replications, max(1, replications // TOLD))
    batches: list[Batch] = []
    for replication in range(replications):
        played = _one(findings, watched, replication)
        if played is not None:
            batches.append(played[1])
            if replication in told:
                _same_log(findings, fast, replication, *played)
        one_more()
    if len(batches) == replications:
        _same_rows(findings, parity.joined(batches), fast)
    numbers = watched.account.numbers
    findings.looked(f.ADDRESSES, len(numbers))
    findings.fail(f.ADDRESSES, draws.addresses_shared(program, watched.account))
    findings.looked(f.NUMBERS, len(numbers))
    findings.fail(f.NUMBERS, draws.numbers_off(program, findings.seed, watched.account))


def _one(
    findings: Findings, watched: Watched, replication: int
) -> tuple[list[LogRow], Batch] | None:
    """Play one replication with the audit and recount its log; None if it was broken off."""
    findings.looked(f.INVARIANTS, 1)
    try:
        log, batch = watched.replay(findings.seed, replication)
    except AuditError as error:
        found = f"{error.rule}: {error.found}"
        findings.fails(f.INVARIANTS, found, replication, error.second)
        return None
    except Exception as error:  # a broken engine may stop anywhere: that is a finding, too
        found = f"the interpreted engine stops: {type(error).__name__}: {error}"
        findings.fails(f.INVARIANTS, found, replication)
        return None
    books = Books(watched.program, findings.seed, replication)
    for row in log:
        books.reads(row)
    books.ends(batch)
    for subject, count in books.entries.items():
        findings.looked(subject, count)
    for subject, second, rule, found in books.wrong:
        findings.fails(subject, f"{rule}: {found}", replication, second)
    return log, batch


def _same_log(
    findings: Findings, fast: Fast, replication: int, log: list[LogRow], batch: Batch
) -> None:
    """Compare the log of one replication, and its rows when it is played alone."""
    other_log, other = fast.replay(findings.seed, replication)
    findings.looked(f.LOGS, len(log))
    told = parity.logs_differ(log, other_log, *ENGINES)
    findings.fail(f.LOGS, ["\n".join(told)] if told else [], replication)
    alone = parity.batches_differ(fast.program, batch, other, *ENGINES)
    findings.fail(f.LOGS, (f"beside the log, {found}" for found in alone), replication)


def _same_rows(findings: Findings, batch: Batch, fast: Fast) -> None:
    """Compare the tables of all replications."""
    other, program = fast.run(findings.seed, range(len(batch.outcomes))), fast.program
    for check, count, differences in (
        (f.ROWS, len(batch.outcomes), parity.outcomes_differ(program, batch, other, *ENGINES)),
        (f.EPISODES, len(batch.episodes), parity.episodes_differ(program, batch, other, *ENGINES)),
        (f.HEADS, batch.headcount.size, parity.head_counts_differ(program, batch, other, *ENGINES)),
        (
            f.COUNTS,
            len(batch.fired) + len(batch.unmet_pins),
            parity.counts_differ(batch, other, *ENGINES),
        ),
    ):
        findings.looked(check, count)
        findings.fail(check, differences)


def _sample(findings: Findings, program: Program) -> None:
    """Ask whether numbers far beyond those used differ and spread evenly."""
    numbers = draws.sample(program, findings.seed)
    equal = draws.equal_numbers(numbers)
    findings.looked(f.NUMBERS, numbers.size)
    if equal:
        findings.fails(f.NUMBERS, f"{equal:,} of {numbers.size:,} numbers are equal to another one")
    findings.looked(f.SPREAD, numbers.size)
    findings.fail(f.SPREAD, draws.spread_amiss(program, numbers))
