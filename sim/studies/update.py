"""The forecast as news comes in: given that the pad is still down on these days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from sim.analysis.columns import Floats
from sim.analysis.news import Day, calendar, mixed, path, share_left, survivors, weights
from sim.analysis.outcome import Told
from sim.analysis.series import column_series
from sim.core.clock import DAY, instant_at, iso, iso_date, parse_instant, seconds_between
from sim.core.errors import UsageError, listed
from sim.runs.replicate import AS_STATED
from sim.runs.tables import Tables
from sim.runs.workers import Progress, Workers
from sim.scenario import choose, with_estimate
from sim.scenario.outage import called, estimates_of, outage_asked, still_down
from sim.scenario.scenario import Scenario
from sim.studies.cases import Case, under
from sim.studies.question import Question
from sim.studies.variants import Plays, Variant, outcome_of, usual_risks
from sim.studies.weights import EQUAL, unequal

NEWS = "news"
"""All days share the quiet play."""

PATH = 18
"""About how many days the path of the figure has, besides those asked about."""


@dataclass(frozen=True)
class Update(Question):
    """What each estimate forecasts given that the pad is still down on some days.

    Parameters
    ----------
    setting : Setting
    dates : tuple of str
        The days, such as ``2026-01-15``: at least one, none before ``as_of``.
    outcomes : tuple of str
        See `sim.analysis.outcome.read_outcome`; empty for the risks that an outage is about.
    estimates : tuple of str
        Empty for all that leave the pad down.
    policy : str or None
    weights : str
        How much each counts at the start, see `sim.studies.weights.weights_of`.
    outage : str or None
        The outage that goes on; None for the only one, or the only one under way.
    """

    dates: tuple[str, ...]
    outcomes: tuple[str, ...] = ()
    estimates: tuple[str, ...] = ()
    policy: str | None = None
    weights: str = EQUAL
    outage: str | None = None

    study: ClassVar[str] = "update"

    def answer(self, crew: Workers, progress: Progress | None) -> dict[str, Any]:
        """Play each estimate on each day on which it still leaves something."""
        return _News(self, crew, progress).answer()


class _News:
    """The plays of one question."""

    def __init__(self, asked: Update, crew: Workers, progress: Progress | None) -> None:
        self.asked = asked
        self.scenario = under(asked.setting.scenario, Case(AS_STATED, asked.policy))
        self.outage = outage_asked(self.scenario, asked.outage)
        self.dates = _dates(asked.dates, self.scenario)
        self.days = calendar(self.scenario.as_of, self.dates, PATH)
        texts = asked.outcomes or usual_risks(self.scenario)
        self.outcomes = [outcome_of(self.scenario, text) for text in texts]
        self.variants = {name: self._variants(name) for name in self._estimates()}
        self.start = unequal(self.scenario, asked.weights, list(self.variants))
        count = sum(each is not None for row in self.variants.values() for each in row)
        self.plays = Plays(asked.setting, count, crew, progress)

    def answer(self) -> dict[str, Any]:
        """Return the answer in JSON's own types."""
        texts = [outcome.text for outcome in self.outcomes]
        played = {name: self._played(name) for name in self.variants}
        left = {
            name: [
                0.0 if each.told is None else share_left(repair, self._passed(day))
                for each, day in zip(days, self.days, strict=True)
            ]
            for name, (days, repair) in played.items()
        }
        given = {name: self._from_when_said(name, left[name]) for name in left}
        weight = weights(given, self.start)
        return {
            "outage": called(self.scenario, self.outage),
            "since": iso(instant_at(self.scenario.as_of, self.outage.since)),
            "dates": [iso_date(date) for date in self.dates],
            "days": [iso_date(day) for day in self.days],
            "outcomes": [outcome.as_dict() for outcome in self.outcomes],
            **({} if self.start is None else {"weights": self.start}),
            "estimates": {
                name: {
                    "title": self.scenario.estimates[name].title,
                    "said": self._said(name),
                    "refuted_on": self._refuted_on(name),
                    "left": left[name],
                    "weight": weight[name],
                    "risks": path(played[name][0], texts),
                }
                for name in self.variants
            },
            "mixed": {text: self._mixed(played, weight, place) for place, text in enumerate(texts)},
        }

    def _mixed(
        self,
        played: Mapping[str, tuple[list[Day], Floats]],
        weight: Mapping[str, list[float]],
        outcome: int,
    ) -> dict[str, list[float | None]]:
        """Return an outcome along the days under all estimates, each by its weight."""
        found = []
        for place, day in enumerate(self.days):
            parts = [
                (repair > self._passed(day), told[outcome].did)
                for name, (days, repair) in played.items()
                if weight[name][place] > 0 and (told := days[place].told) is not None
            ]
            found.append(mixed(parts))
        return {
            "mean": [each.value for each in found],
            "low": [each.low for each in found],
            "high": [each.high for each in found],
        }

    def _estimates(self) -> list[str]:
        every = self.scenario.estimates
        for name in self.asked.estimates:
            choose(self.scenario, name)
        lifting = [name for name in self.asked.estimates if every[name].repair is None]
        if lifting:
            raise UsageError(
                f"{listed(lifting)}: the pad is not down under this estimate, nothing to update"
            )
        own = estimates_of(self.scenario, self.outage.name)
        if not own:
            raise UsageError(
                f"{self.scenario.name} states no estimates of the repair, which are what an update"
                " is about"
            )
        others = [name for name in self.asked.estimates if name not in own]
        if others:
            raise UsageError(f"{listed(others)}: says nothing of {self.outage.name!r} alone")
        return list(self.asked.estimates or own)

    def _variants(self, name: str) -> list[Variant | None]:
        """Return how an estimate is played on each day, None where it leaves nothing.

        One whose scale is uncertain itself is played on the first day alone: that the pad is still
        down tells something of the scale, which a cut of the law at each scale would not know.
        """
        own = with_estimate(self.scenario, name)
        if self._scale_is_uncertain(name):
            return [Variant(name, own, NEWS), *[None] * (len(self.days) - 1)]
        found: list[Variant | None] = []
        for day in self.days:
            given = still_down(own, seconds_between(self.scenario.as_of, day), self.outage.name)
            found.append(None if given is None else Variant(f"{name} {iso_date(day)}", given, NEWS))
        return found

    def _played(self, name: str) -> tuple[list[Day], Floats]:
        """Return what each day's futures say, and the repairs as sampled on the first."""
        variants = self.variants[name]
        played = self.plays.play([each for each in variants if each is not None], self._read)
        first = variants[0]
        assert first is not None, "an estimate that is over by as_of is refused when it is loaded"
        told, repair = played[first.name]
        if self._scale_is_uncertain(name):
            return [survivors(told, repair > self._passed(day)) for day in self.days], repair
        days = [Day(None if each is None else played[each.name][0]) for each in variants]
        return days, repair

    def _scale_is_uncertain(self, name: str) -> bool:
        repair = self.scenario.estimates[name].repair
        return repair is not None and any(scale is not None for scale in repair.scales)

    def _from_when_said(self, name: str, left: list[float]) -> list[float]:
        """Return what is left of an estimate on each day, 0 before it was given."""
        said = self.scenario.estimates[name].said
        return [
            0.0 if said is not None and day.date() < said else share
            for day, share in zip(self.days, left, strict=True)
        ]

    def _read(self, tables: Tables) -> tuple[tuple[Told, ...], Floats]:
        told = tuple(each.told(tables.outcomes, tables.episodes) for each in self.outcomes)
        column = f"repair_days[{self.outage.name}]"
        return told, column_series(tables.outcomes, column).endless

    def _passed(self, day: dt.datetime) -> float:
        """Return the days from the start of the outage to a day."""
        return (seconds_between(self.scenario.as_of, day) - self.outage.since) / DAY

    def _said(self, name: str) -> str | None:
        said = self.scenario.estimates[name].said
        return None if said is None else said.isoformat()

    def _refuted_on(self, name: str) -> str | None:
        """Return the first day of the forecast on which an estimate leaves nothing."""
        own = with_estimate(self.scenario, name)
        low, high = 0, self.scenario.until // DAY
        if still_down(own, high * DAY, self.outage.name) is not None:
            return None
        while high - low > 1:
            middle = (low + high) // 2
            if still_down(own, middle * DAY, self.outage.name) is None:
                high = middle
            else:
                low = middle
        return iso_date(instant_at(self.scenario.as_of, high * DAY))


def _dates(texts: tuple[str, ...], scenario: Scenario) -> list[dt.datetime]:
    """Return the days asked about, in order; that of ``as_of`` is ``as_of``.

    Raises
    ------
    UsageError
        With everything that is wrong with them.
    """
    until = instant_at(scenario.as_of, scenario.until)
    found, problems = set(), []
    for text in texts:
        try:
            date = parse_instant(text)
        except ValueError as error:
            problems.append(str(error))
            continue
        if date.date() == scenario.as_of.date():
            date = scenario.as_of
        if not scenario.as_of <= date < until:
            span = f"{iso_date(scenario.as_of)} to {iso_date(until)}"
            problems.append(f"{text} is outside of the forecast, {span}")
        found.add(date)
    if not texts:
        problems.append("a date is needed, such as 2026-01-15")
    if problems:
        raise UsageError("\n".join(f"--not-repaired-by: {problem}" for problem in problems))
    return sorted(found)
