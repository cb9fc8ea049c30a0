"""The causes that a scenario has, and the scenario without some of them.

What is taken away is luck, or something that is known on ``as_of``; never what planners decide.
Chances do not happen, slips, re-plans, scrubs and weather holds are 0, other durations are their
median (the quiet values of MODEL 1.4), an outage is lifted, and what pins the cause goes with it.
As every sample has its own address, all other luck stays what it was: a future in which the cause
did nothing is the same without it, row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim.core.errors import UsageError, nearest
from sim.scenario.outage import called
from sim.scenario.scenario import Capsules, Scenario, VehicleClass
from sim.studies import taking_away as away
from sim.studies.root_causes import CARGO, Cast, RootCause
from sim.studies.taking_away import Change


def causes_of(scenario: Scenario) -> dict[str, RootCause]:
    """Return the causes that the scenario switches on, by name.

    They are told apart as planners would: by pad, family, line or class of crew vehicle. Cargo
    ships of all classes, people, transits and handover overlaps are each taken together. No causes
    are the inputs that describe our ignorance (a stay limit, a turnaround), a ship that is unfit on
    ``as_of``, and the planners' levers. Where a pin tells no family or pad, it is that of the first
    family of the flight's class, and the first pad of that.

    Parameters
    ----------
    scenario : Scenario
        With its estimate and its policy applied.
    """
    cast = Cast(scenario)
    rooms = (_known, _pads, _families, _ships, _people, _delays, _durations, _restrictions)
    return {cause.name: cause for room in rooms for cause in room(cast)}


def without(scenario: Scenario, names: Iterable[str]) -> Scenario:
    """Return the scenario without the causes named.

    Parameters
    ----------
    scenario : Scenario
        With its estimate and its policy applied.
    names : iterable of str
        Of its causes; without any it is the scenario itself.

    Raises
    ------
    UsageError
        When the scenario has no such cause.
    """
    known = causes_of(scenario)
    for name in names:
        if name not in known:
            hint = nearest(name, known)
            raise UsageError(f"{scenario.name} has no cause {name!r}{hint}")
        scenario = known[name].take_away(scenario)
    return scenario


# what is known on the first day ------------------------------------------------------------------


def _known(cast: Cast) -> Iterator[RootCause]:
    for pad in cast.pads:
        for each in pad.outage:
            of = "of " if each.name == pad.name else ""
            words = f"the outage {of}{called(cast.scenario, each)}"
            yield RootCause(f"outage[{each.name}]", words, away.lifted_outage(each.name))
        if pad.owed > 0 and not pad.outage:
            owed = away.entity("pads", pad.name, owed=away.to(0))
            words = f"uncrewed launches owed by {cast.called('pads', pad.name)}"
            yield RootCause(f"outage[{pad.name}]", words, owed)
    for family in cast.families:
        if family.grounded is not None or family.owed > 0:
            lift = away.entity("families", family.name, grounded=away.to(None), owed=away.to(0))
            words = f"the grounding of {cast.called('families', family.name)} on the first day"
            yield RootCause(f"grounding[{family.name}]", words, lift)
    for vehicle in cast.classes:
        if vehicle.certification is not None and away.can_be(vehicle.certification):
            lift = away.entity("vehicles", vehicle.name, certification=away.to(None))
            words = f"the missing certification of {cast.called('vehicles', vehicle.name)}"
            yield RootCause(f"certification[{vehicle.name}]", words, lift, planned=True)


def _restrictions(cast: Cast) -> Iterator[RootCause]:
    for c in cast.classes:
        if c.launch_blackouts or c.landing_blackouts:
            none = away.to(())
            lift = away.entity("vehicles", c.name, launch_blackouts=none, landing_blackouts=none)
            yield RootCause(
                f"blackouts[{c.name}]",
                f"blackouts of {cast.called('vehicles', c.name)}",
                lift,
                planned=True,
            )
    if away.can_be(cast.scenario.station.operations_apart):
        words = "time to be kept between dockings and undockings"
        yield RootCause("traffic", words, away.no_time_apart, planned=True)


# pads and launchers ------------------------------------------------------------------------------


def _pads(cast: Cast) -> Iterator[RootCause]:
    pins = cast.scenario.pins
    for pad in cast.pads:
        sampled = pad.outages is not None and away.can_be(pad.outages.rate)
        if pins.outages.get(pad.name, sampled and not pins.rest_as_planned):
            words = f"random outages of {cast.called('pads', pad.name)}"
            yield RootCause(f"outages[{pad.name}]", words, away.process("outages", pad.name))
    for pad in cast.pads:
        after = pad.after_repair
        chances = [pad.damage_probability, *([after.damage_probability] if after else [])]
        yield from cast.cause(
            f"damage[{pad.name}]",
            f"damage to {cast.called('pads', pad.name)} at launch",
            pad.repair is not None and any(map(away.can_be, chances)),
            away.entity(
                "pads",
                pad.name,
                damage_probability=away.never,
                after_repair=away.never_after_repair,
            ),
            flights=cast.first_from(pad),
            unpin=away.no_damage,
        )


def _families(cast: Cast) -> Iterator[RootCause]:
    pins = cast.scenario.pins
    for family in cast.families:
        yield from cast.cause(
            f"loss[{family.name}]",
            f"launch losses of {cast.called('families', family.name)}",
            away.can_be(family.loss_probability),
            away.entity("families", family.name, loss_probability=away.never),
            flights=cast.first_with(family.name),
            unpin=away.not_lost,
        )
    for family in cast.families:
        sampled = family.other_customers_stand_down is not None
        sampled = sampled and away.can_be(family.other_customers_rate)
        if pins.stand_downs.get(family.name, sampled and not pins.rest_as_planned):
            words = f"groundings of {cast.called('families', family.name)} by other customers"
            lift = away.process("stand_downs", family.name)
            yield RootCause(f"customers[{family.name}]", words, lift)


# ships and people --------------------------------------------------------------------------------


def _ships(cast: Cast) -> Iterator[RootCause]:
    for key, named, classes in cast.groups:
        yield from cast.cause(
            f"docking[{key}]",
            f"failed dockings of {named}",
            any(away.can_be(c.docking_failure_probability) for c in classes),
            *_of_each(classes, docking_failure_probability=away.never),
            flights=cast.flights(classes),
            unpin=away.docks,
        )
    for key, named, classes in cast.crewed:
        yield from cast.cause(
            f"unfit[{key}]",
            f"unfit {named} ships",
            any(away.can_be(c.unfit_rate) for c in classes),
            *_of_each(classes, unfit_rate=away.never),
            flights=cast.flights(classes),
            unpin=away.stays_fit,
        )


def _people(cast: Cast) -> Iterator[RootCause]:
    yield from cast.cause(
        "illness",
        "illness",
        away.can_be(cast.scenario.people.medical_return_rate),
        away.nobody_ill,
        flights=[flight.name for flight in cast.scenario.flights],
        unpin=away.stays_well,
    )
    yield from cast.cause(
        "evacuation",
        "leaving the station",
        cast.scenario.station.evacuation is not None,
        away.never_left,
    )


# delays and durations ----------------------------------------------------------------------------


def _delays(cast: Cast) -> Iterator[RootCause]:
    lines, cargo = cast.scenario.lines.values(), cast.scenario.cargo.values()
    for line in lines:
        yield from cast.cause(
            f"slip[{line.name}]",
            f"late slips of the line {cast.called('lines', line.name)}",
            away.moves(line.slip) or any(map(away.moves, cast.own("slip", line.name))),
            away.entity("lines", line.name, slip=away.nought),
            away.as_the_line(line.name, "slip"),
            flights=cast.of_line(line.name),
            unpin=away.no_slip,
        )
    yield from cast.cause(
        f"slip[{CARGO}]",
        "late slips of cargo ships",
        any(away.moves(each.slip) for each in cargo) or any(map(away.moves, cast.own("slip"))),
        *(away.entity("cargo", each.vehicle, slip=away.nought) for each in cargo),
        away.as_the_line(None, "slip"),
        flights=[flight.name for flight in cast.scenario.flights if flight.role == CARGO],
        unpin=away.no_slip,
    )
    for line in lines:
        yield from cast.cause(
            f"replan[{line.name}]",
            f"re-plans of the line {cast.called('lines', line.name)}",
            away.moves(line.replan) or any(map(away.moves, cast.own("replan", line.name))),
            away.entity("lines", line.name, replan=away.nought),
            away.as_the_line(line.name, "replan"),
            flights=cast.of_line(line.name),
            unpin=away.no_replan,
        )
    yield from cast.cause(
        f"replan[{CARGO}]",
        "re-plans of cargo ships",
        any(away.moves(each.replan) for each in cargo) or any(map(away.moves, cast.own("replan"))),
        *(away.entity("cargo", each.vehicle, replan=away.nought) for each in cargo),
        away.as_the_line(None, "replan"),
        flights=[flight.name for flight in cast.scenario.flights if flight.role == CARGO],
        unpin=away.no_replan,
    )
    for key, named, classes in cast.groups:
        yield from cast.cause(
            f"scrubs[{key}]",
            f"scrubs of {named}",
            any(away.can_be(c.scrub_probability) for c in classes),
            *_of_each(classes, scrub_probability=away.never),
            flights=cast.flights(classes),
            unpin=away.no_scrubs,
        )
    for key, named, classes in cast.groups:
        yield from cast.cause(
            f"weather[{key}]",
            f"return weather of {named}",
            any(away.moves(c.return_hold) for c in classes),
            *_of_each(classes, return_hold=away.nought),
            flights=cast.flights(classes),
            unpin=away.not_held,
        )


def _durations(cast: Cast) -> Iterator[RootCause]:
    flights, lines = cast.scenario.flights, cast.scenario.lines.values()
    every = [flight.name for flight in flights]
    overlaps = [*(line.overlap for line in lines), *(flight.overlap for flight in flights)]
    for c in cast.classes:
        if isinstance(c.spacecraft, Capsules):
            yield from cast.cause(
                f"refurbishment[{c.name}]",
                f"times of refurbishment of {cast.called('vehicles', c.name)}",
                away.varies(c.spacecraft.refurbishment),
                away.entity("vehicles", c.name, spacecraft=away.refurbished),
            )
    yield from cast.cause(
        "transit",
        "times of transit",
        any(away.varies(flight.transit) for flight in flights),
        away.transits_at_median,
        flights=every,
        unpin=away.usual_transit,
    )
    yield from cast.cause(
        "overlap",
        "lengths of handover overlaps",
        any(map(away.varies, overlaps)),
        away.overlaps_at_median,
        flights=every,
        unpin=away.usual_overlap,
    )


def _of_each(classes: Iterable[VehicleClass], **how: away.Make) -> list[Change]:
    """Return what changes fields of each of these classes."""
    return [away.entity("vehicles", c.name, **how) for c in classes]
