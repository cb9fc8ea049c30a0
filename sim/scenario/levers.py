"""Levers of a file: what a named policy changes of `policy`, with nothing implicit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, TypeVar

from sim.scenario.document import Path
from sim.scenario.manifest import lengths_of, manifest_of, people_of
from sim.scenario.policy import LEVERS, OFF, ExtraFlight, Levers, NamedLevers, OnLowStock, Policy
from sim.scenario.schema import ScenarioFile

Stated = TypeVar("Stated", Policy, NamedLevers)


def completed(policy: Stated, file: ScenarioFile) -> Stated:
    """Return a policy with nothing implicit: lines and stocks are named, and everybody.

    A lever that is off is left out of `policy` itself; a named policy may switch one off there.
    """
    update: dict[str, Any] = {}
    if isinstance(policy, Policy):
        update = {key: None for key in LEVERS if getattr(policy, key) == OFF}
    if isinstance(policy.hold, bool):
        update["hold"] = direct_lines(file)
    low, extra = policy.on_low_stock, policy.extra_flight
    if isinstance(low, OnLowStock) and low.stocks is None:
        update["on_low_stock"] = replace(low, stocks=list(file.station.stocks))
    if isinstance(extra, ExtraFlight):
        update["extra_flight"] = replace(extra, crew=people_of(extra.name, extra.crew))
    return replace(policy, **update)


def direct_lines(file: ScenarioFile) -> list[str]:
    """Return the lines whose vehicles wait for their successors."""
    return [name for name, line in file.lines.items() if line.handover == "direct"]


def under(file: ScenarioFile, name: str | None) -> ScenarioFile:
    """Return the file with a named policy in the place of its own; None leaves its own.

    The flights behind the manifest are those of the policy's increments. A lever that is off is
    None in the result; `decided_on` stays that of the file's own policy (see `in_force_from`).
    """
    named = Levers() if name is None else file.policies[name]
    stated = {key: value for key in LEVERS if (value := getattr(named, key, None)) is not None}
    levers = {key: stated.get(key, getattr(file.policy, key)) for key in LEVERS}
    on: dict[str, Any] = {key: None if value == OFF else value for key, value in levers.items()}
    policy = replace(file.policy, **on)
    anew = {*lengths_of(file.policy), *lengths_of(policy)}
    changed = replace(file, policy=policy)
    decided_on = in_force_from(file, name, "increment_length")
    return replace(changed, manifest=manifest_of(changed, anew, decided_on))


def stated_at(file: ScenarioFile, name: str | None, lever: str) -> Path:
    """Return where the policy of that name has a lever from: its own entry, or `policy`."""
    if name is not None and states(file, name, lever):
        return ("policies", name, lever)
    return ("policy", lever)


def states(file: ScenarioFile, name: str, lever: str) -> bool:
    """Tell whether a named policy states the lever itself, if only that it is off."""
    return getattr(file.policies[name], lever) is not None


def in_force_from(file: ScenarioFile, name: str | None, lever: str) -> int | None:
    """Return the second since ``as_of`` at which the policy of that name decides a lever.

    None for one that is in force on ``as_of``. A lever that a named policy has from `policy` is
    decided when `policy` says (MODEL 6.13).
    """
    own = name is not None and states(file, name, lever)
    decided_on = (file.policies[name] if own and name is not None else file.policy).decided_on
    return None if decided_on is None or decided_on < 0 else decided_on


def policy_of(file: ScenarioFile, name: str | None) -> Policy:
    """Return the policy that is in place in a file (see `under`), as it is played.

    A named one says what it has from `policy`, which decides that at its own time.
    """
    policy = file.policy
    own = policy if name is None else file.policies[name]
    standing: dict[str, int | None] = {}
    if name is not None and own.decided_on != policy.decided_on:
        stated = (lever for lever in LEVERS if getattr(policy, lever) is not None)
        standing = {each: policy.decided_on for each in stated if not states(file, name, each)}
    return replace(
        policy,
        title=own.title,
        decided_on=own.decided_on,
        hold=tuple(policy.hold or ()),
        standing=standing,
    )
