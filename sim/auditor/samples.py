"""Are the samples distinct (MODEL 10): what a replication reads, where it lies, how it spreads."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable

import numpy as np
import numpy.typing as npt

from sim.auditor.world import Audited
from sim.core.sampling import stream_key, uniform, uniforms
from sim.engine.memory.access import World
from sim.engine.program import Program
from sim.studies.drivers.resampled import addresses

Numbers = npt.NDArray[np.float64]
Place = tuple[int, int, int]
"""Of a number that was read: replication, position in the program's row of samples, occurrence."""
Looked = Callable[[str, int, Iterable[str]], None]
"""Is told of a check how much was looked at, and what does not hold."""

LUCK = "sim.engine.rooms.luck"
ASKED = {"duration": "law", "chance": "parameter"}
"""The functions of that room that ask a question, and by which of their names."""

SAMPLE = 100_000
"""Numbers that are looked at for equal ones and for their spread: at this many the chance that two
of the 2**52 possible numbers are equal is about one in a million."""

TOO_RARE = 1e-6
"""A spread that uniform numbers have less often than this, all tests together, is refused."""


class Watched(Audited):
    """The interpreted engine with its audit, every number it reads, and what each was read for."""

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.numbers: dict[Place, float] = {}
        self.questions: defaultdict[Place, set[tuple[str, int]]] = defaultdict(set)

    def play_one(self, w: World) -> None:
        """Play one replication, audited, and note what it samples."""
        w.account = self.notes
        super().play_one(w)

    def notes(self, replication: int, position: int, occurrence: int, number: float) -> None:
        """Enter a number that was read, and what for: whoever called the luck that read it."""
        place = replication, position, occurrence
        self.numbers[place] = number
        frame, question = sys._getframe(2), ("number", -1)
        while frame.f_globals["__name__"] == LUCK:
            asked = ASKED.get(frame.f_code.co_name)
            if asked is not None:
                question = asked, frame.f_locals[asked]
            frame = frame.f_back  # type: ignore[assignment]
        self.questions[place].add(question)


def looked_up(watched: Watched, seed: int, looked: Looked) -> None:
    """Ask whether each number read is that of its address, no other sample's or question's."""
    keys, numbers = watched.program.luck.keys, watched.numbers
    sampled = [*addresses(watched.program)]
    names = [" of ".join(each) for each in sampled]
    wrong = [
        f"the address of {name} is not the one of its name"
        for name, key, each in zip(names, keys, sampled, strict=True)
        if key != stream_key(*each)
    ]
    off = []
    users: dict[Place, int] = {}
    for (replication, position, occurrence), number in numbers.items():
        key, told = keys[position], f"replication {replication}: {names[position]}"
        other = users.setdefault((replication, key, occurrence), position)
        if sampled[other] != sampled[position]:
            wrong.append(f"{told}, occurrence {occurrence}, and {names[other]} share an address")
        questions = len(watched.questions[replication, position, occurrence])
        if questions > 1:
            wrong.append(f"{told}, occurrence {occurrence}, is sampled for {questions} things")
        if number != uniform(seed, replication, key, occurrence):
            off.append(
                f"{told}, occurrence {occurrence}: {number!r} is not the number at its address"
            )
    looked("addresses of samples", len(numbers), wrong)
    looked("numbers sampled", len(numbers), off)


def spread(program: Program, seed: int, looked: Looked) -> None:
    """Ask whether `SAMPLE` numbers of occurrence 0 differ and spread evenly.

    All of them, each sample's and each replication's: how far their steps lie from the diagonal,
    which by the inequality of Dvoretzky, Kiefer, Wolfowitz and Massart is seldom more.
    """
    by_key = dict(zip(program.luck.keys, addresses(program), strict=True))  # some are shared
    numbers = uniforms(seed, range(max(2, SAMPLE // len(by_key))), [*by_key])
    size, equal = numbers.size, numbers.size - np.unique(numbers).size
    same = [f"{equal:,} of {size:,} numbers are equal to another one"] if equal else []
    looked("numbers sampled", size, same)
    uneven = []
    for rows, whose in (
        (numbers.reshape(1, -1), [f"all {size:,} numbers together"]),
        (numbers.T, [f"the numbers of {' of '.join(each)}" for each in by_key.values()]),
        (numbers, [f"the numbers of replication {n}" for n in range(len(numbers))]),
    ):
        count = rows.shape[1]
        ordered, steps = np.sort(rows, axis=1), np.arange(count) / count
        farthest = np.maximum(steps + 1 / count - ordered, ordered - steps).max(axis=1)
        rarity = 2 * np.exp(-2 * count * farthest**2)
        for row in np.flatnonzero(rarity < TOO_RARE / (1 + sum(numbers.shape))).tolist():
            uneven.append(f"{whose[row]} are not uniform (p = {rarity[row]:.1e})")
    looked("spread of numbers", size, uneven)
