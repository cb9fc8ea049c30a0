"""The luck of one replication: every draw by its address, every quiet value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.core.clock import DAY, round_seconds
from sim.core.draws import uniform
from sim.core.inverse import Columns, bounded, draw, exponential
from sim.engines.program import Laws, Program


@dataclass(frozen=True, slots=True)
class Address:
    """Seed and replication: where the luck of one future lies."""

    seed: int
    replication: int


class Luck:
    """Draws for one replication.

    Parameters
    ----------
    program : Program
    address : Address
    row : list of float
        The uniforms of occurrence 0 at all keys of the program.
    """

    __slots__ = ("address", "inputs", "laws", "parts", "program", "quiet", "row", "until")

    def __init__(self, program: Program, address: Address, row: list[float]) -> None:
        self.program = program
        self.address = address
        self.row = row
        self.quiet = program.quiet
        self.until = program.until
        self.laws = program.laws
        self.parts = program.laws.parts
        self.inputs = self._draw_inputs()
        if program.laws.uncertain:
            self.parts = scaled_parts(program.laws, self.inputs)

    def _draw_inputs(self) -> list[float]:
        """One value of every parameter; durations in whole seconds."""
        stated = self.program.inputs
        values: list[float] = list(stated.median)
        if self.quiet:
            return values
        start = self.program.luck.input
        for i, law in enumerate(stated.law):
            if law >= 0:
                value = self.sample(law, self.row[start + i])
                values[i] = float(round_seconds(value)) if stated.whole[i] else value
        return values

    def sample(self, law: int, u: float) -> float:
        """The value of a law at u."""
        return draw(self.parts, self.laws.begin[law], self.laws.end[law], u)

    def seconds(self, parameter: int) -> int:
        """A duration that the planners of this replication know."""
        return int(self.inputs[parameter])

    def duration(self, law: int, position: int) -> int:
        """A duration in whole seconds, drawn at a position of the row; quiet: its median."""
        if self.quiet or self.laws.known[law]:
            return round_seconds(self.laws.median[law])
        return round_seconds(self.sample(law, self.row[position]))

    def duration_again(self, law: int, position: int, occurrence: int) -> int:
        """A duration of a later occurrence in whole seconds; quiet: its median."""
        if self.quiet or self.laws.known[law]:
            return round_seconds(self.laws.median[law])
        return round_seconds(self.sample(law, self.again(position, occurrence)))

    def chance(self, parameter: int, position: int) -> bool:
        """Whether something of this probability happens; quiet: it does not."""
        return not self.quiet and self.row[position] < self.inputs[parameter]

    def arrivals(self, position: int, rate: float) -> Iterator[tuple[int, int]]:
        """Occurrences, and instants before ``until``, of what happens at a rate per day above 0.

        The time to the next is exponential and drawn at `position`, again and again.
        """
        occurrence = at = 0
        while (at := at + waiting_time(self.again(position, occurrence), rate)) < self.until:
            yield occurrence, at
            occurrence += 1

    def again(self, position: int, occurrence: int) -> float:
        """The uniform of a later occurrence of the draw at `position`."""
        if occurrence == 0:
            return self.row[position]
        at = self.address
        return uniform(at.seed, at.replication, self.program.luck.keys[position], occurrence)


def scaled_parts(laws: Laws, inputs: list[float]) -> Columns:
    """The parts with their uncertain scales filled in and the bounds applied to them.

    A law with bounds keeps of each part what lies in ``(lower, upper]`` and weighs it by that.
    Where nothing is left above the time that has already passed, it ends now: the draw comes out
    at or below `lower`, and whoever draws a remaining time cuts it at zero.
    """
    parts = laws.parts
    weight, scale = list(parts.weight), list(parts.scale)
    low_u, high_u = list(parts.low_u), list(parts.high_u)
    for law in laws.uncertain:
        begin, end = laws.begin[law], laws.end[law]
        lower, upper = laws.lower[law], laws.upper[law]
        total = 0.0
        for i in range(begin, end):
            if laws.scale_input[i] >= 0:
                scale[i] = inputs[laws.scale_input[i]]
            low_u[i], high_u[i] = bounded(parts, i, scale[i], lower, upper)
            kept = (high_u[i] - low_u[i]) / (parts.high_u[i] - parts.low_u[i])
            weight[i] *= kept
            total += weight[i]
        for i in range(begin, end):
            weight[i] = weight[i] / total if total > 0.0 else float(i == begin)
    return parts._replace(weight=weight, scale=scale, low_u=low_u, high_u=high_u)


def waiting_time(u: float, rate: float) -> int:
    """An exponential waiting time in whole seconds at u; `rate` is per day, above 0."""
    return round_seconds(exponential(u) / rate * DAY)
