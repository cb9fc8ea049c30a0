"""One future told in words: its event log, its episodes, its outcomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.core.clock import instant_at, iso
from sim.present import words
from sim.present.columns import rows
from sim.present.report import asked
from sim.present.sentences import sentences
from sim.present.traffic import episode_words, merged, named
from sim.scenario.outage import called
from sim.scenario.scenario import Scenario
from sim.studies.replay import Future, events_table
from sim.studies.result import as_asked

_KEYS = (
    "decrewed",
    "stranded",
    "at_most_three_days",
    "below_minimum_days",
    "handover_gap_days",
    "segment_gap_days",
    "qualification_gap_days",
    "below_reserve_days",
    "repair_days",
)


def print_future(console: Console, future: Future, figures: list[Path]) -> None:
    """Print the log with dates and causes, then the breaks, then the outcomes that tell most."""
    scenario = future.scenario
    console.print(f"[bold]{escape(scenario.title)}[/bold] ({escape(scenario.name)})")
    console.print(
        f"replication {future.replication} of {escape(future.case.name)}, seed {future.seed}"
    )
    for text in (*asked(scenario), *_repairs(future)):
        console.print(escape(text), soft_wrap=True)
    console.print()
    _print_log(console, future)
    _print_breaks(console, future)
    _print_outcomes(console, future)
    for pin in future.unmet_pins:
        told = f"the pin {pin} could not be played when asked"
        console.print(f"[yellow]{escape(told)}[/yellow]", soft_wrap=True)
    for path in figures:
        console.print(f"figure   {escape(path.as_posix())}", soft_wrap=True)


def future_document(future: Future, figures: list[Path]) -> dict[str, Any]:
    """Return the future as data: its address, outcomes, episodes and event log."""
    (outcomes,) = _rows(future.tables.outcomes)
    return {
        "scenario": future.scenario.name,
        "estimate": future.case.estimate,
        **({} if future.case.policy is None else {"policy": future.case.policy}),
        **as_asked(future.scenario),
        "seed": future.seed,
        "replication": future.replication,
        "outcomes": outcomes,
        "episodes": _rows(future.tables.episodes),
        "unmet_pins": list(future.unmet_pins),
        "events": _rows(events_table(future)),
        "figures": [path.as_posix() for path in figures],
    }


def _repairs(future: Future) -> Iterator[str]:
    """Yield how long the outages of this future last, known to nobody when it starts."""
    scenario = future.scenario
    for outage in (each for pad in scenario.pads.values() for each in pad.outage):
        days = future.tables.outcomes[f"repair_days[{outage.name}]"][0].as_py()
        since = instant_at(scenario.as_of, scenario.pins.begins.get(outage.name, outage.since))
        known = outage.moves is None or outage.name in scenario.pins.begins
        told = f"down since {since:%Y-%m-%d}, " if known else "once down "
        if days is None:
            told += "never repaired"
        else:
            told += f"repaired after {days:.0f} d"
            told += f" on {since + dt.timedelta(days=days):%Y-%m-%d}" if known else ""
        yield f"{called(scenario, outage)}: {told}"


def _print_log(console: Console, future: Future) -> None:
    """Print a line an event; folded to the width of a terminal, and of any length elsewhere."""
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("date (UTC)", no_wrap=True)
    table.add_column("aboard", justify="right", no_wrap=True)
    table.add_column("what happens", overflow="fold")
    for each in sentences(future.log, _choosing(future.scenario), future.scenario.titles):
        when = words.instant(instant_at(future.scenario.as_of, each.second))
        if console.is_terminal:
            table.add_row(when, str(each.people), escape(each.text))
        else:
            console.print(f"{when}  {each.people:>2}  {escape(each.text)}", soft_wrap=True)
    if console.is_terminal:
        console.print(table)


def _choosing(scenario: Scenario) -> set[str]:
    """Return the flights whose class launches on several rockets."""
    vehicles = scenario.vehicles
    return {each.name for each in scenario.flights if len(vehicles[each.vehicle].families) > 1}


def _print_breaks(console: Console, future: Future) -> None:
    found = merged(named(rows(future.tables.episodes), future.scenario.titles))
    console.print(f"\n[bold]Breaks[/bold]: {len(found) or 'none'}")
    for episode in found:
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


def _rows(table: Any) -> list[dict[str, Any]]:
    """Return the rows of a table in JSON's own types."""
    return [
        {
            name: iso(value) if isinstance(value, dt.datetime) else value
            for name, value in row.items()
        }
        for row in rows(table)
    ]
