"""What a scenario takes for granted: assumptions that are not made, and would change what it plays.

An assumption may say ``unless``: what holds without it. An answer hangs on that only if another
future were played with the assumption, which its dates may rule out.
"""

from __future__ import annotations

from dataclasses import replace

from sim.core.errors import ScenarioError
from sim.scenario.loading import resolved, tree_of
from sim.scenario.merge import lay_assumed
from sim.scenario.scenario import Assumption, Flight, Scenario


def granted(scenario: Scenario) -> list[Assumption]:
    """Return the assumptions that say ``unless`` and would change what is played by ``until``.

    One that is in place changes nothing; one that does not fit the scenario is none.
    """
    stated = [each for each in scenario.assumptions.values() if each.unless is not None]
    played = _played(scenario) if stated else None
    return [each for each in stated if _played(scenario, each.name) not in (played, None)]


def _played(scenario: Scenario, *assumptions: str) -> Scenario | None:
    """Return what is played of a scenario under an assumption; None if that does not fit.

    A flight planned for `until` or later is left out.
    """
    report = tree_of(scenario)
    try:
        lay_assumed(report, assumptions)
        found = resolved(report, scenario.name)
    except ScenarioError:
        return None

    def by_until(flights: tuple[Flight, ...]) -> tuple[Flight, ...]:
        return tuple(f for f in flights if f.planned is None or f.planned < found.until)

    return replace(
        found,
        warnings=(),
        flights=by_until(found.flights),
        policies={
            name: replace(each, flights=by_until(each.flights))
            for name, each in found.policies.items()
        },
    )
