"""One future of a scenario: the same replication that a run has played, with its event log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pyarrow as pa

from sim.core.clock import instant_at
from sim.engines.batch import REPLICATION, names_of
from sim.engines.build import build
from sim.outcomes import LogRow
from sim.runs.gathering import make_tables
from sim.runs.plan import play_plan
from sim.runs.replicate import check_numbers, engine_class
from sim.runs.stored_table import INSTANT
from sim.runs.tables import Frame, Tables
from sim.scenario.scenario import Scenario
from sim.studies.cases import Case, under


@dataclass(frozen=True)
class Future:
    """One replication, replayed.

    Parameters
    ----------
    scenario : Scenario
        As played, the case applied.
    log : tuple of LogRow
        Everything that happened, in order.
    tables : Tables
        Of this replication alone; its number in them is 0.
    """

    scenario: Scenario
    case: Case
    seed: int
    replication: int
    log: tuple[LogRow, ...]
    tables: Tables


def replay(scenario: Scenario, case: Case, *, seed: int, replication: int, engine: str) -> Future:
    """Play one replication of a scenario again, with its event log.

    Parameters
    ----------
    scenario : Scenario
        No case applied.
    """
    check_numbers(replication + 1, seed)
    make = engine_class(engine)
    scenario = under(scenario, case)
    program = build(scenario)
    log, batch = make(program).replay(seed, replication)
    frame = Frame(
        scenario.name,
        case.name,
        seed,
        scenario.as_of,
        scenario.until,
        program.columns,
        names_of(program),
        play_plan(scenario, make).planned,
    )
    episodes = batch.episodes.copy()
    episodes[:, REPLICATION] = 0
    tables = make_tables(frame, [replace(batch, first=0, episodes=episodes)])
    return Future(scenario, case, seed, replication, tuple(log), tables)


def at(future: Future, row: LogRow) -> dt.datetime:
    """Return the instant of a row of the log."""
    return instant_at(future.scenario.as_of, row.second)


def events_table(future: Future) -> pa.Table:
    """Return the event log as a table: date, happening, entity, cause, detail, people."""
    log = future.log
    fields = [
        pa.field("date", INSTANT, False, {"meaning": "when it happened"}),
        pa.field("happening", pa.string(), False, {"meaning": "what happened"}),
        pa.field("entity", pa.string(), False, {"meaning": "to which flight, pad or person"}),
        pa.field("cause", pa.string(), True, {"meaning": "why; null where nothing asks why"}),
        pa.field("detail", pa.string(), False, {"meaning": "the port, the pad, the people"}),
        pa.field("people", pa.int64(), False, {"meaning": "people aboard behind it"}),
    ]
    columns: Sequence[list[object]] = (
        [at(future, row) for row in log],
        [happening_words(row) for row in log],
        [row.entity for row in log],
        [row.cause.words if row.cause is not None else None for row in log],
        [row.detail for row in log],
        [row.people for row in log],
    )
    arrays = [pa.array(cells, field.type) for cells, field in zip(columns, fields, strict=True)]
    return pa.Table.from_arrays(arrays, schema=pa.schema(fields))


def happening_words(row: LogRow) -> str:
    """Return what happened in words, such as ``stand down begins``."""
    return row.happening.name.lower().replace("_", " ")
