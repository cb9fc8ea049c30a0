"""Write again the figures of docs/validation.md: run it, then read the difference.

python -m tests.docs.validation
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim.present import backtest as shown
from sim.present import scoreboard as board
from sim.present.verbs_records import backtest, scoreboard
from tests.docs.pages import ROOT

PAGE, FRONT = ROOT / "docs" / "validation.md", ROOT / "README.md"
OF_THE_FRONT = ("refused", "verdicts")
"""The blocks of which the README has the first two sentences."""

CLOSED_FORMS = ("test_launches", "test_ships")
"""Of tests/verification, those whose truths are closed forms."""

Table = tuple[Sequence[str], Sequence[Sequence[str]]]


def figures() -> dict[str, str]:
    """The text of each block by its name; a minute of play."""
    found = backtest()
    events, dates = found["events"], found["dates"]
    cases = backtest(None)["cases"]
    return {
        "refused": listed(shown.sentences(events)),
        "events": table(shown.events_table(events)),
        "power": table(shown.power_table(events)),
        "tails": table(shown.tails_table(events)),
        "legend": f"{shown.legend(events)} {shown.footnote(events)}\n",
        "verdicts": listed(shown.verdicts(dates)),
        "dates": table(shown.dates_table(dates)),
        "pit": table(shown.pit_table(dates)),
        "episodes": "\n".join(map(episode, cases)),
        "scoreboard": listed(list(board.sentences(scoreboard().found))[:3]),
        "closed-forms": closed_forms(),
    }


def with_blocks(text: str, blocks: Mapping[str, str]) -> str:
    """The page with the text of each block between its markers."""
    for name, block in blocks.items():
        begin, end = markers(name)
        before, found, rest = text.partition(begin)
        _, also, after = rest.partition(end)
        assert found, name
        assert also, name
        text = f"{before}{begin}\n{block}{end}{after}"
    return text


def of_the_front(blocks: Mapping[str, str]) -> dict[str, str]:
    """What the README has of the blocks."""
    return {name: "".join(blocks[name].splitlines(keepends=True)[:2]) for name in OF_THE_FRONT}


def markers(name: str) -> tuple[str, str]:
    """What stands before and behind a block."""
    return f"<!-- {name}:begin, written by make validation -->", f"<!-- {name}:end -->"


def table(of: Table) -> str:
    """A table as Markdown."""
    heads, rows = of
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cell.strip() for cell in line)} |\n" for line in lines)


def listed(sentences: Any) -> str:
    """Sentences as a list."""
    return "".join(f"- {sentence}\n" for sentence in sentences)


def episode(case: Mapping[str, Any]) -> str:
    """An episode, a table for each estimate that had been said."""
    parts = [f"**{case['title']}** (`{case['case']}`, as of {case['as_of']})\n"]
    for forecast in case["forecasts"]:
        if len(case["forecasts"]) > 1:
            parts.append(f"{forecast['title']}:\n")
        parts.append(table(shown.case_table(forecast)))
    return "\n".join(parts)


def closed_forms() -> str:
    """What the tests against closed forms say, by their names."""
    told = []
    for name in CLOSED_FORMS:
        file = Path(ROOT / "tests" / "verification" / f"{name}.py")
        tree = ast.parse(file.read_text(encoding="utf-8"))
        tests = [each.name for each in tree.body if isinstance(each, ast.FunctionDef)]
        of = "; ".join(
            test.removeprefix("test_").replace("_", " ") for test in tests if test[:5] == "test_"
        )
        told.append(f"[{name}](../tests/verification/{name}.py): {of}")
    return listed(told)


def main() -> None:
    """Write the figures of the page, and those that the README has of it."""
    blocks = figures()
    for page, of_page in ((PAGE, blocks), (FRONT, of_the_front(blocks))):
        page.write_text(with_blocks(page.read_text(encoding="utf-8"), of_page), encoding="utf-8")


if __name__ == "__main__":
    main()
