"""The audit of MODEL 11: it is silent on every shipped scenario and catches whatever is broken."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from sim.core.clock import DAY, NEVER
from sim.engines.build import build
from sim.engines.reference import Reference
from sim.engines.reference.director import LaunchDirector
from sim.engines.reference.kernel import Ranked
from sim.engines.reference.operations import Operations
from sim.engines.reference.seats import Seats
from sim.engines.reference.world import World
from sim.engines.where import Where
from sim.rules import events
from sim.scenario import shipped
from tests.engines.sabotage import Mischief, caught, named, nothing
from tests.engines.stage import BLUE, Tree, cargo, day, flight, pinned, staged, without
from tests.shipped import cases, loaded, under

SOME, MANY = 10, 100
"""Replications of each case, by default and among the slow tests."""

# the shipped scenarios ----------------------------------------------------------------------------


@pytest.mark.parametrize("replications", [SOME, pytest.param(MANY, marks=pytest.mark.slow)])
@pytest.mark.parametrize(("name", "estimate"), cases())
def test_nothing_is_broken_and_the_rows_are_the_same(
    name: str, estimate: str, replications: int
) -> None:
    program = build(under(name, estimate))
    audited = Reference(program, audit=True).run(1, range(replications))
    plain = Reference(program).run(1, range(replications))
    assert np.array_equal(audited.outcomes, plain.outcomes)
    assert np.array_equal(audited.episodes, plain.episodes)
    assert audited.fired == plain.fired


@pytest.mark.parametrize("name", shipped())
def test_the_quiet_play_is_audited_too(name: str) -> None:
    log, _ = Reference(build(loaded(name), plan=True), audit=True).replay(1, 0)
    assert log


# deliberate defects -------------------------------------------------------------------------------


def double_books_a_port(world: World) -> None:
    named(world, "d-1").port = named(world, "s-1").port


def forgets_a_port(world: World) -> None:
    world.ports[named(world, "s-1").port] = -1


def loses_a_person(world: World) -> None:
    named(world, "s-1").seated.pop()


def seats_somebody_twice(world: World) -> None:
    named(world, "s-2").crew[0] = named(world, "s-1").seated[0]


def brings_up_a_ghost(world: World) -> None:
    somebody = named(world, "s-3").crew.pop()
    somebody.aboard, somebody.aboard_since = True, world.now
    world.seats.take(somebody, named(world, "s-1"))


def sends_a_person_home_alone(world: World) -> None:
    anna = named(world, "s-1").seated.pop()
    anna.aboard = False
    world.ledger.goes_home(anna, world.now)


def assigns_a_seat_too_many(world: World) -> None:
    ship = named(world, "d-1")
    world.seats.take(ship.seated[0], ship)


def counts_seats_that_nobody_brings(world: World) -> None:
    world.seats.on_the_way += 1


def forgets_a_departure(world: World) -> None:
    named(world, "s-1").departure.set(NEVER)


def takes_a_spacecraft_that_is_not_there(world: World) -> None:
    world.spacecraft[0] = -1


def repairs_a_pad_by_magic(world: World) -> None:
    world.pads.free_from[0] = world.pads.crews_from[0] = 0


def closes_a_pad_by_magic(world: World) -> None:
    world.pads.free_from[0] = NEVER


def turns_a_pad_round_by_magic(world: World) -> None:
    world.pads.free_from[0] = world.now


def lifts_a_stand_down_by_magic(world: World) -> None:
    world.families.loss_until[0] = 0


def forgives_what_a_pad_owes(world: World) -> None:
    world.pads.owed[0] = 0


def forgives_what_a_family_owes(world: World) -> None:
    world.families.owed[0] = 0


def holds_a_pad_for_nobody(world: World) -> None:
    world.pads.holder[0] = named(world, "s-2").number


def invents_a_spacecraft(world: World) -> None:
    world.spacecraft[0] += 1


def miscounts_people(world: World) -> None:
    world.ledger.aboard += 1


def miscounts_a_segment(world: World) -> None:
    world.ledger.by_segment[0] -= 1


def miscounts_flights_to_come(world: World) -> None:
    world.crewed_to_come -= 1


def turns_time_back(world: World) -> None:
    world.env._now = -1


def teleports_a_ship(world: World) -> None:
    named(world, "s-2").where = Where.DOCKED


def loses_a_turn(world: World) -> None:
    world.queues[0].head = None


def does_the_same_for_ever(world: World) -> None:
    again = Ranked(world.env, world.now, events.STAND_DOWN_BEGINS, 0)
    again.callbacks.append(lambda _: does_the_same_for_ever(world))


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
    (50, double_books_a_port, "a port holds one ship", []),
    (50, forgets_a_port, "ports and ships agree", []),
    (50, loses_a_person, "everybody is in one state", []),
    (50, seats_somebody_twice, "everybody is in one state", []),
    (50, brings_up_a_ghost, "seats are never over-assigned", []),
    (97, sends_a_person_home_alone, "people go up, come aboard and go home", []),
    (50, assigns_a_seat_too_many, "seats are never over-assigned", []),
    (50, counts_seats_that_nobody_brings, "the empty seats on the way are", []),
    (
        120,
        forgets_a_departure,
        "nobody stays past limit and waiver",
        [pinned(s_2={"slip": "90 d"})],
    ),
    (50, takes_a_spacecraft_that_is_not_there, "nobody flies a spacecraft that is not there", []),
    (50, invents_a_spacecraft, "spacecraft are counted", []),
    (50, repairs_a_pad_by_magic, "a pad never launches while down", [OUTAGE]),
    (50, closes_a_pad_by_magic, "a pad is down only after damage", []),
    (90, turns_a_pad_round_by_magic, "a pad launches when it is turned round", [TURNAROUND]),
    (50, lifts_a_stand_down_by_magic, "a family never launches while stood down", [GROUNDED]),
    (50, forgives_what_a_pad_owes, "a pad owes what its log says", [OWING]),
    (50, forgives_what_a_family_owes, "a family owes what its log says", [OWING]),
    (50, holds_a_pad_for_nobody, "pads and flights agree", []),
    (50, miscounts_people, "people aboard are counted", []),
    (50, miscounts_a_segment, "people of segment 0 are counted", []),
    (50, miscounts_flights_to_come, "crewed flights to come are counted", []),
    (50, turns_time_back, "time never goes back", []),
    (50, teleports_a_ship, "a ship flies once", []),
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


INTEGRALS = (
    *("below_minimum", "at_most_three", "decrewed", "stranded_time", "longest_stranding"),
    *("no_lifeboat_time", "overstay", "longest_stay", "past_limit", "unmet_medical"),
)
BY_PLACE = ("line_gap", "segment_gap", "crew_time", "lost_time")


@pytest.mark.parametrize("integral", INTEGRALS)
def test_an_integral_that_is_a_second_off_is_caught(tmp_path: Path, integral: str) -> None:
    def adds_a_second(world: World) -> None:
        setattr(world.ledger, integral, 400 * DAY + 1)

    error = caught(tmp_path, 500, adds_a_second)
    assert error.rule.endswith("is what the log adds up to")


@pytest.mark.parametrize("integral", BY_PLACE)
def test_an_integral_by_place_that_is_a_second_off_is_caught(tmp_path: Path, integral: str) -> None:
    def adds_a_second(world: World) -> None:
        getattr(world.ledger, integral)[0] += 1

    error = caught(tmp_path, 500, adds_a_second)
    assert error.rule.endswith("is what the log adds up to")


# defects in the code itself -----------------------------------------------------------------------


def test_a_pass_that_is_never_held_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LaunchDirector, "look", nothing)
    error = caught(tmp_path, 50, nothing)
    assert error.rule == "a flight that lacks nothing goes"
    assert error.second == 94 * DAY


def test_a_crew_that_flies_before_requalification_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.engines.reference.launch_books.LaunchBooks.agree", nothing)

    def forgives(world: World) -> None:
        forgives_what_a_pad_owes(world)
        forgives_what_a_family_owes(world)

    error = caught(tmp_path, 50, forgives, OWING)
    assert error.rule == "no crew flies before requalification"


def test_a_seat_that_is_not_released_is_caught(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A seat is being fitted in a ship that leaves, and nobody takes the reservation back."""
    monkeypatch.setattr(Seats, "void", nothing)
    error = caught(
        tmp_path,
        50,
        nothing,
        {"vehicles": {"dragon": {"reseat_time": "30 d"}}},
        {"docked": {"d-1": {"crew": {"dora": "usos", "emil": "usos"}}}},
        pinned(s_1={"unfit": [day(20)]}, d_1={"medical_return": [day(25)], "lead": "2 d"}),
    )
    assert error.rule == "a seat is fitted for the stranded, in a docked ship"


