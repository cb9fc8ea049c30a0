"""From a resolved scenario to a program: names become numbers, parameters become indices."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import accumulate, chain
from typing import Any, TypeVar

from sim.core.clock import NEVER, round_seconds
from sim.core.distributions import fixed
from sim.core.laws import LEAST_MASS
from sim.core.sampling import stream_key
from sim.engine import program, stream
from sim.engine.parameters import Parameters, or_never
from sim.engine.program import SAMPLED, Ints, Table
from sim.outcomes import outcome_columns
from sim.rules.flights import CARGO, LINE, VISIT
from sim.scenario import scenario as stated
from sim.scenario.scenario import Capsules, Chance, Deliveries, FlightPins, Pins, Scenario

Key = TypeVar("Key")

ROLES = {"line": LINE, "visit": VISIT, "cargo": CARGO}


def build(scenario: Scenario, *, plan: bool = False) -> program.Program:
    """The program of a scenario, or of its quiet play.

    Parameters
    ----------
    scenario : Scenario
        With its estimate applied.
    plan : bool
        True for the plan (MODEL 1.5): the rest as planned, no pins, every outage, stand-down and
        debt of ``as_of`` lifted.
    """
    return _Builder(_as_planned(scenario) if plan else scenario).whole()


def _as_planned(scenario: Scenario) -> Scenario:
    return replace(
        scenario,
        pins=Pins(rest_as_planned=True),
        pads={
            name: replace(pad.without([each.name for each in pad.stated]), owed=0)
            for name, pad in scenario.pads.items()
        },
        families={n: replace(f, grounded=None, owed=0) for n, f in scenario.families.items()},
    )


class _Builder(Parameters):
    """Numbers everything in one scenario, parameters and laws as they are met.

    A row is filled by the names of its fields; what is given by name is what they cannot tell.
    """

    def __init__(self, scenario: Scenario) -> None:
        super().__init__(_ages(scenario))
        self.scenario = scenario
        self.port_number = _numbers(port.name for port in scenario.station.ports)
        self.pad_number = _numbers(scenario.pads)
        self.family_number = _numbers(scenario.families)
        self.class_number = _numbers(scenario.vehicles)
        self.flight_number = _numbers(flight.name for flight in scenario.flights)
        self.numbers = {
            "PadNumber": self.pad_number,
            "ClassNumber": self.class_number,
            "FlightNumber": self.flight_number,
        }
        visits = (flight.name for flight in scenario.flights if flight.role == "visit")
        names = {"line": scenario.lines, "cargo": scenario.cargo, "visit": visits}
        self.queue_number = _numbers((role, n) for role, each in names.items() for n in each)

    def whole(self) -> program.Program:
        s = self.scenario
        rows: dict[str, Any] = {
            "station": self.station(),
            "levers": self.levers(),
            "ports": Table(map(program.Port, self.port_number)),
            "pads": Table(map(self.pad, s.pads.values())),
            "outages": Table(chain(*map(self.outages, s.pads.values()))),
            "families": Table(map(self.family, s.families.values())),
            "classes": Table(map(self.vehicle_class, s.vehicles.values())),
            "flights": self.flights(),
            "queues": Table(map(self.queue, self.queue_number)),
            "people": self.people(),
            "segments": Table(map(self.segment, s.station.minimum)),
            "stocks": Table(map(self.stock, s.station.stocks.values())),
        }
        columns = outcome_columns(
            tuple(s.lines),
            s.station.segments,
            tuple(s.families),
            tuple(s.pads),
            tuple(s.station.stocks),
            s.station.qualifications,
            outages=tuple((each.name, rows["pads"][each.pad].name) for each in rows["outages"]),
        )
        self.join(s.correlations, s.file)
        inputs, laws = self.inputs_of_all(), self.laws_of_all()
        luck = self.luck(rows["people"].names, rows["classes"], [each.luck for each in inputs])
        return program.Program(s.name, inputs=inputs, laws=laws, luck=luck, columns=columns, **rows)

    # the whole station --------------------------------------------------------------------------

    def station(self) -> program.Station:
        s, evacuation = self.scenario, self.scenario.station.evacuation
        return program.Station(
            until=s.until,
            dates=self._dates(),
            quiet=s.pins.rest_as_planned,
            minimum_total=s.station.minimum_total,
            waiver=self.duration(s.policy.waiver),
            operations_apart=self.duration(s.station.operations_apart),
            medical_rate=self.input(s.people.medical_return_rate),
            medical_lead=self.chance(s.people.medical_lead),
            evacuation_rate=-1 if evacuation is None else self.input(evacuation.rate),
            evacuation_away=-1 if evacuation is None else self.chance(evacuation.away),
            evacuations_pinned=int(s.pins.evacuations is not None),
            pin_evacuations=tuple(chain(*(s.pins.evacuations or ()))),
            closed_pads=_closures(pad.closed for pad in s.pads.values()),
            closed_ports=_closures(port.closed for port in s.station.ports),
        )

    def segment(self, name: str) -> program.Segment:
        station = self.scenario.station
        is_qualification, minimum = name in station.qualifications, station.minimum[name]
        return program.Segment(
            name=name,
            is_qualification=int(is_qualification),
            minimum=minimum,
            fewest=max(minimum, 1) if is_qualification else 1,
            complement=station.complement[name],
            complement_from=tuple(n for at, c in station.complement_from for n in (at, c[name])),
        )

    def _dates(self) -> Ints:
        """When something that is stated for a time begins or ends."""
        s = self.scenario
        times = [times for pad in s.pads.values() for times in pad.serves.values()]
        dates = {at for at, _ in s.station.complement_from}
        dates |= {c.certified_until or 0 for c in s.vehicles.values()}
        dates |= {at or 0 for both in times for at in both}
        return tuple(sorted(at for at in dates if 0 < at < s.until))

    def stock(self, stock: stated.Stock) -> program.Stock:
        sends = self.scenario.policy.on_low_stock
        return self.row(
            program.Stock,
            stock,
            stated_level=self.input(stock.level),
            sends_home=int(sends is not None and stock.name in sends.stocks),
        )

    def levers(self) -> program.Levers:
        stated = {
            each.name: (str(each.type), each.metadata["of"]) for each in fields(program.Levers)
        }
        return program.Levers(**{name: self._lever(*each) for name, each in stated.items()})

    def _lever(self, kind: str, of: str) -> int:
        """The number of a key of a lever, by the type of its field."""
        policy, (name, _, key) = self.scenario.policy, of.partition(".")
        if kind == "Decision":  # before everything if it was on as_of
            decided_on = policy.decided(name)
            return -NEVER if decided_on is None else decided_on
        lever = getattr(policy, name)
        if kind == "Switch":
            return int(lever is not None)
        if lever is None:
            return NEVER if kind == "Span" else -1
        value, numbers = getattr(lever, key), self.numbers.get(kind)
        return self._number(kind, value) if numbers is None else numbers[value]

    # what launches and flies --------------------------------------------------------------------

    def pad(self, p: stated.Pad) -> program.Pad:
        pins, after, outages = self.scenario.pins, p.after_repair, p.outages
        return self.row(
            program.Pad,
            p,
            requalification=self._after_repair(p.requalification),
            requalification_before=p.requalification,
            stated_owed=p.owed,
            crew_stage=self._stage(p.crew_stage),
            random_rate=-1 if outages is None else self.input(outages.rate),
            random_repair=-1 if outages is None else self.chance(outages.repair),
            pinned=int(p.name in pins.outages),
            pin_outages=tuple(chain(*sorted(pins.outages.get(p.name, ())))),
            after_repair_launches=0 if after is None else after.launches,
            after_repair_probability=-1 if after is None else self.input(after.damage_probability),
        )

    def outages(self, p: stated.Pad) -> Iterator[program.Outage]:
        pad, pins = self.pad_number[p.name], self.scenario.pins
        if not p.stated:
            yield program.Outage(p.name, pad, 0, NEVER, -1, -1, -1, SAMPLED, SAMPLED)
        for each in p.stated:
            yield program.Outage(
                name=each.name,
                pad=pad,
                place=each.place,
                since=NEVER if each.lifted else each.since,
                moves=-1 if each.lifted or each.moves is None else self.chance(each.moves),
                repair=-1 if each.lifted else self.chance(each.repair, -each.since),
                crew_stage=-1 if each.lifted else self._stage(each.crew_stage),
                pin_since=pins.begins.get(each.name, SAMPLED),
                pin_repair=pins.repairs.get(each.name, SAMPLED),
            )

    def _stage(self, stage: Chance) -> int:
        """The law of a stage of the repair; -1 for one that takes no time."""
        return -1 if stage.law.support() == (0.0, 0.0) else self.chance(stage)

    def _after_repair(self, requalification: int) -> int:
        """What a pad owes after a repair, as the policy has it (MODEL 6.10)."""
        first = self.scenario.policy.first_after_repair
        if first == "crew":
            return 0
        return max(requalification, 1) if first == "cargo" else requalification

    def family(self, f: stated.Family) -> program.Family:
        pinned, g = self.scenario.pins.stand_downs, f.grounded
        return self.row(
            program.Family,
            f,
            pads=tuple(
                self.pad_number[p.name] for p in self.scenario.pads.values() if f.name in p.families
            ),
            dated_pads=tuple(
                number
                for p in self.scenario.pads.values()
                if f.name in p.serves
                for number in (self.pad_number[p.name], *_between(*p.serves[f.name]))
            ),
            grounded_since=NEVER if g is None else g.since,
            grounded_stand_down=-1 if g is None else self.chance(g.stand_down, -g.since),
            pinned=int(f.name in pinned),
            pin_stand_downs=tuple(chain(*pinned.get(f.name, ()))),
        )

    def vehicle_class(self, c: stated.VehicleClass) -> program.VehicleClass:
        craft = c.spacecraft
        refurbishment, landed = None, {}
        if isinstance(craft, Capsules):
            refurbishment = craft.refurbishment
            landed = {name: at for name, at in craft.landed.items() if at is not None}
        deliveries = craft if isinstance(craft, Deliveries) else None
        return self.row(
            program.VehicleClass,
            c,
            seats=c.crew,
            families=tuple(self.family_number[f] for f in c.families),
            launch_blackouts=tuple(chain(*c.launch_blackouts)),
            landing_blackouts=tuple(chain(*c.landing_blackouts)),
            ports=tuple(self.port_number[p] for p in c.ports),
            reusable=-1 if craft is None else int(deliveries is None),
            refurbishment=-1 if refurbishment is None else self.chance(refurbishment),
            capsule_names=tuple(landed),
            capsules=tuple(
                word
                for at in landed.values()
                if refurbishment is not None
                for word in (at, self.still_running(refurbishment, -at))
            ),
            deliveries=deliveries.instants if deliveries else (),
            then_every=self.duration(deliveries.then_every) if deliveries else -1,
            reboost=self._by_stock(c.reboost),
        )

    def _by_stock(self, amounts: Mapping[str, stated.Input]) -> Ints:
        """By stock the parameter that is stated for it, -1 for none."""
        stocks = self.scenario.station.stocks
        return tuple(self.input(amounts[n]) if n in amounts else -1 for n in stocks)

    # flights in order ---------------------------------------------------------------------------

    def queue(self, key: tuple[str, str]) -> program.Queue:
        s, (role, name) = self.scenario, key
        ships = self._in_order(key)
        own: dict[str, Any] = {
            "name": name,
            "is_line": int(role == "line"),
            "ships": ships,
            "manifest": tuple(i for i in ships if s.flights[i].docked is None),
        }
        if role == "line":
            line = s.lines[name]
            return self.row(
                program.Queue,
                line,
                classes=self.class_number[line.vehicle],
                direct=int(line.handover == "direct"),
                hold=int(name in s.policy.hold),
                extension=self._extension(name),
                home_segment=self._home_segment(name),
                **self._pull(line.pull_forward),
                **own,
            )
        cargo = s.cargo[name] if role == "cargo" else None
        vehicle = name if cargo else s.flights[ships[0]].vehicle
        zero = self.value("zero", 0.0)
        return program.Queue(
            classes=self.class_number[vehicle],
            spacing=self.duration(cargo.spacing) if cargo else zero,
            firm_within=self.duration(cargo.firm_within) if cargo else zero,
            rebaseline_after=zero,
            shortest_stay=zero,
            rescue_preparation=zero,
            reseat_lead=zero,
            **self._pull(cargo.pull_forward if cargo else None),
            **own,
        )

    def _extension(self, line: str) -> int:
        """How long past its limit a vehicle of a line waits for its relief; -1 for not at all."""
        extension = self.scenario.policy.extension
        stated = extension.lines.get(line) if extension else None
        return -1 if stated is None else self.duration(stated)

    def _pull(self, pull: stated.PullForward | None) -> dict[str, Any]:
        """How far a flight may be brought forward, and with which notice; -1 for not at all."""
        by, lead = (pull.by, pull.lead) if pull else (None, None)
        return {
            "pull_by": -1 if by is None else self.duration(by),
            "pull_lead": -1 if lead is None else self.duration(lead),
        }

    def _home_segment(self, line: str) -> int:
        """The segment most people of a line's crews have, of equals the first; -1 for none."""
        crews = [p.segment for f in self.scenario.flights if f.line == line for p in f.crew]
        segments = self.scenario.station.segments
        most = max(range(len(segments)), key=lambda i: crews.count(segments[i]))
        return most if segments[most] in crews or not crews else -1

    def _in_order(self, queue: tuple[str, str]) -> Ints:
        """The flights of a queue, docked ones first, as they docked."""
        mine = [(i, f) for i, f in enumerate(self.scenario.flights) if _queue_of(f) == queue]
        docked = sorted((f.docked, i) for i, f in mine if f.docked is not None)
        to_fly = sorted((or_never(f.planned), i) for i, f in mine if f.docked is None)
        return tuple(i for _, i in (*docked, *to_fly))

    def flights(self) -> Table[program.Flight]:
        flights = self.scenario.flights
        first = accumulate((len(f.crew) for f in flights), initial=0)
        gaps = self._planned_gaps()
        return Table(self.flight(*each) for each in zip(flights, first, gaps, strict=False))

    def flight(self, f: stated.Flight, first: int, planned_gap: int) -> program.Flight:
        """A flight, whose crew is numbered from `first` on."""
        s = self.scenario
        nothing = Chance(fixed(0.0), (None,))
        overlap = f.overlap or (s.lines[f.line].overlap if f.line else nothing)
        its_queue = s.lines[f.line] if f.line else s.cargo.get(f.vehicle)
        as_flown = f.role == "cargo" and f.cadence  # re-plans and all
        replan = f.replan or (its_queue.replan if its_queue and not as_flown else nothing)
        slip = f.slip or (its_queue.slip if its_queue else nothing)
        pins = vars(s.pins.flights.get(f.name, FlightPins()))
        return self.row(
            program.Flight,
            f,
            role=ROLES[f.role],
            queue=self.queue_number.get(_queue_of(f), -1),
            classes=self.class_number[f.vehicle],
            port=-1 if f.port is None else self.port_number[f.port],
            planned_transit=self._planned_transit(f),
            overlap=self.chance(overlap),
            replan=self.chance(replan),
            replan_ahead=self._ahead(replan),
            slip=self.chance(slip),
            slip_ahead=self._ahead(slip),
            dated=int(f.dated),
            planned_gap=planned_gap,
            crew=tuple(range(first, first + len(f.crew))),
            delivers=self._by_stock(f.delivers),
            **{f"pin_{name}": _pin(value) for name, value in pins.items()},
        )

    def _ahead(self, move: Chance) -> Ints:
        return tuple(n for lead, law in move.ahead for n in (lead, self.chance(law)))

    def _planned_transit(self, flight: stated.Flight) -> int:
        return round_seconds(self.medians[self.chance(flight.transit)])

    def _planned_gaps(self) -> list[int]:
        """1 for each flight of a line that the plan has dock after the one before it has left."""
        flights = self.scenario.flights
        gaps = [0] * len(flights)
        for line in self.scenario.lines:
            ahead = NEVER
            for i in self._in_order(("line", line)):
                flight = flights[i]
                docking = flight.docked
                if flight.planned is not None:
                    docking = flight.planned + self._planned_transit(flight)
                gaps[i] = int(docking is not None and ahead < docking)
                leaves = flight.planned_return
                if leaves is None:
                    stay = self.input_laws[self.duration(flight.stay)][0]
                    leaves = (docking or 0) + int(stay)
                ahead = leaves
        return gaps

    def people(self) -> Table[program.Person]:
        crew = [(f, person) for f in self.scenario.flights for person in f.crew]
        order = _numbers(sorted(person.name for _, person in crew))
        lines = _numbers(self.scenario.lines)
        numbers = _numbers(self.scenario.station.minimum)
        early = self.scenario.policy.early_return
        flight: dict[str | None, int] = {None: -1}
        flight.update(self.flight_number)
        return Table(
            program.Person(
                name=p.name,
                segment=numbers.get(p.segment, -1),
                counted=tuple(numbers[n] for n in (p.segment, *p.qualifications) if n in numbers),
                flight=flight[f.name],
                line=lines.get(p.line or "", -1),
                home=flight[next(iter(p.homes), None)],
                later_homes=tuple(flight[name] for name in p.homes[1:]),
                early_home=flight[early.people.get(p.name) if early else None],
                by_name=order[p.name],
                stated_seat=flight[p.seat],
                stated_aboard_since=or_never(p.aboard_since),
                stated_stranded_since=or_never(p.stranded_since),
            )
            for f, p in crew
        )

    # luck ---------------------------------------------------------------------------------------

    def luck(
        self, people: Sequence[str], classes: Sequence[program.VehicleClass], inputs: Sequence[str]
    ) -> program.Luck:
        capsules = [f"{c.name}/{capsule}" for c in classes for capsule in c.capsule_names]
        keys: list[int] = []
        begins: list[int] = []
        for streams, entities in (
            (stream.OF_FLIGHTS, self.flight_number),
            (stream.OF_PEOPLE, people),
            (stream.OF_FAMILIES, self.family_number),
            (stream.OF_PADS, self.pad_number),
            (stream.OF_CAPSULES, capsules),
            (stream.OF_STATION, (stream.STATION,)),
            (stream.OF_INPUTS, inputs),
        ):
            for name in streams:
                begins.append(len(keys))
                keys += [stream_key(name, entity) for entity in entities]
        if len(set(keys)) != begins[stream.INPUT] + len(set(inputs)):
            raise ValueError("two samples share an address: rename a flight or a person")
        return program.Luck(tuple(keys), tuple(begins))


