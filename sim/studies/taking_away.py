"""How a part of a scenario is made quiet: the changes that `sim.studies.without` puts together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from sim.core.distributions import fixed
from sim.scenario.laws import typical
from sim.scenario.outage import without_outage
from sim.scenario.scenario import AfterRepair, Capsules, Chance, FlightPins, Input, Scenario

Change = Callable[[Scenario], Scenario]

Make = Callable[[Any], Any]
"""Makes of what a field holds what it is to hold."""

Unpin = Callable[[FlightPins], FlightPins]
"""Makes the pins of a flight quiet in one respect; those that are quiet it returns as they are."""


def all_of(changes: Iterable[Change]) -> Change:
    """Return the change that makes all of them."""
    known = tuple(changes)

    def change(scenario: Scenario) -> Scenario:
        for each in known:
            scenario = each(scenario)
        return scenario

    return change


def entity(room: str, name: str, **how: Make) -> Change:
    """Return what changes fields of one entity, each from what it is.

    Parameters
    ----------
    room : str
        A mapping of the scenario, such as ``families``.
    """

    def change(scenario: Scenario) -> Scenario:
        entities = getattr(scenario, room)
        old = entities[name]
        new = replace(old, **{key: make(getattr(old, key)) for key, make in how.items()})
        changed: dict[str, Any] = {room: {**entities, name: new}}
        return replace(scenario, **changed)

    return change


def pins(flights: Iterable[str], unpin: Unpin) -> Change:
    """Return what changes the pins of these flights."""
    names = frozenset(flights)

    def change(scenario: Scenario) -> Scenario:
        pinned = {
            name: unpin(pin) if name in names else pin
            for name, pin in scenario.pins.flights.items()
        }
        return replace(scenario, pins=replace(scenario.pins, flights=pinned))

    return change


def process(room: str, name: str) -> Change:
    """Return what pins a process of one entity, such as ``stand_downs`` of a family, to none.

    Nothing of the process is sampled then, and nothing else of it is pinned (MODEL 1.4).
    """

    def change(scenario: Scenario) -> Scenario:
        none: dict[str, Any] = {room: {**getattr(scenario.pins, room), name: ()}}
        return replace(scenario, pins=replace(scenario.pins, **none))

    return change


def lifted_outage(name: str) -> Change:
    """Return what lifts an outage as an estimate does: never down, and nothing owed for it.

    A pin of its repair goes with it; what is owed before an outage to come stays (MODEL 2.5).
    """
    return lambda scenario: without_outage(scenario, name)


def transits_at_median(scenario: Scenario) -> Scenario:
    """Return the scenario in which every transit takes its median."""
    flights = (replace(f, transit=at_median(f.transit)) for f in scenario.flights)
    return replace(scenario, flights=tuple(flights))


def overlaps_at_median(scenario: Scenario) -> Scenario:
    """Return the scenario in which every handover takes its median."""
    flights = (
        f if f.overlap is None else replace(f, overlap=at_median(f.overlap))
        for f in scenario.flights
    )
    lines = {
        name: replace(line, overlap=at_median(line.overlap))
        for name, line in scenario.lines.items()
    }
    return replace(scenario, flights=tuple(flights), lines=lines)


def as_the_line(line: str | None, key: str) -> Change:
    """Return what leaves no flight of a line, or of none, a re-plan or slip (`key`) of its own."""

    def change(scenario: Scenario) -> Scenario:
        own: dict[str, Any] = {key: None}
        flights = (replace(f, **own) if f.line == line else f for f in scenario.flights)
        return replace(scenario, flights=tuple(flights))

    return change


def never_left(scenario: Scenario) -> Scenario:
    """Return the scenario in which the station need not be left."""
    return replace(scenario, station=replace(scenario.station, evacuation=None))


def nobody_ill(scenario: Scenario) -> Scenario:
    """Return the scenario in which nobody falls ill, but where that is pinned."""
    people = scenario.people
    rate = never(people.medical_return_rate)
    return replace(scenario, people=replace(people, medical_return_rate=rate))


def no_time_apart(scenario: Scenario) -> Scenario:
    """Return the scenario in which dockings and undockings may follow at once."""
    station = scenario.station
    apart = never(station.operations_apart)
    return replace(scenario, station=replace(station, operations_apart=apart))


# fields ------------------------------------------------------------------------------------------


def to(value: object) -> Make:
    """Return what makes this of anything."""
    return lambda _: value


def never(stated: Input) -> Input:
    """Return a probability, a rate or a time of 0."""
    return replace(stated, law=fixed(0.0))


def never_after_repair(stated: AfterRepair | None) -> AfterRepair | None:
    """Return the launches after a repair, without damage."""
    if stated is None:
        return None
    return replace(stated, damage_probability=never(stated.damage_probability))


def nought(_: Chance) -> Chance:
    """Return the duration 0."""
    return Chance(fixed(0.0), (None,))


def at_median(stated: Chance) -> Chance:
    """Return a duration at its median, with its uncertain scales at theirs."""
    return Chance(fixed(typical(stated).median()), (None,))


def refurbished(stated: Capsules) -> Capsules:
    """Return the capsules whose refurbishments take their median."""
    return replace(stated, refurbishment=at_median(stated.refurbishment))


def can_be(stated: Input) -> bool:
    """Return whether a probability, a rate or a time can be above 0."""
    return stated.law.support()[1] > 0.0


def moves(stated: Chance) -> bool:
    """Return whether a duration can be other than 0."""
    laws = [stated, *(law for _, law in stated.ahead)]
    return any(typical(law).support() != (0.0, 0.0) for law in laws)


def varies(stated: Chance | None) -> bool:
    """Return whether a duration can be other than its median."""
    if stated is None:
        return False
    lowest, highest = typical(stated).support()
    return lowest < highest


# pins --------------------------------------------------------------------------------------------


def as_sampled(pin: FlightPins) -> FlightPins:
    """Return the pins themselves: nothing is pinned of the cause."""
    return pin


def not_lost(pin: FlightPins) -> FlightPins:
    """Return the pins without a loss."""
    return replace(pin, lost=False) if pin.lost else pin


def no_damage(pin: FlightPins) -> FlightPins:
    """Return the pins without damage to the pad."""
    damages = pin.damages_pad is not None and pin.damages_pad >= 0
    return replace(pin, damages_pad=-1) if damages else pin


def docks(pin: FlightPins) -> FlightPins:
    """Return the pins without a failed docking."""
    return replace(pin, fails_to_dock=False) if pin.fails_to_dock else pin


def stays_fit(pin: FlightPins) -> FlightPins:
    """Return the pins of a ship that does not become unfit."""
    return replace(pin, unfit=()) if pin.unfit else pin


def stays_well(pin: FlightPins) -> FlightPins:
    """Return the pins without an illness."""
    return replace(pin, medical_return=()) if pin.medical_return else pin


def no_scrubs(pin: FlightPins) -> FlightPins:
    """Return the pins without scrubs."""
    return replace(pin, scrubs=0) if pin.scrubs else pin


def no_slip(pin: FlightPins) -> FlightPins:
    """Return the pins without a late slip; one with a pinned launch does not scrub (MODEL 3.4)."""
    if pin.launch is None:
        return replace(pin, slip=0) if pin.slip else pin
    return replace(pin, launch=None, slip=0, scrubs=pin.scrubs or 0)


def no_replan(pin: FlightPins) -> FlightPins:
    """Return the pins without a re-plan."""
    return replace(pin, replan=0) if pin.replan else pin


def not_held(pin: FlightPins) -> FlightPins:
    """Return the pins without a hold for weather."""
    return replace(pin, hold=0) if pin.hold else pin


def usual_transit(pin: FlightPins) -> FlightPins:
    """Return the pins without one of the transit."""
    return pin if pin.transit is None else replace(pin, transit=None)


def usual_overlap(pin: FlightPins) -> FlightPins:
    """Return the pins without one of the overlap."""
    return pin if pin.overlap is None else replace(pin, overlap=None)
