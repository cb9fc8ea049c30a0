"""Stocks: use, level and the reserve line (MODEL 7); amounts are real numbers, times seconds."""

from __future__ import annotations

from math import ceil

from sim.core.clock import DAY, NEVER
from sim.rules.rule import rule

GRAIN = 1e-6
"""Seconds: real numbers that reach a whole second but for their last digits reach it."""


@rule
def use_per_second(per_day: float, saved: float, per_person_day: float, aboard: int) -> float:
    """What is used in a second.

    Parameters
    ----------
    saved : float
        The share of `per_day` that docked vehicles save, in [0, 1].
    """
    return (per_day * (1.0 - saved) + per_person_day * aboard) / DAY


@rule
def level_after(level: float, use: float, elapsed: int) -> float:
    """The level `elapsed` seconds later; never below 0."""
    left = level - use * elapsed
    return left if left > 0.0 else 0.0


@rule
def level_with(level: float, delivered: float, capacity: float) -> float:
    """The level after a delivery; what is beyond the capacity is lost."""
    full = level + delivered
    return full if full < capacity else capacity


@rule
def reaches_in(level: float, reserve: float, use: float) -> int:
    """Whole seconds until the level is at or below the reserve line; `NEVER` if it is not used."""
    if level <= reserve:
        return 0
    if use <= 0.0:
        return NEVER
    seconds = (level - reserve) / use
    return NEVER if seconds >= NEVER else ceil(seconds - GRAIN)
