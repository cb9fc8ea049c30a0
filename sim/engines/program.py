"""The program: a scenario as flat sequences of numbers, which every engine reads.

Entities are numbered in declared order: ports, pads, families, classes, queues (lines, then cargo
classes, then one for each visit), flights (docked, manifest, cadence) and people. Sequences hold
one entry an entity; a reference to nothing is -1; an instant that never comes is `NEVER`; `DRAWN`
is a pin that leaves the draw alone. Parameters are indices into `inputs`, chances into `laws`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.core.inverse import Columns
from sim.outcomes import Column

DRAWN = -(2**62)
"""A pin that leaves the draw alone."""

Ints = tuple[int, ...]
Lists = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Inputs:
    """Parameters that describe ignorance: one value a replication.

    Parameters
    ----------
    median : tuple of float
        The value of each in quiet play; the value itself where it is known.
    whole : tuple of int
        1 for a duration in seconds, which is rounded to the second once drawn.
    law : tuple of int
        The law it is drawn from; -1 where it is known.
    """

    names: tuple[str, ...]
    median: tuple[float, ...]
    whole: Ints
    law: Ints


@dataclass(frozen=True)
class Laws:
    """Every distribution, part after part (see `sim.core.inverse.Columns`).

    Parameters
    ----------
    begin, end : tuple of int, by law
        The law's parts.
    median : tuple of float, by law
        Its value in quiet play.
    known : tuple of int, by law
        1 if it is one value, `median`, and needs no draw.
    lower, upper : tuple of float, by law
        Bounds that the engine applies itself because a scale is uncertain.
    scale_input : tuple of int, by part
        The input that scales the part; -1 where the scale is known.
    uncertain : tuple of int
        The laws with an uncertain scale.
    """

    parts: Columns
    begin: Ints
    end: Ints
    median: tuple[float, ...]
    known: Ints
    lower: tuple[float, ...]
    upper: tuple[float, ...]
    scale_input: Ints
    uncertain: Ints


@dataclass(frozen=True)
class Luck:
    """Where each draw has its address.

    `keys` are the 64-bit keys of all draws of occurrence 0; ``flight[s] + f`` is the position of
    stream s of `sim.engines.stream.OF_FLIGHTS` for flight f, and likewise for the other kinds of
    entity.
    """

    keys: Ints
    flight: Ints
    person: Ints
    family: Ints
    pad: Ints
    capsule: Ints
    input: int


@dataclass(frozen=True)
class Ports:
    """Docking ports."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Pads:
    """Launch pads. `outage_since` is `NEVER` for a pad without an outage; it may be after `as_of`.

    `crew_stage` is the law of the time from repaired until it takes crews, `outage_crew_stage` that
    of the outage; -1 where there is no such stage. `random_rate` and `random_repair` are those of
    its random outages, -1 for none. `requalification` is owed after a repair,
    `requalification_before` after one that ends before `first_after_repair` is decided.
    `after_repair_launches` counts the launches with a damage probability of their own. `activation`
    is -1 for a pad that is not dormant.
    """

    names: tuple[str, ...]
    turnaround: Ints
    damage_probability: Ints
    repair: Ints
    return_to_service: Ints
    requalification: Ints
    requalification_before: Ints
    last_launch: Ints
    outage_since: Ints
    outage_repair: Ints
    owed: Ints
    pin_repair: Ints
    crew_stage: Ints
    outage_crew_stage: Ints
    random_rate: Ints
    random_repair: Ints
    pin_outages: tuple[tuple[tuple[int, int], ...] | None, ...]
    after_repair_launches: Ints
    after_repair_probability: Ints
    activation: Ints


@dataclass(frozen=True)
class Families:
    """Launcher families. `pads` are those that launch it; `grounded_since` `NEVER` if it flies."""

    names: tuple[str, ...]
    pads: Lists
    loss_probability: Ints
    stand_down: Ints
    requalification: Ints
    customers_rate: Ints
    customers_stand_down: Ints
    grounded_since: Ints
    grounded_stand_down: Ints
    owed: Ints
    pin_stand_downs: tuple[tuple[tuple[int, int], ...] | None, ...]


@dataclass(frozen=True)
class Classes:
    """Vehicle classes. `reusable` is 1 for capsules, 0 for deliveries, -1 for always at hand.

    `families` are tried in order. `certification` is -1 for a class that may carry people.
    Blackouts are beginning and end of each in turn.
    `reboost` has by stock the parameter of the share that a docked vehicle saves, -1 for none.
    """

    names: tuple[str, ...]
    seats: Ints
    emergency_seats: Ints
    crew_to_fly: Ints
    families: Lists
    certification: Ints
    launch_blackouts: Lists
    landing_blackouts: Lists
    ports: Lists
    docking_failure_probability: Ints
    return_hold: Ints
    unfit_rate: Ints
    unfit_lifeboat_probability: Ints
    reseat_time: Ints
    disposal: Ints
    scrub_probability: Ints
    scrub_recycle: Ints
    reusable: Ints
    refurbishment: Ints
    capsules: tuple[tuple[str, ...], ...]
    capsule_landed: Lists
    capsule_refurbishment: Lists
    deliveries: Lists
    then_every: Ints
    reboost: Lists


