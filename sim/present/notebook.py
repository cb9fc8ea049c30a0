"""What notebooks show: the tables of the screen as HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sim.core import html
from sim.present.screen import Row


def table_of(rows: Iterable[Row], titles: Mapping[str, str], caption: str = "") -> str:
    """Return rows of the first screen as one table.

    Parameters
    ----------
    titles : mapping
        Name of each column to its head, in order.
    """
    lines = ((row.label, *(row.cells[name].text().plain for name in titles)) for row in rows)
    return html.table(("", *titles.values()), lines, caption)


class Page(Console):
    """A console that keeps what is printed on it as HTML."""

    def __init__(self) -> None:
        super().__init__(file=StringIO(), width=100)
        self.parts: list[str] = []

    def print(self, *objects: Any, **_: Any) -> None:
        """Keep tables as tables, and everything else as paragraphs."""
        for each in objects:
            if isinstance(each, Table):
                self.parts.append(_table(each))
            elif words := _words(each).strip():
                self.parts.append(f"<p>{html.text(words)}</p>")

    def html(self, title: str) -> str:
        """Return the page under a title."""
        return f"<div><b>{html.text(title)}</b>{''.join(self.parts)}</div>"


def _table(table: Table) -> str:
    cells = [[_words(cell) for cell in column.cells] for column in table.columns]
    heads = [_words(column.header) for column in table.columns] if table.show_header else []
    return html.table(heads, zip(*cells, strict=True))


def _words(shown: Any) -> str:
    """Return the words of what the screen takes: markup, text, or either one moved in."""
    if isinstance(shown, Padding):
        return "\N{EM SPACE}" * min(1, shown.left) + _words(shown.renderable)
    return shown.plain if isinstance(shown, Text) else Text.from_markup(str(shown)).plain
