"""Estimates: published views of repairs, as they became known, and a scenario under one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from sim.core.errors import Problem, ScenarioError, UsageError, listed, nearest
from sim.scenario.scenario import Estimate, Scenario
from sim.scenario.titles import estimates_apart


def choose(scenario: Scenario, name: str | None = None) -> str | None:
    """Return the estimate to use: the one named, else the default rule's.

    The default is the scenario's ``default_estimate``, else its first that does not lift the
    outage; None for a scenario without such estimates.

    Raises
    ------
    ScenarioError
        When there is no estimate of that name, or it was said too late.
    """
    if name is not None:
        if name not in scenario.estimates:
            message = _unknown(scenario, name)
            raise ScenarioError([Problem(scenario.file, None, "estimates", message)])
        return name
    if scenario.default_estimate is not None:
        return scenario.default_estimate
    stated = (key for key, estimate in scenario.estimates.items() if estimate.repair is not None)
    return next(stated, None)


def with_estimate(scenario: Scenario, name: str) -> Scenario:
    """Return the scenario whose outage is repaired, or whose grounding ends, as the estimate says.

    An estimate that lifts the outage leaves the pad up, with nothing owed after it. What it does
    not speak of is left as stated.

    Raises
    ------
    ScenarioError
        When there is no estimate of that name, or it was said too late.
    """
    choose(scenario, name)
    estimate = scenario.estimates[name]
    for each in estimate.together:
        scenario = with_estimate(scenario, each)
    return scenario if estimate.together else _with(scenario, estimate)


def _with(scenario: Scenario, estimate: Estimate) -> Scenario:
    """Return the scenario in which what the estimate speaks of lasts as it says."""
    pads, families = dict(scenario.pads), dict(scenario.families)
    for key, pad in scenario.pads.items():
        if estimate.repair is None:
            pads[key] = pad.without({estimate.of})
            continue
        stated = [
            replace(o, repair=estimate.repair, crew_stage=estimate.crew_stage or o.crew_stage)
            if o.name == estimate.of
            else o
            for o in pad.stated
        ]
        pads[key] = replace(pad, stated=tuple(stated))
    if estimate.of in families and pads == scenario.pads:
        family = families[estimate.of]
        if estimate.repair is None:
            families[estimate.of] = replace(family, grounded=None, owed=0)
        elif family.grounded is not None:
            grounded = replace(family.grounded, stand_down=estimate.repair)
            families[estimate.of] = replace(family, grounded=grounded)
    return replace(scenario, pads=pads, families=families)


def known_by(scenario: Scenario, date: dt.date | str) -> Scenario:
    """Return the scenario with only those estimates that had been said by a date.

    One that was revised says what it last said by then; one without a date is always known. What
    an earlier call has left out stays out.

    Parameters
    ----------
    date : date or str
        The last day that counts; a text such as ``2025-12-10``.

    Raises
    ------
    UsageError
        When the text is no date.
    ScenarioError
        When nothing was said by then of how long the repair takes.
    """
    by = _day(date)
    if scenario.known_by is not None:
        by = min(by, scenario.known_by)
    estimates, later = {}, dict(scenario.said_later)
    for name, estimate in scenario.estimates.items():
        dates = [when for when, _ in _sayings(estimate) if when is not None]
        if dates and dates[0] > by:
            later[name] = dates[0]
            continue
        past = tuple(revision for revision in estimate.revisions if revision.said <= by)
        estimates[name] = as_revised(replace(estimate, revisions=past))
    estimates = {n: e for n, e in estimates.items() if all(o in estimates for o in e.together)}
    if all(estimate.repair is None for estimate in estimates.values()):
        message = f"nothing was said of the repair by {by}{_first_said(scenario)}"
        raise ScenarioError([Problem(scenario.file, None, "estimates", message)])
    default = scenario.default_estimate
    return replace(
        scenario,
        estimates=estimates_apart(estimates),
        also_said={
            name: each
            for name, each in scenario.also_said.items()
            if each.said is None or each.said <= by
        },
        default_estimate=default if default in estimates else None,
        known_by=by,
        said_later=later,
    )


def as_revised(estimate: Estimate) -> Estimate:
    """Return the estimate as the last of its revisions has it; one without them as it is."""
    if not estimate.revisions:
        return estimate
    last = estimate.revisions[-1]
    return replace(
        estimate,
        title=last.title,
        by=last.by,
        said=last.said,
        source=last.source,
        quote=last.quote,
        repair=last.repair,
        crew_stage=last.crew_stage,
        speaker=last.speaker,
        as_said=last.as_said,
        as_came_true=last.as_came_true,
    )


def _sayings(estimate: Estimate) -> Iterator[tuple[dt.date | None, bool]]:
    """Yield when an estimate said something, in order, and whether it left the pad down."""
    for each in estimate.revisions or (estimate,):
        yield each.said, each.repair is not None


def _first_said(scenario: Scenario) -> str:
    """Return when the repair was first spoken of, to end a sentence that says that it was not."""
    dates = [
        when
        for estimate in scenario.estimates.values()
        for when, down in _sayings(estimate)
        if when is not None and down
    ]
    return f": the first estimate is of {min(dates)}" if dates else ": no estimate has a date"


def _unknown(scenario: Scenario, name: str) -> str:
    """Return why the scenario has no estimate of that name."""
    if name in scenario.said_later:
        return f"{name!r} was first said on {scenario.said_later[name]}: after {scenario.known_by}"
    known = scenario.estimates
    hint = nearest(name, known) or f"; there are {listed(known)}"
    return f"{name!r} is not an estimate of this scenario{hint}"


def _day(date: dt.date | str) -> dt.date:
    if isinstance(date, dt.datetime):
        return date.date()
    if isinstance(date, dt.date):
        return date
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", date):
            return dt.date.fromisoformat(date)
    except ValueError:
        pass
    raise UsageError(f"known by: {date!r} is not a date such as 2025-12-10")
