"""The part of `sim.engines.build` for what launches and flies: pads, families, classes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from itertools import chain

from sim.core.clock import NEVER
from sim.core.distributions import fixed
from sim.core.laws import LEAST_MASS
from sim.engines.parameters import Parameters
from sim.engines.program import DRAWN, Classes, Families, Pads
from sim.scenario.scenario import Capsules, Chance, Deliveries, Input, Scenario, VehicleClass


class Launchers(Parameters):
    """Numbers everything in one scenario, parameters and laws as they are met."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        super().__init__(_ages(scenario))
        self.port_number = _numbers(port.name for port in scenario.station.ports)
        self.pad_number = _numbers(scenario.pads)
        self.family_number = _numbers(scenario.families)
        self.class_number = _numbers(scenario.vehicles)
        self.line_number = _numbers(scenario.lines)
        self.flight_number = _numbers(flight.name for flight in scenario.flights)
        self.visits = [i for i, f in enumerate(scenario.flights) if f.role == "visit"]
        self.cargo_number = {name: len(scenario.lines) + i for i, name in enumerate(scenario.cargo)}

    def build_pads(self) -> Pads:
        """The launch pads."""
        pads = tuple(self.scenario.pads.values())
        pins = self.scenario.pins
        return Pads(
            names=tuple(p.name for p in pads),
            turnaround=tuple(self.duration(p.turnaround) for p in pads),
            damage_probability=tuple(self.input(p.damage_probability) for p in pads),
            repair=tuple(-1 if p.repair is None else self.chance(p.repair) for p in pads),
            return_to_service=tuple(self.duration(p.return_to_service) for p in pads),
            requalification=tuple(self._after_repair(p.requalification) for p in pads),
            requalification_before=tuple(p.requalification for p in pads),
            last_launch=tuple(or_never(p.last_launch) for p in pads),
            outage_since=tuple(NEVER if p.outage is None else p.outage.since for p in pads),
            outage_repair=tuple(
                -1 if p.outage is None else self.chance(p.outage.repair, -p.outage.since)
                for p in pads
            ),
            owed=tuple(p.owed for p in pads),
            pin_repair=tuple(pins.repairs.get(p.name, DRAWN) for p in pads),
            crew_stage=tuple(self._stage(p.crew_stage) for p in pads),
            outage_crew_stage=tuple(
                -1 if p.outage is None else self._stage(p.outage.crew_stage) for p in pads
            ),
            random_rate=tuple(
                -1 if p.outages is None else self.input(p.outages.rate) for p in pads
            ),
            random_repair=tuple(
                -1 if p.outages is None else self.chance(p.outages.repair) for p in pads
            ),
            pin_outages=tuple(
                tuple(sorted(pins.outages[p.name])) if p.name in pins.outages else None
                for p in pads
            ),
            after_repair_launches=tuple(
                0 if p.after_repair is None else p.after_repair.launches for p in pads
            ),
            after_repair_probability=tuple(
                -1 if p.after_repair is None else self.input(p.after_repair.damage_probability)
                for p in pads
            ),
            activation=tuple(
                -1 if p.activation is None else self.duration(p.activation) for p in pads
            ),
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

    def build_families(self) -> Families:
        """The launcher families."""
        families = tuple(self.scenario.families.values())
        pads = self.scenario.pads.values()
        pinned = self.scenario.pins.stand_downs
        return Families(
            names=tuple(f.name for f in families),
            pads=tuple(
                tuple(self.pad_number[p.name] for p in pads if f.name in p.families)
                for f in families
            ),
            loss_probability=tuple(self.input(f.loss_probability) for f in families),
            stand_down=tuple(self.chance(f.stand_down) for f in families),
            requalification=tuple(f.requalification for f in families),
            customers_rate=tuple(self.input(f.other_customers_rate) for f in families),
            customers_stand_down=tuple(
                -1
                if f.other_customers_stand_down is None
                else self.chance(f.other_customers_stand_down)
                for f in families
            ),
            grounded_since=tuple(
                NEVER if f.grounded is None else f.grounded.since for f in families
            ),
            grounded_stand_down=tuple(
                -1 if f.grounded is None else self.chance(f.grounded.stand_down, -f.grounded.since)
                for f in families
            ),
            owed=tuple(f.owed for f in families),
            pin_stand_downs=tuple(
                tuple(pinned[f.name]) if f.name in pinned else None for f in families
            ),
        )

    def build_classes(self) -> Classes:
        """The vehicle classes."""
        classes = tuple(self.scenario.vehicles.values())
        capsules = [_capsules(c) for c in classes]
        return Classes(
            names=tuple(c.name for c in classes),
            seats=tuple(c.crew for c in classes),
            emergency_seats=tuple(c.emergency_seats for c in classes),
            crew_to_fly=tuple(c.crew_to_fly for c in classes),
            families=tuple(tuple(self.family_number[f] for f in c.families) for c in classes),
            certification=tuple(
                -1 if c.certification is None else self.duration(c.certification) for c in classes
            ),
            launch_blackouts=tuple(tuple(chain(*c.launch_blackouts)) for c in classes),
            landing_blackouts=tuple(tuple(chain(*c.landing_blackouts)) for c in classes),
            ports=tuple(tuple(self.port_number[p] for p in c.ports) for c in classes),
            docking_failure_probability=tuple(
                self.input(c.docking_failure_probability) for c in classes
            ),
            return_hold=tuple(self.chance(c.return_hold) for c in classes),
            unfit_rate=tuple(self.input(c.unfit_rate) for c in classes),
            unfit_lifeboat_probability=tuple(
                self.input(c.unfit_lifeboat_probability) for c in classes
            ),
            reseat_time=tuple(self.duration(c.reseat_time) for c in classes),
            disposal=tuple(self.duration(c.disposal) for c in classes),
            scrub_probability=tuple(self.input(c.scrub_probability) for c in classes),
            scrub_recycle=tuple(self.duration(c.scrub_recycle) for c in classes),
            reusable=tuple(_spacecraft_kind(c) for c in classes),
            refurbishment=tuple(
                self.chance(c.spacecraft.refurbishment)
                if isinstance(c.spacecraft, Capsules)
                else -1
                for c in classes
            ),
            capsules=tuple(tuple(name for name, _ in landed) for landed, _ in capsules),
            capsule_landed=tuple(tuple(at for _, at in landed) for landed, _ in capsules),
            capsule_refurbishment=tuple(
                tuple(self.still_running(law, -at) for _, at in landed) for landed, law in capsules
            ),
            deliveries=tuple(
                c.spacecraft.instants if isinstance(c.spacecraft, Deliveries) else ()
                for c in classes
            ),
            then_every=tuple(
                self.duration(c.spacecraft.then_every)
                if isinstance(c.spacecraft, Deliveries)
                else -1
                for c in classes
            ),
            reboost=tuple(self.by_stock(c.reboost) for c in classes),
        )

    def by_stock(self, stated: Mapping[str, Input]) -> tuple[int, ...]:
        """By stock the parameter that is stated for it, -1 for none."""
        return tuple(
            self.input(stated[name]) if name in stated else -1
            for name in self.scenario.station.stocks
        )


def _numbers(names: Iterable[str]) -> dict[str, int]:
    return {name: i for i, name in enumerate(names)}


def or_never(instant: int | None) -> int:
    """The instant, `NEVER` where there is none."""
    return NEVER if instant is None else instant


def _ages(scenario: Scenario) -> dict[str, int]:
    """The age of the oldest fit ship docked under each stay limit, by the limit's path.

    Less the most that the waiver may be: a ship within its waiver is past its limit. A waiver that
    is yet to be decided is none of theirs (MODEL 6.13).
    """
    waiver = 0.0
    if scenario.policy.decided("waiver") is None:
        waiver = scenario.policy.waiver.law.quantile(1.0 - LEAST_MASS)
    ages: dict[str, int] = {}
    for flight in scenario.flights:
        fit = flight.unfit_since is None
        if flight.limit is not None and flight.launched is not None and fit:
            age = -flight.launched - math.ceil(waiver)
            ages[flight.limit.path] = max(ages.get(flight.limit.path, 0), age)
    return ages


def _spacecraft_kind(vehicle: VehicleClass) -> int:
    if vehicle.spacecraft is None:
        return -1
    return int(isinstance(vehicle.spacecraft, Capsules))


def _capsules(vehicle: VehicleClass) -> tuple[list[tuple[str, int]], Chance]:
    """The capsules on the ground and when each landed; the law of their refurbishment."""
    if not isinstance(vehicle.spacecraft, Capsules):
        return [], Chance(fixed(0.0), (None,))
    landed = [(n, at) for n, at in vehicle.spacecraft.landed.items() if at is not None]
    return landed, vehicle.spacecraft.refurbishment
