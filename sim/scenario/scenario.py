"""The resolved scenario: what is asked, with nothing implicit.

Every name is checked, every duration is in seconds, every instant in whole seconds since
``as_of`` (UTC; negative before it), every rate per day, every default filled in and every cadence
written out as flights. `sim.scenario.load` makes one from YAML; `sim.engine.program` reads it.
Mappings keep the declared order, which is the order in which ports and pads are tried.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any

from sim.core.clock import instant_at, iso_date
from sim.core.distributions import Law
from sim.core.errors import Problem
from sim.core.html import table
from sim.core.jointly import Matrix

Seconds = int
"""Of a key of a lever: stated as a duration."""


@dataclass(frozen=True)
class Input:
    """A parameter that describes our ignorance: one value a replication, shared by all who name it.

    Parameters
    ----------
    path : str
        Where the scenario states it, such as ``vehicles.soyuz-ms.limit``; its luck's address.
    law : Law
        Fixed when the value is known.
    joint : str
        The rows in which it is sampled together with others; empty for none.
    values, weights : tuple of float
        Of those rows, in their order; no weights where all are as likely.
    """

    path: str
    law: Law
    joint: str = ""
    values: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()


@dataclass(frozen=True)
class Correlation:
    """A rank correlation of two inputs, by their paths, as that of two normal numbers."""

    name: str
    between: tuple[str, str]
    normal: float


def correlated_inputs(
    correlations: Sequence[Correlation], paths: Sequence[str]
) -> list[tuple[str, ...]]:
    """Return those of the paths that hang together, each group in the order of the alphabet."""
    groups: list[set[str]] = []
    for each in correlations:
        if set(each.between) <= set(paths):
            touched = [group for group in groups if group & set(each.between)]
            groups = [group for group in groups if group not in touched]
            groups.append(set(each.between).union(*touched))
    return sorted(tuple(sorted(group)) for group in groups)


def matrix_of(correlations: Sequence[Correlation], paths: Sequence[str]) -> Matrix:
    """Return the correlations of some inputs as a matrix, 0 where none is stated."""
    stated = {frozenset(each.between): each.normal for each in correlations}
    return tuple(
        tuple(1.0 if a == b else stated.get(frozenset((a, b)), 0.0) for b in paths) for a in paths
    )


@dataclass(frozen=True)
class Chance:
    """A quantity that describes luck: sampled once per occurrence.

    ``x = scale * part`` with the part chosen by weight, conditional on ``lower < x <= upper``.

    Parameters
    ----------
    law : Law
        Unbounded by `lower` and `upper`; the parts with an uncertain scale have scale 1.
    scales : tuple of Input or None, one per part of `law`
        The uncertain scale of that part (a median or mean), else None.
    lower, upper : float
        Bounds in the unit of the quantity (seconds); they truncate, they do not pile up.
    ahead : tuple of (int, Chance)
        Of what moves a date, by lead in seconds: the law of dates at most so far ahead, this one
        for those furthest ahead. Empty where it is the same for all (MODEL 3.1.11).
    """

    law: Law
    scales: tuple[Input | None, ...]
    lower: float = float("-inf")
    upper: float = float("inf")
    ahead: tuple[tuple[int, Chance], ...] = ()


@dataclass(frozen=True)
class Person:
    """Somebody who flies: one seat, one segment.

    Parameters
    ----------
    segment : str
        ``none`` of a guest.
    qualifications : tuple of str
        What else they are qualified for, of those that the station counts.
    line : str or None
        The line they came up with (the flight's own unless stated).
    seat : str or None
        The docked vehicle they have a seat in on `as_of`; None while on the ground or stranded.
    aboard_since : int or None
        Seconds, at most 0; None for people still on the ground.
    stranded_since : int or None
        Seconds, at most 0; only for people aboard without a certified seat.
    homes : tuple of str
        The other ships they change into in turn, the last of which takes them home.
    """

    name: str
    segment: str
    line: str | None
    seat: str | None = None
    aboard_since: int | None = None
    stranded_since: int | None = None
    homes: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flight:
    """One vehicle's flight, docked on `as_of` or still to come.

    Parameters
    ----------
    role : {'line', 'visit', 'cargo'}
    planned : int or None
        Planned launch in seconds since `as_of`; None for a vehicle that is docked.
    launched, docked : int or None
        For a vehicle docked on `as_of`: when it flew and docked (at most 0).
    planned_return : int or None
        The stated planned undocking; None means docking plus `stay`. Never None when docked.
    unfit_since : int or None
        A docked vehicle that cannot take its people home, since then.
    spacecraft : str or None
        The named capsule a docked reusable vehicle is, where known.
    slip : Chance or None
        The late slip where it is its own; None for that of its line or class.
    dated : bool
        Whether `replan` is the law of its own date, `planned` its median (MODEL 3.1.13).
    cadence : bool
        True for a flight that the cadence added behind the stated manifest.
    delivers : mapping of str to Input
        By stock what it brings; the class's unless the flight states its own.
    ordered_by_policy : bool
        True for the extra flight of the policy: not planned before it is ordered, `planned` None
        as for a docked vehicle (MODEL 6.12).
    """

    name: str
    role: str
    line: str | None
    vehicle: str
    crew: tuple[Person, ...]
    stay: Input
    limit: Input | None
    transit: Chance
    overlap: Chance | None
    planned: int | None
    replan: Chance | None = None
    slip: Chance | None = None
    dated: bool = False
    planned_return: int | None = None
    launched: int | None = None
    docked: int | None = None
    port: str | None = None
    unfit_since: int | None = None
    spacecraft: str | None = None
    cadence: bool = False
    delivers: Mapping[str, Input] = field(default_factory=dict)
    ordered_by_policy: bool = False


@dataclass(frozen=True)
class Port:
    """A docking port, the vehicle classes it accepts, and when it is closed (MODEL 2.10)."""

    name: str
    accepts: tuple[str, ...]
    closed: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Stock:
    """Something the station uses up (MODEL 7); amounts in the stock's own unit, such as kg.

    Parameters
    ----------
    level : Input
        On `as_of`.
    per_day, per_person_day : Input
        Use per day, and per day and person aboard.
    reserve : Input
        The reserve line.
    capacity : Input or None
        The most there can be; None for no bound.
    """

    name: str
    unit: str
    level: Input
    per_day: Input
    per_person_day: Input
    reserve: Input
    capacity: Input | None


@dataclass(frozen=True)
class Evacuation:
    """The station has to be left, ``rate`` per day, and no crew comes for ``away`` (MODEL 5.6)."""

    rate: Input
    away: Chance


@dataclass(frozen=True)
class Station:
    """Ports in the order they are tried, the minimum crew, the planned complement, the stocks.

    ``minimum`` and ``complement`` are by segment and by qualification, in order and of all of them;
    ``complement_from`` is by second, in order, what the complement is from then on.

    ``operations_apart`` is the least time between two dockings or undockings (MODEL 3.9, 4.7).
    """

    ports: tuple[Port, ...]
    minimum_total: int
    minimum: Mapping[str, int]
    complement: Mapping[str, int]
    operations_apart: Input
    evacuation: Evacuation | None = None
    stocks: Mapping[str, Stock] = field(default_factory=dict)
    qualifications: tuple[str, ...] = ()
    complement_from: tuple[tuple[int, Mapping[str, int]], ...] = ()

    @property
    def segments(self) -> tuple[str, ...]:
        """The parts of the station that have a crew of their own, in order."""
        return tuple(name for name in self.minimum if name not in self.qualifications)


@dataclass(frozen=True)
class Grounding:
    """A family that is stood down on `as_of`: since when, and the law of the whole duration."""

    since: int
    stand_down: Chance


@dataclass(frozen=True)
class Family:
    """Launchers that are grounded together (MODEL 2.4).

    ``other_customers_rate`` is per day. ``owed`` counts the uncrewed launches that must still
    succeed on `as_of` before a crew flies.
    """

    name: str
    loss_probability: Input
    stand_down: Chance
    requalification: int
    other_customers_rate: Input
    other_customers_stand_down: Chance | None
    grounded: Grounding | None
    owed: int


@dataclass(frozen=True)
class Outage:
    """A pad that is down on `as_of`, or goes down on a later date: since when (seconds).

    ``repair`` counts from ``since`` to *repaired*, ``crew_stage`` from there until it takes crews;
    an estimate replaces them. Of a date that is not known ``since`` is the median, and ``moves``
    how much later it turns out to be. ``place`` is that among the pad's outages as stated; one that
    is ``lifted`` never was.
    """

    name: str
    pad: str
    place: int
    since: int
    repair: Chance
    crew_stage: Chance
    moves: Chance | None = None
    lifted: bool = False


@dataclass(frozen=True)
class RandomOutages:
    """Outages of a pad that begin at random: ``rate`` per day, and the law of the repair."""

    rate: Input
    repair: Chance


@dataclass(frozen=True)
class AfterRepair:
    """What the first ``launches`` launches after a repair damage a pad with (MODEL 2.5)."""

    launches: int
    damage_probability: Input


@dataclass(frozen=True)
class Pad:
    """A launch pad (MODEL 2.5).

    ``serves`` is by family the times [from, to) in which it launches it, in seconds, where they are
    stated; None for what has no beginning or no end.
    ``other_launches`` is how many a day fly from it for other customers. ``crew_stage`` is the time
    from *repaired* until it takes crews. ``activation`` is what it takes to make a dormant pad a
    pad like any other; None for the rest. ``stated`` are its outages that are not random, the
    lifted ones as well; ``closed`` (from, to) in seconds, sorted and disjoint, with those of its
    range.
    """

    name: str
    families: tuple[str, ...]
    turnaround: Input
    damage_probability: Input
    other_launches: Input
    repair: Chance | None
    return_to_service: Input
    requalification: int
    last_launch: int | None
    stated: tuple[Outage, ...]
    owed: int
    crew_stage: Chance
    outages: RandomOutages | None = None
    after_repair: AfterRepair | None = None
    activation: Input | None = None
    serves: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    closed: tuple[tuple[int, int], ...] = ()

    @property
    def outage(self) -> tuple[Outage, ...]:
        """Its stated outages that are not lifted."""
        return tuple(each for each in self.stated if not each.lifted)

    def without(self, names: Collection[str]) -> Pad:
        """Return the pad on which these outages never were (MODEL 2.5.3).

        What it owes before one to come stays.
        """
        lifted = [each.name for each in self.outage if each.name in names]
        begun = any(each.since <= 0 for each in self.outage if each.name in lifted)
        stated = (replace(o, lifted=o.lifted or o.name in lifted) for o in self.stated)
        return replace(self, stated=tuple(stated), owed=0 if begun else self.owed)


@dataclass(frozen=True)
class Capsules:
    """Reusable spacecraft: named, each ready again a refurbishment after its undocking.

    ``landed`` holds the undocking of each in seconds (at most 0) or None for one that is docked.
    """

    refurbishment: Chance
    landed: Mapping[str, int | None]


@dataclass(frozen=True)
class Deliveries:
    """Expendable spacecraft: delivery instants (seconds), then one every `then_every` seconds."""

    instants: tuple[int, ...]
    then_every: Input


@dataclass(frozen=True)
class VehicleClass:
    """A class of vehicle (MODEL 2.3). A cargo class has ``crew == 0``.

    ``families`` are tried in order. ``certification`` is the time from `as_of` until it may carry
    anybody; None for a class that may; from ``certified_until`` on it carries nobody. Blackouts are
    (from, to) in seconds, sorted and disjoint, repetitions written out; those over by `as_of` are
    left out (MODEL 3.8, 4.6).
    ``unfit_rate`` is per day docked. ``spacecraft`` None means that a spacecraft is always at hand.
    ``reboost`` is by stock the share of its daily use that a docked vehicle saves, in [0, 1].
    """

    name: str
    crew: int
    emergency_seats: int
    emergency_time: Input
    crew_to_fly: int
    families: tuple[str, ...]
    stay: Input
    limit: Input | None
    transit: Chance
    docking_failure_probability: Input
    return_hold: Chance
    unfit_rate: Input
    unfit_lifeboat_probability: Input
    reseat_time: Input
    disposal: Input
    scrub_probability: Input
    scrub_recycle: Input
    ports: tuple[str, ...]
    spacecraft: Capsules | Deliveries | None
    certification: Input | None = None
    certified_until: int | None = None
    launch_blackouts: tuple[tuple[int, int], ...] = ()
    landing_blackouts: tuple[tuple[int, int], ...] = ()
    second_attempt_after: Input | None = None
    second_attempt_failure_probability: Input | None = None
    type_fault: Input | None = None
    type_fault_grounds: Chance | None = None
    type_fault_when_needed: Input | None = None
    reboost: Mapping[str, Input] = field(default_factory=dict)


@dataclass(frozen=True)
class PullForward:
    """How far a flight may be brought forward, and the least notice it needs (MODEL 6.2)."""

    by: Input
    lead: Input


@dataclass(frozen=True)
class Line:
    """A sequence of crewed flights that replace one another (MODEL 2.6), and its policies.

    ``begins`` is when it does at the latest; None with a ship on `as_of` or its first docking.
    ``patience`` is for an indirect line; None means that it does not wait. ``relief_seats`` is the
    most seats left empty for the stranded on a flight of this line that relieves another.
    """

    name: str
    vehicle: str
    handover: str
    overlap: Chance
    shortest_stay: Input
    patience: Input | None
    spacing: Input
    replan: Chance
    firm_within: Input
    slip: Chance
    rebaseline_after: Input
    pull_forward: PullForward | None
    rescue_preparation: Input
    reseat_lead: Input
    relief_seats: int
    begins: int | None = None


@dataclass(frozen=True)
class Cargo:
    """How a class of cargo vehicle is flown: its dates, spacing, whether it is pulled forward."""

    vehicle: str
    spacing: Input
    replan: Chance
    firm_within: Input
    slip: Chance
    pull_forward: PullForward | None


@dataclass(frozen=True)
class People:
    """Illness: medical returns per person-day, and the lead from falling ill to undocking."""

    medical_return_rate: Input
    medical_lead: Chance


@dataclass(frozen=True)
class SeatSwap:
    """Seats for a donor's people that has been unable to launch for `after` s (MODEL 6.4)."""

    after: Seconds
    seats: int


@dataclass(frozen=True)
class AlternatePad:
    """The dormant pad that is activated after a family's pads were down `after` s (MODEL 6.5)."""

    pad: str
    after: Seconds


@dataclass(frozen=True)
class ReserveCraft:
    """A spacecraft of the class held ready for a rescue (MODEL 6.6)."""

    class_: str
    preparation: Input


@dataclass(frozen=True)
class OnLowStock:
    """Send a crew vehicle home at the reserve line, again every `again_after` s (MODEL 6.7)."""

    stocks: tuple[str, ...]
    again_after: Seconds


Probability = Input
"""Of a key of a lever: stated as a probability."""


@dataclass(frozen=True)
class FlyAgain:
    """How soon the next flight goes after a mishap, and what two losses in a row ask (MODEL 6.14).

    ``after_two_losses`` None leaves the family's own requalification.
    """

    campaign: Chance
    after_illness: Chance | None
    after_two_losses: int | None


@dataclass(frozen=True)
class LeaveEarly:
    """How often a crew leaves before its limit by choice, and how long before (MODEL 4.9)."""

    probability: Probability
    by: Chance


@dataclass(frozen=True)
class Extension:
    """How long past its limit a vehicle waits (MODEL 4.8).

    By line for a relief that is known to come; as the last ship for any crew.
    """

    lines: Mapping[str, Input]
    last_ship: Input


@dataclass(frozen=True)
class ForTheStranded:
    """What is done for people whose ship has failed (MODEL 6.15)."""

    in_reliefs_ship: bool
    own_people_first: bool
    unfit_leaves: Input | None


@dataclass(frozen=True)
class EarlyReturn:
    """Named people's other way home, once their class cannot launch for `after` s (MODEL 6.9)."""

    after: Seconds
    people: Mapping[str, str]


@dataclass(frozen=True)
class ExtraFlight:
    """The flight that is ordered once another class cannot launch for `after` s (MODEL 6.12).

    ``name`` is that of one of the scenario's flights; it is planned `lead` after it is ordered.
    """

    name: str
    after: Seconds
    lead: Input


REACTION = "reaction"
"""Marks a lever that is no decision but what planners do of themselves, as far as anybody knows."""


@dataclass(frozen=True)
class Policy:
    """The planners' levers that hold for the whole station (MODEL 6); None for one that is off.

    A lever, and each key of it, is called as in `sim.scenario.schema_policy`; its type says how
    what is stated is resolved. What changes the flights alone is not repeated here. One that is a
    reaction is marked so, with what people call it.
    ``hold`` names the lines whose vehicles wait past their limit. ``first_after_repair``
    is ``crew``, ``cargo`` or None (MODEL 6.10).

    Parameters
    ----------
    title : str
        What tables and figures call it.
    decided_on : int or None
        When its levers are decided (MODEL 6.13): seconds since `as_of`, negative before it; None
        where that is not stated.
    standing : mapping of str to (int or None)
        The levers that a named policy has from the scenario's own where that decides at another
        time: when each of them is decided.
    """

    waiver: Input
    title: str = field(default="As stated", compare=False)
    seat_swap: SeatSwap | None = None
    alternate_pad: AlternatePad | None = None
    reserve_craft: ReserveCraft | None = None
    on_low_stock: OnLowStock | None = None
    hold: tuple[str, ...] = ()
    extension: Extension | None = field(default=None, metadata={REACTION: "waiting past the limit"})
    fly_again: FlyAgain | None = field(
        default=None, metadata={REACTION: "flying again soon after a mishap"}
    )
    leave_early: LeaveEarly | None = field(
        default=None, metadata={REACTION: "leaving early by choice"}
    )
    stays_behind: str | None = field(
        default=None, metadata={REACTION: "keeping a seat for each segment"}
    )
    for_the_stranded: ForTheStranded | None = field(
        default=None, metadata={REACTION: "what is done for the stranded"}
    )
    patients: str | None = field(
        default=None, metadata={REACTION: "sending a patient home in the ship that is due"}
    )
    early_return: EarlyReturn | None = None
    first_after_repair: str | None = None
    extra_flight: ExtraFlight | None = None
    decided_on: int | None = None
    standing: Mapping[str, int | None] = field(default_factory=dict)

    def decided(self, lever: str) -> int | None:
        """Return when a lever is decided, at least 0; None for what is in force on `as_of`."""
        decided_on = self.standing.get(lever, self.decided_on)
        return None if decided_on is None or decided_on < 0 else decided_on

    def reactions(self) -> dict[str, str]:
        """Return the reactions that are on, with what people call each."""
        return {
            each.name: each.metadata[REACTION]
            for each in fields(self)
            if REACTION in each.metadata and getattr(self, each.name) is not None
        }

    def without(self, levers: Collection[str]) -> Policy:
        """Return the policy with some levers off, none of which changes the flights."""
        off: dict[str, Any] = dict.fromkeys(levers)
        return replace(self, **off)


@dataclass(frozen=True)
class NamedPolicy:
    """A policy to compare: its levers, and the flights as they are planned under it.

    Increments of another length and an extra flight change the flights; the rest does not.
    """

    name: str
    policy: Policy
    flights: tuple[Flight, ...] = field(repr=False)

    @property
    def title(self) -> str:
        """What tables and figures call it."""
        return self.policy.title


@dataclass(frozen=True)
class FlightPins:
    """Causes fixed by name for one flight; None leaves the sample alone.

    Durations in seconds, instants in seconds since `as_of`. ``unfit`` and ``medical_return`` are
    processes: None leaves the sample, an empty tuple means never.
    """

    launch: int | None = None
    slip: int | None = None
    replan: int | None = None
    scrubs: int | None = None
    lost: bool | None = None
    stand_down: int | None = None
    damages_pad: int | None = None
    fails_to_dock: bool | None = None
    transit: int | None = None
    overlap: int | None = None
    hold: int | None = None
    undock: int | None = None
    unfit: tuple[int, ...] | None = None
    medical_return: tuple[int, ...] | None = None
    lead: int | None = None
    type_fault: int | None = None
    lifeboat: bool | None = None
    disposal: int | None = None
    reseat: int | None = None


@dataclass(frozen=True)
class Pins:
    """What a scenario fixes by name (MODEL 1.4).

    ``repairs`` maps a stated outage to the duration of its repair, ``begins`` to its date,
    ``outages`` a pad to exactly its random outages, ``stand_downs`` a family to exactly its
    groundings by other customers, both as (from, to) pairs; ``evacuations`` are all that the
    station has, None where they are sampled.
    """

    rest_as_planned: bool = False
    flights: Mapping[str, FlightPins] = field(default_factory=dict)
    repairs: Mapping[str, int] = field(default_factory=dict)
    begins: Mapping[str, int] = field(default_factory=dict)
    outages: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    stand_downs: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    evacuations: tuple[tuple[int, int], ...] | None = None


@dataclass(frozen=True)
class Revision:
    """What an estimate said from a date on; the rest is as in `Estimate`."""

    said: dt.date
    title: str
    by: str | None
    source: str | None
    quote: str | None
    repair: Chance | None
    crew_stage: Chance | None = None
    speaker: str | None = None
    as_said: Law | None = None
    as_came_true: Law | None = None


@dataclass(frozen=True)
class Estimate:
    """One published view of a repair: replaces the law of the repair of one outage alone.

    ``of`` names the outage, or the family whose stand-down on `as_of` it is about. ``repair`` None
    means that this is lifted: never down, nothing owed. ``crew_stage`` None leaves that of the
    outage. One that is of several ``together`` names their estimates; the rest of it is as in the
    first of these that lifts nothing. Of one that was revised the last revision fills the other
    fields; ``revisions`` are sorted by date.

    Of a statement `speaker` is the class of speaker, and both readings are kept, of which `repair`
    is one; None where the repair is stated in another way.
    """

    name: str
    title: str
    by: str | None
    said: dt.date | None
    source: str | None
    quote: str | None
    repair: Chance | None
    crew_stage: Chance | None = None
    revisions: tuple[Revision, ...] = ()
    speaker: str | None = None
    as_said: Law | None = None
    as_came_true: Law | None = None
    of: str = ""
    together: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assumption:
    """Another view of what nobody knows; ``paths`` are what it sets, as they are written.

    ``unless`` says what is taken for granted without it.
    """

    name: str
    title: str
    source: str | None
    paths: tuple[str, ...]
    unless: str | None = None


@dataclass(frozen=True)
class Speaker:
    """A class of speaker, and how its dated statements came true on other events.

    ``n`` is how many there are, 0 of a class without any, which has the law and the error of the
    class that it is `like`. ``error`` is the mean distance from 1 of actual over stated remaining
    time, of which the others are the 10, 50 and 90 % points.
    """

    title: str
    n: int
    p10: float
    p50: float
    p90: float
    error: float
    like: str | None = None
    source: str | None = None


@dataclass(frozen=True)
class Reference:
    """A class of earlier events, and how long their repairs took."""

    title: str
    repair: Law
    source: str | None


@dataclass(frozen=True)
class Truth:
    """What came true of the outage: seconds from its beginning, and when it could be known."""

    title: str
    after: int
    known: dt.date
    source: str | None


@dataclass(frozen=True)
class Statements:
    """Who speaks of the repair, what earlier ones took, and what came true.

    ``reading`` is how statements are read where they do not say it themselves.
    """

    reading: str = "as_said"
    speakers: Mapping[str, Speaker] = field(default_factory=dict)
    references: Mapping[str, Reference] = field(default_factory=dict)
    truths: Mapping[str, Truth] = field(default_factory=dict)


@dataclass(frozen=True)
class Headline:
    """What the first screen asks: these lines, gaps longer than `gap` begun before `by`.

    ``titles`` has what people read in place of a line's name, where that is stated.
    """

    lines: tuple[str, ...]
    by: int
    gap: int
    titles: Mapping[str, str] = field(default_factory=dict, compare=False)


class Dump:
    """A text that is written when it is first asked for: most scenarios are played unwritten."""

    def __init__(self, write: Callable[[], str]) -> None:
        self._write = write

    @cached_property
    def text(self) -> str:
        """What is written, and kept from then on."""
        return self._write()

    def __reduce__(self) -> tuple[Callable[[str], Dump], tuple[str]]:
        return _dumped, (self.text,)


def _dumped(text: str) -> Dump:
    return Dump(lambda: text)


@dataclass(frozen=True, repr=False)
class Scenario:
    """A resolved scenario. ``until`` and all instants are seconds since `as_of`.

    ``assumed`` names the assumptions that are in place, ``known_by`` is the date by which its
    estimates are known (None for all of them), and ``said_later`` has the date on which each of the
    others was first said. ``titles`` has by section and name what people read in place of a name,
    where that is stated. ``also_said`` are estimates that are scored and not played. ``text`` is
    the scenario as YAML with nothing implicit, ``dumped`` by whom it was resolved: it loads to the
    same scenario again, but for that date.
    """

    name: str
    file: str
    title: str
    question: str
    as_of: dt.datetime
    until: int
    station: Station
    families: Mapping[str, Family]
    pads: Mapping[str, Pad]
    vehicles: Mapping[str, VehicleClass]
    lines: Mapping[str, Line]
    cargo: Mapping[str, Cargo]
    flights: tuple[Flight, ...]
    people: People
    policy: Policy
    pins: Pins
    estimates: Mapping[str, Estimate]
    default_estimate: str | None
    headline: Headline
    policies: Mapping[str, NamedPolicy] = field(default_factory=dict)
    also_said: Mapping[str, Estimate] = field(default_factory=dict)
    statements: Statements = field(default_factory=Statements)
    assumptions: Mapping[str, Assumption] = field(default_factory=dict)
    assumed: tuple[str, ...] = field(default=(), compare=False)
    known_by: dt.date | None = None
    said_later: Mapping[str, dt.date] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)
    correlations: tuple[Correlation, ...] = ()
    dumped: Dump = field(default=_dumped(""), compare=False, repr=False)

    @property
    def text(self) -> str:
        """The scenario as YAML with nothing implicit."""
        return self.dumped.text

    def with_(self, values: Mapping[str, object]) -> Scenario:
        """Return the scenario with other values, checked as a file is.

        An estimate or policy that was applied is no part of it: apply it again.

        Parameters
        ----------
        values : mapping
            By path, such as ``{"pads.site-31.turnaround": "10 d"}``: the paths of ``--set``. A
            value is text, a number, a date, or a list or mapping of them, and replaces what the
            path holds.

        Raises
        ------
        ScenarioError
            With everything that is wrong with it, each with its path.
        """
        from sim.scenario.loading import changed  # which imports this module

        return changed(self, values)

    def outline(self) -> list[tuple[str, str]]:
        """Return what the scenario is about, a line each: what it says, and of what."""
        docked = [flight.name for flight in self.flights if flight.docked is not None]
        return [
            ("title", self.title),
            ("forecast", self._span),
            ("docked", ", ".join(self.called("docked", name) for name in docked)),
            ("lines", ", ".join(self.called("lines", name) for name in self.lines)),
            ("flights to come", str(len(self.flights) - len(docked))),
            ("pads", ", ".join(self.called("pads", name) for name in self.pads)),
            ("estimates", ", ".join(self.estimates)),
            ("policies", ", ".join(self.policies)),
            ("assumed", ", ".join(self.assumed)),
        ]

    @property
    def _span(self) -> str:
        return f"{iso_date(self.as_of)} to {iso_date(instant_at(self.as_of, self.until))}"

    def __repr__(self) -> str:
        flights = f"{len(self.flights)} flights"
        return f"<Scenario {self.name}: {self.title!r}, {self._span}, {flights}>"

    def _repr_html_(self) -> str:
        return table((), ((head, text) for head, text in self.outline() if text), self.name)

    def called(self, section: str, name: str) -> str:
        """Return what people read in place of a name of lines, pads, flights and the like."""
        return self.titles.get(section, {}).get(name, name)
