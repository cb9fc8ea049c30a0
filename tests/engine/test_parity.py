"""The compiled engine plays every shipped scenario as the interpreted one does, event by event."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from sim.auditor import Audited
from sim.engine import player
from sim.engine.batch import Batch
from sim.engine.build import build
from sim.engine.fast import Fast
from sim.engine.memory.image import Rooms
from sim.engine.program import Program
from sim.engine.simpy import Simpy
from sim.runs.replicate import AS_STATED
from sim.scenario import shipped
from tests.engine.parity import Case, batches_differ, joined, play_alike
from tests.shipped import cases, loaded, under

SEED = 1
SOME, MANY = 3, 1_000
"""Replications of each case: by default, and among the slow tests.

What is unlike in one of a hundred futures of the shipped scenarios is met by the 190 default ones
with a chance of 85 %. The golden logs judge the compiled engine by far more of them.
"""

CASES = cases()


def program_of(name: str, estimate: str, *, plan: bool = False) -> Program:
    return build(under(name, estimate), plan=plan)


def alike(
    name: str,
    estimate: str,
    replications: range,
    *,
    plan: bool = False,
    interpreted: type[Simpy] = Simpy,
) -> None:
    program = program_of(name, estimate, plan=plan)
    case = Case(f"{name} ({estimate}{', the plan' if plan else ''})", program, SEED)
    played = play_alike(case, interpreted(program), Fast(program), replications)
    assert all(log for log, _ in played)


# the futures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "estimate"), CASES)
def test_every_shipped_scenario_is_played_alike_and_nothing_is_broken(
    name: str, estimate: str
) -> None:
    """The first is audited meanwhile, which changes nothing."""
    alike(name, estimate, range(1), interpreted=Audited)
    alike(name, estimate, range(1, SOME))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "estimate"), CASES)
def test_far_more_futures_are_played_alike(name: str, estimate: str) -> None:
    alike(name, estimate, range(SOME, SOME + MANY))


@pytest.mark.parametrize("name", shipped())
def test_the_plan_of_every_shipped_scenario_is_played_alike(name: str) -> None:
    alike(name, next(iter(loaded(name).estimates), AS_STATED), range(2), plan=True)


def test_the_last_addresses_are_played_alike() -> None:
    """The highest replications under the highest seed."""
    program = program_of("site-31-outage", "up-to-two-years")
    case = Case("site-31-outage", program, 2**64 - 1)
    play_alike(case, Simpy(program), Fast(program), range(2**32 - 20, 2**32))


# ranges and threads -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def outage() -> Program:
    return program_of("site-31-outage", "up-to-two-years")


def parts(replications: range, chunk: int) -> list[range]:
    """The replications in pieces of at most `chunk`."""
    return [replications[i : i + chunk] for i in range(0, len(replications), chunk)]


def same(program: Program, one: Batch, other: Batch, what: str) -> None:
    differences = batches_differ(program, one, other, "in one run", what)
    assert not differences, "\n".join(differences)


def cut(engine: Fast | Simpy, replications: range, chunk: int) -> Batch:
    """The rows of a run in pieces, joined five hundred at a time: each has the head counts."""
    pieces = parts(replications, chunk)
    return joined(
        [
            joined([engine.run(SEED, part) for part in pieces[first : first + 500]])
            for first in range(0, len(pieces), 500)
        ]
    )


@pytest.mark.parametrize("chunk", [1, 7, 100_000])
def test_the_size_of_a_chunk_changes_nothing(outage: Program, chunk: int) -> None:
    fast, replications = Fast(outage), range(3, 303)
    whole = fast.run(SEED, replications)
    same(outage, whole, cut(fast, replications, chunk), f"in pieces of {chunk}")


@pytest.mark.slow
@pytest.mark.parametrize("chunk", [7, 100_000])
def test_the_size_of_a_chunk_changes_nothing_in_a_long_run(outage: Program, chunk: int) -> None:
    fast, replications = Fast(outage), range(100_050)
    whole = fast.run(SEED, replications)
    same(outage, whole, cut(fast, replications, chunk), f"in pieces of {chunk}")


@pytest.mark.parametrize("chunk", [1, 7])
def test_the_size_of_a_chunk_changes_nothing_interpreted(outage: Program, chunk: int) -> None:
    simpy, replications = Simpy(outage), range(62, 90)
    whole = simpy.run(SEED, replications)
    same(outage, whole, cut(simpy, replications, chunk), f"in pieces of {chunk}")


@pytest.mark.parametrize("threads", [2, 5])
def test_threads_play_as_one_does(outage: Program, threads: int) -> None:
    """One engine shared by threads; the pieces are taken from the end, of odd sizes."""
    assert Fast.in_threads
    fast, replications = Fast(outage), range(6_001)
    whole = fast.run(SEED, replications)
    pieces = parts(replications, 611)
    with ThreadPoolExecutor(threads) as pool:
        played = list(pool.map(lambda part: fast.run(SEED, part), reversed(pieces)))
    same(outage, whole, joined(played[::-1]), f"in {threads} threads")


def test_threads_with_an_engine_each_play_as_one_does() -> None:
    """Different scenarios at the same time: nothing is shared between engines."""
    programs = [program_of(name, estimate) for name, estimate in CASES]
    engines = [Fast(program) for program in programs]
    alone = [each.run(SEED, range(50)) for each in engines]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda each: each.run(SEED, range(50)), engines * 2))
    for program, one, other in zip(programs * 2, alone * 2, together, strict=True):
        same(program, one, other, "beside others")


# room ---------------------------------------------------------------------------------------------


def test_an_engine_that_runs_out_of_room_begins_again_with_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With room for one event, one spacecraft on order, one episode and one row of the log."""
    tight = Rooms(events=1, spacecraft=1, episodes=1, log=1)
    monkeypatch.setattr(player, "Rooms", lambda **_: tight)
    for name in ("site-31-outage", "climatology-2020"):
        program = program_of(name, next(iter(loaded(name).estimates), AS_STATED))
        play_alike(Case(name, program, SEED), Simpy(program), Fast(program), range(20))
