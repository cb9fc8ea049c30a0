"""What drives an answer: the question, and the plays that it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from sim.analysis.boxes import risky_boxes
from sim.analysis.columns import Flags, Floats
from sim.analysis.ignorance import known_risk
from sim.analysis.sensitivity import Indices, first_order_of_run, sobol_indices, split
from sim.analysis.series import column_series
from sim.core.errors import UsageError
from sim.core.intervals import Estimate, proportion
from sim.core.pairs import Pairs, difference_interval
from sim.runs.replicate import AS_STATED
from sim.runs.workers import Progress, Workers
from sim.scenario import choose
from sim.scenario.scenario import Scenario
from sim.studies.cases import Case, title, under
from sim.studies.drivers.factors import (
    ESTIMATE,
    Factor,
    Sort,
    factors_of,
    together,
)
from sim.studies.drivers.fixing import fixed_at, range_of, unit_in, values_of
from sim.studies.drivers.futures import Futures, all_anew, anew, as_it_is, numbers
from sim.studies.drivers.screen import MOST, Screened, screen
from sim.studies.question import Question
from sim.studies.variants import outcome_of
from sim.studies.weights import EQUAL, unequal

SCREENED, LEAST_SCREENED = 10, 1_000
"""One future in ten is played to find the inputs that matter at all, of few futures a thousand."""

LUCKS = 30
"""Of each sample of the inputs, where ignorance and luck are told apart by playing both."""

SAMPLES = 2_000
"""The most samples of the inputs for that."""

FEWEST = 100
"""Fewer replications tell no shares of a variance."""

REST = "the rest"

OTHER = "other"
"""The word that makes another address of an entity's own."""


@dataclass(frozen=True)
class Drivers(Question):
    """What drives the answer.

    Parameters
    ----------
    setting : Setting
        `replications` is of each input and each kind of luck that is sampled anew.
    outcome : str
        See `sim.analysis.outcome.read_outcome`; empty for a long gap of the line whose pad is out.
    estimate : str or None
        None for all that leave the pad down.
    policy : str or None
    weights : str
        How likely each of several is, see `sim.studies.weights.weights_of`.
    """

    outcome: str = ""
    estimate: str | None = None
    policy: str | None = None
    weights: str = EQUAL

    study: ClassVar[str] = "drivers"

    def answer(self, crew: Workers, progress: Progress | None) -> dict[str, Any]:
        """Play the futures, then with one thing after the other anew, and split the variance.

        Raises
        ------
        ScenarioError
            When there is no such estimate or policy.
        UsageError
            When the outcome is none, or there are fewer replications than `FEWEST`.
        """
        if self.setting.replications < FEWEST:
            raise UsageError(
                f"at least {FEWEST} replications are needed to tell what drives the answer, not"
                f" {self.setting.replications}"
            )
        return _Drivers(self, crew, progress).answer()

    def scenarios(self) -> dict[str, Scenario]:
        """Return the scenario under each estimate that counts, by its name."""
        asked = self.setting.scenario
        if self.estimate is not None:
            choose(asked, self.estimate)
            names = [self.estimate]
        else:
            names = [n for n, each in asked.estimates.items() if each.repair is not None]
        return {name: under(asked, Case(name, self.policy)) for name in names or [AS_STATED]}


