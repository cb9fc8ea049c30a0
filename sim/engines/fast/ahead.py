"""Which draws are made ahead: those that most replications ask for.

A guess from the scenario, good for speed alone: what it leaves out is made when it is asked for,
what it has too much is made in vain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil
from typing import NamedTuple

from sim.core.clock import DAY, NEVER
from sim.engines import stream
from sim.engines.program import DRAWN, Program
from sim.rules.flights import CARGO


class Ahead(NamedTuple):
    """The first occurrences of the draw at a position."""

    position: int
    occurrences: int


def draws_ahead(program: Program) -> list[Ahead]:
    """The draws that most replications of a program ask for; none where nothing is drawn."""
    if program.quiet:
        return []
    return [*_Guess(program)]


class _Guess:
    """What each stream is drawn for, told from what never changes."""

    def __init__(self, program: Program) -> None:
        self.program = program

    def __iter__(self) -> Iterator[Ahead]:
        luck, inputs = self.program.luck, self.program.inputs
        for parameter, law in enumerate(inputs.law):
            if law >= 0:
                yield Ahead(luck.input + parameter, 1)
        for number in range(len(self.program.families.names)):
            yield from self._of_family(number)
        for number in range(len(self.program.pads.names)):
            yield from self._of_pad(number)
        for number in range(len(self.program.flights.names)):
            for each, asked in self._of_flight(number).items():
                if asked:
                    yield Ahead(luck.flight[each] + number, 1)
        if self._may_be(self.program.people.medical_rate):
            for number, flight in enumerate(self.program.people.flight):
                if flight < 0 or self._docks(flight):
                    yield Ahead(luck.person[stream.ILLNESS] + number, 1)

    def _of_family(self, number: int) -> Iterator[Ahead]:
        """Stand-downs by other customers: as many as are expected, and the one behind them."""
        luck, families = self.program.luck, self.program.families
        pinned = families.pin_stand_downs[number] is not None
        if families.customers_stand_down[number] < 0 or pinned:
            return
        rate = self.program.inputs.median[families.customers_rate[number]]
        expected = ceil(rate * self.program.until / DAY)
        yield Ahead(luck.family[stream.CUSTOMERS] + number, expected + 1)
        yield Ahead(luck.family[stream.GROUNDING] + number, expected)

    def _of_pad(self, number: int) -> Iterator[Ahead]:
        """The first outage at random."""
        pads = self.program.pads
        if pads.pin_outages[number] is None and self._may_be(pads.random_rate[number]):
            yield Ahead(self.program.luck.pad[stream.OUTAGES] + number, 1)

    def _of_flight(self, number: int) -> dict[int, bool]:
        p, f = self.program, self.program.flights
        queue, vehicle = f.queue[number], f.classes[number]
        docks, flies = self._docks(number), self._flies(number)
        crewed = f.role[number] != CARGO
        c, q = p.classes, p.queues
        drawn: Callable[[int], bool] = self._is_drawn
        return {
            stream.REPLAN: flies and f.pin_replan[number] == DRAWN and drawn(q.replan[queue]),
            stream.SLIP: flies and f.pin_slip[number] == DRAWN and drawn(q.slip[queue]),
            stream.SCRUB: flies and self._may_be(c.scrub_probability[vehicle]),
            stream.LOSS: flies and any(map(self._may_be, self._loss_probabilities(vehicle))),
            stream.DAMAGE: flies and self._may_damage(vehicle),
            stream.DOCKING: flies and self._may_be(c.docking_failure_probability[vehicle]),
            stream.TRANSIT: flies and f.pin_transit[number] == DRAWN and drawn(f.transit[number]),
            stream.OVERLAP: docks and crewed and drawn(f.overlap[number]),
            stream.HOLD: docks and f.pin_hold[number] == DRAWN and drawn(c.return_hold[vehicle]),
            stream.UNFIT: docks and crewed and self._may_be(c.unfit_rate[vehicle]),
            stream.REFURBISHMENT: docks
            and c.reusable[vehicle] == 1
            and drawn(c.refurbishment[vehicle]),
        }

    def _loss_probabilities(self, vehicle: int) -> Iterator[int]:
        for family in self.program.classes.families[vehicle]:
            yield self.program.families.loss_probability[family]

    def _may_damage(self, vehicle: int) -> bool:
        pads = self.program.pads
        return any(
            pads.repair[pad] >= 0
            and (
                self._may_be(pads.damage_probability[pad])
                or self._may_be(pads.after_repair_probability[pad])
            )
            for family in self.program.classes.families[vehicle]
            for pad in self.program.families.pads[family]
        )

    def _docks(self, flight: int) -> bool:
        return self._flies(flight) or self.program.flights.docked[flight] < NEVER

    def _flies(self, flight: int) -> bool:
        """Whether it is on the ground and planned in time."""
        f = self.program.flights
        return f.docked[flight] >= NEVER and f.planned[flight] < self.program.until

    def _is_drawn(self, law: int) -> bool:
        return law >= 0 and not self.program.laws.known[law]

    def _may_be(self, parameter: int) -> bool:
        """Whether a probability or a rate is above 0, or may be."""
        if parameter < 0:
            return False
        inputs = self.program.inputs
        return inputs.law[parameter] >= 0 or inputs.median[parameter] > 0.0
