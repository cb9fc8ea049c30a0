"""The distribution of each outcome: histogram and cumulative share, quantiles marked."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from sim.outcomes import Unit
from sim.present.plots import style
from sim.present.words import number

OUTCOMES_A_PAGE = 6
MARKED = (0.05, 0.5, 0.95)
"""The quantiles that are marked, of the replications in which the outcome is defined."""

_ROW_INCHES, _HEAD_INCHES, _FOOT_INCHES = 2.0, 0.85, 0.5
_FEW_VALUES = 25
_FLAG = Unit.FLAG.label
_AXES = {"d": "days", "person-d": "person-days", _FLAG: "did it happen"}
_ENDINGS = {"d": " d", "person-d": " person-d"}


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


def pages(outcomes: pa.Table) -> list[list[str]]:
    """Return which of the outcomes that vary stand together on a page."""
    names = varying(outcomes)
    firsts = range(0, len(names), OUTCOMES_A_PAGE)
    return [names[first : first + OUTCOMES_A_PAGE] for first in firsts]


def plot_distributions(
    outcomes: pa.Table, names: Sequence[str], title: str, caption: str, *, constant_too: bool
) -> Figure:
    """Draw a row for each outcome: its histogram and its cumulative share.

    Parameters
    ----------
    constant_too : bool
        Say in the caption which outcomes have one value throughout.
    """
    constant = constant_words(outcomes) if constant_too else ""
    if constant:
        caption = f"The same in every replication: {constant}.\n{caption}"
    height = _ROW_INCHES * len(names) + _HEAD_INCHES + _FOOT_INCHES
    with style.look():
        sheet = style.fixed_page(title, caption, height)
        rows = sheet.body.subplots(
            len(names),
            2,
            squeeze=False,
            gridspec_kw={
                "left": 0.075,
                "right": 0.85,
                "top": 1 - _HEAD_INCHES / height,
                "bottom": _FOOT_INCHES / height,
                "wspace": 0.22,
                "hspace": 0.7,
            },
        )
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
    counts, edges = np.histogram(numbers, bins=_bins(numbers))
    left.stairs(
        counts / len(outcomes),
        edges,
        fill=True,
        facecolor=style.SKY,
        edgecolor=style.BLUE,
        lw=0.6,
    )
    style.percent_axis(left, whole=False)
    left.set_ylabel("share")
    left.yaxis.set_major_locator(MaxNLocator(4))
    if unit == _FLAG:
        right.set_axis_off()
        notes = [f"yes in {int(numbers.sum()):,} of {len(numbers):,}"]
    else:
        right.ecdf(numbers, color=style.BLACK, lw=1.4)
        style.percent_axis(right)
        right.set_yticks([0, 0.5, 1])
        right.set_ylabel("before or on" if dated else "at or below")
        notes = _mark_quantiles(left, right, numbers, None if dated else _ENDINGS.get(unit, ""))
    if column.null_count:
        notes.append(f"no value in {column.null_count:,}\nof {len(outcomes):,}")
    beside = 0.0 if unit == _FLAG else 1.03
    right.text(beside, 0.5, "\n".join(notes), transform=right.transAxes, va="center", fontsize=9)
    for axes in (left, right):
        if dated:
            style.date_axis(axes, most=5)
        else:
            axes.set_xlabel(_AXES.get(unit, unit or "value"))
            axes.xaxis.set_major_locator(MaxNLocator(5, integer=unit == "count"))
        if unit == _FLAG:
            axes.set_xticks([0, 1], ["no", "yes"])


def _mark_quantiles(
    left: Axes, right: Axes, numbers: NDArray[np.float64], ending: str | None
) -> list[str]:
    """Mark the quantiles on both panels and return them in words; dates have no ending."""
    marks = np.quantile(numbers, MARKED, method="inverted_cdf")
    right.plot(marks, MARKED, "o", color=style.VERMILION, markersize=5)
    left.vlines(
        marks,
        0,
        1,
        transform=left.get_xaxis_transform(),
        color=style.VERMILION,
        lw=0.9,
        ls=(0, (4, 2)),
    )
    values = [
        f"{np.datetime64(int(mark), 'D')}" if ending is None else f"{number(mark)}{ending}"
        for mark in marks
    ]
    return [f"p{p * 100:.0f}  {value}" for p, value in zip(MARKED, values, strict=True)]


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
        return "no value"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
