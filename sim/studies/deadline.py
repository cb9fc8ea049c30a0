"""How late may a lever be decided and still help, and is it worth to wait for the next report."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

import numpy as np

from sim.analysis.break_even import share_of
from sim.analysis.columns import Floats
from sim.analysis.deadline import report, waiting
from sim.analysis.outcome import Told
from sim.analysis.series import column_series
from sim.core.clock import DAY, WEEK, iso_date, parse_instant, seconds_between
from sim.core.errors import UsageError
from sim.runs.replicate import AS_STATED
from sim.runs.tables import Tables
from sim.runs.workers import Progress, Workers
from sim.scenario import choose
from sim.scenario.policies import decided
from sim.scenario.scenario import Scenario
from sim.studies.cases import Case, title, under
from sim.studies.question import Question
from sim.studies.variants import Plays, Variant, outcome_of

WEEKS = 52
"""How far ahead decisions are asked about, if not stated."""

LEAST = 0.01
"""One percentage point: what the lever must take off the risk to be worth while."""

NEVER = "never"


class _Read(NamedTuple):
    told: Told
    repair_days: Floats


@dataclass(frozen=True)
class Deadline(Question):
    """How late may a lever be decided and still help.

    Parameters
    ----------
    setting : Setting
    lever : str
        A policy of the scenario.
    outcome : str
        See `sim.analysis.outcome.read_outcome`; empty for a long gap of the line whose pad is out.
    estimate : str or None
        None for the scenario's default.
    least : float
        In [0, 1): what the lever must take off the risk.
    last : str or None
        The last day of a decision, such as ``2026-06-30``; None for `WEEKS` weeks.
    """

    lever: str
    outcome: str = ""
    estimate: str | None = None
    least: float = LEAST
    last: str | None = None

    study: ClassVar[str] = "deadline"

    def answer(self, crew: Workers, progress: Progress | None) -> dict[str, Any]:
        """Play the lever decided on each day, and never.

        Raises
        ------
        UsageError
            When a number or a date cannot be meant, or there is no such outcome.
        ScenarioError
            When there is no such policy or estimate, or the policy does not hold if it is decided
            on one of the days.
        """
        if not 0 <= self.least < 1:
            raise UsageError(f"a lever cannot take off {self.least:g}; allowed is 0 up to below 1")
        asked = self.setting.scenario
        estimate = choose(asked, self.estimate) or AS_STATED
        scenario = under(asked, Case(estimate))
        outcome = outcome_of(scenario, self.outcome)
        outages = [each.name for pad in scenario.pads.values() for each in pad.outage]
        days = self._days()
        under(asked, Case(estimate, self.lever))
        variants = [
            Variant(f"{day} d", under(decided(scenario, self.lever, day * DAY), self._case))
            for day in days
        ]
        plays = Plays(self.setting, len(variants) + 1, crew, progress)

        def read(tables: Tables) -> _Read:
            told = outcome.told(tables.outcomes, tables.episodes)
            if not outages:
                return _Read(told, np.zeros(tables.outcomes.num_rows))
            repair = column_series(tables.outcomes, f"repair_days[{outages[0]}]")
            return _Read(told, repair.endless)

        never = plays.play([Variant(NEVER, scenario)], read)[NEVER]
        played = plays.play(variants, lambda tables: read(tables).told)
        flags = [played[variant.name].did for variant in variants]
        found = waiting(np.array(days, np.float64), flags, never.told.did, self.least)
        value = report(flags[0], flags[1], never.told.did, never.repair_days)
        return {
            "outcome": outcome.as_dict(),
            "lever": asked.policies[self.lever].title,
            "estimate": title(asked, Case(estimate)),
            "days": [iso_date(asked.as_of + dt.timedelta(days=day)) for day in days],
            "never": share_of(never.told),
            **found.as_dict(),
            "report": {"on": iso_date(asked.as_of + dt.timedelta(days=days[1])), **value.as_dict()},
            "nulls": max(told.nulls for told in played.values()),
        }

    @property
    def _case(self) -> Case:
        return Case(AS_STATED, self.lever)

    def _days(self) -> list[int]:
        """Return the days of a decision since ``as_of``, a week apart.

        Raises
        ------
        UsageError
            When the last is no date, or not a week or more after ``as_of`` and before ``until``.
        """
        scenario = self.setting.scenario
        weeks = min(WEEKS, (scenario.until - 1) // WEEK)
        if self.last is not None:
            weeks = self._last(scenario) // 7
        if weeks < 1:
            raise UsageError(
                f"--last {self.last or ''}: a decision is asked about a week after"
                f" {iso_date(scenario.as_of)} at the least, and before the end of the forecast"
            )
        return [7 * week for week in range(weeks + 1)]

    def _last(self, scenario: Scenario) -> int:
        """Return the days from that of ``as_of`` to the last, 0 if it is not in the forecast."""
        try:
            last = parse_instant(self.last or "")
        except ValueError as error:
            raise UsageError(f"--last: {error}") from error
        inside = seconds_between(scenario.as_of, last) < scenario.until
        return (last.date() - scenario.as_of.date()).days if inside else 0
