"""One future told in words: its event log, its episodes, its outcomes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.core.clock import iso
from sim.present import words
from sim.present.future import Future, at, detail_words, events_table, happening_words
from sim.present.traffic import episode_words

_KEYS = (
    "decrewed",
    "stranded",
    "at_most_three_days",
    "below_minimum_days",
    "handover_gap_days",
    "segment_gap_days",
    "repair_days",
)


def print_future(console: Console, future: Future, figures: list[Path]) -> None:
    """Print the log with dates and causes, then the breaks, then the outcomes that tell most."""
    scenario = future.scenario
    console.print(f"[bold]{escape(scenario.title)}[/bold] ({escape(scenario.name)})")
    console.print(
        f"replication {future.replication} of {escape(future.estimate)}, seed {future.seed}\n"
    )
    _print_log(console, future)
    _print_breaks(console, future)
    _print_outcomes(console, future)
    for path in figures:
        console.print(f"figure   {escape(path.as_posix())}", soft_wrap=True)


def future_document(future: Future, figures: list[Path]) -> dict[str, Any]:
    """Return the future as data: its address, outcomes, episodes and event log."""
    (outcomes,) = _rows(future.tables.outcomes.drop_columns(["replication"]))
    return {
        "scenario": future.scenario.name,
        "estimate": future.estimate,
        "seed": future.seed,
        "replication": future.replication,
        "outcomes": outcomes,
        "episodes": _rows(future.tables.episodes.drop_columns(["replication"])),
        "events": _rows(events_table(future)),
        "figures": [path.as_posix() for path in figures],
    }


def _print_log(console: Console, future: Future) -> None:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold")
    table.add_column("date (UTC)", no_wrap=True)
    table.add_column("who or what", overflow="fold")
    table.add_column("what happens")
    table.add_column("why, and where")
    table.add_column("aboard", justify="right", no_wrap=True)
    for row in future.log:
        cause = row.cause.words if row.cause is not None else ""
        why = "; ".join(text for text in (detail_words(row), cause) if text)
        cells = (row.entity, happening_words(row), why)
        table.add_row(words.instant(at(future, row)), *map(escape, cells), str(row.people))
    console.print(table)


def _print_breaks(console: Console, future: Future) -> None:
    rows = future.tables.episodes.to_pylist()
    console.print(f"\n[bold]Breaks[/bold]: {len(rows) or 'none'}")
    for episode in rows:
        day = episode["start"].strftime("%Y-%m-%d")
        console.print(f"  {day}  {escape(episode_words(episode))}", soft_wrap=True)


def _print_outcomes(console: Console, future: Future) -> None:
    outcomes = future.tables.outcomes
    told = []
    for name in outcomes.column_names:
        value = outcomes[name][0].as_py()
        if name.split("[")[0] in _KEYS and value is not None:
            told.append(f"{name} = {words.number(float(value))}")
    console.print(f"\n{escape(', '.join(told))}")


def _rows(table: pa.Table) -> list[dict[str, Any]]:
    """Return the rows of a table in JSON's own types."""
    return [
        {
            name: iso(value) if isinstance(value, dt.datetime) else value
            for name, value in row.items()
        }
        for row in table.to_pylist()
    ]
