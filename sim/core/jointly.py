"""Values that are sampled together: rows of a table, and tables with a rank correlation.

A law in rows lists its values in the order of the rows: one uniform number gives the same row of
each law of equally many rows. It serves sampling alone; its order says nothing about its values.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache
from itertools import groupby

import numpy as np
import numpy.typing as npt

from sim.core import inverse
from sim.core.laws import Law, Part, normalised
from sim.core.sampling import stream_key, uniform

ROWS = 4096
"""So many rows has a table that is made for a rank correlation."""

Matrix = tuple[tuple[float, ...], ...]


def in_rows(values: Sequence[float], weights: Sequence[float] = ()) -> Law:
    """Return the law of values in the order of their rows, each with its weight."""
    pairs = zip(values, weights or (1.0,) * len(values), strict=True)
    parts = []
    for weight, same in groupby(((v, w) for v, w in pairs if w > 0.0), key=lambda pair: pair[1]):
        table = tuple(value for value, _ in same)
        parts.append(Part(weight * len(table), inverse.EMPIRICAL, table=table))
    return normalised(parts)


def of_normals(spearman: float | None, kendall: float | None) -> float:
    """Return the correlation of two normal numbers that have a rank correlation.

    References
    ----------
    Kruskal (1958), "Ordinal measures of association", doi:10.1080/01621459.1958.10501481.
    """
    if spearman is not None:
        return 2.0 * math.sin(math.pi * spearman / 6.0)
    assert kendall is not None
    return math.sin(math.pi * kendall / 2.0)


def least_eigenvalue(matrix: Matrix) -> float:
    """Return the least eigenvalue of a correlation matrix; below 0 no numbers can be so."""
    return float(np.linalg.eigvalsh(np.array(matrix))[0])


@cache
def correlated(laws: tuple[Law, ...], names: tuple[str, ...], matrix: Matrix) -> tuple[Law, ...]:
    """Return each law as a table in rows, equally likely, whose ranks are correlated.

    Each value of a table is the law's at the middle of one of `ROWS` equal steps of probability.
    Normal scores in an order of luck, made uncorrelated and then correlated as the matrix says,
    give the order of the rows.

    Parameters
    ----------
    laws, names : tuples of d
        The names make the addresses of the orders.
    matrix : d by d
        Correlations of normal numbers, positive semidefinite.

    References
    ----------
    Iman and Conover (1982), doi:10.1080/03610918208812265.
    """
    middles = [(k + 0.5) / ROWS for k in range(ROWS)]
    scores = np.array([inverse.normal_quantile(u) for u in middles])
    columns: list[npt.NDArray[np.float64]] = []
    for name in names:
        key = stream_key("correlation", name)
        order = np.argsort([uniform(0, row, key, 0) for row in range(ROWS)], kind="stable")
        column = scores[order]
        for other in columns:
            column = column - _dot(column, other) * other
        columns.append(column / math.sqrt(_dot(column, column)))
    tables = []
    for law, factors in zip(laws, _factors(matrix), strict=True):
        mixed = sum((f * c for f, c in zip(factors, columns, strict=False)), np.zeros(ROWS))
        values = sorted(law.sample(u) for u in middles)
        ranks = np.argsort(np.argsort(mixed, kind="stable"), kind="stable")
        tables.append(in_rows([values[rank] for rank in ranks.tolist()]))
    return tuple(tables)


def _dot(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    """Return the product of two columns, the same on every machine."""
    return math.fsum((one * other).tolist())


def _factors(matrix: Matrix) -> list[list[float]]:
    """Return the lower triangular factors of a positive semidefinite matrix, by Cholesky."""
    rows: list[list[float]] = []
    for i, stated in enumerate(matrix):
        row: list[float] = []
        for j in range(i):
            rest = stated[j] - math.fsum(a * b for a, b in zip(row, rows[j], strict=False))
            row.append(rest / rows[j][j] if rows[j][j] > 1e-6 else 0.0)
        row.append(math.sqrt(max(1.0 - math.fsum(a * a for a in row), 0.0)))
        rows.append(row)
    return rows