def _queue_of(flight: stated.Flight) -> tuple[str, str]:
    """The line, the cargo class or the visit that a flight belongs to."""
    by_role = {"line": flight.line or "", "cargo": flight.vehicle, "visit": flight.name}
    return flight.role, by_role[flight.role]


def _pin(value: int | bool | tuple[int, ...] | None) -> int:
    """A pin; of a process its first occurrence, `NEVER` if there is none."""
    if value is None:
        return SAMPLED
    return min(value, default=NEVER) if isinstance(value, tuple) else int(value)


def _between(since: int | None, until: int | None) -> tuple[int, int]:
    return -NEVER if since is None else since, or_never(until)


def _closures(places: Iterable[Sequence[tuple[int, int]]]) -> Ints:
    """Place, beginning and end of each closure in turn, from those of each place."""
    return tuple(w for place, spans in enumerate(places) for each in spans for w in (place, *each))


def _numbers(names: Iterable[Key]) -> dict[Key, int]:
    return {name: i for i, name in enumerate(names)}


def _ages(scenario: Scenario) -> dict[str, int]:
    """The age of the oldest fit ship docked under each stay limit, by the limit's path.

    Less the most that it may have waited past it, by a waiver or for a relief: neither, if that is
    yet to be decided (MODEL 6.13).
    """
    policy = scenario.policy
    waiver = [policy.waiver] if policy.decided("waiver") is None else []
    extended = policy.extension if policy.decided("extension") is None else None
    ages: dict[str, int] = {}
    for flight in scenario.flights:
        fit = flight.unfit_since is None
        if flight.limit is not None and flight.launched is not None and fit:
            of_line = [extended.lines.get(flight.line or "")] if extended else []
            longer = sum(
                each.law.quantile(1.0 - LEAST_MASS) for each in [*waiver, *of_line] if each
            )
            age = -flight.launched - math.ceil(longer)
            ages[flight.limit.path] = max(ages.get(flight.limit.path, 0), age)
    return ages
