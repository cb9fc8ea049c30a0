"""Pages of the documentation as text: their headings, as GitHub links to them, and their links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODEL = ROOT / "docs" / "model"

_FENCE = re.compile(r"^(```|~~~)")
_LINK = re.compile(r"\[[^\]]*\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)")


@cache
def pages() -> tuple[Path, ...]:
    """Every page of the documentation, the model's and that of the scenarios among them."""
    below = [page for folder in ("docs", "scenarios") for page in (ROOT / folder).rglob("*.md")]
    return tuple(sorted([*ROOT.glob("*.md"), *below]))


@cache
def lines_of(page: Path) -> tuple[str, ...]:
    """The lines of a page; those of code blocks are empty."""
    result, inside = [], False
    for line in page.read_text(encoding="utf-8").splitlines():
        fence = bool(_FENCE.match(line.lstrip()))
        result.append("" if inside or fence else line)
        inside ^= fence
    return tuple(result)


@cache
def anchors(page: Path) -> frozenset[str]:
    """What a link to a heading of the page may name behind its #."""
    seen: Counter[str] = Counter()
    found = set()
    for line in lines_of(page):
        if heading := re.match(r"#{1,6}\s+(.*)", line):
            slug = slug_of(heading[1])
            found.add(f"{slug}-{seen[slug]}" if seen[slug] else slug)
            seen[slug] += 1
    return frozenset(found)


def slug_of(heading: str) -> str:
    """The anchor that GitHub makes of a heading."""
    shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", shown).replace(" ", "-")


def links(page: Path) -> Iterator[str]:
    """The targets of the page's links."""
    for line in lines_of(page):
        yield from _LINK.findall(re.sub(r"`[^`]*`", "", line))
