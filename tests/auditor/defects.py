"""Defects put in by hand, the stage for them, and how an audit must name them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.auditor import Audit, audit, study
from sim.auditor.samples import Watched
from sim.engine.batch import Batch
from sim.engine.fast import Fast
from sim.outcomes import Happening, LogRow
from sim.scenario import Scenario
from tests.engine.stage import cargo, day, pinned, staged

FEW = 3
Log = list[LogRow]
Patch = pytest.MonkeyPatch


def troubled(folder: Path) -> Scenario:
    """A stage with luck, counted spacecraft, food, a ship that becomes unfit, an unkept pin."""
    return staged(
        folder,
        {
            "pads": {"east": {"turnaround": "20 d"}},
            "vehicles": {
                "soyuz": {
                    "reseat_time": "2 d",
                    "spacecraft": {"deliveries": [day(10)], "then_every": "320 d"},
                    "scrub_probability": 0.3,
                },
                "progress": {"delivers": {"food": 1500}},
                "dragon": {
                    "scrub_probability": 0.3,
                    "return_hold": {"kind": "uniform", "low": "0 d", "high": "3 d"},
                    "spacecraft": {
                        "refurbishment": "60 d",
                        "capsules": {"endeavour": "docked", "freedom": day(-20)},
                    },
                },
            },
            "docked": {"d-1": {"spacecraft": "endeavour"}},
            "station": {
                "stocks": {
                    "food": {"unit": "kg", "level": 900, "per_person_day": 2, "reserve": 400}
                }
            },
            "manifest": {"p-1": cargo(88), "p-2": cargo(180)},
            "pins": {"rest": None},
        },
        pinned(s_1={"unfit": [day(8)]}, d_2={"launch": day(1), "scrubs": 1}),
    )


def audited(scenario: Scenario) -> Audit:
    return audit(scenario, replications=FEW, played_for_rules=FEW)


@dataclass(frozen=True)
class Defect:
    """A defect, and how the audit must name it.

    Parameters
    ----------
    puts_in : callable
        Puts it in.
    check : str
        The check that must fail.
    words : str
        What it must say.
    only : bool
        Whether no other check may fail: the others are blind to it.
    """

    puts_in: Callable[[Patch], None]
    check: str
    words: str
    only: bool = False


def nothing(*_: object, **__: object) -> None:
    """What a forgotten line of code does."""


def in_rows(change: Callable[[Batch], Batch]) -> Callable[[Patch], None]:
    """Change what a run of the compiled engine hands back; its replays stay right."""

    class Wrong(Fast):
        def run(self, seed: int, replications: range) -> Batch:
            return change(super().run(seed, replications))

    return lambda patch: patch.setattr(study, "Fast", Wrong)


def in_log(change: Callable[[Log], Log]) -> Callable[[Patch], None]:
    """Change the log of the compiled engine."""

    class Wrong(Fast):
        def replay(self, seed: int, replication: int) -> tuple[Log, Batch]:
            log, batch = super().replay(seed, replication)
            return change(log), batch

    return lambda patch: patch.setattr(study, "Fast", Wrong)


def in_both(
    change: Callable[[Log], Log], of_rows: Callable[[Batch], Batch] = lambda batch: batch
) -> Callable[[Patch], None]:
    """Change the log, and the rows, of both engines in the same way."""

    class WrongWatched(Watched):
        def replay(self, seed: int, replication: int) -> tuple[Log, Batch]:
            log, batch = super().replay(seed, replication)
            return change(log), of_rows(batch)

    class WrongFast(Fast):
        def replay(self, seed: int, replication: int) -> tuple[Log, Batch]:
            log, batch = super().replay(seed, replication)
            return change(log), of_rows(batch)

        def run(self, seed: int, replications: range) -> Batch:
            return of_rows(super().run(seed, replications))

    def puts_in(patch: Patch) -> None:
        patch.setattr(study, "Watched", WrongWatched)
        patch.setattr(study, "Fast", WrongFast)

    return puts_in


def of_row(
    happening: Happening, change: Callable[[LogRow], Sequence[LogRow]], which: int = 0
) -> Callable[[Log], Log]:
    """Replace one row of a kind by others; a log without such a row stays as it is."""

    def changes(log: Log) -> Log:
        places = [i for i, row in enumerate(log) if row.happening is happening]
        if len(places) <= which:
            return log
        place = places[which]
        return [*log[:place], *change(log[place]), *log[place + 1 :]]

    return changes


def named(found: Audit, defect: Defect) -> None:
    """The check fails in the words asked for, with seed and case."""
    failed = {check.name: check.failures for check in found.checks if check.failures}
    assert not found.passed
    assert any(defect.words in failure for failure in failed[defect.check])
    assert all(
        failure.startswith("as-stated, seed 1") for told in failed.values() for failure in told
    )
    if defect.only:
        assert set(failed) == {defect.check}
