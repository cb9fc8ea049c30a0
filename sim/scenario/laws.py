"""What a stated quantity means: the law behind an input or a chance.

An input is our ignorance, sampled once a replication, so its parameters are plain. A chance is
sampled per occurrence, and the scale of each of its parts (``median`` or ``mean``) may be an input.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from sim.core import clock, distributions
from sim.core.distributions import Law
from sim.core.laws import ENDLESS, LEAST_MASS
from sim.scenario.document import Path, dotted
from sim.scenario.model import Model, UnfitError, unfit
from sim.scenario.quantities import (
    DURATION,
    RATE,
    SHIFT,
    UP_TO_ONE,
    Distribution,
    Empirical,
    Fixed,
    Mixture,
    Named,
    Statement,
    Unit,
)
from sim.scenario.scenario import Chance, Input
from sim.scenario.statements import AS_CAME_TRUE, AS_SAID, Said

Stated = str | float | Distribution
_EITHER = {"lognormal": (("sigma", "p90"),), "weibull": (("median", "mean"),)}


def input_of(stated: Stated, unit: Unit, path: Path) -> Input:
    """Return the input that stands at the path.

    Raises
    ------
    UnfitError
        When the value or the distribution cannot be meant in this unit.
    """
    chance = chance_of(stated, unit, path, once=True)
    for scale in chance.scales:
        if scale is not None:
            at: Path = ()
            if isinstance(stated, Mixture):
                begins = [f"{dotted((*path, 'parts', i))}." for i in range(len(stated.parts))]
                at = ("parts", [scale.path.startswith(each) for each in begins].index(True))
            raise UnfitError(
                "sampled once a replication, so its parameters are plain values: only what is "
                "sampled at each occurrence may have an uncertain median or mean",
                (*at, scale.path.rsplit(".", 1)[-1]),
            )
    law = chance.law
    if math.isfinite(chance.lower) or math.isfinite(chance.upper):
        law = law.truncated(chance.lower, chance.upper)
    if isinstance(stated, Empirical) and stated.joint is not None:
        assert stated.values_ is not None
        values = tuple(_all_read(stated.values_, unit))
        weights = tuple(stated.weights or ()) if not isinstance(stated.weights, str) else ()
        return Input(dotted(path), law, stated.joint, values, weights)
    return Input(dotted(path), law)


def chance_of(stated: Stated | list[Any], unit: Unit, path: Path, *, once: bool = False) -> Chance:
    """Return the chance that stands at the path; of laws by lead the last, with all of them.

    Parameters
    ----------
    once : bool
        Whether it is sampled once a replication.

    Raises
    ------
    UnfitError
        When the value or the distribution cannot be meant in this unit.
    """
    if isinstance(stated, list):
        laws = [chance_of(each.law, unit, (*path, n, "law")) for n, each in enumerate(stated)]
        leads = [*(clock.round_seconds(DURATION.value(e.within)) for e in stated[:-1]), clock.NEVER]
        return replace(laws[-1], ahead=tuple(zip(leads, laws, strict=True)))
    if not isinstance(stated, Distribution):
        return Chance(distributions.fixed(unit.value(stated, endless=True)), (None,))
    if stated.weight is not None:
        raise UnfitError("a weight belongs to a part of a mixture", ("weight",))
    if isinstance(stated, Empirical) and stated.joint is not None and not once:
        raise UnfitError("sampled at each occurrence: rows are sampled once", ("joint",))
    if isinstance(stated, Mixture):
        law, scales = _mixed(stated, unit, path)
    elif isinstance(stated, Statement):
        law = statement(stated, unit, path)
        scales = (None,) * len(law.parts)
    else:
        law, scale = _component(stated, unit, path)
        scales = (scale,) * len(law.parts)
    lower, upper = _bounds(stated, unit)
    typical = law if scales == (None,) * len(scales) else _typical(law, scales)
    _check_range(_truncated(typical, lower, upper), unit)
    return Chance(law, scales, lower, upper)


@dataclass(frozen=True)
class Entry:
    """A model at its path, whose quantities can be read by their keys."""

    stated: Model
    path: Path

    def input(self, key: str, unit: Unit) -> Input:
        """Return the input that the key states."""
        return input_of(getattr(self.stated, key), unit, (*self.path, key))

    def chance(self, key: str, unit: Unit) -> Chance:
        """Return the chance that the key states."""
        return chance_of(getattr(self.stated, key), unit, (*self.path, key))

    def maybe_input(self, key: str, unit: Unit) -> Input | None:
        """Return the input that the key states, if it is there."""
        return None if getattr(self.stated, key) is None else self.input(key, unit)

    def maybe_chance(self, key: str, unit: Unit) -> Chance | None:
        """Return the chance that the key states, if it is there."""
        return None if getattr(self.stated, key) is None else self.chance(key, unit)


def _mixed(stated: Mixture, unit: Unit, path: Path) -> tuple[Law, tuple[Input | None, ...]]:
    """Return the law of a mixture and the uncertain scale of each part."""
    pairs: list[tuple[float, Law]] = []
    scales: list[Input | None] = []
    if not stated.parts:
        raise UnfitError("a mixture needs at least one part", ("parts",))
    for index, part in enumerate(stated.parts):
        at: Path = ("parts", index)
        if not isinstance(part, Distribution) or part.weight is None:
            raise UnfitError("a part needs a weight, and a value or a kind", at)
        if isinstance(part, Mixture):
            raise UnfitError("a mixture cannot be a part of a mixture: write its parts out", at)
        if isinstance(part, Empirical) and part.joint is not None:
            raise UnfitError("joint rows cannot be a part of a mixture", (*at, "joint"))
        if isinstance(part, Statement):
            raise UnfitError("a statement cannot be a part of a mixture", at)
        try:
            law, scale = _component(part, unit, (*path, *at))
            lower, upper = _bounds(part, unit)
            if math.isfinite(lower) or math.isfinite(upper):
                if scale is not None:
                    raise UnfitError("bounds need a plain median or mean in a part of a mixture")
                law = _truncated(law, lower, upper)
        except UnfitError as error:
            raise error.below(*at) from None
        pairs.append((part.weight, law))
        scales += [scale] * len(law.parts)
    return distributions.mixture(pairs), tuple(scales)


def statement(stated: Statement, unit: Unit, path: Path, reading: str | None = None) -> Law:
    """Return the law of a statement in one of its readings; None for the one that is in place."""
    if unit.read is not clock.parse_duration:
        raise UnfitError("a statement is about a duration", ("kind",))
    said = _said(stated, unit, path)
    record = stated.record
    if record is None:  # its speaker is unknown, which is told there
        return said.words
    if (reading or record.reading) == AS_CAME_TRUE:
        law = said.as_came_true(record)
    else:
        law = said.as_said(record.undercut)
    return law if record.longest is None else said.bounded(law, unit.value(record.longest))


def readings(stated: Statement, path: Path) -> tuple[Law, Law]:
    """Return the laws of a statement of a repair: as said, and as such statements came true."""
    as_said, came_true = (
        statement(stated, DURATION, path, reading) for reading in (AS_SAID, AS_CAME_TRUE)
    )
    return as_said, came_true


def _said(stated: Statement, unit: Unit, path: Path) -> Said:
    after = unit.value(stated.after, ("after",))
    until = None if stated.until is None else unit.value(stated.until, ("until",))
    if until is not None and until <= after:
        raise UnfitError("the date that was quoted must lie behind after", ("until",))
    if until is None and stated.as_said is None:
        raise UnfitError("a statement needs until, the date that was quoted, or as_said")
    if stated.at_least and (until is None or stated.as_said is None):
        raise UnfitError("at_least needs until, the bound, and as_said, what is beyond it")
    if stated.as_said is None:
        assert until is not None
        return Said(distributions.fixed(until), until, after, stated.at_least)
    unit = replace(unit, endless=False)
    if isinstance(stated.as_said, Statement):
        raise UnfitError("a statement within a statement says nothing more", ("as_said",))
    try:
        words = input_of(stated.as_said, unit, (*path, "as_said")).law
    except UnfitError as error:
        raise error.below("as_said") from None
    return Said(words, until, after, stated.at_least)


def _component(stated: Distribution, unit: Unit, path: Path) -> tuple[Law, Input | None]:
    """Return the law of one kind, and its scale where that is uncertain (the law's is then 1)."""
    if isinstance(stated, Empirical):
        if stated.values_ is None:
            raise UnfitError("empirical needs values, or csv and column, or evidence")
        return _sample(stated, stated.values_, unit), None
    if stated.kind == "beta" and unit not in UP_TO_ONE:
        raise UnfitError("beta is a distribution of probabilities and shares", ("kind",))
    given: dict[str, Any] = {key: getattr(stated, key) for key in stated.bare}
    for pair in _EITHER.get(stated.kind, ()):
        if sum(getattr(stated, key) is not None for key in pair) != 1:
            raise UnfitError(f"{stated.kind} needs either {' or '.join(pair)}")
    scale: Input | None = None
    for key in stated.measured:
        value = getattr(stated, key)
        if isinstance(value, Distribution):
            try:
                scale = input_of(value, unit, (*path, key))
            except UnfitError as error:
                raise error.below(key) from None
            given[key] = 1.0
        elif value is None:
            given[key] = None
        else:
            of = _anywhere(unit) if key in stated.anywhere else unit
            given[key] = of.value(value, (key,), endless=isinstance(stated, Fixed))
    if scale is not None:
        if given.get("p90") is not None:
            raise UnfitError("with an uncertain median state sigma instead of p90", ("p90",))
        if scale.law.support()[0] <= 0.0 and scale.law.quantile(1e-9) <= 0.0:
            raise UnfitError("an uncertain median or mean must be above 0")
    if isinstance(stated, Fixed):
        return distributions.fixed(given["value"]), scale
    if isinstance(stated, Named):
        return _named(stated, unit, given), scale
    constructor = cast(Callable[..., Law], getattr(distributions, stated.kind))
    return _built(constructor, unit, **given), scale


def _named(stated: Named, unit: Unit, given: dict[str, Any]) -> Law:
    """Return the law of a distribution of `scipy.stats` by its name."""
    if given["scale"] is None:
        if unit.read in (clock.parse_duration, clock.parse_rate):
            raise UnfitError(f"{stated.kind} needs a scale with its unit, such as scale: 30 d")
        given["scale"] = 1.0
    given["loc"] = given["loc"] or 0.0
    if isinstance(stated.scale, Distribution) and given["loc"] != 0.0:
        raise UnfitError("with an uncertain scale leave loc out", ("loc",))
    law = _built(distributions.named, unit, name=stated.kind, shapes=stated.shapes, **given)
    for key, p in (("lower", 0.0), ("upper", 1.0)):
        if getattr(stated, key) is None and abs(law.quantile(p)) > ENDLESS:
            raise UnfitError(
                f"{stated.kind} with these shapes has hardly an end: give it a bound, {key}"
            )
    return law


def _all_read(values: Sequence[str | float], unit: Unit, key: str = "values") -> list[float]:
    """Return what is listed; one refusal tells all that cannot be meant, of plain numbers one."""
    read: list[float] = []
    wrong: list[UnfitError] = []
    numbers = 0
    for place, item in enumerate(values):
        try:
            read.append(unit.value(item, (key, place), endless=key == "values"))
        except UnfitError as error:
            numbers += not isinstance(item, str)
            if isinstance(item, str) or numbers == 1:
                wrong.append(error)
    if wrong:
        raise UnfitError(str(wrong[0]), wrong[0].at, wrong[1:])
    return read


def _sample(stated: Empirical, values: list[str | float], unit: Unit) -> Law:
    """Return the law of listed values, with their weights or with those that had not ended."""
    read = _all_read(values, unit)
    outside = {
        key: unit.value(value, (key,))
        for key in stated.measured
        if (value := getattr(stated, key)) is not None
    }
    for key in ("weights", "censored"):
        if isinstance(getattr(stated, key), str):
            raise UnfitError("a column is of a csv: without one write a list", (key,))
    bound = (stated.censored, stated.down_to, stated.beyond, stated.lower, stated.upper)
    if stated.joint is not None and any(each is not None for each in bound):
        raise UnfitError("joint rows have no bounds and nothing beside weights", ("joint",))
    if sum(map(bool, (stated.weights is not None, stated.censored is not None, outside))) > 1:
        raise UnfitError("weights, censored, and down_to or beyond: one of these at a time")
    if isinstance(stated.weights, list):
        if len(stated.weights) != len(read):
            message = f"{len(stated.weights)} weights for {len(read)} values: one for each"
            raise UnfitError(message, ("weights",))
        return _built(distributions.weighted, unit, values=read, weights=stated.weights)
    if outside and float(clock.NEVER) in read:
        raise UnfitError("values with 'never' have no down_to and no beyond")
    if not isinstance(stated.censored, list):
        return _built(distributions.empirical, unit, values=read, **outside)
    running = _all_read(stated.censored, unit, "censored")
    law = _built(distributions.kaplan_meier, unit, ended=read, running=running)
    if not unit.endless and not law.is_bounded:
        left = law.survival(max(read))
        message = f"{left:.0%} had not ended by the last value: only the repair of a pad may last"
        raise UnfitError(f"{message} without an end", ("censored",))
    return law


def _built(constructor: Callable[..., Law], unit: Unit, **given: Any) -> Law:
    """Return the law; a refusal speaks in days where the values are durations."""
    try:
        return constructor(**given)
    except ValueError as error:
        message = str(error)
    if unit.read is clock.parse_duration:
        in_days = {
            key: [item / clock.DAY for item in value]
            if isinstance(value, list)
            else value / clock.DAY
            for key, value in given.items()
            if value is not None and key not in ("sigma", "shape", "weights", "name", "shapes")
        }
        try:
            constructor(**(given | in_days))
        except ValueError as error:
            message = str(error) if str(error) == message else f"{error} (in days)"
    raise UnfitError(message)


def _anywhere(unit: Unit) -> Unit:
    return Unit(unit.read, -math.inf, math.inf, "")


def _bounds(stated: Distribution, unit: Unit) -> tuple[float, float]:
    wide = _anywhere(unit)
    lower = -math.inf if stated.lower is None else wide.value(stated.lower, ("lower",))
    upper = math.inf if stated.upper is None else wide.value(stated.upper, ("upper",))
    if lower >= upper:
        raise UnfitError("lower must be below upper", ("lower",))
    return lower, upper


def _truncated(law: Law, lower: float, upper: float) -> Law:
    if not (math.isfinite(lower) or math.isfinite(upper)):
        return law
    try:
        return law.truncated(lower, upper)
    except ValueError:
        raise UnfitError("nothing of the distribution lies between its bounds") from None


def _typical(law: Law, scales: tuple[Input | None, ...]) -> Law:
    """Return the law with each uncertain scale at its median."""
    medians = [scale.law.median() if scale is not None else 1.0 for scale in scales]
    parts = zip(law.parts, medians, strict=True)
    return Law(tuple(part.rescaled(median) if median > 0 else part for part, median in parts))


def _check_range(law: Law, unit: Unit) -> None:
    lowest, highest = law.support()
    if unit in UP_TO_ONE and highest > 1.0:
        raise UnfitError("the distribution reaches beyond 1: give it an upper bound of at most 1")
    if lowest < unit.lowest and not (unit is SHIFT and math.isinf(lowest)):
        raise UnfitError(
            f"the distribution reaches below {unit.lowest:g}: give it a lower bound; {unit.range}"
        )
    if unit is not RATE and math.isnan(highest):
        raise UnfitError("the distribution has no upper end")


def as_input(unit: Unit) -> Callable[[Stated], Stated]:
    """Return a validator: the stated quantity unchanged, if it makes an input in the unit."""
    return _validator(input_of, unit)


def as_chance(unit: Unit) -> Callable[[Stated], Stated]:
    """Return a validator: the stated quantity unchanged, if it makes a chance in the unit."""
    return _validator(chance_of, unit)


def _validator(
    meaning: Callable[[Stated, Unit, Path], Input | Chance], unit: Unit
) -> Callable[[Stated], Stated]:
    def check(stated: Stated) -> Stated:
        try:
            meaning(stated, unit, ())
        except UnfitError as error:
            raise unfit(str(error), error.at, error.others) from None
        return stated

    return check


def possible(stated: Stated, unit: Unit) -> bool:
    """Return whether a probability or a rate can be above 0."""
    return input_of(stated, unit, ()).law.support()[1] > 0.0


def survival(chance: Chance, elapsed: float) -> float:
    """Return the probability that a duration exceeds the elapsed time, uncertain scales typical."""
    return typical(chance).survival(elapsed)


def longest(chance: Chance) -> float:
    """Return the time by which a duration has ended, uncertain scales at their medians."""
    law = typical(chance)
    highest = law.support()[1]
    return highest if math.isfinite(highest) else law.quantile(1.0 - LEAST_MASS)


def typical(chance: Chance) -> Law:
    """Return the law with its bounds, uncertain scales at their medians."""
    return _truncated(_typical(chance.law, chance.scales), chance.lower, chance.upper)
