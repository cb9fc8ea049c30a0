"""One unknown fixed at the low and at the high end of its range, and what it is in each future."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sim.analysis.columns import Floats
from sim.core.clock import DAY
from sim.core.laws import Law
from sim.engine.program import Program
from sim.scenario.scenario import Scenario
from sim.studies.drivers.factors import Factor, Sort
from sim.studies.drivers.futures import Change, Stretch
from sim.studies.drivers.redraw import HIGH, LOW, Draws, ends, unit_of

Programs = Mapping[str, Draws]
"""By the name of the estimate."""


@dataclass(frozen=True)
class Fixed:
    """A way to play: a change, and the estimate of all futures, None for their own."""

    name: str
    change: Change
    estimate: str | None = None

    def stretches(self, own: list[Stretch]) -> list[Stretch]:
        """Return the stretches that are played."""
        if self.estimate is None:
            return own
        return [Stretch(self.estimate, each.replications) for each in own]


def fixed_at(factor: Factor, programs: Programs, repairs: Mapping[str, Floats]) -> list[Fixed]:
    """Return the ways in which a factor is known, from its low end to its high end.

    Parameters
    ----------
    repairs : mapping of str to ndarray of float64
        By the pad, its repair in days in each future.
    """
    if factor.sort is Sort.ESTIMATE:
        return [Fixed(name, lambda draws: draws.program, name) for name in programs]
    if factor.sort is Sort.REPAIRS:
        return [
            Fixed(name, _all_repaired({pad: np.quantile(x, at) for pad, x in repairs.items()}))
            for name, at in (("low", LOW), ("high", HIGH))
        ]
    if not any(law_of(factor, draws) for draws in programs.values()):
        return []
    return [Fixed("low", _at_end(factor, 0)), Fixed("high", _at_end(factor, 1))]


def range_of(
    factor: Factor, programs: Programs, repairs: Mapping[str, Floats], unit: tuple[str, float]
) -> dict[str, Any] | None:
    """Return the ends at which a factor is fixed; None where each estimate has its own.

    Parameters
    ----------
    unit : tuple of str and float
        What people call the unit, and how many of it the program's own is.
    """
    if factor.sort is Sort.REPAIRS and len(repairs) == 1:
        (days,) = repairs.values()
        low, high = (float(np.quantile(days, at)) for at in (LOW, HIGH))
        return {"low": low, "high": high, "own_ends": False}
    laws = [law_of(factor, draws) for draws in programs.values()]
    found = {ends(law) for law in laws if law is not None}
    if len(found) != 1 or None in laws:
        return None
    ((low, high, own),) = found
    return {"low": low * unit[1], "high": high * unit[1], "own_ends": own}


def unit_in(factor: Factor, programs: Programs, scenario: Scenario) -> tuple[str, float]:
    """Return the unit in which people speak of a factor, and its size in the program's own."""
    if factor.sort is not Sort.INPUT:
        return ("", 1.0) if factor.sort is Sort.ESTIMATE else ("d", 1 / DAY)
    first = next(d for d in programs.values() if factor.name in d.uncertain())
    return unit_of(scenario, first.program, factor.name)


def values_of(
    factors: list[Factor],
    programs: Programs,
    scenario: Scenario,
    stretches: list[Stretch],
    seed: int,
) -> Iterator[tuple[str, Floats]]:
    """Yield the factors that are drawn in every future, and their value in each, as people say it.

    They are told from their addresses alone.
    """
    for factor in factors:
        if factor.sort not in (Sort.INPUT, Sort.STAGE, Sort.STAND_DOWN):
            continue
        if not all(law_of(factor, draws) for draws in programs.values()):
            continue
        _, scale = unit_in(factor, programs, scenario)
        (address,) = factor.addresses
        yield (
            factor.name,
            scale
            * np.concatenate(
                [
                    programs[each.estimate].values(
                        address, law_of(factor, programs[each.estimate]), seed, each.replications
                    )
                    for each in stretches
                ]
            ),
        )


def law_of(factor: Factor, draws: Draws) -> Law | None:
    """Return the law of an input, a repair or what else is drawn once, None where it is known."""
    if factor.sort is Sort.INPUT:
        return draws.law(factor.name) if factor.name in draws.uncertain() else None
    if factor.sort is Sort.REPAIR:
        return draws.repair(factor.place)
    if factor.sort is Sort.STAGE:
        return draws.stage(factor.place)
    if factor.sort is Sort.STAND_DOWN:
        return draws.stand_down(factor.place)
    return None


def _at_end(factor: Factor, end: int) -> Change:
    def change(draws: Draws) -> Program:
        law = law_of(factor, draws)
        if law is None:
            return draws.program
        value = ends(law)[end]
        if factor.sort is Sort.INPUT:
            return draws.with_input(factor.name, value)
        if factor.sort is Sort.REPAIR:
            return draws.with_repair(factor.place, value)
        if factor.sort is Sort.STAGE:
            return draws.with_stage(factor.place, value)
        return draws.with_stand_down(factor.place, value)

    return change


def _all_repaired(days: Mapping[str, float]) -> Change:
    def change(draws: Draws) -> Program:
        for pad, length in days.items():
            draws = Draws(draws.with_repair(pad, length * DAY))
        return draws.program

    return change
