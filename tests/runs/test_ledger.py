"""The file of forecasts: append-only, sealed line by line, read as if anybody had written it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.core.errors import ResultError
from sim.runs.ledger import add, entries
from tests.runs.made_result import DAYS, DOCK, GAP, figure, made_result, summary

NOW = "2025-11-29T09:00:00Z"


@pytest.fixture
def result(tmp_path: Path) -> Path:
    return made_result(tmp_path / "results" / "made")


@pytest.fixture
def ledger(tmp_path: Path, result: Path) -> Path:
    """Three entries."""
    file = tmp_path / "ledger.jsonl"
    for outcomes in ((), (DOCK, DAYS), (GAP,)):
        add(file, result, outcomes, added=NOW)
    return file


def test_an_entry_keeps_what_was_forecast_of_what_and_by_which_program(
    tmp_path: Path, result: Path
) -> None:
    entry = add(tmp_path / "new" / "ledger.jsonl", result, [], added=NOW)
    assert (entry.number, entry.before, entry.added) == (1, "", NOW)
    assert (entry.scenario, entry.seed, entry.replications) == ("made", 1, 100)
    assert (entry.crewsim, entry.sources, entry.made) == ("0.1.0", "00ff", "2025-11-28T08:00:00Z")
    assert entry.question == [DOCK, GAP]
    assert list(entry.forecasts) == ["soon", "late+hold"]
    assert entry.forecasts["soon"][GAP].mean == 0.2
    assert entry.forecasts["soon"][DOCK].most is None
    assert len(entry.scenario_hash) == 32


def test_columns_may_be_asked_for(tmp_path: Path, result: Path) -> None:
    entry = add(tmp_path / "ledger.jsonl", result, [DAYS, GAP, DAYS], added=NOW)
    assert entry.question == [DAYS, GAP]
    with pytest.raises(ResultError, match=r"'gap\[soyus\]' is not an outcome of it; did you mean"):
        add(tmp_path / "ledger.jsonl", result, ["gap[soyus]"], added=NOW)


def test_lines_are_only_added(ledger: Path, result: Path) -> None:
    before = ledger.read_bytes()
    entry = add(ledger, result, [], added=NOW)
    assert ledger.read_bytes().startswith(before)
    found = entries(ledger)
    assert [each.number for each in found] == [1, 2, 3, 4]
    assert found[-1] == entry
    assert [each.before for each in found] == ["", *(each.digest for each in found[:-1])]


def test_a_new_one_begins_with_another(tmp_path: Path, ledger: Path, result: Path) -> None:
    own = tmp_path / "own.jsonl"
    assert add(own, result, [], added=NOW, first=ledger).number == 4
    assert add(own, result, [], added=NOW, first=ledger).number == 5


def changed(lines: list[str]) -> list[str]:
    return [lines[0], lines[1].replace('"seed": 1', '"seed": 2'), lines[2]]


def rewritten(lines: list[str]) -> list[str]:
    """The first line as another result would have it, sealed anew."""
    return [lines[1].replace('"number": 2', '"number": 1'), *lines[1:]]


TAMPERED: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "changed": (changed, r":2: was changed after it was written"),
    "taken out": (lambda lines: [lines[0], lines[2]], r":2: does not follow from the line before"),
    "first gone": (lambda lines: lines[1:], r":1: does not follow from the line before"),
    "twice": (lambda lines: [*lines, lines[2]], r":4: does not follow from the line before"),
    "in another order": (lambda lines: [lines[0], lines[2], lines[1]], r":2: does not follow"),
    "rewritten": (rewritten, r":1: was changed after it was written"),
    "cut short": (lambda lines: [*lines[:2], lines[2][:50]], r":3: is no JSON: a line is one"),
    "a list": (lambda lines: [*lines, "[]"], r":4: is no entry: a line is one JSON object"),
    "an empty line": (lambda lines: [lines[0], "", *lines[1:]], r":2: is no JSON"),
    "deep": (lambda lines: [*lines, "[" * 100_000], r":4: is no JSON"),
    "another format": (lambda lines: [lines[0].replace('"format": 1', '"format": 2')], r":1: form"),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_found_with_its_line(ledger: Path, result: Path, how: str) -> None:
    tamper, told = TAMPERED[how]
    lines = ledger.read_text(encoding="utf-8").splitlines()
    ledger.write_text("".join(f"{line}\n" for line in tamper(lines)), encoding="utf-8")
    for act in (lambda: entries(ledger), lambda: add(ledger, result, [], added=NOW)):
        with pytest.raises(ResultError, match=rf"ledger\.jsonl{told}"):
            act()


def test_a_ledger_that_is_none_says_so(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="there is no such ledger; crewsim ledger add begins one"):
        entries(tmp_path / "none.jsonl")
    with pytest.raises(ResultError, match="there is no such ledger"):
        entries(tmp_path)
    (tmp_path / "bytes.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ResultError, match="cannot be read: it is not UTF-8"):
        entries(tmp_path / "bytes.jsonl")


def damaged(**changes: Any) -> dict[str, Any]:
    """A summary of which one figure is changed."""
    told = summary()
    told["estimates"]["soon"]["headline"][GAP] |= changes
    return {"estimates": told["estimates"]}


BAD: dict[str, tuple[dict[str, Any], str]] = {
    "no estimates": ({"estimates": {}}, r"summary\.json: estimates: "),
    "estimates are a list": ({"estimates": [1]}, r"summary\.json: estimates: .*dictionary"),
    "a text for a number": (damaged(mean="0.2"), r"headline\.gap\[soyuz\]\.mean"),
    "no number at all": (damaged(mean=float("nan")), r"gap\[soyuz\]\.mean: .*finite"),
    "a date that is none": (damaged(p10="2026-13-01"), r"gap\[soyuz\]\.p10"),
    "a control character": ({"title": "\x1b[31mred"}, r"title: holds a character that cannot"),
    "a path for a case": ({"estimates": {"../x": {}}}, r"estimates\.\.\./x\.\[key\]: "),
    "a negative seed": ({"seed": -1}, r"summary\.json: seed: "),
    "an answer": ({"answer": {}}, r"the answer to a question, not a forecast"),
    "another format": ({"format": 7}, r"format 7 is not format 1"),
}


@pytest.mark.parametrize("how", BAD)
def test_a_result_is_read_as_if_anybody_had_written_it(tmp_path: Path, how: str) -> None:
    changes, told = BAD[how]
    folder = made_result(tmp_path / "bad", **changes)
    with pytest.raises(ResultError, match=told) as caught:
        add(tmp_path / "ledger.jsonl", folder, [], added=NOW)
    assert "\x1b" not in str(caught.value)
    assert not (tmp_path / "ledger.jsonl").exists()


def test_a_folder_that_is_no_result_is_refused(tmp_path: Path) -> None:
    folder = made_result(tmp_path / "deep")
    (folder / "summary.json").write_text('{"a":' * 100_000, encoding="utf-8")
    with pytest.raises(ResultError, match="this is no whole result"):
        add(tmp_path / "ledger.jsonl", folder, [], added=NOW)
    with pytest.raises(ResultError, match="there is no such result folder"):
        add(tmp_path / "ledger.jsonl", tmp_path / "none", [], added=NOW)
    (folder / "summary.json").unlink()
    with pytest.raises(ResultError, match="this run is not finished"):
        add(tmp_path / "ledger.jsonl", folder, [], added=NOW)


def test_what_is_not_the_same_under_each_estimate_is_no_outcome(tmp_path: Path) -> None:
    told = summary()
    told["estimates"]["soon"]["headline"]["more"] = figure("d", 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    folder = made_result(tmp_path / "uneven", estimates=told["estimates"])
    with pytest.raises(ResultError, match="'more' is not an outcome of it"):
        add(tmp_path / "ledger.jsonl", folder, [], added=NOW)


def test_an_entry_is_one_line_of_json(ledger: Path) -> None:
    text = ledger.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert [json.loads(line)["number"] for line in text.splitlines()] == [1, 2, 3]
