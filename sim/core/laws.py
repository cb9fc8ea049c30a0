"""A law, the distribution of one quantity: a mixture of one or more parts, any of them truncated.

The parts name a kind of `sim.core.inverse`, which does the arithmetic; `sim.core.distributions`
makes laws from what people state. Values are in any one unit: a law knows none.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from itertools import accumulate, chain, pairwise

import numpy as np

from sim.core import inverse
from sim.core.inverse import Columns

ENDLESS = 1e13
"""A value beyond it, in seconds or in days, means never: no duration that is stated is so long."""

LEAST_MASS = 1e-9
"""What a truncation must keep: in less, a sample would show the grain of its uniform number."""


class Values(tuple[float, ...]):
    """A long table, of thousands of values: its hash is found once."""

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return super().__hash__()


@dataclass(frozen=True)
class Part:
    """One component of a law: x = scale * quantile(low_u + v * (high_u - low_u)), v in (0, 1).

    Parameters
    ----------
    weight : float
        Its probability, above 0; the weights of a law sum to 1.
    kind : int
        A kind of `sim.core.inverse`, which says what a, b, c and the table mean.
    scale : float
        Above 0; 1 for the kinds whose parameters are values.
    low_u, high_u : float
        The range of the part's own probability that a truncation has left, in [0, 1].
    """

    weight: float
    kind: int
    a: float = 0.0
    b: float = 0.0
    c: float = 0.0
    table: tuple[float, ...] = field(default=(), repr=False)
    scale: float = 1.0
    low_u: float = 0.0
    high_u: float = 1.0

    def quantile(self, v: float) -> float:
        """Return the value below which a part v of this component lies."""
        u = self.low_u + v * (self.high_u - self.low_u)
        last = len(self.table)
        return self.scale * inverse.quantile(
            self.kind, self.a, self.b, self.c, self.table, 0, last, u
        )

    def cdf(self, x: float) -> float:
        """Return the probability of a value of at most x within what truncation has left."""
        return min(max((self.untruncated_cdf(x) - self.low_u) / self.kept, 0.0), 1.0)

    def untruncated_cdf(self, x: float) -> float:
        """Return the probability of a value of at most x before any truncation."""
        last = len(self.table)
        return inverse.cdf(self.kind, self.a, self.b, self.c, self.table, 0, last, x / self.scale)

    @property
    def kept(self) -> float:
        """The probability that truncation has left of the component, in (0, 1]."""
        return self.high_u - self.low_u

    def support(self) -> tuple[float, float]:
        """Return the smallest and the largest value, 0 and infinity where a tail is open."""
        lowest, highest = 0.0, math.inf
        if self.kind == inverse.FIXED:
            lowest = highest = self.a
        elif self.kind == inverse.UNIFORM:
            lowest, highest = self.a, self.b
        elif self.kind == inverse.TRIANGULAR:
            lowest, highest = self.a, self.c
        elif self.kind == inverse.EMPIRICAL:
            lowest, highest = self.table[0], self.table[-1]
        elif self.kind == inverse.TABLE:
            return self.scale * self.a, self.scale * self.b
        return (
            lowest if self.low_u == 0.0 else self.quantile(0.0),
            highest if self.high_u == 1.0 else self.quantile(1.0),
        )

    def mean(self) -> float:
        """Return the expected value; by quadrature over the uniform number, octave by octave."""
        if self.kind == inverse.FIXED:
            return self.a
        if self.kind == inverse.EMPIRICAL:
            return math.fsum(self.table) / len(self.table)
        nodes, weights = _quadrature()
        return math.fsum(
            weight * (self.quantile(v) + self.quantile(1.0 - v))
            for v, weight in zip(nodes, weights, strict=True)
        )

    def truncated(self, lower: float, upper: float) -> "Part | None":
        """Return the component given lower < X <= upper, its weight the mass kept, or None."""
        if self.kind == inverse.EMPIRICAL:
            table = tuple(value for value in self.table if lower < value <= upper)
            share = len(table) / len(self.table)
            part = replace(self, weight=self.weight * share, table=table)
        elif self.kind == inverse.FIXED:
            share = 1.0 if lower < self.a <= upper else 0.0
            part = self
        else:
            low_u = max(self.low_u, self.untruncated_cdf(lower))
            high_u = min(self.high_u, self.untruncated_cdf(upper))
            share = (high_u - low_u) / self.kept
            part = replace(self, weight=self.weight * share, low_u=low_u, high_u=high_u)
            if self.kind == inverse.TABLE:
                ends = max(self.a, lower / self.scale), min(self.b, upper / self.scale)
                part = replace(part, a=ends[0], b=ends[1])
        return part if share > 0.0 and part.weight >= LEAST_MASS else None

    def rescaled(self, factor: float) -> "Part":
        """Return the component of factor * X."""
        if self.kind in (inverse.FIXED, inverse.UNIFORM, inverse.TRIANGULAR):
            return replace(self, a=self.a * factor, b=self.b * factor, c=self.c * factor)
        if self.kind == inverse.EMPIRICAL:
            return replace(self, table=tuple(value * factor for value in self.table))
        return replace(self, scale=self.scale * factor)


@dataclass(frozen=True)
class Law:
    """A distribution: its parts, whose weights sum to 1."""

    parts: tuple[Part, ...]

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash(self.parts)  # a law may have hundreds of parts

    @cached_property
    def columns(self) -> Columns:
        """The parts in the form in which `inverse.inverted` reads them."""
        return columns([self])[0]

    @property
    def is_fixed(self) -> bool:
        """Whether there is only one value."""
        return all(part.kind == inverse.FIXED for part in self.parts) and (
            len({part.a for part in self.parts}) == 1
        )

    @property
    def is_bounded(self) -> bool:
        """Whether it never has the value `sim.core.clock.NEVER`."""
        return not any(
            part.table[-1] > ENDLESS if part.kind == inverse.EMPIRICAL else part.a > ENDLESS
            for part in self.parts
        )

    @property
    def never(self) -> float:
        """The probability that it never comes."""
        return 0.0 if self.is_bounded else self.survival(ENDLESS)

    def sample(self, u: float) -> float:
        """Return the value at a uniform number u in (0, 1), by composition of the parts."""
        return inverse.inverted(self.columns, 0, len(self.parts), u)

    def cdf(self, x: float) -> float:
        """Return P(X <= x)."""
        return min(math.fsum(part.weight * part.cdf(x) for part in self.parts), 1.0)

    def survival(self, x: float) -> float:
        """Return P(X > x)."""
        return 1.0 - self.cdf(x)

    def quantile(self, p: float) -> float:
        """Return the inverse of the whole law at p in [0, 1].

        Notes
        -----
        The smallest value x with P(X <= x) > p: where the law jumps past p exactly at p, the value
        above. So the median of an even number of values is the upper of the middle two.
        """
        ends = [part.quantile(p) for part in self.parts]
        low, high = min(ends), max(ends)
        if low == high or self.cdf(low) > p:
            return low
        while low < (middle := low + (high - low) / 2) < high:
            if self.cdf(middle) > p:
                high = middle
            else:
                low = middle
        return high

    def median(self) -> float:
        """Return the inverse at 1/2."""
        return self._median

    @cached_property
    def _median(self) -> float:
        return self.quantile(0.5)  # a bisection, asked for with each program of a scenario

    def mean(self) -> float:
        """Return the expected value, by quadrature where the law is continuous.

        Infinite where some of it never comes.
        """
        if not self.is_bounded:
            return math.inf
        return math.fsum(part.weight * part.mean() for part in self.parts)

    def support(self) -> tuple[float, float]:
        """Return the smallest and the largest value, 0 and infinity where a tail is open."""
        ends = [part.support() for part in self.parts]
        return min(low for low, _ in ends), max(high for _, high in ends)

    def truncated(self, lower: float = -math.inf, upper: float = math.inf) -> "Law":
        """Return the law given lower < X <= upper.

        Each part keeps what it has in the range and is weighted by it; nothing piles up at a
        bound. With the elapsed time as `lower` a sample is S^-1((1 - u) S(lower)). A bound holds to
        the last place of its probability, so in a far tail not to the last place of its value.

        Raises
        ------
        ValueError
            When less than `LEAST_MASS` is left.
        """
        if math.isnan(lower) or math.isnan(upper) or lower > upper:
            raise ValueError(f"the bounds {lower:g} and {upper:g} enclose nothing")
        return _truncated(self, lower, upper)

    def rescaled(self, factor: float) -> "Law":
        """Return the law of factor * X, factor above 0."""
        if not 0.0 < factor < math.inf:
            raise ValueError(f"factor is {factor:g}: it must be a finite number above 0")
        return Law(tuple(part.rescaled(factor) for part in self.parts))


def columns(laws: Sequence[Law]) -> tuple[Columns, tuple[int, ...]]:
    """Return the parts of all laws as columns, and where each law's parts begin and the last end.

    Law i is sampled by ``inverted(columns, begins[i], begins[i + 1], u)``. Equal tables
    are kept once.
    """
    parts = [part for law in laws for part in law.parts]
    begins = [0]
    for law in laws:
        begins.append(begins[-1] + len(law.parts))
    tables = tuple(dict.fromkeys(part.table for part in parts))
    first_of = dict(zip(tables, accumulate(map(len, tables), initial=0), strict=False))
    first = [first_of[part.table] for part in parts]
    result = Columns(
        weight=tuple(part.weight for part in parts),
        kind=tuple(part.kind for part in parts),
        a=tuple(part.a for part in parts),
        b=tuple(part.b for part in parts),
        c=tuple(part.c for part in parts),
        first=tuple(first),
        last=tuple(at + len(part.table) for at, part in zip(first, parts, strict=True)),
        scale=tuple(part.scale for part in parts),
        low_u=tuple(part.low_u for part in parts),
        high_u=tuple(part.high_u for part in parts),
        table=_joined(tables),
    )
    return result, tuple(begins)


@lru_cache(maxsize=16)
def _joined(tables: tuple[tuple[float, ...], ...]) -> Values:
    return Values(chain.from_iterable(tables))


@lru_cache(maxsize=1024)
def _truncated(law: Law, lower: float, upper: float) -> Law:
    """Return the law given lower < X <= upper: each program of a scenario asks for the same."""
    parts = [part for old in law.parts if (part := old.truncated(lower, upper)) is not None]
    if not parts:
        mass = law.cdf(upper) - law.cdf(lower)
        raise ValueError(
            f"nothing is left of the distribution above {lower:g} and up to {upper:g}: "
            f"its probability there is {mass:.1e}, and {LEAST_MASS:g} is the least allowed"
        )
    return normalised(parts)


def normalised(parts: Sequence[Part]) -> Law:
    """Return the law of the parts, their weights made to sum to 1."""
    total = math.fsum(part.weight for part in parts)
    return Law(tuple(replace(part, weight=part.weight / total) for part in parts))


@cache
def _quadrature() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return eight Gauss-Legendre nodes and weights in each octave of (0, 1/2)."""
    points, weights = np.polynomial.legendre.leggauss(8)
    edges = [0.0, *(2.0**-k for k in range(inverse.OCTAVES, 0, -1))]
    nodes = [low + (high - low) * (points + 1.0) / 2.0 for low, high in pairwise(edges)]
    sizes = [(high - low) * weights / 2.0 for low, high in pairwise(edges)]
    return tuple(np.concatenate(nodes).tolist()), tuple(np.concatenate(sizes).tolist())
