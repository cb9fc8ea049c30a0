"""The program: a scenario as rows of numbers, which every engine plays.

A field is declared here once: its name, its sentence and, by its type, how it lies in the memory of
a replication (`sim.engine.memory.words` takes the fields as words, in this order). Text stays here:
no engine reads it while it plays.

Entities are numbered in declared order: ports, pads, families, classes, queues (lines, then cargo
classes, then one for each visit), flights (docked, manifest, cadence) and people. A reference to
nothing is -1; an instant that never comes is `NEVER`; `SAMPLED` is a pin that leaves luck alone.
A `Parameter`, and a `Duration` in whole seconds, is an index into `Program.inputs`, a `Chance` one
into `Program.laws`; -1 is none.

The rows that memory begins with are not frozen, since the records there are written; a program is
never changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from sim.core.clock import NEVER
from sim.core.inverse import Columns
from sim.outcomes import Column

SAMPLED = -(2**62)
"""A pin that leaves the sample alone."""

Ints = tuple[int, ...]
Instant = int
Parameter = int
Duration = int
Chance = int
Pin = int
Span = int
Decision = int
Switch = int
PadNumber = int
ClassNumber = int
FlightNumber = int


Row = TypeVar("Row", bound=Any)  # whatever has a name


class Table(tuple[Row, ...]):
    """The rows of one kind of entity, by number."""

    __slots__ = ()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the rows, in order."""
        return tuple(row.name for row in self)

    def named(self, name: str) -> Row:
        """The row of that name."""
        return self[self.names.index(name)]

    def changed(self, name: str, **fields: object) -> Table[Row]:
        """The table with other values in the row of that name."""
        at = self.names.index(name)
        return Table((*self[:at], replace(self[at], **fields), *self[at + 1 :]))


# what the luck is made of -------------------------------------------------------------------------


@dataclass(frozen=True)
class Input:
    """A parameter that describes ignorance: one value a replication, in quiet play its `median`.

    `whole` is 1 for a duration in seconds, which is rounded to the second once sampled, `law` -1
    where it is known. It is sampled at the address of the input that `luck` names: itself, or the
    first of those in the same rows.
    """

    name: str
    median: float
    whole: int
    law: Chance
    luck: str


@dataclass(unsafe_hash=True)
class Law:
    """A distribution: the parts [begin, end) of `Laws.parts`.

    `known` is 1 if it is one value, `median`, which it has in quiet play, too. `lower` and `upper`
    are bounds that the engine applies itself because a scale is uncertain.
    """

    known: int
    median: float
    begin: int
    end: int
    lower: float
    upper: float


@dataclass(frozen=True)
class Laws:
    """Every distribution, part after part (see `sim.core.inverse.Columns`).

    `scale_input` has by part the input that scales it, -1 where the scale is known; `uncertain` are
    the laws with an uncertain scale.
    """

    rows: tuple[Law, ...]
    parts: Columns
    scale_input: Ints
    uncertain: Ints


@dataclass(frozen=True)
class Luck:
    """Where each sample has its address.

    `keys` are the 64-bit keys of all samples of occurrence 0; ``begins[s] + n`` is the position
    among them of stream s of `sim.engine.stream` for entity n.
    """

    keys: Ints
    begins: Ints


# what launches and flies --------------------------------------------------------------------------


@dataclass(frozen=True)
class Port:
    """A docking port."""

    name: str


@dataclass(unsafe_hash=True)
class Pad:
    """A launch pad.

    `crew_stage` is the law of the time from repaired until it takes crews. `random_rate` and
    `random_repair` are those of its random outages, and it has `other_launches` a day for
    other customers; `pin_outages` are in turn beginning and end of each outage that no launch to
    the station begins, where `pinned` is 1. `requalification` is owed after a
    repair, `requalification_before` after one that ends before `first_after_repair` is
    decided, `stated_owed` on ``as_of``. `after_repair_launches` counts the launches with a damage
    probability of their own. `activation` is -1 for a pad that is not dormant.
    """

    name: str
    turnaround: Duration
    damage_probability: Parameter
    repair: Chance
    return_to_service: Duration
    requalification: int
    requalification_before: int
    last_launch: Instant
    stated_owed: int
    crew_stage: Chance
    random_rate: Parameter
    random_repair: Chance
    other_launches: Parameter
    pinned: int
    pin_outages: Ints
    after_repair_launches: int
    after_repair_probability: Parameter
    activation: Duration


