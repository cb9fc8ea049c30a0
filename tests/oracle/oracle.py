"""A second model of the flagship scenario, written from docs/model alone, to check the first by.

It plays ``site-31-outage`` under its own policy, as planners do, with plain SimPy processes: each
line and cargo class flies its flights in order, and each flight on its way, docked ship, repair and
rocket that other customers use is a process of its own. It shares with the project the loaded
scenario, the arithmetic of laws and the names of happenings and causes; its luck is its own.

Left out, as the flagship has none of them: indirect lines, levers that are off, evacuations,
visits, classes of several families, windows, traffic, stages of a pad, random outages, damage after
a repair, debts and stand-downs on `as_of`, certifications, other ways home, waivers, stated returns
of flights to come, the levers of MODEL 6.4 to 6.13; what 3.2.8 says of a relief, as an unfit
vehicle whose people are stranded never went for one; and pins that no test in this folder states.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Generator
from functools import cache
from typing import Any

import numpy as np
import simpy

import sim.scenario.scenario as stated
from sim.core.clock import DAY, NEVER
from sim.core.laws import Law
from sim.outcomes import Cause, Happening

Steps = Generator[simpy.Event, object, None]
Due = tuple[int, Cause | None]
"""When a ship leaves and why; without a cause when it is looked at again."""
Row = tuple[int, Happening, str, Cause | None]
"""Of the event list: when, what, to whom or what, why."""

GROUND, FLYING, DOCKED, GONE = "ground", "flying", "docked", "gone"
LOST, FAILED, MERGED = "lost", "failed", "merged"
LASTING = {"pad", "family", "requalification", "certification", "spacecraft"}
"""What a flight must have lacked for later dates to follow its delay (MODEL 3.1.6)."""
UNDECIDED = {Cause.MEDICAL, Cause.DISPOSAL}
"""Departures without weather, that no last ship waits with (MODEL 4.4.3, 4.5.3)."""

NOT_YET: Any = None
"""Until it is known or has happened."""

median = cache(Law.median)
within = cache(Law.truncated)


def rounded(seconds: float) -> int:
    """Return whole seconds, halves up (MODEL 1.1.2)."""
    return math.floor(seconds + 0.5)


class Traveller:
    """A person of a crew and their seat (MODEL 2.2)."""

    seat = reserved = lost_in = gave_up = NOT_YET  # ships
    stranded_since = NOT_YET
    pledged = False

    def __init__(self, plan: stated.Person) -> None:
        self.name, self.segment, self.line = plan.name, plan.segment, plan.line
        self.aboard_since = plan.aboard_since or 0


class Launchpad:
    """A pad: down, in return to service, turned round, held after a scrub (MODEL 2.5)."""

    owed, is_down, in_service, holder = 0, False, True, NOT_YET

    def __init__(self, plan: Any, free_from: int) -> None:
        self.plan, self.free_from = plan, free_from


class Rocket:
    """A launcher family: its pads, its stand-downs and what it owes (MODEL 2.4)."""

    owed = losses_in_a_row = 0
    down_since = loss_until = customers_until = -1

    def __init__(self, plan: stated.Family, pads: Collection[Launchpad]) -> None:
        self.plan: Any = plan
        self.pads = [pad for pad in pads if plan.name in pad.plan.families]

    @property
    def debt(self) -> int:  # MODEL 3.7, 3.1.9
        return max(self.owed, *(pad.owed for pad in self.pads))


class Fleet:
    """A class: spacecraft, mishap, whether it may carry people (MODEL 2.3.4, 5.5, 6.2.4)."""

    grounded_until, needed_from = -1, NEVER
    mishap = that_flight = NOT_YET
    after_illness = False

    def __init__(self) -> None:
        self.ready: list[int] = []


class Ship:
    """One flight, from the plan to its undocking."""

    state, port = GROUND, ""
    launched = docked = left = left_for = NOT_YET
    known = slip = next_attempt = attempts = seats_up = hold_ends = 0
    has_lacked = is_cleared = waits_as_last = lifeboat = False
    planned_return = patient_leaves = NEVER
    next_since = decided = unfit_at = last_reseated = NOT_YET
    campaign = overlap = by_choice = NOT_YET  # sampled once
    pad = clearing = replaced_by = relieves = NOT_YET  # a pad, ships

    def __init__(self, plan: Any, number: int, world: World) -> None:
        """As it stands at the start (MODEL 1.2); `line` is how its class is flown if cargo."""
        scenario, flown_as = world.scenario, plan.line or plan.vehicle
        self.plan, self.name, self.number = plan, plan.name, number
        self.planned: int = plan.planned or 0
        self.kind: Any = scenario.vehicles[plan.vehicle]
        self.crewed = plan.line is not None
        self.line: Any = {**scenario.lines, **scenario.cargo}[flown_as]
        self.fleet = world.fleets[plan.vehicle]
        self.rocket = world.rockets[self.kind.families[0]]
        self.queue = world.queues[flown_as]
        self.pins = scenario.pins.flights.get(plan.name, stated.FlightPins())
        self.crew = [Traveller(person) for person in plan.crew]
        self.changed, self.settled = world.event(), world.event()
        self.reasons: dict[str, int] = {}
        self.queue.append(self)
        if plan.docked is not None:
            self.state, self.launched, self.docked = DOCKED, plan.launched, plan.docked
            self.planned_return, self.port = plan.planned_return, plan.port
            world.ports[self.port] = self
            for person in self.crew:
                world.sit(person, self)

    @property
    def is_fit(self) -> bool:
        return self.state == DOCKED and self.unfit_at is None

    @property
    def is_to_come(self) -> bool:
        return self.state in (GROUND, FLYING)

    @property
    def behind(self) -> list[Ship]:
        return self.queue[self.queue.index(self) + 1 :]

    @property
    def transit(self) -> int:  # MODEL 1.4.7
        return rounded(median(self.plan.transit.law))

    def change(self) -> None:
        if not self.changed.triggered:
            self.changed.succeed()


class Future(simpy.Environment):
    """One future's time, with ranks within a second (MODEL 9), and its luck (MODEL 1).

    In quiet play each quantity has its quiet value (MODEL 1.4.3).
    """

    def __init__(self, seed: int, quiet: bool) -> None:
        super().__init__()
        self.generator, self.quiet = np.random.default_rng(seed), quiet
        self.inputs: dict[str, float] = {}

    @property
    def now(self) -> int:
        return int(self._now)

    def at(self, second: int, rank: int, entity: int = 0) -> simpy.Event:
        """Return an event at a second, or now if that is past, by rank and entity."""
        event = simpy.Event(self)
        event._ok, event._value = True, None
        self.schedule(event, rank * 2**20 + entity, max(0, second - self.now))  # type: ignore[arg-type]
        return event

    def later(self, second: int, rank: int, act: Callable[..., None], *args: object) -> None:
        """Do something at a second, or now if that is past."""
        self.at(second, rank).callbacks = [lambda _: act(*args)]

    def number(self, given: stated.Input) -> float:
        """Return an uncertain input, the same value throughout a future (MODEL 1.6)."""
        if given.path not in self.inputs:
            known = self.quiet or given.law.is_fixed
            value = median(given.law) if known else given.law.sample(self.generator.random())
            self.inputs[given.path] = value
        return self.inputs[given.path]

    def seconds(self, given: stated.Input) -> int:
        return rounded(self.number(given))

    def happens(self, probability: stated.Input, pinned: bool | None = None) -> bool:
        """Return whether a chance of this probability happens (MODEL 10.2.5), unless pinned."""
        if pinned is not None:
            return pinned
        p = self.number(probability)
        return p >= 1.0 if self.quiet else self.generator.random() < p

    def duration(
        self, chance: stated.Chance, pinned: int | None = None, elapsed: float = -math.inf
    ) -> int:
        """Return a duration, if it runs already conditional on not having ended (MODEL 1.3)."""
        if pinned is not None:
            return pinned
        law = within(chance.law, max(chance.lower, elapsed), chance.upper)
        return rounded(median(law) if self.quiet else law.sample(self.generator.random()))

    def extra(self, chance: stated.Chance, pinned: int | None) -> int:
        """Return a duration whose quiet value is 0."""
        return self.duration(chance, 0 if self.quiet and pinned is None else pinned)

    def comes(self, rate: stated.Input, pinned: tuple[int, ...] | None = None) -> int:
        """Return when something comes at a rate, `NEVER` in quiet play, or when it is pinned."""
        if pinned is not None:
            return max(min(pinned, default=NEVER), self.now)
        per_day = self.number(rate)
        if self.quiet or per_day <= 0.0:
            return NEVER
        return self.now + rounded(self.generator.exponential() / per_day * DAY)


class World(Future):
    """One future of a scenario under one estimate."""

    def __init__(self, scenario: stated.Scenario, estimate: str, seed: int = 0) -> None:
        super().__init__(seed, scenario.pins.rest_as_planned)
        self.scenario, self.station = scenario, scenario.station
        self.policy: Any = scenario.policy
        self.rows: list[Row] = []
        self.totals: defaultdict[str, float] = defaultdict(float)
        self.rates: dict[str, float] = {}
        self.asked: set[int] = set()
        self.look_asked = False
        self.stranding_since = 0
        self.below_since: int | None = None
        self.aboard: list[Traveller] = []  # by when they took their seats
        self.stocks = {name: self.number(each.level) for name, each in self.station.stocks.items()}
        self.ports: dict[str, Ship | None] = {port.name: None for port in self.station.ports}
        self.pads = {
            name: Launchpad(pad, (pad.last_launch or 0) + self.seconds(pad.turnaround))
            for name, pad in scenario.pads.items()
        }
        self.rockets = {
            name: Rocket(plan, self.pads.values()) for name, plan in scenario.families.items()
        }
        self.fleets = {name: Fleet() for name in scenario.vehicles}
        self.queues: dict[str, list[Ship]] = {n: [] for n in (*scenario.lines, *scenario.cargo)}
        self.ships = [Ship(plan, number, self) for number, plan in enumerate(scenario.flights)]
        for queue in self.queues.values():
            queue.sort(key=lambda ship: (ship.docked is None, ship.docked or ship.planned))
        self.segment_of = {  # MODEL 6.15.6
            line: max(self.station.complement, key=[p.segment for s in queue for p in s.crew].count)
            for line, queue in self.queues.items()
        }
        self.begin(scenario.estimates[estimate].repair)

    def begin(self, repair: stated.Chance | None) -> None:
        """Begin spacecraft, outages, lines, stays and stand-downs (MODEL 1.2, 2.3.4, 2.5.2)."""
        for name, kind in self.scenario.vehicles.items():
            ready, craft = self.fleets[name].ready, kind.spacecraft
            if isinstance(craft, stated.Deliveries):
                ready.extend(craft.instants)
                while ready[-1] < self.scenario.until:
                    ready.append(ready[-1] + self.seconds(craft.then_every))
            elif isinstance(craft, stated.Capsules):
                landed = [second for second in craft.landed.values() if second is not None]
                ready.extend(self.end_of(craft.refurbishment, second) for second in landed)
            for second in ready:
                self.ask(second)
        for pad in self.pads.values():
            if pad.plan.outage and repair is not None:
                self.process(self.repair(pad, self.end_of(repair, pad.plan.outage[0].since)))
            self.process(self.damage_by_others(pad))
        for queue in self.queues.values():
            self.process(self.fly_in_order(queue))
        for ship in self.ships:
            if ship.state == DOCKED:
                self.stay(ship)
        for rocket in self.rockets.values():
            self.process(self.other_customers(rocket))
        self.stir(departures=False, look=True)

    def end_of(self, chance: stated.Chance, since: int) -> int:
        """Return when something ends that had begun by `as_of` (MODEL 1.3); at once if overdue."""
        try:
            return since + self.duration(chance, elapsed=-since)
        except ValueError:
            return 0

    def stay(self, ship: Ship) -> None:
        """Start what runs while a ship is docked, from its docking or `as_of` on."""
        self.process(self.wait_to_leave(ship))
        if ship.crewed:
            self.process(self.fail(ship, self.comes(ship.kind.unfit_rate, ship.pins.unfit)))
            pinned, rate = ship.pins.medical_return, self.scenario.people.medical_return_rate
            for person in ship.crew if pinned is None else [None]:
                self.later(self.comes(rate, pinned), 32, self.fall_ill, ship, person)

    # What is asked all the time.

    def log(self, happening: Happening, who: str, cause: Cause | None = None) -> None:
        self.rows.append((self.now, happening, who, cause))
        self.rates.clear()

    def sit(self, person: Traveller, ship: Ship) -> None:
        """Give somebody a seat; whoever took theirs first is first of a ship."""
        self.aboard = [p for p in self.aboard if p is not person] + [person]
        person.seat = ship

    def seated(self, ship: Ship) -> list[Traveller]:
        """Return the people with a seat in a ship, in the order in which they took it."""
        return [p for p in self.aboard if p.seat is ship]

    def stranded(self) -> list[Traveller]:  # MODEL 5.1.4
        return [p for p in self.aboard if p.stranded_since is not None]

    def waiting(self) -> list[Traveller]:  # MODEL 5.2.1
        return [p for p in self.stranded() if p.reserved is None]

    def need(self) -> int:
        """Return how many seats have still to be sent up (MODEL 5.2.1)."""
        return len(self.waiting()) - sum(s.seats_up for s in self.ships if s.state == FLYING)

    def crew_ships(self) -> list[Ship]:
        return [s for s in self.ships if s.state == DOCKED and s.crewed]

    def to_come(self, *names: str) -> list[Ship]:
        """Return the first flight to come of lines or cargo classes, or of all."""
        queues = [self.queues[name] for name in names or self.queues]
        return [ship for queue in queues for ship in [s for s in queue if s.is_to_come][:1]]

    def next_flights(self, *names: str) -> list[Ship]:
        """Return those that have become next and are on the ground."""
        return [s for s in self.to_come(*names) if s.state == GROUND and s.next_since is not None]

    def next_crews(self) -> list[Ship]:
        return self.next_flights(*self.scenario.lines)

    def limit(self, ship: Ship) -> int:
        """Return the instant of the stay limit of a ship of a line."""
        return ship.launched + self.seconds(ship.plan.limit)

    def overlap(self, ship: Ship) -> int:
        """Return the overlap of a vehicle of a line that leaves, sampled once (MODEL 4.1)."""
        if ship.overlap is None:
            chance = ship.plan.overlap or ship.line.overlap
            ship.overlap = self.duration(chance, ship.pins.overlap)
        return ship.overlap

    def successor(self, ship: Ship) -> Ship | None:  # MODEL 2.6.3
        return next((s for s in ship.behind if s.is_to_come or s.state == DOCKED), None)

    def outgoing(self, ship: Ship) -> Ship | Any:  # MODEL 2.6.5
        before = ship.queue[: ship.queue.index(ship)][::-1]
        docked = [s for s in before if s.state == DOCKED]
        gone = [s for s in before if s.state == GONE][:1]
        missed = [s for s in gone if s.left_for in (Cause.LIMIT, Cause.CHOICE)]
        return next(iter(docked or missed), None)

    def is_certified(self, fleet: Fleet) -> bool:
        """Return whether a class may carry people today (MODEL 5.5)."""
        alone = any(
            len({p.seat for p in self.aboard if p.segment == segment and p.seat}) <= 1
            for segment in self.station.minimum
        )
        return self.now >= fleet.grounded_until or (alone and self.now >= fleet.needed_from)

    def is_flying(self, rocket: Rocket) -> bool:
        return self.now >= max(rocket.loss_until, rocket.customers_until)

    def can_launch(self, rocket: Rocket) -> bool:  # MODEL 6.0.3
        return self.is_flying(rocket) and not all(pad.is_down for pad in rocket.pads)

    def has_spacecraft(self, ship: Ship) -> bool:
        """Return whether a spacecraft is at hand, for cargo always (MODEL 2.3.4)."""
        return not ship.crewed or min(ship.fleet.ready, default=NEVER) <= self.now

    # Rescues (MODEL 5.2).

    def fetched(self, ship: Ship) -> list[Traveller]:
        """Return those without a reserved seat who lost theirs in a ship of this flight's line."""
        return [p for p in self.waiting() if p.lost_in.line is ship.line]

    def is_rescue(self, ship: Ship) -> bool:  # MODEL 5.2.2
        return ship.next_since is not None and bool(self.fetched(ship))

    def prepared(self, rescue: Ship) -> int:  # MODEL 5.2.2
        since = min(p.stranded_since for p in self.fetched(rescue))
        return since + self.seconds(rescue.line.rescue_preparation)

    def leaves_behind(self, ship: Ship) -> int | None:
        """Return how many of its crew a flight would leave behind now; None if it flies empty."""
        need = self.need() if ship.crewed else 0
        if self.is_rescue(ship) and not self.is_certified(ship.fleet):
            return None  # MODEL 5.5.2
        if need <= 0:
            return 0
        free: int = ship.kind.crew - len(ship.crew)
        spare = len(ship.crew) - ship.kind.crew_to_fly
        if self.is_rescue(ship):
            return max(0, need - free) if max(0, need - free) <= spare else None
        lead = self.seconds(ship.line.reseat_lead)
        if self.now < min(p.stranded_since for p in self.waiting()) + lead:
            return 0
        crews = self.next_crews()
        rescues = [(max(s.known, self.prepared(s)), s.number, s) for s in crews
                   if self.is_rescue(s)]  # fmt: skip
        if rescues:
            known, _, rescue = min(rescues)
            if known <= self.now + lead and self.can_launch(rescue.rocket):
                return 0  # MODEL 5.2.4
        segment = self.segment_of[ship.line.name]
        served = {self.segment_of[s.line.name] for s in crews if self.can_launch(s.rocket)}
        own = [p for p in self.waiting() if p.segment == segment or p.segment not in served]
        seats: int = min(need, ship.line.relief_seats, len(own))
        return max(0, min(seats - free, spare))

    def remanifest(self, crew: list[Traveller], queue: list[Ship]) -> None:
        """Give a crew seats on the line's next flight that is to carry one (MODEL 3.5.2)."""
        to: Any = next((s for s in queue if s.state == GROUND and s.crew), None)
        own = list(to.crew) if to else []
        for person in crew if to else ():
            if len(to.crew) >= to.kind.crew:
                same = [p for p in own if p.segment == person.segment]
                gives = same[-1] if same else self.last_spared(own, to.crew)
                own.remove(gives)
                to.crew.remove(gives)
                self.log(Happening.STAYS_BEHIND, gives.name)
            to.crew.append(person)

    def last_spared(self, some: list[Traveller], crew: list[Traveller]) -> Traveller:
        """Return the last of some of a crew who is not the only one of a segment (MODEL 5.2.6)."""
        segments = [p.segment for p in crew]
        many = [p for p in some if segments.count(p.segment) > 1]
        return (many or some)[-1]

    # The plan (MODEL 3.1, 6.2, 6.14).

    def fly_in_order(self, queue: list[Ship]) -> Steps:
        """Fly the flights of a line or cargo class in order: re-plan, late slip (MODEL 3.1)."""
        while ship := next((s for s in queue if s.state == GROUND), None):
            ship.next_since = self.now
            self.replan(ship)
            ship.slip, ship.known = self.extra(ship.line.slip, ship.pins.slip), ship.planned
            self.ask(self.ready(ship))
            self.stir(departures=ship.crewed, look=ship.crewed or ship.rocket.debt > 0)
            yield ship.settled

    def replan(self, ship: Ship) -> None:
        """Move a flight, all later ones and the outgoing vehicle's return (MODEL 3.1.2, 3.1.11)."""
        pinned, lead = ship.pins.replan, ship.planned - self.now
        is_firm = not ship.plan.dated and lead < self.seconds(ship.line.firm_within)
        if pinned is None and (is_firm or (ship.plan.cadence and not ship.crewed)):  # MODEL 3.1.12
            return
        is_whole = pinned is not None or ship.plan.dated  # MODEL 3.1.13
        times = 1 if is_whole else max(1, math.floor(lead / (182.5 * DAY) + 0.5))
        law = ship.plan.replan or ship.line.replan
        move = sum(self.extra(law, pinned) for _ in range(times))
        fit = [s for s in ship.queue if s.is_fit] if ship.crewed else []
        for old in fit[-1:]:
            if not ship.plan.dated:
                move = min(move, max(0, self.limit(old) - ship.transit - ship.planned))
            old.planned_return += move
        for later in (ship, *ship.behind):
            later.planned += move
        if move:
            self.log(Happening.REPLANNED, ship.name)

    def ready(self, ship: Ship) -> int:  # MODEL 3.1.5
        return max(ship.known + ship.slip, ship.next_since or 0, self.free_of_others(ship))

    def free_of_others(self, ship: Ship) -> int:
        """Return when spacing is over, for a rescue when it is prepared (MODEL 3.1.5, 6.14.8)."""
        if self.is_rescue(ship):
            return self.prepared(ship)
        last = max((s.launched for s in ship.queue if s.docked is not None), default=-NEVER)
        spacing = self.seconds(ship.line.spacing)
        return -NEVER if ship.reasons.keys() & {"mishap", "stranded"} else last + spacing

    def look(self) -> None:
        """Judge the dates of all next flights anew (MODEL 6.2, 6.14)."""
        self.look_asked = False
        self.below_since = (self.below_since or self.now) if self.is_below() else None
        for name, fleet in self.fleets.items():
            if fleet.mishap is not None and fleet.that_flight is None:
                flights = [s for s in self.next_crews() if s.kind.name == name]
                fleet.that_flight = next(iter(flights), None)
        for ship in self.next_flights():
            if not ship.attempts:
                before, ship.known = ship.known, self.date(ship)
                if ship.known != before:
                    early = ship.known < before
                    self.log(Happening.PULLED_FORWARD if early else Happening.REVERTED, ship.name)
                    self.stir()
                self.ask(self.ready(ship))

    def date(self, ship: Ship) -> int:
        """Return the known date of a next flight (MODEL 6.2, 6.14)."""
        pull, again, dates = ship.line.pull_forward, self.policy.fly_again, [ship.planned]
        ship.reasons = events = {
            reason: ship.reasons.get(reason, begun) if begun == self.now else begun
            for reason, begun in self.reasons(ship).items()
            if begun is not None
        }
        if events and ship.crewed:
            if ship.campaign is None:  # MODEL 6.14.3
                ill = ship.fleet.after_illness and "mishap" in events and "stranded" not in events
                ship.campaign = self.duration(again.after_illness if ill else again.campaign)
            dates += [since + ship.campaign for what, since in events.items() if what != "late"]
            if "late" in events:
                old = self.outgoing(ship)
                before = self.limit(old) - self.overlap(old) - ship.transit
                dates.append(max(before, events["late"] + ship.campaign))
        if pull is not None and events:
            early = ship.planned - self.seconds(pull.by)
            dates.append(max(early, min(events.values()) + self.seconds(pull.lead)))
        return min(dates)

    def reasons(self, ship: Ship) -> dict[str, int | None]:
        """Return why a next flight is to go early, and since when; now for what lasts already."""
        if not ship.crewed:
            wanted = ship.planned > self.now and self.crew_waits_for(ship)
            return {"requalification": self.now if wanted else None}
        fleet, old = ship.fleet, self.outgoing(ship)
        theirs = [p for p in self.stranded() if p.lost_in.line is ship.line]
        fetched = [p.stranded_since for p in theirs if p.pledged or not p.reserved]
        alone = not any(s.is_fit for s in ship.queue)
        others = self.others_stranded(ship)
        fit = old is not None and old.unfit_at is None
        is_late = fit and ship.planned + ship.transit > self.limit(old)
        return {
            "mishap": fleet.mishap if fleet.that_flight is ship else None,
            "stranded": min(fetched, default=None),
            "below": self.below_since if alone else None,
            "others": others,
            "late": self.now if is_late else None,
        }

    def others_stranded(self, ship: Ship) -> int | None:
        """Return since when people of other lines ask for this flight (MODEL 6.14.6)."""
        since = []
        for person in self.waiting() if self.need() > 0 else ():
            if person.lost_in.line is not ship.line:
                rescues = self.next_flights(person.lost_in.line.name)
                if all(self.expected_docking(rescue) is None for rescue in rescues):
                    since.append(person.stranded_since)
        return min(since, default=None)

    def crew_waits_for(self, cargo: Ship) -> bool:
        """Return whether a crew waits for a cargo flight to pay what is owed (MODEL 3.7.3)."""
        crews = [s for s in self.next_crews() if s.rocket is cargo.rocket and cargo.rocket.debt > 0]
        by = max(cargo.planned, self.now)
        return any(s.known <= by and self.leaves_behind(s) is not None for s in crews)

    def mishap(self, ship: Ship, illness: bool = False) -> None:
        """Note a mishap after which that flight goes early (MODEL 6.2.4)."""
        fleet = ship.fleet
        if fleet.mishap is None:
            fleet.mishap, fleet.after_illness, fleet.that_flight = self.now, illness, None

    # Launches (MODEL 3.2 to 3.7).

    def ask(self, second: int) -> None:
        """Have all flights that stand ready asked at a second, once (MODEL 3.2.2)."""
        second = max(second, self.now)
        if second not in self.asked:
            self.asked.add(second)
            self.later(second, 60, self.launch_pass)

    def stir(self, departures: bool = True, look: bool = False) -> None:
        """Have flights asked and departures of crews planned anew: something has changed.

        The planners look in this second, once, if they are to (MODEL 6.0.2).
        """
        if look and not self.look_asked:
            self.look_asked = True
            self.later(self.now, 54, self.look)
        for ship in self.crew_ships() if departures else ():
            ship.change()
        self.ask(self.now)

    def turn(self, ship: Ship) -> tuple[bool, bool, bool, int, int]:  # MODEL 3.3
        pays = not ship.crewed and ship.rocket.debt > 0
        return not self.is_rescue(ship), not pays, not ship.crewed, ship.known, ship.number

    def launch_pass(self) -> None:
        """Ask all flights that stand ready until nobody can go (MODEL 3.2.2)."""
        self.asked.discard(self.now)
        goes = True
        while goes:
            ready = [s for s in self.next_flights() if self.ready(s) <= self.now]
            ready.sort(key=self.turn)
            goes = sum(self.goes(ship) for ship in ready if ship.state == GROUND) > 0

    def goes(self, ship: Ship) -> bool:
        """Attempt a launch if the flight lacks nothing; return whether it did (MODEL 3.4)."""
        if self.now < ship.next_attempt:
            return False
        lacks, pad, port = self.lacks(ship)
        if lacks == {"port"} and self.clear_port(ship):
            lacks, pad, port = self.lacks(ship)
        ship.has_lacked |= bool(lacks & LASTING)
        if lacks:
            self.give_back(ship)
            return False
        if not ship.attempts:
            self.move_later_ones(ship)
        ship.attempts += 1
        ship.port, self.ports[port] = port, ship
        pinned = None if ship.pins.scrubs is None else ship.attempts <= ship.pins.scrubs
        if self.happens(ship.kind.scrub_probability, pinned):
            ship.pad, pad.holder = pad, ship
            ship.next_attempt = self.now + self.seconds(ship.kind.scrub_recycle)
            self.ask(ship.next_attempt)
            self.log(Happening.SCRUBS, ship.name)
            self.stir()
        else:
            ship.pad = pad.holder = None
            self.launch(ship, pad)
        return True

    def move_later_ones(self, ship: Ship) -> None:
        """Re-baseline a line after a long delay, merge overdue cargo (MODEL 3.1.6, 3.1.8)."""
        delay = self.now - self.ready(ship)
        if not ship.crewed:
            overdue = [s for s in ship.behind if s.state == GROUND and s.planned <= self.now]
            for dropped in overdue[max(0, ship.rocket.debt - 1) :]:
                dropped.state = MERGED
                self.log(Happening.MERGED, dropped.name)
        elif ship.has_lacked and delay > self.seconds(ship.line.rebaseline_after):
            for later in ship.behind:
                later.planned += delay
            self.log(Happening.REBASELINED, ship.name)

    def lacks(self, ship: Ship) -> tuple[set[str], Any, str]:
        """Return what a flight lacks, and the pad and port that serve (MODEL 3.2.1)."""
        rocket = ship.rocket
        crewed = bool(ship.crew) and self.leaves_behind(ship) is not None
        free = [pad for pad in rocket.pads if not pad.is_down and pad.free_from <= self.now
                and pad.holder in (None, ship)]  # fmt: skip
        serve = [pad for pad in free if pad.owed == 0] if crewed else free
        ports = [name for name in ship.kind.ports if self.ports[name] in (None, ship)]
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

    def give_back(self, ship: Ship) -> None:
        """Give back the pad and port held since a scrub (MODEL 3.4.2)."""
        if ship.pad is not None:
            ship.pad.holder = self.ports[ship.port] = None
            ship.pad, ship.port = None, ""
            self.ask(self.now)
        ship.next_attempt = 0

    def clear_port(self, ship: Ship) -> bool:
        """Send a vehicle away from a port that a flight needs (MODEL 3.2.4 to 3.2.8)."""
        clears = ship.clearing is not None and ship.clearing.state == DOCKED
        if clears or not (ship.crewed or self.crew_waits_for(ship)):
            return False
        held = [s for n in self.ports if n in ship.kind.ports and (s := self.ports[n])]
        held = [s for s in held if s.state == DOCKED and not s.is_cleared]
        cargo = sorted((s for s in held if not s.crewed), key=lambda s: s.planned_return)
        crews = [s for s in held if s.crewed and ship.crewed]
        theirs = [] if self.is_rescue(ship) else [p.lost_in for p in self.stranded()]
        unfit = [s for s in crews if s.unfit_at is not None and s not in theirs]  # MODEL 3.2.8
        waits = [s for s in crews if s.is_fit and self.successor(s) is ship]  # MODEL 3.2.5
        waits = [s for s in waits if self.now >= s.planned_return and (
            any(p.seat not in (None, s) for p in self.aboard)
            or not self.must_wait(s, Cause.PORT_CLEARED))]  # fmt: skip
        chosen = next(iter(cargo + unfit + waits), None)
        if chosen is None:
            return False
        ship.clearing, chosen.is_cleared = chosen, True
        self.log(Happening.PORT_CLEARED, chosen.name)
        if chosen.unfit_at is None and chosen.decided is None:
            self.decide(chosen, Cause.PORT_CLEARED)
        is_over = chosen.decided is Cause.PORT_CLEARED and chosen.hold_ends <= self.now
        if chosen.unfit_at is not None or (is_over and not self.is_kept(chosen)):
            self.undock(chosen, Cause.PORT_CLEARED)
        chosen.change()
        return chosen.state != DOCKED

    def launch(self, ship: Ship, pad: Launchpad) -> None:
        """Launch, in the order of MODEL 3.5.4."""
        rocket, fleet = ship.rocket, ship.fleet
        behind, need = self.leaves_behind(ship), self.need()
        if behind is None:
            crew, ship.crew, queue = ship.crew, [], ship.queue
            lost_in = {p.lost_in for p in self.stranded()}
            old = next((s for s in queue if s in lost_in and s.replaced_by is None), None)
            if old is not None:  # MODEL 2.6.4: it takes the place of the one that it relieves
                old.replaced_by = ship
                queue.remove(ship)
                queue.insert(queue.index(old) + 1, ship)
            self.remanifest(crew, queue)
        for _ in range(behind or 0):
            person = self.last_spared(ship.crew, ship.crew)
            ship.crew.remove(person)
            self.log(Happening.STAYS_BEHIND, person.name)
        if ship.crewed:
            ship.seats_up = max(0, min(need, ship.kind.crew - len(ship.crew)))
            fleet.ready.remove(min(fleet.ready))
        ship.state, ship.launched = FLYING, self.now
        self.log(Happening.LAUNCHES, ship.name)
        pad.free_from = self.now + self.seconds(pad.plan.turnaround)
        self.ask(pad.free_from)
        self.totals[f"launches[{rocket.plan.name}]"] += 1
        self.totals[f"pad_launches[{pad.plan.name}]"] += 1
        lost = self.happens(rocket.plan.loss_probability, ship.pins.lost)
        owed = any(each.debt for each in self.rockets.values())
        if not lost:
            rocket.losses_in_a_row = 0
            if not ship.crew:
                pad.owed, rocket.owed = max(0, pad.owed - 1), max(0, rocket.owed - 1)
        if pad.plan.repair is not None and self.happens(pad.plan.damage_probability):
            self.damage(pad)
        if goes_early := fleet.that_flight is ship:
            fleet.mishap = fleet.that_flight = None
        if lost:
            self.lose(ship)
        else:
            self.process(self.go_up(ship))
        look = bool(ship.crew) or owed or lost or goes_early
        self.stir(departures=ship.crewed or owed or lost or pad.is_down, look=look)

    def lose(self, ship: Ship) -> None:
        """Play the consequences of a loss (MODEL 3.5, 6.14.4)."""
        rocket, plan = ship.rocket, ship.rocket.plan
        ship.state = LOST
        self.log(Happening.LOST, ship.name)
        self.totals[f"losses[{plan.name}]"] += 1
        rocket.losses_in_a_row += 1
        rocket.owed = plan.requalification
        if rocket.losses_in_a_row >= 2:
            rocket.owed = max(rocket.owed, self.policy.fly_again.after_two_losses)
        self.stand_down(rocket, loss_until=self.now + self.duration(plan.stand_down))
        self.fail_to_come(ship)

    def fail_to_come(self, ship: Ship) -> None:
        """Give the crew of a lost or failed flight other seats (MODEL 3.5.2, 5.2.7)."""
        self.ports[ship.port] = None
        for old in ship.queue:
            if old.replaced_by is ship:
                old.replaced_by = None
        if ship.crewed:
            self.remanifest(ship.crew, ship.queue)
            self.mishap(ship)
        ship.settled.succeed()

    def stand_down(self, rocket: Rocket, loss_until: int = -1, customers_until: int = -1) -> None:
        """Stand a family down; each time the later end counts (MODEL 2.4.3)."""
        if self.is_flying(rocket):
            rocket.down_since = self.now
            self.log(Happening.STAND_DOWN_BEGINS, rocket.plan.name)
        rocket.loss_until = max(rocket.loss_until, loss_until)
        rocket.customers_until = max(rocket.customers_until, customers_until)
        self.later(max(loss_until, customers_until), 12, self.stand_down_ends, rocket)
        for ship in self.ships:
            if ship.pad is not None and ship.rocket is rocket:
                self.give_back(ship)
        self.stir()

    def stand_down_ends(self, rocket: Rocket) -> None:
        if self.is_flying(rocket):
            self.log(Happening.STAND_DOWN_ENDS, rocket.plan.name)
        self.stir()

    def other_customers(self, rocket: Rocket) -> Steps:
        """Stand a family down for other customers' flights at random (MODEL 2.4.2)."""
        while True:
            yield self.at(self.comes(rocket.plan.other_customers_rate), 50)
            length = self.duration(rocket.plan.other_customers_stand_down)
            self.stand_down(rocket, customers_until=self.now + length)

    def damage(self, pad: Launchpad) -> None:  # MODEL 3.5.3
        self.totals[f"pad_damages[{pad.plan.name}]"] += 1
        self.log(Happening.PAD_DAMAGED, pad.plan.name)
        self.process(self.repair(pad, self.now + self.duration(pad.plan.repair)))
        pad.is_down, pad.in_service = True, False

    def damage_by_others(self, pad: Launchpad) -> Steps:
        """Damage a pad in service at random, by launches for other customers (MODEL 2.5.9)."""
        rate = self.number(pad.plan.other_launches) * self.number(pad.plan.damage_probability)
        while rate > 0.0 and not self.quiet:
            yield self.at(self.now + rounded(self.generator.exponential() / rate * DAY), 50)
            rockets = [r for r in self.rockets.values() if pad in r.pads and self.is_flying(r)]
            if pad.in_service and rockets:
                self.damage(pad)
                if pad.holder is not None:
                    self.give_back(pad.holder)
                self.stir()

    def repair(self, pad: Launchpad, second: int) -> Steps:
        """Keep a pad down until it is repaired, then in return to service (MODEL 2.5.8, 3.7.1)."""
        pad.is_down, pad.in_service = True, False
        yield self.at(second, 10)
        pad.is_down, pad.owed = False, pad.plan.requalification
        pad.free_from = max(pad.free_from, self.now + self.seconds(pad.plan.return_to_service))
        self.log(Happening.REPAIRED, pad.plan.name)
        self.stir(look=True)
        yield self.at(pad.free_from, 16)
        pad.in_service = True
        self.stir()

    def go_up(self, ship: Ship) -> Steps:
        """Fly to the station and dock, or fail to (MODEL 3.6)."""
        kind, fails = ship.kind, ship.pins.fails_to_dock
        transit = self.duration(ship.plan.transit, ship.pins.transit)
        if fails is None and self.happens(kind.docking_failure_probability):
            yield self.at(self.now + max(1, transit), 22, ship.number)
            self.log(Happening.TRIES_AGAIN, ship.name)
            transit = self.seconds(kind.second_attempt_after)
            fails = self.happens(kind.second_attempt_failure_probability)
        yield self.at(self.now + max(1, transit), 22 if fails else 20, ship.number)
        ship.seats_up = 0
        if fails:
            ship.state = FAILED
            self.log(Happening.FAILS_TO_DOCK, ship.name)
            self.refurbish(ship)
            self.fail_to_come(ship)
        else:
            self.dock(ship)
            ship.settled.succeed()
        self.stir(departures=ship.crewed, look=ship.crewed)

    def dock(self, ship: Ship) -> None:
        """Dock: people take their seats, cargo is delivered (MODEL 7.2)."""
        ship.state, ship.docked = DOCKED, self.now
        ship.planned_return = self.now + self.seconds(ship.plan.stay)
        for person in ship.crew:
            person.aboard_since = self.now
            self.sit(person, ship)
        for name, amount in ship.plan.delivers.items():
            capacity: Any = self.station.stocks[name].capacity
            self.stocks[name] = min(self.number(capacity), self.stocks[name] + self.number(amount))
        self.log(Happening.DOCKS, ship.name)
        self.stay(ship)
        if ship.crewed:
            self.reserve()

    def refurbish(self, ship: Ship) -> None:  # MODEL 2.3.4
        if isinstance(ship.kind.spacecraft, stated.Capsules):
            ready = self.now + self.duration(ship.kind.spacecraft.refurbishment)
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
        second = max(now, ship.known, ship.next_attempt, self.free_of_others(ship))
        if second <= now and not self.has_spacecraft(ship):
            return None
        second = max(second, min(pad.free_from for pad in pads))
        if now < rocket.customers_until:  # MODEL 4.8.7
            length = median(rocket.plan.other_customers_stand_down.law)
            second = max(second, rocket.down_since + rounded(length))
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
            ship.changed = self.event()
            when = self.departure(ship)[0]
            alarm = self.at(when, 40, ship.number)
            yield alarm | ship.changed if when < self.scenario.until else ship.changed
            if not alarm.processed or ship.state != DOCKED:
                continue
            when, cause = self.departure(ship)
            if when > self.now or cause is None:
                continue
            if ship.decided is None and cause not in UNDECIDED:
                self.decide(ship, cause)
            elif cause not in UNDECIDED and not ship.waits_as_last and self.must_wait(ship, cause):
                ship.waits_as_last = True
                self.log(Happening.LAST_SHIP_WAITS, ship.name)
            else:
                self.undock(ship, cause)

    def departure(self, ship: Ship) -> Due:
        """Return when a ship leaves, or looks again (no cause), as things are."""
        if ship.unfit_at is not None:  # MODEL 5.1.5, 6.15.8
            length, begins = ship.kind.disposal, ship.last_reseated or ship.unfit_at
            if any(p.lost_in is ship for p in self.stranded()):
                if ship.lifeboat:
                    return NEVER, None
                length, begins = self.policy.for_the_stranded.unfit_leaves, ship.unfit_at
            return begins + self.seconds(length), Cause.DISPOSAL
        if self.is_kept(ship):
            return NEVER, None  # MODEL 4.4.2
        due = (ship.hold_ends, ship.decided) if ship.decided else self.due(ship)
        if ship.waits_as_last:
            due = self.as_last_ship(ship)
        elif ship.decided in (Cause.LIMIT, Cause.CHOICE):  # MODEL 4.4.3: the reason may change
            relief = self.successor(ship)
            if relief is not None and relief.state == DOCKED:
                due = max(ship.hold_ends, self.due(ship)[0]), Cause.HANDOVER
            elif relief is not None and self.now >= ship.hold_ends:  # MODEL 4.8.10
                again = self.due(ship)
                due = again if again[1] is None else due
        ill = ship.patient_leaves + (ship.pins.hold or 0)
        return (ill, Cause.MEDICAL) if ill <= due[0] and ill < NEVER else due

    def is_kept(self, ship: Ship) -> bool:
        """Return whether a seat in the ship is being fitted (MODEL 4.4.2)."""
        return any(p.reserved is ship for p in self.aboard)

    def due(self, ship: Ship) -> Due:
        """Return when a fit ship may begin to leave, and why (MODEL 4.1, 4.2, 6.15.4)."""
        if not ship.crewed:
            return ship.planned_return, Cause.PLANNED_RETURN
        own, failed = self.own_reason(ship), ship.relieves
        if failed is None:
            return own
        place = max(failed.planned_return, ship.docked + self.overlap(failed))
        return (place, Cause.HANDOVER) if place <= own[0] else own

    def own_reason(self, ship: Ship) -> Due:
        """Return when a ship of a direct line leaves for its own sake (MODEL 4.1 to 4.9)."""
        limit, relief, lever = self.limit(ship), self.successor(ship), self.policy.leave_early
        extension = self.seconds(self.policy.extension.lines[ship.line.name])
        if relief is None:
            dues = (ship.planned_return, Cause.PLANNED_RETURN), (limit, Cause.LIMIT)
            return min(dues, key=lambda due: due[0])
        if relief.state == DOCKED:
            return min(relief.docked + self.overlap(ship), limit + extension), Cause.HANDOVER
        if ship.by_choice is None:
            ship.by_choice = self.duration(lever.by) if self.happens(lever.probability) else 0
        early = max(limit - ship.by_choice, ship.planned_return) if ship.by_choice else limit
        if self.now < min(early, limit):
            return min(early, limit), None
        on_ground = relief.state == GROUND
        is_known = early < limit and on_ground and self.comes_by(relief, limit) is not None
        if is_known and not self.must_wait(ship, Cause.CHOICE):
            return self.now, Cause.CHOICE
        if self.now < limit:
            return limit, None
        bound = self.comes_by(relief, limit + extension)
        return (self.now, Cause.LIMIT) if bound is None else (bound, None)

    def decide(self, ship: Ship, cause: Cause) -> None:
        """Decide a departure: its weather begins (MODEL 4.4.3)."""
        hold = self.extra(ship.kind.return_hold, ship.pins.hold)
        ship.decided, ship.hold_ends = cause, self.now + hold
        if hold:
            self.log(Happening.HOLD_BEGINS, ship.name)

    def company(self, ship: Ship) -> tuple[list[str], int]:
        """Return whose company a ship lacks, and when the youngest it has came (MODEL 4.5)."""
        lacks, youngest = [], -NEVER
        stay = [p for p in self.aboard if p.seat and p.seat.patient_leaves >= NEVER]
        others = [(p.seat.docked, p) for p in stay if p.seat is not ship]
        others += [(ship.docked, p) for p in self.stranded() if p.gave_up is ship]
        for group in ("", *sorted({p.segment for p in self.seated(ship)})):
            there = [docked for docked, p in others if group in ("", p.segment)]
            if there:
                youngest = max(youngest, min(there))
            elif any(self.brings(s, group) for s in self.ships):
                lacks.append(group)
        return lacks, youngest

    def brings(self, ship: Ship, group: str) -> bool:
        """Return whether a crewed flight is to come, for a segment with somebody of it (4.5.2)."""
        brought = not group or any(p.segment == group for p in ship.crew)
        return brought and ship.crewed and ship.is_to_come

    def must_wait(self, ship: Ship, cause: Cause) -> bool:
        """Return whether a ship would wait as the last one (MODEL 4.5, 4.8.6)."""
        if not self.seated(ship):
            return False
        lacks, youngest = self.company(ship)
        if cause is Cause.LIMIT or self.now >= self.limit(ship):
            return bool(lacks)
        return bool(lacks) or self.now < youngest + self.overlap(ship)

    def as_last_ship(self, ship: Ship) -> Due:
        """Return when a ship that waits as the last one leaves or looks again (MODEL 4.5, 4.8)."""
        limit, lever = self.limit(ship), self.policy.extension
        extension = self.seconds(lever.lines[ship.line.name])
        bound = limit + self.seconds(lever.last_ship)
        lacks, youngest = self.company(ship)
        if lacks:
            if self.now < bound:
                return bound, None
            coming = [s for s in self.to_come(*self.scenario.lines)
                      if any(self.brings(s, group) for group in lacks)]  # fmt: skip
            waits = [self.comes_by(s, bound + extension) for s in coming]
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
        self.aboard = [p for p in self.aboard if p.seat is not ship]
        ship.state, ship.left, ship.left_for = GONE, self.now, cause
        self.ports[ship.port] = None
        for line in before:
            if not self.of_line(line) and any(s.is_to_come for s in self.queues[line]):
                self.totals[f"indirect_handovers[{line}]"] += 1
        self.refurbish(ship)
        self.log(Happening.UNDOCKS, ship.name, cause)
        self.stir(departures=ship.crewed, look=ship.crewed)

    def of_line(self, line: str) -> int:
        return sum(p.line == line for p in self.aboard)

    # Mishaps (MODEL 5).

    def fail(self, ship: Ship, second: int) -> Steps:
        """Become unfit for return (MODEL 5.1, 5.5)."""
        yield self.at(second, 30, ship.number)
        if not ship.is_fit:
            return
        kind, pins, fleet, people = ship.kind, ship.pins, ship.fleet, self.seated(ship)
        self.past_limit(ship)
        relief, certified = self.successor(ship), self.is_certified(fleet)
        ship.unfit_at = self.now
        ship.lifeboat = self.happens(kind.unfit_lifeboat_probability)
        self.log(Happening.UNFIT, ship.name)
        if ship.patient_leaves < NEVER:
            self.totals["unmet_medical_returns"] += 1
            ship.patient_leaves = NEVER
        for person in self.aboard:
            if person.reserved is ship:
                person.reserved, person.pledged = NOT_YET, False
        for person in people:
            self.strand(person, ship)
        if relief is not None and relief.is_fit:
            self.reserve_in_relief(ship, relief, people)
        pinned = None if pins.type_fault is None else pins.type_fault > 0
        if self.happens(kind.type_fault, pinned):
            grounds = self.duration(kind.type_fault_grounds, pins.type_fault)
            fleet.grounded_until = max(fleet.grounded_until, self.now + grounds)
            if certified or fleet.needed_from < NEVER:
                fleet.needed_from = self.now + self.seconds(kind.type_fault_when_needed)
                self.later(fleet.needed_from, 12, self.stir, True, True)
            self.later(fleet.grounded_until, 12, self.stir, True, True)
            self.log(Happening.CLASS_GROUNDED, kind.name)
        self.reserve()
        ship.change()
        self.stir(look=True)

    def strand(self, person: Traveller, ship: Ship) -> None:
        """Take somebody's seat; emergency seats are begun (MODEL 5.1.4, 5.1.7)."""
        if not self.stranded():
            self.stranding_since = self.now
            for kind in self.scenario.vehicles.values():
                if kind.emergency_seats:
                    made = self.now + self.seconds(kind.emergency_time)
                    self.later(made, 24, self.rates.clear)
        person.seat, person.stranded_since, person.lost_in = None, self.now, ship
        self.log(Happening.STRANDED, person.name)

    def reserve_in_relief(self, failed: Ship, relief: Ship, people: list[Traveller]) -> None:
        """Give people seats in the ship that relieves theirs (MODEL 6.15.2 to 6.15.4)."""
        theirs, given, reserved = [p.aboard_since for p in self.seated(relief)], 0, False
        for person in people:
            free = self.free_seats(relief) > 0
            if free or given < sum(since > person.aboard_since for since in theirs):
                given += not free
                reserved = True
                self.fit(person, relief, pledged=not free)
        if reserved and failed.replaced_by is None:
            relief.relieves, failed.replaced_by = failed, relief

    def free_seats(self, ship: Ship) -> int:
        taken = sum(p.seat is ship or (p.reserved is ship and not p.pledged) for p in self.aboard)
        return int(ship.kind.crew) - taken

    def reserve(self) -> None:
        """Reserve free seats for the stranded (MODEL 5.1.2, 6.15.7)."""
        order = list(self.ports)
        ships = [s for s in self.crew_ships() if s.is_fit]
        for ship in sorted(ships, key=lambda s: (s.planned_return, order.index(s.port))):
            while self.free_seats(ship) > 0 and (waiting := self.waiting()):
                self.fit(min(waiting, key=lambda p: self.claim(p, ship)), ship, pledged=False)

    def claim(self, person: Traveller, ship: Ship) -> tuple[int, int, str]:  # MODEL 6.15.7, 5.1.2
        own = person.lost_in.line is ship.line
        first = 0 if own else 1 if person.segment == self.segment_of[ship.line.name] else 2
        return first, person.aboard_since, person.name

    def fit(self, person: Traveller, ship: Ship, pledged: bool) -> None:
        """Reserve a seat and begin to fit it."""
        person.reserved, person.pledged = ship, pledged
        self.log(Happening.SEAT_RESERVED, person.name)
        self.later(self.now + self.seconds(ship.kind.reseat_time), 24, self.fitted, person, ship)

    def fitted(self, person: Traveller, ship: Ship) -> None:
        """Take a seat that is fitted; somebody gives it up if it was not free (MODEL 6.15.3)."""
        if person.reserved is not ship:
            return
        failed = person.lost_in
        later = [p for p in self.seated(ship) if p.aboard_since > person.aboard_since]
        if person.pledged and later:
            rank = {p: place for place, p in enumerate(ship.crew)}
            giver = max(later, key=lambda p: (p.aboard_since, rank.get(p, -1)))
            giver.gave_up = ship
            self.strand(giver, failed)
        self.longest(person.stranded_since)
        self.sit(person, ship)
        person.reserved = person.stranded_since = None
        person.pledged = False
        failed.last_reseated = self.now
        failed.change()
        self.log(Happening.RESEATED, person.name)
        self.reserve()
        self.stir(look=True)

    def fall_ill(self, ship: Ship, person: Traveller | None) -> None:
        """Fall ill, once at most (MODEL 5.3)."""
        person = person or next(iter(self.seated(ship)), None)
        if person not in self.aboard:
            return
        self.log(Happening.FALLS_ILL, person.name)
        vehicle: Any = person.seat
        if vehicle is None:
            self.totals["unmet_medical_returns"] += 1
            return
        lead = self.duration(self.scenario.people.medical_lead)
        home = vehicle
        for old in vehicle.queue:  # MODEL 5.3.4: in a handover the ship that is due
            seated = self.seated(old)
            if old.is_fit and seated and not self.is_kept(old) and self.successor(old) is vehicle:
                other = ([p for p in seated if p.segment == person.segment] or seated)[-1]
                self.sit(other, person.seat)
                self.sit(person, old)
                for each in (person, other):
                    self.log(Happening.SEAT_CHANGED, each.name)
                home = old
                break
        home.patient_leaves = min(home.patient_leaves, self.now + lead)
        self.mishap(home, illness=True)
        self.stir(look=True)

    # What is counted (MODEL 8).

    def longest(self, since: int) -> None:
        before, length = self.totals["longest_stranding_days"], (self.now - since) / DAY
        self.totals["longest_stranding_days"] = max(before, length)

    def past_limit(self, ship: Ship) -> None:
        """Count the days past the limit of a ship that leaves, fails or is docked at the end."""
        if self.seated(ship):
            self.totals["days_past_limit"] += max(0, self.now - max(self.limit(ship), 0)) / DAY

    def is_below(self) -> bool:
        aboard = [p.segment for p in self.aboard]
        few = any(aboard.count(segment) < n for segment, n in self.station.minimum.items())
        return few or len(aboard) < self.station.minimum_total

    def current_rates(self) -> dict[str, float]:
        """Return what is counted by time, as things stand."""
        stranded, segments = self.stranded(), [p.segment for p in self.aboard]
        fit = [s.kind for s in self.crew_ships() if s.is_fit]
        without = [p for p in stranded if p.lost_in.state != DOCKED or not p.lost_in.lifeboat]
        since = self.now - self.stranding_since
        made = [k.emergency_seats for k in fit if self.seconds(k.emergency_time) <= since]
        rates: dict[str, float] = {
            "below_minimum_days": self.is_below(),
            "at_most_three_days": len(self.aboard) <= 3,
            "decrewed_days": not self.aboard,
            "stranded_person_days": len(stranded),
            "no_lifeboat_person_days": max(0, len(without) - sum(made)),
        }
        for line in self.scenario.lines:
            rates[f"handover_gap_days[{line}]"] = not self.of_line(line)
        for segment, complement in self.station.complement.items():
            there = segments.count(segment)
            rates[f"segment_gap_days[{segment}]"] = not there
            rates[f"crew_days[{segment}]"] = there
            rates[f"crew_days_lost[{segment}]"] = max(0, complement - there)
        for name, rocket in self.rockets.items():
            rates[f"stand_down_days[{name}]"] = not self.is_flying(rocket)
        for name, pad in self.pads.items():
            rates[f"pad_down_days[{name}]"] = pad.is_down
        return rates

    def step(self) -> None:
        """Play the next event; what lies between it and the one before is counted first."""
        days = (self.peek() - self.now) / DAY
        if days > 0.0:
            if not self.rates:
                self.rates.update(self.current_rates())
            for name, rate in self.rates.items():
                self.totals[name] += rate * days
            self.use(days)
        super().step()

    def use(self, days: float) -> None:
        """Use the stocks up (MODEL 7)."""
        docked = [s.kind for s in self.ships if s.state == DOCKED]
        for name, stock in self.station.stocks.items():
            shares = [self.number(kind.reboost[name]) for kind in docked if name in kind.reboost]
            per_day = self.number(stock.per_day) * (1.0 - max(shares, default=0.0))
            per_day += self.number(stock.per_person_day) * len(self.aboard)
            above = max(0.0, self.stocks[name] - self.number(stock.reserve))
            lasts = above / per_day if per_day > 0.0 else math.inf if above > 0.0 else 0.0
            self.totals[f"below_reserve_days[{name}]"] += max(0.0, days - lasts)
            self.stocks[name] = max(0.0, self.stocks[name] - per_day * days)

    def play(self) -> World:
        self.run(until=self.scenario.until)
        for ship in self.crew_ships():
            self.past_limit(ship)
        for person in self.stranded():
            self.longest(person.stranded_since)
        return self

    def outcomes(self) -> dict[str, float | None]:
        """Return the outcomes by column name, dates in seconds, None where there is none."""
        names = list(self.current_rates())
        names += [f"indirect_handovers[{line}]" for line in self.scenario.lines]
        names += [f"{what}[{name}]" for what in ("launches", "losses") for name in self.rockets]
        names += [f"{what}[{n}]" for what in ("pad_launches", "pad_damages") for n in self.pads]
        names += [f"below_reserve_days[{stock}]" for stock in self.stocks]
        names += ["longest_stranding_days", "days_past_limit", "unmet_medical_returns"]
        result: dict[str, float | None] = {name: self.totals[name] for name in names}
        result["decrewed"] = float(self.totals["decrewed_days"] > 0.0)
        result["stranded"] = float(self.totals["stranded_person_days"] > 0.0)
        for line in self.scenario.lines:
            ships = [s for s in self.ships if s.plan.line == line]
            last = max((s for s in ships if s.plan.docked is not None), key=lambda s: s.plan.docked)
            first, second = [s for s in ships if s.plan.docked is None][:2]
            for k, (old, ship) in enumerate(((last, first), (first, second)), 1):
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
            first = min((s.docked for s in place.behind if s.docked is not None), default=None)
            direct = None if left is None else 0.0
        if first is not None:
            margin = (self.limit(place) - first) / DAY
            if left is None or first <= left:
                direct, overlap = 1.0, None if left is None else (left - first) / DAY
        return {"overlap_days": overlap, "margin_to_limit_days": margin, "direct": direct}
