"""Stocks of a random scenario: levels, use, what cargo brings and what docked ships save.

Amounts are days of use where one unit is used a day, so that lines are reached on the grid of days
on which much else happens; what people use makes other numbers of it.
"""

from __future__ import annotations

from typing import Any

from tests.engine.choices import Choices
from tests.engine.stage import Tree


class Stocks:
    """The stocks of one scenario in the making.

    Parameters
    ----------
    choose : Choices
    """

    def __init__(self, choose: Choices) -> None:
        self.choose = choose
        self.names = ("food", "fuel")[: choose.of(0, 1, 1, 2)]

    def station(self) -> Tree:
        """Every stock."""
        return {name: self.stock() for name in self.names}

    def stock(self) -> Tree:
        """One stock."""
        choose = self.choose
        line = choose.of(0, 20, 50)
        stock: Tree = {"unit": "kg", "level": self.amount(line, line + 5, line + 40, line + 100)}
        if choose.count(1, 8) < 8:
            stock["per_day"] = self.amount(1, 1, 2, 0.1)
        if choose.says(1):
            stock["per_person_day"] = self.amount(0.1, 0.5)
        if line or choose.says(1):
            stock["reserve"] = self.amount(line)
        if choose.says(1):
            stock["capacity"] = self.amount(line + 145, line + 150)
        return stock

    def amount(self, *options: float) -> Any:
        """An amount, known or not."""
        choose = self.choose
        if not choose.says(1):
            return choose.of(*options)
        low, high = min(options), max(options) + 5
        return choose.of(
            {"kind": "empirical", "values": [low, high]},
            {"kind": "uniform", "low": low, "high": high},
            {"kind": "triangular", "low": low, "mode": high, "high": high},
        )

    def delivered(self) -> Tree:
        """What a cargo ship brings."""
        return {name: self.amount(5, 20, 60) for name in self.names if self.choose.says(3)}

    def saved(self) -> Tree:
        """The shares that a docked ship saves."""
        choose = self.choose
        law = {"kind": "uniform", "low": 0.2, "high": 0.8}
        return {name: choose.of(0.5, 1, 0.25, law) for name in self.names if choose.says(2)}
