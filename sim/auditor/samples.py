"""Are the samples distinct (MODEL 10): what a replication reads, where it lies, how it spreads."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt
from scipy import stats

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
    own = [stream_key(*each) for each in sampled]
    wrong = [
        f"the address of {name} is not the one of its name"
        for name, key, right in zip(names, keys, own, strict=True)
        if key != right
    ]
    off = []
    users: dict[int, Place] = {}
    for place, number in numbers.items():
        replication, position, occurrence = place
        told = f"replication {replication}: {names[position]}, occurrence {occurrence}"
        other = users.setdefault(replication | occurrence << 32 | keys[position] << 64, place)
        if other != place and sampled[other[1]] != sampled[position]:
            wrong.append(f"{told}, and {names[other[1]]} share an address")
        if len(watched.questions[place]) > 1:
            wrong.append(f"{told}, is sampled for {len(watched.questions[place])} things")
        if number != uniform(seed, replication, keys[position], occurrence):
            off.append(f"{told}: {number!r} is not the number at its address")
    looked("addresses of samples", len(numbers), wrong)
    looked("numbers sampled", len(numbers), off)


def spread(program: Program, seed: int, looked: Looked) -> None:
    """Ask whether `SAMPLE` numbers of occurrence 0 differ and spread evenly.

    All of them, each sample's and each replication's, by the two-sided Kolmogorov-Smirnov test.
    """
    by_key = dict(zip(program.luck.keys, addresses(program), strict=True))  # some are shared
    keys, sampled = [*by_key], [*by_key.values()]
    numbers = uniforms(seed, range(max(2, SAMPLE // len(keys))), keys)
    size, equal = numbers.size, numbers.size - np.unique(numbers).size
    same = [f"{equal:,} of {size:,} numbers are equal to another one"] if equal else []
    looked("numbers sampled", size, same)
    uneven = []
    for rows, whose in (
        (numbers.reshape(1, -1), [f"all {size:,} numbers together"]),
        (numbers.T, [f"the numbers of {' of '.join(each)}" for each in sampled]),
        (numbers, [f"the numbers of replication {n}" for n in range(len(numbers))]),
    ):
        for row, rarity in _rare(rows, TOO_RARE / (1 + sum(numbers.shape))):
            uneven.append(f"{whose[row]} are not uniform (p = {rarity:.1e})")
    looked("spread of numbers", size, uneven)


def _rare(rows: Numbers, at: float) -> Iterator[tuple[int, float]]:
    """Yield the rows that lie so far from uniform that it is rarer than `at`, and how rare."""
    count = rows.shape[1]
    ordered, steps = np.sort(rows, axis=1), np.arange(count) / count
    farthest = np.maximum(steps + 1 / count - ordered, ordered - steps).max(axis=1)
    for row in np.flatnonzero(farthest > stats.kstwo.isf(at, count)).tolist():
        yield row, float(stats.kstwo.sf(farthest[row], count))
