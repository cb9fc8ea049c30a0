"""A scenario whose outage never was, is repaired after a given time, or still lasts on a date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.core.distributions import fixed
from sim.core.errors import Problem, ScenarioError
from sim.core.laws import LEAST_MASS
from sim.scenario.scenario import Chance, Outage, Pad, Pins, Scenario


def pads_out(scenario: Scenario) -> tuple[Pad, ...]:
    """Return the pads with an outage that is stated, the first is the one that people mean.

    Raises
    ------
    ScenarioError
        When there is none.
    """
    found = tuple(pad for pad in scenario.pads.values() if pad.outage is not None)
    if not found:
        message = "no pad has an outage: there is no repair to ask about"
        raise ScenarioError([Problem(scenario.file, None, "pads", message)])
    return found


def without_outage(scenario: Scenario) -> Scenario:
    """Return the scenario in which the outage never was: its pads are up, and owe nothing for it.

    A pin of its repair goes with it.
    """
    pads = {
        name: pad
        if pad.outage is None
        else replace(pad, outage=None, owed=0 if pad.outage.since <= 0 else pad.owed)
        for name, pad in scenario.pads.items()
    }
    return replace(scenario, pads=pads, pins=_unpinned(scenario))


def repaired_after(scenario: Scenario, seconds: float) -> Scenario:
    """Return the scenario whose outage is repaired exactly so long after it began.

    Parameters
    ----------
    seconds : float
        More than have passed on ``as_of``. A stage before crews may launch is left as stated.
    """
    law = Chance(fixed(float(seconds)), (None,))
    return _with_outages(scenario, lambda outage: replace(outage, repair=law))


def still_down(scenario: Scenario, instant: int) -> Scenario | None:
    """Return the scenario given that its outage still lasts at an instant, None if it cannot.

    Parameters
    ----------
    instant : int
        Seconds since ``as_of``. An outage that begins later is left as it is.

    Notes
    -----
    The law of the repair is cut off below what has passed by then, as it is on ``as_of``
    (MODEL 1.3). Nothing is left of it where less than `sim.core.laws.LEAST_MASS` lies above, or
    where it was to end by then.
    """
    for pad in pads_out(scenario):
        assert pad.outage is not None
        if pad.outage.since < instant and not _may_last(pad.outage.repair, instant, pad.outage):
            return None
    return _with_outages(
        scenario,
        lambda outage: replace(outage, repair=_longer_than(outage.repair, instant - outage.since)),
    )


def _may_last(repair: Chance, instant: int, outage: Outage) -> bool:
    passed = instant - outage.since
    if repair.upper <= passed:
        return False
    if any(scale is not None for scale in repair.scales):
        return True  # its tail depends on a scale that is sampled
    return repair.law.survival(passed) - repair.law.survival(repair.upper) >= LEAST_MASS


def _longer_than(repair: Chance, passed: int) -> Chance:
    return replace(repair, lower=max(repair.lower, float(passed))) if passed > 0 else repair


def _with_outages(scenario: Scenario, change: Callable[[Outage], Outage]) -> Scenario:
    """Return the scenario with every stated outage changed, and no pin of its repair."""
    pads = {
        name: pad if pad.outage is None else replace(pad, outage=change(pad.outage))
        for name, pad in scenario.pads.items()
    }
    return replace(scenario, pads=pads, pins=_unpinned(scenario))


def _unpinned(scenario: Scenario) -> Pins:
    out = {name for name, pad in scenario.pads.items() if pad.outage is not None}
    repairs = {name: length for name, length in scenario.pins.repairs.items() if name not in out}
    return replace(scenario.pins, repairs=repairs)
