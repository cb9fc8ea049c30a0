"""A program some of whose samples come from other addresses, or whose inputs are fixed.

Every sample has an address (MODEL 10). Another name of its entity is another address: the samples
there follow the same laws and share nothing with those of the first. All else in the future stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from sim.core import inverse
from sim.core.clock import DAY, round_seconds
from sim.core.laws import Law, Part
from sim.core.sampling import stream_key, uniforms
from sim.engine import stream
from sim.engine.program import SAMPLED, Input, Program
from sim.scenario.scenario import Scenario

Address = tuple[str, str]
"""The stream and the entity of a sample."""

LOW, HIGH = 0.05, 0.95
"""The ends of the range of an input whose law has no ends of its own, as quantiles."""

DAYS_A_YEAR = 365.25


class Samples:
    """The samples of a program, by address.

    Parameters
    ----------
    program : Program

    Attributes
    ----------
    addresses : tuple of Address
        By their position among the keys of the program.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.addresses = tuple(addresses(program))
        if tuple(stream_key(*each) for each in self.addresses) != program.luck.keys:
            raise ValueError("the keys of the program are not those of its streams and entities")

    def elsewhere(self, moves: Callable[[Address], bool], other: str) -> Program:
        """Return the program that makes some of its samples at other addresses.

        Parameters
        ----------
        moves : callable
            Whether the samples of an address are made elsewhere.
        other : str
            Where: the same word gives the same samples again.
        """
        keys = tuple(
            stream_key(name, f"{entity}\x1f{other}") if moves((name, entity)) else key
            for key, (name, entity) in zip(self.program.luck.keys, self.addresses, strict=True)
        )
        if len(set(keys)) != len(set(self.program.luck.keys)):
            raise ValueError("two samples share an address: ask for another seed")
        return replace(self.program, luck=replace(self.program.luck, keys=keys))

    def luck(self, path: str) -> str:
        """Return the input at whose address one is sampled."""
        return self._input(path).luck

    # inputs ----------------------------------------------------------------------------------

    def uncertain(self) -> list[str]:
        """Return the paths of the inputs that nobody knows, in the order of the program."""
        return [each.name for each in self.program.inputs if each.law >= 0]

    def law(self, path: str) -> Law:
        """Return the law of an uncertain input, in seconds where it is a duration."""
        return law_of(self.program, self._input(path).law)

    def with_input(self, path: str, value: float) -> Program:
        """Return the program in which an input is known; a duration is in seconds."""
        value = float(round_seconds(value)) if self._input(path).whole else value
        return replace(self.program, inputs=self.program.inputs.changed(path, median=value, law=-1))

    def values(
        self, address: Address, law: Law | None, seed: int, replications: range
    ) -> npt.NDArray[np.float64]:
        """Return what the first sample of a law at an address is in each replication."""
        if law is None:
            raise ValueError(f"{address} is not sampled")
        sampled = uniforms(seed, replications, [stream_key(*address)])[:, 0]
        return np.fromiter(map(law.sample, sampled.tolist()), np.float64, len(sampled))

    def _input(self, path: str) -> Input:
        return self.program.inputs.named(path)

    # repairs ---------------------------------------------------------------------------------

    def repair(self, outage: str) -> Law | None:
        """Return the law of the repair of an outage, None where it is known or there is none.

        With an uncertain scale it is the law at the median of that.
        """
        stated = self.program.outages.named(outage)
        return None if stated.pin_repair != SAMPLED else self._chance(stated.repair)

    def stage(self, outage: str) -> Law | None:
        """Return likewise the law of the time until the repaired pad takes crews."""
        return self._chance(self.program.outages.named(outage).crew_stage)

    def stand_down(self, family: str) -> Law | None:
        """Return the law of a family's stand-down in force, None where it is known or none is."""
        return self._chance(self.program.families.named(family).grounded_stand_down)

    def with_repair(self, outage: str, seconds: float) -> Program:
        """Return the program in which the repair of an outage is known."""
        outages = self.program.outages.changed(outage, pin_repair=round_seconds(seconds))
        return replace(self.program, outages=outages)

    def with_stand_down(self, family: str, seconds: float) -> Program:
        """Return the program in which the stand-down in force of a family is known."""
        known = len(self.program.laws.rows)
        families = self.program.families.changed(family, grounded_stand_down=known)
        return replace(_with_fixed_law(self.program, seconds), families=families)

    def with_stage(self, outage: str, seconds: float) -> Program:
        """Return the program in which it is known how long after it the pad takes crews."""
        outages = self.program.outages.changed(outage, crew_stage=len(self.program.laws.rows))
        return replace(_with_fixed_law(self.program, seconds), outages=outages)

    def _chance(self, number: int) -> Law | None:
        if number < 0 or self.program.laws.rows[number].known:
            return None
        return law_of(self.program, number)


