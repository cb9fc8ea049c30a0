"""Small choices of which a random scenario is made: days, laws, probabilities, rates.

Durations and dates stand on a grid of five days, so that many things come at the same second; a
scenario may use half days as well, and now and then a value lies one second behind the grid, so
that "at" and "just after" are told apart.
"""

from __future__ import annotations

from random import Random
from typing import Any

from tests.engine.stage import Tree, day

SECOND_LATE = 1 / 86400
"""One second, in days."""


class Choices:
    """Samples small choices of one scenario.

    Parameters
    ----------
    random : Random
        One of Hypothesis, so that the choices shrink: to the first option, the lowest count and no.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.halves = self.says(1)
        self.on_the_grid = self.says(2)

    def of(self, *options: Any) -> Any:
        """One of these."""
        return options[self.random.randint(0, len(options) - 1)]

    def count(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return self.random.randint(low, high)

    def says(self, chance_in_four: int = 2) -> bool:
        """Whether something is so."""
        return self.count(1, 4) > 4 - chance_in_four

    # time -------------------------------------------------------------------------------------

    def number(self, *options: float) -> float:
        """A number of days: one of these, half a day more, or a second more."""
        stated = float(self.of(*options))
        if self.halves:
            stated += self.of(0.0, 0.0, 0.5, SECOND_LATE)
        return stated

    def days(self, *options: float) -> str:
        """A known duration."""
        return written(self.number(*options))

    def date(self, *options: float) -> str:
        """An instant so many days after ``as_of``."""
        return day(self.number(*options))

    def ignorance(self, *options: float) -> Any:
        """A parameter: known, or one of which nobody knows the value (one draw a replication)."""
        if not self.says(1):
            return self.days(*options)
        low, high = min(options), max(options) + 5
        if self.on_the_grid:
            return self.of(values(low, high), either(written(low), written(high)))
        bounds = {"lower": written(low), "upper": written(high)}
        return self.of(
            between("uniform", low, high),
            peaked("triangular", low, high),
            peaked("pert", low, high),
            {"kind": "exponential", "mean": written(high), **bounds},
            {"kind": "weibull", "shape": 1.5, "median": written(high), **bounds},
            {"kind": "quantiles", "p10": written(low + 1), "p90": written(high), **bounds},
            values(low, high),
            either(written(low), between("uniform", low, high)),
        )

    def luck(self, *options: float) -> Any:
        """A duration that is drawn anew each time, or always the same."""
        if not self.says(2):
            return self.days(*options)
        low, high = min(options), max(options) + 5
        if self.on_the_grid:
            return self.of(values(*options), either(written(low), written(high)))
        laws = [
            between("uniform", low, high),
            peaked("triangular", low, high),
            values(*options),
            either(written(low), between("uniform", low, high)),
        ]
        return self.of(*laws, *(self.positive_laws(low, high) if low >= 0 else ()))

    def positive_laws(self, low: float, high: float) -> list[Tree]:
        """Laws of durations, most with a scale that nobody knows, and with bounds."""
        some = max(high, 5)
        scale = self.of(
            written(some),
            {**between("uniform", 5, some + 5), "upper": written(some)},
            values(5, some),
        )
        return [
            {"kind": "exponential", "mean": scale, "upper": written(2 * high)},
            {"kind": "exponential", "mean": scale, "lower": written(low), "upper": "300 d"},
            {"kind": "lognormal", "median": scale, "sigma": 0.5, "upper": "300 d"},
            {"kind": "weibull", "shape": 2, "mean": scale},
            {"kind": "gamma", "shape": 2, "mean": scale, "upper": "300 d"},
            {"kind": "quantiles", "p10": "5 d", "p50": written(some + 1), "p90": "150 d"},
            {
                "kind": "mixture",
                "parts": [
                    {"weight": 1, "kind": "lognormal", "median": scale, "sigma": 1},
                    {"weight": 3, "value": written(max(low, 1))},
                    {"weight": 1, "kind": "empirical", "values": [written(low), written(high)]},
                ],
                "upper": "300 d",
            },
        ]

    # chances ----------------------------------------------------------------------------------

    def probability(self, most: float = 0.5) -> Any:
        """A probability, known or not."""
        return self.of(
            0,
            0,
            0.1,
            most,
            {"kind": "uniform", "low": 0.05, "high": most},
            {"kind": "beta", "a": 2, "b": 8},
            {"kind": "empirical", "values": [0, most]},
        )

    def rate(self, *options: str) -> Any:
        """A rate, known or not."""
        return self.of(
            "0 per year", "0 per year", *options, {"kind": "gamma", "shape": 2, "mean": options[0]}
        )


def written(number: float) -> str:
    """Return a number of days as a scenario writes a duration, to the second."""
    seconds = round(abs(number) * 86400)
    sign = "-" if number < 0 else ""
    days, rest = divmod(seconds, 86400)
    return f"{sign}{days} d {rest} s" if rest else f"{sign}{days} d"


def between(kind: str, low: float, high: float) -> Tree:
    """Return a law with two ends."""
    return {"kind": kind, "low": written(low), "high": written(high)}


def peaked(kind: str, low: float, high: float) -> Tree:
    """Return a law with two ends and its peak at the upper one."""
    return {**between(kind, low, high), "mode": written(high)}


def values(*options: float) -> Tree:
    """Return the law of which each of these is as likely."""
    return {"kind": "empirical", "values": [written(option) for option in options]}


def either(first: str, other: Any) -> Tree:
    """Return a mixture: mostly one value, else another value or law."""
    rest = other if isinstance(other, dict) else {"value": other}
    return {"kind": "mixture", "parts": [{"weight": 2, "value": first}, {"weight": 1, **rest}]}
