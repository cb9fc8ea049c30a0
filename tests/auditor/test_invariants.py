"""The audit of MODEL 11.1: silent on every shipped scenario, it catches whatever is broken."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from sim.auditor import Audited
from sim.auditor.world import AuditedClock
from sim.core.clock import DAY, NEVER
from sim.engine.build import build
from sim.engine.fast import Fast
from sim.engine.memory.access import World
from sim.engine.memory.words import NOBODY, Where
from sim.engine.rooms.alarms import set_departure
from sim.engine.rooms.ledger import goes_home
from sim.engine.rooms.seats import take
from sim.engine.simpy import Simpy
from sim.scenario import shipped
from tests.auditor.sabotage import (
    TOLD_STATE,
    Mischief,
    caught,
    named,
    nothing,
    replaced,
    strikes,
    without_agreement,
    without_states,
)
from tests.engine.stage import BLUE, Tree, cargo, day, flight, pinned, staged, without
from tests.shipped import cases, loaded, under

MANY = 100
"""Replications of each case among the slow tests; by default tests/engine/test_parity.py plays."""

# the shipped scenarios ----------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize(("name", "estimate"), cases())
def test_nothing_is_broken_and_the_rows_are_the_same(name: str, estimate: str) -> None:
    program = build(under(name, estimate))
    audited = Audited(program).run(1, range(MANY))
    plain = Fast(program).run(1, range(MANY))
    assert np.array_equal(audited.outcomes, plain.outcomes)
    assert np.array_equal(audited.episodes, plain.episodes)
    assert audited.fired == plain.fired


@pytest.mark.parametrize("name", shipped())
def test_the_quiet_play_is_audited_too(name: str) -> None:
    log, _ = Audited(build(loaded(name), plan=True)).replay(1, 0)
    assert log


# deliberate defects -------------------------------------------------------------------------------


def last_of(w: World, name: str) -> int:
    """Take the last of those who have a seat in a ship out of its list."""
    seated = named(w, name).seated
    person = w.items_of(seated)[-1]
    w.take_out_at(seated, len(w.items_of(seated)) - 1)
    return person


def double_books_a_port(w: World) -> None:
    named(w, "d-1").port = named(w, "s-1").port


def forgets_a_port(w: World) -> None:
    w.set_item(w.port_holders, named(w, "s-1").port, NOBODY)


def loses_a_person(w: World) -> None:
    last_of(w, "s-1")


def seats_somebody_twice(w: World) -> None:
    w.set_item(named(w, "s-2").crew, 0, w.items_of(named(w, "s-1").seated)[0])


def brings_up_a_ghost(w: World) -> None:
    crew = named(w, "s-3").crew
    somebody = w.records["people_at"][w.items_of(crew)[-1]]
    w.set_length(crew, len(w.items_of(crew)) - 1)
    somebody.aboard, somebody.aboard_since = 1, w.now
    take(w, somebody, named(w, "s-1"))


def sends_a_person_home_alone(w: World) -> None:
    anna = w.records["people_at"][last_of(w, "s-1")]
    anna.aboard = 0
    goes_home(w, anna)


def assigns_a_seat_too_many(w: World) -> None:
    ship = named(w, "d-1")
    take(w, w.records["people_at"][w.items_of(ship.seated)[0]], ship)


def counts_seats_that_nobody_brings(w: World) -> None:
    w.on_the_way += 1


def forgets_a_departure(w: World) -> None:
    set_departure(w, named(w, "s-1"), NEVER)


def takes_a_spacecraft_that_is_not_there(w: World) -> None:
    w.records["classes_at"][0].spacecraft = -1


def repairs_a_pad_by_magic(w: World) -> None:
    w.set_item(w.free_from, 0, 0)
    w.set_item(w.crews_from, 0, 0)


def closes_a_pad_by_magic(w: World) -> None:
    w.set_item(w.free_from, 0, NEVER)


def turns_a_pad_round_by_magic(w: World) -> None:
    w.set_item(w.free_from, 0, w.now)


def lifts_a_stand_down_by_magic(w: World) -> None:
    w.records["families_at"][0].loss_until = 0


def forgives_what_a_pad_owes(w: World) -> None:
    w.set_item(w.owed, 0, 0)


def forgives_what_a_family_owes(w: World) -> None:
    w.records["families_at"][0].owed = 0


def holds_a_pad_for_nobody(w: World) -> None:
    w.set_item(w.pad_holders, 0, named(w, "s-2").number)


def invents_a_spacecraft(w: World) -> None:
    w.records["classes_at"][0].spacecraft += 1


def miscounts_people(w: World) -> None:
    w.aboard += 1


def miscounts_a_segment(w: World) -> None:
    w.records["segments_at"][0].aboard -= 1


def miscounts_flights_to_come(w: World) -> None:
    w.records["queues_at"][0].to_come -= 1


def turns_time_back(w: World) -> None:
    w.clock._now = w.now = -1


def teleports_a_ship(w: World) -> None:
    named(w, "s-2").where = Where.DOCKED


def loses_a_turn(w: World) -> None:
    w.records["queues_at"][0].head = NOBODY


def does_the_same_for_ever(w: World) -> None:
    strikes(w, w.clock, w.now, does_the_same_for_ever)


COUNTED: Tree = {
    "vehicles": {"soyuz": {"spacecraft": {"deliveries": [day(1)], "then_every": "100 d"}}}
}
OUTAGE: Tree = {
    "pads": {"east": {"outage": {"since": day(-5), "repair": "300 d"}, "repair": "300 d"}}
}
GROUNDED: Tree = {"families": {"r7": {"grounded": {"since": day(-5), "stand_down": "300 d"}}}}
TURNAROUND: Tree = {
    "pads": {"east": {"turnaround": "40 d"}},
    "manifest": {"p-1": cargo(70)},
}
OWING: Tree = {
    "pads": {"east": {"owed": 1}},
    "families": {"r7": {"owed": 1}},
    "manifest": {"p-1": cargo(590)},
}
LATE: Tree = {"manifest": {"s-5": flight("red", 700)}}
SLIPPED = pinned(s_2={"slip": "90 d"})
CASES: list[tuple[float, Mischief, str, list[Tree]]] = [
    (50, double_books_a_port, "the ship is as its log says: port", []),
    (50, forgets_a_port, "a port and its one ship agree", []),
    (50, loses_a_person, "a seat is whose the log says", []),
    (50, seats_somebody_twice, "everybody is in one state", []),
    (50, brings_up_a_ghost, "the person is as its log says: aboard", []),
    (97, sends_a_person_home_alone, "the person is as its log says: aboard", []),
    (50, assigns_a_seat_too_many, "a seat is whose the log says", []),
    (50, counts_seats_that_nobody_brings, "the station is as its log says: on the way", []),
    (
        120,
        forgets_a_departure,
        "nobody stays past limit and waiver",
        [pinned(s_2={"slip": "90 d"})],
    ),
    (
        50,
        takes_a_spacecraft_that_is_not_there,
        "the class is as its log says: spacecraft",
        [COUNTED],
    ),
    (50, invents_a_spacecraft, "the class is as its log says: spacecraft", [COUNTED]),
    (50, repairs_a_pad_by_magic, "the pad is as its log says: free from", [OUTAGE]),
    (50, closes_a_pad_by_magic, "the pad is as its log says: free from", []),
    (90, turns_a_pad_round_by_magic, "the pad is as its log says: free from", [TURNAROUND]),
    (50, lifts_a_stand_down_by_magic, "a family is stood down as its log says", [GROUNDED]),
    (50, forgives_what_a_pad_owes, TOLD_STATE, [OWING]),
    (50, forgives_what_a_family_owes, "the family is as its log says: owed", [OWING]),
    (50, holds_a_pad_for_nobody, "a pad and its one flight agree", []),
    (50, miscounts_people, "the station is as its log says: aboard", []),
    (50, miscounts_a_segment, "the segment is as its log says: aboard", []),
    (50, miscounts_flights_to_come, "the queue is as its log says: to come", []),
    (50, turns_time_back, "time never goes back", []),
    (50, teleports_a_ship, "the ship is as its log says: where", []),
    (550, loses_a_turn, "every flight that waits has a reason", [LATE]),
    (50, does_the_same_for_ever, "no endless loop", []),
]


@pytest.mark.parametrize(
    ("on", "mischief", "rule", "overrides"), CASES, ids=[case[1].__name__ for case in CASES]
)
def test_a_broken_world_is_caught(
    tmp_path: Path, on: float, mischief: Mischief, rule: str, overrides: list[Tree]
) -> None:
    error = caught(tmp_path, on, mischief, *overrides)
    assert error.rule.startswith(rule)


LAUNCHES: list[tuple[float, Mischief, str, list[Tree]]] = [
    (50, repairs_a_pad_by_magic, "a pad never launches while down", [OUTAGE]),
    (90, turns_a_pad_round_by_magic, "a pad launches when it is turned round", [TURNAROUND]),
    (50, lifts_a_stand_down_by_magic, "a family never launches while stood down", [GROUNDED]),
    (
        50,
        invents_a_spacecraft,
        "nobody flies a spacecraft that is not there",
        [
            {
                "vehicles": {
                    "soyuz": {"spacecraft": {"deliveries": [day(500)], "then_every": "900 d"}}
                }
            }
        ],
    ),
]


@pytest.mark.parametrize(
    ("on", "mischief", "rule", "overrides"), LAUNCHES, ids=[case[1].__name__ for case in LAUNCHES]
)
def test_a_launch_that_may_not_be_is_caught_by_its_row_alone(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    on: float,
    mischief: Mischief,
    rule: str,
    overrides: list[Tree],
) -> None:
    without_agreement(monkeypatch)
    assert caught(tmp_path, on, mischief, *overrides).rule == rule


INTEGRALS = (
    *("below_minimum", "at_most_three", "decrewed", "stranded_time", "longest_stranding"),
    *("no_lifeboat_time", "overstay", "longest_stay", "past_limit", "unmet_medical"),
    *("ever_decrewed", "anybody_stranded"),
)
BY_PLACE = (
    *("queues.gap", "queues.indirect", "segments.gap", "segments.crew_time", "segments.lost_time"),
    *("families.launches", "families.losses", "families.down_total"),
    *("pads.launches", "pads.damages", "pads.down_total"),
)


@pytest.mark.parametrize("integral", INTEGRALS)
def test_an_integral_that_is_a_second_off_is_caught(tmp_path: Path, integral: str) -> None:
    def adds_a_second(w: World) -> None:
        setattr(w, integral, 400 * DAY + 1)

    error = caught(tmp_path, 500, adds_a_second)
    assert error.rule.endswith("is what the log adds up to")


@pytest.mark.parametrize("integral", BY_PLACE)
def test_an_integral_by_place_that_is_a_second_off_is_caught(tmp_path: Path, integral: str) -> None:
    table, word = integral.split(".")

    def adds_a_second(w: World) -> None:
        record = w.records[f"{table}_at"][0]
        setattr(record, word, getattr(record, word) + 1)

    error = caught(tmp_path, 500, adds_a_second)
    assert error.rule.endswith("is what the log adds up to")


# defects in the code itself -----------------------------------------------------------------------


def test_a_pass_that_is_never_held_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced(monkeypatch, "rooms.alarms.director_looks", nothing)
    error = caught(tmp_path, 50, nothing)
    assert error.rule == "a flight that lacks nothing goes"
    assert error.second == 94 * DAY


def test_a_crew_that_flies_before_requalification_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_agreement(monkeypatch)
    without_states(monkeypatch)

    def forgives(w: World) -> None:
        forgives_what_a_pad_owes(w)
        forgives_what_a_family_owes(w)

    error = caught(tmp_path, 50, forgives, OWING)
    assert error.rule == "no crew flies before requalification"


def test_a_seat_that_is_not_released_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seat is being fitted in a ship that fails, and nobody takes the reservation back."""
    replaced(monkeypatch, "rooms.seats.void", nothing)
    error = caught(
        tmp_path,
        50,
        nothing,
        {"vehicles": {"dragon": {"reseat_time": "30 d"}}},
        {"docked": {"d-1": {"crew": {"dora": "usos", "emil": "usos"}}}},
        pinned(s_1={"unfit": [day(20)]}, d_1={"unfit": [day(25)]}),
    )
    assert error.rule == "the person is as its log says: reserved"


