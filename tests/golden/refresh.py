"""Write the golden numbers again: run it, then read the difference.

python -m tests.golden.refresh
"""

from __future__ import annotations

import yaml

from sim.scenario import shipped
from tests.golden.summary import REPLICATIONS, SEED, cases, file_of, summary


def main() -> None:
    """Rewrite the file of every shipped scenario."""
    for name in shipped():
        numbers = {estimate: summary(name, estimate) for case, estimate in cases() if case == name}
        text = yaml.safe_dump(numbers, sort_keys=False, allow_unicode=True, width=100)
        head = (
            f"# {name}: means of {REPLICATIONS} replications, seed {SEED}.\n"
            "# Written by `python -m tests.golden.refresh`.\n"
        )
        file_of(name).write_text(head + text, encoding="utf-8")


if __name__ == "__main__":
    main()
