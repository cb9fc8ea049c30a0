"""The stores: what is left of each stock, from deliveries and people in the log (MODEL 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.core.clock import DAY
from sim.engines.program import Program
from sim.outcomes import NULL

GRAIN = 1e-9
"""Share of the largest amount by which two sums of the same amounts may differ: the additions are
made in another order, a few hundred of them, each good to 1e-16."""


class Stores:
    """Levels of stocks as the log lets them be recounted.

    Parameters
    ----------
    program : Program
    inputs : sequence of float
        The parameters of the replication.
    """

    def __init__(self, program: Program, inputs: Sequence[float]) -> None:
        self.program = program
        self.inputs = inputs
        stated = program.stocks
        self.numbers = range(len(stated.names))
        self.level = [inputs[parameter] for parameter in stated.level]
        self.reserve = [inputs[parameter] for parameter in stated.reserve]
        self.use = [0.0 for _ in self.numbers]
        self.since = 0
        self.low_since = [NULL for _ in self.numbers]
        self.low_on = [NULL for _ in self.numbers]
        self.low_total = [0 for _ in self.numbers]
        self.docked_at: dict[int, int] = {}
        self.grain = [
            GRAIN * max(1.0, level, reserve)
            for level, reserve in zip(self.level, self.reserve, strict=True)
        ]

    def uses(self, people: int, docked: Sequence[int]) -> None:
        """Note who is aboard and vehicles of which classes are docked, from this second on."""
        stated, inputs = self.program.stocks, self.inputs
        for stock in self.numbers:
            shares = [self.program.classes.reboost[number][stock] for number in docked]
            saved = max((inputs[share] for share in shares if share >= 0), default=0.0)
            daily = inputs[stated.per_day[stock]] * (1.0 - saved)
            self.use[stock] = (daily + inputs[stated.per_person_day[stock]] * people) / DAY

    def _left(self, stock: int, second: int) -> float:
        return max(0.0, self.level[stock] - self.use[stock] * (second - self.since))

    def docks(self, ship: int, second: int) -> int:
        """A vehicle brings what it delivers, of so many stocks; beyond the capacity it is lost."""
        self.docked_at[ship] = second
        delivered = 0
        for stock in self.numbers:
            brings = self.program.flights.delivers[ship][stock]
            if brings < 0:
                continue
            delivered += 1
            capacity = self.program.stocks.capacity[stock]
            most = self.inputs[capacity] if capacity >= 0 else float("inf")
            self.level[stock] = min(self.level[stock] + self.inputs[brings], most)
            self.grain[stock] = max(self.grain[stock], GRAIN * self.level[stock])
        return delivered

    def low(self, name: str, second: int) -> Iterator[str]:
        """A stock is said to reach its reserve line."""
        stock = self.program.stocks.names.index(name)
        if self.low_since[stock] < NULL:
            yield f"{name} reaches its reserve line, and was below it"
        self.low_since[stock] = second
        self.low_on[stock] = min(self.low_on[stock], second)

    def restored(self, name: str, ship: int, second: int) -> Iterator[str]:
        """A delivery is said to lift a stock above its reserve line."""
        stock = self.program.stocks.names.index(name)
        if self.low_since[stock] >= NULL:
            yield f"{name} is restored, and was not below its reserve line"
        else:
            self.low_total[stock] += second - self.low_since[stock]
        self.low_since[stock] = NULL
        flight = self.program.flights.names[ship]
        if self.docked_at.get(ship) != second or self.program.flights.delivers[ship][stock] < 0:
            yield f"{name} is restored by {flight}, which does not deliver any now"

    def second_ends(self, following: int) -> Iterator[str]:
        """Yield levels that do not agree with the log now, or before the following second.

        The level falls between two rows; it may reach its line at the second of the next one.
        """
        for stock in self.numbers:
            name, line, grain = (
                self.program.stocks.names[stock],
                self.reserve[stock],
                self.grain[stock],
            )
            now, then = self.level[stock], self._left(stock, following - 1)
            if self.low_since[stock] < NULL and now > line + grain:
                yield f"{name} is said to be below its reserve line {line:g}; {now:g} are left"
            elif self.low_since[stock] >= NULL and min(now, then) < line - grain:
                yield f"{name} falls to {min(now, then):g} unnoticed, below its line {line:g}"
            self.level[stock] = self._left(stock, following)
        self.since = following

    def counted(self, until: int) -> Iterator[tuple[str, int]]:
        """Yield the outcomes that the log adds up to, by the name of their column."""
        for stock, name in enumerate(self.program.stocks.names):
            since = self.low_since[stock]
            running = until - since if since < NULL else 0
            yield f"below_reserve_days[{name}]", self.low_total[stock] + running
            yield f"below_reserve_on[{name}]", self.low_on[stock]