@dataclass(unsafe_hash=True)
class Outage:
    """A stated outage of a pad. `since` is `NEVER` for none; it may be after `as_of`.

    `moves` is the law of how much later than `since` it begins, `crew_stage` that of the time from
    repaired until the pad takes crews. `place` is that among the outages of the pad. A pad without
    any has one that never begins, so that all have the same outcomes.
    """

    name: str
    pad: PadNumber
    place: int
    since: Instant
    moves: Chance
    repair: Chance
    crew_stage: Chance
    pin_since: Pin
    pin_repair: Pin


@dataclass(unsafe_hash=True)
class Family:
    """A launcher family. `pads` are those that launch it; `grounded_since` `NEVER` if it flies.

    `dated_pads` are in turn a pad that launches it for a time, the beginning and the end of that.
    `pin_stand_downs` are beginning and end of each by other customers in turn, where `pinned` is 1.
    """

    name: str
    pads: Ints
    dated_pads: Ints
    loss_probability: Parameter
    stand_down: Chance
    requalification: int
    other_customers_rate: Parameter
    other_customers_stand_down: Chance
    grounded_since: Instant
    grounded_stand_down: Chance
    owed: int
    pinned: int
    pin_stand_downs: Ints


@dataclass(unsafe_hash=True)
class VehicleClass:
    """A vehicle class. `reusable` is 1 for capsules, 0 for deliveries, -1 for always at hand.

    `families` are tried in order. `certification` is -1 for a class that may carry people; from
    `certified_until` on it carries nobody.
    Blackouts are beginning and end of each in turn. `capsules` are the landing on the ground and
    the law of the refurbishment of each in turn. `reboost` has by stock the parameter of the share
    that a docked vehicle saves.
    """

    name: str
    seats: int
    emergency_seats: int
    emergency_time: Duration
    crew_to_fly: int
    families: Ints
    certification: Duration
    certified_until: Instant
    launch_blackouts: Ints
    landing_blackouts: Ints
    ports: Ints
    docking_failure_probability: Parameter
    second_attempt_after: Duration
    second_attempt_failure_probability: Parameter
    type_fault: Parameter
    type_fault_grounds: Chance
    type_fault_when_needed: Duration
    return_hold: Chance
    unfit_rate: Parameter
    unfit_lifeboat_probability: Parameter
    reseat_time: Duration
    disposal: Duration
    scrub_probability: Parameter
    scrub_recycle: Duration
    reusable: int
    refurbishment: Chance
    capsule_names: tuple[str, ...]
    capsules: Ints
    deliveries: Ints
    then_every: Duration
    reboost: Ints


@dataclass(unsafe_hash=True, kw_only=True)
class Queue:
    """A line, a cargo class or a visit: flights that fly in order.

    `ships` are all flights of a line in order, docked ones first; `manifest` those still to fly.
    `pull_by` and `pull_lead` are -1 where nothing is pulled. `home_segment` is the segment most
    people of a line's crews have, -1 where all are guests; `begins` when a line begins at the
    latest, `NEVER` where that is its first docking (MODEL 2.6.6). What lines alone have is that of
    the others.
    """

    name: str
    is_line: int
    classes: int
    ships: Ints
    manifest: Ints
    spacing: Duration
    firm_within: Duration
    rebaseline_after: Duration
    pull_by: Duration
    pull_lead: Duration
    direct: int = 0
    shortest_stay: Duration
    patience: Duration = -1
    rescue_preparation: Duration
    reseat_lead: Duration
    relief_seats: int = 0
    hold: int = 0
    extension: Duration = -1
    home_segment: int = -1
    begins: Instant = NEVER


