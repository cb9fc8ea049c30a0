"""A scenario whose outage never was, is repaired after a given time, or still lasts on a date."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim.core.distributions import fixed
from sim.core.errors import Problem, ScenarioError, UsageError, listed, nearest
from sim.core.laws import LEAST_MASS
from sim.scenario.scenario import Chance, Estimate, Outage, Scenario


def outages_out(scenario: Scenario, name: str | None = None) -> tuple[Outage, ...]:
    """Return the outages that are stated, or that named.

    Raises
    ------
    ScenarioError
        When there is none, or none of that name.
    """
    found = {each.name: each for pad in scenario.pads.values() for each in pad.outage}
    if not found:
        message = "no pad has an outage: there is no repair to ask about"
        raise ScenarioError([Problem(scenario.file, None, "pads", message)])
    if name is None:
        return tuple(found.values())
    if name not in found:
        hint = nearest(name, found) or f"; there are {listed(found)}"
        message = f"{name!r} is not a stated outage of this scenario{hint}"
        raise ScenarioError([Problem(scenario.file, None, "pads", message)])
    return (found[name],)


def outage_asked(scenario: Scenario, name: str | None = None) -> Outage:
    """Return the outage asked about: that named, the only one, or the only one under way.

    Raises
    ------
    ScenarioError
        When there is none, or none of that name.
    UsageError
        When one has to be named.
    """
    stated = outages_out(scenario, name)
    under_way = [each for each in stated if each.since <= 0]
    if len(stated) > 1 and len(under_way) != 1:
        names = listed([each.name for each in stated])
        raise UsageError(f"which outage is asked about? name one with --outage: {names}")
    return (under_way or stated)[0]


def called(scenario: Scenario, outage: Outage) -> str:
    """Return what people read in place of the name of an outage: of one so called, its pad."""
    return scenario.called("pads", outage.pad) if outage.name == outage.pad else outage.name


def estimates_of(scenario: Scenario, outage: str) -> dict[str, Estimate]:
    """Return the estimates of how long an outage lasts, of it alone; not those that lift it."""
    return {
        name: each
        for name, each in scenario.estimates.items()
        if each.repair is not None and each.of == outage and not each.together
    }


def without_outage(scenario: Scenario, name: str | None = None) -> Scenario:
    """Return the scenario in which an outage, or all of them, never were.

    Its pad is up, and owes nothing for it. A pin of its date and repair goes with it.
    """
    names = _named(scenario, name)
    pads = {key: pad.without(names) for key, pad in scenario.pads.items()}
    return _unpinned(replace(scenario, pads=pads), names, begins=True)


def repaired_after(scenario: Scenario, seconds: float, name: str | None = None) -> Scenario:
    """Return the scenario whose outage, or outages, are repaired exactly so long after they began.

    Parameters
    ----------
    seconds : float
        More than have passed on ``as_of``. A stage before crews may launch is left as stated.
    """
    law = Chance(fixed(float(seconds)), (None,))
    return _with_outages(scenario, name, lambda outage: replace(outage, repair=law))


def still_down(scenario: Scenario, instant: int, name: str | None = None) -> Scenario | None:
    """Return the scenario given that its outage, or all, still last at an instant, None if not.

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
    for outage in outages_out(scenario, name):
        if outage.since < instant and not _may_last(outage.repair, instant, outage):
            return None
    return _with_outages(
        scenario,
        name,
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


def _with_outages(
    scenario: Scenario, name: str | None, change: Callable[[Outage], Outage]
) -> Scenario:
    """Return the scenario with an outage, or all of them, changed, and no pin of their repair."""
    names = _named(scenario, name)
    pads = {
        key: replace(pad, stated=tuple(change(o) if o.name in names else o for o in pad.stated))
        for key, pad in scenario.pads.items()
    }
    return _unpinned(replace(scenario, pads=pads), names)


def _named(scenario: Scenario, name: str | None) -> set[str]:
    """Return the names of its stated outages, or that one alone, which must be there."""
    if name is not None:
        return {each.name for each in outages_out(scenario, name)}
    return {each.name for pad in scenario.pads.values() for each in pad.outage}


def _unpinned(scenario: Scenario, names: set[str], *, begins: bool = False) -> Scenario:
    pins = scenario.pins
    repairs = {name: length for name, length in pins.repairs.items() if name not in names}
    dates = {name: at for name, at in pins.begins.items() if not begins or name not in names}
    return replace(scenario, pins=replace(pins, repairs=repairs, begins=dates))
