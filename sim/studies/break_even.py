"""How long may the repair take: the risk against the true repair time, and where it is too much."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sim.analysis.break_even import Read, curve, makes_it, share_of, spread, steepest
from sim.analysis.columns import Floats
from sim.analysis.outcome import Told
from sim.analysis.series import column_series
from sim.analysis.threshold import Band, Crossing, bracket
from sim.core.clock import DAY, instant_at, iso
from sim.core.errors import UsageError
from sim.runs.replicate import AS_STATED
from sim.runs.tables import Tables
from sim.runs.workers import Progress, Workers
from sim.scenario import with_estimate
from sim.scenario.outage import (
    called,
    estimates_of,
    outage_asked,
    repaired_after,
    without_outage,
)
from sim.studies.cases import Case, title, under
from sim.studies.question import Question
from sim.studies.variants import Plays, Variant, outcome_of

POINTS = 40
"""Repair times of each curve: half over the whole range, the others where it crosses and rises."""

FEWEST_POINTS = 6

THRESHOLD = 0.05
"""Five percentage points."""

REACH = 0.9
"""The longest repair asked about is that quantile of the longest estimate, if not stated: of what
is left of it on ``as_of``."""

NONE = "no-outage"


@dataclass(frozen=True)
class BreakEven(Question):
    """How long may the repair take before the risk is too much.

    Parameters
    ----------
    setting : Setting
    outcome : str
        See `sim.analysis.outcome.read_outcome`; empty for a long gap of the line whose pad is out.
    threshold : float
        In (0, 1).
    total : bool
        Whether the threshold holds for the risk itself; else for what is added to a world without
        the outage, under the policy that the scenario states.
    policies : tuple of str or None
        A curve each; None is the policy that the scenario states.
    points : int
        Of each curve, at least `FEWEST_POINTS`.
    longest : float or None
        Days; None for the range of the estimates.
    outage : str or None
        The outage asked about, from its own beginning on; None for the only one, or the only one
        under way.
    """

    outcome: str = ""
    threshold: float = THRESHOLD
    total: bool = False
    policies: tuple[str | None, ...] = (None,)
    points: int = POINTS
    longest: float | None = None
    outage: str | None = None

    study: ClassVar[str] = "break-even"

    def answer(self, crew: Workers, progress: Progress | None) -> dict[str, Any]:
        """Play the curve of each policy and the estimates, and read one off the other.

        Raises
        ------
        UsageError
            When a number cannot be meant, or there is no such outcome.
        ScenarioError
            When no pad has an outage, or there is no such outage or policy.
        """
        return _Curves(self, crew, progress).answer()


class _Curves:
    """The plays of one question, and what is read from them."""

    def __init__(self, asked: BreakEven, crew: Workers, progress: Progress | None) -> None:
        _check(asked)
        self.asked = asked
        self.scenario = asked.setting.scenario
        self.outage = outage_asked(self.scenario, asked.outage)
        self.outcome = outcome_of(self.scenario, asked.outcome, pads={self.outage.pad})
        self.estimates = list(estimates_of(self.scenario, self.outage.name))
        plays = 1 + len(asked.policies) * (asked.points + len(self.estimates))
        self.plays = Plays(asked.setting, plays, crew, progress)
        self.cases = {policy: Case(AS_STATED, policy) for policy in asked.policies}
        self.scenarios = {policy: under(self.scenario, case) for policy, case in self.cases.items()}

    def answer(self) -> dict[str, Any]:
        """Return the answer in JSON's own types."""
        first, longest = self._range()
        nothing = Variant(NONE, without_outage(self.scenario, self.outage.name), _plan(None))
        base = self.plays.play([nothing], self._told)[NONE]
        return {
            "outcome": self.outcome.as_dict(),
            "outage": called(self.scenario, self.outage),
            "since": iso(instant_at(self.scenario.as_of, self.outage.since)),
            "until": iso(instant_at(self.scenario.as_of, self.scenario.until)),
            "shortest_days": first,
            "longest_days": longest,
            "base": share_of(base),
            "curves": [self._curve(policy, first, longest, base) for policy in self.asked.policies],
        }

    def _range(self) -> tuple[float, float]:
        """Return the shortest and the longest repair asked about, in days.

        A repair is longer than what has passed, and none is told from another behind ``until``.

        Raises
        ------
        UsageError
            When the longest that is stated is no longer than the shortest possible.
        """
        passed = max(0.0, -self.outage.since / DAY)
        first = math.floor(passed) + 1.0
        horizon = (self.scenario.until - self.outage.since) / DAY
        longest = self.asked.longest
        if longest is None:
            longest = max(self._reaches(passed), default=horizon)
        elif not first < longest < math.inf:
            raise UsageError(
                f"the longest repair asked about is {longest:g} d: it must be above {first:g} d,"
                " the shortest that is still possible"
            )
        return first, float(np.clip(math.ceil(longest), first + 1.0, horizon))

    def _reaches(self, passed: float) -> Iterator[float]:
        """Yield how long the repair of each estimate is at `REACH`; none of an uncertain scale."""
        for name in self.estimates:
            repair = self.scenario.estimates[name].repair
            if repair is not None and all(scale is None for scale in repair.scales):
                left = repair.law.truncated(max(repair.lower, passed * DAY), repair.upper)
                yield left.quantile(REACH) / DAY

    def _curve(
        self, policy: str | None, first: float, longest: float, base: Told
    ) -> dict[str, Any]:
        """Return the curve of a policy, what it says of the threshold, and of each estimate."""
        asked = self.asked
        coarse = np.linspace(first, longest, asked.points // 2).round(1)
        told = self._at(policy, coarse)
        rough = self._judged(told, base)
        left = asked.points - len(coarse)
        near = spread(coarse, *bracket(rough, asked.threshold), left - left // 2)
        told |= self._at(policy, near)
        told |= self._at(policy, steepest(self._judged(told, base), asked.points - len(told)))
        found = curve(told, base, total=asked.total, threshold=asked.threshold)
        return {
            "policy": policy,
            "title": title(self.scenario, self.cases[policy]),
            **found.as_dict(),
            "estimates": self._estimates(policy, found.crossing, base),
        }

    def _judged(self, told: Mapping[float, Told], base: Told) -> Band:
        asked = self.asked
        return curve(told, base, total=asked.total, threshold=asked.threshold).judged

    def _at(self, policy: str | None, days: Floats) -> dict[float, Told]:
        """Return in which futures the outcome is so, for each repair time."""
        scenario, plan, name = self.scenarios[policy], _plan(policy), self.outage.name
        lasting = {day: repaired_after(scenario, float(day) * DAY, name) for day in days}
        variants = {f"{day:g} d": Variant(f"{day:g} d", s, plan) for day, s in lasting.items()}
        found = self.plays.play(list(variants.values()), self._told)
        return {float(day): found[f"{day:g} d"] for day in days}

    def _estimates(
        self, policy: str | None, crossing: Crossing, base: Told
    ) -> dict[str, dict[str, Any]]:
        """Return how likely each estimate makes the repair short enough, and its own risk."""
        scenario, plan = self.scenarios[policy], _plan(policy)
        variants = [Variant(name, with_estimate(scenario, name), plan) for name in self.estimates]
        found = self.plays.play(variants, self._read)
        return {
            name: {
                "title": self.scenario.estimates[name].title,
                **makes_it(read, crossing, base),
            }
            for name, read in found.items()
        }

    def _told(self, tables: Tables) -> Told:
        return self.outcome.told(tables.outcomes, tables.episodes)

    def _read(self, tables: Tables) -> Read:
        repair = column_series(tables.outcomes, f"repair_days[{self.outage.name}]")
        return Read(self._told(tables), repair.endless)


def _check(asked: BreakEven) -> None:
    """Refuse a threshold or a number of points that cannot be meant, before anything is played."""
    if not 0.0 < asked.threshold < 1.0:
        raise UsageError(f"the threshold is {asked.threshold:g}: it must lie between 0 and 1")
    if asked.points < FEWEST_POINTS:
        raise UsageError(f"{asked.points} points are too few: at least {FEWEST_POINTS} are needed")


def _plan(policy: str | None) -> str:
    """Return the name by which the variants of a policy share their quiet play."""
    return policy or ""
