"""The distribution of each outcome: histogram and cumulative share, quantiles marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from sim.analysis.distribution import Distribution
from sim.outcomes import Unit
from sim.present.plots import style
from sim.present.words import number

OUTCOMES_A_PAGE = 6

Figures = Mapping[str, Mapping[str, Any]]
"""``outcomes`` of an estimate in ``summary.json``: the figures of each column."""

_ROW_INCHES, _HEAD_INCHES, _FOOT_INCHES = 2.0, 0.85, 0.5
_LEFT, _RIGHT, _APART = 0.075, 0.85, 0.22
_FLAG, _COUNT, _DATE = Unit.FLAG.label, Unit.COUNT.label, Unit.DATE.label
_AXES = {"d": "days", "person-d": "person-days", _FLAG: "did it happen"}
_ENDINGS = {"d": " d", "person-d": " person-d"}


def varying(outcomes: Figures, replications: int) -> list[str]:
    """Return the outcomes with more than one value (none is a value too), in their order."""
    return [name for name, figure in outcomes.items() if _varies(figure, replications)]


def constant_words(outcomes: Figures, replications: int) -> str:
    """Return the outcomes with one value throughout, as ``launches[h2] = 0, ...``."""
    return ", ".join(
        f"{name} = {_plain(figure['least'], figure['unit'])}"
        for name, figure in outcomes.items()
        if not _varies(figure, replications)
    )


def pages(names: Sequence[str]) -> list[Sequence[str]]:
    """Return which of the outcomes that vary stand together on a page."""
    firsts = range(0, len(names), OUTCOMES_A_PAGE)
    return [names[first : first + OUTCOMES_A_PAGE] for first in firsts]


def plot_distributions(shown: Sequence[Distribution], title: str, caption: str) -> Figure:
    """Draw a row for each outcome: its histogram and its cumulative share."""
    height = _ROW_INCHES * len(shown) + _HEAD_INCHES + _FOOT_INCHES
    with style.look():
        sheet = style.fixed_page(title, caption, height)
        grid = sheet.body.add_gridspec(
            len(shown),
            2,
            left=_LEFT,
            right=_RIGHT,
            top=1 - _HEAD_INCHES / height,
            bottom=_FOOT_INCHES / height,
            wspace=_APART,
            hspace=0.7,
        )
        for row, each in enumerate(shown):
            left = sheet.body.add_subplot(grid[row, 0])
            _draw_histogram(left, each)
            panels, notes = [left], []
            if each.unit == _FLAG:
                notes.append(f"yes in {each.events:,} of {each.n:,}")
            else:
                right = sheet.body.add_subplot(grid[row, 1])
                _draw_cumulative(right, each)
                _mark_quantiles(left, right, each)
                notes += _quantile_words(each)
                panels.append(right)
            if each.missing:
                notes.append(f"no value in {each.missing:,}\nof {each.n + each.missing:,}")
            box = left.get_position()
            width = _RIGHT - _LEFT
            x = box.x1 + _APART * box.width if each.unit == _FLAG else _RIGHT + 0.03 * width / 2.2
            sheet.body.text(x, (box.y0 + box.y1) / 2, "\n".join(notes), va="center", fontsize=9)
            for axes in panels:
                _draw_values(axes, each.unit)
        return sheet.figure


def _draw_histogram(axes: Axes, shown: Distribution) -> None:
    axes.set_title(f"{shown.name}: {shown.meaning}" if shown.meaning else shown.name)
    axes.stairs(
        shown.shares,
        _x(shown, shown.edges),
        fill=True,
        facecolor=style.SKY,
        edgecolor=style.BLUE,
        lw=0.6,
    )
    style.percent_axis(axes, whole=False)
    axes.set_ylabel("share")
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_label_coords(-0.14, 0.5)


def _draw_cumulative(axes: Axes, shown: Distribution) -> None:
    places, upto = _x(shown, shown.places), shown.upto
    corners = np.append(True, np.diff(upto) != 0)  # the others lie on the steps between these
    corners[-1] = True
    axes.step(places[corners], upto[corners], where="post", color=style.BLACK, lw=1.4)
    axes.plot(places[[0, 0]], [0, upto[0]], color=style.BLACK, lw=1.4)
    style.percent_axis(axes)
    axes.set_yticks([0, 0.5, 1])
    axes.set_ylabel("before or on" if shown.unit == _DATE else "at or below")
    axes.yaxis.set_label_coords(-0.14, 0.5)


def _mark_quantiles(left: Axes, right: Axes, shown: Distribution) -> None:
    marks = _x(shown, np.array(list(shown.marks.values())))
    right.plot(marks, [p / 100 for p in shown.marks], "o", color=style.VERMILION, markersize=5)
    left.vlines(
        marks,
        0,
        1,
        transform=left.get_xaxis_transform(),
        color=style.VERMILION,
        lw=0.9,
        ls=(0, (4, 2)),
    )


def _quantile_words(shown: Distribution) -> list[str]:
    return [f"p{p}  {_words(mark, shown.unit)}" for p, mark in shown.marks.items()]


def _draw_values(axes: Axes, unit: str) -> None:
    """Write the horizontal axis, on which the outcome's values stand."""
    if unit == _DATE:
        style.date_axis(axes, most=5)
    else:
        axes.set_xlabel(_AXES.get(unit, unit or "value"))
        axes.xaxis.set_major_locator(MaxNLocator(5, integer=unit == _COUNT))
    if unit == _FLAG:
        axes.set_xticks([0, 1], ["no", "yes"])
    axes.xaxis.set_label_coords(0.5, -0.21)


def _x(shown: Distribution, values: Any) -> Any:
    """Return values as they stand on the axis: instants as matplotlib's days."""
    return style.days(values.astype("datetime64[s]")) if shown.unit == _DATE else values


def _varies(figure: Mapping[str, Any], replications: int) -> bool:
    return bool(0 < figure["n"] < replications or figure["least"] != figure["most"])


def _words(value: float, unit: str) -> str:
    if unit == _DATE:
        return str(np.datetime64(int(value), "s").astype("datetime64[D]"))
    return f"{number(value)}{_ENDINGS.get(unit, '')}"


def _plain(value: Any, unit: str) -> str:
    if value is None:
        return "no value"
    return str(value) if unit == _DATE else f"{value:.6g}"
