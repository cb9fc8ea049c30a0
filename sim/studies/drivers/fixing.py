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
from sim.studies.drivers.futures import Change, Stretch, World, as_it_is
from sim.studies.drivers.resampled import HIGH, LOW, Samples, ends, unit_of

Programs = Mapping[World, Samples]

OFF, ON = "off", "on"
"""The two ends of a reaction."""

_CHOICES = (Sort.ESTIMATE, Sort.REACTION, Sort.REACTIONS)


@dataclass(frozen=True)
class Fixed:
    """A way to play: a change, or the same choices for all futures, which are those of a world."""

    name: str
    change: Change = as_it_is
    world: World | None = None
    choices: frozenset[str] = frozenset()

    def stretches(self, own: list[Stretch]) -> list[Stretch]:
        """Return the stretches that are played."""
        if self.world is None:
            return own
        return [
            Stretch(each.world.with_some_of(self.world, self.choices), each.replications)
            for each in own
        ]


def fixed_at(factor: Factor, programs: Programs, repairs: Mapping[str, Floats]) -> list[Fixed]:
    """Return the ways in which a factor is known, from its low end to its high end.

    Parameters
    ----------
    repairs : mapping of str to ndarray of float64
        By the pad, its repair in days in each future.
    """
    if factor.sort is Sort.ESTIMATE:
        names = dict.fromkeys(world.estimate for world in programs)
        return [Fixed(name, world=World(name), choices=factor.resample) for name in names]
    if factor.sort in (Sort.REACTION, Sort.REACTIONS):
        every = factor.resample
        return [
            Fixed(name, world=World("", off), choices=every)
            for name, off in ((OFF, every), (ON, frozenset[str]()))
        ]
    if factor.sort is Sort.REPAIRS:
        return [
            Fixed(name, _all_repaired({pad: np.quantile(x, at) for pad, x in repairs.items()}))
            for name, at in (("low", LOW), ("high", HIGH))
        ]
    if not any(law_of(factor, samples) for samples in programs.values()):
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
    laws = [law_of(factor, samples) for samples in programs.values()]
    if factor.sort is Sort.INPUT:  # one of a reaction is there where that is on
        laws = [law for law in laws if law is not None]
    found = {ends(law) for law in laws if law is not None}
    if len(found) != 1 or None in laws:
        return None
    ((low, high, own),) = found
    return {"low": low * unit[1], "high": high * unit[1], "own_ends": own}


def unit_in(factor: Factor, programs: Programs, scenario: Scenario) -> tuple[str, float]:
    """Return the unit in which people speak of a factor, and its size in the program's own."""
    if factor.sort is not Sort.INPUT:
        return ("", 1.0) if factor.sort in _CHOICES else ("d", 1 / DAY)
    first = next(d for d in programs.values() if factor.name in d.uncertain())
    return unit_of(scenario, first.program, factor.name)


def values_of(
    factors: list[Factor],
    programs: Programs,
    scenario: Scenario,
    stretches: list[Stretch],
    seed: int,
) -> Iterator[tuple[str, Floats]]:
    """Yield the factors that are sampled in every future, and their value in each, as people say.

    They are told from their addresses alone.
    """
    for factor in factors:
        if factor.sort not in (Sort.INPUT, Sort.STAGE, Sort.STAND_DOWN):
            continue
        if not all(law_of(factor, samples) for samples in programs.values()):
            continue
        _, scale = unit_in(factor, programs, scenario)
        (address,) = factor.addresses
        yield (
            factor.name,
            scale
            * np.concatenate(
                [
                    programs[each.world].values(
                        address, law_of(factor, programs[each.world]), seed, each.replications
                    )
                    for each in stretches
                ]
            ),
        )


def law_of(factor: Factor, samples: Samples) -> Law | None:
    """Return the law of an input, a repair or what else is sampled once, None where it is known."""
    if factor.sort is Sort.INPUT:
        return samples.law(factor.name) if factor.name in samples.uncertain() else None
    if factor.sort is Sort.REPAIR:
        return samples.repair(factor.place)
    if factor.sort is Sort.STAGE:
        return samples.stage(factor.place)
    if factor.sort is Sort.STAND_DOWN:
        return samples.stand_down(factor.place)
    return None


def _at_end(factor: Factor, end: int) -> Change:
    def change(samples: Samples) -> Program:
        law = law_of(factor, samples)
        if law is None:
            return samples.program
        value = ends(law)[end]
        if factor.sort is Sort.INPUT:
            return samples.with_input(factor.name, value)
        if factor.sort is Sort.REPAIR:
            return samples.with_repair(factor.place, value)
        if factor.sort is Sort.STAGE:
            return samples.with_stage(factor.place, value)
        return samples.with_stand_down(factor.place, value)

    return change


def _all_repaired(days: Mapping[str, float]) -> Change:
    def change(samples: Samples) -> Program:
        for pad, length in days.items():
            samples = Samples(samples.with_repair(pad, length * DAY))
        return samples.program

    return change
