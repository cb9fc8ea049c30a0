"""The luck of one replication, sampled anew from the program: no engine has a hand in it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from sim.core.clock import DAY, round_seconds
from sim.core.inverse import Columns, bounded, exponential, inverted
from sim.core.sampling import uniform
from sim.engine import stream
from sim.engine.program import SAMPLED, Program


class Luck:
    """Every parameter (`inputs`) and every sample of one replication, whose it is and by stream."""

    def __init__(self, program: Program, seed: int, replication: int) -> None:
        self.program, self.address = program, (seed, replication)
        self.quiet, self.parts = program.station.quiet, program.laws.parts
        self.inputs = [each.median for each in program.inputs]
        for number, each in enumerate(program.inputs):
            if each.law >= 0 and not self.quiet:
                value = self._sample(each.law, program.luck.begins[stream.INPUT] + number, 0)
                self.inputs[number] = float(round_seconds(value)) if each.whole else value
        if program.laws.uncertain:
            self.parts = self._scaled()

    def value(self, parameter: int) -> float:
        """A rate or a probability; 0 where there is none."""
        return self.inputs[parameter] if parameter >= 0 else 0.0

    def seconds(self, parameter: int) -> int:
        """A duration that is known all through the replication; 0 where there is none."""
        return int(self.inputs[parameter]) if parameter >= 0 else 0

    def duration(
        self, law: int, whose: Any, which: int, pin: int = SAMPLED, nth: int = 0, least: int = 0
    ) -> int:
        """A duration of at least so much: pinned, or sampled; quiet: the median."""
        if pin != SAMPLED:
            return max(pin, least)
        stated = self.program.laws.rows[law]
        if self.quiet or stated.known:
            return max(round_seconds(stated.median), least)
        return max(round_seconds(self._sample(law, self._at(which, whose), nth)), least)

    def chance(self, parameter: int, whose: Any, which: int, pin: int = SAMPLED) -> bool:
        """Whether something of this probability happens: pinned, or sampled; quiet: if certain."""
        if pin != SAMPLED:
            return pin != 0
        if self.quiet:
            return self.inputs[parameter] >= 1.0
        return self._uniform(self._at(which, whose), 0) < self.inputs[parameter]

    def arrivals(
        self, rate: float, whose: Any, which: int, law: int, lasts: int
    ) -> Iterator[tuple[int, int]]:
        """Beginning and end of what comes at a rate per day; how long it lasts is sampled apart."""
        begins = 0
        for nth in count() if rate > 0 and not self.quiet else ():
            u = self._uniform(self._at(which, whose), nth)
            begins += round_seconds(exponential(u) / rate * DAY)
            if begins >= self.program.station.until:
                return
            yield begins, begins + self.duration(law, whose, lasts, nth=nth)

    def _at(self, which: int, whose: Any) -> int:
        return self.program.luck.begins[which] + int(whose.number)

    def _uniform(self, position: int, nth: int) -> float:
        return uniform(*self.address, self.program.luck.keys[position], nth)

    def _sample(self, law: int, position: int, nth: int) -> float:
        span = self.program.laws.rows[law]
        return inverted(self.parts, span.begin, span.end, self._uniform(position, nth))

    def _scaled(self) -> Columns:
        """The parts with their uncertain scales filled in, and their bounds applied."""
        laws, parts = self.program.laws, self.parts
        weight, scale, low, high = map(list, (parts.weight, parts.scale, parts.low_u, parts.high_u))
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
