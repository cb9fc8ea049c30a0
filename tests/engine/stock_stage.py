"""A stock on the stage, of which every level is exact.

Amounts are told in days of the usual use, which is 1/1024 a second. Seven people are aboard the
stage to day 95, ten to day 100, seven to day 145 and eleven to day 150.
"""

from __future__ import annotations

from typing import Any

from sim.core.clock import DAY
from tests.engine.stage import Played, Tree, cargo

USE = DAY / 1024
"""A day's use, in the unit of the stock."""

MORE_PORTS = {"station": {"ports": {name: {"accepts": ["progress"]} for name in ("six", "seven")}}}


def stock(name: str = "food", **changes: Any) -> Tree:
    """A stock with 100 days' use, its reserve line at 50, with changes in its own unit."""
    usual = {"unit": "kg", "level": 100 * USE, "per_day": USE, "reserve": 50 * USE}
    return {"station": {"stocks": {name: {**usual, **changes}}}}


def brings(planned: float, days: float, name: str = "food", **more: Any) -> Tree:
    """A Progress that launches on that day and docks two days later with so many days of use."""
    return cargo(planned, delivers={name: days * USE}, **more)


def below(played: Played, name: str = "food") -> tuple[float | None, float | None]:
    """The outcomes of a stock: days below the line, and since when first."""
    days, first = (f"below_reserve_{what}[{name}]" for what in ("days", "on"))
    return played.outcome(days), played.outcome(first)
