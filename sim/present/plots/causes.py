"""What began an outcome beside what would have prevented it, each ranked, as bars."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter

from sim.present.plots import style
from sim.present.plots.risks import Interval

_INCHES, _CHARACTERS = 0.42, 34
_BEGAN, _ALONE, _SHARED, _REST = style.GREY, style.BLUE, "#9CC7E4", style.ORANGE


@dataclass(frozen=True)
class Bar:
    """A share of the futures with the outcome.

    Parameters
    ----------
    value : str
        The share as it stands behind the bar.
    alone : float
        The part of it that is drawn dark; up to the share.
    """

    label: str
    share: Interval
    value: str
    alone: float = 0.0


@dataclass(frozen=True)
class Ranked:
    """A panel: bars from the top down, and below a line the futures without a bar among them.

    Parameters
    ----------
    of : str
        What the shares are shares of.
    """

    title: str
    of: str
    bars: Sequence[Bar]
    rest: Sequence[Bar] = ()


def plot_causes(began: Ranked | None, prevented: Ranked, title: str, caption: str) -> Figure:
    """Draw what began an outcome on the left and what would have prevented it on the right.

    Parameters
    ----------
    began : Ranked or None
        None for an outcome that no episode begins; the other panel is alone then.
    """
    panels = [prevented] if began is None else [began, prevented]
    most = max(len(panel.bars) + len(panel.rest) for panel in panels)
    reach = max(bar.share.high for panel in panels for bar in (*panel.bars, *panel.rest))
    with style.look():
        sheet = style.page(title, caption, _INCHES * (most + 1) + 1.6)
        columns = sheet.body.subplots(1, len(panels), squeeze=False)[0]
        for axes, panel in zip(columns, panels, strict=True):
            _draw(axes, panel, is_cause=panel is prevented)
            axes.set_ylim(most - 0.35, -0.65)
            axes.set_xlim(0, min(1.25 * reach, 1.16))
        sheet.body.legend(handles=_handles(prevented), loc="outside lower right", ncols=3)
        return sheet.figure


def _draw(axes: Axes, panel: Ranked, *, is_cause: bool) -> None:
    """Draw the bars of a panel with their intervals and numbers."""
    bars = [*panel.bars, *panel.rest]
    for row, bar in enumerate(bars):
        is_rest = row >= len(panel.bars)
        colour = _REST if is_rest else _SHARED if is_cause else _BEGAN
        axes.barh(row, bar.share.value, height=0.62, color=colour)
        if bar.alone:
            axes.barh(row, bar.alone, height=0.62, color=_ALONE)
        axes.plot([bar.share.low, bar.share.high], [row, row], color=style.BLACK, lw=1.3)
        axes.annotate(
            bar.value,
            (bar.share.high, row),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=9,
        )
    if panel.rest:
        axes.axhline(len(panel.bars) - 0.5, color=style.GREY, lw=0.8)
    labels = [textwrap.fill(bar.label, _CHARACTERS, break_on_hyphens=False) for bar in bars]
    axes.set_yticks(range(len(labels)), labels)
    axes.tick_params(axis="y", length=0)
    axes.set_title(panel.title)
    axes.set_xlabel(panel.of)
    axes.xaxis.set_major_formatter(FuncFormatter(_percent))
    axes.grid(visible=False, axis="y")


def _handles(prevented: Ranked) -> list[Patch]:
    """Return what the colours on the right mean."""
    handles = [
        Patch(color=_ALONE, label="alone enough, and the only one that is"),
        Patch(color=_SHARED, label="alone enough, as others are too"),
    ]
    if prevented.rest:
        handles.append(Patch(color=_REST, label="no single cause is enough"))
    return handles


def _percent(share: float, _: int) -> str:
    return f"{share * 100:g}" if share <= 1 else ""
