"""The public verbs that answer what planners ask: a scenario in, an answer out."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.engine import DEFAULT
from sim.present.verbs import Asked, Progress, scenario_of
from sim.studies import QUESTIONED, SEED
from sim.studies import question as questions
from sim.studies.break_even import POINTS, THRESHOLD, BreakEven
from sim.studies.causes import LIMIT, Causes
from sim.studies.deadline import LEAST, Deadline
from sim.studies.drivers import Drivers
from sim.studies.levers import Levers
from sim.studies.question import Question, Setting, ask
from sim.studies.update import Update
from sim.studies.weights import EQUAL


@dataclass(frozen=True, repr=False)
class Answer(questions.Answer):
    """An answer as a notebook shows it: with the tables of the screen."""

    def __repr__(self) -> str:
        asked = self.summary
        return f"<Answer to {self.study} of {asked['scenario']}, seed {asked['seed']}>"

    def _repr_html_(self) -> str:
        from sim.present.notebook import Page
        from sim.present.questions.kinds import KINDS

        page = Page()
        KINDS[self.study].show(page, self)
        return page.html(f"{self.study}: {self.scenario.title}")


@dataclass(frozen=True, kw_only=True)
class Play:
    """How a question is played; every verb here takes these by name.

    Parameters
    ----------
    known_by : date or str, or None
        Take the estimates as they were known by this date; None takes all of them.
    replications : int
        Of each variant that is played.
    seed : int
        The same one gives the same answer on every machine.
    workers : int or None
        Threads or processes, as the engine plays; None for one a core.
    engine : str
        A name of `sim.engine.ENGINES`.
    out : path or None
        A folder to store the answer in; None stores nothing.
    progress : callable or None
        Told how many replications are done, of how many.
    """

    known_by: dt.date | str | None = None
    replications: int = QUESTIONED
    seed: int = SEED
    workers: int | None = None
    engine: str = DEFAULT
    out: str | os.PathLike[str] | None = None
    progress: Progress | None = None

    def setting(self, scenario: Asked) -> Setting:
        """Return the scenario and how it is played."""
        known = scenario_of(scenario, self.known_by)
        return Setting(known, self.replications, self.seed, self.engine)

    def answer(self, question: Question) -> Answer:
        """Ask the question."""
        answer = ask(
            question,
            out=None if self.out is None else Path(self.out),
            store=self.out is not None,
            workers=self.workers,
            progress=self.progress,
        )
        return Answer(answer.summary, answer.scenario, answer.folder)


def _texts(given: Iterable[str]) -> tuple[str, ...]:
    """Return texts as they are given: one alone, or several."""
    return (given,) if isinstance(given, str) else tuple(given)


def break_even(
    scenario: Asked,
    outcome: str = "",
    *,
    at: float = THRESHOLD,
    total: bool = False,
    policies: Iterable[str] = (),
    points: int = POINTS,
    longest_days: float | None = None,
    outage: str | None = None,
    **play: Any,
) -> Answer:
    """Tell how long the repair may take before a risk is too much.

    Parameters
    ----------
    outcome : str
        Such as ``stranded > 0``; empty for a long gap of the line whose pad is out.
    at : float
        The threshold, in (0, 1).
    total : bool
        Hold it against the risk itself, not against what the outage adds.
    policies : iterable of str
        A curve for each, beside that of the policy that the scenario states.
    points : int
        Repair times of each curve.
    longest_days : float or None
        The longest repair asked about; None for the range of the estimates.
    outage : str or None
        The outage asked about, of several; None for the only one, or the only one under way.
    **play
        See `Play`.
    """
    how = Play(**play)
    question = BreakEven(
        how.setting(scenario),
        outcome,
        threshold=at,
        total=total,
        policies=(None, *_texts(policies)),
        points=points,
        longest=longest_days,
        outage=outage,
    )
    return how.answer(question)


def causes(
    scenario: Asked,
    outcome: str = "",
    estimate: str | None = None,
    *,
    policy: str | None = None,
    limit: int = LIMIT,
    **play: Any,
) -> Answer:
    """Tell what began a bad outcome, and what would have prevented it.

    Parameters
    ----------
    outcome : str
        See `break_even`.
    estimate, policy : str or None
        None for the scenario's default, and for the policy that it states.
    limit : int
        The most futures with the outcome that are played again.
    **play
        See `Play`.
    """
    how = Play(**play)
    return how.answer(Causes(how.setting(scenario), outcome, estimate, policy, limit))


def deadline(
    scenario: Asked,
    lever: str,
    outcome: str = "",
    *,
    estimate: str | None = None,
    at: float = LEAST,
    last: str | None = None,
    **play: Any,
) -> Answer:
    """Tell how late a lever may be decided and still help, and what each week of waiting costs.

    Parameters
    ----------
    lever : str
        A policy of the scenario.
    outcome : str
        See `break_even`.
    estimate : str or None
        None for the scenario's default.
    at : float
        What the lever must take off the risk to be worth while, in [0, 1).
    last : str or None
        The last day of a decision; None for a year ahead.
    **play
        See `Play`.
    """
    how = Play(**play)
    return how.answer(Deadline(how.setting(scenario), lever, outcome, estimate, at, last))


def drivers(
    scenario: Asked,
    outcome: str = "",
    estimate: str | None = None,
    *,
    policy: str | None = None,
    weights: str = EQUAL,
    **play: Any,
) -> Answer:
    """Tell what drives a risk: which of the unknowns, and which luck.

    Parameters
    ----------
    outcome : str
        See `break_even`.
    estimate : str or None
        None for all that leave the pad down.
    policy : str or None
    weights : str
        How likely each of several estimates is: ``equal``, ``record`` or ``a=0.5,b=0.5``.
    **play
        See `Play`.
    """
    how = Play(**play)
    return how.answer(Drivers(how.setting(scenario), outcome, estimate, policy, weights))


def update(
    scenario: Asked,
    not_repaired_by: Iterable[str],
    outcomes: Iterable[str] = (),
    *,
    estimates: Iterable[str] = (),
    policy: str | None = None,
    weights: str = EQUAL,
    outage: str | None = None,
    **play: Any,
) -> Answer:
    """Tell how the forecast moves while the pad stays down.

    Parameters
    ----------
    not_repaired_by : iterable of str
        The days on which it is still down.
    outcomes, estimates : iterable of str
        Empty for the risks of an outage, and for all estimates that leave the pad down.
    policy : str or None
    weights : str
        How much each estimate counts at the start, see `drivers`.
    outage : str or None
        The outage that goes on, see `break_even`.
    **play
        See `Play`.
    """
    how = Play(**play)
    return how.answer(
        Update(
            how.setting(scenario),
            _texts(not_repaired_by),
            _texts(outcomes),
            _texts(estimates),
            policy,
            weights,
            outage,
        )
    )


def levers(
    scenario: Asked,
    policies: Iterable[str] = (),
    outcomes: Iterable[str] = (),
    *,
    estimates: Iterable[str] = (),
    weights: str = EQUAL,
    **play: Any,
) -> Answer:
    """Tell which lever to pull: every policy under every estimate, with the same luck.

    Parameters
    ----------
    policies, outcomes, estimates : iterable of str
        Empty for all policies, the risks of an outage, and all estimates.
    weights : str
        How much each estimate counts, see `drivers`; one that counts nothing is not played.
    **play
        See `Play`.
    """
    how = Play(**play)
    return how.answer(
        Levers(
            how.setting(scenario),
            _texts(outcomes),
            _texts(estimates),
            _texts(policies),
            weights,
        )
    )
