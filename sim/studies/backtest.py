"""The record against the inputs: how many events there were, and which wrong inputs it refuses.

The laws come from the scenario, what happened from the tables of the record to their end. Many of
the laws were made from the same rows, so that agreement proves little; what counts is what would
have been refused.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sim.analysis import counts
from sim.analysis.columns import Floats
from sim.core.clock import DAY
from sim.core.laws import Law
from sim.history import RECORD_ENDS, tables
from sim.runs.replicate import replicate
from sim.runs.workers import Workers
from sim.scenario import load
from sim.scenario.evidence import Evidence
from sim.scenario.scenario import Input, Scenario
from sim.scenario.stated import stated
from sim.studies.evidence import counted

INPUTS, FREE = "baseline", "climatology-2020"
"""The scenario whose inputs are judged, and the one that is played freely beside the record."""

LEVEL = 0.05
"""A number is refused where its two-sided tail is less: the right inputs at most so often."""

ENOUGH, ENOUGH_TOGETHER = 0.9, 0.99
"""The share of records that must refuse a wrong input before it is claimed; all wrong at once."""

DRAWN = 20_000
"""Records drawn where counts are taken together: shares are then known to 0.4 points."""

SEED = 1


@dataclass(frozen=True)
class Wrong:
    """Inputs that are known to be wrong, as overrides and assumptions of a scenario."""

    name: str
    title: str
    overrides: tuple[str, ...] = ()
    assume: tuple[str, ...] = ()


def _rows(table: str, events: Any, **more: Any) -> dict[str, Any]:
    """Return rows as evidence would name them."""
    return {"table": table, "class": "flights", "fitted": "jeffreys", "events": events, **more}


_SOYUZ, _DRAGON = {"where": {"type": "soyuz"}}, {"where": {"type": "crew-dragon"}}
_CARGO_DRAGONS = _rows("dockings", "none", where={"vehicle": "cargo-dragon"})
_PROGRESS = _rows("dockings", "none", where={"vehicle": "progress-ms"})
_LOST = _rows("flights", {"result": "launch abort"})
_FAILED = _rows("flights", {"first_docking": "failed"}, without={"first_docking": "none"})

CHECKS: Mapping[str, Sequence[tuple[str, Mapping[str, Any] | None]]] = {
    "Soyuz rockets lost": [
        ("families.soyuz-2.loss_probability", _LOST | _SOYUZ),
        ("families.soyuz-2.loss_probability", _PROGRESS),
    ],
    "Falcon 9 lost": [
        ("families.falcon-9.loss_probability", _LOST | _DRAGON),
        ("families.falcon-9.loss_probability", _CARGO_DRAGONS),
    ],
    "Falcon 9 groundings": [("families.falcon-9.other_customers.rate", None)],
    "First dockings failed, Soyuz": [
        ("vehicles.soyuz-ms.docking_failure_probability", _FAILED | _SOYUZ)
    ],
    "First dockings failed, Dragon": [
        ("vehicles.crew-dragon.docking_failure_probability", _FAILED | _DRAGON),
        ("vehicles.cargo-dragon.docking_failure_probability", _CARGO_DRAGONS),
    ],
    "Crew ships unfit in orbit": [
        ("vehicles.soyuz-ms.unfit_rate", None),
        ("vehicles.crew-dragon.unfit_rate", None),
    ],
    "People taken home ill": [("people.medical_return_rate", None)],
}
"""By title the inputs, each with rows of the record; None for those that the input rests on, to the
end of the record. Soyuz since 2000, Progress and Dragon since 2020. Cargo Dragons stand in
`dockings`, none of which failed at its first attempt. The Progress lost in 2011, 2015 and 2016 are
not counted: the record has no flights of those years to set them against."""

SHIPPED = Wrong("shipped", "the inputs as shipped")

WRONG = (
    Wrong("ill", "illness four times as often, one in three years", (), ("medical-nasa-model",)),
    Wrong(
        "ships",
        "ships unfit four times as often, one in 2,000 d",
        (
            "vehicles.soyuz-ms.unfit_rate=1 per 2000 d",
            "vehicles.crew-dragon.unfit_rate=1 per 2000 d",
        ),
    ),
    Wrong(
        "lost",
        "Soyuz rockets lost four times as often, 6 %",
        ("families.soyuz-2.loss_probability=0.06",),
    ),
    Wrong(
        "ground",
        "Falcon 9 grounded 3.6 times as often, 3.26 a year",
        ("families.falcon-9.other_customers.rate=3.26 per year",),
    ),
    Wrong(
        "dock",
        "six times as many Dragon dockings failed, 10 %",
        (
            "vehicles.crew-dragon.docking_failure_probability=0.1",
            "vehicles.cargo-dragon.docking_failure_probability=0.1",
        ),
    ),
)
"""Each for itself, and all of them."""

ALL_WRONG = Wrong(
    "all",
    "all five together",
    tuple(override for each in WRONG for override in each.overrides),
    tuple(name for each in WRONG for name in each.assume),
)

EVERY = (SHIPPED, *WRONG, ALL_WRONG)

TOGETHER = "All counts together"


@dataclass(frozen=True)
class Number:
    """A figure of the record, and the law or the futures that each of several inputs gives.

    Parameters
    ----------
    exposure : float
        Trials or days.
    unit : str
        ``trials``, ``days`` or ``person-days``; empty of a figure of the free play.
    laws : mapping of str to array
        By the name of the inputs: the law of a count, or the simulated figures.
    """

    title: str
    observed: float
    exposure: float
    unit: str
    laws: Mapping[str, Floats] = field(repr=False)

    @property
    def is_count(self) -> bool:
        """Whether the laws are those of a count, not futures."""
        return bool(self.unit)

    def tail(self, judged: str) -> float:
        """Return the two-sided tail of what was observed."""
        law = self.laws[judged]
        if self.is_count:
            return float(counts.tails(law)[int(self.observed)])
        return float(counts.tails_among(law, np.array([self.observed]))[0])

    def refused(self, judged: str) -> float:
        """Return the share of records drawn from the inputs as shipped that refuse others."""
        drawn, law = self.laws[SHIPPED.name], self.laws[judged]
        if self.is_count:
            return float(drawn[counts.tails(law) < LEVEL].sum())
        return float((counts.tails_among(law, drawn) < LEVEL).mean())

    def told(self) -> dict[str, Any]:
        """Return the figure beside what was to be expected, and the power, in JSON's own types."""
        law = self.laws[SHIPPED.name]
        if self.is_count:
            mean = float(law @ np.arange(len(law)))
            ends = [float(counts.quantile(law, p)) for p in (0.05, 0.95)]
        else:
            mean, ends = float(law.mean()), [float(p) for p in np.quantile(law, (0.05, 0.95))]
        return {
            "title": self.title,
            "observed": self.observed,
            "exposure": self.exposure if self.is_count else None,
            "unit": self.unit,
            "expected": mean,
            "p05": ends[0],
            "p95": ends[1],
            "tail": {judged: self.tail(judged) for judged in self.laws},
            "refused": {judged: self.refused(judged) for judged in self.laws},
        }


