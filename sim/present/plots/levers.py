"""Levers against estimates as a coloured matrix, with the regret and the wins of each lever."""

from __future__ import annotations

import textwrap
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from sim.present import words
from sim.present.plots import style
from sim.present.plots.risks import Interval

_ROW_INCHES = 0.42
_COLOURS = LinearSegmentedColormap.from_list(
    "better-worse", [style.BLUE, "#FFFFFF", style.VERMILION]
)


_PALE = 0.3
"""How much of its colour a square has that is not certain."""


@dataclass(frozen=True)
class Square:
    """A cell of the matrix.

    Parameters
    ----------
    added : float
        What the lever adds to doing nothing, below 0 where it helps; it gives the colour.
    text, below : str
        What is written large and small.
    is_certain : bool
        Whether the interval of `added` does not hold 0.
    """

    added: float
    text: str
    below: str
    is_certain: bool


def plot_levers(
    squares: Mapping[str, Mapping[str, Square]],
    levers: Mapping[str, str],
    estimates: Mapping[str, str],
    regrets: Mapping[str, Interval],
    best: Mapping[str, Interval],
    beaten: Collection[str],
    unit: str,
    title: str,
    caption: str,
) -> Figure:
    """Draw a row a lever and a column an estimate; beside it regret, and the share of futures won.

    Parameters
    ----------
    squares : mapping of str to mapping
        By lever, the first of which is doing nothing, and estimate.
    regrets, best : mapping of str to Interval
        By lever, in the unit of the squares and in per cent.
    unit : str
        Of the squares, in a word.
    beaten : collection of str
        Levers that another one beats in everything.
    """
    with style.look():
        sheet = style.page(title, caption, _ROW_INCHES * len(levers) + 1.7)
        matrix, right, far = sheet.body.subplots(
            1, 3, sharey=True, width_ratios=[1.15 * len(estimates), 1.5, 1.5]
        )
        most = max(abs(each.added) for row in squares.values() for each in row.values()) or 1.0
        for row, lever in enumerate(levers):
            for column, name in enumerate(estimates):
                _square(matrix, row, column, squares[lever][name], most)
        matrix.set_xlim(0, len(estimates))
        matrix.set_xticks(
            [column + 0.5 for column in range(len(estimates))],
            [textwrap.fill(label, 12) for label in estimates.values()],
        )
        matrix.xaxis.tick_top()
        matrix.tick_params(axis="x", labelsize=8)
        matrix.set_ylim(len(levers), 0)
        names = [textwrap.fill(label, 38) for label in levers.values()]
        matrix.set_yticks([row + 0.5 for row in range(len(levers))], names)
        for label, lever in zip(matrix.get_yticklabels(), levers, strict=True):
            label.set_color(style.GREY if lever in beaten else style.BLACK)
        matrix.tick_params(length=0)
        matrix.grid(visible=False)
        for side in ("left", "bottom"):
            matrix.spines[side].set_visible(False)
        _bars(right, [regrets[lever] for lever in levers], style.GREY, f"regret,\n{unit}")
        _bars(far, [best[lever] for lever in levers], style.GREEN, "best in,\n% of futures")
        return sheet.figure


def _square(axes: Axes, row: int, column: int, square: Square, most: float) -> None:
    share = square.added / most * (1.0 if square.is_certain else _PALE)
    colour = _COLOURS(0.5 + 0.5 * share)
    inside: dict[str, Any] = {"in_layout": False}  # what stays in its square needs no room
    frame = Rectangle((column + 0.02, row + 0.04), 0.96, 0.92, fc=colour, ec="#D0D0D0", **inside)
    axes.add_patch(frame)
    dark = abs(share) > 0.6
    ink = "white" if dark else style.BLACK if square.is_certain else style.GREY
    if square.text:
        weight = "bold" if square.is_certain else "normal"
        axes.text(
            column + 0.5,
            row + 0.40,
            square.text,
            ha="center",
            va="center",
            color=ink,
            weight=weight,
            **inside,
        )
    place = row + (0.76 if square.text else 0.5)
    size = 7.5 if square.text else None
    axes.text(
        column + 0.5,
        place,
        square.below,
        ha="center",
        va="center",
        color="white" if dark else "#404040",
        fontsize=size,
        **inside,
    )


def _bars(axes: Axes, values: list[Interval], colour: str, label: str) -> None:
    for row, each in enumerate(values):
        place = row + 0.5
        axes.barh(place, each.value, height=0.6, color=colour)
        axes.plot([each.low, each.high], [place] * 2, color=style.BLACK, lw=1.0)
        axes.text(each.high, place, f" {words.number(each.value)}", va="center", fontsize=8)
    axes.set_xlim(0, (max(each.high for each in values) or 1.0) * 1.4)
    axes.set_title(label)
    axes.grid(visible=False, axis="y")
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(length=0, labelleft=False)
