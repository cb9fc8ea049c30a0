"""From a resolved scenario to a program: names become numbers, parameters become indices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.core.clock import NEVER, round_seconds
from sim.core.distributions import fixed
from sim.core.draws import stream_key
from sim.engines import stream
from sim.engines.build_launchers import Launchers, or_never
from sim.engines.program import (
    DRAWN,
    Classes,
    Flights,
    Inputs,
    Levers,
    Luck,
    People,
    Ports,
    Program,
    Queues,
    Stocks,
)
from sim.outcomes import outcome_columns
from sim.rules.flights import CARGO, LINE, VISIT
from sim.scenario.scenario import (
    SEGMENTS,
    Flight,
    FlightPins,
    Pins,
    PullForward,
    Scenario,
)

ROLES = {"line": LINE, "visit": VISIT, "cargo": CARGO}


def build(scenario: Scenario, *, plan: bool = False) -> Program:
    """The program of a scenario, or of its quiet play.

    Parameters
    ----------
    scenario : Scenario
        With its estimate applied.
    plan : bool
        True for the plan (MODEL 1.5): the rest as planned, no pins, every outage, stand-down and
        debt of ``as_of`` lifted.
    """
    return _Builder(_as_planned(scenario) if plan else scenario).program()


def _as_planned(scenario: Scenario) -> Scenario:
    return replace(
        scenario,
        pins=Pins(rest_as_planned=True),
        pads={n: replace(p, outage=None, owed=0) for n, p in scenario.pads.items()},
        families={n: replace(f, grounded=None, owed=0) for n, f in scenario.families.items()},
    )


class _Builder(Launchers):
    """Numbers everything in one scenario, parameters and laws as they are met."""

    def program(self) -> Program:
        s = self.scenario
        pads, families, classes = self.build_pads(), self.build_families(), self.build_classes()
        queues, flights = self.build_queues(), self.build_flights()
        people = self.build_people()
        waiver = self.duration(s.policy.waiver)
        operations_apart = self.duration(s.station.operations_apart)
        stocks, levers = self.build_stocks(), self.build_levers()
        laws, inputs = self.laws_of_all(), self.inputs_of_all()
        return Program(
            scenario_name=s.name,
            until=s.until,
            quiet=s.pins.rest_as_planned,
            segments=SEGMENTS,
            minimum_total=s.station.minimum_total,
            minimum=tuple(s.station.minimum.get(name, 0) for name in SEGMENTS),
            complement=tuple(s.station.complement.get(name, 0) for name in SEGMENTS),
            waiver=waiver,
            operations_apart=operations_apart,
            ports=Ports(names=tuple(self.port_number)),
            pads=pads,
            families=families,
            classes=classes,
            queues=queues,
            flights=flights,
            people=people,
            inputs=inputs,
            laws=laws,
            luck=self.build_luck(people, classes, inputs),
            stocks=stocks,
            levers=levers,
            columns=outcome_columns(
                tuple(s.lines), SEGMENTS, tuple(s.families), tuple(s.pads), tuple(s.station.stocks)
            ),
        )

    def build_stocks(self) -> Stocks:
        stocks = tuple(self.scenario.station.stocks.values())
        sends = self.scenario.policy.on_low_stock
        return Stocks(
            names=tuple(s.name for s in stocks),
            level=tuple(self.input(s.level) for s in stocks),
            per_day=tuple(self.input(s.per_day) for s in stocks),
            per_person_day=tuple(self.input(s.per_person_day) for s in stocks),
            reserve=tuple(self.input(s.reserve) for s in stocks),
            capacity=tuple(-1 if s.capacity is None else self.input(s.capacity) for s in stocks),
            sends_home=tuple(int(sends is not None and s.name in sends.stocks) for s in stocks),
        )

    def build_levers(self) -> Levers:
        p = self.scenario.policy
        swap, pad, early = p.seat_swap, p.alternate_pad, p.early_return
        order, reserve = p.extra_flight, p.reserve_craft
        return Levers(
            swap_after=swap.after if swap else NEVER,
            swap_seats=swap.seats if swap else -1,
            activate_after=pad.after if pad else NEVER,
            activate_pad=self.pad_number[pad.pad] if pad else -1,
            early_after=early.after if early else NEVER,
            order_after=order.after if order else NEVER,
            order_flight=self.flight_number[order.flight] if order else -1,
            order_lead=self.duration(order.lead) if order else -1,
            reserve_class=self.class_number[reserve.vehicle] if reserve else -1,
            reserve_preparation=self.duration(reserve.preparation) if reserve else -1,
            low_stock_again=p.on_low_stock.again_after if p.on_low_stock else -1,
            waiver_from=self._decided("waiver"),
            swap_from=self._decided("seat_swap"),
            activate_from=self._decided("alternate_pad"),
            reserve_from=self._decided("reserve_craft"),
            low_stock_from=self._decided("on_low_stock"),
            hold_from=self._decided("hold"),
            early_from=self._decided("early_return"),
            repair_from=self._decided("first_after_repair"),
            order_from=self._decided("extra_flight"),
        )

    def _decided(self, lever: str) -> int:
        """When a lever is decided; before everything if it was on ``as_of``."""
        decided_on = self.scenario.policy.decided(lever)
        return -NEVER if decided_on is None else decided_on

    def build_queues(self) -> Queues:
        s = self.scenario
        lines, cargo = tuple(s.lines.values()), tuple(s.cargo.values())
        visits = [s.flights[i] for i in self.visits]
        zero, none = self.value("zero", 0.0), self.law(fixed(0.0))
        pulls = [line.pull_forward for line in lines] + [c.pull_forward for c in cargo]
        beside = len(cargo) + len(visits)
        ships = (
            *(self._numbers_of(s.flights, line=line.name) for line in lines),
            *(self._numbers_of(s.flights, vehicle=c.vehicle) for c in cargo),
            *((i,) for i in self.visits),
        )
        return Queues(
            names=(*s.lines, *s.cargo, *(flight.name for flight in visits)),
            lines=len(lines),
            classes=tuple(
                self.class_number[name]
                for name in (
                    *(line.vehicle for line in lines),
                    *(c.vehicle for c in cargo),
                    *(flight.vehicle for flight in visits),
                )
            ),
            ships=ships,
            manifest=tuple(
                tuple(i for i in queue if s.flights[i].docked is None) for queue in ships
            ),
            spacing=(
                *(self.duration(line.spacing) for line in lines),
                *(self.duration(c.spacing) for c in cargo),
                *(zero for _ in visits),
            ),
            slip=(
                *(self.chance(line.slip) for line in lines),
                *(self.chance(c.slip) for c in cargo),
                *(none for _ in visits),
            ),
            replan=tuple(self.chance(line.replan) for line in lines) + (none,) * beside,
            rebaseline_after=tuple(self.duration(line.rebaseline_after) for line in lines)
            + (zero,) * beside,
            pull_by=tuple(map(self._pull_by, pulls)) + (-1,) * len(visits),
            pull_lead=tuple(map(self._pull_lead, pulls)) + (-1,) * len(visits),
            direct=tuple(int(line.handover == "direct") for line in lines) + (0,) * beside,
            shortest_stay=tuple(self.duration(line.shortest_stay) for line in lines)
            + (zero,) * beside,
            patience=tuple(
                -1 if line.patience is None else self.duration(line.patience) for line in lines
            )
            + (-1,) * beside,
            rescue_preparation=tuple(self.duration(line.rescue_preparation) for line in lines)
            + (zero,) * beside,
            reseat_lead=tuple(self.duration(line.reseat_lead) for line in lines) + (zero,) * beside,
            relief_seats=tuple(line.relief_seats for line in lines) + (0,) * beside,
            hold=tuple(int(line.name in s.policy.hold) for line in lines) + (0,) * beside,
            home_segment=tuple(self._home_segment(line.name) for line in lines) + (-1,) * beside,
        )

    def _home_segment(self, line: str) -> int:
        """The segment most people of a line's crews have; of equals the first."""
        crews = [p.segment for f in self.scenario.flights if f.line == line for p in f.crew]
        return max(range(len(SEGMENTS)), key=lambda i: crews.count(SEGMENTS[i]))

    def _pull_by(self, pull: PullForward | None) -> int:
        return -1 if pull is None else self.duration(pull.by)

    def _pull_lead(self, pull: PullForward | None) -> int:
        return -1 if pull is None else self.duration(pull.lead)

    def _numbers_of(
        self, flights: Sequence[Flight], *, line: str | None = None, vehicle: str | None = None
    ) -> tuple[int, ...]:
        """Flights of a line, or cargo flights of a class; docked ones first, as they docked."""
        mine = [
            (i, f)
            for i, f in enumerate(flights)
            if (f.line == line if line is not None else f.role == "cargo" and f.vehicle == vehicle)
        ]
        docked = sorted((f.docked, i) for i, f in mine if f.docked is not None)
        to_fly = sorted((f.planned, i) for i, f in mine if f.planned is not None)
        return tuple(i for _, i in (*docked, *to_fly))

    def build_flights(self) -> Flights:
        s = self.scenario
        flights = s.flights
        pins = [s.pins.flights.get(f.name, FlightPins()) for f in flights]
        none = self.law(fixed(0.0))
        overlap = {name: self.chance(line.overlap) for name, line in s.lines.items()}
        transit = [self.chance(f.transit) for f in flights]
        planned_transit = [round_seconds(self.medians[law]) for law in transit]
        stay = [self.duration(f.stay) for f in flights]
        firsts = [0]
        for flight in flights:
            firsts.append(firsts[-1] + len(flight.crew))
        return Flights(
            names=tuple(f.name for f in flights),
            role=tuple(ROLES[f.role] for f in flights),
            queue=tuple(map(self._queue_of, range(len(flights)))),
            classes=tuple(self.class_number[f.vehicle] for f in flights),
            planned=tuple(or_never(f.planned) for f in flights),
            planned_return=tuple(or_never(f.planned_return) for f in flights),
            launched=tuple(or_never(f.launched) for f in flights),
            docked=tuple(or_never(f.docked) for f in flights),
            port=tuple(-1 if f.port is None else self.port_number[f.port] for f in flights),
            unfit_since=tuple(or_never(f.unfit_since) for f in flights),
            stay=tuple(stay),
            limit=tuple(-1 if f.limit is None else self.duration(f.limit) for f in flights),
            transit=tuple(transit),
            planned_transit=tuple(planned_transit),
            overlap=tuple(
                self.chance(f.overlap) if f.overlap is not None else overlap.get(f.line or "", none)
                for f in flights
            ),
            planned_gap=self._planned_gaps(stay, planned_transit),
            first_person=tuple(firsts[:-1]),
            last_person=tuple(firsts[1:]),
            pin_launch=tuple(_pin(p.launch) for p in pins),
            pin_slip=tuple(_pin(p.slip) for p in pins),
            pin_replan=tuple(_pin(p.replan) for p in pins),
            pin_scrubs=tuple(_pin(p.scrubs) for p in pins),
            pin_lost=tuple(_pin(p.lost) for p in pins),
            pin_stand_down=tuple(_pin(p.stand_down) for p in pins),
            pin_damage=tuple(_pin(p.damages_pad) for p in pins),
            pin_docking=tuple(_pin(p.fails_to_dock) for p in pins),
            pin_transit=tuple(_pin(p.transit) for p in pins),
            pin_overlap=tuple(_pin(p.overlap) for p in pins),
            pin_hold=tuple(_pin(p.hold) for p in pins),
            pin_undock=tuple(_pin(p.undock) for p in pins),
            pin_unfit=tuple(_pin_process(p.unfit) for p in pins),
            pin_medical=tuple(_pin_process(p.medical_return) for p in pins),
            pin_lead=tuple(_pin(p.lead) for p in pins),
            delivers=tuple(self.by_stock(f.delivers) for f in flights),
        )

    def _queue_of(self, number: int) -> int:
        flight = self.scenario.flights[number]
        if flight.role == "line":
            return self.line_number[flight.line or ""]
        if flight.role == "cargo":
            return self.cargo_number.get(flight.vehicle, -1)
        lines_and_cargo = len(self.scenario.lines) + len(self.scenario.cargo)
        return lines_and_cargo + self.visits.index(number)

    def _planned_gaps(self, stay: list[int], transit: list[int]) -> tuple[int, ...]:
        """1 for each flight of a line that the plan has dock after the one before it has left."""
        flights = self.scenario.flights
        gaps = [0] * len(flights)
        for line in self.scenario.lines:
            ahead = NEVER
            for i in self._numbers_of(flights, line=line):
                flight = flights[i]
                docking = flight.docked if flight.planned is None else flight.planned + transit[i]
                gaps[i] = int(docking is not None and ahead < docking)
                leaves = flight.planned_return
                if leaves is None:
                    leaves = (docking or 0) + int(self.input_laws[stay[i]][0])
                ahead = leaves
        return tuple(gaps)

    def build_people(self) -> People:
        s = self.scenario
        crew = [(f, person) for f in s.flights for person in f.crew]
        names = [person.name for _, person in crew]
        order = {name: i for i, name in enumerate(sorted(names))}
        number = self.flight_number
        early = s.policy.early_return
        ways = early.people if early else {}
        return People(
            names=tuple(names),
            segment=tuple(SEGMENTS.index(p.segment) for _, p in crew),
            flight=tuple(number[f.name] for f, _ in crew),
            line=tuple(self.line_number.get(p.line or "", -1) for _, p in crew),
            seat=tuple(-1 if p.seat is None else number[p.seat] for _, p in crew),
            aboard_since=tuple(or_never(p.aboard_since) for _, p in crew),
            stranded_since=tuple(or_never(p.stranded_since) for _, p in crew),
            home=tuple(-1 if p.home is None else number[p.home] for _, p in crew),
            early_home=tuple(number[ways[p.name]] if p.name in ways else -1 for _, p in crew),
            by_name=tuple(order[name] for name in names),
            medical_rate=self.input(s.people.medical_return_rate),
            medical_lead=self.chance(s.people.medical_lead),
        )

    def build_luck(self, people: People, classes: Classes, inputs: Inputs) -> Luck:
        keys: list[int] = []

        def address(streams: Sequence[str], entities: Sequence[str]) -> tuple[int, ...]:
            starts = []
            for name in streams:
                starts.append(len(keys))
                keys.extend(stream_key(name, entity) for entity in entities)
            return tuple(starts)

        s = self.scenario
        capsules = [
            f"{vehicle}/{name}"
            for vehicle, names in zip(classes.names, classes.capsules, strict=True)
            for name in names
        ]
        flight = address(stream.OF_FLIGHTS, [f.name for f in s.flights])
        person = address(stream.OF_PEOPLE, people.names)
        family = address(stream.OF_FAMILIES, tuple(s.families))
        pad = address(stream.OF_PADS, tuple(s.pads))
        capsule = address(stream.OF_CAPSULES, capsules)
        (input_start,) = address(stream.OF_INPUTS, inputs.names)
        if len(set(keys)) != len(keys):
            raise ValueError("two draws share an address: rename a flight or a person")
        return Luck(tuple(keys), flight, person, family, pad, capsule, input_start)


def _pin(value: int | bool | None) -> int:
    return DRAWN if value is None else int(value)


def _pin_process(instants: tuple[int, ...] | None) -> int:
    """The first occurrence of a pinned process, `NEVER` if there is none, else `DRAWN`."""
    if instants is None:
        return DRAWN
    return min(instants, default=NEVER)
