"""Are the draws distinct: which numbers a replication reads, where they lie, how they spread.

The interpreted engine keeps account of every number it reads. From that follows what MODEL 10 asks:
each draw has an address of its own, which answers one question; the number is the one that the
generator has at that address; and the numbers look like uniform ones.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
from scipy import stats

from sim.auditor.invariants import Audited
from sim.core.draws import stream_key, uniform, uniforms
from sim.engine import stream
from sim.engine.memory.access import World
from sim.engine.program import Program
from sim.engine.rooms import luck

Question = tuple[str, int]
"""What a number was read for: a law's duration, a parameter's chance, or the number itself."""

ASKED = {"duration": "law", "chance": "parameter"}
"""The functions of `sim.engine.rooms.luck` that ask a question, and by which of their names."""

SAMPLE = 100_000
"""Numbers that are looked at for equal ones and for their spread: at this many the chance that two
of the 2**52 possible numbers are equal is about one in a million."""

TOO_RARE = 1e-6
"""A spread that uniform numbers have less often than this, all tests together, is refused."""


class Account:
    """What the replications of a program have drawn.

    Attributes
    ----------
    numbers : dict of (replication, position, occurrence) to float
        Every number read, by where the program has it.
    questions : dict of (replication, position, occurrence) to set of Question
        What each was read for.
    """

    def __init__(self) -> None:
        self.numbers: dict[tuple[int, int, int], float] = {}
        self.questions: dict[tuple[int, int, int], set[Question]] = {}

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


class Watched(Audited):
    """The interpreted engine with its audit and an account of what it draws.

    Parameters
    ----------
    program : Program
    """

    def __init__(self, program: Program) -> None:
        super().__init__(program)
        self.account = Account()

    def play_one(self, w: World) -> None:
        """Play one replication, audited, and note what it draws."""
        w.account = self.account.notes
        super().play_one(w)


# addresses ----------------------------------------------------------------------------------------


def addresses_shared(program: Program, account: Account) -> Iterator[str]:
    """Yield the draws whose 128-bit counter another draw has too, or that answer two questions.

    Parameters
    ----------
    program : Program
    account : Account
        Of some replications under one seed; the seed is the key of the generator for all of them.
    """
    keys, names = program.luck.keys, names_of_draws(program)
    for which, entity, position in drawn_for(program):
        if keys[position] != stream_key(which, entity):
            yield f"the address of {which} of {entity} is not the one of its name"
    users: dict[int, tuple[int, int, int]] = {}
    for place in account.numbers:
        replication, position, occurrence = place
        counter = replication | occurrence << 32 | keys[position] << 64
        other = users.setdefault(counter, place)
        if other != place:
            one, two = names[other[1]], names[position]
            yield f"replication {replication}: {one} and {two} share an address"
    for (replication, position, occurrence), asked in account.questions.items():
        if len(asked) > 1:
            drawn = f"{names[position]}, occurrence {occurrence}"
            yield f"replication {replication}: {drawn}, is drawn for {len(asked)} things"


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
    named: dict[int, str] = {}
    for which, entity, position in drawn_for(program):
        words = f"{which} of {entity}"
        named[position] = f"{named[position]} and {words}" if position in named else words
    return named


def numbers_off(program: Program, seed: int, account: Account) -> Iterator[str]:
    """Yield the numbers read that are not those of their addresses."""
    keys, names = program.luck.keys, names_of_draws(program)
    for (replication, position, occurrence), number in account.numbers.items():
        if number != uniform(seed, replication, keys[position], occurrence):
            drawn = f"{names[position]}, occurrence {occurrence}"
            yield f"replication {replication}: {drawn}: {number!r} is not the number at its address"


# spread -------------------------------------------------------------------------------------------

Numbers = npt.NDArray[np.float64]


def sample(program: Program, seed: int) -> Numbers:
    """Return about `SAMPLE` numbers of occurrence 0, shape (replications, draws)."""
    keys = program.luck.keys
    return uniforms(seed, range(max(2, SAMPLE // len(keys))), keys)


def equal_numbers(numbers: Numbers) -> int:
    """Return how many of the numbers another one of them is equal to."""
    return int(numbers.size - np.unique(numbers).size)


def spread_amiss(program: Program, numbers: Numbers) -> Iterator[str]:
    """Yield what is not uniform: all numbers, those of one draw, or those of one replication.

    Each is asked by the two-sided Kolmogorov-Smirnov test against the uniform distribution on
    (0, 1), at `TOO_RARE` divided by how many are asked.
    """
    replications, draws = numbers.shape
    at = TOO_RARE / (1 + replications + draws)
    names = names_of_draws(program)
    for _, rarity in _rare(numbers.reshape(1, -1), at):
        yield f"all {numbers.size:,} numbers together are not uniform (p = {rarity:.1e})"
    for position, rarity in _rare(numbers.T, at):
        yield f"the numbers of {names[position]} are not uniform (p = {rarity:.1e})"
    for replication, rarity in _rare(numbers, at):
        yield f"the numbers of replication {replication} are not uniform (p = {rarity:.1e})"


def _rare(rows: Numbers, at: float) -> Iterator[tuple[int, float]]:
    """Yield the rows that lie so far from uniform that it is rarer than `at`, and how rare."""
    count = rows.shape[1]
    ordered = np.sort(rows, axis=1)
    steps = np.arange(count) / count
    above = (steps + 1 / count - ordered).max(axis=1)
    below = (ordered - steps).max(axis=1)
    farthest = np.maximum(above, below)
    for row in np.flatnonzero(farthest > stats.kstwo.isf(at, count)).tolist():
        yield row, float(stats.kstwo.sf(farthest[row], count))
