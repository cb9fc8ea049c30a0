import io
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from sim.present import cells, words
from sim.present.report import print_figures, print_report
from sim.present.screen import LABEL_WIDTH, Cell, Row, print_rows
from sim.scenario import load
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
    difference = {"changed": 60, "mean": 0.041, "low": 0.029, "high": 0.053}
    assert cells.probability(_probability(123, 1000, 0.103, 0.145), difference) == Cell(
        "12.3 %", "10.3–14.5 %", "+4.1", "±1.2"
    )


def test_what_no_replication_changes_is_called_the_same() -> None:
    figure = _probability(123, 1000, 0.103, 0.145)
    unchanged = {"changed": 0, "mean": 0.0, "low": -0.0037, "high": 0.0037}
    told = cells.probability(figure, unchanged)
    assert (told.difference, told.difference_interval) == ("same", "")
    balanced = {**unchanged, "changed": 8, "low": -0.006, "high": 0.006}
    told = cells.probability(figure, balanced)
    assert (told.difference, told.difference_interval) == ("±0", "±0.6")


def test_a_lopsided_interval_is_as_wide_as_its_longer_side() -> None:
    difference = {"changed": 1, "mean": 0.001, "low": -0.0028, "high": 0.0056}
    told = cells.probability(_probability(123, 1000, 0.103, 0.145), difference)
    assert (told.difference, told.difference_interval) == ("+0.1", "±0.5")


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
    assert cells.date(DOCKING, {"changed": 400, "shift": shift}) == Cell(
        "2026-07-20", "-1.5 to +15 d", "+43.7", "±32.2"
    )
    unmoved = {"of": "p50", "value": 0.0, "low": 0.0, "high": 0.0}
    assert cells.date(DOCKING, {"changed": 0, "shift": unmoved}).difference == "same"
    assert cells.date(DOCKING, {"changed": 7, "shift": unmoved}).difference == "±0"
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


def test_the_first_screen_says_in_eighty_columns_what_the_answer_hangs_on(result: Result) -> None:
    told = _text(result, 80).splitlines()
    for told_of in (
        "holds if the seat swap goes on after 2027 (else --assume no-swap-after-2027)",
        "holds if illness is rarer than 1 in 3 years (else --assume medical-nasa-model)",
    ):
        assert told_of in told
        assert len(told_of) <= 80
    ended = load("site-31-outage", assume=["no-swap-after-2027", "medical-nasa-model"])
    assert "holds if" not in _text(replace(result, scenario=ended), 80)


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


def _part(events: int, n: int, low: float, high: float, **more: Any) -> dict[str, Any]:
    """Return what a summary says of an interval that was to be a fifth of the estimate."""
    part = (high - low) / 2 / (events / n) if events else None
    figure = {"unit": "0/1", "n": n, "events": events, "mean": events / n, "low": low, "high": high}
    return {**figure, "part": part, "is_enough": part is not None and part <= 0.2, **more}


def _precision(result: Result, **reached: dict[str, Any]) -> str:
    """Return what is printed of a precision that was asked for in parts of an estimate."""
    found = {
        "asked": {"stranded": 0.001},
        "reached": {name: {"stranded": 0.0009} for name in reached},
        "is_enough": all(each["is_enough"] for each in reached.values()),
        "cap": 20_000_000,
        "relative": {
            "asked": {"decrewed": 0.2},
            "reached": {name: {"decrewed": figure} for name, figure in reached.items()},
        },
    }
    asked = replace(result, summary={**result.summary, "precision": found})
    return next(line for line in _text(asked, 200).splitlines() if line.startswith("precision"))


def test_a_seldom_share_is_told_in_a_million_with_its_interval(result: Result) -> None:
    told = _precision(result, one=_part(110, 2_200_000, 41.1e-6, 60.3e-6))
    assert told == (
        "precision reached: stranded ±0.0009 (asked: ±0.001),"
        " decrewed 50 in a million (95 %: 41.1–60.3 in a million, ±19.2 % of it) (asked: ±20 %)"
    )
    often = _precision(result, one=_part(300, 3000, 0.09, 0.111))
    assert "decrewed 10 % (95 %: 9–11.1 %, ±10.5 % of it) (asked: ±20 %)" in often


def test_what_the_most_replications_have_hardly_shown_is_unknown(result: Result) -> None:
    none = _part(0, 20_000_000, 0.0, 1.84e-7)
    told = _precision(result, one=none)
    assert told.startswith("precision not reached in 20,000,000 replications, the most allowed: ")
    assert "decrewed unknown: fewer than 0.2 in a million (95 %), seen in 0 of 20,000,000" in told
    few = _precision(result, one=_part(4, 20_000_000, 5.4e-8, 5.1e-7))
    assert "decrewed unknown: fewer than 0.5 in a million (95 %), seen in 4 of 20,000,000" in few
    wide = _precision(result, one=_part(40, 20_000_000, 1.43e-6, 2.72e-6))
    assert "decrewed 2 in a million (95 %: 1.4–2.7 in a million, ±32.2 % of it)" in wide
    days = _precision(result, one={**none, "unit": "d", "high": 12.34})
    assert "decrewed unknown: less than 12.3 (95 %), seen in 0 of 20,000,000" in days
    never = {**none, "n": 0, "mean": None, "low": None, "high": None}
    assert "decrewed unknown: never asked" in _precision(result, one=never)


def test_of_several_cases_the_one_that_is_known_least_is_told(result: Result) -> None:
    some = _part(110, 2_200_000, 41.1e-6, 60.3e-6)
    more = _part(150, 2_200_000, 57.7e-6, 80.0e-6)
    assert "±19.2 % of it) under one (asked" in _precision(result, one=some, other=more)
    none = _part(0, 2_200_000, 0.0, 1.68e-6)
    told = _precision(result, one=some, other=none)
    assert "seen in 0 of 2,200,000 under other (asked: ±20 %)" in told


def test_figures_are_named_below_the_result(result: Result) -> None:
    stored = replace(result, summary={**result.summary, "result_dir": "results/x/y"})
    assert "results/x/y" in _text(stored, 200)
    stream = io.StringIO()
    pages = [Path(f"outcomes-{number:02d}.png") for number in (1, 2, 3)]
    drawn = [Path("repair.png"), Path("repair.svg"), *pages]
    print_figures(Console(file=stream, width=200), Path("results/x/y/figures"), drawn)
    assert "results/x/y/figures" in stream.getvalue()
    assert "repair, outcomes-01 to 03 (PNG and SVG)" in stream.getvalue()
