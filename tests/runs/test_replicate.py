"""Section 10.4 of the model: chunk, order and workers do not change a row."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.core.clock import DAY, iso
from sim.core.errors import UsageError
from sim.engine.batch import Batch
from sim.runs.gathering import make_tables
from sim.runs.replicate import Runs, replicate
from sim.runs.tables import Tables
from sim.runs.workers import Workers
from tests.runs.fake_engine import (
    AS_OF,
    COLUMNS,
    UNTIL,
    FakeEngine,
    FakeProgram,
    episode_rows,
    fake_frame,
    fake_scenario,
)


def run(replications: int = 50, **options: object) -> Runs:
    return replicate(fake_scenario(), replications=replications, engine="fake", **options)


def test_a_pool_of_processes_gives_the_rows_of_one_process() -> None:
    alone = run(200, seed=7, workers=1)
    with Workers(2, start_s=0) as workers:
        assert run(200, seed=7, workers=workers).tables == alone.tables
        assert run(200, seed=7, workers=workers, chunk=13).tables == alone.tables
        assert run(200, seed=8, workers=workers).tables != alone.tables
    assert alone.unmet_pins == {"flights.ms-29.launch": 20}
    assert alone.fired == {"relief": 200, "waiver": 0}


@pytest.mark.parametrize("chunk", [1, 7, 49, 50, 1000])
def test_the_chunk_does_not_change_the_rows(chunk: int) -> None:
    assert run(workers=1, chunk=chunk).tables == run(workers=1).tables


@pytest.mark.parametrize("part", [1, 7, 50, 1000])
def test_the_part_does_not_change_the_rows(part: int) -> None:
    assert run(workers=1, part=part).tables == run(workers=1).tables
    assert run(workers=1, part=part).fired == run(workers=1).fired


def test_progress_ends_with_all_replications_and_never_goes_back() -> None:
    seen: list[tuple[int, int]] = []
    run(95, workers=1, chunk=10, progress=lambda *now: seen.append(now))
    assert seen == [*((done, 95) for done in range(10, 91, 10)), (95, 95)]


def test_a_longer_run_begins_with_the_shorter_one() -> None:
    assert run(80).tables.outcomes.slice(0, 50) == run(50).tables.outcomes


def tables_of(batches: list[Batch]) -> Tables:
    return make_tables(fake_frame(), batches)


@settings(deadline=None, max_examples=20)
@given(st.permutations(range(5)))
def test_the_order_in_which_batches_arrive_does_not_change_the_tables(order: list[int]) -> None:
    engine = FakeEngine(FakeProgram(False, 20))
    batches = [engine.run(1, range(4 * part, 4 * part + 4)) for part in range(5)]
    assert tables_of([batches[part] for part in order]) == tables_of(batches)


def test_a_replication_that_is_missing_or_double_is_noticed() -> None:
    engine = FakeEngine(FakeProgram(False, 20))
    parts = [engine.run(1, range(5)), engine.run(1, range(6, 9))]
    with pytest.raises(ValueError, match=r"1 replications of range\(0, 9\) are missing"):
        tables_of(parts)
    with pytest.raises(ValueError, match="replication 0 came twice"):
        tables_of([parts[0], parts[0]])


def test_cells_become_days_dates_and_nulls() -> None:
    outcomes = run().tables.outcomes
    assert outcomes["replication"].to_pylist() == list(range(50))
    assert outcomes.column_names == ["replication", *(column.name for column in COLUMNS)]
    types = {field.name: str(field.type) for field in outcomes.schema}
    assert types["handover_gap_days[soyuz]"] == "double"
    assert types["crew_days[rs]"] == "double"
    assert types["indirect_handovers[soyuz]"] == "int64"
    assert types["decrewed"] == "int8"
    assert types["first_gap_on[soyuz]"] == "timestamp[s, tz=UTC]"
    assert set(outcomes["repair_days[site-31]"].to_pylist()) == {20.0}
    assert outcomes["decrewed_on"].null_count == 50
    assert outcomes.schema.metadata[b"as_of"].decode() == iso(AS_OF)
    field = outcomes.schema.field("crew_days[rs]")
    assert field.metadata[b"unit"] == b"person-d"
    assert field.metadata[b"meaning"]
    gaps = outcomes["handover_gap_days[soyuz]"].to_pylist()
    for days, first in zip(gaps, outcomes["first_gap_on[soyuz]"].to_pylist(), strict=True):
        assert (days > 0) == (first is not None)


def test_an_episode_is_planned_as_far_as_the_plan_has_it() -> None:
    episodes = run(workers=1).tables.episodes.to_pylist()
    assert episodes
    for episode in episodes:
        assert episode["planned_days"] == 4.0
        rest = max(0.0, episode["days"] - 4.0)
        assert episode["unplanned_days"] == pytest.approx(rest)  # made from whole seconds
        assert (episode["kind"], episode["place"], episode["vehicle"]) == (
            "handover_gap",
            "soyuz",
            "ms-28",
        )
        assert (episode["begun_by"], episode["ended_by"]) == ("pad", "docked")


def test_an_open_episode_lasts_until_the_end_of_the_horizon() -> None:
    scenario = replace(fake_scenario(), question="400")
    runs = replicate(scenario, replications=20, engine="fake", workers=1)
    last = runs.tables.episodes.to_pylist()
    assert last
    for episode in last:
        assert episode["end"] is None
        assert episode["ended_by"] == "open"
        assert episode["days"] == (UNTIL - (episode["start"] - AS_OF).total_seconds()) / DAY


def test_a_run_without_episodes_has_an_empty_table_of_the_same_columns() -> None:
    engine = FakeEngine(FakeProgram(False, 20))
    batch = replace(engine.run(1, range(3)), episodes=episode_rows([]))
    assert tables_of([batch]).episodes.schema == run().tables.episodes.schema
    assert tables_of([batch]).episodes.num_rows == 0


def test_the_head_count_has_every_day_group_and_number() -> None:
    headcount = run(workers=1, chunk=8).tables.headcount
    assert headcount.num_rows == 101 * 3 * 8
    rows = headcount.to_pylist()
    assert rows[0] == {"date": AS_OF, "who": "total", "people": 0, "replications": 0}
    assert [row["who"] for row in rows[::8][:3]] == ["total", "rs", "usos"]
    seven = [row for row in rows if row["who"] == "total" and row["people"] == 7]
    assert [row["replications"] for row in seven] == [50] * 101
    assert (seven[-1]["date"] - AS_OF).total_seconds() == UNTIL


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"replications": 0}, "0 replications cannot be played"),
        ({"replications": 2**32 + 1}, "allowed are 1 to 2"),
        ({"seed": -1}, "seed -1 is not in"),
        ({"chunk": 0}, "a chunk of 0 replications is empty"),
        ({"part": 0}, "a part of 0 replications is empty"),
        ({"workers": 0}, "0 workers cannot play"),
    ],
)
def test_numbers_that_cannot_be_meant_are_refused(options: dict[str, int], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run(**options)


def test_an_unknown_engine_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="'fakes' is not an engine; did you mean 'fake'"):
        replicate(fake_scenario(), replications=1, engine="fakes")


def test_the_rate_is_that_of_the_simulation_alone() -> None:
    runs = run(workers=1)
    assert 0 < runs.simulation_s < runs.wall_s
    assert runs.rate_per_s == runs.replications / runs.simulation_s
