"""Tables of the first screen: a row a question, a column a case, at any width of terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

LABEL_WIDTH, CELL_WIDTH = 19, 14
WIDEST_LABEL, WIDEST_CELL = 44, 18


@dataclass(frozen=True)
class Cell:
    """A number as it is shown: its interval below it, its difference beside it."""

    value: str
    interval: str = ""
    difference: str = ""
    difference_interval: str = ""

    def text(self) -> Text:
        """Return both lines, the second one pale."""
        text = Text(self.value)
        if self.difference:
            text.append(f" ({self.difference})", style="bold")
        below = " ".join(part for part in (self.interval, self.difference_interval) if part)
        if below:
            text.append(f"\n{below}", style="bright_black")
        return text


@dataclass(frozen=True)
class Row:
    """One question, and the answer of each column by name."""

    label: str
    cells: Mapping[str, Cell]


def print_rows(
    console: Console,
    rows: Sequence[Row],
    titles: Mapping[str, str],
    widest_cell: int = WIDEST_CELL,
) -> None:
    """Print one table, or as many as the width of the terminal asks for.

    Parameters
    ----------
    titles : mapping
        Name of each column to its head, in order.
    widest_cell : int
        At least `CELL_WIDTH`; what more there is goes to the labels.
    """
    names = list(titles)
    most = max(1, (console.width - LABEL_WIDTH - 1) // (CELL_WIDTH + 1))
    tables = -(-len(names) // most)
    across = -(-len(names) // tables)
    cell_width = (console.width - 1 - LABEL_WIDTH) // across - 1
    cell_width = max(CELL_WIDTH, min(widest_cell, cell_width))
    label_width = console.width - 1 - across * (cell_width + 1)
    label_width = max(LABEL_WIDTH, min(WIDEST_LABEL, label_width))
    for first in range(0, len(names), across):
        shown = names[first : first + across]
        table = Table(box=box.SIMPLE_HEAD, padding=0, pad_edge=False, show_edge=False)
        table.add_column("", width=label_width, overflow="fold")
        for name in shown:
            table.add_column(escape(titles[name]), width=cell_width, overflow="fold")
        for row in rows:
            table.add_row(escape(row.label), *(row.cells[name].text() for name in shown))
        console.print(table)
        console.print()
