"""Chosen replications have the rows that they have in any run."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from sim.engine.batch import REPLICATION, Batch, Rows
from sim.engine.build import build
from sim.engine.fast import Fast
from sim.engine.memory.image import Rooms
from sim.engine.memory.images import Images
from sim.engine.program import Program
from sim.engine.simpy import Simpy
from sim.runs.chosen import play_chosen
from sim.runs.workers import ReplicationError
from sim.scenario import load

SEED, N = 5, 120
CHOICES = {
    "one": [7],
    "the first": [0],
    "all": list(range(N)),
    "scattered": [0, 3, 9, 40, 77, 119],
    "in runs": [0, 1, 2, 9, 10, 50, 51, 52, 53, 119],
    "a run at the end": [4, 116, 117, 118, 119],
}


@cache
def program() -> Program:
    return build(load("second-failure"))


@cache
def whole() -> Batch:
    return Fast(program()).run(SEED, range(N))


def expected(numbers: Rows) -> tuple[Rows, Rows]:
    batch = whole()
    episodes = batch.episodes[np.isin(batch.episodes[:, REPLICATION], numbers)].copy()
    episodes[:, REPLICATION] = np.searchsorted(numbers, episodes[:, REPLICATION])
    return batch.outcomes[numbers], episodes


@pytest.mark.parametrize("name", CHOICES)
def test_the_compiled_engine_plays_chosen_ones_as_in_a_run(name: str) -> None:
    numbers = np.array(CHOICES[name])
    outcomes, episodes = expected(numbers)
    found = play_chosen(Fast(program()), SEED, numbers)
    assert np.array_equal(found.outcomes, outcomes)
    assert np.array_equal(found.episodes, episodes)


def test_the_reference_engine_plays_the_same() -> None:
    numbers = np.array(CHOICES["in runs"])
    one, two = (play_chosen(e, SEED, numbers) for e in (Fast(program()), Simpy(program())))
    assert np.array_equal(one.outcomes, two.outcomes)
    assert np.array_equal(one.episodes, two.episodes)


def test_the_episodes_tell_the_futures_apart() -> None:
    assert len(np.unique(whole().episodes[:, REPLICATION])) > N // 2


@pytest.mark.parametrize("rooms", [Rooms(episodes=1), Rooms(events=8), Rooms(spacecraft=1)])
def test_an_engine_that_has_too_little_room_takes_more(rooms: Rooms) -> None:
    numbers = np.array(CHOICES["in runs"])
    engine = Fast(program())
    engine.images = Images(engine.program, rooms)
    outcomes, episodes = expected(numbers)
    found = play_chosen(engine, SEED, numbers)
    assert engine.images.take(SEED).rooms != rooms
    assert np.array_equal(found.outcomes, outcomes)
    assert np.array_equal(found.episodes, episodes)


def test_an_engine_may_be_used_for_a_run_as_well() -> None:
    engine = Fast(program())
    play_chosen(engine, SEED, np.array([3, 5]))
    again = engine.run(SEED, range(N))
    assert np.array_equal(again.outcomes, whole().outcomes)
    assert np.array_equal(again.headcount, whole().headcount)


class Failing:
    """Plays every replication but one."""

    in_threads = False

    def run(self, seed: int, replications: range) -> Batch:
        if 9 in replications:
            raise ZeroDivisionError("no people")
        return Fast(program()).run(seed, replications)


def test_a_failure_is_told_with_its_address() -> None:
    with pytest.raises(ReplicationError, match="replication 9 of seed 5 failed: ZeroDivisionError"):
        play_chosen(Failing(), SEED, np.array([2, 9, 12]))
