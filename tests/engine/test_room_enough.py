"""An engine that runs out of room begins the replication again with more of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.engine.build import build
from sim.engine.memory.image import Rooms
from sim.engine.memory.images import Images
from sim.engine.simpy import Simpy
from tests.engine.stage import LUCK, launching, staged

ENOUGH = Rooms(events=64, spacecraft=64, episodes=64, log=512)


@pytest.mark.parametrize("tight", ["episodes", "log"])
def test_the_rows_are_those_of_an_engine_with_room_enough(tmp_path: Path, tight: str) -> None:
    program = build(staged(tmp_path, LUCK, launching(s_2=160)))
    one, other = Simpy(program), Simpy(program)
    rooms = replace(ENOUGH, **{tight: 1})
    other._few, other._logging = Images(program, replace(rooms, log=0)), Images(program, rooms)
    assert len(one.run(1, range(3)).episodes) > 1
    for a, b in (
        (one.run(1, range(3)), other.run(1, range(3))),
        (one.replay(1, 2)[1], other.replay(1, 2)[1]),
    ):
        assert np.array_equal(a.outcomes, b.outcomes)
        assert np.array_equal(a.episodes, b.episodes)
        assert a.fired == b.fired
    assert one.replay(1, 2)[0] == other.replay(1, 2)[0]
    grown = other._few if tight == "episodes" else other._logging
    assert getattr(grown.take(1).rooms, tight) > 1
