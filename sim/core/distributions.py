"""Distributions as people state them: each constructor checks what was said and gives a `Law`.

Values are in any one unit: the constructors know none. The laws whose inverse is not elementary,
`gamma`, `pert` and those of `scipy.stats`, become a table of it, linear between the nodes; for the
first two the error is at most 1e-4 of the standard deviation everywhere, both tails included.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special

from sim.core import inverse
from sim.core.clock import NEVER
from sim.core.errors import nearest
from sim.core.laws import LEAST_MASS, Law, Part, Values, columns, normalised

__all__ = [
    "Law",
    "Part",
    "columns",
    "empirical",
    "exponential",
    "fixed",
    "gamma",
    "kaplan_meier",
    "lognormal",
    "mixture",
    "named",
    "normal",
    "pert",
    "quantiles",
    "triangular",
    "uniform",
    "weibull",
    "weighted",
]

Z90 = inverse.normal_quantile(0.9)
SIGMA_LEAST, SIGMA_MOST = 1e-6, 5.0
SHAPE_LEAST, SHAPE_MOST = 0.1, 1e6
SLOW = (
    *("gausshyper", "genhyperbolic", "geninvgauss", "irwinhall", "ksone", "levy_stable"),
    *("norminvgauss", "studentized_range"),
)
"""Those of `scipy.stats` whose table takes longer than a few seconds."""

BISECTIONS, DOUBLINGS = 60, 120

MOST_VALUES = 1000
"""A discrete law may have so many values."""

FARTHEST = 15.0
"""So many means from 0 on an exponential tail may begin: behind that few numbers are left."""


def fixed(x: float) -> Law:
    """Return the law of one value."""
    _check_finite("value", x)
    return _single(inverse.FIXED, a=x)


def uniform(low: float, high: float) -> Law:
    """Return the uniform law on [low, high]."""
    _check_rising(low=low, high=high)
    return fixed(low) if low == high else _single(inverse.UNIFORM, a=low, b=high)


def triangular(low: float, mode: float, high: float) -> Law:
    """Return the triangular law on [low, high] with its peak at the mode."""
    _check_rising(low=low, mode=mode, high=high)
    if low == high:
        return fixed(low)
    return _single(inverse.TRIANGULAR, a=low, b=mode, c=high)


def pert(low: float, mode: float, high: float) -> Law:
    """Return the PERT law: a beta law on [low, high] with mean (low + 4 mode + high) / 6."""
    _check_rising(low=low, mode=mode, high=high)
    if low == high:
        return fixed(low)
    alpha = 1.0 + 4.0 * (mode - low) / (high - low)
    beta = 6.0 - alpha
    half = np.array(inverse.half_grid())
    table = np.concatenate(
        [
            low + (high - low) * special.betaincinv(alpha, beta, half),
            high - (high - low) * special.betaincinv(beta, alpha, half[-2::-1]),
        ]
    )
    return _single(inverse.TABLE, a=low, b=high, table=_rising(table))


def beta(a: float, b: float) -> Law:
    """Return the beta law on [0, 1] with mean a / (a + b): a probability known from few events."""
    _check_between("a", a, SHAPE_LEAST, SHAPE_MOST)
    _check_between("b", b, SHAPE_LEAST, SHAPE_MOST)
    return _single(inverse.TABLE, a=0.0, b=1.0, table=_beta_table(a, b))


def exponential(mean: float) -> Law:
    """Return the exponential law."""
    _check_positive("mean", mean)
    return _single(inverse.EXPONENTIAL, scale=mean)


def lognormal(median: float, sigma: float | None = None, p90: float | None = None) -> Law:
    """Return the lognormal law with a median and either sigma of the logarithm or a 90 % point."""
    _check_positive("median", median)
    name, value = _the_one(sigma=sigma, p90=p90)
    if name == "p90":
        _check_rising_strictly(median=median, p90=value)
        value = math.log(value / median) / Z90
    _check_between("sigma", value, SIGMA_LEAST, SIGMA_MOST)
    return _single(inverse.LOGNORMAL, a=value, scale=median)


def weibull(
    shape: float,
    *,
    scale: float | None = None,
    median: float | None = None,
    mean: float | None = None,
) -> Law:
    """Return the Weibull law with one of its scale (the 63 % point), its median or its mean."""
    _check_between("shape", shape, SHAPE_LEAST, SHAPE_MOST)
    name, value = _the_one(scale=scale, median=median, mean=mean)
    _check_positive(name, value)
    if name == "median":
        value /= math.log(2.0) ** (1.0 / shape)
    elif name == "mean":
        value /= math.gamma(1.0 + 1.0 / shape)
    return _single(inverse.WEIBULL, a=shape, scale=value)


def gamma(shape: float, mean: float) -> Law:
    """Return the gamma law; its coefficient of variation is 1 / sqrt(shape)."""
    _check_between("shape", shape, SHAPE_LEAST, SHAPE_MOST)
    _check_positive("mean", mean)
    return _single(inverse.TABLE, b=math.inf, table=_gamma_table(shape), scale=mean)


def normal(mean: float, sd: float) -> Law:
    """Return the normal law, which is open to both sides."""
    _check_finite("mean", mean)
    _check_positive("sd", sd)
    return named("norm", {}, mean, sd)


def named(name: str, shapes: Mapping[str, float], loc: float = 0.0, scale: float = 1.0) -> Law:
    """Return the law of loc + scale * X, X a distribution of `scipy.stats` by its name.

    Parameters
    ----------
    name : str
        Such as ``"invgauss"``, continuous or discrete.
    shapes : mapping of str to float
        Every shape parameter of the distribution by its name in `scipy.stats`.

    Raises
    ------
    ValueError
        When there is no such distribution, a shape is missing, unknown or out of its range, or the
        distribution has too many values for a list.
    """
    _check_finite("loc", loc)
    _check_positive("scale", scale)
    table, weights, low, high = _named_table(name, tuple(sorted(shapes.items())))
    if weights:
        return mixture((w, fixed(loc + scale * x)) for x, w in zip(table, weights, strict=True))
    if loc == 0.0:
        return _single(inverse.TABLE, a=low, b=high, table=table, scale=scale)
    moved = tuple(loc + scale * value for value in table)
    return _single(inverse.TABLE, a=loc + scale * low, b=loc + scale * high, table=moved)


def scipy_names() -> tuple[str, ...]:
    """Return the names of the distributions of `scipy.stats` that `named` knows."""
    return tuple(_scipy())


def empirical(
    values: Iterable[float], *, down_to: float | None = None, beyond: float | None = None
) -> Law:
    """Return the law that takes each listed value with the same probability.

    With `down_to` or `beyond` it is the law of the next case after these n: each of the n + 1 gaps
    that they leave holds the next one equally often, anywhere in it; where values are equal, the
    gap is that value (Hill, 1968, doi:10.1080/01621459.1968.11009286).

    Parameters
    ----------
    down_to : float, optional
        The lower end of the first gap; without it the least value.
    beyond : float, optional
        The mean of what a value in the last gap has beyond the most, exponential; without it 0.
    """
    table = tuple(sorted(values))
    if not table:
        raise ValueError("values is empty: at least one is needed")
    for value in table:
        _check_finite("values", value)
    if down_to is not None or beyond is not None:
        return _next_case(table, table[0] if down_to is None else down_to, beyond)
    return fixed(table[0]) if table[0] == table[-1] else _single(inverse.EMPIRICAL, table=table)


def weighted(values: Iterable[float], weights: Iterable[float]) -> Law:
    """Return the law that takes each listed value with a probability in proportion to its weight.

    Values in a row whose weights are equal are one part, in which each is as likely.
    """
    pairs = sorted(zip(values, weights, strict=True))
    if not pairs:
        raise ValueError("values is empty: at least one is needed")
    parts = []
    for weight, same in groupby(pairs, key=lambda pair: pair[1]):
        listed = [value for value, _ in same]
        parts.append((weight * len(listed), empirical(listed)))
    return mixture(parts)


def kaplan_meier(ended: Iterable[float], running: Iterable[float]) -> Law:
    """Return the law of durations of which some had not ended when they were last looked at.

    The product-limit estimate of Kaplan and Meier (1958, doi:10.1080/01621459.1958.10501452): of
    those that lasted at least as long as one that ended, it ended as often as any. What is left
    over behind the last that ended, if one ran longer, is at `NEVER`.
    """
    times = [*((value, 0) for value in ended), *((value, 1) for value in running)]
    if not any(is_running == 0 for _, is_running in times):
        raise ValueError("all values are censored: at least one must have ended")
    values, weights = [], []
    left, share = 1.0, 1.0 / len(times)
    for place, (value, is_running) in enumerate(sorted(times)):
        if is_running:
            behind = len(times) - place - 1
            share = left / behind if behind else 0.0
        else:
            values.append(value)
            weights.append(share)
            left -= share
    if max(times)[1]:
        values.append(float(NEVER))
        weights.append(left)
    return weighted(values, weights)


def _next_case(table: tuple[float, ...], least: float, beyond: float | None) -> Law:
    """Return the parts gap by gap, so that a larger number never gives a smaller value."""
    _check_rising(down_to=least, least_value=table[0])
    gaps = [*pairwise((least, *table))]
    if beyond is None:
        gaps.append((table[-1], table[-1]))
    parts = [
        replace(uniform(low, high).parts[0], weight=float(len(list(same))))
        for (low, high), same in groupby(gaps)
    ]
    if beyond is not None:
        parts.append(_beyond(table[-1], beyond))
    return normalised(parts)


def _beyond(most: float, mean: float) -> Part:
    """Return an exponential part that begins at the most value: one without memory, cut there."""
    _check_positive("beyond", mean)
    if not 0.0 <= most <= FARTHEST * mean:
        raise ValueError(
            f"beyond is {mean:g} and the most value {most:g}: it must be from 0 to "
            f"{FARTHEST:g} times beyond"
        )
    begins = -math.expm1(-most / mean)
    return Part(1.0, inverse.EXPONENTIAL, scale=mean, low_u=begins)


def quantiles(p10: float, p50: float | None, p90: float) -> Law:
    """Return the two-piece lognormal law that has these 10, 50 and 90 % points exactly.

    Its logarithm is normal with one sigma below the median and another above; both tails are open.
    With p50 None the median is sqrt(p10 * p90), and the law a plain lognormal.
    """
    _check_positive("p10", p10)
    _check_rising_strictly(p10=p10, p90=p90)
    if p50 is None:
        p50 = math.sqrt(p10) * math.sqrt(p90)
    _check_rising_strictly(p10=p10, p50=p50, p90=p90)
    below, above = math.log(p50 / p10) / Z90, math.log(p90 / p50) / Z90
    for sigma in (below, above):
        _check_between("sigma", sigma, SIGMA_LEAST, SIGMA_MOST)
    return _single(inverse.SPLIT_LOGNORMAL, a=below, b=above, scale=p50)


def mixture(components: Iterable[tuple[float, Law]]) -> Law:
    """Return the law that is each component with its weight; weights are made to sum to 1."""
    pairs = list(components)
    for weight, _ in pairs:
        _check_finite("weight", weight)
        if weight < 0.0:
            raise ValueError(f"weight is {weight:g}: it must not be negative")
    if not math.fsum(weight for weight, _ in pairs) > 0.0:
        raise ValueError("the weights sum to 0: at least one must be above 0")
    return normalised(
        [
            replace(part, weight=weight * part.weight)
            for weight, law in pairs
            for part in law.parts
            if weight > 0.0
        ]
    )


def _single(
    kind: int,
    a: float = 0.0,
    b: float = 0.0,
    c: float = 0.0,
    table: tuple[float, ...] = (),
    scale: float = 1.0,
) -> Law:
    part = Part(1.0, kind, float(a), float(b), float(c), table, float(scale))
    return Law((part,))


@cache
def _beta_table(a: float, b: float) -> tuple[float, ...]:
    half = np.array(inverse.half_grid())
    lower = special.betaincinv(a, b, half)
    upper = 1.0 - special.betaincinv(b, a, half[-2::-1])
    return _rising(np.concatenate([lower, upper]))


@cache
def _gamma_table(shape: float) -> tuple[float, ...]:
    half = np.array(inverse.half_grid())
    lower = special.gammaincinv(shape, half)
    upper = special.gammainccinv(shape, half[-2::-1])
    table = np.concatenate([lower, upper]) / shape
    return _rising(table)


@cache
def _scipy() -> dict[str, Any]:
    """Return the distributions of `scipy.stats`, which takes half a second to import."""
    from scipy import stats

    kinds = (stats.rv_continuous, stats.rv_discrete)
    return {
        name: each
        for name in dir(stats)
        if isinstance(each := getattr(stats, name), kinds) and each.__class__ not in kinds
    }


@cache
def _named_table(
    name: str, given: tuple[tuple[str, float], ...]
) -> tuple[tuple[float, ...], tuple[float, ...], float, float]:
    """Return the inverse on its grid, or values and their weights; and the ends of the support."""
    if name not in scipy_names():
        raise ValueError(f"{name!r} is no distribution here{nearest(name, scipy_names())}")
    if name in SLOW:
        raise ValueError(f"a table of {name} takes too long: choose another, or give a sample")
    kind, shapes = _scipy()[name], dict(given)
    _check_shapes(name, shapes)
    law = kind(**shapes)
    low, high = map(float, law.support())
    if math.isnan(low) or math.isnan(high):
        raise ValueError(f"{_said(shapes)}: {name} does not allow that")
    with np.errstate(all="ignore"):
        if hasattr(kind, "pmf"):
            return *_listed(name, law, low, high), low, high
        table = _tabulated(kind, law, low, high)
    if not np.isfinite(table).all():
        raise ValueError(
            f"{name} with {_said(shapes) or 'no shape'} has no inverse that is a number"
        )
    return _rising(table), (), low, high


def _tabulated(kind: Any, law: Any, low: float, high: float) -> npt.NDArray[np.float64]:
    """Return the inverse on its grid: that of scipy where it has one of numbers, else bisected."""
    half = np.array(inverse.half_grid())
    if "_ppf" in vars(type(kind)):
        table = np.concatenate([law.ppf(half), law.isf(half[-2::-1])])
        if np.isfinite(table).all():
            return table
    middle, width = float(law.median()), float(law.ppf(0.75) - law.ppf(0.25))
    reach = np.concatenate([[0.0], width * 2.0 ** np.arange(DOUBLINGS)])
    halves = []
    for points, chance in (
        (np.maximum(middle - reach, low), law.cdf),
        (np.minimum(middle + reach, high), law.sf),
    ):
        first = np.maximum(np.searchsorted(-chance(points), -half), 1)
        out, inner = points[np.minimum(first, DOUBLINGS)], points[first - 1]
        for _ in range(BISECTIONS):
            x = (out + inner) / 2.0
            is_out = chance(x) < half
            out, inner = np.where(is_out, x, out), np.where(is_out, inner, x)
        halves.append((out + inner) / 2.0)
    return np.concatenate([halves[0], halves[1][-2::-1]])


def _listed(
    name: str, law: Any, low: float, high: float
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the values of a discrete law about its mean, and their probabilities."""
    mean = float(law.mean())
    if math.isfinite(mean):
        half = MOST_VALUES / 2
        values = np.arange(max(low, mean // 1 - half), min(high, mean // 1 + half) + 1.0)
        chances = law.pmf(values)
        held = chances > LEAST_MASS
        if chances[held].sum() > 1.0 - 1e-6:
            return tuple(values[held].tolist()), tuple(chances[held].tolist())
    raise ValueError(f"{name} has more than {MOST_VALUES} values here: state a continuous one")


def _check_shapes(name: str, shapes: Mapping[str, float]) -> None:
    """Refuse shapes that are missing, unknown or out of their range, each by its name."""
    known = {each.name: each for each in _scipy()[name]._shape_info()}
    allowed = ", ".join(known) or "none"
    for key in shapes:
        if key not in known:
            hint = nearest(key, [*known, "loc", "scale"])
            raise ValueError(f"{name} has no {key}; its shape parameters: {allowed}{hint}")
    missing = [key for key in known if key not in shapes]
    if missing:
        raise ValueError(f"{', '.join(missing)} missing: the shape parameters of {name}: {allowed}")
    for key, each in known.items():
        _check_finite(key, shapes[key])
        (low, high), (from_low, to_high) = each.domain, each.inclusive
        above = shapes[key] >= low if from_low else shapes[key] > low
        if not (above and (shapes[key] <= high if to_high else shapes[key] < high)):
            low = 0.0 if abs(low) < 1e-300 else low  # the least number above 0 means 0
            ends = f"{'[' if from_low else '('}{low:g}, {high:g}{']' if to_high else ')'}"
            raise ValueError(f"{key} is {shapes[key]:g}: for {name} it must be in {ends}")
        if each.integrality and shapes[key] != round(shapes[key]):
            raise ValueError(f"{key} is {shapes[key]:g}: for {name} it must be a whole number")


def _rising(table: npt.NDArray[np.float64]) -> tuple[float, ...]:
    """Return the table without the last-bit falls that the inverse functions may leave."""
    return Values(np.maximum.accumulate(table).tolist())


def _check_finite(name: str, value: float) -> None:
    if not math.isfinite(value):
        raise ValueError(f"{name} is {value}: it must be a finite number")


def _check_positive(name: str, value: float) -> None:
    _check_finite(name, value)
    if value <= 0.0:
        raise ValueError(f"{name} is {value:g}: it must be above 0")


def _check_between(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name} is {value:g}: it must be in [{least:g}, {most:g}]")


def _check_rising(**values: float) -> None:
    for name, value in values.items():
        _check_finite(name, value)
    if list(values.values()) != sorted(values.values()):
        raise ValueError(f"{_said(values)}: they must not fall")


def _check_rising_strictly(**values: float) -> None:
    _check_rising(**values)
    if len(set(values.values())) < len(values):
        raise ValueError(f"{_said(values)}: they must rise")


def _the_one(**values: float | None) -> tuple[str, float]:
    """Return the name and the value of the one that was given."""
    given = [(name, value) for name, value in values.items() if value is not None]
    if len(given) != 1:
        found = " and ".join(name for name, _ in given) or "none"
        raise ValueError(f"{found} given: exactly one of {', '.join(values)} is needed")
    return given[0]


def _said(values: Mapping[str, float]) -> str:
    return ", ".join(f"{name} is {value:g}" for name, value in values.items())
