"""The audit as it is shown: a table, the findings, a document, an exit code."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from sim.auditor import CHECKS, Audit
from sim.present.audits import MOST, audit_document, print_audit
from sim.present.cli import app
from sim.scenario import Scenario
from sim.studies.cases import Case


def crewsim(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["audit", *arguments])


def made(failures: int = 0) -> Audit:
    """An audit of two cases, the second with so many failures and a rule that never fired."""
    cases = Case("soon"), Case("late", "swap")
    found = Audit("stage", 7, 3, 10_000, cases)
    for name in [name for name in CHECKS if name != "stocks"]:
        for case in cases:
            found.looked(case, name, 1_500)
    where = ", replication 0, second 86400 (1 d)"
    found.looked(cases[1], "seats", 0, ["5 people for the 4 seats of d-1"] * failures, where)
    found.never_fired["lost"] = ["late+swap"]
    return found


def shown(found: Audit) -> str:
    console = Console(width=140, record=True, color_system=None)
    with console.capture() as captured:
        print_audit(console, found)
    return captured.get()


def test_every_check_has_its_line() -> None:
    lines = shown(made()).splitlines()
    told = "stage: 3 replications under each of 2 estimates and policies in both engines, seed 7"
    assert lines[0] == told
    for name, of in CHECKS.items():
        (line,) = (line for line in lines if line.startswith(f"{name}  "))
        assert of in line
        assert ("none there" if name == "stocks" else "3,000") in line
    assert lines[-1] == ("switched on, and used in none of 10,000 replications of late+swap: lost")


def test_a_rule_that_never_fired_anywhere_names_no_case() -> None:
    found = made()
    found.never_fired["lost"] = [case.name for case in found.cases]
    assert shown(found).rstrip().endswith("used in none of 10,000 replications: lost")


def test_failures_are_told_one_by_one_up_to_a_few() -> None:
    text = shown(made(failures=MOST + 2))
    assert f"{MOST + 2} failed" in text
    told = "late+swap, seed 7, replication 0, second 86400 (1 d): 5 people for the 4 seats of d-1"
    assert f"seats: {told}" in text
    assert text.count("5 people for the 4 seats") == MOST
    assert "seats: and 2 more" in text


def test_the_document_holds_every_failure() -> None:
    document = audit_document(made(failures=MOST + 2))
    assert json.loads(json.dumps(document)) == document
    assert not document["passed"]
    assert document["cases"] == [
        {"estimate": "soon", "policy": None},
        {"estimate": "late", "policy": "swap"},
    ]
    checks = {check["check"]: check for check in document["checks"]}
    assert list(checks) == list(CHECKS)
    assert len(checks["seats"]["failures"]) == MOST + 2
    assert not checks["seats"]["passed"]
    assert checks["ports"] == {
        "check": "ports",
        "looked_at": 3_000,
        "of": CHECKS["ports"],
        "passed": True,
        "failures": [],
    }
    assert document["never_fired"] == {"lost": ["late+swap"]}


def test_it_says_by_when_the_estimates_are_known_and_what_is_assumed() -> None:
    found = replace(made(), known_by=dt.date(2025, 12, 10), assumed=("one", "other"))
    assert shown(found).splitlines()[1:3] == [
        *("estimates known by 2025-12-10", "assumed: one; other")
    ]
    document = audit_document(found)
    assert (document["known_by"], document["assumed"]) == ("2025-12-10", ["one", "other"])
    assert {"known_by", "assumed"}.isdisjoint(audit_document(made()))


def test_the_help_holds_examples() -> None:
    answer = crewsim("--help")
    assert answer.exit_code == 0
    assert "$ crewsim audit" in answer.stdout


def test_an_audit_that_passes_ends_with_0() -> None:
    answer = crewsim("history/ms-10-2018", "-n", "2", "--seed", "3", "--json")
    assert answer.exit_code == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert document["passed"]
    assert (document["seed"], document["replications"]) == (3, 2)


def test_an_audit_that_fails_ends_with_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.present.audits.audit", lambda *_, **__: made(failures=1))
    answer = crewsim("history/ms-10-2018", "-n", "2")
    assert answer.exit_code == 1
    assert "1 failed" in answer.stdout


@pytest.mark.parametrize("option", ["--estimate", "--policy"])
def test_what_the_scenario_has_not_is_refused(option: str) -> None:
    answer = crewsim("site-31-outage", option, "nobody-has-it", "-n", "1")
    assert answer.exit_code == 2
    assert "nobody-has-it" in answer.stderr


def test_the_options_reach_the_audit(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Scenario] = []

    def audited(scenario: Scenario, *_: object, **__: object) -> Audit:
        asked.append(scenario)
        return made()

    monkeypatch.setattr("sim.present.audits.audit", audited)
    views = ("--known-by", "2025-12-10", "--assume", "craft-record")
    assert crewsim("site-31-news", *views, "--set", "title=Another").exit_code == 0
    (scenario,) = asked
    assert (scenario.known_by, scenario.assumed) == (dt.date(2025, 12, 10), ("craft-record",))
    assert scenario.title == "Another"
