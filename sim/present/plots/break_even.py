"""Risk against the true repair time, the threshold, and where each estimate lies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from sim.present.plots import style
from sim.present.plots.repair import date_above, draw_spans, mark_beyond
from sim.present.plots.risks import Interval

_GREY = "#404040"


@dataclass(frozen=True, eq=False)
class BandCurve:
    """A curve with its band, and where it crosses the threshold.

    Parameters
    ----------
    label : str
        What the legend says of it.
    x, mean, low, high : sequence of float, shape (k,)
        Days, and shares in 0..1 (or differences of them).
    crossing : Interval or None
        In days; an end that is not known is that of the axis.
    """

    label: str
    x: Sequence[float]
    mean: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    crossing: Interval | None


def plot_break_even(
    curves: Sequence[BandCurve],
    threshold: float,
    threshold_label: str,
    spans: Mapping[str, Interval],
    labels: Mapping[str, str],
    since: dt.datetime,
    axis_labels: tuple[str, str],
    title: str,
    caption: str,
) -> Figure:
    """Draw each curve over the repair in days, and each estimate's p10, p50 and p90 below.

    Parameters
    ----------
    spans : mapping of name to Interval
        The median repair of each estimate between its p10 and p90, in days; may be empty.
    since : datetime
        When the outage began; the upper axis counts calendar dates from it.
    axis_labels : pair of str
        Across and up.
    """
    pens = style.pens([curve.label for curve in curves], None)
    with style.look():
        key = style.Key(_handles(curves, pens, threshold_label), most=2, handlelength=4.5)
        below = 0.24 * len(spans) + 0.5 if spans else 0.0
        sheet = style.page(title, caption, 5.4 + below + key.inches)
        heights = [5.0, below] if spans else [5.0]
        panels = sheet.body.subplots(
            len(heights), 1, sharex=True, squeeze=False, height_ratios=heights
        )[:, 0]
        upper = panels[0]
        for curve in curves:
            _draw(upper, curve, pens[curve.label])
        upper.axhline(threshold, color=style.BLACK, lw=1.1, ls=(0, (4, 3)))
        upper.yaxis.set_major_formatter(FuncFormatter(_points))
        upper.set_ylabel(axis_labels[1])
        longest = max(curve.x[-1] for curve in curves)
        if spans:
            marks = {name: style.Pen(_GREY, "-", "o") for name in spans}
            draw_spans(panels[1], spans, labels, marks)
        panels[-1].set_xlabel(axis_labels[0])
        upper.set_xlim(0, longest * 1.01)
        if spans:
            mark_beyond(panels[1], spans)
        date_above(upper, since)
        key.draw(sheet.body)
        return sheet.figure


def _draw(axes: Axes, curve: BandCurve, pen: style.Pen) -> None:
    axes.fill_between(curve.x, curve.low, curve.high, color=pen.colour, alpha=0.16, lw=0)
    axes.plot(curve.x, curve.mean, color=pen.colour, ls=pen.line, lw=1.8, marker=".", markersize=5)
    if curve.crossing is not None:
        found = curve.crossing
        axes.axvspan(found.low, found.high, color=pen.colour, alpha=0.10, lw=0)
        axes.axvline(found.value, color=pen.colour, ls=pen.line, lw=1.2)


def _handles(
    curves: Sequence[BandCurve], pens: Mapping[str, style.Pen], threshold_label: str
) -> list[Line2D | Patch]:
    handles: list[Line2D | Patch] = []
    for curve in curves:
        pen = pens[curve.label]
        handles.append(Line2D([], [], color=pen.colour, ls=pen.line, lw=1.8, label=curve.label))
    handles.append(Line2D([], [], color=style.BLACK, lw=1.1, ls=(0, (4, 3)), label=threshold_label))
    if any(curve.crossing is not None for curve in curves):
        label = "upright: break-even, with its 95 % interval"
        handles.append(Patch(facecolor=_GREY, alpha=0.25, label=label))
    return handles


def _points(share: float, _: int) -> str:
    return f"{share * 100:.3g}"
