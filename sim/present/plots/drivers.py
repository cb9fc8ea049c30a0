"""What drives a risk: shares of its uncertainty as bars, and how far each unknown moves it."""

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

_ROW_INCHES = 0.36
_CHARACTERS = 42
_END_CHARACTERS = 17
_NONE = 0.0005  # a difference that rounds to nothing
_PALE_BLUE, _PALE_ORANGE = "#B5D4E9", "#F6DDA8"


@dataclass(frozen=True)
class Bar:
    """What one driver has of the uncertainty, shares with their intervals.

    Parameters
    ----------
    is_part : bool
        Whether it is a part of the last one before it that is none.
    """

    label: str
    first: Interval
    total: Interval
    is_part: bool


@dataclass(frozen=True)
class Swing:
    """The risk with one unknown fixed at its low and at its high end.

    Parameters
    ----------
    base, low, high : float
        The risks, shares: with nothing fixed in the same futures, and at either end.
    at_low, at_high : str
        Where it is fixed, in a few letters.
    difference : Interval
        Of the risk at the high end less that at the low end.
    """

    label: str
    base: float
    low: float
    high: float
    at_low: str
    at_high: str
    difference: Interval


def plot_drivers(unknown: Sequence[Bar], luck: Sequence[Bar], title: str, caption: str) -> Figure:
    """Draw what nobody knows above and luck below, each with its two shares.

    Parameters
    ----------
    unknown : sequence of Bar
        May be empty.
    luck : sequence of Bar
    """
    groups = [
        (bars, colours, heading)
        for bars, colours, heading in (
            (unknown, (style.BLUE, _PALE_BLUE), "What nobody knows today"),
            (luck, (style.ORANGE, _PALE_ORANGE), "Luck, which nobody can know"),
        )
        if bars
    ]
    rows = sum(len(bars) for bars, _, _ in groups)
    with style.look():
        sheet = style.page(title, caption, _ROW_INCHES * rows + 0.45 * len(groups) + 1.1)
        panels = sheet.body.subplots(
            len(groups),
            1,
            sharex=True,
            squeeze=False,
            height_ratios=[len(bars) for bars, _, _ in groups],
        )[:, 0]
        for axes, (bars, (dark, pale), heading) in zip(panels, groups, strict=True):
            _draw(axes, bars, dark, pale)
            axes.set_title(heading)
        panels[0].set_xlim(0, 1.05)
        panels[-1].set_xlabel("share of the uncertainty of a single future, %")
        sheet.body.legend(
            handles=[
                Patch(
                    facecolor="#404040", label="dark, first figure: gone once this alone is known"
                ),
                Patch(facecolor=style.PALE, label="pale, second figure: it has a hand in this"),
            ],
            loc="outside lower center",
            ncols=2,
        )
        return sheet.figure


def plot_tornado(swings: Sequence[Swing], title: str, caption: str) -> Figure:
    """Draw the risk at the two ends of each unknown, the one that moves it most on top.

    Parameters
    ----------
    swings : sequence of Swing
        At least one; all of the same futures.
    """
    base = swings[0].base
    with style.look():
        sheet = style.page(title, caption, 1.15 * _ROW_INCHES * len(swings) + 1.4)
        axes, beside = sheet.body.subplots(1, 2, sharey=True, width_ratios=[5.0, 1.0])
        for row, swing in enumerate(swings):
            _draw_swing(axes, row, swing)
            beside.text(0.02, row, _swing_text(swing), va="center", fontsize=8.5)
        axes.axvline(base, color=style.BLACK, lw=1.1)
        _rows(axes, [swing.label for swing in swings])
        risks = [risk for swing in swings for risk in (swing.low, swing.high)]
        room = 0.2 * max(max(risks) - min(risks), 1e-6)
        axes.set_xlim(min(risks) - room, max(risks) + room)
        axes.set_xticks([tick for tick in axes.get_xticks() if -1e-9 < tick < 1.0 + 1e-9])
        axes.set_xlim(min(risks) - room, max(risks) + room)  # ticks widen it
        axes.set_xlabel(
            f"probability, %; upright line: nothing fixed, {100 * base:.1f} % in these futures"
        )
        beside.set_title("from low to high end,\npoints (95 %)", fontsize=9)
        beside.axis("off")
        sheet.body.legend(
            handles=[
                Patch(facecolor=style.SKY, label="fixed at its low end"),
                Patch(facecolor=style.VERMILION, label="fixed at its high end"),
            ],
            loc="outside lower center",
            ncols=2,
        )
        return sheet.figure


def _draw(axes: Axes, bars: Sequence[Bar], dark: str, pale: str) -> None:
    for row, bar in enumerate(bars):
        height = 0.46 if bar.is_part else 0.66
        total, first = (max(each.value, 0.0) for each in (bar.total, bar.first))
        axes.barh(row, total, height, color=pale)
        axes.barh(row, first, height, color=dark)
        for each, above in ((bar.total, 0.10), (bar.first, -0.10)):
            ends = [min(max(end, 0.0), 1.0) for end in (each.low, each.high)]
            axes.plot(ends, [row + above] * 2, color=style.BLACK, lw=1.0)
        axes.annotate(
            f"{_percent(first)} / {_percent(total)}",
            (max(total, first, min(bar.total.high, 1.0)), row),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color="#404040",
            annotation_clip=False,
        )
    _rows(axes, [f"– {bar.label}" if bar.is_part else bar.label for bar in bars])
    for label, bar in zip(axes.get_yticklabels(), bars, strict=True):
        if bar.is_part:
            label.set_color("#606060")
            label.set_fontsize(8.5)


def _draw_swing(axes: Axes, row: int, swing: Swing) -> None:
    """Draw a bar from the risk with nothing fixed to that at each end, what it is fixed at beside.

    Where both ends are on one side the shorter bar lies on the longer one.
    """
    ends = [
        (swing.low, swing.high, style.SKY, swing.at_low),
        (swing.high, swing.low, style.VERMILION, swing.at_high),
    ]
    for at, other, colour, label in sorted(ends, key=lambda each: -abs(each[0] - swing.base)):
        axes.barh(row, at - swing.base, 0.62, left=swing.base, color=colour)
        is_left = at < other or (at == other and colour == style.SKY)
        axes.annotate(
            textwrap.fill(label, _END_CHARACTERS),
            (min(at, swing.base) if is_left else max(at, swing.base), row),
            xytext=(-4 if is_left else 4, 0),
            textcoords="offset points",
            ha="right" if is_left else "left",
            va="center",
            fontsize=8,
            color="#404040",
        )


def _swing_text(swing: Swing) -> str:
    found = swing.difference
    if swing.low == swing.high and found.high < _NONE:
        return "none"
    value, low, high = (f"{100 * each:+.1f}" for each in (found.value, found.low, found.high))
    return f"{value}  ({low} to {high})".replace("-", "−")


def _rows(axes: Axes, labels: Sequence[str]) -> None:
    names = [textwrap.fill(label, _CHARACTERS, drop_whitespace=True) for label in labels]
    axes.set_yticks(range(len(labels)), names)
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g}"))


def _percent(share: float) -> str:
    number = 100 * share
    return f"{number:.0f}" if number >= 9.95 else f"{number:.1f}".removesuffix(".0")
