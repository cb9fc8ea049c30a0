"""Which rules a scenario switches on and a run never used: a lever that hangs in the air."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sim.outcomes import DECLARED, Happening
from sim.scenario.scenario import Cargo, Chance, Input, Line, Pad, Scenario


def never_fired(scenario: Scenario, fired: Mapping[str, int]) -> list[str]:
    """Return the rules that are switched on but fired in no replication, by their event's name.

    Parameters
    ----------
    scenario : Scenario
        As played, the case applied.
    fired : mapping of str to int
        How often each event happened in all replications.
    """
    names = (happening.name.lower() for happening in switched_on(scenario))
    return sorted({name for name in names if not fired.get(name)})


def switched_on(scenario: Scenario) -> Iterator[Happening]:
    """Yield the events that the scenario gives a chance, or a policy, to happen.

    Under ``rest: as_planned`` nothing is left to chance, and only what is pinned happens.
    """
    if scenario.pins.rest_as_planned:
        return
    families, pads = scenario.families.values(), scenario.pads.values()
    classes, lines = scenario.vehicles.values(), scenario.lines.values()
    policy, stocks = scenario.policy, scenario.station.stocks.values()
    unfit = _any(each.unfit_rate for each in classes)
    planners: list[Line | Cargo] = [*lines, *scenario.cargo.values()]
    answers = {
        Happening.REPAIRED: policy.first_after_repair is not None
        or any(pad.outage for pad in pads),
        Happening.PAD_OUTAGE: _any(pad.outages.rate for pad in pads if pad.outages),
        Happening.PAD_TAKES_CREWS: any(map(_has_stage, pads)),
        Happening.CERTIFIED: _any(c.certification for c in classes if c.certification),
        Happening.PAD_DAMAGED: _any(pad.damage_probability for pad in pads),
        Happening.LOST: _any(family.loss_probability for family in families),
        Happening.STAND_DOWN_BEGINS: _any(family.other_customers_rate for family in families),
        Happening.SCRUBS: _any(each.scrub_probability for each in classes),
        Happening.FAILS_TO_DOCK: _any(each.docking_failure_probability for each in classes),
        Happening.UNFIT: unfit,
        Happening.CLASS_GROUNDED: unfit
        and _any(each.type_fault for each in classes if each.type_fault),
        Happening.STATION_LEFT: scenario.station.evacuation is not None,
        Happening.STAYS_BEHIND: unfit and any(line.relief_seats > 0 for line in lines),
        Happening.FALLS_ILL: _any([scenario.people.medical_return_rate]),
        Happening.REPLANNED: _any(each.replan for each in planners),
        Happening.LAST_SHIP_WAITS: True,
        Happening.HOLD_BEGINS: _any(each.return_hold for each in classes),
        Happening.SEAT_CHANGED: any(
            bool(person.homes) for flight in scenario.flights for person in flight.crew
        ),
        Happening.PULLED_FORWARD: any(each.pull_forward is not None for each in planners),
        Happening.STOCK_LOW: _any(use for s in stocks for use in (s.per_day, s.per_person_day)),
    }
    levers = {each: declared.lever for each, declared in DECLARED.items() if declared.lever}
    answers |= {each: bool(getattr(policy, lever)) for each, lever in levers.items()}
    yield from (happening for happening, is_on in answers.items() if is_on)


def _has_stage(pad: Pad) -> bool:
    """Whether a repair of the pad lets cargo fly before crews."""
    return _any([pad.crew_stage, *(each.crew_stage for each in pad.outage)])


def _any(quantities: Iterable[Input | Chance]) -> bool:
    """Return whether one of the quantities can be other than 0."""
    return any(quantity.law.support() != (0.0, 0.0) for quantity in quantities)
