"""Parameters and laws of a program: each is given a number as it is met, and kept once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from functools import cache
from typing import Any, TypeVar

from sim.core.clock import NEVER, round_seconds
from sim.core.distributions import Law, columns, fixed
from sim.core.errors import Problem, ScenarioError
from sim.core.jointly import correlated, in_rows
from sim.core.laws import Part
from sim.engine import program
from sim.engine.program import Laws, Table
from sim.scenario.scenario import Chance, Correlation, Input, correlated_inputs, matrix_of

Row = TypeVar("Row")


class Parameters:
    """Gives numbers to the parameters and laws of one scenario.

    Parameters
    ----------
    floors : mapping of str to int
        What a parameter, by its path, is known to exceed on ``as_of``, in seconds.
    """

    def __init__(self, floors: Mapping[str, int]) -> None:
        self.laws: dict[tuple[Law, tuple[int, ...], float, float], int] = {}
        self.medians: list[float] = []
        self.inputs: dict[str, int] = {}
        self.stated: dict[str, Input] = {}
        self.luck_of: dict[str, str] = {}
        self.input_laws: list[tuple[float, int, int]] = []
        self.floors = floors

    def law(
        self,
        law: Law,
        scales: tuple[int, ...] | None = None,
        lower: float = float("-inf"),
        upper: float = float("inf"),
    ) -> int:
        """The number of a law; one that is stated twice is kept once."""
        marks = scales or (-1,) * len(law.parts)
        if all(mark < 0 for mark in marks) and (lower > float("-inf") or upper < float("inf")):
            law, lower, upper = law.truncated(lower, upper), float("-inf"), float("inf")
            marks = (-1,) * len(law.parts)
        key = (law, marks, lower, upper)
        if key not in self.laws:
            self.laws[key] = len(self.laws)
            if any(mark >= 0 for mark in marks):
                law = Law(tuple(map(self._at_median, law.parts, marks))).truncated(lower, upper)
            self.medians.append(law.median())
        return self.laws[key]

    def _at_median(self, part: Part, mark: int) -> Part:
        return part.rescaled(self.input_laws[mark][0]) if mark >= 0 else part

    def chance(self, chance: Chance, elapsed: int = 0) -> int:
        """The law of a chance, given that `elapsed` seconds of it have already passed."""
        scales = tuple(-1 if s is None else self.input(s) for s in chance.scales)
        lower = max(chance.lower, float(elapsed)) if elapsed > 0 else chance.lower
        return self.law(chance.law, scales, lower, chance.upper)

    def still_running(self, chance: Chance, elapsed: int) -> int:
        """The law of what runs since `elapsed` seconds ago; -1 if it must have ended by now."""
        ended = all(scale is None for scale in chance.scales) and (
            chance.upper <= elapsed or chance.law.survival(elapsed) == 0.0
        )
        return -1 if ended else self.chance(chance, elapsed)

    def input(self, stated: Input, *, whole: bool = False) -> int:
        """The number of a parameter; `whole` for a duration, in whole seconds."""
        if stated.path not in self.inputs:
            law = stated.law
            floor = self.floors.get(stated.path, 0)
            if not law.is_fixed and floor > 0:
                law = law.truncated(lower=float(floor))
            median = law.median()
            self.inputs[stated.path] = len(self.input_laws)
            if not law.is_fixed:
                self.stated[stated.path] = replace(stated, law=law)
            median = float(round_seconds(median)) if whole else median
            number = -1 if law.is_fixed else self.law(law)
            self.input_laws.append((median, int(whole), number))
        return self.inputs[stated.path]

    def duration(self, stated: Input) -> int:
        """The number of a duration, in whole seconds."""
        return self.input(stated, whole=True)

    def value(self, name: str, value: float) -> int:
        """The number of a parameter that the scenario does not state."""
        return self.input(Input(f"({name})", fixed(value)), whole=True)

    def row(self, kind: type[Row], entity: object, **own: Any) -> Row:
        """A row of a program: what is given by name, and all else as the entity states it.

        How a field is made a number follows from its type in `sim.engine.program`; what is not
        stated is -1, an instant `NEVER`.
        """
        values = {
            name: own[name] if name in own else self._number(stated, getattr(entity, name))
            for name, stated in _types(kind)  # type: ignore[arg-type]
        }
        return kind(**values)

    def _number(self, kind: str, value: Any) -> Any:
        if kind == "Instant":
            return or_never(value)
        if value is None:
            return -1
        if kind == "Duration":
            return self.duration(value)
        if kind == "Parameter":
            return self.input(value)
        return self.chance(value) if kind == "Chance" else value

    def laws_of_all(self) -> Laws:
        """Every law met, as columns."""
        parts, begins = columns([law for law, *_ in self.laws])
        rows, uncertain = [], []
        for i, (law, marks, lower, upper) in enumerate(self.laws):
            is_uncertain = any(mark >= 0 for mark in marks)
            known = int(law.is_fixed and not is_uncertain)
            span = begins[i], begins[i + 1]
            rows.append(program.Law(known, self.medians[i], *span, lower, upper))
            uncertain += [i] * is_uncertain
        scale_input = tuple(mark for _, marks, *_ in self.laws for mark in marks)
        return Laws(tuple(rows), parts, scale_input, tuple(uncertain))

    def join(self, correlations: Sequence[Correlation], file: str) -> None:
        """Sample those of the parameters met that are correlated in rows, one address for all.

        Raises
        ------
        ScenarioError
            When no row of a table is left by what is known on ``as_of``.
        """
        names = sorted({each.joint for each in self.stated.values() if each.joint})
        for name in names:
            paths = sorted(path for path, each in self.stated.items() if each.joint == name)
            rows = zip(*(self.stated[path].values for path in paths), strict=True)
            left = [
                place
                for place, row in enumerate(rows)
                if all(x > self.floors.get(path, -1) for x, path in zip(row, paths, strict=True))
            ]
            if not left:
                message = "no row has all its values above what has elapsed on as_of"
                raise ScenarioError(
                    [Problem(file, None, paths[0], f"{message}: add one, or leave joint out")]
                )
            for path in paths:
                values, weights = self.stated[path].values, self.stated[path].weights
                law = in_rows([values[k] for k in left], [weights[k] for k in left if weights])
                self._in_rows(path, paths[0], law)
        for group in correlated_inputs(correlations, [*self.stated]):
            laws = tuple(self.stated[path].law for path in group)
            matrix = matrix_of(correlations, group)
            for path, law in zip(group, correlated(laws, group, matrix), strict=True):
                self._in_rows(path, group[0], law)

    def _in_rows(self, path: str, first: str, law: Law) -> None:
        median, whole, _ = self.input_laws[self.inputs[path]]
        self.input_laws[self.inputs[path]] = median, whole, self.law(law)
        self.luck_of[path] = first

    def inputs_of_all(self) -> Table[program.Input]:
        """Every parameter met."""
        return Table(
            program.Input(name, *row, self.luck_of.get(name, name))
            for name, row in zip(self.inputs, self.input_laws, strict=True)
        )


@cache
def _types(row: type) -> tuple[tuple[str, str], ...]:
    """The fields of a row, and of which type each is."""
    return tuple((each.name, str(each.type)) for each in fields(row))


def or_never(instant: int | None) -> int:
    """The instant, `NEVER` where there is none."""
    return NEVER if instant is None else instant
