"""One future of a scenario: the same replication that a run has played, with its event log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa

from sim.core.clock import instant_at
from sim.engine.batch import REPLICATION, names_of
from sim.engine.build import build
from sim.engine.program import Program
from sim.outcomes import LogRow
from sim.runs.gathering import make_tables
from sim.runs.plan import Replayer, play_plan
from sim.runs.replicate import check_numbers, engine_class
from sim.runs.stored_table import INSTANT
from sim.runs.tables import Frame, Tables
from sim.scenario.scenario import Scenario
from sim.studies.cases import Case, under

if TYPE_CHECKING:
    from sim.door.processes import Process


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
    unmet_pins : tuple of str
        The pins that the rules did not allow when they asked, such as ``d-2: launch``.
    """

    scenario: Scenario
    case: Case
    seed: int
    replication: int
    log: tuple[LogRow, ...]
    tables: Tables
    unmet_pins: tuple[str, ...] = ()


def replay(
    scenario: Scenario,
    case: Case,
    *,
    seed: int,
    replication: int,
    engine: str,
    processes: Sequence[Process] = (),
) -> Future:
    """Play one replication of a scenario again, with its event log.

    Parameters
    ----------
    scenario : Scenario
        No case applied.
    processes : sequence of Process
        What runs beside the model; only the SimPy engine has room for them.
    """
    check_numbers(replication + 1, seed)
    make = engine_class(engine)
    scenario = under(scenario, case)
    program = build(scenario)
    player = _with_processes(program, processes) if processes else make(program)
    log, batch = player.replay(seed, replication)
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
    told = tuple(log), tables, tuple(batch.unmet_pins)
    return Future(scenario, case, seed, replication, *told)


def _with_processes(program: Program, processes: Sequence[Process]) -> Replayer:
    from sim.door.processes import Open  # SimPy and the rooms take a while to import

    return Open(program, processes)


def at(future: Future, row: LogRow) -> dt.datetime:
    """Return the instant of a row of the log."""
    return instant_at(future.scenario.as_of, row.second)


_EVENTS = pa.schema(
    [
        pa.field("date", INSTANT, False, {"meaning": "when it happened"}),
        pa.field("happening", pa.string(), False, {"meaning": "what happened"}),
        pa.field("entity", pa.string(), False, {"meaning": "to which flight, pad, person ..."}),
        pa.field("cause", pa.string(), True, {"meaning": "why"}),
        pa.field("pad", pa.string(), True, {"meaning": "the pad it launches or is scrubbed at"}),
        pa.field("family", pa.string(), True, {"meaning": "on which rocket"}),
        pa.field("port", pa.string(), True, {"meaning": "where it docks, or what it leaves"}),
        pa.field("other", pa.string(), True, {"meaning": "the other flight it is about"}),
        pa.field("stock", pa.string(), True, {"meaning": "the stock that sends it home"}),
        pa.field("state", pa.string(), True, {"meaning": "what the pad is from then on"}),
        pa.field("seconds", pa.int64(), True, {"meaning": "for how long, or how much later"}),
        pa.field("crew", pa.list_(pa.string()), True, {"meaning": "who is aboard the launch"}),
        pa.field("people", pa.int64(), False, {"meaning": "people aboard behind it"}),
    ]
)


def events_table(future: Future) -> pa.Table:
    """Return the event log as a table; what a row does not tell is null."""
    return pa.Table.from_pylist([_event(future, row) for row in future.log], schema=_EVENTS)


def _event(future: Future, row: LogRow) -> dict[str, object]:
    return {
        "date": at(future, row),
        "happening": happening_words(row),
        "entity": row.entity,
        "cause": None if row.cause is None else row.cause.words,
        "pad": row.pad or None,
        "family": row.family or None,
        "port": row.port or None,
        "other": row.other or None,
        "stock": row.stock or None,
        "state": None if row.state is None else row.state.words,
        "seconds": row.seconds,
        "crew": list(row.crew) or None,
        "people": row.people,
    }


def happening_words(row: LogRow) -> str:
    """Return what happened in words, such as ``stand down begins``."""
    return row.happening.name.lower().replace("_", " ")