class _Drivers:
    """The plays of one question, and what is read from them."""

    def __init__(self, asked: Drivers, crew: Workers, progress: Progress | None) -> None:
        self.asked = asked
        every = asked.scenarios()
        weights = unequal(asked.setting.scenario, asked.weights, list(every))
        self.weights = weights and {name: each for name, each in weights.items() if each > 0}
        self.scenarios = {name: every[name] for name in self.weights or every}
        self.scenario = next(iter(self.scenarios.values()))
        self.outcome = outcome_of(self.scenario, asked.outcome)
        self.futures = Futures(
            asked.setting, self.scenarios, self.outcome, crew, progress, self.weights
        )
        self.programs = self.futures.samples
        self.reactions = self.scenario.policy.reactions()
        self.factors = factors_of(
            list(self.programs.values()),
            several=len(self.scenarios) > 1,
            reactions=self.reactions,
        )
        self.n = asked.setting.replications
        self._expect(MOST, screening=4 * self.n)
        self.repairs: dict[str, Floats] = {}

    def answer(self) -> dict[str, Any]:
        """Return the answer in JSON's own types."""
        a, nulls = self._as_it_is()
        b = self.futures.told(self.futures.otherwise(self._choices), all_anew(OTHER))
        told = {**self._head(a), "nulls": nulls}
        if not 0 < a.sum() + b.sum() < len(a) + len(b):
            return {**told, "same": bool(a.all()), **_NOTHING}
        screened = self._screened(a)
        self._expect(len(screened.named))
        unknown = [*self.factors.repairs, *self.factors.reactions, *screened.named]
        rest = together(REST, screened.rest)
        every = [*unknown, rest, *self.factors.luck]
        mixed = {each.name: self._mixed(each) for each in every if each.is_any}
        indices = sobol_indices(a, b, mixed)
        inputs = {f"repair[{pad}]": days for pad, days in self.repairs.items()}
        inputs |= values_of(
            unknown, self.programs, self.scenario, self.futures.all(), self.asked.setting.seed
        )
        inputs = {name: values for name, values in inputs.items() if np.ptp(values) > 0.0}
        of_run = first_order_of_run(inputs, a) if inputs and a.any() and not a.all() else {}
        return {
            **told,
            "same": None,
            "drivers": [
                {
                    **_told(self.scenario, factor, indices[factor.name]),
                    "one_run": _or_none(of_run.get(self._drawn_as(factor))),
                    **self._fixed(factor, a),
                }
                for factor in _in_order(unknown, indices)
            ],
            "luck": [
                _told(self.scenario, each, indices[each.name])
                for each in _in_order(self.factors.luck, indices)
            ],
            "rest": _told(self.scenario, rest, indices[REST]) if rest.is_any else None,
            "slight": [each.name for each in screened.rest],
            "split": self._split(a, b),
            "boxes": [box.as_dict() for box in risky_boxes(inputs, a)],
        }

    def _expect(self, named: int, screening: int = 0) -> None:
        """Tell progress what is to come: a factor is sampled anew once, and fixed in half twice."""
        unknown = named + len(self.factors.repairs) + len(self.factors.reactions)
        full = 3 + 2 * unknown + len(self.factors.luck) + len(self.scenarios) // 2
        self.futures.expect(full * self.n + LUCKS * self._drawn + screening)

    @property
    def _choices(self) -> frozenset[str]:
        """What is chosen anew where everything is sampled anew."""
        return frozenset([ESTIMATE, *self.reactions])

    @property
    def _drawn(self) -> int:
        """How many samples of the inputs are played with many lucks."""
        return min(SAMPLES, max(self.n // 10, 2))

    # plays -----------------------------------------------------------------------------------

    def _as_it_is(self) -> tuple[Flags, int]:
        """Return in which futures it is so, and in how many it has no value; keep the repairs."""
        parts = self.futures.parts(self.futures.all(), as_it_is)
        told = [self.outcome.told(part.outcomes, part.episodes) for part in parts]
        for each in (each for pad in self.scenario.pads.values() for each in pad.outage):
            column = f"repair_days[{each.name}]"
            days = [column_series(part.outcomes, column).endless for part in parts]
            self.repairs[each.name] = np.concatenate(days)
        return np.concatenate([each.did for each in told]), sum(each.nulls for each in told)

    def _screened(self, a: Flags) -> Screened:
        """Return the inputs that are worth a look of their own."""
        some = self.futures.some(max(self.n // SCREENED, LEAST_SCREENED))
        return screen(
            self.factors.inputs,
            a[numbers(some)],
            lambda group: self.futures.told(some, anew(together(REST, group), OTHER)),
        )

    def _mixed(self, factor: Factor) -> Flags:
        """Return in which futures it is so with one factor as in the other futures."""
        futures = self.futures
        stretches = futures.otherwise(factor.resample) if factor.resample else futures.all()
        return futures.told(stretches, anew(factor, OTHER))

    def _split(self, a: Flags, b: Flags) -> dict[str, Any]:
        """Return how much is luck, and how sure the risk would be if nothing else were left."""
        luck, inputs = (
            self._mixed(each) for each in (self.factors.all_luck, self.factors.all_inputs)
        )
        return {**split(a, b, luck, inputs).as_dict(), "known": self._known()}

    def _fixed(self, factor: Factor, a: Flags) -> dict[str, Any]:
        """Return the range of a factor, and what fixing it at either end does to the risk."""
        unit = unit_in(factor, self.programs, self.scenario)
        some = self.futures.some(max(self.n // 2, 1))
        played = [
            (way.name, self.futures.told(way.stretches(some), way.change))
            for way in fixed_at(factor, self.programs, self.repairs)
        ]
        if factor.sort is Sort.ESTIMATE:
            played.sort(key=lambda each: int(each[1].sum()))
        found = {
            "unit": unit[0],
            "range": range_of(factor, self.programs, self.repairs, unit),
            "fixed": None,
        }
        if not played:
            return found
        (low, at_low), (high, at_high) = played[0], played[-1]
        pairs = Pairs.of(at_high, at_low)
        swing = difference_interval(pairs.only_a, pairs.only_b, pairs.n)
        ends = {
            "base": float(a[numbers(some)].mean()),
            "low": {"name": low, **_share(at_low)},
            "high": {"name": high, **_share(at_high)},
            "swing": Estimate(pairs.difference, *swing)._asdict(),
            "n": pairs.n,
        }
        return {**found, "fixed": ends}

    def _known(self) -> dict[str, Any] | None:
        """Return how the risk is spread over what the inputs may be, by playing many lucks."""
        some = self.futures.some(self._drawn)
        luck = self.factors.all_luck
        counts = np.zeros(len(numbers(some)), np.int64)
        for turn in range(LUCKS):
            counts += self.futures.told(some, anew(luck, f"luck {turn}"))
        if not 0 < counts.sum() < LUCKS * len(counts):
            return None
        return known_risk(counts, LUCKS).as_dict()

    # what is told ----------------------------------------------------------------------------

    def _head(self, a: Flags) -> dict[str, Any]:
        asked = self.asked.setting.scenario
        policy = self.asked.policy
        return {
            "outcome": self.outcome.as_dict(),
            "estimates": {
                name: {"title": title(asked, Case(name)), **_share(a[each])}
                for name, each in self.futures.of_estimates().items()
            },
            **({} if self.weights is None else {"weights": self.weights}),
            "reactions": list(self.reactions),
            "policy": None if policy is None else asked.policies[policy].title,
            "share": _share(a),
            "uncertain_inputs": len(self.factors.inputs),
        }

    def _drawn_as(self, factor: Factor) -> str:
        """Return the name under which one run shows what a factor is; empty where it does not.

        With several estimates one run shows how long the repair takes, not which of its parts it
        comes from.
        """
        if factor.sort is Sort.REPAIRS:
            parts = [each for each in self.factors.repairs if each.part_of == factor.name]
            sampled = [each.name for each in parts if each.sort is not Sort.ESTIMATE]
            return sampled[0] if len(sampled) == 1 else ""
        return "" if factor.part_of else factor.name


_NOTHING: dict[str, Any] = {
    "drivers": [],
    "luck": [],
    "rest": None,
    "slight": [],
    "split": None,
    "boxes": [],
}
"""What is told of an outcome that is the same in all futures."""


def _told(scenario: Scenario, factor: Factor, indices: Indices) -> dict[str, Any]:
    return {
        "name": factor.name,
        "sort": str(factor.sort),
        "place": _place(scenario, factor),
        **_called(scenario, factor),
        "part_of": factor.part_of,
        "comes_first": factor.comes_first,
        **indices.as_dict(),
    }


def _place(scenario: Scenario, factor: Factor) -> str:
    """Return what people call the pads or families of a factor."""
    if factor.sort is Sort.REACTION:
        return factor.place
    places = factor.place.split(", ")
    return ", ".join(scenario.called("pads", scenario.called("families", each)) for each in places)


def _called(scenario: Scenario, factor: Factor) -> dict[str, str]:
    """Return the title of the entry that an input belongs to, if it has one."""
    section, key = [*factor.name.split("."), ""][:2]
    section = "flights" if section in ("docked", "manifest") else section
    title = scenario.titles.get(section, {}).get(key)
    return {"called": title} if title and factor.sort is Sort.INPUT else {}


def _in_order(factors: Sequence[Factor], indices: Mapping[str, Indices]) -> Iterator[Factor]:
    """Yield the factors by their total index, to the whole per cent, each before its parts."""

    def place(factor: Factor) -> tuple[float, bool, float]:
        total = indices[factor.name].total.value or 0.0
        return (-round(total, 2), not factor.comes_first, -total)

    for factor in sorted((each for each in factors if each.part_of is None), key=place):
        yield factor
        parts = (each for each in factors if each.part_of == factor.name)
        yield from sorted(parts, key=place)


def _share(flags: Flags) -> dict[str, Any]:
    """Return the share of futures in which it is so, and its interval."""
    events, n = int(flags.sum()), len(flags)
    low, high = proportion(events, n)
    return {"events": events, "n": n, "mean": events / n, "low": low, "high": high}


def _or_none(estimate: Estimate | None) -> dict[str, Any] | None:
    return None if estimate is None else estimate._asdict()
