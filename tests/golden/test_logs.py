"""The logs and tables are the recorded ones; a change on purpose is written by `record`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from sim.engine.batch import EPISODE, Batch
from sim.engine.build import build
from sim.engine.fast import Fast
from sim.engine.program import Program
from sim.outcomes import Cause, Happening, LogRow
from sim.scenario import shipped
from sim.studies.cases import Case, under
from tests.engine.scenarios_strategy import made
from tests.golden.corpus import (
    GENERATED,
    WHOLE,
    Maker,
    example,
    has,
    of_case,
    of_example,
    shipped_cases,
    text_digest,
    whole_log,
)
from tests.golden.digests import Digests
from tests.golden.logs import (
    FOLDER,
    GENERATED_FILE,
    NUMBERS,
    TEXT,
    Kept,
    Rows,
    early,
    file_of,
    generated_text,
    moved,
    moved_generated,
    moved_whole,
    read,
    read_generated,
    read_whole,
    rows_of,
    shipped_text,
    summed,
    whole_file,
    whole_text,
)
from tests.golden.neutral import COLUMNS
from tests.shipped import loaded

SHARDS = 6
DEFAULT = range(1)
"""The parts of the generated scenarios that the default tests play, fifty scenarios each: what
moves in one of twenty is seen with a chance of 92 %. The chosen ones of
`tests/engine/test_parity_random.py`, which meet every rule, are played by both engines there.
"""

SIZE = 400_000
"""Bytes that all digests together may take."""


def demand_none(changes: Iterator[str]) -> None:
    told = "\n  ".join(changes)
    assert not told, (
        f"was -> is:\n  {told}\n"
        "if this is meant: python -m tests.golden.record, and say so under 'Results change'"
    )


# what is recorded ---------------------------------------------------------------------------------


def played(name: str, *, late: bool) -> Kept:
    """The digests of a shipped scenario as the compiled engine plays it."""
    cases = shipped_cases().get(name, ())
    return summed([(case, of_case(Fast, name, case, late=late)[0]) for case in cases])


@pytest.mark.parametrize("scenario", shipped())
def test_a_shipped_scenario_has_the_recorded_tables_and_first_logs(scenario: str) -> None:
    demand_none(moved(early(read(scenario)), played(scenario, late=False)))


@pytest.mark.slow
@pytest.mark.parametrize("scenario", shipped())
def test_a_shipped_scenario_has_all_recorded_logs(scenario: str) -> None:
    demand_none(moved(read(scenario), played(scenario, late=True)))


@pytest.mark.parametrize(
    "shard",
    [pytest.param(k, marks=() if k in DEFAULT else pytest.mark.slow) for k in range(SHARDS)],
)
def test_generated_scenarios_have_the_recorded_tables_and_logs(shard: int) -> None:
    kept = {row: cells[shard::SHARDS] for row, cells in read_generated().items()}
    numbers = [int(number) for number in kept[NUMBERS]]
    demand_none(moved_generated(kept, rows_of((n, of_example(Fast, n)[0]) for n in numbers)))


@pytest.mark.parametrize("scenario", WHOLE)
def test_a_log_that_is_kept_whole_has_the_recorded_rows(scenario: str) -> None:
    demand_none(moved_whole(read_whole(scenario), whole_text(whole_log(Fast, scenario))))


def test_everything_is_kept_and_nothing_else_and_it_is_small() -> None:
    digests = {file_of(name) for name in shipped_cases()} | {GENERATED_FILE}
    assert set(FOLDER.iterdir()) == digests | {whole_file(name) for name in WHOLE}
    assert len(read_generated()[NUMBERS]) == GENERATED
    assert sum(file.stat().st_size for file in digests) <= SIZE
    assert max(len(line) for line in GENERATED_FILE.read_text().splitlines()) <= 100


def test_most_generated_scenarios_have_levers_stocks_and_pins() -> None:
    numbers = [int(number) for number in read_generated()[NUMBERS][::5]]
    have = Counter(what for n in numbers for what in has(made(Random(n)).tree))
    assert set(have) == {"levers", "stocks", "pins"}
    assert min(have.values()) >= len(numbers) / 3


def test_what_is_written_is_read_as_it_was() -> None:
    rows, kept = read_generated(), read("baseline")
    assert rows
    assert kept
    assert generated_text(rows) == GENERATED_FILE.read_text(encoding="utf-8")
    assert shipped_text("baseline", kept) == file_of("baseline").read_text(encoding="utf-8")


# the judge ----------------------------------------------------------------------------------------


class Altered:
    """The compiled engine with a falsehood in its tables or in its logs."""

    name = "altered"

    def __init__(
        self,
        program: Program,
        tables: Callable[[Batch], Batch] = lambda batch: batch,
        log: Callable[[list[LogRow]], list[LogRow]] = lambda log: log,
    ) -> None:
        self.engine = Fast(program)
        self.tables, self.log = tables, log

    def run(self, seed: int, replications: range) -> Batch:
        return self.tables(self.engine.run(seed, replications))

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]:
        log, batch = self.engine.replay(seed, replication)
        return self.log(log), batch


NAME, CASE = "site-31-outage", Case("up-to-two-years")
NUMBER = 3


def in_case(engine: Maker) -> Digests:
    return of_case(engine, NAME, CASE, late=False)[0]


def in_generated(engine: Maker) -> Digests:
    return of_example(engine, NUMBER)[0]


def changed(**falsehood: Callable) -> tuple[set[str], set[str]]:
    """The columns of a shipped and of a generated scenario in which a falsehood shows."""
    found = []
    for play in (in_case, in_generated):
        before, now = play(Fast), play(lambda program: Altered(program, **falsehood))
        found.append({line.partition(":")[0] for line in moved(before, now)})
    return found[0], found[1]


def plus_one(table: np.ndarray, *place: int) -> np.ndarray:
    other = table.copy()
    other[place] += 1
    return other


def program_of_case() -> Program:
    return build(under(loaded(NAME), CASE))


@pytest.mark.parametrize("column", [0, 7, -1])
def test_a_changed_outcome_is_told_by_its_column(column: int) -> None:
    def falsehood(batch: Batch) -> Batch:
        return replace(batch, outcomes=plus_one(batch.outcomes, -1, column))

    name = f"outcomes {program_of_case().columns[column].name}"
    in_shipped, in_made = changed(tables=falsehood)
    assert in_shipped == {name}
    assert len(in_made) == 1


@pytest.mark.parametrize("column", range(len(EPISODE)))
def test_a_changed_episode_is_told_by_its_column(column: int) -> None:
    def falsehood(batch: Batch) -> Batch:
        some = len(batch.episodes) > 0
        return replace(batch, episodes=plus_one(batch.episodes, -1, column)) if some else batch

    assert changed(tables=falsehood) == ({f"tables episodes.{EPISODE[column]}"},) * 2


def test_an_episode_less_is_told_by_all_its_columns() -> None:
    in_shipped, _ = changed(tables=lambda batch: replace(batch, episodes=batch.episodes[:-1]))
    assert in_shipped == {f"tables episodes.{name}" for name in EPISODE}


@pytest.mark.parametrize(
    ("field", "false"),
    [
        ("headcount", lambda batch: plus_one(batch.headcount, -1, 0, 0)),
        ("unmet_pins", lambda batch: {**batch.unmet_pins, "a-1: launch": 1}),
        ("fired", lambda batch: {**batch.fired, "docks": batch.fired.get("docks", 0) + 1}),
    ],
)
def test_another_changed_number_is_told(field: str, false: Callable[[Batch], object]) -> None:
    found = changed(tables=lambda batch: replace(batch, **{field: false(batch)}))
    assert found == ({f"tables {field}"},) * 2


def other_port(row: LogRow) -> str:
    return next(name for name in program_of_case().ports.names if row.port != name)


@pytest.mark.parametrize(
    ("column", "falsehood"),
    [
        ("second", lambda row: replace(row, second=row.second + 1)),
        ("rank", lambda row: replace(row, rank=row.rank + 1)),
        ("cause", lambda row: replace(row, cause=Cause.WEATHER)),
        ("people", lambda row: replace(row, people=row.people + 1)),
        ("entity", lambda row: replace(row, entity=f"{row.entity}-b")),
        ("port", lambda row: replace(row, port=other_port(row))),
    ],
)
def test_a_changed_row_of_the_log_is_told_by_its_column(
    column: str, falsehood: Callable[[LogRow], LogRow]
) -> None:
    def log(rows: list[LogRow]) -> list[LogRow]:
        number = next(i for i, row in enumerate(rows) if row.happening is Happening.DOCKS)
        return [*rows[:number], falsehood(rows[number]), *rows[number + 1 :]]

    before, now = in_case(Fast), in_case(lambda program: Altered(program, log=log))
    assert {line.partition(":")[0] for line in moved(before, now)} == {f"early {column}"}


def test_a_row_of_the_log_less_is_told_by_all_columns() -> None:
    in_shipped, in_made = changed(log=lambda rows: rows[:-1])
    assert in_shipped == {f"early {name}" for name in COLUMNS}
    assert in_made == {f"log {name}" for name in COLUMNS}


def test_what_moved_names_the_case_and_the_scenario() -> None:
    def falsehood(batch: Batch) -> Batch:
        return replace(batch, outcomes=plus_one(batch.outcomes, 0, 0))

    cases = [Case("no-outage"), CASE]
    before = [(case, of_case(Fast, NAME, case, late=False)[0]) for case in cases]
    false = of_case(lambda program: Altered(program, falsehood), NAME, CASE, late=False)[0]
    told = list(moved(summed(before), summed([before[0], (CASE, false)])))
    assert [line.partition(":")[0] for line in told] == [
        f"outcomes {program_of_case().columns[0].name}",
        "case up-to-two-years",
    ]
    made = {n: of_example(Fast, n)[0] for n in (2, NUMBER)}
    other = made | {NUMBER: made[NUMBER] | {"log crew": "0" * 16}}
    assert list(moved_generated(rows_of(made.items()), rows_of(other.items()))) == [
        f"log crew: 1 scenarios: {NUMBER}"
    ]


def test_a_scenario_that_reads_otherwise_is_told_apart_from_one_played_otherwise() -> None:
    rows = read_generated()
    other: Rows = {row: ["0" * 8, *cells[1:]] for row, cells in rows.items() if row != NUMBERS}
    assert list(moved_generated(rows, {NUMBERS: rows[NUMBERS]} | other)) == [
        f"{TEXT}: 1 scenarios: {rows[NUMBERS][0]}"
    ]
    drawn, _ = example(NUMBER)
    assert text_digest(drawn) != text_digest(drawn._replace(seed=drawn.seed + 1))


def test_a_new_outcome_adds_lines_and_changes_none() -> None:
    rows = read_generated()
    more = rows | {"outcomes new": ["0" * 8] * GENERATED}
    before, now = generated_text(rows).splitlines(), generated_text(more).splitlines()
    assert [line for line in now if line in set(before)] == before
    (told,) = moved_generated(rows, more)
    assert told.startswith(f"outcomes new: {GENERATED} scenarios")


def test_the_first_row_of_a_whole_log_that_moved_is_told_by_its_columns() -> None:
    log = whole_log(Fast, NAME)
    other = [*log[:5], log[5]._replace(crew="somebody"), *log[6:-1]]
    (told,) = moved_whole(whole_text(log), whole_text(other))
    assert told == f"row 6, crew: {log[5].crew!r} -> 'somebody'"
    assert list(moved_whole(whole_text(log), whole_text(log[:-1]))) == [
        f"{len(log)} rows -> {len(log) - 1} rows"
    ]
