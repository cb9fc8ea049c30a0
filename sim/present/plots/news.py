"""How risks move while a pad stays down: a panel a risk, a line an estimate."""

from __future__ import annotations

import datetime as dt
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.present.plots import style

_MIXED = style.Pen(style.BLACK, "-", "o")

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Line:
    """A risk along the days under one estimate.

    Parameters
    ----------
    mean, low, high : sequence of float or None
        A day each; None where the estimate is refuted.
    """

    mean: Sequence[float | None]
    low: Sequence[float | None]
    high: Sequence[float | None]


def plot_news(
    panels: Mapping[str, Mapping[str, Line]],
    mixed: Mapping[str, Line],
    mixed_label: str,
    labels: Mapping[str, str],
    said: Mapping[str, dt.date | None],
    refuted: Mapping[str, dt.datetime | None],
    days: Sequence[dt.datetime],
    marked: Sequence[dt.datetime],
    title: str,
    caption: str,
) -> Figure:
    """Draw each risk under each estimate over the day on which the pad is still down.

    Parameters
    ----------
    panels : mapping of str to mapping
        By risk, of each estimate its line.
    mixed : mapping of str to Line
        By risk, that of all estimates together; empty draws none.
    said : mapping of str to date or None
        When an estimate was given; before that its line is pale.
    refuted : mapping of str to datetime or None
        From when on an estimate leaves nothing: its line goes on as it was up to there.
    days, marked : sequence of datetime
        Of the lines, and those that are asked about.
    """
    pens = style.pens(list(labels), None)
    at = np.array([style.days(day) for day in days])
    across = min(2, len(panels))
    rows = -(-len(panels) // across)
    handles = [
        Line2D([], [], color=pens[name].colour, ls=pens[name].line, lw=1.9, label=label)
        for name, label in labels.items()
    ]
    if mixed:
        handles.insert(0, Line2D([], [], color=_MIXED.colour, lw=1.9, label=mixed_label))
    if any(day is not None and style.days(day) <= at[-1] for day in refuted.values()):
        refutation = Line2D([], [], color=style.GREY, ls="none", marker="x", ms=8, mew=2)
        refutation.set_label("refuted")
        handles.append(refutation)
    with style.look():
        key = style.Key(handles, handlelength=4)
        sheet = style.page(title, caption, 3.0 * rows + 0.9 + key.inches)
        grid = sheet.body.subplots(rows, across, squeeze=False).ravel()
        for axes, (label, lines) in zip(grid, panels.items(), strict=False):
            for name, line in lines.items():
                _draw(axes, at, line, pens[name], said[name], refuted[name])
            if label in mixed:
                _draw(axes, at, mixed[label], _MIXED, None, None)
            for day in marked:
                axes.axvline(style.days(day), color=style.GREY, lw=0.7, ls=(0, (2, 2)))
            axes.set_title(textwrap.fill(label, 60))
            axes.set_ylim(0, None)
            style.percent_axis(axes, whole=False)
            style.date_axis(axes, most=5, label="still down on (UTC)")
        for axes in grid[len(panels) :]:
            axes.set_visible(False)
        key.draw(sheet.body)
        return sheet.figure


def _draw(
    axes: Axes,
    at: Floats,
    line: Line,
    pen: style.Pen,
    said: dt.date | None,
    refuted: dt.datetime | None,
) -> None:
    """Draw a risk, pale up to the day on which the estimate was given, and where it is refuted.

    Between two days that were played the line is straight; behind the last one that an estimate
    reaches it goes on level, dotted, to the day on which it is refuted.
    """
    mean, low, high = (
        np.array([np.nan if value is None else value for value in values])
        for values in (line.mean, line.low, line.high)
    )
    known = ~np.isnan(mean)
    axes.fill_between(at, low, high, color=pen.colour, alpha=0.13, lw=0)
    axes.plot(at, mean, color=pen.colour, lw=1.0, alpha=0.35, ls=pen.line)
    if not known.any():
        return
    given = -np.inf if said is None else style.days(said)
    last = at[known][-1]
    if given <= last:
        x = np.unique(np.append(at[known & (at >= given)], max(given, at[known][0])))
        y = np.interp(x, at[known], mean[known])
        axes.plot(x, y, color=pen.colour, lw=1.9, ls=pen.line)
    if refuted is None or style.days(refuted) > at[-1]:
        return
    end, level = style.days(refuted), mean[known][-1]
    alpha = 1.0 if given <= end else 0.35
    axes.plot([last, end], [level] * 2, color=pen.colour, lw=1.2, ls=(0, (1, 1.5)), alpha=alpha)
    axes.plot(end, level, "x", color=pen.colour, ms=9, mew=2.2, alpha=alpha)
