"""The commands about what was said and forecast, and what came of it."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from typer.testing import CliRunner, Result

from sim.present.backtest import print_events
from sim.present.cli import app
from sim.studies.backtest import events
from sim.studies.ledger import shipped_ledger
from tests.runs.made_result import made_result

CONSOLE = Console(width=80)


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


def test_a_back_test_of_an_episode_fits_80_columns_and_is_one_document() -> None:
    answer = crewsim("backtest", "ms-10-2018", "-n", "100", "--workers", "1")
    assert answer.exit_code == 0, answer.stderr
    assert answer.stdout.startswith("Soyuz on the day of the abort of MS-10 (ms-10-2018)")
    assert max(map(len, answer.stdout.splitlines())) <= 80
    assert "2018-12-03" in answer.stdout
    told = crewsim("backtest", "ms-10-2018", "-n", "100", "--workers", "1", "--json")
    document = json.loads(told.stdout)
    assert [each["case"] for each in document["cases"]] == ["ms-10-2018"]


def test_a_back_test_of_the_record_begins_with_what_would_be_refused() -> None:
    found = events(free=None)
    with CONSOLE.capture() as shown:
        print_events(CONSOLE, found)
    lines = shown.get().splitlines()
    assert lines[0].startswith("What the record can refuse (baseline)")
    assert max(map(len, lines)) <= 80
    for told in ("It refuses of the inputs as shipped:", "All counts together", "ground"):
        assert told in shown.get()


def test_a_case_that_is_not_there_is_refused() -> None:
    answer = crewsim("backtest", "ms-10-2081")
    assert answer.exit_code == 2
    assert "did you mean 'ms-10-2018'?" in answer.stderr


def test_the_scoreboard_of_what_has_not_come_true_is_refused() -> None:
    answer = crewsim("scoreboard", "us-pad-outage")
    assert answer.exit_code == 2
    assert "does not say what came true: statements.truths" in answer.stderr
    assert "Traceback" not in answer.stderr
    misspelt = crewsim("scoreboard", "site-31-outige")
    assert "did you mean 'site-31-outage'" in misspelt.stderr


def test_forecasts_are_added_to_the_ledger_and_scored(tmp_path: Path) -> None:
    result, ledger = made_result(tmp_path / "made"), tmp_path / "ledger.jsonl"
    answer = crewsim("ledger", "add", result, "--ledger", ledger, "--outcome", "gap[soyuz]")
    assert answer.exit_code == 0, answer.stderr
    assert "entry 3, 1 outcomes of made as of 2025-11-27 under soon, late+hold" in answer.stdout
    again = crewsim("ledger", "add", result, "--ledger", ledger, "--json")
    assert json.loads(again.stdout)["number"] == 4
    truths = tmp_path / "truths.csv"
    truths.write_text(
        "as_of,outcome,value,known,source\n2025-11-27,gap[soyuz],0,2026-12-31,press\n",
        encoding="utf-8",
    )
    found = json.loads(crewsim("ledger", "score", ledger, "--truths", truths, "--json").stdout)
    assert found["entries"][3]["cases"]["soon"]["gap[soyuz]"]["brier"] == 0.2**2
    assert found["entries"][3]["open"] == ["dock[soyuz]"]


def test_the_screen_of_the_ledger_says_what_one_event_and_hindsight_are_worth() -> None:
    answer = crewsim("ledger", "score", shipped_ledger())
    assert answer.exit_code == 0, answer.stderr
    assert answer.stdout.startswith("One event is one event: ")
    assert "That is no proof of foresight" in answer.stdout.replace("\n", " ")
    assert max(map(len, answer.stdout.splitlines())) <= 80
    for told in ("still open", "Next Soyuz docking:", "Over time", "Mean Brier"):
        assert told in answer.stdout


def test_what_is_wrong_with_a_ledger_is_said_without_a_traceback(tmp_path: Path) -> None:
    missing = crewsim("ledger", "score", tmp_path / "none.jsonl")
    assert missing.exit_code == 2
    assert "there is no such ledger" in missing.stderr
    (tmp_path / "odd.jsonl").write_text("{}\n", encoding="utf-8")
    odd = crewsim("ledger", "score", tmp_path / "odd.jsonl")
    assert odd.exit_code == 2
    assert "odd.jsonl:1: format: field required" in odd.stderr
    assert "Traceback" not in odd.stderr
    bad = crewsim("ledger", "add", tmp_path, "--ledger", tmp_path / "new.jsonl")
    assert bad.exit_code == 2
    assert "this is no result and no run" in bad.stderr


def test_the_help_of_the_ledger_holds_examples() -> None:
    assert " ledger " in crewsim("--help").stdout
    for command in ("add", "score"):
        assert f"$ crewsim ledger {command}" in crewsim("ledger", command, "--help").stdout
    wrong = crewsim("ledger", "scor")
    assert wrong.exit_code == 2
