"""What is behind a bad outcome: the same futures with one cause taken away, then with two.

A future with the bad outcome is played again without each cause that the scenario has, under the
same luck; where no single one prevents it, without each pair. What is found is what would have
prevented it in that future, which is not what the outcome is to be blamed on: several may each
have been enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar, NamedTuple

import numpy as np

from sim.analysis.begun import begun_by, words_of
from sim.analysis.causes import Ints, PlayedAgain, share, shares
from sim.analysis.columns import Flags
from sim.core.errors import UsageError
from sim.engine.batch import names_of
from sim.engine.build import build
from sim.runs.chosen import play_chosen
from sim.runs.plan import play_plan
from sim.runs.replicate import AS_STATED, EngineClass, Runs, engine_class, replicate
from sim.runs.tables import Frame, episodes_table, outcomes_table
from sim.runs.workers import Progress, Workers
from sim.scenario import choose
from sim.studies.cases import Case, title, under
from sim.studies.question import Question
from sim.studies.taking_away import all_of
from sim.studies.variants import outcome_of
from sim.studies.without import causes_of

LIMIT = 5_000
"""The most futures with the outcome that are played again, the first ones by number."""

PAIR_PLAYS = 1_000_000
"""The most plays without a pair of causes; half a minute on one core."""

Names = tuple[str, ...]


@dataclass(frozen=True)
class Causes(Question):
    """What began a bad outcome, and what would have prevented it.

    Parameters
    ----------
    setting : Setting
    outcome : str
        See `sim.analysis.outcome.read_outcome`; empty for a long gap of the line whose pad is out.
    estimate : str or None
        A name of the estimates; None for what `sim.scenario.choose` takes.
    policy : str or None
        A name of the policies; None for the one that the scenario states.
    limit : int
        The most futures with the outcome that are played again; at least 1.
    pair_plays : int
        The most plays without a pair of causes, at least 0; from the first future on for which
        they do not suffice, futures are left out of what is said of pairs.
    """

    outcome: str = ""
    estimate: str | None = None
    policy: str | None = None
    limit: int = LIMIT
    pair_plays: int = PAIR_PLAYS

    study: ClassVar[str] = "causes"

    def answer(self, crew: Workers, progress: Progress | None) -> dict[str, Any]:
        """Play the scenario, then the futures with the outcome without each cause.

        Raises
        ------
        UsageError
            When a number cannot be meant, or there is no such outcome.
        ScenarioError
            When there is no such estimate or policy.
        """
        if self.limit < 1:
            raise UsageError(f"a limit of {self.limit} futures is too low; at least 1 is needed")
        if self.pair_plays < 0:
            raise UsageError(f"{self.pair_plays} plays without a pair cannot be; at least 0 can")
        return Search(self, crew, progress).answer()


class Bad(NamedTuple):
    """The futures with the outcome.

    Parameters
    ----------
    numbers : int64 array, shape (m,)
        The replications, rising.
    begun : list of str or None
        What began it in each (see `sim.analysis.begun.begun_by`).
    n, nulls : int
        Replications played, and those in which the outcome has no value.
    """

    numbers: Ints
    begun: list[str] | None
    n: int
    nulls: int


class Search:
    """The futures of one question, and what becomes of them without causes."""

    def __init__(self, asked: Causes, crew: Workers, progress: Progress | None = None) -> None:
        setting = asked.setting
        self.asked, self.crew, self.progress = asked, crew, progress
        estimate = choose(setting.scenario, asked.estimate) or AS_STATED
        self.case = Case(estimate, asked.policy)
        self.scenario = under(setting.scenario, self.case)
        self.outcome = outcome_of(self.scenario, asked.outcome)
        self.causes = causes_of(self.scenario)
        self.make: EngineClass = engine_class(setting.engine)
        self.done = 0
        self.total = setting.replications

    def answer(self) -> dict[str, Any]:
        """Return the answer in JSON's own types."""
        bad, again = self.play()
        estimate = self.case.estimate
        return {
            "outcome": self.outcome.as_dict(),
            "estimate": None if estimate == AS_STATED else estimate,
            "policy": self.case.policy,
            "case": title(self.asked.setting.scenario, self.case),
            "happened": {**share(len(bad.numbers), bad.n), "nulls": bad.nulls},
            "causes": {name: cause.words for name, cause in self.causes.items()},
            "begun_by": None
            if bad.begun is None
            else [
                {**each, "words": words_of(each["cause"])}
                for each in shares(bad.begun, bad.numbers)
            ],
            **again.as_dict(),
        }

    def play(self) -> tuple[Bad, PlayedAgain]:
        """Play the scenario, and the first of the futures with the outcome again."""
        run = self._run()
        outcomes, episodes = run.tables.outcomes, run.tables.episodes
        told = self.outcome.told(outcomes, episodes)
        numbers = np.flatnonzero(told.did).astype(np.int64)
        begun = begun_by(self.outcome, outcomes, episodes, told.did)
        bad = Bad(numbers, begun, len(told.did), told.nulls)
        return bad, self._play_again(numbers[: self.asked.limit], run)

    def _run(self) -> Runs:
        setting = self.asked.setting
        run = replicate(
            self.scenario,
            replications=setting.replications,
            seed=setting.seed,
            workers=self.crew,
            engine=setting.engine,
            progress=self.progress,
            case=self.case.name,
        )
        self.done = setting.replications
        return run

    def _play_again(self, numbers: Ints, run: Runs) -> PlayedAgain:
        """Take away each cause; where none is enough each pair; where none is, all of them."""
        names = tuple(self.causes)
        pairs = tuple(combinations(range(len(names)), 2))
        alone = self._prevented([(name,) for name in names], numbers, run)
        left = np.flatnonzero(~alone.any(axis=0))
        most = self.asked.pair_plays // max(len(pairs), 1)
        within = left[:most]
        asked = np.arange(len(numbers)) < (left[most] if most < len(left) else len(numbers))
        together = np.zeros((len(pairs), len(numbers)), bool)
        both = [(names[i], names[j]) for i, j in pairs]
        together[:, within] = self._prevented(both, numbers[within], run)
        never = within[~together[:, within].any(axis=0)]
        everything = np.zeros(len(numbers), bool)
        everything[never] = self._prevented([names], numbers[never], run)[0]
        return PlayedAgain(numbers, names, alone, pairs, together, asked, everything)

    def _prevented(self, sets: Sequence[Names], numbers: Ints, run: Runs) -> Flags:
        """Return for each set of causes in which of these futures the outcome stays away.

        Returns
        -------
        ndarray of bool, shape (sets, futures)
        """
        found = np.zeros((len(sets), len(numbers)), bool)
        if not len(numbers):
            return found
        self.total += found.size
        workers = self.crew.count if self.make.in_threads else 1
        with ThreadPoolExecutor(workers) as pool:
            try:
                comes = pool.map(lambda names: self._comes(names, numbers, run), sets)
                for place, flags in enumerate(comes):
                    found[place] = ~flags
                    self._report(len(numbers))
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        return found

    def _comes(self, names: Names, numbers: Ints, run: Runs) -> Flags:
        """Return in which of these futures the outcome comes without these causes."""
        causes = [self.causes[name] for name in names]
        scenario = all_of(cause.take_away for cause in causes)(self.scenario)
        program = build(scenario)
        seed = self.asked.setting.seed
        chosen = play_chosen(self.make(program), seed, numbers)
        is_replanned = any(cause.planned for cause in causes)
        plan = play_plan(scenario, self.make) if is_replanned else run.plan
        frame = Frame(
            scenario.name,
            self.case.name,
            seed,
            scenario.as_of,
            scenario.until,
            program.columns,
            names_of(program),
            plan.planned,
        )
        outcomes = outcomes_table(frame, 0, chosen.outcomes.T)
        return self.outcome.told(outcomes, episodes_table(frame, chosen.episodes)).did

    def _report(self, played: int) -> None:
        self.done += played
        if self.progress is not None:
            self.progress(self.done, self.total)
