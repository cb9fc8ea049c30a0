"""People aboard over time: the share of replications with each head count, day by day."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sim.present.plots import style

_WORDS = {
    "total": "people aboard",
    "rs": "of them qualified for the Russian segment",
    "usos": "of them qualified for the US segment",
}
_HATCHES = {0: "xxxx", 1: "////", 2: "....", 3: "\\\\\\\\"}
_DARK = ("#000000", "#5C1F00", "#8F3300", "#C24A00")
_PALE = ("#8DB9DA", "#A4C8E2", "#BBD6EA", "#D6E8F4", "#E3EFF7", "#EDF5FA", "#F5F9FC")
"""From four people to ten and more; all of it is paler in grey than the darkest of `_DARK`."""

_SEGMENT = ("#000000", "#C24A00", *_PALE)
"""Of one segment, which is empty at 0 and badly off at 1."""

_EDGE = "#9DB2C4"
"""Between bands, and of the hatches: seen on dark and on pale ones."""

_MOST_DATES, _MOST_DATES_IN_GRID = 280, 140
"""More dates than these could not be told apart on paper."""

Colours = Mapping[int, str]


@dataclass(frozen=True, eq=False)
class _Bands:
    """The share of replications with each head count, by date."""

    dates: NDArray[np.datetime64]
    shares: NDArray[np.float64]
    seen: tuple[int, ...]


def plot_people(
    headcounts: Mapping[str, pa.Table], replications: int, title: str, caption: str
) -> Figure:
    """Draw the whole crew and each segment: one below the other, or a row an estimate.

    Parameters
    ----------
    headcounts : mapping of title to Table
        ``date, who, people, replications`` of each estimate: how many replications have that many
        aboard that day.
    replications : int
        Of each run, which the shares are of.
    """
    who = pc.unique(next(iter(headcounts.values()))["who"]).to_pylist()
    most = _MOST_DATES if len(headcounts) == 1 else _MOST_DATES_IN_GRID
    bands = {
        name: [_bands(table, name, replications, most) for table in headcounts.values()]
        for name in who
    }
    with style.look():
        if len(headcounts) == 1:
            return _one_below_the_other(bands, title, caption)
        return _a_row_an_estimate(bands, list(headcounts), title, caption)


def _one_below_the_other(bands: Mapping[str, list[_Bands]], title: str, caption: str) -> Figure:
    sheet = style.page(title, caption, 2.25 * len(bands) + 0.4)
    panels = sheet.body.subplots(len(bands), 1, sharex=True, squeeze=False)[:, 0]
    for axes, (name, (own,)) in zip(panels, bands.items(), strict=True):
        colours = colours_of(name, own.seen)
        _draw(axes, own, colours)
        axes.set_title(_WORDS.get(name, name))
        axes.set_ylabel("share of replications")
        axes.legend(
            handles=_patches(colours)[::-1],
            title="people",
            loc="center left",
            bbox_to_anchor=(1.005, 0.5),
            fontsize=8.5,
            ncols=-(-len(colours) // 7),
        )
    style.date_axis(panels[-1])
    return sheet.figure


def _a_row_an_estimate(
    bands: Mapping[str, list[_Bands]], titles: Sequence[str], title: str, caption: str
) -> Figure:
    sheet = style.page(title, caption, 1.25 * len(titles) + 1.3)
    grid = sheet.body.subplots(len(titles), len(bands), sharex=True, sharey=True, squeeze=False)
    for column, (name, own) in zip(grid.T, bands.items(), strict=True):
        colours = colours_of(name, sorted({count for each in own for count in each.seen}))
        for axes, each, estimate in zip(column, own, titles, strict=True):
            _draw(axes, each, colours)
            if name == next(iter(bands)):
                axes.set_ylabel(textwrap.fill(estimate, 14), fontsize=9)
        column[0].set_title(_WORDS.get(name, name))
        style.date_axis(column[-1], most=6)
        column[-1].legend(
            handles=_patches(colours),
            title="people",
            loc="upper center",
            bbox_to_anchor=(0.5, -0.55),
            ncols=6,
            fontsize=8.5,
        )
    return sheet.figure


def _bands(headcount: pa.Table, who: str, replications: int, most: int) -> _Bands:
    counts = headcount.filter(pc.equal(headcount["who"], who))
    dates, rows = np.unique(counts["date"].to_numpy(), return_inverse=True)
    people = counts["people"].to_numpy()
    shares = np.zeros((int(people.max()) + 1, len(dates)))
    shares[people, rows] = counts["replications"].to_numpy() / replications
    every = slice(None, None, -(-len(dates) // most))
    seen = tuple(count for count, share in enumerate(shares) if share.any())
    return _Bands(dates[every], shares[:, every], seen)


def _draw(axes: Axes, bands: _Bands, colours: Colours) -> None:
    drawn = axes.stackplot(
        style.days(bands.dates),
        bands.shares[list(bands.seen)],
        colors=[colours[count] for count in bands.seen],
        edgecolor=_EDGE,
        linewidth=0.4,
    )
    for band, count in zip(drawn, bands.seen, strict=True):
        band.set_hatch(_hatch(colours[count], count))
    few = bands.shares[: _dark(colours)].sum(axis=0)
    axes.plot(style.days(bands.dates), few, color=style.BLACK, lw=1.1)
    axes.set_xlim(style.days(bands.dates[0]), style.days(bands.dates[-1]))
    style.percent_axis(axes)


def _patches(colours: Colours) -> list[Patch]:
    return [
        Patch(facecolor=colour, edgecolor=_EDGE, hatch=_hatch(colour, count), label=str(count))
        for count, colour in colours.items()
    ]


def _hatch(colour: str, count: int) -> str:
    return _HATCHES[count] if colour in _DARK else ""


def _dark(colours: Colours) -> int:
    """Return how many head counts, from 0, are drawn dark."""
    return 1 + max((count for count, colour in colours.items() if colour in _DARK), default=-1)


def colours_of(who: str, seen: Sequence[int]) -> Colours:
    """Return one colour a head count: dark and hatched when few are aboard, else pale."""
    scale = (*_DARK, *_PALE) if who == "total" else _SEGMENT
    return {count: scale[min(count, len(scale) - 1)] for count in seen}
