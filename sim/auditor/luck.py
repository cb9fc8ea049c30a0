"""The luck of one replication, drawn anew from the program: no engine has a hand in it."""

from __future__ import annotations

from collections.abc import Iterator

from sim.core.clock import DAY, round_seconds
from sim.core.draws import uniform
from sim.core.inverse import Columns, bounded, draw, exponential
from sim.engine.program import DRAWN, Program


class Luck:
    """Every parameter and every draw of one replication.

    Parameters
    ----------
    program : Program
    seed, replication : int
    """

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        self.program, self.seed, self.replication = program, seed, replication
        self.quiet = program.station.quiet
        self.parts = program.laws.parts
        self.inputs = [each.median for each in program.inputs]
        for number, each in enumerate(program.inputs):
            if each.law >= 0 and not self.quiet:
                value = self._sample(each.law, program.luck.input + number, 0)
                self.inputs[number] = float(round_seconds(value)) if each.whole else value
        if program.laws.uncertain:
            self.parts = self._scaled()

    def seconds(self, parameter: int) -> int:
        """A duration that is known all through the replication; 0 where there is none."""
        return int(self.inputs[parameter]) if parameter >= 0 else 0

    def uniform(self, position: int, occurrence: int = 0) -> float:
        """The number of an occurrence of the draw at a position."""
        key = self.program.luck.keys[position]
        return uniform(self.seed, self.replication, key, occurrence)

    def duration(self, law: int, position: int, occurrence: int = 0, pin: int = DRAWN) -> int:
        """A duration of at least 0: pinned, or drawn; quiet: the median."""
        if pin != DRAWN:
            return max(pin, 0)
        stated = self.program.laws.rows[law]
        if self.quiet or stated.known:
            return max(round_seconds(stated.median), 0)
        return max(round_seconds(self._sample(law, position, occurrence)), 0)

    def chance(self, parameter: int, position: int, pin: int = DRAWN) -> bool:
        """Whether something of this probability happens: pinned, or drawn; quiet: it does not."""
        if pin != DRAWN:
            return pin != 0
        return not self.quiet and self.uniform(position) < self.inputs[parameter]

    def arrivals(
        self, parameter: int, position: int, law: int, lasts: int
    ) -> Iterator[tuple[int, int]]:
        """Beginning and end of each of what comes at random, at a rate per day, before ``until``.

        The times between are drawn at `position`, how long each lasts, by `law`, at `lasts`.
        """
        rate = self.inputs[parameter] if parameter >= 0 and not self.quiet else 0.0
        begins = occurrence = 0
        while rate > 0:
            waits = exponential(self.uniform(position, occurrence)) / rate * DAY
            begins += round_seconds(waits)
            if begins >= self.program.station.until:
                return
            yield begins, begins + self.duration(law, lasts, occurrence)
            occurrence += 1

    def _sample(self, law: int, position: int, occurrence: int) -> float:
        span = self.program.laws.rows[law]
        return draw(self.parts, span.begin, span.end, self.uniform(position, occurrence))

    def _scaled(self) -> Columns:
        """The parts with their uncertain scales filled in, and their bounds applied."""
        laws, parts = self.program.laws, self.parts
        weight, scale = list(parts.weight), list(parts.scale)
        low, high = list(parts.low_u), list(parts.high_u)
        for law in (laws.rows[number] for number in laws.uncertain):
            those = range(law.begin, law.end)
            for i in those:
                if laws.scale_input[i] >= 0:
                    scale[i] = self.inputs[laws.scale_input[i]]
                low[i], high[i] = bounded(parts, i, scale[i], law.lower, law.upper)
                weight[i] *= (high[i] - low[i]) / (parts.high_u[i] - parts.low_u[i])
            total = sum(weight[i] for i in those)
            for i in those:
                weight[i] = weight[i] / total if total > 0.0 else float(i == law.begin)
        return parts._replace(weight=weight, scale=scale, low_u=low, high_u=high)
