"""A second model of the flagship scenario, written from docs/model alone, to check the first by.

It plays ``site-31-outage`` under its stated policy with plain SimPy processes: each line and cargo
class is a process that flies its flights in order, and each flight on its way, docked ship,
illness, repair and stand-down is one of its own. It shares with the project the loaded scenario,
the arithmetic of laws and the names of happenings and causes; its random numbers are its own.

Left out, as the flagship does not state them: evacuations, visits, classes of several families,
windows, traffic, stages of a pad, random outages, damage after a repair, certifications, other ways
home, indirect lines, patience, waivers, stated planned returns of flights to come, flights that are
planned with a gap, and the levers of MODEL 6.4 to 6.13.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import count

import numpy as np
import simpy

from sim.core.clock import DAY, NEVER
from sim.core.laws import Law
from sim.outcomes import Cause, Happening
from sim.scenario.scenario import (
    Capsules,
    Cargo,
    Chance,
    Deliveries,
    Flight,
    FlightPins,
    Input,
    Line,
    Person,
    Scenario,
    VehicleClass,
)

Steps = Generator[simpy.Event, object, None]
Due = tuple[int, Cause | None]
GROUND, FLYING, DOCKED, GONE = "ground", "flying", "docked", "gone"
LOST, FAILED, MERGED = "lost", "failed", "merged"
LASTING = {"pad", "family", "requalification", "certification", "spacecraft"}
"""What a flight must have lacked for later dates to follow its delay (MODEL 3.1.6)."""


@cache
def _within(law: Law, lower: float, upper: float) -> Law:
    return law.truncated(lower, upper)


@cache
def _median(law: Law) -> float:
    return law.median()


def _rounded(seconds: float) -> int:
    """Return whole seconds, halves up (MODEL 1.1.2)."""
    return math.floor(seconds + 0.5)


class Luck:
    """All that is sampled; in quiet play each quantity has its quiet value (MODEL 1.4.3)."""

    def __init__(self, seed: int, quiet: bool) -> None:
        self.generator = np.random.default_rng(seed)
        self.quiet = quiet
        self.inputs: dict[str, float] = {}

    def number(self, given: Input) -> float:
        """Return an uncertain input, the same value throughout a future (MODEL 1.6)."""
        value = self.inputs.get(given.path)
        if value is None:
            fixed = self.quiet or given.law.is_fixed
            value = _median(given.law) if fixed else given.law.sample(self.generator.random())
            self.inputs[given.path] = value
        return value

    def seconds(self, given: Input) -> int:
        """Return an uncertain input that is a duration."""
        return _rounded(self.number(given))

    def happens(self, probability: Input | None, pinned: bool | None = None) -> bool:
        """Return whether a chance of this probability happens (MODEL 10.2.5), unless pinned."""
        if pinned is not None or probability is None:
            return bool(pinned)
        p = self.number(probability)
        return p >= 1.0 if self.quiet else self.generator.random() < p

    def duration(
        self, chance: Chance, pinned: int | None = None, elapsed: float = -math.inf
    ) -> int:
        """Return a duration, if it runs already conditional on not having ended (MODEL 1.3)."""
        if pinned is not None:
            return pinned
        law, lower = chance.law, max(chance.lower, elapsed)
        if lower > -math.inf or chance.upper < math.inf:
            law = _within(law, lower, chance.upper)
        return _rounded(_median(law) if self.quiet else law.sample(self.generator.random()))

    def extra(self, chance: Chance, pinned: int | None) -> int:
        """Return a duration whose quiet value is 0."""
        return self.duration(chance, 0 if self.quiet and pinned is None else pinned)

    def arrival(self, per_day: float) -> int:
        """Return the seconds until something comes at a rate, `NEVER` in quiet play."""
        if self.quiet or per_day <= 0.0:
            return NEVER
        return _rounded(self.generator.exponential() / per_day * DAY)


@dataclass(eq=False)
class Traveller:
    """A person of a crew and their seat (MODEL 2.2)."""

    plan: Person
    segment: str
    seat: Ship | None = None
    seat_number: int = 0
    aboard_since: int | None = None
    stranded_since: int | None = None
    lost_in: Ship | None = None
    gave_up: Ship | None = None
    reserved: Ship | None = None
    pledged: bool = False


@dataclass(eq=False)
class Launchpad:
    """A pad: down, in return to service, turned round, held after a scrub (MODEL 2.5)."""

    name: str
    free_from: int
    owed: int
    is_down: bool = False
    holder: Ship | None = None


@dataclass(eq=False)
class Rocket:
    """A launcher family: its pads, its stand-downs and what it owes (MODEL 2.4)."""

    name: str
    pads: list[Launchpad]
    owed: int
    loss_until: int = -1
    customers_until: int = -1
    down_since: int = 0
    losses_in_a_row: int = 0


@dataclass(eq=False)
class Fleet:
    """A class: spacecraft, mishap, whether it may carry people (MODEL 2.3.4, 5.5, 6.2.4)."""

    ready: list[int] | None = None
    grounded_until: int = -1
    needed_from: int = NEVER
    mishap: int | None = None
    after_illness: bool = False
    that_flight: Ship | None = None


@dataclass(eq=False)
class Ship:
    """One flight, from the plan to its undocking."""

    plan: Flight
    number: int
    kind: VehicleClass
    line: Line | None
    fleet: Fleet
    rocket: Rocket
    queue: list[Ship]
    pins: FlightPins
    crew: list[Traveller]
    changed: simpy.Event
    settled: simpy.Event
    name: str
    planned: int
    known: int
    state: str = GROUND
    next_since: int | None = None
    slip: int = 0
    campaign: int | None = None
    reasons: dict[str, int] = field(default_factory=dict)
    flies_again: bool = False
    first_attempt: int | None = None
    next_attempt: int | None = None
    attempts: int = 0
    has_lacked: bool = False
    pad: Launchpad | None = None
    port: str = ""
    clearing: Ship | None = None
    seats_up: int = 0
    launched: int | None = None
    docked: int | None = None
    left: int | None = None
    left_for: Cause | None = None
    planned_return: int = NEVER
    decided: Cause | None = None
    hold_ends: int = 0
    waits_as_last: bool = False
    is_cleared: bool = False
    patient_leaves: int = NEVER
    unfit_at: int | None = None
    lifeboat: bool = False
    last_reseated: int | None = None
    overlap: int | None = None
    by_choice: int | None = None
    replaced_by: Ship | None = None
    relieves: Ship | None = None

    @property
    def is_fit(self) -> bool:
        """Whether it is docked and takes people home."""
        return self.state == DOCKED and self.unfit_at is None

    @property
    def is_to_come(self) -> bool:
        """Whether it may still dock."""
        return self.state in (GROUND, FLYING)

    @property
    def transit(self) -> int:
        """The transit that planners reckon with (MODEL 1.4.7)."""
        return _rounded(_median(self.plan.transit.law))

    def change(self) -> None:
        """Have its departure planned anew."""
        if not self.changed.triggered:
            self.changed.succeed()


class Clock(simpy.Environment):
    """SimPy's environment with ranks within a second (MODEL 9), telling when time moves on."""

    moves_on: Callable[[int, int], None]

    def at(self, second: int, rank: int, entity: int = 0) -> simpy.Event:
        """Return an event at a second, or now if that is past, by rank and entity."""
        event, now = simpy.Event(self), int(self.now)
        event._ok, event._value = True, None
        self.schedule(event, rank * 2**20 + entity, max(second, now) - now)  # type: ignore[arg-type]
        return event

    def step(self) -> None:
        """Play the next event; what lies between it and the one before is counted first."""
        upcoming = self.peek()
        if upcoming > self.now:
            self.moves_on(int(self.now), int(upcoming))
        super().step()


@dataclass(frozen=True)
class Row:
    """A row of the event list: when, what, to whom, why."""

    second: int
    happening: Happening
    who: str
    cause: Cause | None = None