@dataclass(unsafe_hash=True)
class Flight:
    """A flight. `planned_return` is `NEVER` where it is docking plus stay; `limit` -1 for none.

    `replan_ahead` and `slip_ahead` are by lead, in turn, the law of dates at most so far ahead.
    `dated` is 1 where the re-plan is the law of its own date, sampled once and never firm (3.1.14).
    `planned_gap` is 1 where the plan itself has the vehicle before it leave first. `crew` are the
    numbers of its people. `delivers` has by stock the parameter of what it brings.
    """

    name: str
    role: int
    queue: int
    classes: int
    planned: Instant
    planned_return: Instant
    launched: Instant
    docked: Instant
    port: int
    unfit_since: Instant
    stay: Duration
    limit: Duration
    transit: Chance
    planned_transit: int
    overlap: Chance
    replan: Chance
    replan_ahead: Ints
    slip: Chance
    slip_ahead: Ints
    dated: int
    planned_gap: int
    crew: Ints
    pin_launch: Pin
    pin_slip: Pin
    pin_replan: Pin
    pin_scrubs: Pin
    pin_lost: Pin
    pin_stand_down: Pin
    pin_damages_pad: Pin
    pin_fails_to_dock: Pin
    pin_transit: Pin
    pin_overlap: Pin
    pin_hold: Pin
    pin_undock: Pin
    pin_unfit: Pin
    pin_medical_return: Pin
    pin_lead: Pin
    pin_type_fault: Pin
    pin_lifeboat: Pin
    pin_disposal: Pin
    pin_reseat: Pin
    delivers: Ints


@dataclass(unsafe_hash=True)
class Person:
    """Somebody who is aboard or on a crew list.

    `later_homes` are the ships they change into after `home`, in turn.
    `stated_seat` is the flight they have a seat in on `as_of`, `stated_aboard_since` is `NEVER` on
    the ground, `stated_stranded_since` `NEVER` with a seat; `by_name` their place in name order.
    `early_home` is the other way home that the policy gives them. A guest has segment -1. `counted`
    are the numbers of their segment and their qualifications in the table of segments.
    """

    name: str
    segment: int
    counted: Ints
    flight: int
    line: int
    home: int
    later_homes: Ints
    early_home: int
    by_name: int
    stated_seat: int
    stated_aboard_since: Instant
    stated_stranded_since: Instant


@dataclass(unsafe_hash=True)
class Segment:
    """A segment's crew; behind the segments, who has a qualification.

    It has a gap with fewer than `fewest` aboard. `complement_from` is in turn an instant and the
    complement from then on.
    """

    name: str
    is_qualification: int
    minimum: int
    fewest: int
    complement: int
    complement_from: Ints


@dataclass(unsafe_hash=True)
class Stock:
    """A stock: parameters of the level on ``as_of``, of use and of the lines (MODEL 7).

    `sends_home` is 1 where the policy sends a vehicle home.
    """

    name: str
    stated_level: Parameter
    per_day: Parameter
    per_person_day: Parameter
    reserve: Parameter
    capacity: Parameter
    sends_home: int


# the whole station --------------------------------------------------------------------------------


@dataclass(unsafe_hash=True)
class Station:
    """What holds for the whole station. Nothing at `until` is played.

    `dates` are when a complement, the families of a pad or a certification changes as stated. In
    `quiet` play chances do not happen, slip, scrub and hold are 0, other durations their median.
    `closed_pads` and `closed_ports` are place, beginning and end of each closure in turn, each
    place's in order.
    """

    until: int
    dates: Ints
    quiet: bool
    minimum_total: int
    waiver: Duration
    operations_apart: Duration
    medical_rate: Parameter
    medical_lead: Chance
    evacuation_rate: Parameter
    evacuation_away: Chance
    evacuations_pinned: int
    pin_evacuations: Ints
    closed_pads: Ints
    closed_ports: Ints


