"""The part of `sim.scenario.resolve` for policies: their levers, and the flights under them."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sim.scenario import scenario, schema, schema_policy
from sim.scenario.levers import states
from sim.scenario.model import Model
from sim.scenario.scenario import Policy


def policy_of(file: schema.ScenarioFile, name: str | None) -> Policy:
    """Return the levers of a file.

    Parameters
    ----------
    file : ScenarioFile
        Complete, with the policy in place (see `sim.scenario.levers.under`).
    name : str or None
        Which named policy is in place; None for the scenario's own.
    """
    stated = file.policy
    levers: dict[str, Any] = {
        each.name: _resolved(str(each.type), lever)
        for each in fields(Policy)
        if each.name in schema_policy.LEVERS and (lever := getattr(stated, each.name)) is not None
    }
    return Policy(
        **levers,
        title=stated.title if name is None else file.policies[name].title,
        decided_on=_decided_on(file, stated if name is None else file.policies[name]),
        standing=_standing(file, name),
    )


def _resolved(kind: str, stated: Any) -> Any:
    """Return what is stated as `sim.scenario.scenario` has it, by the type of the field."""
    if stated is None:
        return None
    kind = kind.removesuffix(" | None")
    if kind == "Seconds":
        return stated
    if isinstance(stated, Model):
        lever = getattr(scenario, type(stated).__name__)
        return lever(*(_resolved(str(e.type), getattr(stated, e.name)) for e in fields(lever)))
    return tuple(stated) if isinstance(stated, list) else stated


def _decided_on(
    file: schema.ScenarioFile, stated: schema_policy.Policy | schema_policy.NamedPolicy
) -> int | None:
    return None if stated.decided_on is None else file.beginning(str(stated.decided_on))


def _standing(file: schema.ScenarioFile, name: str | None) -> dict[str, int | None]:
    """Return the levers that a named policy has from `policy`, which decides them at its own time.

    None where both decide at the same.
    """
    decided_on = _decided_on(file, file.policy)
    if name is None or decided_on == _decided_on(file, file.policies[name]):
        return {}
    return {
        lever: decided_on
        for lever in schema_policy.LEVERS
        if getattr(file.policy, lever) is not None and not states(file, name, lever)
    }