class World:
    """One future of a scenario under one estimate."""

    def __init__(self, scenario: Scenario, estimate: str, seed: int = 0) -> None:
        self.scenario, self.policy, self.pins = scenario, scenario.policy, scenario.pins
        self.luck = luck = Luck(seed, scenario.pins.rest_as_planned)
        self.clock = Clock()
        self.clock.moves_on = self.count
        self.rows: list[Row] = []
        self.totals: dict[str, float] = {}
        self.rates: dict[str, float] = {}
        self.is_stale = True
        self.asked: set[int] = set()
        self.look_asked = False
        self.seat_numbers = count()
        self.stranding_since: int | None = None
        self.below_since: int | None = None
        self.segments = tuple(scenario.station.complement)
        self.stocks = {n: luck.number(each.level) for n, each in scenario.station.stocks.items()}
        self.ports: dict[str, Ship | None] = {port.name: None for port in scenario.station.ports}
        self.pads: dict[str, Launchpad] = {}
        for name, pad in scenario.pads.items():
            last = -NEVER if pad.last_launch is None else pad.last_launch
            self.pads[name] = Launchpad(name, last + luck.seconds(pad.turnaround), pad.owed)
        self.rockets: dict[str, Rocket] = {}
        for name, family in scenario.families.items():
            pads = [self.pads[n] for n, pad in scenario.pads.items() if name in pad.families]
            self.rockets[name] = Rocket(name, pads, family.owed)
        self.fleets = {name: Fleet() for name in scenario.vehicles}
        self.queues: dict[str, list[Ship]] = {n: [] for n in (*scenario.lines, *scenario.cargo)}
        self.ships = [self.ship(plan, number) for number, plan in enumerate(scenario.flights)]
        self.people = [person for ship in self.ships for person in ship.crew]
        for queue in self.queues.values():
            queue.sort(key=lambda ship: (ship.docked is None, ship.docked or ship.planned))
        self.segment_of = {  # MODEL 6.15.6
            line: max(self.segments, key=[p.segment for s in queue for p in s.crew].count)
            for line, queue in self.queues.items()
        }
        self.begin(estimate)

    def ship(self, plan: Flight, number: int) -> Ship:
        """Return a flight as it stands at the start (MODEL 1.2)."""
        scenario, planned = self.scenario, plan.planned or 0
        kind = scenario.vehicles[plan.vehicle]
        ship = Ship(
            plan, number, kind, scenario.lines[plan.line] if plan.line else None,
            self.fleets[kind.name], self.rockets[kind.families[0]],
            self.queues[plan.line or plan.vehicle], self.pins.flights.get(plan.name, FlightPins()),
            [Traveller(person, person.segment) for person in plan.crew],
            self.clock.event(), self.clock.event(), plan.name, planned, planned,
        )  # fmt: skip
        ship.queue.append(ship)
        if plan.docked is not None:
            ship.state, ship.launched, ship.docked = DOCKED, plan.launched, plan.docked
            ship.planned_return, ship.port = plan.planned_return or 0, plan.port or ""
            self.ports[ship.port] = ship
            for person in ship.crew:
                person.seat, person.seat_number = ship, next(self.seat_numbers)
                person.aboard_since = person.plan.aboard_since
        return ship

    def begin(self, estimate: str) -> None:
        """Begin spacecraft, outages, lines, stays and stand-downs (MODEL 1.2, 2.3.4, 2.5.2)."""
        scenario, luck = self.scenario, self.luck
        for name, kind in scenario.vehicles.items():
            ready: list[int] = []
            if isinstance(kind.spacecraft, Deliveries):
                ready.extend(kind.spacecraft.instants)
                while ready[-1] < scenario.until:
                    ready.append(ready[-1] + luck.seconds(kind.spacecraft.then_every))
            elif isinstance(kind.spacecraft, Capsules):
                for landed in kind.spacecraft.landed.values():
                    if landed is not None:
                        ready.append(self.refurbished(kind.spacecraft.refurbishment, landed))
            self.fleets[name].ready = ready if kind.spacecraft is not None else None
            for second in ready:
                self.ask(second)
        repair = scenario.estimates[estimate].repair
        for name, pad in scenario.pads.items():
            if pad.outage is not None and repair is not None:
                since = pad.outage.since
                length = luck.duration(repair, self.pins.repairs.get(name), -since)
                self.clock.process(self.repair(self.pads[name], since + length))
        for queue in self.queues.values():
            self.clock.process(self.fly_in_order(queue))
        for ship in self.ships:
            if ship.state == DOCKED:
                self.stay(ship)
        for rocket in self.rockets.values():
            self.clock.process(self.other_customers(rocket))
        self.look_soon()
        self.ask(0)

    def refurbished(self, chance: Chance, landed: int) -> int:
        """Return when a capsule that had landed by `as_of` is ready (MODEL 1.3.3)."""
        try:
            return landed + self.luck.duration(chance, elapsed=-landed)
        except ValueError:
            return 0

    def stay(self, ship: Ship) -> None:
        """Start what runs while a ship is docked, from its docking or `as_of` on."""
        self.clock.process(self.wait_to_leave(ship))
        if ship.line is None:
            return
        pins, now, rate = ship.pins, self.now, self.luck.number(ship.kind.unfit_rate)
        unfit = now + self.luck.arrival(rate)
        if pins.unfit is not None:
            unfit = max(min(pins.unfit, default=NEVER), now)
        self.clock.process(self.fail(ship, unfit))
        if pins.medical_return is not None:
            ill = max(min(pins.medical_return, default=NEVER), now)
            self.clock.process(self.fall_ill(ship, None, ill))
            return
        rate = self.luck.number(self.scenario.people.medical_return_rate)
        for person in ship.crew:
            self.clock.process(self.fall_ill(ship, person, now + self.luck.arrival(rate)))

    # What is asked all the time.

    @property
    def now(self) -> int:
        """The second since `as_of`."""
        return int(self.clock.now)

    def log(self, happening: Happening, who: str, cause: Cause | None = None) -> None:
        """Write a row; whatever is counted may have changed."""
        self.rows.append(Row(self.now, happening, who, cause))
        self.is_stale = True

    def seated(self, ship: Ship) -> list[Traveller]:
        """Return the people with a seat in a ship, in the order in which they took it."""
        return sorted((p for p in self.people if p.seat is ship), key=lambda p: p.seat_number)

    def aboard(self) -> list[Traveller]:
        """Return everybody aboard the station."""
        return [p for p in self.people if p.aboard_since is not None]

    def stranded(self) -> list[Traveller]:
        """Return everybody aboard without a certified seat (MODEL 5.1.4)."""
        return [p for p in self.people if p.stranded_since is not None]

    def waiting(self) -> list[Traveller]:
        """Return the stranded without a reserved seat (MODEL 5.2.1)."""
        return [p for p in self.people if p.stranded_since is not None and p.reserved is None]

    def need(self) -> int:
        """Return how many seats have still to be sent up (MODEL 5.2.1)."""
        return len(self.waiting()) - sum(s.seats_up for s in self.ships if s.state == FLYING)

    def crew_ships(self) -> list[Ship]:
        """Return the docked ships of lines."""
        return [s for s in self.ships if s.state == DOCKED and s.line is not None]

    def next_of(self, queue: list[Ship]) -> Ship | None:
        """Return the next flight of a line or cargo class while it is on the ground."""
        ship = next((s for s in queue if s.is_to_come), None)
        return ship if ship and ship.state == GROUND and ship.next_since is not None else None

    def next_crews(self) -> Iterator[Ship]:
        """Give the next flights of the lines that are on the ground."""
        for line in self.scenario.lines:
            ship = self.next_of(self.queues[line])
            if ship is not None:
                yield ship

    def limit(self, ship: Ship) -> int:
        """Return the instant of the stay limit (no waiver is stated)."""
        limit = ship.plan.limit
        return NEVER if limit is None else (ship.launched or 0) + self.luck.seconds(limit)

    def extension(self, ship: Ship) -> int:
        """Return how long past its limit a ship waits for a known relief (MODEL 4.8)."""
        lever, line = self.policy.extension, ship.plan.line or ""
        return self.luck.seconds(lever.lines[line]) if lever and line in lever.lines else 0

    def overlap(self, ship: Ship) -> int:
        """Return the overlap of a vehicle of a line that leaves, sampled once (MODEL 4.1)."""
        if ship.overlap is None and ship.line is not None:
            chance = ship.plan.overlap or ship.line.overlap
            ship.overlap = self.luck.duration(chance, ship.pins.overlap)
        return ship.overlap or 0

    def successor(self, ship: Ship) -> Ship | None:
        """Return the nearest flight behind that is docked or may still dock (MODEL 2.6.3)."""
        behind = ship.queue[ship.queue.index(ship) + 1 :]
        return next((s for s in behind if s.is_to_come or s.state == DOCKED), None)

    def outgoing(self, ship: Ship) -> Ship | None:
        """Return the vehicle that a flight relieves (MODEL 2.6.5)."""
        before = ship.queue[: ship.queue.index(ship)][::-1]
        docked = [s for s in before if s.state == DOCKED]
        gone = [s for s in before if s.state == GONE][:1]
        missed = [s for s in gone if s.left_for in (Cause.LIMIT, Cause.CHOICE)]
        return next(iter(docked or missed), None)

    def is_certified(self, fleet: Fleet) -> bool:
        """Return whether a class may carry people today (MODEL 5.5)."""
        return self.now >= fleet.grounded_until or (
            self.now >= fleet.needed_from
            and any(
                len({p.seat for p in self.people if p.segment == segment and p.seat}) <= 1
                for segment in self.scenario.station.minimum
            )
        )

    def is_flying(self, rocket: Rocket) -> bool:
        """Return whether a family is not stood down."""
        return self.now >= max(rocket.loss_until, rocket.customers_until)

    def can_launch(self, rocket: Rocket) -> bool:
        """Return whether the planners see a family with pad and rocket up (MODEL 6.0.3)."""
        return self.is_flying(rocket) and not all(pad.is_down for pad in rocket.pads)

    # Rescues (MODEL 5.2).

    def fetched(self, ship: Ship) -> list[Traveller]:
        """Return those without a reserved seat who lost theirs in a ship of this flight's line."""
        return [p for p in self.waiting() if p.lost_in and p.lost_in.line is ship.line]

    def is_rescue(self, ship: Ship) -> bool:
        """Return whether a next flight is the rescue (MODEL 5.2.2)."""
        return ship.line is not None and ship.next_since is not None and bool(self.fetched(ship))

    def prepared(self, ship: Ship) -> int:
        """Return when a rescue is prepared (MODEL 5.2.2), long ago for another flight."""
        if ship.line is None or not self.is_rescue(ship):
            return -NEVER
        since = min(p.stranded_since or 0 for p in self.fetched(ship))
        return since + self.luck.seconds(ship.line.rescue_preparation)

    def leaves_behind(self, ship: Ship) -> int | None:
        """Return how many of its crew a flight would leave behind now; None if it flies empty."""
        need = self.need() if ship.line else 0
        is_rescue = self.is_rescue(ship)
        if is_rescue and not self.is_certified(ship.fleet):
            return None  # MODEL 5.5.2
        if need <= 0 or ship.line is None:
            return 0
        free, spare = ship.kind.crew - len(ship.crew), len(ship.crew) - ship.kind.crew_to_fly
        if is_rescue:
            return max(0, need - free) if max(0, need - free) <= spare else None
        lead = self.luck.seconds(ship.line.reseat_lead)
        if self.now < min(p.stranded_since or 0 for p in self.waiting()) + lead:
            return 0
        rescues = [(max(s.known, self.prepared(s)), s.number, s) for s in self.next_crews()
                   if self.is_rescue(s)]  # fmt: skip
        if rescues:
            known, _, rescue = min(rescues)
            if known <= self.now + lead and self.can_launch(rescue.rocket):
                return 0  # MODEL 5.2.4
        seats = min(need, ship.line.relief_seats)
        lever = self.policy.for_the_stranded
        if lever is not None and lever.own_people_first:
            segment = self.segment_of[ship.line.name]
            served = {self.segment_of[s.plan.line or ""] for s in self.next_crews()
                      if self.can_launch(s.rocket)}  # fmt: skip
            own = [p for p in self.waiting() if p.segment == segment or p.segment not in served]
            seats = min(seats, len(own))
        return max(0, min(seats - free, spare))

    def remanifest(self, crew: list[Traveller], queue: list[Ship]) -> None:
        """Give a crew seats on the line's next flight that is to carry one (MODEL 3.5.2)."""
        to = next((s for s in queue if s.state == GROUND and s.crew), None)
        own = list(to.crew) if to else []
        for person in crew if to else ():
            if to and len(to.crew) >= to.kind.crew:
                if not own:
                    return
                same = [p for p in own if p.segment == person.segment]
                gives = same[-1] if same else self.last_spared(own, to.crew)
                own.remove(gives)
                to.crew.remove(gives)
                self.log(Happening.STAYS_BEHIND, gives.plan.name)
            if to:
                to.crew.append(person)

    def last_spared(self, some: list[Traveller], crew: list[Traveller]) -> Traveller:
        """Return the last of some of a crew who is not the only one of a segment (MODEL 5.2.6)."""
        segments = [p.segment for p in crew]
        keeps = self.policy.stays_behind == "keep_segments"
        many = [p for p in some if segments.count(p.segment) > 1] if keeps else []
        return (many or some)[-1]

    # The plan (MODEL 3.1, 6.2, 6.14).

    def fly_in_order(self, queue: list[Ship]) -> Steps:
        """Fly the flights of a line or cargo class in order: re-plan, late slip (MODEL 3.1)."""
        for ship in [s for s in queue if s.state == GROUND]:
            if ship.state == MERGED:
                continue
            ship.next_since = self.now
            of = ship.line or self.scenario.cargo[ship.plan.vehicle]
            self.replan(ship, of)
            law = of.slip
            ship.slip, ship.known = self.luck.extra(law, ship.pins.slip), ship.planned
            if ship.line is not None or self.debt(ship.rocket):
                self.look_soon()
            self.ask(self.ready(ship))
            self.stir(ship.line is not None)
            yield ship.settled

    def replan(self, ship: Ship, of: Line | Cargo) -> None:
        """Move a flight, all later ones and the outgoing vehicle's return (MODEL 3.1.2)."""
        pinned, lead = ship.pins.replan, ship.planned - self.now
        if pinned is None and lead < self.luck.seconds(of.firm_within):
            return
        times = 1 if pinned is not None else max(1, math.floor(lead / (182.5 * DAY) + 0.5))
        law = ship.plan.replan or of.replan
        move = sum(self.luck.extra(law, pinned) for _ in range(times))
        fit = [s for s in ship.queue if s.is_fit] if ship.line else []
        old = fit[-1] if fit else None
        if old is not None:
            move = min(move, max(0, self.limit(old) - ship.transit - ship.planned))
            old.planned_return += move
        for later in ship.queue[ship.queue.index(ship) :]:
            later.planned += move
        if move:
            self.log(Happening.REPLANNED, ship.name)

    def ready(self, ship: Ship) -> int:
        """Return when a next flight stands ready (MODEL 3.1.5)."""
        return max(ship.known + ship.slip, ship.next_since or 0, self.free_of_others(ship))

    def free_of_others(self, ship: Ship) -> int:
        """Return when spacing is over, for a rescue when it is prepared (MODEL 3.1.5, 6.14.8)."""
        if self.is_rescue(ship):
            return self.prepared(ship)
        last = max((s.launched or 0 for s in ship.queue if s.docked is not None), default=-NEVER)
        spacing = (ship.line or self.scenario.cargo[ship.plan.vehicle]).spacing
        return -NEVER if ship.flies_again else last + self.luck.seconds(spacing)

    def look_soon(self) -> None:
        """Have the planners look in this second, once (MODEL 6.0.2)."""
        if not self.look_asked:
            self.look_asked = True
            self.clock.at(self.now, 54).callbacks.append(lambda _: self.look())

    def look(self) -> None:
        """Judge the dates of all next flights anew (MODEL 6.2, 6.14)."""
        self.look_asked = False
        self.below_since = (self.below_since or self.now) if self.is_below() else None
        for name, fleet in self.fleets.items():
            if fleet.mishap is not None and fleet.that_flight is None:
                flights = [s for s in self.next_crews() if s.kind.name == name]
                flights.sort(key=lambda s: (s.planned, s.number))
                fleet.that_flight = next(iter(flights), None)
        for queue in self.queues.values():
            ship = self.next_of(queue)
            if ship is None or ship.first_attempt is not None:
                continue
            before, known = ship.known, self.date(ship)
            if known != before:
                ship.known = known
                happening = Happening.PULLED_FORWARD if known < before else Happening.REVERTED
                self.log(happening, ship.name)
                self.stir()
            self.ask(self.ready(ship))

    def date(self, ship: Ship) -> int:
        """Return the known date of a next flight (MODEL 6.2, 6.14)."""
        pull, dates, line = None, [ship.planned], ship.line
        if line is None:
            pull = self.scenario.cargo[ship.plan.vehicle].pull_forward
            wanted = ship.planned > self.now and self.crew_waits_for(ship)
            events = self.since(ship, requalification=self.now if wanted else None)
        else:
            pull, fleet = line.pull_forward, ship.fleet
            mishap = fleet.mishap if fleet.that_flight is ship else None
            fetched = [p.stranded_since or 0 for p in self.stranded() if p.lost_in
                       and p.lost_in.line is line and (p.pledged or not p.reserved)]  # fmt: skip
            own = self.since(ship, mishap=mishap, stranded=min(fetched, default=None))
            alone = not any(s.is_fit for s in ship.queue)
            asked = self.since(ship, below=self.below_since if alone else None,
                               others=self.others_stranded(ship, line))  # fmt: skip
            old, transit = self.outgoing(ship), ship.transit
            docks = ship.planned + transit
            is_late = old is not None and old.unfit_at is None and docks > self.limit(old)
            late = self.since(ship, late=self.now if is_late else None)
            events = own + asked + (late if pull is not None else [])
            again = self.policy.fly_again
            ship.flies_again = bool(own) and again is not None
            if again is not None and events:
                if ship.campaign is None:  # MODEL 6.14.3
                    ill = mishap is not None and fleet.after_illness and not fetched
                    chance = again.after_illness if ill and again.after_illness else again.campaign
                    ship.campaign = self.luck.duration(chance)
                dates += [event + ship.campaign for event in own + asked]
                if old is not None and late and pull is not None:
                    before = self.limit(old) - self.overlap(old) - transit
                    dates.append(max(before, late[0] + ship.campaign))
        if pull is not None and events:
            early = ship.planned - self.luck.seconds(pull.by)
            dates.append(max(early, min(events) + self.luck.seconds(pull.lead)))
        return min(dates)

    def since(self, ship: Ship, **reasons: int | None) -> list[int]:
        """Return the first instants at which those reasons hold that hold without a break."""
        for reason, begun in reasons.items():
            if begun is None:
                ship.reasons.pop(reason, None)
            else:
                ship.reasons.setdefault(reason, begun)
        return [ship.reasons[reason] for reason in reasons if reason in ship.reasons]

    def others_stranded(self, ship: Ship, line: Line) -> int | None:
        """Return since when people of other lines ask for this flight (MODEL 6.14.6)."""
        if line.relief_seats == 0 or self.need() <= 0:
            return None
        begun = None
        for person in self.waiting():
            if person.lost_in is not None and person.lost_in.line is not line:
                rescue = self.next_of(person.lost_in.queue)
                if rescue is None or self.expected_docking(rescue) is None:
                    begun = min(NEVER if begun is None else begun, person.stranded_since or 0)
        return begun

    def crew_waits_for(self, cargo: Ship) -> bool:
        """Return whether a crew waits for a cargo flight to pay what is owed (MODEL 3.7.3)."""
        return self.debt(cargo.rocket) > 0 and any(
            crew.rocket is cargo.rocket
            and crew.known <= max(cargo.planned, self.now)
            and self.leaves_behind(crew) is not None
            for crew in self.next_crews()
        )

    def debt(self, rocket: Rocket) -> int:
        """Return the most that a family or one of its pads owes (MODEL 3.7, 3.1.9)."""
        return max([rocket.owed, *(pad.owed for pad in rocket.pads)])

    def mishap(self, ship: Ship, illness: bool = False) -> None:
        """Note a mishap after which that flight goes early (MODEL 6.2.4)."""
        fleet = ship.fleet
        if fleet.mishap is None:
            fleet.mishap, fleet.after_illness, fleet.that_flight = self.now, illness, None
        self.look_soon()

    # Launches (MODEL 3.2 to 3.7).

    def ask(self, second: int) -> None:
        """Have all flights that stand ready asked at a second, once (MODEL 3.2.2)."""
        second = max(second, self.now)
        if second < self.scenario.until and second not in self.asked:
            self.asked.add(second)
            self.clock.at(second, 60).callbacks.append(lambda _: self.launch_pass())

    def stir(self, departures: bool = True) -> None:
        """Have flights asked again, and departures of crews planned anew: something has changed."""
        for ship in self.crew_ships() if departures else ():
            ship.change()
        self.ask(self.now)

    def turn(self, ship: Ship) -> tuple[int, int, int]:
        """Return whose turn it is at a pad (MODEL 3.3)."""
        rank = 1 if self.debt(ship.rocket) else 4
        if ship.line is not None:
            rank = 0 if self.is_rescue(ship) else 2
        return rank, ship.known, ship.number

    def launch_pass(self) -> None:
        """Ask all flights that stand ready until nobody can go (MODEL 3.2.2)."""
        self.asked.discard(self.now)
        goes = True
        while goes:
            flights = [s for queue in self.queues.values() if (s := self.next_of(queue))]
            ready = sorted((s for s in flights if self.ready(s) <= self.now), key=self.turn)
            goes = sum(self.goes(ship) for ship in ready if ship.state == GROUND) > 0

    def goes(self, ship: Ship) -> bool:
        """Attempt a launch if the flight lacks nothing; return whether it did (MODEL 3.4)."""
        if ship.next_attempt is not None and self.now < ship.next_attempt:
            return False
        lacks, pad, port = self.lacks(ship)
        if lacks == {"port"} and self.clear_port(ship):
            lacks, pad, port = self.lacks(ship)
        ship.has_lacked |= bool(lacks & LASTING)
        if pad is None or lacks:
            self.give_back(ship)
            return False
        if ship.first_attempt is None:
            self.attempt_first(ship)
        ship.attempts += 1
        ship.port, self.ports[port] = port, ship
        pinned = None if ship.pins.scrubs is None else ship.attempts <= ship.pins.scrubs
        if self.luck.happens(ship.kind.scrub_probability, pinned):
            ship.pad, pad.holder = pad, ship
            ship.next_attempt = self.now + self.luck.seconds(ship.kind.scrub_recycle)
            self.ask(ship.next_attempt)
            self.log(Happening.SCRUBS, ship.name)
            self.stir()
        else:
            ship.pad = pad.holder = None
            self.launch(ship, pad)
        return True

    def lacks(self, ship: Ship) -> tuple[set[str], Launchpad | None, str]:
        """Return what a flight lacks, and the pad and port that serve (MODEL 3.2.1)."""
        rocket = ship.rocket
        crewed = bool(ship.crew) and self.leaves_behind(ship) is not None
        free = [pad for pad in rocket.pads if not pad.is_down and pad.free_from <= self.now
                and pad.holder in (None, ship)]  # fmt: skip
        serve = [pad for pad in free if pad.owed == 0] if crewed else free
        ports = [name for name in self.ports_for(ship) if self.ports[name] in (None, ship)]
        lacks = {
            "pad": not free,
            "family": not self.is_flying(rocket),
            "requalification": crewed and bool((free and not serve) or rocket.owed),
            "certification": crewed and not self.is_certified(ship.fleet),
            "spacecraft": not self.has_spacecraft(ship),
            "port": not ports,
        }
        pad = ship.pad if ship.pad in serve else next(iter(serve), None)
        port = ship.port or next(iter(ports), "")
        return {what for what, it_does in lacks.items() if it_does}, pad, port

    def ports_for(self, ship: Ship) -> list[str]:
        """Return the ports that a class can use, in its order."""
        accepts = {port.name: port.accepts for port in self.scenario.station.ports}
        return [name for name in ship.kind.ports if ship.kind.name in accepts[name]]

    def has_spacecraft(self, ship: Ship) -> bool:
        """Return whether a spacecraft of the class is at hand (MODEL 2.3.4)."""
        ready = ship.fleet.ready
        return ready is None or min(ready, default=NEVER) <= self.now

    def give_back(self, ship: Ship) -> None:
        """Give back the pad and port held since a scrub (MODEL 3.4.2)."""
        if ship.pad is not None:
            ship.pad.holder = self.ports[ship.port] = None
            ship.pad, ship.port = None, ""
            self.ask(self.now)
        ship.next_attempt = None

    def clear_port(self, ship: Ship) -> bool:
        """Send a vehicle away from a port that a flight needs (MODEL 3.2.4 to 3.2.8)."""
        crewed = ship.line is not None
        if not crewed and not self.crew_waits_for(ship):
            return False
        if ship.clearing is not None and ship.clearing.state == DOCKED:
            return False
        held = [s for n in self.ports if n in self.ports_for(ship) and (s := self.ports[n])]
        held = [s for s in held if s.state == DOCKED and not s.is_cleared]
        cargo = sorted((s for s in held if s.line is None), key=lambda s: s.planned_return)
        unfit = [s for s in held if crewed and s.unfit_at is not None and self.may_go(s, ship)]
        waits = [s for s in held if crewed and s.is_fit and self.is_sent_for(s, ship)]
        chosen = next(iter(cargo + unfit + waits), None)
        if chosen is None:
            return False
        ship.clearing, chosen.is_cleared = chosen, True
        self.log(Happening.PORT_CLEARED, chosen.name)
        if chosen.unfit_at is None and chosen.decided is None:
            self.decide(chosen, Cause.PORT_CLEARED)
        if chosen.unfit_at is not None or (
            chosen.decided is Cause.PORT_CLEARED
            and chosen.hold_ends <= self.now
            and not self.is_kept(chosen)
        ):
            self.undock(chosen, Cause.PORT_CLEARED)
        chosen.change()
        return chosen.state != DOCKED

    def may_go(self, unfit: Ship, ship: Ship) -> bool:
        """Return whether an unfit vehicle may go for a flight (MODEL 3.2.8)."""
        theirs = [p for p in self.stranded() if p.lost_in is unfit]
        if not theirs or self.is_rescue(ship) or ship.line is None:
            return True
        could = ship.kind.crew - len(ship.crew) + (self.leaves_behind(ship) or 0) > 0
        from_then = (unfit.unfit_at or 0) + self.luck.seconds(ship.line.reseat_lead)
        return self.now >= from_then and could and not any(p.reserved for p in theirs)

    def is_sent_for(self, old: Ship, ship: Ship) -> bool:
        """Return whether a vehicle that waits for a flight is sent away for it (MODEL 3.2.5)."""
        if self.successor(old) is not ship or self.now < old.planned_return:
            return False
        others = any(p.seat not in (None, old) for p in self.people)
        return others or not self.must_wait(old, Cause.PORT_CLEARED)

    def attempt_first(self, ship: Ship) -> None:
        """Re-baseline a line after a long delay, merge overdue cargo (MODEL 3.1.6, 3.1.8)."""
        delay, place = self.now - self.ready(ship), ship.queue.index(ship)
        ship.first_attempt = self.now
        if ship.line is None:
            overdue = [s for s in ship.queue[place + 1 :] if s.state == GROUND
                       and s.planned <= self.now]  # fmt: skip
            for dropped in overdue[max(0, self.debt(ship.rocket) - 1) :]:
                dropped.state = MERGED
                self.log(Happening.MERGED, dropped.name)
        elif ship.has_lacked and delay > self.luck.seconds(ship.line.rebaseline_after):
            for later in ship.queue[place + 1 :]:
                later.planned += delay
            self.log(Happening.REBASELINED, ship.name)

    def launch(self, ship: Ship, pad: Launchpad) -> None:
        """Launch, in the order of MODEL 3.5.4."""
        rocket, plan = ship.rocket, self.scenario.families[ship.rocket.name]
        behind, need = self.leaves_behind(ship), self.need()
        if behind is None:
            crew, ship.crew = ship.crew, []
            self.take_place(ship)
            self.remanifest(crew, ship.queue)
        for _ in range(behind or 0):
            person = self.last_spared(ship.crew, ship.crew)
            ship.crew.remove(person)
            self.log(Happening.STAYS_BEHIND, person.plan.name)
        if ship.line is not None:
            ship.seats_up = max(0, min(need, ship.kind.crew - len(ship.crew)))
        ship.state, ship.launched = FLYING, self.now
        self.log(Happening.LAUNCHES, ship.name)
        if ship.fleet.ready is not None:
            ship.fleet.ready.remove(min(ship.fleet.ready))
        pad.free_from = self.now + self.luck.seconds(self.scenario.pads[pad.name].turnaround)
        self.ask(pad.free_from)
        self.add(f"launches[{rocket.name}]", 1)
        self.add(f"pad_launches[{pad.name}]", 1)
        lost = self.luck.happens(plan.loss_probability, ship.pins.lost)
        owed = any(self.debt(each) for each in self.rockets.values())
        if ship.crew or owed or lost:
            self.look_soon()
        if not lost:
            rocket.losses_in_a_row = 0
            if not ship.crew:
                pad.owed, rocket.owed = max(0, pad.owed - 1), max(0, rocket.owed - 1)
        self.damage(ship, pad)
        if ship.fleet.that_flight is ship:
            ship.fleet.mishap = ship.fleet.that_flight = None
            self.look_soon()
        if lost:
            self.lose(ship)
        else:
            self.clock.process(self.go_up(ship))
        self.stir(bool(ship.line or owed or lost or pad.is_down))

    def take_place(self, rescue: Ship) -> None:
        """Move an empty rescue behind the vehicle that it relieves (MODEL 2.6.4)."""
        queue, lost_in = rescue.queue, {p.lost_in for p in self.stranded()}
        old = next((s for s in queue if s in lost_in and s.replaced_by is None), None)
        if old is not None:
            old.replaced_by = rescue
            queue.remove(rescue)
            queue.insert(queue.index(old) + 1, rescue)

    def damage(self, ship: Ship, pad: Launchpad) -> None:
        """Damage the pad by a launch or not (MODEL 3.5.3)."""
        plan, pinned = self.scenario.pads[pad.name], ship.pins.damages_pad
        damages = None if pinned is None else pinned > 0
        if plan.repair is not None and self.luck.happens(plan.damage_probability, damages):
            self.add(f"pad_damages[{pad.name}]", 1)
            self.log(Happening.PAD_DAMAGED, pad.name)
            length = self.luck.duration(plan.repair, pinned)
            self.clock.process(self.repair(pad, self.now + length))
            pad.is_down = True

    def lose(self, ship: Ship) -> None:
        """Play the consequences of a loss (MODEL 3.5, 6.14.4)."""
        rocket, plan = ship.rocket, self.scenario.families[ship.rocket.name]
        ship.state = LOST
        self.log(Happening.LOST, ship.name)
        self.add(f"losses[{rocket.name}]", 1)
        rocket.losses_in_a_row += 1
        rocket.owed = plan.requalification
        lever = self.policy.fly_again
        if lever and lever.after_two_losses and rocket.losses_in_a_row >= 2:
            rocket.owed = max(rocket.owed, lever.after_two_losses)
        length = self.luck.duration(plan.stand_down, ship.pins.stand_down)
        self.stand_down(rocket, loss_until=self.now + length)
        self.ports[ship.port] = None
        self.fail_to_come(ship)

    def fail_to_come(self, ship: Ship) -> None:
        """Give the crew of a lost or failed flight other seats (MODEL 3.5.2, 5.2.7)."""
        for old in ship.queue:
            if old.replaced_by is ship:
                old.replaced_by = None
        if ship.line is not None:
            self.remanifest(ship.crew, ship.queue)
            self.mishap(ship)
        ship.settled.succeed()

    def stand_down(self, rocket: Rocket, loss_until: int = -1, customers_until: int = -1) -> None:
        """Stand a family down; each time the later end counts (MODEL 2.4.3)."""
        if self.is_flying(rocket):
            rocket.down_since = self.now
            self.log(Happening.STAND_DOWN_BEGINS, rocket.name)
        rocket.loss_until = max(rocket.loss_until, loss_until)
        rocket.customers_until = max(rocket.customers_until, customers_until)
        self.clock.process(self.stand_down_ends(rocket, max(loss_until, customers_until)))
        for ship in self.ships:
            if ship.pad is not None and ship.rocket is rocket:
                self.give_back(ship)
        self.stir()

    def stand_down_ends(self, rocket: Rocket, second: int) -> Steps:
        """Wait for the end of a stand-down."""
        yield self.clock.at(second, 12)
        if self.is_flying(rocket):
            self.log(Happening.STAND_DOWN_ENDS, rocket.name)
        self.stir()

    def other_customers(self, rocket: Rocket) -> Steps:
        """Stand a family down for other customers' flights at random (MODEL 2.4.2)."""
        plan = self.scenario.families[rocket.name]
        pinned = self.pins.stand_downs.get(rocket.name)
        for begins, ends in pinned or ():
            yield self.clock.at(begins, 50)
            self.stand_down(rocket, customers_until=ends)
        rate = 0.0 if pinned is not None else self.luck.number(plan.other_customers_rate)
        while plan.other_customers_stand_down is not None and rate > 0.0:
            yield self.clock.at(self.now + self.luck.arrival(rate), 50)
            length = self.luck.duration(plan.other_customers_stand_down)
            self.stand_down(rocket, customers_until=self.now + length)

    def repair(self, pad: Launchpad, second: int) -> Steps:
        """Keep a pad down until it is repaired, then in return to service (MODEL 2.5.8, 3.7.1)."""
        plan = self.scenario.pads[pad.name]
        pad.is_down = True
        yield self.clock.at(second, 10)
        pad.is_down, pad.owed = False, plan.requalification
        pad.free_from = max(pad.free_from, self.now + self.luck.seconds(plan.return_to_service))
        self.log(Happening.REPAIRED, pad.name)
        self.look_soon()
        self.stir()
        yield self.clock.at(pad.free_from, 16)
        self.stir()

    def go_up(self, ship: Ship) -> Steps:
        """Fly to the station and dock, or fail to (MODEL 3.6)."""
        kind, fails = ship.kind, ship.pins.fails_to_dock
        transit = self.luck.duration(ship.plan.transit, ship.pins.transit)
        if fails is None and self.luck.happens(kind.docking_failure_probability):
            fails = True
            if kind.second_attempt_after is not None:
                yield self.clock.at(self.now + max(1, transit), 22, ship.number)
                self.log(Happening.TRIES_AGAIN, ship.name)
                transit = self.luck.seconds(kind.second_attempt_after)
                fails = self.luck.happens(kind.second_attempt_failure_probability)
        yield self.clock.at(self.now + max(1, transit), 22 if fails else 20, ship.number)
        ship.seats_up = 0
        if fails:
            ship.state, self.ports[ship.port] = FAILED, None
            self.log(Happening.FAILS_TO_DOCK, ship.name)
            self.refurbish(ship)
            self.fail_to_come(ship)
        else:
            self.dock(ship)
            ship.settled.succeed()
        self.stir(ship.line is not None)

    def dock(self, ship: Ship) -> None:
        """Dock: people take their seats, cargo is delivered (MODEL 7.2)."""
        ship.state, ship.docked = DOCKED, self.now
        ship.planned_return = self.now + self.luck.seconds(ship.plan.stay)
        for person in ship.crew:
            person.seat, person.aboard_since = ship, self.now
            person.seat_number = next(self.seat_numbers)
        for name, amount in ship.plan.delivers.items():
            capacity = self.scenario.station.stocks[name].capacity
            most = math.inf if capacity is None else self.luck.number(capacity)
            self.stocks[name] = min(most, self.stocks[name] + self.luck.number(amount))
        self.log(Happening.DOCKS, ship.name)
        self.stay(ship)
        if ship.line is not None:
            self.reserve()
            self.look_soon()

    def refurbish(self, ship: Ship) -> None:
        """Put a capsule into refurbishment (MODEL 2.3.4)."""
        if isinstance(ship.kind.spacecraft, Capsules) and ship.fleet.ready is not None:
            ready = self.now + self.luck.duration(ship.kind.spacecraft.refurbishment)
            ship.fleet.ready.append(ready)
            self.ask(ready)

    def expected_docking(self, ship: Ship) -> int | None:
        """Return when a relief on the ground is known to dock; None if not (MODEL 4.8.2, 4.8.3)."""
        rocket, now, empty = ship.rocket, self.now, self.leaves_behind(ship) is None
        pads = [p for p in rocket.pads if not p.is_down and (empty or p.owed == 0)]
        if ship.state != GROUND or ship.next_since is None or now < rocket.loss_until or not pads:
            return None
        if not empty and (rocket.owed or not self.is_certified(ship.fleet)):
            return None
        second = max(now, ship.known, ship.next_attempt or now, self.free_of_others(ship))
        if second <= now and not self.has_spacecraft(ship):
            return None
        second = max(second, min(pad.free_from for pad in pads))
        if now < rocket.customers_until:  # MODEL 4.8.7
            chance = self.scenario.families[rocket.name].other_customers_stand_down
            if chance is None:
                return None
            second = max(second, rocket.down_since + _rounded(_median(chance.law)))
        return second + ship.transit

    def comes_by(self, relief: Ship, bound: int) -> int | None:
        """Return till when to wait for a relief, at most to a bound; None if not at all (4.8.1)."""
        if relief.state == FLYING:
            return NEVER
        expected = self.expected_docking(relief)
        return bound if expected is not None and expected <= bound and self.now < bound else None

    # The way down (MODEL 4).

    def wait_to_leave(self, ship: Ship) -> Steps:
        """Stay docked until the departure, which is planned anew whenever something changes."""
        while ship.state == DOCKED:
            ship.changed = self.clock.event()
            when = self.departure(ship)[0]
            alarm = self.clock.at(when, 40, ship.number) if when < self.scenario.until else None
            yield ship.changed if alarm is None else alarm | ship.changed
            if alarm is not None and alarm.processed and ship.state == DOCKED:
                self.step_down(ship)

    def step_down(self, ship: Ship) -> None:
        """Take the step of a departure that is due: decide it, wait as the last ship, or leave."""
        when, cause = self.departure(ship)
        if when > self.now or cause is None:
            return
        if ship.decided is None and cause not in (Cause.MEDICAL, Cause.DISPOSAL):
            self.decide(ship, cause)
        elif (
            cause not in (Cause.MEDICAL, Cause.DISPOSAL)
            and not ship.waits_as_last
            and (self.must_wait(ship, cause))
        ):
            ship.waits_as_last = True
            self.log(Happening.LAST_SHIP_WAITS, ship.name)
        else:
            self.undock(ship, cause)

    def departure(self, ship: Ship) -> Due:
        """Return when a ship leaves, or looks again (no cause), as things are."""
        if ship.unfit_at is not None:
            return self.disposal(ship)
        if self.is_kept(ship):
            return NEVER, None  # MODEL 4.4.2
        due = (ship.hold_ends, ship.decided) if ship.decided else self.due(ship)
        if ship.waits_as_last:
            due = self.as_last_ship(ship)
        elif ship.decided in (Cause.LIMIT, Cause.CHOICE):  # MODEL 4.4.3: the reason may change
            relief = self.successor(ship)
            if relief is not None and relief.state == DOCKED:
                due = max(ship.hold_ends, self.due(ship)[0]), Cause.HANDOVER
        ill = ship.patient_leaves + (ship.pins.hold or 0)
        return (ill, Cause.MEDICAL) if ill <= due[0] and ill < NEVER else due

    def is_kept(self, ship: Ship) -> bool:
        """Return whether a seat in the ship is being fitted (MODEL 4.4.2)."""
        return any(p.reserved is ship for p in self.people)

    def due(self, ship: Ship) -> Due:
        """Return when a fit ship may begin to leave, and why (MODEL 4.1, 4.2, 6.15.4)."""
        if ship.is_cleared:
            return self.now, Cause.PORT_CLEARED
        if ship.line is None:
            return ship.planned_return, Cause.PLANNED_RETURN
        own, failed = self.own_reason(ship, ship.line), ship.relieves
        if failed is not None:
            place = max(failed.planned_return, (ship.docked or 0) + self.overlap(failed))
            own = (place, Cause.HANDOVER) if place <= own[0] else own
        return own

    def own_reason(self, ship: Ship, line: Line) -> Due:
        """Return when a ship of a direct line leaves for its own sake (MODEL 4.1 to 4.9)."""
        limit, extension, relief = self.limit(ship), self.extension(ship), self.successor(ship)
        if relief is None:
            is_first = ship.planned_return <= limit
            return min(ship.planned_return, limit), (
                Cause.PLANNED_RETURN if is_first else Cause.LIMIT
            )
        if relief.state == DOCKED:
            over = (relief.docked or 0) + self.overlap(ship)
            over = max(over, (ship.docked or 0) + self.luck.seconds(line.shortest_stay))
            return min(over, limit + extension), Cause.HANDOVER
        lever = self.policy.leave_early
        if ship.by_choice is None and lever is not None:
            chooses = self.luck.happens(lever.probability)
            ship.by_choice = self.luck.duration(lever.by) if chooses else 0
        early = max(limit - ship.by_choice, ship.planned_return) if ship.by_choice else limit
        if self.now < min(early, limit):
            return min(early, limit), None
        is_known = early < limit and self.comes_by(relief, limit) is not None
        if is_known and not self.must_wait(ship, Cause.CHOICE):
            return self.now, Cause.CHOICE
        if self.now < limit:
            return limit, None
        bound = self.comes_by(relief, limit + extension)
        return (self.now, Cause.LIMIT) if bound is None else (bound, None)

    def decide(self, ship: Ship, cause: Cause) -> None:
        """Decide a departure: its weather begins (MODEL 4.4.3)."""
        hold = self.luck.extra(ship.kind.return_hold, ship.pins.hold)
        ship.decided, ship.hold_ends = cause, self.now + hold
        if hold:
            self.log(Happening.HOLD_BEGINS, ship.name)

    def company(self, ship: Ship) -> tuple[list[str], int]:
        """Return whose company a ship lacks, and when the youngest it has came (MODEL 4.5)."""
        lacks, youngest = [], -NEVER
        others = [(p.seat.docked or 0, p) for p in self.people if p.seat and p.seat is not ship]
        others += [(ship.docked or 0, p) for p in self.stranded() if p.gave_up is ship]
        for group in ("", *sorted({p.segment for p in self.seated(ship)})):
            there = [docked for docked, p in others if group in ("", p.segment)]
            if there:
                youngest = max(youngest, min(there))
            elif any(self.brings(s, group) for s in self.ships):
                lacks.append(group)
        return lacks, youngest

    @staticmethod
    def brings(ship: Ship, group: str) -> bool:
        """Return whether a crewed flight is to come, for a segment with somebody of it (4.5.2)."""
        crewed = ship.is_to_come and ship.line is not None
        return crewed and (not group or any(p.segment == group for p in ship.crew))

    def must_wait(self, ship: Ship, cause: Cause) -> bool:
        """Return whether a ship would wait as the last one (MODEL 4.5, 4.8.6)."""
        if not self.seated(ship):
            return False
        lacks, youngest = self.company(ship)
        if cause is Cause.LIMIT or self.now >= self.limit(ship):
            return bool(lacks) and self.policy.extension is not None
        return bool(lacks) or self.now < youngest + self.overlap(ship)

    def as_last_ship(self, ship: Ship) -> Due:
        """Return when a ship that waits as the last one leaves or looks again (MODEL 4.5, 4.8)."""
        lever, limit, extension = self.policy.extension, self.limit(ship), self.extension(ship)
        bound = limit + (self.luck.seconds(lever.last_ship) if lever is not None else 0)
        lacks, youngest = self.company(ship)
        if lacks:
            if self.now < bound:
                return bound, None
            coming = [next((s for s in self.queues[line] if s.is_to_come), None)
                      for line in self.scenario.lines]  # fmt: skip
            waits = [self.comes_by(s, bound + extension) for s in coming if s is not None
                     and any(self.brings(s, group) for group in lacks)]  # fmt: skip
            until = max((wait for wait in waits if wait is not None), default=None)
            return (self.now, Cause.LIMIT) if until is None else (until, None)
        over = min(youngest + self.overlap(ship), bound + extension)
        relief = self.successor(ship)
        if self.now >= max(over, limit) and relief is not None and relief.state != DOCKED:
            until = self.comes_by(relief, limit + extension)  # MODEL 4.5.4
            if until is not None:
                return until, None
        return max(over, self.now), ship.decided

    def undock(self, ship: Ship, cause: Cause) -> None:
        """Leave with everybody seated (MODEL 4.4)."""
        before = {line for line in self.scenario.lines if self.of_line(line)}
        self.past_limit(ship)
        home = self.seated(ship)
        for person in home:
            person.seat = person.aboard_since = None
        self.people = [p for p in self.people if p not in home]
        ship.state, ship.left, ship.left_for = GONE, self.now, cause
        self.ports[ship.port] = None
        for line in before:
            if not self.of_line(line) and any(s.is_to_come for s in self.queues[line]):
                self.add(f"indirect_handovers[{line}]", 1)
        self.refurbish(ship)
        self.log(Happening.UNDOCKS, ship.name, cause)
        if ship.line is not None:
            self.look_soon()
        self.stir(ship.line is not None)

    def of_line(self, line: str) -> int:
        """Return how many people of a line are aboard."""
        return sum(p.aboard_since is not None and p.plan.line == line for p in self.people)

    # Mishaps (MODEL 5).

    def fail(self, ship: Ship, second: int) -> Steps:
        """Become unfit for return (MODEL 5.1, 5.5)."""
        if second >= self.scenario.until:
            return
        yield self.clock.at(second, 30, ship.number)
        if not ship.is_fit:
            return
        kind, pins, people = ship.kind, ship.pins, self.seated(ship)
        self.past_limit(ship)
        relief, certified = self.successor(ship), self.is_certified(ship.fleet)
        ship.unfit_at = self.now
        ship.lifeboat = self.luck.happens(kind.unfit_lifeboat_probability, pins.lifeboat)
        self.log(Happening.UNFIT, ship.name)
        if ship.patient_leaves < NEVER:
            self.add("unmet_medical_returns", 1)
            ship.patient_leaves = NEVER
        for person in self.people:
            if person.reserved is ship:
                person.reserved, person.pledged = None, False
        for person in people:
            self.strand(person, ship)
        lever = self.policy.for_the_stranded
        if lever is not None and lever.in_reliefs_ship and relief is not None and relief.is_fit:
            self.reserve_in_relief(ship, relief, people)
        pinned = None if pins.type_fault is None else pins.type_fault > 0
        if self.luck.happens(kind.type_fault, pinned) and kind.type_fault_grounds is not None:
            fleet = ship.fleet
            grounds = self.luck.duration(kind.type_fault_grounds, pins.type_fault)
            fleet.grounded_until = max(fleet.grounded_until, self.now + grounds)
            if kind.type_fault_when_needed is not None and (certified or fleet.needed_from < NEVER):
                fleet.needed_from = self.now + self.luck.seconds(kind.type_fault_when_needed)
                self.clock.process(self.look_at(fleet.needed_from))
            self.clock.process(self.look_at(fleet.grounded_until))
            self.log(Happening.CLASS_GROUNDED, kind.name)
        self.reserve()
        ship.change()
        self.look_soon()
        self.stir()

    def look_at(self, second: int) -> Steps:
        """Look when a class may carry people again."""
        yield self.clock.at(second, 12)
        self.look_soon()
        self.stir()

    def strand(self, person: Traveller, ship: Ship) -> None:
        """Take somebody's seat; emergency seats are begun (MODEL 5.1.4, 5.1.7)."""
        if not self.stranded():
            self.stranding_since = self.now
            for kind in self.scenario.vehicles.values():
                if kind.emergency_seats:
                    self.clock.process(self.make_places(self.luck.seconds(kind.emergency_time)))
        person.seat, person.stranded_since, person.lost_in = None, self.now, ship
        self.log(Happening.STRANDED, person.plan.name)
        self.totals["stranded"] = 1.0

    def make_places(self, length: int) -> Steps:
        """Wait until emergency seats are made (MODEL 5.1.7)."""
        yield self.clock.at(self.now + length, 24)
        self.is_stale = True

    def reserve_in_relief(self, failed: Ship, relief: Ship, people: list[Traveller]) -> None:
        """Give people seats in the ship that relieves theirs (MODEL 6.15.2 to 6.15.4)."""
        theirs, given, reserved = [p.aboard_since or 0 for p in self.seated(relief)], 0, False
        for person in people:
            free = self.free_seats(relief) > 0
            if free or given < sum(since > (person.aboard_since or 0) for since in theirs):
                given += not free
                reserved = True
                self.fit(person, relief, pledged=not free)
        if reserved and failed.replaced_by is None:
            relief.relieves, failed.replaced_by = failed, relief

    def free_seats(self, ship: Ship) -> int:
        """Return how many certified seats are free and not reserved."""
        taken = sum(p.seat is ship or (p.reserved is ship and not p.pledged) for p in self.people)
        return ship.kind.crew - taken

    def reserve(self) -> None:
        """Reserve free seats for the stranded (MODEL 5.1.2, 6.15.7)."""
        order = list(self.ports)
        ships = [s for s in self.crew_ships() if s.is_fit] if self.waiting() else []
        for ship in sorted(ships, key=lambda s: (s.planned_return, order.index(s.port))):
            while self.free_seats(ship) > 0 and (waiting := self.waiting()):
                first = min((self.claim(p, ship), n) for n, p in enumerate(waiting))
                self.fit(waiting[first[1]], ship, pledged=False)

    def claim(self, person: Traveller, ship: Ship) -> tuple[int, int, str]:
        """Return whose claim on a free seat comes first (MODEL 6.15.7, 5.1.2)."""
        own = person.lost_in is not None and person.lost_in.line is ship.line
        first = 0 if own else 1 if person.segment == self.segment_of[ship.plan.line or ""] else 2
        lever = self.policy.for_the_stranded
        return first if lever else 0, person.aboard_since or 0, person.plan.name

    def fit(self, person: Traveller, ship: Ship, pledged: bool) -> None:
        """Reserve a seat and begin to fit it."""
        person.reserved, person.pledged = ship, pledged
        self.log(Happening.SEAT_RESERVED, person.plan.name)
        pinned = ship.pins.reseat
        length = self.luck.seconds(ship.kind.reseat_time) if pinned is None else pinned
        self.clock.process(self.fitting(person, ship, self.now + length))

    def fitting(self, person: Traveller, ship: Ship, second: int) -> Steps:
        """Wait until a seat is fitted; somebody gives it up if it was not free (MODEL 6.15.3)."""
        yield self.clock.at(second, 24)
        failed = person.lost_in
        if person.reserved is not ship or person.stranded_since is None or failed is None:
            return
        if person.pledged:
            since = person.aboard_since or 0
            later = [p for p in self.seated(ship) if (p.aboard_since or 0) > since]
            if later:
                giver = max(later, key=lambda p: (
                    p.aboard_since or 0, ship.crew.index(p) if p in ship.crew else -1
                ))  # fmt: skip
                giver.gave_up = ship
                self.strand(giver, failed)
        self.longest(person.stranded_since)
        person.seat, person.seat_number = ship, next(self.seat_numbers)
        person.reserved = person.stranded_since = None
        person.pledged = False
        failed.last_reseated = self.now
        failed.change()
        self.log(Happening.RESEATED, person.plan.name)
        self.stranding_since = self.stranding_since if self.stranded() else None
        self.reserve()
        self.look_soon()
        self.stir()

    def disposal(self, ship: Ship) -> Due:
        """Return when an unfit ship leaves (MODEL 5.1.5, 6.15.8)."""
        failed, lever = ship.unfit_at or 0, self.policy.for_the_stranded
        if any(p.lost_in is ship for p in self.stranded()):
            if lever is None or lever.unfit_leaves is None or ship.lifeboat:
                return NEVER, None
            return failed + self.luck.seconds(lever.unfit_leaves), Cause.DISPOSAL
        pinned = ship.pins.disposal
        length = self.luck.seconds(ship.kind.disposal) if pinned is None else pinned
        begins = failed if ship.last_reseated is None else ship.last_reseated
        return begins + length, Cause.DISPOSAL

    def fall_ill(self, ship: Ship, person: Traveller | None, second: int) -> Steps:
        """Fall ill, once at most (MODEL 5.3)."""
        if second >= self.scenario.until:
            return
        yield self.clock.at(second, 32)
        person = person or next(iter(self.seated(ship)), None)
        if person is None or person.aboard_since is None:
            return
        self.log(Happening.FALLS_ILL, person.plan.name)
        vehicle = person.seat
        if vehicle is None:
            self.add("unmet_medical_returns", 1)
            return
        lead = self.luck.duration(self.scenario.people.medical_lead, vehicle.pins.lead)
        vehicle = self.patients_ship(person, vehicle)
        vehicle.patient_leaves = min(vehicle.patient_leaves, self.now + lead)
        self.mishap(vehicle, illness=True)
        self.stir()

    def patients_ship(self, person: Traveller, vehicle: Ship) -> Ship:
        """Give a patient in a handover a seat in the ship that is due (MODEL 5.3.4)."""
        for old in vehicle.queue if self.policy.patients == "ship_that_is_due" else ():
            seated = self.seated(old)
            due = old.is_fit and seated and not self.is_kept(old)
            if due and self.successor(old) is vehicle:
                other = ([p for p in seated if p.segment == person.segment] or seated)[-1]
                for each, seat in (person, old), (other, vehicle):
                    each.seat, each.seat_number = seat, next(self.seat_numbers)
                    self.log(Happening.SEAT_CHANGED, each.plan.name)
                return old
        return vehicle

    # What is counted (MODEL 8).

    def add(self, name: str, amount: float) -> None:
        """Add to an outcome."""
        self.totals[name] = self.totals.get(name, 0.0) + amount

    def longest(self, since: int) -> None:
        """Note the length of a stranding that ends."""
        before, length = self.totals.get("longest_stranding_days", 0.0), (self.now - since) / DAY
        self.totals["longest_stranding_days"] = max(before, length)

    def past_limit(self, ship: Ship) -> None:
        """Count the days past the limit of a ship that leaves, fails or is docked at the end."""
        if self.seated(ship):
            self.add("days_past_limit", max(0, self.now - max(self.limit(ship), 0)) / DAY)

    def is_below(self) -> bool:
        """Return whether there are fewer people than the minimum, in total or of a segment."""
        aboard, station = [p.segment for p in self.aboard()], self.scenario.station
        return len(aboard) < station.minimum_total or any(
            aboard.count(segment) < least for segment, least in station.minimum.items()
        )

    def current_rates(self) -> Iterator[tuple[str, float]]:
        """Give what is counted by time, as things stand."""
        aboard, stranded = self.aboard(), self.stranded()
        for line in self.scenario.lines:
            yield f"handover_gap_days[{line}]", not self.of_line(line)
        for segment, complement in self.scenario.station.complement.items():
            there = sum(p.segment == segment for p in aboard)
            yield f"segment_gap_days[{segment}]", there == 0
            yield f"crew_days[{segment}]", there
            yield f"crew_days_lost[{segment}]", max(0, complement - there)
        yield "below_minimum_days", self.is_below()
        yield "at_most_three_days", len(aboard) <= 3
        yield "decrewed_days", not aboard
        yield "stranded_person_days", len(stranded)
        lifeboats = {s for s in self.ships if s.state == DOCKED and s.lifeboat}
        left = sum(p.lost_in not in lifeboats for p in stranded)
        for kind in {s.number: s.kind for s in self.crew_ships() if s.is_fit}.values():
            made = (self.stranding_since or 0) + self.luck.seconds(kind.emergency_time)
            left -= kind.emergency_seats if made <= self.now else 0
        yield "no_lifeboat_person_days", max(0, left)
        for rocket in self.rockets.values():
            yield f"stand_down_days[{rocket.name}]", not self.is_flying(rocket)
        for pad in self.pads.values():
            yield f"pad_down_days[{pad.name}]", pad.is_down

    def count(self, begin: int, end: int) -> None:
        """Count what lasted between two events; the stocks fall (MODEL 7)."""
        if self.is_stale:
            self.rates = {name: float(rate) for name, rate in self.current_rates() if rate}
            self.is_stale = False
        days, number = (end - begin) / DAY, self.luck.number
        for name, rate in self.rates.items():
            self.totals[name] = self.totals.get(name, 0.0) + rate * days
        people, docked = len(self.aboard()), {s.kind.name for s in self.ships if s.state == DOCKED}
        for name, stock in self.scenario.station.stocks.items():
            shares = [self.scenario.vehicles[kind].reboost.get(name) for kind in docked]
            saved = max((number(share) for share in shares if share is not None), default=0.0)
            use = number(stock.per_day) * (1.0 - saved) + number(stock.per_person_day) * people
            above = max(0.0, self.stocks[name] - number(stock.reserve))
            lasts = above / use if use > 0.0 else math.inf if above > 0.0 else 0.0
            self.add(f"below_reserve_days[{name}]", max(0.0, days - lasts))
            self.stocks[name] = max(0.0, self.stocks[name] - use * days)

    def play(self) -> World:
        """Play to the end and count what still runs."""
        self.clock.run(until=self.scenario.until)
        for ship in self.crew_ships():
            self.past_limit(ship)
        for person in self.stranded():
            self.longest(person.stranded_since or 0)
        return self

    def outcomes(self) -> dict[str, float | None]:
        """Return the outcomes by column name, dates in seconds, None where there is none."""
        names = [name for name, _ in self.current_rates()]
        names += [f"indirect_handovers[{line}]" for line in self.scenario.lines]
        names += [f"{what}[{name}]" for what in ("launches", "losses") for name in self.rockets]
        names += [f"{what}[{n}]" for what in ("pad_launches", "pad_damages") for n in self.pads]
        names += [f"below_reserve_days[{stock}]" for stock in self.stocks]
        names += ["stranded", "longest_stranding_days", "days_past_limit", "unmet_medical_returns"]
        result: dict[str, float | None] = {name: self.totals.get(name, 0.0) for name in names}
        result["decrewed"] = float(self.totals.get("decrewed_days", 0.0) > 0.0)
        for line in self.scenario.lines:
            ships = [s for s in self.ships if s.plan.line == line]
            to_come = [s for s in ships if s.plan.docked is None][:2]
            there = [s for s in ships if s.plan.docked is not None]
            last = max(there, key=lambda s: s.plan.docked or 0)
            for k, (old, ship) in enumerate(zip((last, to_come[0]), to_come, strict=True), 1):
                what = {"launch": ship.launched, "dock": ship.docked, **self.handover(old)}
                result |= {f"next[{line},{k}].{name}": value for name, value in what.items()}
        return result

    def handover(self, ship: Ship) -> dict[str, float | None]:
        """Return how an outgoing ship was relieved (MODEL 8.2.4 to 8.2.6)."""
        left, place, taken = ship.left, ship, ship.replaced_by
        if taken is not None:
            left, place = taken.left, ship if taken.relieves is ship else taken
        first, overlap, margin, direct = None, None, None, None
        if ship.docked is not None and place.docked is not None:
            behind = place.queue[place.queue.index(place) + 1 :]
            first = min((s.docked for s in behind if s.docked is not None), default=None)
            direct = None if left is None else 0.0
        if first is not None:
            margin = (self.limit(place) - first) / DAY
            if left is None or first <= left:
                direct, overlap = 1.0, None if left is None else (left - first) / DAY
        return {"overlap_days": overlap, "margin_to_limit_days": margin, "direct": direct}
