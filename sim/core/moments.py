"""Size, mean, spread and skewness of a sample, added up block by block.

No more than a block of a sample is ever held twice, so that twenty million values may be asked
about, and nothing is lost however far from 0 they lie.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_BLOCK = 2**16
"""Values that are added up at a time: half a megabyte, which stays in a core's cache."""


@dataclass(frozen=True)
class Moments:
    """Size, mean and sum of squared deviations of a sample, and its ends."""

    n: int
    mean: float
    squares: float
    least: float
    most: float

    @classmethod
    def of(cls, parts: Iterator[Floats]) -> Moments:
        """Return the moments of all blocks together.

        Each block's deviations are taken from its own mean, and blocks are merged as Chan, Golub
        and LeVeque (1983) do, so that nothing is lost however large the mean is.

        Raises
        ------
        ValueError
            When a value is not finite.
        """
        n, centre, squares, least, most = 0, 0.0, 0.0, math.inf, -math.inf
        for block in parts:
            lowest, highest = float(block.min()), float(block.max())
            check_finite(lowest, highest)
            least, most = min(least, lowest), max(most, highest)
            own, squared = lowest, 0.0
            if lowest < highest:
                own = float(block.mean())
                apart = block - own
                squared = float(np.square(apart, out=apart).sum())
            beside = own - centre
            both = n + len(block)
            centre += beside * len(block) / both
            squares += squared + beside * beside * n * len(block) / both
            n = both
        if least == most:
            return cls(n, least, 0.0, least, most)
        return cls(n, centre, squares, least, most)

    @property
    def is_constant(self) -> bool:
        """Whether all values are equal, or there is none."""
        return self.least >= self.most


def skewness(sample: npt.NDArray[np.generic]) -> float:
    """Return how lopsided a sample is: its third central moment in cubed standard deviations.

    Parameters
    ----------
    sample : ndarray, shape (n,)
        Finite; without any spread the skewness is 0.
    """
    moments = Moments.of(blocks(sample))
    if moments.is_constant:
        return 0.0
    cubes = 0.0
    for block in blocks(sample):
        apart = block - moments.mean
        cubes += float((apart * apart * apart).sum())
    return cubes / moments.n / math.pow(moments.squares / moments.n, 1.5)


def blocks(sample: npt.NDArray[np.generic], where: Flags | None = None) -> Iterator[Floats]:
    """Yield the sample block by block, or what counts of each block that has any."""
    for first in range(0, len(sample), _BLOCK):
        here = slice(first, first + _BLOCK)
        block = sample[here] if where is None else sample[here][where[here]]
        if len(block):
            yield np.asarray(block, dtype=np.float64)


def differences(first: Iterator[Floats], second: Iterator[Floats]) -> Iterator[Floats]:
    """Yield the differences of two samples block by block."""
    for one, other in zip(first, second, strict=True):
        for block in (one, other):
            check_finite(float(block.min()), float(block.max()))
        yield one - other


def check_finite(lowest: float, highest: float) -> None:
    """Refuse a block by its ends, in which NaN and the infinities show."""
    if math.isnan(lowest):
        raise ValueError("a value is NaN: leave out what is not known, and count it")
    if math.isinf(lowest) or math.isinf(highest):
        raise ValueError("a mean needs finite values; use a quantile for open ones")
