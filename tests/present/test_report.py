import io
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from sim.present import cells, words
from sim.present.report import print_figures, print_report
from sim.present.screen import LABEL_WIDTH, Cell, Row, print_rows
from sim.studies.result import Result

NAMES = {f"estimate-{number}": f"Estimate {number}" for number in range(7)}


def _text(result: Result, width: int) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, highlight=False)
    print_report(console, result.summary, result.scenario)
    return stream.getvalue()


def _probability(events: int, n: int, low: float, high: float) -> dict[str, object]:
    return {
        "label": "Somebody is stranded",
        "unit": "0/1",
        "n": n,
        "events": events,
        "mean": events / n,
        "low": low,
        "high": high,
    }


def test_a_probability_stands_with_its_interval_and_what_it_adds() -> None:
    difference = {"mean": 0.041, "low": 0.029, "high": 0.053}
    assert cells.probability(_probability(123, 1000, 0.103, 0.145), difference) == Cell(
        "12.3 %", "10.3–14.5 %", "+4.1", "±1.2"
    )


def test_what_no_replication_changes_is_called_the_same() -> None:
    difference = {"mean": 0.0, "low": 0.0, "high": 0.0}
    assert cells.probability(_probability(123, 1000, 0.103, 0.145), difference).difference == "same"


def test_few_events_are_counted_and_none_are_bounded() -> None:
    assert cells.probability(_probability(3, 1000, 0.0006, 0.0087), None) == Cell(
        "3 of 1,000", "0.06–0.9 %"
    )
    assert cells.probability(_probability(0, 1000, 0.0, 0.0037), None) == Cell(
        "not seen in 1,000: below 0.4 %"
    )


DOCKING = {
    "label": "Next soyuz docking",
    "unit": "date",
    "n": 900,
    "events": 900,
    "p10": "2026-07-14T05:10:00Z",
    "p50": "2026-07-20T00:00:00Z",
    "p90": None,
    "quantile_intervals": {
        "p10": ["2026-07-14T05:10:00Z", "2026-07-14T05:10:00Z"],
        "p50": ["2026-07-18T12:00:00Z", "2026-08-04T00:00:00Z"],
        "p90": ["2028-01-01T00:00:00Z", None],
    },
}


def test_a_date_is_its_median_with_its_interval_and_how_far_it_moved() -> None:
    shift = {"of": "p50", "value": 43.7, "low": 26.0, "high": 75.9}
    assert cells.date(DOCKING, {"shift": shift}) == Cell(
        "2026-07-20", "-1.5 to +15 d", "+43.7", "±32.2"
    )
    unmoved = {"of": "p50", "value": 0.0, "low": 0.0, "high": 0.0}
    assert cells.date(DOCKING, {"shift": unmoved}).difference == "same"
    assert cells.date_range(DOCKING, None) == Cell("2026-07-14 – later")


def test_a_date_whose_median_is_beyond_the_horizon_has_the_end_that_is_known() -> None:
    late = {
        **DOCKING,
        "p50": None,
        "quantile_intervals": {"p50": ["2028-03-01T00:00:00Z", None]},
    }
    assert cells.date(late, {"shift": None}) == Cell("later", "from 2028-03-01 on")


def test_a_margin_that_no_relief_met_is_said() -> None:
    figure = {
        "unit": "d",
        "p5": None,
        "p50": 3.26,
        "quantile_intervals": {"p5": [None, None], "p50": [-1.0, None]},
    }
    assert cells.days("p50", "no relief")(figure, None) == Cell("3.3 d", "from -1 on")
    assert cells.days("p5", "no relief")(figure, None) == Cell("no relief")


@pytest.mark.parametrize("width", [40, 80, 100, 200])
def test_seven_estimates_fit_every_terminal(width: int) -> None:
    stream = io.StringIO()
    wide = Cell("not seen in 1,000: below 0.4 %", "10.3–14.5 %", "+4.1", "±1.2")
    rows = [Row("An unplanned soyuz gap", dict.fromkeys(NAMES, wide))]
    print_rows(Console(file=stream, width=width), rows, NAMES)
    text = stream.getvalue()
    assert max(len(line) for line in text.splitlines()) <= width
    assert all(text.count(part) >= 1 for part in ("0", "1", "2", "3", "4", "5", "6"))
    assert text.count("Estimate") == 7


def test_at_160_columns_seven_estimates_stand_in_one_table(result: Result) -> None:
    stream = io.StringIO()
    rows = [Row("A question", dict.fromkeys(NAMES, Cell("1 %")))]
    print_rows(Console(file=stream, width=160), rows, NAMES)
    assert stream.getvalue().count("A question") == 1


def test_no_label_takes_more_than_three_lines_in_eighty_columns(result: Result) -> None:
    for row in cells.rows(result.summary["estimates"]):
        assert len(textwrap.wrap(row.label, LABEL_WIDTH)) <= 3, row.label


def test_at_eighty_columns_seven_estimates_need_two_tables() -> None:
    stream = io.StringIO()
    rows = [Row("A question", dict.fromkeys(NAMES, Cell("1 %")))]
    print_rows(Console(file=stream, width=80), rows, NAMES)
    assert stream.getvalue().count("A question") == 2


def test_the_first_screen_says_what_was_asked_of_whom_and_when(result: Result) -> None:
    text = _text(result, 80)
    assert "as of 2025-11-27, until 2028-12-31" in text
    assert "200 replications of each estimate, seed 7" in text
    for name in result.tables:
        estimate = result.scenario.estimates[name]
        assert estimate.title in text
        if estimate.by and estimate.said:
            assert f"{estimate.by}, {estimate.said.isoformat()}" in " ".join(text.split())


def test_the_first_screen_holds_every_headline_figure(result: Result) -> None:
    found = result.summary["estimates"]["no-outage"]["headline"]
    text = _text(result, 250)
    for key, figure in found.items():
        start = " ".join(words.label(key, figure["label"]).split()[:3])
        assert any(line.strip().startswith(start) for line in text.splitlines())


def test_three_strandings_are_said_in_words(result: Result) -> None:
    line = next(line for line in _text(result, 200).splitlines() if "certified seat" in line)
    assert line.count("3 of 200") == 3


def test_the_station_that_was_never_empty_is_not_a_bare_0(result: Result) -> None:
    lines = _text(result, 200).splitlines()
    start = next(number for number, line in enumerate(lines) if "Station empty" in line)
    assert "not seen in" in lines[start]


def test_an_unmet_pin_is_told(result: Result) -> None:
    told = " ".join(_text(result, 200).split())
    assert "end-of-winter: the pin ms-29: launch could not be played when asked in 4 of 200" in told


def test_figures_are_named_below_the_result(result: Result) -> None:
    stored = replace(result, summary={**result.summary, "result_dir": "results/x/y"})
    assert "results/x/y" in _text(stored, 200)
    stream = io.StringIO()
    pages = [Path(f"outcomes-{number:02d}.png") for number in (1, 2, 3)]
    drawn = [Path("repair.png"), Path("repair.svg"), *pages]
    print_figures(Console(file=stream, width=200), Path("results/x/y/figures"), drawn)
    assert "results/x/y/figures" in stream.getvalue()
    assert "repair, outcomes-01 to 03 (PNG and SVG)" in stream.getvalue()
