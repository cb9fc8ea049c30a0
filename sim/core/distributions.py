"""Distributions as people state them: each constructor checks what was said and gives a `Law`.

Values are in any one unit: the constructors know none. The laws whose inverse is not elementary,
`gamma` and `pert`, become a table of it, linear between the nodes; against the exact inverse the
error is at most 1e-4 of the standard deviation everywhere, both tails included.
"""

import math
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import groupby, pairwise

import numpy as np
import numpy.typing as npt
from scipy import special

from sim.core import inverse
from sim.core.laws import Law, Part, Values, columns, normalised

__all__ = [
    "Law",
    "Part",
    "columns",
    "empirical",
    "exponential",
    "fixed",
    "gamma",
    "lognormal",
    "mixture",
    "pert",
    "quantiles",
    "triangular",
    "uniform",
    "weibull",
]

Z90 = inverse.normal_quantile(0.9)
SIGMA_LEAST, SIGMA_MOST = 1e-6, 5.0
SHAPE_LEAST, SHAPE_MOST = 0.1, 1e6
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


def _said(values: dict[str, float]) -> str:
    return ", ".join(f"{name} is {value:g}" for name, value in values.items())
