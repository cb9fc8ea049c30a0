"""A table as HTML, as notebooks show it: plain elements, everything in it escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """Return a table; the first cell of a row is its heading, and a line break stays one.

    Examples
    --------
    >>> table(["", "p50"], [["gap", "<1 d"]])
    '<table><tr><th></th><th>p50</th></tr><tr><th>gap</th><td>&lt;1 d</td></tr></table>'
    """
    top = f"<caption>{text(caption)}</caption>" if caption else ""
    head = f"<tr>{''.join(f'<th>{text(each)}</th>' for each in heads)}</tr>" if heads else ""
    body = "".join(
        f"<tr><th>{text(first)}</th>{''.join(f'<td>{text(cell)}</td>' for cell in cells)}</tr>"
        for first, *cells in rows
    )
    return f"<table>{top}{head}{body}</table>"


def text(words: str) -> str:
    """Return words escaped, their line breaks as such."""
    return escape(words).replace("\n", "<br>")
