"""Risk against the repair time drawn: where the outage begins to matter."""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.figure import Figure

from sim.present.plots import style
from sim.present.plots.curves import Curve
from sim.present.plots.risks import Interval

_LINES = ("-", (0, (5, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)), (0, (9, 2)))
_COLOURS = (style.BLUE, style.VERMILION, style.GREEN, style.PURPLE, style.BLACK)


def plot_repair(
    risks: Mapping[str, Curve],
    spans: Mapping[str, Interval],
    labels: Mapping[str, str],
    pens: Mapping[str, style.Pen],
    repair: str,
    title: str,
    caption: str,
) -> Figure:
    """Draw each risk over the repair in days, and each estimate's p10, p50 and p90 below.

    Parameters
    ----------
    risks : mapping of label to Curve
        `x` is the repair in days.
    spans : mapping of name to Interval
        The median repair of each estimate between its p10 and p90, in days.
    repair : str
        What the horizontal axis counts, with its unit.
    """
    with style.look():
        below = 0.24 * len(spans) + 0.5
        sheet = style.page(title, caption, 5.0 + below)
        upper, lower = sheet.body.subplots(2, 1, sharex=True, height_ratios=[4.6, below])
        for place, (label, curve) in enumerate(risks.items()):
            colour, line = _COLOURS[place % len(_COLOURS)], _LINES[place % len(_LINES)]
            upper.plot(
                curve.x, curve.share, color=colour, linestyle=line, marker=".", lw=1.8, label=label
            )
            upper.fill_between(curve.x, curve.low, curve.high, color=colour, alpha=0.15, lw=0)
        style.percent_axis(upper)
        upper.set_ylabel("probability, given that repair")
        for row, (name, span) in enumerate(spans.items()):
            pen = pens[name]
            lower.plot([span.low, span.high], [row, row], color=pen.colour, ls=pen.line, lw=2.2)
            lower.plot([span.value], [row], color=pen.colour, marker=pen.marker, markersize=6)
        lower.set_yticks(range(len(spans)), [labels[name] for name in spans])
        lower.set_ylim(len(spans) - 0.4, -0.6)
        lower.grid(visible=False, axis="y")
        lower.set_ylabel("estimate,\np10 – p50 – p90")
        lower.set_xlabel(repair)
        sheet.body.legend(
            handles=upper.get_lines(), loc="outside lower center", ncols=2, handlelength=4
        )
        return sheet.figure
