"""The studies on a shipped scenario with the reference engine, from the file to the folder."""

import json
from pathlib import Path

import pytest

from sim.core.errors import ResultError
from sim.runs.replicate import AS_STATED
from sim.runs.workers import Workers
from sim.scenario import load
from sim.studies.compare import compare
from sim.studies.forecast import forecast
from sim.studies.result import Result, reopen


def same(one: Result, other: Result) -> None:
    assert one.summary == other.summary
    assert one.tables == other.tables
    assert one.folder == other.folder
    assert one.scenario.name == other.scenario.name
    assert one.scenario.headline == other.scenario.headline
    assert one.scenario.estimates == other.scenario.estimates


def test_a_comparison_is_read_back_as_it_was(tmp_path: Path) -> None:
    scenario = load("site-31-outage")
    names = ["no-outage", "up-to-two-years"]
    result = compare(scenario, estimates=names, replications=6, workers=1, out=tmp_path)
    assert result.folder is not None
    same(reopen(result.folder), result)
    longer = result.summary["estimates"]["up-to-two-years"]
    assert longer["difference"]["pad_down_days[site-31]"]["mean"] > 0
    assert longer["outcomes"]["repair_days[site-31]"]["n"] == 6
    lifted = result.summary["estimates"]["no-outage"]
    assert lifted["outcomes"]["repair_days[site-31]"]["n"] == 0


def test_a_forecast_without_estimates_runs_as_stated(tmp_path: Path) -> None:
    result = forecast(load("baseline"), replications=3, workers=1, out=tmp_path)
    assert list(result.tables) == [AS_STATED]
    assert result.folder is not None
    same(reopen(result.folder), result)


def test_processes_play_the_reference_engine_alike() -> None:
    scenario = load("site-31-outage")
    alone = forecast(scenario, replications=12, workers=1, store=False)
    with Workers(2, start_s=0) as workers:
        shared = forecast(scenario, replications=12, workers=workers, store=False)
    assert shared.tables == alone.tables
    assert shared.summary["estimates"] == alone.summary["estimates"]


def test_a_result_that_has_lost_its_summary_is_none(tmp_path: Path) -> None:
    result = forecast(load("baseline"), replications=1, workers=1, out=tmp_path)
    assert result.folder is not None
    json.loads((result.folder / "summary.json").read_text())
    (result.folder / "summary.json").unlink()
    with pytest.raises(ResultError, match="no whole result"):
        reopen(result.folder)
