"""Write again what the tests of scenarios expect: run it, then read the difference.

python tests/scenario/refresh.py
"""

import json
import os
from pathlib import Path

from sim.core.errors import ScenarioError
from sim.scenario import editor_schema, load

ROOT = Path(__file__).resolve().parents[2]
INVALID = ROOT / "tests/data/invalid"
VALID = ROOT / "tests/data/valid"
SCHEMA = ROOT / "docs/scenario.schema.json"


def complaint(path):
    """Return the problems of a scenario, with its warnings if it loads nevertheless."""
    try:
        scenario = load(path)
    except ScenarioError as error:
        return f"{error}\n"
    return "".join(f"warning: {warning}\n" for warning in scenario.warnings) or "no problem\n"


def schema_text():
    return json.dumps(editor_schema(), indent=2) + "\n"


def main():
    os.chdir(INVALID)
    for path in sorted(INVALID.glob("*.yaml")):
        path.with_suffix(".expected.txt").write_text(complaint(path.name), encoding="utf-8")
    os.chdir(VALID)
    for path in sorted(VALID.glob("*.yaml")):
        (VALID / "resolved" / path.name).write_text(load(path.name).text, encoding="utf-8")
        path.with_suffix(".expected.txt").write_text(complaint(path.name), encoding="utf-8")
    SCHEMA.write_text(schema_text(), encoding="utf-8")


if __name__ == "__main__":
    main()
