"""Are the draws distinct: which numbers a replication reads, where they lie, how they spread.

The interpreted engine keeps account of every number it reads. From that follows what MODEL 10 asks:
each draw has an address of its own, which answers one question; the number is the one that the
generator has at that address; and the numbers look like uniform ones.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt
from scipy import stats

from sim.auditor.world import Audited
from sim.core.draws import stream_key, uniform, uniforms
from sim.engine import stream
from sim.engine.memory.access import World
from sim.engine.program import Program
from sim.engine.rooms import luck

Numbers = npt.NDArray[np.float64]
Place = tuple[int, int, int]
"""Of a number that was read: replication, position in the program's row of draws, occurrence."""
Looked = Callable[[str, int, Iterable[str]], None]
"""Is told of a check how much was looked at, and what does not hold."""

ASKED = {"duration": "law", "chance": "parameter"}
"""The functions of `sim.engine.rooms.luck` that ask a question, and by which of their names."""

SAMPLE = 100_000
"""Numbers that are looked at for equal ones and for their spread: at this many the chance that two
of the 2**52 possible numbers are equal is about one in a million."""

TOO_RARE = 1e-6
"""A spread that uniform numbers have less often than this, all tests together, is refused."""


class Watched(Audited):
    """The interpreted engine with its audit and an account of what it draws.

    Attributes
    ----------
    numbers : dict of Place to float
        Every number read.
    questions : dict of Place to set of (str, int)
        What each was read for: a law's duration, a parameter's chance, or the number itself.
    """

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.numbers: dict[Place, float] = {}
        self.questions: dict[Place, set[tuple[str, int]]] = {}

    def play_one(self, w: World) -> None:
        """Play one replication, audited, and note what it draws."""
        w.account = self.notes
        super().play_one(w)

    def notes(self, replication: int, position: int, occurrence: int, number: float) -> None:
        """Enter a number that was read, and what for: whoever called the luck that read it."""
        place = replication, position, occurrence
        self.numbers[place] = number
        frame, question = sys._getframe(2), ("number", -1)
        while frame.f_globals["__name__"] == luck.__name__:
            asked = ASKED.get(frame.f_code.co_name)
            if asked is not None:
                question = asked, frame.f_locals[asked]
            frame = frame.f_back  # type: ignore[assignment]
        self.questions.setdefault(place, set()).add(question)


def drawn_for(program: Program) -> Iterator[tuple[str, str, int]]:
    """Yield every draw of a program: its stream, its entity and its position in the row."""
    places = program.luck
    capsules = [f"{c.name}/{name}" for c in program.classes for name in c.capsule_names]
    for streams, starts, entities in (
        (stream.OF_FLIGHTS, places.flight, program.flights.names),
        (stream.OF_PEOPLE, places.person, program.people.names),
        (stream.OF_FAMILIES, places.family, program.families.names),
        (stream.OF_PADS, places.pad, program.pads.names),
        (stream.OF_CAPSULES, places.capsule, capsules),
        (stream.OF_INPUTS, (places.input,), program.inputs.names),
    ):
        for which, start in zip(streams, starts, strict=True):
            yield from ((which, name, start + n) for n, name in enumerate(entities))


def names_of_draws(program: Program) -> dict[int, str]:
    """Return what is drawn at each position of the row, such as ``slip of ms-29``."""
    return {position: f"{which} of {entity}" for which, entity, position in drawn_for(program)}


def looked_up(watched: Watched, seed: int, looked: Looked) -> None:
    """Ask whether each number read is that of its address, and no other draw's or question's."""
    program, numbers = watched.program, watched.numbers
    keys, names = program.luck.keys, names_of_draws(program)
    wrong, off = [], []
    for which, entity, position in drawn_for(program):
        if keys[position] != stream_key(which, entity):
            wrong.append(f"the address of {which} of {entity} is not the one of its name")
    users: dict[int, Place] = {}
    for place, number in numbers.items():
        replication, position, occurrence = place
        drawn = f"replication {replication}: {names[position]}, occurrence {occurrence}"
        counter = replication | occurrence << 32 | keys[position] << 64
        other, asked = users.setdefault(counter, place), len(watched.questions[place])
        if other != place:
            one, two = names[other[1]], names[position]
            wrong.append(f"replication {replication}: {one} and {two} share an address")
        if asked > 1:
            wrong.append(f"{drawn}, is drawn for {asked} things")
        if number != uniform(seed, replication, keys[position], occurrence):
            off.append(f"{drawn}: {number!r} is not the number at its address")
    looked("addresses of draws", len(numbers), wrong)
    looked("numbers drawn", len(numbers), off)


def spread(program: Program, seed: int, looked: Looked) -> None:
    """Ask whether `SAMPLE` numbers of occurrence 0 differ and spread evenly.

    All of them, those of each draw and those of each replication are asked by the two-sided
    Kolmogorov-Smirnov test against the uniform distribution on (0, 1), at `TOO_RARE` divided by how
    many are asked.
    """
    keys, names = program.luck.keys, names_of_draws(program)
    numbers = uniforms(seed, range(max(2, SAMPLE // len(keys))), keys)
    size, equal = numbers.size, numbers.size - np.unique(numbers).size
    same = [f"{equal:,} of {size:,} numbers are equal to another one"] if equal else []
    looked("numbers drawn", size, same)
    at, uneven = TOO_RARE / (1 + sum(numbers.shape)), []
    for rows, whose in (
        (numbers.reshape(1, -1), [f"all {size:,} numbers together"]),
        (numbers.T, [f"the numbers of {names[position]}" for position in range(len(keys))]),
        (numbers, [f"the numbers of replication {n}" for n in range(len(numbers))]),
    ):
        for row, rarity in _rare(rows, at):
            uneven.append(f"{whose[row]} are not uniform (p = {rarity:.1e})")
    looked("spread of numbers", size, uneven)


def _rare(rows: Numbers, at: float) -> Iterator[tuple[int, float]]:
    """Yield the rows that lie so far from uniform that it is rarer than `at`, and how rare."""
    count = rows.shape[1]
    ordered, steps = np.sort(rows, axis=1), np.arange(count) / count
    farthest = np.maximum(steps + 1 / count - ordered, ordered - steps).max(axis=1)
    for row in np.flatnonzero(farthest > stats.kstwo.isf(at, count)).tolist():
        yield row, float(stats.kstwo.sf(farthest[row], count))