def events(
    inputs: str = INPUTS,
    free: str | None = FREE,
    *,
    replications: int = 4000,
    workers: int | Workers | None = None,
) -> dict[str, Any]:
    """Return how the record's numbers lie among those expected, and what would be refused.

    Parameters
    ----------
    inputs : str
        The scenario whose inputs are judged.
    free : str or None
        The scenario that is played freely; None plays nothing.
    replications : int
        Futures of it under each of the inputs.
    """
    of = {each.name: load(inputs, overrides=each.overrides, assume=each.assume) for each in EVERY}
    numbers = [_count(title, parts, of) for title, parts in CHECKS.items()]
    together = _together(numbers)
    if free is not None:
        played = {
            each.name: _played(
                load(free, overrides=each.overrides, assume=each.assume), replications, workers
            )
            for each in EVERY
        }
        seen = _seen(load(free))
        numbers += [
            Number(title, seen[title], 0.0, "", {name: played[name][title] for name in played})
            for title in seen
        ]
    told = [number.told() for number in numbers]
    return {
        "inputs": inputs,
        "free": free,
        "record_ends": RECORD_ENDS.isoformat(),
        "level": LEVEL,
        "drawn": DRAWN,
        "replications": replications if free else None,
        "wrong": {each.name: each.title for each in EVERY[1:]},
        "numbers": told,
        "together": together,
        "claimed": _claimed(told, together),
    }


def _together(numbers: Sequence[Number]) -> dict[str, Any]:
    """Return the counts taken together: the tail of the record, and the share refused.

    The counts are independent. Figures of the free play are not among them: they follow from the
    same events, which would count twice.
    """
    refused, tail = {}, {}
    shipped = counts.records([each.laws[SHIPPED.name] for each in numbers], DRAWN, SEED)
    record = np.array([[int(each.observed) for each in numbers]])
    for judged in numbers[0].laws:
        laws = [each.laws[judged] for each in numbers]
        own = np.sort(counts.surprise(laws, counts.records(laws, DRAWN, SEED + 1)))

        def tails(of: Floats, own: Floats = own) -> Floats:
            return 1.0 - np.searchsorted(own, of - 1e-9) / len(own)

        refused[judged] = float((tails(counts.surprise(laws, shipped)) < LEVEL).mean())
        tail[judged] = float(tails(counts.surprise(laws, record))[0])
    return {"title": TOGETHER, "tail": tail, "refused": refused}


def _claimed(numbers: Iterable[Mapping[str, Any]], together: Mapping[str, Any]) -> dict[str, Any]:
    """Return by wrong input the best share refused, and whether that is enough to claim it."""
    rows = [*numbers, together]
    best = {
        wrong: max(rows, key=lambda row: float(row["refused"][wrong]))
        for wrong in together["refused"]
        if wrong != SHIPPED.name
    }
    return {
        wrong: {
            "by": row["title"],
            "share": row["refused"][wrong],
            "enough": row["refused"][wrong]
            >= (ENOUGH_TOGETHER if wrong == ALL_WRONG.name else ENOUGH),
        }
        for wrong, row in best.items()
    }


