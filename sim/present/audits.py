"""What an audit has looked at and found, as a table and as a document."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.auditor import CHECKS, Audit, Check
from sim.core.errors import listed
from sim.present import console, words
from sim.present.options import Changes
from sim.present.sessions import changed
from sim.present.verbs import audit

MOST = 5
"""Failures of a check that are told one by one; --json has all."""


def audited(
    file: str,
    estimate: str | None,
    policy: str | None,
    replications: int | None,
    seed: int | None,
    changes: Changes,
    progress: console.Tell,
) -> Audit:
    """Audit the scenario of a file as the options ask."""
    scenario = changed(file, changes)
    asked = {"replications": replications, "seed": seed}
    given: dict[str, Any] = {name: n for name, n in asked.items() if n is not None}
    return audit(scenario, estimate, policy=policy, progress=progress, **given)


def audit_document(found: Audit) -> dict[str, Any]:
    """Return what ``audit --json`` prints."""
    return {
        "scenario": found.scenario,
        **({} if found.known_by is None else {"known_by": found.known_by.isoformat()}),
        **({"assumed": list(found.assumed)} if found.assumed else {}),
        "seed": found.seed,
        "replications": found.replications,
        "played_for_rules": found.played_for_rules,
        "passed": found.passed,
        "cases": [{"estimate": case.estimate, "policy": case.policy} for case in found.cases],
        "checks": [
            {
                "check": check.name,
                "looked_at": check.looked_at,
                "of": CHECKS[check.name],
                "passed": not check.failures,
                "failures": check.failures,
            }
            for check in found.checks
        ],
        "never_fired": found.never_fired,
    }


def print_audit(out: Console, found: Audit) -> None:
    """Print for each check what was looked at and what came of it, then every finding."""
    cases = len(found.cases)
    under = "" if cases == 1 else f" under each of {cases} estimates and policies"
    out.print(
        f"{escape(found.scenario)}: {found.replications:,} replications{under} in both engines, "
        f"seed {found.seed}",
        soft_wrap=True,
    )
    for text in words.asked(found.known_by, found.assumed):
        out.print(escape(text), soft_wrap=True)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("check", no_wrap=True)
    table.add_column("looked at", justify="right", no_wrap=True)
    table.add_column("what")
    table.add_column("found", no_wrap=True)
    for check in found.checks:
        table.add_row(check.name, f"{check.looked_at:,}", CHECKS[check.name], _verdict(check))
    out.print(table)
    for check in found.checks:
        for failure in check.failures[:MOST]:
            out.print(f"[red]{check.name}:[/red] {escape(failure)}", soft_wrap=True)
        if len(check.failures) > MOST:
            out.print(f"[red]{check.name}:[/red] and {len(check.failures) - MOST:,} more")
    for rule, names in found.never_fired.items():
        where = "" if len(names) == cases else f" of {listed(names)}"
        out.print(
            f"[yellow]switched on, and used in none of {found.played_for_rules:,} "
            f"replications{escape(where)}:[/yellow] {rule}",
            soft_wrap=True,
        )


def _verdict(check: Check) -> str:
    if check.failures:
        return f"[red]{len(check.failures):,} failed[/red]"
    return "[green]ok[/green]" if check.looked_at else "none there"
