"""The comparison of two engines can fail, and says where: an engine that is wrong in one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sim.core.clock import DAY
from sim.engine.batch import Batch
from sim.engine.build import build
from sim.engine.program import Program
from sim.engine.simpy import Simpy
from sim.outcomes import Cause, Happening, LogRow, PadState
from sim.rules.crew import handover_at
from tests.engine.parity import Case, joined, logs_differ, play_alike
from tests.engine.replaced import replaced
from tests.engine.stage import day, pinned, staged

Log = list[LogRow]


class Wrong(Simpy):
    """The interpreted engine with a change to what it hands back.

    Parameters
    ----------
    program : Program
    of_log, of_batch : callable
        What is done to the log and to the rows of a replay; the rows of a run stay right.
    of_run : callable
        What is done to the rows of a run; the replays stay right.
    """

    name = "wrong"

    def __init__(
        self,
        program: Program,
        of_log: Callable[[Log], Log] = list,
        of_batch: Callable[[Batch], Batch] = lambda batch: batch,
        of_run: Callable[[Batch], Batch] = lambda batch: batch,
    ) -> None:
        super().__init__(program)
        self.of_log, self.of_batch, self.of_run = of_log, of_batch, of_run

    def replay(self, seed: int, replication: int) -> tuple[Log, Batch]:
        log, batch = super().replay(seed, replication)
        return (self.of_log(log), self.of_batch(batch)) if replication == 2 else (log, batch)

    def run(self, seed: int, replications: range) -> Batch:
        return self.of_run(super().run(seed, replications))


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """A ship that becomes unfit and a pin that cannot be kept: strandings, gaps, an unmet pin."""
    mishaps = pinned(s_1={"unfit": [day(8)]}, d_2={"launch": day(1), "scrubs": 1})
    return Case("a stage", build(staged(tmp_path, mishaps)), 1)


def failure(case: Case, wrong: Simpy) -> str:
    with pytest.raises(AssertionError) as raised:
        play_alike(case, Simpy(case.program), wrong, range(4))
    return str(raised.value)


# engines that are right ---------------------------------------------------------------------------


def test_an_engine_is_like_itself(case: Case) -> None:
    played = play_alike(case, Simpy(case.program), Wrong(case.program), range(4))
    assert [batch.first for _, batch in played] == [0, 1, 2, 3]
    assert all(len(log) > 10 for log, _ in played)
    assert joined([batch for _, batch in played]).unmet_pins


# a log that differs -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"second": 5},
        {"rank": 41},
        {"happening": Happening.MERGED},
        {"entity": "somebody else"},
        {"cause": Cause.POLICY},
        {"pad": "another pad"},
        {"family": "another rocket"},
        {"port": "another port"},
        {"other": "another flight"},
        {"stock": "another stock"},
        {"state": PadState.DOWN},
        {"seconds": 12345},
        {"crew": ("somebody",)},
        {"people": 99},
    ],
    ids=lambda change: next(iter(change)),
)
def test_every_field_of_a_row_is_compared(case: Case, change: dict[str, Any]) -> None:
    def of_log(log: Log) -> Log:
        log[7] = replace(log[7], **change)
        return log

    told = failure(case, Wrong(case.program, of_log=of_log))
    (value,) = change.values()
    assert told.startswith("a stage, seed 1, replication 2: the engines differ\n")
    assert "the logs differ first in row 8" in told
    said = "somebody" if value == ("somebody",) else getattr(value, "name", str(value))
    assert said in told


@pytest.mark.parametrize("gone", [0, 4, -1])
def test_a_missing_row_is_told(case: Case, gone: int) -> None:
    def of_log(log: Log) -> Log:
        del log[gone]
        return log

    assert "the logs differ first in row" in failure(case, Wrong(case.program, of_log=of_log))


def test_two_rows_of_one_second_in_the_other_order_are_told(case: Case) -> None:
    log, _ = Simpy(case.program).replay(1, 2)
    tied = next(i for i in range(len(log) - 1) if log[i].second == log[i + 1].second)

    def of_log(log: Log) -> Log:
        log[tied], log[tied + 1] = log[tied + 1], log[tied]
        return log

    told = failure(case, Wrong(case.program, of_log=of_log))
    assert f"the logs differ first in row {tied + 1}\n" in told


def test_a_difference_is_told_with_three_rows_around_it() -> None:
    one = [LogRow(n * DAY, 60, Happening.LAUNCHES, f"s-{n}", None, people=3) for n in range(20)]
    other = [*one[:10], replace(one[10], second=10 * DAY + 1), *one[11:12]]
    told = logs_differ(one, other, "simpy", "fast")
    assert told[:2] == ["the logs differ first in row 11", "simpy (20 rows):"]
    assert [line.split()[0 if line[0] == " " else 1] for line in told[2:9]] == [
        str(row) for row in range(8, 15)
    ]
    assert told[5] == (
        ">   11 day 10.0000: second 864000, rank 60, happening LAUNCHES, entity s-10, people 3"
    )
    assert told[9] == "fast (12 rows):"
    assert told[13].startswith(">   11 day 10.0000: second 864001, ")
    assert len(told) == 15
    assert logs_differ(one, one, "simpy", "fast") == []
    shorter = logs_differ(one, one[:5], "simpy", "fast")
    assert shorter[0] == "the logs differ first in row 6"
    assert shorter[-4] == "fast (5 rows):"


# rows that differ ---------------------------------------------------------------------------------


def _outcome(batch: Batch) -> Batch:
    batch.outcomes[-1, 0] += 1
    return batch


def _episode(batch: Batch) -> Batch:
    batch.episodes[-1, 3] += 1
    return batch


def _no_episode(batch: Batch) -> Batch:
    return replace(batch, episodes=batch.episodes[:-1])


def _heads(batch: Batch) -> Batch:
    batch.headcount[3, 0, 7] += 1
    return batch


def _unmet(batch: Batch) -> Batch:
    return replace(batch, unmet_pins={})


def _fired(batch: Batch) -> Batch:
    return replace(batch, fired={**batch.fired, "docks": 1})


WRONG_ROWS = [
    (_outcome, "replication 2, handover_gap_days[red]: simpy "),
    (_episode, ": simpy replication 2: HANDOVER_GAP of blue, "),
    (_no_episode, " None"),
    (_heads, "replications with 7 aboard (total) after 3 d: simpy "),
    (_unmet, "unmet pins, "),
    (_fired, "fired, docks: simpy "),
]


@pytest.mark.parametrize(("change", "words"), WRONG_ROWS)
def test_a_wrong_row_of_a_replay_is_told(
    case: Case, change: Callable[[Batch], Batch], words: str
) -> None:
    told = failure(case, Wrong(case.program, of_batch=change))
    assert told.startswith("a stage, seed 1, replication 2: the engines differ\n")
    assert words in told


@pytest.mark.parametrize(("change", "words"), WRONG_ROWS)
def test_a_wrong_row_of_a_run_is_told(
    case: Case, change: Callable[[Batch], Batch], words: str
) -> None:
    told = failure(case, Wrong(case.program, of_run=change))
    assert told.startswith("a stage, seed 1, replication 0 to 3: the engines differ\n")
    assert words.replace("replication 2", "replication 3") in told


# a rule that differs ------------------------------------------------------------------------------


def test_a_rule_that_is_one_second_off_is_found(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    class OneSecondOff(Simpy):
        name = "one second off"

        def replay(self, seed: int, replication: int) -> tuple[Log, Batch]:
            with monkeypatch.context() as patched:
                replaced(patched, "rules.crew.handover_at", lambda *given: handover_at(*given) + 1)
                return super().replay(seed, replication)

    told = failure(case, OneSecondOff(case.program))
    assert "the logs differ first in row" in told
    assert "happening UNDOCKS, entity d-1, cause HANDOVER" in told
