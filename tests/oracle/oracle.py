"""A second model of the flagship scenario, written from docs/model alone, to check the first by.

It plays ``site-31-outage`` under its own policy, as planners do, with plain SimPy processes: each
line and cargo class flies its flights in order, and each flight on its way, docked ship, repair and
rocket that other customers use is a process of its own. It shares with the project the loaded
scenario, the arithmetic of laws and the names of happenings and causes; its luck is its own.
`World` goes from time and luck (MODEL 1, 9) and what is asked to rescues (5.2), the plan (3.1, 6),
launches (3), the way down (4), mishaps (5) and what is counted (8).

Left out, as the flagship has none of them: indirect lines, levers that are off, evacuations,
visits, classes of several families, windows, traffic, stages of a pad, random outages, damage after
a repair, debts and stand-downs on `as_of`, certifications, other ways home, waivers, stated returns
of flights to come, flights with laws of their own, the levers of MODEL 6.4 to 6.13; what 3.2.8 says
of a relief, as no unfit vehicle whose people are stranded ever went for one; and unused pins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Generator
from functools import cache
from math import inf, prod

import numpy as np
import simpy

from sim.core.clock import DAY, NEVER, round_seconds
from sim.core.laws import Law
from sim.outcomes import Cause, Happening
from sim.scenario import scenario as stated

Steps = Generator[simpy.Event, object, None]
Due = tuple[int, Cause | None]  # when a ship leaves and why; if not why, when to look again

GROUND, FLYING, DOCKED, GONE, OUT = "ground", "flying", "docked", "gone", "never came"
TO_COME = (GROUND, FLYING)

median, within = cache(Law.median), cache(Law.truncated)


class Traveller:
    """A person of a crew and their seat (MODEL 2.2)."""

    seat = reserved = lost_in = gave_up = None  # ships
    stranded_since, pledged = None, False

    def __init__(self, plan: stated.Person) -> None:
        self.name, self.segment, self.line = plan.name, plan.segment, plan.line
        self.aboard_since = plan.aboard_since or 0


class Launchpad:
    """A pad: down, in return to service, turned round, held after a scrub (MODEL 2.5)."""

    owed, is_down, serves_from = 0, False, 0

    def __init__(self, plan: stated.Pad, turnaround: int) -> None:
        self.plan, self.free_from = plan, (plan.last_launch or 0) + turnaround


class Rocket:
    """A launcher family: its pads, its stand-downs and what it owes (MODEL 2.4)."""

    owed = losses_in_a_row = 0
    down_since = -1

    def __init__(self, plan: stated.Family, pads: list[Launchpad]) -> None:
        self.plan, self.pads = plan, [pad for pad in pads if plan.name in pad.plan.families]
        self.until = {"loss": -1, "customers": -1}  # of its stand-downs

    @property
    def up(self) -> list[Launchpad]:
        return [pad for pad in self.pads if not pad.is_down]

    @property
    def debt(self) -> int:  # MODEL 3.7, 3.1.9
        return max(self.owed, *(pad.owed for pad in self.pads))


class Fleet:
    """A class: spacecraft, mishap, whether it may carry people (MODEL 2.3.4, 5.5, 6.2.4)."""

    grounded_until, needed_from, ready = -1, NEVER, ()
    mishap, that_flight, after_illness = None, None, False


class Ship:
    """One flight, from the plan to its undocking; of cargo `line` is how its class is flown."""

    state, port, pad = GROUND, "", None  # the pad while it is held after a scrub
    launched = docked = left = left_for = None
    known = slip = next_attempt = attempts = seats_up = hold_ends = 0
    has_lacked = is_cleared = waits_as_last = lifeboat = False
    planned_return = patient_leaves = NEVER
    next_since = decided = unfit_at = last_reseated = None
    campaign = own_overlap = by_choice = None  # sampled once
    clearing = replaced_by = relieves = None  # ships

    def __init__(self, plan: stated.Flight, number: int, world: World) -> None:  # MODEL 1.2
        scenario, flown_as = world.scenario, plan.line or plan.vehicle
        self.plan, self.name, self.number, self.planned = plan, plan.name, number, plan.planned or 0
        self.kind, self.fleet = scenario.vehicles[plan.vehicle], world.fleets[plan.vehicle]
        self.crewed, self.rocket = plan.line is not None, world.rockets[self.kind.families[0]]
        self.line, self.queue = (scenario.lines | scenario.cargo)[flown_as], world.queues[flown_as]
        self.pins = scenario.pins.flights.get(plan.name, stated.FlightPins())
        self.crew = [Traveller(person) for person in plan.crew]
        self.transit = round_seconds(median(plan.transit.law))  # MODEL 1.4.7
        self.settled, self.reasons = world.event(), {}
        self.queue.append(self)
        if plan.docked is not None:
            self.state, self.launched, self.docked = DOCKED, plan.launched, plan.docked
            self.planned_return, self.port = plan.planned_return, plan.port
            for person in self.crew:
                world.sit(person, self)

    @property
    def is_fit(self) -> bool:
        return self.state == DOCKED and self.unfit_at is None

    @property
    def behind(self) -> list[Ship]:
        return self.queue[self.queue.index(self) + 1 :]

    @property
    def successor(self) -> Ship | None:  # MODEL 2.6.3
        return next((s for s in self.behind if s.state in (*TO_COME, DOCKED)), None)


class World(simpy.Environment):
    """One future under one estimate; each quantity has its quiet value in quiet play (1.4.3)."""

    def __init__(self, scenario: stated.Scenario, estimate: str, seed: int = 0) -> None:
        super().__init__()
        self.scenario, self.station, self.policy = scenario, scenario.station, scenario.policy
        self.generator, self.quiet = np.random.default_rng(seed), scenario.pins.rest_as_planned
        self.inputs, self.rows, self.aboard, self.totals = {}, [], [], defaultdict(float)
        self.news, self.look_due = self.event(), True
        self.stranding_since, self.below_since = 0, None
        self.stocks = {name: self.number(each.level) for name, each in self.station.stocks.items()}
        self.ports = [port.name for port in self.station.ports]
        self.pads = {n: Launchpad(p, self.seconds(p.turnaround)) for n, p in scenario.pads.items()}
        pads, families = list(self.pads.values()), scenario.families.values()
        self.rockets = {plan.name: Rocket(plan, pads) for plan in families}
        self.fleets = {name: Fleet() for name in scenario.vehicles}
        self.queues: dict[str, list[Ship]] = {n: [] for n in (*scenario.lines, *scenario.cargo)}
        self.ships = [Ship(plan, number, self) for number, plan in enumerate(scenario.flights)]
        for queue in self.queues.values():
            queue.sort(key=lambda ship: (ship.docked is None, ship.docked or ship.planned))
        self.segment_of = {  # MODEL 6.15.6
            line: max(self.station.complement, key=[p.segment for s in queue for p in s.crew].count)
            for line, queue in self.queues.items()
        }
        for name, kind in scenario.vehicles.items():
            ready, craft = [], kind.spacecraft
            if isinstance(craft, stated.Deliveries):
                every, last = self.seconds(craft.then_every), craft.instants[-1]
                ready = [*craft.instants, *range(last + every, scenario.until + every, every)]
            elif isinstance(craft, stated.Capsules):
                landed = [second for second in craft.landed.values() if second is not None]
                ready += [self.end_of(craft.refurbishment, second) for second in landed]
            self.fleets[name].ready = tuple(ready)
            for second in ready:
                self.at(second, 18)
        for queue in self.queues.values():
            self.process(self.fly_in_order(queue))
        for ship in [s for s in self.ships if s.state == DOCKED]:
            self.process(self.stay(ship))
        repair = scenario.estimates[estimate].repair
        for pad in pads:
            if pad.plan.outage and repair is not None:
                self.process(self.repair(pad, self.end_of(repair, pad.plan.outage[0].since)))
            self.process(self.damage_by_others(pad))
        for rocket in self.rockets.values():
            self.process(self.other_customers(rocket))

    def at(self, second: int, rank: int, entity: int = 0) -> simpy.Event:  # now if that is past
        event = self.event()
        event._ok, event._value = True, None
        self.schedule(event, rank * 2**20 + entity, max(0, second - self.now))
        return event

    def later(self, second: int, rank: int, act: Callable[..., None], *args: object) -> None:
        self.at(second, rank).callbacks = [lambda _: act(*args)]

    def number(self, given: stated.Input) -> float:  # one value a future (MODEL 1.6)
        if given.path not in self.inputs:
            u = 0.5 if self.quiet or given.law.is_fixed else self.generator.random()
            self.inputs[given.path] = given.law.sample(u)
        return self.inputs[given.path]

    def seconds(self, given: stated.Input) -> int:
        return round_seconds(self.number(given))

    def happens(self, probability: stated.Input, pinned: int | None = None) -> bool:  # MODEL 10.2.5
        if pinned is not None:
            return bool(pinned)
        p = self.number(probability)
        return p >= 1.0 if self.quiet else self.generator.random() < p

    def duration(self, chance: stated.Chance, pinned: int | None = None, ran: float = -inf) -> int:
        """Return a duration, if it runs already conditional on not having ended (MODEL 1.3)."""
        if pinned is not None:
            return pinned
        law = within(chance.law, max(chance.lower, ran), chance.upper)
        return round_seconds(median(law) if self.quiet else law.sample(self.generator.random()))

    def extra(self, chance: stated.Chance, pinned: int | None) -> int:  # 0 in quiet play (1.4.3)
        return self.duration(chance, 0 if self.quiet and pinned is None else pinned)

    def end_of(self, chance: stated.Chance, since: int) -> int:  # MODEL 1.3
        try:
            return since + self.duration(chance, ran=-since)
        except ValueError:
            return 0

    def comes(self, *rates: stated.Input, pinned: tuple[int, ...] | None = None) -> int:
        """Return when something comes at a rate, `NEVER` in quiet play, or when it is pinned."""
        per_day = prod(self.number(rate) for rate in rates)
        if pinned is not None or self.quiet or per_day <= 0.0:
            return max(min(pinned or (), default=NEVER), self.now)
        return self.now + round_seconds(self.generator.exponential() / per_day * DAY)

    def log(self, happening: Happening, who: str, cause: Cause | None = None) -> None:
        self.rows.append((self.now, happening, who, cause))

    def sit(self, person: Traveller, ship: Ship) -> None:  # in order of taking seats
        self.aboard = [p for p in self.aboard if p is not person] + [person]
        person.seat = ship

    def seated(self, ship: Ship) -> list[Traveller]:  # by when they took them
        return [p for p in self.aboard if p.seat is ship]

    def stranded(self) -> list[Traveller]:  # MODEL 5.1.4
        return [p for p in self.aboard if p.stranded_since is not None]

    def waiting(self) -> list[Traveller]:  # MODEL 5.2.1
        return [p for p in self.stranded() if p.reserved is None]

    def need(self) -> int:  # MODEL 5.2.1
        return len(self.waiting()) - sum(s.seats_up for s in self.ships if s.state == FLYING)

    def docked(self) -> list[Ship]:  # in the order of their ports
        docked = [s for s in self.ships if s.state == DOCKED]
        return sorted(docked, key=lambda s: self.ports.index(s.port))

    def next_flights(self) -> list[Ship]:  # on the ground
        flights = [s for queue in self.queues.values() for s in queue if s.state == GROUND]
        return [s for s in flights if s.next_since is not None]

    def next_crews(self) -> list[Ship]:
        return [s for s in self.next_flights() if s.crewed]

    def limit(self, ship: Ship) -> int:  # when its stay limit is
        return ship.launched + self.seconds(ship.plan.limit)

    def overlap(self, ship: Ship) -> int:  # sampled once (MODEL 4.1)
        if ship.own_overlap is None:
            ship.own_overlap = self.duration(ship.line.overlap, ship.pins.overlap)
        return ship.own_overlap

    def outgoing(self, ship: Ship) -> Ship | None:  # MODEL 2.6.5
        before = ship.queue[: ship.queue.index(ship)][::-1]
        gone = [s for s in before if s.state == GONE][:1]
        missed = [s for s in gone if s.left_for in (Cause.LIMIT, Cause.CHOICE)]
        return next((s for s in before if s.state == DOCKED), next(iter(missed), None))

    def is_certified(self, fleet: Fleet) -> bool:  # MODEL 5.5
        aboard = [p for p in self.aboard if p.seat]
        seats = [{p.seat for p in aboard if p.segment == each} for each in self.station.minimum]
        needed = self.now >= fleet.needed_from and any(len(each) <= 1 for each in seats)
        return needed or self.now >= fleet.grounded_until

    def is_flying(self, rocket: Rocket) -> bool:
        return self.now >= max(rocket.until.values())

    def prepared(self, ship: Ship) -> int | None:  # None if it is no rescue (5.2.2)
        since = [p.stranded_since for p in self.waiting() if p.lost_in.line is ship.line]
        return min(since) + self.seconds(ship.line.rescue_preparation) if since else None

    def leaves_behind(self, ship: Ship) -> int | None:
        """Return how many of its crew a flight would leave behind now; None if it flies empty."""
        need = self.need() if ship.crewed else 0
        is_rescue = self.prepared(ship) is not None
        if is_rescue and not self.is_certified(ship.fleet):
            return None  # MODEL 5.5.2
        if need <= 0:
            return 0
        free, spare = ship.kind.crew - len(ship.crew), len(ship.crew) - ship.kind.crew_to_fly
        if is_rescue:  # MODEL 5.2.3
            return max(0, need - free) if need - free <= max(0, spare) else None
        lead = self.seconds(ship.line.reseat_lead)
        if self.now < min(p.stranded_since for p in self.waiting()) + lead:
            return 0  # MODEL 5.2.4
        crews = self.next_crews()
        able = [s for s in crews if self.is_flying(s.rocket) and s.rocket.up]  # MODEL 6.0.3
        known = {s: max(s.known, at) for s in crews if (at := self.prepared(s)) is not None}
        first = min(known, key=known.get, default=None)
        if first in able and known[first] <= self.now + lead:
            return 0
        segment = self.segment_of[ship.line.name]  # MODEL 6.15.6
        served = {self.segment_of[s.line.name] for s in able}
        own = [p for p in self.waiting() if p.segment == segment or p.segment not in served]
        return max(0, min(min(need, ship.line.relief_seats, len(own)) - free, spare))

    def remanifest(self, crew: list[Traveller], queue: list[Ship]) -> None:  # MODEL 3.5.2
        to = next((s for s in queue if s.state == GROUND and s.crew), None)
        own = list(to.crew) if to else []
        for person in crew if to else ():
            if len(to.crew) >= to.kind.crew:
                same = [p for p in own if p.segment == person.segment]
                gives = same[-1] if same else self.last_spared(own, to.crew)
                own.remove(gives)
                to.crew.remove(gives)
                self.log(Happening.STAYS_BEHIND, gives.name)
            to.crew.append(person)

    def last_spared(self, some: list[Traveller], crew: list[Traveller]) -> Traveller:  # 5.2.6
        segments = [p.segment for p in crew]
        return ([p for p in some if segments.count(p.segment) > 1] or some)[-1]

    def fly_in_order(self, queue: list[Ship]) -> Steps:  # a line or cargo class (MODEL 3.1)
        while ship := next((s for s in queue if s.state == GROUND), None):
            pins, line, ahead = ship.pins, ship.line, ship.planned - self.now
            is_firm = ahead < self.seconds(line.firm_within)  # MODEL 3.1.10 to 3.1.12
            is_fixed = is_firm or (ship.plan.cadence and not ship.crewed)
            halves = 0 if is_fixed else max(1, round_seconds(ahead / (182.5 * DAY)))
            times = halves if pins.replan is None else 1
            move = sum(self.extra(line.replan, pins.replan) for _ in range(times))
            for old in [s for s in queue if s.is_fit and ship.crewed][-1:]:  # MODEL 3.1.3
                move = min(move, max(0, self.limit(old) - ship.transit - ship.planned))
                old.planned_return += move
            for later in (ship, *ship.behind):
                later.planned += move
            if move:
                self.log(Happening.REPLANNED, ship.name)
            ship.next_since, ship.known = self.now, ship.planned
            ship.slip = self.extra(line.slip, pins.slip)
            self.at(self.ready(ship), 18)
            self.stir(departures=ship.crewed, look=ship.crewed or ship.rocket.debt > 0)
            yield ship.settled

    def ready(self, ship: Ship) -> int:  # MODEL 3.1.5
        return max(ship.known + ship.slip, ship.next_since or 0, self.free_of_others(ship))

    def free_of_others(self, ship: Ship) -> int:  # spacing, preparation (MODEL 3.1.5, 6.14.8)
        if (prepared := self.prepared(ship)) is not None:
            return prepared
        last = max((s.launched for s in ship.queue if s.docked is not None), default=-NEVER)
        is_flown_again = ship.reasons.keys() & {"mishap", "stranded"}
        return -NEVER if is_flown_again else last + self.seconds(ship.line.spacing)

    def look(self) -> None:  # at the dates of all next flights (MODEL 6.2, 6.14)
        self.look_due = False
        self.below_since = (self.below_since or self.now) if self.is_below() else None
        for fleet in [
            f for f in self.fleets.values() if f.mishap is not None and not f.that_flight
        ]:
            fleet.that_flight = next((s for s in self.next_crews() if s.fleet is fleet), None)
        for ship in [s for s in self.next_flights() if not s.attempts]:
            before, ship.known = ship.known, self.date(ship)
            if ship.known != before:
                early = ship.known < before
                self.log(Happening.PULLED_FORWARD if early else Happening.REVERTED, ship.name)
                self.stir()
            self.at(self.ready(ship), 18)

    def date(self, ship: Ship) -> int:  # the known one (MODEL 6.2, 6.14)
        pull, again, dates = ship.line.pull_forward, self.policy.fly_again, [ship.planned]
        held = {why: begun for why, begun in self.reasons(ship).items() if begun is not None}
        lasting = [why for why, begun in held.items() if begun == self.now]
        ship.reasons = events = held | {why: ship.reasons.get(why, self.now) for why in lasting}
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
        line, fleet, old = ship.line, ship.fleet, self.outgoing(ship)
        theirs = [p for p in self.stranded() if p.lost_in.line is line]
        fetched = [p.stranded_since for p in theirs if p.pledged or not p.reserved]
        needy = [p for p in self.waiting() if self.need() > 0 and p.lost_in.line is not line]
        known = {s.line for s in self.next_crews() if self.expected_docking(s) < NEVER}
        asked = [p.stranded_since for p in needy if p.lost_in.line not in known]  # MODEL 6.14.6
        is_late = old and old.unfit_at is None and ship.planned + ship.transit > self.limit(old)
        return {
            "mishap": fleet.mishap if fleet.that_flight is ship else None,
            "stranded": min(fetched, default=None),
            "below": None if any(s.is_fit for s in ship.queue) else self.below_since,
            "others": min(asked, default=None),
            "late": self.now if is_late else None,
        }

    def crew_waits_for(self, cargo: Ship) -> bool:  # MODEL 3.7.3
        by, owing = max(cargo.planned, self.now), cargo.rocket.debt > 0
        crews = [s for s in self.next_crews() if owing and s.rocket is cargo.rocket]
        return any(s.known <= by and self.leaves_behind(s) is not None for s in crews)

    def mishap(self, fleet: Fleet, illness: bool = False) -> None:  # MODEL 6.2.4
        if fleet.mishap is None:
            fleet.mishap, fleet.after_illness = self.now, illness

    def stir(
        self, departures: bool = True, look: bool = False
    ) -> None:  # departures, and dates (MODEL 4.8, 6.0.2)
        self.look_due |= look
        if departures:
            self.news.succeed()
            self.news = self.event()

    def launch_pass(self) -> None:  # MODEL 3.2.2
        goes = True
        while goes:
            flights = self.next_flights()
            ready = [s for s in flights if max(self.ready(s), s.next_attempt) <= self.now]
            goes = sum(s.state == GROUND and self.goes(s) for s in sorted(ready, key=self.turn))

    def turn(self, ship: Ship) -> tuple[bool, bool, bool, int, int]:  # MODEL 3.3
        pays = not ship.crewed and ship.rocket.debt > 0
        return self.prepared(ship) is None, not pays, not ship.crewed, ship.known, ship.number

    def goes(self, ship: Ship) -> bool:  # attempt it if it lacks nothing (MODEL 3.4)
        lacks, pad, port = self.lacks(ship)
        if lacks == {"port"} and self.clear_port(ship):
            lacks, pad, port = self.lacks(ship)
        ship.has_lacked |= bool(lacks - {"port"})  # MODEL 3.1.6
        if lacks:
            self.give_back([ship.pad])
            return False
        if not ship.attempts:
            self.move_later_ones(ship)
        ship.attempts += 1
        pinned = None if ship.pins.scrubs is None else ship.attempts <= ship.pins.scrubs
        if self.happens(ship.kind.scrub_probability, pinned):
            ship.pad, ship.port = pad, port
            ship.next_attempt = self.now + self.seconds(ship.kind.scrub_recycle)
            self.at(ship.next_attempt, 18)
            self.log(Happening.SCRUBS, ship.name)
            self.stir()
        else:
            ship.pad, ship.port = None, port
            self.launch(ship, pad)
        return True

    def move_later_ones(self, ship: Ship) -> None:
        delay = self.now - self.ready(ship)
        if not ship.crewed:  # merge what is overdue (MODEL 3.1.8, 3.1.9)
            overdue = [s for s in ship.behind if s.state == GROUND and s.planned <= self.now]
            for dropped in overdue[max(0, ship.rocket.debt - 1) :]:
                dropped.state = OUT
                self.log(Happening.MERGED, dropped.name)
        elif ship.has_lacked and delay > self.seconds(ship.line.rebaseline_after):  # MODEL 3.1.6
            for later in ship.behind:
                later.planned += delay
            self.log(Happening.REBASELINED, ship.name)

    def lacks(self, ship: Ship) -> tuple[set[str], Launchpad | None, str]:
        """Return what a flight lacks, and the pad and port that serve (MODEL 3.2.1)."""
        rocket = ship.rocket
        crewed = bool(ship.crew) and self.leaves_behind(ship) is not None
        held = {it for s in self.ships if s is not ship for it in (s.pad, s.port)}
        free = [p for p in rocket.up if p.free_from <= self.now and p not in held]
        serve = [pad for pad in free if not (crewed and pad.owed)]
        ports = [name for name in ship.kind.ports if name not in held]
        lacks = {
            "pad": not free,
            "family": not self.is_flying(rocket),
            "requalification": crewed and bool((free and not serve) or rocket.owed),
            "certification": crewed and not self.is_certified(ship.fleet),
            "spacecraft": ship.crewed and min(ship.fleet.ready, default=NEVER) > self.now,
            "port": not ports,
        }
        pad = ship.pad if ship.pad in serve else next(iter(serve), None)
        port = ship.port or next(iter(ports), "")
        return {what for what, it_does in lacks.items() if it_does}, pad, port

    def give_back(self, pads: list[Launchpad]) -> None:  # held since scrubs (MODEL 3.4.2)
        for ship in [s for s in self.ships if s.pad is not None and s.pad in pads]:
            ship.pad, ship.port, ship.next_attempt = None, "", 0

    def clear_port(self, ship: Ship) -> bool:  # MODEL 3.2.4 to 3.2.8
        if ship.clearing in self.docked() or not (ship.crewed or self.crew_waits_for(ship)):
            return False
        held = [s for s in self.docked() if s.port in ship.kind.ports and not s.is_cleared]
        cargo = sorted((s for s in held if not s.crewed), key=lambda s: s.planned_return)
        theirs = [p.lost_in for p in self.stranded() if self.prepared(ship) is None]
        crews = [s for s in held if s.crewed and ship.crewed and s not in theirs]  # MODEL 3.2.8
        unfit, fit = [s for s in crews if not s.is_fit], [s for s in crews if s.is_fit]
        due = [s for s in fit if s.successor is ship and s.planned_return <= self.now]
        company = [p.seat for p in self.aboard if p.seat]
        waits = [s for s in due if {*company} - {s} or not self.must_wait(s, Cause.PORT_CLEARED)]
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
        self.stir()
        return chosen.state != DOCKED

    def launch(self, ship: Ship, pad: Launchpad) -> None:  # in the order of MODEL 3.5.4
        rocket, fleet, queue = ship.rocket, ship.fleet, ship.queue
        behind, need = self.leaves_behind(ship), self.need()
        if behind is None:
            crew, ship.crew = ship.crew, []
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
            ship.seats_up = max(0, min(need, ship.kind.crew - len(ship.crew)))  # MODEL 5.2.7
            fleet.ready = tuple(sorted(fleet.ready)[1:])
        ship.state, ship.launched = FLYING, self.now
        self.log(Happening.LAUNCHES, ship.name)
        pad.free_from = self.now + self.seconds(pad.plan.turnaround)
        self.at(pad.free_from, 18)
        self.totals[f"launches[{rocket.plan.name}]"] += 1
        self.totals[f"pad_launches[{pad.plan.name}]"] += 1
        lost = self.happens(rocket.plan.loss_probability, ship.pins.lost)
        owed = any(each.debt for each in self.rockets.values())
        if not lost:
            rocket.losses_in_a_row = 0
            if not ship.crew:  # MODEL 3.7.2
                pad.owed, rocket.owed = max(0, pad.owed - 1), max(0, rocket.owed - 1)
        if pad.plan.repair is not None and self.happens(pad.plan.damage_probability):
            self.damage(pad)
        if goes_early := fleet.that_flight is ship:
            fleet.mishap = fleet.that_flight = None
        if not lost:
            self.process(self.go_up(ship))
        else:
            self.log(Happening.LOST, ship.name)
            self.totals[f"losses[{rocket.plan.name}]"] += 1
            rocket.losses_in_a_row += 1
            again = rocket.losses_in_a_row >= 2 and self.policy.fly_again.after_two_losses
            rocket.owed = max(rocket.plan.requalification, again)  # MODEL 6.14.4
            self.stand_down(rocket, "loss", self.duration(rocket.plan.stand_down))
            self.fail_to_come(ship)
        look = bool(ship.crew) or owed or lost or goes_early
        self.stir(departures=ship.crewed or owed or lost or pad.is_down, look=look)

    def fail_to_come(self, ship: Ship) -> None:  # MODEL 3.5.2, 5.2.7
        ship.state, ship.port = OUT, ""
        for old in [s for s in ship.queue if s.replaced_by is ship]:
            old.replaced_by = None
        if ship.crewed:
            self.remanifest(ship.crew, ship.queue)
            self.mishap(ship.fleet)
        ship.settled.succeed()

    def stand_down(self, rocket: Rocket, after: str, length: int) -> None:  # MODEL 2.4.3
        if self.is_flying(rocket):
            rocket.down_since = self.now
            self.log(Happening.STAND_DOWN_BEGINS, rocket.plan.name)
        rocket.until[after] = max(rocket.until[after], self.now + length)
        self.later(self.now + length, 12, self.stand_down_ends, rocket)
        self.give_back(rocket.pads)
        self.stir()

    def stand_down_ends(self, rocket: Rocket) -> None:
        if self.is_flying(rocket):
            self.log(Happening.STAND_DOWN_ENDS, rocket.plan.name)
        self.stir()

    def other_customers(self, rocket: Rocket) -> Steps:  # MODEL 2.4.2
        while True:
            yield self.at(self.comes(rocket.plan.other_customers_rate), 50)
            length = self.duration(rocket.plan.other_customers_stand_down)
            self.stand_down(rocket, "customers", length)

    def damage(self, pad: Launchpad) -> None:  # MODEL 3.5.3
        self.totals[f"pad_damages[{pad.plan.name}]"] += 1
        self.log(Happening.PAD_DAMAGED, pad.plan.name)
        pad.is_down = True
        self.process(self.repair(pad, self.now + self.duration(pad.plan.repair)))

    def damage_by_others(self, pad: Launchpad) -> Steps:  # MODEL 2.5.9
        while True:
            yield self.at(self.comes(pad.plan.other_launches, pad.plan.damage_probability), 50)
            flying = any(pad in r.pads and self.is_flying(r) for r in self.rockets.values())
            if flying and not pad.is_down and self.now >= pad.serves_from:
                self.damage(pad)
                self.give_back([pad])
                self.stir()

    def repair(self, pad: Launchpad, second: int) -> Steps:  # MODEL 2.5.8, 3.7.1
        pad.is_down = True
        yield self.at(second, 10)
        pad.is_down, pad.owed = False, pad.plan.requalification
        in_service = self.now + self.seconds(pad.plan.return_to_service)
        pad.free_from = pad.serves_from = max(pad.free_from, in_service)
        self.log(Happening.REPAIRED, pad.plan.name)
        self.stir(look=True)
        self.at(pad.free_from, 16)

    def go_up(self, ship: Ship) -> Steps:  # and dock or fail to (MODEL 3.6)
        kind, fails = ship.kind, ship.pins.fails_to_dock
        transit = self.duration(ship.plan.transit, ship.pins.transit)
        if fails is None and self.happens(kind.docking_failure_probability):
            yield self.at(self.now + max(1, transit), 22, ship.number)
            self.log(Happening.TRIES_AGAIN, ship.name)
            transit = self.seconds(kind.second_attempt_after)
            fails = self.happens(kind.second_attempt_failure_probability)
        yield self.at(self.now + max(1, transit), 22 if fails else 20, ship.number)
        ship.seats_up = 0
        self.stir(departures=ship.crewed, look=ship.crewed)
        if fails:
            self.log(Happening.FAILS_TO_DOCK, ship.name)
            self.refurbish(ship)
            self.fail_to_come(ship)
            return
        ship.state, ship.docked = DOCKED, self.now
        ship.planned_return = self.now + self.seconds(ship.plan.stay)
        for person in ship.crew:
            person.aboard_since = self.now
            self.sit(person, ship)
        for name, amount in ship.plan.delivers.items():  # MODEL 7.2
            capacity = self.number(self.station.stocks[name].capacity)
            self.stocks[name] = min(capacity, self.stocks[name] + self.number(amount))
        self.log(Happening.DOCKS, ship.name)
        self.process(self.stay(ship))
        self.reserve()
        ship.settled.succeed()

    def refurbish(self, ship: Ship) -> None:  # MODEL 2.3.4
        if isinstance(craft := ship.kind.spacecraft, stated.Capsules):
            ship.fleet.ready += (self.now + self.duration(craft.refurbishment),)
            self.at(ship.fleet.ready[-1], 18)

    def expected_docking(self, ship: Ship) -> int:  # `NEVER` if it is not known (4.8.2)
        rocket, now, empty = ship.rocket, self.now, self.leaves_behind(ship) is None
        pads = [pad for pad in rocket.up if empty or not pad.owed]
        own = max(now, ship.known, ship.next_attempt, self.free_of_others(ship))
        owing = not empty and (rocket.owed or not self.is_certified(ship.fleet))  # MODEL 4.8.9
        untold = owing or now < rocket.until["loss"] or not pads  # MODEL 4.8.3
        untold = untold or (own <= now and min(ship.fleet.ready, default=NEVER) > now)
        if untold or ship.state != GROUND or ship.next_since is None:
            return NEVER
        law, back = rocket.plan.other_customers_stand_down, now
        if now < rocket.until["customers"]:  # MODEL 4.8.7
            back = rocket.down_since + round_seconds(median(law.law))
        return max(own, back, min(pad.free_from for pad in pads)) + ship.transit

    def wait_for(self, reliefs: list[Ship], bound: int) -> Due:
        """Return till when to wait for any of some flights past a limit, else leave (4.8.1)."""
        if any(s.state == FLYING for s in reliefs):
            return NEVER, None
        known = self.now < bound and any(self.expected_docking(s) <= bound for s in reliefs)
        return (bound, None) if known else (self.now, Cause.LIMIT)

    def stay(self, ship: Ship) -> Steps:  # until the departure, which is planned anew at all news
        if ship.crewed:
            pins, ill = ship.pins, self.scenario.people.medical_return_rate
            self.process(self.fail(ship, self.comes(ship.kind.unfit_rate, pinned=pins.unfit)))
            for person in ship.crew if pins.medical_return is None else [None]:
                second = self.comes(ill, pinned=pins.medical_return)
                self.later(second, 32, self.fall_ill, ship, person)
        while ship.state == DOCKED:
            alarm = self.at(self.departure(ship)[0], 40, ship.number)
            yield alarm | self.news
            is_due = alarm.processed and ship.state == DOCKED
            when, cause = self.departure(ship) if is_due else (NEVER, None)
            if when > self.now or cause is None:
                continue
            waits = cause not in (Cause.MEDICAL, Cause.DISPOSAL)  # MODEL 4.4.3, 4.5.3
            if ship.decided is None and waits:
                self.decide(ship, cause)
            elif waits and not ship.waits_as_last and self.must_wait(ship, cause):
                ship.waits_as_last = True
                self.log(Happening.LAST_SHIP_WAITS, ship.name)
            else:
                self.undock(ship, cause)

    def departure(self, ship: Ship) -> Due:  # when and why, as things are
        if ship.unfit_at is not None:  # MODEL 5.1.5, 6.15.8
            if not any(p.lost_in is ship for p in self.stranded()):
                begins = ship.last_reseated or ship.unfit_at
                return begins + self.seconds(ship.kind.disposal), Cause.DISPOSAL
            leaves = self.seconds(self.policy.for_the_stranded.unfit_leaves)
            return NEVER if ship.lifeboat else ship.unfit_at + leaves, Cause.DISPOSAL
        if self.is_kept(ship):
            return NEVER, None  # MODEL 4.4.2
        due = (ship.hold_ends, ship.decided) if ship.decided else self.due(ship)
        if ship.waits_as_last:
            due = self.as_last_ship(ship)
        elif ship.decided in (Cause.LIMIT, Cause.CHOICE):  # MODEL 4.4.3: the reason may change
            relief, again = ship.successor, self.due(ship)
            if relief is not None and relief.state == DOCKED:
                due = max(ship.hold_ends, again[0]), Cause.HANDOVER
            elif relief is not None and self.now >= ship.hold_ends and again[1] is None:
                due = again  # MODEL 4.8.10
        ill = ship.patient_leaves + (ship.pins.hold or 0)
        return (ill, Cause.MEDICAL) if ill <= due[0] and ill < NEVER else due

    def is_kept(self, ship: Ship) -> bool:  # MODEL 4.4.2
        return any(p.reserved is ship for p in self.aboard)

    def due(self, ship: Ship) -> Due:  # MODEL 4.1, 4.2, 6.15.4
        if not ship.crewed:
            return ship.planned_return, Cause.PLANNED_RETURN
        own, failed = self.own_reason(ship), ship.relieves
        place = max(failed.planned_return, ship.docked + self.overlap(failed)) if failed else inf
        return (place, Cause.HANDOVER) if place <= own[0] else own

    def own_reason(self, ship: Ship) -> Due:  # MODEL 4.1 to 4.9
        limit, relief, lever = self.limit(ship), ship.successor, self.policy.leave_early
        extended = limit + self.seconds(self.policy.extension.lines[ship.line.name])
        if relief is None:
            planned = ship.planned_return
            return (planned, Cause.PLANNED_RETURN) if planned <= limit else (limit, Cause.LIMIT)
        if relief.state == DOCKED:
            return min(relief.docked + self.overlap(ship), extended), Cause.HANDOVER
        if ship.by_choice is None:  # MODEL 4.9
            ship.by_choice = self.duration(lever.by) if self.happens(lever.probability) else 0
        early = min(limit, max(limit - ship.by_choice, ship.planned_return))
        if self.now < early:
            return early, None
        may = early < limit and relief.state == GROUND and self.expected_docking(relief) <= limit
        if may and self.now < limit and not self.must_wait(ship, Cause.CHOICE):
            return self.now, Cause.CHOICE
        return (limit, None) if self.now < limit else self.wait_for([relief], extended)

    def decide(self, ship: Ship, cause: Cause) -> None:  # its weather begins (MODEL 4.4.3)
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
            elif any(group in self.brings(s) for s in self.ships):
                lacks.append(group)
        return lacks, youngest

    def brings(self, ship: Ship) -> set[str]:  # whose company (MODEL 4.5.2)
        comes = ship.crewed and ship.state in TO_COME
        return {"", *(p.segment for p in ship.crew)} if comes else set()

    def must_wait(self, ship: Ship, cause: Cause) -> bool:  # as the last ship (MODEL 4.5, 4.8.6)
        if not self.seated(ship):
            return False
        lacks, youngest = self.company(ship)
        forced = cause is Cause.LIMIT or self.now >= self.limit(ship)
        return bool(lacks) or (not forced and self.now < youngest + self.overlap(ship))

    def as_last_ship(self, ship: Ship) -> Due:  # MODEL 4.5, 4.8
        limit, lever = self.limit(ship), self.policy.extension
        extension = self.seconds(lever.lines[ship.line.name])
        bound = limit + self.seconds(lever.last_ship)
        lacks, youngest = self.company(ship)
        if lacks:
            if self.now < bound:
                return bound, None
            coming = [s for s in self.ships if self.brings(s) & {*lacks}]
            return self.wait_for(coming, bound + extension)  # MODEL 4.8.8
        over, relief = min(youngest + self.overlap(ship), bound + extension), ship.successor
        is_late = self.now >= max(over, limit) and relief is not None and relief.state != DOCKED
        until = self.wait_for([relief], limit + extension) if is_late else None  # MODEL 4.5.4
        return until if until and until[1] is None else (max(over, self.now), ship.decided)

    def undock(self, ship: Ship, cause: Cause) -> None:  # MODEL 4.4
        before = {p.line for p in self.aboard}
        self.past_limit(ship)
        self.aboard = [p for p in self.aboard if p.seat is not ship]
        ship.state, ship.port, ship.left, ship.left_for = GONE, "", self.now, cause
        for line in before - {p.line for p in self.aboard}:
            if any(s.state in TO_COME for s in self.queues[line]):
                self.totals[f"indirect_handovers[{line}]"] += 1
        self.refurbish(ship)
        self.log(Happening.UNDOCKS, ship.name, cause)
        self.stir(departures=ship.crewed, look=ship.crewed)

    def fail(self, ship: Ship, second: int) -> Steps:  # MODEL 5.1, 5.5
        yield self.at(second, 30, ship.number)
        if not ship.is_fit:
            return
        kind, pins, fleet, people = ship.kind, ship.pins, ship.fleet, self.seated(ship)
        self.past_limit(ship)
        relief, certified = ship.successor, self.is_certified(fleet)
        ship.unfit_at, ship.lifeboat = self.now, self.happens(kind.unfit_lifeboat_probability)
        self.log(Happening.UNFIT, ship.name)
        if ship.patient_leaves < NEVER:
            self.totals["unmet_medical_returns"] += 1
        for person in [p for p in self.aboard if p.reserved is ship]:  # MODEL 5.1.3
            person.reserved = None
        for person in people:
            self.strand(person, ship)
        if relief is not None and relief.is_fit:  # MODEL 6.15.2 to 6.15.4
            theirs, given = [p.aboard_since for p in self.seated(relief)], 0
            for person in people:
                free = self.free_seats(relief) > 0
                if free or given < sum(since > person.aboard_since for since in theirs):
                    given += not free
                    self.fit(person, relief, pledged=not free)
            if any(p.reserved for p in people) and ship.replaced_by is None:
                relief.relieves, ship.replaced_by = ship, relief
        if self.happens(kind.type_fault, pins.type_fault):  # MODEL 5.5
            grounds = self.duration(kind.type_fault_grounds, pins.type_fault)
            fleet.grounded_until = max(fleet.grounded_until, self.now + grounds)
            if certified or fleet.needed_from < NEVER:
                fleet.needed_from = self.now + self.seconds(kind.type_fault_when_needed)
                self.later(fleet.needed_from, 12, self.stir, True, True)
            self.later(fleet.grounded_until, 12, self.stir, True, True)
            self.log(Happening.CLASS_GROUNDED, kind.name)
        self.reserve()
        self.stir(look=True)

    def strand(self, person: Traveller, ship: Ship) -> None:  # MODEL 5.1.4, 5.1.7
        if not self.stranded():
            self.stranding_since = self.now
            for kind in [k for k in self.scenario.vehicles.values() if k.emergency_seats]:
                self.at(self.now + self.seconds(kind.emergency_time), 24)
        person.seat, person.stranded_since, person.lost_in = None, self.now, ship
        self.log(Happening.STRANDED, person.name)

    def free_seats(self, ship: Ship) -> int:
        taken = sum(p.seat is ship or (p.reserved is ship and not p.pledged) for p in self.aboard)
        return ship.kind.crew - taken

    def reserve(self) -> None:  # free seats (MODEL 5.1.2)
        for ship in sorted(self.docked(), key=lambda s: s.planned_return):
            while ship.is_fit and self.free_seats(ship) > 0 and (waiting := self.waiting()):
                own = [p for p in waiting if p.lost_in.line is ship.line]  # MODEL 6.15.7
                alike = [p for p in waiting if p.segment == self.segment_of[ship.line.name]]
                first = min(own or alike or waiting, key=lambda p: (p.aboard_since, p.name))
                self.fit(first, ship, pledged=False)

    def fit(self, person: Traveller, ship: Ship, pledged: bool) -> None:  # MODEL 5.1.2
        person.reserved, person.pledged = ship, pledged
        self.log(Happening.SEAT_RESERVED, person.name)
        self.later(self.now + self.seconds(ship.kind.reseat_time), 24, self.fitted, person, ship)

    def fitted(self, person: Traveller, ship: Ship) -> None:  # MODEL 6.15.3
        if person.reserved is not ship:
            return
        failed = person.lost_in
        later = [p for p in self.seated(ship) if p.aboard_since > person.aboard_since]
        if person.pledged and later:
            crew = ship.crew
            giver = max(later, key=lambda p: (p.aboard_since, p in crew and crew.index(p)))
            giver.gave_up = ship
            self.strand(giver, failed)
        self.longest(person.stranded_since)
        self.sit(person, ship)
        person.reserved = person.stranded_since = None
        failed.last_reseated = self.now
        self.log(Happening.RESEATED, person.name)
        self.reserve()
        self.stir(look=True)

    def fall_ill(self, ship: Ship, person: Traveller | None) -> None:  # MODEL 5.3
        person = person or next(iter(self.seated(ship)), None)
        if person not in self.aboard:
            return
        self.log(Happening.FALLS_ILL, person.name)
        vehicle = person.seat
        if vehicle is None:
            self.totals["unmet_medical_returns"] += 1
            return
        lead = self.duration(self.scenario.people.medical_lead)
        due = next((s for s in vehicle.queue if s.is_fit and self.seated(s)
                    and not self.is_kept(s) and s.successor is vehicle), None)  # fmt: skip
        if due is not None:  # MODEL 5.3.4
            seated = self.seated(due)
            other = ([p for p in seated if p.segment == person.segment] or seated)[-1]
            self.sit(other, vehicle)
            self.sit(person, due)
            for each in (person, other):
                self.log(Happening.SEAT_CHANGED, each.name)
        home = due or vehicle
        home.patient_leaves = min(home.patient_leaves, self.now + lead)
        self.mishap(home.fleet, illness=True)
        self.stir(look=True)

    def longest(self, since: int) -> None:
        before, length = self.totals["longest_stranding_days"], (self.now - since) / DAY
        self.totals["longest_stranding_days"] = max(before, length)

    def past_limit(self, ship: Ship) -> None:  # days of a ship that leaves, fails or stays
        if self.seated(ship):
            self.totals["days_past_limit"] += max(0, self.now - max(self.limit(ship), 0)) / DAY

    def is_below(self) -> bool:
        aboard = [p.segment for p in self.aboard]
        few = any(aboard.count(segment) < n for segment, n in self.station.minimum.items())
        return few or len(aboard) < self.station.minimum_total

    def rates(self) -> dict[str, float]:  # what is counted by time
        stranded, segments = self.stranded(), [p.segment for p in self.aboard]
        fit = [s.kind for s in self.docked() if s.crewed and s.is_fit]
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
        lines = {p.line for p in self.aboard}
        rates |= {f"handover_gap_days[{line}]": line not in lines for line in self.scenario.lines}
        for segment, complement in self.station.complement.items():
            there = segments.count(segment)
            rates |= {f"segment_gap_days[{segment}]": not there, f"crew_days[{segment}]": there}
            rates[f"crew_days_lost[{segment}]"] = max(0, complement - there)
        rates |= {f"stand_down_days[{n}]": not self.is_flying(r) for n, r in self.rockets.items()}
        return rates | {f"pad_down_days[{name}]": pad.is_down for name, pad in self.pads.items()}

    def step(self) -> None:
        """Play the next event; what lies between it and the one before is counted first."""
        days = (self.peek() - self.now) / DAY
        if days > 0.0:
            for name, rate in self.rates().items():
                self.totals[name] += rate * days
            for name, stock in self.station.stocks.items():  # MODEL 7
                saving = [s.kind.reboost[name] for s in self.docked() if name in s.kind.reboost]
                saved = max(map(self.number, saving), default=0.0)
                per_day = self.number(stock.per_day) * (1.0 - saved)
                per_day += self.number(stock.per_person_day) * len(self.aboard)
                above = max(0.0, self.stocks[name] - self.number(stock.reserve))
                lasts = above / per_day if per_day > 0.0 else inf if above > 0.0 else 0.0
                self.totals[f"below_reserve_days[{name}]"] += max(0.0, days - lasts)
                self.stocks[name] = max(0.0, self.stocks[name] - per_day * days)
        super().step()
        if self.look_due and self.peek() > self.now:  # at rank 54
            self.look()
        if self.peek() > self.now:  # at rank 60
            self.launch_pass()

    def play(self) -> World:
        self.run(until=self.scenario.until)
        for ship in self.ships:
            self.past_limit(ship)
        for person in self.stranded():
            self.longest(person.stranded_since)
        return self

    def outcomes(self) -> dict[str, float | None]:  # by column, dates in seconds
        names = [f"indirect_handovers[{line}]" for line in self.scenario.lines]
        names += [f"{what}[{name}]" for what in ("launches", "losses") for name in self.rockets]
        names += [f"{what}[{n}]" for what in ("pad_launches", "pad_damages") for n in self.pads]
        names += [f"below_reserve_days[{stock}]" for stock in self.stocks]
        names += ["longest_stranding_days", "days_past_limit", "unmet_medical_returns"]
        result: dict[str, float | None] = {n: self.totals[n] for n in (*self.rates(), *names)}
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

    def handover(self, ship: Ship) -> dict[str, float | None]:  # MODEL 8.2.4 to 8.2.6
        taken = ship.replaced_by or ship
        left, place = taken.left, ship if taken.relieves is ship else taken
        overlap, margin, direct = None, None, None
        docked = [s.docked for s in place.behind if s.docked is not None]
        if ship.docked is not None and place.docked is not None:
            direct = None if left is None else 0.0
            if docked:
                margin = (self.limit(place) - min(docked)) / DAY
                if left is None or min(docked) <= left:
                    direct, overlap = 1.0, None if left is None else (left - min(docked)) / DAY
        return {"overlap_days": overlap, "margin_to_limit_days": margin, "direct": direct}
