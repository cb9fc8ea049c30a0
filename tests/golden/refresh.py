"""Write the golden figures again: run it, then read the difference.

python -m tests.golden.refresh
"""

from __future__ import annotations

import yaml

from tests.golden.summary import FOLDER, REPLICATIONS, SEED, file_of, summary
from tests.shipped import cases


def main() -> None:
    """Rewrite the file of every shipped scenario that plays something of its own."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for name, estimate in cases():
        found.setdefault(name, {})[estimate] = summary(name, estimate)
    for gone in {*FOLDER.glob("*.yaml")} - {file_of(name) for name in found}:
        gone.unlink()
    for name, lines in found.items():
        text = yaml.safe_dump(lines, sort_keys=False, allow_unicode=True, width=100)
        head = (
            f"# {name}: means of {REPLICATIONS} replications, seed {SEED}, and digests of all.\n"
            "# Written by `python -m tests.golden.refresh`.\n"
        )
        file_of(name).write_text(head + text, encoding="utf-8")


if __name__ == "__main__":
    main()
