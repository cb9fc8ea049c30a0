"""A part of a future: of its log, of its chart, and what cannot be asked for."""

import datetime as dt

import pytest

from sim.core.errors import UsageError
from sim.outcomes import Happening
from sim.present.excerpt import excerpt
from sim.present.traffic import traffic
from sim.studies.cases import Case
from sim.studies.replay import Future, at, replay
from tests.shipped import loaded


@pytest.fixture(scope="module")
def future() -> Future:
    case = Case("up-to-two-years")
    return replay(loaded("site-31-outage"), case, seed=1, replication=3, engine="simpy")


def test_without_anything_asked_it_is_the_whole_future(future: Future) -> None:
    whole = excerpt(future.scenario)
    assert whole.of(future) == future
    assert whole.of_traffic(traffic(future), future.scenario) == traffic(future)


def test_a_bare_date_takes_its_whole_day(future: Future) -> None:
    days = {at(future, row).date() for row in future.log}
    day = sorted(days)[len(days) // 2]
    shown = excerpt(future.scenario, str(day), str(day)).of(future)
    assert shown.log == tuple(row for row in future.log if at(future, row).date() == day)
    assert shown.log


def test_rows_are_those_of_the_line_and_the_words(future: Future) -> None:
    shown = excerpt(future.scenario, lines=["soyuz"], only=["launches,docks", "fails-to-dock"])
    kinds = {Happening.LAUNCHES, Happening.DOCKS, Happening.FAILS_TO_DOCK}
    ships = {flight.name for flight in future.scenario.flights if flight.line == "soyuz"}
    ours = [row for row in future.log if row.entity in ships and row.happening in kinds]
    assert list(shown.of(future).log) == ours
    assert ours
    people = excerpt(future.scenario, lines=["us-crew"], only=["stranded", "reseated"])
    named = {row.entity for row in people.of(future).log}
    crews = [flight.crew for flight in future.scenario.flights if flight.line == "us-crew"]
    assert named <= {person.name for crew in crews for person in crew}


def test_the_chart_has_the_ports_and_pads_of_the_line(future: Future) -> None:
    chart = traffic(future)
    shown = excerpt(future.scenario, "2026-06-01", "2027-06-01", ["us-crew"])
    part = shown.of_traffic(chart, future.scenario)
    assert {berth.kind for berth in part.berths} == {"us-crew"}
    assert set(part.ports) == {berth.port for berth in chart.berths if berth.kind == "us-crew"}
    assert part.as_of == dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
    assert all(launch.at <= part.until for launch in part.launches)
    assert "tanegashima" in chart.pads
    assert "tanegashima" not in part.pads
    assert 0 < len(part.reasons) < len(chart.reasons)


def test_all_that_is_wrong_is_told_at_once(future: Future) -> None:
    with pytest.raises(UsageError) as told:
        excerpt(future.scenario, "2026-13-01", None, ["soyus"], ["lanches"])
    wrong = str(told.value).splitlines()
    assert wrong[0] == "--from: '2026-13-01' is not in the calendar: month must be in 1..12"
    assert wrong[1].startswith("there is no line 'soyus'; did you mean 'soyuz'? (lines: soyuz")
    assert wrong[2].startswith("there is no happening 'lanches'; did you mean 'launches'?")
    with pytest.raises(UsageError, match="leave nothing of the forecast, which is 2025-11-27"):
        excerpt(future.scenario, "2031-01-01")
