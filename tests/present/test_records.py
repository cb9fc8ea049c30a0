"""The commands about what was said and forecast, and what came of it."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from sim.present.cli import app


def crewsim(*arguments: str | Path, columns: str = "80") -> Result:
    asked = [str(argument) for argument in arguments]
    return CliRunner().invoke(app, asked, env={"COLUMNS": columns})


def test_the_scoreboard_begins_with_what_one_event_can_tell_and_fits_80_columns() -> None:
    answer = crewsim("scoreboard")
    assert answer.exit_code == 0, answer.stderr
    assert answer.stdout.startswith("One event is one event: ")
    assert max(map(len, answer.stdout.splitlines())) <= 80
    for told in ("By the end of winter", "All, by record", "All restored pads", "Independents"):
        assert told in answer.stdout
    assert "as-it-happened" in answer.stdout.split("\n\n")[1]


def test_the_scoreboard_is_one_document_in_json() -> None:
    document = json.loads(crewsim("scoreboard", "site-31-news", "--json").stdout)
    assert document["study"] == "scoreboard"
    assert set(document["truths"]) == {"repaired", "first-launch"}
    assert document["estimates"]["roscosmos"]["said"] == "2025-12-16"


def test_the_scoreboard_of_what_has_not_come_true_is_refused() -> None:
    answer = crewsim("scoreboard", "us-pad-outage")
    assert answer.exit_code == 2
    assert "does not say what came true: statements.truths" in answer.stderr
    assert "Traceback" not in answer.stderr
    misspelt = crewsim("scoreboard", "site-31-outige")
    assert "did you mean 'site-31-outage'" in misspelt.stderr
