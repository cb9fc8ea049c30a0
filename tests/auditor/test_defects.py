"""An audit that finds nothing is worth nothing: defects put in by hand, each found and named.

They are put into the functions of the interpreted engine, into the rows and logs that the compiled
engine hands back, and into the draws; `test_defects_in_logs.py` puts them into the log that the
book-keeper reads.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.auditor import samples, study
from sim.auditor.samples import Numbers
from sim.core import sampling as core_sampling
from sim.engine import stream
from sim.engine.batch import BEGUN_BY, Batch
from sim.engine.build import build
from sim.engine.memory.access import World
from sim.engine.memory.words import Person, Ship
from sim.engine.program import Program
from sim.outcomes import Cause, Happening
from sim.rules import crew
from sim.scenario import Scenario
from tests.auditor.defects import (
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
from tests.auditor.sabotage import replaced, without_agreement

H = Happening


def test_the_stage_itself_passes(tmp_path: Path) -> None:
    found = audited(troubled(tmp_path))
    assert not [failure for check in found.checks for failure in check.failures]


# what is put in -----------------------------------------------------------------------------------


# in the functions of the interpreted engine


def forgets_to_look(patch: Patch) -> None:
    replaced(patch, "rooms.alarms.director_looks", nothing)


def leaves_a_second_late(patch: Patch) -> None:
    handover_at = crew.handover_at
    patch.setattr(crew, "handover_at", lambda *given: handover_at(*given) + 1)


def knows_no_limit(patch: Patch) -> None:
    replaced(patch, "rooms.departures.leaves_at", lambda w, ship: 2**62)


def takes_no_spacecraft(patch: Patch) -> None:
    replaced(patch, "rooms.ground.takes_spacecraft", nothing)


def turns_pads_round_at_once(patch: Patch) -> None:
    def launches(w: World, ship: Ship, pad: int) -> None:
        launch(w, ship, pad)
        w.set_item(w.free_from, pad, min(w.words[w.free_from + 1 + pad], w.now))

    launch = replaced(patch, "rooms.launches.launch", launches)


def turns_pads_round_unseen(patch: Patch) -> None:
    without_agreement(patch)
    turns_pads_round_at_once(patch)


def counts_a_second_too_much(patch: Patch) -> None:
    def closes(w: World) -> None:
        close(w)
        w.records["segments_at"][0].crew_time += 1

    close = replaced(patch, "rooms.ledger.close", closes)


def counts_somebody_twice(patch: Patch) -> None:
    def comes(w: World, person: Person) -> None:
        comes_aboard(w, person)
        if person.number == 0:
            w.aboard += 1

    comes_aboard = replaced(patch, "rooms.ledger.comes_aboard", comes)


def delivers_nothing(patch: Patch) -> None:
    replaced(patch, "rooms.stocks._delivers", nothing)


def stops(patch: Patch) -> None:
    def breaks(*_: object) -> None:
        raise IndexError("no such flight")

    replaced(patch, "rooms.planners.flown", breaks)


IN_THE_INTERPRETED = [
    Defect(forgets_to_look, "invariants", "a flight that lacks nothing goes"),
    Defect(leaves_a_second_late, "event logs", "the logs differ first in row"),
    Defect(knows_no_limit, "invariants", "nobody stays past limit and waiver"),
    Defect(takes_no_spacecraft, "invariants", "the class is as its log says: spacecraft"),
    Defect(turns_pads_round_at_once, "invariants", "the pad is as its log says: free from"),
    Defect(turns_pads_round_unseen, "invariants", "a pad launches when it is turned round"),
    Defect(counts_a_second_too_much, "invariants", "crew_days[rs] is what the log adds up to"),
    Defect(counts_somebody_twice, "invariants", "the station is as its log says: aboard"),
    Defect(delivers_nothing, "invariants", "stocks are conserved"),
    Defect(
        stops, "invariants", "the interpreted engine stops: IndexError: no such flight", only=True
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
    Defect(in_rows(loses_an_episode), "episodes", "and fast None", only=True),
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


def shares_a_key(program: Program) -> Program:
    keys, begins = list(program.luck.keys), program.luck.begins
    number = program.flights.names.index("d-3")
    keys[begins[stream.HOLD] + number] = keys[begins[stream.SCRUB] + number]
    return replace(program, luck=replace(program.luck, keys=tuple(keys)))


def of_numbers(change: Callable[[Numbers], Numbers]) -> Callable[[Patch], None]:
    """Change the numbers of occurrence 0: those that are read, and those that are sampled."""

    def numbers(seed: int, replications: Sequence[int], keys: Sequence[int]) -> Numbers:
        return change(core_sampling.uniforms(seed, replications, keys))

    def at_address(replication: int, occurrence: int, key: int, keys: list[int]) -> float:
        number: float = right(replication, occurrence, key, keys)
        return number if occurrence else float(change(np.full((3, 9), number))[0, 0])

    def puts_in(patch: Patch) -> None:
        nonlocal right
        right = replaced(patch, "rooms.luck.at_address", at_address)
        patch.setattr(samples, "uniforms", numbers)

    right = core_sampling.uniform
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
    def at_address(replication: int, occurrence: int, key: int, keys: list[int]) -> float:
        number: float = right(replication, occurrence, key, keys)
        return 0.5 if occurrence else number

    right = replaced(patch, "rooms.luck.at_address", at_address)


def draws_scrub_and_hold_together(patch: Patch) -> None:
    """The number that tells whether a flight scrubs tells how long its weather lasts, too."""
    patch.setattr(stream, "SCRUB", stream.HOLD)


IN_THE_DRAWS = [
    Defect(draws_scrub_and_hold_together, "addresses of samples", "is sampled for 2 things"),
    Defect(of_program(shares_a_key), "addresses of samples", "hold of d-3 is not the one of its"),
    Defect(of_program(shares_a_key), "addresses of samples", "share an address"),
    Defect(of_numbers(gives_every_replication_the_same), "numbers sampled", "equal to another one"),
    Defect(of_numbers(rounds), "numbers sampled", "is not the number at its address"),
    Defect(of_numbers(leans), "spread of numbers", "numbers together are not uniform"),
    Defect(of_numbers(leans_in_one_draw), "spread of numbers", "numbers of stand-down of "),
    Defect(of_numbers(leans_in_one_replication), "spread of numbers", "numbers of replication 1 "),
    Defect(forgets_the_occurrence, "numbers sampled", "occurrence 1: 0.5 is not the number"),
]


@pytest.mark.parametrize(
    "defect",
    [*IN_THE_INTERPRETED, *IN_THE_COMPILED, *IN_THE_DRAWS],
    ids=lambda defect: defect.words[:50],
)
def test_a_defect_is_found_and_named(
    defect: Defect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defect.puts_in(monkeypatch)
    named(audited(troubled(tmp_path)), defect)
