"""Write again what docs/model and docs/scenario.md take from elsewhere.

Run it, then read the difference.

python -m tests.docs.refresh
"""

from __future__ import annotations

import re

from tests.docs import clauses, keys, sampled
from tests.docs.pages import MODEL

PAGE = MODEL / "clock-and-luck.md"
BEGIN, END = "<!-- sampled:begin, written by make model -->", "<!-- sampled:end -->"


def with_sampled(text: str) -> str:
    """The page with its table of what is sampled when."""
    block = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return block.sub(lambda _: f"{BEGIN}\n{sampled.table()}{END}", text)


def main() -> None:
    """Write the table of what is sampled when, and that of clauses and tests."""
    PAGE.write_text(with_sampled(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    page = keys.PAGE.read_text(encoding="utf-8")
    keys.PAGE.write_text(keys.with_reference(page), encoding="utf-8")
    clauses.TABLE.write_text(clauses.table(), encoding="utf-8")


if __name__ == "__main__":
    main()
