"""The distribution of each outcome: histogram and cumulative share, quantiles marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sim.outcomes import Unit
from sim.present.plots import style

OUTCOMES_A_PAGE = 6
MARKED = (0.05, 0.5, 0.95)
"""The quantiles that are marked, of the replications in which the outcome is defined."""

_FEW_VALUES = 25
_FLAG = Unit.FLAG.label
_AXES = {"d": "days", "person-d": "person-days", _FLAG: "did it happen"}
_BESIDE: dict[str, Any] = {"loc": "center left", "bbox_to_anchor": (1.0, 0.5)}


def varying(outcomes: pa.Table) -> list[str]:
    """Return the outcome columns with more than one value (a null is a value), in table order."""
    return [
        name
        for name in _outcome_names(outcomes)
        if pc.count_distinct(outcomes[name], "all").as_py() > 1
    ]


def constant_words(outcomes: pa.Table) -> str:
    """Return the outcomes with one value throughout, as ``launches[h2] = 0, ...``."""
    kept = varying(outcomes)
    words = []
    for name in _outcome_names(outcomes):
        if name not in kept and len(outcomes):
            value = outcomes[name][0].as_py()
            words.append(f"{name} = {_plain(value)}")
    return ", ".join(words)


def plot_distributions(outcomes: pa.Table, title: str, caption: str) -> Iterator[Figure]:
    """Yield the pages: a row per outcome that varies; the last one lists the constant outcomes."""
    names = varying(outcomes)
    pages = [
        names[first : first + OUTCOMES_A_PAGE] for first in range(0, len(names), OUTCOMES_A_PAGE)
    ]
    constant = constant_words(outcomes)
    for number, shown in enumerate(pages, start=1):
        last = number == len(pages)
        text = (
            f"The same in every replication: {constant}.\n{caption}"
            if last and constant
            else caption
        )
        yield _page(outcomes, shown, f"{title}, page {number} of {len(pages)}", text)


def _page(outcomes: pa.Table, names: Sequence[str], title: str, caption: str) -> Figure:
    with style.look():
        sheet = style.page(title, caption, 2.3 * len(names) + 0.4)
        rows = sheet.body.subplots(len(names), 2, squeeze=False)
        for (left, right), name in zip(rows, names, strict=True):
            _draw_outcome(left, right, outcomes, name)
        return sheet.figure


def _draw_outcome(left: Axes, right: Axes, outcomes: pa.Table, name: str) -> None:
    field = outcomes.schema.field(name)
    column = outcomes[name]
    dated = pa.types.is_timestamp(field.type)
    values = column.drop_null().to_numpy()
    numbers: NDArray[np.float64] = np.asarray(
        style.days(values) if dated else values, dtype=np.float64
    )
    words = {key.decode(): text.decode() for key, text in (field.metadata or {}).items()}
    unit = words.get("unit", "")
    left.set_title(f"{name}: {words['meaning']}" if "meaning" in words else name)
    share = np.full(len(numbers), 1 / len(outcomes))
    left.hist(
        numbers,
        bins=_bins(numbers).tolist(),
        weights=share,
        color=style.SKY,
        edgecolor=style.BLUE,
        lw=0.6,
    )
    style.percent_axis(left, whole=False)
    left.set_ylabel("share of replications")
    right.ecdf(numbers, color=style.BLACK, lw=1.4)
    style.percent_axis(right)
    right.set_ylabel("share at or below")
    if unit != _FLAG:
        _mark_quantiles(left, right, numbers, dated=dated)
    if column.null_count:
        handles, labels = right.get_legend_handles_labels()
        without = f"null in {column.null_count:,}\nof {len(outcomes):,}"
        right.legend(handles, labels, title=without, **_BESIDE)
    for axes in (left, right):
        if dated:
            style.date_axis(axes, most=6)
        else:
            axes.set_xlabel(_AXES.get(unit, unit or "value"))
        if unit == _FLAG:
            axes.set_xticks([0, 1], ["no", "yes"])


def _mark_quantiles(left: Axes, right: Axes, numbers: NDArray[np.float64], *, dated: bool) -> None:
    marks = np.quantile(numbers, MARKED, method="inverted_cdf")
    for below, mark in zip(MARKED, marks, strict=True):
        value = f"{np.datetime64(int(mark), 'D')}" if dated else f"{mark:.4g}"
        label = f"p{below * 100:.0f}  {value}"
        right.plot([mark], [below], "o", color=style.VERMILION, markersize=5, label=label)
        left.axvline(mark, color=style.VERMILION, lw=0.9, ls=(0, (4, 2)))
    right.legend(**_BESIDE)


def _bins(numbers: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return one bar a whole number when there are few of them, else forty bars."""
    low, high = float(numbers.min()), float(numbers.max())
    if not (numbers % 1).any() and high - low < _FEW_VALUES:
        return np.arange(low - 0.5, high + 1)
    return np.linspace(low, high if high > low else low + 1, 41)


def _outcome_names(outcomes: pa.Table) -> list[str]:
    return [name for name in outcomes.column_names if name != "replication"]


def _plain(value: object) -> str:
    if value is None:
        return "null"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