@dataclass(unsafe_hash=True)
class Levers:
    """The planners' levers for the whole station, and when each of them is decided.

    Each field says from which key of `sim.scenario.scenario.Policy` it is filled, and by its type
    how: a `Span` is in seconds, `NEVER` where the lever is off; the rest is -1 then, but for a
    `Switch`, which is 1 where it is on. A `Decision`
    is its instant, ``-NEVER`` where it was before ``as_of``.
    """

    swap_after: Span = field(metadata={"of": "seat_swap.after"})
    swap_seats: int = field(metadata={"of": "seat_swap.seats"})
    activate_after: Span = field(metadata={"of": "alternate_pad.after"})
    activate_pad: PadNumber = field(metadata={"of": "alternate_pad.pad"})
    early_after: Span = field(metadata={"of": "early_return.after"})
    order_after: Span = field(metadata={"of": "extra_flight.after"})
    order_flight: FlightNumber = field(metadata={"of": "extra_flight.name"})
    order_lead: Duration = field(metadata={"of": "extra_flight.lead"})
    reserve_class: ClassNumber = field(metadata={"of": "reserve_craft.class_"})
    reserve_preparation: Duration = field(metadata={"of": "reserve_craft.preparation"})
    low_stock_again: int = field(metadata={"of": "on_low_stock.again_after"})
    last_ship_extension: Duration = field(metadata={"of": "extension.last_ship"})
    campaign: Chance = field(metadata={"of": "fly_again.campaign"})
    campaign_after_illness: Chance = field(metadata={"of": "fly_again.after_illness"})
    after_two_losses: int = field(metadata={"of": "fly_again.after_two_losses"})
    early_probability: Parameter = field(metadata={"of": "leave_early.probability"})
    early_by: Chance = field(metadata={"of": "leave_early.by"})
    keeps_segments: Switch = field(metadata={"of": "stays_behind"})
    relief_ship: int = field(metadata={"of": "for_the_stranded.in_reliefs_ship"})
    own_people_first: int = field(metadata={"of": "for_the_stranded.own_people_first"})
    unfit_leaves: Duration = field(metadata={"of": "for_the_stranded.unfit_leaves"})
    patient_in_due_ship: Switch = field(metadata={"of": "patients"})
    waiver_from: Decision = field(metadata={"of": "waiver"})
    swap_from: Decision = field(metadata={"of": "seat_swap"})
    activate_from: Decision = field(metadata={"of": "alternate_pad"})
    reserve_from: Decision = field(metadata={"of": "reserve_craft"})
    low_stock_from: Decision = field(metadata={"of": "on_low_stock"})
    hold_from: Decision = field(metadata={"of": "hold"})
    extension_from: Decision = field(metadata={"of": "extension"})
    again_from: Decision = field(metadata={"of": "fly_again"})
    choice_from: Decision = field(metadata={"of": "leave_early"})
    behind_from: Decision = field(metadata={"of": "stays_behind"})
    stranded_from: Decision = field(metadata={"of": "for_the_stranded"})
    patients_from: Decision = field(metadata={"of": "patients"})
    early_from: Decision = field(metadata={"of": "early_return"})
    repair_from: Decision = field(metadata={"of": "first_after_repair"})
    order_from: Decision = field(metadata={"of": "extra_flight"})


@dataclass(frozen=True)
class Program:
    """A scenario ready to be played."""

    scenario_name: str
    station: Station
    levers: Levers
    ports: Table[Port]
    pads: Table[Pad]
    outages: Table[Outage]
    families: Table[Family]
    classes: Table[VehicleClass]
    queues: Table[Queue]
    flights: Table[Flight]
    people: Table[Person]
    segments: Table[Segment]
    stocks: Table[Stock]
    inputs: Table[Input]
    laws: Laws
    luck: Luck
    columns: tuple[Column, ...] = field(repr=False)

    @property
    def lines(self) -> tuple[Queue, ...]:
        """The first of the queues."""
        return tuple(queue for queue in self.queues if queue.is_line)
