"""The images that threads play in: copies of one that share nothing, and room that grows once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from threading import Barrier

import numpy as np
import pytest

from sim.engine.build import build
from sim.engine.fast import Fast
from sim.engine.memory import images
from sim.engine.memory.image import Beginning, Image, Rooms
from sim.engine.memory.images import Images
from sim.engine.program import Program
from sim.scenario import load

SEED = 5
SMALL = Rooms(events=8)


@cache
def program() -> Program:
    return build(load("second-failure"))


def pool() -> Images:
    return Images(program(), Rooms())


def test_threads_play_in_memory_of_their_own() -> None:
    lent = pool()
    one, two = lent.take(SEED), lent.take(SEED)
    assert not np.shares_memory(one.words, two.words)
    assert np.array_equal(one.words, two.words)


def test_an_image_given_back_is_lent_again_without_what_was_summed_up() -> None:
    engine = Fast(program())
    fresh = engine.images.take(SEED).sums.copy()
    image = engine.images.take(SEED)
    outcomes = np.empty((20, len(program().columns)), np.int64)
    assert engine.play(image, 0, outcomes)
    assert not np.array_equal(image.sums, fresh)
    engine.images.give(image)
    again = engine.images.take(SEED)
    assert again is image
    assert np.array_equal(again.sums, fresh)


def test_a_copy_plays_what_the_image_of_another_thread_plays() -> None:
    engine = Fast(program())
    one, two = engine.images.take(SEED), engine.images.take(SEED)
    outcomes = np.empty((2, 50, len(program().columns)), np.int64)
    for image, rows in zip((one, two), outcomes, strict=True):
        assert engine.play(image, 100, rows)
    assert np.array_equal(*outcomes)
    assert np.array_equal(one.sums, two.sums)


def test_the_image_is_made_once_however_many_threads_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Rooms] = []

    def counted(program: Program, rooms: Rooms) -> Beginning:
        made.append(rooms)
        return make(program, rooms)

    make = images.make_beginning
    monkeypatch.setattr(images, "make_beginning", counted)
    lent, together = pool(), Barrier(4)

    def take(_: int) -> Image:
        together.wait()
        return lent.take(SEED)

    with ThreadPoolExecutor(4) as threads:
        taken = list(threads.map(take, range(4)))
    assert made == [Rooms()]
    assert len({id(image) for image in taken}) == 4


def test_two_threads_that_lack_room_double_it_once() -> None:
    lent = Images(program(), SMALL)
    one, two = lent.take(SEED), lent.take(SEED)
    assert lent.take_larger(one, SEED).rooms == SMALL.doubled()
    assert lent.take_larger(two, SEED).rooms == SMALL.doubled()


def test_one_that_was_too_small_is_not_lent_again() -> None:
    lent = Images(program(), SMALL)
    one, two = lent.take(SEED), lent.take(SEED)
    lent.take_larger(one, SEED)
    lent.give(two)
    assert lent.take(SEED).rooms == SMALL.doubled()
