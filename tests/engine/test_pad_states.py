"""The states of pads in the log (MODEL 8.6): what keeps a pad from launching crews, and when."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from sim.core.clock import DAY
from sim.engine.build import build
from sim.outcomes import DECLARED, Happening, LogRow, Named, PadState
from sim.rules import events
from tests.engine.lever_stage import CARGO_PORTS, manifest, outage, policy
from tests.engine.stage import LUCK, PLAYER, Tree, cargo, day, merged, pinned, staged

OWES: Tree = {"pads": {"east": {"requalification": 1}}}
RETURNS: Tree = {"pads": {"east": {"return_to_service": "5 d"}}}
SLEEPS: Tree = {"pads": {"south": {"families": ["r7"], "dormant": {"activation": "100 d"}}}}
ALTERNATE: Tree = {"alternate_pad": {"pad": "south", "after": "30 d"}}
DOWN = outage(-10, 900)


def log_of(folder: Path, *overrides: Mapping[str, Any]) -> list[LogRow]:
    log, _ = PLAYER(build(staged(folder, *overrides))).replay(1, 0)
    return log


def states(folder: Path, *overrides: Mapping[str, Any], pad: str = "east") -> list[str]:
    """The states of a pad, each with the day from which on it is in it."""
    return [
        f"{row.second / DAY:g} {row.state.name}"
        for row in log_of(folder, *overrides)
        if row.state is not None and row.entity == pad
    ]


# --- what a row names ----------------------------------------------------------------------------


@pytest.mark.parametrize("happening", list(Happening))
def test_every_happening_is_declared(happening: Happening) -> None:
    declared = DECLARED[happening]
    assert declared.entity is not Named.NOTHING
    assert happening.name.startswith("PAD_") <= (declared.entity is Named.PAD)


def test_a_row_fills_what_its_happening_declares_and_nothing_else(tmp_path: Path) -> None:
    columns = {
        Named.NOTHING: set(),
        Named.PORT: {"port"},
        Named.FLIGHT: {"other"},
        Named.STOCK: {"stock"},
        Named.SECONDS: {"seconds"},
        Named.STATE: {"state"},
        Named.ROCKET: {"pad", "family"},
    }
    unfit = pinned(s_1={"unfit": [day(20)]}, s_2={"damages_pad": "30 d"})
    log = log_of(tmp_path, unfit, outage(50, 80), CARGO_PORTS, manifest(p_1=cargo(60)))
    for row in log:
        empty = LogRow(0, 0, row.happening, "", None)
        filled = {
            name
            for name in ("pad", "family", "port", "other", "stock", "state", "seconds")
            if getattr(row, name) != getattr(empty, name)
        }
        assert filled == columns[DECLARED[row.happening].detail], row
        assert row.crew == () or row.happening is Happening.LAUNCHES


def test_a_launch_names_pad_rocket_and_crew(tmp_path: Path) -> None:
    log = log_of(tmp_path, manifest(s_2={"crew": {"kim": "rs", "lev": "rs"}}))
    (launch,) = (r for r in log if r.happening is Happening.LAUNCHES and r.entity == "s-2")
    assert (launch.pad, launch.family, launch.crew) == ("east", "r7", ("kim", "lev"))


def test_a_ship_leaves_the_port_at_which_it_docked(tmp_path: Path) -> None:
    log = log_of(tmp_path)
    ports = {
        row.happening: row.port
        for row in log
        if row.entity == "s-2" and row.happening in (Happening.DOCKS, Happening.UNDOCKS)
    }
    assert ports == {Happening.DOCKS: "two", Happening.UNDOCKS: "two"}


# --- outages and repairs -------------------------------------------------------------------------


def test_a_pad_that_is_ready_throughout_has_no_row(tmp_path: Path) -> None:
    assert states(tmp_path) == []


def test_an_outage_of_as_of_ends_with_the_repair(tmp_path: Path) -> None:
    assert states(tmp_path, outage(-10, 80), RETURNS) == [
        "0 DOWN",
        "80 RETURN_TO_SERVICE",
        "85 READY",
    ]


def test_an_outage_begins_later(tmp_path: Path) -> None:
    assert states(tmp_path, outage(20, 80), RETURNS)[:2] == ["20 DOWN", "80 RETURN_TO_SERVICE"]


def test_a_random_outage_pinned_to_as_of_is_one(tmp_path: Path) -> None:
    pins = {"pins": {"pads": {"east": {"outages": [{"from": day(0), "to": day(40)}]}}}}
    random = {"pads": {"east": {"outages": {"rate": "1 per 9 y", "repair": "1 d"}}}}
    assert states(tmp_path, random, pins, RETURNS)[:2] == ["0 DOWN", "40 RETURN_TO_SERVICE"]


def test_a_launch_that_damages_its_pad_takes_it_down(tmp_path: Path) -> None:
    damaged = pinned(s_2={"damages_pad": "30 d"})
    found = states(tmp_path, damaged, RETURNS)
    assert found == ["94 DOWN", "124 RETURN_TO_SERVICE", "129 READY"]


def test_an_outage_during_the_return_to_service_breaks_it_off(tmp_path: Path) -> None:
    pins = {"pins": {"pads": {"east": {"outages": [{"from": day(82), "to": day(90)}]}}}}
    random = {"pads": {"east": {"outages": {"rate": "1 per 9 y", "repair": "1 d"}}}}
    assert states(tmp_path, outage(-10, 80), random, pins, RETURNS) == [
        "0 DOWN",
        "80 RETURN_TO_SERVICE",
        "82 DOWN",
        "90 RETURN_TO_SERVICE",
        "95 READY",
    ]


# --- cargo before crews --------------------------------------------------------------------------


def test_behind_its_return_to_service_it_takes_cargo_first(tmp_path: Path) -> None:
    assert states(tmp_path, outage(-10, 80, crew_stage="20 d"), RETURNS) == [
        "0 DOWN",
        "80 RETURN_TO_SERVICE",
        "85 CARGO_ONLY",
        "100 READY",
    ]


def test_it_takes_cargo_alone_also_where_it_never_takes_crews(tmp_path: Path) -> None:
    found = states(tmp_path, outage(-10, 80, crew_stage="900 d"), RETURNS)
    assert found == ["0 DOWN", "80 RETURN_TO_SERVICE", "85 CARGO_ONLY"]


def test_a_stage_that_ends_during_the_return_to_service_is_not_seen(tmp_path: Path) -> None:
    found = states(tmp_path, outage(-10, 80, crew_stage="3 d"), RETURNS)
    assert found == ["0 DOWN", "80 RETURN_TO_SERVICE", "85 READY"]


# --- requalification -----------------------------------------------------------------------------


def test_it_owes_until_cargo_has_paid(tmp_path: Path) -> None:
    flights = CARGO_PORTS, manifest(p_1=cargo(90))
    assert states(tmp_path, outage(-10, 80), OWES, *flights, RETURNS) == [
        "0 DOWN",
        "80 RETURN_TO_SERVICE",
        "85 OWING",
        "90 READY",
    ]


def test_what_is_owed_may_be_paid_before_it_takes_crews(tmp_path: Path) -> None:
    flights = CARGO_PORTS, manifest(p_1=cargo(90))
    found = states(tmp_path, outage(-10, 80, crew_stage="20 d"), OWES, *flights)
    assert found[-2:] == ["80 CARGO_ONLY", "100 READY"]


def test_what_is_owed_still_when_it_takes_crews_is_told_then(tmp_path: Path) -> None:
    flights = CARGO_PORTS, manifest(p_1=cargo(110))
    found = states(tmp_path, outage(-10, 80, crew_stage="20 d"), OWES, *flights)
    assert found[-3:] == ["80 CARGO_ONLY", "100 OWING", "110 READY"]


def test_it_may_owe_on_as_of(tmp_path: Path) -> None:
    owed = {"pads": {"east": {"owed": 2}}}
    flights = CARGO_PORTS, manifest(p_1=cargo(30), p_2=cargo(60))
    assert states(tmp_path, owed, *flights) == ["0 OWING", "60 READY"]


def test_a_lost_cargo_flight_pays_nothing(tmp_path: Path) -> None:
    lost = pinned(p_1={"lost": True, "stand_down": "5 d"})
    flights = CARGO_PORTS, manifest(p_1=cargo(30), p_2=cargo(60))
    assert states(tmp_path, {"pads": {"east": {"owed": 1}}}, lost, *flights) == [
        "0 OWING",
        "60 READY",
    ]


# --- a dormant pad -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last"), [(None, "120 OWING"), ("cargo", "120 OWING"), ("crew", "120 READY")]
)
def test_a_dormant_pad_is_ordered_activated_and_owes_as_the_policy_asks(
    tmp_path: Path, first: str | None, last: str
) -> None:
    asks = {} if first is None else {"first_after_repair": first}
    owes = {"pads": {"south": {"requalification": 1}}}
    pays = merged(CARGO_PORTS, manifest(p_1=cargo(500)))
    found = states(tmp_path, SLEEPS, owes, pays, DOWN, policy(**ALTERNATE, **asks), pad="south")
    assert found[:3] == ["0 DORMANT", "20 ACTIVATING", last]


def test_a_pad_that_nobody_orders_stays_dormant(tmp_path: Path) -> None:
    assert states(tmp_path, SLEEPS, policy(**ALTERNATE), pad="south") == ["0 DORMANT"]


# --- rows of the log -----------------------------------------------------------------------------


def test_a_state_stands_behind_the_event_that_changes_it(tmp_path: Path) -> None:
    log = log_of(tmp_path, outage(20, 80), RETURNS)
    places = [place for place, row in enumerate(log) if row.state is not None]
    assert [(log[place].rank, log[place].people) for place in places] == [
        (events.STAND_DOWN_BEGINS, 7),
        (events.REPAIRED, 7),
        (events.PAD_READY, 7),
    ]
    before = [log[place - 1].happening for place in places]
    assert before == [Happening.PAD_OUTAGE, Happening.REPAIRED, Happening.PAD_READY]


def test_states_are_no_events_and_change_no_outcome(tmp_path: Path) -> None:
    pays = merged(CARGO_PORTS, manifest(p_1=cargo(90)))
    engine = PLAYER(build(staged(tmp_path, outage(20, 80), OWES, pays, LUCK)))
    log, told = engine.replay(1, 3)
    run = engine.run(1, range(3, 4))
    assert any(row.state is PadState.OWING for row in log)
    assert "pad_state" not in told.fired
    assert told.fired == run.fired
    assert (told.outcomes == run.outcomes).all()


def test_each_replay_tells_the_states_from_the_beginning(tmp_path: Path) -> None:
    engine = PLAYER(build(staged(tmp_path, DOWN, SLEEPS)))
    one, other = (engine.replay(1, 0)[0] for _ in range(2))
    assert one == other
    assert {row.entity: row.state for row in one if row.second == 0 and row.state is not None} == {
        "east": PadState.DOWN,
        "south": PadState.DORMANT,
    }
