"""Own processes beside the model: what they see, what they can wait for, that they change nothing.

Days are told as in `tests.engine.stage`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from simpy import Environment

from sim.core.clock import DAY
from sim.door.processes import Open, Process
from sim.door.station import Station
from sim.door.views import Flight, View
from sim.engine import player
from sim.engine.batch import Batch
from sim.engine.build import build
from sim.engine.simpy import Simpy
from sim.outcomes import Cause, Happening, LogRow, PadState
from sim.scenario import Scenario, choose, load, with_estimate
from tests.engine.stage import Tree, cargo, day, pinned, staged
from tests.engine.stock_stage import USE, stock

OUTAGE: Tree = {
    "pads": {
        "east": {
            "outage": {"since": day(-30), "repair": "130 d"},
            "return_to_service": "7 d",
            "turnaround": "3 d",
        }
    },
    "manifest": {"p-1": cargo(90)},
}
"""The pad of the red line is down until 100, free at 107; p-1 stands ready at 90, s-2 at 94."""

SCRUB: Tree = {
    **pinned(s_2={"scrubs": 1}),
    "vehicles": {"soyuz": {"scrub_recycle": "2 d"}},
}

Steps = Generator[Any, Any, None]


def played(scenario: Scenario, *processes: Process) -> tuple[list[LogRow], Batch]:
    return Open(build(scenario), processes).replay(1, 0)


def at(scenario: Scenario, days: float, look: Callable[[Station], Any]) -> Any:
    """What a look at the station tells on a day."""
    found = []

    def watch(env: Environment, station: Station) -> Steps:
        yield env.timeout(round(days * DAY))
        found.append(look(station))

    played(scenario, watch)
    return found[0]


def waited(scenario: Scenario, event: Callable[[Station], Any]) -> tuple[float, LogRow]:
    """The day on which an event comes, and its row."""
    found = []

    def watch(env: Environment, station: Station) -> Steps:
        row = yield event(station)
        found.append((env.now / DAY, row))

    played(scenario, watch)
    return found[0]


def names(views: tuple[View[Any], ...]) -> list[str]:
    return [view.name for view in views]


# --- what it shows -------------------------------------------------------------------------------


def test_a_process_sees_everything_in_its_place_on_as_of(tmp_path: Path) -> None:
    def look(station: Station) -> None:
        assert names(station.aboard) == ["anna", "boris", "carol", "dora", "emil", "fay", "gleb"]
        assert names(station.ships) == ["s-1", "d-1"]
        assert station.stranded == station.queue == ()
        assert (station.second, station.until) == (0, 600 * DAY)
        anna = station.people["anna"]
        assert (anna.segment, anna.seat) == (station.segments["rs"], station.flights["s-1"])
        assert (anna.aboard, anna.aboard_since, anna.due) == (True, -105 * DAY, 100 * DAY)
        assert anna.stranded_since is None
        s_1, s_2 = station.flights["s-1"], station.flights["s-2"]
        assert (s_1.role, s_1.where, s_1.docked, s_1.undocked) == (
            "line",
            "docked",
            -105 * DAY,
            None,
        )
        assert (s_1.launched, s_1.limit, s_1.port) == (
            -106 * DAY,
            124 * DAY,
            station.ports["one"],
        )
        assert (s_1.planned_return, s_1.is_fit) == (100 * DAY, True)
        assert names(s_1.crew) == names(s_1.seated) == ["anna", "boris", "carol"]
        assert (s_2.where, s_2.planned, s_2.launched, s_2.port) == ("ground", 94 * DAY, None, None)
        assert (s_2.stands_ready, s_2.lacks, s_2.scrubs, s_2.pad) == (False, (), 0, None)
        assert (s_2.line, s_2.spacecraft) == (station.lines["red"], station.spacecraft["soyuz"])

    at(staged(tmp_path), 0, look)


def test_lines_segments_and_spacecraft_are_shown(tmp_path: Path) -> None:
    def look(station: Station) -> None:
        red, usos = station.lines["red"], station.segments["usos"]
        assert names(red.flights) == ["s-1", "s-2", "s-3", "s-4"]
        assert names(red.aboard) == ["anna", "boris", "carol"]
        assert red.next_flight is station.flights["s-2"]
        assert names(usos.aboard) == ["carol", "dora", "emil", "fay"]
        assert usos.minimum <= usos.complement
        soyuz = station.spacecraft["soyuz"]
        assert (soyuz.seats, soyuz.ready, soyuz.is_certified, soyuz.queue) == (3, None, True, ())
        assert names(soyuz.families) == ["r7"]

    at(staged(tmp_path), 10, look)


def test_a_flight_is_followed_from_the_ground_to_the_ground(tmp_path: Path) -> None:
    def where(station: Station) -> str:
        return station.flights["s-2"].where

    found = [at(staged(tmp_path), days, where) for days in (93, 94.5, 96, 301)]
    assert found == ["ground", "flying", "docked", "gone"]


def test_spacecraft_are_counted_and_waited_for(tmp_path: Path) -> None:
    capsules = {"refurbishment": "120 d", "capsules": {"old": day(-20), "up": "docked"}}
    scenario = staged(
        tmp_path,
        {"vehicles": {"soyuz": {"spacecraft": capsules}}, "docked": {"s-1": {"spacecraft": "up"}}},
    )

    def look(station: Station) -> object:
        soyuz = station.spacecraft["soyuz"]
        return soyuz.ready, names(soyuz.queue), station.flights["s-2"].lacks

    assert at(scenario, 93, look) == (0, [], ())
    assert at(scenario, 95, look) == (0, ["s-2"], (Cause.SPACECRAFT,))


def test_the_level_of_a_stock_is_that_of_the_second(tmp_path: Path) -> None:
    scenario = staged(tmp_path, stock())

    def look(station: Station) -> object:
        food = station.stocks["food"]
        return food.level, food.reserve, food.below_since, food.use_per_second

    assert at(scenario, 10, look) == (90 * USE, 50 * USE, None, 1 / 1024)
    assert at(scenario, 90, look) == (10 * USE, 50 * USE, 50 * DAY, 1 / 1024)


# --- launch vehicles, pads and ports as resources ------------------------------------------------


def resource(kind: str, name: str) -> Callable[[Station], Any]:
    def look(station: Station) -> Any:
        shown = getattr(station, kind)[name]
        return shown.capacity, shown.count, names(shown.queue)

    return look


def test_flights_queue_at_a_pad_that_is_down_in_the_order_in_which_they_will_go(
    tmp_path: Path,
) -> None:
    scenario = staged(tmp_path, OUTAGE)
    east = resource("pads", "east")
    assert at(scenario, 80, east) == (1, 1, [])
    assert at(scenario, 92, east) == (1, 1, ["p-1"])
    assert at(scenario, 95, east) == (1, 1, ["s-2", "p-1"])  # crews go before cargo
    assert at(scenario, 106, east) == (1, 1, ["s-2", "p-1"])
    assert at(scenario, 108, east) == (1, 1, ["p-1"])  # turned round after s-2
    assert at(scenario, 112, east) == (1, 1, [])  # after p-1
    assert at(scenario, 114, east) == (1, 0, [])
    assert at(scenario, 95, resource("pads", "west")) == (1, 0, [])
    assert at(scenario, 95, lambda station: station.flights["s-2"].lacks) == (Cause.PAD,)
    assert at(scenario, 95, lambda station: names(station.queue)) == ["s-2", "p-1"]


def test_a_pad_tells_its_state_and_history(tmp_path: Path) -> None:
    def look(station: Station) -> object:
        east = station.pads["east"]
        return east.state, east.down_since, east.owed, east.launches, east.damages, east.holder

    scenario = staged(tmp_path, OUTAGE)
    assert at(scenario, 50, look) == (PadState.DOWN, 0, 0, 0, 0, None)
    assert at(scenario, 103, look) == (PadState.RETURN_TO_SERVICE, None, 0, 0, 0, None)
    assert at(scenario, 120, look) == (PadState.READY, None, 0, 2, 0, None)


def test_a_family_is_a_resource_of_as_many_launches_as_pads(tmp_path: Path) -> None:
    two = {"pads": {"north": {"families": ["r7"]}}}
    r7 = resource("families", "r7")
    assert at(staged(tmp_path, OUTAGE, two), 50, r7) == (2, 1, [])
    assert at(staged(tmp_path, OUTAGE), 95, r7) == (1, 1, ["s-2", "p-1"])
    grounded = {"families": {"r7": {"grounded": {"since": day(-30), "stand_down": "131 d"}}}}
    scenario = staged(tmp_path, grounded, two)
    assert at(scenario, 95, r7) == (2, 2, ["s-2"])
    assert at(scenario, 95, lambda station: station.flights["s-2"].lacks) == (Cause.FAMILY_LOSS,)
    assert at(scenario, 95, lambda station: station.families["r7"].stood_down_since) == 0
    assert at(scenario, 102, r7) == (2, 0, [])


def test_ports_are_held_and_queued_for(tmp_path: Path) -> None:
    scenario = staged(tmp_path, {"manifest": {"p-1": cargo(10), "p-2": cargo(50)}})
    three = resource("ports", "three")
    assert at(scenario, 5, three) == (1, 0, [])
    assert at(scenario, 11, three) == (1, 1, [])
    assert at(scenario, 60, three) == (1, 1, ["p-2"])
    assert at(scenario, 60, lambda station: station.flights["p-2"].lacks) == (Cause.PORT,)
    assert at(scenario, 60, lambda station: station.ports["three"].holder.name) == "p-1"
    assert at(scenario, 60, resource("ports", "one")) == (1, 1, [])


def test_a_flight_holds_pad_and_port_after_a_scrub(tmp_path: Path) -> None:
    def look(station: Station) -> object:
        s_2, east, two = station.flights["s-2"], station.pads["east"], station.ports["two"]
        assert (east.holder, two.holder, s_2.pad, s_2.port) == (s_2, s_2, east, two)
        return s_2.scrubs, s_2.lacks, east.count, east.queue, two.count

    assert at(staged(tmp_path, SCRUB), 95, look) == (1, (Cause.SCRUB,), 1, (), 1)


# --- what can be waited for ----------------------------------------------------------------------


def test_events_come_at_their_second_with_their_row(tmp_path: Path) -> None:
    scenario = staged(tmp_path, OUTAGE)
    waits: dict[tuple[float, str, str], Callable[[Station], Any]] = {
        (100, "REPAIRED", "east"): lambda station: station.pads["east"].repaired(),
        (107, "LAUNCHES", "s-2"): lambda station: station.launches(),
        (110, "LAUNCHES", "p-1"): lambda station: station.launches("p-1"),
        (94, "FLIGHT_READY", "s-2"): lambda station: station.flights["s-2"].gets_ready(),
        (144, "LAUNCHES", "d-2"): lambda station: station.flights["d-2"].launches(),
        (108, "DOCKS", "s-2"): lambda station: station.docks(),
        (145, "DOCKS", "d-2"): lambda station: station.flights["d-2"].docks(),
        (150, "UNDOCKS", "d-1"): lambda station: station.undocks("d-1"),
        (113, "UNDOCKS", "s-1"): lambda station: station.flights["s-1"].undocks(),
    }
    for (days, happening, entity), event in waits.items():
        when, row = waited(scenario, event)
        assert (when, row.happening.name, row.entity) == (days, happening, entity)
        assert row.second == days * DAY


def test_families_and_pads_tell_when_they_go_down(tmp_path: Path) -> None:
    scenario = staged(tmp_path, pinned(s_2={"lost": True, "damages_pad": "10 d"}))
    assert waited(scenario, lambda station: station.pads["east"].damaged())[0] == 94
    assert waited(scenario, lambda station: station.families["r7"].stands_down())[0] == 94
    assert waited(scenario, lambda station: station.families["r7"].flies_again())[0] == 154


def test_who_waits_anew_at_once_sees_every_row(tmp_path: Path) -> None:
    rows: list[LogRow] = []

    def watch(env: Environment, station: Station) -> Steps:
        while True:
            row = yield station.happens()
            assert row.second == env.now
            rows.append(row)

    log, _ = played(staged(tmp_path, OUTAGE), watch)
    assert rows == log
    assert len({row.second for row in rows}) < len(rows)


def test_processes_come_behind_all_of_the_models_events_of_a_second(tmp_path: Path) -> None:
    """At 94 s-2 stands ready (rank 18) and launches (60); at 95 it docks (20)."""
    found = []

    def waits(env: Environment, station: Station) -> Steps:
        yield station.flights["s-2"].gets_ready()
        found.append((env.now / DAY, station.flights["s-2"].where))

    def sleeps(env: Environment, station: Station) -> Steps:
        yield env.timeout(95 * DAY - 0.5)
        found.append((95, station.flights["s-2"].where))
        yield env.timeout(0.5)
        found.append((env.now / DAY, station.flights["s-2"].where))

    played(staged(tmp_path), waits, sleeps)
    assert found == [(94, "flying"), (95, "flying"), (95, "docked")]


def test_nothing_at_until_is_played(tmp_path: Path) -> None:
    found = []

    def watch(env: Environment, station: Station) -> Steps:
        while True:
            yield env.timeout(50 * DAY)
            found.append(env.now / DAY)

    played(staged(tmp_path, {"until": day(150)}), watch)
    assert found == [50, 100]


def test_a_name_that_nothing_has_is_refused(tmp_path: Path) -> None:
    def watch(env: Environment, station: Station) -> Steps:
        yield station.docks("s-22")

    with pytest.raises(KeyError, match="did you mean 's-2'"):
        played(staged(tmp_path), watch)


# --- processes that go wrong ---------------------------------------------------------------------


def test_what_a_process_raises_stops_the_play(tmp_path: Path) -> None:
    def watch(env: Environment, station: Station) -> Steps:
        yield station.docks()
        raise ZeroDivisionError("its own")

    with pytest.raises(ZeroDivisionError, match="its own") as caught:
        played(staged(tmp_path), watch)
    original = caught.value.__cause__
    assert original is not None
    assert original.__traceback__ is not None
    assert original.__traceback__.tb_frame.f_code.co_name == "watch"


def test_what_is_no_event_is_refused_by_simpy(tmp_path: Path) -> None:
    def watch(env: Environment, station: Station) -> Steps:
        yield 3

    with pytest.raises(RuntimeError, match='Invalid yield value "3"'):
        played(staged(tmp_path), watch)


def test_no_process_lets_time_pass_by_itself(tmp_path: Path) -> None:
    def watch(env: Environment, station: Station) -> Steps:
        yield env.timeout(1)
        env.run(10)

    with pytest.raises(RuntimeError, match="waits by yielding"):
        played(staged(tmp_path), watch)


def test_each_process_runs_once_though_memory_was_too_small(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(player, "LOG_ROWS", 2)
    seen: list[list[LogRow]] = []

    def watch(env: Environment, station: Station) -> Steps:
        seen.append([])
        while True:
            seen[-1].append((yield station.happens()))

    log, _ = played(staged(tmp_path), watch)
    assert seen == [log]


# --- they change nothing -------------------------------------------------------------------------


def shown(view: View[Any] | Station) -> Iterator[tuple[str, Any]]:
    """Whatever a view shows, by name."""
    for name in names_of(type(view)):
        value = getattr(view, name)
        if not callable(value):
            yield name, value


@cache
def names_of(kind: type[View[Any] | Station]) -> list[str]:
    return [name for name in dir(kind) if not name.startswith("_")]


def everything(station: Station) -> Iterator[View[Any] | Station]:
    yield station
    for views in (station.people, station.flights, station.ports, station.pads):
        yield from views.values()
    for views in (station.families, station.spacecraft, station.lines, station.segments):
        yield from views.values()
    yield from station.stocks.values()


def test_nothing_can_be_set(tmp_path: Path) -> None:
    def look(station: Station) -> None:
        for view in everything(station):
            for name, value in shown(view):
                with pytest.raises(AttributeError):
                    setattr(view, name, value)
                with pytest.raises(AttributeError):
                    delattr(view, name)
                assert not isinstance(value, list | dict | set | memoryview | np.ndarray)
            for name in ("_w", "_words", "anything"):
                with pytest.raises(AttributeError):
                    setattr(view, name, None)
        with pytest.raises(TypeError):
            station.pads["east"] = station.pads["west"]  # type: ignore[index]

    at(staged(tmp_path, OUTAGE), 95, look)


def test_a_look_leaves_the_memory_as_it_is(tmp_path: Path) -> None:
    apart = {"station": {"operations_apart": "2 d"}}

    def look(station: Station) -> None:
        words = station._w.words
        before = words[: station._w.episodes_at].tolist()
        for view in everything(station):
            dict(shown(view))
        assert words[: station._w.episodes_at].tolist() == before

    scenario = staged(tmp_path, OUTAGE, apart)
    for days in (0, 92, 95, 100, 103, 107, 108, 300):
        at(scenario, days, look)


def looks_at_all(env: Environment, station: Station) -> Steps:
    while True:
        for view in everything(station):
            dict(shown(view))
        yield env.timeout(40 * DAY)


def looks_when_anything_happens(env: Environment, station: Station) -> Steps:
    while True:
        row = yield station.happens()
        assert row.second == env.now
        assert sum(pad.count for pad in station.pads.values()) <= len(station.pads)


def waits_for_several(env: Environment, station: Station) -> Steps:
    while True:
        yield station.docks() | station.undocks() | env.timeout(10.25 * DAY)
        yield env.timeout(0)
        yield env.process(naps(env)) & env.timeout(0.1)


def naps(env: Environment) -> Steps:
    yield env.timeout(1 / 3)


def wakes_in_the_same_second(env: Environment, station: Station) -> Steps:
    """Wakes at the very seconds of the model: a transit behind each launch, and at its docking."""
    while True:
        row = yield station.launches()
        flight: Flight = station.flights[row.entity]
        if flight.where == "flying":
            yield flight.docks() | station.happens(Happening.FAILS_TO_DOCK, row.entity)
            yield env.timeout(0)


def ends_early(env: Environment, station: Station) -> Steps:
    yield env.timeout(0)


ALL = [
    looks_at_all,
    looks_when_anything_happens,
    waits_for_several,
    wakes_in_the_same_second,
    ends_early,
]


@pytest.mark.parametrize("name", ["site-31-outage", "site-31-levers", "windows"])
def test_own_processes_change_no_cell_and_no_row(name: str) -> None:
    scenario = load(name)
    estimates = ["up-to-two-years"] if "up-to-two-years" in scenario.estimates else []
    estimate = next(iter(estimates), choose(scenario, None))
    program = build(with_estimate(scenario, estimate) if estimate else scenario)
    alone, beside = Simpy(program), Open(program, ALL * 2)
    for replication in range(3):
        log, batch = alone.replay(1, replication)
        other_log, other = beside.replay(1, replication)
        assert other_log == log
        for field in ("outcomes", "episodes", "headcount"):
            assert np.array_equal(getattr(other, field), getattr(batch, field)), field
        assert (other.fired, other.unmet_pins) == (batch.fired, batch.unmet_pins)
