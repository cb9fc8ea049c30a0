"""The studies on a shipped scenario with the reference engine, from the file to the folder."""

from pathlib import Path

from sim.runs.replicate import AS_STATED, Runs, replicate
from sim.runs.workers import Workers
from sim.scenario import known_by, load, with_estimate
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


def test_what_was_known_and_assumed_is_read_back(tmp_path: Path) -> None:
    scenario = known_by(load("site-31-news", assume=["craft-record"]), "2025-12-15")
    result = forecast(scenario, "roscosmos", replications=3, workers=1, out=tmp_path)
    assert result.folder is not None
    again = reopen(result.folder)
    same(again, result)
    assert again.scenario.known_by == scenario.known_by
    assert again.scenario.said_later == scenario.said_later
    assert again.scenario.assumed == ("craft-record",)
    title = result.summary["estimates"]["roscosmos"]["title"]
    assert title == "Roscosmos, as it revised itself"
    few = {"replications": 3, "workers": 1, "store": False}
    plain = forecast(load("site-31-news"), "four-months", **few)
    assert {"known_by", "assumed"}.isdisjoint(plain.summary)
    revised = forecast(known_by(load("site-31-news"), "2025-12-15"), "roscosmos", **few)
    assert revised.tables["roscosmos"].outcomes == plain.tables["four-months"].outcomes


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


def test_chunks_parts_and_threads_change_no_row_of_the_fast_engine() -> None:
    scenario = with_estimate(load("site-31-outage"), "up-to-two-years")

    def played(**options: int) -> Runs:
        return replicate(scenario, replications=150, engine="fast", **options)

    alone = played(workers=1, chunk=100_000)
    for options in (
        *({"workers": 1, "chunk": 1}, {"workers": 1, "chunk": 7}, {"workers": 1}),
        *({"workers": 2, "chunk": 7}, {"workers": 3, "chunk": 7, "part": 40}, {"workers": 2}),
    ):
        shared = played(**options)
        assert shared.tables == alone.tables
        assert shared.fired == alone.fired
        assert shared.unmet_pins == alone.unmet_pins
