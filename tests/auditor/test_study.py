"""The audit of every shipped scenario, and what it says it has looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.auditor import CHECKS, Audit, audit
from sim.core.errors import ScenarioError, UsageError
from sim.runs.replicate import AS_STATED
from sim.scenario import choose, load, shipped
from tests.engine.stage import cargo, day, pinned, staged
from tests.shipped import loaded

FEW = 1
"""Replications in each case: the clause tests and the parity tests play far more."""


@pytest.mark.parametrize("name", list(shipped())[::3])
def test_nothing_fails_in_a_shipped_scenario(name: str) -> None:
    """Its default estimate, under the first and last policy that it names, or the one it states.

    A future of every estimate of each is audited in tests/engine/test_parity.py, every policy is
    compared with the golden logs, and a slow test audits them all.
    """
    scenario = loaded(name)
    named = [*scenario.policies] or [None]
    asked = list(dict.fromkeys(named[:: max(1, len(named) - 1)]))
    few = {"replications": FEW, "played_for_rules": FEW}
    found = audit(scenario, estimates=[choose(scenario) or AS_STATED], policies=asked, **few)
    passes(found)
    assert [case.policy for case in found.cases] == asked


def passes(found: Audit) -> None:
    """Nothing fails, and every replication of every case has been looked at."""
    assert not [failure for check in found.checks for failure in check.failures]
    assert found.passed
    cases = len(found.cases)
    assert looked_at(found, "outcome rows") == FEW * cases
    assert FEW * cases < looked_at(found, "invariants") <= (FEW + 1) * cases  # with the plans


def looked_at(found: Audit, name: str) -> int:
    """How much a check has looked at in all cases."""
    return next(check.looked_at for check in found.checks if check.name == name)


@pytest.mark.slow
@pytest.mark.parametrize("name", shipped())
def test_nothing_fails_in_many_replications(name: str) -> None:
    """Every named policy under every estimate."""
    found = audit(load(name), replications=50, seed=2)
    assert not [failure for check in found.checks for failure in check.failures]


def test_every_check_looks_at_something(tmp_path: Path) -> None:
    """On a stage with luck; what a stage has none of is said to be none."""
    found = audit(
        staged(
            tmp_path,
            {"pins": {"rest": None}, "manifest": {"p-1": cargo(30)}},
            {"vehicles": {"dragon": {"scrub_probability": 0.3}}},
            pinned(s_1={"unfit": [day(8)]}),
        ),
        replications=3,
        played_for_rules=50,
    )
    assert [check.name for check in found.checks] == list(CHECKS)
    assert {check.name for check in found.checks if not check.looked_at} == {"stocks", "levers"}
    assert found.played_for_rules == 50
    assert found.passed


def test_a_rule_that_never_fires_is_told_and_does_not_fail(tmp_path: Path) -> None:
    rare = {"pins": {"rest": None}, "families": {"r7": {"loss_probability": 1e-9}}}
    found = audit(staged(tmp_path, rare), replications=2, played_for_rules=20)
    assert found.passed
    assert found.never_fired["lost"] == ["as-stated"]


def test_unmet_pins_are_compared_too(tmp_path: Path) -> None:
    """A pin that cannot be kept is counted alike by both engines."""
    scenario = staged(tmp_path, pinned(d_2={"launch": "2030-01-02T00:00:00Z", "scrubs": 1}))
    found = audit(scenario, replications=2, played_for_rules=2)
    assert found.passed


def test_one_estimate_is_played_when_it_is_named() -> None:
    found = audit(
        load("site-31-outage"),
        estimates=["no-outage"],
        policies=[None],
        replications=1,
        played_for_rules=1,
    )
    assert [case.name for case in found.cases] == ["no-outage"]


def test_estimates_and_policies_are_crossed(tmp_path: Path) -> None:
    scenario = staged(
        tmp_path,
        {"pads": {"east": {"outage": {"since": day(-5), "repair": "30 d"}, "repair": "30 d"}}},
        {
            "estimates": {
                "soon": {"title": "Soon", "repair": "20 d"},
                "late": {"title": "Late", "repair": "300 d"},
            }
        },
        {"policies": {"hold": {"title": "Hold", "hold": True}}},
    )
    found = audit(scenario, replications=1, played_for_rules=1)
    names = [case.name for case in found.cases]
    assert names == ["soon", "late", "soon+hold", "late+hold"]
    assert found.passed
    assert looked_at(found, "invariants") == 4 + 2
    alone = audit(scenario, estimates=["soon"], policies=[None], replications=1, played_for_rules=1)
    assert looked_at(found, "spread of numbers") == looked_at(alone, "spread of numbers") > 0


def test_progress_counts_the_replications_of_all_cases(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    scenario = staged(tmp_path)
    audit(
        scenario,
        replications=3,
        played_for_rules=1,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_what_cannot_be_meant_is_refused(tmp_path: Path) -> None:
    scenario = staged(tmp_path)
    with pytest.raises(UsageError, match="0 replications"):
        audit(scenario, replications=0)
    with pytest.raises(UsageError, match="seed -1"):
        audit(scenario, seed=-1)
    with pytest.raises(ScenarioError, match="is not a policy"):
        audit(scenario, policies=["nobody-has-it"])
