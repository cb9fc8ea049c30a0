"""Many variants of a scenario under the same luck, of which only what is asked about is kept."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Lock
from typing import TypeVar

import numpy as np

from sim.analysis.outcome import Outcome, read_outcome
from sim.engine.batch import names_of
from sim.engine.build import build
from sim.outcomes import Episode
from sim.runs.plan import Plan
from sim.runs.replicate import GrowingRun, engine_class
from sim.runs.tables import Frame, Tables, episodes_table, outcomes_table
from sim.runs.workers import Progress, Workers
from sim.scenario.scenario import Scenario
from sim.studies.question import Setting

Kept = TypeVar("Kept")

_EPISODE_CELLS = 1 + len(Episode.__dataclass_fields__)


@dataclass(frozen=True)
class Variant:
    """One way to play a scenario.

    Parameters
    ----------
    name : str
        No other variant of the same play has it.
    scenario : Scenario
        With everything applied: estimate, policy, and whatever else is changed.
    plan : str or None
        Variants of the same plan, whose outages alone differ, share their quiet play by this name;
        None plays its own.
    """

    name: str
    scenario: Scenario
    plan: str | None = None


class Plays:
    """Plays variants with the setting of a question, and counts them all in one progress.

    Every sample has the same address in each variant, so that replication 17 is the same future in
    all of them but for what they change.

    Where threads play, two variants are under way at a time: what comes before and behind the
    replications of one (its program, the quiet play, its tables) keeps one core busy at most, and
    is done while the other's are played.

    Parameters
    ----------
    setting : Setting
        How often each is played, with which luck.
    count : int
        How many variants there will be.
    progress : callable or None
        Told how many replications of all variants together are done, of how many.
    """

    def __init__(
        self, setting: Setting, count: int, crew: Workers, progress: Progress | None
    ) -> None:
        self.setting = setting
        self._total = count * setting.replications
        self._done = 0
        self._crew = crew
        self._progress = progress
        self._plans: dict[str, Plan] = {}
        self._telling = Lock()
        self._at_once = 2 if crew.count > 1 and engine_class(setting.engine).in_threads else 1

    def play(self, variants: Sequence[Variant], read: Callable[[Tables], Kept]) -> dict[str, Kept]:
        """Play each variant and return what is read from its tables, by name.

        Parameters
        ----------
        read : callable
            Given the tables of one variant, which are dropped when it has returned; it may be
            called in two threads at once.
        """

        def played(variant: Variant) -> Kept:
            return read(self._tables(variant))

        alone, others = variants[:1], variants[1:]
        found = [played(variant) for variant in alone]  # it may compile, which Ctrl-C ends here
        if self._at_once == 1:
            found += [played(variant) for variant in others]
        else:
            with ThreadPoolExecutor(self._at_once) as pool:
                found += pool.map(played, others)
        return {variant.name: kept for variant, kept in zip(variants, found, strict=True)}

    def _tables(self, variant: Variant) -> Tables:
        setting = self.setting
        with GrowingRun(
            variant.scenario,
            variant.name,
            seed=setting.seed,
            crew=self._crew,
            engine=setting.engine,
            plan=None if variant.plan is None else self._plans.get(variant.plan),
            part=setting.replications,
            long=False,
        ) as run:
            if variant.plan is not None:
                self._plans[variant.plan] = run.plan
            run.extend(setting.replications, self._report())
            return run.finish().tables

    def _report(self) -> Progress:
        """Return what is told how many replications of one variant are done."""
        before = 0

        def report(done: int, _: int) -> None:
            nonlocal before
            with self._telling:
                self._done += done - before
                before = done
                if self._progress is not None:
                    self._progress(self._done, self._total)

        return report


def usual_risks(scenario: Scenario, pads: Collection[str] = ()) -> tuple[str, str, str, str]:
    """Return what an outage is about: a long gap, an empty segment, a stranding, nobody aboard.

    The gap is that of the headline's first line that flies from one of the pads, none given from
    one with an outage; of its first line if none does.
    """
    out = pads or [name for name, pad in scenario.pads.items() if pad.outage]
    return (f"gap[{_line_from(scenario, out)}]", "segment_gap", "stranded", "decrewed")


def _line_from(scenario: Scenario, pads: Collection[str]) -> str:
    out = {family for name in pads for family in scenario.pads[name].families}
    lines = scenario.headline.lines
    vehicles = {name: scenario.lines[name].vehicle for name in lines}
    flying = (name for name in lines if out & set(scenario.vehicles[vehicles[name]].families))
    return next(flying, lines[0])


def outcome_of(
    scenario: Scenario, text: str, *, amounts: bool = False, pads: Collection[str] = ()
) -> Outcome:
    """Return the outcome that a text asks about, before anything is played.

    Parameters
    ----------
    text : str
        See `sim.analysis.outcome.read_outcome`; empty for the first of `usual_risks`.
    amounts : bool
        Whether a column of days, person-days or times alone asks how much; else whether there is
        any, and says so.
    pads : collection of str
        See `usual_risks`.

    Raises
    ------
    UsageError
        When there is no such column, or it cannot be compared with that value.
    """
    program = build(scenario)
    names = names_of(program)
    frame = Frame(scenario.name, "", 0, scenario.as_of, scenario.until, program.columns, names, {})
    outcomes = outcomes_table(frame, 0, np.empty((len(program.columns), 0), np.int64))
    episodes = episodes_table(frame, np.empty((0, _EPISODE_CELLS), np.int64))
    asked = text or usual_risks(scenario, pads)[0]
    found = read_outcome(asked, scenario.headline, outcomes, episodes)
    return replace(found, label=f"{found.label} > 0") if found.is_amount and not amounts else found
