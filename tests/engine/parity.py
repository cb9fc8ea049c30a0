"""Two engines side by side: the first row, event or number in which they differ, in words.

The specification replays each replication; the engine under test replays it too and also plays
all of them in one run. Every row of the log, every outcome, every episode, the head counts, the
unmet pins and the counts of what fired must be the same numbers, to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sim.auditor.parity import batches_differ, joined, logs_differ
from sim.engine.batch import Batch
from sim.engine.program import Program
from sim.outcomes import LogRow

__all__ = ["Case", "batches_differ", "joined", "logs_differ", "play_alike"]


class Engine(Protocol):
    """What plays a program."""

    name: str

    def run(self, seed: int, replications: range) -> Batch: ...

    def replay(self, seed: int, replication: int) -> tuple[list[LogRow], Batch]: ...


@dataclass(frozen=True)
class Case:
    """What is played.

    Parameters
    ----------
    title : str
        The scenario and its estimate, as a failure tells them.
    program : Program
    seed : int
    """

    title: str
    program: Program
    seed: int

    def at(self, replication: int | range) -> str:
        """Where to find a failure again."""
        told = str(replication)
        if isinstance(replication, range):
            told = f"{replication[0]} to {replication[-1]}"
        return f"{self.title}, seed {self.seed}, replication {told}"


Played = list[tuple[list[LogRow], Batch]]
"""The log and the rows of each replication in turn."""


def play_alike(case: Case, specification: Engine, other: Engine, replications: range) -> Played:
    """Play the replications with both engines, which must agree, and return what they did.

    Raises
    ------
    AssertionError
        Tells the scenario, the seed, the replication and the first difference.
    """
    played = []
    for replication in replications:
        one_log, one = specification.replay(case.seed, replication)
        other_log, another = other.replay(case.seed, replication)
        told = [
            *logs_differ(one_log, other_log, specification.name, other.name),
            *batches_differ(case.program, one, another, specification.name, other.name),
        ]
        _demand(told, case.at(replication))
        played.append((one_log, one))
    whole = joined([batch for _, batch in played])
    run = other.run(case.seed, replications)
    told = batches_differ(case.program, whole, run, specification.name, f"{other.name}, in a run")
    _demand(told, case.at(replications))
    return played


def _demand(differences: Sequence[str], at: str) -> None:
    if differences:
        raise AssertionError("\n".join([f"{at}: the engines differ", *differences]))