# --- counts ---------------------------------------------------------------------------------------


def _count(
    title: str,
    parts: Sequence[tuple[str, Mapping[str, Any] | None]],
    scenarios: Mapping[str, Scenario],
) -> Number:
    own = {each.path: each.distribution.evidence for each in stated(scenarios[SHIPPED.name])}
    found = [counted(_to_the_end(own[path] if rows is None else rows)) for path, rows in parts]
    exposed: dict[str, float] = {}
    for (path, _), each in zip(parts, found, strict=True):
        exposed[path] = exposed.get(path, 0.0) + (each.trials or each.exposure_days or 0.0)
    first = found[0]
    unit = "trials" if first.trials else "person-days" if first.persons else "days"
    laws = {
        name: counts.together(
            [
                counts.in_trials(of[path], int(n))
                if unit == "trials"
                else counts.in_days(of[path], n)
                for path, n in exposed.items()
            ]
        )
        for name, of in ((name, laws_of(each)) for name, each in scenarios.items())
    }
    observed = sum(each.events for each in found)
    return Number(title, observed, sum(exposed.values()), unit, laws)


def _to_the_end(rests_on: Evidence | Mapping[str, Any] | None) -> Evidence:
    """Return what an input rests on, to the end of the record."""
    assert rests_on is not None
    if isinstance(rests_on, Evidence):
        rests_on = rests_on.model_dump(by_alias=True, exclude_none=True)
    stated_as = {key: cell for key, cell in rests_on.items() if key != "to" and cell is not None}
    return Evidence.model_validate(stated_as)


def laws_of(scenario: Scenario) -> dict[str, Law]:
    """Return the laws of the inputs by path, rates per day; those of chances are not among them."""
    return {each.path: each.law for each in _inputs(scenario)}


def _inputs(of: Any) -> Iterator[Input]:
    if isinstance(of, Input):
        yield of
    elif dataclasses.is_dataclass(of):
        for each in dataclasses.fields(of):
            yield from _inputs(getattr(of, each.name))
    elif isinstance(of, Mapping):
        for value in of.values():
            yield from _inputs(value)
    elif isinstance(of, tuple | list):
        for value in of:
            yield from _inputs(value)


# --- the free play --------------------------------------------------------------------------------


def _played(
    scenario: Scenario, replications: int, workers: int | Workers | None
) -> dict[str, Floats]:
    """Return the figures of each future that the record has too."""
    outcomes = replicate(
        scenario, replications=replications, seed=SEED, workers=workers
    ).tables.outcomes
    names = {f"Handovers with a gap, {line}": f"indirect_handovers[{line}]" for line in _LINES}
    names |= {"Days past limits": "days_past_limit", "Days with 3 or fewer": "at_most_three_days"}
    return {name: np.array(outcomes[column], dtype=float) for name, column in names.items()}


_LINES = {"soyuz": "soyuz", "us-crew": "crew-dragon"}
"""By line of the scenario the line of the table of handovers."""


def _seen(scenario: Scenario) -> dict[str, float]:
    """Return what the record has of the same time."""
    begins, ends = scenario.as_of.date(), RECORD_ENDS
    handovers = tables()["handovers"].rows
    found: dict[str, float] = {
        f"Handovers with a gap, {line}": sum(
            row["line"] == name
            and row["handover"] == "indirect"
            and begins <= dt.date.fromisoformat(row["outgoing_undocked"]) <= ends
            for row in handovers
        )
        for line, name in _LINES.items()
    }
    found["Days past limits"] = _past_limits(scenario)
    levels = [
        (dt.date.fromisoformat(row["date"]), row.number("aboard") or 0.0)
        for row in tables()["headcounts"].rows
    ]
    spans = zip(levels, [*levels[1:], (ends, 0.0)], strict=True)
    found["Days with 3 or fewer"] = sum(
        max((until - max(since, begins)).days, 0)
        for (since, people), (until, _) in spans
        if people <= 3
    )
    return found


def _past_limits(scenario: Scenario) -> float:
    """Return the days that ships stayed beyond their limits, in the mean over what those may be.

    From launch to undocking, as the model counts it, of the flights that the scenario states.
    """
    known = {_plain(row["flight"]): row for row in tables()["flights"].rows}
    total = 0.0
    for flight in scenario.flights:
        row = known.get(_plain(flight.name))
        launched, left = (row.date("launched"), row.date("undocked")) if row else (None, None)
        limit = flight.limit or scenario.vehicles[flight.vehicle].limit
        if launched and left and limit is not None:
            law, flown = limit.law.rescaled(1 / DAY), (left - launched).days
            points = (law.sample((i + 0.5) / 64) for i in range(64))
            total += sum(max(flown - each, 0.0) for each in points) / 64
    return total


def _plain(flight: str) -> str:
    """Return the name by which a flight is known to a scenario: ``ms-22``, ``crew-8``."""
    return flight.rsplit(" ", 1)[-1].casefold()
