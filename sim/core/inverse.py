"""Distribution functions and their inverses, one number at a time.

Plain arithmetic on scalars and flat sequences: the interpreted engine calls these functions as they
are, the compiled one compiles the same source. Everything is at unit scale, so that a duration is
``scale * quantile(...)``; `table` is one flat sequence of float64 and [first, last) a part's slice
of it.

==================  ==================  ==================  ==========  =======================
kind                a                   b                   c           slice of the table
==================  ==================  ==================  ==========  =======================
FIXED               value               -                   -           -
UNIFORM             low                 high                -           -
TRIANGULAR          low                 mode                high        -
EXPONENTIAL         -                   -                   -           -
LOGNORMAL           sigma               -                   -           -
WEIBULL             shape               -                   -           -
SPLIT_LOGNORMAL     sigma below 1       sigma above 1       -           -
EMPIRICAL           -                   -                   -           the values, rising
TABLE               lowest value        highest value       -           the inverse on its grid
==================  ==================  ==================  ==========  =======================

A uniform number is cut to [2**-53, 1 - 2**-53], the range of the addressed samples, so that no
quantile is infinite.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

FIXED = 0
UNIFORM = 1
TRIANGULAR = 2
EXPONENTIAL = 3
LOGNORMAL = 4
WEIBULL = 5
SPLIT_LOGNORMAL = 6
EMPIRICAL = 7
TABLE = 8

SMALLEST = 2.0**-53
LARGEST = 1.0 - SMALLEST
ROOT_2 = math.sqrt(2.0)

OCTAVES = 52  # the grid of a TABLE halves u this often below 1/2, and 1 - u above it
STEPS = 64  # equal steps of u in each octave
MIDDLE = OCTAVES * STEPS  # the node at u = 1/2
NODES = 2 * MIDDLE + 1


class Columns(NamedTuple):
    """The parts of one or more laws, one sequence a field; `first` and `last` point into `table`.

    A part gives ``scale * quantile(low_u + v * (high_u - low_u))``. The weights of a law's parts
    sum to 1. The sequences are views of the memory of a replication, or tuples.
    """

    weight: Sequence[float]
    kind: Sequence[int]
    a: Sequence[float]
    b: Sequence[float]
    c: Sequence[float]
    first: Sequence[int]
    last: Sequence[int]
    scale: Sequence[float]
    low_u: Sequence[float]
    high_u: Sequence[float]
    table: Sequence[float]


def inverted(parts: Columns, begin: int, end: int, u: float) -> float:
    """Return the value at u in (0, 1) of the law made of the parts [begin, end), by composition.

    The weights, cumulated in declared order, choose the part; what u has beyond them, as a share
    of the part's weight, is the part's own uniform number.
    """
    part = begin
    while part < end - 1 and u >= parts.weight[part]:
        u -= parts.weight[part]
        part += 1
    low_u = parts.low_u[part]
    v = min(u / parts.weight[part], 1.0)
    return parts.scale[part] * quantile(
        parts.kind[part],
        parts.a[part],
        parts.b[part],
        parts.c[part],
        parts.table,
        parts.first[part],
        parts.last[part],
        low_u + v * (parts.high_u[part] - low_u),
    )


def bounded(
    parts: Columns, part: int, scale: float, lower: float, upper: float
) -> tuple[float, float]:
    """Return the range of a part's own probability that lies in (lower, upper] at this scale.

    For the parts whose scale is sampled, so that their bounds cannot be applied beforehand. The
    range is empty where the bounds leave nothing.
    """
    low_u = max(parts.low_u[part], _share_below(parts, part, lower / scale))
    high_u = min(parts.high_u[part], _share_below(parts, part, upper / scale))
    return low_u, max(high_u, low_u)


def _share_below(parts: Columns, part: int, x: float) -> float:
    if math.isinf(x):
        return 1.0 if x > 0.0 else 0.0
    return cdf(
        parts.kind[part],
        parts.a[part],
        parts.b[part],
        parts.c[part],
        parts.table,
        parts.first[part],
        parts.last[part],
        x,
    )


def quantile(
    kind: int,
    a: float,
    b: float,
    c: float,
    table: Sequence[float],
    first: int,
    last: int,
    u: float,
) -> float:
    """Return the value below which a part of u of the distribution lies, at unit scale.

    Parameters
    ----------
    kind : int
        One of the kinds above; a, b, c and table[first:last] are its parameters.
    u : float
        In [0, 1]; cut to [2**-53, 1 - 2**-53].
    """
    u = _cut(u)
    if kind == FIXED:
        return a
    if kind == UNIFORM:
        return a + (b - a) * u
    if kind == TRIANGULAR:
        return _triangular_quantile(a, b, c, u)
    if kind == EXPONENTIAL:
        return exponential(u)
    if kind == LOGNORMAL:
        return math.exp(a * normal_quantile(u))
    if kind == WEIBULL:
        return math.exp(math.log(-math.log1p(-u)) / a)
    if kind == SPLIT_LOGNORMAL:
        z = normal_quantile(u)
        return math.exp((a if z < 0.0 else b) * z)
    if kind == EMPIRICAL:
        count = last - first
        index = int(u * count)
        return table[first + (index if index < count else count - 1)]
    return _table_quantile(table, first, u)


def cdf(
    kind: int,
    a: float,
    b: float,
    c: float,
    table: Sequence[float],
    first: int,
    last: int,
    x: float,
) -> float:
    """Return the probability in [0, 1] of a value of at most x, at unit scale.

    Parameters
    ----------
    kind : int
        One of the kinds above; a, b, c and table[first:last] are its parameters.
    x : float
        Any number, infinities among them.
    """
    if kind == FIXED:
        return 1.0 if x >= a else 0.0
    if kind == UNIFORM:
        return min(max((x - a) / (b - a), 0.0), 1.0)
    if kind == TRIANGULAR:
        return _triangular_cdf(a, b, c, x)
    if kind == EMPIRICAL:
        return _values_up_to(table, first, last, x) / (last - first)
    if kind == TABLE:
        return _table_cdf(table, first, last, x)
    if x <= 0.0:
        return 0.0
    if kind == EXPONENTIAL:
        return -math.expm1(-x)
    power = math.log(x)
    if kind == LOGNORMAL:
        return normal_cdf(power / a)
    if kind == WEIBULL:
        return -math.expm1(-math.exp(min(a * power, 4.0)))  # exp(-exp(4)) is below 2**-53
    return normal_cdf(power / (a if power < 0.0 else b))


def exponential(u: float) -> float:
    """Return the inverse of the exponential distribution function of mean 1, u in [0, 1]."""
    return -math.log1p(-_cut(u))


def normal_cdf(z: float) -> float:
    """Return the standard normal distribution function."""
    return 0.5 * math.erfc(-z / ROOT_2)


def normal_quantile(u: float) -> float:
    """Return the inverse of the standard normal distribution function, u in (0, 1).

    References
    ----------
    Wichura (1988), algorithm AS 241, routine PPND16, doi:10.2307/2347330: about 1 part in 10**16.
    """
    q = u - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = 2.5090809287301226727e3
        top = top * r + 3.3430575583588128105e4
        top = top * r + 6.7265770927008700853e4
        top = top * r + 4.5921953931549871457e4
        top = top * r + 1.3731693765509461125e4
        top = top * r + 1.9715909503065514427e3
        top = top * r + 1.3314166789178437745e2
        top = top * r + 3.3871328727963666080e0
        low = 5.2264952788528545610e3
        low = low * r + 2.8729085735721942674e4
        low = low * r + 3.9307895800092710610e4
        low = low * r + 2.1213794301586595867e4
        low = low * r + 5.3941960214247511077e3
        low = low * r + 6.8718700749205790830e2
        low = low * r + 4.2313330701600911252e1
        low = low * r + 1.0
        return q * top / low
    r = math.sqrt(-math.log(u if q < 0.0 else 1.0 - u))
    if r <= 5.0:
        r -= 1.6
        top = 7.74545014278341407640e-4
        top = top * r + 2.27238449892691845833e-2
        top = top * r + 2.41780725177450611770e-1
        top = top * r + 1.27045825245236838258e0
        top = top * r + 3.64784832476320460504e0
        top = top * r + 5.76949722146069140550e0
        top = top * r + 4.63033784615654529590e0
        top = top * r + 1.42343711074968357734e0
        low = 1.05075007164441684324e-9
        low = low * r + 5.47593808499534494600e-4
        low = low * r + 1.51986665636164571966e-2
        low = low * r + 1.48103976427480074590e-1
        low = low * r + 6.89767334985100004550e-1
        low = low * r + 1.67638483018380384940e0
        low = low * r + 2.05319162663775882187e0
        low = low * r + 1.0
    else:
        r -= 5.0
        top = 2.01033439929228813265e-7
        top = top * r + 2.71155556874348757815e-5
        top = top * r + 1.24266094738807843860e-3
        top = top * r + 2.65321895265761230930e-2
        top = top * r + 2.96560571828504891230e-1
        top = top * r + 1.78482653991729133580e0
        top = top * r + 5.46378491116411436990e0
        top = top * r + 6.65790464350110377720e0
        low = 2.04426310338993978564e-15
        low = low * r + 1.42151175831644588870e-7
        low = low * r + 1.84631831751005468180e-5
        low = low * r + 7.86869131145613259100e-4
        low = low * r + 1.48753612908506148525e-2
        low = low * r + 1.36929880922735805310e-1
        low = low * r + 5.99832206555887937690e-1
        low = low * r + 1.0
    return -top / low if q < 0.0 else top / low


def half_grid() -> list[float]:
    """Return the numbers u, rising from 2**-53 to 1/2, at which a TABLE is known.

    Each octave, u from 2**-k to 2**(1-k), holds STEPS equal steps. The upper half of a table is
    known where 1 - u is one of these numbers, so that it is as fine in the tails as anywhere and
    ends where the addressed samples end.
    """
    return [_table_position_inverse(float(node)) for node in range(MIDDLE + 1)]


def _cut(u: float) -> float:
    """Return u within the range of the addressed samples."""
    if u < SMALLEST:
        return SMALLEST
    return LARGEST if u > LARGEST else u


def _triangular_quantile(low: float, mode: float, high: float, u: float) -> float:
    if u * (high - low) < mode - low:
        return low + math.sqrt(u * (high - low) * (mode - low))
    return high - math.sqrt((1.0 - u) * (high - low) * (high - mode))


def _triangular_cdf(low: float, mode: float, high: float, x: float) -> float:
    if x <= low:
        return 0.0
    if x >= high:
        return 1.0
    if x < mode:
        return (x - low) / (high - low) * ((x - low) / (mode - low))
    return 1.0 - (high - x) / (high - low) * ((high - x) / (high - mode))


def _values_up_to(table: Sequence[float], first: int, last: int, x: float) -> int:
    """Return how many of the rising values table[first:last] are at most x."""
    low, high = first, last
    while low < high:
        middle = (low + high) // 2
        if table[middle] <= x:
            low = middle + 1
        else:
            high = middle
    return low - first


def _table_quantile(table: Sequence[float], first: int, u: float) -> float:
    if u <= 0.5:
        position = _table_position(u)
        node = min(int(position), MIDDLE - 1)
    else:
        position = 2 * MIDDLE - _table_position(1.0 - u)
        node = min(int(position), 2 * MIDDLE - 1)
    start = table[first + node]
    return start + (position - node) * (table[first + node + 1] - start)


def _table_cdf(table: Sequence[float], first: int, last: int, x: float) -> float:
    node = _values_up_to(table, first, last, x) - 1
    if node < 0:
        return 0.0
    if node >= NODES - 1:
        return 1.0
    start = table[first + node]
    position = node + (x - start) / (table[first + node + 1] - start)
    if position <= MIDDLE:
        return _table_position_inverse(position)
    return 1.0 - _table_position_inverse(2 * MIDDLE - position)


def _table_position(u: float) -> float:
    """Return where u in [2**-53, 1/2] lies between the nodes 0 and MIDDLE."""
    fraction, exponent = math.frexp(u)
    return (OCTAVES + exponent + 2.0 * fraction - 1.0) * STEPS


def _table_position_inverse(position: float) -> float:
    """Return the u in [2**-53, 1/2] at a position between the nodes 0 and MIDDLE."""
    octave = int(position / STEPS)
    return math.ldexp(0.5 * (1.0 + position / STEPS - octave), octave - OCTAVES)
