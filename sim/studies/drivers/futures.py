"""The same futures, played again with some of their draws anew or with an input known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.columns import Flags
from sim.analysis.outcome import Outcome
from sim.engine.batch import REPLICATION, names_of
from sim.engine.build import build
from sim.engine.program import Program
from sim.runs.gathering import Gathering, Part
from sim.runs.plan import play_plan
from sim.runs.replicate import engine_class
from sim.runs.tables import Frame
from sim.runs.workers import Engine, Progress, Workers
from sim.scenario.scenario import Scenario
from sim.studies.drivers.factors import Factor
from sim.studies.drivers.redraw import Draws
from sim.studies.question import Setting

Change = Callable[[Draws], Program]
"""Makes what is played of a program."""


@dataclass(frozen=True)
class Stretch:
    """Consecutive replications under one estimate."""

    estimate: str
    replications: range


def as_it_is(draws: Draws) -> Program:
    """Return the program unchanged."""
    return draws.program


def anew(factor: Factor, other: str) -> Change:
    """Return the change that draws a factor elsewhere."""
    return lambda draws: draws.elsewhere(lambda address: address in factor.addresses, other)


def all_anew(other: str) -> Change:
    """Return the change that draws everything elsewhere."""
    return lambda draws: draws.elsewhere(lambda _: True, other)


class Futures:
    """The futures of a scenario, of several estimates in equal shares.

    Replication r is under the same estimate in every play: the replications are cut into as many
    stretches as there are estimates. The *other* estimate of a replication, for plays that draw
    the choice anew, cuts each stretch likewise: any two estimates meet equally often, so that one
    says nothing of the other.

    Parameters
    ----------
    scenarios : mapping of str to Scenario
        By the name of the estimate, everything applied.
    progress : callable or None
        Told how many replications are done of all that are expected (`expect`).
    """

    def __init__(
        self,
        setting: Setting,
        scenarios: Mapping[str, Scenario],
        outcome: Outcome,
        crew: Workers,
        progress: Progress | None,
    ) -> None:
        self.setting = setting
        self.outcome = outcome
        self.nulls = 0
        self.draws = {name: Draws(build(scenario)) for name, scenario in scenarios.items()}
        self._crew = crew
        self._progress = progress
        self._done = self._expected = 0
        self._make = engine_class(setting.engine)
        first = next(iter(scenarios.values()))
        plan = play_plan(first, self._make)
        self._frames = {
            name: Frame(
                scenario.name,
                name,
                setting.seed,
                scenario.as_of,
                scenario.until,
                self.draws[name].program.columns,
                names_of(self.draws[name].program),
                plan.planned,
            )
            for name, scenario in scenarios.items()
        }

    # which futures ---------------------------------------------------------------------------

    def all(self) -> list[Stretch]:
        """Return all replications, each under its estimate."""
        return [*_cut(range(self.setting.replications), list(self.draws))]

    def otherwise(self) -> list[Stretch]:
        """Return all replications, each under its other estimate."""
        names = list(self.draws)
        return [piece for each in self.all() for piece in _cut(each.replications, names)]

    def some(self, count: int) -> list[Stretch]:
        """Return about so many replications, at least one under each estimate."""
        share = min(count / self.setting.replications, 1.0)
        return [
            Stretch(each.estimate, each.replications[: max(1, round(share * size))])
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
            Made once for each estimate.
        """
        return np.concatenate([self._flags(part) for part in self.parts(stretches, change)])

    def parts(self, stretches: Sequence[Stretch], change: Change) -> list[Part]:
        """Return the tables of some replications, one part a stretch, each numbered from 0."""
        found: dict[int, Part] = {}
        for estimate in dict.fromkeys(each.estimate for each in stretches):
            program = change(self.draws[estimate])
            engine = self._make(program)
            for place, each in enumerate(stretches):
                if each.estimate == estimate and each.replications:
                    found[place] = self._part(engine, program, each)
        return [part for _, part in sorted(found.items())]

    def _part(self, engine: Engine, program: Program, stretch: Stretch) -> Part:
        """Play one stretch; an engine that plays in threads is made once for all of a program."""
        make: Callable[[Program], Engine] = self._make
        if engine.in_threads:

            def make(_: Program) -> Engine:
                return engine

        first = stretch.replications.start
        gathering = Gathering(range(len(stretch.replications)))  # tables are read from number 0 on
        batches = self._crew.play(make, program, self.setting.seed, stretch.replications)
        with closing(batches):
            for batch in batches:
                batch.episodes[:, REPLICATION] -= first
                gathering.add(replace(batch, first=batch.first - first))
                self._report(len(batch.outcomes))
        return gathering.part(self._frames[stretch.estimate])

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


def _cut(replications: range, names: Sequence[str]) -> Iterator[Stretch]:
    """Yield consecutive pieces of equal length, to within one, and an estimate for each."""
    size = len(replications)
    for place, name in enumerate(names):
        piece = replications[size * place // len(names) : size * (place + 1) // len(names)]
        if piece:
            yield Stretch(name, piece)
