"""The command ``crewsim`` with a stopwatch: ``stopwatch.py SECONDS.json ARGUMENTS...``.

Writes how many seconds the parts of the command took.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any


def watch(seconds: dict[str, float], part: str, room: ModuleType, name: str) -> None:
    """Count the time of a function of a module as that of a part."""
    function = getattr(room, name)

    @wraps(function)
    def watched(*args: Any, **options: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*args, **options)
        finally:
            seconds[part] += time.perf_counter() - started

    setattr(room, name, watched)


def main(told: Path, arguments: list[str]) -> None:
    """Run the command and write the seconds of its parts."""
    from sim.present import cli, press, sessions
    from sim.studies import study

    seconds: dict[str, float] = defaultdict(float)
    watch(seconds, "play", study, "play")
    watch(seconds, "statistics", study, "summary_of")
    watch(seconds, "report", sessions, "print_report")
    watch(seconds, "figures", press, "draw")
    sys.argv = ["crewsim", *arguments]
    try:
        cli.main()
    finally:
        told.write_text(json.dumps(seconds), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