def test_an_episode_that_is_forgotten_is_caught(tmp_path: Path) -> None:
    def forgets(w: World) -> None:
        w.episodes = 0

    error = caught(tmp_path, 400, forgets, without(*BLUE), SLIPPED)
    assert error.rule == "HANDOVER_GAP of red is what the log adds up to"


def test_a_launch_that_is_counted_twice_is_caught(tmp_path: Path) -> None:
    def counts_again(w: World) -> None:
        w.records["families_at"][0].launches += 1

    error = caught(tmp_path, 400, counts_again)
    assert error.rule == "launches[r7] is what the log adds up to"


# the complaint ------------------------------------------------------------------------------------


def test_the_complaint_names_seed_replication_second_and_rule(tmp_path: Path) -> None:
    error = caught(tmp_path, 50.5, miscounts_people)
    assert (error.seed, error.replication, error.second) == (7, 3, 50 * DAY + DAY // 2)
    assert str(error) == (
        "seed 7, replication 3, second 4363200 (50 d 12 h): "
        "the station is as its log says: aboard: 8, not 7"
    )


def test_the_complaint_travels_between_processes(tmp_path: Path) -> None:
    error = caught(tmp_path, 50, miscounts_people)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_an_engine_without_audit_plays_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(AuditedClock, "next_event", nothing)
    assert Simpy(build(staged(tmp_path))).replay(7, 3)[0]