@dataclass(frozen=True)
class Queues:
    """Lines, cargo classes and visits: flights that fly in order.

    The first `lines` are lines. `ships` are all flights of a line in order, docked ones first;
    `manifest` those still to fly. `pull_by` and `pull_lead` are -1 where nothing is pulled.
    `home_segment` is the segment most people of a line's crews have, -1 beside lines.
    """

    names: tuple[str, ...]
    lines: int
    classes: Ints
    ships: Lists
    manifest: Lists
    spacing: Ints
    slip: Ints
    replan: Ints
    rebaseline_after: Ints
    pull_by: Ints
    pull_lead: Ints
    direct: Ints
    shortest_stay: Ints
    patience: Ints
    rescue_preparation: Ints
    reseat_lead: Ints
    relief_seats: Ints
    hold: Ints
    home_segment: Ints


@dataclass(frozen=True)
class Flights:
    """Flights; `first_person` .. `last_person` are its crew.

    `planned_return` is `NEVER` where it is docking plus stay; `limit` -1 where there is none.
    `planned_gap` is 1 where the plan itself has the vehicle before it leave first. `delivers` has
    by stock the parameter of what it brings, -1 for nothing.
    """

    names: tuple[str, ...]
    role: Ints
    queue: Ints
    classes: Ints
    planned: Ints
    planned_return: Ints
    launched: Ints
    docked: Ints
    port: Ints
    unfit_since: Ints
    stay: Ints
    limit: Ints
    transit: Ints
    planned_transit: Ints
    overlap: Ints
    planned_gap: Ints
    first_person: Ints
    last_person: Ints
    pin_launch: Ints
    pin_slip: Ints
    pin_replan: Ints
    pin_scrubs: Ints
    pin_lost: Ints
    pin_stand_down: Ints
    pin_damage: Ints
    pin_docking: Ints
    pin_transit: Ints
    pin_overlap: Ints
    pin_hold: Ints
    pin_undock: Ints
    pin_unfit: Ints
    pin_medical: Ints
    pin_lead: Ints
    delivers: Lists


@dataclass(frozen=True)
class People:
    """Everybody who is aboard or on a crew list.

    `seat` is the flight they have a seat in on `as_of`; `by_name` their place in name order.
    `aboard_since` is `NEVER` on the ground, `stranded_since` `NEVER` with a seat. `early_home` is
    the other way home that the policy gives them.
    """

    names: tuple[str, ...]
    segment: Ints
    flight: Ints
    line: Ints
    seat: Ints
    aboard_since: Ints
    stranded_since: Ints
    home: Ints
    early_home: Ints
    by_name: Ints
    medical_rate: int
    medical_lead: int


@dataclass(frozen=True)
class Stocks:
    """Stocks: parameters of the level on ``as_of``, of use and of the lines (MODEL 7).

    `capacity` is -1 for none; `sends_home` 1 where the policy sends a vehicle home.
    """

    names: tuple[str, ...]
    level: Ints
    per_day: Ints
    per_person_day: Ints
    reserve: Ints
    capacity: Ints
    sends_home: Ints


@dataclass(frozen=True)
class Levers:
    """The planners' levers for the whole station, and when each of them is decided.

    Each ``..._after`` is in seconds, `NEVER` where the lever is off; the rest is -1 then. Each
    ``..._from`` is the instant of the decision, ``-NEVER`` where it was before ``as_of``.
    """

    swap_after: int
    swap_seats: int
    activate_after: int
    activate_pad: int
    early_after: int
    order_after: int
    order_flight: int
    order_lead: int
    reserve_class: int
    reserve_preparation: int
    low_stock_again: int
    waiver_from: int
    swap_from: int
    activate_from: int
    reserve_from: int
    low_stock_from: int
    hold_from: int
    early_from: int
    repair_from: int
    order_from: int


@dataclass(frozen=True)
class Program:
    """A scenario ready to be played.

    Parameters
    ----------
    until : int
        Seconds since ``as_of``; nothing at it is played.
    quiet : bool
        Chances do not happen, slip, scrub and hold are 0, other durations their median.
    minimum, complement : tuple of int, by segment
    """

    scenario_name: str
    until: int
    quiet: bool
    segments: tuple[str, ...]
    minimum_total: int
    minimum: Ints
    complement: Ints
    waiver: int
    operations_apart: int
    ports: Ports
    pads: Pads
    families: Families
    classes: Classes
    queues: Queues
    flights: Flights
    people: People
    inputs: Inputs
    laws: Laws
    luck: Luck
    stocks: Stocks
    levers: Levers
    columns: tuple[Column, ...] = field(repr=False)
