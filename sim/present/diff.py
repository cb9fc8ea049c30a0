"""What is printed of results held against each other: inputs that differ, then the answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from sim.present.cells import rows
from sim.present.screen import print_rows

MOST_INPUTS = 40
"""Shown on the screen; ``--json`` has all."""


def print_diff(console: Console, document: Mapping[str, Any]) -> None:
    """Print which inputs differ, and the first screen of each case, with paired differences."""
    names = list(document["results"])
    for name, told in document["results"].items():
        console.print(f"[bold]{escape(name)}[/bold]  {escape(told['title'])}", soft_wrap=True)
    console.print(f"{document['replications']:,} replications of each")
    for note in document["notes"]:
        console.print(f"[yellow]{escape(note)}[/yellow]", soft_wrap=True)
    console.print()
    _print_inputs(console, document["inputs"], names)
    estimates = document["estimates"]
    if not next(iter(estimates.values()))["headline"]:
        console.print("they have no figure of the first screen in common")
        return
    print_rows(console, list(rows(estimates)), {n: each["title"] for n, each in estimates.items()})
    console.print(f"in brackets: the difference from {escape(names[0])}, and its 95 % interval")
    for told in document["results"].values():
        if told["result_dir"] is not None:
            console.print(f"result   {escape(told['result_dir'])}", soft_wrap=True)


def _print_inputs(console: Console, inputs: list[Mapping[str, Any]], names: list[str]) -> None:
    if not inputs:
        console.print("no input differs\n")
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False, show_edge=False)
    table.add_column(
        f"{len(inputs)} inputs differ" if len(inputs) > 1 else "1 input differs", overflow="fold"
    )
    for name in names:
        table.add_column(escape(name), overflow="fold")
    for each in inputs[:MOST_INPUTS]:
        table.add_row(escape(each["path"]), *(_value(each["values"][name]) for name in names))
    console.print(table)
    if len(inputs) > MOST_INPUTS:
        console.print(f"and {len(inputs) - MOST_INPUTS} more, which --json lists")
    console.print()


def _value(value: Any) -> str:
    if value is None:
        return "[bright_black]—[/bright_black]"
    text = json.dumps(value, ensure_ascii=False).replace('"', "")
    return escape(text if len(text) <= 60 else f"{text[:57]}...")
