"""Risk against the repair time sampled: where the outage begins to matter."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from sim.present.plots import style
from sim.present.plots.curves import Curve
from sim.present.plots.risks import Interval

_LOOKS: tuple[dict[str, Any], ...] = (
    {"color": style.BLUE, "ls": "-", "marker": "o"},
    {"color": style.VERMILION, "ls": (0, (5, 1.5)), "marker": "^"},
    {"color": style.GREEN, "ls": (0, (1.2, 1.2)), "marker": "s"},
    {"color": style.PURPLE, "ls": (0, (6, 1.5, 1.2, 1.5)), "marker": "D"},
    {"color": style.BLACK, "ls": (0, (9, 2)), "marker": "v"},
    {"color": style.ORANGE, "ls": (0, (3, 1.2, 1.2, 1.2, 1.2, 1.2)), "marker": "P"},
    {"color": style.SKY, "ls": (0, (3, 3)), "marker": "X"},
)
_GREY = "#404040"
"""Of what belongs to no single risk; the colours are those of the risks."""


@dataclass(frozen=True, eq=False)
class RepairRisk:
    """One risk against the repair.

    Parameters
    ----------
    label : str
    groups : Curve
        Groups of similar repairs; `x` is the mean repair of each in days.
    points : Curve
        Estimates that name one repair alone.
    level : Interval or None
        The risk without an outage.
    above : Interval or None
        The mean, shortest and longest repair of the first group that is clearly above `level` with
        all those behind it.
    """

    label: str
    groups: Curve
    points: Curve
    level: Interval | None
    above: Interval | None

    @property
    def repairs_above(self) -> str:
        """In words the repairs of `above`; of the last group, which is open, the shortest."""
        if self.above is None:
            return ""
        low, high = f"{self.above.low:.0f}", f"{self.above.high:.0f}"
        return f"{low} d" if self.is_last_above else f"{low} to {high} d"

    @property
    def is_last_above(self) -> bool:
        """Whether `above` is the last group: it holds whatever is longer."""
        return self.above is not None and self.above.value == self.groups.x[-1]


def plot_repair(
    risks: Sequence[RepairRisk],
    spans: Mapping[str, Interval],
    labels: Mapping[str, str],
    pens: Mapping[str, style.Pen],
    since: dt.datetime,
    longest: float,
    pad: str,
    title: str,
    caption: str,
) -> Figure:
    """Draw each risk over the repair in days, and each estimate's p10, p50 and p90 below.

    Parameters
    ----------
    spans : mapping of name to Interval
        The median repair of each estimate between its p10 and p90, in days.
    since : datetime
        When the outage began; the upper axis counts calendar dates from it.
    longest : float
        The repair that ends with the forecast, in days; the figure ends there at the latest.
    """
    looks = [_LOOKS[place % len(_LOOKS)] for place in range(len(risks))]
    handles = [
        Line2D([], [], lw=1.8, markersize=5, label=f"{risk.label}{_from_when(risk, since)}", **look)
        for risk, look in zip(risks, looks, strict=True)
    ]
    with style.look():
        key = style.Key([*handles, *_other_handles(risks)], most=2, handlelength=4.5)
        below = 0.24 * len(spans) + 0.5
        sheet = style.page(title, caption, 5.2 + below + key.inches)
        upper, lower = sheet.body.subplots(2, 1, sharex=True, height_ratios=[5.0, below])
        for risk, look in zip(risks, looks, strict=True):
            _draw_risk(upper, risk, look)
        style.percent_axis(upper)
        upper.set_ylabel("probability, given that repair")
        draw_spans(lower, spans, labels, pens)
        lower.set_xlabel(f"repair of {pad} as sampled, days from the start of the outage")
        upper.set_xlim(0, min(upper.get_xlim()[1], 1.02 * longest))
        mark_beyond(lower, spans)
        date_above(upper, since)
        key.draw(sheet.body)
        return sheet.figure


def _draw_risk(axes: Axes, risk: RepairRisk, look: dict[str, Any]) -> None:
    colour = look["color"]
    curve, points = risk.groups, risk.points
    axes.plot(curve.x, curve.share, lw=1.8, markersize=4.5, **look)
    axes.fill_between(curve.x, curve.low, curve.high, color=colour, alpha=0.14, lw=0)
    for x, share, low, high in zip(points.x, points.share, points.low, points.high, strict=True):
        axes.plot([x, x], [low, high], color=colour, lw=1.1)
        axes.plot(
            [x],
            [share],
            ls="none",
            marker=look["marker"],
            markersize=9,
            markerfacecolor="white",
            markeredgecolor=colour,
            markeredgewidth=1.6,
        )
    if risk.level is not None:
        axes.axhline(risk.level.value, color=colour, lw=1.0, ls=(0, (4, 3)), zorder=1.5)
    if risk.above is not None:
        axes.axvline(risk.above.value, color=colour, lw=1.0, ls=look["ls"], zorder=1.2)


def _from_when(risk: RepairRisk, since: dt.datetime) -> str:
    """Return in words from which repair on a risk is above its level without an outage."""
    if risk.above is None:
        return ""
    date = since + dt.timedelta(days=risk.above.low)
    return f"\nwell above from repairs of {risk.repairs_above} on ({date:%Y-%m-%d})"


def _other_handles(risks: Sequence[RepairRisk]) -> list[Line2D]:
    handles = []
    if any(risk.level is not None for risk in risks):
        handles.append(
            Line2D([], [], color=_GREY, lw=1.0, ls=(0, (4, 3)), label="the same without an outage")
        )
    if any(len(risk.points.x) for risk in risks):
        handles.append(
            Line2D(
                [],
                [],
                color=_GREY,
                ls="none",
                marker="o",
                markersize=8,
                markerfacecolor="white",
                label="an estimate that names one day",
            )
        )
    return handles


def draw_spans(
    axes: Axes,
    spans: Mapping[str, Interval],
    labels: Mapping[str, str],
    pens: Mapping[str, style.Pen],
) -> None:
    """Draw the median repair of each estimate between its p10 and p90, a row each."""
    for row, (name, span) in enumerate(spans.items()):
        if math.isfinite(span.high):
            axes.plot([span.low, span.high], [row, row], color=_GREY, lw=2.2)
        axes.plot([span.value], [row], color=_GREY, marker=pens[name].marker, markersize=6)
    axes.set_yticks(range(len(spans)), [labels[name] for name in spans])
    axes.set_ylim(len(spans) - 0.4, -0.6)
    axes.grid(visible=False, axis="y")
    axes.set_ylabel("estimate,\np10 – p50 – p90")


def endless_span(figure: Mapping[str, Any]) -> Interval:
    """Return the median of an estimate between p10 and p90, at infinity what never ends."""
    p10, p50, p90 = (
        math.inf if figure[name] is None else figure[name] for name in ("p10", "p50", "p90")
    )
    return Interval(p50, p10, p90)


def mark_beyond(axes: Axes, spans: Mapping[str, Interval]) -> None:
    """Mark at the end of the axis what lies behind it: the forecast ends before."""
    end = axes.get_xlim()[1]
    for row, span in enumerate(spans.values()):
        if span.high > end:
            axes.plot([min(span.low, end), end], [row, row], color=_GREY, lw=2.2)
            axes.plot([end], [row], color=_GREY, marker=">", markersize=7, clip_on=False)
        if span.value > end:
            axes.annotate(
                "median not in the forecast",
                (end, row),
                xytext=(-10, 4),
                textcoords="offset points",
                ha="right",
                fontsize="x-small",
            )


def date_above(axes: Axes, since: dt.datetime) -> None:
    """Write above the axes on which date a repair of so many days is complete."""
    start = float(style.days(since))
    to_date: Callable[[Any], Any] = lambda days: days + start  # noqa: E731
    to_days: Callable[[Any], Any] = lambda date: date - start  # noqa: E731
    above = axes.secondary_xaxis("top", functions=(to_date, to_days))
    first, last = axes.get_xlim()
    style.dated(above.xaxis, last - first, 9)
    above.set_xlabel("repaired on (UTC)")
