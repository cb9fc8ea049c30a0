"""The record against the inputs: what is counted, what is left out, and what a case may say."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.core.errors import ScenarioError, UsageError
from sim.history import tables
from sim.scenario import load
from sim.scenario.files import shipped_cases
from sim.scenario.stated import stated
from sim.studies import backtest, backtest_cases, backtest_dates
from tests.shipped import loaded


@pytest.fixture(scope="module")
def found():
    return backtest.events(free=None)


def number(found, title):
    return next(each for each in found["numbers"] if each["title"] == title)


# --- counts ---------------------------------------------------------------------------------------


def test_events_are_those_of_the_tables_to_the_end_of_the_record(found):
    flights, dockings = (tables()[name].rows for name in ("flights", "dockings"))
    soyuz = [row for row in flights if row["type"] == "soyuz"]
    progress = [row for row in dockings if row["vehicle"] == "progress-ms"]
    lost = number(found, "Soyuz rockets lost")
    assert (lost["observed"], lost["exposure"]) == (1, len(soyuz) + len(progress))
    ill = number(found, "People taken home ill")
    assert ill["observed"] == 1  # in January 2026, which baseline does not know
    assert ill["exposure"] / 365.25 == pytest.approx(128.6, abs=0.1)
    ships = number(found, "Crew ships unfit in orbit")
    assert ships["exposure"] > sum(row.number("docked_days") or 0.0 for row in soyuz)
    assert number(found, "First dockings failed, Soyuz")["observed"] == 1  # MS-14


def test_a_share_refused_is_what_the_law_of_the_inputs_gives_the_numbers_that_refuse(found):
    """Illness: a negative binomial number, judged by a Poisson one."""
    ill = number(found, "People taken home ill")
    law = backtest.laws_of(loaded("baseline"))["people.medical_return_rate"]
    days, mean = ill["exposure"], law.mean()
    shape = mean**2 / _variance(law)
    k = np.arange(200)
    wrong = stats.poisson(days / (21 * 365.25))
    tails = 2.0 * np.minimum(wrong.cdf(k), wrong.sf(k - 1))
    shipped = stats.nbinom(shape, shape / (shape + mean * days))
    assert ill["refused"]["ill"] == pytest.approx(shipped.pmf(k)[tails < 0.05].sum(), abs=0.01)


def _variance(law):
    values = np.array([law.sample((i + 0.5) / 20_000) for i in range(20_000)])
    return values.var()


def test_the_inputs_as_shipped_are_refused_by_one_record_in_twenty_at_most(found):
    assert all(each["refused"]["shipped"] <= backtest.LEVEL for each in found["numbers"])
    assert found["together"]["refused"]["shipped"] <= backtest.LEVEL + 0.005  # 3 standard errors


def test_a_wrong_input_is_refused_where_it_is_counted_and_nowhere_else(found):
    for wrong, title in (
        ("ill", "People taken home ill"),
        ("ships", "Crew ships unfit in orbit"),
        ("lost", "Soyuz rockets lost"),
    ):
        for each in found["numbers"]:
            more = each["refused"][wrong] - each["refused"]["shipped"]
            assert (more > 0.3) == (each["title"] == title)
    assert found["claimed"]["dock"] == {
        **found["claimed"]["dock"],
        "enough": False,  # none in thirty is usual at 2 % and no rarity at 10 %
    }
    json.dumps(found, allow_nan=False)


def test_the_free_play_is_judged_by_what_the_record_has_of_the_same_time():
    seen = backtest._seen(loaded("climatology-2020"))
    assert seen["Handovers with a gap, soyuz"] == 0
    assert seen["Handovers with a gap, us-crew"] == 2  # Crew-2 and Crew-11
    assert seen["Days with 3 or fewer"] == 61
    assert 0.0 <= seen["Days past limits"] < 30.0


# --- dates ----------------------------------------------------------------------------------------


def test_a_law_of_rows_is_made_anew_without_those_of_a_flight():
    scenario = loaded("baseline")
    laws = backtest_dates.of_rows(scenario)
    overrides = backtest_dates.without(laws, "SpaceX Crew-9")
    other = load("baseline", overrides=overrides)
    for path in ("lines.us-crew.slip", "lines.us-crew.overlap", "lines.us-crew.replan"):
        assert len(values(other, path)) == len(values(scenario, path)) - 1
    assert other.lines["us-crew"].slip != scenario.lines["us-crew"].slip
    assert other.lines["soyuz"] == scenario.lines["soyuz"]
    assert backtest_dates.without(laws, "SpaceX Crew-99") == []


def values(scenario, path):
    return next(each.distribution.values_ for each in stated(scenario) if each.path == path)


def test_a_flight_counts_once_at_each_lead(monkeypatch):
    monkeypatch.setattr(backtest_dates._Plays, "_played", lambda *_: np.arange(30.0))
    found = backtest_dates.dates(workers=1)
    rows = {(each["what"], each["line"], each["lead"]): each for each in found}
    soyuz = rows["docking", "soyuz", "half a year"]
    assert soyuz["n"] == 11
    assert soyuz["flights"]["Soyuz MS-24"]["truth"] == 183.0
    assert soyuz["baselines"][0] == pytest.approx((183 + 18) / 11)
    dragon = rows["docking", "us-crew", "60 to 130 d"]
    assert dragon["n"] == 11
    assert dragon["flights"]["SpaceX Crew-12"]["truth"] == -1.0
    assert dragon["in_90_between"][0] < dragon["in_90"] / dragon["n"]
    assert rows["overlap", "us-crew", ""]["flights"]["SpaceX Crew-8"]["truth"] == 24.0
    json.dumps(found, allow_nan=False)


def test_a_plan_is_played_before_the_scenario_at_its_lead():
    scenario = loaded("baseline")
    with backtest_dates.Workers(1) as crew:
        plays = backtest_dates._Plays("baseline", scenario, 200, crew)
        days = plays._played("soyuz", "Soyuz MS-26", 170)
    assert len(days) == 200
    assert (days == np.floor(days)).all()
    assert 0.0 <= np.median(days) <= 3.0  # nearly every Soyuz flies on the day
    assert days.min() >= -170.0  # a flight for the stranded is brought forward


# --- cases ----------------------------------------------------------------------------------------


def test_every_shipped_case_can_be_read_and_knows_nothing_later_than_its_day():
    assert len(shipped_cases()) == 4
    for name in shipped_cases():
        episode = backtest_cases.read(name)
        assert episode.truths, name
        assert episode.scenario.question
        assert all(truth.source for truth in episode.truths)
        assert not episode.scenario.warnings


def test_a_case_of_one_s_own_is_a_folder(tmp_path: Path):
    folder = written(tmp_path, 'outcome,value,source\n"next[soyuz,1].dock",2026-07-14,flights\n')
    (found,) = backtest_cases.forecasts([folder], replications=100, workers=1)
    (forecast,) = found["forecasts"]
    (row,) = forecast["outcomes"]
    assert row["truth"] == "2026-07-14"
    assert row["p10"] <= row["p50"] <= row["p90"]
    assert row["crps"] >= 0.0


def written(tmp_path: Path, truths: str, scenario: str = "") -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    text = "format: 1\nextends: baseline\ntitle: Mine\nuntil: 2026-12-01\n"
    text += "headline: {by: 2026-12-01, lines: [soyuz]}\n"
    (folder / "scenario.yaml").write_text(
        text + "remove: [assumptions.no-swap-after-2027]\n" + scenario
    )
    (folder / "truth.csv").write_text(truths)
    return folder


def test_all_that_is_wrong_with_a_case_is_told_at_once_each_with_its_line(tmp_path: Path):
    folder = written(
        tmp_path,
        "outcome,value,source\n"
        '"next[soyus,1].dock",2026-07-14,flights\n'
        "decrewed,perhaps,headcounts\n"
        "decrewed,2,\n"
        '"next[soyuz,1].dock",2025-01-01,flights\n'
        '"next[soyuz,2].dock",soon,flights\n',
    )
    with pytest.raises(ScenarioError) as error:
        backtest_cases.read(folder)
    told = str(error.value)
    for part in (
        "truth.csv:2: outcome: no outcome 'next[soyus,1].dock'; did you mean 'next[soyuz,1].dock'?",
        "truth.csv:3: value: 'perhaps' is not a number of 0/1",
        "truth.csv:4: source: is empty",
        "truth.csv:4: outcome: decrewed stands in line 3 already",
        "truth.csv:4: value: 2 is neither 0 nor 1",
        "truth.csv:5: value: 2025-01-01 is before 2025-11-27, the day of the forecast",
        "truth.csv:6: value: ",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("truths", "told"),
    [
        ("outcome,valeu,source\n", "truth.csv:1: value: no such column; did you mean 'valeu'?"),
        ("outcome,value,source\n", "truth.csv:1: says nothing: write a row for each outcome"),
        (
            'outcome,value,source\n"a',
            "truth.csv:2: is not a CSV file: a quote opens here and nowhere ends",
        ),
    ],
)
def test_a_file_that_is_no_table_of_truths_is_refused(tmp_path: Path, truths: str, told: str):
    with pytest.raises(ScenarioError, match=told.replace("?", r"\?")):
        backtest_cases.read(written(tmp_path, truths))


def test_a_broken_scenario_and_its_truths_are_told_together(tmp_path: Path):
    folder = written(
        tmp_path, "outcome,value,source\ndecrewed,,x\n", "pads: {site-31: {turnaraund: 1 d}}\n"
    )
    with pytest.raises(ScenarioError) as error:
        backtest_cases.read(folder)
    assert "turnaraund" in str(error.value)
    assert "truth.csv:2: value: is empty" in str(error.value)


def test_a_case_that_is_not_there_has_its_nearest_name(tmp_path: Path):
    with pytest.raises(UsageError, match=r"no such folder or case; did you mean 'ms-10-2018'\?"):
        backtest_cases.read("ms-10-2081")
    with pytest.raises(ScenarioError, match="no such file"):
        backtest_cases.read(tmp_path)
