"""Cumulative curves with bands: first gaps by date, dockings and repairs by estimate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.present.plots import style


@dataclass(frozen=True, eq=False)
class Curve:
    """A curve that steps at `x` (datetime64 or days) to `share`, between `low` and `high`."""

    x: np.ndarray
    share: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Panel:
    """One panel: its title, its axis (None means calendar dates) and a curve per name."""

    title: str
    curves: Mapping[str, Curve]
    axis: str | None = None


def plot_curves(
    panels: Sequence[Panel],
    labels: Mapping[str, str],
    pens: Mapping[str, style.Pen],
    title: str,
    caption: str,
    *,
    ylabel: str = "share of replications",
    compared: str = "estimate",
    whole: bool = True,
) -> Figure:
    """Draw the panels, three or fewer side by side, with one legend for all of them.

    Parameters
    ----------
    labels : mapping
        What the legend calls each name; nothing is said when there is one.
    compared : str
        What the names are of.
    whole : bool
        Show 0 to 100 per cent, and each panel from where its first curve begins to rise until its
        last one has come to rest; otherwise each panel ends a little above its curves.
    """
    columns = len(panels) if len(panels) <= 3 else 2
    rows = -(-len(panels) // columns)
    handles = [
        Line2D([], [], color=pens[name].colour, ls=pens[name].line, lw=2, label=label)
        for name, label in labels.items()
    ]
    with style.look():
        key = style.Key(handles, handlelength=4)
        sheet = style.page(title, caption, (3.0 if rows > 1 else 3.6) * rows + 0.9 + key.inches)
        grid = sheet.body.subplots(rows, columns, squeeze=False).ravel()
        for place, (axes, panel) in enumerate(zip(grid, panels, strict=False)):
            _draw_panel(axes, panel, pens, whole=whole, most_dates=7 if columns < 3 else 5)
            if len(labels) > 1 and _same(panel):
                axes.set_title(f"{panel.title}\n(the same under every {compared})")
            axes.set_ylabel(ylabel if place % columns == 0 else "")
        for axes in grid[len(panels) :]:
            axes.set_axis_off()
        if len(labels) > 1:
            key.draw(sheet.body)
        return sheet.figure


def _draw_panel(
    axes: Axes, panel: Panel, pens: Mapping[str, style.Pen], *, whole: bool, most_dates: int
) -> None:
    drawn: list[Curve] = []
    for name, full in panel.curves.items():
        curve = _corners(full)
        x = style.days(curve.x) if panel.axis is None else curve.x
        pen = pens[name]
        axes.step(x, curve.share, where="post", color=pen.colour, linestyle=pen.line, lw=1.7)
        if not any(_alike(curve, other) for other in drawn):  # one band for all that agree
            axes.fill_between(
                x, curve.low, curve.high, step="post", color=pen.colour, alpha=0.15, lw=0
            )
            drawn.append(curve)
    top = max((float(np.max(curve.high, initial=0.0)) for curve in drawn), default=0.0)
    axes.set_title(panel.title)
    style.percent_axis(axes, whole=whole)
    if not whole:
        axes.set_ylim(0, min(1.0, max(top * 1.08, 0.01)))
    axes.margins(x=0.01)
    if whole:
        axes.set_xlim(_rise(panel))
    if panel.axis is None:
        style.date_axis(axes, most=most_dates)
    else:
        axes.set_xlabel(panel.axis)


def _same(panel: Panel) -> bool:
    """Return whether a panel has several curves, and all of them are one."""
    first, *others = (_corners(curve) for curve in panel.curves.values())
    return bool(others) and all(_alike(first, other) for other in others)


def _alike(one: Curve, other: Curve) -> bool:
    return np.array_equal(one.x, other.x) and np.array_equal(one.share, other.share)


def _rise(panel: Panel) -> tuple[float, float]:
    """Return the places a little before the first curve of a panel rises and after the last does.

    Where no curve rises, or at one place only, they are the ends of the curves.
    """
    places, starts, ends = [], [], []
    for curve in panel.curves.values():
        x = np.asarray(style.days(curve.x) if panel.axis is None else curve.x, dtype=np.float64)
        places += [x[0], x[-1]]
        if curve.share[-1] > 0:
            starts.append(x[int(np.argmax(curve.share > 0))])
            ends.append(x[int(np.argmax(curve.share >= curve.share[-1]))])
    first, last = min(places, default=0.0), max(places, default=1.0)
    if not starts or min(starts) == max(ends):
        return float(first), float(last)
    room = 0.1 * (max(ends) - min(starts))
    return float(max(min(starts) - room, first)), float(min(max(ends) + room, last))


def _corners(curve: Curve) -> Curve:
    """Return the curve without the points at which nothing changes; its ends stay."""
    changes = np.ones(len(curve.x), bool)
    changes[1:-1] = (np.diff(curve.share) != 0)[:-1]
    return Curve(*(part[changes] for part in (curve.x, curve.share, curve.low, curve.high)))