def test_an_episode_that_is_forgotten_is_caught(tmp_path: Path) -> None:
    def forgets(world: World) -> None:
        world.ledger.episodes.clear()

    error = caught(tmp_path, 400, forgets, without(*BLUE), SLIPPED)
    assert error.rule == "HANDOVER_GAP of red is what the log adds up to"


def test_a_launch_that_is_counted_twice_is_caught(tmp_path: Path) -> None:
    def counts_again(world: World) -> None:
        world.families.launches[0] += 1

    error = caught(tmp_path, 400, counts_again)
    assert error.rule == "launches[r7] is what the log adds up to"


# the complaint ------------------------------------------------------------------------------------


def test_the_complaint_names_seed_replication_second_and_rule(tmp_path: Path) -> None:
    error = caught(tmp_path, 50.5, miscounts_people)
    assert (error.seed, error.replication, error.second) == (7, 3, 50 * DAY + DAY // 2)
    assert str(error) == (
        "seed 7, replication 3, second 4363200 (50 d 12 h): people aboard are counted: 8, not 7"
    )


def test_the_complaint_travels_between_processes(tmp_path: Path) -> None:
    error = caught(tmp_path, 50, miscounts_people)
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_an_engine_without_audit_plays_on(tmp_path: Path) -> None:
    assert Reference(build(staged(tmp_path))).operations is Operations
