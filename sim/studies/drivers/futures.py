"""The same futures, played again with some of their samples anew or with an input known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, combinations, compress, pairwise, product

import numpy as np

from sim.analysis.columns import Flags
from sim.analysis.outcome import Outcome
from sim.core.sampling import stream_key, uniforms
from sim.engine.batch import REPLICATION, names_of
from sim.engine.build import build
from sim.engine.program import Program
from sim.runs.gathering import Gathering, Part
from sim.runs.plan import play_plan
from sim.runs.replicate import engine_class
from sim.runs.tables import Frame
from sim.runs.workers import Engine, Progress, Workers
from sim.scenario.scenario import Scenario
from sim.studies.drivers.factors import ESTIMATE, Factor
from sim.studies.drivers.resampled import Samples
from sim.studies.question import Setting

Change = Callable[[Samples], Program]
"""Makes what is played of a program."""

KEY = [stream_key("worlds", "other")]
"""The address of the order in which other worlds come."""

CROSSED = 5
"""Reactions of which every combination is played; of more, or of several estimates, a part."""


@dataclass(frozen=True)
class World:
    """What is no sample of the engine: which estimate is right, and which reactions are off."""

    estimate: str
    off: frozenset[str] = frozenset()

    def with_some_of(self, other: World, choices: Collection[str]) -> World:
        """Return this world with some of its choices as they are in another."""
        return World(
            other.estimate if ESTIMATE in choices else self.estimate,
            self.off.difference(choices) | other.off.intersection(choices),
        )


@dataclass(frozen=True)
class Stretch:
    """Consecutive replications in one world."""

    world: World
    replications: range


def worlds_of(estimates: Collection[str], reactions: Sequence[str]) -> list[World]:
    """Return the worlds of a scenario, each as likely as any other.

    A program is made for each. Where that would be too many, any three reactions are on and off
    together equally often under each estimate: all combinations of some are played, and each other
    reaction follows from an odd number of them.
    """
    count = len(reactions)
    if len(estimates) > 1 or count > CROSSED:
        count = next(m for m in range(count + 1) if 2**m >= 2 * len(reactions) or m == count)
    first, rest = reactions[:count], reactions[count:]
    made = (c for size in range(3, count + 1, 2) for c in combinations(range(count), size))
    of_each = list(zip(rest, made, strict=False))
    return [
        World(estimate, frozenset(compress(first, off)).union(_following(off, of_each, number)))
        for number, estimate in enumerate(estimates)
        for off in product((True, False), repeat=count)
    ]


def _following(
    off: Sequence[bool], of_each: Iterable[tuple[str, Sequence[int]]], number: int
) -> Iterator[str]:
    """Yield the other reactions that are off; under every second estimate the other way round."""
    for name, places in of_each:
        if (sum(off[place] for place in places) + number) % 2:
            yield name


def as_it_is(samples: Samples) -> Program:
    """Return the program unchanged."""
    return samples.program


def anew(factor: Factor, other: str) -> Change:
    """Return the change that samples a factor elsewhere."""
    return lambda samples: samples.elsewhere(lambda address: address in factor.addresses, other)


def all_anew(other: str) -> Change:
    """Return the change that samples everything elsewhere."""
    return lambda samples: samples.elsewhere(lambda _: True, other)


class Futures:
    """The futures of a scenario, of several worlds in equal shares, or by the weights of estimates.

    Replication r is in the same world in every play: the replications are cut into as many
    stretches as there are worlds. The *other* world of a replication, for plays that sample a
    choice anew, cuts each stretch likewise: any two worlds meet as often as their shares have it,
    so that one says nothing of the other.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        By the name of the estimate, everything applied.
    progress : callable or None
        Told how many replications are done of all that are expected (`expect`).
    weights : mapping of str to float or None
        By the name of the estimate, adding up to 1; None for all alike.
    """

    def __init__(
        self,
        setting: Setting,
        scenarios: Mapping[str, Scenario],
        outcome: Outcome,
        crew: Workers,
        progress: Progress | None,
        weights: Mapping[str, float] | None = None,
    ) -> None:
        self.setting = setting
        self.outcome = outcome
        self.nulls = 0
        first = next(iter(scenarios.values()))
        self.worlds = worlds_of(scenarios, list(first.policy.reactions()))
        self._ends = None if weights is None else ends_of(self.worlds, weights)
        self._scenarios = scenarios
        self._samples: dict[World, Samples] = {}
        self._crew = crew
        self._progress = progress
        self._done = self._expected = 0
        self._make = engine_class(setting.engine)
        self._planned = play_plan(first, self._make).planned

    @property
    def samples(self) -> dict[World, Samples]:
        """The program of each world."""
        return {world: self._samples_of(world) for world in self.worlds}

    def _samples_of(self, world: World) -> Samples:
        if world not in self._samples:
            scenario = self._scenarios[world.estimate]
            policy = scenario.policy.without(world.off)
            self._samples[world] = Samples(build(replace(scenario, policy=policy)))
        return self._samples[world]

    def _frame(self, world: World) -> Frame:
        scenario, program = self._scenarios[world.estimate], self._samples_of(world).program
        return Frame(
            scenario.name,
            world.estimate,
            self.setting.seed,
            scenario.as_of,
            scenario.until,
            program.columns,
            names_of(program),
            self._planned,
        )

    # which futures ---------------------------------------------------------------------------

    def all(self) -> list[Stretch]:
        """Return all replications, each in its world."""
        return [*_cut(range(self.setting.replications), self.worlds, self._ends)]

    def of_estimates(self) -> dict[str, list[int]]:
        """Return the numbers of the replications under each estimate."""
        found: dict[str, list[int]] = {}
        for each in self.all():
            found.setdefault(each.world.estimate, []).extend(each.replications)
        return found

    def otherwise(self, choices: Collection[str]) -> list[Stretch]:
        """Return all replications, each in its world with some choices as in its other one.

        A stretch that is shorter than there are worlds meets some of them, any as likely as its
        share.
        """
        found = []
        for number, each in enumerate(self.all()):
            others, ends, size = self.worlds, self._ends, len(self.worlds)
            if len(each.replications) < size:
                sampled = uniforms(
                    self.setting.seed, range(number * size, (number + 1) * size), KEY
                )
                some = len(each.replications)
                chosen = (
                    np.argsort(sampled[:, 0])[:some]
                    if ends is None
                    else np.searchsorted([float(end) for end in ends[1:-1]], sampled[:some, 0])
                )
                others, ends = [others[k] for k in chosen], None
            for piece in _cut(each.replications, others, ends):
                world = each.world.with_some_of(piece.world, choices)
                found.append(Stretch(world, piece.replications))
        return found

    def some(self, count: int) -> list[Stretch]:
        """Return about so many replications, at least one in each world."""
        share = min(count / self.setting.replications, 1.0)
        return [
            Stretch(each.world, each.replications[: max(1, round(share * size))])
            for each in self.all()
            if (size := len(each.replications))
        ]

    # playing ---------------------------------------------------------------------------------

    def expect(self, replications: int) -> None:
        """Tell progress how many replications are still to come."""
        self._expected = self._done + replications

    def told(self, stretches: Sequence[Stretch], change: Change) -> Flags:
        """Return in which of some replications the outcome is so, in their order.

        Parameters
        ----------
        change : callable
            Made once for each world.
        """
        flags = np.concatenate([self._flags(part) for part in self.parts(stretches, change)])
        place = {number: k for k, number in enumerate(numbers(stretches))}
        by_world = [n for pieces in _by_world(stretches).values() for n in numbers(pieces)]
        found = np.empty_like(flags)
        found[[place[number] for number in by_world]] = flags
        return found

    def parts(self, stretches: Sequence[Stretch], change: Change) -> list[Part]:
        """Return the tables of some replications, one part a world, each numbered from 0."""
        found = []
        for world, pieces in _by_world(stretches).items():
            program = change(self._samples_of(world))
            found.append(self._part(program, world, pieces))
        return found

    def _part(self, program: Program, world: World, pieces: Sequence[Stretch]) -> Part:
        """Play the stretches of one world; an engine that plays in threads is made once."""
        make: Callable[[Program], Engine] = self._make
        engine = make(program)
        if engine.in_threads:

            def make(_: Program) -> Engine:
                return engine

        gathering = Gathering(range(len(numbers(pieces))))  # tables are read from number 0 on
        before = 0
        for piece in pieces:
            first = piece.replications.start - before
            batches = self._crew.play(make, program, self.setting.seed, piece.replications)
            with closing(batches):
                for batch in batches:
                    batch.episodes[:, REPLICATION] -= first
                    gathering.add(replace(batch, first=batch.first - first))
                    self._report(len(batch.outcomes))
            before += len(piece.replications)
        return gathering.part(self._frame(world))

    def _flags(self, part: Part) -> Flags:
        return self.outcome.told(part.outcomes, part.episodes).did

    def _report(self, played: int) -> None:
        self._done += played
        self._expected = max(self._expected, self._done)
        if self._progress is not None:
            self._progress(self._done, self._expected)


def numbers(stretches: Iterable[Stretch]) -> list[int]:
    """Return the numbers of replications, in their order."""
    return [number for each in stretches for number in each.replications]


def _by_world(stretches: Iterable[Stretch]) -> dict[World, list[Stretch]]:
    """Return the stretches by their world, in the order in which the worlds come."""
    found: dict[World, list[Stretch]] = {}
    for each in stretches:
        if each.replications:
            found.setdefault(each.world, []).append(each)
    return found


def ends_of(worlds: Sequence[World], weights: Mapping[str, float]) -> list[Fraction]:
    """Return the cumulated shares of worlds, from 0 to 1: each estimate's in equal parts."""
    of_each = Counter(world.estimate for world in worlds)
    parts = [Fraction(weights[world.estimate]) / of_each[world.estimate] for world in worlds]
    return [end / sum(parts) for end in accumulate(parts, initial=Fraction(0))]


def _cut(
    replications: range, worlds: Sequence[World], ends: Sequence[Fraction] | None = None
) -> Iterator[Stretch]:
    """Yield consecutive pieces, to within one as long as their shares, and a world for each.

    Parameters
    ----------
    ends : sequence of Fraction or None
        The cumulated shares, from 0 to 1; None for equal ones.
    """
    ends = ends or [Fraction(place, len(worlds)) for place in range(len(worlds) + 1)]
    places = [int(len(replications) * end) for end in ends]
    for world, (first, last) in zip(worlds, pairwise(places), strict=True):
        if piece := replications[first:last]:
            yield Stretch(world, piece)
