"""What is scored of a ledger, against values worked out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.core.errors import ResultError
from sim.runs.ledger import Entry, add, entries
from sim.scenario import load
from sim.studies.ledger import read_truths, scored, shipped_ledger
from tests.runs.made_result import DAYS, DOCK, GAP, made_result

HEAD = "as_of,outcome,label,value,known,source"


@pytest.fixture
def made(tmp_path: Path) -> list[Entry]:
    file = tmp_path / "ledger.jsonl"
    add(file, made_result(tmp_path / "made"), [DOCK, GAP, DAYS], added="2025-11-29T09:00:00Z")
    return entries(file)


def truths(tmp_path: Path, *rows: str) -> Path:
    file = tmp_path / "truths.csv"
    file.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    return file


def told(made: list[Entry], tmp_path: Path, *rows: str) -> dict[str, Any]:
    (entry,) = scored(made, read_truths(truths(tmp_path, *rows)))["entries"]
    return entry


def test_without_truths_everything_is_open(made: list[Entry], tmp_path: Path) -> None:
    entry = told(made, tmp_path)
    assert entry["open"] == [DOCK, GAP, DAYS]
    assert entry["came_true"] == []


def test_a_probability_has_its_brier_score(made: list[Entry], tmp_path: Path) -> None:
    entry = told(made, tmp_path, f"2025-11-27,{GAP},,1,2026-12-31,press")
    score = entry["cases"]["late+hold"][GAP]
    assert score["brier"] == pytest.approx(0.64)
    assert (score["crps"], score["pit"]) == (None, None)
    assert entry["open"] == [DOCK, DAYS]


def test_an_amount_has_the_score_of_the_line_through_its_points(
    made: list[Entry], tmp_path: Path
) -> None:
    """Of the law between 60, 80, 96, 110 and 150 d, by integrating (F - 1{x <= t})² piecewise."""
    entry = told(made, tmp_path, f"2025-11-27,{DAYS},,96,2026-03-03,press")
    score = entry["cases"]["soon"][DAYS]

    def squares(start: float, end: float, days: float) -> float:
        return days * (start**2 + start * end + end**2) / 3

    by_hand = (
        squares(0, 0.1, 20) + squares(0.1, 0.5, 16) + squares(0.5, 0.1, 14) + squares(0.1, 0, 40)
    )
    assert score["crps"] == pytest.approx(by_hand, rel=1e-3)
    assert score["pit"] == pytest.approx(0.5, abs=1e-3)


def test_a_date_that_may_not_come_counts_as_the_last_day(made: list[Entry], tmp_path: Path) -> None:
    entry = told(made, tmp_path, f"2025-11-27,{DOCK},,2026-07-14T12:00:00Z,2026-07-14,press")
    score = entry["cases"]["soon"][DOCK]
    assert score["pit"] == pytest.approx(0.25, abs=0.01)  # half of the mass on that day
    rise, rest = 62.0, 730.0 - 291.0  # 14 July to 14 September; from then to the end
    assert score["crps"] == pytest.approx(
        rise * (0.5**2 + 0.5 * 0.1 + 0.1**2) / 3 + rest * 0.1**2 / 3, rel=0.01
    )


def test_a_truth_is_of_its_day_and_of_what_was_asked(made: list[Entry], tmp_path: Path) -> None:
    for row in (
        f"2025-11-28,{GAP},,1,2026-12-31,of another day",
        f"2025-11-27,{GAP},Gap by the end of 2027,1,2026-12-31,of another question",
    ):
        assert GAP in told(made, tmp_path, row)["open"]
    row = f"2025-11-27,{GAP},Gap by the end of 2026,1,2026-12-31,press"
    assert GAP not in told(made, tmp_path, row)["open"]


def test_over_time_scores_stand_by_the_day_they_were_known(
    made: list[Entry], tmp_path: Path
) -> None:
    rows = (
        f"2025-11-27,{DAYS},,96,2026-03-03,press",
        f"2025-11-27,{GAP},,0,2026-01-02,press",
    )
    found = scored(made, read_truths(truths(tmp_path, *rows)))
    assert [each["known"] for each in found["over_time"]] == ["2026-01-02", "2026-03-03"]
    first, second = found["over_time"]
    assert (first["forecasts"], first["brier"], first["crps"]) == (2, pytest.approx(0.04), None)
    assert second["brier"] is None
    assert len(second["pit"]) == 2
    assert [each["outcome"] for each in found["entries"][0]["came_true"]] == [GAP, DAYS]


def test_what_was_known_when_it_was_made_is_hindsight(made: list[Entry], tmp_path: Path) -> None:
    rows = (f"2025-11-27,{GAP},,0,2025-11-28,press", f"2025-11-27,{DAYS},,96,2025-11-29,press")
    came = told(made, tmp_path, *rows)["came_true"]
    assert [each["in_hindsight"] for each in came] == [True, False]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("2025-11-27,gap[soyuz],,maybe,2026-12-31,press", r"truths\.csv:2: 'maybe' is not an inst"),
        ("2025-11-27,gap[soyuz],,nan,2026-12-31,press", r":2: value: 'nan' is not a finite number"),
        ("2025-11-27,gap[soyuz],,1,2026-12-31,", r":2: source: is empty"),
        ("soon,gap[soyuz],,1,2026-12-31,press", r":2: 'soon' is not an instant"),
    ],
)
def test_a_bad_truth_is_told_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(ResultError, match=message):
        read_truths(truths(tmp_path, row))


def test_all_problems_of_truths_are_told_at_once(tmp_path: Path) -> None:
    good = f"2025-11-27,{GAP},,1,2026-12-31,press"
    with pytest.raises(ResultError) as caught:
        read_truths(truths(tmp_path, good, good, "x,y,,1,z,press"))
    assert len(str(caught.value).splitlines()) == 2
    assert "stands there twice" in str(caught.value)
    (tmp_path / "heads.csv").write_text("as_of,outcom,value\n", encoding="utf-8")
    with pytest.raises(
        ResultError, match=r"heads\.csv:1: outcome: no such column; did you mean 'outcom'"
    ):
        read_truths(tmp_path / "heads.csv")
    with pytest.raises(ResultError, match="no such file"):
        read_truths(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (f"2025-11-27,{GAP},,0.5,2026-12-31,press", "0.5 is neither 0 nor 1"),
        (f"2025-11-27,{GAP},,2026-12-31,2026-12-31,press", "is no value of unit 0/1"),
        (f"2025-11-27,{DOCK},,96,2026-12-31,press", "96.* is no value of unit date"),
    ],
)
def test_a_truth_must_be_of_the_kind_that_was_forecast(
    made: list[Entry], tmp_path: Path, row: str, message: str
) -> None:
    with pytest.raises(ResultError, match=message):
        told(made, tmp_path, row)


# what comes with the program ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def shipped() -> dict[str, Any]:
    return scored(entries(shipped_ledger()), read_truths(None))


def test_the_first_entries_are_the_forecasts_of_27_november_2025(shipped: dict[str, Any]) -> None:
    first, second = shipped["entries"]
    assert [each["assumed"] for each in (first, second)] == [[], ["as-came-true"]]
    for entry in (first, second):
        assert (entry["scenario"], entry["as_of"][:10]) == ("site-31-outage", "2025-11-27")
        assert list(entry["cases"]) == list(load("site-31-outage").estimates)
        assert entry["replications"] == 2000
        assert all(truth["in_hindsight"] for truth in entry["came_true"])


def test_every_truth_that_comes_with_the_program_is_scored(shipped: dict[str, Any]) -> None:
    for entry in shipped["entries"]:
        assert {each["outcome"] for each in entry["came_true"]} == {
            each.outcome for each in read_truths(None)
        }
        assert "gap[soyuz]" in entry["open"]  # until the end of 2026
        assert entry["cases"]["no-outage"]["repair_days[site-31]"] is None


def test_the_repair_is_the_truth_of_the_scoreboard() -> None:
    (days,) = (each for each in read_truths(None) if each.outcome == "repair_days[site-31]")
    truth = load("site-31-outage").statements.truths["repaired"]
    assert (days.value, days.known) == (truth.after / 86_400, truth.known)