def law_of(program: Program, number: int) -> Law:
    """Return a law of a program; a scale that nobody knows is at its median."""
    laws, columns, row = program.laws, program.laws.parts, program.laws.rows[number]
    parts = []
    for k in range(row.begin, row.end):
        part = Part(
            columns.weight[k],
            columns.kind[k],
            columns.a[k],
            columns.b[k],
            columns.c[k],
            tuple(columns.table[columns.first[k] : columns.last[k]]),
            columns.scale[k],
            columns.low_u[k],
            columns.high_u[k],
        )
        scale = laws.scale_input[k]
        parts.append(part if scale < 0 else part.rescaled(program.inputs[scale].median))
    law = Law(tuple(parts))
    if number in laws.uncertain:
        return law.truncated(row.lower, row.upper)
    return law


def ends(law: Law) -> tuple[float, float, bool]:
    """Return the low and the high end of a law, and whether they are its own.

    Those of a uniform law are its ends, those of any other its 5 and 95 % points.
    """
    if len(law.parts) == 1 and law.parts[0].kind == inverse.UNIFORM:
        return (*law.support(), True)
    ordered = [replace(part, table=tuple(sorted(part.table))) for part in law.parts]
    law = Law(tuple(ordered))  # it may be in rows
    return law.quantile(LOW), law.quantile(HIGH), False


def unit_of(scenario: Scenario, program: Program, path: str) -> tuple[str, float]:
    """Return the unit in which people speak of an input, and how many of it the program's own is.

    Durations are in days, rates per year; a stock has a unit of its own.
    """
    place = program.inputs.names.index(path)
    if program.inputs[place].whole or place in program.laws.scale_input:
        return "d", 1 / DAY
    words = path.split(".")
    if words[-1].endswith("rate"):
        return "per year", DAYS_A_YEAR
    if words[-1].endswith("probability"):
        return "probability", 1.0
    stocks = scenario.station.stocks
    if words[:2] == ["station", "stocks"]:
        suffix = {"per_day": " per day", "per_person_day": " per person and day"}
        return stocks[words[2]].unit + suffix.get(words[-1], ""), 1.0
    if "delivers" in words and words[-1] in stocks:
        return stocks[words[-1]].unit, 1.0
    return ("share" if "reboost" in words else ""), 1.0


def addresses(program: Program) -> Iterator[Address]:
    """Yield the addresses of a program in the order of its keys (`sim.engine.build`)."""
    capsules = [f"{c.name}/{capsule}" for c in program.classes for capsule in c.capsule_names]
    of_kind: tuple[tuple[Sequence[str], Sequence[str]], ...] = (
        (stream.OF_FLIGHTS, program.flights.names),
        (stream.OF_PEOPLE, program.people.names),
        (stream.OF_FAMILIES, program.families.names),
        (stream.OF_PADS, program.pads.names),
        (stream.OF_CAPSULES, capsules),
        (stream.OF_STATION, (stream.STATION,)),
        (stream.OF_INPUTS, [each.luck for each in program.inputs]),
    )
    for streams, entities in of_kind:
        for name in streams:
            for entity in entities:
                yield name, entity


def _with_fixed_law(program: Program, value: float) -> Program:
    """Return the program with one law more, which is one value."""
    rows = program.laws.rows
    known = replace(rows[0], known=1, median=float(value), lower=float("-inf"), upper=float("inf"))
    return replace(program, laws=replace(program.laws, rows=(*rows, known)))
