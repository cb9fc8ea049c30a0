"""Which samples are made ahead: those that most replications ask for.

A guess from the scenario, good for speed alone: what it leaves out is made when it is asked for,
what it has too much is made in vain.
"""

from collections.abc import Callable, Iterator
from math import ceil
from typing import NamedTuple

from sim.core.clock import DAY, NEVER
from sim.engine import stream
from sim.engine.program import SAMPLED, Program, VehicleClass
from sim.rules.flights import CARGO


class Ahead(NamedTuple):
    """The first occurrences of the sample at a position."""

    position: int
    occurrences: int


def samples_ahead(program: Program) -> list[Ahead]:
    """The samples that most replications of a program ask for; none where nothing is sampled."""
    if program.station.quiet:
        return []
    return [*_Guess(program)]


class _Guess:
    """What each stream is sampled for, told from what never changes."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def __iter__(self) -> Iterator[Ahead]:
        begins, inputs = self.program.luck.begins, self.program.inputs
        for parameter, stated in enumerate(inputs):
            if stated.law >= 0:
                yield Ahead(begins[stream.INPUT] + parameter, 1)
        for number in range(len(self.program.families)):
            yield from self._of_family(number)
        for number in range(len(self.program.pads)):
            yield from self._of_pad(number)
        for number in range(len(self.program.flights)):
            for each, asked in self._of_flight(number).items():
                if asked:
                    yield Ahead(begins[each] + number, 1)
        if self._may_be(self.program.station.medical_rate):
            for number, person in enumerate(self.program.people):
                if person.flight < 0 or self._docks(person.flight):
                    yield Ahead(begins[stream.ILLNESS] + number, 1)

    def _of_family(self, number: int) -> Iterator[Ahead]:
        """Stand-downs by other customers: as many as are expected, and the one behind them."""
        begins, family = self.program.luck.begins, self.program.families[number]
        if family.other_customers_stand_down < 0 or family.pinned:
            return
        rate = self.program.inputs[family.other_customers_rate].median
        expected = ceil(rate * self.program.station.until / DAY)
        yield Ahead(begins[stream.CUSTOMERS] + number, expected + 1)
        yield Ahead(begins[stream.GROUNDING] + number, expected)

    def _of_pad(self, number: int) -> Iterator[Ahead]:
        """The first outage at random, and the first launch for others that damages it."""
        pad, begins = self.program.pads[number], self.program.luck.begins
        if not pad.pinned and self._may_be(pad.random_rate):
            yield Ahead(begins[stream.OUTAGES] + number, 1)
        if not pad.pinned and self._may_be(pad.other_launches, pad.damage_probability):
            yield Ahead(begins[stream.OTHER_LAUNCHES] + number, 1)

    def _of_flight(self, number: int) -> dict[int, bool]:
        flight = self.program.flights[number]
        c = self.program.classes[flight.classes]
        docks, flies = self._docks(number), self._flies(number)
        crewed = flight.role != CARGO
        sampled: Callable[[int], bool] = self._is_sampled
        return {
            stream.REPLAN: flies and flight.pin_replan == SAMPLED and sampled(flight.replan),
            stream.SLIP: flies and flight.pin_slip == SAMPLED and sampled(flight.slip),
            stream.SCRUB: flies and self._may_be(c.scrub_probability),
            stream.LOSS: flies and any(map(self._may_be, self._loss_probabilities(c))),
            stream.DAMAGE: flies and self._may_damage(c),
            stream.DOCKING: flies and self._may_be(c.docking_failure_probability),
            stream.TRANSIT: flies and flight.pin_transit == SAMPLED and sampled(flight.transit),
            stream.OVERLAP: docks and crewed and sampled(flight.overlap),
            stream.HOLD: docks and flight.pin_hold == SAMPLED and sampled(c.return_hold),
            stream.UNFIT: docks and crewed and self._may_be(c.unfit_rate),
            stream.REFURBISHMENT: docks and c.reusable == 1 and sampled(c.refurbishment),
        }

    def _loss_probabilities(self, vehicle: VehicleClass) -> Iterator[int]:
        for family in vehicle.families:
            yield self.program.families[family].loss_probability

    def _may_damage(self, vehicle: VehicleClass) -> bool:
        families, pads = self.program.families, self.program.pads
        served = (pads[pad] for family in vehicle.families for pad in families[family].pads)
        return any(
            pad.repair >= 0
            and (self._may_be(pad.damage_probability) or self._may_be(pad.after_repair_probability))
            for pad in served
        )

    def _docks(self, number: int) -> bool:
        return self._flies(number) or self.program.flights[number].docked < NEVER

    def _flies(self, number: int) -> bool:
        """Whether it is on the ground and planned in time."""
        flight = self.program.flights[number]
        return flight.docked >= NEVER and flight.planned < self.program.station.until

    def _is_sampled(self, law: int) -> bool:
        return law >= 0 and not self.program.laws.rows[law].known

    def _may_be(self, *parameters: int) -> bool:
        """Whether all of some probabilities and rates are above 0, or may be."""
        if min(parameters) < 0:
            return False
        those = [self.program.inputs[parameter] for parameter in parameters]
        return all(stated.law >= 0 or stated.median > 0.0 for stated in those)
