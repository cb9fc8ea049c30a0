"""An audit that finds nothing is worth nothing: defects put in by hand, each found and named.

They are put into the functions of the reference engine, into the rows and logs that the compiled
engine hands back, and into the draws; `test_audit_defects_books.py` puts them into the log that the
book-keeper reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.core import draws as core_draws
from sim.engines import stream
from sim.engines.batch import BEGUN_BY, Batch
from sim.engines.build import build
from sim.engines.program import Program
from sim.engines.reference import departures, engine, luck
from sim.engines.reference.departures import Departures
from sim.engines.reference.director import LaunchDirector
from sim.engines.reference.ground import Ground
from sim.engines.reference.launches import Launches
from sim.engines.reference.ledger import Ledger
from sim.engines.reference.planners import Planners
from sim.engines.reference.state import Person, Ship
from sim.engines.reference.stocks import Stocks
from sim.outcomes import Cause, Happening
from sim.rules import crew
from sim.scenario import Scenario
from sim.studies.audit import draws as audited_draws
from sim.studies.audit import study
from sim.studies.audit.draws import Numbers
from tests.studies.defects import (
    Defect,
    Log,
    Patch,
    audited,
    in_log,
    in_rows,
    named,
    nothing,
    troubled,
)

H = Happening


def test_the_stage_itself_passes(tmp_path: Path) -> None:
    found = audited(troubled(tmp_path))
    assert not [failure for check in found.checks for failure in check.failures]


# what is put in -----------------------------------------------------------------------------------


# in the functions of the reference engine


def forgets_to_look(patch: Patch) -> None:
    patch.setattr(LaunchDirector, "look", nothing)


def leaves_a_second_late(patch: Patch) -> None:
    late = dict(vars(crew), handover_at=lambda *given: crew.handover_at(*given) + 1)
    patch.setattr(departures, "crew", type("crew", (), late))


def knows_no_limit(patch: Patch) -> None:
    patch.setattr(Departures, "_reasons", _never_leaves)


def _never_leaves(self: Departures, ship: Ship, last: int) -> tuple[int, int, int, int]:
    return (2**62,) * 4


def takes_no_spacecraft(patch: Patch) -> None:
    patch.setattr(Ground, "takes_spacecraft", nothing)


def turns_pads_round_at_once(patch: Patch) -> None:
    launch = Launches.launch

    def launches(self: Launches, ship: Ship, pad: int) -> bool:
        reaches_orbit = launch(self, ship, pad)
        self.world.pads.free_from[pad] = min(self.world.pads.free_from[pad], self.world.now)
        return reaches_orbit

    patch.setattr(Launches, "launch", launches)


def counts_a_second_too_much(patch: Patch) -> None:
    close = Ledger.close

    def closes(self: Ledger, until: int) -> None:
        close(self, until)
        self.crew_time[0] += 1

    patch.setattr(Ledger, "close", closes)


def counts_somebody_twice(patch: Patch) -> None:
    comes_aboard = Ledger.comes_aboard

    def comes(self: Ledger, person: Person) -> None:
        comes_aboard(self, person)
        if person.name == "anna":
            self.aboard += 1

    patch.setattr(Ledger, "comes_aboard", comes)


def delivers_nothing(patch: Patch) -> None:
    patch.setattr(Stocks, "_delivers", nothing)


def stops(patch: Patch) -> None:
    def breaks(*_: object) -> None:
        raise IndexError("no such flight")

    patch.setattr(Planners, "flown", breaks)


IN_THE_REFERENCE = [
    Defect(forgets_to_look, "invariants", "a flight that lacks nothing goes"),
    Defect(leaves_a_second_late, "event logs", "the logs differ first in row"),
    Defect(knows_no_limit, "invariants", "nobody stays past limit and waiver"),
    Defect(takes_no_spacecraft, "invariants", "spacecraft are counted"),
    Defect(turns_pads_round_at_once, "invariants", "a pad launches when it is turned round"),
    Defect(counts_a_second_too_much, "invariants", "crew_days[rs] is what the log adds up to"),
    Defect(counts_somebody_twice, "invariants", "people aboard are counted"),
    Defect(
        stops, "invariants", "the reference engine stops: IndexError: no such flight", only=True
    ),
]


# in what the compiled engine hands back


def changes_an_outcome(batch: Batch) -> Batch:
    batch.outcomes[-1, 0] += 1
    return batch


def swaps_two_replications(batch: Batch) -> Batch:
    return replace(batch, outcomes=batch.outcomes[::-1])


def changes_a_cause(batch: Batch) -> Batch:
    batch.episodes[0, BEGUN_BY] = Cause.PATIENCE
    return batch


def loses_an_episode(batch: Batch) -> Batch:
    return replace(batch, episodes=batch.episodes[:-1])


def moves_somebody_a_day(batch: Batch) -> Batch:
    batch.headcount[3, 0, 7] += 1
    return batch


def counts_a_docking_more(batch: Batch) -> Batch:
    return replace(batch, fired={**batch.fired, "docks": batch.fired["docks"] + 1})


def forgets_an_unmet_pin(batch: Batch) -> Batch:
    return replace(batch, unmet_pins={})


def drops_a_row(log: Log) -> Log:
    return log[:4] + log[5:]


def writes_a_second_late(log: Log) -> Log:
    return [*log[:-1], replace(log[-1], second=log[-1].second + 1)]


def writes_another_cause(log: Log) -> Log:
    place = next(i for i, row in enumerate(log) if row.happening is H.UNDOCKS)
    return [*log[:place], replace(log[place], cause=Cause.POLICY), *log[place + 1 :]]


IN_THE_COMPILED = [
    Defect(in_rows(changes_an_outcome), "outcome rows", "handover_gap_days[red]", only=True),
    Defect(in_rows(swaps_two_replications), "outcome rows", "replication 0, ", only=True),
    Defect(in_rows(changes_a_cause), "episodes", "PATIENCE", only=True),
    Defect(in_rows(loses_an_episode), "episodes", "no such row", only=True),
    Defect(in_rows(moves_somebody_a_day), "head counts", "with 7 aboard (total)", only=True),
    Defect(in_rows(counts_a_docking_more), "counts of events", "fired, docks", only=True),
    Defect(in_rows(forgets_an_unmet_pin), "counts of events", "unmet pins, d-2: launch", only=True),
    Defect(in_log(drops_a_row), "event logs", "differ first in row 5", only=True),
    Defect(in_log(writes_a_second_late), "event logs", "differ first in row", only=True),
    Defect(in_log(writes_another_cause), "event logs", "cause POLICY", only=True),
]


# in the draws


def of_program(change: Callable[[Program], Program]) -> Callable[[Patch], None]:
    """Change the program that both engines play."""

    def builds(scenario: Scenario, *, plan: bool = False) -> Program:
        return change(build(scenario, plan=plan))

    return lambda patch: patch.setattr(study, "build", builds)


def draws_scrub_and_loss_together(program: Program) -> Program:
    places = list(program.luck.flight)
    places[stream.SCRUB] = places[stream.LOSS]
    return replace(program, luck=replace(program.luck, flight=tuple(places)))


def shares_a_key(program: Program) -> Program:
    keys, flight = list(program.luck.keys), program.luck.flight
    keys[flight[stream.LOSS] + 2] = keys[flight[stream.SCRUB] + 2]
    return replace(program, luck=replace(program.luck, keys=tuple(keys)))


def of_numbers(change: Callable[[Numbers], Numbers]) -> Callable[[Patch], None]:
    """Change the numbers of occurrence 0."""

    def numbers(seed: int, replications: Sequence[int], keys: Sequence[int]) -> Numbers:
        return change(core_draws.uniforms(seed, replications, keys))

    def puts_in(patch: Patch) -> None:
        patch.setattr(engine, "uniforms", numbers)
        patch.setattr(audited_draws, "uniforms", numbers)

    return puts_in


def gives_every_replication_the_same(numbers: Numbers) -> Numbers:
    return np.broadcast_to(numbers[:1], numbers.shape).copy()


def rounds(numbers: Numbers) -> Numbers:
    return (np.floor(numbers * 1000) + 0.5) / 1000


def leans(numbers: Numbers) -> Numbers:
    return numbers**1.05


def leans_in_one_draw(numbers: Numbers) -> Numbers:
    numbers[:, 7] **= 2
    return numbers


def leans_in_one_replication(numbers: Numbers) -> Numbers:
    numbers[1] = 0.5 + numbers[1] / 2
    return numbers


def forgets_the_occurrence(patch: Patch) -> None:
    patch.setattr(luck, "uniform", lambda seed, replication, key, occurrence: 0.5)


IN_THE_DRAWS = [
    Defect(
        of_program(draws_scrub_and_loss_together), "addresses of draws", "is drawn for 2 things"
    ),
    Defect(of_program(shares_a_key), "addresses of draws", "loss of s-2 is not the one of its"),
    Defect(of_program(shares_a_key), "addresses of draws", "share an address"),
    Defect(of_numbers(gives_every_replication_the_same), "numbers drawn", "equal to another one"),
    Defect(of_numbers(rounds), "numbers drawn", "is not the number at its address"),
    Defect(of_numbers(leans), "spread of numbers", "numbers together are not uniform"),
    Defect(of_numbers(leans_in_one_draw), "spread of numbers", "numbers of stand-down of "),
    Defect(of_numbers(leans_in_one_replication), "spread of numbers", "numbers of replication 1 "),
    Defect(forgets_the_occurrence, "numbers drawn", "occurrence 1: 0.5 is not the number"),
]


@pytest.mark.parametrize(
    "defect",
    [*IN_THE_REFERENCE, *IN_THE_COMPILED, *IN_THE_DRAWS],
    ids=lambda defect: defect.words[:50],
)
def test_a_defect_is_found_and_named(
    defect: Defect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defect.puts_in(monkeypatch)
    named(audited(troubled(tmp_path)), defect)
