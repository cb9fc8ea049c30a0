"""An audit that finds nothing is worth nothing: defects put in by hand, each found and named.

They are put into the functions of the reference engine, into the rows and logs that the compiled
engine hands back, into the log that the book-keeper reads, and into the draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from sim.core import draws as core_draws
from sim.engines import stream
from sim.engines.batch import BEGUN_BY, Batch
from sim.engines.build import build
from sim.engines.fast import Fast
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
from sim.outcomes import Cause, Happening, LogRow, outcome_columns
from sim.rules import crew
from sim.scenario import Scenario
from sim.scenario.scenario import SEGMENTS
from sim.studies.audit import Audit, audit, study
from sim.studies.audit import draws as audited_draws
from sim.studies.audit.draws import Numbers, Watched
from tests.engines.stage import cargo, day, pinned, staged

H = Happening
FEW = 3
Log = list[LogRow]
Patch = pytest.MonkeyPatch

NAMES = [
    column.name
    for column in outcome_columns(("red", "blue"), SEGMENTS, ("r7", "falcon"), ("east", "west"))
]
CREW_DAYS, LAUNCHES = NAMES.index("crew_days[rs]"), NAMES.index("launches[r7]")


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


def audited(folder: Path) -> Audit:
    return audit(troubled(folder), replications=FEW, played_for_rules=FEW)


def test_the_stage_itself_passes(tmp_path: Path) -> None:
    found = audited(tmp_path)
    assert not [failure for check in found.checks for failure in check.failures]


# what is put in -----------------------------------------------------------------------------------


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


# in the log that both engines write: parity is blind to it, the book-keeper is not


def in_both(
    change: Callable[[Log], Log], of_rows: Callable[[Batch], Batch] = lambda batch: batch
) -> Callable[[Patch], None]:
    """Change the log, and the rows, of both engines in the same way."""

    class WrongReference(Watched):
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
        patch.setattr(study, "Watched", WrongReference)
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


def crew_of(log: Log, flight: str) -> tuple[int, list[str]]:
    """Return where a flight is launched, and with whom."""
    for place, row in enumerate(log):
        if row.happening is H.LAUNCHES and row.entity == flight and " with " in row.detail:
            return place, row.detail.partition(" with ")[2].split(", ")
    return -1, []


def loses_somebody_on_the_way(log: Log) -> Log:
    place, people = crew_of(log, "d-2")
    pad = log[place].detail.partition(" with ")[0]
    log[place] = replace(log[place], detail=f"{pad} with {', '.join(people[1:])}")
    return log


def flies_somebody_who_is_aboard(log: Log) -> Log:
    place, people = crew_of(log, "d-2")
    pad = log[place].detail.partition(" with ")[0]
    log[place] = replace(log[place], detail=f"{pad} with {', '.join([*people[1:], 'dora'])}")
    return log


def overfills_a_ship(log: Log) -> Log:
    place, people = crew_of(log, "d-2")
    _, others = crew_of(log, "d-3")
    pad = log[place].detail.partition(" with ")[0]
    log[place] = replace(log[place], detail=f"{pad} with {', '.join([*people, *others])}")
    return log


def docks_at(port: str) -> Callable[[LogRow], list[LogRow]]:
    return lambda row: [replace(row, detail=f"at {port}")]


def strands_a_seat_holder(row: LogRow) -> list[LogRow]:
    stranded = replace(row, happening=H.STRANDED, entity="dora", cause=Cause.UNFIT, detail="")
    return [row, stranded]


def fits_a_seat_in_a_full_ship(row: LogRow) -> list[LogRow]:
    return [replace(row, detail="in d-1")]


def a_second_later(row: LogRow) -> list[LogRow]:
    return [replace(row, second=row.second + 1)]


def takes_a_reserve_first(row: LogRow) -> list[LogRow]:
    return [replace(row, happening=H.RESERVE_TAKEN, cause=None, detail=""), row]


def a_second_aboard_more(batch: Batch) -> Batch:
    batch.outcomes[:, CREW_DAYS] += 1
    return batch


def a_launch_more(batch: Batch) -> Batch:
    batch.outcomes[:, LAUNCHES] += 1
    return batch


def as_it_is(log: Log) -> Log:
    return log


IN_BOTH_LOGS = [
    Defect(
        in_both(as_it_is, a_second_aboard_more),
        "people",
        "the log adds up to",
        only=True,
    ),
    Defect(in_both(as_it_is, a_launch_more), "spacecraft", "launches[r7] is", only=True),
    Defect(in_both(loses_somebody_on_the_way), "people", "aboard after d-2 docks"),
    Defect(in_both(flies_somebody_who_is_aboard), "people", "dora flies in d-2, but is aboard"),
    Defect(in_both(overfills_a_ship), "seats", "fly in the 4 seats of d-2"),
    Defect(in_both(of_row(H.STRANDED, lambda _: [])), "seats", "which is unfit"),
    Defect(
        in_both(of_row(H.DOCKS, strands_a_seat_holder)),
        "seats",
        "dora stranded, who had a seat in no unfit ship",
    ),
    Defect(
        in_both(of_row(H.RESEATED, fits_a_seat_in_a_full_ship)),
        "seats",
        "5 people for the 4 seats of d-1",
    ),
    Defect(in_both(of_row(H.DOCKS, docks_at("four"))), "ports", "docks at four, where d-1 is"),
    Defect(
        in_both(of_row(H.DOCKS, docks_at("five"))), "ports", "which does not accept it", only=True
    ),
    Defect(in_both(of_row(H.UNDOCKS, lambda _: [])), "people", "aboard after"),
    Defect(
        in_both(of_row(H.LAUNCHES, takes_a_reserve_first)),
        "spacecraft",
        "reserve taken, and there is none for it",
        only=True,
    ),
    Defect(
        in_both(of_row(H.STOCK_LOW, a_second_later)),
        "stocks",
        "food falls to 400 unnoticed, below its line 400",
        only=True,
    ),
    Defect(
        in_both(of_row(H.STOCK_LOW, lambda _: [])),
        "stocks",
        "food is restored, and was not below its reserve line",
        only=True,
    ),
    Defect(
        in_both(of_row(H.STOCK_RESTORED, lambda _: [])),
        "stocks",
        "food is said to be below its reserve line 400",
        only=True,
    ),
    Defect(in_both(of_row(H.UNDOCKS, lambda row: [row, row])), "spacecraft", "and it is gone"),
    Defect(in_both(of_row(H.LAUNCHES, lambda row: [row, row])), "spacecraft", "and it is flying"),
    Defect(
        in_both(of_row(H.SPACECRAFT_READY, lambda _: [])),
        "spacecraft",
        "a spacecraft of soyuz was due at second 864000 and did not come",
        only=True,
    ),
    Defect(
        in_both(of_row(H.SPACECRAFT_READY, lambda _: [])),
        "spacecraft",
        "there is no spacecraft for s-2",
        only=True,
    ),
    Defect(
        in_both(of_row(H.SPACECRAFT_READY, lambda row: [row, row])),
        "spacecraft",
        "a spacecraft of soyuz is ready that was neither due nor at work",
        only=True,
    ),
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
    [*IN_THE_REFERENCE, *IN_THE_COMPILED, *IN_BOTH_LOGS, *IN_THE_DRAWS],
    ids=lambda defect: defect.words[:50],
)
def test_a_defect_is_found_and_named(
    defect: Defect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    defect.puts_in(monkeypatch)
    named(audited(tmp_path), defect)


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
