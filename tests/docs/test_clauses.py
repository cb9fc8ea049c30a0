"""The clauses of docs/model: short, numbered, known to whoever cites them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.scenario.policy import LEVERS
from tests.docs import refresh
from tests.docs.clauses import TABLE, chapters, cited, citing, clauses, table
from tests.docs.pages import ROOT, lines_of

LONGEST_LINE = 300
MOST_WORDS = 90
ROWS = ("looked at", "needs", "does", "counts from", "source", "test")
PLANNERS = ("pull_forward", "second_attempt")
"""What planners do by the keys of a line or a class; the rest are levers of a policy."""


def test_citations_are_read() -> None:
    texts = {
        "MODEL 4.8": {"4.8"},
        "asks (MODEL 6.7, 7.4 and 9).": {"6.7", "7.4", "9"},
        "MODEL 5.2 a, and section 8 of\nthe model": {"5.2", "8"},
        "Sections 2.6 to 2.8 of the model": {"2.6", "2.7", "2.8"},
        "x\n# --- 4.1 direct handover ------\n": {"4.1"},
        "MODEL 3.99": {"3.99"},
        "1.5 d, a share of 0.25 of the model": set(),
    }
    assert {text: set(cited(text)) for text in texts} == texts


@pytest.mark.parametrize("folder", ["tests", "sim"])
def test_who_cites_a_clause_cites_one_that_is_there(folder: str) -> None:
    unknown = {n: paths for n, paths in citing(folder).items() if n not in clauses()}
    assert unknown == {}


def test_clauses_are_numbered_without_a_break() -> None:
    keys = [clause.key for clause in clauses().values()]
    for key in keys:
        first = 0 if key == (6, 0) else 1
        assert key[-1] == first or (*key[:-1], key[-1] - 1) in keys, key


def test_every_clause_is_cited_by_a_test() -> None:
    rows = [line for line in table().splitlines() if line.startswith("| [")]
    assert len(rows) == sum(len(clause.key) == 2 for clause in clauses().values())
    assert [row for row in rows if row.endswith("| none |")] == []


def test_the_table_of_tests_is_up_to_date() -> None:
    assert TABLE.read_text(encoding="utf-8") == table(), "run make model"


def test_what_is_sampled_when_is_up_to_date() -> None:
    page = refresh.PAGE.read_text(encoding="utf-8")
    assert refresh.with_sampled(page) == page, "run make model"


@pytest.mark.parametrize("page", chapters(), ids=lambda page: page.stem)
def test_lines_and_clauses_are_short(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    generated = re.search(f"{refresh.BEGIN}.*?{refresh.END}", text, re.DOTALL)
    text = text.replace(generated[0], "") if generated else text
    assert [line for line in text.splitlines() if len(line) > LONGEST_LINE] == []
    for paragraph in re.split(r"\n{2,}", text):
        if not paragraph.startswith(("|", "```", "- ")):
            assert len(paragraph.split()) <= MOST_WORDS, paragraph


@pytest.mark.parametrize("page", chapters(), ids=lambda page: page.stem)
def test_a_clause_of_several_paragraphs_has_them_numbered(page: Path) -> None:
    """Under a clause stands one paragraph, or each has a number, but for what leads to a table."""
    if page.stem in ("README", "states"):
        return
    for section in re.split(r"^### ", "\n".join(lines_of(page)), flags=re.MULTILINE)[1:]:
        number = section.split()[0]
        paragraphs = re.split(r"\n{2,}", re.sub(r"\n## .*", "", section, flags=re.DOTALL))[1:]
        said = [each for each in paragraphs if each.strip() and not each.startswith(("|", "<!--"))]
        said = [each for each in said if not each.startswith("- ")]
        for each in said if len(said) > 1 else ():
            assert each.startswith(f"**{number}."), each


def test_every_lever_and_reaction_has_its_table() -> None:
    pages = "\n".join("\n".join(lines_of(page)) for page in chapters())
    for lever in (*LEVERS, *PLANNERS):
        if lever == "decided_on":
            continue
        (block,) = re.findall(rf"^\| \d+\.\d+(?:\.\d+)? `{lever}\b.*\n((?:\|.*\n?)+)", pages, re.M)
        assert tuple(re.findall(r"^\| ([a-z ]+) \| .+ \|$", block, re.M)) == ROWS, lever


def test_the_tests_of_a_lever_are_there() -> None:
    named = {
        name for page in chapters() for name in re.findall(r"\[(test_\w+)\]", page.read_text())
    }
    assert {name for name in named if not list(ROOT.glob(f"tests/*/{name}.py"))} == set()
