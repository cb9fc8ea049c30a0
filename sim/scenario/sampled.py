"""What is sampled: an input once a replication, a chance at each occurrence (MODEL 1.6)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sim.core.laws import Law


@dataclass(frozen=True)
class Input:
    """A parameter that describes our ignorance: one value a replication, shared by all who name it.

    Parameters
    ----------
    path : str
        Where the scenario states it, such as ``vehicles.soyuz-ms.limit``; its luck's address.
    law : Law
        Fixed when the value is known.
    joint : str
        The rows in which it is sampled together with others; empty for none.
    values, weights : tuple of float
        Of those rows, in their order; no weights where all are as likely.
    stated : text, number or distribution
        As it was written.
    """

    path: str
    law: Law
    joint: str = ""
    values: tuple[float, ...] = ()
    weights: tuple[float, ...] = ()
    stated: Any = field(default=None, compare=False, repr=False)

    def at(self, path: str) -> Input:
        """Return the input that stands below a path."""
        below = f".{self.path}" if self.path and self.path[0] != "[" else self.path
        return replace(self, path=path + below)


@dataclass(frozen=True)
class Chance:
    """A quantity that describes luck: sampled once per occurrence.

    ``x = scale * part`` with the part chosen by weight, conditional on ``lower < x <= upper``.

    Parameters
    ----------
    law : Law
        Unbounded by `lower` and `upper`; the parts with an uncertain scale have scale 1.
    scales : tuple of Input or None, one per part of `law`
        The uncertain scale of that part (a median or mean), else None.
    lower, upper : float
        Bounds in the unit of the quantity (seconds); they truncate, they do not pile up.
    ahead : tuple of (int, Chance)
        Of what moves a date, by lead in seconds: the law of dates at most so far ahead, this one
        for those furthest ahead. Empty where it is the same for all (MODEL 3.1.11).
    stated : text, number, distribution or list of laws by lead
        As it was written.
    """

    law: Law
    scales: tuple[Input | None, ...]
    lower: float = float("-inf")
    upper: float = float("inf")
    ahead: tuple[tuple[int, Chance], ...] = ()
    stated: Any = field(default=None, compare=False, repr=False)

    def at(self, path: str) -> Chance:
        """Return the chance that stands below a path."""
        scales = tuple(scale and scale.at(path) for scale in self.scales)
        ahead = tuple((lead, law.at(path)) for lead, law in self.ahead)
        return replace(self, scales=scales, ahead=ahead)
