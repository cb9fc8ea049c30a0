"""How much each estimate counts where several are taken together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from sim.core.errors import UsageError, listed, nearest
from sim.scenario.scenario import Estimate, Scenario, Statements

EQUAL, RECORD = "equal", "record"

ALLOWED = "write record, equal, or weights such as end-of-winter=0.5,four-months=0.5"


def by_record(said: Mapping[str, Estimate], statements: Statements) -> dict[str, float]:
    """Return the weight of each estimate by the record of its class of speaker, 0 without one.

    It is 1 / error: how far, in parts of what remained, the dated statements of the class were off
    on other events. No event tells on the estimates of itself.
    """
    return {
        name: 0.0 if estimate.speaker is None else 1.0 / statements.speakers[estimate.speaker].error
        for name, estimate in said.items()
    }


def weights_of(scenario: Scenario, text: str, names: Sequence[str]) -> dict[str, float]:
    """Return the weights of some estimates of a scenario, which add up to 1.

    Parameters
    ----------
    text : str
        ``equal``; ``record``, as `by_record` has it; or ``name=number`` for each that counts,
        between commas.
    names : sequence of str
        At least one. What is no estimate of the scenario counts only if all count alike.

    Raises
    ------
    UsageError
        When the text is none of these, names another estimate, or leaves nothing that counts.
    """
    if text == EQUAL:
        return {name: 1.0 / len(names) for name in names}
    known = {name: scenario.estimates[name] for name in names if name in scenario.estimates}
    if text == RECORD:
        found = by_record(known, scenario.statements)
        lack = "none of the estimates is of `kind: statement`, so that nobody has a record"
    else:
        found = _stated(text, list(known))
        lack = "the weights add up to 0: at least one must be above 0"
    total = math.fsum(found.values())
    if total <= 0.0:
        raise UsageError(f"--weights {text}: {lack}")
    return {name: found.get(name, 0.0) / total for name in names}


def unequal(scenario: Scenario, text: str, names: Sequence[str]) -> dict[str, float] | None:
    """Return the weights of `weights_of`, None where all count alike."""
    return None if text == EQUAL else weights_of(scenario, text, names)


def _stated(text: str, known: Sequence[str]) -> dict[str, float]:
    """Return the numbers that a text such as ``a=0.5,b=2`` states."""
    found: dict[str, float] = {}
    problems = []
    for part in text.split(","):
        name, equals, number = (each.strip() for each in part.partition("="))
        if not equals:
            hint = nearest(name, (RECORD, EQUAL)) if "," not in text else ""
            problems.append(f"{part.strip()!r} is no weight{hint or f': {ALLOWED}'}")
        elif name not in known:
            hint = nearest(name, known) or f"; there are {listed(known)}"
            problems.append(f"{name!r} is not an estimate that counts here{hint}")
        elif name in found:
            problems.append(f"{name} is given twice")
        else:
            value = _number(number)
            if value is None:
                problems.append(f"{name}={number}: a weight is a number of at least 0")
            found[name] = value or 0.0
    if problems:
        raise UsageError("\n".join(f"--weights: {problem}" for problem in problems))
    return found


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and value >= 0.0 else None
