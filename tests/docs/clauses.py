"""The clauses of docs/model, and who cites them.

A clause is a heading that begins with its number, such as ``### 4.8 Waiting past the limit``; the
paragraphs below it may be numbered behind it, ``**4.8.1**``. Cited it is as ``MODEL 4.8``, in
sentences such as ``Sections 2.6 to 2.8 of the model``, and by the comments that divide a test file,
``# --- 4.1 direct handover ---``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.docs.pages import MODEL, ROOT, lines_of, slug_of

TABLE = MODEL / "tests.md"
HERE = Path(__file__)

_NUMBER = r"\d{1,2}(?:\.\d{1,2}){0,2}"
_LIST = rf"({_NUMBER}(?:(?:,? and |, ?| to ){_NUMBER})*)(?![\d.]*\d)"
_HEADING = re.compile(rf"(#+) ({_NUMBER}) (.+)")
_PARAGRAPH = re.compile(r"\*\*(\d{1,2}\.\d{1,2}\.\d{1,2})\*\* ")
_CITED = (
    re.compile(rf"\bMODEL {_LIST}"),
    re.compile(rf"\b[Ss]ections? {_LIST} of the model"),
    re.compile(rf"^# --- {_LIST}", re.MULTILINE),
)


@dataclass(frozen=True)
class Clause:
    """A section, a clause or a numbered paragraph of one."""

    number: str
    title: str
    page: Path
    link: str

    @property
    def key(self) -> tuple[int, ...]:
        return tuple(int(part) for part in self.number.split("."))


@cache
def chapters() -> tuple[Path, ...]:
    """The pages that have clauses."""
    return tuple(page for page in sorted(MODEL.glob("*.md")) if page != TABLE)


@cache
def clauses() -> Mapping[str, Clause]:
    """Every section, clause and numbered paragraph, by number and in order."""
    found: dict[str, Clause] = {}
    for page in chapters():
        link = ""
        for line in lines_of(page):
            if heading := _HEADING.match(line):
                link = f"{page.name}#{slug_of(line.lstrip('# '))}"
                number, title = heading[2], heading[3]
            elif paragraph := _PARAGRAPH.match(line):
                number, title = paragraph[1], ""
            else:
                continue
            if number in found:
                raise ValueError(f"{number} stands twice: {found[number].page.name}, {page.name}")
            found[number] = Clause(number, title, page, link)
    return dict(sorted(found.items(), key=lambda item: item[1].key))


def cited(text: str) -> Iterator[str]:
    """The numbers that a text cites; of a range each clause in it."""
    joined = re.sub(r"\n\s*(?:# )?(?!# ---)", " ", text)
    for pattern in _CITED:
        for numbers in pattern.findall(text if pattern.flags & re.MULTILINE else joined):
            yield from _each(numbers)


def _each(numbers: str) -> Iterator[str]:
    for part in re.split(r",? and |, ?", numbers):
        first, _, last = part.partition(" to ")
        if not last:
            yield first
            continue
        ends = tuple(tuple(int(n) for n in end.split(".")) for end in (first, last))
        yield first
        yield last
        for clause in clauses().values():
            if ends[0] < clause.key < ends[1] and len(clause.key) == len(ends[0]):
                yield clause.number


@cache
def citing(folder: str) -> Mapping[str, tuple[Path, ...]]:
    """By number the files below a folder that cite it."""
    found: dict[str, list[Path]] = {}
    for path in sorted((ROOT / folder).rglob("*.py")):
        if path in (HERE, HERE.with_name("test_clauses.py")):
            continue  # their citations are examples
        for number in sorted(set(cited(path.read_text(encoding="utf-8")))):
            found.setdefault(number, []).append(path)
    return {number: tuple(paths) for number, paths in found.items()}


def table() -> str:
    """The page of clauses and the tests that cite them."""
    by_test, known = citing("tests"), clauses()
    out = [
        "# Clauses and the tests that cite them",
        "",
        "Written by `make model`. A test cites a clause in its sentence or in the comments that"
        " divide its file; a paragraph that is cited by itself stands in brackets.",
        "",
    ]
    for clause in known.values():
        depth = len(clause.key)
        if depth == 1:
            whole = _files(by_test.get(clause.number, ()))
            out += ["", f"## {clause.number} {clause.title}", ""]
            out += [f"As a whole: {whole}.", ""] if whole else []
            out += ["| clause | tests |", "|---|---|"]
        elif depth == 2:
            named = [_files(by_test.get(clause.number, ()))]
            for number, part in known.items():
                if part.key[:2] == clause.key and len(part.key) == 3 and number in by_test:
                    named.append(f"{_files(by_test[number])} ({number})")
            tests = ", ".join(filter(None, named)) or "none"
            out.append(f"| [{clause.number} {clause.title}]({clause.link}) | {tests} |")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(out)) + "\n"


def _files(paths: tuple[Path, ...]) -> str:
    tests = [path for path in paths if path.name.startswith("test_")]
    names = [path.relative_to(ROOT / "tests").as_posix() for path in tests]
    return ", ".join(f"[{name.removesuffix('.py')}](../../tests/{name})" for name in names)
