"""Which samples are made ahead: those that most replications ask for.

A guess from the scenario, good for speed alone: what it leaves out is made when it is asked for,
what it has too much is made in vain.
"""

from collections.abc import Iterator
from math import ceil
from typing import NamedTuple

from sim.core.clock import DAY, NEVER
from sim.engine import stream
from sim.engine.program import SAMPLED, Family, Flight, Program
from sim.rules.flights import CARGO


class Ahead(NamedTuple):
    """The first occurrences of the sample at a position."""

    position: int
    occurrences: int


def samples_ahead(program: Program) -> list[Ahead]:
    """The samples that most replications of a program ask for; none where nothing is sampled."""
    if program.station.quiet:
        return []
    begins = program.luck.begins
    return [Ahead(begins[which] + n, often) for which, n, often in _Guess(program) if often]


class _Guess:
    """What each stream is sampled for, and how often, told from what never changes."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        p, may_be = self.program, self._may_be
        for n, parameter in enumerate(p.inputs):
            yield stream.INPUT, n, parameter.law >= 0
        for n, family in enumerate(p.families):
            if family.other_customers_stand_down >= 0 and not family.pinned:
                rate = p.inputs[family.other_customers_rate].median
                expected = ceil(rate * p.station.until / DAY)
                yield stream.CUSTOMERS, n, expected + 1
                yield stream.GROUNDING, n, expected
        for n, pad in enumerate(p.pads):
            yield stream.OUTAGES, n, not pad.pinned and may_be(pad.random_rate)
            others = may_be(pad.other_launches, pad.damage_probability)
            yield stream.OTHER_LAUNCHES, n, not pad.pinned and others
        for n, flight in enumerate(p.flights):
            for which, asked in self._of_flight(flight).items():
                yield which, n, asked
        for n, person in enumerate(p.people):
            aboard = person.flight < 0 or self._docks(p.flights[person.flight])
            yield stream.ILLNESS, n, aboard and may_be(p.station.medical_rate)

    def _of_flight(self, flight: Flight) -> dict[int, bool]:
        c, sampled, may_be = self.program.classes[flight.classes], self._is_sampled, self._may_be
        docks, flies = self._docks(flight), self._flies(flight)
        crewed = docks and flight.role != CARGO
        families = [self.program.families[family] for family in c.families]
        return {
            stream.REPLAN: flies and flight.pin_replan == SAMPLED and sampled(flight.replan),
            stream.SLIP: flies and flight.pin_slip == SAMPLED and sampled(flight.slip),
            stream.SCRUB: flies and may_be(c.scrub_probability),
            stream.LOSS: flies and any(may_be(each.loss_probability) for each in families),
            stream.DAMAGE: flies and self._may_damage(families),
            stream.DOCKING: flies and may_be(c.docking_failure_probability),
            stream.TRANSIT: flies and flight.pin_transit == SAMPLED and sampled(flight.transit),
            stream.OVERLAP: crewed and sampled(flight.overlap),
            stream.HOLD: docks and flight.pin_hold == SAMPLED and sampled(c.return_hold),
            stream.UNFIT: crewed and may_be(c.unfit_rate),
            stream.REFURBISHMENT: docks and c.reusable == 1 and sampled(c.refurbishment),
        }

    def _may_damage(self, families: list[Family]) -> bool:
        served = [self.program.pads[pad] for family in families for pad in family.pads]
        may_be = [
            self._may_be(each)
            for pad in served
            for each in (pad.damage_probability, pad.after_repair_probability)
            if pad.repair >= 0
        ]
        return any(may_be)

    def _docks(self, flight: Flight) -> bool:
        return self._flies(flight) or flight.docked < NEVER

    def _flies(self, flight: Flight) -> bool:
        """Whether it is on the ground and planned in time."""
        return flight.docked >= NEVER and flight.planned < self.program.station.until

    def _is_sampled(self, law: int) -> bool:
        return law >= 0 and not self.program.laws.rows[law].known

    def _may_be(self, *parameters: int) -> bool:
        """Whether all of some probabilities and rates are above 0, or may be."""
        if min(parameters) < 0:
            return False
        those = [self.program.inputs[parameter] for parameter in parameters]
        return all(stated.law >= 0 or stated.median > 0.0 for stated in those)
