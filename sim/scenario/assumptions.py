"""What a scenario takes for granted: assumptions that are not made, and would change what it plays.

An assumption may say ``unless``: what holds without it. An answer hangs on that only if another
future were played with the assumption, which its dates may rule out.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from sim.core.errors import ScenarioError
from sim.scenario.document import Node, read
from sim.scenario.loading import resolved
from sim.scenario.merge import lay_assumed
from sim.scenario.problems import Report
from sim.scenario.scenario import Assumption, Flight, Scenario


def granted(scenario: Scenario) -> list[Assumption]:
    """Return the assumptions that say ``unless`` and would change what is played by ``until``.

    One that is in place changes nothing; one that does not fit the scenario is none.
    """
    stated = [each for each in scenario.assumptions.values() if each.unless is not None]
    names = tuple(each.name for each in stated)
    change = _change(scenario.text, scenario.file, names) if stated else ()
    return [each for each in stated if each.name in change]


@lru_cache(maxsize=8)
def _change(text: str, shown: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return which of these assumptions would change what is played of a dumped text."""
    root = read(text, shown).root
    played = _played(root, shown)
    return tuple(name for name in names if _played(root, shown, name) not in (played, None))


def _played(root: Node, shown: str, *assumptions: str) -> Scenario | None:
    """Return what is played of a tree under an assumption; None if that does not fit.

    A flight planned for `until` or later is left out.
    """
    report = Report(shown, root)  # what is assumed is laid over a copy
    try:
        lay_assumed(report, assumptions)
        found = resolved(report, "")
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
